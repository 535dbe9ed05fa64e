"""padding="causal": all of the reach at the start, so that no output looks ahead."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from pureconv import (
    conv1d,
    conv1d_input_gradient,
    conv1d_weight_gradient,
    conv2d,
    conv2d_input_gradient,
    conv2d_weight_gradient,
)
from ring import indeterminates


def test_worked_example() -> None:
    x, w = [[[1, 2, 3, 4, 5]]], [[[1, 10, 100]]]

    assert conv1d(x, w, padding="causal") == [[[
        100*1,
        10*1 + 100*2,
        1*1 + 10*2 + 100*3,
        1*2 + 10*3 + 100*4,
        1*3 + 10*4 + 100*5,
    ]]]


def test_example_with_stride_and_dilation() -> None:
    """As Keras: the zeros at the start do not depend on the stride."""
    x, w = [[[1, 2, 3, 4, 5]]], [[[1, 10]]]

    y = conv1d(x, w, stride=2, dilation=3, padding="causal")

    assert y == [[[10*1, 10*3, 1*2 + 10*5]]]  # outputs 0, 2 and 4 look back by 3


def test_images_are_padded_above_and_to_the_left() -> None:
    image = [[1, 2, 3],
             [4, 5, 6]]

    assert conv2d([[image]], [[[[1, 10],
                                [100, 1000]]]], padding="causal") == [[[
        [1000*1, 100*1 + 1000*2, 100*2 + 1000*3],
        [10*1 + 1000*4, 1*1 + 10*2 + 100*4 + 1000*5, 1*2 + 10*3 + 100*5 + 1000*6],
    ]]]


def test_what_lies_before_the_start_is_for_the_boundary_to_say() -> None:
    y = conv1d([[[1, 2, 3]]], [[[10, 1]]], padding="causal", boundary="wrap")

    assert y == [[[10*3 + 1, 10*1 + 2, 10*2 + 3]]]


SIZES = [*itertools.product((1, 2, 3, 4), (1, 2, 3), (1, 2, 3), (1, 2, 3))]


@pytest.mark.parametrize(("n", "k", "stride", "dilation"), SIZES)
def test_signals_and_gradients_meet_one_reach_of_zeros_at_the_start(
    n: int, k: int, stride: int, dilation: int
) -> None:
    x, w = indeterminates("x", 1, 1, n), indeterminates("w", 1, 1, k)
    steps: Any = {"stride": stride, "dilation": dilation}
    sides = (dilation * (k - 1), 0)
    y = conv1d(x, w, padding="causal", **steps)
    gradient = indeterminates("g", 1, 1, len(y[0][0]))

    assert y == conv1d(x, w, padding=sides, **steps)
    for function, *data in (
        (conv1d_input_gradient, n, w, gradient),
        (conv1d_weight_gradient, x, k, gradient),
    ):
        assert function(*data, padding="causal", **steps) == function(
            *data, padding=sides, **steps
        )


@pytest.mark.parametrize(("stride", "dilation"), [((1, 1), (1, 1)), ((2, 3), (3, 2))])
def test_images_and_gradients_meet_it_on_both_axes(stride: Any, dilation: Any) -> None:
    x, w = indeterminates("x", 1, 1, 4, 5), indeterminates("w", 1, 1, 3, 2)
    steps: Any = {"stride": stride, "dilation": dilation}
    sides = ((dilation[0] * 2, 0), (dilation[1] * 1, 0))
    y = conv2d(x, w, padding="causal", **steps)
    gradient = indeterminates("g", 1, 1, len(y[0][0]), len(y[0][0][0]))

    assert y == conv2d(x, w, padding=sides, **steps)
    for function, *data in (
        (conv2d_input_gradient, (4, 5), w, gradient),
        (conv2d_weight_gradient, x, (3, 2), gradient),
    ):
        assert function(*data, padding="causal", **steps) == function(
            *data, padding=sides, **steps
        )
