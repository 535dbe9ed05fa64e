"""The layers of a network, exact: each is a product of matrices (see `windows`).

Operands, options and answers are those of the functions of the same name in `network`,
and so are the checks. What is between is done on ints: `scaling` makes them of floats
and Fractions, and rounds each sum once. Formulas have the letters of the loops in
`network`.
"""

from __future__ import annotations

from pureconv.checks import (
    Boundary,
    Number,
    Padding,
    Pair,
    Sides,
    Tensor,
    Vector,
    integer,
    listable,
    output_pad,
    pair,
)
from pureconv.exact.scaling import operands, true_values
from pureconv.exact.windows import as_images, as_signals, gather, paint
from pureconv.network.layers import (
    IMAGE,
    IN_OUT,
    IN_OUT_2D,
    OUT_IN,
    OUT_IN_2D,
    SIGNAL,
    batch_and_weights,
    channels_in_out,
    output_pads,
    padded,
    padded2d,
    painting_channels_in_out,
    plus_bias,
    sides2d,
)
from pureconv.sizes import canvas_length


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
    """Return what `pureconv.conv1d` returns, each sum exact.

        y[item][out][n] = sum over c, i of kernel[i] * signal[start + i * dilation]
                          + bias[out]

    >>> conv1d([[[1e16, 1.0, -1e16]]], [[[1, 1, 1]]])       # the loops say 0.0
    [[[1.0]]]
    >>> conv1d([[[1, 2, 3], [4, 5, 6]]], [[[1, 2], [10, 20]]], [0.5])
    [[[145.5, 178.5]]]

    Raises as `pureconv.conv1d` does, ValueError where an element is inf or nan, and
    TypeError for one that is no int, float or Fraction.
    """
    x, w, bias = batch_and_weights(x, w, bias, SIGNAL, OUT_IN)
    groups = integer(groups, "groups", 1)
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    channels_in_out(x, "signal", w, bias, groups)
    x, w, bias, scale, kind = operands(x, w, "signal", bias=bias)
    x, length, stride, dilation = padded(
        x, len(w[0][0]), padding, stride, dilation, boundary
    )
    if not x:
        return []

    # There is one row: same result if there were more, and for any step down.
    size, step, holes = (1, length), (1, stride), (1, dilation)
    y = as_signals(gather(as_images(x), as_images(w), size, step, holes, groups))
    return true_values(plus_bias(y, bias), scale, kind)


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
    """Return what `pureconv.conv2d` returns, each sum exact.

        y[item][out][m][n] = sum over c, i, j of
                             kernel[i][j] * image[top + i * down][left + j * along]
                             + bias[out]

    >>> conv2d([[[[0.1, 0.2, -0.3]]]], [[[[1, 1, 1]]]])     # what the floats add up to
    [[[[2.7755575615628914e-17]]]]
    >>> conv2d([[[[1, 2, 3], [4, 5, 6]]]], [[[[1, 2], [10, 20]]]])
    [[[[145, 178]]]]

    Raises as `conv1d` does.
    """
    x, w, bias = batch_and_weights(x, w, bias, IMAGE, OUT_IN_2D)
    groups = integer(groups, "groups", 1)
    stride = pair(stride, "stride", 1)
    dilation = pair(dilation, "dilation", 1)
    channels_in_out(x, "image", w, bias, groups)
    x, w, bias, scale, kind = operands(x, w, "image", bias=bias)
    x, size, stride, dilation = padded2d(
        x, (len(w[0][0]), len(w[0][0][0])), padding, stride, dilation, boundary
    )
    if not x:
        return []

    y = gather(x, w, size, stride, dilation, groups)
    return true_values(plus_bias(y, bias), scale, kind)


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
    """Return what `pureconv.conv_transpose1d` returns, each sum exact.

        canvas[start + i * dilation] += kernel[i] * signal[p]

    >>> conv_transpose1d([[[1e16, 1.0, -1e16]]], [[[1, 1, 1]]],
    ...                  padding=2)             # where all overlap; the loops say 0.0
    [[[1.0]]]

    Raises as `pureconv.conv_transpose1d` does, and as `conv1d` for the elements.
    """
    x, w, bias = batch_and_weights(x, w, bias, SIGNAL, IN_OUT)
    groups = integer(groups, "groups", 1)
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    sides = pair(padding, "padding", 0, "(before, after)")
    extra = output_pad(output_padding, stride, dilation)
    painting_channels_in_out(x, "signal", w, bias, groups)
    x, w, bias, scale, kind = operands(x, w, "signal", bias=bias)
    if not x:
        return []
    steps = len(x[0][0]), len(w[0][0]), stride, dilation
    length = listable(canvas_length(*steps, sides, extra, "sample"), "canvas")

    x, w, before = as_images(x), as_images(w), (0, sides[0])
    # There is one row: same result if there were more, and for any step down.
    size, step, holes = (1, length), (1, stride), (1, dilation)
    y = as_signals(paint(x, w, size, before, step, holes, groups))
    return true_values(plus_bias(y, bias), scale, kind)


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
    """Return what `pureconv.conv_transpose2d` returns, each sum exact.

        canvas[top + i * down][left + j * along] += kernel[i][j] * image[p][q]

    >>> conv_transpose2d([[[[1e16], [1.0], [-1e16]]]], [[[[1], [1], [1]]]],
    ...                  padding=(2, 0))        # the loops say 0.0
    [[[[1.0]]]]

    Raises as `conv_transpose1d` does.
    """
    x, w, bias = batch_and_weights(x, w, bias, IMAGE, IN_OUT_2D)
    groups = integer(groups, "groups", 1)
    stride = pair(stride, "stride", 1)
    dilation = pair(dilation, "dilation", 1)
    sides = sides2d(padding)
    extra = output_pads(output_padding, stride, dilation)
    painting_channels_in_out(x, "image", w, bias, groups)
    x, w, bias, scale, kind = operands(x, w, "image", bias=bias)
    if not x:
        return []
    steps = len(x[0][0]), len(w[0][0]), stride[0], dilation[0]
    rows = listable(canvas_length(*steps, sides[0], extra[0], "row"), "canvas")
    steps = len(x[0][0][0]), len(w[0][0][0]), stride[1], dilation[1]
    columns = canvas_length(*steps, sides[1], extra[1], "column")
    columns = listable(columns, "row of the canvas")

    before = sides[0][0], sides[1][0]
    y = paint(x, w, (rows, columns), before, stride, dilation, groups)
    return true_values(plus_bias(y, bias), scale, kind)
