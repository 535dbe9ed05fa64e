"""The definition, proved: which weight meets which sample, in every single output.

Run on indeterminates, an output is a polynomial, and the coefficient of w[i]*x[p] says
how often weight i has met sample p. What should have met is in `definition`, where all
pairs are looked at. Matrices and layers, too, are proved here with all their options;
more of their channels and groups, and their laws, are in their own rooms.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

import pureconv
from definition import Table, gathered, painted, slid
from geometry import (
    Channels,
    Meeting,
    Place,
    Term,
    letter,
    meetings,
    places,
    size,
    sums,
)
from pureconv.boundary import BOUNDARIES as ALL_BOUNDARIES
from pureconv.sizes import MODES as ALL_MODES
from pureconv.sizes import PADDINGS
from ring import Polynomial, indeterminates, monomial

MODES = ("full", "same", "valid", "causal")
BOUNDARIES = ("zero", "edge", "reflect", "symmetric", "wrap")
WORDS = ("valid", "same", "same_upper", "same_lower", "causal")


def test_there_are_no_other_modes_boundaries_and_words() -> None:
    assert set(ALL_MODES) == set(MODES)
    assert set(ALL_BOUNDARIES) == set(BOUNDARIES)
    assert set(PADDINGS) == set(WORDS)


every_mode = pytest.mark.parametrize("mode", MODES)
every_boundary = pytest.mark.parametrize("boundary", BOUNDARIES)

# === signals: of all lengths up to 8, with up to 6 taps ===

LENGTHS = [*itertools.product(range(1, 9), range(1, 7))]


def expected(table: Table) -> list[Polynomial]:
    """Return for each output the sum of w[i]*x[p], each of them once."""
    return [
        Polynomial({product((i,), (p,)): 1 for i, p in met}) for met in table.each()
    ]


@cache
def product(i: Place, p: Place) -> int:
    """Return the product of the weight and the sample of these places."""
    return monomial(letter("w", i), letter("x", p))


@every_boundary
@every_mode
@pytest.mark.parametrize(
    ("function", "flipped"), [(pureconv.correlate, False), (pureconv.convolve, True)]
)
def test_weight_meets_sample_where_the_definition_says(
    function: Any, flipped: bool, mode: str, boundary: str  # noqa: FBT001
) -> None:
    for n, k in LENGTHS:
        x, w = indeterminates("x", n), indeterminates("w", k)
        for stride, dilation in itertools.product((1, 2, 3), (1, 2, 3)):
            options = {"stride": stride, "dilation": dilation, "boundary": boundary}
            table = slid(n, k, mode, **options, flipped=flipped)
            if table.outputs:
                assert function(x, w, mode, **options) == expected(table)


def test_scatter_lets_meet_what_full_convolution_does() -> None:
    for n, k in LENGTHS:
        y = pureconv.scatter(indeterminates("x", n), indeterminates("w", k))

        assert y == expected(slid(n, k, "full", flipped=True))


# === images: up to 4 x 5, and all kernels up to 3 x 3 ===

SHAPES = [*itertools.product((1, 2, 4), (1, 3, 5), (1, 2, 3), (1, 2, 3))]


def expected2d(rows: Table, columns: Table) -> list[list[Polynomial]]:
    """Return for each output the sum of w[i][j]*x[p][q], each of them once."""
    down, along = rows.each(), columns.each()
    return [
        [
            Polynomial({
                product((i, j), (p, q)): 1 for i, p in above for j, q in left
            })
            for left in along
        ]
        for above in down
    ]


@every_boundary
@every_mode
@pytest.mark.parametrize(
    ("stride", "dilation"), [((1, 1), (1, 1)), ((2, 3), (1, 2))]
)
@pytest.mark.parametrize(
    ("function", "flipped"),
    [(pureconv.correlate2d, False), (pureconv.convolve2d, True)],
)
def test_weight_meets_pixel_where_the_definition_says(
    function: Any,
    flipped: bool,  # noqa: FBT001
    stride: Any,
    dilation: Any,
    mode: str,
    boundary: str,
) -> None:
    for height, width, k, across in SHAPES:
        rows, columns = (
            slid(n, taps, mode, step, holes, boundary, flipped=flipped)
            for n, taps, step, holes in zip(
                (height, width), (k, across), stride, dilation
            )
        )
        if not rows.outputs or not columns.outputs:
            continue
        x, w = indeterminates("x", height, width), indeterminates("w", k, across)

        y = function(x, w, mode, stride=stride, dilation=dilation, boundary=boundary)

        assert y == expected2d(rows, columns)


# === layers: each axis with all options; boundaries and channels take turns ===

Line = tuple[int, int, int, int]  # samples, taps, stride and dilation
AXES: list[Line] = [*itertools.product((1, 2, 3, 4), (1, 2, 3), (1, 2, 3), (1, 2))]
SIDES = ((0, 0), (0, 1), (1, 0), (2, 3))
TURNS = [Channels(1, 1, 2, 1), Channels(2, 2, 1, 1), Channels(1, 2, 1, 2)]
one_or_two_axes = pytest.mark.parametrize("d", ["1d", "2d"])


def turns(
    axes: list[Line], d: str
) -> Iterator[tuple[str, Channels, list[Line]]]:
    """Yield each axis, or some with another one; and a boundary and channels."""
    choices = zip(itertools.cycle(BOUNDARIES), itertools.cycle(TURNS))
    for n, (boundary, channels) in zip(range(len(axes)), choices):
        if d == "1d":
            yield boundary, channels, [axes[n]]
        elif n % 4 == 0:
            yield boundary, channels, [axes[n], axes[-7 * n % len(axes)]]


def operands(channels: Channels, n: Any, k: Any, y: Any) -> list[tuple[Place, Any]]:
    """Return the shapes of input, weights and output, and letters in these shapes."""
    items, groups, inputs, outputs = channels
    shapes = {
        "x": (items, groups * inputs, *n),
        "w": (groups * outputs, inputs, *k),
        "y": (items, groups * outputs, *y),
    }
    return [(shape, indeterminates(name, *shape)) for name, shape in shapes.items()]


def products(met: list[Meeting], result: str) -> list[Term]:
    """Return where the two others of all that meet are multiplied for the result."""
    a, b = {"y": ("w", "x"), "x": ("w", "y"), "w": ("x", "y")}[result]
    return [
        (one[result], (letter(a, one[a]), letter(b, one[b])))
        for one in ({"y": m.output, "w": m.weight, "x": m.sample} for m in met)
    ]


@pytest.mark.parametrize("padding", [*SIDES, *WORDS])
@one_or_two_axes
def test_a_layer_and_its_gradients_are_made_of_the_same_meetings(
    d: str, padding: Any
) -> None:
    conv, input_gradient, weight_gradient = (
        getattr(pureconv, f"conv{d}{what}")
        for what in ("", "_input_gradient", "_weight_gradient")
    )
    fit = [axis for axis in AXES if gathered(*axis, padding).outputs]
    for boundary, channels, axes in turns(fit, d):
        n, k, stride, dilation = zip(*axes)
        tables = [gathered(*axis, padding) for axis in axes]
        (x_shape, x), (w_shape, w), (y_shape, gradient) = operands(
            channels, n, k, [table.outputs for table in tables]
        )
        bias = indeterminates("b", y_shape[1])
        both = (padding, padding) if d == "2d" and padding in SIDES else padding
        options: Any = {
            "stride": size(stride), "dilation": size(dilation), "padding": both,
            "groups": channels.groups,
        }

        y = conv(x, w, bias, boundary=boundary, **options)
        dx = input_gradient(size(n), w, gradient, **options)
        dw = weight_gradient(x, size(k), gradient, **options)

        met = meetings(channels, [table.meetings for table in tables])
        within = [gathered(*axis, padding, boundary).meetings for axis in axes]
        biased: list[Term] = [
            (place, (letter("b", place[1:2]),)) for place in places(y_shape)
        ]
        assert y == sums(y_shape, products(meetings(channels, within), "y") + biased)
        assert dx == sums(x_shape, products(met, "x"))
        assert dw == sums(w_shape, products(met, "w"))


@pytest.mark.parametrize("padding", SIDES)
@pytest.mark.parametrize("output_padding", [0, 1, 2])
@one_or_two_axes
def test_a_transposed_layer_and_its_gradients_are_made_of_the_same_meetings(
    d: str, output_padding: int, padding: Any
) -> None:
    """As those of a layer that gathers, with its input and its output exchanged.

    So the letters of `x` here are those of an output there.
    """
    conv_transpose, input_gradient, weight_gradient = (
        getattr(pureconv, f"conv_transpose{d}{what}")
        for what in ("", "_input_gradient", "_weight_gradient")
    )
    legal = [axis for axis in AXES if output_padding < max(axis[2:])]
    fit = [axis for axis in legal if painted(*axis, padding, output_padding).outputs]
    for _, channels, axes in turns(fit, d):
        n, k, stride, dilation = zip(*axes)
        tables = [painted(*axis, padding, output_padding) for axis in axes]
        (y_shape, gradient), (w_shape, w), (x_shape, x) = operands(
            channels, [table.outputs for table in tables], k, n
        )
        options: Any = {
            "stride": size(stride), "dilation": size(dilation),
            "padding": (padding, padding) if d == "2d" else padding,
            "output_padding": output_padding, "groups": channels.groups,
        }

        y = conv_transpose(x, w, **options)
        dx = input_gradient(w, gradient, **options)
        dw = weight_gradient(x, size(k), gradient, **options)

        exchanged = [[met[::-1] for met in table.meetings] for table in tables]
        met = meetings(channels, exchanged)
        assert y == sums(y_shape, products(met, "x"))
        assert dx == sums(x_shape, products(met, "y"))
        assert dw == sums(w_shape, products(met, "w"))
