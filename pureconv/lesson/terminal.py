"""Set chapters as lines of text: at any width from 40 columns, and in any encoding.

Where the block characters of the pictures cannot be written, ASCII characters that look
much like them take their places, so the layout stays.
"""

from __future__ import annotations

import re
import shutil
import textwrap

from pureconv.lesson.drawing import DRAWN_BY
from pureconv.lesson.listing import listing, typed
from pureconv.lesson.parts import (
    LONGEST_WHOLE,
    Chapter,
    Drawing,
    Formula,
    Opening,
    Part,
    Picture,
    Points,
    Source,
    check_text,
)

GLYPHS = "█▀▄▒░│─·"
ASCII = str.maketrans(GLYPHS, "#'.=:|-.")


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


def opening_lines(opening: Opening, width: int) -> list[str]:
    """Return what stands ahead of the first chapter."""
    lines = [*heading(opening.title, width), *picture_lines(opening.picture, width)]
    for text in opening.paragraphs:
        lines += [*paragraph(text, width), ""]
    return printable(lines)


def chapter_lines(chapter: Chapter, width: int) -> list[str]:
    """Return a chapter as lines of at most `width` columns, but for its sources."""
    number = f"{chapter.number}. " if chapter.number[0].isdigit() else ""
    lines = heading(number + chapter.title, width)
    lines += [*paragraph(chapter.idea, width), ""]
    lines += picture_lines(chapter.picture, width)
    for part in chapter.body:
        lines += [*part_lines(part, width), ""]
    check = f"{chapter.check.statement}. {check_text(chapter.check)}"
    lines += paragraph(check, width, "Check: ")
    lines += paragraph(chapter.task.question, width, "Try:   ")
    for line in typed(chapter.task):
        lines += paragraph(line, width, "       ")
    return printable([*lines, ""])


def picture_lines(picture: Picture, width: int) -> list[str]:
    """Return a drawing over its caption."""
    caption = paragraph(picture.caption, width - 2, "  ")
    return [*part_lines(picture.drawing, width), "", *caption, ""]


def printable(lines: list[str]) -> list[str]:
    """Return lines with plain spaces, and none at their ends."""
    return [line.replace("\N{NO-BREAK SPACE}", " ").rstrip() for line in lines]


def heading(title: str, width: int) -> list[str]:
    """Return a title with a line under it."""
    lines = textwrap.wrap(title, width)
    return [*lines, "─" * max(map(len, lines)), ""]


def part_lines(part: Part | Drawing, width: int) -> list[str]:
    """Return one part of a chapter, drawings and sources indented."""
    if isinstance(part, str):
        return paragraph(part, width)
    if isinstance(part, Formula):
        return paragraph(part.text, width, "    ")
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
    return wrapper.wrap(bare(re.sub("[ \n]+", " ", text)))


def bare(text: str) -> str:
    """Return text without its marks for code and emphasis; short code is kept whole.

    >>> bare("a *signal*, `y[n] = 1 * 2`").replace("\N{NO-BREAK SPACE}", "_")
    'a signal, y[n]_=_1_*_2'
    """
    pieces = text.split("`")
    for n in range(len(pieces)):
        if n % 2 == 0:
            pieces[n] = re.sub(r"\*(\w[\w ]*)\*", r"\1", pieces[n])
        elif len(pieces[n]) <= LONGEST_WHOLE:
            pieces[n] = pieces[n].replace(" ", "\N{NO-BREAK SPACE}")
    return "".join(pieces)


def source_lines(source: Source, width: int) -> list[str]:
    """Return the loops of a function, with what brings it, and what names mean."""
    name, lines = source.function.__name__, listing(source.function)
    if not lines:
        return paragraph(f"(The source of {name} is not at hand here.)", width)
    note = ["", *paragraph(source.note, width)] if source.note else []
    return [*("  " + line for line in lines), *note]
