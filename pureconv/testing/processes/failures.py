"""What may come from another process instead of an answer."""

from __future__ import annotations

import signal
from collections.abc import Iterable

LAST = 5  # lines that are shown of what a process wrote
WIDEST = 200  # characters of each


class Failure(Exception):  # noqa: N818  (it is the candidate's, not ours)
    """No answer."""

    def __init__(self, text: str, wrote: Iterable[str] = ()) -> None:
        """Take what happened, and the lines that the process wrote last."""
        super().__init__(text)
        self.text, self.wrote = text, tuple(wrote)

    def __str__(self) -> str:
        """Return what happened, and below it the lines that were written last."""
        lines = ["wrote last:", *(f"    {line}" for line in self.wrote)]
        return "\n".join([self.text, *(lines if self.wrote else [])])


class Died(Failure):
    """The process ended before it answered."""


class Hung(Failure):
    """The process did not answer in time, and was ended."""


class Garbled(Failure):
    """The process wrote something that is no answer."""


class Refused(Failure):
    """The candidate raised an exception, or answered {"error": text}."""


def names(error: BaseException) -> tuple[str, ...]:
    """Return the full names of an exception's class and of all that it derives from.

    >>> names(KeyError())[:2]
    ('builtins.KeyError', 'builtins.LookupError')
    """
    return tuple(map(full_name, type(error).__mro__))


def full_name(kind: type) -> str:
    """Return the name of a class, and where it is from."""
    return f"{kind.__module__}.{kind.__qualname__}"


def reworded(error: BaseException, mute: str = "(no text)") -> str:
    """Return the text of an exception, on one line, or `mute` if it cannot be shown.

    >>> reworded(ValueError("no  way"))
    'no way'
    """
    try:
        return " ".join(str(error).split())
    except Exception:
        return mute


def ending(status: int) -> str:
    """Return in words how a process ended; negative numbers are those of signals.

    >>> ending(4), ending(-11), ending(3221225477)
    ('exited with status 4', 'killed by SIGSEGV', 'exited with status 0xc0000005')
    """
    if status < 0:
        try:
            return f"killed by {signal.Signals(-status).name}"
        except ValueError:
            return f"killed by signal {-status}"
    return f"exited with status {status if status < 256 else hex(status)}"


def last_lines(written: bytes) -> list[str]:
    r"""Return the last lines that are not blank, long ones cut.

    >>> last_lines(b"one\n\ntwo\n")
    ['one', 'two']
    """
    text = written.decode("utf-8", "backslashreplace")
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    return [shortened(line) for line in lines[-LAST:]]


def shortened(line: str) -> str:
    """Return a line that is not too long to be shown."""
    return line if len(line) <= WIDEST else f"{line[:WIDEST]} ..."
