"""What things cost: the one rule by which all sums of this room go their fastest way.

The unit is one product of small ints in the loops, added to its sum: some 50 ns. Sizes
are in bytes. The numbers were measured on CPython; where they are off, the same result
takes longer.
"""

from __future__ import annotations

from typing import Any

from pureconv.nested import leaves

SETUP = 100  # one multiplication of packed operands, however small
STEP = 2  # to multiply and add ints, however many digits they hold
ROW = 50  # to pack a row of digits or to cut it out, however short
NARROW = 0.3  # to pack a digit of up to 8 bytes, or to cut it out
WIDE = 1.2  # the same for a wider one
WIDER = 0.04  # and this for each of its bytes
LONG = 0.4  # what a product costs more in the loops where ints have more than 30 bits
MOVE = 0.005  # and this for each byte of its operands: to read and write them
WORK = 0.0008  # to multiply a byte by a byte, in the long multiplication of int
DIGIT = 4  # bytes of a short factor, and adding costs as much as multiplying by one
LISTS = 0.5  # of a product in the loops, where they run over whole lists, in C
LONG_ROW = 1000  # from so many bytes on, zeros at the end of its weight are a burden
SHORT = 100  # up to this `effort`, packing costs more than multiplying
CROSSOVER = 6000  # from this `effort` on, decimal is faster than int


def loops(products: int, x: Any, w: Any, size: int) -> float:
    """Return the cost of products in loops. Each of them has at most `size` bytes.

    Every weight meets nearly every sample. So what the loops pay for one long int among
    many short ones is what the average costs, while all digits are as wide as the sum.
    """
    if size <= 8:
        return products
    x_size = w_size = size / 2
    if size > 32:
        x_size, w_size = mean_size(x), mean_size(w)
    long = LONG + MOVE * (x_size + w_size) + WORK * x_size * w_size
    return products * (1 + long)


def digits(count: int, size: int) -> float:
    """Return the cost of packing so many digits, or of cutting them out."""
    return count * (NARROW if size <= 8 else WIDE + WIDER * size)


def multiplication(short: int, long: int) -> float:
    """Return the cost of multiplying ints of so many bytes, the fastest way."""
    return WORK * min(effort(short), CROSSOVER) * long


def effort(size: int) -> float:
    """Return what a factor of `size` bytes costs int for each byte of a longer one.

    Karatsuba's method needs three products of half the size instead of four, which
    gives the exponent log2(3) - 1. As measured, it is better from 500 bytes on.
    """
    karatsuba: float = 13 * size**0.585
    return min(size, karatsuba)


def mean_size(nested: Any) -> float:
    """Return how many bytes long the numbers are on average.

    >>> mean_size([2**63, 0, 1, 0])
    2.03125
    """
    values = leaves(nested)
    return sum(map(int.bit_length, values)) / len(values) / 8
