"""Which weight met which sample: the formula behind any output.

Nothing is derived here. A function of this library adds and multiplies whatever it is
given, so it is given symbols, and its own loops write down what they do:

    >>> from pureconv import convolve
    >>> from pureconv.trace import formulas, trace
    >>> print(formulas(trace(convolve, 3, 2)))
    y[0] = w[0]*x[0]
    y[1] = w[0]*x[1] + w[1]*x[0]
    y[2] = w[0]*x[2] + w[1]*x[1]
    y[3] = w[1]*x[2]

Terms stand in the order in which they are added. Where a boundary rule reads a sample
again, it shows as that sample; a zero that is data, as padding is, shows as a zero.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pureconv.checks import called, integer, listable


class Formula:
    """A sum of products that is written down, not worked out.

    `terms` holds the products, and each product its factors: names, and numbers that
    names were multiplied by.

    >>> w, x = symbols("w", 2), symbols("x", 2)
    >>> w[0] * x[1] + w[1] * 0
    w[0]*x[1] + w[1]*0
    >>> (w[0] * x[1] + w[1] * 0).terms
    (('w[0]', 'x[1]'), ('w[1]', 0))
    """

    def __init__(self, *terms: tuple[Any, ...]) -> None:
        """Take the terms, each a tuple of factors."""
        self.terms = terms

    def __add__(self, other: Any) -> Formula:
        """Return the terms of both."""
        return Formula(*self.terms, *_addends(other))

    def __radd__(self, other: Any) -> Formula:
        """Return the same for a number that comes first."""
        return Formula(*_addends(other), *self.terms)

    def __mul__(self, other: Any) -> Formula:
        """Return each term times each term."""
        return Formula(*((*a, *b) for a in self.terms for b in _products(other)))

    def __rmul__(self, other: Any) -> Formula:
        """Return the same for a number that comes first."""
        return Formula(*((*a, *b) for a in _products(other) for b in self.terms))

    def __repr__(self) -> str:
        """Return the formula as one would write it."""
        text = " + ".join("*".join(map(str, factors)) for factors in self.terms)
        return text.replace("+ -", "- ") or "0"


def _products(value: Any) -> tuple[tuple[Any, ...], ...]:
    return value.terms if isinstance(value, Formula) else ((value,),)


def _addends(value: Any) -> tuple[tuple[Any, ...], ...]:
    """Return the terms of an addend; a plain 0, which sums start from, has none."""
    return _products(value) if isinstance(value, Formula) or value != 0 else ()


def symbols(name: str, *shape: int) -> Any:
    """Return nested lists of symbols, each named by its place.

    >>> symbols("w", 2, 3)
    [[w[0][0], w[0][1], w[0][2]], [w[1][0], w[1][1], w[1][2]]]

    Raises ValueError for a negative size.
    """
    if not shape:
        return Formula((name,))
    size = listable(integer(shape[0], "size", 0), "list of symbols")
    names = [name] * size  # which there is room for, or a MemoryError at once
    return [symbols(f"{each}[{n}]", *shape[1:]) for n, each in enumerate(names)]


def sizes(shape: Any, name: str) -> tuple[int, ...]:
    """Return a shape, an int or several of them, as a tuple."""
    if not isinstance(shape, (list, tuple)):
        return (listable(integer(shape, name, 1), name),)
    return tuple(
        listable(integer(shape[n], f"{name}[{n}]", 1), name) for n in range(len(shape))
    )


def trace(
    function: Callable[..., Any], x_shape: Any, w_shape: Any, **options: Any
) -> Any:
    """Return the outputs of `function(x, w, **options)` as formulas, in nested lists.

    A shape is an int or a tuple of them, as deep as the function wants its lists. What
    takes other arguments is called with `symbols` directly.

    >>> from pureconv import correlate, pad
    >>> trace(correlate, 3, 3, mode="same", boundary="reflect")[0]
    w[0]*x[1] + w[1]*x[0] + w[2]*x[1]
    >>> correlate(pad(symbols("x", 3), 1), symbols("w", 3))[0]
    w[0]*0 + w[1]*x[0] + w[2]*x[1]

    Raises TypeError for what cannot be called, ValueError for a size below 1, and what
    the function raises.
    """
    called(function, "function")
    x_shape, w_shape = sizes(x_shape, "x_shape"), sizes(w_shape, "w_shape")
    return function(symbols("x", *x_shape), symbols("w", *w_shape), **options)


def formulas(y: Any, name: str = "y") -> str:
    """Return nested lists as text, one line for each output.

    >>> from pureconv import weighted_sum
    >>> print(formulas(trace(weighted_sum, 2, 2)))
    y = w[0]*x[0] + w[1]*x[1]
    """
    if not isinstance(y, list):
        return f"{name} = {y}"
    return "\n".join(formulas(y[n], f"{name}[{n}]") for n in range(len(y)))
