"""Test other people's convolutions: whether they are right, and if not, what they are.

    check                     try a function on all that is known of it
    CHECKS                    its checks, and what passing each of them shows
    parametrize_with_checks   the same, as one pytest case for each check
    assert_convolution        is this one result right?
    strategies                hypothesis strategies for signals, kernels, whole calls
    verdict                   how far off may an output be? which ones are further off?
    identify                  which convention does a function follow?
    explain                   what does it compute, as formulas?
    program                   a candidate in any language, which speaks lines of JSON
    vectors                   calls with exact answers, for whoever reads JSON
    CONVENTIONS               what each library means by convolution

All of it needs Python alone, but for `strategies`, which are for hypothesis (pip
install "pureconv[testing]"), and `parametrize_with_checks`, which is for pytest.

Inside, in reading order:

    conventions   what NumPy, torch and others mean by convolution; what to measure by
    call          one call of a reference
    candidates    how an unknown function is called: the only place that runs it
    processes     candidates that run outside: they may crash, hang, or be no Python
    drawing       what to call it with: shapes, options, numbers
    strategies    the same as strategies of hypothesis
    verdict       how far off its answers may be: the bound of a float format
    checking      a claim, and the checks that try to refute it
    naming        what does it compute, and who else does?
    mistakes      how is it wrong?
    telling       what came of it, told so that it can be followed
    vectorfiles   calls and exact answers in a file, and judging by them
    command       all of that on the command line
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pureconv.testing import verdict
from pureconv.testing.checking import CHECKS, check, parametrize_with_checks
from pureconv.testing.conventions import CONVENTIONS
from pureconv.testing.naming import explain, identify
from pureconv.testing.processes import program
from pureconv.testing.telling import Record, assert_convolution
from pureconv.testing.vectorfiles import vectors

if TYPE_CHECKING:
    from pureconv.testing import strategies

__all__ = [
    "check",
    "CHECKS",
    "parametrize_with_checks",
    "Record",
    "assert_convolution",
    "strategies",
    "verdict",
    "identify",
    "explain",
    "program",
    "vectors",
    "CONVENTIONS",
]


def __getattr__(name: str) -> Any:
    """Import what needs hypothesis as soon as it is asked for, and not before."""
    if name == "strategies":
        return import_module("pureconv.testing.strategies")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
