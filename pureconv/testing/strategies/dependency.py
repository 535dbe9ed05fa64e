"""The one dependency of strategies, or else the line that installs it."""

from contextlib import nullcontext
from typing import Any

try:
    import hypothesis
    from hypothesis import HealthCheck, find, reject, settings
    from hypothesis import strategies as st
    from hypothesis.errors import NoSuchExample, Unsatisfiable
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        'pureconv.testing needs hypothesis for this: pip install "pureconv[testing]"'
    ) from error

# `find` asks the settings in force, which within a test of hypothesis are that test's.
# (A private name: where there is none such, they stay in force.)
_room = getattr(hypothesis, "_settings", None)  # by 0, the same result
local_settings: Any = getattr(_room, "local_settings", nullcontext)

__all__ = [
    "HealthCheck",
    "NoSuchExample",
    "Unsatisfiable",
    "find",
    "local_settings",
    "reject",
    "settings",
    "st",
]
