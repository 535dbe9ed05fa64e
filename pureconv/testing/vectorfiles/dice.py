"""Chance that is the same everywhere: on each interpreter, in each of its versions."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any


class Dice:
    """Random choices, made of the bits of a Mersenne twister and of nothing else.

    The bits of a seed never change, while other methods of random.Random may.

    >>> dice = Dice(0)
    >>> [dice.below(6) for _ in range(9)]
    [3, 3, 0, 2, 4, 3, 3, 2, 3]
    """

    def __init__(self, seed: int) -> None:
        """Start where the seed says."""
        self.bits = Random(seed).getrandbits

    def below(self, n: int) -> int:
        """Return one of 0 to n - 1, each as likely."""
        value = n
        while value >= n:
            value = self.bits(n.bit_length())
        return value

    def between(self, lo: int, hi: int) -> int:
        """Return one of lo to hi."""
        return lo + self.below(hi - lo + 1)

    def pick(self, values: Sequence[Any]) -> Any:
        """Return one of some values."""
        return values[self.below(len(values))]

    def chance(self, n: int) -> bool:
        """Return True once in n times."""
        return self.below(n) == 0
