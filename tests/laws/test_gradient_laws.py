"""Mistakes in gradients, and laws that catch them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pureconv.laws import gradients as laws
from situations import Law, broken_by, gathering, painting


def remainder_forgotten(input_gradient: Any) -> Any:
    """Leave out the samples that no window reached, as if the signal were shorter."""

    def wrong(x_size: int, w: Any, gradient: Any, **options: Any) -> Any:
        dx = input_gradient(x_size, w, gradient, **options)
        reach = (len(w[0][0]) - 1) * options["dilation"]
        last = (len(gradient[0][0]) - 1) * options["stride"] + reach
        reached = last + 1 - options["padding"][0]
        return [[signal[:reached] for signal in item] for item in dx]

    return wrong


def steps_exchanged(gradient: Any) -> Any:
    """Take the stride for the dilation and the dilation for the stride, unpadded."""

    def wrong(*operands: Any, stride: Any, dilation: Any, **options: Any) -> Any:
        try:
            return gradient(*operands, stride=dilation, dilation=stride, **options)
        except ValueError:  # so exchanged, they do not fit: another slip hides this one
            return gradient(*operands, stride=stride, dilation=dilation, **options)

    return wrong


def items_not_added(bias_gradient: Any) -> Any:
    return lambda gradient: bias_gradient(gradient[:1])


@pytest.mark.parametrize(
    ("law", "shapes", "axes", "name", "mistake"),
    [
        (laws.input_gradient_is_difference, gathering, 1, "input_gradient",
         remainder_forgotten),
        (laws.weight_gradient_is_difference, gathering, 1, "weight_gradient",
         steps_exchanged),
        (laws.transposed_weight_gradient_is_difference, painting, 2, "weight_gradient",
         steps_exchanged),
        (laws.bias_gradient_is_difference, painting, 1, "bias_gradient",
         items_not_added),
    ],
)
def test_law_catches_a_planted_mistake(
    law: Law, shapes: Any, axes: int, name: str, mistake: Callable[[Any], Any]
) -> None:
    wrong = broken_by(mistake, name, law, shapes, axes)

    assert wrong is not None, "the law holds all the same"
