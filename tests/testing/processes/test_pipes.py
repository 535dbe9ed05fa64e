"""The ends of conversations, brought about one by one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from pureconv.testing.processes.pipes import Pipes, end


class Staged:
    """A process that exists on the stage only."""

    pid = 2**22 + 1  # more than Linux has

    def __init__(self) -> None:
        self.done: list[str] = []
        self.last_words = b""
        (take, give), (hear, answer) = os.pipe(), os.pipe()
        self.taken, self.answers = os.fdopen(take, "rb", 0), os.fdopen(answer, "wb", 0)
        self.streams: Any = os.fdopen(give, "wb", 0), os.fdopen(hear, "rb", 0)
        errors = Path(os.devnull).open("rb", 0)  # noqa: SIM115
        self.streams += (errors,)

    def poll(self) -> int:
        self.answers.write(self.last_words)
        self.answers.close()
        return 0

    def wait(self, timeout: float) -> int:
        self.done.append(f"waited {timeout:g} s")
        return 0

    def kill(self) -> None:
        self.done.append("killed")

    def leave(self) -> None:
        self.taken.close()
        self.answers.close()


def test_an_answer_on_the_way_while_the_process_ends_counts() -> None:
    process = Staged()
    process.last_words = b"[1]\n"
    pipes = Pipes(process, *process.streams)
    assert pipes.exchange(b"call\n", 9) == b"[1]"
    pipes.close()
    process.leave()


def test_a_copy_of_the_parent_ends_nobody() -> None:
    process = Staged()
    end(process, os.getpid() + 1, process.streams)
    assert process.done == []
    assert all(stream.closed for stream in process.streams)
    process.leave()


def test_without_process_groups_only_the_process_is_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(os, "killpg")
    process = Staged()
    end(process, os.getpid(), process.streams)
    assert process.done == ["waited 1 s", "killed", "waited 1 s"]
    process.leave()
