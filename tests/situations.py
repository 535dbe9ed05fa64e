"""What the laws of layers, gradients and matrices are tried with.

A law asks by name for functions and for data. Which ones they are depends on the layer:
one that gathers (conv1d, conv2d), one that paints (the transposed two), or one of each.
The axes of an image differ in all sizes and options: what is the same all around cannot
be told apart.
"""

from __future__ import annotations

import inspect
import itertools
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

import pureconv
from geometry import PAINTING, Axis, Channels, Place, options
from pureconv.boundary import BOUNDARIES
from pureconv.sizes import MODES
from ring import indeterminates

Law = Callable[..., tuple[Any, Any]]
Data = dict[str, Any]
Shapes = dict[str, Place]

# === the shapes of the data ===


def gathering(channels: Channels, axes: list[Axis]) -> Shapes:
    """Return the shapes of what goes into conv1d or conv2d, and of what comes out."""
    items, groups, inputs, outputs = channels
    return {
        "x": (items, groups * inputs, *[axis.n for axis in axes]),
        "w": (groups * outputs, inputs, *[axis.k for axis in axes]),
        "bias": (groups * outputs,),
        "gradient": (items, groups * outputs, *[axis.gathered for axis in axes]),
    }


def painting(channels: Channels, axes: list[Axis]) -> Shapes:
    """Return the shapes that belong to a transposed layer."""
    items, groups, inputs, outputs = channels
    return {
        "x": (items, groups * inputs, *[axis.n for axis in axes]),
        "w": (groups * inputs, outputs, *[axis.k for axis in axes]),
        "bias": (groups * outputs,),
        "gradient": (items, groups * outputs, *[axis.painted for axis in axes]),
    }


def back_and_forth(channels: Channels, axes: list[Axis]) -> Shapes:
    """Return shapes where a transposed layer takes `gradient` to the size of `x`."""
    items, groups, inputs, outputs = channels
    return {
        "x": (items, groups * inputs, *[axis.painted for axis in axes]),
        "w": (groups * outputs, inputs, *[axis.k for axis in axes]),
        "gradient": (items, groups * outputs, *[axis.n for axis in axes]),
    }


def bare(_: Channels, axes: list[Axis]) -> Shapes:
    """Return the shapes of a signal and a kernel, or of an image and a kernel."""
    return {"x": tuple(axis.n for axis in axes), "w": tuple(axis.k for axis in axes)}


# === a law and what it is about ===


@cache
def asked(law: Law) -> list[str]:
    """Return the names of all that a law asks for."""
    return list(inspect.signature(law).parameters)


class Statement(NamedTuple):
    """A law of layers that gather or paint, stated for one axis or for two."""

    law: Law
    shapes: Callable[[Channels, list[Axis]], Shapes]
    dimensions: int

    def __str__(self) -> str:
        """Return a name for the test."""
        return f"{self.law.__name__}-{self.shapes.__name__}-{self.dimensions}d"

    @property
    def asks(self) -> list[str]:
        return asked(self.law)

    @property
    def paints(self) -> bool:
        return self.shapes in {painting, back_and_forth}

    @property
    def counts_out(self) -> bool:
        """Whether the law runs a layer once for each number: then a few are enough."""
        return self.law.__name__.endswith(
            ("input_gradient_is_difference", "weight_gradient_is_difference")
        )


def statements(laws: ModuleType) -> list[Statement]:
    """Return every public function of the module, in all situations it speaks of."""
    return [
        Statement(law, shapes, dimensions)
        for name, law in inspect.getmembers(laws, inspect.isfunction)
        if law.__module__ == laws.__name__ and not name.startswith("_")
        for shapes in situations(law)
        for dimensions in ((1,) if only_1d(law) else (1, 2))
    ]


def situations(law: Law) -> list[Callable[[Channels, list[Axis]], Shapes]]:
    names = inspect.signature(law).parameters
    if {"conv", "conv_transpose"} <= names.keys():
        return [back_and_forth]
    if any("matrix" in name for name in names):
        return [bare]
    if "conv_transpose" in names:
        return [painting]
    return [gathering] if "conv" in names else [gathering, painting]  # any `layer`


def only_1d(law: Law) -> bool:
    """Tell whether a law is about one axis: its stride is an int, or x a Vector."""
    kinds = {
        name: parameter.annotation
        for name, parameter in inspect.signature(law).parameters.items()
    }
    return kinds.get("stride") == "int" or kinds["x"] == "Vector"


def functions(statement: Statement) -> dict[str, Callable[..., Any]]:
    """Return our function for each name by which a law may ask for one."""
    d = f"{statement.dimensions}d"
    plane = "2d" if d == "2d" else ""
    layer = "conv_transpose" if statement.shapes is painting else "conv"
    names = {
        "layer": layer + d,
        "layer1d": layer + "1d",
        "layer2d": layer + "2d",
        "conv": "conv" + d,
        "conv_transpose": "conv_transpose" + d,
        "input_gradient": f"{layer}{d}_input_gradient",
        "weight_gradient": f"{layer}{d}_weight_gradient",
        "bias_gradient": "bias_gradient",
        "correlate": "correlate" + plane,
        "convolve": "convolve" + plane,
        "correlation_matrix": "correlation_matrix" + plane,
        "convolution_matrix": "convolution_matrix",
    }
    return {name: getattr(pureconv, ours) for name, ours in names.items()}


def sides(statement: Statement, data: Data) -> tuple[Any, Any]:
    """Return the two sides of a law of the data, and of our functions or its own."""
    everything = {**functions(statement), **data}
    return statement.law(**{name: everything[name] for name in statement.asks})


# === all data of a few sizes ===

# On each axis, every combination that leaves an output. In 2-D, each combination on the
# rows meets another one on the columns. Channels take turns.
BOUNDS: dict[int, dict[str, tuple[Any, ...]]] = {
    1: {
        "n": (1, 2, 4),
        "k": (1, 2, 3),
        "stride": (1, 2, 3),
        "dilation": (1, 2),
        "padding": ((0, 0), (0, 1), (2, 1)),
        "output_padding": (0, 1),
    },
    2: {
        "n": (1, 2, 3),
        "k": (1, 2),
        "stride": (1, 2, 3),
        "dilation": (1, 2),
        "padding": ((0, 0), (1, 2)),
        "output_padding": (0, 1),
    },
}
CHANNELS = [
    Channels(*sizes)
    for sizes in ((1, 1, 1, 1), (2, 1, 1, 2), (1, 2, 2, 1), (1, 1, 2, 3), (2, 2, 1, 1))
]
NEUTRAL = {"stride": 1, "dilation": 1, "padding": (0, 0), "output_padding": 0}
WORDS = {"mode": MODES, "boundary": BOUNDARIES}


def cases(statement: Statement) -> Iterator[Data]:
    """Yield letters in all shapes of these sizes, with all options."""
    axes, channels = all_axes(statement), itertools.cycle(CHANNELS)
    words = {name: WORDS[name] for name in WORDS if name in statement.asks}
    for n in range(len(axes)):
        here = [axes[n], axes[(7 * n + len(axes) // 2) % len(axes)]]
        here = here[: statement.dimensions]
        data = data_of(statement, next(channels), here, indeterminates)
        for chosen in itertools.product(*words.values()):
            yield {**data, **dict(zip(words, chosen))}


def all_axes(statement: Statement) -> list[Axis]:
    """Return every axis of these sizes; an option nobody asks for is neutral."""
    bounds = dict(BOUNDS[statement.dimensions])
    if statement.counts_out:
        bounds["n"] = bounds["n"][:-1]
    for name in NEUTRAL.keys() - statement.asks:
        bounds[name] = (NEUTRAL[name],)
    sizes = itertools.product(*[bounds[name] for name in Axis._fields])
    return [axis for axis in itertools.starmap(Axis, sizes) if fits(axis, statement)]


def fits(axis: Axis, statement: Statement) -> bool:
    return axis.fit_to_paint if statement.paints else axis.gathered > 0


def data_of(
    statement: Statement,
    channels: Channels,
    axes: list[Axis],
    make: Callable[..., Any],
) -> Data:
    """Return data of these sizes and options; `make` makes numbers in a shape."""
    shapes = statement.shapes(channels, axes)
    data = {name: make(name, *shape) for name, shape in shapes.items()}
    return {**data, **options(axes, PAINTING), "groups": channels.groups}


def broken(statement: Statement, **replaced: Any) -> Data | None:
    """Return data for which a law does not hold, some functions being replaced."""
    for data in cases(statement):
        left, right = sides(statement, {**data, **replaced})
        if left != right:
            return data
    return None


def broken_by(
    mistake: Callable[[Any], Any],
    name: str,
    law: Law,
    shapes: Callable[[Channels, list[Axis]], Shapes],
    dimensions: int,
) -> Data | None:
    """Return data for which a law does not hold, the mistake made in that function."""
    statement = Statement(law, shapes, dimensions)
    return broken(statement, **{name: mistake(functions(statement)[name])})


# === data beyond the bound ===


@st.composite
def sampled(draw: DrawFn, statement: Statement) -> Data:
    """Draw sizes and options; a seed makes the numbers.

    The numbers matter little to a law of sums of products, so they need not shrink.
    """
    most = {1: 5, 2: 3}[statement.dimensions] - 2 * statement.counts_out
    axes = [draw(one_axis(statement, most)) for _ in range(statement.dimensions)]
    channels = Channels(*[draw(st.integers(1, most)) for most in (3, 3, 2, 2)])
    numbers = random.Random(draw(st.integers(0, 2**32)))
    number = draw(st.sampled_from([small, huge, fraction]))

    def make(name: str, *shape: int) -> Any:
        if not shape:
            return number(numbers)
        return [make(name, *shape[1:]) for _ in range(shape[0])]

    words = {name: draw(st.sampled_from(WORDS[name])) for name in WORDS}
    return {**data_of(statement, channels, axes, make), **words}


def small(numbers: random.Random) -> int:
    return numbers.randint(-9, 9)


def huge(numbers: random.Random) -> int:
    return numbers.randint(-(2**70), 2**70)


def fraction(numbers: random.Random) -> Fraction:
    return Fraction(numbers.randint(-99, 99), numbers.randint(1, 99))


@st.composite
def one_axis(draw: DrawFn, statement: Statement, most: int) -> Axis:
    """Draw options first, then as many samples as they need, or some more."""
    k, stride, dilation = draw(st.tuples(*[st.integers(1, most + 1)] * 3))
    chosen = {
        "stride": stride,
        "dilation": dilation,
        "padding": draw(st.tuples(*[st.integers(0, most + 1)] * 2)),
    }
    asked = {name: chosen[name] for name in chosen if name in statement.asks}
    axis = Axis(1, k, **{**NEUTRAL, **asked})
    if "output_padding" in statement.asks:
        extra = draw(st.integers(0, max(axis.stride, axis.dilation) - 1))
        axis = axis._replace(output_padding=extra)
    while not fits(axis, statement):
        axis = axis._replace(n=axis.n + 1)
    return axis._replace(n=axis.n + draw(st.integers(0, most)))
