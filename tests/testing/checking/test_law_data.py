"""The data that laws are tried on: all that a few hundred seeds draw."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import Any

import pytest

import pureconv
from choices import everything
from pureconv.nested import leaves, shape
from pureconv.sizes import MODES, reach
from pureconv.testing.checking import plan
from pureconv.testing.checking.claim import claim_of
from pureconv.testing.checking.search import UnfitError
from pureconv.testing.checking.tiers import _power
from pureconv.testing.drawing.dice import Dice


def drawn(law: str, like: str, **settings: Any) -> list[dict[str, Any]]:
    """Return the data of a law for 300 seeds."""
    (check,) = plan(print, like, only=[law], **settings).checks
    return [*map(check.start(), map(Dice, range(300)))]


def lengths(operand: str, law: str, like: str) -> set[tuple[int, ...]]:
    return {shape(data[operand]) for data in drawn(law, like)}


# === signals and images ===


def test_signals_are_shifted_by_up_to_three_and_images_by_that_in_each_axis() -> None:
    few = range(4)
    law = "shifted_impulse_shifts"
    assert {data["shift"] for data in drawn(law, "convolve")} == {*few}
    both = {data["shift"] for data in drawn(law, "convolve2d")}
    assert both == {*product(few, few)}


def test_factors_are_up_to_three_of_either_sign() -> None:
    assert {data["c"] for data in drawn("scalar_scales", "convolve")} == {*range(-3, 4)}


def test_digits_are_those_of_numbers_up_to_9999() -> None:
    found = drawn("digits_multiply", "convolve")
    for name in "x", "w":
        assert {len(data[name]) for data in found} == {1, 2, 3, 4}
        assert {digit for data in found for digit in data[name]} == {*range(10)}


def test_kernels_have_up_to_three_taps_and_signals_up_to_four_windows_more() -> None:
    assert lengths("w", "associates", "convolve") == {(1,), (2,), (3,)}
    assert lengths("v", "associates", "convolve") == {(1,), (2,), (3,)}
    assert lengths("x", "associates", "convolve") == {(n,) for n in range(1, 6)}
    sides = {*product((1, 2, 3), repeat=2)}
    assert lengths("w", "commutes", "convolve2d") == sides
    assert lengths("x", "commutes", "convolve2d") == {*product(range(1, 6), repeat=2)}


def test_where_windows_slide_there_is_room_for_one() -> None:
    found = drawn("window_by_window", "correlate")
    assert {len(data["x"]) - len(data["w"]) for data in found} == {0, 1, 2, 3, 4}
    found = drawn("patch_by_patch", "correlate2d")
    sizes = [(shape(data["x"]), shape(data["w"])) for data in found]
    more = {(rows - down, columns - along) for (rows, columns), (down, along) in sizes}
    assert more == {*product(range(5), repeat=2)}


def test_where_dilated_windows_slide_too() -> None:
    found = drawn("dilation_is_holes", "correlate", options=["dilation"])
    assert {data["dilation"] for data in found} == {1, 2, 3}
    windows = {len(d["x"]) - reach(len(d["w"]), d["dilation"]) for d in found}
    assert windows == {1, 2, 3, 4, 5}


def test_options_have_all_values_a_few_or_those_that_were_declared() -> None:
    words: Any = ("modes_are_slices", "correlate")
    assert {data["mode"] for data in drawn(*words, options=["mode"])} == {*MODES}
    given = {"mode": ["same", "full"]}
    assert {data["mode"] for data in drawn(*words, options=given)} == {"same", "full"}
    law = "stride_thins"
    both = drawn(law, "correlate2d", options=["stride"])
    assert {data["stride"] for data in both} == {*product((1, 2, 3), repeat=2)}
    alone = drawn(law, "correlate2d", options={"stride": [2]})
    assert {data["stride"] for data in alone} == {(2, 2)}


@pytest.mark.parametrize(
    ("dtype", "numbers"),
    [
        ("float64", range(-9, 10)),
        ("int64", range(-9, 10)),
        ("uint64", range(10)),
        ("bfloat16", range(-2, 3)),  # sums are exact up to 256
        ("uint8", range(3)),
    ],
)
@pytest.mark.parametrize(
    ("law", "like"), [("commutes", "convolve"), ("adjoint", "conv1d")]
)
def test_numbers_are_ints_near_zero(
    law: str, like: str, dtype: str, numbers: range
) -> None:
    found = drawn(law, like, dtype=dtype)
    values = {v for data in found for v in [*leaves(data["x"]), *leaves(data["w"])]}
    assert values == {*numbers}
    assert {*map(type, values)} == {int}


def test_zero_is_an_unsigned_number_and_minus_one_is_none() -> None:
    planned = plan(pureconv.convolve, "convolve", dtype="uint8", only=["commutes"])
    (check,) = planned.checks
    check.test({"x": [0, 1], "w": [2, 0]})
    with pytest.raises(UnfitError, match="it needs numbers below zero"):
        check.test({"x": [0, 1], "w": [2, -1]})


# === layers ===


def test_each_output_channel_has_a_bias() -> None:
    law = "items_are_independent"
    for like in "conv1d", "conv_transpose1d":
        for varied in ["groups"], ["groups", "bias"]:
            found = drawn(law, like, options=varied)
            for data in found:
                w, groups = data["w"], data["groups"]
                outputs = len(w) if like == "conv1d" else len(w[0]) * groups
                assert len(data["bias"]) == outputs
            assert any(any(data["bias"]) for data in found) == ("bias" in varied)


def test_a_gradient_lies_where_the_outputs_are() -> None:
    for data in drawn("adjoint", "conv1d", options=["stride"]):
        x, w, gradient, stride = (data[k] for k in ("x", "w", "gradient", "stride"))
        assert shape(pureconv.conv1d(x, w, stride=stride)) == shape(gradient)


# === powers of two ===


@pytest.mark.parametrize(
    ("dtype", "exponents"),
    [
        ("float64", {*range(-100, 0), *range(1, 101)}),
        ("float32", {*range(-21, 0), *range(1, 22)}),
        ("float16", {1, 2}),
        ("int8", {1, 2}),
    ],
)
def test_numbers_are_multiplied_by_powers_of_two_that_the_format_has_room_for(
    dtype: str, exponents: set[int]
) -> None:
    power = partial(_power, claim_of(print, "convolve", dtype=dtype))
    assert {*everything(power, wide=999)} == {2**k for k in exponents}
