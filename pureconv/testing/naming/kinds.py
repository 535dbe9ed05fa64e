"""All conventions that this library can say: rule, boundary, flip, stride, dilation.

A rule is how far windows hang over the two ends of an axis. After padding, every
convention is a "valid" correlation, with the kernel flipped or not.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any, NamedTuple

from pureconv.boundary import BOUNDARIES, pad, pad2d
from pureconv.checks import Boundary
from pureconv.correlation import correlate
from pureconv.correlation2d import correlate2d
from pureconv.nested import leaves, shape
from pureconv.sizes import MODES, PADDINGS, overhang, padding_sides, reach
from pureconv.testing.call import Answer

NOISE = 2.0**-10  # of a Fourier transform in float32; the true answers are integers
STEPS = (1, 2, 3)  # strides and dilations that are tried
BACK = '"same_lower": one sample further back, from index reach // 2 of full'
AHEAD = '"same_upper": one sample further ahead, from index (reach + 1) // 2 of full'


class Rule(NamedTuple):
    """How far windows hang over the ends of an axis, and what that is called."""

    mode: str
    padding: Any  # for padding_sides, or a function of k and dilation

    def sides(self, n: int, k: int, stride: int, dilation: int) -> tuple[int, int]:
        """Return how far windows hang over, as (before, after)."""
        if callable(self.padding):
            before, after = self.padding(k, dilation)
            return before, after
        return padding_sides(n, k, self.padding, stride=stride, dilation=dilation)

    @property
    def even(self) -> str:
        """Where an even kernel lies, if that needs saying."""
        if self.mode != "same":
            return ""
        return BACK if self.sides(2, 2, 1, 1) == (1, 0) else AHEAD


ENDS = "same, windows end at each sample"
STARTS = "same, windows start at each sample"


def _of_mode(mode: str) -> Rule:
    return Rule(ENDS if mode == "causal" else mode, lambda k, d: overhang(k, mode, d))


RULES = [
    *map(_of_mode, MODES),
    *(Rule(word.partition("_")[0], word) for word in PADDINGS if word != "causal"),
    Rule(ENDS, lambda k, d: (reach(k, d), 0)),
    Rule(STARTS, lambda k, d: (0, reach(k, d))),
    *(Rule(f"valid, after padding={n}", n) for n in (1, 2, 3)),
]


class Kind(NamedTuple):
    """One convention of all that are tried; tuples hold one item for each axis."""

    rule: Rule
    boundary: Boundary
    flip: tuple[bool, ...]
    stride: tuple[int, ...]
    dilation: tuple[int, ...]


def answered(answers: list[Answer]) -> list[Answer]:
    """Return the answers that are not exceptions."""
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
                if all(same(a.y, slide(a.call.x, a.call.w, kind)) for a in answers):
                    return kind
    return None


def _counts(
    answer: Answer, rule: Rule, stride: tuple[int, ...], dilation: tuple[int, ...]
) -> tuple[int, ...]:
    """Return how many outputs a rule has on each axis: not positive where none fits."""
    sizes = zip(shape(answer.call.x), shape(answer.call.w), stride, dilation)
    return tuple(
        (n + sum(rule.sides(n, k, s, d)) - reach(k, d) - 1) // s + 1
        for n, k, s, d in sizes
    )


def slide(x: Any, w: Any, kind: Kind) -> Any:
    """Return what a kind computes, or None where the kernel does not fit."""
    axes = zip(shape(x), shape(w), kind.stride, kind.dilation)
    sides = [kind.rule.sides(*axis) for axis in axes]
    w = flipped(w, kind.flip)
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


def flipped(values: Any, flip: tuple[bool, ...]) -> Any:
    """Return nested lists with some of their axes reversed.

    >>> flipped([[1, 2], [3, 4]], (True, False))
    [[3, 4], [1, 2]]
    """
    values = values[::-1] if flip[0] else values
    return [flipped(v, flip[1:]) for v in values] if flip[1:] else values


def longer_rule(kind: Kind, answers: list[Answer]) -> str:
    """Return in words what a kind becomes when the kernel is longer than the signal."""
    rules: dict[str, Callable[[Any, Any, Kind], Any]] = {
        "as above": slide,
        "signal and kernel change places": _swapped,
        "taps beyond the size of the signal are dropped": _dropped,
    }
    for text, rule in rules.items():
        if all(same(a.y, rule(a.call.x, a.call.w, kind)) for a in answers):
            return text
    return "by another rule" if any(leaves(a.y) for a in answers) else "no outputs"


def _swapped(x: Any, w: Any, kind: Kind) -> Any:
    """Return what the kernel gives as signal: where nothing is flipped, backwards."""
    y = slide(w, x, kind)
    return y and flipped(y, tuple(not flipped for flipped in kind.flip))


def _dropped(x: Any, w: Any, kind: Kind) -> Any:
    return slide(x, _cropped(w, shape(x)), kind)


def _cropped(w: Any, sizes: tuple[int, ...]) -> Any:
    """Return nested lists without what is beyond the given sizes."""
    kept = w[: sizes[0]]
    return [_cropped(v, sizes[1:]) for v in kept] if sizes[1:] else kept
