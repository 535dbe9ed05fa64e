"""Vectors: the same bytes everywhere, exact answers, errors that hold."""

from __future__ import annotations

import inspect
import json
import math
import os
import shutil
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any

import pytest

import pureconv
from pureconv.nested import leaves, mapped, shape
from pureconv.testing import CONVENTIONS, vectors
from pureconv.testing.conventions import OURS
from pureconv.testing.conventions.layouts import layout_of, permuted
from pureconv.testing.drawing.dice import Dice
from pureconv.testing.processes.lines import line, read
from pureconv.testing.vectorfiles import making
from pureconv.testing.vectorfiles.flags import FLOATS, INTEGERS, SHAPES
from pureconv.testing.vectorfiles.judging import judged
from pureconv.testing.vectorfiles.making import written
from pureconv.testing.verdict import FORMATS, allowed_error, rounded

HOME = Path(pureconv.__file__).parent.parent
LAYER = ["bias", "stride", "padding", "dilation", "groups"]


def exact(like: str, call: dict[str, Any], dtype: str) -> Any:
    """Return what a function of ours gives for a line, in Fractions and ints."""
    names = {"x", "w", "bias", "gradient"}
    pairs = dtype.startswith("complex")
    given = {k: read(v, pairs=pairs) if k in names else v for k, v in call.items()}
    number = Fraction if dtype in FORMATS else int
    data = {k: mapped(number, v) for k, v in given.items() if k in names}
    return getattr(pureconv, like)(**{**given, **data})


@cache
def conv2d() -> dict[str, Any]:
    """Return vectors that several tests look at."""
    return vectors("conv2d", dtype="float32", options=LAYER, cases=40)


# === the same everywhere ===


def test_the_bits_of_a_seed_never_change() -> None:
    dice, bits = Dice(1), Random(1).getrandbits
    drawn = [bits(5) for _ in range(200)]  # 0 to 31, of which those below 19 count
    expected = [value - 9 for value in drawn if value < 19]
    assert [dice.between(-9, 9) for _ in range(100)] == expected[:100]
    assert expected[:6] == [-5, 9, -7, -1, -6, 6]
    counts = Counter(dice.between(0, 5) for _ in range(6000))
    assert sorted(counts) == list(range(6))
    assert all(800 < count < 1200 for count in counts.values())


def test_the_same_arguments_give_the_same_bytes() -> None:
    again = [
        written(vectors("conv1d", dtype="float16", options=LAYER, cases=9, seed=seed))
        for seed in (3, 3, 4)
    ]
    assert again[0] == again[1] != again[2]
    assert again[0].isascii()


@pytest.mark.parametrize("python", ["pypy3", "python3.9"])
def test_other_interpreters_give_the_same_bytes(python: str) -> None:
    words = ["-m", "pureconv", "vectors", "correlate", "--options", "mode,stride"]
    words += ["--cases", "9"]
    other = shutil.which(python) or sys.executable
    old = subprocess.run([other, "-V"], capture_output=True, text=True, check=False)
    if old.returncode or old.stdout < "Python 3.9":
        other = sys.executable
    env = {**os.environ, "PYTHONPATH": str(HOME), "PYTHONDONTWRITEBYTECODE": "1"}
    ours = written(vectors("correlate", options=["mode", "stride"], cases=9))
    done = subprocess.run([other, *words], capture_output=True, env=env, check=True)
    assert done.stdout == ours.encode("ascii")


def test_hypothesis_is_not_needed() -> None:
    code = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "from pureconv.testing import vectors\n"
        "from pureconv.testing.vectorfiles.judging import judged\n"
        "made = vectors('convolve', dtype='int8', cases=5)\n"
        "judged(made, {str(t['id']): t['y'] for t in made['tests']})\n"
    )
    env = {**os.environ, "PYTHONPATH": str(HOME)}
    subprocess.run([sys.executable, "-c", code], env=env, check=True)


# === what is in them ===


def test_the_header_says_all_that_a_reader_needs() -> None:
    made = conv2d()
    assert ">>>" not in made["convention"]  # an example is of Python alone
    names = "schema function convention dtype made compare flags tests"
    assert list(made) == names.split()
    assert made["schema"] == 1
    assert made["function"] == "conv2d"
    assert made["convention"].startswith("Return the correlation")
    assert "seed 0, 40 cases" in made["made"]
    assert "abs(output - y) <= error" in made["compare"]
    raised = {flag for test in made["tests"] for flag in test["flags"]}
    assert set(made["flags"]) == raised
    assert [test["id"] for test in made["tests"]] == list(range(1, 41))
    assert json.loads(written(made)) == json.loads(json.dumps(made))


def test_a_call_is_the_line_that_a_program_is_sent() -> None:
    made = vectors("conv1d", options=["bias", "stride"], cases=20)
    for test in made["tests"]:
        call = test["call"]
        assert list(call) == ["x", "w", "bias", "stride"]
        assert json.dumps(call) == line(
            {k: read(v, pairs=False) if k in {"x", "w"} else v for k, v in call.items()}
        )


@pytest.mark.parametrize("like", OURS)
@pytest.mark.parametrize("dtype", ["float32", "int8"])
def test_answers_are_exact_and_rounded_once(like: str, dtype: str) -> None:
    made = vectors(like, dtype=dtype, options=OURS[like].drawn, cases=5)
    for test in made["tests"]:
        if test.get("result") == "invalid":
            with pytest.raises(ValueError, match="kernel reaches"):
                exact(like, test["call"], dtype)
            continue
        y, error = (read(test[k], pairs=False) for k in ("y", "error"))
        truth = exact(like, test["call"], dtype)
        assert shape(y) == shape(truth) == shape(error)
        for given, true, off in zip(leaves(y), leaves(truth), leaves(error)):
            assert given == (true if dtype == "int8" else rounded(true, dtype))
            assert off >= 0
            if math.isfinite(off):
                assert Fraction(off) >= abs(Fraction(given) - true)
            assert dtype != "int8" or (off == 0 and -128 <= given < 128)


def test_the_error_is_what_a_sum_and_the_rounding_of_the_answer_may_cost() -> None:
    """It is rounded up, and no further than to the next double."""
    made = vectors("correlate", dtype="float32", cases=20)
    errors = []
    for test in made["tests"]:
        x, w = (read(test["call"][name], pairs=False) for name in "xw")
        y, error = (read(test.get(k, []), pairs=False) for k in ("y", "error"))
        for n in range(len(y)):
            terms = [(w[i], x[n + i]) for i in range(len(w))]
            true = sum(Fraction(weight) * Fraction(sample) for weight, sample in terms)
            if math.isfinite(error[n]):
                cost = allowed_error(terms, "float32") + abs(Fraction(y[n]) - true)
                below = math.nextafter(error[n], -math.inf)
                assert Fraction(below) < cost <= Fraction(error[n])
                errors.append(error[n])
    assert len({*errors}) > 20


@pytest.mark.parametrize("like", CONVENTIONS)
def test_every_convention_has_vectors(like: str) -> None:
    known = inspect.signature(CONVENTIONS[like].reference).parameters
    divides = "normalize_kernel" in known
    options = {"normalize_kernel": [False]} if divides else ()
    made = vectors(like, options=options, cases=3)
    assert [test["id"] for test in made["tests"]] == [1, 2, 3]
    assert made["function"] == like
    answers = {str(test["id"]): test.get("y", {"error": ""}) for test in made["tests"]}
    assert {record.status for record in judged(made, answers)} == {"passed"}


def test_channels_stand_last_where_a_convention_has_them_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    layout = layout_of("NHWC,HWIO")
    row = OURS["conv2d"]._replace(layout=layout)
    monkeypatch.setitem(CONVENTIONS, "channels last", row)
    ours = vectors("conv2d", dtype="int16", options=["bias"], cases=9)
    made = vectors("channels last", dtype="int16", options=["bias"], cases=9)
    answers = {}
    for test, same in zip(made["tests"], ours["tests"]):
        call = same["call"]
        x, w = (permuted(call["x"], [0, 2, 3, 1]), permuted(call["w"], [2, 3, 1, 0]))
        assert test["call"] == {**call, "x": x, "w": w}
        if "y" in test:
            assert test["y"] == permuted(same["y"], [0, 2, 3, 1])
        answers[str(test["id"])] = test.get("y", {"error": ""})
    assert {record.status for record in judged(made, answers)} == {"passed"}
    answers["2"] = [1, 2]
    message = next(r.message for r in judged(made, answers) if r.status == "failed")
    assert "is wrong: shape (2,), which is not " in message


def test_paddings_are_those_that_a_library_takes() -> None:
    like = "torch.nn.functional.conv2d"
    made = vectors(like, options=["padding"], cases=20)
    paddings = [test["call"]["padding"] for test in made["tests"]]
    assert {"same", "valid"} <= {p for p in paddings if isinstance(p, str)}
    assert all(isinstance(n, int) for p in paddings if isinstance(p, list) for n in p)


def test_a_kernel_that_does_not_fit_is_a_sample_or_two_too_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(making, "ONE_UNFIT_IN", 1)
    like, missing = "torch.nn.functional.conv1d", set()
    made = vectors(like, dtype="int8", options={"padding": ["valid", 1]}, cases=20)
    for test in made["tests"]:
        if "reason" in test:
            call = test["call"]
            n, k = shape(call["x"])[-1], shape(call["w"])[-1]
            zeros = 0 if call["padding"] == "valid" else 2
            missing.add((zeros, k - (n + zeros)))
    assert missing == {(0, 1), (0, 2), (2, 1), (2, 2)}


def test_where_each_kernel_fits_some_signals_are_shorter_than_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(making, "ONE_UNFIT_IN", 1)
    made = vectors("conv1d", dtype="int8", options={"padding": ["same"]}, cases=20)
    operands = [(test["call"]["x"], test["call"]["w"]) for test in made["tests"]]
    sizes = [(shape(x)[-1], shape(w)[-1]) for x, w in operands]
    assert {k - n for n, k in sizes if k > 2} == {1, 2}


def test_complex_numbers_are_pairs() -> None:
    made = vectors("correlate", dtype="complex64", cases=9)
    for test in made["tests"]:
        if "y" in test:
            x, w = (read(test["call"][k], pairs=True) for k in ("x", "w"))
            y = pureconv.correlate(x, w)
            if test["flags"][-1] == "small integers":
                assert read(test["y"], pairs=True) == y
                assert set(leaves(test["error"])) == {0.0}
            assert shape(test["y"]) == shape(test["error"]) == (len(y), 2)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64"])
def test_operands_are_numbers_of_the_format_and_finite(dtype: str) -> None:
    made = vectors("convolve", dtype=dtype, cases=30)
    kinds = set()
    for test in made["tests"]:
        kinds.add(test["flags"][-1])
        for v in test["call"]["x"] + test["call"]["w"]:
            assert isinstance(v, float)
            assert math.isfinite(v)
            assert rounded(v, dtype) == v
    assert len(kinds) >= 7
    assert any("inf" in test["error"] for test in made["tests"])


def test_small_integers_have_no_error() -> None:
    made = conv2d()
    for test in made["tests"]:
        if test["flags"][-1] == "small integers" and "y" in test:
            assert set(leaves(test["error"])) == {0.0}


def test_cases_go_where_code_breaks_and_stay_small() -> None:
    made = vectors(
        "conv1d", dtype="float64", options=[*LAYER, "boundary"], cases=200
    )
    assert len(written(made)) < 2_000_000
    assert set(made["flags"]) >= {*SHAPES, *FLOATS} - {"axes differ"}
    invalid = [test for test in made["tests"] if test.get("result") == "invalid"]
    assert 2 <= len(invalid) <= 40
    assert all("kernel does not fit" in test["flags"] for test in invalid)
    flagged = [test for test in made["tests"] if "kernel does not fit" in test["flags"]]
    assert flagged == invalid
    largest = max(max(shape(t["call"]["w"])[:2]) for t in made["tests"])
    assert largest >= 16


def test_kinds_of_numbers_come_as_often_as_they_should() -> None:
    tests = vectors("scatter", dtype="float32", cases=20)["tests"]
    assert Counter(test["flags"][-1] for test in tests) == {
        "small integers": 6,
        "rounding": 5,
        "counting": 2,
        "cancellation": 2,
        "wide range": 2,
        "subnormal": 1,
        "underflow": 1,
        "overflow": 1,
    }


def test_flags_say_what_a_call_holds() -> None:
    paddings, channels = [0, 1, "same"], set()
    steps = {"stride": [1, 2, 3], "dilation": [1, 2]}
    options = {**steps, "padding": paddings, "groups": [1, 2]}
    for test in vectors("conv1d", dtype="int8", options=options, cases=300)["tests"]:
        call, flags = test["call"], test["flags"]
        (items, inputs, n), (outputs, _, k) = shape(call["x"]), shape(call["w"])
        padding, stride, groups = (call[k] for k in ("padding", "stride", "groups"))
        span = (k - 1) * call["dilation"] + 1
        channels |= {inputs // groups, outputs // groups}
        each = {inputs // groups, outputs // groups}
        assert ("several items" in flags) == (items > 1)
        assert ("8 channels" in flags) == (8 in each)
        assert ("16 channels" in flags) == (16 in each)
        assert ("16 channels and one" in flags) == (17 in each)
        assert ("one tap" in flags) == (k == 1)
        assert ("dilation" in flags) == (span > k)
        assert ("stride beyond the kernel" in flags) == (stride > span)
        last = shape(test["y"])[2] if "y" in test else 0
        assert ("a block of outputs less one" in flags) == (last % 8 == 7)
        room = 0 if padding == "same" else n + 2 * padding - span
        left = padding != "same" and room >= 0 and room % stride > 0
        assert ("stride leaves a remainder" in flags) == left
    assert {1, 8, 16, 17} <= channels


def test_flags_of_samples_that_paint_are_not_about_windows() -> None:
    for like in ("conv_transpose1d", "conv_transpose2d_weight_gradient"):
        made = vectors(like, dtype="int8", options=["stride", "padding"], cases=150)
        flags = made["flags"]
        assert flags["stride"] == "copies of the kernel start more than one place apart"
        assert flags["padding"] == "the output is cropped"
        assert flags["one output"] == "a single output of each channel"
        assert not any("window" in text for text in flags.values())
    flags = vectors("conv1d", dtype="int8", options=["stride"], cases=150)["flags"]
    assert flags["stride"] == "windows start more than one sample apart"


def test_a_remainder_is_one_of_the_padded_signal() -> None:
    options = {"stride": [2], "padding": [0, 1]}
    flags = vectors("conv1d", dtype="int8", options=options, cases=60)["flags"]
    said = "the last window ends before the end of the padded signal"
    assert flags["stride leaves a remainder"] == said


def test_flags_are_told_in_phrases() -> None:
    numbers = [of.about for of in (*INTEGERS.values(), *FLOATS.values())]
    for text in [*SHAPES.values(), *numbers]:
        assert text[0].isalnum()
        assert text[-1].isalnum()
        assert "  " not in text


def test_images_have_axes_that_differ() -> None:
    assert "axes differ" in conv2d()["flags"]


def test_integers_have_kinds_of_their_own() -> None:
    made = vectors("conv1d", dtype="uint8", cases=30)
    assert {test["flags"][-1] for test in made["tests"]} == set(INTEGERS)
    assert all(v >= 0 for t in made["tests"] for v in leaves(t["call"]["x"]))


def test_an_option_takes_the_values_it_is_given() -> None:
    made = vectors("conv1d", options={"padding": [0, 2], "stride": [3]}, cases=20)
    assert {t["call"]["padding"] for t in made["tests"]} == {0, 2}
    assert {t["call"]["stride"] for t in made["tests"]} == {3}


def test_large_operands_are_taken_where_there_are_no_smaller_ones() -> None:
    made = vectors("conv1d", options={"groups": [90]}, cases=3)
    assert all(shape(test["call"]["x"])[1] % 90 == 0 for test in made["tests"])


def test_a_partial_is_said_by_its_options() -> None:
    made = vectors(partial(pureconv.correlate, mode="full"), cases=4)
    assert made["function"] == "correlate, mode='full'"
    assert made["fixed"] == {"mode": "full"}
    assert all("mode" not in test["call"] for test in made["tests"])


# === what cannot be ===


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("conv3d",), "like must be "),
        (("conv1d", {"options": ["strides"]}), "has no option 'strides' to vary"),
        (("bias_gradient", {"options": ["stride"]}), "no option 'stride' to vary, but"),
        (("conv1d_input_gradient", {"options": ["bias"]}), "no option 'bias' to vary"),
        (("conv1d", {"cases": 0}), "cases must be at least 1, not 0"),
        (("conv1d", {"seed": -1}), "seed must be at least 0, not -1"),
        (("conv1d", {"dtype": "float8"}), "dtype must be "),
        (
            ("astropy.convolution.convolve", {"options": {"normalize_kernel": [True]}}),
            "convolve cannot have vectors here: no bound is known for quotients",
        ),
        (
            ("scipy.signal.convolve2d",
             {"options": {"fillvalue": [0.3]}, "dtype": "float32"}),
            "fillvalue is 0.3, which is no float32: round it first",
        ),
        (
            ("conv_transpose1d", {"options": {"output_padding": [1]}}),
            "no call of conv_transpose1d could be found: output_padding must be less",
        ),
    ],
)
def test_what_has_no_vectors_is_told(arguments: Any, said: str) -> None:
    like, keywords = (*arguments, {})[:2]
    with pytest.raises(ValueError, match=said):
        vectors(like, **keywords)
