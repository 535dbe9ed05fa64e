"""What `pureconv.testing` offers, with hypothesis and without it."""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

import pureconv
from pureconv import testing

HERE = Path(testing.__file__).parent
ROOT = Path(pureconv.__file__).parent.parent
WITHOUT = "import sys; sys.modules['hypothesis'] = None; "  # as if it were not there


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-B", "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        text=True,
    )


@pytest.mark.parametrize("name", testing.__all__)
def test_everything_offered_is_there_and_explained(name: str) -> None:
    found = getattr(testing, name)
    assert name == "CONVENTIONS" or found.__doc__
    assert name in (testing.__doc__ or "") or name == "Record"


def test_what_is_not_offered_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"'pureconv.testing' .* 'chek'"):
        testing.chek  # noqa: B018


@pytest.mark.parametrize("room", sorted(HERE.glob("*/__init__.py")))
def test_a_room_lists_all_that_it_gives(room: Path) -> None:
    """What it imports from its files is there to be imported from it."""
    found = importlib.import_module(f"pureconv.testing.{room.parent.name}")
    steps = ast.parse(room.read_text()).body
    given = [s for s in steps if isinstance(s, ast.ImportFrom) and s.module]
    names = {each.name for s in given for each in s.names} - {"annotations"}
    if room.parent.name != "strategies":  # these are functions of its own
        assert set(getattr(found, "__all__", ())) == names


def test_functions_are_not_hidden_by_modules_of_their_name() -> None:
    done = python(
        "import pureconv.testing.checking, pureconv.testing.naming.identify\n"
        "import pureconv.testing.naming.explain\n"
        "from pureconv.testing import check, explain, identify\n"
        "print(callable(check), callable(explain), callable(identify))"
    )
    assert done.stdout.split() == ["True"] * 3


def test_all_but_strategies_need_no_hypothesis() -> None:
    done = python(
        WITHOUT + "from pureconv import convolve\n"
        "from pureconv.testing import explain, identify, verdict\n"
        "from pureconv.testing import CHECKS, CONVENTIONS, check\n"
        "verdict.judge([2.0], convolve, [1.0], [2.0], dtype='float32')\n"
        "explain(convolve, 3, 2), identify(convolve)\n"
        "records = check(convolve, 'convolve', max_examples=1)\n"
        "print({each.name for each in records} <= {*CHECKS})"
    )
    assert (done.stdout, done.stderr) == ("True\n", "")


@pytest.mark.parametrize(
    "asked",
    [
        "from pureconv.testing import strategies",
        "from pureconv.testing import check; check(abs, abs, arguments=())",
    ],
)
def test_what_needs_hypothesis_says_how_to_get_it(asked: str) -> None:
    done = python(WITHOUT + asked)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "ModuleNotFoundError: pureconv.testing needs hypothesis for this: "
        'pip install "pureconv[testing]"'
    )


def test_that_is_said_in_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    room = ROOT / "pureconv" / "testing" / "strategies"
    with pytest.raises(ModuleNotFoundError, match="pip install"):
        runpy.run_path(str(room / "dependency.py"))


def test_the_command_line_does_without() -> None:
    done = python(
        WITHOUT + "from pureconv.testing.command import command\n"
        "words = 'check pureconv:convolve --like convolve --max-examples 1'\n"
        "sys.exit(command(words.split()))"
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_of_it_is_imported_by_the_library_itself() -> None:
    done = python(
        "import sys, pureconv\n"
        "print([name for name in sys.modules if name.startswith('pureconv.testing')])"
    )
    assert done.stdout == "[]\n"


def test_strategies_are_imported_when_they_are_asked_for() -> None:
    done = python("from pureconv import testing as t; print(t.strategies.signals)")
    assert done.stdout.startswith("<function signals at")
    assert testing.__getattr__("strategies") is testing.strategies  # as the first time


@pytest.mark.parametrize("name", ["check", "identify", "explain", "program"])
def test_a_call_may_last_ten_seconds_unless_more_is_said(name: str) -> None:
    words = inspect.signature(getattr(testing, name)).parameters
    assert words["timeout"].default == 10
