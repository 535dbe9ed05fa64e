"""The bound: how far may a sum of products come out from its exact value.

An output is a sum of n terms t that are not zero: products of two operands, and perhaps
a bias. Let S be the sum of all |t|, u = 2**-p the unit roundoff of a format, tiny its
smallest normal number, and eta = 2 * u * tiny its smallest number of all. Then

    |computed - exact|  <=  ((1 + u)**n - 1) * S  +  n * eta/2 * (1 + u)**n

whatever the order of the sum: one by one, in a tree, in blocks or lanes, fused or not.
Each rounding multiplies by a 1 + d with |d| <= u, and a term passes n of them at most:
that of its own product and n - 1 additions (Higham, Accuracy and Stability of Numerical
Algorithms, chapter 3). A product below tiny may lose eta/2 instead, which then passes
the later roundings; a sum below tiny is exact.

The bound holds for every n, where n*u / (1 - n*u) is infinite at 256 terms of bfloat16.
(Jeannerod and Rump 2013, SIAM J. Matrix Anal. Appl. 34, and Rump, Buenger and Jeannerod
2016, BIT 56, show where n*u alone will do.) And it scales with the terms, not with what
is left of them when they cancel, as a tolerance on the answer does.

It says nothing of algorithms that add up other things than these terms: Winograd's,
three multiplications for a complex product, samples added before they are multiplied
because two weights are equal, as scipy.ndimage does.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from pureconv.testing.verdict.arithmetic import Arithmetic
from pureconv.testing.verdict.formats import (
    FORMATS,
    eta,
    holds,
    overflow_from,
    rounded,
    tiny,
    unit_roundoff,
)

NONFINITE = frozenset({"inf", "-inf", "nan"})


class Total(NamedTuple):
    """What the bound needs to know of a sum."""

    exact: Fraction
    size: Fraction  # S, the sum of all |t|
    reach: Fraction  # R, the same for operands as large as rounding can make them
    rising: Fraction  # the part of R that positive terms make, which may be infinite
    falling: Fraction  # and the negative ones
    n: int  # how many terms are not zero
    lossless: bool  # whether the accumulator holds every partial sum, in any order
    infinite: bool  # whether some operand may become infinite


class Limits(NamedTuple):
    """How far off a finite result may be, and what may come in its place.

    An infinity comes of a partial sum, before it is rounded, from 2**(emax + 1) less
    half a last bit on (`overflow_from`). The largest partial sum is that of all
    positive terms, P, and has passed n - 1 roundings at most. So +inf can come where

        (1 + u)**(n - 1) * (P + n * eta/2)  >=  overflow_from

    and just where P >= overflow_from if all sums are exact. The negative terms make
    -inf likewise, and where both can come they can meet: nan. Besides, the last
    rounding makes inf of what `dtype` cannot hold.

    An operand that becomes infinite, in a format that it goes through, makes inf of
    positive terms, -inf of negative ones, and nan of any output: padding, or a dilated
    kernel, multiplies it by a zero of its own. A compensated sum (Kahan's) turns any
    inf into nan; that is not covered.
    """

    allowed: Fraction
    nonfinite: frozenset[str]


def limits(total: Total, how: Arithmetic) -> Limits:
    """Return how far off a sum may be, and which of inf, -inf and nan it may be."""
    error, beyond = Fraction(0), overflow_from(how.accumulate)
    if not total.lossless:
        error = sum_line(total.n, how).at(total.reach, total.size, total.exact)
        beyond = sum_overflow_from(total.n, how)
    # The same result with >: one of them has bits where the other has none.
    up, down = total.rising >= beyond, total.falling >= beyond
    nan = total.infinite or (up and down)

    allowed = error
    if not holds(how.stored, how.accumulate):
        allowed = after_rounding(total.exact, error, how)
        up = up or total.exact + error >= overflow_from(how.stored)
        down = down or error - total.exact >= overflow_from(how.stored)
    may_come = {"inf": up, "-inf": down, "nan": nan}
    return Limits(allowed, frozenset(word for word, can in may_come.items() if can))


def after_rounding(exact: Fraction, error: Fraction, how: Arithmetic) -> Fraction:
    """Return how far off a sum may be that was off by `error`, rounded to dtype."""
    result = rounded(exact, how.stored)
    flushed = how.flush and 0 < abs(exact) < tiny(how.stored)
    if error == 0 and not flushed and math.isfinite(result):
        return abs(Fraction(result) - exact)
    # The same result with any reach and size: they are not asked for.
    line = Line(0, 0, 0, error).stored(how)
    allowed: Fraction = line.exact * abs(exact) + line.rest
    return allowed


class Line(NamedTuple):
    """A bound: a straight line in R, S and |exact|, with a factor for each.

        reach * R  -  size * S  +  exact * |exact|  +  rest
    """

    reach: Any
    size: Any
    exact: Any
    rest: Any

    def at(self, reach: Any, size: Any, exact: Any) -> Any:
        """Return the bound of a sum."""
        line = self.reach * reach - self.size * size
        return line + self.exact * abs(exact) + self.rest

    def stored(self, how: Arithmetic) -> Line:
        """Return the bound after one more rounding, to dtype.

        It adds u * (|exact| + bound) + eta/2, or tiny where such numbers are flushed.
        """
        u, dtype = unit_roundoff(how.stored), how.stored
        reach, size, exact, rest = (v * (1 + u) for v in self)
        lost = tiny(dtype) if how.flush else eta(dtype) / 2
        return Line(reach, size, exact + u, rest + lost)


@lru_cache(maxsize=999)  # the same result with any size
def sum_line(n: int, how: Arithmetic) -> Line:
    """Return the bound of a sum of n terms, before it is rounded to dtype."""
    g = growth(n, FORMATS[how.accumulate][0])
    return Line(g, 1, 0, g * underflow(n, how))


@lru_cache(maxsize=999)  # the same result with any size
def sum_overflow_from(n: int, how: Arithmetic) -> Fraction:
    """Return from which P on a sum of n terms may overflow, where sums are rounded."""
    partial = growth(n - 1, FORMATS[how.accumulate][0])
    return overflow_from(how.accumulate) / partial - underflow(n, how)


def underflow(n: int, how: Arithmetic) -> Fraction:
    """Return what n products lose below tiny, and their sums if they are flushed."""
    return n * (2 * tiny(how.accumulate) if how.flush else eta(how.accumulate) / 2)


@lru_cache(maxsize=999)  # the same result with any size
def growth(n: int, p: int) -> Fraction:
    """Return (1 + 2**-p)**n, rounded upwards to 256 bits behind the point.

    >>> growth(2, 3)        # 9/8 * 9/8
    Fraction(81, 64)

    Each of 2 * log2(n) products is rounded upwards, which adds up to less than n /
    2**254 of the result; one term more adds 2**-p of it, so growth grows with n.
    """
    power, square = 1 << 256, (1 << 256) + (1 << 256 - p)
    while n > 0:
        if n & 1:
            power = -(-power * square >> 256)
        square, n = -(-square * square >> 256), n >> 1
    return Fraction(power, 1 << 256)


def lossless(low: Fraction, size: Fraction, how: Arithmetic) -> bool:
    """Return whether the accumulator holds every partial sum of multiples of `low`.

    None is larger than `size`. (One too large for the format makes the result
    infinite, which is judged apart.)
    """
    least = tiny(how.accumulate) if how.flush else eta(how.accumulate)
    return low >= least and size <= low / unit_roundoff(how.accumulate)
