r"""Plant faults in the package, one at a time, and list those that no test sees.

A mutant is a file with one small change: + for -, < for <=, 2 for 1, a branch always
taken, a statement left out, two arguments exchanged. The tests nearest to it are run
first, then all. If none of them fails, the mutant has survived: a test is missing, or
no result depends on what was changed. In that case a comment on that line or above it
says "same result" and why, and the mutant counts as equivalent.

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
import os
import py_compile
import queue
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
PLACE = ROOT / ".cache" / "mutants"
COPIED = ["pureconv", "tests", "README.md", "pyproject.toml", "Makefile", "LICENSE"]
EVERYTHING = ["tests", "pureconv", "README.md"]
MEMORY = 6_000_000  # KiB that a mutant may take
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


def nearest(path: str) -> list[str]:
    """Return a file, for its examples, and its tests, or else all of its room.

    >>> nearest("pureconv/network/channels.py")
    ['pureconv/network/channels.py', 'tests/network/test_channels.py']
    >>> nearest("pureconv/laws/rearranging.py")
    ['pureconv/laws/rearranging.py', 'tests/laws']
    """
    _, *rooms, name = Path(path).with_suffix("").parts
    room = ROOT.joinpath("tests", *rooms)
    tests = sorted(room.glob(f"test_{name}*.py")) or [room][: len(rooms)]
    return [path, *[str(test.relative_to(ROOT)) for test in tests if test.exists()]]


def pytest(
    place: Path, tests: list[str], patience: float, *, keep: bool = False
) -> int | None:
    """Run tests in a copy of the package: return pytest's status, None for no end.

    What is compiled is not kept, unless these are the originals: a mutant may be as
    large as the one before it, and as old.
    """
    words = [sys.executable, "-m", "pytest", "-q", "-x", *tests]
    settings = {
        "PYTHONPATH": str(place),
        "PYTHONDONTWRITEBYTECODE": "" if keep else "1",
        "HYPOTHESIS_PROFILE": "ci",
    }
    run = subprocess.Popen(
        ["/bin/sh", "-c", f'ulimit -d {MEMORY}; exec "$@"', "sh", *words],
        cwd=place,
        env={**os.environ, **settings},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # so that it can be ended with all it has started
    )
    try:
        return run.wait(patience)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()


def is_caught(mutant: Mutant, place: Path, patience: float) -> bool:
    """Put the mutant into a copy of the package, and tell whether a test fails."""
    target = place / mutant.path
    original = target.read_text()
    target.write_text(mutant.source)
    try:
        return any(
            pytest(place, tests, patience) not in {PASSED, NO_TESTS}
            for tests in (nearest(mutant.path), EVERYTHING)
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


def copied(number: int) -> Path:
    """Make a copy of the package, for mutants to live in, and run its tests."""
    place = PLACE / f"copy-{number}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for name in COPIED:
        copy_it = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy_it(ROOT / name, place / name)
    if pytest(place, EVERYTHING, patience=3600, keep=True) != PASSED:
        sys.exit("The tests do not pass: no mutant can be told from its original.")
    for path in place.glob("pureconv/**/*.py"):  # told by what is in it, not by age
        by_hash = py_compile.PycInvalidationMode.CHECKED_HASH
        py_compile.compile(str(path), invalidation_mode=by_hash)
    return place


def main() -> int:
    parser = argparse.ArgumentParser(description="Plant faults in the package.")
    parser.add_argument("rooms", nargs="*", help="network, sizes, testing/verdict, ...")
    parser.add_argument("--number", type=int, help="so many of all mutants")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()

    pool = ThreadPoolExecutor(asked.jobs)
    places: queue.Queue[Path] = queue.Queue()
    begun = time.monotonic()
    for place in pool.map(copied, range(asked.jobs)):
        places.put(place)
    patience = 60 + 5 * (time.monotonic() - begun)
    tests = digest(*[path.read_text() for path in sorted(ROOT.glob("tests/**/*.py"))])
    record = PLACE / "verdicts.jsonl"
    record.touch()
    known = {row["mutant"]: row
             for row in map(json.loads, record.read_text().splitlines())}

    def judged(mutant: Mutant) -> str:
        key = digest(mutant.path, mutant.source)
        row = known.get(key, {"caught": False, "tests": None})
        if not row["caught"] and row["tests"] != tests:
            place = places.get()
            row = {"mutant": key, "caught": is_caught(mutant, place, patience)}
            places.put(place)
            with record.open("a") as file:
                file.write(json.dumps({**row, "tests": tests}) + "\n")
        if row["caught"] or excused(mutant):
            return "caught" if row["caught"] else "equivalent"
        print(f"{mutant.path}:{mutant.line}: {mutant.change}", flush=True)
        return "survived"

    counts = Counter(pool.map(judged, chosen(asked.rooms, asked.number)))
    verdicts = ("caught", "survived", "equivalent")
    print(f"{sum(counts.values())} mutants:",
          ", ".join(f"{counts[verdict]} {verdict}" for verdict in verdicts))
    return 1 if counts["survived"] else 0


def digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


if __name__ == "__main__":
    sys.exit(main())
