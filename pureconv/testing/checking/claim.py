"""What is put to the test: that a candidate computes what its target says."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from pureconv.checks import choice, shown
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
from pureconv.testing.strategies.sizes import Limits, limits
from pureconv.testing.strategies.values import KNOWN
from pureconv.testing.verdict import DTYPES, Arithmetic, arithmetic, findings
from pureconv.testing.verdict.quick import evaluate


class Claim(NamedTuple):
    """A candidate, what it is measured by, and the arithmetic declared for it."""

    candidate: Candidate
    target: Target
    arithmetic: Arithmetic
    limits: Limits = Limits()

    @property
    def on_ints(self) -> bool:
        """Whether its numbers are ints, not floats."""
        return DTYPES[self.arithmetic.dtype].kind == "int"

    def expected(self, call: Call) -> Any:
        """Return the exact result.

        Raises UnfitError if the reference rejects the call, if it is larger than it may
        be, or if a partial sum could overflow the integer type.
        """
        self.check_size(call)
        try:
            y = evaluate(call.function, *call.operands.values())
        except ValueError as error:
            raise UnfitError(str(error)) from error
        dtype = self.arithmetic.dtype
        if self.on_ints and largest_sum(call) > DTYPES[dtype].hi:
            raise UnfitError(f"its sums may overflow {dtype}")
        return y

    def check_size(self, call: Call) -> None:
        """Raise UnfitError if a call is larger than the limits."""
        batched = self.target.convention.batched
        excess = self.limits.exceeded(call.x, call.w, batched=batched)
        if excess:
            raise UnfitError(excess)

    def answer(self, call: Call) -> Any:
        """Return what the candidate gives, or raise NoAnswerError."""
        y = self.candidate.answer(call)
        if any(isinstance(v, complex) for v in leaves(y)):
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
    max_taps: int | None = None,
    max_size: int | None = None,
    max_channels: int | None = None,
    **words: Any,
) -> Claim:
    """Return a claim, after all that is said of the candidate was checked."""
    if not callable(candidate):
        raise TypeError(f"candidate must be callable, not {shown(candidate)}")
    choice(words.get("dtype", "float64"), "dtype", KNOWN)
    declared = arithmetic(**words)
    target = resolve(like, options)
    function = getattr(candidate, "func", candidate)  # of a partial
    if found(target.name) is function:
        name = target.name  # not where the library keeps its source
    within = limits(max_taps, max_size, max_channels)
    asked = Candidate(
        candidate,
        name or spelled(candidate),
        typed(to, declared.dtype),
        target.convention.arguments,
        partial(within.exceeded, batched=target.convention.batched),
    )
    return Claim(asked, target, declared, within)


def largest_sum(call: Call) -> Any:
    """Return the largest sum that can arise in an output, were no term negative."""
    operands = [mapped(abs, v) for v in call.operands.values()]
    return max(leaves(evaluate(call.function, *operands)))
