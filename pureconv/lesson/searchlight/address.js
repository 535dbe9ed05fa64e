// The state: all that can be chosen, as the address spells it behind its #.
//
//     #kernel=0,1;2,3&flip=1&stride=2&padding=1&dilation=1&boundary=edge&row=0&column=1
//
// and image=, rows by ";", where it was painted. What is missing is the default: what
// the page showed before this script began.

const section = document.querySelector(".searchlight");
const part = (name) => document.getElementById(`searchlight-${name}`);
const form = part("controls");

const CHOICES = ["flip", "stride", "padding", "dilation", "boundary"];
const WORDS = ["kernel", ...CHOICES, "row", "column", "image"];     // in this order

// The cells of a table that hold numbers, row by row.
function cells(name) {
  return [...part(name).tBodies[0].rows].map((row) => [...row.cells].slice(1));
}
const numbers = (name) =>
  cells(name).map((row) => row.map((td) => Number(td.textContent)));
const typed = (name, text) => (name === "boundary" ? text : Number(text));

const DEFAULT = {
  image: numbers("image"),
  kernel: numbers("kernel"),
  row: Number(section.dataset.row),
  column: Number(section.dataset.column),
};
for (const name of CHOICES) DEFAULT[name] = typed(name, form.elements[name].value);

const spelled = (value) =>
  (Array.isArray(value) ? value.map((row) => row.join(",")).join(";") : String(value));

function spell(state) {
  const different = (name) => spelled(state[name]) !== spelled(DEFAULT[name]);
  const item = (name) => `${name}=${spelled(state[name])}`;
  return WORDS.filter(different).map(item).join("&");
}

// Rows of whole numbers, all equally long, from "0,1;2,3"; null from anything else.
function grid(text, number, most) {
  const rows = text.split(";").map((row) => row.split(","));
  const fits = rows.length <= most && rows[0].length <= most && rows.every((row) =>
    row.length === rows[0].length && row.every((item) => number.test(item)));
  return fits ? rows.map((row) => row.map((item) => Number(item) + 0)) : null;  // no -0
}

// What a text means for a word, or null, and the rule for it.
function meaning(name, text, state) {
  if (name === "kernel") {
    return [grid(text, /^-?\d{1,2}$/, 5),
      "up to 5 rows of up to 5 whole numbers from -99 to 99, all equally long"];
  }
  if (name === "image") {
    const image = grid(text, /^\d$/, 10);
    return [image && image.length === 10 && image[0].length === 10 ? image : null,
      "10 rows of 10 digits"];
  }
  if (name === "row" || name === "column") {
    const k = name === "row" ? state.kernel.length : state.kernel[0].length;
    const { count } = windows(state.image.length, k, state);
    return [/^\d{1,2}$/.test(text) && Number(text) < count ? Number(text) : null,
      `0 to ${count - 1}`];
  }
  const values = [...form.elements[name]].map((radio) => radio.value);
  return [values.includes(text) ? typed(name, text) : null, values.join(", ")];
}

// Read an address. What is wrong in it is ignored, and said: that is the second answer.
function read(address) {
  const items = new URLSearchParams(address), state = { ...DEFAULT };
  const ignored = [...items.keys()].filter((name) => !WORDS.includes(name));
  for (const name of WORDS.filter((word) => items.has(word))) {
    const text = items.get(name), [value, rule] = meaning(name, text, state);
    if (value === null) ignored.push(`${name}=${text} (allowed: ${rule})`);
    else state[name] = value;
  }
  return [state, ignored];
}
