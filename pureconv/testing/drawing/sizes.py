"""Which sizes to try: small ones mostly, others where blocks of fast code end.

Fast convolutions work in blocks of so many outputs, taps or channels, and go wrong
where a block ends. Their work is a product of factors: rows, columns, taps down and
along, channels in and out, and so on. Each of them is small or large; `large_cases`
lists which are large together, such that any two meet, and no example costs too much.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations, cycle
from typing import Any, NamedTuple

from pureconv.checks import integer
from pureconv.nested import shape
from pureconv.testing.drawing.dice import Dice

MOST = 50_000  # products of a weight and a sample in one example
WIDEST = 121  # taps of a kernel with several rows and columns: 11 x 11
TOGETHER = 4  # factors that are large in one example
EDGES = tuple(n + d for n in (8, 16, 32, 64, 128) for d in (-1, 0, 1))
TAPS = (5, 7, 8, 9, 11, 15, 16, 17, 31, 32, 33, 63, 64, 65)
CHANNELS = (4, 8, 15, 16, 17, 32, 64)  # of one group
LARGE = {
    "rows": EDGES,
    "columns": EDGES,
    "down": TAPS,
    "along": TAPS,
    "inputs": CHANNELS,
    "outputs": CHANNELS,
    "groups": (4, 8, 16),
    "batch": (4, 8, 16, 32, 33),
    "stride": (4, 5),
    "dilation": (4, 5),
}
KINDS: tuple[dict[str, Any], ...] = (  # of layers for which fast code has ways apart
    {"inputs": 1, "groups": None, "down": 3, "along": 3},  # a group a channel
    {"outputs": None, "down": 1, "stride": (1, 2)},  # a row of taps, moving along
    {"stride": None, "down": 1, "along": 1},  # samples that no window reads
)
SMALL = (1, 2, 3)
SIDES = "rows", "columns"
TAPS_OF = "down", "along"
LAYERS = "conv", "conv_transpose"
PADDED = 2  # outputs that padding and a few samples more add to an axis
Case = Mapping[str, Any]  # factors that are large, each with its value or None
FEW = {"rows": (1,), "columns": (1,), "down": (1, 2, 3, 4), "along": (1, 2, 3, 4)}


class NoRoomError(Exception):
    """What was picked before leaves no size that is within the limits."""


class Limits(NamedTuple):
    """What no axis of a call exceeds; None is no limit."""

    taps: int | None = None  # of an axis of w
    size: int | None = None  # of an axis of x
    channels: int | None = None
    cost: int = MOST

    def exceeded(self, x: Any, w: Any, *, role: str) -> str:
        """Return which limit a call is beyond, or nothing.

        Channels are the second axis of `x`, and the first two of `w`. Of a gradient's
        operands, only those of the layer are measured.
        """
        if role == "bias_gradient":
            return ""
        x_shape, w_shape = shape(x), shape(w)
        channels: tuple[int, ...] = ()
        if role.endswith("input_gradient"):
            x_shape = ()
        if role.endswith("weight_gradient"):
            w_shape = ()
        if role == "conv" or role.startswith("conv_"):
            channels = (*x_shape[1:2], *w_shape[:2])
            x_shape, w_shape = x_shape[2:], w_shape[2:]
        for name, sizes in zip(self._fields, (w_shape, x_shape, channels)):
            most = getattr(self, name)
            if most is not None and any(n > most for n in sizes):
                return f"needs more than max_{name}={most}"
        return ""

    def allow(self, sizes: dict[str, Any]) -> bool:
        """Return whether sizes are within all limits, those of costs included."""
        down, along = sizes.get("down", 1), sizes["along"]
        channels = max(sizes.get("inputs", 1), sizes.get("outputs", 1))
        return (
            max(down, along) <= (self.taps or down + along)
            and (down * along <= WIDEST or min(down, along) == 1)
            and channels * sizes["groups"] <= (self.channels or math.inf)
            and cost(sizes) <= self.cost
        )

    def clipped(self, length: int, least: int) -> int:
        """Return a length of a signal that is allowed; its windows need `least`."""
        if self.size is not None and self.size < least:
            raise NoRoomError
        return length if self.size is None else min(length, self.size)


def limits(
    max_taps: int | None, max_size: int | None, max_channels: int | None
) -> Limits:
    """Return limits, after they were checked; None is no limit."""
    given = {"max_taps": max_taps, "max_size": max_size, "max_channels": max_channels}
    for name, value in given.items():
        if value is not None:
            integer(value, name, 1)
    return Limits(max_taps, max_size, max_channels)


def cost(sizes: dict[str, Any]) -> int:
    """Return how many products an example takes, or what takes as long.

    To read a number takes as long as five products, to judge an answer as twenty.
    """
    batch, inputs, outputs, down, along = (
        sizes.get(name, 1) for name in ("batch", "inputs", "outputs", "down", "along")
    )
    groups = sizes["groups"]
    weights = groups * outputs * inputs * down * along
    answers = batch * groups * outputs
    samples = batch * groups * inputs
    steps = zip(sizes["stride"], sizes["dilation"])
    for side, k, (stride, dilation) in zip(SIDES, (down, along), steps):
        length = sizes[side] + PADDED if side in sizes else 1
        answers *= length
        samples *= (length - 1) * stride + (k - 1) * dilation + 1
    products = answers * inputs * down * along
    most: int = max(products, 20 * answers, 5 * weights, 5 * samples)
    return most


@lru_cache(maxsize=99)  # with any other size, the same result
def large_cases(names: tuple[str, ...]) -> list[Case]:
    """Return which of the factors are large: several, one, or those of a kind.

    First come those where any two are large together, their values still to be drawn;
    then by turns one that is large alone, with each of its values, and the others.
    """
    alone: list[Case] = [{name: value} for name in names for value in LARGE[name]]
    several: list[Case] = [dict.fromkeys(some) for some in covering(names, TOGETHER)]
    dice = Dice(0)  # from any seed the same result: all cases come in turn
    # Shuffled, by numbers of so many bits; by larger ones, with the same result.
    alone.sort(key=lambda _: dice.between(0, 2**20))
    kinds = [kind for kind in KINDS if {*names}.issuperset(kind.keys() - TAPS_OF)]
    others = [case for some in several for case in (some, *kinds)]
    return several + [case for pair in zip(alone, cycle(others)) for case in pair]


def covering(names: tuple[str, ...], most: int) -> list[tuple[str, ...]]:
    """Return sets of so many names, such that any two stand in one of them together.

    >>> covering(("a", "b", "c"), 2)
    [('a', 'b'), ('a', 'c'), ('b', 'c')]
    """
    missing = set(combinations(names, 2))
    sets: list[tuple[str, ...]] = []
    while missing:
        best = max(
            combinations(names, min(most, len(names))),
            key=lambda some: len(missing.intersection(combinations(some, 2))),
        )
        missing.difference_update(combinations(best, 2))
        sets.append(best)
    return sets


def sizes(
    dice: Dice,
    names: tuple[str, ...],
    large: Case,
    known: dict[str, Any],
    limits: Limits,
) -> dict[str, Any]:
    """Pick a value of each factor, the large ones first, such that all are allowed."""
    some = [name for name in names if name in large]
    others = [name for name in names if name not in large]
    found = {**known, **dict.fromkeys(names, 1)}
    found.update({name: large[name] or LARGE[name][0] for name in some})
    # Of none, to begin at the first or at the second gives the same result.
    first = dice.pick(range(len(some))) if some else 0
    for name in (*some[first:], *some[:first], *others):
        wanted = LARGE[name] if name in large else ()
        wanted = (large[name],) if large.get(name) else wanted
        for values in (wanted, FEW.get(name, SMALL)):
            fits = [v for v in values if limits.allow({**found, name: v})]
            if fits:
                break
        found[name] = dice.pick(fits or [1])
    return found
