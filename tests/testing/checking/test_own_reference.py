"""What a candidate should be may be a function of the user's own, with its calls."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import strategies as st

from pureconv.testing import assert_convolution, check
from pureconv.testing.checking import search
from pureconv.testing.verdict import judge

Sizes = tuple[int, int, int]
SIDES = st.tuples(*[st.integers(1, 3)] * 3)


def zeros(*sizes: int) -> Any:
    return [zeros(*sizes[1:]) for _ in range(sizes[0])] if sizes else 0.0


@st.composite
def volumes(draw: Any) -> Any:
    """Draw calls of `correlate3d`: a block of numbers, and one of weights inside it."""
    taps, more = draw(SIDES), draw(SIDES)
    sizes = (k + extra - 1 for k, extra in zip(taps, more))
    return (zeros(*sizes), zeros(*taps)), {}


def correlate3d(x: Any, w: Any) -> Any:
    """Return y[l][m][n]: the sum of w[h][i][j] * x[l + h][m + i][n + j]."""
    taps = list(product(range(len(w)), range(len(w[0])), range(len(w[0][0]))))

    def at(place: int, m: int, n: int) -> Any:
        return sum(w[h][i][j] * x[place + h][m + i][n + j] for h, i, j in taps)

    return [
        [
            [at(place, m, n) for n in range(len(x[0][0]) - len(w[0][0]) + 1)]
            for m in range(len(x[0]) - len(w[0]) + 1)
        ]
        for place in range(len(x) - len(w) + 1)
    ]


@st.composite
def local_calls(draw: Any) -> Any:
    """Draw calls of `local`: weights for each window, a bias, and a stride."""
    windows, taps, stride = (draw(st.integers(1, 3)) for _ in range(3))
    x, w = zeros((windows - 1) * stride + taps), zeros(windows, taps)
    return (x, w), {"bias": zeros(windows), "stride": stride}


def local(x: Any, w: Any, bias: Any, stride: int) -> Any:
    """Return a layer whose windows have weights of their own."""
    return [
        sum(w[n][i] * x[n * stride + i] for i in range(len(w[n]))) + bias[n]
        for n in range(len(w))
    ]


def by_planes(x: Any, w: Any) -> Any:
    """Return correlate3d, in another order: plane by plane of the weights."""
    count = len(x) - len(w) + 1
    parts = [correlate3d(x[h : h + count], [w[h]]) for h in range(len(w))]
    return [
        [[sum(values) for values in zip(*rows)] for rows in zip(*planes)]
        for planes in zip(*parts)
    ]


@pytest.mark.parametrize("dtype", ["float64", "int8"])
def test_what_is_right_passes_and_laws_are_skipped(dtype: str) -> None:
    records = check(
        by_planes, correlate3d, arguments=volumes(), dtype=dtype, max_examples=20
    )
    skipped = {r.name: r.message for r in records if r.status == "skipped"}
    assert skipped.pop("laws") == "no laws are known of correlate3d"
    assert skipped.keys() <= {"keeps_dtype"}


def test_options_and_a_bias_come_with_the_calls() -> None:
    seen = set()

    def mine(x: Any, w: Any, bias: Any, stride: int) -> Any:
        seen.add(stride)
        return local(x, w, bias, stride)

    records = check(mine, local, arguments=local_calls(), max_examples=20)
    assert records[-1].status == "passed"
    assert seen == {1, 2, 3}


def test_what_is_wrong_is_shown_with_its_formula() -> None:
    """The second plane of the weights is taken for the first."""

    def mine(x: Any, w: Any) -> Any:
        return correlate3d(x, [w[0]] * len(w))

    with pytest.raises(AssertionError) as raised:
        check(mine, correlate3d, arguments=volumes(), max_examples=50)
    assert str(raised.value).splitlines() == [
        "mine, like correlate3d, fails right_on_small_integers:",
        "f(x, w) == exact, on small integers",
        "",
        "    mine([[[0.0]], [[1.0]]], [[[0.0]], [[1.0]]])",
        "",
        "y[0][0][0] = w[0][0][0]*x[0][0][0] + w[1][0][0]*x[1][0][0]",
        "           = 0.0*0.0 + 1.0*1.0",
        "           = 1, exactly",
        "returned 0.0; error allowed: none",
    ]


def test_a_known_function_may_be_asked_with_calls_of_ones_own() -> None:
    def short(x: Any, w: Any) -> Any:
        assert len(x) == 3
        return [w[0] * v for v in x]

    calls: Any = st.just((([0, 0, 0], [0]), {}))
    (record,) = check(
        short, "correlate", arguments=calls, only=["right_on_floats"], max_examples=5
    )
    assert (record.status, record.examples) == ("passed", 5)


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({}, ValueError, "check takes any function, with `arguments`"),
        ({"arguments": [1]}, TypeError, r"a strategy of hypothesis, not \[1\]"),
        ({"arguments": volumes(), "options": ["stride"]}, ValueError, "options must"),
        ({"arguments": volumes(), "axes": 2}, ValueError, "axes must not be given"),
        ({"arguments": volumes(), "layout": "NHWC,HWIO"}, ValueError, "layout is of"),
        ({"arguments": st.just([1, 2])}, TypeError, r"draw pairs .*, not \[1, 2\]"),
    ],
)
def test_wrong_words_are_told(
    settings: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        check(correlate3d, correlate3d, **settings)


SUBTRACTS: list[Any] = [
    lambda x, w: [w[0] * x[0] - w[0] * x[1]],
    lambda x, w: [w[0] * x[0] + w[1] * x[1] - w[0] * x[1]],
    lambda x, w: [0 - w[0] * x[1] + w[0] * x[0]],
    lambda x, w: [w[0] * x[0] + -(w[1] * x[1])],
    lambda x, w: [w[0] * x[0] * -1 + w[1] * x[1]],
    lambda x, _: [1 * x[0] + 2 * x[1]],  # nothing is multiplied by w
    lambda x, w: [x[0] * w[0] * w[1]],
    lambda x, w: [x[0] * w[0] + 1],
]


@pytest.mark.parametrize("own", SUBTRACTS)
def test_what_subtracts_or_multiplies_otherwise_is_no_measure(own: Any) -> None:
    """Magnitudes would cancel, and so the error that is allowed: 0.7*0.1 - 0.7*0.3."""
    x, w = [0.1, 0.3], [0.7, 0.2]
    rule = r"^like must add up products of one number of x and one of w, subtract "
    way = r"nothing, and be exact on ints of any size: y\[0\] is made in another way$"
    with pytest.raises(ValueError, match=rule + way):
        judge([7.0], own, x, w)
    with pytest.raises(ValueError, match=rule):
        assert_convolution([7.0], own, x, w)
    calls: Any = st.just((([1.0, 2.0], [1.0, 2.0]), {}))
    with pytest.raises(ValueError, match=rule):
        check(own, own, arguments=calls, only=["right_on_floats"])


def test_the_place_of_a_difference_is_told() -> None:
    def own(x: Any, w: Any) -> Any:
        product = w[0] * x[0]
        return [[product, product], [product, product - w[0] * x[1]]]

    with pytest.raises(ValueError, match=r": y\[1\]\[1\] is made in another way$"):
        judge([[2.0, 2.0], [2.0, 9.0]], own, [1.0, 3.0], [2.0])


def test_a_factor_and_a_sign_of_all_terms_are_no_mistake() -> None:
    x, w = [0.1, 0.3], [0.7, 0.2]
    owns: list[Any] = [
        lambda x, w: [2 * w[0] * x[0] + w[1] * x[1]],
        lambda x, w: [-(w[0] * x[0] + w[1] * x[1])],
        lambda x, w: [int(w[0]) * int(x[0])],  # of ints, it is exact: it is believed
    ]
    for own in owns:
        (finding,) = judge([7.0], own, x, w)
        assert finding.allowed < Fraction(1, 2**50)
    (finding,) = judge([7.0], owns[0], x, w, dtype="complex128")
    assert finding.computed == 7.0


class Row:
    """An array as other libraries have it, of numbers that are theirs, too."""

    def __init__(self, *values: Any) -> None:
        self.values = values

    def tolist(self) -> Any:
        return [v.tolist() if isinstance(v, Row) else v for v in self.values]


class Whole(int):
    def tolist(self) -> int:
        return int(self)


PAIRS: Any = st.just((([1.0, 2.0], [1.0, 2.0]), {}))


def dot(x: Any, w: Any) -> Any:
    return [x[0] * w[0] + x[1] * w[1]]


def test_an_own_reference_may_return_arrays() -> None:
    def arrays(x: Any, w: Any) -> Any:
        return Row(*dot(x, w))

    def wholes(x: Any, w: Any) -> Any:
        return [Whole(v) if type(v) is int else v for v in dot(x, w)]

    for own in (arrays, wholes):
        records = check(dot, own, arguments=PAIRS, max_examples=50)
        passed = {r.name for r in records if r.status == "passed"}
        assert passed >= {"right_on_small_integers", "right_on_floats"}
        assert judge(dot([0.1, 0.3], [0.7, 0.2]), own, [0.1, 0.3], [0.7, 0.2]) == []


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a check be given up soon, where no example fits."""
    monkeypatch.setattr(search, "UNFIT", 5)


@pytest.mark.usefixtures("soon")
def test_an_own_reference_has_to_be_exact() -> None:
    """It is asked with ints, which may be larger than any machine's."""

    def wraps(x: Any, w: Any) -> Any:
        (y,) = dot(x, w)
        return [y % 2**64 if type(y) is int else y]

    with pytest.raises(ValueError, match=r"and be exact on ints of any size: y\[0\]"):
        check(dot, wraps, arguments=PAIRS)

    def floats(x: Any, w: Any) -> Any:
        return [0.0 + v for v in dot(x, w)]

    said = "no call could be tried: like must be exact on ints, but it makes floats of"
    with pytest.raises(ValueError, match=said):
        check(dot, floats, arguments=PAIRS, max_examples=5)
    said = "^like must be exact on ints, but it makes floats of them$"
    with pytest.raises(ValueError, match=said):
        judge([1.0], floats, [1.0, 2.0], [1.0, 2.0])


def endless() -> Any:
    y: Any = []
    y.append(y)
    return y


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (lambda x, w: [x[9] * w[9]], "list index out of range"),
        (lambda *_: None, "like must return nested lists of numbers, not None"),
        (lambda *_: "abc", "like must return nested lists of numbers, not 'abc'"),
        (lambda *_: endless(), "like is nested too deeply, or holds itself"),
        (lambda x: x, r".*takes 1 positional argument but 2 were given"),
    ],
)
@pytest.mark.usefixtures("soon")
def test_a_reference_that_takes_no_call_is_no_success(own: Any, said: str) -> None:
    with pytest.raises(ValueError, match=f"^no call could be tried: {said}"):
        check(dot, own, arguments=PAIRS, max_examples=5)


def test_why_the_only_call_there_is_cannot_be_tried_is_told() -> None:
    empty: Any = st.just((([], []), {}))
    (record,) = check(
        dot, dot, arguments=empty, only=["right_on_floats"], max_examples=1
    )
    assert (record.status, record.message) == ("skipped", "list index out of range")


def test_arguments_without_examples_are_told() -> None:
    with pytest.raises(ValueError, match=r"could be tried: arguments draw nothing$"):
        check(dot, dot, arguments=st.nothing())


def test_a_candidate_that_takes_no_call_is_no_success() -> None:
    (record,) = check(
        lambda *_: 1 / 0, dot, arguments=PAIRS, refuses=ArithmeticError,
        only=["right_on_small_integers"],
    )  # fmt: skip
    assert (record.status, record.declined) == ("skipped", 200)
