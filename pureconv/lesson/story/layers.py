"""Chapters 12 to 14: channels; transposed layers; how a layer learns."""

from __future__ import annotations

from typing import Any

from pureconv import (
    conv1d,
    conv2d,
    conv_transpose1d,
    correlate,
    correlate2d,
    correlation_matrix,
    output_length,
    scatter,
    weighted_sum,
)
from pureconv.lesson.parts import (
    Chapter,
    Check,
    Grid,
    Grids,
    Picture,
    Points,
    Row,
    Rows,
    Source,
    Table,
    Task,
    count,
    row,
)
from pureconv.lesson.story.signals import W, X


def kernels(inputs: int, outputs: int, k: int, groups: int = 1) -> Any:
    """Return weights of a layer, [output][input / groups][row][column], all 1."""
    return [[[[1] * k for _ in range(k)] for _ in range(inputs // groups)]
            for _ in range(outputs)]  # fmt: skip


def weights_of_layers() -> Table:
    """Return how many weights a few layers have."""
    layers = {
        "colours to 8 maps": (3, 8, 3, 1),
        "4 to 8 maps": (4, 8, 3, 1),
        "the same in 2 groups": (4, 8, 3, 2),
        "depthwise": (4, 4, 3, 4),
        "1 x 1": (4, 8, 1, 1),
    }
    return Table(
        ["layer", "in", "out", "k", "groups", "weights"],
        [
            [name, i, o, k, groups, count(kernels(i, o, k, groups))]
            for name, (i, o, k, groups) in layers.items()
        ],
    )


def channels() -> Chapter:
    """Return chapter 12."""
    x = [[[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]]]
    w = [[[0, 1], [2, 3]], [[1, 2], [3, 4]]]
    parts = [correlate2d(x[c], w[c]) for c in range(len(x))]
    y = conv2d([x], [w])[0][0]
    pixels = [[[[1, 2], [3, 4]], [[10, 20], [30, 40]]]]
    return Chapter(
        number="12",
        title="Channels, groups, 1 x 1",
        idea="A kernel reaches through all channels, and adds up what it finds.",
        picture=Picture(
            "Two channels, each under its own slice of one kernel, make two parts; "
            "their sum is the map.",
            Grids([
                *(
                    [
                        Grid(f"channel {c}", x[c]),
                        Grid(f"w, slice {c}", w[c]),
                        Grid(f"part {c}", parts[c]),
                    ]
                    for c in range(len(x))
                ),
                [Grid("y = part 0 + part 1", y)],
            ]),
        ),
        body=[
            """A colour image is three images, its *channels*: red, green, blue.
            Networks have hundreds. Each channel adds a slice of weights to a kernel;
            what the slices find is added up, with one number more, the bias. So one
            kernel makes one output image, a *map*, however many channels go in. More
            kernels, more maps.""",
            Source(
                conv1d,
                """`item` counts signals of a batch, `out` kernels, `c` channels. A
                group has `inputs` channels and `outputs` kernels; `length` is how many
                windows there are; `plus_bias` adds the bias. conv2d has two more
                loops.""",
            ),
            """Groups cut the channels into blocks: a kernel sees only its own block. As
            many groups as channels is *depthwise*: channels never mix. A 1 x 1
            kernel sees no neighbours, only channels: a weighted sum (chapter 1) in each
            pixel.""",
            weights_of_layers(),
        ],
        check=Check(
            "the parts, added up, are what conv2d gives",
            [[a + b for a, b in zip(*lines)] for lines in zip(*parts)],
            y,
        ),
        task=Task(
            "Two kernels of 1 x 1: what do their maps hold?",
            conv2d,
            [pixels, [[[[1]], [[1]]], [[[0]], [[2]]]]],
        ),
    )


def paint(x: list[Any], w: list[Any], step: int) -> list[Any]:
    """Return what samples paint: each its copy of w, `step` places after the last."""
    y = [0] * (step * (len(x) - 1) + len(w))
    for p in range(len(x)):
        for i in range(len(w)):
            n = step * p + i
            y[n] = y[n] + w[i] * x[p]
    return y


def turned_over(matrix: list[list[Any]]) -> list[list[Any]]:
    """Return a matrix with its columns as rows."""
    return [list(column) for column in zip(*matrix)]


def transposed() -> Chapter:
    """Return chapter 13."""
    x, w, step = [1, 2, 3], W, 2
    y = paint(x, w, step)
    long = [1, 2, 3, 4, 5]
    shrunk = correlate(long, w, stride=step)
    # As 2 + 2 is 2 * 2, the same result by either.
    matrix = correlation_matrix(w, step * (len(x) - 1) + len(w), stride=step)
    k, padding, few = 3, 1, 3
    sizes = [
        n
        for n in range(1, 9)
        if output_length(n, k, stride=step, padding=padding) == few
    ]
    strokes = {k: paint([1] * len(x), [1] * k, step) for k in (3, 4)}
    return Chapter(
        number="13",
        title="Transposed: paint, do not undo",
        idea="Throw with a step, and a small list grows large.",
        picture=Picture(
            "Each sample paints w, a step further on; below, how many strokes meet in "
            "each place.",
            Rows([
                *(
                    Row(f"{x[p]} paints", step * p, [x[p] * v for v in w], framed=True)
                    for p in range(len(x))
                ),
                Row("y", 0, y),
                *(Row(f"strokes, k = {k}", 0, n) for k, n in strokes.items()),
            ]),
        ),
        body=[
            f"""To enlarge, let each sample throw w = {row(w)} as in chapter 7, but
            {step} places further on than the last. This is a *transposed*
            convolution.""",
            Source(paint),
            f"""It is the matrix of chapter 10 turned over, columns for rows: whatever
            led from a sample to an output leads back. So the size comes back, but not
            the values: {row(long)} shrinks to {row(shrunk)}, and painting makes
            {row(paint(shrunk, w, step))} of that. {len(shrunk)} numbers cannot hold all
            {len(long)}: it is no inverse, and deconvolution a wrong name.""",
            f"""The size is in doubt, too: with k = {k}, stride {step} and padding
            {padding}, {sizes[0]} and {sizes[1]} samples both give {few} outputs;
            the option output_padding says which. Where the step does not divide k,
            strokes meet unevenly: a checkerboard in images.""",
        ],
        check=Check(
            "painting multiplies by the matrix turned over",
            y,
            [weighted_sum(x, line) for line in turned_over(matrix)],
        ),
        task=Task(
            "Where have you seen these numbers?",
            conv_transpose1d,
            [[[[1, 2, 3]]], [[[4, 5, 6]]]],
        ),
    )


def gradients(x: list[Any], w: list[Any], g: list[Any]) -> tuple[Any, Any, Any]:
    """Return how fast a loss grows with each sample, each weight, and the bias.

    `g` says how fast it grows with each output of correlate(x, w).
    """
    by_input = scatter(g, w)
    by_weight = correlate(x, g)
    by_bias = weighted_sum(g, [1] * len(g))
    return by_input, by_weight, by_bias


def nudged(values: list[Any], loss: Any) -> list[Any]:
    """Return how fast a loss grows with each value: up by one, down by one, halved."""
    slopes = []
    for p in range(len(values)):
        up, down = (
            [v + nudge * (q == p) for q, v in enumerate(values)] for nudge in (1, -1)
        )
        slopes.append((loss(up) - loss(down)) / 2)
    return slopes


def nudged_layer(x: list[Any], w: list[Any], target: list[Any]) -> list[Any]:
    """Return how fast half the sum of squared errors grows with all that there is."""

    def loss(x: list[Any], w: list[Any], bias: Any) -> float:
        error = [v + bias - t for v, t in zip(correlate(x, w), target)]
        return float(weighted_sum(error, error) / 2)

    return [
        *nudged(x, lambda x: loss(x, w, 0)),
        *nudged(w, lambda w: loss(x, w, 0)),
        *nudged([0], lambda bias: loss(x, w, *bias)),
    ]


def how_it_learns() -> Chapter:
    """Return chapter 14."""
    x, w, g = X, W, [2, 0, -1, 0]
    y = correlate(x, w)
    target = [a - b for a, b in zip(y, g)]
    by_input, by_weight, by_bias = gradients(x, w, g)
    hands = [
        Row(f"{g[n]} hands back", n, [v * g[n] for v in w], framed=True)
        for n in range(len(g))
        if g[n]
    ]
    return Chapter(
        number="14",
        title="How it learns",
        idea="The way back is made of the loops we have.",
        picture=Picture(
            "Forward: x, and y by w. Back: g, what it hands back, and three gradients.",
            Rows([
                Row("x", 0, x),
                Row("y", 0, y),
                Row("target", 0, target),
                Row("g", 0, g),
                *hands,
                Row("by input", 0, by_input),
                Row("by weight", 0, by_weight),
                Row("by bias", 0, [by_bias]),
            ]),
        ),
        body=[
            """The loss is half the sum of squared errors. So g, y minus target, is how
            fast it grows with each output. How fast with each sample, each weight, the
            bias?""",
            Source(gradients),
            Points([
                """By input: each output hands its g back to the samples it saw. That is
                scatter of chapter 7, paint of chapter 13, the matrix of chapter 10
                turned over. So layers below can learn.""",
                """By weight: a weight met one sample for each output. So slide g over
                x: correlate of chapter 5.""",
                """By bias: it is in every output once. So add g up.""",
            ]),
            """Then take a step against the gradient (chapter 8).""",
        ],
        check=Check(
            "nudge any one of them, and the loss changes as told",
            [*by_input, *by_weight, by_bias],
            nudged_layer(x, w, target),
        ),
        task=Task(
            "Where g is zero, what is handed back?",
            gradients,
            [[1, 2, 3, 4], [1, 10], [0, 0, 1]],
        ),
    )
