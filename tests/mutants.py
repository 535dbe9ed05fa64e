r"""Plant faults in the package, one at a time, and list those that no test sees.

A mutant is a file with one small change: + for -, < for <=, 2 for 1, a branch always
taken, a statement left out, two arguments exchanged. The tests nearest to it are run
first, then those around, then all. If none of them fails, the mutant has survived: a
test is missing, or no result depends on what was changed. In that case a comment on
that line or above it says "same result" and why, and the mutant counts as equivalent.

    make mutants                            all rooms
    make mutants ROOMS="network sizes"      these alone
    make mutants NUMBER=60                  as many, the same ones each time

Verdicts are kept, so a run goes on where the last one was stopped: what was caught
stays so until its file is changed, what survived until a test is.

>>> for mutant in mutants("f.py", "def f(x: int = 1) -> int:\n    return x < 2\n"):
...     print(mutant.line, mutant.change)
1 1 -> 2
2 return x < 2 -> pass
2 x < 2 -> x <= 2
2 2 -> 3
"""

from __future__ import annotations

import argparse
import ast
import copy
import hashlib
import json
import math
import os
import py_compile
import random
import resource
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import hypothesis.strategies  # noqa: F401  # for the forks of this process
import pytest

ROOT = Path(__file__).parent.parent
PLACE = ROOT / ".cache" / "mutants"
COPIED = ["pureconv", "tests", "README.md", "pyproject.toml", "Makefile", "LICENSE"]
EVERYTHING = ["tests", "pureconv", "README.md"]
WINGS = {"testing", "lesson", "exact"}  # what they do is seen in their own tests
LADDER = ["tests/network", "tests/laws"]  # and in all that stand right in tests/
MEMORY = 6_000_000_000  # bytes that a mutant may take
LOADED = "ignore:Module already imported"  # here, and so in the forks that run tests
PASSED, NO_TESTS = 0, 5  # as pytest says it: what no test was run on is not caught

# === what is changed ===

OTHER: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.Pow: ast.Mult,
    ast.LShift: ast.RShift, ast.RShift: ast.LShift,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.BitXor: ast.BitOr,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
}
BRANCHES: dict[type[ast.AST], tuple[bool, ...]] = {
    ast.If: (True, False), ast.IfExp: (True, False), ast.While: (False,),
}
SYMMETRIC = {"max", "min", "math.gcd", "math.lcm", "output_pad", "output_pads"}
DROPPED = (ast.Expr, ast.Assign, ast.AugAssign, ast.Delete, ast.Return, ast.Raise,
           ast.Continue, ast.Break)


class Mutant(NamedTuple):
    """A file of the package with a fault in it."""

    path: str
    line: int
    change: str
    source: str


def mutants(path: str, source: str) -> Iterator[Mutant]:
    """Yield all mutants of a file."""
    tree = ast.parse(source)
    original, line = ast.unparse(tree), 1
    for parent, field, place, node in parts(tree):
        line = getattr(node, "lineno", line)
        for other in replacements(node, parent):
            put(parent, field, place, other)
            mutated = ast.unparse(tree)
            put(parent, field, place, node)
            if mutated != original:
                change = f"{short(node)} -> {short(other)}"
                yield Mutant(path, line, change, mutated)


def parts(parent: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Yield every node, with where it stands; no types and docstrings: none is run."""
    for field, value in ast.iter_fields(parent):
        nodes = enumerate(value) if isinstance(value, list) else [(None, value)]
        for place, node in nodes:
            typing = field in {"annotation", "returns"}
            if isinstance(node, ast.AST) and not typing and not is_docstring(node):
                yield parent, field, place, node
                yield from parts(node)


def is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def put(parent: ast.AST, field: str, place: int | None, node: ast.AST) -> None:
    if place is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[place] = node


def replacements(node: ast.AST, parent: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in the place of a node."""
    if isinstance(node, (ast.BinOp, ast.AugAssign, ast.BoolOp)):
        yield like(node, op=OTHER[type(node.op)]())
    if isinstance(node, ast.Compare):
        for n, op in enumerate(node.ops):
            yield like(node, ops=replaced(node.ops, n, OTHER[type(op)]()))
    if isinstance(node, ast.UnaryOp):
        yield node.operand
    if isinstance(node, ast.Constant):
        yield from map(ast.Constant, other_values(node.value))
    for truth in BRANCHES.get(type(node), ()):
        yield like(node, test=ast.Constant(truth))
    if isinstance(node, ast.comprehension):
        for n in range(len(node.ifs)):
            yield like(node, ifs=replaced(node.ifs, n, ast.Constant(value=True)))
    if isinstance(node, ast.Call) and ast.unparse(node.func) not in SYMMETRIC:
        for n, (one, two) in enumerate(zip(node.args, node.args[1:])):
            if not isinstance(one, ast.Starred) and not isinstance(two, ast.Starred):
                args = replaced(replaced(node.args, n, two), n + 1, one)
                yield like(node, args=args)
    alone = isinstance(parent, ast.If) and parent.body == [node]  # as if not taken
    if isinstance(node, DROPPED) and not alone:
        yield ast.Pass()


def like(node: ast.AST, **changed: Any) -> ast.AST:
    """Return a copy of the node with one of its parts changed."""
    other = copy.copy(node)
    vars(other).update(changed)
    return other


def replaced(items: list[Any], n: int, item: Any) -> list[Any]:
    return [*items[:n], item, *items[n + 1 :]]


def other_values(value: object) -> list[Any]:
    if value is None or isinstance(value, bool):
        return [0 if value is None else not value]
    if isinstance(value, str):
        return [value + "!"]
    return [value + 1] if isinstance(value, (int, float)) else []


def short(node: ast.AST) -> str:
    """Return the beginning of a piece of source."""
    text = ast.unparse(node).strip().split("\n")[0]
    return text if len(text) < 60 else text[:57] + "..."


def excused(mutant: Mutant) -> bool:
    """Tell whether a comment on that line, or right above it, says "same result"."""
    lines = (ROOT / mutant.path).read_text().split("\n")
    line = mutant.line - 1
    comments = lines[line].partition("#")[2]
    while lines[line - 1].lstrip().startswith("#"):
        line -= 1
        comments = lines[line] + comments
    return "same result" in comments.lower()


# === which tests see it ===


def stages(path: str) -> Iterator[list[str]]:
    """Yield the tests that may see a fault in a file, those first that soon will.

    They are its examples and its own tests, then those around it, then all.

    >>> near, *_ = stages("pureconv/network/channels.py")
    >>> near
    ['pureconv/network/channels.py', 'tests/network/test_channels.py']
    >>> _, around, _ = stages("pureconv/exact/digits.py")
    >>> around
    ['tests/exact']
    """
    _, *rooms, name = Path(path).with_suffix("").parts
    near = sorted(ROOT.joinpath("tests", *rooms).glob(f"test_{name}*.py"))
    around = [*sorted(ROOT.glob("tests/test_*.py")), *map(ROOT.joinpath, LADDER)]
    if {*rooms} & WINGS:
        around = [ROOT / "tests" / rooms[0]]
    yield [path, *[str(test.relative_to(ROOT)) for test in near]]
    yield [str(test.relative_to(ROOT)) for test in around if test.exists()]
    yield EVERYTHING


def run(place: Path, tests: list[str], patience: float, *, keep: bool = False) -> int:
    """Run tests in a copy of the package; return pytest's status, below 0 for no end.

    They run in a fork of this process, which has loaded pytest and hypothesis already.
    What is compiled is not kept, unless these are the originals: a mutant may be as
    large as the one before it, and as old.
    """
    child = os.fork()
    if not child:
        os.setsid()  # so that it can be ended with all it has started
        signal.alarm(math.ceil(patience))
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        for stream in range(3):
            os.dup2(os.open(os.devnull, os.O_RDWR), stream)
        os.chdir(place)
        os.environ.update(PYTHONPATH=str(place), HYPOTHESIS_PROFILE="ci")
        sys.path.insert(0, str(place))
        sys.dont_write_bytecode = not keep
        os._exit(pytest.main(["-q", "-x", "-W", LOADED, *tests]))
    _, status = os.waitpid(child, 0)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(status)


def is_caught(mutant: Mutant, place: Path, patience: float) -> bool:
    """Put the mutant into a copy of the package, and tell whether a test fails."""
    target = place / mutant.path
    original = target.read_text()
    target.write_text(mutant.source)
    try:
        return any(
            run(place, tests, patience) not in {PASSED, NO_TESTS}
            for tests in stages(mutant.path)
            if tests
        )
    finally:
        target.write_text(original)


# === many of them ===


def chosen(rooms: list[str], number: int | None) -> list[Mutant]:
    """Return the mutants of some rooms, or so many of them, spread over all."""
    found: list[Mutant] = []
    for path in sorted((ROOT / "pureconv").rglob("*.py")):
        name = path.relative_to(ROOT / "pureconv").with_suffix("").as_posix()
        if not rooms or any(f"{name}/".startswith(f"{room}/") for room in rooms):
            found += mutants(path.relative_to(ROOT).as_posix(), path.read_text())
    random.Random(0).shuffle(found)
    return found[:number]


def copied(job: int) -> Path:
    """Make a copy of the package, for mutants to live in."""
    place = PLACE / f"copy-{job}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for name in COPIED:
        copy_it = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy_it(ROOT / name, place / name)
    for path in place.glob("pureconv/**/*.py"):  # told by what is in it, not by age
        by_hash = py_compile.PycInvalidationMode.CHECKED_HASH
        py_compile.compile(str(path), invalidation_mode=by_hash)
    return place


def known() -> dict[str, Any]:
    """Return the verdicts of this run and of earlier ones."""
    rows = map(json.loads, (PLACE / "verdicts.jsonl").read_text().splitlines())
    return {row["mutant"]: row for row in rows}


def judge(found: list[Mutant], place: Path, patience: float, tests: str) -> None:
    """Add to the verdicts those that are missing, and print what survives."""
    before = known()
    for mutant in found:
        key = digest(mutant.path, mutant.source)
        row = before.get(key, {"caught": False, "tests": None})
        if not row["caught"] and row["tests"] != tests:
            row = {"mutant": key, "caught": is_caught(mutant, place, patience)}
            with (PLACE / "verdicts.jsonl").open("a") as file:
                file.write(json.dumps({**row, "tests": tests}) + "\n")
        if not row["caught"] and not excused(mutant):
            print(f"{mutant.path}:{mutant.line}: {mutant.change}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description="Plant faults in the package.")
    parser.add_argument("rooms", nargs="*", help="network, sizes, testing/verdict, ...")
    parser.add_argument("--number", type=int, help="so many of all mutants")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()

    begun = time.monotonic()
    if run(copied(0), EVERYTHING, patience=3600, keep=True) != PASSED:
        sys.exit("The tests do not pass: no mutant can be told from its original.")
    patience = 60 + 5 * (time.monotonic() - begun)
    tests = digest(*[path.read_text() for path in sorted(ROOT.glob("tests/**/*.py"))])
    (PLACE / "verdicts.jsonl").touch()
    found = chosen(asked.rooms, asked.number)

    for job in range(1, asked.jobs):
        if not os.fork():
            try:
                judge(found[job :: asked.jobs], copied(job), patience, tests)
            finally:
                os._exit(0)
    judge(found[:: asked.jobs], PLACE / "copy-0", patience, tests)
    for _ in range(1, asked.jobs):
        os.wait()

    rows = known()
    counts = Counter(
        "caught" if rows[digest(mutant.path, mutant.source)]["caught"]
        else "equivalent" if excused(mutant) else "survived"
        for mutant in found
    )
    verdicts = ("caught", "survived", "equivalent")
    print(f"{len(found)} mutants:",
          ", ".join(f"{counts[verdict]} {verdict}" for verdict in verdicts))
    return 1 if counts["survived"] else 0


def digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


if __name__ == "__main__":
    sys.exit(main())
