"""The door: operands are read, checked, and known to go together; then loops may run.

What comes in may be a list, a tuple, a range, any other Sequence, or an object with
tolist(). What comes out is lists, made anew, of numbers that can be multiplied where
they meet, and then added up. Each operand is walked once, to see the types in it: one
number of each type shows whether types go together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, cycle, product
from typing import Any

from pureconv.checks import (
    Number,
    Vector,
    counted,
    is_number,
    items,
    number,
    plain,
    shown,
)
from pureconv.nested import leaves

# Numbers of these types multiply and add up with one another, whatever the order. So
# what is asked of others below has the same result for them, and takes longer.
BUILT_IN = frozenset({bool, int, float, complex})

CHANNELS_FIRST = "channels come first, as in [channel][row][column]"


# === operands, by the way in which they meet ===


def signal_and_weight(x: Any, w: Any) -> tuple[list[Number], Number]:
    """Return a signal and one weight, which meets all samples."""
    types: set[type] = set()
    x, w = read(x, types, "signal", "sample"), number(w, "weight")
    if not types | {type(w)} <= BUILT_IN:  # same result for these
        products((w, sample) for sample in examples(x))
    return x, w


def one_weight_each(
    x: Vector, w: Vector, *, summed: bool = False
) -> tuple[list[Number], list[Number]]:
    """Return a signal and as many weights; sample and weight of one place meet."""
    x, w, types = _signal_and_weights(x, w)
    if len(w) != len(x):
        raise ValueError(
            f"weights must be as many as samples, not {counted(len(w), 'weight')} "
            f"for {counted(len(x), 'sample')}"
        )
    if not types <= BUILT_IN:  # same result for these
        terms = products(zip(w, x))
        if summed:
            sums(terms)
    return x, w


def weights_in_turn(x: Vector, w: Vector) -> tuple[list[Number], list[Number]]:
    """Return a signal and weights that are repeated along it."""
    x, w, types = _signal_and_weights(x, w)
    if not types <= BUILT_IN:  # same result for these
        products(zip(cycle(w), x))
    return x, w


def all_weights_each(x: Vector, w: Vector) -> tuple[list[Number], list[Number]]:
    """Return a signal and weights, each of which meets every sample."""
    x, w, types = _signal_and_weights(x, w)
    if not types <= BUILT_IN:  # same result for these
        products(product(examples(w), examples(x)))
    return x, w


def signal_and_kernel(x: Any, w: Any) -> tuple[list[Number], list[Number]]:
    """Return a signal and a 1-D kernel, whose products are added up."""
    types: set[type] = set()
    x, w = read(x, types, "signal", "sample"), kernel(w, types)
    go_together(types, x, w)
    return x, w


def image_and_kernel(
    x: Any, w: Any
) -> tuple[list[list[Number]], list[list[Number]]]:
    """Return an image and a 2-D kernel, whose products are added up."""
    types: set[type] = set()
    x = read(x, types, "image", "row", "column")
    w = read(w, types, "kernel", "row", "column")
    go_together(types, x, w)
    return x, w


def _signal_and_weights(x: Any, w: Any) -> tuple[Any, Any, set[type]]:
    types: set[type] = set()
    x = read(x, types, "signal", "sample")
    return x, read(w, types, "weights", "weight"), types


# === reading ===


def numbers(value: Any, name: str, *axes: str) -> Any:
    """Return `value` as nested lists of numbers, one level for each word in `axes`.

    >>> numbers(((1, 2), (3, 4)), "image", "row", "column")
    [[1, 2], [3, 4]]
    >>> numbers([[1, 2], [3]], "image", "row", "column")
    Traceback (most recent call last):
    ...
    ValueError: image is ragged: row 0 has 2 columns, row 1 has 1
    """
    return read(value, set(), name, *axes)


def kernel(w: Any, types: set[type] | None = None) -> list[Number]:
    """Return the weights of a 1-D kernel; a bare number counts as a kernel of one tap.

    >>> kernel(2)
    [2]
    """
    w = plain(w)
    if not hasattr(w, "__len__") and not hasattr(w, "__iter__") and is_number(type(w)):
        w = [w]
    weights: list[Number] = read(w, set() if types is None else types, "kernel", "tap")
    return weights


def read(value: Any, types: set[type], name: str, *axes: str) -> Any:
    """Return what `numbers` does, and add the types in it to `types`.

    Plain lists of built-in numbers add none: these go together, as `BUILT_IN` says.
    """
    nested = _copied(value, len(axes))
    if nested is None:  # same result if all are read item by item
        nested = _read(value, types, name, axes, ())
        _even(nested, name, axes)
    return nested


def _copied(value: Any, depth: int) -> Any:
    """Return a copy of even nested lists of `BUILT_IN` numbers; None for anything else.

    Most operands are that. So all lists of one level are looked at together, and only
    other operands are read item by item.
    """
    rows, lengths = [value], []
    for d in range(depth):
        rows = list(chain.from_iterable(rows)) if d else rows
        if set(map(type, rows)) != {list}:  # same result if these are read below
            return None
        lengths.append(len(rows[0]))
        if set(map(len, rows)) != {lengths[-1]}:  # same result if these are read below
            return None
    found: set[type] = set()
    for row in rows:
        found.update(map(type, row))  # same result without, as others are read
    if not found or not found <= BUILT_IN:  # same result if more are read item by item
        return None

    copy = list(map(list, rows))
    for n in lengths[-2::-1]:
        copy = [copy[p : p + n] for p in range(0, len(copy), n)]
    return copy[0]  # same result without, as it is read item by item then


def _read(
    value: Any, types: set[type], name: str, axes: tuple[str, ...], at: tuple[int, ...]
) -> Any:
    values = items(value)
    depth = len(at)
    if values is None:
        raise TypeError(_not_nested(value, name, axes, at))
    if not values:
        where = f"{_spot(axes, at)} of {name}" if at else name
        raise ValueError(f"{where} must have at least 1 {axes[depth]}, not 0")
    if depth < len(axes) - 1:
        return [_read(v, types, name, axes, (*at, n)) for n, v in enumerate(values)]

    found = set(map(type, values))
    if not found <= BUILT_IN:  # same result for these
        values = [plain(v) for v in values]  # NumPy's own numbers become Python's
        found = set(map(type, values))
        if not all(map(is_number, found)):
            n = next(n for n, v in enumerate(values) if not is_number(type(v)))
            spot = _spot(axes, (*at, n))
            message = f"{name} must hold numbers, but {spot} is {shown(values[n])}"
            raise TypeError(message + _channels_first(name, values[n]))
    types.update(found)
    return values


def _even(nested: Any, name: str, axes: tuple[str, ...]) -> None:
    """Raise ValueError unless all lists of one level are as long as its first one."""
    level = [nested]
    for depth in range(1, len(axes)):
        level = [v for values in level for v in values]
        if len(set(map(len, level))) > 1:
            raise ValueError(f"{name} is ragged: {_ragged(nested, axes, depth)}")


def _ragged(nested: Any, axes: tuple[str, ...], depth: int) -> str:
    """Return which two lists at this depth are not of one length."""
    level, places = [nested], [()]  # type: tuple[list[Any], list[tuple[int, ...]]]
    for _ in range(depth):
        places = [(*p, n) for p, v in zip(places, level) for n in range(len(v))]
        level = [v for values in level for v in values]
    lengths = [len(values) for values in level]
    odd = next(n for n, length in enumerate(lengths) if length != lengths[0])
    first = f"{_spot(axes, places[0])} has {counted(lengths[0], axes[depth])}"
    return f"{first}, {_spot(axes, places[odd])} has {lengths[odd]}"


def _spot(axes: tuple[str, ...], place: tuple[int, ...]) -> str:
    return ", ".join(f"{axis} {n}" for axis, n in zip(axes, place))


def _channels_first(name: str, pixel: Any) -> str:
    """Return where channels belong, if the pixel of an image has some."""
    values = items(pixel) if name == "image" else None  # same result for a false one
    if not values or not all(is_number(type(plain(value))) for value in values):
        return ""
    return f": {CHANNELS_FIRST}"


def _not_nested(
    value: Any, name: str, axes: tuple[str, ...], place: tuple[int, ...]
) -> str:
    found = shown(value)
    if not place:
        return f"{name} must be a list or another sequence of {axes[0]}s, not {found}"
    deep = " of ".join(f"{axis}s" for axis in axes).replace("columns", "numbers")
    message = f"{name} must be {deep}, but {_spot(axes, place)} is {found}"
    if not any(place) and is_number(type(value)):
        missing = axes[: len(axes) - len(place)]
        single = " and ".join(f"a single {axis}" for axis in missing)
        written = "[" * len(missing) + name + "]" * len(missing)
        message += f": for {single}, write {written}"
    return message


# === what goes together ===


def go_together(types: set[type], samples: Any, weights: Any, *biases: Number) -> None:
    """Raise TypeError unless every w * x makes sense, and all of that adds up.

    `types` are those of the operands that were read item by item. Mostly there are
    none. Each bias is added to sums of products, and not to another bias.
    """
    if types <= BUILT_IN:  # same result for these
        return
    terms = products(product(examples(leaves(weights)), examples(leaves(samples))))
    totals = sums(terms)
    for bias in examples(biases):
        for total in totals:
            _plus(total, bias)


def examples(values: Sequence[Any]) -> list[Any]:
    """Return one of each type, in the order in which the types appear.

    >>> examples([1, 2, 3.5, 4])
    [4, 3.5]
    """
    return list(dict(zip(map(type, values), values)).values())


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


def sums(terms: list[Any]) -> list[Any]:
    """Return a sum of each type that the terms make, in any order, from 0 on.

    Sums may differ in type from the terms, and a term that can be added to the one may
    not be to the other: each of them is tried.

    >>> sums([1, 0.5])
    [0, 0.5]
    >>> sums([1, "2"])
    Traceback (most recent call last):
    ...
    TypeError: numbers must add up with one another, from 0 on, but 0 and '2' do not
    """
    terms = examples(terms)  # same result as for all of them, sooner
    found: list[Any] = [0]
    for total in found:  # and what is appended on the way
        for term in terms:
            more = _plus(total, term)
            if type(more) not in map(type, found):
                found.append(more)
    return found


def _plus(total: Any, term: Any) -> Any:
    try:
        return total + term
    except (TypeError, ValueError, AttributeError) as error:
        raise TypeError(
            "numbers must add up with one another, from 0 on, but "
            f"{shown(total)} and {shown(term)} do not"
        ) from error
    except ArithmeticError:  # says nothing about the types
        return total
