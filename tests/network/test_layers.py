"""What layers refuse: batches, kernels, groups and biases that do not fit."""

from __future__ import annotations

from decimal import Decimal
from inspect import signature
from typing import Any

import pytest

from layer_calls import (
    GOOD,
    IMAGES,
    KERNELS,
    PAINTS,
    SIGNALS,
    WEIGHT_GRADIENTS,
    WEIGHT_GRADIENTS_2D,
    Function,
    Index,
    of,
    refused,
)
from pureconv import (
    conv1d,
    conv1d_input_gradient,
    conv1d_weight_gradient,
    conv2d,
    conv2d_input_gradient,
    conv_transpose1d,
    conv_transpose1d_input_gradient,
    conv_transpose2d,
    conv_transpose2d_input_gradient,
)


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


AXES = {  # what an operand is made of, from the outside in
    "x": ["item", "channel"],
    "gradient": ["item", "channel"],
    "gathers": ["output channel", "input channel"],
    "paints": ["input channel", "output channel"],
}


@pytest.mark.parametrize(
    ("function", "name"),
    [(f, name) for f in GOOD for name in ("x", "w", "gradient") if name in GOOD[f]],
)
def test_a_list_that_is_empty_is_called_by_its_place(
    function: Function, name: str
) -> None:
    images, paints = "2d" in function.__name__, "transpose" in function.__name__
    role = {"x": "image" if images else "signal", "w": "kernel"}.get(name, name)
    inner = ["row", "column"] if images else ["tap" if name == "w" else "sample"]
    axes = AXES[("paints" if paints else "gathers") if name == "w" else name] + inner

    for depth in range(1, len(axes)):
        empty: Any = []
        for _ in range(depth):
            empty = [empty]
        spot = ", ".join(f"{axis} 0" for axis in axes[:depth])

        assert refused(function, **{name: empty}) == (
            f"ValueError: {spot} of {role} must have at least 1 {axes[depth]}, not 0"
        )


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
         ("TypeError: image must be items of channels of rows of numbers, "
          "but item 0, channel 0, row 0 is 1: for a single item, write [image]")),
        ([[[[1, 2], 3]]],
         ("TypeError: image must be items of channels of rows of numbers, "
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
        "of rows of numbers, but input channel 0, output channel 0, row 0 is 1: "
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


# === without items, there are still arguments to be checked ===


@of(conv1d, conv2d)
def test_without_items_padding_and_boundary_are_checked(function: Function) -> None:
    rule = 'boundary must be "zero", "edge", "reflect", "symmetric" or "wrap"'

    assert refused(function, x=[], padding=-1) == (
        "ValueError: padding must be at least 0, not -1"
    )
    assert refused(function, x=[], boundary="mirror") == (
        f"ValueError: {rule}, not 'mirror': say \"reflect\""
    )


@of(conv1d, conv2d, conv_transpose1d, conv_transpose2d)
def test_without_items_the_bias_is_checked(function: Function) -> None:
    assert refused(function, x=[], bias=[1]) == (
        "ValueError: bias must have 2 numbers, one for each output channel, not 1"
    )


@of(conv_transpose1d, conv_transpose2d)
def test_without_items_output_padding_is_checked(function: Function) -> None:
    assert refused(function, x=[], output_padding=5) == (
        "ValueError: output_padding must be less than max(stride, dilation) = 1, not 5"
    )


@of(conv_transpose1d_input_gradient, conv_transpose2d_input_gradient)
def test_without_slopes_output_padding_is_checked(function: Function) -> None:
    assert refused(function, gradient=[], output_padding=5) == (
        "ValueError: output_padding must be less than max(stride, dilation) = 1, not 5"
    )
