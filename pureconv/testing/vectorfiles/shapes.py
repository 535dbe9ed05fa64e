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
from pureconv.sizes import MODES, PADDINGS, reach
from pureconv.testing.conventions import Target
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
PRODUCTS = 3000
UNFIT = 12  # one case in so many is meant to have a kernel that does not fit
TRIES = 2000
TOO_LARGE = "kernel reaches"  # how the reference says that a kernel does not fit


class Drawn(NamedTuple):
    """Shapes of x, of w and of a bias, options, and what a reference makes of them."""

    x: Shape
    w: Shape
    bias: Shape | None
    options: dict[str, Any]  # without the bias
    y: Shape | None  # or None where the kernel does not fit
    reason: str


def draw(dice: Dice, target: Target, axes: int, *, unfit: bool) -> Drawn:
    """Return shapes and options of a call; with `unfit` its kernel may not fit."""
    profile = dice.pick([each for each in PROFILES for _ in range(each.share)])
    unfit = unfit and dice.chance(UNFIT)
    room, reasons = profile.room, ["its operands are too large"]
    for n in range(TRIES):
        room = profile.room if n < TRIES // 2 else 9 * profile.room
        options = drawn_options(dice, target, axes)
        drawn = _shapes(dice, target, axes, options, profile, unfit=unfit)
        if math.prod(drawn.x) + math.prod(drawn.w) > room:
            continue
        tried = _tried(target, drawn)
        if tried.reason:
            reasons.append(tried.reason)
        if tried.reason and not (unfit and tried.reason.startswith(TOO_LARGE)):
            continue
        shapes = (tried.x, tried.w, tried.y or (), tried.y or ())
        if sum(map(math.prod, shapes)) <= room:
            return tried
    raise ValueError(f"no call of {target.name} could be found: {reasons[-1]}")


def _tried(target: Target, drawn: Drawn) -> Drawn:
    """Return what the reference makes of ones, of which each product counts for one."""
    given = dict(drawn.options)
    if drawn.bias:
        given["bias"] = [0] * drawn.bias[0]
    try:
        y = target.reference(ones(drawn.x), ones(drawn.w), **given)
    except (TypeError, ValueError) as error:
        return drawn._replace(reason=str(error))
    if not 0 < sum(leaves(y)) < PRODUCTS:
        return drawn._replace(reason="it adds up too many products, or none")
    return drawn._replace(y=shape(y))


def ones(sizes: Shape) -> Any:
    """Return nested lists of ones."""
    return nested(sizes, lambda: 1)


def drawn_options(dice: Dice, target: Target, axes: int) -> dict[str, Any]:
    """Return a value for each option that varies; for a bias, None."""
    row = target.convention
    chosen = {}
    words = row.role != "conv_transpose"
    given = {"words": words, "sides": row.shapes.get("sides", True)}
    for name, values in target.values.items():
        listed = [each.get(name, ()) for each in row.options.values()]
        if values and values not in listed:  # those that somebody gave
            chosen[name] = dice.pick(values)
        else:
            known = row.options[axes].get(name, ())
            own = OURS[row.ours(name)] if name in row.drawn else None
            chosen[name] = own(dice, axes, given) if own else dice.pick(known)
    return chosen


def _each(dice: Dice, axes: int, values: tuple[int, ...]) -> Any:
    """Return one value, or for two axes now and then a pair."""
    if axes == 2 and dice.chance(2):
        return (dice.pick(values), dice.pick(values))
    return dice.pick(values)


def _padding(dice: Dice, axes: int, given: Mapping[str, bool]) -> Any:
    few = (0, 0, 1, 1, 2, 3)
    pair = (dice.pick(few), dice.pick(few))
    kinds: list[Any] = [dice.pick(few), dice.pick(few)]
    if axes == 2:
        kinds.append(pair)
    if given["sides"]:
        kinds.append(pair if axes == 1 else (pair, (dice.pick(few), dice.pick(few))))
    if given["words"]:
        kinds.append(dice.pick(PADDINGS if given["sides"] else ("valid", "same")))
    return dice.pick(kinds)


OURS: dict[str, Callable[[Dice, int, Mapping[str, bool]], Any]] = {
    "bias": lambda *_: None,
    "mode": lambda dice, *_: dice.pick(MODES),
    "boundary": lambda dice, *_: dice.pick(BOUNDARIES),
    "stride": lambda dice, axes, _: _each(dice, axes, STEPS),
    "dilation": lambda dice, axes, _: _each(dice, axes, STEPS[:-2]),
    "padding": _padding,
    "output_padding": lambda dice, axes, _: _each(dice, axes, (0, 0, 1, 2)),
    "groups": lambda dice, *_: dice.pick(GROUPS),
}


def _shapes(
    dice: Dice,
    target: Target,
    axes: int,
    options: dict[str, Any],
    profile: Profile,
    *,
    unfit: bool,
) -> Drawn:
    """Return shapes that may fit the options; where they do not, others are drawn."""
    row = target.convention
    said = {row.ours(k): v for k, v in {**target.fixed, **options}.items()}
    taps = tuple(dice.pick(profile.taps[axes]) for _ in range(axes))
    outputs = [dice.pick(profile.outputs[axes]) for _ in range(axes)]
    size = _painted_size if row.role == "conv_transpose" else _size
    sizes = tuple(
        size(dice, outputs[axis], taps[axis], _steps(said, axis, axes), said)
        for axis in range(axes)
    )
    if unfit:
        spans = [reach(k, step(said.get("dilation"), n)) for n, k in enumerate(taps)]
        sizes = tuple(max(1, span - 1 - dice.below(2)) for span in spans)
    others = {k: v for k, v in options.items() if k != "bias"}
    if not row.batched:
        return Drawn(sizes, taps, None, others, None, "")
    groups = said.get("groups", 1)
    inputs, outs = dice.pick(profile.channels), dice.pick(profile.channels)
    x = (dice.pick(ITEMS), groups * inputs, *sizes)
    w = (groups * outs, inputs, *taps)
    if row.role == "conv_transpose":
        w = (groups * inputs, outs, *taps)
    bias = (groups * outs,) if "bias" in options else None
    return Drawn(x, w, bias, others, None, "")


def _steps(said: Mapping[str, Any], axis: int, axes: int) -> tuple[int, int, int]:
    """Return stride, dilation and padding of an axis, that of both sides together."""
    pads = sum(sides(said.get("padding", 0), axis, axes) or (0, 0))
    return step(said.get("stride"), axis), step(said.get("dilation"), axis), pads


def _size(
    dice: Dice,
    outputs: int,
    taps: int,
    steps: tuple[int, int, int],
    said: Mapping[str, Any],
) -> int:
    """Return a size that gives so many outputs, and may leave samples over."""
    stride, dilation, pads = steps
    if said.get("mode", "valid") != "valid" or isinstance(said.get("padding"), str):
        return max(1, outputs * stride - dice.below(stride))
    need = (outputs - 1) * stride + reach(taps, dilation) + 1 - pads
    return max(1, need + dice.below(stride))


def _painted_size(
    _dice: Dice,
    outputs: int,
    taps: int,
    steps: tuple[int, int, int],
    _said: Mapping[str, Any],
) -> int:
    """Return a size whose copies of the kernel reach about so many outputs."""
    stride, dilation, pads = steps
    return max(1, 1 + (outputs + pads - reach(taps, dilation) - 1) // stride)


def step(value: Any, axis: int) -> int:
    """Return a stride or a dilation along one axis.

    >>> step(2, 1), step((2, 3), 1), step(None, 0)
    (2, 3, 1)
    """
    if value is None:
        return 1
    if isinstance(value, (list, tuple)):
        return int(value[axis]) if len(value) > 1 else int(value[0])
    return int(value)


def sides(padding: Any, axis: int, axes: int) -> tuple[int, int] | None:
    """Return the padding of an axis, before and after it; None for words.

    >>> sides(2, 0, 1), sides((1, 2), 0, 1), sides((1, 2), 0, 2), sides("same", 0, 1)
    ((2, 2), (1, 2), (1, 1), None)
    """
    if isinstance(padding, str):
        return (0, 0) if padding == "valid" else None
    if isinstance(padding, int):
        return padding, padding
    own = padding if axes == 1 else padding[axis]
    return (own, own) if isinstance(own, int) else (own[0], own[-1])
