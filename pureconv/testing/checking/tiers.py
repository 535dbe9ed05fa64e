"""What is tried on a candidate, in three tiers, and what counts as a failure.

Bit for bit, in any format and by any algorithm: the same call gives the same bits, and
a sign or a power of two moves through, as neither rounds. Exactly, on small integers:
the right answer, and the laws, which rounded numbers would break. And on any floats:
the verdict, which knows how far off the arithmetic may be.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from inspect import signature
from typing import Any, NamedTuple

from pureconv.nested import leaves, mapped
from pureconv.testing.candidates import OPERANDS
from pureconv.testing.checking.law_data import unsaid
from pureconv.testing.checking.lawful import Lawful, lawful
from pureconv.testing.checking.subject import (
    Call,
    Subject,
    UnfitError,
    WrongAnswerError,
)
from pureconv.testing.checking.targets import OURS
from pureconv.testing.dependency import st
from pureconv.testing.strategies.values import INTEGERS, Numbers
from pureconv.testing.verdict.formats import FORMATS


class Check(NamedTuple):
    """One thing to try on a candidate: `test` raises if an example fails."""

    name: str
    statement: str
    share: float  # of max_examples
    examples: st.SearchStrategy[Any]
    test: Callable[[Any], None]


class UnlawfulError(Exception):
    """The law is none for this candidate, whatever the example: the text says why."""


def checks(subject: Subject) -> Iterator[Check]:
    """Yield all that there is to try, the most telling first."""
    integer, exact = subject.dtype in INTEGERS, "f(x, w) == exact"
    few = 9 if subject.most()[1] > 2**12 else 2
    small = st.integers(-few, few)
    if not integer:
        name, statement = "right_on_small_integers", f"{exact}, on small integers"
        calls = _calls(subject, small.map(float))
        yield Check(name, statement, 1, calls, partial(_right, subject))

    calls = _calls(subject, _near_one(subject.dtype))
    yield from _bit_for_bit(subject, calls)
    for each in lawful(subject.target, small):
        yield _law(subject, each)

    name, statement = "right_on_integers", f"{exact}, where nothing overflows"
    if not integer:
        name, statement = "right_on_floats", "|f(x, w) - exact| <= allowed error"
    yield Check(name, statement, 1, _calls(subject, None), partial(_right, subject))


def _calls(subject: Subject, elements: Numbers | None) -> st.SearchStrategy[Call]:
    target = subject.target
    return st.one_of(
        *(target.arguments(axes, elements, subject.dtype) for axes in target.roles)
    )


def _right(subject: Subject, call: Call) -> None:
    expected = subject.expected(call)
    subject.compare(subject.answer(call), expected, call)


def _near_one(dtype: str) -> Numbers:
    """Return a strategy for zero and numbers from 1 to 2, with all their bits in use.

    A product of two, and what is left when products cancel, is far from any underflow.
    """
    if dtype in INTEGERS:
        return st.integers(-2, 2)
    p = FORMATS[dtype][0]
    whole = st.integers(2 ** (p - 1), 2**p - 1).map(lambda n: math.ldexp(n, 1 - p))
    return st.one_of(whole, whole.map(lambda v: -v), st.just(0.0))


def _bit_for_bit(subject: Subject, calls: st.SearchStrategy[Call]) -> Iterator[Check]:
    places = st.integers(0, 2)
    if subject.dtype not in INTEGERS:
        most = min(100, FORMATS[subject.dtype][2] // 6)
        places = st.integers(-most if most > 2 else 0, most)
    ones, signs, powers = st.just(1), st.just(-1), places.map(lambda k: 2.0**k)
    if subject.dtype in INTEGERS:
        powers = places.map(lambda k: 2**k)
    for name, statement, factors in (
        ("repeats", "f(x, w) == f(x, w), bit for bit", ones),
        ("sign_moves_through", "f(-x, w) == -f(x, w), bit for bit", signs),
        ("power_of_two_moves_through", "f(2**k * x, w) == 2**k * f(x, w)", powers),
    ):
        test = partial(_moves_through, subject)
        yield Check(name, statement, 0.1, st.tuples(calls, factors), test)


def _moves_through(subject: Subject, drawn: tuple[Call, Any]) -> None:
    call, factor = drawn
    (x, w), options = call
    bias = {k: _times(factor, v) for k, v in options.items() if k in OPERANDS}
    other = (_times(factor, x), w), {**options, **bias}
    subject.expected(call)
    subject.expected(other)
    y, z = subject.answer(call), subject.answer(other)
    if z != _times(factor, y):
        times = "another time" if factor == 1 else f"with x times {factor}"
        raise WrongAnswerError(f"returned {y}, and {z} when called {times}", call)


def _times(factor: Any, nested: Any) -> Any:
    return mapped(lambda v: factor * v, nested)


def _law(subject: Subject, each: Lawful) -> Check:
    """Return a law as a check: what its reference obeys, the candidate should."""
    others = {k: OURS[name] for k, name in each.names.items() if name != each.role}
    own = [k for k, name in each.names.items() if name == each.role]
    about = each.law.__name__.partition("_")[0]  # of stride_thins, the stride
    options = [k for k in signature(each.law).parameters if k not in each.names]
    options = [k for k in options if k.rstrip("s") == about.rstrip("s")]
    missing = [k for k in options if k not in subject.target.values]
    exact = dict.fromkeys(own, partial(_exact, subject))
    tried = dict.fromkeys(own, partial(_tried, subject))

    def test(data: dict[str, Any]) -> None:
        if missing:
            raise UnlawfulError(f"needs the option {missing[0]}")
        try:
            left, right = each.law(**others, **exact, **data)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise UnfitError(str(error)) from error
        if left != right:
            raise UnlawfulError("not a law of what the candidate is measured by")
        try:
            left, right = each.law(**others, **tried, **data)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            text = f"its answers do not fit the law: {type(error).__name__}: {error}"
            raise WrongAnswerError(text) from error
        if left != right:
            raise WrongAnswerError(f"left side   {left}\nright side  {right}")

    axes = "_2d" if each.role.endswith("2d") and len(subject.target.roles) > 1 else ""
    statement = (each.law.__doc__ or "").partition("\n")[0].rstrip(".")
    return Check(f"{each.law.__name__}{axes}", statement, 0.05, each.data, test)


def _exact(
    subject: Subject, x: Any, w: Any, bias: Any = None, **options: Any
) -> Any:
    """Return the exact answer to a law, or raise where it is no exact integer."""
    call = (x, w), _told(subject, bias, options)
    y = subject.target.reference(x, w, **call[1])
    operands, sums = subject.most()
    largest = max(map(abs, [*leaves(x), *leaves(w)]))
    if largest > operands or subject.size(call) > sums:
        raise UnfitError("its integers grow too large")
    if any(v % 1 for v in leaves(y)):
        raise UnfitError("its numbers are no integers")
    return y


def _tried(
    subject: Subject, x: Any, w: Any, bias: Any = None, **options: Any
) -> Any:
    """Return the candidate's answer to a law, which may go on from its own answers."""
    told = _told(subject, bias, options)
    if not isinstance(x, list) or not leaves(x) or not leaves(w):
        raise ValueError(f"{x!r} and {w!r} cannot be convolved")
    if subject.dtype not in INTEGERS:
        x, w = mapped(float, x), mapped(float, w)
        told = {k: mapped(float, v) if k in OPERANDS else v for k, v in told.items()}
    return subject.whole(subject.answer(((x, w), told)))


def _told(subject: Subject, bias: Any, options: dict[str, Any]) -> dict[str, Any]:
    """Return the options that a candidate can be told; the others must be as unsaid."""
    told = {}
    for name, value in options.items():
        if name in subject.target.values:
            told[name] = _simplest(value)
            given = list(map(_simplest, subject.target.values[name]))
            if given and told[name] not in given:
                raise UnfitError(f"needs {name}={told[name]!r}")
        elif _simplest(value) != _simplest(unsaid(subject.target, name)):
            raise UnfitError(f"needs the option {name}")
    if "bias" in subject.target.values:
        return {"bias": bias, **told} if bias is not None else told
    return told


def _simplest(value: Any) -> Any:
    """Return one int for a pair of equal ones: not every candidate takes pairs."""
    if not isinstance(value, (list, tuple)):
        return value
    parts = tuple(_simplest(v) for v in value)
    same = isinstance(parts[0], int) and len(set(parts)) == 1
    return parts[0] if same else parts
