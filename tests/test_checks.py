"""What counts as a signal and as a number, and what comes out."""

from __future__ import annotations

import sys
from array import array
from collections import Counter, UserList, deque
from collections.abc import Iterator, Sequence
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from itertools import count, product
from typing import Any

import pytest

from pureconv import (
    bias_gradient,
    conv1d,
    convolve,
    convolve2d,
    correlate,
    correlate2d,
    distinct_weights,
    output_length,
    pad,
    pad2d,
    repeated_weights,
    same_weight,
    scatter,
    shifted_weights,
    weighted_sum,
)
from pureconv.checks import Boundary, keywords, listable, shown
from pureconv.operands import go_together, products, sums
from refusals import refusal


class Countdown(Sequence[int]):
    """A sequence of a user's own: n, n - 1, .. 1, and no list in sight."""

    def __init__(self, n: int) -> None:
        self.n = n

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, p: Any) -> Any:
        return range(self.n, 0, -1)[p]


class Array:
    """What NumPy and PyTorch have in common: numbers within, tolist() to get at them.

    It is no Sequence and gives out no items, so tolist() is the only way.
    """

    def __init__(self, values: Any) -> None:
        self.values = values

    def tolist(self) -> Any:
        return deepcopy(self.values)


class Int8(Array):
    """One number as NumPy has it: it wraps around, and tolist() gives a Python int."""

    def __add__(self, other: Any) -> Int8:
        return Int8((self.values + getattr(other, "values", other) + 128) % 256 - 128)

    def __mul__(self, other: Any) -> Int8:
        return Int8(self.values * getattr(other, "values", other))

    __radd__ = __add__


class Hours:
    """A ring of a user's own: what a clock shows, counted modulo 12."""

    def __init__(self, hours: int) -> None:
        self.hours = hours % 12

    def __add__(self, other: Hours) -> Hours:
        return Hours(self.hours + other.hours)

    def __radd__(self, other: int) -> Hours:
        return self if other == 0 else NotImplemented  # enough for sums from 0 on

    def __mul__(self, other: Hours) -> Hours:
        return Hours(self.hours * other.hours)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hours) and self.hours == other.hours

    def __hash__(self) -> int:
        return hash(self.hours)

    def __repr__(self) -> str:
        return f"Hours({self.hours})"


@pytest.mark.parametrize(
    "x",
    [
        pytest.param([3, 2, 1], id="list"),
        pytest.param((3, 2, 1), id="tuple"),
        pytest.param(range(3, 0, -1), id="range"),
        pytest.param(deque([3, 2, 1]), id="deque"),
        pytest.param(UserList([3, 2, 1]), id="UserList"),
        pytest.param(Countdown(3), id="a Sequence of one's own"),
        pytest.param(array("i", [3, 2, 1]), id="array.array"),
        pytest.param(memoryview(bytes([3, 2, 1])), id="memoryview"),
        pytest.param(Array([3, 2, 1]), id="an object with tolist()"),
        pytest.param(Array((3, 2, 1)), id="tolist() may give another sequence"),
        pytest.param([Int8(3), Int8(2), Int8(1)], id="a list of NumPy-like numbers"),
        pytest.param([Array(3), 2, True], id="a list of all sorts"),
    ],
)
def test_any_sequence_and_anything_with_tolist_is_a_signal_and_a_kernel(x: Any) -> None:
    plain = [3, 2, 1]
    functions: list[Any] = [
        weighted_sum, distinct_weights, repeated_weights, shifted_weights, correlate,
        convolve, scatter,
    ]

    for function in functions:
        expected = function(plain, plain)
        for y in (function(x, plain), function(plain, x), function(x, x)):
            assert y == expected
            assert type(y) is type(expected)
    assert same_weight(x, 10) == [30, 20, 10]
    assert pad(x, 1) == [0, 3, 2, 1, 0]


@pytest.mark.parametrize(
    "x",
    [
        pytest.param(((1, 2, 3), (4, 5, 6)), id="tuples"),
        pytest.param([range(1, 4), range(4, 7)], id="ranges"),
        pytest.param(deque([[1, 2, 3], (4, 5, 6)]), id="rows of different kinds"),
        pytest.param([array("i", [1, 2, 3]), array("i", [4, 5, 6])], id="arrays"),
        pytest.param([Array([1, 2, 3]), [4, 5, 6]], id="a row with tolist()"),
        pytest.param(Array([[1, 2, 3], [4, 5, 6]]), id="an object with tolist()"),
        pytest.param(
            memoryview(bytes([1, 2, 3, 4, 5, 6])).cast("B", [2, 3]), id="memoryview"
        ),
        pytest.param([[Int8(1), 2, 3], [4, 5, Int8(6)]], id="NumPy-like numbers"),
    ],
)
def test_rows_of_any_kind_are_an_image_and_a_kernel(x: Any) -> None:
    plain = [[1, 2, 3], [4, 5, 6]]

    for function in (correlate2d, convolve2d):
        expected = function(plain, plain)
        for y in (function(x, plain), function(plain, x), function(x, x)):
            assert y == expected
            assert [type(row) for row in y] == [list] * len(expected)
    assert pad2d(x, 0, 1) == [[0, 1, 2, 3, 0], [0, 4, 5, 6, 0]]


def test_numpy_integers_become_python_ints_and_cannot_overflow() -> None:
    large = Int8(100)

    [y] = correlate([large, large], [large, large])

    assert y == 100 * 100 + 100 * 100
    assert type(y) is int
    assert (large + large).tolist() == -56  # left to itself, it wraps around


@pytest.mark.parametrize("w", [Array(2), Int8(2), Array([2])])
def test_a_numpy_like_scalar_counts_as_a_kernel_of_one_tap(w: Any) -> None:
    assert convolve([1, 2, 3], w) == correlate([1, 2, 3], w) == [2, 4, 6]


def test_what_has_items_is_no_bare_number_though_it_adds_and_multiplies() -> None:
    class Ring:
        def __mul__(self, _: object) -> Ring:
            return self

        __add__ = __radd__ = __rmul__ = __mul__

    class Long(Ring):
        def __len__(self) -> int:
            return 3

    class Endless(Ring):
        def __iter__(self) -> Iterator[int]:
            return count()

    for value in Long(), Endless():
        assert refusal(convolve, [1, 2], value).startswith(
            "TypeError: kernel must be a list or another sequence of taps, not "
        )


def test_what_only_adds_is_no_number() -> None:
    assert refusal(convolve, [Counter("a")], [1]) == (
        "TypeError: signal must hold numbers, but sample 0 is Counter({'a': 1})"
    )


def test_a_numpy_like_scalar_may_stand_outside() -> None:
    [before, _] = pad([1], 1, 0, value=Int8(2))
    assert type(before) is int


def test_a_numpy_like_int_is_an_option_as_any_int_is() -> None:
    class Index:
        def __index__(self) -> int:
            return 2

    two: Any = Index()

    assert correlate([1, 2, 3, 4, 5], [1, 10], stride=two) == [21, 43]
    assert correlate([1, 2, 3, 4, 5], [1, 10], dilation=two) == [31, 42, 53]
    assert convolve([1, 2, 3], [1, 10], stride=two) == [1, 23]
    assert convolve([1, 2, 3], [1, 10], dilation=two) == [1, 2, 13, 20, 30]
    assert pad([5], two, two) == [0, 0, 5, 0, 0]
    assert pad2d([[5]], (0, two), 0) == [[5], [0], [0]]
    assert output_length(two, two, padding=two) == 5


@pytest.mark.parametrize(
    ("x", "w", "y"),
    [
        pytest.param([1, 2, 3], [4, 5], [4*1 + 5*2, 4*2 + 5*3], id="int"),
        pytest.param([10**40, 1], [10**40, 1], [10**80 + 1], id="int of any size"),
        pytest.param([0.5, 0.25], [2.0, 4.0], [1.0 + 1.0], id="float"),
        pytest.param(
            [Fraction(1, 2), Fraction(1, 3)], [Fraction(1, 5), Fraction(1, 7)],
            [Fraction(1, 10) + Fraction(1, 21)], id="Fraction",
        ),
        pytest.param(
            [Decimal("0.1"), Decimal("0.2")], [Decimal(3), Decimal(4)],
            [Decimal("0.3") + Decimal("0.8")], id="Decimal",
        ),
        pytest.param([1 + 2j, 3j], [1j, 2], [(1 + 2j) * 1j + 3j * 2], id="complex"),
        pytest.param([True, False, True], [True, True], [1, 1], id="bool, as int"),
        pytest.param(
            [Hours(5), Hours(4)], [Hours(7), Hours(8)], [Hours(5*7 + 4*8)],
            id="a ring of one's own",
        ),
        pytest.param([1, Fraction(1, 2), 0.25], [2, 4], [2 + 2, 1 + 1.0], id="mixed"),
        pytest.param(
            [1, Decimal("0.5")], [2, Decimal(4)], [1*2 + Decimal(2)], id="mixed Decimal"
        ),
        pytest.param([1, 2.5], [1j, Fraction(1, 2)], [1j + 1.25], id="mixed complex"),
    ],
)
def test_numbers_of_all_kinds(x: Any, w: Any, y: Any) -> None:
    assert correlate(x, w) == convolve(x, w[::-1], "valid") == y
    assert correlate2d([x], [w]) == convolve2d([x], [w[::-1]], "valid") == [y]
    assert scatter(x, w[::-1])[len(w) - 1 : len(x)] == y
    assert [weighted_sum(x[n : n + len(w)], w) for n in range(len(y))] == y


def test_exact_numbers_give_back_exact_numbers() -> None:
    thirds = correlate([Fraction(1, 3)] * 3, [1, 1, 1])
    assert thirds == [1]
    assert [type(y) for y in thirds] == [Fraction]
    assert [type(y) for y in convolve([True, True], [True, True])] == [int] * 3
    assert [type(y) for y in correlate([Decimal(1)], [2])] == [Decimal]


@pytest.mark.parametrize("boundary", ["zero", "edge"])
def test_a_ring_of_ones_own_needs_plus_and_times_and_to_be_added_to_0(
    boundary: Boundary,
) -> None:
    x, w = [Hours(1), Hours(2), Hours(3)], [Hours(5), Hours(7)]

    y = correlate(x, w, "same", boundary=boundary)

    first = 7*1 if boundary == "zero" else 5*1 + 7*1
    assert y == [Hours(first), Hours(5*1 + 7*2), Hours(5*2 + 7*3)]


class Durations(Hours):
    """What can be added up, but not multiplied with its like."""

    def __mul__(self, other: Hours) -> Hours:
        return NotImplemented


@pytest.mark.parametrize(
    ("x", "w"),
    [
        ([Hours(1)], [2]),
        ([Hours(1), 2], [Hours(3)]),
        ([Durations(1)], [Durations(2)]),
        ([0.5], [Decimal(2)]),
        ([0.5, Decimal(2)], [1]),
    ],
)
def test_numbers_that_do_not_go_together_are_refused(x: Any, w: Any) -> None:
    with pytest.raises(TypeError, match=r"numbers must (multiply|add up)") as error:
        correlate(x, w)

    assert isinstance(error.value.__cause__, (TypeError, AttributeError))


def test_what_comes_out_is_made_anew_and_what_goes_in_stays() -> None:
    x, w = [[1, 2], [3, 4]], [[1]]
    before = deepcopy((x, w))

    for y in (correlate2d(x, w), convolve2d(x, w), pad2d(x, 0)):
        y[0][0] = 99
    for flat in (correlate(x[0], [1]), convolve(x[0], [1]), pad(x[0], 0)):
        flat[0] = 99

    assert (x, w) == before


def test_options_do_not_care_whether_a_pair_is_a_list_or_a_tuple() -> None:
    x, w = [[r + c for c in range(6)] for r in range(5)], [[1, 10], [100, 1000]]

    for stride, dilation in product([(2, 3), [2, 3]], [(3, 1), [3, 1]]):
        y = correlate2d(x, w, stride=stride, dilation=dilation)

        assert y == [[x[0][q] + 10 * x[0][q + 1] + 100 * x[3][q] + 1000 * x[3][q + 1]
                      for q in (0, 3)]]


def test_what_a_number_makes_of_its_value_is_its_own_to_say() -> None:
    with pytest.raises(OverflowError, match="int too large to convert to float"):
        correlate([10**400], [0.5])


def test_a_list_has_room_for_as_much_as_python_can_count() -> None:
    assert listable(sys.maxsize, "output") == sys.maxsize
    with pytest.raises(ValueError, match="output is too long for a list"):
        listable(sys.maxsize + 1, "output")


def test_a_message_shows_long_and_awkward_values_in_short() -> None:
    namesake = type("array", (), {})  # not the array that reprlib knows by this name

    class Mute:
        def __repr__(self) -> str:
            raise RuntimeError

    assert shown([1] * 1000) == "[1, 1, 1, 1, 1, 1, ...]"
    assert len(shown("long" * 1000)) < 50
    assert len(shown(10**100)) < 50
    assert shown(-(2**50_000)) == "an int of 50001 bits"
    assert shown(namesake()) == "an object of type array"
    assert "Mute" in shown(Mute())


@pytest.mark.parametrize("value", [[("mode", "full")], "mode", {1: "full"}, None])
def test_options_in_a_dict_have_names(value: Any) -> None:
    with pytest.raises(TypeError) as caught:
        keywords(value, "options")
    rule = "options must be a dict, names to values"
    assert str(caught.value) == f"{rule}, not {value!r}"


def test_what_a_bias_makes_of_its_value_is_its_own_to_say() -> None:
    """An overflow says nothing about types, so it is not the check that reports it."""
    huge = Fraction(10**400)

    go_together({Fraction, float}, [huge], [1], 0.5)


def test_what_a_product_makes_of_its_values_is_its_own_to_say() -> None:
    """Infinity times zero is an error among Decimals; here the two do not meet."""
    one, zero, infinity = Decimal(1), Decimal(0), Decimal("Infinity")

    assert correlate([one, one, infinity], [one, zero], stride=2) == [one]
    with pytest.raises(TypeError, match="numbers must add up"):  # 1 * 0.5 does multiply
        sums([*products([(0.5, 10**400), (0.5, 1)]), one])


def test_biases_are_added_to_products_and_not_to_one_another() -> None:
    x, w, bias = [[[2]]], [[[3]], [[4]]], [Decimal(1), 0.5]

    assert conv1d(x, w, bias) == [[[2 * 3 + Decimal(1)], [2 * 4 + 0.5]]]
    assert bias_gradient([[[Decimal(1)], [0.5]]]) == bias
