"""One call of a reference: what is asked of a candidate, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from pureconv.nested import leaves, mapped, shape
from pureconv.trace import Formula, symbols

if TYPE_CHECKING:
    from pureconv.testing.conventions.layouts import Layout

LONGEST = 400  # characters of a formula
NOTHING: Mapping[str, Any] = MappingProxyType({})


class Call(NamedTuple):
    """A function that adds up products, its operands, and its options.

    >>> from pureconv import conv1d
    >>> call = Call(conv1d, [[[1, 2, 3]]], [[[4, -5]]], [6], {"stride": 2})
    >>> call.evaluate(), call.evaluate(abs)
    ([[[0]]], [[[20]]])
    """

    reference: Callable[..., Any]  # called as reference(x, w, bias, **options)
    x: Any
    w: Any
    bias: Any = None  # is not passed if it is None
    options: Mapping[str, Any] = NOTHING  # by the names that the reference has
    names: tuple[str, str] = ("x", "w")  # what to call x and w
    layout: Layout | None = None  # how others have the axes, who are shown the call

    @property
    def function(self) -> Callable[..., Any]:
        """The reference with the options bound, called with x, w and perhaps a bias."""
        return partial(self.reference, **self.options)

    @property
    def operands(self) -> dict[str, Any]:
        """What holds data, by name, in the order of the function's arguments."""
        bias = {} if self.bias is None else {"bias": self.bias}
        return {"x": self.x, "w": self.w, **bias}

    @property
    def told(self) -> dict[str, Any]:
        """All of the call by name, as a line says it."""
        named = zip((*self.names, "bias"), self.operands.values())
        return {**{name: v for name, v in named if name}, **self.options}

    def evaluate(self, change: Callable[[Any], Any] | None = None) -> Any:
        """Return the exact result, with `change` done to every number before."""
        operands = list(self.operands.values())
        if change is not None:
            operands = [mapped(change, v) for v in operands]
        return self.function(*operands)

    def formula(self, index: tuple[int, ...], *, symbolic: bool = True) -> str:
        """Return an output as the reference writes it down, in symbols or numbers.

        Places in symbols are those of the layout.

        >>> from pureconv import convolve
        >>> call = Call(convolve, [1, 2], [3, 4])
        >>> call.formula((1,)), call.formula((1,), symbolic=False)
        ('w[0]*x[1] + w[1]*x[0]', '3*2 + 4*1')
        """
        call = self if self.layout is None else self.layout.told(self)
        written = {
            name: symbols(name, *shape(v)) if symbolic else mapped(_number, v)
            for name, v in zip((*self.names, "bias"), call.operands.values())
        }
        if self.layout is not None:
            for n, name in enumerate(self.names):
                written[name] = self.layout.heard(n, written[name])
        if any(isinstance(v, complex) for each in self.operands.values()
               for v in leaves(each)):
            written = {k: mapped(_Complex.of, v) for k, v in written.items()}
        y = self.function(*written.values())
        for n in index:
            y = y[n]
        text = str(y)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."


class _Complex(Formula):
    """A symbol or a number that can be conjugated.

    >>> _Complex(("w[0]",)).conjugate(), _Complex((1 + 2j,)).conjugate()
    (conj(w[0]), (1-2j))
    """

    @classmethod
    def of(cls, formula: Formula) -> _Complex:
        return cls(*formula.terms)

    def conjugate(self) -> Formula:
        ((factor,),) = self.terms
        if isinstance(factor, str):
            return Formula((f"conj({factor})",))
        return Formula((factor.conjugate(),))


def _number(value: Any) -> Formula:
    return Formula((value,))
