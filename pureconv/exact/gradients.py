"""The gradients of convolution, exact: matrix products once more (see `windows`).

What a convolution gathers, its gradient with respect to the input paints back. Its
gradient with respect to the weights is made of what each tap has seen. Formulas have
the letters of the loops in `network`.
"""

from __future__ import annotations

from pureconv.checks import (
    Number,
    Padding,
    Pair,
    Tensor,
    integer,
    listable,
    pair,
)
from pureconv.exact.scaling import operands, true_values, whole
from pureconv.exact.windows import as_images, as_signals, learn, paint
from pureconv.network import gradients
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
    """Return what `pureconv.conv1d_input_gradient` returns, each sum exact.

        canvas[start + i * dilation] += kernel[i] * slopes[n]

    >>> conv1d_input_gradient(1, [[[1, 1, 1]]], [[[1e16, 1.0, -1e16]]],
    ...                       padding=2)        # of three windows; the loops say 0.0
    [[[1.0]]]

    Raises as its namesake does, ValueError where an element is inf or nan, and
    TypeError for one that is no int, float or Fraction.
    """
    x_size = integer(x_size, "x_size", 1)
    gradient, w, _ = batch_and_weights(gradient, w, None, GRADIENT, OUT_IN)
    groups = integer(groups, "groups", 1)
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    share(len(w), groups, "output")
    k = len(w[0][0])
    sides = padding_sides(x_size, k, padding, stride=stride, dilation=dilation)
    size = listable(sum(sides) + x_size, "padded signal")
    length = map_length(size, k, stride, dilation)
    check_shape(gradient, len(w), length)
    gradient, w, _, scale, kind = operands(gradient, w, "gradient")
    if not gradient:
        return []

    slopes, w, before = as_images(gradient), as_images(w), (0, sides[0])
    # There is one row: same result if there were more, and for any step down.
    sizes, step, holes = (1, x_size), (1, stride), (1, dilation)
    dx = paint(slopes, w, sizes, before, step, holes, groups)
    return true_values(as_signals(dx), scale, kind)


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
    """Return what `pureconv.conv2d_input_gradient` returns, each sum exact.

        canvas[top + i * down][left + j * along] += kernel[i][j] * slopes[m][n]

    >>> conv2d_input_gradient((1, 1), [[[[1, 1, 1]]]], [[[[1e16, 1.0, -1e16]]]],
    ...                       padding=(0, 2))   # the loops say 0.0
    [[[[1.0]]]]

    Raises as `conv1d_input_gradient` does.
    """
    x_size = pair(x_size, "x_size", 1)
    gradient, w, _ = batch_and_weights(gradient, w, None, GRADIENT_2D, OUT_IN_2D)
    groups = integer(groups, "groups", 1)
    stride = pair(stride, "stride", 1)
    dilation = pair(dilation, "dilation", 1)
    share(len(w), groups, "output")
    k = len(w[0][0]), len(w[0][0][0])
    sides = padding_sides2d(x_size, k, padding, stride, dilation)
    size = padded_size(x_size, sides)
    check_shape(gradient, len(w), *map_size(size, k, stride, dilation))
    gradient, w, _, scale, kind = operands(gradient, w, "gradient")
    if not gradient:
        return []

    before = sides[0][0], sides[1][0]
    dx = paint(gradient, w, x_size, before, stride, dilation, groups)
    return true_values(dx, scale, kind)


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
    """Return what `pureconv.conv1d_weight_gradient` returns, each sum exact.

        dw[out][c][i] = sum over item, n of slopes[n] * signal[start + n * stride]

    >>> conv1d_weight_gradient(
    ...     [[[1e16, 1.0, -1e16, 0]]], 2, [[[1, 1, 1]]])    # the loops say 0.0 first
    [[[1.0, -1e+16]]]

    Raises as `conv1d_input_gradient` does.
    """
    x, gradient = input_and_gradient(x, gradient, SIGNAL, GRADIENT)
    k = integer(w_size, "w_size", 1)
    groups = integer(groups, "groups", 1)
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    share(len(x[0]), groups, "input")
    share(len(gradient[0]), groups, "output")
    x, gradient, _, scale, kind = operands(x, gradient, "signal", "gradient")
    x, length, stride, dilation = padded(x, k, padding, stride, dilation)
    check_shape(gradient, len(gradient[0]), length)

    # There is one row: same result if there were more, and for any step down.
    sizes, step, holes = (1, k), (1, stride), (1, dilation)
    dw = learn(as_images(x), as_images(gradient), sizes, step, holes, groups)
    return true_values(as_signals(dw), scale, kind)


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
    """Return what `pureconv.conv2d_weight_gradient` returns, each sum exact.

        dw[out][c][i][j] = sum over item, m, n of slopes[m][n] * row[q]

        row = image[top + m * stride[0]]        q = left + n * stride[1]

    >>> conv2d_weight_gradient([[[[1e16, 1.0, -1e16]]]], (1, 1),
    ...                        [[[[1, 1, 1]]]])     # the loops say 0.0
    [[[[1.0]]]]

    Raises as `conv1d_input_gradient` does.
    """
    x, gradient = input_and_gradient(x, gradient, IMAGE, GRADIENT_2D)
    k = pair(w_size, "w_size", 1)
    groups = integer(groups, "groups", 1)
    stride = pair(stride, "stride", 1)
    dilation = pair(dilation, "dilation", 1)
    share(len(x[0]), groups, "input")
    share(len(gradient[0]), groups, "output")
    x, gradient, _, scale, kind = operands(x, gradient, "image", "gradient")
    x, size, stride, dilation = padded2d(x, k, padding, stride, dilation)
    check_shape(gradient, len(gradient[0]), *size)

    dw = learn(x, gradient, k, stride, dilation, groups)
    return true_values(dw, scale, kind)


def bias_gradient(gradient: Tensor) -> list[Number]:
    """Return what `pureconv.bias_gradient` returns, each sum exact.

        db[out] = sum over item, n of gradient[item][out][n]

    >>> bias_gradient([[[1e16, 1.0, -1e16], [0.1, 0.2, 0.3]]])
    [1.0, 0.6]

    Raises as its namesake does, and as `conv1d_input_gradient` for the elements.
    """
    gradient, scale, kind = whole(gradients.summable(gradient), "gradient")
    return true_values(gradients.bias_gradient(gradient), scale, kind)
