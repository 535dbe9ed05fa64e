"""What lies outside a signal: five rules, each a map from any position to a sample.

    zero        0 0 0 | a b c | 0 0 0       zeros, or another `value`, as data
    edge        a a a | a b c | c c c       the edge sample, for ever
    reflect     b c b | a b c | b a b       a mirror on the edge sample
    symmetric   c b a | a b c | c b a       a mirror between the edge and the outside
    wrap        a b c | a b c | a b c       the signal once more

The names are numpy.pad's. scipy.ndimage says `reflect` for symmetric and `mirror` for
reflect; PyTorch says `replicate` for edge and `circular` for wrap. Mirrors and wraps go
on as often as they are needed, so any width fits any signal, one sample included.
"""

from __future__ import annotations

from typing import Any

from pureconv.checks import (
    Matrix,
    Number,
    Vector,
    choice,
    integer,
    listable,
    number,
    numbers,
    pair,
    shown,
)

BOUNDARIES = ("zero", "edge", "reflect", "symmetric", "wrap")


def source(p: int, n: int, boundary: str) -> int | None:
    """Return which of `n` samples is read at position `p`, or None for a zero.

    >>> [source(p, 3, "reflect") for p in range(-4, 7)]
    [0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2]
    >>> [source(p, 3, "symmetric") for p in range(-4, 7)]
    [2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0]
    """
    if 0 <= p < n:
        return p
    if boundary == "edge":
        return 0 if p < 0 else n - 1
    if boundary == "wrap":
        return p % n
    if boundary == "symmetric":  # there and back is 2n long: both ends twice
        p = p % (2 * n)
        return min(p, 2 * n - 1 - p)
    if boundary == "reflect":  # there and back is 2n - 2 long: both ends once
        p = p % max(1, 2 * n - 2)
        return min(p, 2 * n - 2 - p)
    return None


def pad(
    x: Vector,
    before: int,
    after: int | None = None,
    boundary: str = "zero",
    value: Number = 0,
) -> list[Number]:
    """Return signal `x` with `before` samples put ahead of it and `after` behind it.

        y[n] = x[source(n - before)]        n = 0 .. before + len(x) + after - 1

    Without `after`, both sides get the same. With boundary="zero" the new samples are
    `value`, and they are data: a weight that meets one is multiplied.

    >>> pad([1, 2, 3], 2)
    [0, 0, 1, 2, 3, 0, 0]
    >>> pad([1, 2, 3], 1, 4, "reflect")         # 1 2 3 and back: 2 1, and on: 2 3
    [2, 1, 2, 3, 2, 1, 2, 3]
    >>> pad([5], 2, 1, "symmetric")
    [5, 5, 5, 5]
    >>> from fractions import Fraction
    >>> pad([1, 2], 0, 1, value=Fraction(1, 2))
    [1, 2, Fraction(1, 2)]

    Raises ValueError for an empty signal, a negative width, an unknown boundary, or a
    value for a boundary that does not use it.
    """
    x = numbers(x, "signal", "sample")
    before = integer(before, "before", 0)
    after = before if after is None else integer(after, "after", 0)
    value = _filler(boundary, value)

    y = [value] * listable(before + len(x) + after, "padded signal")
    for n in range(len(y)):
        p = source(n - before, len(x), boundary)
        if p is not None:
            y[n] = x[p]
    return y


def pad2d(
    x: Matrix,
    rows: Any,
    columns: Any = None,
    boundary: str = "zero",
    value: Number = 0,
) -> list[list[Number]]:
    """Return image `x` with rows put above and below it, columns left and right of it.

        y[m][n] = x[source(m - above)][source(n - left)]

    `rows` is an int for both sides or a pair (above, below), `columns` an int or a pair
    (left, right); without `columns`, they are as the rows.

    >>> pad2d([[1, 2],
    ...        [3, 4]], (1, 0), 1, "edge")
    [[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4]]

    Raises as `pad` does, and ValueError for a ragged image.
    """
    x = numbers(x, "image", "row", "column")
    above, below = pair(rows, "rows", 0, "(above, below)")
    columns = rows if columns is None else columns
    left, right = pair(columns, "columns", 0, "(left, right)")
    value = _filler(boundary, value)

    rows = listable(above + len(x) + below, "padded image")
    columns = listable(left + len(x[0]) + right, "row of the padded image")
    down = [source(m - above, len(x), boundary) for m in range(rows)]
    along = [source(n - left, len(x[0]), boundary) for n in range(columns)]
    return [
        [value if m is None or n is None else x[m][n] for n in along]
        for m in down
    ]


def _filler(boundary: str, value: Number) -> Number:
    """Return `value`, which only boundary="zero" uses."""
    choice(boundary, "boundary", BOUNDARIES)
    value = number(value, "value")
    if boundary != "zero" and value != 0:
        raise ValueError(
            f'value must be left out unless boundary="zero", but boundary is '
            f'"{boundary}" and value {shown(value)}'
        )
    return value
