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
from pureconv.testing import CONVENTIONS, check

pytestmark = pytest.mark.filterwarnings("ignore")  # of the libraries about themselves

TINY = "weights below 2**-52 are taken for zero"
ALIKE = "kernels that differ from their mirror image by less than 2**-52 are symmetric"
CAUSES: dict[str, dict[str, str]] = {
    "scipy.ndimage.convolve": {"right_on_floats": TINY},
    "scipy.ndimage.correlate": {"right_on_floats": TINY},
    "scipy.ndimage.convolve1d": {"right_on_floats": ALIKE},
    "scipy.ndimage.correlate1d": {"right_on_floats": ALIKE},
}
SETTINGS: dict[str, dict[str, Any]] = {
    "numpy.fft.ifft": {"algorithm": "fft"},
    "scipy.signal.fftconvolve": {"algorithm": "fft"},
    "scipy.signal.oaconvolve": {"algorithm": "fft"},
    "jax": {"dtype": "float32", "flush": True},
    "onnx": {"dtype": "float32", "flush": True},
    "tensorflow": {"dtype": "float32", "flush": True},
    "keras": {"dtype": "float32", "flush": True},
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
    runtime.set_default_logger_severity(4)
    model, feeds = onnx_model(operator, x, w, bias, **attributes)
    session = runtime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return session.run(None, feeds)[0]


def same_with_holes(
    *_: Any, auto_pad: str = "", dilations: Any = (), **__: Any
) -> bool:
    """Return whether a call has options that the runtime cannot combine."""
    return auto_pad.startswith("SAME") and max(dilations, default=1) > 1


CALLS = {
    "numpy.fft.ifft": circular,
    "onnx.Conv": partial(node, "Conv"),
    "onnx.ConvTranspose": partial(node, "ConvTranspose"),
}


def candidate_of(name: str) -> tuple[Any, dict[str, Any]]:
    """Return the function that a convention names, and how it is to be checked."""
    package = name.partition(".")[0]
    pytest.importorskip(package)
    settings = {**SETTINGS.get(package, {}), **SETTINGS.get(name, {})}
    if package == "onnx":
        settings["refuses"] = same_with_holes
    settings["to"] = imported(ARRAYS[package]) if package in ARRAYS else None
    return CALLS.get(name) or imported(name), settings


@pytest.mark.parametrize("options", ["none", "all"])
@pytest.mark.parametrize(
    ("name", "axes"), [(k, n) for k, row in CONVENTIONS.items() for n in row.options]
)
def test_the_function_of_a_convention_follows_it(
    name: str, axes: int, options: str
) -> None:
    row = CONVENTIONS[name]
    candidate, settings = candidate_of(name)
    if options == "all":
        settings["options"] = list({**row.options[axes], **dict.fromkeys(row.drawn)})
    settings = {"max_examples": 20, "on_fail": None, "axes": axes, **settings}
    records = check(candidate, name, **settings)

    wrong = {r.name: r.message for r in records if r.status == "failed"}
    assert wrong.keys() <= CAUSES.get(name, {}).keys(), wrong
    assert any(record.status == "passed" for record in records)


@pytest.mark.parametrize("name", CAUSES)
def test_a_cause_that_is_listed_is_still_there(name: str) -> None:
    candidate, settings = candidate_of(name)
    names = list(CAUSES[name])
    settings.update(only=names, on_fail=None, axes=1)
    records = check(candidate, name, **settings)
    assert [r.name for r in records if r.status == "failed"] == names


def test_causes_are_of_names_that_are_known() -> None:
    assert CAUSES.keys() <= CONVENTIONS.keys()
