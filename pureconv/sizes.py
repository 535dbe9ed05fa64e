"""Sizes: how many outputs there are, where each one lies, which taps meet a sample.

One picture serves every mode, padding, stride and dilation. A window of `reach + 1`
samples starts `before` samples ahead of the signal and moves on by `stride` while it
still fits into what is there, padding included:

    . . x x x x x .          before = 2, n = 5, after = 1
    o   o   o                window 0: three taps, dilation 2, reach 4
      o   o   o              window 1
        o   o   o            window 2
          o   o   o          window 3, the last that fits: 2 + 5 + 1 - 4 = 4 windows
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import get_args

from pureconv.checks import (
    Mode,
    Padding,
    PaddingWord,
    Sides,
    choice,
    counted,
    integer,
    listable,
    output_pad,
    pair,
    shown,
)

MODES: tuple[Mode, ...] = get_args(Mode)
PADDINGS: tuple[PaddingWord, ...] = get_args(PaddingWord)

ROOM = 'use mode="same" or "full", or pad the signal'  # advice for a kernel too long


def reach(k: int, dilation: int = 1) -> int:
    """Return how far the last of `k` taps lies from the first.

        reach = dilation * (k - 1)

    >>> reach(3), reach(3, dilation=2)      # o o o     o . o . o
    (2, 4)
    """
    return integer(dilation, "dilation", 1) * (integer(k, "kernel length", 1) - 1)


def overhang(k: int, mode: str, dilation: int = 1) -> tuple[int, int]:
    """Return how far the windows of a mode hang over each end, as (before, after).

    `full` lets all but one tap hang over, `valid` none. `same` begins at index
    reach // 2 of `full`, which is scipy.signal's rule: where the reach is odd (an even
    kernel), the odd one hangs over at the start. `causal` windows end at each sample:
    an output looks at no later one, as in a filter that runs while the signal arrives.

    >>> for mode in MODES:
    ...     print(mode, overhang(4, mode))
    full (3, 3)
    same (2, 1)
    valid (0, 0)
    causal (3, 0)
    """
    mode = choice(mode, "mode", MODES)
    most = reach(k, dilation)

    if mode == "full":
        return most, most
    if mode == "same":
        return most - most // 2, most // 2
    if mode == "causal":
        return most, 0
    return 0, 0


def padding_sides(
    n: int, k: int, padding: Padding = 0, *, stride: int = 1, dilation: int = 1
) -> tuple[int, int]:
    """Return the padding of one axis as (before, after).

    An int is for both sides, a pair is taken as it is, "valid" is no padding. "same"
    gives ceil(n / stride) outputs, with the least padding that does:

        total = max(0, (outputs - 1) * stride + reach + 1 - n)

    half on each side; the odd one goes to the end for "same", alias "same_upper"
    (TensorFlow, JAX, PyTorch, ONNX SAME_UPPER), and to the start for "same_lower".
    "causal" (Keras) gives as many outputs, with `reach` zeros at the start at any
    stride: no output looks at a later sample.

    >>> padding_sides(5, 4, "same"), padding_sides(5, 4, "same_lower")
    ((1, 2), (2, 1))
    >>> padding_sides(5, 4, "causal")
    (3, 0)
    >>> padding_sides(4, 3, "same", stride=2)     # 2 outputs: 2 + 3 - 4 = 1 in total
    (0, 1)

    Raises ValueError for a length, stride or dilation below 1, a negative padding, and
    any other word.
    """
    n, stride = integer(n, "signal length", 1), integer(stride, "stride", 1)
    window = reach(k, dilation) + 1
    if not isinstance(padding, str):
        what = '(before, after), or a word such as "same"'
        return pair(padding, "padding", 0, what)
    word = choice(padding, "padding", PADDINGS)

    if word == "valid":
        return 0, 0
    if word == "causal":
        return window - 1, 0
    outputs = -(-n // stride)
    total = max(0, (outputs - 1) * stride + window - n)
    if word == "same_lower":
        return total - total // 2, total // 2
    return total // 2, total - total // 2


def output_length(
    n: int,
    k: int,
    mode: Mode = "valid",
    *,
    stride: int = 1,
    padding: Padding = 0,
    dilation: int = 1,
) -> int:
    """Return how many outputs a signal of `n` samples gives for a kernel of `k` taps.

        length = floor((before + n + after - reach - 1) / stride) + 1

    The first window starts at 0. One that ends at the last sample starts at
    room = before + n + after - reach - 1, and none can start later. Of the positions 1
    to room, room // stride are multiples of `stride`; the + 1 is the window at 0.
    Here `before` and `after` are the overhang of the mode and the padding, added.

    >>> output_length(5, 3), output_length(5, 3, "same"), output_length(5, 3, "full")
    (3, 5, 7)
    >>> output_length(224, 11, stride=4)    # 213 // 4 + 1: a remainder is left over
    54
    >>> output_length(224, 7, stride=2, padding=3)
    112

    Raises as `padding_sides` does, and ValueError for an unknown mode, and in mode
    "valid" for a kernel that does not fit into the padded signal.
    """
    n, stride = integer(n, "signal length", 1), integer(stride, "stride", 1)
    left, right = overhang(k, mode, dilation)
    before, after = padding_sides(n, k, padding, stride=stride, dilation=dilation)
    total = left + before + n + after + right
    if total == n:
        return windows(n, k, stride, dilation, "sample", "signal", ROOM)
    return windows(total, k, stride, dilation, "sample", "padded signal", "pad it more")


def transposed_length(
    n: int,
    k: int,
    *,
    stride: int = 1,
    padding: Sides = 0,
    output_padding: int = 0,
    dilation: int = 1,
) -> int:
    """Return how many outputs a transposed convolution gives for `n` samples.

        length = (n - 1) * stride + reach + 1 + output_padding - before - after

    This turns `output_length` around, as far as that can be done: with a stride of 2,
    the sizes 7 and 8 both give 3 outputs, and output_padding tells them apart.

    >>> output_length(7, 3, stride=2), output_length(8, 3, stride=2)
    (3, 3)
    >>> transposed_length(3, 3, stride=2)
    7
    >>> transposed_length(3, 3, stride=2, output_padding=1)
    8

    Raises ValueError for a length, stride or dilation below 1, a negative padding, an
    output_padding that is not below the larger of stride and dilation, and a padding
    that crops all.
    """
    n, stride = integer(n, "signal length", 1), integer(stride, "stride", 1)
    k, dilation = integer(k, "kernel length", 1), integer(dilation, "dilation", 1)
    sides = pair(padding, "padding", 0, "(before, after)")
    output_padding = output_pad(output_padding, stride, dilation)
    return canvas_length(n, k, stride, dilation, sides, output_padding, "sample")


def canvas_length(
    n: int,
    k: int,
    stride: int,
    dilation: int,
    sides: tuple[int, int],
    output_padding: int,
    unit: str,
) -> int:
    """Return how long the canvas of a transposed convolution is, cropped, or raise.

    Copies of the weights start at 0, stride, .. (n - 1) * stride, and the last one ends
    a reach further on. Behind it are output_padding empty places. Padding crops both
    ends.

    >>> canvas_length(3, 3, 2, 1, (1, 1), 1, "sample")      # 2 * 2 + 2 + 1 + 1 - 2
    6
    """
    size = (n - 1) * stride + reach(k, dilation) + 1 + output_padding
    if sum(sides) >= size:
        cropped = f"it crops {shown(sides[0])} + {shown(sides[1])}"
        some = f"some of {counted(size, unit)}"
        raise ValueError(f"padding must leave {some}, but {cropped}")
    return size - sum(sides)


def windows(
    size: int, k: int, stride: int, dilation: int, unit: str, role: str, advice: str
) -> int:
    """Return how many windows of `k` taps fit into `size` samples, or raise."""
    room = size - reach(k, dilation) - 1
    if room < 0:
        reaches = f"kernel reaches {counted(reach(k, dilation) + 1, unit)}"
        raise ValueError(f"{reaches} but the {role} has {shown(size)}: {advice}")
    return room // stride + 1


def window_starts(
    n: int, k: int, mode: str, stride: int, dilation: int, unit: str = "sample"
) -> range:
    """Return where each window starts: the sample under its first tap.

        starts = -before, stride - before, 2 * stride - before, ..

    >>> window_starts(5, 3, "same", 2, 1)
    range(-1, 5, 2)
    """
    before, after = overhang(k, mode, dilation)
    role = "signal" if unit == "sample" else "image"
    advice = ROOM.replace("signal", role)
    size = before + n + after
    outputs = windows(size, k, stride, dilation, unit, role, advice)
    return range(-before, listable(outputs, "output") * stride - before, stride)


def window_ends(
    n: int, k: int, mode: str, stride: int, dilation: int, unit: str = "sample"
) -> range:
    """Return where each window ends, one reach further on than it starts.

    >>> window_ends(5, 3, "same", 2, 1)
    range(1, 7, 2)
    """
    starts = window_starts(n, k, mode, stride, dilation, unit)
    further = reach(k, dilation)
    return range(starts.start + further, starts.stop + further, stride)


def lags(
    n: int, k: int, mode: Mode = "valid", *, stride: int = 1, dilation: int = 1
) -> list[int]:
    """Return the shift of each output of `correlate`: where its window starts.

    A negative lag is a window that begins ahead of the signal. (scipy.signal's
    correlation_lags is off by one in mode "same" where the signal is odd and the kernel
    even.)

    >>> lags(3, 2, "full"), lags(3, 2, "same"), lags(3, 2, "valid")
    ([-1, 0, 1, 2], [-1, 0, 1], [0, 1])

    Raises ValueError for an unknown mode, a length, stride or dilation below 1, and in
    mode "valid" for a kernel that does not fit into the signal.
    """
    n, stride = integer(n, "signal length", 1), integer(stride, "stride", 1)
    return list(window_starts(n, k, mode, stride, dilation))


def copies(
    n: int, k: int, stride: int, dilation: int, before: int, length: int
) -> tuple[range, list[range]]:
    """Return where each of `n` copies of the weights begins, and which taps are seen.

    They lie on a canvas of `length` places, which begins `before` places further on.

    >>> copies(3, 2, 2, 3, 1, 5)            # o . . o from -1, 1 and 3 on, in 0 .. 4
    (range(-1, 5, 2), [range(1, 2), range(0, 2), range(0, 1)])
    """
    starts = range(-before, n * stride - before, stride)
    return starts, taps_inside(starts, k, dilation, length)


def taps_inside(starts: range, k: int, step: int, n: int) -> list[range]:
    """Return for each start the taps whose samples lie in a signal of `n` samples.

    The rule, for the window that begins at `start`:

        [i for i in range(k) if 0 <= start + i * step < n]

    That asks every tap of every window, and would cost as much as the sums. But most
    windows lie inside the signal and have all their taps. Only those at its ends are
    asked, and not tap by tap. For step > 0,

        0 <= start + i * step      when   i >= ceil(-start / step)
        start + i * step < n       when   i < ceil((n - start) / step)

    and in integers ceil(-a / b) is -(a // b). A step back is a step forward in a signal
    that is read from its end, where `start` lies at n - 1 - start.

    >>> taps_inside(range(-1, 3), 2, 1, 3)      # correlate: x[n + i]
    [range(1, 2), range(0, 2), range(0, 2), range(0, 1)]
    >>> taps_inside(range(0, 4), 2, -1, 3)      # convolve: x[n - i]
    [range(0, 1), range(0, 2), range(0, 2), range(1, 2)]
    """
    if step < 0:  # the same result for <= 0: no step is 0
        mirrored = range(n - 1 - starts[-1], n - starts[0], starts.step)
        return taps_inside(mirrored, k, -step, n)[::-1]

    taps = [range(k)] * len(starts)
    # Same result if more windows than these are asked: it would only take longer.
    head = bisect_left(starts, 0)
    # Same result if this begins earlier.
    tail = max(head, bisect_right(starts, n - 1 - step * (k - 1)))
    for number in (*range(head), *range(tail, len(starts))):
        start = starts[number]
        taps[number] = range(max(0, -(start // step)), min(k, -((start - n) // step)))
    return taps
