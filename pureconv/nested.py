"""Nested lists, as deep as they come: whatever a candidate takes and gives back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def shape(values: Any) -> tuple[int, ...]:
    """Return the lengths of nested lists, from the outermost in.

    >>> shape([[1, 2, 3], [4, 5, 6]]), shape(7)
    ((2, 3), ())
    >>> shape([[1, 2], [3]])
    Traceback (most recent call last):
    ...
    ValueError: ragged lists: 1 long beside 2 long
    """
    lengths: list[int] = []
    level = [values]
    while any(isinstance(v, list) for v in level):
        found = [f"{len(v)} long" if isinstance(v, list) else "a number" for v in level]
        if len(set(found)) > 1:
            raise ValueError(f"ragged lists: {min(found)} beside {max(found)}")
        lengths.append(len(level[0]))
        level = [v for values in level for v in values]
    return tuple(lengths)


def leaves(values: Any) -> list[Any]:
    """Return all numbers in reading order.

    >>> leaves([[1, 2, 3], [4, 5, 6]]), leaves(7)
    ([1, 2, 3, 4, 5, 6], [7])
    """
    level = values if isinstance(values, list) else [values]
    while level and isinstance(level[0], list):
        level = [v for values in level for v in values]
    return level


def mapped(change: Callable[[Any], Any], values: Any) -> Any:
    """Return nested lists of the same shape with `change` done to every number.

    >>> mapped(abs, [[-1, 2], [3, -4]])
    [[1, 2], [3, 4]]
    """
    if not isinstance(values, list):
        return change(values)
    if values and isinstance(values[0], list):
        return [mapped(change, v) for v in values]
    return [change(v) for v in values]


def index_of(k: int, lengths: tuple[int, ...]) -> tuple[int, ...]:
    """Return where leaf number k stands in nested lists of that shape.

    >>> index_of(4, (2, 3))
    (1, 1)
    """
    index: tuple[int, ...] = ()
    for length in reversed(lengths):
        k, n = divmod(k, length)
        index = (n, *index)
    return index
