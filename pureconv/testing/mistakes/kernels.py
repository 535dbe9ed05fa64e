"""Mistakes in kernels, and in strides, dilations and paddings.

A mistake is a sentence, and the ways to make it: functions that take a draft and return
what it gives to those who make that mistake, which is the answer of the reference, with
something changed. They may raise where there is nothing to change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import combinations
from operator import itemgetter
from typing import Any, NamedTuple

from pureconv.nested import leaves, like, mapped
from pureconv.sizes import PADDINGS, padding_sides
from pureconv.testing.conventions import DEFAULTS
from pureconv.testing.mistakes.draft import Change, Draft, added
from pureconv.testing.naming import flipped

Way = Callable[[Draft], Any]


class Mistake(NamedTuple):
    """What people do wrong, in one sentence; of a family, the first one is named."""

    sentence: str
    ways: tuple[Way, ...]
    family: str = ""


Mistakes = Iterator[Mistake]

UNITS = {1: ("sample",), 2: ("row", "column")}
STEPS = ("stride", "dilation", "padding", "output_padding")
WORDS = [PADDINGS, tuple(map(str.upper, PADDINGS))]  # ours, others'


def kernel_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in reading the kernel."""
    flip = partial(flipped, flip=(True,) * draft.axes)
    text = "the kernel is flipped: it convolves where it should correlate"
    if draft.convolves:
        text = "the kernel is not flipped: it correlates where it should convolve"
    if draft.transposed:
        text = "the kernel is flipped: it should be painted as it is"
    windows: Way = lambda c: c.each(flip, c(x=c.each(flip, c.x)))  # noqa: E731
    yield Mistake(text, (_kernels(flip), windows))
    if draft.axes == 2:
        one = "is not flipped" if draft.convolves else "is flipped"
        columns = partial(flipped, flip=(False, True))
        text = f"the kernel {one} along one axis"
        yield Mistake(f"{text}: its rows", (_kernels(lambda k: k[::-1]),))
        yield Mistake(f"{text}: its columns", (_kernels(columns),))
        text = "is transposed: its rows and columns are exchanged"
        ways = _kernels(_across), _kernels(_by_columns)
        yield Mistake(f"the kernel {text}", ways)
        yield Mistake(f"the image {text}", (lambda c: c(x=c.each(_by_columns, c.x)),))
        yield Mistake(f"the output {text}", (lambda c: c.each(_across, c()),))
    for axis, unit in enumerate(("tap",) if draft.axes == 1 else UNITS[2]):
        for tap, which in (-1, "last"), (0, "first"):
            text = f"the {which} {unit} of the kernel is left out"
            yield Mistake(text, (_without(axis, tap),))


def complex_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in reading complex numbers."""
    ones, turns = mapped(lambda _: 1, draft.x), mapped(lambda _: 1j, draft.w)
    conjugates = sum(leaves(draft(x=ones, w=turns, bias=None))).imag < 0
    mirrored = partial(mapped, _mirrored)
    kernel: Way = lambda c: c(w=mirrored(c.w))  # noqa: E731
    signal: Way = lambda c: c(x=mirrored(c.x))  # noqa: E731
    both: Way = lambda c: c(x=mirrored(c.x), w=mirrored(c.w))  # noqa: E731
    text = "the kernel is conjugated, where it should not be"
    if conjugates:
        text = "the kernel is not conjugated, where it should be"
    yield Mistake(text, (kernel,))
    if conjugates != draft.convolves:
        text = "the kernel is conjugated and not flipped, as in a correlation"
        if conjugates:
            text = "the kernel is flipped and not conjugated, as in a convolution"
        flip = partial(flipped, flip=(True,) * draft.axes)
        yield Mistake(text, (lambda c: c(w=mirrored(c.each(flip, c.w))),))
    text = "the signal is conjugated, where it should not be"
    yield Mistake(text, (signal,))
    text = "outputs are conjugated, where they should not be"
    if conjugates:
        text = "the signal is conjugated, where the kernel should be"
    yield Mistake(text, (both,))
    real = partial(mapped, _real)
    lost: Way = lambda c: c(x=real(c.x), w=real(c.w))  # noqa: E731
    yield Mistake("imaginary parts are lost", (lambda c: real(c()), lost))


def _mirrored(value: Any) -> Any:
    return value.conjugate()


def _real(value: Any) -> Any:
    return value.real


def option_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in strides, dilations and paddings.

    How far windows hang over, when a word says it, may be worked out before or after.
    """
    options = draft.options
    worded = isinstance(options.get("mode", options.get("padding")), str)
    for each in _option_mistakes(draft):
        after = tuple(partial(_in_numbers, way) for way in each.ways)
        yield each._replace(ways=each.ways + after) if worded else each
        if worded and each.family:
            text = f"{each.sentence}, and in how far windows hang over"
            ways = tuple(partial(_in_numbers, way, crossed=True) for way in each.ways)
            yield Mistake(text, ways, each.family)
    if worded and draft.axes == 2:
        text = "rows and columns are swapped in how far windows hang over"
        way = partial(_in_numbers, Draft.__call__, crossed=True)
        yield Mistake(text, (way,), "swap")


def _option_mistakes(draft: Draft) -> Mistakes:
    if "dilation" in draft.options:
        text = "dilation is counted from 0: taps are one sample further apart"
        yield Mistake(text, (_each(lambda d: d + 1, "dilation"),))
        text = "dilation is one too small: taps are one sample closer together"
        yield Mistake(text, (_each(lambda d: max(1, d - 1), "dilation"),))
    if "stride" in draft.options and not draft.transposed:
        text = "the stride counts outputs but does not move windows"
        yield Mistake(text, (_unmoved,))
        text = "windows end early: range(0, outputs, stride), where samples should end"
        yield Mistake(text, (_thinned_twice,))
    if "dilation" in draft.options and draft.axes == 2 and not draft.transposed:
        text = "dilated taps drift from row to row: their step in memory is wrong"
        yield Mistake(text, (_drifting,))
    if {"stride", "dilation"} <= draft.options.keys():
        yield Mistake("stride and dilation are exchanged", (_exchanged,))
    known = [name for name in STEPS if name in draft.options]
    said = [name for name in known if not isinstance(draft.options[name], str)]
    for name in said:
        yield Mistake(f"{name} is ignored", (_ignored(name, (0, 1)),))
    if draft.axes == 1:
        return
    for count in range(1, len(said) + 1):
        for names in combinations(said, count):
            text = f"rows and columns are swapped in {_listed(names)}"
            yield Mistake(text, (_mixed(lambda v: [v[1], v[0]], *names),), "swap")
    for name in said:
        rows, columns = f"{name} of the rows", f"{name} of the columns"
        first, second = (lambda v: [v[0], v[0]]), (lambda v: [v[1], v[1]])
        yield Mistake(f"{columns} is that of the rows", (_mixed(first, name),))
        yield Mistake(f"{rows} is that of the columns", (_mixed(second, name),))
        yield Mistake(f"{columns} is ignored", (_ignored(name, (1,)),))
        yield Mistake(f"{rows} is ignored", (_ignored(name, (0,)),))


def padding_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in where padding is put, or cropped."""
    padding = draft.options["padding"]
    if isinstance(padding, str):
        for word in WORDS[padding.isupper()]:
            text = f'padding="{padding}" is taken for "{word}"'
            yield Mistake(text, (changed(padding=word),))
        said = f'padding="{padding}"'
        text = f"{said} forgets that the kernel is dilated"
        yield Mistake(text, _worked_out(dilation=1))
        text = f"{said} is worked out as if the stride were 1"
        yield Mistake(text, _worked_out(stride=1))
        if draft.axes == 2:
            text = f"{said} is worked out with the dilation of the other axis"
            yield Mistake(text, _worked_out(crossed=True))
        return
    begins = _mixed(lambda s: [*zip(*s)], "padding")  # then ends
    swaps = (*_sides(lambda s: s[::-1]), begins)
    yield Mistake("the two sides of padding are swapped", swaps)
    all_on_one = _sides(lambda s: (sum(s), 0), lambda s: (0, sum(s)))
    yield Mistake("padding is all on one side", all_on_one)
    one_only = _sides(lambda s: (s[0], 0), lambda s: (0, s[1]))
    yield Mistake("padding is on one side only", one_only)
    text = "padding is halved: it is taken for that of both sides together"
    halves: list[Change] = [
        lambda s: (s[0] // 2, s[1] - s[1] // 2),
        lambda s: (s[0] - s[0] // 2, s[1] // 2),
        lambda s: (s[0] // 2, s[1] // 2),
    ]
    yield Mistake(text, _sides(*halves))


def _sides(*changes: Change) -> tuple[Way, ...]:
    """Return the mistakes of taking the sides of padding on each axis for others."""
    return tuple(_each(change, "padding") for change in changes)


def changed(**changes: Any) -> Way:
    """Return the mistake of taking arguments for others."""
    return lambda c: c(**changes)


def _kernels(change: Change) -> Way:
    """Return the mistake of changing every kernel."""
    return lambda c: c(w=c.each(change, c.w))


def _without(axis: int, tap: int) -> Way:
    """Return the mistake of leaving out the taps at one end."""
    return lambda c: c(w=c.along(axis, partial(blank, tap), c.w))


def blank(n: int, values: list[Any]) -> list[Any]:
    """Return a list of numbers or rows with zeros for the one at `n`.

    >>> blank(-1, [1, 2]), blank(0, [[1, 2], [3, 4]])
    ([1, 0], [[0, 0], [3, 4]])
    """
    values = list(values)
    values[n] = mapped(lambda _: 0, values[n])
    return values


def _across(plane: Any) -> Any:
    return [list(column) for column in zip(*plane)]


def _by_columns(plane: Any) -> Any:
    """Return a plane of the same shape, read from memory column by column."""
    values = leaves(plane)
    return [values[m :: len(plane)] for m in range(len(plane))]


def _each(change: Change, name: str) -> Way:
    """Return the mistake of taking an option for another, on each axis."""
    return _mixed(lambda values: [change(v) for v in values], name)


def _mixed(change: Change, *names: str) -> Way:
    """Return the mistake of taking options for others, all axes at once."""

    def mistake(c: Draft) -> Any:
        said = [c.saying(name, change(c.steps(name))) for name in names]
        return c(**{name: value for each in said for name, value in each.items()})

    return mistake


def _listed(names: tuple[str, ...]) -> str:
    """Return words as one says them.

    >>> _listed(("stride", "dilation", "padding"))
    'stride, dilation and padding'
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def _ignored(name: str, axes: tuple[int, ...]) -> Way:
    """Return the mistake of ignoring an option on some axes."""
    default = (0, 0) if name == "padding" else DEFAULTS[name]

    def change(values: list[Any]) -> list[Any]:
        return [default if n in axes else v for n, v in enumerate(values)]

    return _mixed(change, name)


def _in_numbers(way: Way, c: Draft, *, crossed: bool = False) -> Any:
    """Return what a mistake gives that leaves alone how far windows hang over."""
    return way(c.in_numbers(crossed=crossed))


def _exchanged(c: Draft) -> Any:
    strides, dilations = c.steps("stride"), c.steps("dilation")
    return c(**c.saying("stride", dilations), **c.saying("dilation", strides))


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
        longer = [(m, p + n) for (m, p), n in zip(sides(c), c.sizes(c.x))]
        return first(c, c.sizes(c()), c(**c.saying("padding", longer)))

    return lambda c: c(**c.saying("padding", [*sides(c)])), counted


def _drifting(c: Draft) -> Any:
    """Return sums in which rows of taps end k samples on, and not k * dilation.

    So each begins k * (dilation - 1) samples of the padded image too late.
    """
    c = c.in_numbers().padded()
    taps, (_, dilation) = c.sizes(c.w), c.steps("dilation")
    drift, y = taps[1] * (dilation - 1), mapped(lambda _: 0, c())

    def only(row: int, kernel: Any) -> Any:
        return [v if i == row else [0] * len(v) for i, v in enumerate(kernel)]

    def later(row: int, plane: Any) -> Any:
        values = leaves(plane)[row * drift :] + [0] * (row * drift)
        return like(plane, iter(values))

    for i in range(taps[0]):
        x, w = c.each(partial(later, i), c.x), c.each(partial(only, i), c.w)
        y = added(y, c(x=x, w=w, **({} if i == 0 else {"bias": None})))
    return y


def first(c: Draft, counts: Sequence[int], y: Any) -> Any:
    """Return only so many outputs, along each axis."""
    for axis, count in enumerate(counts):
        y = c.along(axis, itemgetter(slice(count)), y)
    return y


def _unmoved(c: Draft) -> Any:
    return first(c, c.sizes(c()), c(**c.saying("stride", [1] * c.axes)))


def _thinned_twice(c: Draft) -> Any:
    y = c()
    counts = [-(-n // s) for n, s in zip(c.sizes(y), c.steps("stride"))]
    return first(c, counts, y)
