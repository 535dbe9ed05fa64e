"""The verdict on a result: what should have been computed, and in which arithmetic."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from pureconv.checks import Tensor, is_it, keywords
from pureconv.testing.conventions import target_of
from pureconv.testing.verdict.arithmetic import arithmetic
from pureconv.testing.verdict.findings import Finding, check_own, findings_by
from pureconv.testing.verdict.sums import sums_of

OWN = ("dtype", "accumulate", "operands", "flush", "algorithm", "options")


def judge(
    computed: Tensor,
    like: Any,
    x: Tensor,
    w: Tensor,
    bias: Tensor = None,
    *,
    dtype: str = "float64",
    accumulate: str | None = None,
    operands: str | None = None,
    flush: bool = False,
    algorithm: str = "direct",
    options: Mapping[str, Any] | None = None,
    **more: Any,
) -> list[Finding]:
    """Return the outputs of `computed` that are wrong, whatever way it was computed.

    `like(x, w, bias, **options)`, or without a bias, says what should have been
    computed: a function of this library or its name, a name in `CONVENTIONS`, or any
    function that only adds up products of one number of x and one of w, in nested lists
    of whatever shapes. Options may also be given by name, as long as this function has
    none of that name.

    >>> from pureconv import correlate
    >>> judge([0.8, 1.3], correlate, [1.0, 2.0, 3.0], [0.2, 0.3])
    []
    >>> x, w = [1.0, 2.0, 3.0], [0.25, 0.5]                 # all sums exact: no excuse
    >>> for wrong in judge([1.25, 2.000000001], "numpy.correlate", x, w):
    ...     print(wrong.index, wrong.exact, wrong.allowed, wrong.terms)
    (1,) 2 0 ((0.25, 2.0), (0.5, 3.0))

    The allowed error of each output is that of `allowed_error`; inf, -inf and nan pass
    only where they can come of its terms in some order (`Limits`); the sign of a zero
    is ignored. Ints have to be right: where they may wrap around, do not ask. Complex
    numbers are right if both parts are, each a sum of real products, four for each
    complex one; where either may overflow, inf and nan of any kind pass. Who needs only
    three (Gauss's way: torch, jax) loses a part that is small beside the other.

    With `algorithm="fft"` every output may be off by what a fast Fourier transform
    costs (`transform_line`): integers come out right after rounding as long as that
    is below 1/2. Where `dtype` is one of ints, they are to be rounded, and each may be
    off by 1/4 before. For Winograd's transforms, which mix samples from outside the
    window into an output, neither holds. A compensated sum (Kahan's) makes nan of any
    infinity on the way: judge it where nothing can overflow.

    Raises ValueError when `computed` has another shape than the exact result, when an
    operand is infinite or nan, or does not fit `dtype`; when `like` divides and an
    output is not the exact quotient, as no bound is known for one that is rounded; and
    when an output looks wrong, but `like` subtracts or multiplies by more than x and w.
    RuntimeError in a process that flushes subnormal numbers.
    """
    how = arithmetic(dtype, accumulate, operands, flush, algorithm)
    target = target_of(like)
    target.check_dtype(how.dtype)
    function = target.reference
    options = {**({} if options is None else keywords(options, "options")), **more}
    check_known(function, options, "judge")
    bias = options.pop("bias", None) if bias is None else bias
    sums = sums_of(partial(function, **options), x, w, bias, how)
    found = findings_by(computed, sums)
    check_own(target, sums, found)
    return found


def check_known(
    function: Callable[..., Any], options: Mapping[str, Any], owner: str
) -> None:
    """Raise TypeError for a word that neither its owner nor `function` knows."""
    try:
        known = inspect.signature(function).parameters
    except (TypeError, ValueError):  # builtin functions need not tell
        return
    if any(each.kind is each.VAR_KEYWORD for each in known.values()):
        return
    for name in options:
        if name not in known:
            text = f"no option {name!r}, neither of {owner} nor of what it judges by"
            raise TypeError(text + is_it(name, [*OWN, *known]))
