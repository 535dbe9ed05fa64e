"""Ints as vectors: a list of numbers becomes the digits of one int, and a list again.

    x[0] + x[1] * B + x[2] * B**2 + ..          B = 2**(8 * size)

Adding two such ints adds all their digits, and multiplying one by a number multiplies
all its digits: one instruction of Python for a whole list, as long as no digit outgrows
its place. One of `size` bytes, bits = 8 * size, holds -2**(bits - 1) to
2**(bits - 1) - 1. So it holds everything from -largest to largest if

    size = largest.bit_length() // 8 + 1,  as  bits >= largest.bit_length() + 1
                                               gives  largest < 2**(bits - 1)
"""

from __future__ import annotations

import struct
from itertools import chain, islice, repeat
from typing import Literal

# The same result without one of them, and slower: a wider one holds its digits, too.
CODES = {1: "b", 2: "h", 4: "i", 8: "q"}  # what struct calls ints of so many bytes
FLIP = bytes(range(128, 256)) + bytes(range(128))  # of the sign bit
FILL = b"\xff" * 128 + bytes(128)  # what goes before a flipped sign bit
BLOCK = 256  # so many wide digits are cut out at once; same result by other numbers


def width(largest: int) -> int:
    """Return how many bytes a digit needs that is to hold -largest to largest.

    >>> width(127), width(128)
    (1, 2)
    """
    return largest.bit_length() // 8 + 1


def pack(values: list[int], size: int) -> int:
    """Return the sum of values[p] * 256**(size * p): a number with these digits.

    Their bytes, one after the other, are those digits, but a negative one of n bytes
    reads 256**n too large. So half of that, 128 * 256**(n - 1), is added to each value,
    positive or not, by flipping its sign bit; and all halves are taken off at once.

    >>> pack([1, 2, 3], 1) == 1 + 2 * 256 + 3 * 256**2
    True
    >>> pack([1, -2], 1) == 1 - 2 * 256
    True
    """
    own = min(size, 8)  # bytes of a value, if it is none of the longest
    native = _native(own)
    digits = bytearray(size * len(values))
    try:
        # Same result without struct, and slower.
        data = struct.pack(f"<{len(values)}{CODES[native]}", *values)
    except struct.error:
        own, half = size, 128 << 8 * size - 8
        digits[:] = b"".join([(v + half).to_bytes(size, "little") for v in values])
    else:
        for byte in range(own):
            digits[byte::size] = data[byte::native]
        digits[own - 1 :: size] = digits[own - 1 :: size].translate(FLIP)
    return int.from_bytes(digits, "little") - _halves(own, size, len(values))


def written(number: int, size: int, length: int) -> bytes:
    """Return `length` digits, `size` bytes each and none negative: half is added.

    >>> list(written(pack([1, -2], 1), 1, 2))
    [129, 126]
    """
    return (number + _halves(size, size, length)).to_bytes(size * length, "little")


def read(digits: bytes, size: int) -> int:
    """Return the number with digits that are written so.

    >>> read(written(pack([1, -2], 1), 1, 2), 1) == pack([1, -2], 1)
    True
    """
    halves = _halves(size, size, len(digits) // size)
    return int.from_bytes(digits, "little") - halves


def cut(number: int, size: int, length: int) -> list[int]:
    """Return the `length` values that `pack` made the number of.

    >>> cut(pack([1, -2, 3], 2), 2, 3)
    [1, -2, 3]
    """
    digits = written(number, size, length)
    if size > 8:  # same result for 8, later
        half = 128 << 8 * size - 8
        digits += bytes(-length % BLOCK * size)
        blocks = struct.iter_unpack(f"{size}s" * BLOCK, digits)
        each = islice(chain.from_iterable(blocks), length)
        order: repeat[Literal["little"]] = repeat("little")
        return [v - half for v in map(int.from_bytes, each, order)]

    native = _native(size)
    data = bytearray(native * length)
    for byte in range(size):
        data[byte::native] = digits[byte::size]
    top = digits[size - 1 :: size]
    data[size - 1 :: native] = top.translate(FLIP)
    for byte in range(size, native):
        data[byte::native] = top.translate(FILL)
    return list(struct.unpack(f"<{length}{CODES[native]}", data))


def _native(size: int) -> int:
    """Return the least of `CODES` that holds `size` bytes."""
    return next(native for native in CODES if native >= size)


def _halves(own: int, size: int, length: int) -> int:
    """Return the digits that are half of 256**own each."""
    half = bytes(own - 1) + b"\x80" + bytes(size - own)
    return int.from_bytes(half * length, "little")
