"""The verdict: how far off an output may be, and which outputs are further off.

In reading order:

    formats    float formats: which numbers they hold
    arithmetic what a candidate computes with: types, formats, and how it adds up
    bound      how far a sum of products may come out from its exact value
    fourier    the same for fast Fourier transforms
    sums       what a function adds up, from the function itself
    judge      which outputs are further off than arithmetic excuses
"""

from __future__ import annotations

from pureconv.testing.verdict.arithmetic import DTYPES, Arithmetic, Dtype, arithmetic
from pureconv.testing.verdict.bound import allowed_error, may_overflow
from pureconv.testing.verdict.formats import FORMATS, rounded
from pureconv.testing.verdict.judge import Bound, Finding, bounds, findings, judge

__all__ = [
    "FORMATS",
    "rounded",
    "DTYPES",
    "Dtype",
    "Arithmetic",
    "arithmetic",
    "allowed_error",
    "may_overflow",
    "judge",
    "Finding",
    "findings",
    "Bound",
    "bounds",
]
