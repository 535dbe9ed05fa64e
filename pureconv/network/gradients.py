"""What training needs: how a loss changes with the input, the weights and the bias.

`gradient` tells how the loss changes with each output. An output is a sum of products,
and of a product's two factors each is the derivative by the other:

    y[n] = .. + kernel[i] * signal[p] + ..          p = n * stride + i * dilation

    signal[p] gets  kernel[i] * gradient[n]         from each output that it went into
    kernel[i] gets  gradient[n] * signal[p]         from each output of each item

So the input's gradient is painted back over the windows, and the weights' gradient is
read by sliding `gradient` along the signal. Both are exact, whatever the numbers are.

A stride may leave samples over that no window reaches, and then the output does not
tell how large the input was. So `x_size` and `w_size` say it: an int, or a pair (rows,
columns) of an image or a kernel. Samples left over have gradient 0.
"""

from __future__ import annotations

from typing import Any

from pureconv.checks import (
    Number,
    Padding,
    Pair,
    Tensor,
    addable,
    compatible,
    flat,
    integer,
    items,
    listable,
    numbers,
    pair,
)
from pureconv.network.layers import (
    Both,
    batch,
    map_length,
    map_size,
    matched,
    padded,
    padded2d,
    padded_size,
    padding_sides2d,
    shaped,
    share,
    zeros,
)
from pureconv.sizes import padding_sides


def conv1d_input_gradient(
    x_size: int,
    w: Tensor,
    gradient: Tensor,
    *,
    stride: int = 1,
    padding: Padding = 0,
    dilation: int = 1,
    groups: int = 1,
) -> list[list[list[Number]]]:
    """Return the gradient by the input of `conv1d`, in the shape of that input.

        canvas[start + i * dilation] += kernel[i] * slopes[n]

        kernel = w[out][c]                      slopes = gradient[item][out]
        start  = n * stride                     canvas = dx[item][group * inputs + c]

    These are the loops of `conv1d`, read backwards. What is painted on the padding is
    cropped; padding words are understood, other boundaries than zeros are not.

    The first output hands 1 2 3 back, the second 10 20 30, two further on. No window
    has seen the last sample.

    >>> conv1d_input_gradient(6, [[[1, 2, 3]]], [[[1, 10]]], stride=2)
    [[[1, 2, 13, 20, 30, 0]]]

    Raises ValueError unless `gradient` has the shape of the output.
    """
    x_size = integer(x_size, "x_size", 1)
    w = numbers(w, "kernel", "output channel", "input channel", "tap")
    gradient = batch(gradient, "gradient", "sample")
    groups = integer(groups, "groups", 1)
    taps, inputs, outputs = len(w[0][0]), len(w[0]), share(len(w), groups, "output")
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    before, after = padding_sides(
        x_size, taps, padding, stride=stride, dilation=dilation
    )
    size = listable(before + x_size + after, "padded signal")
    length = map_length(size, taps, stride, dilation)
    shaped(gradient, len(w), length)
    compatible(flat(gradient, 3), flat(w, 3))

    dx = [[[0] * size for _ in range(groups * inputs)] for _ in gradient]
    for item in range(len(gradient)):
        for group in range(groups):
            for out in range(group * outputs, (group + 1) * outputs):
                slopes = gradient[item][out]
                for c in range(inputs):
                    kernel, canvas = w[out][c], dx[item][group * inputs + c]
                    for n in range(length):
                        start = n * stride
                        for i in range(taps):
                            canvas[start + i * dilation] += kernel[i] * slopes[n]
    return [[canvas[before : before + x_size] for canvas in item] for item in dx]


def conv2d_input_gradient(
    x_size: Pair,
    w: Tensor,
    gradient: Tensor,
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> list[list[list[list[Number]]]]:
    """Return the gradient by the input of `conv2d`, in the shape of that input.

        canvas[top + i * down][left + j * along] += kernel[i][j] * slopes[m][n]

    All is as in `conv1d_input_gradient`, with the options of `conv2d`. Here no window
    reaches the second row; in the first, 1 10 and 2 20 and 3 30 overlap.

    >>> conv2d_input_gradient((2, 4), [[[[1, 10]]]], [[[[1, 2, 3]]]], stride=(2, 1))
    [[[[1, 12, 23, 30], [0, 0, 0, 0]]]]
    """
    x_size = pair(x_size, "x_size", 1)
    w = numbers(w, "kernel", "output channel", "input channel", "row", "column")
    gradient = batch(gradient, "gradient", "row", "column")
    groups = integer(groups, "groups", 1)
    inputs, outputs = len(w[0]), share(len(w), groups, "output")
    taps = len(w[0][0]), len(w[0][0][0])
    stride = pair(stride, "stride", 1)
    down, along = pair(dilation, "dilation", 1)
    sides = padding_sides2d(x_size, taps, padding, stride, (down, along))
    size = padded_size(x_size, sides)
    rows, columns = map_size(size, taps, stride, (down, along))
    shaped(gradient, len(w), rows, columns)
    compatible(flat(gradient, 4), flat(w, 4))

    dx = [[zeros(*size) for _ in range(groups * inputs)] for _ in gradient]
    for item in range(len(gradient)):
        for group in range(groups):
            for out in range(group * outputs, (group + 1) * outputs):
                slopes = gradient[item][out]
                for c in range(inputs):
                    kernel, canvas = w[out][c], dx[item][group * inputs + c]
                    for m in range(rows):
                        top = m * stride[0]
                        for n in range(columns):
                            left = n * stride[1]
                            for i in range(taps[0]):
                                row = top + i * down
                                for j in range(taps[1]):
                                    column = left + j * along
                                    canvas[row][column] += kernel[i][j] * slopes[m][n]
    return [[_cut(canvas, sides, x_size) for canvas in item] for item in dx]


def conv1d_weight_gradient(
    x: Tensor,
    w_size: int,
    gradient: Tensor,
    *,
    stride: int = 1,
    padding: Padding = 0,
    dilation: int = 1,
    groups: int = 1,
) -> list[list[list[Number]]]:
    """Return the gradient by the weights of `conv1d`, in the shape of those weights.

        dw[out][c][i] = sum over item, n of slopes[n] * signal[start + n * stride]

        slopes = gradient[item][out]            signal = x[item][group * inputs + c]
        start  = i * dilation                   in the padded signal

    It is a correlation once more, with stride and dilation in each other's place. The
    first weight met 1 and 3, so it has 1*1 + 10*3 = 31.

    >>> conv1d_weight_gradient([[[1, 2, 3, 4, 5, 6]]], 3, [[[1, 10]]], stride=2)
    [[[31, 42, 53]]]
    >>> from fractions import Fraction                      # 1/2 + 4*2, 2/2 + 4*3
    >>> conv1d_weight_gradient([[[1, 2, 3]]], 2, [[[Fraction(1, 2), 4]]])
    [[[Fraction(17, 2), Fraction(13, 1)]]]

    Raises ValueError unless `gradient` has the shape of the output.
    """
    x = numbers(x, "signal", "item", "channel", "sample")
    taps = integer(w_size, "w_size", 1)
    gradient = numbers(gradient, "gradient", "item", "channel", "sample")
    inputs, outputs = matched(x, gradient, groups)
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    x = padded(x, taps, padding, stride, dilation)
    length = map_length(len(x[0][0]), taps, stride, dilation)
    shaped(gradient, len(gradient[0]), length)
    compatible(flat(x, 3), flat(gradient, 3))

    dw = [[[0] * taps for _ in range(inputs)] for _ in gradient[0]]
    for group in range(groups):
        for out in range(group * outputs, (group + 1) * outputs):
            for c in range(inputs):
                channel = group * inputs + c
                for i in range(taps):
                    start = i * dilation
                    total = 0
                    for item in range(len(x)):
                        slopes, signal = gradient[item][out], x[item][channel]
                        for n in range(length):
                            total += slopes[n] * signal[start + n * stride]
                    dw[out][c][i] = total
    return dw


def conv2d_weight_gradient(
    x: Tensor,
    w_size: Pair,
    gradient: Tensor,
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> list[list[list[list[Number]]]]:
    """Return the gradient by the weights of `conv2d`, in the shape of those weights.

        dw[out][c][i][j] = sum over item, m, n of slopes[m][n] * image[row][column]

        slopes = gradient[item][out]            image  = x[item][group * inputs + c]
        row = i * down + m * stride[0]          column = j * along + n * stride[1]

    All is as in `conv1d_weight_gradient`, with the options of `conv2d`. The first
    weight meets 1 and 2, so it has 1*1 + 10*2 = 21.

    >>> conv2d_weight_gradient([[[[1, 2, 3],
    ...                           [4, 5, 6]]]], (1, 2), [[[[1, 10]]]], stride=(2, 1))
    [[[[21, 32]]]]
    """
    x = numbers(x, "image", "item", "channel", "row", "column")
    taps = pair(w_size, "w_size", 1)
    gradient = numbers(gradient, "gradient", "item", "channel", "row", "column")
    inputs, outputs = matched(x, gradient, groups)
    stride = pair(stride, "stride", 1)
    down, along = pair(dilation, "dilation", 1)
    x = padded2d(x, taps, padding, stride, (down, along))
    size = len(x[0][0]), len(x[0][0][0])
    rows, columns = map_size(size, taps, stride, (down, along))
    shaped(gradient, len(gradient[0]), rows, columns)
    compatible(flat(x, 4), flat(gradient, 4))

    dw = [[zeros(*taps) for _ in range(inputs)] for _ in gradient[0]]
    for group in range(groups):
        for out in range(group * outputs, (group + 1) * outputs):
            for c in range(inputs):
                channel = group * inputs + c
                for i in range(taps[0]):
                    top = i * down
                    for j in range(taps[1]):
                        left = j * along
                        total = 0
                        for item in range(len(x)):
                            slopes, image = gradient[item][out], x[item][channel]
                            for m in range(rows):
                                row = top + m * stride[0]
                                for n in range(columns):
                                    column = left + n * stride[1]
                                    total += slopes[m][n] * image[row][column]
                        dw[out][c][i][j] = total
    return dw


def bias_gradient(gradient: Tensor) -> list[Number]:
    """Return the gradient by the bias, of all four layers, 1-D or 2-D.

        db[out] = sum over item, n of gradient[item][out][n]

    for a bias is added to every sample, or every pixel, of its output channel.

    >>> bias_gradient([[[1, 2], [30, 40]], [[5, 6], [70, 80]]])     # 1 + 2 + 5 + 6, ...
    [14, 220]
    """
    axes = _axes(gradient)
    gradient = numbers(gradient, "gradient", "item", "channel", *axes)
    for channel in zip(*gradient):
        addable(flat(channel, 1 + len(axes)))

    db = [0] * len(gradient[0])
    for out in range(len(db)):
        total = 0
        for item in range(len(gradient)):
            slopes = flat(gradient[item][out], len(axes))
            for n in range(len(slopes)):
                total += slopes[n]
        db[out] = total
    return db


def _axes(gradient: Any) -> tuple[str, ...]:
    """Return what lies within a channel: samples, or rows and columns."""
    for _ in range(3):
        values = items(gradient)
        if not values:
            return ("sample",)
        gradient = values[0]
    return ("sample",) if items(gradient) is None else ("row", "column")


def _cut(
    canvas: list[list[Number]],
    sides: tuple[Both, Both],
    size: Both,
) -> list[list[Number]]:
    """Return the canvas without its padding."""
    (top, _), (left, _) = sides
    return [row[left : left + size[1]] for row in canvas[top : top + size[0]]]
