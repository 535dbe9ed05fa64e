"""The four functions of signals and images, exact, and a way to make others exact.

On the way all numbers are ints: `scaling` turns operands into ints times one scale, and
`kronecker` convolves these by one multiplication, unless the kernel is so short that
the loops cost less. The ints are as wide as the exponents of the floats lie apart, and
cost accordingly: 1e-300 and 1e300 in one operand make numbers of 2,000 bits. Fractions
become as wide as their common denominator.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from pureconv import correlation, correlation2d
from pureconv.boundary import surrounded, surrounded2d
from pureconv.checks import (
    Boundary,
    Matrix,
    Mode,
    Number,
    Pair,
    Vector,
    called,
    integer,
    pair,
)
from pureconv.exact import kronecker
from pureconv.exact.scaling import operands, true_values
from pureconv.nested import lists
from pureconv.operands import image_and_kernel, signal_and_kernel
from pureconv.sizes import reach, window_ends


def correlate(
    x: Vector,
    w: Vector,
    mode: Mode = "valid",
    *,
    stride: int = 1,
    dilation: int = 1,
    boundary: Boundary = "zero",
) -> list[Number]:
    """Return what `pureconv.correlate` returns, each sum exact.

        y[n] = sum over i of w[i] * x[n + i]

    >>> correlate([1e16, 1.0, -1e16], [1, 1, 1])    # the loops lose the 1 and say 0.0
    [1.0]
    >>> correlate([Fraction(1, 2), Fraction(1, 3)], [2, 3])
    [Fraction(2, 1)]

    Raises as `pureconv.correlate` does, ValueError where an element is inf or nan, and
    TypeError for one that is no int, float or Fraction.
    """
    x, w = signal_and_kernel(x, w)
    x, w, _, scale, kind = operands(x, w, "signal")
    y = _convolve(x, w[::-1], mode, stride, dilation, boundary)
    return true_values(y, scale, kind)


def convolve(
    x: Vector,
    w: Vector,
    mode: Mode = "full",
    *,
    stride: int = 1,
    dilation: int = 1,
    boundary: Boundary = "zero",
) -> list[Number]:
    """Return what `pureconv.convolve` returns, each sum exact.

        y[n] = sum over i of w[i] * x[n - i]

    >>> convolve([1, 2, 3], [4, 5, 6])
    [4, 13, 28, 27, 18]
    >>> convolve([0.1] * 10, [1] * 10)[9]       # the loops say 0.9999999999999999
    1.0

    Raises as `correlate` does.
    """
    x, w = signal_and_kernel(x, w)
    x, w, _, scale, kind = operands(x, w, "signal")
    y = _convolve(x, w, mode, stride, dilation, boundary)
    return true_values(y, scale, kind)


def correlate2d(
    x: Matrix,
    w: Matrix,
    mode: Mode = "valid",
    *,
    stride: Pair = 1,
    dilation: Pair = 1,
    boundary: Boundary = "zero",
) -> list[list[Number]]:
    """Return what `pureconv.correlate2d` returns, each sum exact.

        y[m][n] = sum over i, j of w[i][j] * x[m + i][n + j]

    >>> correlate2d([[1e16, 1.0, -1e16]], [[1, 1, 1]])      # the loops say 0.0
    [[1.0]]

    Raises as `pureconv.correlate2d` does, and as `correlate`.
    """
    x, w = image_and_kernel(x, w)
    x, w, _, scale, kind = operands(x, w, "image")
    turned = [row[::-1] for row in w[::-1]]
    y = _convolve2d(x, turned, mode, stride, dilation, boundary)
    return true_values(y, scale, kind)


def convolve2d(
    x: Matrix,
    w: Matrix,
    mode: Mode = "full",
    *,
    stride: Pair = 1,
    dilation: Pair = 1,
    boundary: Boundary = "zero",
) -> list[list[Number]]:
    """Return what `pureconv.convolve2d` returns, each sum exact.

        y[m][n] = sum over i, j of w[i][j] * x[m - i][n - j]

    >>> convolve2d([[0.1] * 10], [[1] * 10])[0][9]   # the loops say 0.9999999999999999
    1.0

    Raises as `correlate2d` does.
    """
    x, w = image_and_kernel(x, w)
    x, w, _, scale, kind = operands(x, w, "image")
    y = _convolve2d(x, w, mode, stride, dilation, boundary)
    return true_values(y, scale, kind)


def exactly(
    function: Callable[..., Any],
    x: Any,
    w: Any,
    bias: Any = None,
    *,
    rounded: bool = True,
    **options: Any,
) -> Any:
    """Return function(x, w, bias, **options), each number of it exact.

        function(x, w, bias) = function(a*x, b*w, a*b*bias) / (a*b)

    for any `function` that adds up products of one sample and one weight (is bilinear)
    and a bias: all convolutions, transposed convolutions and gradients of this library,
    except `bias_gradient`, which has one operand. The scales a and b make all numbers
    whole, at any depth of nesting; the loops run on ints, and each result is divided
    and rounded once. With rounded=False, results are Fractions: the true values, by
    which the errors of other code are measured.

    >>> exactly(correlation.correlate, [0.1, 0.2, -0.3], [1.0, 1.0, 1.0])
    [2.7755575615628914e-17]
    >>> exactly(correlation.correlate, [0.5, 0.25], [3], rounded=False)
    [Fraction(3, 2), Fraction(3, 4)]

    For a function with a size, pass a lambda of the two operands:
    `exactly(lambda w, g: conv1d_input_gradient(6, w, g), w, g)`. Raises what `function`
    raises, and as `correlate` for the elements.
    """
    called(function, "function")
    x, w, bias = lists(x, "x"), lists(w, "w"), lists(bias, "bias")
    x, w, bias, scale, kind = operands(x, w, "x", "w", bias)
    arguments = (x, w) if bias is None else (x, w, bias)
    y = function(*arguments, **options)
    return true_values(lists(y), scale, kind if rounded else Fraction)


def _convolve(
    x: list[int],
    w: list[int],
    mode: Mode,
    stride: int,
    dilation: int,
    boundary: Boundary,
) -> list[int]:
    """Return the convolution of ints, by the loops or by one big multiplication."""
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    x, mode, stride, dilation = surrounded(x, len(w), mode, stride, dilation, boundary)

    ends = window_ends(len(x), len(w), mode, stride, dilation)
    largest = kronecker.bound([x], [w])
    # There is one row, and it may be cheap or not: the same result either way.
    if not _pays([x], [w], largest, range(1), ends, (1, dilation)):
        return correlation.convolve(x, w, mode, stride=stride, dilation=dilation)

    # There is one row: same result for any step down.
    [full] = kronecker.convolve2d([x], [w], largest, 1, dilation)
    return full[ends.start : ends.stop : ends.step]


def _convolve2d(
    x: list[list[int]],
    w: list[list[int]],
    mode: Mode,
    stride: Pair,
    dilation: Pair,
    boundary: Boundary,
) -> list[list[int]]:
    """Return the convolution of images of ints, as `_convolve` does."""
    stride = pair(stride, "stride", 1)
    dilation = pair(dilation, "dilation", 1)
    x, mode, stride, dilation = surrounded2d(
        x, (len(w), len(w[0])), mode, stride, dilation, boundary
    )

    bottoms = window_ends(len(x), len(w), mode, stride[0], dilation[0], "row")
    rights = window_ends(len(x[0]), len(w[0]), mode, stride[1], dilation[1], "column")
    largest = kronecker.bound(x, w)
    if not _pays(x, w, largest, bottoms, rights, dilation):  # same result either way
        return correlation2d.convolve2d(x, w, mode, stride=stride, dilation=dilation)

    full = kronecker.convolve2d(x, w, largest, *dilation)
    rows = full[bottoms.start : bottoms.stop : bottoms.step]
    return [row[rights.start : rights.stop : rights.step] for row in rows]


def _pays(
    x: list[list[int]],
    w: list[list[int]],
    largest: int,
    bottoms: range,
    rights: range,
    dilation: tuple[int, int],
) -> bool:
    """Return whether big multiplications cost less than loops over these windows.

    An estimate: it is the same result by either way.
    """
    products = min(len(bottoms), len(x)) * min(len(rights), len(x[0]))
    height = len(x) + reach(len(w), dilation[0])
    width = len(x[0]) + reach(len(w[0]), dilation[1])
    parts = min(dilation[0], len(x)) * min(dilation[1], len(x[0]))
    products *= len(w) * len(w[0])
    return kronecker.pays(x, w, largest, products, height * width, parts)
