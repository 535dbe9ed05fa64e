"""Say in words and numbers what a picture shows, for those who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pureconv.lesson.parts import Bars, Drawing, Rows, Strip, Strips, say


def description(drawing: Drawing) -> str:
    """Return what a drawing shows, in words and numbers.

    >>> from pureconv.lesson.parts import Row
    >>> description(Rows([Row("x", 0, [1, 2]), Row("n=0", 0, ["."], "end")]))
    'x: 1 2; n=0: nothing, end.'
    """
    if isinstance(drawing, Bars):
        said = [
            f"{bar.label}: {listed(bar.lengths)}, {bar.note}" for bar in drawing.bars
        ]
        return f"Bars of {', '.join(drawing.names)}. {'; '.join(said)}."
    if isinstance(drawing, Strips):
        said = [curve_text(strip) for strip in drawing.strips]
        return f"{'; '.join(said)}. Marked: {listed(drawing.marks)}."
    if isinstance(drawing, Rows):
        said = [row_text(row.label, row.cells, row.note) for row in drawing.rows]
        return f"{'; '.join(said)}."
    said = [
        f"{grid.label}: {' / '.join(listed(row) for row in grid.cells)}"
        for band in drawing.bands
        for grid in band
    ]
    return f"{'; '.join(said)}."


def listed(values: Sequence[Any]) -> str:
    """Return numbers one after another; a dot is nothing."""
    return " ".join("nothing" if v == "." else say(v, 2) for v in values)


def row_text(label: str, cells: Sequence[Any], note: str) -> str:
    """Return a row in words."""
    return f"{label}: {listed(cells)}" + f", {note}" * bool(note)


def curve_text(strip: Strip) -> str:
    """Return a curve in words; when it is long, only its ends and its extremes.

    >>> curve_text(Strip("x", [0, 1, 0], 1, "a hat"))
    'x: 0 1 0, a hat'
    """
    values = strip.values
    if len(values) < 20:
        return row_text(strip.label, values, strip.note)
    low, high = min(values), max(values)
    extremes = f"at least {say(low, 2)}, at most {say(high, 2)}"
    ends = f"{len(values)} samples from {say(values[0], 2)} to {say(values[-1], 2)}"
    return row_text(strip.label, [f"{ends}, {extremes}"], strip.note)
