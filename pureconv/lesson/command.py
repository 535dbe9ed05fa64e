"""The command line of the lesson: tell chapters, list them, or write them as a page."""

from __future__ import annotations

import sys
from pathlib import Path

from pureconv.lesson import CHAPTERS, chapters, opening
from pureconv.lesson.page import page
from pureconv.lesson.parts import Chapter
from pureconv.lesson.terminal import (
    ASCII,
    chapter_lines,
    opening_lines,
    page_width,
    writable,
)

OPTIONS = ("--plain", "--list", "--html", "--force")


def command(words: list[str]) -> int:
    """Do what the words say; return 1 if a check fails, 2 for words not understood."""
    file = None
    if "--html" in words:
        place = words.index("--html")
        file, words = words[place + 1 : place + 2], words[:place] + words[place + 2 :]
    options = {word for word in words if word in OPTIONS}
    numbers = [word for word in words if word not in OPTIONS]
    wrong = misunderstood(file, options, numbers)
    if wrong:
        return complain(wrong)
    if file:
        return write(file[0], force="--force" in options)

    story = chapters(numbers or CHAPTERS)
    if "--list" in options:
        return show([f"{c.number:8}  {c.title}: {c.idea}" for c in story], options)
    return tell(story, options, whole=not numbers)


def misunderstood(
    file: list[str] | None, options: set[str], numbers: list[str]
) -> str | None:
    """Return what is wrong with the words, if anything is."""
    for word in numbers:
        if word.startswith("-"):
            return f"no option {word!r}: there are {', '.join(OPTIONS)} (-h for help)"
        if word not in CHAPTERS:
            there = f"there are {', '.join(CHAPTERS)} (-h for help)"
            return f"no chapter {word!r}: {there}"
    if file is None:
        return "--force goes with --html FILE" if "--force" in options else None
    if not file or file[0] in OPTIONS:
        return "--html needs the name of a file"
    if numbers or options - {"--force"}:
        return "--html writes the whole page: leave out what else is asked"
    return None


def complain(message: str) -> int:
    """Say in one line what is wrong, and return the exit status for that."""
    print(f"pureconv: {message}", file=sys.stderr)
    return 2


def write(name: str, *, force: bool) -> int:
    """Write the page to a new file, or with `force` to any; say how to open it."""
    story = chapters()
    text = page(opening(), story)
    path = Path(name)
    try:
        with path.open("w" if force else "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return complain(f"{name!r} is there already: --force replaces it")
    except (OSError, ValueError) as error:
        return complain(f"cannot write {name!r}: {getattr(error, 'strerror', error)}")
    print(f"{name} is written. Open it in a browser: {path.resolve().as_uri()}")
    return status(story)


def tell(story: list[Chapter], options: set[str], *, whole: bool) -> int:
    """Print chapters, page by page where somebody reads."""
    width = page_width()
    pages = [chapter_lines(chapter, width) for chapter in story]
    if whole:
        pages[0] = opening_lines(opening(), width) + pages[0]
    for n in range(len(pages)):
        if n and not next_page():
            break
        show(pages[n], options)
    return status(story)


def show(lines: list[str], options: set[str]) -> int:
    """Print lines, in ASCII where that is asked for or all that can be written."""
    text = "\n".join(lines)
    plain = "--plain" in options
    if not plain and not writable(getattr(sys.stdout, "encoding", None)):
        plain = True
    print(text.translate(ASCII) if plain else text)
    return 0


def status(story: list[Chapter]) -> int:
    """Return the exit status: 1 if a check fails."""
    return 0 if all(chapter.check.holds for chapter in story) else 1


def next_page() -> bool:
    """Return whether to go on, asking only where somebody can answer."""
    if not all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        return True
    try:
        return input("Enter: go on   q: stop   ").strip() != "q"
    except EOFError:
        print()
        return False
    finally:
        print()
