"""A wrong output, told so that it can be followed: as a formula, and in numbers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from pureconv.testing.call import Call
from pureconv.testing.candidates import Candidate, described
from pureconv.testing.conventions import Target
from pureconv.testing.mistakes import explain_mismatch
from pureconv.testing.verdict import DTYPES, Finding, rounded

PARTS = "real", "imaginary"
MISTAKEN = ("convolve", "correlate", "scatter", "conv", "conv_transpose")


def exact_text(value: Fraction) -> str:
    """Return an exact value as text.

    >>> exact_text(Fraction(3)), exact_text(Fraction(1, 8)), exact_text(Fraction(1, 3))
    ('3', '0.125', '1/3, about 0.3333333333333333')
    """
    if value.denominator == 1 and abs(value) < 2**64:
        return str(value)
    near = rounded(value, "float64")
    return repr(near) if near == value else f"{value}, about {near!r}"


def derivation(call: Call, finding: Finding) -> list[str]:
    """Return how a wrong output comes about: in symbols, in numbers, and exactly."""
    place = "y" + "".join(f"[{n}]" for n in finding.index)
    blank = " " * len(place)
    allowed = _parts(finding.allowed, lambda v: repr(rounded(v, "float64")))
    if finding.allowed in (0, (0, 0)):
        allowed = "none"
    return [
        f"{place} = {call.formula(finding.index)}",
        f"{blank} = {call.formula(finding.index, symbolic=False)}",
        f"{blank} = {_parts(finding.exact, exact_text)}, exactly",
        f"returned {finding.computed!r}; error allowed: {allowed}",
    ]


def _parts(value: Any, text: Callable[[Fraction], str]) -> str:
    """Return a number as text, or the two parts of a complex one.

    >>> _parts((Fraction(1), Fraction(-2)), exact_text)
    'real part 1, imaginary part -2'
    """
    if not isinstance(value, tuple):
        return text(value)
    return ", ".join(f"{k} part {text(v)}" for k, v in zip(PARTS, value))


def mistakes(candidate: Candidate, target: Target, call: Call, dtype: str) -> list[str]:
    """Return the known mistakes that explain a wrong answer, each on a line."""
    row = target.convention
    if row.role not in MISTAKEN or DTYPES[dtype].kind == "complex":
        return []  # they are known of signals, images and layers of real numbers
    try:
        found = explain_mismatch(candidate, target, call, dtype)
    except Exception as error:  # numbers too large for a narrower format, perhaps
        return [f"(looking for known mistakes raised {described(error)})"]
    return [f"known mistake: {mistake}" for mistake in found]
