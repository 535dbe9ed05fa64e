"""Check a candidate: by exact answers, by the laws, by the bound of its rounding.

In reading order:

    targets     what a candidate is measured by: a function of ours, or a convention
    subject     a candidate, and what is known of it
    lawful      which laws it should obey
    law_data    the data to try a law on
    tiers       all that is tried, the most telling first
    report      a failure, told so that it can be seen
    runner      check and parametrize_with_checks
"""

from __future__ import annotations

from pureconv.testing.checking.runner import Record, check, parametrize_with_checks

__all__ = ["Record", "check", "parametrize_with_checks"]
