"""Argument lists in the shapes that have exposed bugs in real libraries.

The kernel is drawn first, and its reach decides which sizes of the signal are worth
trying: even kernels, kernels longer than the signal, a single sample, strides that
leave a remainder or skip samples; sizes, strides, dilations and paddings that differ
from axis to axis and from side to side; batches; groups of several channels, as many in
as out or not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from pureconv.boundary import BOUNDARIES
from pureconv.checks import choice
from pureconv.nested import shape
from pureconv.network.layers import sides2d
from pureconv.sizes import MODES, PADDINGS, reach
from pureconv.testing.conventions import (
    DEFAULTS,
    OURS,
    ROLES,
    SLIDING,
    Target,
    Varied,
    role_name,
)
from pureconv.testing.dependency import st
from pureconv.testing.strategies.values import Numbers, operands

FEW = st.integers(0, 2)
STEPS = st.integers(1, 3)
MODE = st.sampled_from(MODES)
BOUNDARY = st.sampled_from(BOUNDARIES)
GROUPS = st.sampled_from([1, 2, 3, 8])
# Input and output channels of one group. Fast kernels branch on 1, 3, 8 and 16 of them,
# and where there are as many groups as channels.
CHANNELS = [(1, 1), (2, 1), (1, 2), (2, 3), (3, 2), (3, 1), (1, 3), (8, 2), (2, 16)]


def calls(
    target: Target, axes: int, elements: Numbers | None, dtype: str
) -> st.SearchStrategy[Any]:
    """Return a strategy for pairs (arguments, options), whatever the convention.

    Options on which shapes depend are drawn with them, the others from their values.
    """
    row = target.convention
    asked = {row.ours(k): v for k, v in target.values.items() if k in row.drawn}
    fixed = {row.ours(k): v for k, v in target.fixed.items() if k in row.drawn}
    names = {row.ours(k): k for k in row.drawn}
    listed = row.options[axes]
    others = {
        k: st.sampled_from(v or listed[k])
        for k, v in target.values.items()
        if k not in row.drawn and (v or k in listed)
    }

    def joined(drawn: Any, more: dict[str, Any]) -> Any:
        args, options = drawn
        return args, {**{names.get(k, k): v for k, v in options.items()}, **more}

    draw = shapes_of(row.role)
    arguments = draw(axes, asked, elements, dtype, **{**row.shapes, **fixed})
    if not (others or row.names):
        return arguments  # as it is
    return st.builds(joined, arguments, st.fixed_dictionaries(others))


@st.composite
def sliding(
    draw: Any,
    /,
    axes: int,
    options: Varied,
    elements: Numbers | None = None,
    dtype: str = "float64",
    max_taps: int = 5,
    **fixed: Any,
) -> Any:
    """Draw for the functions that slide one kernel over one signal or image."""
    option, chosen = _options(draw, options, fixed, SLIDING)
    mode = option("mode", MODE)
    option("stride", _each(STEPS, axes))
    dilation = _both(option("dilation", _each(STEPS, axes)))
    option("boundary", BOUNDARY)

    taps = _taps(draw, axes, max_taps)
    least = [reach(k, d) + 1 if mode == "valid" else 1 for k, d in zip(taps, dilation)]
    more = st.integers(0, 4 if mode == "valid" else 6)
    size = tuple(n + draw(more) for n in least)
    x, w, _ = draw(operands(size, taps, 0, elements, dtype))
    return (x, w), chosen


def shapes_of(role: str) -> Callable[..., st.SearchStrategy[Any]]:
    """Return what draws arguments for a role, called as draw(axes, options, ...)."""
    if role.endswith("gradient"):
        return partial(slopes, role)
    return partial(network, role) if role in {"conv", "conv_transpose"} else sliding


@st.composite
def network(
    draw: Any,
    /,
    role: str,
    axes: int,
    options: Varied,
    elements: Numbers | None = None,
    dtype: str = "float64",
    max_taps: int = 4,
    *,
    sides: bool = True,
    words: bool = True,
    **fixed: Any,
) -> Any:
    """Draw for layers of one axis or two, the padding per side or as PyTorch has it.

    Padding of a transposed layer leaves an output. Without `words` it is in numbers.
    """
    option, chosen = _options(draw, options, fixed, ROLES[role])
    paints = role == "conv_transpose"
    stride = _both(option("stride", _each(STEPS, axes)))
    known: tuple[str, ...] = PADDINGS if words and not paints else ()
    if known and not sides:  # as PyTorch has it: two words, and at stride 1 only
        known = ("valid", "same") if stride == (1, 1) else ()
    padding = option("padding", _paddings(axes, known, sides=sides))
    dilation = _both(option("dilation", _each(STEPS, axes)))
    if paints:
        wide = [max(s, d) - 1 for s, d in zip(stride, dilation)]
        extra = _both(option("output_padding", _extras(axes, *wide)))
    else:
        option("boundary", BOUNDARY)
    groups = option("groups", GROUPS)

    taps = _taps(draw, axes, max_taps)
    reaches = [reach(k, d) for k, d in zip(taps, dilation)]
    inside = 0 if padding == "valid" else padding
    least = [1, 1]
    if paints:
        room = [p - r - e for p, r, e in zip(_sums(padding, axes), reaches, extra)]
        least = [max(0, -(-n // s)) + 1 for n, s in zip(room, stride)]
    elif not isinstance(inside, str):
        least = [max(1, r + 1 - p) for r, p in zip(reaches, _sums(inside, axes))]
    inputs, outputs = draw(_channels(groups))
    size = [n + draw(st.integers(0, 4)) for n in least[:axes]]
    x_shape = (draw(STEPS), groups * inputs, *size)
    w_shape = (groups * outputs, inputs, *taps)
    if paints:
        w_shape = (groups * inputs, outputs, *taps)
    biases = groups * outputs if "bias" in options else 0
    x, w, bias = draw(operands(x_shape, w_shape, biases, elements, dtype))
    option("bias", st.just(bias))
    return (x, w), chosen


@st.composite
def slopes(
    draw: Any,
    /,
    role: str,
    axes: int,
    options: Varied,
    elements: Numbers | None = None,
    dtype: str = "float64",
    max_taps: int = 4,
    *,
    size: str = "",
    whole: bool = False,
    **fixed: Any,
) -> Any:
    """Draw for gradients of layers: the two operands that are multiplied.

    The size of the third is an option: of its axes, or `whole`, of its dimensions.
    """
    layer = "conv_transpose" if role.startswith("conv_transpose") else "conv"
    drawn = network(layer, axes, options, st.just(0), dtype, max_taps, **fixed)
    (x, w), chosen = draw(drawn)
    forward = OURS[role_name(layer, axes)].reference
    told = {k: v for k, v in fixed.items() if k in DEFAULTS}
    x_shape, w_shape = shape(x), shape(w)
    y_shape = shape(forward(x, w, **{**told, **chosen}))
    if role == "bias_gradient":  # multiplies nothing
        _, gradient, _ = draw(operands((1,), y_shape, 0, elements, dtype))
        return (gradient, [1]), chosen
    by_input = role.endswith("input_gradient")
    first, second = (y_shape, w_shape) if by_input else (x_shape, y_shape)
    x, w, _ = draw(operands(first, second, 0, elements, dtype))
    if size:
        sizes = x_shape if by_input else w_shape
        sizes = sizes if whole else sizes[2:]
        chosen[size] = sizes if len(sizes) > 1 else sizes[0]
    return (x, w), chosen


def _options(draw: Any, options: Varied, fixed: Any, names: tuple[str, ...]) -> Any:
    """Return a function that draws an option if it is asked for, and what it has drawn.

    An option that is not asked for has the value that is fixed, or else its default.
    """
    values = options if isinstance(options, dict) else dict.fromkeys(options, ())
    for name in (*values, *fixed):
        choice(name, "an option", names)
    chosen: dict[str, Any] = {}

    def option(name: str, strategy: Any) -> Any:
        if name in values:
            given = tuple(values[name])
            chosen[name] = draw(st.sampled_from(given) if given else strategy)
        return chosen.get(name, fixed.get(name, DEFAULTS.get(name)))

    return option, chosen


def _taps(draw: Any, axes: int, most: int) -> tuple[int, ...]:
    return tuple(draw(st.integers(1, most)) for _ in range(axes))


# Strategies are cached: hypothesis validates each strategy object once.


@lru_cache(maxsize=99)
def _channels(groups: int) -> Any:
    """Return a strategy for (inputs, outputs) of a group, fewer in more groups."""
    return st.sampled_from(CHANNELS[: 9 if groups == 1 else 7 if groups <= 3 else 3])


@lru_cache(maxsize=99)
def _each(values: Any, axes: int) -> Any:
    """Return a strategy for one value, or in two axes also for a pair."""
    return st.one_of(values, st.tuples(values, values)) if axes == 2 else values


@lru_cache(maxsize=99)
def _extras(axes: int, *wide: int) -> Any:
    """Return a strategy for output paddings up to so many on each axis."""
    shared = st.integers(0, min(wide[:axes]))
    pairs = st.tuples(*(st.integers(0, most) for most in wide))
    return st.one_of(shared, pairs) if axes == 2 else shared


def _both(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else (value, value)


@lru_cache(maxsize=99)
def _paddings(axes: int, words: tuple[str, ...], *, sides: bool) -> Any:
    """Return a strategy for paddings: a number, pairs, and those words."""
    pairs = st.tuples(FEW, FEW)
    kinds = [FEW, *([pairs] if sides or axes == 2 else [])]
    if sides and axes == 2:
        kinds.append(st.tuples(pairs, pairs))
    return st.one_of(*kinds, *map(st.just, words))


def _sums(padding: Any, axes: int) -> list[int]:
    """Return the padding of both sides together, for each axis."""
    if axes == 1:
        return [sum(_both(padding))]
    return [sum(both) for both in sides2d(padding)]
