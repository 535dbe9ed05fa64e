"""A number that stands outside the signal is a sample: scaled, rounded, told as one."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from pureconv.testing import CONVENTIONS, check
from pureconv.testing.conventions.outside import sample_outside, with_outside
from pureconv.testing.verdict import judge
from refusals import refusal

BEYOND = 0.7
OPTIONS: dict[str, dict[str, Any]] = {
    "scipy.signal.convolve2d": {"mode": "same", "fillvalue": BEYOND},
    "scipy.signal.correlate2d": {"mode": "same", "fillvalue": BEYOND},
    "scipy.ndimage.convolve": {"mode": "constant", "cval": BEYOND},
    "scipy.ndimage.correlate": {"mode": "constant", "cval": BEYOND},
    "astropy.convolution.convolve": {
        "boundary": "fill", "fill_value": BEYOND, "normalize_kernel": False,
    },
}
every_one = pytest.mark.parametrize("name", OPTIONS)
X, W = [0.1, 2.0**-60, -3.0], [0.2, 0.3, 0.9]


def meetings(name: str) -> list[list[tuple[float, float]]]:
    """Return the pairs of a weight and a sample behind each output."""
    w = W if "correlate" in name else W[::-1]
    padded = [BEYOND, *X, BEYOND]
    return [[(w[i], padded[n + i]) for i in range(3)] for n in range(3)]


@every_one
def test_it_is_judged_as_exactly_as_the_others(name: str) -> None:
    exact = [sum(Fraction(a) * Fraction(b) for a, b in y) for y in meetings(name)]
    right = [[float(v) for v in exact]]
    assert judge(right, name, [X], [W], options=OPTIONS[name]) == []

    off = [[right[0][0] + 2.0**-50, *right[0][1:]]]
    [wrong] = judge(off, name, [X], [W], options=OPTIONS[name])
    assert wrong.index == (0, 0)
    assert wrong.exact == exact[0]
    assert 0 < wrong.allowed < Fraction(1, 2**50)
    assert sorted(wrong.terms) == sorted(meetings(name)[0])


def test_a_function_without_such_a_number_is_left_as_it_is() -> None:
    """No option holds one, or it is not bound, or it is 0."""
    scipy = CONVENTIONS["scipy.signal.convolve2d"].reference
    numpy = CONVENTIONS["numpy.convolve"].reference
    for function in (
        numpy, partial(numpy, mode="same"), scipy, partial(scipy, mode="same"),
        partial(scipy, fillvalue=0),
    ):
        assert sample_outside(function) == {}
        assert with_outside(function, X) == (function, X)


@every_one
def test_a_transform_may_be_off_by_what_the_number_outside_costs(name: str) -> None:
    """In place of the 0.7, 1e6: all outputs may be off by a part of that."""
    large = {k: 1e6 if v == BEYOND else v for k, v in OPTIONS[name].items()}
    ask: dict[str, Any] = {"options": large, "algorithm": "fft"}
    [_, wrong, _] = judge([[9e9] * 3], name, [X], [W], **ask)
    near = float(wrong.exact + wrong.allowed / 2)
    assert 1e-10 < wrong.allowed < 1e-6
    assert len(judge([[9e9, near, 9e9]], name, [X], [W], **ask)) == 2
    assert len(judge([[9e9, near, 9e9]], name, [X], [W], options=large)) == 3


@every_one
@pytest.mark.parametrize(
    ("value", "error"),
    [
        (math.inf, "ValueError: inf and nan have no exact value, but {} is inf"),
        (0.1, "ValueError: {} is 0.1, which is no float32: round it first"),
        ("1", ("TypeError: exact sums need int, float, Fraction, but {} is '1'")),
    ],
)
def test_it_has_to_be_a_number_that_is_held(name: str, value: Any, error: str) -> None:
    options = {k: value if v == BEYOND else v for k, v in OPTIONS[name].items()}
    [option] = [k for k, v in OPTIONS[name].items() if v == BEYOND]
    said = refusal(judge, [[0]], name, [[1]], [[1]], dtype="float32", options=options)
    assert said == error.format(option)


@every_one
def test_a_right_function_passes_and_one_that_takes_zero_for_it_fails(
    name: str
) -> None:
    options = {option: [value] for option, value in OPTIONS[name].items()}
    right = CONVENTIONS[name].reference

    def zero(x: Any, w: Any, **options: Any) -> Any:
        return right(x, w, **{k: 0 if v == BEYOND else v for k, v in options.items()})

    only = ["right_on_floats", "sign_moves_through", "power_of_two_moves_through",
            "repeats"]
    told: dict[str, Any] = {
        "options": options, "only": only, "max_examples": 8, "on_fail": None,
        "max_size": 6, "max_taps": 3,
    }
    statuses = {r.name: r.status for r in check(right, name, **told)}
    assert statuses == {
        "right_on_floats": "passed", "repeats": "passed",
        "sign_moves_through": "skipped", "power_of_two_moves_through": "skipped",
    }
    by_name = {record.name: record for record in check(zero, name, **told)}
    assert by_name["right_on_floats"].status == "failed"
    [option] = [k for k, v in OPTIONS[name].items() if v == BEYOND]
    said = f"needs zeros outside, not {option}=0.7"
    assert by_name["sign_moves_through"].message == said
