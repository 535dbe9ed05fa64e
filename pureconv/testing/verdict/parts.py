"""Complex numbers by their parts: each part of an output is a sum of real products.

    (a + b*i) * (c + d*i)  =  a*c - b*d  +  (a*d + b*c) * i         where i*i = -1

So what is known of real sums holds for each part: its terms are a*c and -b*d, or a*d
and b*c, two for each product. How large the terms are, and how many, is told by the
same formula with i*i = +1: magnitudes give |a*c| + |b*d|, ones count.
"""

from __future__ import annotations

from typing import Any


class Parts:
    """A number a + b*i of ints, which knows what i*i is: -1, or +1.

    >>> Parts(1, 2) * Parts(3, 4), Parts(1, 2, 1) * Parts(3, 4, 1)
    ((-5, 10), (11, 10))
    """

    __slots__ = ("a", "b", "square")  # the same result in less memory

    def __init__(self, a: int, b: int, square: int = -1) -> None:
        """Take the real part, the imaginary part and i*i."""
        self.a, self.b, self.square = a, b, square

    def __add__(self, other: Any) -> Parts:
        """Return the sum, with another of these or with an int."""
        c, d = parts(other)
        return Parts(self.a + c, self.b + d, self.square)

    __radd__ = __add__

    def __mul__(self, other: Any) -> Parts:
        """Return the product, with another of these or with an int."""
        a, b, (c, d) = self.a, self.b, parts(other)
        return Parts(a * c + self.square * b * d, a * d + b * c, self.square)

    __rmul__ = __mul__

    def conjugate(self) -> Parts:
        """Return a - b*i; a magnitude or a count is what it was."""
        return Parts(self.a, self.square * self.b, self.square)

    def __repr__(self) -> str:
        """Return both parts, as a pair."""
        return f"({self.a}, {self.b})"


def parts(value: Any) -> tuple[Any, Any]:
    """Return the real and the imaginary part of a number.

    >>> parts(Parts(1, 2)), parts(3), parts(4.5 - 2j)
    ((1, 2), (3, 0), (4.5, -2.0))
    """
    if isinstance(value, Parts):
        return value.a, value.b
    return value.real, value.imag
