"""Correlation and convolution in one dimension."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pureconv import convolve, correlate, lags, pad, padding_sides, scatter
from pureconv.boundary import BOUNDARIES
from pureconv.checks import Boundary, Mode
from pureconv.sizes import MODES, overhang, reach

HANGING = [mode for mode in MODES if mode != "valid"]  # any signal has room
INTS = st.integers(-99, 99)
KERNELS = st.lists(INTS, min_size=1, max_size=6)
SIGNALS = st.lists(INTS, min_size=1, max_size=9)
STEPS = st.integers(1, 4)


def test_the_examples_in_the_manual_of_numpy_convolve() -> None:
    x, w = [1, 2, 3], [0, 1, Fraction(1, 2)]

    assert convolve(x, w) == [0, 1, Fraction(5, 2), 4, Fraction(3, 2)]
    assert convolve(x, w, "same") == [1, Fraction(5, 2), 4]
    assert convolve(x, w, "valid") == [Fraction(5, 2)]  # 0*3 + 1*2 + 1/2 * 1


def test_the_examples_in_the_manual_of_numpy_correlate() -> None:
    x, w = [1, 2, 3], [0, 1, Fraction(1, 2)]

    assert correlate(x, w) == [Fraction(7, 2)]  # 0*1 + 1*2 + 1/2 * 3
    assert correlate(x, w, "same") == [2, Fraction(7, 2), 3]
    assert correlate(x, w, "full") == [Fraction(1, 2), 2, Fraction(7, 2), 3, 0]


def test_a_pattern_slid_over_a_signal_scores_highest_where_it_lies() -> None:
    assert correlate([0, 1, 2, 3, 0, 0], [1, 2, 3]) == [
        1*0 + 2*1 + 3*2,
        1*1 + 2*2 + 3*3,
        1*2 + 2*3 + 3*0,
        1*3 + 2*0 + 3*0,
    ]


def test_a_plan_of_doses_meets_patients_who_arrive_day_by_day() -> None:
    """Each patient takes 3, 2, then 1 dose; 1, 2, .. 5 patients arrive each day."""
    patients, plan = [1, 2, 3, 4, 5], [3, 2, 1]

    doses = convolve(patients, plan)

    assert doses == [3, 8, 14, 20, 26, 14, 5]
    assert doses[2] == 3*3 + 2*2 + 1*1  # who came today, yesterday, two days ago
    assert sum(doses) == sum(patients) * sum(plan) == 15 * 6


def test_two_dice_convolve_to_the_ways_of_rolling_each_total() -> None:
    die = [1] * 6  # one way for each of 1 to 6

    assert convolve(die, die) == [1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1]  # totals 2 to 12


def test_polynomials_multiply_by_convolution() -> None:
    #     (1 + 2t + 3t^2)(4 + 5t + 6t^2) = 4 + 13t + 28t^2 + 27t^3 + 18t^4
    assert convolve([1, 2, 3], [4, 5, 6]) == [4, 13, 28, 27, 18]
    #     (t - 5)(t + 4)(t - 3), highest power first
    assert convolve(convolve([1, -5], [1, 4]), [1, -3]) == [1, -4, -17, 60]


def test_numbers_multiply_by_convolution_and_carries() -> None:
    digits = convolve([1, 2, 3], [4, 5, 6])

    assert sum(digit * 10 ** (4 - n) for n, digit in enumerate(digits)) == 123 * 456
    assert 123 * 456 == 56088


@pytest.mark.parametrize(
    ("w", "convolved", "correlated", "padded"),
    [
        #           numpy.convolve     numpy.correlate       torch conv1d, "same"
        pytest.param(
            [1, 0, -1], [2, 2, 2, 2, -4], [-2, -2, -2, -2, 4], [-2, -2, -2, -2, 4],
            id="odd kernel: the flip is the only difference",
        ),
        pytest.param(
            [1, 2], [1, 4, 7, 10, 13], [2, 5, 8, 11, 14], [5, 8, 11, 14, 5],
            id="two taps: three answers",
        ),
        pytest.param(
            [1, 2, 3, 4], [4, 10, 20, 30, 34], [11, 20, 30, 40, 26],
            [20, 30, 40, 26, 14], id="four taps: three answers",
        ),
    ],
)
def test_same_means_three_things_to_numpy_and_pytorch(
    w: list[int], convolved: list[int], correlated: list[int], padded: list[int]
) -> None:
    x = [1, 2, 3, 4, 5]

    assert convolve(x, w, "same") == convolved
    assert correlate(x, w, "same") == correlated
    assert correlate(pad(x, *padding_sides(5, len(w), "same")), w) == padded
    assert correlate(pad(x, *padding_sides(5, len(w), "same_lower")), w) == correlated


def test_all_modes_of_a_lopsided_kernel() -> None:
    x, w = [1, 2, 3, 4, 5], [1, 0, -1]

    assert convolve(x, w, "full") == [1, 2, 2, 2, 2, -4, -5]
    assert convolve(x, w, "same") == [2, 2, 2, 2, -4]
    assert convolve(x, w, "valid") == [2, 2, 2]
    assert correlate(x, w, "full") == [-1, -2, -2, -2, -2, 4, 5]
    assert correlate(x, w, "same") == [-2, -2, -2, -2, 4]
    assert correlate(x, w, "valid") == [-2, -2, -2]


def test_causal_windows_end_at_each_sample() -> None:
    """scipy.signal.lfilter(w, 1, x): no output looks at a sample still to come."""
    x, w = [1, 2, 3, 4, 5], [1, 10, 100]

    assert convolve(x, w, "causal") == [
        1*1,
        1*2 + 10*1,
        1*3 + 10*2 + 100*1,
        1*4 + 10*3 + 100*2,
        1*5 + 10*4 + 100*3,
    ]
    assert correlate(x, w[::-1], "causal") == convolve(x, w, "causal")
    assert convolve(x, w, "causal", stride=2, dilation=3) == [1, 3, 5 + 10*2]
    assert convolve(x, w, "causal", boundary="edge")[:2] == [111, 2 + 10*1 + 100*1]
    assert convolve([7], w, "causal") == [1*7]


@pytest.mark.parametrize("later", range(5))
def test_a_causal_output_stays_when_later_samples_change(later: int) -> None:
    x = [1, 2, 3, 4, 5]
    changed = [*x[:later], *[99] * (5 - later)]

    for slide in (correlate, convolve):
        y = slide(x, [1, 10, 100], "causal", dilation=2)
        assert slide(changed, [1, 10, 100], "causal", dilation=2)[:later] == y[:later]


def test_the_defaults_are_those_of_numpy() -> None:
    x, w = [1, 2, 3, 4], [1, 10]

    assert convolve(x, w) == convolve(x, w, "full")
    assert correlate(x, w) == correlate(x, w, "valid")


def test_a_kernel_longer_than_the_signal_is_not_swapped_with_it() -> None:
    x, w = [1, 2], [1, 2, 3, 4, 5]

    assert convolve(x, w) == [1, 4, 7, 10, 13, 10]
    assert convolve(x, w, "same") == [7, 10]  # numpy: 1 4 7 10 13
    assert correlate(x, w, "full") == [5, 14, 11, 8, 5, 2]  # numpy: reversed
    assert correlate(x, w, "same") == [11, 8]
    with pytest.raises(ValueError, match="reaches 5 samples but the signal has 2"):
        convolve(x, w, "valid")


def test_a_kernel_as_long_as_the_signal_fits_once() -> None:
    assert correlate([1, 2, 3], [4, 5, 6]) == [4*1 + 5*2 + 6*3]
    assert convolve([1, 2, 3], [4, 5, 6], "valid") == [4*3 + 5*2 + 6*1]


@pytest.mark.parametrize("mode", MODES)
def test_one_sample_and_one_weight_make_one_product(mode: Mode) -> None:
    assert correlate([6], [7], mode) == convolve([6], [7], mode) == [6 * 7]


@pytest.mark.parametrize("mode", MODES)
def test_a_bare_number_counts_as_a_kernel_of_one_tap(mode: Mode) -> None:
    assert convolve([1, 2, 3], 2, mode) == [2, 4, 6]
    assert correlate([2, 4, 6], Fraction(1, 2), mode) == [1, 2, 3]
    assert scatter([1, 2, 3], 2) == [2, 4, 6]


def test_an_impulse_gives_the_weights_and_correlated_gives_them_mirrored() -> None:
    assert convolve([0, 1, 0], [1, 2, 3], "full") == [0, 1, 2, 3, 0]
    assert correlate([0, 1, 0], [1, 2, 3], "full") == [0, 3, 2, 1, 0]


def test_nothing_is_conjugated() -> None:
    assert correlate([1j], [1j]) == convolve([1j], [1j]) == [-1]  # numpy.correlate: 1


def test_stride_thins_the_outputs_and_may_leave_samples_over() -> None:
    x, w = [1, 2, 3, 4, 5, 6], [1, 10]

    assert correlate(x, w) == [21, 32, 43, 54, 65]
    assert correlate(x, w, stride=2) == [21, 43, 65]
    assert correlate(x, w, stride=3) == [21, 54]
    assert correlate(x, w, stride=99) == [21]
    assert correlate(x, w, "same", stride=3) == [10*1, 1*3 + 10*4]
    assert convolve(x, w, "full", stride=3) == [1*1, 1*4 + 10*3, 10*6]


def test_dilation_spreads_the_taps() -> None:
    x, w = [1, 2, 3, 4, 5, 6, 7], [1, 10, 100]

    assert correlate(x, w, dilation=2) == [
        1*1 + 10*3 + 100*5, 1*2 + 10*4 + 100*6, 1*3 + 10*5 + 100*7
    ]
    assert correlate(x, w, dilation=3) == [1*1 + 10*4 + 100*7]
    assert convolve(x, w, "valid", dilation=3) == [1*7 + 10*4 + 100*1]
    with pytest.raises(ValueError, match="reaches 9 samples but the signal has 7"):
        correlate(x, w, dilation=4)


def test_dilation_may_leave_outputs_that_no_sample_reaches() -> None:
    assert correlate([5], [1, 10], "full", dilation=3) == [10*5, 0, 0, 1*5]
    assert convolve([5], [1, 10], "full", dilation=3) == [1*5, 0, 0, 10*5]


@pytest.mark.parametrize(
    ("boundary", "first", "last"),
    [
        ("zero", 10*1 + 100*2, 1*3 + 10*4),
        ("edge", 1*1 + 10*1 + 100*2, 1*3 + 10*4 + 100*4),
        ("reflect", 1*2 + 10*1 + 100*2, 1*3 + 10*4 + 100*3),
        ("symmetric", 1*1 + 10*1 + 100*2, 1*3 + 10*4 + 100*4),
        ("wrap", 1*4 + 10*1 + 100*2, 1*3 + 10*4 + 100*1),
    ],
)
def test_the_boundary_says_what_hanging_taps_meet(
    boundary: Boundary, first: int, last: int
) -> None:
    x, w = [1, 2, 3, 4], [1, 10, 100]
    inside = [1*1 + 10*2 + 100*3, 1*2 + 10*3 + 100*4]

    assert correlate(x, w, "same", boundary=boundary) == [first, *inside, last]


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_no_boundary_is_met_in_mode_valid(boundary: Boundary) -> None:
    x, w = [3, 1, 4, 1, 5], [2, 7, 1]

    assert correlate(x, w, boundary=boundary) == correlate(x, w)
    assert convolve(x, w, "valid", boundary=boundary) == convolve(x, w, "valid")


def test_all_options_at_once() -> None:
    """Taps 2 apart, windows 3 apart, from 4 ahead of the signal, which goes round.

        position -4 -3 -2 -1 | 0  1  2  3  4 | 5  6  7  8
        sample    2  3  4  5 | 1  2  3  4  5 | 1  2  3  4
    """
    x, w = [1, 2, 3, 4, 5], [1, 10, 100]

    y = correlate(x, w, "full", stride=3, dilation=2, boundary="wrap")

    assert y == [
        1*2 + 10*4 + 100*1,  # window from -4
        1*5 + 10*2 + 100*4,  # window from -1
        1*3 + 10*5 + 100*2,  # window from 2
    ]


def landings(x: list[int], w: list[int], step: int) -> Counter[int]:
    """Return the sum of the products w[i] * x[p] for each place p + i * step."""
    total: Counter[int] = Counter()
    for p, sample in enumerate(x):
        for i, weight in enumerate(w):
            total[p + i * step] += weight * sample
    return total


@given(SIGNALS, KERNELS, st.sampled_from(["full", "same"]), STEPS, STEPS)
def test_an_output_collects_the_products_that_land_where_its_window_lies(
    x: list[int], w: list[int], mode: Mode, stride: int, dilation: int
) -> None:
    options: Any = {"mode": mode, "stride": stride, "dilation": dilation}
    starts = lags(len(x), len(w), **options)
    far = reach(len(w), dilation)

    sliding, flipped = landings(x, w, -dilation), landings(x, w, dilation)

    assert correlate(x, w, **options) == [sliding[start] for start in starts]
    assert convolve(x, w, **options) == [flipped[start + far] for start in starts]


@given(
    SIGNALS, KERNELS, st.sampled_from(HANGING), STEPS, STEPS,
    st.sampled_from(BOUNDARIES),
)
def test_a_boundary_is_the_signal_padded_by_what_hangs_over(
    x: list[int],
    w: list[int],
    mode: Mode,
    stride: int,
    dilation: int,
    boundary: Boundary,
) -> None:
    options: Any = {"stride": stride, "dilation": dilation}
    padded = pad(x, *overhang(len(w), mode, dilation), boundary)

    for operation in (correlate, convolve):
        assert operation(x, w, mode, boundary=boundary, **options) == operation(
            padded, w, "valid", **options
        )


def test_scatter_throws_a_scaled_copy_of_the_weights_from_every_sample() -> None:
    assert scatter([1, 2, 3], [4, 5, 6]) == [
        4*1,
        5*1 + 4*2,
        6*1 + 5*2 + 4*3,
        6*2 + 5*3,
        6*3,
    ]


@given(SIGNALS, KERNELS)
def test_scatter_is_the_full_convolution(x: list[int], w: list[int]) -> None:
    total = landings(x, w, 1)

    assert scatter(x, w) == [total[n] for n in range(len(x) + len(w) - 1)]
    assert scatter(x, w) == convolve(x, w)
