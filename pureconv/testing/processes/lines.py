"""A call and its answer as lines of JSON, which any language can read and write.

    {"x": [[[1.0, 2.0, 3.0]]], "w": [[[1.0, 10.0]]], "stride": 2}
    [[[21.0]]]

A float is what Python's `repr` writes, the shortest decimal that reads back as the same
double. What JSON cannot hold, or many a reader of it cannot, is said otherwise:

    infinities and nan              "inf", "-inf", "nan"
    ints beyond 2**53               "9007199254740993"
    complex numbers                 [real part, imaginary part]

An answer may have a bare NaN or Infinity, too. No answer is {"error": "a reason"}.
Where floats are tested, an answer's decimals name the nearest number of their type, by
however many digits: 0.1 is as good a float32 as 0.10000000149011612 is.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from pureconv.nested import shape
from pureconv.testing.processes.failures import Garbled, Refused, shortened

SAFE = 2**53  # up to here, each int is a double
INT = re.compile(r"[-+]?[0-9]+")
WORD = re.compile(r"[-+]?(nan|inf|infinity)", re.IGNORECASE)  # as printf has it, too


def line(call: Mapping[str, Any]) -> str:
    """Return a call as a line, without its end.

    >>> line({"x": [0.1, -2.5], "w": [3 + 4j], "stride": (1, 2)})
    '{"x": [0.1, -2.5], "w": [[3.0, 4.0]], "stride": [1, 2]}'
    >>> line({"x": [2**53, 2**53 + 1, float("inf")]})
    '{"x": [9007199254740992, "9007199254740993", "inf"]}'
    """
    return json.dumps(sendable(call))


def sendable(value: Any) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, Mapping):
        return {name: sendable(v) for name, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [sendable(v) for v in value]
    if isinstance(value, complex):
        return [sendable(value.real), sendable(value.imag)]
    if isinstance(value, float) and not math.isfinite(value):
        return str(float(value))
    if isinstance(value, int) and abs(value) > SAFE:
        return str(value)
    return value


def answer(text: str, *, pairs: bool = False) -> Any:
    """Return the nested lists of numbers that a line holds, or raise what it tells of.

    >>> answer('[1, 2.5, "-inf", NaN, "9007199254740993"]')
    [1, 2.5, -inf, nan, 9007199254740993]
    >>> answer("[[1, 0], [0, 2]]", pairs=True)      # each number is complex
    [(1+0j), 2j]
    >>> answer('{"error": "kernel does not fit"}')
    Traceback (most recent call last):
    ...
    pureconv.testing.processes.failures.Refused: kernel does not fit

    Raises Garbled for what is no JSON, or not what it should be.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise Garbled(f"wrote no JSON: {shortened(text) or 'an empty line'}") from None
    return understood(value, pairs=pairs)


def understood(value: Any, *, pairs: bool = False) -> Any:
    """Return the same for what the line says in JSON."""
    if isinstance(value, dict) and list(value) == ["error"]:
        raise Refused(" ".join(str(value["error"]).split()))
    try:
        numbers = read(value, pairs=pairs)
        shape(numbers)
    except (TypeError, ValueError, RecursionError) as error:
        raise Garbled(f"wrote {shortened(json.dumps(value))}: {error}") from None
    return numbers


def read(value: Any, *, pairs: bool) -> Any:
    """Return nested lists of the numbers that JSON holds, or cannot hold."""
    if isinstance(value, list):
        if pairs and len(value) == 2 and not any(isinstance(v, list) for v in value):
            return complex(*(read(v, pairs=False) for v in value))
        return [read(v, pairs=pairs) for v in value]
    if isinstance(value, str):
        if WORD.fullmatch(value):
            return float(value)
        if INT.fullmatch(value):
            return int(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{json.dumps(value)[:99]} is no number")
    return value
