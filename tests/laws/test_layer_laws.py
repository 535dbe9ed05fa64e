"""Every law of networks, proved on indeterminates up to a bound and sampled beyond it.

A law is given what its signature asks for, by name. Each axis has sizes and options of
its own, and they differ: what is the same all around cannot be told apart.
"""

from __future__ import annotations

import inspect
import itertools
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

import pureconv
from geometry import PAINTING, Axis, Channels, options
from pureconv.boundary import BOUNDARIES
from pureconv.laws import gradients as gradient_laws
from pureconv.laws import layers as network_laws
from pureconv.laws import matrices as matrix_laws
from pureconv.sizes import MODES
from ring import indeterminates

Law = Callable[..., tuple[Any, Any]]
Case = dict[str, Any]
Make = Callable[..., Any]  # numbers of a name and a shape


# === a situation: which layer a law is about, and so what shapes the data have ===


def gathering(channels: Channels, axes: list[Axis], make: Make) -> Case:
    """Return data for conv1d or conv2d."""
    items, groups, inputs, outputs = channels
    return {
        "groups": groups,
        "x": make("x", items, groups * inputs, *[axis.n for axis in axes]),
        "w": make("w", groups * outputs, inputs, *[axis.k for axis in axes]),
        "bias": make("b", groups * outputs),
        "gradient": make("g", items, groups * outputs, *[a.gathered for a in axes]),
    }


def painting(channels: Channels, axes: list[Axis], make: Make) -> Case:
    """Return data for a transposed layer."""
    items, groups, inputs, outputs = channels
    return {
        "groups": groups,
        "x": make("x", items, groups * inputs, *[axis.n for axis in axes]),
        "w": make("w", groups * inputs, outputs, *[axis.k for axis in axes]),
        "bias": make("b", groups * outputs),
        "gradient": make("g", items, groups * outputs, *[a.painted for a in axes]),
    }


def back_and_forth(channels: Channels, axes: list[Axis], make: Make) -> Case:
    """Return data for a transposed layer that takes `gradient` to the size of `x`."""
    items, groups, inputs, outputs = channels
    return {
        "groups": groups,
        "x": make("x", items, groups * inputs, *[axis.painted for axis in axes]),
        "w": make("w", groups * outputs, inputs, *[axis.k for axis in axes]),
        "gradient": make("g", items, groups * outputs, *[axis.n for axis in axes]),
    }


def bare(_: Channels, axes: list[Axis], make: Make) -> Case:
    """Return a signal and a kernel, or an image and a kernel."""
    shape, taps = [axis.n for axis in axes], [axis.k for axis in axes]
    return {"x": make("x", *shape), "w": make("w", *taps)}


Situation = Callable[[Channels, list[Axis], Make], Case]


def situations(law: Law) -> list[Situation]:
    names = inspect.signature(law).parameters
    if {"conv", "conv_transpose"} <= names.keys():
        return [back_and_forth]
    if any("matrix" in name for name in names):
        return [bare]
    if "conv_transpose" in names:
        return [painting]
    return [gathering] if "conv" in names else [gathering, painting]


def functions(situation: Situation, axes: int) -> Case:
    """Return an implementation for each name by which a law asks for one."""
    d = f"{axes}d"
    suffix = "2d" if axes == 2 else ""
    layer = "conv_transpose" if situation is painting else "conv"
    names = {
        "layer": layer + d,
        "layer1d": layer + "1d",
        "layer2d": layer + "2d",
        "conv": "conv" + d,
        "conv_transpose": "conv_transpose" + d,
        "input_gradient": f"{layer}{d}_input_gradient",
        "weight_gradient": f"{layer}{d}_weight_gradient",
        "bias_gradient": "bias_gradient",
        "correlate": "correlate" + suffix,
        "convolve": "convolve" + suffix,
        "correlation_matrix": "correlation_matrix" + suffix,
        "convolution_matrix": "convolution_matrix",
    }
    return {name: getattr(pureconv, names[name]) for name in names}


def dimensions(law: Law) -> tuple[int, ...]:
    """Return for how many axes a law is stated: for 1, or for 1 as well as for 2."""
    parameters = inspect.signature(law).parameters.values()
    only_1d = any(p.annotation == "int" and p.name == "stride" for p in parameters)
    vectors = any(p.annotation == "Vector" and p.name == "x" for p in parameters)
    return (1,) if only_1d or vectors else (1, 2)


LAWS = [
    pytest.param(law, situation, axes, id=f"{name}-{situation.__name__}-{axes}d")
    for module in (network_laws, gradient_laws, matrix_laws)
    for name, law in inspect.getmembers(module, inspect.isfunction)
    if law.__module__ == module.__name__ and not name.startswith("_")
    for situation in situations(law)
    for axes in dimensions(law)
]
DIFFERENCES = [
    gradient_laws.input_gradient_is_difference,
    gradient_laws.weight_gradient_is_difference,
    gradient_laws.transposed_input_gradient_is_difference,
    gradient_laws.transposed_weight_gradient_is_difference,
]
every_law = pytest.mark.parametrize(("law", "situation", "axes"), LAWS)

# === the proof ===

# The bounds: on each axis, every combination of these that leaves an output. In 2-D,
# each combination on the rows meets another on the columns. Channels take turns.
BOUNDS: dict[int, dict[str, tuple[Any, ...]]] = {
    1: {
        "n": (1, 2, 3, 4),
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
NEUTRAL = Axis(n=1, k=1, stride=1, dilation=1, padding=(0, 0), output_padding=0)
WORDS = {"mode": MODES, "boundary": BOUNDARIES}


def all_axes(law: Law, situation: Situation, dimensions: int) -> list[Axis]:
    """Return every axis up to the bounds; an option nobody asks for is neutral."""
    names = {"n", "k", *inspect.signature(law).parameters}
    values = [
        BOUNDS[dimensions][name] if name in names else (getattr(NEUTRAL, name),)
        for name in Axis._fields
    ]
    if law in DIFFERENCES:  # they call the layer once for each number
        values[0] = values[0][:-1]
    axes = itertools.starmap(Axis, itertools.product(*values))
    return [axis for axis in axes if fits(axis, situation)]


def fits(axis: Axis, situation: Situation) -> bool:
    paints = situation in (painting, back_and_forth)
    return axis.fit_to_paint if paints else axis.gathered > 0


def cases(law: Law, situation: Situation, dimensions: int) -> Iterator[Case]:
    """Yield letters in all shapes up to the bounds, with all options."""
    axes, channels = all_axes(law, situation, dimensions), itertools.cycle(CHANNELS)
    names = inspect.signature(law).parameters
    words = {name: WORDS[name] for name in WORDS if name in names}
    for n in range(len(axes)):
        here = [axes[n], axes[(7 * n + len(axes) // 2) % len(axes)]][:dimensions]
        data = situation(next(channels), here, indeterminates)
        data.update(options(here, PAINTING))
        for chosen in itertools.product(*words.values()):
            yield {**data, **dict(zip(words, chosen))}


def two_sides(law: Law, situation: Situation, axes: int, data: Case) -> tuple[Any, Any]:
    """Return what a law says of the data and of our functions, if it gets no others."""
    everything = {**functions(situation, axes), **data}
    return law(**{name: everything[name] for name in inspect.signature(law).parameters})


def broken(
    law: Law, situation: Situation, axes: int, **replaced: Any
) -> Iterator[Case]:
    """Yield the data for which a law does not hold, with some functions replaced."""
    for data in cases(law, situation, axes):
        left, right = two_sides(law, situation, axes, {**data, **replaced})
        if left != right:
            yield data


@every_law
def test_law_is_proved(law: Law, situation: Situation, axes: int) -> None:
    """Equal on indeterminates is equal in every commutative ring, for this shape."""
    assert list(broken(law, situation, axes)) == []


# === the sampling ===


@st.composite
def sampled(draw: DrawFn, law: Law, situation: Situation, axes: int) -> Case:
    """Draw data beyond the bounds: sizes and options; a seed makes the numbers.

    The numbers matter little to a law of sums of products, so they need not shrink.
    """
    far = {1: 5, 2: 3}[axes] - 2 * (law in DIFFERENCES)
    here = [draw(one_axis(law, situation, far)) for _ in range(axes)]
    channels = Channels(*[draw(st.integers(1, most)) for most in (3, 3, 2, 2)])
    numbers = random.Random(draw(st.integers(0, 2**32)))
    kind = draw(st.sampled_from([small, huge, fraction]))

    def make(_: str, *shape: int) -> Any:
        if not shape:
            return kind(numbers)
        return [make(_, *shape[1:]) for _n in range(shape[0])]

    words = {name: draw(st.sampled_from(WORDS[name])) for name in WORDS}
    return {**options(here, PAINTING), **situation(channels, here, make), **words}


def small(numbers: random.Random) -> int:
    return numbers.randint(-9, 9)


def huge(numbers: random.Random) -> int:
    return numbers.randint(-(2**70), 2**70)


def fraction(numbers: random.Random) -> Fraction:
    return Fraction(numbers.randint(-99, 99), numbers.randint(1, 99))


@st.composite
def one_axis(draw: DrawFn, law: Law, situation: Situation, most: int) -> Axis:
    """Options first, then as many samples as they need, or some more."""
    names = inspect.signature(law).parameters
    k, stride, dilation = draw(st.tuples(*[st.integers(1, most + 1)] * 3))
    stride = stride if "stride" in names else 1
    dilation = dilation if "dilation" in names else 1
    sides = draw(st.tuples(*[st.integers(0, most + 1)] * 2))
    sides = sides if "padding" in names else (0, 0)
    extra = draw(st.integers(0, max(stride, dilation) - 1))
    extra = extra if "output_padding" in names else 0

    axis = Axis(1, k, stride, dilation, sides, extra)
    while not fits(axis, situation):
        axis = axis._replace(n=axis.n + 1)
    return axis._replace(n=axis.n + draw(st.integers(0, most)))


@every_law
@settings(max_examples=max(1, settings().max_examples // 10))
@given(st.data())
def test_law_holds_for_numbers_of_any_size(
    law: Law, situation: Situation, axes: int, data: st.DataObject
) -> None:
    case = data.draw(sampled(law, situation, axes))

    left, right = two_sides(law, situation, axes, case)

    assert left == right


# === what the laws are good for: mistakes that real libraries have made ===


def first_item_only(layer: Any) -> Any:
    def wrong(x: Any, *operands: Any, **options: Any) -> Any:
        y = layer(x, *operands, **options)
        return [y[0]] * len(y)

    return wrong


def first_bias_everywhere(layer: Any) -> Any:
    def wrong(x: Any, w: Any, bias: Any = None, **options: Any) -> Any:
        return layer(x, w, bias and [bias[0]] * len(bias), **options)

    return wrong


def groups_ignored(layer: Any) -> Any:
    """Every group reads the channels of group 0."""

    def wrong(x: Any, *operands: Any, groups: int = 1, **options: Any) -> Any:
        x = [item[: len(item) // groups] * groups for item in x]
        return layer(x, *operands, groups=groups, **options)

    return wrong


def sides_swapped(layer: Any) -> Any:
    def wrong(*operands: Any, padding: Any = (0, 0), **options: Any) -> Any:
        return layer(*operands, padding=padding[::-1], **options)

    return wrong


def axes_swapped(name: str) -> Any:
    """Take one option for (columns, rows)."""

    def mistake(layer: Any) -> Any:
        def wrong(*operands: Any, **options: Any) -> Any:
            if name in options:
                options[name] = options[name][::-1]
            return layer(*operands, **options)

        return wrong

    return mistake


def mirrored(layer: Any) -> Any:
    """Turn the kernels around, as jax.lax.conv_transpose does."""

    def wrong(x: Any, w: Any, *bias: Any, **options: Any) -> Any:
        w = [[kernel[::-1] for kernel in kernels] for kernels in w]
        return layer(x, w, *bias, **options)

    return wrong


def output_padding_at_the_start(layer: Any) -> Any:
    def wrong(*operands: Any, output_padding: int = 0, **options: Any) -> Any:
        y = layer(*operands, **options)
        return [[[0] * output_padding + signal for signal in item] for item in y]

    return wrong


def remainder_forgotten(input_gradient: Any) -> Any:
    """Leave out the samples that no window reached, as if the signal were shorter."""

    def wrong(x_size: int, w: Any, gradient: Any, **options: Any) -> Any:
        dx = input_gradient(x_size, w, gradient, **options)
        far = (len(w[0][0]) - 1) * options["dilation"]
        reached = (len(gradient[0][0]) - 1) * options["stride"] + far + 1
        reached -= options["padding"][0]
        return [[signal[:reached] for signal in item] for item in dx]

    return wrong


def stride_for_dilation(gradient: Any) -> Any:
    def wrong(*operands: Any, **options: Any) -> Any:
        options["stride"], options["dilation"] = options["dilation"], options["stride"]
        return gradient(*operands, **options)

    return wrong


PLANTED = [
    (network_laws.items_are_independent, gathering, 1, "layer", first_item_only),
    (network_laws.items_are_independent, painting, 2, "layer", first_item_only),
    (network_laws.bias_shifts, gathering, 2, "layer", first_bias_everywhere),
    (network_laws.groups_split, gathering, 1, "layer", groups_ignored),
    (network_laws.groups_split, painting, 2, "layer", groups_ignored),
    (network_laws.one_channel_is_correlate, gathering, 1, "conv", sides_swapped),
    (network_laws.padding_is_data, gathering, 2, "conv", sides_swapped),
    (network_laws.stride_thins, gathering, 2, "conv", axes_swapped("stride")),
    (network_laws.dilation_is_holes, gathering, 2, "layer", axes_swapped("dilation")),
    (network_laws.spread_then_convolve, painting, 1, "conv_transpose", mirrored),
    (network_laws.spread_then_convolve, painting, 1, "conv_transpose", sides_swapped),
    (network_laws.adjoint, back_and_forth, 1, "conv_transpose", mirrored),
    (network_laws.adjoint, back_and_forth, 1, "conv_transpose",
     output_padding_at_the_start),
    (gradient_laws.input_gradient_is_difference, gathering, 1, "input_gradient",
     remainder_forgotten),
]


@pytest.mark.parametrize(
    ("law", "situation", "axes", "name", "mistake"),
    PLANTED,
    ids=[f"{row[0].__name__}-{row[3]}-{row[2]}d" for row in PLANTED],
)
def test_law_catches_a_planted_mistake(
    law: Law, situation: Situation, axes: int, name: str, mistake: Callable[[Any], Any]
) -> None:
    function = functions(situation, axes)[name]

    assert next(broken(law, situation, axes, **{name: mistake(function)}))
