"""Arrays of any library: how they are made of lists, and read into lists again."""

from __future__ import annotations

import reprlib
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from pureconv.checks import number
from pureconv.nested import shape

READERS = ("tolist", "numpy", "__array__")  # they make lists of arrays, or lead there


def plain(value: Any) -> Any:
    """Return what a candidate gave, arrays and iterators included, as nested lists.

    >>> plain((range(2), iter([3, 4.5])))
    [[0, 1], [3, 4.5]]
    >>> plain([[1, 2], None])
    Traceback (most recent call last):
    ...
    TypeError: output must hold numbers, not None
    """
    values = _plain(value)
    shape(values)
    return values


def _plain(value: Any) -> Any:
    for name in READERS:
        if hasattr(type(value), name):
            return _plain(getattr(value, name)())
    if isinstance(value, (str, bytes, bytearray, Mapping, set, frozenset)):
        raise TypeError(f"output must hold numbers, not {reprlib.repr(value)}")
    if isinstance(value, Iterable):
        return [_plain(v) for v in value]
    try:
        return number(value, "output")
    except TypeError:
        message = f"output must hold numbers, not {reprlib.repr(value)}"
        raise TypeError(message) from None


def typed(to: Callable[..., Any] | None, dtype: str) -> Callable[..., Any] | None:
    """Return `to` such that the arrays it makes, if it makes arrays, are of that dtype.

    So torch.tensor, which makes a float32 of any float, serves for all formats: where
    its arrays have another dtype, it is called with the right one, given by its name or
    as the attribute of its library that has that name.

    >>> typed(tuple, "float32")([1.0])      # not an array, and so of no type
    (1.0,)

    Raises ValueError when neither makes an array of that dtype.
    """
    if to is None or not hasattr(to([1]), "dtype"):
        return to
    library = sys.modules.get(type(to([1])).__module__.partition(".")[0])
    named, attribute = {"dtype": dtype}, {"dtype": getattr(library, dtype, None)}
    for keywords in ({}, named, attribute):
        way = partial(to, **keywords)
        if _made(way, dtype) == dtype:
            return way if keywords else to
    raise ValueError(f"to must make arrays of type {dtype}, but {to!r} does not")


def _made(way: Callable[..., Any], dtype: str) -> str:
    """Return the name of the dtype of an array that is made that way."""
    try:
        made = way([1.0] if "float" in dtype else [1]).dtype
    except Exception:
        return ""
    return str(getattr(made, "name", made)).rpartition(".")[2]
