"""The definition of convolution, by looking at every pair of a weight and a sample.

Nothing is worked out here, and nothing is shared with what is tested: every place where
a window may start, every tap and every sample is gone through, and a condition says of
each whether it counts. So a table of meetings is made: (output, tap, sample) says that
in this output, this weight is multiplied by this sample.
"""

from __future__ import annotations

from functools import cache
from itertools import count
from typing import Any, NamedTuple

ANYWHERE = range(-25, 25)  # more than any window that is tried here goes through


class Table(NamedTuple):
    """How many outputs an axis has, and all that meet in them."""

    outputs: int
    meetings: list[tuple[int, int, int]]  # (output, tap, sample)

    def each(self) -> list[list[tuple[int, int]]]:
        """Return for each output the pairs (tap, sample) that meet in it."""
        pairs: list[list[tuple[int, int]]] = [[] for _ in range(self.outputs)]
        for output, i, sample in self.meetings:
            pairs[output].append((i, sample))
        return pairs


def is_window(first: int, last: int, n: int, mode: str) -> bool:
    """Tell whether a window from `first` to `last` counts, for samples 0 to n - 1."""
    if mode == "full":
        return last >= 0 and first <= n - 1  # it touches the signal
    if mode == "valid":
        return first >= 0 and last <= n - 1  # it lies inside
    if mode == "same":
        middle = last - (last - first) // 2  # of two middles the later one
        return 0 <= middle <= n - 1  # its middle does
    assert mode == "causal"
    return 0 <= last <= n - 1  # its end does


def stands(sample: int, place: int, n: int, boundary: str) -> bool:
    """Tell whether this one of n samples stands at a place, inside or outside.

    Outside, a signal that wraps comes again after n places, and its mirror image after
    twice as many; without the ends that a reflection has once, two fewer.
    """
    if 0 <= place < n:
        return sample == place
    behind, mirrored = place - sample, place + sample
    if boundary == "zero":
        return False
    if boundary == "edge":
        return sample == (0 if place < 0 else n - 1)
    if boundary == "wrap":
        return behind % n == 0
    if boundary == "symmetric":
        return behind % (2 * n) == 0 or (mirrored + 1) % (2 * n) == 0
    return n == 1 or behind % (2 * n - 2) == 0 or mirrored % (2 * n - 2) == 0


@cache
def slid(
    n: int,
    k: int,
    mode: str = "valid",
    stride: int = 1,
    dilation: int = 1,
    boundary: str = "zero",
    *,
    flipped: bool = False,
) -> Table:
    """Return who meets whom in a correlation, or flipped, in a convolution."""
    if flipped:
        table = slid(n, k, mode, stride, dilation, boundary)
        return Table(table.outputs, [
            (output, k - 1 - i, sample) for output, i, sample in table.meetings
        ])
    reach = dilation * (k - 1)
    windows = [p for p in ANYWHERE if is_window(p, p + reach, n, mode)]
    assert not {*windows} & {ANYWHERE[0], ANYWHERE[-1]}
    return Table(len(windows[::stride]), [
        (output, i, sample)
        for output, start in enumerate(windows[::stride])
        for i in range(k)
        for sample in range(n)
        if stands(sample, start + i * dilation, n, boundary)
    ])


@cache
def gathered(
    n: int, k: int, stride: int, dilation: int, padding: Any, boundary: str = "zero"
) -> Table:
    """Return who meets whom in a layer, which pads by sides or by a word."""
    reach = dilation * (k - 1)
    before, after = sides(n, reach, stride, padding)
    starts = [p for p in ANYWHERE if -before <= p and p + reach <= n - 1 + after]
    assert not {*starts} & {ANYWHERE[0], ANYWHERE[-1]}
    return Table(len(starts[::stride]), [
        (output, i, sample)
        for output, start in enumerate(starts[::stride])
        for i in range(k)
        for sample in range(n)
        if stands(sample, start + i * dilation, n, boundary)
    ])


def sides(n: int, reach: int, stride: int, padding: Any) -> tuple[int, int]:
    """Return the padding before and after: by a word, the least that is enough."""
    if not isinstance(padding, str):
        before, after = padding
        return before, after
    if padding == "causal":
        return reach, 0
    if padding == "valid":
        return 0, 0
    last_start = [p for p in range(n) if p % stride == 0][-1]  # of one for each stride
    total = next(total for total in count() if last_start + reach < n + total)
    less, more = total // 2, total - total // 2
    return (more, less) if padding == "same_lower" else (less, more)


@cache
def painted(
    n: int,
    k: int,
    stride: int,
    dilation: int,
    padding: tuple[int, int],
    output_padding: int,
) -> Table:
    """Return who meets whom in a transposed layer: each sample paints, then a crop."""
    strokes = [
        (sample * stride + i * dilation, i, sample)
        for sample in range(n)
        for i in range(k)
    ]
    before, after = padding
    canvas = max(strokes)[0] + 1 + output_padding
    kept = [place for place in range(canvas) if before <= place < canvas - after]
    return Table(len(kept), [
        (output, i, sample)
        for output, place in enumerate(kept)
        for painted_place, i, sample in strokes
        if painted_place == place
    ])
