"""Which cause is seen in answers to floats in which only digits are wrong.

A cause is named only if it is seen: a wrong output shows it, and no answer contradicts
it, the right ones of whatever shape neither. Where none is seen, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pureconv.nested import shape
from pureconv.testing.call import NOTHING
from pureconv.testing.mistakes.causes import (
    Answered,
    Cause,
    all_right,
    cut_operands,
    few_decimals,
    flushed_numbers,
    narrow_sums,
    no_less,
    small_for_zero,
    transforms,
    unexcused,
)
from pureconv.testing.mistakes.draft import Draft
from pureconv.testing.verdict import Arithmetic
from pureconv.testing.verdict.formats import holds, tiny


def passing(answers: Iterable[tuple[Draft, Any]], how: Arithmetic) -> list[str]:
    """Return what is seen in answers to floats of which some are wrong, if anything.

    That is an arithmetic in which all of them pass, the narrowest first, or a mistake
    that none allows.
    """
    cases = []
    for draft, y in answers:
        if shape(y) != shape(draft()):
            return []
        cases.append(Answered(draft, y, unexcused(draft, y, how)))
    cases.sort(key=lambda case: not case.wrong)  # any of these contradicts the most
    if not any(case.wrong for case in cases):
        return []
    for cause in _causes(how, cases):
        if cause.seen(cases) and (
            not cause.words or all_right(cases, how._replace(**cause.words))
        ):
            return [_said(cause)]
    return [] if how.flush else _flushing(cases, how)


def _flushing(cases: list[Answered], how: Arithmetic) -> list[str]:
    """Return what else is seen where subnormal numbers count as zero.

    Each of the two has to be seen in outputs that the other one cannot make.
    """
    # The same result without it, at more cost.
    if not all(no_less(tiny(how.stored), case) for case in cases):
        return []
    zeros = how._replace(flush=True)
    flushed = [case.judged(zeros) for case in cases]
    for cause in _arithmetics(zeros, flushed):
        narrow, both = (each._replace(**cause.words) for each in (how, zeros))
        flush = flushed_numbers(both)
        if (
            cause.seen(flushed)
            and flush.seen([case.judged(narrow) for case in cases])
            and all_right(cases, both)
        ):
            return [_said(flush, cause)]
    return []


def _said(*causes: Cause) -> str:
    words = [word for cause in causes for word in cause.words.items()]
    listed = [f'{k}="{v}"' if isinstance(v, str) else f"{k}={v}" for k, v in words]
    said = f"passes with {', '.join(listed)}" if words else "known mistake"
    texts = ", and ".join(cause.text for cause in causes if cause.text)
    return f"{said}: {texts}" if texts else said


def _causes(how: Arithmetic, cases: list[Answered]) -> Iterator[Cause]:
    """Yield what to look for."""
    yield from few_decimals(how.dtype, cases)
    if not how.flush:
        yield flushed_numbers(how)
    yield from small_for_zero(how, cases)
    causes = [*_arithmetics(how, cases)]
    yield from causes
    for cause in causes:
        if "operands" in cause.words:  # a mistake, where no arithmetic passes
            yield cause._replace(words=NOTHING)


def _arithmetics(how: Arithmetic, cases: list[Answered]) -> Iterator[Cause]:
    """Yield what other arithmetics explain, the narrowest first."""
    yield from transforms(how, cases)
    for name in (how.stored, *_narrower(how)):
        if name not in ("tf32", how.accumulate) and holds(how.accumulate, name):
            yield from narrow_sums(how, name, cases)
    for name in _narrower(how):
        yield from cut_operands(how, name)


def _narrower(how: Arithmetic) -> list[str]:
    names = "float32", "tf32", "float16", "bfloat16"
    return [n for n in names if n != how.stored and holds(how.stored, n)]
