"""The identities of convolution in networks, each stated once, as code.

As in `laws.signals`, a law takes the implementations to be tested and some data and
returns the two sides that must be equal; its first line is the statement:

>>> from pureconv.network.channels import conv1d
>>> bias_shifts(conv1d, [[[1, 2, 3]]], [[[4, 5]]], [6], 1, (0, 0), 1, 1)
([[[20, 29]]], [[[20, 29]]])

All functions here are laws, except where a name begins with an underscore. `conv` is
conv1d or conv2d, `conv_transpose` one of the transposed two, `layer` any of these four.
Whatever else is asked for has as many axes: `correlate` is correlate2d beside conv2d,
and a `Step` is a pair. `x` is a batch, `w` the weights of a layer, `bias` its biases,
and `gradient` has the shape of its output. `padding` is a pair of sides, in 2-D a pair
of those, and no word.

<a, b> is the sum of the products of all that stands in the same place.
"""

from __future__ import annotations

from typing import Any

from pureconv.boundary import pad, pad2d
from pureconv.checks import Vector
from pureconv.laws.rearranging import (
    Batch,
    Candidate,
    Equation,
    Padding,
    Signal,
    Step,
    Weights,
    each_axis,
    each_number,
    inner,
    is_image,
    lengths_of,
    mirrored,
    single,
    thinned,
    with_holes,
)
from pureconv.nested import leaves
from pureconv.weighting import weighted_sum

# === channels ===


def one_channel_is_correlate(
    conv: Candidate, correlate: Candidate, x: Batch, w: Weights,
    stride: Step, padding: Padding, dilation: Step,
) -> Equation:
    """conv([[a]], [[k]]) == [[correlate(a padded, k)]]."""
    a, k = x[0][0], w[0][0]
    y = correlate(_padded(a, padding), k, stride=stride, dilation=dilation)
    return conv([[a]], [[k]], **_options(stride, padding, dilation)), [[y]]


def channels_add_up(
    conv: Candidate, x: Batch, w: Weights,
    stride: Step, padding: Padding, dilation: Step, groups: int,
) -> Equation:
    """conv(x, w) == conv(channel 0, its kernels) + .. , for the channels of group 0."""
    options = _options(stride, padding, dilation)
    # Same result with the kernels of more groups.
    w, channels = w[: len(w) // groups], range(len(w[0]))
    parts = [
        conv([[item[c]] for item in x], [[kernels[c]] for kernels in w], **options)
        for c in channels
    ]
    together = conv([[item[c] for c in channels] for item in x], w, **options)
    return together, _plus(*parts)


def items_are_independent(
    layer: Candidate, x: Batch, w: Weights, bias: Vector,
    stride: Step, padding: Padding, dilation: Step, groups: int,
) -> Equation:
    """layer(x, w) == [layer([item], w)[0] for item in x]."""
    options = {**_options(stride, padding, dilation), "groups": groups}
    apart = [layer([item], w, bias, **options)[0] for item in x]
    return layer(x, w, bias, **options), apart


def groups_split(
    layer: Candidate, x: Batch, w: Weights, bias: Vector,
    stride: Step, padding: Padding, dilation: Step, groups: int,
) -> Equation:
    """layer(x, w, groups=g) == the outputs of g layers, one for each group, joined."""
    options = _options(stride, padding, dilation)
    parts = [
        layer([_part(item, group, groups) for item in x],
              _part(w, group, groups), _part(bias, group, groups), **options)
        for group in range(groups)
    ]
    joined = [[channel for item in items for channel in item] for items in zip(*parts)]
    return layer(x, w, bias, **options, groups=groups), joined


def depthwise_is_channel_by_channel(
    conv: Candidate, correlate: Candidate, x: Batch, w: Weights,
    stride: Step, padding: Padding, dilation: Step,
) -> Equation:
    """conv(x, a kernel a channel, groups=channels) == correlate, channel by channel."""
    options = {"stride": stride, "dilation": dilation}
    kernels = [w[c % len(w)][0] for c in range(len(x[0]))]
    y = [
        [correlate(_padded(a, padding), k, **options) for a, k in zip(item, kernels)]
        for item in x
    ]
    weights = [[k] for k in kernels]
    return conv(x, weights, padding=padding, groups=len(weights), **options), y


def one_tap_mixes_channels(
    conv: Candidate, x: Batch, w: Weights, groups: int
) -> Equation:
    """conv(x, one tap a kernel)[item][out][n] == weighted_sum(x[item][..][n], taps)."""
    taps = [[leaves(kernel)[0] for kernel in kernels] for kernels in w]
    weights = [[single(tap, x[0][0]) for tap in row] for row in taps]
    outputs = len(w) // groups

    def mixed(item: list[Signal], out: int) -> Signal:
        channels = _part(item, out // outputs, groups)
        return each_number(lambda *samples: weighted_sum(samples, taps[out]), *channels)

    y = [[mixed(item, out) for out in range(len(w))] for item in x]
    return conv(x, weights, groups=groups), y


def bias_shifts(
    layer: Candidate, x: Batch, w: Weights, bias: Vector,
    stride: Step, padding: Padding, dilation: Step, groups: int,
) -> Equation:
    """layer(x, w, bias)[item][out] == layer(x, w)[item][out] + bias[out]."""
    options = {**_options(stride, padding, dilation), "groups": groups}
    unshifted = layer(x, w, **options)
    shifts = [
        [each_number(lambda _, b=b: b, plane) for plane, b in zip(item, bias)]
        for item in unshifted
    ]
    # A sum of two: same result in either order.
    return layer(x, w, bias, **options), _plus(unshifted, shifts)


# === the options ===


def padding_is_data(
    conv: Candidate, x: Batch, w: Weights,
    stride: Step, padding: Padding, dilation: Step, groups: int, boundary: str,
) -> Equation:
    """conv(x, w, padding=p, boundary=b) == conv(x padded, w)."""
    options = {"stride": stride, "dilation": dilation, "groups": groups}
    ready = [[_padded(plane, padding, boundary) for plane in item] for item in x]
    y = conv(x, w, padding=padding, boundary=boundary, **options)
    return y, conv(ready, w, **options)


def stride_thins(
    conv: Candidate, x: Batch, w: Weights,
    stride: Step, padding: Padding, dilation: Step, groups: int,
) -> Equation:
    """conv(x, w, stride=s) == conv(x, w)[::s]."""
    options = {"padding": padding, "dilation": dilation, "groups": groups}
    y = [[thinned(plane, stride) for plane in item] for item in conv(x, w, **options)]
    return conv(x, w, stride=stride, **options), y


def dilation_is_holes(
    layer: Candidate, x: Batch, w: Weights,
    stride: Step, padding: Padding, dilation: Step, groups: int,
) -> Equation:
    """layer(x, [a, b], dilation=3) == layer(x, [a, 0, 0, b])."""
    options = {"stride": stride, "padding": padding, "groups": groups}
    holed = [[with_holes(kernel, dilation) for kernel in kernels] for kernels in w]
    return layer(x, w, dilation=dilation, **options), layer(x, holed, **options)


def same_lower_is_mode_same(
    conv: Candidate, correlate: Candidate, x: Batch, w: Weights, dilation: Step
) -> Equation:
    """conv([[a]], [[k]], padding="same_lower") == [[correlate(a, k, "same")]]."""
    a, k = x[0][0], w[0][0]
    y = correlate(a, k, mode="same", dilation=dilation)
    return conv([[a]], [[k]], padding="same_lower", dilation=dilation), [[y]]


def same_upper_mirrors_same_lower(
    conv: Candidate, x: Batch, w: Weights, dilation: Step, groups: int
) -> Equation:
    """conv(.., padding="same") == conv(all mirrored, padding="same_lower") mirrored."""
    options = {"dilation": dilation, "groups": groups}
    lower = conv(_mirrors(x), _mirrors(w), padding="same_lower", **options)
    return conv(x, w, padding="same", **options), _mirrors(lower)


def causal_is_mode_causal(
    conv: Candidate, correlate: Candidate, x: Batch, w: Weights,
    stride: Step, dilation: Step,
) -> Equation:
    """conv([[a]], [[k]], padding="causal") == [[correlate(a, k, "causal")]]."""
    options = {"stride": stride, "dilation": dilation}
    a, k = x[0][0], w[0][0]
    y = correlate(a, k, mode="causal", **options)
    return conv([[a]], [[k]], padding="causal", **options), [[y]]


def same_rounds_up(
    conv: Candidate, x: Batch, w: Weights, stride: Step, dilation: Step, groups: int
) -> Equation:
    """conv(x, w, padding="same", stride=s) has ceil(len / s) outputs on each axis."""
    options = {"stride": stride, "dilation": dilation, "groups": groups}
    y = conv(x, w, padding="same", **options)
    return lengths_of(y[0][0]), lengths_of(thinned(x[0][0], stride))


def one_row_is_a_signal(
    layer2d: Candidate, layer1d: Candidate, x: Batch, w: Weights, bias: Vector,
    stride: int, padding: Padding, dilation: int, groups: int,
) -> Equation:
    """conv2d of images of one row == conv1d of that row; transposed layers as well."""
    y = layer1d(x, w, bias, **_options(stride, padding, dilation), groups=groups)
    # There is one row: same result for any step down.
    options = _options((1, stride), ((0, 0), padding), (1, dilation))
    return layer2d(_rows(x), _rows(w), bias, **options, groups=groups), _rows(y)


# === the transposed layers ===


def adjoint(
    conv: Candidate, conv_transpose: Candidate, x: Batch, w: Weights, gradient: Batch,
    stride: Step, padding: Padding, output_padding: Step, dilation: Step, groups: int,
) -> Equation:
    """<conv(x, w), gradient> == <x, conv_transpose(gradient, w)>.

    `x` has the size that conv_transpose gives. Where output_padding is a stride or
    more, conv has more outputs than `gradient`: windows nobody painted do not count.
    """
    options = {**_options(stride, padding, dilation), "groups": groups}
    painted = conv_transpose(gradient, w, output_padding=output_padding, **options)
    return inner(conv(x, w, **options), gradient), inner(x, painted)


def spread_then_convolve(
    conv_transpose: Candidate, convolve: Candidate, x: Batch, w: Weights,
    stride: Step, padding: Padding, output_padding: Step, dilation: Step,
) -> Equation:
    """conv_transpose(x, w) == sum of convolve(x with holes, w with holes), cropped."""
    options = {**_options(stride, padding, dilation), "output_padding": output_padding}
    holed = [[with_holes(kernel, dilation) for kernel in kernels] for kernels in w]

    def map_of(item: list[Signal], o: int) -> Signal:
        spread = [with_holes(plane, stride) for plane in item]
        maps = [convolve(a, kernels[o]) for a, kernels in zip(spread, holed)]
        return _cropped(_plus(*maps), padding, output_padding)

    y = [[map_of(item, o) for o in range(len(w[0]))] for item in x]
    return conv_transpose(x, w, **options), y


def unit_stride_is_convolve(
    conv_transpose: Candidate, convolve: Candidate, x: Batch, w: Weights
) -> Equation:
    """conv_transpose([[a]], [[k]]) == [[convolve(a, k)]]."""
    a, k = x[0][0], w[0][0]
    # Convolution commutes: same result in either order.
    return conv_transpose([[a]], [[k]]), [[convolve(a, k)]]


# === what the laws are made of ===


def _options(stride: Step, padding: Padding, dilation: Step) -> dict[str, Any]:
    return {"stride": stride, "padding": padding, "dilation": dilation}


def _plus(*nested: Any) -> Any:
    return each_number(lambda *values: sum(values), *nested)


def _part(channels: list[Any], group: int, groups: int) -> list[Any]:
    """Return what belongs to one group."""
    each = len(channels) // groups
    return channels[group * each : (group + 1) * each]


def _rows(batch: Batch) -> Batch:
    """Return signals as images of one row."""
    return [[[signal] for signal in item] for item in batch]


def _padded(plane: Signal, padding: Padding, boundary: Any = "zero") -> Signal:
    if is_image(plane):
        return pad2d(plane, padding[0], padding[1], boundary=boundary)
    return pad(plane, padding[0], padding[1], boundary=boundary)


def _cropped(plane: Signal, padding: Padding, extra: Step) -> Signal:
    """Return the plane with `extra` zeros behind it, then without its padding."""
    longer = each_axis(lambda line, zeros: line + [0] * zeros, plane, extra)
    sides = padding if is_image(plane) else [padding]
    return each_axis(lambda line, cut: line[cut[0] : -cut[1] or None], longer, sides)


def _mirrors(batch: Batch) -> Batch:
    return [[mirrored(plane) for plane in item] for item in batch]


# === what each law is about, for those who look for laws to try ===

NEEDS = {  # options that a law cannot do without: it would say nothing
    groups_split: "groups",
    bias_shifts: "bias",
    padding_is_data: "padding",
    stride_thins: "stride",
    dilation_is_holes: "dilation",
}
