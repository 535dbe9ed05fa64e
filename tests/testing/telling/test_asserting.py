"""One result is judged, and the message says all that there is to say."""

from __future__ import annotations

import math
import subprocess
import sys
from typing import Any

import pytest

import pureconv
from pureconv.testing import CONVENTIONS, assert_convolution

X, W = [1.0, 2.0, 3.0], [0.1, 0.2]


def message(*args: Any, **settings: Any) -> str:
    with pytest.raises(AssertionError) as raised:
        assert_convolution(*args, **settings)
    return str(raised.value)


def full(x: Any, w: Any) -> Any:
    return pureconv.convolve(x, w)


@pytest.mark.parametrize(
    "like", ["convolve", pureconv.convolve, "numpy.convolve", full]
)
def test_a_right_result_passes_whatever_says_so(like: Any) -> None:
    assert_convolution(full(X, W), like, X, W)


class Array:
    """What has tolist()."""

    def __init__(self, values: Any) -> None:
        self.values = values

    def tolist(self) -> Any:
        return self.values


def test_arrays_are_read() -> None:
    assert_convolution(Array([3, 6]), "correlate", Array([1, 2]), Array([3]))


def test_rounding_passes_and_no_more() -> None:
    y = pureconv.convolve(X, W)
    y[2] = math.nextafter(y[2], 9)
    assert_convolution(y, "convolve", X, W)
    y[2] += 1e-15
    assert message(y, "convolve", X, W).startswith(
        "1 of 4 outputs are not like convolve; the worst is y[2]\n"
        "y[2] = w[0]*x[2] + w[1]*x[1]\n"
        "     = 0.1*3.0 + 0.2*2.0\n"
    )


def test_the_output_furthest_off_for_its_bound_is_told() -> None:
    """To be off by 0.5 is worse where nothing may be than by 9 where that may be."""
    x, w = [1.0, 0.1], [3.0]
    y = [3.5, 9.3]
    assert "worst is y[0]" in message(y, "correlate", x, w)
    y = [3.0, 9.3]
    assert "1 of 2 outputs are not like correlate; the worst is y[1]" in message(
        y, "correlate", x, w
    )


def test_of_many_wrong_outputs_the_worst_of_the_first_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pureconv.testing.telling.asserting.MANY", 2)
    text = message([2.0, 4.0, 9.0], "correlate", [1.0, 2.0, 3.0], [1.0])
    assert text.startswith(
        "3 of 3 outputs are not like correlate; the worst of the first 2 is y[1]\n"
    )


def test_a_known_mistake_of_the_one_result_is_named() -> None:
    x, w = [3, 1, 4, 1, 5], [2, 7, 1]
    y = pureconv.correlate(x, w, "full")
    assert "known mistake: the kernel is not flipped" in message(y, "convolve", x, w)


def test_options_bias_and_words_of_layers_are_taken() -> None:
    x, w, bias = [[[1.0, 2.0, 3.0]]], [[[4.0]]], [5.0]
    assert_convolution([[[9, 17]]], "conv1d", x, w, bias, options={"stride": 2})
    text = message([[[4, 12]]], "conv1d", x, w, bias, options={"stride": 2})
    assert "y[0][0][0] = w[0][0][0]*x[0][0][0] + bias[0]" in text

    options = {"strides": [2]}
    assert_convolution([[[4, 12]]], "onnx.Conv", x, w, options=options)


def test_ints_have_to_be_right() -> None:
    assert_convolution([100, 27], "correlate", [100, 27], [1], dtype="uint8")
    text = message([101, 27], "correlate", [100, 27], [1], dtype="uint8")
    assert "= 100, exactly\nreturned 101; error allowed: none" in text


def test_an_exact_value_is_a_fraction_and_never_long() -> None:
    tiny, third = 1.5 * 2.0**-600, 3 * 2.0**-500  # exact: 9/2**1101, below all floats
    text = message([1e-300], "correlate", [tiny], [third])
    assert "= 9/2**1101, about 0.0, exactly\n" in text


def test_complex_numbers_are_judged_in_both_parts() -> None:
    x, w = [1 + 2j], [3j]
    assert_convolution([-6 + 3j], "correlate", x, w, dtype="complex64")
    text = message([6 + 3j], "numpy.correlate", x, w, dtype="complex64")
    assert text.splitlines() == [
        "1 of 1 outputs are not like numpy.correlate; the worst is y[0]",
        "y[0] = conj(w[0])*x[0]",
        "     = -3j*(1+2j)",
        "     = 6 and -3 (real and imaginary), exactly",
        "returned (6+3j); error allowed: none",
        "known mistake: the signal is conjugated, where the kernel should be",
    ]


@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_what_is_not_finite_is_the_worst(wrong: float) -> None:
    text = message([7.0, wrong], "correlate", [1.0, 2.0], [3.0])
    assert text.splitlines() == [
        "2 of 2 outputs are not like correlate; the worst is y[1]",
        "y[1] = w[0]*x[1]",
        "     = 3.0*2.0",
        "     = 6, exactly",
        f"returned {wrong}; error allowed: none",
    ]


def test_distances_beyond_floats_are_told() -> None:
    x, w = [1e300, 1e-300], [1e-300]
    assert "worst is y[1]" in message([1.0, 1e308], "correlate", x, w)


def test_an_answer_too_long_for_python_to_write_is_told() -> None:
    assert "returned an int of 16610 bits; error allowed: none" in message(
        [10**5000], "correlate", [1], [1]
    )


def test_another_shape_is_told() -> None:
    text = message([1, 2], "convolve", X, W)
    assert text == "not like convolve: actual has shape (2,), not (4,)"


def test_so_is_what_has_no_shape() -> None:
    text = message([[1], [1, 2]], "correlate2d", [[1, 2]], [[1]])
    said = "not like correlate2d: actual holds ragged lists: 1 long beside 2 long"
    assert text == said


def test_arithmetic_is_that_of_judge() -> None:
    assert_convolution([0.0], "correlate", [5e-324], [1.0], flush=True)
    assert_convolution(
        [2.0], "correlate", [2.0 + 2**-20], [1.0], operands="bfloat16", dtype="float32"
    )
    assert_convolution([6.0001], "correlate", [2], [3], algorithm="fft", dtype="int8")
    assert "returned 2.0" in message(
        [2.0], "correlate", [2.0 + 2**-20], [1.0], dtype="float32"
    )


def test_a_function_of_ones_own_is_taken_by_its_name() -> None:
    def dot(x: Any, w: Any) -> Any:
        return [sum((b * a for a, b in zip(x, w)), 0)]

    assert message([9], dot, [1, 2], [3, 4]).splitlines() == [
        "1 of 1 outputs are not like dot; the worst is y[0]",
        "y[0] = w[0]*x[0] + w[1]*x[1]",
        "     = 3*1 + 4*2",
        "     = 11, exactly",
        "returned 9; error allowed: none",
    ]


def test_large_results_are_judged_without_looking_for_mistakes() -> None:
    x, w = list(range(200)), list(range(100))
    y = pureconv.correlate(x, w, "full")
    assert "known mistake" not in message(y, "convolve", x, w)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"like": "corelate"}, "is it correlate"),
        ({"dtype": "float31"}, "dtype must be"),
        ({"dtype": "int8", "x": [0.5]}, r"x\[0\] is 0.5, which is no int8"),
        ({"x": [math.nan]}, "inf and nan have no exact value"),
        ({"actual": None}, "actual must hold numbers, not None"),
        ({"x": [None]}, "x must hold numbers, not None"),
        ({"w": [[1], 2]}, "w holds ragged lists: 1 long beside a number"),
        ({"bias": {}}, "bias must hold numbers, not {}"),
        ({"options": {"stride": 0}}, "stride must be at least 1"),
    ],
)
def test_what_makes_no_sense_raises(changed: Any, said: str) -> None:
    words = {"actual": [1], "like": "correlate", "x": [1], "w": [1], **changed}
    with pytest.raises((TypeError, ValueError), match=said):
        assert_convolution(**words)


def test_gradients_can_be_asserted() -> None:
    gradient, w = [[[1.0, 10.0]]], [[[2.0, 3.0]]]
    options = {"x_size": 3}
    y = [[[2.0, 23.0, 30.0]]]
    assert_convolution(y, "conv1d_input_gradient", gradient, w, options=options)


def test_every_convention_can_be_named() -> None:
    for name in CONVENTIONS:
        with pytest.raises((AssertionError, TypeError, ValueError)):
            assert_convolution([[]], name, [[[[1]]]], [[[[1]]]])


def test_options_that_are_none_are_told_by_their_name() -> None:
    with pytest.raises(TypeError, match="options must be "):
        assert_convolution([1], "correlate", [1], [1], options=5)  # type: ignore[arg-type]


def test_it_needs_no_hypothesis() -> None:
    code = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "from pureconv.testing import assert_convolution\n"
        "assert_convolution([2], 'correlate', [1], [2])"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
