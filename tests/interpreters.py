"""Run the tests on every interpreter there is, and compare what they make of floats.

`make test-all` tries each CPython from 3.9 up and each PyPy that it finds on the path
and among pyenv's versions. The order of every sum is a promise, so that floats have the
same bits everywhere: a digest of a fixed set of results must be the same on all.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pureconv
from pureconv import exact
from pureconv.boundary import BOUNDARIES
from pureconv.sizes import MODES

ROOT = Path(__file__).parent.parent
PLACE = ROOT / ".cache" / "interpreters"
EXPECTED = ["cpython-3.9", "cpython-3.10", "cpython-3.11", "cpython-3.12",
            "cpython-3.13", "pypy"]
WHO = ("import ensurepip, sys, venv;"
       "print(sys.implementation.name, *sys.version_info[:3])")
FAILED = "-"

# === a fixed set of results ===


def digest() -> str:
    results = list(float_results())
    return hashlib.sha256(repr(results).encode()).hexdigest()[:12]


def float_results() -> Iterator[Any]:
    """Yield what every function that adds up makes of floats, large and small."""
    numbers = random.Random(1)

    def floats(*shape: int) -> Any:
        if shape:
            return [floats(*shape[1:]) for _ in range(shape[0])]
        return (numbers.random() - 0.5) * 2.0 ** numbers.randrange(-40, 40)

    x, w, image, kernel = floats(40), floats(7), floats(9, 8), floats(3, 4)
    yield pureconv.weighted_sum(x, floats(40)), pureconv.scatter(x, w)
    yield pureconv.repeated_weights(x, w), pureconv.shifted_weights(x, w)
    for mode, boundary in itertools.product(MODES, BOUNDARIES):
        options: Any = {"mode": mode, "boundary": boundary}
        for room in (pureconv, exact):
            yield room.correlate(x, w, **options, stride=2, dilation=3)
            yield room.convolve(x, w, **options, stride=3, dilation=2)
            yield room.correlate2d(image, kernel, **options, stride=(2, 1))
            yield room.convolve2d(image, kernel, **options, dilation=(1, 2))

    options = {"stride": 2, "padding": (1, 2), "dilation": 2, "groups": 2}
    x, w, bias = floats(2, 4, 12), floats(6, 2, 3), floats(6)
    y = pureconv.conv1d(x, w, bias, **options)
    yield y, pureconv.bias_gradient(y)
    yield pureconv.conv1d_input_gradient(12, w, y, **options)
    yield pureconv.conv1d_weight_gradient(x, 3, y, **options)
    w, bias = floats(4, 3, 3), floats(6)
    y = pureconv.conv_transpose1d(x, w, bias, **options, output_padding=1)
    yield y
    options["output_padding"] = 1
    yield pureconv.conv_transpose1d_input_gradient(w, y, **options)
    yield pureconv.conv_transpose1d_weight_gradient(x, 3, y, **options)

    options = {"stride": (2, 1), "padding": ((1, 2), 1), "dilation": (1, 2)}
    x, w = floats(2, 2, 6, 7), floats(3, 2, 3, 2)
    y = pureconv.conv2d(x, w, **options)
    yield y, pureconv.conv2d_input_gradient((6, 7), w, y, **options)
    yield pureconv.conv2d_weight_gradient(x, (3, 2), y, **options)
    w = floats(2, 3, 3, 2)
    y = pureconv.conv_transpose2d(x, w, **options)
    yield y, pureconv.conv_transpose2d_input_gradient(w, y, **options)
    yield pureconv.conv_transpose2d_weight_gradient(x, (3, 2), y, **options)


# === every interpreter ===


def interpreters() -> dict[str, str]:
    """Return the name and the path of each, and of like versions the latest alone."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    paths = [
        path
        for place in os.get_exec_path()
        for path in Path(place).glob("py*")
        if re.fullmatch(r"(python|pypy)3[.\d]*", path.name)
    ]
    found: dict[str, tuple[int, str]] = {}
    for path in [*paths, *pyenv.glob("versions/*/bin/python")]:
        answer = subprocess.run(
            [path, "-c", WHO], capture_output=True, text=True, check=False
        )
        if answer.returncode == 0:
            implementation, *version = answer.stdout.split()
            major, minor, micro = map(int, version)
            name = f"{implementation}-{major}.{minor}"
            if (major, minor) >= (3, 9):
                found[name] = max(found.get(name, (-1, "")), (micro, str(path)))
    return {name: found[name][1] for name in sorted(found, key=by_version)}


def by_version(name: str) -> tuple[str, list[int]]:
    implementation, _, version = name.partition("-")
    return implementation, [*map(int, version.split("."))]


def tried(name: str, path: str) -> tuple[str, str, str]:
    """Run the tests and return their number, the seconds, and the digest of floats."""
    settings = [f"PYTHON={path}", f"VENV={PLACE / name}"]
    run = subprocess.run(
        [shutil.which("make") or "make", "--silent", "test", *settings],
        cwd=ROOT, env={**os.environ, "MAKEFLAGS": ""},
        capture_output=True, text=True, check=False,
    )
    (PLACE / f"{name}.log").write_text(run.stdout + run.stderr)
    summaries = re.findall(r"(\d+) passed.* in ([\d.]+)s", run.stdout)
    if run.returncode or not summaries:
        print(*(run.stdout + run.stderr).splitlines()[-20:], sep="\n")
        return FAILED, FAILED, FAILED
    floats = subprocess.run(
        [PLACE / name / "bin" / "python", __file__, "--digest"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )
    tests, seconds = zip(*summaries)  # of several that ran at the same time
    longest = max(seconds, key=float)
    return str(sum(map(int, tests))), longest, floats.stdout.strip() or FAILED


def main() -> int:
    PLACE.mkdir(parents=True, exist_ok=True)
    found, rows = interpreters(), []
    for name, path in found.items():
        print(f"{name}: {path}", flush=True)
        rows.append((name, *tried(name, path)))
    print(f"\n{'':15} {'tests':>6} {'seconds':>8}  floats")
    for name, tests, seconds, floats in rows:
        print(f"{name:15} {tests:>6} {seconds:>8}  {floats}")
    known = found.keys() | {name.split("-")[0] for name in found}
    missing = [name for name in EXPECTED if name not in known]
    print("missing:", ", ".join(missing) or "none")
    digests = {row[-1] for row in rows}
    return 0 if len(digests) == 1 and FAILED not in digests else 1


if __name__ == "__main__":
    if sys.argv[1:] == ["--digest"]:
        print(digest())
    else:
        sys.exit(main())
