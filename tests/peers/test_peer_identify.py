"""The libraries themselves are recognized, and so is what explain() says of them."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from pureconv.testing.naming.explain import explain
from pureconv.testing.naming.identify import identify

pytestmark = pytest.mark.filterwarnings("ignore")  # of the libraries about themselves


@pytest.mark.parametrize("mode", ["full", "same", "valid"])
@pytest.mark.parametrize("function", ["convolve", "correlate"])
def test_numpy(function: str, mode: str) -> None:
    numpy = pytest.importorskip("numpy")

    text = identify(partial(getattr(numpy, function), mode=mode))

    assert f'\n  numpy.{function}(x, w, mode="{mode}")\n' in text
    assert "the same as" in text


def test_the_circle_of_numpy_fft() -> None:
    fft = pytest.importorskip("numpy").fft

    text = identify(lambda x, w: fft.ifft(fft.fft(x) * fft.fft(w, len(x))))

    assert "  boundary        wrap" in text
    assert "numpy.fft.ifft" in text


@pytest.mark.parametrize("function", ["convolve", "correlate", "fftconvolve"])
def test_scipy_signal(function: str) -> None:
    signal = pytest.importorskip("scipy.signal")
    numpy = pytest.importorskip("numpy")

    text = identify(partial(getattr(signal, function), mode="same"), to=numpy.asarray)

    assert text.count(f'\n  scipy.signal.{function}(x, w, mode="same")') == 2  # axes
    assert text.count("the same as") == 2


@pytest.mark.parametrize("boundary", ["fill", "symm", "wrap"])
@pytest.mark.parametrize("function", ["convolve2d", "correlate2d"])
def test_scipy_signal_2d(function: str, boundary: str) -> None:
    signal = pytest.importorskip("scipy.signal")
    options = {"mode": "same", "boundary": boundary}

    text = identify(partial(getattr(signal, function), **options))

    call = f'scipy.signal.{function}(x, w, mode="same", boundary="{boundary}")'
    assert f"\n  {call}" in text
    assert "the same as" in text


def test_scipy_lfilter() -> None:
    signal = pytest.importorskip("scipy.signal")

    for candidate in (signal.lfilter, lambda x, w: signal.lfilter(w, 1, x)):
        assert "the same as\n  scipy.signal.lfilter(w, 1, x)" in identify(candidate)


@pytest.mark.parametrize("mode", ["reflect", "mirror", "wrap", "nearest", "constant"])
@pytest.mark.parametrize("function", ["convolve1d", "correlate1d"])
def test_scipy_ndimage(function: str, mode: str) -> None:
    ndimage = pytest.importorskip("scipy.ndimage")

    text = identify(partial(getattr(ndimage, function), mode=mode))

    assert f'\n  scipy.ndimage.{function}(x, w, mode="{mode}")' in text
    assert "the same as" in text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, ""),
        ({"padding": "same"}, ', padding="same"'),
        ({"stride": 2}, ", stride=[2]"),
    ],
)
def test_torch(options: dict[str, Any], said: str) -> None:
    torch = pytest.importorskip("torch")
    conv1d = partial(torch.nn.functional.conv1d, **options)

    def flat(x: Any, w: Any) -> Any:
        x, w = torch.tensor(x), torch.tensor(w)
        return conv1d(x[None, None], w[None, None])[0, 0]

    for text in identify(conv1d, to=torch.tensor), identify(flat):
        assert f"\n  torch.nn.functional.conv1d([[x]], [[w]]{said})" in text
        assert "the same as" in text


def test_torch_images_and_painting() -> None:
    functional = pytest.importorskip("torch").nn.functional
    tensor = pytest.importorskip("torch").tensor
    options = {"stride": (2, 1), "dilation": (1, 2), "padding": 1}

    text = identify(partial(functional.conv2d, **options), to=tensor)
    assert "padding=1, stride=[2, 1], dilation=[1, 2])" in text

    text = identify(partial(functional.conv_transpose2d, stride=2), to=tensor)
    assert "torch.nn.functional.conv_transpose2d([[x]], [[w]], stride=[2, 2])" in text


def test_explanations() -> None:
    numpy = pytest.importorskip("numpy")

    assert explain(partial(numpy.convolve, mode="valid"), 3, 2) == (
        "y[0] = w[0]*x[1] + w[1]*x[0]\ny[1] = w[0]*x[2] + w[1]*x[1]"
    )
