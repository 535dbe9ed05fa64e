"""A call of a library as one would write it, to be pasted."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from pureconv.testing.conventions import Convention
from pureconv.testing.naming.kinds import Kind


def call_text(
    kind: Kind | None,
    name: str,
    convention: Convention,
    options: Mapping[str, Any],
    axes: int,
) -> str:
    """Return a call as one would write it, numbers left out that are the default."""
    defaults = inspect.signature(convention.reference).parameters
    said = [
        f'{option}="{value}"' if isinstance(value, str) else f"{option}={value}"
        for option, value in options.items()
        if not _usual(option, value, defaults[option].default)
    ]
    more = "".join(f", {option}" for option in said)
    given = ", ".join(map(str, _operands(convention, axes)))
    call = convention.call or f"{name}({given}{{}})"
    factor = str(kind.factor) if kind else "1"
    times = {"1": "", "-1": "-"}.get(factor, f"{factor} * ")
    return f"  {times}{call.format(more)}"


def _operands(convention: Convention, axes: int) -> list[Any]:
    """Return one signal or image and one kernel as a convention takes them.

    >>> from pureconv.testing.conventions import CONVENTIONS
    >>> _operands(CONVENTIONS["tensorflow.nn.conv1d"], 1)   # batch, samples, channels
    ['x[None, :, None]', 'w[:, None, None]']
    """
    if convention.layout:
        theirs = zip("xw", convention.layout.theirs)
        return [f"{name}[{_places(letters, axes)}]" for name, letters in theirs]
    return ["[[x]]", "[[w]]"] if convention.batched else [*convention.arguments]


def _places(letters: str, axes: int) -> str:
    places = [[":"] * axes if letter == "*" else ["None"] for letter in letters]
    return ", ".join(place for each in places for place in each)


def _usual(option: str, value: Any, default: Any) -> bool:
    """Return whether a value is the default, and no word; None is steps of 1, no pads.

    >>> _usual("strides", [1, 1], None), _usual("pads", [1, 1, 1, 1], None)
    (True, False)
    """
    usual = 0 if option in {"pads", "output_padding"} else 1
    each = {*value} if isinstance(value, (list, tuple)) else {value}
    known = value == default or (default in (usual, None) and each == {usual})
    return known and not isinstance(value, str)
