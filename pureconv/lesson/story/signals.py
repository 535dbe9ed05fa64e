"""The numbers that run through the lesson, and the signals of the article."""

from __future__ import annotations

import math

X = [0, 1, 2, 3, 0, 0]
W = [1, 2, 3]  # lopsided on purpose: it looks different from behind
BUMP = [1, 2, 3, 2, 1]


def sine(start: float, stop: float, n: int) -> list[float]:
    """Return the sine at `n` even steps from `start` to `stop`, both included.

    >>> [round(y, 9) for y in sine(0, math.pi, 3)]
    [0.0, 1.0, 0.0]
    """
    step = (stop - start) / (n - 1)
    return [math.sin(start + p * step) for p in range(n - 1)] + [math.sin(stop)]


def two_waves() -> list[float]:
    """Return the wave of the article's first example."""
    return sine(-2 * math.pi, 2 * math.pi, 200)


def ten_waves() -> list[float]:
    """Return the wave of its other examples."""
    return sine(0, 20 * math.pi, 400)


def ramp() -> list[float]:
    """Return weights that climb in a straight line."""
    return [p / 400 for p in range(400)]


def triangle() -> list[float]:
    """Return the article's pattern: 50 steps up, 50 steps down, a flat top of two."""
    return [p / 50 / 2 for p in (*range(50), *reversed(range(50)))]


def bump_at(p: int, n: int) -> list[int]:
    """Return `n` zeros with a small bump whose middle is at `p`.

    >>> bump_at(3, 8)
    [0, 1, 2, 3, 2, 1, 0, 0]
    """
    before = p - len(BUMP) // 2
    return [0] * before + BUMP + [0] * (n - before - len(BUMP))
