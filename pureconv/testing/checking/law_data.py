"""Small integers to try a law on, as its signature asks for them.

Options that the candidate does not take keep their defaults. Elsewhere sizes are such
that every window fits, unless a law is about modes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import product
from typing import Any

from pureconv.boundary import BOUNDARIES
from pureconv.checks import pair
from pureconv.laws import signals
from pureconv.nested import shape
from pureconv.network.layers import sides2d
from pureconv.sizes import MODES
from pureconv.testing.checking.search import DoesNotApplyError
from pureconv.testing.conventions import DEFAULTS, OURS, ROLES, Target
from pureconv.testing.strategies import Numbers, tensors
from pureconv.testing.strategies.arguments import arguments_of
from pureconv.testing.strategies.dependency import st

DATA = {"x", "w", "v", "c", "shift", "bias", "gradient", *DEFAULTS}
WORDS = {"mode": MODES, "boundary": BOUNDARIES}
SIDES = {  # paddings that are not words, by axes; with a number for each side, or not
    (1, True): (0, 1, (1, 0), (0, 2)),
    (2, True): (0, 1, (1, 2), ((1, 0), (0, 2)), ((0, 1), (2, 0))),
    (1, False): (0, 1, 2),
    (2, False): (0, 1, (1, 2), (2, 0)),
}
FEW = st.integers(0, 3)
STEPS = ("stride", "dilation", "output_padding", "groups")
FEW_STEPS = {1: (1, 2, 3), 2: tuple(product((1, 2, 3), repeat=2))}
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
    own, axes = axes, 2 if "correlate2d" in functions else axes
    flat = signals.OF_SIGNALS.get(law, "")
    data: dict[str, Any] = {}
    for name in ("mode", "boundary", "stride", "dilation"):
        if name in asked:
            along = 1 if "x" in flat else axes
            data[name] = _option(draw, name, target, own, along)
    if "shift" in asked:
        data["shift"] = draw(FEW if axes == 1 else st.tuples(FEW, FEW))
    if "c" in asked:
        data["c"] = draw(st.integers(-3, 3))

    room = [1, 1]
    down_along = pair(data.get("dilation", 1), "dilation", 1)
    for name in (n for n in ("w", "v", "x") if n in asked):
        if law is signals.digits_multiply:
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


def _option(draw: Any, name: str, target: Target, axes: int, along: int) -> Any:
    """Draw an option of a law that slides along so many axes, not always the target's.

    It has a value that was declared; where we have no such value, the default.
    """
    option, value, words = target.theirs(name), target.usual(name), WORDS.get(name)
    if words and value not in words:
        value = DEFAULTS[name]
    if option:
        said = partial(target.convention.said, option)
        given = [*map(said, target.listed(option, axes))]
        values: list[Any] = [v for v in words or () if v in given or not given]
        if not words:
            values = _of_axes(tuple(given) or FEW_STEPS[along], along)
        value = draw(st.sampled_from(values)) if values else value
    return pair(value, name, 1) if along == 2 and not words else value


def unspoken(asked: list[str], target: Target, axes: int) -> dict[str, Any]:
    """Return the options that vary, but of which a law does not speak.

    Each has its default, or where that was not declared, the first value that was.
    """
    chosen = {}
    for option in target.values:
        if target.convention.ours(option) not in [*asked, "bias"]:
            given, default = target.listed(option, axes), target.default(option)
            same = [v for v in given if simplest(v) == simplest(default)]
            (chosen[option], *_) = same or given or [default]
    return chosen


def simplest(value: Any) -> Any:
    """Return one int for a list of equal ones, and a tuple for other lists.

    >>> simplest([2]), simplest([2, 2]), simplest([2, 1]), simplest("same")
    (2, 2, (2, 1), 'same')
    """
    if not isinstance(value, (list, tuple)):
        return value
    parts = tuple(simplest(v) for v in value)
    same = len(set(parts)) == 1 and isinstance(parts[0], int)
    return parts[0] if same else parts


def _of_axes(values: tuple[Any, ...], axes: int) -> list[Any]:
    """Return those steps that a law can take along so many axes, as we write them.

    >>> _of_axes((1, [2], [1, 3], "no"), 1), _of_axes((1, [1, 3], "no"), 2)
    ([1, 2], [1, (1, 3)])
    """
    simple = map(simplest, values)
    return [v for v in simple if isinstance(v, int) or (type(v) is tuple and axes == 2)]


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
    own, axes = axes, 1 if rows else axes
    paints = "conv_transpose" in (target.convention.role, *functions)
    role = "conv_transpose" if paints else "conv"
    varied, fixed = {}, {}
    for name in ROLES[role]:
        option = target.theirs(name)
        if name in asked and option:
            said = partial(target.convention.said, option)
            values = tuple(map(said, target.listed(option, own)))
            if name == "padding" and not values:
                values = SIDES[axes, target.convention.shapes.get("sides", True)]
            kinds = (str,) if name == "boundary" else (int, tuple)
            spoken = tuple(v for v in map(simplest, values) if isinstance(v, kinds))
            if rows or (axes == 1 and name in STEPS):
                spoken = tuple(v for v in spoken if not isinstance(v, tuple))
            if spoken or not values:
                varied[name] = spoken
        if name in DEFAULTS:
            fixed[name] = target.usual(name)
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
    if name == "padding":
        return sides2d(value) if axes == 2 else pair(value, name, 0)
    steps = name in {"stride", "dilation", "output_padding"}
    return pair(value, name, 0) if steps and axes == 2 else value
