"""The layers of a network, exact: each is a product of matrices (see `windows`).

Operands, options and answers are those of the functions of the same name in `network`,
and so are the checks. What is between is done on ints: `scaling` makes them of floats
and Fractions, and rounds each sum once.
"""

from __future__ import annotations

from typing import Any

from pureconv.checks import (
    Number,
    Padding,
    Pair,
    Tensor,
    integer,
    listable,
    numbers,
    output_pad,
    pair,
)
from pureconv.exact.scaling import operands, true_values
from pureconv.exact.windows import as_images, as_signals, gather, paint
from pureconv.network.layers import (
    batch,
    crops,
    gathering,
    output_pads,
    padded,
    padded2d,
    painting,
)
from pureconv.sizes import kept, reach


def conv1d(
    x: Tensor,
    w: Tensor,
    bias: Tensor = None,
    *,
    stride: int = 1,
    padding: Padding = 0,
    dilation: int = 1,
    groups: int = 1,
    boundary: str = "zero",
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
    x = batch(x, "signal", "sample")
    w = numbers(w, "kernel", "output channel", "input channel", "tap")
    gathering(x, "signal", w, bias, groups)
    x, w, bias, scale, kind = operands(x, w, "signal", bias=_numbers(bias))
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    x = padded(x, len(w[0][0]), padding, stride, dilation, boundary)
    if not x:
        return []

    y = gather(as_images(x), as_images(w), bias, (1, stride), (1, dilation), groups)
    return true_values(as_signals(y), scale, kind)


def conv2d(
    x: Tensor,
    w: Tensor,
    bias: Tensor = None,
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
    boundary: str = "zero",
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
    x = batch(x, "image", "row", "column")
    w = numbers(w, "kernel", "output channel", "input channel", "row", "column")
    gathering(x, "image", w, bias, groups)
    x, w, bias, scale, kind = operands(x, w, "image", bias=_numbers(bias))
    stride, dilation = pair(stride, "stride", 1), pair(dilation, "dilation", 1)
    taps = len(w[0][0]), len(w[0][0][0])
    x = padded2d(x, taps, padding, stride, dilation, boundary)
    if not x:
        return []

    return true_values(gather(x, w, bias, stride, dilation, groups), scale, kind)


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
    """Return what `pureconv.conv_transpose1d` returns, each sum exact.

        canvas[start + i * dilation] += kernel[i] * signal[p]

    >>> conv_transpose1d([[[1, 2]]], [[[1, 2, 3]]], stride=2)     # 1 2 3 and then 2 4 6
    [[[1, 2, 5, 4, 6]]]

    Raises as `pureconv.conv_transpose1d` does, and as `conv1d` for the elements.
    """
    x = batch(x, "signal", "sample")
    w = numbers(w, "kernel", "input channel", "output channel", "tap")
    painting(x, "signal", w, bias, groups)
    x, w, bias, scale, kind = operands(x, w, "signal", bias=_numbers(bias))
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    sides = pair(padding, "padding", 0, "(before, after)")
    extra = output_pad(output_padding, stride, dilation)
    if not x:
        return []
    far = reach(len(w[0][0]), dilation)
    samples = kept(len(x[0][0]), far, stride, sides, extra, "sample")

    size = 1, listable(samples.stop + sides[1], "canvas")
    x, w = as_images(x), as_images(w)
    canvas = paint(x, w, size, (1, stride), (1, dilation), groups)
    y = as_signals(_cropped(canvas, bias, range(1), samples))
    return true_values(y, scale, kind)


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
    """Return what `pureconv.conv_transpose2d` returns, each sum exact.

        canvas[top + i * down][left + j * along] += kernel[i][j] * image[p][q]

    >>> conv_transpose2d([[[[1], [2]]]], [[[[1, 2, 3]]]], stride=(2, 1))
    [[[[1, 2, 3], [0, 0, 0], [2, 4, 6]]]]

    Raises as `conv_transpose1d` does.
    """
    x = batch(x, "image", "row", "column")
    w = numbers(w, "kernel", "input channel", "output channel", "row", "column")
    painting(x, "image", w, bias, groups)
    x, w, bias, scale, kind = operands(x, w, "image", bias=_numbers(bias))
    stride, dilation = pair(stride, "stride", 1), pair(dilation, "dilation", 1)
    sides = crops(padding)
    extra = output_pads(output_padding, stride, dilation)
    if not x:
        return []
    far = reach(len(w[0][0]), dilation[0]), reach(len(w[0][0][0]), dilation[1])
    rows = kept(len(x[0][0]), far[0], stride[0], sides[0], extra[0], "row")
    columns = kept(len(x[0][0][0]), far[1], stride[1], sides[1], extra[1], "column")

    height = listable(rows.stop + sides[0][1], "canvas")
    width = listable(columns.stop + sides[1][1], "row of the canvas")
    canvas = paint(x, w, (height, width), stride, dilation, groups)
    return true_values(_cropped(canvas, bias, rows, columns), scale, kind)


def _numbers(bias: Any) -> Any:
    return None if bias is None else numbers(bias, "bias", "number")


def _cropped(y: Any, bias: list[int] | None, rows: range, columns: range) -> Any:
    """Return the rows and columns of the canvas that are kept, with their bias."""
    kept_rows, kept_columns = (slice(r.start, r.stop) for r in (rows, columns))
    if bias is None:
        bias = [0] * len(y[0])
    return [
        [
            [[v + b for v in row[kept_columns]] for row in canvas[kept_rows]]
            for canvas, b in zip(item, bias)
        ]
        for item in y
    ]
