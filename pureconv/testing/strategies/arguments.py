"""Argument lists in the shapes that have exposed bugs in real libraries.

The kernel is drawn first, and its reach decides which sizes of the signal are worth
trying: even kernels, kernels longer than the signal, a single sample, strides that
leave a remainder or skip samples; sizes, strides, dilations and paddings that differ
from axis to axis and from side to side; batches; groups of several channels, as many in
as out or not. What is large, sizes.py says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import product
from random import Random
from typing import Any, NamedTuple

from pureconv.boundary import BOUNDARIES
from pureconv.checks import choice
from pureconv.nested import shape
from pureconv.network.layers import sides2d
from pureconv.sizes import MODES, PADDINGS, reach
from pureconv.testing.conventions import (
    DEFAULTS,
    OURS,
    ROLES,
    Target,
    Varied,
    role_name,
)
from pureconv.testing.dependency import reject, st
from pureconv.testing.strategies.sizes import (
    LARGE,
    SMALL,
    Case,
    Limits,
    Turn,
    by_seed,
    in_turn,
    index,
    sizes,
)
from pureconv.testing.strategies.values import Numbers, operands, pools, zeros

Pick = Callable[[Sequence[Any]], Any]  # returns one of some values
FEW = (0, 1, 2)
AXES = ("rows", "columns"), ("down", "along")
NO_LIMITS = Limits()
SEEDS = st.integers(0, 2**63)
SHARE = st.booleans()  # which are large
# Fixed, and no options here.
SHAPING = {"mode", "sides", "words", "size", "whole", "depthwise"}


class Shapes(NamedTuple):
    """What is drawn before the numbers are; a bias is still to be put in."""

    x: tuple[int, ...]
    w: tuple[int, ...]
    biases: int
    options: dict[str, Any]
    alone: bool = False  # w is all there is: the gradient of a bias multiplies nothing


def calls(
    target: Target,
    axes: int,
    elements: Numbers | None,
    dtype: str,
    limits: Limits = NO_LIMITS,
) -> st.SearchStrategy[Any]:
    """Return a strategy for pairs (arguments, options), whatever the convention.

    Options on which shapes depend are drawn with them, the others from their values.
    Where those are steps or paddings under another name, the shapes know them.
    """
    row = target.convention
    asked = {row.ours(k): v for k, v in target.values.items() if k in row.drawn}
    fixed = {row.ours(k): v for k, v in target.fixed.items() if k in row.drawn}
    names = {row.ours(k): k for k in row.drawn}
    listed = row.options[axes]
    others = {
        k: v or listed[k]
        for k, v in target.values.items()
        if k not in row.drawn and (v or k in listed)
    }
    settings = {**row.shapes, **fixed, "limits": limits}

    def shapes(pick: Pick, case: Case) -> Shapes:
        more = {k: pick(v) for k, v in others.items()}
        known = {row.ours(k): _said(v) for k, v in more.items() if k in row.names}
        found = _shapes_of(row.role)(pick, case, axes, asked, **{**settings, **known})
        options = {names.get(k, k): v for k, v in found.options.items()}
        return found._replace(options={**options, **more})

    factors = _factors(row.role, axes, asked)
    return _examples(shapes, factors, elements, dtype, in_turn(), "bias" in asked)


def arguments_of(
    role: str,
    axes: int,
    options: Varied,
    elements: Numbers | None = None,
    dtype: str = "float64",
    limits: Limits = NO_LIMITS,
    *,
    large: bool = True,
    **fixed: Any,
) -> st.SearchStrategy[Any]:
    """Return a strategy for pairs (arguments, options) of a role of ours."""
    values = options if isinstance(options, dict) else dict.fromkeys(options, ())
    for name in (*values, *(k for k in fixed if k not in SHAPING)):
        choice(name, "an option", ROLES[role])

    def shapes(pick: Pick, case: Case) -> Shapes:
        draw = _shapes_of(role)
        return draw(pick, case, axes, values, limits=limits, **fixed)

    factors = _factors(role, axes, values) if large else ()
    return _examples(shapes, factors, elements, dtype, by_seed, "bias" in values)


@st.composite
def _examples(
    draw: Any,
    shapes: Callable[[Pick, Case], Shapes],
    factors: tuple[str, ...],
    elements: Numbers | None,
    dtype: str,
    turn: Turn,
    biased: bool,  # noqa: FBT001
) -> Any:
    """Draw shapes and numbers: for a small example piece by piece, else by a seed.

    In a large example, what is drawn does not depend on whose turn it is: hypothesis
    may ask for the same, and be given another case.
    """
    if factors and draw(SHARE):
        seed, numbers = draw(SEEDS), draw(pools(elements, dtype, biased=biased))
        case = turn(factors, seed)
        found = shapes(Random(seed).choice, case)
    else:
        found = shapes(lambda values: values[draw(index(len(values)))], {})
        numbers = None
    x, w, bias = operands(draw, found[:3], elements, dtype, numbers)
    x, w = (w, [1]) if found.alone else (x, w)
    return (x, w), {**found.options, **({"bias": bias} if biased else {})}


def _said(value: Any) -> Any:
    """Return a value as our options have it: a word of padding is in ours, or none.

    >>> _said("SAME_LOWER"), _said("NOTSET"), _said([2, 3]), _said([4])
    ('same', 'valid', (2, 3), 4)
    """
    if isinstance(value, str):
        return "same" if value.upper().startswith("SAME") else "valid"
    if isinstance(value, list):
        return tuple(value) if len(value) > 1 else value[0]
    return value


def _shapes_of(role: str) -> Callable[..., Shapes]:
    """Return what draws shapes for a role."""
    if role.endswith("gradient"):
        return partial(_slopes, role)
    return partial(_network, role) if role in {"conv", "conv_transpose"} else _sliding


def _factors(role: str, axes: int, options: dict[str, Any]) -> tuple[str, ...]:
    """Return the factors of the work that can be large, the option among them.

    Gradients are drawn small: they go through the same blocks as the layers.
    """
    if role.endswith("gradient"):
        return ()
    steps = [name for name in ("stride", "dilation", "groups") if name in options]
    free = [name for name in steps if not tuple(options[name])]
    layered = role in {"conv", "conv_transpose"}
    channels = ("inputs", "outputs", "batch") if layered else ()
    return (*AXES[0][-axes:], *AXES[1][-axes:], *channels, *free)


def _sliding(
    pick: Pick,
    case: Case,
    axes: int,
    options: dict[str, Any],
    limits: Limits,
    **fixed: Any,
) -> Shapes:
    """Pick for the functions that slide one kernel over one signal or image."""
    option, chosen = _options(pick, options, fixed)
    mode = option("mode", lambda: pick(MODES))
    stride = _both(option("stride", lambda: _step(pick, case, "stride", axes)))
    dilation = _both(option("dilation", lambda: _step(pick, case, "dilation", axes)))
    option("boundary", lambda: pick(BOUNDARIES))

    known = {"stride": stride, "dilation": dilation}
    names = *AXES[1][-axes:], *AXES[0][-axes:]
    found = sizes(pick, names, case, known, limits)
    taps = tuple(found[name] for name in AXES[1][-axes:])
    valid = mode == "valid"
    least = [reach(k, d) + 1 if valid else 1 for k, d in zip(taps, dilation)]
    size = _lengths(pick, least, stride, found, 5 if valid else 7, limits)
    return Shapes(size, taps, 0, chosen)


def _network(
    role: str,
    pick: Pick,
    case: Case,
    axes: int,
    options: dict[str, Any],
    limits: Limits,
    *,
    sides: bool = True,
    words: bool = True,
    depthwise: bool = False,
    **fixed: Any,
) -> Shapes:
    """Pick for layers of one axis or two, the padding per side or as PyTorch has it.

    Padding of a transposed layer leaves an output. Without `words` it is in numbers.
    """
    option, chosen = _options(pick, options, fixed)
    paints = role == "conv_transpose"
    stride = _both(option("stride", lambda: _step(pick, case, "stride", axes)))
    known_words: tuple[str, ...] = PADDINGS if words and not paints else ()
    if known_words and not sides:  # as PyTorch has it: two, and at stride 1 only
        known_words = ("valid", "same") if stride == (1, 1) else ()
    padding = option("padding", lambda: _padding(pick, axes, known_words, sides=sides))
    dilation = _both(option("dilation", lambda: _step(pick, case, "dilation", axes)))
    if paints:
        padding = 0 if isinstance(padding, str) else padding
        wide = [max(s, d) - 1 for s, d in zip(stride, dilation)]
        extra = _both(option("output_padding", lambda: _extra(pick, axes, *wide)))
    else:
        option("boundary", lambda: pick(BOUNDARIES))
    groups = option("groups", lambda: pick(_groups(case, limits.channels)))

    known = {"stride": stride, "dilation": dilation, "groups": groups}
    names = *AXES[1][-axes:], "inputs", "outputs", "batch", *AXES[0][-axes:]
    found = sizes(pick, names, case, known, limits)
    if depthwise:  # each input channel is a group of its own
        found = {**found, "inputs": 1}
    taps = [found[name] for name in AXES[1][-axes:]]
    reaches = [reach(k, d) for k, d in zip(taps, dilation)]
    inside = 0 if padding == "valid" else padding
    least = [1] * axes
    if paints:
        room = [p - r - e for p, r, e in zip(_sums(padding, axes), reaches, extra)]
        least = [max(0, -(-n // s)) + 1 for n, s in zip(room, stride)]
    elif not isinstance(inside, str):
        least = [max(1, r + 1 - p) for r, p in zip(reaches, _sums(inside, axes))]
    steps = (1, 1) if paints else stride
    size = _lengths(pick, least, steps, found, 5, limits)
    inputs, outputs = groups * found["inputs"], groups * found["outputs"]
    if limits.channels is not None and max(inputs, outputs) > limits.channels:
        reject()
    w = (outputs, found["inputs"], *taps)
    if paints:
        w = (inputs, found["outputs"], *taps)
    biases = outputs if "bias" in options else 0
    return Shapes((found["batch"], inputs, *size), w, biases, chosen)


def _slopes(
    role: str,
    pick: Pick,
    case: Case,
    axes: int,
    options: dict[str, Any],
    limits: Limits,
    *,
    size: str = "",
    whole: bool = False,
    **fixed: Any,
) -> Shapes:
    """Pick for gradients of layers: the two operands that are multiplied.

    The size of the third is an option: of its axes, or `whole`, of its dimensions.
    """
    layer = "conv_transpose" if role.startswith("conv_transpose") else "conv"
    found = _network(layer, pick, case, axes, options, limits, **fixed)
    x, w, _, chosen, _ = found
    forward = OURS[role_name(layer, axes)].reference
    told = {k: v for k, v in fixed.items() if k in DEFAULTS}
    y = shape(forward(zeros(x), zeros(w), **{**told, **chosen}))
    if role == "bias_gradient":
        return Shapes((1,), y, 0, chosen, alone=True)
    by_input = role.endswith("input_gradient")
    if size:
        sizes = x if by_input else w
        sizes = sizes if whole else sizes[2:]
        chosen[size] = sizes if len(sizes) > 1 else sizes[0]
    return Shapes(y if by_input else x, w if by_input else y, 0, chosen)


def _options(pick: Pick, options: dict[str, Any], fixed: dict[str, Any]) -> Any:
    """Return a function that picks an option if it is asked for, and its picks.

    An option that is not asked for has the value that is fixed, or else its default.
    """
    chosen: dict[str, Any] = {}

    def option(name: str, picked: Callable[[], Any]) -> Any:
        if name in options:
            given = tuple(options[name])
            chosen[name] = pick(given) if given else picked()
        return chosen.get(name, fixed.get(name, DEFAULTS.get(name)))

    return option, chosen


def _lengths(
    pick: Pick,
    least: list[int],
    stride: tuple[int, ...],
    found: dict[str, int],
    more: int,
    limits: Limits,
) -> tuple[int, ...]:
    """Pick the signal's length on each axis: a few samples more than the least.

    On a large axis it is what so many outputs take, and what the stride leaves over.
    Else it may be a multiple of the stride, or one of its neighbours.
    """
    lengths = []
    for name, first, step in zip(AXES[0][-len(least) :], least, stride):
        rest = pick(range(more if found[name] == 1 else step))
        length = first + (found[name] - 1) * step + rest
        if found[name] == 1 < step and pick((False, True, True)):
            length = max(first, pick((1, 2)) * step + pick((0, -1, 1)))
        lengths.append(limits.clipped(length, first))
    return tuple(lengths)


def _groups(case: Case, most: int | None) -> Sequence[int]:
    values = LARGE["groups"] if "groups" in case else SMALL
    values = (case["groups"],) if case.get("groups") else values
    return [v for v in values if most is None or v <= most] or [1]


def _step(pick: Pick, case: Case, name: str, axes: int) -> Any:
    """Pick a step, in two axes also a pair; one of two is large, or both."""
    values = LARGE[name] if name in case else SMALL
    values = (case[name],) if case.get(name) else values
    step = pick(values)
    if isinstance(step, tuple):
        return step[-axes:] if axes > 1 else step[-1]
    if axes == 1 or pick((False, True)):
        return step
    if name not in case:
        return step, pick(values)
    return pick(((step, pick(SMALL)), (pick(SMALL), step), (step, pick(values))))


def _extra(pick: Pick, axes: int, *wide: int) -> Any:
    """Pick an output padding up to so much on each axis."""
    if axes == 1 or pick((False, True)):
        return pick(range(min(wide[:axes]) + 1))
    return tuple(pick(range(most + 1)) for most in wide)


def _both(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else (value, value)


def _padding(pick: Pick, axes: int, words: tuple[str, ...], *, sides: bool) -> Any:
    """Pick a padding: a number, pairs, or one of those words."""
    pairs = list(product(FEW, FEW))
    kinds: list[Sequence[Any]] = [FEW]
    if sides or axes == 2:
        kinds.append(pairs)
    if sides and axes == 2:
        kinds.append(list(product(pairs, pairs)))
    return pick(pick([*kinds, *((word,) for word in words)]))


def _sums(padding: Any, axes: int) -> list[int]:
    """Return the padding of both sides together, for each axis."""
    if axes == 1:
        return [sum(_both(padding))]
    return [sum(both) for both in sides2d(padding)]
