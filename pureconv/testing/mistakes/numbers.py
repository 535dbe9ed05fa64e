"""Mistakes with numbers: integers that wrap around, complex ones, signs, factors."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from functools import partial
from operator import attrgetter, methodcaller, neg
from typing import Any

from pureconv.nested import leaves, mapped
from pureconv.testing.mistakes.draft import Draft, has_complex
from pureconv.testing.mistakes.ways import (
    Mistakes,
    along,
    flip,
    mistake,
    numbers,
    on,
    planes,
)
from pureconv.testing.naming import NOISE
from pureconv.testing.verdict import rounded


def integer_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in holding whole numbers, and numbers that are not whole."""
    if any(isinstance(v, float) for v in leaves(draft.x)):
        cut = numbers(math.trunc)
        # In either order, the same result.
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
    mirror = methodcaller("conjugate")
    mirrored, real = numbers(mirror), numbers(attrgetter("real"))
    text = "the kernel is conjugated, where it should not be"
    if conjugates:
        text = "the kernel is not conjugated, where it should be"
    yield mistake(text, on("w", mirrored))
    if conjugates != draft.convolves:
        text = "the kernel is conjugated and not flipped, as in a correlation"
        if conjugates:
            text = "the kernel is flipped and not conjugated, as in a convolution"
        both = planes(lambda plane: mapped(mirror, flip(plane)))
        yield mistake(text, on("w", both))
    text = "the signal is conjugated, where it should not be"
    yield mistake(text, on("x", mirrored))
    text = "outputs are conjugated, where they should not be"
    if conjugates:
        text = "the signal is conjugated, where the kernel should be"
    yield mistake(text, on("xw", mirrored))
    # In either order, the same result.
    yield mistake("imaginary parts are lost", on("y", real), on("xwy", real))


def polynomial_mistakes(draft: Draft) -> Mistakes:
    """Yield mistakes in taking numbers for coefficients of polynomials."""
    if draft.axes == 1 and not draft.layered:
        trim, end = along(_trimmed), along(lambda values: _trimmed(values[::-1])[::-1])
        text = "cut off, as those of a polynomial"
        # In either order, the same result.
        yield mistake(f"zeros at the start are {text}", on("xw", trim), on("y", trim))
        yield mistake(f"zeros at the end are {text}", on("y", end))


def _trimmed(values: list[Any]) -> list[Any]:
    """Return values from the first that is not zero on; the last one stays.

    >>> _trimmed([0, 0, 1, 0]), _trimmed([0, 0])
    ([1, 0], [0])
    """
    zeros = next((n for n, v in enumerate(values) if v), len(values) - 1)
    return values[zeros:]


def sign_mistakes(_: Draft) -> Mistakes:
    """Yield mistakes in which outputs below zero are lost."""
    yield mistake("outputs below zero are zero", on("y", numbers(partial(max, 0))))
    yield mistake("outputs have lost their signs", on("y", numbers(abs)))


def factors(answers: Iterable[Iterable[tuple[Any, Any]]]) -> Mistakes:
    """Yield the mistake of a factor, as the answers show it, on every output.

    An answer is each output with what it should be.
    """
    yield mistake("every output has the other sign", on("y", numbers(neg)))
    for pairs in answers:
        found = [(a, b) for a, b in pairs if a and b and a - a == b - b == 0]
        if found and not has_complex(*found[0]):
            a, b = map(Fraction, found[0])
            # As 1/3, where a float is next to it: the same result up to a few more.
            near = (a / b).limit_denominator(100)
            simple = abs(near - a / b) <= 2.0**-20 * abs(near)
            # Or it is right, or has the other sign: the same result with >=.
            if abs(abs(near if simple else a / b) - 1) > NOISE:
                said = near if simple else f"about {rounded(a / b, 'float64'):.6g}"
                text = f"every output is {said} times what it should be"
                yield mistake(text, on("y", numbers(partial(_times, a / b))))
            return


def _times(factor: Fraction, value: Any) -> Any:
    return factor * Fraction(value)
