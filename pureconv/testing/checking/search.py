"""One thing to try on a candidate, and how the smallest failure is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple
from unittest import SkipTest
from zlib import crc32

from pureconv.testing.candidates import DeclinedError, WrongAnswerError
from pureconv.testing.checking.smaller import Listed, smallest
from pureconv.testing.drawing.calls import Drawn
from pureconv.testing.drawing.dice import Dice
from pureconv.testing.drawing.sizes import NoRoomError
from pureconv.testing.processes import Died, Failure, Garbled
from pureconv.testing.processes.away import Away
from pureconv.testing.telling import Record

LEAST = 10  # examples of a check that gets a small share, as laws do
UNFIT = 50  # examples that do not fit, after which a check without others is given up
TRIES = 1000  # seeds, or ten for each example, before a check is given up

CHANCE = "the same passed when it was repeated: that depends on earlier calls or chance"
HANGS = 10  # calls without an answer that are spent on finding a smaller one
Told = Callable[["Check", Any, WrongAnswerError], str]
Start = Callable[[], Drawn]  # for each run anew, as some draw cases in turn


class UnfitError(Exception):
    """An example that says nothing about the candidate."""


MISFITS = (ArithmeticError, LookupError, TypeError, ValueError)  # of a reference


class DoesNotApplyError(SkipTest):
    """The check does not apply to this candidate; the message says why."""


class EnoughError(Exception):
    """There is no need to look for a smaller failure."""


class Check(NamedTuple):
    """One thing to try on a candidate: `test` raises if an example fails."""

    name: str
    statement: str
    share: float  # of max_examples
    start: Start
    test: Callable[[Any], None]
    listed: Listed = lambda _: ()  # the values that an option may take, () for any
    away: Away | None = None  # the candidate's function, if it runs in another process

    def run(self, max_examples: int, told: Told) -> Record:
        """Return the record: the examples are the same on every run.

        Another check has others, as its name is in the seeds.

        `told` makes a message of the smallest failure. `test` raises WrongAnswerError
        for a failure, DeclinedError for a call that may be refused, UnfitError for an
        example that is to be replaced by another, and DoesNotApplyError to end it all.
        """
        limit = min(max_examples, max(LEAST, round(self.share * max_examples)))
        passed, declined, reasons = 0, 0, Counter[str]()
        record = Record(self.name, self.statement, "skipped", 0, None, "")
        drawn_by, salt = self.start(), crc32(self.name.encode()) << 32
        for seed in range(max(TRIES, 10 * limit)):
            if passed + declined == limit:
                break
            try:
                drawn = drawn_by(Dice(salt + seed))
                wrong = self._tried(drawn, first=True)
            except DoesNotApplyError as error:
                return record._replace(message=str(error))
            except DeclinedError:
                declined += 1
            except NoRoomError:
                pass
            except UnfitError as unfit:
                reasons[str(unfit)] += 1
                # After more of them the same result, at more cost.
                if sum(reasons.values()) > max(limit, UNFIT) and not passed + declined:
                    break
            else:
                if wrong is not None:
                    record = record._replace(examples=passed, declined=declined)
                    return self._failed(record, drawn, wrong, told)
                passed += 1
        record = record._replace(examples=passed, declined=declined)
        if passed:
            return record._replace(status="passed")
        excuse = f"declined all of {declined} examples"
        return record._replace(message=excuse if declined else _commonest(reasons))

    def _failed(
        self, record: Record, drawn: Any, wrong: WrongAnswerError, told: Told
    ) -> Record:
        """Return the record of a failure, which is shown as small as it can be."""
        drawn, wrong = self._smallest(drawn, wrong)
        passes = self._passes_now(drawn, wrong)  # before it is called any more
        text = told(self, drawn, wrong) + (f"\n{CHANCE}" if passes else "")
        return record._replace(status="failed", counterexample=drawn, message=text)

    def _smallest(
        self, drawn: Any, error: WrongAnswerError
    ) -> tuple[Any, WrongAnswerError]:
        """Return the smallest example that fails in the same way, and how.

        What a fresh process does not repeat, is not made smaller; nor is a call that
        hangs, when that has taken long enough.
        """
        found, away = (drawn, error), self.away

        def fails(other: Any) -> bool:
            nonlocal found
            try:
                now = self._tried(other, first=False)
            except (DeclinedError, SkipTest, UnfitError, *MISFITS):
                return False
            if now is None:
                return False
            if _enough(now, away):
                raise EnoughError(str(now)) from now
            same = type(now) is type(error)
            found = (other, now) if same else found
            return same

        with suppress(EnoughError):
            if not _enough(error, away):
                smallest(drawn, fails, self.listed)
        return found

    def _passes_now(self, drawn: Any, error: WrongAnswerError) -> bool:
        """Return whether an example that failed is right when it is repeated.

        What ended a process was repeated before, or is not worth another one.
        """
        if _enough(error, self.away) or isinstance(error.__cause__, Failure):
            return False
        with suppress(DeclinedError, SkipTest, UnfitError, WrongAnswerError, *MISFITS):
            self.test(drawn)
            return True
        return False  # None would be the same result

    def _tried(self, drawn: Any, *, first: bool) -> WrongAnswerError | None:
        """Return how the candidate fails an example, or None if it is right.

        It may do so for what its process did before: then a fresh one is asked again,
        and the failure says so if that one does not repeat it.
        """
        try:
            self.test(drawn)
        except DeclinedError:
            raise
        except WrongAnswerError as error:
            if self.away is not None:
                return self._repeated(drawn, error, self.away, first=first)
            return error
        return None

    def _repeated(
        self, drawn: Any, error: WrongAnswerError, away: Away, *, first: bool
    ) -> WrongAnswerError:
        """Return the failure, and say of it if a fresh process does not repeat it."""
        lost = isinstance(error.__cause__, (Died, Garbled))
        if not (lost or (first and away.hangs <= 1)):
            return error
        away.close()  # the next call is made by a fresh process
        calls = away.calls
        if calls <= 1:
            return error
        try:
            self.test(drawn)
        except WrongAnswerError as again:
            return again
        return error.only_after(calls)


def _enough(error: WrongAnswerError, away: Away | None) -> bool:
    """Return whether no smaller failure is to be looked for."""
    if away is None:
        return False
    return error.unrepeated or away.silent or away.hangs > HANGS


def _commonest(reasons: Counter[str]) -> str:
    """Return why most examples were of no use.

    >>> _commonest(Counter(["too long", "too short", "too long"]))
    'too long'
    """
    return max(reasons, key=reasons.__getitem__, default="no example was of use")
