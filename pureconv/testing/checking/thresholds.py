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

TRIES = 8  # with other signs
LEAST = 4  # smaller sizes are no threshold, but what it takes to see a mistake


def thresholds(claim: Claim, call: Call) -> list[str]:
    """Return a sentence for each axis that is right at every smaller size."""
    if claim.target.convention.layer:  # of a gradient: its operands lie otherwise
        return []
    if not _fails(claim, call):
        return []
    lines = []
    for what, size, shorter in _axes(claim, call):
        results = [_fails(claim, each) for each in shorter]
        known = [result for result in results if result is not None]
        if known and not any(known):
            lines.append(f"right below {size} {what}")
    return lines


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


def _axes(claim: Claim, call: Call) -> Iterator[tuple[str, int, list[Call]]]:
    """Yield what there is so many of, and the calls with fewer of it."""
    batched = claim.target.convention.batched
    y, w = shape(claim.expected(call)), shape(call.w)
    axes = len(w) - 2 if batched else len(w)
    names = [""] if axes == 1 else ["rows of ", "columns of "]
    for n, name in enumerate(names):
        axis = n - axes
        if shape(call.x)[axis] >= LEAST:
            some = range(1, shape(call.x)[axis])
            shorter = [_cut(call, x=(axis, range(k))) for k in some]
            size, what = y[axis], "outputs"
            if size < LEAST:
                size, what = shape(call.x)[axis], "samples"
            yield f"{name}{what}", size, shorter
        if w[axis] >= LEAST:
            shorter = [_cut(call, w=(axis, range(k))) for k in range(1, w[axis])]
            yield f"{name}taps", w[axis], shorter
    if batched:
        yield from _channels(claim, call)


def _channels(claim: Claim, call: Call) -> Iterator[tuple[str, int, list[Call]]]:
    """Yield the same for batch items, and for the channels of a group."""
    if len(call.x) >= LEAST:
        some = range(1, len(call.x))
        yield "batch items", len(call.x), [_cut(call, x=(0, range(k))) for k in some]
    paints = claim.target.convention.role == "conv_transpose"
    channels, (first, second) = len(call.x[0]), shape(call.w)[:2]
    named = {**claim.target.fixed, **call.options}
    groups = named.get(
        "groups", named.get("group", named.get("feature_group_count", 1))
    )
    inputs, outputs = channels // groups, second if paints else first // groups
    of = " of a group" if groups > 1 else ""
    if inputs >= LEAST:
        fewer = {k: _of_groups(groups, inputs, k) for k in range(1, inputs)}
        shorter = [
            _cut(call, x=(1, places), w=(0, places) if paints else (1, range(k)))
            for k, places in fewer.items()
        ]
        yield f"input channels{of}", inputs, shorter
    if outputs >= LEAST:
        fewer = {k: _of_groups(groups, outputs, k) for k in range(1, outputs)}
        shorter = [
            _cut(call, w=(1, range(k)) if paints else (0, places), bias=(0, places))
            for k, places in fewer.items()
        ]
        yield f"output channels{of}", outputs, shorter


def _of_groups(groups: int, each: int, few: int) -> list[int]:
    return [group * each + n for group in range(groups) for n in range(few)]


def _cut(call: Call, **cuts: Any) -> Call:
    """Return a call with some places of one axis of each operand that is named."""
    operands = call.operands
    kept = {name: cut for name, cut in cuts.items() if name in operands}
    return call._replace(
        **{name: chosen(operands[name], *cut) for name, cut in kept.items()}
    )
