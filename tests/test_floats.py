"""Floats: the order of the sum is a promise, so the bits are the same everywhere."""

from __future__ import annotations

import math
import sys
from fractions import Fraction

from pureconv import (
    convolve,
    convolve2d,
    correlate,
    correlate2d,
    pad,
    pad2d,
    scatter,
    weighted_sum,
)

INF, NAN = math.inf, math.nan
SMALLEST = 5e-324  # the smallest float there is: 2 ** -1074


def test_ten_tenths_are_added_from_left_to_right_and_stop_short_of_one() -> None:
    """Since Python 3.12 the built-in sum gives 1.0 here, as fsum and sumprod do."""
    tenths = [0.1] * 12
    short_of_one = float.fromhex("0x1.fffffffffffffp-1")

    assert convolve(tenths, [1.0] * 10)[9] == short_of_one == 0.9999999999999999
    assert correlate(tenths, [1.0] * 10)[0] == short_of_one
    assert scatter(tenths, [1.0] * 10)[9] == short_of_one
    assert weighted_sum([0.1] * 10, [1.0] * 10) == short_of_one
    assert correlate2d([[0.1] * 5] * 2, [[1.0] * 5] * 2) == [[short_of_one]]
    assert convolve2d([[0.1] * 5] * 2, [[1.0] * 5] * 2, "valid") == [[short_of_one]]
    assert math.fsum([0.1] * 10) == 1.0 != short_of_one


def test_terms_are_added_in_the_order_of_the_taps() -> None:
    """A 1 is lost next to 1e16, so the order of three terms can be seen."""
    x, ones = [1.0, 1e16, -1e16], [1, 1, 1]

    assert correlate(x, ones) == [(1.0 + 1e16) - 1e16] == [0.0]
    assert convolve(x, ones, "valid") == [(-1e16 + 1e16) + 1.0] == [1.0]
    assert scatter(x, ones)[2] == (1.0 + 1e16) - 1e16 == 0.0  # the order of the samples


def test_terms_of_an_image_are_added_row_by_row() -> None:
    a, b = 1e16, 1.0
    c, d = -1e16, 1.0
    x, ones = [[a, b], [c, d]], [[1, 1], [1, 1]]

    assert correlate2d(x, ones) == [[((a + b) + c) + d]] == [[1.0]]
    assert convolve2d(x, ones, "valid") == [[((d + c) + b) + a]] == [[0.0]]
    assert ((a + c) + b) + d == 2.0  # column by column it would be


def test_each_product_is_rounded_before_it_is_added() -> None:
    a = 1 + 2.0**-30
    rounded = 1 + 2.0**-29

    assert Fraction(a) * Fraction(a) == Fraction(rounded) + Fraction(2) ** -60
    assert correlate([a, 1.0], [a, -rounded]) == [0.0]  # fused, it would be 2 ** -60


def test_a_sum_starts_from_zero_so_it_is_never_minus_zero() -> None:
    [y] = correlate([-0.0], [1.0])

    assert math.copysign(1, y) == 1
    assert math.copysign(1, -0.0 * 1.0) == -1


def test_a_sum_without_terms_is_the_int_zero() -> None:
    y = correlate([0.5], [1.0, 2.0], "full", dilation=3)

    assert y == [1.0, 0, 0, 0.5]
    assert list(map(type, y)) == [float, int, int, float]


def test_subnormals_keep_their_last_bits() -> None:
    assert correlate([SMALLEST, SMALLEST], [1, 1]) == [2 * SMALLEST]
    assert correlate([3 * SMALLEST], [0.5]) == [2 * SMALLEST]  # 1.5: half to even
    assert correlate([SMALLEST], [0.5]) == [0.0]  # 0.5: half to even
    assert correlate([sys.float_info.min, -SMALLEST], [1, 1]) == [
        sys.float_info.min - SMALLEST
    ]


def test_what_is_too_large_becomes_infinite_also_on_the_way() -> None:
    assert correlate([1e308, 1e308], [1, 1]) == [INF]
    assert correlate([1e308, 1e308, -1e308], [1, 1, 1]) == [INF]
    assert convolve([1e308, 1e308, -1e308], [1, 1, 1], "valid") == [1e308]


def test_infinity_reaches_the_windows_that_touch_it_and_no_other() -> None:
    assert correlate([1, 2, INF, 4, 5, 6], [1, 10]) == [21, INF, INF, 54, 65]
    assert correlate([1, 2, -INF, 4], [1, 10]) == [21, -INF, -INF]


def test_not_a_number_reaches_the_windows_that_touch_it_and_no_other() -> None:
    y = correlate([1, 2, NAN, 4, 5, 6], [1, 10])

    assert [math.isnan(value) for value in y] == [False, True, True, False, False]
    assert [y[0], *y[3:]] == [21, 54, 65]


def test_a_weight_of_zero_does_not_hide_what_it_meets() -> None:
    for sample in (INF, -INF, NAN):
        assert math.isnan(correlate([sample], [0])[0])
        assert math.isnan(correlate2d([[sample]], [[0]])[0][0])


def test_opposite_infinities_make_no_number() -> None:
    assert math.isnan(correlate([INF, -INF], [1, 1])[0])


def test_an_infinite_weight_over_the_edge_meets_nothing() -> None:
    x, w = [1, 1], [INF, 1, 1]

    assert correlate(x, w, "full") == [1*1, 1*1 + 1*1, INF, INF]
    assert correlate(x, w, "same") == [1*1 + 1*1, INF]


def test_zeros_put_there_by_pad_are_data_and_an_infinite_weight_meets_them() -> None:
    first, *others = correlate(pad([1, 1], 1), [INF, 1, 1])

    assert math.isnan(first)  # inf * 0 + 1*1 + 1*1
    assert others == [INF]


def test_over_the_edge_of_an_image_there_is_nothing_either() -> None:
    w = [[INF, 1],
         [1, 1]]

    assert correlate2d([[2]], w, "same") == [[1 * 2]]
    assert math.isnan(correlate2d(pad2d([[2]], (1, 0)), w)[0][0])


def test_a_boundary_rule_puts_samples_there_and_an_infinite_weight_meets_them() -> None:
    assert correlate([1, 1], [INF, 1, 1], "same", boundary="edge") == [INF, INF]


def test_scatter_meets_samples_only() -> None:
    assert scatter([1, 1], [INF, 1, 1]) == [INF, INF, 1*1 + 1*1, 1*1]
