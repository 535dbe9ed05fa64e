"""What lies outside a signal: five rules, each a map from any position to a sample.

    zero        0 0 0 | a b c | 0 0 0       zeros, or another `value`, as data
    edge        a a a | a b c | c c c       the edge sample, for ever
    reflect     b c b | a b c | b a b       a mirror on the edge sample
    symmetric   c b a | a b c | c b a       a mirror between the edge and the outside
    wrap        a b c | a b c | a b c       the signal once more

The last four names are numpy.pad's, which says `constant` for zero. scipy.ndimage says
`reflect` for symmetric and `mirror` for reflect; PyTorch says `replicate` for edge and
`circular` for wrap. Mirrors and wraps go on as often as they are needed, so any width
fits any signal, one sample included.
"""

from __future__ import annotations

from typing import Any, get_args

from pureconv.checks import (
    Boundary,
    Matrix,
    Mode,
    Number,
    Vector,
    choice,
    integer,
    listable,
    number,
    pair,
    shown,
)
from pureconv.operands import numbers
from pureconv.sizes import overhang, reach

Both = tuple[int, int]  # of both sides, or of rows and columns

BOUNDARIES: tuple[Boundary, ...] = get_args(Boundary)


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
        return 0 if p < 0 else n - 1  # same result for p <= 0, as 0 is inside
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
    boundary: Boundary = "zero",
    value: Number = 0,
) -> list[Number]:
    """Return signal `x` with `before` samples put ahead of it and `after` behind it.

        y[n] = x[source(n - before)]        n = 0 .. before + len(x) + after - 1

    Without `after`, both sides get the same. The boundary is "zero", "edge", "reflect",
    "symmetric" or "wrap". With "zero" the new samples are `value`, and they are data: a
    weight that meets one is multiplied. The two sides of numpy.pad, a pair there, are
    two arguments here.

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

    return taken(x, sources(before, len(x), after, boundary, "padded signal"), value)


def pad2d(
    x: Matrix,
    rows: Any,
    columns: Any = None,
    boundary: Boundary = "zero",
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

    row_places = sources(above, len(x), below, boundary, "padded image")
    column_places = sources(left, len(x[0]), right, boundary, "row of the padded image")
    return taken2d(x, (row_places, column_places), value)


def sources(
    before: int, n: int, after: int, boundary: str, what: str
) -> list[int | None]:
    """Return which of `n` samples stands in each place of a padded axis.

    >>> sources(1, 3, 2, "edge", "padded signal")
    [0, 0, 1, 2, 2, 2]
    """
    # The same result with anything for None, as each place will be taken.
    found: list[int | None] = [None] * listable(before + n + after, what)
    for m in range(len(found)):
        found[m] = source(m - before, n, boundary)
    return found


def taken(x: list[Number], read: list[int | None], value: Number = 0) -> list[Number]:
    """Return the sample that is read in each of these places, `value` where none is.

    >>> taken([1, 2, 3], [None, 0, 1, 1])
    [0, 1, 2, 2]
    """
    return [value if p is None else x[p] for p in read]


def taken2d(
    x: list[list[Number]],
    read: tuple[list[int | None], list[int | None]],
    value: Number = 0,
) -> list[list[Number]]:
    """Return the pixels that are read in these rows and columns, or `value`."""
    rows, columns = read
    return [
        [value] * len(columns) if p is None else taken(x[p], columns, value)
        for p in rows
    ]


# === what the windows of a signal or of an image read ===


def surrounded(
    x: list[Number], k: int, mode: Mode, stride: int, dilation: int, boundary: str
) -> tuple[list[Number], Mode, int, int]:
    """Return signal, mode, stride and dilation for windows that stay inside a signal.

    With boundary="zero" there is nothing outside, and all is returned as it is.
    Otherwise the signal is surrounded by what hangs over, and the mode is "valid".

    >>> surrounded([1, 2, 3], 3, "same", 1, 1, "wrap")
    ([3, 1, 2, 3, 1], 'valid', 1, 1)
    """
    sides = overhang(k, mode, dilation)
    if choice(boundary, "boundary", BOUNDARIES) == "zero" or mode == "valid":
        return x, mode, stride, dilation
    read, stride, dilation = places(len(x), k, sides, stride, dilation, boundary)
    return taken(x, read), "valid", stride, dilation


def surrounded2d(
    x: list[list[Number]],
    k: Both,
    mode: Mode,
    stride: Both,
    dilation: Both,
    boundary: str,
) -> tuple[list[list[Number]], Mode, Both, Both]:
    """Return the same for windows of k[0] x k[1] taps that stay inside an image."""
    sides = overhang(k[0], mode, dilation[0]), overhang(k[1], mode, dilation[1])
    # For "valid", it is the same result, sooner.
    if choice(boundary, "boundary", BOUNDARIES) == "zero" or mode == "valid":
        return x, mode, stride, dilation
    size = len(x), len(x[0])
    read, stride, dilation = places2d(size, k, sides, stride, dilation, boundary)
    return taken2d(x, read), "valid", stride, dilation


def places(
    n: int, k: int, sides: Both, stride: int, dilation: int, boundary: str
) -> tuple[list[int | None], int, int]:
    """Return where the windows of a padded signal read, and the steps between them.

    Mostly that is every position, padding included:

    >>> places(3, 2, (1, 1), 1, 1, "wrap")
    ([2, 0, 1, 2, 0], 1, 1)

    Where windows read less than all of that, it is what they read, one window behind
    the other: each begins `k` further on, and its taps are neighbours.

    >>> places(3, 2, (500, 500), 1, 1000, "wrap")       # 3 windows of 2 taps
    ([1, 2, 2, 0, 0, 1], 2, 1)
    """
    before, after = sides
    length = before + n + after
    count = (length - reach(k, dilation) - 1) // stride + 1
    if count * k >= length:  # same result either way, by the shorter of two lists
        return sources(before, n, after, boundary, "padded signal"), stride, dilation
    # Filled below: the same result, whatever stands there before.
    read: list[int | None] = [None] * listable(count * k, "all that is read")
    for m in range(len(read)):
        window, i = divmod(m, k)
        read[m] = source(window * stride - before + i * dilation, n, boundary)
    return read, k, 1


def places2d(
    size: Both, k: Both, sides: Any, stride: Both, dilation: Both, boundary: str
) -> tuple[tuple[list[int | None], list[int | None]], Both, Both]:
    """Return the same for the rows and the columns of an image."""
    (rows, stride_0, dilation_0), (columns, stride_1, dilation_1) = (
        places(size[axis], k[axis], sides[axis], stride[axis], dilation[axis], boundary)
        for axis in (0, 1)
    )
    return (rows, columns), (stride_0, stride_1), (dilation_0, dilation_1)


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
