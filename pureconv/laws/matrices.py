"""The identities of convolution as a matrix: its rows are the windows.

The laws and their arguments are like those of `laws.signals`: `x` is a signal or an
image, and `w` a kernel. The numbers of an image are laid out row by row.

>>> from pureconv.matrix import convolution_matrix
>>> from pureconv.correlation import convolve
>>> matrix_convolves(convolution_matrix, convolve, [1, 2], [3, 4], "full")
([3, 10, 8], [3, 10, 8])
"""

from __future__ import annotations

from pureconv.checks import Matrix, Number, Vector
from pureconv.laws.rearranging import (
    Candidate,
    Equation,
    Kernel,
    Signal,
    Step,
    size_of,
)
from pureconv.nested import leaves, transposed
from pureconv.weighting import weighted_sum


def matrix_correlates(
    correlation_matrix: Candidate, correlate: Candidate, x: Signal, w: Kernel,
    mode: str, stride: Step, dilation: Step,
) -> Equation:
    """correlation_matrix(w) times x == correlate(x, w), images laid out row by row."""
    options = {"mode": mode, "stride": stride, "dilation": dilation}
    matrix = correlation_matrix(w, size_of(x), **options)
    return _times(matrix, leaves(x)), leaves(correlate(x, w, **options))


def matrix_convolves(
    convolution_matrix: Candidate, convolve: Candidate, x: Vector, w: Vector, mode: str
) -> Equation:
    """convolution_matrix(w) times x == convolve(x, w)."""
    matrix = convolution_matrix(w, len(x), mode=mode)
    return _times(matrix, x), convolve(x, w, mode=mode)


def transposed_matrix_paints(
    correlation_matrix: Candidate, conv_transpose: Candidate, x: Signal, w: Kernel,
    stride: Step, dilation: Step,
) -> Equation:
    """correlation_matrix(w) transposed, times x == conv_transpose([[x]], [[w]])."""
    options = {"stride": stride, "dilation": dilation}
    [[painted]] = conv_transpose([[x]], [[w]], **options)
    matrix = correlation_matrix(w, size_of(painted), **options)
    return _times(transposed(matrix), leaves(x)), leaves(painted)


def convolving_is_correlating_turned_over(
    convolution_matrix: Candidate, correlation_matrix: Candidate, x: Vector, w: Vector
) -> Equation:
    """convolution_matrix(w, n) == correlation_matrix(w, n + len(w) - 1) transposed."""
    matrix = correlation_matrix(w, len(x) + len(w) - 1)
    return convolution_matrix(w, len(x)), transposed(matrix)


def rows_move_along(
    correlation_matrix: Candidate, x: Vector, w: Vector, stride: int, dilation: int
) -> Equation:
    """correlation_matrix(w)[1:] == the rows above, moved by the stride."""
    matrix = correlation_matrix(w, len(x), stride=stride, dilation=dilation)
    moved = [([0] * stride + row)[: len(row)] for row in matrix[:-1]]
    return matrix[1:], moved


def _times(matrix: Matrix, x: Vector) -> list[Number]:
    return [weighted_sum(x, row) for row in matrix]
