"""What the command line shows while it works, and of what came of it."""

from __future__ import annotations

import json
import sys
import time

import pytest

from pureconv.testing.command.screen import Progress, print_line, print_row, show
from pureconv.testing.telling.records import Record, finding_text
from pureconv.testing.verdict import arithmetic, findings

PASSED = Record("repeats", "f(x, w) == f(x, w)", "passed", 20, None, "")


def test_a_bar_grows_and_counts_examples(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    progress = Progress(4)
    progress.start("repeats")
    progress.finish()
    for _ in range(30):
        progress.called()
    now += 2
    progress.called()
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.split("\r\033[K") == [
        "",
        "[....................] 0 of 4  repeats  0 examples/s",
        "",
        "[#####...............] 1 of 4  repeats  16 examples/s",
    ]


def test_a_bar_is_one_character_shorter_than_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the last column, some terminals begin a new line."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "31")
    Progress(4).start("repeats")
    assert capsys.readouterr().err == "\r\033[K[....................] 0 of 4 "


def test_nobody_is_shown_a_bar_who_does_not_watch(
    capsys: pytest.CaptureFixture[str],
) -> None:
    progress = Progress(1)
    progress.start("repeats")
    progress.called()
    progress.finish()
    assert capsys.readouterr() == ("", "")


def test_records_are_rows_or_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    skipped = PASSED._replace(status="skipped", message="needs the option stride")
    print_row(PASSED, 9)
    print_row(skipped, 9)
    print_line(skipped)
    rows = capsys.readouterr().out.splitlines()
    assert rows[:2] == [
        "passed   repeats      20  f(x, w) == ...",
        "skipped  repeats          needs the o...",
    ]
    assert json.loads(rows[2]) == {
        "name": "repeats",
        "statement": "f(x, w) == f(x, w)",
        "status": "skipped",
        "examples": 20,
        "declined": 0,
        "message": "needs the option stride",
    }


def test_the_status_says_whether_a_check_has_failed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    wrong = PASSED._replace(status="failed", message="y[0] is 2")
    assert show([PASSED], "f, against g", 7, as_json=False) == 0
    assert show([PASSED, wrong], "f, against g", 7, as_json=False) == 1
    printed = capsys.readouterr().out
    assert printed.startswith("f, against g:\n\npassed   repeats    20  f(x, w) ==")
    assert printed.endswith("\n\ny[0] is 2\n\n1 of 2 checks failed\n")
    assert show([wrong], "f, against g", 7, as_json=True) == 1
    assert json.loads(capsys.readouterr().out)["message"] == "y[0] is 2"


@pytest.mark.parametrize(("count", "said"), [(0, ""), (3, ", 3 declined")])
def test_calls_that_were_declined_are_told_where_there_are_any(
    capsys: pytest.CaptureFixture[str], count: int, said: str
) -> None:
    show([PASSED._replace(declined=count)], "f", 7, as_json=False)
    printed = capsys.readouterr().out
    assert printed.endswith(f"\n\nnot refuted by 20 examples in 1 checks{said}\n")


@pytest.mark.parametrize(("count", "said"), [(0, ""), (3, ", declined 3")])
def test_a_row_tells_what_was_declined_if_anything_was(
    capsys: pytest.CaptureFixture[str], count: int, said: str
) -> None:
    print_row(PASSED._replace(declined=count), 7, refusing=True)
    row = capsys.readouterr().out
    assert row == f"passed   repeats    20{said:15}  f(x, w) == f(x, w)\n"


def test_a_complex_output_is_shown_by_its_parts() -> None:
    def square(x: list[complex], w: list[complex]) -> list[complex]:
        return [w[0] * x[0]]

    how = arithmetic("complex128")
    [found] = findings([5.0 + 1j], square, [1 + 2j], [3 - 1j], None, how)
    assert finding_text(found, "w[0]*x[0]", "(3-1j)*(1+2j)") == [
        "y[0] = w[0]*x[0]",
        "     = (3-1j)*(1+2j)",
        "     = 5 and 5 (real and imaginary), exactly",
        "returned (5+1j); error allowed: none",
    ]
