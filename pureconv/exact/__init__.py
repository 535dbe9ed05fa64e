"""The same answers, exact and fast: one big multiplication, and one rounding.

Every result is the true value of its sum. Ints give ints. Fractions, alone or mixed
with ints, give Fractions. Floats, alone or mixed with either, give floats: the nearest
to the true value, rounded once, so that the order of the terms leaves no trace. It is
an infinity only where the true value lies beyond the largest float. All results of one
call are of one type, sums of no terms included. A float sum of exactly zero is +0.0.
inf and nan have no exact value.

In reading order:

    scaling     operands become ints times one scale; results are rounded once
    digits      a list of ints is one int, and back
    kronecker   a convolution of ints is one big multiplication
    signals     correlate, convolve, correlate2d, convolve2d; exactly, for the others
    products    a matrix product of ints works on whole rows
    windows     a layer is a matrix product
    layers      conv1d, conv2d, conv_transpose1d, conv_transpose2d
    gradients   how a loss changes with their operands; transposed_gradients, too
    costs       where the loops are faster
"""

from __future__ import annotations

from pureconv.exact.gradients import (
    bias_gradient,
    conv1d_input_gradient,
    conv1d_weight_gradient,
    conv2d_input_gradient,
    conv2d_weight_gradient,
)
from pureconv.exact.layers import conv1d, conv2d, conv_transpose1d, conv_transpose2d
from pureconv.exact.signals import (
    convolve,
    convolve2d,
    correlate,
    correlate2d,
    exactly,
)
from pureconv.exact.transposed_gradients import (
    conv_transpose1d_input_gradient,
    conv_transpose1d_weight_gradient,
    conv_transpose2d_input_gradient,
    conv_transpose2d_weight_gradient,
)

__all__ = [
    "correlate",
    "convolve",
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
    "exactly",
]
