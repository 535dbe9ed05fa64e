"""The free commutative ring: polynomials with integer coefficients in named letters.

Nothing is known about an indeterminate but its name. So an equation that holds between
indeterminates holds for all that can be put in their place: ints, Fractions, complex
numbers, the elements of any commutative ring. To compare two polynomials is to prove.

>>> a, b = indeterminates("x", 2)
>>> (a + b) * (a + -1 * b)
x[0]*x[0] + -1*x[1]*x[1]

A letter stands for a prime, and a product of letters for the product of their primes:
there is one way only to factor it, so products are equal where their letters are, in
any order.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import count
from math import isqrt, prod
from typing import Any


class Polynomial:
    """A sum of monomials: `terms` maps each to its coefficient, which is never 0.

    A monomial is an int: the product of the primes of its letters, 1 if it has none.
    """

    __slots__ = ("terms",)

    def __init__(self, terms: dict[int, int]) -> None:
        self.terms = terms

    def __add__(self, other: Polynomial | int) -> Polynomial:
        added = terms_of(other)
        if self.terms.keys().isdisjoint(added):
            return Polynomial({**self.terms, **added})
        terms = self.terms.copy()
        for monomial, coefficient in added.items():
            total = terms.get(monomial, 0) + coefficient
            if total:
                terms[monomial] = total
            else:
                del terms[monomial]
        return Polynomial(terms)

    def __mul__(self, other: Polynomial | int) -> Polynomial:
        factors = terms_of(other).items()
        if len(self.terms) == len(factors) == 1:    # as most have
            ((left, a),), ((right, b),) = self.terms.items(), factors
            return Polynomial({left * right: a * b})
        terms: dict[int, int] = {}
        for left, a in self.terms.items():
            for right, b in factors:
                terms[left * right] = terms.get(left * right, 0) + a * b
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
            "*".join([str(a)] * (a != 1 or not letters) + letters)
            for letters, a in sorted((letters_of(m), a) for m, a in self.terms.items())
        ) or "0"


def terms_of(value: Polynomial | int) -> dict[int, int]:
    """Return the terms of a polynomial, or of an int, which is a multiple of 1."""
    if isinstance(value, Polynomial):
        return value.terms
    return {1: value} if value else {}


PRIMES: dict[str, int] = {}  # of each letter so far
UNUSED: Iterator[int] = (
    n for n in count(2) if all(n % d for d in range(2, isqrt(n) + 1))
)


def monomial(*letters: str) -> int:
    """Return the product of some letters, as an int."""
    for letter in letters:
        if letter not in PRIMES:
            PRIMES[letter] = next(UNUSED)
    return prod(map(PRIMES.__getitem__, letters))


def letters_of(monomial: int) -> list[str]:
    """Return the letters of a product, sorted.

    >>> letters_of(monomial("b", "a", "b"))
    ['a', 'b', 'b']
    """
    letters = []
    for letter, prime in PRIMES.items():
        while monomial % prime == 0:
            letters.append(letter)
            monomial //= prime
    return sorted(letters)


@cache
def indeterminate(name: str) -> Polynomial:
    """Return the letter of this name: nobody changes a polynomial, so it is shared."""
    return Polynomial({monomial(name): 1})


def indeterminates(name: str, *shape: int) -> Any:
    """Return nested lists of letters that are named after where they stand.

    >>> indeterminates("x", 2, 3)
    [[x[0][0], x[0][1], x[0][2]], [x[1][0], x[1][1], x[1][2]]]
    """
    if not shape:
        return indeterminate(name)
    return [indeterminates(f"{name}[{n}]", *shape[1:]) for n in range(shape[0])]
