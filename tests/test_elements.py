"""Elements with habits of their own: they are never changed, and meet as they must."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

import pureconv
from pureconv.laws.rearranging import inner
from pureconv.operands import sums


class Tally:
    """A number that += changes in place, and that 0 + and 1 * give back as it is."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __add__(self, other: Any) -> Tally:
        return Tally(self.value + getattr(other, "value", other))

    def __radd__(self, other: int) -> Tally:
        return self if other == 0 else self + other

    def __iadd__(self, other: Any) -> Any:
        self.value += other.value
        return self

    def __rmul__(self, other: int) -> Tally:
        return self if other == 1 else Tally(other * self.value)

    def __mul__(self, other: int) -> Tally:
        return other * self

    def __eq__(self, other: object) -> bool:
        return self.value == getattr(other, "value", other)

    def __hash__(self) -> int:
        return hash(self.value)

    def __repr__(self) -> str:
        return f"Tally({self.value})"


X = [1, 2, 3]
CALLS: list[tuple[Any, ...]] = [
    (pureconv.weighted_sum, X, [1, 1, 1]),
    (pureconv.correlate, X, [1, 1]),
    (pureconv.convolve, X, [1, 1]),
    (pureconv.scatter, X, [1, 1]),
    (pureconv.correlate2d, [X, X], [[1, 1], [1, 1]]),
    (pureconv.convolve2d, [X, X], [[1, 1], [1, 1]]),
    (pureconv.conv1d, [[X]], [[[1, 1]]]),
    (pureconv.conv2d, [[[X]]], [[[[1, 1]]]]),
    (pureconv.conv_transpose1d, [[X]], [[[1, 1]]]),
    (pureconv.conv_transpose2d, [[[X]]], [[[[1, 1]]]]),
    (pureconv.conv1d_weight_gradient, [[X]], 2, [[[1, 1]]]),
    (pureconv.conv2d_weight_gradient, [[[X]]], (1, 2), [[[[1, 1]]]]),
    (pureconv.bias_gradient, [[X], [X]]),
]


def with_tallies(nested: Any) -> Any:
    if isinstance(nested, list):
        return [with_tallies(part) for part in nested]
    return Tally(nested)


@pytest.mark.parametrize(("function", "x", "others"), [(f, x, o) for f, x, *o in CALLS])
def test_an_element_that_adds_in_place_is_not_changed(
    function: Any, x: Any, others: Any
) -> None:
    tallies = with_tallies(x)

    y = function(tallies, *others)

    assert y == function(x, *others)
    assert tallies == x


@pytest.mark.parametrize(
    ("function", "w"),
    [(pureconv.conv1d_input_gradient, [[[1, 1]]]),
     (pureconv.conv2d_input_gradient, [[[[1, 1]]]])],
)
def test_nor_is_one_of_a_gradient(function: Any, w: Any) -> None:
    gradient = [[X]] if function is pureconv.conv1d_input_gradient else [[[X]]]
    size = 4 if function is pureconv.conv1d_input_gradient else (1, 4)
    tallies = with_tallies(gradient)

    assert function(size, w, tallies) == function(size, w, gradient)
    assert tallies == gradient


class Hours:
    """A ring that 0 can be added to from the left alone, as `sum` does it."""

    def __init__(self, hours: int) -> None:
        self.hours = hours % 12

    def __add__(self, other: Any) -> Any:
        return NotImplemented if other == 0 else Hours(self.hours + other.hours)

    def __radd__(self, other: object) -> Any:
        return self if other == 0 else NotImplemented

    def __mul__(self, other: Hours) -> Hours:
        return Hours(self.hours * other.hours)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hours) and self.hours == other.hours

    def __hash__(self) -> int:
        return hash(self.hours)


def test_layers_without_a_bias_add_no_zero_on_the_right() -> None:
    x, w = [Hours(1), Hours(2), Hours(3)], [Hours(5), Hours(7)]
    inside = [Hours(5*1 + 7*2), Hours(5*2 + 7*3)]

    assert pureconv.correlate(x, w) == inside
    assert pureconv.conv1d([[x]], [[w]]) == [[inside]]
    assert pureconv.conv2d([[[x]]], [[[w]]]) == [[[inside]]]
    assert pureconv.conv1d([[x]], [[w]], [Hours(9)]) == [[[
        inside[0] + Hours(9), inside[1] + Hours(9)
    ]]]
    assert pureconv.conv_transpose1d([[x[:1]]], [[w]]) == [[[Hours(5), Hours(7)]]]
    assert pureconv.conv_transpose2d([[[x[:1]]]], [[[w]]], [Hours(9)]) == [
        [[[Hours(5 + 9), Hours(7 + 9)]]]
    ]


class Roomy:
    """Adds to a float and takes one in, but neither way to a Fraction."""

    def __init__(self, value: float) -> None:
        self.value = value

    def __add__(self, other: object) -> Any:
        if isinstance(other, (int, float)):
            return Roomy(self.value + other)
        if isinstance(other, Roomy):
            return Roomy(self.value + other.value)
        return NotImplemented

    __radd__ = __add__

    def __mul__(self, other: int) -> Roomy:
        return Roomy(self.value * other)

    __rmul__ = __mul__


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (2, 1, 0)])
def test_numbers_have_to_go_together_in_every_order(order: tuple[int, ...]) -> None:
    """From left to right, 1.0 + Fraction + Roomy works: that sum is a float by then."""
    three: list[Any] = [1.0, Fraction(1, 2), Roomy(1)]
    assert isinstance(three[0] + three[1] + three[2], Roomy)

    with pytest.raises(TypeError, match="numbers must add up with one another, from 0"):
        pureconv.correlate([three[n] for n in order], [1, 1])


def test_a_sum_may_be_of_a_type_that_no_term_has() -> None:
    class Half:
        def __radd__(self, other: object) -> float:
            return 0.5 + (other if isinstance(other, (int, float)) else 0)

        def __add__(self, other: object) -> Any:
            return NotImplemented

    assert [type(total) for total in sums([Half()])] == [int, float]


class Right:
    """A factor that stands on the right alone."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __mul__(self, other: object) -> Any:
        return NotImplemented

    __add__ = __mul__


class Left(Right):
    """A factor that stands on the left alone, of one that stands on the right."""

    def __mul__(self, other: object) -> Any:
        return self.value * other.value if type(other) is Right else NotImplemented


SAMPLES, WEIGHTS = [Right(1), Right(2), Right(3)], [Left(1), Left(10)]


@pytest.mark.parametrize(
    ("function", "arguments", "y"),
    [
        (pureconv.weighted_sum, [SAMPLES[:2], WEIGHTS], 21),
        (pureconv.same_weight, [SAMPLES, Left(10)], [10, 20, 30]),
        (pureconv.distinct_weights, [SAMPLES[:2], WEIGHTS], [1, 20]),
        (pureconv.repeated_weights, [SAMPLES, WEIGHTS], [1, 20, 3]),
        (pureconv.shifted_weights, [SAMPLES, WEIGHTS], [[1, 20, 3], [10, 2, 30]]),
        (pureconv.correlate, [SAMPLES, WEIGHTS], [21, 32]),
        (pureconv.convolve, [SAMPLES, WEIGHTS], [1, 12, 23, 30]),
        (pureconv.scatter, [SAMPLES, WEIGHTS], [1, 12, 23, 30]),
        (pureconv.correlate2d, [[SAMPLES], [WEIGHTS]], [[21, 32]]),
        (pureconv.conv1d, [[[SAMPLES]], [[WEIGHTS]]], [[[21, 32]]]),
        (pureconv.conv2d, [[[[SAMPLES]]], [[[WEIGHTS]]]], [[[[21, 32]]]]),
        (pureconv.conv_transpose1d, [[[SAMPLES]], [[WEIGHTS]]], [[[1, 12, 23, 30]]]),
        (pureconv.conv1d_input_gradient, [4, [[WEIGHTS]], [[SAMPLES]]],
         [[[1, 12, 23, 30]]]),
        (pureconv.conv2d_input_gradient, [(1, 4), [[[WEIGHTS]]], [[[SAMPLES]]]],
         [[[[1, 12, 23, 30]]]]),
        (pureconv.conv1d_weight_gradient, [[[SAMPLES]], 2, [[WEIGHTS]]], [[[21, 32]]]),
        (pureconv.conv2d_weight_gradient, [[[[SAMPLES]]], (1, 2), [[[WEIGHTS]]]],
         [[[[21, 32]]]]),
        (inner, [[WEIGHTS], [SAMPLES]], 21),
    ],
)
def test_the_weight_is_the_factor_on_the_left(
    function: Any, arguments: Any, y: Any
) -> None:
    """So it is for numbers that do not commute; a gradient by w takes its place."""
    assert function(*arguments) == y


@pytest.mark.parametrize(
    ("function", "size"),
    [(pureconv.conv1d_weight_gradient, 2), (pureconv.conv2d_weight_gradient, (1, 2))],
)
def test_numbers_of_a_gradient_have_to_multiply(function: Any, size: Any) -> None:
    x: Any = [SAMPLES]
    gradient: Any = [[Right(1), Right(2)]]
    if function is pureconv.conv2d_weight_gradient:
        x, gradient = [x], [gradient]
    with pytest.raises(TypeError, match="numbers must multiply with one another"):
        function([x], size, [gradient])
