"""How the lesson is drawn: every picture, at any width, in any encoding."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest

import pureconv
from pureconv.lesson import chapters
from pureconv.lesson.listing import listing
from pureconv.lesson.parts import (
    Bar,
    Bars,
    Chapter,
    Check,
    Formula,
    Grid,
    Grids,
    Points,
    Row,
    Rows,
    Source,
    Strip,
    Strips,
    Table,
)
from pureconv.lesson.terminal import ASCII, chapter_lines, part_lines, writable

STORY = {chapter.number: chapter for chapter in chapters()}

each_chapter = pytest.mark.parametrize("chapter", STORY.values(), ids=list(STORY))


@each_chapter
@pytest.mark.parametrize("width", [40, 41, 50, 63, 74])
def test_only_sources_are_wider_than_the_page(chapter: Chapter, width: int) -> None:
    """They keep their shape, and stay indented."""
    sources = [p.function for p in chapter.body if isinstance(p, Source)]
    code = ["  " + line for function in sources for line in listing(function)]

    for line in chapter_lines(chapter, width):
        assert len(line) <= width or line in code


@each_chapter
def test_a_narrow_page_leaves_out_nothing(chapter: Chapter) -> None:
    """Curves shrink and tables become lists, but every word and every number stays."""
    narrow, wide = (
        set(re.sub("[█▀▄▒░│─:]", " ", " ".join(chapter_lines(chapter, width))).split())
        for width in (40, 74)
    )

    assert narrow == wide


@each_chapter
def test_everything_can_be_written_in_ascii(chapter: Chapter) -> None:
    lines = [line.translate(ASCII) for line in chapter_lines(chapter, 74)]

    assert all(line.isascii() for line in lines)
    assert all(line.isprintable() for line in lines)


@pytest.mark.parametrize(
    "encoding", ["cp1252", "latin-1", "ascii", "no-such-encoding", None]
)
def test_an_encoding_without_block_characters_is_noticed(encoding: str | None) -> None:
    assert not writable(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp437", "cp850"])
def test_an_encoding_with_block_characters_is_used(encoding: str) -> None:
    assert writable(encoding)


def drawn(part: Any, width: int) -> list[str]:
    """Return a picture as lines, without the indentation and what trails."""
    return [line[2:].rstrip() for line in part_lines(part, width)]


def test_bars_are_as_long_as_their_numbers() -> None:
    bars = [Bar("a", [2, 4], "6"), Bar("bb", [1, 2], "3")]

    assert drawn(Bars(["two", "four"], bars), 21) == [
        "█ two   ▒ four",
        "",
        "a   ████▒▒▒▒▒▒▒▒  6",
        "bb  ██▒▒▒▒  3",
    ]


def test_a_curve_rises_and_hangs_from_its_zero_line_in_half_blocks() -> None:
    strip = Strip("y", [0, 1, 2, 3, 4, 0, -1, -2, -3, -4], 0.5, "ten")

    assert drawn(Strips([strip], [4, 9]), 20) == [
        "      ▄█",
        "y   ▄███       ten",
        "         ▀███",
        "           ▀█",
        "       │4   │9",
    ]


def test_a_column_shows_the_extreme_of_its_samples() -> None:
    """Every 6th sample would miss them: the crest is sample 3, the trough sample 10."""
    strip = Strip("y", [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, -1, 0], 1)

    assert drawn(Strips([strip], [3, 10]), 2 + 3 + 2 + 2) == [
        "y  █",
        "    █",
        "   │3│10",
    ]


@pytest.mark.parametrize("samples", range(2, 22))
def test_a_mark_stands_under_the_column_of_its_sample(samples: int) -> None:
    for p in range(samples):
        impulse = Strip("y", [int(q == p) for q in range(samples)], 1)

        curve, marks = drawn(Strips([impulse], [p]), 2 + 3 + 7 + 2)  # on 7 columns

        assert curve.index("█") == marks.index("│")


def test_rows_line_up_and_windows_are_framed() -> None:
    window = Row("n=0", 0, [1, 20], "ok", framed=True)

    assert drawn(Rows([Row("x", -1, [".", 5, 6, 7]), window]), 74) == [
        "x       ·    5    6    7",
        "n=0         [1   20]      ok",
    ]


def test_rows_move_together_where_there_is_less_room() -> None:
    rows = Rows([Row("x", 0, [5, 6, 7]), Row("y", 1, [8])], marked=1)

    assert drawn(rows, 74) == [
        "x    5  [6]  7",
        "y       [8]",
    ]
    assert drawn(rows, 10) == [
        "x  5[6]7",
        "y   [8]",
    ]


def test_rows_take_all_the_room_there_is() -> None:
    """A label of 2, three cells of 3, 2 before a note of 3, and what parts have."""
    rows = Rows([Row("x", 0, [5, 6, 7], "odd")])

    assert drawn(rows, 2 + 3 * 3 + 2 + 3 + 2) == ["x   5  6  7  odd"]
    assert drawn(rows, 2 + 3 * 3 + 2 + 2 + 2) == ["x  5 6 7  odd"]
    assert drawn(rows, 2 + 3 * 2 + 2 + 2 + 2) == ["x  5 6 7", "   odd"]


def test_a_column_is_counted_from_0_where_rows_begin_ahead_of_it() -> None:
    rows = Rows([Row("x", -1, [4, 5, 6, 7])], marked=1)

    assert drawn(rows, 74) == ["x    4   5  [6]  7"]


def test_a_note_stands_beside_its_row_or_where_there_is_no_room_below() -> None:
    rows = Rows([Row("x", 0, [5, 6], "two of them")])

    assert drawn(rows, 74) == ["x    5   6  two of them"]
    assert drawn(rows, 16) == ["x  5 6", "   two of them"]


def test_images_show_numbers_signs_or_square_pixels() -> None:
    cells = [[2, 0, -1], [0, 3, 0]]
    band = [Grid("numbers", cells, patch=(1, 0, 1, 2)), Grid("w", cells, "signs"),
            Grid("pixels", cells, "pixels")]  # fmt: skip

    assert drawn(Grids([band]), 74) == [
        "numbers        w        pixels",
        "  2   0  -1    ++··--   ██····",
        " [0   3]  0    ··++··   ··██··",
    ]
    assert len(drawn(Grids([band]), 20)) == 3 + 1 + 3


def test_a_table_too_wide_for_the_page_becomes_a_list() -> None:
    table = Table(["row", "one", "two"], [["first", True, 0.5], ["second", None, 12]])

    assert drawn(table, 74) == [
        "row      one   two",
        "──────────────────",
        "first    yes   0.5",
        "second     -    12",
    ]
    assert drawn(table, 18) == [
        "row first", "  one: yes", "  two: 0.5",
        "row second", "  one: -", "  two: 12",
    ]  # fmt: skip


def test_points_are_numbered_and_hang() -> None:
    assert part_lines(Points(["a longer point", "b"]), 12) == [
        "1. a longer",
        "   point",
        "2. b",
    ]


def test_a_source_keeps_its_shape_and_says_where_it_is_from() -> None:
    assert part_lines(Source(pureconv.scatter, "`p`: a sample"), 40) == [
        "  from pureconv import scatter   # pureconv/correlation.py",
        "  ",
        "  def scatter(x, w):",
        "      ...",
        "      y = [0] * (len(x) + len(w) - 1)",
        "      for p in range(len(x)):",
        "          for i in range(len(w)):",
        "              n = p + i",
        "              y[n] = y[n] + w[i] * x[p]",
        "      return y",
        "",
        "p: a sample",
    ]


def test_a_formula_stands_on_a_line_of_its_own() -> None:
    assert part_lines(Formula("y = sum over i of w[i] * x[i]"), 74) == [
        "    y = sum over i of w[i] * x[i]"
    ]


def test_code_in_a_sentence_is_kept_whole_and_its_marks_are_not_shown() -> None:
    assert part_lines("a *kernel* `1 2 3` here", 13) == [
        "a kernel",
        "1\N{NO-BREAK SPACE}2\N{NO-BREAK SPACE}3 here",
    ]


def test_a_program_without_its_source_says_so_and_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_source(_: object) -> str:
        raise OSError

    monkeypatch.setattr(inspect, "getsource", no_source)

    lines = chapter_lines(STORY["7"], 74)
    assert "(The source of scatter is not at hand here.)" in lines
    assert "[28]" in " ".join(lines)


@pytest.mark.parametrize(
    ("left", "right", "text"),
    [
        pytest.param(1, 1.0, "It holds: 1 == 1.", id="numbers"),
        pytest.param([1] * 40, [1] * 40, "It holds: all 40 numbers agree.", id="many"),
        pytest.param([1], [2], "IT FAILS: [1] != [2].", id="wrong"),
        pytest.param([1] * 40, [[2]] * 30,
                     "IT FAILS: 40 numbers and 30 are not the same.", id="many wrong"),
    ],
)  # fmt: skip
def test_a_check_tells_both_sides(left: Any, right: Any, text: str) -> None:
    chapter = STORY["1"]._replace(check=Check("a law", left, right))

    assert f"Check: a law. {text}" in chapter_lines(chapter, 74)
