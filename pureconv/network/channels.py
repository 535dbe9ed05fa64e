"""Convolution as networks use it: batches of items, many channels in, many out.

An item (one signal, one image) has several channels, such as red, green and blue. Each
output channel looks at all of them, with a kernel for each, and adds up what it sees:

    x[item][channel]        a batch: a signal or an image for each channel of each item
    w[out][c]               a kernel for each output channel and input channel
    bias[out]               a number for each output channel

With groups, the channels are cut into equal blocks, in order, one block for each group,
and no group sees another: `out` reads the input channels of its own group only, and `c`
counts them from 0. So the second axis of `w` has (input channels / groups) kernels. All
this is laid out as in PyTorch and ONNX.
"""

from __future__ import annotations

from pureconv.checks import (
    Boundary,
    Number,
    Padding,
    Pair,
    Tensor,
    Vector,
    integer,
    pair,
)
from pureconv.network.layers import (
    IMAGE,
    OUT_IN,
    OUT_IN_2D,
    SIGNAL,
    batch_and_weights,
    channels_in_out,
    padded,
    padded2d,
    plus_bias,
    zeros,
)


def conv1d(
    x: Tensor,
    w: Tensor,
    bias: Vector | None = None,
    *,
    stride: int = 1,
    padding: Padding = 0,
    dilation: int = 1,
    groups: int = 1,
    boundary: Boundary = "zero",
) -> list[list[list[Number]]]:
    """Return the correlation of every signal in a batch with the kernels of a layer.

        y[item][out][n] = sum over c, i of kernel[i] * signal[start + i * dilation]
                          + bias[out]

        kernel = w[out][c]                      c = 0 .. inputs - 1
        signal = x[item][group * inputs + c]    inputs = input channels / groups
        start  = n * stride                     in the padded signal

    Networks call it convolution, but the weights are not flipped. `padding` is an int
    for both sides, a pair (before, after), or a word: "valid" is no padding, "same",
    alias "same_upper", makes ceil(samples / stride) outputs, and so does "same_lower",
    with the odd one at the start, and "causal", with all at the start (see
    `padding_sides`). Where the kernel is even and the stride 1, it is "same_lower" that
    agrees with mode="same" of `correlate`. `output_length` says how many outputs there
    are.

    Two channels in, one out, 1*1 + 2*2 + 10*4 + 20*5 = 145 and one further:

    >>> conv1d([[[1, 2, 3], [4, 5, 6]]], [[[1, 2], [10, 20]]])
    [[[145, 178]]]

    The same channels in two groups, with a kernel and a bias for each:

    >>> conv1d([[[1, 2, 3], [4, 5, 6]]], [[[1, 2]], [[10, 20]]], [0, 7], groups=2)
    [[[5, 8], [147, 177]]]
    >>> conv1d([[[1, 2, 3, 4]]], [[[1, 10, 100]]], stride=2, padding="same")
    [[[321, 43]]]
    >>> from fractions import Fraction
    >>> conv1d([[[1, 2]]], [[[Fraction(1, 2)] * 2]], [Fraction(1, 3)])  # 3/2 + 1/3
    [[[Fraction(11, 6)]]]

    Padding is data, zeros or what another `boundary` puts there. As in PyTorch, it is
    multiplied, and infinity times zero is nan. (Around `correlate` there is nothing.)

    >>> conv1d([[[1, 2]]], [[[float("inf"), 1]]], padding=(1, 0))   # inf*0 + 1*1
    [[[nan, inf]]]
    >>> conv1d([], [[[1, 2]]])      # no items, no outputs
    []

    The terms are added to 0 channel by channel, tap by tap, and the bias to their sum.

    A `Tensor` is lists of lists of numbers, or whatever `correlate` takes for a list.
    Raises ValueError for ragged operands or an empty axis (but a batch may be empty),
    for channels that groups do not divide, for numbers of channels or of biases that do
    not agree, and for a kernel that does not fit into the padded signal.
    """
    x, w, bias = batch_and_weights(x, w, bias, SIGNAL, OUT_IN)
    groups = integer(groups, "groups", 1)
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    inputs, outputs = channels_in_out(x, "signal", w, bias, groups)
    x, length, stride, dilation = padded(
        x, len(w[0][0]), padding, stride, dilation, boundary
    )

    y = [[[0] * length for _ in w] for _ in x]
    for item in range(len(x)):
        for group in range(groups):
            for out in range(group * outputs, (group + 1) * outputs):
                for n in range(length):
                    start = n * stride
                    total = 0
                    for c in range(inputs):
                        kernel, signal = w[out][c], x[item][group * inputs + c]
                        for i in range(len(kernel)):
                            total = total + kernel[i] * signal[start + i * dilation]
                    y[item][out][n] = total
    return plus_bias(y, bias)


def conv2d(
    x: Tensor,
    w: Tensor,
    bias: Vector | None = None,
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
    boundary: Boundary = "zero",
) -> list[list[list[list[Number]]]]:
    """Return the correlation of every image in a batch with the kernels of a layer.

        y[item][out][m][n] = sum over c, i, j of
                             kernel[i][j] * image[top + i * down][left + j * along]
                             + bias[out]

        kernel = w[out][c]                      c = 0 .. inputs - 1
        image  = x[item][group * inputs + c]    inputs = input channels / groups
        top    = m * stride[0]                  in the padded image
        left   = n * stride[1]

    All is as in `conv1d`. `stride` and `dilation` are an int or a pair (rows, columns);
    `down` and `along` are the two dilations. `padding` is an int, a word, or a pair
    (rows, columns), where each is an int or once more a pair of sides.

    >>> red = [[0, 1, 2],
    ...        [3, 4, 5],
    ...        [6, 7, 8]]
    >>> blue = [[1, 2, 3],
    ...         [4, 5, 6],
    ...         [7, 8, 9]]
    >>> kernels = [[[0, 1],
    ...             [2, 3]], [[4, 3],
    ...                       [2, 1]]]
    >>> conv2d([[red, blue]], [kernels])    # red: 0*0 + 1*1 + 2*3 + 3*4, blue: 23 more
    [[[[42, 58], [90, 106]]]]

    With a row of zeros above and a column to the right, and every other column: first
    come 2*0 + 3*1 of the red and 2*1 + 1*2 of the blue.

    >>> conv2d([[red, blue]], [kernels], stride=(1, 2), padding=((1, 0), (0, 1)))
    [[[[7, 10], [42, 34], [90, 58]]]]

    Raises as `conv1d` does.
    """
    x, w, bias = batch_and_weights(x, w, bias, IMAGE, OUT_IN_2D)
    groups = integer(groups, "groups", 1)
    stride = pair(stride, "stride", 1)
    dilation = pair(dilation, "dilation", 1)
    inputs, outputs = channels_in_out(x, "image", w, bias, groups)
    x, (rows, columns), stride, (down, along) = padded2d(
        x, (len(w[0][0]), len(w[0][0][0])), padding, stride, dilation, boundary
    )

    y = [[zeros(rows, columns) for _ in w] for _ in x]
    for item in range(len(x)):
        for group in range(groups):
            for out in range(group * outputs, (group + 1) * outputs):
                for m in range(rows):
                    top = m * stride[0]
                    for n in range(columns):
                        left = n * stride[1]
                        total = 0
                        for c in range(inputs):
                            kernel, image = w[out][c], x[item][group * inputs + c]
                            for i in range(len(kernel)):
                                row = image[top + i * down]
                                for j in range(len(kernel[0])):
                                    total = total + kernel[i][j] * row[left + j * along]
                        y[item][out][m][n] = total
    return plus_bias(y, bias)
