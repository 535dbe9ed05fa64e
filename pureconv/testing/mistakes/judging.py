"""Answers to calls, judged: which outputs an arithmetic cannot make of the operands."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

from pureconv.nested import leaves, mapped
from pureconv.testing.conventions.outside import holds_sample, sample_outside
from pureconv.testing.mistakes.draft import Change, Draft
from pureconv.testing.mistakes.ways import Way
from pureconv.testing.verdict import Arithmetic, Finding, findings

Names = Sequence[str]  # of operands


class Case(NamedTuple):
    """An answer to a call, and the outputs of it that some arithmetic cannot make."""

    draft: Draft
    y: Any
    wrong: list[Finding]

    def judged(self, how: Arithmetic) -> Case:
        """Return the same answer, judged by another arithmetic."""
        return self._replace(wrong=unexcused(self.draft, self.y, how))


def unexcused(draft: Draft, y: Any, how: Arithmetic) -> list[Finding]:
    """Return the outputs of an answer that an arithmetic cannot make."""
    return findings(y, draft.call().function, draft.x, draft.w, draft.bias, how)


def excused(
    way: Way, draft: Draft, y: Any, how: Arithmetic, places: Sequence[int]
) -> bool:
    """Return whether outputs at some places are sums of what a mistake adds up."""

    def function(x: Any, w: Any, bias: Any = None, **samples: Any) -> list[Any]:
        options = {**draft.options, **samples}
        values = leaves(way(replace(draft, x=x, w=w, bias=bias, options=options)))
        return [values[n] for n in places]

    values = leaves(y)
    computed = [values[n] for n in places]
    samples = sample_outside(draft.call().function)
    for option in samples:
        holds_sample(option)(function)
    bound = partial(function, **samples)
    return not findings(computed, bound, draft.x, draft.w, draft.bias, how)


def all_right(cases: Iterable[Case], how: Arithmetic) -> bool:
    """Return whether an arithmetic can make all outputs."""
    return not any(case.judged(how).wrong for case in cases)


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
    return unexcused(replace(case.draft, **changed), case.y, how)


def error(wrong: Finding) -> Any:
    """Return how far off an output is."""
    if wrong.computed - wrong.computed != 0:  # inf or nan
        return math.inf
    return abs(Fraction(wrong.computed) - wrong.exact)


def products(wrong: Finding) -> list[Fraction]:
    """Return the terms of an output, each as one number."""
    return [Fraction(math.prod(map(Fraction, term))) for term in wrong.terms]
