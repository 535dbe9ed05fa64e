"""Signals and images rearranged: mirrored, moved, thinned, with holes, as laws need it.

A function here takes a signal or an image, and a step for each axis: an int, or a pair
(rows, columns) for an image, where one int stands for both. `each_number` and `inner`
take nested lists of any depth. The kinds of arguments of all laws stand here, too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pureconv.boundary import pad
from pureconv.checks import Number
from pureconv.nested import leaves, like, transposed
from pureconv.sizes import overhang

Candidate = Callable[..., Any]  # an implementation under test
Signal = Any  # a signal (Vector), or an image (Matrix)
Kernel = Any  # with as many axes as the signal
Batch = Any  # [item][channel], and then a signal or an image
Weights = Any  # [output channel][input channel / groups], and then a kernel
Step = Any  # an int, or a pair (rows, columns) where the signal is an image
Padding = Any  # a pair of sides, for images a pair of those
Equation = tuple[Any, Any]  # the two sides of a law, which must be equal


def is_image(x: Signal) -> bool:
    """Return whether x is a list of rows."""
    return isinstance(x[0], list)


def lengths_of(x: Signal) -> list[int]:
    """Return how long each axis is."""
    return [len(x), len(x[0])] if is_image(x) else [len(x)]


def each_axis(change: Callable[..., Any], x: Signal, steps: Any) -> Any:
    """Return x changed along each axis, by the step for that axis or by one for all."""
    if not is_image(x):
        return change(x, steps if isinstance(steps, int) else steps[0])
    of_rows, of_columns = (steps, steps) if isinstance(steps, int) else steps
    rows = [change(row, of_columns) for row in x]
    return transposed([change(column, of_rows) for column in transposed(rows)])


def reaches_of(w: Signal) -> list[int]:
    """Return how far the last weight lies from the first, along each axis."""
    return [k - 1 for k in lengths_of(w)]


def mirrored(x: Signal) -> Any:
    """Return x read backwards along each axis.

    >>> mirrored([[1, 2], [3, 4]])
    [[4, 3], [2, 1]]
    """
    return [row[::-1] for row in x[::-1]] if is_image(x) else x[::-1]


def delayed(x: Signal, shift: Step) -> Any:
    """Return x with so many zeros ahead of it."""
    return each_axis(lambda line, zeros: [0] * zeros + line, x, shift)


def beginning_at(y: Signal, start: Step) -> Any:
    """Return y without what comes before `start`."""
    return each_axis(lambda line, first: line[first:], y, start)


def thinned(y: Signal, stride: Step) -> Any:
    """Return every stride-th of each axis.

    >>> thinned([[1, 2, 3], [4, 5, 6]], (1, 2))
    [[1, 3], [4, 6]]
    """
    return each_axis(lambda line, step: line[::step], y, stride)


def padded(x: Signal, w: Signal, mode: str, boundary: Any) -> Any:
    """Return x with what the windows of w look at in that mode, outside included."""
    sides = [overhang(k, mode) for k in lengths_of(w)]
    return each_axis(lambda line, s: pad(line, s[0], s[1], boundary), x, sides)


def with_holes(w: Signal, dilation: Step) -> Any:
    """Return w with dilation - 1 zeros between any two neighbours.

    >>> with_holes([1, 2], 3)
    [1, 0, 0, 2]
    """

    def spread(line: list[Number], step: int) -> list[Number]:
        places = range(step * (len(line) - 1) + 1)
        return [0 if n % step else line[n // step] for n in places]

    return each_axis(spread, w, dilation)


def single(c: Number, x: Signal) -> Signal:
    """Return a kernel of one weight with as many axes as x."""
    return [[c]] if is_image(x) else [c]


def scaled(x: Signal, c: Number) -> Any:
    """Return c times x."""
    return [scaled(row, c) for row in x] if is_image(x) else [c * a for a in x]


def plus(x: Signal, y: Signal) -> Any:
    """Return the sum, the same result in either order.

    A shorter axis counts as followed by zeros.
    """
    longest = list(map(max, lengths_of(x), lengths_of(y)))
    x, y = filled(x, longest), filled(y, longest)
    if is_image(x):
        return [plus(row, other) for row, other in zip(x, y)]
    return [a + b for a, b in zip(x, y)]


def filled(x: Signal, lengths: list[int]) -> Any:
    """Return x with zeros behind it up to these lengths."""
    return each_axis(lambda line, n: line + [0] * (n - len(line)), x, lengths)


def size_of(x: Signal) -> Step:
    """Return the size as an option states it: an int, or (rows, columns)."""
    return tuple(lengths_of(x)) if is_image(x) else len(x)


def each_number(function: Callable[..., Number], *nested: Any) -> Any:
    """Return what the function makes of the numbers that stand in the same place."""
    return like(nested[0], map(function, *map(leaves, nested)))


def inner(a: Any, b: Any) -> Number:
    """Return <a, b>, the sum of the products of what stands in the same place.

    What has no partner, as 3 and 6 here, does not count.

    >>> inner([[1, 2, 3], [4, 5, 6]], [[1, 10], [100, 1000]])
    5421
    """
    if not isinstance(a, list):
        return a * b
    # The same result by zip(b, a): numbers commute.
    return sum(inner(p, q) for p, q in zip(a, b))


def carried(columns: list[int]) -> list[int]:
    """Return the digits: what a column holds beyond 9 moves on to the next place.

    >>> carried([4, 13, 28])                        # 28 is 8 and 2, 13 + 2 is 5 and 1
    [0, 5, 5, 8]
    """
    digits, more = [], 0
    for column in reversed(columns):
        more, digit = divmod(column + more, 10)
        digits.append(digit)
    return [more, *reversed(digits)]
