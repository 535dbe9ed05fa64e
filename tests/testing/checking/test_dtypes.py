"""Unsigned integers and complex numbers are checked as all others are."""

from __future__ import annotations

import cmath
import math
import re
from typing import Any

import pytest
from hypothesis import given, settings

from pureconv.nested import leaves
from pureconv.testing import CONVENTIONS, check, strategies
from pureconv.testing.verdict import rounded

UNSIGNED = ["uint8", "uint16", "uint32", "uint64"]


def multiply(x: Any, w: Any) -> Any:
    """Convolve, full."""
    y = [0 * x[0]] * (len(x) + len(w) - 1)
    for p, a in enumerate(x):
        for i, b in enumerate(w):
            y[p + i] += a * b
    return y


def conjugated(x: Any, w: Any) -> Any:
    """Convolve with the conjugate of the kernel."""
    return multiply(x, [v.conjugate() for v in w])


def unsigned(bits: int) -> Any:
    """Return a function that convolves, full, inside of 0 to 2**bits - 1 alone."""

    def count(x: Any, w: Any) -> Any:
        y = multiply(x, w)
        if not all(isinstance(v, int) and 0 <= v < 2**bits for v in [*x, *w, *y]):
            raise OverflowError
        return y

    return count


def first_failure(candidate: Any, like: str, **settings: Any) -> str:
    with pytest.raises(AssertionError) as raised:
        check(candidate, like, **settings)
    return str(raised.value)


@pytest.mark.parametrize("dtype", UNSIGNED)
def test_unsigned_candidates_are_asked_inside_their_range(dtype: str) -> None:
    candidate = unsigned(int(dtype[4:]))

    checked = check(candidate, "convolve", dtype=dtype, max_examples=3, max_size=20)
    records = {r.name: r for r in checked}

    signs = records.pop("sign_moves_through")
    assert (signs.status, signs.message) == (
        "skipped", f"{dtype} has no numbers below zero"
    )
    assert records.pop("keeps_dtype").status == "skipped"  # there are no arrays
    assert {r.status for r in records.values()} == {"passed"}
    assert records["right_on_integers"].examples == 3


def test_unsigned_numbers_that_wrap_around_too_early_are_found() -> None:
    def wrapping(x: Any, w: Any) -> Any:
        return [v % 128 for v in multiply(x, w)]

    text = first_failure(
        wrapping, "convolve", dtype="uint8", only=["right_on_integers"]
    )
    exact, returned = re.findall(r"= (\d+), exactly\nreturned (\d+);", text)[0]
    assert int(exact) - int(returned) == 128


def narrow(x: Any, w: Any) -> Any:
    """Convolve in complex128, and round each part to a float of 32 bits."""
    return [
        complex(rounded(v.real, "float32"), rounded(v.imag, "float32"))
        for v in multiply(x, w)
    ]


@pytest.mark.parametrize(
    ("candidate", "dtype"), [(narrow, "complex64"), (multiply, "complex128")]
)
def test_a_right_complex_candidate_passes(candidate: Any, dtype: str) -> None:
    words: Any = {"dtype": dtype, "accumulate": "float64", "max_examples": 3}
    records = check(candidate, "convolve", **words, max_size=20)
    assert {r.status for r in records if r.name != "keeps_dtype"} == {"passed"}


def by_fourier(x: Any, w: Any) -> Any:
    """Convolve complex numbers by a Fourier transform, from its definition."""
    length = len(x) + len(w) - 1
    roots = [cmath.exp(-2j * cmath.pi * k / length) for k in range(length)]

    def transform(values: list[Any], sign: int) -> list[Any]:
        places = range(len(values))
        return [
            sum(values[p] * roots[sign * p * k % length] for p in places)
            for k in range(length)
        ]

    products = [a * b for a, b in zip(transform(x, 1), transform(w, 1))]
    return [v / length for v in transform(products, -1)]


def test_a_complex_transform_is_near_the_integers_of_laws() -> None:
    words: Any = {"dtype": "complex128", "algorithm": "fft", "max_examples": 3}
    records = check(by_fourier, "convolve", **words, max_size=20)
    assert {r.status for r in records if r.name != "keeps_dtype"} == {"passed"}


def test_operands_cut_to_few_exponents_are_scaled_by_small_powers_of_two() -> None:
    """65504 is the largest number of float16, which 2**16 times 1 is beyond."""

    def cut(x: Any, w: Any) -> Any:
        if any(abs(v) > 65504 for v in [*x, *w]):
            return [math.nan] * (len(x) + len(w) - 1)
        x, w = ([rounded(v, "float16") for v in values] for values in (x, w))
        return multiply(x, w)

    for dtype in "float32", "float64":
        words: Any = {"dtype": dtype, "operands": "float16", "max_examples": 300}
        [record] = check(cut, "convolve", only=["power_of_two_moves_through"], **words)
        assert record.status == "passed"


def test_complex_operands_are_drawn_and_a_conjugate_is_found() -> None:
    text = first_failure(conjugated, "convolve", dtype="complex128", max_examples=30)
    assert text.splitlines()[3:8] == [
        f"    {__name__}.conjugated([(1+0j)], [1j])",
        "",
        "y[0] = w[0]*x[0]",
        "     = 1j*(1+0j)",
        "     = 0 and 1 (real and imaginary), exactly",
    ]


def test_a_reference_that_conjugates_says_so_in_its_formula() -> None:
    right = CONVENTIONS["numpy.correlate"].reference

    def unconjugated(x: Any, w: Any) -> Any:
        return right(x, [v.conjugate() for v in w])

    settings: Any = {"dtype": "complex128", "max_examples": 30}
    text = first_failure(unconjugated, "numpy.correlate", **settings)
    formula = "y[0] = conj(w[0])*x[0]\n     = -1j*(1+0j)\n     = 0 and -1 (real and"
    assert formula in text


@settings(max_examples=20)
@given(drawn=strategies.numbers("uint8"))
def test_unsigned_numbers_are_inside_their_range(drawn: int) -> None:
    assert 0 <= drawn < 256


@settings(max_examples=20)
@given(drawn=strategies.convolve_arguments(dtype="uint8"))
def test_unsigned_operands_do_not_overflow(drawn: Any) -> None:
    (x, w), _ = drawn
    assert max(leaves(multiply(x, w))) <= 255
    assert min([*x, *w]) >= 0


@settings(max_examples=20)
@given(drawn=strategies.signals(dtype="complex64"))
def test_complex_signals_hold_complex_numbers(drawn: Any) -> None:
    assert {type(v) for v in drawn} == {complex}
