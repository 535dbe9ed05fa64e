"""A black box is told by its impulses, and what they do not tell is said."""

from __future__ import annotations

import cmath
import re
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any

import pytest

import pureconv
from pureconv.nested import mapped
from pureconv.network.channels import conv2d
from pureconv.testing.naming.explain import explain
from pureconv.trace import formulas, trace


def lines(*text: str) -> str:
    return "\n".join(text)


@pytest.mark.parametrize(
    ("function", "x_shape", "w_shape"),
    [
        (pureconv.convolve, 3, 2),
        (pureconv.correlate, 5, 3),
        (partial(pureconv.correlate, mode="same", boundary="reflect"), 4, 3),
        (partial(pureconv.convolve, stride=2, dilation=2), 3, 2),
        (pureconv.convolve2d, (2, 3), (2, 2)),
        (conv2d, (1, 2, 2, 3), (1, 2, 1, 2)),
    ],
)
def test_black_box_and_open_loops_tell_the_same_formulas(
    function: Any, x_shape: Any, w_shape: Any
) -> None:
    assert explain(function, x_shape, w_shape) == formulas(
        trace(function, x_shape, w_shape)
    )


def test_terms_stand_in_the_order_of_the_taps_not_of_the_sum() -> None:
    def last_first(x: Any, w: Any) -> Any:
        return [w[1] * x[0] + w[0] * x[1]]

    assert explain(last_first, 2, 2) == "y[0] = w[0]*x[1] + w[1]*x[0]"


def test_a_tap_that_meets_several_samples_has_a_term_for_each() -> None:
    assert explain(lambda x, w: [w[0] * sum(x)], 3, 1) == (
        "y[0] = w[0]*x[0] + w[0]*x[1] + w[0]*x[2]"
    )


@pytest.mark.parametrize(
    ("coefficient", "text"),
    [
        (1, "w[0]*x[0]"),
        (2, "2*w[0]*x[0]"),
        (-1, "-w[0]*x[0]"),
        (-3, "-3*w[0]*x[0]"),
        (0, "0"),
        (0.25, "0.25*w[0]*x[0]"),
        (Fraction(1, 3), "0.333333*w[0]*x[0]"),
        (1j, "1j*w[0]*x[0]"),
    ],
)
def test_coefficients_are_shown_unless_they_are_1(coefficient: Any, text: str) -> None:
    assert explain(lambda x, w: [coefficient * w[0] * x[0]], 1, 1) == f"y[0] = {text}"


def test_exact_coefficients_stay_exact_where_the_candidate_takes_only_ints() -> None:
    def third(x: Any, w: Any) -> Any:
        return [Fraction(x[0].numerator * w[0].numerator, 3)]  # not of floats

    assert explain(third, 1, 1) == "y[0] = 1/3*w[0]*x[0]"


def test_rounding_noise_is_no_term() -> None:
    """A circular convolution by way of its Fourier transform is off by some 1e-16."""
    assert explain(circular, 3, 2) == lines(
        "y[0] = w[0]*x[0] + w[1]*x[2]",
        "y[1] = w[0]*x[1] + w[1]*x[0]",
        "y[2] = w[0]*x[2] + w[1]*x[1]",
    )


def circular(x: Any, w: Any) -> Any:
    n = len(x)
    spectra = zip(fourier(x, n, -1), fourier(w, n, -1))
    return [v / n for v in fourier([a * b for a, b in spectra], n, 1)]


def fourier(x: Any, n: int, sign: int) -> list[complex]:
    turn = sign * 2j * cmath.pi / n
    return [sum(v * cmath.exp(turn * k * p) for p, v in enumerate(x)) for k in range(n)]


def test_arrays_come_and_go_by_their_own_conversions() -> None:
    class Array(tuple):  # type: ignore[type-arg]
        __slots__ = ()

        def tolist(self) -> list[Any]:
            return list(self)

    def doubled(x: Array, w: Array) -> Array:
        assert isinstance(x, Array)
        return Array(2 * w[0] * v for v in x.tolist())

    assert explain(doubled, 2, 1, to=Array) == lines(
        "y[0] = 2*w[0]*x[0]", "y[1] = 2*w[0]*x[1]"
    )


def test_a_single_number_is_called_y() -> None:
    assert explain(pureconv.weighted_sum, 2, 2) == "y = w[0]*x[0] + w[1]*x[1]"


def test_no_outputs_are_said_to_be_none() -> None:
    assert explain(lambda *_: [], 2, 1) == "no outputs"


@pytest.mark.parametrize(
    ("candidate", "text"),
    [
        pytest.param(
            lambda x, w: [w[0] * x[0] + 5],
            "not bilinear: impulses say y[0] = 6*w[0]*x[0] + 5*w[0]*x[1], "
            "but for x = [0, 0], w = [0] it is 5",
            id="a bias",
        ),
        pytest.param(
            lambda x, w: [0, w[0] * x[0] ** 2],
            "not bilinear: impulses say y[1] = w[0]*x[0], "
            "but for x = [-3, 1], w = [5] it is 45",
            id="a square",
        ),
        pytest.param(
            lambda x, w: [w[0] * x[0] - (abs(w[0] * x[0]) > 9) / 100],
            "not bilinear: impulses say y[0] = w[0]*x[0], "
            "but for x = [-3, 1], w = [5] it is -15.01",
            id="a slight slip on larger numbers",
        ),
        pytest.param(
            lambda *_: [float("nan")],
            "y[0] is nan for x = [1, 0], w = [1]",
            id="nan",
        ),
        pytest.param(
            lambda *_: [float("inf")],
            "not bilinear: impulses say y[0] = inf*w[0]*x[0] + inf*w[0]*x[1], "
            "but for x = [0, 0], w = [0] it is inf",
            id="inf",
        ),
        pytest.param(
            lambda x, _: [0] * (1 + int(sum(x))),
            "not bilinear: for x = [0, 0], w = [0] the result has another shape",
            id="a shape that depends on the numbers",
        ),
        pytest.param(
            lambda *_: [None],
            "raises TypeError: output must hold numbers, not None, "
            "for x = [1, 0], w = [1]",
            id="no numbers",
        ),
        pytest.param(
            lambda x, w: [w[0] * [7][int(x[0])]],
            "raises IndexError: list index out of range, for x = [1, 0], w = [1]",
            id="a candidate that raises",
        ),
    ],
)
def test_what_is_not_bilinear_is_said_to_be_so(candidate: Any, text: str) -> None:
    assert explain(candidate, 2, 1) == text


@pytest.mark.parametrize("turned", ["", "w", "x", "wx"])
@pytest.mark.parametrize(
    ("x_shape", "w_shape"),
    [*product([1, 2], [1, 2]), ((1, 1), (1, 2)), ((2, 3), (1, 2))],
)
def test_conjugates_are_found_with_a_complex_dtype(
    x_shape: Any, w_shape: Any, turned: str
) -> None:
    """Even a single product tells them apart."""
    function = pureconv.convolve if isinstance(w_shape, int) else pureconv.convolve2d

    def conjugates(x: Any, w: Any) -> Any:
        x = mapped(complex.conjugate, x) if "x" in turned else x
        return function(x, mapped(complex.conjugate, w) if "w" in turned else w)

    said = formulas(trace(function, x_shape, w_shape))
    for name in turned:
        said = re.sub(rf"({name}(\[\d\])+)", r"conj(\1)", said)
    words: dict[str, Any] = {"to": complexes, "dtype": "complex128"}
    assert explain(conjugates, x_shape, w_shape, **words) == said


def complexes(values: Any) -> Any:
    return mapped(complex, values)


def test_what_drops_imaginary_parts_is_linear_for_real_numbers_alone() -> None:
    def real(x: Any, w: Any) -> Any:
        return [(w[0] * x[0]).real]

    assert explain(real, 1, 1) == "y[0] = w[0]*x[0]"
    said = explain(real, 1, 1, to=complexes, dtype="complex64")
    assert said.startswith("not bilinear: impulses say y[0] = w[0]*x[0], but for x = ")


def test_an_order_options_and_what_was_found_are_told() -> None:
    def scaled(w: Any, x: Any, by: int) -> Any:
        return [by * w[0] * x[0]]

    text = explain(scaled, 1, 1, arguments=("w", "x"), options={"by": 3})
    assert text == "y[0] = 3*w[0]*x[0]"
    assert text.known
    assert not explain(lambda *_: 1 / 0, 1, 1).known


@pytest.mark.parametrize(
    ("x_shape", "w_shape"),
    [(10**9, 2), (2, 10**9), (400, 400), ((300, 300), (300, 300))],
)
def test_what_could_not_be_held_is_refused_before_it_is_tried(
    x_shape: Any, w_shape: Any
) -> None:
    def never(*_: Any) -> Any:
        raise AssertionError

    with pytest.raises(ValueError, match=r"^x_shape .* and w_shape .* are too large"):
        explain(never, x_shape, w_shape)


@pytest.mark.parametrize(
    ("x_shape", "w_shape", "said"),
    [
        ((2, 2), (1, 1, 1, 1), r"x_shape must be sizes of N, C, H, W, not \(2, 2\)"),
        ((1, 2, 2, 1), 3, r"w_shape must be sizes of O, I, H, W, not \(3,\)"),
    ],
)
def test_shapes_have_all_axes_of_a_layout_in_our_order(
    x_shape: Any, w_shape: Any, said: str
) -> None:
    with pytest.raises(ValueError, match=f"^{said}$"):
        explain(conv2d, x_shape, w_shape, layout="NHWC,HWIO")


def test_a_shape_that_is_none_is_called_by_its_name() -> None:
    rule = "must be at least 1, not 0"
    with pytest.raises(ValueError, match=f"^x_shape {rule}"):
        explain(conv2d, 0, 2)
    with pytest.raises(ValueError, match=f"^w_shape {rule}"):
        explain(conv2d, 3, 0)


def test_a_sum_may_be_off_by_a_part_of_its_own_size() -> None:
    """Only impulses are exact here, and no other product is half a thousandth off."""

    def noisy(x: Any, w: Any) -> Any:
        product = w[0] * x[0]
        return [product / 2 * (1 if product in {0, 1} else 1.0005)]

    assert explain(noisy, 1, 1) == "y[0] = 0.5*w[0]*x[0]"
