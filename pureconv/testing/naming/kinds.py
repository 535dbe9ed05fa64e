"""All conventions that this library can say: rule, boundary, flip, stride, dilation.

A rule is how far windows hang over the two ends of an axis. With what lies there put
around the signal, everything is a valid correlation with the kernel turned or not.
"""

from __future__ import annotations

from itertools import product
from typing import Any, NamedTuple

from pureconv.boundary import BOUNDARIES, pad, pad2d
from pureconv.checks import Boundary
from pureconv.correlation import correlate
from pureconv.correlation2d import correlate2d
from pureconv.nested import leaves, shape
from pureconv.sizes import padding_sides, reach

NOISE = 2.0**-10  # of a Fourier transform in float32; the true answers are integers
STEPS = (1, 2, 3)  # strides and dilations that are tried
BACK = '"same_lower": one sample further back, from index reach // 2 of full'
AHEAD = '"same_upper": one sample further ahead, from index (reach + 1) // 2 of full'


class Rule(NamedTuple):
    """How far windows hang over the ends of an axis, and what that is called."""

    mode: str
    even: str  # where an even kernel lies, if that needs saying
    padding: Any  # for padding_sides, or a function of the kernel's reach

    def sides(self, n: int, k: int, stride: int, dilation: int) -> tuple[int, int]:
        """Return how far windows hang over, as (before, after)."""
        if callable(self.padding):
            before, after = self.padding(reach(k, dilation))
            return before, after
        return padding_sides(n, k, self.padding, stride=stride, dilation=dilation)


RULES = [
    Rule("full", "", lambda far: (far, far)),
    Rule("same", BACK, lambda far: (far - far // 2, far // 2)),
    Rule("same", AHEAD, "same_upper"),
    Rule("same", BACK, "same_lower"),
    Rule("valid", "", "valid"),
    Rule("same, windows end at each sample", "", lambda far: (far, 0)),
    Rule("same, windows start at each sample", "", lambda far: (0, far)),
    Rule("valid, after padding=1", "", 1),
    Rule("valid, after padding=2", "", 2),
    Rule("valid, after padding=3", "", 3),
]


class Kind(NamedTuple):
    """One convention of all that are tried; tuples hold one item for each axis."""

    rule: Rule
    boundary: Boundary
    flip: tuple[bool, ...]
    stride: tuple[int, ...]
    dilation: tuple[int, ...]


class Answer(NamedTuple):
    """What a candidate made of a probe: nested lists, or an exception."""

    x: Any
    w: Any
    y: Any


def answered(answers: list[Answer]) -> list[Answer]:
    """Return the answers that are no exceptions."""
    return [a for a in answers if not isinstance(a.y, Exception)]


def same(y: Any, expected: Any) -> bool:
    """Return whether two results are equal but for noise; None stands for a refusal.

    >>> same([3.0001, 2], [3, 2]), same([3, 2], [[3, 2]]), same(ValueError(), None)
    (True, False, True)
    """
    if expected is None or isinstance(y, Exception):
        return expected is None and isinstance(y, Exception)
    if shape(y) != shape(expected):
        return False
    return all(abs(a - b) <= NOISE for a, b in zip(leaves(y), leaves(expected)))


def kind_of(answers: list[Answer], axes: int) -> Kind | None:
    """Return the first kind of all that gives these answers, which are not refusals."""
    steps = list(product(STEPS, repeat=axes))
    for stride, dilation, rule in product(steps, steps, RULES):
        if all(_counts(a, rule, stride, dilation) == shape(a.y) for a in answers):
            flips = product((True, False), repeat=axes)
            for flip, boundary in product(flips, BOUNDARIES):
                kind = Kind(rule, boundary, flip, stride, dilation)
                if all(same(a.y, slide(a.x, a.w, kind)) for a in answers):
                    return kind
    return None


def _counts(
    answer: Answer, rule: Rule, stride: tuple[int, ...], dilation: tuple[int, ...]
) -> tuple[int, ...]:
    """Return how many outputs a rule has on each axis: not positive where none fits."""
    return tuple(
        (n + sum(rule.sides(n, k, s, d)) - reach(k, d) - 1) // s + 1
        for n, k, s, d in zip(shape(answer.x), shape(answer.w), stride, dilation)
    )


def slide(x: Any, w: Any, kind: Kind) -> Any:
    """Return what a kind computes, or None where the kernel does not fit."""
    axes = zip(shape(x), shape(w), kind.stride, kind.dilation)
    sides = [kind.rule.sides(*axis) for axis in axes]
    w = turned(w, kind.flip)
    try:
        if len(sides) == 1:
            (stride,), (dilation,) = kind.stride, kind.dilation
            x = pad(x, *sides[0], kind.boundary)
            return correlate(x, w, stride=stride, dilation=dilation)
        rows, columns = sides
        x = pad2d(x, rows, columns, kind.boundary)
        return correlate2d(x, w, stride=kind.stride, dilation=kind.dilation)
    except ValueError:
        return None


def turned(values: Any, flip: tuple[bool, ...]) -> Any:
    """Return nested lists with some of their axes reversed.

    >>> turned([[1, 2], [3, 4]], (True, False))
    [[3, 4], [1, 2]]
    """
    values = values[::-1] if flip[0] else values
    return [turned(v, flip[1:]) for v in values] if flip[1:] else values


def longer_rule(kind: Kind, answers: list[Answer]) -> str:
    """Return in words what a kind becomes when the kernel is longer than the signal."""
    if all(same(a.y, slide(a.x, a.w, kind)) for a in answers):
        return "as above"
    if all(same(a.y, _swapped(a.x, a.w, kind)) for a in answers):
        return "signal and kernel change places"
    if all(same(a.y, slide(a.x, _cropped(a.w, shape(a.x)), kind)) for a in answers):
        return "taps beyond the size of the signal are dropped"
    return "by another rule" if any(leaves(a.y) for a in answers) else "no outputs"


def _swapped(x: Any, w: Any, kind: Kind) -> Any:
    """Return what the kernel gives as signal: where nothing is flipped, backwards."""
    y = slide(w, x, kind)
    return y and turned(y, tuple(not flipped for flipped in kind.flip))


def _cropped(w: Any, sizes: tuple[int, ...]) -> Any:
    """Return nested lists without what is beyond the given sizes."""
    kept = w[: sizes[0]]
    return [_cropped(v, sizes[1:]) for v in kept] if sizes[1:] else kept
