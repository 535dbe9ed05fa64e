"""What a candidate is measured by: a convention, and which of its options vary."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache, partial, wraps
from typing import Any, NamedTuple, Union

import pureconv
from pureconv.checks import integer, is_it, is_number, plain, shown
from pureconv.nested import lists, mapped, shape
from pureconv.testing.call import Call
from pureconv.testing.conventions.convention import (
    DEFAULTS,
    OURS,
    Convention,
    role_name,
)
from pureconv.testing.conventions.layouts import layout_of
from pureconv.testing.conventions.table import CONVENTIONS
from pureconv.testing.conventions.values import check_value

Varied = Union[Iterable[str], "dict[str, Iterable[Any]]"]  # names, or names to values


class Target(NamedTuple):
    """A convention with some options fixed, and the options that a candidate takes."""

    name: str
    convention: Convention
    fixed: Mapping[str, Any]
    values: Mapping[str, tuple[Any, ...]]  # option -> values to try, or () for any

    @property
    def reference(self) -> Callable[..., Any]:
        """What a right candidate computes, called with x, w and options."""
        return partial(self.convention.reference, **self.fixed)

    @property
    def roles(self) -> dict[int, str]:
        """The function of ours that it stands for, by the number of axes."""
        role = self.convention.role
        return {axes: role_name(role, axes) for axes in self.convention.options}

    def call(self, x: Any, w: Any, options: Mapping[str, Any]) -> Call:
        """Return what to ask a candidate; `options` may hold a bias."""
        others = {k: v for k, v in options.items() if k != "bias"}
        bias, row = options.get("bias"), self.convention
        return Call(self.reference, x, w, bias, others, row.operands, row.layout)

    def check_dtype(self, dtype: str) -> None:
        """Raise ValueError for complex numbers where the library drops a part of them.

        >>> target_of("astropy.convolution.convolve").check_dtype("complex64")
        Traceback (most recent call last):
        ValueError: dtype must be real for astropy.convolution.convolve, not complex64
        """
        if self.convention.real and dtype.startswith("complex"):
            raise ValueError(f"dtype must be real for {self.name}, not {dtype}")

    def theirs(self, name: str) -> str | None:
        """Return the option that varies and that we call by this name, or None."""
        ours = self.convention.ours
        return next((k for k in self.values if ours(k) == name), None)

    # The same result with 0 for None: no number of axes is asked for.
    def listed(self, option: str, axes: int | None = None) -> tuple[Any, ...]:
        """Return the values to try of an option that varies, or () for any."""
        tables = self.convention.options
        table = tables[axes] if axes else next(iter(tables.values()))
        any_value = option in self.convention.drawn
        return self.values[option] or (() if any_value else table.get(option, ()))

    def shrinkable(self, option: str) -> tuple[Any, ...] | None:
        """Return the values that an option may take, () for any, None if it is set."""
        return self.listed(option) if option in self.values else None

    def default(self, option: str) -> Any:
        """Return what an option is when the candidate is not told."""
        default = {**_defaults(self.convention.reference), **self.fixed}.get(option)
        unknown = default in (None, inspect.Parameter.empty)
        return DEFAULTS.get(self.convention.ours(option)) if unknown else default

    def usual(self, name: str) -> Any:
        """Return what we say for an option of ours when the candidate is not told."""
        row = self.convention
        for option in _defaults(row.reference):
            if row.ours(option) == name:
                return row.said(option, self.default(option))
        return DEFAULTS.get(name)


@lru_cache(maxsize=99)  # the same result with any size
def _defaults(reference: Callable[..., Any]) -> Mapping[str, Any]:
    """Return the parameters of a function: defaults, or `Parameter.empty`."""
    known = inspect.signature(reference).parameters
    return {name: parameter.default for name, parameter in known.items()}


def resolve(
    like: Any,
    options: Varied = (),
    axes: int | None = None,
    layout: str | None = None,
) -> Target:
    """Return what `like` stands for: a function of ours, a partial of it, or a name.

    >>> resolve("numpy.correlate", ["mode"]).listed("mode")
    ('full', 'same', 'valid')

    With `axes`, a convention of one axis and of two is only that of so many; with a
    `layout`, that of the axes in it, which lie in its order. Options that cannot be
    left out vary, declared or not.

    Raises ValueError when it stands for nothing, for an option that it has not, for a
    value that the option never takes, and for a layout that it cannot have.
    """
    found = _found(like)
    if found is None:
        raise ValueError(_unknown(like))
    name, convention, fixed = found
    if layout is not None:
        convention = _laid(convention, name, layout)
    convention = _of_axes(convention, axes)
    if name in OURS:
        name += "".join(f", {k}={v!r}" for k, v in fixed.items())
    values = {**dict.fromkeys(_required(convention, fixed), ()), **_values(options)}
    target = Target(name, convention, fixed, values)
    _check_options(target)
    return target


def _found(like: Any) -> tuple[str, Convention, Mapping[str, Any]] | None:
    """Return the name and the row of what is known, and the options that it fixes."""
    function, fixed = like, {}
    if isinstance(like, partial) and not like.args:
        function, fixed = like.func, like.keywords
    for name, convention in {**OURS, **CONVENTIONS}.items():
        known = convention.reference, getattr(pureconv, name, name)
        # No == of others is asked: that of an array is neither true nor false.
        named = isinstance(function, str) and function == name
        if named or any(function is each for each in known):
            return name, convention, fixed
    return None


def target_of(like: Any, layout: str | None = None) -> Target:
    """Return what `like` stands for: what `resolve` takes, or a function as it is.

    >>> target_of(lambda x, w: [x[0] * w[0]]).name
    '<lambda>'

    Raises ValueError as `resolve` does, and for a layout of a function as it is.
    """
    if not callable(like) or _found(like) is not None:
        return resolve(like, layout=layout)
    if layout is not None:
        text = "layout is of layers of a known convention, not of a function of"
        raise ValueError(f"{text} one's own, {shown(like)}{_offer(like)}")
    name = getattr(like, "__name__", type(like).__name__)
    return Target(name, Convention(_read(like), "sums", {}), {}, {})


def _read(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of somebody else whose arrays are read as nested lists."""

    @wraps(function)
    def read(*operands: Any, **options: Any) -> Any:
        y = mapped(plain, lists(function(*operands, **options), "like"))
        if shape(y) == () and not is_number(type(y)):
            raise TypeError(f"like must return nested lists of numbers, not {shown(y)}")
        return y

    return read


def _unknown(like: Any) -> str:
    return (
        f"like must be {', '.join(OURS)}, one of these with options fixed by "
        f"functools.partial, or a name in CONVENTIONS, not {shown(like)}"
        + (": check takes any function, with `arguments`" if callable(like) else "")
        + _offer(like)
    )


def _offer(like: Any) -> str:
    close = _close(like)
    return f": is it {' or '.join(close)}?" if close else ""


def _close(like: Any) -> list[str]:
    """Return the names of conventions that a name, or a function, is like.

    >>> _close("torch.nn.Conv2d"), _close("keras.ops.Conv"), _close("con2d")[:1]
    (['torch.nn.functional.conv2d'], ['keras.ops.conv'], ['conv2d'])
    """
    # What has no name is like none: the same result by any text for it.
    parts = getattr(like, "__module__", ""), getattr(like, "__name__", "")
    text = (like if isinstance(like, str) else ".".join(map(str, parts))).lower()
    names = {name.lower(): name for name in (*OURS, *CONVENTIONS)}
    home, last = f"{text.partition('.')[0]}.", f".{text.rpartition('.')[2]}"
    near = [n for n in names if n.startswith(home) and n.endswith(last)]
    if not near and isinstance(like, str):
        near = get_close_matches(text, names)
    return [names[n] for n in near]


def _of_axes(convention: Convention, axes: int | None) -> Convention:
    if axes is None:
        return convention
    integer(axes, "axes", 1)
    if axes not in convention.options:
        known = " or ".join(map(str, convention.options))
        raise ValueError(f"axes must be {known} here, not {axes}")
    return convention._replace(options={axes: convention.options[axes]})


def _laid(convention: Convention, name: str, text: str) -> Convention:
    """Return a convention of layers with the axes in another order."""
    layered = convention.batched or convention.layer
    if not layered or convention.role == "bias_gradient":
        text = "layout is of layers and of gradients by their input or weights"
        raise ValueError(f"{text}, not of {name}")
    size = convention.shapes["size"] if convention.shapes.get("whole") else ""
    known = {"depthwise": convention.shapes.get("depthwise", False)}
    layout = layout_of(text, convention.role, size, **known)
    axes = len(layout.ours[0]) - 2  # the same result with another of the three
    if axes not in convention.options:
        letters = "L" if 1 in convention.options else "H and W"
        raise ValueError(f"layout must have {letters} for {name}, not be {text!r}")
    only = {axes: convention.options[axes]}
    return convention._replace(options=only, layout=layout)


def _required(convention: Convention, fixed: Mapping[str, Any]) -> list[str]:
    """Return the options that a reference cannot do without; groups, if depthwise.

    >>> _required(CONVENTIONS["jax.lax.conv_general_dilated"], {"padding": "VALID"})
    ['window_strides']
    """
    parameters = [*inspect.signature(convention.reference).parameters.values()][2:]
    said = {*fixed, *convention.arguments}
    groups = ["groups"] if convention.shapes.get("depthwise") else []
    needed = [p.name for p in parameters if p.default is p.empty]
    return [name for name in needed + groups if name not in said]


def _values(options: Varied) -> dict[str, tuple[Any, ...]]:
    """Return options with the values to try, after their form was checked."""
    names = list(options) if isinstance(options, Iterable) else [options]
    if isinstance(options, str) or not all(isinstance(name, str) for name in names):
        text = f"options must be a list of names, or a dict, not {shown(options)}"
        raise TypeError(text)
    given = options if isinstance(options, Mapping) else dict.fromkeys(names, ())
    for name, values in given.items():
        if isinstance(values, str) or not isinstance(values, Iterable):
            text = f"values to try for {name!r} must be a list, not {values!r}"
            raise TypeError(text)
    return {name: tuple(values) for name, values in given.items()}


def _check_options(target: Target) -> None:
    """Raise ValueError for an option or a value that the convention has not."""
    convention, short = target.convention, target.name.partition(",")[0]
    parameters = [*inspect.signature(convention.reference).parameters][2:]
    unknown = {*target.fixed, *convention.arguments}
    known = [name for name in parameters if name not in unknown]
    for name, values in target.values.items():
        if name not in known:
            has = ", ".join(known) or "none"
            raise ValueError(
                f"{short} has no option {shown(name)} to vary, but {has}"
                + is_it(name, known)
            )
        listed = all(name in each for each in convention.options.values())
        if not (values or listed or name in convention.drawn):
            raise ValueError(
                f"option {name!r} of {short} has no values to try: give some"
            )
        for value in values:
            check_value(convention, target.fixed, name, value)
