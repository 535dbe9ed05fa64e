"""What gradients refuse: any shape that is not that of the output."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from layer_calls import (
    GATHERED,
    GATHERED_2D,
    IMAGES,
    INPUT_GRADIENTS_1D,
    INPUT_GRADIENTS_2D,
    PAINTED,
    PAINTED_2D,
    SIGNALS,
    WEIGHT_GRADIENTS,
    WEIGHT_GRADIENTS_1D,
    WEIGHT_GRADIENTS_2D,
    Function,
    of,
    refused,
)
from pureconv import (
    bias_gradient,
    conv1d_input_gradient,
    conv1d_weight_gradient,
    conv2d_input_gradient,
    conv2d_weight_gradient,
    conv_transpose1d_input_gradient,
    conv_transpose1d_weight_gradient,
    conv_transpose2d_input_gradient,
    conv_transpose2d_weight_gradient,
)
from refusals import refusal

# === gradients: as many items, channels and samples as the output has ===


@of(*INPUT_GRADIENTS_1D)
def test_a_gradient_is_laid_out_as_signals_are(function: Function) -> None:
    assert refused(function, gradient=[[1, 2], [3, 4]]) == (
        "TypeError: gradient must be items of channels of samples, "
        "but item 0, channel 0 is 1: for a single item, write [gradient]"
    )
    assert refused(function, gradient=[[[1, 2], [3]]]) == (
        "ValueError: gradient is ragged: item 0, channel 0 has 2 samples, "
        "item 0, channel 1 has 1"
    )


@of(*INPUT_GRADIENTS_2D)
def test_a_gradient_of_images_is_laid_out_as_they_are(function: Function) -> None:
    assert refused(function, gradient=GATHERED) == (
        "TypeError: gradient must be items of channels of rows of numbers, "
        "but item 0, channel 0, row 0 is 1: for a single item, write [gradient]"
    )


@of(*INPUT_GRADIENTS_1D, *INPUT_GRADIENTS_2D)
def test_a_gradient_has_a_channel_for_each_of_the_output(function: Function) -> None:
    four = SIGNALS if function in INPUT_GRADIENTS_1D else IMAGES

    assert refused(function, gradient=four) == (
        "ValueError: gradient must have 2 channels, as the output has, not 4"
    )


@of(*WEIGHT_GRADIENTS)
def test_a_gradient_has_an_item_for_each_of_the_input(function: Function) -> None:
    one = GATHERED[:1] if function in WEIGHT_GRADIENTS_1D else GATHERED_2D[:1]

    assert refused(function, gradient=one) == (
        "ValueError: gradient must have 2 items, as the input has, not 1"
    )


@of(conv1d_input_gradient, conv1d_weight_gradient)
def test_a_gradient_has_a_sample_for_each_window(function: Function) -> None:
    assert refused(function, gradient=PAINTED) == (
        "ValueError: gradient must have 2 samples, as the output has, not 4"
    )


@of(conv2d_input_gradient, conv2d_weight_gradient)
def test_a_gradient_has_a_row_and_a_column_for_each_window(function: Function) -> None:
    assert refused(function, gradient=PAINTED_2D) == (
        "ValueError: gradient must have 2 columns, as the output has, not 4"
    )
    assert refused(function, gradient=[[GATHERED_2D[0][0][:1]] * 2] * 2) == (
        "ValueError: gradient must have 2 rows, as the output has, not 1"
    )


def test_the_size_of_the_input_says_how_many_windows_there_are() -> None:
    assert refused(conv1d_input_gradient, x_size=4) == (
        "ValueError: gradient must have 3 samples, as the output has, not 2"
    )
    assert refused(
        conv2d_input_gradient, x_size=(2, 5), stride=(1, 2), dilation=(1, 4)
    ) == "ValueError: gradient must have 1 column, as the output has, not 2"


def test_a_gradient_has_a_sample_for_each_place_of_the_canvas() -> None:
    function = conv_transpose1d_weight_gradient

    assert refused(function, gradient=GATHERED) == (
        "ValueError: gradient must have 4 samples, as the output has, not 2"
    )
    assert refused(
        conv_transpose2d_weight_gradient, gradient=[[[[1, 2, 3, 4]] * 3] * 2] * 2
    ) == "ValueError: gradient must have 2 rows, as the output has, not 3"


def test_a_gradient_has_a_length_to_which_samples_can_have_painted() -> None:
    """With a stride of 3 and 2 taps, these are 2, 5, 8, .. and no other."""
    function = conv_transpose1d_input_gradient

    assert refused(function, stride=3) == (
        "ValueError: gradient must have 5 samples, as the output has, not 4"
    )
    assert refused(function, stride=9) == (
        "ValueError: gradient must have 11 samples, as the output has, not 4"
    )
    assert refused(function, gradient=[[[1], [2]]]) == (
        "ValueError: gradient must have 2 samples, as the output has, not 1"
    )
    assert refused(
        conv_transpose2d_input_gradient, stride=(1, 4), padding=(0, (1, 0))
    ) == "ValueError: gradient must have 5 columns, as the output has, not 4"


def test_sizes_are_ints_or_pairs() -> None:
    assert refused(conv1d_input_gradient, x_size=0) == (
        "ValueError: x_size must be at least 1, not 0"
    )
    assert refused(conv1d_input_gradient, x_size=(1, 3)) == (
        "TypeError: x_size must be an int, not (1, 3)"
    )
    assert refused(conv2d_input_gradient, x_size=(3,)) == (
        "ValueError: x_size must be an int or a pair (rows, columns), not (3,)"
    )


@of(*WEIGHT_GRADIENTS_1D)
def test_the_size_of_a_kernel_is_at_least_1(function: Function) -> None:
    assert refused(function, w_size=0) == "ValueError: w_size must be at least 1, not 0"


@of(*WEIGHT_GRADIENTS_2D)
def test_the_size_of_a_kernel_of_images_is_a_pair_of_ints(function: Function) -> None:
    assert refused(function, w_size=(1, 2.0)) == (
        "TypeError: w_size[1] must be an int, not 2.0"
    )


@pytest.mark.parametrize(
    ("gradient", "error"),
    [
        (5, "TypeError: gradient must be a list or another sequence of items, not 5"),
        ([], "ValueError: gradient must have at least 1 item, not 0"),
        ([[[]]],
         ("ValueError: item 0, channel 0 of gradient must have at least 1 sample, "
          "not 0")),
        ([[1, 2]],
         ("TypeError: gradient must be items of channels of samples, "
          "but item 0, channel 0 is 1: for a single item, write [gradient]")),
        ([[[1], [[2]]]],
         ("TypeError: gradient must hold numbers, "
          "but item 0, channel 1, sample 0 is [2]")),
        ([[[[1], [2]], [[3], 4]]],
         ("TypeError: gradient must be items of channels of rows of numbers, "
          "but item 0, channel 1, row 1 is 4")),
        ([[[[[1]]]]],
         ("TypeError: gradient must hold numbers, "
          "but item 0, channel 0, row 0, column 0 is [1]")),
        ([[[0.5, Decimal(1)]]],
         ("TypeError: numbers must add up with one another, from 0 on, "
          "but 0.5 and Decimal('1') do not")),
    ],
)
def test_a_bias_learns_from_signals_or_images(gradient: Any, error: str) -> None:
    assert refusal(bias_gradient, gradient) == error
