"""Convolution from scratch, in pure Python: explicit loops over lists, nothing hidden.

In reading order:

    weighted_sum      a weight for each sample, and one sum
    same_weight       one weight for all samples
    distinct_weights  a weight for each sample
    repeated_weights  a short list of weights, repeated
    shifted_weights   the repetition, started at each weight in turn
    correlate         slide the weights along the signal, sum at each step
    convolve          the same with the weights flipped
    scatter           the same seen from the input: no flip in sight
    correlate2d       slide a kernel over an image
    convolve2d        the same with both axes flipped
    pad, pad2d        what lies outside: zeros, edges, mirrors, wraps
    output_length, padding_sides, lags
                      how many outputs, how much padding, where each window starts
"""

from __future__ import annotations

from pureconv.boundary import pad, pad2d
from pureconv.correlation import convolve, correlate, scatter
from pureconv.correlation2d import convolve2d, correlate2d
from pureconv.sizes import lags, output_length, padding_sides
from pureconv.weighting import (
    distinct_weights,
    repeated_weights,
    same_weight,
    shifted_weights,
    weighted_sum,
)

__all__ = [
    "weighted_sum",
    "same_weight",
    "distinct_weights",
    "repeated_weights",
    "shifted_weights",
    "correlate",
    "convolve",
    "scatter",
    "correlate2d",
    "convolve2d",
    "pad",
    "pad2d",
    "output_length",
    "padding_sides",
    "lags",
]
