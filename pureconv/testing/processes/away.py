"""What stands in the place of a function that does not run in this process."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class Away(Protocol):
    """A function that runs elsewhere, and takes calls as they are."""

    name: str  # by which it can be called
    @property
    def hangs(self) -> int:
        """How many calls it did not answer in time."""

    def run(self, call: Any, arguments: tuple[Any, ...], *, unchanged: bool) -> Any:
        """Return the answer to a call, with x and w in that order; may raise a Failure.

        With `unchanged`, an argument that is changed is an error, if that can be seen.
        """

    def text(self, call: Any) -> str:
        """Return how somebody else could make the same call."""

    def fresh(self) -> int:
        """End the process, so that the next call starts one; return what it was sent.

        That is the number of calls; a call that fails is one of them.
        """
