"""What came of a check, and a wrong output told so that it can be followed.

In reading order:

    records     what came of one check; a wrong output as a formula, and what went wrong
    asserting   `assert_convolution`: one result, judged
"""

from __future__ import annotations

from pureconv.testing.telling.asserting import assert_convolution
from pureconv.testing.telling.records import (
    Record,
    derivation,
    exact_text,
    finding_text,
    mistakes,
)

__all__ = [
    "Record",
    "assert_convolution",
    "derivation",
    "exact_text",
    "finding_text",
    "mistakes",
]
