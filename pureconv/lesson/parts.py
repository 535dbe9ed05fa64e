"""What the lesson is made of: plain data. Renderers draw it, and nothing here does.

A chapter holds one idea, one picture, its text, the live source of its function, one
check and one thing to try. Pictures are numbers with labels: how a bar or a box looks
is the renderer's business. Text is plain ASCII; its line breaks mean nothing, and what
stands between two `backticks` is code.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Union

LONGEST_WHOLE = 34  # code up to so many letters is kept on one line


class Source(NamedTuple):
    """A function whose loops are shown, live, with a word on names made before them."""

    function: Callable[..., Any]
    note: str = ""


class Formula(NamedTuple):
    """A formula on a line of its own, as one types it: y[n] = sum over i of ..."""

    text: str


class Bar(NamedTuple):
    """One bar, its parts laid end to end."""

    label: str
    lengths: list[Any]
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
    """Something to try, and a call to start from."""

    question: str
    function: Callable[..., Any]
    arguments: list[Any]
    options: dict[str, Any] = {}  # noqa: RUF012  (never changed)

    @property
    def code(self) -> str:
        """The call, as one types it."""
        named = [f"{name}={value!r}" for name, value in self.options.items()]
        words = ", ".join([*map(repr, self.arguments), *named])
        return f"{self.function.__name__}({words})"

    @property
    def answer(self) -> Any:
        """What the call returns."""
        return self.function(*self.arguments, **self.options)


Drawing = Union[Bars, Strips, Rows, Grids]
Part = Union[str, Formula, Source, Table, Points]


class Picture(NamedTuple):
    """A drawing, and a sentence that says what can be seen in it."""

    caption: str
    drawing: Drawing


class Chapter(NamedTuple):
    """One idea; `body` is paragraphs, sources and tables in reading order."""

    number: str
    title: str
    idea: str
    picture: Picture
    body: list[Part]
    check: Check
    task: Task


class Opening(NamedTuple):
    """What stands ahead of the first chapter."""

    title: str
    picture: Picture
    paragraphs: list[str]


def say(value: Any, places: int = 6) -> str:
    """Return a number, a truth or a list of them as the lesson prints it.

    >>> say(0.5), say(1 / 3), say(1 / 3, 2), say(-2.4e-16), say([1, 2.0])
    ('0.5', '0.333333', '0.33', '0', '[1, 2]')
    >>> say(True), say(None), say("full")
    ('yes', '-', 'full')
    """
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(say(v, places) for v in value) + "]"
    if value is None or isinstance(value, bool):
        return {None: "-", True: "yes", False: "no"}[value]
    if isinstance(value, float):
        text = f"{value:.{places}f}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    return str(value)


def row(values: Sequence[Any], places: int = 6) -> str:
    """Return numbers as they stand in a row, as code.

    >>> row([8, 14, 8, 3])
    '`8 14 8 3`'
    """
    return "`" + " ".join(say(v, places) for v in values) + "`"


def products(w: Sequence[Any], x: Sequence[Any]) -> str:
    """Return a weighted sum as it is written out.

    >>> products([1, 2], [5, 7])
    '1*5 + 2*7'
    """
    return " + ".join(f"{say(w[i])}*{say(x[i])}" for i in range(len(x)))


def check_text(check: Check) -> str:
    """Return how a check came out: its two sides if they are short, or how many.

    >>> check_text(Check("a law", [1, 2], [1, 2])), check_text(Check("a law", 1, 2))
    ('It holds: `[1, 2] == [1, 2]`.', 'IT FAILS: `1 != 2`.')
    >>> check_text(Check("a law", [0] * 50, [0] * 50))
    'It holds: all 50 numbers agree.'
    """
    left, right = say(check.left), say(check.right)
    if check.holds:
        agree = f"all {count(check.left)} numbers agree"
        return f"It holds: {agree if len(left) > 30 else f'`{left} == {right}`'}."
    differ = f"{count(check.left)} numbers and {count(check.right)} are not the same"
    return f"IT FAILS: {differ if len(left + right) > 60 else f'`{left} != {right}`'}."


def count(value: Any) -> int:
    """Return how many numbers there are in nested lists."""
    return sum(map(count, value)) if isinstance(value, (list, tuple)) else 1
