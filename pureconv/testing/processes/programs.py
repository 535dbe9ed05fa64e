"""A program in any language, which reads calls as lines of JSON and writes answers."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Iterable, Mapping
from typing import Any

from pureconv.testing.call import Call
from pureconv.testing.processes.failures import Failure, Garbled, Hung
from pureconv.testing.processes.lines import answer, line
from pureconv.testing.processes.pipes import Pipes, seconds, started

FLUSH = "does it flush its output after each line?"


class Program:
    """A candidate that is a program, started when it is first called."""

    def __init__(self, words: list[str], timeout: float) -> None:
        """Take the words of a command; `program` has checked them."""
        self.words, self.timeout = words, timeout
        self.pipes: Pipes | None = None
        self.hangs = 0
        self.name = shlex.join(words)

    def __call__(self, x: Any, w: Any, **options: Any) -> Any:
        """Return the answer to a call with `x`, `w`, and options that are not None."""
        return self.answer({"x": x, "w": w, **options})

    def answer(self, call: Mapping[str, Any]) -> Any:
        """Return the answer to a call of which everything has a name.

        Raises Refused for {"error": ...}, Garbled for a line that is no answer, Died
        when the program ends, Hung when it does not answer in time.
        """
        given = _given(call)
        pairs = any(map(_holds_complex, given.values()))
        if self.pipes is None or not self.pipes.close.alive:
            self.pipes = self._start()
        pipes = self.pipes
        try:
            sent = f"{line(given)}\n".encode()
            heard = pipes.exchange(sent, _size, self.timeout)
            return answer(heard.decode("utf-8", "backslashreplace"), pairs=pairs)
        except Failure as error:
            error.calls = pipes.calls
            if isinstance(error, Garbled):  # who knows what else it has to say
                pipes.close()
            if isinstance(error, Hung):
                self.hangs += 1
                error.text += f": {FLUSH}"
            raise

    def run(self, call: Call, _: tuple[Any, ...], *, unchanged: bool = True) -> Any:  # noqa: ARG002
        """Return the answer to a call; what has names, has no order."""
        return self.answer(call.told)

    def text(self, call: Call) -> str:
        """Return how to make the same call in a shell."""
        return self.shown(call.told)

    def fresh(self) -> int:
        """End the process and return how many calls it was sent."""
        self.close()
        return self.pipes.calls if self.pipes is not None else 0

    def shown(self, call: Mapping[str, Any]) -> str:
        """Return what to say to a shell for the same call.

        >>> print(program("cat -u").shown({"x": [1], "w": [2], "bias": None}))
        echo '{"x": [1], "w": [2]}' | cat -u
        """
        return f"echo {shlex.quote(line(_given(call)))} | {shlex.join(self.words)}"

    def close(self) -> None:
        """End the process; another call would start a new one."""
        if self.pipes is not None:
            self.pipes.close()

    def _start(self) -> Pipes:
        try:
            return started(self.words)
        except OSError as error:
            message = f"program {self.words[0]} does not start: {error}"
            raise ValueError(message) from error


def program(words: str | Iterable[str], timeout: float = 10.0) -> Program:
    '''Return a candidate that is a program, given as words or as one line of them.

    It is started once, by itself and not by a shell, and again after it died. For each
    call it gets one line of JSON, and within `timeout` seconds it writes one: see
    `pureconv.testing.processes.lines`. This one says of each call that it is an error:

    >>> import sys
    >>> says_no = """for line in open(0): print('{"error": "no"}', flush=True)"""
    >>> no = program([sys.executable, "-c", says_no])
    >>> no([1, 2], [3])
    Traceback (most recent call last):
    ...
    pureconv.testing.processes.failures.Refused: no
    >>> no.close()

    Raises ValueError when there is no such program.
    '''
    listed = _split(words) if isinstance(words, str) else list(map(os.fspath, words))
    if not listed:
        raise ValueError("program needs the words of a command, not none")
    if not shutil.which(listed[0]):
        raise ValueError(f"there is no program {listed[0]!r} that could be run")
    return Program(listed, seconds(timeout))


def _split(words: str) -> list[str]:
    """Return the words of a line, split as a shell does, and by nothing else of it.

    >>> _split("./conv --kind 'two words'")
    ['./conv', '--kind', 'two words']
    """
    try:
        return shlex.split(words, posix=os.name == "posix")
    except ValueError as error:
        raise ValueError(f"program {words!r} cannot be split: {error}") from None


def _given(call: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in call.items() if value is not None}


def _holds_complex(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_holds_complex, value))
    return isinstance(value, complex)


def _size(heard: bytearray) -> int:
    """Return how long the first line is, or 0 while it has no end."""
    return heard.find(b"\n") + 1
