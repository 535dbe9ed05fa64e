"""One thing to try on a candidate, and how the smallest failure is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any, NamedTuple
from unittest import SkipTest

from pureconv.testing.candidates import DeclinedError, WrongAnswerError
from pureconv.testing.checking.smaller import Listed, smallest
from pureconv.testing.processes import Died, Garbled
from pureconv.testing.processes.away import Away
from pureconv.testing.strategies.dependency import (
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
    phases=[Phase.generate],  # `smallest` shrinks: it knows about axes
    suppress_health_check=list(HealthCheck),
)

HANGS = 10  # calls without an answer that are spent on finding a smaller one


class UnfitError(Exception):
    """An example that says nothing about the candidate."""


UNFIT = (UnfitError, ArithmeticError, LookupError, TypeError, ValueError)


class DoesNotApplyError(SkipTest):
    """The check does not apply to this candidate; the message says why."""


class EnoughError(SkipTest):
    """There is a failure: hypothesis is to end here, and not to repeat it."""


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
    listed: Listed = lambda _: ()  # the values that an option may take, () for any

    def run(
        self,
        max_examples: int,
        away: Away | None = None,
        called: Callable[[], None] = lambda: None,
    ) -> Result:
        """Return the result: the examples are the same on every run, none is stored.

        `away` is the candidate's function if that runs in a process of its own. What a
        fresh process does not repeat, is not made smaller; nor is a call that hangs,
        when that has taken long enough.

        `test` raises WrongAnswerError for a failure, DeclinedError for a call that may
        be refused, UnfitError for an example that is to be replaced by another, and
        DoesNotApplyError to end it all.
        """
        limit = min(max_examples, max(LEAST, round(self.share * max_examples)))
        passed, declined, reasons = 0, 0, Counter[str]()
        failure: tuple[Any, WrongAnswerError] | None = None

        def fails(drawn: Any) -> bool:
            nonlocal passed, declined, failure
            called()
            try:
                error = self._tried(drawn, away, first=True)
            except UnfitError as unfit:
                reasons[str(unfit)] += 1
                if sum(reasons.values()) > limit and not passed + declined:
                    raise DoesNotApplyError(_commonest(reasons)) from unfit
                reject()
            except DeclinedError:
                declined += 1
                return False
            if error is None:
                passed += 1
                return False
            failure = drawn, error
            raise EnoughError(str(error)) from error

        limited = settings(SETTINGS, max_examples=limit)
        try:
            with suppress(NoSuchExample, Unsatisfiable, Flaky, EnoughError):
                find(self.examples, fails, settings=limited, random=Random(0))
        except DoesNotApplyError as error:
            return Result(0, 0, None, str(error))
        if failure is not None:
            if not _enough(failure[1], away):
                failure = self._smallest(*failure, away, called)
            return Result(passed, declined, failure, "")
        excuse = "" if passed else _commonest(reasons)
        if declined and not passed:
            excuse = f"declined all of {declined} examples"
        return Result(passed, declined, None, excuse)

    def _smallest(
        self,
        drawn: Any,
        error: WrongAnswerError,
        away: Away | None,
        called: Callable[[], None],
    ) -> tuple[Any, WrongAnswerError]:
        """Return the smallest example that fails in the same way, and how."""
        found = drawn, error

        def fails(other: Any) -> bool:
            nonlocal found
            called()
            try:
                now = self._tried(other, away, first=False)
            except (DeclinedError, SkipTest, *UNFIT):
                return False
            if now is None:
                return False
            if _enough(now, away):
                raise EnoughError(str(now)) from now
            same = type(now) is type(error)
            found = (other, now) if same else found
            return same

        with suppress(EnoughError):
            smallest(drawn, fails, self.listed)
        return found

    def _tried(
        self, drawn: Any, away: Away | None, *, first: bool
    ) -> WrongAnswerError | None:
        """Return how the candidate fails an example, or None if it is right."""
        try:
            self.test(drawn)
        except DeclinedError:
            raise
        except WrongAnswerError as error:
            if away is not None:
                return self._repeated(drawn, error, away, first=first)
            return error
        return None

    def _repeated(
        self, drawn: Any, error: WrongAnswerError, away: Away, *, first: bool
    ) -> WrongAnswerError:
        """Return the failure, and say of it if a fresh process does not repeat it."""
        lost = isinstance(error.__cause__, (Died, Garbled))
        if not (lost or (first and away.hangs <= 1)):
            return error
        calls = away.fresh()
        if calls <= 1:
            return error
        try:
            self.test(drawn)
        except WrongAnswerError as again:
            return again
        return error.only_after(calls)


def _enough(error: WrongAnswerError, away: Away | None) -> bool:
    """Return whether no smaller failure is to be looked for."""
    return away is not None and (error.unrepeated or away.hangs > HANGS)


def _commonest(reasons: Counter[str]) -> str:
    """Return why most examples were of no use.

    >>> _commonest(Counter(["too long", "too short", "too long"]))
    'too long'
    """
    return max(reasons, key=reasons.__getitem__, default="no example was of use")
