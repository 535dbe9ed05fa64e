"""PURECONV=module holds the functions of another module to the same tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
OTHER = """
from pureconv.correlation import correlate as loops

def correlate(x, w, mode="valid", *, stride=1, **options):
    return loops(x, w, mode, **options)[::stride]
"""
FAULT = OTHER.replace("[::stride]", "[stride - 1 :: stride]")  # it keeps the last ones


def held_to_tests(source: str, place: Path) -> subprocess.Popen[str]:
    """Start those of our tests that speak of strides on somebody else's module."""
    place.mkdir()
    (place / "mymodule.py").write_text(source)
    paths = os.pathsep.join([str(place), str(ROOT)])
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q", "-x", "-k", "stride",
         "tests/test_correlation.py"],
        cwd=ROOT,
        env={**os.environ, "PURECONV": "mymodule", "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_another_module_passes_unless_it_is_wrong(tmp_path: Path) -> None:
    runs = [(held_to_tests(OTHER, tmp_path / "right"), 0),
            (held_to_tests(FAULT, tmp_path / "wrong"), 1)]  # both at the same time
    for run, status in runs:
        said, _ = run.communicate()
        assert run.returncode == status, said
        assert ("stride" in said) == bool(status)
