"""The terms of one output, from the function itself, run on numbers that remember.

A number that remembers is multiplied and added like any other, in no more time however
much it holds: a sum refers to the two sums that it was made of, and copies nothing. All
numbers that do not reach the output in question are False, which counts as zero and is
remembered nowhere. So tracing one output costs little more than evaluating all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from pureconv.nested import leaves, like, mapped


class Remembered:
    """A sum of products: the sums that were added, or the factors of a single term.

    >>> w, x = Remembered(2), Remembered(3)
    >>> (0 + w * x + x * 0 + False * x).terms()
    ((2, 3), (3, 0))
    """

    __slots__ = ("parts",)  # the same result in less memory

    def __init__(self, *parts: Any) -> None:
        """Take what it is made of: others like it, or numbers."""
        self.parts = parts

    def __add__(self, other: Any) -> Remembered:
        """Return the sum; a plain 0, which sums start from, adds no term."""
        return self if other == 0 else _sum(self, other)

    def __radd__(self, other: Any) -> Remembered:
        """Return the same for a number that comes first."""
        return self if other == 0 else _sum(other, self)

    def __sub__(self, other: Any) -> Remembered:
        """Return a sum in which terms have a factor -1."""
        return self.__add__(-1 * other)

    def __rsub__(self, other: Any) -> Any:
        """Return the same for a number that comes first."""
        return other + -1 * self

    def __neg__(self) -> Any:
        """Return the same of no other number."""
        return -1 * self

    def __mul__(self, other: Any) -> Any:
        """Return each term times each term."""
        return 0 if other is False else _product(self, other)

    def __rmul__(self, other: Any) -> Any:
        """Return the same for a number that comes first."""
        return 0 if other is False else _product(other, self)

    def conjugate(self) -> Remembered:
        """Return the conjugate of an operand."""
        return Remembered(*(v.conjugate() for v in self.parts))

    def terms(self) -> tuple[tuple[Any, ...], ...]:
        """Return the factors of all terms, in the order in which they were added."""
        found, ahead = [], [self]
        while ahead:
            parts = ahead.pop().parts
            if isinstance(parts[0], Remembered):
                ahead.extend(reversed(parts))
            else:
                found.append(parts)
        return tuple(found)


def terms_of(value: Any) -> tuple[tuple[Any, ...], ...]:
    """Return the terms of a result, or of a number that remembers nothing.

    >>> terms_of(7)
    ((7,),)
    """
    return value.terms() if isinstance(value, Remembered) else ((value,),)


def _sum(*addends: Any) -> Remembered:
    return Remembered(
        # The same result with one in another, at more cost.
        *(v if isinstance(v, Remembered) else Remembered(v) for v in addends)
    )


def _product(a: Any, b: Any) -> Remembered:
    pairs = ((*p, *q) for p in terms_of(a) for q in terms_of(b))
    return Remembered(*(Remembered(*factors) for factors in pairs))


def terms(
    function: Callable[..., Any], operands: Sequence[Any], k: int
) -> tuple[tuple[Any, ...], ...]:
    """Return the terms of output k of function(*operands): of x, w and perhaps a bias.

    >>> from pureconv import convolve
    >>> terms(convolve, ([5, 6, 7], [0.5, 2]), 1)
    ((0.5, 6), (2, 5))
    """
    traced = []
    for n, operand in enumerate(operands):
        pairs = zip(leaves(operand), reaching(function, operands, n, k))
        # The same result if all are remembered, at more cost.
        traced.append(like(operand, (Remembered(v) if r else False for v, r in pairs)))
    total = leaves(function(*traced))[k]
    return total.terms() if isinstance(total, Remembered) else ()


def reaching(
    function: Callable[..., Any], operands: Sequence[Any], n: int, k: int
) -> list[bool]:
    """Return which numbers of operand n may be factors of the terms of output k.

    Let number p stand in row and column divmod(p, width), and let it be a one in the
    digit of its row, and in that of its column. All other operands are ones. So each
    digit of output k counts the terms that some row or column is in. What is in a row
    or in a column of none is in no term.

    >>> from pureconv import correlate
    >>> reaching(correlate, ([5, 6, 7, 8, 9], [1, 1]), 0, 3)
    [False, False, False, True, True]
    """
    size = len(leaves(operands[n]))
    width = math.isqrt(size - 1) + 1  # the same result with wider rows
    # The same result with any number above zero, as `bits` comes of it.
    ones = [mapped(lambda _: 1, v) for v in operands]
    bits = int(leaves(function(*ones))[k]).bit_length()  # enough to count all terms
    # The same result with the columns further apart, at more cost.
    spots = [(p // width, width + p % width) for p in range(size)]
    ones[n] = like(
        operands[n], (sum(1 << bits * spot for spot in each) for each in spots)
    )
    total = abs(leaves(function(*ones))[k])  # all terms may have a factor -1
    mask = (1 << bits) - 1
    return [all(total >> bits * spot & mask for spot in each) for each in spots]
