"""Convolution from scratch, in pure Python: explicit loops over lists, nothing hidden.

In reading order, by file or folder:

  weighting       weighted_sum      a weight for each sample, and one sum
                  same_weight       one weight for all samples
                  distinct_weights  a weight for each sample
                  repeated_weights  a short list of weights, repeated
                  shifted_weights   the repetition, started at each weight in turn
  sizes           output_length, transposed_length, padding_sides, lags
                      how many outputs, how much padding, where each window starts;
                      what "full", "same", "valid" and "causal" mean
  boundary        pad, pad2d: what lies outside: zeros, edges, mirrors, wraps
  correlation     correlate         slide the weights along the signal, sum at each step
                  convolve          the same with the weights flipped
                  scatter           the same seen from the input: no flip in sight
  correlation2d   correlate2d       slide a kernel over an image
                  convolve2d        the same with both axes flipped
  network         conv1d, conv2d    correlation with batches, channels, groups, bias
                  conv_transpose1d, conv_transpose2d
                      every sample of the input paints its copy of the weights
                  conv1d_input_gradient, conv2d_input_gradient,
                  conv1d_weight_gradient, conv2d_weight_gradient, bias_gradient
                      what training needs: how a loss changes with each operand
                  conv_transpose1d_input_gradient, conv_transpose2d_input_gradient,
                  conv_transpose1d_weight_gradient, conv_transpose2d_weight_gradient
                      the same for the transposed layers
  matrix          convolution_matrix, correlation_matrix, correlation_matrix2d
                      a convolution is a matrix: sparse, shared, moving along

and, imported when they are first asked for:

  exact           the same answers, exact and fast: one big multiplication
  laws            the identities, each stated once, as code
  trace           which weight met which sample: the formula of any output
  lesson          the story that `python -m pureconv` tells
  testing         is somebody else's convolution right? and if not, what is it?

Beneath them all, `operands` is the door for signals and kernels, `checks` for options;
`nested` walks through lists of lists.

Signal `x` first, weights `w` second, wherever there are both. Correlation slides the
weights as they are, convolution flips them, and what networks call convolution is
correlation. Pairs are (rows, columns), padding is per side, dilation 1 is dense.
Elements are any numbers with + and *, lists come out, and arguments are never changed.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from pureconv.boundary import pad, pad2d
from pureconv.correlation import convolve, correlate, scatter
from pureconv.correlation2d import convolve2d, correlate2d
from pureconv.matrix import (
    convolution_matrix,
    correlation_matrix,
    correlation_matrix2d,
)
from pureconv.network import (
    bias_gradient,
    conv1d,
    conv1d_input_gradient,
    conv1d_weight_gradient,
    conv2d,
    conv2d_input_gradient,
    conv2d_weight_gradient,
    conv_transpose1d,
    conv_transpose1d_input_gradient,
    conv_transpose1d_weight_gradient,
    conv_transpose2d,
    conv_transpose2d_input_gradient,
    conv_transpose2d_weight_gradient,
)
from pureconv.sizes import lags, output_length, padding_sides, transposed_length
from pureconv.weighting import (
    distinct_weights,
    repeated_weights,
    same_weight,
    shifted_weights,
    weighted_sum,
)

__version__ = "0.2.0"

__all__ = [
    "weighted_sum",
    "same_weight",
    "distinct_weights",
    "repeated_weights",
    "shifted_weights",
    "output_length",
    "transposed_length",
    "padding_sides",
    "lags",
    "pad",
    "pad2d",
    "correlate",
    "convolve",
    "scatter",
    "correlate2d",
    "convolve2d",
    "conv1d",
    "conv2d",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv1d_input_gradient",
    "conv2d_input_gradient",
    "conv1d_weight_gradient",
    "conv2d_weight_gradient",
    "bias_gradient",
    "conv_transpose1d_input_gradient",
    "conv_transpose2d_input_gradient",
    "conv_transpose1d_weight_gradient",
    "conv_transpose2d_weight_gradient",
    "convolution_matrix",
    "correlation_matrix",
    "correlation_matrix2d",
]

ROOMS = ("exact", "laws", "trace", "lesson", "testing")


def __getattr__(name: str) -> ModuleType:
    """Import a room as soon as it is asked for, and not before."""
    if name in ROOMS:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the rooms, too."""
    return sorted({*globals(), *ROOMS})
