"""Numbers that are hard to convolve: which ones each kind has, and that sums fit."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from itertools import count, product
from random import Random
from typing import Any

import pytest

from choices import everything
from pureconv.testing.drawing.dice import Dice
from pureconv.testing.drawing.numbers import (
    DRAWN,
    FLOATS,
    Kind,
    Maker,
    maker,
    nested,
    nth,
    operands,
    place,
    small,
)
from pureconv.testing.verdict.arithmetic import DTYPES, Dtype

HALF = DTYPES["float16"]


def values(kind: str | Kind | None, dtype: str) -> set[Any]:
    """Return all numbers of a kind, or the ends of a long row of them."""
    return {*everything(lambda dice: maker(dice, DTYPES[dtype], kind)())}


def both_signs(numbers: Iterable[float]) -> set[float]:
    return {sign * v for v in numbers for sign in (1, -1)}


# === floats in a row ===


BITS = {  # how the bits of a number are read: by a float that is as long, or longer
    "float16": ("<H", "<e", 0, 16),
    "bfloat16": ("<I", "<f", 16, 16),
    "float32": ("<I", "<f", 0, 32),
    "float64": ("<Q", "<d", 0, 64),
}


def from_bits(n: int, dtype: str) -> float:
    whole, real, zeros, _ = BITS[dtype]
    (value,) = struct.unpack(real, struct.pack(whole, n << zeros))
    return float(value)


@pytest.mark.parametrize("dtype", BITS)
def test_the_nth_float_is_the_one_whose_bits_say_n(dtype: str) -> None:
    infinite = {"float16": 31 << 10, "bfloat16": 255 << 7, "float32": 255 << 23,
                "float64": 2047 << 52}[dtype]
    dice = Random(0)
    row = [dice.randrange(infinite) for _ in range(200)]
    for n in [*range(99), *range(infinite - 99, infinite), *row]:
        assert nth(n, DTYPES[dtype]) == from_bits(n, dtype)


@pytest.mark.parametrize("dtype", BITS)
def test_a_power_of_two_is_found_in_its_row(dtype: str) -> None:
    row = DTYPES[dtype]
    for exponent in (row.emin, row.emin + 1, -1, 0, 1, row.emax):
        assert from_bits(place(exponent, row), dtype) == 2.0**exponent


# === kinds of numbers ===


STRETCHES = {  # of float16: from 2**-24 on, normal from 2**-14 on, and up to 65504
    "rough": [1.0, 2 - 2**-10],
    "wide": [2.0**-7, 2.0**7],
    "least": [n * 2.0**-24 for n in range(10)],
    "edge": [2**-14 - 2**-24, 2**-14],
    "any": [0.0, 65504.0],
    "huge": [65504.0, 65472.0, 65440.0, 65408.0],
    "root": [2.0**-10, 2.0**-5],
}


@pytest.mark.parametrize("kind", STRETCHES)
def test_a_stretch_of_floats_has_these_ends(kind: str) -> None:
    assert values(kind, "float16") == both_signs(STRETCHES[kind])


def test_scaled_integers_have_up_to_p_bits_and_no_power_is_beyond_the_format() -> None:
    integers = [*range(-9, 10), 2**11 - 1, 1 - 2**11]
    powers = range(-4, 5)  # 15 - 11 = 4
    wanted = {m * 2.0**k for m in integers for k in powers}
    assert values("scaled", "float16") == wanted

    integers = [*range(-9, 10), 2**24 - 1, 1 - 2**24]
    wanted = {m * 2.0**k for m in integers for k in (-100, 100)}
    assert values("scaled", "float32") == wanted


def test_all_numbers_of_a_list_are_scaled_by_one_power() -> None:
    def two(dice: Dice) -> tuple[float, float]:
        make = maker(dice, HALF, "scaled")
        return make(), make()

    drawn = {*everything(two)}
    assert (2.0**-4, 9 * 2.0**-4) in drawn
    assert (2.0**-4, 9 * 2.0**4) not in drawn


def test_a_number_and_its_neighbour_come_with_both_signs() -> None:
    def two(dice: Dice) -> tuple[float, float]:
        make = maker(dice, HALF, "cancelling")
        return make(), make()

    pairs = [(1.0, 1 + 2**-10), (2 - 2**-10, 2.0)]  # as the first may be from 1 to 2
    assert {*everything(two)} == {
        both for pair in pairs for both in product(both_signs(pair), repeat=2)
    }


def test_counting_numbers_begin_again_after_99() -> None:
    make = maker(Dice(0), HALF, "counting")
    once = [float(n) for n in range(1, 100)]
    assert [make() for _ in range(200)] == [*once, *once, 1.0, 2.0]


def test_the_simplest_kind_is_the_first_and_counting_is_never_drawn() -> None:
    assert DRAWN == ("small", "scaled", "rough", "wide", "cancelling", "least", "edge",
                     "any", "huge", "root")
    assert FLOATS.keys() - DRAWN == {"counting"}


def test_where_no_kind_is_asked_for_it_is_any_of_those() -> None:
    wanted = {v for kind in DRAWN for v in values(kind, "float16")}
    assert values(None, "float16") == wanted


@pytest.mark.parametrize(
    ("dtype", "lo", "numbers"), [("uint8", 0, int), ("int8", -9, int),
                                 ("float32", -9, float)]
)
def test_small_numbers_are_whole_up_to_nine(dtype: str, lo: int, numbers: Any) -> None:
    drawn = [*everything(small_number(DTYPES[dtype]))]
    assert drawn == [*range(lo, 10)]
    assert {*map(type, drawn)} == {numbers}


def small_number(dtype: Dtype) -> Any:
    return lambda dice: small(dice, dtype)()


@pytest.mark.parametrize(
    ("dtype", "wanted"),
    [("uint8", {*range(10), 255}), ("int8", {*range(-9, 10), 127, -127})],
)
def test_integers_are_small_or_as_large_as_can_be(dtype: str, wanted: Any) -> None:
    assert values(None, dtype) == wanted


def test_both_parts_of_complex_numbers_are_of_the_kind() -> None:
    parts = both_signs([2**-126 - 2**-149, 2**-126])  # the edge of float32
    assert values("edge", "complex64") == {
        complex(a, b) for a, b in product(parts, repeat=2)
    }


@pytest.mark.parametrize(
    ("dtype", "told"), [("int8", "int8"), ("complex64", "float32")]
)
def test_a_kind_of_ones_own_is_told_the_dice_and_the_dtype(
    dtype: str, told: str
) -> None:
    dice, calls = Dice(0), []

    def own(*args: Any) -> Maker:
        calls.append(args)
        return lambda: 5

    assert maker(dice, DTYPES[dtype], own)() in {5, 5 + 5j}
    assert calls == [(dice, DTYPES[told])]


# === operands ===


def drawn_operands(dtype: str, shapes: Any, kinds: Any) -> set[Any]:
    """Return all first numbers of x, w and bias: those which are the most or least."""
    def first(dice: Dice) -> Any:
        drawn = operands(dice, DTYPES[dtype], shapes, kinds, fresh=1)
        assert all(v is None or len({*v}) == 1 for v in drawn)
        return tuple(None if v is None else v[0] for v in drawn)

    return {*everything(first, wide=3)}


def test_sums_of_integers_reach_the_largest_and_never_go_beyond() -> None:
    """Three weights of 85 add up to 255; of 9, they leave room for samples up to 9."""
    shapes = (4,), (3,), None
    assert drawn_operands("uint8", shapes, [None] * 3) == {
        (x, w, None)
        for w, xs in {0: (0, 9, 255), 9: (0, 9), 85: (0, 1)}.items() for x in xs
    }


def test_a_bias_takes_half_of_the_room() -> None:
    """Of 127, it takes 63; of what is left, two weights take 5, 9 or 31 each."""
    shapes = (4,), (2,), (1,)
    assert drawn_operands("int8", shapes, [None] * 3) == {
        (x, w, bias)
        for most, xs in {5: (-6, 6), 9: (-3, 3), 31: (-1, 0, 1)}.items()
        for w in (most, -most) for x in xs for bias in (9, -9, 63, -63)
    }


def test_small_operands_are_small_but_do_not_overflow_either() -> None:
    kinds = "small", "small", "small"
    assert drawn_operands("int16", ((4,), (3,), (1,)), kinds) == {
        *product((9, -9), repeat=3)
    }
    assert drawn_operands("uint8", ((4,), (3,), None), kinds) == {
        (x, w, None) for x in (0, 9) for w in (0, 9)
    }
    # Forty weights have 255 // 40 = 6 each at most, or 2, the root of that.
    rooms = {0: 9, 1: 255 // 40, 2: 255 // 80, 6: 255 // 240}
    assert drawn_operands("uint8", ((40,), (40,), None), kinds) == {
        (x, w, None) for w, most in rooms.items() for x in (0, most)
    }


def test_of_integers_the_kind_of_the_first_operand_decides() -> None:
    """If it is a function, sums may overflow: 9 * 127 does."""
    shapes = (4,), (3,), None
    drawn = drawn_operands("int8", shapes, (small, None, None))
    assert {x for x, _, _ in drawn} == {-9, 9}
    assert (9, 127, None) in drawn
    drawn = drawn_operands("int8", shapes, (None, small, small))
    assert (9, 127, None) not in drawn
    assert drawn_operands("uint8", shapes, ("small", None, None)) == {
        (x, w, None) for x in (0, 9) for w in (0, 9)
    }


@pytest.mark.parametrize("dtype", ["int8", "float16"])
def test_each_operand_is_of_a_kind_of_its_own(dtype: str) -> None:
    kinds = [lambda *_, v=v: lambda: v for v in (1, 2, 3)]
    shapes = (2,), (3,), (1,)
    x, w, bias = operands(Dice(0), DTYPES[dtype], shapes, kinds)
    assert (x, w, bias) == ([1, 1], [2, 2, 2], [3])
    x, w, bias = operands(Dice(0), DTYPES[dtype], (*shapes[:2], None), kinds)
    assert (x, w, bias) == ([1, 1], [2, 2, 2], None)


# === nested lists ===


def test_numbers_are_new_up_to_the_thirteenth() -> None:
    row = nested((40,), count(1).__next__)
    assert row[:13] == [*range(1, 14)]
    assert {*row[13:]} <= {*range(1, 14)}
    assert {*nested((40,), count(1).__next__, fresh=3)} == {1, 2, 3}


def test_lists_lie_in_lists_as_the_shape_says() -> None:
    assert nested((2, 1, 3), count(1).__next__) == [[[1, 2, 3]], [[4, 5, 6]]]
    assert nested((2, 2, 1), count(1).__next__) == [[[1], [2]], [[3], [4]]]
