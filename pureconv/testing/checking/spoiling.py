"""Calls that a reference refuses: right ones, with one thing spoiled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from pureconv.testing.conventions import Target

Spoiler = Callable[..., tuple[Any, Any, dict[str, Any]]]  # of x, w, options: the same
IMPOSSIBLE = {"stride": 0, "dilation": 0, "padding": -1, "groups": 7, "mode": "none"}


def spoilers(target: Target) -> list[Spoiler]:
    """Return what can be spoiled in a call: the sizes, and each option that varies."""
    depth = 2 if target.convention.batched else 0
    ways: list[Spoiler] = [partial(_too_short, depth), _empty]
    if depth:
        ways.append(_one_channel_more)
    for option in target.values:
        name = target.convention.ours(option)
        if name in IMPOSSIBLE:
            ways.append(partial(_impossible, option, IMPOSSIBLE[name]))
    return ways


def _too_short(depth: int, x: Any, w: Any, options: Mapping[str, Any]) -> Any:
    """Leave the first sample of every signal: most kernels are longer.

    >>> _too_short(0, [[1, 2], [3, 4]], [[5, 6]], {})
    ([[1]], [[5, 6]], {})
    """
    return _first(depth, x), w, dict(options)


def _first(depth: int, values: Any) -> Any:
    if not isinstance(values, list):
        return values
    if depth:
        return [_first(depth - 1, v) for v in values]
    return [_first(0, values[0])]


def _empty(_: Any, w: Any, options: Mapping[str, Any]) -> Any:
    return [], w, dict(options)


def _one_channel_more(x: Any, w: Any, options: Mapping[str, Any]) -> Any:
    """Repeat the last channel of every batch item."""
    return [[*item, item[-1]] for item in x], w, dict(options)


def _impossible(
    option: str, value: Any, x: Any, w: Any, options: Mapping[str, Any]
) -> Any:
    """Give an option a value that it cannot have, in the form that it has.

    >>> _impossible("stride", 0, [1], [2], {"stride": [3, 1]})
    ([1], [2], {'stride': [0, 0]})
    """
    given = options[option]
    if isinstance(given, list):
        return x, w, {**options, option: [value] * len(given)}
    return x, w, {**options, option: value}
