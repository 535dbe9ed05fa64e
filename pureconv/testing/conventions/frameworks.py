"""The layers of PyTorch, ONNX and JAX, said with the functions of this library.

As in libraries.py, a docstring is the convention in words and a body the same in code.
All of them correlate, in one axis or two, over `[batch item][channel][...]`, and
conjugate nothing; "transposed" ones paint. Outside the signal lie zeros, as data.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pureconv.checks import Tensor, choice, counted, integer, pair, shown
from pureconv.nested import mapped, shape
from pureconv.testing.conventions.quick import (
    conv1d,
    conv2d,
    conv_transpose1d,
    conv_transpose2d,
)

PADS = {  # in our words
    "VALID": "valid",
    "SAME": "same_upper",
    "SAME_UPPER": "same_upper",
    "SAME_LOWER": "same_lower",
}
ONNX_PADS = "VALID", "SAME_UPPER", "SAME_LOWER"
JAX_PADS = "VALID", "SAME", "SAME_LOWER"
TORCH_PADS = "valid", "same"
GATHER, PAINT = (conv1d, conv2d), (conv_transpose1d, conv_transpose2d)


def torch(role: str, axes: int) -> Callable[..., Any]:
    """Return a layer of torch.nn.functional, in one axis or in two."""

    def conv(
        x: Tensor,
        w: Tensor,
        bias: Any = None,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
    ) -> Any:
        """Return torch.nn.functional.conv1d or conv2d of the same arguments.

        Ints may stand in a tuple of one, or in pairs (rows, columns). Both sides get
        the same `padding`, or none with "valid"; "same" is "same_upper", and a
        ValueError with a stride.
        """
        strides = each(stride, "stride", 1, axes)
        dilations = each(dilation, "dilation", 1, axes)
        if not isinstance(padding, str):
            padding = each(padding, "padding", 0, axes)
        elif choice(padding, "padding", TORCH_PADS) == "same" and strides != [1] * axes:
            raise ValueError(f'padding="same" takes no strides, not {strides}')
        options = {"stride": strides, "padding": padding, "dilation": dilations}
        return layer(GATHER, x, w, bias, groups, **options)

    def conv_transpose(
        x: Tensor,
        w: Tensor,
        bias: Any = None,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: int = 1,
        dilation: Any = 1,
    ) -> Any:
        """Return torch.nn.functional.conv_transpose1d or conv_transpose2d.

        `groups` comes before `dilation`. `w` is [input channel][output channel /
        groups][tap]; `padding` crops both sides alike.
        """
        options = {
            "stride": each(stride, "stride", 1, axes),
            "padding": each(padding, "padding", 0, axes),
            "output_padding": each(output_padding, "output_padding", 0, axes),
            "dilation": each(dilation, "dilation", 1, axes),
        }
        return layer(PAINT, x, w, bias, groups, **options)

    return conv if role == "conv" else conv_transpose


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
    "same_upper" and "same_lower", with strides and dilations too. Raises ValueError for
    both at once.
    """
    axes = len(shape(x)) - 2
    sides = _onnx_sides(pads, axes, auto_pad)
    options = {
        "stride": listed(strides, "strides", axes, 1),
        "padding": PADS.get(auto_pad, sides),
        "dilation": listed(dilations, "dilations", axes, 1),
    }
    return layer(GATHER, x, w, bias, integer(group, "group", 1), **options)


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
    SAME_UPPER, at the start for all others. Where it is too little, zeros are added
    there, or all at the end if `auto_pad` says nothing; they get the bias, too.
    """
    axes = len(shape(x)) - 2
    sides = _onnx_sides(pads, axes, auto_pad)
    options = {
        "stride": listed(strides, "strides", axes, 1),
        "output_padding": listed(output_padding, "output_padding", axes, 0),
        "dilation": listed(dilations, "dilations", axes, 1),
    }
    integer(group, "group", 1)
    if auto_pad.startswith("SAME"):
        both = zip(shape(x)[2:], options["stride"])  # same result in the other order
        output_shape = output_shape or [n * stride for n, stride in both]
    if output_shape:
        output_shape = listed(output_shape, "output_shape", axes, 1)
        canvas = layer(PAINT, x, w, None, group, **options)
        crops = [c - o for c, o in zip(shape(canvas)[2:], output_shape)]
        starts = [c // 2 if auto_pad == "SAME_UPPER" else c - c // 2 for c in crops]
        if auto_pad == "NOTSET":
            starts = [max(start, 0) for start in starts]
        sides = [(start, c - start) for start, c in zip(starts, crops)]
        # Where nothing is added, both ways have the same result.
        if min(crops) < 0:
            planes = [[_moved(plane, sides) for plane in item] for item in canvas]
            return planes if bias is None else _biased(planes, bias)
    return layer(PAINT, x, w, bias, group, padding=sides, **options)


def _moved(values: list[Any], sides: list[tuple[int, int]]) -> list[Any]:
    """Return a signal or an image cropped; where a crop is negative, zeros are added.

    >>> _moved([1, 2, 3], [(1, -2)])
    [2, 3, 0, 0]
    """
    (before, after), *rest = sides
    rows = [_moved(v, rest) for v in values] if rest else values
    blank = mapped(lambda _: 0, rows[0])
    places = range(before, len(rows) - after)
    return [rows[p] if 0 <= p < len(rows) else blank for p in places]


def _biased(planes: Any, bias: Any) -> Any:
    def plus(value: Any) -> Callable[[Any], Any]:
        return lambda v: v + value

    return [[mapped(plus(b), plane) for plane, b in zip(i, bias)] for i in planes]


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
    axes = len(shape(x)) - 2
    if isinstance(padding, str):
        padding = PADS[choice(padding.upper(), "padding", JAX_PADS)]
    elif not isinstance(padding, (list, tuple)) or len(padding) != axes:
        rule = "padding must be a word, or a pair of sides for each axis"
        raise ValueError(f"{rule}, not {shown(padding)}")
    groups = integer(feature_group_count, "feature_group_count", 1)
    options = {
        "stride": listed(window_strides, "window_strides", axes, 1),
        "padding": padding,
        "dilation": listed(rhs_dilation, "rhs_dilation", axes, 1),
    }
    return layer(GATHER, x, w, None, groups, **options)


def layer(
    layers: tuple[Callable[..., Any], Callable[..., Any]],
    x: Tensor,
    w: Tensor,
    bias: Any,
    groups: int,
    **options: Any,
) -> Any:
    """Return the layer of one axis or two; options are lists with one item an axis."""
    if len(options["stride"]) == 2:
        return layers[1](x, w, bias, groups=groups, **options)
    single = {k: v if isinstance(v, str) else v[0] for k, v in options.items()}
    return layers[0](x, w, bias, groups=groups, **single)


def each(value: Any, name: str, least: int, axes: int) -> list[int]:
    """Return an option of torch as a list with one item an axis."""
    if axes == 2:
        return list(pair(value, name, least))
    single = isinstance(value, (list, tuple)) and len(value) == 1
    return [integer(value[0] if single else value, name, least)]


def listed(value: Any, name: str, count: int, least: int) -> list[int]:
    """Return an option that is a list of so many ints; where it is None, the least.

    >>> listed([1, 2], "strides", 2, 1), listed(None, "pads", 4, 0)
    ([1, 2], [0, 0, 0, 0])
    """
    if value is None:
        return [least] * count
    if not isinstance(value, (list, tuple)) or len(value) != count:
        error = ValueError if isinstance(value, (list, tuple)) else TypeError
        due = counted(count, "int")
        raise error(f"{name} must be a list of {due}, not {shown(value)}")
    return [integer(v, f"{name}[{n}]", least) for n, v in enumerate(value)]


def _onnx_sides(pads: Any, axes: int, auto_pad: str) -> list[tuple[int, int]]:
    """Return the padding of both sides of each axis, if no word says it."""
    choice(auto_pad, "auto_pad", ("NOTSET", *ONNX_PADS))
    ends = listed(pads, "pads", 2 * axes, 0)
    if auto_pad != "NOTSET" and any(ends):
        raise ValueError(f"pads must be zeros with auto_pad, not {pads}")
    return list(zip(ends[:axes], ends[axes:]))
