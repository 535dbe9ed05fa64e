"""What a case is after, in words that are explained once."""

from __future__ import annotations

from collections.abc import Callable
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


class Facts(NamedTuple):
    """One case in numbers, each tuple with an item for each axis."""

    taps: tuple[int, ...]
    spans: tuple[int, ...]  # samples that the kernel reaches over
    sizes: tuple[int, ...]
    outputs: tuple[int, ...]
    strides: tuple[int, ...]
    dilations: tuple[int, ...]
    pads: tuple[tuple[int, int], ...]  # before and after; words count for none
    worded: bool  # padding is a word that asks for zeros
    channels: tuple[int, int]  # of a group: the last but one axis of w, in and out
    groups: int
    items: int
    mode: str
    boundary: str
    bias: bool
    fits: bool

    @property
    def left_over(self) -> bool:
        """Whether the stride skips samples at the end."""
        room = zip(self.sizes, self.pads, self.spans, self.strides)
        inside = self.mode == "valid" and not self.worded
        return inside and self.fits and any((n + sum(p) - k) % s for n, p, k, s in room)


Test = Callable[[Facts], bool]
SHAPES: dict[str, tuple[str, Test]] = {
    UNFIT: (
        "the kernel reaches over more samples than there are: the call is refused",
        lambda f: not f.fits,
    ),
    "even kernel": (
        "an even number of taps along an axis: there is no tap in the middle",
        lambda f: any(k % 2 == 0 for k in f.taps),
    ),
    "one tap": ("a kernel of a single tap", lambda f: set(f.taps) == {1}),
    "long kernel": (
        "more than 5 taps along an axis: code for short kernels ends there",
        lambda f: max(f.taps) > 5,
    ),
    "kernel longer than the signal": (
        "along an axis, the kernel reaches over more samples than x has",
        lambda f: any(k > n for k, n in zip(f.spans, f.sizes)),
    ),
    "one sample": ("x has a single sample", lambda f: set(f.sizes) == {1}),
    "one output": ("a single window", lambda f: set(f.outputs) == {1}),
    "a block of outputs": (
        "a multiple of 8 outputs along the last axis: where blocks end",
        lambda f: f.fits and f.outputs[-1] % 8 == 0,
    ),
    "a block of outputs and one": (
        "one output more than a multiple of 8 along the last axis",
        lambda f: f.fits and f.outputs[-1] % 8 == 1 and f.outputs[-1] > 1,
    ),
    "a block of outputs less one": (
        "one output less than a multiple of 8 along the last axis",
        lambda f: f.fits and f.outputs[-1] % 8 == 7,
    ),
    "stride": (
        "windows start more than one sample apart",
        lambda f: max(f.strides) > 1,
    ),
    "stride leaves a remainder": (
        "the last window ends before the last sample",
        lambda f: f.left_over,
    ),
    "stride beyond the kernel": (
        "samples between two windows are in none of them",
        lambda f: any(s > k for s, k in zip(f.strides, f.spans)),
    ),
    "dilation": (
        "holes between the taps",
        lambda f: any(d > 1 and k > 1 for d, k in zip(f.dilations, f.taps)),
    ),
    "padding": (
        "zeros around x, or a word that asks for them",
        lambda f: f.worded or any(map(sum, f.pads)),
    ),
    "uneven padding": (
        "more zeros on one side than on the other",
        lambda f: any(before != after for before, after in f.pads),
    ),
    "boundary": (
        "samples of x, not zeros, lie beyond its ends",
        lambda f: f.boundary != "zero",
    ),
    "axes differ": (
        "another stride, dilation or padding for rows than for columns",
        lambda f: any(len(set(v)) > 1 for v in (f.strides, f.dilations, f.pads)),
    ),
    "several items": ("a batch of more than one item", lambda f: f.items > 1),
    "several channels": (
        "more than one channel in, of each group",
        lambda f: f.channels[0] > 1,
    ),
    "8 channels": ("8 channels of a group, in or out", lambda f: 8 in f.channels),
    "16 channels": ("16 channels of a group, in or out", lambda f: 16 in f.channels),
    "16 channels and one": (
        "17 channels of a group, in or out: one more than a block has",
        lambda f: 17 in f.channels,
    ),
    "groups": ("each group of channels has its own weights", lambda f: f.groups > 1),
    "depthwise": (
        "as many groups as channels in",
        lambda f: f.groups > 1 and f.channels[0] == 1,
    ),
    "bias": ("a number is added to each output of a channel", lambda f: f.bias),
}


def shape_flags(drawn: Shapes, axes: int, layer: str) -> list[str]:
    """Return the flags that shapes and options raise, of a function or of its layer."""
    said, w = drawn.said, drawn.w
    layered = len(drawn.x) > axes
    outs, ins = (w[0] // said["groups"], w[1]) if layered else (1, 1)
    dilations = both(said["dilation"])[-axes:]
    pads = sides(said["padding"], axes)
    facts = Facts(
        taps=w[-axes:],
        spans=tuple(reach(k, d) + 1 for k, d in zip(w[-axes:], dilations)),
        sizes=drawn.x[-axes:],
        outputs=drawn.y[-axes:] or (0,) * axes,
        strides=both(said["stride"])[-axes:],
        dilations=dilations,
        pads=tuple(pads or [(0, 0)] * axes),
        worded=pads is None,
        channels=(outs, ins) if layer == "conv_transpose" else (ins, outs),
        groups=said["groups"],
        items=drawn.x[0] if layered else 1,
        mode=said["mode"],
        boundary=said["boundary"],
        bias=drawn.bias is not None,
        fits=bool(drawn.y),
    )
    return [flag for flag, (_, test) in SHAPES.items() if test(facts)]


def numbers_for(dtype: str) -> dict[str, Numbers]:
    """Return the numbers to try in a dtype, by the flag of their cases."""
    return INTEGERS if DTYPES[dtype].kind == "int" else FLOATS


def about(flags: set[str], dtype: str) -> dict[str, str]:
    """Return the sentences that explain some flags, in an order that never changes."""
    texts = {flag: text for flag, (text, _) in SHAPES.items()}
    texts.update({flag: each.about for flag, each in numbers_for(dtype).items()})
    return {flag: text for flag, text in texts.items() if flag in flags}
