"""PURECONV=module holds the functions of another module to the same tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OTHER = """
from pureconv.correlation import correlate as loops

def correlate(x, w, mode="valid", *, stride=1, **options):
    return loops(x, w, mode, **options)[::stride]
"""
FAULT = OTHER.replace("[::stride]", "[stride - 1 :: stride]")  # it keeps the last ones


@pytest.mark.parametrize(("source", "status"), [(OTHER, 0), (FAULT, 1)])
def test_another_module_passes_unless_it_is_wrong(
    source: str, status: int, tmp_path: Path
) -> None:
    (tmp_path / "mymodule.py").write_text(source)
    paths = os.pathsep.join([str(tmp_path), str(ROOT)])

    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "tests/test_correlation.py"],
        cwd=ROOT,
        env={**os.environ, "PURECONV": "mymodule", "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == status, run.stdout
    assert ("stride" in run.stdout) == bool(status)
