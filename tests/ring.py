"""The free commutative ring: polynomials with integer coefficients in named letters.

Nothing is known about an indeterminate but its name. So an equation that holds between
indeterminates holds for all that can be put in their place: ints, Fractions, complex
numbers, the elements of any commutative ring. To compare two polynomials is to prove.

>>> a, b = indeterminates("x", 2)
>>> (a + b) * (a + -1 * b)
x[0]*x[0] + -1*x[1]*x[1]
"""

from __future__ import annotations

from typing import Any


class Polynomial:
    """A sum of monomials: `terms` maps each to its coefficient, which is never 0.

    A monomial is the sorted tuple of its letters: ("w", "x", "x") is w*x*x, () is 1.
    """

    __slots__ = ("terms",)

    def __init__(self, terms: dict[tuple[str, ...], int]) -> None:
        self.terms = terms

    def __add__(self, other: Polynomial | int) -> Polynomial:
        terms = self.terms.copy()
        for monomial, coefficient in terms_of(other).items():
            terms[monomial] = terms.get(monomial, 0) + coefficient
            if not terms[monomial]:
                del terms[monomial]
        return Polynomial(terms)

    def __mul__(self, other: Polynomial | int) -> Polynomial:
        terms: dict[tuple[str, ...], int] = {}
        for left, a in self.terms.items():
            for right, b in terms_of(other).items():
                monomial = tuple(sorted(left + right))
                terms[monomial] = terms.get(monomial, 0) + a * b
        if 0 in terms.values():
            terms = {m: total for m, total in terms.items() if total}
        return Polynomial(terms)

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self) -> Polynomial:
        return -1 * self

    def __sub__(self, other: Polynomial | int) -> Polynomial:
        return self + -1 * other

    def __rsub__(self, other: int) -> Polynomial:
        return -self + other

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (Polynomial, int)) and self.terms == terms_of(other)

    def __hash__(self) -> int:
        return hash(frozenset(self.terms.items()))

    def __repr__(self) -> str:
        return " + ".join(
            "*".join([str(a)] * (a != 1 or not monomial) + list(monomial))
            for monomial, a in sorted(self.terms.items())
        ) or "0"


def terms_of(value: Polynomial | int) -> dict[tuple[str, ...], int]:
    """Return the terms of a polynomial, or of an int, which is a multiple of 1."""
    if isinstance(value, Polynomial):
        return value.terms
    return {(): value} if value else {}


def indeterminates(name: str, *shape: int) -> Any:
    """Return nested lists of letters that are named after where they stand.

    >>> indeterminates("x", 2, 3)
    [[x[0][0], x[0][1], x[0][2]], [x[1][0], x[1][1], x[1][2]]]
    """
    if not shape:
        return Polynomial({(name,): 1})
    return [indeterminates(f"{name}[{n}]", *shape[1:]) for n in range(shape[0])]
