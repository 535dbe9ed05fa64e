"""The gradients: examples, the definition proved, sizes with a remainder, errors."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from geometry import (
    GATHERING,
    gathering_cases,
    gathering_meetings,
    letter,
    options,
    places,
    size,
    sums,
)
from pureconv import (
    bias_gradient,
    conv1d_input_gradient,
    conv1d_weight_gradient,
    conv2d_input_gradient,
    conv2d_weight_gradient,
)
from ring import indeterminates

Function = Callable[..., Any]

# === sizes that leave a remainder: where real libraries went wrong ===


def test_samples_that_no_window_reaches_have_gradient_0() -> None:
    """Windows of 2 start at 0 and 4: two samples lie between them, three behind."""
    dx = conv1d_input_gradient(9, [[[2, 3]]], [[[1, 10]]], stride=4)

    assert dx == [[[2, 3, 0, 0, 20, 30, 0, 0, 0]]]


@pytest.mark.parametrize(
    ("x_size", "dx"),
    [(7, [1, 2, 3 + 10, 20, 30 + 100, 200, 300]),
     (8, [1, 2, 3 + 10, 20, 30 + 100, 200, 300, 0])],
)
def test_two_inputs_of_one_output_size_are_told_apart(
    x_size: int, dx: list[int]
) -> None:
    w, gradient = [[[1, 2, 3]]], [[[1, 10, 100]]]

    assert conv1d_input_gradient(x_size, w, gradient, stride=2) == [[dx]]


def test_samples_left_over_leave_no_trace_in_the_weights() -> None:
    w_gradients = [
        conv1d_weight_gradient([[x]], 2, [[[1, 10]]], stride=3)
        for x in ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 99], [1, 2, 3, 4, 5, 99, 99])
    ]

    assert w_gradients == [[[[1 * 1 + 10 * 4, 1 * 2 + 10 * 5]]]] * 3


def test_remainders_of_rows_and_columns_differ() -> None:
    """A 1 x 2 kernel with strides (3, 2) on 5 x 5: a row and a column are left over."""
    gradient = [[1, 10],
                [100, 1000]]

    dx = conv2d_input_gradient((5, 5), [[[[2, 3]]]], [[gradient]], stride=(3, 2))

    assert dx == [[[[2, 3, 20, 30, 0],
                    [0, 0, 0, 0, 0],
                    [0, 0, 0, 0, 0],
                    [200, 300, 2000, 3000, 0],
                    [0, 0, 0, 0, 0]]]]


# === the definition, proved ===

@pytest.mark.parametrize(
    ("dimensions", "input_gradient", "weight_gradient"),
    [
        (1, conv1d_input_gradient, conv1d_weight_gradient),
        (2, conv2d_input_gradient, conv2d_weight_gradient),
    ],
)
def test_gradients_are_the_sums_of_their_meetings(
    dimensions: int, input_gradient: Function, weight_gradient: Function
) -> None:
    """dx[sample] gets w[weight] * g[output], dw[weight] gets g[output] * x[sample]."""
    for channels, axes in gathering_cases(dimensions, share=7):
        items, groups, inputs, outputs = channels
        n, k = [axis.n for axis in axes], [axis.k for axis in axes]
        y_size = [axis.gathered for axis in axes]
        x_shape, w_shape = (items, groups * inputs, *n), (groups * outputs, inputs, *k)
        x, w = indeterminates("x", *x_shape), indeterminates("w", *w_shape)
        gradient = indeterminates("g", items, groups * outputs, *y_size)
        choices = {"groups": groups, **options(axes, GATHERING)}

        dx = input_gradient(size(n), w, gradient, **choices)
        dw = weight_gradient(x, size(k), gradient, **choices)

        table = gathering_meetings(channels, axes)
        assert dx == sums(x_shape, [
            (sample, (letter("w", weight), letter("g", output)))
            for output, weight, sample in table
        ]), (channels, axes)
        assert dw == sums(w_shape, [
            (weight, (letter("g", output), letter("x", sample)))
            for output, weight, sample in table
        ]), (channels, axes)


@pytest.mark.parametrize("shape", [(2, 3, 4), (1, 2, 5), (2, 3, 4, 5), (3, 1, 1, 2)])
def test_bias_gradient_adds_up_items_and_samples(shape: tuple[int, ...]) -> None:
    gradient = indeterminates("g", *shape)

    db = bias_gradient(gradient)

    everywhere = [(place[1:2], (letter("g", place),)) for place in places(shape)]
    assert db == sums(shape[1:2], everywhere)


# === numbers ===


def test_fractions_stay_fractions() -> None:
    half, third = Fraction(1, 2), Fraction(1, 3)

    assert conv1d_input_gradient(2, [[[half, 1]]], [[[third]]]) == [
        [[Fraction(1, 6), third]]
    ]
    assert conv1d_weight_gradient([[[half, 1]]], 1, [[[third, 1]]]) == [
        [[Fraction(7, 6)]]
    ]
    assert bias_gradient([[[half, third]]]) == [Fraction(5, 6)]


def test_terms_of_a_weight_are_added_item_by_item_sample_by_sample() -> None:
    """1e16 swallows what is added to it: 0 + 1e16 + 1 - 1e16 + 1."""
    x, gradient = [[[1e16, 1.0]], [[-1e16, 1.0]]], [[[1.0, 1.0]], [[1.0, 1.0]]]

    assert conv1d_weight_gradient(x, 1, gradient) == [[[1.0]]]
    assert bias_gradient(x) == [1.0]


# === no items ===


def test_no_items_have_no_gradients() -> None:
    assert conv1d_input_gradient(5, [[[1, 2]]], []) == []
    assert conv2d_input_gradient(5, [[[[1, 2]]]], []) == []
