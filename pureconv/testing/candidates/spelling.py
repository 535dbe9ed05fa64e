"""By which name a function can be called, and which function has a name."""

from __future__ import annotations

import sys
from functools import partial
from types import MethodType
from typing import Any


def spelled(function: Any, known: str = "") -> str:
    """Return how to call a function, with the module where it is found.

    `known` is a name that comes before others if it is one of the function, too.
    What a partial holds by name is left to the call. A method is called of an object,
    and an object by the name of its class, in small letters: the class is another.

    >>> from pureconv import convolve
    >>> spelled(sum), spelled(partial(convolve, mode="same")), spelled(lambda x: x)
    ('sum', 'pureconv.convolve', 'f')
    >>> spelled(partial(pow, 2))
    'partial(pow, 2)'
    """
    if type(function) is partial:
        inner = spelled(function.func, known)
        held = ", ".join([inner, *map(value_text, function.args)])
        return f"partial({held})" if function.args else inner
    if known and found(known) is function:
        return known
    name: Any = getattr(function, "__name__", None)
    if not isinstance(name, str):
        kind = type(function).__name__
        name = "f" if kind.islower() else kind.lower()
    owner = getattr(function, "__self__", None)
    home = getattr(function, "__module__", None) or type(owner).__module__
    parts = home.split(".")
    for n in range(1, len(parts) + 1):  # one more is the same result
        module = ".".join(parts[:n])
        if found(f"{module}.{name}") is function:
            return name if module in {"builtins", "__main__"} else f"{module}.{name}"
    name = name if name.isidentifier() else "f"
    return f"{spelled(owner)}.{name}" if isinstance(function, MethodType) else name


def value_text(value: Any) -> str:
    """Return a value as code: a function, or a class, by its name."""
    return spelled(value) if callable(value) else repr(value)


def found(dotted: str) -> Any:
    """Return what has this name in a module that is loaded, or None.

    >>> found("math.sqrt")
    <built-in function sqrt>
    """
    module, _, name = dotted.rpartition(".")
    return getattr(sys.modules.get(module), name, None)
