"""Whether the answers that came back are right, and if not, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pureconv.nested import leaves, mapped, shape
from pureconv.testing.conventions import Varied
from pureconv.testing.mistakes import explain_answers
from pureconv.testing.processes.failures import Garbled, Refused
from pureconv.testing.processes.lines import line, numbers
from pureconv.testing.records import Record, formulas
from pureconv.testing.vectorfiles.functions import Function, function_of
from pureconv.testing.vectorfiles.making import SCHEMA
from pureconv.testing.verdict import DTYPES, Arithmetic, Finding, arithmetic, findings

HEADER = ("schema", "function", "dtype", "flags", "tests")


class Case(NamedTuple):
    """A test, the answer to it, and what is wrong with that, if anything is."""

    test: Mapping[str, Any]
    call: dict[str, Any]
    y: Any
    wrong: str
    finding: Finding | None = None


def judged(
    made: Any, answers: Any, **words: Any
) -> list[Record]:
    """Return a record of each flag: how the answers to its cases are.

    `made` is what `vectors` returns, `answers` maps ids, as text, to nested lists or to
    {"error": text}. `words` are those of `arithmetic`, but for the dtype.

    Raises ValueError for what is no such thing, or where an answer is missing.
    """
    _check(made, answers)
    function = function_of(made["function"])
    how = arithmetic(made["dtype"], **words)
    cases = [_case(function, how, t, answers[str(t["id"])]) for t in made["tests"]]
    wrong = sorted((c for c in cases if c.wrong), key=_size)
    mistakes = _mistakes(function, how, cases) if wrong else []
    texts = {c.test["id"]: _text(function, made, c, mistakes) for c in wrong}
    records = []
    for flag, about in made["flags"].items():
        flagged = [c for c in cases if flag in c.test["flags"]]
        failed = [c for c in wrong if flag in c.test["flags"]]
        status = "failed" if failed else "passed"
        told = texts[failed[0].test["id"]] if failed else ""
        worst = failed[0].call if failed else None
        name, passed = flag.replace(" ", "_"), len(flagged) - len(failed)
        records.append(Record(name, about, status, passed, worst, told))
    return records
