"""Answers to vectors: right ones pass, slips are found and named."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

import pureconv
from narrow import step_by_step
from pureconv.nested import mapped
from pureconv.testing import vectors
from pureconv.testing.command import command
from pureconv.testing.processes.lines import read, sendable
from pureconv.testing.telling.records import Record
from pureconv.testing.vectorfiles import judging
from pureconv.testing.vectorfiles.judging import judged
from pureconv.testing.vectorfiles.making import written
from pureconv.testing.verdict import rounded

Answer = Callable[..., Any]


def answered(made: dict[str, Any], function: Answer) -> dict[str, Any]:
    """Return what a function answers to the calls of vectors, as JSON holds it."""
    pairs = made["dtype"].startswith("complex")
    answers = {}
    for test in made["tests"]:
        names = {"x", "w", "bias", "gradient"}
        call = {
            k: read(v, pairs=pairs) if k in names else v
            for k, v in test["call"].items()
        }
        try:
            answers[str(test["id"])] = sendable(function(**call))
        except ValueError as error:
            answers[str(test["id"])] = {"error": str(error)}
    return answers


def failures(records: list[Record]) -> list[Record]:
    return [record for record in records if record.status == "failed"]


def flipped(x: Any, w: Any, **options: Any) -> Any:
    w = [[kernel[::-1] for kernel in kernels] for kernels in w]
    return pureconv.conv1d(x, w, **options)


def first_bias(x: Any, w: Any, bias: Any, **options: Any) -> Any:
    return pureconv.conv1d(x, w, bias[:1] * len(bias), **options)


def short(x: Any, w: Any, **options: Any) -> Any:
    y = pureconv.conv1d(x, w, **options)
    return [[row[:-1] or row for row in item] for item in y]


@cache
def conv1d() -> dict[str, Any]:
    """Return vectors that all slips are tried on."""
    options = {"bias": (), "stride": (), "padding": [0, 1, 2]}
    return vectors("conv1d", dtype="float32", options=options, cases=40)


@cache
def correlate() -> dict[str, Any]:
    """Return vectors of which number 22 is right for reading, and 7 does not fit."""
    return vectors("correlate", dtype="int8", options=["stride"], cases=22)


# === right ones ===


@pytest.mark.parametrize("dtype", ["float64", "complex128", "int32", "uint16"])
@pytest.mark.parametrize("like", ["conv1d", "correlate", "conv1d_weight_gradient"])
def test_right_answers_pass(like: str, dtype: str) -> None:
    made = vectors(like, dtype=dtype, options=["stride"], cases=20)
    records = judged(made, answered(made, getattr(pureconv, like)))
    assert not failures(records)
    assert [record.name for record in records] == [
        flag.replace(" ", "_") for flag in made["flags"]
    ]
    assert sum(r.examples for r in records if r.name == "small_integers") > 3


def test_answers_in_a_better_format_pass() -> None:
    made = vectors("convolve", dtype="bfloat16", cases=20)
    assert not failures(judged(made, answered(made, pureconv.convolve)))


def test_few_digits_are_enough_to_name_a_number() -> None:
    """By nine digits, each float32 is told from all others: 2**-13 by 0.00012207031."""

    def nine(v: float) -> float:
        return float(f"{rounded(v, 'float32'):.9g}")

    def short(x: Any, w: Any) -> Any:
        return [nine(v) for v in pureconv.convolve(x, w)]

    made = vectors("convolve", dtype="float32", cases=40)
    assert not failures(judged(made, answered(made, short)))


def test_a_wrong_answer_that_has_a_formula_is_told_before_one_that_is_none() -> None:
    """The refused call is the smaller one, but there is less to see in it."""
    made = vectors("correlate", dtype="int8", cases=20)
    cases = [test for test in made["tests"] if "y" in test]
    cases.sort(key=lambda test: len(test["call"]["x"]) + len(test["call"]["w"]))
    flag = "small integers"
    small, *_, large = (test for test in cases if flag in test["flags"])
    answers = answered(made, pureconv.correlate)
    answers[str(small["id"])] = {"error": "not today"}
    answers[str(large["id"])] = [v ^ 1 for v in answers[str(large["id"])]]

    (record,) = (r for r in judged(made, answers) if r.name == "small_integers")
    assert record.counterexample == large["call"]
    assert "y[0] = w[0]*x[0]" in record.message


def test_what_passed_has_no_counterexample() -> None:
    made = vectors("correlate", dtype="int8", cases=5)
    records = judged(made, answered(made, pureconv.correlate))
    assert {record.counterexample for record in records} == {None}


def test_a_mistake_is_named_beside_a_call_that_is_refused() -> None:
    made = vectors("correlate", dtype="int8", cases=20)
    answers = answered(made, lambda x, w: pureconv.correlate(x, w[::-1]))
    refused = next(test for test in made["tests"] if "small integers" in test["flags"])
    answers[str(refused["id"])] = {"error": "not today"}
    text = "".join(record.message for record in judged(made, answers))
    assert "known mistake: the kernel is flipped" in text


def test_options_that_are_fixed_are_judged_by() -> None:
    full = partial(pureconv.correlate, mode="full")
    made = vectors(full, dtype="int8", cases=9)
    assert not failures(judged(made, answered(made, full)))
    assert failures(judged(made, answered(made, pureconv.convolve)))


def test_the_gradient_of_a_bias_has_one_operand() -> None:
    made = vectors("bias_gradient", dtype="float32", cases=15)
    assert all(list(test["call"]) == ["gradient"] for test in made["tests"])
    answers = answered(made, pureconv.bias_gradient)
    assert not failures(judged(made, answers))
    answers["1"] = [v + 9 for v in answers["1"]]
    assert "y[0] = gradient[0]" in failures(judged(made, answers))[0].message


def test_arithmetic_is_declared_for_the_answers() -> None:
    def cut(x: Any, w: Any) -> Any:
        x, w = (mapped(lambda v: rounded(v, "bfloat16"), v) for v in (x, w))
        return [rounded(v, "float32") for v in pureconv.convolve(x, w)]

    made = vectors("convolve", dtype="float32", cases=20)
    answers = answered(made, cut)
    assert failures(judged(made, answers))
    assert not failures(judged(made, answers, operands="bfloat16"))


# === wrong ones ===


@pytest.mark.parametrize(
    ("slip", "words"),
    [(flipped, "flipped"), (first_bias, "bias"), (short, "last window")],
)
def test_slips_are_found_and_named(slip: Answer, words: str) -> None:
    made = conv1d()
    wrong = failures(judged(made, answered(made, slip)))
    assert len(wrong) > 5
    for record in wrong:
        assert "\nknown mistake: " in record.message
        assert words in record.message.partition("known mistake: ")[2]


def blamed(records: list[Record]) -> dict[str, set[str]]:
    """Return the mistakes that are named beside failed calls, by the mode of these."""
    said: dict[str, set[str]] = {}
    for record in failures(records):
        mode = (record.counterexample or {})["mode"]
        said.setdefault(mode, set()).update(record.message.split("known mistake: ")[1:])
    return said


def in_modes(modes: dict[str, Answer]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return vectors with modes, and answers that are right in all others."""

    def function(x: Any, w: Any, mode: str) -> Any:
        right: Answer = partial(pureconv.correlate, mode=mode)  # type: ignore[arg-type]
        return modes.get(mode, right)(x, w)

    made = vectors("correlate", dtype="int16", options=["mode"], cases=60)
    return made, answered(made, function)


FLIPPED = "the kernel is flipped: it convolves where it should correlate"


def mirrored(x: Any, w: Any, **mode: Any) -> Any:
    return pureconv.correlate(x, w[::-1], **mode)


def refused(*_: Any) -> Any:
    raise ValueError("unknown mode")


def spoiled(x: Any, w: Any) -> Any:
    return [v ^ n for n, v in enumerate(pureconv.correlate(x, w, mode="full"), 1)]


@pytest.mark.parametrize("other", [{"causal": refused}, {"full": spoiled}])
def test_a_mistake_is_said_of_no_call_that_is_refused_or_has_another_mode(
    other: dict[str, Answer],
) -> None:
    said = blamed(judged(*in_modes({"valid": mirrored, **other})))
    assert said == {"valid": {FLIPPED}, **{mode: set() for mode in other}}


def test_each_mode_is_explained_for_itself() -> None:
    def negated(x: Any, w: Any) -> Any:
        return [v and -v for v in pureconv.correlate(x, w, mode="full")[::-1]]

    said = blamed(judged(*in_modes({"valid": mirrored, "full": negated})))
    assert said == {"valid": {FLIPPED}, "full": set()}


@pytest.mark.parametrize(
    ("dtype", "factor", "words"),
    [
        ("int16", -1, "has the other sign"),
        ("complex64", -1, "has the other sign"),
        ("int16", 2, "is 2 times what it should be"),
        ("float32", 2, "is 2 times what it should be"),
    ],
)
def test_factors_are_named(dtype: str, factor: int, words: str) -> None:
    def times(x: Any, w: Any) -> Any:
        return [factor * v for v in pureconv.correlate(x, w)]

    made = vectors("correlate", dtype=dtype, cases=20)
    wrong = failures(judged(made, answered(made, times)))
    assert wrong
    said = f"\nknown mistake: every output {words}"
    assert all(record.message.endswith(said) for record in wrong)


def undilated(x_size: Any, w: Any, gradient: Any, dilation: Any, **options: Any) -> Any:
    del dilation
    return pureconv.conv1d_input_gradient(x_size, w, gradient, **options)


def conjugated(x: Any, w: Any, **options: Any) -> Any:
    return pureconv.correlate(x, [v.conjugate() for v in w], **options)


@pytest.mark.parametrize(
    ("like", "dtype", "slip", "words"),
    [
        ("conv1d_input_gradient", "int16", undilated, "dilation is ignored"),
        ("correlate", "complex64", conjugated, "the kernel is conjugated"),
    ],
)
def test_slips_in_gradients_and_complex_numbers_are_named(
    like: str, dtype: str, slip: Answer, words: str
) -> None:
    options = ["stride", *(["dilation"] if "gradient" in like else [])]
    made = vectors(like, dtype=dtype, options=options, cases=40)
    wrong = failures(judged(made, answered(made, slip)))
    named = [record for record in wrong if "is wrong: refused: " not in record.message]
    assert named
    for record in named:
        assert words in record.message.partition("known mistake: ")[2]


def test_naming_may_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "explain_answers", lambda *_: 1 / 0)
    made = vectors("convolve", cases=9)
    wrong = failures(judged(made, answered(made, pureconv.correlate)))
    said = "(looking for known mistakes raised ZeroDivisionError: division by zero)"
    refused = [record.message for record in wrong if ": refused: " in record.message]
    others = [record.message for record in wrong if record.message not in refused]
    assert refused
    assert not any(said in message for message in refused)
    assert others
    assert all(message.endswith(said) for message in others)


def test_a_rounding_is_named_where_integers_are_right() -> None:
    def narrow(x: Any, w: Any) -> Any:
        return [rounded(v, "float32") for v in pureconv.convolve(x, w)]

    made = vectors("convolve", dtype="float64", cases=20)
    wrong = failures(judged(made, answered(made, narrow)))
    said = 'passes with accumulate="float32": results are rounded to float32'
    assert all(record.message.endswith(said) for record in wrong)
    assert "small_integers" not in {record.name for record in wrong}


def test_a_sum_is_named_that_is_narrower_than_declared() -> None:
    made = vectors("convolve", dtype="float16", cases=20)
    answers = answered(made, partial(step_by_step, dtype="float16"))
    assert not failures(judged(made, answers))
    wrong = failures(judged(made, answers, accumulate="float32"))
    said = 'passes with accumulate="float16": sums are accumulated in float16, '
    assert all(said in record.message for record in wrong)
    assert wrong


def test_a_wrong_output_is_shown_with_its_formula() -> None:
    made = correlate()
    answers = answered(made, pureconv.correlate)
    answers["10"] = [39, 5, 10]
    wrong = failures(judged(made, answers))
    assert {record.name for record in wrong} == {
        "even_kernel", "stride", "large_integers"
    }  # fmt: skip
    assert wrong[0].message.splitlines() == [
        "case 10 of correlate is wrong: further off than arithmetic can be",
        ", ".join(made["tests"][9]["flags"]),
        "",
        '    {"x": [-2, 3, 5, 7, -5, -5], "w": [-9, 7], "stride": 2}',
        "",
        "y[1] = w[0]*x[2] + w[1]*x[3]",
        "     = -9*5 + 7*7",
        "     = 4, exactly",
        "returned 5; error allowed: none",
    ]
    assert wrong[0].counterexample == made["tests"][9]["call"]


def test_gradients_have_formulas_of_their_own_letters() -> None:
    made = vectors("conv1d_weight_gradient", dtype="int16", cases=9)
    answers = answered(made, pureconv.conv1d_weight_gradient)
    answers["1"] = mapped(lambda v: v + 1, answers["1"])
    message = failures(judged(made, answers))[0].message
    assert "*x[0]" in message
    assert "gradient[0]" in message


def test_complex_answers_are_judged_by_their_parts() -> None:
    made = vectors("convolve", dtype="complex64", cases=20)
    answers = answered(made, pureconv.convolve)
    for test in made["tests"]:
        real, imaginary = answers[str(test["id"])][0]
        if test["flags"][-1] in {"small integers", "rounding"}:
            answers[str(test["id"])][0] = [real, imaginary + 1]
    wrong = {r.name: r.message for r in failures(judged(made, answers))}
    assert "(real and imaginary), exactly\n" in wrong["small_integers"]
    assert wrong["small_integers"].endswith("error allowed: none")
    assert wrong["rounding"].endswith(" (real and imaginary)")
    assert "counting" not in wrong


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"error": "no  room"}, "refused: no room"),
        ([1, 2], "the answer has shape (2,), not (3,)"),
        ([[1], [2]], "the answer has shape (2, 1), not (3,)"),
        ([1, None, 2], "wrote [1, null, 2]: null is no number"),
        (["nan", 4, 10], "returned nan; error allowed: none"),
        (True, "wrote true: true is no number"),
    ],
)
def test_what_is_no_answer_is_told(answer: Any, said: str) -> None:
    made = correlate()
    answers = answered(made, pureconv.correlate)
    answers["10"] = answer
    assert said in failures(judged(made, answers))[0].message


def test_a_call_that_does_not_fit_has_to_be_refused() -> None:
    made = correlate()
    answers = answered(made, pureconv.correlate)
    answers["2"] = [0]
    message = failures(judged(made, answers))[0].message
    assert "is wrong: answered, where kernel reaches 11 samples but" in message


# === files ===


MADE = {"schema": 1, "function": "convolve", "dtype": "int8", "flags": {}, "tests": []}
TESTS = {"tests": [{"id": 1}]}
INVALID = {"id": 1, "call": {}, "flags": [], "result": "invalid"}  # without a reason


@pytest.mark.parametrize(
    ("made", "answers", "said"),
    [
        ([], {}, "vectors must be an object with 'schema', not"),
        ({"schema": 1}, {}, "vectors must be an object with 'function', not"),
        ({**MADE, "schema": 2}, {}, "vectors must be of schema 1, not 2"),
        (MADE, [], "answers must be an object, id: y, not"),
        ({**MADE, **TESTS}, {}, "answers have none for case 1"),
        (MADE, {"x": [1]}, "answers have one for 'x', which is no case"),
        ({**MADE, "function": "conv9d"}, {}, "like must be"),
        ({**MADE, "tests": [{}]}, {}, "a case must be an object with 'id', not"),
        ({**MADE, "tests": [INVALID]}, {"1": 0}, "an invalid case must be an object w"),
    ],
)
def test_what_does_not_fit_is_told(made: Any, answers: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        judged(made, answers)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    made = vectors("convolve", dtype="int8", cases=12)
    Path("v.json").write_text(written(made), encoding="ascii")
    right = {str(test["id"]): test["y"] for test in made["tests"]}
    Path("right.json").write_text(json.dumps(right), encoding="utf-8")
    Path("wrong.json").write_text(json.dumps({**right, "3": [1]}), encoding="utf-8")
    return made


def test_the_command_writes_vectors(
    files: dict[str, Any], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert command(["vectors", "convolve", "--dtype", "int8", "--cases", "12"]) == 0
    assert capfdbinary.readouterr().out == written(files).encode("ascii")
    words = ["--cases", "2", "--seed", "9", "--options", "mode"]
    assert command(["vectors", "convolve", *words]) == 0
    assert b'"mode": ' in capfdbinary.readouterr().out
    assert command(["vectors", "convolved"]) == 2


@pytest.mark.usefixtures("files")
def test_the_command_judges(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["judge", "v.json", "right.json"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "right.json in int8, against 12 cases of convolve:"
    assert all(line.startswith("passed  ") for line in printed[2:-2])
    assert printed[-1].startswith("not refuted by ")

    assert command(["judge", "v.json", "wrong.json"]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert any(line.startswith("failed  ") for line in printed)
    assert any(line.startswith("case 3 of convolve is wrong: ") for line in printed)
    assert printed[-1].endswith(" checks failed")


@pytest.mark.usefixtures("files")
def test_the_command_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["judge", "v.json", "wrong.json", "--json"]) == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["status"] for row in rows} == {"passed", "failed"}
    assert {*rows[0]} >= {"name", "status", "examples", "declined", "message"}


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("judge v.json none.json", "none.json cannot be read: No such file"),
        ("judge right.json v.json", "vectors must be an object with 'schema'"),
        ("judge v.json bad.json", "bad.json is not a JSON file: "),
        ("judge v.json right.json --operands tf32", "operands is for floats"),
    ],
)
def test_files_that_do_not_fit_are_told_in_a_line(
    words: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("bad.json").write_text("{", encoding="ascii")
    assert command(words.split()) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"pureconv: {said}")
    assert printed.err.count("\n") == 1
