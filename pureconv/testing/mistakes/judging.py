"""Answers to calls, judged: which outputs an arithmetic cannot make of the operands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

from pureconv.nested import leaves, mapped
from pureconv.testing.conventions.outside import holds_sample, sample_outside
from pureconv.testing.mistakes.draft import Change, Draft, distance
from pureconv.testing.mistakes.ways import Way
from pureconv.testing.verdict import Arithmetic, Finding, findings

Answers = Sequence[tuple[Draft, Any]]
Names = Sequence[str]  # of operands


class Case(NamedTuple):
    """An answer to a call, and the outputs of it that some arithmetic cannot make."""

    draft: Draft
    y: Any
    wrong: list[Finding]


def unexcused(
    way: Way,
    draft: Draft,
    y: Any,
    how: Arithmetic,
    places: Sequence[int] | None = None,
) -> list[Finding]:
    """Return the outputs of `y` that are not sums of what the mistake adds up.

    All that it leaves open are passed over, or all but those at some places.
    """
    if places is None:
        places = [n for n, v in enumerate(leaves(way(draft))) if v is not None]

    def function(x: Any, w: Any, bias: Any = None, **samples: Any) -> list[Any]:
        options = {**draft.options, **samples}
        values = leaves(way(replace(draft, x=x, w=w, bias=bias, options=options)))
        return [values[n] for n in places]

    values = leaves(y)
    computed = [values[n] for n in places]
    samples = sample_outside(partial(draft.target.reference, **draft.options))
    for option in samples:
        holds_sample(option)(function)
    bound = partial(function, **samples)
    return findings(computed, bound, draft.x, draft.w, draft.bias, how)


def right(draft: Draft, y: Any, how: Arithmetic) -> bool:
    """Return whether an answer is what that arithmetic can give.

    The outputs that are furthest off speak for all.
    """
    truth = leaves(draft())
    errors = [-distance(a, b) for a, b in zip(leaves(y), truth)]
    worst = sorted(range(len(truth)), key=errors.__getitem__)[:8]
    return not unexcused(Draft.__call__, draft, y, how, worst)


def cases_of(answers: Answers, how: Arithmetic) -> list[Case]:
    """Return answers with the outputs that an arithmetic cannot make."""
    return [Case(*each, unexcused(Draft.__call__, *each, how)) for each in answers]


def all_right(answers: Answers, how: Arithmetic) -> bool:
    """Return whether an arithmetic can make all outputs."""
    return not any(unexcused(Draft.__call__, *each, how) for each in answers)


def made_of(names: Names, change: Change, how: Arithmetic, case: Case) -> bool:
    """Return whether an answer is right for operands in which numbers are changed."""
    return wrong_of(names, change, how, case) == []


def wrong_of(
    names: Names, change: Change, how: Arithmetic, case: Case
) -> list[Finding] | None:
    """Return the wrong outputs for changed operands, or None for a bias that is none.

    Infinite operands have no exact sums: those of which nothing infinite comes, None.
    """
    if case.draft.bias is None and "bias" in names:
        return None  # the same result with it, for nothing is changed
    changed = {k: mapped(change, getattr(case.draft, k)) for k in names}
    if any(math.isinf(v) for values in changed.values() for v in leaves(values)):
        return None if all(v - v == 0 for v in leaves(case.y)) else []
    return unexcused(Draft.__call__, replace(case.draft, **changed), case.y, how)


def error(wrong: Finding) -> Any:
    """Return how far off an output is."""
    if wrong.computed - wrong.computed != 0:  # inf or nan
        return math.inf
    return abs(Fraction(wrong.computed) - wrong.exact)


def products(wrong: Finding) -> list[Fraction]:
    """Return the terms of an output, each as one number."""
    return [Fraction(math.prod(map(Fraction, term))) for term in wrong.terms]
