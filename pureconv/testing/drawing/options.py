"""Which options a call has: those that vary are picked, of their values or of any.

Strides, dilations and paddings differ from axis to axis, and from side to side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import product
from typing import Any, NamedTuple

from pureconv.boundary import BOUNDARIES
from pureconv.network.layers import sides2d
from pureconv.sizes import MODES, PADDINGS
from pureconv.testing.conventions import DEFAULTS, Target
from pureconv.testing.drawing.dice import Dice
from pureconv.testing.drawing.sizes import LARGE, SMALL, Case, Limits

FEW = (0, 1, 2)
STEPS = (*SMALL, *LARGE["stride"])  # and dilations
PAIRS = tuple(product(STEPS, STEPS))
FORM = {  # of a convention
    "sides": True,
    "words": True,
    "size": "",
    "whole": False,
    "depthwise": False,
}
Said = Mapping[str, Any]  # options, and what else of FORM is known


class Asked(NamedTuple):
    """Whose call is wanted, and who makes the choices."""

    target: Target
    axes: int
    limits: Limits
    dice: Dice
    case: Case  # factors that are to be large

    @property
    def layer(self) -> str:
        """The role of the layer whose gradient it is, or else its own."""
        row = self.target.convention
        return row.layer or row.role


def options(asked: Asked) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the options that vary, but for a bias, and all that decides about shapes.

    The first are said as the convention says them, the second as we do.
    """
    target, row = asked.target, asked.target.convention
    shaping = {*row.names, *row.drawn}
    said = {**DEFAULTS, **FORM, **row.shapes}
    for option in shaping & target.fixed.keys():
        said[row.ours(option)] = row.in_ours(option, target.fixed[option])
    names = {row.ours(option): option for option in shaping & target.values.keys()}
    found = {}
    for name, anything in ANY.items():
        if name in names:
            given = target.listed(names[name], asked.axes)
            fits = _sized(asked, name, given) if name in asked.case else given
            value = asked.dice.pick(fits or given) if given else anything(asked, said)
            found[names[name]] = value
            said[name] = row.in_ours(names[name], value)
    told = [option for option in target.values if option != "bias"]
    for option in told:
        if option not in found:
            found[option] = asked.dice.pick(target.listed(option, asked.axes))
    return {option: found[option] for option in told}, said


def _sized(asked: Asked, name: str, values: Sequence[Any]) -> list[Any]:
    """Return the values that are as large as the case wants them, or else small."""
    wanted = asked.case.get(name)
    wanted = wanted[-asked.axes :] if isinstance(wanted, tuple) else wanted
    large = LARGE[name] if name in asked.case else SMALL

    def fits(value: Any) -> bool:
        steps = both(value)[-asked.axes :]
        return wanted in (steps, max(steps)) if wanted else max(steps) in large

    return [value for value in values if fits(value)]


def _steps(name: str, asked: Asked, said: Said) -> Any:
    """Pick a step of all axes, or in two axes one of each.

    One stride in three is 1 where no other can have a padding that is a word.
    """
    # Of other options, too: the same result, found sooner or later.
    dense = name == "stride" and not said["sides"] and name not in asked.case
    is_conv = asked.target.convention.role == "conv"  # others have no such words
    # More or less often is the same result, found sooner or later.
    if dense and is_conv and asked.dice.chance(3):
        return 1  # by another, the same result, found later
    lists: list[Any] = [STEPS, PAIRS][: asked.axes]
    fitting = [_sized(asked, name, values) for values in lists]
    return asked.dice.pick(asked.dice.pick([values for values in fitting if values]))


def _padding(asked: Asked, said: Said) -> Any:
    """Pick a padding: a number, pairs or a word. Words of PyTorch are for stride 1."""
    words: Sequence[str] = PADDINGS
    if not said["sides"]:
        words = ("valid", "same") if both(said["stride"]) == (1, 1) else ()
    if asked.layer == "conv_transpose" or not said["words"]:
        words = ()
    pairs = list(product(FEW, FEW))
    kinds: list[Sequence[Any]] = [FEW]
    if said["sides"] or asked.axes == 2:
        kinds.append(pairs)
    if said["sides"] and asked.axes == 2:
        kinds.append(list(product(pairs, pairs)))
    return asked.dice.pick(asked.dice.pick([*kinds, words] if words else kinds))


def _extra(asked: Asked, said: Said) -> Any:
    """Pick an output padding, less than the stride or the dilation on each axis."""
    pick = asked.dice.pick
    # In either order, the same result.
    wide = list(map(max, both(said["stride"]), both(said["dilation"])))
    if asked.axes == 1 or pick((False, True)):
        return pick(range(min(wide)))
    return tuple(pick(range(most)) for most in wide)


def _groups(asked: Asked, _: Said) -> Any:
    most = asked.limits.channels
    values = _sized(asked, "groups", (*SMALL, *LARGE["groups"]))
    return asked.dice.pick([v for v in values if most is None or v <= most] or [1])


ANY: dict[str, Callable[..., Any]] = {  # in this order: some depend on those before
    "mode": lambda asked, _: asked.dice.pick(MODES),
    "stride": partial(_steps, "stride"),
    "dilation": partial(_steps, "dilation"),
    "padding": _padding,
    "output_padding": _extra,
    "boundary": lambda asked, _: asked.dice.pick(BOUNDARIES),
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


def sides(padding: Any, axes: int) -> list[tuple[int, int]] | None:
    """Return the padding of each axis, before and after it; None for a word.

    >>> sides(2, 1), sides((1, 2), 1), sides((1, 2), 2), sides("same", 1)
    ([(2, 2)], [(1, 2)], [(1, 1), (2, 2)], None)
    """
    if isinstance(padding, str):
        return None
    return [both(padding)] if axes == 1 else list(sides2d(padding))
