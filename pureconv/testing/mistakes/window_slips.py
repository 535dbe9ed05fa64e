"""Mistakes in where windows lie, how many there are, and what lies outside."""

from __future__ import annotations

from functools import partial
from typing import Any

from pureconv.boundary import BOUNDARIES
from pureconv.nested import mapped
from pureconv.sizes import MODES, reach
from pureconv.testing.mistakes.calls import Call, Change
from pureconv.testing.mistakes.slips import UNITS, Mistake, Slips, blank, changed
from pureconv.testing.naming.kinds import turned


def window_slips(call: Call) -> Slips:
    """Yield mistakes that move windows and outputs, lose them, or add some."""
    window = "output" if call.transposed else "window"
    units = [*UNITS[call.axes], "row and column"][: 2 * call.axes - 1]
    chosen = dict(zip(units, [(1, 0), (0, 1), (1, 1)]))
    for unit, axes in chosen.items():
        for by, word in (-1, "early"), (1, "late"):
            text = f"{window}s start one {unit} too {word}"
            for outside in None, "wrap":
                shifts = [by * n for n in axes]
                yield text, partial(Call.moved, shifts=shifts, outside=outside)
    for unit, axes in chosen.items():
        for by, word in (1, "early"), (-1, "late"):
            text = f"outputs stand one {unit} too {word}"
            yield text, _results(axes, partial(_rolled, by))
            yield text, _results(axes, partial(_shifted, by))
    for unit, axes in chosen.items():
        one = window if call.axes == 1 else f"{unit} of {window}s"
        yield f"the last {one} is lost", _results(axes, lambda v: v[:-1])
        yield f"the last {one} is lost", _results(axes, partial(blank, -1))
        yield f"the first {one} is lost", _results(axes, lambda v: v[1:])
        yield f"the first {one} is lost", _results(axes, partial(blank, 0))
        text = f"there is one {one} too many"
        yield text, partial(Call.moved, shifts=(0, 0), more=axes)
        yield text, _results(axes, lambda v: blank(-1, [*v, v[-1]]))
    yield "all outputs are zero", lambda c: mapped(lambda _: 0, c())


def outside_slips(call: Call) -> Slips:
    """Yield mistakes in how far windows hang over, and what they find there."""
    for by, side in (1, "late"), (-1, "early"):
        text = 'for even kernels, mode "same" starts one sample too'
        if "padding" in call.options:
            text = 'for even kernels, padding "same" starts one sample too'
        yield f"{text} {side}", partial(_aligned, by)
    mode = call.options.get("mode")
    for other in MODES if mode in MODES else ():
        yield f'mode "{mode}" is taken for "{other}"', changed(mode=other)
    for boundary in BOUNDARIES:
        text = f'outside the signal lies what boundary="{boundary}" puts there'
        if boundary == "zero":
            text = "boundary is ignored: outside the signal lie zeros"
        yield text, partial(Call.moved, shifts=(0, 0), outside=boundary)
    text = "signal and kernel are exchanged where the kernel is the longer one"
    yield text, _swapped
    flip: Change = partial(turned, flip=(True,) * call.axes)
    yield text, lambda c: flip(_swapped(c))


def _results(axes: tuple[int, ...], change: Change) -> Mistake:
    """Return the mistake of changing all lists of outputs that lie along some axes."""

    def mistake(c: Call) -> Any:
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


def _aligned(by: int, c: Call) -> Any:
    """Return outputs of windows that move along axes where "same" has a choice."""
    sizes = zip(c.sizes(c()), c.sizes(c.x), c.steps("stride"))
    same = [count == -(-n // s) for count, n, s in sizes]
    odd = [reach(k, d) % 2 for k, d in zip(c.sizes(c.w), c.steps("dilation"))]
    return c.moved([by * a * b for a, b in zip(same, odd)])


def _swapped(c: Call) -> Any:
    longer = any(k > n for k, n in zip(c.sizes(c.w), c.sizes(c.x)))
    return c(x=c.w, w=c.x) if longer else c()
