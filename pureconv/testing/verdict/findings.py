"""Which outputs are wrong: further off their exact values than arithmetic excuses.

The exact outputs come from the reference itself, run on integers: a float is an integer
times a power of two. So nothing here rounds, and no tolerance is chosen: each output
may be off by what is derived for its own terms.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from pureconv.checks import Number, Tensor, shown
from pureconv.nested import index_of, leaves, lists, shape
from pureconv.testing.verdict.arithmetic import Arithmetic
from pureconv.testing.verdict.parts import parts
from pureconv.testing.verdict.rules import Rule, rule_of, wrong
from pureconv.testing.verdict.sums import COMPLEX, Sums, sums_of

if TYPE_CHECKING:
    from pureconv.testing.conventions import Target

# A Fraction; of a complex number two, real and imaginary part. (The same result
# without it, for it is a type.)
Parted = Any


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
        return self.bound().exact

    @cached_property
    def allowed(self) -> Parted:
        """How far off it may be: |computed - exact| is more."""
        return self.bound().allowed

    @cached_property
    def terms(self) -> tuple[Any, ...]:
        """Its terms, each (weight, sample), or (bias,)."""
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
    return findings_by(y, sums_of(function, x, w, bias, how))


def findings_by(y: Tensor, sums: Sums) -> list[Finding]:
    """Return the outputs of `y` that cannot be made of the sums behind them."""
    result = lists(y, "computed")
    sizes = shape(result, "computed")
    if sizes != sums.shape:
        raise ValueError(f"computed has shape {sizes}, not {sums.shape}")
    outputs = leaves(result)
    values = [part for v in outputs for part in _parts(v)] if sums.complex else outputs
    if sums.equals(values):  # the same result, sooner
        return []
    odd = [v for v in outputs if isinstance(v, complex)]
    if odd and not sums.complex:
        rest = f"{shown(odd[0])}{COMPLEX}"
        raise TypeError(f"computed must hold ints and floats, not {rest}")
    rule = rule_of(sums)
    return [
        Finding(
            index_of(k, sums.shape),
            outputs[k],
            partial(_bound, k, sums, rule),
            partial(sums.terms, k),
        )
        for k in sorted({k // sums.width for k in wrong(values, sums, rule)})
    ]


def check_own(target: Target, sums: Sums, found: Sequence[Finding]) -> None:
    """Raise ValueError if a user's own function is wrong that outputs are measured by.

    The terms of the first of them should add up to what it is, and their magnitudes to
    what its bound is made of. They do not where the function subtracts, and where it
    multiplies by other numbers. (What cannot be traced is believed.)
    """
    # Of others, the same result at more cost: they add up products.
    if target.convention.role != "sums" or not found or sums.complex:
        return
    first = found[0]
    place = 0
    for n, length in zip(first.index, sums.shape):
        place = place * length + n
    try:
        products = [Fraction(math.prod(map(Fraction, term))) for term in first.terms]
    except Exception:  # it may do anything with numbers that remember
        return
    size = sums.sizes[place] * sums.unit
    if sum(products) != first.exact or sum(map(abs, products)) != size:
        at = "y" + "".join(f"[{n}]" for n in first.index)
        raise ValueError(
            "like must add up products of one number of x and one of w, subtract "
            f"nothing, and be exact on ints of any size: {at} is made in another way"
        )


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
    rule = rule_of(sums)
    return [_bound(k, sums, rule) for k in range(math.prod(sums.shape))]


def _bound(k: int, sums: Sums, rule: Rule) -> Bound:
    """Return the bound of output k."""
    places = sums.places(k)
    exact = tuple(map(sums.value, places))
    allowed = tuple(rule.limits(place).allowed for place in places)
    nonfinite = rule.nonfinite(places)
    if sums.complex:
        return Bound(exact, allowed, nonfinite)
    return Bound(exact[0], allowed[0], nonfinite)


def _parts(value: Any) -> tuple[Number, Number]:
    try:
        return parts(value)
    except AttributeError:
        raise TypeError(f"computed must hold numbers, not {shown(value)}") from None
