"""The verdict: how far off an output may be, and which outputs are further off.

In reading order:

    formats    float formats: which numbers they hold
    arithmetic what a candidate computes with: types, formats, and how it adds up
    bound      how far a sum of products may come out from its exact value
    parts      complex numbers: each part is a real sum
    sums       what a function adds up, from the function itself
    tracing    which terms those are
    terms      the bound of one sum, whose terms are given
    fourier    the bound of fast Fourier transforms
    rules      what is allowed to each sum, and which are further off
    findings   which outputs are further off than arithmetic excuses
    judge      the same, asked for in one call
"""

from __future__ import annotations

from pureconv.testing.verdict.arithmetic import DTYPES, Arithmetic, Dtype, arithmetic
from pureconv.testing.verdict.findings import (
    Bound,
    Finding,
    bounds,
    check_own,
    findings,
    findings_by,
)
from pureconv.testing.verdict.formats import FORMATS, rounded
from pureconv.testing.verdict.judge import judge
from pureconv.testing.verdict.sums import Sums, sums_of
from pureconv.testing.verdict.terms import allowed_error, may_overflow

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
    "findings_by",
    "Sums",
    "sums_of",
    "Bound",
    "bounds",
    "check_own",
]
