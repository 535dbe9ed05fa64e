"""What is done for each command: check, identify, explain, vectors and judge."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from pureconv.testing.checking import plan
from pureconv.testing.command.screen import Progress, show
from pureconv.testing.command.words import COMMANDS, file, loaded, read
from pureconv.testing.conventions import CONVENTIONS
from pureconv.testing.naming import Told, explain, identify
from pureconv.testing.processes import program
from pureconv.testing.telling import Record
from pureconv.testing.vectorfiles.judging import judged
from pureconv.testing.vectorfiles.making import vectors, written

Job = Callable[[], int]  # what is left to do once all words make sense: to print
# What makes arrays of lists for the functions of a package, where nothing else is said.
ARRAYS = {
    "numpy": "numpy:asarray",
    "scipy": "numpy:asarray",
    "torch": "torch:tensor",
    "jax": "jax.numpy:asarray",
}


def command(line: Sequence[str]) -> int:
    """Do what the words say; return 0, 1 for a failed check, or 2 for wrong usage."""
    said = vars(_parser().parse_args(line))
    prepare = JOBS[said.pop("action")]
    if isinstance(sys.stdout, TextIOWrapper):  # a word may be no text, or not in ASCII
        sys.stdout.reconfigure(errors="backslashreplace")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        job = prepare(read(said))
    except (ImportError, TypeError, ValueError) as error:
        print(f"pureconv: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    return job()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pureconv")
    actions = parser.add_subparsers(dest="action", required=True)
    for name, (text, words, example) in COMMANDS.items():
        sub = actions.add_parser(
            name,
            help=text,
            description=text,
            epilog=f"example: python -m pureconv {name} {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            argument_default=argparse.SUPPRESS,  # functions have defaults of their own
        )
        for word, settings in words.items():
            sub.add_argument(word, **settings)
    return parser


def _candidate(said: dict[str, Any]) -> Any:
    """Return the candidate; what is left is said of how it is called."""
    function, line = said.pop("function", None), said.pop("program", None)
    if function is None and line is None:
        raise ValueError("say what to test: module:function, or --program")
    if function is not None and line is not None:
        raise ValueError(f"say either {function} or --program, not both")
    if line is not None:
        for name in ("to", "isolate"):
            if name in said:
                raise ValueError(f"--{name} is for functions, and this is a program")
        timed = [said["timeout"]] if "timeout" in said else []
        return program(line, *timed)
    if "timeout" in said and "isolate" not in said:
        raise ValueError("--timeout needs --isolate")
    to = said.pop("to", None) or ARRAYS.get(re.split("[.:]", function)[0])
    if to is not None:
        said["to"] = loaded(to)
    return loaded(function)


def _check(said: dict[str, Any]) -> Job:
    """Return the job of checking a function, unless something about it is wrong."""
    as_json, entry = said.pop("json", False), said.get("function", "")
    dotted, line = entry.replace(":", "."), said.get("program")
    candidate, like = _candidate(said), said.pop("like", dotted)
    if like == dotted and dotted not in CONVENTIONS:
        known = f"no convention is known for {dotted or line}"
        raise ValueError(f"{known}: say what it is --like")
    todo = plan(candidate, like, name=dotted, **said)

    name, measure = todo.claim.candidate.name, todo.claim.target.name
    against = measure if measure != name else "what it documents"

    def records() -> Iterator[Record]:
        progress = Progress(len(todo.checks))
        for each in todo.checks:
            progress.start(each.name)
            record = todo.record(each, progress.called)
            progress.finish()
            yield record

    return lambda: show(
        records(),
        f"{name} in {todo.claim.arithmetic.dtype}, against {against}",
        max(len(each.name) for each in todo.checks),
        as_json=as_json,
        refusing="refuses" in said,
    )


def _identify(said: dict[str, Any]) -> Job:
    return partial(_print, identify(_candidate(said), **_one_each(said)))


def _explain(said: dict[str, Any]) -> Job:
    sizes = said.pop("signal"), said.pop("weights")
    return partial(_print, explain(_candidate(said), *sizes, **_one_each(said)))


def _one_each(said: dict[str, Any]) -> dict[str, Any]:
    """Return the same, with one value for each option."""
    options = said.pop("options", {})
    for name, values in options.items():
        if len(values) != 1:
            raise ValueError(f"--options must give one value, as in {name}=2")
    return {**said, "options": {name: value for name, (value,) in options.items()}}


def _print(told: Told) -> int:
    """Print what was found out, and return 1 if that is nothing."""
    print(told)
    return 0 if told.known else 1


def _vectors(said: dict[str, Any]) -> Job:
    text = written(vectors(**said))

    def job() -> int:
        # With \n, on every system; and the same result by other names of ASCII.
        sys.stdout.buffer.write(text.encode("ascii"))
        return 0

    return job


def _judge(said: dict[str, Any]) -> Job:
    as_json, name = said.pop("json", False), said.pop("answers")
    made = file(said.pop("vectors"))
    records = judged(made, file(name), **said)

    asked = f"{len(made['tests'])} cases of {made['function']}"
    title = f"{name} in {made['dtype']}, against {asked}"
    longest = max((len(each.name) for each in records), default=0)
    return lambda: show(records, title, longest, as_json=as_json)


JOBS: dict[str, Callable[[dict[str, Any]], Job]] = {
    "check": _check,
    "identify": _identify,
    "explain": _explain,
    "vectors": _vectors,
    "judge": _judge,
}
