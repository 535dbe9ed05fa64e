"""Check a convolution: by exact answers, by the laws, by the bound of its rounding."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest import SkipTest

from pureconv.checks import integer, is_it, keywords, shown
from pureconv.testing.checking.claim import Claim, Refuses, claim_of
from pureconv.testing.checking.report import failure_text
from pureconv.testing.checking.search import Check
from pureconv.testing.checking.tiers import checks
from pureconv.testing.conventions import Varied
from pureconv.testing.processes.away import Away
from pureconv.testing.telling import Record

if TYPE_CHECKING:
    import pytest


class Plan(NamedTuple):
    """All that is going to be tried on a candidate."""

    claim: Claim
    checks: list[Check]
    max_examples: int
    reasons: Mapping[str, str]  # of failures that are expected, by the names of checks

    def record(self, check: Check, called: Callable[[], None] | None = None) -> Record:
        """Return the record of one of the checks; before each call, `called` is."""

        def test(drawn: Any) -> None:
            if called is not None:
                called()
            check.test(drawn)

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of an overflow: it is judged
            told = partial(failure_text, self.claim)
            return check._replace(test=test).run(self.max_examples, told)

    def assert_passes(self, check: Check) -> None:
        """Raise AssertionError if the candidate fails a check, SkipTest if it skips."""
        record = self.record(check)
        if record.status == "failed":
            raise AssertionError(record.message)
        if record.status == "skipped":
            raise SkipTest(record.message)


def plan(
    candidate: Callable[..., Any],
    like: Any,
    *,
    max_examples: int = 200,
    expected_failures: Mapping[str, str] | None = None,
    only: Iterable[str] | None = None,
    **settings: Any,
) -> Plan:
    """Return what `check` is going to do, after all of its arguments were checked."""
    claim = claim_of(candidate, like, **settings)
    function, listed = claim.candidate.function, claim.target.shrinkable
    away = function if isinstance(function, Away) else None
    todo = [each._replace(listed=listed, away=away) for each in checks(claim)]
    given = {} if expected_failures is None else expected_failures
    reasons = keywords(given, "expected_failures")
    for name, reason in reasons.items():
        if not isinstance(reason, str):
            rule = f"expected_failures must say why {name} fails"
            raise TypeError(f"{rule}, not {shown(reason)}")
    if isinstance(only, str) or not isinstance(only, (Iterable, type(None))):
        raise TypeError(f"only must be a list of names of checks, not {shown(only)}")
    known = [each.name for each in todo]
    wanted = known if only is None else list(only)
    if not wanted:
        raise ValueError(f"only must name one check or more, not {shown(only)}")
    for name in [*reasons, *wanted]:
        if name not in known:
            text = f"there is no check {shown(name)} here, but {', '.join(known)}"
            raise ValueError(text + is_it(name, known))
    todo = [each for each in todo if each.name in wanted]
    return Plan(claim, todo, integer(max_examples, "max_examples", 1), reasons)


def check(
    candidate: Callable[..., Any],
    like: Any,
    *,
    dtype: str = "float64",
    options: Varied = (),
    arguments: Any = None,
    to: Callable[..., Any] | None = None,
    accumulate: str | None = None,
    operands: str | None = None,
    flush: bool = False,
    algorithm: str = "direct",
    axes: int | None = None,
    layout: str | None = None,
    refuses: Refuses = (),
    strict: bool = False,
    max_examples: int = 200,
    max_taps: int | None = None,
    max_size: int | None = None,
    max_channels: int | None = None,
    isolate: bool = False,
    timeout: float = 10.0,
    expected_failures: Mapping[str, str] | None = None,
    only: Iterable[str] | None = None,
    on_fail: str | None = "raise",
) -> list[Record]:
    """Return a record of each check that `candidate(x, w, **options)` was put to.

    `like` says what it should compute: a function of this library, as such or with
    options fixed by functools.partial, that is called just as the candidate is; or a
    name in `CONVENTIONS`. `options` names the options that the candidate takes and that
    are to vary (a dict maps names to the values to try); no others are ever passed, but
    those that the function cannot be called without. `to` makes of nested lists what
    the candidate wants: numpy.asarray, torch.tensor.

    Or it is any function of yours that adds up products, exactly on ints: then
    `arguments` is a strategy of hypothesis for calls, pairs ((x, w), options) of nested
    lists and a dict. Its shapes and options are taken, and filled with other numbers.

    >>> def slide(x, w):
    ...     starts = range(len(x) - len(w) + 1)
    ...     return [sum(a * b for a, b in zip(x[n:], w)) for n in starts]
    >>> records = check(slide, "correlate", max_examples=10)
    >>> print(records[0].name, records[0].status, records[0].examples)
    right_on_small_integers passed 10

    `dtype` is what the candidate computes in, one of `verdict.DTYPES`, and the words
    that `verdict.judge` takes beside it are taken too. Where it is a type of ints, no
    example overflows. `axes` says 1 or 2 where a convention serves both. `layout` says
    in which order a layer has the axes of x, w and y: "NHWC,HWIO" for channels last,
    "NHWC,HWIO,NCHW" where y differs. In that order lies all that it gets, and what
    failures show; options stay as they are. `refuses` says what the candidate may
    decline: exception types that it may raise; or a function, called as refuses(x, w,
    **options) and true for calls on which it may raise anything. Declined calls are
    counted; other exceptions are failures, and so are wrong answers to calls that it
    may decline. With `strict`, it should raise wherever what it is measured by does.

    `only` names the checks to run, of `CHECKS`. Laws get 5 % of `max_examples`, but at
    least ten, or all if there are fewer. The names of `expected_failures` may fail, for
    the reason that each is mapped to; one that passes warns. A failure that is not
    expected raises AssertionError, or with on_fail="warn" it warns; with None all is
    only recorded. "Passed" means: not refuted by so many examples, always the same.
    Whatever the candidate raises or returns ends in a record, but for exceptions of
    hypothesis: those are for the test that `check` is called in.

    With `isolate`, the candidate runs in a process of its own: when it crashes, or does
    not answer for `timeout` seconds, that is a failure like any other. So is each call
    of a `program`, which is a candidate, too. What never answers is waited for in three
    calls alone. The process is a fork, if the system has them; one that hangs where
    libraries such as torch are loaded is replaced by a fresh process, which imports the
    candidate. For slow ones: no call has an axis of `w` longer than `max_taps`, of `x`
    longer than `max_size`, or more channels than `max_channels`.

    Raises TypeError and ValueError for arguments that make no sense.
    """
    settings = {k: v for k, v in locals().items() if k != "on_fail"}
    if on_fail not in ("raise", "warn", None):
        rule = 'on_fail must be "raise", "warn" or None'
        raise ValueError(f"{rule}, not {shown(on_fail)}")
    todo, records = plan(**settings), []
    for each in todo.checks:
        record = _as_expected(todo.record(each), todo.reasons)
        if record.status == "failed" and on_fail == "raise":
            raise AssertionError(record.message)
        if on_fail and record.status in {"failed", "passed"} and record.message:
            warnings.warn(record.message, stacklevel=2)
        records.append(record)
    if only is None and not any(record.tried for record in records):
        raise ValueError(f"no call could be tried: {records[0].message}")
    return records


def _as_expected(record: Record, reasons: Mapping[str, str]) -> Record:
    """Return a record that says whether a failure that is expected came about."""
    reason = reasons.get(record.name)
    if reason is None or record.status == "skipped":
        return record
    if record.status == "failed":
        return record._replace(status="expected", message=reason)
    text = f"{record.name} passed, but was expected to fail: {reason}"
    return record._replace(message=text)


def parametrize_with_checks(
    candidate: Callable[..., Any], like: Any, **settings: Any
) -> pytest.MarkDecorator:
    """Return a decorator that makes a pytest case of each check, with the check's name.

        @parametrize_with_checks(my_convolve, "numpy.convolve", options=["mode"])
        def test_my_convolve(check):
            check()

    Arguments are those of `check`, except on_fail: a case raises AssertionError. Those
    in `expected_failures` are marked xfail. A check that is skipped, as it does not
    apply, is a case that is skipped.
    """
    import pytest  # noqa: PLC0415  (here only)

    known = [*inspect.signature(check).parameters][2:-1]
    for name in settings:
        if name not in known:
            text = f"parametrize_with_checks has no argument {name!r}"
            raise TypeError(text + is_it(name, known))
    todo = plan(candidate, like, **settings)
    cases = []
    for each in todo.checks:
        marks = []
        if each.name in todo.reasons:
            marks = [pytest.mark.xfail(reason=todo.reasons[each.name])]
        case = partial(todo.assert_passes, each)
        cases.append(pytest.param(case, id=each.name, marks=marks))
    return pytest.mark.parametrize("check", cases)
