// The hands: what a pointer, a finger, a key or an address does to the state.

let later, timer, pressed;

function change(values) {
  Object.assign(state, values);
  ignored = [];
  draw();
  clearTimeout(later);      // browsers allow few changes of the address in a second
  later = setTimeout(() =>
    history.replaceState(null, "", `#${spell(state) || "searchlight-title"}`), 200);
}

function move(row, column) {
  const inside = (place, count) => Math.max(0, Math.min(count - 1, place));
  asked = null;
  change({ row: inside(row, y.length), column: inside(column, y[0].length) });
}

// Bring the light over a pixel: its middle, as near as the stride allows.
function bring(row, column) {
  const window = (p, k) => Math.round(
    (p + state.padding - state.dilation * (k - 1) / 2) / state.stride);
  move(window(row, w.length), window(column, w[0].length));
}

function ask(pixel) {
  if (String(pixel) === String(asked)) return;
  asked = pixel;
  shine();
}

// A table with one number changed.
function changed(table, row, column, value) {
  return table.map((line, m) => line.map((old, n) =>
    (m === row && n === column ? value : old)));
}
const paint = (row, column, value) =>
  change({ image: changed(state.image, row, column, value) });

// Where a cell lies in a table: [row, column], or null if it does not.
function where(name, target) {
  const td = target.closest("td");
  return td && part(name).contains(td)
    ? [td.parentNode.sectionRowIndex, td.cellIndex - 1] : null;
}

const ARROWS = {
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
};
const on = (name, types, act) => {
  for (const type of types.split(" ")) part(name).addEventListener(type, act);
};

// Over the output, the light follows the pointer and the arrow keys.
on("output", "pointerdown pointermove", ({ target }) => {
  const place = where("output", target);
  if (place && String(place) !== String([state.row, state.column])) move(...place);
});
on("output", "keydown", (event) => {
  if (!(event.key in ARROWS)) return;
  event.preventDefault();
  const [down, along] = ARROWS[event.key];
  move(state.row + down, state.column + along);
  cells("output")[state.row][state.column].focus();
});

// Over the image, pointing asks for the fan; dragging moves the light, or paints.
on("image", "pointerdown pointermove", (event) => {
  const place = where("image", event.target), { brush } = form.elements;
  if (!place) return;
  if (event.type === "pointerdown") pressed = String(place);
  if (event.target.hasPointerCapture(event.pointerId)) {
    event.target.releasePointerCapture(event.pointerId);    // a finger goes to others
  }
  if (String(place) !== pressed) pressed = null;
  const drags = event.pointerType === "mouse" || !pressed;      // a tap does not
  if (event.buttons && brush.value !== "off") paint(...place, Number(brush.value));
  else if (event.buttons && drags) bring(...place);
  else ask(place);
});
on("image", "pointerleave focusout", () => ask(null));
on("image", "focusin", ({ target }) => {
  for (const td of cells("image").flat()) td.tabIndex = td === target ? 0 : -1;
  if (target.matches(":focus-visible")) ask(where("image", target));
});
on("image", "keydown", (event) => {
  const [row, column] = where("image", event.target);
  if (event.key in ARROWS) {
    const [down, along] = ARROWS[event.key];
    cells("image")[row + down]?.[column + along]?.focus();
  } else if (/^\d$/.test(event.key)) {
    paint(row, column, Number(event.key));
  } else if (event.key === "Enter") {
    bring(row, column);
  } else {
    return;
  }
  event.preventDefault();
});

// A weight is typed. While it is none, the old one stays, and comes back in the end.
on("kernel", "input", ({ target }) => {
  const good = target.checkValidity();
  target.setAttribute("aria-invalid", !good);
  if (!good) return;
  const place = where("kernel", target);
  change({ kernel: changed(state.kernel, ...place, Number(target.value) + 0) });
});
on("kernel", "focusout", ({ target }) => {
  target.value = target.getAttribute("value");
  target.setAttribute("aria-invalid", false);
});

on("controls", "input", ({ target: { name, value } }) => {
  if (CHOICES.includes(name)) change({ [name]: typed(name, value) });
  if (name === "brush") {       // a finger that paints does not scroll
    part("image").style.touchAction = value === "off" ? "pan-y" : "none";
  }
  if (name !== "rows" && name !== "columns") return;
  const { rows, columns } = form.elements;
  const kept = (i, j) => state.kernel[i]?.[j] ?? 0;
  change({ kernel: Array.from({ length: Number(rows.value) }, (_, i) =>
    Array.from({ length: Number(columns.value) }, (__, j) => kept(i, j))) });
});
on("controls", "click", ({ target: { dataset, value } }) => {
  if (dataset.kernel) change({ kernel: grid(dataset.kernel, /^-?\d+$/, 5) });
  if (dataset.image) change({ image: grid(dataset.image, /^\d$/, 10) });
  if (value === "default") change(DEFAULT);
});
on("controls", "submit", (event) => event.preventDefault());

// The light slides by itself; step by step for those who want nothing to move.
function step() {
  const [rows, columns] = [y.length, y[0].length];
  const next = (state.row * columns + state.column + 1) % (rows * columns);
  move(Math.floor(next / columns), next % columns);
  if (next === rows * columns - 1) stop();
}
function stop() {
  clearInterval(timer);
  timer = null;
  part("slide").textContent = "Slide the light";
  part("sum").setAttribute("aria-live", "polite");
}
on("slide", "click", () => {
  if (timer) return stop();
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) {
    timer = setInterval(step, 250);
    part("slide").textContent = "Stop";
    part("sum").setAttribute("aria-live", "off");       // too fast to be read aloud
  }
  step();
});

// An address without "=" leads elsewhere in the page, and leaves the state alone.
function go() {
  const address = location.hash.slice(1);
  const ours = address === "" || address.includes("=");
  if (state && !ours) return;
  clearTimeout(later);
  [state, ignored] = read(ours ? address : "");
  asked = null;
  draw();
  if (address && ours) section.scrollIntoView();
}
addEventListener("hashchange", go);
addEventListener("resize", () => requestAnimationFrame(beam));
go();

for (const name of ["image", "output"]) part(name).setAttribute("role", "grid");
for (const td of cells("image").flat()) td.tabIndex = -1;
cells("image")[4][4].tabIndex = 0;      // the Tab key goes there first
for (const name of ["controls", "slide", "hint"]) part(name).hidden = false;
