"""Vectors: calls and their exact answers in one JSON object, for whoever reads JSON.

In reading order:

    flags      what a case tries, in words
    making     `vectors`: cases with exact answers, and how far off others may be
    judging    whether answers that came back are right, and if not, what is wrong
"""

from __future__ import annotations

from pureconv.testing.vectorfiles.making import vectors, written

__all__ = ["vectors", "written"]
