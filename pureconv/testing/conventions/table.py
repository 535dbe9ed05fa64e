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
libraries.py and frameworks.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any, NamedTuple

from pureconv.testing.conventions import frameworks, libraries

Options = Mapping[str, tuple[Any, ...]]


class Convention(NamedTuple):
    """One function of a library, and how to say what it says."""

    reference: Callable[..., Any]
    options: Mapping[int, Options]  # for each number of axes: option -> values to tell
    arguments: tuple[Any, ...] = ("x", "w")  # the order in which the library wants them
    batched: bool = False  # x is [item][channel][...], w the weights of a layer
    call: str = ""  # what to write, where it is not the name and the arguments


def _both(options: Options) -> dict[int, Options]:
    return {1: options, 2: options}


def _layers(words: Options, *steps: str) -> dict[int, Options]:
    """Return options of which some are lists, with an item for each axis."""
    lists = {
        axes: tuple(map(list, product((1, 2, 3), repeat=axes))) for axes in (1, 2)
    }
    return {axes: {**words, **dict.fromkeys(steps, lists[axes])} for axes in lists}


MODES = {"mode": ("full", "same", "valid")}
FILLED = {**MODES, "boundary": tuple(libraries.SIGNAL)}
BOUNDED = {"mode": tuple(libraries.NDIMAGE)}
PADDINGS = {"padding": (0, "same", 1, 2, 3)}
CROPS = {"padding": (0, 1), "output_padding": (0, 1)}
AUTO_PADS = {"auto_pad": ("NOTSET", "SAME_UPPER", "SAME_LOWER")}
WORDS = {"padding": ("VALID", "SAME", "SAME_LOWER")}
LAYER = _layers(PADDINGS, "stride", "dilation")
TRANSPOSED = _layers(CROPS, "stride", "dilation")

CONVENTIONS: dict[str, Convention] = {
    "numpy.convolve": Convention(libraries.numpy_convolve, {1: MODES}),
    "numpy.correlate": Convention(libraries.numpy_correlate, {1: MODES}),
    "numpy.fft.ifft": Convention(
        libraries.circular,
        {1: {}},
        call="numpy.fft.ifft(numpy.fft.fft(x) * numpy.fft.fft(w, len(x)))",
    ),
    "scipy.signal.convolve": Convention(libraries.signal_convolve, _both(MODES)),
    "scipy.signal.fftconvolve": Convention(libraries.signal_convolve, _both(MODES)),
    "scipy.signal.oaconvolve": Convention(libraries.signal_convolve, _both(MODES)),
    "scipy.signal.correlate": Convention(libraries.signal_correlate, _both(MODES)),
    "scipy.signal.convolve2d": Convention(libraries.signal_convolve2d, {2: FILLED}),
    "scipy.signal.correlate2d": Convention(libraries.signal_correlate2d, {2: FILLED}),
    "scipy.signal.lfilter": Convention(
        libraries.signal_lfilter, {1: {}}, arguments=("w", 1, "x")
    ),
    "scipy.signal.upfirdn": Convention(
        libraries.signal_upfirdn,
        {1: {"up": (1, 2, 3), "down": (1, 2, 3)}},
        arguments=("w", "x"),
    ),
    "scipy.ndimage.convolve": Convention(libraries.ndimage_convolve, _both(BOUNDED)),
    "scipy.ndimage.correlate": Convention(libraries.ndimage_correlate, _both(BOUNDED)),
    "scipy.ndimage.convolve1d": Convention(libraries.ndimage_convolve, {1: BOUNDED}),
    "scipy.ndimage.correlate1d": Convention(libraries.ndimage_correlate, {1: BOUNDED}),
    "more_itertools.convolve": Convention(libraries.more_itertools_convolve, {1: {}}),
    "sympy.convolution": Convention(libraries.sympy_convolution, {1: {}}),
    "astropy.convolution.convolve": Convention(
        libraries.astropy_convolve,
        _both({
            "boundary": tuple(libraries.ASTROPY),
            "normalize_kernel": (True, False),
        }),
    ),
    "jax.numpy.convolve": Convention(libraries.numpy_convolve, {1: MODES}),
    "jax.numpy.correlate": Convention(libraries.numpy_correlate, {1: MODES}),
    "jax.lax.conv_general_dilated": Convention(
        frameworks.jax_conv,
        _layers(WORDS, "window_strides", "rhs_dilation"),
        batched=True,
    ),
    "torch.nn.functional.conv1d": Convention(
        frameworks.torch_conv1d, {1: LAYER[1]}, batched=True
    ),
    "torch.nn.functional.conv2d": Convention(
        frameworks.torch_conv2d, {2: LAYER[2]}, batched=True
    ),
    "torch.nn.functional.conv_transpose1d": Convention(
        frameworks.torch_conv_transpose1d, {1: TRANSPOSED[1]}, batched=True
    ),
    "torch.nn.functional.conv_transpose2d": Convention(
        frameworks.torch_conv_transpose2d, {2: TRANSPOSED[2]}, batched=True
    ),
    "onnx.Conv": Convention(
        frameworks.onnx_conv, _layers(AUTO_PADS, "strides", "dilations"), batched=True
    ),
    "onnx.ConvTranspose": Convention(
        frameworks.onnx_conv_transpose,
        _layers(AUTO_PADS, "strides", "dilations"),
        batched=True,
    ),
}
