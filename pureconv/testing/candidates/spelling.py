"""By which name a function can be called, and which function has a name."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any


def spelled(function: Any) -> str:
    """Return how to call a function, with the module where it is found.

    >>> from pureconv import convolve
    >>> spelled(sum), spelled(partial(convolve, mode="same")), spelled(lambda x: x)
    ('sum', 'pureconv.convolve', 'f')
    """
    if isinstance(function, partial):
        return spelled(function.func)
    name = getattr(function, "__name__", type(function).__name__)
    owner = getattr(function, "__self__", None)
    home = getattr(function, "__module__", None) or type(owner).__module__
    parts = home.split(".")
    for n in range(1, len(parts) + 1):
        module = ".".join(parts[:n])
        if found(f"{module}.{name}") is function:
            return name if module in {"builtins", "__main__"} else f"{module}.{name}"
    return name if name.isidentifier() else "f"


def found(dotted: str) -> Any:
    """Return what has this name in a module that is loaded, or None.

    >>> found("math.sqrt")
    <built-in function sqrt>
    """
    module, _, name = dotted.rpartition(".")
    return getattr(sys.modules.get(module), name, None)
