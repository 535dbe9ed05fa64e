"""The doorman: what the checks of all arguments are made of.

A check returns what the loops need (plain nested lists, plain ints) or raises:
TypeError for the wrong kind of thing, ValueError for the wrong value of the right kind.
Each message states the rule, the argument and the value.
"""

from __future__ import annotations

import operator
import reprlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, SupportsIndex, Union

Mode = Literal["full", "same", "valid", "causal"]  # how far windows hang over the ends
Boundary = Literal["zero", "edge", "reflect", "symmetric", "wrap"]  # what lies outside
PaddingWord = Literal["valid", "same", "same_upper", "same_lower", "causal"]

Number = Any  # anything with + and *: int, float, Fraction, complex, a ring of your own
Vector = Any  # numbers in a list, a tuple, another Sequence, or an object with tolist()
Matrix = Any  # the same two deep: rows of numbers
Tensor = Any  # the same three or four deep
Pair = Any  # one int for both axes, or (rows, columns)
Sides = Union[SupportsIndex, tuple[Any, ...], list[Any]]  # an int, or a pair of sides
Padding = Union[Sides, PaddingWord]  # or a word; for images, also a pair of pairs


def items(value: Any) -> list[Any] | None:
    """Return the items of anything that we read as a list, else None."""
    if type(value) is list:  # what it mostly is: the same result, sooner
        return value[:]
    value = plain(value)
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes, bytearray)):
        return list(value)
    return None


def plain(value: Any) -> Any:
    """Return what tolist() gives, if `value` has it: how NumPy says it in Python."""
    return value.tolist() if hasattr(type(value), "tolist") else value


def is_number(kind: type) -> bool:
    """Return whether values of this type seem to be added and multiplied."""
    adds = hasattr(kind, "__add__") and hasattr(kind, "__mul__")
    return adds and not issubclass(kind, (Sequence, bytearray))


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
    except (AttributeError, TypeError, ValueError):
        if isinstance(value, int):  # of more digits than Python writes
            return f"an int of {value.bit_length()} bits"
        return f"an object of type {type(value).__name__}"


def number(value: Any, name: str) -> Number:
    """Return `value`, one number."""
    value = plain(value)
    if not is_number(type(value)):
        raise TypeError(f"{name} must be a number, not {shown(value)}")
    return value


def called(value: Any, name: str) -> None:
    """Raise TypeError for what cannot be called."""
    if not callable(value):
        raise TypeError(f"{name} must be callable, not {shown(value)}")


def flag(value: Any, name: str) -> None:
    """Raise TypeError for what is neither True nor False."""
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be True or False, not {shown(value)}")


def keywords(value: Any, name: str) -> dict[str, Any]:
    """Return values by their names, as a dict of its own."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise TypeError(f"{name} must be a dict, names to values, not {shown(value)}")
    return dict(value)


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
            "output_padding must be less than max(stride, dilation) = "
            f"{shown(limit)}, not {shown(more)}"
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
    if isinstance(value, str) and value in choices:
        return value
    words = [f'"{word}"' for word in choices]
    rule = f"{', '.join(words[:-1])} or {words[-1]}"
    message = f"{name} must be {rule}, not {shown(value)}"
    if not isinstance(value, str):
        raise TypeError(message)
    boundary = FOREIGN.get(value.lower(), value.lower())
    if hint := meant(value, choices):
        message += f': say "{hint}"'
    elif boundary in FOREIGN.values():
        message += f': as a boundary, that is "{boundary}"'
    raise ValueError(message)


# What others call our boundaries: scipy, PyTorch, astropy and many more.
FOREIGN = {
    theirs: ours
    for ours, words in {
        "zero": "constant grid-constant zeros fill",
        "edge": "nearest replicate extend",
        "reflect": "mirror",
        "symmetric": "symm grid-mirror",
        "wrap": "periodic grid-wrap circular",
    }.items()
    for theirs in words.split()
}


def meant(word: str, choices: tuple[str, ...]) -> str | None:
    """Return which of the choices somebody means who says it otherwise.

    >>> boundaries = ("zero", "edge", "reflect", "symmetric", "wrap")
    >>> meant("replicate", boundaries), meant("symetric", boundaries)
    ('edge', 'symmetric')
    >>> meant("same", ("FULL", "SAME", "VALID")), meant("zero", ("mirror", "constant"))
    ('SAME', 'constant')
    """
    from difflib import get_close_matches  # noqa: PLC0415  # needed for mistakes alone

    small = {each.lower(): each for each in choices}
    known = {**{FOREIGN.get(k, k): each for k, each in small.items()}, **small}
    word = FOREIGN.get(word.lower(), word.lower())
    # None of them: the same result for all that counts as false.
    return next((known[k] for k in get_close_matches(word, known, n=1)), None)


def is_it(word: Any, known: Iterable[str]) -> str:
    """Return a question that ends a message about an unknown word, or nothing.

    >>> is_it("strid", ["mode", "stride"]), is_it("axis", ["mode", "stride"])
    (': is it stride?', '')
    """
    # Not None, but something else that is false: the same result.
    close = meant(word, tuple(known)) if isinstance(word, str) else None
    return f": is it {close}?" if close else ""
