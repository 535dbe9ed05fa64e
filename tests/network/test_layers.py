"""What layers and their gradients refuse, and in which words.

Each test takes a good call, in which every size differs from those beside it, and lets
one argument of it go wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from inspect import signature
from typing import Any

import pytest

from pureconv import (
    bias_gradient,
    conv1d,
    conv1d_input_gradient,
    conv1d_weight_gradient,
    conv2d,
    conv2d_input_gradient,
    conv2d_weight_gradient,
    conv_transpose1d,
    conv_transpose1d_input_gradient,
    conv_transpose1d_weight_gradient,
    conv_transpose2d,
    conv_transpose2d_input_gradient,
    conv_transpose2d_weight_gradient,
)
from refusals import refusal

Function = Callable[..., Any]

# Good calls: 2 items, 2 groups, each of 2 channels in and 1 out. A layer gathers by its
# kernels, or it paints with them.
SIGNALS = [[[1, 2, 3]] * 4] * 2
KERNELS = [[[1, 2]] * 2] * 2
PAINTS = [[[1, 2]]] * 4
GATHERED = [[[1, 2]] * 2] * 2
PAINTED = [[[1, 2, 3, 4]] * 2] * 2

IMAGES = [[[[1, 2, 3], [4, 5, 6]]] * 4] * 2
KERNELS_2D = [[[[1, 2]]] * 2] * 2
PAINTS_2D = [[[[1, 2]]]] * 4
GATHERED_2D = [[[[1, 2], [3, 4]]] * 2] * 2
PAINTED_2D = [[[[1, 2, 3, 4]] * 2] * 2] * 2

GOOD: dict[Function, dict[str, Any]] = {
    conv1d: {"x": SIGNALS, "w": KERNELS},
    conv2d: {"x": IMAGES, "w": KERNELS_2D},
    conv_transpose1d: {"x": SIGNALS, "w": PAINTS},
    conv_transpose2d: {"x": IMAGES, "w": PAINTS_2D},
    conv1d_input_gradient: {"x_size": 3, "w": KERNELS, "gradient": GATHERED},
    conv2d_input_gradient: {
        "x_size": (2, 3), "w": KERNELS_2D, "gradient": GATHERED_2D,
    },
    conv1d_weight_gradient: {"x": SIGNALS, "w_size": 2, "gradient": GATHERED},
    conv2d_weight_gradient: {"x": IMAGES, "w_size": (1, 2), "gradient": GATHERED_2D},
    conv_transpose1d_input_gradient: {"w": PAINTS, "gradient": PAINTED},
    conv_transpose2d_input_gradient: {"w": PAINTS_2D, "gradient": PAINTED_2D},
    conv_transpose1d_weight_gradient: {
        "x": SIGNALS, "w_size": 2, "gradient": PAINTED,
    },
    conv_transpose2d_weight_gradient: {
        "x": IMAGES, "w_size": (1, 2), "gradient": PAINTED_2D,
    },
}

INPUT_GRADIENTS_1D: list[Function] = [
    conv1d_input_gradient, conv_transpose1d_input_gradient,
]
INPUT_GRADIENTS_2D: list[Function] = [
    conv2d_input_gradient, conv_transpose2d_input_gradient,
]
WEIGHT_GRADIENTS_1D: list[Function] = [
    conv1d_weight_gradient, conv_transpose1d_weight_gradient,
]
WEIGHT_GRADIENTS_2D: list[Function] = [
    conv2d_weight_gradient, conv_transpose2d_weight_gradient,
]
WEIGHT_GRADIENTS = [*WEIGHT_GRADIENTS_1D, *WEIGHT_GRADIENTS_2D]
GATHER_1D: list[Function] = [conv1d, conv1d_input_gradient, conv1d_weight_gradient]
GATHER_2D: list[Function] = [conv2d, conv2d_input_gradient, conv2d_weight_gradient]
PAINT_1D: list[Function] = [
    conv_transpose1d, conv_transpose1d_input_gradient, conv_transpose1d_weight_gradient,
]
PAINT_2D: list[Function] = [
    conv_transpose2d, conv_transpose2d_input_gradient, conv_transpose2d_weight_gradient,
]


def of(*functions: Function) -> pytest.MarkDecorator:
    """Try each of the functions."""
    return pytest.mark.parametrize("function", functions)


def refused(function: Function, **wrong: Any) -> str:
    """Return what a good call raises when these of its arguments go wrong."""
    call = {**GOOD[function], "groups": 2, **wrong}
    return refusal(function, **call)


@of(*GOOD)
def test_the_good_calls_are_good(function: Function) -> None:
    function(**GOOD[function], groups=2)


@pytest.mark.parametrize(
    ("function", "name"),
    [(function, name) for function in GOOD for name in signature(function).parameters],
)
def test_every_argument_of_every_function_is_looked_at(
    function: Function, name: str
) -> None:
    """A dict is never right, and each of them says so in its own name."""
    role = {
        "x": "image" if "2d" in function.__name__ else "signal", "w": "kernel"
    }.get(name, name)

    error = refused(function, **{name: {}})

    assert error.startswith(f"TypeError: {role} must be ")
    assert error.endswith(", not {}")


# === batches of signals and images ===


@of(conv1d, conv_transpose1d)
@pytest.mark.parametrize(
    ("x", "error"),
    [
        (5, "TypeError: signal must be a list or another sequence of items, not 5"),
        ([1, 2, 3],
         ("TypeError: signal must be items of channels of samples, but item 0 is 1: "
          "for a single item and a single channel, write [[signal]]")),
        (SIGNALS[0],
         ("TypeError: signal must be items of channels of samples, "
          "but item 0, channel 0 is 1: for a single item, write [signal]")),
        ([SIGNALS],
         ("TypeError: signal must hold numbers, "
          "but item 0, channel 0, sample 0 is [1, 2, 3]")),
        ([[]], "ValueError: item 0 of signal must have at least 1 channel, not 0"),
        ([[[1], []]],
         "ValueError: item 0, channel 1 of signal must have at least 1 sample, not 0"),
        ([[[1, 2], [3, None]]],
         ("TypeError: signal must hold numbers, "
          "but item 0, channel 1, sample 1 is None")),
        ([SIGNALS[0], SIGNALS[0][:3]],
         "ValueError: signal is ragged: item 0 has 4 channels, item 1 has 3"),
        ([[[1, 2], [3, 4]], [[5, 6], [7]]],
         ("ValueError: signal is ragged: item 0, channel 0 has 2 samples, "
          "item 1, channel 1 has 1")),
    ],
)
def test_signals_are_items_of_channels_of_samples(
    function: Function, x: Any, error: str
) -> None:
    assert refused(function, x=x) == error


@of(conv2d, conv_transpose2d)
@pytest.mark.parametrize(
    ("x", "error"),
    [
        (IMAGES[0],
         ("TypeError: image must be items of channels of rows of columns, "
          "but item 0, channel 0, row 0 is 1: for a single item, write [image]")),
        ([[[[1, 2], 3]]],
         ("TypeError: image must be items of channels of rows of columns, "
          "but item 0, channel 0, row 1 is 3")),
        ([[[[1, 2], [3, 4]], [[5, 6]]]],
         ("ValueError: image is ragged: item 0, channel 0 has 2 rows, "
          "item 0, channel 1 has 1")),
        ([[[[1, 2], [3, 4]], [[5, 6], [7]]]],
         ("ValueError: image is ragged: item 0, channel 0, row 0 has 2 columns, "
          "item 0, channel 1, row 1 has 1")),
    ],
)
def test_images_are_items_of_channels_of_rows_of_columns(
    function: Function, x: Any, error: str
) -> None:
    assert refused(function, x=x) == error


@of(*WEIGHT_GRADIENTS)
def test_weights_learn_from_at_least_one_item(function: Function) -> None:
    role = "image" if function in WEIGHT_GRADIENTS_2D else "signal"

    assert refused(function, x=[]) == (
        f"ValueError: {role} must have at least 1 item, not 0"
    )
    assert refused(function, gradient=[]) == (
        "ValueError: gradient must have at least 1 item, not 0"
    )


# === kernels ===


@of(conv1d, conv1d_input_gradient)
@pytest.mark.parametrize(
    ("w", "error"),
    [
        (2, ("TypeError: kernel must be a list or another sequence "
             "of output channels, not 2")),
        ([], "ValueError: kernel must have at least 1 output channel, not 0"),
        (KERNELS[0],
         ("TypeError: kernel must be output channels of input channels of taps, "
          "but output channel 0, input channel 0 is 1: "
          "for a single output channel, write [kernel]")),
        ([[[1], [2]], [[1], [2, 3]]],
         ("ValueError: kernel is ragged: output channel 0, input channel 0 has 1 tap, "
          "output channel 1, input channel 1 has 2")),
    ],
)
def test_a_kernel_is_laid_out_by_output_channels(
    function: Function, w: Any, error: str
) -> None:
    assert refused(function, w=w) == error


@of(conv2d, conv2d_input_gradient)
def test_kernels_have_as_many_rows_in_each_channel(function: Function) -> None:
    assert refused(function, w=[[[[1, 2]]], [[[3, 4], [5, 6]]]]) == (
        "ValueError: kernel is ragged: output channel 0, input channel 0 has 1 row, "
        "output channel 1, input channel 0 has 2"
    )


@of(conv_transpose1d, conv_transpose1d_input_gradient)
def test_a_kernel_that_paints_is_laid_out_by_input_channels(function: Function) -> None:
    assert refused(function, w=[[]]) == (
        "ValueError: input channel 0 of kernel must have at least 1 output channel, "
        "not 0"
    )


@of(conv_transpose2d, conv_transpose2d_input_gradient)
def test_a_kernel_that_paints_images_has_rows(function: Function) -> None:
    assert refused(function, w=PAINTS) == (
        "TypeError: kernel must be input channels of output channels "
        "of rows of columns, but input channel 0, output channel 0, row 0 is 1: "
        "for a single input channel, write [kernel]"
    )


# === groups: 4 channels in, 2 out ===


@of(*GOOD)
@pytest.mark.parametrize(
    ("groups", "error"),
    [
        (0, "ValueError: groups must be at least 1, not 0"),
        (True, "TypeError: groups must be an int, not True"),
        (1.0, "TypeError: groups must be an int, not 1.0"),
        ((1, 1), "TypeError: groups must be an int, not (1, 1)"),
    ],
)
def test_groups_are_an_int_of_1_or_more(
    function: Function, groups: Any, error: str
) -> None:
    assert refused(function, groups=groups) == error


@of(conv1d, conv2d)
def test_groups_share_the_channels_of_the_kernel(function: Function) -> None:
    two = GOOD[function]["w"]
    role = "image" if function is conv2d else "signal"

    assert refused(function, groups=3) == (
        "ValueError: groups must divide the 2 output channels, but 3 does not"
    )
    assert refused(function, w=two * 2, groups=3) == (
        "ValueError: groups must divide the 4 output channels, but 3 does not"
    )
    assert refused(function, w=two * 3, groups=3) == (
        "ValueError: groups must divide the 4 input channels, but 3 does not"
    )
    assert refused(function, groups=1) == (
        "ValueError: kernel must have 4 input channels, "
        f"as a group of the {role} has (4 / 1), not 2"
    )
    assert refused(function, w=two * 2, groups=4) == (
        "ValueError: kernel must have 1 input channel, "
        f"as a group of the {role} has (4 / 4), not 2"
    )


@of(conv_transpose1d, conv_transpose2d)
def test_a_kernel_that_paints_has_the_channels_of_the_input(function: Function) -> None:
    role = "image" if function is conv_transpose2d else "signal"

    assert refused(function, w=GOOD[function]["w"][:2]) == (
        f"ValueError: kernel must have 4 input channels, as the {role} has, not 2"
    )


@of(conv1d_input_gradient, conv2d_input_gradient)
def test_groups_share_the_output_of_the_layer(function: Function) -> None:
    assert refused(function, groups=3) == (
        "ValueError: groups must divide the 2 output channels, but 3 does not"
    )


@of(
    conv_transpose1d, conv_transpose2d,
    conv_transpose1d_input_gradient, conv_transpose2d_input_gradient,
    *WEIGHT_GRADIENTS,
)
def test_groups_share_the_input_of_the_layer(function: Function) -> None:
    assert refused(function, groups=3) == (
        "ValueError: groups must divide the 4 input channels, but 3 does not"
    )


@of(*WEIGHT_GRADIENTS)
def test_groups_share_the_gradient_too(function: Function) -> None:
    assert refused(function, groups=4) == (
        "ValueError: groups must divide the 2 output channels, but 4 does not"
    )


class Index:
    """What is no int, but stands for one: NumPy's ints are such."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __index__(self) -> int:
        return self.value


def test_groups_may_be_whatever_stands_for_an_int() -> None:
    two: Any = Index(2)
    x, w, y = [[[1, 2], [3, 4]]], [[[1]], [[10]]], [[[1, 2], [30, 40]]]

    assert conv1d(x, w, groups=two) == y
    assert conv_transpose1d(x, w, groups=two) == y
    assert conv1d_input_gradient(2, w, x, groups=two) == y
    assert conv1d_weight_gradient(x, 1, y, groups=two) == [[[5]], [[250]]]
    assert conv_transpose1d_input_gradient(w, x, groups=two) == y


# === biases ===


@of(conv1d, conv2d, conv_transpose1d, conv_transpose2d)
@pytest.mark.parametrize(
    ("bias", "error"),
    [
        (5, "TypeError: bias must be a list or another sequence of numbers, not 5"),
        ([], "ValueError: bias must have at least 1 number, not 0"),
        ([1],
         "ValueError: bias must have 2 numbers, one for each output channel, not 1"),
        ([1, 2, 3],
         "ValueError: bias must have 2 numbers, one for each output channel, not 3"),
        ([1, "2"], "TypeError: bias must hold numbers, but number 1 is '2'"),
        ([[1], [2]], "TypeError: bias must hold numbers, but number 0 is [1]"),
    ],
)
def test_a_bias_is_a_number_for_each_output_channel(
    function: Function, bias: Any, error: str
) -> None:
    assert refused(function, bias=bias) == error


@pytest.mark.parametrize(
    ("function", "x"),
    [
        (conv1d, [[[0.5, 0.5, 0.5]] * 4] * 2),
        (conv2d, [[[[0.5, 0.5, 0.5]]] * 4] * 2),
        (conv_transpose1d, [[[0.5, 0.5, 0.5]] * 4] * 2),
        (conv_transpose2d, [[[[0.5, 0.5, 0.5]]] * 4] * 2),
    ],
)
def test_a_bias_adds_up_with_the_products(function: Function, x: Any) -> None:
    assert refused(function, x=x, bias=[0.5, Decimal(1)]) == (
        "TypeError: numbers must add up with one another, from 0 on, "
        "but 1.0 and Decimal('1') do not"
    )


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
        "TypeError: gradient must be items of channels of rows of columns, "
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
def test_a_gradient_has_a_column_for_each_window(function: Function) -> None:
    assert refused(function, gradient=PAINTED_2D) == (
        "ValueError: gradient must have 2 columns, as the output has, not 4"
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
         ("TypeError: gradient must be items of channels of rows of columns, "
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


# === windows that fit, and crops that leave something ===


def test_a_kernel_fits_into_the_padded_input() -> None:
    assert refused(conv1d, w=[[[1, 2, 3, 4, 5]] * 2] * 2) == (
        "ValueError: kernel reaches 5 samples but the padded signal has 3: pad it more"
    )
    assert refused(conv2d, w=[[[[1]] * 3] * 2] * 2) == (
        "ValueError: kernel reaches 3 rows but the padded image has 2: pad it more"
    )


@of(*GATHER_1D)
def test_taps_far_apart_need_padding(function: Function) -> None:
    assert refused(function, dilation=5, padding=(0, 2)) == (
        "ValueError: kernel reaches 6 samples but the padded signal has 5: pad it more"
    )


@of(*GATHER_2D)
def test_columns_of_taps_far_apart_need_padding(function: Function) -> None:
    assert refused(function, dilation=4, padding=(0, (1, 0))) == (
        "ValueError: kernel reaches 5 columns but the padded image has 4: pad it more"
    )


@of(conv_transpose1d, conv_transpose1d_weight_gradient)
def test_padding_crops_no_more_than_was_painted(function: Function) -> None:
    assert refused(function, padding=2) == (
        "ValueError: padding must leave some of 4 samples, but it crops 2 + 2"
    )


@of(conv_transpose2d, conv_transpose2d_weight_gradient)
def test_padding_leaves_some_of_the_rows_and_of_the_columns(function: Function) -> None:
    assert refused(function, padding=(0, (1, 3))) == (
        "ValueError: padding must leave some of 4 columns, but it crops 1 + 3"
    )
    assert refused(function, padding=1) == (
        "ValueError: padding must leave some of 2 rows, but it crops 1 + 1"
    )


# === options ===


@of(*GATHER_1D, *PAINT_1D)
def test_steps_along_signals_are_ints_of_1_or_more(function: Function) -> None:
    assert refused(function, stride=(1, 1)) == (
        "TypeError: stride must be an int, not (1, 1)"
    )
    assert refused(function, stride=True) == (
        "TypeError: stride must be an int, not True"
    )
    assert refused(function, dilation=0) == (
        "ValueError: dilation must be at least 1, not 0"
    )


@of(*GATHER_2D, *PAINT_2D)
def test_steps_across_images_are_ints_or_pairs(function: Function) -> None:
    assert refused(function, stride=(2,)) == (
        "ValueError: stride must be an int or a pair (rows, columns), not (2,)"
    )
    assert refused(function, stride=1.5) == (
        "TypeError: stride must be an int or a pair (rows, columns), not 1.5"
    )
    assert refused(function, dilation=(1, 0)) == (
        "ValueError: dilation[1] must be at least 1, not 0"
    )


@of(*GOOD)
def test_padding_is_at_least_0(function: Function) -> None:
    assert refused(function, padding=-1) == (
        "ValueError: padding must be at least 0, not -1"
    )


@of(*GATHER_1D, *PAINT_1D)
def test_padding_of_signals_is_an_int_or_a_pair_of_sides(function: Function) -> None:
    assert refused(function, padding=(1,)) == (
        "ValueError: padding must be an int or a pair (before, after), not (1,)"
    )
    assert refused(function, padding=None) == (
        "TypeError: padding must be an int or a pair (before, after), not None"
    )


@of(*GATHER_2D, *PAINT_2D)
def test_padding_of_images_is_an_int_or_a_pair_of_axes(function: Function) -> None:
    assert refused(function, padding=(1,)) == (
        "ValueError: padding must be an int or a pair (rows, columns), not (1,)"
    )
    assert refused(function, padding=(1, "same")) == (
        "TypeError: padding[1] must be an int or a pair (left, right), not 'same'"
    )
    assert refused(function, padding=((0, -1), 0)) == (
        "ValueError: padding[0][1] must be at least 0, not -1"
    )


@of(*GATHER_1D, *GATHER_2D)
def test_padding_of_what_gathers_may_be_a_word(function: Function) -> None:
    assert refused(function, padding="half") == (
        'ValueError: padding must be "valid", "same", "same_upper" or "same_lower", '
        "not 'half'"
    )


@of(*PAINT_1D)
def test_no_word_says_what_to_crop(function: Function) -> None:
    assert refused(function, padding="same") == (
        "TypeError: padding must be an int or a pair (before, after), not 'same'"
    )


@of(*PAINT_2D)
def test_no_word_says_what_to_crop_from_images(function: Function) -> None:
    assert refused(function, padding="valid") == (
        "TypeError: padding must be an int or a pair (rows, columns), not 'valid'"
    )


LESS = "ValueError: output_padding must be less than max(stride, dilation)"


@of(*PAINT_1D, *PAINT_2D)
def test_output_padding_is_less_than_the_longest_step(function: Function) -> None:
    assert refused(function, output_padding=-1) == (
        "ValueError: output_padding must be at least 0, not -1"
    )
    assert refused(function, output_padding=1) == f"{LESS} = 1, not 1"
    assert refused(function, output_padding=5) == f"{LESS} = 1, not 5"


@of(*PAINT_1D)
def test_output_padding_of_signals_is_an_int(function: Function) -> None:
    assert refused(function, output_padding=3, stride=2, dilation=3) == (
        f"{LESS} = 3, not 3"
    )
    assert refused(function, output_padding=(0, 0)) == (
        "TypeError: output_padding must be an int, not (0, 0)"
    )


@of(*PAINT_2D)
def test_output_padding_of_images_is_an_int_or_a_pair(function: Function) -> None:
    assert refused(
        function, output_padding=(0, 2), stride=(4, 1), dilation=(1, 2)
    ) == f"{LESS} = 2, not 2"
    assert refused(function, output_padding=True) == (
        "TypeError: output_padding must be an int or a pair (rows, columns), not True"
    )


@of(conv1d, conv2d)
def test_a_boundary_is_one_of_the_words(function: Function) -> None:
    rule = 'boundary must be "zero", "edge", "reflect", "symmetric" or "wrap"'

    assert refused(function, boundary="mirror") == f"ValueError: {rule}, not 'mirror'"
    assert refused(function, boundary=None) == f"TypeError: {rule}, not None"


# === without items, there are still arguments to be checked ===


@of(conv1d, conv2d)
def test_without_items_padding_and_boundary_are_checked(function: Function) -> None:
    rule = 'boundary must be "zero", "edge", "reflect", "symmetric" or "wrap"'

    assert refused(function, x=[], padding=-1) == (
        "ValueError: padding must be at least 0, not -1"
    )
    assert refused(function, x=[], boundary="mirror") == (
        f"ValueError: {rule}, not 'mirror'"
    )


@of(conv1d, conv2d, conv_transpose1d, conv_transpose2d)
def test_without_items_the_bias_is_checked(function: Function) -> None:
    assert refused(function, x=[], bias=[1]) == (
        "ValueError: bias must have 2 numbers, one for each output channel, not 1"
    )


def test_without_items_output_padding_is_checked() -> None:
    assert refused(conv_transpose1d, x=[], output_padding=5) == f"{LESS} = 1, not 5"
    assert refused(conv_transpose2d, x=[], output_padding=5) == f"{LESS} = 1, not 5"
    for function in (conv_transpose1d_input_gradient, conv_transpose2d_input_gradient):
        assert refused(function, gradient=[], output_padding=5) == f"{LESS} = 1, not 5"


# === outputs too long ===


def test_what_comes_out_has_room_in_a_list() -> None:
    assert refused(conv_transpose1d, stride=10**30) == (
        "ValueError: canvas is too long for a list: 2000000000000000000000000000002"
    )
    assert refused(conv_transpose2d, stride=(10**30, 1)) == (
        "ValueError: canvas is too long for a list: 1000000000000000000000000000001"
    )
    assert refused(conv_transpose2d, stride=(1, 10**30)) == (
        "ValueError: row of the canvas is too long for a list: "
        "2000000000000000000000000000002"
    )
    assert refused(conv1d_input_gradient, x_size=10**30) == (
        "ValueError: padded signal is too long for a list: "
        "1000000000000000000000000000000"
    )
    assert refused(conv2d_input_gradient, x_size=(1, 10**30)) == (
        "ValueError: row of the padded image is too long for a list: "
        "1000000000000000000000000000000"
    )
