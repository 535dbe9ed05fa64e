"""What came of a check, and a wrong output told so that it can be followed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

from pureconv.checks import shown
from pureconv.testing.call import Call
from pureconv.testing.candidates import Candidate, described
from pureconv.testing.conventions import Target
from pureconv.testing.mistakes import explain_mismatch
from pureconv.testing.verdict import Arithmetic, Finding, rounded

UNKNOWN = ("sums", "bias_gradient")  # roles of which no mistakes are known


class Record(NamedTuple):
    """What came of one check."""

    name: str
    statement: str
    status: str  # "passed", "failed", "expected" (to fail, and it did) or "skipped"
    examples: int  # how many it passed, before one that failed
    counterexample: Any  # the smallest that was found, or None
    message: str  # what is wrong, why that was expected, or why it was skipped
    declined: int = 0  # how many examples it refused, as it may

    @property
    def tried(self) -> bool:
        """Whether the candidate was asked at all."""
        return self.status != "skipped" or self.declined > 0


def derivation(call: Call, finding: Finding) -> list[str]:
    """Return how a wrong output comes about: in symbols, in numbers, and exactly."""
    place = finding.index
    symbolic, numeric = call.formula(place), call.formula(place, symbolic=False)
    if call.layout is not None:
        finding = replace(finding, index=call.layout.place(place))
    return finding_text(finding, symbolic, numeric)


def mistakes(
    candidate: Candidate, target: Target, call: Call, how: Arithmetic
) -> list[str]:
    """Return what is known of a wrong answer, as lines to be shown."""
    if target.convention.role in UNKNOWN:
        return []
    try:
        return explain_mismatch(candidate, target, call, how)
    except Exception as error:  # numbers too large for a narrower format, perhaps
        return [f"(looking for known mistakes raised {described(error)})"]


def finding_text(finding: Finding, symbolic: str, numeric: str) -> list[str]:
    """Return how a wrong output comes about: in symbols, in numbers, and exactly."""
    place = "y" + "".join(f"[{n}]" for n in finding.index)
    blank = " " * len(place)
    try:
        returned = repr(finding.computed)
    except ValueError:  # an int too long for Python to write
        returned = shown(finding.computed)
    return [
        f"{place} = {symbolic}",
        f"{blank} = {numeric}",
        f"{blank} = {_parts(finding.exact, exact_text)}, exactly",
        f"returned {returned}; error allowed: {_allowed(finding.allowed)}",
    ]


def exact_text(value: Fraction) -> str:
    """Return an exact value as an int, or as a float, or as a fraction near a float.

    >>> exact_text(Fraction(3)), exact_text(Fraction(1, 8)), exact_text(Fraction(1, 3))
    ('3', '0.125', '1/3, about 0.3333333333333333')

    Long denominators, as sums of small floats have them, are powers of two.

    >>> exact_text(Fraction(5, 2**1075))
    '5/2**1075, about 1e-323'
    """
    if value.denominator == 1 and abs(value) < 2**64:
        return str(value)
    near = rounded(value, "float64")
    if near == value:
        return repr(near)
    text, divisor = shown(value.numerator), value.denominator
    if divisor > 1:
        power = divisor.bit_length() - 1
        short = power > 64 and divisor == 2**power
        text += f"/2**{power}" if short else f"/{shown(divisor)}"
    return f"{text}, about {near!r}"


def _allowed(value: Any) -> str:
    if not any(value if isinstance(value, tuple) else (value,)):
        return "none"
    return _parts(value, lambda v: repr(rounded(v, "float64")))


def _parts(value: Any, text: Any) -> str:
    """Return the text of a number, or of both parts of one."""
    if not isinstance(value, tuple):
        return str(text(value))
    real, imaginary = map(text, value)
    return f"{real} and {imaginary} (real and imaginary)"
