"""The kit on the command line: python -m pureconv check, identify, explain."""

from __future__ import annotations

import argparse
import ast
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pureconv.testing.conventions import CONVENTIONS
from pureconv.testing.naming import explain, identify

if TYPE_CHECKING:
    from pureconv.testing.checking import Record

# What makes arrays of lists for the functions of a package, where nothing else is said.
ARRAYS = {
    "numpy": "numpy:asarray",
    "scipy": "numpy:asarray",
    "torch": "torch:tensor",
    "jax": "jax.numpy:asarray",
}
DTYPES = "float16, bfloat16, float32, float64 or int8 to int64"


def command(words: Sequence[str]) -> int:
    """Do what the words say; return 0, 1 for a failed check, or 2 for wrong usage."""
    arguments = _parser().parse_args(words)
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        job = arguments.prepare(arguments)
    except (ImportError, TypeError, ValueError) as error:
        print(f"pureconv: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    status: int = job()
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pureconv")
    actions = parser.add_subparsers(dest="action", required=True)
    parsers = {}
    for name, prepare, text in (
        ("check", _check, "Try a function on all that is known of it."),
        ("identify", _identify, "Say which convention a function follows."),
        ("explain", _explain, "Write down what a function computes, as formulas."),
    ):
        parsers[name] = actions.add_parser(name, help=text, description=text)
        parsers[name].set_defaults(prepare=prepare)
        parsers[name].add_argument("function", metavar="module:function")
        add = parsers[name].add_argument
        add("--to", metavar="module:function", help="makes of lists what it wants")

    add = parsers["check"].add_argument
    add("--like", metavar="NAME", help="what it should be: conv2d, numpy.convolve, ...")
    add("--options", default="", help="options to vary, as in stride,padding=0|1|same")
    add("--dtype", default="float64", help=DTYPES)
    add("--accumulate", metavar="DTYPE", help="the format of its sums, if another")
    add("--operands", metavar="FORMAT", help="what it cuts operands to, such as tf32")
    add("--flush", action="store_true", help="it may take subnormal numbers for zero")
    add("--algorithm", default="direct", metavar="NAME", help="direct or fft")
    add("--max-examples", type=int, default=200, metavar="N", help="as many, or fewer")
    add("--max-taps", type=int, metavar="N", help="no axis of the kernel is longer")
    add("--max-size", type=int, metavar="N", help="no axis of the signal is longer")
    add("--max-channels", type=int, metavar="N", help="no call has more channels")
    for role in ("--signal", "--weights"):
        add = parsers["explain"].add_argument
        add(role, required=True, metavar="SIZE", help="such as 5, or of an image 5x4")
    return parser


def _check(arguments: argparse.Namespace) -> Callable[[], int]:
    """Return the job of checking a function, unless something about it is wrong."""
    from pureconv.testing.checking import plan  # noqa: PLC0415  (needs hypothesis)

    dotted = arguments.function.replace(":", ".")
    like = arguments.like or dotted
    candidate = _loaded(arguments.function)
    if like == dotted and dotted not in CONVENTIONS:
        raise ValueError(f"no convention is known for {dotted}: say what it is --like")
    words = "dtype", "accumulate", "operands", "flush", "algorithm", "max_examples"
    words += "max_taps", "max_size", "max_channels"
    todo = plan(
        candidate,
        like,
        options=_options(arguments.options),
        to=_to(arguments),
        name=dotted,
        **{word: getattr(arguments, word) for word in words},
    )

    def job() -> int:
        measure = todo.claim.target.name
        against = measure if measure != dotted else "what it documents"
        print(f"{dotted} in {arguments.dtype}, against {against}:\n")
        records, longest = [], max(len(each.name) for each in todo.checks)
        for n, each in enumerate(todo.checks):
            _progress(f"{n + 1} of {len(todo.checks)}: {each.name}")
            records.append(todo.record(each))
            _progress("")
            _print_row(records[-1], longest)
        return _print_summary(records)

    return job


def _identify(arguments: argparse.Namespace) -> Callable[[], int]:
    candidate, to = _loaded(arguments.function), _to(arguments)
    return partial(_print, lambda: identify(candidate, to))


def _explain(arguments: argparse.Namespace) -> Callable[[], int]:
    candidate, to = _loaded(arguments.function), _to(arguments)
    sizes = _sizes(arguments.signal), _sizes(arguments.weights)
    return partial(_print, lambda: explain(candidate, *sizes, to))


def _print(text: Callable[[], str]) -> int:
    print(text())
    return 0


def _loaded(entry: str) -> Any:
    """Return the function that an entry point names.

    >>> _loaded("math:sqrt")(9)
    3.0
    """
    module, colon, name = entry.partition(":")
    if not (module and colon and name):
        raise ValueError(f"a function is named as module:function, not {entry!r}")
    try:
        found = import_module(module)
    except ModuleNotFoundError:
        raise
    except Exception as error:
        kind = type(error).__name__
        raise ImportError(f"importing {module} raises {kind}: {error}") from error
    try:
        function = attrgetter(name)(found)
    except AttributeError:
        raise ValueError(f"module {module} has no {name}") from None
    if not callable(function):
        raise TypeError(f"{entry} is not callable, but {type(function).__name__}")
    return function


def _to(arguments: argparse.Namespace) -> Any:
    """Return what makes arrays: what is said, or what the function's package has."""
    package = arguments.function.partition(":")[0].partition(".")[0]
    entry = arguments.to or ARRAYS.get(package)
    return _loaded(entry) if entry else None


def _options(text: str) -> dict[str, tuple[Any, ...]]:
    """Return options with the values to try.

    >>> _options("stride,padding=0|(1, 2)|same")
    {'stride': (), 'padding': (0, (1, 2), 'same')}
    """
    options = {}
    for each in re.split(r",(?=\s*[a-z]\w*\s*(?:[,=]|$))", text) if text else ():
        name, _, values = each.partition("=")
        options[name.strip()] = tuple(map(_value, values.split("|"))) if values else ()
    return options


def _value(text: str) -> Any:
    try:
        return ast.literal_eval(text.strip())
    except (SyntaxError, ValueError):
        return text.strip()


def _sizes(text: str) -> tuple[int, ...]:
    """Return a shape.

    >>> _sizes("5x4")
    (5, 4)
    """
    if not re.fullmatch(r"[1-9]\d*(x[1-9]\d*)*", text):
        raise ValueError(f"a size is written as 5, or 5x4 for an image, not {text!r}")
    return tuple(map(int, text.split("x")))


def _progress(text: str) -> None:
    """Show a line that the next one replaces, where somebody sits and watches."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def _print_row(record: Record, longest: int) -> None:
    width = shutil.get_terminal_size(fallback=(120, 24)).columns
    count = str(record.examples) if record.status == "passed" else ""
    said = record.message if record.status == "skipped" else record.statement
    row = f"{record.status:7}  {record.name:{longest}}  {count:>4}  {said}"
    print(row if len(row) <= width else f"{row[: width - 3]}...")


def _print_summary(records: Sequence[Record]) -> int:
    """Print what failed, with all there is to say, and return the exit status."""
    failed = [record for record in records if record.status == "failed"]
    passed = [record for record in records if record.status == "passed"]
    if failed:
        print(f"\n{failed[0].message}\n")
        print(f"{len(failed)} of {len(failed) + len(passed)} checks failed")
        return 1
    examples = sum(record.examples for record in passed)
    print(f"\nnot refuted by {examples} examples in {len(passed)} checks")
    return 0
