"""A Python function in a process of its own: it may crash or hang, and only it ends.

Where processes can be forked (Linux, macOS), the child is a copy of this process, and
so has whatever function there is, lambdas included. Elsewhere it is a fresh
interpreter, which has to import the function.
"""

from __future__ import annotations

import io
import os
import pickle
import signal
import sys
import warnings
from binascii import a2b_base64
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from pureconv.testing.processes.away import ASKED, Away, started
from pureconv.testing.processes.failures import Garbled, Refused
from pureconv.testing.processes.serving import live, packed

NUMBERS = {("fractions", "Fraction"), ("decimal", "Decimal"), ("builtins", "complex")}
FORKS = hasattr(os, "fork")
START = 60.0  # seconds that an interpreter may take to start and to import a function
FRESH = """\
import sys
sys.path[:] = {path}
from pureconv.testing.processes.serving import imported, live
live(imported(), {timeout})
"""


class Isolated(Away):
    """A function that does the same as another one, in a process of its own.

    >>> from operator import truediv
    >>> divide = Isolated(truediv)
    >>> divide(1, 2)
    0.5
    >>> divide(1, 0)
    Traceback (most recent call last):
    ...
    pureconv.testing.processes.failures.Refused: ZeroDivisionError: division by zero
    >>> divide.close()

    It raises Died when the process ends instead of answering, Hung after `timeout`
    seconds, Refused when the function raises, and Garbled when it gives anything but
    numbers and nested lists; the next call then finds a process again.
    Raises ValueError, where there is no fork, for a function that cannot be imported.
    """

    def __init__(
        self, function: Callable[..., Any], timeout: float = 10.0, *, fork: bool = FORKS
    ) -> None:
        """Take a function, and the seconds that a call may last."""
        words = [sys.executable, "-c", FRESH.format(path=sys.path, timeout=timeout)]
        copy = partial(Forked, partial(live, function, timeout))
        super().__init__(copy if fork else partial(started, words), timeout)
        self.function, self.pickled = function, b""
        if not fork:
            try:
                self.pickled = pickle.dumps(function)
            except Exception as error:
                raise ValueError(self._not_importable(error)) from error

    def __call__(self, *arguments: Any) -> Any:
        """Return what the function gives, or raise what came instead of it."""
        try:
            request = packed(arguments)
        except Exception as error:
            raise ValueError(f"{error}: no other process can be sent that") from error
        return self.ask(request, _opened)

    def begin(self) -> None:
        """Start a process, which imports the function if it is no copy of this one."""
        super().begin()
        if self.pickled:
            try:
                _opened(self.exchange(packed((self.pickled,)), START))
            except Refused as error:
                self.close()
                raise ValueError(self._not_importable(error)) from error

    def _not_importable(self, error: Exception) -> str:
        return (
            "without fork, a function in a process of its own has to be one that can "
            f"be imported from a module, not {self.function!r}: {error}"
        )


def _opened(answer: bytes) -> Any:
    """Return what the answer says, or raise the exception that it tells of."""
    try:
        name, value = _Numbers(io.BytesIO(a2b_base64(answer))).load()
    except Exception as error:
        raise Garbled(f"returned what is no array of numbers: {error}") from error
    if name:
        raise Refused(f"{name}: {value}")
    return value


class _Numbers(pickle.Unpickler):
    """Nothing in an answer makes this process run anything, or import it."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in NUMBERS:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"it holds a {module}.{name}")


class Forked:
    """A copy of this process that does a job, as a subprocess.Popen does another."""

    def __init__(self, job: Callable[[], None]) -> None:
        """Start it, with pipes for what it reads, writes, and complains of."""
        (take, give), (hear, answer), (read, write) = os.pipe(), os.pipe(), os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of threads, which a copy does without
            self.pid = os.fork()
        if self.pid == 0:  # pragma: no cover  (tested, but nothing measures a copy)
            os.setsid()  # so that Ctrl-C is for us, and we end it with all its children
            for fd, place in ((take, 0), (answer, 1), (write, 2)):
                os.dup2(fd, place)
            for fd in (take, give, hear, answer, read, write):
                os.close(fd)
            for other in ASKED:  # they end when nobody can ask them any more
                other.stdin.close()
            job()
        for fd in (take, answer, write):
            os.close(fd)
        self.stdin = os.fdopen(give, "wb", 0)
        self.stdout, self.stderr = os.fdopen(hear, "rb", 0), os.fdopen(read, "rb", 0)
        self.status: int | None = None

    def poll(self) -> int | None:
        """Return how it ended, or None while it runs."""
        if self.status is None:
            try:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:  # nobody knows: SIGCHLD is ignored here
                pid, status = self.pid, 0
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status

    def kill(self) -> None:
        """End it."""
        with suppress(OSError):
            if self.poll() is None:
                os.kill(self.pid, signal.SIGKILL)
