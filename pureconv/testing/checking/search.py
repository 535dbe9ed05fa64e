"""One thing to try on a candidate, and how the smallest failure is found."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any, NamedTuple
from unittest import SkipTest

from pureconv.testing.candidates import WrongAnswerError
from pureconv.testing.checking.smaller import Listed, smallest
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

SETTINGS = settings(
    database=None,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # `smallest` shrinks: it knows about axes
    suppress_health_check=list(HealthCheck),
)


class UnfitError(Exception):
    """An example that says nothing about the candidate."""


UNFIT = (UnfitError, ArithmeticError, LookupError, TypeError, ValueError)


class DoesNotApplyError(SkipTest):
    """The check does not apply to this candidate; the message says why."""


class Result(NamedTuple):
    """What came of a check: `failure` is the smallest example that fails, and how."""

    examples: int  # how many it passed, before one that failed
    failure: tuple[Any, WrongAnswerError] | None
    excuse: str  # why not one example was of use


class Check(NamedTuple):
    """One thing to try on a candidate: `test` raises if an example fails."""

    name: str
    statement: str
    share: float  # of max_examples
    examples: st.SearchStrategy[Any]
    test: Callable[[Any], None]
    listed: Listed = lambda _: ()  # the values that an option may take, () for any

    def run(self, max_examples: int) -> Result:
        """Return the result: the examples are the same on every run, none is stored.

        `test` raises WrongAnswerError for a failure, UnfitError for an example that is
        to be replaced by another, and DoesNotApplyError to end it all.
        """
        limit = max(1, round(self.share * max_examples))
        passed, unfit, excuse = 0, 0, "no example was of use"
        failures: list[tuple[Any, WrongAnswerError]] = []

        def fails(drawn: Any) -> bool:
            nonlocal passed, unfit, excuse
            try:
                self.test(drawn)
            except UnfitError as error:
                excuse, unfit = str(error), unfit + 1
                if unfit > limit and not passed:
                    raise DoesNotApplyError(excuse) from error
                reject()
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
            return Result(0, None, str(error))
        if failures:
            return Result(passed, self._smallest(*failures[0]), "")
        return Result(passed, None, "" if passed else excuse)

    def _smallest(
        self, drawn: Any, error: WrongAnswerError
    ) -> tuple[Any, WrongAnswerError]:
        """Return the smallest example that fails in the same way, and how."""
        found = drawn, error

        def fails(other: Any) -> bool:
            nonlocal found
            try:
                self.test(other)
            except WrongAnswerError as now:
                if type(now) is type(error):
                    found = other, now
                    return True
            except (SkipTest, *UNFIT):
                pass
            return False

        smallest(drawn, fails, self.listed)
        return found
