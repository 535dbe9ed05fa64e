"""What a candidate is measured by: a function of this library, or a convention."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import partial
from typing import Any, NamedTuple

from pureconv.checks import shown
from pureconv.correlation import convolve, correlate, scatter
from pureconv.correlation2d import convolve2d, correlate2d
from pureconv.network.channels import conv1d, conv2d
from pureconv.network.transposed import conv_transpose1d, conv_transpose2d
from pureconv.testing import strategies
from pureconv.testing.conventions import CONVENTIONS, Convention
from pureconv.testing.dependency import st
from pureconv.testing.strategies.arguments import (
    LAYER,
    TRANSPOSED,
    Options,
    layer,
    sliding,
    transposed,
)

OURS: dict[str, Callable[..., Any]] = {
    "convolve": convolve,
    "correlate": correlate,
    "scatter": scatter,
    "convolve2d": convolve2d,
    "correlate2d": correlate2d,
    "conv1d": conv1d,
    "conv2d": conv2d,
    "conv_transpose1d": conv_transpose1d,
    "conv_transpose2d": conv_transpose2d,
}
GROUPS = {"group": "groups", "feature_group_count": "groups"}  # elsewhere called so
Values = Mapping[str, tuple[Any, ...]]  # option -> the values to try, or () for ours


class Target(NamedTuple):
    """How a right candidate answers, and what it can be asked."""

    name: str
    reference: Callable[..., Any]  # called with x, w and the options that vary
    roles: Mapping[int, str]  # number of axes -> the function of ours it stands for
    values: Values
    arguments: Callable[..., Any]  # of axes, elements and dtype: a strategy
    order: tuple[Any, ...] = ("x", "w")  # as the candidate wants its arguments


def target(like: Any, options: Options = ()) -> Target:
    """Return what `like` stands for: a function of ours, a partial of it, or a name.

    Raises ValueError when it stands for nothing, and for an option that it has not.
    """
    given = options if isinstance(options, dict) else dict.fromkeys(options, ())
    tried = {name: tuple(values) for name, values in given.items()}
    function, fixed = OURS.get(like, like) if isinstance(like, str) else like, {}
    if isinstance(like, str) and like in CONVENTIONS:
        return _convention(like, CONVENTIONS[like], {}, tried)
    if isinstance(like, partial) and not like.args:
        function, fixed = like.func, like.keywords
    name = getattr(function, "__name__", "")
    if name in OURS and str(function.__module__).startswith("pureconv."):
        return _ours(name, fixed, tried)
    for name, convention in CONVENTIONS.items():
        if function is convention.reference:
            return _convention(name, convention, fixed, tried)
    word = like if isinstance(like, str) else ""
    close = get_close_matches(word, [*OURS, *CONVENTIONS])
    raise ValueError(
        f"like must be {', '.join(OURS)}, one of these with options fixed by "
        f"functools.partial, or a name in CONVENTIONS, not {shown(like)}"
        + (f": is it {' or '.join(close)}?" if close else "")
    )


def _ours(name: str, fixed: dict[str, Any], values: Values) -> Target:
    _check_options(OURS[name], name, fixed, values)
    draw = getattr(strategies, f"{name.replace('scatter', 'convolve')}_arguments")

    def arguments(_axes: int, elements: Any, dtype: str) -> Any:
        return draw(values, elements=elements, dtype=dtype, **fixed)

    return Target(
        name + "".join(f", {k}={v!r}" for k, v in fixed.items()),
        partial(OURS[name], **fixed),
        {2 if name.endswith("2d") else 1: name},
        values,
        arguments,
    )


def _convention(
    name: str, convention: Convention, fixed: dict[str, Any], values: Values
) -> Target:
    _check_options(convention.reference, name, fixed, values)
    draw: Callable[..., Any] = sliding
    known: tuple[str, ...] = ()
    held: dict[str, Any] = {"mode": "full"}  # kernels longer than the signal, too
    if convention.batched:
        draw, known = (transposed, TRANSPOSED) if "ranspose" in name else (layer, LAYER)
        held = {k: v for k, v in fixed.items() if k in known}
        held["sides"] = False
    shaping = {
        k: v
        for k, v in values.items()
        if GROUPS.get(k, k) in known and not _is_worded(convention, k)
    }
    unlike = [k for k in values if k not in shaping]

    def arguments(axes: int, elements: Any, dtype: str) -> Any:
        listed = convention.options[axes]
        others = {k: st.sampled_from(values[k] or listed[k]) for k in unlike}
        asked = {GROUPS.get(k, k): v for k, v in shaping.items()}
        drawn = draw(axes, asked, elements, dtype, **held)
        names = {GROUPS.get(k, k): k for k in shaping}
        return st.builds(_joined, drawn, st.just(names), st.fixed_dictionaries(others))

    for k in unlike:
        if not all(values[k] or k in listed for listed in convention.options.values()):
            raise ValueError(f"option {k!r} of {name} has no values to try: give some")
    lists = next(iter(convention.options.values()))
    known_values = {k: v or lists.get(k, ()) for k, v in values.items()}
    known_values.update(shaping)
    return Target(
        name,
        partial(convention.reference, **fixed),
        {axes: _role(name, convention, axes) for axes in convention.options},
        known_values,
        arguments,
        convention.arguments,
    )


def _is_worded(convention: Convention, option: str) -> bool:
    """Return whether a library has nothing but words for an option."""
    listed = [v for each in convention.options.values() for v in each.get(option, ())]
    return bool(listed) and all(isinstance(v, str) for v in listed)


def _joined(drawn: Any, names: dict[str, str], others: dict[str, Any]) -> Any:
    """Return drawn (arguments, options) with more options, and some renamed."""
    args, options = drawn
    return args, {**{names[k]: v for k, v in options.items()}, **others}


def _role(name: str, convention: Convention, axes: int) -> str:
    """Return the function of ours whose laws a library's function may obey."""
    if convention.batched:
        return f"conv_transpose{axes}d" if "ranspose" in name else f"conv{axes}d"
    role = "correlate" if "correlate" in name else "convolve"
    return role if axes == 1 else f"{role}2d"


def _check_options(
    function: Callable[..., Any], name: str, fixed: dict[str, Any], values: Values
) -> None:
    known = [k for k in [*inspect.signature(function).parameters][2:] if k not in fixed]
    for option in values:
        if option not in known:
            has = ", ".join(known) or "none"
            raise ValueError(f"{name} has no option {shown(option)} to vary, but {has}")
