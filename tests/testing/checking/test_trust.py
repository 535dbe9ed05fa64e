"""Whatever a candidate does ends in a record, and no more is asked than it says."""

from __future__ import annotations

import itertools
import math
import os
import re
import sys
from contextlib import nullcontext
from fractions import Fraction
from functools import partial
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import strategies as st

import pureconv
from pureconv.nested import mapped
from pureconv.testing import CHECKS, CONVENTIONS, check, program
from pureconv.testing.candidates import WrongAnswerError
from pureconv.testing.candidates.arrays import dtype_kind, dtype_name, plain, typed
from pureconv.testing.checking import Record, plan
from pureconv.testing.checking.search import UnfitError
from pureconv.testing.command import command
from pureconv.testing.conventions import OURS
from pureconv.testing.drawing.dice import Dice
from pureconv.testing.drawing.sizes import NoRoomError

ASTROPY = CONVENTIONS["astropy.convolution.convolve"].reference
CIRCULAR = CONVENTIONS["numpy.fft.ifft"].reference
KORNIA = CONVENTIONS["kornia.filters.filter2d"].reference


# Where a test is about something else than large shapes, it needs none.
SMALL: dict[str, Any] = {"max_taps": 5, "max_size": 20, "max_channels": 4}


def one(candidate: Any, like: Any, name: str, **settings: Any) -> Record:
    """Return the record of one check alone."""
    settings = {"max_examples": 40, "on_fail": None, "only": [name], **settings}
    (record,) = check(candidate, like, **settings)
    return record


def statuses(candidate: Any, like: Any, **settings: Any) -> dict[str, str]:
    settings = {"max_examples": 3, "on_fail": None, **settings}
    return {r.name: r.status for r in check(candidate, like, **settings)}


# === a candidate that does anything ===


class Nothing:
    """An object that cannot be looked at."""

    def __getattr__(self, name: str) -> Any:
        raise OSError(name)

    def __repr__(self) -> str:
        raise RuntimeError


class Itself:
    """An array that is made of itself, without end."""

    def tolist(self) -> Any:
        return self


class Lazy:
    """An array that has not been worked out when it is returned."""

    def tolist(self) -> Any:
        raise ZeroDivisionError


JUNK: list[Any] = [
    None, "y", b"y", {}, set(), object(), Nothing(), Itself(), Lazy(), math.nan,
    math.inf, 1j, Fraction(1, 3), 10**400, True, [], [[]], [[], [1]], [1, [2]], (1, 2),
]  # fmt: skip
ERRORS: list[Any] = [
    ValueError("no"), SystemExit(3), MemoryError(), RecursionError(), GeneratorExit(),
    StopIteration(), OSError(), pytest.skip.Exception("later"), AssertionError(),
    type("OddError", (BaseException,), {"__str__": lambda _: 1 / 0})(),
]  # fmt: skip


def rash(seed: int, like: Any) -> Any:
    """Return a candidate that does something else at each call, right or not."""
    dice = Random(seed)

    def junk(depth: int) -> Any:
        if depth == 0 or dice.random() < 0.3:
            return dice.choice(JUNK)
        return [junk(depth - 1) for _ in range(dice.randint(0, 3))]

    def spoil(values: Any) -> None:
        if values and isinstance(values, list):
            place = dice.randrange(len(values))
            if dice.random() < 0.5:
                spoil(values[place])
            else:
                values[place] = dice.choice(JUNK)

    def candidate(x: Any, w: Any, **options: Any) -> Any:
        turn = dice.randrange(12)
        y = like(x, w, **options)
        if turn == 0:
            raise dice.choice(ERRORS)
        if turn == 1:
            return junk(dice.randint(0, 5))
        if turn == 2:
            spoil(dice.choice([x, w]))
        if turn == 3:
            spoil(y)
        if turn == 4:
            return iter(y)
        return y

    return candidate


@pytest.mark.parametrize("seed", range(12))
def test_a_candidate_that_does_anything_ends_in_records(seed: int) -> None:
    dice = Random(seed)
    like, options = dice.choice(
        [
            ("convolve", ["mode"]),
            ("correlate2d", ["stride", "dilation"]),
            ("conv1d", ["bias", "padding", "groups"]),
            ("conv_transpose1d", ["output_padding"]),
        ]
    )
    dtype, strict = dice.choice(["float64", "float32", "int8"]), dice.random() < 0.3
    refuses: Any = dice.choice([(), ValueError, lambda *_, **__: True])
    words: Any = {"options": options, "dtype": dtype, "strict": strict}
    names = [each.name for each in plan(print, like, **words).checks]
    records = check(
        rash(seed, getattr(pureconv, like)), like, **words, refuses=refuses,
        max_examples=4, on_fail=None, only=[names[0], *dice.sample(names[1:], 2)],
        **SMALL,
    )  # fmt: skip
    assert {record.status for record in records} <= {"passed", "failed", "skipped"}
    assert all(r.message for r in records if r.status != "passed")


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize("n", range(len(JUNK)))
def test_junk_is_told_as_a_failure(n: int, wrapped: bool) -> None:  # noqa: FBT001
    def candidate(*_: Any) -> Any:
        return iter([JUNK[n]]) if wrapped else JUNK[n]

    record = one(candidate, "convolve2d", "right_on_small_integers")
    assert record.status == "failed"
    assert "returned " in record.message


@pytest.mark.parametrize("error", ERRORS, ids=[type(e).__name__ for e in ERRORS])
def test_an_error_is_told_as_a_failure(error: BaseException) -> None:
    def candidate(*_: Any) -> Any:
        raise error

    record = one(candidate, "convolve", "right_on_small_integers")
    assert f"raised {type(error).__name__}: " in record.message


def test_an_answer_without_an_end_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pureconv.testing.candidates.arrays.MOST", 9)
    record = one(lambda *_: itertools.count(), "convolve", "right_on_small_integers")
    assert "output must hold at most 9 items in a list" in record.message


def test_nan_is_told_with_its_place_and_is_the_same_again() -> None:
    def spoils(x: Any, w: Any) -> Any:
        y = pureconv.convolve(x, w)
        y[0] = math.nan
        return y

    assert one(spoils, "convolve", "repeats").status == "passed"
    message = one(spoils, "convolve", "right_on_floats").message
    assert "y[0] = w[0]*x[0]\n" in message
    assert "returned nan; error allowed: none" in message


def test_numbers_near_the_largest_can_be_explained() -> None:
    """Cut to a narrower format they would be infinite, which has no exact value."""

    def clips(x: Any, w: Any) -> Any:
        return [min(max(v, -1e300), 1e300) for v in pureconv.convolve(x, w)]

    for name in ("power_of_two_moves_through", "right_on_floats"):
        record = one(clips, "convolve", name, max_examples=600)
        assert "raised" not in record.message


def test_a_word_for_padding_can_be_fixed() -> None:
    same = partial(pureconv.conv1d, padding="same")
    assert "failed" not in statuses(same, same, **SMALL).values()


@pytest.mark.parametrize(
    ("like", "options"),
    [
        ("conv_transpose1d", {"stride": [[1]]}),
        ("conv_transpose1d", {"groups": [[2]]}),
        ("conv1d", {"padding": [[[1]]]}),
        ("conv2d", {"dilation": [{}]}),
        ("convolve", {"mode": [None]}),
        ("convolve", {"mode": [3]}),
    ],
)
def test_a_value_of_the_wrong_form_is_wrong_usage(like: str, options: Any) -> None:
    with pytest.raises((TypeError, ValueError), match=r"\w+=.* is no value to try: "):
        check(getattr(pureconv, like), like, options=options)


def test_an_int_that_no_type_holds_is_told_as_wrong() -> None:
    def endless(x: Any, w: Any) -> Any:
        return [10**5000 for _ in pureconv.correlate(x, w)]

    names = ["right_on_small_integers", "repeats", "window_by_window"]
    found = check(endless, "correlate", max_examples=3, only=names, on_fail=None)
    told = {r.message.splitlines()[-1] for r in found if r.status == "failed"}
    assert told == {"returned an int of 16610 bits: no type holds that"}


# === a reference that divides ===


def test_weights_that_add_up_to_zero_cannot_be_normalised() -> None:
    """ZeroDivisionError is the reference's: such a call is no example."""
    like = "astropy.convolution.convolve"
    name = "right_on_small_integers"
    few: dict[str, Any] = {"max_examples": 10, "axes": 1, **SMALL}
    assert one(ASTROPY, like, name, **few).status == "passed"
    assert "failed" not in statuses(ASTROPY, like, axes=1, **SMALL).values()


@pytest.mark.parametrize(
    ("axes", "said"),
    [(1, r"\[2.0\], not \[1.0\]"), (2, r"\[\[[\d.]+\]\], not \[\[[\d.]+\]\]")],
)
def test_a_wrong_quotient_is_told_where_the_right_one_is_exact(
    axes: int, said: str
) -> None:
    def twice(x: Any, w: Any) -> Any:
        return mapped(lambda v: 2 * v, ASTROPY(x, w))

    like = "astropy.convolution.convolve"
    record = one(twice, like, "right_on_small_integers", axes=axes)
    assert record.status == "failed"
    assert re.search(f"\nreturned {said}$", record.message)
    assert "looking for known mistakes" not in record.message


@pytest.mark.parametrize(
    ("x", "w", "known"),
    [
        ([3.0, 5.0], [1.0, 2.0, 1.0], True),
        ([3.0, 5.0], [1.0, 2.0, -2.0], True),
        ([3.0, 5.0], [1.0, 1.0, 1.0], False),  # thirds are rounded
        ([3.0, 5.0], [0.5, 1.0, 0.5], False),
        ([0.5, 5.0], [1.0, 2.0, 1.0], False),
        ([2.0**51, 1.0], [1.0, 2.0, 1.0], True),  # sums up to 2**53
        ([2.0**51, 1.0], [2.0, 2.0, 4.0], False),
        ([1.0, 1.0], [2.0**1023, 2.0**1023, -(2.0**1023)], False),  # nor is inf known
    ],
)
def test_quotients_are_judged_where_nothing_is_rounded(
    x: Any, w: Any, *, known: bool
) -> None:
    like = "astropy.convolution.convolve"
    claim = plan(print, like, axes=1, only=["right_on_floats"]).claim
    call = claim.target.call(x, w, {})
    sums = claim.expected(call)
    with nullcontext() if known else pytest.raises(UnfitError, match="no bound"):
        claim.compare(ASTROPY(x, w), sums, call)
    with pytest.raises(WrongAnswerError if known else UnfitError):
        claim.compare([v + 1 for v in ASTROPY(x, w)], sums, call)


def test_a_quotient_that_was_rounded_is_not_judged() -> None:
    """No bound is known for divisions: this one may be as good as any."""

    def rounded(x: Any, w: Any) -> Any:
        return [v * (1 + 2.0**-50) for v in ASTROPY(x, w)]

    like = "astropy.convolution.convolve"
    todo = plan(rounded, like, axes=1, max_examples=40, only=["right_on_floats"])
    (each,) = todo.checks

    drawn_by = each.start()

    def divides(dice: Dice) -> Any:
        drawn = (_, w), _ = drawn_by(dice)
        if len(w) % 2 == 0 or abs(sum(w)) in {1, 2, 4, 8, 16, 32}:
            raise NoRoomError
        return drawn

    record = todo.record(each._replace(start=lambda: divides))
    assert record.status == "skipped"
    assert record.message == "divides, and for quotients no bound is known"


# === complex numbers ===


@pytest.mark.parametrize(
    ("noise", "status"),
    [(2.0**-60, "passed"), (0.01, "failed"), (math.nan, "failed")],
)
def test_a_transform_may_give_complex_numbers_that_are_real(
    noise: float, status: str
) -> None:
    """Where the convention's own call does: ifft(...) without .real behind it."""

    def complexes(x: Any, w: Any) -> Any:
        return [complex(v, noise * abs(v)) for v in CIRCULAR(x, w)]

    settings = {"algorithm": "fft", "max_examples": 12}
    record = one(complexes, "numpy.fft.ifft", "right_on_floats", **settings)
    assert record.status == status


def test_a_complex_answer_of_another_size_is_a_failure() -> None:
    record = one(lambda *_: [[1j]], "numpy.fft.ifft", "right_on_floats")
    assert record.status == "failed"
    assert one(lambda *_: [0j], "convolve", "right_on_floats").status == "failed"


# === arrays of other libraries ===


class Array:
    """An array that names its dtype as C does, and that NumPy alone can read."""

    def __init__(self, values: Any, dtype: str = "float") -> None:
        if dtype not in {"float", "int", "float32", "int32"}:
            raise TypeError(dtype)
        self.values = values
        self.dtype = f"dtypes.{dtype.rstrip('32')}"

    def __array__(self) -> Any:
        return self.values


class Capsule:
    def __init__(self, values: Any) -> None:
        self.values = values

    def __dlpack__(self) -> None: ...


def test_a_dtype_may_be_named_as_in_c() -> None:
    to: Any = typed(Array, "float32")
    assert to is Array
    assert dtype_name(to([1.0])) == "float32"
    whole: Any = typed(Array, "int32")
    assert dtype_name(whole([1])) == "int32"


def test_a_dtype_that_cannot_be_made_is_told_with_one_that_can() -> None:
    with pytest.raises(ValueError, match=r"makes float32: try dtype='float32'"):
        check(pureconv.convolve, "convolve", to=Array)
    foreign = partial(SimpleNamespace, dtype="decimal128")
    with pytest.raises(ValueError, match=r"makes decimal128$"):
        typed(lambda _: foreign(), "float64")


def test_what_makes_no_array_of_a_plain_list_is_left_alone() -> None:
    def layers_only(values: Any) -> Any:
        return [list(plane) for plane in values]

    assert typed(layers_only, "float32") is layers_only


def test_numbers_of_other_libraries_become_pythons() -> None:
    """SymPy registers its numbers with the standard library's classes of them."""
    for kind, values, expected in (
        ("Integral", {"__int__": lambda _: 3}, 3),
        ("Rational", {"numerator": 1, "denominator": 4}, Fraction(1, 4)),
        ("Real", {"__float__": lambda _: 0.5}, 0.5),
    ):
        members = {"__add__": None, "__mul__": None, **values}
        number = type(kind, (), members)
        getattr(sys.modules["numbers"], kind).register(number)
        assert plain([number()]) == [expected]
        assert type(plain([number()])[0]) is type(expected)


def test_a_capsule_is_read_through_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    numpy = SimpleNamespace(from_dlpack=lambda capsule: capsule.values)
    monkeypatch.setitem(sys.modules, "numpy", numpy)
    assert plain(Capsule([1, 2])) == [1, 2]
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(TypeError, match="through NumPy only: import it"):
        plain(Capsule([1, 2]))


@pytest.mark.parametrize(
    ("name", "kind"),
    [("int8", "int"), ("uint64", "int"), ("bfloat16", "float"),
     ("complex64", "complex"), ("bool", ""), ("", ""), ("object", "")],
)  # fmt: skip
def test_dtypes_are_of_three_kinds(name: str, kind: str) -> None:
    assert dtype_kind(name) == kind


# === the kind of the numbers in an array ===


class Typed:
    def __init__(self, values: Any, dtype: str = "int8") -> None:
        self.values, self.dtype = values, dtype

    def tolist(self) -> Any:
        return self.values


def returning(dtype: str) -> Any:
    return lambda x, w: Typed(pureconv.convolve(x.values, w.values), dtype)


@pytest.mark.parametrize(
    ("dtype", "status"),
    [("int8", "passed"), ("int64", "passed"), ("uint8", "passed"),
     ("float32", "failed"), ("complex64", "failed"), ("bool", "skipped")],
)  # fmt: skip
def test_an_array_of_ints_should_give_one_of_ints(dtype: str, status: str) -> None:
    settings = {"dtype": "int8", "to": Typed}
    record = one(returning(dtype), "convolve", "keeps_dtype", **settings)
    assert record.status == status
    if status == "failed":
        assert f"returned an array of {dtype}, given int8" in record.message


def test_arrays_are_made_of_the_signal_and_of_the_kernel() -> None:
    def of_three(x: Any, w: Any) -> Any:
        assert len(x.values) == 3
        return Typed(pureconv.convolve(x.values, w.values), "float32")

    calls: Any = st.just((([1.0, 2.0, 3.0], [1.0]), {}))
    settings = {"dtype": "float32", "to": Typed, "arguments": calls}
    record = one(of_three, "convolve", "keeps_dtype", **settings)
    assert record.status == "passed"


FORKS = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a copy of us")


@FORKS
@pytest.mark.parametrize(
    ("dtype", "status"), [("int64", "passed"), ("float32", "failed")]
)
def test_an_array_has_its_dtype_in_another_process(dtype: str, status: str) -> None:
    here: list[Any] = []

    def to(values: Any) -> Typed:
        here.append(values)
        return Typed(values)

    settings: Any = {"dtype": "int8", "to": to, "isolate": True, "max_examples": 3}
    record = one(returning(dtype), "convolve", "keeps_dtype", **settings)
    assert record.status == status
    assert here == []  # it may crash
    if status == "failed":
        assert f"returned an array of {dtype}, given int8" in record.message


def test_a_program_has_no_arrays_whatever_to_makes() -> None:
    never = program([sys.executable, "-c", ""])
    record = one(never, "convolve", "keeps_dtype", to=Typed)
    assert record.message == "needs arrays, which `to` makes"


def test_without_arrays_there_is_no_kind_to_keep() -> None:
    floats = one(pureconv.convolve, "convolve", "keeps_dtype")
    assert floats.status == "skipped"
    assert floats.message == "needs arrays, which `to` makes"
    lists = one(pureconv.convolve, "convolve", "keeps_dtype", to=list)
    assert lists.message == "needs arrays of ints, floats or complex numbers"
    circle = one(CIRCULAR, "numpy.fft.ifft", "keeps_dtype", to=list)
    assert circle.message == "gives complex numbers by convention"


def test_complex_numbers_for_real_ones_are_only_right_for_a_transform() -> None:
    """What a call looks like says nothing of its numbers: kornia's are real."""
    given = [name for name, row in CONVENTIONS.items() if row.complex_output]
    assert given == ["numpy.fft.ifft"]

    def complexes(x: Any, w: Any) -> Any:
        return [[complex(v) for v in row] for row in KORNIA(x, w)]

    record = one(complexes, "kornia.filters.filter2d", "right_on_small_integers")
    assert record.status == "failed"
    assert "returned complex numbers for real ones" in record.message


def test_an_array_like_kornias_keeps_the_kind_of_its_numbers() -> None:
    def floats(x: Any, w: Any) -> Any:
        return Typed(KORNIA(x.values, w.values), "float32")

    settings = {"dtype": "int8", "to": Typed}
    record = one(floats, "kornia.filters.filter2d", "keeps_dtype", **settings)
    assert record.status == "failed"
    assert "returned an array of float32, given int8" in record.message


# === what the reference refuses ===


def swapping(x: Any, w: Any) -> Any:
    """Correlate, valid, the longer one being the signal, as NumPy does."""
    return pureconv.correlate(*sorted((x, w), key=len, reverse=True))


def test_an_answer_where_the_reference_refuses_is_told_if_asked_for() -> None:
    assert "failed" not in statuses(swapping, "correlate").values()

    record = one(swapping, "correlate", "refuses", strict=True)
    assert record.status == "failed"
    assert record.statement == "f(x, w) raises where the reference does"
    assert "where correlate refuses: kernel reaches 2 samples but" in record.message
    assert "known mistake" not in record.message


@pytest.mark.parametrize(("words", "status"), [("--strict", 1), ("", 2)])
def test_it_is_told_on_the_command_line_too(
    words: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"check {__name__}:swapping --like correlate --only refuses {words}"
    assert command(text.split()) == status
    shown = capsys.readouterr()
    if words:
        assert "where correlate refuses: kernel reaches 2 samples but" in shown.out
    else:
        assert "there is no check 'refuses' here, but right_on_small" in shown.err


@pytest.mark.parametrize(
    ("like", "options"),
    [
        ("correlate", ["mode", "stride", "dilation"]),
        ("convolve2d", ["stride"]),
        ("conv1d", ["padding", "groups"]),
        ("conv_transpose2d", ["stride", "bias"]),
        ("scatter", ()),
    ],
)
def test_our_own_functions_refuse_what_they_refuse(like: str, options: Any) -> None:
    candidate = getattr(pureconv, like)
    settings = {"strict": True, "options": options, "max_examples": 10}
    record = one(candidate, like, "refuses", **settings)
    assert (record.status, record.examples > 5) == ("passed", True)


@pytest.mark.parametrize(
    ("like", "option", "said"),
    [
        ("correlate", "stride", "stride must be"),
        ("correlate", "dilation", "dilation must be"),
        ("correlate", "mode", "mode must be"),
        ("correlate", "boundary", "boundary must be"),
        ("scipy.signal.correlate2d", "boundary", "boundary must be"),
        ("conv_transpose1d", "output_padding", "output_padding must be less than"),
        ("torch.nn.functional.conv2d", "bias", "bias must have 1 number"),
    ],
)
def test_impossible_values_are_tried_too(like: str, option: str, said: str) -> None:
    row = {**OURS, **CONVENTIONS}[like]

    def lax(x: Any, w: Any, **options: Any) -> Any:
        try:
            return row.reference(x, w, **options)
        except (TypeError, ValueError) as error:
            if str(error).startswith(said):
                return [1.0]
            raise

    settings: Any = {"strict": True, "options": [option], "max_examples": 100}
    record = one(lax, like, "refuses", **settings)
    assert record.status == "failed"
    assert f"refuses: {said}" in record.message


def test_impossible_values_have_the_form_of_possible_ones() -> None:
    conv = CONVENTIONS["onnx.Conv"].reference
    seen = []

    def noting(x: Any, w: Any, strides: Any) -> Any:
        seen.append(strides)
        return conv(x, w, strides=strides)

    like = "onnx.Conv"
    record = one(noting, like, "refuses", strict=True, options=["strides"], axes=1)
    assert record.status == "passed"
    assert [0] in seen


# === the list of all checks ===


def test_every_check_says_what_it_shows() -> None:
    for like in ("convolve", "conv2d", "conv_transpose1d", "scipy.signal.correlate"):
        for dtype in ("int8", "float64"):
            todo = plan(print, like, dtype=dtype, strict=True)
            names = {each.name.replace("_2d", "") for each in todo.checks}
            assert names <= CHECKS.keys()
    assert {text[-1] for text in CHECKS.values()}.isdisjoint(".!")
    assert CHECKS["commutes"] == "convolve(x, w) == convolve(w, x)"
