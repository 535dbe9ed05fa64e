"""Numbers that are hard to convolve, for every dtype, and nested lists of them.

A kind of numbers is a function of dice and of a dtype: it draws what all numbers of a
list have in common, and returns a maker, which gives one number after the other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import count
from random import Random
from typing import Any, Optional, Union

from pureconv.nested import leaves
from pureconv.testing.drawing.dice import Dice
from pureconv.testing.verdict.arithmetic import DTYPES, Dtype
from pureconv.testing.verdict.formats import eta, rounded, tiny, unit_roundoff

Shape = tuple[int, ...]
Shapes = tuple[Shape, Shape, Optional[Shape]]
Maker = Callable[[], Any]
Kind = Callable[[Dice, Dtype], Maker]
Kinds = Sequence[Union[str, Kind, None]]  # of two operands and a bias; None is any
NO_KIND = None, None, None
FRESH = 13  # numbers that are drawn; in longer lists they stand in disorder


def small(dice: Dice, dtype: Dtype, most: int = 9) -> Maker:
    """Return what makes whole numbers near zero."""
    make = int if dtype.kind == "int" else float
    lo = -most if dtype.negates else 0
    return lambda: make(dice.between(lo, most))


def rough(dice: Dice, dtype: Dtype, lo: int = 0, hi: int = 0) -> Maker:
    """Return what makes numbers from 1 to 2, with all their bits in use and both signs.

    Or such numbers times powers of two, from 2**lo to 2**hi.
    """
    p = dtype.p

    def number() -> float:
        digits = dice.pick((1, -1)) * dice.between(2 ** (p - 1), 2**p - 1)
        return math.ldexp(digits, dice.between(lo, hi) + 1 - p)

    return number


def _counting(_: Dice, __: Dtype) -> Maker:
    numbers = count()
    return lambda: float(next(numbers) % 99 + 1)


def _scaled(dice: Dice, dtype: Dtype, most: int) -> Maker:
    """Return what makes integers times the same power of two."""
    far = min(100, dtype.emax - dtype.p)
    place = dice.between(-far, far)
    return lambda: math.ldexp(dice.between(-most, most), place)


def _cancelling(dice: Dice, dtype: Dtype) -> Maker:
    """Return what makes copies of a number and of its neighbour, with both signs."""
    value = rough(dice, dtype)()
    near = rounded(Fraction(value) * (1 + 2 * unit_roundoff(dtype.parts)), dtype.parts)
    return lambda: dice.pick((value, -value, near, -near))


def _edge(dice: Dice, dtype: Dtype) -> Maker:
    """Return what makes numbers where the normal ones end."""
    normal, least = float(tiny(dtype.parts)), float(eta(dtype.parts))
    return lambda: dice.pick((normal - least, -normal, normal, 1.0))


def _any(dice: Dice, dtype: Dtype) -> Maker:
    """Return what makes any numbers of a format, each as likely."""
    last = (dtype.emax - dtype.emin + 2) * 2 ** (dtype.p - 1) - 1

    def number() -> float:
        n = dice.between(-last, last)
        return math.copysign(nth(abs(n), dtype), n)

    return number


def nth(n: int, dtype: Dtype) -> float:
    """Return the n-th float of a format above zero, by size.

    They stand in rows of 2**(p - 1), each with a place value twice that of the row
    before; only the first two rows, the subnormal numbers and the first normal ones,
    have the same.

    >>> nth(1, DTYPES["float64"]), nth(2**52, DTYPES["float64"]) == 2.0**-1022
    (5e-324, True)
    >>> nth(31 * 2**10 - 1, DTYPES["float16"])
    65504.0
    """
    row, digits = divmod(n, 2 ** (dtype.p - 1))
    if row:
        digits += 2 ** (dtype.p - 1)
    return math.ldexp(digits, max(row, 1) + dtype.emin - dtype.p)


def _huge(dice: Dice, dtype: Dtype) -> Maker:
    last = (dtype.emax - dtype.emin + 2) * 2 ** (dtype.p - 1) - 1
    return lambda: dice.pick((1, -1)) * nth(last - dice.between(0, 3), dtype)


FLOATS: dict[str, Kind] = {  # the simplest first; those from "huge" on need others
    "small": small,
    "counting": _counting,
    "scaled": lambda dice, t: _scaled(dice, t, 9),
    "whole": lambda dice, t: _scaled(dice, t, 2**t.p - 1),
    "rough": rough,
    "wide": lambda dice, t: rough(dice, t, t.emin // 2, t.emax // 2 - 1),
    "cancelling": _cancelling,
    "least": lambda dice, t: lambda: dice.between(-9, 9) * nth(1, t),
    "edge": _edge,
    "any": _any,
    "huge": _huge,
    "root": lambda dice, t: rough(dice, t, t.emin // 2 - 3, t.emin // 2 + 1),
}
ALONE = tuple(FLOATS)[:-1]
WHOLE = ("small", "large")


def maker(dice: Dice, dtype: Dtype, kind: str | Kind | None = None) -> Maker:
    """Return what makes numbers of a kind, or of one that is drawn.

    Both parts of complex numbers are of the same kind.
    """
    if dtype.kind == "complex":
        part = maker(dice, DTYPES[dtype.parts], kind)
        return lambda: complex(part(), part())
    if callable(kind):
        return kind(dice, dtype)
    if dtype.kind == "int":
        kind = kind or dice.pick(WHOLE)
        return small(dice, dtype) if kind == "small" else _up_to(dice, dtype, dtype.hi)
    return FLOATS[kind or dice.pick(ALONE)](dice, dtype)


def _up_to(dice: Dice, dtype: Dtype, most: int) -> Maker:
    """Return what makes integers, about half of them small."""
    few = min(9, most)

    def number() -> int:
        far = most if dice.chance(2) else few
        return dice.between(-far if dtype.negates else 0, far)

    return number


def operands(
    dice: Dice,
    dtype: Dtype,
    shapes: Shapes,
    kinds: Kinds = NO_KIND,
    fresh: int = FRESH,
) -> list[Any]:
    """Return two operands and a bias, if it has a shape: each of a kind of numbers.

    Integers whose kind has no function do not overflow: an output that meets each
    number of the second operand at most once is at most sum |second| * max |first| +
    max |bias|.
    """
    if dtype.kind != "int" or callable(kinds[0]):
        return [
            None if shape is None else nested(shape, maker(dice, dtype, kind), fresh)
            for shape, kind in zip(shapes, kinds)
        ]
    first, second, bias = shapes
    room = dtype.hi if bias is None else dtype.hi // 2
    each, far = room // math.prod(second), 9 if kinds[0] == "small" else dtype.hi
    most = min(far, dice.pick((9, math.isqrt(each), each)), each)
    w = nested(second, _up_to(dice, dtype, most), fresh)
    total = max(1, sum(map(abs, leaves(w))))
    x = nested(first, _up_to(dice, dtype, min(far, room // total)), fresh)
    if bias is None:
        return [x, w, None]
    return [x, w, nested(bias, _up_to(dice, dtype, min(far, room)), fresh)]


def nested(shape: Shape, make: Maker, fresh: int = FRESH) -> Any:
    """Return nested lists of a shape: of new numbers, then of these again and again.

    Were they repeated with a period, an axis of that size would hide a swap.

    >>> nested((2, 3), count(1).__next__)
    [[1, 2, 3], [4, 5, 6]]
    """
    size = math.prod(shape)
    values = [make() for _ in range(min(size, fresh))]
    values += Random(size).choices(values, k=size - len(values))
    for n in reversed(shape[1:]):
        values = [values[i : i + n] for i in range(0, len(values), n)]
    return values
