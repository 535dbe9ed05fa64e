"""What the layers of a network have in common: batches, channels, groups, sizes in 2-D.

The doorman of `channels`, `transposed` and their gradients. As in `checks`, a function
returns what the loops need, or raises.
"""

from __future__ import annotations

from typing import Any

from pureconv.boundary import BOUNDARIES, places, places2d, taken, taken2d
from pureconv.checks import (
    Number,
    Padding,
    Pair,
    choice,
    counted,
    items,
    listable,
    output_pad,
    pair,
    shown,
)
from pureconv.operands import CHANNELS_FIRST, go_together, read
from pureconv.sizes import padding_sides, windows

Both = tuple[int, int]  # of the rows and of the columns
Axes = tuple[str, ...]  # what they count

SIGNAL: Axes = ("signal", "item", "channel", "sample")
IMAGE: Axes = ("image", "item", "channel", "row", "column")
OUT_IN: Axes = ("kernel", "output channel", "input channel", "tap")
OUT_IN_2D: Axes = ("kernel", "output channel", "input channel", "row", "column")
IN_OUT: Axes = ("kernel", "input channel", "output channel", "tap")
IN_OUT_2D: Axes = ("kernel", "input channel", "output channel", "row", "column")
GRADIENT: Axes = ("gradient", "item", "channel", "sample")
GRADIENT_2D: Axes = ("gradient", "item", "channel", "row", "column")

# === operands ===


def batch_and_weights(
    x: Any, w: Any, bias: Any, x_axes: Axes, w_axes: Axes
) -> tuple[Any, Any, Any]:
    """Return a batch, weights, and biases or None; a batch of no items is legal."""
    types: set[type] = set()
    x = [] if items(x) == [] else read(x, types, *x_axes)
    w = read(w, types, *w_axes)
    if bias is not None:
        bias = read(bias, types, "bias", "number")
    go_together(types, x, w, *bias or ())
    return x, w, bias


def input_and_gradient(
    x: Any, gradient: Any, x_axes: Axes, gradient_axes: Axes
) -> tuple[Any, Any]:
    """Return the input of a layer and the gradient of its output, item for item."""
    types: set[type] = set()
    x, gradient = read(x, types, *x_axes), read(gradient, types, *gradient_axes)
    check_count(len(gradient), len(x), "gradient", "item", "as the input has")
    go_together(types, x, gradient)
    return x, gradient


def plus_bias(y: list[list[Any]], bias: list[Number] | None) -> list[list[Any]]:
    """Return batch `y` with the bias of an output channel added to all it has there.

    >>> plus_bias([[[1, 2], [3, 4]]], [10, 20])
    [[[11, 12], [23, 24]]]
    """
    if bias is None:
        return y
    return [[_plus(plane, b) for plane, b in zip(item, bias)] for item in y]


def _plus(plane: Any, b: Number) -> Any:
    if isinstance(plane[0], list):
        return [_plus(row, b) for row in plane]
    return [value + b for value in plane]


# === channels and groups ===


def channels_in_out(
    x: Any, name: str, w: Any, bias: list[Number] | None, groups: int
) -> tuple[int, int]:
    """Return how many channels go into each group of `conv1d` and come out.

    `w` is laid out as [output channel][input channel / groups].
    """
    inputs, outputs = len(w[0]), share(len(w), groups, "output")
    if x:
        expected = share(len(x[0]), groups, "input")
        why = f"as a group of the {name} has ({len(x[0])} / {groups})"
        last = name == "image" and len(x[0][0][0]) == groups * inputs
        hint = f": {CHANNELS_FIRST}" if last else ""
        check_count(inputs, expected, "kernel", "input channel", why, hint)
    check_biases(bias, len(w))
    return inputs, outputs


def painting_channels_in_out(
    x: Any, name: str, w: Any, bias: list[Number] | None, groups: int
) -> tuple[int, int]:
    """Return the same for `conv_transpose1d`.

    `w` is laid out as [input channel][output channel / groups].
    """
    inputs, outputs = share(len(w), groups, "input"), len(w[0])
    if x:
        why = f"as the {name} has"
        check_count(len(w), len(x[0]), "kernel", "input channel", why)
    check_biases(bias, groups * outputs)
    return inputs, outputs


def share(channels: int, groups: int, role: str) -> int:
    """Return how many of the channels each group has.

    >>> share(6, 4, "input")
    Traceback (most recent call last):
    ...
    ValueError: groups must divide the 6 input channels, but 4 does not
    """
    if channels % groups:
        rule = f"groups must divide the {counted(channels, role + ' channel')}"
        raise ValueError(f"{rule}, but {shown(groups)} does not")
    return channels // groups


def check_biases(bias: list[Number] | None, channels: int) -> None:
    """Raise ValueError unless there are no biases, or one for each output channel."""
    if bias is not None:
        why = "one for each output channel"
        check_count(len(bias), channels, "bias", "number", why)


def check_count(
    found: int, expected: int, name: str, unit: str, why: str, hint: str = ""
) -> None:
    """Raise ValueError unless as many are found as are expected.

    >>> check_count(2, 3, "bias", "number", "one for each output channel")
    Traceback (most recent call last):
    ...
    ValueError: bias must have 3 numbers, one for each output channel, not 2
    """
    if found != expected:
        due = f"{counted(expected, unit)}, {why}"
        raise ValueError(f"{name} must have {due}, not {found}{hint}")


def check_shape(gradient: Any, *sizes: int) -> None:
    """Raise ValueError unless `gradient` has the channels and axes of the output."""
    axes = ("sample",) if len(sizes) == 2 else ("row", "column")
    for size, unit in zip(sizes, ("channel", *axes)):
        if gradient:  # a batch of no items has no shape
            gradient = gradient[0]
            check_count(len(gradient), size, "gradient", unit, "as the output has")


# === padding and sizes ===


def padded(
    x: Any, k: int, padding: Padding, stride: int, dilation: int, boundary: str = "zero"
) -> tuple[Any, int, int, int]:
    """Return signals with their padding, how many windows read them, and in what steps.

    Padding is data. Stride and dilation change only where signals are laid out as
    `places` does it, because the windows read little of them.

    >>> padded([[[1, 2, 3]]], 2, (1, 0), 1, 1)
    ([[[0, 1, 2, 3]]], 3, 1, 1)
    """
    # Without items, there are still options to be checked: same result for any length.
    n = len(x[0][0]) if x else 1
    sides = padding_sides(n, k, padding, stride=stride, dilation=dilation)
    choice(boundary, "boundary", BOUNDARIES)
    if not x:
        return [], 0, stride, dilation  # same result for any 0: nothing is read
    length = map_length(sum(sides) + n, k, stride, dilation)
    where, stride, dilation = places(n, k, sides, stride, dilation, boundary)
    x = [[taken(signal, where) for signal in item] for item in x]
    return x, length, stride, dilation


def padded2d(
    x: Any,
    k: Both,
    padding: Padding,
    stride: Both,
    dilation: Both,
    boundary: str = "zero",
) -> tuple[Any, Both, Both, Both]:
    """Return the same for images, and windows of k[0] x k[1]."""
    # Same result for any lengths in the place of 1.
    size = (len(x[0][0]), len(x[0][0][0])) if x else (1, 1)
    sides = padding_sides2d(size, k, padding, stride, dilation)
    choice(boundary, "boundary", BOUNDARIES)
    if not x:
        return [], (0, 0), stride, dilation  # same result for any 0, as above
    maps = map_size(padded_size(size, sides), k, stride, dilation)
    where, stride, dilation = places2d(size, k, sides, stride, dilation, boundary)
    x = [[taken2d(image, where) for image in item] for item in x]
    return x, maps, stride, dilation


def padding_sides2d(
    size: Both, k: Both, padding: Padding, stride: Both, dilation: Both
) -> tuple[Both, Both]:
    """Return the padding of an image as ((above, below), (left, right)).

    >>> padding_sides2d((5, 4), (2, 3), "same", (1, 2), (1, 1))
    ((0, 1), (0, 1))
    """
    what = '(rows, columns), or a word such as "same"'
    words = (padding, padding) if isinstance(padding, str) else sides2d(padding, what)
    above_below, left_right = (
        padding_sides(
            size[axis], k[axis], words[axis],
            stride=stride[axis], dilation=dilation[axis],
        )
        for axis in (0, 1)
    )
    return above_below, left_right


def sides2d(padding: Any, what: str = "(rows, columns)") -> tuple[Both, Both]:
    """Return a padding that is no word as ((above, below), (left, right)).

    >>> sides2d(1), sides2d((1, (0, 2)))
    (((1, 1), (1, 1)), ((1, 1), (0, 2)))
    """
    if not isinstance(padding, (list, tuple)):
        both = pair(padding, "padding", 0, what)
        return both, both
    if len(padding) != 2:
        rule = f"padding must be an int or a pair {what}"
        raise ValueError(f"{rule}, not {shown(padding)}")
    rows, columns = padding
    return (
        pair(rows, "padding[0]", 0, "(above, below)"),
        pair(columns, "padding[1]", 0, "(left, right)"),
    )


def padded_size(size: Both, sides: tuple[Both, Both]) -> Both:
    """Return the rows and columns of a padded image.

    >>> padded_size((5, 4), ((0, 1), (2, 3)))
    (6, 9)
    """
    return (
        listable(sum(sides[0]) + size[0], "padded image"),
        listable(sum(sides[1]) + size[1], "row of the padded image"),
    )


def map_length(size: int, k: int, stride: int, dilation: int) -> int:
    """Return how many samples a kernel of `k` taps makes of a padded signal.

    >>> map_length(11, 3, 2, 3)                         # 4 // 2 + 1
    3
    """
    return windows(size, k, stride, dilation, "sample", "padded signal", "pad it more")


def map_size(size: Both, k: Both, stride: Both, dilation: Both) -> Both:
    """Return how many rows and columns a kernel of k[0] x k[1] makes of an image.

    >>> map_size((8, 11), (2, 3), (3, 2), (2, 3))       # 5 // 3 + 1, 4 // 2 + 1
    (2, 3)
    """
    fit = "padded image", "pad it more"
    return (
        windows(size[0], k[0], stride[0], dilation[0], "row", *fit),
        windows(size[1], k[1], stride[1], dilation[1], "column", *fit),
    )


def zeros(rows: int, columns: int) -> list[list[Number]]:
    """Return an image on which nothing has been added yet.

    So many rows that no memory holds them end here, and not when it is full.
    """
    return [[0] * columns for _ in [None] * rows]  # same result for a list of anything


def output_pads(value: Pair, stride: Both, dilation: Both) -> Both:
    """Return the output_padding of rows and columns."""
    rows, columns = pair(value, "output_padding", 0)
    return (
        output_pad(rows, stride[0], dilation[0]),
        output_pad(columns, stride[1], dilation[1]),
    )
