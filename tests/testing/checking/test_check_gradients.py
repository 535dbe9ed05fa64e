"""Gradients are measured as layers are, each called as ours is."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pureconv
from pureconv.nested import leaves, mapped
from pureconv.testing import check, strategies
from pureconv.testing.checking import Record
from pureconv.testing.conventions import CONVENTIONS, OURS, resolve
from pureconv.testing.verdict import judge

STEPS = ["stride", "padding", "dilation", "groups"]
NAMES = [name for name in pureconv.__all__ if "gradient" in name]
OPTIONS = {
    name: [] if name == "bias_gradient"
    else [*STEPS, "output_padding"] if "transpose" in name
    else STEPS
    for name in NAMES
}


def statuses(records: list[Record]) -> set[str]:
    """Return what came of all checks, except that of arrays."""
    return {r.status for r in records if r.name != "keeps_dtype"}


@pytest.mark.parametrize("name", NAMES)
def test_our_gradients_pass_as_functions_and_by_name(name: str) -> None:
    function = getattr(pureconv, name)
    assert resolve(function).convention is OURS[name]

    records = check(function, name, options=OPTIONS[name], max_examples=3)

    assert statuses(records) == {"passed"}


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=5)
@given(data=st.data())
def test_arguments_are_drawn_as_gradients_are_called(name: str, data: Any) -> None:
    drawn = strategies.arguments(name, OPTIONS[name])
    arguments, options = data.draw(drawn)
    getattr(pureconv, name)(*arguments, **options)  # does not raise


@pytest.mark.parametrize("name", [n for n in NAMES if n != "bias_gradient"])
def test_the_smallest_gradient_that_fails_is_one_number_by_one(name: str) -> None:
    """Three sizes belong together: none can be made smaller by itself."""

    def negative(*operands: Any, **options: Any) -> Any:
        y = getattr(pureconv, name)(*operands, **options)
        return mapped(lambda v: -1 - v, y)

    only = ["right_on_small_integers"]
    steps = ["stride", "dilation"]
    (record,) = check(negative, name, only=only, options=steps, on_fail=None)

    (x, w), options = record.counterexample
    sizes = [v for k, v in options.items() if k.endswith("size")]
    assert leaves([x, w]) == [0, 0]
    assert sizes in ([], [1], [(1, 1)])


def not_flipped(x_size: int, w: Any, gradient: Any) -> Any:
    """Paint with the kernel mirrored."""
    mirrored = [[kernel[::-1] for kernel in channel] for channel in w]
    return pureconv.conv1d_input_gradient(x_size, mirrored, gradient)


def test_a_wrong_gradient_is_told_in_its_own_letters() -> None:
    with pytest.raises(AssertionError) as raised:
        check(not_flipped, "conv1d_input_gradient")
    text = str(raised.value)
    assert f"    {__name__}.not_flipped(" in text
    assert "w[0][0][0]*gradient[0][0]" in text
    assert ", exactly\nreturned " in text
    assert "known mistake: the kernel is flipped" in text


def test_gradients_of_one_item_for_all_are_found() -> None:
    def first_item(gradient: Any) -> Any:
        return pureconv.bias_gradient(gradient[:1])

    with pytest.raises(AssertionError, match=r"y.0. = gradient.0..*gradient.1."):
        check(first_item, "bias_gradient")


def test_weight_gradients_that_forget_the_dilation_are_found() -> None:
    def dense(x: Any, w_size: Any, gradient: Any, **_: Any) -> Any:
        n = len(gradient[0][0]) + w_size - 1  # samples that dense windows reach
        x = [[(channel + [0] * n)[:n] for channel in item] for item in x]
        return pureconv.conv1d_weight_gradient(x, w_size, gradient)

    with pytest.raises(AssertionError, match=r"dilation=[23]\)"):
        check(dense, "conv1d_weight_gradient", options=["dilation"])


def test_options_of_a_gradient_can_be_fixed() -> None:
    like = partial(pureconv.conv1d_input_gradient, stride=2)
    records = check(like, like, options=["padding"], max_examples=4)
    assert statuses(records) == {"passed"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["output_padding"], "no option 'output_padding' to vary, but stride, padding"),
        (["x_size"], "no option 'x_size' to vary"),
        ({"stride": [0]}, "stride=0 is no value to try: stride must be at least 1"),
        ({"groups": [2], "padding": ["half"]}, "padding='half' is no value to try"),
    ],
)
def test_options_that_a_gradient_has_not_raise(options: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        check(print, "conv1d_input_gradient", options=options)


def test_judge_takes_the_operands_that_are_multiplied() -> None:
    gradient, w = [[[1.0, 10.0]]], [[[0.1, 0.2]]]
    y = pureconv.conv1d_input_gradient(3, w, gradient)
    assert judge(y, "conv1d_input_gradient", gradient, w, x_size=3) == []
    y[0][0][1] += 1e-9
    (wrong,) = judge(y, "conv1d_input_gradient", gradient, w, x_size=3)
    assert wrong.index == (0, 0, 1)


# === torch.nn.grad ===


def torch_like(x_size: Any, w: Any, gradient: Any, stride: Any) -> Any:
    """Return conv2d_input_gradient, called with the whole shape of the input."""
    assert len(x_size) == 4
    return pureconv.conv2d_input_gradient(x_size[2:], w, gradient, stride=stride)


def test_gradients_of_torch_take_whole_shapes() -> None:
    check(torch_like, "torch.nn.grad.conv2d_input", options=["stride"], max_examples=4)

    by_weight = CONVENTIONS["torch.nn.grad.conv1d_weight"].reference
    y = by_weight([[[1, 2, 3]]], [[[1, 10]]], weight_size=(1, 1, 2), stride=[1])
    assert y == [[[21, 32]]]


def test_gradients_of_torch_take_no_words_for_padding() -> None:
    reference = CONVENTIONS["torch.nn.grad.conv1d_input"].reference
    with pytest.raises(TypeError, match="padding must be an int, not 'same'"):
        reference([[[1]]], [[[1]]], input_size=(1, 1, 1), padding="same")
