"""Draw the pictures of the lesson in block characters, as lines of text.

Every function takes a picture and the room there is, in columns, and returns lines.
"""

from __future__ import annotations

import math
from typing import Any, Callable

from pureconv.lesson.parts import Bars, Grid, Grids, Rows, Strip, Strips, Table, say

SHADES = "█▒░"
PIXELS = {-1: "··", 0: "··", 1: "██"}
SIGNS = {-1: "--", 0: "··", 1: "++"}


def bars_lines(picture: Bars, room: int) -> list[str]:
    """Return bars laid end to end, the longest as long as there is room for."""
    label = max(len(bar.label) for bar in picture.bars)
    note = max(len(bar.note) for bar in picture.bars)
    longest = max(sum(bar.lengths) for bar in picture.bars)
    unit = float((room - label - note - 4) / longest)

    lines = ["   ".join(f"{g} {name}" for g, name in zip(SHADES, picture.names)), ""]
    for bar in picture.bars:
        blocks = "".join(g * round(v * unit) for g, v in zip(SHADES, bar.lengths))
        lines.append(f"{bar.label:{label}}  {blocks}  {bar.note}")
    return lines


def strips_lines(picture: Strips, room: int) -> list[str]:
    """Return curves under one another, and under them the marks."""
    label = max(len(strip.label) for strip in picture.strips) + 2
    note = max(len(strip.note) for strip in picture.strips) + 2
    columns = room - label - note

    lines: list[str] = []
    tall = False
    for strip in picture.strips:
        bars, zero = strip_bars(strip, columns)
        if lines and (tall or len(bars) > 1):
            lines.append("")
        tall = len(bars) > 1
        for r in range(len(bars)):
            name, remark = (strip.label, strip.note) if r == zero else ("", "")
            lines.append(f"{name:{label}}{bars[r]}  {remark}")

    marks, n = "", len(picture.strips[0].values)
    for p in picture.marks:  # under the column of its sample, or the first of several
        column = min(-(-p * columns // n), ((p + 1) * columns - 1) // n)
        marks = f"{marks.ljust(column)}│{p}"
    return [*lines, " " * label + marks]


def strip_bars(strip: Strip, columns: int) -> tuple[list[str], int]:
    """Return a curve as rows of half blocks, and which row stands on its zero line.

    A column stands for several samples and shows the extreme of them, so that no crest
    is lost between two columns.
    """
    n = len(strip.values)
    ends = [c * n // columns for c in range(columns + 1)]
    extremes = [
        max(strip.values[a : max(b, a + 1)], key=abs) for a, b in zip(ends, ends[1:])
    ]
    halves = [round(2 * strip.rise * v) for v in extremes]
    above, below = math.ceil(max(halves) / 2), math.ceil(-min(halves) / 2)

    up = ["".join(block(h - 2 * r, " ▄█") for h in halves) for r in range(above)]
    down = ["".join(block(-h - 2 * r, " ▀█") for h in halves) for r in range(below)]
    return [*up[::-1], *down], above - 1


def block(halves: int, glyphs: str) -> str:
    """Return how one cell looks: empty, half full or full."""
    return glyphs[max(0, min(2, halves))]


def rows_lines(picture: Rows, room: int) -> list[str]:
    """Return rows whose cells line up, as wide apart as there is room for.

    Notes stand beside them, or where there is no room, below.
    """
    first = min(row.start for row in picture.rows)
    count = max(row.start + len(row.cells) for row in picture.rows) - first
    label = max(len(row.label) for row in picture.rows) + 1
    note = max(len(row.note) for row in picture.rows)
    widest = max(len(cell(v)) for row in picture.rows for v in row.cells)
    pitch = max(widest + 1, min(widest + 3, (room - label - note - 2) // count))
    beside = label + pitch * count + 2 + note <= room

    lines = []
    for row in picture.rows:
        texts = {row.start - first + c: cell(v) for c, v in enumerate(row.cells)}
        # No place is below 0: the same result by any number there.
        marked = -1 if picture.marked is None else picture.marked - first
        frames = [(min(texts), max(texts))] if row.framed else [(marked, marked)]
        canvas = framed(texts, pitch, count, [f for f in frames if f[0] in texts])
        lines.append(f"{row.label:{label}}{canvas} {row.note if beside else ''}")
        if row.note and not beside:
            lines.append(" " * (label + 1) + row.note)
    return lines


def cell(value: Any) -> str:
    """Return what a cell says; a dot is a place with nothing in it."""
    if isinstance(value, str):
        return value.replace(".", "·")
    return say(value)


def framed(
    texts: dict[int, str], pitch: int, count: int, frames: list[tuple[int, int]]
) -> str:
    """Return one line of cells, the text of each at its end, brackets around some."""
    canvas = [" "] * (pitch * count + 1)
    for c, text in texts.items():
        end = pitch * (c + 1)
        canvas[end - len(text) : end] = text
    for first, last in frames:
        canvas[pitch * (first + 1) - len(texts[first]) - 1] = "["
        canvas[pitch * (last + 1)] = "]"
    return "".join(canvas)


def grids_lines(picture: Grids, room: int) -> list[str]:
    """Return images side by side, as many as there is room for, the others below."""
    bands: list[list[list[str]]] = []
    for grids in picture.bands:
        bands.append([])
        for grid in map(grid_lines, grids):
            if sum(len(g[0]) + 3 for g in bands[-1]) + len(grid[0]) > room:
                bands.append([])
            bands[-1].append(grid)

    lines: list[str] = []
    for band in bands:
        high = max(map(len, band))
        even = [grid + [" " * len(grid[0])] * (high - len(grid)) for grid in band]
        lines += [""] if lines else []
        lines += ["   ".join(across) for across in zip(*even)]
    return lines


def grid_lines(grid: Grid) -> list[str]:
    """Return one image under its label; a pixel is two columns wide, to be square."""
    if grid.look == "numbers":
        lines = number_lines(grid)
    else:
        glyphs = PIXELS if grid.look == "pixels" else SIGNS
        lines = ["".join(glyphs[(v > 0) - (v < 0)] for v in row) for row in grid.cells]
    wide = max(len(grid.label), len(lines[0]))
    return [f"{line:{wide}}" for line in (grid.label, *lines)]


def number_lines(grid: Grid) -> list[str]:
    """Return the numbers of an image in columns, its patch framed."""
    pitch = max(len(say(v)) for row in grid.cells for v in row) + 2  # for brackets
    top, left, rows, columns = grid.patch or (0, 0, 0, 0)
    return [
        framed(
            {n: say(v) for n, v in enumerate(row)},
            pitch,
            len(row),
            [(left, left + columns - 1)] if top <= m < top + rows else [],
        )[1:]
        for m, row in enumerate(grid.cells)
    ]


def table_lines(picture: Table, room: int) -> list[str]:
    """Return a table in columns, or where it is too wide as a list of its rows."""
    header, rows = picture.header, [[say(v) for v in row] for row in picture.rows]
    widths = [max(map(len, column)) for column in zip(header, *rows)]
    lines = [
        "   ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])])
        for row in (header, *rows)
    ]
    if len(lines[0]) <= room:
        return [lines[0], "─" * len(lines[0]), *lines[1:]]

    lines = []
    for row in rows:
        lines.append(f"{header[0]} {row[0]}".strip())
        lines += [f"  {name}: {v}" for name, v in zip(header[1:], row[1:])]
    return lines


DRAWN_BY: dict[type, Callable[..., list[str]]] = {
    Bars: bars_lines,
    Strips: strips_lines,
    Rows: rows_lines,
    Grids: grids_lines,
    Table: table_lines,
}
