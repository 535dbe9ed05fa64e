"""The bound of a convolution by fast Fourier transform: most of it is one figure."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from pureconv.checks import pair
from pureconv.nested import shape
from pureconv.sizes import MODES, reach
from pureconv.testing.conventions.outside import sample_outside
from pureconv.testing.verdict.bound import Line
from pureconv.testing.verdict.formats import eta, largest, tiny, unit_roundoff
from pureconv.testing.verdict.sums import Sums

REPEATING = ("boundary", "mode", "padding_mode")  # options that may say ...
PLAIN = (  # that a signal goes on as itself, unless they are one of these
    "zero", "zeros", "fill", "constant", "grid-constant", *MODES,
)


def transform_line(sums: Sums) -> tuple[Line, bool]:
    """Return the bound of a Fourier transform, and whether it may overflow.

    A transform mixes all samples, so outputs have no error of their own (not even one
    that is exactly 0). One figure holds for all of them; to scale an output or to add a
    bias, and to round it to its type, costs u times its own size more:

        (4 * log2(2 * L) + c) * u * ||x|| * ||w||

    where ||x|| is the root of the sum of all squares, batch and channels included, c
    the number of channels (the largest size of x or w besides the axes), and L the
    length of what is transformed: on each axis the samples and twice the reach of the
    kernel, or what all windows span if that is more, up to the next power of two.

    Where it comes from: a stage multiplies by a root of unity, which is off by u, as a
    product by sqrt(5) * u, and adds, which costs u; so a term of the three transforms
    passes 3 * log2(L) stages of 4.24 * u each, and reaches an output at most times
    ||x|| * ||w|| (Cauchy and Schwarz; Higham, chapter 24; sqrt(5): Brent, Percival and
    Zimmermann 2007). That makes 13 instead of 4, if all errors had one direction. They
    have not: 1.4 is the largest ever measured, over 54,000 transforms by NumPy, SciPy
    and PyTorch in float32 and float64, of lengths from 1 to 65,536, primes and squares
    of primes among them, on signals chosen to be awkward: constant, alternating, waves.
    (The lengths that are no power of two are the worst, as they take transforms of
    transforms.) It is assumed that roots of unity are accurate, not found by repeated
    multiplication.

    What breaks it by design: x and w packed into one complex transform, as its parts.
    The error of both is then that of the larger.

    Adding up c channels costs c * u more. What products lose below tiny stays within
    4 * L * eta * (||x|| + ||w|| + 1). A boundary other than zero, told by an option of
    that name or `mode`, makes x longer: it repeats no sample more often than there are
    positions outside x in what is transformed.
    """
    how = sums.how
    copies, length, channels = _transform(sums)
    x_norm = _norm([how.most(v) for v in sums.flat[0]], copies)
    w_norm = _norm([how.most(v) for v in sums.flat[1]])

    u = unit_roundoff(how.accumulate)
    factor = 4 * length.bit_length() + channels  # 2**k has k + 1 bits
    lost = 2 * tiny(how.accumulate) if how.flush else eta(how.accumulate)
    shared = factor * u * x_norm * w_norm + 4 * length * lost * (x_norm + w_norm + 1)
    line = Line(1, 1, u, shared)  # u * |exact| to scale it, or to add a bias
    most = 16 * length * (x_norm * w_norm + x_norm + w_norm)  # any number on the way
    return line.stored(how), sums.infinite or most > largest(how.accumulate)


def _transform(sums: Sums) -> tuple[int, int, int]:
    """Return how often a sample may come, the length of transforms, and channels."""
    x, w = (shape(v) or (1,) for v in sums.operands[:2])
    options = getattr(sums.function, "keywords", {})
    axes = 2 - len(x) % 2  # signals stand in lists 1 or 3 deep, images 2 or 4
    dilation = pair(options.get("dilation", 1), "dilation", 1)[-axes:]
    stride = pair(options.get("stride", 1), "stride", 1)[-axes:]
    length = copies = 1
    # The same result with steps before outputs: they are multiplied.
    along = zip(x[-axes:], w[-axes:], sums.shape[-axes:], stride, dilation)
    for samples, taps, outputs, step, apart in along:
        far = reach(taps, apart)
        longest = max(samples + 2 * far, step * outputs + far)
        length <<= (longest - 1).bit_length()
        copies *= 1 + longest - samples
    if sample_outside(sums.function):  # that sample may stand in any place
        copies = length
    elif not _repeats(sums.function):
        copies = 1
    return copies, length, max((1, *x[:-axes], *w[:-axes]))


def _repeats(function: Callable[..., Any]) -> bool:
    """Return whether an option, as given or by default, makes samples come again."""
    try:
        options = inspect.signature(function).parameters
    except (TypeError, ValueError):  # builtin functions need not tell
        return False
    words = [options[name].default for name in REPEATING if name in options]
    return any(isinstance(word, str) and word not in PLAIN for word in words)


def _norm(values: list[Fraction], copies: int = 1) -> Fraction:
    """Return the root of the sum of squares, to 64 bits behind the point, upwards."""
    square = copies * Fraction(sum(v * v for v in values))
    whole = (square.numerator * square.denominator) << 128
    root = math.isqrt(whole)
    return Fraction(root + (root * root < whole), square.denominator << 64)
