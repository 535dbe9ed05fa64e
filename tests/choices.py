"""Everything that may be drawn: where there is a choice, all are taken in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any
from unittest import SkipTest

from hypothesis import Phase, find, settings

from pureconv.testing.conventions import Target
from pureconv.testing.drawing.dice import Dice
from pureconv.testing.drawing.options import Asked
from pureconv.testing.drawing.sizes import Limits

NO_LIMITS = Limits()
REPEATED = settings(
    max_examples=1000, derandomize=True, database=None, phases=[Phase.generate]
)


class Told(Dice):
    """Dice that are told which of the values to choose, and then choose the first."""

    def __init__(self, told: Sequence[int], wide: int) -> None:
        self.told, self.wide = told, wide
        self.counts: list[int] = []  # so many values there were to choose from

    def between(self, lo: int, hi: int) -> int:
        assert lo <= hi
        values = (lo, hi) if hi - lo >= self.wide else range(lo, hi + 1)
        n = len(self.counts)
        self.counts.append(len(values))
        return values[self.told[n] if n < len(self.told) else 0]


def everything(draw: Callable[[Dice], Any], wide: int = 30) -> Iterator[Any]:
    """Yield all that may be drawn; of a range of more values than `wide`, its ends.

    >>> [*everything(lambda dice: (dice.chance(2), dice.pick("ab")))]
    [(False, 'a'), (False, 'b'), (True, 'a'), (True, 'b')]
    >>> [*everything(lambda dice: dice.between(-100, 100))]
    [-100, 100]
    """
    told: list[int] = []
    while True:
        dice = Told(told, wide)
        yield draw(dice)
        told += [0] * (len(dice.counts) - len(told))
        while told and told[-1] + 1 == dice.counts[len(told) - 1]:
            told.pop()
        if not told:
            return
        told[-1] += 1


def asked(
    target: Target, dice: Dice, case: Any = (), within: Limits = NO_LIMITS
) -> Asked:
    """Return who asks for a call of a target, which has one number of axes."""
    (axes,) = target.convention.options
    return Asked(target, axes, within, dice, dict(case))


class DrawnError(SkipTest):
    """There is an example: hypothesis ends at once, and does not repeat it."""


def first(strategy: Any, wanted: Callable[[Any], Any] = lambda _: True) -> Any:
    """Return the first example that is as wanted: the simplest, if all are."""
    drawn = []

    def keep(example: Any) -> bool:
        if wanted(example):
            drawn.append(example)
            raise DrawnError("one is enough")
        return False

    with suppress(DrawnError):
        find(strategy, keep, settings=REPEATED)
    return drawn[0]
