"""Which laws a candidate is tried on: those that are declared for its role."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

import pureconv
from pureconv.laws import layers, signals
from pureconv.nested import mapped
from pureconv.testing.checking import check, plan
from pureconv.testing.checking.laws import NEEDS, implementations, laws_in
from pureconv.testing.conventions import CONVENTIONS, OURS


def tried(like: Any, **settings: Any) -> set[str]:
    """Return the names of the laws that are tried on a right candidate."""
    names = {law.__name__ for room in (signals, layers) for law in laws_in(room)}
    return {each.name for each in plan(print, like, **settings).checks} & names


@pytest.mark.parametrize("name", [n for n in OURS if "gradient" not in n])
def test_every_role_has_laws(name: str) -> None:
    assert len(tried(name)) >= (1 if name == "scatter" else 8)


@pytest.mark.parametrize("name", [n for n in OURS if "gradient" not in n])
def test_no_law_is_skipped_where_all_options_vary(name: str) -> None:
    row = OURS[name]
    words: Any = {"options": row.drawn, "only": [*tried(name)], "max_examples": 2}
    records = check(row.reference, name, on_fail=None, **words)
    assert {record.status for record in records} == {"passed"}


def test_every_law_is_about_some_role() -> None:
    """But for one about weights that are shifted, which no candidate stands for."""
    known = {law.__name__ for room in (signals, layers) for law in laws_in(room)}
    assert set().union(*map(tried, OURS)) == known - {"all_shifts_only_scale"}


def test_a_law_that_needs_an_option_has_it_as_a_parameter() -> None:
    for law, option in NEEDS.items():
        assert option in law.__code__.co_varnames[: law.__code__.co_argcount]


def test_layers_stand_for_the_layer_that_is_tested() -> None:
    law = layers.one_row_is_a_signal
    assert implementations(law, "conv", 1) == {"layer2d": "conv2d", "layer1d": "conv1d"}
    names = implementations(law, "conv_transpose", 2)
    assert names == {"layer2d": "conv_transpose2d", "layer1d": "conv_transpose1d"}


@pytest.mark.parametrize("padding", [[(1, 2)], [(0, 1), 2]])
def test_laws_have_paddings_of_two_sides_as_they_were_declared(padding: Any) -> None:
    todo = plan(pureconv.conv1d, "conv1d", options={"padding": padding})
    [check] = [each for each in todo.checks if each.name == "adjoint"]
    assert todo.record(check).status == "passed"


@pytest.mark.parametrize("axes", [1, 2])
def test_laws_have_one_number_for_both_sides_where_a_library_wants_so(
    axes: int,
) -> None:
    name = f"torch.nn.functional.conv{axes}d"
    candidate = CONVENTIONS[name].reference
    words: Any = {"options": ["padding"], "max_examples": 4, "on_fail": None}
    for law in "adjoint", "padding_is_data":
        (record,) = check(candidate, name, only=[law], **words)
        assert record.status == "passed"


def test_laws_on_images_have_pairs_as_they_were_declared() -> None:
    def spoiled_by_a_pair(x: Any, w: Any, *, stride: Any = 1) -> Any:
        y = pureconv.conv2d(x, w, stride=stride)
        return y if isinstance(stride, int) else mapped(lambda v: v + 1, y)

    words: Any = {"options": {"stride": [(1, 2)]}, "only": ["one_channel_is_correlate"]}
    (record,) = check(spoiled_by_a_pair, "conv2d", on_fail=None, **words)
    assert record.status == "failed"


def test_a_bias_that_a_law_does_not_speak_of_is_not_shown() -> None:
    def one_more(x: Any, w: Any, bias: Any) -> Any:
        return mapped(lambda v: v + 1, pureconv.conv1d(x, w, bias))

    only = ["one_tap_mixes_channels"]
    (record,) = check(one_more, "conv1d", options=["bias"], only=only, on_fail=None)
    assert record.status == "failed"
    assert "bias" not in record.message


def test_rows_and_columns_of_padding_are_no_sides_of_one_row() -> None:
    """So its padding is the default, which was not declared here."""
    todo = plan(pureconv.conv2d, "conv2d", options={"padding": [(1, 2)]})
    [check] = [each for each in todo.checks if each.name == "one_row_is_a_signal"]
    assert todo.record(check).message == "needs padding=((0, 0), (0, 0))"


def test_laws_that_need_numbers_for_padding_are_skipped_where_it_is_a_word() -> None:
    like = partial(pureconv.conv1d, padding="same")
    todo = plan(like, like, max_examples=4)
    found = {each.name: todo.record(each) for each in todo.checks}

    assert "failed" not in {record.status for record in found.values()}
    assert found["adjoint"].status == "skipped"
    assert found["adjoint"].message == "needs padding that is not a word"
    assert found["one_tap_mixes_channels"].status == "passed"


def test_the_biases_of_a_law_are_not_all_zero() -> None:
    def unbiased(x: Any, w: Any, bias: Any) -> Any:
        assert bias
        return pureconv.conv1d(x, w)

    only = ["bias_shifts"]
    (record,) = check(unbiased, "conv1d", options=["bias"], only=only, on_fail=None)
    assert record.status == "failed"
