"""The searchlight: the one picture of the page that moves.

An image, a kernel that lies on it like a light, and the output: all as tables, which
stand complete in the page before any script runs. Scripts let the light move:

    sums.js         gather and scatter, in the letters of conv2d
    address.js      the state, and how the address spells it
    picture.js      draws the state
    hands.js        what people do changes the state

Presets, choices and defaults are written once, here: the scripts read them in the page.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from typing import Callable

from pureconv import conv2d
from pureconv.boundary import BOUNDARIES

SCRIPTS = ("sums", "address", "picture", "hands")

Grid = list[list[int]]

KERNELS = {     # name: kernel, divisor
    "identity": ([[0, 0, 0], [0, 1, 0], [0, 0, 0]], 1),
    "box": ([[1, 1, 1], [1, 1, 1], [1, 1, 1]], 9),
    "blur": ([[1, 2, 1], [2, 4, 2], [1, 2, 1]], 16),
    "sharpen": ([[0, -1, 0], [-1, 5, -1], [0, -1, 0]], 1),
    "vertical edges": ([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], 1),
    "horizontal edges": ([[-1, -2, -1], [0, 0, 0], [1, 2, 1]], 1),
    "emboss": ([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]], 1),
    "letter F": ([[1, 1, 1], [1, 0, 0], [1, 1, 0], [1, 0, 0], [1, 0, 0]], 1),
}
KERNEL = KERNELS["vertical edges"][0]
ROW, COLUMN = 4, 5      # where the light lies

DRAWING = """
..........
..999999..
..999999..
..99......
..99999...
..99999...
..99......
..99......
..99......
..........
"""
IMAGE = [[9 * (dot == "9") for dot in line] for line in DRAWING.split()]
IMAGES = {
    "letter F": IMAGE,
    "one dot": [[int(m == n == 4) for n in range(10)] for m in range(10)],
    "steps": [list(range(10)) for _ in range(10)],
    "nothing": [[0] * 10 for _ in range(10)],
}


def style() -> str:
    """Return the rules of the searchlight, for the page's style sheet."""
    return resource("style.css")


def script() -> str:
    """Return the script that moves the light, for the end of the page's body."""
    parts = [resource(f"{name}.js") for name in SCRIPTS]
    return "\n\n".join(['(() => {\n"use strict";', *parts, "})();\n"])


def resource(name: str) -> str:
    """Return a file that lies beside this one, in a folder, a wheel or a zip."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def fragment() -> str:
    """Return the searchlight as it is before anything moves, complete by itself."""
    y = conv2d([[IMAGE]], [[KERNEL]])[0][0]
    return f"""\
<section class="searchlight" aria-labelledby="searchlight-title"
 data-row="{ROW}" data-column="{COLUMN}">
<h3 id="searchlight-title">The searchlight</h3>
<p>The light slides over the image. Under it, every pixel is multiplied by a weight of
the kernel. The sum of these products is one number of the output.</p>
{stage(y)}
<div class="says">
<p id="searchlight-hint" hidden>Point at a pixel of the image to see where it goes; drag
the light over the image. Point at an output, or use the arrow keys, to move it.</p>
<p id="searchlight-fan" role="status"></p>
<button type="button" id="searchlight-slide" hidden>Slide the light</button>
</div>
<div class="sums">
<div class="panel">
<p id="searchlight-kernel-name"><b>kernel</b> <var>w</var></p>
{table("kernel", KERNEL, weight)}
</div>
<div class="panel">
<p><b>under the light</b></p>
<div id="searchlight-sum" aria-live="polite" aria-atomic="true">{weighted(y)}</div>
</div>
</div>
<div class="sizes">
<p>size = floor((n + 2*padding − dilation*(k − 1) − 1) / stride) + 1</p>
<p id="searchlight-size">{size("rows")}<br>{size("columns")}</p>
</div>
<p>Stride, padding and dilation are told in <a href="#chapter-11">chapter 11</a>; the
boundary is what the padding holds.</p>
<p id="searchlight-said" role="status"></p>
<noscript><p>With scripts on, the light moves, and all can be changed.</p></noscript>
{controls()}
</section>
"""


def stage(y: list[list[int]]) -> str:
    """Return the image under the light, and the output that it makes."""
    most = max(abs(value) for line in y for value in line)

    def output(m: int, n: int) -> str:
        place = (m > ROW) - (m < ROW) or (n > COLUMN) - (n < COLUMN)
        look = sign(y[m][n]) + ("", " now", " ahead")[place + 1]
        strength = f"--strength: {abs(y[m][n]) / most:.2f}"
        return f'<td class="{look}" style="{strength}">{y[m][n]}</td>'

    return f"""\
<div id="searchlight-stage" style="--padding: 0; --across: 10; --outputs: {len(y[0])};
 --digits: {max(len(str(value)) for line in y for value in line)}">
<div class="panel">
<p id="searchlight-image-name"><b>image</b> <var>x</var></p>
<div class="board">
{table("image", IMAGE, pixel)}
<div id="searchlight-glass" aria-hidden="true">{glass()}</div>
<div id="searchlight-light" aria-hidden="true" style="--top: {ROW}; --left: {COLUMN};
 --tall: {len(KERNEL)}; --wide: {len(KERNEL[0])}"></div>
</div>
</div>
<div class="panel">
<p id="searchlight-output-name"><b>output</b> <var>y</var>
<span id="searchlight-divisor"></span></p>
{table("output", y, output)}
</div>
<svg id="searchlight-beam" aria-hidden="true"><title>a beam of light</title></svg>
</div>"""


def pixel(m: int, n: int) -> str:
    """Return a cell of the image."""
    lit = m - ROW in range(len(KERNEL)) and n - COLUMN in range(len(KERNEL[0]))
    look = ' class="lit"' if lit else ""
    return f'<td{look} data-level="{IMAGE[m][n]}">{IMAGE[m][n]}</td>'


def weight(m: int, n: int) -> str:
    """Return a cell of the kernel."""
    return f'<td class="{sign(KERNEL[m][n])}">{KERNEL[m][n]}</td>'


def sign(number: int) -> str:
    """Return how a number is coloured; its sign is printed, too."""
    return "minus" if number < 0 else "plus" if number > 0 else "zero"


def table(name: str, numbers: Grid, cell: Callable[[int, int], str]) -> str:
    """Return numbers as a table, with a heading for each row and column."""
    heads = "".join(f'<th scope="col">{n}</th>' for n in range(len(numbers[0])))
    rows = "\n".join(
        f'<tr><th scope="row">{m}</th>'
        + "".join(cell(m, n) for n in range(len(numbers[0])))
        + "</tr>"
        for m in range(len(numbers))
    )
    return f"""\
<table id="searchlight-{name}" aria-labelledby="searchlight-{name}-name">
<thead><tr><th>row</th>{heads}</tr></thead>
<tbody>
{rows}
</tbody>
</table>"""


def glass() -> str:
    """Return the weights, to be laid over the pixels under the light."""
    return "".join(
        f'<span class="lit {sign(KERNEL[i][j])}" data-weight="{shown(KERNEL[i][j])}"'
        f' style="grid-area: {ROW + i + 1} / {COLUMN + j + 1}"></span>'
        for i in range(len(KERNEL))
        for j in range(len(KERNEL[0]))
    )


def shown(number: int) -> str:
    """Return a number with a minus sign, which is longer than a hyphen."""
    return str(number).replace("-", "−")


def weighted(y: Grid) -> str:
    """Return the sum under the light, written out."""
    terms = " ".join(
        f'<span class="{sign(KERNEL[i][j])}">{"+ " if i + j else ""}'
        f"{shown(KERNEL[i][j])} × {IMAGE[ROW + i][COLUMN + j]}</span>"
        for i in range(len(KERNEL))
        for j in range(len(KERNEL[0]))
    )
    return (
        f"<span>y[{ROW}][{COLUMN}] =</span> "
        f'<span class="terms" style="--terms: {len(KERNEL[0])}">{terms}</span> '
        f"<span>= <b>{shown(y[ROW][COLUMN])}</b></span>"
    )


def size(name: str) -> str:
    """Return how many windows there are along an axis, as a formula."""
    n, k = (len(IMAGE), len(KERNEL))
    if name == "columns":
        n, k = (len(IMAGE[0]), len(KERNEL[0]))
    free = n - k
    return (
        f"{name}: floor(({n} + 2*0 − 1*({k} − 1) − 1) / 1) + 1"
        f" = floor({free} / 1) + 1 = <b>{free + 1}</b>"
    )


def controls() -> str:
    """Return all that can be chosen; hidden, until the script makes it work."""
    kernels = [
        (name, kernel, f' data-divisor="{divisor}"' if divisor > 1 else "")
        for name, (kernel, divisor) in KERNELS.items()
    ]
    return f"""\
<form id="searchlight-controls" autocomplete="off" hidden>
{buttons("kernel", kernels)}
{radios("rows", "12345", len(KERNEL), "kernel rows")}
{radios("columns", "12345", len(KERNEL[0]), "kernel columns")}
{radios("flip", {"0": "correlation", "1": "convolution"}, 0, "operation")}
{radios("stride", "123", 1)}
{radios("padding", "012", 0)}
{radios("dilation", "12", 1)}
{radios("boundary", BOUNDARIES, "zero")}
{buttons("image", [(name, image, "") for name, image in IMAGES.items()])}
{radios("brush", ("off", *"0123456789"), "off", "paint")}
<p><button type="button" value="default">Start again</button></p>
</form>"""


def buttons(name: str, presets: list[tuple[str, Grid, str]]) -> str:
    """Return a button for each preset, which carries its numbers."""
    rows = "\n".join(
        f'<button type="button" data-{name}="{spelled(grid)}"{more}>{label}</button>'
        for label, grid, more in presets
    )
    return f"<fieldset><legend>{name}</legend>\n{rows}\n</fieldset>"


def spelled(grid: Grid) -> str:
    """Return a grid as the address spells it.

    >>> spelled([[0, 1], [2, 3]])
    '0,1;2,3'
    """
    return ";".join(",".join(map(str, row)) for row in grid)


def radios(name: str, values: Iterable[str], chosen: object, legend: str = "") -> str:
    """Return a choice of one value; a dict says what each is called."""
    names = values if isinstance(values, dict) else {value: value for value in values}
    rows = "\n".join(
        f'<label><input type="radio" name="{name}" value="{value}"'
        f"{' checked' * (value == str(chosen))}><span>{label}</span></label>"
        for value, label in names.items()
    )
    return f"<fieldset><legend>{legend or name}</legend>\n{rows}\n</fieldset>"
