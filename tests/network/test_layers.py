"""What layers, gradients and matrices refuse, and in which words.

In each row one argument of a good call goes wrong; below it stands what that raises.
"""

from __future__ import annotations

import re
from decimal import Decimal
from inspect import signature
from typing import Any

import pytest

import pureconv

# Good calls: 2 items, 2 groups, each of 2 channels in and 1 out.
SIGNALS, IMAGES = [[[1, 2, 3]] * 4] * 2, [[[[1, 2, 3], [4, 5, 6]]] * 4] * 2
KERNELS, KERNELS_2D = [[[1, 2]] * 2] * 2, [[[[1, 2]]] * 2] * 2
PAINTS, PAINTS_2D = [[[1, 2]]] * 4, [[[[1, 2]]]] * 4
GATHERED, GATHERED_2D = [[[1, 2]] * 2] * 2, [[[[1, 2], [3, 4]]] * 2] * 2
PAINTED, PAINTED_2D = [[[1, 2, 3, 4]] * 2] * 2, [[[[1, 2, 3, 4]] * 2] * 2] * 2
GOOD: dict[str, dict[str, Any]] = {
    "conv1d": {"x": SIGNALS, "w": KERNELS},
    "conv2d": {"x": IMAGES, "w": KERNELS_2D},
    "conv_transpose1d": {"x": SIGNALS, "w": PAINTS},
    "conv_transpose2d": {"x": IMAGES, "w": PAINTS_2D},
    "conv1d_input_gradient": {"x_size": 3, "w": KERNELS, "gradient": GATHERED},
    "conv2d_input_gradient": {
        "x_size": (2, 3), "w": KERNELS_2D, "gradient": GATHERED_2D,
    },
    "conv1d_weight_gradient": {"x": SIGNALS, "w_size": 2, "gradient": GATHERED},
    "conv2d_weight_gradient": {
        "x": IMAGES, "w_size": (1, 2), "gradient": GATHERED_2D,
    },
    "conv_transpose1d_input_gradient": {"w": PAINTS, "gradient": PAINTED},
    "conv_transpose2d_input_gradient": {"w": PAINTS_2D, "gradient": PAINTED_2D},
    "conv_transpose1d_weight_gradient": {
        "x": SIGNALS, "w_size": 2, "gradient": PAINTED,
    },
    "conv_transpose2d_weight_gradient": {
        "x": IMAGES, "w_size": (1, 2), "gradient": PAINTED_2D,
    },
}
for arguments in GOOD.values():
    arguments["groups"] = 2
GOOD.update({
    "bias_gradient": {"gradient": GATHERED},
    "convolution_matrix": {"w": [1, 2], "n": 3},
    "correlation_matrix": {"w": [1, 2], "n": 3},
    "correlation_matrix2d": {"w": [[1, 2]], "size": (2, 3)},
    "transposed_length": {"n": 3, "k": 2},
})

# What several functions share; X stands for 1d and 2d.
FAMILIES = {
    "SIGNALS": "conv1d conv_transpose1d",
    "IMAGES": "conv2d conv_transpose2d",
    "BATCHES": "convX conv_transposeX",
    "NONEMPTY": "convX_weight_gradient conv_transposeX_weight_gradient",
    "GRADIENTS": "conv1d_input_gradient conv_transpose1d_input_gradient",
    "GRADIENTS_2D": "conv2d_input_gradient conv_transpose2d_input_gradient",
    "LAYERS": """convX convX_input_gradient convX_weight_gradient conv_transposeX
        conv_transposeX_input_gradient conv_transposeX_weight_gradient""",
    "WORDS": "convX convX_input_gradient convX_weight_gradient",
    "NO_WORDS": """conv_transpose1d conv_transpose1d_input_gradient
        conv_transpose1d_weight_gradient transposed_length""",
    "NO_WORDS_2D": """conv_transpose2d conv_transpose2d_input_gradient
        conv_transpose2d_weight_gradient""",
    "OUTPUT_PADDED": """conv_transposeX conv_transposeX_input_gradient
        conv_transposeX_weight_gradient transposed_length""",
    "ONE": """conv1d conv_transpose1d conv1d_input_gradient conv1d_weight_gradient
        conv_transpose1d_input_gradient conv_transpose1d_weight_gradient
        correlation_matrix transposed_length""",
    "TWO": """conv2d conv_transpose2d conv2d_input_gradient conv2d_weight_gradient
        conv_transpose2d_input_gradient conv_transpose2d_weight_gradient
        correlation_matrix2d""",
}

REFUSALS = """
SIGNALS: x=5
    TypeError: signal must be a list or another sequence of items, not 5
SIGNALS: x=[1, 2, 3]
    TypeError: signal must be items of channels of samples, but item 0 is 1:
        for a single item and a single channel, write [[signal]]
SIGNALS: x=SIGNALS[0]
    TypeError: signal must be items of channels of samples,
        but item 0, channel 0 is 1: for a single item, write [signal]
SIGNALS: x=[SIGNALS]
    TypeError: signal must hold numbers, but item 0, channel 0, sample 0 is [1, 2, 3]
SIGNALS: x=[[]]
    ValueError: item 0 of signal must have at least 1 channel, not 0
SIGNALS: x=[[[1], []]]
    ValueError: item 0, channel 1 of signal must have at least 1 sample, not 0
SIGNALS: x=[[[1, 2], [3, None]]]
    TypeError: signal must hold numbers, but item 0, channel 1, sample 1 is None
SIGNALS: x=[SIGNALS[0], SIGNALS[0][:3]]
    ValueError: signal is ragged: item 0 has 4 channels, item 1 has 3
SIGNALS: x=[[[1, 2], [3, 4]], [[5, 6], [7]]]
    ValueError: signal is ragged: item 0, channel 0 has 2 samples,
        item 1, channel 1 has 1
IMAGES: x=IMAGES[0]
    TypeError: image must be items of channels of rows of columns,
        but item 0, channel 0, row 0 is 1: for a single item, write [image]
IMAGES: x=[[[[1, 2], 3]]]
    TypeError: image must be items of channels of rows of columns,
        but item 0, channel 0, row 1 is 3
IMAGES: x=[[[[1, 2], [3, 4]], [[5, 6]]]]
    ValueError: image is ragged: item 0, channel 0 has 2 rows, item 0, channel 1 has 1
IMAGES: x=[[[[1, 2], [3, 4]], [[5, 6], [7]]]]
    ValueError: image is ragged: item 0, channel 0, row 0 has 2 columns,
        item 0, channel 1, row 1 has 1
NONEMPTY: gradient=[]
    ValueError: gradient must have at least 1 item, not 0
conv1d_weight_gradient conv_transpose1d_weight_gradient: x=[]
    ValueError: signal must have at least 1 item, not 0
conv2d_weight_gradient conv_transpose2d_weight_gradient: x=[]
    ValueError: image must have at least 1 item, not 0

conv1d: w=KERNELS[0]
    TypeError: kernel must be output channels of input channels of taps,
        but output channel 0, input channel 0 is 1:
        for a single output channel, write [kernel]
conv1d conv1d_input_gradient: w=2
    TypeError: kernel must be a list or another sequence of output channels, not 2
conv1d conv1d_input_gradient: w=[]
    ValueError: kernel must have at least 1 output channel, not 0
conv1d conv1d_input_gradient: w=[[[1], [2]], [[1], [2, 3]]]
    ValueError: kernel is ragged: output channel 0, input channel 0 has 1 tap,
        output channel 1, input channel 1 has 2
conv2d conv2d_input_gradient: w=[[[[1, 2]]], [[[3, 4], [5, 6]]]]
    ValueError: kernel is ragged: output channel 0, input channel 0 has 1 row,
        output channel 1, input channel 0 has 2
conv_transpose1d conv_transpose1d_input_gradient: w=[[]]
    ValueError: input channel 0 of kernel must have at least 1 output channel, not 0
conv_transpose2d conv_transpose2d_input_gradient: w=PAINTS
    TypeError: kernel must be input channels of output channels of rows of columns,
        but input channel 0, output channel 0, row 0 is 1:
        for a single input channel, write [kernel]

convX: w=KERNELSX * 2, groups=3
    ValueError: groups must divide the 4 output channels, but 3 does not
convX convX_input_gradient: groups=3
    ValueError: groups must divide the 2 output channels, but 3 does not
convX: groups=1
    ValueError: kernel must have 4 input channels,
        as a group of the ROLE has (4 / 1), not 2
convX: w=KERNELSX * 2, groups=4
    ValueError: kernel must have 1 input channel,
        as a group of the ROLE has (4 / 4), not 2
convX: w=KERNELSX * 3, groups=3
    ValueError: groups must divide the 4 input channels, but 3 does not
conv_transposeX conv_transposeX_input_gradient: groups=3
    ValueError: groups must divide the 4 input channels, but 3 does not
conv_transposeX: w=PAINTSX[:2]
    ValueError: kernel must have 4 input channels, as the ROLE has, not 2
NONEMPTY: groups=3
    ValueError: groups must divide the 4 input channels, but 3 does not
NONEMPTY: groups=4
    ValueError: groups must divide the 2 output channels, but 4 does not
LAYERS: groups=0
    ValueError: groups must be at least 1, not 0
LAYERS: groups=True
    TypeError: groups must be an int, not True
LAYERS: groups=1.0
    TypeError: groups must be an int, not 1.0
LAYERS: groups=(1, 1)
    TypeError: groups must be an int, not (1, 1)

BATCHES: bias=5
    TypeError: bias must be a list or another sequence of numbers, not 5
BATCHES: bias=[]
    ValueError: bias must have at least 1 number, not 0
BATCHES: bias=[1]
    ValueError: bias must have 2 numbers, one for each output channel, not 1
BATCHES: bias=[1, 2, 3]
    ValueError: bias must have 2 numbers, one for each output channel, not 3
BATCHES: bias=[1, "2"]
    TypeError: bias must hold numbers, but number 1 is '2'
BATCHES: bias=[[1], [2]]
    TypeError: bias must hold numbers, but number 0 is [1]
BATCHES: bias=[0.5, Decimal(1)], x=FLOATSX
    TypeError: numbers must add up with one another, from 0 on,
        but 1.0 and Decimal('1') do not
bias_gradient: gradient=[[[0.5, Decimal(1)]]]
    TypeError: numbers must add up with one another, from 0 on,
        but 0.5 and Decimal('1') do not

GRADIENTS: gradient=[[1, 2], [3, 4]]
    TypeError: gradient must be items of channels of samples,
        but item 0, channel 0 is 1: for a single item, write [gradient]
GRADIENTS: gradient=[[[1, 2], [3]]]
    ValueError: gradient is ragged: item 0, channel 0 has 2 samples,
        item 0, channel 1 has 1
GRADIENTS_2D: gradient=GATHERED
    TypeError: gradient must be items of channels of rows of columns,
        but item 0, channel 0, row 0 is 1: for a single item, write [gradient]
convX_input_gradient conv_transposeX_input_gradient: gradient=SIGNALSX
    ValueError: gradient must have 2 channels, as the output has, not 4
NONEMPTY: gradient=GATHEREDX[:1]
    ValueError: gradient must have 2 items, as the input has, not 1
conv1d_input_gradient conv1d_weight_gradient: gradient=PAINTED
    ValueError: gradient must have 2 samples, as the output has, not 4
conv2d_input_gradient conv2d_weight_gradient: gradient=PAINTED_2D
    ValueError: gradient must have 2 columns, as the output has, not 4
conv1d_input_gradient: x_size=4
    ValueError: gradient must have 3 samples, as the output has, not 2
conv2d_input_gradient: x_size=(2, 5), stride=(1, 2), dilation=(1, 4)
    ValueError: gradient must have 1 column, as the output has, not 2
conv_transpose1d_weight_gradient: gradient=GATHERED
    ValueError: gradient must have 4 samples, as the output has, not 2
conv_transpose2d_weight_gradient: gradient=[[[[1, 2, 3, 4]] * 3] * 2] * 2
    ValueError: gradient must have 2 rows, as the output has, not 3
conv_transpose1d_input_gradient: stride=3
    ValueError: gradient must have 5 samples, as the output has, not 4
conv_transpose1d_input_gradient: stride=9
    ValueError: gradient must have 11 samples, as the output has, not 4
conv_transpose1d_input_gradient: gradient=[[[1], [2]]]
    ValueError: gradient must have 2 samples, as the output has, not 1
conv_transpose2d_input_gradient: stride=(1, 4), padding=(0, (1, 0))
    ValueError: gradient must have 5 columns, as the output has, not 4
conv1d_input_gradient: x_size=0
    ValueError: x_size must be at least 1, not 0
conv1d_input_gradient: x_size=(1, 3)
    TypeError: x_size must be an int, not (1, 3)
conv2d_input_gradient: x_size=(3,)
    ValueError: x_size must be an int or a pair (rows, columns), not (3,)
conv1d_weight_gradient conv_transpose1d_weight_gradient: w_size=0
    ValueError: w_size must be at least 1, not 0
conv2d_weight_gradient conv_transpose2d_weight_gradient: w_size=(1, 2.0)
    TypeError: w_size[1] must be an int, not 2.0
bias_gradient: gradient=5
    TypeError: gradient must be a list or another sequence of items, not 5
bias_gradient: gradient=[]
    ValueError: gradient must have at least 1 item, not 0
bias_gradient: gradient=[[[]]]
    ValueError: item 0, channel 0 of gradient must have at least 1 sample, not 0
bias_gradient: gradient=[[1, 2]]
    TypeError: gradient must be items of channels of samples,
        but item 0, channel 0 is 1: for a single item, write [gradient]
bias_gradient: gradient=[[[1], [[2]]]]
    TypeError: gradient must hold numbers, but item 0, channel 1, sample 0 is [2]
bias_gradient: gradient=[[[[1], [2]], [[3], 4]]]
    TypeError: gradient must be items of channels of rows of columns,
        but item 0, channel 1, row 1 is 4
bias_gradient: gradient=[[[[[1]]]]]
    TypeError: gradient must hold numbers,
        but item 0, channel 0, row 0, column 0 is [1]

conv1d: w=[[[1, 2, 3, 4, 5]] * 2] * 2
    ValueError: kernel reaches 5 samples but the padded signal has 3: pad it more
conv1d conv1d_input_gradient conv1d_weight_gradient: dilation=5, padding=(0, 2)
    ValueError: kernel reaches 6 samples but the padded signal has 5: pad it more
conv2d conv2d_input_gradient conv2d_weight_gradient: dilation=4, padding=(0, (1, 0))
    ValueError: kernel reaches 5 columns but the padded image has 4: pad it more
conv2d: w=[[[[1]] * 3] * 2] * 2
    ValueError: kernel reaches 3 rows but the padded image has 2: pad it more
conv_transpose1d conv_transpose1d_weight_gradient transposed_length: padding=2
    ValueError: padding must leave some of 4 samples, but it crops 2 + 2
conv_transpose2d conv_transpose2d_weight_gradient: padding=(0, (1, 3))
    ValueError: padding must leave some of 4 columns, but it crops 1 + 3
conv_transpose2d conv_transpose2d_weight_gradient: padding=1
    ValueError: padding must leave some of 2 rows, but it crops 1 + 1

WORDS: padding="half"
    ValueError: padding must be "valid", "same", "same_upper", "same_lower" or "causal",
        not 'half'
LAYERS: padding=-1
    ValueError: padding must be at least 0, not -1
ONE: stride=(1, 1)
    TypeError: stride must be an int, not (1, 1)
ONE: dilation=0
    ValueError: dilation must be at least 1, not 0
ONE: stride=True
    TypeError: stride must be an int, not True
TWO: stride=(2,)
    ValueError: stride must be an int or a pair (rows, columns), not (2,)
TWO: dilation=(1, 0)
    ValueError: dilation[1] must be at least 1, not 0
TWO: stride=1.5
    TypeError: stride must be an int or a pair (rows, columns), not 1.5
conv1d conv1d_input_gradient conv1d_weight_gradient NO_WORDS: padding=(1,)
    ValueError: padding must be an int or a pair (before, after), not (1,)
conv1d conv1d_input_gradient conv1d_weight_gradient NO_WORDS: padding=None
    TypeError: padding must be an int or a pair (before, after), not None
conv2d conv2d_input_gradient conv2d_weight_gradient NO_WORDS_2D: padding=(1,)
    ValueError: padding must be an int or a pair (rows, columns), not (1,)
conv2d conv2d_input_gradient conv2d_weight_gradient NO_WORDS_2D: padding=(1, "same")
    TypeError: padding[1] must be an int or a pair (left, right), not 'same'
conv2d conv2d_input_gradient conv2d_weight_gradient NO_WORDS_2D: padding=((0, -1), 0)
    ValueError: padding[0][1] must be at least 0, not -1
NO_WORDS: padding="same"
    TypeError: padding must be an int or a pair (before, after), not 'same'
NO_WORDS_2D: padding="valid"
    TypeError: padding must be an int or a pair (rows, columns), not 'valid'
OUTPUT_PADDED: output_padding=-1
    ValueError: output_padding must be at least 0, not -1
OUTPUT_PADDED: output_padding=1
    ValueError: output_padding must be less than max(stride, dilation) = 1, not 1
NO_WORDS: output_padding=3, stride=2, dilation=3
    ValueError: output_padding must be less than max(stride, dilation) = 3, not 3
NO_WORDS: output_padding=(0, 0)
    TypeError: output_padding must be an int, not (0, 0)
NO_WORDS_2D: output_padding=(0, 2), stride=(4, 1), dilation=(1, 2)
    ValueError: output_padding must be less than max(stride, dilation) = 2, not 2
NO_WORDS_2D: output_padding=True
    TypeError: output_padding must be an int or a pair (rows, columns), not True
convX: boundary="mirror"
    ValueError: boundary must be "zero", "edge", "reflect", "symmetric" or "wrap",
        not 'mirror': say "reflect"
convX: boundary=None
    TypeError: boundary must be "zero", "edge", "reflect", "symmetric" or "wrap",
        not None

convX: x=[], padding=-1
    ValueError: padding must be at least 0, not -1
convX: x=[], boundary="mirror"
    ValueError: boundary must be "zero", "edge", "reflect", "symmetric" or "wrap",
        not 'mirror': say "reflect"
BATCHES: x=[], bias=[1]
    ValueError: bias must have 2 numbers, one for each output channel, not 1
OUTPUT_PADDED: output_padding=5
    ValueError: output_padding must be less than max(stride, dilation) = 1, not 5
conv_transposeX: x=[], output_padding=5
    ValueError: output_padding must be less than max(stride, dilation) = 1, not 5
conv_transposeX_input_gradient: gradient=[], output_padding=5
    ValueError: output_padding must be less than max(stride, dilation) = 1, not 5

conv_transpose1d: stride=10**30
    ValueError: canvas is too long for a list: 2000000000000000000000000000002
conv_transpose2d: stride=(10**30, 1)
    ValueError: canvas is too long for a list: 1000000000000000000000000000001
conv_transpose2d: stride=(1, 10**30)
    ValueError: row of the canvas is too long for a list:
        2000000000000000000000000000002
conv1d_input_gradient: x_size=10**30
    ValueError: padded signal is too long for a list: 1000000000000000000000000000000
conv2d_input_gradient: x_size=(1, 10**30)
    ValueError: row of the padded image is too long for a list:
        1000000000000000000000000000000

convolution_matrix correlation_matrix: n=0
    ValueError: n must be at least 1, not 0
convolution_matrix correlation_matrix: n=None
    TypeError: n must be an int, not None
convolution_matrix correlation_matrix: w=[]
    ValueError: kernel must have at least 1 tap, not 0
convolution_matrix correlation_matrix: mode="half"
    ValueError: mode must be "full", "same", "valid" or "causal", not 'half'
convolution_matrix correlation_matrix: w=[1, 2, 3, 4], mode="valid"
    ValueError: kernel reaches 4 samples but the signal has 3:
        use mode="same" or "full", or pad the signal
correlation_matrix2d: size=(2,)
    ValueError: size must be an int or a pair (rows, columns), not (2,)
correlation_matrix2d: size=(2, 1)
    ValueError: kernel reaches 2 columns but the image has 1:
        use mode="same" or "full", or pad the image
correlation_matrix2d: mode=None
    TypeError: mode must be "full", "same", "valid" or "causal", not None
transposed_length: n=0
    ValueError: signal length must be at least 1, not 0
transposed_length: k=2.0
    TypeError: kernel length must be an int, not 2.0
correlation_matrix2d: w=[1, 2]
    TypeError: kernel must be rows of columns, but row 0 is 1:
        for a single row, write [kernel]
"""




def functions(families: str) -> list[str]:
    """Return all that is meant by the names of families and functions, 1-D and 2-D."""
    names = " ".join(FAMILIES.get(name, name) for name in families.split())
    return re.findall(r"\S+", " ".join(
        f"{name.replace('X', '1d')} {name.replace('X', '2d')}" if "X" in name else name
        for name in names.split()
    ))


def rows() -> list[tuple[str, str, str]]:
    """Return (function, what goes wrong, error) for each function of each row."""
    found = []
    for row in re.findall(r"^(\S.*(?:\n .*)+)", REFUSALS, re.MULTILINE):
        call, *lines = row.split("\n")
        families, wrong = call.split(": ", 1)
        for name in functions(families):
            error = " ".join(line.strip() for line in lines)
            role = "image" if "2d" in name else "signal"
            found.append((name, wrong, error.replace("ROLE", role)))
    return found


def values(name: str) -> dict[str, Any]:
    """Return the names that stand in the rows; those that end in X are 1-D or 2-D."""
    plain = {
        "Decimal": Decimal, "SIGNALS": SIGNALS, "IMAGES": IMAGES, "KERNELS": KERNELS,
        "PAINTS": PAINTS, "GATHERED": GATHERED, "PAINTED": PAINTED,
        "PAINTED_2D": PAINTED_2D,
    }
    if "2d" in name:
        floats = [[[[0.5, 0.5, 0.5]]] * 4] * 2
        return {**plain, "SIGNALSX": IMAGES, "KERNELSX": KERNELS_2D,
                "PAINTSX": PAINTS_2D, "GATHEREDX": GATHERED_2D, "FLOATSX": floats}
    return {**plain, "SIGNALSX": SIGNALS, "KERNELSX": KERNELS, "PAINTSX": PAINTS,
            "GATHEREDX": GATHERED, "FLOATSX": [[[0.5, 0.5, 0.5]] * 4] * 2}


@pytest.mark.parametrize("name", GOOD)
def test_the_good_calls_are_good(name: str) -> None:
    getattr(pureconv, name)(**GOOD[name])


@pytest.mark.parametrize(
    ("name", "wrong", "error"),
    [pytest.param(*row, id=f"{row[0]}({row[1]})") for row in rows()],
)
def test_a_refusal_states_the_rule_the_argument_and_the_value(
    name: str, wrong: str, error: str
) -> None:
    arguments = {**GOOD[name], **eval(f"dict({wrong})", values(name))}  # noqa: S307

    with pytest.raises((TypeError, ValueError)) as caught:
        getattr(pureconv, name)(**arguments)

    assert f"{caught.type.__name__}: {caught.value}" == error


@pytest.mark.parametrize("name", GOOD)
def test_every_argument_of_every_function_is_tried(name: str) -> None:
    tried = {key for row, wrong, _ in rows() if row == name
             for key in re.findall(r"(\w+)=", wrong)}

    assert set(signature(getattr(pureconv, name)).parameters) <= tried


class Index:
    """What is no int, but stands for one: NumPy's ints are such."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __index__(self) -> int:
        return self.value


def test_groups_may_be_whatever_stands_for_an_int() -> None:
    two: Any = Index(2)
    x, w, y = [[[1, 2], [3, 4]]], [[[1]], [[10]]], [[[1, 2], [30, 40]]]

    assert pureconv.conv1d(x, w, groups=two) == y
    assert pureconv.conv_transpose1d(x, w, groups=two) == y
    assert pureconv.conv1d_input_gradient(2, w, x, groups=two) == y
    assert pureconv.conv1d_weight_gradient(x, 1, y, groups=two) == [[[5]], [[250]]]
    assert pureconv.conv_transpose1d_input_gradient(w, x, groups=two) == y


def test_rows_of_a_matrix_too_long_for_a_list_are_refused() -> None:
    with pytest.raises(ValueError, match="row of the matrix is too long for a list"):
        pureconv.correlation_matrix([1], 10**19, stride=10**19)
