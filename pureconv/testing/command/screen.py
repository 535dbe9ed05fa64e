"""What the command line shows: a table of records, failures, and how far it is."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Iterable, Sequence

from pureconv.testing.telling import Record

WAIT = 0.1  # seconds between two pictures of the bar
WIDTH = 20  # of the bar


class Progress:
    """A bar on the terminal, where somebody watches; nothing anywhere else."""

    def __init__(self, total: int) -> None:
        """Take how many checks there will be."""
        self.total, self.done, self.tried, self.name = total, 0, 0, ""
        self.started = self.shown = time.monotonic()
        self.watched = sys.stderr.isatty()

    def start(self, name: str) -> None:
        """Say which check is being made."""
        self.name = name
        self._show()

    def called(self) -> None:
        """Count an example, and show the count now and then."""
        self.tried += 1
        if self.watched and time.monotonic() - self.shown > WAIT:
            self._show()

    def finish(self) -> None:
        """Count a check, and clear the line for what is printed of it."""
        self.done += 1
        if self.watched:
            print("\r\033[K", end="", file=sys.stderr, flush=True)

    def _show(self) -> None:
        if not self.watched:
            return
        self.shown = time.monotonic()
        rate = self.tried / max(self.shown - self.started, 1e-9)
        full = WIDTH * self.done // self.total
        bar = "#" * full + "." * (WIDTH - full)
        text = f"[{bar}] {self.done} of {self.total}  {self.name}"
        text += f"  {rate:,.0f} examples/s"
        print(f"\r\033[K{text[: columns() - 1]}", end="", file=sys.stderr, flush=True)


def columns() -> int:
    """Return the width of the terminal; where there is none, of a wide one."""
    return shutil.get_terminal_size(fallback=(120, 24)).columns


def show(
    records: Iterable[Record],
    title: str,
    longest: int,
    *,
    as_json: bool,
    refusing: bool = False,
) -> int:
    """Print records as they come, and what came of all; return the exit status.

    It is 1 for a failure, and where nothing could be tried. `longest` is how long the
    names are. As JSON, nothing but the records is printed.
    """
    seen = []
    if not as_json:
        print(f"{title}:\n")
    for record in records:
        seen.append(record)
        if as_json:
            print_line(record)
        else:
            print_row(record, longest, refusing=refusing)
    if not as_json:
        print_summary(seen)
    failed = any(record.status == "failed" for record in seen)
    return int(failed or not any(record.tried for record in seen))


def print_row(record: Record, longest: int, *, refusing: bool = False) -> None:
    """Print a record as a row of the table, cut to the width of the terminal."""
    width = columns()
    count = str(record.examples) if record.status == "passed" else ""
    if refusing:
        refused = f", declined {record.declined}" if record.declined else ""
        count = f"{count:>4}{refused:15}"
    said = record.message if record.status == "skipped" else record.statement
    row = f"{record.status:7}  {record.name:{longest}}  {count:>4}  {said}"
    print(row if len(row) <= width else f"{row[: width - 3]}...")


def print_line(record: Record) -> None:
    """Print a record as a line of JSON."""
    data = record._asdict()
    del data["counterexample"]
    print(json.dumps(data), flush=True)


def print_summary(records: Sequence[Record]) -> None:
    """Print the first failure, with all there is to say, and how many there are."""
    passed = [record for record in records if record.status == "passed"]
    wrong = [record for record in records if record.status == "failed"]
    if wrong:
        print(f"\n{wrong[0].message}\n")
        print(f"{len(wrong)} of {len(wrong) + len(passed)} checks failed")
        return
    if not any(record.tried for record in records):
        print("\nno call could be tried")
        return
    examples = sum(record.examples for record in passed)
    declined = sum(record.declined for record in records)
    refused = f", {declined} declined" if declined else ""
    print(f"\nnot refuted by {examples} examples in {len(passed)} checks{refused}")
