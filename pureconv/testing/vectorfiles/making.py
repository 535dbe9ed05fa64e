"""Cases with exact answers, and how far off other answers may be."""

from __future__ import annotations

import inspect
import json
import math
from fractions import Fraction
from typing import Any

import pureconv
from pureconv.checks import integer
from pureconv.nested import shape
from pureconv.testing.conventions import Varied
from pureconv.testing.processes.lines import sendable
from pureconv.testing.vectorfiles.dice import Dice
from pureconv.testing.vectorfiles.flags import about, shape_flags
from pureconv.testing.vectorfiles.functions import Function, function_of
from pureconv.testing.vectorfiles.numbers import kinds, operands
from pureconv.testing.vectorfiles.shapes import draw
from pureconv.testing.verdict import (
    DTYPES,
    Arithmetic,
    Bound,
    arithmetic,
    bounds,
    rounded,
)

SCHEMA = 1
COMPARE = (
    "An output is right if it equals y, or if abs(output - y) <= error in doubles; "
    'where error is "inf", the sum may overflow: inf and nan are right, too. A call '
    'whose result is "invalid" has to be refused.'
)


def vectors(
    like: Any,
    *,
    dtype: str = "float64",
    options: Varied = (),
    cases: int = 200,
    seed: int = 0,
) -> dict[str, Any]:
    """Return calls of a function with their exact answers, ready to be written as JSON.

    `like`, `dtype` and `options` are those of `check`; gradients have vectors, too. The
    same arguments give the same vectors wherever they are made.

    >>> made = vectors("correlate", dtype="int8", options=["stride"], cases=20)
    >>> for name, value in made["tests"][3].items():
    ...     print(name, value)
    id 4
    flags ['stride', 'stride leaves a remainder', 'small integers']
    call {'x': [-6, -2, 2, -4, 1, 4, -8, -6], 'w': [-1, -4, 0], 'stride': 2}
    y [14, 14, -17]
    error [0, 0, 0]

    There, -1*-6 + -4*-2 is 14, and so on; the last sample is in no window.
    """
    function, how = function_of(like, options), arithmetic(dtype)
    dice = Dice(integer(seed, "seed", 0))
    count = integer(cases, "cases", 1)
    tests = [{"id": n + 1, **_case(dice, function, how)} for n in range(count)]
    flags = {flag for test in tests for flag in test["flags"]}
    words = inspect.getdoc(function.target.convention.reference) or ""
    return {
        "schema": SCHEMA,
        "function": function.name,
        "convention": words.partition(">>>")[0].strip(),
        "dtype": dtype,
        "made": f"by pureconv {pureconv.__version__}, seed {seed}, {count} cases",
        "compare": COMPARE,
        "flags": about(flags, dtype),
        "tests": tests,
    }


def written(made: dict[str, Any]) -> str:
    """Return vectors as text, one case a line, in ASCII.

    >>> print(written({"schema": 1, "tests": [{"id": 1}, {"id": 2}]}), end="")
    {
    "schema": 1,
    "tests": [
    {"id": 1},
    {"id": 2}
    ]
    }
    """
    header = [
        f"{json.dumps(k)}: {json.dumps(v)},\n" for k, v in made.items() if k != "tests"
    ]
    tests = ",\n".join(map(json.dumps, made["tests"]))
    return "{\n" + "".join(header) + f'"tests": [\n{tests}\n]\n}}\n'


def _case(dice: Dice, function: Function, how: Arithmetic) -> dict[str, Any]:
    """Return one case, all but its number."""
    target = function.target
    axes = dice.pick(sorted(target.convention.options))
    drawn = draw(dice, target, axes, unfit=function.forward)
    numbers = kinds(how.dtype)
    kind = dice.pick([flag for flag, k in numbers.items() for _ in range(k.share)])
    data = operands(dice, how.dtype, kind, function.shapes(drawn))
    line = function.line(drawn, data, axes)
    said = {target.convention.ours(k): v for k, v in drawn.options.items()}
    flags = [*shape_flags(drawn, said, axes, target.convention.role), kind]
    case = {"flags": flags, "call": sendable(line)}
    if drawn.y is None:
        return {**case, "result": "invalid", "reason": drawn.reason}
    return {**case, **answers(function, line, how)}


def answers(
    function: Function, line: dict[str, Any], how: Arithmetic
) -> dict[str, Any]:
    """Return the exact result of a call, rounded once, and how far others may be."""
    bilinear, (first, second, *bias) = function.bilinear(line)
    try:
        sizes = shape(bilinear(first, second, *bias))
        found = bounds(bilinear, first, second, bias[0] if bias else None, how)
    except (TypeError, ValueError) as error:  # as where weights are divided
        more = f"{function.name} does more than to add up products here: {error}"
        raise ValueError(f"{more}; there are no vectors of that") from error
    each = [stated(bound, how) for bound in found]
    return {
        "y": sendable(folded((y for y, _ in each), sizes)),
        "error": sendable(folded((error for _, error in each), sizes)),
    }


def stated(bound: Bound, how: Arithmetic) -> tuple[Any, Any]:
    """Return an exact value rounded once, and how far from that others may be.

    The distance is rounded up. A reader takes the difference in doubles, and rounds it
    once more: but rounding keeps order, and so it stays below what was rounded up. A
    complex number has a distance for each part.

    >>> third = Bound(Fraction(1, 3), Fraction(0), frozenset())
    >>> y, error = stated(third, arithmetic("float16"))
    >>> y, Fraction(error) >= abs(Fraction(y) - Fraction(1, 3))
    (0.333251953125, True)
    """
    if DTYPES[how.dtype].kind == "int":
        return int(bound.exact), 0
    if not isinstance(bound.exact, tuple):
        return _stated(bound.exact, bound.allowed, bound.nonfinite, how.stored)
    pairs = zip(bound.exact, bound.allowed)
    both = [_stated(e, off, bound.nonfinite, how.stored) for e, off in pairs]
    return [y for y, _ in both], [error for _, error in both]


def _stated(
    exact: Fraction, allowed: Fraction, nonfinite: frozenset[str], dtype: str
) -> tuple[Any, float]:
    y = rounded(exact, dtype)
    if nonfinite or not math.isfinite(y):
        return y, math.inf
    return y, upwards(allowed + abs(Fraction(y) - exact))


def upwards(value: Fraction) -> float:
    """Return the smallest double that is not below a value.

    >>> Fraction(upwards(Fraction(1, 3))) > Fraction(1, 3), upwards(Fraction(1, 4))
    (True, 0.25)
    """
    near = float(rounded(value, "float64"))
    return near if near >= value else math.nextafter(near, math.inf)


def folded(values: Any, sizes: tuple[int, ...]) -> Any:
    """Return the next of some values as nested lists of that shape."""
    if not sizes:
        return next(values)
    return [folded(values, sizes[1:]) for _ in range(sizes[0])]
