"""Candidates that run outside this process: they may crash, hang, or be no Python.

In reading order:

    away        what takes the place of a function in this process
    failures    what may come instead of an answer: Died, Hung, Garbled, Refused
    pipes       to speak with a process, however it behaves
    children    `isolated`: a Python function in a process of its own
    lines       a call and its answer as lines of JSON
    programs    `program`: any program that reads and writes such lines
"""

from __future__ import annotations

from pureconv.testing.processes.children import isolated
from pureconv.testing.processes.failures import Died, Failure, Garbled, Hung, Refused
from pureconv.testing.processes.programs import program

__all__ = ["isolated", "program", "Failure", "Died", "Hung", "Garbled", "Refused"]
