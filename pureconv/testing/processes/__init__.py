"""Candidates that run outside this process: they may crash, hang, or be no Python.

In reading order:

    failures    what may come instead of an answer: Died, Hung, Garbled, Refused
    away        what takes the place of a function here: a process to speak with
    serving     what a process does that answers calls of a Python function
    children    `Isolated`: such a function, in a process of its own
    lines       a call and its answer as lines of JSON
    programs    `program`: any program that reads and writes such lines
"""

from __future__ import annotations

from pureconv.testing.processes.away import Away
from pureconv.testing.processes.children import Isolated
from pureconv.testing.processes.failures import Died, Failure, Garbled, Hung, Refused
from pureconv.testing.processes.programs import program

__all__ = [
    "Away", "Isolated", "program", "Failure", "Died", "Hung", "Garbled", "Refused"
]
