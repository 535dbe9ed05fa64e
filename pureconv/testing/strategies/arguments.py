"""Whole calls, drawn piece by piece, as hypothesis makes them smaller that way.

And the other way round: the calls that a strategy draws, one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import cycle
from random import Random
from typing import Any

from pureconv.checks import choice
from pureconv.testing.conventions import OURS, Target, Varied, role_name
from pureconv.testing.drawing.calls import NO_LIMITS, call
from pureconv.testing.drawing.dice import Dice
from pureconv.testing.drawing.numbers import Kind
from pureconv.testing.drawing.options import Asked
from pureconv.testing.drawing.shapes import factors
from pureconv.testing.drawing.sizes import Limits, NoRoomError, large_cases
from pureconv.testing.strategies.dependency import (
    HealthCheck,
    NoSuchExample,
    Unsatisfiable,
    find,
    local_settings,
    reject,
    settings,
    st,
)

SETTINGS = settings(
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


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
    try:
        return call(
            Asked(target, axes, limits, dice, case), dice.kind(elements), dtype
        )
    except NoRoomError:
        reject()


def drawn_by(strategy: st.SearchStrategy[Any]) -> Iterator[Any]:
    """Yield what a strategy draws, the same each time; nothing, if it has no examples.

    Few examples are repeated.

    >>> drawn = drawn_by(st.integers(0, 9))
    >>> sorted({next(drawn) for _ in range(100)})
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    """
    turn, known, portion = 0, 0, _portion(strategy, 0)
    while len(portion) > known:  # else it has no more: twice as many were asked for
        yield from portion
        turn, known = turn + 1, len(portion)
        portion = _portion(strategy, turn)
    yield from cycle(portion)


def _portion(strategy: st.SearchStrategy[Any], turn: int) -> list[Any]:
    """Return ten examples, of the next turn twenty, and so on."""
    found: list[Any] = []

    def keep(drawn: Any) -> bool:
        found.append(drawn)
        return False  # none is looked for; None would be the same result

    limited = settings(SETTINGS, max_examples=10 << turn)
    with suppress(NoSuchExample, Unsatisfiable), local_settings(limited):
        find(strategy, keep, settings=limited, random=Random(turn))
    return found
