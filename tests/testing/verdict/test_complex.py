"""A complex output is two real sums: each part is judged as the sum that it is.

The machine below multiplies complex numbers as languages do, by four real products, in
float32 or float64, in random orders, fused or not, and adds up the parts apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pureconv import conv1d, convolve, correlate
from pureconv.testing.verdict import allowed_error, arithmetic, bounds, judge, rounded
from pureconv.testing.verdict.parts import Parts, parts

INF, NAN = math.inf, math.nan
PARTS = {"complex64": "float32", "complex128": "float64"}
dtypes = pytest.mark.parametrize("dtype", PARTS)


def numbers(dtype: str, most: float | None = None) -> st.SearchStrategy[complex]:
    least = None if most is None else -most
    width: Any = 32 if dtype == "complex64" else 64
    reals = st.floats(least, most, width=width, allow_nan=False, allow_infinity=False)
    whole = st.builds(complex, st.integers(-9, 9), st.integers(-9, 9))
    return whole | st.builds(complex, reals, reals)


def real_terms(pairs: list[tuple[complex, complex]]) -> tuple[list[Any], list[Any]]:
    """Return the terms of the real and of the imaginary part of a sum of products."""
    real = [t for w, x in pairs for t in ((w.real, x.real), (-w.imag, x.imag))]
    imaginary = [t for w, x in pairs for t in ((w.real, x.imag), (w.imag, x.real))]
    return real, imaginary


def added(terms: list[Any], dtype: str, random: Random) -> float:
    """Add products in a random order; each may be fused into its addition."""
    total = Fraction(0)
    for w, x in random.sample(terms, len(terms)):
        product = Fraction(w) * Fraction(x)
        if random.random() < 0.5:
            product = Fraction(rounded(product, dtype))
        total = Fraction(rounded(total + product, dtype))
    return float(total)


@dtypes
@given(data=st.data(), random=st.randoms(use_true_random=False))
def test_no_order_of_four_products_each_is_accused(
    dtype: str, data: st.DataObject, random: Random
) -> None:
    each = numbers(dtype, 1e9)
    x = data.draw(st.lists(each, min_size=1, max_size=5))
    w = data.draw(st.lists(each, min_size=len(x), max_size=len(x)))
    terms = real_terms(list(zip(w, x)))
    y = complex(*(added(each, PARTS[dtype], random) for each in terms))

    assert judge([y], correlate, x, w, dtype=dtype) == []
    [bound] = bounds(correlate, x, w, None, arithmetic(dtype))
    assert bound.allowed == tuple(allowed_error(t, PARTS[dtype]) for t in terms)


@dtypes
def test_integers_have_to_be_exact_in_both_parts(dtype: str) -> None:
    x, w = [1 + 2j, 3 - 1j], [2 - 3j, 4j]
    y = (1 + 2j) * (2 - 3j) + (3 - 1j) * 4j

    assert judge([y], correlate, x, w, dtype=dtype) == []
    for wrong in (y + 1, y - 1j, y.conjugate()):
        [finding] = judge([wrong], correlate, x, w, dtype=dtype)
        assert finding.exact == (y.real, y.imag)
        assert finding.allowed == (0, 0)
        assert finding.terms == ((2 - 3j, 1 + 2j), (4j, 3 - 1j))


def test_a_sum_of_few_bits_may_lose_bits_on_the_way() -> None:
    """4097 * 4097 is odd and has 25 bits; with 3 added, both have to be rounded."""
    x, w = [4097j, 3j], [4097j, -1j]
    on_the_way = rounded(-4097 * 4097, "float32")
    y = rounded(Fraction(on_the_way) + 3, "float32")

    assert correlate(x, w) == [-4097 * 4097 + 3]
    assert y == -4097 * 4097 + 5
    assert judge([complex(y)], correlate, x, w, dtype="complex64") == []
    assert judge([complex(y + 2)], correlate, x, w, dtype="complex64") != []


def test_one_part_cannot_excuse_the_other() -> None:
    x, w = [1e8 + 0.1j], [0.1 + 0j]  # |y| is 1e7, the imaginary part 0.01
    y = x[0] * w[0]

    assert judge([y], correlate, x, w, dtype="complex128") == []
    [finding] = judge([y + 1e-16j], correlate, x, w, dtype="complex128")
    assert finding.allowed[1] < 2e-18


def test_what_is_conjugated_is_for_the_reference_to_say() -> None:
    x, w = [1 + 2j, 3j, 1], [2 - 3j, 4j]
    y = correlate(x, w)
    z = correlate(x, [v.conjugate() for v in w])

    assert judge(y, correlate, x, w, dtype="complex64") == []
    assert judge(z, "numpy.correlate", x, w, dtype="complex64", mode="valid") == []
    found = judge(y, "numpy.correlate", x, w, dtype="complex64", mode="valid")
    assert [f.exact for f in found] == [(v.real, v.imag) for v in z]
    assert found[0].terms == ((2 + 3j, 1 + 2j), (-4j, 3j))


def test_a_bias_real_operands_and_layers_will_do() -> None:
    x, w, bias = [[[1, 2 + 1j, 0.5]]], [[[1.0, 1j]]], [0.25 - 1j]
    y = conv1d(x, w, bias)

    assert judge(y, conv1d, x, w, bias, dtype="complex64") == []
    y[0][0][1] += 0.5j
    [finding] = judge(y, conv1d, x, w, bias, dtype="complex64")
    assert finding.index == (0, 0, 1)
    assert finding.terms == ((1.0, 2 + 1j), (1j, 0.5), (0.25 - 1j,))


def test_three_products_for_one_lose_more_and_are_not_covered() -> None:
    x, w = [complex(1, 1.3e-20)], [complex(1e10, 1.1e-10)]
    (a, b), (c, d) = parts(w[0]), parts(x[0])
    ac, bd, all_ = a * c, b * d, (a + b) * (c + d)  # Gauss
    y = complex(ac - bd, all_ - ac - bd)

    assert judge([w[0] * x[0]], correlate, x, w, dtype="complex128") == []
    assert judge([y], correlate, x, w, dtype="complex128") != []


@pytest.mark.parametrize(("real", "imaginary"), [(INF, NAN), (NAN, 0.0), (-INF, INF)])
def test_where_a_part_may_overflow_inf_and_nan_of_any_kind_pass(
    real: float, imaginary: float
) -> None:
    x, y = [complex(2.0**127, 0)], [complex(real, imaginary)]

    assert judge(y, correlate, x, [2], dtype="complex64") == []
    [finding] = judge(y, correlate, x, [1], dtype="complex64")
    assert finding.computed is y[0]


def test_terms_of_opposite_signs_do_not_overflow_together() -> None:
    """Of 2**128 the real part has 0.90 less 0.19, and the imaginary part 0.82."""
    x = [complex(0.95 * 2**64, 0.43 * 2**64)]
    x = [complex(rounded(x[0].real, "float32"), rounded(x[0].imag, "float32"))]
    for operands in (None, "bfloat16"):
        how = arithmetic("complex64", operands=operands)
        [bound] = bounds(correlate, x, x, None, how)
        assert bound.nonfinite == frozenset()


def test_a_part_that_is_finite_is_judged_beside_one_that_is_not() -> None:
    x = [complex(2.0**127, 0)]

    assert judge([complex(INF, 0)], correlate, x, [2], dtype="complex64") == []
    assert len(judge([complex(INF, 1)], correlate, x, [2], dtype="complex64")) == 1


def test_a_narrow_accumulator_and_flushing_are_owned_up_to_as_for_reals() -> None:
    x, w = [0.1 + 0.7j], [0.3 - 0.2j]
    y = w[0] * x[0]
    narrow = complex(rounded(y.real, "float32"), rounded(y.imag, "float32"))
    of = partial(judge, [narrow], correlate, x, w, dtype="complex128")

    assert len(of()) == 1
    assert of(accumulate="float32") == of(accumulate="complex64") == []
    tiny = [1e-310 + 1e-310j]
    assert judge([0j], correlate, tiny, [1], dtype="complex128", flush=True) == []
    assert judge([0j], correlate, tiny, [1], dtype="complex128") != []


def test_complex_fourier_transforms_are_judged_by_parts() -> None:
    x, w = [1 + 1j, 2.5, -1j, 0.1], [0.3, 1 - 2j]
    y = [v + 1e-15 * (1 - 1j) for v in convolve(x, w)]
    of = partial(judge, like=convolve, x=x, w=w, dtype="complex128", algorithm="fft")

    assert of(y) == []
    assert len(judge(y, convolve, x, w, dtype="complex128")) > 2
    assert [f.index for f in of([*y[:2], y[2] + 1e-12j, *y[3:]])] == [(2,)]


@pytest.mark.parametrize(
    ("x", "computed", "error", "message"),
    [
        ([1j, complex(0, INF)], [1j, 1j], ValueError, r"x\[1\] is infj"),
        ([1j, 0.1], [1j, 1j], ValueError, r"x\[1\] is 0.1, which is no complex64"),
        ([1j, 1], [1j, "2"], TypeError, "computed must hold numbers, not '2'"),
        ([1j, 1], [1j], ValueError, r"computed has shape \(1,\), not \(2,\)"),
        ([1j, "1"], [1j], TypeError, r"Fraction, complex, but x\[1\] is '1'"),
    ],
)
def test_what_cannot_be_judged_is_refused(
    x: Any, computed: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        judge(computed, correlate, x, [1], dtype="complex64")


pairs = st.tuples(st.integers(-9, 9), st.integers(-9, 9))


@given(p=pairs, q=pairs)
def test_parts_multiply_and_add_as_complex_numbers_do(
    p: tuple[int, int], q: tuple[int, int]
) -> None:
    a, b = Parts(*p), Parts(*q)
    u, v = complex(*p), complex(*q)
    for left, right in (a * b, u * v), (a + b, u + v), (3 * a + 1, 3 * u + 1):
        assert parts(left) == (right.real, right.imag)
    assert parts(a.conjugate()) == (u.conjugate().real, u.conjugate().imag)
    assert repr(a) == repr(p)


def products_of(square: int) -> Callable[[Any, Any], Any]:
    return lambda p, q: parts(Parts(p[0], p[1], square) * Parts(q[0], q[1], square))


def test_magnitudes_and_counts_are_told_by_the_square_of_one() -> None:
    assert products_of(1)((1, 2), (3, 4)) == (1 * 3 + 2 * 4, 1 * 4 + 2 * 3)
    assert products_of(1)((1, 0), (1, 1)) == (1, 1)  # one product for each part
    assert parts(Parts(1, 2, 1).conjugate()) == (1, 2)
