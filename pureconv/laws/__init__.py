"""The identities of convolution, each stated once, as code.

A law is a function of implementations and data that returns two sides, which are equal
for every right implementation. Some names stand in two rooms, so the rooms keep them
apart:

    signals      laws of signals and images: commutes, flip, delay_moves_through, ...
    layers       laws of layers: adjoint, groups_split, bias_shifts, ...
    gradients    laws of gradients: a loss changes as they say
    matrices     laws of matrices: a matrix times a signal is a convolution
    rearranging  what the laws do to signals: mirror, move, thin, spread
"""

from __future__ import annotations

from pureconv.laws import gradients, layers, matrices, signals

__all__ = ["signals", "layers", "gradients", "matrices"]
