"""Which outputs are wrong: further off their exact values than arithmetic excuses.

The exact outputs come from the reference itself, run on integers: a float is an integer
times a power of two. So nothing here rounds, and no tolerance is chosen: each output
may be off by what is derived for its own terms.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, partial
from typing import Any, NamedTuple

from pureconv.checks import Number, Tensor
from pureconv.nested import index_of, leaves, lists, shape
from pureconv.testing.verdict.arithmetic import DTYPES, Arithmetic
from pureconv.testing.verdict.bound import NONFINITE, Limits, limits
from pureconv.testing.verdict.formats import ratio
from pureconv.testing.verdict.fourier import transform_limits
from pureconv.testing.verdict.parts import parts
from pureconv.testing.verdict.sums import Sums, finite, sums_of
from pureconv.testing.verdict.suspects import suspects

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

    What it may have been is worked out when it is asked for: most of many wrong outputs
    are never looked at. Of complex outputs, `exact` and `allowed` have a real and an
    imaginary part each.
    """

    index: tuple[int, ...]
    computed: Number
    bound: Callable[[], Bound] = field(repr=False, compare=False)
    trace: Callable[[], tuple[Any, ...]] = field(repr=False, compare=False)

    @cached_property
    def exact(self) -> Parted:
        """What it should be."""
        return self._bound.exact

    @cached_property
    def allowed(self) -> Parted:
        """How far off it may be: |computed - exact| is more."""
        return self._bound.allowed

    @cached_property
    def terms(self) -> tuple[Any, ...]:
        """Its terms, each (weight, sample), or (bias,)."""
        return self.trace()

    @cached_property
    def _bound(self) -> Bound:
        return self.bound()


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
    return findings_by(y, sums_of(function, x, w, bias, how))


def findings_by(y: Tensor, sums: Sums) -> list[Finding]:
    """Return the outputs of `y` that cannot be made of the sums behind them."""
    result = lists(y, "computed")
    if shape(result) != sums.shape:
        raise ValueError(f"computed has shape {shape(result)}, not {sums.shape}")
    outputs = leaves(result)
    values = [_parts(v) for v in outputs] if sums.complex else [(v,) for v in outputs]
    limit = _limit(sums)

    found, doubtful = [], suspects([v for each in values for v in each], sums)
    width = 2 if sums.complex else 1
    for k in sorted({place // width for place in doubtful}):
        bound, trace = partial(_bound, k, sums, limit), partial(sums.terms, k)
        sure = any(doubtful.get(width * k + n) for n in range(width))
        if sure or not _excused(values[k], bound()):
            found.append(Finding(index_of(k, sums.shape), outputs[k], bound, trace))
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
    sums = sums_of(function, x, w, bias, how)
    limit = _limit(sums)
    return [_bound(k, sums, limit) for k in range(math.prod(sums.shape))]


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
        if not finite(value):
            word = "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
            if word not in bound.nonfinite:
                return False
        elif abs(Fraction(*ratio(value, "computed")) - exact) > allowed:
            return False
    return True


def _parts(value: Any) -> tuple[Number, Number]:
    try:
        return parts(value)
    except AttributeError:
        raise TypeError(f"computed must hold numbers, not {value!r}") from None
