"""What is put to the test: that a candidate computes what its target says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple, Union

from pureconv.checks import flag, shown
from pureconv.nested import leaves, leaves_and_types, like, mapped, shape
from pureconv.testing.call import Call
from pureconv.testing.candidates import (
    Candidate,
    NoAnswerError,
    WrongAnswerError,
    apart,
    check_asked,
    spelled,
    typed,
)
from pureconv.testing.checking.search import MISFITS, UnfitError
from pureconv.testing.conventions import Target, Varied, resolve, target_of
from pureconv.testing.drawing.sizes import Limits, limits
from pureconv.testing.processes.away import Away
from pureconv.testing.verdict import (
    DTYPES,
    Arithmetic,
    Dtype,
    Sums,
    arithmetic,
    bounds,
    check_own,
    findings_by,
    sums_of,
)

Refuses = Union[
    "type[BaseException]", Iterable["type[BaseException]"], Callable[..., bool]
]


class Claim(NamedTuple):
    """A candidate, what it is measured by, and the arithmetic declared for it."""

    candidate: Candidate
    target: Target
    arithmetic: Arithmetic
    strict: bool  # whether it should refuse what the reference refuses
    limits: Limits
    arguments: Any  # a strategy that draws calls, if not the kit

    @property
    def dtype(self) -> Dtype:
        """What its arrays hold."""
        return DTYPES[self.arithmetic.dtype]

    @property
    def on_ints(self) -> bool:
        """Whether its numbers are ints, not floats."""
        return self.dtype.kind == "int"

    @property
    def number(self) -> Callable[[Any], Any]:
        """Turns an int into a float or a complex number, as the dtype asks."""
        return complex if self.dtype.kind == "complex" else float

    def expected(self, call: Call) -> Sums:
        """Return the sums that make the exact result.

        Raises UnfitError if the call is too large; if the reference rejects it, or
        cannot divide by the sum of such weights; if a number is below zero and the
        integer type has none there; or if a partial sum could overflow it.
        """
        self.check_size(call)
        if not self.dtype.negates and any(
            v < 0 for operand in call.operands.values() for v in leaves(operand)
        ):
            raise UnfitError(f"{self.dtype.name} has no numbers below zero")
        words = call.function, call.x, call.w, call.bias, self.arithmetic
        try:
            sums = sums_of(*words)
            if sums.divides:  # what it refuses in floats as they are, as by overflow
                call.evaluate()
        except MISFITS as error:
            raise UnfitError(str(error)) from error
        if self.on_ints and max(sums.sizes) > self.dtype.hi:
            raise UnfitError(f"its sums may overflow {self.dtype.name}")
        return sums

    def check_size(self, call: Call) -> None:
        """Raise UnfitError if a call is larger than the limits."""
        if excess := self.candidate.excess(call.x, call.w):
            raise UnfitError(excess)

    def answer(self, call: Call) -> Any:
        """Return what the candidate gives, or raise NoAnswerError."""
        y = self.candidate.answer(call)
        if self.dtype.kind == "complex" or complex not in leaves_and_types(y)[1]:
            return y
        if self.target.convention.complex_output and self._is_real(y, call):
            return mapped(lambda v: v.real, y)
        raise NoAnswerError("returned complex numbers for real ones", call)

    def _is_real(self, y: Any, call: Call) -> bool:
        """Return whether imaginary parts are no more than errors of a transform.

        Where it may overflow, they may be anything.
        """
        words = call.function, call.x, call.w, call.bias, self.arithmetic
        try:
            pairs = list(zip(leaves(y), bounds(*words)))
            return all(
                bound.nonfinite or abs(Fraction(v.imag)) <= bound.allowed
                for v, bound in pairs
            )
        except (ArithmeticError, TypeError, ValueError):
            return False

    def compare(self, y: Any, sums: Sums, call: Call) -> None:
        """Raise WrongAnswerError unless `y` is as right as its arithmetic can be."""
        if shape(y) != sums.shape:
            sizes, due = map(self.candidate.sizes, (shape(y), sums.shape))
            message = f"returned shape {sizes}, not {due}"
            raise WrongAnswerError(message, call)
        if sums.divides:
            self._compare_quotients(y, sums, call)
            return
        try:
            found = findings_by(self.whole(y) if self.on_ints else y, sums)
        except (TypeError, ValueError) as error:
            message = f"returned what cannot be judged: {error}"
            raise WrongAnswerError(message, call) from error
        if found:
            check_own(self.target, sums, found)
            raise WrongAnswerError("", call, found[0])

    def _compare_quotients(self, y: Any, sums: Sums, call: Call) -> None:
        """Raise WrongAnswerError if quotients are exact, and others came.

        The weights are divided by their sum. Where no sum of integers is rounded, and
        nothing is transformed, quotients by a power of two are not rounded either.
        Raises UnfitError elsewhere, as no bound is known for a division.
        """
        x, w = ([*map(Fraction, leaves(each))] for each in (call.x, call.w))
        operands, most = self.arithmetic.exact_up_to()
        numbers, total = [*map(abs, x + w)], abs(int(sum(w)))
        sums_are_exact = (
            self.arithmetic.algorithm == "direct"
            and all(v.denominator == 1 for v in numbers)
            and max(numbers) <= operands
            and max(map(abs, x)) * sum(map(abs, w)) <= most
        )
        if not sums_are_exact or not total or total & (total - 1):
            raise UnfitError("divides, and for quotients no bound is known")
        if leaves(y) != sums.exact:
            exact = like(y, map(float, sums.exact))
            raise WrongAnswerError(f"returned {y}, not {exact}", call)

    def whole(self, y: Any) -> Any:
        """Return what a Fourier transform made of integers as the integers it meant."""
        if self.arithmetic.algorithm == "direct":
            return y
        return mapped(_meant, y)


def _meant(value: Any) -> Any:
    """Return the integer that a number, or each of its parts, is near to; if one is.

    >>> _meant(2.9), _meant(2.5), _meant(3 + 1e-9j)
    (3, 2.5, (3+0j))
    """
    if isinstance(value, complex):
        return complex(_meant(value.real), _meant(value.imag))
    return round(value) if abs(value % 1 - 0.5) > 0.25 else value


def claim_of(
    candidate: Any,
    like: Any,
    *,
    options: Varied = (),
    to: Any = None,
    name: str = "",
    axes: int | None = None,
    refuses: Refuses = (),
    strict: bool = False,
    isolate: bool = False,
    timeout: float = 10.0,
    max_taps: int | None = None,
    max_size: int | None = None,
    max_channels: int | None = None,
    layout: str | None = None,
    arguments: Any = None,
    **words: Any,
) -> Claim:
    """Return a claim, after all that is said of the candidate was checked."""
    check_asked(candidate, to, isolate, timeout)
    flag(strict, "strict")
    declared = arithmetic(**words)
    if arguments is None:
        target = resolve(like, options, axes, layout)
    else:
        _check_arguments(arguments, options=options, axes=axes)
        target = target_of(like, layout)
    target.check_dtype(declared.dtype)
    within, row = limits(max_taps, max_size, max_channels), target.convention
    away = isinstance(candidate, Away)
    name = candidate.name if away else name or spelled(candidate, target.name)
    asked = Candidate(candidate, name, to, row.arguments, layout=row.layout)
    if away:
        asked = asked._replace(to=None, named=DTYPES[declared.dtype].named)
    elif isolate:
        asked = apart(asked, timeout, declared.dtype)
    else:
        asked = asked._replace(to=typed(to, declared.dtype))
    asked = asked._replace(refuses=_refusals(refuses))
    if max_taps or max_size or max_channels:
        asked = asked._replace(excess=partial(within.exceeded, role=row.role))
    return Claim(asked, target, declared, strict, within, arguments)


def _check_arguments(arguments: Any, **others: Any) -> None:
    """Raise unless it is a strategy, and nothing else says what is drawn."""
    from pureconv.testing.strategies.dependency import st  # noqa: PLC0415  (if asked)

    if not isinstance(arguments, st.SearchStrategy):
        text = f"arguments must be a strategy of hypothesis, not {shown(arguments)}"
        raise TypeError(text)
    for name, value in others.items():
        if value:
            raise ValueError(f"{name} must not be given: arguments say what is drawn")


def _refusals(refuses: Any) -> Any:
    """Return exception types as a tuple, or a function of the call as it is."""
    if isinstance(refuses, (type, tuple, list)):
        kinds = (refuses,) if isinstance(refuses, type) else tuple(refuses)
        if all(isinstance(k, type) and issubclass(k, BaseException) for k in kinds):
            return kinds
    elif callable(refuses):
        return refuses
    raise TypeError(
        "refuses must be exception types, or a function called as "
        f"refuses(x, w, **options), not {shown(refuses)}"
    )
