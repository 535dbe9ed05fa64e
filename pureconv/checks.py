"""The doorman: every argument is checked here, and every message is written here.

A check returns what the loops need (plain nested lists, plain ints) or raises: TypeError
for the wrong kind of thing, ValueError for the wrong value of the right kind. Each
message states the rule, the argument and the value.
"""

from __future__ import annotations

import operator
import reprlib
from collections.abc import Sequence
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
    values = _items(value)
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
    for kind in set(map(type, values)):
        if not _is_number(kind):
            n = [type(v) for v in values].index(kind)
            spot = _spot(axes, (*place, n))
            found = reprlib.repr(values[n])
            raise TypeError(f"{name} must hold numbers, but {spot} is {found}")
    return values


def _even(nested: Any, name: str, axes: tuple[str, ...]) -> None:
    """Raise ValueError unless all lists of one level are as long as its first one."""
    level, places = [nested], [()]  # type: tuple[list[Any], list[tuple[int, ...]]]
    for depth in range(1, len(axes)):
        places = [(*p, n) for p, values in zip(places, level) for n in range(len(values))]
        level = [v for values in level for v in values]
        for place, values in zip(places, level):
            if len(values) != len(level[0]):
                raise ValueError(
                    f"{name} is ragged: {_spot(axes, places[0])} has {len(level[0])} "
                    f"{axes[depth]}s, {_spot(axes, place)} has {len(values)}"
                )


def _items(value: Any) -> list[Any] | None:
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
    found = reprlib.repr(value)
    if not place:
        return f"{name} must be a list or another sequence of {axes[0]}s, not {found}"
    deep = " of ".join(f"{axis}s" for axis in axes)
    message = f"{name} must be {deep}, but {_spot(axes, place)} is {found}"
    if len(place) == len(axes) - 1 and _is_number(type(value)):
        message += f": for a single {axes[0]}, write [{name}]"
    return message


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
        raise TypeError(f"{name} must be a number, not {reprlib.repr(value)}")
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
    """Raise TypeError unless w * x makes sense for all, and all of that adds up from 0.

    One example of each type is enough to see, so this costs no second pass of arithmetic.
    """
    total: Any = 0
    for w in kinds(weights).values():
        for x in kinds(samples).values():
            try:
                total = total + w * x
            except TypeError:
                raise TypeError(
                    "numbers must multiply and add up with one another, but weight "
                    f"{reprlib.repr(w)} and sample {reprlib.repr(x)} do not"
                ) from None
            except ArithmeticError:  # an overflow says nothing about the types
                pass
    for other in kinds(others).values():
        try:
            total + other
        except TypeError:
            raise TypeError(
                "numbers must multiply and add up with one another, but "
                f"{reprlib.repr(other)} and {reprlib.repr(total)} do not"
            ) from None
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


def integer(value: Any, name: str, least: int) -> int:
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
        raise TypeError(f"{name} must be an int, not {reprlib.repr(value)}") from None
    if whole < least:
        raise ValueError(f"{name} must be at least {least}, not {whole}")
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
        both = integer(value, name, least)
        return both, both
    if len(value) != 2:
        raise ValueError(f"{name} must be an int or a pair {what}, not {value!r}")
    first, second = value
    return integer(first, f"{name}[0]", least), integer(second, f"{name}[1]", least)


def batch(value: Any, name: str, *axes: str) -> Any:
    """Return a batch of items, each of channels; a batch of no items is legal.

    >>> batch([], "signal", "sample")
    []
    """
    if _items(value) == []:
        return []
    return numbers(value, name, "item", "channel", *axes)


def share(channels: int, groups: int, role: str) -> int:
    """Return how many of the channels each group has.

    >>> share(6, 4, "input")
    Traceback (most recent call last):
    ...
    ValueError: groups must divide the 6 input channels, but 4 does not
    """
    groups = integer(groups, "groups", 1)
    if channels % groups:
        raise ValueError(
            f"groups must divide the {channels} {role} channels, but {groups} does not"
        )
    return channels // groups


def count(found: int, expected: int, name: str, unit: str, why: str) -> None:
    """Raise ValueError unless as many are found as are expected.

    >>> count(2, 3, "bias", "numbers", "one for each output channel")
    Traceback (most recent call last):
    ...
    ValueError: bias must have 3 numbers, one for each output channel, not 2
    """
    if found != expected:
        raise ValueError(f"{name} must have {expected} {unit}, {why}, not {found}")


def biases(bias: Any, channels: int) -> list[Number]:
    """Return a bias for each output channel: zeros when there is none."""
    if bias is None:
        return [0] * channels
    bias = numbers(bias, "bias", "number")
    count(len(bias), channels, "bias", "numbers", "one for each output channel")
    return list(bias)


def output_pad(value: Any, stride: int, dilation: int) -> int:
    """Return `value` as an output_padding of one axis, which must not open a gap.

    >>> output_pad(2, 2, 1)
    Traceback (most recent call last):
    ...
    ValueError: output_padding must be less than max(stride, dilation) = 2, not 2
    """
    value = integer(value, "output_padding", 0)
    limit = max(stride, dilation)
    if value >= limit:
        raise ValueError(
            f"output_padding must be less than max(stride, dilation) = {limit}, "
            f"not {value}"
        )
    return value


def choice(value: Any, name: str, choices: tuple[str, ...]) -> str:
    """Return `value`, one of `choices`.

    >>> choice("half", "mode", ("full", "same", "valid"))
    Traceback (most recent call last):
    ...
    ValueError: mode must be "full", "same" or "valid", not 'half'
    """
    words = [f'"{word}"' for word in choices]
    message = f"{name} must be {', '.join(words[:-1])} or {words[-1]}, not {value!r}"
    if not isinstance(value, str):
        raise TypeError(message)
    if value not in choices:
        raise ValueError(message)
    return value
