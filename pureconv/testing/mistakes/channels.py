"""Mistakes in channels, groups, biases and batches, and in painting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial, reduce
from typing import Any

from pureconv.nested import leaves, mapped
from pureconv.network.channels import conv1d, conv2d
from pureconv.sizes import reach
from pureconv.testing.mistakes.draft import Draft, added, blank
from pureconv.testing.mistakes.kernels import Mistakes, Way, mistake

Channels = list[Any]  # of a batch item or of the weights: signals, images or kernels
Grouped = Callable[[Channels, int], Channels]  # of channels and the number of groups


def channel_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in which channels meet which."""
    yield mistake(
        "the two channel axes of the weights are exchanged",
        _weights(lambda w, _: _across(w)),
        _weights(lambda w, groups: _joined(map(_across, _blocks(w, groups)))),
    )
    yield mistake(
        "channel and tap are exchanged in the weights, as in columns of im2col",
        lambda c: c(w=[_taps_first(kernels) for kernels in c.w]),
    )
    if draft.groups > 1:
        yield from _group_mistakes()
    for text, change in (
        ("only the first input channel of a group counts", _first),
        ("the last input channel of a group is left out", partial(blank, -1)),
    ):
        yield mistake(text, _inputs(partial(_each_block, change)))
    way = _weights(lambda w, _: w[:1] * len(w))
    if draft.transposed:
        way = _weights(lambda w, _: [kernels[:1] * len(kernels) for kernels in w])
    yield mistake("every output channel has the kernels of the first", way)


def _group_mistakes() -> Mistakes:
    """Yield mistakes in dealing out channels to several groups."""
    both = _inputs(_dealt)
    order = "groups are in the wrong order"
    one = "are dealt out to them one by one"
    yield mistake(f"{order}: input channels {one}", both, _inputs(_gathered))
    yield mistake(
        f"{order}: output channels are taken from them one by one",
        _outputs(_gathered),
        _outputs(_dealt),
    )
    yield mistake(f"{order}: kernels {one}", _weights(_dealt), _weights(_gathered))
    yield mistake(
        f"{order}: channels {one}, in and out",
        lambda c: [_gathered(item, c.groups) for item in both(c)],
    )
    yield mistake(
        f"{order}: the last comes first",
        *(change(_reversed) for change in (_inputs, _outputs, _weights)),
    )
    yield mistake(
        "every group reads the input channels of the first", _inputs(repeated)
    )
    yield mistake("every group has the kernels of the first", _weights(repeated))
    yield mistake(
        "groups are ignored: every output channel reads all input channels",
        _inputs(_summed),
    )


def bias_mistakes(_: Draft) -> Mistakes:
    """Yield mistakes in which output channel gets which bias."""
    for text, change in (
        ("bias is ignored", lambda b, _: [0 for _ in b]),
        ("bias of group 0 is added everywhere", lambda b, c: b[: c.outputs] * c.groups),
        ("bias of output channel 0 is added everywhere", lambda b, _: b[:1] * len(b)),
        (
            "bias is counted by groups, not by output channels",
            lambda b, c: [b[n // c.outputs] for n in range(len(b))],
        ),
        (
            "bias is added once for every input channel",
            lambda b, c: [v * c.inputs for v in b],
        ),
    ):
        yield mistake(text, partial(_biased, change))


def batch_mistakes(_: Draft) -> Mistakes:
    """Yield mistakes in batch items after the first; None stands for anything."""
    text = "only the first item of the batch is right"
    zeros: Way = lambda c: _first(c())  # noqa: E731
    yield mistake(f"{text}: the others are zeros", zeros, lambda c: c(x=_first(c.x)))
    copies = f"{text}: the others are copies of it"
    yield mistake(copies, lambda c: c()[:1] * len(c.x))
    yield mistake(text, lambda c: [c()[0], *mapped(lambda _: None, c()[1:])])


def painting_mistakes(_: Draft) -> Mistakes:
    """Yield mistakes in the canvas of a transposed convolution."""
    for text, way in (
        ("output_padding is put at the start", _begins_empty),
        ("output_padding is left zero", _unpainted),
        ("padding makes the canvas larger, where it should crop", _padded),
        (
            "padding is put round the input, where it should crop the output",
            lambda c: c.padded()(),
        ),
        (
            "the canvas is as long as if the kernel were no shorter than the stride",
            _strided,
        ),
        (
            "it correlates windows, as the convolution that it should transpose",
            _gathers,
        ),
    ):
        yield mistake(text, way)


def _inputs(change: Grouped) -> Way:
    """Return the mistake of changing the input channels of every batch item."""
    return lambda c: c(x=[change(item, c.groups) for item in c.x])


def _outputs(change: Grouped) -> Way:
    """Return the mistake of changing the output channels of every batch item."""
    return lambda c: [change(item, c.groups) for item in c()]


def _weights(change: Grouped) -> Way:
    """Return the mistake of changing the first axis of the weights."""
    return lambda c: c(w=change(c.w, c.groups))


def _biased(change: Callable[[Any, Draft], Any], c: Draft) -> Any:
    """Return what comes of other numbers for biases."""
    return c(bias=change(list(c.bias), c))


def _across(w: Channels) -> Channels:
    """Return weights of the same shape, read from memory with the other axis first."""
    kernels = [kernel for row in w for kernel in row]
    return [kernels[n :: len(w)] for n in range(len(w))]


def _taps_first(kernels: Channels) -> Channels:
    """Return kernels of the same shape, in memory with the taps before the channels."""
    values, count = leaves(kernels), len(kernels)
    each = len(values) // count
    places = (n % each * count + n // each for n in range(len(values)))
    exchanged: Channels = mapped(lambda _: values[next(places)], kernels)
    return exchanged


def _blocks(channels: Channels, groups: int) -> list[Channels]:
    each = len(channels) // groups
    return [channels[n : n + each] for n in range(0, len(channels), each)]


def _each_block(
    change: Callable[[Channels], Channels], channels: Channels, groups: int
) -> Channels:
    return _joined(map(change, _blocks(channels, groups)))


def _joined(blocks: Iterable[Channels]) -> Channels:
    return [channel for block in blocks for channel in block]


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


def repeated(channels: Channels, groups: int) -> Channels:
    """Return the channels of the first group for those of all."""
    return _blocks(channels, groups)[0] * groups


def _summed(channels: Channels, groups: int) -> Channels:
    """Return for each group the channels of all groups, added up."""
    return reduce(added, _blocks(channels, groups)) * groups


def _first(channels: Channels) -> Channels:
    return [channels[0], *mapped(lambda _: 0, channels[1:])]


def _begins_empty(c: Draft) -> Any:
    return c.moved([-extra for extra in c.steps("output_padding")])


def _unpainted(c: Draft) -> Any:
    y = c()
    for axis, extra in enumerate(c.steps("output_padding")):
        for n in range(1, extra + 1):
            y = c.along(axis, partial(blank, -n), y)
    return y


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
