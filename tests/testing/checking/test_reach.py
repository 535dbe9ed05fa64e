"""Mistakes where blocks end: found by default, made small, told from which size on.

Each is a released bug, rebuilt: right at small sizes.
"""

from __future__ import annotations

from typing import Any

import pytest

import pureconv
from pureconv import correlate, exact
from pureconv.nested import mapped, shape
from pureconv.testing import check
from pureconv.testing.candidates import NoAnswerError
from pureconv.testing.checking import Record, search
from pureconv.testing.checking.claim import claim_of
from pureconv.testing.checking.search import UnfitError
from pureconv.testing.conventions import CONVENTIONS
from pureconv.testing.drawing.dice import Dice


def blocks_of_8_are_lost(x: Any, w: Any) -> Any:
    y = correlate(x, w)
    done = len(y) // 8 * 8
    return [0] * done + y[done:]


def _spoiled(plane: Any) -> Any:
    return mapped(lambda v: v + 1, plane)


def second_half_of_a_group(x: Any, w: Any, *, groups: int = 1) -> Any:
    y = exact.conv2d(x, w, groups=groups)
    each = len(w) // groups
    if groups > 1 and each >= 8:
        for item in y:
            for out in range(len(w)):
                if out % each >= each // 2:
                    item[out] = _spoiled(item[out])
    return y


def depthwise_with_a_multiplier(x: Any, w: Any, *, groups: int = 1) -> Any:
    y = exact.conv2d(x, w, groups=groups)
    if groups > 1 and len(w) > groups and shape(w)[1:] == (1, 3, 3):
        for item in y:
            item[-1] = _spoiled(item[-1])
    return y


def same_upper_of_a_long_stride(x: Any, w: Any, **options: Any) -> Any:
    y = CONVENTIONS["onnx.Conv"].reference(x, w, **options)
    (*_, size), (*_, taps) = shape(x), shape(w)
    step = options.get("strides", [1])[-1]
    unread = size - (size - 1) // step * step - taps  # after the last window
    wrong = options.get("auto_pad") == "SAME_UPPER" and unread > 2
    return _spoiled(y) if wrong else y


def rows_of_taps_strided(x: Any, w: Any, *, stride: Any = 1) -> Any:
    y = exact.conv2d(x, w, stride=stride)
    wrong = stride == (1, 2) and len(w) >= 16 and shape(w)[2] == 1
    return _spoiled(y) if wrong else y


def tiles_wrong_beyond_6_pixels(x: Any, w: Any) -> Any:
    y = exact.conv2d(x, w)
    return [
        [[[*row[:6], *_spoiled(row[6:])] for row in plane] for plane in item]
        for item in y
    ]


def long_sums(x: Any, w: Any) -> Any:
    y = exact.conv1d(x, w)
    return _spoiled(y) if len(w[0]) > 16 else y


def long_kernels(x: Any, w: Any) -> Any:
    y = exact.convolve(x, w)
    return _spoiled(y) if len(w) > 9 else y


def many_items(x: Any, w: Any) -> Any:
    y = exact.conv_transpose1d(x, w)
    return _spoiled(y) if len(x) > 32 else y


def many_outputs_painted(x: Any, w: Any) -> Any:
    y = exact.conv_transpose1d(x, w)
    return _spoiled(y) if len(w[0]) > 7 else y


BUGS = [
    (blocks_of_8_are_lost, "correlate", [], "right below 8 outputs"),
    (second_half_of_a_group, "conv2d", ["groups"],
     "right below 8 output channels of a group"),
    (depthwise_with_a_multiplier, "conv2d", ["groups"], "groups=2"),
    (same_upper_of_a_long_stride, "onnx.Conv", ["strides", "auto_pad"], "SAME_UPPER"),
    (rows_of_taps_strided, "conv2d", ["stride"], "right below 16 output channels"),
    (tiles_wrong_beyond_6_pixels, "conv2d", [], "right below 7 columns of outputs"),
    (long_sums, "conv1d", [], "right below 17 input channels"),
    (long_kernels, "convolve", [], "right below 10 taps"),
    (many_items, "conv_transpose1d", [], "right below 33 batch items"),
    (many_outputs_painted, "conv_transpose1d", [], "right below 8 output channels"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("candidate", "like", "options", "told"),
    [pytest.param(*bug, id=bug[0].__name__) for bug in BUGS],
)
def test_it_is_found_by_default_and_told_from_which_size_on(
    candidate: Any, like: str, options: list[str], told: str
) -> None:
    with pytest.raises(AssertionError) as failure:
        check(candidate, like, options=options)
    assert told in str(failure.value)


@pytest.mark.parametrize("seed", [1])
def test_a_long_stride_is_found_whatever_the_seed(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stride has another library's name, and leaves samples between windows."""
    monkeypatch.setattr(search, "Dice", lambda n: Dice(1000 * seed + n))
    with pytest.raises(AssertionError, match=r"strides=\[.*SAME_UPPER"):
        check(same_upper_of_a_long_stride, "onnx.Conv", options=["strides", "auto_pad"])


def on_small_integers(candidate: Any) -> Record:
    """Return the record of the first check, which explains what it finds."""
    only = ["right_on_small_integers"]
    (record,) = check(candidate, "correlate", only=only, on_fail=None)
    return record


def test_it_is_made_as_small_as_can_be() -> None:
    record = on_small_integers(blocks_of_8_are_lost)
    (x, w), _ = record.counterexample
    assert len(x) == 8
    assert len(w) == 1


def test_what_is_wrong_at_every_size_has_no_threshold() -> None:
    record = on_small_integers(lambda x, w: _spoiled(correlate(x, w)))
    assert "right below" not in record.message


def test_no_threshold_is_told_where_nothing_shorter_could_be_asked() -> None:
    """The signal is as long as the kernel, so that only the kernel can be shorter."""

    def four_taps(x: Any, w: Any) -> Any:
        y = correlate(x, w)
        return _spoiled(y) if len(w) >= 4 else y

    record = on_small_integers(four_taps)
    assert len(record.counterexample[0][0]) == 4
    assert "right below 4 taps" in record.message
    assert "samples" not in record.message


def test_who_takes_floats_alone_is_asked_with_floats() -> None:
    def floats_alone(x: Any, w: Any) -> Any:
        assert {*map(type, x), *map(type, w)} == {float}
        return blocks_of_8_are_lost(x, w)

    record = on_small_integers(floats_alone)
    assert "right below 8 outputs" in record.message


# === limits ===

LIMITS: dict[str, Any] = {"max_taps": 2, "max_size": 5, "max_channels": 3}


@pytest.mark.parametrize(
    ("wrong", "only"),
    [
        pytest.param(False, None, id="of laws"),
        pytest.param(True, ["right_on_small_integers"], id="to tell mistakes apart"),
    ],
)
def test_no_call_is_larger_than_it_may_be(wrong: bool, only: Any) -> None:  # noqa: FBT001
    sizes = set()

    def conv(x: Any, w: Any, *, groups: int = 1) -> Any:
        sizes.add((shape(x)[1:], shape(w)))
        y = exact.conv2d(x, w, groups=groups)
        return _spoiled(y) if wrong and groups > 1 else y

    records = check(conv, "conv2d", options=["groups"], on_fail=None, only=only,
                    max_examples=8 if wrong else 3, **LIMITS)  # fmt: skip
    assert {record.status for record in records} >= {"failed" if wrong else "passed"}
    for (channels, *size), (outputs, inputs, *taps) in sizes:
        assert max(channels, outputs, inputs) <= 3
        assert max(size) <= 5
        assert max(taps) <= 2


@pytest.mark.parametrize("by", ["input", "weight"])
def test_layers_whose_gradients_are_asked_for_are_within_limits(by: str) -> None:
    axes: list[tuple[int, ...]] = []
    gradient = getattr(pureconv, f"conv2d_{by}_gradient")

    def asked(*args: Any) -> Any:
        axes.append(shape(args[0] if by == "weight" else args[1]))
        return gradient(*args)

    records = check(asked, gradient, max_examples=10, **LIMITS)
    assert records[0].status == "passed"
    most = (9, 3, 5, 5) if by == "weight" else (3, 3, 2, 2)
    assert all(n <= k for sizes in axes for n, k in zip(sizes, most))


@pytest.mark.parametrize("axes", [1, 2])
def test_the_side_of_same_is_found_beside_all_other_options(axes: int) -> None:
    """PyTorch has padding="same" with stride 1 alone, and few steps are 1."""
    layer = getattr(exact, f"conv{axes}d")

    def same_lower(x: Any, w: Any, *, padding: Any = 0, **options: Any) -> Any:
        padding = "same_lower" if padding == "same" else padding
        return layer(x, w, padding=padding, **options)

    options = ["bias", "stride", "padding", "dilation", "groups"]
    like, first = f"torch.nn.functional.conv{axes}d", ["right_on_small_integers"]
    with pytest.raises(AssertionError, match="padding='same'"):
        check(same_lower, like, options=options, only=first, max_examples=100)


@pytest.mark.parametrize(
    ("x", "w", "excess"),
    [
        ([[[1] * 6]], [[[1]]], "max_size=5"),
        ([[[1] * 5]], [[[1] * 3]], "max_taps=2"),
        ([[[1]] * 4], [[[1]] * 4], "max_channels=3"),
    ],
)
def test_a_law_that_needs_more_is_not_tried(x: Any, w: Any, excess: str) -> None:
    claim = claim_of(exact.conv1d, "conv1d", **LIMITS)
    with pytest.raises(UnfitError, match=f"needs more than {excess}"):
        claim.check_size(claim.target.call(x, w, {}))
    with pytest.raises(NoAnswerError, match=f"was not called: .*{excess}"):
        claim.candidate.answer(claim.target.call(x, w, {}))


def test_a_limit_is_a_number_of_at_least_one() -> None:
    with pytest.raises(ValueError, match="max_taps must be at least 1, not 0"):
        check(correlate, "correlate", max_taps=0)
