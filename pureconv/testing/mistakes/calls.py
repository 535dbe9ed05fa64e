"""A call of a reference with all of its options known, to be changed in parts."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from pureconv.boundary import source
from pureconv.checks import pair
from pureconv.nested import mapped
from pureconv.network.layers import sides2d
from pureconv.sizes import overhang, padding_sides
from pureconv.testing.conventions.libraries import ASTROPY, NDIMAGE, SIGNAL

Change = Callable[[Any], Any]
Axes = Sequence[int]  # one int for each axis

NAMES = {  # what other libraries call our options
    "strides": "stride",
    "window_strides": "stride",
    "dilations": "dilation",
    "rhs_dilation": "dilation",
    "group": "groups",
    "feature_group_count": "groups",
    "auto_pad": "padding",
}


class Call(NamedTuple):
    """A reference, its operands, and all options by our names, defaults included."""

    like: Callable[..., Any]
    x: Any
    w: Any
    options: Mapping[str, Any]
    names: Mapping[str, str]  # what the reference calls an option, where it is not that

    def __call__(self, **changes: Any) -> Any:
        """Return what the reference gives when some arguments are changed."""
        given = {"x": self.x, "w": self.w, **self.options, **changes}
        x, w = given.pop("x"), given.pop("w")
        return self.like(x, w, **{self.names.get(k, k): v for k, v in given.items()})

    @property
    def layered(self) -> bool:
        """Whether there are items and channels."""
        return _depth(self.x) > 2

    @property
    def transposed(self) -> bool:
        """Whether samples paint, where else windows gather."""
        return "output_padding" in self.options

    @property
    def axes(self) -> int:
        """The number of axes along which the kernel slides."""
        return _depth(self.x) - 2 * self.layered

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

        What is not said is 1, or 0 for output_padding. Raises TypeError for a word.
        """
        if name == "padding" and self.axes == 2:
            return list(sides2d(self.options[name]))
        if name == "padding":
            return [pair(self.options[name], name, 0)]
        least = int(name != "output_padding")
        value = self.options.get(name) or least
        return list(value) if isinstance(value, (list, tuple)) else [value] * self.axes

    def saying(self, name: str, values: Sequence[Any]) -> dict[str, Any]:
        """Return an option as it is said, given its value for each axis."""
        if name == "padding" and all(before == after for before, after in values):
            values = [before for before, _ in values]
        listed = name != "padding" and not isinstance(self.options[name], int)
        if name == "groups" or (self.axes == 1 and not listed):
            return {name: values[0]}
        return {name: type(self.options[name])(values) if listed else tuple(values)}

    def spelled(self, *, crossed: bool = False) -> Call:
        """Return a call that gives the same, but says in numbers how windows hang over.

        With `crossed`, rows and columns are swapped in that. Raises ValueError for
        words that are not ours.
        """
        taps, dilations = self.sizes(self.w), self.steps("dilation")
        if "mode" not in self.options:
            sizes, strides = self.sizes(self.x), self.steps("stride")
            sides = [
                padding_sides(n, k, self.options["padding"], stride=s, dilation=d)
                for n, k, s, d in zip(sizes, taps, strides, dilations)
            ]
            said = self.saying("padding", sides[::-1] if crossed else sides)
            return self._replace(options={**self.options, **said})
        mode, x = self.options["mode"], self.x
        sides = [overhang(k, mode, d) for k, d in zip(taps, dilations)]
        for axis, both in enumerate(sides[::-1] if crossed else sides):
            x = self.along(axis, partial(_longer, *both, self.outside()), x)
        return self._replace(x=x, options={**self.options, "mode": "valid"})

    def outside(self) -> str:
        """Return our name for what lies outside the signal."""
        boundary = self.options.get("boundary", "zero")
        known = {**SIGNAL, **ASTROPY}.get(boundary, boundary)
        return str(NDIMAGE.get(self.options.get("mode", ""), known))

    def moved(
        self, shifts: Axes, more: Axes = (0, 0), outside: str | None = None
    ) -> Any:
        """Return the outputs of windows that lie further on, and of some more of them.

        The signal is made longer on both sides by what lies outside. So there are more
        windows on both sides, and of all those the wanted ones are kept.
        """
        outside = outside or self.outside()
        near = outside == self.outside() == "zero"
        x, counts, starts = self.x, self.sizes(self()), []
        for axis, (shift, extra) in enumerate(zip(shifts[: self.axes], more)):
            stride, taps = self.steps("stride")[axis], self.sizes(self.w)[axis]
            far = 0 if near else self.steps("dilation")[axis] * taps + self._padding()
            count = -(-(far + abs(shift)) // stride) + extra  # windows, on each side
            if self.transposed:
                sides = count, count
                starts.append(count * stride + shift)
            else:
                sides = count * stride - shift, count * stride + shift
                starts.append(count)
            x = self.along(axis, partial(_longer, *sides, outside), x)
            counts[axis] += extra

        y = self(x=x)
        for axis, (start, count) in enumerate(zip(starts, counts)):
            y = self.along(axis, partial(_part, start, start + count), y)
        return y

    def _padding(self) -> int:
        """Return the most that an axis is padded; words pad by no more than reach."""
        said = not isinstance(self.options.get("padding", ""), str)
        return max(map(sum, self.steps("padding"))) if said else 0


def call_of(like: Callable[..., Any], args: Any, options: Mapping[str, Any]) -> Call:
    """Return the call `like(*args, **options)`."""
    x, w = args
    known = list(inspect.signature(like).parameters.values())[2:]
    said = {p.name: p.default for p in known if p.default is not p.empty}
    said.update(options)
    names = {NAMES[k]: k for k in said if k in NAMES}
    return Call(like, x, w, {NAMES.get(k, k): v for k, v in said.items()}, names)


def _at(depth: int, change: Change, values: Any) -> Any:
    return [_at(depth - 1, change, v) for v in values] if depth else change(values)


def _depth(values: Any) -> int:
    return 1 + _depth(values[0]) if isinstance(values, list) else 0


def _longer(before: int, after: int, boundary: str, values: list[Any]) -> list[Any]:
    """Return a list of numbers or rows with what lies outside of it on both sides."""
    blank = mapped(lambda _: 0, values[0])
    places = range(-before, len(values) + after)
    sources = [source(p, len(values), boundary) for p in places]
    return [blank if p is None else values[p] for p in sources]


def _part(start: int, stop: int, values: list[Any]) -> list[Any]:
    return values[start:stop]
