"""Shapes of a call: all that may be drawn, where outputs follow from the kernel."""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import product
from typing import Any

import pytest

import pureconv
from choices import asked, everything
from pureconv.testing.conventions import Target, resolve
from pureconv.testing.drawing.dice import Dice
from pureconv.testing.drawing.shapes import Shapes, factors, shapes
from pureconv.testing.drawing.sizes import Limits, NoRoomError

TAPS = [1, 2, 3, 4]
ONE_CHANNEL = {"inputs": 1, "outputs": 1, "batch": 1}


def all_shapes(like: Any, varied: Any = (), **more: Any) -> list[Shapes | None]:
    """Return all that may be drawn, and None where there is no room."""
    target = like if isinstance(like, Target) else resolve(like, varied)

    def picked(dice: Dice) -> Shapes | None:
        try:
            return shapes(asked(target, dice, **more))
        except NoRoomError:
            return None

    return [*everything(picked)]


def lengths(like: Any, varied: Any = (), **more: Any) -> set[tuple[int, int]]:
    """Return how many taps there may be, each with the lengths that go with them."""
    found = all_shapes(like, varied, **{"case": ONE_CHANNEL, **more})
    return {(each.w[-1], each.x[-1]) for each in found if each}


# === what can be large ===


@pytest.mark.parametrize(
    ("like", "varied", "axes", "large"),
    [
        ("convolve", [], 1, "columns along"),
        (
            "convolve", ["stride", "dilation", "mode"], 1,
            "columns along stride dilation",
        ),
        ("convolve2d", {"stride": [2]}, 2, "rows columns down along"),
        ("conv1d", ["groups", "bias"], 1, "columns along inputs outputs batch groups"),
        (
            "conv_transpose2d", ["stride", "padding"], 2,
            "rows columns down along inputs outputs batch stride",
        ),
        ("conv1d_weight_gradient", [], 1, "columns along inputs outputs batch"),
        ("bias_gradient", [], 1, "columns along inputs outputs batch"),
        (
            "onnx.Conv", ["strides", "group"], 1,
            "columns along inputs outputs batch stride groups",
        ),
    ],
)
def test_options_can_be_large_where_no_values_are_given(
    like: str, varied: Any, axes: int, large: str
) -> None:
    assert factors(resolve(like, varied, axes), axes) == tuple(large.split())


# === signals ===


def test_a_signal_is_up_to_four_samples_longer_than_the_kernel() -> None:
    wanted = [(k, k + more) for k in TAPS for more in range(5)]
    found = all_shapes("correlate")
    assert [(each.w[0], each.x[0]) for each in found if each] == wanted


def test_where_windows_hang_over_it_has_up_to_seven_samples() -> None:
    for mode in ("full", "same", "causal"):
        wanted = {*product(TAPS, range(1, 8))}
        assert lengths(partial(pureconv.correlate, mode=mode)) == wanted


def test_a_kernel_with_holes_reaches_further() -> None:
    wanted = {(k, 3 * (k - 1) + 1 + more) for k in TAPS for more in range(5)}
    assert lengths(partial(pureconv.correlate, dilation=3)) == wanted


def test_in_two_of_three_a_signal_ends_next_to_a_multiple_of_the_stride() -> None:
    """Of stride 4, this is 3, 4, 5 or 7, 8, 9, or else one to five samples."""
    signals = all_shapes(partial(pureconv.correlate, stride=4))
    found = Counter(each.x[0] for each in signals if each and each.w == (1,))
    anyway = dict.fromkeys(range(1, 6), 1)
    multiples = dict.fromkeys((3, 4, 5, 7, 8, 9), 5 * 2)  # five times, in two of three
    assert found == Counter(anyway) + Counter(multiples)

    few = {n for k, n in lengths(partial(pureconv.correlate, stride=4)) if k == 4}
    assert few == {4, 5, 6, 7, 8, 9}  # not less than the kernel


def test_a_large_axis_has_so_many_outputs_and_what_the_stride_leaves_over() -> None:
    strided = partial(pureconv.correlate, stride=3)
    outputs = {"columns": 8}
    wanted = {(k, k + 7 * 3 + rest) for k in TAPS for rest in range(3)}
    assert lengths(strided, case=outputs) == wanted
    full = partial(pureconv.correlate, stride=3, mode="full")
    wanted = {(k, 1 + 7 * 3 + rest) for k in TAPS for rest in range(3)}
    assert lengths(full, case=outputs) == wanted


def test_rows_and_columns_follow_from_steps_of_their_own() -> None:
    steps = partial(pureconv.correlate2d, stride=(1, 2), dilation=(3, 1))
    case = {"rows": 7, "columns": 8, "down": 5, "along": 7}
    assert {(each.x, each.w) for each in all_shapes(steps, case=case) if each} == {
        ((3 * 4 + 1 + 6, 6 + 1 + 7 * 2 + rest), (5, 7)) for rest in (0, 1)
    }


def test_within_limits_a_signal_is_cut_or_there_is_no_room() -> None:
    found = all_shapes("correlate", within=Limits(size=3))
    assert {each and (each.w[0], each.x[0]) for each in found} == {
        None, *((k, n) for k in (1, 2, 3) for n in range(k, 4))
    }


# === layers ===


def test_a_padding_makes_up_for_samples() -> None:
    padded = partial(pureconv.conv1d, padding=(1, 2))
    wanted = {(k, max(1, k - 3) + more) for k in TAPS for more in range(5)}
    assert lengths(padded) == wanted


def test_a_word_for_padding_makes_up_for_all() -> None:
    wanted = {*product(TAPS, range(1, 6))}
    assert lengths(partial(pureconv.conv1d, padding="same")) == wanted


def test_a_transposed_layer_has_an_output_after_its_crop() -> None:
    """Of n samples there are stride * (n - 1) + reach + 1 + extra - crop outputs."""
    paddings: list[Any] = [0, 1, (3, 2)]
    choices = product((1, 2, 3), (1, 3), paddings, (0, 2))
    for stride, dilation, padding, extra in choices:
        if extra >= max(stride, dilation):
            continue
        crop = sum(padding) if isinstance(padding, tuple) else 2 * padding
        layer = partial(pureconv.conv_transpose1d, stride=stride, dilation=dilation,
                        padding=padding, output_padding=extra)
        wanted = set()
        for k in TAPS:
            outputs = [stride * (n - 1) + dilation * (k - 1) + 1 + extra - crop
                       for n in range(1, 20)]
            least = 1 + sum(n < 1 for n in outputs)
            wanted |= {(k, least + more) for more in range(5)}
        assert lengths(layer) == wanted


def test_a_word_for_padding_crops_nothing_that_is_not_made() -> None:
    target = resolve("keras.ops.conv_transpose", {"padding": ["same"]}, axes=1)
    assert lengths(target) == {*product(TAPS, range(1, 6))}


def test_a_large_axis_of_a_transposed_layer_has_so_many_samples_more() -> None:
    steps = partial(pureconv.conv_transpose2d, stride=(2, 3), padding=(0, 2))
    case = {**ONE_CHANNEL, "rows": 7, "columns": 8, "down": 5, "along": 7}
    found = all_shapes(steps, case=case)
    assert {each.x[2:] for each in found if each} == {(7, 8)}
    case = {**case, "along": 1}  # of one tap, 3 * (n - 1) + 1 - 4 > 0 from n = 3 on
    found = all_shapes(steps, case=case)
    assert {each.x[2:] for each in found if each} == {(7, 10)}


def test_channels_are_so_many_of_each_group() -> None:
    found = all_shapes(partial(pureconv.conv1d, groups=3), ["bias"])
    assert {(each.x[:2], each.w[:2], each.bias) for each in found if each} == {
        ((batch, 3 * inputs), (3 * outputs, inputs), (3 * outputs,))
        for batch, inputs, outputs in product((1, 2, 3), repeat=3)
    }


def test_weights_of_a_transposed_layer_begin_with_channels_in() -> None:
    found = all_shapes(partial(pureconv.conv_transpose1d, groups=3))
    assert {(each.x[:2], each.w[:2], each.bias) for each in found if each} == {
        ((batch, 3 * inputs), (3 * inputs, outputs), None)
        for batch, inputs, outputs in product((1, 2, 3), repeat=3)
    }


def test_a_depthwise_layer_has_a_group_for_each_channel() -> None:
    case = {"rows": 7, "columns": 7, "down": 5, "along": 5}
    varied = {"groups": [3], "padding": ["VALID"]}
    target = resolve("tensorflow.nn.depthwise_conv2d", varied, axes=2)
    found = all_shapes(target, case=case)
    assert {(each.x[1], *each.w[:2]) for each in found if each} == {
        (3, 3 * outputs, 1) for outputs in (1, 2, 3)
    }


def test_all_groups_together_have_no_more_channels_than_the_limit() -> None:
    def channels(groups: int, most: int) -> set[Any]:
        layer = partial(pureconv.conv1d, groups=groups)
        found = all_shapes(layer, within=Limits(channels=most, taps=1))
        return {each and (each.x[1], each.w[0]) for each in found}

    assert channels(2, 4) == {*product((2, 4), repeat=2)}
    assert channels(2, 2) == {(2, 2)}
    assert channels(3, 2) == {None}


# === gradients ===


STEPS = {"stride": 2, "dilation": 2}
CASE = {"batch": 2, "inputs": 4, "outputs": 5, "along": 3, "columns": 3}
LAYERS = {  # x, w and y of three windows of 5 samples, or of three samples
    "conv1d": [((2, 4, 9), (5, 4, 3), (2, 5, 3)), ((2, 4, 10), (5, 4, 3), (2, 5, 3))],
    "conv_transpose1d": [((2, 4, 3), (4, 5, 3), (2, 5, 9))],
}


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("kind", ["input", "weight"])
def test_a_gradient_multiplies_what_is_as_large_as_the_output(
    layer: str, kind: str
) -> None:
    given = {name: [value] for name, value in STEPS.items()}
    drawn = all_shapes(f"{layer}_{kind}_gradient", given, case=CASE)
    found = [each for each in drawn if each]
    assert {(each.x, each.w, each.y) for each in found} == {*LAYERS[layer]}
    for each in found:
        by_input, by_weight = {"x_size": each.x[2]}, {"w_size": 3}
        if layer == "conv_transpose1d":  # there, the input's size follows
            by_input = {}
        operands, size = {
            "input": ((each.y, each.w), by_input),
            "weight": ((each.x, each.y), by_weight),
        }[kind]
        assert each.operands == operands
        assert each.options == {**STEPS, **size}
        assert not each.alone


@pytest.mark.parametrize(
    ("like", "size", "of"),
    [
        ("conv2d_input_gradient", "x_size", lambda d: d.x[2:]),
        ("conv2d_weight_gradient", "w_size", lambda d: d.w[2:]),
        ("torch.nn.grad.conv1d_input", "input_size", lambda d: d.x),
        ("torch.nn.grad.conv1d_weight", "weight_size", lambda d: d.w),
    ],
)
def test_the_size_of_what_is_wanted_is_an_option(like: str, size: str, of: Any) -> None:
    for found in of_some_seeds(like):
        assert found.options == {size: of(found)}


def of_some_seeds(like: str) -> list[Shapes]:
    """Return shapes of many sizes, not all: those of some seeds."""
    return [shapes(asked(resolve(like), Dice(seed))) for seed in range(20)]


def test_the_gradient_of_a_bias_multiplies_nothing() -> None:
    target = resolve("bias_gradient", axes=1)
    for seed in range(20):
        found = shapes(asked(target, Dice(seed)))
        length = found.x[2] - found.w[2] + 1
        assert found.y == (found.x[0], found.w[0], length)
        assert found.operands == ((1,), found.y)
        x, w, bias = found.filled(Dice(0), "float64", ["counting"] * 3)
        assert (x[0][0][0], w, bias) == (1.0, [1], None)
        assert len(x) == found.x[0]


# === filled with numbers ===


def test_shapes_are_filled_with_numbers_of_each_kind() -> None:
    found = Shapes((1, 2), (3,), (), (2,), {}, {}, ((1, 2), (3,)))
    kinds = [lambda *_, v=v: lambda: v for v in (1, 2, 3)]
    filled = found.filled(Dice(0), "float64", kinds)
    assert filled == ([[1, 1]], [2, 2, 2], [3, 3])
    row = found._replace(operands=((40,), (1,)))
    x, _, _ = row.filled(Dice(0), "float64", ["counting"] * 3, 30)
    assert x[:30] == [*range(1, 31)]
    x, _, _ = row.filled(Dice(0), "float64", ["counting"] * 3)
    assert len({*x}) == 13


@pytest.mark.parametrize("like", ["convolve", "conv2d", "conv_transpose1d"])
def test_what_is_no_gradient_multiplies_x_and_w(like: str) -> None:
    for found in of_some_seeds(like):
        assert found.operands == (found.x, found.w)
        assert found.y == ()
        assert found.bias is None
        assert not found.alone


def test_options_are_said_in_both_ways() -> None:
    target = resolve("onnx.Conv", {"strides": [[2]]}, axes=1)
    found = shapes(asked(target, Dice(0)))
    assert found.options == {"strides": [2]}
    assert found.said["stride"] == 2
    assert found.said["dilation"] == 1
