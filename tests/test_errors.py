"""What is refused, and in which words: the rule, the argument, the value."""

from __future__ import annotations

import re
from array import array
from collections import deque
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from inspect import signature

import pytest

import pureconv
from pureconv.sizes import overhang, reach
from pureconv.weighting import properties

# What several functions share.
GROUPS = {
    "SIGNALS": """weighted_sum same_weight distinct_weights repeated_weights
        shifted_weights correlate convolve scatter pad""",
    "WEIGHTS": "weighted_sum distinct_weights repeated_weights shifted_weights",
    "KERNELS": "correlate convolve scatter",
    "KERNELS_2D": "correlate2d convolve2d",
    "IMAGES": "correlate2d convolve2d pad2d",
    "STRIDES": "correlate convolve lags output_length",
    "MODES": "correlate convolve correlate2d convolve2d lags output_length",
    "BOUNDARIES": "correlate convolve correlate2d convolve2d pad pad2d",
}
GOOD = {
    "correlate": "[1, 2, 3], [4, 5]",
    "convolve": "[1, 2, 3], [4, 5]",
    "correlate2d": "[[1, 2, 3], [4, 5, 6]], [[7, 8]]",
    "convolve2d": "[[1, 2, 3], [4, 5, 6]], [[7, 8]]",
    "pad": "[1, 2, 3], 1",
    "pad2d": "[[1, 2, 3], [4, 5, 6]], 1",
    "lags": "5, 3",
    "output_length": "5, 3",
}

# Functions, what they are called with, and what each of them then raises.
CALLS = """
SIGNALS: (5, 1)
    TypeError: signal must be a list or another sequence of samples, not 5
SIGNALS: (None, 1)
    TypeError: signal must be a list or another sequence of samples, not None
SIGNALS: ("12", 1)
    TypeError: signal must be a list or another sequence of samples, not '12'
SIGNALS: (b"12", 1)
    TypeError: signal must be a list or another sequence of samples, not b'12'
SIGNALS: (bytearray(b"12"), 1)
    TypeError: signal must be a list or another sequence of samples,
        not bytearray(b'12')
SIGNALS: ({1: 2}, 1)
    TypeError: signal must be a list or another sequence of samples, not {1: 2}
SIGNALS: ({1}, 1)
    TypeError: signal must be a list or another sequence of samples, not {1}
SIGNALS: ([], 1)
    ValueError: signal must have at least 1 sample, not 0
SIGNALS: (range(0), 1)
    ValueError: signal must have at least 1 sample, not 0
SIGNALS: (array("d"), 1)
    ValueError: signal must have at least 1 sample, not 0
SIGNALS: ([1, 2, None], 1)
    TypeError: signal must hold numbers, but sample 2 is None
SIGNALS: (["1"], 1)
    TypeError: signal must hold numbers, but sample 0 is '1'
SIGNALS: ([1, b"1"], 1)
    TypeError: signal must hold numbers, but sample 1 is b'1'
SIGNALS: ([[1, 2], [3, 4]], 1)
    TypeError: signal must hold numbers, but sample 0 is [1, 2]
SIGNALS: ([1, (2,)], 1)
    TypeError: signal must hold numbers, but sample 1 is (2,)
SIGNALS: ([deque([1])], 1)
    TypeError: signal must hold numbers, but sample 0 is deque([1])
SIGNALS: ([array("i", [1])], 1)
    TypeError: signal must hold numbers, but sample 0 is [1]
SIGNALS: ([1, {}], 1)
    TypeError: signal must hold numbers, but sample 1 is {}
SIGNALS: ([1, None] * 1000, 1)
    TypeError: signal must hold numbers, but sample 1 is None

KERNELS: ([1, 2], None)
    TypeError: kernel must be a list or another sequence of taps, not None
KERNELS: ([1, 2], "1")
    TypeError: kernel must be a list or another sequence of taps, not '1'
KERNELS: ([1, 2], {})
    TypeError: kernel must be a list or another sequence of taps, not {}
KERNELS: ([1, 2], [])
    ValueError: kernel must have at least 1 tap, not 0
KERNELS: ([1, 2], [1, None])
    TypeError: kernel must hold numbers, but tap 1 is None
KERNELS: ([1, 2], [[1]])
    TypeError: kernel must hold numbers, but tap 0 is [1]

WEIGHTS: ([1, 2], 2)
    TypeError: weights must be a list or another sequence of weights, not 2
WEIGHTS: ([1, 2], [])
    ValueError: weights must have at least 1 weight, not 0
WEIGHTS: ([1, 2], [1, ""])
    TypeError: weights must hold numbers, but weight 1 is ''
weighted_sum distinct_weights: ([1, 2, 3], [1, 2])
    ValueError: weights must be as many as samples, not 2 weights for 3 samples
same_weight: ([1], [2])
    TypeError: weight must be a number, not [2]
same_weight: ([1], "2")
    TypeError: weight must be a number, not '2'
same_weight: ([1], None)
    TypeError: weight must be a number, not None
properties: (5, 3)
    ValueError: n must be at least 6, not 5
properties: (5, 0)
    ValueError: k must be at least 1, not 0
properties: (5.0, 1)
    TypeError: n must be an int, not 5.0

IMAGES: (None, [[1]])
    TypeError: image must be a list or another sequence of rows, not None
IMAGES: ([], [[1]])
    ValueError: image must have at least 1 row, not 0
IMAGES: ([[1], []], [[1]])
    ValueError: row 1 of image must have at least 1 column, not 0
IMAGES: ([1, 2], [[1]])
    TypeError: image must be rows of columns, but row 0 is 1:
        for a single row, write [image]
IMAGES: ([[1], "2"], [[1]])
    TypeError: image must be rows of columns, but row 1 is '2'
IMAGES: ([[1, 2], [3, [4]]], [[1]])
    TypeError: image must hold numbers, but row 1, column 1 is [4]:
        channels come first, as in [channel][row][column]
IMAGES: ([[(1, 2, 3), (4, 5, 6)]], [[1]])
    TypeError: image must hold numbers, but row 0, column 0 is (1, 2, 3):
        channels come first, as in [channel][row][column]
IMAGES: ([[1, [[2]]]], [[1]])
    TypeError: image must hold numbers, but row 0, column 1 is [[2]]
IMAGES: ([[1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3]], [[1]])
    ValueError: image is ragged: row 0 has 4 columns, row 2 has 3
KERNELS_2D: ([[1]], 5)
    TypeError: kernel must be a list or another sequence of rows, not 5
KERNELS_2D: ([[1]], [])
    ValueError: kernel must have at least 1 row, not 0
KERNELS_2D: ([[1]], [[]])
    ValueError: row 0 of kernel must have at least 1 column, not 0
KERNELS_2D: ([[1]], [1])
    TypeError: kernel must be rows of columns, but row 0 is 1:
        for a single row, write [kernel]
KERNELS_2D: ([[1]], [[1, 2], [3]])
    ValueError: kernel is ragged: row 0 has 2 columns, row 1 has 1
KERNELS_2D: ([[1]], [[1, None]])
    TypeError: kernel must hold numbers, but row 0, column 1 is None

correlate: ([1, 2, 3], [1, 2, 3, 4, 5])
    ValueError: kernel reaches 5 samples but the signal has 3:
        use mode="same" or "full", or pad the signal
convolve: ([1, 2, 3], [1, 2], "valid", dilation=3)
    ValueError: kernel reaches 4 samples but the signal has 3:
        use mode="same" or "full", or pad the signal
correlate: ([1, 2], [1, 2, 3], boundary="wrap")
    ValueError: kernel reaches 3 samples but the signal has 2:
        use mode="same" or "full", or pad the signal
correlate2d: ([[1, 2, 3]], [[1], [2]])
    ValueError: kernel reaches 2 rows but the image has 1:
        use mode="same" or "full", or pad the image
convolve2d: ([[1, 2], [3, 4]], [[1, 2]], "valid", dilation=(1, 2))
    ValueError: kernel reaches 3 columns but the image has 2:
        use mode="same" or "full", or pad the image
lags: (3, 5)
    ValueError: kernel reaches 5 samples but the signal has 3:
        use mode="same" or "full", or pad the signal
output_length: (3, 5)
    ValueError: kernel reaches 5 samples but the signal has 3:
        use mode="same" or "full", or pad the signal
output_length: (3, 5, dilation=2, padding=(2, 1))
    ValueError: kernel reaches 9 samples but the padded signal has 6: pad it more

pad: ([1], -1)
    ValueError: before must be at least 0, not -1
pad: ([1], 0, -2)
    ValueError: after must be at least 0, not -2
pad: ([1], 1.0)
    TypeError: before must be an int, not 1.0
pad: ([1], 1, "1")
    TypeError: after must be an int, not '1'
pad: ([1], (1, 2))
    TypeError: before must be an int, not (1, 2)
pad2d: ([[1]], -1)
    ValueError: rows must be at least 0, not -1
pad2d: ([[1]], None)
    TypeError: rows must be an int or a pair (above, below), not None
pad2d: ([[1]], (1, 2, 3))
    ValueError: rows must be an int or a pair (above, below), not (1, 2, 3)
pad2d: ([[1]], 0, (0, -1))
    ValueError: columns[1] must be at least 0, not -1
pad2d: ([[1]], 0, "1")
    TypeError: columns must be an int or a pair (left, right), not '1'
pad: ([1], 1, value="0")
    TypeError: value must be a number, not '0'
pad2d: ([[1]], 1, value=None)
    TypeError: value must be a number, not None
pad: ([1], 1, 1, "edge", 7)
    ValueError: value must be left out unless boundary="zero",
        but boundary is "edge" and value 7
pad2d: ([[1]], 1, 1, "wrap", float("nan"))
    ValueError: value must be left out unless boundary="zero",
        but boundary is "wrap" and value nan

output_length lags padding_sides: (0, 1)
    ValueError: signal length must be at least 1, not 0
output_length lags padding_sides: ([1], 1)
    TypeError: signal length must be an int, not [1]
output_length lags padding_sides: (1, 0)
    ValueError: kernel length must be at least 1, not 0
output_length lags padding_sides: (1, True)
    TypeError: kernel length must be an int, not True
padding_sides: (5, 3, -1)
    ValueError: padding must be at least 0, not -1
padding_sides: (5, 3, (0, -1))
    ValueError: padding[1] must be at least 0, not -1
padding_sides: (5, 3, (1,))
    ValueError: padding must be an int or a pair (before, after), not (1,)
padding_sides: (5, 3, None)
    TypeError: padding must be an int or a pair (before, after), not None
padding_sides: (5, 3, "SAME")
    ValueError: padding must be "valid", "same", "same_upper", "same_lower" or
        "causal", not 'SAME': say "same"
reach: (0)
    ValueError: kernel length must be at least 1, not 0
reach: (3, 0)
    ValueError: dilation must be at least 1, not 0
overhang: (2.0, "same")
    TypeError: kernel length must be an int, not 2.0
overhang: (2, "some")
    ValueError: mode must be "full", "same", "valid" or "causal", not 'some': say "same"

correlate: ([0.5], [Decimal(2)])
    TypeError: numbers must multiply with one another,
        but Decimal('2') and 0.5 do not
convolve2d: ([[Fraction(1, 2), Decimal(2)]], [[1]])
    TypeError: numbers must add up with one another, from 0 on,
        but Fraction(1, 2) and Decimal('2') do not
correlate: ([timedelta(1)], 2)
    TypeError: numbers must add up with one another, from 0 on,
        but 0 and datetime.timedelta(days=2) do not
same_weight: ([1, timedelta(1)], Decimal(2))
    TypeError: numbers must multiply with one another,
        but Decimal('2') and datetime.timedelta(days=1) do not
distinct_weights: ([0.5, 1], [Decimal(2), Decimal(2)])
    TypeError: numbers must multiply with one another,
        but Decimal('2') and 0.5 do not
repeated_weights: ([1, 1, 0.5], [Decimal(2)])
    TypeError: numbers must multiply with one another,
        but Decimal('2') and 0.5 do not
weighted_sum: ([0.5, Decimal(2)], [2, 2])
    TypeError: numbers must add up with one another, from 0 on,
        but 1.0 and Decimal('4') do not
scatter: ([timedelta(1)], [float("nan")])
    TypeError: numbers must multiply with one another,
        but nan and datetime.timedelta(days=1) do not

pad: ([1, 2], 10**30)
    ValueError: padded signal is too long for a list: 2000000000000000000000000000002
pad2d: ([[1, 2]], 10**30)
    ValueError: padded image is too long for a list: 2000000000000000000000000000001
pad2d: ([[1, 2]], 0, (0, 10**30))
    ValueError: row of the padded image is too long for a list:
        1000000000000000000000000000002
correlate convolve: ([1, 2, 3], [1, 2], "full", dilation=10**30)
    ValueError: output is too long for a list: 1000000000000000000000000000003
lags: (10**30, 1)
    ValueError: output is too long for a list: 1000000000000000000000000000000
properties: (10**30, 1)
    ValueError: signal of n samples is too long for a list:
        1000000000000000000000000000000
"""

# The same with one option gone wrong in a good call; OPTION is stride and dilation.
OPTIONS = """
STRIDES: OPTION=0
    ValueError: OPTION must be at least 1, not 0
STRIDES: OPTION=-2
    ValueError: OPTION must be at least 1, not -2
STRIDES: OPTION=1.0
    TypeError: OPTION must be an int, not 1.0
STRIDES: OPTION=True
    TypeError: OPTION must be an int, not True
STRIDES: OPTION=Fraction(2)
    TypeError: OPTION must be an int, not Fraction(2, 1)
STRIDES: OPTION="2"
    TypeError: OPTION must be an int, not '2'
STRIDES: OPTION=None
    TypeError: OPTION must be an int, not None
STRIDES: OPTION=(1, 1)
    TypeError: OPTION must be an int, not (1, 1)
KERNELS_2D: OPTION=0
    ValueError: OPTION must be at least 1, not 0
KERNELS_2D: OPTION=1.5
    TypeError: OPTION must be an int or a pair (rows, columns), not 1.5
KERNELS_2D: OPTION=True
    TypeError: OPTION must be an int or a pair (rows, columns), not True
KERNELS_2D: OPTION="11"
    TypeError: OPTION must be an int or a pair (rows, columns), not '11'
KERNELS_2D: OPTION=None
    TypeError: OPTION must be an int or a pair (rows, columns), not None
KERNELS_2D: OPTION=(2,)
    ValueError: OPTION must be an int or a pair (rows, columns), not (2,)
KERNELS_2D: OPTION=[1, 2, 3]
    ValueError: OPTION must be an int or a pair (rows, columns), not [1, 2, 3]
KERNELS_2D: OPTION=(1, 0)
    ValueError: OPTION[1] must be at least 1, not 0
KERNELS_2D: OPTION=[1.0, 1]
    TypeError: OPTION[0] must be an int, not 1.0
KERNELS_2D: OPTION=(1, (1, 1))
    TypeError: OPTION[1] must be an int, not (1, 1)
MODES: mode="half"
    ValueError: mode must be "full", "same", "valid" or "causal", not 'half'
MODES: mode="VALID"
    ValueError: mode must be "full", "same", "valid" or "causal", not 'VALID':
        say "valid"
MODES: mode=None
    TypeError: mode must be "full", "same", "valid" or "causal", not None
MODES: mode=0
    TypeError: mode must be "full", "same", "valid" or "causal", not 0
MODES: mode=["full"]
    TypeError: mode must be "full", "same", "valid" or "causal", not ['full']
BOUNDARIES: boundary="mirror"
    ValueError: boundary must be "zero", "edge", "reflect", "symmetric" or "wrap",
        not 'mirror': say "reflect"
BOUNDARIES: boundary=None
    TypeError: boundary must be "zero", "edge", "reflect", "symmetric" or "wrap",
        not None
BOUNDARIES: boundary={}
    TypeError: boundary must be "zero", "edge", "reflect", "symmetric" or "wrap",
        not {}
BOUNDARIES: boundary=array("d", [0])
    TypeError: boundary must be "zero", "edge", "reflect", "symmetric" or "wrap",
        not array('d', [0.0])
"""
NAMES = {
    **vars(pureconv), "reach": reach, "overhang": overhang, "properties": properties,
    "array": array, "deque": deque, "timedelta": timedelta, "Decimal": Decimal,
    "Fraction": Fraction,
}


def rows(table: str) -> Iterator[tuple[str, str, str]]:
    """Yield (function, arguments, error) of a table, one for each function of a row."""
    for row in re.findall(r"^(\S.*(?:\n .*)+)", table, re.MULTILINE):
        call, *error = row.split("\n")
        functions, arguments = call.split(": ", 1)
        for name in GROUPS.get(functions, functions).split():
            yield name, arguments, " ".join(line.strip() for line in error)


def calls() -> Iterator[tuple[str, str]]:
    """Yield (call, error) for every call of both tables, as Python source."""
    for name, arguments, error in rows(CALLS):
        yield name + arguments, error
    for option in ("stride", "dilation"):
        for name, argument, error in rows(OPTIONS.replace("OPTION", option)):
            yield f"{name}({GOOD[name]}, {argument})", error


REFUSED = dict(calls())


@pytest.mark.parametrize("call", REFUSED)
def test_every_refusal_states_the_rule_the_argument_and_the_value(call: str) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        eval(call, NAMES)  # noqa: S307  # the calls stand above

    assert f"{caught.type.__name__}: {caught.value}" == REFUSED[call]


def test_the_good_calls_are_good() -> None:
    for name, arguments in GOOD.items():
        eval(f"{name}({arguments})", NAMES)  # noqa: S307


def test_every_function_that_takes_an_option_refuses_bad_ones() -> None:
    for option in ("stride", "dilation", "mode", "boundary"):
        tried = {call.split("(")[0] for call in REFUSED if f"{option}=" in call}

        takes = [name for name in GOOD if option in signature(NAMES[name]).parameters]
        assert set(takes) <= tried


def test_of_several_wrong_items_the_first_is_named() -> None:
    for first in ("'1'", "None", "b''", "{}"):
        x = f"[1, 2, 3, {first}, '1', None, b'', {{}}]"
        with pytest.raises(TypeError, match=rf"but sample 3 is {first}$"):
            eval(f"correlate({x}, [1])", NAMES)  # noqa: S307


def test_a_value_of_any_length_is_shown_in_short() -> None:
    for value in ("long" * 1000, dict.fromkeys(range(1000)), -(10**5000)):
        for call in (
            lambda v: pureconv.correlate(v, [1]),
            lambda v: pureconv.correlate([1], [1], v),
            lambda v: pureconv.correlate([1], [1], stride=v),
            lambda v: pureconv.correlate2d([[1]], [[1]], stride=(v, v)),
            lambda v: pureconv.pad([1], 1, boundary=v),
            lambda v: pureconv.pad([1], v),
        ):
            with pytest.raises((TypeError, ValueError)) as caught:
                call(value)

            assert len(str(caught.value)) < 150
