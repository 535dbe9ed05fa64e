"""A matrix product of ints works on whole rows: a row is one int.

    y[m][n] = sum over i of a[m][i] * b[i][n]

`a` does not depend on n. So all n go together, as the digits of one int (`digits`):

    y[m] = sum over i of a[m][i] * b[i]         rows y[m] and b[i], packed into ints

and one multiplication of Python's does what a loop over n did. No sum outgrows its
digit: with `most` the largest number of `b` in magnitude,

    abs(y[m][n]) <= sum over i of abs(a[m][i]) * most

What is longer is packed, rows of `b` or columns of `a`: transposed, the product is that
of `b` and `a`.
"""

from __future__ import annotations

from operator import mul
from typing import Any

from pureconv.exact import costs
from pureconv.exact.digits import cut, pack, width
from pureconv.nested import transposed

Matrix = list[list[int]]


def product(a: Matrix, b: Matrix, most: int) -> Matrix:
    """Return the matrix product of `a` and `b`, whose numbers are at most `most`.

    >>> product([[1, 2], [3, 4]], [[5, 6, 7], [8, 9, 0]], 9)    # 1*5 + 2*8 = 21
    [[21, 24, 7], [47, 54, 21]]
    """
    size, length = digit_size(a, most), len(b[0])
    # Costs only: same result by either way.
    if not pays(a, b, length, size, len(b) * length):
        return in_loops(a, b)
    if len(a) > length:  # pack the longer one; the same result, sooner
        columns = [pack(column, size) for column in transposed(a)]
        # The same result if the shorter one is packed, at more cost.
        return transposed(by_rows(transposed(b), columns, size, len(a)))
    return by_rows(a, [pack(row, size) for row in b], size, length)


def digit_size(a: Matrix, most: int) -> int:
    """Return how many bytes a digit needs that is to hold any sum of the product.

    >>> digit_size([[1, 2], [3, 4]], 9)                         # 3*9 + 4*9 = 63
    1
    """
    # Same result by any larger digit.
    return width(max(1, most) * max(1, *(sum(map(abs, row)) for row in a)))


def pays(a: Matrix, b: Any, length: int, size: int, count: int) -> bool:
    """Return whether the product costs less in digits of `size` bytes than in loops.

    The rows of `b` are `length` long, and hold the numbers of `b`, however nested. They
    are made of `count` digits, as more than one row may show the same. It is the same
    result by either way.
    """
    depth = len(a[0])
    short, long = sorted((len(a), length))
    packing = (depth + short) * costs.ROW + costs.digits(count + short * long, size)
    factors = costs.mean_size(a if len(a) <= length else b) if size > 8 else costs.DIGIT
    step = costs.STEP + costs.WORK * (factors + costs.DIGIT) * size * long
    in_lists = costs.LISTS * costs.loops(short * depth * long, a, b, size)
    return packing + short * depth * step < in_lists


def by_rows(a: Matrix, b: list[int], size: int, length: int) -> Matrix:
    """Return the product of `a` and packed rows: `length` digits of `size` bytes.

    It is the same result with the zeros of weights and without: the quicker is guessed.
    """
    heaviest = max(*map(max, a), -min(map(min, a)))
    zeros = heaviest >= 1 << 60 and size * length > costs.LONG_ROW
    total = without_zeros if zeros else with_zeros
    totals = [total(weights, b) for weights in a]
    return [cut(number, size, length) for number in totals]


def with_zeros(weights: list[int], rows: list[int]) -> int:
    """Return the sum of all rows, each times its weight."""
    return sum(map(mul, weights, rows))  # same result in either order


def without_zeros(weights: list[int], rows: list[int]) -> int:
    """Return the same for weights that were floats: ints of 53 bits, and then zeros.

    CPython multiplies 30 bits at a time. So rows whose weights have about as many zeros
    are added up without these, each time by a weight of at most 60 bits:

        5 * r + 12 * s + 20 * t = 5 * r + (3 * s + 5 * t) * 4

    >>> without_zeros([5, 12 << 60, 20 << 60, 0], [1, 1, 1, 1]) == 5 + (32 << 60)
    True
    """
    parts: dict[int, tuple[list[int], list[int]]] = {}
    for weight, row in zip(weights, rows):  # same result if these are exchanged
        if weight:
            # Same result by other steps than 7.
            zeros = ((weight & -weight).bit_length() - 1) // 7 * 7
            short, long = parts.setdefault(zeros, ([], []))
            short.append(weight >> zeros)
            long.append(row)
    return sum(with_zeros(*part) << zeros for zeros, part in parts.items())


def in_loops(a: Matrix, b: Matrix) -> Matrix:
    """Return the product of `a` and `b`, number by number, in loops that are long."""
    if len(b) > len(b[0]):  # same result, in loops that are long
        columns = transposed(b)
        # They are numbers: same result in either order.
        return [[sum(map(mul, row, column)) for column in columns] for row in a]
    y = []
    for weights in a:
        total = [weights[0] * value for value in b[0]]
        for weight, row in zip(weights[1:], b[1:]):
            total = [t + weight * value for t, value in zip(total, row)]
        y.append(total)
    return y
