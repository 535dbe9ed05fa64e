"""A wrong output, told so that it can be followed: as a formula, and in numbers."""

from __future__ import annotations

from dataclasses import replace

from pureconv.testing.call import Call
from pureconv.testing.candidates import Candidate, described
from pureconv.testing.conventions import Target
from pureconv.testing.mistakes import explain_mismatch
from pureconv.testing.telling.records import finding_text
from pureconv.testing.verdict import Arithmetic, Finding

UNKNOWN = ("sums", "bias_gradient")  # roles of which no mistakes are known


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
