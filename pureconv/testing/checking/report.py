"""A failure, told so that it can be seen: the call, the formula, the likely mistake."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from pureconv.testing.call import Call
from pureconv.testing.candidates import NoAnswerError, WrongAnswerError, described
from pureconv.testing.checking.claim import Claim
from pureconv.testing.checking.thresholds import thresholds
from pureconv.testing.mistakes import explain_mismatch
from pureconv.testing.verdict import Finding, rounded


def failure_text(
    claim: Claim, name: str, statement: str, drawn: Any, error: WrongAnswerError
) -> str:
    """Return what there is to say of a check that failed on the example drawn."""
    called, measure = claim.candidate.name, claim.target.name
    like = f", like {measure}," if called != measure else ""
    lines = [f"{called}{like} fails {name}:", statement, ""]
    call = error.call
    if call is None:
        lines += [f"    {name} = {value!r}" for name, value in drawn.items()]
        return "\n".join([*lines, "", str(error)])
    lines += [f"    {claim.candidate.text(call)}", ""]
    lines += [str(error)] if str(error) else []
    if error.finding is not None:
        lines += _formulas(call, error.finding)
    lines += _thresholds(claim, call)
    lines += _mistakes(claim, call)
    if isinstance(error, NoAnswerError):
        lines += _advice(call.options)
    return "\n".join(lines)


def _advice(options: Mapping[str, Any]) -> list[str]:
    """Return what to do if the candidate is right, but takes fewer paddings.

    >>> for line in _advice({"stride": 2, "padding": "same_upper"}):
    ...     print(line)
    if yours does not take padding='same_upper', say what it takes:
    options={"padding": [0, 1, 2]}, or padding=0|1|2 on the command line
    """
    padding = options.get("padding", 0)
    if isinstance(padding, int):
        return []
    return [
        f"if yours does not take padding={padding!r}, say what it takes:",
        'options={"padding": [0, 1, 2]}, or padding=0|1|2 on the command line',
    ]


def exact_text(value: Fraction) -> str:
    """Return an exact value as an int, or as a float, or as a fraction near a float.

    >>> exact_text(Fraction(3)), exact_text(Fraction(1, 8)), exact_text(Fraction(1, 3))
    ('3', '0.125', '1/3, about 0.3333333333333333')
    """
    if value.denominator == 1 and abs(value) < 2**64:
        return str(value)
    near = rounded(value, "float64")
    return repr(near) if near == value else f"{value}, about {near!r}"


def _formulas(call: Call, finding: Finding) -> list[str]:
    """Return how the wrong output comes about: in symbols, in numbers, and exactly."""
    place = "y" + "".join(f"[{n}]" for n in finding.index)
    blank = " " * len(place)
    allowed = rounded(finding.allowed, "float64")
    return [
        f"{place} = {call.formula(finding.index)}",
        f"{blank} = {call.formula(finding.index, symbolic=False)}",
        f"{blank} = {exact_text(finding.exact)}, exactly",
        f"returned {finding.computed!r}; error allowed: {allowed or 'none'}",
    ]


def _thresholds(claim: Claim, call: Call) -> list[str]:
    try:
        return thresholds(claim, call)
    except (ArithmeticError, TypeError, ValueError):  # of numbers that it cannot take
        return []


def _mistakes(claim: Claim, call: Call) -> list[str]:
    try:
        return explain_mismatch(claim.candidate, claim.target, call, claim.arithmetic)
    except Exception as error:  # numbers too large for a narrower format, perhaps
        return [f"(looking for known mistakes raised {described(error)})"]
