"""A function in a process of its own: what it gives, and what becomes of both."""

from __future__ import annotations

import gc
import importlib
import io
import math
import operator
import os
import pickle
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pureconv.testing.processes import (
    Died,
    Garbled,
    Hung,
    Isolated,
    Refused,
    children,
)
from pureconv.testing.processes.children import Forked
from pureconv.testing.processes.failures import ending, last_lines
from pureconv.testing.processes.serving import imported, packed, serve, unpacked

Isolate = Callable[..., Isolated]

if not hasattr(os, "fork"):
    pytest.skip("candidates of the tests are no modules", allow_module_level=True)


@pytest.fixture
def isolate() -> Iterator[Isolate]:
    """Return `Isolated`, and end all that it has started."""
    started = []

    def start(*arguments: Any, **options: Any) -> Isolated:
        started.append(Isolated(*arguments, **options))
        return started[-1]

    yield start
    for child in started:
        child.close()


def alive(pid: int) -> bool:
    """Return whether a process runs; a zombie does no more."""
    shown = ["ps", "-o", "stat=", "-p", str(pid)]
    state = subprocess.run(shown, capture_output=True, text=True, check=False).stdout
    return bool(state) and not state.startswith("Z")


def gone(pid: int) -> bool:
    """Return whether a process ends within some seconds."""
    limit = time.monotonic() + 10
    while alive(pid) and time.monotonic() < limit:
        time.sleep(0.02)
    return not alive(pid)


def pid_of(child: Isolated) -> int:
    pid: int = child.process.pid
    return pid


# === answers ===


NUMBERS = [1, -0.0, math.inf, 2**200, [[1.5, 2], [3, 4]], [1 + 2j], Fraction(1, 3)]


@pytest.mark.parametrize("value", [*NUMBERS, Decimal(7)])
def test_numbers_come_back_as_they_are(isolate: Isolate, value: Any) -> None:
    child = isolate(lambda v: v)
    assert repr(child(value)) == repr(value)


def test_a_closure_runs_elsewhere(isolate: Isolate) -> None:
    here = os.getpid()
    child = isolate(lambda: [os.getpid() == here, os.getppid() == here])
    assert child() == [False, True]


def test_one_process_answers_all_calls(isolate: Isolate) -> None:
    count = iter(range(9))
    child = isolate(lambda: next(count))
    assert [child() for _ in range(5)] == [0, 1, 2, 3, 4]
    assert next(count) == 0  # ours is untouched


def test_long_messages_block_nobody(isolate: Isolate) -> None:
    def flood(x: Any) -> Any:
        os.write(1, b"o" * 300_000)
        os.write(2, b"e" * 300_000)
        return x

    x = [float(n) for n in range(30_000)]
    assert isolate(flood)(x) == x


def test_an_exception_comes_as_text(isolate: Isolate) -> None:
    child = isolate(operator.truediv)
    with pytest.raises(Refused, match=r"^ZeroDivisionError: division by"):
        child(1, 0)
    assert child.calls == 1
    assert child(1, 2) == 0.5  # nothing was the matter with the process


class MuteError(BaseException):
    """An error that derives from no Exception, and has no text."""

    def __str__(self) -> str:
        raise RuntimeError


def test_whatever_is_raised_is_an_answer(isolate: Isolate) -> None:
    def mute() -> None:
        raise MuteError

    with pytest.raises(Refused, match="MuteError: an error without a text"):
        isolate(mute)()


def test_nothing_but_numbers_is_taken_back(isolate: Isolate) -> None:
    child = isolate(lambda: MuteError)
    said = f"returned what is no array of numbers: it holds a {__name__}.MuteError"
    with pytest.raises(Garbled) as error:
        child()
    assert error.value.text == said


def test_what_cannot_be_sent_is_refused_at_once(isolate: Isolate) -> None:
    with pytest.raises(ValueError, match="no other process can be sent that"):
        isolate(callable)(lambda: 1)


def test_what_was_never_called_needs_no_end() -> None:
    Isolated(abs).close()
    assert Isolated(abs).calls == 0


LONGEST = threading.TIMEOUT_MAX  # not the same in each Python


@pytest.mark.parametrize("timeout", [0, -1, math.nan, math.inf, LONGEST])
def test_a_timeout_is_some_time(timeout: float) -> None:
    with pytest.raises(ValueError, match="timeout must be more") as caught:
        Isolated(abs, timeout)
    said = f"seconds, and less than {LONGEST:.0f}, not {timeout!r}"
    assert str(caught.value).endswith(said)


@pytest.mark.parametrize("timeout", ["1", None, True])
def test_a_timeout_is_a_number(timeout: Any) -> None:
    with pytest.raises(TypeError, match="timeout must be a number of seconds, not"):
        Isolated(abs, timeout)


# === ends ===


def crash(how: str) -> int:
    """Do what makes a process end, or never end."""
    sys.stdout.write(f"about to {how}\n")
    if how == "abort":
        os.abort()
    if how == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    if how == "exit":
        sys.exit(4)
    if how == "leave":
        os._exit(0)
    if how == "quit":
        sys.exit("enough")
    if how == "hang":
        time.sleep(1000)
    return 1


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("abort", "killed by SIGABRT"),
        ("segfault", "killed by SIGSEGV"),
        ("exit", "exited with status 4"),
        ("leave", "exited with status 0"),
        ("quit", "exited with status 1"),
    ],
)
def test_a_death_is_told_and_the_next_call_is_answered(
    isolate: Isolate, how: str, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    child = isolate(crash)
    assert child("not") == 1
    with pytest.raises(Died) as error:
        child(how)
    assert error.value.text == said
    assert error.value.wrote == ("about to not", f"about to {how}")
    assert child.calls == 2
    last = f"\nwrote last:\n    about to not\n    about to {how}"
    assert str(error.value) == said + last
    assert child("not") == 1
    with pytest.raises(Died):
        child(how)
    assert child.calls == 2  # of the second process
    assert capfd.readouterr() == ("", "")


def test_a_hang_is_told_and_ended(isolate: Isolate) -> None:
    child = isolate(crash, timeout=0.3)
    assert child("not") == 1
    pid = pid_of(child)
    with pytest.raises(Hung, match=r"no answer in 0\.3 s") as error:
        child("hang")
    assert error.value.wrote[-1] == "about to hang"
    assert not alive(pid)
    assert child("not") == 1


def test_a_process_that_ends_between_calls_is_told_of(isolate: Isolate) -> None:
    child = isolate(lambda: 1)
    child()
    os.kill(pid_of(child), signal.SIGKILL)
    assert gone(pid_of(child))
    with pytest.raises(Died, match="killed by SIGKILL"):
        child()
    assert child() == 1


def test_a_process_that_closes_its_answers_is_ended(isolate: Isolate) -> None:
    def close() -> None:
        os.closerange(3, 4096)
        time.sleep(1000)

    child = isolate(close)
    with pytest.raises(Died, match="closed its output"):
        child()


def test_a_dead_process_is_noticed_though_its_child_holds_its_pipes(
    isolate: Isolate,
) -> None:
    def leave_a_child() -> None:
        if os.fork() == 0:
            time.sleep(1000)
        os._exit(3)

    child = isolate(leave_a_child)
    started = time.monotonic()
    with pytest.raises(Died, match="exited with status 3"):
        child()
    assert time.monotonic() - started < 5


def test_nothing_is_left_when_it_is_closed_or_forgotten() -> None:
    for forget in (False, True):
        child = Isolated(os.getpid)
        pid = child()
        if not forget:
            child.close()
            child.close()
        del child
        if sys.implementation.name == "pypy":  # elsewhere it is gone already
            gc.collect()
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)  # not even a zombie


def test_a_child_that_ignores_the_end_of_requests_is_ended(isolate: Isolate) -> None:
    def stay() -> int:
        threading.Thread(target=time.sleep, args=(1000,), daemon=False).start()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        return os.getpid()

    child = isolate(stay)
    pid = child()
    child.close()
    assert not alive(pid)


def test_threads_in_the_parent_raise_no_warning(isolate: Isolate) -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert isolate(lambda: 1)() == 1
    finally:
        done.set()
        thread.join()


def test_the_end_is_known_even_where_others_reap() -> None:
    forked = Forked(lambda: os._exit(4))
    os.waitpid(forked.pid, 0)
    assert forked.poll() == 0  # nobody knows any more
    forked.kill()
    for stream in (forked.stdin, forked.stdout, forked.stderr):
        stream.close()


def test_numbers_of_signals_that_have_no_name() -> None:
    assert ending(-63) == "killed by signal 63"


# === what a copy cannot do, since libraries were used here ===

HOMESICK = """
import os, time
HOME = os.getpid()
def negative(x):
    if os.getpid() != HOME:
        time.sleep(1000)  # as a library does that misses its threads
    return -x
"""


@pytest.fixture
def homesick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], int]:
    """Return a function of a module, which answers only where it was imported."""
    monkeypatch.setattr(children, "THREADED", ("nowhere", "homesick"))
    (tmp_path / "homesick.py").write_text(HOMESICK)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "homesick", raising=False)
    found: Callable[[int], int] = importlib.import_module("homesick").negative
    return found


def test_what_a_copy_does_not_answer_a_fresh_interpreter_does(
    isolate: Isolate, homesick: Callable[[int], int]
) -> None:
    child = isolate(homesick, timeout=0.5)
    assert [child(n) for n in (1, 2)] == [-1, -2]
    assert (child.hangs, child.calls) == (0, 2)


@pytest.mark.parametrize("known", [True, False])
def test_a_copy_that_may_hang_for_its_libraries_says_so(
    isolate: Isolate,
    homesick: Callable[[int], int],
    monkeypatch: pytest.MonkeyPatch,
    known: bool,  # noqa: FBT001
) -> None:
    """Nobody can import a lambda, nor a module that is not there any more."""
    monkeypatch.setattr(sys, "path", sys.path[1:])
    child = isolate(homesick if known else lambda x: [homesick(x)], timeout=0.5)
    for hangs in (1, 2):
        with pytest.raises(Hung) as error:
            child(1)
        lines = error.value.text.splitlines()
        assert lines[0] == "no answer in 0.5 s"
        assert lines[1].startswith("It runs in a fork of this process. ")
        assert lines[1].endswith("here homesick, may")
        assert child.hangs == hangs


def test_without_such_libraries_a_hang_is_a_hang(
    isolate: Isolate, homesick: Callable[[int], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "THREADED", ("nowhere",))
    with pytest.raises(Hung) as error:
        isolate(homesick, timeout=0.5)(1)
    assert error.value.text == "no answer in 0.5 s"


# === the parent ===

SCRIPT = """
import os, sys, time
from pureconv.testing.processes import Isolated, serving
serving.GRACE = 0.2
print("once", flush=True)
child = Isolated(lambda s: [time.sleep(s), os.getpid()][1], timeout=2.0)
print(child(0), flush=True)
"""


def script(end: str) -> subprocess.Popen[str]:
    """Start a program without a guard, whose child has answered once."""
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", SCRIPT + textwrap.dedent(end)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "once\n"
    return process


@pytest.mark.parametrize(
    ("end", "status", "errors"),
    [
        ("", 0, ""),
        ("sys.exit(3)", 3, ""),
        ("os.kill(os.getpid(), 15)", -15, ""),
        ("os.kill(os.getpid(), 9)", -9, ""),
        ("os.fork(); sys.exit(5)", 5, ""),
    ],
)
def test_a_child_ends_with_its_parent(end: str, status: int, errors: str) -> None:
    process = script(end)
    assert process.stdout is not None
    pid = int(process.stdout.readline())  # it may have come along with the line before
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (status, errors)
    assert gone(pid)


INTERRUPTED = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # nohup and & ignore it
child.close()
child = Isolated(lambda s: [time.sleep(s), os.getpid()][1], timeout=100)
print(child(0), flush=True)
child(1000)
"""
KILLED = """
child.timeout = 100
child(1000)
"""


@pytest.mark.parametrize(
    ("end", "number", "error"), [(INTERRUPTED, 2, "KeyboardInterrupt"), (KILLED, 9, "")]
)
def test_a_call_ends_with_the_parent(end: str, number: int, error: str) -> None:
    """Where it is interrupted it ends the call; else an alarm does."""
    process = script(end)
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    if end is INTERRUPTED:
        pid = int(process.stdout.readline())
    time.sleep(0.1)
    process.send_signal(number)
    _, err = process.communicate(timeout=20)
    assert process.returncode == -number
    assert "".join(err.split()[-1:]) == error
    assert gone(pid)


# === where there is no fork ===


def test_a_function_of_a_module_is_imported(isolate: Isolate) -> None:
    child = isolate(operator.truediv, fork=False)
    assert child(1, 4) == 0.25
    with pytest.raises(Refused, match="ZeroDivisionError"):
        child(1, 0)
    assert child(1, 2) == 0.5
    assert child.calls == 3


def test_what_cannot_be_pickled_is_refused() -> None:
    with pytest.raises(ValueError, match=r"without fork, .* can be imported from"):
        Isolated(lambda: 1, fork=False)


def function_of_a_script() -> None:
    """Stand where nobody else can import it."""


def test_what_cannot_be_imported_is_refused(
    isolate: Isolate, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = function_of_a_script
    monkeypatch.setattr(mine, "__module__", "__main__")
    monkeypatch.setattr(sys.modules["__main__"], mine.__name__, mine, raising=False)
    child = isolate(mine, fork=False)
    with pytest.raises(ValueError, match=r"has to be one that can be imported"):
        child()


# === the other side, seen from this one ===


def messages(*values: Any) -> io.BytesIO:
    return io.BytesIO(b"".join(map(packed, values)))


def read(stream: io.BytesIO) -> list[Any]:
    return list(map(unpacked, stream.getvalue().splitlines()))


def test_requests_are_served_until_there_are_no_more() -> None:
    answers = io.BytesIO()
    serve(operator.truediv, 9, messages((1, 2), (1, 0)), answers)
    assert read(answers) == [("", 0.5), ("ZeroDivisionError", "division by zero")]


def test_what_a_process_wrote_is_cut_after_200_characters_of_5_lines() -> None:
    lines = [b"x" * n for n in (1, 199, 200, 201, 202, 203)]
    cut = "x" * 200 + " ..."
    assert last_lines(b"\n".join(lines)) == ["x" * 199, "x" * 200, cut, cut, cut]


def test_without_alarms_requests_are_served_as_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(signal, "setitimer")
    answers = io.BytesIO()
    serve(operator.neg, 9, messages((1,)), answers)
    assert read(answers) == [("", -1)]


def test_an_exit_ends_the_serving() -> None:
    with pytest.raises(SystemExit):
        serve(sys.exit, 9, messages((4,)), io.BytesIO())


def test_a_function_is_imported_before_it_serves() -> None:
    answers = io.BytesIO()
    serve(imported(), 9, messages((pickle.dumps(operator.neg),), (3,)), answers)
    assert read(answers) == [("", None), ("", -3)]


def test_a_function_that_is_not_there_is_told_of() -> None:
    answers = io.BytesIO()
    serve(imported(), 9, messages((b"cnowhere\nf\n.",)), answers)  # from nowhere, f
    ((name, _),) = read(answers)
    assert name == "ModuleNotFoundError"


def test_errors_without_text_are_served() -> None:
    def mute() -> None:
        raise MuteError

    answers = io.BytesIO()
    serve(mute, 9, messages(()), answers)
    assert read(answers)[0][1] == "an error without a text"


def test_a_process_leaves_by_itself_though_another_was_started_after_it() -> None:
    """A copy that was made later has no end of the pipe by which this one is asked."""
    first, second = Isolated(abs), Isolated(abs)
    assert (first(-1), second(-2)) == (1, 2)
    first.close()
    assert first.process.poll() == 0  # and it was not killed
    assert second(-3) == 3
    second.close()
