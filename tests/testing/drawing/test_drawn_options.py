"""Options of a call: all that may be drawn, within what fits together."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import Any

import pytest

import pureconv
from choices import asked, everything
from pureconv.testing.conventions import CONVENTIONS, resolve
from pureconv.testing.drawing.dice import Dice
from pureconv.testing.drawing.options import both, options, sides
from pureconv.testing.drawing.sizes import Limits

SMALL = [1, 2, 3]
STEPS = [1, 2, 3, 4, 5]
FEW = [0, 1, 2]
PAIRS = [*product(FEW, FEW)]
WORDS = ["valid", "same", "same_upper", "same_lower", "causal"]


def drawn(like: Any, option: str, values: Any = (), **more: Any) -> set[Any]:
    """Return all values of an option that varies alone."""
    target = resolve(like, {option: values})

    def picked(dice: Dice) -> Any:
        told, _ = options(asked(target, dice, **more))
        return told

    told = [*everything(picked, wide=99)]
    assert all(each.keys() == {option} for each in told)
    return {each[option] for each in told}


# === any value ===


def test_a_mode_is_any() -> None:
    assert drawn("convolve", "mode") == {"full", "same", "valid", "causal"}


def test_a_boundary_is_any() -> None:
    assert drawn("conv2d", "boundary") == {
        "zero", "edge", "reflect", "symmetric", "wrap"
    }


@pytest.mark.parametrize("name", ["stride", "dilation"])
def test_a_step_is_small_or_large_where_the_case_is(name: str) -> None:
    def steps(like: str, **case: Any) -> set[Any]:
        return drawn(like, name, case=case)

    assert steps("conv1d") == {*SMALL}
    assert steps("conv1d", groups=None) == {*SMALL}
    assert steps("conv1d", **{name: None}) == {4, 5}
    assert steps("conv1d", **{name: 4}) == {4}
    assert steps("conv1d", **{name: (1, 2)}) == {2}  # along, not down

    pairs = [*product(STEPS, repeat=2)]
    assert steps("conv2d") == {*SMALL, *product(SMALL, repeat=2)}
    assert steps("conv2d", **{name: None}) == {4, 5, *(p for p in pairs if max(p) > 3)}
    assert steps("conv2d", **{name: 4}) == {4, *(p for p in pairs if max(p) == 4)}
    assert steps("conv2d", **{name: (1, 2)}) == {(1, 2)}


def test_groups_are_few_or_many_where_the_case_is_and_within_the_limit() -> None:
    def groups(most: Any = None, **case: Any) -> set[Any]:
        within = Limits(channels=most)
        return drawn("conv1d", "groups", case=case, within=within)

    assert groups() == {1, 2, 3}
    assert groups(2) == {1, 2}
    assert groups(groups=None) == {4, 8, 16}
    assert groups(8, groups=None) == {4, 8}
    assert groups(groups=8) == {8}
    assert groups(3, groups=None) == {1}


@pytest.mark.parametrize(
    ("like", "known", "paddings"),
    [
        ("conv1d", {}, [*FEW, *PAIRS, *WORDS]),
        ("conv2d", {}, [*FEW, *PAIRS, *product(PAIRS, PAIRS), *WORDS]),
        ("conv_transpose1d", {}, [*FEW, *PAIRS]),
        ("conv_transpose2d", {}, [*FEW, *PAIRS, *product(PAIRS, PAIRS)]),
        ("conv_transpose1d_input_gradient", {}, [*FEW, *PAIRS]),
        ("conv1d_weight_gradient", {}, [*FEW, *PAIRS, *WORDS]),
        ("torch.nn.functional.conv1d", {}, [*FEW, "valid", "same"]),
        ("torch.nn.functional.conv1d", {"stride": 2}, FEW),
        ("torch.nn.functional.conv2d", {}, [*FEW, *PAIRS, "valid", "same"]),
        ("torch.nn.functional.conv2d", {"stride": (1, 2)}, [*FEW, *PAIRS]),
        ("torch.nn.functional.conv_transpose2d", {}, [*FEW, *PAIRS]),
        ("torch.nn.grad.conv1d_input", {}, FEW),
        ("torch.nn.grad.conv2d_weight", {}, [*FEW, *PAIRS]),
    ],
)
def test_a_padding_is_what_the_convention_takes(
    like: str, known: dict[str, Any], paddings: list[Any]
) -> None:
    convention = resolve(like).convention
    assert drawn(partial(convention.reference, **known), "padding") == {*paddings}


@pytest.mark.parametrize(
    ("like", "known", "extras"),
    [
        ("conv_transpose1d", {}, [0]),
        ("conv_transpose1d", {"stride": 3}, [0, 1, 2]),
        ("conv_transpose1d", {"stride": 2, "dilation": 3}, [0, 1, 2]),
        ("conv_transpose2d", {"stride": 2}, [0, 1, *product((0, 1), (0, 1))]),
        (
            "conv_transpose2d",
            {"stride": (1, 3), "dilation": (2, 1)},
            [0, 1, *product((0, 1), (0, 1, 2))],
        ),
    ],
)
def test_an_output_padding_is_less_than_the_stride_or_the_dilation(
    like: str, known: dict[str, Any], extras: list[int]
) -> None:
    function = partial(getattr(pureconv, like), **known)
    assert drawn(function, "output_padding") == {*extras}


# === values that are given, or that the convention lists ===


def test_of_values_that_are_given_those_that_fit_the_case_are_drawn() -> None:
    def strides(values: Any, like: str = "conv2d", **case: Any) -> set[Any]:
        return drawn(like, "stride", values, case=case)

    assert strides([1, 4, 9]) == {1, 4, 9}
    assert strides([1, 4, 9], stride=None) == {4}
    assert strides([1, 9], stride=None) == {1, 9}  # as none fits
    assert strides([1, (1, 2), (2, 1)], stride=(1, 2)) == {(1, 2)}
    assert strides([1, 2], "conv1d", stride=(1, 2)) == {2}


def test_what_a_library_lists_is_drawn_as_it_says_it() -> None:
    row = CONVENTIONS["onnx.Conv"]._replace(options={1: {"strides": ([1], [4])}})
    target = resolve("onnx.Conv", ["strides"])._replace(convention=row)

    def strides(**case: Any) -> list[Any]:
        return [
            (told["strides"], said["stride"]) for told, said in everything(
                lambda dice: options(asked(target, dice, case))
            )
        ]

    assert strides() == [([1], 1), ([4], 4)]
    assert strides(stride=None) == [([4], 4)]


# === all options of a call ===


def test_options_are_told_as_they_were_asked_for_and_the_bias_comes_later() -> None:
    varied = {"groups": (2,), "bias": (), "padding": ("same",), "stride": (3,)}
    told, said = options(asked(resolve("conv1d", varied), Dice(0)))
    assert list(told.items()) == [("groups", 2), ("padding", "same"), ("stride", 3)]
    known = ("groups", "padding", "stride", "dilation", "mode", "boundary")
    assert [said[name] for name in known] == [2, "same", 3, 1, "valid", "zero"]


def test_what_is_fixed_is_said_in_our_words() -> None:
    reference = CONVENTIONS["onnx.Conv"].reference
    fixed = partial(reference, auto_pad="SAME_UPPER", strides=[2], group=3)
    told, said = options(asked(resolve(fixed, axes=1), Dice(0)))
    assert told == {}
    known = ("padding", "stride", "groups", "dilation", "output_padding")
    assert [said[name] for name in known] == ["same", 2, 3, 1, 0]


@pytest.mark.parametrize(
    ("like", "axes", "form"),
    [
        ("conv1d", 1, {"sides": True, "words": True, "size": "", "depthwise": False}),
        ("conv1d_weight_gradient", 1, {"size": "w_size", "whole": False}),
        ("torch.nn.grad.conv1d_input", 1, {"size": "input_size", "whole": True}),
        ("torch.nn.grad.conv1d_input", 1, {"sides": False, "words": False}),
        ("convolve", 1, {"mode": "full"}),
        ("correlate", 1, {"mode": "valid"}),
        ("tensorflow.nn.depthwise_conv2d", 2, {"depthwise": True, "sides": False}),
    ],
)
def test_what_else_decides_about_shapes_is_said(
    like: str, axes: int, form: Any
) -> None:
    _, said = options(asked(resolve(like, axes=axes), Dice(0)))
    assert {name: said[name] for name in form} == form


def test_options_of_a_library_alone_are_drawn_from_their_list() -> None:
    row = CONVENTIONS["scipy.ndimage.convolve1d"]
    assert drawn("scipy.ndimage.convolve1d", "mode") == {*row.options[1]["mode"]}


@pytest.mark.parametrize(
    ("like", "layer"),
    [("conv1d", "conv"), ("conv_transpose2d", "conv_transpose"),
     ("conv_transpose1d_weight_gradient", "conv_transpose"),
     ("conv2d_input_gradient", "conv"), ("convolve", "convolve")],
)
def test_a_gradient_is_of_a_layer(like: str, layer: str) -> None:
    assert asked(resolve(like), Dice(0)).layer == layer


# === in our words ===


@pytest.mark.parametrize(
    ("option", "value", "ours"),
    [("strides", [2], 2), ("strides", [2, 3], (2, 3)), ("auto_pad", "NOTSET", 0),
     ("auto_pad", "VALID", 0), ("auto_pad", "SAME_LOWER", "same_lower")],
)
def test_an_option_of_onnx_is_said_in_ours(option: str, value: Any, ours: Any) -> None:
    assert CONVENTIONS["onnx.Conv"].in_ours(option, value) == ours


def test_a_tuple_of_one_is_a_number_and_nothing_stays_nothing() -> None:
    row = resolve("torch.nn.grad.conv1d_input").convention
    assert row.in_ours("stride", (2,)) == 2
    assert row.in_ours("stride", []) == ()


def test_only_a_padding_of_no_samples_is_a_zero() -> None:
    row = resolve("conv1d").convention
    assert row.in_ours("padding", "valid") == 0
    assert row.in_ours("padding", "same") == "same"
    assert row.in_ours("mode", "valid") == "valid"


def test_a_step_or_a_padding_of_two_axes_is_one_or_two_of_one_axis() -> None:
    assert [both(v) for v in (2, [3], (2, 3))] == [(2, 2), (3, 3), (2, 3)]
    assert sides(2, 1) == [(2, 2)]
    assert sides((1, 2), 1) == [(1, 2)]
    assert sides(2, 2) == [(2, 2), (2, 2)]
    assert sides((1, 2), 2) == [(1, 1), (2, 2)]
    assert sides(((1, 2), (3, 4)), 2) == [(1, 2), (3, 4)]
    assert sides("same", 1) is sides("same", 2) is None
