"""A Python candidate in a process of its own, called there as it would be here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pureconv.checks import called, flag
from pureconv.testing.call import Call
from pureconv.testing.candidates.arrays import typed
from pureconv.testing.candidates.candidate import Candidate, NoAnswerError
from pureconv.testing.processes import Failure, Isolated, Refused
from pureconv.testing.processes.away import seconds
from pureconv.testing.processes.failures import names, reworded

Operands = Mapping[str, Any]


class Apart(Isolated):
    """Stands in the place of a candidate's function, and asks a child process."""

    def __init__(
        self, candidate: Candidate, dtype: str | None, timeout: float, **how: Any
    ) -> None:
        """Take a candidate as it would be called, and what its `Job` is to know."""
        super().__init__(Job(candidate, dtype), timeout, **how)
        self.candidate, self.name = candidate, candidate.name

    def run(
        self, call: Call, arguments: tuple[Any, ...], what: str, *, unchanged: bool
    ) -> Any:
        """Return the answer to a call, or raise what the candidate would raise."""
        said, y = self._asked(what, call, arguments, unchanged=unchanged)
        if said == what:
            return y
        text, kinds, why = y
        name = kinds[0].rpartition(".")[2]
        raised = type(name, (Exception,), {"kinds": kinds})
        raise NoAnswerError(text, call) from raised(why)

    def text(self, call: Call) -> str:
        """Return a call as code to be pasted; the child knows what `to` makes."""
        try:
            _, text = self._asked("text", call, self.candidate.arguments)
        except Failure:
            return self.candidate.text(call)
        return str(text)

    def _asked(
        self, what: str, call: Call, arguments: tuple[Any, ...], **how: bool
    ) -> Any:
        operands, options = call.operands, dict(call.options)
        return self(what, operands, options, arguments, how)


class Job:
    """What a child process does: all that touches the candidate."""

    def __init__(self, candidate: Candidate, dtype: str | None) -> None:
        """Take a candidate, and the dtype that its arrays are to have, if any."""
        self.candidate, self.dtype = candidate, dtype

    def __repr__(self) -> str:
        """Return the candidate, which messages speak of."""
        return repr(self.candidate.function)

    def __call__(
        self,
        what: str,
        operands: Operands,
        options: Operands,
        arguments: tuple[Any, ...],
        how: Mapping[str, Any],
    ) -> tuple[str, Any]:
        """Return the answer to a call, the dtypes that it has, or its text."""
        if self.dtype is not None:  # once, and here: `to` may do anything
            to = typed(self.candidate.to, self.dtype)
            self.candidate, self.dtype = self.candidate._replace(to=to), None
        if what == "ready":
            return "ready", None
        candidate = self.candidate._replace(arguments=arguments)
        call = Call(_unknown, **operands, options=options)
        if what == "text":
            return "text", candidate.text(call)
        try:
            if what == "dtypes":
                return "dtypes", candidate.dtypes(call)
            return "answer", candidate.answer(call, **how)
        except NoAnswerError as error:
            why = error.__cause__ or error
            return "no answer", (str(error), names(why), reworded(why))


def _unknown() -> None:
    """Stand for a reference, which a candidate is never shown."""


def check_asked(function: Any, to: Any, isolate: Any, timeout: Any) -> None:
    """Raise unless a function can be asked this way."""
    called(function, "candidate")
    if to is not None:
        called(to, "to")
    seconds(timeout)
    flag(isolate, "isolate")


def apart(
    # By 0 the same result as by None: no dtype is asked for.
    candidate: Candidate, timeout: float, dtype: str | None = None, **how: Any
) -> Candidate:
    """Return the same candidate, but run in a process of its own.

    >>> away = apart(Candidate(lambda x, w: [w[0] * v for v in x]), 10.0)
    >>> away.answer(Call(sum, [1, 2], [3]))
    [3, 6]

    Raises ValueError when `to` does not make arrays of that dtype, or dies of it, or
    when a copy of this process hangs for what it has loaded.
    """
    bare = candidate._replace(layout=None)  # axes are put in order on this side
    child = Apart(bare, dtype, timeout, **how)
    try:
        child("ready", {}, {}, (), {})
        child.calls = 0
    except Refused as error:
        raise ValueError(error.text.partition(": ")[2]) from error
    except Failure as error:
        cause = "isolate:" if child.advice else f"to={candidate.to!r}"
        raise ValueError(f"{cause} {error}") from error
    return candidate._replace(function=child)
