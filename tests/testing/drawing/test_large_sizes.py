"""Sizes: which are small, which are large, which go together, and what is too much."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product
from typing import Any

import pytest

from choices import NO_LIMITS, everything
from pureconv.testing.drawing.sizes import (
    FEW,
    KINDS,
    LARGE,
    SMALL,
    Limits,
    NoRoomError,
    cost,
    covering,
    large_cases,
    limits,
    sizes,
)

ROW = "along", "columns"  # a signal
LAYER = "along", "inputs", "outputs", "batch", "columns"
PLAIN: dict[str, Any] = {"stride": (1, 1), "dilation": (1, 1), "groups": 1}


# === tables ===


def test_sides_are_large_next_to_powers_of_two() -> None:
    around = {2**k + d for k in range(3, 8) for d in (-1, 0, 1)}
    assert LARGE["rows"] == LARGE["columns"] == tuple(sorted(around))


def test_large_factors_are_whole_blocks_and_the_sizes_next_to_them() -> None:
    """Of taps, 5, 7, 9, 11 and 15 are the usual kernels, 4 to 5 a large step."""
    taps = (5, 7, 8, 9, 11, 15, 16, 17, 31, 32, 33, 63, 64, 65)
    assert LARGE["down"] == LARGE["along"] == taps
    assert LARGE["inputs"] == LARGE["outputs"] == (4, 8, 15, 16, 17, 32, 64)
    assert LARGE["groups"] == (4, 8, 16)
    assert LARGE["batch"] == (4, 8, 16, 32, 33)
    assert LARGE["stride"] == LARGE["dilation"] == (4, 5)
    assert SMALL == (1, 2, 3)


def test_a_small_kernel_has_up_to_four_taps_and_a_small_side_follows_from_it() -> None:
    assert FEW["down"] == FEW["along"] == (1, 2, 3, 4)
    assert FEW["rows"] == FEW["columns"] == (1,)


def test_kinds_of_layers_are_depthwise_a_row_of_taps_and_one_tap() -> None:
    depthwise, row, one = KINDS
    assert depthwise == {"inputs": 1, "groups": None, "down": 3, "along": 3}
    assert row == {"outputs": None, "down": 1, "stride": (1, 2)}
    assert one == {"stride": None, "down": 1, "along": 1}


# === limits ===


@pytest.mark.parametrize("name", ["max_taps", "max_size", "max_channels"])
def test_a_limit_is_one_at_least(name: str) -> None:
    known = {"max_taps": None, "max_size": None, "max_channels": None}
    with pytest.raises(ValueError, match=f"^{name} must be at least 1, not 0$"):
        limits(**{**known, name: 0})
    assert limits(**{**known, name: 1}) == Limits()._replace(**{name[4:]: 1})


def zeros(*shape: int) -> Any:
    return [zeros(*shape[1:]) for _ in range(shape[0])] if shape else 0


@pytest.mark.parametrize(
    ("role", "x", "w", "wrong"),
    [
        ("convolve", (9,), (4,), "taps"),
        ("convolve", (9,), (3,), ""),
        ("correlate", (10,), (1,), "size"),
        ("correlate", (9, 10), (3, 3), "size"),
        ("correlate", (9, 9), (3, 4), "taps"),
        ("scatter", (9,), (4,), "taps"),
        ("conv", (99, 2, 9), (2, 2, 3), ""),
        ("conv", (1, 3, 9), (2, 2, 3), "channels"),
        ("conv", (1, 2, 9), (3, 2, 3), "channels"),
        ("conv", (1, 2, 9), (2, 3, 3), "channels"),
        ("conv", (1, 2, 9), (2, 2, 4), "taps"),
        ("conv", (1, 2, 10), (2, 2, 3), "size"),
        ("conv", (1, 2, 9, 10), (2, 2, 3, 3), "size"),
        ("conv_transpose", (1, 2, 9, 9), (2, 3, 3, 3), "channels"),
        ("conv_transpose", (1, 2, 9, 9), (2, 2, 4, 3), "taps"),
        # The gradient of the output comes first, and may be larger than the input.
        ("conv_input_gradient", (1, 3, 10), (2, 2, 3), ""),
        ("conv_input_gradient", (1, 2, 9), (2, 2, 4), "taps"),
        ("conv_transpose_input_gradient", (1, 3, 10), (2, 2, 3), ""),
        ("conv_transpose_input_gradient", (1, 2, 9), (2, 3, 3), "channels"),
        # It comes second.
        ("conv_weight_gradient", (1, 2, 9), (1, 3, 4), ""),
        ("conv_weight_gradient", (1, 3, 9), (1, 2, 3), "channels"),
        ("conv_transpose_weight_gradient", (1, 2, 10), (1, 2, 3), "size"),
        ("conv_transpose_weight_gradient", (1, 2, 9), (1, 3, 4), ""),
        ("bias_gradient", (1, 3, 10), (4,), ""),
    ],
)
def test_a_call_is_told_which_limit_it_exceeds(
    role: str, x: Any, w: Any, wrong: str
) -> None:
    within = Limits(taps=3, size=9, channels=2)
    most = {"taps": 3, "size": 9, "channels": 2}
    text = f"needs more than max_{wrong}={most[wrong]}" if wrong else ""
    assert within.exceeded(zeros(*x), zeros(*w), role=role) == text
    assert Limits().exceeded(zeros(*x), zeros(*w), role=role) == ""


def test_an_example_costs_fifty_thousand_products_at_most() -> None:
    assert Limits() == (None, None, None, 50_000)


@pytest.mark.parametrize(
    ("within", "found", "allowed"),
    [
        (Limits(), {"down": 11, "along": 11}, True),
        (Limits(), {"down": 11, "along": 12}, False),  # of 121 taps
        (Limits(), {"down": 1, "along": 122}, True),
        (Limits(), {"along": 122}, True),
        (Limits(), {"down": 122, "along": 1}, True),
        (Limits(), {"down": 2, "along": 61}, False),
        (Limits(taps=1), {}, True),
        (Limits(taps=3), {"down": 2, "along": 3}, True),
        (Limits(taps=3), {"down": 4, "along": 3}, False),
        (Limits(taps=3), {"along": 4}, False),
        (Limits(channels=8), {"inputs": 4, "outputs": 3, "groups": 2}, True),
        (Limits(channels=8), {"inputs": 3, "outputs": 4, "groups": 2}, True),
        (Limits(channels=8), {"inputs": 5, "outputs": 3, "groups": 2}, False),
        (Limits(channels=8), {"inputs": 3, "outputs": 5, "groups": 2}, False),
        (Limits(channels=1), {}, True),
        (Limits(), {"outputs": 2500}, True),  # 20 * 2500 == 50,000
        (Limits(), {"outputs": 2501}, False),
        (Limits(cost=20), {}, True),
        (Limits(cost=19), {}, False),
    ],
)
def test_sizes_are_allowed_up_to_the_limits(
    within: Limits, found: Any, allowed: bool  # noqa: FBT001
) -> None:
    assert within.allow({**PLAIN, "along": 1, **found}) is allowed


def test_a_signal_is_cut_to_its_limit_but_never_below_what_it_needs() -> None:
    assert Limits().clipped(1000, 5) == 1000
    within = Limits(size=8)
    assert [within.clipped(n, 5) for n in (5, 8, 9)] == [5, 8, 8]
    assert within.clipped(9, 8) == 8
    with pytest.raises(NoRoomError):
        within.clipped(9, 9)


# === what an example costs ===


IMAGES = {
    "batch": 2, "groups": 3, "inputs": 5, "outputs": 7, "down": 2, "along": 4,
    "rows": 3, "columns": 6, "stride": (1, 1), "dilation": (1, 1),
}


@pytest.mark.parametrize(
    ("found", "most"),
    [
        # Two items of 3 * 7 channels, each of 3 + 2 rows and 6 + 2 columns, are 1680
        # outputs, and each of these adds up 5 * 2 * 4 products.
        pytest.param({}, 1680 * 40, id="products"),
        pytest.param({"inputs": 1, "down": 1, "along": 1}, 20 * 1680, id="outputs"),
        # Windows of 1 * 4 + 1 rows start at 0, 2, ... 8; of 3 * 5 + 1 columns, at 0,
        # 3, ... 21: they read 13 rows and 37 columns of two items of 3 * 5 channels.
        pytest.param(
            {"stride": (2, 3), "dilation": (4, 5)}, 5 * 30 * 13 * 37, id="samples"
        ),
    ],
)
def test_images_cost_what_takes_longest(found: dict[str, Any], most: int) -> None:
    assert cost({**IMAGES, **found}) == most


def test_weights_are_read_as_well() -> None:
    signals = {"groups": 2, "inputs": 8, "outputs": 8, "along": 33, "columns": 1}
    assert cost({**PLAIN, **signals}) == 5 * 2 * 8 * 8 * 33


def test_without_options_and_channels_there_is_one_of_each() -> None:
    assert cost({**PLAIN, "along": 4, "columns": 9}) == 20 * 11


# === which are large together ===


@pytest.mark.parametrize("most", [2, 3, 4, 9])
def test_any_two_of_a_cover_meet(most: int) -> None:
    names = tuple("abcdefg")
    sets = covering(names, most)
    assert {pair for some in sets for pair in combinations(some, 2)} == {
        *combinations(names, 2)
    }
    assert {*map(len, sets)} == {min(most, 7)}
    assert len(sets) <= {2: 21, 3: 9, 4: 5, 9: 1}[most]


def test_cases_are_several_factors_then_each_value_alone_in_turn_with_others() -> None:
    cases = large_cases(("columns", "along", "stride"))
    several, rest = cases[0], cases[1:]
    assert several == {"columns": None, "along": None, "stride": None}

    alone = [tuple(*case.items()) for case in rest[::2]]
    assert sorted(alone) == sorted(
        (name, value) for name in several for value in LARGE[name]
    )
    one_tap = {"stride": None, "down": 1, "along": 1}
    assert rest[1::2] == [several, one_tap] * 15 + [several]  # 15 + 14 + 2 values
    assert large_cases.cache_info().maxsize  # made once for all examples


def test_four_factors_are_large_in_one_example() -> None:
    names = (*LAYER, "groups", "stride")
    sets = [case for case in large_cases(names) if None in case.values()]
    assert {len(case) for case in sets if {*case.values()} == {None}} == {4}


def test_kinds_of_layers_are_cases_where_they_have_the_factors() -> None:
    def kinds(*names: str) -> list[Any]:
        cases = large_cases(names)
        return [kind for kind in KINDS if kind in cases]

    assert kinds(*LAYER) == []
    assert kinds("inputs", "outputs", "groups") == [KINDS[0]]
    assert kinds("outputs", "stride") == [*KINDS[1:]]
    assert kinds("inputs", "outputs", "groups", "stride") == [*KINDS]


def test_values_alone_come_in_disorder() -> None:
    """No eight in a row are of the same factor: a run may be stopped early."""
    cases = large_cases(("columns", "along"))[1::2]
    factors = "".join(name[0] for case in cases for name in case)
    assert "cccccccc" not in factors
    assert "aaaaaaaa" not in factors


# === sizes that are allowed ===


def all_sizes(
    names: tuple[str, ...], case: Any, within: Limits = NO_LIMITS, **known: Any
) -> list[tuple[Any, ...]]:
    known = {**PLAIN, **known}

    def picked(dice: Any) -> tuple[Any, ...]:
        found = sizes(dice, names, case, known, within)
        assert found.keys() == {*names, *known}
        assert all(found[name] == known[name] for name in known)
        return tuple(found[name] for name in names)

    return [*everything(picked)]


def test_what_is_not_large_is_small() -> None:
    assert all_sizes(ROW, {}) == [(k, 1) for k in (1, 2, 3, 4)]
    channels = [*product((1, 2, 3), repeat=3)]
    assert all_sizes(LAYER, {"along": 9}) == [(9, *some, 1) for some in channels]


def test_what_is_large_has_its_value_or_any_of_the_large_ones() -> None:
    assert all_sizes(ROW, {"along": 1}) == [(1, 1)]
    assert all_sizes(ROW, {"along": None}) == [(k, 1) for k in LARGE["along"]]
    assert all_sizes(ROW, {"columns": 64, "stride": None}) == [
        (k, 64) for k in (1, 2, 3, 4)
    ]


@pytest.mark.parametrize(
    ("most", "taps"),
    [(8, [5, 7, 8]), (5, [5]), (4, [1, 2, 3, 4]), (2, [1, 2]), (1, [1])],
)
def test_where_no_large_size_is_allowed_it_is_small(most: int, taps: list[int]) -> None:
    drawn = all_sizes(ROW, {"along": None}, Limits(taps=most))
    assert drawn == [(k, 1) for k in taps]


def test_a_large_factor_has_all_the_room_that_ones_leave() -> None:
    """Of one column, padded to three, 65 taps read 67 samples: they cost 5 * 67."""
    drawn = all_sizes(ROW, {"along": None}, Limits(cost=335))
    assert drawn == [(k, 1) for k in LARGE["along"]]


def test_where_nothing_is_allowed_it_is_one() -> None:
    assert all_sizes(ROW, {"columns": None}, Limits(cost=1)) == [(1, 1)]


def test_each_large_factor_comes_first_and_leaves_room_for_the_others() -> None:
    """Of 8 channels in and 8 out: 64 products for each tap and each of c + 2 outputs.

    With the least of 5 taps and 33 columns they are 64 * 5 * 35.
    """
    case = {"inputs": 8, "outputs": 8, "batch": 1, "along": None, "columns": None}
    drawn = all_sizes(LAYER, case, Limits(cost=64 * 5 * 35))
    pairs = [
        (k, c) for k in LARGE["along"] for c in LARGE["columns"] if k * (c + 2) <= 175
    ]
    assert Counter((d[0], d[-1]) for d in drawn) == dict.fromkeys(pairs, 5)
