"""Which cause is seen in answers to floats in which only digits are wrong.

A cause is named only if it is seen: a wrong output shows it, and no answer contradicts
it, the right ones of whatever shape neither. Where none is seen, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pureconv.nested import shape
from pureconv.testing.mistakes.causes import (
    Cause,
    cut_operands,
    few_decimals,
    flushed_numbers,
    narrow_sums,
    small_for_zero,
    transforms,
)
from pureconv.testing.mistakes.judging import (
    Answers,
    Case,
    all_right,
    cases_of,
    right,
)
from pureconv.testing.verdict import Arithmetic
from pureconv.testing.verdict.formats import holds

Row = tuple[dict[str, Any], list[Cause]]  # words with which answers would pass


def passing(answers: Answers, how: Arithmetic) -> list[str]:
    """Return what is seen in answers to floats of which some are wrong, if anything.

    That is an arithmetic in which all of them pass, the narrowest first, or a mistake
    that none allows.
    """
    if any(shape(y) != shape(draft()) for draft, y in answers):
        return []
    answers = sorted(answers, key=lambda a: right(a[0], a[1], how))  # wrong ones first
    cases = cases_of(answers, how)
    if not any(case.wrong for case in cases):
        return []
    for words, causes in _rows(how, cases):
        if words and not all_right(answers, how._replace(**words)):
            continue
        for cause in causes:
            if cause.seen(cases):
                said = f"passes with {_listed(words)}" if words else "known mistake"
                return [": ".join(filter(None, (said, cause.text)))]
    return [] if how.flush else _flushing(answers, how)


def _flushing(answers: Answers, how: Arithmetic) -> list[str]:
    """Return what else is seen where subnormal numbers count as zero.

    Each of the two has to be seen in outputs that the other one cannot make.
    """
    zeros = how._replace(flush=True)
    cases = cases_of(answers, zeros)
    for words, causes in _arithmetics(zeros, cases):
        both = zeros._replace(**words)
        if not all_right(answers, both):
            continue
        flush, others = flushed_numbers(both), cases_of(answers, how._replace(**words))
        for cause in causes:
            if cause.seen(cases) and flush.seen(others):
                said = _listed({"flush": True, **words})
                texts = ", and ".join(filter(None, (flush.text, cause.text)))
                return [f"passes with {said}: {texts}"]
    return []


def _listed(words: dict[str, Any]) -> str:
    quoted = {k: f'"{v}"' if isinstance(v, str) else v for k, v in words.items()}
    return ", ".join(f"{k}={v}" for k, v in quoted.items())


def _rows(how: Arithmetic, cases: list[Case]) -> Iterator[Row]:
    """Yield causes to look for, each with words for arithmetic, or none."""
    yield {}, [*few_decimals(how.dtype)]
    if not how.flush:
        yield {"flush": True}, [flushed_numbers(how)]
    yield {}, [*small_for_zero(how, cases)]
    yield from _arithmetics(how, cases)
    for name in _narrower(how):
        yield {}, [*cut_operands(how, name)]


def _arithmetics(how: Arithmetic, cases: list[Case]) -> Iterator[Row]:
    """Yield arithmetics to try, the narrowest first."""
    yield {"algorithm": "fft"}, transforms(how, cases)
    for name in (how.stored, *_narrower(how)):
        if name not in ("tf32", how.accumulate) and holds(how.accumulate, name):
            yield {"accumulate": name}, [*narrow_sums(how, name)]
    for name in _narrower(how):
        yield {"operands": name}, [*cut_operands(how, name)]


def _narrower(how: Arithmetic) -> list[str]:
    names = "float32", "tf32", "float16", "bfloat16"
    return [n for n in names if n != how.stored and holds(how.stored, n)]
