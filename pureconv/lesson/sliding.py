"""Chapters 5 to 7: slide, then sum; the edges; where the flip comes from."""

from __future__ import annotations

import math
from typing import Any

from pureconv.correlation import convolve, correlate, scatter
from pureconv.lesson.parts import (
    Chapter,
    Check,
    Row,
    Rows,
    Source,
    Table,
    Task,
    products,
    row,
    say,
    whole,
)
from pureconv.lesson.signals import W, X, bump_at, triangle
from pureconv.sizes import lags, overhang, reach
from pureconv.weighting import shifted_weights, weighted_sum


def slide() -> Chapter:
    """Return chapter 5."""
    x, w, k = X, W, len(W)
    y = correlate(x, w)
    windows = [x[n : n + k] for n in range(len(y))]
    sums = [f"{products(w, windows[n])} = {y[n]:2}" for n in range(len(y))]
    added = [sum(column) for column in zip(*shifted_weights(x, w))]
    bumps = {say(max(correlate(bump_at(p, 400), triangle())), 2) for p in (50, 75, 100)}
    return Chapter(
        number="5",
        title="Slide, then sum",
        idea="Let the pattern start everywhere, and sum where it lies.",
        body=[
            f"""Why start only at 0, k, 2k? Let the repetition start at each weight in
            turn: {k} lists of products. To add the lists up is a trap: x = {row(x)}
            with w = {row(w)} becomes {row(added)}, just {sum(w)} * x. One weight for
            all, again! The trick is to sum along w: lay it on a window of x, take the
            weighted sum, move on by one.""",
            Source(
                correlate,
                f""" (starts: where windows begin; taps: which weights lie inside x;
                dilation: the step inside a window, {whole("here 1")})""",
            ),
            Rows([
                Row("x", 0, x),
                *(
                    Row(f"n={n}", n, w, sums[n], framed=True)
                    for n in range(len(y))
                ),
            ]),
            f"""{max(y)} wins, where w meets its like; and the bump of chapter 4 scores
            {" or ".join(sorted(bumps))} wherever it hides. This is correlation,
            {whole("y[n] = sum of w[i] * x[n + i]")}, and it is what CNNs compute.""",
        ],
        check=Check(
            "each output is the weighted_sum of its window",
            y,
            [weighted_sum(window, w) for window in windows],
        ),
        task=Task(
            "Turn w round. Which window wins now?", f"correlate({x}, {w[::-1]})"
        ),
    )


def cosine(x: list[Any], w: list[Any]) -> float:
    """Return how alike two patches are: 1 when one is the other, scaled.

        cosine = sum of w[i] * x[i] / (length of x * length of w)
    """
    overlap = weighted_sum(x, w)
    squares = weighted_sum(x, x) * weighted_sum(w, w)
    return float(overlap / math.sqrt(squares))


def match() -> Chapter:
    """Return the box that goes with chapter 5."""
    w, zero = [1, 2, 1], [-1, 2, -1]
    patches = [w, [2 * v for v in w], [9, 9, 9]]
    own, double, flat = (
        [weighted_sum(x, w), cosine(x, w), weighted_sum(x, zero)] for x in patches
    )
    return Chapter(
        number="5b",
        title="A big sum is not yet a match",
        idea="Brightness alone scores high. Two cures are known.",
        body=[
            f"""Does the largest sum show where the pattern is? Let w = {row(w)} look at
            itself, at itself twice as bright, and at something bright and flat.""",
            Table(
                ["patch", "score", "cosine", f"score of {row(zero)}"],
                [[row(x), *line] for x, line in zip(patches, (own, double, flat))],
            ),
            f"""The flat patch gets {flat[0]}, the pattern itself {own[0]}. One cure:
            divide by the lengths of both, which leaves {say(own[1])} for a perfect
            match and {say(flat[1])} for the flat one.""",
            Source(cosine),
            f"""Another: weights that add up to {sum(zero)}, such as {row(zero)}. They
            give {flat[2]} for anything flat.""",
        ],
        check=Check("twice as bright is no better a match", double[1], own[1]),
        task=Task(
            "Two weights that see steps, and no brightness?",
            "correlate([5, 5, 5, 9, 9, 9], [1, 1])",
        ),
    )


def seen(n: int, k: int, mode: str) -> list[int]:
    """Return how many windows look at each of `n` samples, asking one after another."""
    impulses = [[0] * p + [1] + [0] * (n - 1 - p) for p in range(n)]
    return [sum(correlate(x, [1] * k, mode)) for x in impulses]


def edges() -> Chapter:
    """Return chapter 6."""
    x, w, n, k = X, W, len(X), len(W)
    modes = ("full", "same", "valid")
    before, after = overhang(k, "full")
    starts = {mode: lags(n, k, mode) for mode in modes}
    counts = {mode: seen(n, k, mode) for mode in modes}
    sizes = {mode: len(correlate(x, w, mode)) for mode in modes}
    return Chapter(
        number="6",
        title="The edges",
        idea="How far may a window hang over the end? That is all a mode says.",
        body=[
            f"""{n} samples went in, {sizes["valid"]} sums came out: we kept to windows
            inside x. That is mode valid. Mode full takes all that touch x,
            {sizes["full"]} windows; mode same, as many as there are samples.""",
            Source(overhang, f" (far: {reach(k)} here, the reach of w)"),
            Rows([
                Row("x", -before, ["."] * before + x + ["."] * after),
                *(
                    Row(" ".join(m for m in modes if start in starts[m]), start, w,
                        framed=True)
                    for start in starts["full"]
                ),
                *(Row(f"{mode} sees", 0, counts[mode]) for mode in modes),
            ]),
            f"""Each window has its modes beside it; the last rows count how many
            windows see each sample. With valid, the first is seen by
            {counts["valid"][0]}, a middle one by {max(counts["valid"])}. Mode same is
            often called fair, but has {counts["same"][0]} at the ends. Only full treats
            all alike. At the dots, outside x, there is nothing to add.""",
        ],
        check=Check(
            "with full, all weights meet every sample", counts["full"], [k] * n
        ),
        task=Task(
            "Two weights have no middle. Which end does the extra window hang over?",
            'correlate([1, 2, 3, 4, 5], [1, 2], "same")',
        ),
    )


def flip() -> Chapter:
    """Return chapter 7."""
    x, w = [1, 2, 3], [4, 5, 6]
    y = scatter(x, w)
    middle = len(y) // 2
    impulse = [0, 0, 1, 0, 0]
    number = 0
    for digit in y:
        number = 10 * number + digit  # carries what is over 9
    return Chapter(
        number="7",
        title="The flip",
        idea="Convolution runs w backwards, and yet nobody turned it round.",
        body=[
            """Change sides: stand at a sample. Each sample throws a copy of w, scaled
            by itself, to where it stands. What lands together adds up.""",
            Source(scatter),
            Rows(
                [
                    *(
                        Row(f"{x[p]} throws", p, [f"{v}*{x[p]}" for v in w])
                        for p in range(len(x))
                    ),
                    Row("y", 0, y),
                ],
                middle,
            ),
            f"""Long multiplication! Carry the tens: {number}. Now read the framed
            column down: x goes forward, w backward. That is convolution,
            {whole("y[n] = sum of w[i] * x[n - i]")}.""",
            Source(convolve, " (ends: where windows end)"),
            f"""On a lone {max(impulse)}, w = {row(W)} comes out of convolve as it is,
            {row(convolve(impulse, W, "same"))}, and out of correlate mirrored,
            {row(correlate(impulse, W, "same"))}. In convolve, x and w may even change
            places. But what CNNs call convolution has no flip: it is correlation.""",
        ],
        check=Check("throwing gives what convolve gathers", y, convolve(x, w)),
        task=Task(
            "Can you tell whether 1 2 1 was flipped?",
            f'convolve({impulse}, [1, 2, 1], "same")',
        ),
    )
