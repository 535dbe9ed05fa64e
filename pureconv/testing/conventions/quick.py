"""Our functions as references are made of them: fast where there is much to do.

On ints and Fractions a function and its namesake in `exact` give the same, and with
large operands that one takes a hundredth of the time. Other numbers take the loops.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import wraps
from typing import Any, TypeVar, cast

import pureconv
from pureconv import exact
from pureconv.nested import leaves_and_types

Function = TypeVar("Function", bound=Callable[..., Any])

WORTH = 5000  # pairs of a sample and a weight: with fewer, loops are as fast


def quickest(function: Callable[..., Any], x: Any, w: Any) -> Callable[..., Any]:
    """Return a function of ours, or its namesake if that is faster for such operands.

    >>> quickest(pureconv.convolve, [1] * 99, [1] * 99) is exact.convolve
    True
    """
    (xs, x_types), (ws, w_types) = leaves_and_types(x), leaves_and_types(w)
    # The same result for fewer types, at more cost.
    if len(xs) * len(ws) < WORTH or not x_types | w_types <= {int, Fraction}:
        return function
    fast: Callable[..., Any] = getattr(exact, function.__name__, function)
    return fast


def quick(function: Function) -> Function:
    """Return a function of ours that is as fast as it can be."""

    @wraps(function)
    def called(x: Any, w: Any, *more: Any, **options: Any) -> Any:
        fast = quickest(function, x, w)  # the same result in the other order
        return fast(x, w, *more, **options)

    return cast("Function", called)  # the same result without cast: types alone differ


convolve, correlate = quick(pureconv.convolve), quick(pureconv.correlate)
convolve2d, correlate2d = quick(pureconv.convolve2d), quick(pureconv.correlate2d)
conv1d, conv2d = quick(pureconv.conv1d), quick(pureconv.conv2d)
conv_transpose1d = quick(pureconv.conv_transpose1d)
conv_transpose2d = quick(pureconv.conv_transpose2d)
