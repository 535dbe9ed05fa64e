"""To speak with a process, however it behaves: `Pipes`, and `Partner` above them.

A request is a line, and so is its answer.

A pipe holds some 64 KiB. Who writes more than that waits until somebody reads: so two
processes that both write, and both wait, wait for ever. Here nobody does: while a
request is written, all that comes back is read, answers and errors alike.
"""

from __future__ import annotations

import io
import os
import selectors
import signal
import socket
import subprocess
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any

from pureconv.testing.processes.failures import Died, Garbled, Hung, ending, last_lines

Process = Any  # a subprocess.Popen, or what has its pid, poll, wait and kill
CHUNK = 1 << 16
MOST = 1 << 28  # bytes of one answer
KEPT = 1 << 13  # bytes of what it wrote last
PATIENCE = 1.0  # seconds for leaving after a goodbye
TICK = 0.2  # seconds between looks whether it is still alive


def seconds(timeout: Any) -> float:
    """Return a time that a call may last, after it was checked."""
    if isinstance(timeout, bool) or not isinstance(timeout, (int, float)):
        raise TypeError(f"timeout must be a number of seconds, not {timeout!r}")
    if not 0 < timeout < threading.TIMEOUT_MAX:
        raise ValueError(f"timeout must be more than 0 seconds, not {timeout!r}")
    return timeout


class Pipes:
    """A process, with pipes for requests, for answers, and for all else it writes.

    `exchange` sends a line and returns the answer, or raises Died, Hung or Garbled;
    then, as when it is interrupted, the process has been ended. It is ended, too, when
    this object is no longer used, and when the interpreter exits.
    """

    def __init__(
        self, process: Process, requests: Any, answers: Any, errors: Any
    ) -> None:
        """Take a process and its three pipes, opened without buffers."""
        self.process = process
        self.requests = selectable(requests, writes=True)
        self.answers = selectable(answers)
        self.errors = selectable(errors)
        self.heard, self.wrote = bytearray(), bytearray()
        self.calls = 0
        self.ears = getattr(selectors, "PollSelector", selectors.SelectSelector)()
        self.ears.register(self.answers, selectors.EVENT_READ, self.heard)
        self.ears.register(self.errors, selectors.EVENT_READ, self.wrote)
        streams = (self.requests, self.answers, self.errors)
        self.close = weakref.finalize(self, end, process, os.getpid(), streams)

    def exchange(self, request: bytes, timeout: float) -> bytes:
        """Return the line that answers a line."""
        self.calls += 1
        try:
            self._listen(0)
            if self.heard:
                raise Garbled("wrote what no call had asked for", *self._last())
            return self._exchange(memoryview(request), timeout)
        except BaseException:
            with suppress(OSError):
                self.process.kill()
            self.close()
            raise

    def _exchange(self, rest: memoryview, timeout: float) -> bytes:
        limit = time.monotonic() + timeout
        rest = self._send(rest)
        while rest or b"\n" not in self.heard:
            left = limit - time.monotonic()
            if left <= 0:
                raise Hung(f"no answer in {timeout:g} s", *self._last())
            if len(self.heard) > MOST:
                text = f"wrote {len(self.heard)} bytes, and no end of an answer"
                raise Garbled(text, *self._last())
            quiet = self._listen(min(left, TICK), writes=bool(rest))
            rest = self._send(rest)
            if not self._hears() or (quiet and self.process.poll() is not None):
                self._hear_the_rest()
                if rest or b"\n" not in self.heard:
                    raise Died(self._ending(), *self._last())
        answer, _, self.heard[:] = bytes(self.heard).partition(b"\n")
        return answer

    def _send(self, rest: memoryview) -> memoryview:
        """Write as much as there is room for, and return what is left."""
        if not rest:
            return rest
        try:
            return rest[self.requests.write(rest) or 0 :]
        except OSError:  # nobody reads any more: what it said last will tell
            return rest[:0]

    def _listen(self, seconds: float, *, writes: bool = False) -> bool:
        """Wait until there is something to read, or room to write, and read it.

        Return whether there was nothing all the time.
        """
        if writes:
            self.ears.register(self.requests, selectors.EVENT_WRITE)
        try:
            events = self.ears.select(seconds)
        finally:
            if writes:
                self.ears.unregister(self.requests)
        for key, _ in events:
            if key.fileobj is self.requests:
                continue
            stream: Any = key.fileobj
            chunk = b""
            with suppress(OSError):
                chunk = stream.read(CHUNK)
            if chunk == b"":  # its end; None would be nothing yet
                self.ears.unregister(stream)
            key.data.extend(chunk or b"")
        del self.wrote[:-KEPT]
        return not events

    def _hears(self) -> bool:
        """Return whether there may still come an answer."""
        return self.answers in self.ears.get_map()

    def _hear_the_rest(self) -> None:
        """Read what is still in the pipes of a process that has ended, or is ending."""
        limit = time.monotonic() + TICK
        while self.ears.get_map() and time.monotonic() < limit:
            self._listen(TICK / 10)

    def _ending(self) -> str:
        """Return in words how the process ended, which stopped to answer."""
        try:
            return ending(self.process.wait(PATIENCE))
        except Exception:
            return "closed its output"

    def _last(self) -> tuple[list[str], int]:
        """Return what it wrote last, an unfinished answer included, and the calls."""
        return last_lines(bytes(self.wrote + b"\n" + self.heard[:KEPT])), self.calls


class Partner:
    """Somebody to ask: a process that is started, and started again after it ended."""

    def __init__(self, start: Callable[[], Pipes], timeout: float) -> None:
        """Take what starts a process, and the seconds that a call may last."""
        self.start, self.timeout = start, timeout
        self.pipes: Pipes | None = None
        self.hangs = 0  # calls that were not answered in time

    @property
    def calls(self) -> int:
        """How many calls the last process was sent; one that fails is one of them."""
        return self.pipes.calls if self.pipes is not None else 0

    def ask(self, request: bytes) -> bytes:
        """Return the line that answers a line."""
        if self.pipes is None or not self.pipes.close.alive:
            self.pipes = self.start()
        try:
            return self.pipes.exchange(request, self.timeout)
        except Hung:
            self.hangs += 1
            raise

    def close(self) -> None:
        """End the process; another call would start a new one."""
        if self.pipes is not None:
            self.pipes.close()

    def fresh(self) -> int:
        """End the process, and return how many calls it was sent."""
        self.close()
        return self.calls


def end(process: Process, owner: int, streams: tuple[IO[bytes], ...]) -> None:
    """Say goodbye to a process by closing its input; end it if it does not leave."""
    requests, *others = streams
    with suppress(OSError):
        requests.close()
    if os.getpid() == owner:  # and not in a copy of us, which has no such child
        with suppress(Exception):
            process.wait(PATIENCE)
        process.kill()
        if hasattr(os, "killpg"):  # what it has started itself
            with suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
        with suppress(Exception):
            process.wait(PATIENCE)
    for stream in others:
        with suppress(OSError):
            stream.close()


def started(words: list[str]) -> Pipes:
    """Start a program and return its pipes, or raise OSError."""
    pipe = subprocess.PIPE
    process = subprocess.Popen(  # noqa: S603  (no shell, and what the user chose)
        words,
        bufsize=0,
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        start_new_session=True,  # Ctrl-C is for us; we end it, and all its children
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),  # Windows
    )
    return Pipes(process, process.stdin, process.stdout, process.stderr)


def selectable(
    pipe: Any, *, writes: bool = False, sockets: bool = os.name == "nt"
) -> Any:
    """Return a stream that can be waited for, and that never blocks.

    Windows can wait for sockets only. There, a thread carries from pipe to socket, or
    from socket to pipe.
    """
    if not sockets:
        os.set_blocking(pipe.fileno(), False)
        return pipe
    ours, theirs = socket.socketpair()
    ours.settimeout(0)
    near, far = ours.makefile("rwb", buffering=0), theirs.makefile("rwb", buffering=0)
    ours.close()  # the files keep them open
    theirs.close()
    source, sink = (far, pipe) if writes else (pipe, far)
    threading.Thread(target=_carry, args=(source, sink), daemon=True).start()
    return near


def _carry(source: io.RawIOBase, sink: io.RawIOBase) -> None:
    with suppress(OSError, ValueError), source, sink:
        while chunk := source.read(CHUNK):
            rest = memoryview(chunk)
            while rest:
                rest = rest[sink.write(rest) :]
