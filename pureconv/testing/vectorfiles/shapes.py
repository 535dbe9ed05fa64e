"""Which shapes and options a case has: drawn, then tried on the reference itself.

What the reference takes is a case. A kernel that does not fit is one too, now and then;
whatever else it refuses is drawn again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pureconv.boundary import BOUNDARIES
from pureconv.nested import leaves, shape
from pureconv.network.layers import sides2d
from pureconv.sizes import MODES, PADDINGS, reach
from pureconv.testing.conventions import OURS, ROLES, Target, role_name
from pureconv.testing.vectorfiles.dice import Dice
from pureconv.testing.vectorfiles.numbers import nested

Shape = tuple[int, ...]

BLOCKS = (7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65)


class Profile(NamedTuple):
    """What a case has many of; each profile comes as often as its share says."""

    share: int
    taps: Mapping[int, tuple[int, ...]]  # by the number of axes
    outputs: Mapping[int, tuple[int, ...]]
    channels: tuple[int, ...]  # of a group, in or out
    room: int  # for numbers of x, w and y, those of y counted twice


FEW = {1: (1, 2, 3, 4, 5, 6, 7), 2: (1, 1, 2, 2, 3, 3, 4, 5)}
SHORT = {1: (1, 2, 2, 3, 3, 4, 5), 2: (1, 2, 2, 3, 3, 4)}
LONG = {1: (7, 8, 9, 16, 17, 33), 2: (4, 5, 7, 8, 9)}
MANY = {1: BLOCKS, 2: (*FEW[2], *BLOCKS[:6])}
FEWEST = {1: (1, 2, 3), 2: (1, 1, 2)}
PROFILES = (
    Profile(6, SHORT, FEW, (1, 1, 2, 3), 150),
    Profile(2, SHORT, MANY, (1, 2), 500),
    Profile(1, LONG, FEW, (1, 2), 500),
    Profile(2, FEWEST, FEWEST, (1, 3, 8, 16, 17), 600),
)
GROUPS = (1, 1, 2, 3, 4, 8)
STEPS = (1, 1, 2, 2, 3, 4, 5)
ITEMS = (1, 1, 1, 2, 3)
PADS = (0, 0, 1, 1, 2, 3)
PRODUCTS = 3000
UNFIT = 12  # one case in so many is meant to have a kernel that does not fit
TRIES = 2000
TOO_MANY = "it adds up too many products, or none"
NOT_PADDED = ("VALID", "NOTSET")


class Drawn(NamedTuple):
    """Shapes of x, of w and of a bias, options, and what a reference makes of them."""

    axes: int
    x: Shape
    w: Shape
    bias: Shape | None
    options: dict[str, Any]  # without the bias
    said: dict[str, Any]  # the same, those that are fixed, and a mode, by our names
    y: Shape | None = None  # or None where the kernel does not fit
    reason: str = ""  # why the reference refuses that

    @property
    def fits(self) -> bool:
        """Whether the kernel reaches over no more samples than there are."""
        pads = sides(self.said.get("padding", 0), self.axes)
        if pads is None or self.said["mode"] != "valid":
            return True
        rows = zip(self.spans, self.x[-self.axes :], pads)
        return all(span <= n + sum(pad) for span, n, pad in rows)

    @property
    def spans(self) -> Shape:
        """How many samples the kernel reaches over, on each axis."""
        dilations = both(self.said.get("dilation"), self.axes)
        taps = self.w[-self.axes :]
        return tuple(reach(k, d) + 1 for k, d in zip(taps, dilations))


def draw(dice: Dice, target: Target, axes: int) -> Drawn:
    """Return shapes and options of a call, or for a gradient, of a call of its layer.

    The kernel of a call may not fit, now and then; that of a layer does.
    """
    profile = dice.pick([each for each in PROFILES for _ in range(each.share)])
    unfit = not target.convention.layer and dice.chance(UNFIT)
    room, reason = profile.room, "its operands are too large"
    for n in range(TRIES):
        room = profile.room if n < TRIES // 2 else 9 * profile.room
        drawn = _shapes(dice, target, axes, profile, unfit=unfit)
        if math.prod(drawn.x) + math.prod(drawn.w) > room:
            continue
        drawn = _tried(target, drawn)
        reason = drawn.reason or reason
        refused = unfit and not drawn.fits and drawn.reason != TOO_MANY
        if drawn.y is None and not refused:
            continue
        if sum(map(math.prod, (drawn.x, drawn.w, *[drawn.y or ()] * 2))) <= room:
            return drawn
    raise ValueError(f"no call of {target.name} could be found: {reason}")


def _layer(target: Target) -> str:
    """Return the role of a layer whose gradient it is, or else its own."""
    return target.convention.layer or target.convention.role


def _ours(value: Any) -> Any:
    """Return a step or a padding of a library as ours.

    >>> _ours("SAME"), _ours("NOTSET"), _ours([2, 3]), _ours([4])
    ('same', 'valid', (2, 3), 4)
    """
    if isinstance(value, str):
        return "valid" if value.upper() in NOT_PADDED else "same"
    if isinstance(value, list):
        return tuple(value) if len(value) > 1 else value[0]
    return value


def _tried(target: Target, drawn: Drawn) -> Drawn:
    """Return what the reference makes of ones, of which each product counts for one."""
    given, reference, layer = dict(drawn.options), target.reference, _layer(target)
    if target.convention.layer:
        reference = OURS[role_name(layer, drawn.axes)].reference
        given = {k: _ours(v) for k, v in drawn.said.items() if k in ROLES[layer]}
    if drawn.bias:
        given["bias"] = [0] * drawn.bias[0]
    x, w = (nested(sizes, lambda: 1) for sizes in (drawn.x, drawn.w))
    try:
        y = reference(x, w, **given)
    except (TypeError, ValueError) as error:
        return drawn._replace(reason=str(error))
    if not 0 < sum(leaves(y)) < PRODUCTS:
        return drawn._replace(reason=TOO_MANY)
    return drawn._replace(y=shape(y))


def _shapes(
    dice: Dice, target: Target, axes: int, profile: Profile, *, unfit: bool
) -> Drawn:
    """Return shapes that may fit the options; where they do not, others are drawn."""
    row, role = target.convention, _layer(target)
    options = _options(dice, target, axes)
    biased = options.pop("bias", 0) is None
    paints = role == "conv_transpose"
    told = {**{k: target.default(k) for k in row.names}, **target.fixed, **options}
    said = {"mode": row.shapes.get("mode", "full" if paints else "valid")}
    said.update({row.ours(k): v for k, v in told.items() if v is not None})
    taps = tuple(dice.pick(profile.taps[axes]) for _ in range(axes))
    sizes = _lengths(dice, profile, taps, said, paints=paints)
    drawn = Drawn(axes, sizes, taps, None, options, said)
    if unfit:
        sizes = tuple(max(1, span - 1 - dice.below(2)) for span in drawn.spans)
    if role not in {"conv", "conv_transpose"}:
        return drawn._replace(x=sizes)
    groups = said.get("groups", 1)
    inputs, outs = dice.pick(profile.channels), dice.pick(profile.channels)
    if row.shapes.get("depthwise"):  # each input channel is a group of its own
        inputs = 1
    x = (dice.pick(ITEMS), groups * inputs, *sizes)
    w = (groups * outs, inputs, *taps)
    if paints:
        w = (groups * inputs, outs, *taps)
    bias = (groups * outs,) if biased else None
    return drawn._replace(x=x, w=w, bias=bias)


def _lengths(
    dice: Dice, profile: Profile, taps: Shape, said: dict[str, Any], *, paints: bool
) -> Shape:
    """Return a signal's length on each axis, for about as many outputs as are picked.

    Layers that paint reach over so many. The others may leave samples over.
    """
    axes, lengths = len(taps), []
    strides, dilations = (both(said.get(k), axes) for k in ("stride", "dilation"))
    pads = sides(said.get("padding", 0), axes)
    inside = pads is not None and said["mode"] == "valid"
    each = zip(taps, strides, dilations, pads or [(0, 0)] * axes)
    for k, stride, dilation, pad in each:
        outputs, far = dice.pick(profile.outputs[axes]), reach(k, dilation)
        if paints:
            length = 1 + (outputs + sum(pad) - far - 1) // stride
        elif inside:
            length = (outputs - 1) * stride + far + 1 - sum(pad) + dice.below(stride)
        else:
            length = outputs * stride - dice.below(stride)
        lengths.append(max(1, length))
    return tuple(lengths)


# === options ===


def _options(dice: Dice, target: Target, axes: int) -> dict[str, Any]:
    """Return a value for each option that varies; for a bias, None."""
    row = target.convention
    chosen = {}
    for name, values in target.values.items():
        listed = [each.get(name, ()) for each in row.options.values()]
        if values and values not in listed:  # those that somebody gave
            chosen[name] = dice.pick(values)
        elif name in row.drawn:
            chosen[name] = ANY[row.ours(name)](dice, axes, target)
        else:
            chosen[name] = dice.pick(row.options[axes].get(name, ()))
    return chosen


def _each(dice: Dice, axes: int, values: tuple[int, ...]) -> Any:
    """Return one value, or for two axes now and then a pair."""
    if axes == 2 and dice.chance(2):
        return (dice.pick(values), dice.pick(values))
    return dice.pick(values)


def _padding(dice: Dice, axes: int, target: Target) -> Any:
    """Return a number, pairs, or a word, as far as the convention takes such."""
    row = target.convention
    per_side = row.shapes.get("sides", True)
    pair = (dice.pick(PADS), dice.pick(PADS))
    kinds: list[Any] = [dice.pick(PADS), dice.pick(PADS)]
    if axes == 2:
        kinds.append(pair)
    if per_side:
        kinds.append(pair if axes == 1 else (pair, (dice.pick(PADS), dice.pick(PADS))))
    if _layer(target) != "conv_transpose" and row.shapes.get("words", True):
        kinds.append(dice.pick(PADDINGS if per_side else ("valid", "same")))
    return dice.pick(kinds)


ANY: dict[str, Callable[[Dice, int, Target], Any]] = {
    "bias": lambda *_: None,
    "mode": lambda dice, *_: dice.pick(MODES),
    "boundary": lambda dice, *_: dice.pick(BOUNDARIES),
    "stride": lambda dice, axes, _: _each(dice, axes, STEPS),
    "dilation": lambda dice, axes, _: _each(dice, axes, STEPS[:-2]),
    "padding": _padding,
    "output_padding": lambda dice, axes, _: _each(dice, axes, (0, 0, 1, 2)),
    "groups": lambda dice, *_: dice.pick(GROUPS),
}


def both(step: Any, axes: int) -> Shape:
    """Return a stride or a dilation of each axis.

    >>> both(2, 2), both((2, 3), 2), both([2], 1), both(None, 1)
    ((2, 2), (2, 3), (2,), (1,))
    """
    if isinstance(step, (list, tuple)):
        return tuple(step) if len(step) > 1 else (*step,) * axes
    return (1 if step is None else step,) * axes


def sides(padding: Any, axes: int) -> tuple[tuple[int, int], ...] | None:
    """Return the padding of each axis, before and after it; None for a word.

    >>> sides(2, 1), sides((1, 2), 1), sides((1, 2), 2), sides("same", 1)
    (((2, 2),), ((1, 2),), ((1, 1), (2, 2)), None)
    """
    if isinstance(padding, str):
        return ((0, 0),) * axes if padding.upper() in NOT_PADDED else None
    if axes == 2:
        return sides2d(padding)
    listed = isinstance(padding, (list, tuple))
    return ((padding[0], padding[-1]),) if listed else ((padding, padding),)
