"""Every law, proved on indeterminates up to a bound and sampled beyond it.

A law's signature says which functions it is about and which data it needs. That is all
a test must know: each public function of pureconv.laws is proved by being there.
"""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pureconv
from pureconv.boundary import BOUNDARIES
from pureconv.checks import Boundary, Mode
from pureconv.laws import signals as laws
from pureconv.sizes import MODES
from ring import indeterminates
from strategies import (
    Law,
    data_kinds,
    dimensions,
    implementations,
    law_data,
    least_lengths,
)

LAWS = [
    (law, axes)
    for name, law in inspect.getmembers(laws, inspect.isfunction)
    if law.__module__ == laws.__name__ and not name.startswith("_")
    for axes in dimensions(law)
]
every_law = pytest.mark.parametrize(
    ("law", "axes"), LAWS, ids=[f"{law.__name__}-{axes}d" for law, axes in LAWS]
)

# === proved: for all shapes up to a bound ===

# The greatest lengths on one axis, and (rows, columns) on two. Where two lists of
# weights make a kernel, as a column and a row, they are as long as the last number.
BOUNDS: dict[int, dict[str, tuple[int, ...]]] = {
    1: {"x": (6,), "w": (4,), "v": (3,)},
    2: {"x": (3, 4), "w": (2, 3), "v": (2, 2)},
}
OPTIONS: dict[str, dict[str, tuple[Any, ...]]] = {
    "mode": {"str": MODES},
    "boundary": {"str": BOUNDARIES},
    "shift": {"int": (0, 1, 2, 3), "Pair": ((0, 0), (0, 2), (3, 1))},
    "stride": {"int": (1, 2, 3), "Pair": ((1, 1), (2, 3), (3, 1))},
    "dilation": {"int": (1, 2), "Pair": ((1, 1), (1, 2), (2, 1))},
}


def all_arrays(name: str, kind: str, axes: int) -> list[Any]:
    """Return letters in every shape up to the bound; of digits, the ints below 100."""
    if kind == "Digits":
        return [list(d) for n in (1, 2) for d in itertools.product(range(10), repeat=n)]
    bound = BOUNDS[axes][name][-1:] if kind == "Vector" else BOUNDS[axes][name]
    shapes = itertools.product(*[range(1, most + 1) for most in bound])
    return [indeterminates(name, *shape) for shape in shapes]


def all_options(asked: dict[str, str], axes: int) -> list[dict[str, Any]]:
    """Return all combinations of options, or on two axes so many that all pairs meet.

    Then any two values of two options are in one of them: the rules of an axis are the
    same, alone or with another, and have been proved for all combinations there.
    """
    names = [name for name in OPTIONS if name in asked]
    every = itertools.product(*[OPTIONS[name][asked[name]] for name in names])
    if axes == 1:
        return [dict(zip(names, values)) for values in every]
    unmet = {
        values: set(itertools.combinations(zip(names, values), min(2, len(names))))
        for values in every
    }
    chosen = []
    while any(unmet.values()):
        values = max(unmet, key=lambda values: len(unmet[values]))
        chosen.append(dict(zip(names, values)))
        met = unmet[values].copy()
        for meetings in unmet.values():
            meetings.difference_update(met)
    return chosen


def cases(law: Law, axes: int) -> Iterator[dict[str, Any]]:
    """Yield data for a law: each shape with the options in which the kernel fits."""
    asked = data_kinds(law, axes)
    names = [name for name in BOUNDS[axes] if name in asked]
    arrays = [all_arrays(name, asked[name], axes) for name in names]
    number = {"c": indeterminates("c")} if "c" in asked else {}
    for options in all_options(asked, axes):
        for values in itertools.product(*arrays):
            data = {**dict(zip(names, values)), **number, **options}
            if "x" not in data or fits(data["x"], least_lengths(law, axes, data)):
                yield data


def fits(x: Any, least: list[int]) -> bool:
    lengths = [len(x)] if len(least) == 1 else [len(x), len(x[0])]
    return all(n >= needed for n, needed in zip(lengths, least))


def broken(law: Law, axes: int, **replaced: Any) -> dict[str, Any] | None:
    """Return data for which the law does not hold, some functions being replaced."""
    functions = {**implementations(law, axes), **replaced}
    for data in cases(law, axes):
        left, right = law(**functions, **data)
        if left != right:
            return data
    return None


@every_law
def test_law_is_proved(law: Law, axes: int) -> None:
    """Equal between letters is equal between the elements of any commutative ring."""
    assert broken(law, axes) is None


@every_law
def test_proof_goes_to_the_bound(law: Law, axes: int) -> None:
    """No rule about what fits has emptied the proof: the greatest shapes are in it."""
    greatest = {
        name: all_arrays(name, kind, axes)[-1]
        for name, kind in data_kinds(law, axes).items()
        if name in BOUNDS[axes]
    }
    assert any(greatest.items() <= data.items() for data in cases(law, axes))


def test_any_two_values_of_two_options_meet() -> None:
    combinations = all_options({"mode": "str", "boundary": "str", "stride": "Pair"}, 2)
    for mode, boundary in itertools.product(MODES, BOUNDARIES):
        assert any(
            options["mode"] == mode and options["boundary"] == boundary
            for options in combinations
        )


# === sampled: beyond the bound ===


@every_law
@settings(max_examples=max(2, settings().max_examples // 10))  # the first is of zeros
@given(data=st.data())
def test_law_holds_for_numbers_of_any_kind(
    law: Law, axes: int, data: st.DataObject
) -> None:
    left, right = law(**implementations(law, axes), **data.draw(law_data(law, axes)))
    assert left == right


# === no law is idle: what is wrong breaks it ===


def with_one_more(function: Any) -> Any:
    """Return a function with an output, or row, too many: a sample squared, k times."""

    def wrong(x: Any, w: Any, **options: Any) -> Any:
        y = function(x, w, **options)
        sample = x[0][0] if isinstance(x[0], list) else x[0]
        surplus = len(w) * sample * sample
        return [*y, [surplus] * len(y[0]) if isinstance(y[0], list) else surplus]

    return wrong


@every_law
def test_law_is_broken_by_one_output_too_many(law: Law, axes: int) -> None:
    for name, function in implementations(law, axes).items():
        wrong = {name: with_one_more(function)}
        assert broken(law, axes, **wrong) is not None, f"it does not see {name} grow"


CORRELATE, CORRELATE2D = pureconv.correlate, pureconv.correlate2d
CONVOLVE, CONVOLVE2D = pureconv.convolve, pureconv.convolve2d


def misread(function: Any, **readings: Any) -> Any:
    """Return a function that takes some of its options for something else."""

    def wrong(x: Any, w: Any, **options: Any) -> Any:
        for name in options.keys() & readings.keys():
            options[name] = readings[name](options[name])
        return function(x, w, **options)

    return wrong


def forgotten(_: int) -> int:
    return 1


def counted_from_0(dilation: int) -> int:
    """Take the step from tap to tap for the number of samples between them."""
    return max(1, dilation - 1)


def other_mirror(boundary: Boundary) -> str:
    return {"reflect": "symmetric", "symmetric": "reflect"}.get(boundary, boundary)


def swapped(pair: tuple[int, int]) -> tuple[int, int]:
    return pair[1], pair[0]


def rows_for_both(pair: tuple[int, int]) -> tuple[int, int]:
    return pair[0], pair[0]


def not_flipped(x: Any, w: Any, mode: Mode = "full", **options: Any) -> Any:
    return CORRELATE(x, w, mode, **options)


def flipped_by_rows(x: Any, w: Any, mode: Mode = "full", **options: Any) -> Any:
    return CORRELATE2D(x, w[::-1], mode, **options)


def transposed(x: Any, w: Any, **options: Any) -> Any:
    return CONVOLVE2D(x, [list(column) for column in zip(*w)], **options)


def circular(x: Any, w: Any) -> Any:
    """Convolve on a circle as long as the signal: a Fourier transform, unpadded."""
    y = CONVOLVE(x, w)
    return [sum(y[n :: len(x)]) for n in range(len(x))]


def scattered_backwards(x: Any, w: Any) -> Any:
    return pureconv.scatter(x, w[::-1])


def never_shifted(x: Any, w: Any) -> Any:
    return [pureconv.repeated_weights(x, w)] * len(w)


def last_window_lost(x: Any, w: Any, **options: Any) -> Any:
    return CORRELATE(x, w, **options)[:-1]


def same_starts_later(x: Any, w: Any, mode: Mode = "valid", **options: Any) -> Any:
    """Take the other one of two middles: for even kernels, "same" has the choice."""
    if mode != "same":
        return CORRELATE(x, w, mode, **options)
    return CORRELATE(x, w, "full", **options)[len(w) // 2 :][: len(x)]


def longer_one_is_signal(x: Any, w: Any, **options: Any) -> Any:
    x, w = (w, x) if len(w) > len(x) else (x, w)
    return CORRELATE(x, w, **options)


def as_many_rows_as_columns(x: Any, w: Any, **options: Any) -> Any:
    return CORRELATE2D(x, w, **options)[: len(x[0]) - len(w[0]) + 1]


@pytest.mark.parametrize(
    ("law", "axes", "wrong"),
    [
        (laws.commutes, 1, not_flipped),
        (laws.impulse_gives_weights, 1, not_flipped),
        (laws.flip, 1, not_flipped),
        (laws.flip, 2, flipped_by_rows),
        (laws.impulse_gives_weights, 2, transposed),
        (laws.lengths_add, 1, circular),
        (laws.digits_multiply, 1, circular),
        (laws.scatter_is_convolve, 1, scattered_backwards),
        (laws.all_shifts_only_scale, 1, never_shifted),
        (laws.window_by_window, 1, last_window_lost),
        (laws.patch_by_patch, 2, as_many_rows_as_columns),
        (laws.modes_are_slices, 1, same_starts_later),
        (laws.modes_are_slices, 1, longer_one_is_signal),
        (laws.padding_then_valid, 1, misread(CORRELATE, boundary=other_mirror)),
        (laws.stride_thins, 1, misread(CORRELATE, stride=forgotten)),
        (laws.stride_thins, 2, misread(CORRELATE2D, stride=swapped)),
        (laws.stride_moves_by_one, 2, misread(CORRELATE2D, stride=swapped)),
        (laws.dilation_is_holes, 1, misread(CORRELATE, dilation=forgotten)),
        (laws.dilation_is_holes, 1, misread(CORRELATE, dilation=counted_from_0)),
        (laws.separable, 2, misread(CORRELATE2D, dilation=rows_for_both)),
        (laws.one_row_is_a_signal, 1, misread(CORRELATE2D, stride=swapped)),
    ],
)
def test_planted_mistake_breaks_the_law_that_speaks_of_it(
    law: Law, axes: int, wrong: Any
) -> None:
    first = next(iter(implementations(law, axes)))
    assert broken(law, axes, **{first: wrong}) is not None, "the law holds all the same"


# === examples, and what no law says ===


def test_123_times_456_is_56088() -> None:
    assert CONVOLVE([1, 2, 3], [4, 5, 6]) == [4, 13, 28, 27, 18]
    # With carries: 18 is 8 and 1; 27 + 1 is 8 and 2; 28 + 2 is 0 and 3; 13 + 3 is 6 and
    # 1; 4 + 1 is 5.
    digits = [0, 5, 6, 0, 8, 8]
    assert laws.digits_multiply(CONVOLVE, [1, 2, 3], [4, 5, 6]) == (digits, digits)


def test_stride_2_lets_no_shift_by_1_through() -> None:
    """Nothing comes back one place on: with each output, other samples have met."""
    a, b, c, d, e = x = indeterminates("x", 5)
    u, v = w = indeterminates("w", 2)

    assert CORRELATE(x, w, stride=2) == [u * a + v * b, u * c + v * d]
    assert CORRELATE([0, *x], w, stride=2) == [v * a, u * b + v * c, u * d + v * e]
