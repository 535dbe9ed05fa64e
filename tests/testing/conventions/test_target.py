"""What a candidate is measured by: ours and theirs are rows of one table."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

import pureconv
from pureconv.testing import assert_convolution, check, conventions, vectors
from pureconv.testing.conventions import (
    CONVENTIONS,
    OURS,
    ROLES,
    Convention,
    layout_of,
    resolve,
    role_name,
    target_of,
)
from pureconv.testing.verdict import judge
from refusals import refusal


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


KNOWN = (
    "ValueError: like must be convolve, correlate, scatter, convolve2d, correlate2d, "
    "conv1d, conv2d, conv_transpose1d, conv_transpose2d, conv1d_input_gradient, "
    "conv2d_input_gradient, conv1d_weight_gradient, conv2d_weight_gradient, "
    "conv_transpose1d_input_gradient, conv_transpose2d_input_gradient, "
    "conv_transpose1d_weight_gradient, conv_transpose2d_weight_gradient, "
    "bias_gradient, one of these with options fixed by functools.partial, or a name "
    "in CONVENTIONS, not "
)


@pytest.mark.parametrize(
    ("like", "shown"),
    [
        (None, "None"),
        (7, "7"),
        ("numpy", "'numpy'"),
        ([1], "[1]"),
        (len, "<built-in function len>: check takes any function, with `arguments`"),
        ("Conv2d", "'Conv2d': is it conv2d or conv1d or convolve2d?"),
        ("ONNX.Conv", "'ONNX.Conv': is it onnx.Conv?"),
        ("torch.nn.Conv2d", "'torch.nn.Conv2d': is it torch.nn.functional.conv2d?"),
        ("conv1", "'conv1': is it conv1d or conv2d or convolve?"),
        ("torch.conv2d", "'torch.conv2d': is it torch.nn.functional.conv2d?"),
        ("sympy.conv", "'sympy.conv': is it sympy.convolution or numpy.convolve?"),
    ],
)
def test_what_stands_for_nothing_is_no_row(like: Any, shown: str) -> None:
    assert refusal(resolve, like) == KNOWN + shown


def test_what_is_neither_equal_nor_not_is_no_row() -> None:
    """Where `like` was forgotten, an array stands in its place."""

    class Unclear:
        def __bool__(self) -> bool:
            raise ValueError("the truth value is ambiguous")

    class Array:
        __hash__ = None  # type: ignore[assignment]

        def __eq__(self, _: object) -> Any:
            return Unclear()

        def __repr__(self) -> str:
            return "array([1, 2])"

    assert refusal(resolve, Array()) == f"{KNOWN}array([1, 2])"
    assert refusal(target_of, Array()) == f"{KNOWN}array([1, 2])"


def test_a_function_of_a_library_is_offered_its_convention() -> None:
    def convolve(x: Any, w: Any) -> Any:
        return pureconv.convolve(x, w)

    convolve.__module__ = "numpy"
    assert refusal(resolve, convolve).endswith(": is it numpy.convolve?")


@pytest.mark.parametrize(
    ("role", "layer"),
    [
        ("convolve", ""),
        ("conv", ""),
        ("conv_transpose", ""),
        ("conv_input_gradient", "conv"),
        ("conv_weight_gradient", "conv"),
        ("conv_transpose_input_gradient", "conv_transpose"),
        ("conv_transpose_weight_gradient", "conv_transpose"),
    ],
)
def test_a_gradient_is_one_of_a_layer(role: str, layer: str) -> None:
    row = Convention(max, role, {1: {}})
    assert row.layer == layer
    assert row.batched == (role in {"conv", "conv_transpose"})


def test_a_library_keeps_its_name_when_options_are_fixed() -> None:
    reference = CONVENTIONS["numpy.convolve"].reference
    target = resolve(partial(reference, mode="same"))

    assert target.name == "numpy.convolve"
    assert target.default("mode") == "same"
    assert target.reference([1, 2], [1, 1, 1]) == [1, 3, 3]


def test_operands_may_not_be_fixed() -> None:
    assert refusal(resolve, partial(pureconv.conv1d, [[[1]]])).startswith(KNOWN)


def test_a_function_stands_for_itself_if_for_nothing_else() -> None:
    class Sliding:
        def __call__(self, x: Any, w: Any) -> Any:
            return [x[0] * w[0]]

    target = target_of(Sliding())
    assert target.name == "Sliding"
    assert target.reference([2], [3]) == [6]
    assert (target.convention.role, target.roles) == ("sums", {})
    assert target_of("numpy.convolve").name == "numpy.convolve"
    assert refusal(target_of, 7) == f"{KNOWN}7"


def test_a_function_of_ones_own_has_no_layout() -> None:
    def sliding(x: Any, w: Any) -> Any:
        return [x[0] * w[0]]

    rule = "ValueError: layout is of layers of a known convention, not of a function"
    said = refusal(target_of, sliding, "NLC,LIO")
    assert said.startswith(f"{rule} of one's own, <function ")
    assert "arguments" not in said
    sliding.__module__, sliding.__name__ = "keras.src.ops", "conv"
    said = refusal(target_of, sliding, "NLC,LIO")
    assert said.endswith(": is it keras.ops.conv?")
    assert refusal(target_of, "conv2d", "NLC,LIO").startswith("ValueError: layout must")
    assert refusal(target_of, "conv", "NLC,LIO").startswith(KNOWN)


def test_a_partial_fixes_options_and_has_them_in_its_name() -> None:
    target = resolve(partial(pureconv.conv1d, stride=2), ["padding"])

    assert target.name == "conv1d, stride=2"
    two = partial(pureconv.conv1d, stride=2, padding="same")
    assert resolve(two).name == "conv1d, stride=2, padding='same'"
    assert target.default("stride") == 2
    assert target.call([[[1, 2, 3]]], [[[1]]], {"padding": 1}).evaluate() == [
        [[0, 2, 0]]
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (7, "options must be a list of names, or a dict, not 7"),
        ([7], r"options must be a list of names, or a dict, not \[7\]"),
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
        ("scatter", ["mode"], "scatter has no option 'mode' to vary, but none"),
        ("conv_transpose1d_input_gradient", ["x"],
         ("conv_transpose1d_input_gradient has no option 'x' to vary, but stride, "
          "padding, output_padding, dilation, groups")),
        ("conv1d_weight_gradient", ["w_size"],
         ("conv1d_weight_gradient has no option 'w_size' to vary, but stride, "
          "padding, dilation, groups")),
        (partial(pureconv.convolve, mode="same"), ["mode"],
         "convolve has no option 'mode' to vary, but stride, dilation, boundary"),
        ("scipy.ndimage.convolve", ["mode", "cval"],
         "option 'cval' of scipy.ndimage.convolve has no values to try: give some"),
        (partial(pureconv.conv1d, stride=2), {"groups": ["x"]},
         "groups='x' is no value to try: groups must be an int, not 'x'"),
        ("conv_transpose1d", {"output_padding": [9]},
         ("output_padding=9 is no value to try: output_padding must be less than "
          "max(stride, dilation) = 1, not 9")),
        ("conv1d_input_gradient", {"stride": [1, 0]},
         "stride=0 is no value to try: stride must be at least 1, not 0"),
        ("conv_transpose2d_weight_gradient", {"stride": [1, 0]},
         "stride=0 is no value to try: stride must be at least 1, not 0"),
        ("keras.ops.conv", {"padding": [1]},
         'padding=1 is no value to try: padding must be "VALID" or "SAME", not 1'),
        ("tensorflow.nn.conv2d_transpose", {"padding": ["sam"]},
         ("padding='sam' is no value to try: "
          'padding must be "VALID" or "SAME", not \'sam\': say "SAME"')),
        ("tensorflow.nn.conv2d_transpose", {"strides": [[2, 0]]},
         ("strides=[2, 0] is no value to try: "
          "strides[1] must be at least 1, not 0")),
        ("torch.nn.grad.conv2d_input", {"padding": ["same"]},
         ("padding='same' is no value to try: padding must be an int or a pair "
          "(rows, columns), not 'same'")),
        ("torch.nn.grad.conv1d_weight", {"padding": [(1, 2)]},
         ("padding=(1, 2) is no value to try: padding must be an int, not (1, 2)")),
    ],
)  # fmt: skip
def test_what_can_not_vary_is_told_with_what_can(
    like: Any, options: Any, message: str
) -> None:
    assert refusal(resolve, like, options).partition(": ")[2] == message


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
        ("conv1d", {"bias": [[1, 2]]}),  # of as many channels as there will be
        ("conv_transpose1d", {"output_padding": [8]}),
        ("conv_transpose1d_input_gradient", {"output_padding": [8]}),
        ("onnx.ConvTranspose", {"output_padding": [[2]], "group": [2]}),
        ("tensorflow.nn.depthwise_conv2d",
         {"strides": [[1, 2, 2, 1]], "dilations": [[2, 2]]}),
        ("jax.lax.conv_general_dilated", {"padding": ["SAME", ((1, 1),)]}),
        ("tensorflow.nn.conv2d_transpose",
         {"strides": [[2, 2], (1, 3), 2], "padding": ["SAME", "VALID"]}),
        ("torch.nn.grad.conv1d_input", {"stride": [2, [2], (2,)], "groups": [3]}),
        ("torch.nn.grad.conv2d_weight", {"padding": [1, (0, 2)], "dilation": [9]}),
    ],
)  # fmt: skip
def test_values_that_it_takes_in_some_call_are_not(like: str, options: Any) -> None:
    values = resolve(like, options).values
    assert {k: values[k] for k in options} == {k: tuple(v) for k, v in options.items()}


def test_options_that_cannot_be_left_out_vary_by_themselves() -> None:
    target = resolve("jax.lax.conv_general_dilated", ["rhs_dilation"])
    assert [*target.values] == ["window_strides", "padding", "rhs_dilation"]
    assert target.theirs("stride") == "window_strides"
    assert target.theirs("padding") == "padding"
    assert target.theirs("boundary") is None
    depthwise = resolve("tensorflow.nn.depthwise_conv2d")
    assert [*depthwise.values] == ["strides", "padding", "groups"]
    fixed = resolve(partial(depthwise.convention.reference, groups=2, padding="SAME"))
    assert [*fixed.values] == ["strides"]
    assert [*resolve("tensorflow.nn.conv2d_transpose").values] == ["strides", "padding"]
    assert target.listed("window_strides", 2)[:2] == ([1, 1], [1, 2])


def test_a_convention_of_one_axis_and_two_can_be_that_of_one() -> None:
    assert resolve("onnx.Conv", axes=2).roles == {2: "conv2d"}
    with pytest.raises(ValueError, match="axes must be 1 or 2 here, not 3"):
        resolve("onnx.Conv", axes=3)
    assert refusal(resolve, "conv2d", axes=1) == (
        "ValueError: axes must be 2 here, not 1"
    )
    assert refusal(resolve, "onnx.Conv", axes=0) == (
        "ValueError: axes must be at least 1, not 0"
    )
    assert refusal(resolve, "onnx.Conv", axes="1") == (
        "TypeError: axes must be an int, not '1'"
    )


def test_values_to_try_are_those_given_or_else_those_listed() -> None:
    target = resolve("scipy.ndimage.convolve", {"mode": [], "cval": [1]})
    assert target.listed("mode") == CONVENTIONS["scipy.ndimage.convolve"].options[1][
        "mode"
    ]
    assert target.listed("cval") == (1,)
    assert resolve("conv1d", ["stride"]).listed("stride") == ()  # any will do


def test_values_of_what_is_drawn_are_not_listed() -> None:
    """The strides of torch are of any size: those in the table are for identify."""
    assert CONVENTIONS["torch.nn.functional.conv1d"].options[1]["stride"]
    target = resolve("torch.nn.functional.conv1d", {"stride": [], "dilation": [2]})
    assert target.listed("stride") == ()
    assert target.listed("dilation") == (2,)


def test_values_to_try_are_of_one_axis_if_nobody_says_two() -> None:
    target = resolve("onnx.Conv", ["pads", "strides"])
    assert target.listed("pads")[1] == target.listed("pads", 1)[1] == [1, 2]
    assert target.listed("pads", 2)[1] == [1, 1, 1, 1]
    assert resolve("onnx.Conv", ["strides"], axes=2).listed("strides")[0] == [1, 1]
    assert target.shrinkable("pads") == target.listed("pads", 1)
    assert target.shrinkable("group") is None


def test_an_option_has_the_default_of_the_library_or_else_ours() -> None:
    """None, or no default at all, stands for what everybody means by nothing."""
    onnx, jax = resolve("onnx.ConvTranspose"), resolve("jax.lax.conv_general_dilated")
    assert resolve("numpy.correlate").default("mode") == "valid"
    assert onnx.default("auto_pad") == "NOTSET"
    assert [onnx.default(k) for k in ("strides", "dilations", "group")] == [1, 1, 1]
    assert onnx.default("output_padding") == 0
    assert onnx.default("pads") is None
    assert jax.default("window_strides") == 1
    assert jax.default("padding") == 0
    assert jax.usual("padding") == 0
    assert resolve("numpy.convolve").usual("mode") == "full"
    assert resolve("scatter").usual("mode") == "valid"
    assert resolve("scipy.signal.convolve2d").usual("boundary") == "zero"


def test_a_call_has_the_operands_and_the_order_of_the_row() -> None:
    target = resolve("conv1d_input_gradient", layout="NLC,LIO")
    call = target.call([[[1]]], [[[2]]], {"stride": 3, "x_size": 1})
    assert (call.x, call.w, call.bias) == ([[[1]]], [[[2]]], None)
    assert call.options == {"stride": 3, "x_size": 1}
    assert call.names == ("gradient", "w")
    assert call.layout == layout_of("NLC,LIO", "conv_input_gradient")
    call = resolve("conv1d").call([[[1]]], [[[2]]], {"bias": [5], "stride": 3})
    assert (call.bias, call.options, call.layout) == ([5], {"stride": 3}, None)
    assert call.evaluate() == [[[7]]]


def test_roles_are_functions_of_ours_by_the_number_of_axes() -> None:
    assert resolve("onnx.Conv").roles == {1: "conv1d", 2: "conv2d"}
    assert resolve("scipy.signal.correlate").roles == {
        1: "correlate", 2: "correlate2d"
    }  # fmt: skip
    assert resolve("bias_gradient").roles == {1: "bias_gradient", 2: "bias_gradient"}
    assert resolve("torch.nn.grad.conv2d_weight").roles == {
        2: "conv2d_weight_gradient"
    }


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


def checks(like: str, dtype: str) -> None:
    check(resolve(like).reference, like, dtype=dtype, only=["flip"])


def judges(like: str, dtype: str) -> None:
    judge([1, 2, 3], like, [1, 2, 3], [1], dtype=dtype)


def asserts(like: str, dtype: str) -> None:
    assert_convolution([1, 2, 3], like, [1, 2, 3], [1], dtype=dtype)


def writes_vectors(like: str, dtype: str) -> None:
    vectors(like, dtype=dtype, cases=1)


@pytest.mark.parametrize("measures", [checks, judges, asserts, writes_vectors])
def test_who_drops_imaginary_parts_is_not_asked_for_any(measures: Any) -> None:
    """Whatever else it did would look wrong: `check` would list thirty failures."""
    astropy = "astropy.convolution.convolve"
    said = f"^dtype must be real for {astropy}, not complex64$"
    with pytest.raises(ValueError, match=said):
        measures(astropy, "complex64")
    measures("scipy.ndimage.convolve", "complex64")


def test_all_that_the_room_offers_is_there() -> None:
    offered = conventions.__all__
    assert [name for name in offered if not hasattr(conventions, name)] == []
