"""What a convention is: a reference, and how a library says what it says.

A reference takes `x` and `w` as nested lists, in this order, and options by the names
that the library gives them. It is exact, for whatever numbers this library takes; it
does not round or overflow as the library does. Its axes lie in our order, whatever the
library's; `layout` tells the other. The functions of this library are rows, too: OURS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pureconv
from pureconv.testing.conventions import gradients as slopes
from pureconv.testing.conventions.layouts import Layout
from pureconv.testing.conventions.quick import quick

Options = Mapping[str, tuple[Any, ...]]

SLIDING = ("mode", "stride", "dilation", "boundary")
LAYER = ("bias", "stride", "padding", "dilation", "groups", "boundary")
TRANSPOSED = ("bias", "stride", "padding", "output_padding", "dilation", "groups")
STEPPING = ("stride", "padding", "dilation", "groups")
DEFAULTS = {  # what an option of ours is where a convention says nothing of it
    "mode": "valid",
    "boundary": "zero",
    "stride": 1,
    "padding": 0,
    "output_padding": 0,
    "dilation": 1,
    "groups": 1,
}
ROLES = {  # what a function can stand for, and the options that ours have
    "convolve": SLIDING,
    "correlate": SLIDING,
    "scatter": (),
    "conv": LAYER,
    "conv_transpose": TRANSPOSED,
    "conv_input_gradient": STEPPING,
    "conv_weight_gradient": STEPPING,
    "conv_transpose_input_gradient": TRANSPOSED[1:],
    "conv_transpose_weight_gradient": TRANSPOSED[1:],
    "bias_gradient": (),
}
KINDS = ("", "_input_gradient", "_weight_gradient")  # of a layer
NOTHING: Mapping[Any, Any] = MappingProxyType({})


class Convention(NamedTuple):
    """One function, ours or a library's, and how to say what it says."""

    reference: Callable[..., Any]
    role: str  # which of ROLES it plays, whose laws it may obey; "sums" if none
    options: Mapping[int, Options]  # for each number of axes: option -> values to tell
    arguments: tuple[Any, ...] = ("x", "w")  # the order in which the library wants them
    operands: tuple[str, str] = ("x", "w")  # what it calls these two
    drawn: tuple[str, ...] = ()  # its options that decide which shapes fit
    shapes: Mapping[str, Any] = NOTHING  # what else decides that
    names: Mapping[str, str] = NOTHING  # what it calls our options, where not as we do
    words: Mapping[str, Mapping[str, Any]] = NOTHING  # option -> its words in ours
    call: str = ""  # what to write, if not the name and the arguments; {}: options
    layout: Layout | None = None  # in which order it has the axes, if not in ours
    complex_output: bool = False  # whether it gives complex numbers for real ones
    real: bool = False  # whether it drops the imaginary parts of complex numbers

    @property
    def batched(self) -> bool:
        """Whether x is [batch item][channel][...], and w the weights of a layer."""
        return self.role in {"conv", "conv_transpose"}

    @property
    def layer(self) -> str:
        """The role of the layer, where this is a gradient of one, or nothing."""
        if not self.role.endswith("gradient"):
            return ""
        return "conv_transpose" if self.role.startswith("conv_transpose") else "conv"

    def ours(self, option: str) -> str:
        """Return our name for an option."""
        return self.names.get(option, option)

    def theirs(self, option: str) -> str:
        """Return what the library calls an option of ours."""
        return next((k for k, ours in self.names.items() if ours == option), option)

    def sized(self, x: tuple[int, ...], w: tuple[int, ...]) -> dict[str, Any]:
        """Return the option that tells a gradient its size, if it has to be told.

        It is the size of each axis of x or w, or with `whole` of each dimension.

        >>> OURS["conv1d_weight_gradient"].sized((1, 2, 9), (3, 2, 5))
        {'w_size': 5}
        """
        option = self.shapes["size"]
        if not option:
            return {}
        sizes = x if self.role.endswith("input_gradient") else w
        sizes = sizes if self.shapes.get("whole") else sizes[2:]
        return {option: sizes if len(sizes) > 1 else sizes[0]}

    def said(self, option: str, value: Any) -> Any:
        """Return what we say for a value of an option.

        >>> words = {"padding": {"VALID": 0}}
        >>> Convention(max, "conv", {1: {}}, words=words).said("padding", "VALID")
        0
        """
        known = self.words.get(option, NOTHING)
        return known.get(value, value) if isinstance(value, str) else value

    def in_ours(self, option: str, value: Any) -> Any:
        """Return the same, as layers here take it: one axis as a number, no word for 0.

        >>> row = Convention(max, "conv", {1: {}}, names={"strides": "stride"})
        >>> row.in_ours("strides", [2]), row.in_ours("strides", [2, 3])
        (2, (2, 3))
        >>> row.in_ours("padding", "valid"), row.in_ours("padding", "same")
        (0, 'same')
        """
        value = self.said(option, value)
        if isinstance(value, (list, tuple)):
            return value[0] if len(value) == 1 else tuple(value)
        return 0 if (self.ours(option), value) == ("padding", "valid") else value


def role_name(role: str, axes: int) -> str:
    """Return the function of ours that plays a role in so many axes.

    >>> role_name("convolve", 1), role_name("convolve", 2), role_name("conv", 1)
    ('convolve', 'convolve2d', 'conv1d')
    >>> role_name("conv_transpose_input_gradient", 2)
    'conv_transpose2d_input_gradient'
    """
    for layer in ("conv_transpose", "conv"):
        kind = role[len(layer) :]
        if role.startswith(layer) and kind in KINDS:
            return f"{layer}{axes}d{kind}"
    return role if axes == 1 or role == "bias_gradient" else f"{role}2d"


def _ours(role: str, axes: int, shapes: Mapping[str, Any] = NOTHING) -> Convention:
    function = quick(getattr(pureconv, role_name(role, axes)))
    return Convention(function, role, {axes: {}}, drawn=ROLES[role], shapes=shapes)


def gradient(
    # The same result by 0 as by None: both are no reference.
    role: str, axes: int, reference: Callable[..., Any] | None = None, size: str = ""
) -> Convention:
    """Return the row of a gradient, ours or one with a `size` of all dimensions."""
    by = role.split("_")[-2]
    shapes: dict[str, Any] = {}
    if size:
        shapes = {"sides": False, "words": False, "whole": True}
    size = size or {"input": "x_size", "weight": "w_size"}[by]
    arguments: tuple[str, ...] = (size, "w", "x") if by == "input" else ("x", size, "w")
    if role == "conv_transpose_input_gradient":  # its shape follows from the others
        size, arguments = "", ("w", "x")
    return Convention(
        reference or slopes.ours(role_name(role, axes)),
        role,
        {axes: {}},
        arguments,
        slopes.DATA[by],
        ROLES[role],
        {**shapes, "size": size},
    )


OURS: dict[str, Convention] = {
    "convolve": _ours("convolve", 1, {"mode": "full"}),
    "correlate": _ours("correlate", 1),
    "scatter": _ours("scatter", 1, {"mode": "full"}),
    "convolve2d": _ours("convolve", 2, {"mode": "full"}),
    "correlate2d": _ours("correlate", 2),
    "conv1d": _ours("conv", 1),
    "conv2d": _ours("conv", 2),
    "conv_transpose1d": _ours("conv_transpose", 1),
    "conv_transpose2d": _ours("conv_transpose", 2),
    **{
        role_name(role, axes): gradient(role, axes)
        for role in ROLES
        for axes in (1, 2)
        if role.endswith(KINDS[1:])
    },
    "bias_gradient": Convention(
        slopes.bias_gradient, "bias_gradient", {1: {}, 2: {}}, ("x",), ("gradient", "")
    ),
}
