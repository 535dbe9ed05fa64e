"""Whatever is handed in: a result, or an error that names an argument.

Every public function is called with odd values, in every place, one and two at a time.
No error may come from inside the arithmetic (unsupported operand, index out of range),
and no argument may be changed.
"""

from __future__ import annotations

import random
import re
from array import array
from collections import Counter, UserList, deque
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from inspect import signature
from itertools import combinations
from math import inf, nan
from typing import Any, Callable

import pytest

import pureconv
from pureconv import exact
from pureconv.sizes import overhang, reach
from pureconv.trace import trace

# Good arguments for every function: from there, one or two of them go wrong.
SIGNAL, IMAGE = [1, 2, 3], [[1, 2, 3], [4, 5, 6]]
LINES, PLANES = [[SIGNAL]], [[IMAGE]]  # [batch][channel]
GOOD: dict[str, list[Any]] = {
    "weighted_sum": [SIGNAL, [4, 5, 6]],
    "same_weight": [SIGNAL, 4],
    "distinct_weights": [SIGNAL, [4, 5, 6]],
    "repeated_weights": [SIGNAL, [4, 5]],
    "shifted_weights": [SIGNAL, [4, 5]],
    "correlate": [SIGNAL, [4, 5]],
    "convolve": [SIGNAL, [4, 5]],
    "scatter": [SIGNAL, [4, 5]],
    "correlate2d": [IMAGE, [[7, 8]]],
    "convolve2d": [IMAGE, [[7, 8]]],
    "conv1d": [LINES, [[[4, 5]]]],
    "conv2d": [PLANES, [[[[7, 8]]]]],
    "conv_transpose1d": [LINES, [[[4, 5]]]],
    "conv_transpose2d": [PLANES, [[[[7, 8]]]]],
    "conv1d_input_gradient": [3, [[[4, 5]]], [[[1, 2]]]],
    "conv2d_input_gradient": [(2, 3), [[[[7, 8]]]], [[[[1, 2], [3, 4]]]]],
    "conv1d_weight_gradient": [LINES, 2, [[[1, 2]]]],
    "conv2d_weight_gradient": [PLANES, (1, 2), [[[[1, 2], [3, 4]]]]],
    "bias_gradient": [LINES],
    "conv_transpose1d_input_gradient": [[[[4, 5]]], [[[1, 2, 3, 4]]]],
    "conv_transpose2d_input_gradient": [[[[[7, 8]]]], PLANES],
    "conv_transpose1d_weight_gradient": [LINES, 2, [[[1, 2, 3, 4]]]],
    "conv_transpose2d_weight_gradient": [PLANES, (1, 1), PLANES],
    "convolution_matrix": [[4, 5], 3],
    "correlation_matrix": [[4, 5], 3],
    "correlation_matrix2d": [[[7, 8]], (2, 3)],
    "pad": [SIGNAL, 1, 2],
    "pad2d": [IMAGE, 1, (2, 0)],
    "output_length": [5, 3],
    "transposed_length": [5, 3],
    "padding_sides": [5, 3],
    "lags": [5, 3],
    "reach": [3],
    "overhang": [3, "same"],
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: getattr(pureconv, name) for name in pureconv.__all__},
    "reach": reach, "overhang": overhang,
}
for name in exact.__all__:
    FUNCTIONS[f"exact.{name}"] = getattr(exact, name)
    GOOD[f"exact.{name}"] = GOOD.get(name, [pureconv.convolve, SIGNAL, [4, 5]])
FUNCTIONS["trace.trace"], GOOD["trace.trace"] = trace, [pureconv.convolve, 3, (2,)]
CALLING = ("exact.exactly", "trace.trace")  # another function, with `options`


class Liar:
    """What says that it is an array, and is none."""

    def tolist(self) -> Any:
        return self


class Refuses:
    """What has + and *, and takes no other number."""

    def __add__(self, other: object) -> Any:
        return NotImplemented

    def __mul__(self, other: object) -> Any:
        raise ValueError(other)

    __radd__, __rmul__ = __add__, __mul__


class NoInt:
    """What says that it is an index, and is none."""

    def __index__(self) -> Any:
        raise TypeError


def deep(depth: int) -> Any:
    """Return a number in so many lists."""
    number: Any = 1
    for _ in range(depth):
        number = [number]
    return number


def oddities() -> list[Any]:
    """Return, made anew, a value of every kind that may be handed in by mistake."""
    endless: list[Any] = []
    endless.append(endless)
    return [
        None, True, False, 0, 1, 2, 3, -1, 10**18, 10**400, UNPRINTABLE, 0.0, 1.0, nan,
        inf, 2j, Fraction(1, 2), Decimal(1), "", "a", "valid", "same", "wrap", b"ab",
        bytearray(b"ab"), memoryview(b"ab"), range(3), array("d", [1, 2]), deque([1]),
        UserList([1, 2]), {}, {1: 2}, {1: 2}.keys(), {1, 2}, Counter("a"), iter([1, 2]),
        (n for n in (1, 2)), (), (1,), (1, 2), (1, 2, 3), ((1, 0), (0, 1)), [], [1],
        [1, 2, 3], [[]], [[1]], [[1, 2], [3, 4]], [[1, 2], [3]], [[1], 2], [1, [2]],
        [(1, 2), range(2)], [[[1]]], [[[1, 2]]], [[[1], [2]], [[3]]], [[[[1]]]],
        [[[[1, 2]]]], [[[[1], [2]], [[3], [4]]]], [[[[[1]]]]], ["a"], ["12", "34"],
        [None], [[None]], [{}], [nan, inf], [0.5, Decimal(1)], [True, 2j], [object()],
        [10**400, 0.5], endless, object(), object, len, ..., NotImplemented, slice(2),
        ValueError("x"), Liar(), [Liar()], [Refuses()], [[Refuses(), 1]], NoInt(),
        (NoInt(), 1), deep(9), deep(400),
    ]


UNPRINTABLE = -(10**5000)  # Python refuses to write ints of so many digits
ARGUMENTS = """
function x_shape w_shape signal image kernel weights? numbers bias gradient mode
boundary stride dilation padding output_padding groups before after rows? columns?
value n k output input batch item padded transposed x_size w_size w x size canvas
"""
NO_VALUE = r"(exact sums need \w+, \w+ or \w+|inf and nan have no exact value), but "
NAMED = re.compile(rf"({NO_VALUE})?({'|'.join(ARGUMENTS.split())})\b(?! object)")
OVERFLOW = "int too large to convert to float"


def complaint(name: str, arguments: dict[str, Any]) -> str:
    """Call a function; return what is wrong with how it answers, or nothing."""
    before = {role: repr(v) for role, v in arguments.items() if v is not UNPRINTABLE}
    try:
        FUNCTIONS[name](**arguments)
    except (TypeError, ValueError) as refusal:
        if not NAMED.match(str(refusal)):
            return f"{name}(**{before}) raises {refusal!r}"
    except MemoryError:  # what is asked for is sound, and too large
        pass
    except ArithmeticError as inside:  # is for the numbers to raise, not for the sizes
        if str(inside) != OVERFLOW:
            return f"{name}(**{before}) raises {inside!r}"
    except Exception as inside:  # noqa: BLE001  # that is what is looked for
        return f"{name}(**{before}) raises {inside!r}"
    after = {role: repr(arguments[role]) for role in before}
    return "" if before == after else f"{name}(**{before}) leaves behind {after}"


def places(name: str) -> list[str]:
    """Return the arguments of a function that may be odd.

    What is called and odd itself, or has odd options, may raise what it likes.
    """
    fixed = ("function", "options", "rounded") if name in CALLING else ()
    return [r for r in signature(FUNCTIONS[name]).parameters if r not in fixed]


def complaints(name: str, roles: list[tuple[str, ...]], tries: int) -> list[str]:
    """Put odd values in the place of the arguments of these roles, and collect."""
    rng = random.Random(name)
    good = dict(zip(signature(FUNCTIONS[name]).parameters, deepcopy(GOOD[name])))
    found = []
    for group in roles:
        for values in zip(*(rng.sample(oddities(), tries) for _ in group)):
            odd = dict(zip(group, values))
            found.append(complaint(name, {**good, **odd}))
    return [words for words in found if words]


def test_every_public_function_is_tried_and_its_good_arguments_are_good() -> None:
    assert set(GOOD) == set(FUNCTIONS)
    for name, arguments in GOOD.items():
        FUNCTIONS[name](*arguments)


@pytest.mark.parametrize("name", CALLING)
def test_what_cannot_be_called_is_named(name: str) -> None:
    with pytest.raises(TypeError, match=r"^function must be callable, not \[\]$"):
        FUNCTIONS[name]([], *GOOD[name][1:])


@pytest.mark.parametrize("name", GOOD)
def test_one_odd_argument_gives_a_result_or_is_named(name: str) -> None:
    roles = places(name)

    assert complaints(name, [(role,) for role in roles], len(oddities())) == []


@pytest.mark.parametrize("name", [f for f in GOOD if "bias_gradient" not in f])
def test_two_odd_arguments_give_a_result_or_one_is_named(name: str) -> None:
    roles = places(name)
    pairs: list[tuple[str, ...]] = list(combinations(roles, 2))

    assert complaints(name, [(roles[0], roles[1])] * 5 + pairs, 30) == []


@pytest.mark.parametrize("name", GOOD)
def test_arguments_are_unchanged_after_success_and_after_an_error(name: str) -> None:
    arguments = deepcopy(GOOD[name])
    FUNCTIONS[name](*arguments)
    assert arguments == GOOD[name]

    wrong = [*arguments[:-1], [[1, [2]], None]]
    before = deepcopy(wrong)
    with pytest.raises((TypeError, ValueError)):
        FUNCTIONS[name](*wrong)
    assert wrong == before


@pytest.mark.parametrize("name", [f for f in GOOD if GOOD[f][0] in (SIGNAL, IMAGE)])
def test_an_iterator_is_refused_before_anything_is_taken_from_it(name: str) -> None:
    samples = iter([1, 2, 3])

    with pytest.raises(TypeError, match="must be a list or another sequence of"):
        FUNCTIONS[name](samples, *GOOD[name][1:])

    assert list(samples) == [1, 2, 3]
