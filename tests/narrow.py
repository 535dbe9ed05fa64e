"""Numbers and sums in narrow formats, as a candidate may have them."""

from __future__ import annotations

from typing import Any

from pureconv.nested import mapped
from pureconv.testing.verdict import rounded


def cut(values: Any, dtype: str) -> Any:
    """Return nested lists, each number rounded to nearest."""
    return mapped(lambda v: rounded(v, dtype), values)


def step_by_step(x: Any, w: Any, dtype: str) -> Any:
    """Return what convolve gives, with each product and each sum rounded to nearest."""
    y = [0.0] * (len(x) + len(w) - 1)
    for n, v in enumerate(x):
        for i, u in enumerate(w):
            y[n + i] = rounded(y[n + i] + rounded(u * v, dtype), dtype)
    return y
