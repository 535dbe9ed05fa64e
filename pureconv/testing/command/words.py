"""The kit on the command line: check, identify, explain, vectors and judge."""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import Any

from pureconv.testing.command.screen import Progress, show
from pureconv.testing.command.vectors import judge_job, vectors_job
from pureconv.testing.conventions import CONVENTIONS
from pureconv.testing.naming import Told, explain, identify
from pureconv.testing.processes import program
from pureconv.testing.telling import Record

# What makes arrays of lists for the functions of a package, where nothing else is said.
ARRAYS = {
    "numpy": "numpy:asarray",
    "scipy": "numpy:asarray",
    "torch": "torch:tensor",
    "jax": "jax.numpy:asarray",
}
Words = Mapping[str, Mapping[str, Any]]  # what may be said, and how argparse reads it
TYPES = "float16, bfloat16, float32, float64, complex64, int8, uint8, ..."
COUNT = {"type": int, "metavar": "N"}
SIZE = {"required": True, "metavar": "SIZE", "help": "such as 5, or of an image 5x4"}
SWITCH = {"action": "store_true"}
CANDIDATE: Words = {
    "function": {"nargs": "?", "metavar": "module:function", "help": "what to call"},
    "--program": {"metavar": "WORDS", "help": "or a program that speaks JSON lines"},
    "--to": {"metavar": "module:function", "help": "makes of lists what it wants"},
    "--layout": {"metavar": "WORDS", "help": "its order of axes, such as NHWC,HWIO"},
    "--isolate": {**SWITCH, "help": "run it in a process of its own"},
    "--timeout": {"type": float, "default": 10.0, "metavar": "S",
                  "help": "seconds for a call"},
}  # fmt: skip
LIKE: Words = {
    "--like": {"metavar": "NAME", "help": "what it should be: conv2d, numpy.convolve"},
}
TARGET: Words = {
    "--options": {"default": "", "help": "options to vary: stride,padding=0|1|same"},
    "--dtype": {"default": "float64", "help": TYPES},
}
ARITHMETIC: Words = {
    "--accumulate": {"metavar": "DTYPE", "help": "the format of its sums, if another"},
    "--operands": {"metavar": "FORMAT", "help": "what it cuts operands to: tf32"},
    "--flush": {**SWITCH, "help": "it may take subnormal numbers for zero"},
    "--algorithm": {"default": "direct", "metavar": "NAME", "help": "direct or fft"},
    "--json": {**SWITCH, "help": "print records as lines of JSON"},
}
CHECKS: Words = {
    "--max-taps": {**COUNT, "help": "no axis of the kernel is longer"},
    "--max-size": {**COUNT, "help": "no axis of the signal is longer"},
    "--max-channels": {**COUNT, "help": "no call has more channels"},
    "--max-examples": {**COUNT, "default": 200, "help": "as many, or fewer"},
    "--axes": {**COUNT, "help": "1 or 2, where a convention serves both"},
    "--strict": {**SWITCH, "help": "it should raise where that raises"},
    "--refuses": {"metavar": "NAMES", "help": "what it may raise: ValueError,my:Odd"},
    "--only": {"metavar": "NAMES", "help": "the checks to run, such as commutes"},
}
ASKED: Words = {
    "--dtype": {"help": "the type of its numbers, such as float32"},
    "--options": {"default": "", "help": "options to pass, as in stride=2"},
    "--arguments": {"default": "", "metavar": "x,w", "help": "in this order: w,1,x"},
}
CASES: Words = {
    "like": {"help": "of what: conv2d, conv2d_input_gradient, numpy.convolve, ..."},
    **TARGET,
    "--cases": {**COUNT, "default": 200, "help": "how many"},
    "--seed": {**COUNT, "default": 0, "help": "which ones"},
}
FILES: Words = {
    "vectors": {"help": "the file of vectors"},
    "answers": {"help": 'the file of answers, {"1": y, "2": {"error": "..."}, ...}'},
}


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
    for name, (text, prepare, words, example) in COMMANDS.items():
        sub = actions.add_parser(
            name,
            help=text,
            description=text,
            epilog=f"example: python -m pureconv {name} {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        sub.set_defaults(prepare=prepare)
        for word, settings in words.items():
            sub.add_argument(word, **settings)
    return parser


def _candidate(arguments: argparse.Namespace) -> tuple[Any, dict[str, Any]]:
    """Return a candidate, and how it is to be called."""
    if (arguments.function is None) == (arguments.program is None):
        raise ValueError("say one of module:function and --program")
    if arguments.program is not None:
        for name in ("to", "isolate"):
            if getattr(arguments, name):
                raise ValueError(f"--{name} is for functions, and this is a program")
        asked = program(arguments.program, arguments.timeout)
        return asked, {"layout": arguments.layout}
    names = "isolate", "timeout", "layout"
    how = {name: getattr(arguments, name) for name in names}
    return _loaded(arguments.function), {"to": _to(arguments), **how}


def _check(arguments: argparse.Namespace) -> Callable[[], int]:
    """Return the job of checking a function, unless something about it is wrong."""
    from pureconv.testing.checking import plan  # noqa: PLC0415  (needs hypothesis)

    dotted = (arguments.function or "").replace(":", ".")
    like = arguments.like or dotted
    candidate, how = _candidate(arguments)
    if like == dotted and dotted not in CONVENTIONS:
        known = f"no convention is known for {dotted or arguments.program}"
        raise ValueError(f"{known}: say what it is --like")
    limits = "max_examples", "max_taps", "max_size", "max_channels"
    words = "dtype", "accumulate", "operands", "flush", "algorithm", *limits
    todo = plan(
        candidate,
        like,
        options=_options(arguments.options),
        name=dotted,
        axes=arguments.axes,
        strict=arguments.strict,
        refuses=_refuses(arguments.refuses),
        only=arguments.only and arguments.only.split(","),
        **how,
        **{word: getattr(arguments, word) for word in words},
    )

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
        f"{name} in {arguments.dtype}, against {against}",
        max(len(each.name) for each in todo.checks),
        as_json=arguments.json,
        refusing=bool(arguments.refuses),
    )


def _identify(arguments: argparse.Namespace) -> Callable[[], int]:
    candidate, how = _candidate(arguments)
    return partial(_print, lambda: identify(candidate, **how, **_asked(arguments)))


def _explain(arguments: argparse.Namespace) -> Callable[[], int]:
    candidate, how = _candidate(arguments)
    sizes = _sizes(arguments.signal), _sizes(arguments.weights)
    asked = {**how, **_asked(arguments)}
    return partial(_print, lambda: explain(candidate, *sizes, **asked))


def _vectors(arguments: argparse.Namespace) -> Callable[[], int]:
    return vectors_job(arguments, _options(arguments.options))


def _asked(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return how a candidate wants to be called."""
    options = {k: v[0] for k, v in _options(arguments.options).items() if v}
    asked = {"dtype": arguments.dtype, "options": options}
    if arguments.arguments:
        asked["arguments"] = tuple(map(_value, arguments.arguments.split(",")))
    return asked


def _print(text: Callable[[], Told]) -> int:
    """Print what is found out, and return 1 if that is nothing."""
    told = text()
    print(told)
    return 0 if told.known else 1


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


def _refuses(text: str | None) -> Any:
    """Return exception types, each a built-in or module:name, or else one function.

    >>> _refuses("ValueError,decimal:Inexact")
    (<class 'ValueError'>, <class 'decimal.Inexact'>)
    """
    names = text.split(",") if text else []
    entries = [name if ":" in name else f"builtins:{name}" for name in names]
    found = tuple(map(_loaded, entries))
    return found[0] if len(found) == 1 else found


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


COMMANDS: dict[str, tuple[str, Callable[[argparse.Namespace], Any], Words, str]] = {
    "check": (
        "Try a function on all that is known of it.",
        _check,
        {**CANDIDATE, **LIKE, **TARGET, **ARITHMETIC, **CHECKS},
        "numpy:convolve",
    ),
    "identify": (
        "Say which convention a function follows.",
        _identify,
        {**CANDIDATE, **ASKED},
        "scipy.ndimage:convolve1d",
    ),
    "explain": (
        "Write down what a function computes, as formulas.",
        _explain,
        {**CANDIDATE, **ASKED, "--signal": SIZE, "--weights": SIZE},
        "numpy:correlate --signal 5 --weights 3",
    ),
    "vectors": (
        "Print calls with exact answers, as one JSON object.",
        _vectors,
        CASES,
        "conv2d --options stride,groups > conv2d.json",
    ),
    "judge": (
        "Say whether the answers to vectors are right.",
        judge_job,
        {**FILES, **ARITHMETIC},
        "conv2d.json answers.json",
    ),
}
