"""Weighted sums: one weight for all, a weight each, a repeated weight, every shift."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pureconv import (
    distinct_weights,
    repeated_weights,
    same_weight,
    shifted_weights,
    weighted_sum,
)

INTS = st.integers(-1000, 1000)
SIGNALS = st.lists(INTS, min_size=1, max_size=9)


def test_a_course_grade_is_a_weighted_sum() -> None:
    midterm, final = 70, 90

    assert weighted_sum([midterm, final], [1, 1]) == 1 * 70 + 1 * 90 == 160
    assert weighted_sum([midterm, final], [4, 6]) == 4 * 70 + 6 * 90 == 820
    assert weighted_sum([midterm, final], [6, 4]) == 6 * 70 + 4 * 90 == 780


def test_weights_that_add_up_to_one_keep_equal_marks() -> None:
    parts = [Fraction(1, 6), Fraction(1, 3), Fraction(1, 2)]

    assert sum(parts) == 1
    assert weighted_sum([75, 75, 75], parts) == 75


def test_a_weight_of_one_for_each_is_the_plain_sum_and_one_hot_picks_a_sample() -> None:
    assert weighted_sum([3, 1, 4, 1, 5], [1, 1, 1, 1, 1]) == 3 + 1 + 4 + 1 + 5
    assert weighted_sum([3, 1, 4, 1, 5], [0, 0, 1, 0, 0]) == 4


@given(st.lists(st.tuples(INTS, INTS), min_size=1))
def test_samples_and_weights_can_change_places(pairs: list[tuple[int, int]]) -> None:
    x, w = [x for x, _ in pairs], [w for _, w in pairs]

    assert weighted_sum(x, w) == weighted_sum(w, x)


def test_the_same_weight_only_rescales() -> None:
    assert same_weight([0, 1, 0, -1], 2) == [2 * 0, 2 * 1, 2 * 0, 2 * -1]
    assert same_weight([0, 1, 0, -1], -1) == [0, -1, 0, 1]
    assert same_weight([0, 1, 0, -1], 0) == [0, 0, 0, 0]


def test_distinct_weights_modulate_an_amplitude() -> None:
    carrier = [1, -1, 1, -1, 1, -1]
    program = [1, 2, 3, 3, 2, 1]

    modulated = distinct_weights(carrier, program)

    assert modulated == [1 * 1, 2 * -1, 3 * 1, 3 * -1, 2 * 1, 1 * -1]
    assert list(map(abs, modulated)) == program  # the envelope is the program


@given(st.lists(st.tuples(INTS, INTS), min_size=1))
def test_a_weighted_sum_is_the_sum_of_distinctly_weighted_samples(
    pairs: list[tuple[int, int]],
) -> None:
    x, w = [x for x, _ in pairs], [w for _, w in pairs]

    assert weighted_sum(x, w) == sum(distinct_weights(x, w))


def test_repeated_weights_start_over_and_the_last_copy_is_cut() -> None:
    x = [1, 1, 1, 1, 1, 1, 1, 1]

    assert repeated_weights(x, [7, 8, 9]) == [7, 8, 9, 7, 8, 9, 7, 8]
    assert repeated_weights(x, [7]) == [7] * 8
    assert repeated_weights([1, 10, 100], [4, 5, 6, 7]) == [4 * 1, 5 * 10, 6 * 100]


def test_one_repeated_weight_is_the_same_weight_and_n_are_distinct_weights() -> None:
    x = [3, 1, 4, 1]

    assert repeated_weights(x, [5]) == same_weight(x, 5)
    assert repeated_weights(x, [5, 9, 2, 6]) == distinct_weights(x, [5, 9, 2, 6])


def test_the_same_pattern_scores_differently_where_it_meets_other_weights() -> None:
    weights = [1, 2, 3]
    here, there = [1, 2, 3, 0, 0, 0], [0, 1, 2, 3, 0, 0]

    assert sum(repeated_weights(here, weights)) == 1 * 1 + 2 * 2 + 3 * 3 == 14
    assert sum(repeated_weights(there, weights)) == 2 * 1 + 3 * 2 + 1 * 3 == 11


def test_shifted_weights_start_the_repetition_at_each_weight_in_turn() -> None:
    assert shifted_weights([1, 10, 100, 1000], [7, 8, 9]) == [
        [7, 80, 900, 7000],
        [8, 90, 700, 8000],
        [9, 70, 800, 9000],
    ]


def test_shifts_of_a_pattern_longer_than_the_signal_use_all_of_it() -> None:
    assert shifted_weights([1, 10], [7, 8, 9]) == [[7, 80], [8, 90], [9, 70]]


@given(SIGNALS, SIGNALS)
def test_adding_all_shifts_up_is_the_wrong_turn_it_only_rescales(
    x: list[int], w: list[int]
) -> None:
    added = [sum(column) for column in zip(*shifted_weights(x, w))]

    assert added == [sum(w) * sample for sample in x]


def test_the_lists_of_shifted_weights_are_lists_of_their_own() -> None:
    first, second = shifted_weights([1, 1], [5, 5])

    first[0] = 99

    assert second == [5, 5]


def test_numbers_that_never_meet_need_not_go_together() -> None:
    """A float and a Decimal neither multiply nor add up: here they do not have to."""
    half, two = 0.5, Decimal(2)

    assert same_weight([half, two], 3) == [1.5, Decimal(6)]
    assert distinct_weights([half, two], [half, two]) == [0.25, Decimal(4)]
    assert repeated_weights([1, 1, half], [half, two]) == [0.5, Decimal(2), 0.25]
    assert shifted_weights([3], [half, two]) == [[1.5], [Decimal(6)]]
