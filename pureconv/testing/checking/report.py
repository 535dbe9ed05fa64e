"""A failure, told so that it can be seen: the call, the formula, the likely mistake."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from pureconv.testing.call import Call
from pureconv.testing.candidates import NoAnswerError, WrongAnswerError
from pureconv.testing.checking.claim import Claim
from pureconv.testing.checking.search import Check, UnfitError
from pureconv.testing.checking.thresholds import thresholds
from pureconv.testing.conventions import Target
from pureconv.testing.processes import Died, Hung
from pureconv.testing.telling import derivation, mistakes


def failure_text(
    claim: Claim, check: Check, drawn: Any, error: WrongAnswerError
) -> str:
    """Return what there is to say of a check that failed on the example drawn."""
    called, measure = claim.candidate.name, claim.target.name
    like = f", like {measure}," if called != measure else ""
    lines = [f"{called}{like} fails {check.name}:", check.statement, ""]
    call = error.call
    if call is None:
        lines += [f"    {name} = {value!r}" for name, value in drawn.items()]
        return "\n".join([*lines, "", str(error)])
    lines += [f"    {claim.candidate.text(call)}", ""]
    lines += [str(error)] if str(error) else []
    if error.finding is not None:
        lines += derivation(call, error.finding)
    again = isinstance(error.__cause__, (Died, Hung))  # they would come again
    if not again and _is_known(claim, call):
        with suppress(ArithmeticError, TypeError, ValueError):  # of numbers too large
            lines += thresholds(claim, call)
        lines += mistakes(claim.candidate, claim.target, call, claim.arithmetic)
    if isinstance(error, NoAnswerError):
        lines += _advice(call.options, claim.target)
    return "\n".join(lines)


def _advice(options: Mapping[str, Any], target: Target) -> list[str]:
    """Return what to do if the candidate is right, but takes fewer paddings.

    >>> from pureconv.testing.conventions import resolve
    >>> target = resolve("keras.ops.conv", ["padding"], 1)
    >>> for line in _advice({"strides": 2, "padding": "same"}, target):
    ...     print(line)
    if yours does not take padding='same', say what it takes:
    options={'padding': ['valid']}, or padding=valid on the command line
    """
    padding, listed = options.get("padding", 0), target.shrinkable("padding")
    if isinstance(padding, int) or listed is None:
        return []
    others = [v for v in listed if v != padding] if listed else [0, 1, 2]
    if not others:
        return []
    words = "|".join(map(str, others))
    return [
        f"if yours does not take padding={padding!r}, say what it takes:",
        f"options={ {'padding': others} }, or padding={words} on the command line",
    ]


def _is_known(claim: Claim, call: Call) -> bool:
    """Return whether there is a right answer, a sum of products, to compare with."""
    try:
        return not claim.expected(call).divides
    except UnfitError:
        return False
