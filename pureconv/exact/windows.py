"""A layer is a matrix product: one row for each tap, one column for each window.

Write down what each tap sees, window after window ("im2col"):

    signal 1 2 3 4, three taps      tap 0 sees   1 2
                                    tap 1 sees   2 3
                                    tap 2 sees   3 4

Then the layer's outputs are sums of these rows, each times its weight,

    y[out][window] = sum over c, tap of w[out][c][tap] * seen[c, tap][window]

and nothing but multiplying is left: `products` does it for all windows at once, those
of all items, and all outputs use the same rows. A sample is packed once: rows are cut
out of the bytes of its channel. Painting is the same in reverse. First the product says
what each tap paints,

    painted[o, tap][sample] = sum over c of w[c][o][tap] * x[c][sample]

and that is added to the canvas where the tap lies. The gradient with respect to the
weights has its sum over the windows: it is the product of the slopes with the rows
above, transposed.

All is in 2-D here; a signal is an image of one row. All numbers are ints.
"""

from __future__ import annotations

from operator import add
from typing import Any

from pureconv.exact.digits import pack, read, written
from pureconv.exact.products import Matrix, by_rows, digit_size, pays, product
from pureconv.nested import leaves, transposed
from pureconv.network.layers import Both, zeros
from pureconv.sizes import copies

Tensor = list[list[Matrix]]  # [item][channel][row][column], or a layer's weights


def gather(
    x: Tensor, w: Tensor, size: Both, stride: Both, dilation: Both, groups: int
) -> Tensor:
    """Return maps of that size, as `conv2d` makes them of a padded x.

    >>> gather([[[[1, 2, 3, 4]]]], [[[[1, 10, 100]]]], (1, 2), (1, 1), (1, 1), 1)
    [[[[321, 432]]]]
    """
    k = len(w[0][0]), len(w[0][0][0])
    most, count = largest(x), len(x) * size[0] * size[1]

    y: Tensor = [[] for _ in x]
    for channels, outs in zip(blocks(len(x[0]), groups), blocks(len(w), groups)):
        weights = [leaves(w[out]) for out in outs]
        digit = digit_size(weights, most)
        samples = leaves([item[channels.start : channels.stop] for item in x])
        paid = pays(weights, samples, count, digit, len(samples))
        if paid and len(outs) <= count:  # same result either way
            rows = seen(x, channels, k, size, stride, dilation, digit)
            y_rows = by_rows(weights, [read(row, digit) for row in rows], digit, count)
        else:
            rows = seen(x, channels, k, size, stride, dilation)
            y_rows = product(weights, rows, most)
        for sums in y_rows:
            for item, plane in zip(y, images(sums, size)):
                item.append(plane)
    return y


def seen(
    x: Tensor,
    channels: range,
    k: Both,
    size: Both,
    stride: Both,
    dilation: Both,
    digit: int = 0,
) -> list[Any]:
    """Return what each tap of each channel sees, item after item, window after window.

    For a `digit` of so many bytes, the rows are written in bytes: each sample is packed
    once then, not once for each tap that sees it.

    >>> seen([[[[1, 2, 3, 4]]]], range(1), (1, 3), (1, 2), (1, 1), (1, 1))
    [[1, 2], [2, 3], [3, 4]]
    """
    height = (size[0] - 1) * stride[0] + 1
    each = digit or 1  # so many places in a line
    lefts = [divmod(j * dilation[1], stride[1]) for j in range(k[1])]
    rows = []
    for c in channels:
        planes = [item[c] for item in x]
        lines = {
            first: strided(planes, first, stride[1], digit)
            for first in {first for _, first in lefts}
        }
        for i in range(k[0]):
            top = i * dilation[0]
            for left, first in lefts:
                inside = slice(left * each, (left + size[1]) * each)
                row: Any = bytearray() if digit else []  # same result as a list
                for plane in lines[first]:
                    for line in plane[top : top + height : stride[0]]:
                        row += line[inside]
                rows.append(row)
    return rows


def strided(planes: list[Matrix], first: int, step: int, digit: int) -> list[Any]:
    r"""Return planes with the samples first, first + step, .. of each row.

    For a `digit` of so many bytes, a row is the bytes of its digits.

    >>> strided([[[1, 2, 3, 4, 5]]], 1, 2, 0), strided([[[1, 2, 3, 4, 5]]], 1, 2, 1)
    ([[[2, 4]]], [[b'\x82\x84']])
    """
    parts = [[row[first::step] for row in plane] for plane in planes]
    if not digit:
        return parts
    values = leaves(parts)
    digits = written(pack(values, digit), digit, len(values))
    size = len(parts[0]), len(parts[0][0]) * digit
    return images(digits, size)


def paint(
    x: Tensor,
    w: Tensor,
    size: Both,
    before: Both,
    stride: Both,
    dilation: Both,
    groups: int,
) -> Tensor:
    """Return canvases of that size, which begin `before` places on, as painted by x.

    >>> paint([[[[1, 2]]]], [[[[1, 2, 3]]]], (1, 4), (0, 1), (1, 2), (1, 1), 1)
    [[[[2, 5, 4, 6]]]]
    """
    height, width = len(x[0][0]), len(x[0][0][0])
    k = len(w[0][0]), len(w[0][0][0])
    outputs, most = len(w[0]), largest(x)
    # Here each tap paints a copy of the samples: in `copies` they change places.
    tops, rows = copies(k[0], height, dilation[0], stride[0], before[0], size[0])
    lefts, columns = copies(k[1], width, dilation[1], stride[1], before[1], size[1])

    y = [[zeros(*size) for _ in range(groups * outputs)] for _ in x]
    for channels, outs in zip(blocks(len(w), groups), blocks(groups * outputs, groups)):
        samples = [leaves([item[channel] for item in x]) for channel in channels]
        weights = transposed([leaves(w[channel]) for channel in channels])
        painted = iter(product(weights, samples, most))
        for out in outs:
            for i in range(k[0]):
                for j in range(k[1]):
                    left, inside = lefts[j], columns[j]
                    stop = max(0, left + inside.stop * stride[1])
                    places = slice(left + inside.start * stride[1], stop, stride[1])
                    planes = images(next(painted), (height, width))
                    for item, plane in zip(y, planes):
                        for p in rows[i]:
                            row = item[out][tops[i] + p * stride[0]]
                            copy = plane[p][inside.start : inside.stop]
                            # A sum of two: same result in either order.
                            row[places] = map(add, row[places], copy)
    return y


def learn(
    x: Tensor, slopes: Tensor, k: Both, stride: Both, dilation: Both, groups: int
) -> Tensor:
    """Return what `conv2d_weight_gradient` returns for a padded x.

    >>> learn([[[[1, 2, 3, 4, 5]]]], [[[[1, 10]]]], (1, 3), (1, 2), (1, 1), 1)
    [[[[31, 42, 53]]]]
    """
    size = len(slopes[0][0]), len(slopes[0][0][0])
    most = largest(x)

    dw: Tensor = []
    for channels, outs in zip(
        blocks(len(x[0]), groups), blocks(len(slopes[0]), groups)
    ):
        windows = seen(x, channels, k, size, stride, dilation)
        weights = [leaves([item[out] for item in slopes]) for out in outs]
        for sums in product(weights, transposed(windows), most):
            dw.append(images(sums, k))
    return dw


def blocks(channels: int, groups: int) -> list[range]:
    """Return the channels of each group: equal blocks, in order.

    >>> blocks(6, 2)
    [range(0, 3), range(3, 6)]
    """
    each = channels // groups
    return [range(first, first + each) for first in range(0, channels, each)]


def as_images(x: list[list[list[int]]]) -> Tensor:
    """Return signals as images of one row."""
    return [[[signal] for signal in item] for item in x]


def as_signals(x: Tensor) -> list[list[list[int]]]:
    """Return images of one row as signals."""
    return [[image[0] for image in item] for item in x]


def images(values: Any, size: Both) -> list[Any]:
    """Return numbers as images of that size, one after the other; or bytes.

    >>> images([0, 1, 2, 3, 4, 5, 6, 7], (2, 2))
    [[[0, 1], [2, 3]], [[4, 5], [6, 7]]]
    """
    rows, columns = size
    lines = [values[p : p + columns] for p in range(0, len(values), columns)]
    return [lines[m : m + rows] for m in range(0, len(lines), rows)]


def largest(x: Tensor) -> int:
    """Return the largest magnitude of all numbers."""
    values: list[int] = leaves(x)
    return abs(max(max(values), min(values), key=abs))
