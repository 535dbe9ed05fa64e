"""What check asks of a candidate: no more than was declared, and all of that."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

import pureconv
from pureconv.testing import CONVENTIONS, check
from pureconv.testing.checking import Record, plan

NDIMAGE = CONVENTIONS["scipy.ndimage.convolve"].reference
JAX = CONVENTIONS["jax.lax.conv_general_dilated"].reference
ONNX = CONVENTIONS["onnx.ConvTranspose"].reference


def records(candidate: Any, like: Any, **settings: Any) -> dict[str, Record]:
    """Return the records of all checks, by their names; none needs large shapes."""
    few = {"max_examples": 2, "max_taps": 5, "max_size": 20, "max_channels": 4}
    settings = {**few, "on_fail": None, **settings}
    return {each.name: each for each in check(candidate, like, **settings)}


def failed(found: dict[str, Record]) -> dict[str, str]:
    return {k: each.message for k, each in found.items() if each.status == "failed"}


FEW = ["right_on_small_integers", "repeats", "right_on_floats"]  # of all functions


def one(candidate: Any, like: Any, name: str, **settings: Any) -> Record:
    settings = {"max_examples": 10, **settings}
    return records(candidate, like, only=[name], **settings)[name]


# === every option that was declared is passed, at a value that was declared ===


def test_a_default_of_its_own_does_not_matter_where_the_option_is_declared() -> None:
    """Its default is another than SciPy's, and nobody ever leaves it to that."""

    def constant(x: Any, w: Any, mode: str = "constant") -> Any:
        return NDIMAGE(x, w, mode=mode)

    for options in ({"mode": ["constant"]}, ["mode"]):
        found = records(constant, "scipy.ndimage.convolve", options=options, axes=1,
                        only=[*FEW, "scale_moves_through"])  # fmt: skip
        assert {record.status for record in found.values()} == {"passed"}


def test_an_option_without_a_default_is_never_left_out() -> None:
    def required(x: Any, w: Any, mode: str) -> Any:
        return NDIMAGE(x, w, mode=mode)

    like = "scipy.ndimage.convolve"
    assert failed(records(required, like, options=["mode"], axes=1)) == {}


def test_options_that_a_convention_requires_need_not_be_declared() -> None:
    found = records(JAX, "jax.lax.conv_general_dilated", axes=1)
    assert failed(found) == {}
    assert found["right_on_small_integers"].status == "passed"


def test_laws_spell_an_option_as_its_convention_does() -> None:
    """It is a list of one item here, never an int, and our `stride` is `strides`."""
    seen = []

    def noting(x: Any, w: Any, *, strides: list[int], group: int) -> Any:
        seen.append((strides, group))
        return CONVENTIONS["onnx.Conv"].reference(x, w, strides=strides, group=group)

    options = {"strides": [[2], [1]], "group": [1]}
    assert one(noting, "onnx.Conv", "stride_thins", options=options).status == "passed"
    assert {tuple(strides) for strides, _ in seen} == {(1,), (2,)}
    assert {group for _, group in seen} == {1}


def test_a_bias_that_is_declared_is_passed_by_laws_that_do_not_speak_of_it() -> None:
    def biased(x: Any, w: Any, bias: Any) -> Any:
        return pureconv.conv_transpose1d(x, w, bias)

    found = records(biased, "conv_transpose1d", options=["bias"])
    assert failed(found) == {}
    assert found["unit_stride_is_convolve"].status == "passed"


def test_a_transposed_layer_can_be_declared_with_same_alone() -> None:
    def same(x: Any, w: Any, *, strides: Any, auto_pad: str) -> Any:
        assert auto_pad == "SAME_UPPER"
        return ONNX(x, w, strides=strides, auto_pad=auto_pad)

    options = {"strides": [[1], [2]], "auto_pad": ["SAME_UPPER"]}
    only = [*FEW, "adjoint"]
    found = records(same, "onnx.ConvTranspose", options=options, axes=1, only=only)
    assert failed(found) == {}
    assert found["right_on_floats"].examples == 2


@pytest.mark.parametrize(
    ("options", "law", "said"),
    [
        ({"stride": [2]}, "stride_thins", "needs stride=1"),
        ({"mode": ["same"]}, "padding_then_valid", "needs mode='valid'"),
        ({"boundary": ["wrap"]}, "modes_are_slices", "needs the option mode"),
        ({"boundary": ["edge"]}, "window_by_window", "passed"),
    ],
)
def test_a_law_that_does_not_fit_says_why_in_the_words_of_the_user(
    options: Any, law: str, said: str
) -> None:
    record = one(pureconv.correlate, "correlate", law, options=options)
    assert said in {record.message, record.status}


def test_a_law_that_needs_another_default_says_so() -> None:
    record = one(pureconv.convolve, "convolve", "commutes", options={"mode": ["same"]})
    assert record.status == "skipped"
    assert record.message == "not a law of convolve with mode='same'"


def test_what_a_law_did_not_choose_is_shown_where_it_fails() -> None:
    def wrong(x: Any, w: Any, mode: str) -> Any:
        return [v * v for v in NDIMAGE(x, w, mode=mode)]

    settings = {"options": {"mode": ["wrap"]}, "axes": 1}
    record = one(wrong, "scipy.ndimage.convolve", "sums_multiply", **settings)
    assert record.status == "failed"
    assert "    mode = 'wrap'\n" in record.message


# === refusals ===


def odd_only(x: Any, w: Any) -> Any:
    if len(w) % 2 == 0:
        raise ValueError("kernels must be odd")
    return pureconv.convolve(x, w)


def is_even(_: Any, w: Any) -> bool:
    return len(w) % 2 == 0


@pytest.mark.parametrize(
    "refuses", [ValueError, [KeyError, ValueError], (Exception,), is_even]
)
def test_calls_that_a_candidate_may_refuse_are_counted(refuses: Any) -> None:
    names = ["repeats", "commutes", "right_on_floats"]
    settings = {"refuses": refuses, "max_examples": 30, "only": names}
    found = records(odd_only, "convolve", **settings)
    assert failed(found) == {}
    record = found["right_on_floats"]
    assert record.examples + record.declined == 30
    assert 5 < record.declined < 25
    assert found["commutes"].declined > 0


@pytest.mark.parametrize("refuses", [(), KeyError, lambda x, _: len(x) > 99])
def test_refusals_that_were_not_declared_are_failures(refuses: Any) -> None:
    record = one(odd_only, "convolve", "right_on_floats", refuses=refuses)
    assert record.status == "failed"
    assert "raised ValueError: kernels must be odd" in record.message


def test_a_wrong_answer_is_no_refusal() -> None:
    def careless(x: Any, w: Any) -> Any:
        return pureconv.convolve(x, w)[: len(x)]

    record = one(careless, "convolve", "right_on_floats", refuses=is_even)
    assert record.status == "failed"


def test_what_cannot_be_read_is_no_refusal() -> None:
    """That it is None is told by a TypeError of ours, not of the candidate."""
    record = one(lambda *_: None, "convolve", "right_on_floats", refuses=TypeError)
    assert record.status == "failed"


def test_a_check_of_which_all_is_declined_is_skipped_and_says_so() -> None:
    def never(*_: Any) -> Any:
        raise NotImplementedError

    found = records(never, "convolve", refuses=NotImplementedError)
    assert {each.status for each in found.values()} == {"skipped"}
    record = found["right_on_floats"]
    assert (record.examples, record.declined) == (0, 2)
    assert record.message == "declined all of 2 examples"


def test_a_function_that_knows_what_is_refused_gets_bias_and_options() -> None:
    def unbiased(x: Any, w: Any, bias: Any, stride: int) -> Any:
        if any(bias) or stride > 2:
            raise RuntimeError
        return pureconv.conv1d(x, w, stride=stride)

    def refuses(x: Any, w: Any, bias: Any, stride: int) -> bool:
        assert x
        assert w
        return any(bias) or stride > 2

    options = ["bias", "stride"]
    found = records(unbiased, "conv1d", refuses=refuses, options=options,
                    only=[*FEW, "channels_add_up"])  # fmt: skip
    assert failed(found) == {}
    assert found["right_on_floats"].declined > 0


def test_a_function_that_cannot_tell_what_is_refused_is_wrong_usage() -> None:
    with pytest.raises(TypeError, match=r"refuses raised ZeroDivisionError: .* asked"):
        check(odd_only, "convolve", refuses=lambda *_: 1 / 0)  # type: ignore[arg-type]


# === one axis or two ===


@pytest.mark.parametrize("axes", [1, 2])
def test_a_function_of_one_axis_is_asked_for_no_images(axes: int) -> None:
    depths = set()

    def noting(x: Any, w: Any) -> Any:
        depths.add(2 if isinstance(x[0], list) else 1)
        return NDIMAGE(x, w)

    found = records(noting, "scipy.ndimage.convolve", axes=axes)
    assert failed(found) == {}
    assert depths == {axes}


# === which checks, and how often ===


def test_only_the_checks_that_are_named_are_run() -> None:
    found = records(pureconv.convolve, "convolve", only=["commutes", "repeats"])
    assert [*found] == ["repeats", "commutes"]


def test_a_failure_that_is_expected_may_be_of_a_check_that_is_not_run() -> None:
    reasons = {"commutes": "it does not"}
    found = records(
        pureconv.convolve, "convolve", only=["repeats"], expected_failures=reasons
    )
    assert [*found] == ["repeats"]


@pytest.mark.parametrize(("asked", "tried"), [(3, 3), (20, 10), (200, 10), (400, 20)])
def test_a_law_is_tried_on_ten_examples_if_there_may_be_so_many(
    asked: int, tried: int
) -> None:
    record = one(pureconv.convolve, "convolve", "commutes", max_examples=asked)
    assert (record.status, record.examples) == ("passed", tried)


def test_a_failure_that_was_expected_and_does_not_come_is_told() -> None:
    said = "commutes passed, but was expected to fail: it is not written yet"
    settings: dict[str, Any] = {
        "only": ["commutes"], "expected_failures": {"commutes": "it is not written yet"}
    }
    with pytest.warns(UserWarning, match=said) as told:
        (record,) = check(pureconv.convolve, "convolve", **settings)
    assert told[0].filename == __file__  # it is about this call
    assert (record.status, record.message) == ("passed", said)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (record,) = check(pureconv.convolve, "convolve", **settings, on_fail=None)
    assert record.message == said


def test_a_check_that_is_skipped_neither_failed_nor_passed() -> None:
    settings: dict[str, Any] = {
        "only": ["stride_thins"], "expected_failures": {"stride_thins": "no stride"}
    }
    (record,) = check(pureconv.correlate, "correlate", **settings)
    assert (record.status, record.message) == ("skipped", "needs the option stride")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"only": "commutes"}, "only must be a list of names of checks, not 'comm"),
        ({"only": ["comutes"]}, "there is no check 'comutes' here, but right_on_sm"),
        ({"axes": 2}, "axes must be 1 here, not 2"),
        ({"axes": 3, "like": "onnx.Conv"}, "axes must be 1 or 2 here, not 3"),
        ({"axes": "1"}, "axes must be an int, not '1'"),
        ({"refuses": 3}, "refuses must be exception types, or a function called as"),
        ({"refuses": [3]}, r"refuses\(x, w, \*\*options\), not \[3\]"),
        ({"refuses": int}, "refuses must be exception types"),
    ],
)
def test_what_cannot_be_asked_is_wrong_usage(changed: Any, said: str) -> None:
    with pytest.raises((TypeError, ValueError), match=said):
        plan(pureconv.convolve, **{"like": "convolve", **changed})


@pytest.mark.parametrize("refuses", [ValueError, Exception, is_even])
def test_a_candidate_in_a_process_of_its_own_may_refuse_as_well(refuses: Any) -> None:
    settings = {"refuses": refuses, "isolate": True, "max_examples": 10}
    record = one(odd_only, "convolve", "right_on_floats", **settings)
    assert record.status == "passed"
    assert record.examples + record.declined == 10
