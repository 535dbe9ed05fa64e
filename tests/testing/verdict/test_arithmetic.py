"""What a candidate computes with: types of numbers, and words that are checked once."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pureconv import conv1d, convolve, correlate
from pureconv.testing.verdict import (
    DTYPES,
    FORMATS,
    allowed_error,
    arithmetic,
    bounds,
    judge,
    may_overflow,
    rounded,
)
from pureconv.testing.verdict.bound import growth
from pureconv.testing.verdict.formats import (
    STORED,
    nearest,
    overflow_from,
    unit_roundoff,
)

NAN = math.nan
INTS = [name for name, dtype in DTYPES.items() if dtype.kind == "int"]
FLOATS = ["float16", "bfloat16", "float32", "float64"]


def test_the_types_are_those_of_arrays() -> None:
    kinds = {
        "float": ["float16", "bfloat16", "float32", "float64"],
        "complex": ["complex64", "complex128"],
        "int": [f"{u}int{bits}" for u in ("", "u") for bits in (8, 16, 32, 64)],
    }

    for kind, names in kinds.items():
        assert [name for name, d in DTYPES.items() if d.kind == kind] == names
    for name, dtype in DTYPES.items():
        assert dtype.name == name
        assert dtype.negates == (not name.startswith("u"))
    for name in kinds["float"] + kinds["complex"]:
        dtype = DTYPES[name]
        assert (dtype.p, dtype.emin, dtype.emax) == FORMATS[dtype.parts]
        assert (dtype.lo, dtype.hi) == (0, 0)  # a range is for ints
    for name in kinds["int"]:
        assert DTYPES[name][2:5] == (0, 0, 0)  # and digits are for floats


@pytest.mark.parametrize("dtype", INTS)
def test_ints_have_a_range(dtype: str) -> None:
    bits, signed = int(dtype.strip("uint")), not dtype.startswith("u")
    least = -(2 ** (bits - 1)) if signed else 0
    most = least + 2**bits - 1
    holds = DTYPES[dtype].holds

    assert (DTYPES[dtype].lo, DTYPES[dtype].hi) == (least, most)
    assert holds(least)
    assert holds(most)
    assert not holds(least - 1)
    assert not holds(most + 1)
    assert not holds(0.5)


def test_floats_and_complex_numbers_have_digits() -> None:
    assert DTYPES["float16"].holds(2048)
    assert not DTYPES["float16"].holds(2049)
    assert DTYPES["complex64"].holds(2.0**-149 + 3j)
    assert not DTYPES["complex64"].holds(0.1j)


@pytest.mark.parametrize(
    ("dtype", "value", "meant"),
    [
        ("float16", 0.1, 0.0999755859375),
        ("bfloat16", 3.1, 3.09375),
        ("float32", 1e-45, 2.0**-149),
        ("float32", 1e39, 1e39),  # beyond all of them: it names none
        ("float64", 10**400, 10**400),
        ("float64", 2**60 + 1, 2.0**60),
        ("complex64", 0.1 - 0.25j, 0.10000000149011612 - 0.25j),
        ("complex128", 0.1 - 0.25j, 0.1 - 0.25j),
        ("uint64", 2**60 + 1, 2**60 + 1),
        ("float16", math.inf, math.inf),
    ],
)
def test_a_decimal_names_the_nearest_number(dtype: str, value: Any, meant: Any) -> None:
    assert DTYPES[dtype].named(value) == meant


def test_a_zero_keeps_its_sign_and_nan_stays_nan() -> None:
    assert math.copysign(1, DTYPES["float32"].named(-0.0)) == -1
    assert math.isnan(DTYPES["float32"].named(math.nan))


# === words ===


def test_what_is_not_said_follows_from_the_type() -> None:
    assert arithmetic() == ("float64", "float64", None, False, "direct")
    assert arithmetic("complex64")[:2] == ("complex64", "float32")
    assert arithmetic("complex64", "complex128")[:2] == ("complex64", "float64")
    assert arithmetic("uint8") == ("uint8", "uint8", None, False, "direct")
    fourier = arithmetic("int16", algorithm="fft")
    assert fourier == ("int16", "int16", None, False, "fft")


def test_operands_may_be_cut_to_any_format_of_arrays_and_to_tf32() -> None:
    for name in ("float16", "bfloat16", "tf32", "float32", "float64"):
        assert arithmetic("float64", operands=name).operands == name
    for name in ("float16", "bfloat16", "float32", "float64", "longdouble"):
        assert arithmetic("float64", name).accumulate == name


LEFT_OUT = (
    "accumulate is for floats, and dtype is int8: leave out accumulate='float32'$"
)
REFUSED: list[tuple[tuple[Any, ...], type[Exception], str]] = [
    (("float8",), ValueError, 'dtype must be "float16", '),
    (("tf32",), ValueError, "dtype must be a type of arrays: say operands='tf32'"),
    (("longdouble",), ValueError, ".* of arrays: say accumulate='longdouble'"),
    (("float128",), ValueError, ".* of arrays: say accumulate='longdouble'"),
    (("float32", "int32"), ValueError, "accumulate must be "),
    (("float32", ""), ValueError, "accumulate must be "),
    (("float32", "tf32"), ValueError, "accumulate must be "),
    (("float32", None, "longdouble"), ValueError, "operands must be "),
    (("float32", None, None, 1), TypeError, "flush must be True or False, not 1"),
    (("float32", None, None, False, "winograd"), ValueError, "algorithm must be "),
    (("int8", "float32"), ValueError, LEFT_OUT),
    (("uint8", None, "tf32"), ValueError, "operands is for floats"),
    (("int64", None, None, True), ValueError, "flush is for floats"),
]


@pytest.mark.parametrize(("words", "error", "message"), REFUSED)
def test_other_words_are_refused(
    words: tuple[Any, ...], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=f"^{message}"):
        arithmetic(*words)


WORDS = {
    "dtype": [*FLOATS, "complex64", "complex128", *INTS],
    "accumulate": [*FLOATS, "longdouble"],
    "operands": ["float16", "bfloat16", "tf32", "float32", "float64"],
    "algorithm": ["direct", "fft"],
}


@pytest.mark.parametrize("name", WORDS)
def test_what_is_refused_is_told_all_words(name: str) -> None:
    *first, last = (f'"{word}"' for word in WORDS[name])
    message = f"{name} must be {', '.join(first)} or {last}, not 'odd'"
    with pytest.raises(ValueError, match=f"^{message}$"):
        arithmetic(**{name: "odd"})  # type: ignore[arg-type]


class Float32:
    """A dtype as other libraries have it: an object, equal to a text."""

    def __eq__(self, other: object) -> bool:
        return other == "float32"

    def __hash__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return "torch.float32"


@pytest.mark.parametrize(
    ("word", "error", "shown", "meant"),
    [
        ("half", ValueError, "'half'", "float16"),
        ("single", ValueError, "'single'", "float32"),
        ("torch.double", ValueError, "'torch.double'", "float64"),
        ("float", ValueError, "'float'", "float64"),
        ("FP16", ValueError, "'FP16'", "float16"),
        ("fp32", ValueError, "'fp32'", "float32"),
        ("fp64", ValueError, "'fp64'", "float64"),
        ("bf16", ValueError, "'bf16'", "bfloat16"),
        ("int", ValueError, "'int'", "int64"),
        ("complex", ValueError, "'complex'", "complex128"),
        (complex, TypeError, "<class 'complex'>", "complex128"),
        (Float32(), TypeError, "torch.float32", "float32"),
    ],
)
def test_a_type_by_the_name_of_others_is_answered_with_ours(
    word: Any, error: type[Exception], shown: str, meant: str
) -> None:
    with pytest.raises(error) as caught:
        arithmetic(word)
    said = f'dtype must be the name of a type, not {shown}: say "{meant}"'
    assert str(caught.value) == said


@pytest.mark.parametrize("asked", [allowed_error, may_overflow])
def test_terms_are_those_of_a_float_format(asked: Any) -> None:
    message = 'dtype must be "float16", "bfloat16", "float32" or "float64", not '
    for dtype in ("int8", "complex64", "longdouble"):
        with pytest.raises(ValueError, match=f"^{message}'{dtype}'$"):
            asked([(1, 1)], dtype)


@pytest.mark.parametrize(
    ("words", "operands", "sums"),
    [
        (("float64",), 2**53, 2**53),
        (("float16", "float32"), 2**11, 2**11),
        (("float64", "float32"), 2**24, 2**24),
        (("float64", "longdouble"), 2**53, 2**53),
        (("float32", None, "tf32"), 2**11, 2**24),
        (("float32", None, None, False, "fft"), 2**24, 2**14),
        (("complex64",), 2**24, 2**24),
        (("uint8",), 255, 255),
        (("int16",), 2**15 - 1, 2**15 - 1),
    ],
)
def test_integers_are_exact_up_to_the_digits_of_the_narrowest_format(
    words: tuple[Any, ...], operands: int, sums: int
) -> None:
    assert arithmetic(*words).exact_up_to() == (operands, sums)


# === growth ===


def test_what_may_be_rounded_to_infinity_is_too_large() -> None:
    how, edge = arithmetic("float16"), overflow_from("float16")
    most = edge / (1 + unit_roundoff("float16"))

    assert how.most(most) == edge
    assert how.too_large(most)
    assert not how.too_large(most - Fraction(1, 2**99))


@pytest.mark.parametrize(
    ("words", "lowest", "beyond"),  # the first number and an end, as powers of two
    [
        (("float64", "float16"), -1074, 16),
        (("float32", "float32", "float16"), -149, 128),
        (("float64", "longdouble", "float16"), -1074, 16384),
        (("complex64", "float16"), -149, 16),
    ],
)
def test_what_stands_for_infinity_is_just_large_enough(
    words: tuple[Any, ...], lowest: int, beyond: int
) -> None:
    """Times the smallest weight it overflows: each digit more makes sums slower."""
    how = arithmetic(*words)
    term = how.farthest(70000) * Fraction(2) ** lowest

    assert how.too_large(70000)
    assert overflow_from(how.accumulate) <= term <= 2**beyond
    assert how.farthest(2) == 2


@pytest.mark.parametrize("p", sorted({p for p, _, _ in FORMATS.values()}))
def test_each_term_more_makes_the_bound_grow(p: int) -> None:
    u = Fraction(1, 2**p)
    for n in (*range(40), 255, 256, 257, 1000, 4095):
        power = (1 + u) ** n
        assert power <= growth(n, p) <= power * (1 + Fraction(n, 2**254))
        assert growth(n, p) < growth(n + 1, p)


def test_many_terms_of_bfloat16_may_be_off_by_more_than_few() -> None:
    errors = [allowed_error([(1.0, 1 + 2.0**-7)] * n, "bfloat16") for n in (256, 257)]

    assert errors[0] / 256 < errors[1] / 257
    assert errors[0] / 256 < Fraction(172, 100) * (1 + Fraction(1, 128))


# === extended precision ===


@given(x=st.floats(1, 2), w=st.floats(1, 2))
def test_a_product_rounded_twice_is_owned_up_to(x: float, w: float) -> None:
    digits, place = nearest(Fraction(x) * Fraction(w), "longdouble")
    y = rounded(digits * Fraction(2) ** place, "float64")

    assert judge([y], correlate, [x], [w], accumulate="longdouble") == []


def test_rounding_twice_is_a_hair_more_than_rounding_once() -> None:
    x, w = 1 + 4097 * 2.0**-52, 1 + 549822906371 * 2.0**-52  # a bit above a tie
    exact = Fraction(x) * Fraction(w)
    digits, place = nearest(exact, "longdouble")  # the tie itself, which goes down
    y = rounded(digits * Fraction(2) ** place, "float64")

    assert y < rounded(exact, "float64")
    assert len(judge([y], correlate, [x], [w])) == 1
    assert judge([y], correlate, [x], [w], accumulate="longdouble") == []
    once, twice = (
        allowed_error([(w, x)], "float64", accumulate=name)
        for name in (None, "longdouble")
    )
    assert once < twice < once * (1 + Fraction(1, 2**10))


# === ints ===


@given(
    x=st.lists(st.integers(0, 255), min_size=1, max_size=6),
    w=st.lists(st.integers(0, 255), min_size=1, max_size=4),
    data=st.data(),
)
def test_ints_have_to_be_right(x: list[int], w: list[int], data: st.DataObject) -> None:
    y = convolve(x, w)
    n = data.draw(st.integers(0, len(y) - 1))
    wrong = [v + (k == n) for k, v in enumerate(y)]

    assert judge(y, convolve, x, w, dtype="uint8") == []
    [finding] = judge(wrong, convolve, x, w, dtype="uint8")
    assert (finding.index, finding.exact, finding.allowed) == ((n,), y[n], 0)
    assert sum(a * b for a, b in finding.terms) == y[n]


def test_ints_may_come_as_floats_and_nan_is_none() -> None:
    assert judge([3.0, 6.0], convolve, [1, 2], [3], dtype="int32") == []
    found = judge([3.5, NAN], convolve, [1, 2], [3], dtype="int32")
    assert [f.index for f in found] == [(0,), (1,)]


def test_ints_of_a_fourier_transform_are_right_after_rounding() -> None:
    y = [3.2, 5.8]
    assert len(judge(y, convolve, [1, 2], [3], dtype="int32")) == 2
    assert judge(y, convolve, [1, 2], [3], dtype="int32", algorithm="fft") == []
    [wrong] = judge([3.3, 6], convolve, [1, 2], [3], dtype="int32", algorithm="fft")
    assert wrong.index == (0,)


def test_ints_outside_the_range_are_refused() -> None:
    with pytest.raises(ValueError, match=r"w\[0\] is -1, which is no uint8"):
        judge([1], convolve, [1], [-1], dtype="uint8")
    with pytest.raises(ValueError, match=r"bias\[0\] is 128, which is no int8"):
        judge([[[1]]], conv1d, [[[1]]], [[[1]]], [128], dtype="int8")


def test_the_bounds_of_ints_are_exact() -> None:
    found = bounds(convolve, [1, 2], [3], None, arithmetic("int8"))
    assert found == [(3, 0, frozenset()), (6, 0, frozenset())]


@pytest.mark.parametrize("name", STORED)
def test_a_zero_that_is_rounded_has_no_sign(name: str) -> None:
    assert math.copysign(1, rounded(-0.0, name)) == 1
