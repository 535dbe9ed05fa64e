"""The command line: `python -m pureconv` tells the lesson, or tests a function."""

from __future__ import annotations

import os
import sys

USAGE = """\
python -m pureconv              the story of convolution, in half an hour
python -m pureconv 5            one chapter of it, or several, of
    {chapters}
python -m pureconv --list       their titles and ideas
python -m pureconv --plain      in ASCII, whatever the terminal can do
python -m pureconv --html FILE  as a page for browsers; --force replaces a file

python -m pureconv check module:function        is that convolution right?
    --like conv2d               what it should be; or numpy.convolve, ...
    --options stride,padding=0|1    which options vary, and what is tried
    --dtype float32             what it computes in; and so --accumulate,
                                --operands, --flush and --algorithm
    --to module:function        makes of lists what it wants
    --max-examples 200          how long to try
    --isolate --timeout 10      in a process of its own, where it may crash
    --json                      records as lines of JSON
python -m pureconv check --program "./conv --fast" --like conv2d
                                the same for a program that speaks JSON lines
python -m pureconv identify module:function     which convention is it?
python -m pureconv explain module:function --signal 5 --weights 3
                                what does it compute, as formulas?
python -m pureconv vectors conv2d > v.json      calls with exact answers
python -m pureconv judge v.json answers.json    are these answers right?

python -m pureconv check -h     all its options; the same for each word above
python -m pureconv -h           this help; installed, "pureconv" says it all"""
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
    """Tell the lesson as the words say."""
    from pureconv.checks import meant
    from pureconv.lesson import CHAPTERS
    from pureconv.lesson.command import command, complain

    if "-h" in words or "--help" in words:
        print(USAGE.format(chapters=" ".join(CHAPTERS)))
        return 0
    word = words[0] if words else ""
    if word not in CHAPTERS and (close := meant(word, TESTING)):
        return complain(f"no command {word!r}: is it {close}? (-h for help)")
    return command(words)


def command_line() -> int:
    """Do what the words of the command line say, as the installed `pureconv` does."""
    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(command_line())
