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
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from pureconv.testing.verdict.arithmetic import Arithmetic, arithmetic
from pureconv.testing.verdict.formats import (
    eta,
    holds,
    largest,
    ratio,
    rounded,
    tiny,
    unit_roundoff,
)


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
    Fraction(3000001, 1000000)

    It is *zero* where the format holds every partial sum, in any order: where all terms
    are multiples of a power of two g >= eta, and S <= g * 2**p. Otherwise it is the
    bound, refined by what the candidate owns up to:

    - `accumulate`: the format of products and sums, when it is not `dtype`. The bound
      is that format's. Then one rounding to `dtype` adds u * (|exact| + bound) + eta/2
      of `dtype`, or, after an exact sum, what rounding it costs. Where `dtype` is the
      wider format that adds nothing, but operands are rounded to `accumulate` first.
    - `operands`: the format that operands are cut to, "tf32" (rounded or truncated) or
      "bfloat16" (rounded). One that does not fit, v, moves by up to e = u * max(|v|,
      tiny), with 2 * u for TF32. Let R be the sum of (|w| + e) * (|x| + e'): the exact
      value moves by up to R - S, and what the sum adds to that scales with R.
    - `flush`: numbers below tiny may count as zero, operands and results. Such an
      operand moves by itself; n products and n - 1 sums lose up to tiny, instead of n
      products eta/2.
    """
    rules = arithmetic(dtype, accumulate, operands, flush)
    return limits(terms, rules)[0]


def may_overflow(
    terms: Sequence[Any],
    dtype: str,
    *,
    accumulate: str | None = None,
    operands: str | None = None,
    flush: bool = False,
) -> bool:
    """Return whether inf or nan can come of adding `terms` in some order.

    They can where S + error exceeds the largest number of the accumulator, |exact| +
    error that of `dtype`, or an operand that of a format it goes through.

    >>> may_overflow([(2, 40000), (-2, 40000)], "float16")
    True
    >>> may_overflow([(2, 40000), (-2, 40000)], "float16", accumulate="float32")
    False
    """
    rules = arithmetic(dtype, accumulate, operands, flush)
    return limits(terms, rules)[1]


def limits(terms: Sequence[Any], rules: Arithmetic) -> tuple[Fraction, bool]:
    """Return the allowed error of a sum of terms, and whether it may overflow."""
    factors = [_factors(term) for term in terms]
    values = [math.prod(each, start=Fraction(1)) for each in factors]
    pairs = [each for each in factors if len(each) == 2]
    exact, size = sum(values, Fraction()), sum(map(abs, values), Fraction())
    reach = size + sum(rules.most(w) * rules.most(x) - abs(w * x) for w, x in pairs)

    error = allowed = Fraction(0)
    if reach != size or not _adds_up_exactly(values, rules):
        u, n = unit_roundoff(rules.accumulate), len([v for v in values if v])
        growth = 1 + n * u + (n * u) ** 2 if n * u <= 1 else (1 + u) ** n
        lost = 2 * tiny(rules.accumulate) if rules.flush else eta(rules.accumulate) / 2
        error = allowed = growth * (reach + n * lost) - size
    if not holds(rules.stored, rules.accumulate):
        allowed += rules.last_rounding(abs(exact) + error)
        result = rounded(exact, rules.stored)
        flushed = rules.flush and 0 < abs(exact) < tiny(rules.stored)
        if error == 0 and not flushed and math.isfinite(result):
            allowed = abs(Fraction(result) - exact)

    overflow = (
        size + error > largest(rules.accumulate)
        or abs(exact) + allowed > largest(rules.stored)
        or any(rules.too_large(v) for pair in pairs for v in pair)
    )
    return allowed, overflow


def _adds_up_exactly(values: list[Fraction], rules: Arithmetic) -> bool:
    """Return whether the accumulator holds every partial sum, in any order.

    They are multiples of g, the lowest bit among all values, and none is beyond S.
    (One too large for the format makes the result infinite, which is judged apart.)
    """
    bits = [Fraction(v.numerator & -v.numerator, v.denominator) for v in values if v]
    g, size = min(bits, default=Fraction(1)), sum(map(abs, values), Fraction())
    least = tiny(rules.accumulate) if rules.flush else eta(rules.accumulate)
    return g >= least and size <= g / unit_roundoff(rules.accumulate)


def _factors(term: Any) -> list[Fraction]:
    factors = term if isinstance(term, (tuple, list)) else [term]
    return [Fraction(*ratio(v, "terms")) for v in factors]
