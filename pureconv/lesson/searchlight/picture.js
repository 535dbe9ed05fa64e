// The picture: drawn from the state alone, and from the pixel that is asked about.

let state, ignored, from, x, w, y;
let asked = null;       // a pixel, [row, column], whose way into the output is shown

const shown = (number) => String(number).replace("-", "−");
const sign = (number) => ["minus", "zero", "plus"][Math.sign(number) + 1];
const each = (count, text) => Array.from({ length: count }, (_, n) => text(n)).join("");

// Say something, once: what changes is read aloud by screen readers.
function say(name, html) {
  if (part(name).said !== html) part(name).innerHTML = part(name).said = html;
}

// Show a table of numbers. Its cells are made anew only where their number changes.
function fill(name, table, show) {
  const [rows, columns] = [table.length, table[0].length];
  let grid = cells(name);
  if (grid.length !== rows || grid[0].length !== columns) {
    part(name).tHead.innerHTML =
      `<tr><th>row</th>${each(columns, (n) => `<th scope="col">${n}</th>`)}</tr>`;
    part(name).tBodies[0].innerHTML = each(rows, (m) =>
      `<tr><th scope="row">${m}</th>${"<td></td>".repeat(columns)}</tr>`);
    grid = cells(name);
  }
  grid.forEach((row, m) => row.forEach((td, n) => show(td, table[m][n], m, n)));
}

// Draw all of it.
function draw() {
  from = sources(state);
  x = padded(state.image, from);
  w = sliding(state);
  const down = windows(state.image.length, w.length, state);
  const along = windows(state.image[0].length, w[0].length, state);
  y = gather(x, w, down.count, along.count, state);
  state.row = Math.min(state.row, down.count - 1);
  state.column = Math.min(state.column, along.count - 1);

  fill("image", state.image, (td, value) => {
    if (td.dataset.level === String(value)) return;
    td.textContent = td.dataset.level = value;
  });
  fill("kernel", state.kernel, (td, value, i, j) => {
    if (!td.firstElementChild) {
      td.innerHTML = '<input type="number" min="-99" max="99" required>';
    }
    const input = td.firstElementChild;
    input.setAttribute("aria-label", `weight, row ${i}, column ${j}`);
    input.setAttribute("value", value);
    if (input !== document.activeElement) input.value = value;
    td.className = sign(value);
  });
  const most = Math.max(1, ...y.flat().map(Math.abs));
  fill("output", y, (td, value) => {
    td.textContent = value;
    td.style.setProperty("--strength", (Math.abs(value) / most).toFixed(2));
  });
  const digits = Math.max(...y.flat().map((value) => String(value).length));
  part("stage").style = `--padding: ${state.padding}; --across: ${x.length};`
    + ` --outputs: ${along.count}; --digits: ${digits}`;

  say("size",
    `${size("rows", w.length, down)}<br>${size("columns", w[0].length, along)}`);
  part("said").textContent = ignored.length ? `Ignored: ${ignored.join("; ")}.` : "";
  check();
  shine();
}

// How many windows, as a formula with its numbers.
function size(name, k, { room, count, left }) {
  const { stride, padding, dilation } = state;
  const whole = `(10 + 2*${padding} − ${dilation}*(${k} − 1) − 1)`;
  return `${name}: floor(${whole} / ${stride}) + 1 = floor(${room} / ${stride}) + 1`
    + ` = <b>${count}</b>${left ? `, ${left} left over` : ""}`;
}

// Show on the controls what is chosen.
function check() {
  for (const name of CHOICES) form.elements[name].value = state[name];
  form.elements.rows.value = w.length;
  form.elements.columns.value = w[0].length;
  say("divisor", "");
  for (const button of form.querySelectorAll("[data-kernel], [data-image]")) {
    const { kernel, image, divisor } = button.dataset;
    const chosen = kernel === spelled(state.kernel) || image === spelled(state.image);
    button.setAttribute("aria-pressed", chosen);
    if (chosen && divisor) say("divisor", `not yet divided by ${divisor}`);
  }
}

// Draw what moves while the numbers stay: the light, and the fan of a pixel.
function shine() {
  const { row: m, column: n, stride, padding } = state;
  const rows = taps(m * stride, w.length, state);
  const columns = taps(n * stride, w[0].length, state);
  const weight = (row, column) => w[rows.indexOf(row)]?.[columns.indexOf(column)];
  const lit = (row, column) => weight(row, column) !== undefined;

  fill("image", state.image, (td, _, row, column) => {
    td.className = lit(row + padding, column + padding) ? "lit" : "";
  });
  const [readRows, readColumns] = [[y, w], [y[0], w[0]]].map(([outputs, weights]) =>
    new Set(outputs.flatMap((_, q) => taps(q * stride, weights.length, state))));
  const spans = x.map((line, row) => line.map((value, column) => {
    const inside = state.image[row - padding]?.[column - padding] !== undefined;
    const names = [];
    if (!inside) names.push("ghost");
    if (!readRows.has(row) || !readColumns.has(column)) names.push("unread");
    if (String([from[row], from[column]]) === String(asked)) names.push("asked");
    if (lit(row, column)) names.push("lit", sign(weight(row, column)));
    return names.length === 0 ? "" : `<span class="${names.join(" ")}"`
      + ` data-weight="${shown(weight(row, column) ?? "")}"`
      + ` style="grid-area: ${row + 1} / ${column + 1}">${inside ? "" : value}</span>`;
  }));
  part("glass").innerHTML = spans.flat().join("");
  const reach = (places) => places.at(-1) - places[0] + 1;
  part("light").style = `--top: ${rows[0]}; --left: ${columns[0]};`
    + ` --tall: ${reach(rows)}; --wide: ${reach(columns)}`;

  const fan = asked && scatter(asked, from, w, y.length, y[0].length, state);
  fill("output", y, (td, value, row, column) => {
    const arriving = fan?.[row][column] ?? null;
    const now = row === m && column === n;
    const ahead = row > m || (row === m && column > n);
    td.className = sign(arriving ?? value) + (now ? " now" : ahead ? " ahead" : "")
      + (arriving === null ? "" : " fan");
    if (arriving !== null) td.dataset.weight = shown(arriving);
    td.tabIndex = now ? 0 : -1;
  });
  say("sum", sum(rows, columns));
  say("fan", fan ? told(fan) : "");
  part("hint").hidden = Boolean(fan);
  requestAnimationFrame(beam);
}

// The sum under the light, written out in the shape of the kernel.
function sum(rows, columns) {
  const { row: m, column: n } = state;
  const terms = w.map((line, i) => line.map((weight, j) =>
    `<span class="${sign(weight)}">${i + j ? "+ " : ""}${shown(weight)} × `
    + `${x[rows[i]][columns[j]]}</span>`));
  return `<span>y[${m}][${n}] =</span>`
    + ` <span class="terms" style="--terms: ${w[0].length}">`
    + `${terms.flat().join(" ")}</span> <span>= <b>${shown(y[m][n])}</b></span>`;
}

// The fan of a pixel, in words.
function told(fan) {
  const [row, column] = asked;
  const name = `<b>x[${row}][${column}] = ${state.image[row][column]}</b>`;
  const lines = fan.map((line) => line.filter((weight) => weight !== null).map(shown))
    .filter((line) => line.length);
  const many = lines.flat().length;
  if (many === 0) return `${name} goes to 0 outputs: no window reads it.`;

  const some = many < w.flat().length ? "a part of the kernel" : "the kernel";
  const copies = asked.some((p) => from.indexOf(p) !== from.lastIndexOf(p));
  const plural = many === 1 ? "" : "s";
  return `${name} goes to ${many} output${plural}, by the weight${plural} `
    + `${lines.map((line) => line.join(" ")).join(" / ")}: ${some}, `
    + `<b>${state.flip ? "as it is" : "flipped"}</b>.`
    + (copies ? " The border repeats this pixel, and its weights add up." : "");
}

// The beam joins the corners of two boxes: the window and its output, or a pixel and
// the outputs of its fan.
function beam() {
  const home = part("stage").getBoundingClientRect();
  const start = asked ? cells("image")[asked[0]][asked[1]] : part("light");
  const ends = [...part("output").querySelectorAll(asked ? ".fan" : ".now")];
  if (!ends.length) return part("beam").replaceChildren();
  const corners = (first, last) => {
    const [a, b] = [first, last].map((box) => box.getBoundingClientRect());
    return [[a.left, a.top], [b.right, a.top], [b.right, b.bottom], [a.left, b.bottom]]
      .map(([along, down]) => [along - home.left, down - home.top]);
  };
  const a = corners(start, start), b = corners(ends[0], ends.at(-1));
  part("beam").innerHTML = each(4, (k) => {
    const next = (k + 1) % 4;
    return `<polygon points="${[a[k], a[next], b[next], b[k]].join(" ")}"/>`;
  });
}
