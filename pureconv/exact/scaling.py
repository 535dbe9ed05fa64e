"""Numbers as ints times one scale, and back with one rounding.

    [0.5, 0.75] = [2, 3] * 1/4

Every float is an int times a power of two, every Fraction one int over another. So a
list of them is ints times one common scale, and nothing is lost. Sums of products are
then sums of ints, and a result is rounded once: when it turns into a float again.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import frexp, inf, isfinite, lcm
from typing import Any, TypeVar

from pureconv.checks import shown
from pureconv.nested import leaves, leaves_and_types, like, mapped

Nested = TypeVar("Nested")  # lists of numbers, one or more deep

KINDS = (int, Fraction, float)  # a result is of the last of these that it is made from
OPERATORS = ("__add__", "__radd__", "__mul__", "__rmul__")


def operands(
    x: Any, w: Any, x_name: str, w_name: str = "kernel", bias: Any = None
) -> tuple[Any, Any, Any, Fraction, type]:
    """Return x, w and bias in whole numbers, the scale of all sums, and their kind.

        function(x, w, bias) = function(a*x, b*w, a*b*bias) / (a*b)

    for a function that adds up products of one x and one w, and a bias, which has to
    share the scale of the products. Where it is finer, x gets what is missing.

    >>> operands([0.5], [3], "signal", bias=[0.25])         # 2 * 3 + 1 fourths
    ([2], [3], [1], Fraction(1, 4), <class 'float'>)
    """
    x, x_scale, x_kind = whole(x, x_name)
    w, w_scale, w_kind = whole(w, w_name)
    scale, kind = x_scale * w_scale, max(x_kind, w_kind, key=KINDS.index)
    if bias is not None:
        bias, bias_scale, bias_kind = whole(bias, "bias")
        kind = max(kind, bias_kind, key=KINDS.index)
        share = bias_scale / scale  # its denominator is what x lacks
        scale /= share.denominator
        x = mapped(share.denominator.__mul__, x)
        bias = mapped(share.numerator.__mul__, bias)
    return x, w, bias, scale, kind


def whole(nested: Any, name: str) -> tuple[Any, Fraction, type]:
    """Return numbers as ints times a scale, and their kind.

    >>> whole([0.5, 0.75], "signal")
    ([2, 3], Fraction(1, 4), <class 'float'>)
    """
    values, found = leaves_and_types(nested)
    if not all(map(_plain, found)):
        spot = _first(nested, name, lambda value: not _plain(type(value)))
        raise TypeError(f"exact sums need int, float or Fraction, but {spot}")
    if all(issubclass(kind, int) for kind in found):
        return nested, Fraction(1), int

    # For floats, it is the same result by both, and sooner by the first.
    floats = [issubclass(kind, float) for kind in found]
    try:
        # The same result: see above.
        ints, scale = _floats(values) if all(floats) else _ratios(values)
    except (OverflowError, ValueError):
        spot = _first(nested, name, _infinite)
        raise ValueError(f"inf and nan have no exact value, but {spot}") from None
    kind = float if any(floats) else Fraction
    # Of one list, like() would make the same result.
    return ints if values is nested else like(nested, iter(ints)), scale, kind


def _plain(kind: type) -> bool:
    """Return whether this type adds and multiplies as one of `KINDS` does.

    >>> _plain(bool), _plain(complex)
    (True, False)
    """
    return any(
        issubclass(kind, base)
        and all(getattr(kind, name) is getattr(base, name) for name in OPERATORS)
        for base in KINDS
    )


def _infinite(value: Any) -> bool:
    return isinstance(value, float) and not isfinite(value)


def _floats(values: list[float]) -> tuple[list[int], Fraction]:
    """Return floats as ints and their scale, a power of two.

    A float is m * 2**e with abs(m) < 1, where m has 53 bits: times 2**(53 - e) it is
    whole. With the largest e this makes all of them whole if they are multiples of one
    small number, and with the least e any, unless it makes some too large for a float.
    Zero bits at the end of all ints are cut off if there are 16 or more.
    """
    try:
        for extreme in (_largest, _least):
            _, e = frexp(extreme(values))
            # From 2**53 on, all floats are whole; same result by a larger factor.
            factor = 2.0 ** max(0, 53 - e)
            scaled = [value * factor for value in values]
            if all(map(float.is_integer, scaled)):  # same result from smaller ints
                break
        ints = list(map(float.__trunc__, scaled))  # int(), in half the time
    except OverflowError:
        return _ratios(values)

    scale = 1 / Fraction(factor)
    bits = 0
    for value in ints:
        bits |= value
        if bits & 0xFFFF:  # same result: times powers of two that scale takes away
            return ints, scale
    # Same result by the negative of the lowest bit, and for zeros alone by any.
    zeros = (bits & -bits or 1).bit_length() - 1
    return [value >> zeros for value in ints], scale * 2**zeros


def _largest(values: list[float]) -> float:
    lowest, highest = min(values), max(values)
    return max(highest, -lowest)  # same result if too small: _least is tried next


def _least(values: list[float]) -> float:
    return min(filter(None, map(abs, values)))  # of zeros alone, _largest is enough


def _ratios(values: list[Any]) -> tuple[list[int], Fraction]:
    """Return any mixture as ints and their scale, 1 / the least common denominator."""
    ratios = [value.as_integer_ratio() for value in values]
    common = lcm(*{bottom for _, bottom in ratios})
    return [top * (common // bottom) for top, bottom in ratios], Fraction(1, common)


def true_values(y: Nested, scale: Fraction, kind: type) -> Nested:
    """Return sums of ints times their scale, rounded once if that is to be a float.

    >>> true_values([[1, 2]], Fraction(1, 10), float)
    [[0.1, 0.2]]
    """
    if kind is int:
        return y
    sums = leaves(y)
    top, bottom = scale.as_integer_ratio()
    # The same result if none is quick.
    values: Any = [] if kind is Fraction else _quick(sums, top, bottom)
    if not values:  # the same result where some are
        ratio = Fraction if kind is Fraction else _nearest
        values = [ratio(value * top, bottom) for value in sums]
    # Of one list, like() would make the same result.
    answer: Nested = values if sums is y else like(y, iter(values))
    return answer


def _quick(sums: list[int], top: int, bottom: int) -> list[float]:
    """Return sums * top / bottom as `_nearest` does, or [] where that takes more care.

    An int is rounded from 2**53 on, a division by a power of two only where the
    result is subnormal, below 2**-1022. With bottom < 2**1024, no result is both.
    """
    if top != 1 or bottom & (bottom - 1):  # same result, with more care
        return []
    try:
        divisor = float(bottom)
        return [value / divisor for value in sums]  # same result without, in more time
    except OverflowError:
        return []  # the same result for None: there are no quick values


def _nearest(top: int, bottom: int) -> float:
    """Return the float nearest to top / bottom, which may be an infinity.

    Python rounds the quotient of two ints once, also to a subnormal number.

    >>> _nearest(2**1024 - 2**970 - 1, 1), _nearest(2**970 - 2**1024, 1)
    (1.7976931348623157e+308, -inf)
    """
    try:
        return top / bottom
    except OverflowError:
        return inf if top > 0 else -inf  # same result for 0, which never comes here


def _first(nested: Any, spot: str, wrong: Callable[[Any], bool]) -> str:
    """Return where the first wrong number is, and what it is."""
    if not isinstance(nested, list):
        return f"{spot} is {shown(nested)}" if wrong(nested) else ""
    found = (_first(each, f"{spot}[{n}]", wrong) for n, each in enumerate(nested))
    return next(filter(None, found), "")
