"""What a candidate is measured by: ours and theirs are rows of one table."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

import pureconv
from pureconv.testing import check, conventions
from pureconv.testing.conventions import (
    CONVENTIONS,
    OURS,
    ROLES,
    Convention,
    resolve,
    role_name,
)


@pytest.mark.parametrize("name", [*OURS, *CONVENTIONS])
def test_every_row_plays_a_role_and_can_be_resolved_by_its_name(name: str) -> None:
    row = {**OURS, **CONVENTIONS}[name]
    target = resolve(name)

    assert row.role in ROLES
    assert target.convention is row
    assert set(map(row.ours, row.drawn)) <= set(ROLES[row.role])
    assert set(row.names.values()) <= set(ROLES[row.role])
    assert set(target.roles.values()) <= OURS.keys()


@pytest.mark.parametrize("name", OURS)
def test_a_function_of_ours_is_the_row_of_its_name(name: str) -> None:
    function = getattr(pureconv, name)
    assert resolve(function).convention is OURS[name]
    for axes in OURS[name].options:
        assert role_name(OURS[name].role, axes) == name


@pytest.mark.parametrize("like", [None, 7, "numpy", [1]])
def test_what_stands_for_nothing_is_no_row(like: Any) -> None:
    with pytest.raises(ValueError, match=r"^like must be convolve, correlate, "):
        resolve(like)


def test_a_partial_fixes_options_and_has_them_in_its_name() -> None:
    target = resolve(partial(pureconv.conv1d, stride=2), ["padding"])

    assert target.name == "conv1d, stride=2"
    assert target.default("stride") == 2
    assert target.call([[[1, 2, 3]]], [[[1]]], {"padding": 1}).evaluate() == [
        [[0, 2, 0]]
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("stride", "options must be a list of names, or a dict, not 'stride'"),
        ({"padding": "same"}, "to try for 'padding' must be a list, not 'same'"),
        ({"stride": 2}, "values to try for 'stride' must be a list, not 2"),
    ],
)
def test_options_that_are_not_lists_are_refused(options: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        resolve("conv1d", options)


@pytest.mark.parametrize(
    ("like", "options", "message"),
    [
        ("conv1d", {"stride": [[1]]}, r"stride=\[1\] is no value to try: stride"),
        ("conv1d", {"groups": [[2]]}, r"groups=\[2\] is no value to try: groups"),
        ("conv1d", {"groups": [0]}, "groups=0 is no value to try: groups"),
        ("conv2d", {"stride": [1, 0]}, "stride=0 is no value to try: stride must"),
        ("convolve", {"mode": ["sam"]}, "mode='sam' is no value to try: mode must"),
        ("conv_transpose1d", {"output_padding": [-1]}, "output_padding=-1 is no valu"),
        (
            "jax.lax.conv_general_dilated",
            {"window_strides": [[0]]},
            r"window_strides=\[0\] is no value to try",
        ),
    ],
)
def test_values_that_an_option_never_takes_are_refused(
    like: str, options: Any, message: str
) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        resolve(like, options)


@pytest.mark.parametrize(
    ("like", "options"),
    [
        ("conv2d", {"groups": [1, 3, 64], "stride": [(1, 2), 3], "bias": [[1]]}),
        ("conv_transpose2d", {"output_padding": [2, (0, 1)], "padding": ["valid"][1:]}),
        ("onnx.ConvTranspose", {"output_padding": [[2]], "group": [2]}),
        ("jax.lax.conv_general_dilated", {"padding": ["SAME", ((1, 1),)]}),
    ],
)
def test_values_that_it_takes_in_some_call_are_not(like: str, options: Any) -> None:
    values = resolve(like, options).values
    assert {k: values[k] for k in options} == {k: tuple(v) for k, v in options.items()}


def test_options_that_cannot_be_left_out_vary_by_themselves() -> None:
    target = resolve("jax.lax.conv_general_dilated", ["rhs_dilation"])
    assert [*target.values] == ["window_strides", "padding", "rhs_dilation"]
    assert target.theirs("stride") == "window_strides"
    assert target.theirs("boundary") is None
    assert target.listed("window_strides", 2)[:2] == ([1, 1], [1, 2])


def test_a_convention_of_one_axis_and_two_can_be_that_of_one() -> None:
    assert resolve("onnx.Conv", axes=2).roles == {2: "conv2d"}
    with pytest.raises(ValueError, match="axes must be 1 or 2 here, not 3"):
        resolve("onnx.Conv", axes=3)


FEW = {1: ([1], [2], [3]), 2: ([1, 1], [2, 2], [1, 2], [3, 1])}
PADS = {
    1: ([0, 0], [1, 2], [2, 0], [0, 1]),
    2: ([0, 0, 0, 0], [1, 1, 1, 1], [0, 1, 2, 0], [2, 0, 0, 1]),
}
LISTED: dict[str, dict[str, Any]] = {
    "scipy.signal.upfirdn": {"up": (1, 2, 3), "down": (1, 2, 3)},
    "astropy.convolution.convolve": {"normalize_kernel": (True, False)},
    "astropy.convolution.convolve_fft": {
        "boundary": ("fill", "wrap"), "normalize_kernel": (True, False)
    },
    "cv2.filter2D": {"borderType": (0, 1, 2, 4)},
    "kornia.filters.filter2d": {
        "border_type": ("constant", "reflect", "replicate", "circular"),
        "padding": ("same", "valid"),
        "behaviour": ("corr", "conv"),
    },
    "torch.nn.functional.conv1d": {"padding": (0, "same", 1, 2, 3)},
    "torch.nn.functional.conv_transpose2d": {
        "padding": (0, 1), "output_padding": (0, 1)
    },
    "jax.lax.conv_general_dilated": {"padding": ("VALID", "SAME", "SAME_LOWER")},
    "onnx.Conv": {"auto_pad": ("NOTSET", "SAME_UPPER", "SAME_LOWER"), "pads": PADS},
    "onnx.ConvTranspose": {"pads": PADS},
    "tensorflow.nn.conv2d": {"padding": ("VALID", "SAME")},
    "tensorflow.nn.depthwise_conv2d": {
        "strides": ([1, 1, 1, 1], [1, 2, 2, 1], [1, 3, 3, 1]),
        "dilations": FEW[2],
    },
    "keras.ops.conv": {
        "padding": ("valid", "same"), "strides": FEW, "dilation_rate": FEW
    },
}  # fmt: skip


@pytest.mark.parametrize("name", LISTED)
def test_values_to_try_are_those_of_the_library(name: str) -> None:
    for axes, listed in CONVENTIONS[name].options.items():
        for option, values in LISTED[name].items():
            given = values[axes] if isinstance(values, dict) else values
            assert listed[option] == given


BOTH = {
    "scipy.signal.convolve", "scipy.signal.correlate",
    "scipy.signal.fftconvolve", "scipy.signal.oaconvolve",
    "scipy.ndimage.convolve", "scipy.ndimage.correlate",
    "astropy.convolution.convolve", "astropy.convolution.convolve_fft",
    "jax.scipy.signal.convolve", "jax.scipy.signal.correlate",
    "jax.lax.conv_general_dilated", "jax.lax.conv_transpose",
    "keras.ops.conv", "keras.ops.conv_transpose",
    "onnx.Conv", "onnx.ConvTranspose",
}  # fmt: skip


@pytest.mark.parametrize("name", CONVENTIONS)
def test_a_convention_is_of_one_axis_unless_its_name_says_two(name: str) -> None:
    expected = [1, 2] if name in BOTH else [2] if "2" in name else [1]
    assert [*CONVENTIONS[name].options] == expected


STEPS = [
    ("torch.nn.functional.conv1d", 1, ["stride", "dilation"]),
    ("torch.nn.functional.conv_transpose2d", 2, ["stride", "dilation"]),
    ("jax.lax.conv_general_dilated", 2, ["window_strides", "rhs_dilation"]),
    ("jax.lax.conv_transpose", 1, ["strides", "rhs_dilation"]),
    ("keras.ops.conv_transpose", 2, ["strides"]),
    ("onnx.Conv", 1, ["strides", "dilations"]),
    ("tensorflow.nn.conv1d", 1, ["stride", "dilations"]),
    ("tensorflow.nn.conv2d_transpose", 2, ["strides"]),
]


@pytest.mark.parametrize(("name", "axes", "options"), STEPS)
def test_steps_are_tried_to_five_on_every_axis(
    name: str, axes: int, options: list[str]
) -> None:
    single = [[n] for n in range(1, 6)]
    pairs = [[rows, columns] for rows in range(1, 6) for columns in range(1, 6)]
    for option in options:
        assert [*CONVENTIONS[name].options[axes][option]] == (
            single if axes == 1 else pairs
        )


def test_values_to_try_are_those_given_or_else_those_listed() -> None:
    target = resolve("scipy.ndimage.convolve", {"mode": [], "cval": [1]})
    assert target.listed("mode") == CONVENTIONS["scipy.ndimage.convolve"].options[1][
        "mode"
    ]
    assert target.listed("cval") == (1,)
    assert resolve("conv1d", ["stride"]).listed("stride") == ()  # any will do


def test_a_row_knows_our_names() -> None:
    row: Convention = CONVENTIONS["onnx.Conv"]
    assert row.ours("auto_pad") == "padding"
    assert row.ours("pads") == "pads"


def test_words_of_a_library_are_said_in_ours() -> None:
    row = CONVENTIONS["onnx.Conv"]
    assert row.said("auto_pad", "SAME_UPPER") == "same"
    assert row.said("auto_pad", "NOTSET") == 0
    assert row.said("strides", [2]) == [2]
    assert resolve("onnx.Conv").usual("padding") == 0  # "NOTSET"
    assert resolve("keras.ops.conv").usual("stride") == 1
    assert resolve("keras.ops.conv").usual("boundary") == "zero"


def test_laws_are_tried_in_the_words_of_the_library() -> None:
    """Where "SAME" makes an output too many, a law about "same" sees it."""
    reference = CONVENTIONS["jax.lax.conv_general_dilated"].reference

    def conv(x: Any, w: Any, window_strides: Any, padding: Any) -> Any:
        y = reference(x, w, window_strides, padding)
        more = [0.0] * (padding == "SAME")
        return [[[*plane, *more] for plane in item] for item in y]

    records = check(
        conv,
        "jax.lax.conv_general_dilated",
        axes=1,
        max_examples=10,
        only=["channels_add_up", "stride_thins", "same_rounds_up"],
        on_fail=None,
    )
    assert [r.status for r in records] == ["passed", "passed", "failed"]


def test_all_that_the_room_offers_is_there() -> None:
    offered = conventions.__all__
    assert [name for name in offered if not hasattr(conventions, name)] == []
