"""Numbers that are hard to convolve, for every dtype, and nested lists of them."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from typing import Any

from pureconv.checks import choice
from pureconv.nested import leaves
from pureconv.testing.dependency import st
from pureconv.testing.verdict import DTYPES, Dtype, rounded
from pureconv.testing.verdict.formats import eta, tiny, unit_roundoff

Numbers = st.SearchStrategy[Any]  # one number after the other
FRESH = 13  # longer lists repeat their first numbers: no size of an axis divides by 13


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
    `elements` is a strategy for other numbers. A long list repeats its first 13.
    """
    return _fresh(shape, elements, dtype).map(lambda values: _nest(values, shape))


def _fresh(
    shape: tuple[int, ...], elements: Numbers | None, dtype: str
) -> st.SearchStrategy[list[Any]]:
    """Return a strategy for numbers that are still to be repeated and nested."""
    count = min(math.prod(shape), FRESH)
    if elements is None:
        return _lists(dtype, count)
    return st.lists(elements, min_size=count, max_size=count)


@st.composite
def operands(
    draw: Any,
    x_shape: tuple[int, ...],
    w_shape: tuple[int, ...],
    outputs: int,
    elements: Numbers | None,
    dtype: str,
) -> tuple[Any, Any, Any]:
    """Draw `x`, `w` and a bias of some `outputs`, such that integers do not overflow.

    An output that meets each weight once is at most sum |w| * max |x| + max |bias|.
    """
    shapes = w_shape, x_shape, (outputs,)
    if elements is not None or DTYPES[dtype].kind != "int":
        w, x, bias = (
            _nest(draw(_fresh(shape, elements, dtype)), shape) if all(shape) else []
            for shape in shapes
        )
        return x, w, bias

    row = DTYPES[dtype]
    room = row.hi // 2
    count = math.prod(w_shape)
    most = draw(st.sampled_from([9, math.isqrt(room // count), room // count]))
    w = draw(tensors(w_shape, elements=_up_to(row, min(most, room // count))))
    total = sum(map(abs, leaves(w)))
    x = draw(tensors(x_shape, elements=_up_to(row, room // max(1, total))))
    bias = draw(tensors((outputs,), elements=_up_to(row, room)))
    return x, w, bias


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
        return st.lists(_up_to(row, row.hi), min_size=count, max_size=count)
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

    def several(elements: Numbers) -> st.SearchStrategy[list[Any]]:
        return st.lists(elements, min_size=count, max_size=count)

    return st.one_of(
        several(st.integers(-9, 9).map(float)),
        st.just([float(n % 99 + 1) for n in range(count)]),
        st.builds(_scaled, several(st.integers(-9, 9)), st.integers(-far, far)),
        st.builds(_scaled, several(whole), st.integers(-far, far)),
        several(near_one),
        several(wide),
        st.builds(_cancelling, near_one, several(st.integers(0, 3)), st.just(dtype)),
        several(st.integers(-9, 9).map(lambda n: n * least)),
        several(st.sampled_from([normal - least, -normal, normal, 1.0])),
        several(_floats(dtype, None)),
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


def _nest(fresh: list[Any], shape: tuple[int, ...]) -> Any:
    """Return a list, as often as it takes, cut into rows, and rows of rows."""
    values = [fresh[n % len(fresh)] for n in range(math.prod(shape))]
    for size in reversed(shape[1:]):
        values = [values[n : n + size] for n in range(0, len(values), size)]
    return values
