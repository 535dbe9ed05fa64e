"""A Fourier transform is excused what transforms cost, and no more.

No output has an error of its own: one figure holds for all. The textbook's transform,
written out below, keeps to a small part of it.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from random import Random
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pureconv import conv1d, convolve, convolve2d, correlate, pad
from pureconv.testing.conventions import CONVENTIONS
from pureconv.testing.conventions.libraries import signal_convolve2d
from pureconv.testing.verdict import arithmetic, judge, rounded, rules
from pureconv.testing.verdict.formats import eta, tiny
from pureconv.testing.verdict.rules import rule_of
from pureconv.testing.verdict.sums import Sums

INF, NAN = math.inf, math.nan
U, LEAST = Fraction(1, 2**53), eta("float64")

direct = partial(judge, dtype="float64")
transform = partial(judge, dtype="float64", algorithm="fft")

rng = Random(7)
X, W = ([rng.gauss(0, 1) for _ in range(n)] for n in (40, 9))
moderate = st.floats(-1e100, 1e100)
signals = st.lists(moderate, min_size=1, max_size=9)


def by_fourier(x: Sequence[float], w: Sequence[float]) -> list[float]:
    """Convolve by a fast Fourier transform of double precision, from the textbook."""
    length = 1 << (len(x) + len(w) - 2).bit_length()
    a, b = (fourier([*v, *[0.0] * (length - len(v))], -1) for v in (x, w))
    y = fourier([p * q for p, q in zip(a, b)], 1)
    return [v.real / length for v in y[: len(x) + len(w) - 1]]


def fourier(values: list[Any], sign: int) -> list[complex]:
    half = len(values) // 2
    if not half:
        return values
    even, odd = fourier(values[::2], sign), fourier(values[1::2], sign)
    for k in range(half):
        odd[k] *= cmath.exp(sign * cmath.pi * 1j * k / half)
    return [*map(sum, zip(even, odd))] + [a - b for a, b in zip(even, odd)]



def test_a_fourier_transform_is_no_sum_but_is_right_as_a_transform() -> None:
    x = [v * 2.0 ** (k % 20) for k, v in enumerate(X)]
    y = by_fourier(x, W)

    assert len(direct(y, convolve, x, W)) > len(y) // 4
    assert transform(y, convolve, x, W) == []


@given(x=signals, w=signals)
def test_no_fourier_transform_is_ever_accused(x: list[float], w: list[float]) -> None:
    y = by_fourier(x, w)

    assert transform(y, convolve, x, w) == []


def test_a_wrong_fourier_transform_is_found() -> None:
    y = by_fourier(X, W)
    y[3] += 1e-11
    y[5] = NAN
    findings = transform(y, convolve, X, W)

    assert [finding.index for finding in findings] == [(3,), (5,)]
    assert findings[0].allowed < Fraction(1e-12)


def shared_error(function: Any, x: Any, w: Any, **how: Any) -> Fraction:
    """Return what a transform may be off where the exact output is zero."""
    sums = Sums(function, x, w, None, arithmetic(algorithm="fft", **how))
    allowed = rule_of(sums).limits(sums.exact.index(0)).allowed
    lost = tiny("float64") if how else LEAST / 2  # by rounding the result
    return (allowed - lost) / (1 + U)


@pytest.mark.parametrize(("more", "words"), [(0, {"inf", "-inf", "nan"}), (1, set())])
def test_a_transform_overflows_where_its_results_may(
    more: int, words: set[str]
) -> None:
    sums = Sums(convolve, [3.0, 1.0], [2.0], None, arithmetic(algorithm="fft"))
    tie = 6 + rule_of(sums).limits(0).allowed
    with mock.patch.object(rules, "overflow_from", return_value=tie + more):
        assert rule_of(sums).limits(0).nonfinite == words


def below_tiny(length: int, *norms: int) -> Fraction:
    return 4 * length * LEAST * (sum(norms) + 1)


def test_the_bound_of_a_transform_is_its_formula() -> None:
    x, w = [0.0, 0.0, 0.0, 5.0], [1.0, 2.0, 2.0]  # norms 5 and 3

    # 4 samples and 2 * 2 positions outside: L = 8, and log2(2 * L) = 4.
    error = (4 * 4 + 1) * U * 15
    assert shared_error(correlate, x, w) == error + below_tiny(8, 5, 3)
    flushed = 2 * tiny("float64") / LEAST * below_tiny(8, 5, 3)
    assert shared_error(correlate, x, w, flush=True) == error + flushed

    # The same in rows, and 3 and 2 * 1 positions in columns: another 8.
    x2, w2 = [[0.0, v, 0.0] for v in x], [[v, 0.0] for v in w]
    error = (4 * 7 + 1) * U * 15
    assert shared_error(convolve2d, x2, w2) == error + below_tiny(64, 5, 3)

    # Sums over 2 channels.
    error = (4 * 4 + 2) * U * 15
    assert shared_error(conv1d, [[x, [0.0] * 4]], [[w, [0.0] * 3]]) == (
        error + below_tiny(8, 5, 3)
    )

    # The largest size beside the axis: 4 channels in groups, then 3 outputs.
    silent = [0.0] * 4
    deep, none = [[x, silent, silent, silent]], [0.0] * 3
    error = (4 * 4 + 4) * U * 15 + below_tiny(8, 5, 3)
    grouped = partial(conv1d, groups=2)
    assert shared_error(grouped, deep, [[w, none], [none, none]]) == error
    error = (4 * 4 + 3) * U * 15 + below_tiny(8, 5, 3)
    assert shared_error(conv1d, [[x]], [[w], [none], [none]]) == error

    # A number is a kernel of 1: L = 2.
    error = (4 * 2 + 1) * U * 12 + below_tiny(2, 4, 3)
    assert shared_error(convolve, [0.0, 4.0], 3.0) == error

    # Windows 2 apart, of taps 3 apart: 4 + 2 * 6 positions.
    far = partial(correlate, dilation=3, stride=2, mode="full")
    assert shared_error(far, x, w) == (4 * 5 + 1) * U * 15 + below_tiny(16, 5, 3)


def test_a_norm_that_is_no_fraction_is_rounded_upwards() -> None:
    error = shared_error(correlate, [1.0, 1.0, 0.0], [1.0]) / ((4 * 3 + 1) * U)

    assert 2 <= error**2 < 2 + Fraction(1, 2**60)


def test_outside_the_signal_a_sample_may_come_as_often_as_there_are_positions() -> None:
    x, w = [*[0.0] * 7, 5.0], [1.0, 2.0, 2.0, 0.0, 0.0]
    error = 3 * (4 * 5 + 1) * U * 15 + below_tiny(16, 15, 3)  # 1 + 2 * 4 are 3 * 3

    assert shared_error(partial(correlate, boundary="edge"), x, w) == error
    reflecting = CONVENTIONS["scipy.ndimage.correlate1d"].reference  # by default
    assert shared_error(reflecting, x, w) == error
    padded = partial(conv1d, padding=60, boundary="edge")  # 1 + 2 * 60 are 11 * 11
    error = 11 * (4 * 8 + 1) * U * 15 + below_tiny(128, 55, 3)
    assert shared_error(padded, [[x]], [[w]]) == error
    assert shared_error(partial(padded, stride=2), [[x]], [[w]]) == error


def test_a_sample_outside_may_stand_in_any_place_of_the_transform() -> None:
    x = [[0.0, v, 0.0] for v in (0.0, 0.0, 0.0, 5.0)]
    w = [[v, 0.0] for v in (1.0, 2.0, 2.0)]
    outside = partial(signal_convolve2d, fillvalue=12.0)

    error = (4 * 7 + 1) * U * 8 * 13 * 3  # 64 places, and 5*5 + 12*12 is 13*13
    assert shared_error(outside, x, w) == error + below_tiny(64, 8 * 13, 3)


@pytest.mark.parametrize("name", ["dilation", "stride"])
def test_options_with_the_names_of_ours_have_to_be_like_ours(
    name: str,
) -> None:
    def doubled(x: Any, w: Any, dilation: Any = 1, stride: Any = 1) -> list[Any]:
        del dilation, stride
        return [2 * w[0] * v for v in x]

    for value, error in (("wide", TypeError), (0, ValueError)):
        options: dict[str, Any] = {name: value}
        with pytest.raises(error, match=f"^{name} must be .*{value}"):
            transform([1.0], doubled, [1.0], [1.0], **options)


@pytest.mark.parametrize(
    ("x", "w", "overflows"),
    [([62], [64], False), ([62], [65], True), ([31, 0], [63], False),
     ([31, 0], [64], True), ([64], [62], False), ([65], [62], True)],
)  # fmt: skip
def test_a_number_on_the_way_of_a_transform_may_be_too_large(
    x: list[float], w: list[float], overflows: bool  # noqa: FBT001
) -> None:
    """A number may be 16 * L * (x + 1) * (w + 1) - 16 * L; the largest is 16 * 4094."""
    sums = Sums(correlate, x, w, None, arithmetic("float16", algorithm="fft"))
    assert bool(rule_of(sums).limits(0).nonfinite) == overflows


def boundless(
    x: Any, w: Any, boundary: Any = None, mode: Any = None, padding_mode: Any = None
) -> Any:
    del boundary, mode, padding_mode
    return correlate(x, w)


@pytest.mark.parametrize("option", ["boundary", "mode", "padding_mode"])
def test_words_tell_whether_a_sample_may_come_again(option: str) -> None:
    x, w = [0.0, 0.0, 0.0, 5.0], [1.0, 2.0, 2.0]
    once = shared_error(correlate, x, w)
    for word in (
        "zero", "zeros", "fill", "constant", "grid-constant",
        "full", "same", "valid", "causal",
    ):  # fmt: skip
        assert shared_error(partial(boundless, **{option: word}), x, w) == once
    for word in ("edge", "reflect", "wrap", "circular", "nearest"):
        assert shared_error(partial(boundless, **{option: word}), x, w) > 2 * once


@given(x=signals, w=signals, width=st.integers(0, 60))
def test_no_transform_of_a_padded_signal_is_accused(
    x: list[float], w: list[float], width: int
) -> None:
    longer = pad(x, width + len(w), boundary="edge")
    y = by_fourier(longer, w[::-1])[len(w) - 1 : 1 - len(w) or None]
    layer = partial(conv1d, padding=width + len(w), boundary="edge")

    assert transform([[y]], layer, [[x]], [[w]]) == []


def test_a_fourier_transform_of_a_padded_signal_has_its_norm() -> None:
    x, w = [1e9, 1.0, -1.0, 0.5], W[:5]
    y = by_fourier(pad(x, 4, boundary="edge"), w)[4:-4]
    edge: dict[str, Any] = {"mode": "full", "boundary": "edge"}

    assert len(y) == len(convolve(x, w, **edge))
    assert transform(y, convolve, x, w, **edge) == []
    assert transform(y, partial(convolve, **edge), x, w) == []


def test_a_fourier_transform_of_subnormal_numbers_loses_their_last_digits() -> None:
    x, w = [k * 5e-324 for k in range(1, 9)], [2.0**500, -1.0, 3.0]

    assert transform(by_fourier(x, w), convolve, x, w) == []


def test_a_fourier_transform_of_cut_operands_is_found_unless_owned_up_to() -> None:
    y = by_fourier(*([rounded(v, "bfloat16") for v in values] for values in (X, W)))

    assert len(transform(y, convolve, X, W)) == len(y)
    assert transform(y, convolve, X, W, operands="bfloat16") == []

    wrong = [y[0] + 1, *y[1:]]
    [finding] = transform(wrong, convolve, X, W, operands="bfloat16")
    cut = abs(Fraction(y[0]) - finding.exact)  # more than any transform is off by
    assert cut < finding.allowed < abs(Fraction(X[0] * W[0])) * Fraction(3, 2**8)


def test_a_bias_that_outweighs_all_products_is_added_with_a_rounding_of_its_own() -> (
    None
):
    x, w, bias = [1.0, 0.0], [1.0], 1e6 / 3
    added = rounded(1 + Fraction(bias), "float32")
    how: dict[str, Any] = {"accumulate": "float32", "dtype": "float64"}
    bias = rounded(bias, "float32")

    for value, right in (added, True), (added + 0.125, False):
        y = [[[value, bias]]]
        found = judge(y, conv1d, [[x]], [[w]], [bias], algorithm="fft", **how)
        assert (not found) == right


def test_integers_by_a_fourier_transform_have_to_be_right_after_rounding() -> None:
    x, w = [[rng.randrange(-99, 100) for _ in range(n)] for n in (30, 8)]
    y = by_fourier(x, w)

    assert transform([round(v) for v in y], convolve, x, w) == []
    y[4] = round(y[4]) + 1
    [finding] = transform(y, convolve, x, w)
    assert finding.allowed < Fraction(1, 2)


def test_a_fourier_transform_may_overflow_long_before_its_sums() -> None:
    large = [2.0**1000, 1.0]

    assert direct([INF], correlate, large, [1, 1]) != []
    assert transform([INF], correlate, large, [1, 1]) != []
    assert transform([INF], correlate, [2.0**1020, 1], [1, 1]) == []
    assert transform([NAN], correlate, [2.0**1015] * 2, [8, 8]) == []

    half = partial(judge, dtype="float16", accumulate="float32", algorithm="fft")
    assert half([INF], correlate, [40000, 40000], [1, 1]) == []
    assert half([INF], correlate, [20000, 20000], [1, 1]) != []
    cut = partial(judge, dtype="float32", accumulate="float64", algorithm="fft")
    x, w = [rounded(3.39e38, "float32")], [2.0**-100]
    assert cut([INF], correlate, x, w) != []
    assert cut([INF], correlate, x, w, operands="bfloat16") == []


def test_two_signals_packed_into_one_transform_are_not_covered() -> None:
    x, w = X[:16], [v * 2.0**40 for v in W]
    length = 32
    packed = [complex(*pair) for pair in zip([*x, *[0.0] * 16], [*w, *[0.0] * 23])]
    z = fourier(packed, -1)
    mirrored = [z[-k].conjugate() for k in range(length)]
    products = [(a * a - b * b) / 4j for a, b in zip(z, mirrored)]
    y = [v.real / length for v in fourier(products, 1)][: len(x) + len(w) - 1]

    assert transform(by_fourier(x, w), convolve, x, w) == []
    assert transform(y, convolve, x, w) != []


def test_what_cannot_tell_its_options_is_taken_to_repeat_nothing() -> None:
    class Silent:
        __signature__ = "none"

        def __call__(self, x: list[float], w: list[float]) -> list[float]:
            return [w[0] * v for v in x]

    def telling(x: list[float], w: list[float]) -> list[float]:
        return [w[0] * x[0]]

    assert transform([1.0, 2.0 + 2.0**-51], Silent(), [1.0, 2.0], [1.0]) == []
    [silent], [told] = (
        transform([9.0], function, [1.0], [1.0, 5.0, 5.0])
        for function in (Silent(), telling)
    )
    assert silent.allowed == told.allowed
