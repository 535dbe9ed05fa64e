"""Nested lists, as deep as they come: shapes, places, and every number in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import Any


def lists(values: Any, name: str = "an array") -> Any:
    """Return nested sequences, or objects with tolist(), as nested lists.

    >>> lists(((1, 2), range(3)))
    [[1, 2], [0, 1, 2]]
    """
    try:
        return _lists(values)
    except RecursionError:
        raise ValueError(f"{name} is nested too deeply, or holds itself") from None


def _lists(values: Any) -> Any:
    # Same result as below, sooner.
    if type(values) is list:
        row = {int, float}.issuperset(map(type, values))  # as most are
        # Same result, sooner.
        return values[:] if row else [_lists(v) for v in values]
    # As `checks.items`, which would take longer: a call more for each number.
    if hasattr(type(values), "tolist"):
        values = values.tolist()
    if isinstance(values, Sequence) and not isinstance(values, (str, bytes, bytearray)):
        return [_lists(v) for v in values]
    return values


def shape(values: Any, name: str = "") -> tuple[int, ...]:
    """Return the lengths of nested lists, from the outermost in.

    Errors say whose lists they are, if that is known.

    >>> shape([[1, 2, 3], [4, 5, 6]]), shape(7)
    ((2, 3), ())
    >>> shape([[1, 2], [3]])
    Traceback (most recent call last):
    ...
    ValueError: ragged lists: 1 long beside 2 long
    """
    lengths: list[int] = []
    level = [values]
    while list in map(type, level):
        # A number counts as -1 long: same result by any number below zero.
        found = {len(v) if type(v) is list else -1 for v in level}
        if len(found) > 1:
            words = {f"{n} long" if n >= 0 else "a number" for n in found}
            whose = f"{name} holds " if name else ""
            raise ValueError(f"{whose}ragged lists: {min(words)} beside {max(words)}")
        lengths.append(len(level[0]))
        level = list(chain.from_iterable(level))
    return tuple(lengths)


def leaves(values: Any) -> list[Any]:
    """Return all numbers in reading order.

    >>> leaves([[1, 2, 3], [4, 5, 6]]), leaves(7)
    ([1, 2, 3, 4, 5, 6], [7])
    """
    return leaves_and_types(values)[0]


def leaves_and_types(values: Any) -> tuple[list[Any], set[type]]:
    """Return all numbers in reading order, and the types they are of.

    >>> leaves_and_types([[1, 2], [3, 4]])
    ([1, 2, 3, 4], {<class 'int'>})
    """
    # Same result if a list is put into another, too, as they are all opened.
    level = values if isinstance(values, list) else [values]
    types = set(map(type, level))
    while list in types:
        if len(types) > 1:  # numbers beside lists; else same result, as it is
            level = [v if isinstance(v, list) else [v] for v in level]
        level = list(chain.from_iterable(level))
        types = set(map(type, level))
    return level, types


def like(values: Any, numbers: Iterator[Any]) -> Any:
    """Return the numbers in lists that are nested as `values` are.

    >>> like([[1, 2], [3]], iter("abc"))
    [['a', 'b'], ['c']]
    >>> like([1, [2, 3]], iter("abc"))
    ['a', ['b', 'c']]
    """
    levels, level = [], [values]
    # Same result item by item, as below: this is sooner.
    while set(map(type, level)) == {list}:
        levels.append(level)
        level = list(chain.from_iterable(level))
    if list in set(map(type, level)):  # numbers beside lists
        return [like(v, numbers) for v in values]
    for level in reversed(levels):
        numbers = iter([list(islice(numbers, len(v))) for v in level])
    return next(numbers)


def mapped(change: Callable[[Any], Any], values: Any) -> Any:
    """Return lists nested as `values` are, with `change` done to every number.

    >>> mapped(abs, [[-1, 2], [3, -4]])
    [[1, 2], [3, 4]]
    """
    return like(values, map(change, leaves(values)))


def transposed(rows: list[list[Any]]) -> list[list[Any]]:
    """Return the columns as rows.

    >>> transposed([[1, 2, 3], [4, 5, 6]])
    [[1, 4], [2, 5], [3, 6]]
    """
    return list(map(list, zip(*rows)))


def index_of(number: int, lengths: tuple[int, ...]) -> tuple[int, ...]:
    """Return where the leaf of that number stands in nested lists of that shape.

    >>> index_of(4, (2, 3))
    (1, 1)
    """
    index: tuple[int, ...] = ()
    for length in reversed(lengths):
        number, n = divmod(number, length)
        index = (n, *index)
    return index
