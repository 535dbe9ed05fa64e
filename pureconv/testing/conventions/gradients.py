"""Gradients, said as all else is: as what comes of two operands that are multiplied.

Of a layer's input, weights and output, two are multiplied to get the gradient by the
third, which is known by its size alone. So the reference of a gradient takes these two
first, as any other takes a signal and a kernel, and the size by name:

    conv2d_input_gradient(x_size, w, gradient)    reference(gradient, w, x_size=x_size)
    conv2d_weight_gradient(x, w_size, gradient)   reference(x, gradient, w_size=w_size)

A candidate is called as on the left.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

import pureconv
from pureconv.checks import Tensor
from pureconv.testing.conventions.frameworks import each
from pureconv.testing.conventions.quick import quickest

DATA = {"input": ("gradient", "w"), "weight": ("x", "gradient")}


def ours(name: str) -> Callable[..., Any]:
    """Return a gradient of ours, called with its two operands and then by name.

    >>> ours("conv1d_input_gradient")([[[1, 10]]], [[[1, 2]]], x_size=3)
    [[[1, 12, 20]]]
    """
    function, (first, second) = getattr(pureconv, name), DATA[name.split("_")[-2]]

    @wraps(function)
    def reference(x: Tensor, w: Tensor, **options: Any) -> Any:
        called = quickest(function, x, w)  # the same result in the other order
        return called(**{first: x, second: w}, **options)

    known = dict(inspect.signature(function).parameters)
    data = [known.pop(name) for name in (first, second)]
    told = [
        *(each.replace(kind=each.POSITIONAL_ONLY) for each in data),
        *(each.replace(kind=each.KEYWORD_ONLY) for each in known.values()),
    ]
    vars(reference)["__signature__"] = inspect.Signature(told)
    return reference


def bias_gradient(gradient: Tensor, _: Tensor) -> Any:
    """Return the gradient by the bias: sums, in which nothing is multiplied.

    The weights that other gradients have are not looked at.
    """
    return pureconv.bias_gradient(gradient)


def torch(axes: int, by: str) -> Callable[..., Any]:
    """Return a function of torch.nn.grad: the gradient by the input or the weights."""
    function = ours(f"conv{axes}d_{by}_gradient")

    def input_gradient(
        gradient: Tensor,
        w: Tensor,
        *,
        input_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
    ) -> Any:
        """Return torch.nn.grad.conv1d_input or conv2d_input.

        Called with (input_size, weight, grad_output). The size is that of the whole
        input, batch and channels included. Padding is in numbers, both sides alike.
        """
        options = _numbers(stride, padding, dilation, axes)
        size = _size(input_size, axes)
        return function(gradient, w, x_size=size, groups=groups, **options)

    def weight_gradient(
        x: Tensor,
        gradient: Tensor,
        *,
        weight_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
    ) -> Any:
        """Return torch.nn.grad.conv1d_weight or conv2d_weight.

        Called with (input, weight_size, grad_output), of which the size is that of all
        weights, channels included. Padding is in numbers, both sides alike.
        """
        options = _numbers(stride, padding, dilation, axes)
        size = _size(weight_size, axes)
        return function(x, gradient, w_size=size, groups=groups, **options)

    return input_gradient if by == "input" else weight_gradient


def _numbers(stride: Any, padding: Any, dilation: Any, axes: int) -> dict[str, Any]:
    """Return options of torch as ours: in one axis, a tuple of one is its number."""
    options = {
        "stride": each(stride, "stride", 1, axes),
        "padding": each(padding, "padding", 0, axes),
        "dilation": each(dilation, "dilation", 1, axes),
    }
    return options if axes == 2 else {name: v for name, (v,) in options.items()}


def _size(sizes: Any, axes: int) -> Any:
    """Return the size of a signal, or of an image, from a whole shape."""
    return tuple(sizes[2:]) if axes == 2 else sizes[2]
