"""A program in any language, which reads calls as lines of JSON and writes answers."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from pureconv.checks import shown
from pureconv.nested import leaves
from pureconv.testing.call import Call
from pureconv.testing.processes.away import Away, Process, started
from pureconv.testing.processes.lines import answer, line


class Program(Away):
    """A candidate that is a program."""

    advice = ": does it flush its output after each line?"

    def __init__(self, words: list[str], timeout: float) -> None:
        """Take the words of a command; `program` has checked them."""
        super().__init__(partial(_started, words), timeout)
        self.words, self.name = words, shlex.join(words)

    def __call__(self, x: Any, w: Any, **options: Any) -> Any:
        """Return the answer to a call with `x`, `w`, and options that are not None."""
        return self.answer({"x": x, "w": w, **options})

    def answer(self, call: Mapping[str, Any]) -> Any:
        """Return the answer to a call of which everything has a name.

        Raises Refused for {"error": ...}, Garbled for a line that is no answer, Died
        when the program ends, Hung when it does not answer in time.
        """
        given = _given(call)
        pairs = any(isinstance(v, complex) for v in leaves(list(given.values())))
        return self.ask(f"{line(given)}\n".encode(), partial(_read, pairs=pairs))

    def run(self, call: Call, *_: Any, unchanged: bool = True) -> Any:  # noqa: ARG002
        """Return the answer to a call; what has names, has no order."""
        return self.answer(call.told)

    def text(self, call: Call) -> str:
        """Return what to say to a shell for the same call.

        >>> print(program("cat -u").text(Call(sum, [1], [2], options={"mode": None})))
        echo '{"x": [1], "w": [2]}' | cat -u
        """
        return f"echo {shlex.quote(line(_given(call.told)))} | {self.name}"


def _read(heard: bytes, *, pairs: bool) -> Any:
    return answer(heard.decode("utf-8", "backslashreplace"), pairs=pairs)


def _started(words: list[str]) -> Process:
    try:
        return started(words)
    except OSError as error:
        raise ValueError(f"program {words[0]} does not start: {error}") from error


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
    listed = _split(words) if isinstance(words, str) else _listed(words)
    if not listed:
        raise ValueError("program needs the words of a command, not none")
    if not shutil.which(listed[0]):
        here = f"{os.curdir}{os.sep}{listed[0]}"
        hint = f": say {here}" if shutil.which(here) else ""
        raise ValueError(f"there is no program {listed[0]!r} that could be run{hint}")
    return Program(listed, timeout)


def _listed(words: Any) -> list[str]:
    """Return words, paths among them, as text."""
    rule = f"program must be the words of a command, not {shown(words)}"
    if not isinstance(words, Iterable):
        raise TypeError(rule)
    try:
        return [os.fsdecode(word) for word in words]
    except TypeError:
        raise TypeError(rule) from None


def _split(words: str, escape: str = "" if os.name == "nt" else "\\") -> list[str]:
    r"""Return the words of a line, split as a shell does, and by nothing else of it.

    >>> _split("./conv --kind 'two words'")
    ['./conv', '--kind', 'two words']
    >>> _split(r'"C:\My files\conv.exe" --fast', escape="")      # as on Windows
    ['C:\\My files\\conv.exe', '--fast']
    """
    lexer = shlex.shlex(words, posix=True)
    lexer.whitespace_split, lexer.commenters, lexer.escape = True, "", escape
    try:
        return list(lexer)
    except ValueError as error:
        raise ValueError(f"program {words!r} cannot be split: {error}") from None


def _given(call: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in call.items() if value is not None}
