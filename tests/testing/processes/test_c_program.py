"""The program in C that README.md shows: it is right, and slips in it are named."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
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


Build = Callable[..., Path]


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Return what compiles the program of README, with a slip, and where it then is."""

    @cache
    def compiled(right: str = "", wrong: str = "", above: str = "") -> Path:
        folder = tmp_path_factory.mktemp("c")
        source = block("c")
        assert right in source
        text = above + source.replace(right, wrong or right, 1)
        (folder / "conv.c").write_text(text, encoding="utf-8")
        assert CC is not None
        words = [CC, "-O2", "-Wall", "-Wextra", "-Werror", "-o", "conv", "conv.c"]
        subprocess.run(words, cwd=folder, check=True)
        return folder / "conv"

    return compiled


def failure(path: Path, timeout: float = 10.0) -> str:
    """Return what is said of a program that should be a convolution."""
    candidate = program([str(path)], timeout)
    with pytest.raises(AssertionError) as error:
        check(candidate, "convolve", max_examples=30)
    candidate.close()
    return str(error.value)


def test_it_is_short_and_right(build: Build) -> None:
    assert block("c").count("\n") < 40
    candidate = program([str(build())])
    assert candidate([1, 2, 3], [1, 10]) == [1, 12, 23, 30]
    records = check(candidate, "convolve", max_examples=4)
    others = {record.name: record.status for record in records}
    assert others.pop("keeps_dtype", "skipped") == "skipped"  # lines have no dtype
    assert set(others.values()) == {"passed"}
    candidate.close()


def test_the_slip_is_told_as_the_readme_says(
    build: Build, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(build("w[i] *", "w[k - 1 - i] *").parent)
    line = "check --program ./conv --like convolve --only right_on_small_integers"
    assert command(line.split()) == 1
    assert block("text") in capsys.readouterr().out


def test_the_shell_lines_do_what_they_say(build: Build) -> None:
    compiles, calls, checks = block("sh").splitlines()
    assert compiles == "cc -O2 -o conv conv.c"
    shell = {"shell": True, "cwd": build().parent, "capture_output": True, "text": True}
    done = subprocess.run(calls, check=True, **shell)  # type: ignore[call-overload]
    assert done.stdout.strip() == calls.partition("# ")[2]
    assert checks == "python -m pureconv check --program ./conv --like convolve"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("w[i] *", "w[k - 1 - i] *", "the kernel is not flipped"),
        ("n + k - 1", "n + k - 2", "the last window is lost"),
        ("n + k - 1", "n + k - 1 - (n + k > 2)", "the last window is lost"),
        ("y[p + i] +=", "y[p + i + 1] +=", "known mistake: "),
        ("m < n + k - 1", "m < n", "known mistake: "),
        ("for (int m", "y[0] = 0;\n        for (int m", "the first window is lost"),
    ],
)
def test_slips_are_found_and_named(
    build: Build, right: str, wrong: str, said: str
) -> None:
    message = failure(build(right, wrong))
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
        ("if (k == 3) pause();", "no answer in 0.1 s: does it flush its output"),
        ('if (k == 3) puts("segments: ok");', "wrote no JSON: segments: ok"),
        ('if (calls++ > 4) fputs("no memory", stderr), exit(4);', LEFT),
    ],
)
def test_what_is_no_answer_is_told_with_the_call(
    build: Build, slip: str, said: str
) -> None:
    above = "#include <signal.h>\n#include <unistd.h>\n"
    above += "extern int calls;\nint calls = 0;\n"
    message = failure(build(LOOP, f"{slip}\n        {LOOP}", above), 0.1)
    assert said in message
    assert "    echo '{\"x\": " in message
    if "only after" not in said:
        assert '"w": [0.0, 0.0, 0.0]}' in message
