"""The ends of conversations, brought about one by one."""

from __future__ import annotations

import os
from pathlib import Path
from queue import SimpleQueue

import pytest

from pureconv.testing.processes.away import Away, end


class Staged:
    """A process that exists on the stage only."""

    pid = 2**22 + 1  # more than Linux has

    def __init__(self) -> None:
        self.done: list[str] = []
        self.last_words = b""
        (take, give), (hear, answer) = os.pipe(), os.pipe()
        self.taken, self.answers = os.fdopen(take, "rb", 0), os.fdopen(answer, "wb", 0)
        self.stdin, self.stdout = os.fdopen(give, "wb", 0), os.fdopen(hear, "rb", 0)
        self.stderr = Path(os.devnull).open("rb", 0)  # noqa: SIM115

    def poll(self) -> int:
        if not self.answers.closed:
            self.answers.write(self.last_words)
        self.answers.close()
        return 0

    def kill(self) -> None:
        self.done.append("killed")

    def leave(self) -> None:
        for stream in (self.taken, self.answers, self.stdin, self.stdout, self.stderr):
            stream.close()


def test_an_answer_on_the_way_while_the_process_ends_counts() -> None:
    process = Staged()
    process.last_words = b"[1]\n"
    away = Away(lambda: process, 9)
    assert away.ask(b"call\n", bytes) == b"[1]"
    away.close()
    process.leave()


def test_a_copy_of_the_parent_ends_nobody() -> None:
    process = Staged()
    end(process, os.getpid() + 1, None, [])
    assert process.done == []
    for stream in (process.stdin, process.stdout, process.stderr):
        assert stream.closed
    process.leave()


def test_without_process_groups_only_the_process_is_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(os, "killpg")
    process = Staged()
    end(process, os.getpid(), SimpleQueue(), [])
    assert process.done == ["killed"]
    process.leave()
