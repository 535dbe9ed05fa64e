"""What the strategies may draw, all of it: hypothesis draws, and is told what to."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import Any

import pytest
from hypothesis import strategies as st

from choices import DrawnError, everything, first
from pureconv.nested import leaves, shape
from pureconv.testing import strategies
from pureconv.testing.drawing.calls import NO_LIMITS
from pureconv.testing.drawing.sizes import NoRoomError
from pureconv.testing.strategies import arguments, dependency
from pureconv.testing.strategies.arguments import (
    Pieces,
    arguments_of,
    drawn_by,
)
from pureconv.testing.verdict import DTYPES
from refusals import refusal

whole_calls = sys.modules[drawn_by.__module__]  # `strategies.arguments` is a function
FUNCTIONS = ["correlate", "convolve", "correlate2d", "convolve2d", "conv1d", "conv2d",
             "conv_transpose1d", "conv_transpose2d"]
ZEROS = st.just(0)


@pytest.fixture
def all_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Any]]:
    """Return what tells all that a strategy may draw, piece by piece."""

    def told(strategy: Any, wide: int = 30) -> list[Any]:
        def one(dice: Any) -> Any:
            def pieces(draw: Any) -> Any:
                dice.draw, dice.kind = draw, partial(Pieces.kind, dice)
                return dice

            for module in (strategies, whole_calls):
                monkeypatch.setattr(module, "Pieces", pieces)
            return first(strategy)

        return [*everything(one, wide)]

    return told


# === nested lists ===


@pytest.mark.parametrize(
    ("strategy", "shapes"),  # the least and the most
    [
        (strategies.signals, {(1,), (8,)}),
        (strategies.kernels, {(1,), (5,)}),
        (strategies.images, {(1, 1), (1, 6), (6, 1), (6, 6)}),
        (partial(strategies.tensors, (2, 1, 3)), {(2, 1, 3)}),
        (partial(strategies.tensors, ()), {()}),
        (partial(strategies.signals, min_size=3, max_size=4), {(3,), (4,)}),
        (partial(strategies.kernels, max_size=2), {(1,), (2,)}),
        (partial(strategies.images, min_side=3, max_side=3), {(3, 3)}),
    ],
)
def test_lists_have_sizes_within_bounds(
    strategy: Any, shapes: set[Any], all_of: Any
) -> None:
    assert {shape(x) for x in all_of(strategy(elements=ZEROS), wide=1)} == shapes


@pytest.mark.parametrize(
    ("strategy", "said"),
    [
        (partial(strategies.signals, min_size=0), "min_size must be at least 1, not 0"),
        (partial(strategies.kernels, min_size=6), "max_size must be at least 6, not 5"),
        (partial(strategies.images, min_side=0), "min_side must be at least 1, not 0"),
        (partial(strategies.images, min_side=7), "max_side must be at least 7, not 6"),
        (partial(strategies.tensors, (2, 0)), "shape[1] must be at least 1, not 0"),
    ],
)
def test_sizes_that_no_list_has_are_told_at_once(strategy: Any, said: str) -> None:
    assert refusal(strategy).partition(": ")[2] == said


@pytest.mark.parametrize(
    "strategy",
    [strategies.signals, strategies.kernels, strategies.images, strategies.numbers,
     partial(strategies.tensors, (2, 2))],
)
def test_numbers_are_doubles_unless_a_dtype_is_asked_for(strategy: Any) -> None:
    assert {*map(type, leaves([first(strategy())]))} == {float}
    assert {*map(type, leaves([first(strategy(dtype="uint8"))]))} == {int}


def test_an_unknown_dtype_is_told_all_that_are_known() -> None:
    names = [f'"{name}"' for name in DTYPES]
    text = f"dtype must be {', '.join(names[:-1])} or {names[-1]}, not 'half'"
    for strategy in (strategies.signals, strategies.images, strategies.numbers):
        with pytest.raises(ValueError, match=f"^{text}$"):
            strategy(dtype="half")


# === what a function is called with ===


def named(name: str) -> Any:
    return getattr(strategies, f"{name}_arguments")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_strategy_says_what_it_is_for(name: str) -> None:
    options = {
        "conv": "bias, stride, padding, dilation, groups, boundary",
        "conv_transpose": "bias, stride, padding, output_padding, dilation, groups",
    }.get(name[:-2], "mode, stride, dilation, boundary")
    text = f"Return a strategy for what `{name}` is called with: {options}."
    assert named(name).__doc__ == text
    assert named(name).__name__ == f"{name}_arguments"


@pytest.mark.parametrize("limit", ["max_taps", "max_size", "max_channels"])
@pytest.mark.parametrize(
    "strategy", [*map(named, FUNCTIONS), partial(strategies.arguments, "conv1d")]
)
def test_a_limit_below_one_is_refused_by_its_name(limit: str, strategy: Any) -> None:
    with pytest.raises(ValueError, match=f"^{limit} must be at least 1, not 0$"):
        strategy(**{limit: 0})


@pytest.mark.parametrize(
    "strategy", [strategies.conv1d_arguments, partial(strategies.arguments, "conv1d")]
)
def test_no_axis_is_beyond_its_limit(strategy: Any, all_of: Any) -> None:
    within = {"max_taps": 2, "max_size": 3, "max_channels": 1}
    drawn = all_of(strategy(elements=ZEROS, **within), wide=2)
    sizes = {(shape(x)[1:], shape(w)) for (x, w), _ in drawn}
    assert sizes == {
        ((1, n), (1, 1, k)) for k, lengths in {1: (1, 3), 2: (2, 3)}.items()
        for n in lengths
    }


@pytest.mark.parametrize("name", ["correlate", "conv1d", "conv_transpose2d"])
def test_an_option_that_a_function_has_not_is_refused(name: str) -> None:
    for more in ({"options": ["strides"]}, {"strides": 2}):
        with pytest.raises(ValueError, match=r"^an option must be .*, not 'strides'"):
            named(name)(**more)


def test_options_are_a_list_of_names_or_have_values_to_choose_from(all_of: Any) -> None:
    def modes(options: Any, **fixed: Any) -> set[Any]:
        strategy = arguments_of("correlate", 1, options, ZEROS, large=False, **fixed)
        return {options.get("mode") for _, options in all_of(strategy, wide=4)}

    assert modes([]) == modes([], mode="same") == {None}
    assert modes(["mode"]) == {"full", "same", "valid", "causal"}
    assert modes({"mode": iter(["same", "full"])}) == {"same", "full"}


def test_half_of_the_examples_are_small(all_of: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(whole_calls, "large_cases", lambda _: [{"along": 33}])

    def taps(**more: Any) -> list[int]:
        drawn = all_of(arguments_of("correlate", 1, [], ZEROS, **more), wide=1)
        return [len(w) for (_, w), _ in drawn]

    # The first choice; then one or four taps of a small kernel; and the least or most
    # that a signal is longer by.
    assert taps() == [1, 1, 4, 4, 33, 33]
    assert taps(large=False) == [1, 1, 4, 4]
    called = all_of(arguments("correlate", elements=ZEROS), wide=1)
    assert [len(w) for (_, w), _ in called] == [1, 1, 4, 4, 33, 33]


def test_paddings_are_those_of_two_sides_unless_these_are_not_wanted(
    all_of: Any
) -> None:
    def paddings(**more: Any) -> set[Any]:
        strategy = arguments_of(
            "conv_transpose", 1, ["padding"], ZEROS, large=False,
            limits=NO_LIMITS._replace(channels=1, taps=1), **more
        )
        return {options["padding"] for _, options in all_of(strategy, wide=3)}

    assert paddings(sides=False) == {0, 1, 2}
    assert paddings() == {0, 1, 2, (0, 0), (2, 2)}


def test_elements_are_taken_as_they_are_whatever_the_dtype() -> None:
    for dtype in ("complex64", "int8", "float16"):
        strategy = strategies.conv1d_arguments(
            ["bias"], elements=st.just("v"), dtype=dtype
        )
        (x, w), options = first(strategy)
        assert {*leaves(x), *leaves(w), *options["bias"]} == {"v"}
        row = strategies.tensors((3,), elements=st.just("v"), dtype=dtype)
        assert first(row) == ["v"] * 3


def test_arguments_are_of_the_dtype() -> None:
    for name, kind in {"int8": int, "float32": float, "complex64": complex}.items():
        (x, w), _ = first(strategies.arguments("numpy.convolve", dtype=name))
        assert {*map(type, [*x, *w])} == {kind}
        (x, w), _ = first(strategies.convolve_arguments(dtype=name))
        assert {*map(type, [*x, *w])} == {kind}
    (x, w), _ = first(strategies.arguments("numpy.convolve"))
    assert {*map(type, [*x, *w])} == {float}


@pytest.mark.parametrize(
    ("like", "order"),
    [("torch.nn.grad.conv1d_input", "swx"), ("torch.nn.grad.conv1d_weight", "xsw"),
     ("numpy.convolve", "xw")],
)
def test_what_is_no_option_of_a_library_stands_among_its_arguments(
    like: str, order: str
) -> None:
    strategy = strategies.arguments(like, elements=ZEROS)
    arguments, options = first(strategy)
    assert len(arguments) == len(order)
    assert [isinstance(each, tuple) for each in arguments] == [c == "s" for c in order]
    assert options == {}


def test_axes_lie_in_the_order_of_the_library() -> None:
    varied = {"stride": [2], "padding": ["SAME"]}
    strategy = strategies.arguments(
        "tensorflow.nn.conv1d", varied, elements=ZEROS, max_taps=1
    )
    # x is [item][sample][channel], and w is [tap][in][out].
    several = first(strategy, lambda drawn: min(shape(drawn[0][0])[1:]) > 1)
    (x, w), options = several
    assert shape(w)[:2] == (1, shape(x)[2])
    assert options == {"stride": 2, "padding": "SAME"}


def test_where_there_is_no_room_the_example_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_room(*_: Any) -> Any:
        raise NoRoomError

    given_up: list[bool] = []

    def reject() -> None:
        given_up.append(True)
        raise DrawnError("given up")

    monkeypatch.setattr(whole_calls, "call", no_room)
    monkeypatch.setattr(whole_calls, "reject", reject)
    with suppress(IndexError):
        first(strategies.convolve_arguments())
    assert given_up == [True]


# === the other way round ===


def test_what_a_strategy_draws_comes_in_portions_always_the_same() -> None:
    drawn = [[*islice(drawn_by(st.integers()), 60)] for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert len({*drawn[0]}) > 30


@pytest.mark.parametrize(
    ("there_are", "sizes", "drawn"),
    [
        (99, [10, 20, 40, 80], [*range(10), *range(20), *range(40), *range(80)]),
        (15, [10, 20, 40], [*range(10), *range(15), *range(15), *range(15)]),
        (1, [10, 20], [0, 0, 0, 0]),
        (0, [10], []),
    ],
)
def test_portions_grow_as_long_as_there_are_more_examples(
    there_are: int, sizes: list[int], drawn: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    seeds: set[float] = set()

    def find(_: Any, keep: Any, settings: Any, random: Any) -> None:
        asked.append(settings.max_examples)
        seeds.add(random.random())
        for example in range(min(there_are, asked[-1])):
            assert not keep(example)

    monkeypatch.setattr(whole_calls, "find", find)
    assert [*islice(drawn_by(st.none()), len(drawn) or 9)] == drawn
    assert asked == sizes
    assert len(seeds) == len(sizes)  # each portion has its own chance


def test_a_strategy_without_examples_draws_nothing() -> None:
    assert [*drawn_by(st.nothing())] == []


def test_pieces_are_drawn_by_hypothesis_the_nearest_to_zero_first() -> None:
    def drawn(lo: int, hi: int) -> Any:
        strategy = st.composite(lambda draw: Pieces(draw).between(lo, hi))()
        return first(strategy)

    assert [drawn(0, 9), drawn(-5, 5), drawn(3, 9), drawn(-9, -3)] == [0, 0, 3, -3]
    assert Pieces(None).kind(None) is None
    assert Pieces(lambda _: 5).kind(ZEROS)(None, None)() == 5  # type: ignore[misc,arg-type]


def test_all_names_are_public() -> None:
    assert strategies.__all__ == [
        "arguments", "conv1d_arguments", "conv2d_arguments",
        "conv_transpose1d_arguments", "conv_transpose2d_arguments",
        "convolve2d_arguments", "convolve_arguments", "correlate2d_arguments",
        "correlate_arguments", "images", "kernels", "numbers", "signals", "tensors",
    ]


def test_all_that_the_kit_takes_from_hypothesis_is_there() -> None:
    assert len(dependency.__all__) == 8
    assert vars(dependency).keys() >= {*dependency.__all__}
