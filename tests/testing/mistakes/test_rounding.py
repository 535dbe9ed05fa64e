"""A cause of wrong digits is named if it is seen, and nothing is said if it is not.

The candidates round, drop or write numbers in one way. A false cause is worse than
none: who does what it says looks no further.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

import pytest

from narrow import cut
from pureconv import conv1d, conv2d, convolve
from pureconv.testing import mistakes
from pureconv.testing.candidates import Candidate
from pureconv.testing.conventions import resolve
from pureconv.testing.mistakes.draft import draft_of
from pureconv.testing.mistakes.rounding import passing
from pureconv.testing.verdict import arithmetic, rounded

FLUSH = "passes with flush=True: subnormal numbers count as zero here"
EPSILON = "known mistake: weights below 2**-52 are taken for zero"


def said(
    candidate: Any, x: Any, w: Any, like: str = "convolve", dtype: str = "float64",
    accumulate: str | None = None, bias: Any = None, **words: Any,
) -> list[str]:
    """Return what is said of a candidate, given an answer of it that is wrong."""
    target = resolve(like)
    call = target.call(x, w, {} if bias is None else {"bias": bias})
    how = arithmetic(dtype, accumulate, **words)
    return mistakes.explain_mismatch(Candidate(candidate), target, call, how)


def on_outputs(change: Callable[[float], float], x: Any, w: Any) -> Any:
    return [change(v) for v in convolve(x, w)]


# === small numbers that count as zero ===


def without_small(least: float, x: Any, w: Any) -> Any:
    return convolve(x, [0 if abs(v) < least else v for v in w])


@pytest.mark.parametrize(
    ("x", "w"),
    [
        ([1.0], [1e-20]),
        ([1.0], [2.0**-53]),
        ([1.0], [1e-30]),
        ([1.0, 1.0], [1e-20, 1.0]),
    ],
)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_weights_below_2_to_the_minus_52_that_are_dropped_are_named(
    x: Any, w: Any, dtype: str
) -> None:
    """A zero is what float16 makes of such a weight, too; other outputs are not."""
    candidate = partial(without_small, 2.0**-52)
    assert said(candidate, x, cut(w, dtype), dtype=dtype) == [EPSILON]


def test_other_small_weights_and_samples_that_are_dropped_are_named() -> None:
    def samples(x: Any, w: Any) -> Any:
        return convolve([0.0 if abs(v) < 1e-9 else v for v in x], w)

    weights = partial(without_small, 1e-9)
    small = "known mistake: small {} are taken for zero"
    assert said(weights, [1.0], [1e-10]) == [small.format("weights")]
    assert said(samples, [1e-10], [1.0]) == [small.format("samples")]


def test_products_that_are_dropped_are_not_taken_for_operands() -> None:
    def candidate(x: Any, w: Any) -> Any:
        y = [0.0] * (len(x) + len(w) - 1)
        for (n, v), (i, u) in product(enumerate(x), enumerate(w)):
            y[n + i] += v * u if abs(v * u) >= 1e-17 else 0.0
        return y

    assert said(candidate, [1.0, 1e-15], [1e-3, 1e-3]) == []
    assert said(candidate, [1.0], [1e-18]) == []


@pytest.mark.parametrize("flush", [False, True])
def test_subnormal_outputs_are_not_called_zero(*, flush: bool) -> None:
    """It gives 2 * 2e-323, where 2e-323 is right."""

    def candidate(x: Any, w: Any) -> Any:
        symmetrical = len(w) == 3 and abs(w[0] - w[2]) <= 2.0**-52
        return convolve(x, [w[0] + w[2], *w[1:]] if symmetrical and w[2] else w)

    assert said(candidate, [1.0], [2e-323, 0.0, 2e-323], flush=flush) == []


def test_normal_outputs_that_are_too_large_are_no_flushing() -> None:
    """The second output is doubled as long as it is near the smallest normal number."""

    def candidate(x: Any, w: Any) -> Any:
        return [2 * v if 2.0**-126 < v < 2.0**-125 and len(x) == 1 else v
                for v in convolve(x, w)]  # fmt: skip

    w = [0.0, 0.0, rounded(1.18e-38, "float32")]
    for accumulate, flush in ("float32", False), ("float64", False), ("float64", True):
        lines = said(
            candidate, [1.0], w, dtype="float32", accumulate=accumulate, flush=flush
        )
        assert lines == []


def flushed(v: float, dtype: str = "float64") -> float:
    least = {"float64": 2.0**-1022, "float32": 2.0**-126}[dtype]
    return 0.0 if abs(v) < least else v


def test_subnormal_products_and_sums_that_are_lost_are_named() -> None:
    def candidate(x: Any, w: Any) -> Any:
        y = [0.0] * (len(x) + len(w) - 1)
        for (n, v), (i, u) in product(enumerate(x), enumerate(w)):
            y[n + i] = flushed(y[n + i] + flushed(v * u))
        return y

    assert said(candidate, [2.0**-1023], [1.0]) == [FLUSH]
    assert said(candidate, [2.0**-1022, 1.0], [0.5, 2.0**-1020]) == [FLUSH]


def test_subnormal_products_are_lost_from_above_as_well() -> None:
    """Normal products of subnormal factors may be kept: 4 - 1 is then 4, not 3."""

    def candidate(x: Any, w: Any) -> Any:
        y = [0.0] * (len(x) + len(w) - 1)
        for (n, v), (i, u) in product(enumerate(x), enumerate(w)):
            y[n + i] += flushed(v * u)
        return y

    for sign in 1, -1:
        x, w = [2.0**-1030, 2.0**-500], [-sign * 2.0**-523, sign * 2.0**9]
        assert candidate(x, w)[1] == sign * 4 * 2.0**-1023
        assert said(candidate, x, w) == [FLUSH]


def test_subnormal_outputs_that_are_raised_are_no_flushing() -> None:
    def candidate(x: Any, w: Any) -> Any:
        least = 2.0**-1022
        return on_outputs(lambda v: v and math.copysign(max(abs(v), least), v), x, w)

    assert said(candidate, [2.0**-1023], [1.0]) == []


def test_a_subnormal_output_that_is_kept_is_no_flushing() -> None:
    """It is lost where there is one tap, and kept where there are more."""

    def candidate(x: Any, w: Any) -> Any:
        return on_outputs(flushed, x, w) if len(w) == 1 else convolve(x, w)

    assert said(candidate, [2.0**-1023], [1.0]) == []


def test_two_arithmetics_are_named_if_both_are_seen() -> None:
    """It computes in float32, and subnormal numbers of that count as zero."""

    def candidate(x: Any, w: Any) -> Any:
        x, w = ([flushed(rounded(v, "float32"), "float32") for v in e] for e in (x, w))
        y = [0.0] * (len(x) + len(w) - 1)
        for (n, v), (i, u) in product(enumerate(x), enumerate(w)):
            each = flushed(rounded(v * u, "float32"), "float32")
            y[n + i] = flushed(rounded(y[n + i] + each, "float32"), "float32")
        return y

    text = "sums are accumulated in float32, a narrower type than float64"
    first, second = FLUSH.split(": ")
    assert said(candidate, [1e-40], [1.0]) == [
        f'{first}, accumulate="float32": {second}, and {text}'
    ]


# === digits ===


@pytest.mark.parametrize(
    ("form", "dtype", "text"),
    [
        (".15g", "float64", "outputs have 15 decimal digits only, where float64 ne"),
        (".16g", "float64", "outputs have 16 decimal digits only, where float64 ne"),
        ("g", "float64", "outputs have 6 decimal digits only, where float64 needs 17"),
        (".7g", "float32", "outputs have 7 decimal digits only, where float32 needs 9"),
        ("f", "float64", "outputs have 6 decimal digits after the point only"),
        (".6f", "float32", "outputs have 6 decimal digits after the point only"),
        (".1f", "float64", "outputs have 1 decimal digit after the point only"),
    ],
)
def test_outputs_that_are_written_with_too_few_digits_are_named(
    form: str, dtype: str, text: str
) -> None:
    """The first answer is 107412.5617037, or thereabouts; float32 has 107412.5625."""

    def candidate(x: Any, w: Any) -> Any:
        return [float(format(v, form)) for v in convolve(x, w)]

    x, w = cut([102.3, 0.7], dtype), cut([1049.97616523], dtype)
    (line,) = said(candidate, x, w, dtype=dtype)
    assert line.startswith(f"known mistake: {text}")


@pytest.mark.parametrize("form", [".17g", "r"])
def test_nothing_is_said_of_outputs_with_all_digits(form: str) -> None:
    def candidate(x: Any, w: Any) -> Any:
        return [float(repr(v) if form == "r" else format(v, form))
                for v in convolve(x, w)]  # fmt: skip

    assert said(candidate, [102.3], [1049.97616523]) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("float32", "results are rounded to float32"),
        ("float16", "results are rounded to float16"),
        ("bfloat16", "results are rounded to bfloat16"),
    ],
)
def test_results_of_a_narrow_format_are_told_from_operands_of_it(
    name: str, text: str
) -> None:
    def results(x: Any, w: Any) -> Any:
        return cut(convolve(x, w), name)

    def both(x: Any, w: Any) -> Any:
        return cut(convolve(cut(x, name), cut(w, name)), name)

    def operands(x: Any, w: Any) -> Any:
        return convolve(cut(x, name), cut(w, name))

    passes, x, w = f'passes with accumulate="{name}": ', [1.1, 0.7], [1.3, 1.9]
    assert said(results, x, w) == [passes + text]
    assert said(both, x, w) == [f"{passes}operands and {text}"]
    passes, text = f'passes with operands="{name}": ', f"operands are rounded to {name}"
    assert said(operands, x, w) == [passes + text]


def test_a_bias_that_is_rounded_is_told_from_one_that_is_not() -> None:
    """The arithmetic of narrow operands leaves a bias as it is."""

    def operands(x: Any, w: Any, bias: Any) -> Any:
        return conv1d(cut(x, "bfloat16"), cut(w, "bfloat16"), bias)

    def everything(x: Any, w: Any, bias: Any) -> Any:
        return operands(x, w, cut(bias, "bfloat16"))

    asked = partial(said, x=[[[1.1, 0.7]]], w=[[[1.3]]], like="conv1d", bias=[0.1])
    assert asked(operands) == [
        'passes with operands="bfloat16": operands are rounded to bfloat16'
    ]
    assert asked(everything) == [
        "known mistake: operands and bias are rounded to bfloat16"
    ]


def test_operands_that_are_truncated_do_not_pass_as_rounded() -> None:
    """The next number to 1.0077 in bfloat16 is 1 + 2**-7 = 1.0078125, and not 1."""

    def candidate(x: Any, w: Any) -> Any:
        truncated = partial(rounded, dtype="bfloat16", truncate=True)
        return convolve([*map(truncated, x)], [*map(truncated, w)])

    assert candidate([1.0077], [1.0077]) == [1]
    assert said(candidate, [1.0077], [1.0077], operands="bfloat16") == [
        "known mistake: operands are truncated to bfloat16"
    ]


def test_halves_may_be_rounded_away_from_zero() -> None:
    """2049 lies in the middle of 2048 and 2050, which are numbers of TF32."""

    def away(v: float) -> float:
        _, place = math.frexp(v)
        unit = 2.0 ** max(place - 11, -136)
        return math.copysign(math.floor(abs(v) / unit + 0.5) * unit, v)

    def candidate(x: Any, w: Any) -> Any:
        return convolve([away(v) for v in x], [away(v) for v in w])

    assert said(candidate, [2049.0], [1.0], dtype="float32") == [
        'passes with operands="tf32": operands are rounded to TF32'
    ]


@pytest.mark.parametrize("most", [65504.0, 1e30])
def test_large_numbers_that_are_clipped_are_not_called_rounded(most: float) -> None:
    def candidate(x: Any, w: Any) -> Any:
        return convolve([min(v, most) for v in x], w)

    assert said(candidate, [2 * most], [1.0]) == []


def test_infinite_outputs_of_a_narrower_format_are_no_trouble() -> None:
    """1e39 is beyond all numbers of float32."""

    def candidate(x: Any, w: Any, bias: Any = None) -> Any:
        return cut(conv2d(cut(x, "float32"), cut(w, "float32"), bias), "float32")

    for bias in None, [0.1]:
        lines = said(candidate, [[[[1e39]]]], [[[[1.1]]]], "conv2d", bias=bias)
        text = "operands and results are rounded to float32"
        assert lines == [f'passes with accumulate="float32": {text}']


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_outputs_that_are_not_finite_are_no_trouble(value: float) -> None:
    def candidate(x: Any, w: Any) -> Any:
        return on_outputs(lambda v: value if 0 < abs(v) < 1e-300 else v, x, w)

    assert said(candidate, [1e-301], [1.0]) == []


# === transforms ===


def transformed(values: list[complex], turn: float) -> list[complex]:
    """Return a Fourier transform, term by term."""
    size = len(values)
    roots = [complex(math.cos(a), math.sin(a))
             for a in (turn * 2 * math.pi * n / size for n in range(size))]  # fmt: skip
    return [sum(v * roots[n * k % size] for n, v in enumerate(values))
            for k in range(size)]  # fmt: skip


def by_transform(x: Any, w: Any) -> Any:
    size = len(x) + len(w) - 1
    each = ([*v, *[0.0] * (size - len(v))] for v in (x, w))
    first, second = (transformed(v, -1) for v in each)
    y = transformed([a * b for a, b in zip(first, second)], 1)
    return [v.real / size for v in y]


def test_a_fourier_transform_is_named_if_it_errs_far_off() -> None:
    text = "errors are those of a fast Fourier transform"
    assert said(by_transform, [1.1, 0.7, 1e-9], [1.3, 1.9]) == [
        f'passes with algorithm="fft": {text}'
    ]


def test_no_cause_is_said_where_outputs_are_off_by_a_rounding_of_their_own() -> None:
    """Integers are off as well, so it does pass; nothing else speaks for transforms."""

    def candidate(x: Any, w: Any) -> Any:
        return on_outputs(lambda v: v * (1 + 2.0**-51), x, w)

    assert said(candidate, [1.1], [1.3]) == ['passes with algorithm="fft"']


def test_running_sums_are_not_called_a_transform() -> None:
    """Integers are right, which those of a transform are not."""

    def candidate(x: Any, w: Any) -> Any:
        totals = [0.0]
        for v in convolve(x, w):
            totals.append(totals[-1] + v)
        return [b - a for a, b in zip(totals, totals[1:])]

    assert said(candidate, [0.3, 0.7, 1.3], [0.1, 0.3]) == []


# === answers that are given ===


def test_an_answer_of_another_shape_contradicts_a_cause() -> None:
    """The second has all its digits: 0.1 + 0.2 is no number of float32."""
    target, how = resolve("convolve"), arithmetic()
    drafts = [draft_of(target, target.call(x, [1.0], {})) for x in ([0.1], [0.1, 0.2])]
    narrow = rounded(0.1, "float32")
    text = 'passes with accumulate="float32": results are rounded to float32'
    assert passing([(drafts[0], [narrow])], how) == [text]
    assert passing([(drafts[0], [narrow]), (drafts[1], [0.1, 0.2])], how) == []


def test_a_zero_alone_shows_no_rounding() -> None:
    """Float16 and bfloat16 have no 1e-50, and what else became of it is not known."""
    target = resolve("convolve")
    draft = draft_of(target, target.call([1.0], [1e-50], {}))
    assert passing([(draft, [0.0])], arithmetic()) == []


def test_a_mistake_that_leaves_some_outputs_open_is_seen_beside_roundings() -> None:
    """The first item is as right as floats can be; the second may be anything."""

    def one_item(x: Any, w: Any) -> Any:
        first, second = conv1d(x, w)
        return [first, [[abs(v) + n**2 + 1 for n, v in enumerate(second[0])]]]

    x, w = [[[0.1, 0.2, 0.3, 0.7]], [[0.4, 0.1, 0.5, 0.9]]], [[[0.3, 0.1]]]
    mistake = "known mistake: only the first item of the batch is right"
    assert said(one_item, x, w, "conv1d") == [mistake]
