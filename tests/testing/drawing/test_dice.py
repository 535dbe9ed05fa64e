"""Dice: whole numbers from the bits of a seed, each as likely as any other."""

from __future__ import annotations

from collections import Counter

import pytest

from choices import everything
from pureconv.testing.drawing.dice import Dice


@pytest.mark.parametrize(
    ("lo", "hi", "bits", "drawn"),
    [
        pytest.param(10, 15, [3], 13, id="in range"),
        pytest.param(10, 15, [7, 6, 5], 15, id="10 + 7 and 10 + 6 are beyond"),
        pytest.param(-3, 4, [0], -3, id="all three bits are in range"),
        pytest.param(10, 17, [7], 17, id="up to the last"),
    ],
)
def test_three_bits_are_drawn_until_one_of_up_to_eight_values_comes(
    lo: int, hi: int, bits: list[int], drawn: int
) -> None:
    dice, left = Dice(0), [*bits]

    def next_bits(places: int) -> int:
        assert places == 3
        return left.pop(0)

    dice.bits = next_bits
    assert dice.between(lo, hi) == drawn
    assert left == []


def test_where_there_is_no_choice_no_bits_are_drawn() -> None:
    dice = Dice(0)
    del dice.bits
    assert dice.between(7, 7) == 7
    assert dice.pick(["only"]) == "only"
    assert dice.chance(1)


def test_each_value_is_picked_as_often() -> None:
    assert Counter(everything(lambda dice: dice.pick("aabc"))) == {
        "a": 2, "b": 1, "c": 1
    }


def test_a_chance_is_once_in_so_many() -> None:
    assert [*everything(lambda dice: dice.chance(3))] == [False, False, True]
