"""Check a convolution: by exact answers, by the laws, by the bound of its rounding."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from pureconv.checks import choice, integer, shown
from pureconv.testing.checking.claim import Claim, claim_of
from pureconv.testing.checking.report import failure_text
from pureconv.testing.checking.search import Check
from pureconv.testing.checking.tiers import checks
from pureconv.testing.conventions import Varied

if TYPE_CHECKING:
    import pytest


class Record(NamedTuple):
    """What came of one check."""

    name: str
    statement: str
    status: str  # "passed", "failed", "expected" (to fail, and it did) or "skipped"
    examples: int  # how many it passed, before one that failed
    counterexample: Any  # the smallest that was found, or None
    message: str  # what is wrong, why that was expected, or why it was skipped


class Plan(NamedTuple):
    """All that is going to be tried on a candidate."""

    claim: Claim
    checks: list[Check]
    max_examples: int
    reasons: Mapping[str, str]  # of failures that are expected, by the names of checks

    def record(self, check: Check) -> Record:
        """Return the record of one of the checks, after it was run."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of an overflow: it is judged
            passed, failure, excuse = check.run(self.max_examples)
        name, statement = check.name, check.statement
        if failure is None:
            status = "passed" if passed else "skipped"
            return Record(name, statement, status, passed, None, excuse)
        drawn, error = failure
        message = failure_text(self.claim, name, statement, drawn, error)
        return Record(name, statement, "failed", passed, drawn, message)

    def assert_passes(self, check: Check) -> None:
        """Raise AssertionError if the candidate fails one of the checks."""
        record = self.record(check)
        if record.status == "failed":
            raise AssertionError(record.message)


def plan(
    candidate: Callable[..., Any],
    like: Any,
    *,
    max_examples: int = 200,
    expected_failures: Mapping[str, str] | None = None,
    **settings: Any,
) -> Plan:
    """Return what `check` is going to do, after all of its arguments were checked."""
    claim = claim_of(candidate, like, **settings)
    todo = [each._replace(listed=claim.target.shrinkable) for each in checks(claim)]
    reasons = expected_failures or {}
    for name in reasons:
        if name not in [each.name for each in todo]:
            known = ", ".join(each.name for each in todo)
            raise ValueError(f"there is no check {shown(name)} to fail, but {known}")
    return Plan(claim, todo, integer(max_examples, "max_examples", 1), reasons)


def check(
    candidate: Callable[..., Any],
    like: Any,
    *,
    dtype: str = "float64",
    options: Varied = (),
    to: Callable[..., Any] | None = None,
    accumulate: str | None = None,
    operands: str | None = None,
    flush: bool = False,
    algorithm: str = "direct",
    max_examples: int = 200,
    max_taps: int | None = None,
    max_size: int | None = None,
    max_channels: int | None = None,
    expected_failures: Mapping[str, str] | None = None,
    on_fail: str | None = "raise",
) -> list[Record]:
    """Return a record of each check that `candidate(x, w, **options)` was put to.

    `like` says what it should compute: a function of this library, as such or with
    options fixed by functools.partial, that is called just as the candidate is; or a
    name in `CONVENTIONS`. `options` names the options that the candidate takes and that
    are to vary (a dict maps names to the values to try); no other is ever passed. `to`
    makes of nested lists what the candidate wants: numpy.asarray, torch.tensor.

    >>> def slide(x, w):
    ...     starts = range(len(x) - len(w) + 1)
    ...     return [sum(a * b for a, b in zip(x[n:], w)) for n in starts]
    >>> records = check(slide, "correlate", max_examples=10)
    >>> print(records[0].name, records[0].status, records[0].examples)
    right_on_small_integers passed 10

    `dtype` is what the candidate computes in: a float format of `verdict`, whose other
    options are taken too, or int8 to int64, where no example overflows. The names of
    `expected_failures` may fail, for the reason that each is mapped to. A failure that
    is not expected raises AssertionError, or with on_fail="warn" it warns; with None it
    is only recorded. "Passed" means: not refuted by so many examples, always the same.
    Whatever the candidate raises or returns ends in a record. For slow candidates: no
    call has an axis of `w` longer than `max_taps`, one of `x` longer than `max_size`,
    or more channels than `max_channels`.

    Raises TypeError and ValueError for arguments that make no sense.
    """
    choice(on_fail or "", "on_fail", ("raise", "warn", ""))
    todo = plan(
        candidate,
        like,
        dtype=dtype,
        options=options,
        to=to,
        accumulate=accumulate,
        operands=operands,
        flush=flush,
        algorithm=algorithm,
        max_examples=max_examples,
        max_taps=max_taps,
        max_size=max_size,
        max_channels=max_channels,
        expected_failures=expected_failures,
    )
    records = []
    for each in todo.checks:
        record = todo.record(each)
        if record.status == "failed" and record.name in todo.reasons:
            reason = todo.reasons[record.name]
            record = record._replace(status="expected", message=reason)
        if record.status == "failed" and on_fail == "raise":
            raise AssertionError(record.message)
        if record.status == "failed" and on_fail == "warn":
            warnings.warn(record.message, stacklevel=2)
        records.append(record)
    return records


def parametrize_with_checks(
    candidate: Callable[..., Any], like: Any, **settings: Any
) -> pytest.MarkDecorator:
    """Return a decorator that makes a pytest case of each check, with the check's name.

        @parametrize_with_checks(my_convolve, "numpy.convolve", options=["mode"])
        def test_my_convolve(check):
            check()

    Arguments are those of `check`, except on_fail: a case raises AssertionError. Those
    in `expected_failures` are marked xfail.
    """
    import pytest  # noqa: PLC0415  (here only)

    todo = plan(candidate, like, **settings)
    cases = []
    for each in todo.checks:
        marks = []
        if each.name in todo.reasons:
            marks = [pytest.mark.xfail(reason=todo.reasons[each.name])]
        case = partial(todo.assert_passes, each)
        cases.append(pytest.param(case, id=each.name, marks=marks))
    return pytest.mark.parametrize("check", cases)
