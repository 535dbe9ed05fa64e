"""Layers of a network: batches of items, many channels in, many channels out.

In reading order:

    layers                what all layers share: channels, groups, padding, sizes
    channels              conv1d and conv2d gather, over all channels of a group
    transposed            conv_transpose1d and conv_transpose2d paint instead
    gradients             how a loss changes with the operands of conv1d and conv2d
    transposed_gradients  the same for the transposed layers
"""

from __future__ import annotations

from pureconv.network.channels import conv1d, conv2d
from pureconv.network.gradients import (
    bias_gradient,
    conv1d_input_gradient,
    conv1d_weight_gradient,
    conv2d_input_gradient,
    conv2d_weight_gradient,
)
from pureconv.network.transposed import conv_transpose1d, conv_transpose2d
from pureconv.network.transposed_gradients import (
    conv_transpose1d_input_gradient,
    conv_transpose1d_weight_gradient,
    conv_transpose2d_input_gradient,
    conv_transpose2d_weight_gradient,
)

__all__ = [
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
]
