"""What the lesson is made of: plain data. Renderers draw it, and nothing here does.

A chapter holds one idea, its text, the live source of its function, one picture, one
check and one thing to try. Pictures are numbers with labels: how a bar or a box looks
is the renderer's business. Text is plain ASCII; its line breaks mean nothing.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Union


class Source(NamedTuple):
    """A function whose loops are shown, live, with a word on names made before them."""

    function: Callable[..., Any]
    note: str = ""


class Bar(NamedTuple):
    """One bar, its parts laid end to end."""

    label: str
    lengths: list[float]
    note: str


class Bars(NamedTuple):
    """Bars under one another; `names` says what their parts are."""

    names: list[str]
    bars: list[Bar]


class Strip(NamedTuple):
    """One curve, drawn from its zero line, `rise` lines of text high where it is 1."""

    label: str
    values: Sequence[float]
    rise: float
    note: str = ""


class Strips(NamedTuple):
    """Curves under one another, sample under sample, some samples marked."""

    strips: list[Strip]
    marks: list[int]


class Row(NamedTuple):
    """Numbers or words in cells, from cell `start` on; a frame makes them a window."""

    label: str
    start: int
    cells: Sequence[Any]
    note: str = ""
    framed: bool = False


class Rows(NamedTuple):
    """Rows whose cells line up; the cells of column `marked` are framed one by one."""

    rows: list[Row]
    marked: int | None = None


class Grid(NamedTuple):
    """An image: its numbers, or for a large one its `pixels` or the `signs` of them.

    The patch (top, left, rows, columns) is framed.
    """

    label: str
    cells: list[list[Any]]
    look: str = "numbers"
    patch: tuple[int, int, int, int] | None = None


class Grids(NamedTuple):
    """Bands of images, those of a band side by side."""

    bands: list[list[Grid]]


class Table(NamedTuple):
    """Numbers and words in rows; the first column names the rows."""

    header: list[str]
    rows: list[list[Any]]


class Points(NamedTuple):
    """Short paragraphs to be numbered."""

    items: list[str]


class Check(NamedTuple):
    """A law: a statement, and the two sides that were computed."""

    statement: str
    left: Any
    right: Any

    @property
    def holds(self) -> bool:
        """Whether the two sides are equal."""
        return bool(self.left == self.right)


class Task(NamedTuple):
    """Something to try, and an expression to start from."""

    question: str
    code: str


Picture = Union[Bars, Strips, Rows, Grids, Table]
Part = Union[str, Source, Picture, Points]


class Chapter(NamedTuple):
    """One idea; `body` is paragraphs, source and picture in reading order."""

    number: str
    title: str
    idea: str
    body: list[Part]
    check: Check
    task: Task


def say(value: Any, places: int = 6) -> str:
    """Return a number, a truth or a list of them as the lesson prints it.

    >>> say(0.5), say(1 / 3), say(1 / 3, 2), say(-2.4e-16), say([1, 2.0])
    ('0.5', '0.333333', '0.33', '0', '[1, 2]')
    >>> say(True), say(None)
    ('yes', '-')
    """
    if isinstance(value, list):
        return "[" + ", ".join(say(v, places) for v in value) + "]"
    if value is None or isinstance(value, bool):
        return {None: "-", True: "yes", False: "no"}[value]
    if isinstance(value, float):
        text = f"{value:.{places}f}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    return str(value)


def row(values: list[Any]) -> str:
    """Return numbers as they stand in a row, to be kept on one line.

    >>> row([8, 14, 8, 3]).split()
    ['8', '14', '8', '3']
    """
    return whole(" ".join(say(v) for v in values))


def products(w: list[Any], x: list[Any]) -> str:
    """Return a weighted sum as it is written out.

    >>> products([1, 2], [5, 7])
    '1*5 + 2*7'
    """
    return " + ".join(f"{say(w[i])}*{say(x[i])}" for i in range(len(x)))


def whole(text: str) -> str:
    r"""Return text that stays on one line: its spaces do not break.

    >>> whole("n + i").replace("\N{NO-BREAK SPACE}", "_")
    'n_+_i'
    """
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def where(function: Callable[..., Any]) -> str:
    """Return the file that a function stands in.

    >>> where(say)
    'pureconv/lesson/parts.py'
    """
    return function.__module__.replace(".", "/") + ".py"


def loops(function: Callable[..., Any]) -> list[str]:
    """Return the last paragraph of a function: its loops.

    Those before hold the docstring, the checks and the sizes. A program that comes
    without its source has nothing to show, and the list is empty.
    """
    try:
        source = inspect.getsource(function)
    except (OSError, TypeError):
        return []
    body = source.rpartition('"""')[2].rstrip()
    return inspect.cleandoc("\n" + body.split("\n\n")[-1]).split("\n")
