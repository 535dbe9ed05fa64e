"""The ring must be trusted before what it proves: its own laws, and its normal form."""

from __future__ import annotations

from math import prod
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ring import Polynomial, indeterminates, letters_of, terms_of

a, b, c = (indeterminates(name) for name in "abc")


def polynomials() -> st.SearchStrategy[Any]:
    """All that can be made of three letters and small ints, ints included."""
    leaves = st.sampled_from([a, b, c]) | st.integers(-3, 3)
    return st.recursive(
        leaves,
        lambda parts: st.builds(lambda p, q: p + q, parts, parts)
        | st.builds(lambda p, q: p * q, parts, parts),
        max_leaves=6,
    )


def terms(polynomial: Any) -> dict[str, int]:
    """Return the coefficient of each product of letters."""
    return {"".join(letters_of(m)): a for m, a in polynomial.terms.items()}


def value(polynomial: Any, **letters: int) -> int:
    """Return what comes out when ints are put in place of the letters."""
    total = 0
    for monomial, coefficient in terms_of(polynomial).items():
        total += coefficient * prod(letters[name] for name in letters_of(monomial))
    return total


def test_product_is_multiplied_out_and_sorted() -> None:
    assert terms((a + b) * (b + a)) == {"aa": 1, "ab": 2, "bb": 1}


def test_what_cancels_is_gone() -> None:
    assert terms((a + b) * (a - b)) == {"aa": 1, "bb": -1}
    assert terms(a - a) == {}
    assert terms(0 * a) == {}
    assert a - a == 0


def test_ints_are_multiples_of_1() -> None:
    assert (2 + a - 2) == a
    assert terms(a + 3) == {"a": 1, "": 3}
    assert sum([a, a, 1]) == 2 * a + 1


def test_different_polynomials_are_not_equal() -> None:
    assert len({a, b, a + b, a * b, a * a, 2 * a, -a, a + 1, 0 * a}) == 9
    assert a != "a"
    assert a != 1


def test_polynomial_is_written_as_one_would() -> None:
    x = indeterminates("x", 2)
    assert repr(2 * x[0] * x[1] - x[1] + 3) == "3 + 2*x[0]*x[1] + -1*x[1]"
    assert repr(a - a) == "0"
    assert repr(Polynomial({1: 1})) == "1"


@given(polynomials(), polynomials(), polynomials())
def test_ring_laws(p: Any, q: Any, r: Any) -> None:
    assert p + q == q + p
    assert p * q == q * p
    assert (p + q) + r == p + (q + r)
    assert (p * q) * r == p * (q * r)
    assert p * (q + r) == p * q + p * r
    assert p + 0 == p
    assert p * 1 == p
    assert p - p == 0


@given(polynomials(), polynomials(), *[st.integers(-9, 9)] * 3)
def test_numbers_may_be_put_in_before_or_after(
    p: Any, q: Any, a: int, b: int, c: int
) -> None:
    """So what is equal between letters is so between the numbers in their place."""

    def put(polynomial: Any) -> int:
        return value(polynomial, a=a, b=b, c=c)

    assert put(p + q) == put(p) + put(q)
    assert put(p * q) == put(p) * put(q)
    assert put(p - q) == put(p) - put(q)
