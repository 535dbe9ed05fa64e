"""Candidates that run elsewhere, put to the test: crashes and hangs are failures."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import pureconv
from pureconv.testing import check, explain, identify, program
from pureconv.testing.call import Call
from pureconv.testing.candidates import Candidate, NoAnswerError
from pureconv.testing.candidates.apart import Apart, Job, apart
from pureconv.testing.checking import Record
from pureconv.testing.checking.claim import claim_of
from pureconv.testing.command import command
from pureconv.testing.processes import children
from pureconv.testing.processes.failures import names

if not hasattr(os, "fork"):
    pytest.skip("candidates of the tests are no modules", allow_module_level=True)


def failures(records: list[Record]) -> list[Record]:
    return [record for record in records if record.status == "failed"]


FIRST = ["right_on_small_integers", "right_on_floats", "repeats"]


def checked(candidate: Any, **settings: Any) -> list[Record]:
    """Return the records of some checks; each failure costs many processes."""
    usual = {"max_examples": 20, "timeout": 5.0, "only": FIRST}
    how = {**usual, **settings}
    return check(candidate, "convolve", isolate=True, on_fail=None, **how)


# === a candidate in a process of its own ===


def test_a_right_function_passes_without_running_here() -> None:
    pids: list[int] = []

    def convolve(x: Any, w: Any) -> Any:
        pids.append(os.getpid())
        return pureconv.convolve(x, w)

    records = checked(convolve, max_examples=2, only=None)
    assert not failures(records)
    assert len(records) > 9
    assert pids == []


def test_a_crash_is_a_failure_with_the_smallest_call() -> None:
    def convolve(x: Any, w: Any) -> Any:
        if len(w) == 3:
            sys.stderr.write("assertion failed: taps != 3\n")
            sys.stderr.flush()
            os.abort()
        return pureconv.convolve(x, w)

    wrong = failures(checked(convolve))
    assert wrong[0].name == "right_on_small_integers"
    lines = wrong[0].message.splitlines()
    assert lines[0] == "convolve fails right_on_small_integers:"
    assert lines[3:] == [
        "    convolve([0.0], [0.0, 0.0, 0.0])",
        "",
        "killed by SIGABRT",
        "wrote last:",
        "    assertion failed: taps != 3",
    ]


def test_a_hang_is_a_failure_and_shrunk_for_a_while_only() -> None:
    def convolve(x: Any, w: Any) -> Any:
        if len(x) > 2:
            time.sleep(1000)
        return pureconv.convolve(x, w)

    started = time.monotonic()
    wrong = failures(checked(convolve, timeout=0.1, max_examples=5, only=FIRST[:1]))
    assert "no answer in 0.1 s" in wrong[0].message
    assert "known mistake" not in wrong[0].message
    assert time.monotonic() - started < 60


def test_what_never_answers_is_waited_for_three_times_in_all() -> None:
    def never(*_: Any) -> None:
        time.sleep(1000)

    started = time.monotonic()
    wrong = failures(checked(never, timeout=0.3))
    assert time.monotonic() - started < 60  # not 0.3 s for each of hundreds of calls
    assert len(wrong) == len(FIRST)
    assert "no answer in 0.3 s\n" in wrong[0].message + "\n"
    for record in wrong[1:]:
        text = "no answer in 0.3 s to any of the first 3 calls, so it is not waited for"
        assert text in record.message


def test_what_answers_once_is_waited_for() -> None:
    def convolve(x: Any, w: Any) -> Any:
        if len(x) > 1:
            time.sleep(1000)
        return pureconv.convolve(x, w)

    wrong = failures(checked(convolve, timeout=0.1))
    assert [r.message for r in wrong if "so it is not waited for" in r.message] == []


def test_what_a_fresh_process_does_not_repeat_is_told_as_it_is() -> None:
    calls = iter(range(1, 10**6))

    def convolve(x: Any, w: Any) -> Any:
        if next(calls) % 7 == 0:
            os._exit(4)
        return pureconv.convolve(x, w)

    wrong = failures(checked(convolve))
    assert "exited with status 4\nonly after 7 calls in one process" in wrong[0].message
    assert wrong[0].examples == 6


def test_a_state_that_makes_answers_wrong_is_told() -> None:
    calls = iter(range(1, 10**6))

    def convolve(x: Any, w: Any) -> Any:
        y = pureconv.convolve(x, w)
        return [v + 1 for v in y] if next(calls) > 9 else y

    wrong = failures(checked(convolve))
    assert "only after 10 calls in one process" in wrong[0].message


def test_exceptions_and_changed_arguments_are_told_as_they_are_here() -> None:
    def convolve(x: Any, w: Any) -> Any:
        if len(w) > 1:
            raise KeyError("w")
        x.append(0)
        return pureconv.convolve(x[:-1], w)

    there = failures(checked(convolve))
    here = check(convolve, "convolve", max_examples=20, only=FIRST, on_fail=None)
    assert [r.message for r in there] == [r.message for r in failures(here)]
    assert len(there) == 3


class OddError(Exception):
    """What a candidate says that does not take a call."""


class EvenError(OddError):
    """A kind of it."""


@pytest.mark.parametrize("refuses", [OddError, (KeyError, EvenError)])
def test_what_may_be_refused_there_is_known_by_all_its_names(refuses: Any) -> None:
    def convolve(x: Any, w: Any) -> Any:
        if len(w) == 2:
            raise EvenError
        return pureconv.convolve(x, w)

    (record,) = checked(convolve, only=FIRST[:1], refuses=refuses)
    assert record.status == "passed"
    assert record.declined > 0
    (record,) = checked(convolve, only=FIRST[:1], refuses=LookupError)
    assert "raised EvenError" in record.message


class Array:
    """An array of some dtype, which its library makes."""

    def __init__(self, values: Any, dtype: str = "float32") -> None:
        self.values, self.dtype = values, dtype

    def tolist(self) -> Any:
        return self.values


def test_arrays_are_made_in_the_child_and_of_the_right_type() -> None:
    here: list[Any] = []

    def to(values: Any, dtype: str = "float32") -> Array:
        here.append(values)
        return Array(values, dtype)

    asked = apart(Candidate(lambda x, _: [float(x.dtype[5:])], "f", to), 5, "float64")
    call = Call(sum, [1.0], [2.0])
    assert asked.answer(call) == [64.0]
    data = "to([1.0], dtype='float64'), to([2.0], dtype='float64')"
    assert asked.text(call) == f"f({data})"
    assert here == []


def test_arrays_of_another_type_are_refused_at_once() -> None:
    candidate = Candidate(lambda x, _: x, "f", lambda v: Array(v, "int8"))
    with pytest.raises(ValueError, match=r"^to must make arrays of type float64, but"):
        apart(candidate, 5, "float64")
    candidate = candidate._replace(to=lambda _: os._exit(3))
    said = re.escape(f"to={candidate.to!r} exited with status 3")
    with pytest.raises(ValueError, match=f"^{said}$"):
        apart(candidate, 5, "float64")


def test_a_copy_that_hangs_for_its_libraries_is_not_blamed_on_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    candidate = Candidate(lambda x, _: x, "f", lambda _: time.sleep(1000))
    monkeypatch.setattr(children, "THREADED", ("nowhere",))
    with pytest.raises(ValueError, match=r"^to=.* no answer in 0\.3 s$"):
        apart(candidate, 0.3, "float64")
    monkeypatch.setattr(children, "THREADED", ("operator",))
    with pytest.raises(ValueError, match=r"^isolate: no answer in 0\.3 s\nIt runs in"):
        apart(candidate, 0.3, "float64")


def test_a_call_is_written_even_if_nobody_can_convert_it() -> None:
    def to(values: Any) -> Any:
        if values == [1]:  # as it is first tried
            return values
        os._exit(1)

    asked = apart(Candidate(lambda x, _: x, "f", to), 5, "float64")
    away = asked.function
    assert isinstance(away, Apart)
    away.timeout = 1e-9
    assert asked.text(Call(sum, [2.0], [3.0])) == "f(to([2.0]), to([3.0]))"


def test_a_job_is_done_as_a_call_here_would_be() -> None:
    def first(x: Any, w: Any, bias: Any = None, k: int = 1) -> Any:
        if bias is None:
            raise ValueError("no bias")
        return [x[0] * w[0] * k + bias[0]]

    job = Job(Candidate(first), "float64")
    data = {"x": [2], "w": [3]}
    assert job("ready", {}, {}, (), {}) == ("ready", None)
    biased = {**data, "bias": [4]}
    assert job("answer", biased, {"k": 5}, ("x", "w"), {}) == ("answer", [34])
    assert job("dtypes", biased, {}, ("x", "w"), {}) == ("dtypes", ("", ""))
    assert job("text", data, {}, ("w", "x"), {}) == ("text", "f([3], [2])")
    assert job("answer", data, {}, ("x", "w"), {}) == (
        "no answer",
        ("raised ValueError: no bias", names(ValueError()), "no bias"),
    )
    asked = apart(Candidate(first), 5)
    assert asked.answer(Call(sum, [2], [3], [4], {"k": 5})) == [34]
    with pytest.raises(NoAnswerError, match="raised ValueError: no bias") as error:
        asked.answer(Call(sum, [2], [3]))
    assert repr(error.value.__cause__) == "ValueError('no bias')"


def test_without_fork_a_candidate_has_to_be_importable() -> None:
    call = Call(sum, [1.0, 2.0], [3.0])
    asked = apart(Candidate(pureconv.convolve), 20, "float64", fork=False)
    assert asked.answer(call) == [3.0, 6.0]
    with pytest.raises(ValueError, match=r"from a module, not <function .*lambda"):
        apart(Candidate(lambda x, _: x), 20, fork=False)


# === naming ===


def test_a_crash_is_told_by_identify_and_explain() -> None:
    def crash(x: Any, w: Any) -> Any:
        if len(w) > 1:
            os.abort()
        return pureconv.convolve(x, w)

    assert explain(crash, 2, 2, isolate=True).startswith("raises Died: killed by SIG")
    told = identify(crash, isolate=True, arguments=("x", "w"))  # in no other order
    assert "raises Died: killed by SIGABRT" in told
    assert identify(pureconv.correlate, isolate=True) == identify(pureconv.correlate)
    assert explain(pureconv.correlate, 3, 2, isolate=True) == explain(
        pureconv.correlate, 3, 2
    )


def test_arguments_are_tried_in_other_orders_there_too() -> None:
    def swapped(w: Any, x: Any) -> Any:
        return pureconv.correlate(x, w)

    assert "called as       f(w, x)" in identify(swapped, isolate=True)


@pytest.mark.parametrize("dtype", [None, "float32"])
def test_what_makes_arrays_runs_elsewhere_too_for_who_asks_what_it_is(
    dtype: str | None,
) -> None:
    pids: list[int] = []

    def to(values: Any) -> Any:
        pids.append(os.getpid())
        return values

    how: Any = {"to": to, "dtype": dtype, "isolate": True}
    assert identify(pureconv.convolve, **how).known
    assert explain(pureconv.convolve, 1, 1, **how) == "y[0] = w[0]*x[0]"
    assert pids == []


def test_what_makes_arrays_and_dies_is_told_to_who_asks_what_it_is() -> None:
    def to(_: Any) -> Any:
        os._exit(7)

    with pytest.raises(ValueError, match=r"^to=.* exited with status 7$"):
        identify(pureconv.convolve, to, dtype="float32", isolate=True)


def test_advice_fits_an_error_there_too() -> None:
    def picky(*_: Any) -> Any:
        raise TypeError("no lists, please")

    said = "f(x, w) raises TypeError: no lists, please: `to` makes arrays"
    assert identify(picky, isolate=True) == identify(picky) == said


# === programs ===

SERVE = """
import json, sys
sys.path.insert(0, {home!r})
import pureconv
for line in sys.stdin:
    call = json.loads(line)
    try:
        print(json.dumps(pureconv.{name}(**call)), flush=True)
    except (TypeError, ValueError) as error:
        print(json.dumps({{"error": str(error)}}), flush=True)
"""


def serving(name: str) -> Any:
    """Return the program that answers as a function of ours, and says so of errors."""
    home = str(Path(pureconv.__file__).parent.parent)
    return program([sys.executable, "-c", SERVE.format(home=home, name=name)])


@pytest.fixture(scope="module")
def served() -> Iterator[Any]:
    """Return the program that answers as our convolve."""
    started = serving("convolve")
    yield started
    started.close()


def test_a_program_is_checked_as_a_function_is(served: Any) -> None:
    settings: Any = {"options": ["mode"], "max_examples": 3, "on_fail": None}
    assert not failures(check(served, "convolve", **settings))
    wrong = check(served, "correlate", only=FIRST[:1], **settings)
    message = failures(wrong)[0].message
    assert "    echo '{" in message
    assert "known mistake: the kernel is flipped" in message


SAYS = "for line in open(0): print('[0.1, 1377191622042615600]', flush=True)"


@pytest.mark.parametrize(
    ("dtype", "meant"),
    [
        ("float64", [0.1, 1377191622042615552.0]),
        ("float32", [0.10000000149011612, 10020388 * 2.0**37]),
        ("int64", [0.1, 1377191622042615600]),
    ],
)
def test_what_a_program_writes_names_numbers_of_its_type(
    dtype: str, meant: list[float]
) -> None:
    """JavaScript writes that double so; and 0.1 is a float32, in the shortest way."""
    said = claim_of(program([sys.executable, "-c", SAYS]), "convolve", dtype=dtype)
    y = said.answer(said.target.call([1, 2], [1], {}))
    assert y == meant
    assert [type(v) for v in y] == [type(v) for v in meant]


def test_a_program_is_identified_and_explained(served: Any) -> None:
    assert 'numpy.convolve(x, w, mode="full")' in identify(served)
    assert explain(served, 2, 1) == "y[0] = w[0]*x[0]\ny[1] = w[0]*x[1]"


def test_a_gradient_is_sent_its_operands_and_a_size() -> None:
    started = serving("conv1d_weight_gradient")
    how: Any = {"max_examples": 9, "only": FIRST[:1], "on_fail": None}
    (passed,) = check(started, "conv1d_weight_gradient", options=["stride"], **how)
    assert (passed.status, passed.examples) == ("passed", 9)
    (wrong,) = check(started, "conv1d_input_gradient", **how)
    *_, call = (line for line in wrong.message.splitlines() if "echo" in line)
    assert call.startswith("""    echo '{"gradient": [[[0.0]]], "w": [[[0.0]]], """)
    assert """, "x_size": 1}' | """ in call
    started.close()


def test_errors_of_a_program_show_their_text() -> None:
    code = """for line in open(0): print('{"error": "not today"}', flush=True)"""
    says_no = program([sys.executable, "-c", code])
    how: Any = {"max_examples": 3, "only": FIRST[:1], "on_fail": None}
    (wrong,) = check(says_no, "convolve", **how)
    assert "answered with an error: not today" in wrong.message
    (declined,) = check(says_no, "convolve", refuses=ValueError, **how)
    assert (declined.status, declined.declined) == ("skipped", 3)
    says_no.close()


# === the command ===


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--program", "./none", "--like", "convolve"], "there is no program './none'"),
        (["--program", sys.executable], "no convention is known for "),
        ([], "say what to test: module:function, or --program"),
        (["math:sqrt", "--program", sys.executable], "say either math:sqrt or --prog"),
        (["--program", sys.executable, "--isolate"], "--isolate is for functions"),
        (["--program", sys.executable, "--to", "a:b"], "--to is for functions"),
        (["math:sqrt", "--isolate", "--timeout", "0"], "timeout must be more than 0"),
    ],
)
def test_words_that_make_no_sense_are_told_in_a_line(
    more: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    like = [] if "no convention" in said or "--like" in more else ["--like", "convolve"]
    assert command(["check", *more, *like]) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith(f"pureconv: {said}")
    assert (printed.out, printed.err.count("\n")) == ("", 1)


def test_a_program_is_waited_for_as_long_as_the_command_says(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "hangs.py").write_text("import time; time.sleep(60)")
    line = f"{sys.executable} {tmp_path / 'hangs.py'}"
    few = ["--max-examples", "1", "--only", "right_on_small_integers"]
    told = ["--program", line, "--like", "convolve", "--timeout", "0.2", *few]
    assert command(["check", *told]) == 1
    assert "no answer in 0.2 s" in capsys.readouterr().out


MINE = """\
import os
from pureconv import convolve
def aborts(x, w):
    return os.abort() if len(w) > 1 else convolve(x, w)
"""


def test_the_command_isolates_and_prints_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "elsewhere.py").write_text(MINE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    line = "check elsewhere:aborts --like convolve --isolate --max-examples 9 --json"
    assert command([*line.split(), "--only", ",".join(FIRST)]) == 1
    rows = [json.loads(row) for row in capsys.readouterr().out.splitlines()]
    assert rows[0]["name"] == "right_on_small_integers"
    assert rows[0]["status"] == "failed"
    assert "killed by SIGABRT" in rows[0]["message"]
    assert {*rows[0]} >= {"name", "status", "examples", "declined", "message"}
