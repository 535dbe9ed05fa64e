"""Bugs of released libraries: where blocks end, and with complex numbers.

They are found and made small; of those of blocks it is told from which size on. Where
another release or processor is right, the test says so by what it asserts. The bugs of
blocks, rebuilt, stand in test_reach.py.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from peers.test_peer_conventions import onnx_model
from pureconv.testing import check


def wrong(candidate: Any, like: str, **settings: Any) -> dict[str, str]:
    """Return the messages of all checks that a function fails, by their names."""
    records = check(candidate, like, on_fail=None, **settings)
    return {r.name: r.message for r in records if r.status == "failed"}


def test_opencv_turns_to_a_fourier_transform_from_50_taps_on() -> None:
    numpy, cv2 = pytest.importorskip("numpy"), pytest.importorskip("cv2")

    def filter2d(x: Any, depth: int, w: Any) -> Any:
        return cv2.filter2D(x, depth, w)

    x, w = numpy.arange(1600.0).reshape(40, 40), numpy.arange(81.0).reshape(9, 9)
    y = filter2d(x, -1, w)
    assert (y != numpy.round(y)).any()  # whole numbers are added up to others

    settings: dict[str, Any] = {"to": numpy.asarray, "on_fail": None}
    records = check(filter2d, "cv2.filter2D", **settings)
    failed = {r.name: r for r in records if r.status == "failed"}
    assert failed.keys() == {"right_on_small_integers", "right_on_floats"}
    for record in failed.values():
        assert 'passes with algorithm="fft"' in record.message
        (_, w), _ = record.counterexample
        assert 50 <= len(w) * len(w[0]) < 70
    assert "right below" in failed["right_on_small_integers"].message
    assert wrong(filter2d, "cv2.filter2D", to=numpy.asarray, algorithm="fft") == {}


def test_opencv_rounds_a_transform_of_ints_rightly() -> None:
    numpy, cv2 = pytest.importorskip("numpy"), pytest.importorskip("cv2")

    def filter2d(x: Any, depth: int, w: Any) -> Any:
        return cv2.filter2D(x, depth, w.astype("float32"))

    settings: dict[str, Any] = {"to": numpy.asarray, "dtype": "int16"}
    assert wrong(filter2d, "cv2.filter2D", **settings) == {}


@pytest.mark.parametrize(("word", "size"), [("SAME_UPPER", 4), ("SAME_LOWER", 5)])
def test_onnxruntime_starts_late_where_a_stride_is_longer_than_the_kernel(
    word: str, size: int
) -> None:
    runtime, numpy = pytest.importorskip("onnxruntime"), pytest.importorskip("numpy")
    runtime.set_default_logger_severity(4)

    def conv(x: Any, w: Any, **attributes: Any) -> Any:
        model, feeds = onnx_model("Conv", x, w, None, **attributes)
        session = runtime.InferenceSession(
            model.SerializeToString(), providers=["CPUExecutionProvider"]
        )
        return session.run(None, feeds)[0]

    def to(values: Any) -> Any:
        return numpy.asarray(values, "float32")

    x, w = to([[[0, 1, *[0] * (size - 2)]]]), to([[[1]]])
    assert conv(x, w, strides=[size], auto_pad=word) == [[[1]]]  # and x[0] is due: 0

    options = {"strides": (), "auto_pad": [word]}
    settings: dict[str, Any] = {"to": to, "dtype": "float32", "options": options}
    failed = wrong(conv, "onnx.Conv", **settings)
    assert failed.keys() >= {"right_on_small_integers", "right_on_floats"}
    message = failed["right_on_small_integers"]
    assert f"auto_pad={word!r}" in message
    assert re.search(rf"strides=\[.*{size}.*\]", message)
    assert re.search(rf"right below {size} (rows of |columns of )?samples", message)


def channels_last(x: Any, w: Any, *, stride: Any = 1) -> Any:
    """Return what torch makes of operands with channels side by side in memory."""
    torch = pytest.importorskip("torch")
    x, w = (v.to(memory_format=torch.channels_last) for v in (x, w))
    return torch.nn.functional.conv2d(x, w, stride=stride)


DILATED = """
import torch
x, w = (torch.ones(1, 1, *size).bfloat16() for size in [(1, 7), (16, 1)])
torch.nn.functional.conv2d(x, w, padding="same", dilation=(4, 1))
"""  # no tap meets a sample: all should be zero
STRIDED = """
import torch
from peers.test_known_bugs import channels_last
x = torch.arange(36.0).reshape(1, 1, 12, 3) % 7
w = torch.arange(48.0).reshape(16, 1, 1, 3) % 5
y = channels_last(x.bfloat16(), w.bfloat16(), stride=(1, 2)).float()
assert (y == channels_last(x, w, stride=(1, 2))).all()
"""  # sums are below 256
OF_TWO_ITEMS = """
import tensorflow
x = tensorflow.constant([[[[0.0]] * 3] * 2, [[[0.0]] * 3, [[1.0], [0.0], [0.0]]]])
w = tensorflow.constant([[[[1.0]], [[0.0]]]])
y = tensorflow.nn.conv2d(x, w, strides=[1, 2], padding="VALID")
assert y.numpy().tolist() == [[[[0]], [[0]]], [[[0]], [[1]]]]
"""
BFLOAT16 = "--to torch:tensor --dtype bfloat16 --accumulate float32 --isolate"


@pytest.mark.parametrize(
    ("call", "function", "like", "settings"),
    [
        (
            DILATED,
            "torch.nn.functional:conv2d",
            "torch.nn.functional.conv2d",
            f"{BFLOAT16} --options padding,dilation,stride",
        ),
        (
            STRIDED,
            "peers.test_known_bugs:channels_last",
            "torch.nn.functional.conv2d",
            f"{BFLOAT16} --options stride",
        ),
        (
            OF_TWO_ITEMS,
            "tensorflow.nn:conv2d",
            "tensorflow.nn.conv2d",
            "--to tensorflow:constant --dtype float32",
        ),
    ],
    ids=["torch, dilated", "torch, strided", "tensorflow"],
)
def test_beyond_images_on_processors_with_avx_512_or_amx(
    call: str, function: str, like: str, settings: str
) -> None:
    """What lies there in memory comes in, or the process is killed."""
    pytest.importorskip(like.partition(".")[0])
    older = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    newer = {k: v for k, v in older.items() if k != "ONEDNN_MAX_CPU_ISA"}
    run = partial(subprocess.run, capture_output=True, text=True, check=False)
    once = [sys.executable, "-c", call]
    assert run(once, env={**older, "ONEDNN_MAX_CPU_ISA": "AVX2"}).returncode == 0
    is_right = run(once, env=newer).returncode == 0
    words = ["check", function, "--like", like, "--flush", *settings.split()]
    found = run([sys.executable, "-m", "pureconv", *words], env=newer)
    assert found.returncode == (0 if is_right else 1)
    assert is_right == (" fails right_on_small_integers" not in found.stdout)


# === complex numbers ===


@pytest.mark.parametrize("package", ["scipy", "jax.scipy"])
def test_correlate2d_conjugates_the_signal_where_the_kernel_is_longer(
    package: str,
) -> None:
    numpy = pytest.importorskip("numpy")
    correlate2d = pytest.importorskip(f"{package}.signal").correlate2d

    def to(values: Any) -> Any:
        return numpy.asarray(values, "complex64")

    x, w = to([[1j]]), to([[0, 1]])
    assert correlate2d(x, w, "valid").tolist() == [[-1j, 0]]  # and 1j is due

    settings: dict[str, Any] = {"to": to, "dtype": "complex64", "max_examples": 50}
    settings["only"] = ["right_on_small_integers"]
    correlates = partial(wrong, correlate2d, f"{package}.signal.correlate2d")
    [message] = correlates(options={"mode": ["valid"]}, **settings).values()
    assert "are exchanged where the kernel is the longer one" in message
    assert correlates(options={"mode": ["full", "same"]}, **settings) == {}


def test_three_real_products_for_a_complex_one_lose_its_smaller_part() -> None:
    """With a + b in place of a and b, what is small in b is gone."""
    torch = pytest.importorskip("torch")
    conv1d = torch.nn.functional.conv1d
    x, w = torch.tensor([[[1 + 0j]]]), torch.tensor([[[1 + 2.0**-70 * 1j]]])
    assert conv1d(x, w).tolist() == [[[1]]]  # and there is an imaginary part

    settings: dict[str, Any] = {"to": torch.tensor, "max_examples": 50}
    for name in ("conv1d", "conv_transpose1d"):
        layer, like = getattr(torch.nn.functional, name), f"torch.nn.functional.{name}"
        for dtype in ("complex64", "complex128"):
            failed = wrong(layer, like, dtype=dtype, **settings)
            assert failed.keys() == {"right_on_floats"}
