"""Mistakes in arithmetic: integers that wrap around, formats that are too narrow."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from operator import neg
from typing import Any

from pureconv.nested import leaves, mapped, shape
from pureconv.testing.mistakes.draft import Change, Draft
from pureconv.testing.mistakes.kernels import Mistakes, Way, mistake
from pureconv.testing.naming import flipped
from pureconv.testing.verdict import (
    Arithmetic,
    Finding,
    arithmetic,
    findings,
    rounded,
)
from pureconv.testing.verdict.formats import fits, holds

Test = Callable[[Draft, Any], bool]  # of a call and an answer
Told = tuple[str, Test]


def integer_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in holding whole numbers, and numbers that are not whole."""
    if any(isinstance(v, float) for v in leaves(draft.x)):
        cut = math.trunc
        yield mistake("fractions are cut off", _results(cut), partial(_through, cut))
        return
    for bits in (8, 16, 32, 64):
        half, text = 2**bits // 2, f"integers wrap around: they are held in {bits} bits"
        yield mistake(text, _results(partial(_wrapped, bits, half)))
        text = f"{text}, without a sign"
        yield mistake(text, _results(partial(_wrapped, bits, 0)))
        text = f"integers are clipped to {bits} bits"
        yield mistake(text, _results(partial(_clipped, half)))
    for dtype in ("float64", "float32", "float16"):
        text = f"integers go through {dtype}, and lose their last bits"
        yield mistake(text, partial(_through, partial(_whole, dtype)))


def complex_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in reading complex numbers."""
    ones, turns = mapped(lambda _: 1, draft.x), mapped(lambda _: 1j, draft.w)
    conjugates = sum(leaves(draft(x=ones, w=turns, bias=None))).imag < 0
    mirrored = partial(mapped, _mirrored)
    text = "the kernel is conjugated, where it should not be"
    if conjugates:
        text = "the kernel is not conjugated, where it should be"
    yield mistake(text, lambda c: c(w=mirrored(c.w)))
    if conjugates != draft.convolves:
        text = "the kernel is conjugated and not flipped, as in a correlation"
        if conjugates:
            text = "the kernel is flipped and not conjugated, as in a convolution"
        flip = partial(flipped, flip=(True,) * draft.axes)
        yield mistake(text, lambda c: c(w=mirrored(c.each(flip, c.w))))
    text = "the signal is conjugated, where it should not be"
    yield mistake(text, lambda c: c(x=mirrored(c.x)))
    text = "outputs are conjugated, where they should not be"
    if conjugates:
        text = "the signal is conjugated, where the kernel should be"
    yield mistake(text, lambda c: c(x=mirrored(c.x), w=mirrored(c.w)))
    text = "imaginary parts are lost"
    yield mistake(text, _results(_real), partial(_through, _real))


def _mirrored(value: Any) -> Any:
    return value.conjugate()


def _real(value: Any) -> Any:
    return value.real


def polynomial_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in taking numbers for coefficients of polynomials."""
    if draft.axes == 1 and not draft.layered:
        text = "zeros at the start are cut off, as those of a polynomial"
        operands: Way = lambda c: c(x=_trimmed(c.x), w=_trimmed(c.w))  # noqa: E731
        yield mistake(text, operands, lambda c: _trimmed(c()))
        text = "zeros at the end are cut off, as those of a polynomial"
        yield mistake(text, lambda c: _trimmed(c()[::-1])[::-1])


def _trimmed(values: list[Any]) -> list[Any]:
    """Return values from the first that is not zero on; the last one stays.

    >>> _trimmed([0, 0, 1, 0]), _trimmed([0, 0])
    ([1, 0], [0])
    """
    zeros = next((n for n, v in enumerate(values) if v), len(values) - 1)
    return values[zeros:]


def factors(answers: Iterable[Any]) -> Mistakes:
    """Yield the mistake of a factor, as the answers show it, on every output."""
    yield mistake("every output has the other sign", _results(neg))
    for seen in answers:
        pairs = zip(leaves(seen.y), leaves(seen.truth))
        found = [(a, b) for a, b in pairs if a and b and a - a == b - b == 0]
        if found and not isinstance(found[0][0], complex):
            a, b = map(Fraction, found[0])
            text = f"every output is {a / b} times what it should be"
            yield mistake(text, _results(partial(_times, a / b)))
            return


def passing(answers: list[tuple[Draft, Any]], how: Arithmetic) -> list[str]:
    """Return in which arithmetic answers to floats pass that fail in another, if any.

    The first that does is the narrowest. Roundings that no arithmetic allows are named
    as mistakes.
    """
    if any(shape(y) != shape(draft()) for draft, y in answers):
        return []
    odd = [(draft, y) for draft, y in answers if not right(draft, y, how)]
    for words, texts in _arithmetics(how) if odd else ():
        other = how._replace(**words)
        said = ", ".join(f"{k}={_quoted(v)}" for k, v in words.items())
        if all(not unexcused(Draft.__call__, *each, other) for each in odd + answers):
            found = [text for text, test in texts if all(test(*each) for each in odd)]
            if found:
                return [f"passes with {said}: {found[0]}"]
    for name in _narrower(how) if odd else ():
        for text, test in _cuts(how.dtype, name):
            if all(test(*each) for each in odd):
                return [f"known mistake: {text}"]
    return []


def _arithmetics(how: Arithmetic) -> Iterator[tuple[dict[str, Any], list[Told]]]:
    """Yield arithmetics to try, the narrowest first, each with what it may be called.

    A narrow accumulator can be told by the digits of results: they are few.
    """
    always: Test = lambda *_: True  # noqa: E731
    single: list[tuple[dict[str, Any], list[Told]]] = []
    text = "errors are those of a fast Fourier transform"
    single.append(({"algorithm": "fft"}, [(text, always)]))
    for name in "float32", "float64":
        if name != how.accumulate and holds(name, how.accumulate):
            single.append(({"accumulate": name}, [(f"sums are in {name}", always)]))
    for few in True, False:
        for name in _narrower(how):
            text = f"sums are accumulated in {name}, a narrower type than {how.dtype}"
            test = partial(_few_digits, name) if few else always
            exact = ("results are rounded to " + name, partial(_cut_results, how, name))
            texts = [exact, (text, test)] if few else [(text, test)]
            if name != "tf32":
                single.append(({"accumulate": name}, texts))
        for name in _narrower(how) if few else ():
            text = f"operands are rounded to {_shown(name)}"
            texts = [*_cuts(how.dtype, name), (text, always)]
            single.append(({"operands": name}, texts))
    flush = "subnormal numbers count as zero here"
    yield {"flush": True}, [(flush, always)]
    yield from single
    for words, texts in single:
        both = [(f"{flush}, and {text}", test) for text, test in texts]
        yield {"flush": True, **words}, both


def _narrower(how: Arithmetic) -> list[str]:
    names = "float32", "tf32", "float16", "bfloat16"
    return [n for n in names if n != how.stored and holds(how.stored, n)]


def _cuts(dtype: str, name: str) -> Iterator[Told]:
    """Yield ways to cut operands to a format, each with a test whether that was done.

    A rounding can be told from another only by how large errors are.
    """
    for truncate, verb in (False, "rounded"), (True, "truncated"):
        cut = partial(rounded, dtype=name, truncate=truncate)
        text = f"operands are {verb} to {_shown(name)}"
        yield text, partial(_cut_operands, dtype, cut)


def _shown(name: str) -> str:
    return name.upper() if name == "tf32" else name


def _quoted(value: Any) -> str:
    """Return a value as one writes it.

    >>> _quoted("fft"), _quoted(True)
    ('"fft"', 'True')
    """
    return f'"{value}"' if isinstance(value, str) else repr(value)


def unexcused(
    way: Way,
    draft: Draft,
    y: Any,
    how: Arithmetic,
    places: Sequence[int] | None = None,
) -> list[Finding]:
    """Return the outputs of `y` that are not sums of what the mistake adds up.

    All that it leaves open are passed over, or all but those at some places.
    """
    if places is None:
        places = [n for n, v in enumerate(leaves(way(draft))) if v is not None]

    def function(x: Any, w: Any, bias: Any = None) -> list[Any]:
        values = leaves(way(draft._replace(x=x, w=w, bias=bias)))
        return [values[n] for n in places]

    values = leaves(y)
    computed = [values[n] for n in places]
    return findings(computed, function, draft.x, draft.w, draft.bias, how)


def right(draft: Draft, y: Any, how: Arithmetic) -> bool:
    """Return whether an answer is what that arithmetic can give.

    The outputs that are furthest off speak for all.
    """
    truth = leaves(draft())
    errors = [-abs(a - b) for a, b in zip(leaves(y), truth)]
    worst = sorted(range(len(truth)), key=errors.__getitem__)[:8]
    return not unexcused(Draft.__call__, draft, y, how, worst)


def _cut_operands(dtype: str, cut: Change, draft: Draft, y: Any) -> bool:
    rough = draft._replace(x=mapped(cut, draft.x), w=mapped(cut, draft.w))
    if any(map(math.isinf, [*leaves(rough.x), *leaves(rough.w)])):
        return False  # the narrower format cannot hold them, and inf has no exact sums
    return right(rough, y, arithmetic(dtype))


def _few_digits(name: str, _: Draft, y: Any) -> bool:
    return all(fits(v, name) for v in leaves(y))


def _cut_results(how: Arithmetic, name: str, draft: Draft, y: Any) -> bool:
    """Return whether each output is what rounding makes of one that was good enough."""
    if not _few_digits(name, draft, y):
        return False
    cut = partial(rounded, dtype=name)
    wrong = unexcused(Draft.__call__, draft, y, how)
    ranges = [(f.computed, f.exact - f.allowed, f.exact + f.allowed) for f in wrong]
    return all(cut(least) <= v <= cut(most) for v, least, most in ranges)


def _times(factor: Fraction, value: Any) -> Any:
    return factor * Fraction(value)


def _results(change: Change) -> Way:
    """Return the mistake of changing every output."""
    return lambda c: mapped(change, c())


def _through(change: Change, c: Draft) -> Any:
    """Return what comes of changing operands and outputs."""
    return mapped(change, c(x=mapped(change, c.x), w=mapped(change, c.w)))


def _wrapped(bits: int, below: int, value: Any) -> int:
    """Return an integer modulo 2**bits, from -below on.

    >>> _wrapped(8, 128, 200), _wrapped(8, 0, -56)
    (-56, 200)
    """
    return int((value + below) % 2**bits - below)


def _clipped(most: int, value: Any) -> int:
    return int(max(-most, min(value, most - 1)))


def _whole(dtype: str, value: Any) -> int:
    return int(rounded(value, dtype))
