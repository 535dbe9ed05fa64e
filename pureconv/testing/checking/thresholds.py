"""From which size on a candidate is wrong: the smallest failure, with one axis shorter.

The smallest failure is made of zeros and ones, and a shorter one may be right by
chance. So both are asked again with numbers that are told apart, and with signs, as a
Fourier transform of a few small numbers may be exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Any

from pureconv.nested import mapped, shape
from pureconv.testing.call import Call
from pureconv.testing.candidates import WrongAnswerError
from pureconv.testing.checking.claim import Claim
from pureconv.testing.checking.search import UnfitError
from pureconv.testing.checking.smaller import chosen
from pureconv.testing.conventions import ROLES

TRIES = 8  # with other signs
LEAST = 4  # smaller sizes are no threshold, but what it takes to see a mistake
GROUPS = ("groups", "group", "feature_group_count")
Cut = dict[str, tuple[int, int]]  # of an operand: an axis, and how many blocks it has


def thresholds(claim: Claim, call: Call) -> list[str]:
    """Return a sentence for each axis that is right at every smaller size."""
    row = claim.target.convention
    if row.layer or row.role not in ROLES:  # who knows how their operands lie
        return []
    if not _fails(claim, call):
        return []
    rows = [*_lengths(claim, call)]
    if row.batched:
        rows += _channels(claim, call)
    return [
        f"right below {size} {what}, all else as it is here"
        for what, size, length, cut in rows
        if length >= LEAST and _is_right_below(claim, call, cut, length)
    ]


def _is_right_below(claim: Claim, call: Call, cut: Cut, length: int) -> bool:
    """Return whether no shorter call fails, and one is right; most fail at once."""
    known = False
    for few in reversed(range(1, length)):
        fails = _fails(claim, _shortened(call, cut, few))
        if fails:
            return False
        known = known or fails is False
    return known


def _fails(claim: Claim, call: Call) -> bool | None:
    """Return whether the candidate fails such a call, or None if it says nothing."""
    known = False
    for seed in range(TRIES if claim.dtype.negates else 1):
        try:
            asked = _told_apart(claim, call, seed)
            expected = claim.expected(asked)
            claim.compare(claim.answer(asked), expected, asked)
        except UnfitError:
            continue
        except WrongAnswerError:
            return True
        known = True
    return False if known else None


def _told_apart(claim: Claim, call: Call, seed: int) -> Call:
    """Return a call with other numbers, 1 to 7, their signs chosen by the seed."""
    numbers, random = count(), Random(seed)
    kind = int if claim.on_ints else float

    def other(_: Any) -> Any:
        sign = random.choice((1, -1)) if seed else 1
        return kind(sign * (next(numbers) % 7 + 1))

    return call._replace(
        **{name: mapped(other, operand) for name, operand in call.operands.items()}
    )


def _lengths(claim: Claim, call: Call) -> Iterator[tuple[str, int, int, Cut]]:
    """Yield what there is so many of along an axis, how long it is, and what to cut."""
    x, w, y = shape(call.x), shape(call.w), claim.expected(call).shape
    axes = len(w) - 2 if claim.target.convention.batched else len(w)
    for n, name in enumerate([""] if axes == 1 else ["rows of ", "columns of "]):
        axis = n - axes
        what, size = ("outputs", y) if y[axis] >= LEAST else ("samples", x)
        yield f"{name}{what}", size[axis], x[axis], {"x": (axis, 1)}
        yield f"{name}taps", w[axis], w[axis], {"w": (axis, 1)}


def _channels(claim: Claim, call: Call) -> Iterator[tuple[str, int, int, Cut]]:
    """Yield the same for batch items, and for the channels of a group."""
    batch, channels = shape(call.x)[:2]
    first, second = shape(call.w)[:2]
    named = {**claim.target.fixed, **call.options}
    groups = next((named[name] for name in GROUPS if name in named), 1)
    of = " of a group" if groups > 1 else ""
    outputs, inner, outer = first // groups, (1, 1), (0, groups)
    if claim.target.convention.role == "conv_transpose":
        outputs, inner, outer = second, outer, inner
    yield "batch items", batch, batch, {"x": (0, 1)}
    cut = {"x": (1, groups), "w": inner}
    yield f"input channels{of}", channels // groups, channels // groups, cut
    cut = {"w": outer, "bias": (0, groups)}
    yield f"output channels{of}", outputs, outputs, cut


def _shortened(call: Call, cut: Cut, few: int) -> Call:
    """Return a call with the first few of each block of the axes that are named."""
    operands = call.operands
    for name, (axis, blocks) in cut.items():
        if name in operands:
            each = shape(operands[name])[axis] // blocks
            places = [b * each + n for b in range(blocks) for n in range(few)]
            operands[name] = chosen(operands[name], axis, places)
    return call._replace(**operands)
