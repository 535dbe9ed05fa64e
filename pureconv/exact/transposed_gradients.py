"""The gradients of transposed convolution, exact.

What was painted is gathered again. As in `network`, the gradients are those of the
convolution with `x` and `gradient` exchanged, once what was cropped is put back.
"""

from __future__ import annotations

from pureconv.checks import Number, Pair, Sides, Tensor, integer, pair
from pureconv.exact.gradients import conv1d_weight_gradient, conv2d_weight_gradient
from pureconv.exact.layers import conv1d, conv2d
from pureconv.exact.scaling import operands, true_values
from pureconv.network.layers import (
    GRADIENT,
    GRADIENT_2D,
    IMAGE,
    IN_OUT,
    IN_OUT_2D,
    SIGNAL,
    batch_and_weights,
    input_and_gradient,
)
from pureconv.network.transposed_gradients import (
    canvas,
    canvas2d,
    check_channels,
    check_groups,
)


def conv_transpose1d_input_gradient(
    w: Tensor,
    gradient: Tensor,
    *,
    stride: int = 1,
    padding: Sides = 0,
    output_padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
) -> list[list[list[Number]]]:
    """Return what `pureconv.conv_transpose1d_input_gradient` returns, each sum exact.

    It is `conv1d(gradient, w)`, once what was cropped is put back.

    >>> conv_transpose1d_input_gradient(
    ...     [[[1, 1, 1]]], [[[1e16, 1.0, -1e16]]])      # the loops say 0.0
    [[[1.0]]]

    Raises as `conv1d_input_gradient` does.
    """
    gradient, w, _ = batch_and_weights(gradient, w, None, GRADIENT, IN_OUT)
    groups = integer(groups, "groups", 1)
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    check_channels(w, gradient, groups)
    gradient, w, _, scale, kind = operands(gradient, w, "gradient")
    gradient, sides = canvas(
        gradient, None, len(w[0][0]), stride, padding, output_padding, dilation
    )

    dx = conv1d(
        gradient, w, stride=stride, padding=sides, dilation=dilation, groups=groups
    )
    return true_values(dx, scale, kind)


def conv_transpose2d_input_gradient(
    w: Tensor,
    gradient: Tensor,
    *,
    stride: Pair = 1,
    padding: Sides = 0,
    output_padding: Pair = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> list[list[list[list[Number]]]]:
    """Return what `pureconv.conv_transpose2d_input_gradient` returns, each sum exact.

    It is `conv2d(gradient, w)`, once what was cropped is put back.

    >>> conv_transpose2d_input_gradient(
    ...     [[[[1, 1, 1]]]], [[[[1e16, 1.0, -1e16]]]])  # the loops say 0.0
    [[[[1.0]]]]

    Raises as `conv1d_input_gradient` does.
    """
    gradient, w, _ = batch_and_weights(gradient, w, None, GRADIENT_2D, IN_OUT_2D)
    groups = integer(groups, "groups", 1)
    stride, dilation = pair(stride, "stride", 1), pair(dilation, "dilation", 1)
    k = len(w[0][0]), len(w[0][0][0])
    check_channels(w, gradient, groups)
    gradient, w, _, scale, kind = operands(gradient, w, "gradient")
    gradient, sides = canvas2d(
        gradient, (None, None), k, stride, padding, output_padding, dilation
    )

    dx = conv2d(
        gradient, w, stride=stride, padding=sides, dilation=dilation, groups=groups
    )
    return true_values(dx, scale, kind)


def conv_transpose1d_weight_gradient(
    x: Tensor,
    w_size: int,
    gradient: Tensor,
    *,
    stride: int = 1,
    padding: Sides = 0,
    output_padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
) -> list[list[list[Number]]]:
    """Return what `pureconv.conv_transpose1d_weight_gradient` returns, each sum exact.

    It is `conv1d_weight_gradient(gradient, w_size, x)`, as in the loops.

    >>> conv_transpose1d_weight_gradient(
    ...     [[[1, 1, 1]]], 1, [[[1e16, 1.0, -1e16]]])   # the loops say 0.0
    [[[1.0]]]

    Raises as `conv1d_input_gradient` does.
    """
    x, gradient = input_and_gradient(x, gradient, SIGNAL, GRADIENT)
    k = integer(w_size, "w_size", 1)
    groups = integer(groups, "groups", 1)
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    check_groups(x, gradient, groups)
    x, gradient, _, scale, kind = operands(x, gradient, "signal", "gradient")
    gradient, sides = canvas(
        gradient, len(x[0][0]), k, stride, padding, output_padding, dilation
    )

    dw = conv1d_weight_gradient(
        gradient, k, x, stride=stride, padding=sides, dilation=dilation,
        groups=groups,
    )  # fmt: skip
    return true_values(dw, scale, kind)


def conv_transpose2d_weight_gradient(
    x: Tensor,
    w_size: Pair,
    gradient: Tensor,
    *,
    stride: Pair = 1,
    padding: Sides = 0,
    output_padding: Pair = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> list[list[list[list[Number]]]]:
    """Return what `pureconv.conv_transpose2d_weight_gradient` returns, each sum exact.

    It is `conv2d_weight_gradient(gradient, w_size, x)`, as in the loops.

    >>> conv_transpose2d_weight_gradient(               # the loops say 0.0
    ...     [[[[1, 1, 1]]]], (1, 1), [[[[1e16, 1.0, -1e16]]]])
    [[[[1.0]]]]

    Raises as `conv1d_input_gradient` does.
    """
    x, gradient = input_and_gradient(x, gradient, IMAGE, GRADIENT_2D)
    k = pair(w_size, "w_size", 1)
    groups = integer(groups, "groups", 1)
    stride, dilation = pair(stride, "stride", 1), pair(dilation, "dilation", 1)
    check_groups(x, gradient, groups)
    x, gradient, _, scale, kind = operands(x, gradient, "image", "gradient")
    n = len(x[0][0]), len(x[0][0][0])
    gradient, sides = canvas2d(
        gradient, n, k, stride, padding, output_padding, dilation
    )

    dw = conv2d_weight_gradient(
        gradient, k, x, stride=stride, padding=sides, dilation=dilation,
        groups=groups,
    )  # fmt: skip
    return true_values(dw, scale, kind)
