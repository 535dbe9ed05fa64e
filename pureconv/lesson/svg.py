"""Draw the pictures of the lesson as inline SVG, for the page.

Every function takes a picture and returns its elements and its size. None is wider than
WIDTH: so on a phone of 360 px, letters of 14 units are still 11 px high. Colours are
those of page.css: a class says what a thing is, not how it looks.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

from pureconv.lesson.parts import (
    Bars,
    Drawing,
    Grid,
    Grids,
    Rows,
    Strip,
    Strips,
    say,
)

WIDTH = 416
LINE = 30  # from one row to the next
GAP = 18  # from one image to the next
LETTER = 6.8  # how wide a letter of a label is, about
DIGIT = 8.5  # and one of a number, exactly

Drawn = tuple[list[str], float, float]  # elements, width, height


def svg(drawing: Drawing, title: str, description: str, name: str) -> str:
    """Return a drawing as an SVG element; `name` makes the ids of its texts."""
    elements, width, height = DRAWN_BY[type(drawing)](drawing)
    size = f'viewBox="0 0 {number(width)} {number(height)}"'
    widest = f'style="max-width: {number(width * 1.3)}px"'
    labels = f'aria-labelledby="{name}-title {name}-text"'
    return "\n".join([
        f'<svg {size} {widest} role="img" {labels}>',
        f'<title id="{name}-title">{html.escape(title)}</title>',
        f'<desc id="{name}-text">{html.escape(description)}</desc>',
        *filter(None, elements),
        "</svg>",
    ])


def number(value: float) -> str:
    """Return a coordinate in a few characters.

    >>> number(12.0), number(0.25)
    ('12', '0.2')
    """
    return f"{value:.1f}".removesuffix(".0")


def words(
    x: float, y: float, text: Any, kind: str = "label", anchor: str = "start"
) -> str:
    """Return text whose letters stand on height `y`; nothing where there is none."""
    if text == "":
        return ""
    said = html.escape(say(text).replace("*", "·").replace("-", "−"), quote=False)
    if not isinstance(text, str) and say(text).startswith("-"):
        kind += " minus"
    place = f'x="{number(x)}" y="{number(y)}"'
    end = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text {place} class="{kind}"{end}>{said}</text>'


def box(
    x: float, y: float, width: float, height: float, kind: str, style: str = ""
) -> str:
    """Return a rectangle."""
    place = f'x="{number(x)}" y="{number(y)}"'
    size = f'width="{number(width)}" height="{number(height)}"'
    return f'<rect {place} {size} class="{kind}"{style}/>'


def cell(x: float, y: float, value: Any, kind: str = "number") -> str:
    """Return what a cell says, around its middle (x, y)."""
    if value in (".", "o"):
        mark, radius = ("nothing", 2) if value == "." else ("spot", 7)
        place = f'cx="{number(x)}" cy="{number(y)}" r="{radius}"'
        return f'<circle {place} class="{mark}"/>'
    return words(x, y + 5, value, kind, "middle")


def bars(picture: Bars) -> Drawn:
    """Return bars laid end to end, under a legend."""
    label = max(len(bar.label) for bar in picture.bars) * LETTER + 12
    note = max(len(bar.note) for bar in picture.bars) * LETTER + 12
    longest = max(sum(bar.lengths) for bar in picture.bars)
    unit = (WIDTH - label - note) / float(longest)

    elements, x = [], 0.0
    for part, name in enumerate(picture.names):
        elements += [box(x, 4, 14, 14, f"part{part}"), words(x + 20, 16, name)]
        x += len(name) * LETTER + 40
    for r, bar in enumerate(picture.bars):
        x, y = label, LINE * (r + 1) + 2
        elements.append(words(0, y + 17, bar.label))
        for part, length in enumerate(bar.lengths):
            elements.append(box(x, y + 2, float(length) * unit, 20, f"part{part}"))
            x += float(length) * unit
        elements.append(words(x + 8, y + 17, bar.note))
    return elements, WIDTH, LINE * (len(picture.bars) + 1)


def strips(picture: Strips) -> Drawn:
    """Return curves under one another, and lines through all at the marks."""
    label = max(len(strip.label) for strip in picture.strips) * LETTER + 14
    note = max(len(strip.note) for strip in picture.strips) * LETTER + 4
    n = len(picture.strips[0].values)
    unit = (WIDTH - label - note) / n

    elements: list[str] = []
    y = 0.0
    for strip in picture.strips:
        scale = 16 * strip.rise
        y += 12 + scale * max(strip.values)
        elements += [
            f'<path d="M{number(label)},{number(y)}h{number(n * unit)}" class="axis"/>',
            *curve(strip, label, y, unit, scale),
            words(0, y + 5, strip.label),
            words(WIDTH - note + 8, y + 5, strip.note),
        ]
        y += scale * max(0, *(-v for v in strip.values))
    for p in picture.marks:
        x = label + (p + 0.5) * unit
        line = f"M{number(x)},4V{number(y + 10)}"
        elements.append(f'<path d="{line}" class="mark"/>')
        elements.append(words(x, y + 24, p, "number", "middle"))
    return elements, WIDTH, y + 30


def curve(
    strip: Strip, left: float, zero: float, unit: float, scale: float
) -> list[str]:
    """Return what of a curve lies above zero, and what lies below: steps, if few."""
    elements = []
    for sign, kind in ((1, "above"), (-1, "below")):
        path, last = [], 0.0
        for p, value in enumerate(strip.values):
            height = max(0.0, sign * value) * scale
            if height or last:  # nothing is drawn along the axis
                x = left + p * unit
                y = number(zero - sign * height)
                steps = len(strip.values) < 20
                path.append(f"H{number(x)}V{y}H{number(x + unit)}" if steps
                            else f"L{number(x + unit / 2)},{y}")  # fmt: skip
                if not last:
                    path.insert(len(path) - 1, f"M{number(x)},{number(zero)}")
            if last and not height:
                path.append(f"V{number(zero)}")
            last = height
        if last:
            path.append(f"V{number(zero)}")
        if path:
            elements.append(f'<path d="{"".join(path)}" class="{kind}"/>')
    return elements


def rows(picture: Rows) -> Drawn:
    """Return rows whose cells line up; windows and the marked column are lit.

    A spot lights a cone down to the spots that it sees: as many more than one as the
    next row has more.
    """
    first = min(row.start for row in picture.rows)
    count = max(row.start + len(row.cells) for row in picture.rows) - first
    label = max(len(row.label) for row in picture.rows) * LETTER + 12
    note = max(len(row.note) for row in picture.rows) * LETTER + 10
    widest = max(len(say(v)) for row in picture.rows for v in row.cells)
    pitch = max(widest * DIGIT + 6, 20, min(40, (WIDTH - label - note) / count))

    def left(column: int) -> float:
        return label + (column - first) * pitch

    height = LINE * len(picture.rows)
    elements = []
    if picture.marked is not None:
        elements.append(box(left(picture.marked), 1, pitch, height - 2, "window"))
    for r, (row, below) in enumerate(zip(picture.rows, picture.rows[1:])):
        more = len(below.cells) - len(row.cells)
        for c in range(len(row.cells) * (row.cells[0] == below.cells[0] == "o")):
            x, y = left(row.start + c) + pitch / 2, LINE * (r + 0.5)
            first_seen = left(below.start + c) + pitch / 2
            lines = f"M{number(x)},{number(y)}L{number(first_seen)},{number(y + LINE)}"
            lines += f"h{number(more * pitch)}z"
            elements.append(f'<path d="{lines}" class="sees"/>')
    for r, row in enumerate(picture.rows):
        y = LINE * r
        elements.append(words(0, y + 20, row.label))
        if row.framed:
            wide = len(row.cells) * pitch
            elements.append(box(left(row.start), y + 2, wide, LINE - 4, "window"))
        for c, value in enumerate(row.cells):
            x = left(row.start + c)
            if not row.framed and picture.marked is None and value not in (".", "o"):
                elements.append(box(x + 1, y + 3, pitch - 2, LINE - 6, "cell"))
            elements.append(cell(x + pitch / 2, y + LINE / 2, value))
        elements.append(words(left(first + count) + 10, y + 20, row.note))
    return elements, label + count * pitch + note, height


def grids(picture: Grids) -> Drawn:
    """Return images side by side, as many as there is room for, the others below."""
    elements: list[str] = []
    y = right = 0.0
    for band in picture.bands:
        x = below = 0.0
        for grid in band:
            wide, high = grid_size(grid)
            if x and x + wide > WIDTH:
                x, y, below = 0.0, y + below + 14, 0.0
            elements += grid_elements(grid, x, y)
            x, below = x + wide + GAP, max(below, high)
            right = max(right, x - GAP)
        y += below + 14
    return elements, right, y - 14


def cell_size(grid: Grid) -> tuple[float, float]:
    """Return how wide and how high the cells of an image are."""
    if grid.look != "numbers":
        return 12, 12
    widest = max(len(say(v)) for row in grid.cells for v in row)
    return max(26.0, widest * DIGIT + 8), 26


def grid_size(grid: Grid) -> tuple[float, float]:
    """Return how wide and how high an image is, its label included."""
    wide, high = cell_size(grid)
    label = len(grid.label) * LETTER
    return max(label, len(grid.cells[0]) * wide), 22 + len(grid.cells) * high


def grid_elements(grid: Grid, x: float, y: float) -> list[str]:
    """Return one image under its label, tinted by its numbers, its patch framed."""
    wide, high = cell_size(grid)
    filled = [v for row in grid.cells for v in row if not isinstance(v, str)]
    most = max(map(abs, filled)) or 1

    elements = [words(x, y + 14, grid.label)]
    y += 22
    for m, row in enumerate(grid.cells):
        for n, value in enumerate(row):
            place = x + n * wide, y + m * high
            if isinstance(value, str):
                elements.append(cell(place[0] + wide / 2, place[1] + high / 2, value))
                continue
            solid = 0.32 if grid.look == "numbers" else 1
            tint = f' style="fill-opacity: {solid * abs(value) / most:.2f}"'
            kind = "cell minus" if value < 0 else "cell plus"
            elements.append(box(*place, wide, high, kind, tint))
            if grid.look == "numbers":
                elements.append(cell(place[0] + wide / 2, place[1] + high / 2, value))
            if grid.look == "signs" and value:
                bar = f"M{number(place[0] + 3)},{number(place[1] + 6)}h6"
                bar += "m-3,-3v6" if value > 0 else ""
                elements.append(f'<path d="{bar}" class="sign"/>')
    if grid.patch:
        top, left, high_patch, wide_patch = grid.patch
        frame = wide_patch * wide, high_patch * high
        elements.append(box(x + left * wide, y + top * high, *frame, "frame"))
    return elements


DRAWN_BY: dict[type, Callable[..., Drawn]] = {
    Bars: bars,
    Strips: strips,
    Rows: rows,
    Grids: grids,
}
