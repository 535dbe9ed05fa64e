"""The kit on the command line.

In reading order:

    screen      a table of records, failures, and how far it is
    words       what may be said, and what each word is read as
    jobs        what is done for each command
"""

from __future__ import annotations

from pureconv.testing.command.jobs import command

__all__ = ["command"]
