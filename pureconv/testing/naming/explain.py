"""What does a black box compute? Asked with impulses, answered as formulas.

A function is bilinear when it is linear in the signal and linear in the weights. Then
it is known once it is known for impulses: with a 1 among zeros as signal and a 1 among
zeros as weights, each output is how often that weight meets that sample in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import cycle, product, repeat
from math import prod
from typing import Any

from pureconv.checks import Number, keywords, shown
from pureconv.nested import index_of, leaves, shape
from pureconv.testing.call import NOTHING
from pureconv.testing.candidates import (
    Candidate,
    NoAnswerError,
    described,
    dtype_kind,
)
from pureconv.testing.conventions import Layout, layout_of
from pureconv.testing.naming.asking import PI, Told, ask, black_box, nested, ordered
from pureconv.trace import Formula, formulas, sizes

TRIALS = 3
# Numbers in all operands: some gigabytes with the outputs. (With fewer or more, the
# same result where there is room.)
MOST = 10**8
# Of a Fourier transform of impulses in float32: half of it gives the same result.
NOISE = 2.0**-20
NOISE_OF_SUMS = 2.0**-10  # the same of small integers, or of any sums in float16
CONJUGATES = "", "w", "x", "wx"  # the operands whose conjugates may be summed
Place = tuple[int, ...]


def explain(
    candidate: Callable[..., Any],
    x_shape: Any,
    w_shape: Any,
    to: Callable[..., Any] | None = None,
    *,
    dtype: str | None = None,
    arguments: tuple[Any, ...] = ("x", "w"),
    options: Mapping[str, Any] = NOTHING,
    layout: str | None = None,
    isolate: bool = False,
    timeout: float = 10.0,
) -> Told:
    """Return what each output of `candidate(x, w)` is made of, as text.

    >>> def backwards(x, w):
    ...     return [2 * w[0] * x[n] - w[1] * x[n - 1] for n in range(len(x))]
    >>> print(explain(backwards, 3, 2))
    y[0] = 2*w[0]*x[0] - w[1]*x[2]
    y[1] = 2*w[0]*x[1] - w[1]*x[0]
    y[2] = 2*w[0]*x[2] - w[1]*x[1]

    Terms stand in the order of the taps, whatever the order of the sum. A shape is an
    int, or a tuple for images and batches. `to` makes of nested lists what the
    candidate wants: numpy.asarray, torch.tensor; `dtype` names the type of its numbers.
    `arguments` says their order, and `options` are passed to every call. With a
    `layout`, such as "NHWC,HWIO", the candidate gets and gives axes in that order; the
    shapes and the formulas have them as layers here do: NCHW and OIHW, or NCL and OIL.

    Zeros and a few other integers show whether that is all. Where the formulas do not
    hold, it says so, with an example, and where the candidate raises, it says what:

    >>> print(explain(lambda x, w: [abs(w[0] * x[0])], 2, 1))
    not bilinear: impulses say y[0] = w[0]*x[0], but for x = [-3, 1], w = [5] it is 15

    With a complex dtype it finds out which conjugates are summed, as correlations do:

    >>> def turned(x, w):
    ...     return [w[0].conjugate() * x[0], w[0].conjugate() * x[1]]
    >>> print(explain(turned, 2, 1, dtype="complex128", to=lambda values: values))
    y[0] = conj(w[0])*x[0]
    y[1] = conj(w[0])*x[1]

    The result is a string, whose `known` tells whether anything was found out.

    Each weight meets each sample in a call of its own: ValueError for shapes with which
    these are too many to be held.
    """
    order, options = ordered(arguments), keywords(options, "options")
    asked = black_box(candidate, to, dtype, isolate=isolate, timeout=timeout)
    asked = asked._replace(arguments=order)
    x_shape, w_shape = sizes(x_shape, "x_shape"), sizes(w_shape, "w_shape")
    if layout is not None:
        asked = asked._replace(layout=_layout(layout, x_shape, w_shape))
    _check_size(x_shape, w_shape)
    taps, samples = _places(w_shape), _places(x_shape)
    impulses = [(_one(x_shape, p), _one(w_shape, i)) for i in taps for p in samples]
    has_parts = dtype_kind(dtype or "") == "complex"
    trials = [*_trials(x_shape, w_shape, has_parts=has_parts)]
    results, excuse = _results(asked, [*impulses, *trials], options)
    return excuse or _told(taps, samples, trials, results)


def _layout(layout: Any, x_shape: Place, w_shape: Place) -> Layout:
    """Return in which order axes lie, if the shapes have as many, in our order."""
    laid = layout_of(layout)
    shapes = {"x_shape": x_shape, "w_shape": w_shape}
    for (name, given), letters in zip(shapes.items(), laid.ours):
        if len(given) != len(letters):
            listed = ", ".join(letters)
            raise ValueError(f"{name} must be sizes of {listed}, not {given}")
    return laid


def _results(
    asked: Candidate, calls: Sequence[tuple[Any, Any]], options: Mapping[str, Any]
) -> tuple[list[Any], Told | None]:
    """Return what each call gives, or why no formulas can be told from that."""
    results: list[Any] = []
    for x, w in calls:
        try:
            results.append(ask(asked, x, w, options))
        except NoAnswerError as error:
            why = error.__cause__ or error
            text = f"raises {described(why)}, for x = {x}, w = {w}"
            return [], Told(text, known=False)
        if shape(results[-1]) != shape(results[0]):
            text = f"not bilinear: for x = {x}, w = {w} the result has another shape"
            return [], Told(text)
    for (x, w), y in zip(calls, results):
        odd = [k for k, v in enumerate(leaves(y)) if v != v]  # noqa: PLR0124  (nan)
        if odd:
            output = f"y{_name(index_of(odd[0], shape(y)))}"
            return [], Told(f"{output} is nan for x = {x}, w = {w}", known=False)
    return results, None


def _told(
    taps: Sequence[Place],
    samples: Sequence[Place],
    trials: list[tuple[Any, Any]],
    results: list[Any],
) -> Told:
    """Return the formulas that impulses show, or the trial that contradicts them."""
    count = len(taps) * len(samples)
    tables = [[_whole(c) for c in row] for row in zip(*map(leaves, results[:count]))]
    contradiction = partial(_contradiction, trials, results[count:], tables)
    turned = next((each for each in CONJUGATES if not contradiction(each)), None)
    weights = [_spelled("w", i, turned or "") for i in taps]
    names = [(w, _spelled("x", p, turned or "")) for w in weights for p in samples]
    sums = [_formula(row, names) for row in tables]
    if turned is None:
        x, w, k, computed = contradiction("")
        output = f"y{_name(index_of(k, shape(results[0])))}"
        return Told(
            f"not bilinear: impulses say {output} = {sums[k]}, "
            f"but for x = {x}, w = {w} it is {_whole(computed)}"
        )
    return Told(formulas(nested(iter(sums), shape(results[0]))) or "no outputs")


def _check_size(x_shape: Place, w_shape: Place) -> None:
    """Raise ValueError if the impulses are too many, and too long, to be held."""
    size, count = prod(x_shape), prod(w_shape)
    if size * count * (size + count) > MOST:
        raise ValueError(
            f"x_shape {shown(x_shape)} and w_shape {shown(w_shape)} are too large "
            "together: each pair of a weight and a sample needs a call of its own"
        )


def _places(sizes: Place) -> list[Place]:
    return list(product(*map(range, sizes)))


def _name(place: Place) -> str:
    return "".join(f"[{n}]" for n in place)


def _one(sizes: Place, place: Place) -> Any:
    """Return nested lists of zeros with a 1 at one place.

    >>> _one((2, 3), (0, 1))
    [[0, 1, 0], [0, 0, 0]]
    """
    return nested((int(p == place) for p in _places(sizes)), sizes)


def _contradiction(
    trials: list[tuple[Any, Any]],
    results: list[Any],
    tables: list[list[Number]],
    turned: str,
) -> Any:
    """Return a trial, an output and its value that follow from no impulses, or None.

    The conjugates are summed of the operands whose names stand in `turned`.
    """
    for (x, w), y in zip(trials, results):
        terms = _terms(x, w, turned)
        for k, computed in enumerate(leaves(y)):
            if not _follows(computed, tables[k], terms):
                return x, w, k, computed
    return None


def _spelled(operand: str, place: Place, turned: str) -> str:
    """Return the name of a weight or a sample, or of its conjugate."""
    name = f"{operand}{_name(place)}"
    return f"conj({name})" if operand in turned else name


def _terms(x: Any, w: Any, turned: str) -> list[Number]:
    """Return all products of a weight and a sample, or of their conjugates.

    >>> _terms([1 + 2j, 5], [3 - 1j], "w")
    [(1+7j), (15+5j)]
    """
    samples, weights = (
        [v.conjugate() if name in turned else v for v in leaves(values)]
        for name, values in (("x", x), ("w", w))
    )
    return [weight * sample for weight in weights for sample in samples]


def _trials(
    x_shape: Place, w_shape: Place, *, has_parts: bool
) -> Iterator[tuple[Any, Any]]:
    """Yield signals and weights: zeros, which show a bias, then digits of pi less 4.

    At the end there are complex numbers, if any, none of which is its own conjugate.
    """
    yield nested(repeat(0), x_shape), nested(repeat(0), w_shape)
    numbers = cycle(int(digit) - 4 for digit in PI)
    for _ in range(TRIALS):
        yield nested(numbers, x_shape), nested(numbers, w_shape)
    pairs = (complex(n, n % 3 + 1) for n in numbers)
    for _ in range(TRIALS if has_parts else 0):
        yield nested(pairs, x_shape), nested(pairs, w_shape)


def _whole(value: Number) -> Number:
    """Return the integer that `value` is but for rounding noise, else `value`.

    >>> _whole(0.9999999 + 1e-12j), _whole(-1e-12), _whole(0.5), _whole(0.5j)
    (1, 0, 0.5, 0.5j)
    """
    if isinstance(value, complex):
        real, imag = _whole(value.real), _whole(value.imag)
        return complex(real, imag) if imag else real
    if value - value != 0:  # an infinity, or nan
        return value
    return round(value) if abs(value - round(value)) <= NOISE else value


def _formula(coefficients: Sequence[Number], names: list[tuple[str, str]]) -> Formula:
    """Return the sum of all terms whose coefficient is not 0.

    >>> _formula([1, -1, 0, 0.5], [("w[0]", f"x[{p}]") for p in range(4)])
    w[0]*x[0] - w[0]*x[1] + 0.5*w[0]*x[3]
    """
    terms: list[tuple[Any, ...]] = []
    for c, (w, x) in zip(coefficients, names):
        if c == 1:
            terms.append((w, x))
        elif c == -1:
            terms.append((f"-{w}", x))
        elif c != 0:
            terms.append((f"{c:.6g}" if isinstance(c, float) else c, w, x))
    return Formula(*terms)


def _follows(computed: Number, coefficients: list[Number], terms: list[Number]) -> bool:
    """Return whether an output is the sum of its terms, but for rounding noise."""
    parts = [c * term for c, term in zip(coefficients, terms)]
    exact = all(isinstance(c, int) for c in coefficients)
    scale = 1 if exact else sum(map(abs, parts))
    return bool(abs(computed - sum(parts)) <= NOISE_OF_SUMS * scale)
