"""The one dependency of the kit, or else the line that installs it."""

try:
    from hypothesis import HealthCheck, Phase, find, reject, settings
    from hypothesis import strategies as st
    from hypothesis.errors import Flaky, NoSuchExample, Unsatisfiable
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        'pureconv.testing needs hypothesis for this: pip install "pureconv[testing]"'
    ) from error

__all__ = [
    "Flaky",
    "HealthCheck",
    "NoSuchExample",
    "Phase",
    "Unsatisfiable",
    "find",
    "reject",
    "settings",
    "st",
]
