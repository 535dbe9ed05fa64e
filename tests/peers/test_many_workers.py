"""Each check is a test of its own, so pytest-xdist spreads them over many workers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CASES = """
import numpy
from pureconv.testing import parametrize_with_checks

def reversed_convolve(x, w):
    return numpy.convolve(x, w)[::-1]

settings = {"to": numpy.asarray, "max_examples": 20}

@parametrize_with_checks(numpy.convolve, "numpy.convolve", **settings)
def test_right(check):
    check()

@parametrize_with_checks(reversed_convolve, "numpy.convolve", **settings)
def test_wrong(check):
    check()
"""


def verdicts(folder: Path, *workers: str) -> list[str]:
    """Return what became of each case, by pytest's summary."""
    words = ["-q", "-rA", "--tb=no", "-p", "no:cacheprovider", *workers]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *words, "test_cases.py"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    outcome = re.compile(r"^(?:PASSED|FAILED|SKIPPED) \S+", re.MULTILINE)
    return sorted(outcome.findall(run.stdout))


def test_two_workers_come_to_the_same_verdicts_as_one(tmp_path: Path) -> None:
    pytest.importorskip("xdist")
    pytest.importorskip("numpy")
    (tmp_path / "test_cases.py").write_text(CASES)

    alone = verdicts(tmp_path)

    assert verdicts(tmp_path, "-n", "2") == alone
    assert "PASSED test_cases.py::test_right[right_on_small_integers]" in alone
    assert "FAILED test_cases.py::test_wrong[right_on_small_integers]" in alone
