"""Numbers that are hard to convolve, for every dtype, and nested lists of them."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from random import Random
from typing import Any

from pureconv.checks import choice
from pureconv.nested import leaves
from pureconv.testing.dependency import st
from pureconv.testing.verdict import DTYPES, Dtype, rounded
from pureconv.testing.verdict.formats import eta, tiny, unit_roundoff

Numbers = st.SearchStrategy[Any]  # one number after the other
FRESH = 13  # numbers that are drawn; in longer lists they stand in disorder


def numbers(dtype: str = "float64") -> Numbers:
    """Return a strategy for numbers that `dtype` holds: small integers, then worse."""
    return _lists(dtype, 1).map(lambda values: values[0])


def tensors(
    shape: tuple[int, ...], *, elements: Numbers | None = None, dtype: str = "float64"
) -> st.SearchStrategy[Any]:
    """Return a strategy for nested lists of that shape.

    All numbers of a list are of one kind: small integers, which shrink best; integers
    as large as `dtype` can hold exactly, or times a power of two; 1, 2, 3, ...; floats
    near 1, of all sizes, of almost equal size, so that they cancel, and subnormal ones.
    `elements` is a strategy for other numbers. A long list goes on with its first 13,
    in an order that has no period.
    """
    return _fresh(shape, elements, dtype).map(lambda values: _nest(values, shape))


def _fresh(
    shape: tuple[int, ...], elements: Numbers | None, dtype: str
) -> st.SearchStrategy[list[Any]]:
    """Return a strategy for numbers that may still be too few, and are to be nested."""
    return several(elements, dtype, min(math.prod(shape), FRESH))


def several(
    elements: Numbers | None, dtype: str, count: int
) -> st.SearchStrategy[list[Any]]:
    """Return a strategy for so many numbers."""
    if elements is None:
        return _lists(dtype, count)
    return exactly(elements, count)


def exactly(elements: Numbers, count: int) -> st.SearchStrategy[list[Any]]:
    """Return a strategy for lists of that length; it takes half as long as st.lists."""
    return st.tuples(*[elements] * count).map(list)


def pools(
    elements: Numbers | None, dtype: str, *, biased: bool
) -> st.SearchStrategy[Any]:
    """Return a strategy for the numbers of operands whose shapes are yet unknown."""
    pool = several(elements, dtype, FRESH)
    row = DTYPES[dtype]
    if elements is None and row.kind == "int":
        pool = exactly(integers(row, 9), FRESH)
    return st.tuples(pool, pool, pool if biased else st.just([]))


def operands(
    draw: Any,
    shapes: tuple[tuple[int, ...], tuple[int, ...], int],
    elements: Numbers | None,
    dtype: str,
    numbers: Any = None,
) -> tuple[Any, Any, Any]:
    """Draw `x`, `w` and a bias of those shapes, such that integers do not overflow.

    Or make them of `numbers`, from their pools. An output that meets each weight once
    is at most sum |w| * max |x| + max |bias|.
    """
    x_shape, w_shape, outputs = shapes
    fresh = numbers or (None, None, None)
    row = DTYPES[dtype]
    if elements is not None or row.kind != "int":
        x, w = (
            _nest(pool or draw(_fresh(shape, elements, dtype)), shape)
            for pool, shape in zip(fresh, (x_shape, w_shape))
        )
        bias: Any = fresh[2]
        if outputs:
            bias = bias or draw(_fresh((outputs,), elements, dtype))
        return x, w, _nest(bias, (outputs,)) if outputs else []

    def drawn(shape: tuple[int, ...], most: int, pool: Any) -> Any:
        if pool is None:
            return draw(tensors(shape, elements=_up_to(row, most)))
        share = max(1, most // 9)
        return _nest([max(-most, min(most, v * share)) for v in pool], shape)

    room = row.hi // 2 if outputs else row.hi
    count = math.prod(w_shape)
    limits = [9, math.isqrt(room // count), room // count]
    most = limits[draw(st.integers(0, 2)) if numbers is None else count % 3]
    w = drawn(w_shape, min(most, room // count), fresh[1])
    total = sum(map(abs, leaves(w)))
    x = drawn(x_shape, room // max(1, total), fresh[0])
    return x, w, drawn((outputs,), room, fresh[2]) if outputs else []


def integers(row: Dtype, most: int) -> Numbers:
    """Return a strategy for integers of a dtype, as far from zero as `most`."""
    return st.integers(-most if row.negates else 0, most)


def _up_to(row: Dtype, most: int) -> Numbers:
    return st.one_of(integers(row, min(9, most)), integers(row, most))


@lru_cache(maxsize=99)
def _lists(dtype: str, count: int) -> st.SearchStrategy[list[Any]]:
    """Return a strategy for `count` numbers of one kind, the simplest kind first."""
    row = DTYPES[choice(dtype, "dtype", tuple(DTYPES))]
    if row.kind == "int":
        return exactly(_up_to(row, row.hi), count)
    if row.kind == "complex":
        part = _lists(row.parts, count)
        both = st.tuples(part, part)
        return both.map(lambda lists: list(map(complex, *lists)))
    p, emin, emax = row.p, row.emin, row.emax
    least, normal = float(eta(dtype)), float(tiny(dtype))
    far = min(100, emax - p)  # what an integer can be scaled by
    whole = st.integers(1 - 2**p, 2**p - 1)
    near_one = _floats(dtype, 8.0)
    wide = st.builds(math.ldexp, whole, st.integers(emin // 2 - p, emax // 2 - p))

    def listed(elements: Numbers) -> st.SearchStrategy[list[Any]]:
        return exactly(elements, count)

    return st.one_of(
        listed(st.integers(-9, 9).map(float)),
        st.just([float(n % 99 + 1) for n in range(count)]),
        st.builds(_scaled, listed(st.integers(-9, 9)), st.integers(-far, far)),
        st.builds(_scaled, listed(whole), st.integers(-far, far)),
        listed(near_one),
        listed(wide),
        st.builds(_cancelling, near_one, listed(st.integers(0, 3)), st.just(dtype)),
        listed(st.integers(-9, 9).map(lambda n: n * least)),
        listed(st.sampled_from([normal - least, -normal, normal, 1.0])),
        listed(_floats(dtype, None)),
    )


def _floats(dtype: str, most: float | None) -> Numbers:
    """Return a strategy for floats of a format, up to `most` or all that are finite."""
    floats: Numbers = st.floats(
        None if most is None else -most,
        most,
        allow_nan=False,
        allow_infinity=False,
        width=16 if dtype == "float16" else 64 if dtype == "float64" else 32,
    )
    if dtype == "bfloat16":
        return floats.map(lambda v: rounded(v, dtype, truncate=True))
    return floats


def _scaled(values: list[int], places: int) -> list[float]:
    return [math.ldexp(v, places) for v in values]


def _cancelling(value: float, picks: list[int], dtype: str) -> list[float]:
    """Return copies of a number and of its neighbour, with both signs."""
    near = rounded(Fraction(value) * (1 + 2 * unit_roundoff(dtype)), dtype)
    return [(value, -value, near, -near)[n] for n in picks]


def zeros(shape: tuple[int, ...]) -> Any:
    """Return nested lists of zeros.

    >>> zeros((2, 3))
    [[0, 0, 0], [0, 0, 0]]
    """
    return _nest([0], shape)


def _nest(fresh: list[Any], shape: tuple[int, ...]) -> Any:
    """Return a list, or more of its numbers, cut into rows, and rows of rows.

    Were they repeated with a period, an axis of that size would hide a swap.
    """
    size = math.prod(shape)
    more = Random(size).choices(fresh, k=max(0, size - len(fresh)))
    values = [*fresh[:size], *more]
    for size in reversed(shape[1:]):
        values = [values[n : n + size] for n in range(0, len(values), size)]
    return values
