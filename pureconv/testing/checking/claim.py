"""What is put to the test: that a candidate computes what its target says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from pureconv.checks import shown
from pureconv.nested import leaves, mapped, shape
from pureconv.testing.call import Call
from pureconv.testing.candidates import (
    Candidate,
    NoAnswerError,
    WrongAnswerError,
    found,
    spelled,
    typed,
)
from pureconv.testing.checking.search import UnfitError
from pureconv.testing.conventions import Target, Varied, resolve
from pureconv.testing.verdict import (
    DTYPES,
    Arithmetic,
    Dtype,
    arithmetic,
    findings,
)


class Claim(NamedTuple):
    """A candidate, what it is measured by, and the arithmetic declared for it."""

    candidate: Candidate
    target: Target
    arithmetic: Arithmetic

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
        """What makes one of its numbers of an int, where they are no ints."""
        return complex if self.dtype.kind == "complex" else float

    def expected(self, call: Call) -> Any:
        """Return the exact result.

        Raises UnfitError if the reference rejects the call, if a number is below zero
        and the integer type has none there, or if a partial sum could overflow it.
        """
        numbers = [v for operand in call.operands.values() for v in leaves(operand)]
        if not self.dtype.negates and min(numbers, default=0) < 0:
            raise UnfitError(f"{self.dtype.name} has no numbers below zero")
        try:
            y = call.evaluate()
        except ValueError as error:
            raise UnfitError(str(error)) from error
        if self.on_ints and largest_sum(call) > self.dtype.hi:
            raise UnfitError(f"its sums may overflow {self.dtype.name}")
        return y

    def answer(self, call: Call) -> Any:
        """Return what the candidate gives, or raise NoAnswerError."""
        y = self.candidate.answer(call)
        real = self.dtype.kind != "complex"
        if real and any(isinstance(v, complex) for v in leaves(y)):
            raise NoAnswerError("returned complex numbers for real ones", call)
        return y

    def compare(self, y: Any, expected: Any, call: Call) -> None:
        """Raise WrongAnswerError unless `y` is as right as its arithmetic can be."""
        if shape(y) != shape(expected):
            message = f"returned shape {shape(y)}, not {shape(expected)}"
            raise WrongAnswerError(message, call)
        y = self.whole(y) if self.on_ints else y
        try:
            found = findings(
                y, call.function, call.x, call.w, call.bias, self.arithmetic
            )
        except (TypeError, ValueError) as error:
            message = f"returned what cannot be judged: {error}"
            raise WrongAnswerError(message, call) from error
        if found:
            raise WrongAnswerError("", call, found[0])

    def whole(self, y: Any) -> Any:
        """Return what a Fourier transform made of integers as the integers it meant."""
        if self.arithmetic.algorithm == "direct":
            return y
        return mapped(lambda v: round(v) if abs(v % 1 - 0.5) > 0.25 else v, y)


def claim_of(
    candidate: Any,
    like: Any,
    *,
    options: Varied = (),
    to: Any = None,
    name: str = "",
    **words: Any,
) -> Claim:
    """Return a claim, after all that is said of the candidate was checked."""
    if not callable(candidate):
        raise TypeError(f"candidate must be callable, not {shown(candidate)}")
    declared = arithmetic(**words)
    target = resolve(like, options)
    function = getattr(candidate, "func", candidate)  # of a partial
    if found(target.name) is function:
        name = target.name  # not where the library keeps its source
    asked = Candidate(
        candidate,
        name or spelled(candidate),
        typed(to, declared.dtype),
        target.convention.arguments,
    )
    return Claim(asked, target, declared)


def largest_sum(call: Call) -> Any:
    """Return the largest sum that can arise in an output, were no term negative."""
    return max(leaves(call.evaluate(abs)))
