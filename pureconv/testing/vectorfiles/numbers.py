"""Which numbers stand in the operands of a case: one kind in each, on purpose."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import count
from typing import Any, NamedTuple

from pureconv.nested import leaves
from pureconv.testing.vectorfiles.dice import Dice
from pureconv.testing.verdict.arithmetic import DTYPES, Dtype
from pureconv.testing.verdict.formats import eta, largest, rounded, unit_roundoff

Shape = tuple[int, ...]
Number = Any
Maker = Callable[[], Number]  # gives one number after the other


class Kind(NamedTuple):
    """Kinds of numbers for two operands and a bias, how often they come, and why."""

    share: int
    first: str
    second: str
    bias: str
    about: str


FLOATS = {
    "small integers": Kind(6, "small", "small", "small", "sums are exact in any order"),
    "counting": Kind(2, "counting", "counting", "counting", "1, 2, 3 and so on"),
    "rounding": Kind(5, "rough", "rough", "rough", "each number uses all of its bits"),
    "cancellation": Kind(
        2, "cancelling", "small", "cancelling", "terms that all but cancel each other"
    ),
    "wide range": Kind(2, "wide", "wide", "wide", "numbers of all sizes side by side"),
    "subnormal": Kind(
        1, "least", "rough", "least", "samples below the normal numbers of the format"
    ),
    "underflow": Kind(
        1, "root", "root", "least", "products below the normal numbers of the format"
    ),
    "overflow": Kind(
        1, "huge", "small", "small", "samples next to the largest number of the format"
    ),
}
INTEGERS = {
    "small integers": Kind(2, "", "", "", "far from any overflow"),
    "large integers": Kind(1, "", "", "", "sums go up to where the type ends"),
}


def kinds(dtype: str) -> dict[str, Kind]:
    """Return the kinds of numbers for a dtype, by the flags of cases."""
    return INTEGERS if DTYPES[dtype].kind == "int" else FLOATS


def operands(
    dice: Dice, dtype: str, flag: str, shapes: tuple[Shape, Shape, Shape | None]
) -> list[Any]:
    """Return two operands and a bias, if it has a shape, of one kind of numbers.

    Integers do not overflow: an output that meets each number of the second operand
    at most once is at most sum |second| * max |first| + max |bias|.
    """
    row = DTYPES[dtype]
    first, second, bias = shapes
    if row.kind == "int":
        few = 9 if flag == "small integers" else row.hi
        room = row.hi // 2
        most = math.isqrt(room // math.prod(second))
        b = nested(second, whole(dice, row, min(few, most)))
        total = max(1, sum(map(abs, leaves(b))))
        a = nested(first, whole(dice, row, min(few, room // total)))
        c = None if bias is None else nested(bias, whole(dice, row, min(few, room)))
        return [a, b, c]
    kind = FLOATS[flag]
    names = (kind.first, kind.second, kind.bias)
    return [
        None if shape is None else nested(shape, floats(dice, row, name))
        for shape, name in zip(shapes, names)
    ]


def nested(shape: Shape, maker: Maker) -> Any:
    """Return nested lists of a shape.

    >>> nested((2, 3), count(1).__next__)
    [[1, 2, 3], [4, 5, 6]]
    """
    if not shape:
        return maker()
    return [nested(shape[1:], maker) for _ in range(shape[0])]


def whole(dice: Dice, dtype: Dtype, most: int) -> Maker:
    """Return what makes integers of a dtype up to a size."""
    return lambda: dice.between(-most if dtype.negates else 0, most)


def floats(dice: Dice, dtype: Dtype, name: str) -> Maker:
    """Return what makes numbers of one kind; parts of complex ones are of that kind."""
    maker = MAKERS[name](dice, dtype)
    if dtype.kind == "complex":
        return lambda: complex(maker(), maker())
    return maker


def rough(dice: Dice, dtype: Dtype, place: int = 0) -> float:
    """Return a number from 1 to 2, or that times 2**place, with either sign."""
    digits = dice.between(2 ** (dtype.p - 1), 2**dtype.p - 1)
    return math.ldexp(dice.pick((1, -1)) * digits, place + 1 - dtype.p)


def _counting(_dice: Dice, _dtype: Dtype) -> Maker:
    numbers = count()
    return lambda: float(next(numbers) % 99 + 1)


def _cancelling(dice: Dice, dtype: Dtype) -> Maker:
    value, u = rough(dice, dtype), unit_roundoff(dtype.parts)
    near = rounded(Fraction(value) * (1 + 2 * u), dtype.parts)
    return lambda: dice.pick((value, -value, near, -near))


def _sized(lo: Callable[[Dtype], int], hi: Callable[[Dtype], int]) -> Any:
    """Return what makes rough numbers times powers of two."""
    return lambda dice, t: lambda: rough(dice, t, dice.between(lo(t), hi(t)))


def _huge(dice: Dice, dtype: Dtype) -> Maker:
    top = largest(dtype.parts)
    near = [rounded(top - n * top / 2**dtype.p, dtype.parts) for n in range(4)]
    return lambda: float(dice.pick((1, -1)) * dice.pick(near))


MAKERS: dict[str, Callable[[Dice, Dtype], Maker]] = {
    "small": lambda dice, _: lambda: float(dice.between(-9, 9)),
    "counting": _counting,
    "rough": lambda dice, t: lambda: rough(dice, t),
    "cancelling": _cancelling,
    "wide": _sized(lambda t: t.emin // 2, lambda t: t.emax // 2 - 1),
    "least": lambda dice, t: lambda: float(dice.between(-9, 9) * eta(t.parts)),
    "root": _sized(lambda t: t.emin // 2 - 3, lambda t: t.emin // 2 + 1),
    "huge": _huge,
}
