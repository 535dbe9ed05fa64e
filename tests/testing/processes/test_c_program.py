"""The program in C that README.md shows: it is right, and slips in it are named."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import pureconv
from pureconv.testing import check, program
from pureconv.testing.command import command

README = Path(pureconv.__file__).parent.parent / "README.md"
CC = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")

if CC is None:
    pytest.skip("there is no compiler for C", allow_module_level=True)


def block(language: str) -> str:
    """Return what README shows in a language, in the section on all of them."""
    section = README.read_text(encoding="utf-8").partition("in any language\n")[2]
    found = re.search(rf"```{language}\n(.*?)```", section, flags=re.DOTALL)
    assert found
    return found[1]


def build(folder: Path, right: str = "", wrong: str = "", above: str = "") -> Path:
    """Compile the program of README, with a slip, and return its path."""
    source = block("c")
    assert right in source
    text = above + source.replace(right, wrong or right, 1)
    (folder / "conv.c").write_text(text, encoding="utf-8")
    assert CC is not None
    words = [CC, "-O2", "-Wall", "-Wextra", "-Werror", "-o", "conv", "conv.c"]
    subprocess.run(words, cwd=folder, check=True)
    return folder / "conv"


def failure(path: Path, examples: int = 30, timeout: float = 10.0) -> str:
    """Return what is said of a program that should be a convolution."""
    candidate = program([str(path)], timeout)
    with pytest.raises(AssertionError) as error:
        check(candidate, "convolve", max_examples=examples)
    candidate.close()
    return str(error.value)


def test_it_is_short_and_right(tmp_path: Path) -> None:
    path = build(tmp_path)
    assert block("c").count("\n") < 40
    candidate = program([str(path)])
    assert candidate([1, 2, 3], [1, 10]) == [1, 12, 23, 30]
    records = check(candidate, "convolve", max_examples=40)
    others = {record.name: record.status for record in records}
    assert others.pop("keeps_dtype", "skipped") == "skipped"  # lines have no dtype
    assert set(others.values()) == {"passed"}
    candidate.close()


def test_the_slip_is_told_as_the_readme_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    build(tmp_path, "w[i] *", "w[k - 1 - i] *")
    monkeypatch.chdir(tmp_path)
    line = "check --program ./conv --like convolve --max-examples 20"
    assert command(line.split()) == 1
    assert block("text") in capsys.readouterr().out


def test_the_shell_lines_do_what_they_say(tmp_path: Path) -> None:
    build(tmp_path)
    compiles, calls, checks = block("sh").splitlines()
    assert compiles == "cc -O2 -o conv conv.c"
    shell = {"shell": True, "cwd": tmp_path, "capture_output": True, "text": True}
    done = subprocess.run(calls, check=True, **shell)  # type: ignore[call-overload]
    assert done.stdout.strip() == calls.partition("# ")[2]
    assert checks == "python -m pureconv check --program ./conv --like convolve"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("w[i] *", "w[k - 1 - i] *", "the kernel is not flipped"),
        ("n + k - 1", "n + k - 2", "the last window is lost"),
        ("y[p + i] +=", "y[p + i + 1] +=", "known mistake: "),
        ("m < n + k - 1", "m < n", "known mistake: "),
        ("for (int m", "y[0] = 0;\n        for (int m", "the first window is lost"),
    ],
)
def test_slips_are_found_and_named(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    message = failure(build(tmp_path, right, wrong), 60)
    assert "    echo '{\"x\": " in message
    assert said in message


LEFT = """\
exited with status 4
wrote last:
    no memory
only after 6 calls in one process"""
LOOP = "memset(y, 0, sizeof y);"


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        ("if (k == 3) raise(SIGSEGV);", "killed by SIGSEGV"),
        ("if (k == 3) for (;;) {}", "no answer in 0.5 s: does it flush its output"),
        ('if (k == 3) puts("segments: ok");', "wrote no JSON: segments: ok"),
        ('if (calls++ > 4) fputs("no memory", stderr), exit(4);', LEFT),
    ],
)
def test_what_is_no_answer_is_told_with_the_call(
    tmp_path: Path, slip: str, said: str
) -> None:
    above = "#include <signal.h>\nextern int calls;\nint calls = 0;\n"
    message = failure(build(tmp_path, LOOP, f"{slip}\n        {LOOP}", above), 30, 0.5)
    assert said in message
    assert "    echo '{\"x\": " in message
    if "only after" not in said:
        assert '"w": [0.0, 0.0, 0.0]}' in message
