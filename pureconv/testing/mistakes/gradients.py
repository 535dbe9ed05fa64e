"""Mistakes in gradients, and calls to tell them apart.

What is multiplied is a gradient and the weights, or a signal and a gradient. The sizes
of all three are those of a layer.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pureconv
from pureconv.nested import mapped, shape
from pureconv.testing.conventions import resolve, role_name
from pureconv.testing.mistakes.channels import grouped, repeated
from pureconv.testing.mistakes.draft import Draft
from pureconv.testing.mistakes.probes import Shape, odd_and_even, on_small_numbers
from pureconv.testing.mistakes.ways import (
    Mistakes,
    flip,
    mistake,
    numbers,
    on,
    planes,
    zero,
)


def gradient_questions(draft: Draft, dtype: str) -> Iterator[Draft]:
    """Yield calls of a gradient with the same options, for layers of other sizes."""
    convention = draft.target.convention
    size, whole = convention.shapes["size"], "whole" in convention.shapes
    steps = {k: v for k, v in draft.options.items() if k != size}
    like = resolve(getattr(pureconv, role_name(convention.layer, draft.axes)))
    layer = draft._replace(target=like, options=steps)
    for x, w in odd_and_even(layer):
        sizes: dict[str, Shape] = {"x": x, "w": w}
        sizes["gradient"] = shape(on_small_numbers(layer, x, w, dtype)())
        first, second = (sizes[name] for name in convention.operands)
        asked = on_small_numbers(draft, first, second, dtype)
        if size:
            other = sizes[size[0]]
            values = list(other if whole else other[2:])
            said = values if len(values) > 1 else values[0]
            asked = asked._replace(options={**steps, size: said})
        yield asked


def gradient_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in which gradients are added up to which."""
    by_input = "input" in draft.target.convention.role
    yield mistake("the kernel is flipped", on("w" if by_input else "y", planes(flip)))
    if draft.groups > 1:
        weights = "w" if by_input else "y"
        ways = [way for k in "xwy" for way in grouped(k, repeated, weights=weights)]
        yield mistake("the gradients of one group are used for all", *ways)
    if not by_input:
        text = "gradients are averaged over the batch, where they should be added up"
        yield mistake(text, _averaged)
        text = "only the first item of the batch counts"
        yield mistake(text, lambda c: c(x=c.x[:1], w=c.w[:1]))
    yield mistake("all outputs are zero", on("y", numbers(zero)))


def _averaged(c: Draft) -> Any:
    return mapped(lambda v: Fraction(v) / len(c.x), c())
