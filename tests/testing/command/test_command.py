"""The kit on the command line: what is printed, and the exit status."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import pureconv
from pureconv import __main__ as program
from pureconv.testing.command import command
from pureconv.testing.command.words import COMMANDS

MINE = """\
def slide(x, w):
    return [sum(a * b for a, b in zip(x[n:], w)) for n in range(len(x) - len(w) + 1)]

def flipped(x, w):
    return slide(x, w[::-1])

def strided(x, w, stride, padding):
    x = [0.0] * padding + x + [0.0] * padding
    return [[[v for v in slide(x, w)[::stride]]]]

def odd(x, w):
    if even(x, w):
        raise ValueError("kernels must be odd")
    return slide(x, w)

def even(x, w):
    return len(w) % 2 == 0

def last(x, w):
    return [[[w[0][0][0] * sample[0]] for sample in x[0]]]

def refusing(x, w):
    raise RuntimeError("not today")

def größe(x, w):
    return slide(x, w)[1:]

twice = 2
"""


@pytest.fixture(autouse=True)
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a module into the current directory, as a user has one."""
    (tmp_path / "mine.py").write_text(MINE, "utf-8")
    (tmp_path / "broken.py").write_text("1 / 0\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.delitem(sys.modules, "mine", raising=False)
    monkeypatch.setenv("COLUMNS", "100")


def run(text: str, *more: str) -> int:
    """Return the exit status of a command, its words apart by spaces."""
    return command([*text.split(), *more])


def test_a_right_function_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check mine:slide --like correlate --max-examples 5") == 0
    printed = capsys.readouterr().out.splitlines()

    assert printed[0] == "mine.slide in float64, against correlate:"
    assert printed[2].startswith("passed   right_on_small_integers ")
    assert printed[2].endswith("  5  f(x, w) == exact, on small integers")
    assert any(line.startswith("skipped  stride_thins ") for line in printed)
    assert printed[-1].startswith("not refuted by ")
    assert all(len(line) <= 100 for line in printed)


def test_a_wrong_function_fails_and_is_told_why(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = "check mine:flipped --like correlate --max-examples 20 --only"
    assert run(f"{words} right_on_small_integers,repeats") == 1
    printed = capsys.readouterr().out

    assert "\nfailed   right_on_small_integers " in printed
    assert "    mine.flipped([1.0, 0.0], [0.0, 1.0])\n" in printed
    assert "y[0] = w[0]*x[0] + w[1]*x[1]\n" in printed
    assert "known mistake: the kernel is flipped" in printed
    assert printed.splitlines()[-1].endswith(" checks failed")


def test_a_name_that_the_screen_cannot_show_is_spelled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stdout = io.TextIOWrapper(io.BytesIO(), "ascii")
    monkeypatch.setattr(sys, "stdout", stdout)
    assert run("check mine:größe --like correlate --max-examples 9 --only flip") == 1
    stdout.seek(0)
    assert stdout.readline() == "mine.gr\\xf6\\xdfe in float64, against correlate:\n"


def test_to_have_tried_nothing_is_no_success(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = "check mine:slide --like correlate --only keeps_dtype"
    assert run(words) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "no call could be tried"


def test_rows_are_cut_to_the_width_of_the_screen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    run("check mine:slide --like correlate --max-examples 1")
    rows = capsys.readouterr().out.splitlines()[2:-1]
    assert max(map(len, rows)) == 50
    assert rows[0].endswith("...")


def test_a_terminal_shows_what_is_being_done(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    run("check mine:slide --like correlate --max-examples 50 --only repeats,flip")
    lines = [line for line in capsys.readouterr().err.split("\r\033[K") if line]
    assert lines[0] == "[....................] 0 of 2  repeats  0 examples/s"
    assert lines[-1].startswith("[##########..........] 1 of 2  flip  ")
    assert not lines[-1].endswith("  0 examples/s")  # there were 50


def test_options_are_varied_with_the_values_that_are_given(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = "check pureconv:conv1d --like conv1d --max-examples 1 --options"
    assert run(words, "stride=1|2,padding=0|(1, 2)|same,groups") == 0
    assert "padding_is_data" in capsys.readouterr().out


def test_arrays_are_made_by_what_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    words = "check mine:flipped --like correlate --to builtins:tuple --max-examples 9"
    assert run(f"{words} --only right_on_small_integers") == 1
    printed = capsys.readouterr().out
    assert "mine.flipped(tuple([1.0, 0.0]), tuple([0.0, 1.0]))" in printed


def test_identify_names_the_convention(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["identify", "mine:slide"]) == 0
    assert capsys.readouterr().out.startswith("1-D correlation: y[n] = sum over i of ")


def test_order_and_options_can_be_said_and_nothing_found_out_is_1(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = "--arguments x,w,2,0 --signal 3 --weights 1"
    assert run("explain mine:strided", *words.split()) == 0
    assert "y[0][0][1] = w[0]*x[2]" in capsys.readouterr().out
    words = "--options stride=2,padding=0"
    assert run("identify mine:strided", *words.split()) == 1
    assert run("explain mine:refusing --signal 1 --weights 1") == 1
    assert run("identify mine:refusing") == 1


def test_explain_writes_formulas(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain mine:slide --signal 3 --weights 2") == 0
    formulas = ["y[0] = w[0]*x[0] + w[1]*x[1]", "y[1] = w[0]*x[1] + w[1]*x[2]"]
    assert capsys.readouterr().out.splitlines() == formulas


LIKE = "check mine:slide --like correlate"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("check mine", "a function is named as module:function, not 'mine'"),
        ("check mine:", "a function is named as module:function, not 'mine:'\n"),
        ("check mine.slide", "not 'mine.slide': say mine:slide\n"),
        ("check ./mine.py", "not './mine.py': of a program, say --program ./mine.py\n"),
        ("check nowhere:f", "No module named 'nowhere'"),
        ("check broken:f", "importing broken raises ZeroDivisionError: division by"),
        ("check mine:none", "module mine has no none"),
        ("check mine:twice", "mine:twice is not callable, but int"),
        ("check mine:slide", "no convention is known for mine.slide: say what it is"),
        ("check mine:slide --like mine", "or a name in CONVENTIONS, not 'mine'"),
        (f"{LIKE} --to mine:twice", "mine:twice is not callable, but int"),
        (f"{LIKE} --options even", "correlate has no option 'even' to vary"),
        (f"{LIKE} --dtype float31", "dtype must be"),
        (f"{LIKE} --algorithm x", "algorithm must be"),
        (f"{LIKE} --only flips", "there is no check 'flips' here, but right_on_small_"),
        (f"{LIKE} --axes 2", "axes must be 1 here, not 2"),
        (f"{LIKE} --refuses Odd", "module builtins has no Odd"),
        (f"{LIKE} --refuses ValueError,print", "refuses must be exception types, or"),
        (f"{LIKE} --max-examples 0", "max_examples must be at least 1, not 0"),
        (f"{LIKE} --max-taps 0", "max_taps must be at least 1, not 0"),
        (f"{LIKE} --max-size 0", "max_size must be at least 1, not 0"),
        (f"{LIKE} --max-channels 0", "max_channels must be at least 1, not 0"),
        (f"{LIKE} --timeout 3", "--timeout needs --isolate\n"),
        ("identify mine:slide --timeout 3", "--timeout needs --isolate\n"),
        (
            "explain mine:slide --signal 3 --weights 2 --timeout 3",
            "--timeout needs --isolate\n",
        ),
        ("identify mine:twice", "mine:twice is not callable, but int"),
        ("identify mine:slide --options mode", "give one value, as in mode=2\n"),
        ("identify mine:slide --options stride=1|2", "one value, as in stride=2\n"),
        ("explain mine:slide --signal 5x --weights 3", "written as 5, or 5x4 for an"),
    ],
)
def test_wrong_usage_is_one_clear_line(
    words: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("pureconv: ")
    assert said in printed.err
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("explain mine:slide", "required: --signal, --weights"),
        ("judge v.json a.json --strict", "unrecognized arguments: --strict"),
    ],
)
def test_words_that_nobody_understands_are_wrong_usage(
    words: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        run(words)
    assert left.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("word", ["check", "identify", "explain", "vectors", "judge"])
def test_help_ends_with_an_example(
    word: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as left:
        run(f"{word} -h")
    assert left.value.code == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].startswith(f"example: python -m pureconv {word} ")
    assert max(map(len, lines)) <= 80


def test_help_says_what_a_word_is_followed_by(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        run("check -h")
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    for said in ("--timeout SECONDS for", "--max-taps N no", "--like NAME what"):
        assert any(line.startswith(said) for line in lines)


def test_a_function_of_a_library_is_measured_by_its_own_convention(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "more_itertools.py").write_text("from pureconv import convolve\n")
    sys.modules.pop("more_itertools", None)
    assert run("check more_itertools:convolve --max-examples 1") == 0
    assert capsys.readouterr().out.startswith(
        "more_itertools.convolve in float64, against what it documents:"
    )


@pytest.mark.parametrize(
    ("package", "home", "maker"),
    [
        ("numpy", "numpy", "asarray"),
        ("scipy", "numpy", "asarray"),
        ("torch", "torch", "tensor"),
        ("jax", "jax.numpy", "asarray"),
    ],
)
def test_a_function_of_a_library_gets_its_arrays(
    package: str, home: str, maker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    modules = {name: ModuleType(name) for name in (package, home)}

    def array(values: Any) -> Any:
        made.append(values)
        return values

    setattr(modules[package], "first", lambda x, _: x[:1])  # noqa: B010
    setattr(modules[home], maker, array)
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)
    run(f"explain {package}:first --signal 1 --weights 1")
    assert made


def test_the_program_knows_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["explain", "mine:slide", "--signal", "1", "--weights", "1"]
    assert program.main(words) == 0
    assert capsys.readouterr().out == "y[0] = w[0]*x[0]\n"


def test_the_current_directory_is_looked_in_once(tmp_path: Path) -> None:
    for _ in range(2):
        run("explain mine:slide --signal 1 --weights 1")
    assert sys.path.count(str(tmp_path)) == 1


def test_modules_of_the_current_directory_are_found(tmp_path: Path) -> None:
    root = Path(pureconv.__file__).parent.parent
    words = ["explain", "mine:slide", "--signal", "1", "--weights", "1"]
    done = subprocess.run(
        [sys.executable, "-B", "-m", "pureconv", *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "y[0] = w[0]*x[0]\n", "")


def test_what_may_be_refused_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    words = "check mine:odd --like correlate --max-examples 30 --refuses ValueError"
    assert run(f"{words} --only right_on_floats,repeats") == 0
    *_, repeats, floats, _, last = capsys.readouterr().out.splitlines()

    assert repeats.startswith("passed   repeats ")
    _, _, status = floats.partition("right_on_floats")
    passed, declined = (int(n) for n in re.findall(r"\d+", status)[:2])
    assert floats.endswith("|f(x, w) - exact| <= allowed error")
    assert f"{passed}, declined {declined} " in floats
    assert passed + declined == 30
    assert last.startswith("not refuted by ")
    assert last.endswith(" declined")


def test_what_is_refused_is_named_as_a_function_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = "check mine:odd --like correlate --max-examples 9 --refuses mine:even"
    assert run(f"{words} --only right_on_floats") == 0
    assert ", declined " in capsys.readouterr().out


def test_one_axis_or_two_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    words = "check pureconv:convolve --like scipy.signal.convolve --max-examples 2"
    assert run(f"{words} --axes 1") == 0
    assert "commutes_2d" not in capsys.readouterr().out


def test_axes_may_lie_in_another_order(capsys: pytest.CaptureFixture[str]) -> None:
    sizes = "--signal 1x1x2 --weights 1x1x1 --layout NLC,LIO"
    assert run(f"explain mine:last {sizes}") == 0
    assert capsys.readouterr().out.splitlines() == [
        "y[0][0][0] = w[0][0][0]*x[0][0][0]",
        "y[0][0][1] = w[0][0][0]*x[0][0][1]",
    ]
    assert run("check mine:last --like conv1d --layout NLC") == 2
    assert "layout must be two words" in capsys.readouterr().err


def test_output_may_be_any_stream_of_text() -> None:
    with redirect_stdout(io.StringIO()) as text:
        assert run("explain mine:slide --signal 3 --weights 2") == 0
    assert text.getvalue().startswith("y[0] = w[0]*x[0] + w[1]*x[1]\n")


def test_no_names_of_checks_are_all_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["pureconv:correlate", "--like", "correlate", "--max-examples", "1"]
    assert command(["check", *words, "--only", ""]) == 0
    printed = capsys.readouterr().out
    assert command(["check", *words]) == 0
    assert capsys.readouterr().out == printed


def test_a_word_is_explained_in_part_of_a_sentence() -> None:
    """It starts small and ends with a letter, a digit, dots or a brace."""
    tables = [words for _, words, _ in COMMANDS.values()]
    told = {said["help"] for words in tables for said in words.values()}
    assert [text for text in told if not re.fullmatch(r".*(\w|\.\.\.|\})", text)] == []
