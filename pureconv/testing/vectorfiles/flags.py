"""What a case tries, in words that are explained once."""

from __future__ import annotations

from typing import NamedTuple

from pureconv.sizes import reach
from pureconv.testing.drawing.options import both, sides
from pureconv.testing.drawing.shapes import Shapes
from pureconv.testing.verdict import DTYPES

UNFIT = "kernel does not fit"


class Numbers(NamedTuple):
    """How often numbers come, which kinds x, w and a bias are of, and why."""

    share: int
    kinds: str
    about: str


FLOATS = {
    "small integers": Numbers(6, "small small small", "sums are exact in any order"),
    "counting": Numbers(2, "counting counting counting", "1, 2, 3 and so on"),
    "rounding": Numbers(5, "rough rough rough", "each number uses all of its bits"),
    "cancellation": Numbers(
        2, "cancelling small cancelling", "terms that all but cancel each other"
    ),
    "wide range": Numbers(2, "wide wide wide", "numbers of all sizes side by side"),
    "subnormal": Numbers(
        1, "least rough least", "samples below the normal numbers of the format"
    ),
    "underflow": Numbers(
        1, "root root least", "products below the normal numbers of the format"
    ),
    "overflow": Numbers(
        1, "huge small small", "samples next to the largest number of the format"
    ),
}
INTEGERS = {
    "small integers": Numbers(2, "small small small", "far from any overflow"),
    "large integers": Numbers(1, "large large large", "sums go up to where types end"),
}


SHAPES = {
    UNFIT: "the kernel reaches over more samples than there are: the call is refused",
    "even kernel": "an even number of taps along an axis, and no tap in the middle",
    "one tap": "a kernel of a single tap",
    "long kernel": "more than 5 taps along an axis: code for short kernels ends there",
    "kernel longer than the signal": "along an axis, the kernel reaches over more "
    "samples than x has",
    "one sample": "x has a single sample",
    "one output": "a single window",
    "a block of outputs": "a multiple of 8 outputs along the last axis: where blocks "
    "end",
    "a block of outputs and one": "one output more than a multiple of 8 along the last "
    "axis",
    "a block of outputs less one": "one output less than a multiple of 8 along the "
    "last axis",
    "stride": "windows start more than one sample apart",
    "stride leaves a remainder": "the last window ends before the end of the padded "
    "signal",
    "stride beyond the kernel": "samples between two windows are in none of them",
    "dilation": "holes between the taps",
    "padding": "zeros around x, or a word that asks for them",
    "uneven padding": "more zeros on one side than on the other",
    "boundary": "samples of x, not zeros, lie beyond its ends",
    "axes differ": "another stride, dilation or padding for rows than for columns",
    "several items": "a batch of more than one item",
    "several channels": "more than one channel in, of each group",
    "8 channels": "8 channels of a group, in or out",
    "16 channels": "16 channels of a group, in or out",
    "16 channels and one": "17 channels of a group, in or out: one more than a block "
    "has",
    "groups": "each group of channels has its own weights",
    "depthwise": "as many groups as channels in",
    "bias": "a number is added to each output of a channel",
}
PAINTED = {  # where samples paint, there are no windows
    "one output": "a single output of each channel",
    "stride": "copies of the kernel start more than one place apart",
    "padding": "the output is cropped",
    "uneven padding": "more is cropped on one side than on the other",
}


def shape_flags(drawn: Shapes, axes: int, layer: str) -> list[str]:
    """Return the flags that shapes and options raise, of a function or of its layer."""
    said, groups = drawn.said, drawn.said["groups"]
    items = ins = outs = 1
    paints = layer == "conv_transpose"
    if len(drawn.x) > axes:
        items, outs, ins = drawn.x[0], drawn.w[0] // groups, drawn.w[1]
        if paints:
            outs, ins = ins, outs
    taps, sizes, outputs = (v[-axes:] for v in (drawn.w, drawn.x, drawn.y))
    strides, dilations = (both(said[k])[-axes:] for k in ("stride", "dilation"))
    pads = sides(said["padding"], axes)  # None for a word
    zeros = pads or [(0, 0)] * axes
    spans = [reach(k, d) + 1 for k, d in zip(taps, dilations)]
    left = [
        (n + sum(p) - k) % s for n, p, k, s in zip(sizes, zeros, spans, strides)
    ]
    last = outputs[-1] if outputs else 0
    raised = {
        UNFIT: not outputs,
        "even kernel": any(k % 2 == 0 for k in taps),
        "one tap": set(taps) == {1},
        "long kernel": max(taps) > 5,
        "kernel longer than the signal": any(k > n for k, n in zip(spans, sizes)),
        "one sample": set(sizes) == {1},
        "one output": set(outputs) == {1},
        "a block of outputs": last > 0 and last % 8 == 0,
        "a block of outputs and one": last > 1 and last % 8 == 1,
        "a block of outputs less one": last % 8 == 7,
        "stride": max(strides) > 1,
        "stride leaves a remainder": last > 0 and pads is not None and any(left)
        and said["mode"] == "valid" and not paints,
        "stride beyond the kernel": any(s > k for s, k in zip(strides, spans))
        and not paints,
        "dilation": any(d > 1 < k for d, k in zip(dilations, taps)),
        "padding": pads is None or any(map(sum, pads)),
        "uneven padding": any(before != after for before, after in zeros),
        "boundary": said["boundary"] != "zero",
        "axes differ": any(len({*v}) > 1 for v in (strides, dilations, zeros)),
        "several items": items > 1,
        "several channels": ins > 1,
        "8 channels": 8 in (ins, outs),
        "16 channels": 16 in (ins, outs),
        "16 channels and one": 17 in (ins, outs),
        "groups": groups > 1,
        "depthwise": groups > 1 == ins,
        "bias": drawn.bias is not None,
    }
    return [flag for flag, is_so in raised.items() if is_so]


def numbers_for(dtype: str) -> dict[str, Numbers]:
    """Return the numbers to try in a dtype, by the flag of their cases."""
    return INTEGERS if DTYPES[dtype].kind == "int" else FLOATS


def about(flags: set[str], dtype: str, layer: str) -> dict[str, str]:
    """Return the sentences that explain some flags, in an order that never changes."""
    painted = PAINTED if layer == "conv_transpose" else {}
    numbers = {flag: each.about for flag, each in numbers_for(dtype).items()}
    texts = {**SHAPES, **painted, **numbers}
    return {flag: text for flag, text in texts.items() if flag in flags}
