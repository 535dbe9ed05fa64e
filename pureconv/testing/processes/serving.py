"""The other side: what a child process does, which answers calls of a function."""

from __future__ import annotations

import faulthandler
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, NoReturn

HEADER = 8  # bytes that say how long a message is
GRACE = 5.0  # seconds that a parent may take to end a child that hangs


def serve(
    function: Callable[..., Any], timeout: float, requests: BinaryIO, answers: BinaryIO
) -> None:
    """Answer requests until there are no more.

    Nobody may be there to end a call that hangs: then an alarm does, which needs no
    help of the interpreter.
    """
    alarm = getattr(signal, "setitimer", None)  # not on Windows
    while header := requests.read(HEADER):
        arguments = pickle.loads(requests.read(int.from_bytes(header, "big")))  # noqa: S301
        if alarm:
            alarm(signal.ITIMER_REAL, timeout + GRACE)
        answer = answered(lambda: function(*arguments))  # noqa: B023  (called at once)
        if alarm:
            alarm(signal.ITIMER_REAL, 0)
        answers.write(framed(answer))
        answers.flush()


def answered(call: Callable[[], Any]) -> bytes:
    """Return what a call gives, or which exception it raises, pickled.

    An answer is a pair ((), value), or (names of classes, text).
    """
    try:
        return pickle.dumps(((), call()))
    except (SystemExit, KeyboardInterrupt):
        raise
    except BaseException as error:  # pytest's and others' derive from no Exception
        kinds = [k for k in type(error).mro() if k is not object]
        names = tuple(f"{kind.__module__}.{kind.__qualname__}" for kind in kinds)
        return pickle.dumps((names, _text(error)))


def _text(error: BaseException) -> str:
    try:
        return " ".join(str(error).split())
    except Exception:
        return "an error without a text"


def framed(message: bytes) -> bytes:
    """Return a message that says how long it is."""
    return len(message).to_bytes(HEADER, "big") + message


def serve_imported(requests: BinaryIO, answers: BinaryIO) -> None:
    """Serve a function that the first request names; the first answer is None."""
    size = int.from_bytes(requests.read(HEADER), "big")
    pickled, timeout = pickle.loads(requests.read(size))  # noqa: S301
    functions: list[Callable[..., Any]] = []
    answer = answered(lambda: functions.append(pickle.loads(pickled)))  # noqa: S301
    answers.write(framed(answer))
    answers.flush()
    for function in functions:
        serve(function, timeout, requests, answers)


def fresh() -> NoReturn:  # pragma: no cover  (tested, but it runs elsewhere)
    """Serve the function that the first request names, in a fresh interpreter."""
    take, answer = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    live(take, answer, serve_imported)


def live(
    take: int, answer: int, serving: Callable[[BinaryIO, BinaryIO], None]
) -> NoReturn:  # pragma: no cover  (tested, but it runs in another process)
    """Do nothing but to serve, and end this process, whatever happens.

    What the function prints goes where errors go, and there is nothing that it could
    read. No code of a parent's runs any more: no handler, and nothing at the exit.
    """
    status = 1
    try:
        faulthandler.disable()  # the last lines shall be the function's own
        for name in ("SIGINT", "SIGTERM", "SIGALRM"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdin = open(0, closefd=False)  # noqa: SIM115
        sys.stdout = sys.stderr = open(  # noqa: SIM115
            2, "w", buffering=1, errors="backslashreplace", closefd=False
        )
        with os.fdopen(take, "rb") as requests, os.fdopen(answer, "wb") as answers:
            serving(requests, answers)
        status = 0
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else int(bool(error.code))
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(Exception):
            sys.stdout.flush()
        os._exit(status & 255)
