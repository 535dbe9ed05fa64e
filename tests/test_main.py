"""The command line: what is printed, where it goes, and the exit status."""

from __future__ import annotations

import builtins
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import pureconv
from pureconv import __main__ as program
from pureconv.lesson import CHAPTERS, chapters, command
from pureconv.lesson.parts import Chapter, Check

ROOT = Path(pureconv.__file__).parent.parent


def run(*words: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Return what `python -m pureconv` did with the words, its output in a pipe."""
    return subprocess.run(
        [sys.executable, "-B", "-m", "pureconv", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "80", **variables},
        capture_output=True,
        check=False,
    )


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Return what the program prints, when all is well."""
    assert program.main([*words]) == 0
    output = capsys.readouterr()
    assert not output.err
    return output.out


def test_without_a_word_it_tells_the_whole_story(
    capsys: pytest.CaptureFixture[str],
) -> None:
    story = printed(capsys)

    assert story.startswith("Convolution, from the ground up\n")
    for chapter in chapters():
        assert f"{chapter.title}\n" in story


def test_a_number_prints_that_chapter_and_its_box(
    capsys: pytest.CaptureFixture[str],
) -> None:
    chapter = printed(capsys, "5")

    assert chapter.startswith("5. Slide, then sum\n")
    assert "\n5b. " in chapter
    assert "\n6. " not in chapter
    assert printed(capsys, "5b").startswith("5b. ")


def test_several_chapters_come_in_reading_order(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert printed(capsys, "7", "1").index("A weighted sum") < 10


def test_only_the_chapters_that_are_asked_for_are_computed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Most of them take a thousandth of a second, and all together a tenth."""

    def computed() -> Chapter:
        raise AssertionError

    for number in CHAPTERS.keys() - {"5", "5b"}:
        monkeypatch.setitem(CHAPTERS, number, computed)

    assert printed(capsys, "5").startswith("5. ")
    assert printed(capsys, "--list", "5b").startswith("5b ")


def test_help_says_what_can_be_asked(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "-h")

    assert "python -m pureconv --plain" in text
    assert "1 2 3 4 5 5b 6 7 7b 8 9 10 11 11b 12 13 14 epilogue\n" in text
    assert printed(capsys, "5", "--help") == text


def test_the_list_has_a_line_for_each_chapter(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = printed(capsys, "--list").splitlines()

    assert [line.split()[0] for line in lines] == list(CHAPTERS)
    assert lines[4] == (
        "5         Slide, then sum: Let the pattern start everywhere, "
        "and sum where it lies."
    )
    assert printed(capsys, "--list", "5").splitlines() == lines[4:6]


@pytest.mark.parametrize("word", ["99", "0", "five", ""])
def test_an_unknown_word_gets_one_line_and_status_2(
    capsys: pytest.CaptureFixture[str], word: str
) -> None:
    status = program.main(["5", word])

    output = capsys.readouterr()
    assert status == 2
    assert not output.out
    assert output.err == (
        f"pureconv: no chapter {word!r}: "
        "there are 1, 2, 3, 4, 5, 5b, 6, 7, 7b, 8, 9, 10, 11, 11b, 12, 13, 14, "
        "epilogue (-h for help)\n"
    )


def test_a_misspelt_command_is_no_chapter(capsys: pytest.CaptureFixture[str]) -> None:
    for word, meant in (("chek", "check"), ("Explain", "explain")):
        assert program.main([word, "numpy:convolve"]) == 2
        assert capsys.readouterr().err == (
            f"pureconv: no command {word!r}: is it {meant}? (-h for help)\n"
        )


def test_an_unknown_option_is_no_chapter(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["5", "--plane"]) == 2
    assert capsys.readouterr().err == (
        "pureconv: no option '--plane': "
        "there are --plain, --list, --html, --force (-h for help)\n"
    )


def test_a_check_that_fails_gives_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: object) -> list[Chapter]:
        return [CHAPTERS["1"]()._replace(check=Check("a law", 1, 2))]

    monkeypatch.setattr(command, "chapters", broken)

    assert program.main([]) == 1
    assert "IT FAILS" in capsys.readouterr().out


# Where it is printed.


def test_a_pipe_gets_text_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    piped = run(NO_COLOR="1", TERM="dumb")

    assert piped.returncode == 0
    assert not piped.stderr
    text = piped.stdout.decode("utf-8")
    assert text.replace("\r\n", "").replace("\n", "").isprintable()
    monkeypatch.setenv("COLUMNS", "80")
    assert printed(capsys, "5") in text.replace("\r\n", "\n")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_an_encoding_without_blocks_gets_ascii(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ascii_only = printed(capsys, "2", "--plain")
    stdout = io.TextIOWrapper(io.BytesIO(), encoding)
    monkeypatch.setattr(sys, "stdout", stdout)

    assert program.main(["2"]) == 0

    stdout.seek(0)
    assert stdout.read() == ascii_only
    assert "####" in ascii_only


@pytest.mark.parametrize(("columns", "longest"), [(40, 40), (60, 60), (300, 88)])
def test_lines_fit_the_terminal_and_are_no_longer_than_reads_well(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    columns: int,
    longest: int,
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))

    lines = printed(capsys).splitlines()

    long = [line for line in lines if len(line) > longest]
    assert max(40, longest - 10) <= max(map(len, lines))
    assert all(line.startswith("  ") for line in long)  # they are sources
    assert columns < 80 or not long


def test_no_output_at_all_is_no_reason_to_crash(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A program started without a console, or with >&-, has None for its streams."""
    monkeypatch.setattr(sys, "stdin", None)
    monkeypatch.setattr(sys, "stdout", None)

    assert program.main(["5"]) == 0


def test_a_reader_that_leaves_ends_the_program_quietly() -> None:
    """As `python -m pureconv | head -1` does."""
    with subprocess.Popen(
        [sys.executable, "-B", "-m", "pureconv"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        process.stdout.close()
        assert process.stderr
        complaint = process.stderr.read()

    assert process.returncode == 141
    assert not complaint


def test_a_pipe_closed_at_the_other_end_gives_the_status_of_sigpipe(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as gone:
        monkeypatch.setattr(sys, "stdout", gone)

        assert program.main(["1"]) == 141


def test_ctrl_c_ends_the_program_quietly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: object) -> list[Chapter]:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "chapters", interrupted)

    assert program.main([]) == 130
    assert capsys.readouterr().err == "\n"


# Turning pages: only where somebody reads and can answer.


def seat_reader(monkeypatch: pytest.MonkeyPatch, *answers: Any) -> list[Any]:
    """Put a reader at the terminal and return the list of the answers not yet given."""
    given = [*answers]

    def answer(_: str) -> str:
        if given[0] is EOFError:
            raise EOFError
        return str(given.pop(0))

    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setattr(builtins, "input", answer)
    return given


def test_a_reader_at_a_terminal_turns_the_pages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = seat_reader(monkeypatch, "", "", "", "kept")

    assert "9. Two dimensions" in printed(capsys, "1", "7", "9")
    assert answers == ["kept"]


@pytest.mark.parametrize("answer", ["q", " q", EOFError])
def test_a_reader_may_stop(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: Any
) -> None:
    seat_reader(monkeypatch, "", answer)

    story = printed(capsys)

    assert "2. One weight for all" in story
    assert "3. A weight for each" not in story


def test_a_question_left_without_an_answer_ends_its_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who answers presses Enter, which does so; at the end of input nobody has."""
    seat_reader(monkeypatch, "q")
    answered = printed(capsys)
    seat_reader(monkeypatch, EOFError)

    assert printed(capsys) == answered + "\n"


@pytest.mark.parametrize("name", ["stdin", "stdout"])
def test_nobody_is_asked_when_either_end_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    answers = seat_reader(monkeypatch, "kept")
    monkeypatch.setattr(getattr(sys, name), "isatty", lambda: False)

    assert "9. Two dimensions" in printed(capsys)
    assert answers == ["kept"]


def test_the_installed_command_is_the_same(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["pureconv", "-h"])
    assert program.command_line() == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 30
    assert max(map(len, lines)) <= 80
    for word in program.TESTING:
        assert any(f"pureconv {word}" in row for row in lines)
