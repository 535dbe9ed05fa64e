"""Mistakes in arithmetic: integers that wrap around, formats that are too narrow."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from operator import neg
from typing import Any

from pureconv.nested import leaves, mapped, shape
from pureconv.testing.conventions.outside import holds_sample, sample_outside
from pureconv.testing.mistakes.draft import Change, Draft, distance, has_complex
from pureconv.testing.mistakes.ways import (
    Mistakes,
    Way,
    along,
    flip,
    mistake,
    numbers,
    on,
    planes,
)
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
        cut = numbers(math.trunc)
        yield mistake("fractions are cut off", on("y", cut), on("xwy", cut))
        return
    for bits in (8, 16, 32, 64):
        half, text = 2**bits // 2, f"integers wrap around: they are held in {bits} bits"
        for below, sign in (half, ""), (0, ", without a sign"):
            wrap = numbers(partial(_wrapped, bits, below))
            yield mistake(f"{text}{sign}", on("y", wrap))
        clip = numbers(partial(_clipped, half))
        yield mistake(f"integers are clipped to {bits} bits", on("y", clip))
    for dtype in ("float64", "float32", "float16"):
        text = f"integers go through {dtype}, and lose their last bits"
        yield mistake(text, on("xwy", numbers(partial(_whole, dtype))))


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


def complex_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in reading complex numbers."""
    ones, turns = mapped(lambda _: 1, draft.x), mapped(lambda _: 1j, draft.w)
    conjugates = sum(leaves(draft(x=ones, w=turns, bias=None))).imag < 0
    mirrored, real = numbers(_mirrored), numbers(lambda v: v.real)
    text = "the kernel is conjugated, where it should not be"
    if conjugates:
        text = "the kernel is not conjugated, where it should be"
    yield mistake(text, on("w", mirrored))
    if conjugates != draft.convolves:
        text = "the kernel is conjugated and not flipped, as in a correlation"
        if conjugates:
            text = "the kernel is flipped and not conjugated, as in a convolution"
        both = planes(lambda plane: mapped(_mirrored, flip(plane)))
        yield mistake(text, on("w", both))
    text = "the signal is conjugated, where it should not be"
    yield mistake(text, on("x", mirrored))
    text = "outputs are conjugated, where they should not be"
    if conjugates:
        text = "the signal is conjugated, where the kernel should be"
    yield mistake(text, on("xw", mirrored))
    yield mistake("imaginary parts are lost", on("y", real), on("xwy", real))


def _mirrored(value: Any) -> Any:
    return value.conjugate()


def polynomial_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in taking numbers for coefficients of polynomials."""
    if draft.axes == 1 and not draft.layered:
        trim, end = along(_trimmed), along(lambda values: _trimmed(values[::-1])[::-1])
        text = "cut off, as those of a polynomial"
        yield mistake(f"zeros at the start are {text}", on("xw", trim), on("y", trim))
        yield mistake(f"zeros at the end are {text}", on("y", end))


def _trimmed(values: list[Any]) -> list[Any]:
    """Return values from the first that is not zero on; the last one stays.

    >>> _trimmed([0, 0, 1, 0]), _trimmed([0, 0])
    ([1, 0], [0])
    """
    zeros = next((n for n, v in enumerate(values) if v), len(values) - 1)
    return values[zeros:]


def factors(answers: Iterable[Any]) -> Mistakes:
    """Yield the mistake of a factor, as the answers show it, on every output."""
    yield mistake("every output has the other sign", on("y", numbers(neg)))
    for seen in answers:
        pairs = zip(leaves(seen.y), leaves(seen.truth))
        found = [(a, b) for a, b in pairs if a and b and a - a == b - b == 0]
        if found and not has_complex(*found[0]):
            a, b = map(Fraction, found[0])
            near = (a / b).limit_denominator(100)  # 1/3, where a float is next to it
            said = near if abs(near - a / b) <= 2.0**-20 * abs(near) else a / b
            if abs(said) != 1:  # or else it is right, or has the other sign
                text = f"every output is {said} times what it should be"
                yield mistake(text, on("y", numbers(partial(_times, a / b))))
            return


def _times(factor: Fraction, value: Any) -> Any:
    return factor * Fraction(value)


def passing(answers: list[tuple[Draft, Any]], how: Arithmetic) -> list[str]:
    """Return in which arithmetic answers to floats pass that fail in another, if any.

    The first that does is the narrowest. Roundings that no arithmetic allows are named
    as mistakes. Answers in the shapes of one that fails have to show the same.
    """
    if any(shape(y) != shape(draft()) for draft, y in answers):
        return []
    odd = [(draft, y) for draft, y in answers if not right(draft, y, how)]
    sizes = [_sizes(draft) for draft, _ in odd]
    alike = [(draft, y) for draft, y in answers if _sizes(draft) in sizes]
    for words, texts in _arithmetics(how) if odd else ():
        other = how._replace(**words)
        quoted = {k: f'"{v}"' if isinstance(v, str) else v for k, v in words.items()}
        said = ", ".join(f"{k}={v}" for k, v in quoted.items())
        found = (text for text, test in texts if all(test(*each) for each in alike))
        text = next(found, "")
        passes = (not unexcused(Draft.__call__, *each, other) for each in odd + answers)
        if text and all(passes):
            return [f"passes with {said}: {text}"]
    for name in _narrower(how) if odd else ():
        for text, test in _cuts(how.dtype, name):
            if all(test(*each) for each in alike):
                return [f"known mistake: {text}"]
    return []


def _sizes(draft: Draft) -> tuple[Any, ...]:
    return shape(draft.x), shape(draft.w)


def _arithmetics(how: Arithmetic) -> Iterator[tuple[dict[str, Any], list[Told]]]:
    """Yield arithmetics to try, the narrowest first, each with what it may be called.

    A narrow accumulator can be told by the digits of results: they are few.
    """
    narrow = _narrower(how)
    sums = "sums are accumulated in {0}, a narrower type than {1}"
    transform = "errors are those of a fast Fourier transform"
    rows: list[tuple[dict[str, Any], list[Told]]] = [
        ({"algorithm": "fft"}, [(transform, _always)])
    ]
    for name in "float32", "float64":
        if name != how.accumulate and holds(name, how.accumulate):
            rows.append(({"accumulate": name}, [(f"sums are in {name}", _always)]))
    wider = how.accumulate
    held = [
        (name, sums.format(name, wider))
        for name in (how.stored, *narrow)
        if name not in ("tf32", wider) and holds(wider, name)
    ]
    for name, text in held:
        cut = "results are rounded to " + name, partial(_cut_results, how, name)
        few = text, partial(_few_digits, name)
        rows.append(({"accumulate": name}, [few] if name == how.stored else [cut, few]))
    for name in narrow:
        text = f"operands are rounded to {_shown(name)}"
        rough = text, partial(_no_better, how, name)
        rows.append(({"operands": name}, [*_cuts(how.dtype, name), rough]))
    for name, text in held:
        rows.append(({"accumulate": name}, [(text, partial(_no_better, how, name))]))
    flush = "subnormal numbers count as zero here"
    yield {"flush": True}, [(flush, _always)]
    yield from rows
    for words, texts in rows:
        both = [(f"{flush}, and {text}", test) for text, test in texts]
        yield {"flush": True, **words}, both


def _always(*_: Any) -> bool:
    return True


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

    def function(x: Any, w: Any, bias: Any = None, **samples: Any) -> list[Any]:
        options = {**draft.options, **samples}
        values = leaves(way(replace(draft, x=x, w=w, bias=bias, options=options)))
        return [values[n] for n in places]

    values = leaves(y)
    computed = [values[n] for n in places]
    samples = sample_outside(partial(draft.target.reference, **draft.options))
    for option in samples:
        holds_sample(option)(function)
    bound = partial(function, **samples)
    return findings(computed, bound, draft.x, draft.w, draft.bias, how)


def right(draft: Draft, y: Any, how: Arithmetic) -> bool:
    """Return whether an answer is what that arithmetic can give.

    The outputs that are furthest off speak for all.
    """
    truth = leaves(draft())
    errors = [-distance(a, b) for a, b in zip(leaves(y), truth)]
    worst = sorted(range(len(truth)), key=errors.__getitem__)[:8]
    return not unexcused(Draft.__call__, draft, y, how, worst)


def _cut_operands(dtype: str, cut: Change, draft: Draft, y: Any) -> bool:
    rough = replace(draft, x=mapped(cut, draft.x), w=mapped(cut, draft.w))
    if any(map(math.isinf, [*leaves(rough.x), *leaves(rough.w)])):
        return False  # the narrower format cannot hold them, and inf has no exact sums
    return right(rough, y, arithmetic(dtype))


def _few_digits(name: str, _: Draft, y: Any) -> bool:
    return all(fits(v, name) for v in leaves(y))


def _no_better(how: Arithmetic, name: str, draft: Draft, y: Any) -> bool:
    """Return whether an answer is wrong, or has so few digits that all may be right."""
    return _few_digits(name, draft, y) or not right(draft, y, how)


def _cut_results(how: Arithmetic, name: str, draft: Draft, y: Any) -> bool:
    """Return whether each output is what rounding makes of one that was good enough."""
    if not _few_digits(name, draft, y):
        return False
    cut = partial(rounded, dtype=name)
    wrong = unexcused(Draft.__call__, draft, y, how)
    ranges = [(f.computed, f.exact - f.allowed, f.exact + f.allowed) for f in wrong]
    return all(cut(least) <= v <= cut(most) for v, least, most in ranges)
