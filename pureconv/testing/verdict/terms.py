"""The bound of one sum, whose terms are given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from pureconv.checks import choice, shown
from pureconv.testing.verdict.arithmetic import arithmetic
from pureconv.testing.verdict.bound import Limits, limits
from pureconv.testing.verdict.formats import STORED, ratio
from pureconv.testing.verdict.sums import Sums


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
    return _limits(terms, dtype, accumulate, operands, flush).allowed


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
    return bool(_limits(terms, dtype, accumulate, operands, flush).nonfinite)


def _limits(terms: Sequence[Any], dtype: str, *words: Any) -> Limits:
    choice(dtype, "dtype", STORED)
    how = arithmetic(dtype, *words)
    if isinstance(terms, str) or not isinstance(terms, Iterable):
        raise TypeError(f"terms must be pairs or numbers, not {shown(terms)}")
    numbers = list(map(_numbers, terms))
    products = [each for each in numbers if len(each) == 2]
    biases = [each[0] for each in numbers if len(each) == 1]
    ws, xs = ([each[n] for each in products] for n in (0, 1))
    # The same result with ws before xs: numbers can be multiplied in any order.
    return limits(Sums(_added, xs, ws, biases, how).total(0), how)


def _numbers(term: Any) -> list[Fraction]:
    factors = term if isinstance(term, (tuple, list)) else [term]
    if not 1 <= len(factors) <= 2:
        raise ValueError(f"terms must be pairs or numbers, not {shown(term)}")
    return [Fraction(*ratio(v, "terms")) for v in factors]


def _added(x: Sequence[Any], w: Sequence[Any], bias: Sequence[Any]) -> list[Any]:
    """Return the sum of all products and biases.

    >>> _added([1, 2], [3, 4], [5])
    [16]
    """
    total: Any = 0
    for n in range(len(w)):
        total = total + w[n] * x[n]
    for b in bias:
        total = total + b
    return [total]
