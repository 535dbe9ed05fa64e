"""The identities of gradients: layers are linear, so a difference is a derivative.

A layer is linear in each of its operands: a number that grows by 1 adds its slope, and
nothing else. So a gradient can be counted out, one number at a time, exactly. The laws
and their arguments are like those of `laws.layers`: `input_gradient` and
`weight_gradient` are those of the layer beside them, and `gradient`, the slopes of some
loss, has the shape of its output. <a, b> is the sum of the products of all that stands
in the same place: the loss is <y, gradient>.

>>> from pureconv.network.channels import conv1d
>>> from pureconv.network.gradients import bias_gradient
>>> data = [[[1, 2, 3]]], [[[4, 5]]], [6], [[[10, 20]]]
>>> bias_gradient_is_difference(conv1d, bias_gradient, *data, 1, (0, 0), 1, 1)
([30], [30])
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pureconv.checks import Number, Vector
from pureconv.laws.rearranging import (
    Batch,
    Candidate,
    Equation,
    Padding,
    Step,
    Weights,
    inner,
    size_of,
)


def input_gradient_is_difference(
    conv: Candidate, input_gradient: Candidate, x: Batch, w: Weights, gradient: Batch,
    stride: Step, padding: Padding, dilation: Step, groups: int,
) -> Equation:
    """input_gradient == <conv(x + 1 in one place, w) - conv(x, w), gradient>."""
    options = _options(stride, padding, dilation, groups)
    changes = _differences(lambda x: inner(conv(x, w, **options), gradient), x)
    return input_gradient(size_of(x[0][0]), w, gradient, **options), changes


def weight_gradient_is_difference(
    conv: Candidate, weight_gradient: Candidate, x: Batch, w: Weights, gradient: Batch,
    stride: Step, padding: Padding, dilation: Step, groups: int,
) -> Equation:
    """weight_gradient == <conv(x, w + 1 in one place) - conv(x, w), gradient>."""
    options = _options(stride, padding, dilation, groups)
    changes = _differences(lambda w: inner(conv(x, w, **options), gradient), w)
    return weight_gradient(x, size_of(w[0][0]), gradient, **options), changes


def bias_gradient_is_difference(
    layer: Candidate, bias_gradient: Candidate,
    x: Batch, w: Weights, bias: Vector, gradient: Batch,
    stride: Step, padding: Padding, dilation: Step, groups: int,
) -> Equation:
    """bias_gradient == <layer(bias + 1 in one place) - layer(bias), gradient>."""
    options = _options(stride, padding, dilation, groups)
    changes = _differences(lambda b: inner(layer(x, w, b, **options), gradient), bias)
    return bias_gradient(gradient), changes


def transposed_input_gradient_is_difference(
    conv_transpose: Candidate, input_gradient: Candidate,
    x: Batch, w: Weights, gradient: Batch,
    stride: Step, padding: Padding, output_padding: Step, dilation: Step, groups: int,
) -> Equation:
    """input_gradient == the same difference of conv_transpose."""
    options = _options(stride, padding, dilation, groups)
    options["output_padding"] = output_padding

    def loss(x: Batch) -> Number:
        return inner(conv_transpose(x, w, **options), gradient)

    changes = _differences(loss, x)
    return input_gradient(w, gradient, **options), changes


def transposed_weight_gradient_is_difference(
    conv_transpose: Candidate, weight_gradient: Candidate,
    x: Batch, w: Weights, gradient: Batch,
    stride: Step, padding: Padding, output_padding: Step, dilation: Step, groups: int,
) -> Equation:
    """weight_gradient == the same difference of conv_transpose."""
    options = _options(stride, padding, dilation, groups)
    options["output_padding"] = output_padding

    def loss(w: Weights) -> Number:
        return inner(conv_transpose(x, w, **options), gradient)

    changes = _differences(loss, w)
    return weight_gradient(x, size_of(w[0][0]), gradient, **options), changes


def _options(
    stride: Step, padding: Padding, dilation: Step, groups: int
) -> dict[str, Any]:
    return {
        "stride": stride, "padding": padding, "dilation": dilation, "groups": groups
    }


def _differences(loss: Callable[[Any], Number], nested: Any) -> Any:
    """Return how much the loss grows when 1 is added to a number, for each number."""
    before = loss(nested)

    def growth(part: Any, put_back: Callable[[Any], Any]) -> Any:
        if not isinstance(part, list):
            return loss(put_back(part + 1)) - before

        def among_others(n: int) -> Callable[[Any], Any]:
            return lambda new: put_back([*part[:n], new, *part[n + 1 :]])

        return [growth(part[n], among_others(n)) for n in range(len(part))]

    return growth(nested, lambda new: new)
