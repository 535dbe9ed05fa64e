"""A failure, told so that it can be seen: the call, the formula, the likely mistake."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import Any

from pureconv.nested import mapped, shape
from pureconv.testing.candidates import OPERANDS
from pureconv.testing.checking.subject import (
    Call,
    NoAnswerError,
    Subject,
    WrongAnswerError,
)
from pureconv.testing.mistakes.mistakes import explain_mismatch
from pureconv.testing.verdict import Finding
from pureconv.testing.verdict.formats import rounded
from pureconv.trace import Formula, symbols

LONGEST = 400  # characters of a formula


def failure_text(
    subject: Subject, name: str, statement: str, drawn: Any, error: WrongAnswerError
) -> str:
    """Return what there is to say of a check that failed on the example drawn."""
    measure = subject.target.name
    like = f", like {measure}," if subject.name != measure else ""
    lines = [f"{subject.name}{like} fails {name}:", statement, ""]
    if error.call is None:
        lines += [f"    {name} = {value!r}" for name, value in drawn.items()]
    else:
        lines += [f"    {call_text(subject, error.call)}"]
    lines += ["", str(error)] if str(error) else [""]
    if error.call is not None and error.finding is not None:
        lines += _formulas(subject, error.call, error.finding)
    if error.call is not None:
        lines += _mistakes(subject, error.call)
    if error.call is not None and isinstance(error, NoAnswerError):
        lines += _advice(error.call[1])
    return "\n".join(lines)


def _advice(options: Mapping[str, Any]) -> list[str]:
    """Return what to do if the candidate is right, but takes fewer paddings.

    >>> for line in _advice({"stride": 2, "padding": "same_upper"}):
    ...     print(line)
    if yours takes no padding='same_upper', say what it takes:
    options={"padding": [0, 1, 2]}, or padding=0|1|2 on the command line
    """
    padding = options.get("padding", 0)
    if isinstance(padding, int):
        return []
    return [
        f"if yours takes no padding={padding!r}, say what it takes:",
        'options={"padding": [0, 1, 2]}, or padding=0|1|2 on the command line',
    ]


def call_text(subject: Subject, call: Call) -> str:
    """Return a call of the candidate as code to be pasted."""
    (x, w), options = call

    def data(value: Any) -> str:
        if subject.to is None:
            return repr(value)
        fixed = subject.to.keywords if isinstance(subject.to, partial) else {}
        given = [repr(value), *(f"{k}={v!r}" for k, v in fixed.items())]
        return f"{spelled(subject.to)}({', '.join(given)})"

    named = {"x": data(x), "w": data(w)}
    given = [named.get(a, repr(a)) for a in subject.target.order]
    for k, v in options.items():
        given.append(f"{k}={data(v) if k in OPERANDS else repr(v)}")
    return f"{subject.name}({', '.join(given)})"


def spelled(function: Any) -> str:
    """Return how to call a function, with the library where it comes from.

    >>> spelled(sum), spelled(partial(rounded, dtype="tf32")), spelled(lambda x: x)
    ('sum', 'rounded', 'f')
    """
    if isinstance(function, partial):
        return spelled(function.func)
    name = getattr(function, "__name__", type(function).__name__)
    owner = getattr(function, "__self__", None)
    home = getattr(function, "__module__", None) or type(owner).__module__
    library = home.partition(".")[0]
    if getattr(sys.modules.get(library), name, None) is function:
        return name if library in {"builtins", "__main__"} else f"{library}.{name}"
    return name if name.isidentifier() else "f"


def exact_text(value: Fraction) -> str:
    """Return an exact value as an int, or as a float, or as a fraction near a float.

    >>> exact_text(Fraction(3)), exact_text(Fraction(1, 8)), exact_text(Fraction(1, 3))
    ('3', '0.125', '1/3, about 0.3333333333333333')
    """
    if value.denominator == 1 and abs(value) < 2**64:
        return str(value)
    near = rounded(value, "float64")
    return repr(near) if near == value else f"{value}, about {near!r}"


def _formulas(subject: Subject, call: Call, finding: Finding) -> list[str]:
    """Return how the wrong output comes about: in symbols, in numbers, and exactly."""
    place = "y" + "".join(f"[{n}]" for n in finding.index)
    allowed = rounded(finding.allowed, "float64")
    texts = [
        _traced(subject, call, finding.index, lambda k, v: symbols(k, *shape(v))),
        _traced(subject, call, finding.index, lambda _, v: mapped(_written, v)),
        f"{exact_text(finding.exact)}, exactly",
    ]
    starts = [place, *[" " * len(place)] * 2]
    return [
        *(f"{start} = {text}" for start, text in zip(starts, texts)),
        f"returned {finding.computed!r}; error allowed: {allowed or 'none'}",
    ]


def _written(value: Any) -> Formula:
    return Formula((value,))


def _traced(subject: Subject, call: Call, index: tuple[int, ...], symbol: Any) -> str:
    """Return an output as the reference writes it down, given symbols for numbers."""
    (x, w), options = call
    others = {k: symbol(k, v) if k in OPERANDS else v for k, v in options.items()}
    y = subject.target.reference(symbol("x", x), symbol("w", w), **others)
    for n in index:
        y = y[n]
    text = str(y)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."


def _mistakes(subject: Subject, call: Call) -> list[str]:
    args, options = call
    mistakes = explain_mismatch(
        subject.ordered,
        subject.target.reference,
        args,
        dict(options),
        to=subject.to,
        dtype=subject.dtype,
    )
    return [f"known mistake: {mistake}" for mistake in mistakes]
