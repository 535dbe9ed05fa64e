"""What each library means by convolution: a table from its names to references.

    >>> from pureconv import convolve
    >>> x, w = [1, 2], [1, 10, 100]
    >>> CONVENTIONS["numpy.convolve"].reference(x, w, mode="same")
    [1, 12, 120]
    >>> convolve(x, w, mode="same")     # as many outputs as x has samples, not w
    [12, 120]

The docstring of a reference tells the convention: where modes begin, what is swapped or
conjugated, what lies outside. A row names it, and the options that vary, with values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import product
from typing import Any

from pureconv.testing.conventions import frameworks as nets
from pureconv.testing.conventions import gradients as slopes
from pureconv.testing.conventions import images as img
from pureconv.testing.conventions import libraries as lib
from pureconv.testing.conventions import tensorflow as tf
from pureconv.testing.conventions.convention import (
    ROLES,
    Convention,
    Options,
    gradient,
)
from pureconv.testing.conventions.layouts import layout_of


def _both(options: Options) -> dict[int, Options]:
    return {1: options, 2: options}


def _steps(words: Options, *steps: str) -> dict[int, Options]:
    """Return options of which some are lists, with an item for each axis."""
    lists = {n: tuple(map(list, product(range(1, 6), repeat=n))) for n in (1, 2)}
    return {axes: {**words, **dict.fromkeys(steps, lists[axes])} for axes in lists}


def _row(
    role: str, reference: Callable[..., Any], options: Any, **more: Any
) -> Convention:
    """Return a row: what decides shapes is what all signals, or all layers, have.

    Kernels longer than signals and images are tried, too. The padding of layers is the
    same on both sides, or a word.
    """
    slides = role in {"convolve", "correlate"}
    shapes: dict[str, Any] = {"mode": "full"} if slides else {"sides": False}
    return Convention(reference, role, options, shapes=shapes, **more)


def _torch(role: str, words: Options) -> dict[str, Convention]:
    """Return the rows of a layer of torch, in one axis and in two."""
    drawn = tuple(name for name in ROLES[role] if name != "boundary")
    return {
        f"torch.nn.functional.{role}{axes}d": _row(
            role, nets.torch(role, axes), {axes: steps}, drawn=drawn
        )
        for axes, steps in _steps(words, "stride", "dilation").items()
    }


def _last(
    role: str,
    reference: Callable[..., Any],
    options: Mapping[int, Options],
    weights: str = "*IO",
    **names: str,
) -> Convention:
    """Return a row for layers with channels last, whose padding is a word."""
    return Convention(
        reference,
        role,
        options,
        shapes={"sides": False, "depthwise": "M" in weights},
        drawn=("groups",) if "M" in weights else (),
        names={"padding": "padding", **names},
        words=PADDED,
        layout=layout_of(f"N*C,{weights}", role, depthwise="M" in weights),
    )


_convolve, _correlate = partial(_row, "convolve"), partial(_row, "correlate")
_conv, _paint = partial(_last, "conv"), partial(_last, "conv_transpose")

# Options of libraries, with values to try; and their words in ours.

PADS: dict[str, Any] = {"VALID": 0, "SAME": "same", "SAME_LOWER": "same_lower"}
PADDED = {"padding": {**PADS, "valid": 0}}
MODES = {"mode": ("full", "same", "valid")}
BOTH = _both(MODES)
FILLED = {**MODES, "boundary": tuple(lib.SIGNAL)}
BOUNDED = {"mode": tuple(lib.NDIMAGE)}
FILLING = {"boundary": lib.SIGNAL}
AUTO_PADS = {"auto_pad": ("NOTSET", "SAME_UPPER", "SAME_LOWER")}
WORDS = {"padding": nets.JAX_PADS}
STEPS = {"up": (1, 2, 3), "down": (1, 2, 3)}
ASTROPY = {"boundary": tuple(lib.ASTROPY), "normalize_kernel": (True, False)}
PADDINGS = {"padding": (0, "same", 1, 2, 3)}
CROPS = {"padding": (0, 1), "output_padding": (0, 1)}
JAX = {
    "options": _steps(WORDS, "window_strides", "rhs_dilation"),
    "drawn": ("feature_group_count",),
    "words": PADDED,
    "names": {
        "window_strides": "stride",
        "rhs_dilation": "dilation",
        "feature_group_count": "groups",
    },
}
ENDS = {  # where axes begin, then where they end
    1: ([0, 0], [1, 2], [2, 0], [0, 1]),
    2: ([0, 0, 0, 0], [1, 1, 1, 1], [0, 1, 2, 0], [2, 0, 0, 1]),
}
ONNX = {
    "options": {
        axes: {**each, "pads": ENDS[axes]}
        for axes, each in _steps(AUTO_PADS, "strides", "dilations").items()
    },
    "drawn": ("bias", "group"),
    "words": {"auto_pad": {**PADS, "SAME_UPPER": "same", "NOTSET": 0}},
    "names": {
        "strides": "stride",
        "dilations": "dilation",
        "group": "groups",
        "auto_pad": "padding",
    },
}
TENSORFLOW = {"padding": tf.TF_PADS}
KERAS = {"padding": ("valid", "same")}
FEW = {1: ([1], [2], [3]), 2: ([1, 1], [2, 2], [1, 2], [3, 1])}  # steps
KERAS_STEPS = {n: {**KERAS, "strides": FEW[n], "dilation_rate": FEW[n]} for n in FEW}
DEPTHWISE = {
    **TENSORFLOW,
    "strides": ([1, 1, 1, 1], [1, 2, 2, 1], [1, 3, 3, 1]),
    "dilations": FEW[2],
}
CV2 = {"borderType": tuple(img.CV2)}
KORNIA = {
    "border_type": tuple(img.KORNIA),
    "padding": ("same", "valid"),
    "behaviour": ("corr", "conv"),
}
KORNIA_CALL = "kornia.filters.filter2d([[x]], [w]{})[0][0]"
FFT = {"boundary": ("fill", "wrap"), "normalize_kernel": (True, False)}
SHAPES = {"shape": img.SHAPES}
MATLAB = {  # and Octave
    "conv": _convolve(img.matlab_conv, {1: SHAPES}),
    "conv2": _convolve(img.matlab_conv, {2: SHAPES}),
    "filter2": _correlate(img.matlab_filter2, {2: SHAPES}, arguments=("w", "x")),
    "xcorr": _correlate(img.matlab_xcorr, {1: {}}),
}
CIRCLE = "numpy.fft.ifft(numpy.fft.fft(x) * numpy.fft.fft(w, len(x)))"

CONVENTIONS: dict[str, Convention] = {
    "numpy.convolve": _convolve(lib.numpy_convolve, {1: MODES}),
    "numpy.correlate": _correlate(lib.numpy_correlate, {1: MODES}),
    "numpy.fft.ifft": _convolve(
        lib.circular, {1: {}}, call=CIRCLE, complex_output=True
    ),
    "scipy.signal.convolve": _convolve(lib.signal_convolve, BOTH),
    "scipy.signal.fftconvolve": _convolve(lib.signal_convolve, BOTH),
    "scipy.signal.oaconvolve": _convolve(lib.signal_convolve, BOTH),
    "scipy.signal.correlate": _correlate(lib.signal_correlate, BOTH),
    "scipy.signal.convolve2d": _convolve(
        lib.signal_convolve2d, {2: FILLED}, words=FILLING
    ),
    "scipy.signal.correlate2d": _correlate(
        lib.signal_correlate2d, {2: FILLED}, words=FILLING
    ),
    "scipy.signal.lfilter": _convolve(
        lib.signal_lfilter, {1: {}}, arguments=("w", 1, "x")
    ),
    "scipy.signal.upfirdn": _convolve(
        lib.signal_upfirdn, {1: STEPS}, arguments=("w", "x")
    ),
    "scipy.ndimage.convolve": _convolve(lib.ndimage_convolve, _both(BOUNDED)),
    "scipy.ndimage.correlate": _correlate(lib.ndimage_correlate, _both(BOUNDED)),
    "scipy.ndimage.convolve1d": _convolve(lib.ndimage_convolve, {1: BOUNDED}),
    "scipy.ndimage.correlate1d": _correlate(lib.ndimage_correlate, {1: BOUNDED}),
    "more_itertools.convolve": _convolve(lib.more_itertools_convolve, {1: {}}),
    "sympy.convolution": _convolve(lib.sympy_convolution, {1: {}}),
    "astropy.convolution.convolve": _convolve(
        lib.astropy_convolve, _both(ASTROPY), real=True
    ),
    "astropy.convolution.convolve_fft": _convolve(
        img.astropy_convolve_fft, _both(FFT), real=True
    ),
    "cv2.filter2D": _correlate(img.cv2_filter2d, {2: CV2}, arguments=("x", -1, "w")),
    "kornia.filters.filter2d": _correlate(
        img.kornia_filter2d, {2: KORNIA}, call=KORNIA_CALL
    ),
    **{f"matlab.{name}": row for name, row in MATLAB.items()},
    **{f"octave.{name}": row for name, row in MATLAB.items()},
    "jax.scipy.signal.convolve": _convolve(img.jax_convolve, BOTH),
    "jax.scipy.signal.correlate": _correlate(img.jax_correlate, BOTH),
    "jax.scipy.signal.convolve2d": _convolve(img.jax_convolve2d, {2: MODES}),
    "jax.scipy.signal.correlate2d": _correlate(img.jax_correlate2d, {2: MODES}),
    "jax.numpy.convolve": _convolve(lib.numpy_convolve, {1: MODES}),
    "jax.numpy.correlate": _correlate(lib.numpy_correlate, {1: MODES}),
    "jax.lax.conv_general_dilated": _row("conv", nets.jax_conv, **JAX),
    **_torch("conv", PADDINGS),
    **_torch("conv_transpose", CROPS),
    **{
        f"torch.nn.grad.conv{axes}d_{by}": gradient(
            f"conv_{by}_gradient", axes, slopes.torch(axes, by), f"{by}_size"
        )
        for by in ("input", "weight")
        for axes in (1, 2)
    },
    "tensorflow.nn.conv1d": _conv(
        tf.tf_conv1d,
        {1: _steps(TENSORFLOW, "stride", "dilations")[1]},
        stride="stride",
        dilations="dilation",
    ),
    "tensorflow.nn.conv2d": _conv(
        tf.tf_conv2d,
        {2: _steps(TENSORFLOW, "strides", "dilations")[2]},
        strides="stride",
        dilations="dilation",
    ),
    "tensorflow.nn.depthwise_conv2d": _conv(
        tf.tf_depthwise_conv2d, {2: DEPTHWISE}, "*IM", dilations="dilation"
    ),
    "tensorflow.nn.conv2d_transpose": gradient(
        # The same result for other axes than 2: the options below have the last word.
        "conv_input_gradient", 2, tf.tf_conv2d_transpose, "output_shape"
    )._replace(
        options={2: _steps(TENSORFLOW, "strides")[2]},
        arguments=("x", "w", "output_shape"),
        drawn=(),
        names={"padding": "padding", "strides": "stride"},
        words=PADDED,
        # The same result in any role, as x and y lie alike.
        layout=layout_of("N*C,*IO", "conv_input_gradient", "output_shape"),
    ),
    "keras.ops.conv": _conv(
        tf.keras_conv, KERAS_STEPS, strides="stride", dilation_rate="dilation"
    ),
    "keras.ops.conv_transpose": _paint(
        tf.keras_conv_transpose, _steps(KERAS, "strides"), "*OI", strides="stride"
    ),
    "jax.lax.conv_transpose": _paint(
        tf.jax_conv_transpose,
        _steps(TENSORFLOW, "strides", "rhs_dilation"),
        strides="stride",
        rhs_dilation="dilation",
    ),
    "onnx.Conv": _row("conv", nets.onnx_conv, **ONNX),
    "onnx.ConvTranspose": _row("conv_transpose", nets.onnx_conv_transpose, **ONNX),
}
