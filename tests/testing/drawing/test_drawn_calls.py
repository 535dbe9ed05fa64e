"""Whole calls: what a seed makes, and the same with other numbers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle, islice, permutations
from types import SimpleNamespace
from typing import Any

import pytest

from choices import Told
from pureconv.nested import shape
from pureconv.testing.conventions import resolve
from pureconv.testing.drawing import calls as whole_calls
from pureconv.testing.drawing.calls import calls, renumbered
from pureconv.testing.drawing.dice import Dice
from pureconv.testing.drawing.numbers import small
from pureconv.testing.drawing.shapes import factors
from pureconv.testing.drawing.sizes import LARGE, large_cases


@pytest.mark.parametrize(
    ("like", "taps"),
    [
        ("conv1d", [33, 31, 1]),
        ("conv1d_weight_gradient", [1, 2, 3]),  # there, the first choice is of taps
    ],
)
def test_in_two_of_three_something_is_large_one_after_the_other_but_in_gradients(
    like: str, taps: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    cases: list[Any] = [{"along": 33}, {"along": 31}]
    monkeypatch.setattr(whole_calls, "large_cases", lambda _: cases)
    drawn = calls(resolve(like), 1, lambda *_: lambda: 0, "float64")
    widths = []
    for n in range(3):
        (_, w), options = drawn(Told([n], wide=99))
        widths.append(options.get("w_size", shape(w)[-1]))
    assert widths == taps


def test_a_seed_makes_the_same_call_again() -> None:
    target = resolve("conv1d", ["bias", "stride"])
    one, two = (calls(target, 1, None, "float32")(Dice(7)) for _ in range(2))
    assert one == two
    (_, w), options = one
    assert len(options["bias"]) == len(w)


# === the shapes of real bugs ===


def several_groups(d: Any) -> bool:
    """Return whether a batch has groups of several channels, in and out."""
    inputs, outputs = len(d.w[0]), len(d.w) // d.groups
    return bool(min(len(d.x), d.groups, inputs, outputs) > 1)


TRIGGERS: list[tuple[str, str, list[str], Callable[[Any], Any]]] = [
    ("a single sample", "convolve", [], lambda d: len(d.x) == 1 < len(d.w)),
    ("longer kernel", "correlate", ["mode"], lambda d: len(d.w) > len(d.x) > 1),
    (
        "even kernel",
        "correlate",
        ["mode"],
        lambda d: d.mode == "same" and len(d.w) == 2,
    ),
    (
        "stride and dilation",
        "correlate",
        ["stride", "dilation"],
        lambda d: d.dilation > 1 < d.stride,
    ),
    (
        "not square",
        "convolve2d",
        [],
        lambda d: len(d.x) != len(d.x[0]) > 1 < len(d.w[0]),
    ),
    ("steps per axis", "correlate2d", ["stride"], lambda d: d.stride == (1, 3)),
    ("groups in a batch", "conv1d", ["groups"], several_groups),
    ("groups in a batch", "conv2d", ["groups"], several_groups),
    ("a group a channel", "conv1d", ["groups"], lambda d: d.groups == len(d.x[0]) == 8),
    (
        "a remainder",
        "conv1d",
        ["stride"],
        lambda d: (len(d.x[0][0]) - len(d.w[0][0])) % d.stride,
    ),
    ("samples left out", "conv1d", ["stride"], lambda d: d.stride > len(d.w[0][0])),
    ("sixteen channels", "conv2d", [], lambda d: len(d.w) == 16),
    ("eight channels", "conv2d", [], lambda d: len(d.x[0]) == 8),
    ("a bias per channel", "conv1d", ["bias"], lambda d: len({*d.bias}) > 1),
    (
        "padding per side",
        "conv1d",
        ["padding"],
        lambda d: d.padding in {(0, 1), (1, 0)},
    ),
    (
        "padding for a longer kernel",
        "conv1d",
        ["padding"],
        lambda d: isinstance(d.padding, int) and len(d.w[0][0]) > len(d.x[0][0]),
    ),
    (
        "output padding",
        "conv_transpose1d",
        ["stride", "output_padding"],
        lambda d: d.output_padding,
    ),
    (
        "a column",
        "conv_transpose2d",
        [],
        lambda d: len(d.x[0][0][0]) == 1 < len(d.x[0][0]),
    ),
]


@pytest.mark.parametrize(
    ("name", "options", "reached"),
    [pytest.param(*rest, id=f"{what}-{rest[0]}") for what, *rest in TRIGGERS],
)
def test_shapes_that_broke_real_libraries_are_among_200(
    name: str, options: list[str], reached: Callable[[Any], Any]
) -> None:
    """So many calls `check` tries by default."""
    target = resolve(name, options)
    (axes,) = target.roles
    drawn = calls(target, axes, small, "float64")

    def reaches(seed: int) -> bool:
        (x, w), chosen = drawn(Dice(seed))
        return bool(reached(SimpleNamespace(x=x, w=w, **chosen)))

    assert any(map(reaches, range(200)))


def test_large_sizes_come_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any two factors are large together within 200 examples, each value in 1,000."""
    target = resolve("onnx.Conv", ["strides", "dilations", "group"])
    todo = large_cases(factors(target, 2))
    turns: list[Any] = []

    def recorded(cases: list[Any]) -> Any:
        assert cases == todo
        for case in cycle(cases):
            turns.append(case)
            yield case

    monkeypatch.setattr(whole_calls, "cycle", recorded)
    drawn = calls(target, 2, small, "float64")
    for seed in range(200):
        drawn(Dice(seed))

    names = {name for case in turns for name in case}
    assert names >= {"rows", "along", "outputs", "stride", "dilation", "groups"}
    together = {pair for case in turns for pair in permutations(case, 2)}
    assert together == set(permutations(names, 2))

    some = islice(cycle(todo), 5 * len(turns))  # as many as come in 1,000 examples
    alone = {(k, v) for case in some if len(case) == 1 for k, v in case.items()}
    assert alone == {(name, value) for name in names for value in LARGE[name]}


# === with other numbers ===


SEVENS = [[[7, 7]]], [[[7]]]


def ones(_: Dice, __: Any) -> Callable[[], int]:
    return lambda: 1


@pytest.mark.parametrize(
    ("options", "drawn"),
    [
        ({"stride": 2, "bias": [7, 7]}, {"stride": 2, "bias": [1, 1]}),
        ({"stride": 2, "bias": None}, {"stride": 2, "bias": None}),
        ({"stride": 2, "bias": []}, {"stride": 2, "bias": []}),
        ({"stride": 2}, {"stride": 2}),
        ({}, {}),
    ],
)
def test_all_but_the_numbers_stays_as_it_was_drawn(options: Any, drawn: Any) -> None:
    again = renumbered((SEVENS, options), Dice(0), ones, "float64")
    assert again == (([[[1, 1]]], [[[1]]]), drawn)


@pytest.mark.parametrize("drawn", [5, ([1], [2]), ([1], [2], {}), (([1], 2, 3), {}),
                                   (([1], [2]), None), (([[1], [2, 3]], [1]), {})])
def test_what_is_no_pair_of_arguments_is_told_so(drawn: Any) -> None:
    with pytest.raises(TypeError) as error:
        renumbered(drawn, Dice(0), ones, "float64")
    text = f"arguments must draw pairs ((x, w), options), not {drawn}"
    assert str(error.value) == text
