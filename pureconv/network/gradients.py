"""What training needs: how a loss changes with the input, the weights and the bias.

`gradient` tells how the loss changes with each output. An output is a sum of products,
and of a product's two factors each is the derivative with respect to the other:

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
    integer,
    items,
    listable,
    pair,
)
from pureconv.nested import leaves
from pureconv.network.layers import (
    GRADIENT,
    GRADIENT_2D,
    IMAGE,
    OUT_IN,
    OUT_IN_2D,
    SIGNAL,
    batch_and_weights,
    check_shape,
    input_and_gradient,
    map_length,
    map_size,
    padded,
    padded2d,
    padded_size,
    padding_sides2d,
    share,
    zeros,
)
from pureconv.operands import BUILT_IN, read, sums
from pureconv.sizes import copies, padding_sides


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
    """Return the gradient of `conv1d` with respect to its input.

        canvas[p] = canvas[p] + kernel[i] * slopes[n]       p = start + i * dilation

        kernel = w[out][c]                      slopes = gradient[item][out]
        start  = n * stride - before            canvas = dx[item][group * inputs + c]

    It has the shape of that input, `x_size` samples in each channel. These are the
    loops of `conv1d`, read backwards. Nothing is painted on the padding; padding words
    are understood, other boundaries than zeros are not.

    The first output hands 1 2 3 back, the second 10 20 30, two further on. No window
    has seen the last sample.

    >>> conv1d_input_gradient(6, [[[1, 2, 3]]], [[[1, 10]]], stride=2)
    [[[1, 2, 13, 20, 30, 0]]]

    Raises as `conv1d` does, and ValueError unless `gradient` has the shape of the
    output.
    """
    x_size = integer(x_size, "x_size", 1)
    gradient, w, _ = batch_and_weights(gradient, w, None, GRADIENT, OUT_IN)
    groups = integer(groups, "groups", 1)
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    k, inputs, outputs = len(w[0][0]), len(w[0]), share(len(w), groups, "output")
    sides = padding_sides(x_size, k, padding, stride=stride, dilation=dilation)
    size = listable(sum(sides) + x_size, "padded signal")
    length = map_length(size, k, stride, dilation)
    check_shape(gradient, len(w), length)
    starts, taps = copies(length, k, stride, dilation, sides[0], x_size)

    dx = [[[0] * x_size for _ in range(groups * inputs)] for _ in gradient]
    for item in range(len(gradient)):
        for group in range(groups):
            for out in range(group * outputs, (group + 1) * outputs):
                slopes = gradient[item][out]
                for c in range(inputs):
                    kernel, canvas = w[out][c], dx[item][group * inputs + c]
                    for n in range(length):
                        start = starts[n]
                        for i in taps[n]:
                            p = start + i * dilation
                            canvas[p] = canvas[p] + kernel[i] * slopes[n]
    return dx


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
    """Return the gradient of `conv2d` with respect to its input.

        row[q] = row[q] + kernel[i][j] * slopes[m][n]

        row    = canvas[top + i * down]         q      = left + j * along
        top    = m * stride[0] - above          left   = n * stride[1] - before

    where `above` and `before` are the padding of rows and of columns, at their start.
    All is as in `conv1d_input_gradient`, with the options of `conv2d`, and `x_size` is
    (rows, columns). Here no window reaches the second row; in the first, 1 10 and 2 20
    and 3 30 overlap.

    >>> conv2d_input_gradient((2, 4), [[[[1, 10]]]], [[[[1, 2, 3]]]], stride=(2, 1))
    [[[[1, 12, 23, 30], [0, 0, 0, 0]]]]

    Raises as `conv1d_input_gradient` does.
    """
    x_size = pair(x_size, "x_size", 1)
    gradient, w, _ = batch_and_weights(gradient, w, None, GRADIENT_2D, OUT_IN_2D)
    groups = integer(groups, "groups", 1)
    stride = pair(stride, "stride", 1)
    down, along = pair(dilation, "dilation", 1)
    inputs, outputs = len(w[0]), share(len(w), groups, "output")
    k = len(w[0][0]), len(w[0][0][0])
    sides = padding_sides2d(x_size, k, padding, stride, (down, along))
    size = padded_size(x_size, sides)
    rows, columns = map_size(size, k, stride, (down, along))
    check_shape(gradient, len(w), rows, columns)
    tops, row_taps = copies(rows, k[0], stride[0], down, sides[0][0], x_size[0])
    lefts, column_taps = copies(columns, k[1], stride[1], along, sides[1][0], x_size[1])

    dx = [[zeros(*x_size) for _ in range(groups * inputs)] for _ in gradient]
    for item in range(len(gradient)):
        for group in range(groups):
            for out in range(group * outputs, (group + 1) * outputs):
                slopes = gradient[item][out]
                for c in range(inputs):
                    kernel, canvas = w[out][c], dx[item][group * inputs + c]
                    for m in range(rows):
                        for n in range(columns):
                            left = lefts[n]
                            for i in row_taps[m]:
                                row = canvas[tops[m] + i * down]
                                for j in column_taps[n]:
                                    q = left + j * along
                                    row[q] = row[q] + kernel[i][j] * slopes[m][n]
    return dx


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
    """Return the gradient of `conv1d` with respect to its weights.

        dw[out][c][i] = sum over item, n of slopes[n] * signal[start + n * stride]

        slopes = gradient[item][out]            signal = x[item][group * inputs + c]
        start  = i * dilation                   in the padded signal

    It has the shape of those weights, `w_size` taps in each kernel. It is a correlation
    once more, with stride and dilation in each other's place. The first weight met 1
    and 3, so it has 1*1 + 10*3 = 31.

    >>> conv1d_weight_gradient([[[1, 2, 3, 4, 5, 6]]], 3, [[[1, 10]]], stride=2)
    [[[31, 42, 53]]]
    >>> from fractions import Fraction                      # 1/2 + 4*2, 2/2 + 4*3
    >>> conv1d_weight_gradient([[[1, 2, 3]]], 2, [[[Fraction(1, 2), 4]]])
    [[[Fraction(17, 2), Fraction(13, 1)]]]

    Raises as `conv1d` does, for an empty batch as well, and ValueError unless
    `gradient` has the shape of the output.
    """
    x, gradient = input_and_gradient(x, gradient, SIGNAL, GRADIENT)
    k = integer(w_size, "w_size", 1)
    groups = integer(groups, "groups", 1)
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    inputs = share(len(x[0]), groups, "input")
    outputs = share(len(gradient[0]), groups, "output")
    x, length, stride, dilation = padded(x, k, padding, stride, dilation)
    check_shape(gradient, len(gradient[0]), length)

    dw = [[[0] * k for _ in range(inputs)] for _ in gradient[0]]
    for group in range(groups):
        for out in range(group * outputs, (group + 1) * outputs):
            for c in range(inputs):
                channel = group * inputs + c
                for i in range(k):
                    start = i * dilation
                    total = 0
                    for item in range(len(x)):
                        slopes, signal = gradient[item][out], x[item][channel]
                        for n in range(length):
                            total = total + slopes[n] * signal[start + n * stride]
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
    """Return the gradient of `conv2d` with respect to its weights.

        dw[out][c][i][j] = sum over item, m, n of slopes[m][n] * row[q]

        row    = image[top + m * stride[0]]     q      = left + n * stride[1]
        top    = i * down                       left   = j * along
        slopes = gradient[item][out]            image  = x[item][group * inputs + c]

    All is as in `conv1d_weight_gradient`, with the options of `conv2d`, and `w_size` is
    (rows, columns). The first weight meets 1 and 2, so it has 1*1 + 10*2 = 21.

    >>> conv2d_weight_gradient([[[[1, 2, 3],
    ...                           [4, 5, 6]]]], (1, 2), [[[[1, 10]]]], stride=(2, 1))
    [[[[21, 32]]]]

    Raises as `conv1d_weight_gradient` does.
    """
    x, gradient = input_and_gradient(x, gradient, IMAGE, GRADIENT_2D)
    k = pair(w_size, "w_size", 1)
    groups = integer(groups, "groups", 1)
    stride = pair(stride, "stride", 1)
    dilation = pair(dilation, "dilation", 1)
    inputs = share(len(x[0]), groups, "input")
    outputs = share(len(gradient[0]), groups, "output")
    x, (rows, columns), stride, (down, along) = padded2d(
        x, k, padding, stride, dilation
    )
    check_shape(gradient, len(gradient[0]), rows, columns)

    dw = [[zeros(*k) for _ in range(inputs)] for _ in gradient[0]]
    for group in range(groups):
        for out in range(group * outputs, (group + 1) * outputs):
            for c in range(inputs):
                channel = group * inputs + c
                for i in range(k[0]):
                    top = i * down
                    for j in range(k[1]):
                        left = j * along
                        total = 0
                        for item in range(len(x)):
                            slopes, image = gradient[item][out], x[item][channel]
                            for m in range(rows):
                                row = image[top + m * stride[0]]
                                for n in range(columns):
                                    q = left + n * stride[1]
                                    total = total + slopes[m][n] * row[q]
                        dw[out][c][i][j] = total
    return dw


def bias_gradient(gradient: Tensor) -> list[Number]:
    """Return the gradient with respect to the bias, of all four layers, 1-D or 2-D.

        db[out] = sum over item, n of gradient[item][out][n]

    for a bias is added to every sample, or every pixel, of its output channel.

    >>> bias_gradient([[[1, 2], [30, 40]], [[5, 6], [70, 80]]])     # 1 + 2 + 5 + 6, ...
    [14, 220]

    Raises ValueError for a ragged gradient or an empty axis.
    """
    gradient = summable(gradient)

    db = [0] * len(gradient[0])
    for out in range(len(db)):
        total = 0
        for item in range(len(gradient)):
            slopes = leaves(gradient[item][out])
            for n in range(len(slopes)):
                total = total + slopes[n]
        db[out] = total
    return db


def summable(gradient: Any) -> Any:
    """Return a gradient, in which what belongs to one channel can be added up."""
    types: set[type] = set()
    gradient = read(gradient, types, "gradient", "item", "channel", *_axes(gradient))
    if not types <= BUILT_IN:  # same result for these, see operands.py
        for channel in zip(*gradient):
            sums(leaves([*channel]))
    return gradient


def _axes(gradient: Any) -> tuple[str, ...]:
    """Return what lies within a channel: samples, or rows and columns."""
    for _ in range(3):
        values = items(gradient)
        if not values:
            return ("sample",)
        gradient = values[0]
    return ("sample",) if items(gradient) is None else ("row", "column")
