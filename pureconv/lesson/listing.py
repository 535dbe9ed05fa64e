"""The live source of a function, as the lesson lists it: what brings it, and its loops.

What stands ahead of the loops, docstring and checks of arguments, is left out. Three
dots say so.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pureconv
from pureconv.lesson.parts import Task


def listing(function: Callable[..., Any]) -> list[str]:
    """Return the import that brings a function, its `def` line, and its loops.

    The loops are the last paragraph of the body. A program that comes without its
    source has nothing to list.

    >>> from pureconv import weighted_sum
    >>> print(*listing(weighted_sum), sep=chr(10))
    from pureconv import weighted_sum   # pureconv/weighting.py
    <BLANKLINE>
    def weighted_sum(x, w):
        ...
        y = 0
        for i in range(len(x)):
            y = y + w[i] * x[i]
        return y
    """
    try:
        source = inspect.getsource(function)
    except (OSError, TypeError):
        return []
    body = inspect.cleandoc("\n" + source.rpartition('"""')[2].rstrip())
    before, _, loops = body.rpartition("\n\n")
    lines = ["..."] * bool(before) + loops.split("\n")
    return [brought(function), "", head(function), *("    " + line for line in lines)]


def typed(task: Task) -> list[str]:
    """Return what one types to try something, where all of pureconv is imported.

    >>> typed(Task("Where?", max, [1, 2])), typed(Task("Where?", pureconv.scatter, []))
    (['from builtins import max', 'max(1, 2)'], ['scatter()'])
    """
    name = task.function.__name__
    return [*([] if name in pureconv.__all__ else [brought(task.function)]), task.code]


def brought(function: Callable[..., Any]) -> str:
    """Return the line that imports a function, with its file where that is not said.

    >>> brought(listing)
    'from pureconv.lesson.listing import listing'
    """
    name, module = function.__name__, function.__module__
    if name in pureconv.__all__:
        return f"from pureconv import {name}   # {module.replace('.', '/')}.py"
    return f"from {module} import {name}"


def head(function: Callable[..., Any]) -> str:
    """Return the first line of a function, without its options and its types.

    >>> head(pureconv.correlate), head(pureconv.scatter)
    ('def correlate(x, w, ...):', 'def scatter(x, w):')
    """
    parameters = inspect.signature(function).parameters.values()
    names = [p.name for p in parameters if p.default is p.empty]
    more = ["..."] * (len(names) < len(parameters))
    return f"def {function.__name__}({', '.join(names + more)}):"
