"""Whole calls: shapes and options that fit, and the numbers to fill them with."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from typing import Any

from pureconv.checks import shown
from pureconv.nested import lists, shape
from pureconv.testing.conventions import Target
from pureconv.testing.drawing.dice import Dice
from pureconv.testing.drawing.numbers import Kind, operands
from pureconv.testing.drawing.options import Asked
from pureconv.testing.drawing.shapes import factors, shapes
from pureconv.testing.drawing.sizes import Limits, large_cases
from pureconv.testing.verdict import DTYPES

NO_LIMITS = Limits()
Drawn = Callable[[Dice], Any]  # draws an example: a call, or the data of a law


def call(asked: Asked, kind: Kind | None, dtype: str) -> Any:
    """Return what a function is called with, as a pair (arguments, options).

    All numbers are of one kind, or if that is None, of any. Raises NoRoomError as
    `shapes` does.
    """
    found = shapes(asked)
    # A fourth kind is for nothing: the same result.
    x, w, bias = found.filled(asked.dice, dtype, (kind,) * 3)
    options = found.options if bias is None else {**found.options, "bias": bias}
    return (x, w), options


def calls(
    target: Target,
    axes: int,
    kind: Kind | None,
    dtype: str,
    limits: Limits = NO_LIMITS,
) -> Drawn:
    """Return what draws calls, one after the other, whatever the convention.

    In two of three something is large, one case after the other. Gradients are small:
    they go through the same blocks as the layers.
    """
    turns = cycle(large_cases(factors(target, axes)))
    small = bool(target.convention.layer)

    def drawn(dice: Dice) -> Any:
        case = {} if small or dice.chance(3) else next(turns)
        return call(Asked(target, axes, limits, dice, case), kind, dtype)

    return drawn


def renumbered(drawn: Any, dice: Dice, kind: Kind | None, dtype: str) -> Any:
    """Return a call with other numbers: all but those of x, w and a bias stays.

    Raises TypeError for what is no pair ((x, w), options).
    """
    try:
        (x, w), options = drawn
        sizes = [shape(lists(v)) for v in (x, w, options.get("bias", []))]
    except (AttributeError, TypeError, ValueError) as error:
        text = f"arguments must draw pairs ((x, w), options), not {shown(drawn)}"
        raise TypeError(text) from error
    wanted = sizes[0], sizes[1], sizes[2] if sum(sizes[2]) else None
    # A fourth kind is for nothing: the same result.
    x, w, bias = operands(dice, DTYPES[dtype], wanted, (kind,) * 3)
    return (x, w), {**options, **({} if bias is None else {"bias": bias})}
