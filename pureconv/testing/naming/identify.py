"""Which convention does a function follow? Asked with a few exact integer probes.

Whatever this library can say is tried, and whatever other libraries say: what gives the
candidate's answers to all probes is its convention.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from itertools import product
from typing import Any

from pureconv.checks import keywords
from pureconv.nested import mapped, shape
from pureconv.testing.call import NOTHING
from pureconv.testing.candidates import Candidate
from pureconv.testing.conventions import CONVENTIONS, Convention, layout_of
from pureconv.testing.naming.asking import (
    LONGER,
    Asked,
    Form,
    Question,
    Told,
    answered,
    asked,
    black_box,
    fitting_answers,
    forms,
    ordered,
)
from pureconv.testing.naming.calls import call_text
from pureconv.testing.naming.kinds import (
    MOST,
    Kind,
    kind_of,
    longer_rule,
    same,
    scaled,
    slide,
)
from pureconv.testing.processes.failures import names

EVENLY = [(n, n) for n in range(MOST + 1)]  # paddings of both sides alike
PADDED = [{n} for n in range(-3, 4)]  # outputs more than full, by paddings of libraries
Steps = dict[str, list[list[int]]]  # options to the values to try
ARRAYLESS = {"builtins.AttributeError", "builtins.TypeError"}  # lists may raise these
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

    >>> from pureconv import convolve2d
    >>> print(identify(partial(convolve2d, mode="full", boundary="symmetric")))
    2-D convolution: y[m][n] = sum over i, j of w[i][j] * x[m - i][n - j]
      called as       f(x, w)
      mode            full
      boundary        symmetric
      longer kernels  as above
    the same as
      scipy.signal.convolve2d(x, w, mode="full", boundary="symm")

    `to` makes of nested lists what the candidate wants: numpy.asarray, torch.tensor;
    `dtype` names the type of its numbers. `options` are passed to every call, and
    `arguments` says their order, such as ("w", 1, "x"), and `layout` that of axes, such
    as "NHWC,HWIO". Else orders, depths and layouts of one axis and two are tried.
    Rounding noise is overlooked, and a candidate may raise where it likes. With
    `isolate` it runs in a process of its own, and may even crash, or not answer for
    `timeout` seconds. (sympy.convolution takes minutes for the floats that it gets, and
    no time for ints, which to=lambda values: [*map(int, values)] makes.) The result is
    a string, whose `known` tells whether anything was found out.
    """
    arguments = None if arguments is None else ordered(arguments)
    options = keywords(options, "options")
    told = black_box(candidate, to, dtype, isolate=isolate, timeout=timeout)
    # What is no layout gives the same result, be it None or 0.
    order = None if layout is None else layout_of(layout)
    told, tried = told._replace(layout=order), forms(arguments, layout or "")
    each = [1, 2] if order is None else [len(order.ours[0]) - 2]
    found = [_identify(told, tried, options, axes) for axes in each]
    most = max(known for known, _ in found)
    texts = [text for known, text in found if known == most]
    return Told("\n\n".join(texts[: 2 if most == NAMED else 1]), known=most == NAMED)


def _identify(
    candidate: Candidate, tried: list[Form], options: Mapping[str, Any], axes: int
) -> tuple[int, str]:
    """Return how much is known, and a text that says so."""
    known, text = REFUSED, ""
    for form in tried:
        call = candidate._replace(arguments=form.arguments)
        fitting = fitting_answers(call, form, options, axes)
        written = form.text(axes)
        if not answered(fitting):
            text = text or f"{written} raises {_raised(fitting[0].y, candidate.to)}"
            continue
        longer = [asked(call, form, Question(s), options) for s in LONGER[axes]]
        sizes = answered(fitting)[0].question.sizes, LONGER[axes][0]
        turned = [asked(call, form, Question(s, 1j), options) for s in sizes]
        kind = kind_of(answered(fitting), axes)
        libraries = _libraries(kind, fitting, longer, turned, axes)
        if kind:
            formula = f"{axes}-D {_formula(kind, turned[0])}"
            lines = [formula, *_described(kind, written, fitting, longer)]
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
    kind: Kind, written: str, fitting: list[Asked], longer: list[Asked]
) -> list[str]:
    """Return a line for each property of a kind that is not the usual one."""
    even = [a for a in fitting if any(k % 2 == 0 for k in a.question.sizes[1])]
    inside = set(kind.modes) == {"valid"}
    rows = {
        "called as": written,
        "mode": _steps(kind.modes),
        "boundary": "none: windows stay inside" if inside else kind.boundary,
        "factor": "" if kind.factor == 1 else str(kind.factor),
        "nan": _nans(answered(fitting)),
        "stride": "" if set(kind.stride) == {1} else _steps(kind.stride),
        "dilation": "" if set(kind.dilation) == {1} else _steps(kind.dilation),
        "even kernels": kind.even if answered(even) else _refusal(even),
        "longer kernels": _longer(kind, longer),
    }
    return [f"  {name:14}  {text}" for name, text in rows.items() if text]


def _formula(kind: Kind, turned: Asked) -> str:
    """Return what is summed: of complex weights, the conjugates may be."""
    formula, (x, w) = FORMULAS[kind.flip], turned.question.operands
    if same(turned.y, slide(x, mapped(complex.conjugate, w), kind)):
        return re.sub(r"(w[][ij]+)", r"conj(\1)", formula)
    return formula


def _steps(steps: tuple[Any, ...]) -> str:
    """Return what there is for each axis as text."""
    if len(set(steps)) == 1:
        return str(steps[0])
    rows, columns = steps
    return f"{rows} (rows), {columns} (columns)"


def _nans(answers: list[Asked]) -> str:
    """Return which outputs are nan, as text."""
    ends = [a.nans for a in answers]
    reaches = [a.question.sizes[1][0] - 1 for a in answers]
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
    kinds = getattr(error, "kinds", None) or names(error)  # known by name elsewhere
    if re.search(r"dtype|scalar type|float\d|double|int\d", words):
        advice = ": `dtype` says what type its numbers have"
    elif to is None and not ARRAYLESS.isdisjoint(kinds):
        advice = ": `to` makes arrays"
    elif "argument" in words or "keyword" in words:
        advice = ": `arguments` says their order, `options` what else it wants"
    return f"{type(error).__name__}: {first}{advice}"


def _libraries(
    kind: Kind | None,
    fitting: list[Asked],
    longer: list[Asked],
    turned: list[Asked],
    axes: int,
) -> list[str]:
    """Return the calls of libraries that give the same answers, under headings."""
    exact: dict[bool, list[str]] = {True: [], False: []}  # by agreement on complex ones
    close: dict[bool, list[str]] = {True: [], False: []}
    unasked = isinstance(turned[0].y, Exception)
    steps = _steps_of(kind, answered(fitting), axes)
    for name, convention in CONVENTIONS.items():
        if convention.layer:  # a gradient
            continue
        for options in _options(kind, convention, steps, axes):
            if _agrees(kind, convention, options, answered(fitting)):
                both = _agrees(kind, convention, options, fitting + longer)
                complexes = turned if both else turned[:1]
                turns = unasked or _agrees(kind, convention, options, complexes)
                line = call_text(kind, name, convention, options, axes)
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
    kind: Kind | None, convention: Convention, steps: Steps, axes: int
) -> Iterator[dict[str, Any]]:
    """Yield all choices of options; strides and dilations are those that may be."""
    listed = convention.options.get(axes)
    if listed is None:
        return
    # All gathering layers are kinds: the same result without this, at more cost.
    if kind is None and convention.role == "conv":
        return
    ours = map(convention.ours, listed)
    values = {
        **{k: steps.get(name, listed[k]) for k, name in zip(listed, ours)},
        **(_paddings(kind) if kind and 1 in listed.get("padding", ()) else {}),
    }
    for chosen in product(*values.values()):
        yield dict(zip(values, chosen))


def _paddings(kind: Kind) -> dict[str, list[Any]]:
    """Return the padding of a kind as a choice, if both sides are the same."""
    rules = [axis.rule for axis in kind.axes]
    sides = [(0, 0) if rule.mode == "valid" else rule.padding for rule in rules]
    if any(each not in EVENLY for each in sides):
        return {}
    both = tuple(before for before, _ in sides)
    return {"padding": [both[0] if len(set(both)) == 1 else both]}


def _steps_of(kind: Kind | None, answers: list[Asked], axes: int) -> Steps:
    """Return the strides and dilations that may be.

    What is no kind may be transposed: then n samples, k taps give (n - 1) * stride +
    (k - 1) * dilation + 1 outputs, and a few more or less, but always as many; with
    some words for padding, n * stride.
    """
    if kind:
        return {"stride": [[*kind.stride]], "dilation": [[*kind.dilation]]}
    known = [(*a.question.sizes, shape(a.y)) for a in answers]
    known = [sizes for sizes in known if len(sizes[2]) == axes]
    found = []
    for axis in range(axes):
        along = [[each[axis] for each in sizes] for sizes in known]
        found.append([
            (s, d)
            for s, d in product(range(1, 6), repeat=2)
            if {y - (n - 1) * s - (k - 1) * d - 1 for n, k, y in along} in PADDED
            or {y - n * s for n, _, y in along} == {0}
        ])
    return {
        name: [*map(list, product(*({pair[n] for pair in each} for each in found)))]
        for n, name in enumerate(("stride", "dilation"))
    }


def _agrees(
    kind: Kind | None,
    convention: Convention,
    options: Mapping[str, Any],
    answers: list[Asked],
) -> bool:
    """Return whether a library documents these answers."""
    said = [(k, tuple(v) if isinstance(v, list) else v) for k, v in options.items()]
    documents = partial(_documented, convention.reference, tuple(said))
    return all(
        same(a.y, scaled(kind, documents(a.question, nested=convention.batched)))
        for a in answers
    )


@cache
def _documented(
    reference: Callable[..., Any], options: Any, question: Question, *, nested: bool
) -> Any:
    """Return what a library documents, or None where it refuses."""
    x, w = question.operands
    try:
        if nested:
            return reference([[x]], [[w]], **dict(options))[0][0]
        return reference(x, w, **dict(options))
    except ValueError:
        return None
