"""A real browser, without a window, for the tests of the lesson's page."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import mkdtemp

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)

in_a_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium is not installed: no page was opened"
)

FLAGS = [
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-ipc-flooding-protection",    # it drops the address after 200 changes
    "--no-first-run",
    "--window-size=400,300",                # little to paint
    "--virtual-time-budget=20000",          # timers do not wait, they are next
]


def document(page: Path, address: str = "", *flags: str) -> str:
    """Return a page as the browser has it when its scripts have run."""
    assert CHROMIUM, "Chromium is not installed"
    profile = mkdtemp(dir=page.parent)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags = (*flags, "--no-sandbox")    # root has none
    answer = subprocess.run(
        [
            CHROMIUM, *FLAGS, *flags, f"--user-data-dir={profile}",
            "--dump-dom", f"{page.as_uri()}#{address}",
        ],
        check=True, capture_output=True, encoding="utf-8", timeout=300,
    )
    return answer.stdout
