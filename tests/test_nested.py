"""Nested lists of any depth: how they are made, measured and walked."""

from __future__ import annotations

from array import array
from typing import Any

import pytest

from pureconv.nested import leaves, lists, shape
from refusals import refusal


class Column:
    """What has tolist() and is no sequence, as an array of another library."""

    def __init__(self, *rows: Any) -> None:
        self.rows = rows

    def tolist(self) -> Any:
        return [[row] for row in self.rows]


def test_sequences_and_objects_with_tolist_become_lists() -> None:
    assert lists(Column(1, 2)) == [[1], [2]]
    assert lists((Column(1), array("i", [2, 3]))) == [[[1]], [2, 3]]
    assert lists([range(2), b"12", "12", None]) == [[0, 1], b"12", "12", None]


def test_a_list_that_holds_itself_is_refused() -> None:
    values: list[Any] = [1]
    values.append(values)
    said = "is nested too deeply, or holds itself"
    assert refusal(lists, values) == f"ValueError: an array {said}"
    assert refusal(lists, values, "gradient") == f"ValueError: gradient {said}"


def test_lists_are_copied_all_the_way_down() -> None:
    values = [[1, 2], [3.5]]
    copied = lists(values)
    copied[0][0] = copied[1] = 7

    assert values == [[1, 2], [3.5]]


@pytest.mark.parametrize(
    ("values", "lengths"),
    [(5, ()), ([], (0,)), ([5], (1,)), ([[], []], (2, 0)), ([[[5]], [[6]]], (2, 1, 1))],
)
def test_a_shape_is_the_length_of_every_axis(
    values: Any, lengths: tuple[int, ...]
) -> None:
    assert shape(values) == lengths


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([[1], 2], "1 long beside a number"),
        ([2, [1, 1]], "2 long beside a number"),
        ([[], 2], "0 long beside a number"),
        ([[1, 2], [3]], "1 long beside 2 long"),
        ([[[1], [2]], [[3], [4, 5]]], "1 long beside 2 long"),
    ],
)
def test_ragged_lists_have_no_shape(values: Any, found: str) -> None:
    assert refusal(shape, values) == f"ValueError: ragged lists: {found}"
    said = f"ValueError: y holds ragged lists: {found}"
    assert refusal(shape, values, "y") == said


def test_leaves_are_numbers_at_any_depth() -> None:
    assert leaves([1, [2, [3]], []]) == [1, 2, 3]
    assert leaves([[]]) == []
    assert leaves(None) == [None]
