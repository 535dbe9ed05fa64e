"""What a bound needs to know of a sum, from its terms: found one by one, in Fractions.

The verdict finds the same by evaluating a function on integers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from pureconv.testing.verdict import Arithmetic
from pureconv.testing.verdict.bound import Total, lossless


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
    return [Fraction(v) for v in factors]


def _largest(factors: list[Fraction], most: Callable[[Fraction], Fraction]) -> Fraction:
    """Return how large a term can have become; only factors are rounded beforehand."""
    sizes = map(most if len(factors) > 1 else abs, factors)
    return math.prod(sizes, start=Fraction(1))
