"""TensorFlow, Keras and transposed layers of JAX, said with the layers of this library.

There channels come last, as NHWC and HWIO: their rows in table.py say so. References
have the axes in our order, as all others. As in frameworks.py, all of them correlate,
and outside the signal lie zeros, as data; "transposed" ones paint. No option says how
many groups there are: as many times as the weights have input channels, `x` has them.
"""

from __future__ import annotations

from typing import Any

from pureconv.checks import Tensor, choice
from pureconv.nested import shape
from pureconv.sizes import reach
from pureconv.testing.conventions.frameworks import GATHER, PADS, each, layer
from pureconv.testing.conventions.gradients import ours

INPUT_GRADIENTS = ours("conv1d_input_gradient"), ours("conv2d_input_gradient")
TF_PADS = "VALID", "SAME"  # small in Keras


def tf_conv1d(
    x: Tensor, w: Tensor, stride: Any, padding: str, *, dilations: Any = 1
) -> Any:
    """Return tensorflow.nn.conv1d: conv2d's conventions, in one axis."""
    return _gathered(x, w, padding, *_steps(x, stride=stride, dilations=dilations))


def tf_conv2d(
    x: Tensor, w: Tensor, strides: Any, padding: str, *, dilations: Any = 1
) -> Any:
    """Return tensorflow.nn.conv2d.

    Steps are ints, or lists with one for each axis. `padding` is "VALID", or "SAME",
    which is our "same_upper", with strides and dilations too. (Not said here: steps in
    lists of four, and padding in numbers.)
    """
    return _gathered(x, w, padding, *_steps(x, strides=strides, dilations=dilations))


def tf_depthwise_conv2d(
    x: Tensor,
    w: Tensor,
    strides: Any,
    padding: str,
    *,
    dilations: Any = 1,
    groups: int | None = None,
) -> Any:
    """Return tensorflow.nn.depthwise_conv2d: each input channel has outputs of its own.

    There the weights are [row][column][input channel][multiplier]; here they are those
    of conv2d with as many `groups` as input channels. `strides` are a list of four, of
    which the outer ones are 1; `padding` is conv2d's. Raises ValueError for strides
    where there are dilations.
    """
    if groups not in {None, len(x[0])} or len(w[0]) != 1:
        raise ValueError("weights of a depthwise layer have one input channel each")
    four = list(strides) if isinstance(strides, (list, tuple)) else []
    if four[:1] + four[3:] != [1, 1]:
        raise ValueError(f"strides must be [1, rows, columns, 1], not {strides}")
    steps = _steps(x, strides=four[1:3], dilations=dilations)
    return _gathered(x, w, padding, *_one_alone(*steps))


def tf_conv2d_transpose(
    x: Tensor, w: Tensor, strides: Any, padding: str, *, output_shape: Any
) -> Any:
    """Return tensorflow.nn.conv2d_transpose: a gradient of conv2d by its input.

    `x` is the gradient that reaches conv2d's output, whose input has `output_shape`,
    batch items and channels included. So w is conv2d's, with its output channels here
    those of `x`. (Not said here: dilations.)
    """
    word = PADS[choice(padding, "padding", TF_PADS)]
    (stride,) = _steps(x, strides=strides)
    options: dict[str, Any] = {"stride": stride, "padding": word}
    return INPUT_GRADIENTS[1](x, w, x_size=output_shape[2:], **options)


def keras_conv(
    x: Tensor,
    w: Tensor,
    strides: Any = 1,
    padding: str = "valid",
    *,
    dilation_rate: Any = 1,
) -> Any:
    """Return keras.ops.conv, in one axis or two.

    `padding` is "valid" or "same", our "same_upper". Raises ValueError for strides
    where there are dilations.
    """
    steps = _steps(x, strides=strides, dilation_rate=dilation_rate)
    return _gathered(x, w, padding, *_one_alone(*steps))


def keras_conv_transpose(
    x: Tensor, w: Tensor, strides: Any = 1, padding: str = "valid"
) -> Any:
    """Return keras.ops.conv_transpose, in one axis or two.

    There the weights are [...][output channel][input channel]. Of n samples "same"
    makes n * stride outputs, and "valid" as many as are painted, but no fewer than
    that. What is too much, is cut off at both sides, the odd one at the end; where it
    is too little, there are zeros at the end. (Not said here: output_padding, and
    dilation_rate.)
    """
    return _painted(x, w, padding, *_steps(x, strides=strides, dilation_rate=1))


def jax_conv_transpose(
    x: Tensor, w: Tensor, strides: Any, padding: str, *, rhs_dilation: Any = 1
) -> Any:
    """Return jax.lax.conv_transpose: the same sizes as Keras, the kernel mirrored.

    There the weights are [...][input channel][output channel]. `padding` is "VALID" or
    "SAME"; `rhs_dilation` is that of the kernel. (Not said here: padding in numbers,
    and transpose_kernel, with which nothing is mirrored.)
    """
    mirrored = [[_mirrored(kernel) for kernel in kernels] for kernels in w]
    steps = _steps(x, strides=strides, rhs_dilation=rhs_dilation)
    return _painted(x, mirrored, padding, *steps)


def _steps(x: Tensor, **steps: Any) -> list[list[int]]:
    """Return steps by their names, as lists with one for each axis."""
    return [each(step, name, 1, len(shape(x)) - 2) for name, step in steps.items()]


def _word(padding: Any) -> Any:
    """Return our word for one of theirs, in capitals or not."""
    word = padding.upper() if isinstance(padding, str) else padding
    return PADS[choice(word, "padding", TF_PADS)]


def _gathered(
    x: Tensor, w: Tensor, padding: str, stride: list[int], dilation: list[int]
) -> Any:
    """Return a layer of one axis or two; there are groups if channels say so."""
    options = {"stride": stride, "padding": _word(padding), "dilation": dilation}
    groups = len(x[0]) // len(w[0])
    return layer(GATHER, x, w, None, groups or 1, **options)


def _painted(
    x: Tensor, w: Tensor, padding: str, stride: list[int], dilation: list[int]
) -> Any:
    """Return a transposed layer, as the gradient of what gathers from so many outputs.

    The gatherer has n outputs of n * stride samples: for "same" by definition, and for
    "valid" if there are reach + 1 - stride more, when this is not negative.
    """
    sizes, word = [], _word(padding)
    for n, k, s, d in zip(shape(x)[2:], shape(w)[2:], stride, dilation):
        more = max(0, reach(k, d) + 1 - s) if word == "valid" else 0
        sizes.append(n * s + more)
    options: dict[str, Any] = {"x_size": sizes, "stride": stride, "dilation": dilation}
    if len(sizes) == 1:
        options = {name: value[0] for name, value in options.items()}
    return INPUT_GRADIENTS[len(sizes) - 1](x, w, padding=word, **options)


def _mirrored(values: Any) -> Any:
    return [_mirrored(v) if isinstance(v, list) else v for v in values[::-1]]


def _one_alone(stride: list[int], dilation: list[int]) -> tuple[list[int], list[int]]:
    """Return both, or raise ValueError where windows step and kernels have holes."""
    if max(stride) > 1 and max(dilation) > 1:
        text = f"strides must be 1 where dilations are not, not {stride}"
        raise ValueError(text)
    return stride, dilation
