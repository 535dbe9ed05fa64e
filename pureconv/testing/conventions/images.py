"""OpenCV, kornia, MATLAB, jax.scipy.signal and astropy's transforms, by our functions.

As in libraries.py, a docstring is the convention in words and a body the same in code.
MATLAB's hold for Octave, too. Some of them are for signals.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from pureconv.checks import Tensor, Vector, choice
from pureconv.nested import shape as sizes_of
from pureconv.testing.conventions.libraries import (
    ASTROPY,
    full,
    normalized,
    ours,
    part,
    signal_convolve,
    signal_convolve2d,
    signal_correlate,
    signal_correlate2d,
)

CV2 = {0: "zero", 1: "edge", 2: "symmetric", 4: "reflect"}  # in our words
KORNIA = {
    "constant": "zero",
    "reflect": "reflect",
    "replicate": "edge",
    "circular": "wrap",
}
SHAPES = ("full", "same", "valid")


def cv2_filter2d(x: Tensor, w: Tensor, borderType: int = 4) -> Any:  # noqa: N803
    """Return cv2.filter2D(x, -1, w): a correlation, as large as `x`.

    It is centred as scipy.ndimage.correlate is. Outside lies data: borderType 4, the
    default, is our reflect, 0 zero, 1 edge, and 2 symmetric.
    """
    if borderType not in CV2:
        raise ValueError(f"borderType must be 0, 1, 2 or 4, not {borderType}")
    whole = full(x, w, CV2[borderType], flip=False)
    return part(whole, x, w, "same")


def kornia_filter2d(
    x: Tensor,
    w: Tensor,
    border_type: str = "reflect",
    padding: str = "same",
    behaviour: str = "corr",
) -> Any:
    """Return kornia.filters.filter2d([[x]], [w])[0][0]: a correlation by default.

    As large as `x`, with the odd sample of an even kernel hanging over at the end; with
    behaviour="conv" the kernel is flipped, and nothing else changes. Raises ValueError
    where the mirror image, or the circle, is shorter than what hangs over.
    """
    outside = ours(KORNIA, border_type=border_type)
    choice(padding, "padding", ("same", "valid"))
    flip = choice(behaviour, "behaviour", ("conv", "corr")) == "conv"
    sizes, taps = sizes_of(x), sizes_of(w)
    w = [row[::-1] for row in w[::-1]] if flip else w
    if padding == "valid":
        if any(k > n for n, k in zip(sizes, taps)):
            raise ValueError("kernel must not be larger than the image")
        # Which of the two is called x gives the same result.
        return part(full(x, w, flip=False), x, w, "valid")
    least = {"reflect": 1, "circular": 0}.get(border_type)
    if least is not None and any(k // 2 + least > n for n, k in zip(sizes, taps)):
        raise ValueError(f'border_type="{border_type}" needs a larger image')
    return part(full(x, w, outside, flip=False), x, w, "same", late=True)


def astropy_convolve_fft(
    x: Tensor,
    w: Tensor,
    boundary: str = "fill",
    *,
    normalize_kernel: bool = True,
) -> Any:
    """Return astropy.convolution.convolve_fft(x, w): by default weights add up to 1.

    As large as `x`, from index len(w) // 2 of full on, for even kernels too. Outside
    lie zeros, or what "wrap" finds. (Not said here: a kernel that is longer than the
    circle on some axis, which raises ValueError; and that astropy refuses weights that
    add up to 0.)
    """
    choice(boundary, "boundary", ("fill", "wrap"))
    sizes = list(zip(sizes_of(x), sizes_of(w)))
    if boundary == "wrap" and any(k > n for n, k in sizes):
        raise ValueError("kernel must not be longer than the circle")
    w = normalized(w) if normalize_kernel else w
    return part(full(x, w, ASTROPY[boundary], flip=True), x, w, "same", late=True)


def _jax(reference: Callable[..., Any]) -> Callable[..., Any]:
    """Return jax.scipy.signal's function of the same name as SciPy's `reference`.

    It raises ValueError in all modes unless one operand is the larger on every axis.
    """

    @wraps(reference)
    def ordered(x: Tensor, w: Tensor, mode: str = "full") -> Any:
        sizes = list(zip(sizes_of(x), sizes_of(w)))  # the same result for w and x
        if any(n < k for n, k in sizes) and any(n > k for n, k in sizes):
            raise ValueError("one operand must be the larger on every axis")
        return reference(x, w, mode)

    del ordered.__wrapped__
    return ordered


jax_convolve, jax_correlate = _jax(signal_convolve), _jax(signal_correlate)
jax_convolve2d, jax_correlate2d = _jax(signal_convolve2d), _jax(signal_correlate2d)


def matlab_conv(x: Tensor, w: Tensor, shape: str = "full") -> Any:
    """Return conv(x, w, shape) or conv2(x, w, shape) of MATLAB and Octave.

    "same" is as large as `x`, and starts at index len(w) // 2 of full: for even kernels
    one further on than in NumPy and SciPy. "valid" swaps nothing: nothing comes back
    where the kernel is the larger one on some axis, and this raises ValueError.
    """
    return _shaped(x, w, shape, flip=True)


def matlab_filter2(x: Tensor, w: Tensor, shape: str = "same") -> Any:
    """Return filter2(w, x, shape) of MATLAB and Octave: a correlation.

    It is conv2 with the kernel mirrored, in the sizes of conv2.
    """
    return _shaped(x, w, shape, flip=False)


def matlab_xcorr(x: Vector, w: Vector) -> Any:
    """Return xcorr(x, w) of MATLAB and Octave: `w` is conjugated.

    The shorter one is filled up with zeros, so there are 2 * N - 1 lags, from 1 - N on,
    where N is the length of the longer one: output n is the sum of x[n + i] * w[i].
    """
    size = max(len(x), len(w))
    x, w = ([*v, *[0] * (size - len(v))] for v in (x, w))
    return signal_correlate(x, w)


def _shaped(x: Tensor, w: Tensor, word: str, *, flip: bool) -> Any:
    choice(word, "shape", SHAPES)
    sizes = list(zip(sizes_of(x), sizes_of(w)))
    if word == "valid" and any(k > n for n, k in sizes):
        raise ValueError(f"no window lies inside: {sizes_of(x)} by {sizes_of(w)}")
    return part(full(x, w, flip=flip), x, w, word, late=True)
