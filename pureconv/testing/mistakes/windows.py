"""Mistakes in where windows lie, how many there are, and what lies outside."""

from __future__ import annotations

from functools import partial
from typing import Any

from pureconv.boundary import BOUNDARIES
from pureconv.nested import mapped
from pureconv.sizes import MODES, reach
from pureconv.testing.mistakes.draft import Change, Draft
from pureconv.testing.mistakes.kernels import (
    UNITS,
    Mistake,
    Mistakes,
    Way,
    blank,
    changed,
)
from pureconv.testing.naming import flipped


def window_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes that move windows and outputs, lose them, or add some."""
    window = "output" if draft.transposed else "window"
    units = [*UNITS[draft.axes], "row and column"][: 2 * draft.axes - 1]
    chosen = dict(zip(units, [(1, 0), (0, 1), (1, 1)]))
    for unit, axes in chosen.items():
        for by, word in (-1, "early"), (1, "late"):
            text = f"{window}s start one {unit} too {word}"
            move = partial(Draft.moved, shifts=[by * n for n in axes])
            yield Mistake(text, (move, partial(move, outside="wrap")))
    for unit, axes in chosen.items():
        for by, word in (1, "early"), (-1, "late"):
            changes = partial(_rolled, by), partial(_shifted, by)
            yield _mistake(f"outputs stand one {unit} too {word}", axes, *changes)
    for unit, axes in chosen.items():
        one = window if draft.axes == 1 else f"{unit} of {window}s"
        cuts = (lambda v: v[:-1], partial(blank, -1))
        yield _mistake(f"the last {one} is lost", axes, *cuts)
        cuts = (lambda v: v[1:], partial(blank, 0))
        yield _mistake(f"the first {one} is lost", axes, *cuts)
        text = f"there is one {one} too many"
        more = partial(Draft.moved, shifts=(0, 0), more=axes)
        yield Mistake(text, (more, _results(axes, lambda v: blank(-1, [*v, v[-1]]))))
    yield Mistake("all outputs are zero", (lambda c: mapped(lambda _: 0, c()),))


def outside_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in how far windows hang over, and what they find there."""
    name = "padding" if "padding" in draft.options else "mode"
    for by, side in (1, "late"), (-1, "early"):
        text = f'for even kernels, {name} "same" starts one sample too {side}'
        yield Mistake(text, (partial(_aligned, by),))
    mode = draft.options.get("mode")
    for other in MODES if mode in MODES else ():
        yield Mistake(f'mode "{mode}" is taken for "{other}"', (changed(mode=other),))
    for boundary in BOUNDARIES:
        text = f'outside the signal lies what boundary="{boundary}" puts there'
        if boundary == "zero":
            text = "boundary is ignored: outside the signal lie zeros"
        yield Mistake(text, (partial(Draft.moved, shifts=(0, 0), outside=boundary),))
    text = "signal and kernel are exchanged where the kernel is the longer one"
    flip: Change = partial(flipped, flip=(True,) * draft.axes)
    yield Mistake(text, (_swapped, lambda c: flip(_swapped(c))))


def _mistake(text: str, axes: tuple[int, ...], *changes: Change) -> Mistake:
    return Mistake(text, tuple(_results(axes, change) for change in changes))


def _results(axes: tuple[int, ...], change: Change) -> Way:
    """Return the mistake of changing all lists of outputs that lie along some axes."""

    def mistake(c: Draft) -> Any:
        y = c()
        for axis in range(c.axes):
            y = c.along(axis, change, y) if axes[axis] else y
        return y

    return mistake


def _rolled(by: int, values: list[Any]) -> list[Any]:
    return values[by:] + values[:by]


def _shifted(by: int, values: list[Any]) -> list[Any]:
    """Return values moved by one place, with a zero where there is nothing.

    >>> _shifted(1, [1, 2, 3]), _shifted(-1, [1, 2, 3])
    ([2, 3, 0], [0, 1, 2])
    """
    return blank(-1 if by > 0 else 0, _rolled(by, values))


def _aligned(by: int, c: Draft) -> Any:
    """Return outputs of windows that move along axes where "same" has a choice."""
    sizes = zip(c.sizes(c()), c.sizes(c.x), c.steps("stride"))
    same = [count == -(-n // s) for count, n, s in sizes]
    odd = [reach(k, d) % 2 for k, d in zip(c.sizes(c.w), c.steps("dilation"))]
    return c.moved([by * a * b for a, b in zip(same, odd)])


def _swapped(c: Draft) -> Any:
    longer = any(k > n for k, n in zip(c.sizes(c.w), c.sizes(c.x)))
    return c(x=c.w, w=c.x) if longer else c()
