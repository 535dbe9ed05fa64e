"""Functions of other libraries are recognized by what they answer, not by their names.

The stand-ins below are written from each library's documentation, with nothing of this
package: they gather products by position, mirror lists, or transform and back.
"""

from __future__ import annotations

import cmath
import re
from collections import Counter
from contextlib import suppress
from decimal import Decimal
from functools import partial
from itertools import product
from typing import Any

import pytest

from pureconv import conv1d, conv2d, conv_transpose1d, convolve, correlate
from pureconv.boundary import BOUNDARIES, pad, pad2d
from pureconv.nested import shape
from pureconv.testing.conventions import CONVENTIONS
from pureconv.testing.naming import kinds
from pureconv.testing.naming.asking import (
    FITTING,
    LONGER,
    PI,
    E,
    Question,
    Told,
    digits,
)
from pureconv.testing.naming.calls import call_text
from pureconv.testing.naming.explain import explain
from pureconv.testing.naming.identify import _documented, identify
from pureconv.testing.naming.kinds import RULES, Axis, Kind, slide
from refusals import refusal


def full(x: Any, w: Any, sign: int) -> list[Any]:
    """Return all sums of products whose positions agree, the first one first.

    Where it correlates, weights are conjugated.
    """
    w = [weight.conjugate() for weight in w] if sign < 0 else w
    sums: Counter[int] = Counter()
    for p, sample in enumerate(x):
        for i, weight in enumerate(w):
            sums[p + sign * i] += weight * sample
    return [sums[n] for n in sorted(sums)]


def numpy(x: Any, w: Any, mode: str, sign: int = 1) -> list[Any]:
    if len(w) > len(x):
        y = numpy(w, x, mode, sign)[::sign]  # and what was conjugated is x
        return y if sign > 0 else [v.conjugate() for v in y]
    trim = {"full": (0, 0), "same": ((len(w) - 1) // 2, len(w) // 2)}
    before, after = trim.get(mode, (len(w) - 1, len(w) - 1))
    y = full(x, w, sign)
    return y[before : len(y) - after]


def scipy_same(x: Any, w: Any, sign: int = 1) -> list[Any]:
    y = full(x, w, sign)
    start = (len(y) - len(x)) // 2
    return y[start : start + len(x)]


def lfilter(b: Any, a: Any, x: Any) -> list[Any]:
    past = [0] * len(b)
    y = []
    for sample in x:
        past = [sample, *past[:-1]]
        y.append(sum(weight * v for weight, v in zip(b, past)) / a)
    return y


MIRRORS = {
    "reflect": lambda x: x + x[::-1],
    "mirror": lambda x: x + x[-2:0:-1],
    "wrap": lambda x: x,
}


def ndimage(x: Any, w: Any, mode: str, *, flip: bool) -> list[Any]:
    period = MIRRORS[mode](list(x))
    centre = len(w) // 2
    if flip:
        w, centre = w[::-1], (len(w) - 1) // 2
    else:
        w = [weight.conjugate() for weight in w]
    around = [
        [period[(n - centre + i) % len(period)] for i in range(len(w))]
        for n in range(len(x))
    ]
    return [sum(a * b for a, b in zip(window, w)) for window in around]


def torch(x: Any, w: Any, padding: str = "valid") -> Any:
    ((x,),), ((w,),) = x, w
    if padding == "same":
        total = len(w) - 1
        x = [0] * (total // 2) + list(x) + [0] * (total - total // 2)
    if len(x) < len(w):
        raise RuntimeError("kernel size can't be greater than actual input size")
    windows = (x[n : n + len(w)] for n in range(len(x) - len(w) + 1))
    return [[[sum(a * b for a, b in zip(window, w)) for window in windows]]]


def circle(x: Any, w: Any) -> list[complex]:
    n = len(x)
    w = (list(w) + [0] * n)[:n]
    products = [a * b for a, b in zip(fourier(x, -1), fourier(w, -1))]
    return [v / n for v in fourier(products, 1)]


def fourier(x: Any, sign: int) -> list[complex]:
    turn = sign * 2j * cmath.pi / len(x)
    return [
        sum(v * cmath.exp(turn * k * p) for p, v in enumerate(x)) for k in range(len(x))
    ]


ZERO, NONE = "zero", "none: windows stay inside"
BACK = '"same_lower": one sample further back, from index reach // 2 of full'
AHEAD = '"same_upper": one sample further ahead, from index (reach + 1) // 2 of full'
SWAPPED = "signal and kernel change places"
ENDS = "causal, windows end at each sample"


@pytest.mark.parametrize(
    ("candidate", "call", "operation", "rows"),
    [
        (
            partial(numpy, mode="full"),
            'numpy.convolve(x, w, mode="full")',
            "convolution",
            {"mode": "full", "boundary": ZERO, "longer kernels": "as above"},
        ),
        (
            partial(numpy, mode="same"),
            'numpy.convolve(x, w, mode="same")',
            "convolution",
            {"mode": "same", "even kernels": BACK, "longer kernels": SWAPPED},
        ),
        (
            partial(numpy, mode="valid"),
            'numpy.convolve(x, w, mode="valid")',
            "convolution",
            {"mode": "valid", "boundary": NONE, "longer kernels": SWAPPED},
        ),
        (
            partial(numpy, mode="full", sign=-1),
            'numpy.correlate(x, w, mode="full")',
            "correlation",
            {"mode": "full", "boundary": ZERO, "longer kernels": "as above"},
        ),
        (
            partial(numpy, mode="same", sign=-1),
            'numpy.correlate(x, w, mode="same")',
            "correlation",
            {"mode": "same", "even kernels": BACK, "longer kernels": SWAPPED},
        ),
        (
            partial(numpy, mode="valid", sign=-1),
            'numpy.correlate(x, w, mode="valid")',
            "correlation",
            {"mode": "valid", "boundary": NONE, "longer kernels": SWAPPED},
        ),
        (
            scipy_same,
            'scipy.signal.convolve(x, w, mode="same")',
            "convolution",
            {"mode": "same", "even kernels": BACK, "longer kernels": "as above"},
        ),
        (
            partial(scipy_same, sign=-1),
            'scipy.signal.correlate(x, w, mode="same")',
            "correlation",
            {"mode": "same", "even kernels": BACK, "longer kernels": "as above"},
        ),
        (
            lambda x, w: lfilter(w, 1, x),
            "scipy.signal.lfilter(w, 1, x)",
            "convolution",
            {"called as": "f(x, w)", "mode": ENDS, "boundary": ZERO},
        ),
        (
            lfilter,
            "scipy.signal.lfilter(w, 1, x)",
            "convolution",
            {"called as": "f(w, 1, x)", "mode": ENDS, "boundary": ZERO},
        ),
        *[
            (
                partial(ndimage, mode=mode, flip=flip),
                f'scipy.ndimage.{function}(x, w, mode="{mode}")',
                operation,
                {"mode": "same", "boundary": ours, "even kernels": even},
            )
            for mode, ours in [
                ("reflect", "symmetric"), ("mirror", "reflect"), ("wrap", "wrap")
            ]
            for function, operation, flip, even in [
                ("convolve1d", "convolution", True, AHEAD),
                ("correlate1d", "correlation", False, BACK),
            ]
        ],
        (
            torch,
            "torch.nn.functional.conv1d([[x]], [[w]])",
            "correlation",
            {"called as": "f([[x]], [[w]])", "longer kernels": "raises RuntimeError"},
        ),
        (
            partial(torch, padding="same"),
            'torch.nn.functional.conv1d([[x]], [[w]], padding="same")',
            "correlation",
            {"mode": "same", "boundary": ZERO, "even kernels": AHEAD},
        ),
        (
            circle,
            "numpy.fft.ifft(numpy.fft.fft(x) * numpy.fft.fft(w, len(x)))",
            "convolution",
            {
                "mode": ENDS,
                "boundary": "wrap",
                "longer kernels": "taps beyond the size of the signal are dropped",
            },
        ),
    ],
)
def test_a_library_is_recognized_by_its_answers(
    candidate: Any, call: str, operation: str, rows: dict[str, str]
) -> None:
    first, *lines = identify(candidate).splitlines()

    weight = "conj(w[i])" if "correlate" in call else "w[i]"
    assert first.startswith(f"1-D {operation}: y[n] = sum over i of {weight} * x[n ")
    assert rows.items() <= dict(row(line) for line in lines).items()
    assert lines[lines.index("the same as") :].count(f"  {call}") == 1


def row(line: str) -> tuple[str, str]:
    return line[2:18].strip(), line[18:]


def test_order_of_the_arguments_is_found() -> None:
    def weights_first(w: Any, x: Any) -> Any:
        return numpy(x, w, "valid", sign=-1) if len(x) > len(w) else 1 / 0

    text = identify(weights_first)

    assert "1-D correlation" in text
    assert "  called as       f(w, x)" in text
    assert "  longer kernels  raises ZeroDivisionError" in text


def test_stride_and_dilation_are_found() -> None:
    def thinned(x: Any, w: Any) -> Any:
        ((taps,),) = w
        spread = [v for weight in taps for v in (weight, 0)][:-1]
        return [[torch(x, [[spread]])[0][0][::3]]]

    text = identify(thinned)

    assert "  stride          3" in text
    assert "  dilation        2" in text
    assert "torch.nn.functional.conv1d([[x]], [[w]], stride=[3], dilation=[2])" in text


def full2d(x: Any, w: Any, down: int, along: int) -> list[list[Any]]:
    """Return `full` for images, by the positions of their pixels."""
    sums: Counter[tuple[int, int]] = Counter()
    for m, i in product(range(len(x)), range(len(w))):
        for n, j in product(range(len(x[0])), range(len(w[0]))):
            sums[m + down * i, n + along * j] += w[i][j] * x[m][n]
    rows = sorted({m for m, _ in sums})
    columns = sorted({n for _, n in sums})
    return [[sums[m, n] for n in columns] for m in rows]


def valid2d(x: Any, w: Any) -> list[list[Any]]:
    rows, columns = len(w) - 1, len(w[0]) - 1
    inside = full2d(x, w, -1, -1)[rows : len(x)]
    return [line[columns : len(x[0])] for line in inside]


@pytest.mark.parametrize(
    ("down", "along", "name", "x"),
    [
        (1, 1, "convolution", "x[m - i][n - j]"),
        (-1, -1, "correlation", "x[m + i][n + j]"),
        (1, -1, "half flipped", "x[m - i][n + j]"),
        (-1, 1, "half flipped", "x[m + i][n - j]"),
    ],
)
def test_each_axis_of_an_image_is_flipped_or_not(
    down: int, along: int, name: str, x: str
) -> None:
    text = identify(partial(full2d, down=down, along=along))

    assert text.startswith(
        f"2-D {name}: y[m][n] = sum over i, j of w[i][j] * {x}\n"
        "  called as       f(x, w)\n"
        "  mode            full\n"
    )
    known = "the same" in text
    assert known == (name != "half flipped")
    assert ("not what any library does that is known here" in text) == (not known)


def test_steps_of_the_two_axes_may_differ() -> None:
    def layer(x: Any, w: Any) -> Any:
        y = valid2d(x[0][0], w[0][0])
        return [[[line[::3] for line in y[::2]]]]

    text = identify(layer)

    assert "  stride          2 (rows), 3 (columns)" in text
    assert "  torch.nn.functional.conv2d([[x]], [[w]], stride=[2, 3])" in text


def test_longer_kernels_may_be_refused_for_some_sizes() -> None:
    def picky(x: Any, w: Any) -> Any:
        if len(x) == 3:
            raise KeyError
        return scipy_same(x, w)

    text = identify(picky)

    assert "  longer kernels  as above; raises KeyError for some sizes" in text
    assert "the same, as long as the kernel is not longer than the signal, as" in text


@pytest.mark.parametrize(
    ("beyond", "said"),
    [
        (lambda *_: [], "no outputs"),
        (lambda *_: [7], "by another rule"),
    ],
)
def test_what_is_done_with_longer_kernels_may_be_something_else(
    beyond: Any, said: str
) -> None:
    def candidate(x: Any, w: Any) -> Any:
        return scipy_same(x, w) if len(x) > len(w) else beyond(x, w)

    assert f"  longer kernels  {said}\n" in identify(candidate)


def test_even_kernels_may_be_refused() -> None:
    def odd(x: Any, w: Any) -> Any:
        if len(w) % 2 == 0:
            raise ValueError("odd kernels only")
        return scipy_same(x, w)

    assert "  even kernels    raises ValueError\n" in identify(odd)


def test_a_library_is_recognized_without_a_rule_of_ours() -> None:
    """A stride that spreads the signal is none of our windows."""

    def painted(x: Any, w: Any) -> Any:
        ((x,),), ((w,),) = x, w
        return [[full([v for sample in x for v in (sample, 0)][:-1], w, 1)]]

    first, *lines = identify(painted).splitlines()

    assert first == (
        "1-D, by a rule of its own, called as f([[x]], [[w]])"
    )
    assert "  torch.nn.functional.conv_transpose1d([[x]], [[w]], stride=[2])" in lines


def test_a_transposed_layer_may_be_dilated() -> None:
    lines = identify(
        lambda x, w: conv_transpose1d([[x]], [[w]], stride=3, dilation=2)[0][0]
    ).splitlines()
    call = "torch.nn.functional.conv_transpose1d([[x]], [[w]], "
    assert f"  {call}stride=[3], dilation=[2])" in lines


def test_a_word_for_the_padding_of_a_transposed_layer_gives_n_times_stride() -> None:
    """And as many outputs for every kernel, unlike what numbers for padding give."""
    options = {"auto_pad": "SAME_UPPER", "strides": [3]}
    painted = partial(CONVENTIONS["onnx.ConvTranspose"].reference, **options)
    call = 'onnx.ConvTranspose([[x]], [[w]], auto_pad="SAME_UPPER", strides=[3])'
    assert f"  {call}" in identify(painted).splitlines()


@pytest.mark.parametrize("start", [1, 2])
def test_outputs_that_are_left_out_are_no_later_start_of_windows(start: int) -> None:
    """Only a stride leaves out outputs: without one, none is skipped at the start."""
    assert "from index" not in identify(lambda x, w: convolve(x, w)[start:])


def test_an_order_that_is_none_is_told() -> None:
    rule = 'arguments must be "x", "w" and other values, such as ("w", 1, "x")'
    no_order: Any = 5
    assert refusal(identify, convolve, arguments=no_order) == (
        f"TypeError: {rule}, not 5"
    )
    for odd in ("xw", ("w",), ("x", "w", "x"), ("signal", "weights")):
        said = f"ValueError: {rule}, not {odd!r}"
        assert refusal(identify, convolve, arguments=odd) == said
        assert refusal(explain, convolve, 3, 2, arguments=odd) == said


@pytest.mark.parametrize(
    ("word", "value", "said"),
    [
        ("to", 3, "TypeError: to must be callable, not 3"),
        ("options", ["mode"], "TypeError: options must be a dict, names to values, "),
        ("dtype", "float33", 'ValueError: dtype must be "float16", .*: say "float32"'),
        ("isolate", "yes", "TypeError: isolate must be True or False, not 'yes'"),
        ("timeout", 0, "ValueError: timeout must be more than 0 seconds, .*, not 0"),
    ],
)
def test_what_makes_no_sense_is_told_before_anything_is_called(
    word: str, value: Any, said: str
) -> None:
    words: dict[str, Any] = {word: value}
    assert re.match(said, refusal(identify, convolve, **words))
    assert re.match(said, refusal(explain, convolve, 3, 2, **words))


def test_what_answers_but_has_no_name_is_left_to_explain() -> None:
    assert identify(lambda x, _: [x[0] ** 2]) == (
        "1-D, called as f(x, w): none that is known here: "
        "explain() shows what it computes"
    )


def test_what_always_raises_is_quoted_on_one_line() -> None:
    def picky(*_: Any) -> Any:
        raise TypeError("no lists, please\nonly tensors")

    said = "f(x, w) raises TypeError: no lists, please: `to` makes arrays"
    assert identify(picky) == said


def test_an_answer_of_the_wrong_depth_counts_as_refused() -> None:
    assert identify(lambda *_: [[[[[1]]]]]) == (
        "f(x, w) raises ValueError: the result has shape (1, 1, 1, 1, 1)"
    )


def test_to_makes_what_the_candidate_wants() -> None:
    def tuples(x: Any, w: Any) -> Any:
        assert isinstance(x, tuple)
        return scipy_same(list(x), list(w))

    assert "scipy.signal.convolve" in identify(tuples, to=tuple)


# === what is not one of the usual ones ===


def told(candidate: Any, **settings: Any) -> dict[str, str]:
    """Return the rows that are said of a candidate, by name."""
    _, *lines = identify(candidate, **settings).splitlines()
    return dict(row(line) for line in lines)


@pytest.mark.parametrize(
    ("candidate", "rows"),
    [
        (
            lambda x, w: [-v for v in numpy(x, w, "full")],
            {"factor": "-1", "-numpy.convolve": '(x, w, mode="full")'},
        ),
        (lambda x, w: [2 * v for v in numpy(x, w, "full")], {"factor": "2"}),
        (
            lambda x, w: torch([[[0] * 4 + x[0][0] + [0] * 4]], w),
            {"mode": "valid, after padding=4", "boundary": ZERO},
        ),
        (
            lambda x, w: torch([[x[0][0] + [0] * 7]], w),
            {"mode": "valid, after padding=(0, 7)"},
        ),
        (lambda x, w: [[torch(x, w)[0][0][::8]]], {"stride": "8", "mode": "valid"}),
        (
            lambda x, w: numpy(x[::-1] + x + x[::-1], w, "full")[
                len(x) + 1 : -len(x) : 2
            ],
            {"mode": "full, from index 1 on", "boundary": "symmetric", "stride": "2"},
        ),
        (
            lambda x, w: [float("nan")] * (len(w) - 1) + numpy(x, w, "valid", -1),
            {"nan": "the first k - 1 outputs, of k taps", "mode": "valid"},
        ),
        (
            lambda x, w: numpy(x, w, "valid", -1) + [float("nan")] * (len(w) - 1),
            {"nan": "the last k - 1 outputs, of k taps", "mode": "valid"},
        ),
        (
            lambda x, w: [float("nan")] * ((len(w) - 1) // 2)
            + numpy(x, w, "valid", -1)
            + [float("nan")] * (len(w) // 2),
            {"nan": "some outputs at the ends", "mode": "valid"},
        ),
    ],
)
def test_factors_paddings_phases_and_nan_are_found(
    candidate: Any, rows: dict[str, str]
) -> None:
    found = told(candidate)
    (name, text), *others = reversed(rows.items())
    assert dict(others).items() <= found.items()
    assert found.get(name, text if name[0] == "-" else "") == text


@pytest.mark.parametrize(
    ("candidate", "said"),
    [
        (
            partial(conv1d, padding="same_lower", stride=2),
            '"same_lower": the odd sample of padding at the start',
        ),
        (
            partial(conv1d, padding="same_upper", stride=2),
            '"same_upper": the odd sample of padding at the end',
        ),
        (
            partial(conv2d, padding="same_lower", stride=(1, 2)),
            '"same_lower": the odd sample of padding at the start',
        ),
        (
            lambda x, w: scipy_same(x, w)[::2],
            "from index reach // 2 of full",
        ),
    ],
)
def test_where_an_even_kernel_lies_depends_on_the_stride(
    candidate: Any, said: str
) -> None:
    assert told(candidate)["even kernels"] == said


def test_a_symmetric_boundary_is_not_taken_for_an_edge() -> None:
    """With three taps they are alike, and even kernels are refused."""

    def odd(x: Any, w: Any) -> Any:
        if len(w) % 2 == 0:
            raise ValueError("odd kernels only")
        return ndimage(x, w, "reflect", flip=False)

    assert told(odd)["boundary"] == "symmetric"


def test_one_small_answer_gives_no_name_but_by_what_is_plain() -> None:
    """Millions of kinds give 2 by 2 outputs of 4 by 4 samples."""

    def halved(x: Any, w: Any) -> Any:
        if shape(w) != (2, 2):
            raise ValueError("kernels of 2 by 2 only")
        return [line[::2] for line in valid2d(x, w)[::2]]

    found = told(halved)
    assert (found["mode"], found["stride"]) == ("valid", "2")


def test_a_way_that_is_answered_for_one_size_by_chance_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As in TensorFlow, where a kernel of few channels is for groups of them.

    So as [[x]], [[w]] images of one row are taken, where the sizes happen to fit.
    """
    tried = []
    kind = kinds.Kind

    def counted(*row: Any) -> Kind:
        tried.append(row)
        return kind(*row)

    def grouped(x: Any, w: Any) -> Any:
        (_, _, columns, depth), (_, taps, few, filters) = shape(x), shape(w)
        if len(x[0]) > 1:
            return [lined(valid2d(unlined(x[0]), [[v[0][0] for v in r] for r in w]))]
        if depth % few or filters % (depth // few):
            raise ValueError("channels cannot be divided")
        each = range(columns - taps + 1)
        return [[[[x[0][0][n][c] ** 2 for c in range(filters)] for n in each]]]

    def lined(image: Any) -> Any:
        return [[[v] for v in line] for line in image]

    def unlined(image: Any) -> Any:
        return [[v for (v,) in line] for line in image]

    monkeypatch.setattr(kinds, "Kind", counted)
    monkeypatch.setattr(kinds, "ENOUGH", 100)
    found = told(grouped)
    most = 100 * 4 * len(BOUNDARIES)  # each axis is flipped or not
    assert "[item][row][column][channel]" in found["called as"]
    assert most <= len(tried) < 2 * most  # all for one size, then few for all sizes


def test_only_steps_that_give_as_many_outputs_are_asked_of_libraries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def small(x: Any, w: Any) -> Any:
        if (shape(x), shape(w)) != ((8, 8), (5, 3)):
            raise ValueError("8 by 8 pixels and 5 by 3 taps only")
        return [[17, 36], [13, 98]]

    monkeypatch.setattr(kinds, "ENOUGH", 100)
    before = _documented.cache_info().misses
    assert not identify(small).known
    assert _documented.cache_info().misses - before < 1000


@pytest.mark.parametrize("zeros", [lambda x: [0] * len(x), lambda x: [[0, 0]] * len(x)])
def test_zeros_alone_are_no_kind_times_zero(zeros: Any) -> None:
    text = identify(lambda x, _: zeros(x))
    assert not text.known
    assert "none that is known here" in text


def test_decimals_are_numbers() -> None:
    found = told(lambda x, w: [Decimal(v) for v in numpy(x, w, "full")])
    assert (found["mode"], found["boundary"]) == ("full", ZERO)


def test_a_circle_that_is_wide_enough_now_and_then_is_not_numpys() -> None:
    """The Fourier transform is as long as the next power of two of the longer one."""

    def wrapped(x: Any, w: Any) -> Any:
        size = 1 << (max(len(x), len(w)) - 1).bit_length()
        y = [0] * max(size, len(x) + len(w) - 1)
        for n, v in enumerate(full(x, w, 1)):
            y[n % size] += v
        return y[: len(x) + len(w) - 1]

    text = identify(wrapped)
    assert "numpy" not in text
    assert text.endswith("none that is known here: explain() shows what it computes")
    assert not text.known


def test_what_conjugates_is_told_from_what_does_not() -> None:
    def plain(x: Any, w: Any) -> Any:
        return numpy(x, [v.conjugate() for v in w], "full", sign=-1)

    lines = identify(plain).splitlines()
    assert lines.index("and for real numbers, as") < lines.index(
        '  numpy.correlate(x, w, mode="full")'
    )
    assert "the same as" in identify(partial(numpy, mode="full", sign=-1)).splitlines()


def test_what_conjugates_the_signal_where_the_kernel_is_longer_is_told() -> None:
    """As scipy.signal.correlate2d does: it is alike for real numbers alone."""

    def exchanged(x: Any, w: Any) -> Any:
        if len(w) > len(x):
            return numpy(w, x, "valid", sign=-1)[::-1]
        return numpy(x, w, "valid", sign=-1)

    first, *lines = identify(exchanged).splitlines()
    assert first == "1-D correlation: y[n] = sum over i of conj(w[i]) * x[n + i]"
    assert "the same, for real numbers, as" in lines
    assert "the same as" not in lines


def test_weights_divided_by_their_complex_sum_are_known_for_real_numbers() -> None:
    """astropy.convolution takes real kernels: there is nothing else to agree with."""

    def divided(x: Any, w: Any) -> Any:
        if len(w) % 2 == 0:
            raise ValueError("odd kernels only")
        return scipy_same(x, [v / sum(w) for v in w])

    assert identify(divided) == (
        "1-D, by a rule of its own, called as f(x, w)\n"
        "the same, for real numbers, as\n"
        '  astropy.convolution.convolve(x, w, boundary="fill")'
    )


def test_channels_may_come_last() -> None:
    def last(x: Any, w: Any) -> Any:
        image = [[channel for (channel,) in line] for line in x[0]]
        kernel = [[weight for ((weight,),) in line] for line in w]
        return [[[[v] for v in line] for line in valid2d(image, kernel)]]

    assert told(last)["called as"] == (
        "f(x, w), answers as [item][row][column][channel], "
        "w as [row][column][in][out]"
    )


def test_output_channels_of_the_weights_may_come_first() -> None:
    def first(x: Any, w: Any) -> Any:
        signal = [sample for (sample,) in x[0]]
        kernel = [weight for (weight,) in w[0]]
        return [[[v] for v in correlate(signal, kernel)]]

    assert told(first)["called as"] == (
        "f(x, w), answers as [item][sample][channel], w as [out][sample][in]"
    )


def test_pads_of_zero_are_left_out_of_a_call() -> None:
    convention, options = CONVENTIONS["onnx.Conv"], {"pads": [0, 0], "strides": [1]}
    text = call_text(None, "onnx.Conv", convention, options, 1)
    assert text == "  onnx.Conv([[x]], [[w]])"


@pytest.mark.parametrize(
    ("name", "options", "axes", "call"),
    [
        ("onnx.Conv", {"pads": [1] * 4}, 2, "([[x]], [[w]], pads=[1, 1, 1, 1])"),
        (
            "astropy.convolution.convolve",
            {"normalize_kernel": False},
            1,
            "(x, w, normalize_kernel=False)",
        ),
        (
            "torch.nn.functional.conv_transpose1d",
            {"stride": [1], "output_padding": 1},
            1,
            "([[x]], [[w]], output_padding=1)",
        ),
    ],
)
def test_what_is_not_the_default_stands_in_a_call(
    name: str, options: dict[str, Any], axes: int, call: str
) -> None:
    text = call_text(None, name, CONVENTIONS[name], options, axes)
    assert text == f"  {name}{call}"


def test_an_order_and_options_can_be_said() -> None:
    def thinned(w: Any, a: Any, x: Any, step: int) -> Any:
        return lfilter(w, a, x)[::step]

    text = identify(thinned, arguments=("w", 1, "x"), options={"step": 3})
    assert "  called as       f(w, 1, x)\n" in text
    assert "  stride          3\n" in text


def test_an_order_can_be_said_of_a_layer() -> None:
    def layer(w: Any, x: Any) -> Any:
        return conv1d(x, w, padding=1)

    text = identify(layer, arguments=("w", "x"))
    assert "  called as       f([[w]], [[x]])\n" in text


@pytest.mark.parametrize("padding", [(2, 1), (1, 0), (0, 2)])
def test_rows_and_columns_may_be_padded_apart(padding: tuple[int, int]) -> None:
    text = identify(partial(conv2d, padding=padding))
    call = f"  torch.nn.functional.conv2d([[x]], [[w]], padding={padding})"
    assert text.splitlines()[-2:] == ["the same as", call]


def test_the_layout_in_which_a_candidate_puts_axes_is_told() -> None:
    def channels_last(x: Any, w: Any) -> Any:
        signal, kernel = [v for (v,) in x[0]], [v for ((v,),) in w]
        return [[[v] for v in correlate(signal, kernel)]]

    text = identify(channels_last, layout="NLC,LIO")
    assert "  called as       f([[x]], [[w]]), axes as NLC,LIO\n" in text


@pytest.mark.parametrize(
    ("message", "advice"),
    [
        (
            "expected scalar type Float but found Double",
            ": `dtype` says what type its numbers have",
        ),
        ("missing 1 required positional argument: 'stride'", ": `to` makes arrays"),
        ("the kernel is larger", ""),
        (
            "unknown argument",
            ": `arguments` says their order, `options` what else it wants",
        ),
    ],
)
def test_advice_fits_the_first_error(message: str, advice: str) -> None:
    kinds = {"missing": TypeError}

    def raising(*_: Any) -> Any:
        raise kinds.get(message.split(maxsplit=1)[0], RuntimeError)(message)

    assert identify(raising).endswith(f"Error: {message}{advice}")


@pytest.mark.parametrize("axes", [1, 2])
def test_probes_tell_all_kinds_apart(axes: int) -> None:
    """Kinds answer alike only where they slide the same weights over the same data."""
    probes = [(digits(PI, x), digits(E, w)) for x, w in FITTING[axes][:4]]
    flips = list(product((True, False), repeat=axes))
    asked: dict[str, str] = {}
    rules = RULES[: {1: 15, 2: 9}[axes]]
    for rule, boundary, flip in product(rules, BOUNDARIES, flips):
        kind = Kind((Axis(rule, 1, 1),) * axes, boundary, flip)
        data = str((flip, [around(x, w, kind) for x, w in probes]))
        answers = str([slide(x, w, kind) for x, w in probes])
        assert asked.setdefault(answers, data) == data
    assert len(asked) > (len(rules) // 2 + 1) * 4 * len(flips)


def around(x: Any, w: Any, kind: Kind) -> Any:
    pairs = zip(kind.axes, shape(x), shape(w))
    sides = [axis.rule.sides(n, k, 1, 1) for axis, n, k in pairs]
    if len(sides) == 1:
        return pad(x, *sides[0], kind.boundary)
    rows, columns = sides
    return pad2d(x, rows, columns, kind.boundary)


def choices() -> Any:
    """Yield every convention with each of its words, all steps being 1."""
    for name, convention in CONVENTIONS.items():
        for axes, options in convention.options.items():
            usual = {option: values[0] for option, values in options.items()}
            others = [
                {**usual, option: value}
                for option, values in options.items()
                for value in values[1:]
                if isinstance(value, (str, bool))
            ]
            if not convention.layer:
                yield from ((name, axes, chosen) for chosen in [usual, *others])


def test_every_convention_answers_complex_operands_or_refuses_them() -> None:
    """Whatever else one raised would be raised by identify."""
    for name, axes, options in choices():
        x, w = Question(FITTING[axes][0], 1j).operands
        given = [[[v]] for v in (x, w)] if CONVENTIONS[name].batched else [x, w]
        with suppress(ValueError):
            CONVENTIONS[name].reference(*given, **options)


def alike() -> Any:
    """Yield the conventions and words that give the same answers, together."""
    groups: dict[Any, list[tuple[str, dict[str, Any]]]] = {}
    for name, axes, options in choices():
        convention = CONVENTIONS[name]
        key = axes, convention.batched, *answers(convention, axes, options)
        groups.setdefault(key, []).append((name, options))
    for (axes, *_), several in groups.items():
        name, options = several[0]
        words = "-".join([name, str(axes), *map(str, options.values())])
        yield pytest.param(axes, several, id=words)


def answers(convention: Any, axes: int, options: Any) -> list[str]:
    """Return what is documented for a few sizes, longer kernels among them."""
    told = []
    for x, w in [*FITTING[axes][:2], FITTING[axes][3], *LONGER[axes]]:
        one = digits(PI, x), digits(E, w)
        given = [[[v]] for v in one] if convention.batched else one
        try:
            told.append(str(convention.reference(*given, **options)))
        except ValueError:
            told.append("refused")
    return told


TOLD: dict[tuple[str, str], Told] = {}  # of a name and options, in one axis and in two


@pytest.mark.parametrize(("axes", "several"), list(alike()))
def test_every_convention_is_recognized(
    axes: int, several: list[tuple[str, dict[str, Any]]]
) -> None:
    first, options = several[0]

    asked = first, str(options)
    if asked not in TOLD:
        TOLD[asked] = identify(partial(CONVENTIONS[first].reference, **options))
    text = TOLD[asked]

    assert text.known
    assert f"{axes}-D" in text
    for name, _ in several:
        assert (CONVENTIONS[name].call or f"{name}(").partition("{")[0] in text


def test_a_call_that_is_not_just_a_name_has_its_options_too() -> None:
    other = partial(
        CONVENTIONS["kornia.filters.filter2d"].reference,
        border_type="constant",
        behaviour="conv",
    )
    words = 'border_type="constant", padding="same", behaviour="conv"'
    call = f"  kornia.filters.filter2d([[x]], [w], {words})[0][0]"
    assert call in identify(other).splitlines()
