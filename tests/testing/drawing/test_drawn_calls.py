"""Whole calls: what a seed makes, and the same with other numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from choices import Told
from pureconv.nested import shape
from pureconv.testing.conventions import resolve
from pureconv.testing.drawing import calls as whole_calls
from pureconv.testing.drawing.calls import calls, renumbered
from pureconv.testing.drawing.dice import Dice


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
