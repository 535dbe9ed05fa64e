"""Which cause is seen in answers to floats in which only digits are wrong.

A cause is named only if it is seen: a wrong output shows it, and no answer contradicts
it, the right ones of whatever shape neither. Where none is seen, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pureconv.nested import shape
from pureconv.testing.mistakes.causes import (
    Case,
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

Row = tuple[dict[str, Any], Iterable[Cause]]  # words with which answers would pass


def passing(answers: Iterable[tuple[Draft, Any]], how: Arithmetic) -> list[str]:
    """Return what is seen in answers to floats of which some are wrong, if anything.

    That is an arithmetic in which all of them pass, the narrowest first, or a mistake
    that none allows.
    """
    cases = []
    for draft, y in answers:
        if shape(y) != shape(draft()):
            return []
        cases.append(Case(draft, y, unexcused(draft, y, how)))
    cases.sort(key=lambda case: not case.wrong)  # any of these contradicts the most
    if not any(case.wrong for case in cases):
        return []
    for words, causes in _rows(how, cases):
        for cause in causes:
            if cause.seen(cases) and _passes(cases, how, words):
                said = f"passes with {_listed(words)}" if words else "known mistake"
                return [": ".join(filter(None, (said, cause.text)))]
    return [] if how.flush else _flushing(cases, how)


def _passes(cases: list[Case], how: Arithmetic, words: dict[str, Any]) -> bool:
    return not words or all_right(cases, how._replace(**words))


def _flushing(cases: list[Case], how: Arithmetic) -> list[str]:
    """Return what else is seen where subnormal numbers count as zero.

    Each of the two has to be seen in outputs that the other one cannot make.
    """
    if not all(no_less(tiny(how.stored), case) for case in cases):
        return []  # the same result without it, at more cost
    zeros = how._replace(flush=True)
    flushed = [case.judged(zeros) for case in cases]
    for words, causes in _arithmetics(zeros, flushed):
        both, narrow = zeros._replace(**words), how._replace(**words)
        flush = flushed_numbers(both)
        for cause in causes:
            if (
                cause.seen(flushed)
                and flush.seen([case.judged(narrow) for case in cases])
                and all_right(cases, both)
            ):
                said = _listed({"flush": True, **words})
                texts = ", and ".join(filter(None, (flush.text, cause.text)))
                return [f"passes with {said}: {texts}"]
    return []


def _listed(words: dict[str, Any]) -> str:
    quoted = {k: f'"{v}"' if isinstance(v, str) else v for k, v in words.items()}
    return ", ".join(f"{k}={v}" for k, v in quoted.items())


def _rows(how: Arithmetic, cases: list[Case]) -> Iterator[Row]:
    """Yield causes to look for, each with words for arithmetic, or none."""
    yield {}, few_decimals(how.dtype, cases)
    if not how.flush:
        yield {"flush": True}, [flushed_numbers(how)]
    yield {}, small_for_zero(how, cases)
    rows = [*_arithmetics(how, cases)]
    yield from rows
    for words, causes in rows:
        if "operands" in words:
            yield {}, causes


def _arithmetics(how: Arithmetic, cases: list[Case]) -> Iterator[Row]:
    """Yield arithmetics to try, the narrowest first."""
    yield {"algorithm": "fft"}, transforms(how, cases)
    for name in (how.stored, *_narrower(how)):
        if name not in ("tf32", how.accumulate) and holds(how.accumulate, name):
            yield {"accumulate": name}, [*narrow_sums(how, name, cases)]
    for name in _narrower(how):
        causes = cut_operands(how, name)
        yield {"operands": name}, [cause for cause in causes if cause.seen(cases)]


def _narrower(how: Arithmetic) -> list[str]:
    names = "float32", "tf32", "float16", "bfloat16"
    return [n for n in names if n != how.stored and holds(how.stored, n)]
