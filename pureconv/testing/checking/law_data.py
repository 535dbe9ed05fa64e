"""Small integers to try a law on, as its signature asks for them.

Options that the candidate is not said to have, stay what they are when nobody speaks of
them. Elsewhere sizes are such that every window fits, unless a law is about modes.
"""

from __future__ import annotations

from collections.abc import Mapping
from inspect import Parameter, signature
from typing import Any

from pureconv.boundary import BOUNDARIES
from pureconv.checks import pair
from pureconv.nested import shape
from pureconv.network.layers import sides2d
from pureconv.sizes import MODES
from pureconv.testing.checking.targets import OURS, Target
from pureconv.testing.conventions import CONVENTIONS
from pureconv.testing.dependency import reject, st
from pureconv.testing.strategies.arguments import LAYER, TRANSPOSED, layer, transposed
from pureconv.testing.strategies.values import Numbers, tensors

UNSAID = {
    "mode": "valid",
    "boundary": "zero",
    "stride": 1,
    "padding": 0,
    "output_padding": 0,
    "dilation": 1,
    "groups": 1,
}
DATA = {"x", "w", "v", "c", "shift", "bias", "gradient", *UNSAID}
AXES = {"Vector": 1, "Matrix": 2, "int": 1, "Pair": 2}  # what an annotation says
WORDS = {"mode": MODES, "boundary": BOUNDARIES}
SIDES = {  # paddings that are no words, for functions of ours and for libraries
    (1, False): (0, 1, (1, 0), (0, 2)),
    (2, False): (0, 1, (1, 2), ((1, 0), (0, 2)), ((0, 1), (2, 0))),
    (1, True): (0, 1, 2),
    (2, True): (0, 1, (1, 2), (2, 0)),
}
STEPS = st.integers(1, 3)
FEW = st.integers(0, 3)


def unsaid(target: Target, option: str) -> Any:
    """Return what an option is when the candidate is not told."""
    known = signature(target.reference).parameters
    default = known[option].default if option in known else None
    return UNSAID[option] if default in (None, Parameter.empty) else default


@st.composite
def plane_data(
    draw: Any,
    /,
    kinds: Mapping[str, str],
    names: Mapping[str, str],
    target: Target,
    axes: int,
    elements: Numbers,
) -> dict[str, Any]:
    """Draw the data of a law on signals or images: its options, kernels, signal."""
    data: dict[str, Any] = {}
    for name in ("mode", "boundary", "stride", "dilation"):
        if name in kinds:
            data[name] = _option(draw, name, target, AXES.get(kinds[name], axes))
    if "shift" in kinds:
        data["shift"] = draw(FEW if axes == 1 else st.tuples(FEW, FEW))
    if "c" in kinds:
        data["c"] = draw(st.integers(-3, 3))

    room = [1, 1]
    down_along = pair(data.get("dilation", 1), "dilation", 1)
    for name in ("w", "v", "x"):
        if name not in kinds:
            continue
        if kinds[name] == "Digits":
            data[name] = draw(st.lists(st.integers(0, 9), min_size=1, max_size=4))
            continue
        least, more = ((1, 1), 2) if name != "x" else (room, 4)
        sizes = least[: AXES.get(kinds[name], axes)]
        sizes = tuple(n + draw(st.integers(0, more)) for n in sizes)
        data[name] = draw(tensors(sizes, elements=elements))
        if any(name.startswith("correlate") for name in names):
            taps = sizes * 2 if len(sizes) == 1 else sizes
            room = [n + d * (k - 1) for n, d, k in zip(room, down_along, taps)]
    return {name: data[name] for name in kinds if name in data}


def _option(draw: Any, name: str, target: Target, axes: int) -> Any:
    value = unsaid(target, name)
    if name in target.values:
        ours: Any = st.sampled_from(WORDS[name]) if name in WORDS else STEPS
        if name not in WORDS and axes == 2:
            ours = st.tuples(STEPS, STEPS)
        given = target.values[name]
        value = draw(st.sampled_from(given) if given else ours)
    return pair(value, name, 1) if axes == 2 and name not in WORDS else value


@st.composite
def network_data(
    draw: Any,
    /,
    kinds: Mapping[str, str],
    names: Mapping[str, str],
    target: Target,
    axes: int,
    elements: Numbers,
) -> dict[str, Any]:
    """Draw the data of a law on layers, paddings and steps told for each axis."""
    rows = "layer2d" in names  # signals, to be made images of one row
    axes, unsayable = (1, (str, tuple)) if rows else (axes, str)
    paints = any("transpose" in name for name in names.values())
    asked, fixed = {}, {}
    for name in TRANSPOSED if paints else LAYER:
        if name in kinds and name in target.values:
            values = target.values[name]
            if name == "padding" and not values:
                values = SIDES[axes, target.name in CONVENTIONS]
            asked[name] = tuple(v for v in values if not isinstance(v, unsayable))
        if name in UNSAID:
            fixed[name] = unsaid(target, name)
    shapes = transposed if paints else layer
    (x, w), options = draw(shapes(axes, asked, elements, **fixed))

    data = {"x": x, "w": w}
    for name in UNSAID:
        if name in kinds:
            data[name] = _spelled(name, options.get(name, fixed[name]), axes)
    if "bias" in kinds:
        channels = len(w[0]) * data["groups"] if paints else len(w)
        data["bias"] = options.get("bias", [0] * channels)
    if "gradient" in kinds:  # of a convolution that leads back to where `x` is
        steps = {k: v for k, v in data.items() if k in fixed}
        painted = OURS[names["conv_transpose"]](x, w, **steps)
        data["gradient"] = x
        data["x"] = draw(tensors(shape(painted), elements=elements))
    return {name: data[name] for name in kinds if name in data}


def _spelled(name: str, value: Any, axes: int) -> Any:
    """Return a padding as its sides, and a step in two axes as a pair."""
    if name == "padding" and isinstance(value, str):
        reject()
    if name == "padding":
        return sides2d(value) if axes == 2 else pair(value, name, 0)
    steps = name in {"stride", "dilation", "output_padding"}
    return pair(value, name, 0) if steps and axes == 2 else value
