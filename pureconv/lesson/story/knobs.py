"""Chapters 10 and 11: the matrix; stride, padding, dilation; what a stack sees."""

from __future__ import annotations

from itertools import product
from typing import Any

from pureconv import conv1d, correlate, correlation_matrix, padding_sides
from pureconv.lesson.parts import (
    Chapter,
    Check,
    Formula,
    Grid,
    Grids,
    Picture,
    Points,
    Row,
    Rows,
    Source,
    Table,
    Task,
    row,
)
from pureconv.lesson.story.signals import W, X, ten_waves, triangle


def later(x: list[Any], places: int = 1) -> list[Any]:
    """Return signal `x` some places later; as many samples fall off its end.

    >>> later([1, 2, 3, 0])
    [0, 1, 2, 3]
    """
    return [0] * places + x[: len(x) - places]


def cells(matrix: list[list[Any]]) -> list[Any]:
    """Return all cells of a matrix that are filled."""
    return [cell for line in matrix for cell in line if cell != 0]


def matrix_chapter() -> Chapter:
    """Return chapter 10."""
    x, w = X, W
    matrix = correlation_matrix(w, len(x))
    size = len(matrix) * len(x)
    y, moved = correlate(x, w), correlate(later(x), w)
    strided, strided_moved = correlate(x, w, stride=2), correlate(later(x), w, stride=2)
    long, k = len(ten_waves()), len(triangle())
    outputs = long - k + 1
    wide = [0] * len(w) + x + [0] * 10
    columns = {"x": x, "y": y, "x later": later(x), "y later": moved}
    dotted = [[v or "." for v in line] for line in matrix]
    return Chapter(
        number="10",
        title="Why it is clever",
        idea="A convolution is a matrix: sparse, shared, and moving along.",
        picture=Picture(
            "The windows of chapter 5 as rows of a matrix, times x; and times the same "
            "x, one place later.",
            Grids([
                [
                    Grid("matrix", dotted),
                    *(Grid(name, [[v] for v in c]) for name, c in columns.items()),
                ]
            ]),
        ),
        body=[
            """Write the windows of chapter 5 under one another, zeros (dots) elsewhere:
            a matrix. Each row makes one output, the weighted sum of all samples.""",
            Source(
                correlation_matrix,
                """`starts`, `taps`: as in chapter 5. `zeros` makes a matrix of zeros,
                `listable` refuses what is longer than any list.""",
            ),
            Points([
                f"""Sparse: of {size} cells, {len(cells(matrix))} are filled. Each
                output looks at a few samples.""",
                f"""Shared: the same {len({*cells(matrix)})} weights in every row. For
                chapter 4, {k} weights would fill {k * outputs} of {long * outputs}
                cells.""",
                f"""Equivariant: shifted in, shifted out. x one place later turns
                {row(y)} into {row(moved)}. A stride, which keeps every second output,
                breaks this: {row(strided)} into {row(strided_moved)}.""",
            ]),
        ],
        check=Check(
            "x moved by any number of places gives y moved as far",
            [correlate(later(wide, s), w) for s in range(10)],
            [later(correlate(wide, w), s) for s in range(10)],
        ),
        task=Task(
            "With stride 2, how far must x move to move y by one?",
            correlate,
            [later(x, 2), w],
            {"stride": 2},
        ),
    )


def outputs(n: int, k: int, s: int, p: int, d: int) -> int:
    """Return how many outputs `n` samples give: stride s, padding p, dilation d."""
    room = n + 2 * p - d * (k - 1) - 1
    return room // s + 1


def windows(name: str, n: int, s: int, p: int, d: int) -> list[Row]:
    """Return the first and the last window over `n` samples, and how many there are."""
    w: list[Any] = []
    for v in W:
        w += [*["."] * (d - 1) * bool(w), v]
    count = outputs(n, len(W), s, p, d)
    last = (count - 1) * s
    unused = n + 2 * p - last - len(w)
    note = f"{count} outputs" + f", {unused} unused" * bool(unused)
    return [
        Row(f"{name}, n=0", -p, w, framed=True),
        Row(f"n={count - 1}", last - p, w, note, framed=True),
    ]


def of_an_even_kernel(w: list[int], x: list[int]) -> Table:
    """Return what padding same makes in each library, and at which end the odd zero."""
    same = {"NumPy, SciPy": correlate(x, w, "same")}
    for word in ("same_lower", "same_upper"):
        same[f"ONNX {word.upper()}"] = conv1d([[x]], [[w]], padding=word)[0][0]
    same["PyTorch, TensorFlow"] = conv1d([[x]], [[w]], padding="same")[0][0]
    start = correlate([0, *x], w)
    return Table(
        ["same", " ".join(map(str, w)) + " on " + " ".join(map(str, x)), "odd zero"],
        [
            [name, " ".join(map(str, y)), "start" if y == start else "end"]
            for name, y in same.items()
        ],
    )


def small_sizes() -> list[Any]:
    """Return all small n, k, stride, padding and dilation that leave an output."""
    return [
        (n, k, s, p, d)
        for n, k in product(range(1, 9), range(1, 4))
        for s, p, d in product((1, 2, 3), (0, 1, 2), (1, 2))
        if n + 2 * p > d * (k - 1)
    ]


def knobs() -> Chapter:
    """Return chapter 11."""
    x = X
    n, wide, s = 224, 11, 4
    room = n - wide
    small = small_sizes()
    return Chapter(
        number="11",
        title="Three knobs, one formula",
        idea="Stride skips windows, padding adds samples, dilation spreads weights.",
        picture=Picture(
            "The first window and the last, for each knob and for all at once.",
            Rows([
                Row("x, padded", -1, ["0", *x, "0"]),
                *windows("plain", len(x), 1, 0, 1),
                *windows("stride 2", len(x), 2, 0, 1),
                *windows("padding 1", len(x), 1, 1, 1),
                *windows("dilation 2", len(x), 1, 0, 2),
                *windows("all three", len(x), 2, 1, 2),
            ]),
        ),
        body=[
            """A stride s keeps windows 0, s, 2s, ... A padding p puts p samples, mostly
            zeros, on each side. A dilation d lays weights d apart; 1 is dense. So n
            samples and k weights give""",
            Formula("outputs = floor((n + 2 * p - d * (k - 1) - 1) / s) + 1"),
            Source(outputs, "`room`: the last place where a window may start."),
            f"""`//` rounds down: n = {n}, k = {wide}, s = {s} give not {room / s + 1}
            outputs, only {outputs(n, wide, s, 0, 1)}, and {room % s} sample at the end
            goes unused. Padding same gives n / s outputs, rounded up. Without stride
            and dilation, an even kernel needs an odd number of zeros: one side gets one
            more; which depends on whom you ask.""",
            of_an_even_kernel([1, 2], [1, 2, 3, 4, 5]),
        ],
        check=Check(
            "the formula counts the outputs of conv1d, for all small sizes",
            [outputs(*case) for case in small],
            [
                len(
                    conv1d(
                        [[[1] * n]], [[[1] * k]], stride=s, padding=p, dilation=d
                    )[0][0]
                )
                for n, k, s, p, d in small
            ],
        ),
        task=Task(
            "Stride 2 and padding same: on which sides are the zeros?",
            padding_sides,
            [6, 3, "same"],
            {"stride": 2},
        ),
    )


def field(layers: list[tuple[int, int, int]]) -> int:
    """Return how many samples one output of a stack of layers can see."""
    seen, step = 1, 1
    for k, stride, dilation in layers:
        seen += dilation * (k - 1) * step
        step *= stride
    return seen


FAR = 40  # farther than any output of the stacks below can see


def felt(layers: list[tuple[int, int, int]]) -> int:
    """Return how many samples reach the first output of a stack, trying each."""
    count = 0
    for p in range(FAR):
        y = [int(q == p) for q in range(FAR)]
        for k, stride, dilation in layers:
            y = correlate(y, [1] * k, stride=stride, dilation=dilation)
        count += y[0] != 0
    return count


def stack() -> Chapter:
    """Return the box that goes with chapter 11."""
    k, depth = len(W), 4
    stacks = {
        f"k = {k}": [(k, 1, 1)] * depth,
        "with stride 2": [(k, 2, 1)] * depth,
        "dilation 1, 2, 4, 8": [(k, 1, 2**n) for n in range(depth)],
    }
    tall = [stacks[f"k = {k}"][:n] for n in range(depth)]
    return Chapter(
        number="11b",
        title="What a stack sees",
        idea="Each layer looks through the one below, so the view widens.",
        picture=Picture(
            f"Layers of k = {k}: all that one output at the top can see.",
            Rows([
                Row(
                    f"layer {depth - 1 - n}" if n < depth - 1 else "x",
                    depth - 1 - n,  # all of them further on: the same result
                    ["o"] * field(tall[n]),
                    f"{field(tall[n])}",
                )
                for n in range(depth)
            ]),
        ),
        body=[
            """Slide a kernel over what another gave, and so on: a stack of *layers*.
            The samples that can change an output are its *receptive field*:""",
            Table(
                ["layers", *(str(n + 1) for n in range(depth))],
                [
                    [name, *(field(layers[: n + 1]) for n in range(depth))]
                    for name, layers in stacks.items()
                ],
            ),
            Source(
                field,
                """`layers`: k, stride and dilation of each, from the bottom up. `step`:
                how many samples apart neighbours are by now.""",
            ),
            """Pooling takes the mean or the largest of each window, and counts as a
            layer. Pooling and stride thin the output, so layers above see more.""",
        ],
        check=Check(
            "nudge each sample: the table says how many change the output",
            [felt(s[: n + 1]) for s in stacks.values() for n in range(depth)],
            [field(s[: n + 1]) for s in stacks.values() for n in range(depth)],
        ),
        task=Task(
            "Two layers of 3, with a pooling of 2 by 2 between. How far?",
            field,
            [[(3, 1, 1), (2, 2, 1), (3, 1, 1)]],
        ),
    )
