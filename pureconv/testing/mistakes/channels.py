"""Mistakes in channels, groups, biases and batches, in painting and in gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import partial, reduce
from itertools import chain, starmap
from math import prod
from typing import Any

from pureconv.nested import leaves, like, mapped
from pureconv.network.channels import conv1d, conv2d
from pureconv.sizes import reach
from pureconv.testing.mistakes.draft import Draft, added, blank, kept
from pureconv.testing.mistakes.ways import (
    Changes,
    Mistakes,
    Way,
    along,
    by_columns,
    flip,
    mistake,
    numbers,
    on,
    planes,
    rolled,
    zero,
)

Channels = list[Any]  # of a batch item or of the weights: signals, images or kernels
Grouped = Callable[[Channels, int], Channels]  # of channels and the number of groups

BIASES: dict[str, Changes] = {
    "bias is ignored": lambda _, b: [0 for _ in b],
    "bias is subtracted": lambda _, b: [-v for v in b],
    "bias is added twice": lambda _, b: [2 * v for v in b],
    "bias of group 0 is added everywhere": lambda c, b: _repeated(b, c.groups),
    "bias of output channel 0 is added everywhere": lambda _, b: _single(b),
    "bias is counted by groups, not by output channels": lambda c, b: [
        b[n // c.channels[1]] for n in range(len(b))
    ],
    "bias is added once for every input channel": lambda c, b: _times(c.channels[0], b),
    "bias is added once for every tap": lambda c, b: _times(_taps(c), b),
    "bias is added once for every product": lambda c, b: _times(
        c.channels[0] * _taps(c), b
    ),
}


def channel_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in which channels meet which."""
    text = "the two channel axes of the weights are exchanged"
    across = _grouped("w", partial(_each_block, by_columns))
    yield mistake(text, on("w", lambda _, w: by_columns(w)), *across)
    text = "channel and tap are exchanged in the weights, as in columns of im2col"
    yield mistake(text, on("w", lambda _, w: [*map(_taps_first, w)]))
    yield from starmap(mistake, _group_mistakes() if draft.groups > 1 else ())
    if draft.groups > 1 and not draft.transposed:
        text = "output channel o is put into group o % groups, not by blocks"
        yield mistake(text, _by_remainder)
    text = "only the first input channel of a group counts"
    yield mistake(text, *_grouped("x", partial(_each_block, _first)))
    text = "the last input channel of a group is left out"
    yield mistake(text, *_grouped("x", partial(_each_block, partial(blank, -1))))
    single = on("w", lambda _, w: _single(w))
    if draft.transposed:
        single = on("w", lambda _, w: [*map(_single, w)])
    yield mistake("every output channel has the kernels of the first", single)


def _group_mistakes() -> list[tuple[Any, ...]]:
    """Return mistakes in dealing out channels to several groups."""
    order, one = "groups are in the wrong order", "are dealt out to them one by one"
    inputs, outputs = _grouped("x", _dealt, _gathered), _grouped("y", _gathered, _dealt)
    both: Way = lambda c: [_gathered(y, c.groups) for y in inputs[0](c)]  # noqa: E731
    last = [way for name in "xyw" for way in _grouped(name, _reversed)]
    copies = "every group reads the input channels of the first"
    summed = "groups are ignored: every output channel reads all input channels"
    return [
        (f"{order}: input channels {one}", *inputs),
        (f"{order}: output channels are taken from them one by one", *outputs),
        (f"{order}: kernels {one}", *_grouped("w", _dealt, _gathered)),
        (f"{order}: channels {one}, in and out", both),
        (f"{order}: the last comes first", *last),
        (copies, *_grouped("x", _repeated)),
        ("every group has the kernels of the first", *_grouped("w", _repeated)),
        (summed, *_grouped("x", _summed)),
    ]


def _by_remainder(c: Draft) -> Any:
    """Return outputs of kernels that read the input channels of other groups."""
    bias = c.bias and _dealt(list(c.bias), c.groups)
    return [_gathered(y, c.groups) for y in c(w=_dealt(c.w, c.groups), bias=bias)]


def _grouped(names: str, *changes: Grouped, weights: str = "w") -> list[Way]:
    """Return mistakes in the channels of every batch item, or in those of weights."""

    def channels(change: Grouped) -> Changes:
        if names == weights:
            return lambda c, values: change(values, c.groups)
        return lambda c, values: [change(item, c.groups) for item in values]

    return [on(names, channels(change)) for change in changes]


def _blocks(channels: Channels, groups: int) -> list[Channels]:
    each = len(channels) // groups
    return [channels[n : n + each] for n in range(0, len(channels), each)]


def _joined(blocks: Iterable[Channels]) -> Channels:
    return [*chain.from_iterable(blocks)]


def _each_block(
    change: Callable[[Channels], Channels], channels: Channels, groups: int
) -> Channels:
    return _joined(map(change, _blocks(channels, groups)))


def _dealt(channels: Channels, groups: int) -> Channels:
    """Return channels dealt out one by one.

    >>> _dealt([1, 2, 3, 4, 5, 6], 2)
    [1, 3, 5, 2, 4, 6]
    """
    return _joined(channels[n::groups] for n in range(groups))


def _gathered(channels: Channels, groups: int) -> Channels:
    """Return channels taken in again, one by one.

    >>> _gathered([1, 3, 5, 2, 4, 6], 2)
    [1, 2, 3, 4, 5, 6]
    """
    return _dealt(channels, len(channels) // groups)


def _reversed(channels: Channels, groups: int) -> Channels:
    return _joined(_blocks(channels, groups)[::-1])


def _repeated(channels: Channels, groups: int) -> Channels:
    """Return the channels of the first group for those of all."""
    return _blocks(channels, groups)[0] * groups


def _summed(channels: Channels, groups: int) -> Channels:
    """Return for each group the channels of all groups, added up."""
    return reduce(added, _blocks(channels, groups)) * groups


def _single(channels: Channels) -> Channels:
    return channels[:1] * len(channels)


def _first(channels: Channels) -> Channels:
    return kept(1, len(channels), channels)


def _taps_first(kernels: Channels) -> Channels:
    """Return kernels of the same shape, in memory with the taps before the channels."""
    read = by_columns([leaves(kernel) for kernel in kernels])
    exchanged: Channels = like(kernels, chain.from_iterable(read))
    return exchanged


def bias_mistakes(_: Draft) -> Mistakes:
    """Yield mistakes in which output channel gets which bias."""
    for text, change in BIASES.items():
        yield mistake(text, on("b", change))


def _taps(c: Draft) -> int:
    return prod(c.sizes(c.w))


def _times(factor: int, bias: Any) -> list[Any]:
    return [factor * v for v in bias]


def batch_mistakes(_: Draft) -> Mistakes:
    """Yield mistakes in batch items after the first."""
    text = "only the first item of the batch is right"
    zeros = on("y", lambda _, y: _first(y)), on("x", lambda _, x: _first(x))
    yield mistake(f"{text}: the others are zeros", *zeros)
    copies = on("y", lambda _, y: _single(y))
    yield mistake(f"{text}: the others are copies of it", copies)
    ahead = on("y", lambda _, y: rolled(1, y))
    back = on("y", lambda _, y: rolled(-1, y))
    # In either order, the same result.
    yield mistake("the items of the batch are rolled by one", ahead, back)


def wrong_items(first: int) -> Mistakes:
    """Yield the mistake of wrong batch items from one on; None stands for anything."""

    def way(c: Draft) -> Any:
        return [*c()[:first], *mapped(lambda _: None, c()[first:])]

    right = "item of the batch is" if first == 1 else f"{first} items of the batch are"
    yield mistake(f"only the first {right} right", way)


def painting_mistakes(_: Draft) -> Mistakes:
    """Yield mistakes in the canvas of a transposed convolution."""
    yield mistake("output_padding is put at the start", _begins_empty)
    yield mistake("output_padding is left zero", _unpainted)
    text = "where it should crop"
    yield mistake(f"padding makes the canvas larger, {text}", _padded)
    way: Way = lambda c: c.padded()()  # noqa: E731
    yield mistake(f"padding is put round the input, {text} the output", way)
    text = "the canvas is as long as if the kernel were no shorter than the stride"
    yield mistake(text, _strided)
    text = "it correlates windows, as the convolution that it should transpose"
    yield mistake(text, _gathers)


def _begins_empty(c: Draft) -> Any:
    return c.moved([-extra for extra in c.steps("output_padding")])


def _unpainted(c: Draft) -> Any:
    def empty(extra: int, values: Any) -> Any:
        return kept(len(values) - extra, len(values), values)

    return on("y", along(*(partial(empty, n) for n in c.steps("output_padding"))))(c)


def _padded(c: Draft) -> Any:
    sides = c.steps("padding")
    return c.moved([-2 * before for before, _ in sides], [2 * sum(s) for s in sides])


def _strided(c: Draft) -> Any:
    """Return (n - 1) * stride + max(kernel, stride) outputs, as jax and Keras do."""
    axes = zip(c.steps("stride"), c.sizes(c.w), c.steps("dilation"))
    return c.moved(more=[max(0, s - reach(k, d) - 1) for s, k, d in axes])


def _gathers(c: Draft) -> Any:
    kernels = [[*map(list, zip(*block))] for block in _blocks(c.w, c.groups)]
    options = {k: v for k, v in c.options.items() if k != "output_padding"}
    conv = conv1d if c.axes == 1 else conv2d
    return conv(c.x, _joined(kernels), c.bias, **options)


def gradient_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in which gradients are added up to which."""
    by_input = "input" in draft.target.convention.role
    yield mistake("the kernel is flipped", on("w" if by_input else "y", planes(flip)))
    # Of one group it is no mistake, and explains nothing: the same result.
    if draft.groups > 1:
        weights = "w" if by_input else "y"
        ways = [way for k in "xwy" for way in _grouped(k, _repeated, weights=weights)]
        yield mistake("the gradients of one group are used for all", *ways)
    if not by_input:
        text = "gradients are averaged over the batch, where they should be added up"
        yield mistake(text, _averaged)
        text = "only the first item of the batch counts"
        yield mistake(text, lambda c: c(x=c.x[:1], w=c.w[:1]))
    yield mistake("all outputs are zero", on("y", numbers(zero)))


def _averaged(c: Draft) -> Any:
    return mapped(lambda v: Fraction(v) / len(c.x), c())
