"""Which laws a candidate should obey, and each of them as a check on small integers.

A law takes implementations, one of which the candidate can be, by the names of the
functions that they stand for; in `laws.layers`, `layer` is any layer, and `conv` one of
as many axes. Its other parameters are data. Options that vary but that a law does not
speak of have one value in all of its calls: their default, if it was declared.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any

import pureconv
from pureconv.laws import layers, signals
from pureconv.nested import leaves, mapped
from pureconv.testing.call import Call
from pureconv.testing.candidates import WrongAnswerError
from pureconv.testing.checking.claim import Claim
from pureconv.testing.checking.law_data import (
    DATA,
    Trial,
    network_data,
    plane_data,
    simplest,
    unspoken,
)
from pureconv.testing.checking.search import (
    MISFITS,
    Check,
    DoesNotApplyError,
    UnfitError,
)
from pureconv.testing.conventions import OURS, ROLES, role_name
from pureconv.testing.drawing.calls import Drawn
from pureconv.testing.drawing.numbers import Kind

NEEDS: dict[Any, str] = {**signals.NEEDS, **layers.NEEDS}


def laws(claim: Claim, kind: Kind) -> Iterator[Check]:
    """Yield the laws about the function that a candidate is, in reading order.

    One that is about signals and images is yielded once for each. `kind` draws all
    numbers, as ints.
    """
    row = claim.target.convention
    if row.role not in ROLES:
        unknown = partial(_unknown, claim.target.name)
        statement = "f obeys the laws of convolution"
        yield Check("laws", statement, 0, lambda: lambda _: None, unknown)
    for axes, name in claim.target.roles.items():
        room, draw = (layers, network_data) if row.batched else (signals, plane_data)
        for law in laws_in(room):
            functions = implementations(law, row.role, axes)
            asked = [k for k in _parameters(law) if k not in functions]
            known = set(functions.values()) <= OURS.keys() and DATA.issuperset(asked)
            flat = axes == 2 and law in signals.ONLY_SIGNALS
            if known and name in functions.values() and not flat:
                trial = Trial(law, claim, axes, functions, asked, kind)
                yield _check(trial, partial(draw, trial))


def _unknown(name: str, _: Any) -> None:
    raise DoesNotApplyError(f"no laws are known of {name}")


def laws_in(room: Any) -> list[Callable[..., Any]]:
    """Return the laws of a room: all of its functions that are public."""
    functions = [f for f in vars(room).values() if inspect.isfunction(f)]
    local = [f for f in functions if f.__module__ == room.__name__]
    return [f for f in local if not f.__name__.startswith("_")]


@cache
def _parameters(law: Callable[..., Any]) -> list[str]:
    return [*inspect.signature(law).parameters]


def stated(law: Callable[..., Any]) -> str:
    """Return what a law says."""
    # None ends in anything else, so more of it gives the same result.
    return (law.__doc__ or "").partition("\n")[0].rstrip(".")


def implementations(law: Callable[..., Any], role: str, axes: int) -> dict[str, str]:
    """Return which function of ours each of a law's implementations stands for.

    >>> implementations(layers.one_channel_is_correlate, "conv", 2)
    {'conv': 'conv2d', 'correlate': 'correlate2d'}
    >>> implementations(signals.separable, "correlate", 1)
    {'correlate2d': 'correlate2d', 'correlate': 'correlate'}
    """
    names = _parameters(law)
    axes_of_planes = 1 if "correlate2d" in names else axes
    functions = {}
    for name in names:
        if name.startswith("layer"):
            functions[name] = role_name(role, int(name[5:6] or axes))
        elif name in ROLES:
            functions[name] = role_name(name, axes_of_planes)
        elif callable(getattr(pureconv, name, None)):
            functions[name] = name
    return functions


def _check(trial: Trial, data: Drawn) -> Check:
    """Return a law as a check: what its reference obeys, the candidate should."""
    law, claim, axes, functions, *_ = trial
    roles, need, rest = claim.target.roles, NEEDS.get(law, ""), unspoken(trial)
    name = roles[axes]
    others = {k: OURS[v].reference for k, v in functions.items() if v != name}
    own = [k for k, v in functions.items() if v == name]

    def by(answer: Callable[[Claim, Call], Any]) -> dict[str, Any]:
        """Return what a law calls in place of the candidate, to have such answers."""

        def implementation(x: Any, w: Any, bias: Any = None, **options: Any) -> Any:
            if not isinstance(x, list) or not leaves(x) or not leaves(w):
                raise ValueError(f"{x!r} and {w!r} cannot be convolved")
            told = _told(trial, {**rest}, w, bias, options)
            return answer(claim, claim.target.call(x, w, told))

        return {**others, **dict.fromkeys(own, implementation)}

    def test(drawn: dict[str, Any]) -> None:
        if need and not claim.target.theirs(need):
            option = claim.target.convention.theirs(need)
            raise DoesNotApplyError(f"needs the option {option}")
        data = {k: v for k, v in drawn.items() if k not in rest}
        try:
            left, right = law(**by(_exact), **data)
        except MISFITS as error:
            raise UnfitError(str(error)) from error
        if left != right:
            raise DoesNotApplyError(_not_a_law(claim, rest))
        try:
            left, right = law(**by(_tried), **data)
        except MISFITS as error:
            text = f"its answers do not fit the law: {type(error).__name__}: {error}"
            raise WrongAnswerError(text) from error
        if left != right:
            raise WrongAnswerError(f"left side   {left}\nright side  {right}")

    suffix = "_2d" if len(roles) > 1 and name == roles[2] else ""
    return Check(
        f"{law.__name__}{suffix}",
        stated(law),
        0.05,
        lambda: lambda dice: {**data(dice), **rest},  # all that is shown of it
        test,
    )


def _not_a_law(claim: Claim, rest: dict[str, Any]) -> str:
    """Return why a law is skipped, with the options that it does not speak of."""
    values = " and ".join(f"{k}={v!r}" for k, v in rest.items())
    return f"not a law of {claim.target.name}" + (f" with {values}" if values else "")


def _exact(claim: Claim, call: Call) -> Any:
    """Return the exact answer to a law, or raise where it is not an exact integer."""
    claim.check_size(call)
    y = call.evaluate()
    operands, sums = claim.arithmetic.exact_up_to()
    numbers = [*leaves(call.x), *leaves(call.w)]
    if min(numbers) < 0 and not claim.dtype.negates:
        raise UnfitError("it needs numbers below zero")
    if max(map(abs, numbers)) > operands or _largest(call, sums) > sums:
        raise UnfitError("its integers grow too large")
    if any(v % 1 for v in leaves(y)):
        raise UnfitError("its numbers are not integers")
    return y


def _largest(call: Call, limit: int) -> Any:
    """Return the largest sum of magnitudes; below a limit, one that is no smaller."""
    x, w, bias = (list(map(abs, leaves(v or 0))) for v in (call.x, call.w, call.bias))
    most = sum(x) * sum(w) + max(bias)  # no two numbers meet twice in an output
    # The same result if all are evaluated.
    return max(leaves(call.evaluate(abs))) if most > limit else most


def _tried(claim: Claim, call: Call) -> Any:
    """Return the candidate's answer to a law, which may go on from its own answers."""
    if not claim.on_ints:
        numbers = {k: mapped(claim.number, v) for k, v in call.operands.items()}
        call = call._replace(**numbers)
    return mapped(_real, claim.whole(claim.answer(call)))


def _real(value: Any) -> Any:
    """Return a complex number of real operands, as laws have them, as a real one."""
    return value.real if isinstance(value, complex) and not value.imag else value


def _told(
    trial: Trial, told: dict[str, Any], w: Any, bias: Any, options: Mapping[str, Any]
) -> dict[str, Any]:
    """Return all options that the candidate takes; the others must be its defaults."""
    target = trial.claim.target
    for name, value in options.items():
        option = target.theirs(name)
        if option:
            told[option] = _spelled(trial, option, value)
        elif simplest(value) != simplest(target.usual(name)):
            raise UnfitError(f"needs {name}={value!r}")
    for option in target.values.keys() - told.keys() - {"bias"}:
        told[option] = _spelled(trial, option, target.default(option))
    if "bias" in target.values:
        option, outputs = target.theirs("groups"), len(w)
        if target.convention.role == "conv_transpose":
            groups = told[option] if option else target.usual("groups")
            outputs = len(w[0]) * groups
        told["bias"] = [0] * outputs if bias is None else bias
    return told


def _spelled(trial: Trial, option: str, value: Any) -> Any:
    """Return a value as it was declared: not every candidate takes ints, or pairs."""
    target = trial.claim.target
    given, said = target.listed(option, trial.axes), target.convention.said
    if not given:
        return simplest(value)
    for each in given:
        if simplest(said(option, each)) == simplest(said(option, value)):
            return each
    raise UnfitError(f"needs {option}={value!r}")
