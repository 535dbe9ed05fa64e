"""Mistakes in kernels, and in strides, dilations and paddings."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, reduce
from itertools import chain, combinations, repeat
from operator import itemgetter
from typing import Any

from pureconv.nested import leaves, like, transposed
from pureconv.sizes import PADDINGS, padding_sides, reach
from pureconv.testing.conventions import DEFAULTS
from pureconv.testing.mistakes.draft import Change, Draft, added, blank
from pureconv.testing.mistakes.ways import (
    Mistakes,
    Way,
    along,
    by_columns,
    changed,
    flip,
    mistake,
    on,
    planes,
    stepping,
)

INDEXED = ("stride", "dilation")
STEPS = ("stride", "dilation", "padding", "output_padding")
WORDS = [PADDINGS, tuple(map(str.upper, PADDINGS))]  # ours, others'
BY_AXIS: dict[str, Callable[[Any], Change]] = {  # of a default: changes of both values
    "{0} of the columns is that of the rows": lambda _: lambda v: [v[0], v[0]],
    "{0} of the rows is that of the columns": lambda _: lambda v: [v[1], v[1]],
    "{0} of the columns is ignored": lambda default: lambda v: [v[0], default],
    "{0} of the rows is ignored": lambda default: lambda v: [default, v[1]],
}
SIDES: dict[str, tuple[Change, ...]] = {  # of padding, on all axes; two may be needed
    "the two sides of padding are swapped": (
        lambda v: [(b, a) for a, b in v],
        lambda v: [*zip(*v)],  # begins, then ends
    ),
    "padding of the rows is put before, that of the columns after, on both axes": (
        lambda v: [(v[0][0], v[1][0])] * 2,
    ),
    "padding is all on one side": (
        lambda v: [(a + b, 0) for a, b in v],
        lambda v: [(0, a + b) for a, b in v],
    ),
    "padding is on one side only": (
        lambda v: [(a, 0) for a, _ in v],
        lambda v: [(0, b) for _, b in v],
    ),
    "padding is halved: it is taken for that of both sides together": (
        lambda v: [(a // 2, b - b // 2) for a, b in v],
        lambda v: [(a - a // 2, b // 2) for a, b in v],
        lambda v: [(a // 2, b // 2) for a, b in v],
    ),
}


def kernel_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in reading the kernel."""
    text = "the kernel is flipped: it convolves where it should correlate"
    if draft.convolves:
        text = "the kernel is not flipped: it correlates where it should convolve"
    if draft.transposed:
        text = "the kernel is flipped: it should be painted as it is"
    # In either order, the same result.
    yield mistake(text, on("w", planes(flip)), on("xy", planes(flip)))
    if draft.axes == 2:
        no = "not " if draft.convolves else ""
        text = f"the kernel is {no}flipped along one axis"
        yield mistake(f"{text}: its rows", on("w", along(_backwards)))
        yield mistake(f"{text}: its columns", on("w", along(list, _backwards)))
        text = "is transposed: its rows and columns are exchanged"
        across, read = planes(transposed), planes(by_columns)
        # In either order, the same result.
        yield mistake(f"the kernel {text}", on("w", across), on("w", read))
        yield mistake(f"the image {text}", on("x", read))
        yield mistake(f"the output {text}", on("y", across))
    for axis, unit in enumerate(("tap",) if draft.axes == 1 else ("row", "column")):
        for tap, which in (-1, "last"), (0, "first"):
            text = f"the {which} {unit} of the kernel is left out"
            changes: list[Change] = [list] * axis
            yield mistake(text, on("w", along(*changes, partial(blank, tap))))


def _backwards(values: list[Any]) -> list[Any]:
    return values[::-1]


def option_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in strides, dilations and paddings.

    How far windows hang over, when a word says it, may be worked out before or after.
    """
    if not draft.worded:
        yield from _option_mistakes(draft)
        return
    how_far = "in how far windows hang over"
    text = f"rows and columns are swapped {how_far}"
    if draft.axes == 2:
        yield mistake(text, _crossed(Draft.__call__), family="swap")
    for each in _option_mistakes(draft):
        yield each._replace(ways=(*each.ways, *map(_in_numbers, each.ways)))
        if each.family:
            text = f"{each.sentence}, and {how_far}"
            yield mistake(text, *map(_crossed, each.ways), family=each.family)


def _in_numbers(way: Way) -> Way:
    """Return a mistake that leaves alone how far windows hang over."""
    return lambda c: way(c.in_numbers)


def _crossed(way: Way) -> Way:
    return lambda c: way(c.crossed)


def _option_mistakes(draft: Draft) -> Mistakes:
    gathers = not draft.transposed
    if "dilation" in draft.options:
        text = "dilation is counted from 0: taps are one sample further apart"
        yield mistake(text, stepping(lambda v: [d + 1 for d in v], "dilation"))
        text = "dilation is one too small: taps are one sample closer together"
        yield mistake(text, stepping(lambda v: [max(1, d - 1) for d in v], "dilation"))
        if draft.axes == 2 and gathers:
            text = "dilated taps drift from row to row: their step in memory is wrong"
            yield mistake(text, _drifting)
    if "stride" in draft.options and gathers:
        text = "the stride counts outputs but does not move windows"
        yield mistake(text, *_stepping(partial(_all, 1), "stride")[1:])
        text = "windows end early: range(0, outputs, stride), where samples should end"
        yield mistake(text, _thinned_twice)
        text = "windows start at stride - 1, where the first should start at 0"
        # In either order, the same result.
        yield mistake(text, _last_of_each, _last_that_fit)
    if {"stride", "dilation"} <= draft.options.keys():
        yield mistake("stride and dilation are exchanged", _exchanged)
    # What is not there is no number: the same result with any word for it.
    said = [k for k in STEPS if not isinstance(draft.options.get(k, ""), str)]
    defaults = {k: (0, 0) if k == "padding" else DEFAULTS[k] for k in said}
    for name, default in defaults.items():
        ways = _stepping(partial(_all, default), name)
        if gathers and name == "stride":
            ways = ways[:1]  # the other one has a name of its own, above
        yield mistake(f"{name} is ignored", *ways)
    if draft.axes == 1:
        return
    for count in range(1, len(said) + 1):
        for names in combinations(said, count):
            text = f"rows and columns are swapped in {_listed(names)}"
            yield mistake(text, *_stepping(_backwards, *names), family="swap")
    for name, default in defaults.items():
        for text, change in BY_AXIS.items():
            yield mistake(text.format(name), *_stepping(change(default), name))


def _stepping(change: Change, *names: str) -> list[Way]:
    """Return the mistakes of changing some options, in where windows and taps lie too.

    Then outputs are counted rightly. Windows that lie too far on find zeros, if these
    lie outside, or are left out.
    """
    way = stepping(change, *names)
    return [way, partial(_counted, way)] if {*names} <= {*INDEXED} else [way]


def _counted(way: Way, c: Draft) -> Any:
    counts, stride, dilation = c.sizes(c()), *map(max, map(c.steps, INDEXED))
    taps = [reach(k, dilation) for k in c.sizes(c.w)]
    far = [(n - 1) * stride + r + 1 for n, r in zip(counts, taps)]
    if c.transposed:  # a sample may paint as little as one more output
        far = [n + c.padding for n in counts]
    room = [(0, max(0, least - n)) for least, n in zip(far, c.sizes(c.x))]
    return c.first(counts, way(c.longer(room) if c.outside() == "zero" else c))


def _all(value: Any, values: list[Any]) -> list[Any]:
    return [value] * len(values)


def _listed(names: tuple[str, ...]) -> str:
    """Return words as one says them.

    >>> _listed(("stride", "dilation", "padding"))
    'stride, dilation and padding'
    """
    # Of two names, the same result both ways.
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def _drifting(c: Draft) -> Any:
    """Return sums in which rows of taps end k samples on, and not k * dilation.

    So each begins k * (dilation - 1) samples of the padded image too late.
    """
    c = c.in_numbers.padded()
    (rows, columns), (_, dilation) = c.sizes(c.w), c.steps("dilation")

    def later(row: int, plane: Any) -> Any:
        values = leaves(plane)[row * columns * (dilation - 1) :]
        return like(plane, chain(values, repeat(0)))

    def only(row: int, kernel: Any) -> Any:
        return [v if i == row else [0] * columns for i, v in enumerate(kernel)]

    def part(row: int) -> Any:
        x, w = c.each(partial(later, row), c.x), c.each(partial(only, row), c.w)
        return c(x=x, w=w, bias=None if row else c.bias)

    return reduce(added, map(part, range(rows)))


def _last_of_each(c: Draft) -> Any:
    return c.moved([stride - 1 for stride in c.steps("stride")])


def _last_that_fit(c: Draft) -> Any:
    """Return as many of them as there are in the outputs at stride 1."""
    later = [itemgetter(slice(s - 1, None, s)) for s in c.steps("stride")]
    return c.along(later, stepping(partial(_all, 1), "stride")(c))


def _thinned_twice(c: Draft) -> Any:
    y = c()
    return c.first([-(-n // s) for n, s in zip(c.sizes(y), c.steps("stride"))], y)


def _exchanged(c: Draft) -> Any:
    stride = c.saying("stride", c.steps("dilation"))
    return c(stride=stride, dilation=c.saying("dilation", c.steps("stride")))


def padding_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in where padding is put, or cropped."""
    padding = draft.options["padding"]
    if isinstance(padding, str):
        said = f'padding="{padding}"'
        for word in WORDS[padding.isupper()]:
            if word != padding:
                yield mistake(f'{said} is taken for "{word}"', changed(padding=word))
        text = f"{said} forgets that the kernel is dilated"
        yield mistake(text, *_worked_out(dilation=1))
        text = f"{said} is worked out as if the stride were 1"
        yield mistake(text, *_worked_out(stride=1))
        if draft.axes == 2:
            text = f"{said} is worked out with the dilation of the other axis"
            yield mistake(text, *_worked_out(crossed=True))
        return
    for text, changes in SIDES.items():
        yield mistake(text, *(stepping(change, "padding") for change in changes))


def _worked_out(*, crossed: bool = False, **other: int) -> tuple[Way, Way]:
    """Return the mistakes of padding as for other steps.

    There are as many outputs as that gives, or as many as there should be.
    """

    def sides(c: Draft) -> Any:
        axes = zip(c.sizes(c.x), c.sizes(c.w), c.steps("stride"))
        dilations = c.steps("dilation")[:: -1 if crossed else 1]
        for (n, k, s), d in zip(axes, dilations):
            steps = {"stride": s, "dilation": d, **other}
            yield padding_sides(n, k, c.options["padding"], **steps)

    def counted(c: Draft) -> Any:
        # Room for as many windows: the same result with more of it, or n + d * k.
        room = zip(c.sizes(c.x), c.sizes(c.w), c.steps("dilation"))
        # The same result with more of it.
        longer = [(m, n + k * d) for (m, _), (n, k, d) in zip(sides(c), room)]
        return c.first(c.sizes(c()), c(padding=c.saying("padding", longer)))

    return lambda c: c(padding=c.saying("padding", [*sides(c)])), counted
