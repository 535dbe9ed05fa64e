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
from pureconv.nested import leaves
from pureconv.testing.conventions import frameworks, libraries

Function = Callable[..., Any]

SMALL = 5000  # with fewer pairs of a sample and a weight there is no time to be won

FAST: dict[Function, Function] = {
    getattr(pureconv, name): getattr(exact, name)
    for name in exact.__all__
    if hasattr(pureconv, name)
}


def evaluate(function: Function, *operands: Any) -> Any:
    """Return function(*operands) of ints, as fast as may be."""
    x, w = (len(leaves(operand)) for operand in operands[:2])
    if x * w < SMALL:
        return function(*operands)
    if isinstance(function, partial) and not function.args:
        quick = FAST.get(function.func, function.func)
        return quick(*operands, **function.keywords)
    return FAST.get(function, function)(*operands)


def copies(module: ModuleType) -> dict[Function, Function]:
    """Return a copy of each function of a module; they see one another, and `exact`."""
    names = dict(vars(module))
    found: dict[Function, Function] = {}
    for name, value in vars(module).items():
        if isinstance(value, FunctionType):
            names[name] = FAST.get(value, value)
            if value.__module__ == module.__name__:
                names[name] = found[value] = _copy(value, names)
    return found


def _copy(function: FunctionType, names: dict[str, Any]) -> FunctionType:
    """Return a function with the same code that finds other things by its names."""
    copy = FunctionType(
        function.__code__, names, function.__name__, function.__defaults__
    )
    copy.__kwdefaults__ = function.__kwdefaults__
    return copy


FAST.update({**copies(libraries), **copies(frameworks)})
