"""Convolutions with a mistake in them: plain loops, wrong in the way that is asked for.

All are one nest of loops that gathers and one that paints, in two axes, with channels.
A function of fewer axes, or without channels, has one of each.
"""

from __future__ import annotations

import ctypes
import math
import struct
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from typing import Any


def planted(like: str, fault: str) -> Callable[..., Any]:
    """Return a candidate for the function of ours of that name, with one fault."""
    return partial(CANDIDATES[like], fault)


def correlate2d(
    fault: str, x: Any, w: Any, mode: str = "valid", *, stride: Any = 1,
    dilation: Any = 1,
) -> Any:
    far = [d * (k - 1) for k, d in zip((len(w), len(w[0])), both(dilation))]
    befores = {"full": far, "same": [f - f // 2 for f in far], "causal": far}
    afters = {"full": far, "same": [f // 2 for f in far]}
    before, after = befores.get(mode, [0, 0]), afters.get(mode, [0, 0])
    sides = [*zip(before, after)]
    y = gather(fault, [[x]], [[w]], None, both(stride), sides, both(dilation), 1)
    return y[0][0]


def convolve2d(
    fault: str, x: Any, w: Any, mode: str = "full", *, stride: Any = 1,
    dilation: Any = 1,
) -> Any:
    turned = [row[::-1] for row in w[::-1]]
    return correlate2d(fault, x, turned, mode, stride=stride, dilation=dilation)


def correlate(
    fault: str, x: Any, w: Any, mode: str = "valid", *, stride: int = 1,
    dilation: int = 1,
) -> Any:
    steps = {"stride": (1, stride), "dilation": (1, dilation)}
    return correlate2d(fault, [x], [w], mode, **steps)[0]


def convolve(
    fault: str, x: Any, w: Any, mode: str = "full", *, stride: int = 1,
    dilation: int = 1,
) -> Any:
    steps = {"stride": (1, stride), "dilation": (1, dilation)}
    return convolve2d(fault, [x], [w], mode, **steps)[0]


def conv2d(
    fault: str, x: Any, w: Any, bias: Any = None, *, stride: Any = 1, padding: Any = 0,
    dilation: Any = 1, groups: int = 1,
) -> Any:
    stride, dilation = both(stride), both(dilation)
    if padding == "valid":
        padding = 0
    if isinstance(padding, str):
        axes = zip(extent(x), extent(w), stride, dilation)
        padding = [same(fault, n, k, s, d, padding) for n, k, s, d in axes]
    sides = [both(p) for p in both(padding)]
    return gather(fault, x, w, bias, stride, sides, dilation, groups)


def conv1d(
    fault: str, x: Any, w: Any, bias: Any = None, *, stride: int = 1, padding: Any = 0,
    dilation: int = 1, groups: int = 1,
) -> Any:
    if padding == "valid":
        padding = 0
    if not isinstance(padding, str):
        padding = (0, both(padding))
    steps = {"stride": (1, stride), "dilation": (1, dilation), "padding": padding}
    y = conv2d(fault, images(x), images(w), bias, groups=groups, **steps)
    return [[image[0] for image in item] for item in y]


def conv_transpose2d(
    fault: str, x: Any, w: Any, bias: Any = None, *, stride: Any = 1, padding: Any = 0,
    output_padding: Any = 0, dilation: Any = 1, groups: int = 1,
) -> Any:
    sides = [both(p) for p in both(padding)]
    steps = both(stride), sides, both(output_padding), both(dilation)
    return paint(fault, x, w, bias, *steps, groups)


def conv_transpose1d(
    fault: str, x: Any, w: Any, bias: Any = None, *, stride: int = 1, padding: Any = 0,
    output_padding: int = 0, dilation: int = 1, groups: int = 1,
) -> Any:
    steps = (1, stride), [(0, 0), both(padding)], (0, output_padding), (1, dilation)
    y = paint(fault, images(x), images(w), bias, *steps, groups)
    return [[image[0] for image in item] for item in y]


CANDIDATES: dict[str, Callable[..., Any]] = {
    "correlate": correlate,
    "convolve": convolve,
    "correlate2d": correlate2d,
    "convolve2d": convolve2d,
    "conv1d": conv1d,
    "conv2d": conv2d,
    "conv_transpose1d": conv_transpose1d,
    "conv_transpose2d": conv_transpose2d,
}


def gather(
    fault: str, x: Any, w: Any, bias: Any, stride: Any, sides: Any, dilation: Any,
    groups: int,
) -> Any:
    """Return y[item][out][m][n], each a sum over c, i, j."""
    stride, sides, dilation = mistaken(fault, stride, sides, dilation)
    x, w = operands(fault, x), operands(fault, w)
    size, taps = extent(x), extent(w)
    height, width = size
    rows, columns = (
        (n + sum(s) - d * (k - 1) - 1) // t + 1
        for n, s, d, k, t in zip(size, sides, dilation, taps, stride)
    )
    rows += {"rows lost": -1, "rows added": 1}.get(fault, 0)
    columns += {"lost": -1, "added": 1}.get(fault, 0)
    above = sides[0][0] - {"rows late": 1, "rows early": -1}.get(fault, 0)
    left = sides[1][0] - {"late": 1, "early": -1}.get(fault, 0)

    outputs, inputs = len(w) // groups, len(w[0])
    blank = [[0] * columns for _ in range(rows)]
    y = [[deepcopy(blank) for _ in w] for _ in x]
    for item in range(1 if fault == "first item" else len(x)):
        for out in range(len(w)):
            group, o = divmod(out, outputs)
            for m in range(rows):
                for n in range(columns):
                    total: Any = 0
                    for c in range(inputs):
                        channel = deal(fault, group, c, groups, inputs)
                        kernel, image = w[out][c], x[item][channel]
                        for i in range(taps[0]):
                            for j in range(taps[1]):
                                p = m * stride[0] - above + i * dilation[0]
                                q = n * stride[1] - left + j * dilation[1]
                                if 0 <= p < height and 0 <= q < width:
                                    term = weight(fault, kernel, i, j) * image[p][q]
                                    total = add(fault, total, term)
                    if bias:
                        total = add(fault, total, bias[which(fault, group, o, outputs)])
                    place = o * groups + group if fault == "groups out" else out
                    y[item][place][m][n] = total
    return y


def paint(
    fault: str, x: Any, w: Any, bias: Any, stride: Any, sides: Any, extra: Any,
    dilation: Any, groups: int,
) -> Any:
    """Return y[item][out][m][n], to which samples are added with their weights."""
    stride, sides, dilation = mistaken(fault, stride, sides, dilation)
    if fault == "extra swapped":
        extra = extra[::-1]
    x, w = operands(fault, x), operands(fault, w)
    size, taps = extent(x), extent(w)
    height, width = size
    rows, columns = (
        (n - 1) * t + d * (k - 1) + 1 + e - sum(s)
        for n, s, d, k, t, e in zip(size, sides, dilation, taps, stride, extra)
    )
    rows += {"rows lost": -1, "rows added": 1}.get(fault, 0)
    columns += {"lost": -1, "added": 1}.get(fault, 0)
    above = sides[0][0] + {"rows late": 1, "rows early": -1}.get(fault, 0)
    left = sides[1][0] + {"late": 1, "early": -1}.get(fault, 0)
    if fault == "extra first":
        above, left = above - extra[0], left - extra[1]

    inputs, outputs = len(w) // groups, len(w[0])
    blank = [[0] * columns for _ in range(rows)]
    y = [[deepcopy(blank) for _ in range(groups * outputs)] for _ in x]
    for item in range(1 if fault == "first item" else len(x)):
        for out in range(groups * outputs):
            group, o = divmod(out, outputs)
            place = o * groups + group if fault == "groups out" else out
            canvas = y[item][place]
            for c in range(inputs):
                channel = deal(fault, group, c, groups, inputs)
                kernel, image = w[group * inputs + c][o], x[item][channel]
                for p in range(height):
                    for q in range(width):
                        for i in range(taps[0]):
                            for j in range(taps[1]):
                                m = p * stride[0] - above + i * dilation[0]
                                n = q * stride[1] - left + j * dilation[1]
                                if 0 <= m < rows and 0 <= n < columns:
                                    term = weight(fault, kernel, i, j) * image[p][q]
                                    canvas[m][n] = add(fault, canvas[m][n], term)
            for row in canvas if bias else ():
                for n in range(columns):
                    b = bias[which(fault, group, o, outputs)]
                    row[n] = add(fault, row[n], b)
    return y


# === where the faults are ===


def mistaken(
    fault: str, stride: Any, sides: Any, dilation: Any
) -> tuple[Any, Any, Any]:
    if fault in {"stride swapped", "all swapped"}:
        stride = stride[::-1]
    if fault in {"padding swapped", "all swapped"}:
        sides = sides[::-1]
    if fault in {"dilation swapped", "all swapped"}:
        dilation = dilation[::-1]
    if fault == "sides":
        sides = [side[::-1] for side in sides]
    if fault == "dilation from 0":
        dilation = [d + 1 for d in dilation]
    if fault == "steps exchanged":
        stride, dilation = dilation, stride
    if fault == "no stride":
        stride = (1, 1)
    if fault == "no dilation":
        dilation = (1, 1)
    if fault == "no padding":
        sides = [(0, 0), (0, 0)]
    return stride, sides, dilation


def weight(fault: str, kernel: Any, i: int, j: int) -> Any:
    if fault in {"flipped", "rows flipped"}:
        i = len(kernel) - 1 - i
    if fault in {"flipped", "columns flipped"}:
        j = len(kernel[0]) - 1 - j
    if fault == "transposed":  # in memory, row by row
        j, i = divmod(i + j * len(kernel), len(kernel[0]))[::-1]
    return kernel[i][j]


def deal(fault: str, group: int, c: int, groups: int, inputs: int) -> int:
    if fault == "groups in":
        return c * groups + group
    if fault == "groups reversed":
        return (groups - 1 - group) * inputs + c
    return group * inputs + c


def which(fault: str, group: int, o: int, outputs: int) -> int:
    if fault == "bias of group 0":
        return o
    return 0 if fault == "bias 0" else group * outputs + o


def same(fault: str, n: int, k: int, s: int, d: int, word: str) -> tuple[int, int]:
    if word == "causal":
        return d * (k - 1), 0
    total = max(0, ((n + s - 1) // s - 1) * s + d * (k - 1) + 1 - n)
    less, more = total // 2, (total + 1) // 2
    lower = word == "same_lower"
    return (more, less) if lower != (fault == "same") else (less, more)


def add(fault: str, total: Any, term: Any) -> Any:
    if fault in WRAPS:
        return WRAPS[fault](total + term).value
    if fault in NARROW:
        return cut(NARROW[fault], total + cut(NARROW[fault], term))
    return total + term


def operands(fault: str, values: Any) -> Any:
    if isinstance(values, list):
        return [operands(fault, v) for v in values]
    if fault in SHORT:
        (bits,) = struct.unpack("I", struct.pack("f", cut("f", values)))
        kept = bits >> SHORT[fault] << SHORT[fault]
        return struct.unpack("f", struct.pack("I", kept))[0]
    return values


WRAPS: dict[str, Any] = {
    "int8": ctypes.c_int8,
    "int16": ctypes.c_int16,
    "int32": ctypes.c_int32,
    "uint8": ctypes.c_uint8,
}
NARROW = {"float32 sums": "f", "float16 sums": "e"}
SHORT = {"tf32": 13, "bfloat16": 16}  # bits of a float32 that are cut off


def cut(code: str, value: Any) -> Any:
    try:
        return struct.unpack(code, struct.pack(code, value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)


def both(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else (value, value)


def extent(values: Any) -> tuple[int, int]:
    return len(values[0][0]), len(values[0][0][0])


def images(values: Any) -> Any:
    return [[[signal] for signal in item] for item in values]
