"""What `judge` and `bounds` take, what they run, and which terms they tell."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from fractions import Fraction
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pureconv import conv1d, conv2d, conv_transpose1d, convolve, correlate, scatter
from pureconv.nested import leaves
from pureconv.testing import CONVENTIONS, verdict
from pureconv.testing.verdict import arithmetic, bounds, judge
from pureconv.testing.verdict.bound import limits
from pureconv.testing.verdict.findings import Bound, Finding
from pureconv.testing.verdict.sums import Sums
from pureconv.testing.verdict.tracing import Remembered, reaching, terms_of
from sum_totals import total_of

# === what it judges by ===

X, W = [1.0, 2.0, 3.0], [0.5, 4.0]


@pytest.mark.parametrize(
    ("like", "options", "y"),
    [
        (convolve, {}, [0.5, 5.0, 9.5, 12.0]),
        ("convolve", {"mode": "valid"}, [5.0, 9.5]),
        ("correlate", {}, [8.5, 13.0]),
        (partial(correlate, mode="same"), {"stride": 2}, [4.0, 13.0]),
        ("numpy.correlate", {"mode": "same"}, [4.0, 8.5, 13.0]),
        (lambda x, w: [sum(x) * w[1]], {}, [24.0]),
    ],
)
def test_it_judges_by_functions_and_by_names(
    like: Any, options: dict[str, Any], y: list[float]
) -> None:
    assert judge(y, like, X, W, options=options) == []
    assert judge(y, like, X, W, **options) == []
    [finding] = judge([*y[:-1], 7.0], like, X, W, options=options)
    assert finding.exact == y[-1]


def test_a_bias_may_stand_among_the_options() -> None:
    x, w, y = [[[0.5, 2.0]]], [[[3.0]]], [[[2.5, 7.0]]]

    assert judge(y, conv1d, x, w, [1.0]) == []
    assert judge(y, "conv1d", x, w, options={"bias": [1.0]}) == []
    assert judge(y, "torch.nn.functional.conv1d", x, w, bias=[1.0]) == []
    assert len(judge(y, conv1d, x, w)) == 2


def test_an_option_of_the_function_may_have_a_name_of_ours() -> None:
    def shifted(x: list[float], w: list[float], dtype: int = 0) -> list[float]:
        return [w[0] * v for v in x[dtype:]]

    assert judge([4.0, 6.0], shifted, X, [2.0], options={"dtype": 1}) == []


def open_to_all(x: list[float], w: list[float], **more: int) -> list[float]:
    return [w[0] * v for v in x[more["start"] :]]


def test_a_misspelled_word_is_told_from_an_option() -> None:
    message = "no option 'acumulate', neither of judge nor of what it judges by: is it "
    with pytest.raises(TypeError, match=rf"^{message}accumulate\?$"):
        judge([8.5, 13.0], correlate, X, W, acumulate="float32")
    with pytest.raises(TypeError, match=r"no option 'strid', .*: is it stride\?$"):
        judge([8.5, 13.0], correlate, X, W, strid=2)
    with pytest.raises(TypeError, match=r"no option 'zzz', .* judges by$"):
        judge([8.5, 13.0], correlate, X, W, zzz=2)
    assert judge([4.0, 6.0], open_to_all, X, [2.0], start=1) == []


@pytest.mark.parametrize(
    "word", ["dtype", "accumulate", "operands", "flush", "algorithm", "options"]
)
def test_a_word_of_judge_is_offered_for_one_like_it(word: str) -> None:
    with pytest.raises(TypeError, match=rf": is it {word}\?$"):
        judge([8.5, 13.0], correlate, X, W, **{f"{word}_": 1})  # type: ignore[arg-type]


@pytest.mark.parametrize("odd", [1 + 0j, complex("inf")])
def test_complex_numbers_are_to_be_declared(odd: complex) -> None:
    """An answer may be complex by mistake, or the type was not declared."""
    with pytest.raises(TypeError) as caught:
        judge([odd], correlate, [1e308], [10.0])
    said = f'computed must hold ints and floats, not {odd}: say dtype="complex128"'
    assert str(caught.value) == said
    with pytest.raises(TypeError) as caught:
        judge([1.0], correlate, [odd], [1.0])
    said = f'need int, float, Fraction, but x[0] is {odd}: say dtype="complex128"'
    assert str(caught.value) == f"exact sums {said}"
    if odd == 1:
        assert judge([odd], correlate, [odd], [1.0], dtype="complex128") == []


@pytest.mark.parametrize("options", [3, [("stride", 2)], {1: 2}])
def test_options_are_values_by_their_names(options: Any) -> None:
    message = "options must be a dict, names to values, not "
    with pytest.raises(TypeError, match=rf"^{message}{re.escape(repr(options))}$"):
        judge([8.5], correlate, X, W, options=options)


def test_one_word_is_offered_of_several() -> None:
    def scaled(x: Any, w: Any, width1: int = 1, width2: int = 1) -> Any:
        raise NotImplementedError(x, w, width1, width2)

    with pytest.raises(TypeError, match=r"judges by: is it width\d\?$"):
        judge([8.5, 13.0], scaled, X, W, width3=1)


def test_what_cannot_tell_its_options_is_simply_called() -> None:
    class Silent:
        __signature__ = "none"

        def __call__(self, x: list[float], w: list[float], start: int) -> list[float]:
            return [w[0] * v for v in x[start:]]

    assert judge([4.0, 6.0], Silent(), X, [2.0], start=1) == []


@pytest.mark.parametrize("factor", [-1, 3])
def test_a_factor_of_all_sums_changes_no_verdict(factor: int) -> None:
    def scaled(x: list[Any], w: list[Any]) -> list[Any]:
        return [factor * v for v in convolve(x, w)]

    x, w = [0.1, 0.7, -0.3], [0.3, 1.1]
    y = scaled(x, w)
    assert judge(y, scaled, x, w) == []
    assert [f.index for f in judge([*y[:-1], 1e-9 + y[-1]], scaled, x, w)] == [(3,)]


def test_quotients_have_to_be_exact_as_no_bound_is_known_for_them() -> None:
    """The weights add up to 4, so the first output is (2*1 + 1*2) / 4."""
    x, w = [1, 2, 3], [1.0, 2.0, 1.0]
    right = [1, 2, 2]
    assert judge(right, "astropy.convolution.convolve", x, w) == []
    for last in (2.1, math.inf):
        with pytest.raises(ValueError, match=r"and the function divides$"):
            judge([1, 2, last], "astropy.convolution.convolve", x, w)
    astropy = CONVENTIONS["astropy.convolution.convolve"].reference
    with pytest.raises(ValueError, match=r"^no bound is known for quotients, and the"):
        bounds(astropy, x, w, None, arithmetic())


@pytest.mark.parametrize("scale", [1, 2, 0.5, 2.0**-5])
def test_weights_of_a_common_factor_have_the_same_quotients(scale: float) -> None:
    """What the weights have in common cancels: 4 * (2 + 4) / 8 is 3, as for 1 and 2."""
    x, w = [4.0, 4.0, 4.0], [2.0 * scale, 4.0 * scale, 2.0 * scale]
    assert judge([3.0, 4.0, 3.0], "astropy.convolution.convolve", x, w) == []
    for wrong in ([6.0, 8.0, 6.0], [1.5, 2.0, 1.5]):
        with pytest.raises(ValueError, match="no bound is known for quotients"):
            judge(wrong, "astropy.convolution.convolve", x, w)


@pytest.mark.parametrize(
    "huge", [10**400, Fraction(-(10**400)), 10**5000], ids=["int", "Fraction", "long"]
)
def test_what_is_beyond_all_floats_is_judged_as_any_number(huge: Any) -> None:
    [finding] = judge([2.0, huge], "convolve", [2.0, 3], [1])
    assert (finding.index, finding.computed, finding.exact) == ((1,), huge, 3)
    for dtype in ("float64", "complex64", "int64"):
        with pytest.raises(ValueError, match=rf"^x\[0\] is .*, which is no {dtype}"):
            judge([2.0, 3.0], "convolve", [huge, 3], [1], dtype=dtype)
    with pytest.raises(ValueError, match=r"^inf and nan have no .*, but x\[0\] is inf"):
        judge([2.0, 3.0], "convolve", [math.inf, huge], [1])


@pytest.mark.parametrize(
    ("like", "message"),
    [
        ("numpy.corelate", "not 'numpy.corelate': is it numpy.correlate"),
        ("conv", "not 'conv': is it conv2d or conv1d"),
        ("BOUNDARIES", "not 'BOUNDARIES'$"),
        (7, "not 7$"),
    ],
)
def test_what_stands_for_nothing_is_refused(like: Any, message: str) -> None:
    with pytest.raises(ValueError, match=f"^like must be .*{message}"):
        judge([1.0], like, X, W)


# === bounds are those of the terms ===

numbers = st.integers(-9, 9).map(float) | st.floats(-1e30, 1e30) | st.sampled_from(
    [0.0, 1.0, 2.0**-1074, 2.0**-1022, 1.7e308, -1.7e308, 3.4028235e38, 2.0**-149]
)
machines = st.sampled_from(
    [
        arithmetic(),
        arithmetic(accumulate="float32"),
        arithmetic(accumulate="longdouble"),
        arithmetic(operands="tf32"),
        arithmetic(flush=True),
        arithmetic(accumulate="float16", operands="bfloat16", flush=True),
    ]
)


@given(
    how=machines,
    x=st.lists(numbers, min_size=1, max_size=5),
    w=st.lists(numbers, min_size=1, max_size=4),
    bias=st.none() | numbers,
)
def test_integers_tell_what_terms_would(
    how: Any, x: list[float], w: list[float], bias: float | None
) -> None:
    layer = partial(conv1d, padding=1, boundary="edge")
    given_bias = None if bias is None else [bias]
    if len(w) > len(x) + 2:
        return
    found = bounds(layer, [[x]], [[w]], given_bias, how)

    edge = [x[0], *x, x[-1]]
    infinite = any(map(how.too_large, [*x, *w]))
    for n, bound in enumerate(found):
        terms = [*zip(w, edge[n:]), *([] if bias is None else [(bias,)])]
        total = total_of(terms, how)
        allowed, nonfinite = limits(total._replace(infinite=infinite), how)
        assert bound == (total.exact, allowed, nonfinite)


# === terms ===

FUNCTIONS: dict[str, tuple[Callable[..., Any], Any, Any]] = {
    "convolve": (partial(convolve, boundary="reflect"), [1.0, 2, 3, 4], [5.0, 6, 7]),
    "scatter": (scatter, [1.0, 2, 3, 4], [5.0, 6]),
    "conv2d": (
        partial(conv2d, padding=1, stride=(1, 2), groups=2),
        [[[[1.0, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]]],
        [[[[1.0, 2], [3, 4]]], [[[5, 6], [7, 8]]]],
    ),
    "conv_transpose1d": (
        partial(conv_transpose1d, stride=2),
        [[[1.0, 2, 3], [4, 5, 6]]],
        [[[1.0, 2, 3]], [[4, 5, 6]]],
    ),
    "a partial sum used twice": (
        lambda x, w: [
            (low := w[0] * x[0] + w[1] * x[1]) + w[0] * x[2], low + w[1] * x[3]
        ],
        [1.0, 2, 3, 4],
        [5.0, 6],
    ),
    "samples added first": (
        lambda x, w: [(x[0] + x[2]) * w[0] + x[1] * w[1]],
        [1.0, 2, 3],
        [5.0, 6],
    ),
    "no terms": (lambda x, w: [0, 0 * w[0], x[0] * w[0]], [1.0], [2.0]),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_terms_of_an_output_add_up_to_it(name: str) -> None:
    function, x, w = FUNCTIONS[name]
    sums = Sums(function, x, w, None, arithmetic())

    for k, value in enumerate(leaves(function(x, w))):
        terms = [math.prod(term) for term in sums.terms(k)]
        assert sum(terms) == value
        assert sum(map(abs, terms)) == sums.sizes[k] * sums.unit
        assert len([t for t in terms if t]) == sums.counts[k]


def test_terms_stand_in_the_order_of_the_sum() -> None:
    sums = Sums(conv1d, [[[1.0, 2.0, 0.0]]], [[[3.0, 4.0]]], [5.0], arithmetic())

    assert sums.terms(0) == ((3.0, 1.0), (4.0, 2.0), (5.0,))
    assert sums.terms(1) == ((3.0, 2.0), (4.0, 0.0), (5.0,))


def test_terms_are_traced_when_they_are_asked_for_and_once() -> None:
    times = iter([((1, 2),), ((3, 4),)])
    bound = Bound(Fraction(2), Fraction(0), frozenset())
    finding = Finding((0,), 1.0, lambda: bound, lambda: next(times))

    assert finding.terms == finding.terms == ((1, 2),)
    assert next(times) == ((3, 4),)


def test_findings_are_told_apart_by_their_outputs() -> None:
    def unasked() -> Any:
        raise NotImplementedError

    bound = Bound(Fraction(2), Fraction(0), frozenset())
    finding = Finding((0,), 1.0, lambda: bound, lambda: ((1, 2),))

    assert repr(finding) == "Finding(index=(0,), computed=1.0)"
    assert finding == Finding((0,), 1.0, unasked, unasked)
    assert finding != Finding((1,), 1.0, unasked, unasked)
    assert finding != Finding((0,), 3.0, unasked, unasked)
    with pytest.raises(FrozenInstanceError):
        finding.computed = 2.0  # type: ignore[misc]


def test_what_reaches_an_output_is_found_by_its_row_and_column() -> None:
    nine = list(range(9))
    for k in range(9):
        assert reaching(correlate, (nine, [1]), 0, k) == [p == k for p in range(9)]
    for k in range(3):  # seven of nine touch all rows and columns
        assert reaching(correlate, (nine, [1] * 7), 0, k) == [True] * 9
        assert reaching(correlate, (nine, [1] * 7), 1, k) == [True] * 7


def test_numbers_that_remember_add_and_multiply_from_either_side() -> None:
    a, b = Remembered(2), Remembered(3)

    assert terms_of(0 + a) == terms_of(a + 0) == ((2,),)
    assert terms_of(7 + a) == ((7,), (2,))
    assert terms_of(a + 7) == ((2,), (7,))
    assert terms_of(5 * a * b) == ((5, 2, 3),)
    assert terms_of((a + b) * 5) == ((2, 5), (3, 5))
    assert (a * False, False * a) == (0, 0)
    assert Remembered(2 + 1j).conjugate().terms() == ((2 - 1j,),)


def test_what_is_subtracted_is_a_term_with_a_factor_of_minus_one() -> None:
    a, b = Remembered(2), Remembered(3)
    assert (a - b).terms() == ((2,), (-1, 3))
    assert (7 - b).terms() == ((7,), (-1, 3))
    assert (-b).terms() == ((-1, 3),)


def test_all_that_the_room_offers_is_there() -> None:
    assert [name for name in verdict.__all__ if not hasattr(verdict, name)] == []
