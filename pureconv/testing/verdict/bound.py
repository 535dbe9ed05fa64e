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

The bound asks nothing of n, where n*u / (1 - n*u) is infinite at 256 terms of bfloat16.
(Jeannerod and Rump 2013, SIAM J. Matrix Anal. Appl. 34, and Rump, Buenger and Jeannerod
2016, BIT 56, show where n*u alone will do.) And it scales with the terms, not with what
is left of them when they cancel, as a tolerance on the answer does.

It says nothing of algorithms that add up other things than these terms: Winograd's,
three multiplications for a complex product, samples added before they are multiplied
because two weights are equal, as scipy.ndimage does.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from pureconv.checks import choice
from pureconv.testing.verdict.arithmetic import Arithmetic, arithmetic
from pureconv.testing.verdict.formats import (
    FORMATS,
    STORED,
    eta,
    holds,
    overflow_from,
    ratio,
    rounded,
    tiny,
    unit_roundoff,
)

NONFINITE = frozenset({"inf", "-inf", "nan"})


def allowed_error(
    terms: Sequence[Any],
    dtype: str,
    *,
    accumulate: str | None = None,
    operands: str | None = None,
    flush: bool = False,
) -> Fraction:
    """Return how far from the exact sum of `terms` an output of type `dtype` may lie.

    A term is a pair of operands, (weight, sample), or a number that is added as it is,
    like a bias, alone or as (bias,): ints, floats, or Fractions over a power of two.

    >>> allowed_error([(0.5, 3), (0.25, -3), 7], "float32")
    Fraction(0, 1)
    >>> u = Fraction(1, 2**24)
    >>> error = allowed_error([(0.5, 3), (2.0**-40, 3), 7], "float32")
    >>> round(error / (u * Fraction(8.5)), 6)       # 3 terms, S = 1.5 + 7 and a bit
    Fraction(3, 1)

    It is *zero* where the format holds every partial sum, in any order: where all terms
    are multiples of a power of two g >= eta, and S <= g * 2**p. Otherwise it is the
    bound, refined by what the candidate owns up to:

    - `accumulate`: the format of products and sums, when it is not `dtype`. The bound
      is that format's. Then one rounding to `dtype` adds u * (|exact| + bound) + eta/2
      of `dtype`, or, after an exact sum, what rounding it costs. Where `dtype` is the
      wider format that adds nothing, but operands are rounded to `accumulate` first.
      "longdouble" has the 64 bits of an x87's registers, in which sums stay to the end.
    - `operands`: the format that operands are cut to, "tf32" (rounded or truncated) or
      "bfloat16" (rounded). One that does not fit, v, moves by up to e = u * max(|v|,
      tiny), with 2 * u for TF32. Let R be the sum of (|w| + e) * (|x| + e'): the exact
      value moves by up to R - S, and what the sum adds to that scales with R.
    - `flush`: numbers below tiny may count as zero, operands and results. Such an
      operand moves by itself; n products and n - 1 sums lose up to tiny, instead of n
      products eta/2.

    The parts of a complex output are real sums, each with terms of its own.
    """
    choice(dtype, "dtype", STORED)
    how = arithmetic(dtype, accumulate, operands, flush)
    return limits(total_of(terms, how), how).allowed


def may_overflow(
    terms: Sequence[Any],
    dtype: str,
    *,
    accumulate: str | None = None,
    operands: str | None = None,
    flush: bool = False,
) -> bool:
    """Return whether inf or nan can come of adding `terms` in some order.

    >>> may_overflow([(2, 40000), (-2, 40000)], "float16")
    True
    >>> may_overflow([(2, 40000), (-2, 40000)], "float16", accumulate="float32")
    False

    `Limits` says which of them.
    """
    choice(dtype, "dtype", STORED)
    how = arithmetic(dtype, accumulate, operands, flush)
    return bool(limits(total_of(terms, how), how).nonfinite)


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
    p, n = FORMATS[how.accumulate][0], total.n
    error, partial, lost = Fraction(0), Fraction(1), Fraction(0)
    if not total.lossless:
        lost = n * (2 * tiny(how.accumulate) if how.flush else eta(how.accumulate) / 2)
        error = growth(n, p) * (total.reach + lost) - total.size
        partial = growth(max(0, n - 1), p)
    beyond = overflow_from(how.accumulate)
    up = partial * (total.rising + lost) >= beyond
    down = partial * (total.falling + lost) >= beyond
    nan = total.infinite or (up and down)

    allowed = error
    if not holds(how.stored, how.accumulate):
        allowed += last_rounding(total.exact, error, how)
        up = up or total.exact + error >= overflow_from(how.stored)
        down = down or error - total.exact >= overflow_from(how.stored)
    may_come = {"inf": up, "-inf": down, "nan": nan}
    return Limits(allowed, frozenset(word for word, can in may_come.items() if can))


def last_rounding(exact: Fraction, error: Fraction, how: Arithmetic) -> Fraction:
    """Return what a sum, off by up to `error`, loses when it is rounded to dtype."""
    result = rounded(exact, how.stored)
    flushed = how.flush and 0 < abs(exact) < tiny(how.stored)
    if error == 0 and not flushed and math.isfinite(result):
        return abs(Fraction(result) - exact)
    return how.last_rounding(abs(exact) + error)


@lru_cache(maxsize=999)
def growth(n: int, p: int) -> Fraction:
    """Return (1 + 2**-p)**n, rounded upwards to 256 bits behind the point.

    >>> growth(2, 3)        # 9/8 * 9/8
    Fraction(81, 64)

    Each of 2 * log2(n) products is rounded upwards, which adds up to less than n /
    2**254 of the result; one term more adds 2**-p of it, so growth grows with n.
    """
    power, square = 1 << 256, (1 << 256) + (1 << 256 - p)
    while n > 0:  # a function may have a factor -1, and negative counts
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


def total_of(terms: Sequence[Any], how: Arithmetic) -> Total:
    """Return what the bound needs to know of terms."""
    factors = [_factors(term) for term in terms]
    values = [math.prod(each, start=Fraction(1)) for each in factors]
    reaches = [_largest(each, how.most) for each in factors]
    beyond = [_largest(each, how.farthest) for each in factors]
    exact, size = sum(values, Fraction()), sum(map(abs, values), Fraction())
    reach = sum(reaches, Fraction())
    bits = [Fraction(v.numerator & -v.numerator, v.denominator) for v in values if v]
    return Total(
        exact,
        size,
        reach,
        rising=sum((r for r, v in zip(beyond, values) if v > 0), Fraction()),
        falling=sum((r for r, v in zip(beyond, values) if v < 0), Fraction()),
        n=len(bits),
        lossless=reach == size and lossless(min(bits, default=Fraction(1)), size, how),
        infinite=any(how.too_large(v) for each in factors if each[1:] for v in each),
    )


def _factors(term: Any) -> list[Fraction]:
    factors = term if isinstance(term, (tuple, list)) else [term]
    return [Fraction(*ratio(v, "terms")) for v in factors]


def _largest(factors: list[Fraction], most: Callable[[Fraction], Fraction]) -> Fraction:
    """Return how large a term can have become; only factors are rounded beforehand."""
    sizes = map(most if len(factors) > 1 else abs, factors)
    return math.prod(sizes, start=Fraction(1))
