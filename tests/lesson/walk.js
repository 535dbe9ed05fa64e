// Walks through the page. Each of STEPS is an address to go to, or null, and what to do
// there, as JavaScript; or null and choices to make, as an object. What is then seen is
// left in the document as JSON: for choices the tables, for the others everything.

const all = (selector) => [...document.querySelectorAll(selector)];
const one = (selector) => document.querySelector(selector);
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
const rows = (name) =>
  all(`#searchlight-${name} tbody tr`).map((row) => [...row.cells].slice(1));
const cell = (name, row, column) => rows(name)[row][column];
const table = (name) => rows(name).map((row) => row.map((td) =>
  td.textContent || td.firstElementChild.getAttribute("value")));
const text = (name) => one(`#searchlight-${name}`).textContent.trim();

const errors = [];
addEventListener("error", ({ message }) => errors.push(message));

// Acts.
const pointer = (type, name, row, column, more) =>
  cell(name, row, column).dispatchEvent(
    new PointerEvent(type, { bubbles: true, pointerType: "mouse", ...more }));
const point = (...place) => pointer("pointermove", ...place);
const drag = (type, name, ...places) => places.forEach(([row, column], n) =>
  pointer(n ? "pointermove" : "pointerdown", name, row, column,
    { buttons: 1, pointerType: type }));
const press = (key) => document.activeElement.dispatchEvent(
  new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
const click = (selector) => one(selector).click();
const choose = ({ kernel, ...options }) => {
  const preset = one(`[data-kernel="${kernel}"]`);
  if (preset.ariaPressed !== "true") preset.click();
  for (const [name, value] of Object.entries(options)) {
    click(`[name=${name}][value="${value}"]`);
  }
};
const type = (row, column, value) => {
  const input = cell("kernel", row, column).firstElementChild;
  input.focus();
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
};

const tables = () => ({ kernel: table("kernel"), output: table("output") });

function everything() {
  const outputs = rows("output").flat();
  const has = (name) => (each) => each.classList.contains(name);
  return {
    ...tables(), image: table("image"), said: text("said"),
    sum: text("sum"), size: text("size"), told: text("fan"), divisor: text("divisor"),
    slide: text("slide"),
    now: outputs.map(has("now")), ahead: outputs.map(has("ahead")),
    fan: rows("output").map((row) =>
      row.map((td) => has("fan")(td) && td.dataset.weight)),
    unread: all("#searchlight-glass .unread").map((span) => span.style.gridArea),
    ghosts: all("#searchlight-glass .ghost").map((span) => span.textContent),
    pressed: all("[aria-pressed=true]").map((button) => button.textContent),
    checked: all("#searchlight-controls :checked").map((radio) => radio.value),
    focus: outputs.indexOf(document.activeElement), errors: errors.splice(0),
  };
}

async function walk() {
  const notes = [];
  for (const [address, act] of STEPS) {
    document.body.hidden = !/focus|type/.test(act);     // nothing to lay out saves time
    if (act.kernel) {
      choose(act);
      notes.push(tables());
      continue;
    }
    if (address !== null) {
      const changed = new Promise((resolve) =>
        addEventListener("hashchange", resolve, { once: true }));
      if (location.hash.slice(1) === address) history.replaceState(null, "", "#x");
      location.hash = address;
      await changed;
    }
    if (act) await (0, eval)(`(async () => { ${act} })()`);
    notes.push(everything());
    document.body.hidden = true;
    if (act && !act.startsWith("point")) {
      await pause(250);     // by then the act stands in the address
    }
    notes.at(-1).address = location.hash;
  }
  const pre = document.createElement("pre");
  pre.id = "walked";
  pre.textContent = JSON.stringify(notes);
  document.body.append(pre);
}

addEventListener("load", walk);
