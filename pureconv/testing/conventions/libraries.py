"""NumPy, SciPy and their like, said with the functions of this library.

Each function here is one of a library: the docstring is its convention in words, the
body the same in code. Most are a part of "full", which begins where the kernel first
touches the signal. For an even kernel there are two ways to take the middle part, and
libraries differ in which one they mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import isfinite
from typing import Any

from pureconv.boundary import pad, pad2d
from pureconv.checks import Number, Tensor, Vector, choice, integer, shown
from pureconv.nested import leaves, mapped, shape
from pureconv.testing.conventions.outside import holds_sample
from pureconv.testing.conventions.quick import (
    convolve,
    convolve2d,
    correlate,
    correlate2d,
)

# What lies outside, in a library's words and in ours.
SIGNAL = {"fill": "zero", "wrap": "wrap", "symm": "symmetric"}
NDIMAGE = {
    "reflect": "symmetric",
    "grid-mirror": "symmetric",
    "mirror": "reflect",
    "nearest": "edge",
    "wrap": "wrap",
    "grid-wrap": "wrap",
    "constant": "zero",
    "grid-constant": "zero",
}
ASTROPY = {"fill": "zero", "extend": "edge", "wrap": "wrap"}


def ours(words: Mapping[str, str], **said: Any) -> str:
    """Return our word for a library's, which is given by the name of its option.

    >>> ours(SIGNAL, boundary="symm")
    'symmetric'

    Raises ValueError for a word that the library does not have.
    """
    ((name, word),) = said.items()
    return words[choice(word, name, tuple(words))]


def numpy_convolve(x: Vector, w: Vector, mode: str = "full") -> Any:
    """Return numpy.convolve(x, w, mode): the longer operand is the signal.

    So "same" has max(len(x), len(w)) outputs, and starts at index (short - 1) // 2 of
    full; "valid" has one for each place of the shorter inside the longer.
    """
    short, long = sorted((x, w), key=len)
    return part(full(x, w, flip=True), long, short, mode)


def numpy_correlate(x: Vector, w: Vector, mode: str = "valid") -> Any:
    """Return numpy.correlate(x, w, mode): `w` is conjugated, and sizes as convolve's.

    When `w` is the longer one, NumPy swaps the operands and reverses the result. That
    changes only where an even "same" starts: at index short // 2 of full, not at
    (short - 1) // 2.
    """
    short, long = sorted((x, w), key=len)
    whole = full(x, _conjugate(w), flip=False)
    return part(whole, long, short, mode, late=len(w) > len(x))


def signal_convolve(x: Tensor, w: Tensor, mode: str = "full") -> Any:
    """Return scipy.signal.convolve(x, w, mode), in one or two axes.

    "same" is as large as `x` and starts at index (len(w) - 1) // 2 of full. "valid"
    takes the larger operand for the signal, and raises ValueError unless one is the
    larger on all axes. (fftconvolve and oaconvolve do not look at axes of size 1.)
    """
    whole = full(x, w, flip=True)  # the same result for w and x
    return part(whole, x, w, mode)


def signal_correlate(x: Tensor, w: Tensor, mode: str = "full") -> Any:
    """Return scipy.signal.correlate(x, w, mode): convolve's sizes, `w` conjugated."""
    return part(full(x, _conjugate(w), flip=False), x, w, mode)


@holds_sample("fillvalue")
def signal_convolve2d(
    x: Tensor, w: Tensor, mode: str = "full", boundary: str = "fill", fillvalue: Any = 0
) -> Any:
    """Return scipy.signal.convolve2d(x, w, mode, boundary, fillvalue).

    Sizes as convolve's, but outside the image there is data: `fillvalue`, or what
    "wrap" and "symm" (our symmetric) find. "valid" never looks there, even where the
    kernel is the larger one: then the operands are swapped.
    """
    outside = ours(SIGNAL, boundary=boundary)
    beyond = ("zero", 0) if mode == "valid" else (outside, fillvalue)
    return part(full(x, w, *beyond, flip=True), x, w, mode)


@holds_sample("fillvalue")
def signal_correlate2d(
    x: Tensor, w: Tensor, mode: str = "full", boundary: str = "fill", fillvalue: Any = 0
) -> Any:
    """Return scipy.signal.correlate2d(x, w, mode, boundary, fillvalue).

    `w` is conjugated, and all is as in convolve2d but where "same" starts: at index
    len(w) // 2 of full. For even kernels scipy.signal.correlate starts one before.
    """
    outside = ours(SIGNAL, boundary=boundary)
    beyond = ("zero", 0) if mode == "valid" else (outside, fillvalue)
    whole = full(x, _conjugate(w), *beyond, flip=False)
    return part(whole, x, w, mode, late=True)


def signal_lfilter(x: Vector, w: Vector) -> list[Number]:
    """Return scipy.signal.lfilter(w, 1, x): the first len(x) outputs of full.

    A causal filter: an output looks at its own sample and at those before it.
    """
    return convolve(x, w)[: len(x)]


def signal_upfirdn(x: Vector, w: Vector, up: int = 1, down: int = 1) -> list[Number]:
    """Return scipy.signal.upfirdn(w, x, up, down): full, with holes, and thinned.

    First `up` - 1 zeros go between neighbours in `x`; of full, every downth stays.
    """
    up, down = integer(up, "up", 1), integer(down, "down", 1)
    spread = [value for sample in x for value in [sample] + [0] * (up - 1)]
    return convolve(spread[: len(spread) - up + 1], w, stride=down)


@holds_sample("cval")
def ndimage_convolve(
    x: Tensor, w: Tensor, mode: str = "reflect", cval: Any = 0, origin: Any = 0
) -> Any:
    """Return scipy.ndimage.convolve(x, w): always as large as `x`, in one or two axes.

    It starts at index len(w) // 2 of full, or `origin` further on (a number, or one for
    each axis, from -(len(w) // 2) to (len(w) - 1) // 2). Outside lies data, by default
    the mirror image: "reflect" is our symmetric, "mirror" our reflect, "nearest" our
    edge, "constant" the number `cval`.
    """
    whole = full(x, w, ours(NDIMAGE, mode=mode), cval, flip=True)
    return part(whole, x, w, "same", late=True, further=_origins(origin, w))


@holds_sample("cval")
def ndimage_correlate(
    x: Tensor, w: Tensor, mode: str = "reflect", cval: Any = 0, origin: Any = 0
) -> Any:
    """Return scipy.ndimage.correlate(x, w): convolve's boundaries, `w` conjugated.

    It starts at index (len(w) - 1) // 2 of full, or `origin` before.
    """
    whole = full(x, _conjugate(w), ours(NDIMAGE, mode=mode), cval, flip=False)
    return part(whole, x, w, "same", further=[-v for v in _origins(origin, w)])


def circular(x: Vector, w: Vector) -> list[Number]:
    """Return ifft(fft(x) * fft(w, len(x))): the signal is a circle.

        y[n] = sum over i of w[i] * x[(n - i) mod len(x)]

    fft(w, len(x)) fills up a short kernel with zeros, and drops the end of a long one.
    """
    w = w[: len(x)]
    return convolve(pad(x, len(w) - 1, 0, "wrap"), w, "valid")


def sympy_convolution(x: Vector, w: Vector, cycle: int = 0) -> list[Number]:
    """Return sympy.convolution(x, w, cycle=cycle): full, wound up on a circle if asked.

    Output n of a circle of `cycle` is the sum of full's n, n + cycle, n + 2 * cycle and
    so on. (SymPy drops zeros at the end of full, as if it were a polynomial.)
    """
    full = convolve(x, w)
    y = [0] * (cycle or len(full))
    for n in range(len(full)):
        y[n % len(y)] += full[n]
    return y


def more_itertools_convolve(x: Vector, w: Vector) -> Any:
    """Return list(more_itertools.convolve(x, w)): full, with zeros outside as data."""
    return full(x, w, "zero", flip=True)


@holds_sample("fill_value")
def astropy_convolve(
    x: Tensor,
    w: Tensor,
    boundary: str = "fill",
    fill_value: Any = 0,
    *,
    normalize_kernel: bool = True,
) -> Any:
    """Return astropy.convolution.convolve(x, w): by default the weights add up to 1.

    As large as `x`. Outside lies data: `fill_value`, or what "extend" (our edge) and
    "wrap" find. The kernel is divided by its sum; an even one raises ValueError, and so
    does one to be divided whose sum is below 1/100.
    (Not said here: boundary=None, and how samples that are nan are filled in.)
    """
    if any(k % 2 == 0 for k in shape(w)):
        raise ValueError(f"kernel must be of odd size on every axis, not {shape(w)}")
    if normalize_kernel:
        w = normalized(w)
    whole = full(x, w, ours(ASTROPY, boundary=boundary), fill_value, flip=True)
    return part(whole, x, w, "same")


def normalized(w: Tensor) -> Any:
    """Return weights that add up to 1, or raise ValueError if they can hardly be."""
    for v in leaves(w):
        real = isinstance(v, (int, float, Fraction))
        if not real or (isinstance(v, float) and not isfinite(v)):
            text = "weights to be divided must be ints, Fractions or finite floats"
            raise ValueError(f"{text}, not {shown(v)}")
    total = sum(map(Fraction, leaves(w)))
    if total < Fraction(1, 100):
        raise ValueError(
            f"weights to be divided must add up to 1/100 or more, not {total}"
        )
    return mapped(lambda v: v / total, w)


def full(
    x: Tensor, w: Tensor, outside: Any = None, value: Number = 0, *, flip: bool
) -> Any:
    """Return all outputs that touch `x`: there is data outside, or else nothing."""
    value = value if outside == "zero" else 0
    if len(shape(x)) == 1:
        slide = convolve if flip else correlate
        if outside is None:
            return slide(x, w, "full")
        return slide(pad(x, len(w) - 1, None, outside, value), w, "valid")

    slide2d = convolve2d if flip else correlate2d
    if outside is None:
        return slide2d(x, w, "full")
    return slide2d(pad2d(x, len(w) - 1, len(w[0]) - 1, outside, value), w, "valid")


def part(
    full: Any,
    x: Tensor,
    w: Tensor,
    mode: str,
    *,
    late: bool = False,
    further: Sequence[int] = (0, 0),
) -> Any:
    """Return the part of full that a mode keeps: "same" as many outputs as x has.

    They start at index (k - 1) // 2 of full, where k is the size of the kernel, or
    at k // 2 if that is `late`, or further on.
    """
    sizes = list(zip(shape(x), shape(w)))
    choice(mode, "mode", ("full", "same", "valid"))
    if mode == "full":
        return full
    if mode == "same":
        middle = [(k - 1 + late) // 2 + more for (_, k), more in zip(sizes, further)]
        return _cut(full, middle, shape(x))
    if not (all(n >= k for n, k in sizes) or all(n <= k for n, k in sizes)):
        raise ValueError(
            'mode="valid" needs one operand to be the larger on every axis, '
            f"not {shape(x)} and {shape(w)}"
        )
    return _cut(full, [min(s) - 1 for s in sizes], [abs(n - k) + 1 for n, k in sizes])


def _cut(y: Any, starts: Sequence[int], counts: Sequence[int]) -> Any:
    kept = y[starts[0] : starts[0] + counts[0]]
    return [_cut(v, starts[1:], counts[1:]) for v in kept] if starts[1:] else kept


def _origins(origin: Any, w: Tensor) -> list[int]:
    """Return how far windows move along each axis: not beyond the kernel's ends."""
    sizes = shape(w)
    each = origin if isinstance(origin, (list, tuple)) else [origin] * len(sizes)
    if len(each) != len(sizes):
        raise ValueError(f"origin must be one int, or one an axis, not {shown(origin)}")
    for shift, k in zip(each, sizes):
        most = (k - 1) // 2
        if integer(shift, "origin", -(k // 2)) > most:
            raise ValueError(f"origin must be at most {most}, not {shown(shift)}")
    return list(each)


def _conjugate(w: Any) -> Any:
    return mapped(lambda v: v.conjugate() if hasattr(v, "conjugate") else v, w)
