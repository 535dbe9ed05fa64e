"""Habits of the package that a reader and an importer may rely on."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires
from inspect import getdoc
from operator import attrgetter
from pathlib import Path

import pytest

import pureconv

HOME = Path(pureconv.__file__).parent
PROJECT = HOME.parent

# Each may use those before it. The cellar holds what several rooms share.
CELLAR = ["nested", "checks", "operands", "sizes", "boundary"]
ROOMS = [
    "weighting", "correlation", "correlation2d", "network", "matrix", "exact", "laws",
]
ANNEXES = ["__init__", "__main__", "trace", "lesson", "testing"]  # may use any room


def files(module: str) -> list[Path]:
    """Return the sources of a module, which may be a folder."""
    return sorted((HOME / module).rglob("*.py")) or [HOME / f"{module}.py"]


@cache
def imports(path: Path) -> set[str]:
    """Return the dotted names that a file imports, wherever in the file it does."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def used(module: str) -> set[str]:
    """Return the modules of the package that a module imports."""
    names = [name.split(".") for path in files(module) for name in imports(path)]
    return {parts[1] for parts in names if parts[0] == "pureconv"} - {module}


def packages(module: str) -> set[str]:
    """Return what a module imports from elsewhere."""
    names = {name.split(".")[0] for path in files(module) for name in imports(path)}
    return names - {"pureconv", "_decimal"}  # a part of decimal that may be missing


@pytest.fixture(scope="module")
def standard_library() -> set[str]:
    """Return those packages that a Python with nothing installed has."""
    names = set().union(*map(packages, CELLAR + ROOMS + ANNEXES))
    present = (
        "import sys, importlib.util as u;"
        "print(*[name for name in sys.argv[1:] if u.find_spec(name)])"
    )
    bare = [sys.executable, "-I", "-S", "-c", present, *sorted(names)]
    answer = subprocess.run(bare, check=True, capture_output=True, text=True)
    return set(answer.stdout.split())


def test_every_module_has_its_place() -> None:
    modules = {path.stem for path in HOME.iterdir() if path.suffix == ".py"}
    folders = {path.parent.name for path in HOME.glob("*/__init__.py")}

    assert sorted(modules | folders) == sorted(CELLAR + ROOMS + ANNEXES)


@pytest.mark.parametrize("module", CELLAR + ROOMS)
def test_no_room_needs_a_later_one(module: str) -> None:
    order = CELLAR + ROOMS

    assert used(module) <= set(order[: order.index(module)])


@pytest.mark.parametrize("module", CELLAR + ROOMS + ANNEXES)
def test_only_the_testing_kit_needs_more_than_the_standard_library(
    module: str, standard_library: set[str]
) -> None:
    more = {"hypothesis", "pytest"}  # pytest where pytest cases are made

    outsiders = packages(module) - standard_library
    assert outsiders == (more if module == "testing" else set())


def test_rooms_are_reached_when_they_are_asked_for_and_not_before() -> None:
    code = (
        "import sys, pureconv\n"
        "rooms = [m for m in sys.modules if m.startswith('pureconv.')]\n"
        "assert not any('lesson' in m or 'testing' in m for m in rooms), rooms\n"
        "assert pureconv.exact.convolve([1, 2], [3]) == [3, 6]\n"
        "pureconv.laws.signals.commutes, pureconv.laws.layers.adjoint\n"
        "pureconv.trace.trace, pureconv.lesson.chapters, pureconv.testing.verdict\n"
        "assert 'laws' in dir(pureconv) and 'hypothesis' not in sys.modules\n"
    )

    subprocess.run([sys.executable, "-c", code], check=True)
    assert pureconv.__getattr__("laws") is pureconv.laws
    with pytest.raises(AttributeError, match="'pureconv' has no attribute 'rooms'"):
        pureconv.rooms  # noqa: B018


def test_the_version_stands_in_one_place() -> None:
    text = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")

    assert 'dynamic = ["version"]' in text
    assert re.fullmatch(r"\d+\.\d+\.\d+", pureconv.__version__)


def test_the_package_can_be_imported_where_nothing_is_installed() -> None:
    load = f"import sys; sys.path.insert(0, {str(PROJECT)!r}); import pureconv"

    modules = [f"pureconv.{m}" for m in [*CELLAR, *ROOMS, "trace", "lesson"]]
    bare = [sys.executable, "-I", "-S", "-B", "-c", ", ".join([load, *modules])]
    assert subprocess.run(bare, check=False).returncode == 0


def test_the_distribution_requires_nothing_but_for_its_extra() -> None:
    text = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    extras = text.partition("[project.optional-dependencies]\n")[2].partition("\n[")[0]

    assert re.search(r"^dependencies = \[\]", text, re.MULTILINE)
    assert re.findall(r"^(\w+) = \[", extras, re.MULTILINE) == ["testing"]


def test_its_metadata_say_so_too() -> None:
    try:
        required = requires("pureconv") or []
    except PackageNotFoundError:
        pytest.skip("these are the bare sources, not a distribution that is installed")

    assert all(re.search(r"extra ?== ?['\"]testing['\"]", line) for line in required)
    assert [re.split(r"\W", line)[0] for line in required] == ["hypothesis"]


def test_the_distribution_says_that_it_is_typed() -> None:
    assert (HOME / "py.typed").is_file()


def test_the_page_of_contents_lists_all_that_it_exports_and_no_more() -> None:
    names = {name for name in imports(HOME / "__init__.py") if "pureconv." in name}
    brought = {name.split(".")[-1] for name in names}
    listed = re.findall(r"\w+", pureconv.__doc__ or "")

    assert brought == set(pureconv.__all__)
    assert len(set(pureconv.__all__)) == len(pureconv.__all__)
    assert [name for name in pureconv.__all__ if name not in listed] == []


@pytest.mark.parametrize(
    "folder",
    sorted(path.parent for path in HOME.rglob("__init__.py")),
    ids=attrgetter("name"),
)
def test_a_folder_lists_what_it_brings_together(folder: Path) -> None:
    """Those with functions in their first file bring these what they need, as well."""
    name = ".".join(folder.relative_to(PROJECT).parts)
    package = import_module(name)
    listed = getattr(package, "__all__", [])
    names = imports(folder / "__init__.py")
    brought = {each.split(".")[-1] for each in names if each.startswith(f"{name}.")}

    assert [each for each in listed if not hasattr(package, each)] == []
    if not re.search(r"^def [a-z]", (folder / "__init__.py").read_text(), re.MULTILINE):
        assert brought - {*listed} == set()


@pytest.mark.parametrize("name", pureconv.__all__)
def test_every_public_function_shows_what_it_returns_in_an_example(name: str) -> None:
    doc = getdoc(getattr(pureconv, name)) or ""
    first = doc.partition("\n")[0]

    assert first.startswith("Return")
    assert first.endswith((".", ":", "?"))
    assert ">>> " in doc
