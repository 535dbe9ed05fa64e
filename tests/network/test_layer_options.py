"""What layers and their gradients refuse: windows, crops and options."""

from __future__ import annotations

from typing import Any

from layer_calls import (
    GATHER_1D,
    GATHER_2D,
    GOOD,
    PAINT_1D,
    PAINT_2D,
    Function,
    Index,
    of,
    refused,
)
from pureconv import (
    conv1d,
    conv1d_input_gradient,
    conv2d,
    conv2d_input_gradient,
    conv_transpose1d,
    conv_transpose1d_weight_gradient,
    conv_transpose2d,
    conv_transpose2d_weight_gradient,
    exact,
)
from pureconv.boundary import BOUNDARIES

# === windows that fit, and crops that leave something ===


def test_a_kernel_fits_into_the_padded_input() -> None:
    assert refused(conv1d, w=[[[1, 2, 3, 4, 5]] * 2] * 2) == (
        "ValueError: kernel reaches 5 samples but the padded signal has 3: pad it more"
    )
    assert refused(conv2d, w=[[[[1]] * 3] * 2] * 2) == (
        "ValueError: kernel reaches 3 rows but the padded image has 2: pad it more"
    )


@of(*GATHER_1D)
def test_taps_far_apart_need_padding(function: Function) -> None:
    assert refused(function, dilation=5, padding=(0, 2)) == (
        "ValueError: kernel reaches 6 samples but the padded signal has 5: pad it more"
    )


@of(*GATHER_2D)
def test_columns_of_taps_far_apart_need_padding(function: Function) -> None:
    assert refused(function, dilation=4, padding=(0, (1, 0))) == (
        "ValueError: kernel reaches 5 columns but the padded image has 4: pad it more"
    )


@of(conv_transpose1d, conv_transpose1d_weight_gradient)
def test_padding_crops_no_more_than_was_painted(function: Function) -> None:
    assert refused(function, padding=2) == (
        "ValueError: padding must leave some of 4 samples, but it crops 2 + 2"
    )


@of(conv_transpose2d, conv_transpose2d_weight_gradient)
def test_padding_leaves_some_of_the_rows_and_of_the_columns(function: Function) -> None:
    assert refused(function, padding=(0, (1, 3))) == (
        "ValueError: padding must leave some of 4 columns, but it crops 1 + 3"
    )
    assert refused(function, padding=1) == (
        "ValueError: padding must leave some of 2 rows, but it crops 1 + 1"
    )


# === options ===


def indices(values: Any) -> Any:
    """Return what stands for the same ints, alone or in a pair."""
    return tuple(map(Index, values)) if isinstance(values, tuple) else Index(values)


@of(*GOOD)
def test_options_may_be_whatever_stands_for_an_int(function: Function) -> None:
    call, exactly = GOOD[function], getattr(exact, function.__name__)
    sizes = {k: indices(v) for k, v in call.items() if k.endswith("size")}
    options: dict[str, Any] = {"stride": 1, "dilation": 1, "padding": 0}
    if function in {*PAINT_1D, *PAINT_2D}:
        options["output_padding"] = 0
    pairs = {name: (value, value) for name, value in options.items()}
    several = [options] if function in {*GATHER_1D, *PAINT_1D} else [options, pairs]

    for each in several:
        stand_ins = {name: indices(value) for name, value in each.items()}
        given = {**call, **sizes, **stand_ins, "groups": Index(2)}
        for asked in function, exactly:
            assert asked(**given) == function(**call, groups=2)


@of(*GATHER_1D, *PAINT_1D)
def test_steps_along_signals_are_ints_of_1_or_more(function: Function) -> None:
    assert refused(function, stride=(1, 1)) == (
        "TypeError: stride must be an int, not (1, 1)"
    )
    assert refused(function, stride=True) == (
        "TypeError: stride must be an int, not True"
    )
    assert refused(function, dilation=0) == (
        "ValueError: dilation must be at least 1, not 0"
    )


@of(*GATHER_2D, *PAINT_2D)
def test_steps_across_images_are_ints_or_pairs(function: Function) -> None:
    assert refused(function, stride=(2,)) == (
        "ValueError: stride must be an int or a pair (rows, columns), not (2,)"
    )
    assert refused(function, stride=1.5) == (
        "TypeError: stride must be an int or a pair (rows, columns), not 1.5"
    )
    assert refused(function, dilation=(1, 0)) == (
        "ValueError: dilation[1] must be at least 1, not 0"
    )


@of(*GOOD)
def test_padding_is_at_least_0(function: Function) -> None:
    assert refused(function, padding=-1) == (
        "ValueError: padding must be at least 0, not -1"
    )


@of(*GATHER_1D)
def test_padding_of_signals_is_an_int_or_a_pair_or_a_word(function: Function) -> None:
    rule = 'padding must be an int or a pair (before, after), or a word such as "same"'

    assert refused(function, padding=(1,)) == f"ValueError: {rule}, not (1,)"
    assert refused(function, padding=None) == f"TypeError: {rule}, not None"


@of(*PAINT_1D)
def test_what_is_cropped_from_signals_is_an_int_or_a_pair(function: Function) -> None:
    assert refused(function, padding=(1,)) == (
        "ValueError: padding must be an int or a pair (before, after), not (1,)"
    )
    assert refused(function, padding=None) == (
        "TypeError: padding must be an int or a pair (before, after), not None"
    )


@of(*GATHER_2D)
def test_padding_of_images_that_gather_is_a_pair_or_a_word(function: Function) -> None:
    for padding, error in ((1,), "ValueError"), (None, "TypeError"):
        assert refused(function, padding=padding) == (
            f"{error}: padding must be an int or a pair (rows, columns), or a word "
            f'such as "same", not {padding}'
        )


@of(*PAINT_2D)
def test_padding_of_images_that_paint_is_a_pair(function: Function) -> None:
    for padding, error in ((1,), "ValueError"), (None, "TypeError"):
        assert refused(function, padding=padding) == (
            f"{error}: padding must be an int or a pair (rows, columns), not {padding}"
        )


@of(*GATHER_2D, *PAINT_2D)
def test_padding_of_images_is_an_int_or_a_pair_for_each_axis(
    function: Function,
) -> None:
    assert refused(function, padding=("same", 1)) == (
        "TypeError: padding[0] must be an int or a pair (above, below), not 'same'"
    )
    assert refused(function, padding=(1, "same")) == (
        "TypeError: padding[1] must be an int or a pair (left, right), not 'same'"
    )
    assert refused(function, padding=((0, -1), 0)) == (
        "ValueError: padding[0][1] must be at least 0, not -1"
    )


@of(*GATHER_1D, *GATHER_2D)
def test_padding_of_what_gathers_may_be_a_word(function: Function) -> None:
    assert refused(function, padding="half") == (
        'ValueError: padding must be "valid", "same", "same_upper", "same_lower" '
        """or "causal", not 'half'"""
    )


@of(*PAINT_1D)
def test_no_word_says_what_to_crop(function: Function) -> None:
    assert refused(function, padding="same") == (
        "TypeError: padding must be an int or a pair (before, after), not 'same'"
    )


@of(*PAINT_2D)
def test_no_word_says_what_to_crop_from_images(function: Function) -> None:
    assert refused(function, padding="valid") == (
        "TypeError: padding must be an int or a pair (rows, columns), not 'valid'"
    )


LESS = "ValueError: output_padding must be less than max(stride, dilation)"


@of(*PAINT_1D, *PAINT_2D)
def test_output_padding_is_less_than_the_longest_step(function: Function) -> None:
    assert refused(function, output_padding=-1) == (
        "ValueError: output_padding must be at least 0, not -1"
    )
    assert refused(function, output_padding=1) == f"{LESS} = 1, not 1"
    assert refused(function, output_padding=5) == f"{LESS} = 1, not 5"


@of(*PAINT_1D)
def test_output_padding_of_signals_is_an_int(function: Function) -> None:
    assert refused(function, output_padding=3, stride=2, dilation=3) == (
        f"{LESS} = 3, not 3"
    )
    assert refused(function, output_padding=(0, 0)) == (
        "TypeError: output_padding must be an int, not (0, 0)"
    )


@of(*PAINT_2D)
def test_output_padding_of_images_is_an_int_or_a_pair(function: Function) -> None:
    assert refused(
        function, output_padding=(0, 2), stride=(4, 1), dilation=(1, 2)
    ) == f"{LESS} = 2, not 2"
    assert refused(function, output_padding=True) == (
        "TypeError: output_padding must be an int or a pair (rows, columns), not True"
    )


@of(conv1d, conv2d)
def test_a_boundary_is_one_of_the_words(function: Function) -> None:
    rule = 'boundary must be "zero", "edge", "reflect", "symmetric" or "wrap"'

    assert refused(function, boundary="mirror") == (
        f"ValueError: {rule}, not 'mirror': say \"reflect\""
    )
    assert refused(function, boundary=None) == f"TypeError: {rule}, not None"


# === outputs too long ===


def test_what_comes_out_has_room_in_a_list() -> None:
    assert refused(conv_transpose1d, stride=10**30) == (
        "ValueError: canvas is too long for a list: 2000000000000000000000000000002"
    )
    assert refused(conv_transpose2d, stride=(10**30, 1)) == (
        "ValueError: canvas is too long for a list: 1000000000000000000000000000001"
    )
    assert refused(conv_transpose2d, stride=(1, 10**30)) == (
        "ValueError: row of the canvas is too long for a list: "
        "2000000000000000000000000000002"
    )
    assert refused(conv1d_input_gradient, x_size=10**30) == (
        "ValueError: padded signal is too long for a list: "
        "1000000000000000000000000000000"
    )
    assert refused(conv2d_input_gradient, x_size=(10**30, 1)) == (
        "ValueError: padded image is too long for a list: "
        "1000000000000000000000000000000"
    )
    assert refused(conv2d_input_gradient, x_size=(1, 10**30)) == (
        "ValueError: row of the padded image is too long for a list: "
        "1000000000000000000000000000000"
    )


def test_a_padded_signal_has_room_in_a_list() -> None:
    said = "ValueError: padded signal is too long for a list: "
    for boundary in BOUNDARIES:
        words = refused(conv1d, padding=2**62, stride=1, boundary=boundary)
        assert words.startswith(said)


def test_what_windows_read_has_room_in_a_list() -> None:
    """A padded signal of 2**65 + 3 samples, but windows are almost as long."""
    assert refused(conv1d, padding=2**64, dilation=2**65 + 2 - 2**62) == (
        f"ValueError: all that is read is too long for a list: {2**63 + 2}"
    )
