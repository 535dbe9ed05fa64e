"""The definition, proved: which weight meets which sample, in every single output.

Run on indeterminates, an output is a polynomial, and the coefficient of w[i]*x[p] says
how often weight i has met sample p. Here the meetings are worked out by hand: from a
list of all windows, and from the endless row that a boundary makes of a signal.
"""

from __future__ import annotations

import itertools
from functools import lru_cache
from typing import Any

import pytest

import pureconv
from pureconv import boundary, sizes
from ring import Polynomial, indeterminates

MODES = ("full", "same", "valid", "causal")
BOUNDARIES = ("zero", "edge", "reflect", "symmetric", "wrap")


def windows(n: int, reach: int, mode: str, stride: int) -> list[int]:
    """Return where the windows start: "full" has all that touch one of n samples."""
    full = list(range(-reach, n))
    if mode == "same":
        full = full[reach // 2 :][:n]
    if mode == "valid":
        full = full[reach:][: n - reach]
    if mode == "causal":
        full = full[:n]
    return full[::stride]


def sample_at(p: int, n: int, boundary: str) -> int | None:
    """Return which of n samples stands at p in an endless row, or None for nothing."""
    if 0 <= p < n:
        return p
    there = list(range(n))
    back = there[::-1]
    if boundary == "zero":
        return None
    if boundary == "edge":
        return there[0] if p < 0 else there[-1]
    again = {"wrap": there, "symmetric": there + back, "reflect": there + back[1:-1]}
    return again[boundary][p % len(again[boundary])]


@lru_cache(maxsize=1000)
def meetings(
    n: int, taps: range, mode: str, stride: int, dilation: int, boundary: str
) -> list[list[tuple[int, int]]]:
    """Return the pairs (i, p) of tap and sample in each output, on one axis.

    `taps` are in the order in which they lie in a window: backwards in a convolution.
    """
    outputs = []
    for start in windows(n, dilation * (len(taps) - 1), mode, stride):
        places = [start + dilation * number for number in range(len(taps))]
        samples = [sample_at(place, n, boundary) for place in places]
        outputs.append([(i, p) for i, p in zip(taps, samples) if p is not None])
    return outputs


def expected(pairs: list[tuple[int, int]]) -> Polynomial:
    """Return the sum of w[i]*x[p], each of them once."""
    return Polynomial({(f"w[{i}]", f"x[{p}]"): 1 for i, p in pairs})


def expected2d(
    rows: list[tuple[int, int]], columns: list[tuple[int, int]]
) -> Polynomial:
    """Return the sum of w[i][j]*x[p][q], each of them once."""
    return Polynomial({
        (f"w[{i}][{j}]", f"x[{p}][{q}]"): 1 for i, p in rows for j, q in columns
    })


def forwards(k: int) -> range:
    return range(k)


def backwards(k: int) -> range:
    return range(k)[::-1]


every_mode = pytest.mark.parametrize("mode", MODES)
every_boundary = pytest.mark.parametrize("boundary", BOUNDARIES)

# Signals and kernels of all lengths up to 8 and 6, images and kernels up to 4 x 5 and
# 3 x 3 in all shapes, both as (rows, columns, rows, columns).
LENGTHS = [*itertools.product(range(1, 9), range(1, 7))]
SHAPES = [*itertools.product(range(1, 5), range(1, 6), range(1, 4), range(1, 4))]


def test_there_are_no_other_modes_and_boundaries() -> None:
    assert set(sizes.MODES) == set(MODES)
    assert set(boundary.BOUNDARIES) == set(BOUNDARIES)


@every_boundary
@every_mode
@pytest.mark.parametrize(
    ("function", "order"),
    [(pureconv.correlate, forwards), (pureconv.convolve, backwards)],
)
def test_weight_meets_sample_where_the_definition_says(
    function: Any, order: Any, mode: str, boundary: str
) -> None:
    for (n, k), stride, dilation in itertools.product(LENGTHS, (1, 2, 3), (1, 2, 3)):
        if mode == "valid" and n <= dilation * (k - 1):
            continue
        x, w = indeterminates("x", n), indeterminates("w", k)

        y = function(x, w, mode, stride=stride, dilation=dilation, boundary=boundary)

        pairs = meetings(n, order(k), mode, stride, dilation, boundary)
        assert y == [expected(met) for met in pairs]


def test_scatter_lets_meet_what_full_convolution_does() -> None:
    for n, k in LENGTHS:
        y = pureconv.scatter(indeterminates("x", n), indeterminates("w", k))

        pairs = meetings(n, backwards(k), "full", 1, 1, "zero")
        assert y == [expected(met) for met in pairs]


@every_boundary
@every_mode
@pytest.mark.parametrize(
    ("stride", "dilation"), [((1, 1), (1, 1)), ((2, 3), (1, 2)), ((3, 1), (3, 2))]
)
@pytest.mark.parametrize(
    ("function", "order"),
    [(pureconv.correlate2d, forwards), (pureconv.convolve2d, backwards)],
)
def test_weight_meets_pixel_where_the_definition_says(
    function: Any, order: Any, stride: Any, dilation: Any, mode: str, boundary: str
) -> None:
    for rows, columns, k, width in SHAPES:
        fits = rows > dilation[0] * (k - 1) and columns > dilation[1] * (width - 1)
        if mode == "valid" and not fits:
            continue
        x, w = indeterminates("x", rows, columns), indeterminates("w", k, width)

        y = function(x, w, mode, stride=stride, dilation=dilation, boundary=boundary)

        down = meetings(rows, order(k), mode, stride[0], dilation[0], boundary)
        along = meetings(columns, order(width), mode, stride[1], dilation[1], boundary)
        assert y == [[expected2d(above, left) for left in along] for above in down]
