"""Cases with exact answers, and how far off other answers may be."""

from __future__ import annotations

import inspect
import json
import math
import sys
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import cycle
from typing import Any

import pureconv
from pureconv.checks import integer
from pureconv.nested import like as folded
from pureconv.nested import shape
from pureconv.sizes import reach
from pureconv.testing.call import Call
from pureconv.testing.conventions import Target, Varied, resolve
from pureconv.testing.drawing.dice import Dice
from pureconv.testing.drawing.numbers import nested
from pureconv.testing.drawing.options import Asked, both, sides
from pureconv.testing.drawing.shapes import Shapes, factors, shapes
from pureconv.testing.drawing.sizes import Case, Limits, large_cases
from pureconv.testing.processes.lines import sendable
from pureconv.testing.vectorfiles.flags import Numbers, about, numbers_for, shape_flags
from pureconv.testing.verdict import (
    DTYPES,
    Arithmetic,
    Bound,
    arithmetic,
    bounds,
    rounded,
)

SCHEMA = 1
LIMITS = Limits(cost=3000)
ONE_LARGE_IN = 2  # one case in so many has something large
ONE_UNFIT_IN = 12  # one in so many is meant to have a kernel that does not fit
NO_FIT = "kernel reaches"  # so begins what a reference says of that
TRIES = 200
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

    >>> made = vectors("correlate", dtype="int8", options=["stride"], cases=10)
    >>> for name, value in made["tests"][-1].items():
    ...     print(name, value if name != "flags" else value[:3])
    id 10
    flags ['even kernel', 'stride', 'large integers']
    call {'x': [-2, 3, 5, 7, -5, -5], 'w': [-9, 7], 'stride': 2}
    y [39, 4, 10]
    error [0, 0, 0]

    There, -9*-2 + 7*3 is 39, -9*5 + 7*7 is 4, and -9*-5 + 7*-5 is 10.
    """
    target, how = resolve(like, options), arithmetic(dtype)
    target.check_dtype(how.dtype)
    dice = Dice(integer(seed, "seed", 0))
    count, axes = integer(cases, "cases", 1), target.convention.options
    turns = {n: cycle(large_cases(factors(target, n))) for n in axes}
    kinds = _rounds(dice, numbers_for(dtype))
    tests = [
        {"id": n + 1, **_case(dice, target, how, turns, kind)}
        for n, kind in zip(range(count), kinds)
    ]
    flags = {flag for test in tests for flag in test["flags"]}
    layer = target.convention.layer or target.convention.role
    # They all have one: the same result with any other.
    words = inspect.getdoc(target.convention.reference) or ""
    return {
        "schema": SCHEMA,
        "function": target.name,
        **({"fixed": sendable(target.fixed)} if target.fixed else {}),
        "convention": words.partition(">>>")[0].strip(),
        "dtype": dtype,
        "made": f"by pureconv {pureconv.__version__}, seed {seed}, {count} cases",
        "compare": COMPARE,
        "flags": about(flags, dtype, layer),
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


def _rounds(dice: Dice, numbers: dict[str, Numbers]) -> Iterator[str]:
    """Yield flags of numbers: in each round all of them, as often as they come."""
    flags = [flag for flag, each in numbers.items() for _ in range(each.share)]
    while True:
        yield from sorted(flags, key=lambda _: dice.between(0, 2**20))


def _case(
    dice: Dice,
    target: Target,
    how: Arithmetic,
    turns: Mapping[int, Iterator[Case]],
    kind: str,
) -> dict[str, Any]:
    """Return one case with numbers of a kind, all but its own number."""
    axes = dice.pick(sorted(turns))
    case = next(turns[axes]) if dice.chance(ONE_LARGE_IN) else {}
    asked = Asked(target, axes, LIMITS, dice, case)
    drawn, reason = _drawn(asked)
    kinds = numbers_for(how.dtype)[kind].kinds.split()
    x, w, bias = drawn.filled(dice, how.dtype, kinds, sys.maxsize)
    call = target.call(x, w, {**drawn.options, "bias": bias})
    line = call if call.layout is None else call.layout.told(call)
    flags = [*shape_flags(drawn, axes, asked.layer), kind]
    told = {"flags": flags, "call": sendable(line.told)}
    if reason:
        return {**told, "result": "invalid", "reason": reason}
    return {**told, **answers(target.name, call, how)}


def _drawn(asked: Asked) -> tuple[Shapes, str]:
    """Return the shapes of a case, and why the reference refuses it, if it does.

    What it takes is a case, what it refuses is drawn again. Now and then a signal is
    made too short: a kernel that does not fit is a case, too, of all but gradients.
    """
    gradient = asked.target.convention.layer
    unfit = not gradient and asked.dice.chance(ONE_UNFIT_IN)
    reason = ""
    for _ in range(TRIES):
        try:
            drawn = shapes(asked)
            if gradient:
                return drawn, ""
            if unfit:
                drawn = _too_short(asked, drawn)
            return drawn._replace(y=_outputs(asked.target, drawn)), ""
        except (TypeError, ValueError) as error:
            reason = str(error)
            if unfit and reason.startswith(NO_FIT):
                return drawn, reason
    raise ValueError(f"no call of {asked.target.name} could be found: {reason}")


def _too_short(asked: Asked, drawn: Shapes) -> Shapes:
    """Return the shapes with a signal a sample or two shorter than the kernel."""
    axes, said = asked.axes, drawn.said
    pads = sides(said["padding"], axes) or [(0, 0)] * axes
    steps = zip(drawn.w[-axes:], both(said["dilation"]), pads)
    less = [reach(k, d) - sum(pad) - asked.dice.between(0, 1) for k, d, pad in steps]
    x = *drawn.x[:-axes], *(max(1, n) for n in less)
    return drawn._replace(x=x, operands=(x, drawn.w))


def _outputs(target: Target, drawn: Shapes) -> tuple[int, ...]:
    """Return the shape of what the reference makes of ones."""
    wanted = {"x": drawn.x, "w": drawn.w, "bias": drawn.bias}
    ones = {k: nested(v, lambda: 1) for k, v in wanted.items() if v is not None}
    x, w, *bias = ones.values()
    return shape(target.reference(x, w, *bias, **drawn.options))


def answers(name: str, call: Call, how: Arithmetic) -> dict[str, Any]:
    """Return the exact result of a call, rounded once, and how far others may be."""
    try:
        y = call.evaluate()
        found = bounds(call.function, call.x, call.w, call.bias, how)
    except (TypeError, ValueError) as error:  # as where weights are divided
        raise ValueError(f"{name} cannot have vectors here: {error}") from error
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
    # Most of them: the same result below, at more cost.
    if not (allowed or nonfinite) and exact.denominator == 1 and abs(exact) < 999:
        return float(exact), 0.0
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
