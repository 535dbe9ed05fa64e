"""The mistakes that people make when they write a convolution: what each would return.

A slip is a sentence, and a function that takes a call and returns what it gives to
those who make that mistake: the answer of the reference, with something changed. It
may raise where there is nothing to change. Several slips may share a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations
from typing import Any

from pureconv.nested import leaves, mapped
from pureconv.sizes import PADDINGS, padding_sides
from pureconv.testing.mistakes.calls import Call, Change
from pureconv.testing.naming.kinds import turned

Mistake = Callable[[Call], Any]
Slips = Iterator[tuple[str, Mistake]]

UNITS = {1: ("sample",), 2: ("row", "column")}
NEUTRAL: dict[str, Any] = {
    "stride": 1,
    "dilation": 1,
    "padding": (0, 0),
    "output_padding": 0,
}
WORDS = [PADDINGS, ("VALID", "SAME", "SAME_UPPER", "SAME_LOWER")]  # ours, others'


def kernel_slips(call: Call) -> Slips:
    """Yield mistakes in reading the kernel."""
    flip = partial(turned, flip=(True,) * call.axes)
    name = getattr(getattr(call.like, "func", call.like), "__name__", "")
    convolves = not call.layered and "correlate" not in name
    text = "the kernel is flipped: it convolves where it should correlate"
    if convolves:
        text = "the kernel is not flipped: it correlates where it should convolve"
    if call.transposed:
        text = "the kernel is flipped: it should be painted as it is"
    yield text, _kernels(flip)
    yield text, lambda c: c.each(flip, c(x=c.each(flip, c.x)))  # and the windows
    if call.axes == 2:
        one = "is not flipped" if convolves else "is flipped"
        columns = partial(turned, flip=(False, True))
        yield f"the kernel {one} along one axis: its rows", _kernels(lambda k: k[::-1])
        yield f"the kernel {one} along one axis: its columns", _kernels(columns)
        text = "the kernel is transposed: its rows and columns are exchanged"
        yield text, _kernels(_transposed)
        yield text, _kernels(_by_columns)
        text = "the image is transposed: its rows and columns are exchanged"
        yield text, lambda c: c(x=c.each(_by_columns, c.x))
        text = "the output is transposed: its rows and columns are exchanged"
        yield text, lambda c: c.each(_transposed, c())
    for axis, unit in enumerate(("tap",) if call.axes == 1 else UNITS[2]):
        yield f"the last {unit} of the kernel is left out", _without(axis, -1)
        yield f"the first {unit} of the kernel is left out", _without(axis, 0)


def option_slips(call: Call) -> Slips:
    """Yield mistakes in strides, dilations and paddings.

    How far windows hang over, when a word says it, may be worked out before or after.
    """
    worded = isinstance(call.options.get("mode", call.options.get("padding")), str)
    for text, mistake in _option_slips(call):
        yield text, mistake
        if worded:
            yield text, partial(_spelled, mistake)
        if worded and "are swapped in" in text:
            both = f"{text}, and in how far windows hang over"
            yield both, partial(_spelled, mistake, crossed=True)
    if worded and call.axes == 2:
        text = "rows and columns are swapped in how far windows hang over"
        yield text, partial(_spelled, Call.__call__, crossed=True)


def _option_slips(call: Call) -> Slips:
    if "dilation" in call.options:
        text = "dilation is counted from 0: taps are one sample further apart"
        yield text, _each(lambda d: d + 1, "dilation")
        text = "dilation is one too small: taps are one sample closer together"
        yield text, _each(lambda d: max(1, d - 1), "dilation")
    if {"stride", "dilation"} <= call.options.keys():
        yield "stride and dilation are exchanged", _exchanged
    known = [name for name in NEUTRAL if name in call.options]
    said = [name for name in known if not isinstance(call.options[name], str)]
    for name in said:
        yield f"{name} is ignored", _replaced(name, (0, 1))
    if call.axes == 1:
        return
    for count in range(1, len(said) + 1):
        for names in combinations(said, count):
            text = f"rows and columns are swapped in {_listed(names)}"
            yield text, _mixed(lambda v: [v[1], v[0]], *names)
    for name in said:
        rows, columns = f"{name} of the rows", f"{name} of the columns"
        yield f"{columns} is that of the rows", _mixed(lambda v: [v[0], v[0]], name)
        yield f"{rows} is that of the columns", _mixed(lambda v: [v[1], v[1]], name)
        yield f"{columns} is ignored", _replaced(name, (1,))
        yield f"{rows} is ignored", _replaced(name, (0,))


def padding_slips(call: Call) -> Slips:
    """Yield mistakes in where padding is put, or cropped."""
    padding = call.options["padding"]
    if isinstance(padding, str):
        for word in WORDS[padding.isupper()]:
            text = f'padding="{padding}" is taken for "{word}"'
            yield text, changed(padding=word)
        yield f'padding="{padding}" forgets that the kernel is dilated', _undilated
        return
    text = "the two sides of padding are swapped"
    yield text, _each(lambda s: s[::-1], "padding")
    yield text, _mixed(lambda s: [*zip(*s)], "padding")  # begins, then ends
    text = "padding is all on one side"
    yield text, _each(lambda s: (sum(s), 0), "padding")
    yield text, _each(lambda s: (0, sum(s)), "padding")
    text = "padding is on one side only"
    yield text, _each(lambda s: (s[0], 0), "padding")
    yield text, _each(lambda s: (0, s[1]), "padding")
    text = "padding is halved: it is taken for that of both sides together"
    yield text, _each(lambda s: (s[0] // 2, s[1] - s[1] // 2), "padding")


def changed(**changes: Any) -> Mistake:
    """Return the mistake of taking arguments for others."""
    return lambda c: c(**changes)


def _kernels(change: Change) -> Mistake:
    """Return the mistake of changing every kernel."""
    return lambda c: c(w=c.each(change, c.w))


def _without(axis: int, tap: int) -> Mistake:
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


def _transposed(plane: Any) -> Any:
    return [list(column) for column in zip(*plane)]


def _by_columns(plane: Any) -> Any:
    """Return a plane of the same shape, read from memory column by column."""
    values = leaves(plane)
    return [values[m :: len(plane)] for m in range(len(plane))]


def _each(change: Change, name: str) -> Mistake:
    """Return the mistake of taking an option for another, on each axis."""
    return _mixed(lambda values: [change(v) for v in values], name)


def _mixed(change: Change, *names: str) -> Mistake:
    """Return the mistake of taking options for others, all axes at once."""

    def mistake(c: Call) -> Any:
        said = [c.saying(name, change(c.steps(name))) for name in names]
        return c(**{name: value for each in said for name, value in each.items()})

    return mistake


def _listed(names: tuple[str, ...]) -> str:
    """Return words as one says them.

    >>> _listed(("stride", "dilation", "padding"))
    'stride, dilation and padding'
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def _replaced(name: str, axes: tuple[int, ...]) -> Mistake:
    """Return the mistake of ignoring an option on some axes."""

    def change(values: list[Any]) -> list[Any]:
        return [NEUTRAL[name] if n in axes else v for n, v in enumerate(values)]

    return _mixed(change, name)


def _spelled(mistake: Mistake, c: Call, *, crossed: bool = False) -> Any:
    """Return what a mistake gives that leaves alone how far windows hang over."""
    return mistake(c.spelled(crossed=crossed))


def _exchanged(c: Call) -> Any:
    strides, dilations = c.steps("stride"), c.steps("dilation")
    return c(**c.saying("stride", dilations), **c.saying("dilation", strides))


def _undilated(c: Call) -> Any:
    """Return what comes of padding as much as a kernel needs that is not dilated."""
    word = c.options["padding"]
    axes = zip(c.sizes(c.x), c.sizes(c.w), c.steps("stride"))
    sides = [padding_sides(n, k, word, stride=s) for n, k, s in axes]
    return c(**c.saying("padding", sides))
