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
import time
import warnings
from binascii import a2b_base64
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from pureconv.testing.processes.failures import Garbled, Refused
from pureconv.testing.processes.pipes import Partner, Pipes, seconds, started
from pureconv.testing.processes.serving import live, packed, serve

NUMBERS = {("fractions", "Fraction"), ("decimal", "Decimal"), ("builtins", "complex")}
FORKS = hasattr(os, "fork")
START = 60.0  # seconds that an interpreter may take to start and to import a function
FRESH = """\
import sys
sys.path[:] = {path}
from pureconv.testing.processes.serving import fresh
fresh()
"""


class Isolated(Partner):
    """A function that is called in a child process."""

    def __call__(self, *arguments: Any) -> Any:
        """Return what the function gives, or raise what came instead of it.

        Only numbers and nested lists come back; anything else raises Garbled.
        """
        try:
            request = packed(arguments)
        except Exception as error:
            raise ValueError(f"{error}: no other process can be sent that") from error
        answer = self.ask(request)
        try:
            return _opened(answer)
        except Refused as error:
            error.calls = self.calls
            raise

    def forget(self) -> None:
        """Count the calls from here."""
        if self.pipes is not None:
            self.pipes.calls = 0


def isolated(
    function: Callable[..., Any], timeout: float = 10.0, *, fork: bool = FORKS
) -> Isolated:
    """Return a function that does the same, in a process of its own.

    >>> from operator import truediv
    >>> divide = isolated(truediv)
    >>> divide(1, 2)
    0.5
    >>> divide(1, 0)
    Traceback (most recent call last):
    ...
    pureconv.testing.processes.failures.Refused: ZeroDivisionError: division by zero
    >>> divide.close()

    It raises Died when the process ends instead of answering, Hung after `timeout`
    seconds, Refused when the function raises; the next call then finds a process again.
    Raises ValueError, where there is no fork, for a function that cannot be imported.
    """
    timeout = seconds(timeout)
    if fork:
        return Isolated(lambda: _forked(function, timeout), timeout)
    try:
        pickled = pickle.dumps(function)
    except Exception as error:
        raise ValueError(_not_importable(function, error)) from error
    return Isolated(lambda: _spawned(function, pickled, timeout), timeout)


def _forked(function: Callable[..., Any], timeout: float) -> Pipes:
    """Return the pipes of a copy of this process, which serves a function."""
    (take, give), (hear, answer), (read, write) = os.pipe(), os.pipe(), os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of other threads, which a copy does without
        pid = os.fork()
    if pid == 0:  # pragma: no cover  (tested, but nothing measures it in a copy)
        for fd in (give, hear, read):
            os.close(fd)
        os.setsid()  # so that Ctrl-C is for us, and we end it with all its children
        os.dup2(write, 1)
        os.dup2(write, 2)
        live(take, answer, partial(serve, function, timeout))
    for fd in (take, answer, write):
        os.close(fd)
    pipes = os.fdopen(give, "wb", 0), os.fdopen(hear, "rb", 0), os.fdopen(read, "rb", 0)
    return Pipes(Forked(pid), *pipes)


def _spawned(function: Callable[..., Any], pickled: bytes, timeout: float) -> Pipes:
    """Return the pipes of a fresh interpreter that has imported a function."""
    pipes = started([sys.executable, "-c", FRESH.format(path=sys.path)])
    try:
        _opened(pipes.exchange(packed((pickled, timeout)), START))
    except Refused as error:
        pipes.close()
        raise ValueError(_not_importable(function, error)) from error
    pipes.calls = 0
    return pipes


def _not_importable(function: Callable[..., Any], error: Exception) -> str:
    return (
        "without fork, a function in a process of its own has to be one that can be "
        f"imported from a module, not {function!r}: {error}"
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
    """A copy of this process, to be asked as a subprocess.Popen is."""

    def __init__(self, pid: int) -> None:
        """Take its number."""
        self.pid = pid
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

    def wait(self, timeout: float) -> int:
        """Return how it ended, or raise TimeoutError if it still runs."""
        limit = time.monotonic() + timeout
        while (status := self.poll()) is None:
            if time.monotonic() > limit:
                raise TimeoutError
            time.sleep(0.001)
        return status

    def kill(self) -> None:
        """End it."""
        with suppress(OSError):
            if self.poll() is None:
                os.kill(self.pid, signal.SIGKILL)
