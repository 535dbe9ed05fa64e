"""What each library means by convolution: a table from its names to references.

    >>> from pureconv import convolve
    >>> x, w = [1, 2], [1, 10, 100]
    >>> CONVENTIONS["numpy.convolve"].reference(x, w, mode="same")
    [1, 12, 120]
    >>> convolve(x, w, mode="same")     # as many outputs as x has samples, not w
    [12, 120]

A reference takes `x` and `w` as nested lists, in this order, and options by the names
that the library gives them. It is exact, for whatever numbers this library takes; it
does not round or overflow as the library does. Its docstring tells the convention:
where modes begin, what is swapped or conjugated, what lies outside. They stand in
libraries.py and frameworks.py. The functions of this library are rows of the same kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from types import MappingProxyType
from typing import Any, NamedTuple

import pureconv
from pureconv.testing.conventions import frameworks as nets
from pureconv.testing.conventions import gradients as slopes
from pureconv.testing.conventions import images as img
from pureconv.testing.conventions import libraries as lib
from pureconv.testing.conventions import tensorflow as tf
from pureconv.testing.conventions.layouts import Layout, layout_of

Options = Mapping[str, tuple[Any, ...]]

SLIDING = ("mode", "stride", "dilation", "boundary")
LAYER = ("bias", "stride", "padding", "dilation", "groups", "boundary")
TRANSPOSED = ("bias", "stride", "padding", "output_padding", "dilation", "groups")
STEPPING = ("stride", "padding", "dilation", "groups")
DEFAULTS = {  # what an option means where nobody speaks of it
    "mode": "valid",
    "boundary": "zero",
    "stride": 1,
    "padding": 0,
    "output_padding": 0,
    "dilation": 1,
    "groups": 1,
}
ROLES = {  # what a function can stand for, and the options that ours have
    "convolve": SLIDING,
    "correlate": SLIDING,
    "scatter": (),
    "conv": LAYER,
    "conv_transpose": TRANSPOSED,
    "conv_input_gradient": STEPPING,
    "conv_weight_gradient": STEPPING,
    "conv_transpose_input_gradient": TRANSPOSED[1:],
    "conv_transpose_weight_gradient": TRANSPOSED[1:],
    "bias_gradient": (),
}
KINDS = ("", "_input_gradient", "_weight_gradient")  # of a layer
NOTHING: Mapping[Any, Any] = MappingProxyType({})


class Convention(NamedTuple):
    """One function, ours or a library's, and how to say what it says."""

    reference: Callable[..., Any]
    role: str  # which of ROLES it plays: whose laws it may obey
    options: Mapping[int, Options]  # for each number of axes: option -> values to tell
    arguments: tuple[Any, ...] = ("x", "w")  # the order in which the library wants them
    operands: tuple[str, str] = ("x", "w")  # what it calls these two
    drawn: tuple[str, ...] = ()  # its options that decide which shapes fit
    shapes: Mapping[str, Any] = NOTHING  # what else decides that
    names: Mapping[str, str] = NOTHING  # what it calls our options, where not as we do
    call: str = ""  # what to write, where it is not the name and the arguments
    layout: Layout | None = None  # in which order it has the axes, if not in ours

    @property
    def batched(self) -> bool:
        """Whether x is [batch item][channel][...], and w the weights of a layer."""
        return self.role in {"conv", "conv_transpose"}

    @property
    def layer(self) -> str:
        """The role of the layer, where this is a gradient of one, or nothing."""
        if not self.role.endswith("gradient"):
            return ""
        return "conv_transpose" if self.role.startswith("conv_transpose") else "conv"

    @property
    def called(self) -> Callable[..., Any]:
        """The reference, with the axes in the order of the library."""
        return self.layout.wrapped(self.reference) if self.layout else self.reference

    def ours(self, option: str) -> str:
        """Return our name for an option."""
        return self.names.get(option, option)


def role_name(role: str, axes: int) -> str:
    """Return the function of ours that plays a role in so many axes.

    >>> role_name("convolve", 1), role_name("convolve", 2), role_name("conv", 1)
    ('convolve', 'convolve2d', 'conv1d')
    >>> role_name("conv_transpose_input_gradient", 2)
    'conv_transpose2d_input_gradient'
    """
    for layer in ("conv_transpose", "conv"):
        kind = role[len(layer) :]
        if role.startswith(layer) and kind in KINDS:
            return f"{layer}{axes}d{kind}"
    return role if axes == 1 or role == "bias_gradient" else f"{role}2d"


def _both(options: Options) -> dict[int, Options]:
    return {1: options, 2: options}


def _ours(role: str, axes: int, shapes: Mapping[str, Any] = NOTHING) -> Convention:
    function = getattr(pureconv, role_name(role, axes))
    return Convention(function, role, {axes: {}}, drawn=ROLES[role], shapes=shapes)


def _gradient(
    role: str, axes: int, reference: Callable[..., Any] | None = None, size: str = ""
) -> Convention:
    """Return the row of a gradient, ours or one with a `size` of all dimensions."""
    by = role.split("_")[-2]
    shapes: dict[str, Any] = {}
    if size:
        shapes = {"sides": False, "words": False, "whole": True}
    size = size or {"input": "x_size", "weight": "w_size"}[by]
    arguments: tuple[str, ...] = (size, "w", "x") if by == "input" else ("x", size, "w")
    if role == "conv_transpose_input_gradient":  # its shape follows from the others
        size, arguments = "", ("w", "x")
    return Convention(
        reference or slopes.ours(role_name(role, axes)),
        role,
        {axes: {}},
        arguments,
        slopes.DATA[by],
        ROLES[role],
        {**shapes, "size": size},
    )


def _steps(words: Options, *steps: str) -> dict[int, Options]:
    """Return options of which some are lists, with an item for each axis."""
    lists = {
        axes: tuple(map(list, product((1, 2, 3, 4, 5), repeat=axes))) for axes in (1, 2)
    }
    return {axes: {**words, **dict.fromkeys(steps, lists[axes])} for axes in lists}


def _plane(
    reference: Callable[..., Any], role: str, options: Any, **more: Any
) -> Convention:
    """Return a row for signals and images; kernels longer than those are tried, too."""
    return Convention(reference, role, options, shapes={"mode": "full"}, **more)


def _layer(
    reference: Callable[..., Any], role: str, options: Any, **more: Any
) -> Convention:
    """Return a row for layers, whose padding is the same on both sides, or a word."""
    return Convention(reference, role, options, shapes={"sides": False}, **more)


def _last(
    reference: Callable[..., Any],
    options: Mapping[int, Options],
    *,
    role: str = "conv",
    weights: str = "*IO",
    **names: str,
) -> Convention:
    """Return a row for layers with channels last, whose padding is a word."""
    layout = layout_of(f"N*C,{weights}", role)
    known = {"padding": "padding", **names}
    return _layer(reference, role, options, names=known, layout=layout)


def _torch(
    reference: Callable[..., Any], role: str, axes: int, words: Options
) -> Convention:
    steps = _steps(words, "stride", "dilation")[axes]
    drawn = tuple(name for name in ROLES[role] if name != "boundary")
    return _layer(reference, role, {axes: steps}, drawn=drawn)


OURS: dict[str, Convention] = {
    "convolve": _ours("convolve", 1, {"mode": "full"}),
    "correlate": _ours("correlate", 1),
    "scatter": _ours("scatter", 1, {"mode": "full"}),
    "convolve2d": _ours("convolve", 2, {"mode": "full"}),
    "correlate2d": _ours("correlate", 2),
    "conv1d": _ours("conv", 1),
    "conv2d": _ours("conv", 2),
    "conv_transpose1d": _ours("conv_transpose", 1),
    "conv_transpose2d": _ours("conv_transpose", 2),
    **{
        role_name(role, axes): _gradient(role, axes)
        for role in ROLES
        for axes in (1, 2)
        if role.endswith(KINDS[1:])
    },
    "bias_gradient": Convention(
        slopes.bias_gradient, "bias_gradient", _both({}), ("x",), ("gradient", "")
    ),
}

MODES = {"mode": ("full", "same", "valid")}
FILLED = {**MODES, "boundary": tuple(lib.SIGNAL)}
BOUNDED = {"mode": tuple(lib.NDIMAGE)}
AUTO_PADS = {"auto_pad": ("NOTSET", "SAME_UPPER", "SAME_LOWER")}
WORDS = {"padding": tuple(nets.JAX_PADS)}
STEPS = {"up": (1, 2, 3), "down": (1, 2, 3)}
ASTROPY = {"boundary": tuple(lib.ASTROPY), "normalize_kernel": (True, False)}
PADDINGS = {"padding": (0, "same", 1, 2, 3)}
CROPS = {"padding": (0, 1), "output_padding": (0, 1)}
JAX = {
    "options": _steps(WORDS, "window_strides", "rhs_dilation"),
    "drawn": ("feature_group_count",),
    "names": {
        "window_strides": "stride",
        "rhs_dilation": "dilation",
        "feature_group_count": "groups",
    },
}
PADS = {  # where axes begin, then where they end
    1: ([0, 0], [1, 2], [2, 0], [0, 1]),
    2: ([0, 0, 0, 0], [1, 1, 1, 1], [0, 1, 2, 0], [2, 0, 0, 1]),
}
ONNX = {
    "options": {
        axes: {**each, "pads": PADS[axes]}
        for axes, each in _steps(AUTO_PADS, "strides", "dilations").items()
    },
    "drawn": ("bias", "group"),
    "names": {
        "strides": "stride",
        "dilations": "dilation",
        "group": "groups",
        "auto_pad": "padding",
    },
}
TENSORFLOW = {"padding": tuple(tf.PADS)}
KERAS = {"padding": ("valid", "same")}
FEW = {1: ([1], [2], [3]), 2: ([1, 1], [2, 2], [1, 2], [3, 1])}  # steps
KERAS_STEPS = {n: {**KERAS, "strides": FEW[n], "dilation_rate": FEW[n]} for n in FEW}
DEPTHWISE = {
    **TENSORFLOW,
    "strides": ([1, 1, 1, 1], [1, 2, 2, 1], [1, 3, 3, 1]),
    "dilations": FEW[2],
}
KORNIA = {
    "border_type": tuple(img.KORNIA),
    "padding": ("same", "valid"),
    "behaviour": ("corr", "conv"),
}
KORNIA_CALL = "kornia.filters.filter2d([[x]], [w])[0][0]"
FFT = {"boundary": ("fill", "wrap"), "normalize_kernel": (True, False)}
SHAPES = {"shape": img.SHAPES}
MATLAB: list[tuple[str, Any, str, int, Options, dict[str, Any]]] = [
    ("conv", img.matlab_conv, "convolve", 1, SHAPES, {}),
    ("conv2", img.matlab_conv, "convolve", 2, SHAPES, {}),
    ("filter2", img.matlab_filter2, "correlate", 2, SHAPES, {"arguments": ("w", "x")}),
    ("xcorr", img.matlab_xcorr, "correlate", 1, {}, {}),
]
CIRCLE = "numpy.fft.ifft(numpy.fft.fft(x) * numpy.fft.fft(w, len(x)))"

CONVENTIONS: dict[str, Convention] = {
    "numpy.convolve": _plane(lib.numpy_convolve, "convolve", {1: MODES}),
    "numpy.correlate": _plane(lib.numpy_correlate, "correlate", {1: MODES}),
    "numpy.fft.ifft": _plane(lib.circular, "convolve", {1: {}}, call=CIRCLE),
    "scipy.signal.convolve": _plane(lib.signal_convolve, "convolve", _both(MODES)),
    "scipy.signal.fftconvolve": _plane(lib.signal_convolve, "convolve", _both(MODES)),
    "scipy.signal.oaconvolve": _plane(lib.signal_convolve, "convolve", _both(MODES)),
    "scipy.signal.correlate": _plane(lib.signal_correlate, "correlate", _both(MODES)),
    "scipy.signal.convolve2d": _plane(lib.signal_convolve2d, "convolve", {2: FILLED}),
    "scipy.signal.correlate2d": _plane(
        lib.signal_correlate2d, "correlate", {2: FILLED}
    ),
    "scipy.signal.lfilter": _plane(
        lib.signal_lfilter, "convolve", {1: {}}, arguments=("w", 1, "x")
    ),
    "scipy.signal.upfirdn": _plane(
        lib.signal_upfirdn, "convolve", {1: STEPS}, arguments=("w", "x")
    ),
    "scipy.ndimage.convolve": _plane(lib.ndimage_convolve, "convolve", _both(BOUNDED)),
    "scipy.ndimage.correlate": _plane(
        lib.ndimage_correlate, "correlate", _both(BOUNDED)
    ),
    "scipy.ndimage.convolve1d": _plane(lib.ndimage_convolve, "convolve", {1: BOUNDED}),
    "scipy.ndimage.correlate1d": _plane(
        lib.ndimage_correlate, "correlate", {1: BOUNDED}
    ),
    "more_itertools.convolve": _plane(lib.more_itertools_convolve, "convolve", {1: {}}),
    "sympy.convolution": _plane(lib.sympy_convolution, "convolve", {1: {}}),
    "astropy.convolution.convolve": _plane(
        lib.astropy_convolve, "convolve", _both(ASTROPY)
    ),
    "astropy.convolution.convolve_fft": _plane(
        img.astropy_convolve_fft, "convolve", _both(FFT)
    ),
    "cv2.filter2D": _plane(
        img.cv2_filter2d,
        "correlate",
        {2: {"borderType": tuple(img.CV2)}},
        arguments=("x", -1, "w"),
    ),
    "kornia.filters.filter2d": _plane(
        img.kornia_filter2d, "correlate", {2: KORNIA}, call=KORNIA_CALL
    ),
    **{
        f"{library}.{name}": _plane(reference, role, {axes: options}, **more)
        for library in ("matlab", "octave")
        for name, reference, role, axes, options, more in MATLAB
    },
    "jax.scipy.signal.convolve": _plane(
        img.jax_signal(lib.signal_convolve), "convolve", _both(MODES)
    ),
    "jax.scipy.signal.correlate": _plane(
        img.jax_signal(lib.signal_correlate), "correlate", _both(MODES)
    ),
    "jax.scipy.signal.convolve2d": _plane(
        img.jax_signal(lib.signal_convolve2d), "convolve", {2: MODES}
    ),
    "jax.scipy.signal.correlate2d": _plane(
        img.jax_signal(lib.signal_correlate2d), "correlate", {2: MODES}
    ),
    "jax.numpy.convolve": _plane(lib.numpy_convolve, "convolve", {1: MODES}),
    "jax.numpy.correlate": _plane(lib.numpy_correlate, "correlate", {1: MODES}),
    "jax.lax.conv_general_dilated": _layer(nets.jax_conv, "conv", **JAX),
    "torch.nn.functional.conv1d": _torch(nets.torch_conv1d, "conv", 1, PADDINGS),
    "torch.nn.functional.conv2d": _torch(nets.torch_conv2d, "conv", 2, PADDINGS),
    "torch.nn.functional.conv_transpose1d": _torch(
        nets.torch_conv_transpose1d, "conv_transpose", 1, CROPS
    ),
    "torch.nn.functional.conv_transpose2d": _torch(
        nets.torch_conv_transpose2d, "conv_transpose", 2, CROPS
    ),
    **{
        f"torch.nn.grad.conv{axes}d_{by}": _gradient(
            f"conv_{by}_gradient",
            axes,
            getattr(slopes, f"torch_conv{axes}d_{by}"),
            f"{by}_size",
        )
        for by in ("input", "weight")
        for axes in (1, 2)
    },
    "tensorflow.nn.conv1d": _last(
        tf.tf_conv1d,
        {1: _steps(TENSORFLOW, "stride", "dilations")[1]},
        stride="stride",
        dilations="dilation",
    ),
    "tensorflow.nn.conv2d": _last(
        tf.tf_conv2d,
        {2: _steps(TENSORFLOW, "strides", "dilations")[2]},
        strides="stride",
        dilations="dilation",
    ),
    "tensorflow.nn.depthwise_conv2d": Convention(
        tf.tf_depthwise_conv2d,
        "conv",
        {2: DEPTHWISE},
        drawn=("groups",),
        shapes={"depthwise": True},
        names={"padding": "padding", "dilations": "dilation"},
        layout=layout_of("N*C,*IM", depthwise=True),
    ),
    "tensorflow.nn.conv2d_transpose": _gradient(
        "conv_input_gradient", 2, tf.tf_conv2d_transpose, "output_shape"
    )._replace(
        options={2: _steps(TENSORFLOW, "strides")[2]},
        arguments=("x", "w", "output_shape"),
        operands=("x", "w"),
        drawn=(),
        names={"padding": "padding", "strides": "stride"},
        layout=layout_of("N*C,*IO", "conv_input_gradient", "output_shape"),
    ),
    "keras.ops.conv": _last(
        tf.keras_conv, KERAS_STEPS, strides="stride", dilation_rate="dilation"
    ),
    "keras.ops.conv_transpose": _last(
        tf.keras_conv_transpose,
        _steps(KERAS, "strides"),
        role="conv_transpose",
        weights="*OI",
        strides="stride",
    ),
    "jax.lax.conv_transpose": _last(
        tf.jax_conv_transpose,
        _steps(TENSORFLOW, "strides", "rhs_dilation"),
        role="conv_transpose",
        strides="stride",
        rhs_dilation="dilation",
    ),
    "onnx.Conv": _layer(nets.onnx_conv, "conv", **ONNX),
    "onnx.ConvTranspose": _layer(nets.onnx_conv_transpose, "conv_transpose", **ONNX),
}
