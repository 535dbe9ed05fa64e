"""Whatever is said to the kit: a status and a sentence, or an error of ours.

Words and files are odd on the command line, arguments in Python. Nothing else is ever
raised, and no argument is changed.
"""

from __future__ import annotations

import json
import linecache
from copy import deepcopy
from functools import cache
from inspect import signature
from math import inf, nan
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import settings

import pureconv
from pureconv.testing import (
    assert_convolution,
    check,
    explain,
    identify,
    vectors,
    verdict,
)
from pureconv.testing.command import command
from pureconv.testing.command.words import COMMANDS
from test_fuzz import UNPRINTABLE, deep, oddities

TRIES = settings().max_examples

# === odd words ===

GOOD = {
    "check": "pureconv:correlate --max-examples 1 --like correlate --only repeats",
    "identify": "pureconv:correlate --arguments x,w",
    "explain": "pureconv:correlate --signal 3 --weights 2",
    "vectors": "correlate --cases 2",
    "judge": "vectors.json answers.json",
}
ODD = [
    "", " ", "-", "--", "=", ",", "|", ":", ".", "\0", "\ud800", "é", "'", "(", "[]",
    "0", "-1", "2", "1e400", "nan", "inf", "None", "True", "1" * 5000, "x", "x,w",
    "x,w,1,1", "stride", "stride=", "stride=0", "stride=2|x|None|[[]]|{}",
    "stride=(1,2)", "padding=same|1", "mode", "mode=full|up", "bias", "groups=1j",
    "stride,stride",
    "float31", "float32", "bfloat16", "complex64", "int8", "bool", "tf32", "fft",
    "conv2d", "conv3d", "convolve", "numpy.convolve", "onnx.Conv", "NHWC", "NHWC,HWIO",
    "NLC,LIO", "A,B", "builtins:list", "builtins:print", "builtins:None", "math:sqrt",
    "json:decoder.JSONDecodeError", "ValueError", "ValueError,", "5", "5x4", "2x2x2x2",
    "9" * 30, "1x" * 40 + "1", "repeats", "repeats,", "missing.json", "/",
]


def odd_line(dice: Random, name: str) -> list[str]:
    """Return a command with a few odd words after the good ones."""
    _, known, _ = COMMANDS[name]
    line = [name, *GOOD[name].split()]
    for _ in range(dice.randrange(1, 4)):
        word = dice.choice([word for word in known if word.startswith("-")])
        if "type" in known[word]:  # a number, and a large one would take its time
            line += [word, dice.choice(["-1", "0", "1", "2", "x", "1.5", "nan", ""])]
            continue
        line += [word] if "action" in known[word] else [word, dice.choice(ODD)]
    return [*line, dice.choice(ODD)] if dice.random() < 0.2 else line


@pytest.mark.parametrize("name", GOOD)
def test_odd_words_end_in_a_status_and_a_sentence(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    dice = Random(name)
    for _ in range(TRIES):
        line = odd_line(dice, name)
        try:
            status = command(line)
        except SystemExit as left:  # of argparse, which has said why
            status = int(str(left.code))
        printed = capsys.readouterr()
        assert status in {0, 1, 2}, line
        assert (status == 2) == bool(printed.err), line
        assert printed.out or printed.err, line


# === odd files ===


@cache
def good() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return vectors, and the right answers to them."""
    made = vectors("conv1d", options=["stride"], cases=4, dtype="float32")
    return made, {str(test["id"]): test.get("y") for test in made["tests"]}


JSON: list[Any] = [
    None, True, 0, -1, 2.5, 10**400, nan, inf, "", "x", "inf", "9" * 30, "conv2d",
    "int8", [], [[]], [1, [2]], [None], [[[1]]], [[[1, 2]]], {}, {"error": 1}, {"x": 1},
    deep(99),
]


def spoiled(dice: Random, value: Any) -> Any:
    """Return a value of JSON in which one place holds something else, or is missing."""
    whole = [deepcopy(value)]
    owner, place = whole, 0
    while isinstance(owner[place], (list, dict)) and dice.random() < 0.9:
        if not owner[place]:
            break
        owner = owner[place]
        places = owner if isinstance(owner, dict) else range(len(owner))
        place = dice.choice(list(places))
    if owner is not whole and dice.random() < 0.3:
        del owner[place]
    else:
        owner[place] = dice.choice(JSON)
    return whole[0]


@pytest.mark.parametrize("which", [0, 1])
def test_odd_files_are_judged_or_refused_in_a_sentence(
    which: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dice, paths = Random(which), [tmp_path / "vectors", tmp_path / "answers"]
    for _ in range(2 * TRIES):
        files: list[Any] = list(good())
        files[which] = spoiled(dice, files[which])
        for path, content in zip(paths, files):
            path.write_text(json.dumps(content), "utf-8")
        status = command(["judge", *map(str, paths)])
        printed = capsys.readouterr()
        assert status in {0, 1, 2}
        assert (status == 2) == printed.err.startswith("pureconv: ")


@pytest.mark.parametrize("content", [b"", b"\xff", b"[", b"[" * 10**5, b"{}", b"1 2"])
@pytest.mark.parametrize("which", [0, 1])
def test_a_file_that_is_none_of_json_is_wrong_usage(
    content: bytes, which: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [tmp_path / "vectors", tmp_path / "answers"]
    for path, value in zip(paths, good()):
        path.write_text(json.dumps(value), "utf-8")
    paths[which].write_bytes(content)
    assert command(["judge", *map(str, paths)]) == 2
    assert capsys.readouterr().err.startswith("pureconv: ")


# === odd arguments ===

CALLS: dict[str, tuple[Any, dict[str, Any]]] = {
    "check": (check, {
        "candidate": pureconv.correlate, "like": "correlate", "max_examples": 1,
        "on_fail": None, "only": ["repeats"],
    }),
    "vectors": (vectors, {"like": "correlate", "cases": 1}),
    "identify": (identify, {"candidate": pureconv.correlate, "arguments": ("x", "w")}),
    "explain": (explain, {
        "candidate": pureconv.correlate, "x_shape": 3, "w_shape": 2,
    }),
    "assert_convolution": (assert_convolution, {
        "actual": [1.0], "like": "correlate", "x": [1.0], "w": [1.0],
    }),
    "judge": (verdict.judge, {
        "computed": [1.0], "like": pureconv.correlate, "x": [1.0], "w": [1.0],
    }),
}


def ours(error: BaseException) -> bool:
    """Return whether the message is one of this library, which raised the error."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    assert trace
    file, line = trace.tb_frame.f_code.co_filename, trace.tb_lineno
    return "pureconv" in file and "raise" in linecache.getline(file, line)


def fits(role: str, odd: Any) -> bool:
    """Return whether a value may be tried in the place of an argument.

    A flag is what Python takes for true, and many examples or cases may take long.
    """
    if role in {"isolate", "strict"}:
        return odd is not NotImplemented
    if role == "like":  # what is called and odd itself may raise what it likes
        return not callable(odd)
    return role not in {"cases", "max_examples"} or not isinstance(odd, int) or odd < 9


def complaint(function: Any, arguments: dict[str, Any]) -> str:
    """Call a function; return what is wrong with how it answers, or nothing."""
    before = {key: repr(v) for key, v in arguments.items() if v is not UNPRINTABLE}
    try:
        function(**arguments)
    except MemoryError:  # what is asked for is sound, and too large
        pass
    except AssertionError as error:
        if not str(error):
            return f"{before} is wrong without a word"
    except Exception as error:  # noqa: BLE001  # that is what is looked for
        if not (isinstance(error, (TypeError, ValueError)) and ours(error)):
            return f"{before} raises {error!r}"
    after = {key: repr(arguments[key]) for key in before}
    return "" if before == after else f"{before} leaves behind {after}"


@pytest.mark.parametrize("name", CALLS)
def test_an_odd_argument_gives_a_result_or_an_error_of_ours(name: str) -> None:
    dice, (function, usual) = Random(name), CALLS[name]
    found = []
    for _ in range(TRIES):
        role = dice.choice([*signature(function).parameters])
        odd = dice.choice([v for v in oddities() if fits(role, v)])
        found.append(complaint(function, {**deepcopy(usual), role: odd}))
    assert [each for each in found if each] == []
