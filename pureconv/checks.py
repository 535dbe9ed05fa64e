"""The doorman: every argument is checked here, and every message is written here.

A check returns what the loops need (plain nested lists, plain ints) or raises:
TypeError for the wrong kind of thing, ValueError for the wrong value of the right kind.
Each message states the rule, the argument and the value.
"""

from __future__ import annotations

import operator
import reprlib
import sys
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

Number = Any  # anything with + and *: int, float, Fraction, complex, a ring of your own
Vector = Any  # numbers in a list, a tuple, another Sequence, or an object with tolist()
Matrix = Any  # the same two deep: rows of numbers
Tensor = Any  # the same three or four deep
Pair = Any  # one int for both axes, or (rows, columns)
Padding = Any  # an int, a pair for each side or axis, or a word


def numbers(value: Any, name: str, *axes: str) -> Any:
    """Return `value` as nested lists of numbers, one level for each word in `axes`.

    >>> numbers(((1, 2), (3, 4)), "image", "row", "column")
    [[1, 2], [3, 4]]
    >>> numbers([[1, 2], [3]], "image", "row", "column")
    Traceback (most recent call last):
    ...
    ValueError: image is ragged: row 0 has 2 columns, row 1 has 1
    """
    nested = _read(value, name, axes, ())
    _even(nested, name, axes)
    return nested


def _read(value: Any, name: str, axes: tuple[str, ...], place: tuple[int, ...]) -> Any:
    values = items(value)
    depth = len(place)
    if values is None:
        raise TypeError(_not_nested(value, name, axes, place))
    if not values:
        where = f"{_spot(axes, place)} of {name}" if place else name
        raise ValueError(f"{where} must have at least 1 {axes[depth]}, not 0")
    if depth < len(axes) - 1:
        return [_read(v, name, axes, (*place, n)) for n, v in enumerate(values)]

    if any(hasattr(kind, "tolist") for kind in set(map(type, values))):
        values = [_plain(v) for v in values]  # NumPy's own numbers become Python's
    for kind in dict.fromkeys(map(type, values)):  # in the order they appear
        if not _is_number(kind):
            n = [type(v) for v in values].index(kind)
            spot = _spot(axes, (*place, n))
            found = shown(values[n])
            raise TypeError(f"{name} must hold numbers, but {spot} is {found}")
    return values


def _even(nested: Any, name: str, axes: tuple[str, ...]) -> None:
    """Raise ValueError unless all lists of one level are as long as its first one."""
    level, places = [nested], [()]  # type: tuple[list[Any], list[tuple[int, ...]]]
    for depth in range(1, len(axes)):
        places = [(*p, n) for p, v in zip(places, level) for n in range(len(v))]
        level = [v for values in level for v in values]
        for place, values in zip(places, level):
            if len(values) != len(level[0]):
                raise ValueError(
                    f"{name} is ragged: {_spot(axes, places[0])} has "
                    f"{counted(len(level[0]), axes[depth])}, "
                    f"{_spot(axes, place)} has {len(values)}"
                )


def items(value: Any) -> list[Any] | None:
    """Return the items of anything that we read as a list, else None."""
    value = _plain(value)
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes, bytearray)):
        return list(value)
    return None


def _plain(value: Any) -> Any:
    return value.tolist() if hasattr(type(value), "tolist") else value


def _is_number(kind: type) -> bool:
    adds = hasattr(kind, "__add__") and hasattr(kind, "__mul__")
    return adds and not issubclass(kind, (Sequence, bytearray))


def _spot(axes: tuple[str, ...], place: tuple[int, ...]) -> str:
    return ", ".join(f"{axis} {n}" for axis, n in zip(axes, place))


def _not_nested(
    value: Any, name: str, axes: tuple[str, ...], place: tuple[int, ...]
) -> str:
    found = shown(value)
    if not place:
        return f"{name} must be a list or another sequence of {axes[0]}s, not {found}"
    deep = " of ".join(f"{axis}s" for axis in axes)
    message = f"{name} must be {deep}, but {_spot(axes, place)} is {found}"
    if not any(place) and _is_number(type(value)):
        missing = axes[: len(axes) - len(place)]
        single = " and ".join(f"a single {axis}" for axis in missing)
        written = "[" * len(missing) + name + "]" * len(missing)
        message += f": for {single}, write {written}"
    return message


def counted(n: int, what: str) -> str:
    """Return a number of things, one or many.

    >>> counted(1, "row"), counted(2, "input channel")
    ('1 row', '2 input channels')
    """
    return f"{shown(n)} {what}{'' if n == 1 else 's'}"


def shown(value: Any) -> str:
    """Return `value` as a message shows it: never long, and never an error of its own.

    >>> shown(list(range(1000)))
    '[0, 1, 2, 3, 4, 5, ...]'
    """
    try:
        return reprlib.repr(value)
    except (AttributeError, TypeError, ValueError):  # as for an int of 5000 digits
        return f"an object of type {type(value).__name__}"


def kinds(values: Any) -> dict[type, Any]:
    """Return one example of each type in a list: long lists hold few types.

    >>> kinds([1, 2, 3.5])
    {<class 'int'>: 2, <class 'float'>: 3.5}
    """
    return dict(zip(map(type, values), values))


def number(value: Any, name: str) -> Number:
    """Return `value`, one number."""
    value = _plain(value)
    if not _is_number(type(value)):
        raise TypeError(f"{name} must be a number, not {shown(value)}")
    return value


def kernel(w: Any) -> list[Number]:
    """Return the weights of a 1-D kernel; a bare number counts as a kernel of one tap.

    >>> kernel(2)
    [2]
    """
    w = _plain(w)
    single = not hasattr(w, "__len__") and not hasattr(w, "__iter__")
    if single and _is_number(type(w)):
        return [w]
    weights: list[Number] = numbers(w, "kernel", "tap")
    return weights


def signal_and_kernel(x: Any, w: Any) -> tuple[list[Number], list[Number]]:
    """Return a signal and a 1-D kernel that can be multiplied."""
    x, w = numbers(x, "signal", "sample"), kernel(w)
    compatible(x, w)
    return x, w


def image_and_kernel(
    x: Any, w: Any
) -> tuple[list[list[Number]], list[list[Number]]]:
    """Return an image and a 2-D kernel that can be multiplied."""
    x, w = numbers(x, "image", "row", "column"), numbers(w, "kernel", "row", "column")
    compatible(flat(x, 2), flat(w, 2))
    return x, w


def compatible(samples: Any, weights: Any, *others: Any) -> None:
    """Raise TypeError unless every w * x makes sense, and all of that adds up.

    One example of each type shows it, unless that one overflows, and costs no second
    pass of arithmetic. The others are biases: each is added to products alone.
    """
    terms = products(product(kinds(weights).values(), kinds(samples).values()))
    addable(terms)
    for other in kinds(others).values():
        addable([*terms, other])


def products(pairs: Iterable[tuple[Any, Any]]) -> list[Any]:
    """Return w * x for one pair of each two types, or raise TypeError if there is none.

    What a number makes of its value, as an overflow, is its own to say.

    >>> products([(2, 3), (4, 5), (2, 0.5)])
    [6, 1.0]
    """
    found: dict[tuple[type, type], Any] = {}
    for w, x in pairs:
        if (type(w), type(x)) in found:
            continue
        try:
            found[type(w), type(x)] = w * x
        except (TypeError, ValueError, AttributeError) as error:
            raise TypeError(
                "numbers must multiply with one another, but "
                f"{shown(w)} and {shown(x)} do not"
            ) from error
        except ArithmeticError:  # says nothing about the types
            pass
    return list(found.values())


def addable(terms: list[Any]) -> None:
    """Raise TypeError unless one term of each type can be added to the others, and 0.

    >>> addable([1, 0.5, 2])
    >>> addable([1, "2"])
    Traceback (most recent call last):
    ...
    TypeError: numbers must add up with one another, from 0 on, but 1 and '2' do not
    """
    total: Any = 0
    for term in kinds(terms).values():
        try:
            total = total + term
        except (TypeError, ValueError, AttributeError) as error:
            raise TypeError(
                "numbers must add up with one another, from 0 on, but "
                f"{shown(total)} and {shown(term)} do not"
            ) from error
        except ArithmeticError:
            pass


def flat(nested: Any, depth: int) -> list[Any]:
    """Return the numbers of nested lists in one list, row after row.

    >>> flat([[1, 2], [3, 4]], 2)
    [1, 2, 3, 4]
    """
    for _ in range(depth - 1):
        nested = [value for values in nested for value in values]
    plain: list[Any] = nested
    return plain


def integer(value: Any, name: str, least: int, what: str = "an int") -> int:
    """Return `value` as an int that is at least `least`; True is no int here.

    >>> integer(0, "stride", 1)
    Traceback (most recent call last):
    ...
    ValueError: stride must be at least 1, not 0
    """
    try:
        if isinstance(value, bool):
            raise TypeError
        whole = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be {what}, not {shown(value)}") from None
    if whole < least:
        raise ValueError(f"{name} must be at least {least}, not {shown(whole)}")
    return whole


def pair(
    value: Any, name: str, least: int, what: str = "(rows, columns)"
) -> tuple[int, int]:
    """Return two ints: `value` twice when it is one int, else the pair itself.

    >>> pair(2, "stride", 1)
    (2, 2)
    >>> pair((2, 3), "stride", 1)
    (2, 3)
    """
    if not isinstance(value, (list, tuple)):
        both = integer(value, name, least, f"an int or a pair {what}")
        return both, both
    if len(value) != 2:
        raise ValueError(f"{name} must be an int or a pair {what}, not {shown(value)}")
    first, second = value
    return integer(first, f"{name}[0]", least), integer(second, f"{name}[1]", least)


def output_pad(value: Any, stride: int, dilation: int) -> int:
    """Return `value` as an output_padding of one axis, which must not open a gap.

    >>> output_pad(2, 2, 1)
    Traceback (most recent call last):
    ...
    ValueError: output_padding must be less than max(stride, dilation) = 2, not 2
    """
    more = integer(value, "output_padding", 0)
    limit = max(stride, dilation)
    if more >= limit:
        raise ValueError(
            f"output_padding must be less than max(stride, dilation) = {limit}, "
            f"not {more}"
        )
    return more


def listable(length: int, what: str) -> int:
    """Return `length`, which a list must be able to have.

    >>> listable(10**30, "output")
    Traceback (most recent call last):
    ...
    ValueError: output is too long for a list: 1000000000000000000000000000000
    """
    if length > sys.maxsize:
        raise ValueError(f"{what} is too long for a list: {shown(length)}")
    return length


def choice(value: Any, name: str, choices: tuple[str, ...]) -> str:
    """Return `value`, one of `choices`.

    >>> choice("half", "mode", ("full", "same", "valid"))
    Traceback (most recent call last):
    ...
    ValueError: mode must be "full", "same" or "valid", not 'half'
    """
    words = [f'"{word}"' for word in choices]
    rule = f"{', '.join(words[:-1])} or {words[-1]}"
    message = f"{name} must be {rule}, not {shown(value)}"
    if not isinstance(value, str):
        raise TypeError(message)
    if value not in choices:
        raise ValueError(message)
    return value
