"""The layers of exact: every output is the sum of its meetings, rounded once.

Which weight meets which sample is worked out in `geometry`, and the sum is taken there
in Fractions. Here it does not matter in which of three ways the matrix product of a
layer is computed.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from fractions import Fraction
from inspect import signature
from random import Random
from typing import Any
from unittest import mock

import pytest

import pureconv
from geometry import (
    GATHERING,
    PAINTING,
    Place,
    gathering_cases,
    gathering_meetings,
    options,
    painting_cases,
    painting_meetings,
    places,
    size,
)
from layer_calls import GOOD
from pureconv import exact
from pureconv.exact import costs, digits, products, windows
from pureconv.nested import leaves
from refusals import refusal

FREE = dict.fromkeys(
    ["ROW", "NARROW", "WIDE", "WIDER", "STEP", "WORK", "LONG_ROW"], 0
)
WAYS: dict[str, dict[str, Any]] = {
    "in loops": {"STEP": math.inf},
    "packed": FREE,
    "as estimated": {"STEP": costs.STEP},
}
every_way = pytest.mark.parametrize("way", WAYS)


def using(way: str) -> Any:
    return mock.patch.multiple(costs, **WAYS[way])


# === numbers, and what they add up to ===

Values = dict[Place, Any]
NUMBERS: dict[str, Callable[[Random], Any]] = {
    "ints": lambda random: random.choice((random.randint(-9, 9), -(2**70), 2**70 - 1)),
    "Fractions": lambda random: Fraction(random.randint(-9, 9), random.randint(1, 9)),
    "floats": lambda random: random.choice((
        random.uniform(-1, 1), random.uniform(-1, 1) * 2.0 ** random.randint(-90, 90),
        1e16, -1e16, 5e-324, 0.0,
    )),
    "whole floats": lambda random: float(random.randint(-9, 9)),
}
every_kind = pytest.mark.parametrize("kind", NUMBERS)


def numbers(random: Random, kind: str, shape: Place) -> Values:
    """Return a number of that kind for each place of the shape."""
    return {place: NUMBERS[kind](random) for place in places(shape)}


def nested(values: Values) -> Any:
    """Return the numbers in nested lists."""
    shape = [n + 1 for n in max(values)]
    level = list(values.values())
    for length in reversed(shape[1:]):
        level = [level[n : n + length] for n in range(0, len(level), length)]
    return level


def totals(shape: Place, products: Iterable[tuple[Place, Any, Any]]) -> list[Fraction]:
    """Return the sum of products that belong to each place."""
    total: dict[Place, Fraction] = defaultdict(Fraction)
    for place, weight, sample in products:
        total[place] += Fraction(weight) * Fraction(sample)
    return [total[place] for place in places(shape)]


def are(y: Any, true: list[Fraction], kind: str) -> bool:
    """Return whether y has the true values, or the floats nearest to them."""
    found = leaves(y)
    if "floats" not in kind:
        of_kind = {int} if kind == "ints" else {Fraction}
        return found == true and set(map(type, found)) <= of_kind
    return [value.hex() for value in found] == [float(value).hex() for value in true]


# === each function, by its meetings ===


@every_way
@every_kind
@pytest.mark.parametrize("dimensions", [1, 2])
def test_convolutions_and_their_gradients_add_up_what_meets(
    dimensions: int, kind: str, way: str
) -> None:
    random, name = Random(kind + way), f"conv{dimensions}d"
    cases = list(gathering_cases(dimensions, share=16))
    for channels, axes in random.sample(cases, 8):
        items, groups, inputs, outputs = channels
        n, k = [axis.n for axis in axes], [axis.k for axis in axes]
        lengths = [axis.gathered for axis in axes]
        shapes = (
            (items, groups * inputs, *n), (groups * outputs, inputs, *k),
            (items, groups * outputs, *lengths),
        )  # fmt: skip
        x, w, slopes = (numbers(random, kind, shape) for shape in shapes)
        bias = numbers(random, kind, (groups * outputs,))
        met = gathering_meetings(channels, axes)
        asked = {**options(axes, GATHERING), "groups": groups}

        with using(way):
            y = getattr(exact, name)(nested(x), nested(w), nested(bias), **asked)
            dx = getattr(exact, f"{name}_input_gradient")(
                size(n), nested(w), nested(slopes), **asked
            )
            dw = getattr(exact, f"{name}_weight_gradient")(
                nested(x), size(k), nested(slopes), **asked
            )

        biases = [(place, bias[place[1:2]], 1) for place in places(shapes[2])]
        sums = [(m.output, w[m.weight], x[m.sample]) for m in met]
        assert are(y, totals(shapes[2], [*sums, *biases]), kind)
        sums = [(m.sample, w[m.weight], slopes[m.output]) for m in met]
        assert are(dx, totals(shapes[0], sums), kind)
        sums = [(m.weight, slopes[m.output], x[m.sample]) for m in met]
        assert are(dw, totals(shapes[1], sums), kind)


@every_way
@every_kind
@pytest.mark.parametrize("dimensions", [1, 2])
def test_transposed_layers_and_their_gradients_add_up_what_meets(
    dimensions: int, kind: str, way: str
) -> None:
    """The meetings of a convolution, with input and output exchanged."""
    random, name = Random(kind + way), f"conv_transpose{dimensions}d"
    cases = list(painting_cases(dimensions, share=16))
    for channels, axes in random.sample(cases, 8):
        items, groups, outputs, inputs = channels  # exchanged
        n, k = [axis.n for axis in axes], [axis.k for axis in axes]
        lengths = [axis.painted for axis in axes]
        shapes = (
            (items, groups * inputs, *n), (groups * inputs, outputs, *k),
            (items, groups * outputs, *lengths),
        )  # fmt: skip
        x, w, slopes = (numbers(random, kind, shape) for shape in shapes)
        bias = numbers(random, kind, (groups * outputs,))
        met = painting_meetings(channels, axes)
        asked = {**options(axes, PAINTING), "groups": groups}

        with using(way):
            y = getattr(exact, name)(nested(x), nested(w), nested(bias), **asked)
            dx = getattr(exact, f"{name}_input_gradient")(
                nested(w), nested(slopes), **asked
            )
            dw = getattr(exact, f"{name}_weight_gradient")(
                nested(x), size(k), nested(slopes), **asked
            )

        biases = [(place, bias[place[1:2]], 1) for place in places(shapes[2])]
        sums = [(m.output, w[m.weight], x[m.sample]) for m in met]
        assert are(y, totals(shapes[2], [*sums, *biases]), kind)
        sums = [(m.sample, w[m.weight], slopes[m.output]) for m in met]
        assert are(dx, totals(shapes[0], sums), kind)
        sums = [(m.weight, slopes[m.output], x[m.sample]) for m in met]
        assert are(dw, totals(shapes[1], sums), kind)


@every_kind
def test_the_gradient_by_the_bias_is_the_sum_of_a_channel(kind: str) -> None:
    random, shape = Random(kind), (3, 2, 4, 5)
    slopes = numbers(random, kind, shape)

    db = exact.bias_gradient(nested(slopes))

    sums = [(place[1:2], slope, 1) for place, slope in slopes.items()]
    assert are(db, totals((2,), sums), kind)


@pytest.mark.parametrize("boundary", ["zero", "edge", "reflect", "symmetric", "wrap"])
@pytest.mark.parametrize("padding", ["valid", "same", "same_lower", "causal", 5])
def test_words_and_boundaries_are_those_of_the_loops(
    padding: Any, boundary: str
) -> None:
    random = Random(1)
    asked = {"padding": padding, "boundary": boundary}

    x = nested(numbers(random, "ints", (2, 3, 5, 4)))
    w = nested(numbers(random, "ints", (2, 3, 2, 3)))
    y = exact.conv2d(x, w, stride=(2, 1), **asked)
    assert y == pureconv.conv2d(x, w, stride=(2, 1), **asked)

    x = nested(numbers(random, "ints", (2, 3, 5)))
    w = nested(numbers(random, "ints", (2, 3, 4)))
    assert exact.conv1d(x, w, stride=2, **asked) == (
        pureconv.conv1d(x, w, stride=2, **asked)
    )


@pytest.mark.parametrize("padding", ["valid", "same", "same_lower", "causal", 5])
def test_gradients_take_the_words_of_the_loops(padding: Any) -> None:
    random = Random(2)
    asked: Any = {"stride": (2, 3), "dilation": (3, 1), "padding": padding}

    x = nested(numbers(random, "ints", (2, 3, 8, 7)))
    w = nested(numbers(random, "ints", (2, 3, 2, 3)))
    slopes = pureconv.conv2d(x, w, **asked)
    for name, arguments in (
        ("conv2d_input_gradient", ((8, 7), w, slopes)),
        ("conv2d_weight_gradient", (x, (2, 3), slopes)),
    ):
        loops, exactly = (getattr(room, name) for room in (pureconv, exact))
        assert exactly(*arguments, **asked) == loops(*arguments, **asked)

    along: Any = {"stride": 2, "dilation": 3, "padding": padding}
    x = nested(numbers(random, "ints", (2, 3, 7)))
    w = nested(numbers(random, "ints", (2, 3, 3)))
    slopes = pureconv.conv1d(x, w, **along)
    for name, arguments in (
        ("conv1d_input_gradient", (7, w, slopes)),
        ("conv1d_weight_gradient", (x, 3, slopes)),
    ):
        loops, exactly = (getattr(room, name) for room in (pureconv, exact))
        assert exactly(*arguments, **along) == loops(*arguments, **along)


@every_way
def test_many_channels_on_few_pixels_and_few_channels_on_many(way: str) -> None:
    """What is longer is packed: the outputs of one window, or the windows of one."""
    random = Random(way)
    for shapes in (((1, 9, 2, 2), (40, 9, 2, 2)), ((2, 1, 20, 9), (1, 1, 2, 2))):
        x, w = (nested(numbers(random, "ints", shape)) for shape in shapes)
        with using(way):
            assert exact.conv2d(x, w) == pureconv.conv2d(x, w)


# === matrix products, and the width of a digit ===


def by_rows(a: list[list[int]], b: list[list[int]], size: int) -> list[list[int]]:
    packed = [digits.pack(row, size) for row in b]
    return products.by_rows(a, packed, size, len(b[0]))


@pytest.mark.parametrize("bits", [*range(1, 12), 31, 32, 33, 63, 64, 65, 200])
def test_sums_as_large_as_the_bound_do_not_touch_their_neighbours(bits: int) -> None:
    """Every sum as large as can be, every sum its negative, and both in turn."""
    for most in (2**bits - 1, 2**bits):
        for depth in (1, 2, 3, 8):
            signs = [(-1) ** k for k in range(depth)]
            b = [[sign * most * (-1) ** n for n in range(20)] for sign in signs]
            for a in ([signs], [[-sign for sign in signs]], [signs, [0] * depth]):
                true = [
                    [row[0] * depth * most * (-1) ** n for n in range(20)] for row in a
                ]
                for way in WAYS:
                    with using(way):
                        assert products.product(a, b, most) == true


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 8, 9, 20])
def test_a_digit_that_is_one_byte_too_narrow_goes_wrong(size: int) -> None:
    most = 2 ** (8 * size - 1)  # the first that does not fit into `size` bytes
    a, b = [[1, 1]], [[1, -1, 1], [most - 1, 1 - most, most - 1]]

    assert by_rows(a, b, size + 1) == [[most, -most, most]]
    with pytest.raises((AssertionError, OverflowError)):
        assert by_rows(a, b, size) == [[most, -most, most]]


def test_a_product_with_zeros_is_zero_whatever_it_is_multiplied_by() -> None:
    with using("packed"):
        assert products.product([[0, 0]], [[2**99], [1]], 2**99) == [[0]]
        assert products.product([[2**99]], [[0, 0]], 0) == [[0, 0]]


def test_zeros_at_the_end_of_a_weight_are_made_up_for() -> None:
    """Weights of 53 bits, as floats have them, and 0 to 99 zeros; some are negative."""
    random = Random(53)
    b = [[random.randint(-9, 9) for _ in range(4)] for _ in range(100)]
    weights = [random.randint(1 - 2**53, 2**53 - 1) << zeros for zeros in range(100)]

    with using("packed"):
        for a in ([weights], [[-abs(w) for w in weights]]):
            true = [sum(w * row[n] for w, row in zip(a[0], b)) for n in range(4)]
            assert by_rows(a, b, 30) == [true]


def ways(*shapes: Place) -> set[str]:
    """Return what a layer of that shape makes of its matrix product."""
    x, w = (nested(numbers(Random(1), "whole floats", shape)) for shape in shapes)
    with mock.patch.object(windows, "by_rows", wraps=products.by_rows) as packed:
        exact.conv2d(x, w)
    return {"packed"} if packed.called else {"in loops"}


def test_by_itself_the_way_follows_the_size() -> None:
    assert ways((1, 1, 2, 2), (1, 1, 2, 2)) == {"in loops"}
    assert ways((1, 30, 1, 1), (1, 30, 1, 1)) == {"in loops"}
    assert ways((1, 8, 10, 10), (8, 8, 3, 3)) == {"packed"}


def test_one_long_int_among_short_ones_is_left_to_the_loops() -> None:
    short, long = [[1] * 50 for _ in range(9)], [[1] * 50 for _ in range(9)]
    long[0][0] = 2**20_000
    a = [[1] * 9 for _ in range(9)]

    assert products.pays(a, short, 50, 1, 450)
    assert not products.pays(a, long, 50, 2502, 450)


# === what a call gives, besides its values ===


@pytest.mark.parametrize(
    ("x", "w", "bias", "kind"),
    [
        ([[[1, 2]]], [[[True]]], None, int),
        ([[[1, 2]]], [[[3]]], [4], int),
        ([[[1, 2]]], [[[3]]], [Fraction(1, 2)], Fraction),
        ([[[1, 2]]], [[[Fraction(1, 2)]]], None, Fraction),
        ([[[1, 2]]], [[[Fraction(1, 2)]]], [0.5], float),
        ([[[1, 2.0]]], [[[3]]], [4], float),
    ],
)
def test_all_results_of_a_call_are_of_one_type(
    x: Any, w: Any, bias: Any, kind: type
) -> None:
    for y in (
        exact.conv1d(x, w, bias),
        exact.conv_transpose1d(x, w, bias, stride=2),  # with gaps: sums of no terms
        exact.conv_transpose2d([x], [w], bias, stride=2, padding=(0, 1)),
    ):
        assert {type(value) for value in leaves(y)} == {kind}


def test_a_batch_of_no_items_has_no_results() -> None:
    assert exact.conv1d([], [[[1.5]]]) == []
    assert exact.conv2d([], [[[[1]]]]) == []
    assert exact.conv_transpose1d([], [[[1]]], [0.5]) == []
    assert exact.conv_transpose2d([], [[[[1]]]]) == []
    assert exact.conv1d_input_gradient(3, [[[1]]], []) == []
    assert exact.conv2d_input_gradient(3, [[[[1]]]], []) == []
    assert exact.conv_transpose1d_input_gradient([[[1]]], []) == []
    assert exact.conv_transpose2d_input_gradient([[[[1]]]], []) == []


def test_a_bias_finer_than_the_products_is_not_rounded_first() -> None:
    assert exact.conv1d([[[1.0]]], [[[1.0]]], [2.0**-53]) == [[[1.0]]]
    assert exact.conv1d([[[1.0, -1.0]]], [[[1.0, 1.0]]], [5e-324]) == [[[5e-324]]]
    assert exact.conv1d([[[3.0]]], [[[2.0]]], [Fraction(1, 3)]) == [[[19 / 3]]]


def test_arguments_are_not_changed() -> None:
    x, w, bias = [[[1, 0.5]]], [[[Fraction(1, 3), 2]]], [0.25]

    exact.conv1d(x, w, bias, padding=1, boundary="wrap")
    exact.conv_transpose1d(x, w, bias)
    exact.conv1d_weight_gradient(x, 1, x)

    assert (x, w, bias) == ([[[1, 0.5]]], [[[Fraction(1, 3), 2]]], [0.25])


# === what is refused ===

LAYERS = {function: getattr(exact, function.__name__) for function in GOOD}


@pytest.mark.parametrize("function", GOOD)
@pytest.mark.parametrize(
    "wrong",
    [
        {"x": [[[1], [2, 3]]]}, {"x": 3}, {"w": []}, {"w": [[[1]], [[1]]]},
        {"gradient": [[[1]]]}, {"gradient": [[[[1]]]]}, {"x": [[[1]]] * 3},
        {"x": [[[1]]]}, {"x": [[[[1]]]]},
        {"w_size": 0}, {"x_size": (0, 1)}, {"bias": [1]}, {"bias": 1}, {"groups": 3},
        {"groups": 4}, {"groups": 0}, {"stride": 0}, {"stride": 1.5},
        {"dilation": True}, {"padding": "some"}, {"padding": -1},
        {"padding": (1, 2, 3)},
        {"padding": 9, "output_padding": 1}, {"output_padding": -1},
        {"padding": ((9, 9), (0, 0))}, {"padding": ((0, 0), (9, 9))},
        {"boundary": "none"}, {"dilation": 9}, {"w": [[["1"]]]}, {"padding": 30},
        {"stride": 10**30}, {"stride": (1, 10**30)}, {"stride": (10**30, 1)},
        {"x_size": 10**30}, {"x_size": (1, 10**30)},
    ],
)  # fmt: skip
def test_what_the_loops_refuse_is_refused_with_the_same_words(
    function: Any, wrong: dict[str, Any]
) -> None:
    asked = {"groups": 2, **GOOD[function], **wrong}
    try:
        function(**asked)
    except (TypeError, ValueError) as error:
        words = f"{type(error).__name__}: {error}"
        assert refusal(LAYERS[function], **asked) == words
    else:
        LAYERS[function](**asked)


def test_infinities_and_nan_are_refused_with_their_place() -> None:
    inf, nan = math.inf, math.nan
    no = "ValueError: inf and nan have no exact value, but"

    assert refusal(exact.conv1d, [[[1, inf]]], [[[1]]]) == (
        f"{no} signal[0][0][1] is inf"
    )
    assert refusal(exact.conv2d, [[[[1]]]], [[[[nan]]]]) == (
        f"{no} kernel[0][0][0][0] is nan"
    )
    assert refusal(exact.conv1d, [[[1]]], [[[1]]], [-inf]) == f"{no} bias[0] is -inf"
    assert refusal(exact.bias_gradient, [[[1]], [[10**400, inf][1:]]]) == (
        f"{no} gradient[1][0][0] is inf"
    )


@pytest.mark.parametrize(
    ("function", "operands"),
    [
        (exact.conv1d, ["signal", "kernel"]),
        (exact.conv2d, ["image", "kernel"]),
        (exact.conv_transpose1d, ["signal", "kernel"]),
        (exact.conv_transpose2d, ["image", "kernel"]),
        (exact.conv1d_input_gradient, ["x_size", "kernel", "gradient"]),
        (exact.conv1d_weight_gradient, ["signal", "w_size", "gradient"]),
        (exact.conv2d_input_gradient, ["x_size", "kernel", "gradient"]),
        (exact.conv2d_weight_gradient, ["image", "w_size", "gradient"]),
        (exact.conv_transpose1d_input_gradient, ["kernel", "gradient"]),
        (exact.conv_transpose1d_weight_gradient, ["signal", "w_size", "gradient"]),
        (exact.conv_transpose2d_input_gradient, ["kernel", "gradient"]),
        (exact.conv_transpose2d_weight_gradient, ["image", "w_size", "gradient"]),
    ],
)
def test_an_infinity_is_named_by_its_operand(
    function: Any, operands: list[str]
) -> None:
    def one(value: Any) -> Any:
        return [[[value]]] if "1d" in function.__name__ else [[[[value]]]]

    for wrong in operands:
        values = [1 if "size" in name else one(math.inf if name == wrong else 1)
                  for name in operands]
        if "size" not in wrong:
            assert f"value, but {wrong}[0][0]" in refusal(function, *values)


@pytest.mark.parametrize(
    ("function", "image", "role"),
    [(exact.conv1d, [1], "signal"), (exact.conv2d, [[1]], "image")],
)
def test_a_kernel_has_the_channels_of_what_it_is_laid_on(
    function: Any, image: Any, role: str
) -> None:
    assert refusal(function, [[image]], [[image, image]]) == (
        "ValueError: kernel must have 1 input channel, "
        f"as a group of the {role} has (1 / 1), not 2"
    )


def test_other_numbers_are_refused_with_their_place() -> None:
    assert refusal(exact.conv1d, [[[1, 2j]]], [[[1]]]) == (
        "TypeError: exact sums need int, float or Fraction, but signal[0][0][1] is 2j"
    )


# === signatures ===


@pytest.mark.parametrize("name", exact.__all__)
def test_a_function_is_called_as_its_namesake(name: str) -> None:
    if name != "exactly":
        loops, ours = getattr(pureconv, name), getattr(exact, name)

        assert signature(ours) == signature(loops)
