"""A Python function in a process of its own: it may crash or hang, and only it ends.

Where processes can be forked (Linux, macOS), the child is a copy of this process, and
so has whatever function there is, lambdas included. Elsewhere it is a fresh
interpreter, which has to import the function.

A copy has one thread, and so none of the threads of a library that has been used: such
a library may wait for them for ever. So what a copy does not answer while one of
`THREADED` is loaded, a fresh interpreter is asked instead, if it can import it.
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
from pureconv.testing.processes.failures import Failure, Garbled, Hung, Refused
from pureconv.testing.processes.serving import live, packed

NUMBERS = {("fractions", "Fraction"), ("decimal", "Decimal"), ("builtins", "complex")}
FORKS = hasattr(os, "fork")
THREADED = ("cv2", "jax", "numba", "onnxruntime", "tensorflow", "torch")
ADVICE = """
It runs in a fork of this process. Libraries with threads of their own, here {}, may
hang in a fork once they have been used: check it in a process that has not used them,
or without isolate, or make it a function of a module, which a fresh process can import.
"""
START = 60.0  # seconds that an interpreter may take to start and to import a function
FRESH = """\
import sys
sys.path[:] = {path}
from pureconv.testing.processes.serving import imported, live
live(imported(), max({timeout}, {start}))
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
    seconds, Refused when the function raises or gives what cannot be pickled, and
    Garbled when what it gives holds objects of other types than Python's basic ones,
    Fraction and Decimal; the next call then finds a process again.
    Raises ValueError, where there is no fork, for a function that cannot be imported.
    With fork, the process may be a fresh one from a first hang on: see above.
    """

    def __init__(
        self, function: Callable[..., Any], timeout: float = 10.0, *, fork: bool = FORKS
    ) -> None:
        """Take a function, and the seconds that a call may last."""
        code = FRESH.format(path=sys.path, timeout=timeout, start=START)
        words = [sys.executable, "-c", code]
        copy = partial(Forked, partial(live, function, timeout))
        self.fresh, self.replaceable = partial(started, words), fork
        super().__init__(copy if fork else self.fresh, timeout)
        self.function, self.pickled = function, b""
        if not fork:
            self._pickle()

    def __call__(self, *arguments: Any) -> Any:
        """Return what the function gives, or raise what came instead of it."""
        try:
            request = packed(arguments)
        except Exception as error:
            raise ValueError(f"{error}: no other process can be sent that") from error
        try:
            return self.ask(request, _opened)
        except Hung as error:
            loaded = [name for name in THREADED if name in sys.modules]
            if not (self.replaceable and loaded):
                raise
            return self._ask_afresh(request, error, ADVICE.format(", ".join(loaded)))

    def _ask_afresh(self, request: bytes, hung: Hung, advice: str) -> Any:
        """Return what a fresh interpreter answers, now and from now on.

        If it cannot import the function, say in which way the copy may have hung.
        """
        copy, self.start, self.replaceable = self.start, self.fresh, False
        try:
            self._pickle()
            self.begin()
        except (ValueError, Failure) as error:
            self.close()
            self.start, self.pickled, self.advice = copy, b"", advice.rstrip()
            raise Hung(f"{hung.text}{self.advice}", hung.wrote) from error
        self.hangs -= 1
        return self.ask(request, _opened)

    def _pickle(self) -> None:
        try:
            self.pickled = pickle.dumps(self.function)
        except Exception as error:
            raise ValueError(self._not_importable(error)) from error

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
            warnings.simplefilter("ignore")  # of threads: see above, and `ADVICE`
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
