"""Say which convention a function follows, and what it computes.

In reading order:

    asking      what a candidate is asked, and how it may want it
    kinds       all conventions that this library can say
    calls       a call of a library as one would write it
    explain     what a function computes, as formulas
    identify    which convention gives a candidate's answers
"""

from __future__ import annotations

from pureconv.testing.naming.asking import Told, nested
from pureconv.testing.naming.explain import explain
from pureconv.testing.naming.identify import identify
from pureconv.testing.naming.kinds import NOISE, flipped

__all__ = ["NOISE", "Told", "explain", "flipped", "identify", "nested"]
