"""Check a candidate: by exact answers, by the laws, by the bound of its rounding.

In reading order:

    search      one thing to try, and how the smallest failure is found
    claim       a candidate, what it is measured by, its arithmetic
    law_data    the data to try a law on
    laws        which laws a candidate should obey, each as a check
    tiers       all that is tried, the most telling first
    report      a failure, told so that it can be seen
    runner      check and parametrize_with_checks
"""

from __future__ import annotations

from pureconv.testing.checking.runner import check, parametrize_with_checks, plan
from pureconv.testing.records import Record

__all__ = ["Record", "check", "parametrize_with_checks", "plan"]
