"""exact is equal to the loops where these are exact, and else is rounded once."""

from __future__ import annotations

import decimal
import gc
import math
import runpy
import sys
from array import array
from fractions import Fraction
from random import Random
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pureconv
from layer_calls import Index
from pureconv import boundary, exact, sizes
from pureconv.exact import costs, kronecker
from pureconv.nested import leaves
from pureconv.network.channels import conv2d
from refusals import refusal

# What to set in `costs` so that all is done in one way; and the usual estimate.
METHODS: dict[str, dict[str, Any]] = {
    "by loops": {"SETUP": math.inf},
    "by int": {"SETUP": -math.inf, "SHORT": 0, "CROSSOVER": math.inf},
    "plainly": {"SETUP": -math.inf, "SHORT": math.inf},
    "by decimal": {"SETUP": -math.inf, "SHORT": 0, "CROSSOVER": -1},
    "as estimated": {"SETUP": costs.SETUP},
}
methods = st.sampled_from(sorted(METHODS))
FAST = "by_decimal" if kronecker.decimal_takes(1) else "by_int"  # for long operands
every_method = pytest.mark.parametrize("method", METHODS)

MODES = ("full", "same", "valid", "causal")
BOUNDARIES = ("zero", "edge", "reflect", "symmetric", "wrap")
LARGEST = sys.float_info.max
TINY = 5e-324  # the smallest subnormal number, 2**-1074


def using(method: str) -> Any:
    return mock.patch.multiple(costs, **METHODS[method])


# === what is asked: operands with options that fit ===


def test_there_are_no_other_modes_and_boundaries() -> None:
    assert set(sizes.MODES) == set(MODES)
    assert set(boundary.BOUNDARIES) == set(BOUNDARIES)


in_1d = st.sampled_from(["correlate", "convolve"])
in_2d = st.sampled_from(["correlate2d", "convolve2d"])
ints = st.integers(-(2**200), 2**200) | st.integers(-9, 9)
fractions = st.fractions(-99, 99, max_denominator=99)
finite = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def options_1d(draw: st.DrawFn, k: int, most: int = 4) -> tuple[int, dict[str, Any]]:
    """Draw options for k taps, and the shortest signal that they allow."""
    options: dict[str, Any] = {
        "mode": draw(st.sampled_from(MODES)),
        "stride": draw(st.integers(1, most)),
        "dilation": draw(st.integers(1, most)),
        "boundary": draw(st.sampled_from(BOUNDARIES)),
    }
    fits = options["mode"] != "valid"
    return 1 if fits else options["dilation"] * (k - 1) + 1, options


@st.composite
def signals(draw: st.DrawFn, numbers: st.SearchStrategy[Any], most: int = 12) -> Any:
    """Draw (x, w, options)."""
    w = draw(st.lists(numbers, min_size=1, max_size=most))
    least, options = draw(options_1d(len(w)))
    return draw(st.lists(numbers, min_size=least, max_size=least + most)), w, options


@st.composite
def images(draw: st.DrawFn, numbers: st.SearchStrategy[Any], most: int = 3) -> Any:
    """Draw (x, w, options)."""
    rows, columns = draw(st.integers(1, most)), draw(st.integers(1, most))
    least_rows, down = draw(options_1d(rows, most))
    least_columns, along = draw(options_1d(columns, most))
    if "valid" in (down["mode"], along["mode"]):
        least_rows = down["dilation"] * (rows - 1) + 1
        least_columns = along["dilation"] * (columns - 1) + 1
        down["mode"] = "valid"
    options = {
        "mode": down["mode"],
        "boundary": down["boundary"],
        "stride": (down["stride"], along["stride"]),
        "dilation": (down["dilation"], along["dilation"]),
    }
    height = least_rows + draw(st.integers(0, most))
    width = least_columns + draw(st.integers(0, most))

    def grid(m: int, n: int) -> list[list[Any]]:
        row = st.lists(numbers, min_size=n, max_size=n)
        return draw(st.lists(row, min_size=m, max_size=m))

    return grid(height, width), grid(rows, columns), options


def some(random: Random, length: int, largest: int) -> list[int]:
    """Return ints that like the ends of their range."""
    ends = (-largest, largest, 0, random.randint(-largest, largest))
    return [random.choice(ends) for _ in range(length)]


# === ints and Fractions: the loops are exact, and so the two are equal ===


@every_method
def test_the_worked_examples(method: str) -> None:
    with using(method):
        assert exact.convolve([1, 2, 3], [4, 5, 6]) == [4, 13, 28, 27, 18]
        assert exact.correlate([0, 1, 2, 3, 0, 0], [1, 2, 3]) == [8, 14, 8, 3]
        image, kernel = [[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[0, 1], [2, 3]]
        assert exact.correlate2d(image, kernel) == [[19, 25], [37, 43]]


def test_digits_that_are_wide_enough_carry_nothing() -> None:
    assert 10203 * 40506 == 413282718
    assert exact.convolve([1, 2, 3], [4, 5, 6]) == [4, 13, 28, 27, 18]


@given(
    in_1d, signals(ints) | signals(fractions) | signals(ints | fractions), methods
)
def test_signals_give_what_the_loops_give(name: str, asked: Any, method: str) -> None:
    x, w, options = asked

    with using(method):
        y = getattr(exact, name)(x, w, **options)

    assert y == getattr(pureconv, name)(x, w, **options)


@given(in_2d, images(ints) | images(fractions) | images(ints | fractions), methods)
def test_images_give_what_the_loops_give(name: str, asked: Any, method: str) -> None:
    x, w, options = asked

    with using(method):
        y = getattr(exact, name)(x, w, **options)

    assert y == getattr(pureconv, name)(x, w, **options)


@given(st.randoms(use_true_random=False), st.integers(1, 300), st.integers(1, 300),
       st.integers(0, 200), st.data())  # fmt: skip
def test_long_signals_give_what_the_loops_give(
    random: Random, n: int, k: int, bits: int, data: st.DataObject
) -> None:
    x, w = some(random, n, 2**bits), some(random, k, 2**bits)
    _, options = data.draw(options_1d(k))
    options["mode"] = data.draw(st.sampled_from(["full", "same"]))
    method = data.draw(methods)

    with using(method):
        y = exact.correlate(x, w, **options)

    assert y == pureconv.correlate(x, w, **options)


@pytest.mark.parametrize(
    ("n", "k"), [(30_000, 20_000), (100_000, 3), (3, 100_000), (40_000, 1_000)]
)
def test_a_long_result_is_the_product_of_polynomials(n: int, k: int) -> None:
    """Y(z) = X(z) * W(z) at a random z, modulo a prime so that numbers stay short."""
    random, prime = Random(n), 2**127 - 1
    x, w = some(random, n, 1000), some(random, k, 1000)
    z = random.randrange(prime)

    def value(digits: list[int]) -> int:
        total = 0
        for digit in reversed(digits):
            total = (total * z + digit) % prime
        return total

    y = exact.convolve(x, w)

    assert len(y) == n + k - 1
    assert value(y) == value(x) * value(w) % prime


@pytest.mark.parametrize("size", [(40, 60, 5, 3), (30, 30, 30, 30), (20, 9, 1, 70)])
@every_method
def test_large_images_give_what_the_loops_give(
    size: tuple[int, int, int, int], method: str
) -> None:
    random, (rows, columns, kernel_rows, kernel_columns) = Random(1), size
    x = [some(random, columns, 255) for _ in range(rows)]
    w = [some(random, kernel_columns, 2**70) for _ in range(kernel_rows)]

    with using(method):
        y = exact.convolve2d(x, w, "same", stride=(2, 3))

    assert y == pureconv.convolve2d(x, w, "same", stride=(2, 3))


# === the width of a digit ===


@every_method
@pytest.mark.parametrize("bits", [*range(1, 18), 31, 32, 63, 64, 65, 200])
def test_digits_at_their_ends_do_not_touch_their_neighbours(
    bits: int, method: str
) -> None:
    """Every sum as large as the bound, every sum its negative, and both in turn."""
    for largest in (2**bits - 1, 2**bits):
        for k in (1, 2, 3, 8):
            equal, alternating = [1] * k, [(-1) ** i for i in range(k)]
            x = [largest] * 20
            for signs in (equal, alternating):
                for sign in (1, -1):
                    signed = [sign * v * (-1) ** n for n, v in enumerate(x)]
                    with using(method):
                        assert exact.convolve(x, signs) == pureconv.convolve(x, signs)
                        y = exact.convolve(signed, signs)
                    assert y == pureconv.convolve(signed, signs)


@given(st.lists(ints, min_size=1), st.lists(ints, min_size=1))
def test_no_sum_exceeds_the_bound(x: list[int], w: list[int]) -> None:
    y = pureconv.convolve(x, w)

    assert max(map(abs, y)) <= kronecker.bound([x], [w])


def test_the_bound_is_reached() -> None:
    x, w = [7, 7, -7, 7], [5, -3, 2]

    assert kronecker.bound([x], [w]) == 7 * (5 + 3 + 2)
    assert pureconv.convolve(x, w)[3] == 5 * 7 + -3 * -7 + 2 * 7


@pytest.mark.parametrize("size", [1, 2, 7, 8, 9, 20])
def test_a_digit_one_bit_too_narrow_goes_wrong(size: int) -> None:
    largest = 2 ** (8 * size - 1)  # the first that does not fit into `size` bytes
    x, w = [largest - 1, -largest + 1], [largest, -largest]

    assert kronecker.by_int(x, [[1]], 2, largest - 1) == x
    assert kronecker.by_int(w, [[1]], 2, largest) == w
    with pytest.raises((AssertionError, OverflowError)):
        assert kronecker.by_int(w, [[1]], 2, largest - 1) == w


@pytest.mark.skipif(FAST == "by_int", reason="there is no decimal in C here")
@pytest.mark.parametrize("size", [1, 2, 19, 20, 100])
def test_a_digit_one_place_too_narrow_goes_wrong(size: int) -> None:
    largest = 10**size // 2  # the first that does not fit into `size` places
    x, w = [largest - 1, 1 - largest, largest - 1], [largest, -largest, largest]

    assert kronecker.by_decimal(x, [1], largest - 1) == x
    assert kronecker.by_decimal(w, [1], largest) == w
    with pytest.raises((AssertionError, ValueError)):
        assert kronecker.by_decimal(w, [1], largest - 1) == w


# === floats: one rounding of the true value ===


def nearest(value: Fraction | int) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.copysign(math.inf, value > 0 or -1)


def nearest_of_loops(name: str, x: Any, w: Any, options: dict[str, Any]) -> list[str]:
    """Return the true values by the loops on Fractions, each rounded, as exact text."""
    true = getattr(pureconv, name)(fractions_of(x), fractions_of(w), **options)
    return [nearest(value).hex() for value in leaves(true)]


def fractions_of(nested: Any) -> Any:
    if isinstance(nested, list):
        return [fractions_of(value) for value in nested]
    return nested if nested is None else Fraction(nested)


def bits_of(nested: Any) -> list[str]:
    return [value.hex() for value in leaves(nested)]


few_bits = st.sampled_from([0.0, -0.0, 0.1, -0.1, 1.0, 1e16, -1e16, TINY, 2.0**53])
huge = st.sampled_from([LARGEST, -LARGEST, 2.0**970, -(2.0**969), 1e308, 1.0])
tiny = st.floats(-1e-150, 1e-150)
floats = st.one_of(few_bits, finite, huge, tiny, few_bits | ints | fractions)


@given(
    in_1d,
    signals(few_bits) | signals(finite) | signals(huge) | signals(tiny),
    methods,
)
def test_floats_of_signals_are_rounded_once(name: str, asked: Any, method: str) -> None:
    x, w, options = asked

    with using(method):
        y = getattr(exact, name)(x, w, **options)

    assert bits_of(y) == nearest_of_loops(name, x, w, options)


@given(
    in_2d, images(few_bits) | images(finite) | images(huge) | images(tiny), methods
)
def test_floats_of_images_are_rounded_once(name: str, asked: Any, method: str) -> None:
    x, w, options = asked

    with using(method):
        y = getattr(exact, name)(x, w, **options)

    assert bits_of(y) == nearest_of_loops(name, x, w, options)


@given(st.lists(floats, min_size=1), st.lists(floats, min_size=1), methods)
def test_a_mixture_with_floats_is_rounded_once(
    x: list[Any], w: list[Any], method: str
) -> None:
    with using(method):
        y = exact.convolve(x, [*w, 1.0])

    assert bits_of(y) == nearest_of_loops("convolve", x, [*w, 1.0], {})


@pytest.mark.parametrize(
    ("x", "w", "y"),
    [
        pytest.param([0.1] * 10, [1.0] * 10, 1.0, id="ten tenths"),
        pytest.param([1e16, 1.0, -1e16], [1.0] * 3, 1.0, id="the small one survives"),
        pytest.param([1.0, -1.0], [0.3, 0.3], 0.0, id="cancelled"),
        pytest.param([TINY, TINY], [0.5, 0.5], TINY, id="two halves of the smallest"),
        pytest.param([TINY], [0.5], 0.0, id="a tie, to zero"),
        pytest.param([-TINY], [0.5], -0.0, id="a tie, to a zero of its sign"),
        pytest.param([TINY, 1e-310], [0.75, 1.0], 1e-310 + TINY, id="subnormal"),
        pytest.param([LARGEST, -LARGEST], [2.0, 2.0], 0.0, id="too large in between"),
        pytest.param([LARGEST, LARGEST], [1.0, 1.0], math.inf, id="too large"),
        pytest.param([-LARGEST, LARGEST], [3.0, 1.0], -math.inf, id="far below"),
        pytest.param([LARGEST, 2.0**970], [1.0, 0.999], LARGEST, id="nearly too large"),
        pytest.param([LARGEST, 2.0**970], [1.0, 1.0], math.inf, id="just too large"),
        pytest.param([2.0**1023, TINY], [TINY, 0.5], 2.0**-51, id="far apart"),
    ],
)
@every_method
def test_awkward_floats(x: list[float], w: list[float], y: float, method: str) -> None:
    with using(method):
        [total] = exact.correlate(x, w)

    assert total.hex() == y.hex()


@pytest.mark.parametrize("spread", range(968, 976))
def test_floats_of_the_widest_spread_are_rounded_once(spread: int) -> None:
    """Where a power of two no longer makes them whole without making them too large."""
    x, w = [1 + 2**-52, -(1 + 2**-52) * 2.0**spread, 0.75], [1.25, 1.0]

    assert bits_of(exact.convolve(x, w)) == nearest_of_loops("convolve", x, w, {})


@pytest.mark.parametrize("power", range(1020, 1077))
def test_results_near_the_smallest_float_are_rounded_once(power: int) -> None:
    x = [(2**53 + 1) * 2.0**-power * sign for sign in (1, -1)] + [3 * 2.0**-power]
    w = [1.0, 2.0**-52, 0.5]

    assert bits_of(exact.convolve(x, w)) == nearest_of_loops("convolve", x, w, {})


def test_long_operands_of_floats_are_rounded_once() -> None:
    random = Random(5)
    x = [random.gauss(0, 1) for _ in range(700)]
    w = [random.uniform(-1, 1) for _ in range(100)]

    assert bits_of(exact.convolve(x, w)) == nearest_of_loops("convolve", x, w, {})


@pytest.mark.parametrize(
    ("x", "w", "kind"),
    [
        ([1, 2], [3], int),
        ([True, False], [True], int),
        ([1, Fraction(1, 2)], [2], Fraction),
        ([2], [Fraction(1, 2), 4], Fraction),
        ([2], [0.5, 4], float),
        ([1, 2], 0.5, float),
        ([Fraction(1, 3)], [0.5], float),
    ],
)
@every_method
def test_all_results_are_of_one_type(
    x: list[Any], w: Any, kind: type, method: str
) -> None:
    with using(method):
        y = exact.convolve(x, w, dilation=5)  # with gaps: sums of no terms

    assert {type(value) for value in y} == {kind}


# === which way is taken ===


def ways(x: Any, w: Any, **options: Any) -> set[str]:
    """Return which functions do the work."""
    taken = set()
    for module, name in (
        (pureconv.correlation, "convolve"),
        (kronecker, "plainly"),
        (kronecker, "by_int"),
        (kronecker, "by_decimal"),
    ):
        with mock.patch.object(module, name, wraps=getattr(module, name)) as spy:
            exact.convolve(x, w, **options)
        if spy.called:
            taken.add(name)
    return taken


def test_each_method_is_the_one_its_name_says() -> None:
    with using("by loops"):
        assert ways([1] * 1000, [1] * 1000) == {"convolve"}
    with using("by int"):
        assert ways([1], [1]) == {"by_int"}
    with using("plainly"):
        assert ways([1] * 1000, [1] * 1000) == {"plainly"}
    with using("by decimal"):
        assert ways([1], [1]) == {FAST}


def test_by_itself_the_way_follows_the_size() -> None:
    assert ways([1] * 10, [1] * 10) == {"convolve"}
    assert ways([1] * 10_000, [1]) == {"plainly"}
    assert ways([1] * 10_000, [1] * 100, stride=1000) == {"convolve"}
    assert ways([1] * 1000, [1] * 100) == {"by_int"}
    assert ways([1000] * 100, [1000] * 30_000) == {"by_int"}
    assert ways([1] * 30_000, [1] * 30_000) == {FAST}


@pytest.mark.parametrize("long", [0, -1])
def test_long_ints_do_not_make_it_slower_than_the_loops(long: int) -> None:
    """All digits are as wide as the widest sum: for one long int that is too much."""
    one = [1] * 2000
    one[long] <<= 99_600

    assert ways([1] * 2000, [1] * 200) == {"by_int"}
    assert ways(one, [1] * 200) == {"convolve"}
    assert ways([(1 << 2500) - i for i in range(500)], [1] * 6) == {"convolve"}
    assert ways([(1 << 40) - i for i in range(500)], [1] * 6) == {"plainly"}


def test_without_decimal_in_c_int_does_it_all() -> None:
    with mock.patch.dict(sys.modules, {"_decimal": None}):
        module = runpy.run_path(kronecker.__file__)

    with using("by decimal"):
        y = module["convolve2d"]([[1, 2, 3]], [[4, 5, 6]], 28, 1, 1)
        assert y == [[4, 13, 28, 27, 18]]
        assert not module["decimal_takes"](1)


# === nothing of the caller's is touched ===


@pytest.mark.parametrize("method", ["by decimal", "as estimated"])
def test_the_decimal_context_of_the_caller_is_neither_used_nor_changed(
    method: str,
) -> None:
    hostile = decimal.Context(prec=2, Emin=-1, Emax=1, rounding=decimal.ROUND_UP)
    for signal in hostile.traps:
        hostile.traps[signal] = True
    x, w = some(Random(1), 50, 10**9), some(Random(2), 40, 10**9)

    with decimal.localcontext(hostile), using(method):
        before = repr(decimal.getcontext())
        y = exact.convolve(x, w)
        assert repr(decimal.getcontext()) == before

    assert y == pureconv.convolve(x, w)


def test_the_default_decimal_context_is_not_inherited() -> None:
    default = decimal.DefaultContext
    settings = {"prec": 3, "Emax": 5, "Emin": -5, "clamp": 1, "capitals": 0}
    before = {name: getattr(default, name) for name in settings}
    for name, value in settings.items():
        setattr(default, name, value)

    try:
        with using("by decimal"):
            assert exact.convolve([10**20, -1], [10**20, 7]) == [
                10**40, 7 * 10**20 - 10**20, -7
            ]  # fmt: skip
    finally:
        for name, value in before.items():
            setattr(default, name, value)


@pytest.mark.skipif(
    not hasattr(sys, "set_int_max_str_digits"), reason="this Python has no such limit"
)
@pytest.mark.parametrize("limit", [640, 4300, 0])
def test_the_limit_of_text_for_ints_is_respected(limit: int) -> None:
    before = sys.get_int_max_str_digits()
    wide, narrow = 10**4400, 10**400
    sys.set_int_max_str_digits(limit)

    try:
        with using("by decimal"):
            assert not kronecker.decimal_takes(wide)
            assert exact.convolve([wide, -1], [1, wide]) == [wide, wide**2 - 1, -wide]
            y = exact.convolve([narrow, -1], [1, 3])
        assert sys.get_int_max_str_digits() == limit
    finally:
        sys.set_int_max_str_digits(before)

    assert y == [narrow, 3 * narrow - 1, -3]


def test_decimal_takes_digits_up_to_the_limit_and_no_further() -> None:
    largest = 10**640 // 2 - 1  # fits into a digit of 640 places
    limit = mock.patch.object(
        sys, "get_int_max_str_digits", return_value=640, create=True
    )

    with limit:
        assert kronecker.decimal_takes(largest) == (FAST == "by_decimal")
        assert not kronecker.decimal_takes(largest + 1)


@every_method
def test_memory_is_released(method: str) -> None:
    tracemalloc = pytest.importorskip("tracemalloc", reason="CPython counts its memory")
    x, w = [10**20] * 1000, [1.5] * 9
    gc.collect()
    gc.disable()  # it would count what it frees, and allocates, for others
    tracemalloc.start()

    try:
        with using(method):
            exact.convolve(x, w)  # once before: Python keeps some of what it freed
            before, _ = tracemalloc.get_traced_memory()
            exact.convolve(x, w)
            after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        gc.enable()

    assert peak - before > 50_000  # there was something to release
    assert after - before < 5_000


@every_method
def test_arguments_are_not_changed(method: str) -> None:
    x, w = [[1, 2.5], [Fraction(1, 2), 3]], [[0.5, True]]

    with using(method):
        exact.convolve2d(x, w, boundary="edge")
        exact.correlate(x[0], w[0])

    assert x == [[1, 2.5], [Fraction(1, 2), 3]]
    assert w == [[0.5, True]]


@pytest.mark.parametrize("x", [(1, 2, 3), range(1, 4), array("q", [1, 2, 3])])
@every_method
def test_any_sequence_is_read(x: Any, method: str) -> None:
    with using(method):
        assert exact.convolve(x, 2) == [2, 4, 6]
        assert exact.correlate(x, x) == [1 + 4 + 9]


@every_method
def test_steps_may_be_whatever_stands_for_an_int(method: str) -> None:
    two: Any = Index(2)
    steps: Any = {"stride": two, "dilation": two}
    with using(method):
        assert exact.correlate([1, 2, 3, 4, 5], [1, 10], **steps) == [31, 53]
        assert exact.convolve([1, 2, 3], [1, 10], "valid", **steps) == [13]
        assert exact.correlate2d([[1, 2, 3]] * 3, [[1, 10]] * 2, **steps) == [[62]]
        assert exact.convolve2d([[1, 2, 3]], [[1, 10]], "valid", **steps) == [[13]]


# === what has no exact value ===

NAN, INF = math.nan, math.inf
ERRORS = [
    (exact.convolve, ([1.0, INF], [1]), ValueError, "signal[1] is inf"),
    (exact.correlate, ([1.0], [2, 3, NAN]), ValueError, "kernel[2] is nan"),
    (exact.correlate, ([Fraction(1, 2), -INF], [2]), ValueError, "signal[1] is -inf"),
    (exact.correlate2d, ([[1, 2], [NAN, 1]], [[1]]), ValueError, "image[1][0] is nan"),
    (exact.convolve2d, ([[1]], [[0.5, INF]]), ValueError, "kernel[0][1] is inf"),
    (exact.convolve, ([1, 2j], [1]), TypeError, "signal[1] is 2j"),
    (exact.convolve, ([1], [decimal.Decimal(1)]), TypeError, "kernel[0] is Decimal"),
    (exact.convolve2d, ([[1]], [[1j]]), TypeError, "kernel[0][0] is 1j"),
    (exact.convolve, ([], [1]), ValueError, "signal must have at least 1 sample"),
    (exact.correlate, ([1], [1, 2]), ValueError, "kernel reaches 2 samples but"),
    (exact.correlate2d, ([[1], [2, 3]], [[1]]), ValueError, "image is ragged"),
    (exact.convolve2d, ([[1, INF]], [[1]]), ValueError, "image[0][1] is inf"),
    (exact.convolve2d, ([[1]], [[1], [2]], "valid"), ValueError,
     "kernel reaches 2 rows but the image has 1"),
]


class Mod7(int):
    """An int with operators of its own: a sum of digits is not its sum."""

    def __add__(self, other: int) -> Mod7:
        return Mod7(int.__add__(self, other) % 7)

    __radd__ = __add__


class Named(int):
    """An int that has a name, and the operators of any other."""

    name = "seven"


def test_an_int_that_adds_up_in_its_own_way_is_refused() -> None:
    for n in (1, 300):  # the loops would do as it says, digits would not
        with pytest.raises(TypeError, match=r"but signal\[0\] is 5"):
            exact.convolve([Mod7(5)] * n, [Mod7(6)] * n)
    assert exact.convolve([Named(7)] * 300, [Named(2), 1]) == [14] + [21] * 299 + [7]


def test_infinity_beside_an_int_beyond_all_floats_is_found() -> None:
    for x in ([10**400, INF], [Fraction(10**400), INF]):
        with pytest.raises(ValueError, match=r"but signal\[1\] is inf"):
            exact.convolve(x, [1])
        with pytest.raises(ValueError, match=r"but w\[1\] is inf"):
            exact.exactly(pureconv.convolve, [1], x)
    assert exact.convolve([10**400, 1.0], [1, 1]) == [INF, INF, 1.0]


@pytest.mark.parametrize(("function", "arguments", "error", "message"), ERRORS)
def test_errors_name_the_argument_and_the_place(
    function: Any, arguments: tuple[Any, ...], error: type[Exception], message: str
) -> None:
    before = repr(arguments)

    with pytest.raises(error) as caught:
        function(*arguments)

    assert message in str(caught.value)
    assert repr(arguments) == before


@pytest.mark.parametrize(
    "options",
    [
        {"mode": "half"}, {"mode": 1}, {"stride": 0}, {"stride": 1.0}, {"stride": True},
        {"dilation": 0}, {"dilation": "2"}, {"boundary": "none"}, {"boundary": None},
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["correlate", "convolve", "correlate2d", "convolve2d"])
def test_options_raise_as_in_the_loops(name: str, options: dict[str, Any]) -> None:
    x, w = ([[1, 2]], [[3]]) if name.endswith("2d") else ([1, 2], [3])
    with pytest.raises((TypeError, ValueError)) as expected:
        getattr(pureconv, name)(x, w, **options)

    with pytest.raises(expected.type) as caught:
        getattr(exact, name)(x, w, **options)

    assert str(caught.value) == str(expected.value)


@pytest.mark.parametrize("dilation", [(3, 1), (1, 4), (3, 4)])
@pytest.mark.parametrize("name", ["correlate2d", "convolve2d"])
def test_a_kernel_that_does_not_fit_is_refused_as_in_the_loops(
    name: str, dilation: Any
) -> None:
    x, w = [[1, 2, 3], [4, 5, 6]], [[1, 2], [3, 4]]
    words = refusal(getattr(pureconv, name), x, w, "valid", dilation=dilation)
    assert "ValueError: kernel reaches" in words
    assert refusal(getattr(exact, name), x, w, "valid", dilation=dilation) == words


# === exactly: any function of sums of products ===


def tilted(x: Any, w: Any, bias: Any = None, *, scale: int = 1) -> list[list[Any]]:
    """Two sums for each row: a bilinear function of no special shape."""
    bias = [0, 0] if bias is None else bias
    return [
        [scale * w[0] * row[0] + bias[0], w[1] * row[-1] + w[0] * row[0] + bias[1]]
        for row in x
    ]


rows_of_two = st.lists(st.lists(floats, min_size=2, max_size=2), min_size=1, max_size=3)
two = st.lists(floats, min_size=2, max_size=2)


@given(rows_of_two, two, st.none() | two)
def test_exactly_rounds_any_bilinear_function_once(x: Any, w: Any, bias: Any) -> None:
    true = tilted(*map(fractions_of, (x, w, bias)), scale=3)

    unrounded = exact.exactly(tilted, x, w, bias, rounded=False, scale=3)
    y = exact.exactly(tilted, x, [w[0], float(w[1])], bias, scale=3)

    assert unrounded == true
    assert {type(value) for row in unrounded for value in row} == {Fraction}
    if float(w[1]) == w[1]:
        assert bits_of(y) == [nearest(value).hex() for row in true for value in row]


def test_exactly_keeps_ints_ints_and_fractions_fractions() -> None:
    half = Fraction(1, 2)

    assert exact.exactly(tilted, [[1, 2]], [3, 4], [5, 6]) == [[8, 17]]
    y = exact.exactly(tilted, [[1, 2]], [3, 4], [half, 6])
    assert y == [[3 + half, 17]]
    assert {type(value) for value in y[0]} == {Fraction}


def test_exactly_reads_scalars_tuples_and_deep_nests() -> None:
    def deep(x: Any, w: Any) -> Any:
        return [[[x[0][0][0][0] * w]], [[x[0][0][0][1] * w]]]

    y = exact.exactly(deep, (((array("d", [0.1, 0.2]),),),), 3)

    assert y == [[[0.30000000000000004]], [[0.6000000000000001]]]
    assert exact.exactly(pureconv.convolve, [0.1, 0.2], 3.0) == y[0][0] + y[1][0]
    assert exact.exactly(pureconv.weighted_sum, [0.1] * 10, [1] * 10) == 1.0


HOLDS_ITSELF: list[Any] = [1]
HOLDS_ITSELF.append(HOLDS_ITSELF)


@pytest.mark.parametrize(
    ("gradient", "said"),
    [
        (HOLDS_ITSELF, "item 0 is 1"),
        ([1.5], "item 0 is 1.5"),
        ([[0.1], [2]], "item 0, channel 0 is 0.1"),
    ],
)
def test_a_gradient_of_no_channels_is_refused_as_it_was_given(
    gradient: Any, said: str
) -> None:
    message = refusal(exact.bias_gradient, gradient)
    assert f"items of channels of samples, but {said}" in message
    assert message == refusal(pureconv.bias_gradient, gradient)


def test_exactly_knows_the_true_result_of_a_layer() -> None:
    x = [[[[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]]]
    w = [[[[0.7, -0.8]]], [[[1e-17, 1e17]]]]
    bias = [0.01, 1e-3]

    y = exact.exactly(conv2d, x, w, bias, padding=(0, 1))

    true = conv2d(*map(fractions_of, (x, w, bias)), padding=(0, 1))
    assert bits_of(y) == [nearest(value).hex() for value in leaves(true)]


@pytest.mark.parametrize(
    ("x", "w", "bias", "error", "message"),
    [
        ([[1.0, INF]], [1, 2], None, ValueError, "x[0][1] is inf"),
        ([[1.0, 2.0]], [NAN, 2], None, ValueError, "w[0] is nan"),
        ([[1.0, 2.0]], [1, 2], [0, -INF], ValueError, "bias[1] is -inf"),
        ([[1, 2]], [1, 2j], None, TypeError, "w[1] is 2j"),
        ([[1, "2"]], [1, 2], None, TypeError, "x[0][1] is '2'"),
        (None, [1, 2], None, TypeError, "x is None"),
        ([[1, 2], 3], [1, 2, [None]], None, TypeError, "w[2][0] is None"),
        (HOLDS_ITSELF, [1, 2], None, ValueError, "x is nested too deeply"),
        ([[1, 2]], HOLDS_ITSELF, None, ValueError, "w is nested too deeply"),
        ([[1, 2]], [1, 2], HOLDS_ITSELF, ValueError, "bias is nested too deeply"),
    ],
)
def test_exactly_names_the_argument_and_the_place(
    x: Any, w: Any, bias: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as caught:
        exact.exactly(tilted, x, w, bias)

    assert message in str(caught.value)
