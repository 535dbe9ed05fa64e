"""Vectors on the command line: python -m pureconv vectors, and judge."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pureconv.testing.command.screen import show
from pureconv.testing.vectorfiles.judging import judged
from pureconv.testing.vectorfiles.making import vectors, written


def vectors_job(arguments: argparse.Namespace, options: Any) -> Callable[[], int]:
    """Return the job of printing vectors, after they were made."""
    text = written(
        vectors(
            arguments.like,
            dtype=arguments.dtype,
            options=options,
            cases=arguments.cases,
            seed=arguments.seed,
        )
    )

    def job() -> int:
        sys.stdout.buffer.write(text.encode("ascii"))  # with \n, on every system
        return 0

    return job


def judge_job(arguments: argparse.Namespace) -> Callable[[], int]:
    """Return the job of showing what is wrong with answers, after they were judged."""
    made, answers = _read(arguments.vectors), _read(arguments.answers)
    words = ("accumulate", "operands", "flush", "algorithm")
    records = judged(made, answers, **{k: getattr(arguments, k) for k in words})

    asked = f"{len(made['tests'])} cases of {made['function']}"
    title = f"{arguments.answers} in {made['dtype']}, against {asked}"
    longest = max((len(each.name) for each in records), default=0)
    return lambda: show(records, title, longest, as_json=arguments.json)


def _read(name: str) -> Any:
    try:
        return json.loads(Path(name).read_text("utf-8"))
    except OSError as error:
        raise ValueError(f"{name} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{name} is not a JSON file: {error}") from None
