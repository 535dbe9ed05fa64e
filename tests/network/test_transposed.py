"""The transposed layers: worked examples, the definition proved, sizes, errors."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from geometry import (
    PAINTING,
    Term,
    letter,
    options,
    painting_cases,
    painting_meetings,
    places,
    sums,
)
from pureconv import (
    conv_transpose1d,
    conv_transpose2d,
    output_length,
    transposed_length,
)
from ring import indeterminates

# === worked examples ===


def test_example_of_overlapping_strokes() -> None:
    """Each sample paints 1 2 3 times itself, two places on."""
    assert conv_transpose1d([[[1, 2, 10]]], [[[1, 2, 3]]], stride=2) == [[
        [1, 2, 3 + 2, 4, 6 + 10, 20, 30]
    ]]


def test_example_of_a_checkerboard() -> None:
    """Where strokes overlap, in rows and in columns, up to four fall on one place."""
    ones = [[1, 1, 1] for _ in range(3)]

    [[y]] = conv_transpose2d([[ones]], [[ones]], stride=2)

    assert y == [[1, 1, 2, 1, 2, 1, 1],
                 [1, 1, 2, 1, 2, 1, 1],
                 [2, 2, 4, 2, 4, 2, 2],
                 [1, 1, 2, 1, 2, 1, 1],
                 [2, 2, 4, 2, 4, 2, 2],
                 [1, 1, 2, 1, 2, 1, 1],
                 [1, 1, 2, 1, 2, 1, 1]]


def test_example_with_all_options_at_once() -> None:
    """Two groups of one channel in and two out; a canvas of 3 + 4 + 1 + 2 places."""
    x = [[[1, 2], [5, 0]]]
    w = [[[1, 10, 100], [3, 0, 4]],
         [[2, 0, 0], [0, 0, 7]]]
    bias = [1000, 2000, 3000, 4000]

    y = conv_transpose1d(
        x, w, bias,
        stride=3, padding=(1, 2), output_padding=2, dilation=2, groups=2,
    )

    # before it is cropped:  1  0 10  2 100 20  0 200 0 0,   3 0 0 6 4 0 0 8 0 0
    #                       10  0  0  0  0  0  0   0 0 0,   0 0 0 0 35 0 0 0 0 0
    assert y == [[
        [1000 + value for value in (0, 10, 2, 100, 20, 0, 200)],
        [2000 + value for value in (0, 0, 6, 4, 0, 0, 8)],
        [3000 + value for value in (0, 0, 0, 0, 0, 0, 0)],
        [4000 + value for value in (0, 0, 0, 35, 0, 0, 0)],
    ]]


# === the definition, proved ===


@pytest.mark.parametrize(
    ("layer", "dimensions"), [(conv_transpose1d, 1), (conv_transpose2d, 2)]
)
def test_each_output_is_its_bias_and_all_that_was_painted_there(
    layer: Callable[..., Any], dimensions: int
) -> None:
    """The meetings of a convolution, with input and output exchanged."""
    for channels, axes in painting_cases(dimensions, share=16):
        items, groups, outputs, inputs = channels  # exchanged
        n, k = [axis.n for axis in axes], [axis.k for axis in axes]
        y_shape = items, groups * outputs, *[axis.painted for axis in axes]
        x = indeterminates("x", items, groups * inputs, *n)
        w = indeterminates("w", groups * inputs, outputs, *k)
        bias = indeterminates("b", groups * outputs)

        y = layer(x, w, bias, groups=groups, **options(axes, PAINTING))

        painted: list[Term] = [
            (output, (letter("w", weight), letter("x", sample)))
            for output, weight, sample in painting_meetings(channels, axes)
        ]
        biased: list[Term] = [
            (place, (letter("b", place[1:2]),)) for place in places(y_shape)
        ]
        assert y == sums(y_shape, painted + biased), (channels, axes)


# === sizes ===


@pytest.mark.parametrize(
    ("n", "k", "options", "length"),
    [
        (4, 3, {}, 6),
        (5, 3, {"stride": 2}, 11),  # the last starts at 8 and ends at 10
        (5, 3, {"stride": 2, "padding": 1, "output_padding": 1}, 10),  # doubled
        (2, 3, {"stride": 5}, 8),  # 1 1 1 . . 1 1 1
        (2, 3, {"dilation": 4, "padding": (1, 2), "output_padding": 3}, 10),
    ],
)
def test_length_is_that_of_the_output(
    n: int, k: int, options: dict[str, Any], length: int
) -> None:
    [[y]] = conv_transpose1d([[[1] * n]], [[[1] * k]], **options)

    assert transposed_length(n, k, **options) == len(y) == length


@pytest.mark.parametrize("stride", [1, 2, 3, 4])
def test_output_padding_tells_apart_what_a_stride_makes_equal(stride: int) -> None:
    lengths = [
        transposed_length(5, 3, stride=stride, output_padding=extra)
        for extra in range(stride)
    ]

    assert len(set(lengths)) == stride
    assert {output_length(n, 3, stride=stride) for n in lengths} == {5}


def test_output_padding_makes_room_behind_what_was_painted() -> None:
    """What it adds to a cropped canvas may have been painted, and otherwise is 0."""
    x, w, options = [[[1, 2]]], [[[1, 10, 100]]], {"stride": 3}

    assert conv_transpose1d(x, w, **options) == [[[1, 10, 100, 2, 20, 200]]]
    assert conv_transpose1d(x, w, **options, output_padding=2) == [
        [[1, 10, 100, 2, 20, 200, 0, 0]]
    ]
    assert conv_transpose1d(x, w, **options, output_padding=2, padding=(0, 3)) == [
        [[1, 10, 100, 2, 20]]
    ]


def test_where_nothing_was_painted_there_is_the_bias() -> None:
    assert conv_transpose1d([[[1, 2]]], [[[3]]], [50], stride=3) == [[[53, 50, 50, 56]]]


def test_no_items_give_no_outputs() -> None:
    assert conv_transpose1d([], [[[1, 2]]], padding=5) == []
    assert conv_transpose2d((), [[[[1, 2]]]], [1], stride=(2, 1)) == []


# === numbers ===


def test_terms_are_added_by_channels_then_samples_and_the_bias_last() -> None:
    """1e16 swallows what is added to it: 0 + 1e16 + 1 - 1e16 + 1 + 0.5."""
    x = [[[1e16, 1.0], [-1e16, 1.0]]]
    w = [[[1.0, 1.0]], [[1.0, 1.0]]]

    [[y]] = conv_transpose1d(x, w, [0.5])

    assert y[1] == 1.5


def test_what_is_cropped_is_not_seen() -> None:
    """Places are painted by samples only: no zero is multiplied, so there is no nan."""
    x, w = [[[1, 2]]], [[[math.inf, 1]]]

    assert conv_transpose1d(x, w) == [[[math.inf, math.inf, 2]]]
    assert conv_transpose1d(x, w, padding=(2, 0)) == [[[2]]]


@pytest.mark.parametrize(
    ("x", "w", "bias", "y"),
    [
        ([2**70], [3, 5], [1], [3 * 2**70 + 1, 5 * 2**70 + 1]),
        ([Fraction(1, 2)], [Fraction(1, 3)], None, [Fraction(1, 6)]),
        ([1j], [1j, 2], None, [-1, 2j]),  # nothing is conjugated
        ((1, 2), range(3, 5), (5,), [8, 15, 13]),
    ],
)
def test_numbers_of_any_kind_in_any_sequence(x: Any, w: Any, bias: Any, y: Any) -> None:
    assert conv_transpose1d([[x]], [[w]], bias) == [[y]]
    assert conv_transpose2d([[[x]]], [[[w]]], bias) == [[[y]]]
