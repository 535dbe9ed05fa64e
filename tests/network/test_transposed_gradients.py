"""The gradients of transposed layers: the definition proved, and what was cropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from geometry import (
    PAINTING,
    letter,
    options,
    painting_cases,
    painting_meetings,
    size,
    sums,
)
from pureconv import (
    conv_transpose1d_input_gradient,
    conv_transpose1d_weight_gradient,
    conv_transpose2d_input_gradient,
    conv_transpose2d_weight_gradient,
)
from ring import indeterminates

Function = Callable[..., Any]


def test_output_padding_of_a_stride_or_more_is_nobodys_output() -> None:
    """With dilation 3, two places behind the canvas are as large as two strides."""
    w, options = [[[1, 10]]], {"dilation": 3, "output_padding": 2}
    gradient = [[[1, 2, 3, 4, 5, 6, 7]]]  # 2 samples painted 5 places

    assert conv_transpose1d_input_gradient(w, gradient, **options) == [[[41, 52]]]
    assert conv_transpose1d_weight_gradient([[[1, 10]]], 2, gradient, **options) == [
        [[1 * 1 + 10 * 2, 1 * 4 + 10 * 5]]
    ]


@pytest.mark.parametrize(
    ("dimensions", "input_gradient", "weight_gradient"),
    [
        (1, conv_transpose1d_input_gradient, conv_transpose1d_weight_gradient),
        (2, conv_transpose2d_input_gradient, conv_transpose2d_weight_gradient),
    ],
)
def test_gradients_of_transposed_layers_are_the_same_with_x_and_y_exchanged(
    dimensions: int, input_gradient: Function, weight_gradient: Function
) -> None:
    for channels, axes in painting_cases(dimensions, share=16):
        items, groups, outputs, inputs = channels  # exchanged
        n, k = [axis.n for axis in axes], [axis.k for axis in axes]
        y_size = [axis.painted for axis in axes]
        x_shape, w_shape = (items, groups * inputs, *n), (groups * inputs, outputs, *k)
        x, w = indeterminates("x", *x_shape), indeterminates("w", *w_shape)
        gradient = indeterminates("g", items, groups * outputs, *y_size)
        choices = {"groups": groups, **options(axes, PAINTING)}

        dx = input_gradient(w, gradient, **choices)
        dw = weight_gradient(x, size(k), gradient, **choices)

        table = painting_meetings(channels, axes)
        assert dx == sums(x_shape, [
            (sample, (letter("w", weight), letter("g", output)))
            for output, weight, sample in table
        ]), (channels, axes)
        assert dw == sums(w_shape, [
            (weight, (letter("g", output), letter("x", sample)))
            for output, weight, sample in table
        ]), (channels, axes)


def test_no_items_have_no_gradients() -> None:
    assert conv_transpose1d_input_gradient([[[1, 2]]], []) == []
    assert conv_transpose2d_input_gradient([[[[1, 2]]]], []) == []
