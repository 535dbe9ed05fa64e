"""Set chapters as lines of text: at any width from 40 columns, and in any encoding.

Where the block characters of the pictures cannot be written, ASCII characters that look
much like them take their places, so the layout stays.
"""

from __future__ import annotations

import re
import shutil
import textwrap
from typing import Any

from pureconv.lesson.parts import (
    Chapter,
    Check,
    Part,
    Points,
    Source,
    loops,
    say,
    where,
    whole,
)
from pureconv.lesson.pictures import DRAWN_BY

GLYPHS = "█▀▄▒│─·"
ASCII = str.maketrans(GLYPHS, "#'.=|-.")


def writable(encoding: str | None) -> bool:
    """Return whether an encoding has the block characters.

    >>> writable("utf-8"), writable("cp437"), writable("cp1252"), writable(None)
    (True, True, False, False)
    """
    try:
        GLYPHS.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def page_width() -> int:
    """Return the width to write in: the terminal's, within what reads well."""
    return max(40, min(74, shutil.get_terminal_size().columns))


def opening_lines(title: str, paragraphs: tuple[str, ...], width: int) -> list[str]:
    """Return what stands ahead of the first chapter."""
    lines = heading(title, width)
    for text in paragraphs:
        lines += [*paragraph(text, width), ""]
    return printable(lines)


def chapter_lines(chapter: Chapter, width: int) -> list[str]:
    """Return a chapter as lines of at most `width` columns."""
    number = f"{chapter.number}. " if chapter.number[0].isdigit() else ""
    lines = heading(number + chapter.title, width)
    for part in (chapter.idea, *chapter.body):
        lines += [*part_lines(part, width), ""]
    lines += paragraph(check_text(chapter.check), width, "Check: ")
    lines += paragraph(chapter.task.question, width, "Try:   ")
    lines += [*paragraph(chapter.task.code, width, "       "), ""]
    return printable(lines)


def printable(lines: list[str]) -> list[str]:
    """Return lines with plain spaces, and none at their ends."""
    return [line.replace("\N{NO-BREAK SPACE}", " ").rstrip() for line in lines]


def heading(title: str, width: int) -> list[str]:
    """Return a title with a line under it."""
    lines = textwrap.wrap(title, width)
    return [*lines, "─" * max(map(len, lines)), ""]


def part_lines(part: Part, width: int) -> list[str]:
    """Return one part of a chapter, pictures indented."""
    if isinstance(part, str):
        return paragraph(part, width)
    if isinstance(part, Source):
        return source_lines(part, width)
    if isinstance(part, Points):
        points = enumerate(part.items, 1)
        return [line for n, text in points for line in paragraph(text, width, f"{n}. ")]
    return ["  " + line for line in DRAWN_BY[type(part)](part, width - 2)]


def paragraph(text: str, width: int, label: str = "") -> list[str]:
    """Return text as lines behind a label."""
    wrapper = textwrap.TextWrapper(
        width,
        initial_indent=label,
        subsequent_indent=" " * len(label),
        break_on_hyphens=False,
    )
    return wrapper.wrap(re.sub("[ \n]+", " ", text))


def source_lines(source: Source, width: int) -> list[str]:
    """Return the loops of a function, after its name and its file."""
    name, lines = source.function.__name__, loops(source.function)
    if not lines:
        return paragraph(f"(The source of {name} is not at hand here.)", width)
    title = f"{name}, from {where(source.function)}{source.note}:"
    return [*paragraph(title, width), "", *code_lines(lines, width)]


def code_lines(lines: list[str], width: int) -> list[str]:
    """Return code, indented; on a narrow page indented less and wrapped."""
    fits = max(map(len, lines)) + 4 <= width
    wrapped = []
    for line in lines:
        code = line.lstrip()
        depth = len(line) - len(code)
        first = " " * (depth + 4 if fits else depth // 2 + 2)
        wrapped += textwrap.wrap(
            code, width, initial_indent=first, subsequent_indent=first + "    "
        )
    return wrapped


def check_text(check: Check) -> str:
    """Return a law, its two sides if they are short, and whether they are equal."""
    left, right = whole(say(check.left)), whole(say(check.right))
    if check.holds:
        agree = f"all {count(check.left)} numbers agree"
        sides = agree if len(left) > 30 else f"{left} == {right}"
        return f"{check.statement}. It holds: {sides}."
    differ = f"{count(check.left)} numbers and {count(check.right)} are not the same"
    sides = differ if len(left) + len(right) > 60 else f"{left} != {right}"
    return f"{check.statement}. IT FAILS: {sides}."


def count(value: Any) -> int:
    """Return how many numbers there are in nested lists."""
    return sum(map(count, value)) if isinstance(value, list) else 1
