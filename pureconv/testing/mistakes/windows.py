"""Mistakes in where windows lie, how many there are, and what lies outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from math import prod
from typing import Any

from pureconv.boundary import BOUNDARIES
from pureconv.nested import leaves, mapped
from pureconv.sizes import MODES, overhang, padding_sides, reach
from pureconv.testing.mistakes.draft import Change, Draft, blank
from pureconv.testing.mistakes.kernels import (
    UNITS,
    Mistakes,
    Way,
    changed,
    first,
    kernels,
    mistake,
    outputs,
    signals,
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
            yield mistake(text, move, partial(move, outside=[("wrap", "wrap")] * 2))
    for unit, axes in chosen.items():
        for by, word in (1, "early"), (-1, "late"):
            text = f"outputs stand one {unit} too {word}"
            yield mistake(text, *_along(axes, partial(_rolled, by), _shifted(by)))
    for unit, axes in chosen.items():
        one = window if draft.axes == 1 else f"{unit} of {window}s"
        last = _along(
            axes, lambda v: v[:-1], lambda v: v[:-1] or v, partial(blank, -1)
        )
        yield mistake(f"the last {one} is lost", *last)
        start = _along(axes, lambda v: v[1:], lambda v: v[1:] or v, partial(blank, 0))
        yield mistake(f"the first {one} is lost", *start)
        more = partial(Draft.moved, more=axes)
        empty = _along(axes, lambda v: blank(-1, [*v, v[-1]]))
        yield mistake(f"there is one {one} too many", more, *empty)
    yield mistake("all outputs are zero", lambda c: mapped(lambda _: 0, c()))


def plane_mistakes(_: Draft) -> Mistakes:
    """Yield mistakes in reading rows and columns: one is counted for the other."""
    for text, change in (
        ("only as many columns are read as there are rows", _square),
        ("only as many rows are read as there are columns", _low),
        ("flat indices are made with rows for columns: row * rows + column", _misread),
    ):
        yield mistake(text, signals(change), kernels(change), _both(change),
                      outputs(change))


def _both(change: Change) -> Way:
    return lambda c: c(x=c.each(change, c.x), w=c.each(change, c.w))


def _square(plane: Any) -> Any:
    """Return a plane with zeros for the columns beyond as many as there are rows."""
    return [[v if n < len(plane) else 0 for n, v in enumerate(row)] for row in plane]


def _low(plane: Any) -> Any:
    return [row if m < len(row) else [0] * len(row) for m, row in enumerate(plane)]


def _misread(plane: Any) -> Any:
    """Return a plane whose rows are read as if they were as long as its columns.

    >>> _misread([[1, 2, 3], [4, 5, 6]])
    [[1, 2, 3], [3, 4, 5]]
    """
    values = leaves(plane) + [0] * len(plane) ** 2
    starts = range(0, len(plane) ** 2, len(plane))
    return [values[start : start + len(plane[0])] for start in starts]


def outside_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in how far windows hang over, and what they find there."""
    name = "padding" if "padding" in draft.options else "mode"
    for by, side in (1, "late"), (-1, "early"):
        text = f'for even kernels, {name} "same" starts one sample too {side}'
        yield mistake(text, partial(_aligned, by))
    mode = draft.options.get("mode")
    if "same" in (mode, draft.options.get("padding")):
        for start, verb in (False, "end"), (True, "start"):
            text = f"windows {verb} at each sample, where they should be centred"
            yield mistake(text, partial(_at_each_sample, start=start))
    yield from _transform_mistakes()
    for other in MODES if mode in MODES else ():
        yield mistake(f'mode "{mode}" is taken for "{other}"', changed(mode=other))
    for boundary in BOUNDARIES:
        text = f'outside the signal lies what boundary="{boundary}" puts there'
        if boundary == "zero":
            text = "boundary is ignored: outside the signal lie zeros"
        family = "wrap" if boundary == "wrap" else ""
        yield mistake(text, _outside(boundary, boundary), family=family)
    usual = draft.outside()
    for boundary in BOUNDARIES if usual != "zero" else ():
        text = f'lies what boundary="{boundary}" puts there, on the other side not'
        yield mistake(f"after the end {text}", *_one_side(usual, boundary))
        yield mistake(f"before the start {text}", *_one_side(boundary, usual))
    text = "signal and kernel are exchanged where the kernel is the longer one"
    flip: Change = partial(flipped, flip=(True,) * draft.axes)
    yield mistake(text, _swapped, lambda c: flip(_swapped(c)))


def _transform_mistakes() -> Mistakes:
    """Yield mistakes in convolving by a Fourier transform."""
    text = "outputs are wrapped round: the Fourier transform is too short"
    yield mistake(text, *_wraps(), family="wrap")
    text = "the operands of the Fourier transform have zeros on both sides"
    yield mistake(text, *(partial(_delayed, length) for length in LENGTHS[:2]))
    text = f"{text}, and outputs are not divided by n"
    ways = (partial(_delayed, length, undivided=True) for length in LENGTHS[:2])
    yield mistake(text, *ways)
    text = "outputs are not divided by n, as the inverse Fourier transform has to"
    yield mistake(text, *(partial(_undivided, length) for length in LENGTHS))


def _outside(before: str, after: str) -> Way:
    """Return the mistake of finding other samples outside, before and after."""
    return partial(Draft.moved, outside=[(before, after)] * 2)


def _one_side(before: str, after: str) -> tuple[Way, ...]:
    """Return the mistakes of finding them on one side, along all axes or the first."""

    def rows(c: Draft) -> Any:
        return c.moved(outside=[(before, after), (c.outside(), c.outside())])

    return _outside(before, after), rows


def _along(axes: tuple[int, ...], *changes: Change) -> list[Way]:
    """Return the mistakes of changing all lists of outputs that lie along some axes."""

    def way(c: Draft, change: Change) -> Any:
        y = c()
        for axis in range(c.axes):
            y = c.along(axis, change, y) if axes[axis] else y
        return y

    return [partial(way, change=change) for change in changes]


def _rolled(by: int, values: list[Any]) -> list[Any]:
    return values[by:] + values[:by]


def _shifted(by: int) -> Change:
    """Return what moves values by one place, with a zero where there is nothing.

    >>> _shifted(1)([1, 2, 3]), _shifted(-1)([1, 2, 3])
    ([2, 3, 0], [0, 1, 2])
    """
    return lambda values: blank(-1 if by > 0 else 0, _rolled(by, values))


def _aligned(by: int, c: Draft) -> Any:
    """Return outputs of windows that move along axes where "same" has a choice."""
    sizes = zip(c.sizes(c()), c.sizes(c.x), c.steps("stride"))
    same = [count == -(-n // s) for count, n, s in sizes]
    odd = [reach(k, d) % 2 for k, d in zip(c.sizes(c.w), c.steps("dilation"))]
    return c.moved([by * a * b for a, b in zip(same, odd)])


def _at_each_sample(c: Draft, *, start: bool) -> Any:
    """Return outputs of windows that start, or end, where their middle should lie."""
    shifts = []
    for n, k, d, s in zip(
        c.sizes(c.x), c.sizes(c.w), c.steps("dilation"), c.steps("stride")
    ):
        before, _ = overhang(k, "same", d)
        if "mode" not in c.options:
            before, _ = padding_sides(n, k, "same", stride=s, dilation=d)
        shifts.append(before if start else before - reach(k, d))
    return c.moved(shifts)


LENGTHS: list[Callable[..., int]] = [  # of a transform of n samples and k taps
    lambda n, k: n + k - 1,
    lambda n, k: 2 ** (n + k - 2).bit_length(),
    max,
    lambda n, k: 2 ** (max(n, k) - 1).bit_length(),
    lambda n, _: n,
]


def _wraps() -> Iterator[Way]:
    for length in LENGTHS[2:]:
        for cut in True, False:
            yield partial(_wrapped_round, length, cut=cut)


def _wrapped_round(length: Callable[[int, int], int], c: Draft, *, cut: bool) -> Any:
    """Return what the transform gives of a signal that it takes for a circle.

    There are no more outputs than its length, or zeros for them.
    """
    counts, sizes = c.sizes(c()), [*zip(c.sizes(c.x), c.sizes(c.w))]
    circle = c.longer([(0, length(n, k) - n) for n, k in sizes])
    y = first(c, counts, circle.moved(outside=[("wrap", "wrap")] * 2))
    for axis, (count, both) in enumerate(zip(counts, sizes)):
        kept = min(count, length(*both))
        y = c.along(axis, partial(_kept, kept, kept if cut else count), y)
    return y


def _kept(count: int, size: int, values: list[Any]) -> list[Any]:
    """Return so many values, and zeros behind them."""
    zeros = [mapped(lambda _: 0, values[0])] * (size - count)
    return values[:count] + zeros


def _undivided(length: Callable[[int, int], int], c: Draft) -> Any:
    factor = prod(length(n, k) for n, k in zip(c.sizes(c.x), c.sizes(c.w)))
    return mapped(lambda v: factor * v, c())


def _delayed(
    length: Callable[[int, int], int], c: Draft, *, undivided: bool = False
) -> Any:
    """Return what comes of operands in the middle: it comes later, wrapped round."""
    y = _undivided(length, c) if undivided else c()
    for axis, (n, k) in enumerate(zip(c.sizes(c.x), c.sizes(c.w))):
        y = c.along(axis, partial(_later, n, k, length(n, k)), y)
    return y


def _later(n: int, k: int, size: int, values: list[Any]) -> list[Any]:
    late, count = (size - n) // 2 + (size - k) // 2, len(values)
    return _rolled(-late % size, _kept(count, size, values))[:count]


def _swapped(c: Draft) -> Any:
    longer = any(k > n for k, n in zip(c.sizes(c.w), c.sizes(c.x)))
    return c(x=c.w, w=c.x) if longer else c()
