"""Options that hold a sample: the number that stands wherever there is no signal.

It meets weights as any sample does. So a function with such an option adds up products
of x and w only if that number counts as one of x.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


def holds_sample(option: str) -> Callable[[Function], Function]:
    """Mark a reference: this option of it holds a sample, which is 0 by default."""

    def marked(function: Function) -> Function:
        function.sample = option  # type: ignore[attr-defined]
        return function

    return marked


def sample_outside(function: Callable[..., Any]) -> dict[str, Any]:
    """Return the option that holds a sample, and the sample, if it is bound and not 0.

    >>> from pureconv.testing.conventions.libraries import signal_convolve2d
    >>> sample_outside(partial(signal_convolve2d, mode="same", fillvalue=5))
    {'fillvalue': 5}
    """
    if not isinstance(function, partial):
        return {}
    option = getattr(function.func, "sample", None)  # the same result with any other
    return {k: v for k, v in function.keywords.items() if k == option and v != 0}


def with_outside(
    function: Callable[..., Any], x: Any
) -> tuple[Callable[..., Any], Any]:
    """Return a function of x and w alone, and an x that holds the sample outside, too.

    >>> from pureconv.testing.conventions.libraries import signal_convolve2d
    >>> bound = partial(signal_convolve2d, fillvalue=5)
    >>> function, x = with_outside(bound, [[1, 2]])
    >>> x, function(x, [[1, 10]])       # 1*1 + 10*5, 1*2 + 10*1, 1*5 + 10*2
    ([[[1, 2]], 5], [[51, 12, 25]])
    """
    samples = sample_outside(function)
    if not samples:
        return function, x

    def whole(x: Any, w: Any, *bias: Any) -> Any:
        inside, *outside = x
        return function(inside, w, *bias, **dict(zip(samples, outside)))

    return whole, [x, *samples.values()]
