"""The lesson: its numbers, its limits, and its checks."""

from __future__ import annotations

import ast
import inspect
import math
import re
from pathlib import Path
from types import ModuleType

import pytest

import pureconv
from pureconv.lesson import (
    CHAPTERS,
    OPENING,
    TITLE,
    chapters,
    closing,
    images,
    network,
    signals,
    sliding,
    weights,
)
from pureconv.lesson.parts import (
    Bars,
    Chapter,
    Grids,
    Rows,
    Source,
    Strips,
    Table,
    loops,
    say,
)
from pureconv.lesson.terminal import chapter_lines, opening_lines, part_lines
from pureconv.weighting import properties

STORY = {chapter.number: chapter for chapter in chapters()}
PICTURES = (Bars, Strips, Rows, Grids, Table)

each_chapter = pytest.mark.parametrize("chapter", STORY.values(), ids=list(STORY))


def told(number: str) -> str:
    """Return a chapter as text, its line breaks made spaces."""
    return " ".join(" ".join(chapter_lines(STORY[number], 74)).split())


# What the lesson says. The numbers were computed with NumPy, by the article's own code.


@pytest.mark.parametrize(
    ("number", "sayings"),
    [
        pytest.param("1", [
            "70 in the midterm and 90 in the final",
            "Weights 1 and 1 value both alike: 160",
            "With 0.4 and 0.6 the final counts more: 82",
            "Swap them and the midterm does: 78",
        ], id="1: the grades"),
        pytest.param("2", [
            "Its top is 0.999969, at sample 25;",
            "the top of 2 * x is 1.999938, at sample 25.",
            "│25 │174",
        ], id="2: the same crest, twice as high"),
        pytest.param("3", [
            "Here 400 weights climb from 0 to 0.9975",
            "The highest sample is 0.922436 at 369, the lowest -0.972492 at 389.",
        ], id="3: a ramp on ten waves"),
        pytest.param("4", [
            "a pattern of k = 100 weights",
            "laid end to end 4 times",
            "0.489905 at 50.",
            "2 tops of 4",
            "at 349: -0.489905.",
            "score 4.36, 2.16, 0.05.",
        ], id="4: a triangle on ten waves"),
        pytest.param("5", [
            "x = 0 1 2 3 0 0 with w = 1 2 3 becomes 0 6 12 18 0 0, just 6 * x",
            "1*0 + 2*1 + 3*2 = 8",
            "1*1 + 2*2 + 3*3 = 14",
            "1*2 + 2*3 + 3*0 = 8",
            "1*3 + 2*0 + 3*0 = 3",
            "14 wins",
            "scores 4.36 wherever it hides",
            "It holds: [8, 14, 8, 3] == [8, 14, 8, 3].",
        ], id="5: eight, fourteen, eight, three"),
        pytest.param("5b", [
            "1 2 1 6 1 2 2 4 2 12 1 4 9 9 9 36 0.942809 0",
            "The flat patch gets 36, the pattern itself 6.",
        ], id="5b: a bright flat patch beats the pattern"),
        pytest.param("6", [
            "6 samples went in, 4 sums came out",
            "all that touch x, 8 windows",
            "full sees 3 3 3 3 3 3 same sees 2 3 3 3 3 2 valid sees 1 2 3 3 2 1",
        ], id="6: four, six, eight"),
        pytest.param("7", [
            "y 4 13 [28] 27 18",
            "Carry the tens: 56088.",
            "w = 1 2 3 comes out of convolve as it is, 0 1 2 3 0,",
            "and out of correlate mirrored, 0 3 2 1 0.",
            "what CNNs call convolution has no flip: it is correlation.",
        ], id="7: long multiplication"),
        pytest.param("8", [
            "0 333.00 0.00 0.00 0.00 333.00 0.00 0.00 0.00",
            "20 0.00 1.00 2.00 3.00 0.00 3.00 2.00 1.00",
            "One ends with 1 2 3, the other with 3 2 1",
        ], id="8: the same weights in the other order"),
        pytest.param("9", [
            "0*0 + 1*1 + 2*3 + 3*4 = 19",
            "19 25 / 37 43",
            "··██████··██████··",
            "··++····--··",
        ], id="9: the textbook example, a letter, an edge"),
        pytest.param("epilogue", [
            "weights stored 1 6 3 3 simple and compact yes no yes yes",
            "adds information no yes yes yes sees every alignment - - no yes",
            "w[3] is an IndexError; the last i is 2",
            "makes 301 numbers from 400",
            "give 8 14 8 3 without it and 4 10 12 9 with it",
            "1 2 1 gives 6 on itself, 36 on 9 9 9",
            "2 of the 4 peaks",
            "With n = 30 it makes 360",
        ], id="epilogue: the table and the errata"),
    ],
)  # fmt: skip
def test_the_lesson_says(number: str, sayings: list[str]) -> None:
    for saying in sayings:
        assert saying in told(number)


def test_the_signals_are_those_of_the_article() -> None:
    x, wave, w = signals.two_waves(), signals.ten_waves(), signals.triangle()

    assert [len(x), len(wave), len(signals.ramp()), len(w)] == [200, 400, 400, 100]
    assert f"{x[1]:.6f} {x[50]:.6f} {x[198]:.6f}" == "0.063106 -0.015786 -0.063106"
    assert f"{wave[1]:.6f} {wave[50]:.6f}" == "0.156823 0.999806"
    assert f"{sum(v * v for v in wave):.6f}" == "199.500000"
    assert f"{sum(w):.6f}" == "24.500000"
    assert [p for p in range(100) if w[p] == max(w)] == [49, 50]
    assert (x[-1], say(x[-1])) == (math.sin(2 * math.pi), "0")


def test_the_weights_of_the_lesson_are_lopsided_on_purpose() -> None:
    w = signals.W

    assert w[::-1] != w


@pytest.mark.parametrize("module", [weights, sliding, network, images, closing])
def test_no_number_is_typed_into_the_prose(module: ModuleType) -> None:
    """Numbers in prose come from braces: what stands outside them has no digits.

    Exempt are names (chapter 3, convolve2d), formulas (0, k, 2k), docstrings and what
    may be tried.
    """
    exempt = re.compile(r"chapter \d|\w+2d|0, k, 2k|0 to \|w\||here 1|a weight of 1")
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.FunctionDef)):
            node.body = [n for n in node.body if not isinstance(n, ast.Expr)]
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Task":
            node.args = []
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]

    assert texts
    for text in texts:
        if " " in text.strip():
            assert not re.search(r"\d", exempt.sub("", text)), text


# Its limits.


@each_chapter
def test_a_chapter_takes_at_most_110_words(chapter: Chapter) -> None:
    """A formula or a row of numbers, kept whole, is one word."""
    prose = [chapter.idea, *(part for part in chapter.body if isinstance(part, str))]

    assert len(re.split("[ \n]+", " ".join(prose))) <= 110


def test_the_whole_story_takes_ten_minutes() -> None:
    words = sum(
        len(part.split())
        for chapter in STORY.values()
        for part in (chapter.idea, *chapter.body, chapter.check.statement,
                     chapter.task.question)
        if isinstance(part, str)
    )

    assert 700 < words < 1500  # at 150 words a minute, pictures not counted


@each_chapter
@pytest.mark.parametrize("width", [74, 200])
def test_a_chapter_has_one_picture_of_at_most_14_lines_of_72_columns(
    chapter: Chapter, width: int
) -> None:
    pictures = [part for part in chapter.body if isinstance(part, PICTURES)]
    lines = [line[2:] for line in part_lines(pictures[0], min(width, 74))]

    assert len(pictures) == 1
    assert 3 <= len(lines) <= 14
    assert max(map(len, lines)) <= 72


@each_chapter
def test_a_chapter_shows_3_to_12_lines_of_live_source(chapter: Chapter) -> None:
    sources = [part for part in chapter.body if isinstance(part, Source)]

    assert sources or chapter.number == "epilogue"
    for source in sources:
        lines = loops(source.function)
        assert 3 <= len(lines) <= 12
        assert lines[-1].startswith("return")
        for line in lines:
            assert line in inspect.getsource(source.function)


@each_chapter
def test_what_may_be_tried_runs_after_one_import(chapter: Chapter) -> None:
    names = {name: getattr(pureconv, name) for name in pureconv.__all__}

    assert eval(chapter.task.code, names)  # noqa: S307
    assert "pureconv import *" in opening_lines(TITLE, OPENING, 74)[-2]


@each_chapter
def test_the_data_is_numbers_and_plain_words_and_no_drawing(chapter: Chapter) -> None:
    assert repr(chapter).isascii()
    assert not re.search(r"\x1b|--+\\n|\|\|", repr(chapter))


def test_chapters_are_numbered_in_reading_order() -> None:
    assert " ".join(STORY) == "1 2 3 4 5 5b 6 7 8 9 epilogue"
    assert len(CHAPTERS) == len(STORY)


def test_no_other_room_knows_the_lesson() -> None:
    package = Path(pureconv.__file__).parent
    for path in package.rglob("*.py"):
        if path.parent.name != "lesson" and path.name != "__main__.py":
            assert "pureconv.lesson" not in path.read_text(encoding="utf-8"), path


# Its checks.


@each_chapter
def test_every_check_holds(chapter: Chapter) -> None:
    assert chapter.check.holds
    assert "It holds: " in told(chapter.number)


# A mistake for each chapter, of the kind that people make.
MISTAKES = {
    "only the first counts": (
        weights.one_sum, "weighted_sum", lambda x, w: w[0] * x[0]),
    "adds where it should multiply": (
        weights.one_weight, "same_weight", lambda x, w: [w + v for v in x]),
    "forgets the weights": (
        weights.a_weight_each, "distinct_weights", lambda x, _: x),
    "repeats only the first weight": (
        weights.a_repeated_weight, "repeated_weights",
        lambda x, w: pureconv.same_weight(x, w[0])),
    "flips": (
        sliding.slide, "correlate", lambda x, w: pureconv.convolve(x, w, "valid")),
    "does not divide by the lengths": (
        sliding.match, "cosine", pureconv.weighted_sum),
    "full is only same": (
        sliding.edges, "correlate", lambda x, w, _: pureconv.correlate(x, w, "same")),
    "throws its copies mirrored": (
        sliding.flip, "scatter", lambda x, w: pureconv.scatter(x, w[::-1])),
    "does not flip": (
        network.learning, "convolve", pureconv.correlate),
    "does not turn the kernel": (
        images.two_dimensions, "convolve2d",
        lambda x, w, mode="full": pureconv.correlate2d(x, w, mode)),
    "is blind while sliding": (
        closing.epilogue, "properties",
        lambda n, k: {**properties(n, k), "sliding": properties(n, k)["repeated"]}),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_every_check_fails_when_its_function_is_wrong(
    monkeypatch: pytest.MonkeyPatch, mistake: str
) -> None:
    chapter, name, wrong = MISTAKES[mistake]
    monkeypatch.setitem(chapter.__globals__, name, wrong)

    failed = chapter()

    assert not failed.check.holds
    assert "IT FAILS: " in " ".join(chapter_lines(failed, 74))


def test_every_chapter_has_its_mistake() -> None:
    assert [chapter for chapter, _, _ in MISTAKES.values()] == list(CHAPTERS)
