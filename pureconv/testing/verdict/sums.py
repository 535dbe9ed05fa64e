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
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from pureconv.checks import Number, Tensor, shown
from pureconv.exact.scaling import operands
from pureconv.nested import index_of, leaves, leaves_and_types, like, lists, shape
from pureconv.testing.conventions.outside import sample_outside, with_outside
from pureconv.testing.verdict.arithmetic import DTYPES, Arithmetic, Dtype
from pureconv.testing.verdict.bound import Total, lossless
from pureconv.testing.verdict.formats import FORMATS, bits, lowest
from pureconv.testing.verdict.parts import Parts, parts
from pureconv.testing.verdict.tracing import terms

COMPLEX = ': say dtype="complex128"'  # to who has complex numbers undeclared


def sums_of(
    function: Callable[..., Any], x: Tensor, w: Tensor, bias: Tensor, how: Arithmetic
) -> Sums:
    """Return the sums behind all outputs, after the operands were checked."""
    if sys.float_info.min / 2 == 0:  # the same result for any part of it
        raise RuntimeError(
            "this process flushes subnormal numbers to zero, so exact values cannot be "
            "trusted: find the library that switched it on, or judge in another process"
        )
    held = {"x": lists(x, "x"), "w": lists(w, "w")}
    if bias is not None:
        held["bias"] = lists(bias, "bias")
    for name, operand in {**held, **sample_outside(function)}.items():
        _check_held(operand, name, DTYPES[how.dtype])
    return Sums(function, held["x"], held["w"], held.get("bias"), how)


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
        text = f"exact sums need {words}, but {spot} is {shown(v)}"
        raise TypeError(f"{text}{COMPLEX if isinstance(v, complex) else ''}")
    if not finite(v):
        raise ValueError(f"inf and nan have no exact value, but {spot} is {v}")
    raise ValueError(f"{spot} is {shown(v)}, which is no {dtype.name}: round it first")


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
        self._summed, whole = with_outside(function, x)
        self._given = [whole, *self.operands[1:]]
        self.complex = DTYPES[how.dtype].kind == "complex"
        self.width = 2 if self.complex else 1
        self.flat = [self._flat(v) for v in self._given]
        self.infinite = how.rounds_operands and any(
            how.too_large(v) for values in self.flat[:2] for v in values
        )
        xs, ws = map(self._variants, self.flat[:2])
        biases = [[values] * len(xs) for values in self.flat[2:]]  # none, or one
        # The same result whatever they are called: no message can come.
        *lists, self.unit, _ = operands(xs, ws, "x", "w", *biases)
        self._lists = [variants for variants in lists if variants is not None]

        y = self._outputs([variants[0] for variants in self._lists], -1)
        self.shape = shape(y)
        self.exact = self._flat(y)
        if float in map(type, self.exact):
            raise ValueError("like must be exact on ints, but it makes floats of them")
        if self.divides:  # by a sum of weights, so that their unit cancels
            numbers = [list(map(Fraction, values)) for values in self.flat]
            # No complex number is divided: the same result by any other i*i.
            self.exact, self.unit = self._flat(self._outputs(numbers, -1)), Fraction(1)

    @cached_property
    def sizes(self) -> list[int]:
        """S of every output: the sum of the magnitudes of its terms."""
        return self._magnitudes(abs)

    @cached_property
    def counts(self) -> list[int]:
        """How many terms are not zero."""
        return self._magnitudes(lambda v: int(v != 0))

    @cached_property
    def reaches(self) -> list[int]:
        """R: the same as S for operands as large as rounding can make them."""
        return self._magnitudes(abs, 1) if self.how.rounds_operands else self.sizes

    @cached_property
    def farthest(self) -> list[tuple[int, int]]:
        """How far the terms of R go up and down; too far to hold where inf may be."""
        # The same result by the first, at more cost.
        reaches = self._magnitudes(abs, -1) if self.infinite else self.reaches
        # Again the same result by the first, at more cost.
        sums = self._added(int, -1, -1) if self.how.rounds_operands else self.exact
        return [((r + v) // 2, (r - v) // 2) for r, v in zip(reaches, sums)]

    @cached_property
    def lows(self) -> list[int]:
        """Where the lowest bit of all terms of an output stands; that of `unit` is 0.

        The lowest bit of a product is the product of the lowest bits. So a number whose
        lowest bit stands in place e becomes a one in digit e, the digits being wide
        enough to count all terms: the first digit of a sum that is not zero tells.
        """
        # The same result with more digits than need be.
        width = max(1, *self.counts).bit_length()
        sums = self._added(lambda v: 1 << width * lowest(v) if v else 0, 0, 1)
        return [lowest(v) // width for v in sums]

    @cached_property
    def divides(self) -> bool:
        """Whether the function makes fractions of ints, as astropy's does."""
        return Fraction in map(type, self.exact)

    def places(self, k: int) -> range:
        """Return where the sums of output k stand, in all lists."""
        return range(k * self.width, (k + 1) * self.width)

    def value(self, k: int) -> Fraction:
        """Return an exact value."""
        return Fraction(self.exact[k]) * self.unit

    def equals(self, values: Sequence[Number]) -> bool:
        """Return whether values are the exact ones, if that is seen at once.

        Who asks comes to the same result if it is never seen, at more cost.
        """
        top, bottom = self.unit.as_integer_ratio()
        real = {int, float}.issuperset(map(type, values))
        return bottom == 1 and real and values == [v * top for v in self.exact]

    def total(self, k: int) -> Total:
        """Return all that the bound needs to know of a sum."""
        size, reach = self.sizes[k] * self.unit, self.reaches[k] * self.unit
        rising, falling = (v * self.unit for v in self.farthest[k])
        return Total(
            self.value(k), size, reach, rising, falling, self.counts[k],
            lossless=size == reach and self._is_lossless(k, size),
            infinite=self.infinite,
        )

    @property
    def most(self) -> Total:
        """A total that overflows wherever any of the sums does."""
        far = max(self.reaches) * self.unit
        return Total(
            # The same result with a size of 1, for what overflows is larger.
            far, Fraction(0), far, far, far, max(self.counts),
            lossless=False, infinite=self.infinite,
        )

    def _is_lossless(self, k: int, size: Fraction) -> bool:
        """Return `lossless`; the terms' lowest bit decides where nothing else can.

        All terms are multiples of `unit`. And a sum of p bits at most, times its lowest
        bit, has no more bits itself.
        """
        # The same result without these two, at more cost.
        if lossless(self.unit, size, self.how):
            return True
        # The same result, as said above.
        if bits(self.exact[k]) > FORMATS[self.how.accumulate][0]:
            return False
        return lossless(self.unit * 2 ** self.lows[k], size, self.how)

    def terms(self, k: int) -> tuple[tuple[Any, ...], ...]:
        """Return the terms of output k: (weight, sample) each, and (bias,)."""
        return terms(self._summed, self._given, k)

    def _variants(self, values: list[Any]) -> list[list[Any]]:
        """Return up to three lists: the numbers, and what rounding can make of them.

        In the second all are as large as they can have become. In the third, those that
        may have become infinite are larger than any product can hold.
        """
        variants = [values]
        if self.how.rounds_operands:  # the same result without asking, at more cost
            variants.append([_signed(self.how.most(v), v) for v in values])
        if self.infinite:  # the same result without asking, at more cost
            variants.append([_signed(self.how.farthest(v), v) for v in values])
        return variants

    def _magnitudes(self, change: Callable[[int], int], variant: int = 0) -> list[int]:
        """Return sums of magnitudes, or of ones; a function may have a factor -1."""
        return list(map(abs, self._added(change, variant, 1)))

    def _added(
        self, change: Callable[[int], int], variant: int, square: int
    ) -> list[int]:
        """Return all sums, with `change` done to every number of the operands."""
        lists = [variants[variant] for variants in self._lists]
        changed = [list(map(change, values)) for values in lists]
        return self._flat(self._outputs(changed, square))

    def _outputs(self, lists: Sequence[list[Any]], square: int) -> Any:
        """Return the result for operands of these numbers."""
        operands = []
        for values, operand in zip(lists, self._given):
            numbers: Any = iter(values)
            if self.complex:
                numbers = (Parts(a, b, square) for a, b in zip(numbers, numbers))
            operands.append(like(operand, numbers))
        return self._summed(*operands)

    def _flat(self, nested: Any) -> list[Any]:
        """Return the numbers of nested lists, or their parts."""
        values = leaves(nested)
        return [each for v in values for each in parts(v)] if self.complex else values


def _signed(size: Fraction, v: Any) -> Fraction:
    return -size if v < 0 else size  # the same result for 0, which stays 0
