"""conv1d and conv2d: worked examples, the definition proved, sizes, numbers, errors."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from geometry import (
    GATHERING,
    Term,
    gathering_cases,
    gathering_meetings,
    letter,
    options,
    places,
    sums,
)
from pureconv import conv1d, conv2d
from pureconv.checks import Boundary, PaddingWord
from ring import indeterminates

# === worked examples ===


def test_example_of_dive_into_deep_learning() -> None:
    """Section 7.4 of that book: two input channels, one output channel."""
    x = [[[0, 1, 2],
          [3, 4, 5],
          [6, 7, 8]],
         [[1, 2, 3],
          [4, 5, 6],
          [7, 8, 9]]]
    w = [[[0, 1],
          [2, 3]],
         [[1, 2],
          [3, 4]]]

    # top left: 0*0 + 1*1 + 2*3 + 3*4 = 19, and 1*1 + 2*2 + 3*4 + 4*5 = 37
    assert conv2d([x], [w]) == [[[[56, 72], [104, 120]]]]


def test_example_with_all_options_at_once() -> None:
    """Two groups of two channels; taps two samples apart, windows three."""
    x = [[[1, 2, 3, 4, 5],
          [10, 20, 30, 40, 50],
          [1, 0, 0, 0, 2],
          [0, 0, 7, 0, 0]]]
    w = [[[1, 3], [2, 4]],
         [[5, 6], [1, 8]]]

    y = conv1d(x, w, [1000, 2000], stride=3, padding=(2, 1), dilation=2, groups=2)

    # the first window has its taps at -2 and 0, the second at 1 and 3
    assert y == [[
        [1 * 0 + 3 * 1 + 2 * 0 + 4 * 10 + 1000,
         1 * 2 + 3 * 4 + 2 * 20 + 4 * 40 + 1000],
        [5 * 0 + 6 * 1 + 1 * 0 + 8 * 0 + 2000,
         5 * 0 + 6 * 0 + 1 * 0 + 8 * 0 + 2000],
    ]]


def test_example_on_an_image_with_rows_and_columns_apart() -> None:
    x = [[1, 2, 3, 4],
         [5, 6, 7, 8],
         [9, 10, 11, 12]]
    w = [[1, 10, 100]]

    y = conv2d([[x]], [[w]], stride=(2, 1), padding=((0, 1), (2, 0)))

    # windows start two to the left of row 0, and of row 2
    assert y == [[[[100, 210, 321, 432],
                   [900, 1090, 1209, 1320]]]]


# === the definition, proved ===


@pytest.mark.parametrize(("conv", "dimensions"), [(conv1d, 1), (conv2d, 2)])
def test_each_output_is_its_bias_and_the_sum_of_its_meetings(
    conv: Callable[..., Any], dimensions: int
) -> None:
    """On letters: y[output] == bias[out] + sum of w[weight] * x[sample]."""
    for channels, axes in gathering_cases(dimensions, share=7):
        items, groups, inputs, outputs = channels
        n, k = [axis.n for axis in axes], [axis.k for axis in axes]
        y_shape = items, groups * outputs, *[axis.gathered for axis in axes]
        x = indeterminates("x", items, groups * inputs, *n)
        w = indeterminates("w", groups * outputs, inputs, *k)
        bias = indeterminates("b", groups * outputs)

        y = conv(x, w, bias, groups=groups, **options(axes, GATHERING))

        met: list[Term] = [
            (output, (letter("w", weight), letter("x", sample)))
            for output, weight, sample in gathering_meetings(channels, axes)
        ]
        biased: list[Term] = [
            (place, (letter("b", place[1:2]),)) for place in places(y_shape)
        ]
        assert y == sums(y_shape, met + biased), (channels, axes)


# === padding ===


@pytest.mark.parametrize(
    ("n", "taps", "stride", "dilation", "upper", "lower"),
    [
        # 1 sample is missing for 2 windows of 3 at 0 and 2, or at -1 and 1
        (4, 3, 2, 1, [1 + 20 + 300, 3 + 40], [10 + 200, 2 + 30 + 400]),
        # 3 are missing for 5 windows of 4
        (5, 4, 1, 1,
         [10 + 200 + 3000, 1 + 20 + 300 + 4000, 2 + 30 + 400 + 5000, 3 + 40 + 500,
          4 + 50],
         [100 + 2000, 10 + 200 + 3000, 1 + 20 + 300 + 4000, 2 + 30 + 400 + 5000,
          3 + 40 + 500]),
        # the taps of a window are 3 apart: 2 are missing for 2 windows that reach 4
        (5, 2, 3, 3, [30, 3], [30, 3]),
        # 3 are missing for 4 windows that reach 4
        (4, 2, 1, 3, [30, 1 + 40, 2, 3], [20, 30, 1 + 40, 2]),
        # none is missing where a stride is longer than the kernel
        (6, 1, 4, 1, [1, 5], [1, 5]),
    ],
)
def test_same_has_an_output_for_each_stride_begun(
    n: int, taps: int, stride: int, dilation: int, upper: list[int], lower: list[int]
) -> None:
    """As TensorFlow and ONNX: the least padding for ceil(n / stride) outputs."""
    x, w = [[[*range(1, n + 1)]]], [[[1, 10, 100, 1000][:taps]]]

    def y(word: PaddingWord) -> Any:
        [[y_1d]] = conv1d(x, w, stride=stride, dilation=dilation, padding=word)
        [[y_2d]] = conv2d(
            columns(x), columns(w),
            stride=(stride, 1), dilation=(dilation, 1), padding=word,
        )
        assert y_2d == [[value] for value in y_1d]
        return y_1d

    assert y("same") == y("same_upper") == upper
    assert y("same_lower") == lower


def columns(batch: Any) -> Any:
    """Return signals as images of one column."""
    return [[[[value] for value in signal] for signal in item] for item in batch]


def test_valid_is_no_padding() -> None:
    x, w = [[[1, 2, 3]]], [[[1, 10]]]

    assert conv1d(x, w, padding="valid") == conv1d(x, w) == [[[21, 32]]]


@pytest.mark.parametrize(
    ("boundary", "y"),
    [
        ("zero", [0 + 0, 0 + 10, 1 + 20, 2 + 30, 3 + 0]),
        ("edge", [1 + 10, 1 + 10, 1 + 20, 2 + 30, 3 + 30]),
        ("reflect", [3 + 20, 2 + 10, 1 + 20, 2 + 30, 3 + 20]),
        ("symmetric", [2 + 10, 1 + 10, 1 + 20, 2 + 30, 3 + 30]),
        ("wrap", [2 + 30, 3 + 10, 1 + 20, 2 + 30, 3 + 10]),
    ],
)
def test_padding_holds_what_the_boundary_says(boundary: Boundary, y: list[int]) -> None:
    x, w = [1, 2, 3], [1, 10]

    assert conv1d([[x]], [[w]], padding=(2, 1), boundary=boundary) == [[y]]
    assert conv2d([[[x]]], [[[w]]], padding=(0, (2, 1)), boundary=boundary) == [[[y]]]


@pytest.mark.parametrize("padding", [2, (2, 2), [2, 2]])
def test_an_int_pads_both_sides(padding: Any) -> None:
    assert conv1d([[[1]]], [[[1, 2, 3]]], padding=padding) == [[[3, 2, 1]]]


@pytest.mark.parametrize(
    ("padding", "rows", "columns"),
    [(1, 3, 3), ((1, 0), 3, 1), ((0, (1, 2)), 1, 4), (((0, 1), [2, 0]), 2, 3)],
)
def test_padding_of_images_is_one_int_or_rows_and_columns(
    padding: Any, rows: int, columns: int
) -> None:
    [[y]] = conv2d([[[[1]]]], [[[[1]]]], padding=padding)

    assert [len(row) for row in y] == [columns] * rows


# === numbers ===


def test_terms_are_added_channel_by_channel_tap_by_tap_and_the_bias_last() -> None:
    """1e16 swallows what is added to it: 0 + 1e16 + 1 - 1e16 + 1 + 0.5."""
    x, w = [[[1e16, 1.0], [-1e16, 1.0]]], [[[1.0, 1.0], [1.0, 1.0]]]

    assert conv1d(x, w, [0.5]) == [[[1.5]]]
    assert conv2d([[[signal] for signal in x[0]]], [[[k] for k in w[0]]], [0.5]) == [
        [[[1.5]]]
    ]


def test_sums_start_from_a_zero_that_has_no_sign() -> None:
    [[[y]]] = conv1d([[[-0.0]]], [[[1.0]]], [-0.0])

    assert math.copysign(1, y) == 1


def test_padding_is_multiplied() -> None:
    """An infinite weight makes nan of a zero; tap 1 meets nothing but samples."""
    [[y]] = conv1d([[[1, 2]]], [[[math.inf, 1]]], padding=(1, 0))

    assert math.isnan(y[0])
    assert y[1] == math.inf


@pytest.mark.parametrize(
    ("x", "w", "bias", "y"),
    [
        ([2**70, 1], [3, 5], [1], [3 * 2**70 + 6]),
        ([Fraction(1, 2), Fraction(1, 3)], [1, 2], [Fraction(1, 6)], [Fraction(4, 3)]),
        ([1j, 2], [1j, 1], None, [1]),  # 1j * 1j + 2: nothing is conjugated
        ([True, True], [1, 2], None, [3]),
        ((1, 2), (3, 4), (5,), [16]),
        (range(1, 3), range(3, 5), range(5, 6), [16]),
        (array("i", [1, 2]), array("i", [3, 4]), array("i", [5]), [16]),
    ],
)
def test_numbers_of_any_kind_in_any_sequence(x: Any, w: Any, bias: Any, y: Any) -> None:
    assert conv1d([[x]], [[w]], bias) == [[y]]
    assert conv2d([[[x]]], [[[w]]], bias) == [[[y]]]


# === no items ===


def test_no_items_give_no_outputs() -> None:
    assert conv1d([], [[[1, 2]]], stride=2, padding="same") == []
    assert conv2d((), [[[[1, 2]]]], [3], padding=(1, (0, 2))) == []
