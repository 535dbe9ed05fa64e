"""A convolution is a matrix: mostly zeros, few numbers, and moving along.

Each output is a weighted sum of all samples, most weights being zero: so each output is
a row, and the rows together are a matrix. Three ideas that make convolution worth while
(Goodfellow, Bengio and Courville, Deep Learning, section 9.2) can be counted in it:

>>> matrix = correlation_matrix([1, 2, 3], 6)
>>> for row in matrix:
...     print(*row)
1 2 3 0 0 0
0 1 2 3 0 0
0 0 1 2 3 0
0 0 0 1 2 3

Sparse interactions: an output looks at few samples. Of 24 cells, 12 are filled.

>>> cells = [cell for row in matrix for cell in row]
>>> len(cells), len(cells) - cells.count(0)
(24, 12)

Shared parameters: the same few weights serve every output. Only 3 different numbers
fill the cells.

>>> len(set(cells) - {0})
3

Equivariance: each row is the one above, moved by one. So the signal moved by one gives
the output moved by one, and what was seen here is seen there.

>>> from pureconv.weighting import weighted_sum
>>> [weighted_sum([0, 1, 2, 3, 0, 0], row) for row in matrix]
[8, 14, 8, 3]
>>> [weighted_sum([0, 0, 1, 2, 3, 0], row) for row in matrix]
[3, 8, 14, 8]

Its transpose, columns for rows, takes outputs back to samples: there it is, the
transposed convolution.

>>> from pureconv.network.transposed import conv_transpose1d
>>> [weighted_sum([1, 0, 0, 10], column) for column in zip(*matrix)]
[1, 2, 3, 10, 20, 30]
>>> conv_transpose1d([[[1, 0, 0, 10]]], [[[1, 2, 3]]])
[[[1, 2, 3, 10, 20, 30]]]
"""

from __future__ import annotations

from pureconv.checks import Matrix, Mode, Number, Pair, Vector, integer, listable, pair
from pureconv.network.layers import zeros
from pureconv.operands import kernel, numbers
from pureconv.sizes import taps_inside, window_ends, window_starts


def convolution_matrix(w: Vector, n: int, mode: Mode = "full") -> list[list[Number]]:
    """Return the matrix that convolves signals of `n` samples with weights `w`.

        matrix[row][end - i] = w[i]         end = where the window of this row ends

    so that [weighted_sum(x, row) for row in matrix] is convolve(x, w, mode). A row has
    the weights backwards, a column has them as they are: it is what a sample scatters.
    (Zeros are multiplied, too: by an infinite sample, such a cell makes nan.)

    >>> for row in convolution_matrix([1, 2, 3], 4):
    ...     print(*row)
    1 0 0 0
    2 1 0 0
    3 2 1 0
    0 3 2 1
    0 0 3 2
    0 0 0 3
    >>> from fractions import Fraction
    >>> convolution_matrix([Fraction(1, 2), Fraction(1, 3)], 2, "same")
    [[Fraction(1, 2), 0], [Fraction(1, 3), Fraction(1, 2)]]

    It is scipy.linalg.convolution_matrix wherever there are no more weights than
    samples; where there are, SciPy's modes go by the longer of the two.

    Raises ValueError for an empty kernel, an unknown mode, `n` below 1, and in mode
    "valid" for a kernel that does not fit into `n` samples.
    """
    w, n = kernel(w), integer(n, "n", 1)
    ends = window_ends(n, len(w), mode, 1, 1)
    taps = taps_inside(ends, len(w), -1, n)

    matrix = zeros(len(ends), n)
    for row in range(len(ends)):
        end = ends[row]
        for i in taps[row]:
            matrix[row][end - i] = w[i]
    return matrix


def correlation_matrix(
    w: Vector, n: int, mode: Mode = "valid", *, stride: int = 1, dilation: int = 1
) -> list[list[Number]]:
    """Return the matrix that correlates signals of `n` samples with weights `w`.

        matrix[row][start + i * dilation] = w[i]    start = where its window starts

    so that [weighted_sum(x, row) for row in matrix] is correlate(x, w, mode), with the
    same stride and dilation.

    >>> for row in correlation_matrix([1, 2, 3], 7, stride=2, dilation=2):
    ...     print(*row)
    1 0 2 0 3 0 0
    0 0 1 0 2 0 3

    Raises as `convolution_matrix` does, and ValueError for a stride or dilation
    below 1.
    """
    w, n = kernel(w), integer(n, "n", 1)
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    starts = window_starts(n, len(w), mode, stride, dilation)
    taps = taps_inside(starts, len(w), dilation, n)

    matrix = zeros(len(starts), listable(n, "row of the matrix"))
    for row in range(len(starts)):
        start = starts[row]
        for i in taps[row]:
            matrix[row][start + i * dilation] = w[i]
    return matrix


def correlation_matrix2d(
    w: Matrix,
    size: Pair,
    mode: Mode = "valid",
    *,
    stride: Pair = 1,
    dilation: Pair = 1,
) -> list[list[Number]]:
    """Return the matrix that correlates images of `size`, laid out row by row.

        matrix[output][pixel] = w[i][j]

        output = m * (columns of the output) + n
        pixel  = row * columns + left + j * along           row = top + i * down

    where (top, left) is the corner of window (m, n), and `down` and `along` are the
    dilations.

    `size` is an int or a pair (rows, columns), and so are `stride` and `dilation`. The
    matrix has a row for each output and a column for each pixel of the image.

    A 2 x 3 image gives 1 x 2 outputs, so 2 rows of 6. Two rows of weights lie as far
    apart as the image is wide:

    >>> for row in correlation_matrix2d([[1, 2],
    ...                                  [3, 4]], (2, 3)):
    ...     print(*row)
    1 2 0 3 4 0
    0 1 2 0 3 4

    The difference of neighbours in a 320 x 280 image takes 2 weights. As a matrix, it
    would have eight thousand million cells:

    >>> (320 * 280) * (319 * 280)
    8003072000

    Raises as `correlation_matrix` does, and ValueError for a ragged kernel.
    """
    w = numbers(w, "kernel", "row", "column")
    rows, columns = pair(size, "size", 1)
    stride = pair(stride, "stride", 1)
    down, along = pair(dilation, "dilation", 1)
    tops = window_starts(rows, len(w), mode, stride[0], down, "row")
    lefts = window_starts(columns, len(w[0]), mode, stride[1], along, "column")
    row_taps = taps_inside(tops, len(w), down, rows)
    column_taps = taps_inside(lefts, len(w[0]), along, columns)

    pixels = listable(rows * columns, "row of the matrix")
    matrix = zeros(len(tops) * len(lefts), pixels)
    for m in range(len(tops)):
        top = tops[m]
        for n in range(len(lefts)):
            left = lefts[n]
            output = m * len(lefts) + n
            for i in row_taps[m]:
                row = top + i * down
                for j in column_taps[n]:
                    pixel = row * columns + left + j * along
                    matrix[output][pixel] = w[i][j]
    return matrix
