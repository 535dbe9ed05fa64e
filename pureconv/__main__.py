"""The command line: `python -m pureconv` tells the lesson, or tests a function."""

from __future__ import annotations

import os
import sys

USAGE = """\
python -m pureconv              the story of convolution, in half an hour
python -m pureconv 5            one chapter of it, or several: {chapters}
python -m pureconv --list       their titles and ideas
python -m pureconv --plain      in ASCII, whatever the terminal can do
python -m pureconv --html FILE  as one page, for a browser; --force replaces a file
python -m pureconv check        is that convolution right? check -h for all
python -m pureconv identify     which convention does it follow?
python -m pureconv explain      what does it compute?
python -m pureconv -h           this help"""
TESTING = ("check", "identify", "explain")


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
    """Tell the lesson as the words say."""
    from pureconv.lesson import CHAPTERS
    from pureconv.lesson.command import command

    if "-h" in words or "--help" in words:
        print(USAGE.format(chapters=" ".join(CHAPTERS)))
        return 0
    return command(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
