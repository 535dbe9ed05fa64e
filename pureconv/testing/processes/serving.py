"""The other side: what a child process does, which answers calls of a function."""

from __future__ import annotations

import faulthandler
import os
import pickle
import signal
import sys
import traceback
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, NoReturn

from pureconv.testing.processes.failures import reworded

GRACE = 5.0  # seconds that a parent may take to end a child that hangs


def serve(
    function: Callable[..., Any], timeout: float, requests: BinaryIO, answers: BinaryIO
) -> None:
    """Answer requests until there are no more.

    Nobody may be there to end a call that hangs: then an alarm does, which needs no
    help of the interpreter.
    """
    alarm = getattr(signal, "setitimer", None)  # not on Windows
    for line in requests:
        arguments = unpacked(line)
        if alarm:
            alarm(signal.ITIMER_REAL, timeout + GRACE)
        answer = _answer(function, arguments)
        if alarm:
            alarm(signal.ITIMER_REAL, 0.0)
        answers.write(answer)
        answers.flush()


def packed(value: Any) -> bytes:
    """Return a value as a line."""
    return b2a_base64(pickle.dumps(value))


def unpacked(line: bytes) -> Any:
    """Return the value that a line holds."""
    return pickle.loads(a2b_base64(line))  # noqa: S301  (of our parent)


def _answer(function: Callable[..., Any], arguments: tuple[Any, ...]) -> bytes:
    """Return what a call gives, or which exception it raises, as a line.

    An answer is a pair ("", value), or (name of a class, text).
    """
    try:
        return packed(("", function(*arguments)))
    except (SystemExit, KeyboardInterrupt):
        raise
    except BaseException as error:  # pytest's and others' derive from no Exception
        text = reworded(error, mute="an error without a text")
        return packed((type(error).__name__, text))


def imported() -> Callable[..., Any]:
    """Return a function that is first called with a pickled one, and then is that."""
    found: list[Callable[..., Any]] = []

    def call(*arguments: Any) -> Any:
        if found:
            return found[0](*arguments)
        return found.append(pickle.loads(*arguments))  # noqa: S301  (of our parent)

    return call


def live(
    function: Callable[..., Any], timeout: float
) -> NoReturn:  # pragma: no cover  (tested, but it runs in another process)
    """Do nothing but to serve, and end this process, whatever happens.

    Requests come where input does, and answers go where output goes. What the function
    prints goes where errors go instead, and there is nothing that it could read. No
    code of a parent's runs any more: no handler, and nothing at the exit.
    """
    status = 1
    try:
        faulthandler.disable()  # the last lines shall be the function's own
        for name in ("SIGINT", "SIGTERM", "SIGALRM"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.SIG_DFL)
        take, answer = os.dup(0), os.dup(1)
        os.dup2(2, 1)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        # They are never closed: by True the same result.
        sys.stdin = open(0, closefd=False)  # noqa: SIM115
        sys.stdout = sys.stderr = open(  # noqa: SIM115
            2, "w", buffering=1, errors="backslashreplace", closefd=False
        )
        with os.fdopen(take, "rb") as requests, os.fdopen(answer, "wb") as answers:
            serve(function, timeout, requests, answers)
        status = 0
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else int(bool(error.code))
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(Exception):
            sys.stdout.flush()
        os._exit(status & 255)
