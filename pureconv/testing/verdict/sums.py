"""What a function adds up: the exact value of every output, and more, from itself.

All that a function of this library does with its operands is to add up products of a
weight and a sample, and perhaps a bias. So given other numbers it tells other things of
the same sums: on integers their exact values, on magnitudes how large their terms are,
on ones how many there are. A float is an integer times a power of two, so integers are
all that it is ever given, and nothing is rounded.
"""

from __future__ import annotations

import cmath
import sys
from collections.abc import Callable
from fractions import Fraction
from functools import cached_property, partial
from typing import Any

from pureconv.checks import Number, Tensor
from pureconv.exact.scaling import whole
from pureconv.nested import (
    index_of,
    leaves,
    leaves_and_types,
    like,
    lists,
    mapped,
    shape,
)
from pureconv.testing.verdict import tracing
from pureconv.testing.verdict.arithmetic import DTYPES, Arithmetic, Dtype
from pureconv.testing.verdict.bound import Total, lossless
from pureconv.testing.verdict.formats import FORMATS
from pureconv.testing.verdict.parts import Parts, parts
from pureconv.testing.verdict.quick import evaluate


def sums_of(
    function: Callable[..., Any], x: Tensor, w: Tensor, bias: Tensor, how: Arithmetic
) -> Sums:
    """Return the sums behind all outputs, after the operands were checked."""
    if sys.float_info.min / 2 == 0:
        raise RuntimeError(
            "this process flushes subnormal numbers to zero, so exact values cannot be "
            "trusted: find the library that switched it on, or judge in another process"
        )
    bias = None if bias is None else lists(bias, "bias")
    x, w = lists(x, "x"), lists(w, "w")
    held = {"x": x, "w": w} if bias is None else {"x": x, "w": w, "bias": bias}
    for name, operand in held.items():
        _check_held(operand, name, DTYPES[how.dtype])
    return Sums(function, x, w, bias, how)


def _check_held(operand: Any, name: str, dtype: Dtype) -> None:
    """Raise for what a candidate cannot have held, or what has no exact value."""
    kinds: tuple[type, ...] = (int, float, Fraction)
    if dtype.kind == "complex":
        kinds = (*kinds, complex)

    def held(v: Any) -> bool:
        return isinstance(v, kinds) and finite(v) and dtype.holds(v)

    values, types = leaves_and_types(operand)
    if all(issubclass(kind, kinds) for kind in types) and all(map(held, set(values))):
        return
    k, v = next((k, v) for k, v in enumerate(values) if not held(v))
    spot = name + "".join(f"[{n}]" for n in index_of(k, shape(operand)))
    if not isinstance(v, kinds):
        words = ", ".join(kind.__name__ for kind in kinds)
        raise TypeError(f"exact sums need {words}, but {spot} is {v!r}")
    if not finite(v):
        raise ValueError(f"inf and nan have no exact value, but {spot} is {v}")
    raise ValueError(f"{spot} is {v!r}, which is no {dtype.name}: round it first")


def finite(value: Number) -> bool:
    """Return whether a number is neither inf nor nan."""
    try:
        return cmath.isfinite(value)
    except (TypeError, OverflowError):  # an int too large for a float; or no number
        return True


class Sums:
    """What is known of the sums behind all outputs, each found when it is asked for.

    The lists of integers are in reading order, in units of `unit`, a power of two. They
    have an item for each output; where outputs are complex they have two, one for each
    part, for each part is a real sum.
    """

    def __init__(
        self, function: Callable[..., Any], x: Any, w: Any, bias: Any, how: Arithmetic
    ) -> None:
        """Take a function and its operands, nested lists of finite numbers."""
        self.function, self.how = function, how
        self.operands = [v for v in (x, w, bias) if v is not None]
        self.complex = DTYPES[how.dtype].kind == "complex"
        self.flat = [self._flat(v) for v in self.operands]
        self.rounds = how.rounds_operands
        self.infinite = self.rounds and any(
            how.too_large(v) for values in self.flat[:2] for v in values
        )
        (xs, x_unit), (ws, w_unit) = map(self._variants, self.flat[:2])
        self.unit = x_unit * w_unit
        self._variants_of = [xs, ws]
        if bias is not None:  # it is added to products, so it has to share their unit
            values, bias_unit, _ = whole(self.flat[2], "bias")
            share = bias_unit / self.unit
            bs = [mapped(share.numerator.__mul__, values)] * len(xs)
            self._variants_of = [mapped(share.denominator.__mul__, xs), ws, bs]
            self.unit /= share.denominator

        y = self._outputs([lists[0] for lists in self._variants_of], -1)
        self.shape = shape(y)
        self.exact = self._flat(y)

    @cached_property
    def sizes(self) -> list[int]:
        """S of every output: the sum of the magnitudes of its terms."""
        return self._added(abs)

    @cached_property
    def counts(self) -> list[int]:
        """How many terms are not zero."""
        return self._added(lambda v: int(v != 0))

    @cached_property
    def reaches(self) -> list[int]:
        """R: the same as S for operands as large as rounding can make them."""
        return self._added(abs, 1) if self.rounds else self.sizes

    @cached_property
    def farthest(self) -> list[tuple[int, int]]:
        """What of R is positive and what negative, without end where inf is."""
        if not self.rounds:
            pairs = zip(self.sizes, self.exact)
        else:
            reaches = self._added(abs, -1) if self.infinite else self.reaches
            pairs = zip(reaches, self._added(int, -1, square=-1))
        return [((sum_ + rest) // 2, (sum_ - rest) // 2) for sum_, rest in pairs]

    @cached_property
    def lows(self) -> list[int]:
        """Where the lowest bit of all terms of an output stands; that of `unit` is 0.

        The lowest bit of a product is the product of the lowest bits. So a number whose
        lowest bit stands in place e becomes a one in digit e, the digits being wide
        enough to count all terms: the first digit of a sum that is not zero tells.
        """
        width = max(1, *self.counts).bit_length()
        lists = [variants[0] for variants in self._variants_of]
        x_low, w_low, *bias_low = (
            min([_place(v) for v in values if v], default=0) for values in lists
        )
        least = min(x_low + w_low, *bias_low) if bias_low else x_low + w_low
        starts = (least - w_low, w_low, least)
        digits = [
            [1 << width * (_place(v) - start) if v else 0 for v in values]
            for values, start in zip(lists, starts)
        ]
        sums = self._flat(self._outputs(digits, 1))
        return [_place(v) // width + least for v in sums]

    @cached_property
    def largest_term(self) -> int:
        """No term is larger."""
        x, w, *bias = (max(map(abs, lists[0])) for lists in self._variants_of)
        return max(x * w, *bias, 1)

    @property
    def divides(self) -> bool:
        """Whether the function makes fractions of ints, as astropy's does."""
        return any(isinstance(v, Fraction) for v in self.exact)

    def value(self, k: int) -> Fraction:
        """Return an exact value."""
        return Fraction(self.exact[k]) * self.unit

    def total(self, k: int) -> Total:
        """Return all that the bound needs to know of a sum."""
        size, reach = self.sizes[k] * self.unit, self.reaches[k] * self.unit
        rising, falling = (v * self.unit for v in self.farthest[k])
        return Total(
            self.value(k), size, reach, rising, falling, self.counts[k],
            lossless=size == reach and self._is_lossless(k, size),
            infinite=self.infinite,
        )

    def _is_lossless(self, k: int, size: Fraction) -> bool:
        """Return `lossless`; the terms' lowest bit decides where nothing else can.

        All terms are multiples of `unit`. And a sum of p bits at most, times its lowest
        bit, has no more bits itself.
        """
        if lossless(self.unit, size, self.how):
            return True
        if bits(self.exact[k]) > FORMATS[self.how.accumulate][0]:
            return False
        return lossless(self.unit * 2 ** self.lows[k], size, self.how)

    def terms(self, k: int) -> tuple[tuple[Any, ...], ...]:
        """Return the terms of output k: (weight, sample) each, and (bias,)."""
        run = partial(evaluate, self.function)
        places = [
            tracing.reaching(run, self.operands, n, k)
            for n in range(len(self.operands))
        ]
        return tracing.terms(self.function, self.operands, k, places)

    def _variants(self, values: list[Any]) -> tuple[list[list[int]], Fraction]:
        """Return numbers as ints and their unit; and if they may be rounded, how far.

        The first list is as they are, the second as large as they can have become, and
        a third counts what may have become infinite as that.
        """
        how, variants = self.how, [values]
        if self.rounds:
            variants.append([_signed(how.most(v), v) for v in values])
        if self.infinite:
            variants.append([_signed(how.farthest(v), v) for v in values])
        ints, unit, _ = whole(variants, "operands")
        return ints, unit

    def _added(
        self, change: Callable[[int], int], variant: int = 0, square: int = 1
    ) -> list[int]:
        """Return all sums, with `change` done to every number of the operands."""
        lists = [variants[variant] for variants in self._variants_of]
        changed = [list(map(change, values)) for values in lists]
        return self._flat(self._outputs(changed, square))

    def _outputs(self, lists: list[list[int]], square: int) -> Any:
        """Return the result for operands of these numbers."""
        operands = []
        for values, operand in zip(lists, self.operands):
            numbers: Any = iter(values)
            if self.complex:
                numbers = (Parts(a, b, square) for a, b in zip(numbers, numbers))
            operands.append(like(operand, numbers))
        if self.complex:
            return self.function(*operands)
        return evaluate(self.function, *operands)

    def _flat(self, nested: Any) -> list[Any]:
        """Return the numbers of nested lists, or their parts."""
        values = leaves(nested)
        return [each for v in values for each in parts(v)] if self.complex else values


def bits(value: int) -> int:
    """Return how many bits `value` has, the zeros at its end not counted."""
    return (value // (value & -value or 1)).bit_length()


def _place(value: int) -> int:
    """Return which is the lowest bit of `value`, where there is one."""
    return max(0, (value & -value).bit_length() - 1)


def _signed(size: Fraction, v: Any) -> Fraction:
    return -size if v < 0 else size
