"""A candidate may have its axes in another order than ours: a layout says which."""

from __future__ import annotations

import sys
from functools import partial
from itertools import permutations, product
from typing import Any

import pytest

from pureconv import conv1d, conv2d, conv_transpose1d
from pureconv.nested import shape
from pureconv.testing import assert_convolution, check, explain, identify, program
from pureconv.testing.call import Call
from pureconv.testing.candidates import Candidate
from pureconv.testing.conventions import CONVENTIONS, layout_of, resolve
from pureconv.testing.conventions.layouts import permuted
from pureconv.testing.processes.programs import Program
from pureconv.trace import symbols
from refusals import refusal

few = partial(
    check, max_examples=5, on_fail=None, max_taps=2, max_size=3, max_channels=2
)
VALUES = ["right_on_small_integers", "right_on_floats"]


def turned(values: Any, *order: int) -> Any:
    """Return three or four axes in another order, by asking for each number."""
    sizes = shape(values)

    def at(index: tuple[int, ...]) -> Any:
        found = values
        for axis in range(len(sizes)):
            found = found[index[order.index(axis)]]
        return found

    def nest(index: tuple[int, ...]) -> Any:
        if len(index) == len(sizes):
            return at(index)
        return [nest((*index, n)) for n in range(sizes[order[len(index)]])]

    return nest(())


def last1d(x: Any, w: Any, bias: Any = None, **options: Any) -> Any:
    """Return conv1d, channels last: x and y are NLC, w is LIO."""
    y = conv1d(turned(x, 0, 2, 1), turned(w, 2, 1, 0), bias, **options)
    return turned(y, 0, 2, 1)


def last2d(x: Any, w: Any, bias: Any = None, **options: Any) -> Any:
    """Return conv2d, channels last: x and y are NHWC, w is HWIO."""
    y = conv2d(turned(x, 0, 3, 1, 2), turned(w, 3, 2, 0, 1), bias, **options)
    return turned(y, 0, 2, 3, 1)


def second_column_lost(x: Any, w: Any) -> Any:
    y = last2d(x, w)
    for row in (row for item in y for row in item if len(row) > 1):
        row[1] = [0.0 * v for v in row[1]]
    return y


def statuses(records: Any) -> set[str]:
    return {record.status for record in records}


@pytest.mark.parametrize("letters", ["NCL", "NCHW"])
def test_axes_can_lie_in_any_order(letters: str) -> None:
    x = symbols("x", *range(1, len(letters) + 1))
    for word in permutations(letters):
        order = [letters.index(axis) for axis in word]
        assert permuted(x, order) == turned(x, *order)


@pytest.mark.parametrize("role", ["conv", "conv_transpose"])
def test_what_is_told_is_heard_again(role: str) -> None:
    """Whatever the orders: a call as others have it is our call once more."""
    x, w = symbols("x", 1, 2, 3, 4), symbols("w", 2, 3, 4, 5)
    for data, weights in product(permutations("NCHW"), ["HWIO", "IWOH", "OIHW"]):
        layout = layout_of(f"{''.join(data)},{weights},HWCN", role)
        told = layout.told(Call(conv2d, x, w))
        assert shape(told.x) == tuple("NCHW".index(axis) + 1 for axis in data)
        assert layout.call(told.x, told.w, {}) == (x, w, {})
        assert layout.heard(2, layout.answer(x)) == x


def test_depthwise_weights_say_how_many_groups_there_are() -> None:
    """Two input channels with three multipliers each are six outputs in two groups."""
    w = symbols("w", 6, 1, 1, 2)
    layout = layout_of("NHWC,HWIM", depthwise=True)
    told = layout.told(Call(conv2d, symbols("x", 1, 2, 1, 3), w, None, {"groups": 2}))

    assert shape(told.w) == (1, 2, 2, 3)
    assert told.options == {}
    assert told.w[0][1][1][2] is w[5][0][0][1]  # row 0, column 1, input 1, multiplier 2
    assert layout.call(told.x, told.w, {})[1:] == (w, {"groups": 2})


@pytest.mark.parametrize(
    ("candidate", "like", "layout"),
    [
        (lambda x, w, **o: turned(last2d(x, w, **o), 0, 3, 1, 2), "conv2d",
         "NHWC,HWIO,NCHW"),
        (lambda x, w, **o: turned(last1d(turned(x, 1, 2, 0), w, **o), 2, 0, 1),
         "conv1d", "CNL,LIO"),
    ],
)
def test_a_right_function_passes_in_its_own_layout(
    candidate: Any, like: str, layout: str
) -> None:
    options = ["bias", "stride", "groups"]
    records = few(candidate, like, layout=layout, options=options, only=VALUES)
    assert statuses(records) == {"passed"}
    wrong = few(candidate, like, options=options, only=VALUES[:1])
    assert statuses(wrong) == {"failed"}


def test_a_failure_shows_what_the_candidate_got_and_counts_places_as_it_does() -> None:
    (record,) = few(second_column_lost, "conv2d", layout="NHWC,HWIO", only=VALUES[:1])
    assert record.message.splitlines()[3:7] == [
        "    test_layouts.second_column_lost([[[[0.0], [1.0]]]], [[[[1.0]]]])",
        "",
        "y[0][0][1][0] = w[0][0][0][0]*x[0][0][1][0]",
        "              = 1.0*1.0",
    ]


def test_one_result_is_asserted_in_its_layout() -> None:
    """One row of three pixels in two channels, by two weights of two channels."""
    x, w = [[[[1, 2], [3, 4], [5, 6]]]], [[[[1], [10]], [[100], [1000]]]]
    asserted = partial(
        assert_convolution, like="conv2d", x=x, w=w, layout="NHWC,HWIO", dtype="int64"
    )
    asserted([[[[4321], [6543]]]])  # 1*1 + 10*2 + 100*3 + 1000*4
    with pytest.raises(AssertionError) as raised:
        asserted([[[[4321], [0]]]])
    lines = str(raised.value).splitlines()
    assert lines[0] == "1 of 2 outputs are not like conv2d; the worst is y[0][0][1][0]"
    assert lines[1].split(" + ")[1] == "w[0][1][0][0]*x[0][0][2][0]"
    with pytest.raises(AssertionError, match="not like conv2d: shape"):
        asserted([4321])
    with pytest.raises(ValueError, match=r"^x has shape \(1, 1\), which is not NHWC$"):
        asserted([[[[4321], [6543]]]], x=[[1]])
    with pytest.raises(ValueError, match=r"^w has shape \(2,\), which is not HWIO$"):
        asserted([[[[4321], [6543]]]], w=[1, 2])


def test_a_shape_is_told_in_the_order_of_the_layout() -> None:
    def transposed(x: Any, w: Any) -> Any:
        return turned(last2d(x, w), 0, 2, 1, 3)

    def flat(x: Any, w: Any) -> Any:
        return last2d(x, w)[0]

    asked = partial(few, like="conv2d", layout="NHWC,HWIO", only=["repeats"])
    assert asked(flat)[0].message.endswith(", which is not NHWC")
    asked = partial(few, like="conv2d", layout="NHWC,HWIO")
    (record, *_) = asked(transposed, only=["right_on_small_integers"])
    assert "returned shape (1, 2, 1, 1), not (1, 1, 2, 1)" in record.message


def single(x: Any, w: Any) -> Any:
    """Return conv1d, channels last, of one channel only."""
    if len(x[0][0]) > 1:
        raise ValueError
    return last1d(x, w)


@pytest.mark.parametrize(
    ("refuses", "isolate"),
    [(lambda x, _: len(x[0][0]) > 1, False), (ValueError, True)],
)
def test_what_is_refused_is_asked_in_the_layout(refuses: Any, *, isolate: bool) -> None:
    asked = partial(few, single, "conv1d", layout="NLC,LIO", only=VALUES[:1])
    (record,) = asked(refuses=refuses, isolate=isolate, max_examples=30)
    assert (record.status, record.declined > 0) == ("passed", True)


def test_a_failure_of_another_process_is_told_in_the_layout() -> None:
    """Two channels of one sample are shown as one sample of two channels."""
    asked = partial(few, single, "conv1d", layout="NLC,LIO", only=VALUES[:1])
    (record,) = asked(isolate=True, max_examples=30)
    assert "single([[[0.0, 0.0]]], [[[0.0], [0.0]]])" in record.message


def test_a_program_gets_lines_in_the_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def answer(_: Any, call: Any) -> Any:
        seen.append(call)
        return last1d(**call)

    monkeypatch.setattr(Program, "answer", answer)
    asked = program([sys.executable])
    (record,) = few(asked, "conv1d", layout="NLC,LIO", only=VALUES[:1])
    assert record.status == "passed"
    assert all(len(call["x"][0][0]) == len(call["w"][0]) for call in seen)
    call = Call(conv1d, [[[1], [2]]], [[[3], [4]]])
    candidate = Candidate(asked, layout=layout_of("NLC,LIO"))
    assert candidate.text(call).startswith(
        """echo '{"x": [[[1, 2]]], "w": [[[3], [4]]]}' | """
    )


def test_without_groups_a_depthwise_layer_has_one_input_channel() -> None:
    layout = layout_of("NHWC,HWIM", depthwise=True)
    told = layout.told(Call(conv2d, symbols("x", 1, 1, 1, 3), symbols("w", 6, 1, 1, 2)))
    assert shape(told.w) == (1, 2, 1, 6)


@pytest.mark.parametrize(
    ("name", "x_sizes", "w_sizes"),
    [  # of an x and a w of sizes 1, 2, 3, 4 and 5, 6, 7, 8 in our order
        ("keras.ops.conv", (1, 3, 4, 2), (7, 8, 6, 5)),
        ("keras.ops.conv", (1, 3, 2), (7, 6, 5)),
        ("keras.ops.conv_transpose", (1, 3, 4, 2), (7, 8, 6, 5)),
        ("keras.ops.conv_transpose", (1, 3, 2), (7, 6, 5)),
        ("jax.lax.conv_transpose", (1, 3, 4, 2), (7, 8, 5, 6)),
        ("jax.lax.conv_transpose", (1, 3, 2), (7, 5, 6)),
        ("tensorflow.nn.conv1d", (1, 3, 2), (7, 6, 5)),
        ("tensorflow.nn.conv2d", (1, 3, 4, 2), (7, 8, 6, 5)),
        ("tensorflow.nn.conv2d_transpose", (1, 3, 4, 2), (7, 8, 6, 5)),
    ],
)
def test_a_row_with_channels_last_has_them_so_in_one_axis_and_in_two(
    name: str, x_sizes: tuple[int, ...], w_sizes: tuple[int, ...]
) -> None:
    layout, axes = CONVENTIONS[name].layout, len(x_sizes)
    assert layout is not None
    x = symbols("x", *(1, 2, 3, 4)[:axes])
    w = symbols("w", *(5, 6, 7, 8)[:axes])
    told = layout.told(Call(conv2d, x, w))
    assert (shape(told.x), shape(told.w)) == (x_sizes, w_sizes)
    assert layout.heard(0, told.x) == x
    assert layout.heard(1, told.w) == w
    assert shape(layout.answer(x)) == layout.place(shape(x)) == x_sizes


@pytest.mark.parametrize("empty", [[[[]]], [[[], []]]])
def test_an_empty_answer_is_told_by_its_shape(empty: Any) -> None:
    """There are samples, but no channels: nothing can be put in another order."""
    (record,) = few(lambda *_: empty, "conv1d", layout="NLC,LIO", only=VALUES[:1])
    assert "returned shape (1, " in record.message
    with pytest.raises(AssertionError, match=r"actual has shape \(1, ., 0\), not "):
        assert_convolution(
            empty, like="conv1d", x=[[[1], [2]]], w=[[[1]]], layout="NLC,LIO"
        )


def test_gradients_have_layouts_too() -> None:
    """The gradient by the input is a layer transposed, which paints the gradient."""

    def by_input(x_size: Any, w: Any, gradient: Any) -> Any:
        del x_size  # at stride 1 nothing is left over
        y = conv_transpose1d(turned(gradient, 0, 2, 1), turned(w, 2, 1, 0))
        return turned(y, 0, 2, 1)

    records = few(by_input, "conv1d_input_gradient", layout="NLC,LIO", only=VALUES)
    assert statuses(records) == {"passed"}


def test_a_whole_shape_is_told_in_the_order_of_the_layout() -> None:
    layout = resolve("torch.nn.grad.conv2d_input", layout="NHWC,HWIO").convention.layout
    assert layout is not None
    call = Call(conv2d, symbols("x", 1, 1, 1, 1), symbols("w", 1, 1, 1, 1), None,
                {"input_size": (1, 2, 3, 4)})
    assert layout.told(call).options == {"input_size": (1, 3, 4, 2)}
    assert layout.call(call.x, call.w, {"input_size": (1, 3, 4, 2)})[2] == call.options


OF_LAYERS = "layout is of layers and of gradients by their input or weights, not of"
TWO = 'layout must be two words or three, such as "NHWC,HWIO", not'


@pytest.mark.parametrize(
    ("like", "layout", "message"),
    [
        ("conv2d", "NHWC", f"{TWO} 'NHWC'"),
        ("conv1d", "NLC,LIO,NLC,NLC", f"{TWO} 'NLC,LIO,NLC,NLC'"),
        ("conv2d", "NHWC,HWIX",
         "layout must have each of O, I, H, W once for w, not 'HWIX'"),
        ("conv2d", "NHC,HWIO",
         "layout must have each of N, C, H, W once for x, not 'NHC'"),
        ("conv1d", "NLC,LIO,NLL",
         "layout must have each of N, C, L once for y, not 'NLL'"),
        ("conv1d", "NLC,HWIO",
         "layout must have each of O, I, L once for w, not 'HWIO'"),
        ("conv_transpose1d", "NLC,LIX",
         "layout must have each of I, O, L once for w, not 'LIX'"),
        ("tensorflow.nn.depthwise_conv2d", "NHWC,HWIO",
         "layout must have each of I, M, H, W once for w, not 'HWIO'"),
        ("conv2d", "NLC,LIO", "layout must have H and W for conv2d, not be 'NLC,LIO'"),
        ("conv1d", "NHWC,HWIO", "layout must have L for conv1d, not be 'NHWC,HWIO'"),
        ("convolve2d", "NHWC,HWIO", f"{OF_LAYERS} convolve2d"),
        ("bias_gradient", "NHWC,HWIO", f"{OF_LAYERS} bias_gradient"),
    ],
)  # fmt: skip
def test_words_that_are_no_layout_are_refused(
    like: str, layout: str, message: str
) -> None:
    assert refusal(resolve, like, layout=layout) == f"ValueError: {message}"


def test_another_number_of_axes_than_the_layout_has_is_refused() -> None:
    layout = layout_of("NHWC,HWIO")
    assert refusal(layout.heard, 0, [[[1]]]) == (
        "ValueError: x has shape (1, 1, 1), which is not NHWC"
    )
    assert refusal(layout.heard, 1, [1, 2]) == (
        "ValueError: w has shape (2,), which is not HWIO"
    )
    assert refusal(layout.heard, 2, [[1]]) == (
        "ValueError: shape (1, 1), which is not NHWC"  # whose it is, the caller says
    )


@pytest.mark.parametrize("size", [1, None, [], (1, 1, 1), [1, 1, 1, 1, 1]])
def test_what_is_no_whole_shape_of_an_answer_is_refused(size: Any) -> None:
    layout = CONVENTIONS["tensorflow.nn.conv2d_transpose"].layout
    assert layout is not None
    one = [[[[1]]]]
    assert refusal(layout.call, one, one, {"output_shape": size}) == (
        f"ValueError: output_shape must be the sizes of NHWC, not {size}"
    )


def test_depthwise_weights_with_too_few_axes_are_refused() -> None:
    layout = layout_of("NHWC,HWIM", depthwise=True)
    assert refusal(layout.call, [[[[1]]]], [[1]], {}) == (
        "ValueError: w has shape (1, 1), which is not HWIM"
    )


def test_a_star_stands_for_the_axes_that_a_kernel_slides_along() -> None:
    layout = layout_of("N*C,*IO")
    assert layout.ours == ("NC*", "OI*", "NC*")
    assert layout.theirs == ("N*C", "*IO", "N*C")


def test_weights_of_a_row_can_lie_otherwise() -> None:
    row = resolve("tensorflow.nn.depthwise_conv2d", layout="NCHW,MIHW").convention
    assert row.layout == layout_of("NCHW,MIHW", depthwise=True)
    row = resolve("tensorflow.nn.conv2d_transpose", layout="NCHW,OIHW").convention
    size = "output_shape"
    assert row.layout == layout_of("NCHW,OIHW", "conv_input_gradient", size)
    row = resolve("conv_transpose1d_weight_gradient", layout="NLC,LOI").convention
    assert row.layout is not None
    assert row.layout.ours == ("NCL", "NCL", "IOL")
    assert [*row.options] == [1]


def test_a_gradient_has_the_axes_of_its_operands_and_of_what_it_is_by() -> None:
    """By the input: of y and w; by the weights: of x and y."""
    x, w = ("NCHW", "NHWC"), ("OIHW", "HWIO")
    by_input = layout_of("NHWC,HWIO", "conv_input_gradient")
    by_weight = layout_of("NHWC,HWIO", "conv_weight_gradient")
    assert [*zip(by_input.ours, by_input.theirs)] == [x, w, x]
    assert [*zip(by_weight.ours, by_weight.theirs)] == [x, x, w]
    by_input = layout_of("NHWC,HWIO,CHWN", "conv_input_gradient")
    by_weight = layout_of("NHWC,HWIO,CHWN", "conv_transpose_weight_gradient")
    assert by_input.theirs == ("CHWN", "HWIO", "NHWC")
    assert by_weight.theirs == ("NHWC", "CHWN", "HWIO")
    assert by_weight.ours == ("NCHW", "NCHW", "IOHW")


def test_a_layout_is_text() -> None:
    assert refusal(layout_of, ["NHWC", "HWIO"]) == (
        "TypeError: layout must be text such as \"NHWC,HWIO\", not ['NHWC', 'HWIO']"
    )


def test_identify_and_explain_ask_in_a_layout() -> None:
    told = identify(last1d, layout="NLC,LIO", options={"stride": 2})
    assert told.splitlines()[1] == "  called as       f([[x]], [[w]]), axes as NLC,LIO"
    assert "torch.nn.functional.conv1d([[x]], [[w]], stride=[2])" in told

    told = identify(lambda w, x: last1d(x, w), layout="NLC,LIO")
    assert told.splitlines()[1] == "  called as       f([[w]], [[x]]), axes as NLC,LIO"

    told = explain(last1d, (1, 2, 1), (1, 2, 1), layout="NLC,LIO")
    assert told == "y[0][0][0] = w[0][0][0]*x[0][0][0] + w[0][1][0]*x[0][1][0]"
    with pytest.raises(ValueError, match=r"w_shape must be sizes of O, I, L, not "):
        explain(last1d, (1, 2, 1), 1, layout="NLC,LIO")
