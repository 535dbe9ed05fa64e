"""Every convention against the library that it speaks for, on random small integers.

Answers must be equal, and so must refusals: where one raises, so does the other.
A library that is not installed is skipped by name.
"""

from __future__ import annotations

import random
from functools import partial
from typing import Any, Callable

import pytest

from pureconv import convolve
from pureconv.nested import leaves, shape
from pureconv.testing.call import Call
from pureconv.testing.candidates import Candidate
from pureconv.testing.conventions import CONVENTIONS
from pureconv.testing.conventions.libraries import NDIMAGE

pytestmark = pytest.mark.filterwarnings("ignore")  # of the libraries about themselves

CASES = 300
MODES = ["full", "same", "valid"]
Case = Any  # x, w and a dict of options
Draw = Callable[[random.Random], Case]


def integers(rng: random.Random, *shape: int) -> Any:
    """Return nested lists of small integers."""
    if not shape:
        return rng.randint(-9, 9)
    return [integers(rng, *shape[1:]) for _ in range(shape[0])]


def sizes(rng: random.Random, axes: int, most: int, least: int = 1) -> list[int]:
    return [rng.randint(least, most) for _ in range(axes)]


def signals(rng: random.Random) -> Case:
    return integers(rng, rng.randint(1, 9)), integers(rng, rng.randint(1, 9)), {}


def moded(rng: random.Random) -> Case:
    return (*signals(rng)[:2], {"mode": rng.choice(MODES)})


def moded_complex(rng: random.Random) -> Case:
    (x, w), (u, v) = signals(rng)[:2], signals(rng)[:2]
    x, w = list(map(complex, x, u)), list(map(complex, w, v))
    return x, w, {"mode": rng.choice(MODES)}


def images(rng: random.Random) -> Case:
    x, w = integers(rng, *sizes(rng, 2, 6)), integers(rng, *sizes(rng, 2, 6))
    return x, w, {"mode": rng.choice(MODES)}


def filled_images(rng: random.Random) -> Case:
    x, w, options = images(rng)
    options["boundary"] = rng.choice(["fill", "wrap", "symm"])
    return x, w, {**options, "fillvalue": rng.randint(-3, 3)}


def centred(axes: int) -> Draw:
    """Return cases of scipy.ndimage: any boundary, any origin inside the kernel."""

    def draw(rng: random.Random) -> Case:
        # A window 8 or more ahead of 2 samples makes SciPy read memory ahead of them.
        taps = sizes(rng, axes, 8 if axes == 1 else 6)
        origin = [rng.randint(-(k // 2), (k - 1) // 2) for k in taps]
        options = {"mode": rng.choice(list(NDIMAGE)), "cval": rng.randint(-3, 3)}
        x, w = integers(rng, *sizes(rng, axes, 7)), integers(rng, *taps)
        return x, w, {**options, "origin": origin if axes == 2 else origin[0]}

    return draw


def resampled(rng: random.Random) -> Case:
    x, w, _ = signals(rng)
    return x, w, {"up": rng.randint(1, 4), "down": rng.randint(1, 4)}


def wound(rng: random.Random) -> Case:
    x, w, _ = signals(rng)
    return x, w, {"cycle": rng.randint(0, 12)}


def odd(axes: int) -> Draw:
    """Return cases of astropy: small kernels, not all of them of odd size."""

    def draw(rng: random.Random) -> Case:
        x = integers(rng, *sizes(rng, axes, 8, 5))
        w = integers(rng, *sizes(rng, axes, 5))
        options = {"boundary": rng.choice(["fill", "extend", "wrap"])}
        return x, w, {**options, "normalize_kernel": False}

    return draw


def layer(axes: int, *, transposed: bool = False) -> Draw:
    """Return cases of PyTorch: channels, groups, bias, and every option at once."""

    def draw(rng: random.Random) -> Case:
        batch, groups, inputs, outputs = sizes(rng, 4, 3)
        x = integers(rng, batch, groups * inputs, *sizes(rng, axes, 7))
        wide, narrow = (inputs, outputs) if transposed else (outputs, inputs)
        w = integers(rng, groups * wide, narrow, *sizes(rng, axes, 4))
        options = {
            "bias": rng.choice([None, integers(rng, groups * outputs)]),
            "stride": sizes(rng, axes, 3),
            "padding": sizes(rng, axes, 3, 0),
            "dilation": sizes(rng, axes, 3),
            "groups": groups,
        }
        if transposed:
            options["output_padding"] = sizes(rng, axes, 2, 0)
        elif rng.random() < 0.3:
            options["padding"] = rng.choice(["same", "valid"])
            options["stride"] = rng.choice([options["stride"], [1] * axes])
        return x, w, {name: tupled(value) for name, value in options.items()}

    return draw


def tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) and len(value) < 3 else value


def agree(
    name: str, library: Callable[..., Any], draw: Draw, cases: int = CASES
) -> None:
    """Assert that convention and library agree, and that most cases have an answer."""
    rng, answers = random.Random(name), 0
    for _ in range(cases):
        x, w, options = draw(rng)
        expected = outcome(CONVENTIONS[name].reference, x, w, options)
        assert same(outcome(library, x, w, options), expected), (x, w, options)
        answers += expected is not None
    assert answers > cases / 3


def outcome(function: Callable[..., Any], x: Any, w: Any, options: Any) -> Any:
    """Return the result in lists, or None for an exception of any kind."""
    try:
        return Candidate(function).answer(Call(function, x, w, None, options))
    except Exception:  # noqa: BLE001 - each library has its own
        return None


def same(y: Any, expected: Any) -> bool:
    """Return whether results are equal, once the noise of Fourier transforms is off."""
    if y is None or expected is None:
        return y is expected
    if shape(y) != shape(expected):
        return False
    return all(abs(a - b) < 2**-20 for a, b in zip(leaves(y), leaves(expected)))


@pytest.mark.parametrize("draw", [moded, moded_complex])
@pytest.mark.parametrize("function", ["convolve", "correlate"])
def test_numpy(function: str, draw: Any) -> None:
    numpy = pytest.importorskip("numpy")
    agree(f"numpy.{function}", getattr(numpy, function), draw)


def test_the_circle_of_numpy_fft() -> None:
    fft = pytest.importorskip("numpy").fft
    agree(
        "numpy.fft.ifft",
        lambda x, w: fft.ifft(fft.fft(x) * fft.fft(w, len(x))),
        signals,
    )


@pytest.mark.parametrize("draw", [moded, moded_complex, images])
@pytest.mark.parametrize("function", ["convolve", "correlate"])
def test_scipy_signal(function: str, draw: Any) -> None:
    signal = pytest.importorskip("scipy.signal")
    agree(f"scipy.signal.{function}", getattr(signal, function), draw)


@pytest.mark.parametrize("draw", [moded, moded_complex])
@pytest.mark.parametrize("function", ["fftconvolve", "oaconvolve"])
def test_scipy_signal_by_fourier_transform(function: str, draw: Any) -> None:
    signal = pytest.importorskip("scipy.signal")
    agree(f"scipy.signal.{function}", getattr(signal, function), draw)


@pytest.mark.parametrize(
    "function",
    [
        pytest.param(
            function,
            marks=pytest.mark.xfail(
                reason="axes of size 1 are left out of the check that one operand is "
                "the larger on every axis, so a 6 x 1 image takes a 1 x 4 kernel",
                raises=AssertionError,
                strict=True,
            ),
        )
        for function in ["fftconvolve", "oaconvolve"]
    ],
)
def test_scipy_signal_by_fourier_transform_on_images(function: str) -> None:
    signal = pytest.importorskip("scipy.signal")
    agree(f"scipy.signal.{function}", getattr(signal, function), images)


@pytest.mark.parametrize("function", ["convolve2d", "correlate2d"])
def test_scipy_signal_2d(function: str) -> None:
    signal = pytest.importorskip("scipy.signal")
    agree(f"scipy.signal.{function}", getattr(signal, function), filled_images)


def test_scipy_signal_filters() -> None:
    """SciPy's lfilter gets a float, because it refuses to work on integers alone."""
    signal = pytest.importorskip("scipy.signal")
    agree("scipy.signal.lfilter", lambda x, w: signal.lfilter(w, 1.0, x), signals)
    agree(
        "scipy.signal.upfirdn",
        lambda x, w, up, down: signal.upfirdn(w, x, up, down),
        resampled,
    )


def test_a_causal_convolution_is_the_filter_of_scipy() -> None:
    signal = pytest.importorskip("scipy.signal")
    rng = random.Random(0)
    for x, w, _ in (signals(rng) for _ in range(CASES)):
        assert convolve(x, w, "causal") == signal.lfilter(w, 1.0, x).tolist()


@pytest.mark.parametrize("function", ["convolve", "correlate"])
def test_scipy_ndimage(function: str) -> None:
    ndimage = pytest.importorskip("scipy.ndimage")
    several, single = getattr(ndimage, function), getattr(ndimage, f"{function}1d")
    agree(f"scipy.ndimage.{function}", several, centred(1))
    agree(f"scipy.ndimage.{function}", several, centred(2))
    agree(f"scipy.ndimage.{function}1d", single, centred(1))


def test_more_itertools() -> None:
    more_itertools = pytest.importorskip("more_itertools")
    agree("more_itertools.convolve", more_itertools.convolve, signals)


def test_sympy() -> None:
    sympy = pytest.importorskip("sympy")

    def convolution(x: Any, w: Any, cycle: int) -> list[int]:
        y = [int(value) for value in sympy.convolution(x, w, cycle=cycle)]
        return y + [0] * ((cycle or len(x) + len(w) - 1) - len(y))

    agree("sympy.convolution", convolution, wound)


def test_astropy() -> None:
    convolution = pytest.importorskip("astropy.convolution")
    agree("astropy.convolution.convolve", convolution.convolve, odd(1))
    agree("astropy.convolution.convolve", convolution.convolve, odd(2))


@pytest.mark.parametrize("name", ["convolve", "convolve_fft"])
def test_astropy_drops_imaginary_parts(name: str) -> None:
    """Which is why no complex dtype is asked of it."""
    np = pytest.importorskip("numpy")
    convolve = getattr(pytest.importorskip("astropy.convolution"), name)
    y = convolve(np.array([1 + 2j, 3]), np.array([2.0]), normalize_kernel=False)
    assert y.dtype == float
    assert [round(v) for v in y.tolist()] == [2, 6]


@pytest.mark.parametrize("axes", [1, 2])
def test_torch(axes: int) -> None:
    torch = pytest.importorskip("torch")

    def tensors(function: str) -> Callable[..., Any]:
        double = partial(torch.tensor, dtype=torch.float64)
        layer = getattr(torch.nn.functional, function)

        def call(x: Any, w: Any, bias: Any, **options: Any) -> Any:
            given = [None if v is None else double(v) for v in (x, w, bias)]
            return layer(*given, **options)

        return call

    for name, draw in [
        (f"conv{axes}d", layer(axes)),
        (f"conv_transpose{axes}d", layer(axes, transposed=True)),
    ]:
        agree(f"torch.nn.functional.{name}", tensors(name), draw)


@pytest.mark.parametrize("axes", [1, 2])
def test_onnx(axes: int) -> None:
    """The reference of the ONNX project: the runtime has no "same" with a dilation."""
    evaluator = pytest.importorskip("onnx.reference").ReferenceEvaluator

    def conv(x: Any, w: Any, **attributes: Any) -> Any:
        model, feeds = onnx_model("Conv", x, w, **attributes)
        return filled(evaluator(model).run(None, feeds)[0])

    agree("onnx.Conv", conv, onnx_layer(axes))


@pytest.mark.parametrize("axes", [1, 2])
def test_onnx_transposed(axes: int) -> None:
    """The runtime: the reference cannot paint with groups of several channels."""
    runtime = pytest.importorskip("onnxruntime")
    runtime.set_default_logger_severity(4)

    def paint(x: Any, w: Any, **attributes: Any) -> Any:
        model, feeds = onnx_model("ConvTranspose", x, w, **attributes)
        session = runtime.InferenceSession(
            model.SerializeToString(), providers=["CPUExecutionProvider"]
        )
        return session.run(None, feeds)[0]

    agree("onnx.ConvTranspose", paint, onnx_layer(axes, transposed=True))


def onnx_layer(axes: int, *, transposed: bool = False) -> Draw:
    """Return the cases of a layer, in ONNX's words."""

    def draw(rng: random.Random) -> Case:
        x, w, options = layer(axes, transposed=transposed)(rng)
        taps = shape(w)[2:]
        strides = list(options["stride"])
        attributes = {
            "bias": options["bias"],
            "group": options["groups"],
            "dilations": list(options["dilation"]),
        }
        if rng.random() < 0.5:
            attributes["pads"] = sizes(rng, 2 * axes, 2, 0)
        else:
            attributes["auto_pad"] = rng.choice(["SAME_UPPER", "SAME_LOWER", "VALID"])
        if transposed:  # a stride beyond the kernel leaves less than "same" asks for
            strides = list(map(min, strides, taps))
            attributes["output_padding"] = [rng.randint(0, s - 1) for s in strides]
        return x, w, {**attributes, "strides": strides}

    return draw


def onnx_model(operator: str, x: Any, w: Any, bias: Any, **attributes: Any) -> Any:
    """Return a graph with one node, and what to feed it."""
    onnx, np = pytest.importorskip("onnx"), pytest.importorskip("numpy")
    feeds = {"X": x, "W": w} if bias is None else {"X": x, "W": w, "B": bias}
    ports = [
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None)
        for name in [*feeds, "Y"]
    ]
    node = onnx.helper.make_node(operator, list(feeds), ["Y"], **attributes)
    graph = onnx.helper.make_graph([node], "layer", ports[:-1], ports[-1:])
    version = onnx.helper.make_opsetid("", 17)
    model = onnx.helper.make_model(graph, opset_imports=[version], ir_version=8)
    return model, {name: np.array(v, dtype="float32") for name, v in feeds.items()}


def filled(y: Any) -> Any:
    """Return `y`, and refuse the empty plane that stands for a kernel too large."""
    if 0 in y.shape:
        raise ValueError
    return y


@pytest.mark.parametrize("draw", [moded, moded_complex])
@pytest.mark.parametrize("function", ["convolve", "correlate"])
def test_jax_numpy(function: str, draw: Any) -> None:
    numpy = pytest.importorskip("jax.numpy")

    def arrays(x: Any, w: Any, mode: str) -> Any:
        return getattr(numpy, function)(numpy.array(x), numpy.array(w), mode=mode)

    agree(f"jax.numpy.{function}", arrays, draw, cases=40)


@pytest.mark.parametrize("name", ["convolve", "correlate", "convolve2d", "correlate2d"])
def test_jax_scipy_signal(name: str) -> None:
    numpy = pytest.importorskip("jax.numpy")
    function = getattr(pytest.importorskip("jax.scipy.signal"), name)

    def arrays(x: Any, w: Any, mode: str) -> Any:
        return function(numpy.array(x), numpy.array(w), mode=mode)

    if not name.endswith("2d"):
        agree(f"jax.scipy.signal.{name}", arrays, moded, cases=40)
    agree(f"jax.scipy.signal.{name}", arrays, images, cases=40)


def test_opencv() -> None:
    cv2, np = pytest.importorskip("cv2"), pytest.importorskip("numpy")

    def draw(rng: random.Random) -> Case:
        return (*images(rng)[:2], {"borderType": rng.choice([0, 1, 2, 4])})

    def filtered(x: Any, w: Any, borderType: int) -> Any:  # noqa: N803
        kernel = np.array(w, float)
        return cv2.filter2D(np.array(x, float), -1, kernel, borderType=borderType)

    agree("cv2.filter2D", filtered, draw)


def test_kornia() -> None:
    torch, kornia = pytest.importorskip("torch"), pytest.importorskip("kornia")

    def draw(rng: random.Random) -> Case:
        borders = ["constant", "reflect", "replicate", "circular"]
        options = {
            "border_type": rng.choice(borders),
            "padding": rng.choice(["same", "valid"]),
            "behaviour": rng.choice(["corr", "conv"]),
        }
        return (*images(rng)[:2], options)

    def filtered(x: Any, w: Any, **options: Any) -> Any:
        image = torch.tensor([[x]], dtype=torch.float64)
        kernel = torch.tensor([w], dtype=torch.float64)
        return filled(kornia.filters.filter2d(image, kernel, **options)[0, 0])

    agree("kornia.filters.filter2d", filtered, draw)


def test_astropy_by_fourier_transform() -> None:
    np = pytest.importorskip("numpy")
    convolution = pytest.importorskip("astropy.convolution")

    def draw(rng: random.Random) -> Case:
        axes = rng.choice([1, 2])
        x = integers(rng, *sizes(rng, axes, 8, 5))
        w = integers(rng, *sizes(rng, axes, 5))
        boundary = rng.choice(["fill", "wrap"])
        return x, w, {"boundary": boundary, "normalize_kernel": False}

    def arrays(x: Any, w: Any, **options: Any) -> Any:
        if np.sum(w) == 0:  # refused: it could not be normalized, if that were asked
            return CONVENTIONS["astropy.convolution.convolve_fft"].reference(
                x, w, **options
            )
        return convolution.convolve_fft(np.array(x), np.array(w), **options)

    agree("astropy.convolution.convolve_fft", arrays, draw)


def test_an_onnx_output_larger_than_what_is_painted() -> None:
    evaluator = pytest.importorskip("onnx.reference").ReferenceEvaluator

    def draw(rng: random.Random) -> Case:
        x, w = integers(rng, 1, 1, rng.randint(1, 5)), integers(rng, 1, 1, 3)
        stride = rng.randint(2, 4)
        size = (len(x[0][0]) - 1) * stride + 3 + rng.randint(0, stride - 1)
        bias = rng.choice([None, [5]])
        return x, w, {"bias": bias, "strides": [stride], "output_shape": [size]}

    def paint(x: Any, w: Any, **attributes: Any) -> Any:
        model, feeds = onnx_model("ConvTranspose", x, w, **attributes)
        return evaluator(model).run(None, feeds)[0]

    agree("onnx.ConvTranspose", paint, draw, cases=40)


@pytest.mark.parametrize("axes", [1, 2])
def test_jax_lax(axes: int) -> None:
    jax = pytest.importorskip("jax")

    def draw(rng: random.Random) -> Case:
        x, w, options = layer(axes)(rng)
        padding = rng.choice(["VALID", "SAME", "SAME_LOWER", [(1, 2), (2, 0)][:axes]])
        if padding == "VALID":
            x = integers(rng, len(x), len(x[0]), *sizes(rng, axes, 12, 10))
        options = {
            "window_strides": options["stride"],
            "rhs_dilation": options["dilation"],
            "feature_group_count": options["groups"],
        }
        return x, w, {**options, "padding": padding}

    def arrays(x: Any, w: Any, **options: Any) -> Any:
        x, w = jax.numpy.array(x, dtype="float32"), jax.numpy.array(w, dtype="float32")
        return filled(jax.lax.conv_general_dilated(x, w, **options))

    agree("jax.lax.conv_general_dilated", arrays, draw, cases=40)
