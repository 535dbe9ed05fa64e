"""What lies outside: five rules, in one dimension and in two."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import cycle, islice, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pureconv import pad, pad2d
from pureconv.boundary import BOUNDARIES, source
from pureconv.checks import Boundary

SIGNALS = st.lists(st.integers(-99, 99), min_size=1, max_size=6)
WIDTHS = st.integers(0, 20)
RULES = st.sampled_from(BOUNDARIES)


def beyond(x: list[int], boundary: Boundary) -> Iterator[int]:
    """Return, without end, the samples that follow a signal."""
    rules = {
        "zero": repeat(0),
        "edge": repeat(x[-1]),
        "reflect": cycle(x[-2:0:-1] + x),  # back without the two ends, and forth again
        "symmetric": cycle(x[::-1] + x),  # back with both ends, and forth again
        "wrap": cycle(x),
    }
    return rules[boundary]


@pytest.mark.parametrize(
    ("boundary", "padded"),
    [
        ("zero", [0, 0, 1, 2, 3, 4, 5, 0, 0, 0]),
        ("edge", [1, 1, 1, 2, 3, 4, 5, 5, 5, 5]),
        ("reflect", [3, 2, 1, 2, 3, 4, 5, 4, 3, 2]),
        ("symmetric", [2, 1, 1, 2, 3, 4, 5, 5, 4, 3]),
        ("wrap", [4, 5, 1, 2, 3, 4, 5, 1, 2, 3]),
    ],
)
def test_the_examples_in_the_manual_of_numpy_pad(
    boundary: Boundary, padded: list[int]
) -> None:
    assert pad([1, 2, 3, 4, 5], 2, 3, boundary) == padded


@pytest.mark.parametrize(
    ("boundary", "padded"),
    [
        #            7  6  5  4  3  2  1 | x     | 1  2  3  4  5  6  7
        ("zero", [0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0]),
        ("edge", [1, 1, 1, 1, 1, 1, 1, 1, 2, 3, 3, 3, 3, 3, 3, 3, 3]),
        ("reflect", [2, 3, 2, 1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3, 2, 1, 2]),
        ("symmetric", [1, 1, 2, 3, 3, 2, 1, 1, 2, 3, 3, 2, 1, 1, 2, 3, 3]),
        ("wrap", [3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1]),
    ],
)
def test_mirrors_and_wraps_go_on_as_often_as_needed(
    boundary: Boundary, padded: list[int]
) -> None:
    assert pad([1, 2, 3], 7, 7, boundary) == padded


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_one_sample_is_its_own_mirror_image_and_its_own_neighbour(
    boundary: Boundary,
) -> None:
    outside = 0 if boundary == "zero" else 8

    assert pad([8], 2, 3, boundary) == [outside] * 2 + [8] + [outside] * 3


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_no_width_is_no_padding(boundary: Boundary) -> None:
    assert pad([1, 2, 3], 0, 0, boundary) == [1, 2, 3]
    assert pad2d([[1, 2, 3], [4, 5, 6]], 0, 0, boundary) == [[1, 2, 3], [4, 5, 6]]


def test_one_width_is_for_both_sides() -> None:
    assert pad([1, 2], 3) == pad([1, 2], 3, 3) == [0, 0, 0, 1, 2, 0, 0, 0]
    assert pad([1, 2], 3, 0) == [0, 0, 0, 1, 2]


@given(SIGNALS, WIDTHS, WIDTHS, RULES)
def test_a_padded_signal_goes_on_at_its_end_and_backwards_at_its_start(
    x: list[int], before: int, after: int, boundary: Boundary
) -> None:
    backwards = list(islice(beyond(x[::-1], boundary), before))
    onwards = list(islice(beyond(x, boundary), after))

    assert pad(x, before, after, boundary) == backwards[::-1] + x + onwards


@given(SIGNALS, st.integers(-40, 40), RULES)
def test_inside_the_signal_every_rule_reads_the_sample_itself(
    x: list[int], p: int, boundary: Boundary
) -> None:
    place = source(p, len(x), boundary)

    if 0 <= p < len(x):
        assert place == p
    elif boundary == "zero":
        assert place is None
    else:
        assert place in range(len(x))


@pytest.mark.parametrize("boundary", ["edge", "reflect", "symmetric", "wrap"])
def test_one_sample_is_all_there_is_to_read(boundary: Boundary) -> None:
    assert [source(p, 1, boundary) for p in range(-5, 6)] == [0] * 11


def test_a_value_takes_the_place_of_the_zeros() -> None:
    assert pad([1, 2], 1, 2, value=7) == [7, 1, 2, 7, 7]
    assert pad([1, 2], 1, 0, value=Fraction(1, 3)) == [Fraction(1, 3), 1, 2]
    assert pad2d([[1]], 1, value=-1) == [[-1, -1, -1], [-1, 1, -1], [-1, -1, -1]]


def test_a_value_of_zero_is_no_value_and_goes_with_every_rule() -> None:
    assert pad([1, 2], 1, 1, "edge", value=0) == [1, 1, 2, 2]


def test_rows_and_columns_are_padded_apart_and_on_each_side() -> None:
    image = [[1, 2, 3],
             [4, 5, 6]]

    assert pad2d(image, (1, 0), (2, 1)) == [[0, 0, 0, 0, 0, 0],
                                            [0, 0, 1, 2, 3, 0],
                                            [0, 0, 4, 5, 6, 0]]
    assert pad2d(image, 1, 0, "wrap") == [[4, 5, 6],
                                          [1, 2, 3],
                                          [4, 5, 6],
                                          [1, 2, 3]]
    assert pad2d(image, 0, (0, 2), "reflect") == [[1, 2, 3, 2, 1],
                                                  [4, 5, 6, 5, 4]]


def test_without_columns_they_are_as_the_rows() -> None:
    assert pad2d([[1, 2]], 1) == pad2d([[1, 2]], 1, 1)
    assert pad2d([[1, 2]], (0, 1)) == pad2d([[1, 2]], (0, 1), (0, 1)) == [[1, 2, 0],
                                                                         [0, 0, 0]]


@given(
    st.lists(st.tuples(*[st.integers(-9, 9)] * 3), min_size=1, max_size=4),
    st.tuples(WIDTHS, WIDTHS),
    st.tuples(WIDTHS, WIDTHS),
    RULES,
)
def test_an_image_is_padded_as_its_rows_and_then_its_columns_are(
    image: list[tuple[int, int, int]],
    rows: tuple[int, int],
    columns: tuple[int, int],
    boundary: Boundary,
) -> None:
    wide = [pad(row, *columns, boundary) for row in image]
    tall = [pad(list(column), *rows, boundary) for column in zip(*wide)]

    assert pad2d(image, rows, columns, boundary) == [list(row) for row in zip(*tall)]


def test_padded_rows_are_lists_of_their_own() -> None:
    image = [[1]]

    padded = pad2d(image, 1, 0, "edge")
    padded[0][0] = 99

    assert padded == [[99], [1], [1]]
    assert image == [[1]]
