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

from pureconv.boundary import pad, pad2d
from pureconv.checks import (
    Number,
    Padding,
    Pair,
    Tensor,
    integer,
    numbers,
    output_pad,
    pair,
)
from pureconv.network.channels import conv1d, conv2d
from pureconv.network.gradients import conv1d_weight_gradient, conv2d_weight_gradient
from pureconv.network.layers import (
    Both,
    batch,
    count,
    crops,
    matched,
    output_pads,
    shaped,
    share,
)
from pureconv.sizes import kept, reach


def conv_transpose1d_input_gradient(
    w: Tensor,
    gradient: Tensor,
    *,
    stride: int = 1,
    padding: Padding = 0,
    output_padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
) -> list[list[list[Number]]]:
    """Return the gradient by the input of `conv_transpose1d`, in that input's shape.

    It is `conv1d(gradient, w)`: each sample gathers from where it has painted, by the
    same weights. The size needs no saying, it is the number of windows. Here the first
    sample gathers 1*1 + 2*0 + 3*10.

    >>> conv_transpose1d_input_gradient([[[1, 2, 3]]], [[[1, 0, 10, 0, 100]]], stride=2)
    [[[31, 310]]]

    Raises ValueError unless `gradient` has the shape of an output.
    """
    w = numbers(w, "kernel", "input channel", "output channel", "tap")
    gradient = batch(gradient, "gradient", "sample")
    _layer(w, gradient, groups)
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    canvas = _canvas(
        gradient, None, len(w[0][0]), stride, padding, output_padding, dilation
    )

    return conv1d(canvas, w, stride=stride, dilation=dilation, groups=groups)


def conv_transpose2d_input_gradient(
    w: Tensor,
    gradient: Tensor,
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    output_padding: Pair = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> list[list[list[list[Number]]]]:
    """Return the gradient by the input of `conv_transpose2d`, in that input's shape.

    It is `conv2d(gradient, w)`, for the reason that is given in 1-D.

    >>> from fractions import Fraction                      # 1*3 + 4/2, 1*4 + 5/2
    >>> conv_transpose2d_input_gradient([[[[1, Fraction(1, 2)]]]], [[[[3, 4, 5]]]])
    [[[[Fraction(5, 1), Fraction(13, 2)]]]]
    """
    w = numbers(w, "kernel", "input channel", "output channel", "row", "column")
    gradient = batch(gradient, "gradient", "row", "column")
    _layer(w, gradient, groups)
    stride, dilation = pair(stride, "stride", 1), pair(dilation, "dilation", 1)
    taps = len(w[0][0]), len(w[0][0][0])
    canvas = _canvas2d(
        gradient, (None, None), taps, stride, padding, output_padding, dilation
    )

    return conv2d(canvas, w, stride=stride, dilation=dilation, groups=groups)


def conv_transpose1d_weight_gradient(
    x: Tensor,
    w_size: int,
    gradient: Tensor,
    *,
    stride: int = 1,
    padding: Padding = 0,
    output_padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
) -> list[list[list[Number]]]:
    """Return the gradient by the weights of `conv_transpose1d`, in their shape.

    It is `conv1d_weight_gradient(gradient, w_size, x)`: a weight leads from the same
    sample to the same output, only the other way, and the product is the same. Here the
    first weight led 1 to 1 and 10 to 3.

    >>> conv_transpose1d_weight_gradient([[[1, 10]]], 3, [[[1, 2, 3, 4, 5]]], stride=2)
    [[[31, 42, 53]]]

    Raises ValueError unless `gradient` has the shape of the output.
    """
    x = numbers(x, "signal", "item", "channel", "sample")
    taps = integer(w_size, "w_size", 1)
    gradient = numbers(gradient, "gradient", "item", "channel", "sample")
    matched(x, gradient, groups)
    n = len(x[0][0])
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    canvas = _canvas(gradient, n, taps, stride, padding, output_padding, dilation)

    return conv1d_weight_gradient(
        canvas, taps, x, stride=stride, dilation=dilation, groups=groups
    )


def conv_transpose2d_weight_gradient(
    x: Tensor,
    w_size: Pair,
    gradient: Tensor,
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    output_padding: Pair = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> list[list[list[list[Number]]]]:
    """Return the gradient by the weights of `conv_transpose2d`, in their shape.

    It is `conv2d_weight_gradient(gradient, w_size, x)`, for the reason given in 1-D.

    >>> conv_transpose2d_weight_gradient(               # 1*1 + 10*2, 1*2 + 10*3
    ...     [[[[1, 10]]]], (1, 2), [[[[1, 2, 3]]]])
    [[[[21, 32]]]]
    """
    x = numbers(x, "image", "item", "channel", "row", "column")
    taps = pair(w_size, "w_size", 1)
    gradient = numbers(gradient, "gradient", "item", "channel", "row", "column")
    matched(x, gradient, groups)
    n = len(x[0][0]), len(x[0][0][0])
    stride, dilation = pair(stride, "stride", 1), pair(dilation, "dilation", 1)
    canvas = _canvas2d(gradient, n, taps, stride, padding, output_padding, dilation)

    return conv2d_weight_gradient(
        canvas, taps, x, stride=stride, dilation=dilation, groups=groups
    )


def _layer(w: Any, gradient: Any, groups: int) -> None:
    """Raise ValueError unless `gradient` has the channels of the layer's output."""
    groups = integer(groups, "groups", 1)
    share(len(w), groups, "input")
    shaped(gradient, groups * len(w[0]))


def _canvas(
    gradient: Any,
    n: int | None,
    taps: int,
    stride: int,
    padding: Padding,
    output_padding: int,
    dilation: int,
) -> Any:
    """Return the gradient by the canvas that `n` samples have painted on.

    Where `n` is None, `gradient` tells how many they were.
    """
    sides = pair(padding, "padding", 0, "(before, after)")
    extra = output_pad(output_padding, stride, dilation)
    if not gradient:
        return []
    length, far = len(gradient[0][0]), reach(taps, dilation)
    size = _painted(length, n, far, stride, sides, extra, "sample")
    return [[pad(signal, *sides)[:size] for signal in item] for item in gradient]


def _canvas2d(
    gradient: Any,
    n: Both | tuple[None, None],
    taps: Both,
    stride: Both,
    padding: Padding,
    output_padding: Pair,
    dilation: Both,
) -> Any:
    """Return the same as `_canvas` in 2-D."""
    sides = crops(padding)
    extra = output_pads(output_padding, stride, dilation)
    if not gradient:
        return []
    rows, columns = (
        _painted(length, n[axis], reach(taps[axis], dilation[axis]), stride[axis],
                 sides[axis], extra[axis], unit)
        for axis, unit, length in (
            (0, "row", len(gradient[0][0])),
            (1, "column", len(gradient[0][0][0])),
        )
    )
    return [
        [[row[:columns] for row in pad2d(image, *sides)[:rows]] for image in item]
        for item in gradient
    ]


def _painted(
    length: int,
    n: int | None,
    far: int,
    stride: int,
    sides: Both,
    extra: int,
    unit: str,
) -> int:
    """Return how far the paint of `n` samples goes, if `length` places are kept."""
    if n is None:  # the least that keeps so many, or more: then `gradient` fits none
        n = max(1, 1 - (far + 1 + extra - sum(sides) - length) // stride)
    places = kept(n, far, stride, sides, extra, unit)
    expected = places.stop - places.start
    count(length, expected, "gradient", unit, "as the output has")
    return (n - 1) * stride + far + 1
