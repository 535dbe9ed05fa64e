"""Mistakes in channels, groups, biases and batches, and in painting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial, reduce
from typing import Any

from pureconv.nested import mapped
from pureconv.network.channels import conv1d, conv2d
from pureconv.sizes import reach
from pureconv.testing.mistakes.calls import Call
from pureconv.testing.mistakes.slips import Mistake, Slips, blank

Channels = list[Any]  # of an item or of the weights: signals, images or kernels
Grouped = Callable[[Channels, int], Channels]  # of channels and the number of groups


def channel_slips(call: Call) -> Slips:
    """Yield mistakes in which channels meet which."""
    text = "the two channel axes of the weights are exchanged"
    yield text, _weights(lambda w, _: _across(w))
    yield text, _weights(lambda w, groups: _joined(map(_across, _blocks(w, groups))))
    if call.groups > 1:
        yield from _group_slips()
    text = "only the first input channel of a group counts"
    yield text, _inputs(lambda v, groups: _joined(map(_first, _blocks(v, groups))))
    text = "the last input channel of a group is left out"
    last = partial(blank, -1)
    yield text, _inputs(lambda v, groups: _joined(map(last, _blocks(v, groups))))
    text = "every output channel has the kernels of the first"
    if call.transposed:
        yield text, _weights(lambda w, _: [kernels[:1] * len(kernels) for kernels in w])
    else:
        yield text, _weights(lambda w, _: w[:1] * len(w))


def _group_slips() -> Slips:
    """Yield mistakes in dealing out channels to several groups."""
    order = "groups are in the wrong order"
    text = f"{order}: input channels are dealt out to them one by one"
    yield text, _inputs(_dealt)
    yield text, _inputs(_gathered)
    text = f"{order}: output channels are taken from them one by one"
    yield text, _outputs(_gathered)
    yield text, _outputs(_dealt)
    text = f"{order}: kernels are dealt out to them one by one"
    yield text, _weights(_dealt)
    yield text, _weights(_gathered)
    text = f"{order}: channels are dealt out to them one by one, in and out"
    both = _inputs(_dealt)
    yield text, lambda c: [_gathered(item, c.groups) for item in both(c)]
    text = f"{order}: the last comes first"
    yield text, _inputs(_reversed)
    yield text, _outputs(_reversed)
    yield text, _weights(_reversed)
    text = "every group reads the input channels of the first"
    yield text, _inputs(_repeated)
    text = "every group has the kernels of the first"
    yield text, _weights(_repeated)
    text = "groups are ignored: every output channel reads all input channels"
    yield text, _inputs(_summed)


def bias_slips(_: Call) -> Slips:
    """Yield mistakes in which output channel gets which bias."""
    yield "bias is ignored", lambda c: c(bias=None)
    text = "bias of group 0 is added everywhere"
    yield text, _biased(lambda bias, c: [*bias[: c.outputs]] * c.groups)
    text = "bias of output channel 0 is added everywhere"
    yield text, _biased(lambda bias, _: bias[:1] * len(bias))
    text = "bias is counted by groups, not by output channels"
    yield text, _biased(lambda b, c: [b[n // c.outputs] for n in range(len(b))])
    text = "bias is added once for every input channel"
    yield text, _biased(lambda bias, c: [v * c.inputs for v in bias])


def batch_slips(_: Call) -> Slips:
    """Yield mistakes in items after the first; what is None there may be anything."""
    text = "only the first item of the batch is right"
    yield f"{text}: the others are zeros", lambda c: _first(c())
    yield f"{text}: the others are zeros", lambda c: c(x=_first(c.x))
    yield f"{text}: the others are copies of it", lambda c: c()[:1] * len(c.x)
    yield text, lambda c: [c()[0], *mapped(lambda _: None, c()[1:])]


def painting_slips(_: Call) -> Slips:
    """Yield mistakes in the canvas of a transposed convolution."""
    text = "output_padding is put at the start"
    yield text, lambda c: c.moved([-extra for extra in c.steps("output_padding")])
    yield "output_padding is left zero", _unpainted
    text = "padding makes the canvas larger, where it should crop"
    yield text, _padded
    text = "the canvas is as long as if the kernel were no shorter than the stride"
    yield text, _strided
    yield "it correlates windows, as the convolution that it should transpose", _gathers


def _inputs(change: Grouped) -> Mistake:
    """Return the mistake of changing the input channels of every item."""
    return lambda c: c(x=[change(item, c.groups) for item in c.x])


def _outputs(change: Grouped) -> Mistake:
    """Return the mistake of changing the output channels of every item."""
    return lambda c: [change(item, c.groups) for item in c()]


def _weights(change: Grouped) -> Mistake:
    """Return the mistake of changing the first axis of the weights."""
    return lambda c: c(w=change(c.w, c.groups))


def _biased(change: Callable[[list[Any], Call], list[Any]]) -> Mistake:
    """Return the mistake of taking other numbers for biases."""
    return lambda c: c(bias=change(c.options["bias"], c))


def _across(w: Channels) -> Channels:
    """Return weights of the same shape, read from memory with the other axis first."""
    kernels = [kernel for row in w for kernel in row]
    return [kernels[n :: len(w)] for n in range(len(w))]


def _blocks(channels: Channels, groups: int) -> list[Channels]:
    each = len(channels) // groups
    return [channels[n : n + each] for n in range(0, len(channels), each)]


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


def _repeated(channels: Channels, groups: int) -> Channels:
    return _blocks(channels, groups)[0] * groups


def _summed(channels: Channels, groups: int) -> Channels:
    """Return for each group the channels of all groups, added up."""
    return reduce(_added, _blocks(channels, groups)) * groups


def _added(a: Any, b: Any) -> Any:
    return list(map(_added, a, b)) if isinstance(a, list) else a + b


def _first(channels: Channels) -> Channels:
    return [channels[0], *mapped(lambda _: 0, channels[1:])]


def _unpainted(c: Call) -> Any:
    y = c()
    for axis, extra in enumerate(c.steps("output_padding")):
        for n in range(1, extra + 1):
            y = c.along(axis, partial(blank, -n), y)
    return y


def _padded(c: Call) -> Any:
    sides = c.steps("padding")
    return c.moved([-2 * before for before, _ in sides], [2 * sum(s) for s in sides])


def _strided(c: Call) -> Any:
    """Return (n - 1) * stride + max(kernel, stride) outputs, as jax and Keras do."""
    axes = zip(c.steps("stride"), c.sizes(c.w), c.steps("dilation"))
    return c.moved((0, 0), [max(0, s - reach(k, d) - 1) for s, k, d in axes])


def _gathers(c: Call) -> Any:
    kernels = [[*map(list, zip(*block))] for block in _blocks(c.w, c.groups)]
    options = {k: v for k, v in c.options.items() if k != "output_padding"}
    return (conv1d if c.axes == 1 else conv2d)(c.x, _joined(kernels), **options)
