"""Mistakes in where windows lie, how many there are, and what lies outside."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import prod
from typing import Any

from pureconv.boundary import BOUNDARIES
from pureconv.nested import leaves, mapped
from pureconv.sizes import MODES, overhang, padding_sides, reach
from pureconv.testing.conventions.outside import sample_outside
from pureconv.testing.mistakes.draft import Change, Draft, Outside, blank, kept
from pureconv.testing.mistakes.ways import (
    Mistakes,
    Way,
    along,
    changed,
    flip,
    mistake,
    numbers,
    on,
    planes,
    rolled,
    zero,
)

WRAP: list[Outside] = [("wrap", "wrap")] * 2  # the same result for more axes


def window_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes that move windows and outputs, lose them, or add some."""
    window = "output" if draft.transposed else "window"
    chosen = {"sample": [1]}
    if draft.axes == 2:
        chosen = {"row": [1, 0], "column": [0, 1], "row and column": [1, 1]}
    for unit, axes in chosen.items():
        for by, word in (-1, "early"), (1, "late"):
            text = f"{window}s start one {unit} too {word}"
            move = partial(Draft.moved, shifts=[by * n for n in axes])
            # In either order, the same result.
            yield mistake(text, move, partial(move, outside=WRAP))
    for unit, axes in chosen.items():
        for by, word in (1, "early"), (-1, "late"):
            text = f"outputs stand one {unit} too {word}"
            yield mistake(text, *_along(axes, partial(rolled, by), _shifted(by)))
    for unit, axes in chosen.items():
        text = f"outputs come in reverse order: the last {unit} first"
        yield mistake(text, *_along(axes, lambda v: v[::-1]))
    for unit, axes in chosen.items():
        one = window if draft.axes == 1 else f"{unit} of {window}s"
        last = _along(axes, lambda v: v[:-1], lambda v: v[:-1] or v, partial(blank, -1))
        yield mistake(f"the last {one} is lost", *last)
        start = _along(axes, lambda v: v[1:], lambda v: v[1:] or v, partial(blank, 0))
        yield mistake(f"the first {one} is lost", *start)
        empty = _along(axes, lambda v: kept(len(v), len(v) + 1, v))
        more = partial(Draft.moved, more=axes)
        yield mistake(f"there is one {one} too many", more, *empty)
    yield mistake("all outputs are zero", on("y", numbers(zero)))


def _along(axes: list[int], *changes: Change) -> list[Way]:
    """Return the mistakes of changing all lists of outputs that lie along some axes."""
    return [on("y", along(*(each if n else list for n in axes))) for each in changes]


def _shifted(by: int) -> Change:
    """Return what moves values by one place, with a zero where there is nothing.

    >>> _shifted(1)([1, 2, 3]), _shifted(-1)([1, 2, 3])
    ([2, 3, 0], [0, 1, 2])
    """
    return lambda values: blank(-1 if by > 0 else 0, rolled(by, values))


def plane_mistakes(_: Draft) -> Mistakes:
    """Yield mistakes in reading rows and columns: one is counted for the other."""
    for text, change in (
        ("only as many columns are read as there are rows", _square),
        ("only as many rows are read as there are columns", _low),
        ("flat indices are made with rows for columns: row * rows + column", _misread),
    ):
        ways = [on(names, planes(change)) for names in ("x", "w", "xw", "y")]
        yield mistake(text, *ways)


def _square(plane: Any) -> Any:
    """Return a plane with zeros for the columns beyond as many as there are rows."""
    return [kept(min(len(plane), len(row)), len(row), row) for row in plane]


def _low(plane: Any) -> Any:
    return kept(min(len(plane), len(plane[0])), len(plane), plane)


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
        if other != mode:
            yield mistake(f'mode "{mode}" is taken for "{other}"', changed(mode=other))
    for boundary in BOUNDARIES:
        text = f'outside the signal lies what boundary="{boundary}" puts there'
        if boundary == "zero":
            text = "boundary is ignored: outside the signal lie zeros"
        way = partial(Draft.moved, outside=[(boundary, boundary)] * 2)
        yield mistake(text, way, family="wrap" if boundary == "wrap" else "")
    for option in sample_outside(draft.call().function):
        text = f"{option} is ignored: outside the signal lie zeros"
        yield mistake(text, changed(**{option: 0}))
    usual = draft.outside()
    for boundary in BOUNDARIES if usual != "zero" else ():
        text = f'lies what boundary="{boundary}" puts there, on the other side not'
        yield mistake(f"after the end {text}", *_one_side(usual, usual, boundary))
        yield mistake(f"before the start {text}", *_one_side(usual, boundary, usual))
    text = "signal and kernel are exchanged where the kernel is the longer one"
    # In either order, the same result.
    yield mistake(text, _swapped, partial(_swapped, change=flip))


def _one_side(usual: str, before: str, after: str) -> list[Way]:
    """Return the mistakes of other samples outside, along all axes or the first."""
    sides, others = (before, after), [(before, after), (usual, usual)]
    return [partial(Draft.moved, outside=[sides, each]) for each in others]


def _aligned(by: int, c: Draft) -> Any:
    """Return outputs of windows that move along axes where "same" has a choice."""
    sizes = zip(c.sizes(c()), c.sizes(c.x), c.steps("stride"))
    same = [count == -(-n // s) for count, n, s in sizes]
    odd = [reach(k, d) % 2 for k, d in zip(c.sizes(c.w), c.steps("dilation"))]
    return c.moved([by * a * b for a, b in zip(same, odd)])


def _at_each_sample(c: Draft, *, start: bool) -> Any:
    """Return outputs of windows that start, or end, where their middle should lie."""
    shifts, taps = [], zip(c.sizes(c.w), c.steps("dilation"))
    for n, (k, d), s in zip(c.sizes(c.x), taps, c.steps("stride")):
        before, _ = overhang(k, "same", d)
        if "mode" not in c.options:
            before, _ = padding_sides(n, k, "same", stride=s, dilation=d)
        shifts.append(before if start else before - reach(k, d))
    return c.moved(shifts)


def _swapped(c: Draft, *, change: Change = list) -> Any:
    """Return outputs that are right where the kernel is not the longer one."""
    longer = any(k > n for k, n in zip(c.sizes(c.w), c.sizes(c.x)))
    return c.each(change, c(x=c.w, w=c.x)) if longer else c()


# === Fourier transforms ===

Length = Callable[[int, int], int]  # of a transform of n samples and k taps
LONG: list[Length] = [lambda n, k: n + k - 1, lambda n, k: _power(n + k - 1)]
SHORT: list[Length] = [max, lambda n, k: _power(max(n, k)), lambda n, _: n]


def _power(size: int) -> int:
    """Return the first power of two that is no less."""
    return int(2 ** (size - 1).bit_length())


def _transform_mistakes() -> Mistakes:
    """Yield mistakes in convolving by a Fourier transform."""
    text = "outputs are wrapped round: the Fourier transform is too short"
    wraps = [partial(_round, n, cut=cut) for n in SHORT for cut in (True, False)]
    yield mistake(text, *wraps, family="wrap")
    text = "the operands of the Fourier transform have zeros on both sides"
    yield mistake(text, *(partial(_delayed, length) for length in LONG))
    ways = [partial(_delayed, length, undivided=True) for length in LONG]
    yield mistake(f"{text}, and outputs are not divided by n", *ways)
    text = "outputs are not divided by n, as the inverse Fourier transform has to"
    yield mistake(text, *(partial(_undivided, length) for length in [*LONG, *SHORT]))


def _round(length: Length, c: Draft, *, cut: bool) -> Any:
    """Return what the transform gives of a signal that it takes for a circle.

    There are no more outputs than its length, or zeros for them.
    """
    counts, lengths = c.sizes(c()), [*map(length, c.sizes(c.x), c.sizes(c.w))]
    circle = c.longer([(0, size - n) for size, n in zip(lengths, c.sizes(c.x))])
    sizes = [*map(min, counts, lengths)]
    filled = [partial(kept, *each) for each in zip(sizes, sizes if cut else counts)]
    return along(*filled)(c, circle.moved(outside=WRAP))


def _undivided(length: Length, c: Draft) -> Any:
    factor = prod(map(length, c.sizes(c.x), c.sizes(c.w)))
    return mapped(lambda v: factor * v, c())


def _delayed(length: Length, c: Draft, *, undivided: bool = False) -> Any:
    """Return what comes of operands in the middle: it comes later, wrapped round."""
    sizes = zip(c.sizes(c.x), c.sizes(c.w))
    late = [partial(_later, n, k, length(n, k)) for n, k in sizes]
    return c.along(late, _undivided(length, c) if undivided else c())


def _later(n: int, k: int, size: int, values: list[Any]) -> list[Any]:
    late, count = (size - n) // 2 + (size - k) // 2, len(values)
    return rolled(-late % size, kept(count, size, values))[:count]
