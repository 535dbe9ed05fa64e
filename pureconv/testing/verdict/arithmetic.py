"""What a candidate computes with: the types of its numbers, and how it adds them up."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, NamedTuple

from pureconv.checks import Number, choice, flag, shown
from pureconv.testing.verdict.formats import (
    FORMATS,
    eta,
    fits,
    holds,
    overflow_from,
    rounded,
    tiny,
    unit_roundoff,
)


class Dtype(NamedTuple):
    """What an array holds: floats, ints in a range, or complex numbers of two floats.

    >>> DTYPES["float16"].p, DTYPES["uint8"].hi, DTYPES["complex64"].parts
    (11, 255, 'float32')
    """

    name: str
    kind: str  # "float", "int" or "complex"
    p: int = 0  # bits, and the exponents of normal numbers, of a float or of a part
    emin: int = 0
    emax: int = 0
    lo: int = 0  # the smallest and the largest int
    hi: int = 0

    @property
    def negates(self) -> bool:
        """Return whether there are numbers below zero."""
        return self.kind != "int" or self.lo < 0

    @property
    def parts(self) -> str:
        """Return the type of the real and the imaginary part; else the type itself."""
        return {"complex64": "float32", "complex128": "float64"}.get(
            self.name, self.name
        )

    def holds(self, value: Number) -> bool:
        """Return whether a finite `value` is a number of this type.

        >>> DTYPES["int8"].holds(128), DTYPES["float16"].holds(2049)
        (False, False)
        """
        if self.kind == "int":
            return bool(self.lo <= value <= self.hi and value == int(value))
        # The same result by two parts for a real number: the other one is 0.
        parts = (value.real, value.imag) if self.kind == "complex" else (value,)
        return all(fits(v, self.parts) for v in parts)

    def named(self, value: Any) -> Any:
        """Return the number of this type that a text means by a decimal or an integer.

        0.1 names the float32 that it is nearest to, and 2**53 + 1 a float64, as many
        languages write doubles without a point.

        >>> DTYPES["float32"].named(0.00012207031) == 2.0**-13
        True
        >>> DTYPES["float64"].named(2**53 + 1), DTYPES["int64"].named(2**53 + 1)
        (9007199254740992.0, 9007199254740993)
        """
        # A double names itself: the same result below, at more cost.
        if self.kind == "int" or (self.name == "float64" and type(value) is float):
            return value
        if isinstance(value, complex):
            return complex(*map(DTYPES[self.parts].named, (value.real, value.imag)))
        try:
            near = rounded(float(value), self.parts)
        except OverflowError:  # an int beyond all floats
            return value
        # What is too large for the type has no name there, and equal ones keep a sign.
        return value if near == value or math.isinf(near) else near


DTYPES = {
    each.name: each
    for each in (
        Dtype("float16", "float", *FORMATS["float16"]),
        Dtype("bfloat16", "float", *FORMATS["bfloat16"]),
        Dtype("float32", "float", *FORMATS["float32"]),
        Dtype("float64", "float", *FORMATS["float64"]),
        Dtype("complex64", "complex", *FORMATS["float32"]),
        Dtype("complex128", "complex", *FORMATS["float64"]),
        Dtype("int8", "int", lo=-(2**7), hi=2**7 - 1),
        Dtype("int16", "int", lo=-(2**15), hi=2**15 - 1),
        Dtype("int32", "int", lo=-(2**31), hi=2**31 - 1),
        Dtype("int64", "int", lo=-(2**63), hi=2**63 - 1),
        Dtype("uint8", "int", hi=2**8 - 1),
        Dtype("uint16", "int", hi=2**16 - 1),
        Dtype("uint32", "int", hi=2**32 - 1),
        Dtype("uint64", "int", hi=2**64 - 1),
    )
}
OTHERS = {  # what others call them
    "half": "float16", "single": "float32", "double": "float64", "float": "float64",
    "fp16": "float16", "fp32": "float32", "fp64": "float64", "bf16": "bfloat16",
    "int": "int64", "complex": "complex128", "float128": "longdouble",
}  # fmt: skip
ACCUMULATORS = ("float16", "bfloat16", "float32", "float64", "longdouble")
CUTS = ("float16", "bfloat16", "tf32", "float32", "float64")
ALGORITHMS = ("direct", "fft")


class Arithmetic(NamedTuple):
    """The arithmetic of a candidate; `arithmetic` checks the words for it."""

    dtype: str
    accumulate: str  # the format of products and sums; ints have their own
    operands: str | None
    flush: bool
    algorithm: str

    @property
    def stored(self) -> str:
        """Return the format of results, or of their parts."""
        return DTYPES[self.dtype].parts

    @property
    def formats(self) -> tuple[str, ...]:
        """Return all float formats that an operand goes through."""
        # In another order, the same result: what roundings may add is multiplied.
        return _formats(self.stored, self.accumulate, self.operands)

    @property
    def rounds_operands(self) -> bool:
        """Return whether an operand can become another number before it is used."""
        return self.flush or not all(holds(v, self.stored) for v in self.formats)

    def most(self, v: Number) -> Fraction:
        """Return |v| + e, the largest that operand v can have become."""
        return _most(self, v)

    def too_large(self, v: Number) -> bool:
        """Return whether operand v can have become infinite."""
        return self.most(v) >= min(map(overflow_from, self.formats))

    def farthest(self, v: Number) -> Fraction:
        """Return `most(v)`; where v may be infinite, a number that is large enough.

        Times the smallest number of the dtype it still makes a sum overflow.
        """
        if not self.too_large(v):
            return self.most(v)
        # The same result with any larger one, at more cost.
        return overflow_from(self.accumulate) / eta(self.stored)

    def exact_up_to(self) -> tuple[int, int]:
        """Return up to where operands, and sums of products, are exact integers.

        >>> arithmetic("float32", operands="bfloat16").exact_up_to() == (2**8, 2**24)
        True
        >>> arithmetic("int8").exact_up_to()
        (127, 127)

        A Fourier transform is given 10 bits for what it loses.
        """
        dtype = DTYPES[self.dtype]
        if dtype.kind == "int":
            return dtype.hi, dtype.hi
        p = min(dtype.p, FORMATS[self.accumulate][0])
        q = min(p, FORMATS[self.operands or self.accumulate][0])
        return 2**q, 2**p >> (10 if self.algorithm == "fft" else 0)


@cache
def _formats(*names: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name in FORMATS))


@lru_cache(maxsize=999)  # the same result with any size
def _most(how: Arithmetic, v: Number) -> Fraction:
    size, e = Fraction(abs(v)), Fraction(0)
    for name in how.formats:
        if how.flush and size < tiny(name):
            e = max(e, size)
        elif not fits(v, name):
            u = unit_roundoff(name) * (2 if name == "tf32" else 1)
            e += u * max(size + e, tiny(name))
    return size + e


def arithmetic(
    dtype: str = "float64",
    accumulate: str | None = None,
    operands: str | None = None,
    flush: bool = False,  # noqa: FBT001, FBT002  (in the order of `Arithmetic`)
    algorithm: str = "direct",
) -> Arithmetic:
    """Return how a candidate computes; `allowed_error` says what each word means.

    >>> arithmetic("float16", "float32")[:3]
    ('float16', 'float32', None)
    >>> arithmetic("complex64").accumulate
    'float32'

    Raises TypeError and ValueError for words that mean nothing, or nothing for ints.
    """
    _check_dtype(dtype)
    choice(algorithm, "algorithm", ALGORITHMS)
    flag(flush, "flush")
    if DTYPES[dtype].kind == "int":
        for name, value in (
            ("accumulate", accumulate), ("operands", operands), ("flush", flush or None)
        ):
            if value is not None:
                rule = f"{name} is for floats, and dtype is {dtype}"
                raise ValueError(f"{rule}: leave out {name}={shown(value)}")
        return Arithmetic(dtype, dtype, None, flush, algorithm)
    if operands is not None:
        choice(operands, "operands", CUTS)
    if accumulate in tuple(DTYPES):
        accumulate = DTYPES[accumulate].parts
    accumulate = choice(
        DTYPES[dtype].parts if accumulate is None else accumulate,
        "accumulate", ACCUMULATORS,
    )
    return Arithmetic(dtype, accumulate, operands, flush, algorithm)


def _check_dtype(dtype: Any) -> None:
    """Raise unless it is the name of a type, and say which one is meant."""
    if isinstance(dtype, str) and dtype in DTYPES:
        return
    word = getattr(dtype, "__name__", str(dtype)).rpartition(".")[2].lower()
    word = OTHERS.get(word, word)
    if word in DTYPES:
        error = ValueError if isinstance(dtype, str) else TypeError
        rule = "dtype must be the name of a type"
        raise error(f'{rule}, not {shown(dtype)}: say "{word}"')
    for name, words in {"accumulate": ACCUMULATORS, "operands": CUTS}.items():
        if word in words:
            rule = "dtype must be a type of arrays"
            raise ValueError(f"{rule}: say {name}={word!r}")
    choice(dtype, "dtype", tuple(DTYPES))
