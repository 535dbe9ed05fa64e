"""Which laws a candidate is tried on: those that are declared for its role."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

import pureconv
from pureconv.laws import layers, signals
from pureconv.testing.checking import check, plan
from pureconv.testing.checking.laws import NEEDS, implementations, laws_in
from pureconv.testing.conventions import OURS


def tried(like: Any, **settings: Any) -> set[str]:
    """Return the names of the laws that are tried on a right candidate."""
    names = {law.__name__ for room in (signals, layers) for law in laws_in(room)}
    return {each.name for each in plan(print, like, **settings).checks} & names


@pytest.mark.parametrize("name", [n for n in OURS if "gradient" not in n])
def test_every_role_has_laws(name: str) -> None:
    assert len(tried(name)) >= (1 if name == "scatter" else 8)


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
