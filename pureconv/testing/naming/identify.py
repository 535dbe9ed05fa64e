"""Which convention does a function follow? Asked with a few exact integer probes.

Whatever this library can say is tried, and whatever other libraries say: what gives the
candidate's answers to all probes is its convention.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

from pureconv.nested import shape
from pureconv.testing.call import NOTHING
from pureconv.testing.candidates import Candidate, apart, typed
from pureconv.testing.conventions import CONVENTIONS, Convention, layout_of
from pureconv.testing.naming.asking import (
    FITTING,
    LONGER,
    Asked,
    Told,
    Way,
    asked,
    ways,
)
from pureconv.testing.naming.kinds import (
    Kind,
    answered,
    kind_of,
    longer_rule,
    same,
    scaled,
)

REFUSED, ANSWERED, NAMED = range(3)  # how much is known of a candidate
FORMULAS = {  # by which axes are flipped
    (True,): "convolution: y[n] = sum over i of w[i] * x[n - i]",
    (False,): "correlation: y[n] = sum over i of w[i] * x[n + i]",
    (True, True): "convolution: y[m][n] = sum over i, j of w[i][j] * x[m - i][n - j]",
    (False, False): "correlation: y[m][n] = sum over i, j of w[i][j] * x[m + i][n + j]",
    (True, False): "half flipped: y[m][n] = sum over i, j of w[i][j] * x[m - i][n + j]",
    (False, True): "half flipped: y[m][n] = sum over i, j of w[i][j] * x[m + i][n - j]",
}


def identify(
    candidate: Callable[..., Any],
    to: Callable[..., Any] | None = None,
    *,
    dtype: str | None = None,
    arguments: tuple[Any, ...] | None = None,
    options: Mapping[str, Any] = NOTHING,
    layout: str | None = None,
    isolate: bool = False,
    timeout: float = 10.0,
) -> Told:
    """Return in words which convention `candidate(x, w)` follows, and who follows it.

    >>> print(identify(lambda x, w: [sum(a * b for a, b in zip(x[n:], w))
    ...                              for n in range(len(x) - len(w) + 1)]))
    1-D correlation: y[n] = sum over i of w[i] * x[n + i]
      called as       f(x, w)
      mode            valid
      boundary        none: windows stay inside
      longer kernels  no outputs
    the same, as long as the kernel is not longer than the signal, as
      jax.lax.conv_general_dilated([[x]], [[w]], padding="VALID", window_strides=[1])
      torch.nn.functional.conv1d([[x]], [[w]])
      onnx.Conv([[x]], [[w]], auto_pad="NOTSET")
    and for real numbers, as
      numpy.correlate(x, w, mode="valid")
      scipy.signal.correlate(x, w, mode="valid")
      jax.scipy.signal.correlate(x, w, mode="valid")
      jax.numpy.correlate(x, w, mode="valid")

    `to` makes of nested lists what the candidate wants: numpy.asarray, torch.tensor;
    `dtype` names the type of its numbers. `options` are passed to every call, and
    `arguments` says their order, such as ("w", 1, "x"), and `layout` that of axes, such
    as "NHWC,HWIO". Else orders, depths and layouts of one axis and two are tried.
    Rounding noise is overlooked, and a candidate may raise where it likes. With
    `isolate` it runs in a process of its own, and may even crash, or not answer for
    `timeout` seconds. The result is a string, whose `known` tells whether anything was
    found out.
    """
    told = Candidate(candidate, "f", typed(to, dtype) if dtype else to)
    told = apart(told, timeout) if isolate else told
    order = None if layout is None else layout_of(layout)
    told, tried = told._replace(layout=order), ways(arguments, layout or "")
    each = [1, 2] if order is None else [len(order.ours[0]) - 2]
    found = [_identify(told, tried, options, axes) for axes in each]
    most = max(known for known, _ in found)
    texts = [text for known, text in found if known == most]
    return Told("\n\n".join(texts[: 2 if most == NAMED else 1]), known=most == NAMED)


def _identify(
    candidate: Candidate, tried: list[Way], options: Mapping[str, Any], axes: int
) -> tuple[int, str]:
    """Return how much is known, and a text that says so."""
    known, text = REFUSED, ""
    for way in tried:
        call = candidate._replace(arguments=way.arguments)
        fitting = [asked(call, way, sizes, options) for sizes in FITTING[axes]]
        written = way.text(axes)
        if not answered(fitting):
            text = text or f"{written} raises {_raised(fitting[0].y, candidate.to)}"
            continue
        longer = [asked(call, way, sizes, options) for sizes in LONGER[axes]]
        sizes = [shape(a.call.x) for a in answered(fitting)]
        both = FITTING[axes][[shape(a.call.x) for a in fitting].index(sizes[0])]
        turned = asked(call, way, both, options, 1j)
        kind = kind_of(answered(fitting), axes)
        libraries = _libraries(kind, fitting, longer, turned, axes)
        if kind:
            lines = _described(kind, written, fitting, longer)
            unknown = ["not what any library does that is known here"]
            return NAMED, "\n".join(lines + (libraries or unknown))
        if libraries:
            title = f"{axes}-D, by a rule of its own, called as {written}"
            return NAMED, "\n".join([title, *libraries])
        if known == REFUSED:
            known = ANSWERED
            text = f"{axes}-D, called as {written}: none that is known here: "
            text += "explain() shows what it computes"
    return known, text


def _described(
    kind: Kind, way: str, fitting: list[Asked], longer: list[Asked]
) -> list[str]:
    """Return a kind in words, a line for each property that is not the usual one."""
    even = [a for a in fitting if any(k % 2 == 0 for k in shape(a.call.w))]
    rule, inside = kind.axes[0].rule, set(kind.modes) == {"valid"}
    rows = {
        "called as": way,
        "mode": _steps(kind.modes),
        "boundary": "none: windows stay inside" if inside else kind.boundary,
        "factor": "" if kind.factor == 1 else str(kind.factor),
        "nan": _nans(answered(fitting)),
        "stride": "" if set(kind.stride) == {1} else _steps(kind.stride),
        "dilation": "" if set(kind.dilation) == {1} else _steps(kind.dilation),
        "even kernels": rule.even if answered(even) else _refusal(even),
        "longer kernels": _longer(kind, longer),
    }
    lines = [f"  {name:14}  {text}" for name, text in rows.items() if text]
    return [f"{len(kind.flip)}-D {FORMULAS[kind.flip]}", *lines]


def _steps(steps: tuple[Any, ...]) -> str:
    """Return what there is for each axis as text."""
    if len(set(steps)) == 1:
        return str(steps[0])
    rows, columns = steps
    return f"{rows} (rows), {columns} (columns)"


def _nans(answers: list[Asked]) -> str:
    """Return which outputs are nan, as text."""
    ends = [a.nans for a in answers]
    reaches = [len(a.call.w) - 1 for a in answers]
    if ends == [(far, 0) for far in reaches]:
        return "the first k - 1 outputs, of k taps"
    if ends == [(0, far) for far in reaches]:
        return "the last k - 1 outputs, of k taps"
    return "some outputs at the ends" if set(ends) != {(0, 0)} else ""


def _longer(kind: Kind, answers: list[Asked]) -> str:
    """Return what happens when the kernel is longer than the signal."""
    if not answered(answers):
        return _refusal(answers)
    rule = longer_rule(kind, answered(answers))
    refused = len(answered(answers)) < len(answers)
    return f"{rule}; {_refusal(answers)} for some sizes" if refused else rule


def _refusal(answers: list[Asked]) -> str:
    error = next(a.y for a in answers if isinstance(a.y, Exception))
    return f"raises {type(error).__name__}"


def _raised(error: Exception, to: Any) -> str:
    """Return an error in a line, and what may help against it."""
    first, *_ = str(error).splitlines() or [""]
    words = first.lower()
    advice = ""
    if re.search(r"dtype|scalar type|float\d|double|int\d", words):
        advice = ": `dtype` says what type its numbers have"
    elif to is None and isinstance(error, (AttributeError, TypeError)):
        advice = ": `to` makes arrays"
    elif "argument" in words or "keyword" in words:
        advice = ": `arguments` says their order, `options` what else it wants"
    return f"{type(error).__name__}: {first}{advice}"


def _libraries(
    kind: Kind | None,
    fitting: list[Asked],
    longer: list[Asked],
    turned: Asked,
    axes: int,
) -> list[str]:
    """Return the calls of libraries that give the same answers, under headings."""
    exact: dict[bool, list[str]] = {True: [], False: []}  # by agreement on complex ones
    close: dict[bool, list[str]] = {True: [], False: []}
    unasked = isinstance(turned.y, Exception)
    for name, convention in CONVENTIONS.items():
        if convention.layer:  # a gradient
            continue
        for options in _options(kind, convention, axes):
            if _agrees(kind, convention, options, answered(fitting)):
                both = _agrees(kind, convention, options, fitting + longer)
                turns = unasked or _agrees(kind, convention, options, [turned])
                line = _call(kind, name, convention, options)
                (exact if both else close)[turns].append(line)
                break
    found = exact if exact[True] or exact[False] else close
    length = ", as long as the kernel is not longer than the signal" * (found is close)
    nans = ", but for nan" if any(a.nans != (0, 0) for a in fitting) else ""
    real = ", for real numbers"
    lines = []
    if found[True]:
        heading = f"the same{real * unasked}{nans}{length}"
        lines = [f"{heading}, as" if "," in heading else f"{heading} as", *found[True]]
    if found[False]:
        heading = "and for real numbers, as" if lines else f"the same{real}{length}, as"
        lines += [heading, *found[False]]
    return lines


def _options(
    kind: Kind | None, convention: Convention, axes: int
) -> Iterator[dict[str, Any]]:
    """Yield all choices of options; steps are those that are known."""
    if axes in convention.options:
        values = {
            name: _values(kind, name, listed)
            for name, listed in convention.options[axes].items()
        }
        for chosen in product(*values.values()):
            yield dict(zip(values, chosen))


def _values(kind: Kind | None, option: str, listed: tuple[Any, ...]) -> tuple[Any, ...]:
    if kind is None:
        return listed
    if "stride" in option:
        return (list(kind.stride),)
    if "dilation" in option:
        return (list(kind.dilation),)
    sides = [axis.rule.padding for axis in kind.axes]
    if 1 in listed and all(isinstance(p, int) for p in sides):
        return tuple(sides[:1] if len(set(sides)) == 1 else [tuple(sides)])
    return listed


def _agrees(
    kind: Kind | None,
    convention: Convention,
    options: Mapping[str, Any],
    answers: list[Asked],
) -> bool:
    return all(
        same(a.y, scaled(kind, _expected(convention, options, a))) for a in answers
    )


def _expected(convention: Convention, options: Mapping[str, Any], asked: Asked) -> Any:
    """Return what a library documents, or None where it refuses."""
    x, w = asked.call.x, asked.call.w
    try:
        if convention.batched:
            return convention.reference([[x]], [[w]], **options)[0][0]
        return convention.reference(x, w, **options)
    except ValueError:
        return None


def _call(
    kind: Kind | None, name: str, convention: Convention, options: Mapping[str, Any]
) -> str:
    """Return a call as one would write it, numbers left out that are the default."""
    defaults = inspect.signature(convention.reference).parameters
    said = [
        f'{option}="{value}"' if isinstance(value, str) else f"{option}={value}"
        for option, value in options.items()
        if not _usual(value, defaults[option].default)
    ]
    given = ("[[x]]", "[[w]]") if convention.batched else convention.arguments
    arguments = ", ".join(map(str, [*given, *said]))
    factor = str(kind.factor) if kind else "1"
    times = {"1": "", "-1": "-"}.get(factor, f"{factor} * ")
    return f"  {times}{convention.call or f'{name}({arguments})'}"


def _usual(value: Any, default: Any) -> bool:
    ones = isinstance(value, (list, tuple)) and set(value) == {1}
    return not isinstance(value, str) and (
        value == default or (ones and default in (1, None))
    )
