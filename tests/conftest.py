"""What is tested, and how hard: two environment variables say.

HYPOTHESIS_PROFILE is how hard hypothesis tries:

- dev: new examples on every run, and failures are remembered; the default
- ci: the same examples on every run, nothing kept; the default where CI is set

  Both are for a suite that takes a minute or two: 20 examples for a test, and 10 on
  PyPy, which compiles what each test calls, and that takes longer than to run it.

- thorough: ten thousand new examples for every test; of a law, a thousand or so

PURECONV is the name of another module: its functions take the place of those of the
same name here, so that an implementation of one's own is held to the same tests.
"""

import gc
import importlib
import os
import sys
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

import pureconv

# Hypothesis keeps more on disk than failures: this is where, whatever the profile.
CACHE = Path(__file__).parent.parent / ".cache" / "hypothesis"
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(CACHE))

PYPY = sys.implementation.name == "pypy"
if PYPY:  # compile short paths alone, and quickly: few tests go through one often
    steps = "intbounds:rewrite:virtualize:string:pure:earlyforce:heap"  # but no unroll
    jit = importlib.import_module("pypyjit")
    jit.set_param(f"trace_limit=1500,enable_opts={steps}")
else:  # look for cycles less often, as a test makes many objects and keeps few of them
    gc.set_threshold(100_000, 50, 50)

# No test may fail for being slow: loops in pure Python are.
PATIENT = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=10 if PYPY else 20,
)
FAILURES = DirectoryBasedExampleDatabase(CACHE / "examples")
RANDOM = settings(PATIENT, derandomize=False, database=FAILURES)
REPEATED = settings(PATIENT, derandomize=True, database=None)

settings.register_profile("dev", RANDOM)
settings.register_profile("ci", REPEATED)
settings.register_profile("thorough", RANDOM, max_examples=10_000)

default = "ci" if os.environ.get("CI") else "dev"
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or default)

if os.environ.get("PURECONV"):
    other = importlib.import_module(os.environ["PURECONV"])
    for name in pureconv.__all__:
        setattr(pureconv, name, getattr(other, name, getattr(pureconv, name)))
    # These rooms have no other: the kit, the story, exact numbers, and the package.
    collect_ignore = ["testing", "lesson", "exact", "peers", "test_main.py",
                      "test_package.py", "test_readme.py", "test_trace.py",
                      "test_other_module.py"]
