"""Which sums may be wrong: integers clear most at little cost, and convict many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from pureconv.checks import Number
from pureconv.testing.verdict.arithmetic import DTYPES
from pureconv.testing.verdict.bound import growth
from pureconv.testing.verdict.formats import (
    FORMATS,
    eta,
    holds,
    overflow_from,
    ratio,
    rounded,
    tiny,
    unit_roundoff,
)
from pureconv.testing.verdict.sums import Sums, bits, finite


def suspects(values: Sequence[Number], sums: Sums) -> dict[int, bool]:
    """Return which of the sums may be wrong, and whether they surely are."""
    how = sums.how
    if how.algorithm == "fft":
        return dict.fromkeys(range(len(values)), False)
    off, infinite = _off(values, sums)
    if DTYPES[how.dtype].kind == "int":
        return dict.fromkeys([*infinite, *off], True)
    off = {k: each for k, each in off.items() if not _clear(values[k], k, *each, sums)}
    if not off and not infinite:
        return {}
    most = Most(sums)
    found = dict.fromkeys(infinite, not most.overflows)
    return {**found, **{k: most.exceeded(k, *each) for k, each in off.items()}}


def _off(
    values: Sequence[Number], sums: Sums
) -> tuple[dict[int, tuple[int, int]], list[int]]:
    """Return how far off the sums are, in units of `unit`, and those not finite."""
    top, bottom = sums.unit.as_integer_ratio()
    off, infinite = {}, []
    for k, (value, exact) in enumerate(zip(values, sums.exact)):
        if not finite(value):
            infinite.append(k)
            continue
        numerator, denominator = ratio(value, "computed")
        distance = abs(numerator * bottom - exact * denominator * top)
        if distance:
            off[k] = distance, denominator * top
    return off, infinite


def _clear(
    value: Number, k: int, distance: int, denominator: int, sums: Sums
) -> bool:
    """Return whether a sum is surely right.

    It is if it is off by at most R - S + n*u*S, and u * |exact| for a last rounding,
    which is just less than the bound. Nothing need be counted: n is at least S over the
    largest term. But where its bits fit the accumulator, it may have to be exact.
    """
    p, stored = FORMATS[sums.how.accumulate][0], sums.how.stored
    q = 0 if holds(stored, sums.how.accumulate) else FORMATS[stored][0]
    exact, size, reach = sums.exact[k], sums.sizes[k], sums.reaches[k]
    n = -(-size // sums.largest_term)
    excused = ((reach - size << p) + n * size << q) + (abs(exact) << p if q else 0)
    return distance << p + q <= excused * denominator and (
        bits(exact) > p or value == rounded(sums.value(k), stored)
    )


class Most:
    """More than any sum may be off by: the bound for N, the largest n of all.

    With g = (1 + u)**N, d = N * eta/2, and v and e for u and eta/2 of `dtype`, or 0
    where it holds all numbers of the accumulator, that is

        (g * (R + d) - S) * (1 + v)  +  v * |exact|  +  e

    in integers: each factor is made one by 2**PLACES, to the safe side.
    """

    PLACES = 400

    def __init__(self, sums: Sums) -> None:
        """Take the sums."""
        how, n = sums.how, max(sums.counts)
        g, v, e = growth(n, FORMATS[how.accumulate][0]), Fraction(0), Fraction(0)
        d = n * (2 * tiny(how.accumulate) if how.flush else eta(how.accumulate) / 2)
        if not holds(how.stored, how.accumulate):
            v, e = unit_roundoff(how.stored), how.last_rounding(Fraction(0))
        self.sums = sums
        self.factors: list[int] = [
            math.ceil(each * 2**self.PLACES)
            for each in (g * (1 + v), -(1 + v), v, (g * d * (1 + v) + e) / sums.unit)
        ]
        largest: Fraction = g * (max(sums.reaches) * sums.unit + d)
        ends = overflow_from(how.accumulate), overflow_from(how.stored)
        self.overflows = sums.infinite or largest >= min(ends)

    def exceeded(self, k: int, distance: int, denominator: int) -> bool:
        """Return whether a sum that is finite is off by more."""
        sums, (reach, size, exact, rest) = self.sums, self.factors
        most: int = reach * sums.reaches[k] + size * sums.sizes[k] + rest
        most += exact * abs(sums.exact[k])
        return distance << self.PLACES > most * denominator
