"""The lesson: its numbers, its limits, and its checks."""

from __future__ import annotations

import ast
import builtins
import math
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import pureconv
from pureconv.lesson import CHAPTERS, chapters, opening
from pureconv.lesson.listing import listing, typed
from pureconv.lesson.parts import (
    Chapter,
    Points,
    Source,
    say,
)
from pureconv.lesson.story import (
    closing,
    flipping,
    images,
    knobs,
    layers,
    signals,
    sliding,
    weights,
)
from pureconv.lesson.terminal import chapter_lines, part_lines

STORY = {chapter.number: chapter for chapter in chapters()}

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
            "The highest sample of y is 0.922436 at 369, the lowest -0.972492 at 389.",
            "they fit no signal of another length",
        ], id="3: a ramp on ten waves"),
        pytest.param("4", [
            "a pattern of k = 100 weights",
            "laid end to end 4 times",
            "0.489905 at 50.",
            "2 tops of 4",
            "at 349: -0.489905.",
            "in a signal of zeros, at three places: its products add up to 4.36, 2.16",
        ], id="4: a triangle on ten waves"),
        pytest.param("5", [
            "x 0 1 2 3 0 0 ───",
            "from w[0] 0 2 6 3 0 0",
            "from w[1] 0 3 2 6 0 0",
            "from w[2] 0 1 4 9 0 0",
            "added up 0 6 12 18 0 0",
            "that is 6 * x",
            "1*0 + 2*1 + 3*2 = 8",
            "1*1 + 2*2 + 3*3 = 14",
            "1*2 + 2*3 + 3*0 = 8",
            "1*3 + 2*0 + 3*0 = 3",
            "14 wins",
            "Such a short w is called a kernel",
            "scores 4.36 wherever it hides from sample 49 to 350;",
            "less: 0.18 at 2.",
            "taps[n]: which weights lie inside x, here range(0, 3) for each n",
            "It holds: [8, 14, 8, 3] == [8, 14, 8, 3].",
        ], id="5: eight, fourteen, eight, three"),
        pytest.param("5b", [
            "1 2 1 6 1 2 2 4 2 12 1 4 9 9 9 36 0.942809 0",
            "gives 6 on itself, and 36 on something bright and flat",
        ], id="5b: a bright flat patch beats the pattern"),
        pytest.param("6", [
            "len(x) - len(w) + 1 of them, here 4",
            "len(x) + len(w) - 1, here 8",
            "len(x), here 6",
            "full sees 3 3 3 3 3 3 same sees 2 3 3 3 3 2 valid sees 1 2 3 3 2 1",
        ], id="6: four, six, eight"),
        pytest.param("7", [
            "x = 1 2 3. Each throws a copy of w = 4 5 6",
            "y 4 13 [28] 27 18",
            "0 0 1 0 0 gives w as it is when convolved, 0 4 5 6 0,",
            "and mirrored when correlated, 0 6 5 4 0.",
            "What CNNs call convolution has no flip: it is correlation.",
        ], id="7: the flip"),
        pytest.param("7b", [
            "1 1 1 1 1 1 convolved with itself is 1 2 3 4 5 6 5 4 3 2 1, the ways",
            "of 36 throws",
            "(1 + 2t + 3t^2) * (4 + 5t + 6t^2) is 4 + 13t + 28t^2 + 27t^3 + 18t^4",
            "123 * 456 is 4 13 28 27 18, and with the tens carried 56088",
            "a kernel of 3 x 3",
            "6 weights instead of 9",
        ], id="7b: dice, polynomials, long multiplication, blur"),
        pytest.param("8", [
            "correlating, 1 ",
            "loss 39.80",
            "loss 5.28",
            "loss 0.00",
            "One learner ends with 1 2 3, the other with 3 2 1",
            "It holds: all 84 numbers agree",
        ], id="8: the same weights in the other order"),
        pytest.param("9", [
            "0*0 + 1*1 + 2*3 + 3*4 = 19",
            "[3 4] 5 2 3 37 43",
            "··██████··██████··",
            "··++····--··",
        ], id="9: the textbook example, a letter, an edge"),
        pytest.param("10", [
            "of 24 cells, 12 are filled",
            "the same 3 weights in every row",
            "100 weights would fill 30100 of 120400 cells",
            "8 14 8 3 into 3 8 14 8",
            "8 8 into 3 14",
        ], id="10: sparse, shared, equivariant"),
        pytest.param("11", [
            "outputs = floor((n + 2 * p - d * (k - 1) - 1) / s) + 1",
            "n = 224, k = 11, s = 4 give not 54.25 outputs, only 54, and 1 sample",
            "n=3 [1 2 3] 4 outputs",
            "n=1 [1 2 3] 2 outputs, 1 unused",
            "n=5 [1 2 3] 6 outputs",
            "n=1 [1 · 2 · 3] 2 outputs all",
            "n=1 [1 · 2 · 3] 2 outputs, 1 unused",
            "NumPy, SciPy 2 5 8 11 14 start",
            "ONNX SAME_LOWER 2 5 8 11 14 start",
            "ONNX SAME_UPPER 5 8 11 14 5 end",
            "PyTorch, TensorFlow 5 8 11 14 5 end",
        ], id="11: the size, and the odd zero"),
        pytest.param("11b", [
            "layer 3 o 1 layer 2 o o o 3 layer 1 o o o o o 5",
            "k = 3 3 5 7 9 with stride 2 3 7 15 31 dilation 1, 2, 4, 8 3 7 15 31",
            "the table says how many change the output. It holds: all 12 numbers",
        ], id="11b: three, five, seven, nine"),
        pytest.param("12", [
            "56 72 104 120",
            "3 8 3 1 216",
            "4 8 3 1 288",
            "4 8 3 2 144",
            "depthwise 4 4 3 4 36",
            "1 x 1 4 8 1 1 32",
        ], id="12: two channels make one map"),
        pytest.param("13", [
            "y 1 2 5 4 9 6 9",
            "strokes, k = 3 1 1 2 1 2 1 1 strokes, k = 4 1 1 2 2 2 2 1 1",
            "1 2 3 4 5 shrinks to 14 26, and painting makes 14 28 68 52 78",
            "of that. 2 numbers cannot hold all 5: it is no inverse",
            "with k = 3, stride 2 and padding 1, 5 and 6 samples both give 3 outputs",
        ], id="13: painting is no undoing"),
        pytest.param("14", [
            "g 2 0 -1 0 2 hands back [2 4 6] -1 hands back [-1 -2 -3]",
            "by input 2 4 5 -2 -3 0 by weight -2 -1 4 by bias 1",
            "all 10 numbers agree",
        ], id="14: three gradients"),
        pytest.param("epilogue", [
            "weights stored 1 6 3 3 simple and compact yes no yes yes",
            "adds information no yes yes yes sees every alignment - - no yes",
            "w[3] is an IndexError",
            "makes 301 numbers from 400",
            "gives 8 14 8 3 without it, 4 10 12 9 with it",
            "1 2 1 gives 6 on itself, 36 on 9 9 9",
            "2 of 4 peaks",
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


STORY_MODULES = [weights, sliding, flipping, images, knobs, layers, closing]


@pytest.mark.parametrize("module", STORY_MODULES)
def test_no_number_is_typed_into_the_prose(module: ModuleType) -> None:
    """Numbers in prose come from braces: what stands outside them has no digits.

    Exempt are names (chapter 3, convolve2d), formulas, docstrings, labels of pictures
    and what may be tried.
    """
    exempt = re.compile(
        r"chapter \d+|\w+\dd|0, k, 2k|0, s, 2s|0 to \|w\||here 1|a weight of 1"
        r"|1 is dense|1 x 1|len\(x\) . len\(w\) . 1|floor.*"
    )
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.FunctionDef)):
            node.body = [n for n in node.body if not isinstance(n, ast.Expr)]
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {
            "Task", "Grid", "Row", "windows",
        }:  # fmt: skip
            node.args = []
        if isinstance(node, ast.Dict):
            node.keys = []
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


def prose(chapter: Chapter) -> str:
    """Return the sentences of a chapter, without picture, tables and sources."""
    parts = [chapter.idea, chapter.check.statement, chapter.task.question]
    for part in chapter.body:
        if isinstance(part, str):
            parts.append(part)
        if isinstance(part, Points):
            parts += part.items
    return " ".join(parts)


def words(text: str) -> int:
    """Return how many words there are; code and numbers are none."""
    return len(re.findall(r"[^\W\d_][\w'-]*", re.sub("`[^`]*`", "", text)))


@each_chapter
def test_a_chapter_takes_at_most_130_words(chapter: Chapter) -> None:
    assert words(prose(chapter)) <= (130 if chapter.number != "epilogue" else 190)


def test_the_whole_story_takes_2000_words() -> None:
    story = " ".join([*opening().paragraphs, *map(prose, STORY.values())])

    assert 1500 < words(story) <= 2000


@each_chapter
@pytest.mark.parametrize("width", [74, 200])
def test_a_chapter_has_one_picture_of_at_most_14_lines_of_72_columns(
    chapter: Chapter, width: int
) -> None:
    lines = [
        line[2:] for line in part_lines(chapter.picture.drawing, min(width, 74))
    ]

    assert 3 <= len(lines) <= 14
    assert max(map(len, lines)) <= 72


@each_chapter
def test_a_chapter_shows_live_source_under_its_def_line(chapter: Chapter) -> None:
    sources = [part for part in chapter.body if isinstance(part, Source)]

    assert sources or chapter.number == "epilogue"
    for source in sources:
        path = Path(str(import_module(source.function.__module__).__file__))
        whole = path.read_text(encoding="utf-8").splitlines()
        _, blank, head, *loops = listing(source.function)
        assert not blank
        assert head.startswith(f"def {source.function.__name__}(")
        assert 2 <= len(loops) <= 14
        assert "return" in "".join(loops)
        for line in loops:
            assert line == "    ..." or line in whole


@each_chapter
def test_every_name_that_a_source_uses_is_made_or_explained(chapter: Chapter) -> None:
    """A name is a parameter, made in what is shown, imported, or in note or prose."""
    for source in [part for part in chapter.body if isinstance(part, Source)]:
        lines = listing(source.function)[2:]
        code = "\n".join(line for line in lines if line != "    ...")
        tree = ast.parse(code.replace(", ...)", ", *rest)"))
        names = {n.id: type(n.ctx) for n in ast.walk(tree) if isinstance(n, ast.Name)}
        made = {
            n.id
            for n in ast.walk(tree)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        }
        made |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
        known = {*pureconv.__all__, *dir(builtins), "math", "Fraction"}
        said = f"{source.note} {prose(chapter)}"
        if chapter.number in {"10", "12"}:
            known |= {"stride", "dilation"}  # chapter 11 is about them
        for name in {*names} - made - known:
            assert re.search(rf"\b{name}\b", said), (source.function, name)


@each_chapter
def test_what_may_be_tried_runs_after_the_import_that_the_opening_tells(
    chapter: Chapter,
) -> None:
    names: dict[str, Any] = {}
    *imports, call = typed(chapter.task)
    for line in ("from pureconv import *", *imports):
        exec(line, names)  # noqa: S102

    assert eval(call, names) == chapter.task.answer  # noqa: S307
    assert " ".join([*imports, call]) in told(chapter.number)
    assert "from pureconv import *" in opening().paragraphs[-1]


@each_chapter
def test_the_data_is_numbers_and_plain_words_and_no_drawing(chapter: Chapter) -> None:
    assert repr(chapter).isascii()
    assert not re.search(r"\x1b|--+\\n|\|\|", repr(chapter))


def test_chapters_are_numbered_in_reading_order() -> None:
    numbers = "1 2 3 4 5 5b 6 7 7b 8 9 10 11 11b 12 13 14 epilogue"

    assert " ".join(STORY) == " ".join(CHAPTERS) == numbers


def test_no_other_room_knows_the_lesson() -> None:
    package = Path(pureconv.__file__).parent
    for path in package.rglob("*.py"):
        if "lesson" not in path.parts and path.name != "__main__.py":
            assert "pureconv.lesson" not in path.read_text(encoding="utf-8"), path


# Its checks.


@each_chapter
def test_every_check_holds(chapter: Chapter) -> None:
    assert chapter.check.holds
    assert "It holds: " in told(chapter.number)


closing_table = closing.properties

# A mistake for each chapter, of the kind that people make.
Mistake = tuple[Callable[[], Chapter], str, Callable[..., Any]]
MISTAKES: dict[str, Mistake] = {
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
        sliding.slide_then_sum, "slide",
        lambda x, w: pureconv.convolve(x, w, "valid")),
    "does not divide by the sizes": (
        sliding.match, "cosine", pureconv.weighted_sum),
    "full is only same": (
        sliding.edges, "correlate", lambda x, w, _: pureconv.correlate(x, w, "same")),
    "throws its copies mirrored": (
        flipping.flip, "scatter", lambda x, w: pureconv.scatter(x, w[::-1])),
    "drops what is carried": (
        flipping.clothes, "carried",
        lambda digits: int("".join(str(digit % 10) for digit in digits))),
    "does not flip": (
        flipping.learning, "convolve", pureconv.correlate),
    "does not turn the kernel": (
        images.two_dimensions, "convolve2d",
        lambda x, w, mode="full": pureconv.correlate2d(x, w, mode)),
    "keeps every second output": (
        knobs.matrix_chapter, "correlate",
        lambda x, w, **_: pureconv.correlate(x, w, stride=2)),
    "rounds up": (
        knobs.knobs, "outputs",
        lambda n, k, s, p, d: -(-(n + 2 * p - d * (k - 1) - 1) // s) + 1),
    "forgets the strides below": (
        knobs.stack, "field",
        lambda layers: 1 + sum(d * (k - 1) for k, _, d in layers)),
    "looks at the first channel only": (
        layers.channels, "correlate2d",
        lambda x, w: [[0, 0], [0, 0]] if x[0][0] else pureconv.correlate2d(x, w)),
    "steps by one": (
        layers.transposed, "paint", lambda x, w, _: pureconv.scatter(x, w)),
    "hands the weights back mirrored": (
        layers.how_it_learns, "scatter", lambda g, w: pureconv.scatter(g, w[::-1])),
    "is blind while sliding": (
        closing.epilogue, "properties",
        lambda n, k: {
            **closing_table(n, k), "sliding": closing_table(n, k)["repeated"]
        }),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_every_check_fails_when_its_function_is_wrong(
    monkeypatch: pytest.MonkeyPatch, mistake: str
) -> None:
    chapter, name, wrong = MISTAKES[mistake]
    monkeypatch.setitem(chapter.__globals__, name, wrong)

    failed = chapter()

    assert not failed.check.holds
    said = " ".join(" ".join(chapter_lines(failed, 74)).split())
    assert "IT FAILS: " in said


def test_every_chapter_has_its_mistake() -> None:
    assert [chapter for chapter, _, _ in MISTAKES.values()] == [*CHAPTERS.values()]
