"""The layers of PyTorch, ONNX and JAX, said with the functions of this library.

As in libraries.py, a docstring is the convention in words and a body the same in code.
All of them correlate, in one axis or two, over `[item][channel][...]`, and conjugate
nothing; "transposed" ones convolve. Outside the signal lie zeros, and they are data.
"""

from __future__ import annotations

from typing import Any

from pureconv.checks import Tensor, choice, integer, pair
from pureconv.nested import shape
from pureconv.network.channels import conv1d, conv2d
from pureconv.network.transposed import conv_transpose1d, conv_transpose2d

AUTO_PADS = {"VALID": "valid", "SAME_UPPER": "same_upper", "SAME_LOWER": "same_lower"}


def torch_conv1d(
    x: Tensor,
    w: Tensor,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Any:
    """Return torch.nn.functional.conv1d of the same arguments.

    Ints may stand in a tuple of one. Both sides get the same `padding`, or none with
    "valid"; "same" is "same_upper", and a ValueError with a stride.
    """
    strides = [_single(stride)]
    padding = _torch_padding(_single(padding), strides)
    return _conv(x, w, bias, strides, padding, [_single(dilation)], groups)


def torch_conv2d(
    x: Tensor,
    w: Tensor,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Any:
    """Return torch.nn.functional.conv2d of the same arguments.

    Ints or pairs (rows, columns); paddings are as in conv1d, the same on both sides.
    """
    strides = pair(stride, "stride", 1)
    padding = _torch_padding(padding, strides)
    return _conv(x, w, bias, strides, padding, pair(dilation, "dilation", 1), groups)


def torch_conv_transpose1d(
    x: Tensor,
    w: Tensor,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> Any:
    """Return torch.nn.functional.conv_transpose1d: `groups` comes before `dilation`.

    `w` is [input channel][output channel / groups][tap]; `padding` crops both sides.
    """
    return conv_transpose1d(
        x,
        w,
        bias,
        stride=_single(stride),
        padding=integer(_single(padding), "padding", 0),
        output_padding=_single(output_padding),
        dilation=_single(dilation),
        groups=groups,
    )


def torch_conv_transpose2d(
    x: Tensor,
    w: Tensor,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> Any:
    """Return torch.nn.functional.conv_transpose2d: as in one axis, ints or pairs."""
    return conv_transpose2d(
        x,
        w,
        bias,
        stride=stride,
        padding=pair(padding, "padding", 0),
        output_padding=output_padding,
        dilation=dilation,
        groups=groups,
    )


def onnx_conv(
    x: Tensor,
    w: Tensor,
    bias: Any = None,
    *,
    auto_pad: str = "NOTSET",
    dilations: Any = None,
    group: int = 1,
    pads: Any = None,
    strides: Any = None,
) -> Any:
    """Return ONNX's Conv, in one axis or two.

    `pads` lists where each axis begins, then where each ends: [top, left, bottom,
    right]. `auto_pad` says "VALID" instead, or SAME_UPPER and SAME_LOWER: our
    "same_upper" and "same_lower", with strides and dilations too.
    """
    axes = len(shape(x)) - 2
    choice(auto_pad, "auto_pad", ("NOTSET", *AUTO_PADS))
    padding = AUTO_PADS.get(auto_pad, _onnx_sides(pads, axes))
    strides, dilations = strides or [1] * axes, dilations or [1] * axes
    return _conv(x, w, bias, strides, padding, dilations, group)


def onnx_conv_transpose(
    x: Tensor,
    w: Tensor,
    bias: Any = None,
    *,
    auto_pad: str = "NOTSET",
    dilations: Any = None,
    group: int = 1,
    output_padding: Any = None,
    output_shape: Any = None,
    pads: Any = None,
    strides: Any = None,
) -> Any:
    """Return ONNX's ConvTranspose, in one axis or two: attributes as Conv's.

    With `output_shape`, or SAME_UPPER and SAME_LOWER, which make it size * stride, the
    crop is what is too much: half on each side, and the odd one at the end for
    SAME_UPPER, at the start for all others. Raises ValueError where it is too little.
    """
    axes = len(shape(x)) - 2
    choice(auto_pad, "auto_pad", ("NOTSET", *AUTO_PADS))
    strides, dilations = strides or [1] * axes, dilations or [1] * axes
    extra = output_padding or [0] * axes
    sides = _onnx_sides(pads, axes)
    if auto_pad.startswith("SAME"):
        sizes = zip(shape(x)[2:], strides)
        output_shape = output_shape or [n * stride for n, stride in sizes]
    if output_shape:
        canvas = onnx_conv_transpose(
            x,
            w,
            strides=strides,
            dilations=dilations,
            output_padding=extra,
            group=group,
        )
        crops = [c - o for c, o in zip(shape(canvas)[2:], output_shape)]
        sides = [(c - c // 2, c // 2) for c in crops]
        if auto_pad == "SAME_UPPER":
            sides = [(c // 2, c - c // 2) for c in crops]

    options = {
        "stride": strides,
        "padding": sides,
        "output_padding": extra,
        "dilation": dilations,
    }
    if axes == 1:
        return conv_transpose1d(x, w, bias, groups=group, **_singles(options))
    return conv_transpose2d(x, w, bias, groups=group, **options)


def jax_conv(
    x: Tensor,
    w: Tensor,
    window_strides: Any,
    padding: Any,
    *,
    rhs_dilation: Any = None,
    feature_group_count: int = 1,
) -> Any:
    """Return jax.lax.conv_general_dilated in its default layout, which is PyTorch's.

    `padding` is "VALID", "SAME" (our "same_upper") or "SAME_LOWER", also with strides,
    or a pair of sides for each axis. `rhs_dilation` is that of the kernel. (Not said
    here: holes in the signal, negative padding, and the empty plane that JAX returns
    where a kernel does not fit.)
    """
    words = {"VALID": "valid", "SAME": "same_upper", "SAME_LOWER": "same_lower"}
    if isinstance(padding, str):
        padding = words[choice(padding.upper(), "padding", tuple(words))]
    dilations = rhs_dilation or [1] * (len(shape(x)) - 2)
    return _conv(x, w, None, window_strides, padding, dilations, feature_group_count)


def _conv(
    x: Tensor,
    w: Tensor,
    bias: Any,
    strides: Any,
    padding: Any,
    dilations: Any,
    groups: int,
) -> Any:
    """Return conv1d or conv2d, for options that are lists with one item an axis."""
    options = {"stride": strides, "padding": padding, "dilation": dilations}
    if len(strides) == 2:
        return conv2d(x, w, bias, groups=groups, **options)
    return conv1d(x, w, bias, groups=groups, **_singles(options))


def _singles(options: dict[str, Any]) -> dict[str, Any]:
    """Return options of one axis without the list around them; words have none."""
    return {k: v if isinstance(v, str) else v[0] for k, v in options.items()}


def _torch_padding(padding: Any, strides: Any) -> Any:
    if isinstance(padding, str):
        choice(padding, "padding", ("valid", "same"))
        if padding == "same" and any(stride != 1 for stride in strides):
            raise ValueError(f'padding="same" takes no strides, not {strides}')
        return padding
    if len(strides) == 1:
        return [integer(padding, "padding", 0)]
    return pair(padding, "padding", 0)


def _onnx_sides(pads: Any, axes: int) -> list[tuple[int, int]]:
    pads = pads or [0] * (2 * axes)
    return list(zip(pads[:axes], pads[axes:]))


def _single(value: Any) -> Any:
    return value[0] if isinstance(value, (list, tuple)) and len(value) == 1 else value
