"""Calls that a reference refuses: right ones, with one thing spoiled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pureconv.testing.conventions import Target

IMPOSSIBLE = {
    "mode": "none",
    "boundary": "none",
    "stride": 0,
    "dilation": 0,
    "padding": -1,
    "output_padding": 9,  # more than most strides and dilations
    "groups": 7,
    "bias": "one number more",
}


def spoilable(target: Target) -> list[str]:
    """Return what can be spoiled in a call: the sizes, and options that vary.

    These are options as we have them, too, of which impossible values are known.
    """
    channels = ["one channel more"] if target.convention.batched else []
    options = [k for k in target.values if target.convention.ours(k) in IMPOSSIBLE]
    return ["too short", "empty", *channels, *options]


def spoiled(
    what: str, target: Target, x: Any, w: Any, options: Mapping[str, Any]
) -> tuple[Any, Any, dict[str, Any]]:
    """Return a call of which one thing is spoiled; an option keeps its form.

    >>> from pureconv.testing.conventions import resolve
    >>> target = resolve("onnx.Conv", ["strides"])
    >>> spoiled("strides", target, [[[1]]], [[[2]]], {"strides": [3]})
    ([[[1]]], [[[2]]], {'strides': [0]})
    """
    told = {**options}
    if what == "too short":  # most kernels are longer than one sample
        x = _first(2 if target.convention.batched else 0, x)
    elif what == "empty":
        x = []
    elif what == "one channel more":  # than the weights know
        x = [[*item, item[-1]] for item in x]
    elif what == "bias":
        told["bias"] = [*options["bias"], options["bias"][-1]]
    else:
        value, given = IMPOSSIBLE[target.convention.ours(what)], options[what]
        told[what] = [value] * len(given) if isinstance(given, list) else value
    return x, w, told


def _first(depth: int, values: Any) -> Any:
    """Return the first sample of every signal, or pixel of every image.

    >>> _first(0, [[1, 2], [3, 4]]), _first(1, [[1, 2], [3, 4]])
    ([[1]], [[1], [3]])
    """
    if not isinstance(values, list):
        return values
    return [_first(max(0, depth - 1), v) for v in (values if depth else values[:1])]
