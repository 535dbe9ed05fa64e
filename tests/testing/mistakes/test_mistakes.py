"""A known mistake is named when it is made: in each role, from the smallest example.

The candidates are plain loops with one fault in them, from planted.py. The examples are
what a search for the smallest shrinks to: of zeros and ones, with as few as can be.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import partial
from itertools import combinations
from typing import Any

import pytest

import pureconv
from narrow import cut, step_by_step
from planted import planted
from pureconv import (
    conv1d,
    conv2d,
    conv_transpose1d,
    conv_transpose2d,
    convolve,
    correlate,
    correlate2d,
    pad,
    pad2d,
)
from pureconv.nested import leaves, mapped, shape
from pureconv.sizes import padding_sides
from pureconv.testing import mistakes
from pureconv.testing.candidates import Candidate
from pureconv.testing.conventions import CONVENTIONS, resolve
from pureconv.testing.mistakes import probes, ranking
from pureconv.testing.mistakes.draft import draft_of
from pureconv.testing.mistakes.ranking import possible
from pureconv.testing.verdict import arithmetic, rounded

PLANES = ["correlate", "convolve", "correlate2d", "convolve2d"]
GATHERING = ["conv1d", "conv2d"]
PAINTING = ["conv_transpose1d", "conv_transpose2d"]
LAYERS = GATHERING + PAINTING
EACH_ROLE = ["correlate", "convolve2d", "conv1d", "conv_transpose1d"]
IN_TWO_AXES = ["correlate2d", "convolve2d", "conv2d", "conv_transpose2d"]

FLIPPED = "the kernel is flipped: it convolves where it should correlate"
NOT_FLIPPED = "the kernel is not flipped: it correlates where it should convolve"
PAINTED = "the kernel is flipped: it should be painted as it is"
HALVED = "padding is halved: it is taken for that of both sides together"
DEALT = "groups are in the wrong order: input channels are dealt out to them one by one"
TAKEN = "groups are in the wrong order: output channels are taken from them one by one"
IN_PAIRS = {
    "stride": (2, 3), "dilation": (1, 2), "padding": (0, 1), "output_padding": (0, 1),
}  # fmt: skip


def explain_mismatch(
    candidate: Any, like: Any, args: Any, options: Any, *, to: Any = None,
    dtype: str = "float64", accumulate: str | None = None, flush: bool = False,
) -> list[str]:
    """Return what is said of a candidate that should compute like(*args, **options)."""
    target = resolve(like)
    x, w = args
    call = target.call(x, w, options)
    how = arithmetic(dtype, accumulate, flush=flush)
    lines = mistakes.explain_mismatch(Candidate(candidate, to=to), target, call, how)
    assert len(lines) <= 2
    assert not any(line.endswith("!") for line in lines)
    return [line.replace("known mistake: ", "") for line in lines]


def explained(
    like: str, fault: str, x: Any, w: Any, dtype: str = "float64", **options: Any
) -> list[str]:
    """Return what is said of a candidate with that fault."""
    candidate, function = planted(like, fault), getattr(pureconv, like)
    return explain_mismatch(candidate, function, (x, w), options, dtype=dtype)


def nested(like: str, row: Any) -> Any:
    """Return a row as that function takes it: as an image, as a batch."""
    plane = [row] if like.endswith("2d") else row
    return [[plane]] if like in LAYERS else plane


def in_columns(like: str, **options: Any) -> dict[str, Any]:
    """Return options along the one axis, or else along the second of two."""
    first = {"stride": 1, "dilation": 1, "padding": (0, 0), "output_padding": 0}
    pairs = {k: (first[k], v) for k, v in options.items()}
    return pairs if like.endswith("2d") else options


@pytest.mark.parametrize("like", EACH_ROLE)
@pytest.mark.parametrize(
    ("fault", "x", "w", "options", "said"),
    [
        ("late", [1], [1], {}, "{window}s start one {unit} too late"),
        ("early", [1], [1], {}, "{window}s start one {unit} too early"),
        ("lost", [0], [0], {}, "the last {one} is lost"),
        ("added", [0], [0], {}, "there is one {one} too many"),
        ("dilation from 0", [0, 0], [0, 0], {}, "dilation is counted from 0"),
        ("steps exchanged", [0, 0], [0], {"dilation": 2}, "stride and dilation are ex"),
        ("no stride", [0, 0], [0], {"stride": 2}, "stride is ignored"),
        ("no dilation", [0, 0, 0], [0, 0], {"dilation": 2}, "dilation is ignored"),
    ],
)
def test_a_mistake_in_one_axis_is_named_in_every_role(
    like: str, fault: str, x: Any, w: Any, options: Any, said: str
) -> None:
    window = "output" if like in PAINTING else "window"
    columns = like in IN_TWO_AXES
    words = {
        "window": window,
        "unit": "column" if columns else "sample",
        "one": f"column of {window}s" if columns else window,
    }
    x, w, options = nested(like, x), nested(like, w), in_columns(like, **options)
    sentence, *_ = explained(like, fault, x, w, **options)
    assert sentence.startswith(said.format(**words))


@pytest.mark.parametrize(
    ("like", "sentence"),
    [
        *((like, FLIPPED) for like in ["correlate", "correlate2d", *GATHERING]),
        *((like, NOT_FLIPPED) for like in ["convolve", "convolve2d"]),
        *((like, PAINTED) for like in PAINTING),
    ],
)
def test_a_flip_too_many_is_named(like: str, sentence: str) -> None:
    x, w = nested(like, [0, 1]), nested(like, [0, 1])
    assert explained(like, "flipped", x, w) == [sentence]


@pytest.mark.parametrize(
    ("candidate", "y"),
    [
        (lambda x, w, stride: correlate(x, w[::-1], stride=stride), [5, 18]),
        (lambda x, w, stride: correlate(x[::-1], w, stride=stride)[::-1], [11, 13]),
    ],
)
def test_a_flip_is_named_wherever_windows_begin(candidate: Any, y: Any) -> None:
    """Read from the end, the first window of stride 2 begins at the last sample."""
    x, w = [1, 2, 5, 3, 4], [1, 3]
    assert candidate(x, w, 2) == y
    assert shown(correlate, candidate, x, w, stride=2) == FLIPPED


@pytest.mark.parametrize("like", IN_TWO_AXES)
@pytest.mark.parametrize(
    ("fault", "x", "w", "options", "said"),
    [
        ("rows late", [[1]], [[1]], {}, "{window}s start one row too late"),
        ("rows early", [[1]], [[1]], {}, "{window}s start one row too early"),
        ("rows lost", [[0]], [[0]], {}, "the last row of {window}s is lost"),
        ("rows added", [[0]], [[0]], {}, "there is one row of {window}s too many"),
        ("rows flipped", [[0], [1]], [[0], [1]], {}, "{flipped} axis: its rows"),
        ("columns flipped", [[0, 1]], [[0, 1]], {}, "{flipped} axis: its columns"),
        (
            "transposed",
            [[0, 0], [1, 0]],
            [[0, 0], [1, 0]],
            {},
            "the kernel is transposed: its rows and columns are exchanged",
        ),
        (
            "stride swapped",
            [[0, 0]],
            [[0]],
            {"stride": (1, 2)},
            "rows and columns are swapped in stride",
        ),
        (
            "dilation swapped",
            [[0], [0]],
            [[0], [0]],
            {"dilation": (1, 2)},
            "rows and columns are swapped in dilation",
        ),
    ],
)
def test_a_mistake_in_one_of_two_axes_is_named(
    like: str, fault: str, x: Any, w: Any, options: Any, said: str
) -> None:
    if like in LAYERS:
        x, w = [[x]], [[w]]
    no = "not " if like == "convolve2d" else ""
    window = "output" if like in PAINTING else "window"
    flipped = f"the kernel is {no}flipped along one"
    sentence, *_ = explained(like, fault, x, w, **options)
    assert sentence == said.format(window=window, flipped=flipped)


@pytest.mark.parametrize("like", ["conv2d", "conv_transpose2d"])
def test_rows_and_columns_swapped_in_padding_or_in_everything_are_named(
    like: str,
) -> None:
    image, kernel = [[[[0] * 3] * 3]], [[[[0]]]]
    said, *_ = explained(like, "padding swapped", image, kernel, padding=(0, 1))
    assert said == "rows and columns are swapped in padding"
    options: dict[str, Any] = {"stride": (1, 2), "dilation": 1, "padding": 0}
    said, *_ = explained(like, "all swapped", image, kernel, **options)
    assert said == "rows and columns are swapped in stride, dilation and padding"


def test_rows_and_columns_swapped_in_what_a_mode_means_are_named() -> None:
    x, w = [[0]], [[0, 0]]
    options: dict[str, Any] = {"mode": "full", "stride": 1, "dilation": 1}
    said, *_ = explained("correlate2d", "padding swapped", x, w, **options)
    assert said == "rows and columns are swapped in how far windows hang over"
    everything = "rows and columns are swapped in stride and dilation, and in how far"
    said, *_ = explained("correlate2d", "all swapped", x, w, **options)
    assert said == f"{everything} windows hang over"


@pytest.mark.parametrize(
    "names", [c for n in (2, 3, 4) for c in combinations(sorted(IN_PAIRS), n)]
)
def test_rows_and_columns_swapped_in_several_options_are_named(names: Any) -> None:
    def candidate(x: Any, w: Any, **options: Any) -> Any:
        swapped = {k: options[k][::-1] for k in names}
        return conv_transpose2d(x, w, **{**options, **swapped})

    image, kernel = [[[[1, 2], [3, 4]]]], [[[[1, 2, 3], [4, 5, 6]]]]
    said = shown(conv_transpose2d, candidate, image, kernel, **IN_PAIRS)
    assert said.startswith("rows and columns are swapped in ")
    assert {*re.findall(r"\w+", said.partition(" in ")[2])} - {"and"} == {*names}


@pytest.mark.parametrize("fault", ["padding swapped", "all swapped"])
def test_steps_that_are_not_given_are_not_called_swapped(fault: str) -> None:
    said = explained("correlate2d", fault, [[0]], [[0, 0]], mode="full")
    assert said == ["rows and columns are swapped in how far windows hang over"]


def test_rows_and_columns_swapped_in_output_padding_are_named() -> None:
    x = [[[[0]]]]
    options: dict[str, Any] = {"stride": 2, "output_padding": (0, 1)}
    said, *_ = explained("conv_transpose2d", "extra swapped", x, x, **options)
    assert said == "rows and columns are swapped in output_padding"


# === padding ===


@pytest.mark.parametrize("like", LAYERS)
def test_padding_on_the_wrong_side_is_named(like: str) -> None:
    x, w = nested(like, [0, 1]), nested(like, [1])
    options = in_columns(like, padding=(0, 1))
    said, *_ = explained(like, "sides", x, w, **options)
    assert said == "the two sides of padding are swapped"


@pytest.mark.parametrize("like", LAYERS)
def test_padding_that_is_ignored_is_named(like: str) -> None:
    x, w = nested(like, [0, 0, 0]), nested(like, [0])
    options = in_columns(like, padding=(1, 1))
    assert explained(like, "no padding", x, w, **options) == ["padding is ignored"]


@pytest.mark.parametrize("like", GATHERING)
def test_same_upper_for_same_lower_is_named(like: str) -> None:
    x, w = nested(like, [1]), nested(like, [0, 1])
    said, *_ = explained(like, "same", x, w, padding="same")
    assert said == 'padding="same" is taken for "same_lower"'
    said, *_ = explained(like, "same", x, w, padding="same_lower")
    assert said == 'padding="same_lower" is taken for "same"'


@pytest.mark.parametrize("like", PLANES)
def test_the_other_middle_of_an_even_kernel_is_named(like: str) -> None:
    x, w = nested(like, [1]), nested(like, [0, 1])
    said, *_ = explained(like, "sides", x, w, mode="same")
    assert said == 'for even kernels, mode "same" starts one sample too late'


@pytest.mark.parametrize("like", PAINTING)
def test_output_padding_at_the_start_is_named(like: str) -> None:
    x, options = nested(like, [1]), in_columns(like, stride=2, output_padding=1)
    said, *_ = explained(like, "extra first", x, x, **options)
    assert said == "output_padding is put at the start"


# === channels, groups, bias, batch ===


@pytest.mark.parametrize("like", ["conv1d", "conv_transpose1d"])
@pytest.mark.parametrize(
    ("fault", "x", "bias", "said"),
    [
        ("groups in", [0, 0, 1, 0], [0, 0], DEALT),
        ("groups out", [0, 0], [0, 0, 1, 0], TAKEN),
        ("groups reversed", [0, 1], [0, 0], "groups are in the wrong order: the last"),
        ("bias of group 0", [0, 0], [0, 1], "bias of group 0 is added everywhere"),
        ("bias 0", [0, 0], [0, 1, 0, 0], "bias of output channel 0 is added everywher"),
    ],
)
def test_a_mistake_in_groups_is_named(
    like: str, fault: str, x: Any, bias: Any, said: str
) -> None:
    inputs, outputs = len(x) // 2, len(bias) // 2
    first, second = (2 * inputs, outputs) if like in PAINTING else (2 * outputs, inputs)
    signals = [nested(like, [v])[0][0] for v in x]
    kernel = nested(like, [1])[0][0]
    w = [[kernel] * second for _ in range(first)]
    sentence, *_ = explained(like, fault, [signals], w, bias=bias, groups=2)
    assert sentence.startswith(said)


@pytest.mark.parametrize("like", LAYERS)
def test_only_the_first_item_right_is_named(like: str) -> None:
    x, w = nested(like, [0]) * 2, nested(like, [0])
    said, *_ = explained(like, "first item", x, w, bias=[1])
    assert said == "only the first item of the batch is right: the others are zeros"


# === arithmetic ===


@pytest.mark.parametrize("like", ["conv2d"])
@pytest.mark.parametrize(
    ("fault", "dtype", "x", "w", "said"),
    [
        ("int8", "int64", 16, 8, "integers wrap around: they are held in 8 bits"),
        ("int16", "int64", 5462, 6, "integers wrap around: they are held in 16 bits"),
        ("int32", "int64", 2**31, 1, "integers wrap around: they are held in 32 bits"),
        ("uint8", "int64", 1, -1, "integers wrap around: they are held in 8 bits, wit"),
        ("float32 sums", "float64", 1.1, 1, 'passes with accumulate="float32": sums'),
        ("float32 sums", "float64", 5e-324, 1, 'passes with accumulate="float32": s'),
        ("float16 sums", "float32", 2049, 1, 'passes with accumulate="float16": sum'),
        ("tf32", "float32", 2049, 1, 'passes with operands="tf32": operands are trunc'),
        ("bfloat16", "float32", 257, 1, 'passes with operands="bfloat16": operands a'),
    ],
)
def test_a_format_too_narrow_is_named(
    like: str, fault: str, dtype: str, x: Any, w: Any, said: str
) -> None:
    sentence, *_ = explained(like, fault, nested(like, [x]), nested(like, [w]), dtype)
    assert sentence.startswith(said)


def test_operands_rounded_to_nearest_are_named() -> None:
    def candidate(x: Any, w: Any) -> Any:
        return convolve(cut(x, "bfloat16"), cut(w, "bfloat16"))

    said = explain_mismatch(candidate, convolve, ([1.7], [1.3]), {})
    assert said == [
        'passes with operands="bfloat16": operands are rounded to bfloat16'
    ]


def test_operands_cut_to_a_format_that_cannot_hold_them_are_named() -> None:
    """1e30 becomes the largest number of float16, which no rounding does."""

    def candidate(x: Any, w: Any) -> Any:
        cut = partial(rounded, dtype="float16", truncate=True)
        return convolve([cut(v) for v in x], [cut(v) for v in w])

    said = explain_mismatch(candidate, convolve, ([1e30], [1.0]), {})
    assert said == ["operands are truncated to float16"]


def test_results_rounded_once_are_named() -> None:
    def candidate(x: Any, w: Any) -> Any:
        return cut(convolve(x, w), "float32")

    said = explain_mismatch(candidate, convolve, ([1.7], [1.3]), {})
    assert said == ['passes with accumulate="float32": results are rounded to float32']


def test_sums_in_the_type_of_results_are_named_where_a_wider_one_is_declared() -> None:
    """The products are 2**24, 1 and -2**24: float32 holds no 2**24 + 1."""
    x, w = [1.0, 2.0**-24, -1.0], [2.0**24] * 3
    candidate = partial(step_by_step, dtype="float32")
    said = explain_mismatch(
        candidate, convolve, (x, w), {}, dtype="float32", accumulate="float64"
    )
    text = "sums are accumulated in float32, a narrower type than float64"
    assert said == [f'passes with accumulate="float32": {text}']


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        (1 / 3, "1/3"),
        (0.1, "1/10"),
        (-2.5, "-5/2"),
        (8, "8"),
        (math.pi, "about 3.14159"),
        (-1 / 4096, "about -0.000244141"),
    ],
)
def test_a_factor_is_named_as_people_write_it(factor: float, said: str) -> None:
    def candidate(x: Any, w: Any) -> Any:
        return [factor * v for v in convolve(x, w)]

    for x in [1.0], [2.0]:
        assert explain_mismatch(candidate, convolve, (x, [1.0]), {}) == [
            f"every output is {said} times what it should be"
        ]


def test_another_sign_is_said_once() -> None:
    def candidate(x: Any, w: Any) -> Any:
        return [-v for v in convolve(x, w)]

    said = explain_mismatch(candidate, convolve, ([1.0], [1.0]), {})
    assert said == ["every output has the other sign"]


@pytest.mark.parametrize("bits", [17, 40])
def test_what_is_off_by_a_rounding_has_no_factor(bits: int) -> None:
    """By as little as that, other answers to integers cannot tell."""

    def candidate(x: Any, w: Any) -> Any:
        return [v * (1 + 2.0**-bits) for v in convolve(x, w)]

    assert explain_mismatch(candidate, convolve, ([1.0], [1.0]), {}) == []


def test_operands_rounded_beside_a_number_outside_are_named() -> None:
    """The sum at the corner is 1.5 * 1.7 + 8 * 1.3, and 1.7 and 1.3 are rounded."""
    like = "scipy.signal.correlate2d"
    reference, options = CONVENTIONS[like].reference, {"mode": "same", "fillvalue": 1.5}

    def candidate(x: Any, w: Any, **options: Any) -> Any:
        return reference(cut(x, "bfloat16"), cut(w, "bfloat16"), **options)

    w = [[1.3, 1.3, 1.3], [1.3, 1.7, 1.3], [1.3, 1.3, 1.3]]
    said = explain_mismatch(candidate, like, ([[1.5]], w), options)
    assert said == [
        'passes with operands="bfloat16": operands are rounded to bfloat16'
    ]


def zero_below(least: float, dtype: str, x: Any, w: Any) -> Any:
    """Return what convolve gives, with 0 for all that is smaller."""
    return [0.0 if abs(v) < least else v for v in cut(convolve(x, w), dtype)]


@pytest.mark.parametrize(("dtype", "emin"), [("float64", -1022), ("float32", -126)])
def test_subnormal_numbers_that_count_as_zero_are_named(dtype: str, emin: int) -> None:
    candidate = partial(zero_below, 2.0**emin, dtype)
    args = [2.0 ** (emin - 1)], [1.0]
    said = explain_mismatch(candidate, convolve, args, {}, dtype=dtype)
    assert said == ["passes with flush=True: subnormal numbers count as zero here"]


@pytest.mark.parametrize("flush", [False, True])
@pytest.mark.parametrize(
    ("dtype", "least"),
    [
        ("float64", 1e-300), ("float64", 1e-100), ("float64", 1e-20),
        ("float32", 1e-30), ("float32", 1e-20),
    ],
)
def test_no_arithmetic_is_named_where_normal_numbers_count_as_zero(
    dtype: str, least: float, *, flush: bool
) -> None:
    """Nor is it said that results are rounded: others have all of their digits."""
    candidate = partial(zero_below, least, dtype)
    tiny = {"float64": 2.0**-1022, "float32": 2.0**-126}[dtype]
    for value in tiny if flush else tiny / 4, rounded(least / 3, dtype):
        args = [value], [1.0]
        said = explain_mismatch(candidate, convolve, args, {}, dtype=dtype, flush=flush)
        assert said == []


@pytest.mark.parametrize(
    ("least", "said"),
    [
        (2.0**-1022, ["passes with flush=True: subnormal numbers count as zero here"]),
        (1e-300, []),
    ],
)
def test_what_counts_as_zero_is_told_beside_a_bias(least: float, said: Any) -> None:
    def candidate(x: Any, w: Any, bias: Any) -> Any:
        y = conv1d(x, w, bias)
        return [[[0.0 if abs(v) < least else v for v in c] for c in i] for i in y]

    args, options = ([[[2.0**-1023]]], [[[1.0]]]), {"bias": [0.0]}
    assert explain_mismatch(candidate, conv1d, args, options) == said


@pytest.mark.parametrize(
    ("change", "value", "said"),
    [
        (lambda v: max(-128, min(v, 127)), 200, "integers are clipped to 8 bits"),
        (lambda v: int(rounded(v, "float64")), 2**53 + 1, "integers go through flo"),
        (lambda v: int(v) % 2**16, 2**17, "integers wrap around: they are held in 16"),
    ],
)
def test_integers_that_are_not_wrapped_but_spoiled_are_named(
    change: Callable[[int], int], value: int, said: str
) -> None:
    def candidate(x: Any, w: Any) -> Any:
        return [change(v) for v in convolve(x, w)]

    args = [value], [1]
    sentence, *_ = explain_mismatch(candidate, convolve, args, {}, dtype="int64")
    assert sentence.startswith(said)


def test_integers_that_wrap_around_do_not_hide_a_mistake() -> None:
    """No call is made whose right results are beyond the type."""

    def candidate(x: Any, w: Any) -> Any:
        return [(v + 2**15) % 2**16 - 2**15 for v in convolve(x, w)]

    like, args = partial(correlate, mode="full"), ([1, 0], [2, 3])
    assert explain_mismatch(candidate, like, args, {}, dtype="int16") == [FLIPPED]


def from_the_first_that_is_not_zero(values: Any) -> Any:
    while len(values) > 1 and not values[0]:
        values = values[1:]
    return values


@pytest.mark.parametrize(
    ("change", "x", "side"),
    [
        (lambda x, w, cut: correlate(cut(x), cut(w)), [0, 1, 2], "start"),
        (lambda x, w, cut: cut(correlate(x, w)), [1, -1, 2], "start"),
        (lambda x, w, cut: cut(correlate(x, w)[::-1])[::-1], [2, -1, 1], "end"),
    ],
)
def test_zeros_that_are_cut_off_operands_or_outputs_are_named(
    change: Any, x: Any, side: str
) -> None:
    def candidate(x: Any, w: Any) -> Any:
        return change(x, w, from_the_first_that_is_not_zero)

    assert len(candidate(x, [1, 1])) == 1  # which should be 2
    said = explain_mismatch(candidate, correlate, (x, [1, 1]), {}, dtype="int32")
    assert said == [f"zeros at the {side} are cut off, as those of a polynomial"]


def whole(values: Any) -> Any:
    return [*map(math.trunc, values)]


@pytest.mark.parametrize(
    ("candidate", "y"),
    [
        (lambda x, w: whole(correlate(x, w)), 2),
        (lambda x, w: correlate(whole(x), whole(w)), 1),
    ],
)
def test_fractions_that_are_cut_off_are_named(candidate: Any, y: int) -> None:
    """Those of outputs, or of operands: 1.5 * 1.5 becomes 2, or 1 * 1."""
    args = [1.5], [1.5]
    assert candidate(*args) == [y]
    said = explain_mismatch(candidate, correlate, args, {})
    assert said == ["fractions are cut off"]


# === more of them, made by hand ===


def swapped_channels(w: Any) -> Any:
    return [list(kernels) for kernels in zip(*w)]


def shown(like: Any, candidate: Any, x: Any, w: Any, **options: Any) -> str:
    """Return the first mistake that is named, or nothing."""
    return (explain_mismatch(candidate, like, (x, w), options) or [""])[0]


def test_outputs_in_the_wrong_place_are_named() -> None:
    def candidate(x: Any, w: Any, stride: int) -> Any:
        return [*correlate(x, w, stride=stride)[1:], 0]

    said = shown(correlate, candidate, [1, 0], [1], stride=2)
    assert said == "outputs stand one sample too early"


def test_an_image_of_outputs_on_its_side_is_named() -> None:
    def candidate(x: Any, w: Any) -> Any:
        return [*map(list, zip(*correlate2d(x, w)))]

    said = shown(correlate2d, candidate, [[0, 0, 0]] * 2, [[0, 0]])
    assert said == "the output is transposed: its rows and columns are exchanged"


def test_an_image_that_is_read_by_columns_is_named() -> None:
    """Of 123 over 456, the columns of the result are 12, 34 and 56."""

    def candidate(x: Any, w: Any) -> Any:
        memory = [v for row in x for v in row]
        return correlate2d([memory[m :: len(x)] for m in range(len(x))], w)

    said = shown(correlate2d, candidate, [[1, 2, 3], [4, 5, 6]], [[1]])
    assert said == "the image is transposed: its rows and columns are exchanged"


def test_windows_left_out_and_not_written_are_named() -> None:
    def candidate(x: Any, w: Any) -> Any:
        return [*correlate(x, w)[:-1], 0]

    assert shown(correlate, candidate, [1], [1]) == "the last window is lost"
    assert shown(correlate, lambda x, w: correlate(x, w)[1:], [0], [0]) == (
        "the first window is lost"
    )
    assert shown(correlate, lambda x, w: [0 for _ in correlate(x, w)], [1], [1]) == (
        "all outputs are zero"
    )


@pytest.mark.parametrize("like", [correlate, partial(correlate, mode="full"), convolve])
def test_reversed_outputs_are_named(like: Any) -> None:
    """Where the kernel is the longer one, and where it is not."""

    def candidate(x: Any, w: Any) -> Any:
        return like(x, w)[::-1]

    said = ["outputs come in reverse order: the last sample first"]
    assert explain_mismatch(candidate, like, ([0.0, 1.0], [1.0]), {}) == said
    assert explain_mismatch(candidate, like, ([1, 2, 5], [1, 0]), {}) == said


@pytest.mark.parametrize(
    ("units", "rows", "columns"),
    [("row", -1, 1), ("column", 1, -1), ("row and column", -1, -1)],
)
@pytest.mark.parametrize("like", ["correlate2d", "conv_transpose2d"])
def test_outputs_that_are_reversed_along_an_axis_are_named(
    like: str, units: str, rows: int, columns: int
) -> None:
    def plane(y: Any) -> Any:
        return [row[::columns] for row in y[::rows]]

    def candidate(x: Any, w: Any) -> Any:
        y = getattr(pureconv, like)(x, w)
        return [[*map(plane, item)] for item in y] if like in LAYERS else plane(y)

    x: Any = [[0, 1], [2, 3]]
    args = ([[x]], [[[[1]]]]) if like in LAYERS else (x, [[1]])
    said, *_ = explain_mismatch(candidate, getattr(pureconv, like), args, {})
    assert said == f"outputs come in reverse order: the last {units} first"


@pytest.mark.parametrize("like", [partial(correlate, mode="full"), convolve])
def test_an_exchange_where_the_kernel_is_longer_is_told_from_one_everywhere(
    like: Any,
) -> None:
    """Where operands are exchanged, or read from the end, outputs are reversed."""

    def candidate(x: Any, w: Any) -> Any:
        return like(x, w)[:: -1 if len(w) > len(x) else 1]

    said = "signal and kernel are exchanged where the kernel is the longer one"
    assert shown(like, candidate, [1], [0, 1]) == said
    everywhere = shown(like, lambda x, w: like(x, w)[::-1], [1], [0, 1])
    assert everywhere == "outputs come in reverse order: the last sample first"


def misread(plane: Any) -> Any:
    values, rows = [v for row in plane for v in row] + [0] * 99, len(plane)
    return [[values[m * rows + n] for n in range(len(plane[0]))] for m in range(rows)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda p: [row[: len(p)] + [0] * (len(row) - len(p)) for row in p],
            "only as many columns are read as there are rows",
        ),
        (
            lambda p: [[v * (m < len(row)) for v in row] for m, row in enumerate(p)],
            "only as many rows are read as there are columns",
        ),
        (misread, "flat indices are made with rows for columns: row * rows + column"),
    ],
)
def test_rows_that_are_counted_for_columns_are_named(change: Any, said: str) -> None:
    def candidate(x: Any, w: Any) -> Any:
        return pureconv.correlate2d(change(x), w)

    for x in [[1, 2, 3], [4, 5, 6]], [[1, 2], [3, 4], [5, 6]]:
        assert shown(pureconv.correlate2d, candidate, x, [[1]]) == said


@pytest.mark.parametrize(
    "option", ["stride", "padding", "output_padding", "dilation", "groups"]
)
def test_a_mistake_at_one_value_of_an_option_is_not_named(option: str) -> None:
    values: dict[str, Any] = {"stride": 3, "dilation": 2}
    value = {"padding": 0, "output_padding": 1, "groups": 2, **values}[option]
    others = {k: v for k, v in values.items() if k != option}
    like: Any = partial(conv_transpose1d, **others)

    def candidate(x: Any, w: Any, **given: Any) -> Any:
        lost = given[option] == value
        return [[c[: len(c) - lost] for c in item] for item in like(x, w, **given)]

    x, w = [[[1, 2], [5, 0]]], [[[1, 3]], [[2, 2]]]
    assert shown(like, candidate, x, w, **{option: value}) == ""


def test_taps_left_out_are_named() -> None:
    def candidate(x: Any, w: Any) -> Any:
        return correlate(x, [*w[:-1], 0])

    said = shown(correlate, candidate, [1], [1])
    assert said == "the last tap of the kernel is left out"


@pytest.mark.parametrize(
    ("like", "x", "options"),
    [
        (correlate, [1, 2, 3], {"mode": "same"}),
        (conv1d, [[[1, 2, 3]]], {"padding": "same"}),
        ("onnx.Conv", [[[1, 2, 3]]], {"auto_pad": "SAME_LOWER"}),
    ],
)
def test_no_mistake_is_looked_for_that_is_none(like: Any, x: Any, options: Any) -> None:
    target = resolve(like)
    draft = draft_of(target, target.call(x, x, options))
    said = [each.sentence for each in possible(draft)]
    (word,) = options.values()
    assert not any("rows" in sentence for sentence in said)
    assert not any(f'"{word}" is taken for "{word}"' in sentence for sentence in said)
    assert any(f'"{word}" is taken for "' in sentence for sentence in said)


@pytest.mark.parametrize(("tap", "which"), [(0, "first"), (-1, "last")])
@pytest.mark.parametrize("axis", ["row", "column"])
def test_a_row_or_a_column_left_out_is_named(axis: str, tap: int, which: str) -> None:
    def candidate(x: Any, w: Any) -> Any:
        fewer = [[*row] for row in w]
        for row in [fewer[tap]] if axis == "row" else fewer:
            for n in range(len(row)) if axis == "row" else [tap]:
                row[n] = 0
        return correlate2d(x, fewer)

    said = explain_mismatch(candidate, correlate2d, ([[1] * 3] * 3, [[1] * 2] * 2), {})
    assert said == [f"the {which} {axis} of the kernel is left out"]


@pytest.mark.parametrize(
    ("like", "options"), [(correlate, {}), (conv1d, {"padding": 2})]
)
def test_where_a_kernel_is_too_long_a_longer_signal_has_room(
    like: Any, options: Any
) -> None:
    x, w = nested(like.__name__, [1]), nested(like.__name__, [1] * 30)
    target = resolve(like)
    draft = draft_of(target, target.call(x, w, {"dilation": 3, **options}))
    assert leaves(draft.roomy())


@pytest.mark.parametrize("mode", ["full", "same"])
def test_the_wrong_mode_is_named(mode: str) -> None:
    def candidate(x: Any, w: Any, **_: Any) -> Any:
        return correlate(x, w) if len(w) <= len(x) else []

    assert shown(correlate, candidate, [0], [0, 0], mode=mode) == (
        f'mode "{mode}" is taken for "valid"'
    )


@pytest.mark.parametrize("outside", ["wrap", "edge"])
@pytest.mark.parametrize("like", [correlate, conv1d])
def test_what_is_read_outside_is_named(outside: str, like: Any) -> None:
    layered = like is conv1d
    options = {"padding": 1} if layered else {"mode": "full"}

    def candidate(x: Any, w: Any, **options: Any) -> Any:
        return like(x, w, boundary=outside, **options)

    def zero(x: Any, w: Any, **options: Any) -> Any:
        return like(x, w, **{**options, "boundary": "zero"})

    x, w = ([[[1, 2]]], [[[0, 1]]]) if layered else ([1, 2], [0, 1])
    assert shown(like, candidate, x, w, **options) == (
        f'outside the signal lies what boundary="{outside}" puts there'
    )
    assert shown(like, zero, x, w, **options, boundary=outside) == (
        "boundary is ignored: outside the signal lie zeros"
    )


def test_a_circle_is_named_once() -> None:
    """A transform that is too short reads what boundary="wrap" puts outside."""

    def circle(x: Any, w: Any, **options: Any) -> Any:
        return correlate(x, w, boundary="wrap", **options)

    said = explain_mismatch(circle, correlate, ([1, 2, 3], [1, 0, 2]), {"mode": "same"})
    assert said == ["outputs are wrapped round: the Fourier transform is too short"]


REFLECTED: tuple[Any, Any] = "reflect", "reflect"


@pytest.mark.parametrize("other", ["zero", "edge"])
@pytest.mark.parametrize(
    ("side", "said"), [(0, "before the start"), (1, "after the end")]
)
def test_another_boundary_on_one_side_is_named(
    side: int, said: str, other: Any
) -> None:
    def candidate(x: Any, w: Any, **_: Any) -> Any:
        far, boundaries = len(w) - 1, [*REFLECTED]
        boundaries[side] = other
        before, after = (pad(x, far, far, each) for each in boundaries)
        return correlate(before[: far + len(x)] + after[far + len(x) :], w)

    options = {"mode": "full", "boundary": "reflect"}
    assert shown(correlate, candidate, [1, 2, 3], [1, 0, 1], **options) == (
        f'{said} lies what boundary="{other}" puts there, on the other side not'
    )


@pytest.mark.parametrize(
    ("like", "option", "options"),
    [
        ("scipy.signal.convolve2d", "fillvalue", {"boundary": "fill"}),
        ("scipy.ndimage.correlate", "cval", {"mode": "constant"}),
    ],
)
def test_a_number_outside_that_is_ignored_is_named(
    like: str, option: str, options: Any
) -> None:
    """A tap beside the only sample meets that number, 3."""
    reference = CONVENTIONS[like].reference

    def candidate(x: Any, w: Any, **options: Any) -> Any:
        return reference(x, w, **{**options, option: 0})

    for x, w in ([[0]], [[0, 1]]), ([[0]], [[1, 0, 0]]):
        assert explain_mismatch(candidate, like, (x, w), {**options, option: 3}) == [
            f"{option} is ignored: outside the signal lie zeros"
        ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda a, b: (a + b, 0), "padding is all on one side"),
        (lambda a, b: (0, a + b), "padding is all on one side"),
        (lambda a, _: (a, 0), "padding is on one side only"),
        (lambda _, b: (0, b), "padding is on one side only"),
        (lambda a, b: (b, a), "the two sides of padding are swapped"),
        (lambda a, b: (a // 2, b // 2), HALVED),
        (lambda a, b: (a // 2, b - b // 2), HALVED),
        (lambda a, b: (a - a // 2, b // 2), HALVED),
    ],
)
def test_padding_on_the_wrong_sides_is_named(change: Any, said: str) -> None:
    def candidate(x: Any, w: Any, padding: Any) -> Any:
        return conv1d(x, w, padding=change(*padding))

    x, w = [[[1, 2, 3]]], [[[1, 1]]]
    assert shown(conv1d, candidate, x, w, padding=(1, 2)) == said


def test_one_sample_outside_is_not_all_that_is_asked_for() -> None:
    """The edge twice, or mirrored: with padding of 1, both are the same."""

    def candidate(x: Any, w: Any, padding: Any) -> Any:
        rows, columns = padding
        wide = [[pad2d(c, rows, columns, "edge") for c in item] for item in x]
        return pureconv.conv2d(wide, w)

    said = explain_mismatch(
        candidate, "torch.nn.functional.conv2d", ([[[[1, 2], [3, 4]]]], [[[[1, 1]]]]),
        {"padding": (0, 1)},
    )  # fmt: skip
    assert said == ['outside the signal lies what boundary="edge" puts there']


def test_what_is_left_of_output_padding_is_asked_for_in_both_axes() -> None:
    """Ignored, taken from the rows, the last column lost: here, all are the same."""

    def ignored(x: Any, w: Any, output_padding: Any, **options: Any) -> Any:
        assert output_padding
        return pureconv.conv_transpose2d(x, w, **options)

    def zero(x: Any, w: Any, output_padding: Any, **options: Any) -> Any:
        below, right = output_padding
        y = pureconv.conv_transpose2d(x, w, **options)
        return [[pad2d(c, (0, below), (0, right)) for c in item] for item in y]

    options = {"stride": (1, 2), "padding": (0, 1), "output_padding": (0, 1)}
    operands = [[[[1, 2], [3, 4]]]], [[[[1, 5, 7]]]]
    for candidate, said in (
        (ignored, "output_padding is ignored"),
        (zero, "output_padding is left zero"),
    ):
        named = explain_mismatch(
            candidate, "torch.nn.functional.conv_transpose2d", operands, options
        )
        assert named == [said]


def test_more_output_padding_is_asked_for_along_both_axes() -> None:
    target = resolve("conv_transpose2d")
    options = {"stride": (1, 2), "output_padding": (0, 1)}
    draft = draft_of(target, target.call([[[[1, 2]]]], [[[[3]]]], options))
    given = {"output_padding": options["output_padding"]}
    others = [*probes.varied(draft, given, "float64")]
    assert others
    for rows, columns in (each.options["output_padding"] for each in others):
        assert rows > 0
        assert columns > 1


def test_windows_that_run_far_beyond_the_image_find_zeros() -> None:
    """Eight rows of outputs are 3 apart, where one is the next: the last at row 21."""

    def candidate(x: Any, w: Any, stride: Any) -> Any:
        y = like(x, w, stride=stride)
        far = like(pad2d(x, (0, 99), (0, 99)), w, stride=stride[::-1])
        return [line[: len(y[0])] for line in far[: len(y)]]

    like = pureconv.correlate2d
    x = [[(3 * m + n * n) % 7 for n in range(9)] for m in range(9)]
    said = shown(like, candidate, x, [[1, 2], [3, 5]], stride=(1, 3))
    assert said == "rows and columns are swapped in stride"


def test_the_last_channel_of_a_group_that_is_left_out_is_named() -> None:
    def candidate(x: Any, w: Any, groups: int) -> Any:
        w = [[*kernels[:-1], [0] * len(kernels[-1])] for kernels in w]
        return conv1d(x, w, groups=groups)

    x, w = [[[1, 2], [3, 4], [5, 6], [7, 8]]], [[[1], [2]], [[3], [4]]]
    said = shown(conv1d, candidate, x, w, groups=2)
    assert said == "the last input channel of a group is left out"


@pytest.mark.parametrize(
    ("declared", "asked"), [((), {2, 3, 4, 1}), ((2, 3), {2, 3}), ((2, 4), {2, 4})]
)
def test_no_stride_is_asked_for_that_is_not_declared(
    declared: tuple[int, ...], asked: set[int]
) -> None:
    """Output padding of 1 is made larger beside a stride of 4, if that may be."""
    target = resolve("conv_transpose1d", {"stride": declared, "output_padding": ()})
    options = {"stride": 2, "output_padding": 1}
    draft = draft_of(target, target.call([[[1, 2]]], [[[1, 2]]], options))
    others = [*probes.varied(draft, options, "float64")]
    assert {each.options["stride"] for each in others} == asked
    wide = {(4, 2)} if 4 in asked else set()
    steps = {(d.options["stride"], d.options["output_padding"]) for d in others}
    assert {each for each in steps if each[1] > 1} == {(2, 2), *wide}


def test_along_each_axis_an_odd_kernel_is_asked_for_and_an_even_one() -> None:
    """They meet other numbers of batch items, and of channels in and out."""
    target = resolve("conv2d")
    draft = draft_of(target, target.call([[[[1]]]], [[[[1]]]], {}))
    _same, _longer, one, other, *_ = probes.small(draft, "float64")
    items, *_ = zip(shape(one.x), shape(other.x))
    outputs, inputs, rows, columns = zip(shape(one.w), shape(other.w))
    for first, second in items, inputs, outputs:
        assert first != second
    for first, second in rows, columns:
        assert (first + second) % 2


def test_padding_that_is_right_where_something_else_is_wrong_is_left_alone() -> None:
    """The sides are those of "same", but taps are further apart than they tell."""

    def candidate(x: Any, w: Any, padding: Any, dilation: int) -> Any:
        n, k = len(x[0][0]), len(w[0][0])
        sides = padding_sides(n, k, padding, dilation=dilation)
        return conv1d(x, w, padding=sides, dilation=dilation + 1)

    options = {"padding": "same", "dilation": 1}
    said = shown(conv1d, candidate, [[[1, 2, 3, 4]]], [[[1, 1]]], **options)
    assert said == "dilation is counted from 0: taps are one sample further apart"


def test_a_dilation_that_is_one_too_small_is_named() -> None:
    """It is 1 all the same where it should be 1."""

    def candidate(x: Any, w: Any, dilation: int) -> Any:
        return correlate(x, w, dilation=max(1, dilation - 1))

    said = shown(correlate, candidate, [1, 2, 4, 8, 16, 32, 64], [1, 1], dilation=3)
    assert said == "dilation is one too small: taps are one sample closer together"


def test_a_fourier_transform_that_is_too_short_is_named() -> None:
    """Of 3 samples: the last output of 4 comes round to the first."""

    def circle(x: Any, w: Any) -> Any:
        size = max(len(x), len(w))
        x = x + [0] * (size - len(x))
        taps = [*enumerate(w)]
        return [sum(v * x[(n - i) % size] for i, v in taps) for n in range(size)]

    said = shown(convolve, circle, [1, 2, 3], [1, 1])
    assert said == "outputs are wrapped round: the Fourier transform is too short"


def test_zeros_on_both_sides_of_what_is_transformed_are_named() -> None:
    """Of 3 samples and 2 taps, 4 numbers each: one zero comes first in both cases."""

    def delayed(x: Any, w: Any) -> Any:
        y = convolve(x, w)
        first = (len(y) - len(x)) // 2 + (len(y) - len(w)) // 2
        return [y[(n - first) % len(y)] for n in range(len(y))]

    assert shown(convolve, delayed, [1, 2, 4], [1, 1]) == (
        "the operands of the Fourier transform have zeros on both sides"
    )


def test_outputs_of_a_transform_that_are_not_divided_are_named() -> None:
    """It is of as many samples as there are outputs, which makes the factor."""

    def undivided(x: Any, w: Any) -> Any:
        y = convolve(x, w)
        return [len(y) * v for v in y]

    assert shown(convolve, undivided, [1, 2, 3], [1, 1]) == (
        "outputs are not divided by n, as the inverse Fourier transform has to"
    )


def test_a_complex_candidate_is_asked_with_two_parts_in_all_numbers() -> None:
    target = resolve("convolve")
    draft = draft_of(target, target.call([1j, 1], [1], {}))
    first, *_ = probes.small(draft, "complex128")
    assert all(v.real and v.imag for v in [*first.x, *first.w])


def test_padding_that_forgets_dilation_is_named() -> None:
    def candidate(x: Any, w: Any, padding: Any, dilation: int) -> Any:
        far = len(w[0][0]) - 1
        sides = (far // 2, far - far // 2) if padding == "same" else padding
        return conv1d(x, w, padding=sides, dilation=dilation)

    x, options = [[[0] * 3]], {"padding": "same", "dilation": 2}
    said = shown(conv1d, candidate, x, x, **options)
    assert said == 'padding="same" forgets that the kernel is dilated'


def test_padding_that_is_worked_out_for_stride_1_is_named() -> None:
    def candidate(x: Any, w: Any, padding: Any, stride: Any, dilation: Any) -> Any:
        sizes, taps = (len(x[0][0]), len(x[0][0][0])), (len(w[0][0]), len(w[0][0][0]))
        axes = zip(sizes, taps, dilation)
        sides = [padding_sides(n, k, padding, dilation=d) for n, k, d in axes]
        return conv2d(x, w, padding=sides, stride=stride, dilation=dilation)

    x, w = [[[[1, 2, 3, 4], [5, 6, 7, 8]]]], [[[[1, 2], [3, 4]]]]
    options = {"padding": "same", "stride": (2, 2), "dilation": (1, 2)}
    said = shown(conv2d, candidate, x, w, **options)
    assert said == 'padding="same" is worked out as if the stride were 1'


@pytest.mark.parametrize("dilation", [2, 3])
def test_padding_that_forgets_dilation_is_named_with_all_outputs(dilation: int) -> None:
    """Windows start where those of a dense kernel do, and are as many as samples."""

    def candidate(x: Any, w: Any, padding: Any, dilation: int) -> Any:
        n, k = len(x[0][0]), len(w[0][0])
        before, _ = padding_sides(n, k, padding)
        y = conv1d(x, w, padding=(before, n + k * dilation), dilation=dilation)
        return [[row[:n] for row in item] for item in y]

    options = {"padding": "same", "dilation": dilation}
    said = shown(conv1d, candidate, [[[1, 2, 3]]], [[[1, 1, 1]]], **options)
    assert said == 'padding="same" forgets that the kernel is dilated'


def test_the_kernels_of_the_first_output_are_named_where_samples_paint() -> None:
    def candidate(x: Any, w: Any) -> Any:
        return conv_transpose1d(x, [[kernels[0]] * len(kernels) for kernels in w])

    w = [[[1], [2]], [[3], [4]]]
    assert shown(conv_transpose1d, candidate, [[[1, 2], [3, 4]]], w) == (
        "every output channel has the kernels of the first"
    )


def test_channels_that_meet_the_wrong_ones_are_named() -> None:
    def crossed(x: Any, w: Any, groups: int = 1) -> Any:
        # All groups together: they are not told apart in memory.
        kernels = [kernel for row in w for kernel in row]
        w = [kernels[n :: len(w)] for n in range(len(w))]
        return conv1d(x, w, groups=groups)

    def taps_first(x: Any, w: Any) -> Any:
        # Weights abcd are read as if the two of each tap stood side by side.
        return conv1d(x, [[[a, c], [b, d]] for ((a, b), (c, d)) in w])

    def single(x: Any, w: Any) -> Any:
        return conv1d([item[:1] for item in x], [kernels[:1] for kernels in w])

    def repeated(x: Any, w: Any) -> Any:
        return conv1d(x, w[:1] * len(w))

    x, w = [[[1], [0]]], [[[0], [1]], [[0], [0]]]
    two = [[[1], [0], [2], [0]]], [[[0], [1]], [[0], [0]]] * 2
    exchanged = "the two channel axes of the weights are exchanged"
    assert shown(conv1d, crossed, x, w) == exchanged
    assert shown(conv1d, crossed, *two, groups=2) == exchanged
    assert shown(conv1d, taps_first, [[[0, 0]] * 2], [[[0, 0]] * 2]) == (
        "channel and tap are exchanged in the weights, as in columns of im2col"
    )
    assert shown(conv1d, single, [[[0], [1]]], [[[0], [1]]]) == (
        "only the first input channel of a group counts"
    )
    assert shown(conv1d, repeated, [[[1]]], [[[0]], [[1]]]) == (
        "every output channel has the kernels of the first"
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda x, w: conv1d(x, dealt(w), groups=2), "kernels are dealt out to them"),
        (
            lambda x, w: [dealt(y) for y in conv1d([*map(dealt, x)], w, groups=2)],
            "channels are dealt out to them one by one, in and out",
        ),
    ],
)
def test_groups_that_are_dealt_out_one_by_one_are_named(change: Any, said: str) -> None:
    def candidate(x: Any, w: Any, groups: int) -> Any:
        if groups != 2 or len(x[0]) != 4 or len(w) != 4:
            raise NotImplementedError
        return change(x, w)

    x, w = [[[1], [2], [3], [5]]], [[[1], [5]], [[2], [0]], [[3], [1]], [[7], [2]]]
    sentence = f"groups are in the wrong order: {said}"
    assert shown(conv1d, candidate, x, w, groups=2).startswith(sentence)


def dealt(channels: Any) -> Any:
    """Return the first of each of two groups, then the second: of 4, also back."""
    return channels[::2] + channels[1::2]


def test_a_function_without_groups_has_one() -> None:
    target = resolve("tensorflow.nn.conv1d")
    options = {"stride": 1, "padding": "VALID"}
    draft = draft_of(target, target.call([[[1]]], [[[0]], [[1]]], options))
    assert "groups" not in draft.options
    assert draft.groups == 1


def test_groups_that_are_ignored_are_named() -> None:
    def total(x: Any, w: Any, groups: int) -> Any:
        each = len(x[0]) // groups
        wide = [[kernels[c % each] for c in range(len(x[0]))] for kernels in w]
        return conv1d(x, wide)

    def first(x: Any, w: Any, groups: int) -> Any:
        return conv1d([item[: len(item) // groups] for item in x], w)

    def kernels(x: Any, w: Any, groups: int) -> Any:
        return conv1d(x, w[: len(w) // groups] * groups, groups=groups)

    x, w = [[[0], [1]]], [[[1]], [[1]]]
    assert shown(conv1d, total, x, w, groups=2) == (
        "groups are ignored: every output channel reads all input channels"
    )
    assert shown(conv1d, first, x, w, groups=2) == (
        "every group reads the input channels of the first"
    )
    w = [[[1]], [[2]], [[1]], [[3]]]
    assert shown(conv1d, kernels, x, w, groups=2) == (
        "every group has the kernels of the first"
    )


def test_a_bias_in_the_wrong_place_is_named() -> None:
    def candidate(x: Any, w: Any, bias: Any, groups: int) -> Any:
        outputs = len(w) // groups
        by_group = [bias[o // outputs] for o in range(len(w))]
        return conv1d(x, w, by_group, groups=groups)

    def often(x: Any, w: Any, bias: Any, groups: int) -> Any:
        return conv1d(x, w, [b * len(w[0]) for b in bias], groups=groups)

    x, w, bias = [[[0], [0]]], [[[0]]] * 4, [0, 1, 0, 0]
    said = shown(conv1d, candidate, x, w, bias=bias, groups=2)
    assert said == "bias is counted by groups, not by output channels"
    said = shown(conv1d, often, x, [[[0], [0]]], bias=[1], groups=1)
    assert said == "bias is added once for every input channel"


def test_a_bias_of_a_transposed_layer_that_is_added_often_is_named() -> None:
    """Its weights have the channels that go in first: three here, and two come out."""

    def often(x: Any, w: Any, bias: Any) -> Any:
        return conv_transpose1d(x, w, [b * len(x[0]) for b in bias])

    said = shown(
        conv_transpose1d, often, [[[0], [0], [0]]], [[[0], [0]]] * 3, bias=[0, 1]
    )
    assert said == "bias is added once for every input channel"


def test_items_that_are_copies_or_garbage_are_named() -> None:
    garbage = iter(range(1000, 9999))

    def copies(x: Any, w: Any) -> Any:
        return conv1d(x, w)[:1] * len(x)

    def leftovers(x: Any, w: Any) -> Any:
        first, *others = conv1d(x, w)
        return [first, *([[next(garbage) for _ in c] for c in v] for v in others)]

    x = [[[0]], [[1]]]
    only = "only the first item of the batch is right"
    assert shown(conv1d, copies, x, [[[1]]]) == f"{only}: the others are copies of it"
    assert shown(conv1d, leftovers, x, [[[1]]]) == only


@pytest.mark.parametrize("like", [conv1d, conv_transpose1d])
def test_it_is_counted_how_many_items_are_right(like: Any) -> None:
    def from_the_third_on(change: Any, x: Any, w: Any) -> Any:
        y = like(x, w)
        return [*y[:2], *map(change, y[2:])]

    def raised(item: Any) -> Any:
        return [[v + 9 for v in c] for c in item]

    x, w = [[[0]], [[0]], [[1]]], [[[1]]]
    said = "only the first 2 items of the batch are right"
    for change in raised, lambda item: [[0] * len(c) for c in item]:
        assert shown(like, partial(from_the_third_on, change), x, w) == said


def test_right_items_are_counted_where_no_other_call_is_answered() -> None:
    x, w = [[[1]], [[2]], [[3]]], [[[1]]]

    def candidate(*given: Any) -> Any:
        if given != (x, w):
            raise NotImplementedError
        return [[[1]], [[2]], [[9]]]

    assert shown(conv1d, candidate, x, w) == (
        "only the first 2 items of the batch are right"
    )


def test_an_item_that_is_right_behind_a_wrong_one_is_not_called_wrong() -> None:
    def second(x: Any, w: Any) -> Any:
        y = conv1d(x, w)
        return [y[0], [[v + 9 for v in c] for c in y[1]], *y[2:]]

    def once(x: Any, w: Any) -> Any:
        """Right on all other calls, or no answer at all."""
        if x != [[[0]], [[0]], [[1]]] and len(x) > 2:
            raise NotImplementedError
        return second(x, w) if len(x) > 2 else conv1d(x, w)

    assert shown(conv1d, second, [[[0]], [[1]]], [[[1]]]) == ""
    for candidate in second, once:
        assert shown(conv1d, candidate, [[[0]], [[0]], [[1]]], [[[1]]]) == ""


def test_mistakes_of_painting_are_named() -> None:
    def as_in_conv(x: Any, w: Any) -> Any:
        return conv1d(x, swapped_channels(w))

    def larger(x: Any, w: Any, padding: int) -> Any:
        y = conv_transpose1d(x, w)
        return [[[0] * padding + c + [0] * padding for c in item] for item in y]

    def unpainted(x: Any, w: Any, stride: int, output_padding: int) -> Any:
        y = conv_transpose1d(x, w, [0] * len(w[0]), stride=stride)
        return [[c + [0] * output_padding for c in item] for item in y]

    def longer(x: Any, w: Any, stride: int) -> Any:
        y = conv_transpose1d(x, w, stride=stride)
        more = [0] * max(0, stride - len(w[0][0]))
        return [[c + more for c in item] for item in y]

    def empty(x: Any, w: Any, **options: Any) -> Any:
        y = conv_transpose1d(x, w, **options)
        more = options["output_padding"]
        return [[c[: len(c) - more] + [0] * more for c in item] for item in y]

    like = conv_transpose1d
    options = {"stride": 2, "padding": 1, "output_padding": 1}
    assert shown(like, empty, [[[1, 2]]], [[[1, 2, 3]]], **options) == (
        "output_padding is left zero"
    )
    assert shown(like, as_in_conv, [[[0, 0]]], [[[0, 0]]]) == (
        "it correlates windows, as the convolution that it should transpose"
    )
    for x, padding in ([[[1]]], 0), ([[[0] * 3]], 1):
        assert shown(like, larger, x, [[[0]]], padding=padding) == (
            "padding makes the canvas larger, where it should crop"
        )
    assert shown(like, longer, [[[0]]], [[[0]]], stride=2) == (
        "the canvas is as long as if the kernel were no shorter than the stride"
    )
    assert shown(like, unpainted, [[[1]]], [[[1, 1]]], stride=3, output_padding=2) == ""


# === complex numbers, and gradients ===


def conjugates(values: Any) -> Any:
    return [v.conjugate() for v in values]


def like_numpy(x: Any, w: Any) -> Any:
    return correlate(x, conjugates(w), "full")


SCIPY = partial(CONVENTIONS["scipy.signal.correlate"].reference, mode="full")


@pytest.mark.parametrize(
    ("like", "candidate", "said"),
    [
        (SCIPY, partial(correlate, mode="full"), "the kernel is not conjugated, where"),
        (SCIPY, convolve, "the kernel is flipped and not conjugated, as in a convolut"),
        (
            SCIPY,
            lambda x, w: conjugates(like_numpy(x, w)),
            "the signal is conjugated, where the kernel should be",
        ),
        (convolve, like_numpy, "the kernel is conjugated and not flipped, as in a cor"),
        (
            convolve,
            lambda x, w: conjugates(convolve(x, w)),
            "outputs are conjugated, where they should not be",
        ),
        (
            convolve,
            lambda x, w: convolve(conjugates(x), w),
            "the signal is conjugated, where it should not be",
        ),
        (
            convolve,
            lambda x, w: convolve(x, conjugates(w)),
            "the kernel is conjugated, where it should not be",
        ),
        (
            convolve,
            lambda x, w: [complex(v.real) for v in convolve(x, w)],
            "imaginary parts are lost",
        ),
        (convolve, lambda x, w: convolve(x, w)[1:], "the first window is lost"),
        (
            partial(correlate, mode="full"),
            like_numpy,
            "the kernel is conjugated, where it should not be",
        ),
        (convolve, lambda x, w: [1j * v for v in convolve(x, w)], ""),
    ],
)
def test_mistakes_in_complex_numbers_are_named(
    like: Any, candidate: Any, said: str
) -> None:
    args = [1j, 2 + 1j], [1 + 1j, 3j]
    lines = explain_mismatch(candidate, like, args, {}, dtype="complex128")
    assert (lines or [""])[0].startswith(said)
    assert bool(lines) == bool(said)


def turned(kernels: Any) -> Any:
    return [[taps[::-1] for taps in row] for row in kernels]


def one_of_two(channels: Any) -> Any:
    return channels[: len(channels) // 2] * 2


@pytest.mark.parametrize(
    ("like", "mistaken", "said"),
    [
        ("conv1d_weight_gradient", turned, "the kernel is flipped"),
        ("conv1d_weight_gradient", one_of_two, "the gradients of one group are used"),
        (
            "conv1d_input_gradient",
            lambda y: [one_of_two(item) for item in y],
            "the gradients of one group are used for all",
        ),
        ("conv1d_input_gradient", turned, ""),
        (
            "conv1d_input_gradient",
            lambda y: [[[0 for _ in c] for c in item] for item in y],
            "all outputs are zero",
        ),
    ],
)
def test_mistakes_in_gradients_are_named(like: str, mistaken: Any, said: str) -> None:
    target = resolve(like)
    sizes = {"groups": 2, ("w_size" if "weight" in like else "x_size"): 3}
    weights = [[[1, 2, 3]], [[4, 5, 6]]]
    signal, gradient = [[[1, 2, 5], [3, 4, 7]]], [[[5], [6]]]
    first = signal if "weight" in like else gradient
    second = gradient if "weight" in like else weights

    def candidate(*data: Any, groups: int) -> Any:
        return mistaken(getattr(pureconv, like)(*data, groups=groups))

    order = target.convention.arguments
    asked = Candidate(candidate, arguments=order)
    call = target.call(first, second, sizes)
    lines = mistakes.explain_mismatch(asked, target, call, arithmetic("int32"))
    assert bool(lines) == bool(said)
    assert said in (lines or [""])[0]


def test_a_gradient_whose_size_follows_is_explained() -> None:
    def flipped(w: Any, gradient: Any) -> Any:
        return pureconv.conv_transpose1d_input_gradient(turned(w), gradient)

    target = resolve("conv_transpose1d_input_gradient")
    call = target.call([[[1, 2, 3]]], [[[4, 5]]], {})
    asked = Candidate(flipped, arguments=target.convention.arguments)
    lines = mistakes.explain_mismatch(asked, target, call)
    assert lines == ["known mistake: the kernel is flipped"]


def test_complex_answers_to_real_numbers_are_passed_over() -> None:
    def sometimes(x: Any, w: Any) -> Any:
        return [v if v == int(v) else complex(v) for v in correlate(x, w)]

    assert shown(correlate, lambda x, w: [1j for _ in correlate(x, w)], [1], [1]) == ""
    assert shown(correlate, sometimes, [0.5], [1.0]) == ""


def test_only_the_first_item_counts_in_a_gradient() -> None:
    def first(x: Any, weight_size: Any, gradient: Any) -> Any:
        return pureconv.conv1d_weight_gradient(x[:1], weight_size[2], gradient[:1])

    target = resolve("torch.nn.grad.conv1d_weight")
    args = [[[1, 2]], [[3, 4]]], [[[1, 2]], [[3, 5]]]
    call = target.call(*args, {"weight_size": (1, 1, 1)})
    asked = Candidate(first, arguments=target.convention.arguments)
    lines = mistakes.explain_mismatch(asked, target, call, arithmetic("float32"))
    assert lines == ["known mistake: only the first item of the batch counts"]


@pytest.mark.parametrize(
    ("like", "options"),
    [
        ("torch.nn.grad.conv1d_input", {"input_size": (1, 1, 3), "stride": (2,)}),
        ("torch.nn.grad.conv2d_input", {"input_size": (1, 1, 1, 2)}),
        ("tensorflow.nn.conv2d_transpose",
         {"output_shape": (1, 1, 1, 2), "strides": [1, 1], "padding": "VALID"}),
    ],
)  # fmt: skip
def test_slips_in_gradients_are_named_by_any_convention(
    like: str, options: dict[str, Any]
) -> None:
    """The size, the words and the steps of one axis are the library's."""
    target, row = resolve(like), CONVENTIONS[like]

    def negated(*args: Any, **given: Any) -> Any:
        told = {**dict(zip(row.arguments, args)), **given}
        y = row.reference(told.pop("x"), told.pop("w"), **told)
        return mapped(lambda v: -v, y)

    gradient: Any = [[[1, 2]]]
    w: Any = [[[3]]]
    if "2d" in like:
        gradient, w = [gradient], [w]
    call = target.call(gradient, w, options)
    asked = Candidate(negated, arguments=row.arguments)
    lines = mistakes.explain_mismatch(asked, target, call, arithmetic())
    assert lines == ["known mistake: every output has the other sign"]


# === other libraries' functions, and other candidates ===


@pytest.mark.parametrize("name", ["numpy.convolve", "scipy.signal.convolve"])
def test_a_flip_is_named_by_any_convention(name: str) -> None:
    like = CONVENTIONS[name].reference
    said = shown(like, partial(correlate, mode="full"), [1, 0], [0, 1])
    assert said == NOT_FLIPPED


def test_a_longer_kernel_that_is_not_swapped_is_named() -> None:
    like = partial(CONVENTIONS["scipy.signal.convolve"].reference, mode="same")
    numpy_same = partial(CONVENTIONS["numpy.convolve"].reference, mode="same")
    assert shown(like, numpy_same, [0], [0, 0]) == (
        "signal and kernel are exchanged where the kernel is the longer one"
    )


def test_options_are_known_by_the_names_of_other_libraries() -> None:
    like = CONVENTIONS["onnx.Conv"].reference

    def candidate(x: Any, w: Any, strides: Any, auto_pad: str) -> Any:
        return like(x, w, strides=strides[::-1], auto_pad=auto_pad)

    def lower(x: Any, w: Any, strides: Any, auto_pad: str) -> Any:
        return like(x, w, strides=strides, auto_pad=auto_pad.replace("UPPER", "LOWER"))

    options = {"strides": [1, 2], "auto_pad": "VALID"}
    said = shown(like, candidate, [[[[0, 0]]]], [[[[0]]]], **options)
    assert said == "rows and columns are swapped in stride"
    options = {"strides": [1], "auto_pad": "SAME_UPPER"}
    said = shown(like, lower, [[[1]]], [[[0, 1]]], **options)
    assert said == 'padding="SAME_UPPER" is taken for "SAME_LOWER"'


def test_the_boundary_of_ndimage_is_known() -> None:
    like = partial(CONVENTIONS["scipy.ndimage.correlate1d"].reference, mode="mirror")

    def candidate(x: Any, w: Any) -> Any:
        return correlate(x, w, "same", boundary="symmetric")

    said = shown(like, candidate, [0, 1], [1, 0, 0])
    assert said == 'outside the signal lies what boundary="symmetric" puts there'


def test_rounding_does_not_hide_a_mistake() -> None:
    def noisy(x: Any, w: Any) -> Any:
        scale = sum(map(abs, x)) * sum(map(abs, w))
        return [v + scale * 2.0**-50 for v in convolve(x, w)]

    x, w = [0.1, 0.7, 1e-9], [0.3, 1e3]
    like = partial(correlate, mode="full")
    assert shown(like, convolve, x, w) == FLIPPED
    assert shown(like, noisy, x, w) == FLIPPED


def test_rounding_does_not_hide_a_mistake_beside_a_number_outside() -> None:
    like, other = (f"scipy.signal.{name}2d" for name in ("convolve", "correlate"))

    def candidate(x: Any, w: Any, **options: Any) -> Any:
        y = CONVENTIONS[other].reference(x, w, **options)
        return [[v * (1 + 2.0**-52) for v in row] for row in y]

    args, options = ([[0.1, 0.7]], [[0.3, 1e3, 0.2]]), {"mode": "same"}
    said = explain_mismatch(candidate, like, args, {**options, "fillvalue": 0.1})
    assert said[0] == NOT_FLIPPED


def test_an_arithmetic_that_excuses_the_right_answer_excuses_no_mistake() -> None:
    """The sum is 1.7 + 2**-10; 1.7 in bfloat16 may be off by more than that."""

    def candidate(x: Any, _: Any) -> Any:
        if x != [1.0, 1.0]:
            raise NotImplementedError
        return [1.7 + 2.0**-12]

    assert shown(correlate, candidate, [1.0, 1.0], [1.7, 2.0**-10]) == ""


def test_a_mistake_is_named_even_where_the_example_raises() -> None:
    def dilated(x: Any, w: Any, dilation: int = 1) -> Any:
        return correlate(x, w, dilation=dilation + 1)

    said = shown(correlate, dilated, [0, 0], [0, 0], dilation=1)
    assert said == "dilation is counted from 0: taps are one sample further apart"


def test_what_is_right_or_wrong_in_a_way_of_its_own_is_not_explained() -> None:
    def squares(x: Any, w: Any) -> Any:
        return [v * v + 1 for v in correlate(x, w)]

    def refuses(*_: Any) -> Any:
        raise ValueError

    def noisy(x: Any, w: Any) -> Any:
        return [math.trunc(v) + 1e-9 for v in correlate(x, w)]

    for candidate in correlate, squares, refuses, noisy:
        assert explain_mismatch(candidate, correlate, ([0.5, 1.0], [1.0]), {}) == []


def test_a_mistake_that_a_right_answer_contradicts_is_not_named() -> None:
    def candidate(x: Any, w: Any) -> Any:
        y = correlate(x, w)
        return y[:-1] if len(x) == 7 and x[0] == 0.5 else y

    x = [0.5, *[0.0] * 6]
    assert shown(correlate, candidate, x, [0.0]) == ""


def test_a_candidate_that_refuses_all_other_calls_is_explained() -> None:
    def candidate(x: Any, w: Any) -> Any:
        if (x, w) != ([1.0, 2.0], [3.0, 4.0]):
            raise NotImplementedError
        return convolve(x, w)

    like = partial(correlate, mode="full")
    assert shown(like, candidate, [1.0, 2.0], [3.0, 4.0]) == FLIPPED


def test_large_examples_are_left_alone_if_nothing_smaller_is_wrong() -> None:
    def candidate(x: Any, w: Any) -> Any:
        return correlate(x, w)[: -1 if len(w) == 1000 else None]

    assert shown(correlate, candidate, [1] * 1001, [1] * 1000) == ""


def test_examples_of_up_to_so_many_products_are_explained(monkeypatch: Any) -> None:
    """Of 3 samples and 2 weights there are 6."""

    def candidate(x: Any, w: Any) -> Any:
        if (x, w) != ([1, 2, 3], [4, 5]):
            raise NotImplementedError
        return [14]

    for most, said in (6, "the last window is lost"), (5, ""):
        monkeypatch.setattr(ranking, "LARGE", most)
        assert shown(correlate, candidate, [1, 2, 3], [4, 5]) == said


def test_windows_lost_where_there_are_others_are_named() -> None:
    """Also beside a call with a single output, which is right: a law failed there."""

    def first(x: Any, w: Any) -> Any:
        y = correlate(x, w)
        return y[1:] or y

    def last(x: Any, w: Any) -> Any:
        y = correlate(x, w)
        return y[:-1] or y

    for x, w in ([1, 2, 3], [1, 2]), ([3], [2]):
        assert shown(correlate, first, x, w) == "the first window is lost"
        assert shown(correlate, last, x, w) == "the last window is lost"


@pytest.mark.parametrize(("x", "w"), [([], [[[1]]]), ([[[1]]], [[[1]]])])
def test_no_items_are_no_trouble(x: Any, w: Any) -> None:
    assert shown(conv1d, lambda *_: [], x, w) == ""


def test_a_kernel_that_is_a_number_is_no_trouble() -> None:
    def candidate(x: Any, w: Any) -> Any:
        return convolve(x, w)[1:]

    assert shown(convolve, candidate, [1, 2], 3) == "the first window is lost"


def test_the_candidate_gets_what_it_wants() -> None:
    def candidate(x: Any, w: Any, bias: Any) -> Any:
        assert isinstance(x, tuple)
        assert isinstance(w, tuple)
        assert isinstance(bias, tuple)
        return conv1d(x, w)

    args, options = ([[[0]]], [[[0]]]), {"bias": [1]}
    said = explain_mismatch(candidate, conv1d, args, options, to=tuple)
    assert said == ["bias is ignored"]


def test_an_int_beyond_all_floats_comes_no_nearer_to_one() -> None:
    def huge(x: Any, w: Any) -> Any:
        return [10**400 for _ in correlate(x, w)]

    assert shown(correlate, huge, [1.5], [1.0]) == ""


@pytest.mark.parametrize(
    ("x", "w", "answer", "said"),
    [
        ([0.1, 0.7, 0.3], [0.3, 0.9], [0.66 + 2.0**-53], ["the last window is lost"]),
        ([0.5, 1.7], [1.0], [1e-9, 1 + 1e-9], []),  # cut off, and then spoiled
        ([0.1 + 1j, 2], [1 + 1j], [-0.9, 2 + 1e-9], []),  # real parts, and then spoiled
    ],
)
def test_rounding_is_excused_in_sums_alone(
    x: Any, w: Any, answer: Any, said: list[str]
) -> None:
    """There is one answer only: x[0] * w[0] + x[1] * w[1] = 0.66, or thereabouts."""

    def candidate(given: Any, kernel: Any) -> Any:
        if (given, kernel) != (x, w):
            raise NotImplementedError
        return answer

    dtype = "complex128" if isinstance(w[0], complex) else "float64"
    assert explain_mismatch(candidate, correlate, (x, w), {}, dtype=dtype) == said
