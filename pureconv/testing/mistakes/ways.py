"""What a mistake is, and the ways to make one.

A mistake is a sentence, and the ways to make it: functions that take a draft and return
what it gives to those who make that mistake, which is the answer of the reference, with
something changed. They may raise where there is nothing to change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from pureconv.nested import mapped, shape
from pureconv.testing.mistakes.draft import Change, Draft
from pureconv.testing.naming import flipped

Way = Callable[[Draft], Any]
Changes = Callable[[Draft, Any], Any]  # of operands or outputs, in a draft


class Mistake(NamedTuple):
    """What people do wrong, in one sentence; of a family, the first one is named."""

    sentence: str
    ways: tuple[Way, ...]
    family: str = ""


Mistakes = Iterator[Mistake]


def mistake(sentence: str, *ways: Way, family: str = "") -> Mistake:
    """Return a mistake."""
    return Mistake(sentence, ways, family)


def on(names: str, changes: Changes) -> Way:
    """Return the mistake of changing some of "x", "w", the bias "b" and outputs "y"."""

    def way(c: Draft) -> Any:
        operands = {"x": ("x", c.x), "w": ("w", c.w), "b": ("bias", c.bias)}
        given = [operands[letter] for letter in names.rstrip("y")]
        y = c(**{name: changes(c, v) for name, v in given})
        return changes(c, y) if names.endswith("y") else y

    return way


def numbers(change: Change) -> Changes:
    """Return what changes every number."""
    return lambda _, values: mapped(change, values)


def planes(change: Change) -> Changes:
    """Return what changes every signal, image or kernel."""
    return lambda c, values: c.each(change, values)


def along(*changes: Change) -> Changes:
    """Return what changes all lists that lie along an axis, by axes."""
    return lambda c, values: c.along(changes, values)


def changed(**changes: Any) -> Way:
    """Return the mistake of taking arguments for others."""
    return lambda c: c(**changes)


def stepping(change: Change, *names: str) -> Way:
    """Return the mistake of changing some options, given their values for all axes."""
    return lambda c: c(**{k: c.saying(k, change(c.steps(k))) for k in names})


def flip(plane: Any) -> Any:
    """Return a signal, image or kernel backwards along all axes."""
    return flipped(plane, (True,) * len(shape(plane)))


def zero(_: Any) -> int:
    """Return 0, for whatever number."""
    return 0


def rolled(by: int, values: list[Any]) -> list[Any]:
    """Return a list that begins some items later; those come at its end.

    >>> rolled(1, [1, 2, 3]), rolled(-1, [1, 2, 3])
    ([2, 3, 1], [3, 1, 2])
    """
    return values[by:] + values[:by]


def by_columns(plane: Any) -> Any:
    """Return a plane of the same shape, read from memory column by column.

    >>> by_columns([[1, 2, 3], [4, 5, 6]])
    [[1, 3, 5], [2, 4, 6]]
    """
    values = [v for row in plane for v in row]
    return [values[m :: len(plane)] for m in range(len(plane))]
