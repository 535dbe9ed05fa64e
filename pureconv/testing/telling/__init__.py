"""What came of a check, and a wrong output told so that it can be followed.

In reading order:

    records     what came of one check; how a wrong output is shown
    outputs     the formula of a wrong output, and how it may have gone wrong
    asserting   `assert_convolution`: one result, judged
"""

from __future__ import annotations

from pureconv.testing.telling.asserting import assert_convolution
from pureconv.testing.telling.outputs import derivation, mistakes
from pureconv.testing.telling.records import Record, exact_text, finding_text

__all__ = [
    "Record",
    "assert_convolution",
    "derivation",
    "exact_text",
    "finding_text",
    "mistakes",
]
