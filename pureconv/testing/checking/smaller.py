"""From an example that fails to the smallest one around it: shapes, options, numbers.

Whatever is drawn for a check, it is a few operands, which are nested lists, and a few
options. Axis by axis operands lose what is not needed for the failure; then options go
back to their defaults, and numbers to 0 and 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, permutations, product
from typing import Any

from pureconv.nested import leaves, mapped, shape
from pureconv.testing.conventions import DEFAULTS

MOST = 600  # examples that are tried
SHORT = 17  # on a longer axis, only what is at its ends is left out
Named = dict[str, Any]
Listed = Callable[[str], Any]  # the values that an option may take; None: only its own
Step = Callable[[Named, Listed], Iterator[Named]]
FREE = ("shift", "c")  # of laws: no options, but numbers


def smallest(drawn: Any, fails: Callable[[Any], bool], listed: Listed) -> Any:
    """Return the smallest example that fails, of those that are like the one drawn.

    >>> smallest(([[3, 1, 4], [1, 5]], {}), lambda drawn: 4 in drawn[0][0], str)
    ([[4], [0]], {})
    """
    parts, whole = _parts(drawn)
    tries = count()

    def smaller(step: Step, parts: Named) -> Named | None:
        """Return the first example that a step leads to, of those that fail."""
        for other in step(parts, listed):
            if next(tries) >= MOST:
                return None
            if fails(whole(other)):
                return other
        return None

    before: Named | None = None
    while parts != before:
        before = parts
        for step in (_grouped, _resized, _shorter, _simpler, _plainer):
            found = smaller(step, parts)
            while found is not None:
                parts, found = found, smaller(step, found)
    return whole(parts)


def _parts(drawn: Any) -> tuple[Named, Callable[[Named], Any]]:
    """Return operands and options by name, and what puts them together again."""
    if isinstance(drawn, dict):  # the data of a law
        return drawn, dict
    (first, second) = drawn
    if not isinstance(second, dict):  # a call, and something else
        parts, whole = _parts(first)
        return parts, lambda named: (whole(named), second)
    (x, w), pair = first, type(first)

    def together(named: Named) -> Any:
        others = {k: v for k, v in named.items() if k not in {"x", "w"}}
        return pair([named["x"], named["w"]]), others

    return {"x": x, "w": w, **second}, together


def _operands(parts: Named) -> list[str]:
    names = "x", "w", "v", "bias", "gradient"
    return [name for name in names if isinstance(parts.get(name), list)]


def _shorter(parts: Named, _: Listed) -> Iterator[Named]:
    """Yield examples in which operands are shorter along one axis: one, or two."""
    # A number has no axes, any one: the same result.
    pair = [shape(parts.get(k, 0))[::-1] for k in ("x", "w")]
    for axis, sizes in enumerate(zip(*pair)):
        for cut in _cuts(min(sizes)):
            both = {
                k: chosen(parts[k], -1 - axis, range(n - cut))
                for k, n in zip(("x", "w"), sizes)
            }
            yield {**parts, **both}
    for name in _operands(parts):
        for axis, length in enumerate(shape(parts[name])):
            kept: list[Sequence[int]] = [
                places
                for cut in _cuts(length)
                for places in (range(length - cut), range(cut, length))
            ]
            if length <= SHORT:
                for n in reversed(range(length)):
                    kept += [[*range(n), *range(n + 1, length)]]
            for places in kept if length > 1 else []:
                yield {**parts, name: chosen(parts[name], axis, places)}


def _resized(parts: Named, _: Listed) -> Iterator[Named]:
    """Yield gradients that are smaller along one axis: one of their sizes, or two.

    The third size is an option. One tap less is as many samples less as the dilation
    says; one output less, as the stride says.
    """
    each = [parts.get(name, 1) for name in ("stride", "dilation")]
    steps = {1, *leaves([list(v) if isinstance(v, tuple) else v for v in each])}
    for name in [k for k in parts if k.endswith("size") and k not in _operands(parts)]:
        now = parts[name]
        size = [now] if isinstance(now, int) else [*now]
        for axis, step in product(range(1, len(size) + 1), steps):
            lengths = [*(shape(parts[k])[-axis] for k in ("x", "w")), size[-axis]]
            for cut in _cuts(max(lengths)):
                for less in [(0, 0, cut), *permutations((cut, cut * step, 0))]:
                    x, w, rest = (n - m for n, m in zip(lengths, less))
                    if min(x, w, rest) > 0:
                        other = [*size]
                        other[-axis] = rest
                        yield {
                            **parts,
                            "x": chosen(parts["x"], -axis, range(x)),
                            "w": chosen(parts["w"], -axis, range(w)),
                            name: rest if isinstance(now, int) else type(now)(other),
                        }


def _cuts(length: int) -> list[int]:
    """Return by how much to shorten an axis: to one item, by half, by a quarter ...

    >>> _cuts(9), _cuts(2), _cuts(1)
    ([8, 4, 2, 1], [1], [])
    """
    cuts = [length - 1] if length > 1 else []
    while cuts and cuts[-1] > 1:
        cuts.append(min(cuts[-1] - 1, length // 2 ** len(cuts)))
    return cuts


def _grouped(parts: Named, _: Listed) -> Iterator[Named]:
    """Yield examples with fewer groups and channels, where there are channels."""
    x, w = parts.get("x", 0), parts.get("w", 0)
    groups: Any = parts.get("groups", parts.get("group", 1))
    # Then w has no kernels: the same result, at more cost, as what is cut does not fit.
    by_weight = "w_size" in parts or "weight_size" in parts
    known = isinstance(groups, int) and groups > 0
    if min(len(shape(x)), len(shape(w))) < 3 or by_weight or not known:
        return
    counts, (first, second) = shape(x)[1], shape(w)[:2]
    # Where there are as many inputs as outputs, it may be either kind of layer.
    if counts == second * groups:
        sizes = groups, counts // groups, first // groups
        yield from _with_fewer_channels(parts, sizes, paints=False)
    if counts == first:
        sizes = groups, counts // groups, second
        yield from _with_fewer_channels(parts, sizes, paints=True)


def _with_fewer_channels(
    parts: Named, sizes: tuple[int, int, int], *, paints: bool
) -> Iterator[Named]:
    """Yield layers of fewer groups, inputs and outputs of a group; or they paint."""
    x, w, bias = (parts.get(name, 0) for name in ("x", "w", "bias"))
    groups, inputs, outputs = sizes
    fewer = (sorted({n, *(n - cut for cut in _cuts(n))}) for n in sizes)
    smaller = sorted(product(*fewer), key=math.prod)[:-1]  # the last are all there are
    for g, i, o in smaller:
        for last in False, True:
            ins = _within(groups, inputs, g, i, last=last)
            outs = _within(groups, outputs, g, o, last=last)
            each, few = (outputs, o) if paints else (inputs, i)
            # By the last ones alone, the same result: other steps cut these.
            across = range(each)[-few:] if last else range(few)
            other = {**parts, "x": chosen(x, 1, ins)}
            other["w"] = chosen(chosen(w, 0, ins if paints else outs), 1, across)
            if isinstance(bias, list):
                other["bias"] = [b for n, b in enumerate(bias) if n in outs]
            names = [name for name in ("groups", "group") if name in parts]
            yield {**other, **dict.fromkeys(names, g)}


def _within(
    groups: int, each: int, some: int, few: int, *, last: bool
) -> list[int]:
    """Return the places of the first or last few channels of some groups."""
    blocks = range(groups)[-some:] if last else range(some)
    inner = range(each)[-few:] if last else range(few)
    return [block * each + n for block in blocks for n in inner]


def _simpler(parts: Named, listed: Listed) -> Iterator[Named]:
    """Yield examples in which one option has a simpler value."""
    for name, now in parts.items():
        if name in _operands(parts):
            continue
        values = () if name in FREE else listed(name)
        if values is None:
            continue
        earlier = values[: values.index(now)] if now in values else _earlier(name, now)
        for value in earlier:
            yield {**parts, name: value}


def _earlier(name: str, now: Any) -> list[Any]:
    """Return the values that are simpler than one, the simplest first.

    >>> _earlier("stride", (1, 3)), _earlier("padding", "causal"), _earlier("c", -2)
    ([1, (0, 3), (1, 0), (1, 1), (1, 2)], [0], [0, 1])
    """
    if isinstance(now, int):
        return list(range(abs(now)))
    values = [DEFAULTS[name]] if DEFAULTS.get(name, now) != now else []
    for place, item in enumerate(now if isinstance(now, (tuple, list)) else ()):
        for value in _earlier("", item):
            values.append(type(now)([*now[:place], value, *now[place + 1 :]]))
    return values


def _plainer(parts: Named, _: Listed) -> Iterator[Named]:
    """Yield examples in which one number is plainer."""
    for name in _operands(parts):
        numbers = leaves(parts[name])
        for place, now in enumerate(numbers):
            for value in _plain(now):
                changed = [*numbers[:place], value, *numbers[place + 1 :]]
                yield {**parts, name: _filled(parts[name], iter(changed))}


def _filled(values: Any, numbers: Iterator[Any]) -> Any:
    return mapped(lambda _: next(numbers), values)


def _plain(now: Any) -> list[Any]:
    """Return numbers that are plainer than one, the plainest first.

    >>> _plain(-3), _plain(0.75), _plain(1)
    ([0, 1, 3, -1, -2], [0.0, 1.0, 0.5], [0])
    """
    if isinstance(now, complex):  # one part of it
        parts = _plain(now.real), _plain(now.imag)
        reals = [complex(v, now.imag) for v in parts[0]]
        return reals + [complex(now.real, v) for v in parts[1]]
    if now == 0:
        return []
    kind = type(now)
    values = [kind(0), kind(1), abs(now)]
    if kind is int:
        values += [now // 2 if now > 0 else -(-now // 2), now - (1 if now > 0 else -1)]
    elif abs(now) < 2.0**53:
        values += [float(int(now)), math.copysign(2.0 ** (math.frexp(now)[1] - 1), now)]
    simpler = [v for v in values if _rank(v) < _rank(now)]
    return list(dict.fromkeys(simpler))


def _rank(value: Any) -> tuple[Any, ...]:
    """Return what orders numbers: whole ones first, then small ones, and no sign."""
    # Of 0, the same result with a sign: nothing is smaller.
    return value != int(value), abs(value), value < 0


def chosen(values: Any, axis: int, places: Iterable[int]) -> Any:
    """Return what stands at some places of an axis, which may be counted backwards."""
    axis = axis % len(shape(values))
    if axis == 0:
        return [values[n] for n in places]
    return [chosen(v, axis - 1, places) for v in values]
