"""Transposed convolution: every sample of the input paints its copy of the weights.

`conv1d` gathers: an output is made of the samples under its window. Turned around, each
sample hands out what it holds to the whole window, as in `scatter`, only that windows
are `stride` apart:

    stride 2        1 paints   1  2  3
                    2 paints         2  4  6
                               1  2  5  4  6

Whatever leads from a sample through a weight to an output in `conv1d` leads from that
output back to that sample here, so as a matrix this is the transpose. It is not the
inverse: of a convolution it undoes the size, not the values.
"""

from __future__ import annotations

from pureconv.checks import (
    Number,
    Pair,
    Sides,
    Tensor,
    Vector,
    integer,
    listable,
    output_pad,
    pair,
)
from pureconv.network.layers import (
    IMAGE,
    IN_OUT,
    IN_OUT_2D,
    SIGNAL,
    batch_and_weights,
    output_pads,
    painting_channels_in_out,
    plus_bias,
    sides2d,
    zeros,
)
from pureconv.sizes import canvas_length, copies


def conv_transpose1d(
    x: Tensor,
    w: Tensor,
    bias: Vector | None = None,
    *,
    stride: int = 1,
    padding: Sides = 0,
    output_padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
) -> list[list[list[Number]]]:
    """Return what every signal of a batch paints with the kernels of a layer.

        canvas[n] = canvas[n] + kernel[i] * signal[p]       n = start + i * dilation

        kernel = w[channel][o]                  signal = x[item][channel]
        start  = p * stride - before            canvas = y[item][group * outputs + o]

    The weights are `w[input channel][output channel / groups][tap]`: the first axis is
    that of `x`, as in PyTorch, ONNX and the weights of the `conv1d` that this turns
    around. A kernel is painted as it is. At stride 1 with one channel, this is
    `scatter`, and so `convolve`.

    `padding` crops the canvas by an int on both sides or a pair (before, after): those
    samples would have been padding of the `conv1d`, and nothing is painted there.
    `output_padding` makes the canvas longer at its end, before it is cropped, by less
    than max(stride, dilation). The length is that of `transposed_length`.

    >>> conv_transpose1d([[[1, 2]]], [[[1, 2, 3]]], stride=2)     # 1 2 3 and then 2 4 6
    [[[1, 2, 5, 4, 6]]]
    >>> conv_transpose1d([[[1, 2]]], [[[1, 2, 3]]], stride=2, padding=(0, 2))
    [[[1, 2, 5]]]
    >>> conv_transpose1d([[[1, 2]]], [[[1, 2, 3]]], stride=2, output_padding=1)
    [[[1, 2, 5, 4, 6, 0]]]
    >>> conv_transpose1d([[[1, 2, 3]]], [[[4, 5, 6]]])      # 123 times 456, no carries
    [[[4, 13, 28, 27, 18]]]
    >>> from fractions import Fraction
    >>> conv_transpose1d([[[Fraction(1, 2), 3]]], [[[1, 2]]])     # 1/2 1 and then 3 6
    [[[Fraction(1, 2), Fraction(4, 1), 6]]]

    Two channels in, two out, 1*3 + 2*0 + 100 = 103 and so on:

    >>> conv_transpose1d([[[1], [2]]], [[[3, 4], [5, 6]], [[0, 1], [1, 0]]], [100, 200])
    [[[103, 106], [207, 206]]]

    The terms are added to 0 channel by channel, sample by sample, and the bias to their
    sum. PyTorch's own function takes groups before dilation, a trap for anyone who
    leaves the names out. jax.lax.conv_transpose does not flip by default: it correlates
    the spread-out input, and so paints the kernel mirrored; with transpose_kernel=True
    it paints as here.

    Raises ValueError for ragged operands or an empty axis (but a batch may be empty),
    for channels that groups do not divide, for numbers of channels or of biases that do
    not agree, for an output_padding too large, and where padding leaves no output.
    """
    x, w, bias = batch_and_weights(x, w, bias, SIGNAL, IN_OUT)
    groups = integer(groups, "groups", 1)
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    sides = pair(padding, "padding", 0, "(before, after)")
    extra = output_pad(output_padding, stride, dilation)
    inputs, outputs = painting_channels_in_out(x, "signal", w, bias, groups)
    if not x:
        return []
    steps = len(x[0][0]), len(w[0][0]), stride, dilation
    length = listable(canvas_length(*steps, sides, extra, "sample"), "canvas")
    starts, taps = copies(*steps, sides[0], length)

    y = [[[0] * length for _ in range(groups * outputs)] for _ in x]
    for item in range(len(x)):
        for group in range(groups):
            for channel in range(group * inputs, (group + 1) * inputs):
                signal = x[item][channel]
                for o in range(outputs):
                    kernel, canvas = w[channel][o], y[item][group * outputs + o]
                    for p in range(len(signal)):
                        start = starts[p]
                        for i in taps[p]:
                            n = start + i * dilation
                            canvas[n] = canvas[n] + kernel[i] * signal[p]
    return plus_bias(y, bias)


def conv_transpose2d(
    x: Tensor,
    w: Tensor,
    bias: Vector | None = None,
    *,
    stride: Pair = 1,
    padding: Sides = 0,
    output_padding: Pair = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> list[list[list[list[Number]]]]:
    """Return what every image of a batch paints with the kernels of a layer.

        row[n] = row[n] + kernel[i][j] * image[p][q]

        row    = canvas[top + i * down]         n      = left + j * along
        top    = p * stride[0] - above          left   = q * stride[1] - before
        kernel = w[channel][o]                  image  = x[item][channel]
        canvas = y[item][group * outputs + o]

    where `above` and `before` are the padding of rows and of columns, at their start.
    All is as in `conv_transpose1d`. `stride`, `dilation` and `output_padding` are an
    int or a pair (rows, columns); `down` and `along` are the two dilations. `padding`
    is an int or such a pair, of ints or once more of pairs, the sides of each axis.

    >>> image = [[1, 2],
    ...          [3, 4]]
    >>> kernel = [[1, 10, 100]]
    >>> y = conv_transpose2d([[image]], [[kernel]], stride=2)
    >>> for row in y[0][0]:             # 1 paints 1 10 100, and 2 from two further on
    ...     print(*row)
    1 10 102 20 200
    0 0 0 0 0
    3 30 304 40 400

    Raises as `conv_transpose1d` does.
    """
    x, w, bias = batch_and_weights(x, w, bias, IMAGE, IN_OUT_2D)
    groups = integer(groups, "groups", 1)
    stride = pair(stride, "stride", 1)
    dilation = pair(dilation, "dilation", 1)
    sides = sides2d(padding)
    extra = output_pads(output_padding, stride, dilation)
    inputs, outputs = painting_channels_in_out(x, "image", w, bias, groups)
    if not x:
        return []
    down, along = dilation
    steps = len(x[0][0]), len(w[0][0]), stride[0], down
    rows = listable(canvas_length(*steps, sides[0], extra[0], "row"), "canvas")
    tops, row_taps = copies(*steps, sides[0][0], rows)
    steps = len(x[0][0][0]), len(w[0][0][0]), stride[1], along
    columns = canvas_length(*steps, sides[1], extra[1], "column")
    columns = listable(columns, "row of the canvas")
    lefts, column_taps = copies(*steps, sides[1][0], columns)

    y = [[zeros(rows, columns) for _ in range(groups * outputs)] for _ in x]
    for item in range(len(x)):
        for group in range(groups):
            for channel in range(group * inputs, (group + 1) * inputs):
                image = x[item][channel]
                for o in range(outputs):
                    kernel, canvas = w[channel][o], y[item][group * outputs + o]
                    for p in range(len(image)):
                        for q in range(len(image[0])):
                            left = lefts[q]
                            for i in row_taps[p]:
                                row = canvas[tops[p] + i * down]
                                for j in column_taps[q]:
                                    n = left + j * along
                                    row[n] = row[n] + kernel[i][j] * image[p][q]
    return plus_bias(y, bias)
