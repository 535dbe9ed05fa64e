"""All conventions that this library can say: rule, boundary, flip, stride, dilation.

A rule is how far windows hang over the two ends of an axis. After padding, every
convention is a "valid" correlation, with the kernel flipped or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cache, lru_cache, reduce
from itertools import islice, product
from operator import getitem
from typing import Any, NamedTuple, Optional

from pureconv.boundary import BOUNDARIES, source
from pureconv.checks import Boundary
from pureconv.nested import leaves, mapped, shape
from pureconv.sizes import overhang, padding_sides, reach
from pureconv.testing.naming.asking import Asked

NOISE = 2.0**-10  # of a Fourier transform in float32; the true answers are integers
MOST = 8  # the largest stride, dilation and padding that are tried
MIDDLE = "from index reach // 2 of full"
BACK = f'"same_lower": one sample further back, {MIDDLE}'
AHEAD = '"same_upper": one sample further ahead, from index (reach + 1) // 2 of full'
ODD_BEFORE = '"same_lower": the odd sample of padding at the start'
ODD_AFTER = '"same_upper": the odd sample of padding at the end'
ENDS = "causal, windows end at each sample"
STARTS = "same, windows start at each sample"
ENOUGH = 10_000  # ways to place windows: if more fit, it is by chance that one gives y
Meets = tuple[Optional[int], ...]  # the sample that each tap meets; None for a zero
FLIPS = {axes: list(product((True, False), repeat=axes)) for axes in (1, 2)}


class Rule(NamedTuple):
    """How far windows hang over the ends of an axis, and what that is called."""

    mode: str
    padding: Any  # (before, after), a word for padding_sides, or a function of k and d
    phase: int = 0  # how many samples later the first window lies

    def sides(self, n: int, k: int, stride: int, dilation: int) -> tuple[int, int]:
        """Return how far windows hang over, as (before, after)."""
        if isinstance(self.padding, tuple):
            before, after = self.padding
        elif callable(self.padding):
            before, after = self.padding(k, dilation)
        else:
            steps = {"stride": stride, "dilation": dilation}
            before, after = _worded(n, k, self.padding, **steps)
        return before - self.phase, after


_worded, _hanging = cache(padding_sides), cache(overhang)


def _of_mode(mode: str, phase: int = 0) -> Rule:
    name = f"{mode}, from index {phase} on" if phase else mode
    return Rule(name, lambda k, d: _hanging(k, mode, d), phase)


RULES = [
    *map(_of_mode, ("full", "same", "valid")),
    Rule("same", "same_upper"),
    Rule("same", "same_lower"),
    Rule(ENDS, lambda k, d: (reach(k, d), 0)),
    Rule(STARTS, lambda k, d: (0, reach(k, d))),
    *(Rule(f"valid, after padding={n}", (n, n)) for n in range(1, MOST + 1)),
    *(
        Rule(f"valid, after padding=({a}, {b})", (a, b))
        for a, b in product(range(MOST + 1), repeat=2)
        if a != b
    ),
]
PHASES = [
    _of_mode(*each) for each in product(("full", "same", "valid"), range(1, MOST))
]


class Axis(NamedTuple):
    """Where windows lie on one axis."""

    rule: Rule
    stride: int
    dilation: int

    def outputs(self, n: int, k: int) -> int:
        """Return how many outputs there are: not positive where none fits."""
        room = n + sum(self.rule.sides(n, k, self.stride, self.dilation))
        return (room - self.dilation * (k - 1) - 1) // self.stride + 1


@lru_cache(maxsize=9999)
def _meets(axis: Axis, n: int, k: int, boundary: str) -> list[Meets]:
    """Return what the taps meet in each output."""
    before, _ = axis.rule.sides(n, k, axis.stride, axis.dilation)
    starts = range(-before, axis.outputs(n, k) * axis.stride - before, axis.stride)
    reaches = range(0, k * axis.dilation, axis.dilation)
    return [tuple(source(start + i, n, boundary) for i in reaches) for start in starts]


class Kind(NamedTuple):
    """One convention of all that are tried; tuples hold one item for each axis."""

    axes: tuple[Axis, ...]
    boundary: Boundary
    flip: tuple[bool, ...]
    factor: Fraction = Fraction(1)

    @property
    def stride(self) -> tuple[int, ...]:
        """The stride on each axis."""
        return tuple(axis.stride for axis in self.axes)

    @property
    def dilation(self) -> tuple[int, ...]:
        """The dilation on each axis."""
        return tuple(axis.dilation for axis in self.axes)

    @property
    def modes(self) -> tuple[str, ...]:
        """What the rule of each axis is called."""
        return tuple(axis.rule.mode for axis in self.axes)

    @property
    def even(self) -> str:
        """Where an even kernel lies, if that needs saying.

        With a stride, a word pads as much as the last window needs.
        """
        if self.modes[0] != "same":
            return ""
        back = self.axes[0].rule.sides(2, 2, 1, 1) == (1, 0)
        if set(self.stride) == {1}:
            return BACK if back else AHEAD
        if any(isinstance(axis.rule.padding, str) for axis in self.axes):
            return ODD_BEFORE if back else ODD_AFTER
        return MIDDLE


def same(y: Any, expected: Any) -> bool:
    """Return whether two results are equal but for noise; None stands for a refusal.

    >>> same([3.0001, 2], [3, 2]), same([3], [[3]]), same(ValueError(), None)
    (True, False, True)
    """
    if expected is None or isinstance(y, Exception):
        return expected is None and isinstance(y, Exception)
    return _near(y, expected)


def _near(a: Any, b: Any) -> bool:
    """Return whether numbers are equal but for noise, or all in lists of one shape."""
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and (a == b or all(map(_near, a, b)))
    if isinstance(a, list) or isinstance(b, list):
        return False
    return bool(abs(a - b) <= NOISE * max(1, abs(b)))  # with <, the same result


def kind_of(answers: list[Asked], axes: int) -> Kind | None:
    """Return the first kind that gives these answers, which are not refusals.

    Each kind is tried, unless the answers are so few and small that very many fit.
    """
    if any(len(shape(a.y)) != axes or not leaves(a.y) for a in answers):
        return None
    # As all kinds times 0: the same result below, at more cost.
    if not any(any(leaves(a.y)) for a in answers):
        return None
    asked = [list(zip(*a.question.sizes, shape(a.y))) for a in answers]
    along = [_axes(tuple(sizes[n] for sizes in asked)) for n in range(axes)]
    alike = _filter(max(answers, key=lambda a: len(leaves(a.y))))
    tried = islice(_choices(along), ENOUGH)
    for found, flip, boundary in product(tried, FLIPS[axes], BOUNDARIES):
        kind = Kind(found, boundary, flip)
        if alike(kind):
            kind = kind._replace(factor=_factor(answers[0], kind))
            if all(_gives(kind, a) for a in answers):
                return kind
    return None  # the same result by 0


def _choices(along: list[list[Axis]]) -> Iterator[tuple[Axis, ...]]:
    """Yield ways to place windows: first the same way on all axes, or by one rule."""
    one_rule = [each for each in product(*along) if each[0].rule == each[-1].rule]
    yield from (each for each in one_rule if each[0] == each[-1])
    yield from (each for each in one_rule if each[0] != each[-1])
    yield from (each for each in product(*along) if each[0].rule != each[-1].rule)


def _gives(kind: Kind, answer: Asked) -> bool:
    """Return whether a kind that gives as many outputs gives these."""
    return all(map(_near, leaves(answer.y), outputs(*answer.question.operands, kind)))


def _factor(answer: Asked, kind: Kind) -> Fraction:
    """Return how many times larger an answer is than what a kind gives."""
    made = outputs(*answer.question.operands, kind._replace(factor=Fraction(1)))
    pairs = ((y, v) for y, v in zip(leaves(answer.y), made) if v)
    y, expected = next(pairs, (1, 1))
    return Fraction(complex(y).real / expected).limit_denominator(64)


@cache
def _axes(sizes: tuple[tuple[int, int, int], ...]) -> list[Axis]:
    """Return the ways to place windows that give these numbers of outputs."""
    found: dict[Any, Axis] = {}  # by where windows lie: the first name for it stays
    steps = range(1, MOST + 1)
    for stride, dilation in product(steps, steps):
        for rule in [*RULES, *(rule for rule in PHASES if rule.phase < stride)]:
            axis = Axis(rule, stride, dilation)
            if all(max(0, axis.outputs(n, k)) == count for n, k, count in sizes):
                sides = [rule.sides(n, k, stride, dilation) for n, k, _ in sizes]
                found.setdefault((stride, dilation, *sides), axis)
    return list(found.values())


def _filter(answer: Asked) -> Callable[[Kind], bool]:
    """Return a test whether a kind gives a few of the outputs, but for a factor."""
    (x, w), sizes = answer.question.operands, [*zip(*answer.question.sizes)]
    counts = shape(answer.y)
    kernels = {flip: flipped(w, flip) for flip in FLIPS[len(sizes)]}
    places = [tuple(count * sixth // 6 for count in counts) for sixth in range(1, 6)]
    values = [reduce(getitem, place, answer.y) for place in places]

    @cache
    def made(flip: tuple[bool, ...], *meets: Meets) -> Any:
        return _sum(x, kernels[flip], meets)

    def alike(kind: Kind) -> bool:
        factor = 0
        pairs = zip(kind.axes, sizes)
        windows = [_meets(axis, *size, kind.boundary) for axis, size in pairs]
        for value, place in zip(values, places):
            expected = made(kind.flip, *[each[m] for each, m in zip(windows, place)])
            factor = factor or (expected and value / expected)
            # The same result the other way round: two that are near have one size.
            if not _near(value, factor * expected) or (expected and not value):
                return False
        return True

    return alike


def _sum(x: Any, w: Any, meets: Sequence[Meets]) -> Any:
    rest = meets[1:]
    pairs = [(x[p], v) for p, v in zip(meets[0], w) if p is not None]
    return sum([_sum(a, b, rest) if rest else a * b for a, b in pairs])


def outputs(x: Any, w: Any, kind: Kind) -> Iterator[Any]:
    """Yield what a kind computes, in reading order."""
    w, factor = flipped(w, kind.flip), kind.factor
    times = factor.numerator if factor.denominator == 1 else float(factor)
    sizes = [(len(x), len(w)), *([(len(x[0]), len(w[0]))] if kind.flip[1:] else [])]
    windows = [_meets(a, *size, kind.boundary) for a, size in zip(kind.axes, sizes)]
    for meets in product(*windows):
        yield times * _sum(x, w, meets)


def slide(x: Any, w: Any, kind: Kind) -> Any:
    """Return what a kind computes, or None where the kernel does not fit."""
    sizes = zip(kind.axes, shape(x), shape(w))
    counts = [axis.outputs(n, k) for axis, n, k in sizes]
    values = outputs(x, w, kind)
    if min(counts) < 1:
        return None
    if len(counts) == 1:
        return list(values)
    return [list(islice(values, counts[1])) for _ in range(counts[0])]


def flipped(values: Any, flip: tuple[bool, ...]) -> Any:
    """Return nested lists with some of their axes reversed.

    >>> flipped([[1, 2], [3, 4]], (True, False))
    [[3, 4], [1, 2]]
    """
    values = values[::-1] if flip[0] else values
    return [flipped(v, flip[1:]) for v in values] if flip[1:] else values


def longer_rule(kind: Kind, answers: list[Asked]) -> str:
    """Return in words what a kind becomes when the kernel is longer than the signal."""
    rules: dict[str, Callable[[Any, Any, Kind], Any]] = {
        "as above": slide,
        "signal and kernel change places": _swapped,
        "taps beyond the size of the signal are dropped": _dropped,
    }
    for text, rule in rules.items():
        if all(same(a.y, rule(*a.question.operands, kind)) for a in answers):
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


def scaled(kind: Kind | None, y: Any) -> Any:
    """Return a result times the factor of a kind."""
    factor = kind.factor if kind else 1
    return y if y is None or factor == 1 else mapped(lambda v: factor * v, y)
