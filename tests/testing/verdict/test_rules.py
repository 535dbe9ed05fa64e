"""A few integers tell which sums are off by more than their bounds, and no others."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pureconv import correlate
from pureconv.testing.verdict import Arithmetic, arithmetic, bounds, judge, sums_of
from pureconv.testing.verdict.rules import rule_of, wrong

HOWS = [
    arithmetic(),
    arithmetic(accumulate="float32"),
    arithmetic(operands="tf32"),
    arithmetic(flush=True),
    arithmetic(accumulate="float16", operands="bfloat16", flush=True),
]
numbers = st.integers(-9, 9).map(float) | st.floats(-1e30, 1e30) | st.sampled_from(
    [0.0, 2.0**-1074, 2.0**-1022, 1.7e308, 3.4028235e38, 2.0**-149]
)


def found(values: Any, x: Any, w: Any, how: Arithmetic = HOWS[0]) -> list[int]:
    sums = sums_of(correlate, x, w, None, how)
    return list(wrong(values, sums, rule_of(sums)))


@given(
    x=st.lists(numbers, min_size=3, max_size=6),
    w=st.lists(numbers, min_size=1, max_size=3),
    how=st.sampled_from(HOWS),
    more=st.sampled_from([Fraction(0), Fraction(1, 10**6), Fraction(1)]),
)
def test_what_is_off_by_its_bound_is_right_and_by_more_is_wrong(
    x: Any, w: Any, how: Arithmetic, more: Fraction
) -> None:
    more = Fraction(round(more * 2**30), 2**30)  # as all numbers, over a power of two
    limits = bounds(correlate, x, w, None, how)
    values: Any = [each.exact + each.allowed * (1 + more) for each in limits]

    beyond = [k for k, each in enumerate(limits) if more and each.allowed]
    assert found(values, x, w, how) == beyond


@pytest.mark.parametrize("how", HOWS, ids=str)
def test_a_sum_that_is_off_by_a_bit_more_than_its_bound_is_wrong(
    how: Arithmetic,
) -> None:
    x, w = [0.1, 0.7, -0.3], [0.3, 1.1, 0.9]
    [bound] = bounds(correlate, x, w, None, how)
    value: Any = bound.exact + bound.allowed * Fraction(2**20 + 1, 2**20)
    assert found([value], x, w, how) == [0]


@pytest.mark.parametrize(("large", "overflows"), [(1.0, False), (1.5e308, True)])
def test_what_is_not_finite_is_wrong_where_it_cannot_come(
    large: float, overflows: bool  # noqa: FBT001
) -> None:
    x, w = [large, 1.0, large], [2.0, 0.1]
    rule = rule_of(sums_of(correlate, x, w, None, arithmetic()))
    assert rule.overflows() == overflows
    assert found([math.nan, math.inf], x, w) == [0, 1]
    assert found([math.inf, correlate(x, w)[1]], x, w) == [0][overflows:]


def test_bounds_of_what_is_wrong_are_those_of_all() -> None:
    x, w = [0.1, 0.2, 0.3, 0.4], [0.7, 0.6]
    wrong = judge([1.0, math.nan, 3.0], "correlate", x, w)
    limits = bounds(correlate, x, w, None, arithmetic())
    found = [(each.exact, each.allowed) for each in wrong]
    assert found == [(each.exact, each.allowed) for each in limits]
    assert [each.index for each in wrong] == [(0,), (1,), (2,)]
