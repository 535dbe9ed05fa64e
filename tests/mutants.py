r"""Plant faults in the package, one at a time, and list those that no test sees.

A mutant is a file with one small change: see faults.py. If no test fails, the mutant
has survived: a test is missing, or no result depends on what was changed. In that case
a comment on that line or above it says "same result" and why, and the mutant counts as
equivalent.

    make mutants                            all rooms
    make mutants ROOMS="network sizes"      these alone
    make mutants NUMBER=60                  as many, the same ones each time

Most mutants change a function. They are planted in a fork of a pytest that has
collected the tests, but run none: only the code of that function is exchanged, or the
defaults of its parameters, and only those tests are run that are known to call it, the
quickest first, for a few seconds. The others, and those that survive so, are written
into a copy of the package, and pytest starts anew there.

Verdicts are kept, and what is known of the tests, so a run goes on where the last one
was stopped. What was caught or is equivalent stays so until its file is changed, what
survived until a test is.
"""

from __future__ import annotations

import argparse
import ast
import gc
import hashlib
import json
import math
import os
import pickle
import py_compile
import resource
import shutil
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any, NamedTuple

import hypothesis.strategies  # noqa: F401  # for the forks of this process
import pytest

from faults import Mutant, changed, compiled, first_line, mutants, other_defaults

ROOT = Path(__file__).parent.parent
PLACE = ROOT / ".cache" / "mutants"
COPIED = ["pureconv", "tests", "README.md", "pyproject.toml", "Makefile", "LICENSE"]
EVERYTHING = ["tests", "pureconv", "README.md"]
WINGS = "testing", "lesson", "exact"  # what they do is seen in their own tests
LONG = 0.03  # seconds: nine of ten tests take less
ENOUGH = 10  # seconds: what survives for so long is tried the sure way
MEMORY = 6_000_000_000  # bytes that a mutant may take
LOADED = "ignore:Module already imported"  # here, and so in the forks that run tests
PASSED, NOT_FOUND, NO_TESTS = 0, 4, 5  # as pytest says it: without tests, no catch


Living = dict[CodeType, list[FunctionType]]  # the functions that run a code
Parts = dict[str, Any]  # of a function, by the names it has for them


class Known(NamedTuple):
    """What is known of a test from a run without faults."""

    name: str
    seconds: float
    called: set[tuple[str, int]]  # functions, by file and first line


# === many mutants, and their verdicts ===


def chosen(rooms: list[str], number: int | None) -> list[Mutant]:
    """Return the mutants of some rooms, or so many of them, spread over all.

    They come in the order of their digests: so a sample stays nearly the same when the
    package changes.
    """
    found: list[Mutant] = []
    for path in sorted((ROOT / "pureconv").rglob("*.py")):
        name = path.relative_to(ROOT / "pureconv").with_suffix("").as_posix()
        if not rooms or any(f"{name}/".startswith(f"{room}/") for room in rooms):
            found += mutants(path.relative_to(ROOT).as_posix(), path.read_text())
    return sorted(found, key=key)[:number]


def known_verdicts() -> dict[str, dict[str, Any]]:
    """Return the verdicts of this run and of earlier ones, by the mutants' digests."""
    rows = map(json.loads, (PLACE / "verdicts.jsonl").read_text().splitlines())
    return {row["mutant"]: row for row in rows}


def give_verdict(mutant: Mutant, *, caught: bool, tests: str) -> None:
    row = {"mutant": key(mutant), "caught": caught, "tests": tests}
    with (PLACE / "verdicts.jsonl").open("a") as file:
        file.write(json.dumps(row) + "\n")


def open_cases(found: list[Mutant], *tests: str) -> list[Mutant]:
    """Return the mutants that no test has caught, and these tests have not tried."""
    rows = known_verdicts()
    missing = {"caught": False, "tests": None}
    judged = [(mutant, rows.get(key(mutant), missing)) for mutant in found]
    return [m for m, row in judged if not row["caught"] and row["tests"] not in tests]


def excused(mutant: Mutant) -> bool:
    """Tell whether "same result" stands on that line, right above it or in a docstring.

    In that of the file, or of a function, it speaks of all that is in there. And
    nothing depends on the 0 in `[0] * n`, where a list is made to be filled.
    """
    source = (ROOT / mutant.path).read_text()
    lines = source.split("\n")
    line = mutant.line - 1
    if "[0] * " in lines[line] and mutant.change == "0 -> 1":
        return True
    said = [lines[line].partition("#")[2]]
    while lines[line - 1].lstrip().startswith("#"):
        line -= 1
        said.append(lines[line])
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module) or (
            isinstance(node, ast.FunctionDef)
            and node.lineno <= mutant.line <= (node.end_lineno or 0)
        ):
            said.append(" ".join((ast.get_docstring(node) or "").split()))
    return any("same result" in text.lower() for text in said)


def key(mutant: Mutant) -> str:
    return digest(mutant.path, mutant.source)


def digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


def shared_out(
    found: list[Mutant], jobs: int, work: Callable[[int, list[Mutant]], None]
) -> None:
    """Do the work in so many processes: each is told its number, and its mutants."""
    for job in range(1, jobs):
        if not os.fork():
            try:
                work(job, found[job::jobs])
            finally:
                os._exit(0)
    work(0, found[::jobs])
    for _ in range(1, jobs):
        os.wait()


def forked(work: Callable[[], int], patience: float) -> int:
    """Do the work in a fork of this process; return its status, below 0 for no end."""
    temporary = PLACE / f"temporary-{os.getpid()}"
    temporary.mkdir(exist_ok=True)
    child = os.fork()
    if not child:
        os.setsid()  # so that it can be ended with all it has started
        signal.alarm(math.ceil(patience))
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        for stream in range(3):
            os.dup2(os.open(os.devnull, os.O_RDWR), stream)
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(temporary)
        status = 1
        try:
            status = work()
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    shutil.rmtree(temporary, ignore_errors=True)
    return os.waitstatus_to_exitcode(status)


# === the quick way: exchange the code of a function ===


class Planting:
    """A plugin of pytest: in place of running all tests once, it tries mutants."""

    def __init__(self, found: list[Mutant], tests: str, jobs: int, state: str) -> None:
        self.found, self.tests, self.jobs, self.state = found, tests, jobs, state

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Learn which test calls what, then let each mutant be seen by its tests."""
        if what_is_known()[0] != self.state:
            status = forked(lambda: learn(session, self.state), patience=7200)
            if status != PASSED:
                print(f"{what_is_known()[1][-1].name} fails", flush=True)
                os._exit(1)
        known = list(zip(session.items, what_is_known()[1]))
        living = functions_by_code()

        def work(_: int, found: list[Mutant]) -> None:
            for mutant in found:
                caught = is_seen(mutant, living, known)
                give_verdict(mutant, caught=caught, tests=f"quick {self.tests}")

        shared_out(self.found, self.jobs, work)
        return True


def learn(session: pytest.Session, state: str) -> int:
    """Run all tests, and write down how long each takes, and what it calls."""
    called: set[CodeType] = set()

    def note(frame: FrameType, *_: object) -> None:
        called.add(frame.f_code)

    rows: list[Known] = []
    for test, after in zip(session.items, [*session.items[1:], None]):
        called.clear()
        begun = time.monotonic()
        sys.settrace(note)
        ended = passes(session, test, after)
        sys.settrace(None)
        functions = {(code.co_filename, code.co_firstlineno) for code in called}
        rows.append(Known(test.nodeid, time.monotonic() - begun, functions))
        if not ended:
            break
    state = "" if session.testsfailed else state
    (PLACE / "known.pickle").write_bytes(pickle.dumps((state, rows)))
    return int(session.testsfailed)


def functions_by_code() -> Living:
    """Return all functions of this process."""
    living: Living = defaultdict(list)
    for function in gc.get_objects():
        # Other objects may not like to be asked. PyPy's own functions stand in no file.
        if type(function) is FunctionType and hasattr(function.__code__, "co_filename"):
            living[function.__code__].append(function)
    return living


def what_is_known() -> tuple[str, list[Known]]:
    """Return what is known of the tests, behind the state of the sources then."""
    path = PLACE / "known.pickle"
    known: tuple[str, list[Known]] = "", []
    if path.exists():
        known = pickle.loads(path.read_bytes())  # noqa: S301
    return known


def passes(session: pytest.Session, test: Any, after: Any) -> bool:
    test.config.hook.pytest_runtest_protocol(item=test, nextitem=after)
    return not session.testsfailed


def is_seen(mutant: Mutant, living: Living, known: list[tuple[Any, Known]]) -> bool:
    """Exchange what a function is made of in a fork, and tell whether a test fails."""
    functions = exchanges(mutant, living)
    path = str(ROOT / mutant.path)
    lines = {(path, function.__code__.co_firstlineno) for function, _ in functions}
    seeing = [(test, row) for test, row in known if lines & row.called]
    rooms = {test.path for test, _ in seeing}  # others may see what these leave behind
    there = [both for both in known if both[0].path in rooms]
    there.sort(key=lambda both: (not lines & both[1].called, both[1].seconds))

    def work() -> int:
        for function, parts in functions:
            for name, part in parts.items():
                setattr(function, name, part)
        following = [*[test for test, _ in there[1:]], None]
        begun = time.monotonic()
        for (test, row), after in zip(there, following):
            if time.monotonic() > begun + ENOUGH:
                break
            signal.alarm(math.ceil(20 + 20 * row.seconds))
            if not passes(test.session, test, after):
                return 1
        return PASSED

    return bool(functions) and forked(work, patience=60) != PASSED


def exchanges(mutant: Mutant, living: Living) -> list[tuple[FunctionType, Parts]]:
    """Return the functions that a mutant changes, and what they are to be made of."""
    path, source = str(ROOT / mutant.path), (ROOT / mutant.path).read_text()
    original = compile(source, path, "exec", dont_inherit=True)
    found = [
        (function, {"__code__": after})
        for before, after in changed(original, compiled(mutant, source))
        for function in living[before]
        if function.__code__.co_filename == path
    ]
    if found:
        return found
    places = {(path, first_line(f), f.name): f for f in other_defaults(mutant, source)}
    return [
        (function, defaults(places[place], function.__globals__))
        for code, functions in living.items()
        if (place := (code.co_filename, code.co_firstlineno, code.co_name)) in places
        for function in functions
    ]


def defaults(function: ast.FunctionDef, names: dict[str, Any]) -> Parts:
    """Return the defaults of a function's parameters, as it keeps them.

    >>> (function,) = ast.parse("def f(x, y=1, *, z=N, v): pass").body
    >>> defaults(function, {"N": 2})
    {'__defaults__': (1,), '__kwdefaults__': {'z': 2}}
    """

    def value(node: ast.expr) -> Any:
        return eval(ast.unparse(node), names)  # noqa: S307

    given = zip(function.args.kwonlyargs, function.args.kw_defaults)
    return {
        "__defaults__": (*map(value, function.args.defaults),),
        "__kwdefaults__": {one.arg: value(node) for one, node in given if node},
    }


# === the sure way: write the mutant into a copy of the package ===


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


def run(place: Path, tests: list[str], patience: float, *, keep: bool = False) -> int:
    """Run tests in a copy of the package; return pytest's status, below 0 for no end.

    They run in a fork of this process, which has loaded pytest and hypothesis already.
    What is compiled is not kept, unless these are the originals: a mutant may be as
    large as the one before it, and as old.
    """

    def work() -> int:
        os.chdir(place)
        os.environ.update(PYTHONPATH=str(place), HYPOTHESIS_PROFILE="ci")
        sys.path.insert(0, str(place))
        del sys.modules["faults"]  # pytest will collect the one that stands there
        sys.dont_write_bytecode = not keep
        words = ["-q", "-x", "-W", LOADED, *tests]
        return int(pytest.main(words, plugins=[Noting()]))

    return forked(work, patience)


class Noting:
    """A plugin of pytest: it writes down which tests fail."""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            with (PLACE / "catchers").open("a") as file:
                file.write(report.nodeid.partition("[")[0] + "\n")


def catchers() -> list[str]:
    """Return the tests that failed last, of which each may see the next mutant, too."""
    names = (PLACE / "catchers").read_text().splitlines()
    return [*dict.fromkeys(reversed(names))][:20]


def is_caught(
    mutant: Mutant, place: Path, sooner: list[list[str]], patience: float
) -> bool:
    """Put the mutant into a copy of the package, and tell whether a test fails.

    Some tests come sooner, and then everything.
    """
    target = place / mutant.path
    original = target.read_text()
    target.write_text(mutant.source)
    try:
        for tests in filter(None, sooner):
            if run(place, tests, patience) not in {PASSED, NOT_FOUND, NO_TESTS}:
                return True
        return run(place, EVERYTHING, patience) not in {PASSED, NO_TESTS}
    finally:
        target.write_text(original)


def own(mutant: Mutant) -> list[list[str]]:
    """Return the tests of its file, then those of its room: found in a like place."""
    path = Path(mutant.path)
    place = Path("tests", *path.parts[1:])
    room = next(folder for folder in place.parents if (ROOT / folder).exists())
    many = room.name in {"tests", "testing"}  # the tests of several rooms
    return [
        [str(place.with_name(f"test_{path.name}"))],
        [] if many else [str(room), str(path.parent)],
    ]


def quick(known: list[Known]) -> list[str]:
    """Return the files of all tests that are known, but those tests that take long."""
    files = {row.name.partition("::")[0]: 0 for row in known}
    return [*files, *(f"--deselect={row.name}" for row in known if row.seconds > LONG)]


def quickly(found: list[Mutant], rooms: list[str], tests: str, jobs: int) -> None:
    """Try the mutants of functions: in a fork, as this process must load no tests."""
    rows = known_verdicts()  # what has an excuse is tried only once
    cases = [m for m in open_cases(found, tests, f"quick {tests}")
             if key(m) not in rows or not excused(m)]
    if not cases or os.fork():
        if cases and os.wait()[1]:
            sys.exit("The tests do not pass: no mutant can be told from its original.")
        return
    asked = {room.split("/")[0] for room in rooms} or {*WINGS}
    ignored = [f"--ignore={top}/{wing}" for top in ("tests", "pureconv")
               for wing in WINGS if wing not in asked]
    quiet = ["--capture=sys", "-p", "no:terminal", "-W", LOADED]
    os.chdir(ROOT)
    os.environ["HYPOTHESIS_PROFILE"] = "ci"
    package = [path.read_text() for path in sorted(ROOT.glob("pureconv/**/*.py"))]
    plugin = Planting(cases, tests, jobs, digest(tests, *package, *ignored))
    os._exit(pytest.main([*quiet, *ignored, *EVERYTHING], plugins=[plugin]))


def surely(found: list[Mutant], tests: str, jobs: int) -> None:
    """Try in copies what has survived so far, and has no excuse."""
    cases = [m for m in open_cases(found, tests) if not excused(m)]
    if not cases:
        return
    begun = time.monotonic()
    if run(copied(0), EVERYTHING, patience=7200, keep=True) != PASSED:
        sys.exit("The tests do not pass: no mutant can be told from its original.")
    patience = 60 + 5 * (time.monotonic() - begun)
    _, known = what_is_known()
    (PLACE / "catchers").write_text("")

    def work(job: int, mutants: list[Mutant]) -> None:
        place = copied(job) if job else PLACE / "copy-0"
        if job:
            run(place, [*EVERYTHING, "--collect-only"], patience, keep=True)
        for mutant in mutants:
            first, then = own(mutant)
            sooner = [first, catchers(), then, quick(known)]
            caught = is_caught(mutant, place, sooner, patience)
            give_verdict(mutant, caught=caught, tests=tests)

    shared_out(cases, jobs, work)


def main() -> int:
    parser = argparse.ArgumentParser(description="Plant faults in the package.")
    parser.add_argument("rooms", nargs="*", help="network, sizes, testing/verdict, ...")
    parser.add_argument("--number", type=int, help="so many of all mutants")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()

    PLACE.mkdir(parents=True, exist_ok=True)
    (PLACE / "verdicts.jsonl").touch()
    tests = digest(*[path.read_text() for path in sorted(ROOT.glob("tests/**/*.py"))])
    found = chosen(asked.rooms, asked.number)
    quickly(found, asked.rooms, tests, asked.jobs)
    surely(found, tests, asked.jobs)

    survivors = open_cases(found)
    for mutant in survivors:
        if not excused(mutant):
            print(f"{mutant.path}:{mutant.line}: {mutant.change}")
    counts = Counter(map(excused, survivors))
    print(f"{len(found)} mutants: {len(found) - len(survivors)} caught,",
          f"{counts[False]} survived, {counts[True]} equivalent")
    return 1 if counts[False] else 0


if __name__ == "__main__":
    sys.exit(main())
