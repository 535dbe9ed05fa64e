"""Which of inf, -inf and nan can come of a sum: all orders of toy formats are tried.

A format of 3 bits has few numbers and a near end, so a handful of terms overflow in
some orders and not in others. Every order, every tree and every choice of fused
additions is worked out: what comes of them is what the verdict says can come, or less;
and exactly that wherever all partial sums that stay finite are exact.
"""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from functools import cache, partial
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pureconv import conv1d, convolve, correlate, scatter
from pureconv.testing.verdict import arithmetic, bounds, judge, rounded
from pureconv.testing.verdict.arithmetic import DTYPES, Arithmetic, Dtype
from pureconv.testing.verdict.bound import limits
from pureconv.testing.verdict.formats import FORMATS, nearest, tiny
from sum_totals import total_of

INF, NAN = math.inf, math.nan
NONE: frozenset[str] = frozenset()
TOYS = {"toy": (3, -2, 2), "wide toy": (4, -4, 4), "narrow toy": (2, -2, 1)}
NUMBERS = [Fraction(digits, 2**place) for place in (0, 2, 4) for digits in (4, 5, 6, 7)]


@pytest.fixture(autouse=True)
def _toys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, format_ in TOYS.items():
        monkeypatch.setitem(FORMATS, name, format_)
        monkeypatch.setitem(DTYPES, name, Dtype(name, "float", *format_))


def toy(
    accumulate: str = "toy", operands: str | None = None, *, flush: bool = False
) -> Arithmetic:
    return Arithmetic("toy", accumulate, operands, flush, "direct")


# === every order ===


def kept(value: float | Fraction, how: str, *, flush: bool) -> list[Any]:
    """Return what a result becomes in a format: rounded, or flushed if it may be."""
    if isinstance(value, float):
        return [value]
    digits, place = nearest(value, how)
    near: Any = digits * Fraction(2) ** place
    if abs(near) >= Fraction(2) ** (FORMATS[how][2] + 1):
        near = math.copysign(INF, near)
    return [near, Fraction(0)] if flush and abs(near) < tiny(how) else [near]


def plus(a: Any, b: Any) -> Any:
    """Return a + b, infinities and nan included."""
    if isinstance(a, float) or isinstance(b, float):
        infinite = [v for v in (a, b) if isinstance(v, float)]
        return sum(infinite)
    return a + b


def times(a: Any, b: Any) -> Any:
    if isinstance(a, float) or isinstance(b, float):
        a, b = (v if isinstance(v, float) else (v > 0) - (v < 0) for v in (a, b))
    return a * b  # inf * 0 is nan


def results(terms: list[tuple[Any, ...]], how: Arithmetic) -> set[Any]:
    """Return what comes of all orders, trees and fusions; inf and nan are words."""
    exact = []
    for factors in terms:
        choices = [[f] for f in map(Fraction, factors)]
        if len(factors) == 2:
            for name in how.formats:
                choices = [
                    [k for v in each for k in kept(v, name, flush=how.flush)]
                    for each in choices
                ]
        several = itertools.product(*choices)
        exact.append({each[0] if len(each) == 1 else times(*each) for each in several})

    keep = partial(kept, how=how.accumulate, flush=how.flush)

    @cache
    def sums(members: frozenset[int]) -> frozenset[Any]:
        """Return what a tree of these terms can be before its last rounding."""
        if len(members) == 1:
            return frozenset(exact[min(members)])
        first, *rest = sorted(members)
        found = set()
        for size in range(len(rest)):
            for others in itertools.combinations(rest, size):
                left = frozenset([first, *others])
                right = members - left
                for a, b in itertools.product(parts(left), parts(right)):
                    found.add(plus(a, b))
        return frozenset(found)

    def parts(members: frozenset[int]) -> set[Any]:
        """Return the values of a part: a single product may be fused, unrounded."""
        rounded = {k for v in sums(members) for k in keep(v)}
        fused = len(members) == 1 and len(terms[min(members)]) == 2
        return rounded | set(sums(members)) if fused else rounded

    ends = {k for v in sums(frozenset(range(len(terms)))) for k in keep(v)}
    ends = {k for v in ends for k in kept(v, how.stored, flush=how.flush)}
    return {word(v) for v in ends}


def word(value: Any) -> Any:
    """Return "inf", "-inf" or "nan", or a finite value as it is."""
    if not isinstance(value, float):
        return value
    return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"


# === what is proved ===


def compare(terms: list[tuple[Any, ...]], how: Arithmetic) -> tuple[set[str], set[str]]:
    """Return which words come, and which may, after everything finite was judged."""
    total = total_of(terms, how)
    allowed, nonfinite = limits(total, how)
    came = results(terms, how)
    words = {v for v in came if isinstance(v, str)}

    assert all(abs(v - total.exact) <= allowed for v in came - words)
    assert words <= nonfinite
    if total.lossless and how.stored == how.accumulate:
        assert words == nonfinite
    return words, set(nonfinite)


def test_all_orders_of_three_or_four_terms() -> None:
    signed = [s * v for v in (7, 5, 4, 1) for s in (1, -1)]
    few = [7, -7, 5, -1, 1]
    right = loose = 0
    for terms in [
        *itertools.combinations_with_replacement(signed, 3),
        *itertools.combinations_with_replacement(few, 4),
    ]:
        words, may = compare([(1, v) for v in terms], toy())
        right += words == may
        loose += words != may  # by roundings that do not all go one way
    assert right > 2 * loose


machines = st.sampled_from(
    [
        ("toy", None, False),
        ("toy", None, True),
        ("wide toy", None, False),
        ("narrow toy", None, False),
        ("toy", "narrow toy", False),
        ("wide toy", "narrow toy", True),
    ]
)
numbers = st.builds(
    lambda sign, digits, place: sign * Fraction(digits, 2**place),
    st.sampled_from([1, -1]), st.integers(0, 7), st.integers(0, 4),
)
products = st.tuples(numbers, numbers)


@given(
    machine=machines,
    terms=st.lists(products | numbers.map(lambda v: (v,)), min_size=1, max_size=4),
)
def test_all_orders_of_any_terms_in_any_arithmetic(
    machine: tuple[str, str, bool], terms: list[tuple[Any, ...]]
) -> None:
    accumulate, operands, flush = machine

    compare(terms, toy(accumulate, operands, flush=flush))


# === cases ===

judged = partial(judge, dtype="float32")
LARGE = 2.0**127


def passing(x: list[float], w: list[float], **how: Any) -> str:
    """Return which of inf, -inf and nan pass for the first output."""
    words = {"inf": INF, "-inf": -INF, "nan": NAN}
    y = correlate(x, w)
    passed = []
    for name, value in words.items():
        found = judged([value, *y[1:]], correlate, x, w, **how)
        if not [f for f in found if f.index == (0,)]:
            passed.append(name)
    return " ".join(passed)


def test_one_term_that_is_too_large_has_one_sign() -> None:
    assert passing([LARGE], [2.0]) == "inf"
    assert passing([LARGE], [-2.0]) == "-inf"
    assert passing([LARGE], [1.0]) == ""


def test_terms_of_one_sign_overflow_to_that_side() -> None:
    assert passing([LARGE, LARGE, 1.0], [1.0, 1.0, 1.0]) == "inf"
    assert passing([LARGE, LARGE, 1.0], [-1.0, -1.0, 1.0]) == "-inf"


def test_roundings_alone_may_make_an_infinity() -> None:
    """17 is rounded to 32 beside 32768, so half the way to 65520 is enough."""
    x, w = [32768.0] + [17.0] * 1100, [1.0] * 1101
    assert judge([INF], correlate, x, w, dtype="float16") == []
    assert len(judge([-INF], correlate, x, w, dtype="float16")) == 1


def test_an_error_of_the_sum_may_carry_it_to_the_end_of_a_narrower_type() -> None:
    x = [65504.0, 15.9921875, 0.0068054199]  # a bit less than 65520
    x = [rounded(v, "float16") for v in x]
    asked = partial(judge, like=correlate, x=x, w=[1.0] * 3, dtype="float16")
    assert asked([INF], accumulate="float32") == []
    assert len(asked([INF], accumulate="float64")) == 1


def test_infinities_that_can_meet_make_nan() -> None:
    x = [LARGE] * 4
    assert passing(x, [1.0, 1.0, -1.0, -1.0]) == "inf -inf nan"
    assert passing(x, [1.0, 1.0, -1.0, 0.5]) == "inf"


def test_a_product_overflows_from_half_a_last_bit_beyond_the_largest_number() -> None:
    half = arithmetic("float16")
    [below] = bounds(correlate, [152.0], [431.0], None, half)
    [tie] = bounds(correlate, [240.0], [273.0], None, half)

    assert (below.exact, tie.exact) == (65504 + 8, 65504 + 16)
    assert below.nonfinite == NONE
    assert tie.nonfinite == {"inf"}


def test_a_wide_accumulator_overflows_at_the_end_alone() -> None:
    x, w = [40000.0, 40000.0, 40000.0], [1.0, 1.0, -1.0]
    wide = arithmetic("float16", "float32")

    [bound] = bounds(correlate, x, w, None, arithmetic("float16"))
    assert bound.nonfinite == {"inf"}
    [bound] = bounds(correlate, x, w, None, wide)
    assert bound.nonfinite == NONE
    [bound] = bounds(correlate, x, [-1.0, -1.0, 0.0], None, wide)
    assert bound.nonfinite == {"-inf"}


@pytest.mark.parametrize(("sign", "word"), [(1, "inf"), (-1, "-inf")])
def test_the_last_rounding_overflows_from_the_same_tie(sign: int, word: str) -> None:
    wide = arithmetic("float16", "float32")
    for last, nonfinite in ((15.5, NONE), (16.0, {word})):
        [bound] = bounds(correlate, [65504.0, last], [sign, sign], None, wide)
        assert bound.nonfinite == nonfinite


def test_an_operand_that_becomes_infinite_meets_zeros_anywhere() -> None:
    x, w = [3.39e38, 1.0, -1.0], [1.0, -1.0]
    narrow = arithmetic("float64", operands="bfloat16")

    first, second = bounds(correlate, x, w, None, narrow)
    assert first.nonfinite == {"inf", "nan"}
    assert second.nonfinite == {"nan"}  # of a zero that a candidate put in
    assert bounds(correlate, x, w, None, arithmetic("float64"))[0].nonfinite == NONE


def test_operands_that_become_infinite_can_meet() -> None:
    narrow = arithmetic("float64", operands="bfloat16")

    [bound] = bounds(correlate, [3.39e38, 3.39e38], [1.0, -1.0], None, narrow)
    assert bound.nonfinite == {"inf", "-inf", "nan"}


@pytest.mark.parametrize("accumulate", ["float64", "longdouble"])
def test_an_infinite_operand_is_infinite_times_the_smallest_number(
    accumulate: str,
) -> None:
    narrow = arithmetic("float64", accumulate, "bfloat16")

    for x in (2.0**-1074, 2.0**1000):
        [bound] = bounds(correlate, [3.39e38], [x], None, narrow)
        assert bound.nonfinite == {"inf", "nan"}


def test_a_bias_goes_through_no_format_of_operands() -> None:
    narrow = arithmetic("float64", operands="bfloat16")

    [bound] = bounds(conv1d, [[[1.0]]], [[[1.0]]], [3.39e38], narrow)
    assert bound.nonfinite == NONE
    [bound] = bounds(conv1d, [[[1.0]]], [[[3.39e38]]], [1.0], narrow)
    assert bound.nonfinite == {"inf", "nan"}


def test_no_honest_sum_of_huge_numbers_is_accused() -> None:
    rng = Random(3)
    for _ in range(60):
        signs = [rng.choice([1, -1, 0.5, 1e-300]) for _ in range(7)]
        x = [sign * 1.7e308 * rng.random() for sign in signs]
        w = [rng.choice([1.0, -1.0, 2.0, 0.25]) for _ in range(4)]
        for y in (convolve(x, w), scatter(x, w)):
            assert judge(y, convolve, x, w, dtype="float64") == []


def test_a_wrong_word_is_a_finding_that_names_its_output() -> None:
    y = [INF, -INF, NAN, 2.0]
    found = judged(y, correlate, [1.0] * 5, [1.0, 1.0])

    assert [f.index for f in found] == [(0,), (1,), (2,)]
    assert [f.computed for f in found[:2]] == [INF, -INF]
    assert all(f.exact == 2 and f.allowed == 0 for f in found)
