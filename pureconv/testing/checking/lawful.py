"""Which laws a candidate should obey.

A law says in its signature what it needs: implementations, one of which the candidate
can be, and data to be tried on.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from pureconv.laws import layers as network_laws
from pureconv.laws import signals as laws
from pureconv.testing.checking.law_data import DATA, network_data, plane_data
from pureconv.testing.checking.targets import OURS, Target
from pureconv.testing.dependency import st
from pureconv.testing.strategies.values import Numbers


class Lawful(NamedTuple):
    """A law that a candidate can be tried on."""

    law: Callable[..., Any]
    role: str  # the function of ours that the candidate stands for
    names: Mapping[str, str]  # implementation asked for -> function of ours
    data: st.SearchStrategy[Any]  # for the other arguments of the law


def lawful(target: Target, elements: Numbers) -> Iterator[Lawful]:
    """Yield the laws about the function that a candidate is, in reading order.

    One that is about signals and images is yielded once for each.
    """
    for axes, role in target.roles.items():
        networks = role.startswith(("conv1d", "conv2d", "conv_"))
        draw = network_data if networks else plane_data
        for law in _laws(network_laws if networks else laws):
            parameters = inspect.signature(law).parameters.values()
            kinds = {p.name: p.annotation for p in parameters}
            names = _implementations(kinds, axes, role)
            data = {k: kind for k, kind in kinds.items() if k not in names}
            known = set(names.values()) <= OURS.keys() and data.keys() <= DATA
            if known and role in names.values() and _has(axes, data, names):
                drawn = draw(data, names, target, axes, elements)
                yield Lawful(law, role, names, drawn)


def _laws(module: Any) -> list[Callable[..., Any]]:
    functions = [f for f in vars(module).values() if inspect.isfunction(f)]
    local = [f for f in functions if f.__module__ == module.__name__]
    return [f for f in local if not f.__name__.startswith("_")]


def _implementations(
    kinds: Mapping[str, str], axes: int, role: str
) -> dict[str, str]:
    """Return which function of ours each implementation stands for, in so many axes."""
    asked = [name for name, kind in kinds.items() if kind == "Candidate"]
    mixed = any(name.endswith("2d") for name in asked)
    names = {}
    for name in asked:
        if name.startswith("layer"):
            names[name] = role[:-2] + (name[5:] or role[-2:])
        elif name in {"conv", "conv_transpose"}:
            names[name] = f"{name}{axes}d"
        else:
            names[name] = name if axes == 1 or mixed else f"{name}2d"
    return names


def _has(axes: int, data: Mapping[str, str], names: Mapping[str, str]) -> bool:
    """Return whether a law is one of so many axes: data may be meant for one alone."""
    flat = any(data.get(name) in {"Vector", "Digits"} for name in ("x", "w"))
    return axes == 1 or not flat or any(name.endswith("2d") for name in names)
