"""Chapter 9: two dimensions."""

from __future__ import annotations

from pureconv import convolve2d, correlate2d
from pureconv.lesson.parts import (
    Chapter,
    Check,
    Grid,
    Grids,
    Picture,
    Source,
    Task,
    products,
    row,
)

LETTER = [
    [1, 1, 1],
    [1, 0, 0],
    [1, 1, 0],
    [1, 0, 0],
    [1, 0, 0],
]


LARGE = ["         ", " ######  ", " ######  ", " ##      ", " ####    ", " ####    ",
         " ##      ", " ##      ", "         "]  # fmt: skip


def frontispiece() -> Picture:
    """Return the picture that opens the lesson."""
    image = [[int(pixel == "#") for pixel in line] for line in LARGE]
    return Picture(
        "A letter, and what two tiny patterns find in it: `+` where it begins, `-` "
        "where it ends.",
        Grids([
            [
                Grid("a letter", image, "pixels"),
                Grid("from left", correlate2d(image, [[-1, 1]]), "signs"),
                Grid("from above", correlate2d(image, [[-1], [1]]), "signs"),
            ]
        ]),
    )


def dots(rows: int, columns: int, places: list[tuple[int, int]]) -> list[list[int]]:
    """Return an empty image with some pixels set."""
    return [[int((m, n) in places) for n in range(columns)] for m in range(rows)]


def two_dimensions() -> Chapter:
    """Return chapter 9."""
    x = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    w = [[0, 1], [2, 3]]
    y = correlate2d(x, w)
    patch = [*x[0][:2], *x[1][:2]]
    bar = [[int(2 <= n <= 4) for n in range(7)] for _ in range(5)]
    step = [-1, 1]
    edges = correlate2d(bar, [step])
    points = dots(5, 9, [(2, 2), (2, 6)])
    flipped = [line[::-1] for line in LETTER[::-1]]
    return Chapter(
        number="9",
        title="Two dimensions",
        idea="Everything as before, with a patch for a window.",
        picture=Picture(
            "A patch and its sum; a bar and its edges; a letter, thrown from two "
            "points, and its flip.",
            Grids([
                [
                    Grid("x", x, patch=(0, 0, 2, 2)),
                    Grid("w", w),
                    Grid("y", y, patch=(0, 0, 1, 1)),
                    Grid("a bar", bar, "pixels"),
                    Grid("its edges", edges, "signs"),
                ],
                [
                    Grid("two points", points, "pixels"),
                    Grid("w", LETTER, "pixels"),
                    Grid("convolve2d", convolve2d(points, LETTER, "same"), "pixels"),
                    Grid("correlate2d", correlate2d(points, LETTER, "same"), "pixels"),
                ],
            ]),
        ),
        body=[
            f"""An image has rows and columns, and so has its kernel w. Lay it on a
            patch: `{products([*w[0], *w[1]], patch)} = {y[0][0]}`. Slide it along, and
            down.""",
            Source(
                correlate2d,
                """`tops`, `lefts`: where patches begin. `row_taps`, `column_taps`:
                which rows and columns of w lie inside x. `down`, `along`: the steps
                inside a patch, here 1.""",
            ),
            f"""{len(step)} weights, {row(step)}, find the edges of a bar: `+` where it
            begins, `-` where it ends. A CNN learns such weights, and moves them over
            the image like a searchlight. And the flip: in place of each point,
            convolve2d puts the letter as it is, correlate2d with rows and columns
            reversed.""",
        ],
        check=Check(
            "convolve2d is correlate2d with w flipped",
            convolve2d(points, LETTER),
            correlate2d(points, flipped, "full"),
        ),
        task=Task(
            "What do equal weights do to a checkerboard?",
            correlate2d,
            [[[0, 9, 0], [9, 0, 9], [0, 9, 0]], [[1, 1], [1, 1]]],
        ),
    )
