"""Chance that is the same everywhere: on each interpreter, in each of its versions."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any


class Dice:
    """Random choices, made of the bits of a Mersenne twister and of nothing else.

    The bits of a seed never change, while other methods of random.Random may. Who draws
    by other means says how `between` does, and all others follow.

    >>> dice = Dice(0)
    >>> [dice.between(1, 6) for _ in range(9)]
    [4, 4, 1, 3, 5, 4, 4, 3, 4]
    """

    def __init__(self, seed: int) -> None:
        """Start where the seed says."""
        self.bits = Random(seed).getrandbits

    def between(self, lo: int, hi: int) -> int:
        """Return one of lo to hi, each as likely."""
        places = (hi - lo).bit_length()
        while True:
            value = lo + self.bits(places) if places else lo
            if value <= hi:
                return value

    def pick(self, values: Sequence[Any]) -> Any:
        """Return one of some values."""
        return values[self.between(0, len(values) - 1)]

    def chance(self, n: int) -> bool:
        """Return True once in n times."""
        return self.between(1, n) == n
