"""The verdict excuses whatever arithmetic does, and nothing that it cannot have done.

The machine below computes sums as other people's kernels may: every operation rounded
once to a format, in a random order and a random tree, some of them fused, on operands
cut short, with or without subnormal numbers. No run of it may exceed the bound.
"""

from __future__ import annotations

import itertools
import math
import re
import struct
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from random import Random
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pureconv
from pureconv.network.channels import conv1d, conv2d
from pureconv.network.transposed import conv_transpose1d
from pureconv.testing.verdict import (
    allowed_error,
    arithmetic,
    judge,
    may_overflow,
    rounded,
)
from pureconv.testing.verdict.bound import limits, sum_overflow_from
from pureconv.testing.verdict.formats import (
    FORMATS,
    fits,
    holds,
    largest,
    nearest,
    tiny,
)
from sum_totals import total_of

INF, NAN = math.inf, math.nan
U = {name: Fraction(1, 2**p) for name, (p, _, _) in FORMATS.items()}
CODES = {"float16": "e", "float32": "f", "float64": "d"}


def floats(dtype: str) -> st.SearchStrategy[float]:
    """Draw finite numbers of a format; awkward ones too, small integers first."""
    widths: dict[str, Any] = {"float16": 16, "float64": 64}
    width = widths.get(dtype, 32)
    awkward = st.floats(allow_nan=False, allow_infinity=False, width=width)
    kept = awkward.map(lambda v: rounded(v, dtype)).filter(math.isfinite)
    return st.integers(-9, 9).map(float) | kept


# === formats ===


def packed(value: float, dtype: str) -> float:
    """Return what the struct module rounds `value` to; it raises where that is inf."""
    try:
        result: float = struct.unpack(CODES[dtype], struct.pack(CODES[dtype], value))[0]
    except OverflowError:
        return math.copysign(INF, value)
    return result


@pytest.mark.parametrize("dtype", CODES)
@given(value=st.floats(allow_nan=False))
def test_numbers_are_rounded_as_the_struct_module_rounds_them(
    dtype: str, value: float
) -> None:
    assert rounded(value, dtype) == packed(value, dtype)


@given(
    digits=st.integers(0, 2**12),
    place=st.integers(-160, 120),
    sign=st.sampled_from([-1, 1]),
)
def test_ties_and_subnormals_are_rounded_as_struct_does(
    digits: int, place: int, sign: int
) -> None:
    for dtype in CODES:
        value = sign * math.ldexp(digits, place)
        assert rounded(value, dtype) == packed(value, dtype)


@given(value=st.floats(width=32, allow_nan=False, allow_infinity=False))
@pytest.mark.parametrize(("dtype", "bits"), [("bfloat16", 16), ("tf32", 13)])
def test_cut_operands_are_a_float32_without_its_last_bits(
    dtype: str, bits: int, value: float
) -> None:
    (pattern,) = struct.unpack("I", struct.pack("f", value))
    low = pattern & (2**bits - 1)
    up = low > 2 ** (bits - 1) or (low == 2 ** (bits - 1) and pattern >> bits & 1)
    shorter = {}
    for word, more in (("nearest", up), ("zero", 0)):
        cut = (pattern >> bits) + int(more) << bits
        (shorter[word],) = struct.unpack("f", struct.pack("I", cut))

    assert rounded(value, dtype) == shorter["nearest"]
    assert rounded(value, dtype, truncate=True) == shorter["zero"]


@pytest.mark.parametrize("dtype", FORMATS)
@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_fits_a_format_when_rounding_leaves_it_alone(
    dtype: str, value: float
) -> None:
    near = rounded(value, dtype)

    assert fits(value, dtype) == (near == value)
    assert not math.isfinite(near) or fits(near, dtype)


def test_formats_hold_one_another_as_their_ranges_say() -> None:
    held = {
        "float16": {"float16"},
        "bfloat16": {"bfloat16"},
        "tf32": {"float16", "bfloat16", "tf32"},
        "float32": {"float16", "bfloat16", "tf32", "float32"},
        "float64": set(FORMATS) - {"longdouble"},
        "longdouble": set(FORMATS),
    }

    for dtype in FORMATS:
        assert {name for name in FORMATS if holds(dtype, name)} == held[dtype]


def test_the_largest_number_is_a_bit_less_than_a_power_of_two() -> None:
    tops = {
        "float16": 2**16 - 2**5,
        "bfloat16": 2**128 - 2**120,
        "tf32": 2**128 - 2**117,
        "float32": 2**128 - 2**104,
        "float64": 2**1024 - 2**971,
        "longdouble": 2**16384 - 2**16320,
    }
    assert {dtype: largest(dtype) for dtype in FORMATS} == tops
    places = {"float16": 14, "float64": 1022, "longdouble": 16382}
    for dtype in FORMATS:
        assert tiny(dtype) == Fraction(1, 2 ** places.get(dtype, 126))


def test_a_fraction_is_rounded_once() -> None:
    tie = Fraction(
        2049, 2048
    )  # between two numbers of float16, but for a bit far behind

    assert rounded(tie, "float16") == 1
    assert rounded(tie + Fraction(1, 2**200), "float16") == 1 + 2**-10


def test_beyond_the_largest_number_is_an_infinity_unless_truncated() -> None:
    assert rounded(65519, "float16") == 65504
    assert rounded(-65520, "float16") == -INF
    assert rounded(-65520, "float16", truncate=True) == -65504
    assert rounded(-70000, "float16", truncate=True) == -65504
    assert rounded(INF, "float16") == INF
    assert math.isnan(rounded(NAN, "float16"))


@pytest.mark.parametrize("dtype", FORMATS)
def test_a_power_of_two_has_all_digits_or_those_that_are_left_below_tiny(
    dtype: str,
) -> None:
    p, emin, emax = FORMATS[dtype]
    for k in (emin, -1, 0, 1, 9, emax, emax + 99):
        assert nearest(Fraction(2) ** k, dtype) == (2 ** (p - 1), k - p + 1)
    for k in range(p):
        smaller = Fraction(2) ** (emin - p + 1 + k)
        assert nearest(smaller, dtype) == (2**k, emin - p + 1)


@pytest.mark.parametrize("dtype", FORMATS)
def test_a_format_ends_before_the_next_power_of_two(dtype: str) -> None:
    p, emin, emax = FORMATS[dtype]
    for sign in (1, -1):
        assert fits(sign * Fraction(2) ** emax, dtype)
        assert not fits(sign * Fraction(2) ** (emax + 1), dtype)
        assert fits(sign * Fraction(2) ** (emin - p + 1), dtype)
        assert not fits(sign * Fraction(2) ** (emin - p), dtype)
    assert fits(2**p - 1, dtype)
    assert not fits(2**p + 1, dtype)
    assert fits(0, dtype)
    assert not fits(Fraction(1, 3), dtype)


# === a machine ===


class Machine(NamedTuple):
    """What a candidate owns up to, in the words of `allowed_error`."""

    dtype: str
    accumulate: str | None = None
    operands: str | None = None
    flush: bool = False

    def kept(self, value: Fraction, dtype: str, random: Random) -> Fraction:
        """Round to a format; flush what is below tiny there, or not."""
        truncate = dtype == "tf32" and random.random() < 0.5
        near = rounded(value, dtype, truncate=truncate)
        result = Fraction(near)  # OverflowError where that is an infinity
        flushed = self.flush and abs(result) < tiny(dtype) and random.random() < 0.5
        return Fraction(0) if flushed else result

    def product(self, pair: tuple[float, float], random: Random) -> Fraction:
        """Multiply operands that have gone through all formats."""
        w, x = map(Fraction, pair)
        for dtype in (self.dtype, self.accumulate, self.operands):
            if dtype is not None:
                w, x = self.kept(w, dtype, random), self.kept(x, dtype, random)
        return w * x

    def total(self, terms: list[Any], random: Random) -> Fraction:
        """Add products in the order of a random tree.

        A product goes into it exact, with a mark: when it is fused into an addition, it
        is never rounded alone.
        """
        accumulate = self.accumulate or self.dtype
        sums = [(Fraction(0), False)]
        for term in terms:
            if isinstance(term, tuple):
                sums.append((self.product(term, random), True))
            else:
                sums.append((self.kept(Fraction(term), accumulate, random), False))
        while len(sums) > 1:
            random.shuffle(sums)
            (a, a_exact), (b, b_exact) = sums.pop(), sums.pop()
            if a_exact and (b_exact or random.random() < 0.5):
                a = self.kept(a, accumulate, random)
            if b_exact and random.random() < 0.5:
                b = self.kept(b, accumulate, random)
            sums.append((self.kept(a + b, accumulate, random), False))
        return sums[0][0]

    def run(self, terms: list[Any], random: Random) -> float:
        """Return an output; any infinity on the way makes it infinite."""
        try:
            return float(self.kept(self.total(terms, random), self.dtype, random))
        except OverflowError:
            return INF


MACHINES = {
    "plain": [
        Machine("float16"),
        Machine("bfloat16"),
        Machine("float32"),
        Machine("float64"),
    ],
    "wider inside": [
        Machine("float16", "float32"),
        Machine("bfloat16", "float32"),
        Machine("float32", "float64"),
    ],
    "narrower inside": [
        Machine("float64", "float32"),
        Machine("float32", "bfloat16"),
        Machine("float16", "bfloat16"),
    ],
    "cut operands": [
        Machine("float32", operands="tf32"),
        Machine("float32", operands="bfloat16"),
        Machine("float16", "float32", operands="bfloat16"),
    ],
    "flushing": [
        Machine("float16", flush=True),
        Machine("float32", flush=True),
        Machine("float64", flush=True),
        Machine("float16", "float32", flush=True),
        Machine("float32", operands="tf32", flush=True),
        Machine("float64", "float32", operands="tf32", flush=True),
    ],
}
families = pytest.mark.parametrize("family", MACHINES)
machines = st.sampled_from([each for several in MACHINES.values() for each in several])


@st.composite
def sums_of_products(draw: st.DrawFn, dtype: str) -> list[Any]:
    """Draw terms: products, some of which cancel, and perhaps a bias."""
    numbers = floats(dtype)
    terms: list[Any] = draw(
        st.lists(st.tuples(numbers, numbers), min_size=1, max_size=6)
    )
    cancelled = draw(st.integers(0, len(terms)))
    terms += [(-w, x) for w, x in terms[:cancelled]]
    return terms + draw(st.lists(numbers, max_size=1))


def exact_sum(terms: list[Any]) -> Fraction:
    factors = [term if isinstance(term, tuple) else (term,) for term in terms]
    products = [math.prod(map(Fraction, each), start=Fraction(1)) for each in factors]
    return sum(products, Fraction(0))


@families
@given(data=st.data(), random=st.randoms(use_true_random=False))
def test_no_order_of_the_sum_exceeds_the_bound(
    family: str, data: st.DataObject, random: Random
) -> None:
    machine = data.draw(st.sampled_from(MACHINES[family]))
    terms = data.draw(sums_of_products(machine.dtype))
    computed = machine.run(terms, random)

    if math.isfinite(computed):
        error = abs(Fraction(computed) - exact_sum(terms))
        assert error <= allowed_error(terms, **machine._asdict())
    else:
        assert may_overflow(terms, **machine._asdict())


@given(
    machine=machines,
    terms=st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4)), max_size=7),
    random=st.randoms(use_true_random=False),
)
def test_small_integers_are_exact_in_any_order(
    machine: Machine, terms: list[Any], random: Random
) -> None:
    assert allowed_error(terms, **machine._asdict()) == 0
    assert machine.run(terms, random) == exact_sum(terms)


# === the bound itself ===

# In each format a product that lies (almost) between two numbers, so far above a power
# of two that rounding costs all of u: 3 * 683 = 2**11 + 1, 7 * 37 = 2**8 + 3,
# 24929 * 673 = 2**24 + 1, 321 * 28059810762433 = 2**53 + 1.
WORST = {
    "float16": (3, 683),
    "bfloat16": (7, 37),
    "float32": (24929, 673),
    "float64": (321, 28059810762433),
}


@pytest.mark.parametrize("dtype", WORST)
def test_one_product_reaches_the_bound(dtype: str) -> None:
    w, x = WORST[dtype]
    error = abs(Fraction(rounded(w * x, dtype)) - w * x)

    assert Fraction(98, 100) <= error / allowed_error([(w, x)], dtype) <= 1


def test_the_bound_is_n_roundings_of_all_terms_and_n_losses_below_tiny() -> None:
    u, half_eta = U["float32"], Fraction(1, 2**150)
    terms = [(3.0, 2.0**-30), (-5.0, 7.0), 0.5, (0.0, 9.0)]  # n = 3
    size = 3 * Fraction(1, 2**30) + 35 + Fraction(1, 2)
    growth = (1 + u) ** 3

    assert (
        allowed_error(terms, "float32") == (growth - 1) * size + 3 * half_eta * growth
    )


def test_the_growth_of_many_terms_is_a_power() -> None:
    u, n = U["bfloat16"], 257  # n * u > 1: n*u / (1 - n*u) would be negative
    terms = [(1, 1 + 2.0**-7)] * n
    size = n * (1 + Fraction(1, 2**7))

    assert allowed_error(terms, "bfloat16") > ((1 + u) ** n - 1) * size
    assert allowed_error(terms, "bfloat16") < ((1 + u) ** n - 1) * size * (1 + u)


def test_nothing_is_lost_while_all_sums_are_multiples_of_a_bit_and_few() -> None:
    fine = 2.0**-52

    assert allowed_error([(1, fine), (1 - fine, 1)], "float64") == 0  # S = 2**52 * fine
    assert allowed_error([(1, fine), (2 - fine, 1)], "float64") == 0  # S = 2**53 * fine
    assert allowed_error([(1, fine), (2, 1)], "float64") > 0  # one more
    assert allowed_error([(2.0**-600, 2.0**-474)], "float64") == 0  # eta itself
    assert allowed_error([(2.0**-600, 2.0**-475)], "float64") > 0  # half of it
    assert allowed_error([(2.0**-600, 2.0**-474)], "float64", flush=True) > 0


def test_a_term_of_zero_has_no_lowest_bit() -> None:
    terms = [(2.0**-40, 0), (3, 2.0**40)]  # their operands are multiples of 1 alone

    assert allowed_error(terms, "float32") == 0
    assert allowed_error([(2.0**-40, 1), *terms], "float32") > 0
    assert allowed_error([(3, 683), (1, -1)], "float16") > 0  # 2048, but by way of 2049


def test_a_last_rounding_adds_its_unit_and_no_more() -> None:
    terms = [(1, 2048), (1, 1)]  # 2049 is a float32, but no float16
    inexact = [*terms, (1, 2.0**-20)]
    within = allowed_error(inexact, "float32")
    last = U["float16"] * (exact_sum(inexact) + within) + Fraction(1, 2**25)

    assert allowed_error(terms, "float16", accumulate="float32") == 1
    assert allowed_error([(1, 2048)], "float16", accumulate="float32") == 0
    assert allowed_error([(1, 2.0**-24)], "float16", accumulate="float32") == 0
    assert allowed_error(inexact, "float16", accumulate="float32") == within + last


def test_a_sum_that_the_output_cannot_hold_may_be_infinite_or_the_largest_number() -> (
    None
):
    rules: dict[str, Any] = {"dtype": "float16", "accumulate": "float32"}
    terms = [(1, 65504), (1, 16)]  # rounds to an infinity; its error is still finite

    assert may_overflow(terms, **rules)
    assert 16 <= allowed_error(terms, **rules) < 64


def test_a_narrow_accumulator_rounds_what_does_not_fit() -> None:
    fits_in, does_not = [(0.5, 3.0), (0.25, 7.0)], [(0.1, 3.0), (0.25, 7.0)]
    rounded_first = [(rounded(0.1, "float32"), 3.0), (0.25, 7.0)]
    narrow = partial(allowed_error, dtype="float64", accumulate="float32")

    assert narrow(fits_in) == 0
    assert narrow(rounded_first) == allowed_error(rounded_first, "float32")
    moved = Fraction(0.1) * U["float32"] * 3
    assert narrow(does_not) > allowed_error(does_not, "float64") + moved


def test_operands_that_fit_are_not_cut() -> None:
    cut = partial(allowed_error, dtype="float32", operands="tf32")

    assert cut([(1024.0, 2047.0)]) == 0
    assert cut([(1.0, 2049.0)]) > 2  # 2049 comes out as 2048
    assert cut([(1.0, 1.0), 2049.0]) == 0  # a bias is no operand


def test_operands_below_tiny_may_lose_a_last_digit_of_fixed_size() -> None:
    x = 2.0**-136 - 2.0**-149  # a float32, but TF32 counts in steps of 2**-136

    assert rounded(x, "tf32", truncate=True) == 0
    assert allowed_error([(2.0**100, x)], "float32", operands="tf32") >= 2.0**100 * x


def test_an_operand_is_rounded_by_every_format_that_it_does_not_fit() -> None:
    most = arithmetic("float64", "float32", "tf32").most

    assert most(-0.1) == Fraction(0.1) * (1 + U["float32"]) * (1 + 2 * U["tf32"])
    assert most(rounded(0.1, "tf32")) == rounded(0.1, "tf32")


def test_flushing_may_lose_everything_below_tiny() -> None:
    below = Fraction(3, 4) * tiny("float32")
    flushed = partial(allowed_error, dtype="float32", flush=True)

    products = [(2.0**-60, float(below * 2**60))] * 5
    assert flushed(products) >= 5 * below > 1000 * allowed_error(products, "float32")
    assert flushed([(2.0**60, float(below))]) >= 2**60 * below  # an operand
    assert flushed([float(below), float(below)]) >= 2 * below  # biases, by adding them

    half = partial(allowed_error, dtype="float16", accumulate="float32", flush=True)
    below = Fraction(3, 4) * tiny("float16")
    assert half([(1024, float(below))]) >= 1024 * below  # an operand
    assert half([(0.125, float(8 * below))]) >= below  # the result
    assert half([(1, 1), (1, 2)]) == 0


def test_flushing_loses_nothing_of_zero_and_of_the_smallest_normal_number() -> None:
    least = float(tiny("float16"))
    for accumulate in ("float16", "float32"):
        flushed = partial(allowed_error, dtype="float16", accumulate=accumulate)
        assert flushed([(1, least)], flush=True) == 0
        assert flushed([(1, least), (-1, least)], flush=True) == 0
        assert flushed([(1, 1), (-1, 1)], flush=True) == 0


def test_the_smallest_normal_number_is_not_flushed() -> None:
    how = arithmetic("float32", flush=True)
    assert how.most(2.0**-126) == Fraction(1, 2**126)
    assert how.most(2.0**-127) == 2 * Fraction(1, 2**127)


def test_a_tie_may_be_rounded_to_either_side() -> None:
    """2049 is as far from 2048 as from 2050, and float16 has no others near it."""
    for y, count in ((2048.0, 0), (2050.0, 0), (2052.0, 1), (2046.0, 1)):
        found = judge(
            [y], pureconv.correlate, [2048.0, 1.0], [1.0, 1.0],
            dtype="float16", accumulate="float32",
        )  # fmt: skip
        assert len(found) == count


def test_what_may_overflow_depends_on_every_format_on_the_way() -> None:
    assert not may_overflow([(1, 65504)], "float16")
    assert may_overflow([(1, 65504), (1, 16)], "float16")
    assert may_overflow([(1, 65504), (-1, 16)], "float16")  # S is what counts
    assert not may_overflow([(1, 65504), (-1, 16)], "float16", accumulate="float32")
    assert may_overflow([(1, 32768)] + [(1, 17)] * 1100, "float16")  # 17 rounds to 32
    assert may_overflow([(1, 700), (-1, 1)] * 100, "float16")  # by the positive terms
    assert not may_overflow([(1, 311), (-1, 309)] * 100, "float16")
    assert may_overflow([(1, 65280), (1, 200)], "float16", accumulate="bfloat16")
    assert may_overflow([(1e300, 1e-300)], "float64", accumulate="float32")
    assert may_overflow([(3.39e38, 0.5)], "float64", operands="bfloat16")
    assert not may_overflow([(3.39e38, 0.5)], "float64", operands="tf32")
    near = [65520 - 2.0**-14]  # less than it was before tiny numbers were flushed
    assert may_overflow(near, "float16", flush=True)
    assert not may_overflow(near, "float16")


@pytest.mark.parametrize(("flush", "lost"), [(False, 2.0**-25), (True, 2.0**-13)])
def test_n_terms_may_overflow_by_their_roundings_alone(
    flush: bool, lost: float  # noqa: FBT001
) -> None:
    how = arithmetic("float16", flush=flush)
    for n, roundings in ((0, 0), (1, 0), (2, 1), (3, 2), (4, 3)):
        grown = Fraction(65520) / (1 + U["float16"]) ** roundings
        assert sum_overflow_from(n, how) == grown - n * Fraction(lost)


@pytest.mark.parametrize(
    ("value", "dtype", "error", "message"),
    [
        (1.5, "float128", ValueError, 'dtype must be "float16", .*, not \'float128\''),
        ("a", "float32", TypeError, "value must be a real number, not 'a'"),
        (1j, "float32", TypeError, "value must be a real number, not 1j"),
    ],
)
def test_what_cannot_be_rounded_is_told(
    value: Any, dtype: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=f"^{message}"):
        rounded(value, dtype)


@pytest.mark.parametrize(
    ("terms", "error", "message"),
    [
        ([(1, INF)], ValueError, "terms must be finite, but holds inf"),
        ([NAN], ValueError, "terms must be finite, but holds nan"),
        (
            [(1, Fraction(1, 3))],
            ValueError,
            r"terms must hold binary fractions, not Fraction\(1, 3\)",
        ),
        ([(1, 1j)], TypeError, "terms must hold ints and floats, not 1j"),
        ([(1, 2, 3)], ValueError, r"terms must be pairs or numbers, not \(1, 2, 3\)"),
        ([3, ()], ValueError, r"terms must be pairs or numbers, not \(\)"),
        (5, TypeError, "terms must be pairs or numbers, not 5"),
        ("12", TypeError, "terms must be pairs or numbers, not '12'"),
    ],
)
def test_terms_are_finite_multiples_of_powers_of_two(
    terms: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=f"^{message}$"):
        allowed_error(terms, "float64")


# === whole results ===

direct = partial(judge, dtype="float64")
transform = partial(judge, dtype="float64", algorithm="fft")

rng = Random(7)


def noise(*shape: int) -> Any:
    """Return normal random numbers in nested lists."""
    if not shape:
        return rng.gauss(0, 1)
    return [noise(*shape[1:]) for _ in range(shape[0])]


X, W = noise(40), noise(9)
CASES: dict[str, tuple[Callable[..., Any], list[Any], dict[str, Any]]] = {
    "convolve": (pureconv.convolve, [noise(11), noise(4)], {"mode": "same"}),
    "a scalar kernel": (pureconv.convolve, [noise(11), 0.3], {}),
    "correlate": (
        pureconv.correlate,
        [noise(9), noise(3)],
        {"mode": "full", "dilation": 2, "stride": 3, "boundary": "reflect"},
    ),
    "correlate2d": (
        pureconv.correlate2d,
        [noise(5, 6), noise(2, 3)],
        {"mode": "full", "boundary": "wrap", "dilation": (1, 2)},
    ),
    "conv1d": (conv1d, [noise(2, 2, 7), noise(3, 2, 2), noise(3)], {"padding": (2, 1)}),
    "conv2d": (
        conv2d,
        [noise(1, 4, 5, 6), noise(2, 2, 2, 3), noise(2)],
        {"groups": 2, "stride": (2, 1), "padding": 1},
    ),
    "conv_transpose1d": (
        conv_transpose1d,
        [noise(1, 2, 3), noise(2, 2, 3), noise(2)],
        {"stride": 2},
    ),
    "a lambda": (lambda x, w: [a * b for a, b in zip(x, w)], [noise(5), noise(5)], {}),
}
cases = pytest.mark.parametrize("case", CASES)


def places(nested: Any, *place: int) -> Iterator[tuple[int, ...]]:
    """Yield the indices of all numbers in nested lists."""
    if isinstance(nested, list):
        for n, each in enumerate(nested):
            yield from places(each, *place, n)
    else:
        yield place


def changed(nested: Any, place: tuple[int, ...], change: Callable[[Any], Any]) -> Any:
    """Return a copy of nested lists with one number changed."""
    if not place:
        return change(nested)
    copy = list(nested)
    copy[place[0]] = changed(copy[place[0]], place[1:], change)
    return copy


@cases
def test_the_loops_are_right_in_their_own_arithmetic(case: str) -> None:
    function, operands, options = CASES[case]
    y = function(*operands, **options)

    for verdict_on in (direct, transform):
        assert verdict_on(y, function, *operands, **options) == []
        assert verdict_on(y, function, *operands, operands="tf32", **options) == []
        assert verdict_on(y, function, *operands, accumulate="float32", **options) == []
        assert verdict_on(y, function, *operands, flush=True, **options) == []


@cases
def test_one_wrong_output_is_found_with_its_place_and_its_terms(case: str) -> None:
    function, operands, options = CASES[case]
    y = function(*operands, **options)
    for place in list(places(y))[::5]:
        wrong = changed(y, place, lambda v: v + 1e-9)
        [finding] = direct(wrong, function, *operands, **options)

        assert finding.index == place
        assert abs(finding.computed - finding.exact - Fraction(1e-9)) < Fraction(1e-12)
        assert finding.exact == exact_sum(list(finding.terms))
        assert finding.allowed == allowed_error(finding.terms, "float64")


@given(
    x=st.lists(floats("float64"), min_size=1, max_size=8),
    w=st.lists(floats("float64"), min_size=1, max_size=5),
)
def test_no_float_convolution_is_ever_accused(x: list[float], w: list[float]) -> None:
    for y in (pureconv.convolve(x, w), pureconv.scatter(x, w)):
        assert direct(y, pureconv.convolve, x, w) == []


@given(
    x=st.lists(st.integers(-9, 9), min_size=1, max_size=8),
    w=st.lists(st.integers(-9, 9), min_size=1, max_size=5),
    data=st.data(),
)
def test_integers_have_to_be_exact(
    x: list[int], w: list[int], data: st.DataObject
) -> None:
    y = [float(v) for v in pureconv.convolve(x, w)]
    n = data.draw(st.integers(0, len(y) - 1))
    wrong = changed(y, (n,), lambda v: math.nextafter(v, INF))

    assert direct(y, pureconv.convolve, x, w) == []
    [finding] = direct(wrong, pureconv.convolve, x, w)
    assert finding.index == (n,)
    assert finding.allowed == 0


@given(machine=machines, data=st.data())
def test_a_result_is_judged_as_its_outputs_are(
    machine: Machine, data: st.DataObject
) -> None:
    numbers = floats(machine.dtype)
    x = data.draw(st.lists(numbers, min_size=3, max_size=5))
    w = data.draw(st.lists(numbers, min_size=3, max_size=3))
    y = [data.draw(st.just(INF) | numbers) for _ in range(len(x) - 2)]
    rules = machine._asdict()
    expected = []
    for n in range(len(y)):
        terms = list(zip(w, x[n : n + 3]))
        exact, allowed = exact_sum(terms), allowed_error(terms, **rules)
        y[n] = data.draw(st.sampled_from([y[n], *near(exact, allowed, machine.dtype)]))
        if math.isfinite(y[n]):
            right = abs(Fraction(y[n]) - exact) <= allowed
        else:
            how = arithmetic(**rules)
            word = "inf" if y[n] > 0 else "-inf"
            right = word in limits(total_of(terms, how), how).nonfinite
        if not right:
            expected.append(((n,), y[n], exact, allowed, tuple(terms)))

    found = judge(y, pureconv.correlate, x, w, **rules)
    facts = [(f.index, f.computed, f.exact, f.allowed, f.terms) for f in found]
    assert facts == expected


def near(exact: Fraction, allowed: Fraction, dtype: str) -> list[float]:
    """Return numbers of a format about the ends of what is allowed."""
    return [
        rounded(exact + factor * allowed, dtype)
        for factor in (-Fraction(5, 4), -1, -Fraction(1, 2), 0, 1, Fraction(3, 2))
    ]


def test_arrays_tuples_and_zeros_of_either_sign_will_do() -> None:
    array = type("Array", (), {"tolist": lambda _: [-0.0, 3]})
    for computed in (array(), (-0.0, 3.0), [0, Fraction(3)]):
        assert (
            judge(computed, pureconv.correlate, (1, 2, 1), [2, -1], dtype="float16")
            == []
        )


def test_a_sum_that_just_fits_has_to_be_exact() -> None:
    x = [2.0**52 + 2.0**51, 1.0]  # their sum is odd, and has all of 53 bits

    [finding] = direct([x[0] + 2], pureconv.correlate, x, [1.0, 1.0])
    assert finding.exact - finding.computed == -1
    assert finding.allowed == 0


def test_a_bias_with_more_places_than_the_products_keeps_them() -> None:
    x, w, bias = [[[1.0, 2.0]]], [[[3.0]]], [2.0**-40]
    y = [[[3 + 2.0**-40, 6 + 2.0**-40]]]

    assert direct(y, conv1d, x, w, bias) == []
    assert len(direct([[[3.0, 6.0]]], conv1d, x, w, bias)) == 2


def test_a_wrong_power_of_two_is_found() -> None:
    for scale, k in itertools.product((2.0**-30, 1.0, 4.0, 2.0**60), range(-5, 6)):
        y = [3 * scale * 2.0**k]
        assert len(direct(y, pureconv.correlate, [3 * scale], [4.0])) == (k != 2)


@pytest.mark.parametrize("k", range(-3, 4))
def test_no_multiple_of_a_small_unit_is_taken_for_the_number(k: int) -> None:
    x = [2.0**k, 3 * 2.0**k]
    assert direct(x, pureconv.correlate, x, [1.0]) == []
    assert len(direct([1.0, 3.0], pureconv.correlate, x, [1.0])) == (2 if k else 0)


# === faults ===


def in_float32(x: list[float], w: list[float]) -> list[float]:
    y = [0.0] * (len(x) + len(w) - 1)
    for p, i in itertools.product(range(len(x)), range(len(w))):
        y[p + i] = rounded(y[p + i] + x[p] * w[i], "float32")
    return y


def test_a_narrower_accumulator_is_found_unless_owned_up_to() -> None:
    y = in_float32(X, W)

    assert len(direct(y, pureconv.convolve, X, W)) == len(y)
    assert direct(y, pureconv.convolve, X, W, accumulate="float32") == []


def test_cut_operands_are_found_unless_owned_up_to() -> None:
    x, w = ([rounded(v, "float32") for v in values] for values in (X, W))
    cut = [[rounded(v, "tf32", truncate=True) for v in values] for values in (x, w)]
    y = in_float32(*cut)

    assert len(judge(y, pureconv.convolve, x, w, dtype="float32")) > len(y) - 4
    assert judge(y, pureconv.convolve, x, w, dtype="float32", operands="tf32") == []


def test_a_lost_last_term_is_found() -> None:
    y = pureconv.convolve(X, W)
    y[20] -= W[8] * X[12]

    [finding] = direct(y, pureconv.convolve, X, W)
    assert finding.index == (20,)


# === what cannot be judged ===

UNJUDGED: dict[str, tuple[list[Any], dict[str, Any], type[Exception], str]] = {
    "inf": ([[1.0, INF], [1]], {}, ValueError, r"no exact value, but x\[1\] is inf"),
    "nan": ([[1], [NAN]], {}, ValueError, r"no exact value, but w\[0\] is nan"),
    "complex": ([[1], [1j]], {}, TypeError, r"need int, float, Fraction, but w\[0\]"),
    "a wide operand": (
        [[0.1], [1]],
        {"dtype": "float32"},
        ValueError,
        r"^x\[0\] is 0.1, which is no float32: round it first$",
    ),
    "a third": ([[1], [Fraction(1, 3)]], {}, ValueError, r"w\[0\] is .* no float64"),
    "a format": (
        [[1], [1]],
        {"dtype": "tf32"},
        ValueError,
        "dtype must be a type of arrays: say operands='tf32'",
    ),
    "an accumulator": (
        [[1], [1]],
        {"accumulate": "int32"},
        ValueError,
        "accumulate must",
    ),
    "a cut": ([[1], [1]], {"operands": "int8"}, ValueError, "operands must be"),
    "an algorithm": ([[1], [1]], {"algorithm": "x"}, ValueError, "algorithm must be"),
    "a shape": (
        [[1, 2], [1]],
        {"dtype": "float64"},
        ValueError,
        r"computed has shape \(1,\), not \(2,\)",
    ),
}


@pytest.mark.parametrize("case", UNJUDGED)
def test_what_cannot_be_judged_is_refused_in_a_sentence(case: str) -> None:
    operands, options, error, message = UNJUDGED[case]

    with pytest.raises(error, match=message):
        judge([1.0], pureconv.convolve, *operands, **{"dtype": "float64", **options})


@pytest.mark.parametrize("name", ["x", "w", "bias", "computed"])
def test_what_holds_itself_is_refused_by_its_name(name: str) -> None:
    loop: list[Any] = []
    loop.append(loop)
    given: dict[str, Any] = {"x": [[[1.0]]], "w": [[[1.0]]], "bias": [1.0]}
    given = {"computed": [[[2.0]]], **given, name: loop}

    with pytest.raises(ValueError, match=f"^{name} is nested too deeply, or holds its"):
        judge(like=conv1d, **given)


@pytest.mark.parametrize("bias", [None, [1.0]])
@pytest.mark.parametrize("name", ["x", "w", "bias"])
def test_a_number_that_has_no_exact_value_is_told_with_its_place(
    name: str, bias: Any
) -> None:
    operands: dict[str, Any] = {"x": [[[1.0, 2.0]]], "w": [[[1.0]]], "bias": bias}
    operands[name] = [INF] if name == "bias" else [[[INF, 2.0]]]
    spot = "bias[0]" if name == "bias" else f"{name}[0][0][0]"

    with pytest.raises(ValueError, match=f"have no exact value, but {re.escape(spot)}"):
        judge([[[1.0]]], conv1d, **operands)


@pytest.mark.parametrize(
    ("computed", "error", "message"),
    [
        (1.0, ValueError, r"shape \(\), not \(1,\)"),
        ([], ValueError, r"shape \(0,\), not \(1,\)"),
        ([[1.0]], ValueError, r"shape \(1, 1\), not \(1,\)"),
        ([[1.0], 2], ValueError, "computed holds ragged lists: 1 long beside a num"),
        ([None], TypeError, "computed must hold ints and floats, not None"),
        ([1 + 0j], TypeError, r"computed must hold ints and floats, not \(1\+0j\)"),
        (["1"], TypeError, "computed must hold ints and floats, not '1'"),
    ],
)
def test_a_result_that_is_no_list_of_numbers_is_refused(
    computed: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        direct(computed, pureconv.convolve, [1], [1])


def test_a_process_without_subnormal_numbers_is_no_judge(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    flushing = SimpleNamespace(min=0.0)  # tiny / 2 is 0 there
    monkeypatch.setattr(sys, "float_info", flushing)

    with pytest.raises(RuntimeError, match=r"flushes subnormal .* another process$"):
        direct([1.0], pureconv.convolve, [1], [1])
