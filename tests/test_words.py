"""Words for options: those of others get a hint, and types know ours."""

from __future__ import annotations

import subprocess
import sys
from typing import Any, get_args

import pytest

import pureconv
from pureconv.boundary import BOUNDARIES
from pureconv.checks import Boundary, Mode, PaddingWord
from pureconv.sizes import MODES, PADDINGS


def refusal(function: Any, *arguments: Any, **options: Any) -> str:
    with pytest.raises(ValueError, match=" must be ") as error:
        function(*arguments, **options)
    return str(error.value)


@pytest.mark.parametrize(
    ("word", "ours"),
    [
        *((word, "edge") for word in ("nearest", "replicate", "extend")),
        *((word, "zero") for word in ("constant", "grid-constant", "zeros", "fill")),
        *((word, "symmetric") for word in ("symm", "grid-mirror")),
        *((word, "wrap") for word in ("circular", "periodic", "grid-wrap")),
        ("mirror", "reflect"),
        ("Replicate", "edge"),
        ("SYMMETRIC", "symmetric"),
        ("symetric", "symmetric"),
        ("wrapp", "wrap"),
    ],
)
def test_a_boundary_of_others_is_translated(word: str, ours: str) -> None:
    for function, x, w in (
        (pureconv.correlate, [1], [1]),
        (pureconv.convolve2d, [[1]], [[1]]),
        (pureconv.conv1d, [[[1]]], [[[1]]]),
    ):
        text = refusal(function, x, w, boundary=word)
        assert text.endswith(f'or "wrap", not {word!r}: say "{ours}"')


@pytest.mark.parametrize("word", ["FULL", "SAME", "VALID", "Causal", "fulll", "sam"])
def test_a_mode_in_capitals_or_with_a_slip_is_put_right(word: str) -> None:
    [ours] = [mode for mode in MODES if mode.startswith(word.lower()[:3])]

    assert refusal(pureconv.correlate, [1], [1], word).endswith(f': say "{ours}"')


@pytest.mark.parametrize("word", ["SAME", "VALID", "SAME_UPPER", "SAME_LOWER"])
def test_so_is_a_word_for_padding(word: str) -> None:
    text = refusal(pureconv.conv1d, [[[1]]], [[[1]]], padding=word)

    assert text.endswith(f': say "{word.lower()}"')


def test_what_is_like_none_of_ours_gets_no_hint() -> None:
    assert refusal(pureconv.pad, [1], 1, 1, "nowhere").endswith("not 'nowhere'")
    assert refusal(pureconv.correlate, [1], [1], "nowhere").endswith("not 'nowhere'")


@pytest.mark.parametrize(
    ("word", "ours"),
    [("mirror", "reflect"), ("Nearest", "edge"), ("wrap", "wrap"), ("fill", "zero"),
     ("grid-mirror", "symmetric")],
)  # fmt: skip
def test_a_boundary_in_another_place_is_told_to_be_one(word: str, ours: str) -> None:
    said = f'not {word!r}: as a boundary, that is "{ours}"'

    assert refusal(pureconv.correlate, [1], [1], word).endswith(said)
    assert refusal(pureconv.conv1d, [[[1]]], [[[1]]], padding=word).endswith(said)


def test_the_hint_costs_nothing_before_it_is_needed() -> None:
    code = "import sys, pureconv; assert 'difflib' not in sys.modules"

    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_type_checker_catches_a_slip_too() -> None:
    """It says so if one of these is no error to it: such a comment must be needed."""
    with pytest.raises(ValueError, match='say "full"'):
        pureconv.correlate([1], [1], "fulll")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match='say "edge"'):
        pureconv.pad([1], 1, 1, "nearest")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match='say "same"'):
        pureconv.conv1d([[[1]]], [[[1]]], padding="SAME")  # type: ignore[arg-type]


def test_types_and_checks_know_the_same_words() -> None:
    assert get_args(Mode) == MODES
    assert get_args(Boundary) == BOUNDARIES
    assert get_args(PaddingWord) == PADDINGS


@pytest.mark.parametrize("word", ["Vector", "Matrix", "Tensor", "Pair"])
def test_help_says_what_the_names_in_a_signature_are(word: str) -> None:
    main: dict[str, list[Any]] = {
        "Vector": [pureconv.weighted_sum, pureconv.correlate, pureconv.convolve],
        "Matrix": [pureconv.correlate2d],
        "Pair": [pureconv.correlate2d],
        "Tensor": [pureconv.conv1d],
    }
    for function in main[word]:
        assert f"A `{word}` is " in str(function.__doc__).replace("a `Pair", "A `Pair")


def test_a_length_without_padding_is_not_told_to_pad_more() -> None:
    with pytest.raises(ValueError, match=r'has 5: use mode="same" or "full", or pad'):
        pureconv.output_length(5, 7)
    with pytest.raises(ValueError, match="padded signal has 6: pad it more"):
        pureconv.output_length(5, 7, padding=(0, 1))


def test_channels_that_come_last_are_told_to_come_first() -> None:
    first = r": channels come first, as in \[channel\]\[row\]\[column\]"
    pixels = [[(1, 2, 3), (4, 5, 6)]]
    kernel = [[[[1]], [[2]], [[3]]]]  # three channels in

    with pytest.raises(TypeError, match=r"row 0, column 0 is \(1, 2, 3\)" + first):
        pureconv.correlate2d(pixels, [[1]])
    with pytest.raises(ValueError, match=r"\(1 / 1\), not 3" + first):
        pureconv.conv2d([pixels], kernel)
    with pytest.raises(ValueError, match=r"not 3$"):
        pureconv.conv2d([[[[1, 2]]]], kernel)
