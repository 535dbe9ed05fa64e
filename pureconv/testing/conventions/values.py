"""Whether an option takes a value: the reference is tried on a few calls."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

from pureconv.checks import shown
from pureconv.nested import shape
from pureconv.testing.conventions.convention import OURS, Convention, role_name


def check_value(
    row: Convention, fixed: Mapping[str, Any], name: str, value: Any
) -> None:
    """Raise what the reference raises, if it takes a value in none of a few calls."""
    if name == "bias":
        return
    errors: list[Exception] = []
    for x, w, others in _trial_calls(row, fixed, name, value):
        try:
            row.reference(x, w, **{**fixed, **others, name: value})
        except (TypeError, ValueError) as error:
            errors.append(error)
        else:
            return
    first = errors[0]
    text = f"{name}={shown(value)} is no value to try: {first}"
    raise type(first)(text) from first


def _trial_calls(
    row: Convention, fixed: Mapping[str, Any], name: str, value: Any
) -> Iterator[tuple[Any, Any, dict[str, Any]]]:
    """Yield operands with room for almost any option, and other options.

    Kernels have holes, too: output_padding has to be less than a stride or a dilation.
    """
    said = {row.ours(k): v for k, v in {**fixed, name: value}.items()}
    groups = said.get("groups", 1)
    # The same result with one more.
    groups = max(1, min(groups, 99)) if isinstance(groups, int) else 1
    known = inspect.signature(row.reference).parameters
    for axes, listed in row.options.items():
        # The same result with more room.
        x: Any = [1] * 24 if axes == 1 else [[1] * 24] * 24
        # The same result with one more tap.
        w: Any = [1] * 3 if axes == 1 else [[1] * 3] * 3
        if row.batched or row.layer:
            x, w = [[x] * groups], [[w]] * groups
        required = {
            k: listed[k][0]
            for k, p in known.items()
            if p.default is p.empty and k in listed and k not in fixed
        }
        # The same result with larger holes.
        holes = {"dilation": 9, "dilations": [9] * axes}
        spread = {**required, **{k: holes[k] for k in holes if k in known}}
        for others in (required, spread):
            if row.layer:
                yield _of_gradient(row, axes, x, w, {**fixed, **others, name: value})
            else:
                yield x, w, others


def _of_gradient(
    row: Convention, axes: int, x: Any, w: Any, options: dict[str, Any]
) -> tuple[Any, Any, dict[str, Any]]:
    """Return what a gradient multiplies: x or w, and what is as large as y.

    Where the layer refuses options, there is no y: any will do, as gradients refuse
    them, too, and in words of their own.
    """
    said = {row.ours(k): row.in_ours(k, v) for k, v in options.items()}
    try:
        y = OURS[role_name(row.layer, axes)].reference(x, w, **said)
    except (TypeError, ValueError):
        y = x
    by_input = row.role.endswith("input_gradient")
    options = {**options, **row.sized(shape(x), shape(w))}
    return (y, w, options) if by_input else (x, y, options)
