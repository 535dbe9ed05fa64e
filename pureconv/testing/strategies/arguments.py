"""Whole calls: shapes and options that fit, then the numbers to fill them with.

Half of them are small, drawn piece by piece, so that hypothesis can make them smaller.
In the others something is large, and one seed decides about all shapes.
"""

from __future__ import annotations

from functools import partial
from random import Random
from typing import Any

from pureconv.checks import choice, shown
from pureconv.nested import lists, shape
from pureconv.testing.conventions import ROLES, Target, Varied
from pureconv.testing.dependency import st
from pureconv.testing.strategies.shapes import Asked, shapes
from pureconv.testing.strategies.sizes import (
    Limits,
    Turn,
    by_seed,
    factors,
    in_turn,
    index,
)
from pureconv.testing.strategies.values import Numbers, operands, pools

NO_LIMITS = Limits()
SEEDS = st.integers(0, 2**63)
SHARE = st.booleans()  # which are large


def calls(
    target: Target,
    axes: int,
    elements: Numbers | None,
    dtype: str,
    limits: Limits = NO_LIMITS,
) -> st.SearchStrategy[Any]:
    """Return a strategy for pairs (arguments, options), whatever the convention.

    Options that have a name of ours shape what is drawn, the others do not.
    """
    row, listed = target.convention, target.convention.options[axes]
    names = {row.ours(k): k for k in (*row.names, *row.drawn)}
    varied, others = {}, {}
    for name, values in target.values.items():
        given = values or (() if name in row.drawn else listed.get(name, ()))
        if row.ours(name) in names:
            varied[row.ours(name)] = given
        else:
            others[name] = st.sampled_from(given)
    fixed = {row.ours(k): v for k, v in target.fixed.items() if row.ours(k) in names}
    free = [row.ours(k) for k, values in target.values.items() if not values]

    asked = partial(Asked, row.role, axes, varied, {**row.shapes, **fixed}, limits)
    large = factors(row.role, axes, free)
    drawn = _examples(asked, large, elements, dtype, in_turn())

    def named(found: Any) -> Any:
        (arguments, options), more = found
        return arguments, {**{names.get(k, k): v for k, v in options.items()}, **more}

    return st.tuples(drawn, st.fixed_dictionaries(others)).map(named)


@st.composite
def renumbered(
    draw: Any,
    /,
    arguments: st.SearchStrategy[Any],
    elements: Numbers | None,
    dtype: str,
) -> Any:
    """Draw what somebody else would, with other numbers: all but x, w and a bias stay.

    Raises TypeError for what is no pair ((x, w), options).
    """
    drawn = draw(arguments)
    try:
        (x, w), options = drawn
        sizes = [shape(lists(v)) for v in (x, w, options.get("bias", []))]
    except (AttributeError, TypeError, ValueError) as error:
        text = f"arguments must draw pairs ((x, w), options), not {shown(drawn)}"
        raise TypeError(text) from error
    biases = sum(sizes[2])
    x, w, bias = operands(draw, (sizes[0], sizes[1], biases), elements, dtype)
    return (x, w), {**options, **({"bias": bias} if biases else {})}


def arguments_of(
    role: str,
    axes: int,
    options: Varied,
    elements: Numbers | None = None,
    dtype: str = "float64",
    limits: Limits = NO_LIMITS,
    *,
    large: bool = True,
    sides: bool = True,
    **fixed: Any,
) -> st.SearchStrategy[Any]:
    """Return a strategy for pairs (arguments, options) of a role of ours."""
    given = options if isinstance(options, dict) else dict.fromkeys(options, ())
    for name in (*given, *fixed):
        choice(name, "an option", ROLES[role])
    varied = {name: tuple(values) for name, values in given.items()}
    free = [name for name, values in varied.items() if not values]
    asked = partial(Asked, role, axes, varied, {"sides": sides, **fixed}, limits)
    some = factors(role, axes, free) if large else ()
    return _examples(asked, some, elements, dtype, by_seed)


@st.composite
def _examples(
    draw: Any,
    asked: partial[Asked],
    factors: tuple[str, ...],
    elements: Numbers | None,
    dtype: str,
    turn: Turn,
) -> Any:
    """Draw shapes and numbers: for a small example piece by piece, else by a seed.

    In a large example, what is drawn does not depend on whose turn it is: hypothesis
    may ask for the same, and be given another case.
    """
    biased = "bias" in asked.args[2]
    if factors and draw(SHARE):
        seed, numbers = draw(SEEDS), draw(pools(elements, dtype, biased=biased))
        found = shapes(asked(Random(seed).choice, turn(factors, seed)))
    else:
        found = shapes(asked(lambda values: values[draw(index(len(values)))], {}))
        numbers = None
    x, w, bias = operands(draw, found[:3], elements, dtype, numbers)
    x, w = (w, [1]) if found.alone else (x, w)
    return (x, w), {**found.options, **({"bias": bias} if biased else {})}
