"""The kit's main function: right candidates pass, wrong ones fail and are told why."""

from __future__ import annotations

import cmath
import math
import os
import random
import sys
import warnings
from collections.abc import Callable
from contextlib import nullcontext
from fractions import Fraction
from functools import partial
from types import SimpleNamespace
from typing import Any
from unittest import SkipTest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pureconv
from pureconv.laws import layers as network_laws
from pureconv.laws import signals as laws
from pureconv.nested import leaves, shape
from pureconv.testing import CONVENTIONS
from pureconv.testing.call import Call
from pureconv.testing.candidates import (
    Candidate,
    WrongAnswerError,
    spelled,
)
from pureconv.testing.candidates.arrays import plain, typed
from pureconv.testing.checking import (
    Record,
    check,
    parametrize_with_checks,
    plan,
    search,
)
from pureconv.testing.checking import smaller as smaller_examples
from pureconv.testing.checking.report import failure_text
from pureconv.testing.checking.search import Check, UnfitError
from pureconv.testing.checking.smaller import smallest
from pureconv.testing.checking.thresholds import thresholds
from pureconv.testing.drawing.sizes import NoRoomError
from pureconv.testing.telling import records as telling
from pureconv.testing.telling.records import exact_text
from pureconv.testing.verdict import rounded

# === candidates, in plain Python ===


def slide(x: Any, w: Any) -> Any:
    """Correlate, valid."""
    starts = range(len(x) - len(w) + 1)
    return [sum(a * b for a, b in zip(x[n:], w)) for n in starts]


def multiply(x: Any, w: Any) -> Any:
    """Convolve, full."""
    y = [0 * x[0]] * (len(x) + len(w) - 1)
    for p, a in enumerate(x):
        for i, b in enumerate(w):
            y[p + i] += a * b
    return y


def fourier(x: Any, w: Any) -> Any:
    """Convolve, full, by a Fourier transform as it is defined."""
    size = len(x) + len(w) - 1
    turns = [cmath.exp(2j * math.pi * k / size) for k in range(size)]

    def transform(values: Any, sign: int) -> Any:
        return [
            sum(v * turns[sign * n * k % size] for n, v in enumerate(values))
            for k in range(size)
        ]

    both = zip(transform(x, -1), transform(w, -1))
    return [v.real / size for v in transform([a * b for a, b in both], 1)]


def bounded(limit: int) -> Any:
    """Return a function that convolves, full, and cannot count beyond a limit."""

    def count(x: Any, w: Any) -> Any:
        y = multiply(x, w)
        if max(map(abs, [*x, *w, *y])) > limit:
            raise OverflowError
        return y

    return count


def filtered(w: Any, a: Any, x: Any) -> Any:
    """Filter as scipy.signal.lfilter does, which wants its arguments so."""
    assert a == 1
    return multiply(x, w)[: len(x)]


def in_format(dtype: str) -> Any:
    """Return a function that convolves, full, and rounds to a narrower format."""

    def narrow(x: Any, w: Any) -> Any:
        y = [0.0] * (len(x) + len(w) - 1)
        for p, a in enumerate(x):
            for i, b in enumerate(w):
                product = rounded(Fraction(a) * Fraction(b), dtype)
                y[p + i] += product
                if math.isfinite(y[p + i]):  # the sum of two float32 is a float64
                    y[p + i] = rounded(y[p + i], dtype)
        return y

    return narrow


def failed(candidate: Any, like: Any, **settings: Any) -> str:
    """Return the message of the first check that a candidate fails."""
    with pytest.raises(AssertionError) as raised:
        check(candidate, like, **{"max_examples": 40, **settings})
    return str(raised.value)


def one(
    candidate: Any, like: Any, name: str, examples: int = 200, **settings: Any
) -> Record:
    """Return the record of one check alone."""
    todo = plan(candidate, like, max_examples=examples, **settings)
    (each,) = [each for each in todo.checks if each.name == name]
    return todo.record(each)


# Where a test is about something else than large shapes, it needs none.
SMALL: dict[str, Any] = {"max_taps": 5, "max_size": 20, "max_channels": 4}


def statuses(records: list[Record]) -> dict[str, str]:
    return {record.name: record.status for record in records}


# === right candidates pass ===

LAYER = ["bias", "stride", "padding", "dilation", "groups"]
SLIDING = ["mode", "stride", "dilation", "boundary"]


@pytest.mark.parametrize(
    ("candidate", "like", "options"),
    [
        pytest.param(slide, "correlate", (), id="correlate"),
        pytest.param(multiply, pureconv.scatter, (), id="scatter"),
        pytest.param(pureconv.convolve, "convolve", SLIDING, id="all of convolve"),
        pytest.param(pureconv.correlate2d, "correlate2d", SLIDING, id="correlate2d"),
        pytest.param(pureconv.conv1d, "conv1d", [*LAYER, "boundary"], id="conv1d"),
        pytest.param(pureconv.conv2d, "conv2d", ["stride", "padding"], id="conv2d"),
        pytest.param(
            pureconv.conv_transpose1d, "conv_transpose1d", [*LAYER, "output_padding"],
            id="conv_transpose1d",
        ),
        pytest.param(
            pureconv.conv_transpose2d, "conv_transpose2d", ["bias", "output_padding"],
            id="conv_transpose2d",
        ),
        pytest.param(filtered, "scipy.signal.lfilter", (), id="another order"),
    ],
)
def test_a_right_candidate_passes(candidate: Any, like: Any, options: Any) -> None:
    records = check(candidate, like, options=options, max_examples=2, **SMALL)
    found = statuses(records)
    assert found["right_on_small_integers"] == found["right_on_floats"] == "passed"
    assert set(found.values()) <= {"passed", "skipped"}
    assert all(r.examples > 0 for r in records if r.status == "passed")


@pytest.mark.parametrize("name", CONVENTIONS)
def test_every_convention_can_be_measured_by(name: str) -> None:
    """Its reference passes; options are those that the table lists."""
    convention = CONVENTIONS[name]
    layout, called = convention.layout, convention.reference

    def reference(*args: Any, **options: Any) -> Any:
        given = dict(zip(convention.arguments, args))
        given = {k: v for k, v in given.items() if isinstance(k, str)}
        x, w, told = given.pop("x"), given.pop("w"), {**given, **options}
        if layout is None:
            return called(x, w, **told)
        x, w, told = layout.call(x, w, told)
        return layout.answer(called(x, w, **told))

    options: dict[str, tuple[Any, ...]]
    options = dict.fromkeys(max(convention.options.items())[1], ())
    if name.startswith("astropy"):  # else it divides, and is not bilinear
        options["normalize_kernel"] = (False,)
    # Enough examples for one that fits: many pads do not go with ONNX's auto_pad.
    todo = plan(reference, name, options=options, max_examples=5, **SMALL)
    assert todo.record(todo.checks[-1]).status == "passed"


@pytest.mark.parametrize(
    ("name", "options", "obeyed"),
    [
        ("scipy.signal.convolve2d", ["mode", "boundary"], "flip"),
        ("torch.nn.functional.conv1d", ["padding", "bias"], "channels_add_up"),
        ("torch.nn.functional.conv_transpose1d", ["output_padding"], "adjoint"),
        ("jax.lax.conv_general_dilated", ["padding"], ""),
        ("astropy.convolution.convolve", ["boundary"], ""),
    ],
)
def test_conventions_obey_those_laws_that_are_theirs(
    name: str, options: Any, obeyed: str
) -> None:
    reference = CONVENTIONS[name].reference
    todo = plan(reference, name, options=options, max_examples=2, **SMALL)
    names = {**vars(laws), **vars(network_laws)}
    tried = [each for each in todo.checks if each.name in names]
    found = statuses([todo.record(law) for law in tried])
    assert set(found.values()) <= {"passed", "skipped"}
    if obeyed:
        assert one(reference, name, obeyed, 20, options=options).status == "passed"


def test_a_partial_measures_by_the_options_that_it_fixes() -> None:
    def same(x: Any, w: Any) -> Any:
        return pureconv.correlate(x, w, "same", dilation=2)

    like = partial(pureconv.correlate, mode="same", dilation=2)
    assert "failed" not in statuses(check(same, like, max_examples=3)).values()
    assert "like correlate, mode='same', dilation=2, fails" in failed(slide, like)


def test_a_partial_of_a_reference_measures_by_it() -> None:
    like = partial(CONVENTIONS["numpy.convolve"].reference, mode="valid")

    def valid(x: Any, w: Any) -> Any:
        short, long = sorted((x, w), key=len)
        return slide(long, short[::-1])

    assert one(valid, like, "right_on_small_integers", 3).status == "passed"


@pytest.mark.parametrize("dtype", ["int8", "int64"])
def test_integer_candidates_are_tried_inside_their_range(dtype: str) -> None:
    candidate = bounded(2 ** (int(dtype[3:]) - 1) - 1)
    for name in ("right_on_integers", "commutes"):
        assert one(candidate, "convolve", name, 20, dtype=dtype).status == "passed"


def test_integers_beyond_2_to_the_53_tell_floats_from_integers() -> None:
    def floats(x: Any, w: Any) -> Any:
        return [float(v) for v in multiply(x, w)]

    claim = plan(floats, "convolve", dtype="int64").claim
    for integer in (2**53, 2**53 + 1):
        call = claim.target.call([integer], [1], {})
        expected, answer = claim.expected(call), claim.answer(call)
        with pytest.raises(WrongAnswerError) if integer % 2 else nullcontext():
            claim.compare(answer, expected, call)


def test_a_fourier_transform_fails_direct_and_passes_fft() -> None:
    assert "fails right_on_small_integers" in failed(fourier, "convolve")
    words: dict[str, Any] = {"algorithm": "fft", "max_examples": 4, **SMALL}
    found = statuses(check(fourier, "convolve", **words))
    assert "failed" not in found.values()
    assert found["commutes"] == "passed"


def test_a_fourier_transform_of_integers_may_return_floats_near_them() -> None:
    words: dict[str, Any] = {"algorithm": "fft", "max_examples": 4, **SMALL}
    found = statuses(check(fourier, "convolve", dtype="int16", **words))
    assert "failed" not in found.values()


def test_a_narrow_sum_passes_where_it_is_owned_up_to() -> None:
    """Elsewhere it fails: see where failures are expected."""
    narrow = in_format("float32")
    for dtype in ("float32", "float64"):
        words: Any = {"dtype": dtype, "accumulate": "float32", **SMALL}
        found = statuses(check(narrow, "scatter", max_examples=3, **words))
        assert "failed" not in found.values()
        assert found["right_on_floats"] == "passed"


def test_examples_are_the_same_on_every_run() -> None:
    seen: list[Any] = []

    def noting(x: Any, w: Any) -> Any:
        seen.append((x, w))
        return multiply(x, w)

    check(noting, "scatter", max_examples=5)
    first, seen[:] = seen[:], []
    check(noting, "scatter", max_examples=5)
    assert seen == first


# === wrong candidates fail ===


def spoiled(spoil: Callable[[Any], Any]) -> Any:
    return lambda x, w: spoil(multiply(x, w))


def emptied(x: Any, w: Any) -> Any:
    y = multiply(x, w)
    x.pop()
    return y


def counting() -> Any:
    """Return a function whose answers depend on how often it was called."""
    calls: list[int] = []

    def count(x: Any, w: Any) -> Any:
        calls.append(0)
        return [v + len(calls) for v in multiply(x, w)]

    return count


@pytest.mark.parametrize(
    ("candidate", "said"),
    [
        (spoiled(list.clear), "no array of numbers: output must hold numbers, not"),
        (spoiled(str), "output must hold numbers, not '"),
        (spoiled(lambda y: [y, y[:1] * 9]), "ragged lists"),
        (spoiled(lambda y: y[:-1]), "returned shape (0,), not (1,)"),
        (spoiled(sum), "returned shape (), not (1,)"),
        (spoiled(lambda y: [v + 0j for v in y]), "returned complex numbers"),
        (spoiled(lambda y: y[9999]), "raised IndexError: list index"),
        (spoiled(lambda y: [math.nan for v in y]), "returned nan; error allowed: none"),
        (emptied, "changed its argument x to []"),
        (counting(), "fails right_on_small_integers"),
    ],
)
def test_what_is_wrong_is_said(candidate: Any, said: str) -> None:
    assert said in failed(candidate, "convolve")


def test_an_argument_that_is_used_up_is_not_changed() -> None:
    """An iterator is given to be used up."""

    def read(x: Any, w: Any) -> Any:
        return multiply([*x], [*w])

    record = one(read, "convolve", "right_on_small_integers", 2, to=iter)
    assert record.status == "passed"


@pytest.mark.parametrize(
    ("candidate", "name"),
    [
        pytest.param(lambda x, w: [abs(v) for v in multiply(x, w)],
                     "sign_moves_through", id="sign"),
        pytest.param(lambda x, w: [v if abs(v) < 1e6 else 0.0 for v in multiply(x, w)],
                     "power_of_two_moves_through", id="scale"),
        pytest.param(lambda x, w: [v + 1 for v in multiply(x, w)],
                     "sums_multiply", id="law"),
    ],
)
def test_every_tier_finds_what_is_wrong(candidate: Any, name: str) -> None:
    record = one(candidate, "convolve", name)
    assert record.status == "failed"
    assert f"fails {name}" in record.message


def test_answers_that_change_are_found_by_asking_again() -> None:
    """It is right on every number but in every third call."""
    calls: list[int] = []

    def moody(x: Any, w: Any) -> Any:
        calls.append(0)
        return [v * (1 + 2.0**-52 * (len(calls) % 3 == 0)) for v in multiply(x, w)]

    assert one(moody, "convolve", "repeats", 40).status == "failed"


def test_what_passed_or_was_skipped_has_no_counterexample() -> None:
    found = check(pureconv.correlate, "correlate", max_examples=10)
    assert {record.status for record in found} == {"passed", "skipped"}
    assert {record.counterexample for record in found} == {None}
    assert {r.examples for r in found if r.status == "skipped"} == {0}


def test_the_counterexample_is_small_and_told_as_a_formula() -> None:
    def flipped(x: Any, w: Any) -> Any:
        return multiply(x, w[::-1])

    message = failed(flipped, "convolve", max_examples=200)

    assert message.startswith(
        "flipped, like convolve, fails right_on_small_integers:\n"
        "f(x, w) == exact, on small integers\n"
        "\n"
        "    flipped([1.0], [0.0, 1.0])\n"
        "\n"
        "y[0] = w[0]*x[0]\n"
        "     = 0.0*1.0\n"
        "     = 0, exactly\n"
        "returned 1.0; error allowed: none\n"
    )


def test_the_call_can_be_pasted() -> None:
    message = failed(emptied, "convolve", to=tuple)
    line = next(line for line in message.splitlines() if line.startswith("    "))
    x: list[float] = eval(line, {"test_check": SimpleNamespace(emptied=multiply)})  # noqa: S307
    assert x == [0.0]


def test_arguments_and_bias_are_shown_as_the_candidate_gets_them() -> None:
    def unbiased(x: Any, w: Any, bias: Any) -> Any:
        del bias
        return pureconv.conv1d([*x], [*w])

    message = failed(unbiased, "conv1d", options=["bias"], to=tuple)
    assert "unbiased(tuple([[[0.0]]]), tuple([[[0.0]]]), bias=tuple([1.0]))" in message
    assert "y[0][0][0] = w[0][0][0]*x[0][0][0] + bias[0]\n" in message
    assert "= 0.0*0.0 + 1.0\n" in message


def test_long_formulas_are_cut() -> None:
    claim = plan(multiply, "convolve").claim
    call = claim.target.call([1.0] * 40, [1.0] * 40, {})
    y = [float(n) for n in [*range(1, 40), 41, *range(39, 0, -1)]]  # 40 in the middle
    with pytest.raises(WrongAnswerError) as raised:
        claim.compare(y, claim.expected(call), call)
    (check, *_) = plan(multiply, "convolve").checks
    lines = failure_text(claim, check, None, raised.value).splitlines()

    symbols = next(line for line in lines if line.startswith("y[39] = w[0]*x[39] + "))
    numbers = lines[lines.index(symbols) + 1]
    assert symbols.endswith(" ...")
    assert len(symbols) < 420
    assert numbers == f"      = {' + '.join(['1.0*1.0'] * 40)}"
    assert lines[lines.index(numbers) + 1] == "      = 40, exactly"


def test_a_law_that_fails_shows_both_sides() -> None:
    wrong = spoiled(lambda y: [v + 1 for v in y])
    record = one(wrong, "convolve", "sums_multiply")
    assert record.statement == "sum(convolve(x, w)) == sum(x) * sum(w)"
    assert record.counterexample == {"x": [0], "w": [0]}
    assert "    x = [0]\n    w = [0]\n\nleft side   1.0\nright " in record.message


def test_laws_that_are_none_of_the_convention_are_skipped() -> None:
    assert one(filtered, "scipy.signal.lfilter", "distributes").status == "passed"
    record = one(filtered, "scipy.signal.lfilter", "commutes")
    assert record.status == "skipped"
    assert record.message == "not a law of scipy.signal.lfilter"


def test_laws_on_options_that_the_candidate_has_not_are_skipped() -> None:
    assert one(slide, "correlate", "window_by_window").status == "passed"
    for option, law in (("mode", "modes_are_slices"), ("stride", "stride_thins")):
        record = one(slide, "correlate", law)
        assert record.status == "skipped"
        assert record.message == f"needs the option {option}"
    same = partial(pureconv.correlate, mode="same")
    record = one(same, same, "padding_then_valid")
    assert record.status == "skipped"
    assert record.message == "needs mode='valid'"


def test_laws_are_tried_on_integers_that_the_format_holds() -> None:
    """In float16, a Fourier transform can be trusted with no more than 2."""
    transform = partial(one, dtype="float16", algorithm="fft")
    assert transform(bounded(2), "convolve", "commutes").status == "passed"


def test_laws_are_tried_only_where_the_answer_is_an_integer() -> None:
    """Here kernels are divided by their sum, and floats cannot hold thirds."""
    name = "astropy.convolution.convolve"
    candidate = CONVENTIONS[name].reference
    assert one(candidate, name, "mirroring_both_mirrors", 400).status == "passed"


def test_an_option_that_is_fixed_counts_as_the_default() -> None:
    like = partial(pureconv.conv1d, stride=2)
    assert one(like, like, "one_channel_is_correlate").status == "passed"


def test_only_laws_about_the_candidate_are_tried() -> None:
    names = {each.name for each in plan(slide, "correlate").checks}
    assert "window_by_window" in names
    assert not names & {"commutes", "patch_by_patch", "stride_moves"}
    names = {each.name for each in plan(slide, "correlate2d").checks}
    assert "patch_by_patch" in names
    assert not names & {"window_by_window", "digits_multiply", "convolve"}


@pytest.mark.parametrize("answer", [3.0, []])
def test_a_law_goes_on_with_no_answer_that_is_no_signal(answer: Any) -> None:
    seen: list[Any] = []

    def odd(x: Any, _: Any) -> Any:
        seen.append(x)
        return answer

    record = one(odd, "convolve", "associates", 20)
    assert record.status == "failed"
    assert all(isinstance(x, list) and x for x in seen)


def test_the_law_of_long_multiplication_is_tried_on_digits() -> None:
    digits: set[int] = set()
    counts: set[int] = set()

    def noting(x: Any, w: Any) -> Any:
        digits.update(x, w)
        counts.update((len(x), len(w)))
        return multiply(x, w)

    assert one(noting, "convolve", "digits_multiply", 400).status == "passed"
    assert digits == {*range(10)}
    assert counts == {1, 2, 3, 4}


def test_examples_that_a_convention_refuses_are_replaced_by_others() -> None:
    """SciPy's "valid" takes no image that is the larger in one axis alone."""
    name = "scipy.signal.convolve"
    options = {"mode": ["valid"]}
    candidate = CONVENTIONS[name].reference
    record = one(candidate, name, "right_on_floats", 40, options=options)
    assert (record.status, record.examples) == ("passed", 40)


def test_kernels_longer_than_the_signal_are_tried_on_conventions() -> None:
    seen: list[bool] = []

    def noting(x: Any, w: Any) -> Any:
        seen.append(len(w) > len(x))
        return multiply(x, w)

    assert one(noting, "numpy.convolve", "right_on_floats", 40).status == "passed"
    assert any(seen)


@pytest.mark.parametrize(
    ("x", "w", "bias"),
    [
        pytest.param([127, 1], [1, 1], 0, id="128 on the way"),
        pytest.param([100, -100], [1, 1], 0, id="200, were nothing negative"),
        pytest.param([100], [1], 28, id="with the bias"),
    ],
)
def test_calls_that_may_overflow_are_no_examples(x: Any, w: Any, bias: int) -> None:
    claim = plan(pureconv.conv1d, "conv1d", dtype="int8").claim
    options = {"bias": [bias], "padding": 1}
    with pytest.raises(UnfitError, match="its sums may overflow int8"):
        claim.expected(claim.target.call([[x]], [[w]], options))


def test_calls_below_zero_are_no_examples_of_unsigned_numbers() -> None:
    claim = plan(multiply, "convolve", dtype="uint8").claim
    with pytest.raises(UnfitError, match="uint8 has no numbers below zero"):
        claim.expected(claim.target.call([1], [-1], {}))


def test_what_is_wrong_at_a_smaller_size_too_is_no_threshold() -> None:
    """And where two taps find no window, a smaller size says nothing."""

    def even(x: Any, w: Any) -> Any:
        return [v + (len(x) % 2 == 0) for v in slide(x, w)]

    def six(x: Any, w: Any) -> Any:
        return [v + (len(x) == 6) for v in slide(x, w)]

    below = ["right below 5 outputs, all else as it is here"]
    for candidate, said in ((even, []), (six, below), (slide, [])):
        claim = plan(candidate, "correlate").claim
        call = claim.target.call([1.0] * 6, [1.0, 0.0], {})
        assert thresholds(claim, call) == said


def test_a_threshold_is_right_down_to_the_smallest_size() -> None:
    def one_or_four(x: Any, w: Any) -> Any:
        return [v + (len(w) in {1, 4}) for v in slide(x, w)]

    claim = plan(one_or_four, "correlate").claim
    call = claim.target.call([1.0] * 5, [1.0, 0.0, 0.0, 0.0], {})
    assert thresholds(claim, call) == []


def test_a_threshold_is_right_with_signs_too() -> None:
    """Fewer outputs are right here as long as no number is below zero."""

    def six_or_signs(x: Any, w: Any) -> Any:
        return [v + (len(x) == 6 or min(*x, *w) < 0) for v in slide(x, w)]

    claim = plan(six_or_signs, "correlate").claim
    call = claim.target.call([1.0] * 6, [1.0, 0.0], {})
    assert thresholds(claim, call) == []


def test_a_threshold_is_looked_for_with_small_numbers() -> None:
    """They are 1 to 7 in turn, of either sign, so sums stay small."""
    seen: set[float] = set()

    def noting(x: Any, w: Any) -> Any:
        seen.update(x, w)
        return [v + (len(x) == 9) for v in slide(x, w)]

    claim = plan(noting, "correlate").claim
    call = claim.target.call([0.0] * 9, [0.0, 0.0], {})
    assert thresholds(claim, call) == ["right below 8 outputs, all else as it is here"]
    assert seen == {sign * n for sign in (1, -1) for n in range(1, 8)}


# === whatever happens, there is a record ===


def leave(*_: Any) -> Any:
    raise SystemExit(3)


@pytest.mark.parametrize(
    ("candidate", "said"),
    [
        (leave, "raised SystemExit: 3"),
        (spoiled(lambda y: [Fraction(1, 3) for v in y]), "what cannot be judged: "),
        (lambda *_: pytest.skip("later"), "raised Skipped: later"),
    ],
)
def test_whatever_a_candidate_does_ends_in_a_record(candidate: Any, said: str) -> None:
    records = check(candidate, "convolve", max_examples=2, on_fail=None)
    assert said in records[0].message
    assert records[0].status == "failed"


def test_explaining_a_failure_may_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    def explain_mismatch(*_: Any) -> Any:
        raise OverflowError("too large")

    monkeypatch.setattr(telling, "explain_mismatch", explain_mismatch)
    message = failed(slide, "convolve")
    said = "looking for known mistakes raised OverflowError: too large"
    assert message.endswith(f"({said})")


def test_nan_that_comes_again_is_the_same_answer() -> None:
    wrong = spoiled(lambda y: [math.nan for v in y])
    assert one(wrong, "convolve", "repeats").status == "passed"


def test_a_candidate_is_never_called_by_the_name_of_a_library() -> None:
    def convolve(x: Any, w: Any) -> Any:
        return multiply(x, w)[1:]

    message = failed(convolve, "numpy.convolve")
    assert message.startswith("convolve, like numpy.convolve, fails")


def test_an_object_of_a_library_is(monkeypatch: pytest.MonkeyPatch) -> None:
    library = SimpleNamespace(convolve=multiply)
    monkeypatch.setitem(sys.modules, "more_itertools", library)
    claim = plan(partial(multiply), "more_itertools.convolve").claim
    assert claim.candidate.name == "more_itertools.convolve"


# === options of check itself ===


def test_expected_failures_are_records_with_their_reason() -> None:
    reasons = {"right_on_floats": "sums in float32"}
    narrow = in_format("float32")
    names = ["right_on_small_integers", *reasons]
    records = check(
        narrow, "scatter", max_examples=12, only=names, expected_failures=reasons,
        **SMALL,
    )  # fmt: skip
    assert [*statuses(records).values()] == ["passed", "expected"]
    assert records[-1].message == "sums in float32"


def test_failures_warn_or_are_recorded_only() -> None:
    wrong = spoiled(lambda y: [v + 1 for v in y])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        check(wrong, "scatter", max_examples=1, on_fail="warn")
    assert "fails right_on_small_integers" in str(caught[0].message)
    recorded = check(wrong, "scatter", max_examples=1, on_fail=None)
    assert "failed" in statuses(recorded).values()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"candidate": 3}, "candidate must be callable, not 3"),
        ({"like": "numpy.sin"}, "or a name in CONVENTIONS, not 'numpy.sin'"),
        ({"like": "numpy.corelate"}, "is it numpy.correlate or"),
        ({"like": math.sin}, "like must be convolve, correlate, .*, not <built-in"),
        ({"like": partial(pureconv.convolve, [1])}, "like must be"),
        ({"options": "stride"}, "options must be a list of names, or a dict, not 'str"),
        ({"options": {"stride": [(1, 2)]}}, r"stride=\(1, 2\) is no value to try: str"),
        ({"options": ["strid"]}, "convolve has no option 'strid' to vary, but mode, "),
        ({"like": partial(pureconv.convolve, stride=2), "options": ["stride"]},
         "convolve has no option 'stride' to vary, but mode, "),
        ({"like": "scatter", "options": ["mode"]}, "to vary, but none"),
        ({"like": "scipy.ndimage.convolve", "options": ["origin"]},
         "option 'origin' of scipy.ndimage.convolve has no values to try: give some"),
        ({"like": "astropy.convolution.convolve", "dtype": "complex64"},
         "dtype must be real for astropy.convolution.convolve, not complex64"),
        ({"dtype": "float31"}, "dtype must be"),
        ({"dtype": "int8", "algorithm": "winograd"}, "algorithm must be"),
        ({"accumulate": "int8"}, "accumulate must be"),
        ({"operands": "int8"}, "operands must be"),
        ({"max_examples": 0}, "max_examples must be at least 1, not 0"),
        ({"on_fail": "shout"}, 'on_fail must be "raise", "warn" or None, not .shout'),
        ({"on_fail": ""}, "on_fail must be"),
        ({"to": 5}, "to must be callable, not 5"),
        ({"expected_failures": {"x": ""}}, "there is no check 'x' here, but right_on"),
        ({"expected_failures": {"flip": 3}}, "must say why flip fails, not 3"),
        ({"only": ["comutes"]}, r"right_on_floats: is it commutes\?"),
        ({"only": [5]}, "there is no check 5 here, but right_on"),
        ({"only": []}, r"only must name one check or more, not \[\]"),
        ({"options": ["strides"]}, r"dilation, boundary: is it stride\?"),
        ({"strict": "yes"}, "strict must be True or False, not 'yes'"),
        ({"isolate": 1}, "isolate must be True or False, not 1"),
        ({"timeout": "10"}, "timeout must be a number of seconds, not '10'"),
        ({"timeout": 0}, "timeout must be more than 0 seconds, and less than "),
    ],
)
def test_settings_that_make_no_sense_raise(changed: Any, said: str) -> None:
    settings = {"candidate": multiply, "like": "convolve", **changed}
    with pytest.raises((TypeError, ValueError), match=said):
        check(**settings)


def test_values_can_be_given_for_any_option() -> None:
    def shifted(x: Any, w: Any, origin: int = 0) -> Any:
        return CONVENTIONS["scipy.ndimage.convolve"].reference(x, w, origin=origin)

    options = {"origin": [0]}
    record = one(
        shifted, "scipy.ndimage.convolve", "right_on_floats", 5, options=options
    )
    assert record.status == "passed"


def test_groups_have_other_names_elsewhere() -> None:
    like = CONVENTIONS["onnx.Conv"].reference
    names = ["group", "bias"]
    record = one(partial(like), like, "right_on_floats", 5, options=names, **SMALL)
    assert record.status == "passed"


@pytest.mark.parametrize("always", [True, False])
def test_a_failure_that_does_not_come_again_is_told_from_others(
    always: bool,  # noqa: FBT001
) -> None:
    seen = []

    def slide_too_far(x: Any, w: Any) -> Any:
        new = (x, w) not in seen
        seen.append((x, w))
        return slide(x, w) + ([1] if always or new else [])

    record = one(slide_too_far, "correlate", "right_on_small_integers", **SMALL)
    assert record.status == "failed"
    line = "the same passed when it was repeated: that depends on earlier calls"
    assert (line in record.message) is not always


# === within another test ===


@given(tap=st.integers(1, 2))
@settings(max_examples=2, deadline=None)
def test_it_may_be_called_in_a_test_of_hypothesis(tap: int) -> None:
    (record,) = check(multiply, "convolve", only=["commutes"], **SMALL)
    assert (record.status, record.examples) == ("passed", 10)
    with pytest.raises(AssertionError, match="f, like convolve, fails"):
        check(lambda x, _: [tap * v for v in x], "convolve", **SMALL)
    drawn: Any = st.integers(1, 3).map(lambda n: (([1] * n, [1]), {}))
    own: dict[str, Any] = {"arguments": drawn, "only": ["repeats"], "max_examples": 3}
    (record,) = check(multiply, pureconv.convolve, **own)
    assert (record.status, record.examples) == ("passed", 3)


# === as cases of pytest ===


@parametrize_with_checks(
    multiply, "convolve", max_examples=3, only=["right_on_small_integers", "commutes"]
)
def test_checks_are_cases(check: Callable[[], None]) -> None:
    check()


def test_a_case_that_fails_raises_and_one_expected_to_is_marked() -> None:
    mark = parametrize_with_checks(
        slide, "convolve", expected_failures={"commutes": "it correlates"}
    ).mark
    cases = {case.id: case for case in mark.args[1]}
    assert mark.args[0] == "check"
    assert [m.kwargs for m in cases["commutes"].marks] == [{"reason": "it correlates"}]
    with pytest.raises(AssertionError, match="slide, like convolve, fails"):
        cases["right_on_small_integers"].values[0]()


def test_a_check_that_does_not_apply_is_a_case_that_is_skipped() -> None:
    mark = parametrize_with_checks(multiply, "convolve", only=["keeps_dtype"]).mark
    with pytest.raises(SkipTest, match=r"^needs arrays, which `to` makes$"):
        mark.args[1][0].values[0]()


@pytest.mark.parametrize(
    ("name", "said"),
    [("max_exmples", "'max_exmples': is it max_examples?"), ("on_fail", "'on_fail'")],
)
def test_an_argument_that_cases_do_not_have_is_told(name: str, said: str) -> None:
    with pytest.raises(TypeError) as caught:
        parametrize_with_checks(multiply, "convolve", **{name: None})
    assert str(caught.value) == f"parametrize_with_checks has no argument {said}"


# === values that do not go together ===


@pytest.mark.parametrize(
    ("like", "options"),
    [
        ("conv_transpose1d", {"output_padding": [0, 1], "stride": [1, 2]}),
        ("onnx.ConvTranspose", {"output_padding": [[0], [1]], "strides": ()}),
    ],
)
def test_values_that_do_not_go_together_are_drawn_again(
    like: str, options: dict[str, Any]
) -> None:
    """An output_padding of 1 needs a stride of 2, or a dilation."""
    own = CONVENTIONS[like].reference if "." in like else getattr(pureconv, like)

    def right(x: Any, w: Any, **given: Any) -> Any:
        return own(x, w, **given)

    axes = 1 if like == "onnx.ConvTranspose" else None
    records = check(right, like, options=options, axes=axes, max_examples=5, **SMALL)
    assert "adjoint" in statuses(records)
    assert "failed" not in statuses(records).values()


def test_values_that_never_go_together_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Or all would be skipped, and a wrong candidate would pass."""
    monkeypatch.setattr(search, "UNFIT", 5)  # sooner than by default
    said = r"no call could be tried: output_padding must be less than max\(stride"
    with pytest.raises(ValueError, match=f"^{said}"):
        check(pureconv.conv_transpose1d, "conv_transpose1d",
              options={"output_padding": [1]}, max_examples=1)  # fmt: skip


# === calling, and reading what comes back ===


class Array:
    """An array with a dtype, as a library has them."""

    def __init__(self, values: Any, dtype: Any = "float32") -> None:
        if dtype not in {"float32", "float64", "int8"}:
            raise TypeError(dtype)
        self.values, self.dtype = values, dtype

    def tolist(self) -> Any:
        return self.values


def test_arrays_are_made_of_the_dtype_that_is_asked_for() -> None:
    assert typed(Array, "float32") is Array
    wide = typed(Array, "float64")
    assert wide is not None
    assert wide([1.0]).dtype == "float64"
    with pytest.raises(ValueError, match="to must make arrays of type bfloat16"):
        typed(Array, "bfloat16")
    assert typed(None, "float32") is None


def test_what_has_tolist_is_read_through_it() -> None:
    candidate = Candidate(lambda x, _: Array(x.values * 2), to=Array)
    assert candidate.answer(Call(sum, [1, 2], [3])) == [1, 2, 1, 2]


@pytest.mark.parametrize("value", [None, "12", b"12", {1: 2}, {1}, [[1], [object()]]])
def test_what_is_no_number_cannot_be_read(value: Any) -> None:
    with pytest.raises(TypeError, match="output must hold numbers, not"):
        plain(value)


def test_functions_are_spelled_as_they_are_called() -> None:
    class Layer:
        def __call__(self) -> None: ...

        @classmethod
        def make(cls) -> None: ...

    class layer(Layer): ...  # noqa: N801

    assert spelled(math.sqrt) == "math.sqrt"
    assert spelled(pureconv.convolve) == "pureconv.convolve"
    assert spelled(Layer) == "Layer"
    assert spelled(Layer()) == "layer"  # Layer(x, w) would make another
    assert spelled(layer()) == "f"
    assert spelled(Layer().__call__) == "layer.__call__"
    assert spelled(Layer.make) == "Layer.make"
    assert spelled(random.choice) == "random.choice"  # a method, and found there
    assert spelled(math.sqrt, "cmath.sqrt") == "math.sqrt"
    assert spelled(os.path.join, "os.path.join") == "os.path.join"


def test_a_partial_is_spelled_with_what_it_passes_first() -> None:
    held = partial(max, "fast", math.sqrt, key=1)
    assert spelled(held) == "partial(max, 'fast', math.sqrt)"
    call = Call(sum, [1], [2])
    text = "partial(max, 'fast', math.sqrt)([1], [2], key=1)"
    assert Candidate(held, spelled(held)).text(call) == text
    assert Candidate(held, "mine.f").text(call) == "mine.f([1], [2], key=1)"


def test_what_wraps_a_function_is_not_called_by_its_name() -> None:
    class Trimmed:
        def __init__(self, func: Any) -> None:
            self.func = func

        def __call__(self, x: Any, w: Any) -> Any:
            return self.func(x, w)[: len(x)]

    wraps = Trimmed(pureconv.convolve)
    record = one(wraps, "convolve", "right_on_small_integers")
    assert record.message.startswith("trimmed, like convolve, fails")
    assert "\n    trimmed([0.0], [0.0, 0.0])\n" in record.message


def test_a_value_that_is_a_class_is_told_by_its_name() -> None:
    to = partial(map, SimpleNamespace, kind=float)
    text = Candidate(max, "max", to).text(Call(sum, [1], [2]))
    made = "partial(map, types.SimpleNamespace)({}, kind=float)"
    assert text == f"max({made.format([1])}, {made.format([2])})"


def test_exact_values_are_told_as_they_are() -> None:
    assert exact_text(Fraction(2) ** 2000).endswith("about inf")
    assert exact_text(Fraction(2) ** 70) == repr(2.0**70)
    assert exact_text(Fraction(2**64)) == repr(2.0**64)
    assert exact_text(Fraction(2**64 + 1)) == f"{2**64 + 1}, about {2.0**64!r}"


LOST: dict[str, Callable[[Any], Any]] = {
    "the last output lost": lambda y: y[:-1],
    "nothing": lambda y: y[:0],
    "a number": lambda y: 3.0 * len(y),
    "nested": lambda y: [y],
}


@pytest.mark.parametrize(
    ("like", "what"),
    [
        ("convolve", "nothing"),
        ("convolve", "a number"),
        ("correlate", "the last output lost"),
        ("convolve2d", "nested"),
    ],
)
def test_answers_that_fit_no_law_are_failures_and_no_crash(
    like: str, what: str
) -> None:
    def candidate(x: Any, w: Any) -> Any:
        return LOST[what](getattr(pureconv, like)(x, w))

    records = check(candidate, like, max_examples=2, on_fail=None, **SMALL)
    assert "failed" in statuses(records).values()


def test_values_that_are_not_named_are_not_tried_by_laws() -> None:
    def numbers_only(x: Any, w: Any, padding: Any = 0) -> Any:
        if isinstance(padding, str):
            raise TypeError("padding is no number")
        return pureconv.conv1d(x, w, padding=padding)

    named = {"padding": (0, 1, 2)}
    records = check(numbers_only, "conv1d", options=named, max_examples=2, **SMALL)
    assert "failed" not in statuses(records).values()

    message = failed(numbers_only, "conv1d", options=["padding"])
    said = "say what it takes:\noptions={'padding': [0, 1, 2]}, or padding=0|1|2 on"
    assert said in message


def refuse(*_: Any, **options: Any) -> Any:
    raise TypeError(f"takes no such {options}")


@pytest.mark.parametrize(
    ("like", "options", "said"),
    [
        ("keras.ops.conv", ["padding"], "{'padding': ['"),
        ("conv1d", {"padding": ["same"]}, None),  # it was said to take this
        ("conv1d", {"padding": [0, 1]}, None),
        (partial(pureconv.conv1d, padding="same"), (), None),
    ],
)
def test_what_a_padding_may_be_is_said_where_something_else_could_be(
    like: Any, options: Any, said: str | None
) -> None:
    only = ["right_on_small_integers"]
    (record,) = check(refuse, like, options=options, only=only, on_fail=None)
    assert (f"say what it takes:\noptions={said}" in record.message) == bool(said)
    assert ("say what it takes" in record.message) == bool(said)


def test_lists_in_lists_need_not_be_channels() -> None:
    """Of a function of one's own: 3 planes by a kernel of 1."""
    x, w = [[[1, 2], [3, 4], [5, 6]]] * 2, [[[1, 1], [1, 1]]]
    (smaller, _), options = smallest(
        ((x, w), {}), lambda drawn: 6 in leaves(drawn[0][0]), lambda _: ()
    )
    assert (6 in leaves(smaller), options) == (True, {})


def test_an_example_is_made_no_smaller_after_too_many_tries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(smaller_examples, "MOST", 1)
    tried = []

    def fails(drawn: Any) -> bool:
        tried.append(drawn)
        return 9 in drawn[0][0]

    (x, _), _ = smallest(([[9] * 50, [1]], {}), fails, lambda _: ())
    assert (9 in x, len(tried)) == (True, 1)


@pytest.mark.parametrize(
    ("w", "groups"),
    [([[[1]], [[7]]], 2), ([[[7]], [[1]]], 2), ([[[1], [7]]], 1), ([[[7], [1]]], 1)],
)
def test_the_group_or_channel_is_kept_that_is_wrong(w: Any, groups: int) -> None:
    drawn = (([[[1], [2]]], w), {"groups": groups})

    def fails(drawn: Any) -> bool:
        (x, w), options = drawn
        try:
            pureconv.conv1d(x, w, **options)
        except ValueError:
            return False
        return 7 in leaves(w)

    (x, w), options = smallest(drawn, fails, lambda _: ())
    assert (shape(x), w, options) == ((1, 1, 1), [[[7]]], {"groups": 1})


@pytest.mark.parametrize("inputs", [2, 3])
def test_of_a_transposed_layer_inputs_go_where_both_outputs_are_needed(
    inputs: int
) -> None:
    x = [[[1], [2], [3]][:inputs]]
    w = [[[1], [2]], [[3], [4]], [[5], [6]]][:inputs]

    def fails(drawn: Any) -> bool:
        (x, w), _ = drawn
        try:
            return len(pureconv.conv_transpose1d(x, w)[0]) > 1
        except ValueError:
            return False

    (x, w), _ = smallest(((x, w), {}), fails, lambda _: ())
    assert (shape(x), shape(w)) == ((1, 1, 1), (1, 2, 1))


def test_warnings_of_a_candidate_are_no_failures() -> None:
    def warns(x: Any, w: Any) -> Any:
        warnings.warn("overflow encountered in add", RuntimeWarning, stacklevel=1)
        return pureconv.convolve(x, w)

    check(warns, "convolve", max_examples=2)


@pytest.mark.parametrize(
    "settings",
    [
        {"like": "correlate"},
        {"like": pureconv.correlate, "arguments": st.integers(1, 9).map(
            lambda n: (([0] * n, [1]), {}))},
    ],
    ids=["of ours", "as told"],
)  # fmt: skip
def test_calls_are_the_same_on_every_run_and_after_any_other_check(
    settings: dict[str, Any]
) -> None:
    calls: list[Any] = []

    def noted(x: Any, w: Any) -> Any:
        calls.append((x, w))
        return pureconv.correlate(x, w)

    def tried(each: Check) -> list[Any]:
        calls.clear()
        todo.record(each)
        return [*calls]

    todo = plan(noted, **settings, max_examples=5)
    once = [tried(each) for each in todo.checks]
    again = [tried(each) for each in reversed(todo.checks)]
    assert once == again[::-1]
    assert once[0] != once[-1]  # these two ask for as many, of any kind


def test_why_no_example_was_of_use_is_told() -> None:
    def short(_: Any) -> None:
        raise UnfitError("needs two samples")

    check = Check("name", "statement", 1.0, lambda: lambda _: [], short)
    record = check.run(9, lambda *_: "")
    assert (record.status, record.message) == ("skipped", "needs two samples")


@pytest.mark.parametrize("error", [NoRoomError, UnfitError])
def test_examples_that_do_not_fit_are_made_by_other_seeds(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "Dice", int)  # the seed itself
    tried: list[int] = []

    def even(seed: Any) -> int:
        if seed % 2:
            raise error
        return int(seed)

    check = Check("name", "statement", 1.0, lambda: even, tried.append)
    record = check.run(9, lambda *_: "")
    assert [seed - tried[0] for seed in tried] == [0, 2, 4, 6, 8, 10, 12, 14, 16]
    assert (record.status, record.examples) == ("passed", 9)
    check._replace(name="another").run(9, lambda *_: "")
    assert len({*tried}) == 18  # another check has other seeds


@pytest.mark.parametrize(("limit", "tries"), [(9, 51), (50, 51), (51, 52)])
def test_where_nothing_fits_it_is_given_up_soon(limit: int, tries: int) -> None:
    tried: list[Any] = []

    def unfit(drawn: Any) -> None:
        tried.append(drawn)
        raise UnfitError("two" if len(tried) < 9 else "three")

    check = Check("name", "statement", 1.0, lambda: lambda _: [], unfit)
    record = check.run(limit, lambda *_: "")
    assert len(tried) == tries
    assert (record.status, record.message) == ("skipped", "three")


@pytest.mark.parametrize(("limit", "tries"), [(9, 1000), (100, 1000), (101, 1010)])
def test_where_there_is_hardly_any_room_no_more_is_tried(
    limit: int, tries: int
) -> None:
    seeds: list[Any] = []

    def no_room(dice: Any) -> Any:
        seeds.append(dice)
        raise NoRoomError

    check = Check("name", "statement", 1.0, lambda: no_room, print)
    record = check.run(limit, lambda *_: "")
    assert len(seeds) == tries
    assert (record.status, record.message) == ("skipped", "no example was of use")


def test_a_failure_is_made_no_smaller_after_too_many_hangs() -> None:
    away: Any = SimpleNamespace(hangs=5, silent=False)  # in checks before

    def hangs(drawn: Any) -> None:
        (x, _), _ = drawn
        if sum(x) > 9:
            away.hangs += 1
            raise WrongAnswerError("no answer", None)

    long: Any = ([7, 5, 8, 6] * 9, [1]), {}
    check = Check("name", "statement", 1.0, lambda: lambda _: long, hangs, away=away)
    record = check.run(9, lambda *_: "no answer")
    assert away.hangs == search.HANGS + 1
    assert (record.status, record.message) == ("failed", "no answer")
    (x, _), _ = record.counterexample
    assert 10 < sum(x) < 234  # smaller, and not the smallest
