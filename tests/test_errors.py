"""What is refused, and in which words: the rule, the argument, the value."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from inspect import signature
from typing import Any

import pytest

from pureconv import (
    convolve,
    convolve2d,
    correlate,
    correlate2d,
    distinct_weights,
    lags,
    output_length,
    pad,
    pad2d,
    padding_sides,
    repeated_weights,
    same_weight,
    scatter,
    shifted_weights,
    transposed_length,
    weighted_sum,
)
from pureconv.sizes import overhang, reach
from refusals import refusal

Function = Callable[..., Any]

MODE_RULE = 'mode must be "full", "same", "valid" or "causal"'
BOUNDARY_RULE = 'boundary must be "zero", "edge", "reflect", "symmetric" or "wrap"'
SIDES_RULE = (
    'padding must be an int or a pair (before, after), or a word such as "same"'
)
PADDING_RULE = (
    'padding must be "valid", "same", "same_upper", "same_lower" or "causal"'
)
LESS = "output_padding must be less than max(stride, dilation)"
ADD_UP = "numbers must add up with one another, from 0 on"
MULTIPLY = "numbers must multiply with one another"

of_signals = pytest.mark.parametrize(
    "function",
    [
        weighted_sum, same_weight, distinct_weights, repeated_weights, shifted_weights,
        correlate, convolve, scatter, pad,
    ],
)
of_weights = pytest.mark.parametrize(
    "function", [weighted_sum, distinct_weights, repeated_weights, shifted_weights]
)
of_kernels = pytest.mark.parametrize("function", [correlate, convolve, scatter])
of_images = pytest.mark.parametrize("function", [correlate2d, convolve2d, pad2d])
of_kernels_2d = pytest.mark.parametrize("function", [correlate2d, convolve2d])


# === signals, kernels and weights ===


@of_signals
@pytest.mark.parametrize("x", [5, None, "12", b"12", bytearray(b"12"), {1: 2}, {1}])
def test_a_signal_is_a_sequence(function: Function, x: Any) -> None:
    rule = "signal must be a list or another sequence of samples"

    assert refusal(function, x, 1) == f"TypeError: {rule}, not {x!r}"


@of_signals
@pytest.mark.parametrize("x", [[], range(0), array("d")])
def test_a_signal_has_a_sample(function: Function, x: Any) -> None:
    assert refusal(function, x, 1) == (
        "ValueError: signal must have at least 1 sample, not 0"
    )


@of_signals
@pytest.mark.parametrize(
    ("x", "wrong"),
    [
        ([1, 2, None], "sample 2 is None"),
        (["1"], "sample 0 is '1'"),
        ([1, b"1"], "sample 1 is b'1'"),
        ([[1, 2], [3, 4]], "sample 0 is [1, 2]"),
        ([1, (2,)], "sample 1 is (2,)"),
        ([deque([1])], "sample 0 is deque([1])"),
        ([array("i", [1])], "sample 0 is [1]"),
        ([1, {}], "sample 1 is {}"),
        ([1, None] * 1000, "sample 1 is None"),
    ],
)
def test_a_signal_holds_numbers(function: Function, x: Any, wrong: str) -> None:
    assert refusal(function, x, 1) == (
        f"TypeError: signal must hold numbers, but {wrong}"
    )


@pytest.mark.parametrize("first", ["1", None, b"", {}])
def test_of_several_wrong_items_the_first_is_named(first: Any) -> None:
    x = [1, 2, 3, first, "1", None, b"", {}]

    assert refusal(correlate, x, [1]) == (
        f"TypeError: signal must hold numbers, but sample 3 is {first!r}"
    )


@of_kernels
@pytest.mark.parametrize(
    ("w", "error"),
    [
        (None,
         "TypeError: kernel must be a list or another sequence of taps, not None"),
        ("1", "TypeError: kernel must be a list or another sequence of taps, not '1'"),
        ({}, "TypeError: kernel must be a list or another sequence of taps, not {}"),
        ([], "ValueError: kernel must have at least 1 tap, not 0"),
        ([1, None], "TypeError: kernel must hold numbers, but tap 1 is None"),
        ([[1]], "TypeError: kernel must hold numbers, but tap 0 is [1]"),
    ],
)
def test_a_kernel_is_a_sequence_of_taps(function: Function, w: Any, error: str) -> None:
    assert refusal(function, [1, 2], w) == error


@of_weights
@pytest.mark.parametrize(
    ("w", "error"),
    [
        (2, "TypeError: weights must be a list or another sequence of weights, not 2"),
        ([], "ValueError: weights must have at least 1 weight, not 0"),
        ([1, ""], "TypeError: weights must hold numbers, but weight 1 is ''"),
    ],
)
def test_weights_are_a_sequence(function: Function, w: Any, error: str) -> None:
    assert refusal(function, [1, 2], w) == error


@pytest.mark.parametrize("function", [weighted_sum, distinct_weights])
def test_there_is_a_weight_for_each_sample(function: Function) -> None:
    assert refusal(function, [1, 2, 3], [1, 2]) == (
        "ValueError: weights must be as many as samples, not 2 weights for 3 samples"
    )


@pytest.mark.parametrize("weight", [[2], "2", None])
def test_the_same_weight_for_all_is_a_number(weight: Any) -> None:
    assert refusal(same_weight, [1], weight) == (
        f"TypeError: weight must be a number, not {weight!r}"
    )


# === images ===


@of_images
@pytest.mark.parametrize(
    ("x", "error"),
    [
        (None, "TypeError: image must be a list or another sequence of rows, not None"),
        ([], "ValueError: image must have at least 1 row, not 0"),
        ([[1], []], "ValueError: row 1 of image must have at least 1 column, not 0"),
        ([1, 2], ("TypeError: image must be rows of numbers, but row 0 is 1: "
                  "for a single row, write [image]")),
        ([[1], "2"], "TypeError: image must be rows of numbers, but row 1 is '2'"),
        ([[1, 2], [3, [[4]]]],
         "TypeError: image must hold numbers, but row 1, column 1 is [[4]]"),
        ([[(1, 2, 3), (4, 5, 6)]],
         ("TypeError: image must hold numbers, but row 0, column 0 is (1, 2, 3): "
          "channels come first, as in [channel][row][column]")),
        ([[1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3]],
         "ValueError: image is ragged: row 0 has 4 columns, row 2 has 3"),
    ],
)
def test_an_image_is_rows_of_columns(function: Function, x: Any, error: str) -> None:
    assert refusal(function, x, [[1]]) == error


@of_kernels_2d
@pytest.mark.parametrize(
    ("w", "error"),
    [
        (5, "TypeError: kernel must be a list or another sequence of rows, not 5"),
        ([], "ValueError: kernel must have at least 1 row, not 0"),
        ([[]], "ValueError: row 0 of kernel must have at least 1 column, not 0"),
        ([1], ("TypeError: kernel must be rows of numbers, but row 0 is 1: "
               "for a single row, write [kernel]")),
        ([[1, 2], [3]],
         "ValueError: kernel is ragged: row 0 has 2 columns, row 1 has 1"),
        ([[1, None]],
         "TypeError: kernel must hold numbers, but row 0, column 1 is None"),
    ],
)
def test_a_kernel_of_images_is_rows_of_columns(
    function: Function, w: Any, error: str
) -> None:
    assert refusal(function, [[1]], w) == error


# === a kernel that reaches too far ===


def test_a_kernel_fits_into_the_signal() -> None:
    advice = 'use mode="same" or "full", or pad the signal'

    assert refusal(correlate, [1, 2, 3], [1, 2, 3, 4, 5]) == (
        f"ValueError: kernel reaches 5 samples but the signal has 3: {advice}"
    )
    assert refusal(convolve, [1, 2, 3], [1, 2], "valid", dilation=3) == (
        f"ValueError: kernel reaches 4 samples but the signal has 3: {advice}"
    )
    assert refusal(correlate, [1, 2], [1, 2, 3], boundary="wrap") == (
        f"ValueError: kernel reaches 3 samples but the signal has 2: {advice}"
    )
    assert refusal(lags, 3, 5) == (
        f"ValueError: kernel reaches 5 samples but the signal has 3: {advice}"
    )


def test_a_kernel_fits_into_the_image() -> None:
    advice = 'use mode="same" or "full", or pad the image'

    assert refusal(correlate2d, [[1, 2, 3]], [[1], [2]]) == (
        f"ValueError: kernel reaches 2 rows but the image has 1: {advice}"
    )
    assert refusal(
        convolve2d, [[1, 2], [3, 4]], [[1, 2]], "valid", dilation=(1, 2)
    ) == f"ValueError: kernel reaches 3 columns but the image has 2: {advice}"
    assert refusal(correlate2d, [[1, 2], [3, 4]], [[1, 2, 3]]) == (
        f"ValueError: kernel reaches 3 columns but the image has 2: {advice}"
    )


def test_a_kernel_fits_into_the_length() -> None:
    assert refusal(output_length, 3, 5) == (
        "ValueError: kernel reaches 5 samples but the signal has 3: "
        'use mode="same" or "full", or pad the signal'
    )
    assert refusal(output_length, 3, 5, dilation=2, padding=(2, 1)) == (
        "ValueError: kernel reaches 9 samples but the padded signal has 6: pad it more"
    )


# === padding ===


@pytest.mark.parametrize(
    ("widths", "error"),
    [
        ((-1,), "ValueError: before must be at least 0, not -1"),
        ((0, -2), "ValueError: after must be at least 0, not -2"),
        ((1.0,), "TypeError: before must be an int, not 1.0"),
        ((1, "1"), "TypeError: after must be an int, not '1'"),
        (((1, 2),), "TypeError: before must be an int, not (1, 2)"),
    ],
)
def test_a_signal_is_padded_by_two_ints(widths: Any, error: str) -> None:
    assert refusal(pad, [1], *widths) == error


@pytest.mark.parametrize(
    ("widths", "error"),
    [
        ((-1,), "ValueError: rows must be at least 0, not -1"),
        ((None,), "TypeError: rows must be an int or a pair (above, below), not None"),
        (((1, 2, 3),),
         "ValueError: rows must be an int or a pair (above, below), not (1, 2, 3)"),
        ((0, (0, -1)), "ValueError: columns[1] must be at least 0, not -1"),
        ((0,
         "1"), "TypeError: columns must be an int or a pair (left, right), not '1'"),
    ],
)
def test_an_image_is_padded_by_ints_or_pairs(widths: Any, error: str) -> None:
    assert refusal(pad2d, [[1]], *widths) == error


def test_a_value_outside_is_a_number_and_takes_the_place_of_zeros() -> None:
    assert refusal(pad, [1], 1, value="0") == (
        "TypeError: value must be a number, not '0'"
    )
    assert refusal(pad2d, [[1]], 1, value=None) == (
        "TypeError: value must be a number, not None"
    )
    rule = 'value must be left out unless boundary="zero"'
    assert refusal(pad, [1], 1, 1, "edge", 7) == (
        f'ValueError: {rule}, but boundary is "edge" and value 7'
    )
    assert refusal(pad2d, [[1]], 1, 1, "wrap", float("nan")) == (
        f'ValueError: {rule}, but boundary is "wrap" and value nan'
    )


# === sizes ===


@pytest.mark.parametrize("function", [output_length, lags, padding_sides])
@pytest.mark.parametrize(
    ("n", "k", "error"),
    [
        (0, 1, "ValueError: signal length must be at least 1, not 0"),
        ([1], 1, "TypeError: signal length must be an int, not [1]"),
        (1, 0, "ValueError: kernel length must be at least 1, not 0"),
        (1, True, "TypeError: kernel length must be an int, not True"),
    ],
)
def test_lengths_are_ints_of_1_or_more(
    function: Function, n: Any, k: Any, error: str
) -> None:
    assert refusal(function, n, k) == error


@pytest.mark.parametrize(
    ("padding", "error"),
    [
        (-1, "ValueError: padding must be at least 0, not -1"),
        ((0, -1), "ValueError: padding[1] must be at least 0, not -1"),
        ((1,), f"ValueError: {SIDES_RULE}, not (1,)"),
        (None, f"TypeError: {SIDES_RULE}, not None"),
        ("SAME", f"ValueError: {PADDING_RULE}, not 'SAME': say \"same\""),
    ],
)
def test_padding_is_an_int_or_a_pair_or_a_word(padding: Any, error: str) -> None:
    assert refusal(padding_sides, 5, 3, padding) == error


@pytest.mark.parametrize("step", ["stride", "dilation"])
def test_padding_is_asked_for_by_steps_of_1_or_more(step: str) -> None:
    error = f"ValueError: {step} must be at least 1, not 0"
    assert refusal(padding_sides, 5, 3, **{step: 0}) == error


def test_the_reach_and_the_overhang_are_those_of_a_kernel() -> None:
    assert refusal(reach, 0) == "ValueError: kernel length must be at least 1, not 0"
    assert refusal(reach, 3, 0) == "ValueError: dilation must be at least 1, not 0"
    assert refusal(overhang, 2.0, "same") == (
        "TypeError: kernel length must be an int, not 2.0"
    )
    assert refusal(overhang, 2, "some") == (
        f"ValueError: {MODE_RULE}, not 'some': say \"same\""
    )


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"n": 0}, "ValueError: signal length must be at least 1, not 0"),
        ({"k": 2.0}, "TypeError: kernel length must be an int, not 2.0"),
        ({"stride": (1, 1)}, "TypeError: stride must be an int, not (1, 1)"),
        ({"stride": True}, "TypeError: stride must be an int, not True"),
        ({"dilation": 0}, "ValueError: dilation must be at least 1, not 0"),
        ({"padding": (1,)},
         "ValueError: padding must be an int or a pair (before, after), not (1,)"),
        ({"padding": None},
         "TypeError: padding must be an int or a pair (before, after), not None"),
        ({"padding": "same"},
         "TypeError: padding must be an int or a pair (before, after), not 'same'"),
        ({"padding": 2},
         "ValueError: padding must leave some of 4 samples, but it crops 2 + 2"),
        ({"output_padding": -1},
         "ValueError: output_padding must be at least 0, not -1"),
        ({"output_padding": (0, 0)},
         "TypeError: output_padding must be an int, not (0, 0)"),
        ({"output_padding": 1},
         f"ValueError: {LESS} = 1, not 1"),
        ({"output_padding": 5},
         f"ValueError: {LESS} = 1, not 5"),
        ({"output_padding": 3, "stride": 2, "dilation": 3},
         f"ValueError: {LESS} = 3, not 3"),
    ],
)
def test_a_transposed_length_is_that_of_a_layer(
    options: dict[str, Any], error: str
) -> None:
    assert transposed_length(3, 2) == 4

    assert refusal(transposed_length, **{"n": 3, "k": 2, **options}) == error


# === numbers that do not go together ===


@pytest.mark.parametrize(
    ("function", "x", "w", "error"),
    [
        (correlate, [0.5], [Decimal(2)],
         f"{MULTIPLY}, but Decimal('2') and 0.5 do not"),
        (convolve2d, [[Fraction(1, 2), Decimal(2)]], [[1]],
         f"{ADD_UP}, but Fraction(1, 2) and Decimal('2') do not"),
        (correlate, [timedelta(1)], 2,
         f"{ADD_UP}, but 0 and datetime.timedelta(days=2) do not"),
        (same_weight, [1, timedelta(1)], Decimal(2),
         f"{MULTIPLY}, but Decimal('2') and datetime.timedelta(days=1) do not"),
        (distinct_weights, [0.5, 1], [Decimal(2), Decimal(2)],
         f"{MULTIPLY}, but Decimal('2') and 0.5 do not"),
        (repeated_weights, [1, 1, 0.5], [Decimal(2)],
         f"{MULTIPLY}, but Decimal('2') and 0.5 do not"),
        (weighted_sum, [0.5, Decimal(2)], [2, 2],
         f"{ADD_UP}, but 1.0 and Decimal('4') do not"),
        (scatter, [timedelta(1)], [float("nan")],
         f"{MULTIPLY}, but nan and datetime.timedelta(days=1) do not"),
    ],
)
def test_numbers_go_together(function: Function, x: Any, w: Any, error: str) -> None:
    assert refusal(function, x, w) == f"TypeError: {error}"


# === outputs too long ===


def test_what_comes_out_has_room_in_a_list() -> None:
    assert refusal(pad, [1, 2], 10**30) == (
        "ValueError: padded signal is too long for a list: "
        "2000000000000000000000000000002"
    )
    assert refusal(pad2d, [[1, 2]], 10**30) == (
        "ValueError: padded image is too long for a list: "
        "2000000000000000000000000000001"
    )
    assert refusal(pad2d, [[1, 2]], 0, (0, 10**30)) == (
        "ValueError: row of the padded image is too long for a list: "
        "1000000000000000000000000000002"
    )
    assert refusal(lags, 10**30, 1) == (
        "ValueError: output is too long for a list: 1000000000000000000000000000000"
    )
    for function in (correlate, convolve):
        assert refusal(function, [1, 2, 3], [1, 2], "full", dilation=10**30) == (
            "ValueError: output is too long for a list: 1000000000000000000000000000003"
        )


# === options: in a good call, one of them goes wrong ===

GOOD: dict[Function, list[Any]] = {
    correlate: [[1, 2, 3], [4, 5]],
    convolve: [[1, 2, 3], [4, 5]],
    correlate2d: [[[1, 2, 3], [4, 5, 6]], [[7, 8]]],
    convolve2d: [[[1, 2, 3], [4, 5, 6]], [[7, 8]]],
    pad: [[1, 2, 3], 1],
    pad2d: [[[1, 2, 3], [4, 5, 6]], 1],
    lags: [5, 3],
    output_length: [5, 3],
}
STEPS_1D: list[Function] = [correlate, convolve, lags, output_length]
STEPS_2D: list[Function] = [correlate2d, convolve2d]
MODES: list[Function] = [*STEPS_1D, *STEPS_2D]
BOUNDARIES: list[Function] = [correlate, convolve, correlate2d, convolve2d, pad, pad2d]
TAKE_AN_OPTION = {
    "stride": MODES, "dilation": MODES, "mode": MODES, "boundary": BOUNDARIES
}


@pytest.mark.parametrize("function", GOOD)
def test_the_good_calls_are_good(function: Function) -> None:
    function(*GOOD[function])


@pytest.mark.parametrize("option", TAKE_AN_OPTION)
def test_every_function_that_takes_an_option_is_tried(option: str) -> None:
    takes = {function for function in GOOD if option in signature(function).parameters}

    assert takes == set(TAKE_AN_OPTION[option])


@pytest.mark.parametrize("option", ["stride", "dilation"])
@pytest.mark.parametrize("function", STEPS_1D)
@pytest.mark.parametrize(
    ("step", "error"),
    [
        (0, "ValueError: OPTION must be at least 1, not 0"),
        (-2, "ValueError: OPTION must be at least 1, not -2"),
        (1.0, "TypeError: OPTION must be an int, not 1.0"),
        (True, "TypeError: OPTION must be an int, not True"),
        (Fraction(2), "TypeError: OPTION must be an int, not Fraction(2, 1)"),
        ("2", "TypeError: OPTION must be an int, not '2'"),
        (None, "TypeError: OPTION must be an int, not None"),
        ((1, 1), "TypeError: OPTION must be an int, not (1, 1)"),
    ],
)
def test_a_step_along_a_signal_is_an_int_of_1_or_more(
    function: Function, option: str, step: Any, error: str
) -> None:
    assert refusal(function, *GOOD[function], **{option: step}) == (
        error.replace("OPTION", option)
    )


@pytest.mark.parametrize("option", ["stride", "dilation"])
@pytest.mark.parametrize("function", STEPS_2D)
@pytest.mark.parametrize(
    ("step", "error"),
    [
        (0, "ValueError: OPTION must be at least 1, not 0"),
        (1.5, "TypeError: OPTION must be an int or a pair (rows, columns), not 1.5"),
        (True, "TypeError: OPTION must be an int or a pair (rows, columns), not True"),
        ("11", "TypeError: OPTION must be an int or a pair (rows, columns), not '11'"),
        (None, "TypeError: OPTION must be an int or a pair (rows, columns), not None"),
        ((2,), "ValueError: OPTION must be an int or a pair (rows, columns), not (2,)"),
        ([1, 2, 3],
         "ValueError: OPTION must be an int or a pair (rows, columns), not [1, 2, 3]"),
        ((1, 0), "ValueError: OPTION[1] must be at least 1, not 0"),
        ([1.0, 1], "TypeError: OPTION[0] must be an int, not 1.0"),
        ((1, (1, 1)), "TypeError: OPTION[1] must be an int, not (1, 1)"),
    ],
)
def test_a_step_across_an_image_is_an_int_or_a_pair(
    function: Function, option: str, step: Any, error: str
) -> None:
    assert refusal(function, *GOOD[function], **{option: step}) == (
        error.replace("OPTION", option)
    )


@pytest.mark.parametrize("function", MODES)
@pytest.mark.parametrize(
    ("mode", "error"),
    [
        ("half", f"ValueError: {MODE_RULE}, not 'half'"),
        ("VALID", f"ValueError: {MODE_RULE}, not 'VALID': say \"valid\""),
        (None, f"TypeError: {MODE_RULE}, not None"),
        (0, f"TypeError: {MODE_RULE}, not 0"),
        (["full"], f"TypeError: {MODE_RULE}, not ['full']"),
    ],
)
def test_a_mode_is_one_of_the_words(function: Function, mode: Any, error: str) -> None:
    assert refusal(function, *GOOD[function], mode=mode) == error


@pytest.mark.parametrize("function", BOUNDARIES)
@pytest.mark.parametrize(
    ("boundary", "error"),
    [
        ("mirror", f"ValueError: {BOUNDARY_RULE}, not 'mirror': say \"reflect\""),
        (None, f"TypeError: {BOUNDARY_RULE}, not None"),
        ({}, f"TypeError: {BOUNDARY_RULE}, not {{}}"),
        (array("d", [0]), f"TypeError: {BOUNDARY_RULE}, not array('d', [0.0])"),
    ],
)
def test_a_boundary_is_one_of_the_words(
    function: Function, boundary: Any, error: str
) -> None:
    assert refusal(function, *GOOD[function], boundary=boundary) == error


# === long values ===


@pytest.mark.parametrize(
    "value", ["long" * 1000, dict.fromkeys(range(1000)), -(10**5000)],
    ids=["text", "dict", "int"],
)
def test_a_value_of_any_length_is_shown_in_short(value: Any) -> None:
    for error in (
        refusal(correlate, value, [1]),
        refusal(correlate, [1], [1], value),
        refusal(correlate, [1], [1], stride=value),
        refusal(correlate2d, [[1]], [[1]], stride=(value, value)),
        refusal(pad, [1], 1, boundary=value),
        refusal(pad, [1], value),
    ):
        assert len(error) < 150
