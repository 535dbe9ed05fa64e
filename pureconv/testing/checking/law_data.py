"""Small integers to try a law on, as its signature asks for them.

Options that the candidate does not take keep their defaults. Elsewhere sizes are such
that every window fits, unless a law is about modes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pureconv.boundary import BOUNDARIES
from pureconv.checks import pair
from pureconv.laws import signals
from pureconv.nested import shape
from pureconv.network.layers import sides2d
from pureconv.sizes import MODES
from pureconv.testing.checking.search import DoesNotApplyError
from pureconv.testing.conventions import DEFAULTS, OURS, ROLES, Target
from pureconv.testing.dependency import reject, st
from pureconv.testing.strategies.arguments import arguments_of
from pureconv.testing.strategies.values import Numbers, tensors

DATA = {"x", "w", "v", "c", "shift", "bias", "gradient", *DEFAULTS}
WORDS = {"mode": MODES, "boundary": BOUNDARIES}
SIDES = {  # paddings that are not words, by axes; with a number for each side, or not
    (1, True): (0, 1, (1, 0), (0, 2)),
    (2, True): (0, 1, (1, 2), ((1, 0), (0, 2)), ((0, 1), (2, 0))),
    (1, False): (0, 1, 2),
    (2, False): (0, 1, (1, 2), (2, 0)),
}
STEPS = st.integers(1, 3)
FEW = st.integers(0, 3)
DIGITS = st.lists(st.integers(0, 9), min_size=1, max_size=4)


@st.composite
def plane_data(
    draw: Any,
    /,
    law: Callable[..., Any],
    asked: list[str],
    functions: Mapping[str, str],
    target: Target,
    axes: int,
    elements: Numbers,
) -> dict[str, Any]:
    """Draw the data of a law on signals or images: its options, kernels, signal."""
    axes = 2 if "correlate2d" in functions else axes
    flat = signals.OF_SIGNALS.get(law, "")
    data: dict[str, Any] = {}
    for name in ("mode", "boundary", "stride", "dilation"):
        if name in asked:
            data[name] = _option(draw, name, target, 1 if "x" in flat else axes)
    if "shift" in asked:
        data["shift"] = draw(FEW if axes == 1 else st.tuples(FEW, FEW))
    if "c" in asked:
        data["c"] = draw(st.integers(-3, 3))

    room = [1, 1]
    down_along = pair(data.get("dilation", 1), "dilation", 1)
    for name in (n for n in ("w", "v", "x") if n in asked):
        if law in signals.OF_DIGITS:
            data[name] = draw(DIGITS)
            continue
        least, more = ((1, 1), 2) if name != "x" else (room, 4)
        sizes = least[: 1 if name in flat else axes]
        sizes = tuple(n + draw(st.integers(0, more)) for n in sizes)
        data[name] = draw(tensors(sizes, elements=elements))
        if {"correlate", "correlate2d"} & functions.keys():
            taps = sizes * 2 if len(sizes) == 1 else sizes
            room = [n + d * (k - 1) for n, d, k in zip(room, down_along, taps)]
    return {name: data[name] for name in asked}


def _option(draw: Any, name: str, target: Target, axes: int) -> Any:
    value = target.default(name)
    if name in target.values:
        ours: Any = st.sampled_from(WORDS[name]) if name in WORDS else STEPS
        if name not in WORDS and axes == 2:
            ours = st.tuples(STEPS, STEPS)
        given = target.listed(name)
        value = draw(st.sampled_from(given) if given else ours)
    return pair(value, name, 1) if axes == 2 and name not in WORDS else value


@st.composite
def network_data(
    draw: Any,
    /,
    _: Callable[..., Any],
    asked: list[str],
    functions: Mapping[str, str],
    target: Target,
    axes: int,
    elements: Numbers,
) -> dict[str, Any]:
    """Draw the data of a law on layers, paddings and steps told for each axis."""
    rows = "layer2d" in functions  # signals, to be made images of one row
    axes, unsayable = (1, (str, tuple)) if rows else (axes, str)
    paints = "conv_transpose" in (target.convention.role, *functions)
    role = "conv_transpose" if paints else "conv"
    varied, fixed = {}, {}
    for name in ROLES[role]:
        if name in asked and name in target.values:
            values = target.listed(name)
            if name == "padding" and not values:
                values = SIDES[axes, target.convention.shapes.get("sides", True)]
            varied[name] = tuple(v for v in values if not isinstance(v, unsayable))
        if name in DEFAULTS:
            fixed[name] = target.default(name)
    if "padding" in asked and isinstance(fixed["padding"], str):
        raise DoesNotApplyError("needs padding that is not a word")
    (x, w), options = draw(
        arguments_of(role, axes, varied, elements, large=False, **fixed)
    )

    data = {"x": x, "w": w}
    for name in (n for n in DEFAULTS if n in asked):
        data[name] = _written(name, options.get(name, fixed[name]), axes)
    if "bias" in asked:
        channels = len(w[0]) * data["groups"] if paints else len(w)
        data["bias"] = options.get("bias", [0] * channels)
    if "gradient" in asked:  # of a convolution that leads back to where `x` is
        steps = {k: v for k, v in data.items() if k in fixed}
        painted = OURS[functions["conv_transpose"]].reference(x, w, **steps)
        data["gradient"] = x
        data["x"] = draw(tensors(shape(painted), elements=elements))
    return {name: data[name] for name in asked}


def _written(name: str, value: Any, axes: int) -> Any:
    """Return a padding as its sides, and a step in two axes as a pair."""
    if name == "padding" and isinstance(value, str):
        reject()
    if name == "padding":
        return sides2d(value) if axes == 2 else pair(value, name, 0)
    steps = name in {"stride", "dilation", "output_padding"}
    return pair(value, name, 0) if steps and axes == 2 else value
