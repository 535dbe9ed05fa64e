"""The command line: `python -m pureconv` tells the lesson, or tests a function."""

from __future__ import annotations

import os
import sys

from pureconv.lesson import OPENING, TITLE, chapters
from pureconv.lesson.terminal import (
    ASCII,
    chapter_lines,
    opening_lines,
    page_width,
    writable,
)

USAGE = """\
python -m pureconv              the story of convolution, in ten minutes
python -m pureconv 5            one chapter of it, or several
python -m pureconv --plain      in ASCII, whatever the terminal can do
python -m pureconv check        is that convolution right? check -h for all
python -m pureconv identify     which convention does it follow?
python -m pureconv explain      what does it compute?
python -m pureconv -h           this help"""
TESTING = ("check", "identify", "explain", "vectors", "judge")


def main(words: list[str]) -> int:
    """Do what the words say and return the exit status."""
    try:
        status = test(words) if words[:1] and words[0] in TESTING else tell(words)
        print(end="", flush=True)
    except BrokenPipeError:  # the reader has seen enough: python -m pureconv | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + 13  # as if SIGPIPE had ended it
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 128 + 2  # as if SIGINT had
    return status


def test(words: list[str]) -> int:
    """Test somebody's function as the words say."""
    from pureconv.testing.command import command  # the lesson needs nothing of it

    return command(words)


def tell(words: list[str]) -> int:
    """Tell the chapters that the words name, or all; return 1 if a check fails."""
    if "-h" in words or "--help" in words:
        print(USAGE)
        return 0
    numbers = [word for word in words if word != "--plain"]
    story = chapters()
    known = [chapter.number for chapter in story]
    for word in numbers:
        if word not in known:
            message = f"no chapter {word!r}: there are {', '.join(known)} (-h for help)"
            print(f"pureconv: {message}", file=sys.stderr)
            return 2

    width = page_width()
    if numbers:
        story = [c for c in story if {c.number, c.number.rstrip("b")} & {*numbers}]
    pages = [chapter_lines(chapter, width) for chapter in story]
    if not numbers:
        pages[0] = opening_lines(TITLE, OPENING, width) + pages[0]

    encoding = getattr(sys.stdout, "encoding", None)
    plain = "--plain" in words or not writable(encoding)
    for n in range(len(pages)):
        if n and not next_page():
            break
        text = "\n".join(pages[n])
        print(text.translate(ASCII) if plain else text)
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


def command_line() -> int:
    """Do what the words of the command line say, as the installed `pureconv` does."""
    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(command_line())
