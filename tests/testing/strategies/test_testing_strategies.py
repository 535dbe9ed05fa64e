"""The strategies: what they draw is legal, and of all kinds, sizes and options."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

import pureconv
from choices import REPEATED, first
from pureconv.nested import leaves, mapped, shape
from pureconv.testing import strategies
from pureconv.testing.drawing.numbers import operands
from pureconv.testing.strategies.arguments import Pieces
from pureconv.testing.verdict import DTYPES
from pureconv.testing.verdict.formats import STORED, fits, tiny

INTEGERS = {name: row.hi + 1 for name, row in DTYPES.items() if row.kind == "int"}
FEW = settings(max_examples=5)
SHRUNK = settings(max_examples=1000, derandomize=True, database=None)

SLIDING = ["mode", "stride", "dilation", "boundary"]
LAYER = ["bias", "stride", "padding", "dilation", "groups"]
OPTIONS = {
    "correlate": SLIDING,
    "convolve": SLIDING,
    "correlate2d": SLIDING,
    "convolve2d": SLIDING,
    "conv1d": [*LAYER, "boundary"],
    "conv2d": [*LAYER, "boundary"],
    "conv_transpose1d": [*LAYER, "output_padding"],
    "conv_transpose2d": [*LAYER, "output_padding"],
}


def arguments(name: str, *args: Any, **kwargs: Any) -> Any:
    return getattr(strategies, f"{name}_arguments")(*args, **kwargs)


# === numbers ===


@pytest.mark.parametrize("dtype", STORED)
@FEW
@given(data=st.data())
def test_every_number_is_one_that_the_format_holds(dtype: str, data: Any) -> None:
    value = data.draw(strategies.numbers(dtype))
    assert isinstance(value, float)
    assert fits(value, dtype)


@pytest.mark.parametrize("dtype", INTEGERS)
@FEW
@given(data=st.data())
def test_every_integer_is_in_range(dtype: str, data: Any) -> None:
    row, value = DTYPES[dtype], data.draw(strategies.numbers(dtype))
    assert row.lo <= value <= row.hi


@pytest.mark.parametrize("dtype", STORED)
def test_subnormal_numbers_are_reached(dtype: str) -> None:
    least = tiny(dtype)
    first(strategies.numbers(dtype), lambda v: 0 < abs(v) < least)


@pytest.mark.parametrize("dtype", STORED)
@pytest.mark.parametrize(
    "reached",
    [
        pytest.param(lambda v: abs(v) > 2**8 and v % 1 == 0, id="large integer"),
        pytest.param(lambda v: abs(v) > 1 and v % 1 != 0, id="fraction"),
        pytest.param(lambda v: v < 0, id="negative"),
    ],
)
def test_numbers_of_every_kind_are_reached(dtype: str, reached: Any) -> None:
    first(strategies.numbers(dtype), reached)


def test_operands_are_scaled_as_a_whole() -> None:
    def far(values: list[float]) -> bool:
        return all(abs(v) > 2.0**50 for v in values)

    assert len(first(strategies.signals(min_size=3), far)) >= 3


def test_numbers_that_almost_cancel_are_reached() -> None:
    def almost(values: list[float]) -> bool:
        a, b = values
        return 0 < abs(a + b) <= 2.0**-50 * abs(a)

    first(strategies.signals(min_size=2, max_size=2), almost)


def test_failures_shrink_to_small_integers() -> None:
    drawn = find(strategies.signals(), lambda x: sum(x) >= 3, settings=SHRUNK)
    assert sum(drawn) == 3
    assert all(v in {1, 2, 3} for v in drawn)  # one number, or some, by version


def test_an_unknown_dtype_raises() -> None:
    with pytest.raises(ValueError, match=r"dtype must be .*, not 'float31'"):
        strategies.numbers("float31")


# === nested lists ===


@FEW
@given(
    strategies.signals(min_size=2, max_size=3),
    strategies.kernels(max_size=2),
    strategies.images(min_side=2, max_side=3),
)
def test_sizes_are_within_bounds(x: Any, w: Any, image: Any) -> None:
    assert 2 <= len(x) <= 3
    assert 1 <= len(w) <= 2
    assert all(2 <= n <= 3 for n in shape(image))


def test_images_need_not_be_square() -> None:
    drawn = find(strategies.images(), lambda x: len(x) > len(x[0]), settings=SHRUNK)
    assert drawn == [[0.0], [0.0]]


@FEW
@given(strategies.signals(elements=st.sampled_from([3, 5])))
def test_elements_are_those_that_are_given(x: Any) -> None:
    assert set(x) <= {3, 5}


@pytest.mark.parametrize("period", [1, 2, 13, 26])
def test_long_lists_repeat_their_numbers_with_no_period(period: int) -> None:
    def told_apart(x: Any) -> bool:
        return len({*leaves(x)}) == 13

    values = leaves(first(strategies.tensors((9, 26)), told_apart))
    same = [values[n] == values[n + period] for n in range(len(values) - period)]
    assert sum(same) < len(same) / 4


@pytest.mark.parametrize("dtype", INTEGERS)
@FEW
@given(data=st.data())
def test_integers_are_drawn_such_that_no_sum_overflows(dtype: str, data: Any) -> None:
    pieces = Pieces(data.draw)
    x, w, bias = operands(pieces, DTYPES[dtype], ((4,), (3,), (1,)), [None] * 3)
    sums = pureconv.convolve(mapped(abs, x), mapped(abs, w))
    assert max(sums) + abs(bias[0]) < INTEGERS[dtype]


# === arguments ===


@pytest.mark.parametrize("name", OPTIONS)
@FEW
@given(data=st.data())
def test_all_arguments_are_legal(name: str, data: Any) -> None:
    args, options = data.draw(arguments(name, OPTIONS[name]))
    getattr(pureconv, name)(*args, **options)  # does not raise


@pytest.mark.parametrize("name", OPTIONS)
@FEW
@given(data=st.data())
def test_only_the_options_that_are_asked_for_vary(name: str, data: Any) -> None:
    asked = data.draw(st.lists(st.sampled_from(OPTIONS[name]), unique=True))
    _, options = data.draw(arguments(name, asked))
    assert options.keys() == set(asked)


@FEW
@given(data=st.data())
def test_an_option_that_is_fixed_shapes_what_is_drawn(data: Any) -> None:
    (x, w), options = data.draw(arguments("correlate", dilation=5))
    assert options == {}
    pureconv.correlate(x, w, dilation=5)  # the signal is long enough for it


@FEW
@given(arguments("conv2d", {"stride": [(2, 3)], "padding": [1, "same"]}))
def test_values_can_be_given(drawn: Any) -> None:
    _, options = drawn
    assert options["stride"] == (2, 3)
    assert options["padding"] in {1, "same"}


@FEW
@given(arguments("conv2d", ["stride", "padding"], sides=False))
def test_without_sides_paddings_are_those_of_pytorch(drawn: Any) -> None:
    _, options = drawn
    padding = options["padding"]
    if isinstance(padding, tuple):
        assert all(isinstance(p, int) for p in padding)
    if isinstance(padding, str):
        assert padding in {"same", "valid"}
        assert options["stride"] in {1, (1, 1)}


@FEW
@given(arguments("conv1d", ["padding"], sides=False))
def test_in_one_axis_they_are_a_number_or_a_word(drawn: Any) -> None:
    _, options = drawn
    assert options["padding"] in {0, 1, 2, "same", "valid"}


def test_an_unknown_option_raises() -> None:
    with pytest.raises(ValueError, match=r"an option must be .*, not 'strides'"):
        find(arguments("correlate", ["strides"]), bool)


# === large numbers and sizes ===


def test_integers_above_2048_and_above_2_to_the_53_are_reached() -> None:
    first(strategies.numbers("float32"), lambda v: v > 2**11)
    first(strategies.numbers("int64"), lambda v: v > 2**53)


def test_the_largest_floats_are_reached() -> None:
    first(strategies.numbers(), lambda v: abs(v) > 2.0**1000)


@FEW
@given(strategies.arguments("scipy.signal.convolve", ["mode"]))
def test_arguments_of_a_convention_are_drawn_in_each_of_its_axes(drawn: Any) -> None:
    (x, w), options = drawn
    assert len(shape(x)) == len(shape(w)) in {1, 2}
    assert options["mode"] in {"full", "same", "valid"}


@pytest.mark.parametrize("dtype", ["uint8", "uint64", "complex64", "float32"])
def test_large_examples_are_of_numbers_of_the_dtype(dtype: str) -> None:
    def large(drawn: Any) -> bool:
        (x, w), _ = drawn
        return len(x) * len(w) > 200 and any(x) and any(w)

    drawn = strategies.convolve_arguments(dtype=dtype)
    (x, w), options = first(drawn, large)
    row = DTYPES[dtype]
    kind = {"int": int, "complex": complex, "float": float}[row.kind]
    assert {*map(type, x), *map(type, w)} == {kind}
    assert options == {}
    assert all(map(row.holds, [*x, *w]))


def test_what_cannot_be_kept_within_limits_is_not_drawn() -> None:
    @settings(REPEATED, max_examples=30)
    @given(strategies.conv1d_arguments({"groups": (1, 3)}, max_channels=2))
    def few_channels(drawn: Any) -> None:
        assert drawn[1] == {"groups": 1}

    @settings(REPEATED, max_examples=30)
    @given(strategies.convolve_arguments(mode="valid", max_size=2))
    def short(drawn: Any) -> None:
        (x, w), _ = drawn
        assert len(w) <= len(x) <= 2

    few_channels()
    short()


@FEW
@given(strategies.arguments("tensorflow.nn.conv1d", ["stride", "padding"]))
def test_arguments_lie_in_the_order_of_the_convention(drawn: Any) -> None:
    (x, w), options = drawn
    assert shape(x)[2] == shape(w)[1]  # [item][sample][channel], [tap][in][out]
    assert set(options) == {"stride", "padding"}
