"""Slide the weights along the signal and sum at each step; flip them: convolution.

The same sum seen from both sides. `correlate` and `convolve` stand at an output and
gather what it is made of; `scatter` stands at a sample and hands out what it gives.
"""

from __future__ import annotations

from pureconv.boundary import surrounded
from pureconv.checks import Boundary, Mode, Number, Vector, integer
from pureconv.operands import signal_and_kernel
from pureconv.sizes import taps_inside, window_ends, window_starts


def correlate(
    x: Vector,
    w: Vector,
    mode: Mode = "valid",
    *,
    stride: int = 1,
    dilation: int = 1,
    boundary: Boundary = "zero",
) -> list[Number]:
    """Return the correlation of signal `x` with weights `w`: slide, multiply, sum.

        y[n] = sum over i of w[i] * x[n + i]                i = 0 .. len(w) - 1

    and with all options, where start = n * stride - before, and `before` is how many
    samples the first window hangs over:

        y[n] = sum over i of w[i] * x[start + i * dilation]

    With reach = dilation * (len(w) - 1), mode "valid" gives len(x) - reach outputs, all
    windows inside the signal; "full" len(x) + reach, all whose span overlaps it;
    "same" len(x), starting at index reach // 2 of "full"; "causal" len(x), each window
    ending at a sample of its own. `stride` keeps outputs 0, stride, 2 * stride, ...
    Outside the signal there is nothing: with boundary="zero" a tap that hangs over adds
    no term, and where all taps do, as they can with dilation, the sum is 0, an int.
    With boundary "edge", "reflect", "symmetric" or "wrap" more samples lie there, as
    `pad` puts them; in mode "valid", whose windows reach nothing outside, they change
    nothing.

    >>> correlate([0, 1, 2, 3, 0, 0], [1, 2, 3])    # 1*0 + 2*1 + 3*2 = 8
    [8, 14, 8, 3]
    >>> correlate([0, 1, 2, 3, 0, 0], [1, 2, 3], stride=2)
    [8, 8]
    >>> correlate([1, 2, 3], [1, 10], "full")       # 10*1, 1*1 + 10*2, 1*2 + 10*3, 1*3
    [10, 21, 32, 3]
    >>> correlate([1, 2, 3], [1, 10], "same", boundary="wrap")      # 1*3 + 10*1
    [13, 21, 32]
    >>> correlate([1, 2, 3], [1, 10], "causal")     # 10*1, 1*1 + 10*2, 1*2 + 10*3
    [10, 21, 32]
    >>> correlate([1, 2], [float("inf"), 1], "full")    # inf meets 1 and 2, no zero
    [1, inf, inf]

    Terms are added to 0 in the order of the taps, so floats give the same bits
    everywhere. Nothing is conjugated (numpy.correlate and scipy.signal.correlate do),
    and nothing is swapped when the kernel is the longer one (numpy.correlate does).

    A `Vector` is a list of numbers, a tuple, a range, another Sequence, or an object
    with tolist(), as arrays have it; `w` may be a bare number. Raises ValueError for
    an empty signal or kernel, an unknown mode or boundary, a stride or dilation below
    1, and in mode "valid" for a kernel that does not fit into the signal.
    """
    x, w = signal_and_kernel(x, w)
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    x, mode, stride, dilation = surrounded(
        x, len(w), mode, stride, dilation, boundary
    )

    starts = window_starts(len(x), len(w), mode, stride, dilation)
    taps = taps_inside(starts, len(w), dilation, len(x))

    y = [0] * len(starts)
    for n in range(len(starts)):
        start = starts[n]
        total = 0
        for i in taps[n]:
            total = total + w[i] * x[start + i * dilation]
        y[n] = total
    return y


def convolve(
    x: Vector,
    w: Vector,
    mode: Mode = "full",
    *,
    stride: int = 1,
    dilation: int = 1,
    boundary: Boundary = "zero",
) -> list[Number]:
    """Return the convolution of signal `x` with weights `w`: the weights run backwards.

        y[n] = sum over i of w[i] * x[n - i]                i = 0 .. len(w) - 1

    and with all options, where end = start + dilation * (len(w) - 1) is where a window
    of `correlate` ends, so that the first weight meets its last sample:

        y[n] = sum over i of w[i] * x[end - i * dilation]

    Modes, stride, dilation, boundary and errors are those of `correlate`: it is
    `correlate` with the weights reversed. The reason for the flip is in `scatter`.

    >>> convolve([1, 2, 3], [4, 5, 6])      # 4*1, 4*2 + 5*1, 4*3 + 5*2 + 6*1, ...
    [4, 13, 28, 27, 18]
    >>> convolve([0, 1, 0], [7, 8])         # an impulse gives the weights, unflipped
    [0, 7, 8, 0]
    >>> convolve([1, 2, 3, 4], [1, 10], "same")
    [1, 12, 23, 34]
    >>> convolve([1, 0, 0, 2], [8, 4, 2], "causal")     # a filter, scipy.signal.lfilter
    [8, 4, 2, 16]
    >>> convolve([1, 2, 3], 2)              # a number is a kernel of one tap: scaling
    [2, 4, 6]
    >>> from fractions import Fraction
    >>> convolve([Fraction(1, 2), Fraction(1, 3)], [1, 1])
    [Fraction(1, 2), Fraction(5, 6), Fraction(1, 3)]

    Mode "same" gives len(x) outputs, as scipy.signal.convolve; numpy.convolve gives as
    many as the longer operand has. A `Vector` is what it is for `correlate`: a list of
    numbers, or what can be read as one.
    """
    x, w = signal_and_kernel(x, w)
    stride = integer(stride, "stride", 1)
    dilation = integer(dilation, "dilation", 1)
    x, mode, stride, dilation = surrounded(
        x, len(w), mode, stride, dilation, boundary
    )

    ends = window_ends(len(x), len(w), mode, stride, dilation)
    taps = taps_inside(ends, len(w), -dilation, len(x))

    y = [0] * len(ends)
    for n in range(len(ends)):
        end = ends[n]
        total = 0
        for i in taps[n]:
            total = total + w[i] * x[end - i * dilation]
        y[n] = total
    return y


def scatter(x: Vector, w: Vector) -> list[Number]:
    """Return the full convolution as the input side sees it, with no flip in sight.

        y[n] = y[n] + w[i] * x[p]           p = 0 .. len(x) - 1, i = 0 .. len(w) - 1
        n = p + i

    Every sample throws a copy of the weights, scaled by itself, to where it stands;
    what lands on the same output adds up. Now ask what one output y[n] is made of: all
    that has n = p + i, so p = n - i. The later the weight, the earlier the sample:
    nobody flipped anything, and the sum reads  w[i] * x[n - i].

    >>> scatter([1, 2, 3], [4, 5, 6])
    [4, 13, 28, 27, 18]

        1 throws  4  5  6
        2 throws     8 10 12
        3 throws       12 15 18
                  4 13 28 27 18         long multiplication without the carries

    The terms of an output arrive in the order of the samples, in `convolve` in that of
    the taps: floats may differ in the last bit. Raises ValueError for an empty signal
    or kernel.
    """
    x, w = signal_and_kernel(x, w)

    y = [0] * (len(x) + len(w) - 1)
    for p in range(len(x)):
        for i in range(len(w)):
            n = p + i
            y[n] = y[n] + w[i] * x[p]
    return y
