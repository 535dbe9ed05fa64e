"""A layer is a matrix product: one row for each tap, one column for each window.

Write down what each tap sees, window after window ("im2col"):

    signal 1 2 3 4, three taps      tap 0 sees   1 2
                                    tap 1 sees   2 3
                                    tap 2 sees   3 4

Then the layer's outputs are sums of these rows, each times its weight,

    y[out][window] = sum over c, tap of w[out][c][tap] * seen[c, tap][window]

and nothing but multiplying is left: `products` does it for all windows at once, those
of all items, and all outputs use the same rows. Painting is the same in reverse. First
the product says what each tap paints,

    painted[o, tap][sample] = sum over channels of w[channel][o][tap] * x[channel][sample]

and that is added to the canvas where the tap lies. The gradient by the weights has its
sum over the windows: it is the product of the slopes with the rows above, transposed.

All is in 2-D here; a signal is an image of one row. All numbers are ints.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from operator import add

from pureconv.exact.products import Matrix, product, transposed
from pureconv.nested import leaves
from pureconv.network.layers import map_size, zeros

Both = tuple[int, int]
Tensor = list[list[Matrix]]  # [item][channel][row][column], or a layer's weights


def seen(
    x: Tensor, channels: range, taps: Both, size: Both, stride: Both, dilation: Both
) -> Matrix:
    """Return what each tap of each channel sees, item after item, window after window.

    >>> seen([[[[1, 2, 3, 4]]]], range(1), (1, 3), (1, 2), (1, 1), (1, 1))
    [[1, 2], [2, 3], [3, 4]]
    """
    rows = []
    height, width = (size[0] - 1) * stride[0] + 1, (size[1] - 1) * stride[1] + 1
    for c in channels:
        for i in range(taps[0]):
            top = i * dilation[0]
            for j in range(taps[1]):
                left = j * dilation[1]
                row = []
                for item in x:
                    for line in item[c][top : top + height : stride[0]]:
                        row += line[left : left + width : stride[1]]
                rows.append(row)
    return rows


def gather(
    x: Tensor,
    w: Tensor,
    bias: list[int] | None,
    stride: Both,
    dilation: Both,
    groups: int,
) -> Tensor:
    """Return what `conv2d` returns for a padded x. A bias is the weight of ones.

    >>> gather([[[[1, 2, 3, 4]]]], [[[[1, 10, 100]]]], [5], (1, 1), (1, 1), 1)
    [[[[326, 437]]]]
    """
    inputs, outputs = len(w[0]), len(w) // groups
    taps = len(w[0][0]), len(w[0][0][0])
    size = map_size((len(x[0][0]), len(x[0][0][0])), taps, stride, dilation)
    most = max(1, largest(x))

    y: Tensor = [[] for _ in x]
    for group in range(groups):
        channels = range(group * inputs, (group + 1) * inputs)
        outs = range(group * outputs, (group + 1) * outputs)
        windows = seen(x, channels, taps, size, stride, dilation)
        weights = [leaves(w[out]) for out in outs]
        if bias is not None:
            windows.append([1] * len(windows[0]))
            weights = [[*weights[o], bias[outs[o]]] for o in range(outputs)]
        for sums in product(weights, windows, most):
            for item, image in zip(y, images(sums, size)):
                item.append(image)
    return y


def paint(
    x: Tensor, w: Tensor, size: Both, stride: Both, dilation: Both, groups: int
) -> Tensor:
    """Return the canvas, of that size, which `conv_transpose2d` paints, before a bias.

    >>> paint([[[[1, 2]]]], [[[[1, 2, 3]]]], (1, 5), (1, 2), (1, 1), 1)
    [[[[1, 2, 5, 4, 6]]]]
    """
    inputs, outputs = len(w) // groups, len(w[0])
    taps = len(w[0][0]), len(w[0][0][0])
    height, width = len(x[0][0]), len(x[0][0][0])
    most = largest(x)

    y = [[zeros(*size) for _ in range(groups * outputs)] for _ in x]
    for group in range(groups):
        channels = range(group * inputs, (group + 1) * inputs)
        weights = transposed([leaves(w[channel]) for channel in channels])
        samples = [leaves([item[channel] for item in x]) for channel in channels]
        painted = iter(product(weights, samples, most))
        for o in range(outputs):
            for i in range(taps[0]):
                for j in range(taps[1]):
                    left = j * dilation[1]
                    span = slice(left, left + (width - 1) * stride[1] + 1, stride[1])
                    for item, image in zip(y, images(next(painted), (height, width))):
                        canvas = item[group * outputs + o]
                        for p in range(height):
                            row = canvas[p * stride[0] + i * dilation[0]]
                            row[span] = map(add, row[span], image[p])
    return y


def learn(
    x: Tensor, taps: Both, slopes: Tensor, stride: Both, dilation: Both, groups: int
) -> Tensor:
    """Return what `conv2d_weight_gradient` returns for a padded x.

    >>> learn([[[[1, 2, 3, 4, 5]]]], (1, 3), [[[[1, 10]]]], (1, 2), (1, 1), 1)
    [[[[31, 42, 53]]]]
    """
    inputs, outputs = len(x[0]) // groups, len(slopes[0]) // groups
    size = len(slopes[0][0]), len(slopes[0][0][0])
    most = largest(x)

    dw: Tensor = []
    for group in range(groups):
        channels = range(group * inputs, (group + 1) * inputs)
        outs = range(group * outputs, (group + 1) * outputs)
        windows = seen(x, channels, taps, size, stride, dilation)
        weights = [leaves([item[out] for item in slopes]) for out in outs]
        for sums in product(weights, transposed(windows), most):
            dw.append(images(sums, taps))
    return dw


def as_images(x: list[list[list[int]]]) -> Tensor:
    """Return signals as images of one row."""
    return [[[signal] for signal in item] for item in x]


def as_signals(x: Tensor) -> list[list[list[int]]]:
    """Return images of one row as signals."""
    return [[image[0] for image in item] for item in x]


def images(values: Iterable[int], size: Both) -> list[Matrix]:
    """Return numbers as images of that size, one after the other.

    >>> images(range(8), (2, 2))
    [[[0, 1], [2, 3]], [[4, 5], [6, 7]]]
    """
    rows, columns = size
    lines = [list(line) for line in zip(*[iter(values)] * columns)]
    return [lines[m : m + rows] for m in range(0, len(lines), rows)]


def largest(x: Tensor) -> int:
    """Return the largest magnitude of all numbers."""
    values = leaves(x)
    return max(max(values), -min(values))
