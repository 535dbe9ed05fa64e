"""The searchlight: its numbers are the library's, by itself and in a real browser."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from browser import document, in_a_browser
from pureconv import conv2d, correlate2d
from pureconv.boundary import BOUNDARIES
from pureconv.lesson import chapters, opening, page, searchlight
from pureconv.lesson.searchlight import COLUMN, IMAGE, IMAGES, KERNEL, KERNELS, ROW

PAGE = page.page(opening(), chapters())

Grid = list[list[int]]
State = dict[str, Any]      # as in the address; what is missing is the default
Step = tuple[Any, Any]      # of a walk through the page: see walk.js
Seen = dict[str, Any]


def spelled(state: State) -> str:
    """Return the address of a state."""
    words = [
        (name, joined(value) if isinstance(value, list) else value)
        for name, value in state.items()
    ]
    return "&".join(f"{name}={value}" for name, value in words)


def joined(table: Grid) -> str:
    """Return a table as the address spells it."""
    return ";".join(",".join(map(str, row)) for row in table)


def turned(kernel: Grid) -> Grid:
    """Return a kernel flipped by 180 degrees."""
    return [row[::-1] for row in kernel[::-1]]


def output(state: State) -> Grid:
    """Return the output of a state, as the library computes it."""
    image, kernel = state.get("image", IMAGE), state.get("kernel", KERNEL)
    names = {"stride", "padding", "dilation", "boundary"} & state.keys()
    y: Grid = conv2d(
        [[image]],
        [[turned(kernel) if state.get("flip") else kernel]],
        **{name: state[name] for name in names},
    )[0][0]
    return y


def ints(table: list[list[str]]) -> Grid:
    """Return the texts of a table as numbers."""
    return [[int(text) for text in row] for row in table]


# Without a browser: the page as it stands before a script runs.


class Outline(HTMLParser):
    """Collects ids, references to them, and the tables of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.referred: list[str] = []
        self.open: list[tuple[str, str]] = []
        self.tables: dict[str, list[list[str]]] = {}
        self.texts: dict[str, str] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.append(values["id"])
        if tag not in {"br", "input"}:
            self.open.append((tag, values.get("id", "")))
        for name in ("aria-labelledby", "aria-describedby", "for", "aria-controls"):
            self.referred += values.get(name, "").split()
        for _, name in self.open:
            rows = self.tables.setdefault(name, [])
            if tag == "tr":
                rows.append([])
            if tag == "td":
                rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, name in self.open:
            self.texts[name] = self.texts.get(name, "") + data
            if self.open[-1][0] == "td":
                self.tables[name][-1][-1] += data

    def table(self, name: str) -> Grid:
        """Return the numbers of a table; its headings are none."""
        return ints([row for row in self.tables[f"searchlight-{name}"] if row])


STATIC = Outline(searchlight.fragment())


def test_every_tag_is_closed_and_every_id_is_there_once() -> None:
    assert STATIC.open == []
    assert len(set(STATIC.ids)) == len(STATIC.ids)
    assert all(name.startswith("searchlight-") for name in STATIC.ids)
    assert set(STATIC.referred) <= set(STATIC.ids)


def test_it_is_complete_without_scripts() -> None:
    y = conv2d([[IMAGE]], [[KERNEL]])[0][0]

    assert STATIC.table("image") == IMAGE
    assert STATIC.table("kernel") == KERNEL
    assert STATIC.table("output") == y
    assert "= floor(7 / 1) + 1 = 8" in STATIC.texts["searchlight-size"]
    assert added(STATIC.texts["searchlight-sum"]) == (ROW, COLUMN, y[ROW][COLUMN])


def added(text: str) -> tuple[int, int, int]:
    """Return of a sum written out its row, its column and its value, added up anew."""
    found = re.fullmatch(r"y\[(\d+)\]\[(\d+)\] = (.+) = (.+)", text.replace("−", "-"))
    assert found, text
    terms = [term.split(" × ") for term in found[3].split(" + ")]
    total = sum(int(weight) * int(value) for weight, value in terms)
    assert total == int(found[4])
    return int(found[1]), int(found[2]), total


def test_nothing_is_asked_of_the_net() -> None:
    text = searchlight.fragment() + searchlight.style() + searchlight.script()

    for word in ("http:", "https:", "//www", "url(", "@import", "fetch(", "eval("):
        assert word not in text
    assert "src=" not in text


@pytest.mark.parametrize("name", KERNELS)
def test_kernels_are_whole_numbers_and_their_divisor_keeps_the_brightness(
    name: str,
) -> None:
    kernel, divisor = KERNELS[name]
    total = sum(map(sum, kernel))

    assert all(type(weight) is int for row in kernel for weight in row)
    assert divisor == (total if name in {"box", "blur"} else 1)


def test_kernels_do_what_their_names_say() -> None:
    by_name = {name: kernel for name, (kernel, _) in KERNELS.items()}
    image = [[1, 5, 2], [7, 3, 8], [4, 6, 9]]
    assert correlate2d(image, by_name["identity"], "same") == image

    horizontal = by_name["horizontal edges"]
    assert by_name["vertical edges"] == [list(column) for column in zip(*horizontal)]
    assert [sum(row) for row in horizontal] == [-4, 0, 4]  # rows above from rows below
    for name in "sharpen", "emboss":  # what is alike everywhere stays as it is
        assert correlate2d([[7] * 3] * 3, by_name[name]) == [[7]]


def test_every_rule_of_the_style_sheet_stays_in_the_searchlight() -> None:
    rules = re.sub(r"/\*.*?\*/", "", searchlight.style(), flags=re.DOTALL)
    heads = re.findall(r"([^{};]+)\{", rules)

    for selector in ",".join(head for head in heads if "@" not in head).split(","):
        inside = selector.strip().startswith((".searchlight", "#searchlight", "[data-"))
        assert inside, selector


# What is walked through in the browser.

OPTIONS: list[State] = [
    dict(zip(("flip", "stride", "padding", "dilation", "boundary"), values))
    for values in product((0, 1), (1, 2, 3), (0, 1, 2), (1, 2), BOUNDARIES)
]
# One kernel that is like none of its mirror images meets all; the others some of them.
MET: dict[str, list[State]] = {
    name: OPTIONS if name == "letter F" else OPTIONS[n::23]
    for n, name in enumerate(KERNELS)
}


def chosen(kernel: Grid, options: State) -> Step:
    """Return the step that chooses a preset and options."""
    return None, {"kernel": joined(kernel), **options}


def at(state: State, act: str = "") -> Step:
    """Return the step that goes to the address of a state, and acts there."""
    return spelled(state), act


def random_states() -> Iterator[State]:
    """Yield kernels of every size on painted images, with options, lit somewhere."""
    dice = random.Random(2026)
    for rows, columns in product(range(1, 6), repeat=2):
        some = dice.choice(OPTIONS)
        state = {name: some[name] for name in some if dice.random() < 0.7}
        state["kernel"] = [
            [dice.randint(-99, 99) for _ in range(columns)] for _ in range(rows)
        ]
        state["image"] = [[dice.randint(0, 9) for _ in range(10)] for _ in range(10)]
        y = output(state)
        state["row"] = dice.randrange(len(y))
        state["column"] = dice.randrange(len(y[0]))
        yield state


RANDOM = list(random_states())

WRONG = {   # address: what is said
    "stride=abc": "stride=abc (allowed: 1, 2, 3)",
    "stride=0": "stride=0 ",
    "stride=2.0": "stride=2.0 ",
    "padding=3": "padding=3 (allowed: 0, 1, 2)",
    "dilation=": "dilation= (allowed: 1, 2)",
    "flip=yes": "flip=yes (allowed: 0, 1)",
    "boundary=moon": "boundary=moon (allowed: zero, edge, reflect, symmetric, wrap)",
    "kernel=x;y": "kernel=x;y (allowed: up to 5 rows of up to 5 whole numbers",
    "kernel=1,2;3": "kernel=1,2;3 ",
    "kernel=1,,2": "kernel=1,,2 ",
    "kernel=100": "kernel=100 ",
    "kernel=1.5": "kernel=1.5 ",
    "kernel=1;1;1;1;1;1": "kernel=1;1;1;1;1;1 ",
    "kernel=1,1,1,1,1,1": "kernel=1,1,1,1,1,1 ",
    "kernel=": "kernel= ",
    "image=1,2;3,4": "image=1,2;3,4 (allowed: 10 rows of 10 digits)",
    "row=8": "row=8 (allowed: 0 to 7)",
    "column=-1": "column=-1 (allowed: 0 to 7)",
    "moon=1": "moon",
    "=": "",
    "stride=<b>x</b>": "stride=<b>x</b> ",
}


def painted(*pixels: tuple[int, int, int]) -> str:
    """Return the address of the image with some pixels painted over."""
    image = [list(row) for row in IMAGE]
    for row, column, value in pixels:
        image[row][column] = value
    return f"image={joined(image)}"


DEFAULTS = "searchlight-title"     # the address of the state that has no words
ACTS = {    # name: where, what is done, the address that it makes
    "arrow keys": (
        "row=2&column=2",
        'cell("output", 2, 2).focus(); press("ArrowDown"); press("ArrowLeft")',
        "row=3&column=1",
    ),
    "arrow keys, at a corner": (
        "row=0&column=7",
        'cell("output", 0, 7).focus(); press("ArrowUp"); press("ArrowRight")',
        "row=0&column=7",
    ),
    "pointing at an output": (
        "row=2", 'drag("mouse", "output", [6, 1])', "row=6&column=1",
    ),
    "dragging over the image": (
        "row=2", 'drag("mouse", "image", [2, 2], [5, 3])', "column=2",
    ),
    "a finger over the image": (
        "row=2", 'drag("touch", "image", [2, 2], [5, 3])', "column=2",
    ),
    "a tap only asks": ("row=2", 'drag("touch", "image", [5, 3])', "row=2"),
    "dragging with a stride": (
        "stride=2&padding=1",
        'drag("mouse", "image", [9, 9])',
        "stride=2&padding=1&column=4",
    ),
    "enter brings the light": (
        "row=2", 'cell("image", 8, 8).focus(); press("Enter")', "row=7&column=7",
    ),
    "a digit paints": (
        "", 'cell("image", 0, 1).focus(); press("ArrowLeft"); press("7")',
        painted((0, 0, 7)),
    ),
    "the brush paints": (
        "",
        """click("[name=brush][value='4']"); drag("touch", "image", [0, 0], [0, 1]);
        click("[name=brush][value=off]")""",
        painted((0, 0, 4), (0, 1, 4)),
    ),
    "another image": (
        "", 'all("[data-image]").find((each) => each.textContent === "steps").click()',
        f"image={joined(IMAGES['steps'])}",
    ),
    "a weight": ("row=2", 'type(0, 1, "7")', "kernel=-1,7,1;-2,0,2;-1,0,1&row=2"),
    "no weight": (
        "row=2", 'type(0, 1, ""); type(0, 1, "1.5"); type(0, 1, "100")', "row=2",
    ),
    "a taller kernel": (
        "kernel=1,2", 'click("[name=rows][value=\'3\']")', "kernel=1,2;0,0;0,0",
    ),
    "a narrower kernel": (
        "kernel=1,2;3,4", 'click("[name=columns][value=\'1\']")', "kernel=1;3",
    ),
    "an option": (
        "row=2", 'click("[name=boundary][value=wrap]")', "boundary=wrap&row=2",
    ),
    "a smaller output": (
        "row=7&column=7",
        'click("[name=stride][value=\'3\']")',
        "stride=3&row=2&column=2",
    ),
    "start again": ("stride=2&flip=1", 'click("[value=default]")', DEFAULTS),
    "sliding": (
        "row=7&column=4", 'click("#searchlight-slide"); await pause(999)',
        "row=7&column=7",
    ),
    "sliding on, from the end": (
        "row=7&column=7", 'click("#searchlight-slide"); click("#searchlight-slide")',
        "row=0&column=0",
    ),
    "another place of the page": (
        "flip=1", 'location.hash = "chapter-5"; await pause(9)', "chapter-5",
    ),
}
ASKED: list[State] = [
    {"row": 2},
    {"flip": 1},
    {"kernel": [[1, 2], [3, 4], [5, 6]], "stride": 2, "padding": 1},
    {"kernel": [[1, 2], [3, 4]], "dilation": 2, "padding": 2, "boundary": "wrap"},
    {"kernel": [[1, 2, 3]], "padding": 2, "boundary": "edge"},
    {"kernel": [[1, 2], [4, 5]], "padding": 2, "boundary": "reflect", "flip": 1},
    {"kernel": [[1, 2]], "padding": 1, "boundary": "symmetric", "stride": 3},
]
PIXELS = [(4, 4), (0, 0), (9, 8), (1, 7)]


def asking(state: State, pixel: tuple[int, int]) -> Step:
    """Return the step that points at a pixel of the image."""
    return at(state, f'point("image", {pixel[0]}, {pixel[1]})')


START: Step = (None, "")
REST: Step = (None, "await pause(300)")
STEPS: list[Step] = [
    START,
    *(chosen(KERNELS[name][0], some) for name in MET for some in MET[name]),
    REST,
    *map(at, RANDOM),
    *((address, "") for address in WRONG),
    *((address, act) for address, act, _ in ACTS.values()),
    *(asking(state, pixel) for state in ASKED for pixel in PIXELS),
]


def walk(folder: Path, steps: list[Step], address: str = "", *flags: str) -> list[Seen]:
    """Return what a browser shows after each step on a copy of the page."""
    script = Path(__file__).with_name("walk.js").read_text(encoding="utf-8")
    walker = f"<script>const STEPS = {json.dumps(steps)};\n{script}</script>"
    copy = folder / "page.html"
    copy.write_text(PAGE.replace("</body>", f"{walker}</body>"), encoding="utf-8")
    found = re.search(
        r'<pre id="walked">(.*?)</pre>', document(copy, address, *flags), re.DOTALL
    )
    assert found, "the walk did not come to its end"
    seen: list[Seen] = json.loads(unescape(found[1]))
    return seen


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    """Return what is seen after each of STEPS, in one browser that starts once."""
    seen = walk(tmp_path_factory.mktemp("walk"), STEPS)
    return {json.dumps(step): each for step, each in zip(STEPS, seen)}


# In the browser: what is computed.


@in_a_browser
@pytest.mark.parametrize("name", KERNELS)
def test_the_page_computes_what_the_library_does(
    name: str, walked: dict[str, Seen]
) -> None:
    kernel, _ = KERNELS[name]
    for options in MET[name]:
        seen = walked[json.dumps(chosen(kernel, options))]
        assert ints(seen["kernel"]) == kernel
        assert ints(seen["output"]) == output({"kernel": kernel, **options}), options


@in_a_browser
def test_so_it_does_for_kernels_of_all_sizes_on_painted_images(
    walked: dict[str, Seen]
) -> None:
    for state in RANDOM:
        seen = walked[json.dumps(at(state))]
        assert ints(seen["kernel"]) == state["kernel"]
        assert ints(seen["image"]) == state["image"]
        assert ints(seen["output"]) == output(state), state
        assert seen["said"] == ""


@in_a_browser
def test_the_sum_under_the_light_is_written_out(walked: dict[str, Seen]) -> None:
    for state in RANDOM:
        seen = walked[json.dumps(at(state))]
        m, n = state["row"], state["column"]
        assert added(seen["sum"]) == (m, n, output(state)[m][n])
        place = m * len(output(state)[0]) + n
        assert [p for p, now in enumerate(seen["now"]) if now] == [place]
        assert [p for p, ahead in enumerate(seen["ahead"]) if ahead] == [
            *range(place + 1, len(seen["ahead"]))
        ]


@in_a_browser
def test_sizes_are_written_out_and_what_no_window_reads_is_hatched(
    walked: dict[str, Seen]
) -> None:
    for state in RANDOM:
        seen = walked[json.dumps(at(state))]
        y, padding = output(state), state.get("padding", 0)
        assert f" + 1 = {len(y)}" in seen["size"].partition("columns")[0]
        assert f" + 1 = {len(y[0])}" in seen["size"].partition("columns")[2]

        # The gradient of the sum of all outputs: 0 where no window reads.
        size, stride = 10 + 2 * padding, state.get("stride", 1)
        reach = [state.get("dilation", 1) * i for i in range(5)]
        rows, columns = (
            {m * stride + far for m in range(many) for far in reach[:k]}
            for many, k in (
                (len(y), len(state["kernel"])), (len(y[0]), len(state["kernel"][0]))
            )
        )
        assert seen["unread"] == [
            f"{row + 1} / {column + 1}"
            for row in range(size) for column in range(size)
            if row not in rows or column not in columns
        ]


@in_a_browser
@pytest.mark.parametrize("state", ASKED, ids=spelled)
def test_a_pixel_fans_out_as_an_image_of_it_alone_does(
    state: State, walked: dict[str, Seen]
) -> None:
    ones = [[1] * len(row) for row in state.get("kernel", KERNEL)]
    for pixel in PIXELS:
        alone = [[int((m, n) == pixel) for n in range(10)] for m in range(10)]
        weights = output({**state, "image": alone})
        arrives = output({**state, "image": alone, "kernel": ones})
        seen = walked[json.dumps(asking(state, pixel))]

        assert seen["fan"] == [
            [str(w).replace("-", "−") if there else False for w, there in zip(*rows)]
            for rows in zip(weights, arrives)
        ]
        many = sum(there > 0 for row in arrives for there in row)
        assert f" goes to {many} output" in seen["told"]
        assert ("flipped" in seen["told"]) == (many > 0 and not state.get("flip"))


# In the browser: what is said, and done.


@in_a_browser
def test_the_script_draws_what_stood_there_before(walked: dict[str, Seen]) -> None:
    seen = walked[json.dumps(START)]

    for name in ("image", "kernel", "output"):
        assert ints(seen[name]) == STATIC.table(name)
    for name in ("sum", "size"):
        assert seen[name] == STATIC.texts[f"searchlight-{name}"]
    assert seen["pressed"] == ["vertical edges", "letter F"]
    assert seen["checked"] == ["3", "3", "0", "1", "0", "1", "zero", "off"]


@in_a_browser
@pytest.mark.parametrize("address", WRONG)
def test_what_is_wrong_in_the_address_is_ignored_and_said(
    address: str, walked: dict[str, Seen]
) -> None:
    seen = walked[json.dumps((address, ""))]

    assert ints(seen["output"]) == output({})
    assert seen["said"].startswith(f"Ignored: {WRONG[address]}")


@in_a_browser
@pytest.mark.parametrize("name", ACTS)
def test_what_people_do_changes_the_state_and_its_address(
    name: str, walked: dict[str, Seen]
) -> None:
    before, act, after = ACTS[name]
    seen = walked[json.dumps((before, act))]

    assert seen["errors"] == []
    assert seen["address"] == f"#{after}"
    assert seen["said"] == ""
    assert seen["slide"] == "Slide the light"


@in_a_browser
def test_a_link_within_the_page_leaves_the_state_alone(walked: dict[str, Seen]) -> None:
    before, act, _ = ACTS["another place of the page"]

    assert ints(walked[json.dumps((before, act))]["output"]) == output({"flip": 1})


@in_a_browser
def test_the_keyboard_moves_on_with_the_light(walked: dict[str, Seen]) -> None:
    before, act, _ = ACTS["arrow keys"]
    seen = walked[json.dumps((before, act))]

    assert seen["focus"] == 3 * 8 + 1 == seen["now"].index(True)


@in_a_browser
def test_the_page_opens_where_its_address_says(tmp_path: Path) -> None:
    state = {
        "kernel": [[0, 1], [2, 3]], "flip": 1, "stride": 2, "padding": 1,
        "dilation": 1, "boundary": "edge", "row": 0, "column": 1,
    }
    slide = (None, 'click("#searchlight-slide"); await pause(999)')
    still = "--force-prefers-reduced-motion"
    seen, slid = walk(tmp_path, [START, slide], spelled(state), still)

    assert ints(seen["output"]) == output(state)
    assert seen["checked"] == ["2", "2", "1", "2", "1", "1", "edge", "off"]
    assert added(seen["sum"])[:2] == (0, 1)
    assert seen["ghosts"][:3] == ["0", "0", "0"]
    assert added(slid["sum"])[:2] == (0, 2)     # one step, where nothing is to move
