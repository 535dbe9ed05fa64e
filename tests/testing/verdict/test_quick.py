"""On ints, a function and its fast copy give the same."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from random import Random
from typing import Any
from unittest import mock

import pytest

import pureconv
from pureconv.exact import signals, windows
from pureconv.testing import CONVENTIONS
from pureconv.testing.verdict.quick import FAST, evaluate


def numbers(random: Random, *shape: int, least: int = -99) -> Any:
    """Return nested lists of ints."""
    if not shape:
        return random.randint(least, 99)
    return [numbers(random, *shape[1:], least=least) for _ in range(shape[0])]


# For signals and images, and layers of them: enough to be worth it, and odd kernels.
SHAPES: dict[tuple[int, bool], tuple[tuple[int, ...], tuple[int, ...]]] = {
    (1, False): ((300,), (31,)),
    (2, False): ((20, 30), (5, 7)),
    (1, True): ((2, 4, 60), (4, 4, 9)),
    (2, True): ((1, 4, 9, 8), (4, 4, 5, 3)),
}
CASES = [
    (name, axes) for name, convention in CONVENTIONS.items()
    for axes in convention.options if convention.reference in FAST
]  # fmt: skip


def way(function: Callable[..., Any], *operands: Any) -> tuple[Any, bool]:
    """Return what comes of an evaluation, and whether `exact` has done it."""
    works = (windows, "largest"), (signals, "_convolve"), (signals, "_convolve2d")
    with ExitStack() as stack:
        spies = [
            stack.enter_context(
                mock.patch.object(module, name, wraps=getattr(module, name))
            )
            for module, name in works
        ]
        y = evaluate(function, *operands)
    return y, any(spy.called for spy in spies)


def test_conventions_that_are_evaluated_by_loops_are_few() -> None:
    slow = CONVENTIONS.keys() - {name for name, _ in CASES}
    assert {name.rpartition(".")[0] for name in slow} == {
        "jax.scipy.signal", "torch.nn.grad",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "axes"), CASES)
def test_a_convention_is_evaluated_by_exact(name: str, axes: int) -> None:
    convention = CONVENTIONS[name]
    x_shape, w_shape = SHAPES[axes, convention.batched or bool(convention.layer)]
    x, w = numbers(Random(1), *x_shape), numbers(Random(2), *w_shape, least=1)
    options = {key: values[0] for key, values in convention.options[axes].items()}
    if convention.shapes.get("depthwise"):
        w = [kernels[:1] for kernels in w]
    if convention.layer:  # a gradient by an input of 9 + 5 - 1 rows
        options["output_shape"] = 1, 4, 13, 10
    reference = partial(convention.reference, **options)

    y, fast = way(reference, x, w)

    assert fast
    assert y == reference(x, w)


@pytest.mark.parametrize("name", ["convolve", "conv1d", "conv_transpose1d"])
def test_a_function_of_ours_is_evaluated_by_exact(name: str) -> None:
    function = getattr(pureconv, name)
    x, w = (numbers(Random(1), *s) for s in SHAPES[1, name != "convolve"])

    for asked in (function, partial(function, stride=2)):
        y, fast = way(asked, x, w)
        assert fast
        assert y == asked(x, w)


def test_what_is_small_or_not_ours_is_evaluated_as_it_is() -> None:
    def mine(x: Any, w: Any) -> Any:
        return pureconv.convolve(x, w)

    def scaled(factor: int, x: Any, w: Any) -> Any:
        return [factor * v for v in mine(x, w)]

    x, w = numbers(Random(1), 300), numbers(Random(2), 31)

    assert way(mine, x, w) == (mine(x, w), False)
    assert way(pureconv.convolve, x[:9], w) == (pureconv.convolve(x[:9], w), False)
    assert way(partial(scaled, 2), x, w) == (scaled(2, x, w), False)


def test_copies_leave_what_they_were_made_of_alone() -> None:
    for original, copy in FAST.items():
        assert copy.__name__ == original.__name__
        assert original not in FAST.values()
    reference = CONVENTIONS["numpy.convolve"].reference
    assert reference([0.5], [1j]) == [0.5j]  # as exact cannot
