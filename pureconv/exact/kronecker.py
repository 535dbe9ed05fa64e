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

import struct
import sys

try:
    import _decimal as libmpdec  # the one in C: the one in Python multiplies by int
except ImportError:
    libmpdec = None  # type: ignore[assignment]

Image = list[list[int]]

# What things cost. The unit is one product in the loops of `correlation`.
SETUP = 200  # a multiplication, however small
DIGIT = 2  # to pack a digit and to cut it out again
CROSSOVER = 6000  # from this `effort` on, decimal is faster than int
WIDEST = 4300  # places of a digit for decimal: reading k places of text takes k * k


def pays(products: int, digits: int, parts: int) -> bool:
    """Return whether so many multiplications cost less than the products in loops."""
    return products > DIGIT * digits + SETUP * parts


def effort(size: int) -> float:
    """Return what a factor of `size` bytes costs int for each byte of a longer one.

    Karatsuba's method does with three products of half the size for four, which gives
    the exponent log2(3) - 1. As measured, it is better from 500 bytes on.
    """
    karatsuba: float = 13 * size**0.585
    return min(size, karatsuba)


def convolve2d(
    x: Image, w: Image, row_dilation: int = 1, column_dilation: int = 1
) -> Image:
    """Return the full convolution of image `x` with kernel `w`; a signal is one row.

        y[m][n] = sum over i, j of
                  w[i][j] * x[m - i * row_dilation][n - j * column_dilation]

    The taps of a dilated kernel meet only samples a multiple of the dilation apart. So
    the samples fall into parts that never meet, and each has its own dense convolution.

    >>> convolve2d([[1, 2, 3]], [[4, 5, 6]])
    [[4, 13, 28, 27, 18]]
    >>> convolve2d([[1, 2, 3]], [[4, 5]], column_dilation=2)     # 1 _ 3 and _ 2 _
    [[4, 8, 17, 10, 15]]
    """
    rows = len(x) + row_dilation * (len(w) - 1)
    columns = len(x[0]) + column_dilation * (len(w[0]) - 1)
    y = [[0] * columns for _ in range(rows)]
    for top in range(min(row_dilation, len(x))):
        for left in range(min(column_dilation, len(x[0]))):
            part = [row[left::column_dilation] for row in x[top::row_dilation]]
            for m, row in enumerate(_dense(part, w)):
                y[top + m * row_dilation][left::column_dilation] = row
    return y


def _dense(x: Image, w: Image) -> Image:
    """Return the full convolution of two images by one multiplication.

    Rows are laid end to end, `pitch` digits apart: as wide as a row of the result, so
    that none runs into the next. A kernel of short rows is mostly gaps then; it is less
    work to multiply X by one row after the other, and to add these up, shifted.
    """
    if len(w) * len(w[0]) > len(x) * len(x[0]):
        x, w = w, x
    rows, columns = len(x) + len(w) - 1, len(x[0]) + len(w[0]) - 1
    pitch = columns + columns % 2  # by_int wants it even
    samples, weights = _end_to_end(x, pitch), _end_to_end(w, pitch)
    largest = bound(samples, weights)
    if largest == 0:
        return [[0] * columns for _ in range(rows)]

    size = largest.bit_length() // 8 + 1
    at_once, by_row = effort(len(weights) * size), len(w) * effort(len(w[0]) * size)
    if min(at_once, by_row) > CROSSOVER and decimal_takes(largest):
        y = by_decimal(samples, weights, largest)
    else:
        y = by_int(samples, [weights] if at_once < by_row else w, pitch, largest)
    return [y[m * pitch : m * pitch + columns] for m in range(rows)]


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


def bound(x: list[int], w: list[int]) -> int:
    """Return a number that no sum of w[i] * x[n - i] exceeds in magnitude.

        abs(y[n]) <= sum over i of abs(w[i]) * max(abs(x))

    or the same with the operands exchanged. Samples of one magnitude reach it where
    their signs are those of the weights.

    >>> bound([3, -3, 3], [1, -2])      # y = 3, -9, 9, -6
    9
    """
    x, w = list(map(abs, x)), list(map(abs, w))
    return min(max(x) * sum(w), max(w) * sum(x))


def by_int(x: list[int], w: Image, pitch: int, largest: int) -> list[int]:
    """Return the convolution of `x` and the rows of `w`, an even `pitch` apart, by int.

    A digit has `size` bytes, bits = 8 * size, and holds -2**(bits - 1) to
    2**(bits - 1) - 1. It holds +-largest, because

        size = largest.bit_length() // 8 + 1   gives   bits >= largest.bit_length() + 1
                                               and so  largest < 2**(bits - 1)

    Half as many bits will do for a number that is read twice (Harvey, 2009). Let
    X(B) = sum of x[p] * B**p with B = 2**(bits / 2), digits too narrow for the product
    X(B) * W(B) = Y(B). But in Y(-B) the odd digits are negated, so in

        Y(B) + Y(-B) = 2 * (y[0] + y[2] * B**2 + y[4] * B**4 + ...)
        Y(B) - Y(-B) = 2 * (y[1] + y[3] * B**2 + y[5] * B**4 + ...) * B

    every other digit is gone, and the rest have all bits. By Karatsuba's method two
    products of half the length take two thirds of the time of one of full length.
    """
    size = largest.bit_length() // 8 + 1
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


def pack(values: list[int], size: int) -> int:
    """Return the sum of values[p] * 256**(size * p): a number with these digits.

    Their bytes, one after the other, are those digits, but a negative one reads 2**bits
    too large. Flipping its sign bit adds 2**(bits - 1) to each value, positive or not,
    and nothing is carried; `signs`, the sign bits of all digits, takes that off again.

    >>> pack([1, 2, 3], 1) == 1 + 2 * 256 + 3 * 256**2
    True
    >>> pack([1, -2], 1) == 1 - 2 * 256
    True
    """
    try:
        data = _resize(struct.pack(f"<{len(values)}q", *values), 8, size)
    except struct.error:  # more than 8 bytes
        data = b"".join([v.to_bytes(size, "little", signed=True) for v in values])
    signs = _signs(size, len(values))
    return (int.from_bytes(data, "little") ^ signs) - signs


def cut(number: int, size: int, length: int) -> list[int]:
    """Return the `length` values that `pack` made the number of.

    >>> cut(pack([1, -2, 3], 2), 2, 3)
    [1, -2, 3]
    """
    signs = _signs(size, length)
    data = (number + signs ^ signs).to_bytes(size * length, "little")
    if size <= 8:
        return list(struct.unpack(f"<{length}q", _resize(data, size, 8)))
    digits = struct.iter_unpack(f"{size}s", data)
    return [int.from_bytes(digit, "little", signed=True) for (digit,) in digits]


def _signs(size: int, length: int) -> int:
    return int.from_bytes((bytes(size - 1) + b"\x80") * length, "little")


def _resize(data: bytes, old: int, new: int) -> bytes:
    """Return digits of `old` bytes as digits of `new` bytes: new ones repeat the sign.

    >>> list(_resize(bytes([1, 255]), 1, 2))        # 1 and -1
    [1, 0, 255, 255]
    """
    resized = bytearray(len(data) // old * new)
    for k in range(min(old, new)):
        resized[k::new] = data[k::old]
    for k in range(old, new):
        resized[k::new] = data[old - 1 :: old].translate(bytes(128) + b"\xff" * 128)
    return bytes(resized)


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
        return exact.subtract(exact.create_decimal(text), halves(len(values)))

    length = len(x) + len(w) - 1
    product = exact.multiply(packed(x), packed(w))
    text = exact.to_sci_string(exact.add(product, halves(length))).zfill(size * length)
    return [int(text[p : p + size]) - half for p in range(0, len(text), size)]
