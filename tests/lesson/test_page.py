"""The lesson as one page: whole, sound, legible, and the same story."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest

import pureconv
from browser import document, in_a_browser
from pureconv.lesson import chapters, listing, opening, page
from pureconv.lesson.describing import description
from pureconv.lesson.parts import (
    Bar,
    Bars,
    Chapter,
    Check,
    Drawing,
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
    say,
)
from pureconv.lesson.svg import LETTER, WIDTH, svg
from pureconv.lesson.terminal import chapter_lines

STORY = {chapter.number: chapter for chapter in chapters()}
PAGE = page.page(opening(), list(STORY.values()))

each_chapter = pytest.mark.parametrize("chapter", STORY.values(), ids=list(STORY))

VOID = {"meta", "link", "input", "br", "hr", "rect", "circle", "path"}


class Reader(HTMLParser):
    """Read a page: its elements in order, each with where it stands, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str], tuple[str, ...]]] = []
        self.inside: list[str] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.elements.append((tag, found, tuple(self.inside)))
        if tag not in VOID:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.inside.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(self.inside), data))

    def all(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of all elements of a kind."""
        return [attributes for name, attributes, _ in self.elements if name == tag]

    def text(self, *without: str) -> str:
        """Return the text, but for what stands in some elements."""
        shown = [t for inside, t in self.texts if not {*without} & {*inside}]
        return " ".join("".join(shown).split())


READER = Reader(PAGE)


# It is a page.


def test_every_element_is_closed() -> None:
    assert READER.inside == []


def test_ids_are_unique_and_references_lead_to_them() -> None:
    ids = [a["id"] for _, a, _ in READER.elements if "id" in a]
    references = {a["href"][1:] for a in READER.all("a")}
    for _, attributes, _ in READER.elements:
        for name in ("aria-labelledby", "aria-describedby", "for"):
            references |= {*attributes.get(name, "").split()}

    assert len({*ids}) == len(ids)
    assert references <= {*ids}


def test_it_has_a_language_a_title_and_a_width() -> None:
    assert READER.all("html") == [{"lang": "en"}]
    assert f"<title>{opening().title}</title>" in PAGE
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in (
        READER.all("meta")
    )


def test_headings_are_in_order() -> None:
    levels = [int(t[1]) for t, _, _ in READER.elements if re.fullmatch("h[1-6]", t)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in zip(levels, levels[1:]))


def test_it_asks_nobody_for_anything() -> None:
    for _, attributes, _ in READER.elements:
        assert not {"src", "srcset", "action", "background"} & {*attributes}
        assert attributes.get("href", "#").startswith(("#", "data:,"))
    for word in ("url(", "@import", "fetch(", "XMLHttpRequest", "http"):
        assert word not in PAGE


def test_it_is_small() -> None:
    assert len(PAGE.encode()) < 300_000


def test_it_is_the_same_when_it_is_written_again() -> None:
    assert page.page(opening(), chapters()) == PAGE


# It tells the same story.


@each_chapter
def test_the_page_says_what_the_terminal_says(chapter: Chapter) -> None:
    """Word by word, pictures left out: the page has marks that are set in a book."""
    empty = chapter._replace(
        picture=chapter.picture._replace(drawing=Rows([Row("", 0, [""])])),
        body=[p for p in chapter.body if not isinstance(p, (Formula, Table))],
    )
    said = " ".join(chapter_lines(empty, 200))
    said = re.sub(r"[─0-9.]", " ", said.replace("Check:", "").replace("'", "\u2019"))
    shown = READER.text("style", "svg").replace("\u201c", '"').replace("\u201d", '"')
    shown = shown.replace("−", "-").replace("'", "\u2019")

    for word in said.split():
        assert word.replace("(see", "see") in shown.replace("(see", "see"), word


@each_chapter
def test_every_cell_of_a_table_is_on_the_page(chapter: Chapter) -> None:
    for table in [part for part in chapter.body if isinstance(part, Table)]:
        shown = Reader(page.table(table)).texts

        values = [*table.header, *(value for row in table.rows for value in row)]
        cells = [text for inside, text in shown if {"th", "td"} & {*inside}]
        assert cells == [say(v).replace("-1", "−1") for v in values if v != ""]


@each_chapter
def test_a_chapter_and_its_picture_can_be_linked(chapter: Chapter) -> None:
    number = chapter.number

    assert f'<section class="chapter{" box" * number.endswith("b")}"' in PAGE
    assert f'id="chapter-{number}"' in PAGE
    assert f'<figure id="picture-{number}">' in PAGE
    assert f'<li><a href="#chapter-{number}">' in PAGE


@each_chapter
def test_every_picture_has_a_title_and_says_what_it_shows(chapter: Chapter) -> None:
    name = f"picture-{chapter.number}"
    text = description(chapter.picture.drawing)

    assert {
        "role": "img", "aria-labelledby": f"{name}-title {name}-text",
    }.items() <= [a for a in READER.all("svg") if a.get("role") == "img"][
        1 + list(STORY).index(chapter.number)
    ].items()
    assert f'<desc id="{name}-text">{html.escape(text)}</desc>' in PAGE
    assert f"Picture of chapter {chapter.number}: {chapter.title}</title>" in PAGE
    assert text.endswith(".")


@each_chapter
def test_what_comes_out_of_a_try_is_there_to_be_opened(chapter: Chapter) -> None:
    answer = html.escape(repr(chapter.task.answer))

    assert f"<p><code>{answer}</code></p>\n</details>" in PAGE


def test_a_check_that_fails_is_marked() -> None:
    failed = STORY["1"]._replace(check=Check("a law", 1, 2))

    shown = page.check(failed)

    assert Reader(shown).text() == "✗ Checked: a law. IT FAILS: 1 != 2."


# Its code and its formulas.


@each_chapter
def test_coloured_sources_are_the_sources(chapter: Chapter) -> None:
    for source in [part for part in chapter.body if isinstance(part, Source)]:
        text = "\n".join(listing.listing(source.function))

        coloured = page.coloured(text)

        assert html.unescape(re.sub("<.*?>", "", coloured)) == text
        assert f'<span class="name">{source.function.__name__}</span>' in coloured
        assert "<b>return</b>" in coloured


def test_comments_and_strings_have_their_colours() -> None:
    assert page.coloured('x = "a"  # why') == (
        'x = <span class="string">&quot;a&quot;</span>'
        '  <span class="comment"># why</span>'
    )


def test_a_source_that_is_not_at_hand_is_said_to_be_missing() -> None:
    assert page.source(Source(len)) == "<p>(The source of len is not at hand here.)</p>"


def test_formulas_are_set_with_subscripts_and_a_sum() -> None:
    assert page.formula("y[n] = sum over i of w[i] * x[n - i]") == (
        "<var>y</var><sub>n</sub> = "
        '<span class="sum">Σ<sub>i</sub></span> '
        "<var>w</var><sub>i</sub> · <var>x</var><sub>n − i</sub>"
    )
    assert page.formula("outputs = floor((2 * p - 1) / s) + 1") == (
        "outputs = ⌊(2<var>p</var> − 1) / <var>s</var>⌋ + 1"
    )


def test_text_is_escaped_and_set_as_in_a_book() -> None:
    assert page.inline("""Jin's "a < b", -0.5 and n-1""") == (
        "Jin\u2019s \u201ca &lt; b\u201d, −0.5 and n-1"
    )
    assert page.part(Points(["one", "`two`"])) == (
        '<ol>\n<li>one</li>\n<li><code class="whole">two</code></li>\n</ol>'
    )


# Its pictures.


def elements(drawing: Drawing) -> list[str]:
    """Return the elements of a drawing, without its title and its description."""
    return svg(drawing, "t", "d", "p").splitlines()[3:-1]


def test_bars_are_as_long_as_their_numbers() -> None:
    bars = [Bar("a", [2, 4], "6"), Bar("b", [1, 2], "3")]

    widths = re.findall(r'width="(\d+)\S*" height="20"', " ".join(elements(
        Bars(["two", "four"], bars))))  # fmt: skip

    two, four, one, again = map(int, widths)
    assert abs(four - 2 * two) <= 1
    assert abs(two - 2 * one) <= 1
    assert again == two


def test_the_longest_bar_leaves_room_for_its_note() -> None:
    drawing = Bars(["one"], [Bar("a", [3], "a note of some length"), Bar("b", [1], "")])

    [(x, _, width, _), _] = places("part0", drawing)[1:]
    assert x + width + len("a note of some length") * LETTER < WIDTH


def test_a_long_curve_is_told_by_its_ends_and_its_extremes() -> None:
    values = [0.5, *range(10), *range(10), -3]

    assert description(Strips([Strip("y", values, 1, "waves")], [3])) == (
        "y: 22 samples from 0.5 to -3, at least -3, at most 9, waves. Marked: 3."
    )


def test_a_few_samples_are_steps_and_rise_from_zero() -> None:
    drawing = Strips([Strip("y", [0, 1, 2, -1, 0], 1)], [2])

    shown = " ".join(elements(drawing))

    assert re.search(r'd="M\S+,44H\S+V28H\S+V12H\S+V44" class="above"', shown)
    assert re.search(r'd="M\S+,44H\S+V60H\S+V44" class="below"', shown)
    assert ">2</text>" in shown


def test_many_samples_are_a_curve_down_to_the_axis_at_its_end() -> None:
    drawing = Strips([Strip("y", [0, *range(1, 30)], 0.5)], [])

    [_, curve, *_] = elements(drawing)

    assert curve.count("L") == 29
    assert curve.endswith('V244" class="above"/>')


def test_rows_show_cells_windows_dots_and_the_marked_column() -> None:
    rows = [Row("x", -1, [".", 5, -6]), Row("n=0", 0, [1, 20], "o*k", framed=True)]

    shown = elements(Rows(rows))

    assert sum('class="cell"' in element for element in shown) == 2
    assert sum('class="window"' in element for element in shown) == 1
    assert sum('class="nothing"' in element for element in shown) == 1
    assert 'class="number minus" text-anchor="middle">−6</text>' in " ".join(shown)
    assert ">o·k</text>" in " ".join(shown)
    assert sum("window" in e for e in elements(Rows(rows[:1], marked=0))) == 1


def places(kind: str, drawing: Drawing) -> list[tuple[float, float, float, float]]:
    """Return x, y, width and height of all rectangles of a kind."""
    pattern = rf'<rect x="(\S+)" y="(\S+)" width="(\S+)" height="(\S+)" class="{kind}"'
    found = re.findall(pattern, " ".join(elements(drawing)))
    return [(float(x), float(y), float(w), float(h)) for x, y, w, h in found]


def test_a_window_lies_on_its_samples() -> None:
    drawing = Rows([Row("x", -1, [1, 2, 3, 4]), Row("", 0, [5, 6], framed=True)])

    samples = places("cell", drawing)
    [(x, y, width, height)] = places("window", drawing)
    assert (x, x + width) == (samples[1][0] - 1, samples[3][0] - 1)
    assert y > samples[0][1] + samples[0][3]
    assert height > 0


def test_the_marked_column_goes_through_all_rows() -> None:
    drawing = Rows([Row("", 2, [1, 2, 3]), Row("", 3, [4])], marked=3)
    shown = " ".join(elements(drawing))

    numbers = re.findall(r'x="(\S+)" y="(\S+)" class="number', shown)
    [(x, y, width, height)] = places("window", drawing)
    assert [float(middle) - x for middle, _ in numbers] == pytest.approx(
        [-width / 2, width / 2, 3 * width / 2, width / 2]
    )
    assert all(y < float(base) < y + height for _, base in numbers)


def test_the_patch_of_an_image_frames_its_pixels() -> None:
    image = Grid("x", [[1, 2, 3]] * 4, patch=(2, 1, 2, 2))
    drawing = Grids([[Grid("w", [[1]]), image]])

    pixels = places("cell plus", drawing)[1:]
    [(x, y, width, height)] = places("frame", drawing)
    assert (x, y) == pixels[2 * 3 + 1][:2]
    assert (width, height) == (2 * pixels[0][2], 2 * pixels[0][3])


def test_a_mark_goes_through_the_middle_of_its_sample() -> None:
    drawing = Strips([Strip("y", [0, 0, 1, 0], 1)], [2])

    shown = " ".join(elements(drawing))
    [(left, right)] = re.findall(r"M([\d.]+),28H\S+?V12H([\d.]+)H", shown)
    [mark] = re.findall(r'd="M(\S+),4V\S+" class="mark"', shown)
    assert float(mark) == pytest.approx((float(left) + float(right)) / 2, abs=0.1)


def test_a_spot_lights_a_cone_on_what_it_sees() -> None:
    drawing = Rows([Row("1", 1, ["o"]), Row("x", 0, ["o", "o", "o"])])
    shown = " ".join(elements(drawing))

    spots = [float(x) for x in re.findall(r'cx="(\S+)"', shown)]
    [(top, first, width)] = re.findall(r'd="M(\S+),15L(\S+),45h(\S+)z"', shown)
    assert float(top) == spots[0]
    assert [float(first), float(first) + float(width)] == [spots[1], spots[3]]


def test_images_show_numbers_pixels_or_signs() -> None:
    cells = [[2, 0, -1], [0, 3, 0]]

    numbers = elements(Grids([[Grid("n", cells, patch=(0, 0, 1, 2))]]))
    pixels = elements(Grids([[Grid("p", cells, "pixels")]]))
    signs = elements(Grids([[Grid("s", cells, "signs")]]))

    assert sum("<rect" in element for element in numbers) == 6 + 1
    assert 'class="frame"' in numbers[-1]
    assert "fill-opacity: 0.32" in " ".join(numbers)
    assert sum("<text" in element for element in pixels) == 1
    assert sum('class="sign"' in element for element in signs) == 3
    assert elements(Grids([[Grid("zeros", [[0]])]]))


def test_images_that_do_not_fit_beside_one_another_go_below() -> None:
    wide = Grid("wide", [[0] * 12])

    shown = svg(Grids([[wide, wide]]), "", "", "p")

    assert f'viewBox="0 0 {12 * 26} {2 * (22 + 26) + 14}"' in shown


@each_chapter
def test_on_a_phone_of_360_pixels_letters_are_11_pixels_high(chapter: Chapter) -> None:
    box = svg(chapter.picture.drawing, "", "", "p").split('viewBox="0 0 ', 1)[1]

    assert float(box.split(" ", 1)[0]) <= WIDTH
    assert 14 * (360 - 32) / WIDTH > 11
    assert "svg text { fill: var(--ink); font: 14px" in page.style()


CUT = """
const cut = () => [...document.querySelectorAll("html, .formula, .chapter > pre")]
  .filter(e => e.scrollWidth > e.clientWidth
    || (e.closest(".box") || e).getBoundingClientRect().right
       < e.getBoundingClientRect().right)
  .map(e => e.textContent.trim().split(/\\s/, 2).join(" "));
const seen = document.createElement("pre");
seen.id = "cut";
seen.textContent = JSON.stringify(cut());
document.body.append(seen);
"""


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> dict[int, list[str]]:
    """Return the first words of what is cut off in frames so many pixels wide."""
    widths = (1280, 360)
    framed = html.escape(PAGE.replace("</body>", f"<script>{CUT}</script></body>"))
    tell = "this.title = this.contentDocument.getElementById('cut').textContent"
    outer = tmp_path_factory.mktemp("cut") / "outer.html"
    outer.write_text(
        "".join(
            f'<iframe width="{width}" height="900" srcdoc="{framed}" onload="{tell}">'
            "</iframe>"
            for width in widths
        ),
        encoding="utf-8",
    )
    found = re.findall('title="(.*?)">', document(outer))
    assert len(found) == len(widths)
    return {w: json.loads(html.unescape(words)) for w, words in zip(widths, found)}


@in_a_browser
def test_beside_the_chapters_every_formula_and_every_line_of_code_is_whole(
    cut: dict[int, list[str]],
) -> None:
    assert cut[1280] == []


@in_a_browser
def test_on_a_phone_every_formula_is_whole_and_code_can_be_scrolled(
    cut: dict[int, list[str]],
) -> None:
    scrolled = [words for words in cut[360] if words.startswith("from pureconv")]

    assert cut[360] == scrolled
    assert "overflow-x: auto" in page.style()


# Its colours.


def colours(block: str) -> dict[str, str]:
    """Return the colours that a block of the style sheet names."""
    return dict(re.findall(r"--(\w+): (#\w+);", block))


def light(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * d for d in colour[1:])
    shares = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, as WCAG defines it."""
    low, high = sorted([light(one), light(other)])
    return (high + 0.05) / (low + 0.05)


THEMES = dict(zip(
    ("light", "dark", "print"), re.findall(r":root \{(.*?)\}", page.style(), re.DOTALL)
))  # fmt: skip


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("paper", ["paper", "panel", "glow"])
@pytest.mark.parametrize("ink", ["ink", "muted", "plus", "minus", "focus"])
def test_what_is_written_stands_out_by_four_and_a_half_to_one(
    theme: str, paper: str, ink: str
) -> None:
    named = colours(THEMES[theme])

    assert contrast(named[ink], named[paper]) >= (3 if ink == "focus" else 4.5)


def test_the_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


def test_there_are_two_themes_and_print_styles_stand_apart() -> None:
    outside = re.sub(r"@media [^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", page.style())

    assert list(THEMES) == ["light", "dark", "print"]
    assert "@media (prefers-color-scheme: dark)" in page.style()
    assert "@media (prefers-reduced-motion: no-preference)" in page.style()
    assert "@media print" in page.style()
    for word in ("break-inside", "!important", "pt;"):
        assert word not in outside.replace("nav li { break-inside: avoid; }", "")
    assert "scroll-behavior" not in outside


# Where it comes from.


def test_it_is_written_from_a_zip_too(tmp_path: Path) -> None:
    home = Path(pureconv.__file__).parent
    archive = tmp_path / "pureconv.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in sorted(home.rglob("*")):
            if path.suffix in {".py", ".css", ".js"}:
                file.write(path, path.relative_to(home.parent))

    load = f"import sys; sys.path.insert(0, {str(archive)!r})"
    run = "import pureconv.__main__ as m; m.main(['--html', 'lesson.html'])"
    subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"{load}; {run}"], cwd=tmp_path, check=True
    )

    assert (tmp_path / "lesson.html").read_text(encoding="utf-8") == PAGE


def test_opening_and_contents_come_first() -> None:
    text = READER.text("style", "title")

    assert text.index("A long list of numbers") < text.index("1 A weighted sum")
    assert text.index("14 How it learns") < text.index("Weights say what you care")
