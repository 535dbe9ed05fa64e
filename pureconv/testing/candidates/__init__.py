"""How the kit calls a function that it does not know: lists go in, lists come out.

In reading order:

    arrays      arrays of any library, made of lists and read into lists again
    spelling    by which name a function can be called
    candidate   one call of a function under test, and what may go wrong
    apart       the same in a process of its own
"""

from __future__ import annotations

from pureconv.testing.candidates.apart import apart, check_asked
from pureconv.testing.candidates.arrays import dtype_kind, plain, typed
from pureconv.testing.candidates.candidate import (
    Candidate,
    DeclinedError,
    NoAnswerError,
    WrongAnswerError,
    described,
    equal,
)
from pureconv.testing.candidates.spelling import found, spelled

__all__ = [
    "Candidate",
    "WrongAnswerError",
    "NoAnswerError",
    "DeclinedError",
    "apart",
    "check_asked",
    "plain",
    "typed",
    "dtype_kind",
    "described",
    "equal",
    "spelled",
    "found",
]
