"""Which outputs are wrong: further off their exact values than arithmetic excuses.

The exact outputs come from the reference itself, run on integers: a float is an integer
times a power of two. So nothing here rounds, and no tolerance is chosen: each output
may be off by what is derived for its own terms.
"""

from __future__ import annotations

import cmath
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, partial
from typing import Any, NamedTuple

from pureconv.checks import Number, Tensor
from pureconv.nested import index_of, leaves, leaves_and_types, lists, shape
from pureconv.testing.verdict.arithmetic import DTYPES, Arithmetic, Dtype
from pureconv.testing.verdict.bound import NONFINITE, Limits, limits
from pureconv.testing.verdict.formats import FORMATS, holds, ratio, rounded
from pureconv.testing.verdict.fourier import transform_limits
from pureconv.testing.verdict.parts import parts
from pureconv.testing.verdict.sums import Sums, bits

Parted = Any  # a Fraction; of a complex number two, real and imaginary part


class Bound(NamedTuple):
    """What an output is, how far off it may be, and what else may come.

    Of complex outputs, `exact` and `allowed` have a real and an imaginary part each.
    """

    exact: Parted
    allowed: Parted
    nonfinite: frozenset[str]  # which of "inf", "-inf" and "nan" may come instead


@dataclass(frozen=True)
class Finding:
    """An output that its arithmetic cannot excuse.

    Of complex outputs, `exact` and `allowed` have a real and an imaginary part each.
    """

    index: tuple[int, ...]
    computed: Number
    exact: Parted
    allowed: Parted  # |computed - exact| should be at most this
    trace: Callable[[], tuple[Any, ...]] = field(repr=False, compare=False)

    @cached_property
    def terms(self) -> tuple[Any, ...]:
        """Its terms, each (weight, sample), or (bias,), traced when asked for."""
        return self.trace()


def findings(
    y: Tensor,
    function: Callable[..., Any],
    x: Tensor,
    w: Tensor,
    bias: Tensor,
    how: Arithmetic,
) -> list[Finding]:
    """Return the outputs of `y` that `how` cannot make of function(x, w, bias).

    Without a bias, None, that is function(x, w), options included.

    >>> from pureconv import convolve
    >>> from pureconv.testing.verdict import arithmetic
    >>> [wrong] = findings([3, 8], convolve, [1, 2], [3], None, arithmetic("int8"))
    >>> wrong.index, wrong.exact, wrong.terms
    ((1,), Fraction(6, 1), ((3, 2),))

    Raises as `judge` does.
    """
    sums = _sums(function, x, w, bias, how)
    result = lists(y)
    if shape(result) != sums.shape:
        raise ValueError(f"computed has shape {shape(result)}, not {sums.shape}")
    outputs = leaves(result)
    values = [_parts(v) for v in outputs] if sums.complex else [(v,) for v in outputs]
    doubtful = _doubtful([v for each in values for v in each], sums)
    limit = _limit(sums)

    found = []
    for k in sorted({place // len(values[0]) for place in doubtful}):
        bound = _bound(k, sums, limit)
        if not _excused(values[k], bound):
            place, trace = index_of(k, sums.shape), partial(sums.terms, k)
            found.append(
                Finding(place, outputs[k], bound.exact, bound.allowed, trace)
            )
    return found


def bounds(
    function: Callable[..., Any],
    x: Tensor,
    w: Tensor,
    bias: Tensor,
    how: Arithmetic,
) -> list[Bound]:
    """Return what each output of function(x, w, bias) is and may be, in reading order.

    >>> from pureconv import correlate
    >>> from pureconv.testing.verdict import arithmetic
    >>> bounds(correlate, [1.0, 2.0], [3.0], None, arithmetic("float64"))[1]
    Bound(exact=Fraction(6, 1), allowed=Fraction(0, 1), nonfinite=frozenset())
    """
    sums = _sums(function, x, w, bias, how)
    limit = _limit(sums)
    return [_bound(k, sums, limit) for k in range(math.prod(sums.shape))]


def _sums(
    function: Callable[..., Any], x: Tensor, w: Tensor, bias: Tensor, how: Arithmetic
) -> Sums:
    """Return the sums behind all outputs, after the operands were checked."""
    if sys.float_info.min / 2 == 0:
        raise RuntimeError(
            "this process flushes subnormal numbers to zero, so exact values cannot be "
            "trusted: find the library that switched it on, or judge in another process"
        )
    bias = None if bias is None else lists(bias)
    x, w = lists(x), lists(w)
    for operand, name in ((x, "x"), (w, "w"), (bias, "bias")):
        if operand is not None:
            _check_held(operand, name, DTYPES[how.dtype])
    return Sums(function, x, w, bias, how)


def _check_held(operand: Any, name: str, dtype: Dtype) -> None:
    """Raise for what a candidate cannot have held, or what has no exact value."""
    kinds: tuple[type, ...] = (int, float, Fraction)
    if dtype.kind == "complex":
        kinds = (*kinds, complex)
    values, types = leaves_and_types(operand)
    if types.issubset(kinds) and all(_finite(v) and dtype.holds(v) for v in {*values}):
        return
    for k, v in enumerate(values):
        if isinstance(v, kinds) and _finite(v) and dtype.holds(v):
            continue
        spot = name + "".join(f"[{n}]" for n in index_of(k, shape(operand)))
        if not isinstance(v, kinds):
            words = ", ".join(kind.__name__ for kind in kinds)
            raise TypeError(f"exact sums need {words}, but {spot} is {v!r}")
        if not _finite(v):
            raise ValueError(f"inf and nan have no exact value, but {spot} is {v}")
        raise ValueError(f"{spot} is {v!r}, which is no {dtype.name}: round it first")


def _limit(sums: Sums) -> Callable[[int], Limits]:
    """Return a function that tells the limits of each sum."""
    how = sums.how
    if DTYPES[how.dtype].kind == "int":  # a Fourier transform is rounded afterwards
        exactly = Limits(Fraction(how.algorithm == "fft", 4), frozenset())
        return lambda _: exactly
    if how.algorithm == "fft":
        return transform_limits(sums)
    return lambda k: limits(sums.total(k), how)


def _bound(k: int, sums: Sums, limit: Callable[[int], Limits]) -> Bound:
    """Return the bound of output k."""
    if not sums.complex:
        return Bound(sums.value(k), *limit(k))
    real, imaginary = limit(2 * k), limit(2 * k + 1)
    return Bound(
        (sums.value(2 * k), sums.value(2 * k + 1)),
        (real.allowed, imaginary.allowed),
        NONFINITE if real.nonfinite | imaginary.nonfinite else frozenset(),
    )


def _excused(values: tuple[Number, ...], bound: Bound) -> bool:
    """Return whether an output, or both its parts, are within their bounds."""
    exact, allowed = bound.exact, bound.allowed
    several = zip(exact, allowed) if len(values) > 1 else [(exact, allowed)]
    for value, (exact, allowed) in zip(values, several):
        if not _finite(value):
            word = "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
            if word not in bound.nonfinite:
                return False
        elif abs(Fraction(*ratio(value, "computed")) - exact) > allowed:
            return False
    return True


def _doubtful(values: Sequence[Number], sums: Sums) -> list[int]:
    """Return which sums may be wrong: most are cleared by integers, and at little cost.

    An output is right if it is off by at most R - S + n*u*S, and u * |exact| for a last
    rounding, which is just less than the bound. Nothing need be counted: n is at least
    S over the largest term. But where its bits fit the accumulator, it may have to be
    exact.
    """
    if sums.how.algorithm == "fft":
        return list(range(len(values)))
    top, bottom = sums.unit.as_integer_ratio()
    off, infinite = {}, []
    for k, (value, exact) in enumerate(zip(values, sums.exact)):
        if not _finite(value):
            infinite.append(k)
            continue
        numerator, denominator = ratio(value, "computed")
        distance = abs(numerator * bottom - exact * denominator * top)
        if distance:
            off[k] = distance, denominator * top
    if DTYPES[sums.how.dtype].kind == "int":
        return infinite + list(off)

    p, stored = FORMATS[sums.how.accumulate][0], sums.how.stored
    q = 0 if holds(stored, sums.how.accumulate) else FORMATS[stored][0]

    def clear(k: int) -> bool:
        distance, denominator = off[k]
        exact, size, reach = sums.exact[k], sums.sizes[k], sums.reaches[k]
        n = -(-size // sums.largest_term)
        excused = ((reach - size << p) + n * size << q) + (abs(exact) << p if q else 0)
        return distance << p + q <= excused * denominator and (
            bits(exact) > p or values[k] == rounded(sums.value(k), stored)
        )

    return infinite + [k for k in off if not clear(k)]


def _parts(value: Any) -> tuple[Number, Number]:
    try:
        return parts(value)
    except AttributeError:
        raise TypeError(f"computed must hold numbers, not {value!r}") from None


def _finite(value: Number) -> bool:
    try:
        return cmath.isfinite(value)
    except (TypeError, OverflowError):  # an int too large for a float; or no number
        return True
