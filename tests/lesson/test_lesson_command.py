"""Writing the page from the command line: where it goes, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from pureconv import __main__ as program
from pureconv.lesson import CHAPTERS, chapters, command, opening
from pureconv.lesson.page import page
from pureconv.lesson.parts import Chapter, Check


def complaint(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Return the one line that the program says of words that it refuses."""
    assert program.main([*words]) == 2
    output = capsys.readouterr()
    assert not output.out
    assert output.err.count("\n") == 1
    return output.err


def test_the_page_is_written_to_a_new_file_and_it_is_said_how_to_open_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a lesson.html"

    assert program.main(["--html", str(path)]) == 0

    assert path.read_bytes() == page(opening(), chapters()).encode()
    output = capsys.readouterr()
    assert output.out == (
        f"{path} is written. Open it in a browser: {path.resolve().as_uri()}\n"
    )
    assert not output.err


def test_a_file_is_never_overwritten_without_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lesson.html"
    path.write_text("mine", encoding="utf-8")

    assert complaint(capsys, "--html", str(path)) == (
        f"pureconv: {str(path)!r} is there already: --force replaces it\n"
    )
    assert path.read_text(encoding="utf-8") == "mine"
    assert program.main(["--force", "--html", str(path)]) == 0
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("options", [[], ["--force"]], ids=["new", "forced"])
@pytest.mark.parametrize("name", ["missing/lesson.html", "nul\0.html"])
def test_a_path_that_cannot_be_written_gets_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    options: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)

    said = complaint(capsys, "--html", name, *options)

    assert said.startswith(f"pureconv: cannot write {name!r}: ")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "cannot write" in complaint(capsys, "--html", str(tmp_path), "--force")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--html"], "--html needs the name of a file"),
        (["--html", "--force"], "--html needs the name of a file"),
        (["--force"], "--force goes with --html FILE"),
        (["--html", "x.html", "5"],
         "--html writes the whole page: leave out what else is asked"),
        (["--html", "x.html", "--plain"],
         "--html writes the whole page: leave out what else is asked"),
    ],
)  # fmt: skip
def test_words_that_do_not_go_together_get_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    assert complaint(capsys, *words) == f"pureconv: {said}\n"
    assert list(tmp_path.iterdir()) == []


def test_a_page_with_a_check_that_fails_is_written_and_gives_status_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> list[Chapter]:
        return [CHAPTERS["1"]()._replace(check=Check("a law", 1, 2))]

    monkeypatch.setattr(command, "chapters", broken)

    assert program.main(["--html", str(tmp_path / "lesson.html")]) == 1
    assert "IT FAILS" in (tmp_path / "lesson.html").read_text(encoding="utf-8")
