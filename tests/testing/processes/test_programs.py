"""Programs that read lines of JSON and write them: what is sent, what is understood."""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pureconv.testing.call import Call
from pureconv.testing.processes import Died, Garbled, Hung, Refused, away, program
from pureconv.testing.processes.lines import answer, line
from pureconv.testing.processes.programs import Program

LOOP = """
import json, os, sys, time
calls = 0
for line in sys.stdin:
    calls += 1
    call = json.loads(line)
    {body}
"""
ECHO = "print(json.dumps(call['x']), flush=True)"
Start = Callable[..., Program]


@pytest.fixture
def start() -> Iterator[Start]:
    """Return what starts a Python program that does something for each call."""
    started = []

    def begin(body: str, timeout: float = 20.0) -> Program:
        code = LOOP.format(body=body.replace("\n", "\n    "))
        started.append(program([sys.executable, "-IS", "-c", code], timeout))
        return started[-1]

    yield begin
    for each in started:
        each.close()


# === lines ===


def test_each_operand_and_option_has_its_name(start: Start) -> None:
    told = "call['x'] + call['w'] + [call['stride'], len(call)]"
    echo = start(f"print(json.dumps({told}), flush=True)")
    assert echo([1.5], [2.0, 3.0], stride=2, bias=None) == [1.5, 2.0, 3.0, 2, 3]


def test_a_call_is_one_line_of_ascii() -> None:
    call = {"gradient": [[1.0]], "x_size": (3, 4), "mode": "naïve\n", "flag": True}
    text = line(call)
    assert text.isascii()
    assert "\n" not in text
    assert text.startswith('{"gradient": [[1.0]], "x_size": [3, 4], "mode": ')
    assert text.endswith('"flag": true}')


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (5e-324, "5e-324"),
        (-0.0, "-0.0"),
        (1e22, "1e+22"),
        (2**53, "9007199254740992"),
        (-(2**53) - 1, '"-9007199254740993"'),
        (math.inf, '"inf"'),
        (-math.inf, '"-inf"'),
        (math.nan, '"nan"'),
        (complex(-0.0, math.inf), '[-0.0, "inf"]'),
    ],
)
def test_numbers_are_written_so_that_a_double_holds_them(value: Any, text: str) -> None:
    assert line({"x": [value]}) == f'{{"x": [{text}]}}'
    pairs = isinstance(value, complex)
    assert repr(answer(f"[{text}]", pairs=pairs)) == repr([value])


def test_bare_infinities_are_understood() -> None:
    assert repr(answer("[NaN, Infinity, -Infinity, 1e999]")) == "[nan, inf, -inf, inf]"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("segments: ok", "wrote no JSON: segments: ok"),
        ("", "wrote no JSON: an empty line"),
        ("[1, 2", r"wrote no JSON: \[1, 2"),
        ("[" * 100_000, r"wrote no JSON: \[\[.* \.\.\.$"),
        ("[1, null]", r"wrote \[1, null\]: null is no number"),
        ("[true]", "true is no number"),
        ('["one"]', '"one" is no number'),
        ('{"y": [1]}', r'\{"y": \[1\]\} is no number'),
        ('{"error": "no", "y": 1}', "is no number"),
        ("[[1, 2], [3]]", "ragged lists: 1 long beside 2 long"),
        ("[[1], 2]", "ragged lists"),
    ],
)
def test_other_lines_are_no_answers(text: str, said: str) -> None:
    with pytest.raises(Garbled, match=said):
        answer(text)


def test_pairs_of_lists_are_no_complex_numbers() -> None:
    assert answer("[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]", pairs=True) == [
        [1 + 2j, 3 + 4j],
        [5 + 6j, 7 + 8j],
    ]


# === programs ===


def test_a_program_answers_call_after_call(start: Start) -> None:
    count = start("print(calls, flush=True)")
    assert [count([1], [1]) for _ in range(3)] == [1, 2, 3]


def test_complex_numbers_go_both_ways(start: Start) -> None:
    assert start(ECHO)([1 + 2j, -3.5j], [1 + 0j]) == [1 + 2j, -3.5j]


def test_long_lines_block_neither_side(start: Start) -> None:
    x = [n / 8 for n in range(30_000)]
    flood = "sys.stderr.write('e' * 300_000)\n"
    half = "sys.stdout.write(' ' * 100_000); sys.stdout.flush()\n"
    assert start(flood + half + ECHO)(x, [1.0]) == x


def test_an_error_is_a_refusal(start: Start) -> None:
    refuse = start("print(json.dumps({'error': ['no', calls]}), flush=True)")
    for n in (1, 2):
        with pytest.raises(Refused, match=rf"^\['no', {n}\]$"):
            refuse([1], [1])
        assert refuse.calls == n


def test_rubbish_is_told_and_the_program_started_again(start: Start) -> None:
    rubbish = start("print('ok' if calls == 3 else calls, flush=True)")
    assert [rubbish([1], [1]), rubbish([1], [1])] == [1, 2]
    with pytest.raises(Garbled, match="wrote no JSON: ok"):
        rubbish([1], [1])
    assert rubbish.calls == 3
    assert rubbish([1], [1]) == 1


def test_more_lines_than_calls_are_told_of(start: Start) -> None:
    talks = start("print('[1]', flush=True); print('[2]', flush=True)")
    assert talks([1], [1]) == [1]
    time.sleep(0.2)
    with pytest.raises(Garbled, match="wrote what no call had asked for") as error:
        talks([1], [1])
    assert error.value.wrote == ("[2]",)


def test_bytes_that_are_no_text_are_no_json(start: Start) -> None:
    odd = start(r"os.write(1, b'\xff\xfe\n')")
    with pytest.raises(Garbled, match=r"wrote no JSON: \\xff\\xfe"):
        odd([1], [1])


def test_an_early_end_is_told_with_what_was_written_last(start: Start) -> None:
    leave = start(
        "if calls == 3: sys.stderr.write('out of memory in block 7'); sys.exit(4)\n"
        + ECHO
    )
    leave([1], [1])
    leave([1], [1])
    with pytest.raises(Died) as error:
        leave([1], [1])
    assert error.value.text == "exited with status 4"
    assert error.value.wrote == ("out of memory in block 7",)
    assert leave.calls == 3
    assert leave([1], [1]) == [1]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="it copies itself")
def test_last_words_are_waited_for(start: Start) -> None:
    """A copy of the program says why it ended, a moment later."""
    leave = "os.close(1)\nif os.fork(): os._exit(4)\n"
    parting = start(leave + "time.sleep(0.1); os.write(2, b'no room'); os._exit(0)")
    with pytest.raises(Died, match="exited with status 4") as error:
        parting([1], [1])
    assert error.value.wrote == ("no room",)


def test_a_signal_is_named(start: Start) -> None:
    with pytest.raises(Died, match="killed by SIGSEGV"):
        start("os.kill(os.getpid(), 11)")([1], [1])


def test_an_end_after_the_answer_is_none_of_this_call(start: Start) -> None:
    once = start(ECHO + "; sys.exit(0)")
    assert once([1], [1]) == [1]
    with pytest.raises(Died, match="exited with status 0"):
        once([1], [1])


def test_silence_is_told_with_advice(start: Start) -> None:
    silent = start("if calls == 1: print(1, flush=True)")
    silent([1], [1])
    silent.timeout = 0.5
    with pytest.raises(Hung) as error:
        silent([1], [1])
    assert str(error.value) == (
        "no answer in 0.5 s: does it flush its output after each line?"
    )


def test_an_unfinished_answer_is_shown(start: Start) -> None:
    half = start("print('[1, 2', end=']\\n' if calls == 1 else '', flush=True)")
    half([1], [1])
    half.timeout = 0.5
    with pytest.raises(Hung) as error:
        half([1], [1])
    assert error.value.wrote == ("[1, 2",)


def test_a_program_that_reads_nothing_hangs(start: Start) -> None:
    with pytest.raises(Hung):
        start("time.sleep(1000)", timeout=0.5)([1.0] * 30_000, [1])


def test_an_answer_without_an_end_is_cut(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(away, "MOST", 1 << 20)
    with pytest.raises(Garbled, match="bytes, and no end of an answer"):
        start("while True: sys.stdout.write('[' * 65536)")([1], [1])


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="there are no process groups")
def test_what_a_program_starts_ends_with_it(tmp_path: Path) -> None:
    mark = str(tmp_path)
    shell = program(["sh", "-c", f"sleep 1000 {mark} & while read a; do echo 1; done"])
    assert shell([1], [1]) == 1
    shell.close()
    shown = ["ps", "ax"]
    listed = subprocess.run(shown, capture_output=True, text=True, check=True)
    assert mark not in listed.stdout


# === commands ===


def test_words_are_split_by_no_shell() -> None:
    told = program(f"{sys.executable} -c 'import sys; print(len(sys.argv))' $HOME '*'")
    assert told.words[3:] == ["$HOME", "*"]
    assert program([sys.executable, "#"]).words[1:] == ["#"]
    assert program(f"{sys.executable} # 'a b'c").words[1:] == ["#", "a bc"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("./nothing there", r"there is no program '\./nothing' that could be run"),
        ("", "program needs the words of a command, not none$"),
        ([], "program needs the words of a command, not none$"),
        (5, "program must be the words of a command, not 5"),
        ([sys.executable, 5], r"program must be the words of a command, not \["),
        ("'half", "program \"'half\" cannot be split: No closing quotation"),
    ],
)
def test_what_is_no_program_is_told_at_once(words: Any, said: str) -> None:
    with pytest.raises((TypeError, ValueError), match=said):
        program(words)


def test_a_program_in_this_folder_is_one_to_be_said_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "conv").write_text("#!/bin/sh\n")
    (tmp_path / "conv").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    said = f".{os.sep}conv"
    with pytest.raises(ValueError, match=f"could be run: say {re.escape(said)}$"):
        program("conv")


def test_what_the_system_cannot_run_is_told(tmp_path: Path) -> None:
    odd = tmp_path / "odd"
    odd.write_text("#!/no/such/interpreter\n")
    odd.chmod(0o755)
    with pytest.raises(ValueError, match="odd does not start: "):
        program([str(odd)])([1], [1])


def test_a_call_is_shown_ready_to_be_piped(start: Start) -> None:
    call = Call(sum, [0.5], [1.0], None, {"groups": None, "mode": "it's"})
    shown = start(ECHO).text(call)
    done = subprocess.run(shown, shell=True, capture_output=True, text=True, check=True)  # noqa: S602
    assert done.stdout == "[0.5]\n"
