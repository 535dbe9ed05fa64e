"""What people met, rebuilt as small functions: what has to be said, and what must not.

Each stands for a public report: a function that is wrong in its way, the words that
its failure has to hold, and words that were once said of it and are false.
"""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import Any, NamedTuple

import pytest

import pureconv
from pureconv import (
    conv1d,
    conv1d_weight_gradient,
    conv2d,
    conv_transpose1d,
    convolve,
    correlate,
    correlate2d,
)
from pureconv.boundary import pad
from pureconv.nested import mapped
from pureconv.testing.checking import check


class Report(NamedTuple):
    """A wrong function, what it should be, and what its failure says."""

    function: Any
    like: Any
    said: str
    options: Any = ()
    never: str = "TF32"
    dtype: str = "float64"
    only: Any = None  # the checks to run, if it passes the first ones
    axes: int | None = None
    also: str = ""


def same_at_stride_1(x: Any, w: Any, stride: int, padding: str) -> Any:
    """Pad as at stride 1: onnxruntime#26734."""
    assert padding == "same"
    k, n = len(w[0][0]), len(x[0][0])
    y = conv1d(x, w, stride=stride, padding=((k - 1) // 2, k + stride))
    return [[channel[: -(-n // stride)] for channel in item] for item in y]


def ended_early(x: Any, w: Any, stride: int) -> Any:
    """Use range(0, number of outputs, stride): machine-learning-book#168."""
    count = (len(x) - len(w)) // stride + 1
    starts = range(0, count, stride)
    return [sum(a * b for a, b in zip(x[n:], w)) for n in starts]


def not_moved(x: Any, w: Any, stride: int) -> Any:
    count = (len(x) - len(w)) // stride + 1
    return [sum(a * b for a, b in zip(x[n:], w)) for n in range(count)]


def crossed(x: Any, w: Any, padding: str, dilation: Any) -> Any:
    """Pad each axis as the dilation of the other wants it: tinygrad#17805."""
    assert padding == "same"
    rows, columns = dilation if isinstance(dilation, tuple) else (dilation,) * 2
    far = columns * (len(w[0][0]) - 1), rows * (len(w[0][0][0]) - 1)
    sides = tuple((f // 2, f - f // 2) for f in far)
    return conv2d(x, w, padding=sides, dilation=(rows, columns))


def squares_only(x: Any, w: Any) -> Any:
    """Read as many columns as there are rows: caffe#284."""
    size = len(x[0][0])

    def square(row: Any) -> Any:
        return [v if n < size else 0 for n, v in enumerate(row)]

    return conv2d([[[*map(square, plane)] for plane in item] for item in x], w)


def flat(x: Any, w: Any) -> Any:
    """Read pixel (m, n) at m * rows + n."""
    values = [v for row in x for v in row] + [0] * len(x) ** 2
    misread = [values[m * len(x) :][: len(x[0])] for m in range(len(x))]
    return correlate2d(misread, w)


def unfolded(x: Any, w: Any) -> Any:
    """Exchange channel and tap in the columns of im2col: gorgonia#268."""
    taps, inputs = len(w[0][0]), len(w[0])
    read = [[v for channel in kernels for v in channel] for kernels in w]
    kernels = [
        [[v[i * inputs + c] for i in range(taps)] for c in range(inputs)] for v in read
    ]
    return conv1d(x, kernels)


def transform(x: Any, w: Any) -> Any:
    """Transform as far as the next power of two of the longer one: it wraps round."""
    size = 1 << (max(len(x), len(w)) - 1).bit_length()
    full = convolve(x, w)
    y = [0.0] * max(size, len(full))
    for n, v in enumerate(full):
        y[n % size] += v
    return y[: len(full)]


def undivided(x: Any, w: Any) -> Any:
    """Leave out the 1/n of the inverse transform: RustFFT#102."""
    return [v * (len(x) + len(w) - 1) for v in convolve(x, w)]


def trimmed(x: Any, w: Any) -> Any:
    """Multiply polynomials: numpy.polymul cuts zeros at the start."""

    def strip(v: Any) -> Any:
        return v[next((n for n, a in enumerate(v) if a), len(v) - 1) :]

    return convolve(strip(x), strip(w))


def flushed(x: Any, w: Any) -> Any:
    """Count subnormal numbers as zero: jax, tensorflow, keras, ndimage, dask."""

    def zero(v: float) -> float:
        return 0.0 if abs(v) < 2.0**-1022 else v

    y = convolve([zero(v) for v in x], [zero(v) for v in w])
    return [zero(v) for v in y]


def round_the_input(x: Any, w: Any, stride: int, padding: int) -> Any:
    zeros = [0] * padding
    around = [[zeros + channel + zeros for channel in item] for item in x]
    return conv_transpose1d(around, w, stride=stride)


def halved(x: Any, w: Any, padding: int) -> Any:
    return conv1d(x, w, padding=(padding - padding // 2, padding // 2))


def at_the_end(x: Any, w: Any, mode: Any) -> Any:
    return correlate(x, w, "causal" if mode == "same" else mode)


def too_long_a_stride(x: Any, w: Any, stride: int) -> Any:
    """Give zeros where the stride is longer than the signal."""
    y = correlate(x, w, stride=stride)
    return y if stride <= len(x) else [0 * v for v in y]


def drifting(x: Any, w: Any, dilation: Any) -> Any:
    """End a row of dilated taps k samples on in memory, not k * dilation: ncnn#75."""
    down, along = dilation if isinstance(dilation, tuple) else (dilation,) * 2
    width, taps, memory = len(x[0]), len(w[0]), [v for row in x for v in row]
    memory += [0] * len(w) * taps * along
    rows = len(x) - down * (len(w) - 1)
    columns = width - along * (taps - 1)
    y = [[0] * max(columns, 0) for _ in range(rows)]
    for m, n in product(range(rows), range(columns)):
        at = m * width + n
        for row in w:
            for weight in row:
                y[m][n] += weight * memory[at]
                at += along
            at += down * width - taps
    return y if rows > 0 and columns > 0 else []


def mirrored_in_two_ways(x: Any, w: Any) -> Any:
    """Repeat the last row below, but not the first one above: vapoursynth#1101."""
    far = len(w) // 2
    rows = [n % (2 * len(x) - 2 or 1) for n in range(-far, 0)]
    above = [x[min(n, 2 * len(x) - 2 - n)] for n in rows]
    below = [x[n % len(x)] if n // len(x) % 2 == 0 else x[-1 - n % len(x)]
             for n in range(len(x), len(x) + len(w) - 1 - far)]
    wide = [pad(row, *sides(len(w[0])), "reflect") for row in [*above, *x, *below]]
    return correlate2d(wide, w)


def sides(taps: int) -> tuple[int, int]:
    return taps // 2, (taps - 1) // 2


def centred_by_type(x: Any, w: Any) -> Any:
    """Centre even kernels one sample later on ints: ImageFiltering.jl#245."""
    before, after = sides(len(w))
    if isinstance(x[0], int):
        before, after = after, before
    return correlate([0] * before + x + [0] * after, w)


def zeros_on_both_sides(x: Any, w: Any) -> Any:
    """Put zeros before operands, too, and divide by nothing: RustFFT#102."""
    size = len(x) + len(w) - 1
    y = [0] * size
    for n, v in enumerate(convolve(x, w)):
        y[(n + (size - len(x)) // 2 + (size - len(w)) // 2) % size] = v * size
    return y


def not_conjugated(x: Any, w: Any) -> Any:
    """Correlate complex numbers as if they were real: DSP.jl#173."""
    return correlate(x, w, "full")


def one_group(x: Any, w_size: Any, gradient: Any, groups: int) -> Any:
    y = conv1d_weight_gradient(x, w_size, gradient, groups=groups)
    return y[: len(y) // groups] * groups


def averaged(x: Any, w_size: Any, gradient: Any) -> Any:
    y = conv1d_weight_gradient(x, w_size, gradient)
    return mapped(lambda v: v / len(x), y)


def negative(x: Any, w: Any) -> Any:
    return [-v for v in convolve(x, w)]


REPORTS = {
    "onnxruntime#26734": Report(
        same_at_stride_1,
        "conv1d",
        'padding="same" is worked out as if the stride were 1',
        {"stride": [1, 2, 3], "padding": ["same"]},
        "same_lower",
    ),
    "machine-learning-book#168": Report(
        ended_early, "correlate", "range(0, outputs, stride)", ["stride"], "is lost"
    ),
    "the stride does not move": Report(
        not_moved,
        "correlate",
        "the stride counts outputs but does not move windows",
        ["stride"],
        "ignored",
    ),
    "tinygrad#17805": Report(
        crossed,
        "conv2d",
        'padding="same" is worked out with the dilation of the other axis',
        {"padding": ["same"], "dilation": ()},
    ),
    "caffe#284": Report(
        squares_only,
        "conv2d",
        "squares_only([[[[0.0, 1.0]]]], [[[[1.0]]]])",
        also="only as many columns are read as there are rows",
    ),
    "flat indices": Report(
        flat, "correlate2d", "flat indices are made with rows for columns"
    ),
    "gorgonia#268": Report(unfolded, "conv1d", "channel and tap are exchanged"),
    "RustFFT#102": Report(undivided, "convolve", "not divided by n", (), "times what"),
    "a transform too short": Report(transform, "convolve", "wrapped round"),
    "numpy.polymul": Report(
        trimmed, "convolve", "zeros at the start are cut off", (), "is lost"
    ),
    "everything that flushes": Report(
        flushed,
        "convolve",
        "passes with flush=True: subnormal numbers count as zero here",
        (),
        "known mistake",
        only=["right_on_floats"],
    ),
    "a transposed layer": Report(
        round_the_input,
        "conv_transpose1d",
        "put round the input",
        {"stride": [1, 2, 3], "padding": [0, 1, 2]},
    ),
    "half": Report(
        halved, "conv1d", "padding is halved", {"padding": [0, 1, 2, 3, 4]}
    ),
    "causal": Report(at_the_end, "correlate", "windows end at each sample", ["mode"]),
    "a long stride": Report(
        too_long_a_stride, "correlate", "", ["stride"], "known mistake"
    ),
    "ncnn#75": Report(
        drifting, "correlate2d", "taps drift from row to row", ["dilation"]
    ),
    "vapoursynth#1101": Report(
        mirrored_in_two_ways,
        partial(correlate2d, mode="same", boundary="reflect"),
        'after the end lies what boundary="symmetric" puts there, on the other side',
    ),
    "ImageFiltering.jl#245": Report(
        centred_by_type,
        partial(correlate, mode="same"),
        'for even kernels, mode "same" starts one sample too late',
        dtype="int32",
    ),
    "RustFFT#102, its zeros": Report(
        zeros_on_both_sides,
        "convolve",
        "zeros on both sides, and outputs are not divided by n",
    ),
    "DSP.jl#173": Report(
        not_conjugated,
        "scipy.signal.correlate",
        "the kernel is not conjugated, where it should be",
        dtype="complex128",
        axes=1,
    ),
    "one group for all": Report(
        one_group,
        "conv1d_weight_gradient",
        "the gradients of one group are used for all",
        ["groups"],
    ),
    "an average": Report(
        averaged,
        "conv1d_weight_gradient",
        "averaged over the batch",
        never="times what",
    ),
    "a sign": Report(negative, "convolve", "has the other sign"),
    "a sign, on ints": Report(
        negative, "convolve", "y[0] = w[0]*x[0]\n", dtype="int32"
    ),
}


@pytest.mark.parametrize("name", REPORTS)
def test_a_public_report_is_told_rightly(name: str) -> None:
    report = REPORTS[name]
    with pytest.raises(AssertionError) as raised:
        check(
            report.function,
            report.like,
            options=report.options,
            dtype=report.dtype,
            only=report.only,
            axes=report.axes,
        )
    message = str(raised.value)
    assert report.said in message
    assert report.also in message
    assert report.never not in message
    told = [line for line in message.splitlines() if "known mistake" in line]
    assert len(told) <= 2


@pytest.mark.parametrize("like", ["convolve", "conv2d", "conv_transpose1d"])
def test_smallest_failures_have_one_of_everything(like: str) -> None:
    """Bias, batches, channels, groups and taps that play no part are gone."""

    def doubled(x: Any, w: Any, **options: Any) -> Any:
        return mapped(lambda v: 2 * v, getattr(pureconv, like)(x, w, **options))

    options = () if like == "convolve" else ("stride", "padding", "groups", "bias")
    first = ["right_on_small_integers"]
    (record,) = check(doubled, like, options=options, only=first, on_fail=None)
    (x, w), chosen = record.counterexample
    flat = str((x, w)).replace("[", "").replace("]", "")
    assert flat.count(",") == 1
    assert chosen.get("groups", 1) == 1
    assert chosen.get("padding", 0) == 0
