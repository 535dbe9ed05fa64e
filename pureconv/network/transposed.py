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
    Padding,
    Pair,
    Tensor,
    compatible,
    flat,
    integer,
    listable,
    numbers,
    output_pad,
    pair,
)
from pureconv.network.layers import batch, crops, output_pads, painting, zeros
from pureconv.sizes import kept, reach


def conv_transpose1d(
    x: Tensor,
    w: Tensor,
    bias: Tensor = None,
    *,
    stride: int = 1,
    padding: Padding = 0,
    output_padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
) -> list[list[list[Number]]]:
    """Return what every signal of a batch paints with the kernels of a layer.

        canvas[start + i * dilation] += kernel[i] * signal[p]

        kernel = w[channel][o]                  signal = x[item][channel]
        start  = p * stride                     canvas = y[item][group * outputs + o]

    The weights are `w[input channel][output channel / groups][tap]`: the first axis is
    that of `x`, as in PyTorch, ONNX and the weights of the `conv1d` that this turns
    around. A kernel is painted as it is. At stride 1 with one channel, this is
    `scatter`, and so `convolve`.

    `padding` crops the canvas by an int on both sides or a pair (before, after): those
    samples would have been padding of the `conv1d`. `output_padding` makes the canvas
    longer at its end, before it is cropped, by less than max(stride, dilation). The
    length is that of `transposed_length`.

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

    Raises ValueError for an empty axis (but a batch may be empty), for channels that
    groups do not divide, for numbers of channels that do not agree, for an
    output_padding too large, and where padding leaves no output.
    """
    x = batch(x, "signal", "sample")
    w = numbers(w, "kernel", "input channel", "output channel", "tap")
    inputs, outputs, bias = painting(x, "signal", w, bias, groups)
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    sides = pair(padding, "padding", 0, "(before, after)")
    extra = output_pad(output_padding, stride, dilation)
    compatible(flat(x, 3), flat(w, 3), *bias)
    if not x:
        return []
    far = reach(len(w[0][0]), dilation)
    samples = kept(len(x[0][0]), far, stride, sides, extra, "sample")

    size = listable(samples.stop + sides[1], "canvas")
    y = [[[0] * size for _ in bias] for _ in x]
    for item in range(len(x)):
        for group in range(groups):
            for channel in range(group * inputs, (group + 1) * inputs):
                signal = x[item][channel]
                for o in range(outputs):
                    kernel, canvas = w[channel][o], y[item][group * outputs + o]
                    for p in range(len(signal)):
                        start = p * stride
                        for i in range(len(kernel)):
                            canvas[start + i * dilation] += kernel[i] * signal[p]
    return [
        [[item[out][n] + bias[out] for n in samples] for out in range(len(bias))]
        for item in y
    ]


def conv_transpose2d(
    x: Tensor,
    w: Tensor,
    bias: Tensor = None,
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    output_padding: Pair = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> list[list[list[list[Number]]]]:
    """Return what every image of a batch paints with the kernels of a layer.

        canvas[top + i * down][left + j * along] += kernel[i][j] * image[p][q]

        kernel = w[channel][o]                  image  = x[item][channel]
        top    = p * stride[0]                  canvas = y[item][group * outputs + o]
        left   = q * stride[1]

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
    x = batch(x, "image", "row", "column")
    w = numbers(w, "kernel", "input channel", "output channel", "row", "column")
    inputs, outputs, bias = painting(x, "image", w, bias, groups)
    stride = pair(stride, "stride", 1)
    down, along = pair(dilation, "dilation", 1)
    sides = crops(padding)
    extra = output_pads(output_padding, stride, (down, along))
    compatible(flat(x, 4), flat(w, 4), *bias)
    if not x:
        return []
    far = reach(len(w[0][0]), down), reach(len(w[0][0][0]), along)
    rows = kept(len(x[0][0]), far[0], stride[0], sides[0], extra[0], "row")
    columns = kept(len(x[0][0][0]), far[1], stride[1], sides[1], extra[1], "column")

    height = listable(rows.stop + sides[0][1], "canvas")
    width = listable(columns.stop + sides[1][1], "row of the canvas")
    y = [[zeros(height, width) for _ in bias] for _ in x]
    for item in range(len(x)):
        for group in range(groups):
            for channel in range(group * inputs, (group + 1) * inputs):
                image = x[item][channel]
                for o in range(outputs):
                    kernel, canvas = w[channel][o], y[item][group * outputs + o]
                    for p in range(len(image)):
                        top = p * stride[0]
                        for q in range(len(image[0])):
                            left = q * stride[1]
                            for i in range(len(kernel)):
                                row = top + i * down
                                for j in range(len(kernel[0])):
                                    column = left + j * along
                                    canvas[row][column] += kernel[i][j] * image[p][q]
    return [
        [_cropped(item[out], rows, columns, bias[out]) for out in range(len(bias))]
        for item in y
    ]


def _cropped(
    canvas: list[list[Number]], rows: range, columns: range, bias: Number
) -> list[list[Number]]:
    return [[canvas[m][n] + bias for n in columns] for m in rows]
