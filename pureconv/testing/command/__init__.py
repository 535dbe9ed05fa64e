"""The kit on the command line.

In reading order:

    screen      a table of records, failures, and how far it is
    words       the words of a command, and what is done for them
    vectors     the two commands for files of vectors
"""

from __future__ import annotations

from pureconv.testing.command.words import command

__all__ = ["command"]
