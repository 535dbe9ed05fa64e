"""What vectors can be made of: functions of this library, gradients too, and others'.

A case is bilinear in two operands, and perhaps has a bias. What these are called, and
what else a call tells, are the names of the function's own parameters: the gradient of
a layer by its input takes x_size, w and gradient.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

import pureconv
from pureconv.checks import shown
from pureconv.testing.conventions import DEFAULTS, Target, Varied, resolve
from pureconv.testing.vectorfiles.shapes import Drawn

Shape = tuple[int, ...]

GRADIENTS = {  # the layer whose shapes are drawn, and the operands
    "conv1d_input_gradient": ("conv1d", ("w", "gradient")),
    "conv2d_input_gradient": ("conv2d", ("w", "gradient")),
    "conv1d_weight_gradient": ("conv1d", ("x", "gradient")),
    "conv2d_weight_gradient": ("conv2d", ("x", "gradient")),
    "conv_transpose1d_input_gradient": ("conv_transpose1d", ("w", "gradient")),
    "conv_transpose2d_input_gradient": ("conv_transpose2d", ("w", "gradient")),
    "conv_transpose1d_weight_gradient": ("conv_transpose1d", ("x", "gradient")),
    "conv_transpose2d_weight_gradient": ("conv_transpose2d", ("x", "gradient")),
    "bias_gradient": ("conv2d", ("", "gradient")),  # linear: the other one is 1
}


class Function(NamedTuple):
    """A function that vectors are made of."""

    name: str
    target: Target  # whose shapes and options are drawn
    reference: Callable[..., Any]
    operands: tuple[str, str] = ("x", "w")

    @property
    def forward(self) -> bool:
        """Whether it is drawn for itself, and not for its derivative."""
        return self.operands == ("x", "w")

    @property
    def parameters(self) -> list[str]:
        """The names of all that a call may tell, in order."""
        return list(inspect.signature(self.reference).parameters)

    def shapes(self, drawn: Drawn) -> tuple[Shape, Shape, Shape | None]:
        """Return the shapes of the operands and of a bias."""
        named = {"x": drawn.x, "w": drawn.w, "gradient": drawn.y or (), "": (1,)}
        first, second = (named[name] for name in self.operands)
        return first, second, drawn.bias

    def line(self, drawn: Drawn, data: list[Any], axes: int) -> dict[str, Any]:
        """Return a call of which everything has a name."""
        told = dict(zip((*self.operands, "bias"), data))
        sizes = {"x_size": drawn.x[-axes:], "w_size": drawn.w[-axes:]}
        told.update({k: v if axes == 2 else v[0] for k, v in sizes.items()})
        told.update(drawn.options)
        order = [*self.parameters, *drawn.options]
        return {k: told[k] for k in dict.fromkeys(order) if told.get(k) is not None}

    def bilinear(self, line: dict[str, Any]) -> tuple[Callable[..., Any], list[Any]]:
        """Return a function of two operands, perhaps a bias, and what to give it."""
        names = [name for name in (*self.operands, "bias") if name in line or not name]
        rest = {k: v for k, v in line.items() if k not in names}

        def function(*operands: Any) -> Any:
            given = {k: v for k, v in zip(names, operands) if k}
            return self.reference(**given, **rest)

        return function, [line[name] if name else [1] for name in names]


def function_of(like: Any, options: Varied = ()) -> Function:
    """Return what `like` stands for: a function of ours, or a name in CONVENTIONS.

    >>> function_of("conv2d_input_gradient", ["stride"]).parameters[:4]
    ['x_size', 'w', 'gradient', 'stride']

    Raises ValueError when it stands for nothing, and for an option that it has not.
    """
    name = like if isinstance(like, str) else getattr(like, "__name__", "")
    if name not in GRADIENTS or like not in {name, getattr(pureconv, name)}:
        target = resolve(like, options)
        if target.convention.layout is not None:
            why = "has its axes in another order than vectors: ask for a layer of ours"
            raise ValueError(f"{target.name} {why}")
        return Function(target.name, target, target.reference)
    layer, operands = GRADIENTS[name]
    reference = getattr(pureconv, name)
    target = resolve(layer, options)
    known = [k for k in inspect.signature(reference).parameters if k in DEFAULTS]
    for option in target.values:
        if option not in known:
            has = ", ".join(known) or "none"
            raise ValueError(f"{name} has no option {shown(option)} to vary, but {has}")
    return Function(name, target, reference, operands)
