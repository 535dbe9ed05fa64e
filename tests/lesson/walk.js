// Walks through the page. Each of STEPS is an address to go to, or null, and what to do
// there, as JavaScript; or choices to make, as an object. What is seen after each is left
// in the document, as JSON: for choices the tables, for the others everything.

const all = (selector) => [...document.querySelectorAll(selector)];
const one = (selector) => document.querySelector(selector);
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
const rows = (name) => all(`#searchlight-${name} tbody tr`).map((row) => [...row.cells].slice(1));
const cell = (name, row, column) => rows(name)[row][column];
const table = (name) => rows(name).map((row) => row.map((td) =>
  td.textContent || td.firstElementChild.getAttribute("value")));
const text = (name) => one(`#searchlight-${name}`).textContent.trim();

// Acts.
const pointer = (type, name, row, column, more) => cell(name, row, column).dispatchEvent(
  new PointerEvent(type, { bubbles: true, pointerType: "mouse", ...more }));
const point = (...place) => pointer("pointermove", ...place);
const leave = (name) => one(`#searchlight-${name}`).dispatchEvent(new Event("pointerleave"));
const drag = (type, name, ...places) => places.forEach(([row, column], n) =>
  pointer(n ? "pointermove" : "pointerdown", name, row, column, { buttons: 1, pointerType: type }));
const press = (key) => document.activeElement.dispatchEvent(
  new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
const click = (selector) => one(selector).click();
const choose = ({ kernel, ...options }) => {
  click(`[data-kernel="${kernel}"]`);
  for (const [name, value] of Object.entries(options)) click(`[name=${name}][value="${value}"]`);
};
const type = (row, column, value) => {
  const input = cell("kernel", row, column).firstElementChild;
  input.focus();
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
};

const tables = () => ({ kernel: table("kernel"), output: table("output") });

function everything() {
  const outputs = rows("output").flat(), has = (name) => (each) => each.classList.contains(name);
  return {
    ...tables(), image: table("image"), said: text("said"),
    sum: text("sum"), size: text("size"), told: text("fan"), divisor: text("divisor"),
    address: location.hash, slide: text("slide"),
    now: outputs.map(has("now")), ahead: outputs.map(has("ahead")),
    fan: rows("output").map((row) => row.map((td) => has("fan")(td) && td.dataset.weight)),
    unread: all("#searchlight-glass .unread").map((span) => span.style.gridArea),
    ghosts: all("#searchlight-glass .ghost").map((span) => span.textContent),
    pressed: all("#searchlight-controls [aria-pressed=true]").map((each) => each.textContent),
    checked: all("#searchlight-controls :checked").map((each) => each.value),
    focus: outputs.indexOf(document.activeElement),
  };
}

async function walk() {
  const notes = [];
  for (const [address, act] of STEPS) {
    document.body.hidden = !act || act.kernel;      // nothing to lay out saves time
    if (address === null && act.kernel) {
      choose(act);
      notes.push(tables());
      continue;
    }
    if (address !== null) {
      const changed = new Promise((resolve) =>
        addEventListener("hashchange", resolve, { once: true }));
      history.replaceState(null, "", "#elsewhere");     // so that it does change
      location.hash = address;
      await changed;
    }
    if (act) {
      await (0, eval)(`(async () => { ${act} })()`);
      await pause(300);     // by then the act stands in the address
    }
    notes.push(everything());
  }
  const pre = document.createElement("pre");
  pre.id = "walked";
  pre.textContent = JSON.stringify(notes);
  document.body.append(pre);
}

addEventListener("load", walk);
