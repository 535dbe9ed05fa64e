"""A convolution of ints is one big multiplication (Kronecker, 1882).

Long multiplication convolves the digits of its factors, and then it carries:

    1 2 3  x  4 5 6     columns  4 13 28 27 18     carried  5 6 0 8 8

    >>> 123 * 456
    56088

Make the digits so wide that no column outgrows its own, and there is nothing to carry:

    >>> 10203 * 40506       # 4 13 28 27 18
    413282718

So all the loops become one `*`, the fastest loop that Python has: Karatsuba's method
for `int`, and for long operands the number-theoretic transform inside `decimal`, whose
time grows as n log n. Everything here is exact, and everything here is ints.
"""

from __future__ import annotations

import sys

from pureconv.exact import costs
from pureconv.exact.digits import cut, pack, width

try:
    import _decimal as libmpdec  # the one in C: the one in Python multiplies by int
except ImportError:
    libmpdec = None  # type: ignore[assignment]

Image = list[list[int]]

# The same result by any other limit.
WIDEST = 4300  # places of a digit for decimal: reading k places of text takes k * k


def pays(
    x: Image, w: Image, largest: int, products: int, outputs: int, parts: int
) -> bool:
    """Return whether `convolve2d` costs less than so many products in loops.

    Its result has `outputs` numbers, some of which the loops may leave out. It packs
    about as many digits and cuts them out. It is the same result by either way.
    """
    size = width(largest)
    short, long = sorted((len(x) * len(x[0]), len(w) * len(w[0])))
    work = costs.multiplication(short * size, long * size)
    packing = costs.digits(2 * outputs, size) + costs.SETUP * parts
    return packing + work < costs.loops(products, x, w, size)


def bound(x: Image, w: Image) -> int:
    """Return a number that no sum of products exceeds in magnitude.

        abs(y[n]) <= sum over i of abs(w[i]) * max(abs(x))

    or the same with the operands exchanged. Samples of one magnitude reach it where
    their signs are those of the weights. It is also at least as large as every x and
    every w. Any larger number leads to the same result, in wider digits.

    >>> bound([[3, -3, 3]], [[1, -2]])      # y = 3, -9, 9, -6
    9
    """
    if len(w) * len(w[0]) > len(x) * len(x[0]):
        x, w = w, x
    sample = max(*map(max, x), -min(map(min, x)), 1)
    return sample * max(1, sum(sum(map(abs, row)) for row in w))


def convolve2d(
    x: Image, w: Image, largest: int, row_dilation: int, column_dilation: int
) -> Image:
    """Return the full convolution of image `x` with kernel `w`; a signal is one row.

        y[m][n] = sum over i, j of
                  w[i][j] * x[m - i * row_dilation][n - j * column_dilation]

    No sum exceeds `largest` in magnitude, as `bound` says.

    The taps of a dilated kernel meet only samples a multiple of the dilation apart. So
    the samples fall into parts that never meet, and each has its own dense convolution.

    >>> convolve2d([[1, 2, 3]], [[4, 5, 6]], 28, 1, 1)
    [[4, 13, 28, 27, 18]]
    >>> convolve2d([[1, 2, 3]], [[4, 5]], 17, 1, 2)                  # 1 _ 3 and _ 2 _
    [[4, 8, 17, 10, 15]]
    """
    if row_dilation == column_dilation == 1:  # same result below, in more steps
        return _dense(x, w, largest)
    rows = len(x) + row_dilation * (len(w) - 1)
    columns = len(x[0]) + column_dilation * (len(w[0]) - 1)
    y = [[0] * columns for _ in range(rows)]
    for top in range(min(row_dilation, len(x))):
        for left in range(min(column_dilation, len(x[0]))):
            part = [row[left::column_dilation] for row in x[top::row_dilation]]
            for m, row in enumerate(_dense(part, w, largest)):
                y[top + m * row_dilation][left::column_dilation] = row
    return y


def _dense(x: Image, w: Image, largest: int) -> Image:
    """Return the full convolution of two images, as that of two signals.

    Rows are laid end to end, `pitch` digits apart: as wide as a row of the result, so
    that none runs into the next.
    """
    if len(w) * len(w[0]) > len(x) * len(x[0]):  # same result in either order
        x, w = w, x
    rows, columns = len(x) + len(w) - 1, len(x[0]) + len(w[0]) - 1
    pitch = columns + columns % 2  # by_int wants it even
    y = _cheapest(_end_to_end(x, pitch), w, pitch, largest)
    return [y[m * pitch : m * pitch + columns] for m in range(rows)]


def _cheapest(samples: list[int], w: Image, pitch: int, largest: int) -> list[int]:
    """Return the full convolution of a signal with rows that lie `pitch` apart.

    End to end, a kernel of short rows is mostly gaps. Then it is less work to multiply
    by one row after the other, and to add these up, shifted. All ways give the same
    result; the one that should cost least is taken.
    """
    weights, size = _end_to_end(w, pitch), width(largest)
    at_once = costs.effort(len(weights) * size)
    by_row = len(w) * costs.effort(len(w[0]) * size)
    if at_once < costs.SHORT:
        return plainly(samples, weights, largest)
    if min(at_once, by_row) > costs.CROSSOVER and decimal_takes(largest):
        return by_decimal(samples, weights, largest)
    return by_int(samples, [weights] if at_once < by_row else w, pitch, largest)


def _end_to_end(rows: Image, pitch: int) -> list[int]:
    """Return the rows in one list, each `pitch` after the one before.

    >>> _end_to_end([[1, 2], [3, 4]], 3)
    [1, 2, 0, 3, 4]
    """
    gap = [0] * (pitch - len(rows[0]))
    line = list(rows[0])
    for row in rows[1:]:
        line += gap
        line += row
    return line


def plainly(x: list[int], w: list[int], largest: int) -> list[int]:
    """Return the full convolution of `x` with `w` by one product, as it stands above.

    >>> plainly([1, 2, 3], [4, 5, 6], 28)
    [4, 13, 28, 27, 18]
    """
    size = width(largest)
    return cut(pack(x, size) * pack(w, size), size, len(x) + len(w) - 1)


def by_int(x: list[int], w: Image, pitch: int, largest: int) -> list[int]:
    """Return the convolution of `x` and the rows of `w`, an even `pitch` apart, by int.

    A digit of `size` bytes, bits = 8 * size, holds +-largest (see `digits`). Half as
    many bits will do for a number that is read twice (Harvey, 2009). Let
    X(B) = sum of x[p] * B**p with B = 2**(bits / 2), digits too narrow for the product
    X(B) * W(B) = Y(B). But in Y(-B) the odd digits are negated, so in

        Y(B) + Y(-B) = 2 * (y[0] + y[2] * B**2 + y[4] * B**4 + ...)
        Y(B) - Y(-B) = 2 * (y[1] + y[3] * B**2 + y[5] * B**4 + ...) * B

    every other digit is gone, and the rest have all bits. By Karatsuba's method two
    products of half the length take two thirds of the time of one of full length.
    """
    size = width(largest)
    half = 4 * size  # B = 2**half

    x_even, x_odd = pack(x[::2], size), pack(x[1::2], size) << half
    plus = minus = 0
    for i in range(len(w)):
        w_even, w_odd = pack(w[i][::2], size), pack(w[i][1::2], size) << half
        plus += (x_even + x_odd) * (w_even + w_odd) << i * pitch * half
        minus += (x_even - x_odd) * (w_even - w_odd) << i * pitch * half

    y = [0] * (len(x) + (len(w) - 1) * pitch + len(w[0]) - 1)
    y[::2] = cut(plus + minus >> 1, size, len(y[::2]))
    y[1::2] = cut(plus - minus >> 1 + half, size, len(y[1::2]))
    return y


def decimal_takes(largest: int) -> bool:
    """Return whether decimal is fast here, and digits of this width turn into text."""
    limit = getattr(sys, "get_int_max_str_digits", int)() or WIDEST  # 0: unlimited
    narrow: bool = 2 * largest < 10 ** min(limit, WIDEST)
    return narrow and libmpdec is not None


def by_decimal(x: list[int], w: list[int], largest: int) -> list[int]:
    """Return the full convolution of `x` with `w` by one product of decimals.

    A digit has `size` places, 10**size > 2 * largest, and is written as value + half,
    half = 10**size / 2. That is at least 1 and below 10**size, as -half < value < half.
    The number with `half` for every digit is then taken off. Numbers are written from
    the left, so the first value is the leading digit.

    The context is of our own, and the caller's is neither used nor touched. A result
    that had to be rounded would raise Inexact.
    """
    size = len(str(2 * largest))
    half = 10**size // 2
    exact = libmpdec.Context(
        libmpdec.MAX_PREC, libmpdec.ROUND_HALF_EVEN, libmpdec.MIN_EMIN,
        libmpdec.MAX_EMAX, traps=[libmpdec.Inexact],
    )

    def halves(length: int) -> libmpdec.Decimal:
        return exact.create_decimal(str(half) * length)

    def packed(values: list[int]) -> libmpdec.Decimal:
        text = f"%0{size}d" * len(values) % tuple([value + half for value in values])
        # Same result if all signs are exchanged, as there are two factors.
        return exact.subtract(exact.create_decimal(text), halves(len(values)))

    length = len(x) + len(w) - 1
    product = exact.multiply(packed(x), packed(w))
    text = exact.to_sci_string(exact.add(product, halves(length))).zfill(size * length)
    return [int(text[p : p + size]) - half for p in range(0, len(text), size)]
