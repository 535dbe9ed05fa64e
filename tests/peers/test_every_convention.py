"""Every name in CONVENTIONS, checked on the function that it names.

With no options, and with all that the table lists. What fails has a cause of the
library's own, which is written down here; if that is repaired, its test fails.
A library that is not installed is skipped by name.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from operator import attrgetter
from typing import Any

import pytest

from peers.test_peer_conventions import onnx_model
from pureconv.nested import shape
from pureconv.testing import CONVENTIONS, check
from pureconv.testing.candidates import plain

pytestmark = pytest.mark.filterwarnings("ignore")  # of the libraries about themselves

TINY = "weights below 2**-52 are taken for zero"
ALIKE = "kernels that differ from their mirror image by less than 2**-52 are symmetric"
SAME = "SAME_UPPER starts late where a stride is longer than the kernel"
CAUSES: dict[str, dict[str, str]] = {
    "scipy.ndimage.convolve": {"right_on_floats": TINY},
    "scipy.ndimage.correlate": {"right_on_floats": TINY},
    "scipy.ndimage.convolve1d": {"right_on_floats": ALIKE},
    "scipy.ndimage.correlate1d": {"right_on_floats": ALIKE},
    "astropy.convolution.convolve": {
        "right_on_floats": "a nan, where the sum of all samples overflows, is missing"
    },
    "onnx.Conv": {"right_on_small_integers": SAME, "right_on_floats": SAME},
    "astropy.convolution.convolve_fft": {
        "right_on_floats": "a nan, where its transform overflows, is a missing sample"
    },
}
SETTINGS: dict[str, dict[str, Any]] = {
    "numpy.fft.ifft": {"algorithm": "fft"},
    "astropy.convolution.convolve_fft": {"algorithm": "fft", "refuses": ValueError},
    # A window that begins far ahead of few samples reads memory ahead of them.
    "scipy.ndimage.convolve": {"max_taps": 7},
    "scipy.ndimage.correlate": {"max_taps": 7},
    # By a transform, where that is faster:
    "scipy.signal.convolve": {"algorithm": "fft"},
    "scipy.signal.correlate": {"algorithm": "fft"},
    "scipy.signal.fftconvolve": {"algorithm": "fft"},
    "scipy.signal.oaconvolve": {"algorithm": "fft"},
    "jax": {"dtype": "float32", "flush": True},
    "onnx": {"dtype": "float32", "flush": True},
    "tensorflow": {"dtype": "float32", "flush": True},
    "keras": {"dtype": "float32", "flush": True},
    "cv2": {"max_taps": 7},  # larger kernels go by way of a Fourier transform
    # It transforms, with exact roots of one: slowly.
    "sympy": {"dtype": "int64", "max_examples": 2, "only": ["right_on_integers"]},
}
ARRAYS = {
    "numpy": "numpy.asarray",
    "scipy": "numpy.asarray",
    "astropy": "numpy.asarray",
    "torch": "torch.tensor",
    "jax": "jax.numpy.asarray",
    "tensorflow": "tensorflow.constant",
    "keras": "keras.ops.convert_to_tensor",
    "cv2": "numpy.asarray",
}


def imported(dotted: str) -> Any:
    """Return what has this name in a library, or skip what is not there."""
    module, _, name = dotted.rpartition(".")
    package, _, inner = dotted.partition(".")
    library = pytest.importorskip(package)
    try:
        return getattr(import_module(module), name)
    except ImportError:  # no module, but an attribute: TensorFlow makes them late
        return attrgetter(inner)(library)


def circular(x: Any, w: Any) -> Any:
    """Return what the entry of numpy.fft.ifft says: complex numbers."""
    numpy = pytest.importorskip("numpy")
    return numpy.fft.ifft(numpy.fft.fft(x) * numpy.fft.fft(w, len(x)))


def node(operator: str, x: Any, w: Any, bias: Any = None, **attributes: Any) -> Any:
    """Return what ONNX's runtime gives: its reference adds the bias of channel 0."""
    runtime = pytest.importorskip("onnxruntime")
    if thinner_than_same(operator, w, **attributes):
        raise ValueError("another size than documented")
    runtime.set_default_logger_severity(4)
    if not any(attributes.get("pads", ())):  # with auto_pad, zeros are refused, too
        attributes.pop("pads", None)
    model, feeds = onnx_model(operator, x, w, bias, **attributes)
    session = runtime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return session.run(None, feeds)[0]


def thinner_than_same(
    operator: str, w: Any, auto_pad: str = "", strides: Any = (), **_: Any
) -> bool:
    """Return whether the runtime leaves out zeros that a transposed SAME needs.

    With fewer taps than the stride, n samples paint less than n * stride outputs.
    """
    taps = shape(plain(w))[2:]
    short = any(k < stride for k, stride in zip(taps, strides))
    return operator == "ConvTranspose" and auto_pad.startswith("SAME") and short


def filtered(x: Any, w: Any, **options: Any) -> Any:
    """Return what the entry of kornia says: one plane, by one kernel."""
    torch, kornia = pytest.importorskip("torch"), pytest.importorskip("kornia")
    image, kernel = (torch.tensor(v, dtype=torch.float64)[None] for v in (x, w))
    y = kornia.filters.filter2d(image[None], kernel, **options)[0, 0]
    if 0 in y.shape:  # no window lies inside
        raise ValueError
    return y


def beyond_the_runtime(
    operator: str, _: Any, w: Any, bias: Any = None, **attributes: Any
) -> bool:
    """Return whether a call has options that the runtime cannot combine."""
    del bias
    same = attributes.get("auto_pad", "").startswith("SAME")
    holes = max(attributes.get("dilations", [1])) > 1
    return (same and holes) or thinner_than_same(operator, w, **attributes)


CALLS = {
    "numpy.fft.ifft": circular,
    "kornia.filters.filter2d": filtered,
    "onnx.Conv": partial(node, "Conv"),
    "onnx.ConvTranspose": partial(node, "ConvTranspose"),
}


def candidate_of(name: str) -> tuple[Any, dict[str, Any]]:
    """Return the function that a convention names, and how it is to be checked."""
    package = name.partition(".")[0]
    pytest.importorskip(package)
    settings = {**SETTINGS.get(package, {}), **SETTINGS.get(name, {})}
    if package == "onnx":
        settings["refuses"] = partial(beyond_the_runtime, name.partition(".")[2])
    settings["to"] = imported(ARRAYS[package]) if package in ARRAYS else None
    return CALLS.get(name) or imported(name), settings


def every_option(name: str, axes: int) -> list[str]:
    """Return the names of all options that a convention is asked with."""
    row = CONVENTIONS[name]
    return list({**row.options[axes], **dict.fromkeys(row.drawn)})


@pytest.mark.parametrize("options", ["none", "all"])
@pytest.mark.parametrize(
    ("name", "axes"), [(k, n) for k, row in CONVENTIONS.items() for n in row.options]
)
def test_the_function_of_a_convention_follows_it(
    name: str, axes: int, options: str
) -> None:
    candidate, settings = candidate_of(name)
    if options == "all":
        settings["options"] = every_option(name, axes)
    settings = {"max_examples": 20, "on_fail": None, "axes": axes, **settings}
    records = check(candidate, name, **settings)

    wrong = {r.name: r.message for r in records if r.status == "failed"}
    assert wrong.keys() <= CAUSES.get(name, {}).keys(), wrong
    assert any(record.status == "passed" for record in records)


@pytest.mark.parametrize("name", CAUSES)
def test_a_cause_that_is_listed_is_still_there(name: str) -> None:
    candidate, settings = candidate_of(name)
    settings.update(only=list(CAUSES[name]), on_fail=None)
    failed = {
        record.name
        for axes in CONVENTIONS[name].options
        for record in check(
            candidate, name, axes=axes, options=every_option(name, axes), **settings
        )
        if record.status == "failed"
    }
    assert failed == CAUSES[name].keys()


def test_causes_are_of_names_that_are_known() -> None:
    assert CAUSES.keys() <= CONVENTIONS.keys()
