"""Good calls of layers and their gradients, and what becomes of one that goes wrong.

In each of them, every size differs from those beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pureconv import (
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
from refusals import refusal

Function = Callable[..., Any]

# Good calls: 2 items, 2 groups, each of 2 channels in and 1 out. A layer gathers by its
# kernels, or it paints with them.
SIGNALS = [[[1, 2, 3]] * 4] * 2
KERNELS = [[[1, 2]] * 2] * 2
PAINTS = [[[1, 2]]] * 4
GATHERED = [[[1, 2]] * 2] * 2
PAINTED = [[[1, 2, 3, 4]] * 2] * 2

IMAGES = [[[[1, 2, 3], [4, 5, 6]]] * 4] * 2
KERNELS_2D = [[[[1, 2]]] * 2] * 2
PAINTS_2D = [[[[1, 2]]]] * 4
GATHERED_2D = [[[[1, 2], [3, 4]]] * 2] * 2
PAINTED_2D = [[[[1, 2, 3, 4]] * 2] * 2] * 2

GOOD: dict[Function, dict[str, Any]] = {
    conv1d: {"x": SIGNALS, "w": KERNELS},
    conv2d: {"x": IMAGES, "w": KERNELS_2D},
    conv_transpose1d: {"x": SIGNALS, "w": PAINTS},
    conv_transpose2d: {"x": IMAGES, "w": PAINTS_2D},
    conv1d_input_gradient: {"x_size": 3, "w": KERNELS, "gradient": GATHERED},
    conv2d_input_gradient: {
        "x_size": (2, 3), "w": KERNELS_2D, "gradient": GATHERED_2D,
    },
    conv1d_weight_gradient: {"x": SIGNALS, "w_size": 2, "gradient": GATHERED},
    conv2d_weight_gradient: {"x": IMAGES, "w_size": (1, 2), "gradient": GATHERED_2D},
    conv_transpose1d_input_gradient: {"w": PAINTS, "gradient": PAINTED},
    conv_transpose2d_input_gradient: {"w": PAINTS_2D, "gradient": PAINTED_2D},
    conv_transpose1d_weight_gradient: {
        "x": SIGNALS, "w_size": 2, "gradient": PAINTED,
    },
    conv_transpose2d_weight_gradient: {
        "x": IMAGES, "w_size": (1, 2), "gradient": PAINTED_2D,
    },
}

INPUT_GRADIENTS_1D: list[Function] = [
    conv1d_input_gradient, conv_transpose1d_input_gradient,
]
INPUT_GRADIENTS_2D: list[Function] = [
    conv2d_input_gradient, conv_transpose2d_input_gradient,
]
WEIGHT_GRADIENTS_1D: list[Function] = [
    conv1d_weight_gradient, conv_transpose1d_weight_gradient,
]
WEIGHT_GRADIENTS_2D: list[Function] = [
    conv2d_weight_gradient, conv_transpose2d_weight_gradient,
]
WEIGHT_GRADIENTS = [*WEIGHT_GRADIENTS_1D, *WEIGHT_GRADIENTS_2D]
GATHER_1D: list[Function] = [conv1d, conv1d_input_gradient, conv1d_weight_gradient]
GATHER_2D: list[Function] = [conv2d, conv2d_input_gradient, conv2d_weight_gradient]
PAINT_1D: list[Function] = [
    conv_transpose1d, conv_transpose1d_input_gradient, conv_transpose1d_weight_gradient,
]
PAINT_2D: list[Function] = [
    conv_transpose2d, conv_transpose2d_input_gradient, conv_transpose2d_weight_gradient,
]


def of(*functions: Function) -> pytest.MarkDecorator:
    """Try each of the functions."""
    return pytest.mark.parametrize("function", functions)


def refused(function: Function, **wrong: Any) -> str:
    """Return what a good call raises when these of its arguments go wrong."""
    call = {**GOOD[function], "groups": 2, **wrong}
    return refusal(function, **call)


class Index:
    """What is no int, but stands for one: NumPy's ints are such."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __index__(self) -> int:
        return self.value
