"""Every law of gradients, proved on indeterminates up to a bound and sampled beyond it.

Each public function of pureconv.laws.gradients is proved by being there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pureconv.laws import gradients as laws
from situations import (
    Law,
    Statement,
    broken,
    functions,
    gathering,
    painting,
    sampled,
    sides,
    statements,
)

every_law = pytest.mark.parametrize("statement", statements(laws), ids=str)


@every_law
def test_law_is_proved(statement: Statement) -> None:
    """Equal on indeterminates is equal in every commutative ring, for this shape."""
    assert broken(statement) is None


@every_law
@settings(max_examples=max(1, settings().max_examples // 10))
@given(data=st.data())
def test_law_holds_for_numbers_of_any_size(
    statement: Statement, data: st.DataObject
) -> None:
    left, right = sides(statement, data.draw(sampled(statement)))

    assert left == right


# === what the laws are good for: mistakes that real libraries have made ===


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
    statement = Statement(law, shapes, axes)
    wrong = mistake(functions(statement)[name])

    assert broken(statement, **{name: wrong}) is not None, "the law holds all the same"
