"""What a library refuses, its convention refuses, too, and says which argument is why.

Whatever is just not refused stands beside it.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from inspect import signature
from typing import Any

import pytest

from pureconv.testing.conventions import CONVENTIONS
from refusals import refusal

X, W = [[[1, 2, 3]]], [[[1]]]  # a layer of one axis
X2, W2 = [[[[1, 2, 3]]]], [[[[1]]]]
SIDE, DOWN = [[1, 2]], [[1], [2]]  # none is the larger on both axes


def reference(name: str) -> Any:
    return CONVENTIONS[name].reference


# === words ===

FILLS = '"fill", "wrap" or "symm"'
MODES = '"full", "same" or "valid"'
BORDERS = '"constant", "reflect", "replicate" or "circular"'
MIRRORS = (
    '"reflect", "grid-mirror", "mirror", "nearest", "wrap", "grid-wrap", "constant" '
    'or "grid-constant"'
)
WORDS = [
    ("numpy.convolve", [1], [1], "mode", MODES),
    ("numpy.correlate", [1], [1], "mode", MODES),
    ("scipy.signal.convolve", [1], [1], "mode", MODES),
    ("scipy.signal.convolve2d", [[1]], [[1]], "boundary", FILLS),
    ("scipy.signal.correlate2d", [[1]], [[1]], "boundary", FILLS),
    ("scipy.ndimage.convolve", [1], [1], "mode", MIRRORS),
    ("scipy.ndimage.correlate", [1], [1], "mode", MIRRORS),
    ("jax.scipy.signal.convolve", [1], [1], "mode", MODES),
    ("astropy.convolution.convolve", [1], [1], "boundary",
     '"fill", "extend" or "wrap"'),
    ("astropy.convolution.convolve_fft", [1], [1], "boundary", '"fill" or "wrap"'),
    ("kornia.filters.filter2d", [[1]], [[1]], "border_type", BORDERS),
    ("kornia.filters.filter2d", [[1]], [[1]], "padding", '"same" or "valid"'),
    ("kornia.filters.filter2d", [[1]], [[1]], "behaviour", '"conv" or "corr"'),
    ("matlab.conv", [1], [1], "shape", MODES),
    ("matlab.filter2", [[1]], [[1]], "shape", MODES),
    ("torch.nn.functional.conv1d", X, W, "padding", '"valid" or "same"'),
    ("torch.nn.functional.conv2d", X2, W2, "padding", '"valid" or "same"'),
    ("onnx.Conv", X, W, "auto_pad",
     '"NOTSET", "VALID", "SAME_UPPER" or "SAME_LOWER"'),
    ("onnx.ConvTranspose", X, W, "auto_pad",
     '"NOTSET", "VALID", "SAME_UPPER" or "SAME_LOWER"'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "x", "w", "option", "words"), WORDS)
def test_a_word_that_the_library_does_not_know_is_refused(
    name: str, x: Any, w: Any, option: str, words: str
) -> None:
    said = refusal(reference(name), x, w, **{option: "half"})
    assert said == f"ValueError: {option} must be {words}, not 'half'"


PADDED: list[tuple[str, Any, Any, dict[str, Any]]] = [
    ("jax.lax.conv_transpose", X, W, {"strides": [1]}),
    ("keras.ops.conv", X, W, {}),
    ("keras.ops.conv_transpose", X, W, {}),
    ("tensorflow.nn.conv1d", X, W, {"stride": 1}),
    ("tensorflow.nn.conv2d", X2, W2, {"strides": 1}),
    ("tensorflow.nn.depthwise_conv2d", X2, W2, {"strides": [1, 1, 1, 1]}),
    ("tensorflow.nn.conv2d_transpose", X2, W2,
     {"strides": 1, "output_shape": (1, 1, 1, 3)}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "x", "w", "options"), PADDED)
def test_padding_of_tensorflow_is_one_of_two_words(
    name: str, x: Any, w: Any, options: dict[str, Any]
) -> None:
    words = 'padding must be "VALID" or "SAME", not'
    layer = reference(name)
    assert refusal(layer, x, w, padding="HALF", **options) == (
        f"ValueError: {words} 'HALF'"
    )
    assert refusal(layer, x, w, padding=1, **options) == f"TypeError: {words} 1"
    assert layer(x, w, padding="VALID", **options) == x  # the weight is 1


def test_padding_of_jax_is_one_of_three_words() -> None:
    said = refusal(
        reference("jax.lax.conv_general_dilated"), X, W, [1], padding="half"
    )
    assert said == (
        'ValueError: padding must be "VALID", "SAME" or "SAME_LOWER", not \'HALF\''
    )


# === lists ===

ONNX_LAYERS = ("onnx.Conv", "onnx.ConvTranspose")
LISTS = [
    *[(name, option, 2) for name in ONNX_LAYERS for option in ("strides", "dilations")],
    *[(name, "pads", 4) for name in ONNX_LAYERS],
    ("onnx.ConvTranspose", "output_padding", 2),
    ("onnx.ConvTranspose", "output_shape", 2),
    ("jax.lax.conv_general_dilated", "window_strides", 2),
    ("jax.lax.conv_general_dilated", "rhs_dilation", 2),
]


@pytest.mark.parametrize(("name", "option", "count"), LISTS)
def test_a_list_has_an_item_for_each_axis_and_is_told_by_its_own_name(
    name: str, option: str, count: int
) -> None:
    needed = {"window_strides": [1, 1], "padding": "VALID"} if "jax" in name else {}
    rule = f"{option} must be a list of {count} ints, not"
    for odd, kind in ((1, "TypeError"), ([1], "ValueError"), ("same", "TypeError")):
        words = {**needed, option: odd}
        said = refusal(reference(name), X2, W2, **words)
        assert said == f"{kind}: {rule} {odd!r}"
    words = {**needed, option: [1, -1, 1, 1][:count]}
    said = refusal(reference(name), X2, W2, **words)
    least = 0 if "pad" in option else 1
    assert said == f"ValueError: {option}[1] must be at least {least}, not -1"


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("onnx.Conv", "group"),
        ("onnx.ConvTranspose", "group"),
        ("jax.lax.conv_general_dilated", "feature_group_count"),
    ],
)
def test_groups_are_told_by_the_name_of_the_library(name: str, option: str) -> None:
    needed = {"window_strides": [1, 1], "padding": "VALID"} if "jax" in name else {}
    words: dict[str, Any] = {**needed, option: 0}
    said = refusal(reference(name), X2, W2, **words)
    assert said == f"ValueError: {option} must be at least 1, not 0"


def test_sides_of_jax_are_a_pair_for_each_axis() -> None:
    rule = "padding must be a word, or a pair of sides for each axis"
    for odd in (3, [(1, 2)], ()):
        said = refusal(
            reference("jax.lax.conv_general_dilated"), X2, W2, [1, 1], padding=odd
        )
        assert said == f"ValueError: {rule}, not {odd!r}"


# === numbers ===


def test_upfirdn_of_scipy_inserts_and_drops_whole_steps() -> None:
    for option in ("up", "down"):
        words: dict[str, Any] = {option: 0}
        said = refusal(reference("scipy.signal.upfirdn"), [1, 2], [1], **words)
        assert said == f"ValueError: {option} must be at least 1, not 0"


@pytest.mark.parametrize("name", ["scipy.ndimage.convolve", "scipy.ndimage.correlate"])
def test_an_origin_of_ndimage_stays_within_the_kernel(name: str) -> None:
    """Two taps may move by -1 or by 0, three by -1, 0 or 1."""
    for w, least, most in (([1, 2], -1, 0), ([1, 2, 3], -1, 1)):
        for origin in range(least, most + 1):
            assert len(reference(name)([1, 2], w, origin=origin)) == 2
        said = refusal(reference(name), [1, 2], w, origin=most + 1)
        assert said == f"ValueError: origin must be at most {most}, not {most + 1}"
        said = refusal(reference(name), [1, 2], w, origin=least - 1)
        assert said == f"ValueError: origin must be at least {least}, not {least - 1}"
    said = refusal(reference(name), [1, 2], [1, 2], origin=(0, 0))
    assert said == "ValueError: origin must be one int, or one an axis, not (0, 0)"


NUMBERS = [
    ("torch.nn.functional.conv{}d", {"stride": 0}, 1),
    ("torch.nn.functional.conv{}d", {"dilation": 0}, 1),
    ("torch.nn.functional.conv{}d", {"padding": -1}, 0),
    ("torch.nn.functional.conv_transpose{}d", {"stride": 0}, 1),
    ("torch.nn.functional.conv_transpose{}d", {"dilation": 0}, 1),
    ("torch.nn.functional.conv_transpose{}d", {"padding": -1}, 0),
    ("torch.nn.functional.conv_transpose{}d", {"output_padding": -1}, 0),
    ("torch.nn.grad.conv{}d_input", {"stride": 0}, 1),
    ("torch.nn.grad.conv{}d_input", {"dilation": 0}, 1),
    ("torch.nn.grad.conv{}d_input", {"padding": -1}, 0),
    ("keras.ops.conv", {"strides": 0}, 1),
    ("keras.ops.conv", {"dilation_rate": 0}, 1),
    ("keras.ops.conv_transpose", {"strides": 0}, 1),
    ("jax.lax.conv_transpose", {"strides": 0}, 1),
    ("jax.lax.conv_transpose", {"rhs_dilation": 0}, 1),
    ("tensorflow.nn.conv{}d", {"stride": 0}, 1),
    ("tensorflow.nn.conv{}d", {"strides": 0}, 1),
    ("tensorflow.nn.conv{}d", {"dilations": 0}, 1),
    ("tensorflow.nn.depthwise_conv2d", {"strides": [1, 0, 0, 1]}, 1),
    ("tensorflow.nn.depthwise_conv2d", {"dilations": 0}, 1),
    ("tensorflow.nn.conv2d_transpose", {"strides": 0}, 1),
]
NEEDED: dict[str, dict[str, Any]] = {  # what else has to be said
    "torch.nn.grad.conv1d_input": {"input_size": (1, 1, 3)},
    "torch.nn.grad.conv2d_input": {"input_size": (1, 1, 1, 3)},
    "jax.lax.conv_transpose": {"strides": [1], "padding": "SAME"},
    "tensorflow.nn.conv1d": {"stride": 1, "padding": "SAME"},
    "tensorflow.nn.conv2d": {"strides": 1, "padding": "SAME"},
    "tensorflow.nn.depthwise_conv2d": {"strides": [1, 1, 1, 1], "padding": "SAME"},
    "tensorflow.nn.conv2d_transpose": {
        "strides": 1, "padding": "SAME", "output_shape": (1, 1, 1, 3)
    },
}  # fmt: skip


@pytest.mark.parametrize(("names", "option", "least"), NUMBERS)
def test_a_number_that_is_too_small_is_told_by_the_name_of_its_option(
    names: str, option: dict[str, Any], least: int
) -> None:
    """What is as small as can be, is not refused."""
    ((word, number),) = option.items()
    found = [
        name
        for name in dict.fromkeys(names.format(n) for n in (1, 2))
        if word in signature(CONVENTIONS[name].reference).parameters
    ]
    for name in found:
        two = 1 not in CONVENTIONS[name].options
        x, w = (X2, W2) if two else (X, W)
        told = {**NEEDED.get(name, {}), **option}
        place = f"{word}[0]" if isinstance(number, list) else word
        expected = f"ValueError: {place} must be at least {least}, not {least - 1}"
        assert refusal(reference(name), x, w, **told) == expected
    assert found


def test_torch_takes_a_number_or_one_for_each_axis() -> None:
    one, two = (reference(f"torch.nn.functional.conv{n}d") for n in (1, 2))
    by_input = reference("torch.nn.grad.conv1d_input")
    assert refusal(one, X, W, stride=(1, 1)) == (
        "TypeError: stride must be an int, not (1, 1)"
    )
    assert refusal(two, X2, W2, dilation=(1, 1, 1)) == (
        "ValueError: dilation must be an int or a pair (rows, columns), not (1, 1, 1)"
    )
    assert refusal(by_input, X, W, input_size=(1, 1, 3), stride=(1, 2)) == (
        "TypeError: stride must be an int, not (1, 2)"
    )


# === options that do not go together ===


@pytest.mark.parametrize(
    ("axes", "stride", "shown"), [(1, 2, [2]), (1, (3,), [3]), (2, (1, 2), [1, 2])]
)
def test_same_of_torch_takes_no_strides(axes: int, stride: Any, shown: Any) -> None:
    conv = reference(f"torch.nn.functional.conv{axes}d")
    x, w = (X2, W2) if axes == 2 else (X, W)
    said = refusal(conv, x, w, padding="same", stride=stride)
    assert said == f'ValueError: padding="same" takes no strides, not {shown}'
    assert conv(x, w, padding="same", stride=1) == x


@pytest.mark.parametrize("name", ["onnx.Conv", "onnx.ConvTranspose"])
def test_onnx_takes_no_pads_with_a_word(name: str) -> None:
    layer = reference(name)
    said = refusal(layer, X, W, auto_pad="VALID", pads=[0, 1])
    assert said == "ValueError: pads must be zeros with auto_pad, not [0, 1]"
    assert layer(X, W, auto_pad="VALID", pads=[0, 0]) == X


def test_tensorflow_takes_no_strides_with_dilations() -> None:
    """By rows or by columns, no matter which."""
    keras = reference("keras.ops.conv")
    depthwise = reference("tensorflow.nn.depthwise_conv2d")
    rule = "ValueError: strides must be 1 where dilations are not, not"
    assert refusal(keras, X, W, 2, dilation_rate=3) == f"{rule} [2]"
    assert refusal(keras, X2, W2, [1, 2], dilation_rate=[3, 1]) == f"{rule} [1, 2]"
    assert refusal(depthwise, X2, W2, [1, 2, 1, 1], "SAME", dilations=[1, 2]) == (
        f"{rule} [2, 1]"
    )
    assert keras(X, W, 2) == [[[1, 3]]]
    assert keras(X, W, dilation_rate=2) == X
    assert depthwise(X2, W2, [1, 1, 2, 1], "SAME") == [[[[1, 3]]]]
    assert depthwise(X2, W2, [1, 1, 1, 1], "SAME", dilations=2) == X2


@pytest.mark.parametrize("strides", [2, [1, 2], [1, 1, 1, 2], [2, 1, 1, 1]])
def test_strides_of_a_depthwise_layer_are_four(strides: Any) -> None:
    depthwise = reference("tensorflow.nn.depthwise_conv2d")
    said = refusal(depthwise, X2, W2, strides, "SAME")
    assert said == f"ValueError: strides must be [1, rows, columns, 1], not {strides}"


@pytest.mark.parametrize(
    ("w", "groups"), [([[[[1]], [[1]]]] * 2, 2), ([[[[1]]]] * 2, 1)]
)
def test_weights_of_a_depthwise_layer_have_one_input_channel(
    w: Any, groups: int
) -> None:
    depthwise, x = reference("tensorflow.nn.depthwise_conv2d"), [[[[1]], [[1]]]]
    said = refusal(depthwise, x, w, [1, 1, 1, 1], "SAME", groups=groups)
    assert said == (
        "ValueError: weights of a depthwise layer have one input channel each"
    )


# === sizes ===

LARGER = "one operand must be the larger on every axis"
JAX = ["convolve", "correlate", "convolve2d", "correlate2d"]


@pytest.mark.parametrize("name", ["convolve", "correlate", "convolve2d", "correlate2d"])
def test_scipy_needs_a_larger_operand_for_valid(name: str) -> None:
    function = reference(f"scipy.signal.{name}")
    assert refusal(function, SIDE, DOWN, mode="valid") == (
        'ValueError: mode="valid" needs one operand to be the larger on every axis, '
        "not (1, 2) and (2, 1)"
    )
    assert len(function(SIDE, DOWN)) == 2


@pytest.mark.parametrize("name", JAX)
@pytest.mark.parametrize("mode", ["full", "same", "valid"])
def test_jax_needs_one_for_every_mode(name: str, mode: str) -> None:
    function = reference(f"jax.scipy.signal.{name}")
    assert refusal(function, SIDE, DOWN, mode) == f"ValueError: {LARGER}"
    assert refusal(function, DOWN, SIDE, mode) == f"ValueError: {LARGER}"


@pytest.mark.parametrize("name", JAX)
def test_an_axis_on_which_both_are_alike_makes_no_difference(name: str) -> None:
    function = reference(f"jax.scipy.signal.{name}")
    wide, narrow = [[1, 1, 1], [1, 1, 1]], [[1], [1]]
    assert function(wide, narrow, "valid") == [[2, 2, 2]]
    assert function(narrow, wide, "valid") == [[2, 2, 2]]
    assert function(narrow, narrow, "valid") == [[2]]


def test_matlab_has_nothing_where_no_window_lies_inside() -> None:
    conv, conv2 = reference("matlab.conv"), reference("matlab.conv2")
    said = refusal(conv, [1, 2], [1, 2, 3], "valid")
    assert said == "ValueError: no window lies inside: (2,) by (3,)"
    said = refusal(conv2, SIDE, DOWN, "valid")
    assert said == "ValueError: no window lies inside: (1, 2) by (2, 1)"
    assert conv([1, 2], [3, 4], "valid") == [10]  # 1*4 + 2*3


def test_astropy_takes_odd_kernels() -> None:
    convolve = reference("astropy.convolution.convolve")
    said = refusal(convolve, [[1]], [[1, 2, 3, 4]])
    assert said == "ValueError: kernel must be of odd size on every axis, not (1, 4)"


@pytest.mark.parametrize("name", ["convolve", "convolve_fft"])
def test_astropy_divides_by_a_hundredth_or_more(name: str) -> None:
    convolve = reference(f"astropy.convolution.{name}")
    rule = "ValueError: weights to be divided must add up to 1/100 or more, not"
    assert refusal(convolve, [1], [Fraction(1, 101)]) == f"{rule} 1/101"
    assert refusal(convolve, [1], [1, -3, 1]) == f"{rule} -1"
    assert convolve([7], [Fraction(1, 100)]) == [7]
    assert convolve([7], [Fraction(1, 101)], normalize_kernel=False) == [
        Fraction(7, 101)
    ]


@pytest.mark.parametrize("name", ["convolve", "convolve_fft"])
@pytest.mark.parametrize(
    "weight", [1j, float("inf"), float("-inf"), float("nan"), Decimal(1), "1"]
)
def test_astropy_divides_real_and_finite_weights(name: str, weight: Any) -> None:
    convolve = reference(f"astropy.convolution.{name}")
    rule = "weights to be divided must be ints, Fractions or finite floats"
    assert refusal(convolve, [1], [weight]) == f"ValueError: {rule}, not {weight!r}"
    assert convolve([1j], [10**400]) == [1j]
    assert convolve([2], [1j], normalize_kernel=False) == [2j]


def test_a_circle_of_astropy_is_no_shorter_than_the_kernel() -> None:
    convolve = reference("astropy.convolution.convolve_fft")
    said = refusal(convolve, [1, 2], [1, 1, 1], "wrap")
    assert said == "ValueError: kernel must not be longer than the circle"
    assert convolve([3, 6, 9], [1, 1, 1], "wrap") == [6, 6, 6]
    assert convolve([3, 6], [1, 1, 1], "fill") == [3, 3]


@pytest.mark.parametrize("border", [3, 5, "reflect"])
def test_borders_of_opencv_have_numbers(border: Any) -> None:
    said = refusal(reference("cv2.filter2D"), [[1]], [[1]], borderType=border)
    assert said == f"ValueError: borderType must be 0, 1, 2 or 4, not {border}"


@pytest.mark.parametrize(
    ("border", "most"), [("reflect", 3), ("circular", 5), ("replicate", 9)]
)
def test_kornia_needs_an_image_as_large_as_what_hangs_over(
    border: str, most: int
) -> None:
    """By 2 columns, k // 2 hang over: 1 at a mirror of 2, 2 on a circle of 2."""
    filter2d = reference("kornia.filters.filter2d")
    assert len(filter2d([[1, 2]], [[1] * most], border)[0]) == 2
    if border != "replicate":
        for image, kernel in ([[1, 2]], [[1] * (most + 1)]), (
            [[1], [2]], [[1]] * (most + 1)
        ):  # fmt: skip
            said = refusal(filter2d, image, kernel, border)
            assert said == f'ValueError: border_type="{border}" needs a larger image'


def test_a_kernel_of_kornia_fits_inside() -> None:
    filter2d = reference("kornia.filters.filter2d")
    for kernel in ([[1, 1, 1]], [[1], [1]]):
        said = refusal(filter2d, SIDE, kernel, padding="valid")
        assert said == "ValueError: kernel must not be larger than the image"
    assert filter2d(SIDE, [[1, 10]], padding="valid") == [[21]]
    said = refusal(filter2d, SIDE, [[1]], border_type="half", padding="valid")
    assert said == f"ValueError: border_type must be {BORDERS}, not 'half'"


@pytest.mark.parametrize("channels", [1, 3])
def test_input_channels_of_tensorflow_are_those_of_the_weights_or_as_many_times(
    channels: int
) -> None:
    conv1d, w = reference("tensorflow.nn.conv1d"), [[[1], [1]], [[1], [2]]]
    said = refusal(conv1d, [[[1]] * channels], w, 1, "SAME")
    assert said.startswith("ValueError: kernel must have ")
    assert said.endswith(f"the signal has ({channels} / 1), not 2")
    assert conv1d([[[1], [2]]], w, 1, "SAME") == [[[3], [5]]]
    assert conv1d([[[1], [2], [3], [4]]], w, 1, "SAME") == [[[3], [11]]]  # two groups
