"""Float formats: which numbers they hold, and which of them is nearest."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache
from typing import Any

from pureconv.checks import Number, choice, shown

# A format holds digits * 2**place with p bits of digits, the hidden one included: the
# first bit stands for 2**emin to 2**emax, and place is at least emin - p + 1.
FORMATS = {  #   p   emin   emax
    "float16": (11, -14, 15),
    "bfloat16": (8, -126, 127),
    "tf32": (11, -126, 127),  # what tensor cores keep of a float32
    "float32": (24, -126, 127),
    "float64": (53, -1022, 1023),
    "longdouble": (64, -16382, 16383),  # the registers of an x87
}
STORED = ("float16", "bfloat16", "float32", "float64")  # the formats of whole arrays


def rounded(value: Number, dtype: str, *, truncate: bool = False) -> float:
    """Return `value` rounded once to a format of `FORMATS`, as a float that holds it.

    To nearest, ties to even, gradually below the normal numbers, to an infinity beyond
    the largest; with `truncate` towards zero, as some hardware makes TF32.

    >>> rounded(2049, "float16"), rounded(70000, "float16")     # 2049 has 12 bits
    (2048.0, inf)
    >>> rounded(4095, "tf32"), rounded(4095, "tf32", truncate=True)     # as 2047.5 * 2
    (4096.0, 4094.0)

    A zero comes back without its sign, infinities and nan as they are. No float holds
    all numbers of "longdouble": see `nearest`. Raises ValueError for another format,
    TypeError for what is no real number.
    """
    if dtype not in FORMATS:  # if asked for all, the same result, later
        choice(dtype, "dtype", tuple(FORMATS))
    if not hasattr(value, "as_integer_ratio"):
        raise TypeError(f"value must be a real number, not {shown(value)}")
    # Of a double, the same result as below, sooner.
    if isinstance(value, float) and (dtype == "float64" or not math.isfinite(value)):
        return float(value) + 0.0
    digits, place = nearest(value, dtype, truncate=truncate)
    if digits.bit_length() + place <= FORMATS[dtype][2] + 1:
        return math.ldexp(digits, place)
    return math.copysign(float(largest(dtype)) if truncate else math.inf, digits)


def nearest(value: Number, dtype: str, *, truncate: bool = False) -> tuple[int, int]:
    """Return the nearest digits * 2**place, as if there were no largest number.

    >>> nearest(Fraction(1, 3), "bfloat16")
    (171, -9)
    """
    p, emin, _ = FORMATS[dtype]
    numerator, denominator = value.as_integer_ratio()
    size = abs(numerator)
    leading = size.bit_length() - denominator.bit_length()
    leading -= _shifted(size, -leading) < _shifted(denominator, leading)
    place = max(leading, emin) - p + 1  # as 2**leading <= |value| < 2**(leading + 1)

    size, denominator = _shifted(size, -place), _shifted(denominator, place)
    digits, rest = divmod(size, denominator)
    if not truncate:
        digits += 2 * rest + (digits & 1) > denominator  # half is rounded to even
    return -digits if numerator < 0 else digits, place  # the same result for 0


def _shifted(value: int, places: int) -> int:
    return value << max(0, places)


def fits(value: Number, dtype: str) -> bool:
    """Return whether a format holds `value` as it is; each holds infinities and nan.

    >>> fits(2049, "float16"), fits(2**-24, "float16"), fits(2**-25, "float16")
    (False, True, False)
    >>> fits(math.inf, "float16"), fits(math.nan, "float16")
    (True, True)
    """
    # For a double, the same result as below, sooner.
    if isinstance(value, float) and (dtype == "float64" or not math.isfinite(value)):
        return True
    p, emin, emax = FORMATS[dtype]
    numerator, denominator = value.as_integer_ratio()
    above = bits(numerator) <= p and abs(numerator) < denominator << emax + 1
    dyadic: bool = denominator & (denominator - 1) == 0
    return above and dyadic and denominator.bit_length() <= p - emin


def bits(value: int) -> int:
    """Return how many bits `value` has, the zeros at its end not counted."""
    return value.bit_length() - lowest(value)


def lowest(value: int) -> int:
    """Return in which place the lowest bit of `value` is, or 0 for 0.

    >>> lowest(12), lowest(0)       # 12 ^ 11 is 7, of three bits
    (2, 0)
    """
    return (value ^ value - 1).bit_length() - 1


@cache
def unit_roundoff(dtype: str) -> Fraction:
    """Return u = 2**-p: rounding a normal z to nearest errs by at most u * |z|."""
    return Fraction(1, 2 ** FORMATS[dtype][0])


@cache
def tiny(dtype: str) -> Fraction:
    """Return the smallest normal number."""
    return Fraction(2) ** FORMATS[dtype][1]


@cache
def eta(dtype: str) -> Fraction:
    """Return the smallest number above zero."""
    return 2 * unit_roundoff(dtype) * tiny(dtype)


@cache
def largest(dtype: str) -> Fraction:
    """Return the largest finite number.

    >>> largest("float16")
    Fraction(65504, 1)
    """
    p, _, emax = FORMATS[dtype]
    return Fraction(2**p - 1) * Fraction(2) ** (emax - p + 1)


@cache
def overflow_from(dtype: str) -> Fraction:
    """Return the smallest number that is rounded to an infinity: a tie, to even.

    >>> overflow_from("float16")
    Fraction(65520, 1)
    """
    p, _, emax = FORMATS[dtype]
    return Fraction(2 ** (p + 1) - 1) * Fraction(2) ** (emax - p)


@cache
def holds(dtype: str, narrower: str) -> bool:
    """Return whether every number of one format is a number of the other.

    >>> holds("float32", "bfloat16"), holds("float16", "bfloat16")
    (True, False)
    """
    return fits(largest(narrower), dtype) and fits(eta(narrower), dtype)


def ratio(value: Any, name: str) -> tuple[int, int]:
    """Return a number as an integer over a power of two."""
    try:
        numerator, denominator = value.as_integer_ratio()
    except (ValueError, OverflowError):
        raise ValueError(f"{name} must be finite, but holds {shown(value)}") from None
    except (AttributeError, TypeError):
        text = f"{name} must hold ints and floats, not {shown(value)}"
        raise TypeError(text) from None
    if denominator & (denominator - 1):
        raise ValueError(f"{name} must hold binary fractions, not {shown(value)}")
    return numerator, denominator
