"""What README.md says: its counts, its table of conventions, the names it speaks of.

Its examples are run as such, and its program in C in tests/testing/processes.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pureconv
import readme
from pureconv import conv1d, conv2d, convolve, correlate, sizes
from pureconv.boundary import BOUNDARIES
from pureconv.laws import signals
from pureconv.laws.rearranging import plus
from pureconv.nested import leaves
from pureconv.testing import CHECKS, CONVENTIONS, check
from pureconv.testing.conventions.images import KORNIA
from pureconv.testing.conventions.libraries import NDIMAGE, SIGNAL
from pureconv.testing.verdict import DTYPES
from test_package import CELLAR, ROOMS

HOME = Path(pureconv.__file__).parent
TEXT = readme.README.read_text(encoding="utf-8")
WIDE = ("|", "```")  # where Markdown lets no line end


def table(head: str) -> list[list[str]]:
    """Return the cells of the table that has this first cell in its head."""
    lines = TEXT[TEXT.index(f"\n| {head} |") + 1 :].partition("\n\n")[0].splitlines()
    return [line.strip("| ").split(" | ") for line in lines[2:]]


def block(language: str, start: str) -> str:
    """Return the block of code that starts so."""
    found = re.search(rf"```{language}\n({re.escape(start)}.*?)```", TEXT, re.DOTALL)
    assert found
    return found[1]


def test_it_counts_lines_as_they_are() -> None:
    rows = len(CELLAR + ROOMS) + 3  # and trace, lesson, testing
    assert len(readme.ROW.findall(TEXT)) == rows
    assert len(readme.TOTAL.findall(TEXT)) == 1
    assert readme.counted(TEXT) == TEXT, "python tests/readme.py counts them"


def test_its_prose_is_narrow() -> None:
    wide = [line for line in TEXT.splitlines() if len(line) > 88]

    assert [line for line in wide if not line.startswith(WIDE)] == []


def test_its_picture_is_that_of_the_sizes() -> None:
    assert block("", "    . . ") in str(sizes.__doc__)


def test_the_loops_that_it_shows_are_those_that_run() -> None:
    shown = block("python", "    for n ")

    assert shown in (HOME / "correlation.py").read_text(encoding="utf-8")


def test_its_law_is_one() -> None:
    names: dict[str, Any] = {**vars(signals), "plus": plus}
    exec(block("python", "def halves_add"), names)  # noqa: S102 - as a reader would

    both, whole = names["halves_add"](convolve, [1, 2, 3], [4, 5], [6, 7])
    assert both == whole == [10, 32, 54, 36]  # by 10 and 12


def test_its_options_are_those_of_check() -> None:
    cells = " ".join(row[0] for row in table("option"))
    known = inspect.signature(check).parameters

    assert set(re.findall(r"`(\w+)=", cells)) == set(known) - {"candidate", "like"}
    assert known["max_examples"].default == 200
    assert set(re.findall(r'only=\["(\w+)"', cells)) <= set(CHECKS)


def test_its_types_are_those_of_the_verdict() -> None:
    [said] = [row[1] for row in table("option") if "dtype" in row[0]]
    said = re.sub(r"(u?int)8 to u?int64", r"\g<1>8, \g<1>16, \g<1>32, \g<1>64", said)

    assert set(re.findall(r"\w+\d+", said)) == set(DTYPES)


def test_its_commands_are_there() -> None:
    makefile = (HOME.parent / "Makefile").read_text(encoding="utf-8")
    made = re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)
    words = r"^    make ([a-z-]+)  |`(?:\S+ )?make ([a-z-]+)`"
    named = re.findall(words, TEXT, re.MULTILINE)

    assert {"lesson", "test", "bench"} < {one or other for one, other in named}
    assert {one or other for one, other in named} <= set(made)


def test_its_names_are_there() -> None:
    for dotted in re.findall(r"`pureconv((?:\.\w+)+)", TEXT):
        found: Any = pureconv
        for name in dotted.split(".")[1:]:
            found = getattr(found, name)


def test_its_changes_begin_with_this_version() -> None:
    changes = TEXT.partition("## Changes\n")[2]

    assert changes.strip().startswith(f"**{pureconv.__version__}**")


# === the table of conventions, a test for each row ===

INF = float("inf")


def theirs(name: str, *operands: Any, **options: Any) -> Any:
    """Return what a function of a library gives, by CONVENTIONS."""
    return CONVENTIONS[name].reference(*operands, **options)


def refuses(function: Callable[..., Any], *operands: Any, **options: Any) -> bool:
    try:
        function(*operands, **options)
    except (TypeError, ValueError):
        return True
    return False


def torch(x: Any, w: Any, **options: Any) -> Any:
    return theirs("torch.nn.functional.conv1d", [[x]], [[w]], **options)[0][0]


def correlate_slides() -> None:
    x, w = [1, 2, 3, 4], [1, 10]
    flipped = [12, 23, 34]
    assert convolve(x, w, "valid") == flipped
    assert theirs("numpy.convolve", x, w, "valid") == flipped
    assert theirs("scipy.signal.convolve", x, w, "valid") == flipped
    as_they_are = [21, 32, 43]
    assert correlate(x, w) == conv1d([[x]], [[w]])[0][0] == as_they_are
    assert theirs("numpy.correlate", x, w) == torch(x, w) == as_they_are
    assert theirs("scipy.signal.correlate", x, w, "valid") == as_they_are


def no_conjugation() -> None:
    assert correlate([1], [1j]) == torch([1], [1j]) == [1j]
    assert theirs("numpy.correlate", [1], [1j]) == [-1j]
    assert theirs("scipy.signal.correlate", [1], [1j]) == [-1j]


def defaults() -> None:
    x, w = [1, 2, 3], [1, 10]
    full, valid = [10, 21, 32, 3], [21, 32]
    assert convolve(x, w) == theirs("numpy.convolve", x, w) == [1, 12, 23, 30]
    assert theirs("scipy.signal.convolve", x, w) == [1, 12, 23, 30]
    assert correlate(x, w) == theirs("numpy.correlate", x, w) == torch(x, w) == valid
    assert theirs("scipy.signal.correlate", x, w) == full


def length_of_same() -> None:
    x, w = [1, 2], [1, 2, 3]
    assert len(convolve(x, w, "same")) == 2
    assert len(theirs("numpy.convolve", x, w, "same")) == 3
    assert len(theirs("scipy.signal.convolve", x, w, "same")) == 2
    assert len(torch(x, w, padding="same")) == 2
    assert len(conv1d([[[1, 2, 3]]], [[[1]]], padding="same", stride=2)[0][0]) == 2
    assert refuses(torch, [1, 2, 3], [1], padding="same", stride=2)


def odd_sample_of_same() -> None:
    x, w = [1, 2, 3], [1, 10]
    at_start, at_end = [10, 21, 32], [21, 32, 3]
    assert correlate(x, w, "same") == at_start
    assert theirs("numpy.correlate", x, w, "same") == at_start
    assert theirs("scipy.signal.correlate", x, w, "same") == at_start
    assert theirs("scipy.signal.correlate2d", [x], [w], "same") == [at_end]
    convolved = theirs("scipy.ndimage.convolve", x, w[::-1], "constant")
    assert convolved == torch(x, w, padding="same") == at_end


def odd_sample_of_layers() -> None:
    x, w = [[[1, 2, 3, 4]]], [[[1, 10, 100]]]
    upper, lower = [[[321, 43]]], [[[210, 432]]]
    assert conv1d(x, w, padding="same", stride=2) == upper
    assert conv1d(x, w, padding="same_lower", stride=2) == lower
    for word, y in {"SAME_UPPER": upper, "SAME_LOWER": lower}.items():
        assert theirs("onnx.Conv", x, w, auto_pad=word, strides=[2]) == y
    assert refuses(torch, x[0][0], w[0][0], padding="same", stride=2)


def causal_windows() -> None:
    x, w = [1, 0, 0, 2], [8, 4, 2]
    y = [8, 4, 2, 16]
    assert convolve(x, w, "causal") == theirs("scipy.signal.lfilter", x, w) == y
    assert conv1d([[x]], [[w[::-1]]], padding="causal") == [[y]]
    assert refuses(torch, x, w, padding="causal")


def nothing_is_swapped() -> None:
    x, w = [1, 2], [1, 2, 3]
    assert refuses(correlate, x, w)
    assert refuses(torch, x, w)
    assert theirs("numpy.convolve", x, w, "valid") == convolve(w, x, "valid")
    assert theirs("scipy.signal.convolve", x, w, "valid") == convolve(w, x, "valid")


def nothing_is_outside() -> None:
    x, w = [1.0, 2.0], [INF, 1.0]
    y = [INF, INF, 2]
    assert convolve(x, w) == theirs("numpy.convolve", x, w) == y
    assert theirs("scipy.signal.convolve", x, w) == y
    assert theirs("scipy.signal.lfilter", x, w) == y[:2]
    outside = [
        theirs("scipy.signal.convolve2d", [x], [w]),
        theirs("scipy.ndimage.convolve", x, w, "constant"),
        conv1d([[x]], [[w]], padding=1),
        torch(x, w, padding=1),
    ]
    assert all(any(map(math.isnan, leaves(each))) for each in outside)


def words_for_boundaries() -> None:
    [cells] = [row for row in table("here") if row[0].startswith("boundaries")]
    here, numpy, scipy, pytorch = (re.findall(r'"(\w+)"|(none)', c) for c in cells)
    words = [first for first, _ in here]
    assert tuple(words) == BOUNDARIES
    assert [first for first, _ in numpy] == ["constant"]
    assert [NDIMAGE[first] for first, _ in scipy] == words
    known = {"constant" if first == "zeros" else first: first for first, _ in pytorch}
    assert {KORNIA[word] for word in known if word} == set(words) - {"symmetric"}
    assert pytorch[words.index("symmetric")] == ("", "none")
    assert set(SIGNAL.values()) < set(words)


def batches_alone() -> None:
    assert conv1d([[[1, 2]]], [[[3]]]) == [[[3, 6]]]
    assert refuses(conv1d, [[1, 2]], [[[3]]])


def weights_of_groups() -> None:
    x = [[[1], [2], [3], [4]]]  # four channels in, two groups
    several = [[[1], [1]], [[1], [10]], [[1], [100]], [[1], [1000]]]
    gathered = [[[3], [21], [403], [4003]]]
    assert conv1d(x, several, groups=2) == gathered
    assert theirs("torch.nn.functional.conv1d", x, several, groups=2) == gathered
    painted = pureconv.conv_transpose1d(x, several, groups=2)
    assert painted == [[[1 + 2], [1 + 20], [3 + 4], [300 + 4000]]]
    name = "torch.nn.functional.conv_transpose1d"
    assert theirs(name, x, several, groups=2) == painted


def kernels_are_painted() -> None:
    x, w = [[[1, 0]]], [[[1, 2, 3]]]
    assert pureconv.conv_transpose1d(x, w) == [[[1, 2, 3, 0]]]
    for name in "torch.nn.functional.conv_transpose1d", "onnx.ConvTranspose":
        assert theirs(name, x, w) == [[[1, 2, 3, 0]]]


def rows_and_columns() -> None:
    x, w = [[[[1, 2, 3]]]], [[[[1]]]]
    assert conv2d(x, w, stride=(1, 2)) == [[[[1, 3]]]]
    assert conv2d(x, w, padding=(0, (1, 0))) == [[[[0, 1, 2, 3]]]]
    name = "torch.nn.functional.conv2d"
    assert theirs(name, x, w, stride=(1, 2)) == [[[[1, 3]]]]
    assert theirs(name, x, w, padding=(0, 1)) == [[[[0, 1, 2, 3, 0]]]]
    assert refuses(theirs, name, x, w, padding=(0, (1, 0)))


def options_by_name() -> None:
    functions = [getattr(pureconv, name) for name in pureconv.__all__]
    signatures = [inspect.signature(each).parameters for each in functions]
    found = [p for each in signatures if "w" in each for p in each.values()]
    options = [p for p in found if p.default is not p.empty]
    by_place = {p.name for p in options if p.kind is not p.KEYWORD_ONLY}
    assert by_place == {"mode", "bias"}


CLAIMS = {
    "`correlate` slides": correlate_slides,
    "no conjugation": no_conjugation,
    '`convolve` is "full"': defaults,
    '"same" has `len(x)`': length_of_same,
    '"same" of an even': odd_sample_of_same,
    '`padding="same"` of a layer': odd_sample_of_layers,
    "windows that end": causal_windows,
    "nothing is swapped": nothing_is_swapped,
    "outside the signal": nothing_is_outside,
    "boundaries": words_for_boundaries,
    "layers take batches": batches_alone,
    "weights are": weights_of_groups,
    "a transposed layer": kernels_are_painted,
    "dilation 1 is dense": rows_and_columns,
    "options by name": options_by_name,
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_row_of_the_table_of_conventions_is_true(claim: str) -> None:
    CLAIMS[claim]()


def test_each_row_of_that_table_is_tested() -> None:
    rows = [row[0] for row in table("here")]

    assert [name for name, row in zip(CLAIMS, rows) if not row.startswith(name)] == []
    assert len(rows) == len(CLAIMS)
