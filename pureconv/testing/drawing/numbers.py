"""Numbers that are hard to convolve, for every dtype, and nested lists of them.

A kind of numbers is a function of dice and of a dtype: it draws what all numbers of a
list have in common, and returns a maker, which gives one number after the other.

All floats of a format stand in a row, by size; most kinds are a stretch of it:

    least   edge    root    wide ...      rough        ... wide   huge
    0 1 2   2**emin 2**(emin/2)           1 to 2                  the largest
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import count
from random import Random
from typing import Any, Union

from pureconv.nested import leaves
from pureconv.testing.drawing.dice import Dice
from pureconv.testing.verdict.arithmetic import DTYPES, Dtype
from pureconv.testing.verdict.formats import rounded, unit_roundoff

Shape = tuple[int, ...]
Maker = Callable[[], Any]
Kind = Callable[[Dice, Dtype], Maker]
Kinds = Sequence[Union[str, Kind, None]]  # of two operands and a bias; None is any
FRESH = 13  # numbers that are drawn; in longer lists they stand in disorder


def small(dice: Dice, dtype: Dtype, most: int = 9) -> Maker:
    """Return what makes whole numbers near zero."""
    make = int if dtype.kind == "int" else float
    lo = -most if dtype.negates else 0
    return lambda: make(dice.between(lo, most))


def nth(n: int, dtype: Dtype) -> float:
    """Return the n-th float of a format, by size, zero the first.

    They stand in rows of 2**(p - 1) numbers that are as far apart; each row is twice as
    wide as the one before. Only the first two, the subnormal numbers and those from
    2**emin on, are as wide as each other.

    >>> nth(1, DTYPES["float64"]), nth(31 * 2**10 - 1, DTYPES["float16"])
    (5e-324, 65504.0)
    """
    row, digits = divmod(n, 2 ** (dtype.p - 1))
    if row:
        digits += 2 ** (dtype.p - 1)
    return math.ldexp(digits, max(row, 1) + dtype.emin - dtype.p)


def place(exponent: int, dtype: Dtype) -> int:
    """Return where in its format 2**exponent stands.

    >>> nth(place(-3, DTYPES["bfloat16"]), DTYPES["bfloat16"])
    0.125
    """
    return (exponent - dtype.emin + 1) << (dtype.p - 1)


def _stretch(lo: Callable[[Dtype], int], hi: Callable[[Dtype], int]) -> Kind:
    """Return a kind of numbers from one place to another, with either sign."""

    def kind(dice: Dice, t: Dtype) -> Maker:
        first, last = lo(t), hi(t)
        return lambda: dice.pick((1, -1)) * nth(dice.between(first, last), t)

    return kind


def _end(t: Dtype) -> int:
    return place(t.emax + 1, t) - 1  # of the largest number


def _counting(_: Dice, __: Dtype) -> Maker:
    numbers = count()
    return lambda: float(next(numbers) % 99 + 1)


def _scaled(dice: Dice, t: Dtype) -> Maker:
    """Return what makes integers, small or of p bits, times the same power of two."""
    most, far = dice.pick((9, 2**t.p - 1)), min(100, t.emax - t.p)
    power = dice.between(-far, far)
    return lambda: math.ldexp(dice.between(-most, most), power)


def _cancelling(dice: Dice, t: Dtype) -> Maker:
    """Return what makes copies of a number and of its neighbour, with both signs."""
    value = FLOATS["rough"](dice, t)()
    near = rounded(Fraction(value) * (1 + 2 * unit_roundoff(t.parts)), t.parts)
    return lambda: dice.pick((value, -value, near, -near))


FLOATS: dict[str, Kind] = {  # the simplest first
    "small": small,
    "scaled": _scaled,
    "rough": _stretch(lambda t: place(0, t), lambda t: place(1, t) - 1),
    "wide": _stretch(lambda t: place(t.emin // 2, t), lambda t: place(t.emax // 2, t)),
    "cancelling": _cancelling,
    "least": _stretch(lambda _: 0, lambda _: 9),
    "edge": _stretch(lambda t: place(t.emin, t) - 1, lambda t: place(t.emin, t)),
    "any": _stretch(lambda _: 0, _end),
    "huge": _stretch(lambda t: _end(t) - 3, _end),
    "root": _stretch(
        lambda t: place(t.emin // 2 - 3, t), lambda t: place(t.emin // 2 + 2, t)
    ),
    "counting": _counting,  # never drawn: as numbers in order, it is for vectors
}
DRAWN = tuple(FLOATS)[:-1]


def maker(dice: Dice, dtype: Dtype, kind: str | Kind | None) -> Maker:
    """Return what makes numbers of a kind, or of one that is drawn.

    Both parts of complex numbers are of the same kind.
    """
    if dtype.kind == "complex":
        part = maker(dice, DTYPES[dtype.parts], kind)
        return lambda: complex(part(), part())
    if callable(kind):
        return kind(dice, dtype)
    if dtype.kind == "int":
        return _up_to(dice, dtype, dice.pick((9, dtype.hi)))
    return FLOATS[kind or dice.pick(DRAWN)](dice, dtype)


def _up_to(dice: Dice, dtype: Dtype, most: int) -> Maker:
    """Return what makes integers, about half of them small."""
    far = min(9, most), most
    lo = -1 if dtype.negates else 0

    def number() -> int:
        limit = dice.pick(far)
        return dice.between(lo * limit, limit)

    return number


def operands(
    dice: Dice,
    dtype: Dtype,
    shapes: tuple[Shape, Shape, Shape | None],
    kinds: Kinds,
    fresh: int = FRESH,
) -> list[Any]:
    """Return two operands and a bias, if it has a shape: each of a kind of numbers.

    Integers whose kind is no function do not overflow: an output that meets each number
    of the second operand at most once is at most sum |second| * max |first| + max
    |bias|.
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
    >>> nested((), count(7).__next__)
    7
    """
    size = math.prod(shape)
    values = [make() for _ in range(min(size, fresh))]
    values += Random(size).choices(values, k=size - len(values))
    for n in reversed(shape[1:]):
        values = [values[i : i + n] for i in range(0, len(values), n)]
    return values if shape else values[0]
