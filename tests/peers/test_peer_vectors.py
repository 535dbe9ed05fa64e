"""Vectors, answered by NumPy and torch: right ones pass, slips fail and are named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import pureconv
from pureconv.testing import vectors
from pureconv.testing.processes.lines import read, sendable
from pureconv.testing.vectorfiles.judging import judged

numpy = pytest.importorskip("numpy")

OPERANDS = ("x", "w", "bias", "gradient")


def wrong(made: dict[str, Any], answer: Callable[..., Any], **words: Any) -> list[Any]:
    """Return the records of what fails when a function answers vectors."""
    answers = {}
    for test in made["tests"]:
        call = {
            k: read(v, pairs=False) if k in OPERANDS else v
            for k, v in test["call"].items()
        }
        try:
            answers[str(test["id"])] = sendable(answer(**call).tolist())
        except (RuntimeError, ValueError) as error:
            answers[str(test["id"])] = {"error": str(error)}
    return [r for r in judged(made, answers, **words) if r.status == "failed"]


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int32"])
@pytest.mark.parametrize("name", ["convolve", "correlate"])
def test_numpy_passes(name: str, dtype: str) -> None:
    made = vectors(f"numpy.{name}", dtype=dtype, options=["mode"], cases=60)

    def answer(x: Any, w: Any, mode: str) -> Any:
        with numpy.errstate(all="ignore"):
            return getattr(numpy, name)(
                numpy.array(x, dtype), numpy.array(w, dtype), mode
            )

    def flipped(x: Any, w: Any, mode: str) -> Any:
        return answer(x, w[::-1], mode)

    assert wrong(made, answer) == []
    found = wrong(made, flipped)
    assert any("flipped" in r.message.partition("known mistake")[2] for r in found)


LAYER = ["bias", "stride", "padding", "dilation", "groups"]
TRANSPOSED = ["bias", "stride", "padding", "output_padding", "dilation", "groups"]


@pytest.mark.filterwarnings("ignore:Using padding='same'")
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ["conv1d", "conv2d"])
def test_torch_passes(name: str, dtype: str) -> None:
    torch = pytest.importorskip("torch")

    def answer(x: Any, w: Any, bias: Any = None, **options: Any) -> Any:
        kind = getattr(torch, dtype)
        x, w = torch.tensor(x, dtype=kind), torch.tensor(w, dtype=kind)
        bias = None if bias is None else torch.tensor(bias, dtype=kind)
        return getattr(torch.nn.functional, name)(x, w, bias, **options)

    def flipped(x: Any, w: Any, **options: Any) -> Any:
        w = [[(m[::-1] if name == "conv1d" else [r[::-1] for r in m[::-1]]) for m in k]
             for k in w]  # fmt: skip
        return answer(x, w, **options)

    made = vectors(f"torch.nn.functional.{name}", dtype=dtype, options=LAYER, cases=60)
    assert wrong(made, answer) == []
    found = wrong(made, flipped)
    assert any("flipped" in r.message.partition("known mistake")[2] for r in found)


@pytest.mark.parametrize("axes", [1, 2])
def test_torch_passes_backwards(axes: int) -> None:
    torch = pytest.importorskip("torch")
    conv = getattr(torch.nn.functional, f"conv{axes}d")
    painted = getattr(torch.nn.functional, f"conv_transpose{axes}d")

    def tensor(v: Any) -> Any:
        return torch.tensor(v, dtype=torch.float64)

    def transposed(x: Any, w: Any, bias: Any = None, **options: Any) -> Any:
        bias = None if bias is None else tensor(bias)
        return painted(tensor(x), tensor(w), bias, **options)

    def by_weight(x: Any, w_size: Any, gradient: Any, groups: int, **o: Any) -> Any:
        x, gradient = tensor(x), tensor(gradient)
        sizes = [w_size] if axes == 1 else list(w_size)
        shape = [gradient.shape[1], x.shape[1] // groups, *sizes]
        w = torch.zeros(shape, dtype=torch.float64, requires_grad=True)
        y = conv(x, w, groups=groups, **o)
        return torch.autograd.grad(y, w, gradient)[0]

    like = f"torch.nn.functional.conv_transpose{axes}d"
    made = vectors(like, options=TRANSPOSED, cases=40)
    assert wrong(made, transposed) == []
    made = vectors(
        f"conv{axes}d_weight_gradient",
        options={"stride": (), "padding": [0, 1, 2], "dilation": (), "groups": ()},
        cases=40,
    )
    assert wrong(made, by_weight) == []


def test_answers_of_this_library_pass() -> None:
    made = vectors("bias_gradient", dtype="float32", cases=20)

    def answer(gradient: Any) -> Any:
        return numpy.array(pureconv.bias_gradient(gradient))

    assert wrong(made, answer) == []
