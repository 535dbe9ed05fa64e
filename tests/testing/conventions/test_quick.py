"""On ints, references are as fast as `exact`, and give what the loops give."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import ExitStack
from fractions import Fraction
from functools import partial
from random import Random
from typing import Any
from unittest import mock

import pytest

import pureconv
from pureconv import exact
from pureconv.exact import signals, windows
from pureconv.testing import CONVENTIONS
from pureconv.testing.conventions import OURS, Convention, quick


def numbers(random: Random, *shape: int, least: int = -99) -> Any:
    """Return nested lists of ints."""
    if not shape:
        return random.randint(least, 99)
    return [numbers(random, *shape[1:], least=least) for _ in range(shape[0])]


# For signals and images, and layers of them: enough to be worth it, and odd kernels.
SHAPES: dict[tuple[int, bool], tuple[tuple[int, ...], tuple[int, ...]]] = {
    (1, False): ((300,), (31,)),
    (2, False): ((20, 30), (5, 7)),
    (1, True): ((2, 2, 60), (2, 2, 9)),
    (2, True): ((2, 2, 9, 8), (2, 2, 5, 3)),
}
ROWS = {**OURS, **CONVENTIONS}
CASES = [
    (name, axes)
    for name, convention in ROWS.items()
    for axes in convention.options
    if convention.role not in {"scatter", "bias_gradient"}
]


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
        y = function(*operands)
    return y, any(spy.called for spy in spies)


@pytest.mark.parametrize(("name", "axes"), CASES)
def test_a_reference_is_evaluated_by_exact(name: str, axes: int) -> None:
    convention = ROWS[name]
    x_shape, w_shape = SHAPES[axes, convention.batched or bool(convention.layer)]
    if convention.role == "conv_transpose_weight_gradient":  # which is the larger
        x_shape, w_shape = w_shape, x_shape
    x, w = numbers(Random(1), *x_shape), numbers(Random(2), *w_shape, least=1)
    options = {key: values[0] for key, values in convention.options[axes].items()}
    if convention.shapes.get("depthwise"):
        w = [kernels[:1] for kernels in w]
    if size := convention.shapes.get("size"):
        options[size] = size_of(convention, axes, x_shape, w_shape)
    reference = partial(convention.reference, **options)

    y, fast = way(reference, x, w)

    assert fast
    with mock.patch.object(quick, "WORTH", math.inf):
        assert (y, False) == way(reference, x, w)


def size_of(row: Convention, axes: int, x: Any, w: Any) -> Any:
    """Return the size of what a gradient is by, so that its operands fit."""
    if "weight" in row.role:
        whole = (2, 2, *(abs(n - k) + 1 for n, k in zip(x[2:], w[2:])))
    else:
        whole = (2, 2, *(n - 1 + k for n, k in zip(x[2:], w[2:])))
    if row.shapes.get("whole"):
        return whole
    return whole[2:] if axes == 2 else whole[2]


@pytest.mark.parametrize("name", ["convolve", "conv1d", "conv_transpose1d"])
def test_so_is_a_function_of_ours_with_options(name: str) -> None:
    x, w = (numbers(Random(1), *s) for s in SHAPES[1, name != "convolve"])
    y, fast = way(partial(OURS[name].reference, stride=2), x, w)
    assert fast
    assert y == getattr(pureconv, name)(x, w, stride=2)


@pytest.mark.parametrize("numbers_of", [(int, Fraction), (Fraction, Fraction)])
def test_so_are_fractions(numbers_of: tuple[Any, Any]) -> None:
    x, w = ([kind(n % 7) for n in range(100)] for kind in numbers_of)
    y, fast = way(CONVENTIONS["numpy.convolve"].reference, x, w)
    assert fast
    assert y == pureconv.convolve(x, w)


def test_what_is_small_or_no_integers_is_evaluated_by_loops() -> None:
    def mine(x: Any, w: Any) -> Any:
        return pureconv.convolve(x, w)

    x, w = numbers(Random(1), 300), numbers(Random(2), 31)
    reference, floats = CONVENTIONS["numpy.convolve"].reference, [float(v) for v in x]

    assert way(mine, x, w) == (mine(x, w), False)
    for x_given in (x[:9], floats, [1j, *x]):
        assert way(reference, x_given, w) == (mine(x_given, w), False)
    assert way(reference, w, floats) == (mine(w, floats), False)


@pytest.mark.parametrize(("taps", "fast"), [(49, False), (50, True)])
def test_a_few_thousand_pairs_are_worth_it(taps: int, *, fast: bool) -> None:
    assert quick.WORTH == 100 * 50
    reference = CONVENTIONS["numpy.convolve"].reference
    x, w = [1] * 100, [1] * taps
    with mock.patch.object(exact, "convolve", wraps=exact.convolve) as spy:
        reference(x, w)
    assert spy.called == fast
