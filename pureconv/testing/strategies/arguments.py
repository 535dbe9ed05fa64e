"""Whole calls: shapes and options that fit, and the numbers to fill them with.

Some are small, in the others something is large. What hypothesis is to make smaller, it
draws piece by piece; to check a function, one seed draws it all.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import cycle
from typing import Any

from pureconv.checks import choice, shown
from pureconv.nested import lists, shape
from pureconv.testing.conventions import OURS, Target, Varied, role_name
from pureconv.testing.drawing.dice import Dice
from pureconv.testing.drawing.numbers import Kind, operands
from pureconv.testing.drawing.options import Asked
from pureconv.testing.drawing.shapes import factors, shapes
from pureconv.testing.drawing.sizes import (
    Limits,
    NoRoomError,
    large_cases,
)
from pureconv.testing.strategies.dependency import reject, st
from pureconv.testing.verdict import DTYPES

NO_LIMITS = Limits()
SEEDS = st.integers(0, 2**64 - 1)  # any that are as many have the same result


class Pieces(Dice):
    """Choices that are drawn by hypothesis, each on its own."""

    def __init__(self, draw: Any) -> None:
        """Draw by a function that composite strategies are given."""
        self.draw = draw

    def between(self, lo: int, hi: int) -> int:
        """Return one of lo to hi, the nearest to zero first."""
        return int(self.draw(_between(lo, hi)))

    def kind(self, elements: st.SearchStrategy[Any] | None) -> Kind | None:
        """Return the numbers that a strategy draws as a kind of real ones."""
        return None if elements is None else lambda *_: lambda: self.draw(elements)


@lru_cache(maxsize=999)  # with any other size, the same result
def _between(lo: int, hi: int) -> st.SearchStrategy[int]:
    """Return a strategy that hypothesis validates once."""
    return st.integers(lo, hi)


def calls(
    target: Target,
    axes: int,
    kind: Kind | None,
    dtype: str,
    limits: Limits = NO_LIMITS,
) -> st.SearchStrategy[Any]:
    """Return a strategy for pairs (arguments, options), whatever the convention.

    It is for those who make examples smaller on their own: each is made by a seed.
    In two of three something is large, one case after the other. Gradients are small:
    they go through the same blocks as the layers.
    """
    turns = cycle(large_cases(factors(target, axes)))
    small = bool(target.convention.layer)

    def made(seed: int) -> Any:
        dice = Dice(seed)
        case = {} if small or dice.chance(3) else next(turns)
        return _call(Asked(target, axes, limits, dice, case), kind, dtype)

    return SEEDS.map(made)


@st.composite
def renumbered(
    draw: Any, /, arguments: st.SearchStrategy[Any], kind: Kind | None, dtype: str
) -> Any:
    """Draw what somebody else would, with other numbers: all but x, w and a bias stay.

    Raises TypeError for what is no pair ((x, w), options).
    """
    drawn = draw(arguments)
    try:
        (x, w), options = drawn
        sizes = [shape(lists(v)) for v in (x, w, options.get("bias", []))]
    except (AttributeError, TypeError, ValueError) as error:
        text = f"arguments must draw pairs ((x, w), options), not {shown(drawn)}"
        raise TypeError(text) from error
    wanted = sizes[0], sizes[1], sizes[2] if sum(sizes[2]) else None
    dice = Dice(draw(SEEDS))
    # A fourth kind is for nothing: the same result.
    x, w, bias = operands(dice, DTYPES[dtype], wanted, (kind,) * 3)
    return (x, w), {**options, **({} if bias is None else {"bias": bias})}


def arguments_of(
    role: str,
    axes: int,
    options: Varied,
    elements: st.SearchStrategy[Any] | None = None,
    dtype: str = "float64",
    limits: Limits = NO_LIMITS,
    *,
    large: bool = True,
    sides: bool = True,
    **fixed: Any,
) -> st.SearchStrategy[Any]:
    """Return a strategy for pairs (arguments, options) of a role of ours."""
    row = OURS[role_name(role, axes)]
    given = options if isinstance(options, dict) else dict.fromkeys(options, ())
    for name in (*given, *fixed):
        choice(name, "an option", row.drawn)
    row = row._replace(shapes={**row.shapes, "sides": sides})
    values = {name: tuple(values) for name, values in given.items()}
    target = Target(role, row, fixed, values)
    return examples(target, axes, elements, dtype, limits, large=large)


@st.composite
def examples(
    draw: Any,
    target: Target,
    axes: int,
    elements: st.SearchStrategy[Any] | None,
    dtype: str,
    limits: Limits,
    *,
    large: bool = True,
) -> Any:
    """Draw pairs (arguments, options), piece by piece."""
    dice, case = Pieces(draw), {}
    if large and dice.chance(2):  # the same result at other odds
        case = dice.pick(large_cases(factors(target, axes)))
    dtype = dtype if elements is None else "float64"  # elements are of any type
    return _call(Asked(target, axes, limits, dice, case), dice.kind(elements), dtype)


def _call(asked: Asked, kind: Kind | None, dtype: str) -> Any:
    """Return what a function is called with, of a kind of numbers."""
    try:
        found = shapes(asked)
    except NoRoomError:
        reject()
    # A fourth kind is for nothing: the same result.
    x, w, bias = found.filled(asked.dice, dtype, (kind,) * 3)
    options = found.options if bias is None else {**found.options, "bias": bias}
    return (x, w), options
