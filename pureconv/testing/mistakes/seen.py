"""What candidates gave for calls that were put to them, and what mistakes give.

An answer is compared as one list of numbers and a shape, with some noise allowed.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from pureconv.nested import leaves, shape
from pureconv.testing.candidates import Candidate, NoAnswerError
from pureconv.testing.mistakes.draft import Draft, distance, has_complex
from pureconv.testing.mistakes.ways import Way
from pureconv.testing.naming import NOISE

UNMADE = (ArithmeticError, AttributeError, LookupError, TypeError)
Flat = tuple[tuple[int, ...], list[Any]]  # a shape, and all values


@dataclass(frozen=True)
class Seen:
    """What was seen: a draft, and what the candidate gave for it."""

    draft: Draft
    y: Any

    @cached_property
    def flat(self) -> Flat:
        """The answer as one list, and its shape."""
        return flat(self.y)

    @cached_property
    def truth(self) -> Flat:
        """What the answer should have been, likewise."""
        return flat(self.draft())

    @cached_property
    def wrong(self) -> bool:
        """Whether the answer is another than it should be, by more than noise."""
        return not agrees(self.flat, self.truth)  # the same result in the other order

    @cached_property
    def exact(self) -> Draft:
        """The draft on integers and Fractions."""
        return self.draft.mapped(_exact, ("x", "w", "bias"))

    @cached_property
    def size(self) -> int:
        """The number of products of a sample and a weight."""
        return len(leaves(self.draft.x)) * len(leaves(self.draft.w))


def observe(
    candidate: Candidate, drafts: Iterable[Draft], *, options: list[str]
) -> list[Seen]:
    """Return what a candidate gives for calls that are legal, and that it takes."""
    seen = []
    for draft in drafts:
        if is_legal(draft):
            with suppress(NoAnswerError):
                call = draft.call()
                said = {k: call.options[k] for k in options}
                y = candidate.answer(call._replace(options=said), unchanged=False)
                if has_complex(draft.x, draft.w) or not has_complex(y):
                    seen.append(Seen(draft, y))
    return seen


def is_legal(draft: Draft) -> bool:
    """Return whether the reference takes a call, and gives any outputs."""
    with suppress(*UNMADE, ValueError):
        return bool(draft())
    return False


def made_by(way: Way, draft: Draft) -> Flat | None:
    """Return what a mistake gives, or None where it cannot be made.

    Where only a longer signal would do, no window fits, and that is no outputs.
    """
    try:
        return flat(way(draft))
    except ValueError:
        with suppress(*UNMADE, ValueError):
            flat(way(draft.roomy))
            return flat([])
    except UNMADE:
        pass
    return None


def flat(y: Any) -> Flat:
    """Return a shape and all values; without any of these, the shape is ()."""
    sizes, values = shape(y), leaves(y)
    return sizes if values else (), values


def agrees(y: Flat, expected: Flat) -> bool:
    """Return whether an answer is what a mistake gives; None stands for anything."""
    pairs = zip(y[1], expected[1])
    return y[0] == expected[0] and all(
        # From b to a, it is as far: the same result.
        b is None or a == b or distance(a, b) <= NOISE
        for a, b in pairs
    )


def _exact(value: Any) -> Any:
    if isinstance(value, complex):
        return value
    return int(value) if value == int(value) else Fraction(value)
