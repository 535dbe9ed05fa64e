"""Mistakes that real libraries have made in layers, and laws that catch them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pureconv.laws import layers as laws
from situations import Law, back_and_forth, broken_by, gathering, painting


def first_item_only(layer: Any) -> Any:
    def wrong(x: Any, *operands: Any, **options: Any) -> Any:
        y = layer(x, *operands, **options)
        return [y[0]] * len(y)

    return wrong


def first_bias_everywhere(layer: Any) -> Any:
    def wrong(x: Any, w: Any, bias: Any = None, **options: Any) -> Any:
        return layer(x, w, bias and [bias[0]] * len(bias), **options)

    return wrong


def groups_ignored(layer: Any) -> Any:
    """Every group reads the channels of group 0."""

    def wrong(x: Any, *operands: Any, groups: int = 1, **options: Any) -> Any:
        x = [item[: len(item) // groups] * groups for item in x]
        return layer(x, *operands, groups=groups, **options)

    return wrong


def sides_swapped(layer: Any) -> Any:
    def wrong(*operands: Any, padding: Any = (0, 0), **options: Any) -> Any:
        return layer(*operands, padding=padding[::-1], **options)

    return wrong


def strides_swapped(layer: Any) -> Any:
    """Take a stride for (columns, rows)."""

    def wrong(*operands: Any, stride: Any = (1, 1), **options: Any) -> Any:
        return layer(*operands, stride=stride[::-1], **options)

    return wrong


def dilations_swapped(layer: Any) -> Any:
    def wrong(*operands: Any, dilation: Any = (1, 1), **options: Any) -> Any:
        return layer(*operands, dilation=dilation[::-1], **options)

    return wrong


def kernels_mirrored(layer: Any) -> Any:
    """Flip the kernels, as jax.lax.conv_transpose does."""

    def wrong(x: Any, w: Any, *bias: Any, **options: Any) -> Any:
        w = [[kernel[::-1] for kernel in kernels] for kernels in w]
        return layer(x, w, *bias, **options)

    return wrong


def output_padding_at_the_start(layer: Any) -> Any:
    def wrong(*operands: Any, output_padding: int = 0, **options: Any) -> Any:
        y = layer(*operands, **options)
        return [[[0] * output_padding + signal for signal in item] for item in y]

    return wrong


@pytest.mark.parametrize(
    ("law", "shapes", "axes", "name", "mistake"),
    [
        (laws.items_are_independent, gathering, 1, "layer", first_item_only),
        (laws.items_are_independent, painting, 2, "layer", first_item_only),
        (laws.bias_shifts, gathering, 2, "layer", first_bias_everywhere),
        (laws.groups_split, gathering, 1, "layer", groups_ignored),
        (laws.groups_split, painting, 2, "layer", groups_ignored),
        (laws.one_channel_is_correlate, gathering, 1, "conv", sides_swapped),
        (laws.padding_is_data, gathering, 2, "conv", sides_swapped),
        (laws.stride_thins, gathering, 2, "conv", strides_swapped),
        (laws.dilation_is_holes, gathering, 2, "layer", dilations_swapped),
        (laws.spread_then_convolve, painting, 1, "conv_transpose", kernels_mirrored),
        (laws.spread_then_convolve, painting, 1, "conv_transpose", sides_swapped),
        (laws.adjoint, back_and_forth, 1, "conv_transpose", kernels_mirrored),
        (laws.adjoint, back_and_forth, 1, "conv_transpose",
         output_padding_at_the_start),
    ],
)
def test_law_catches_a_planted_mistake(
    law: Law, shapes: Any, axes: int, name: str, mistake: Callable[[Any], Any]
) -> None:
    wrong = broken_by(mistake, name, law, shapes, axes)

    assert wrong is not None, "the law holds all the same"
