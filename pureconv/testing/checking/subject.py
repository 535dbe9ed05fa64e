"""A candidate under test: how it is called, and what of its answers is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pureconv.nested import index_of, leaves, mapped, shape
from pureconv.testing.candidates import OPERANDS, converted, plain
from pureconv.testing.checking.targets import Target
from pureconv.testing.strategies.values import INTEGERS
from pureconv.testing.verdict import Finding, judge
from pureconv.testing.verdict.formats import FORMATS

Call = tuple[Sequence[Any], Mapping[str, Any]]  # arguments x, w, and options


class UnfitError(Exception):
    """An example that says nothing about the candidate."""


class WrongAnswerError(Exception):
    """What a candidate did wrong: in words, at which call, and at which output."""

    def __init__(  # noqa: D107
        self, message: str, call: Call | None = None, finding: Finding | None = None
    ) -> None:
        super().__init__(message)
        self.call = call
        self.finding = finding


class NoAnswerError(WrongAnswerError):
    """No answer at all that could be right or wrong."""


@dataclass(frozen=True)
class Subject:
    """A candidate, and what is known of it."""

    name: str  # by which it can be called
    candidate: Callable[..., Any]
    target: Target
    dtype: str
    to: Callable[..., Any] | None
    arithmetic: Mapping[str, Any]  # accumulate, operands, flush, algorithm

    def ordered(self, x: Any, w: Any, **options: Any) -> Any:
        """Return what the candidate gives, called with x and w as it wants them."""
        named = {"x": x, "w": w}
        order = self.target.order
        given = [named.get(a, a) if isinstance(a, str) else a for a in order]
        return self.candidate(*given, **options)

    def expected(self, call: Call) -> Any:
        """Return the exact answer; a call is no example if the convention refuses it.

        Nor is it one if integers could overflow on the way, in some order of the sum.
        """
        (x, w), options = call
        try:
            y = self.target.reference(x, w, **options)
        except ValueError as error:
            raise UnfitError(str(error)) from error
        if self.dtype in INTEGERS and self.size(call) >= INTEGERS[self.dtype]:
            raise UnfitError(f"its sums may overflow {self.dtype}")
        return y

    def size(self, call: Call) -> Any:
        """Return the largest sum that can arise in an output, were no term negative."""
        (x, w), options = call
        sizes = {k: mapped(abs, v) if k in OPERANDS else v for k, v in options.items()}
        y = self.target.reference(mapped(abs, x), mapped(abs, w), **sizes)
        return max(leaves(y))

    def answer(self, call: Call) -> Any:
        """Return what the candidate gives as nested lists, or raise NoAnswerError."""
        args, options = call
        given, named = converted(args, options, self.to)
        try:
            y = self.ordered(*given, **named)
        except Exception as error:
            text = " ".join(str(error).split())
            message = f"raised {type(error).__name__}: {text}"
            raise NoAnswerError(message, call) from error
        self._check_unchanged(call, given)
        try:
            y = plain(y)
        except (TypeError, ValueError) as error:
            message = f"returned what is no array of numbers: {error}"
            raise NoAnswerError(message, call) from error
        if any(isinstance(v, complex) for v in leaves(y)):
            raise NoAnswerError("returned complex numbers for real ones", call)
        return y

    def _check_unchanged(self, call: Call, given: Sequence[Any]) -> None:
        """Raise WrongAnswerError if an argument is no longer what it was."""
        before, _ = converted(*call, self.to)
        for name, old, new in zip(("x", "w"), before, given):
            if not isinstance(new, Iterator) and plain(new) != plain(old):
                message = f"changed its argument {name} to {plain(new)}"
                raise NoAnswerError(message, call)

    def compare(self, y: Any, expected: Any, call: Call) -> None:
        """Raise unless `y` is as right as the candidate's arithmetic can make it."""
        if shape(y) != shape(expected):
            message = f"returned shape {shape(y)}, not {shape(expected)}"
            raise WrongAnswerError(message, call)
        if self.dtype in INTEGERS:
            findings = self._unequal(y, expected)
        else:
            (x, w), options = call
            findings = judge(
                y, self.target.reference, x, w,
                dtype=self.dtype, **self.arithmetic, **options,
            )
        if findings:
            raise WrongAnswerError("", call, findings[0])

    def _unequal(self, y: Any, expected: Any) -> list[Finding]:
        """Return what is wrong among integers, where no error is allowed."""
        y = self.whole(y)
        return [
            Finding(index_of(k, shape(y)), value, Fraction(exact), Fraction(), tuple)
            for k, (value, exact) in enumerate(zip(leaves(y), leaves(expected)))
            if value != exact
        ]

    def whole(self, y: Any) -> Any:
        """Return what a Fourier transform made of integers as the integers it meant."""
        if self.arithmetic["algorithm"] == "direct":
            return y
        return mapped(lambda v: round(v) if abs(v % 1 - 0.5) > 0.25 else v, y)

    def most(self) -> tuple[int, int]:
        """Return up to where operands, and sums of products, are exact integers."""
        if self.dtype in INTEGERS:
            return INTEGERS[self.dtype] - 1, INTEGERS[self.dtype] - 1
        formats = [self.dtype, self.arithmetic["accumulate"] or self.dtype]
        p = min(FORMATS[name][0] for name in formats)
        q = min(p, FORMATS[self.arithmetic["operands"] or self.dtype][0])
        lost = 10 if self.arithmetic["algorithm"] == "fft" else 0
        return 2**q, 2**p >> lost
