"""A reader of vectors in ten lines of another language, which needs nothing else."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from pureconv.testing import vectors
from pureconv.testing.vectorfiles.making import written

NODE = shutil.which("node")

if NODE is None:
    pytest.skip("there is no node", allow_module_level=True)

SCRIPT = """
const made = JSON.parse(require('fs').readFileSync(process.argv[2]))
for (const {id, call, y, error} of made.tests) {
  const {x, w} = call, k = w.length, fround = Math.fround
  const out = n => w.reduce((sum, v, i) => {
    const p = PLACE
    return p < 0 || p >= x.length ? sum : fround(sum + fround(v * x[p]))
  }, 0)
  const right = (v, n) => error[n] == "inf" || Math.abs(out(n) - v) <= error[n]
  if (!y.every(right)) console.log(id)
}
"""


@cache
def text() -> str:
    """Return vectors as a file has them."""
    return written(vectors("convolve", dtype="float32", cases=60))


def wrong_cases(folder: Path, place: str) -> list[str]:
    """Return which cases a convolution in JavaScript fails, in float32."""
    (folder / "v.json").write_text(text(), encoding="ascii")
    (folder / "v.js").write_text(SCRIPT.replace("PLACE", place), encoding="ascii")
    assert NODE is not None
    done = subprocess.run(
        [NODE, "v.js", "v.json"], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.split()


def test_a_right_convolution_has_no_wrong_output(tmp_path: Path) -> None:
    assert wrong_cases(tmp_path, "n - i") == []


@pytest.mark.parametrize("place", ["n - (k - 1 - i)", "n - i + 1", "i"])
def test_a_slip_has_many(tmp_path: Path, place: str) -> None:
    assert len(wrong_cases(tmp_path, place)) > 20
