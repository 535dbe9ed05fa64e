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
from pureconv.testing.mistakes.draft import Change, Draft, added, blank
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
BY_AXIS: dict[str, Callable[[Any, list[Any]], list[Any]]] = {  # of default, values
    "{0} of the columns is that of the rows": lambda _, v: [v[0], v[0]],
    "{0} of the rows is that of the columns": lambda _, v: [v[1], v[1]],
    "{0} of the columns is ignored": lambda default, v: [v[0], default],
    "{0} of the rows is ignored": lambda default, v: [default, v[1]],
}


def mistake(sentence: str, *ways: Way, family: str = "") -> Mistake:
    """Return a mistake."""
    return Mistake(sentence, ways, family)


def kernel_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in reading the kernel."""
    flip = partial(flipped, flip=(True,) * draft.axes)
    text = "the kernel is flipped: it convolves where it should correlate"
    if draft.convolves:
        text = "the kernel is not flipped: it correlates where it should convolve"
    if draft.transposed:
        text = "the kernel is flipped: it should be painted as it is"
    windows: Way = lambda c: c.each(flip, c(x=c.each(flip, c.x)))  # noqa: E731
    yield mistake(text, kernels(flip), windows)
    if draft.axes == 2:
        one = "is not flipped" if draft.convolves else "is flipped"
        columns = partial(flipped, flip=(False, True))
        text = f"the kernel {one} along one axis"
        yield mistake(f"{text}: its rows", kernels(lambda k: k[::-1]))
        yield mistake(f"{text}: its columns", kernels(columns))
        text = "is transposed: its rows and columns are exchanged"
        yield mistake(f"the kernel {text}", kernels(_across), kernels(_by_columns))
        yield mistake(f"the image {text}", signals(_by_columns))
        yield mistake(f"the output {text}", outputs(_across))
    for axis, unit in enumerate(("tap",) if draft.axes == 1 else UNITS[2]):
        for tap, which in (-1, "last"), (0, "first"):
            text = f"the {which} {unit} of the kernel is left out"
            yield mistake(text, _without(axis, tap))


def option_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in strides, dilations and paddings.

    How far windows hang over, when a word says it, may be worked out before or after.
    """
    for each in _option_mistakes(draft):
        after = tuple(partial(_in_numbers, way) for way in each.ways)
        yield each._replace(ways=each.ways + after) if draft.worded else each
        if draft.worded and each.family:
            text = f"{each.sentence}, and in how far windows hang over"
            ways = [partial(_in_numbers, way, crossed=True) for way in each.ways]
            yield mistake(text, *ways, family=each.family)
    if draft.worded and draft.axes == 2:
        text = "rows and columns are swapped in how far windows hang over"
        yield mistake(
            text, partial(_in_numbers, Draft.__call__, crossed=True), family="swap"
        )


def _option_mistakes(draft: Draft) -> Mistakes:
    gathers = not draft.transposed
    if "dilation" in draft.options:
        text = "dilation is counted from 0: taps are one sample further apart"
        yield mistake(text, _each(lambda d: d + 1, "dilation"))
        text = "dilation is one too small: taps are one sample closer together"
        yield mistake(text, _each(lambda d: max(1, d - 1), "dilation"))
        if draft.axes == 2 and gathers:
            text = "dilated taps drift from row to row: their step in memory is wrong"
            yield mistake(text, _drifting)
    if "stride" in draft.options and gathers:
        text = "the stride counts outputs but does not move windows"
        yield mistake(text, _unmoved)
        text = "windows end early: range(0, outputs, stride), where samples should end"
        yield mistake(text, _thinned_twice)
    if {"stride", "dilation"} <= draft.options.keys():
        yield mistake("stride and dilation are exchanged", _exchanged)
    known = [name for name in STEPS if name in draft.options]
    said = [name for name in known if not isinstance(draft.options[name], str)]
    for name in said:
        yield mistake(f"{name} is ignored", _each(partial(_default, name), name))
    if draft.axes == 1:
        return
    for count in range(1, len(said) + 1):
        for names in combinations(said, count):
            text = f"rows and columns are swapped in {_listed(names)}"
            yield mistake(text, _mixed(lambda v: v[::-1], *names), family="swap")
    for name in said:
        for text, change in BY_AXIS.items():
            way = _mixed(partial(change, _default(name)), name)
            yield mistake(text.format(name), way)


def padding_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in where padding is put, or cropped."""
    padding = draft.options["padding"]
    if isinstance(padding, str):
        said = f'padding="{padding}"'
        for word in WORDS[padding.isupper()]:
            yield mistake(f'{said} is taken for "{word}"', changed(padding=word))
        text = f"{said} forgets that the kernel is dilated"
        yield mistake(text, *_worked_out(dilation=1))
        text = f"{said} is worked out as if the stride were 1"
        yield mistake(text, *_worked_out(stride=1))
        if draft.axes == 2:
            text = f"{said} is worked out with the dilation of the other axis"
            yield mistake(text, *_worked_out(crossed=True))
        return
    begins = _mixed(lambda s: [*zip(*s)], "padding")  # then ends
    swapped = _sides(lambda s: s[::-1])
    yield mistake("the two sides of padding are swapped", *swapped, begins)
    all_on_one = _sides(lambda s: (sum(s), 0), lambda s: (0, sum(s)))
    yield mistake("padding is all on one side", *all_on_one)
    one_only = _sides(lambda s: (s[0], 0), lambda s: (0, s[1]))
    yield mistake("padding is on one side only", *one_only)
    halves = _sides(
        lambda s: (s[0] // 2, s[1] - s[1] // 2),
        lambda s: (s[0] - s[0] // 2, s[1] // 2),
        lambda s: (s[0] // 2, s[1] // 2),
    )
    text = "padding is halved: it is taken for that of both sides together"
    yield mistake(text, *halves)


# === ways to make them ===


def changed(**changes: Any) -> Way:
    """Return the mistake of taking arguments for others."""
    return lambda c: c(**changes)


def kernels(change: Change) -> Way:
    """Return the mistake of changing every kernel."""
    return lambda c: c(w=c.each(change, c.w))


def signals(change: Change) -> Way:
    """Return the mistake of changing every signal or image."""
    return lambda c: c(x=c.each(change, c.x))


def outputs(change: Change) -> Way:
    """Return the mistake of changing every signal or image that comes out."""
    return lambda c: c.each(change, c())


def _without(axis: int, tap: int) -> Way:
    """Return the mistake of leaving out the taps at one end."""
    return lambda c: c(w=c.along(axis, partial(blank, tap), c.w))


def _across(plane: Any) -> Any:
    return [list(column) for column in zip(*plane)]


def _by_columns(plane: Any) -> Any:
    """Return a plane of the same shape, read from memory column by column."""
    values = leaves(plane)
    return [values[m :: len(plane)] for m in range(len(plane))]


def _default(name: str, _: Any = None) -> Any:
    return (0, 0) if name == "padding" else DEFAULTS[name]


def _sides(*changes: Change) -> list[Way]:
    """Return the mistakes of taking the sides of padding on each axis for others."""
    return [_each(change, "padding") for change in changes]


def _each(change: Change, name: str) -> Way:
    """Return the mistake of taking an option for another, on each axis."""
    return _mixed(lambda values: [change(v) for v in values], name)


def _mixed(change: Change, *names: str) -> Way:
    """Return the mistake of taking options for others, all axes at once."""

    def way(c: Draft) -> Any:
        said = [c.saying(name, change(c.steps(name))) for name in names]
        return c(**{name: value for each in said for name, value in each.items()})

    return way


def _listed(names: tuple[str, ...]) -> str:
    """Return words as one says them.

    >>> _listed(("stride", "dilation", "padding"))
    'stride, dilation and padding'
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


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
