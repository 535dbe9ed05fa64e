"""Calls like a given one: on other numbers, in larger shapes, with other options."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import cycle
from random import Random
from typing import Any

import pureconv
from pureconv.nested import shape
from pureconv.sizes import reach
from pureconv.testing.conventions import ROLES, resolve, role_name
from pureconv.testing.mistakes.draft import Draft, blank
from pureconv.testing.naming import nested
from pureconv.testing.verdict import DTYPES, rounded

Shape = tuple[int, ...]
Shapes = tuple[Shape, Shape]  # of x and of w

ROOM = 127  # a sum up to this is right in every format, and in int8
EPSILON = 2.0**-52  # between 1 and the next float: some take less for zero
STEPS = ("stride", "padding", "output_padding", "dilation", "groups")


def small(draft: Draft, dtype: str) -> Iterator[Draft]:
    """Yield drafts with the same options, on integers as different as can be.

    The given shapes are among them, and the same with a longer signal. Other kernels
    have 1 to 5 taps, and signals room for several windows, some of them a power of two
    of samples; but one kernel is longer than its signal. One signal begins with zeros.
    """
    same = shape(draft.x), shape(draft.w)
    short = _shapes(draft, (4, 3), (2, 3), (2, 3))  # the kernel is the longer one
    powers = [_power_of_two(draft, (k, 6 - k)) for k in range(1, 6)]
    shapes = [same, _longer(draft), *_odd_and_even(draft), short, *powers]
    for x, w in shapes:
        yield _on_small_numbers(draft, x, w, dtype)
    x, w = _longer(draft)
    longer = _on_small_numbers(draft, x, w, dtype)
    zeros = draft.along([partial(blank, 0)] * draft.axes, longer.x)
    yield replace(longer, x=zeros)


def varied(draft: Draft, given: Mapping[str, Any], dtype: str) -> Iterator[Draft]:
    """Yield calls with other values for one of the options that are given.

    They are those that the candidate is said to take, or a larger one, and for
    steps some up to 4.
    """
    theirs = draft.target.convention.theirs
    for name in STEPS:
        if theirs(name) in given and not isinstance(given[theirs(name)], str):
            others = _other_values(draft, name)
            if name == "output_padding" and theirs("stride") in given:
                wide = _saying(draft, "stride", [v + 3 for v in draft.steps(name)])
                declared = _declared(draft, "stride")
                if not declared or wide.options["stride"] in declared:
                    others += _other_values(wide, name)  # less than that stride
            for other in others:
                for x, w in _odd_and_even(other):
                    yield _on_small_numbers(other, x, w, dtype)


def _declared(draft: Draft, name: str) -> tuple[Any, ...]:
    """Return the values that the candidate is said to take, or () for any."""
    return draft.target.shrinkable(draft.target.convention.theirs(name)) or ()


def _other_values(draft: Draft, name: str) -> list[Draft]:
    """Return drafts in which an option is another."""
    listed = _declared(draft, name)
    said = [value for value in listed if not isinstance(value, str)]
    others = [replace(draft, options={**draft.options, name: value}) for value in said]
    if not listed:
        values = [[_other(v, axis) for axis, v in enumerate(draft.steps(name))]]
        if name == "padding":
            values.append([(max(sides),) * 2 for sides in values[0]])
        elif name != "output_padding":
            values += [[s, 5 - s] for s in range(1, 5)]
        others = [_saying(draft, name, v[: draft.axes]) for v in values]
    return [other for other in others if other.options != draft.options]


def _saying(draft: Draft, name: str, values: Sequence[Any]) -> Draft:
    """Return a draft with an option said for each axis."""
    said = {name: draft.saying(name, values)}
    return replace(draft, options={**draft.options, **said})


def large(draft: Draft, dtype: str) -> Iterator[Draft]:
    """Yield a call on integers almost as large as the sums that an int type holds."""
    if DTYPES[dtype].kind != "int":
        return
    x, w = _longer(draft)
    rng = Random(0)
    room = DTYPES[dtype].hi
    most = math.isqrt(room // _terms(draft, w))
    yield _filled(draft, x, w, iter(lambda: rng.randint(-most, most), None))


def rough(draft: Draft, dtype: str) -> Iterator[Draft]:
    """Yield calls on floats with all of their digits in use.

    They are of several sizes, or near the smallest normal number and below. Of others,
    all products and sums are normal: barely so, or by as much as a transform loses. The
    weights of the last lie on both sides of 2**-52.
    """
    rng = Random(0)

    def number() -> Any:
        # Some are much smaller than others: the same result with other sizes.
        return rounded(rng.uniform(-2, 2) / 2 ** rng.choice((0, 1, 2, 20)), dtype)

    def times(factor: float, draft: Draft, *names: str) -> Draft:
        return draft.mapped(lambda v: rounded(v * factor, dtype), names)

    room = (16,) if draft.axes == 1 else (4, 2)  # for enough windows
    # For as many windows: the same result with more of them.
    far = [reach(k, d) for k, d in zip((3, 2), draft.steps("dilation"))]
    # In either order, the same result.
    sizes = tuple(map(sum, zip(far, room)))
    shapes = _shapes(draft, (3, 2), sizes, (2, 3))
    normal = 2.0 ** DTYPES[dtype].emin
    filled = _filled(draft, *shapes, iter(number, None))
    yield filled
    yield times(normal / 2, filled, "x")
    # None of them is None, or 0; and (2, 1) is the same range: the same result.
    near = iter(lambda: rounded(rng.uniform(1, 2), dtype), None)
    ones = _filled(draft, *shapes, near)
    for least in normal, normal * 2.0**12:
        yield times(least, ones, "x", "bias")
    near_epsilon = cycle((EPSILON, EPSILON / 2))
    yield ones.mapped(lambda v: rounded(v * next(near_epsilon), dtype), "w")


def _power_of_two(draft: Draft, taps: Shape) -> Shapes:
    """Return shapes for some taps, with room for windows: a power of two of samples."""
    steps = zip(taps, draft.steps("dilation"), draft.steps("stride"))
    sizes = [reach(k, d) + 2 * s for k, d, s in steps]
    return _shapes(draft, taps, tuple(2 ** n.bit_length() for n in sizes), (1, 1))


def _longer(draft: Draft) -> Shapes:
    """Return the same shapes but for the signal, which has room for more windows."""
    outer = shape(draft.x)[: -draft.axes]
    sizes = zip(draft.sizes(draft.x), draft.steps("stride"), range(2))
    return (*outer, *map(sum, sizes)), shape(draft.w)


def _odd_and_even(draft: Draft) -> list[Shapes]:
    """Return shapes with kernels odd and even along each axis, several of all."""
    shapes = []
    for rows, columns in (3, 2), (2, 3):
        few, many = (rows, columns), (columns, rows)
        steps = zip(few, draft.steps("dilation"), draft.steps("stride"), many)
        sizes = tuple(reach(k, d) + s + more for k, d, s, more in steps)
        shapes.append(_shapes(draft, few, sizes, many, items=columns))
    return shapes


def _shapes(
    draft: Draft,
    taps: Shape,
    sizes: Shape,
    channels: tuple[int, int],
    items: int = 2,  # the same result with more
) -> Shapes:
    """Return shapes of some batch items; channels are those in, and out, of a group."""
    taps, sizes = taps[: draft.axes], sizes[: draft.axes]
    if not draft.layered:
        return sizes, taps
    inputs, outputs = channels
    w = draft.groups * outputs, inputs
    if draft.transposed:
        w = draft.groups * inputs, outputs
    return (items, draft.groups * inputs, *sizes), (*w, *taps)


def gradient_questions(draft: Draft, dtype: str) -> Iterator[Draft]:
    """Yield calls of a gradient with the same options, for layers of other sizes."""
    convention = draft.target.convention
    steps = {
        k: convention.in_ours(convention.theirs(k), v)
        for k, v in draft.options.items()
        if k in ROLES[convention.layer]
    }
    like = resolve(getattr(pureconv, role_name(convention.layer, draft.axes)))
    layer = replace(draft, target=like, options=steps)
    for x, w in _odd_and_even(layer):
        sizes: dict[str, Shape] = {"x": x, "w": w}
        sizes["gradient"] = shape(_on_small_numbers(layer, x, w, dtype)())
        first, second = (sizes[name] for name in convention.operands)
        asked = _on_small_numbers(draft, first, second, dtype)
        options = {**draft.options, **convention.sized(x, w)}
        yield replace(asked, options=options)


def _terms(draft: Draft, w: Shape) -> int:
    """Return how many products an output adds up, and a bias."""
    if not draft.target.convention.batched:
        return math.prod(w) + 1
    return math.prod(w) // (draft.groups * w[1] if draft.transposed else w[0]) + 1


def _on_small_numbers(draft: Draft, x: Shape, w: Shape, dtype: str) -> Draft:
    """Return the call on small numbers, in operands of these shapes."""
    kind = {"int": int, "float": float, "complex": complex}[DTYPES[dtype].kind]
    products = _terms(draft, w) * (2 if kind is complex else 1)
    most = max(1, min(9, math.isqrt(ROOM // products)))
    rng = Random(0)  # with other numbers, as different, the same result
    values = [v for v in range(-most, most + 1) if v]
    pool: list[Any] = [kind(v) for v in values]
    if kind is complex:
        pool = [complex(v, u) for v, u in zip(values, rng.sample(values, len(values)))]

    def numbers() -> Iterator[Any]:
        while True:
            yield from rng.sample(pool, len(pool))

    return _filled(draft, x, w, numbers())


def _filled(draft: Draft, x: Shape, w: Shape, numbers: Iterator[Any]) -> Draft:
    """Return the call with fresh numbers in operands of these shapes."""
    filled = replace(draft, x=nested(numbers, x), w=nested(numbers, w))
    if draft.bias is None:
        return filled
    bias = nested(numbers, (filled.groups * filled.channels[1],))
    return replace(filled, bias=bias)


def _other(value: Any, axis: int) -> Any:
    """Return a larger value, and of padding, a larger difference between the sides."""
    if isinstance(value, int):
        return value + 1 + axis
    before, after = value
    return (before, after + 1 + axis) if after > before else (before + 1 + axis, after)
