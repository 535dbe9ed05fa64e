"""What the layers of a network have in common: batches, channels, groups, sizes in 2-D.

The doorman of `channels`, `transposed` and their gradients. As in `checks`, a function
returns what the loops need, or raises.
"""

from __future__ import annotations

from typing import Any

from pureconv.boundary import BOUNDARIES, pad, pad2d
from pureconv.checks import (
    Number,
    Padding,
    Pair,
    choice,
    counted,
    integer,
    items,
    listable,
    numbers,
    output_pad,
    pair,
    shown,
)
from pureconv.sizes import padding_sides, reach, windows

Both = tuple[int, int]  # of the rows and of the columns


def batch(x: Any, name: str, *axes: str) -> Any:
    """Return a batch of items, each of channels; a batch of no items is legal.

    >>> batch([], "signal", "sample")
    []
    """
    return [] if items(x) == [] else numbers(x, name, "item", "channel", *axes)


def gathering(
    x: Any, name: str, w: Any, bias: Any, groups: int
) -> tuple[int, int, list[Number]]:
    """Return what the loops of `conv1d` need: inputs and outputs of a group, biases.

    `w` is laid out as [output channel][input channel / groups].
    """
    groups = integer(groups, "groups", 1)
    inputs, outputs = len(w[0]), share(len(w), groups, "output")
    if x:
        expected = share(len(x[0]), groups, "input")
        why = f"as a group of the {name} has ({len(x[0])} / {groups})"
        count(inputs, expected, "kernel", "input channel", why)
    return inputs, outputs, biases(bias, groups * outputs)


def painting(
    x: Any, name: str, w: Any, bias: Any, groups: int
) -> tuple[int, int, list[Number]]:
    """Return what `gathering` does, for `conv_transpose1d`.

    `w` is laid out as [input channel][output channel / groups].
    """
    groups = integer(groups, "groups", 1)
    inputs, outputs = share(len(w), groups, "input"), len(w[0])
    if x:
        count(len(w), len(x[0]), "kernel", "input channel", f"as the {name} has")
    return inputs, outputs, biases(bias, groups * outputs)


def matched(x: Any, gradient: Any, groups: int) -> tuple[int, int]:
    """Return how many channels go into a group and come out, by input and gradient."""
    count(len(gradient), len(x), "gradient", "item", "as the input has")
    groups = integer(groups, "groups", 1)
    inputs = share(len(x[0]), groups, "input")
    outputs = share(len(gradient[0]), groups, "output")
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


def biases(bias: Any, channels: int) -> list[Number]:
    """Return a bias for each output channel: zeros when there is none.

    >>> biases(None, 3)
    [0, 0, 0]
    """
    if bias is None:
        return [0] * channels
    values: list[Number] = numbers(bias, "bias", "number")
    count(len(values), channels, "bias", "number", "one for each output channel")
    return values


def count(found: int, expected: int, name: str, unit: str, why: str) -> None:
    """Raise ValueError unless as many are found as are expected.

    >>> count(2, 3, "bias", "number", "one for each output channel")
    Traceback (most recent call last):
    ...
    ValueError: bias must have 3 numbers, one for each output channel, not 2
    """
    if found != expected:
        due = f"{counted(expected, unit)}, {why}"
        raise ValueError(f"{name} must have {due}, not {found}")


def shaped(gradient: Any, *sizes: int) -> None:
    """Raise ValueError unless `gradient` has the channels and axes of the output."""
    axes = ("sample",) if len(sizes) == 2 else ("row", "column")
    for size, unit in zip(sizes, ("channel", *axes)):
        if gradient:  # a batch of no items has no shape
            gradient = gradient[0]
            count(len(gradient), size, "gradient", unit, "as the output has")


def padded(
    x: Any, k: int, padding: Padding, stride: int, dilation: int, boundary: str = "zero"
) -> Any:
    """Return a batch of signals with the padding of a kernel of `k` taps, as data."""
    n = len(x[0][0]) if x else 1  # without items, there are still options to be checked
    before, after = padding_sides(n, k, padding, stride=stride, dilation=dilation)
    choice(boundary, "boundary", BOUNDARIES)
    return [[pad(signal, before, after, boundary) for signal in item] for item in x]


def padded2d(
    x: Any,
    taps: Both,
    padding: Padding,
    stride: Both,
    dilation: Both,
    boundary: str = "zero",
) -> Any:
    """Return a batch of images with the padding of a kernel of taps[0] x taps[1]."""
    size = (len(x[0][0]), len(x[0][0][0])) if x else (1, 1)
    rows, columns = padding_sides2d(size, taps, padding, stride, dilation)
    choice(boundary, "boundary", BOUNDARIES)
    return [[pad2d(image, rows, columns, boundary) for image in item] for item in x]


def padding_sides2d(
    size: Both, taps: Both, padding: Padding, stride: Both, dilation: Both
) -> tuple[Both, Both]:
    """Return the padding of an image as ((above, below), (left, right)).

    >>> padding_sides2d((5, 4), (2, 3), "same", (1, 2), (1, 1))
    ((0, 1), (0, 1))
    """
    words = (padding, padding) if isinstance(padding, str) else crops(padding)
    above_below, left_right = (
        padding_sides(
            size[axis], taps[axis], words[axis],
            stride=stride[axis], dilation=dilation[axis],
        )
        for axis in (0, 1)
    )
    return above_below, left_right


def crops(padding: Padding) -> tuple[Both, Both]:
    """Return what is padded, or cropped, as ((above, below), (left, right)): no words.

    >>> crops(1), crops((1, (0, 2)))
    (((1, 1), (1, 1)), ((1, 1), (0, 2)))
    """
    if not isinstance(padding, (list, tuple)):
        both = pair(padding, "padding", 0)
        return both, both
    if len(padding) != 2:
        rule = "padding must be an int or a pair (rows, columns)"
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
    far = reach(k, dilation)
    return windows(size, far, stride, "sample", "padded signal", "pad it more")


def map_size(size: Both, taps: Both, stride: Both, dilation: Both) -> Both:
    """Return how many rows and columns a kernel makes of a padded image.

    >>> map_size((8, 11), (2, 3), (3, 2), (2, 3))       # 5 // 3 + 1, 4 // 2 + 1
    (2, 3)
    """
    far = reach(taps[0], dilation[0]), reach(taps[1], dilation[1])
    fit = "padded image", "pad it more"
    return (
        windows(size[0], far[0], stride[0], "row", *fit),
        windows(size[1], far[1], stride[1], "column", *fit),
    )


def zeros(rows: int, columns: int) -> list[list[Number]]:
    """Return an image on which nothing has been added yet."""
    return [[0] * columns for _ in range(rows)]


def output_pads(value: Pair, stride: Both, dilation: Both) -> Both:
    """Return the output_padding of rows and columns."""
    rows, columns = pair(value, "output_padding", 0)
    return (
        output_pad(rows, stride[0], dilation[0]),
        output_pad(columns, stride[1], dilation[1]),
    )
