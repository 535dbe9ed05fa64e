"""Small integers to try a law on, as its signature asks for them.

Options that the candidate does not take keep their defaults. Where a law takes
`correlate`, the signal has room for every window; where it takes `convolve` alone, the
kernel may be longer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import product
from typing import Any, NamedTuple

from pureconv.boundary import BOUNDARIES
from pureconv.checks import pair
from pureconv.laws import signals
from pureconv.nested import shape
from pureconv.network.layers import sides2d
from pureconv.sizes import MODES
from pureconv.testing.checking.claim import Claim
from pureconv.testing.checking.search import DoesNotApplyError
from pureconv.testing.conventions import DEFAULTS, OURS, ROLES, Target, role_name
from pureconv.testing.drawing.calls import call
from pureconv.testing.drawing.dice import Dice
from pureconv.testing.drawing.numbers import Kind, nested
from pureconv.testing.drawing.options import Asked
from pureconv.testing.verdict import DTYPES

DATA = {"x", "w", "v", "c", "shift", "bias", "gradient", *DEFAULTS}
WORDS = {"mode": MODES, "boundary": BOUNDARIES}
SIDES = {  # paddings that are not words, by axes; with a number for each side, or not
    (1, True): (0, 1, (1, 0), (0, 2)),  # same result by others
    (2, True): (0, 1, (1, 2), ((1, 0), (0, 2)), ((0, 1), (2, 0))),  # same result, too
    (1, False): (0, 1, 2),  # same result, too
    (2, False): (0, 1, (1, 2), (2, 0)),  # same result, too
}
FEW = 3  # samples to shift by; the same result with a few more
STEPS = ("stride", "dilation", "output_padding")
# The same result by other steps, as long as some are longer than 1.
FEW_STEPS = {1: (1, 2, 3), 2: tuple(product((1, 2, 3), repeat=2))}


class Trial(NamedTuple):
    """A law, and what it is tried on: a candidate in the place of one of ours."""

    law: Callable[..., Any]
    claim: Claim
    axes: int  # of the function that the candidate stands for
    functions: Mapping[str, str]  # of ours, by the names of the law's implementations
    asked: list[str]  # what else the law takes: data and options
    kind: Kind  # of numbers, to be drawn as ints

    @property
    def dtype(self) -> str:
        """Any type of ints, with numbers below zero or without, as the claim has."""
        return "int64" if self.claim.dtype.negates else "uint64"

    def nested(self, dice: Dice, sizes: tuple[int, ...]) -> Any:
        """Draw nested lists of that shape."""
        return nested(sizes, self.kind(dice, DTYPES[self.dtype]))


def plane_data(trial: Trial, dice: Dice) -> dict[str, Any]:
    """Draw the data of a law on signals or images: its options, kernels, signal."""
    law, asked, functions = trial.law, trial.asked, trial.functions
    axes = 2 if "correlate2d" in functions else trial.axes
    flat = signals.OF_SIGNALS.get(law, "")
    data: dict[str, Any] = {}
    for name in [name for name in ROLES["correlate"] if name in asked]:
        along, usual = 1 if "x" in flat else axes, trial.claim.target.usual(name)
        values = _values(trial, name, along, WORDS.get(name, FEW_STEPS[along]))
        default = usual if usual in WORDS.get(name, [usual]) else DEFAULTS[name]
        value = dice.pick(values) if values else default
        data[name] = _written(name, value, along)
    if "shift" in asked:  # drawn for other laws, it would not be used: the same result
        down, along = dice.between(0, FEW), dice.between(0, FEW)
        data["shift"] = along if axes == 1 else (down, along)
    if "c" in asked:  # likewise the same result
        data["c"] = dice.between(-3, 3)  # the same result of larger ones

    room = [1, 1]
    down_along = pair(data.get("dilation", 1), "dilation", 1)
    for name in (n for n in ("w", "v", "x") if n in asked):
        if law is signals.digits_multiply:
            data[name] = [dice.between(0, 9) for _ in range(dice.between(1, 4))]
            continue
        least, more = ((1, 1), 2) if name != "x" else (room, 4)
        sizes = least[: 1 if name in flat else axes]
        sizes = tuple(n + dice.between(0, more) for n in sizes)
        data[name] = trial.nested(dice, sizes)
        # The same result where windows do not fit: then others are drawn.
        if {"correlate", "correlate2d"} & functions.keys():
            taps = sizes * 2 if len(sizes) == 1 else sizes
            room = [n + d * (k - 1) for n, d, k in zip(room, down_along, taps)]
    return {name: data[name] for name in asked}


def _values(
    trial: Trial, name: str, axes: int, all_values: tuple[Any, ...]
) -> tuple[Any, ...] | None:
    """Return those values of an option that a law in so many axes can take, as ours.

    Those that were declared for the target, which may have another number of axes, or
    else all. None: it has its default, as it does not vary or has no such value.
    """
    target, own = trial.claim.target, trial.axes
    option = target.theirs(name)
    if option is None:
        return None
    said = partial(target.convention.said, option)
    given = tuple(simplest(said(v)) for v in target.listed(option, own) or all_values)
    pairs = axes == 2 or (name == "padding" and own == 1)
    fit = tuple(
        v
        for v in given
        if v in WORDS.get(name, ()) or isinstance(v, (int, tuple)[: 1 + pairs])
    )
    return fit if fit or not given else None


def unspoken(trial: Trial) -> dict[str, Any]:
    """Return the options that vary, but of which a law does not speak.

    Each has its default, or where that was not declared, the first value that was.
    """
    target, chosen = trial.claim.target, {}
    for option in target.values:
        if target.convention.ours(option) not in [*trial.asked, "bias"]:
            given, default = target.listed(option, trial.axes), target.default(option)
            same = [v for v in given if simplest(v) == simplest(default)]
            (chosen[option], *_) = same or given or [default]
    return chosen


def simplest(value: Any) -> Any:
    """Return one int for a list of equal ones, and a tuple for other lists.

    >>> simplest([2]), simplest([2, 2]), simplest([2, 1]), simplest("same")
    (2, 2, (2, 1), 'same')
    """
    if not isinstance(value, (list, tuple)):
        return value
    parts = tuple(simplest(v) for v in value)
    same = len(set(parts)) == 1 and isinstance(parts[0], int)
    return parts[0] if same else parts


def network_data(trial: Trial, dice: Dice) -> dict[str, Any]:
    """Draw the data of a law on layers, paddings and steps told for each axis."""
    target, asked, functions = trial.claim.target, trial.asked, trial.functions
    axes = 1 if "layer2d" in functions else trial.axes  # images of one row
    paints = "conv_transpose" in (target.convention.role, *functions)
    role = "conv_transpose" if paints else "conv"
    fixed = {name: target.usual(name) for name in ROLES[role]}
    if "padding" in asked and isinstance(fixed["padding"], str):
        raise DoesNotApplyError("needs padding that is not a word")
    # Or else sides that differ are drawn, and refused: the same result, at more cost.
    sides = SIDES[axes, target.convention.shapes.get("sides", True)]
    listed = {
        name: _values(trial, name, axes, sides if name == "padding" else ())
        for name in ROLES[role]
        if name in asked  # others would change sizes alone: the same result
    }
    varied = {name: values for name, values in listed.items() if values is not None}
    layer = Target(role, OURS[role_name(role, axes)], fixed, varied)
    within = Asked(layer, axes, trial.claim.limits, dice, {})
    (x, w), options = call(within, trial.kind, trial.dtype)

    data = {"x": x, "w": w}
    for name in (n for n in DEFAULTS if n in asked):
        data[name] = _written(name, options.get(name, fixed[name]), axes)
    if "bias" in asked:
        channels = len(w[0]) * data["groups"] if paints else len(w)
        data["bias"] = options.get("bias", [0] * channels)
    if "gradient" in asked:  # of a convolution that leads back to where `x` is
        steps = {k: v for k, v in data.items() if k in fixed}
        try:
            there = shape(OURS[functions["conv_transpose"]].reference(x, w, **steps))
        except ValueError:  # of values that do not go together: the law will say so
            there = shape(x)
        data["gradient"] = x
        data["x"] = trial.nested(dice, there)
    return {name: data[name] for name in asked}


def _written(name: str, value: Any, axes: int) -> Any:
    """Return a padding as its sides, and a step in two axes as a pair."""
    if name == "padding":
        return sides2d(value) if axes == 2 else pair(value, name, 0)
    return pair(value, name, 0) if name in STEPS and axes == 2 else value
