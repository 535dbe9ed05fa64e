"""Assert that one result is right, in the manner of numpy.testing."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from pureconv.checks import keywords
from pureconv.nested import leaves
from pureconv.testing.call import NOTHING, Call
from pureconv.testing.candidates import Candidate, plain
from pureconv.testing.conventions import target_of
from pureconv.testing.telling.records import derivation, mistakes
from pureconv.testing.verdict import (
    Finding,
    arithmetic,
    check_own,
    findings_by,
    sums_of,
)
from pureconv.testing.verdict.judge import check_known
from pureconv.testing.verdict.sums import finite

MANY = 1000  # wrong outputs of which the worst is told
LARGE = 10**4  # products of a sample and a weight: too many to look for mistakes


def assert_convolution(
    actual: Any,
    like: Any,
    x: Any,
    w: Any,
    bias: Any = None,
    *,
    options: Mapping[str, Any] = NOTHING,
    layout: str | None = None,
    dtype: str = "float64",
    accumulate: str | None = None,
    operands: str | None = None,
    flush: bool = False,
    algorithm: str = "direct",
) -> None:
    """Raise AssertionError unless `actual` is what `like` gives, but for rounding.

    `like` is a function of this library or its name, a name in CONVENTIONS, or any
    function that adds up products; it is called as like(x, w, bias, **options), or
    without a bias. `layout` says in which order a layer has the axes of x, w and y,
    such as "NHWC,HWIO". All else is as in `verdict.judge`: no tolerance is chosen, and
    ints have to be right. Arrays are read through tolist().

    >>> x, w = [1.0, 2.0, 3.0], [0.1, 0.2]
    >>> assert_convolution([0.1, 0.4, 0.7, 0.6], "convolve", x, w)
    >>> assert_convolution([0.2, 0.5, 0.8, 0.3], "numpy.convolve", x, w)
    Traceback (most recent call last):
    ...
    AssertionError: 4 of 4 outputs are not like numpy.convolve; the worst is y[0]
    y[0] = w[0]*x[0]
         = 0.1*1.0
         = 0.1, exactly
    returned 0.2; error allowed: none
    known mistake: the kernel is not flipped: it correlates where it should convolve

    Raises ValueError and TypeError as `judge` does, for operands and words.
    """
    how = arithmetic(dtype, accumulate, operands, flush, algorithm)
    target, told = target_of(like, layout), keywords(options, "options")
    target.check_dtype(how.dtype)
    x, w = plain(x, "x"), plain(w, "w")
    check_known(target.reference, told, "assert_convolution")
    order = target.convention.layout
    if order is not None:
        x, w, told = order.call(x, w, told)
    if bias is not None:
        told = {**told, "bias": plain(bias, "bias")}
    call = target.call(x, w, told)
    try:
        y = plain(actual, "actual")
        y = y if order is None else order.heard(2, y)
        sums = sums_of(call.function, call.x, call.w, call.bias, how)
        wrong = findings_by(y, sums)
    except (TypeError, ValueError) as error:
        text = str(error).replace("computed", "actual", 1)
        if text.startswith(("actual has shape", "actual holds", "shape")):
            raise AssertionError(f"not like {target.name}: {text}") from None
        raise type(error)(text) from error
    if not wrong:
        return
    check_own(target, sums, wrong)

    worst = max(wrong[:MANY], key=_badness)
    first = f" of the first {MANY}" if len(wrong) > MANY else ""
    formula = derivation(call, worst)
    place, _, _ = formula[0].partition(" = ")
    count = f"{len(wrong)} of {len(leaves(y))}"
    lines = [
        f"{count} outputs are not like {target.name}; the worst{first} is {place}",
        *formula,
    ]
    small = len(leaves(call.x)) * len(leaves(call.w)) <= LARGE
    if small and all(map(finite, leaves(y))):
        lines += mistakes(Candidate(_replay(call, y)), target, call, how)
    raise AssertionError("\n".join(lines))


def _badness(finding: Finding) -> tuple[Any, Any]:
    """Return how many times the allowed error an output is off, and how far."""
    value, exact, allowed = finding.computed, finding.exact, finding.allowed
    if not isinstance(exact, tuple):
        return _off(value, exact, allowed)
    parts = zip((value.real, value.imag), exact, allowed)
    return max(_off(*part) for part in parts)


def _off(value: Any, exact: Fraction, allowed: Fraction) -> tuple[Any, Any]:
    if isinstance(value, float) and not math.isfinite(value):
        return math.inf, math.inf
    off = abs(Fraction(value) - exact)
    if allowed:
        return off / allowed, off
    return math.inf if off else 0, off


def _replay(call: Call, y: Any) -> Callable[..., Any]:
    """Return a function that answers this one call, and no other."""

    def answer(x: Any, w: Any, bias: Any = None, **options: Any) -> Any:
        asked = [x, w, bias, options]
        known = [call.x, call.w, call.bias, dict(call.options)]
        if asked != known:
            raise LookupError
        return y

    return answer
