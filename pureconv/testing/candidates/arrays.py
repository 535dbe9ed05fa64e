"""Arrays of any library: how they are made of lists, and read into lists again."""

from __future__ import annotations

import reprlib
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from fractions import Fraction
from functools import partial
from itertools import islice
from numbers import Complex, Integral, Rational, Real
from typing import Any

from pureconv.checks import number
from pureconv.nested import shape
from pureconv.testing.verdict import DTYPES

READERS = ("tolist", "numpy", "__array__")  # they make lists of arrays, or lead there
MOST = 10**7  # items of a list: an iterator need not have an end
PYTHONS = frozenset({int, float, complex, Fraction})  # numbers of Python's own
C_NAMES = {  # of dtypes, where a library names them as C does
    "double": "float64",
    "float": "float32",
    "half": "float16",
    "__bf16": "bfloat16",
    "signed char": "int8",
    "char": "int8",
    "short": "int16",
    "int": "int32",
    "long": "int64",
}


def plain(value: Any, name: str = "output") -> Any:
    """Return what a candidate gave, arrays and iterators included, as nested lists.

    Errors say that it is the output, or what it is instead.

    >>> plain((range(2), iter([3, 4.5])))
    [[0, 1], [3, 4.5]]
    >>> plain([[1, 2], None])
    Traceback (most recent call last):
    ...
    TypeError: output must hold numbers, not None
    """
    try:
        values = _plain(value, name)
    except RecursionError:
        raise ValueError(f"{name} is nested too deeply, or holds itself") from None
    shape(values, name)
    return values


def _plain(value: Any, name: str) -> Any:
    if type(value) in PYTHONS:
        return value
    if type(value) is list:
        row = PYTHONS.issuperset(map(type, value))  # as most are
        return value[:] if row else [_plain(v, name) for v in value]
    for reader in READERS:
        if hasattr(type(value), reader):
            found = getattr(value, reader)()
            if type(found) is type(value):  # a number as good as NumPy's longdouble
                break
            return _plain(found, name)
    if hasattr(type(value), "__dlpack__"):
        return _plain(_through_numpy(value), name)
    if isinstance(value, (str, bytes, bytearray, Mapping, set, frozenset)):
        raise TypeError(f"{name} must hold numbers, not {reprlib.repr(value)}")
    if isinstance(value, Iterable):
        items = list(islice(value, MOST + 1))
        if len(items) > MOST:
            raise TypeError(f"{name} must hold at most {MOST} items in a list")
        return [_plain(v, name) for v in items]
    try:
        return _of_python(number(value, name))
    except TypeError:
        message = f"{name} must hold numbers, not {reprlib.repr(value)}"
        raise TypeError(message) from None


def _through_numpy(value: Any) -> Any:
    numpy = sys.modules.get("numpy")
    if numpy is None:
        raise TypeError("output can be read through NumPy only: import it")
    return numpy.from_dlpack(value)


def _of_python(value: Any) -> Any:
    """Return a number of another library, such as SymPy, as one of Python's own."""
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    if isinstance(value, Real):
        return float(value)
    return complex(value) if isinstance(value, Complex) else value


def typed(to: Callable[..., Any] | None, dtype: str) -> Callable[..., Any] | None:
    """Return `to` such that the arrays it makes, if it makes arrays, are of that dtype.

    So torch.tensor, which makes a float32 of any float, serves for all formats: where
    its arrays have another dtype, it is called with the right one, given by its name or
    as the attribute of its library that has that name.

    >>> typed(tuple, "float32")([1.0])      # not an array, and so of no type
    (1.0,)

    Raises ValueError when neither makes an array of that dtype.
    """
    # One that takes both makes arrays of both: the same result in another order.
    made = _example(to, 1, _one(dtype)) if to else None
    if to is None or not hasattr(made, "dtype"):
        return to
    library = sys.modules.get(type(made).__module__.partition(".")[0])
    named, attribute = {"dtype": dtype}, {"dtype": getattr(library, dtype, None)}
    for keywords in ({}, named, attribute):
        way = partial(to, **keywords)
        if _made(way, dtype) == dtype:
            return way if keywords else to
    other = _made(to, dtype)
    advice = f": try dtype={other!r}" if other in DTYPES else ""
    text = f"to must make arrays of type {dtype}, but {to!r} makes {other or 'none'}"
    raise ValueError(text + advice)


def _example(to: Callable[..., Any], *numbers: Any) -> Any:
    """Return what `to` makes of a list of the first of these that it takes, or None.

    Some want other lists, as those of a layer, or floats alone.
    """
    for one in numbers:
        with suppress(Exception):
            return to([one])
    return None


def _one(dtype: str) -> Any:
    return {"float": 1.0, "complex": 1j}.get(dtype_kind(dtype), 1)


def _made(way: Callable[..., Any], dtype: str) -> str:
    """Return the name of the dtype of an array that is made that way."""
    return dtype_name(_example(way, _one(dtype)))


def dtype_name(array: Any) -> str:
    """Return what an array holds, by NumPy's name, or "" if it does not say.

    >>> from types import SimpleNamespace
    >>> dtype_name(SimpleNamespace(dtype="dtypes.float")), dtype_name([1])
    ('float32', '')
    """
    dtype = getattr(array, "dtype", "")
    name = str(getattr(dtype, "name", dtype)).rpartition(".")[2]
    return C_NAMES.get(name, name)


def dtype_kind(name: str) -> str:
    """Return "int", "float" or "complex", or "" for a dtype that holds anything else.

    >>> dtype_kind("uint8"), dtype_kind("bfloat16"), dtype_kind("bool")
    ('int', 'float', '')
    """
    return next((kind for kind in ("int", "float", "complex") if kind in name), "")
