"""Everyday bugs of layers that are written as loops: each is named when it is made."""

from __future__ import annotations

import math
from functools import partial
from itertools import product
from typing import Any

import pytest

from pureconv import conv_transpose2d, correlate
from pureconv.testing import check

Pair = tuple[int, int]


def both(value: Any) -> Any:
    return (value, value) if isinstance(value, int) else tuple(value)


BIASES = {  # what is added at the start, once for every tap, once for every product
    "twice": (2, 0, 0), "subtracted": (-1, 0, 0), "by tap": (0, 1, 0),
    "by product": (0, 0, 1),
}  # fmt: skip
STEPS: dict[str, Any] = {  # what windows, or taps, are apart by instead
    "of the rows": lambda v: (v[0], v[0]), "of the columns": lambda v: (v[1], v[1]),
    "swapped": lambda v: (v[1], v[0]), "ignored": lambda _: (1, 1),
    "rows ignored": lambda v: (1, v[1]), "columns ignored": lambda v: (v[0], 1),
}  # fmt: skip


def conv2d(
    x: Any, w: Any, bias: Any = None, stride: Any = 1, padding: Any = 0,
    dilation: Any = 1, groups: int = 1, *, fault: str = "", of: str = "",
) -> Any:
    """Return what conv2d gives, with a fault in how windows or taps are indexed."""
    s, d, p = both(stride), both(dilation), [both(v) for v in both(padding)]
    if fault == "before and after":
        p = [(p[0][0], p[1][0])] * 2
    kernel, size = (len(w[0][0]), len(w[0][0][0])), (len(x[0][0]), len(x[0][0][0]))
    counts = [(n + sum(e) - g * (k - 1) - 1) // step + 1
              for n, e, g, k, step in zip(size, p, d, kernel, s)]  # fmt: skip
    if min(counts) < 1:
        raise NotImplementedError
    late = [v - 1 for v in s] if fault == "late" else [0, 0]
    s = STEPS[fault](s) if of == "stride" else s
    d = STEPS[fault](d) if of == "dilation" else d
    products = len(w[0]) * math.prod(kernel)
    once, tap, each = BIASES.get(fault, (1, 0, 0))
    times = once + tap * math.prod(kernel) + each * products

    def output(item: Any, o: int, m: int, n: int) -> Any:
        group = o % groups if fault == "remainder" else o // (len(w) // groups)
        channels = [*zip(w[o], item[group * len(w[0]) :])]
        total = times * bias[o] if bias else 0
        for i, j in product(range(kernel[0]), range(kernel[1])):
            row = m * s[0] + late[0] + i * d[0] - p[0][0]
            column = n * s[1] + late[1] + j * d[1] - p[1][0]
            if 0 <= row < size[0] and 0 <= column < size[1]:
                for weights, image in channels:
                    total += weights[i][j] * image[row][column]
        return max(total, 0) if fault == "relu" else total

    return [[[[output(item, o, m, n) for n in range(counts[1])]
              for m in range(counts[0])] for o in range(len(w))] for item in x]


PADDING = [0, 1, (0, 1), (2, 0), ((1, 0), (0, 2))]


def named(candidate: Any, like: str, *options: str) -> list[str]:
    """Return the known mistakes that are named where a function fails."""
    said = {k: PADDING if k == "padding" else () for k in options}
    first = ["right_on_small_integers"]
    (record,) = check(candidate, like, options=said, only=first, on_fail=None)
    assert record.status == "failed"
    lines = record.message.splitlines()
    known = [line for line in lines if line.startswith("known mistake: ")]
    return [line.partition(": ")[2] for line in known]


def test_the_loops_are_right_without_a_fault() -> None:
    options = {"stride": (), "padding": PADDING, "dilation": (), "groups": (),
               "bias": ()}  # fmt: skip
    check(
        conv2d, "conv2d", options=options, only=["right_on_small_integers"],
        max_examples=50,
    )


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("twice", "bias is added twice"),
        ("subtracted", "bias is subtracted"),
        ("by tap", "bias is added once for every tap"),
        ("by product", "bias is added once for every product"),
    ],
)
def test_a_bias_that_is_added_wrongly_is_named(fault: str, sentence: str) -> None:
    assert named(partial(conv2d, fault=fault), "conv2d", "bias") == [sentence]


@pytest.mark.parametrize("options", [["groups"], ["groups", "bias"]])
def test_groups_by_remainder_are_named(options: list[str]) -> None:
    candidate = partial(conv2d, fault="remainder")
    sentence = "output channel o is put into group o % groups, not by blocks"
    assert named(candidate, "conv2d", *options) == [sentence]


@pytest.mark.parametrize("step", ["stride", "dilation"])
@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("of the rows", "{} of the columns is that of the rows"),
        ("of the columns", "{} of the rows is that of the columns"),
        ("swapped", "rows and columns are swapped in {}"),
        ("rows ignored", "{} of the rows is ignored"),
        ("columns ignored", "{} of the columns is ignored"),
    ],
)
@pytest.mark.parametrize("padded", [False, True])
def test_steps_that_are_wrong_in_the_index_alone_are_named(
    step: str, fault: str, sentence: str, *, padded: bool
) -> None:
    candidate = partial(conv2d, fault=fault, of=step)
    options = [step, "padding"] if padded else [step]
    assert named(candidate, "conv2d", *options) == [sentence.format(step)]


def test_steps_that_are_ignored_in_the_index_alone_are_named() -> None:
    dilation = partial(conv2d, fault="ignored", of="dilation")
    assert named(dilation, "conv2d", "dilation") == ["dilation is ignored"]
    stride = partial(conv2d, fault="ignored", of="stride")
    sentence = "the stride counts outputs but does not move windows"
    assert named(stride, "conv2d", "stride") == [sentence]


def test_a_step_of_painting_that_is_wrong_in_the_index_alone_is_named() -> None:
    """The canvas has the size that it should have, and what lies beyond is lost."""

    def candidate(x: Any, w: Any, stride: Any) -> Any:
        s = both(stride)
        right, wrong = (conv_transpose2d(x, w, stride=v) for v in (s, (s[0], s[0])))
        rows, columns = len(right[0][0]), len(right[0][0][0])
        return [[[(row + [0] * columns)[:columns] for row in plane[:rows]]
                 for plane in item] for item in wrong]  # fmt: skip

    sentence = "stride of the columns is that of the rows"
    assert named(candidate, "conv_transpose2d", "stride") == [sentence]


def test_padding_of_an_axis_on_one_side_of_both_is_named() -> None:
    candidate = partial(conv2d, fault="before and after")
    sentence = "padding of the rows is put before, that of the columns after, on both"
    assert named(candidate, "conv2d", "padding") == [f"{sentence} axes"]


@pytest.mark.parametrize(
    "options", [["stride"], ["stride", "padding"], ["stride", "padding", "dilation"]]
)
def test_windows_that_start_at_the_end_of_a_step_are_named(options: list[str]) -> None:
    sentence = "windows start at stride - 1, where the first should start at 0"
    assert named(partial(conv2d, fault="late"), "conv2d", *options) == [sentence]


def test_every_last_output_of_a_step_is_named() -> None:
    def candidate(x: Any, w: Any, stride: int) -> Any:
        return correlate(x, w)[stride - 1 :: stride]

    sentence = "windows start at stride - 1, where the first should start at 0"
    assert named(candidate, "correlate", "stride") == [sentence]


def test_outputs_without_their_signs_are_named() -> None:
    def absolute(x: Any, w: Any) -> Any:
        return [abs(v) for v in correlate(x, w)]

    relu = partial(conv2d, fault="relu")
    assert named(relu, "conv2d") == ["outputs below zero are zero"]
    assert named(absolute, "correlate") == ["outputs have lost their signs"]


@pytest.mark.parametrize("by", [1, -1])
def test_batch_items_that_are_rolled_are_named(by: int) -> None:
    def candidate(x: Any, w: Any) -> Any:
        y = conv2d(x, w)
        return y[by:] + y[:by]

    assert named(candidate, "conv2d") == ["the items of the batch are rolled by one"]
