"""Check a convolution: by exact answers, by the laws, by the bound of its rounding."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from pureconv.checks import choice, integer, shown
from pureconv.correlation import correlate
from pureconv.testing.candidates import typed
from pureconv.testing.checking.report import failure_text, spelled
from pureconv.testing.checking.subject import Subject, UnfitError, WrongAnswerError
from pureconv.testing.checking.targets import target
from pureconv.testing.checking.tiers import Check, UnlawfulError, checks
from pureconv.testing.dependency import (
    Flaky,
    HealthCheck,
    NoSuchExample,
    Phase,
    Unsatisfiable,
    find,
    reject,
    settings,
)
from pureconv.testing.strategies.arguments import Options
from pureconv.testing.strategies.values import INTEGERS
from pureconv.testing.verdict import judge
from pureconv.testing.verdict.formats import STORED

if TYPE_CHECKING:
    import pytest

SETTINGS = settings(
    database=None,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
Failure = tuple[Any, WrongAnswerError]  # what was drawn, and what was wrong


class Record(NamedTuple):
    """What came of one check."""

    name: str
    statement: str
    status: str  # "passed", "failed", "expected" (to fail, and it did) or "skipped"
    examples: int  # how many it passed, before one that failed
    counterexample: Any  # the smallest that was found, or None
    message: str  # what is wrong, why that was expected, or why it was skipped


def check(
    candidate: Callable[..., Any],
    like: Any,
    *,
    dtype: str = "float64",
    options: Options = (),
    to: Callable[..., Any] | None = None,
    accumulate: str | None = None,
    operands: str | None = None,
    flush: bool = False,
    algorithm: str = "direct",
    max_examples: int = 200,
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
    is but recorded. "Passed" means: not refuted by so many examples, always the same.

    Raises TypeError and ValueError for arguments that make no sense.
    """
    choice(on_fail or "", "on_fail", ("raise", "warn", ""))
    subject = subject_of(
        candidate,
        like,
        dtype=dtype,
        options=options,
        to=to,
        accumulate=accumulate,
        operands=operands,
        flush=flush,
        algorithm=algorithm,
    )
    reasons = known_failures(subject, expected_failures)
    limit = positive(max_examples)
    records = []
    for each in checks(subject):
        record = run(subject, each, limit)
        if record.status == "failed" and record.name in reasons:
            record = record._replace(status="expected", message=reasons[record.name])
        if record.status == "failed" and on_fail == "raise":
            raise AssertionError(record.message)
        if record.status == "failed" and on_fail == "warn":
            warnings.warn(record.message, stacklevel=2)
        records.append(record)
    return records


def parametrize_with_checks(
    candidate: Callable[..., Any],
    like: Any,
    *,
    max_examples: int = 200,
    expected_failures: Mapping[str, str] | None = None,
    **settings: Any,
) -> pytest.MarkDecorator:
    """Return a decorator that makes a pytest case of each check, with the check's name.

        @parametrize_with_checks(my_convolve, "numpy.convolve", options=["mode"])
        def test_my_convolve(check):
            check()

    Arguments are those of `check`, but for on_fail: a case raises AssertionError. Those
    in `expected_failures` are marked xfail.
    """
    import pytest  # noqa: PLC0415  (here only)

    subject = subject_of(candidate, like, **settings)
    reasons = known_failures(subject, expected_failures)
    limit = positive(max_examples)
    cases = []
    for each in checks(subject):
        marks = []
        if each.name in reasons:
            marks = [pytest.mark.xfail(reason=reasons[each.name])]
        case = partial(assert_passes, subject, each, limit)
        cases.append(pytest.param(case, id=each.name, marks=marks))
    return pytest.mark.parametrize("check", cases)


def assert_passes(subject: Subject, check: Check, max_examples: int) -> None:
    """Raise AssertionError if the candidate fails the check."""
    record = run(subject, check, max_examples)
    if record.status == "failed":
        raise AssertionError(record.message)


def subject_of(
    candidate: Callable[..., Any],
    like: Any,
    *,
    dtype: str = "float64",
    options: Options = (),
    to: Callable[..., Any] | None = None,
    accumulate: str | None = None,
    operands: str | None = None,
    flush: bool = False,
    algorithm: str = "direct",
    name: str = "",
) -> Subject:
    """Return a candidate with what is known of it, after all of that was checked."""
    if not callable(candidate):
        raise TypeError(f"candidate must be callable, not {shown(candidate)}")
    choice(algorithm, "algorithm", ("direct", "fft"))
    choice(dtype, "dtype", (*STORED, *INTEGERS))
    arithmetic: dict[str, Any] = {
        "accumulate": accumulate,
        "operands": operands,
        "flush": flush,
        "algorithm": algorithm,
    }
    if dtype in STORED:  # the judge has its own rules
        judge([1.0], correlate, [1.0], [1.0], dtype=dtype, **arithmetic)
    measure = target(like, options)
    name = name or spelled(candidate)
    if measure.name.endswith(f".{name.rpartition('.')[2]}"):
        name = measure.name  # not where the library keeps its source
    return Subject(name, candidate, measure, dtype, typed(to, dtype), arithmetic)


def positive(max_examples: int) -> int:
    """Return a number of examples, after it was checked."""
    return integer(max_examples, "max_examples", 1)


def known_failures(
    subject: Subject, expected_failures: Mapping[str, str] | None
) -> Mapping[str, str]:
    """Return the reasons of failures that are expected, by the names of checks."""
    names = [each.name for each in checks(subject)]
    for name in expected_failures or {}:
        if name not in names:
            known = ", ".join(names)
            raise ValueError(f"there is no check {shown(name)} to fail, but {known}")
    return expected_failures or {}


def run(subject: Subject, check: Check, max_examples: int) -> Record:
    """Return the record of one check."""
    limit = max(1, round(check.share * max_examples))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of an overflow: it is judged, not warned of
        examples, failure, excuse = hunt(check, limit)
    name, statement = check.name, check.statement
    if failure is None:
        status = "passed" if examples else "skipped"
        return Record(name, statement, status, examples, None, excuse)
    drawn, error = failure
    message = failure_text(subject, name, statement, drawn, error)
    return Record(name, statement, "failed", examples, drawn, message)


def hunt(check: Check, max_examples: int) -> tuple[int, Failure | None, str]:
    """Return how many examples passed, the smallest failure, or why none was of use.

    The examples are the same on every run, and none is stored.
    """
    passed, unfit, lawless, excuse = 0, 0, False, "no example was of use"
    failures: list[Failure] = []

    def fails(drawn: Any) -> bool:
        nonlocal passed, unfit, lawless, excuse
        if lawless or (unfit > max_examples and not passed):
            return False  # nothing can come of it
        try:
            check.test(drawn)
            passed += not failures
        except UnfitError as error:
            excuse, unfit = str(error), unfit + 1
            reject()
        except UnlawfulError as error:
            lawless, excuse = True, str(error)
        except WrongAnswerError as error:
            failures.append((drawn, error))
            return True
        return False

    limited = settings(SETTINGS, max_examples=max_examples)
    with suppress(NoSuchExample, Unsatisfiable, Flaky):  # flaky: wrong now and then
        find(check.examples, fails, settings=limited, random=Random(0))
    if lawless:
        return 0, None, excuse
    if failures:
        return passed, failures[-1], ""
    return passed, None, "" if passed else excuse
