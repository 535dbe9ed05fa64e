"""The formula behind every output is what the loops do, term by term."""

from __future__ import annotations

from typing import Any

import pytest

import pureconv
from pureconv.network.channels import conv1d, conv2d
from pureconv.network.transposed import conv_transpose1d, conv_transpose2d
from pureconv.trace import Formula, formulas, symbols, trace
from refusals import refusal

X, W = symbols("x", 2, 3), symbols("w", 2, 2)


def lines(*text: str) -> str:
    return "\n".join(text)


def test_symbols_are_named_after_their_place() -> None:
    assert repr(symbols("x", 2)) == "[x[0], x[1]]"
    assert repr(symbols("x")) == "x"


def test_a_sum_keeps_its_terms_in_order_and_a_product_its_factors() -> None:
    a, b, c = symbols("a"), symbols("b"), symbols("c")

    assert str(0 + a * b + c * a) == "a*b + c*a"
    assert (a * b + c).terms == (("a", "b"), ("c",))
    assert str((a + b) * c) == "a*c + b*c"


def test_numbers_are_terms_and_factors_too_but_sums_start_from_nothing() -> None:
    a = symbols("a")

    assert str(a * 0) == "a*0"
    assert str(2 * a) == "2*a"
    assert str(0 + a + 0) == "a"
    assert str(3 + a + 5) == "3 + a + 5"
    assert str(a + -2 * a) == "a - 2*a"
    assert str(Formula()) == "0"


def test_convolution_takes_samples_backwards_and_correlation_forwards() -> None:
    assert formulas(trace(pureconv.convolve, 3, 2, mode="valid")) == lines(
        "y[0] = w[0]*x[1] + w[1]*x[0]",
        "y[1] = w[0]*x[2] + w[1]*x[1]",
    )
    assert formulas(trace(pureconv.correlate, 3, 2)) == lines(
        "y[0] = w[0]*x[0] + w[1]*x[1]",
        "y[1] = w[0]*x[1] + w[1]*x[2]",
    )


def test_scatter_adds_the_terms_of_convolution_sample_by_sample() -> None:
    assert formulas(trace(pureconv.scatter, 2, 2)) == lines(
        "y[0] = w[0]*x[0]",
        "y[1] = w[1]*x[0] + w[0]*x[1]",
        "y[2] = w[1]*x[1]",
    )


def test_options_show_in_the_formulas() -> None:
    assert formulas(trace(pureconv.correlate, 5, 2, stride=2, dilation=2)) == lines(
        "y[0] = w[0]*x[0] + w[1]*x[2]",
        "y[1] = w[0]*x[2] + w[1]*x[4]",
    )


@pytest.mark.parametrize(
    ("boundary", "first"),
    [
        ("zero", "w[1]*x[0] + w[2]*x[1]"),  # nothing outside, no term
        ("edge", "w[0]*x[0] + w[1]*x[0] + w[2]*x[1]"),
        ("reflect", "w[0]*x[1] + w[1]*x[0] + w[2]*x[1]"),
        ("symmetric", "w[0]*x[0] + w[1]*x[0] + w[2]*x[1]"),
        ("wrap", "w[0]*x[3] + w[1]*x[0] + w[2]*x[1]"),
    ],
)
def test_a_boundary_shows_as_the_sample_that_is_read(boundary: str, first: str) -> None:
    y = trace(pureconv.correlate, 4, 3, mode="same", boundary=boundary)

    assert str(y[0]) == first


def test_padding_that_is_data_shows_as_a_number() -> None:
    x, w = symbols("x", 2), symbols("w", 2)

    assert str(pureconv.correlate(pureconv.pad(x, 1, value=7), w)[0]) == (
        "w[0]*7 + w[1]*x[0]"
    )
    assert formulas(trace(conv1d, (1, 1, 2), (1, 1, 2), padding=1)) == lines(
        "y[0][0][0] = w[0][0][0]*0 + w[0][0][1]*x[0][0][0]",
        "y[0][0][1] = w[0][0][0]*x[0][0][0] + w[0][0][1]*x[0][0][1]",
        "y[0][0][2] = w[0][0][0]*x[0][0][1] + w[0][0][1]*0",
    )


def test_images_have_two_indices() -> None:
    assert formulas(trace(pureconv.convolve2d, (2, 2), (1, 2), mode="valid")) == lines(
        "y[0][0] = w[0][0]*x[0][1] + w[0][1]*x[0][0]",
        "y[1][0] = w[0][0]*x[1][1] + w[0][1]*x[1][0]",
    )


def test_the_bias_is_a_term_of_its_own_and_the_last() -> None:
    y = trace(conv2d, (1, 1, 1, 1), (2, 1, 1, 1), bias=symbols("b", 2))

    assert str(y[0][1][0][0]) == "w[1][0][0][0]*x[0][0][0][0] + b[1]"


def test_an_output_that_nothing_was_painted_on_is_0() -> None:
    y = trace(conv_transpose1d, (1, 1, 2), (1, 1, 1), stride=2)

    assert formulas(y[0][0]) == lines(
        "y[0] = w[0][0][0]*x[0][0][0]", "y[1] = 0", "y[2] = w[0][0][0]*x[0][0][1]"
    )


def test_a_shape_that_is_none_is_refused_by_its_name() -> None:
    said = "must be an int, not '3'"
    assert refusal(trace, pureconv.correlate, "3", 2) == f"TypeError: x_shape {said}"
    assert refusal(trace, pureconv.correlate, 3, "3") == f"TypeError: w_shape {said}"


def test_a_size_that_is_none_is_refused_by_its_name() -> None:
    said = "ValueError: x_shape[1] must be at least 1, not 0"
    assert refusal(trace, pureconv.correlate2d, (1, 0), 1) == said
    assert refusal(symbols, "x", -1) == "ValueError: size must be at least 0, not -1"
    long = "ValueError: list of symbols is too long for a list: "
    assert refusal(symbols, "x", 10**30).startswith(long)


def test_shapes_start_where_there_is_nothing_or_one_number() -> None:
    assert symbols("x", 0) == []
    assert formulas(trace(pureconv.correlate, 1, 1)) == "y[0] = w[0]*x[0]"


def test_a_single_number_has_no_index() -> None:
    assert formulas(trace(pureconv.weighted_sum, 2, 2), "z") == (
        "z = w[0]*x[0] + w[1]*x[1]"
    )


def test_any_function_of_symbols_can_be_traced() -> None:
    def mean_times(x: Any, w: Any) -> Any:
        return [w * (x[0] + x[1])]

    assert str(mean_times(symbols("x", 2), symbols("w"))) == "[w*x[0] + w*x[1]]"


@pytest.mark.parametrize(
    "y",
    [
        pytest.param(pureconv.weighted_sum(X[0], W[0][:1] * 3), id="weighted_sum"),
        pytest.param(pureconv.same_weight(X[0], W[0][0]), id="same_weight"),
        pytest.param(pureconv.shifted_weights(X[0], W[0]), id="shifted_weights"),
        *[
            pytest.param(getattr(pureconv, name)(X[0], W[0]), id=name)
            for name in ("correlate", "convolve", "scatter", "repeated_weights")
        ],
        *[
            pytest.param(getattr(pureconv, name)(X, W), id=name)
            for name in ("correlate2d", "convolve2d")
        ],
        pytest.param(conv1d([X], [W]), id="conv1d"),
        pytest.param(conv_transpose1d([X], [[w] for w in W]), id="conv_transpose1d"),
        pytest.param(conv2d([[X]], [[W]]), id="conv2d"),
        pytest.param(conv_transpose2d([[X]], [[W]]), id="conv_transpose2d"),
    ],
)
def test_the_weight_is_the_first_factor_everywhere(y: Any) -> None:
    """It would not matter, were it not for numbers that do not commute."""
    products = [product for formula in flattened(y) for product in formula.terms]
    assert all(w.startswith("w[") and x.startswith("x[") for w, x in products)
    assert products


def flattened(y: Any) -> list[Formula]:
    if isinstance(y, Formula):
        return [y]
    return [formula for part in y for formula in flattened(part)]
