"""Cases with exact answers, and how far off other answers may be."""

from __future__ import annotations

import inspect
import json
import math
from fractions import Fraction
from typing import Any

import pureconv
from pureconv.checks import integer
from pureconv.nested import like as folded
from pureconv.testing.call import Call
from pureconv.testing.conventions import Target, Varied, resolve
from pureconv.testing.processes.lines import sendable
from pureconv.testing.vectorfiles.dice import Dice
from pureconv.testing.vectorfiles.flags import about, shape_flags
from pureconv.testing.vectorfiles.numbers import kinds, operands
from pureconv.testing.vectorfiles.shapes import Drawn, draw
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
    target, how = resolve(like, options), arithmetic(dtype)
    dice = Dice(integer(seed, "seed", 0))
    count = integer(cases, "cases", 1)
    tests = [{"id": n + 1, **_case(dice, target, how)} for n in range(count)]
    flags = {flag for test in tests for flag in test["flags"]}
    words = inspect.getdoc(target.convention.reference) or ""
    return {
        "schema": SCHEMA,
        "function": target.name,
        **({"fixed": sendable(target.fixed)} if target.fixed else {}),
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


def _case(dice: Dice, target: Target, how: Arithmetic) -> dict[str, Any]:
    """Return one case, all but its number."""
    axes = dice.pick(sorted(target.convention.options))
    drawn = draw(dice, target, axes)
    numbers = kinds(how.dtype)
    kind = dice.pick([flag for flag, k in numbers.items() for _ in range(k.share)])
    call = _call(dice, target, drawn, how.dtype, kind)
    role = target.convention.layer or target.convention.role
    line = call if call.layout is None else call.layout.told(call)
    case = {"flags": [*shape_flags(drawn, role), kind], "call": sendable(line.told)}
    if drawn.y is None:
        return {**case, "result": "invalid", "reason": drawn.reason}
    return {**case, **answers(target.name, call, how)}


def _call(dice: Dice, target: Target, drawn: Drawn, dtype: str, kind: str) -> Call:
    """Return a call with numbers of one kind, of a function or of its gradient.

    A gradient multiplies two of x, w and what is as large as y. The third is told by
    its size, that of its axes or of all its dimensions; the bias multiplies nothing.
    """
    row, options, y = target.convention, dict(drawn.options), drawn.y or ()
    if row.role == "bias_gradient":
        _, gradient, _ = operands(dice, dtype, kind, ((1,), y, None))
        return target.call(gradient, [1], {})
    shapes = drawn.x, drawn.w
    if row.layer:
        shapes = (y, drawn.w) if "input" in row.role else (drawn.x, y)
    x, w, bias = operands(dice, dtype, kind, (*shapes, drawn.bias))
    if size := row.shapes.get("size", ""):
        third = drawn.x if "input" in row.role else drawn.w
        third = third if row.shapes.get("whole") else third[2:]
        options[size] = third if len(third) > 1 else third[0]
    return target.call(x, w, {**options, "bias": bias})


def answers(name: str, call: Call, how: Arithmetic) -> dict[str, Any]:
    """Return the exact result of a call, rounded once, and how far others may be."""
    try:
        y = call.evaluate()
        found = bounds(call.function, call.x, call.w, call.bias, how)
    except (TypeError, ValueError) as error:  # as where weights are divided
        more = f"{name} does more than to add up products here: {error}"
        raise ValueError(f"{more}; there are no vectors of that") from error
    columns = zip(*(stated(bound, how) for bound in found))
    both = [folded(y, iter(values)) for values in columns]
    if call.layout is not None:
        both = [call.layout.answer(each) for each in both]
    exact, errors = map(sendable, both)
    return {"y": exact, "error": errors}


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
    if not (allowed or nonfinite) and exact.denominator == 1 and abs(exact) < 999:
        return float(exact), 0.0  # most of them
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
