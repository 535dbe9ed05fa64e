"""What may be said on the command line, and what each word is read as."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Mapping
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import Any

Words = Mapping[str, Mapping[str, Any]]  # what may be said, and how argparse reads it
TYPES = "float16, bfloat16, float32, float64, complex64, int8, uint8, ..."
COUNT = {"type": int, "metavar": "N"}
SECONDS = {"type": float, "metavar": "SECONDS"}
SIZE = {"required": True, "metavar": "SIZE", "help": "such as 5, or of an image 5x4"}
SWITCH = {"action": "store_true"}
CANDIDATE: Words = {
    "function": {"nargs": "?", "metavar": "module:function", "help": "what to call"},
    "--program": {"metavar": "WORDS", "help": "or a program that speaks JSON lines"},
    "--to": {"metavar": "module:function", "help": "makes of lists what it wants"},
    "--layout": {"metavar": "WORDS", "help": "its order of axes, such as NHWC,HWIO"},
    "--isolate": {**SWITCH, "help": "run it in a process of its own"},
    "--timeout": {**SECONDS, "help": "for a call of a program, or with --isolate"},
}
TARGET: Words = {
    "--options": {"help": "options to vary: stride,padding=0|1|same"},
    "--dtype": {"help": TYPES},
}
ARITHMETIC: Words = {
    "--accumulate": {"metavar": "DTYPE", "help": "the format of its sums, if another"},
    "--operands": {"metavar": "FORMAT", "help": "what it cuts operands to: tf32"},
    "--flush": {**SWITCH, "help": "it may take subnormal numbers for zero"},
    "--algorithm": {"metavar": "NAME", "help": "direct or fft"},
    "--json": {**SWITCH, "help": "print records as lines of JSON"},
}
CHECKS: Words = {
    "--like": {"metavar": "NAME", "help": "what it should be: conv2d, numpy.convolve"},
    "--max-taps": {**COUNT, "help": "no axis of the kernel is longer"},
    "--max-size": {**COUNT, "help": "no axis of the signal is longer"},
    "--max-channels": {**COUNT, "help": "no call has more channels"},
    "--max-examples": {**COUNT, "help": "as many, or fewer"},
    "--axes": {**COUNT, "help": "1 or 2, where a convention serves both"},
    "--strict": {**SWITCH, "help": "it should raise where that raises"},
    "--refuses": {"metavar": "NAMES", "help": "what it may raise: ValueError,my:Odd"},
    "--only": {"metavar": "NAMES", "help": "the checks to run, such as commutes"},
}
ASKED: Words = {
    "--dtype": {"help": "the type of its numbers, such as float32"},
    "--options": {"help": "options to pass, as in stride=2"},
    "--arguments": {"metavar": "x,w", "help": "in this order: w,1,x"},
}
CASES: Words = {
    "like": {"help": "of what: conv2d, conv2d_input_gradient, numpy.convolve, ..."},
    "--cases": {**COUNT, "help": "how many"},
    "--seed": {**COUNT, "help": "which ones"},
}
FILES: Words = {
    "vectors": {"help": "the file of vectors"},
    "answers": {"help": 'the file of answers, {"1": y, "2": {"error": "..."}, ...}'},
}
COMMANDS: Mapping[str, tuple[str, Words, str]] = {  # what for, all words, an example
    "check": ("Try a function on all that is known of it.",
              {**CANDIDATE, **CHECKS, **TARGET, **ARITHMETIC},
              "numpy:convolve"),
    "identify": ("Say which convention a function follows.",
                 {**CANDIDATE, **ASKED},
                 "scipy.ndimage:convolve1d"),
    "explain": ("Write down what a function computes, as formulas.",
                {**CANDIDATE, **ASKED, "--signal": SIZE, "--weights": SIZE},
                "numpy:correlate --signal 5 --weights 3"),
    "vectors": ("Print calls with exact answers, as one JSON object.",
                {**CASES, **TARGET},
                "conv2d --options stride,groups > conv2d.json"),
    "judge": ("Say whether the answers to vectors are right.",
              {**FILES, **ARITHMETIC},
              "conv2d.json answers.json"),
}  # fmt: skip


def read(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was said, with each text as what it stands for.

    >>> read({"signal": "5x4", "options": "stride=2", "dtype": "float32"})
    {'signal': (5, 4), 'options': {'stride': (2,)}, 'dtype': 'float32'}
    """
    return {k: READ[k](v) if k in READ else v for k, v in said.items()}


def loaded(entry: str) -> Any:
    """Return the function that an entry point names.

    >>> loaded("math:sqrt")(9)
    3.0
    """
    module, colon, name = entry.partition(":")
    if not (module and colon and name):
        home, _, last = entry.rpartition(".")
        hint = f": say {home}:{last}" if home and last.isidentifier() else ""
        if Path(entry).is_file():
            hint = f": of a program, say --program {entry}"
        rule = "a function is named as module:function"
        raise ValueError(f"{rule}, not {entry!r}{hint}")
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


def _refuses(text: str | None) -> Any:
    """Return exception types, each a built-in or module:name, or else one function.

    >>> _refuses("ValueError,decimal:Inexact")
    (<class 'ValueError'>, <class 'decimal.Inexact'>)
    """
    names = text.split(",") if text else []
    entries = [name if ":" in name else f"builtins:{name}" for name in names]
    found = tuple(map(loaded, entries))
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


def _listed(text: str | None) -> list[str] | None:
    return text.split(",") if text else None


def _order(text: str) -> tuple[Any, ...]:
    return tuple(map(_value, text.split(",")))


def file(name: str) -> Any:
    """Return what a file of JSON holds."""
    try:
        # Python overlooks other signs in the name of a code: the same result.
        return json.loads(Path(name).read_text("utf-8"))
    except OSError as error:
        raise ValueError(f"{name} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{name} is not a JSON file: {error}") from None


READ: Mapping[str, Callable[[Any], Any]] = {
    "refuses": _refuses,
    "only": _listed,
    "options": _options,
    "arguments": _order,
    "signal": _sizes,
    "weights": _sizes,
}
