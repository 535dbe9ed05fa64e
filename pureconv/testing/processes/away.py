"""What stands in the place of a function that runs elsewhere: a process to speak with.

A request is a line, and so is its answer.

A pipe holds some 64 KiB. Who writes more than that waits until somebody reads: so two
processes that both write, and both wait, wait for ever. Here nobody does: one thread
writes requests, one reads answers, and one reads all else that the process says.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any

from pureconv.testing.processes.failures import (
    Died,
    Failure,
    Garbled,
    Hung,
    Refused,
    ending,
    last_lines,
)

Process = Any  # a subprocess.Popen, or what has its pid, poll, kill and three streams
Lines = Any  # a queue of them
CHUNK = 1 << 16  # bytes that are read at once: the same result with more or fewer
MOST = 1 << 26  # bytes of one answer
KEPT = 1 << 13  # bytes of what it wrote last
PATIENCE = 1.0  # seconds for leaving after a goodbye
TICK = 0.2  # seconds between looks whether it is still alive
WAITED = 3  # calls that are waited for, where none was ever answered
ASKED: weakref.WeakSet[Any] = weakref.WeakSet()  # all processes, until they are ended


class Away:
    """A function that runs elsewhere: a process, asked line by line.

    It is started when it is first asked, and again after it ended. It is ended when
    this object is no longer used, and when the interpreter exits.
    """

    name: str  # by which it can be called
    run: Callable[..., Any]  # (call, arguments, what, unchanged=): what it answers
    text: Callable[..., str]  # (call): how somebody else could make the same call
    advice = ""  # for who waits in vain

    def __init__(self, start: Callable[[], Process], timeout: float) -> None:
        """Take what starts a process, and the seconds that a call may last."""
        self.start, self.timeout = start, seconds(timeout)
        self.calls = 0  # that the last process was sent, one that failed included
        self.hangs = 0  # calls that were not answered in time
        self.spoke = False  # whether anything else ever came of a call
        self.end: Any = None

    @property
    def silent(self) -> bool:
        """Return whether it is of no use to wait for an answer."""
        return not self.spoke and self.hangs >= WAITED

    def answered(
        self, call: Any, arguments: Any, what: str, *, unchanged: bool
    ) -> Any:
        """Return what `run` does, but raise Hung at once where it is silent."""
        if self.silent:
            text = f"no answer in {self.timeout:g} s to any of the first {WAITED} calls"
            raise Hung(f"{text}, so it is not waited for{self.advice}")
        hangs = self.hangs
        try:
            return self.run(call, arguments, what, unchanged=unchanged)
        finally:
            self.spoke |= self.hangs == hangs

    def ask(self, request: bytes, read: Callable[[bytes], Any]) -> Any:
        """Return what `read` makes of the line that answers a line.

        Raises Died when the process ends instead of answering, Hung when it does not
        answer in time, Garbled when it says what is no answer, or what `read` raises.
        Whatever is raised, the process has been ended, unless it is Refused.
        """
        try:
            if self.end is None or not self.end.alive:
                self.begin()
            self.calls += 1
            return read(self.exchange(request, self.timeout))
        except Refused:
            raise
        except BaseException as error:
            self.hangs += isinstance(error, Hung)
            if self.end is not None:
                _kill(self.process)
            self.close()
            raise

    def close(self) -> None:
        """End the process; another call would start a new one."""
        if self.end is not None:
            self.end()

    def begin(self) -> None:
        """Start a process, and the threads that speak with it."""
        self.process = process = self.start()
        ASKED.add(process)
        self.heard, self.wrote = bytearray(), bytearray()
        self.open, self.calls = True, 0
        # The one may be told to end while garbage is collected, which a Queue does not
        # bear; with a timeout, a SimpleQueue of Python 3.9 may wait for ever.
        self.requests: Lines = queue.SimpleQueue()
        self.lines: Lines = queue.Queue()
        self.threads = [
            _thread(_write, process.stdin, self.requests),
            _thread(_read, process.stdout, self.heard, self.lines),
            _thread(_keep, process.stderr, self.wrote),
        ]
        self.end = weakref.finalize(
            self, end, process, os.getpid(), self.requests, self.threads
        )

    def exchange(self, request: bytes, timeout: float) -> bytes:
        """Return the line that answers a line, without its end."""
        limit = time.monotonic() + timeout
        line = self._line(0)
        if line or self.heard:
            raise Garbled("wrote what no call had asked for", self._last(line or b""))
        self.requests.put(request)
        while not line:
            left = limit - time.monotonic()
            if left <= 0:
                raise Hung(f"no answer in {timeout:g} s{self.advice}", self._last())
            line = self._line(min(left, TICK))
            if line == b"" or (line is None and self.process.poll() is not None):
                line = self._line(TICK)  # it may have been on its way
                self.threads[-1].join(TICK)
                if not line:
                    raise self._ended()
        return line[:-1]

    def _line(self, seconds: float) -> bytes | None:
        """Return the next line, b"" where no more can come, or None if none did."""
        if not self.open:
            return b""
        try:
            line: bytes = self.lines.get(timeout=seconds)
        except queue.Empty:
            return None
        self.open = line != b""
        return line

    def _ended(self) -> Failure:
        """Return the failure of a process that has stopped answering."""
        if len(self.heard) > MOST:
            text = f"wrote {len(self.heard)} bytes, and no end of an answer"
            return Garbled(text, self._last())
        status = _waited(self.process, PATIENCE)
        text = "closed its output" if status is None else ending(status)
        return Died(text, self._last())

    def _last(self, line: bytes = b"") -> list[str]:
        """Return the lines it wrote last, an unfinished answer included."""
        return last_lines(bytes(self.wrote + b"\n" + line + self.heard[:KEPT]))


def seconds(timeout: Any) -> float:
    """Return a time that a call may last, after it was checked."""
    if isinstance(timeout, bool) or not isinstance(timeout, (int, float)):
        raise TypeError(f"timeout must be a number of seconds, not {timeout!r}")
    if not 0 < timeout < threading.TIMEOUT_MAX:
        rule = f"more than 0 seconds, and less than {threading.TIMEOUT_MAX:.0f}"
        raise ValueError(f"timeout must be {rule}, not {timeout!r}")
    return timeout


def started(words: list[str]) -> Process:
    """Start a program, or raise OSError."""
    pipe = subprocess.PIPE
    return subprocess.Popen(  # noqa: S603  (no shell, and what the user chose)
        words,
        bufsize=0,
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        start_new_session=True,  # Ctrl-C is for us; we end it, and all its children
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),  # Windows
    )


def end(process: Process, owner: int, requests: Lines, threads: Any) -> None:
    """Say goodbye to a process by closing its input; end it if it does not leave."""
    if os.getpid() != owner:  # in a copy of us, which has no such child, nor threads
        for stream in process.stdin, process.stdout, process.stderr:
            stream.close()
        return
    requests.put(None)
    _waited(process, PATIENCE)
    _kill(process)
    _waited(process, PATIENCE)
    for thread in threads:
        with suppress(RuntimeError):  # this one, if it collects garbage
            thread.join(TICK)


def _kill(process: Process) -> None:
    """End a process, and what it has started itself, where groups are known."""
    with suppress(OSError):
        process.kill()
    with suppress(OSError, AttributeError):  # not on Windows
        os.killpg(process.pid, signal.SIGKILL)


def _waited(process: Process, seconds: float) -> int | None:
    """Return how a process ended, or None if it does not in some seconds."""
    limit = time.monotonic() + seconds
    while (status := process.poll()) is None and time.monotonic() < limit:
        time.sleep(0.001)
    found: int | None = status
    return found


def _thread(function: Callable[..., None], *arguments: Any) -> threading.Thread:
    thread = threading.Thread(target=function, args=arguments, daemon=True)
    thread.start()
    return thread


def _write(stream: IO[bytes], requests: Lines) -> None:
    """Write what is requested, until that is None or nobody reads any more."""
    with suppress(OSError), stream:
        for request in iter(requests.get, None):
            rest = memoryview(request)
            while rest:
                rest = rest[stream.write(rest) :]


def _read(stream: IO[bytes], heard: bytearray, lines: Lines) -> None:
    """Put lines aside, and b"" at the end; `heard` is what has no end yet.

    Who writes an endless line, or several for one request, is not read any further.
    """
    with suppress(OSError), stream:
        while len(heard) <= MOST and lines.qsize() < 2:
            chunk = stream.read(CHUNK)
            if not chunk:
                break
            heard += chunk
            if b"\n" in chunk:  # the same result without asking, at more cost
                *whole, heard[:] = heard.split(b"\n")
                for line in whole:
                    lines.put(bytes(line) + b"\n")
    lines.put(b"")


def _keep(stream: IO[bytes], wrote: bytearray) -> None:
    """Keep the last bytes that come."""
    with suppress(OSError), stream:
        while chunk := stream.read(CHUNK):
            wrote += chunk
            del wrote[:-KEPT]
