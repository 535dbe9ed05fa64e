"""The article's own numbers, block by block, and the places where it errs.

The article is "A friendly introduction to convolution in CNN" by Weina Jin. Its code is
NumPy; here it is lists and math.sin. The sine's last bit is the platform's, so numbers
that come from it are compared to within 1e-12, or to the six digits that are printed.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest

from pureconv import (
    convolve,
    correlate,
    distinct_weights,
    repeated_weights,
    same_weight,
    shifted_weights,
    weighted_sum,
)


def six(numbers: Any) -> Any:
    """Return numbers that equal all that agree with them in six printed digits."""
    return pytest.approx(numbers, abs=0.5e-6 + 1e-12)


def linspace(start: float, stop: float, n: int) -> list[float]:
    """Return n numbers evenly spaced, both ends included, as numpy.linspace."""
    points = [start + i * (stop - start) / (n - 1) for i in range(n)]
    points[-1] = stop
    return points


def sines(start: float, stop: float, n: int) -> list[float]:
    return [math.sin(t) for t in linspace(start, stop, n)]


def triangle(n: int) -> list[float]:
    """Return one copy of the weights of 2.3: up in n steps, and down again."""
    return [step / n / 2 for step in [*range(n), *reversed(range(n))]]


TWO_WAVES = sines(-2 * math.pi, 2 * math.pi, 200)  # section 2.1
TEN_WAVES = sines(0, 20 * math.pi, 400)  # sections 2.2 and 2.3
RAMP = [i / 400 for i in range(400)]
TRIANGLE = triangle(50)


def counted(numbers: list[float]) -> list[int]:
    """Return floats exactly, as ints: each is a multiple of 2**-1074."""
    return [int(Fraction(number) * 2**1074) for number in numbers]


def crest(y: list[float]) -> tuple[int, float]:
    return y.index(max(y)), max(y)


def trough(y: list[float]) -> tuple[int, float]:
    return y.index(min(y)), min(y)


def sums(y: list[float]) -> tuple[float, float]:
    return math.fsum(y), math.fsum(v * v for v in y)


def test_2_1_two_waves_of_a_sine() -> None:
    x = TWO_WAVES

    assert len(x) == 200
    assert trough(x) == (174, six(-0.999969))
    assert crest(x) == (25, six(0.999969))
    assert sums(x) == six((0, 99.5))
    assert [x[i] for i in (0, 1, 2, 10, 50, 99, 100, 198)] == six(
        [0, 0.063106, 0.125960, 0.590337, -0.015786, -0.031569, 0.031569, -0.063106]
    )
    assert abs(x[199]) < 1e-12


def test_2_1_one_weight_stretches_and_moves_no_peak() -> None:
    y = same_weight(TWO_WAVES, 2)

    assert len(y) == 200
    assert trough(y) == (174, six(-1.999938))
    assert crest(y) == (25, six(1.999938))
    assert sums(y) == six((0, 398))
    assert [y[i] for i in (1, 10, 100)] == six([0.126211, 1.180673, 0.063137])


def test_2_1_convolving_with_two_is_multiplying_by_two_bit_for_bit() -> None:
    assert convolve(TWO_WAVES, 2) == [2 * sample for sample in TWO_WAVES]
    assert convolve(TWO_WAVES, 2) == convolve(TWO_WAVES, [2])
    assert convolve(TWO_WAVES, 2) == same_weight(TWO_WAVES, 2)


def test_2_2_ten_waves_of_a_sine() -> None:
    x = TEN_WAVES

    assert len(x) == 400
    assert trough(x) == (389, six(-0.999992))
    assert crest(x) == (10, six(0.999992))
    assert sums(x) == six((0, 199.5))
    assert [x[i] for i in (0, 1, 2, 10, 50, 100)] == six(
        [0, 0.156823, 0.309766, 0.999992, 0.999806, -0.039358]
    )


def test_2_2_the_weights_are_a_ramp() -> None:
    assert len(RAMP) == 400
    assert (RAMP[0], RAMP[1], RAMP[100], RAMP[399]) == (0, 0.0025, 0.25, 0.9975)
    assert sums(RAMP) == six((199.5, 132.83375))


def test_2_2_a_ramp_of_distinct_weights_shapes_the_wave() -> None:
    y = distinct_weights(TEN_WAVES, RAMP)

    assert len(y) == 400
    assert trough(y) == (389, six(-0.972492))
    assert crest(y) == (369, six(0.922436))
    assert sums(y) == six((-6.321311, 66.142774))
    assert [y[i] for i in (0, 1, 2, 10, 50, 100, 398)] == six(
        [0, 0.000392, 0.001549, 0.025000, 0.124976, -0.009840, -0.156039]
    )


def test_2_3_four_copies_of_a_triangle_are_the_weights() -> None:
    w = repeated_weights([1] * 400, TRIANGLE)

    assert len(TRIANGLE) == 100
    assert math.fsum(TRIANGLE) == pytest.approx(24.5, abs=1e-12)
    assert w == TRIANGLE * 4
    assert sums(w) == six((98, 32.34))
    seams = [0, 99, 100, 199, 200, 299, 300, 399]
    tops = [49, 50, 149, 150, 249, 250, 349, 350]
    assert [i for i in range(400) if w[i] == min(w) == 0] == seams
    assert [i for i in range(400) if w[i] == max(w) == 0.49] == tops
    assert (w[1], w[10]) == (0.01, 0.10)


def test_2_3_a_repeated_triangle_shapes_the_wave() -> None:
    y = repeated_weights(TEN_WAVES, TRIANGLE)

    assert len(y) == 400
    assert trough(y) == (349, six(-0.489905))
    assert crest(y) == (50, six(0.489905))
    assert sums(y) == six((0, 16.563019))
    assert [y[i] for i in (0, 1, 2, 10)] == six(
        [0, 0.001568, 0.006195, 0.099999]
    )


def test_2_3_the_largest_swings_of_the_output_and_their_mirror_images() -> None:
    y = repeated_weights(TEN_WAVES, TRIANGLE)
    tops, bottoms = [50, 131, 168, 249, 368], [349, 268, 231, 150, 31]
    values = [0.489905, 0.303276, 0.300514, 0.489146, 0.305569]

    assert [y[i] for i in tops] == six(values)
    assert [-y[i] for i in bottoms] == six(values)
    assert all(y[i - 1] < y[i] > y[i + 1] for i in tops)
    assert all(y[i - 1] > y[i] < y[i + 1] for i in bottoms)


def test_2_4_the_triangle_slid_over_the_wave() -> None:
    y = correlate(TEN_WAVES, TRIANGLE)

    assert len(y) == 400 - 100 + 1 == 301
    assert trough(y) == (140, six(-0.757983))
    assert crest(y) == (160, six(0.757983))
    assert y[:3] == six([0.756667, 0.754320, 0.733307])
    assert y[0] == pytest.approx(
        math.fsum(TRIANGLE[i] * TEN_WAVES[i] for i in range(100)), abs=1e-12
    )


def test_erratum_4_whole_copies_fit_the_signal_for_few_lengths_only() -> None:
    def copied(n: int) -> list[float]:
        return triangle(n) * int(200 / n)  # as the article tiles them

    fitting = [n for n in range(1, 201) if len(copied(n)) == len(TEN_WAVES)]

    assert fitting == [1, 2, 4, 5, 8, 10, 20, 25, 40, 50, 100, 200]
    assert len(copied(30)) == 6 * 60 == 360
    with pytest.raises(ValueError, match="360 weights for 400 samples"):
        distinct_weights(TEN_WAVES, copied(30))
    assert repeated_weights([1] * 400, triangle(30)) == copied(30) + triangle(30)[:40]


def test_erratum_4_the_triangle_peaks_a_little_below_one_half() -> None:
    for n in (30, 50, 200):
        assert max(triangle(n)) == pytest.approx((n - 1) / (2 * n), abs=1e-12)


def test_erratum_5_two_tops_of_the_weights_meet_crests_and_two_meet_troughs() -> None:
    tops = [50, 150, 249, 349]

    assert {TRIANGLE[top % 100] for top in tops} == {0.49}
    assert [round(TEN_WAVES[top]) for top in tops] == [1, -1, 1, -1]


@pytest.mark.parametrize("k", [100, 137], ids=["100 divides 400", "137 does not"])
def test_erratum_6_all_shifts_added_up_rescale_the_wave(k: int) -> None:
    w = (TRIANGLE * 2)[:k]
    exact_x, exact_w = counted(TEN_WAVES), counted(w)

    added = [sum(column) for column in zip(*shifted_weights(exact_x, exact_w))]

    assert added == [sum(exact_w) * sample for sample in exact_x]


def test_erratum_6_in_floats_the_shifts_add_up_to_24_5_times_the_wave() -> None:
    added = [math.fsum(column) for column in zip(*shifted_weights(TEN_WAVES, TRIANGLE))]

    assert added == pytest.approx([24.5 * sample for sample in TEN_WAVES], abs=1e-12)


def test_erratum_7_the_sum_ends_at_the_last_weight_not_one_behind_it() -> None:
    x, w = [0, 1, 2, 3, 0, 0], [1, 2, 3]

    def y(n: int, last: int) -> int:
        return sum(w[i] * x[n + i] for i in range(last + 1))

    with pytest.raises(IndexError):
        y(0, len(w))  # the article's upper limit
    assert [y(n, len(w) - 1) for n in range(4)] == correlate(x, w) == [8, 14, 8, 3]


def test_erratum_7_the_windows_end_before_the_signal_does() -> None:
    x, w = [0, 1, 2, 3, 0, 0], [1, 2, 3]
    last = len(x) - len(w)

    assert len(correlate(x, w)) == last + 1 == 4  # and not the 6 of "aligned with x"
    assert len(correlate(x, w, "same")) == 6
    with pytest.raises(IndexError):
        x[(last + 1) + (len(w) - 1)]  # one window further on


def test_erratum_8_no_example_of_the_article_can_tell_the_flip() -> None:
    x, w = counted(TEN_WAVES), counted(TRIANGLE)

    assert w == w[::-1]
    assert convolve(x, w, "valid") == correlate(x, w, "valid")
    assert convolve(x, 2) == correlate(x, 2)
    assert convolve([1, 2, 3], [1, 10]) != correlate([1, 2, 3], [1, 10], "full")


def test_erratum_10_a_flat_bright_patch_outscores_the_pattern_itself() -> None:
    w = [1, 2, 1]
    itself, flat = [1, 2, 1], [9, 9, 9]

    assert weighted_sum(itself, w) == 1 * 1 + 2 * 2 + 1 * 1 == 6
    assert weighted_sum(flat, w) == 1 * 9 + 2 * 9 + 1 * 9 == 36


def test_erratum_10_the_angle_between_patch_and_pattern_is_not_fooled() -> None:
    def cosine_squared(x: list[int], w: list[int]) -> Fraction:
        lengths = weighted_sum(x, x) * weighted_sum(w, w)
        return Fraction(weighted_sum(x, w) ** 2, lengths)

    assert cosine_squared([1, 2, 1], [1, 2, 1]) == 1
    assert cosine_squared([2, 4, 2], [1, 2, 1]) == 1
    assert cosine_squared([9, 9, 9], [1, 2, 1]) == Fraction(8, 9)
    assert math.sqrt(8 / 9) == six(0.942809)


def test_erratum_10_weights_that_add_up_to_zero_ignore_brightness() -> None:
    w = [-1, 2, -1]

    assert weighted_sum([1, 2, 1], w) == -1 + 4 - 1 == 2
    assert weighted_sum([9, 9, 9], w) == -9 + 18 - 9 == 0


@pytest.mark.parametrize(
    ("centre", "score"),
    [(50, 436), (75, 216), (100, 5)],
    ids=["on top", "on the slope", "on the seam"],
)
def test_repeated_weights_score_one_bump_by_where_it_happens_to_lie(
    centre: int, score: int
) -> None:
    w = [*range(50), *reversed(range(50))]  # in hundredths, and so are the scores
    x = [0] * 400
    x[centre - 2 : centre + 3] = [1, 2, 3, 2, 1]

    assert sum(repeated_weights(x, w)) == score
    assert max(correlate(x, w)) == 436  # sliding finds it everywhere
