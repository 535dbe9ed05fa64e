"""Shapes that have exposed bugs in real libraries, and the options that go with them.

The kernel is drawn first, and its reach decides which sizes of the signal are worth
trying: even kernels, kernels longer than the signal, a single sample, strides that
leave a remainder or skip samples; sizes, strides, dilations and paddings that differ
from axis to axis and from side to side; batches; groups of several channels, as many in
as out or not. What is large, sizes.py says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import product
from typing import Any, NamedTuple

from pureconv.boundary import BOUNDARIES
from pureconv.nested import shape
from pureconv.network.layers import sides2d
from pureconv.sizes import MODES, PADDINGS, reach
from pureconv.testing.conventions import DEFAULTS, OURS, role_name
from pureconv.testing.dependency import reject
from pureconv.testing.strategies.sizes import (
    LARGE,
    SIDES,
    SMALL,
    TAPS_OF,
    Case,
    Limits,
    sizes,
)
from pureconv.testing.strategies.values import zeros

Pick = Callable[[Sequence[Any]], Any]  # returns one of some values
FEW = (0, 1, 2)
NOT_PADDED = ("valid", "VALID", "NOTSET")
FORM = {  # of a convention
    "sides": True,
    "words": True,
    "size": "",
    "whole": False,
    "depthwise": False,
}


class Asked(NamedTuple):
    """What shapes are wanted, and what picks them."""

    role: str
    axes: int
    varied: Mapping[str, tuple[Any, ...]]  # options, with their values, or () for any
    known: Mapping[str, Any]  # other options, and whatever else of FORM is no default
    limits: Limits
    pick: Pick
    case: Case  # factors that are to be large


class Shapes(NamedTuple):
    """What is drawn before the numbers are; a bias is still to be put in."""

    x: tuple[int, ...]
    w: tuple[int, ...]
    biases: int
    options: dict[str, Any]
    alone: bool = False  # w is all there is: the gradient of a bias multiplies nothing


def shapes(asked: Asked) -> Shapes:
    """Pick shapes, and the options that vary, of a call."""
    options = _options(asked)
    if asked.role.endswith("gradient"):
        return _of_gradients(asked, options)
    layered = asked.role in {"conv", "conv_transpose"}
    return (_of_layers if layered else _sliding)(asked, options)


def _sliding(asked: Asked, options: dict[str, Any]) -> Shapes:
    """Pick for the functions that slide one kernel over one signal or image."""
    found = _factors(asked, options)
    taps = [found[name] for name in TAPS_OF[-asked.axes :]]
    valid = options["mode"] == "valid"
    spans = [reach(k, d) + 1 for k, d in zip(taps, found["dilation"])]
    least = spans if valid else [1] * asked.axes
    size = _lengths(asked, found, least, found["stride"], 5 if valid else 7)
    return Shapes(size, tuple(taps), 0, _chosen(asked, options))


def _of_layers(asked: Asked, options: dict[str, Any]) -> Shapes:
    """Pick for layers: a batch of signals or images, and the weights of all groups."""
    found = _factors(asked, options, "inputs", "outputs", "batch")
    if options["depthwise"]:  # each input channel is a group of its own
        found["inputs"] = 1
    taps = [found[name] for name in TAPS_OF[-asked.axes :]]
    inputs = found["groups"] * found["inputs"]
    outputs = found["groups"] * found["outputs"]
    if max(inputs, outputs) > (asked.limits.channels or inputs + outputs):
        reject()

    paints = asked.role == "conv_transpose"
    steps = (1, 1) if paints else found["stride"]
    size = _lengths(asked, found, _least(asked, options, taps), steps, 5)
    w = (inputs, found["outputs"]) if paints else (outputs, found["inputs"])
    biases = outputs if "bias" in asked.varied else 0
    x = found["batch"], inputs, *size
    return Shapes(x, (*w, *taps), biases, _chosen(asked, options))


def _factors(asked: Asked, options: dict[str, Any], *channels: str) -> dict[str, Any]:
    """Pick what makes the work, taps first; steps and groups are options."""
    names = *TAPS_OF[-asked.axes :], *channels, *SIDES[-asked.axes :]
    known = {name: both(options[name]) for name in ("stride", "dilation")}
    known["groups"] = options["groups"]
    return sizes(asked.pick, names, asked.case, known, asked.limits)


def _least(asked: Asked, options: dict[str, Any], taps: list[int]) -> list[int]:
    """Return the least lengths that make an output: of the layer, or after its crop."""
    reaches = [reach(k, d) for k, d in zip(taps, both(options["dilation"]))]
    padding = options["padding"]
    if asked.role == "conv_transpose":
        pads = _sums(0 if isinstance(padding, str) else padding, asked.axes)
        extra = both(options["output_padding"])
        crops = [p - r - e for p, r, e in zip(pads, reaches, extra)]
        return [max(0, -(-n // s)) + 1 for n, s in zip(crops, both(options["stride"]))]
    if isinstance(padding, str) and padding not in NOT_PADDED:
        return [1] * asked.axes
    pads = _sums(0 if padding in NOT_PADDED else padding, asked.axes)
    return [max(1, r + 1 - p) for r, p in zip(reaches, pads)]


def _of_gradients(asked: Asked, options: dict[str, Any]) -> Shapes:
    """Pick for gradients of layers: the two operands that are multiplied.

    The size of the third is an option: of its axes, or `whole`, of its dimensions.
    """
    role, size = asked.role, options["size"]
    layer = "conv_transpose" if role.startswith("conv_transpose") else "conv"
    found = _of_layers(asked._replace(role=layer), options)
    forward = OURS[role_name(layer, asked.axes)].reference
    told = {k: v for k, v in asked.known.items() if k in DEFAULTS}
    told.update(found.options)  # words in capitals, as TensorFlow's, mean the same
    told = {k: v.lower() if isinstance(v, str) else v for k, v in told.items()}
    y = shape(forward(zeros(found.x), zeros(found.w), **told))
    if role == "bias_gradient":
        return Shapes((1,), y, 0, found.options, alone=True)
    by_input = role.endswith("input_gradient")
    if size:
        third = found.x if by_input else found.w
        third = third if options["whole"] else third[2:]
        found.options[size] = third if len(third) > 1 else third[0]
    x, w = (y, found.w) if by_input else (found.x, y)
    return Shapes(x, w, 0, found.options)


def _lengths(
    asked: Asked,
    found: dict[str, Any],
    least: Sequence[int],
    steps: Sequence[int],
    more: int,
) -> tuple[int, ...]:
    """Pick the signal's length on each axis: a few samples more than the least.

    On a large axis it is what so many outputs take, and what the stride leaves over.
    Else it may be a multiple of the stride, or one of its neighbours.
    """
    lengths, pick = [], asked.pick
    for name, first, step in zip(SIDES[-asked.axes :], least, steps):
        rest = pick(range(more if found[name] == 1 else step))
        length = first + (found[name] - 1) * step + rest
        if found[name] == 1 < step and pick((False, True, True)):
            length = max(first, pick((1, 2)) * step + pick((0, -1, 1)))
        lengths.append(asked.limits.clipped(length, first))
    return tuple(lengths)


# === options ===


def _options(asked: Asked) -> dict[str, Any]:
    """Return all options: those that vary are picked, of their values or of any."""
    options = {**DEFAULTS, **FORM, **asked.known}
    for name, anything in ANY.items():
        if name in asked.varied:
            given = _given(asked, name)
            options[name] = asked.pick(given) if given else anything(asked, options)
    return options


def _chosen(asked: Asked, options: dict[str, Any]) -> dict[str, Any]:
    return {name: options[name] for name in asked.varied if name != "bias"}


def _given(asked: Asked, name: str) -> Sequence[Any]:
    """Return the values that were given for an option: those that the case wants."""
    values = asked.varied[name]
    if name not in asked.case:
        return values
    wanted, axes = _wanted(asked, name), asked.axes
    steps = {n: both(value)[-axes:] for n, value in enumerate(values)}
    fits = [n for n, each in steps.items() if max(each) in wanted or each in wanted]
    return [values[n] for n in fits] or values


def _wanted(asked: Asked, name: str) -> Sequence[Any]:
    """Return the values of a factor that are large, or small, as the case wants it."""
    if name not in asked.case:
        return SMALL
    value = asked.case[name]
    value = value[-asked.axes :] if isinstance(value, tuple) else value
    return (value,) if value else LARGE[name]


def _step(name: str, asked: Asked, _: dict[str, Any]) -> Any:
    """Pick a step, in two axes also a pair; one of two is large, or both."""
    values, pick = _wanted(asked, name), asked.pick
    step = pick(values)
    if isinstance(step, tuple):
        return step if asked.axes == 2 else step[0]
    if asked.axes == 1 or pick((False, True)):
        return step
    if name not in asked.case:
        return step, pick(values)
    return pick(((step, pick(SMALL)), (pick(SMALL), step), (step, pick(values))))


def _padding(asked: Asked, options: dict[str, Any]) -> Any:
    """Pick a padding: a number, pairs or a word. Words of PyTorch are for stride 1."""
    words: Sequence[str] = PADDINGS
    if not options["sides"]:
        words = ("valid", "same") if both(options["stride"]) == (1, 1) else ()
    if asked.role.startswith("conv_transpose") or not options["words"]:
        words = ()
    pairs = list(product(FEW, FEW))
    kinds: list[Sequence[Any]] = [FEW]
    if options["sides"] or asked.axes == 2:
        kinds.append(pairs)
    if options["sides"] and asked.axes == 2:
        kinds.append(list(product(pairs, pairs)))
    return asked.pick(asked.pick([*kinds, words] if words else kinds))


def _extra(asked: Asked, options: dict[str, Any]) -> Any:
    """Pick an output padding, less than the stride or the dilation on each axis."""
    pick, steps = asked.pick, zip(both(options["stride"]), both(options["dilation"]))
    wide = [max(each) for each in steps]
    if asked.axes == 1 or pick((False, True)):
        return pick(range(min(wide)))
    return tuple(pick(range(most)) for most in wide)


def _groups(asked: Asked, _: dict[str, Any]) -> Any:
    most = asked.limits.channels
    values = _wanted(asked, "groups")
    return asked.pick([v for v in values if most is None or v <= most] or [1])


ANY: dict[str, Callable[..., Any]] = {  # in this order: some depend on those before
    "mode": lambda asked, _: asked.pick(MODES),
    "stride": partial(_step, "stride"),
    "dilation": partial(_step, "dilation"),
    "padding": _padding,
    "output_padding": _extra,
    "boundary": lambda asked, _: asked.pick(BOUNDARIES),
    "groups": _groups,
}


def both(value: Any) -> tuple[int, int]:
    """Return a step of rows and of columns.

    >>> both(2), both([3]), both((2, 3))
    ((2, 2), (3, 3), (2, 3))
    """
    if not isinstance(value, (list, tuple)):
        return value, value
    return value[0], value[-1]


def _sums(padding: Any, axes: int) -> list[int]:
    """Return the padding of both sides together, for each axis."""
    if axes == 1:
        return [sum(both(padding))]
    return [sum(each) for each in sides2d(padding)]
