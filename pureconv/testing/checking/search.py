"""One thing to try on a candidate, and how the smallest failure is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any, NamedTuple
from unittest import SkipTest

from pureconv.testing.candidates import DeclinedError, WrongAnswerError
from pureconv.testing.dependency import (
    Flaky,
    HealthCheck,
    NoSuchExample,
    Phase,
    Unsatisfiable,
    find,
    reject,
    settings,
    st,
)

LEAST = 10  # examples of a check that gets a small share, as laws do
SETTINGS = settings(
    database=None,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


class UnfitError(Exception):
    """An example that says nothing about the candidate."""


class DoesNotApplyError(SkipTest):
    """The check does not apply to this candidate; the message says why."""


class Result(NamedTuple):
    """What came of a check: `failure` is the smallest example that fails, and how."""

    examples: int  # how many it passed, before one that failed
    declined: int  # how many it refused, as it may
    failure: tuple[Any, WrongAnswerError] | None
    excuse: str  # why not one example was of use


class Check(NamedTuple):
    """One thing to try on a candidate: `test` raises if an example fails."""

    name: str
    statement: str
    share: float  # of max_examples
    examples: st.SearchStrategy[Any]
    test: Callable[[Any], None]

    def run(self, max_examples: int) -> Result:
        """Return the result: the examples are the same on every run, none is stored.

        `test` raises WrongAnswerError for a failure, DeclinedError for a call that may
        be refused, UnfitError for an example that is to be replaced by another, and
        DoesNotApplyError to end it all.
        """
        limit = min(max_examples, max(LEAST, round(self.share * max_examples)))
        passed, declined, reasons = 0, 0, Counter[str]()
        failures: list[tuple[Any, WrongAnswerError]] = []

        def fails(drawn: Any) -> bool:
            nonlocal passed, declined
            try:
                self.test(drawn)
            except UnfitError as error:
                reasons[str(error)] += 1
                if sum(reasons.values()) > limit and not passed + declined:
                    raise DoesNotApplyError(_commonest(reasons)) from error
                reject()
            except DeclinedError:
                declined += not failures
                return False
            except WrongAnswerError as error:
                failures.append((drawn, error))
                return True
            passed += not failures
            return False

        limited = settings(SETTINGS, max_examples=limit)
        try:
            with suppress(NoSuchExample, Unsatisfiable, Flaky):  # wrong now and then
                find(self.examples, fails, settings=limited, random=Random(0))
        except DoesNotApplyError as error:
            return Result(0, 0, None, str(error))
        if failures:
            return Result(passed, declined, failures[-1], "")
        excuse = "" if passed else _commonest(reasons)
        if declined and not passed:
            excuse = f"declined all of {declined} examples"
        return Result(passed, declined, None, excuse)


def _commonest(reasons: Counter[str]) -> str:
    """Return why most examples were of no use.

    >>> _commonest(Counter(["too long", "too short", "too long"]))
    'too long'
    """
    return max(reasons, key=reasons.__getitem__, default="no example was of use")
