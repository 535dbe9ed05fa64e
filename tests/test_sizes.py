"""Sizes: how many outputs, where each lies, how much padding, which taps count."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pureconv import (
    correlate,
    lags,
    output_length,
    padding_sides,
    transposed_length,
)
from pureconv.checks import Mode, PaddingWord
from pureconv.sizes import (
    MODES,
    PADDINGS,
    overhang,
    reach,
    taps_inside,
    window_ends,
    window_starts,
)

HANGING = ["full", "same", "causal"]  # modes that any signal has room for
SAME = ["same", "same_upper", "same_lower"]
SMALL = st.integers(1, 9)
STRIDES = st.integers(1, 6)


@pytest.mark.parametrize(
    ("n", "k", "padding", "stride", "dilation", "length"),
    [
        pytest.param(4, 3, 0, 1, 1, 2, id="no padding, no strides"),
        pytest.param(5, 4, 2, 1, 1, 6, id="arbitrary padding, no strides"),
        pytest.param(5, 3, 1, 1, 1, 5, id="half padding, no strides"),
        pytest.param(5, 3, 2, 1, 1, 7, id="full padding, no strides"),
        pytest.param(5, 3, 0, 2, 1, 2, id="no padding, strides"),
        pytest.param(5, 3, 1, 2, 1, 3, id="padding, strides"),
        pytest.param(6, 3, 1, 2, 1, 3, id="padding, strides that leave one over"),
        pytest.param(7, 3, 0, 1, 2, 3, id="no padding, no strides, dilation"),
    ],
)
def test_the_figures_of_dumoulin_and_visin(
    n: int, k: int, padding: int, stride: int, dilation: int, length: int
) -> None:
    """A guide to convolution arithmetic for deep learning, arXiv:1603.07285."""
    found = output_length(n, k, padding=padding, stride=stride, dilation=dilation)

    assert found == length


@pytest.mark.parametrize(
    ("n", "k", "padding", "stride", "length"),
    [
        pytest.param(227, 11, 0, 4, 55, id="first layer of AlexNet: 216 / 4 + 1"),
        pytest.param(224, 11, 0, 4, 54, id="the 224 of its paper: 213 / 4 is 53.25"),
        pytest.param(224, 7, 3, 2, 112, id="first layer of ResNet: 223 / 2 is 111.5"),
        pytest.param(224, 3, 1, 1, 224, id="every layer of VGG: as long as its input"),
    ],
)
def test_the_layers_of_well_known_networks(
    n: int, k: int, padding: int, stride: int, length: int
) -> None:
    assert output_length(n, k, padding=padding, stride=stride) == length


def test_modes_lose_keep_and_gain_one_reach() -> None:
    for n, k, dilation in [(6, 3, 1), (6, 4, 1), (9, 3, 2), (9, 1, 5)]:
        far = dilation * (k - 1)

        assert output_length(n, k, "valid", dilation=dilation) == n - far
        assert output_length(n, k, "same", dilation=dilation) == n
        assert output_length(n, k, "full", dilation=dilation) == n + far
        assert output_length(n, k, "causal", dilation=dilation) == n


@given(SMALL, SMALL, st.sampled_from(MODES), STRIDES, STRIDES)
def test_output_length_is_the_length_of_the_output(
    n: int, k: int, mode: Mode, stride: int, dilation: int
) -> None:
    options: Any = {"stride": stride, "dilation": dilation}
    if mode == "valid" and dilation * (k - 1) >= n:
        with pytest.raises(ValueError, match="kernel reaches"):
            output_length(n, k, mode, **options)
        return

    y = correlate([0] * n, [0] * k, mode, **options)

    assert output_length(n, k, mode, **options) == len(y)
    assert len(lags(n, k, mode, **options)) == len(y)


@given(SMALL, SMALL, STRIDES, STRIDES, st.integers(0, 5), st.integers(0, 5))
def test_output_length_counts_the_windows_that_lie_inside(
    n: int, k: int, stride: int, dilation: int, before: int, after: int
) -> None:
    size, far = before + n + after, dilation * (k - 1)
    starts = [p for p in range(size) if p % stride == 0 and p + far < size]
    options: Any = {"stride": stride, "dilation": dilation, "padding": (before, after)}

    if starts:
        assert output_length(n, k, **options) == len(starts)
    else:
        with pytest.raises(ValueError, match="kernel reaches"):
            output_length(n, k, **options)


def test_a_mode_and_padding_add_up() -> None:
    assert output_length(5, 3, "full", padding=1) == (5 + 2) + 2
    assert output_length(5, 4, "same", padding=(2, 0)) == 5 + 2


def test_reach_counts_the_gaps_between_taps() -> None:
    assert reach(1, 7) == 0
    assert reach(3) == 2  # o o o
    assert reach(3, 4) == 8  # o...o...o


@pytest.mark.parametrize(
    ("k", "before", "after"),
    [(1, 0, 0), (2, 1, 0), (3, 1, 1), (4, 2, 1), (5, 2, 2), (6, 3, 2)],
)
def test_same_hangs_over_evenly_and_an_even_kernel_one_further_at_the_start(
    k: int, before: int, after: int
) -> None:
    assert overhang(k, "same") == (before, after)
    assert before + after == reach(k)


@given(SMALL, SMALL, STRIDES)
def test_same_begins_at_half_the_reach_of_full(n: int, k: int, dilation: int) -> None:
    full = lags(n, k, "full", dilation=dilation)
    first = dilation * (k - 1) // 2

    assert lags(n, k, "same", dilation=dilation) == full[first : first + n]


@pytest.mark.parametrize(
    ("n", "k", "stride", "upper", "lower"),
    [
        pytest.param(5, 3, 1, (1, 1), (1, 1), id="odd kernel: the same twice"),
        pytest.param(5, 4, 1, (1, 2), (2, 1), id="even kernel: one zero is odd"),
        pytest.param(5, 2, 1, (0, 1), (1, 0), id="two taps"),
        pytest.param(4, 3, 2, (0, 1), (1, 0), id="2 outputs: 1*2 + 3 - 4 = 1"),
        pytest.param(5, 3, 2, (1, 1), (1, 1), id="3 outputs: 2*2 + 3 - 5 = 2"),
        pytest.param(6, 1, 3, (0, 0), (0, 0), id="2 outputs: 1*3 + 1 - 6 is negative"),
        pytest.param(224, 7, 2, (2, 3), (3, 2), id="112 outputs: 111*2 + 7 - 224 = 5"),
    ],
)
def test_padding_same_as_tensorflow_and_onnx_define_it(
    n: int, k: int, stride: int, upper: tuple[int, int], lower: tuple[int, int]
) -> None:
    assert padding_sides(n, k, "same", stride=stride) == upper
    assert padding_sides(n, k, "same_upper", stride=stride) == upper
    assert padding_sides(n, k, "same_lower", stride=stride) == lower


@given(SMALL, SMALL, STRIDES, STRIDES, st.sampled_from(SAME))
def test_padding_same_is_the_least_that_gives_ceil_n_by_stride_outputs(
    n: int, k: int, stride: int, dilation: int, word: PaddingWord
) -> None:
    options: Any = {"stride": stride, "dilation": dilation}

    before, after = padding_sides(n, k, word, **options)

    assert output_length(n, k, padding=word, **options) == -(-n // stride)
    assert abs(before - after) <= 1
    if before + after:  # one zero less, and an output is lost
        less = (before - 1, after) if before else (before, after - 1)
        needed = dilation * (k - 1) + 1
        outputs = (sum(less) + n - needed) // stride + 1
        assert outputs < -(-n // stride)


def test_padding_same_has_one_stride_and_no_holes_unless_told() -> None:
    assert padding_sides(4, 3, "same") == (1, 1)
    assert padding_sides(4, 3, "same", stride=2) == (0, 1)
    assert padding_sides(4, 3, "same", dilation=2) == (2, 2)


def test_the_other_words_for_padding_are_valid_and_causal() -> None:
    assert set(PADDINGS) == {"valid", *SAME, "causal"}


@given(SMALL, SMALL, STRIDES, STRIDES)
def test_padding_causal_is_one_reach_at_the_start(
    n: int, k: int, stride: int, dilation: int
) -> None:
    options: Any = {"stride": stride, "dilation": dilation}

    assert padding_sides(n, k, "causal", **options) == (dilation * (k - 1), 0)
    assert output_length(n, k, padding="causal", **options) == -(-n // stride)


def test_padding_in_numbers_is_taken_as_it_is() -> None:
    assert padding_sides(5, 3) == (0, 0)
    assert padding_sides(5, 3, "valid") == (0, 0)
    assert padding_sides(5, 3, 2) == (2, 2)
    assert padding_sides(5, 3, (1, 4)) == padding_sides(5, 3, [1, 4]) == (1, 4)


def test_mode_same_of_even_kernels_is_padding_same_lower() -> None:
    assert overhang(4, "same") == padding_sides(9, 4, "same_lower")
    assert overhang(4, "same") != padding_sides(9, 4, "same")


def test_sizes_of_numbers_too_large_for_any_list_are_still_numbers() -> None:
    huge = 10**30

    assert output_length(huge, 3, "full") == huge + 2
    assert output_length(5, 2, "full", dilation=huge, stride=huge) == 2
    assert padding_sides(5, 3, "same", dilation=huge) == (huge, huge)
    assert lags(5, 2, "full", dilation=huge, stride=huge) == [-huge, 0]


@pytest.mark.parametrize(
    ("n", "k", "mode", "shifts"),
    [
        (4, 3, "full", [-2, -1, 0, 1, 2, 3]),
        (4, 3, "same", [-1, 0, 1, 2]),
        (4, 3, "valid", [0, 1]),
        (5, 2, "same", [-1, 0, 1, 2, 3]),  # scipy.signal.correlation_lags: 0 to 4
        (2, 5, "same", [-2, -1]),
        (4, 3, "causal", [-2, -1, 0, 1]),  # and so they end at 0, 1, 2, 3
        (2, 5, "causal", [-4, -3]),
    ],
)
def test_lags_are_where_windows_start(
    n: int, k: int, mode: Mode, shifts: list[int]
) -> None:
    assert lags(n, k, mode) == shifts


def test_one_sample_one_tap_and_one_step_are_enough() -> None:
    assert output_length(1, 1) == transposed_length(1, 1) == 1
    assert reach(1) == 0
    assert lags(1, 1, "same") == [0]


@given(SMALL, SMALL, st.sampled_from(HANGING), STRIDES, STRIDES)
def test_a_lag_says_which_sample_the_first_weight_meets(
    n: int, k: int, mode: Mode, stride: int, dilation: int
) -> None:
    x, first = list(range(1, n + 1)), [1] + [0] * (k - 1)

    y = correlate(x, first, mode, stride=stride, dilation=dilation)

    shifts = lags(n, k, mode, stride=stride, dilation=dilation)
    assert y == [p + 1 if 0 <= p < n else 0 for p in shifts]


@given(SMALL, SMALL, st.sampled_from(HANGING), STRIDES, STRIDES)
def test_a_window_ends_one_reach_after_it_starts(
    n: int, k: int, mode: Mode, stride: int, dilation: int
) -> None:
    starts = window_starts(n, k, mode, stride, dilation)
    ends = window_ends(n, k, mode, stride, dilation)

    assert list(ends) == [start + dilation * (k - 1) for start in starts]


@given(
    st.integers(-12, 12), st.integers(1, 12), STRIDES, SMALL,
    st.integers(-5, 5).filter(bool), SMALL,
)
def test_taps_inside_are_those_that_meet_a_sample(
    first: int, count: int, stride: int, k: int, step: int, n: int
) -> None:
    starts = range(first, first + count * stride, stride)

    taps = taps_inside(starts, k, step, n)

    assert [list(inside) for inside in taps] == [
        [i for i in range(k) if 0 <= start + i * step < n] for start in starts
    ]
