"""Whether the answers that came back are right, and if not, what is wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from pureconv.checks import shown
from pureconv.nested import leaves, mapped
from pureconv.testing.call import Call
from pureconv.testing.candidates import described
from pureconv.testing.conventions import Target, resolve
from pureconv.testing.mistakes import explain_answers
from pureconv.testing.processes.failures import Garbled, Refused
from pureconv.testing.processes.lines import read, understood
from pureconv.testing.telling import Record, derivation
from pureconv.testing.vectorfiles.making import SCHEMA
from pureconv.testing.verdict import DTYPES, Arithmetic, Finding, arithmetic, findings

HEADER = {"schema": int, "function": str, "dtype": str, "flags": dict, "tests": list}
CASE = {"flags": list, "call": dict}


class Judged(NamedTuple):
    """A case, the answer to it, and what is wrong with that, if anything is."""

    test: Mapping[str, Any]
    call: Call
    y: Any
    wrong: str
    finding: Finding | None = None


def judged(made: Any, answers: Any, **words: Any) -> list[Record]:
    """Return a record of each flag: how the answers to its cases are.

    `made` is what `vectors` returns, `answers` maps ids to nested lists or to {"error":
    text}. `words` are those of `arithmetic`, without the dtype.

    >>> from pureconv.testing.vectorfiles.making import vectors
    >>> made = vectors("convolve", dtype="int16", cases=9)
    >>> records = judged(made, {str(t["id"]): t["y"] for t in made["tests"]})
    >>> {record.status for record in records}
    {'passed'}

    Raises ValueError for what is no such thing, or where an answer is missing.
    """
    _check(made, answers)
    target = resolve(made["function"].partition(",")[0])
    target = target._replace(fixed=made.get("fixed", {}))
    how = arithmetic(made["dtype"], **words)
    cases = [_judged(target, how, t, answers[str(t["id"])]) for t in made["tests"]]
    wrong = sorted((case for case in cases if case.wrong), key=_size)
    mistakes = _mistakes(target, how, cases) if wrong else {}
    records = []
    for flag, about in made["flags"].items():
        name = flag.replace(" ", "_")
        flagged = [case for case in cases if flag in case.test["flags"]]
        failed = [case for case in wrong if flag in case.test["flags"]]
        passed = len(flagged) - len(failed)
        record = Record(name, about, "passed", passed, None, "")
        if failed:
            known = mistakes.get(failed[0].test["id"], [])
            told = _text(made, failed[0], known)
            worst = dict(failed[0].test["call"])
            record = Record(name, about, "failed", passed, worst, told)
        records.append(record)
    return records


def _check(made: Any, answers: Any) -> None:
    """Raise ValueError unless both are what they should be, and fit each other."""
    _check_fields("vectors", made, HEADER)
    if made["schema"] != SCHEMA:
        raise ValueError(f"vectors must be of schema {SCHEMA}, not {made['schema']!r}")
    if not isinstance(answers, Mapping):
        raise ValueError(f"answers must be an object, id: y, not {shown(answers)}")  # noqa: TRY004
    for test in made["tests"]:
        _check_fields("a case", test, {"id": int})
    ids = [str(test["id"]) for test in made["tests"]]
    for name in ids:
        if name not in answers:
            raise ValueError(f"answers have none for case {name}")
    for name in answers:
        if name not in ids:
            raise ValueError(f"answers have one for {shown(name)}, which is no case")
    for test in made["tests"]:
        _check_fields("a case", test, CASE)
        if test.get("result") == "invalid":
            _check_fields("an invalid case", test, {"reason": str})


def _check_fields(what: str, value: Any, fields: Mapping[str, type]) -> None:
    """Raise ValueError unless something is an object that has all of these fields."""
    for name, kind in fields.items():
        found = value.get(name) if isinstance(value, Mapping) else None
        if not isinstance(found, kind):
            need = f"{what} must be an object with {name!r}"
            raise ValueError(f"{need}, not {shown(value)}")  # noqa: TRY004


def _judged(
    target: Target, how: Arithmetic, test: Mapping[str, Any], answer: Any
) -> Judged:
    pairs = DTYPES[how.dtype].kind == "complex"
    names = target.convention.operands
    told = dict(test["call"])
    for name in {*names, "bias"} & set(told):
        told[name] = read(told[name], pairs=pairs)
    x, w = (told.pop(name, [1]) for name in names)  # a gradient may have one alone
    order = target.convention.layout
    if order is not None:
        x, w, told = order.call(x, w, told)
    call = target.call(x, w, told)
    refused = test.get("result") == "invalid"
    try:
        y = mapped(DTYPES[how.dtype].named, understood(answer, pairs=pairs))
    except Refused as error:
        wrong = "" if refused else f"refused: {error}"
        return Judged(test, call, None, wrong)
    except Garbled as error:
        return Judged(test, call, None, str(error))
    if refused:
        return Judged(test, call, y, f"answered, where {test['reason']}")
    try:
        y = y if order is None else order.heard(2, y)
        found = findings(y, call.function, x, w, call.bias, how)
    except (TypeError, ValueError) as error:
        return Judged(test, call, y, str(error).replace("computed", "the answer"))
    if found:
        return Judged(test, call, y, "further off than arithmetic can be", found[0])
    return Judged(test, call, y, "")


def _mistakes(
    target: Target, how: Arithmetic, cases: list[Judged]
) -> dict[int, list[str]]:
    """Return the known mistakes that explain wrong answers, by the ids of their cases.

    What was refused, or should have been, has none.
    """
    known = [case for case in cases if case.y is not None and "y" in case.test]
    try:
        lines = explain_answers(target, [(case.call, case.y) for case in known], how)
    except Exception as error:  # numbers too large for a narrower format, perhaps
        said = f"(looking for known mistakes raised {described(error)})"
        lines = [[said] for _ in known]
    return {case.test["id"]: each for case, each in zip(known, lines)}


def _size(case: Judged) -> tuple[int, int]:
    """Return how much there is to read in a case, what has no formula the last."""
    numbers = sum(len(leaves(v)) for v in case.call.operands.values())
    return case.finding is None, numbers


def _text(made: Mapping[str, Any], case: Judged, mistakes: list[str]) -> str:
    """Return what there is to say of a wrong answer."""
    lines = [
        f"case {case.test['id']} of {made['function']} is wrong: {case.wrong}",
        ", ".join(case.test["flags"]),
        "",
        f"    {json.dumps(case.test['call'])}",
        "",
    ]
    if case.finding is not None:
        lines += derivation(case.call, case.finding)
    return "\n".join(lines + mistakes)
