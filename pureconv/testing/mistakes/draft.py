"""A call with all of its options said, by our names, to be changed in parts."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from operator import itemgetter
from typing import Any

from pureconv.boundary import source
from pureconv.checks import pair
from pureconv.nested import leaves, mapped, shape
from pureconv.network.layers import sides2d
from pureconv.sizes import overhang, padding_sides
from pureconv.testing.call import Call
from pureconv.testing.conventions import DEFAULTS, Target
from pureconv.testing.conventions.libraries import ASTROPY, NDIMAGE, SIGNAL

Change = Callable[[Any], Any]
Axes = Sequence[int]  # one int for each axis
Outside = tuple[str, str]  # what lies outside, before and after
ZEROS: list[Outside] = [("zero", "zero")] * 2


@dataclass(frozen=True)
class Draft:
    """A target, its operands, and all options by our names, defaults included."""

    target: Target
    x: Any
    w: Any
    bias: Any
    options: Mapping[str, Any]

    def __call__(self, **changes: Any) -> Any:
        """Return what the reference gives when some arguments are changed."""
        if changes.items() <= self._given.items():
            return self.right  # the same result as below, sooner
        return self.call(**changes).evaluate()

    @cached_property
    def right(self) -> Any:
        """What the reference gives; most mistakes are made of it."""
        return self.call().evaluate()

    @cached_property
    def _given(self) -> dict[str, Any]:
        return {"x": self.x, "w": self.w, "bias": self.bias, **self.options}

    def call(self, **changes: Any) -> Call:
        """Return the call of the reference when some arguments are changed."""
        options = {**self._given, **changes}
        x, w, bias = (options.pop(name) for name in ("x", "w", "bias"))
        theirs = self.target.convention.theirs
        options = {theirs(k): v for k, v in options.items()}
        return Call(self.target.reference, x, w, bias, options)

    def longer(self, sides: Any, outside: Sequence[Outside] = ()) -> Draft:
        """Return a draft whose signal is longer on both sides of each axis.

        Zeros are added, or what is said to lie outside, before and after.
        """
        key = tuple(map(tuple, sides)), tuple(outside or ZEROS)
        if key not in self._longer:
            changes = [partial(_longer, *each) for each in zip(*key)]
            x = self.along(changes, self.x)
            self._longer[key] = replace(self, x=x) if x != self.x else self
        return self._longer[key]

    @cached_property
    def _longer(self) -> dict[Any, Draft]:
        return {}

    def mapped(self, change: Change, names: Sequence[str]) -> Draft:
        """Return a draft with every number changed of some operands, if they are."""
        given = {k: self._given[k] for k in names if self._given[k] is not None}
        return replace(self, **{k: mapped(change, v) for k, v in given.items()})

    @cached_property
    def layered(self) -> bool:
        """Whether there are batch items and channels."""
        convention = self.target.convention
        return convention.batched or bool(convention.layer)

    @property
    def convolves(self) -> bool:
        """Whether the kernel is flipped."""
        return self.target.convention.role in {"convolve", "scatter"}

    @property
    def transposed(self) -> bool:
        """Whether samples paint, where else windows gather."""
        return self.target.convention.role == "conv_transpose"

    @property
    def worded(self) -> bool:
        """Whether a word says how far windows hang over."""
        return isinstance(self.options.get("mode", self.options.get("padding")), str)

    @cached_property
    def axes(self) -> int:
        """The number of axes along which the kernel slides."""
        return _depth(self.x) - 2 * self.layered

    @property
    def groups(self) -> int:
        """The number of groups of channels."""
        return int(self.options.get("groups", 1))

    @property
    def channels(self) -> tuple[int, int]:
        """How many channels of a group go in, and how many come out."""
        first, second = len(self.w) // self.groups, len(self.w[0])
        return (first, second) if self.transposed else (second, first)

    def sizes(self, values: Any) -> list[int]:
        """Return the length of a signal, or the rows and columns of an image."""
        plane = values[0][0] if self.layered else values
        return [len(plane), *([len(plane[0])] if self.axes == 2 else [])]

    def each(self, change: Change, values: Any) -> Any:
        """Return `values` with every signal, image or kernel in them changed."""
        return _at(2 if self.layered else 0, change, values)

    def along(self, changes: Sequence[Change], values: Any) -> Any:
        """Return `values` with all lists changed that lie along an axis, by axes."""
        for axis, change in enumerate(changes[: self.axes]):
            values = self.each(partial(_at, axis, change), values)
        return values

    def first(self, counts: Sequence[int], values: Any) -> Any:
        """Return only so many values along each axis."""
        return self.along([itemgetter(slice(count)) for count in counts], values)

    def steps(self, name: str) -> list[Any]:
        """Return the value of an option for each axis; of padding, (before, after).

        Options that the function has not, have their defaults. Raises TypeError for a
        word.
        """
        value = self.options.get(name)
        if name == "padding":
            return list(sides2d(value)) if self.axes == 2 else [pair(value, name, 0)]
        value = DEFAULTS[name] if value is None else value
        return list(value) if isinstance(value, (list, tuple)) else [value] * self.axes

    def saying(self, name: str, values: Sequence[Any]) -> Any:
        """Return the value of an option as it is said, given that for each axis."""
        if name == "padding":
            alike = all(before == after for before, after in values)
            values = [before for before, _ in values] if alike else values
            return values[0] if self.axes == 1 else tuple(values)
        known = self.options[name]
        if not isinstance(known, int):
            return type(known)(values)
        return values[0] if self.axes == 1 or name == "groups" else tuple(values)

    @cached_property
    def in_numbers(self) -> Draft:
        """A draft that gives the same, but with words for padding as numbers.

        How far windows hang over is said in numbers, or where a mode says it, put into
        the signal. Raises ValueError for words that are not ours.
        """
        return self._in_numbers(1)

    @cached_property
    def crossed(self) -> Draft:
        """The same, but with rows and columns swapped in how far windows hang over."""
        return self._in_numbers(-1)

    def _in_numbers(self, step: int) -> Draft:
        if not self.worded:
            return self
        taps, dilations = self.sizes(self.w), self.steps("dilation")
        if "mode" not in self.options:
            sizes, strides = self.sizes(self.x), self.steps("stride")
            sides = [
                padding_sides(n, k, self.options["padding"], stride=s, dilation=d)
                for n, k, s, d in zip(sizes, taps, strides, dilations)
            ]
            said = self.saying("padding", sides[::step])
            return replace(self, options={**self.options, "padding": said})
        mode, outside = self.options["mode"], self.outside()
        sides = [overhang(k, mode, d) for k, d in zip(taps, dilations)]
        wide = self.longer(sides[::step], [(outside, outside)] * 2)
        return replace(wide, options={**self.options, "mode": "valid"})

    def padded(self) -> Draft:
        """Return a draft with the padding, in numbers, as zeros in the signal."""
        if "padding" not in self.options:
            return self
        none = self.saying("padding", [(0, 0)] * self.axes)
        wide = self.longer(self.steps("padding"))
        return replace(wide, options={**self.options, "padding": none})

    @cached_property
    def roomy(self) -> Draft:
        """A draft whose signal has room for the kernel, and more: zeros."""
        # With taps before dilation, the same result: they are multiplied.
        steps = zip(self.sizes(self.x), self.steps("dilation"), self.sizes(self.w))
        sizes = [n + d * k + self.padding + 8 for n, d, k in steps]
        x: Any = 0
        for size in reversed((*shape(self.x)[: -self.axes], *sizes)):
            x = [x] * size
        return replace(self, x=x)

    def outside(self) -> str:
        """Return our name for what lies outside the signal."""
        boundary = self.options.get("boundary", "zero")
        known = {**SIGNAL, **ASTROPY}.get(boundary, boundary)
        return str(NDIMAGE.get(self.options.get("mode", ""), known))

    def moved(
        self,
        shifts: Axes = (0, 0),
        more: Axes = (0, 0),
        outside: Sequence[Outside] = (),
    ) -> Any:
        """Return the outputs of windows that lie further on, and of some more of them.

        The signal is made longer on both sides by what lies outside, or by what is said
        to lie there, before and after, for each axis. So there are more windows, of
        which those that are wanted are kept. Shift 1, stride 2:

                    x x x x         windows at 0, 2
            . . . x x x x . . . . . one sample less before: windows at -3, -1, 1, 3, 5
                    o   o           of which those at 1 and 3 are kept
        """
        outside = outside or [(self.outside(), self.outside())] * 2
        near = self.outside() == "zero" and list(outside) == ZEROS
        counts, starts, sides = self.sizes(self()), [], []
        for axis, (shift, extra) in enumerate(zip(shifts[: self.axes], more)):
            stride, taps = self.steps("stride")[axis], self.sizes(self.w)[axis]
            far = 0 if near else self.steps("dilation")[axis] * taps + self.padding
            count = -(-(far + abs(shift)) // stride) + extra  # windows, on each side
            if self.transposed:
                sides.append((count, count))
                starts.append(count * stride + shift)
            else:
                sides.append((count * stride - shift, count * stride + shift))
                starts.append(count)
            counts[axis] += extra
        kept = [itemgetter(slice(n, n + count)) for n, count in zip(starts, counts)]
        return self.along(kept, self.longer(sides, outside)())

    @property
    def padding(self) -> int:
        """The most that an axis is padded in numbers; words pad by at most reach."""
        numbers = not isinstance(self.options.get("padding", ""), str)
        return max(map(sum, self.steps("padding"))) if numbers else 0


def draft_of(target: Target, call: Call) -> Draft:
    """Return a call of the target with all of its options, by our names."""
    known = list(inspect.signature(target.reference).parameters.values())[2:]
    said = {p.name: p.default for p in known if p.default is not p.empty}
    said.update(call.options)
    said.pop("bias", None)
    options = {target.convention.ours(k): v for k, v in said.items()}
    return Draft(target, call.x, call.w, call.bias, options)


def has_complex(*values: Any) -> bool:
    """Return whether nested lists hold complex numbers."""
    return any(isinstance(v, complex) for each in values for v in leaves(each))


def distance(a: Any, b: Any) -> float:
    """Return how far apart two numbers are: inf where an int is beyond all floats.

    >>> distance(1, 1.5), distance(10**400, 1.5)
    (0.5, inf)
    """
    try:
        return float(abs(a - b))
    except OverflowError:
        return math.inf


def added(a: Any, b: Any) -> Any:
    """Return the sums of numbers that stand in the same places."""
    return list(map(added, a, b)) if isinstance(a, list) else a + b


def _depth(values: Any) -> int:
    return 1 + _depth(values[0]) if isinstance(values, list) else 0


def _at(depth: int, change: Change, values: Any) -> Any:
    return [_at(depth - 1, change, v) for v in values] if depth else change(values)


def blank(n: int, values: list[Any]) -> list[Any]:
    """Return a list of numbers or rows with zeros for the one at `n`.

    >>> blank(-1, [1, 2]), blank(0, [[1, 2], [3, 4]])
    ([1, 0], [[0, 0], [3, 4]])
    """
    values = list(values)
    values[n] = mapped(lambda _: 0, values[n])
    return values


def kept(count: int, size: int, values: list[Any]) -> list[Any]:
    """Return so many numbers or rows, and zeros behind them, up to a size.

    >>> kept(2, 3, [1, 2, 3]), kept(3, 4, [1, 2, 3])
    ([1, 2, 0], [1, 2, 3, 0])
    """
    zeros = mapped(lambda _: 0, values[0])
    return [*values[:count], *[zeros] * (size - count)]


def _longer(sides: tuple[int, int], outside: Outside, values: list[Any]) -> list[Any]:
    """Return a list of numbers or rows with what lies outside of it on both sides."""
    before, after = sides
    size, zeros = len(values), mapped(lambda _: 0, values[0])
    head = [source(p, size, outside[0]) for p in range(-before, 0)]
    tail = [source(p, size, outside[1]) for p in range(size, size + after)]
    first, last = ([zeros if p is None else values[p] for p in e] for e in (head, tail))
    return [*first, *values, *last]
