"""The same on images: a patch for a window, and rows of taps for taps."""

from __future__ import annotations

from pureconv.boundary import surrounded2d
from pureconv.checks import Boundary, Matrix, Mode, Number, Pair, pair
from pureconv.operands import image_and_kernel
from pureconv.sizes import taps_inside, window_ends, window_starts


def correlate2d(
    x: Matrix,
    w: Matrix,
    mode: Mode = "valid",
    *,
    stride: Pair = 1,
    dilation: Pair = 1,
    boundary: Boundary = "zero",
) -> list[list[Number]]:
    """Return the correlation of image `x` with kernel `w`: slide over rows and columns.

        y[m][n] = sum over i, j of w[i][j] * x[m + i][n + j]

    and with all options, where (top, left) is the corner of the window:

        y[m][n] = sum over i, j of w[i][j] * x[top + i * down][left + j * along]

    `stride` and `dilation` are an int or a pair (rows, columns); `down` and `along` are
    the two dilations. Each axis has the sizes that `correlate` gives it, "causal" ones
    with all of the overhang above and to the left. In mode "same" both start at index
    reach // 2 of "full", as in `correlate`; where the kernel is even,
    scipy.signal.correlate2d starts one further on. In mode "valid", no boundary changes
    anything: nothing outside is read.

    >>> correlate2d([[0, 1, 2],
    ...              [3, 4, 5],
    ...              [6, 7, 8]], [[0, 1],
    ...                           [2, 3]])          # 0*0 + 1*1 + 2*3 + 3*4 = 19
    [[19, 25], [37, 43]]
    >>> correlate2d([[1, 2, 3, 4]],
    ...             [[1, 10]], "same", stride=(1, 3))       # 10*1, 1*3 + 10*4
    [[10, 43]]
    >>> from fractions import Fraction
    >>> correlate2d([[1, 2, 4]], [[Fraction(1, 3)] * 3])    # (1 + 2 + 4) / 3
    [[Fraction(7, 3)]]

    Terms are added to 0 row by row, tap by tap. A `Matrix` is a list of rows, each a
    list of numbers, or whatever `correlate` takes for a list; a `Pair` is one int for
    both axes, or (rows, columns). Raises as `correlate` does, and ValueError for a
    ragged image or kernel.
    """
    x, w = image_and_kernel(x, w)
    stride = pair(stride, "stride", 1)
    dilation = pair(dilation, "dilation", 1)
    x, mode, stride, (down, along) = surrounded2d(
        x, (len(w), len(w[0])), mode, stride, dilation, boundary
    )

    tops = window_starts(len(x), len(w), mode, stride[0], down, "row")
    lefts = window_starts(len(x[0]), len(w[0]), mode, stride[1], along, "column")
    row_taps = taps_inside(tops, len(w), down, len(x))
    column_taps = taps_inside(lefts, len(w[0]), along, len(x[0]))

    y = [[0] * len(lefts) for _ in tops]
    for m in range(len(tops)):
        top = tops[m]
        for n in range(len(lefts)):
            left = lefts[n]
            total = 0
            for i in row_taps[m]:
                row = top + i * down
                for j in column_taps[n]:
                    total = total + w[i][j] * x[row][left + j * along]
            y[m][n] = total
    return y


def convolve2d(
    x: Matrix,
    w: Matrix,
    mode: Mode = "full",
    *,
    stride: Pair = 1,
    dilation: Pair = 1,
    boundary: Boundary = "zero",
) -> list[list[Number]]:
    """Return the convolution of image `x` with kernel `w`: both axes run backwards.

        y[m][n] = sum over i, j of w[i][j] * x[m - i][n - j]

    and with all options, where (bottom, right) is where the window ends, so that the
    first weight meets its last pixel:

        y[m][n] = sum over i, j of w[i][j] * x[bottom - i * down][right - j * along]

    Modes, stride, dilation, boundary and errors are those of `correlate2d`: it is
    `correlate2d` with the kernel turned by 180 degrees, rows and columns reversed. (A
    transposed kernel is something else.)

    >>> convolve2d([[0, 0, 0],
    ...             [0, 1, 0],
    ...             [0, 0, 0]], [[1, 2, 3],
    ...                          [4, 5, 6],
    ...                          [7, 8, 9]], "same")    # an impulse: the kernel itself
    [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    >>> convolve2d([[1, 2]], [[1], [10]])               # a column spreads each row down
    [[1, 2], [10, 20]]

    Mode "same" starts where scipy.signal.convolve2d does. scipy.ndimage.convolve
    starts one further on where the kernel is even.
    """
    x, w = image_and_kernel(x, w)
    stride = pair(stride, "stride", 1)
    dilation = pair(dilation, "dilation", 1)
    x, mode, stride, (down, along) = surrounded2d(
        x, (len(w), len(w[0])), mode, stride, dilation, boundary
    )

    bottoms = window_ends(len(x), len(w), mode, stride[0], down, "row")
    rights = window_ends(len(x[0]), len(w[0]), mode, stride[1], along, "column")
    row_taps = taps_inside(bottoms, len(w), -down, len(x))
    column_taps = taps_inside(rights, len(w[0]), -along, len(x[0]))

    y = [[0] * len(rights) for _ in bottoms]
    for m in range(len(bottoms)):
        bottom = bottoms[m]
        for n in range(len(rights)):
            right = rights[n]
            total = 0
            for i in row_taps[m]:
                row = bottom - i * down
                for j in column_taps[n]:
                    total = total + w[i][j] * x[row][right - j * along]
            y[m][n] = total
    return y
