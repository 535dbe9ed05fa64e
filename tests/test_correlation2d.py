"""Correlation and convolution of images."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pureconv import convolve, convolve2d, correlate, correlate2d, lags, pad2d
from pureconv.boundary import BOUNDARIES
from pureconv.checks import Boundary, Mode
from pureconv.sizes import MODES, overhang, reach

Image = list[list[int]]
HANGING = [mode for mode in MODES if mode != "valid"]  # any image has room
STEPS = st.tuples(st.integers(1, 3), st.integers(1, 3))


def images(most_rows: int, most_columns: int) -> st.SearchStrategy[Image]:
    def of_width(columns: int) -> st.SearchStrategy[Image]:
        row = st.lists(st.integers(-99, 99), min_size=columns, max_size=columns)
        return st.lists(row, min_size=1, max_size=most_rows)

    return st.integers(1, most_columns).flatmap(of_width)


KERNELS, IMAGES = images(3, 4), images(5, 4)


def test_the_worked_example_of_dive_into_deep_learning() -> None:
    image = [[0, 1, 2],
             [3, 4, 5],
             [6, 7, 8]]
    kernel = [[0, 1],
              [2, 3]]

    assert correlate2d(image, kernel) == [
        [0*0 + 1*1 + 2*3 + 3*4, 0*1 + 1*2 + 2*4 + 3*5],
        [0*3 + 1*4 + 2*6 + 3*7, 0*4 + 1*5 + 2*7 + 3*8],
    ] == [[19, 25], [37, 43]]


def test_convolution_pairs_the_first_weight_with_the_last_pixel_of_a_window() -> None:
    image = [[0, 1, 2],
             [3, 4, 5],
             [6, 7, 8]]
    kernel = [[0, 1],
              [2, 3]]

    assert convolve2d(image, kernel, "valid") == [
        [0*4 + 1*3 + 2*1 + 3*0, 0*5 + 1*4 + 2*2 + 3*1],
        [0*7 + 1*6 + 2*4 + 3*3, 0*8 + 1*7 + 2*5 + 3*4],
    ]


def test_a_difference_of_neighbours_finds_the_edges_of_a_stripe() -> None:
    stripe = [[1, 1, 0, 0, 0, 0, 1, 1]] * 6

    assert correlate2d(stripe, [[1, -1]]) == [[0, 1, 0, 0, 0, -1, 0]] * 6
    assert correlate2d(stripe, [[1], [-1]]) == [[0] * 8] * 5


def test_the_sobel_kernel_changes_sign_with_the_flip() -> None:
    step = [[0, 0, 1, 1]] * 3
    sobel = [[-1, 0, 1],
             [-2, 0, 2],
             [-1, 0, 1]]

    assert correlate2d(step, sobel) == [[1 + 2 + 1, 1 + 2 + 1]]
    assert convolve2d(step, sobel, "valid") == [[-4, -4]]


def test_a_dot_is_stamped_upright_by_convolution_and_turned_by_correlation() -> None:
    letter = [[1, 1, 1],
              [1, 1, 0],
              [1, 0, 0]]
    dot = [[0, 0, 0],
           [0, 1, 0],
           [0, 0, 0]]

    assert convolve2d(dot, letter, "same") == letter
    assert correlate2d(dot, letter, "same") == [[0, 0, 1],
                                                [0, 1, 1],
                                                [1, 1, 1]]


def test_the_flip_is_of_both_axes_and_no_transposition() -> None:
    dot = [[1]]
    kernel = [[1, 2, 3],
              [4, 5, 6]]

    assert convolve2d(dot, kernel) == kernel
    assert correlate2d(dot, kernel, "full") == [[6, 5, 4],
                                                [3, 2, 1]]


def test_a_box_over_a_flat_image_sees_less_at_edges_and_least_in_corners() -> None:
    box = [[1] * 3] * 3

    assert correlate2d([[1] * 4] * 3, box, "same") == [[4, 6, 6, 4],
                                                       [6, 9, 9, 6],
                                                       [4, 6, 6, 4]]


@pytest.mark.parametrize(
    ("mode", "rows", "columns"),
    [("full", 4 + 1, 5 + 2), ("same", 4, 5), ("valid", 4 - 1, 5 - 2)],
)
def test_each_axis_has_the_length_of_its_mode(
    mode: Mode, rows: int, columns: int
) -> None:
    for operation in (correlate2d, convolve2d):
        y = operation([[1] * 5] * 4, [[1] * 3] * 2, mode)

        assert (len(y), {len(row) for row in y}) == (rows, {columns})


def test_the_defaults_are_those_of_one_dimension() -> None:
    x, w = [[1, 2, 3], [4, 5, 6]], [[1, 10], [100, 1000]]

    assert correlate2d(x, w) == correlate2d(x, w, "valid")
    assert convolve2d(x, w) == convolve2d(x, w, "full")


def test_even_kernels_begin_at_half_the_reach_of_full_in_both_directions() -> None:
    image = [[1, 2],
             [3, 4]]
    kernel = [[1, 10],
              [100, 1000]]

    assert correlate2d(image, kernel, "full") == [
        [1000*1, 100*1 + 1000*2, 100*2],
        [10*1 + 1000*3, 1*1 + 10*2 + 100*3 + 1000*4, 1*2 + 100*4],
        [10*3, 1*3 + 10*4, 1*4],
    ]
    assert correlate2d(image, kernel, "same") == [  # scipy begins at [1][1] of full
        [1000*1, 100*1 + 1000*2],
        [10*1 + 1000*3, 1*1 + 10*2 + 100*3 + 1000*4],
    ]
    assert convolve2d(image, kernel, "same") == [
        [1*1, 1*2 + 10*1],
        [1*3 + 100*1, 1*4 + 10*3 + 100*2 + 1000*1],
    ]


def test_a_ramp_where_all_sizes_differ() -> None:
    """On x[r][c] = 11r + c a window's sum is linear in where the window starts.

    With kernel 1 2 3 / 4 5 6, whose weights add up to 21, rows 2 and columns 3 apart:

        21 * (11 * top + left)  +  11 * 2 * (4 + 5 + 6)  +  3 * (2 + 5) + 6 * (3 + 6)
    """
    image = [[11 * r + c for c in range(11)] for r in range(8)]
    kernel = [[1, 2, 3],
              [4, 5, 6]]

    y = correlate2d(image, kernel, stride=(3, 2), dilation=(2, 3))

    within = 11 * 2 * (4 + 5 + 6) + 3 * (2 + 5) + 6 * (3 + 6)
    assert y == [
        [21 * (11 * top + left) + within for left in (0, 2, 4)] for top in (0, 3)
    ]


def test_a_kernel_larger_than_the_image_is_not_swapped_with_it() -> None:
    kernel = [[1, 2, 3],
              [4, 5, 6],
              [7, 8, 9]]

    assert convolve2d([[1, 10]], kernel, "same") == [[5 + 40, 6 + 50]]
    assert correlate2d([[1, 10]], kernel, "same") == [[5 + 60, 4 + 50]]
    with pytest.raises(ValueError, match="reaches 3 rows but the image has 1"):
        convolve2d([[1, 10]], kernel, "valid")


@pytest.mark.parametrize(
    ("boundary", "corner"),
    [
        #                 . a b
        #                 c 1 2
        #                 d 4 5
        ("zero", 1*1 + 2*2 + 3*4 + 4*5),
        ("edge", 5*1 + 6*1 + 7*2 + 8*1 + 9*4 + 1*1 + 2*2 + 3*4 + 4*5),
        ("reflect", 5*5 + 6*4 + 7*5 + 8*2 + 9*5 + 1*1 + 2*2 + 3*4 + 4*5),
        ("symmetric", 5*1 + 6*1 + 7*2 + 8*1 + 9*4 + 1*1 + 2*2 + 3*4 + 4*5),
        ("wrap", 5*9 + 6*7 + 7*8 + 8*3 + 9*6 + 1*1 + 2*2 + 3*4 + 4*5),
    ],
)
def test_the_boundary_says_what_the_corner_of_an_image_meets(
    boundary: Boundary, corner: int
) -> None:
    image = [[1, 2, 3],
             [4, 5, 6],
             [7, 8, 9]]
    kernel = [[5, 6, 7],
              [8, 1, 2],
              [9, 3, 4]]

    assert correlate2d(image, kernel, "same", boundary=boundary)[0][0] == corner


def landings(x: Image, w: Image, down: int, along: int) -> Counter[tuple[int, int]]:
    """Return the sums of w[i][j] * x[p][q] for each place (p + i*down, q + j*along)."""
    total: Counter[tuple[int, int]] = Counter()
    for p, row in enumerate(x):
        for q, pixel in enumerate(row):
            for i, weights in enumerate(w):
                for j, weight in enumerate(weights):
                    total[p + i * down, q + j * along] += weight * pixel
    return total


@given(IMAGES, KERNELS, st.sampled_from(["full", "same"]), STEPS, STEPS)
def test_an_output_collects_the_products_that_land_where_its_window_lies(
    x: Image,
    w: Image,
    mode: Mode,
    stride: tuple[int, int],
    dilation: tuple[int, int],
) -> None:
    down, along = dilation
    tops = lags(len(x), len(w), mode, stride=stride[0], dilation=down)
    lefts = lags(len(x[0]), len(w[0]), mode, stride=stride[1], dilation=along)
    low, right = reach(len(w), down), reach(len(w[0]), along)
    options: Any = {"stride": stride, "dilation": dilation}

    sliding, flipped = landings(x, w, -down, -along), landings(x, w, down, along)

    assert correlate2d(x, w, mode, **options) == [
        [sliding[top, left] for left in lefts] for top in tops
    ]
    assert convolve2d(x, w, mode, **options) == [
        [flipped[top + low, left + right] for left in lefts] for top in tops
    ]


@given(
    IMAGES, KERNELS, st.sampled_from(HANGING), STEPS, STEPS,
    st.sampled_from(BOUNDARIES),
)
def test_a_boundary_is_the_image_padded_by_what_hangs_over(
    x: Image,
    w: Image,
    mode: Mode,
    stride: tuple[int, int],
    dilation: tuple[int, int],
    boundary: Boundary,
) -> None:
    options: Any = {"stride": stride, "dilation": dilation}
    rows = overhang(len(w), mode, dilation[0])
    columns = overhang(len(w[0]), mode, dilation[1])
    padded = pad2d(x, rows, columns, boundary)

    for operation in (correlate2d, convolve2d):
        assert operation(x, w, mode, boundary=boundary, **options) == operation(
            padded, w, "valid", **options
        )


@given(
    st.lists(st.integers(-99, 99), min_size=1, max_size=8),
    st.lists(st.integers(-99, 99), min_size=1, max_size=5),
    st.sampled_from(HANGING), STEPS, STEPS, st.sampled_from(BOUNDARIES),
)
def test_an_image_of_one_row_or_one_column_is_a_signal(
    x: list[int],
    w: list[int],
    mode: Mode,
    stride: tuple[int, int],
    dilation: tuple[int, int],
    boundary: Boundary,
) -> None:
    def column(values: list[int]) -> Image:
        return [[value] for value in values]

    one: Any = {"stride": stride[0], "dilation": dilation[0]}
    down: Any = {"stride": stride, "dilation": dilation}
    along: Any = {"stride": stride[::-1], "dilation": dilation[::-1]}

    for flat, deep in ((correlate, correlate2d), (convolve, convolve2d)):
        y = flat(x, w, mode, boundary=boundary, **one)

        assert deep([x], [w], mode, boundary=boundary, **along) == [y]
        assert deep(column(x), column(w), mode, boundary=boundary, **down) == column(y)
