"""Which convention does a function follow? Asked with a few exact integer probes.

Whatever this library can say is tried, and whatever other libraries say: what gives the
candidate's answers to all probes is its convention.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

from pureconv.nested import shape
from pureconv.testing.call import Answer, Call
from pureconv.testing.candidates import Candidate, NoAnswerError
from pureconv.testing.conventions import CONVENTIONS, Convention
from pureconv.testing.naming.explain import PI, ask
from pureconv.testing.naming.kinds import (
    Kind,
    answered,
    kind_of,
    longer_rule,
    same,
)

E = "271828182845904523536"
Sizes = tuple[int, ...]
FITTING: dict[int, list[tuple[Sizes, Sizes]]] = {  # of signal and kernel, by axes
    1: [((5,), (3,)), ((10,), (4,)), ((11,), (4,)), ((10,), (3,)), ((9,), (2,))],
    2: [((4, 5), (2, 3)), ((8, 9), (3, 2)), ((8, 10), (4, 3)), ((5, 4), (3, 3))],
}
LONGER: dict[int, list[tuple[Sizes, Sizes]]] = {
    1: [((3,), (5,)), ((2,), (5,)), ((3,), (6,)), ((2,), (4,))],
    2: [((3, 4), (4, 5)), ((2, 3), (3, 5)), ((3, 6), (5, 2))],
}
WAYS: list[tuple[str, tuple[Any, ...]]] = [  # how it may want its arguments
    ("f(x, w)", ("x", "w")),
    ("f([[x]], [[w]])", ("x", "w")),
    ("f(w, x)", ("w", "x")),
    ("f(w, 1, x)", ("w", 1, "x")),
]
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
    candidate: Callable[..., Any], to: Callable[..., Any] | None = None
) -> str:
    """Return in words which convention `candidate(x, w)` follows, and who follows it.

    >>> print(identify(lambda x, w: [sum(a * b for a, b in zip(x[n:], w))
    ...                              for n in range(len(x) - len(w) + 1)]))
    1-D correlation: y[n] = sum over i of w[i] * x[n + i]
      called as       f(x, w)
      mode            valid
      boundary        none: windows stay inside
      longer kernels  no outputs
    the same, as long as the kernel is not longer than the signal, as
      numpy.correlate(x, w, mode="valid")
      scipy.signal.correlate(x, w, mode="valid")
      jax.numpy.correlate(x, w, mode="valid")
      jax.lax.conv_general_dilated([[x]], [[w]], padding="VALID", window_strides=[1])
      torch.nn.functional.conv1d([[x]], [[w]])
      onnx.Conv([[x]], [[w]], auto_pad="NOTSET")

    `to` makes of nested lists what the candidate wants: numpy.asarray, torch.tensor.
    One axis and two are tried, and other orders and depths of the arguments. Rounding
    noise is overlooked, and a candidate may raise where it likes.
    """
    found = [_identify(candidate, to, axes) for axes in (1, 2)]
    most = max(known for known, _ in found)
    texts = [text for known, text in found if known == most]
    return "\n\n".join(texts) if most == NAMED else texts[0]


def _identify(
    candidate: Callable[..., Any], to: Callable[..., Any] | None, axes: int
) -> tuple[int, str]:
    """Return how much is known, and a text that says so."""
    known, text = REFUSED, ""
    for way, arguments in WAYS:
        asked, nested = Candidate(candidate, "f", to, arguments), "[[" in way
        fitting = [_ask(asked, *sizes, nested=nested) for sizes in FITTING[axes]]
        if not answered(fitting):
            text = text or f"{way} raises {_raised(fitting[0].y)}: `to` makes arrays"
            continue
        longer = [_ask(asked, *sizes, nested=nested) for sizes in LONGER[axes]]
        kind = kind_of(answered(fitting), axes)
        libraries = _libraries(kind, fitting, longer, axes)
        if kind:
            lines = _described(kind, way, fitting, longer)
            unknown = ["not what any library does that is known here"]
            return NAMED, "\n".join(lines + (libraries or unknown))
        title = f"{axes}-D, neither a convolution nor a correlation, called as {way}"
        if libraries:
            return NAMED, "\n".join([title, *libraries])
        if known == REFUSED:
            known, text = ANSWERED, f"{title}: explain() shows what it computes"
    return known, text


def _ask(
    candidate: Candidate, x_shape: Sizes, w_shape: Sizes, *, nested: bool
) -> Answer:
    """Return the answer to digits of pi weighted with digits of e.

    They may be nested in a batch and channels, of one each.
    """
    x, w = _digits(PI, x_shape), _digits(E, w_shape)
    call, depth = Call(candidate.function, x, w), len(x_shape)
    try:
        y = ask(candidate, [[x]], [[w]]) if nested else ask(candidate, x, w)
    except NoAnswerError as error:
        return Answer(call, error.__cause__ or error)
    if nested and shape(y)[:2] == (1, 1) and len(shape(y)) <= depth + 2:
        return Answer(call, y[0][0])
    if nested or len(shape(y)) > depth:
        return Answer(call, ValueError(f"the result has shape {shape(y)}"))
    return Answer(call, y)


def _digits(digits: str, sizes: tuple[int, ...]) -> Any:
    """Return nested lists of digits.

    >>> _digits(PI, (2, 3))
    [[3, 1, 4], [1, 5, 9]]
    """
    if len(sizes) == 1:
        return [int(digit) for digit in digits[: sizes[0]]]
    rows, columns = sizes
    return [_digits(digits[m * columns :], (columns,)) for m in range(rows)]


def _described(
    kind: Kind, way: str, fitting: list[Answer], longer: list[Answer]
) -> list[str]:
    """Return a kind in words, a line for each property that is not the usual one."""
    even = [a for a in fitting if any(k % 2 == 0 for k in shape(a.call.w))]
    inside = kind.rule.mode == "valid"
    rows = {
        "called as": way,
        "mode": kind.rule.mode,
        "boundary": "none: windows stay inside" if inside else kind.boundary,
        "stride": _steps(kind.stride),
        "dilation": _steps(kind.dilation),
        "even kernels": kind.rule.even if answered(even) else _refusal(even),
        "longer kernels": _longer(kind, longer),
    }
    lines = [f"  {name:14}  {text}" for name, text in rows.items() if text]
    return [f"{len(kind.flip)}-D {FORMULAS[kind.flip]}", *lines]


def _steps(steps: tuple[int, ...]) -> str:
    """Return strides or dilations as text, and nothing for the usual ones."""
    if set(steps) == {1}:
        return ""
    return str(steps[0]) if len(set(steps)) == 1 else f"{steps} (rows, columns)"


def _longer(kind: Kind, answers: list[Answer]) -> str:
    """Return what happens when the kernel is longer than the signal."""
    if not answered(answers):
        return _refusal(answers)
    rule = longer_rule(kind, answered(answers))
    refused = len(answered(answers)) < len(answers)
    return f"{rule}; {_refusal(answers)} for some sizes" if refused else rule


def _refusal(answers: list[Answer]) -> str:
    error = next(a.y for a in answers if isinstance(a.y, Exception))
    return f"raises {type(error).__name__}"


def _raised(error: Exception) -> str:
    first, *_ = str(error).splitlines() or [""]
    return f"{type(error).__name__}: {first}"


def _libraries(
    kind: Kind | None, fitting: list[Answer], longer: list[Answer], axes: int
) -> list[str]:
    """Return the calls of libraries that give the same answers, under a heading."""
    exact: list[str] = []
    close: list[str] = []
    for name, convention in CONVENTIONS.items():
        if convention.layer:  # a gradient
            continue
        for options in _options(kind, convention, axes):
            if _agrees(convention, options, answered(fitting)):
                both = _agrees(convention, options, fitting + longer)
                (exact if both else close).append(_call(name, convention, options))
                break
    if exact:
        return ["the same as", *exact]
    heading = "the same, as long as the kernel is not longer than the signal, as"
    return [heading, *close] if close else []


def _options(
    kind: Kind | None, convention: Convention, axes: int
) -> list[dict[str, Any]]:
    """Return all choices of options, but for steps that are known to be others."""
    if axes not in convention.options:
        return []
    values = convention.options[axes]
    choices = [dict(zip(values, chosen)) for chosen in product(*values.values())]
    return [
        options
        for options in choices
        if kind is None or all(_possible(kind, *option) for option in options.items())
    ]


def _possible(kind: Kind, option: str, value: Any) -> bool:
    steps = tuple(value) if isinstance(value, (list, tuple)) else (value,)
    if "stride" in option:
        return steps == kind.stride
    return "dilation" not in option or steps == kind.dilation


def _agrees(
    convention: Convention, options: Mapping[str, Any], answers: list[Answer]
) -> bool:
    return all(same(a.y, _expected(convention, options, a)) for a in answers)


def _expected(convention: Convention, options: Mapping[str, Any], asked: Answer) -> Any:
    """Return what a library documents, or None where it refuses."""
    x, w = asked.call.x, asked.call.w
    try:
        if convention.batched:
            return convention.reference([[x]], [[w]], **options)[0][0]
        return convention.reference(x, w, **options)
    except ValueError:
        return None


def _call(name: str, convention: Convention, options: Mapping[str, Any]) -> str:
    """Return a call as one would write it, numbers left out that are the default."""
    defaults = inspect.signature(convention.reference).parameters
    said = [
        f'{option}="{value}"' if isinstance(value, str) else f"{option}={value}"
        for option, value in options.items()
        if not _usual(value, defaults[option].default)
    ]
    given = ("[[x]]", "[[w]]") if convention.batched else convention.arguments
    arguments = ", ".join(map(str, [*given, *said]))
    return f"  {convention.call or f'{name}({arguments})'}"


def _usual(value: Any, default: Any) -> bool:
    ones = isinstance(value, (list, tuple)) and set(value) == {1}
    return not isinstance(value, str) and (
        value == default or (ones and default in (1, None))
    )
