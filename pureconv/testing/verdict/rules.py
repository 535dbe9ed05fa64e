"""What is allowed to each sum, and which sums are further off than that.

Every bound is linear in what is known of a sum (`Line`), so a few integers tell most,
and comparing a hundred thousand outputs takes no longer than adding them up. Fractions
are left for two questions: whether a sum has to be exact, and what may come where
something overflows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from pureconv.checks import Number
from pureconv.exact.scaling import whole
from pureconv.testing.verdict.arithmetic import DTYPES
from pureconv.testing.verdict.bound import NONFINITE, Limits, Line, limits, sum_line
from pureconv.testing.verdict.formats import (
    FORMATS,
    bits,
    holds,
    overflow_from,
    ratio,
    rounded,
)
from pureconv.testing.verdict.fourier import transform_line
from pureconv.testing.verdict.sums import Sums, finite


class Rule(NamedTuple):
    """What is allowed to some sums."""

    line: Callable[[int], Line]  # the bound of a sum of n terms, in any order
    limits: Callable[[int], Limits]  # all that is allowed to sum number k
    overflows: Callable[[], bool] = lambda: True  # whether any may be infinite, or nan
    # A sum of no more bits may have to be exact. (The same result with more digits, at
    # more cost.)
    digits: int = -1
    beyond: Fraction | None = None  # where a sum of exact terms is sure to overflow

    def nonfinite(self, places: range) -> frozenset[str]:
        """Return which of inf, -inf and nan an output may be, one sum or two parts."""
        words = [self.limits(place).nonfinite for place in places]
        return words[0] if len(words) == 1 or not any(words) else NONFINITE


def rule_of(sums: Sums) -> Rule:
    """Return what is allowed to sums, in their arithmetic."""
    how = sums.how
    if sums.divides:
        return Rule(_unknown, _unknown)
    if DTYPES[how.dtype].kind == "int":  # a Fourier transform is rounded afterwards
        line = Line(0, 0, 0, Fraction(how.algorithm == "fft", 4))
        exactly = Limits(line.rest, frozenset())
        return Rule(lambda _: line, lambda _: exactly)
    if how.algorithm == "fft":
        line, overflows = transform_line(sums)

        def limit(k: int) -> Limits:
            exact, reach, size = sums.value(k), sums.reaches[k], sums.sizes[k]
            allowed = line.at(reach * sums.unit, size * sums.unit, exact)
            beyond = overflows or abs(exact) + allowed >= overflow_from(how.stored)
            return Limits(allowed, NONFINITE if beyond else frozenset())

        return Rule(lambda _: line, cache(limit))

    def line_of(n: int) -> Line:
        line = sum_line(n, how)
        return line if holds(how.stored, how.accumulate) else line.stored(how)

    return Rule(
        line_of,
        cache(lambda k: limits(sums.total(k), how)),
        cache(lambda: bool(limits(sums.most, how).nonfinite)),
        digits=FORMATS[how.accumulate][0],
        beyond=overflow_from(how.accumulate),
    )


def _unknown(_: int) -> Any:
    raise ValueError("no bound is known for quotients, and the function divides")


def wrong(values: Sequence[Number], sums: Sums, rule: Rule) -> Iterator[int]:
    """Yield the places of values that are none of what is allowed to their sums."""
    top, bottom = sums.unit.as_integer_ratio()
    lines = cache(lambda n: _in_ints(rule.line(n), sums.unit))
    for k, (value, exact) in enumerate(zip(values, sums.exact)):
        if not finite(value):
            if not _may_come(value, k, sums, rule):
                yield k
            continue
        numerator, denominator = ratio(value, "computed")
        off = abs(numerator * bottom - exact * denominator * top)
        if off:  # the same result without this, at more cost
            line, scale = lines(sums.counts[k])
            allowed = line.at(sums.reaches[k], sums.sizes[k], exact)
            if off * scale > allowed * denominator * top or (
                bits(exact) <= rule.digits and not _is_nearest(value, k, sums, rule)
            ):
                yield k


def _in_ints(line: Line, unit: Fraction) -> tuple[Line, int]:
    """Return a line for sums counted in units, and how many times it is too large."""
    # The same result whatever they are called: no message can come.
    factors, scale, _ = whole([*line[:3], line.rest / unit], "bound")
    return Line(*factors), scale.denominator


def _may_come(value: Number, k: int, sums: Sums, rule: Rule) -> bool:
    """Return whether an infinity or nan can come of sum k."""
    if not rule.overflows():  # the same result without this, at more cost
        return False
    word = str(float(value))
    if rule.beyond is not None:  # the same result without this, at more cost
        rising, falling = sums.farthest[k]
        # The same result from a smaller one, at more cost.
        far = {"inf": rising, "-inf": falling}.get(word, min(rising, falling))
        if far * sums.unit >= rule.beyond:  # same result from larger ones alone
            return True
    return word in rule.nonfinite(sums.places(k // sums.width))


def _is_nearest(value: Number, k: int, sums: Sums, rule: Rule) -> bool:
    """Return whether a sum is as exact as it has to be."""
    exact = sums.value(k)
    if value == rounded(exact, sums.how.stored):  # same result without, at more cost
        return True
    off = abs(Fraction(*value.as_integer_ratio()) - exact)
    return off <= rule.limits(k).allowed
