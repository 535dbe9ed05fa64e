"""NumPy, SciPy, torch and others, each checked against what it documents.

What is wrong in a peer is an expected failure with its cause; if it is repaired, the
test of it fails. HYPOTHESIS_PROFILE=thorough tries ten times as many examples.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from pureconv.testing import check

EXAMPLES = 2000 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 200
LAYER = ["bias", "stride", "padding", "dilation", "groups"]
FORMATS = ["float32", "float64"]


def wrong(candidate: Callable[..., Any], like: str, **settings: Any) -> dict[str, str]:
    """Return the messages of all checks that a function fails, by their names."""
    settings = {"max_examples": EXAMPLES, "on_fail": None, **settings}
    records = check(candidate, like, **settings)
    assert any(record.status == "passed" for record in records)
    return {r.name: r.message for r in records if r.status == "failed"}


# === NumPy ===


@pytest.mark.parametrize("dtype", ["uint8", "uint64", "complex64", "complex128"])
@pytest.mark.parametrize("name", ["convolve", "correlate"])
def test_numpy_is_right_with_unsigned_and_complex_numbers(
    name: str, dtype: str
) -> None:
    numpy = pytest.importorskip("numpy")
    function, like = getattr(numpy, name), f"numpy.{name}"
    failed = wrong(function, like, dtype=dtype, to=numpy.asarray, options=["mode"])
    assert failed == {}


@pytest.mark.parametrize("dtype", [*FORMATS, "int8", "int64"])
@pytest.mark.parametrize("name", ["convolve", "correlate"])
def test_numpy_is_right(name: str, dtype: str) -> None:
    numpy = pytest.importorskip("numpy")
    function = getattr(numpy, name)
    settings = {"options": ["mode"], "to": numpy.asarray, "dtype": dtype}
    assert wrong(function, f"numpy.{name}", **settings) == {}


@pytest.mark.parametrize("name", ["convolve", "correlate"])
def test_numpy_sums_half_floats_in_float16(name: str) -> None:
    numpy = pytest.importorskip("numpy")
    function = getattr(numpy, name)
    settings = {"to": numpy.asarray, "dtype": "float16"}
    assert wrong(function, f"numpy.{name}", **settings) == {}


def test_a_circular_convolution_by_fft_is_right_for_a_transform() -> None:
    numpy = pytest.importorskip("numpy")

    def circular(x: Any, w: Any) -> Any:
        product = numpy.fft.fft(x) * numpy.fft.fft(w, len(x))
        return numpy.fft.ifft(product).real

    settings = {"to": numpy.asarray, "algorithm": "fft"}
    assert wrong(circular, "numpy.fft.ifft", **settings) == {}


# === SciPy ===


@pytest.mark.parametrize("dtype", FORMATS)
@pytest.mark.parametrize("name", ["convolve", "correlate"])
def test_scipy_signal_is_right_when_direct(name: str, dtype: str) -> None:
    numpy = pytest.importorskip("numpy")
    signal = pytest.importorskip("scipy.signal")
    function = partial(getattr(signal, name), method="direct")
    settings = {"options": ["mode"], "to": numpy.asarray, "dtype": dtype}
    assert wrong(function, f"scipy.signal.{name}", **settings) == {}


@pytest.mark.parametrize("dtype", FORMATS)
@pytest.mark.parametrize("name", ["convolve2d", "correlate2d"])
def test_scipy_signal_is_right_on_images(name: str, dtype: str) -> None:
    numpy = pytest.importorskip("numpy")
    signal = pytest.importorskip("scipy.signal")
    function = getattr(signal, name)
    settings = {"options": ["mode", "boundary"], "to": numpy.asarray, "dtype": dtype}
    assert wrong(function, f"scipy.signal.{name}", **settings) == {}


@pytest.mark.parametrize(
    ("name", "options"), [("lfilter", []), ("upfirdn", ["up", "down"])]
)
def test_filters_of_scipy_signal_are_right(name: str, options: list[str]) -> None:
    numpy = pytest.importorskip("numpy")
    signal = pytest.importorskip("scipy.signal")
    settings = {"options": options, "to": numpy.asarray}
    assert wrong(getattr(signal, name), f"scipy.signal.{name}", **settings) == {}


@pytest.mark.parametrize("name", ["fftconvolve", "oaconvolve"])
def test_transforms_of_scipy_signal_are_right_as_such_but_not_as_sums(
    name: str,
) -> None:
    numpy = pytest.importorskip("numpy")
    signal = pytest.importorskip("scipy.signal")
    function, like = getattr(signal, name), f"scipy.signal.{name}"
    settings = {"options": ["mode"], "to": numpy.asarray}
    assert wrong(function, like, **settings, algorithm="fft") == {}
    assert "right_on_floats" in wrong(function, like, **settings)


NDIMAGE = {
    "convolve1d": "a kernel that differs from its mirror image by less than 2**-52 is "
    "taken for symmetric",
    "correlate1d": "as convolve1d",
    "convolve": "weights below 2**-52 are taken for zero",
    "correlate": "weights below 2**-52 are taken for zero",
}


@pytest.mark.parametrize("name", NDIMAGE)
def test_scipy_ndimage_is_right_but_for_tiny_weights(name: str) -> None:
    numpy = pytest.importorskip("numpy")
    ndimage = pytest.importorskip("scipy.ndimage")
    function, like = getattr(ndimage, name), f"scipy.ndimage.{name}"
    settings = {"options": ["mode"], "to": numpy.asarray, "max_examples": EXAMPLES}
    settings["max_taps"] = 7  # more read memory ahead of an image of two columns
    reasons = {"right_on_floats": NDIMAGE[name]}
    records = check(function, like, **settings, expected_failures=reasons)
    assert records[-1].status == "expected"


# === more-itertools and torch ===


def test_more_itertools_is_right() -> None:
    more_itertools = pytest.importorskip("more_itertools")
    assert wrong(more_itertools.convolve, "more_itertools.convolve") == {}


@pytest.mark.parametrize("dtype", FORMATS)
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("conv1d", LAYER),
        ("conv2d", LAYER),
        ("conv_transpose1d", [*LAYER, "output_padding"]),
        ("conv_transpose2d", [*LAYER, "output_padding"]),
    ],
)
def test_torch_is_right(name: str, options: list[str], dtype: str) -> None:
    torch = pytest.importorskip("torch")
    function = getattr(torch.nn.functional, name)
    torch.set_num_threads(1)  # these are small
    settings = {"options": options, "to": torch.tensor, "dtype": dtype}
    assert wrong(function, f"torch.nn.functional.{name}", **settings) == {}


@pytest.mark.parametrize("name", ["conv1d", "conv2d"])
def test_torch_sums_bfloat16_in_float32(name: str) -> None:
    """On some processors it flushes subnormal numbers, on others it does not."""
    torch = pytest.importorskip("torch")
    function, like = getattr(torch.nn.functional, name), f"torch.nn.functional.{name}"
    torch.set_num_threads(1)
    settings: dict[str, Any] = {"to": torch.tensor, "options": LAYER}
    settings.update(dtype="bfloat16", accumulate="float32")
    assert wrong(function, like, **settings, flush=True) == {}


def test_torch_is_right_in_another_process_though_its_threads_are_here() -> None:
    """A fork has none of the threads, and hangs: so a fresh process is asked."""
    torch = pytest.importorskip("torch")
    function, like = torch.nn.functional.conv2d, "torch.nn.functional.conv2d"
    torch.set_num_threads(2)
    function(torch.ones(1, 3, 32, 32), torch.ones(8, 3, 3, 3))
    settings: dict[str, Any] = {"to": torch.tensor, "dtype": "float32", "timeout": 3}
    settings.update(only=["right_on_small_integers"], max_examples=20)
    assert wrong(function, like, **settings, isolate=True) == {}


# === gradients ===


@pytest.mark.parametrize("name", ["conv1d", "conv2d"])
@pytest.mark.parametrize("by", ["input", "weight"])
def test_gradients_of_torch_are_right(name: str, by: str) -> None:
    torch = pytest.importorskip("torch")
    function = getattr(torch.nn.grad, f"{name}_{by}")
    settings = {"dtype": "float64", "to": torch.tensor, "options": LAYER[1:]}
    assert wrong(function, f"torch.nn.grad.{name}_{by}", **settings) == {}


def test_a_backward_pass_fits_by_a_function() -> None:
    torch = pytest.importorskip("torch")

    def weight_gradient(x: Any, w_size: Any, gradient: Any, groups: int) -> Any:
        shape = gradient.shape[1], x.shape[1] // groups, *w_size
        w = torch.zeros(shape, dtype=x.dtype, requires_grad=True)
        torch.nn.functional.conv2d(x, w, groups=groups).backward(gradient)
        return w.grad

    settings = {"dtype": "float64", "to": torch.tensor, "options": ["groups"]}
    assert wrong(weight_gradient, "conv2d_weight_gradient", **settings) == {}
