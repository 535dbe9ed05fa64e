"""Convolutions as matrices: examples, cells proved, and the three ideas as numbers."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from definition import slid
from layer_calls import Index
from pureconv import (
    convolution_matrix,
    correlation_matrix,
    correlation_matrix2d,
    sizes,
)
from pureconv.checks import Mode
from refusals import refusal
from ring import indeterminates

MODES = ("full", "same", "valid", "causal")


def test_example_of_scipy() -> None:
    """The example in the documentation of scipy.linalg.convolution_matrix."""
    assert convolution_matrix([-1, 4, -2], 5, mode="same") == [
        [4, -1, 0, 0, 0],
        [-2, 4, -1, 0, 0],
        [0, -2, 4, -1, 0],
        [0, 0, -2, 4, -1],
        [0, 0, 0, -2, 4],
    ]


def test_example_with_stride_and_dilation() -> None:
    assert correlation_matrix([1, 2], 4, "full", stride=2, dilation=3) == [
        [2, 0, 0, 0],  # starts at -3
        [0, 0, 2, 0],  # at -1
        [0, 1, 0, 0],  # at 1
        [0, 0, 0, 1],  # at 3
    ]


def test_example_of_an_image() -> None:
    """Outputs of 1 x 2 windows that start two columns apart, row 0 before row 1."""
    matrix = correlation_matrix2d([[1, 2]], (2, 4), stride=(1, 2))

    assert matrix == [
        [1, 2, 0, 0, 0, 0, 0, 0],
        [0, 0, 1, 2, 0, 0, 0, 0],
        [0, 0, 0, 0, 1, 2, 0, 0],
        [0, 0, 0, 0, 0, 0, 1, 2],
    ]


# === the cells, proved ===


def test_there_are_no_other_modes() -> None:
    assert set(sizes.MODES) == set(MODES)


@pytest.mark.parametrize("mode", MODES)
def test_a_cell_of_correlation_holds_the_weight_that_leads_there(mode: Mode) -> None:
    lengths = itertools.product(range(1, 8), range(1, 6), (1, 2, 3), (1, 2, 3))
    for n, k, stride, dilation in lengths:
        w, table = indeterminates("w", k), slid(n, k, mode, stride, dilation)
        if not table.outputs:
            continue

        matrix = correlation_matrix(w, n, mode, stride=stride, dilation=dilation)

        expected = [[0] * n for _ in range(table.outputs)]
        for row, i, column in table.meetings:
            expected[row][column] = w[i]
        assert matrix == expected, (n, k, stride, dilation)


@pytest.mark.parametrize("mode", MODES)
def test_a_cell_of_convolution_holds_the_weight_that_leads_there(mode: Mode) -> None:
    for n, k in itertools.product(range(1, 9), range(1, 7)):
        w, table = indeterminates("w", k), slid(n, k, mode, flipped=True)
        if not table.outputs:
            continue

        matrix = convolution_matrix(w, n, mode)

        expected = [[0] * n for _ in range(table.outputs)]
        for row, i, column in table.meetings:
            expected[row][column] = w[i]
        assert matrix == expected, (n, k)


@pytest.mark.parametrize("mode", MODES)
def test_a_cell_of_2d_correlation_holds_the_weight_of_its_row_and_column(
    mode: Mode,
) -> None:
    """A cell at (m * outputs + n, p * columns + q) is where two 1-D cells meet."""
    shapes = itertools.product((1, 2, 3), (2, 3, 4), (1, 2), (1, 3), (1, 2), (1, 3))
    for rows, columns, k, width, stride, dilation in shapes:
        w = indeterminates("w", k, width)
        down = slid(rows, k, mode, stride, 1)
        along = slid(columns, width, mode, 1, dilation)
        if not down.outputs or not along.outputs:
            continue

        matrix = correlation_matrix2d(
            w, (rows, columns), mode, stride=(stride, 1), dilation=(1, dilation)
        )

        expected = [
            [0] * (rows * columns) for _ in range(down.outputs * along.outputs)
        ]
        for (m, i, p), (n, j, q) in itertools.product(down.meetings, along.meetings):
            expected[m * along.outputs + n][p * columns + q] = w[i][j]
        assert matrix == expected, (rows, columns, k, width, stride, dilation)


# === sparse interactions, shared parameters, equivariance ===


@pytest.mark.parametrize(
    ("n", "taps", "filled"), [(6, [1, 2, 3], 12), (100, [1, 2, 3, 4, 5], 480)]
)
def test_few_cells_are_filled_and_with_few_numbers(
    n: int, taps: list[int], filled: int
) -> None:
    """(n - k + 1) windows of k taps fill their cells: 4 * 3, or 96 * 5."""
    matrix = correlation_matrix(taps, n)

    weights = [value for row in matrix for value in row if value]
    assert len(weights) == filled
    assert set(weights) == set(taps)


def test_a_fully_connected_layer_has_a_weight_for_each_cell() -> None:
    """What is saved: 400 samples and 301 outputs of 100 taps take 100 weights."""
    w = list(range(1, 101))

    matrix = correlation_matrix(w, 400)

    cells = [value for row in matrix for value in row]
    assert len(cells) == 120_400
    assert len(cells) - cells.count(0) == 30_100
    assert len(set(cells) - {0}) == 100


def test_moving_the_signal_moves_the_output() -> None:
    """As matrices: first move, then correlate, is first correlate, then move."""
    w = indeterminates("w", 3)
    matrix = correlation_matrix(w, 8)

    for row, below in zip(matrix, matrix[1:]):
        assert below == [0, *row[:-1]]


def test_an_int_is_a_square_image() -> None:
    assert correlation_matrix2d([[1, 2]], 3) == correlation_matrix2d([[1, 2]], (3, 3))


def test_a_number_is_a_kernel_of_one_tap() -> None:
    assert convolution_matrix(5, 2) == correlation_matrix(5, 2) == [[5, 0], [0, 5]]


def test_steps_may_be_whatever_stands_for_an_int() -> None:
    two: Any = Index(2)
    assert correlation_matrix([1, 10], 5, stride=two, dilation=two) == [
        [1, 0, 10, 0, 0], [0, 0, 1, 0, 10],
    ]
    assert correlation_matrix2d(
        [[1, 10]], (1, 5), stride=(1, two), dilation=(1, two)
    ) == [[1, 0, 10, 0, 0], [0, 0, 1, 0, 10]]


# === refusals ===


@pytest.mark.parametrize("matrix", [convolution_matrix, correlation_matrix])
@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"n": 0}, "ValueError: n must be at least 1, not 0"),
        ({"n": None}, "TypeError: n must be an int, not None"),
        ({"w": []}, "ValueError: kernel must have at least 1 tap, not 0"),
        ({"mode": "half"},
         ('ValueError: mode must be "full", "same", "valid" or "causal", '
         "not 'half'")),
        ({"w": [1, 2, 3, 4], "mode": "valid"},
         ("ValueError: kernel reaches 4 samples but the signal has 3: "
          'use mode="same" or "full", or pad the signal')),
    ],
)
def test_a_matrix_is_refused_as_its_convolution_is(
    matrix: Any, wrong: dict[str, Any], error: str
) -> None:
    assert refusal(matrix, **{"w": [1, 2], "n": 3, **wrong}) == error


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"stride": (1, 1)}, "TypeError: stride must be an int, not (1, 1)"),
        ({"stride": True}, "TypeError: stride must be an int, not True"),
        ({"dilation": 0}, "ValueError: dilation must be at least 1, not 0"),
    ],
)
def test_steps_of_a_matrix_are_ints_of_1_or_more(
    wrong: dict[str, Any], error: str
) -> None:
    assert refusal(correlation_matrix, [1, 2], 3, **wrong) == error


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"w": [1, 2]},
         ("TypeError: kernel must be rows of numbers, but row 0 is 1: "
          "for a single row, write [kernel]")),
        ({"size": (2,)},
         "ValueError: size must be an int or a pair (rows, columns), not (2,)"),
        ({"w": [[1], [2]], "size": (1, 3)},
         ("ValueError: kernel reaches 2 rows but the image has 1: "
          'use mode="same" or "full", or pad the image')),
        ({"size": (2, 1)},
         ("ValueError: kernel reaches 2 columns but the image has 1: "
          'use mode="same" or "full", or pad the image')),
        ({"mode": None},
         'TypeError: mode must be "full", "same", "valid" or "causal", not None'),
        ({"stride": (2,)},
         "ValueError: stride must be an int or a pair (rows, columns), not (2,)"),
        ({"stride": 1.5},
         "TypeError: stride must be an int or a pair (rows, columns), not 1.5"),
        ({"dilation": (1, 0)}, "ValueError: dilation[1] must be at least 1, not 0"),
    ],
)
def test_a_matrix_of_images_is_refused_as_their_correlation_is(
    wrong: dict[str, Any], error: str
) -> None:
    good = {"w": [[1, 2]], "size": (2, 3)}
    assert correlation_matrix2d(**good) == [  # type: ignore[arg-type]
        [1, 2, 0, 0, 0, 0], [0, 1, 2, 0, 0, 0], [0, 0, 0, 1, 2, 0], [0, 0, 0, 0, 1, 2],
    ]

    assert refusal(correlation_matrix2d, **{**good, **wrong}) == error


def test_a_matrix_with_rows_too_long_for_a_list_is_refused() -> None:
    with pytest.raises(ValueError, match="row of the matrix is too long for a list"):
        correlation_matrix([1], 10**19, stride=10**19)
    with pytest.raises(ValueError, match="row of the matrix is too long for a list"):
        correlation_matrix2d([[1]], (2**40, 2**40), stride=2**40)
