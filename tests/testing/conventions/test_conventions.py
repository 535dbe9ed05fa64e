"""Each convention gives what its library gave, and says what the library documents."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest

from pureconv.nested import mapped
from pureconv.testing.conventions import CONVENTIONS
from pureconv.trace import trace
from recorded import PI, RECORDED, E


def filled(digits: str, sizes: Any) -> Any:
    """Return nested lists of digits; an int is the size of a flat one."""
    numbers = iter(digits)

    def nest(sizes: tuple[int, ...]) -> Any:
        if not sizes:
            return int(next(numbers))
        return [nest(sizes[1:]) for _ in range(sizes[0])]

    return nest((sizes,) if isinstance(sizes, int) else sizes)


@pytest.mark.parametrize(
    ("name", "x_sizes", "w_sizes", "options", "expected"),
    [pytest.param(*row, id=f"{row[0]}-{n}") for n, row in enumerate(RECORDED)],
)
def test_a_reference_computes_what_the_library_computed(
    name: str, x_sizes: Any, w_sizes: Any, options: dict[str, Any], expected: Any
) -> None:
    x, w = filled(PI, x_sizes), filled(E, w_sizes)
    reference = CONVENTIONS[name].reference

    if expected is None:
        with pytest.raises((TypeError, ValueError)):
            reference(x, w, **options)
    else:
        assert reference(x, w, **options) == expected


def test_every_convention_has_a_recorded_result() -> None:
    assert {row[0] for row in RECORDED} >= set(CONVENTIONS)


@pytest.mark.parametrize("name", CONVENTIONS)
def test_every_convention_is_told_in_words(name: str) -> None:
    assert CONVENTIONS[name].reference.__doc__


CONJUGATING = [
    "numpy.correlate",
    "scipy.signal.correlate",
    "scipy.signal.correlate2d",
    "scipy.ndimage.correlate",
    "scipy.ndimage.correlate1d",
    "jax.numpy.correlate",
    "jax.scipy.signal.correlate",
    "jax.scipy.signal.correlate2d",
    "matlab.xcorr",
    "octave.xcorr",
]


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, row in CONVENTIONS.items()
        if not (row.batched or row.layer or "astropy" in name)
    ],
)
def test_only_correlations_conjugate_the_weights(name: str) -> None:
    """1j times 1j is -1, and 1j times the conjugate of 1j is 1."""
    flat = 1 in CONVENTIONS[name].options
    x, w = ([1j], [1j]) if flat else ([[1j]], [[1j]])

    y = CONVENTIONS[name].reference(x, w)

    expected = 1 if name in CONJUGATING else -1
    assert y == ([expected] if flat else [[expected]])


def test_numpy_swaps_only_a_longer_kernel() -> None:
    """Of full, 10, 21, 2, the first two, as if the first operand were the longer."""
    correlate = CONVENTIONS["numpy.correlate"].reference

    assert correlate([1, 2], [1, 10], "full") == [10, 21, 2]
    assert correlate([1, 2], [1, 10], "same") == [10, 21]


def test_zeros_of_more_itertools_meet_the_kernel_but_not_the_signal() -> None:
    """At the last place the first weight meets a zero: inf * 0 is nan."""
    convolve = CONVENTIONS["more_itertools.convolve"].reference

    first, middle, last = convolve([1.0, 2.0], [math.inf, 1.0])
    assert (first, middle) == (math.inf, math.inf)
    assert math.isnan(last)
    assert convolve([math.inf, 2.0], [1.0, 1.0]) == [math.inf, math.inf, 2.0]


def test_matlab_documents_where_same_starts() -> None:
    """The numbers of the documentation of conv; an even kernel starts further on."""
    conv = CONVENTIONS["matlab.conv"].reference

    assert conv([1, 0, 1], [2, 7]) == [2, 7, 2, 7]
    u, v = [-1, 2, 3, -2, 0, 1, 2], [2, 4, -1, 1]
    assert conv(u, v, "same") == [15, 5, -9, 7, 6, 7, -1]
    assert CONVENTIONS["numpy.convolve"].reference(u, v, "same")[1:] == [
        15, 5, -9, 7, 6, 7
    ]


def test_layers_do_not_conjugate() -> None:
    conv1d = CONVENTIONS["torch.nn.functional.conv1d"].reference

    assert conv1d([[[1j]]], [[[1j]]]) == [[[-1]]]


def test_astropy_divides_by_the_sum_of_the_weights() -> None:
    """The weights 1, 2, 1 become a quarter, a half and a quarter."""
    convolve = CONVENTIONS["astropy.convolution.convolve"].reference

    assert convolve([4, 8], [1, 2, 1]) == [4, 5]  # 4/2 + 8/4, 4/4 + 8/2
    assert convolve([[1]], [[3]]) == [[Fraction(1)]]


def test_a_reference_says_which_weight_met_which_sample() -> None:
    """Whatever is swapped inside a library, a term is a weight times a sample."""
    numpy = CONVENTIONS["numpy.convolve"].reference
    ndimage = CONVENTIONS["scipy.ndimage.convolve"].reference

    assert str(trace(numpy, 2, 3, mode="valid")) == (
        "[w[0]*x[1] + w[1]*x[0], w[1]*x[1] + w[2]*x[0]]"
    )
    assert str(trace(ndimage, 2, 2)[1]) == "w[0]*x[1] + w[1]*x[1]"


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("numpy.convolve", {"mode": "half"}, 'mode must be "full"'),
        ("scipy.signal.convolve", {"mode": "half"}, 'mode must be "full"'),
        ("torch.nn.functional.conv1d", {"padding": "half"}, 'padding must be "valid"'),
        ("torch.nn.functional.conv1d", {"padding": -1}, "padding must be at least 0"),
        ("onnx.Conv", {"auto_pad": "HALF"}, 'auto_pad must be "NOTSET"'),
        ("onnx.ConvTranspose", {"auto_pad": "HALF"}, 'auto_pad must be "NOTSET"'),
        (
            "jax.lax.conv_general_dilated",
            {"window_strides": [1], "padding": "HALF"},
            'padding must be "VALID"',
        ),
    ],
)
def test_words_that_the_library_does_not_know_raise(
    name: str, options: dict[str, Any], message: str
) -> None:
    convention = CONVENTIONS[name]
    x, w = ([[[1, 2]]], [[[1]]]) if convention.batched else ([1, 2], [1])

    with pytest.raises(ValueError, match=message):
        convention.reference(x, w, **options)


def test_a_value_to_fill_with_is_for_constants_only() -> None:
    correlate = CONVENTIONS["scipy.ndimage.correlate"].reference

    assert correlate([1, 2], [1, 0, 0], mode="constant", cval=7) == [7, 1]
    assert correlate([1, 2], [1, 0, 0], mode="mirror", cval=7) == [2, 1]


def test_torch_takes_a_list_of_one_for_one_axis_and_pairs_for_two() -> None:
    conv1d = CONVENTIONS["torch.nn.functional.conv1d"].reference
    conv2d = CONVENTIONS["torch.nn.functional.conv2d"].reference

    assert conv1d([[[1, 2, 3]]], [[[1]]], stride=[2]) == [[[1, 3]]]
    assert conv2d([[[[1, 2, 3]]]], [[[[1]]]], stride=(1, 2)) == [[[[1, 3]]]]


# What ONNX's reference evaluator gives for these operands, and a weight of 1; by hand
# where it refuses [5] and [2, 1], and output shapes without words.
ROW, SQUARE = [[[1, 2, 3]]], [[[[1, 2], [3, 4]]]]
TOO_SMALL: list[tuple[str, Any, dict[str, Any], Any]] = [
    ("SAME_UPPER", ROW, {"strides": [4]}, [0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0]),
    ("SAME_LOWER", ROW, {"strides": [4]}, [0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0]),
    ("SAME_UPPER", ROW, {"strides": [3]}, [0, 1, 0, 0, 2, 0, 0, 3, 0]),
    ("SAME_LOWER", ROW, {"strides": [3]}, [0, 1, 0, 0, 2, 0, 0, 3, 0]),
    ("NOTSET", ROW, {"strides": [2], "output_shape": [7]}, [1, 0, 2, 0, 3, 0, 0]),
    ("NOTSET", ROW, {"strides": [2], "output_shape": [5]}, [1, 0, 2, 0, 3]),
    ("SAME_UPPER", ROW, {"strides": [2], "output_shape": [8]},
     [0, 0, 1, 0, 2, 0, 3, 0]),
    ("SAME_LOWER", ROW, {"strides": [2], "output_shape": [8]},
     [0, 1, 0, 2, 0, 3, 0, 0]),
    ("NOTSET", SQUARE, {"strides": [2, 2], "output_shape": [4, 4]},
     [[1, 0, 2, 0], [0, 0, 0, 0], [3, 0, 4, 0], [0, 0, 0, 0]]),
    ("NOTSET", SQUARE, {"strides": [1, 1], "output_shape": [1, 3]}, [[3, 4, 0]]),
    ("SAME_UPPER", SQUARE, {"strides": [2, 1], "output_shape": [2, 4]},
     [[0, 1, 2, 0], [0, 0, 0, 0]]),
    ("SAME_LOWER", SQUARE, {"strides": [2, 1], "output_shape": [2, 4]},
     [[0, 0, 0, 0], [0, 3, 4, 0]]),
    ("NOTSET", [[[[1]]]], {"output_shape": [2, 1]}, [[1], [0]]),
]  # fmt: skip


@pytest.mark.parametrize(("auto_pad", "x", "options", "expected"), TOO_SMALL)
def test_onnx_adds_zeros_where_there_is_too_little_to_crop(
    auto_pad: str, x: Any, options: dict[str, Any], expected: Any
) -> None:
    """They are data like all else, so the bias is added to them, too."""
    layer = CONVENTIONS["onnx.ConvTranspose"].reference
    w = [[[1]]] if x is ROW else [[[[1]]]]

    assert layer(x, w, auto_pad=auto_pad, **options) == [[expected]]
    biased = layer(x, w, [5], auto_pad=auto_pad, **options)
    assert biased == [[mapped(lambda v: v + 5, expected)]]


def test_jax_takes_words_for_padding_in_small_letters() -> None:
    conv = CONVENTIONS["jax.lax.conv_general_dilated"].reference
    x, w = [[[1, 2, 3]]], [[[1, 10, 100]]]
    assert conv(x, w, [2], "same") == [[[210, 32]]]  # of 0, 1, 2, 3, 0
    assert conv(x, w, [2], "Valid") == conv(x, w, [2], [(0, 0)]) == [[[321]]]
