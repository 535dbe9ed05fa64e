"""The gradients of transposed convolution: what was painted is gathered again.

`conv_transpose1d` is `conv1d` with input and output exchanged, so its gradients are
those of `conv1d` with `x` and `gradient` exchanged. All that is left to do is to put
the canvas back to what it was painted on: what was cropped comes back, as zeros, for
the loss has not seen it; output padding goes, for nothing was painted there. (Such a
zero is multiplied, as in PyTorch, and becomes nan by an infinite weight.) The gradient
by the bias is `bias_gradient`.
"""

from __future__ import annotations

from typing import Any

from pureconv.boundary import taken, taken2d
from pureconv.checks import Number, Pair, Sides, Tensor, integer, output_pad, pair
from pureconv.network.channels import conv1d, conv2d
from pureconv.network.gradients import conv1d_weight_gradient, conv2d_weight_gradient
from pureconv.network.layers import (
    GRADIENT,
    GRADIENT_2D,
    IMAGE,
    IN_OUT,
    IN_OUT_2D,
    SIGNAL,
    Both,
    batch_and_weights,
    check_count,
    check_shape,
    input_and_gradient,
    output_pads,
    share,
    sides2d,
)
from pureconv.sizes import canvas_length, reach


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
    """Return the gradient of `conv_transpose1d` with respect to its input.

    It is `conv1d(gradient, w)`: each sample gathers from where it has painted, by the
    same weights. The size needs no saying, it is the number of windows. Options are
    those of `conv_transpose1d`. Here the first sample gathers 1*1 + 2*0 + 3*10.

    >>> conv_transpose1d_input_gradient([[[1, 2, 3]]], [[[1, 0, 10, 0, 100]]], stride=2)
    [[[31, 310]]]

    Raises as `conv_transpose1d` does, and ValueError unless `gradient` has the shape of
    an output.
    """
    gradient, w, _ = batch_and_weights(gradient, w, None, GRADIENT, IN_OUT)
    groups = integer(groups, "groups", 1)
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    check_channels(w, gradient, groups)
    gradient, sides = canvas(
        gradient, None, len(w[0][0]), stride, padding, output_padding, dilation
    )

    return conv1d(
        gradient, w, stride=stride, padding=sides, dilation=dilation, groups=groups
    )


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
    """Return the gradient of `conv_transpose2d` with respect to its input.

    It is `conv2d(gradient, w)`, for the reason that is given in 1-D.

    >>> from fractions import Fraction                      # 1*3 + 4/2, 1*4 + 5/2
    >>> conv_transpose2d_input_gradient([[[[1, Fraction(1, 2)]]]], [[[[3, 4, 5]]]])
    [[[[Fraction(5, 1), Fraction(13, 2)]]]]

    Raises as `conv_transpose1d_input_gradient` does.
    """
    gradient, w, _ = batch_and_weights(gradient, w, None, GRADIENT_2D, IN_OUT_2D)
    groups = integer(groups, "groups", 1)
    stride, dilation = pair(stride, "stride", 1), pair(dilation, "dilation", 1)
    k = len(w[0][0]), len(w[0][0][0])
    check_channels(w, gradient, groups)
    gradient, sides = canvas2d(
        gradient, (None, None), k, stride, padding, output_padding, dilation
    )

    return conv2d(
        gradient, w, stride=stride, padding=sides, dilation=dilation, groups=groups
    )


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
    """Return the gradient of `conv_transpose1d` with respect to its weights.

    It is `conv1d_weight_gradient(gradient, w_size, x)`: a weight leads from the same
    sample to the same output, only the other way, and the product is the same. There
    are `w_size` taps in each kernel, and the options are those of `conv_transpose1d`.
    Here the first weight led 1 to 1 and 10 to 3.

    >>> conv_transpose1d_weight_gradient([[[1, 10]]], 3, [[[1, 2, 3, 4, 5]]], stride=2)
    [[[31, 42, 53]]]

    Raises as `conv_transpose1d` does, for an empty batch as well, and ValueError unless
    `gradient` has the shape of the output.
    """
    x, gradient = input_and_gradient(x, gradient, SIGNAL, GRADIENT)
    k = integer(w_size, "w_size", 1)
    groups = integer(groups, "groups", 1)
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    check_groups(x, gradient, groups)
    n = len(x[0][0])
    gradient, sides = canvas(gradient, n, k, stride, padding, output_padding, dilation)

    return conv1d_weight_gradient(
        gradient, k, x,
        stride=stride, padding=sides, dilation=dilation, groups=groups,
    )


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
    """Return the gradient of `conv_transpose2d` with respect to its weights.

    It is `conv2d_weight_gradient(gradient, w_size, x)`, for the reason given in 1-D.

    >>> conv_transpose2d_weight_gradient(               # 1*1 + 10*2, 1*2 + 10*3
    ...     [[[[1, 10]]]], (1, 2), [[[[1, 2, 3]]]])
    [[[[21, 32]]]]

    Raises as `conv_transpose1d_weight_gradient` does.
    """
    x, gradient = input_and_gradient(x, gradient, IMAGE, GRADIENT_2D)
    k = pair(w_size, "w_size", 1)
    groups = integer(groups, "groups", 1)
    stride, dilation = pair(stride, "stride", 1), pair(dilation, "dilation", 1)
    check_groups(x, gradient, groups)
    n = len(x[0][0]), len(x[0][0][0])
    gradient, sides = canvas2d(
        gradient, n, k, stride, padding, output_padding, dilation
    )

    return conv2d_weight_gradient(
        gradient, k, x,
        stride=stride, padding=sides, dilation=dilation, groups=groups,
    )


def check_channels(w: Any, gradient: Any, groups: int) -> None:
    """Raise ValueError unless `gradient` has the channels of the layer's output."""
    share(len(w), groups, "input")
    check_shape(gradient, groups * len(w[0]))


def check_groups(x: Any, gradient: Any, groups: int) -> None:
    """Raise ValueError unless `groups` divides the channels of input and output."""
    share(len(x[0]), groups, "input")
    share(len(gradient[0]), groups, "output")


def canvas(
    gradient: Any,
    n: int | None,
    k: int,
    stride: int,
    padding: Sides,
    output_padding: int,
    dilation: int,
) -> tuple[Any, Both]:
    """Return the gradient with respect to all places that `n` samples have painted.

    It is a gradient and the padding of zeros around it. Where `n` is None, `gradient`
    tells how many samples they were.
    """
    sides = pair(padding, "padding", 0, "(before, after)")
    extra = output_pad(output_padding, stride, dilation)
    if not gradient:
        return [], (0, 0)  # same result for any 0: nothing is padded
    length = len(gradient[0][0])
    size = _painted(length, n, k, stride, dilation, sides, extra, "sample")
    where, sides = _uncropped(length, size, sides[0])
    return [[taken(signal, where) for signal in item] for item in gradient], sides


def canvas2d(
    gradient: Any,
    n: Both | tuple[None, None],
    k: Both,
    stride: Both,
    padding: Sides,
    output_padding: Pair,
    dilation: Both,
) -> tuple[Any, tuple[Both, Both]]:
    """Return the same as `canvas` in 2-D."""
    sides = sides2d(padding)
    extra = output_pads(output_padding, stride, dilation)
    if not gradient:
        return [], ((0, 0), (0, 0))  # same result for any 0, as above
    (rows, above_below), (columns, left_right) = (
        _uncropped(
            length,
            _painted(length, n[axis], k[axis], stride[axis], dilation[axis],
                     sides[axis], extra[axis], unit),
            sides[axis][0],
        )
        for axis, unit, length in (
            (0, "row", len(gradient[0][0])),
            (1, "column", len(gradient[0][0][0])),
        )
    )
    maps = [[taken2d(image, (rows, columns)) for image in item] for item in gradient]
    return maps, (above_below, left_right)


def _uncropped(length: int, size: int, before: int) -> tuple[list[int | None], Both]:
    """Return which of the `length` places kept are painted, and what lay around them.

    The paint covers `size` places, the first `before` of which were cropped.

    >>> _uncropped(6, 7, 2)             # 2 were cropped, 5 are painted, 1 is not
    ([0, 1, 2, 3, 4], (2, 0))
    >>> _uncropped(1, 3, 3)             # no paint was kept: 3 zeros, one at the end
    ([None], (2, 0))
    """
    if size <= before:
        return [None], (size - 1, 0)
    painted = min(length, size - before)
    return [*range(painted)], (before, size - before - painted)


def _painted(
    length: int,
    n: int | None,
    k: int,
    stride: int,
    dilation: int,
    sides: Both,
    extra: int,
    unit: str,
) -> int:
    """Return how many places `n` samples have painted, if `length` are what is kept.

    Where `n` is None, it is found from

        length = (n - 1) * stride + reach + 1 + extra - before - after
        n      = 1 + (length + before + after - extra - reach - 1) / stride

    rounded up: if `length` is that of no output, the next longer one says what is due.
    """
    once = reach(k, dilation) + 1  # what one sample paints
    if n is None:
        n = max(1, 1 - (once + extra - sum(sides) - length) // stride)
    expected = canvas_length(n, k, stride, dilation, sides, extra, unit)
    check_count(length, expected, "gradient", unit, "as the output has")
    return (n - 1) * stride + once
