"""The verdict: which outputs of a convolution are further off than arithmetic excuses.

The exact outputs come from the reference loops, run on integers: a float is an integer
times a power of two. So nothing here rounds, and no tolerance is chosen: each output
may be off by what `allowed_error` derives for its terms.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

from pureconv.checks import Number, Tensor
from pureconv.exact.scaling import lists
from pureconv.nested import index_of, leaves, shape
from pureconv.testing.verdict.arithmetic import DTYPES, Arithmetic, arithmetic
from pureconv.testing.verdict.bound import limits
from pureconv.testing.verdict.formats import (
    FORMATS,
    holds,
    largest,
    ratio,
    rounded,
)
from pureconv.testing.verdict.fourier import transform_limits
from pureconv.testing.verdict.sums import Case, Sums, sums


@dataclass(frozen=True)
class Finding:
    """An output that its arithmetic cannot excuse."""

    index: tuple[int, ...]
    computed: Number
    exact: Fraction
    allowed: Fraction  # |computed - exact| should be at most this
    terms: tuple[Any, ...]  # each (weight, sample), or (bias,)


def judge(
    computed: Tensor,
    function: Callable[..., Any],
    x: Tensor,
    w: Tensor,
    bias: Any = None,
    *,
    dtype: str,
    accumulate: str | None = None,
    operands: str | None = None,
    flush: bool = False,
    algorithm: str = "direct",
    **options: Any,
) -> list[Finding]:
    """Return the outputs of `computed` that are wrong, whatever way it was computed.

    `function(x, w, bias, **options)`, or without a bias, says what should have been
    computed: a function of this library, or any that only adds up products of one
    number of x and one of w, in nested lists of whatever shapes.

    >>> from pureconv import correlate
    >>> judge([0.8, 1.3], correlate, [1.0, 2.0, 3.0], [0.2, 0.3], dtype="float64")
    []
    >>> x, w = [1.0, 2.0, 3.0], [0.25, 0.5]                 # all sums exact: no excuse
    >>> for wrong in judge([1.25, 2.000000001], correlate, x, w, dtype="float64"):
    ...     print(wrong.index, wrong.exact, wrong.allowed, wrong.terms)
    (1,) 2 0 ((0.25, 2.0), (0.5, 3.0))

    The allowed error of each output is that of `allowed_error`; inf and nan pass only
    where `may_overflow` says so; the sign of a zero is ignored. With `algorithm="fft"`
    every output may be off by what a fast Fourier transform costs (`transform_limits`):
    integers come out right after rounding as long as that is below 1/2. For Winograd's
    transforms, which mix samples from outside the window into an output, neither holds.

    Raises ValueError when `computed` has another shape than the exact result, and when
    an operand is infinite or nan, or does not fit `dtype`; RuntimeError in a process
    that flushes subnormal numbers to zero.
    """
    how = arithmetic(dtype, accumulate, operands, flush, algorithm)
    return findings(computed, partial(function, **options), x, w, bias, how)


def findings(
    y: Tensor,
    function: Callable[..., Any],
    x: Tensor,
    w: Tensor,
    bias: Any,
    how: Arithmetic,
) -> list[Finding]:
    """Return the outputs of `y` that `function(x, w)`, or with a bias, cannot give."""
    if sys.float_info.min / 2 == 0:
        raise RuntimeError(
            "this process flushes subnormal numbers to zero, so exact values cannot be "
            "trusted: find the library that switched it on, or judge in another process"
        )
    case = Case(function, lists(x), lists(w), None if bias is None else lists(bias))
    result = lists(y)
    if DTYPES[how.dtype].kind == "int":
        expected = case.outputs(int)
        values, exact = leaves(result), leaves(expected)
        if shape(result) != shape(expected):
            raise ValueError(
                f"computed has shape {shape(result)}, not {shape(expected)}"
            )
        return [
            Finding(index_of(k, shape(expected)), value, Fraction(v), Fraction(), ())
            for k, (value, v) in enumerate(zip(values, exact))
            if value != v
        ]
    expected = sums(case, how)
    for operand, name in ((case.x, "x"), (case.w, "w"), (case.bias, "bias")):
        _check_held(operand, name, how.dtype)
    if shape(result) != expected.shape:
        raise ValueError(f"computed has shape {shape(result)}, not {expected.shape}")

    values = leaves(result)
    if how.algorithm == "fft":
        wrong = _wrong_transform(values, expected, case, how)
    else:
        wrong = _wrong_sums(values, expected, case, how)
    terms = case.terms() if wrong else []
    found = []
    for k, allowed in wrong.items():
        place, exact = index_of(k, expected.shape), expected.value(k)
        found.append(Finding(place, values[k], exact, allowed, terms[k]))
    return found


class Bound(NamedTuple):
    """What an output should be, and how far off it may be."""

    exact: Fraction
    allowed: Fraction
    nonfinite: frozenset[str]  # which of "inf", "-inf" and "nan" may come instead


def bounds(
    function: Callable[..., Any], x: Tensor, w: Tensor, bias: Any, how: Arithmetic
) -> list[Bound]:
    """Return the bound of each output, in reading order."""
    case = Case(function, lists(x), lists(w), None if bias is None else lists(bias))
    expected, terms = sums(case, how), case.terms()
    found = []
    for k in range(len(terms)):
        allowed, overflow = limits(terms[k], how)
        nonfinite = frozenset({"inf", "-inf", "nan"} if overflow else ())
        found.append(Bound(expected.value(k), allowed, nonfinite))
    return found


def _check_held(operand: Any, name: str, dtype: str) -> None:
    """Raise ValueError for a number that a candidate of type dtype cannot have held."""
    for v in leaves(operand) if operand is not None else ():
        if not DTYPES[dtype].holds(v):
            raise ValueError(f"{name} holds {v!r}, which is no {dtype}: round it first")


def _wrong_sums(
    values: list[Number], expected: Sums, case: Case, rules: Arithmetic
) -> dict[int, Fraction]:
    """Return the allowed error of each output that is wrong.

    Integers clear most outputs: those off by at most R - S + n*u*S, and u * |exact| for
    a last rounding, which is just less than the bound. The others are judged by their
    terms; so are sums whose bits fit the accumulator, for they may have to be exact.
    """
    p = FORMATS[rules.accumulate][0]
    q = 0 if holds(rules.stored, rules.accumulate) else FORMATS[rules.stored][0]
    top, bottom = expected.unit.as_integer_ratio()
    suspects = []
    for k, (value, (exact, size, reach, n)) in enumerate(zip(values, expected.outputs)):
        if not _finite(value):
            suspects.append(k)
            continue
        numerator, denominator = ratio(value, "computed")
        denominator *= top
        off = abs(numerator * bottom - exact * denominator)
        clear = ((reach - size << p) + n * size << q) + (abs(exact) << p if q else 0)
        if off << p + q > clear * denominator or (
            off
            and _bits(exact) <= p
            and value != rounded(expected.value(k), rules.stored)
        ):
            suspects.append(k)

    terms = case.terms() if suspects else []
    wrong = {}
    for k in suspects:
        allowed, overflow = limits(terms[k], rules)
        if not _accepted(values[k], expected.value(k), allowed, overflow=overflow):
            wrong[k] = allowed
    return wrong


def _wrong_transform(
    values: list[Number], expected: Sums, case: Case, rules: Arithmetic
) -> dict[int, Fraction]:
    """Return the allowed error of each output that no Fourier transform can excuse."""
    shared, overflow = transform_limits(case, expected.shape, rules)
    wrong = {}
    for k, (value, (_, size, reach, _)) in enumerate(zip(values, expected.outputs)):
        exact = expected.value(k)
        error = shared + (reach - size) * expected.unit
        allowed = error + rules.last_rounding(abs(exact) + error)
        beyond = overflow or abs(exact) + allowed > largest(rules.stored)
        if not _accepted(value, exact, allowed, overflow=beyond):
            wrong[k] = allowed
    return wrong


def _accepted(
    value: Number, exact: Fraction, allowed: Fraction, *, overflow: bool
) -> bool:
    if not _finite(value):
        return overflow
    return abs(Fraction(*ratio(value, "computed")) - exact) <= allowed


def _finite(value: Number) -> bool:
    return not isinstance(value, float) or math.isfinite(value)


def _bits(value: int) -> int:
    """Return how many bits `value` has, the zeros at its end not counted."""
    return (value // (value & -value or 1)).bit_length()
