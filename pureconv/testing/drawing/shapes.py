"""Shapes that have exposed bugs in real libraries, and the options that go with them.

Options are drawn first, then the kernel, whose reach decides which sizes of the signal
are worth trying: even kernels, kernels longer than the signal, a single sample, strides
that leave a remainder or skip samples; sizes, strides, dilations and paddings that
differ from axis to axis and from side to side; batches; groups of several channels, as
many in as out or not. What is large, sizes.py says.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from pureconv.nested import shape
from pureconv.sizes import reach
from pureconv.testing.conventions import OURS, ROLES, Target, role_name
from pureconv.testing.drawing.dice import Dice
from pureconv.testing.drawing.numbers import FRESH, Kinds, Shape, nested
from pureconv.testing.drawing.numbers import operands as numbers
from pureconv.testing.drawing.options import Asked, Said, both, options, sides
from pureconv.testing.drawing.sizes import (
    LAYERS,
    SIDES,
    TAPS_OF,
    NoRoomError,
    sizes,
)
from pureconv.testing.verdict import DTYPES

LAYERED = "inputs", "outputs", "batch"


class Shapes(NamedTuple):
    """What is drawn before the numbers are, of a call or of a gradient's layer."""

    x: Shape
    w: Shape
    y: Shape  # of a layer whose gradient is asked for
    bias: Shape | None
    options: dict[str, Any]  # without the bias, as the convention says them
    said: Said  # all of them, as we say them
    operands: tuple[Shape, Shape]  # what is multiplied
    alone: bool = False  # the second is all: the gradient of a bias multiplies nothing

    def filled(
        self, dice: Dice, dtype: str, kinds: Kinds, fresh: int = FRESH
    ) -> Any:
        """Return two operands and a bias, or None for it, of some kinds of numbers."""
        wanted = (*self.operands, self.bias)
        x, w, bias = numbers(dice, DTYPES[dtype], wanted, kinds, fresh)
        return (w, [1], None) if self.alone else (x, w, bias)


def factors(target: Target, axes: int) -> tuple[str, ...]:
    """Return what can be large in a call: options too, where no values are given."""
    row = target.convention
    free = {row.ours(name) for name, values in target.values.items() if not values}
    channels = LAYERED if (row.layer or row.role) in LAYERS else ()
    steps = [name for name in ("stride", "dilation", "groups") if name in free]
    return (*SIDES[-axes:], *TAPS_OF[-axes:], *channels, *steps)


def shapes(asked: Asked) -> Shapes:
    """Pick shapes, and the options that vary, of a call.

    Raises NoRoomError where what is picked first leaves no sizes within the limits.
    """
    told, said = options(asked)
    x, w, bias = _sizes(asked, said)
    row = asked.target.convention
    more = {row.ours(k): row.in_ours(k, v) for k, v in told.items()}
    found = Shapes(x, w, (), bias, told, {**said, **more}, (x, w))
    return _of_gradient(asked, found) if row.layer else found


def _sizes(asked: Asked, said: Said) -> tuple[Shape, Shape, Shape | None]:
    """Pick the shapes of a signal or an image, of a kernel, and of a bias.

    Of a layer: a batch, the weights of all groups, and a bias for each output channel.
    """
    axes, paints = asked.axes, asked.layer == "conv_transpose"
    layered = asked.layer in LAYERS
    names = *TAPS_OF[-axes:], *(LAYERED if layered else ()), *SIDES[-axes:]
    known = {name: both(said[name]) for name in ("stride", "dilation")}
    known["groups"] = said["groups"]
    found = sizes(asked.dice, names, asked.case, known, asked.limits)
    taps = tuple(found[name] for name in TAPS_OF[-axes:])
    if not layered:
        return _lengths(asked, said, found, taps), taps, None

    if said["depthwise"]:  # each input channel is a group of its own
        found["inputs"] = 1
    inputs, outputs = (found["groups"] * found[name] for name in LAYERED[:2])
    if max(inputs, outputs) > (asked.limits.channels or inputs + outputs):
        raise NoRoomError
    w = (inputs, found["outputs"]) if paints else (outputs, found["inputs"])
    x = found["batch"], inputs, *_lengths(asked, said, found, taps)
    return x, (*w, *taps), (outputs,) if "bias" in asked.target.values else None


def _lengths(
    asked: Asked, said: Said, found: dict[str, Any], taps: Shape
) -> tuple[int, ...]:
    """Pick the signal's length on each axis: a few samples more than the least.

    On a large axis it is what so many outputs take, and what the stride leaves over.
    Else it may be a multiple of the stride, or one of its neighbours.
    """
    lengths, pick = [], asked.dice.pick
    steps = (1, 1) if asked.layer == "conv_transpose" else found["stride"]
    more = 5 if said["mode"] == "valid" else 7
    least = _least(asked, said, taps)
    for name, first, step in zip(SIDES[-asked.axes :], least, steps):
        rest = pick(range(more if found[name] == 1 else step))
        length = first + (found[name] - 1) * step + rest
        if found[name] == 1 < step and pick((False, True, True)):
            # To add one of these or to take it away gives the same result.
            length = max(first, pick((1, 2)) * step + pick((0, -1, 1)))
        lengths.append(asked.limits.clipped(length, first))
    return tuple(lengths)


def _least(asked: Asked, said: Said, taps: Shape) -> list[int]:
    """Return the least lengths that make an output: of the layer, or after its crop."""
    reaches = [reach(k, d) for k, d in zip(taps, both(said["dilation"]))]
    pads = sides(said["padding"], asked.axes)
    if asked.layer == "conv_transpose":
        crops = [sum(p) for p in pads or [(0, 0)] * asked.axes]
        extra, strides = both(said["output_padding"]), both(said["stride"])
        # Reaches or extra first: the same result.
        missing = [c - r - e for c, r, e in zip(crops, reaches, extra)]
        return [max(0, -(-n // s)) + 1 for n, s in zip(missing, strides)]
    if pads is None or said["mode"] != "valid":
        return [1] * asked.axes
    return [max(1, r + 1 - sum(p)) for r, p in zip(reaches, pads)]


def _of_gradient(asked: Asked, found: Shapes) -> Shapes:
    """Return what a gradient multiplies: two of x, w and what is as large as y.

    The size of the third is an option: of its axes, or `whole`, of its dimensions. The
    gradient of a bias multiplies nothing.
    """
    role = asked.target.convention.role
    reference = OURS[role_name(asked.layer, asked.axes)].reference
    known = {k: v for k, v in found.said.items() if k in ROLES[asked.layer]}
    x, w = (nested(sizes, int) for sizes in (found.x, found.w))
    y = shape(reference(x, w, **known))
    if role == "bias_gradient":
        return found._replace(y=y, operands=((1,), y), alone=True)
    by_input = role.endswith("input_gradient")
    found.options.update(asked.target.convention.sized(found.x, found.w))
    return found._replace(y=y, operands=(y, found.w) if by_input else (found.x, y))
