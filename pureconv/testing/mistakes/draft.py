"""A call with all of its options said, by our names, to be changed in parts."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

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
Sides = tuple[str, str]  # what lies outside, before and after
ZEROS: list[Sides] = [("zero", "zero")] * 2


class Draft(NamedTuple):
    """A target, its operands, and all options by our names, defaults included."""

    target: Target
    x: Any
    w: Any
    bias: Any
    options: Mapping[str, Any]

    def __call__(self, **changes: Any) -> Any:
        """Return what the reference gives when some arguments are changed."""
        operands = {"x": self.x, "w": self.w, "bias": self.bias}
        given = {**operands, **self.options, **changes}
        x, w, bias = (given.pop(name) for name in operands)
        theirs = {ours: k for k, ours in self.target.convention.names.items()}
        options = {theirs.get(k, k): v for k, v in given.items()}
        biased = {} if bias is None else {"bias": bias}
        return self.target.reference(x, w, **biased, **options)

    def call(self, names: Iterable[str]) -> Call:
        """Return the call in which only these options are said."""
        ours = self.target.convention.ours
        options = {k: self.options[ours(k)] for k in names}
        return Call(self.target.reference, self.x, self.w, self.bias, options)

    def beginning_with_zeros(self) -> Draft:
        """Return a draft whose signal begins with zeros along every axis."""
        x = self.x
        for axis in range(self.axes):
            x = self.along(axis, partial(blank, 0), x)
        return self._replace(x=x)

    def longer(self, sides: Any, outside: Sequence[Sides] = ()) -> Draft:
        """Return a draft whose signal is longer on both sides of each axis.

        Zeros are added, or what is said to lie outside, before and after.
        """
        x = self.x
        for axis, ((before, after), beyond) in enumerate(zip(sides, outside or ZEROS)):
            x = self.along(axis, partial(_longer, before, after, beyond), x)
        return self._replace(x=x)

    def roomy(self) -> Draft:
        """Return a draft whose signal has room for the kernel, and more."""
        steps = zip(self.steps("dilation"), self.sizes(self.w))
        return self.longer([(0, d * k + self._padding() + 8) for d, k in steps])

    @property
    def complex(self) -> bool:
        """Whether there are complex numbers in it."""
        return has_complex(self.x) or has_complex(self.w)

    @property
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

    @property
    def axes(self) -> int:
        """The number of axes along which the kernel slides."""
        return len(shape(self.x)) - 2 * self.layered

    @property
    def groups(self) -> int:
        """The number of groups of channels."""
        return int(self.options.get("groups", 1))

    @property
    def inputs(self) -> int:
        """The number of input channels in a group."""
        return len(self.w) // self.groups if self.transposed else len(self.w[0])

    @property
    def outputs(self) -> int:
        """The number of output channels in a group."""
        return len(self.w[0]) if self.transposed else len(self.w) // self.groups

    def sizes(self, values: Any) -> list[int]:
        """Return the length of a signal, or the rows and columns of an image."""
        plane = values[0][0] if self.layered else values
        return [len(plane), *([len(plane[0])] if self.axes == 2 else [])]

    def each(self, change: Change, values: Any) -> Any:
        """Return `values` with every signal, image or kernel in them changed."""
        return _at(2 if self.layered else 0, change, values)

    def along(self, axis: int, change: Change, values: Any) -> Any:
        """Return `values` with all lists changed that lie along an axis."""
        return self.each(partial(_at, axis, change), values)

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

    def saying(self, name: str, values: Sequence[Any]) -> dict[str, Any]:
        """Return an option as it is said, given its value for each axis."""
        if name == "padding" and all(before == after for before, after in values):
            values = [before for before, _ in values]
        listed = name != "padding" and not isinstance(self.options[name], int)
        if name == "groups" or (self.axes == 1 and not listed):
            return {name: values[0]}
        return {name: type(self.options[name])(values) if listed else tuple(values)}

    def in_numbers(self, *, crossed: bool = False) -> Draft:
        """Return a draft that gives the same, but with words for padding as numbers.

        How far windows hang over is said in numbers, or where a mode says it, put into
        the signal. With `crossed`, rows and columns are swapped in that. Raises
        ValueError for words that are not ours.
        """
        if not self.worded:
            return self
        taps, dilations = self.sizes(self.w), self.steps("dilation")
        if "mode" not in self.options:
            sizes, strides = self.sizes(self.x), self.steps("stride")
            sides = [
                padding_sides(n, k, self.options["padding"], stride=s, dilation=d)
                for n, k, s, d in zip(sizes, taps, strides, dilations)
            ]
            said = self.saying("padding", sides[::-1] if crossed else sides)
            return self._replace(options={**self.options, **said})
        mode, outside = self.options["mode"], self.outside()
        sides = [overhang(k, mode, d) for k, d in zip(taps, dilations)]
        wide = self.longer(sides[::-1] if crossed else sides, [(outside, outside)] * 2)
        return wide._replace(options={**self.options, "mode": "valid"})

    def padded(self) -> Draft:
        """Return a draft with the padding, in numbers, as zeros in the signal."""
        if "padding" not in self.options:
            return self
        none = self.saying("padding", [(0, 0)] * self.axes)
        wide = self.longer(self.steps("padding"))
        return wide._replace(options={**self.options, **none})

    def outside(self) -> str:
        """Return our name for what lies outside the signal."""
        boundary = self.options.get("boundary", "zero")
        known = {**SIGNAL, **ASTROPY}.get(boundary, boundary)
        return str(NDIMAGE.get(self.options.get("mode", ""), known))

    def moved(
        self,
        shifts: Axes = (0, 0),
        more: Axes = (0, 0),
        outside: Sequence[Sides] = (),
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
        near = {self.outside(), *outside} == {"zero", ZEROS[0]}
        counts, starts, sides = self.sizes(self()), [], []
        for axis, (shift, extra) in enumerate(zip(shifts[: self.axes], more)):
            stride, taps = self.steps("stride")[axis], self.sizes(self.w)[axis]
            far = 0 if near else self.steps("dilation")[axis] * taps + self._padding()
            count = -(-(far + abs(shift)) // stride) + extra  # windows, on each side
            if self.transposed:
                sides.append((count, count))
                starts.append(count * stride + shift)
            else:
                sides.append((count * stride - shift, count * stride + shift))
                starts.append(count)
            counts[axis] += extra
        y = self.longer(sides, outside)()
        for axis, (start, count) in enumerate(zip(starts, counts)):
            y = self.along(axis, itemgetter(slice(start, start + count)), y)
        return y

    def _padding(self) -> int:
        """Return the most that an axis is padded; words pad by at most reach."""
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


def has_complex(values: Any) -> bool:
    """Return whether nested lists hold complex numbers."""
    return any(isinstance(v, complex) for v in leaves(values))


def added(a: Any, b: Any) -> Any:
    """Return the sums of numbers that stand in the same places."""
    return list(map(added, a, b)) if isinstance(a, list) else a + b


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


def _longer(before: int, after: int, outside: Sides, values: list[Any]) -> list[Any]:
    """Return a list of numbers or rows with what lies outside of it on both sides."""
    zeros = mapped(lambda _: 0, values[0])
    places = range(-before, len(values) + after)
    sources = [source(p, len(values), outside[p >= 0]) for p in places]
    return [zeros if p is None else values[p] for p in sources]
