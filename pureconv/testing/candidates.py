"""How the kit calls a function that it does not know: lists go in, lists come out."""

from __future__ import annotations

import reprlib
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from functools import partial
from typing import Any

from pureconv.checks import number
from pureconv.nested import shape

OPERANDS = ("bias",)  # the options that hold data, and so are converted like arguments


def call(
    candidate: Callable[..., Any],
    args: Sequence[Any],
    options: Mapping[str, Any],
    to: Callable[..., Any] | None = None,
) -> Any:
    """Return `candidate(*args, **options)` as nested lists of Python's own numbers.

    The candidate gets copies, and in place of lists what `to` makes of them
    (numpy.asarray, torch.tensor); options but for the bias are passed as they are.

    >>> call(lambda x, w: (a * b for a, b in zip(x, w)), ([1, 2], [3, 4]), {}, to=tuple)
    [3, 8]

    Raises TypeError when something comes back that is no number, ValueError when rows
    differ in length, and whatever the candidate raises.
    """
    arguments, keywords = converted(args, options, to)
    return plain(candidate(*arguments, **keywords))


def converted(
    args: Sequence[Any], options: Mapping[str, Any], to: Callable[..., Any] | None
) -> tuple[list[Any], dict[str, Any]]:
    """Return copies of arguments and options, with lists of data as `to` makes them.

    >>> converted(([1, 2], 3), {"stride": (1, 2), "bias": [4]}, to=tuple)
    ([(1, 2), 3], {'stride': (1, 2), 'bias': (4,)})
    """

    def fresh(value: Any) -> Any:
        value = deepcopy(value)
        return to(value) if to is not None and isinstance(value, list) else value

    named = {k: fresh(v) if k in OPERANDS else v for k, v in options.items()}
    return [fresh(v) for v in args], named


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
    if hasattr(type(value), "tolist"):
        value = value.tolist()
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

    >>> typed(tuple, "float32")([1.0])      # no array, and so of no type
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
