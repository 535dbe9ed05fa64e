"""Evaluate on ints: our functions by their namesakes in `exact`, where they are fast.

On ints, the loops and `exact` give the same, and large sizes take a hundredth of the
time. A convention is said with functions of ours: to be fast, it has to find those of
`exact` where it looks for ours. So it runs as a copy, whose module is a copy too. Any
other function runs as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import FunctionType, ModuleType
from typing import Any

import pureconv
from pureconv import exact
from pureconv.nested import leaves_and_types
from pureconv.testing.conventions import frameworks, images, libraries, tensorflow

Function = Callable[..., Any]

WORTH = 5000  # pairs of a sample and a weight: with fewer, loops are as fast

FAST: dict[Function, Function] = {
    getattr(pureconv, name): getattr(exact, name)
    for name in exact.__all__
    if hasattr(pureconv, name)
}


def evaluate(function: Function, *operands: Any) -> Any:
    """Return function(*operands) of ints, as fast as may be."""
    inner, options = function, {}
    if isinstance(function, partial) and not function.args:
        inner, options = function.func, function.keywords
    if isinstance(inner, FunctionType) and inner in FAST:
        (x, x_types), (w, w_types) = map(leaves_and_types, operands[:2])
        plain = not any(issubclass(kind, complex) for kind in x_types | w_types)
        if plain and len(x) * len(w) >= WORTH:
            return FAST[inner](*operands, **options)
    return function(*operands)


def copies(module: ModuleType) -> dict[Function, Function]:
    """Return a copy of each function of a module; they see one another, and `exact`."""
    names = {name: _fast(value) for name, value in vars(module).items()}
    found: dict[Function, Function] = {}
    for name, value in names.items():
        if isinstance(value, FunctionType) and value.__module__ == module.__name__:
            copy = FunctionType(
                value.__code__, names, value.__name__,
                value.__defaults__, value.__closure__,
            )  # fmt: skip
            copy.__kwdefaults__ = value.__kwdefaults__
            names[name] = found[value] = copy
    return found


def _fast(value: Any) -> Any:
    """Return functions, alone or in a tuple, each by its namesake in `exact`."""
    if isinstance(value, tuple):
        return tuple(map(_fast, value))
    return FAST.get(value, value) if isinstance(value, FunctionType) else value


for room in libraries, frameworks, images, tensorflow:  # each may use those before it
    FAST.update(copies(room))
