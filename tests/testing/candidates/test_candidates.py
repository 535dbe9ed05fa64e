"""The only place that runs an unknown function: whatever it does, it is told apart."""

from __future__ import annotations

import math
from decimal import Decimal
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis.errors import UnsatisfiedAssumption

import pureconv
from pureconv.testing.call import Call
from pureconv.testing.candidates import (
    Candidate,
    DeclinedError,
    NoAnswerError,
    equal,
    spelled,
)
from pureconv.testing.candidates.arrays import dtype_name, plain, typed

CALL = Call(pureconv.convolve, [1, 2], [3])


def raising(error: BaseException) -> Any:
    def candidate(*_: Any) -> Any:
        raise error

    return candidate


class Lazy:
    """An array that has not been worked out when it is returned."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def tolist(self) -> Any:
        raise self.error


class MuteError(Exception):
    """An exception that cannot even be shown."""

    def __str__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("no\n way"), "raised ValueError: no way"),
        (SystemExit(3), "raised SystemExit: 3"),
        (MemoryError(), "raised MemoryError: "),
        (RecursionError("deep"), "raised RecursionError: deep"),
        (pytest.skip.Exception("later"), "raised Skipped: later"),
        (MuteError(), "raised MuteError: (no text)"),
    ],
)
def test_whatever_is_raised_is_no_answer(error: BaseException, said: str) -> None:
    with pytest.raises(NoAnswerError) as raised:
        Candidate(raising(error)).answer(CALL)
    assert str(raised.value) == said
    assert raised.value.__cause__ is error
    assert raised.value.call is CALL


@pytest.mark.parametrize("error", [KeyboardInterrupt(), UnsatisfiedAssumption()])
def test_what_is_not_of_the_candidate_passes_through(error: BaseException) -> None:
    for function in (raising(error), lambda *_: Lazy(error)):
        with pytest.raises(type(error)):
            Candidate(function).answer(CALL)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ZeroDivisionError("by 0"), "numbers: ZeroDivisionError: by 0"),
        (SystemExit(3), "numbers: SystemExit: 3"),
        (TypeError("odd"), "numbers: odd"),
    ],
)
def test_what_cannot_be_read_is_no_answer(error: BaseException, said: str) -> None:
    with pytest.raises(NoAnswerError, match=said):
        Candidate(lambda *_: Lazy(error)).answer(CALL)


def test_arrays_are_read_by_way_of_numpy_or_its_protocol() -> None:
    class Numpy:
        def tolist(self) -> list[int]:
            return [7]

    class Eager:
        def numpy(self) -> Numpy:
            return Numpy()

    class Foreign:
        def __array__(self) -> list[int]:
            return [8]

    assert plain([Eager(), Foreign()]) == [[7], [8]]


def test_a_number_that_has_no_list_to_give_is_read_as_a_number() -> None:
    """NumPy's longdouble, and its complex numbers of these, are so."""

    class Long(float):
        def tolist(self) -> Any:
            return self

    class LongComplex(complex):
        def tolist(self) -> Any:
            return self

    real, both = plain([Long(0.5), LongComplex(1, 2)])
    assert (type(real), real) == (float, 0.5)
    assert (type(both), both) == (complex, 1 + 2j)


def test_a_decimal_number_stays_as_it_is() -> None:
    """As a complex number it would be another: 0.1 is no sum of powers of two."""
    assert plain([Decimal("0.1")]) == [Decimal("0.1")]


def test_arrays_of_floats_alone_get_the_dtype_that_is_asked_for() -> None:
    """As torch.tensor with requires_grad=True, which takes no ints."""

    def tensor(values: list[Any], dtype: str = "float32") -> Any:
        if not all(isinstance(v, float) for v in values):
            raise RuntimeError("only floats can require gradients")
        return SimpleNamespace(values=values, dtype=dtype)

    made: Any = typed(tensor, "float64")
    assert made([0.5]).dtype == "float64"
    assert typed(tensor, "float32") is tensor


def test_an_int_of_1024_bits_is_an_answer_and_a_longer_one_is_none() -> None:
    """The largest float is as long."""
    largest = 2**1024 - 1
    assert Candidate(lambda _x, _w: [largest]).answer(CALL) == [largest]
    with pytest.raises(NoAnswerError, match="no type holds that"):
        Candidate(lambda _x, _w: [largest + 1]).answer(CALL)


def test_a_list_that_holds_itself_is_no_answer() -> None:
    endless: list[Any] = []
    endless.append(endless)
    said = "^output is nested too deeply, or holds itself$"
    with pytest.raises(ValueError, match=said):
        plain(endless)


def test_a_change_of_an_argument_is_told_unless_nobody_minds() -> None:
    def spoils(x: Any, w: Any) -> Any:
        x[0] = None
        return w

    with pytest.raises(NoAnswerError, match=r"changed its argument x to \[None, 2\]"):
        Candidate(spoils).answer(CALL)
    assert Candidate(spoils).answer(CALL, unchanged=False) == [3]


def test_a_change_of_an_option_is_told_too_and_changes_no_other_call() -> None:
    def spoils(_: Any, w: Any, *, steps: Any) -> Any:
        steps[0][0] += 1
        return w

    call = CALL._replace(options={"steps": [[2], (3,)]})
    with pytest.raises(NoAnswerError, match=r"changed its argument steps to \[\[3\], "):
        Candidate(spoils).answer(call)
    assert Candidate(spoils).answer(call, unchanged=False) == [3]
    assert call.options == {"steps": [[2], (3,)]}


def test_who_is_asked_for_refusals_changes_no_call_either() -> None:
    def fails(*_: Any, **__: Any) -> Any:
        raise RuntimeError

    def refuses(x: Any, _: Any, steps: Any) -> bool:
        x[0] = steps[0] = None
        return True

    call = CALL._replace(options={"steps": [2]})
    with pytest.raises(DeclinedError):
        Candidate(fails, refuses=refuses).answer(call)
    assert (call.x, call.options) == ([1, 2], {"steps": [2]})


def test_an_argument_that_holds_nan_is_not_changed_by_that() -> None:
    call = CALL._replace(x=[math.nan, 2.0])
    assert Candidate(lambda _, w: w).answer(call) == [3]


def test_nan_is_equal_to_itself_alone() -> None:
    assert equal([[math.nan]], [[math.nan]])
    assert not equal([math.nan], [1.0])
    assert not equal([1.0], [math.nan])


def test_the_bias_is_an_operand_and_options_are_passed_as_they_are() -> None:
    seen: list[Any] = []

    def noting(*args: Any, **options: Any) -> Any:
        seen.append((args, options))
        return [0]

    call = Call(pureconv.conv1d, [1], [2], [3], {"stride": (1,)})
    candidate = Candidate(noting, "noting", to=tuple, arguments=("w", 1, "x"))
    candidate.answer(call)

    assert seen == [(((2,), 1, (1,)), {"bias": (3,), "stride": (1,)})]
    text = "noting(tuple([2]), 1, tuple([1]), bias=tuple([3]), stride=(1,))"
    assert candidate.text(call) == text


def test_options_that_a_partial_holds_are_shown() -> None:
    held = Candidate(partial(pureconv.convolve, mode="same"), "convolve")
    assert held.text(CALL) == "convolve([1, 2], [3], mode='same')"


def test_a_function_is_called_by_its_own_name_in_its_own_module(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def conv2d() -> None: ...

    conv2d.__module__ = "mine.layers"
    assert spelled(conv2d) == "conv2d"  # it cannot be found there
    modules = {"mine": SimpleNamespace(), "mine.layers": SimpleNamespace(conv2d=conv2d)}
    monkeypatch.setattr("sys.modules", {**__import__("sys").modules, **modules})
    assert spelled(conv2d) == "mine.layers.conv2d"
    modules["mine"].conv2d = conv2d
    assert spelled(conv2d) == "mine.conv2d"


def test_a_function_of_a_module_is_called_by_its_module() -> None:
    assert spelled(math.fsum) == "math.fsum"


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("double", "float64"), ("char", "int8"), ("signed char", "int8"),
     ("__bf16", "bfloat16"), ("long", "int64"), ("float16", "float16")],
)  # fmt: skip
def test_a_type_that_is_named_as_in_c_is_known(theirs: str, ours: str) -> None:
    assert dtype_name(SimpleNamespace(dtype=theirs)) == ours
