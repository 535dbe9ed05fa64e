"""Mistakes in arithmetic: integers that wrap around, formats that are too narrow."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from pureconv.nested import leaves, mapped
from pureconv.testing.mistakes.draft import Change, Draft
from pureconv.testing.mistakes.kernels import Mistake, Mistakes, Way
from pureconv.testing.verdict import (
    Arithmetic,
    Finding,
    arithmetic,
    findings,
    rounded,
)
from pureconv.testing.verdict.formats import fits, holds

Test = Callable[[Draft, Any], bool]  # of a call and an answer


def integer_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in holding whole numbers, and numbers that are not whole."""
    if any(isinstance(v, float) for v in leaves(draft.x)):
        ways = _results(math.trunc), partial(_through, math.trunc)
        yield Mistake("fractions are cut off", ways)
        return
    for bits in (8, 16, 32, 64):
        half, text = 2**bits // 2, f"integers wrap around: they are held in {bits} bits"
        yield Mistake(text, (_results(partial(_wrapped, bits, half)),))
        without = _results(partial(_wrapped, bits, 0))
        yield Mistake(f"{text}, without a sign", (without,))
        clip = _results(partial(_clipped, half))
        yield Mistake(f"integers are clipped to {bits} bits", (clip,))
    for dtype in ("float64", "float32", "float16"):
        text = f"integers go through {dtype}, and lose their last bits"
        yield Mistake(text, (partial(_through, partial(_whole, dtype)),))


def roundings(dtype: str) -> Iterator[tuple[str, Test]]:
    """Yield mistakes in formats of floats, each with a test whether it was made.

    A rounding can be told from another only by how large errors are, and by the digits
    of results: those of a narrow accumulator are few.
    """
    for name in ("tf32", "float16", "bfloat16", "float32"):
        if name == dtype or not holds(dtype, name):
            continue
        shown = name.upper() if name == "tf32" else name
        for truncate, verb in (False, "rounded"), (True, "truncated"):
            cut = partial(rounded, dtype=name, truncate=truncate)
            yield f"operands are {verb} to {shown}", partial(_cut_operands, dtype, cut)
        if name != "tf32":
            yield f"results are rounded to {name}", partial(_cut_results, dtype, name)
            text = f"sums are accumulated in {name}, a narrower type than {dtype}"
            yield text, partial(_narrow_sums, dtype, name)


def unexcused(
    way: Way,
    draft: Draft,
    y: Any,
    how: Arithmetic,
    places: Sequence[int] | None = None,
) -> list[Finding]:
    """Return the outputs of `y` that are not sums of what the mistake adds up.

    All that it leaves open are passed over, or all but those at some places.
    """
    if places is None:
        places = [n for n, v in enumerate(leaves(way(draft))) if v is not None]

    def function(x: Any, w: Any, bias: Any = None) -> list[Any]:
        values = leaves(way(draft._replace(x=x, w=w, bias=bias)))
        return [values[n] for n in places]

    values = leaves(y)
    computed = [values[n] for n in places]
    return findings(computed, function, draft.x, draft.w, draft.bias, how)


def right(draft: Draft, y: Any, how: Arithmetic) -> bool:
    """Return whether an answer is what that arithmetic can give.

    The outputs that are furthest off speak for all.
    """
    truth = leaves(draft())
    errors = [-abs(a - b) for a, b in zip(leaves(y), truth)]
    worst = sorted(range(len(truth)), key=errors.__getitem__)[:8]
    return not unexcused(Draft.__call__, draft, y, how, worst)


def _cut_operands(dtype: str, cut: Change, draft: Draft, y: Any) -> bool:
    rough = draft._replace(x=mapped(cut, draft.x), w=mapped(cut, draft.w))
    if any(map(math.isinf, [*leaves(rough.x), *leaves(rough.w)])):
        return False  # the narrower format cannot hold them, and inf has no exact sums
    return right(rough, y, arithmetic(dtype))


def _narrow_sums(dtype: str, name: str, draft: Draft, y: Any) -> bool:
    few = all(fits(v, name) for v in leaves(y))
    return few and right(draft, y, arithmetic(dtype, accumulate=name))


def _cut_results(dtype: str, name: str, draft: Draft, y: Any) -> bool:
    """Return whether each output is what rounding makes of one that was good enough."""
    if not all(fits(v, name) for v in leaves(y)):
        return False
    cut = partial(rounded, dtype=name)
    wrong = unexcused(Draft.__call__, draft, y, arithmetic(dtype))
    ranges = [(f.computed, f.exact - f.allowed, f.exact + f.allowed) for f in wrong]
    return all(cut(least) <= v <= cut(most) for v, least, most in ranges)


def _results(change: Change) -> Way:
    """Return the mistake of changing every output."""
    return lambda c: mapped(change, c())


def _through(change: Change, c: Draft) -> Any:
    """Return what comes of changing operands and outputs."""
    return mapped(change, c(x=mapped(change, c.x), w=mapped(change, c.w)))


def _wrapped(bits: int, below: int, value: Any) -> int:
    """Return an integer modulo 2**bits, from -below on.

    >>> _wrapped(8, 128, 200), _wrapped(8, 0, -56)
    (-56, 200)
    """
    return int((value + below) % 2**bits - below)


def _clipped(most: int, value: Any) -> int:
    return int(max(-most, min(value, most - 1)))


def _whole(dtype: str, value: Any) -> int:
    return int(rounded(value, dtype))
