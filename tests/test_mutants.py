"""The tool that plants faults, on a small package and with tests that are its own."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

import faults
import mutants

SOURCE = """
def double(x):
    y = x + 0{comment}
    return 2 * y
"""
TWO_FUNCTIONS = """
BY = 2

def double(x=3):
    return BY * x

def unused(n):
    return n + 0
"""
ONE_TEST = """
from pureconv import room

def test_double():
    assert room.double() == 6
"""
LINE_COUNT = """
import inspect
from pureconv import room

def test_lines():
    assert len(inspect.getsource(room).splitlines()) == 8
"""
COMMENT = "  # same result: nothing is added"


class Runs:
    """Stands for pytest: it calls `double` in the copy, and counts how often."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(
        self, place: Path, tests: list[str], patience: float, *, keep: bool = False
    ) -> int:
        assert patience > 0
        self.number += 1
        if tests != mutants.EVERYTHING:
            return mutants.NO_TESTS  # of these there are none: that is no catch
        room: dict[str, Any] = {}
        exec((place / "pureconv" / "room.py").read_text(), room)  # noqa: S102
        try:
            right = room["double"](3) == 6
        except NameError:
            return -9  # as if it had not come to an end
        assert right or not keep
        return mutants.PASSED if right else 1


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pureconv").mkdir()
    (tmp_path / "pureconv" / "room.py").write_text(SOURCE.format(comment=""))
    (tmp_path / "tests").mkdir()
    monkeypatch.setattr(mutants, "ROOT", tmp_path)
    monkeypatch.setattr(mutants, "PLACE", tmp_path / "place")
    monkeypatch.setattr(mutants, "COPIED", ["pureconv"])
    monkeypatch.setattr(sys, "argv", ["mutants.py", "--jobs=1"])
    return tmp_path


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    runs = Runs()
    monkeypatch.setattr(mutants, "run", runs)
    monkeypatch.setattr(mutants, "quickly", lambda *_: None)
    monkeypatch.setattr(mutants, "what_is_known", lambda: ("", []))
    return runs


def test_what_no_test_fails_on_is_listed(
    package: Path, runs: Runs, capsys: pytest.CaptureFixture[str]
) -> None:
    assert package.exists()
    assert runs.number == 0

    assert mutants.main() == 1

    assert capsys.readouterr().out.splitlines() == [
        "pureconv/room.py:3: x + 0 -> x - 0",
        "6 mutants: 5 caught, 1 survived, 0 equivalent",
    ]


def test_a_comment_says_that_nothing_depends_on_it(
    package: Path, runs: Runs, capsys: pytest.CaptureFixture[str]
) -> None:
    (package / "pureconv" / "room.py").write_text(SOURCE.format(comment=COMMENT))

    assert mutants.main() == 0

    assert runs.number == 1 + 3 * 2  # on those of the other line
    assert capsys.readouterr().out == "6 mutants: 3 caught, 0 survived, 3 equivalent\n"


@pytest.mark.parametrize(
    ("path", "sooner"),
    [
        ("pureconv/room.py", [["tests/test_room.py"], []]),
        ("pureconv/wing/room.py", [
            ["tests/wing/test_room.py"], ["tests/wing", "pureconv/wing"]]),
        ("pureconv/wing/inner/room.py", [
            ["tests/wing/inner/test_room.py"], ["tests/wing", "pureconv/wing/inner"]]),
        ("pureconv/testing/room.py", [["tests/testing/test_room.py"], []]),
    ],
)  # fmt: skip
def test_tests_in_a_like_place_come_sooner(
    package: Path, path: str, sooner: list[list[str]]
) -> None:
    for wing in "wing", "testing":
        (package / "tests" / wing).mkdir()

    assert mutants.own(faults.Mutant(path, 1, "", "", 0)) == sooner


@pytest.mark.parametrize(
    ("source", "excuses"),
    [
        ("def f(x):\n    return x + 1\n", False),
        ("def f(x):\n    return x + 1  # the same result\n", True),
        ("def f(x):\n    # Same result, later.\n    return x + 1\n", True),
        ("def f(x):\n    'The same result.'\n    return x + 1\n", True),
        ("def g(): 'The same result.'\ndef f(x):\n    return x + 1\n", False),
        ("'The same result.'\ndef f(x):\n    return x + 1\n", True),
    ],
)
def test_an_excuse_speaks_of_its_line_its_function_or_its_file(
    package: Path, source: str, *, excuses: bool
) -> None:
    room = package / "pureconv" / "room.py"
    room.write_text(source)

    (fault,) = (
        m for m in faults.mutants("pureconv/room.py", source) if "x - 1" in m.change
    )

    assert mutants.excused(fault) == excuses


def test_a_run_goes_on_where_the_last_one_stopped(
    package: Path, runs: Runs, capsys: pytest.CaptureFixture[str]
) -> None:
    mutants.main()
    first, runs.number = runs.number, 0
    mutants.main()
    again, runs.number = runs.number, 0
    (package / "tests" / "test_room.py").write_text("# a new test")
    mutants.main()

    assert first == 1 + 6 * 2  # the originals, and each mutant with two sets of tests
    assert again == 0
    assert runs.number == 1 + 2  # the one that had survived is tried by the new test
    assert len(set(capsys.readouterr().out.splitlines())) == 2


def test_so_many_mutants_are_the_same_ones_each_time(package: Path) -> None:
    assert package.exists()
    three, four = mutants.chosen([], 3), mutants.chosen(["room"], 4)

    assert three == four[:3]
    assert len(four) == 4
    assert mutants.chosen(["another"], None) == []


def test_tests_that_fail_on_the_originals_are_no_tests(
    package: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert package.exists()
    assert runs.number == 0
    monkeypatch.setattr(mutants, "run", lambda *_, **__: 1)

    with pytest.raises(SystemExit, match="The tests do not pass"):
        mutants.main()


def test_objects_that_answer_nothing_are_not_asked_for_their_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Mute:
        def __getattribute__(self, name: str) -> Any:
            raise OSError(name)

    function = test_objects_that_answer_nothing_are_not_asked_for_their_code
    monkeypatch.setattr(gc, "get_objects", lambda: [Mute(), len, function])

    assert mutants.functions_by_code() == {function.__code__: [function]}


def test_a_package_of_two_functions_and_a_constant(tmp_path: Path) -> None:
    """All of it: functions and defaults are tried in forks, what is left in copies."""
    for name, text in {
        "pureconv/__init__.py": "",
        "pureconv/room.py": TWO_FUNCTIONS.replace(" + 0", ""),
        "tests/test_room.py": ONE_TEST,
        "tests/test_text.py": LINE_COUNT,  # no fault changes that
        "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '-p no:cacheprovider "
                          "--doctest-modules --doctest-glob=README.md'",
        "README.md": "", "Makefile": "", "LICENSE": "",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    for tool in mutants, faults:
        copy(str(tool.__file__), tmp_path / "tests")

    alone = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # each run starts sooner
    done = subprocess.run(
        [sys.executable, "tests/mutants.py", "--jobs=2"],
        cwd=tmp_path, env={**os.environ, **alone, "PYTHONPATH": str(tmp_path)},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip

    assert sorted(done.stdout.splitlines()) == [
        "6 mutants: 5 caught, 1 survived, 0 equivalent",
        "pureconv/room.py:8: return n -> pass",
    ]
    verdicts = (tmp_path / ".cache" / "mutants" / "verdicts.jsonl").read_text()
    quickly = [row for row in verdicts.splitlines() if "quick" in row]
    assert len(quickly) == 6
    assert sum('"caught": true' in row for row in quickly) == 3


@pytest.mark.parametrize(
    ("source", "changes"),
    [
        ("a = not b", ["a = not b -> pass", "not b -> b"]),
        ("f(a, b)", ["f(a, b) -> pass", "f(a, b) -> f(b, a)"]),
        ("f(a, *b)", ["f(a, *b) -> pass"]),
        ("max(a, b)", ["max(a, b) -> pass"]),
        ("if a:\n    raise b", ["if a: -> if True:", "if a: -> if False:"]),
        ("while a:\n    b()", ["while a: -> while False:", "b() -> pass"]),
        ("def f(a=None): '''no'''", ["None -> 0"]),
        ("a: int = True", ["True -> False"]),
        ("def f():\n    return None", ["None -> 0"]),
        ("Pair = tuple[int, int]", []),
        ("Item = TypeVar('Item', bound='Any')", []),
        ("Item = set()", ["Item = set() -> pass"]),
        ("if TYPE_CHECKING:\n    import a", []),
        ("Word = Literal['a']",
         ["Word = Literal['a'] -> pass", "'a' -> 'a!'"]),
        ("a = [b for b in c if d]",
         ["a = [b for b in c if d] -> pass", "for b in c if d -> for b in c if True"]),
        ("a += b < c", ["a += b < c -> a -= b < c", "a += b < c -> pass",
                        "b < c -> b <= c"]),
        ("a = b or 'c'", ["a = b or 'c' -> pass", "b or 'c' -> b and 'c'",
                          "'c' -> 'c!'"]),
    ],
)
def test_each_kind_of_fault(source: str, changes: list[str]) -> None:
    found = [mutant.change for mutant in faults.mutants("room.py", source)]

    assert found == changes
