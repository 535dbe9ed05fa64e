"""Check a candidate: by exact answers, by the laws, by the bound of its rounding.

In reading order:

    smaller     from an example that fails to the smallest one around it
    search      one thing to try, and how the smallest failure is found
    claim       a candidate, what it is measured by, its arithmetic
    law_data    the data to try a law on
    laws        which laws a candidate should obey, each as a check
    spoiling    calls that a reference refuses
    tiers       all that is tried, the most telling first; what passing each shows
    thresholds  from which size on a candidate is wrong
    report      a failure, told so that it can be seen
    runner      check and parametrize_with_checks
"""

from __future__ import annotations

from pureconv.testing.checking.runner import check, parametrize_with_checks, plan
from pureconv.testing.checking.tiers import CHECKS
from pureconv.testing.telling import Record

__all__ = ["CHECKS", "Record", "check", "parametrize_with_checks", "plan"]
