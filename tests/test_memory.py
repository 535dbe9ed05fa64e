"""What is asked for is made, and little besides: memory goes by what windows read.

Steps and paddings of a hundred million would fill it, were all between laid out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import pureconv

tracemalloc: Any = pytest.importorskip("tracemalloc", reason="PyPy does not count")

FAR = 10**8
STEPS: Any = {"stride": FAR, "padding": FAR, "dilation": FAR}
X, W = [1, 2, 3], [1, 10]


def kept(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Return the result of a call, which must do with one MiB."""
    tracemalloc.start()
    try:
        y = function(*arguments, **options)
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()
    return y


# FAR is 1 modulo 3, and 100,000,000 modulo 4 is 0: where mirrors and wraps come out.
@pytest.mark.parametrize(
    ("boundary", "y"),
    [
        ("zero", [0, 0, 0]),  # both taps hang over
        ("edge", [1 + 30, 1 + 30, 1 + 30]),
        ("wrap", [X[-FAR // 2 % 3] + 10*X[FAR // 2 % 3],
                  X[(1 - FAR // 2) % 3] + 10*X[(1 + FAR // 2) % 3],
                  X[(2 - FAR // 2) % 3] + 10*X[(2 + FAR // 2) % 3]]),
        ("reflect", [1 + 10*1, 2 + 10*2, 3 + 10*3]),  # FAR / 2 is a number of rounds
    ],
)
def test_taps_far_apart_meet_what_the_boundary_puts_there(
    boundary: str, y: list[int]
) -> None:
    options: Any = {"mode": "same", "dilation": FAR, "boundary": boundary}

    assert kept(pureconv.correlate, X, W, **options) == y
    assert kept(pureconv.convolve, X, W[::-1], **options) == y
    assert kept(pureconv.correlate2d, [X], [W], **options) == [y]
    assert kept(pureconv.convolve2d, [X], [W[::-1]], **options) == [y]
    assert kept(pureconv.exact.correlate, X, W, **options) == y
    assert kept(pureconv.exact.correlate2d, [X], [W], **options) == [y]


def test_windows_far_apart_read_the_padding_between_them() -> None:
    y = [0*1 + 10*1, 1*1 + 10*0]  # at -FAR and 0, at 0 and FAR

    assert kept(pureconv.conv1d, [[X]], [[W]], **STEPS) == [[y]]
    assert kept(pureconv.conv2d, [[[X]]], [[[W]]], **STEPS) == [[[[0, 0], y, [0, 0]]]]
    edges = kept(pureconv.conv1d, [[X]], [[W]], boundary="edge", **STEPS)
    assert edges == [[[1 + 10*1, 1 + 10*3]]]


def test_gradients_know_nothing_of_what_lies_between() -> None:
    gradient = [[[100, 1000]]]

    dx = kept(pureconv.conv1d_input_gradient, 3, [[W]], gradient, **STEPS)
    dw = kept(pureconv.conv1d_weight_gradient, [[X]], 2, gradient, **STEPS)

    assert dx == [[[10*100 + 1*1000, 0, 0]]]
    assert dw == [[[1*1000, 1*100]]]


def test_a_canvas_is_as_large_as_what_is_kept_of_it() -> None:
    options: Any = {"dilation": FAR, "padding": (FAR, 0)}
    painted = kept(pureconv.conv_transpose1d, [[X]], [[W]], **options)
    image = kept(
        pureconv.conv_transpose2d, [[[X]]], [[[W]]],
        dilation=FAR, padding=((0, 0), (FAR, 0)),
    )

    assert painted == [[[10, 20, 30]]]
    assert image == [[[[10, 20, 30]]]]
    for function, *data in (
        (pureconv.conv_transpose1d_input_gradient, [[W]], [[[1, 2, 3]]]),
        (pureconv.conv_transpose1d_weight_gradient, [[X]], 2, [[[1, 2, 3]]]),
    ):
        assert kept(function, *data, **options) in ([[[10, 20, 30]]], [[[0, 14]]])


def test_a_canvas_of_which_only_output_padding_is_kept_has_no_gradient() -> None:
    """2 samples paint 3 places, which are cropped; the fourth was never painted."""
    options: Any = {"dilation": 2, "stride": 1, "padding": (4, 0), "output_padding": 1}
    x, w, gradient = [[[5, 6]]], [[[1, 10]]], [[[7]]]

    assert pureconv.conv_transpose1d(x, w, **options) == [[[0]]]
    dx = pureconv.conv_transpose1d_input_gradient(w, gradient, **options)
    assert dx == [[[0, 0]]]
    dw = pureconv.conv_transpose1d_weight_gradient(x, 2, gradient, **options)
    assert dw == [[[0, 0]]]
