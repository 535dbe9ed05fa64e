"""What a function adds up: the exact value and the terms of every output, from itself.

All that a function of this library does with its operands is to add up products of a
weight and a sample, and perhaps a bias. So given other numbers it tells other things of
the same sums: on integers their exact values, on magnitudes how large their terms are,
on ones how many there are, and on symbols which.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

from pureconv.exact.scaling import times, whole
from pureconv.nested import leaves, mapped, shape
from pureconv.testing.verdict.arithmetic import Arithmetic
from pureconv.trace import Formula


class Case(NamedTuple):
    """A function and its operands, nested lists of finite numbers."""

    function: Callable[..., Any]
    x: Any
    w: Any
    bias: Any

    def outputs(self, change: Callable[[Any], Any]) -> Any:
        """Return the result with `change` done to every number of the operands."""
        operands = [v for v in (self.x, self.w, self.bias) if v is not None]
        return self.function(*(mapped(change, v) for v in operands))

    def terms(self) -> list[tuple[Any, ...]]:
        """Return the terms of every output: (weight, sample) each, and (bias,)."""
        sums = leaves(self.outputs(lambda v: Formula((v,))))
        return [getattr(total, "terms", ()) for total in sums]  # or 0, of no terms


class Sums(NamedTuple):
    """The shape of the result, and (exact value, S, R, n) of every output.

    S is the sum of the magnitudes of its terms, R the same for operands as large as
    rounding can make them, and n counts the terms that are not zero. All but n are in
    units of `unit`, a power of two.
    """

    shape: tuple[int, ...]
    unit: Fraction
    outputs: list[tuple[int, int, int, int]]

    def value(self, k: int) -> Fraction:
        """Return the exact value of output k."""
        return self.outputs[k][0] * self.unit


def sums(case: Case, rules: Arithmetic) -> Sums:
    """Return what the bound needs to know of every output, found by integers alone."""
    x, x_unit, _ = whole(case.x, "x")
    w, w_unit, _ = whole(case.w, "w")
    xs, ws, bias, unit = [x], [w], case.bias, x_unit * w_unit
    if len(rules.formats) > 1 or rules.flush:  # operands may be rounded
        xs, x_unit, _ = whole([case.x, mapped(rules.most, case.x)], "x")
        ws, w_unit, _ = whole([case.w, mapped(rules.most, case.w)], "w")
        unit = x_unit * w_unit
    if bias is not None:  # it is added to products, so it has to share their unit
        bias, bias_unit, _ = whole(bias, "bias")
        share = bias_unit / unit
        xs, bias = times(share.denominator, xs), times(share.numerator, bias)
        unit /= share.denominator

    integers, largest = (case._replace(x=xs[i], w=ws[i], bias=bias) for i in (0, -1))
    y, size = integers.outputs(int), leaves(integers.outputs(abs))
    reach = leaves(largest.outputs(abs)) if len(xs) > 1 else size
    n = leaves(integers.outputs(bool))
    return Sums(shape(y), unit, list(zip(leaves(y), size, reach, n)))
