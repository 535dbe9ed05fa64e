"""The table of conventions, spelled out once more: what libraries call what, and how.

Whoever asks by the name of a library writes its options in the library's words. So all
of these words stand here as its documentation has them.
"""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from pureconv.testing.conventions import CONVENTIONS, OURS, Convention

SCIPY2D = "x, w, mode='full', boundary='fill', fillvalue=0"
NDIMAGE = "x, w, mode='reflect', cval=0, origin=0"
TORCH = "x, w, bias=None, stride=1, padding=0, dilation=1, groups=1"
PAINTED = (
    "x, w, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1"
)
BY_INPUT = "gradient, w, input_size, stride=1, padding=0, dilation=1, groups=1"
BY_WEIGHT = "x, gradient, weight_size, stride=1, padding=0, dilation=1, groups=1"
MATLAB = {
    "conv": "x, w, shape='full'",
    "conv2": "x, w, shape='full'",
    "filter2": "x, w, shape='same'",
    "xcorr": "x, w",
}
SIGNATURES = {
    "numpy.convolve": "x, w, mode='full'",
    "numpy.correlate": "x, w, mode='valid'",
    "numpy.fft.ifft": "x, w",
    "scipy.signal.convolve": "x, w, mode='full'",
    "scipy.signal.fftconvolve": "x, w, mode='full'",
    "scipy.signal.oaconvolve": "x, w, mode='full'",
    "scipy.signal.correlate": "x, w, mode='full'",
    "scipy.signal.convolve2d": SCIPY2D,
    "scipy.signal.correlate2d": SCIPY2D,
    "scipy.signal.lfilter": "x, w",
    "scipy.signal.upfirdn": "x, w, up=1, down=1",
    "scipy.ndimage.convolve": NDIMAGE,
    "scipy.ndimage.correlate": NDIMAGE,
    "scipy.ndimage.convolve1d": NDIMAGE,
    "scipy.ndimage.correlate1d": NDIMAGE,
    "more_itertools.convolve": "x, w",
    "sympy.convolution": "x, w, cycle=0",
    "astropy.convolution.convolve": (
        "x, w, boundary='fill', fill_value=0, normalize_kernel=True"
    ),
    "astropy.convolution.convolve_fft": "x, w, boundary='fill', normalize_kernel=True",
    "cv2.filter2D": "x, w, borderType=4",
    "kornia.filters.filter2d": (
        "x, w, border_type='reflect', padding='same', behaviour='corr'"
    ),
    **{f"matlab.{name}": text for name, text in MATLAB.items()},
    **{f"octave.{name}": text for name, text in MATLAB.items()},
    "jax.scipy.signal.convolve": "x, w, mode='full'",
    "jax.scipy.signal.correlate": "x, w, mode='full'",
    "jax.scipy.signal.convolve2d": "x, w, mode='full'",
    "jax.scipy.signal.correlate2d": "x, w, mode='full'",
    "jax.numpy.convolve": "x, w, mode='full'",
    "jax.numpy.correlate": "x, w, mode='valid'",
    "jax.lax.conv_general_dilated": (
        "x, w, window_strides, padding, rhs_dilation=None, feature_group_count=1"
    ),
    "torch.nn.functional.conv1d": TORCH,
    "torch.nn.functional.conv2d": TORCH,
    "torch.nn.functional.conv_transpose1d": PAINTED,
    "torch.nn.functional.conv_transpose2d": PAINTED,
    "torch.nn.grad.conv1d_input": BY_INPUT,
    "torch.nn.grad.conv2d_input": BY_INPUT,
    "torch.nn.grad.conv1d_weight": BY_WEIGHT,
    "torch.nn.grad.conv2d_weight": BY_WEIGHT,
    "tensorflow.nn.conv1d": "x, w, stride, padding, dilations=1",
    "tensorflow.nn.conv2d": "x, w, strides, padding, dilations=1",
    "tensorflow.nn.depthwise_conv2d": (
        "x, w, strides, padding, dilations=1, groups=None"
    ),
    "tensorflow.nn.conv2d_transpose": "x, w, strides, padding, output_shape",
    "keras.ops.conv": "x, w, strides=1, padding='valid', dilation_rate=1",
    "keras.ops.conv_transpose": "x, w, strides=1, padding='valid'",
    "jax.lax.conv_transpose": "x, w, strides, padding, rhs_dilation=1",
    "onnx.Conv": (
        "x, w, bias=None, auto_pad='NOTSET', dilations=None, group=1, pads=None, "
        "strides=None"
    ),
    "onnx.ConvTranspose": (
        "x, w, bias=None, auto_pad='NOTSET', dilations=None, group=1, "
        "output_padding=None, output_shape=None, pads=None, strides=None"
    ),
}


def signature(row: Convention) -> str:
    """Return what a reference is called with: names and defaults, no types."""
    known = inspect.signature(row.reference).parameters.values()
    return ", ".join(
        p.name if p.default is p.empty else f"{p.name}={p.default!r}" for p in known
    )


def test_the_names_and_the_defaults_of_options_are_those_of_the_library() -> None:
    assert {k: signature(row) for k, row in CONVENTIONS.items()} == SIGNATURES


CORRELATING = ("correlate", "filter2", "xcorr")
LAYERS = {
    "torch.nn.functional.conv1d": "conv",
    "torch.nn.functional.conv2d": "conv",
    "torch.nn.functional.conv_transpose1d": "conv_transpose",
    "torch.nn.functional.conv_transpose2d": "conv_transpose",
    "torch.nn.grad.conv1d_input": "conv_input_gradient",
    "torch.nn.grad.conv2d_input": "conv_input_gradient",
    "torch.nn.grad.conv1d_weight": "conv_weight_gradient",
    "torch.nn.grad.conv2d_weight": "conv_weight_gradient",
    "tensorflow.nn.conv1d": "conv",
    "tensorflow.nn.conv2d": "conv",
    "tensorflow.nn.depthwise_conv2d": "conv",
    "tensorflow.nn.conv2d_transpose": "conv_input_gradient",
    "keras.ops.conv": "conv",
    "keras.ops.conv_transpose": "conv_transpose",
    "jax.lax.conv_general_dilated": "conv",
    "jax.lax.conv_transpose": "conv_transpose",
    "onnx.Conv": "conv",
    "onnx.ConvTranspose": "conv_transpose",
}


def test_a_name_tells_whether_it_correlates_and_the_others_are_layers() -> None:
    for name, row in CONVENTIONS.items():
        slides = any(word in name for word in CORRELATING)
        assert row.role == LAYERS.get(name, "correlate" if slides else "convolve")


# === what is called how ===

ARGUMENTS: dict[str, tuple[Any, ...]] = {  # where it is not called with x, w
    "scipy.signal.lfilter": ("w", 1, "x"),
    "scipy.signal.upfirdn": ("w", "x"),
    "cv2.filter2D": ("x", -1, "w"),
    "matlab.filter2": ("w", "x"),
    "octave.filter2": ("w", "x"),
    "torch.nn.grad.conv1d_input": ("input_size", "w", "x"),
    "torch.nn.grad.conv2d_input": ("input_size", "w", "x"),
    "torch.nn.grad.conv1d_weight": ("x", "weight_size", "w"),
    "torch.nn.grad.conv2d_weight": ("x", "weight_size", "w"),
    "tensorflow.nn.conv2d_transpose": ("x", "w", "output_shape"),
    "conv1d_input_gradient": ("x_size", "w", "x"),
    "conv2d_input_gradient": ("x_size", "w", "x"),
    "conv1d_weight_gradient": ("x", "w_size", "w"),
    "conv2d_weight_gradient": ("x", "w_size", "w"),
    "conv_transpose1d_input_gradient": ("w", "x"),
    "conv_transpose2d_input_gradient": ("w", "x"),
    "conv_transpose1d_weight_gradient": ("x", "w_size", "w"),
    "conv_transpose2d_weight_gradient": ("x", "w_size", "w"),
    "bias_gradient": ("x",),
}
CALLS = {
    "numpy.fft.ifft": "numpy.fft.ifft(numpy.fft.fft(x) * numpy.fft.fft(w, len(x)))",
    "kornia.filters.filter2d": "kornia.filters.filter2d([[x]], [w]{})[0][0]",
}
ROWS = {**OURS, **CONVENTIONS}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_says_how_its_function_is_called(name: str) -> None:
    """The operands of a gradient are called so; x and w stand for first and second."""
    row = ROWS[name]
    operands = {
        "bias_gradient": ("gradient", ""),
        "conv_input_gradient": ("gradient", "w"),
        "conv_weight_gradient": ("x", "gradient"),
        "conv_transpose_input_gradient": ("gradient", "w"),
        "conv_transpose_weight_gradient": ("x", "gradient"),
    }
    assert row.arguments == ARGUMENTS.get(name, ("x", "w"))
    assert row.operands == operands.get(row.role, ("x", "w"))
    assert row.call == CALLS.get(name, "")


PADS = {"VALID": 0, "SAME": "same", "SAME_LOWER": "same_lower"}
ALIKE = {"padding": "padding"}
ONNX = {
    "strides": "stride",
    "dilations": "dilation",
    "group": "groups",
    "auto_pad": "padding",
}
NAMES = {  # their name of an option, and ours
    "jax.lax.conv_general_dilated": {
        "window_strides": "stride",
        "rhs_dilation": "dilation",
        "feature_group_count": "groups",
    },
    "jax.lax.conv_transpose": {
        **ALIKE, "strides": "stride", "rhs_dilation": "dilation"
    },
    "tensorflow.nn.conv1d": {**ALIKE, "stride": "stride", "dilations": "dilation"},
    "tensorflow.nn.conv2d": {**ALIKE, "strides": "stride", "dilations": "dilation"},
    "tensorflow.nn.depthwise_conv2d": {**ALIKE, "dilations": "dilation"},
    "tensorflow.nn.conv2d_transpose": {**ALIKE, "strides": "stride"},
    "keras.ops.conv": {**ALIKE, "strides": "stride", "dilation_rate": "dilation"},
    "keras.ops.conv_transpose": {**ALIKE, "strides": "stride"},
    "onnx.Conv": ONNX,
    "onnx.ConvTranspose": ONNX,
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_a_row_translates_names_and_words_into_ours(name: str) -> None:
    row = ROWS[name]
    assert row.names == NAMES.get(name, {})
    if name.startswith("onnx"):
        auto_pad = {**PADS, "SAME_UPPER": "same", "NOTSET": 0}
        assert row.words == {"auto_pad": auto_pad}
    elif name.startswith(("jax.lax", "keras", "tensorflow")):
        assert row.words == {"padding": {**PADS, "valid": 0}}
    elif name in ("scipy.signal.convolve2d", "scipy.signal.correlate2d"):
        ours = {"fill": "zero", "wrap": "wrap", "symm": "symmetric"}
        assert row.words == {"boundary": ours}
    else:
        assert row.words == {}


# === what decides about shapes ===

PAINTING = ("stride", "padding", "output_padding", "dilation", "groups")
STEPPING = ("stride", "padding", "dilation", "groups")
DRAWN: dict[str, tuple[str, ...]] = {  # options of all values that fit, no list of few
    "torch.nn.functional.conv1d": ("bias", *STEPPING),
    "torch.nn.functional.conv2d": ("bias", *STEPPING),
    "torch.nn.functional.conv_transpose1d": ("bias", *PAINTING),
    "torch.nn.functional.conv_transpose2d": ("bias", *PAINTING),
    "torch.nn.grad.conv1d_input": STEPPING,
    "torch.nn.grad.conv2d_input": STEPPING,
    "torch.nn.grad.conv1d_weight": STEPPING,
    "torch.nn.grad.conv2d_weight": STEPPING,
    "jax.lax.conv_general_dilated": ("feature_group_count",),
    "tensorflow.nn.depthwise_conv2d": ("groups",),
    "onnx.Conv": ("bias", "group"),
    "onnx.ConvTranspose": ("bias", "group"),
}
WHOLE = {  # gradients that get a size of all dimensions, and have no words for padding
    "torch.nn.grad.conv1d_input": "input_size",
    "torch.nn.grad.conv2d_input": "input_size",
    "torch.nn.grad.conv1d_weight": "weight_size",
    "torch.nn.grad.conv2d_weight": "weight_size",
    "tensorflow.nn.conv2d_transpose": "output_shape",
}


@pytest.mark.parametrize("name", CONVENTIONS)
def test_a_row_says_what_decides_about_shapes(name: str) -> None:
    row = CONVENTIONS[name]
    assert row.drawn == DRAWN.get(name, ())
    if name in WHOLE:
        whole = {"sides": False, "words": False, "whole": True, "size": WHOLE[name]}
        assert row.shapes == whole
    elif row.batched:
        shapes = {"sides": False, "depthwise": "depthwise" in name}
        assert {"depthwise": False, **row.shapes} == shapes
    else:
        assert row.shapes == {"mode": "full"}


OUR_SHAPES: dict[str, dict[str, str]] = {
    "convolve": {"mode": "full"},
    "scatter": {"mode": "full"},
    "conv_input_gradient": {"size": "x_size"},
    "conv_weight_gradient": {"size": "w_size"},
    "conv_transpose_input_gradient": {"size": ""},
    "conv_transpose_weight_gradient": {"size": "w_size"},
}
SLIDING = ("mode", "stride", "dilation", "boundary")
OUR_OPTIONS: dict[str, tuple[str, ...]] = {
    "convolve": SLIDING,
    "correlate": SLIDING,
    "conv": ("bias", *STEPPING, "boundary"),
    "conv_transpose": ("bias", *PAINTING),
    "conv_input_gradient": STEPPING,
    "conv_weight_gradient": STEPPING,
    "conv_transpose_input_gradient": PAINTING,
    "conv_transpose_weight_gradient": PAINTING,
}


@pytest.mark.parametrize("name", OURS)
def test_so_does_a_function_of_ours_whose_name_is_its_role(name: str) -> None:
    """A convolution and what is scattered are of mode "full", if nobody says another.

    All values of all options are tried, so none are listed.
    """
    row = OURS[name]
    axes = [2] if "2d" in name else [1, 2] if name == "bias_gradient" else [1]
    role = name.replace("1d", "").replace("2d", "")
    assert row.role == role
    assert row.options == {n: {} for n in axes}
    assert row.drawn == OUR_OPTIONS.get(role, ())
    assert row.shapes == OUR_SHAPES.get(role, {})


LAYOUTS = {  # channels last, and weights as the library has them: I for O, if painted
    "tensorflow.nn.conv1d": ("NLC", "LIO"),
    "tensorflow.nn.conv2d": ("NHWC", "HWIO"),
    "tensorflow.nn.depthwise_conv2d": ("NHWC", "HWIM"),
    "tensorflow.nn.conv2d_transpose": ("NHWC", "HWIO"),
    "keras.ops.conv": ("NHWC", "HWIO"),
    "keras.ops.conv_transpose": ("NHWC", "HWOI"),
    "jax.lax.conv_transpose": ("NHWC", "HWIO"),
}


@pytest.mark.parametrize("name", CONVENTIONS)
def test_tensorflow_and_keras_have_channels_last(name: str) -> None:
    layout = CONVENTIONS[name].layout
    assert (layout is not None) == (name in LAYOUTS)
    if layout is not None:
        data, weights = LAYOUTS[name]
        along = data.strip("NC")
        assert layout.theirs == tuple(
            word.replace(along, "*") for word in (data, weights, data)
        )
        painted, each = "jax" in name or "keras.ops.conv_t" in name, "M" in weights
        first = "IO*" if painted else "IM*" if each else "OI*"
        assert layout.ours == ("NC*", first, "NC*")
        assert layout.size == WHOLE.get(name, "")


# === which options vary, and the values to try ===

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


def test_astropy_drops_the_imaginary_parts_of_complex_numbers() -> None:
    real = [name for name, row in CONVENTIONS.items() if row.real]
    astropy = "astropy.convolution."
    assert real == [astropy + "convolve", astropy + "convolve_fft"]


SINGLE = tuple([n] for n in range(1, 6))
PAIRS = tuple([rows, columns] for rows in range(1, 6) for columns in range(1, 6))
TO_FIVE = {1: SINGLE, 2: PAIRS}  # steps, on every axis
FEW = {1: ([1], [2], [3]), 2: ([1, 1], [2, 2], [1, 2], [3, 1])}
ENDS = {  # where axes begin, then where they end
    1: ([0, 0], [1, 2], [2, 0], [0, 1]),
    2: ([0, 0, 0, 0], [1, 1, 1, 1], [0, 1, 2, 0], [2, 0, 0, 1]),
}
MODES = {"mode": ("full", "same", "valid")}
BOUNDED = {
    "mode": (
        "reflect", "grid-mirror", "mirror", "nearest",
        "wrap", "grid-wrap", "constant", "grid-constant",
    )
}
FILLED = {**MODES, "boundary": ("fill", "wrap", "symm")}
SHAPES = {"shape": ("full", "same", "valid")}
KERNELS = {"normalize_kernel": (True, False)}
SAME = {"padding": ("VALID", "SAME")}
KERAS = {"padding": ("valid", "same")}
CROPS = {"padding": (0, 1), "output_padding": (0, 1)}
STEPS = {"stride": TO_FIVE, "dilation": TO_FIVE}
ONNX_VALUES = {
    "auto_pad": ("NOTSET", "SAME_UPPER", "SAME_LOWER"),
    "strides": TO_FIVE, "dilations": TO_FIVE, "pads": ENDS,
}
VALUES: dict[str, dict[str, Any]] = {  # for all axes, or for each number of them
    "numpy.convolve": MODES,
    "numpy.correlate": MODES,
    "scipy.signal.convolve": MODES,
    "scipy.signal.fftconvolve": MODES,
    "scipy.signal.oaconvolve": MODES,
    "scipy.signal.correlate": MODES,
    "scipy.signal.convolve2d": FILLED,
    "scipy.signal.correlate2d": FILLED,
    "scipy.signal.upfirdn": {"up": (1, 2, 3), "down": (1, 2, 3)},
    "scipy.ndimage.convolve": BOUNDED,
    "scipy.ndimage.correlate": BOUNDED,
    "scipy.ndimage.convolve1d": BOUNDED,
    "scipy.ndimage.correlate1d": BOUNDED,
    "astropy.convolution.convolve": {
        "boundary": ("fill", "extend", "wrap"), **KERNELS
    },
    "astropy.convolution.convolve_fft": {"boundary": ("fill", "wrap"), **KERNELS},
    "cv2.filter2D": {"borderType": (0, 1, 2, 4)},
    "kornia.filters.filter2d": {
        "border_type": ("constant", "reflect", "replicate", "circular"),
        "padding": ("same", "valid"),
        "behaviour": ("corr", "conv"),
    },
    "matlab.conv": SHAPES,
    "matlab.conv2": SHAPES,
    "matlab.filter2": SHAPES,
    "octave.conv": SHAPES,
    "octave.conv2": SHAPES,
    "octave.filter2": SHAPES,
    "jax.scipy.signal.convolve": MODES,
    "jax.scipy.signal.correlate": MODES,
    "jax.scipy.signal.convolve2d": MODES,
    "jax.scipy.signal.correlate2d": MODES,
    "jax.numpy.convolve": MODES,
    "jax.numpy.correlate": MODES,
    "jax.lax.conv_general_dilated": {
        "padding": ("VALID", "SAME", "SAME_LOWER"),
        "window_strides": TO_FIVE, "rhs_dilation": TO_FIVE,
    },
    "jax.lax.conv_transpose": {**SAME, "strides": TO_FIVE, "rhs_dilation": TO_FIVE},
    "torch.nn.functional.conv1d": {"padding": (0, "same", 1, 2, 3), **STEPS},
    "torch.nn.functional.conv2d": {"padding": (0, "same", 1, 2, 3), **STEPS},
    "torch.nn.functional.conv_transpose1d": {**CROPS, **STEPS},
    "torch.nn.functional.conv_transpose2d": {**CROPS, **STEPS},
    "tensorflow.nn.conv1d": {**SAME, "stride": TO_FIVE, "dilations": TO_FIVE},
    "tensorflow.nn.conv2d": {**SAME, "strides": TO_FIVE, "dilations": TO_FIVE},
    "tensorflow.nn.conv2d_transpose": {**SAME, "strides": TO_FIVE},
    "tensorflow.nn.depthwise_conv2d": {
        **SAME,
        "strides": ([1, 1, 1, 1], [1, 2, 2, 1], [1, 3, 3, 1]),
        "dilations": FEW[2],
    },
    "keras.ops.conv": {**KERAS, "strides": FEW, "dilation_rate": FEW},
    "keras.ops.conv_transpose": {**KERAS, "strides": TO_FIVE},
    "onnx.Conv": ONNX_VALUES,
    "onnx.ConvTranspose": ONNX_VALUES,
}  # fmt: skip


@pytest.mark.parametrize("name", CONVENTIONS)
def test_options_and_values_to_try_are_those_of_the_library(name: str) -> None:
    """They are told and tried in that order, too."""
    assert {n: [*row.items()] for n, row in CONVENTIONS[name].options.items()} == {
        n: [
            (option, values[n] if isinstance(values, dict) else values)
            for option, values in VALUES.get(name, {}).items()
        ]
        for n in CONVENTIONS[name].options
    }
