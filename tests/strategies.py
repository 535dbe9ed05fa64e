"""Hypothesis strategies that the tests share: numbers, signals, options, law arguments.

All numbers add and multiply exactly, so results are compared with ==. A kernel is drawn
first and the signal from its reach: nothing is drawn to be thrown away.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

import pureconv
from pureconv.boundary import BOUNDARIES
from pureconv.checks import pair
from pureconv.sizes import MODES, reach

Numbers = SearchStrategy[Any]
Nested = list[Any]  # a list of numbers, or of rows of them

# === numbers ===


def integers() -> Numbers:
    """Ints of any size; small ones come first and are what a failure shrinks to."""
    return st.integers(-9, 9) | st.integers()


def fractions() -> Numbers:
    return st.builds(Fraction, st.integers(-99, 99), st.integers(1, 99))


def gaussian_integers(most: int = 99) -> Numbers:
    """Complex numbers with small integers for parts: a few products never round."""
    return st.builds(complex, st.integers(-most, most), st.integers(-most, most))


def kinds() -> SearchStrategy[Numbers]:
    """One kind of numbers, for all that is drawn together."""
    return st.sampled_from([integers(), fractions(), gaussian_integers()])


# === signals and kernels, with as many axes as the two bounds say ===


@st.composite
def arrays(
    draw: DrawFn, elements: Numbers, least: Sequence[int], most: Sequence[int]
) -> Nested:
    for a, b in reversed([*zip(least, most)]):
        length = draw(st.integers(a, b))
        elements = st.lists(elements, min_size=length, max_size=length)
    nested: Nested = draw(elements)
    return nested


def signals(
    elements: Numbers, least: int = 1, most: int = 20
) -> SearchStrategy[Nested]:
    return arrays(elements, [least], [most])


def kernels(elements: Numbers, most: int = 9) -> SearchStrategy[Nested]:
    return arrays(elements, [1], [most])


def images(
    elements: Numbers, least: Sequence[int] = (1, 1), most: Sequence[int] = (7, 8)
) -> SearchStrategy[Nested]:
    return arrays(elements, least, most)


def kernels2d(elements: Numbers) -> SearchStrategy[Nested]:
    return arrays(elements, [1, 1], [4, 4])


# === options ===


def modes() -> SearchStrategy[str]:
    return st.sampled_from(MODES)


def boundaries() -> SearchStrategy[str]:
    return st.sampled_from(BOUNDARIES)


def steps() -> SearchStrategy[int]:
    """Strides and dilations."""
    return st.integers(1, 4)


def pairs(values: SearchStrategy[int]) -> SearchStrategy[tuple[int, int]]:
    return st.tuples(values, values)


# === the data of a law, as its signature asks for it ===

Law = Callable[..., tuple[Any, Any]]

KIND_IN_1D = {"Signal": "Vector", "Kernel": "Vector", "Step": "int"}
KIND_IN_2D = {"Signal": "Matrix", "Kernel": "Matrix", "Step": "Pair"}


@cache
def parameters(law: Law) -> dict[str, str]:
    """Return the parameters of a law, and what each one is, as the law calls it."""
    signature = inspect.signature(law).parameters
    return {name: str(parameter.annotation) for name, parameter in signature.items()}


def dimensions(law: Law) -> tuple[int, ...]:
    """Return for how many axes a law is stated: for 1, for 2, or for either."""
    kinds = parameters(law).values()
    if "Signal" in kinds or "Kernel" in kinds:
        return 1, 2
    return (2,) if "Matrix" in kinds else (1,)


def implementations(law: Law, axes: int) -> dict[str, Any]:
    """Return the functions a law is about: `convolve` is `convolve2d` for an image."""
    suffix = "2d" if axes == 2 and len(dimensions(law)) == 2 else ""
    names = [name for name, kind in parameters(law).items() if kind == "Candidate"]
    return {name: getattr(pureconv, name + suffix) for name in names}


def data_kinds(law: Law, axes: int) -> dict[str, str]:
    """Return the name and the kind of each piece of data that a law asks for.

    >>> data_kinds(pureconv.laws.signals.stride_thins, 2)
    {'x': 'Matrix', 'w': 'Matrix', 'stride': 'Pair'}
    """
    kinds = KIND_IN_1D if axes == 1 else KIND_IN_2D
    asked = parameters(law).items()
    return {name: kinds.get(kind, kind) for name, kind in asked if kind != "Candidate"}


def least_lengths(law: Law, axes: int, data: dict[str, Any]) -> list[int]:
    """Return how long `x` must be on each axis, given all other data.

    In mode "valid" it has to hold a whole window. That is the mode of a correlation,
    too, where a law does not speak of modes.
    """
    correlates = any(name.startswith("correlate") for name in parameters(law))
    mode = data.get("mode", "valid" if correlates else "full")
    if mode != "valid" or "w" not in data:
        return [1] * axes

    w, dilation = data["w"], data.get("dilation", 1)
    if axes == 1:
        return [reach(len(w), dilation) + 1]
    down, along = pair(dilation, "dilation", 1)
    row = w[0] if isinstance(w[0], list) else data["v"]  # w a column, v a row
    return [reach(len(w), down) + 1, reach(len(row), along) + 1]


@st.composite
def law_data(draw: DrawFn, law: Law, axes: int) -> dict[str, Any]:
    """All data of a law: options, then kernels, then a signal with room for them."""
    numbers, factors = draw(st.sampled_from([
        (integers(), integers()),
        (fractions(), fractions()),
        (gaussian_integers(), gaussian_integers(most=1)),  # powers of c stay small
    ]))
    digits = st.lists(st.integers(0, 9), min_size=1, max_size=15)
    steps_of_any_kind = {"int": steps(), "Pair": pairs(steps())}
    weights = {"Vector": kernels(numbers), "Matrix": kernels2d(numbers)}
    strategies: dict[str, dict[str, Any]] = {
        "mode": {"str": modes()},
        "boundary": {"str": boundaries()},
        "shift": steps_of_any_kind,
        "stride": steps_of_any_kind,
        "dilation": steps_of_any_kind,
        "c": {"Number": factors},
        "w": {**weights, "Digits": digits},
        "v": weights,
    }
    asked = data_kinds(law, axes)
    data = {
        name: draw(strategy[asked[name]])
        for name, strategy in strategies.items()
        if name in asked
    }
    if asked.get("x") == "Digits":
        data["x"] = draw(digits)
    elif "x" in asked:
        least = least_lengths(law, axes, data)
        data["x"] = draw(arrays(numbers, least, [n + 15 // axes for n in least]))
    return data
