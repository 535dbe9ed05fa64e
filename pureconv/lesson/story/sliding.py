"""Chapters 5 and 6: slide, then sum; when a sum is a match; the edges."""

from __future__ import annotations

import math
from typing import Any

from pureconv import correlate, lags, shifted_weights, weighted_sum
from pureconv.checks import Mode
from pureconv.lesson.parts import (
    Bar,
    Bars,
    Chapter,
    Check,
    Formula,
    Picture,
    Row,
    Rows,
    Source,
    Table,
    Task,
    products,
    row,
    say,
)
from pureconv.lesson.story.signals import BUMP, W, X, triangle
from pureconv.sizes import overhang, reach, taps_inside


def slide(x: list[Any], w: list[Any]) -> list[Any]:
    """Return a weighted sum for each window of `x` that is as long as `w`."""
    k = len(w)
    return [weighted_sum(x[n : n + k], w) for n in range(len(x) - k + 1)]


def best_scores(n: int) -> list[float]:
    """Return what the triangle, slid over the bump of chapter 4, scores at best.

    The answer is a list: one score for each place of the bump in `n` samples. Where a
    window starts s samples after the bump, it scores hits[s], wherever that is. So it
    is enough to look up which starts there are.

        first start, window 0 ...           -p
        last start, window n - k ...        n - k - p
    """
    w = triangle()
    before = len(w) - 1
    hits = correlate(BUMP, w, "full")  # of a window that starts at -before, and so on
    return [
        max(hits[max(0, before - p) : before + n - len(w) - p + 1])
        for p in range(n - len(BUMP) + 1)
    ]


def slide_then_sum() -> Chapter:
    """Return chapter 5."""
    x, w, k, n_samples = X, W, len(W), 400
    y = correlate(x, w)
    windows = [x[n : n + k] for n in range(len(y))]
    sums = [f"{products(w, windows[n])} = {y[n]:2}" for n in range(len(y))]
    shifted = shifted_weights(x, w)
    added = [sum(column) for column in zip(*shifted)]
    [taps] = {*taps_inside(range(len(y)), k, 1, len(x))}
    middle = len(BUMP) // 2
    scores = best_scores(n_samples)
    seen = [p + middle for p, score in enumerate(scores) if score == max(scores)]
    return Chapter(
        number="5",
        title="Slide, then sum",
        idea="Let the pattern start everywhere, and sum where it lies.",
        picture=Picture(
            "w laid on each window of x, and what the products add up to.",
            Rows([
                Row("x", 0, x),
                *(Row(f"n={n}", n, w, sums[n], framed=True) for n in range(len(y))),
            ]),
        ),
        body=[
            f"""Why start only at 0, k, 2k? Let the repetition start at each weight in
            turn: {k} lists of products.""",
            Table(
                ["x", *map(str, x)],
                [
                    *([f"from w[{s}]", *shifted[s]] for s in range(k)),
                    ["added up", *added],
                ],
            ),
            f"""To add the lists up is a trap: that is `{sum(w)} * x`, one weight for
            all, again! The trick is to sum along w: lay it on a *window*, k neighbours
            in x, take their weighted sum, move on by one.""",
            Source(slide),
            f"""The sum {max(y)} wins, where w meets its like. Such a short w is called
            a *kernel*. The bump of chapter 4 now scores {say(max(scores))} wherever
            it hides from sample {seen[0]} to {seen[-1]}; nearer to an end, where the
            pattern cannot slide far enough, less: {say(scores[0])} at {middle}. This
            is *correlation*, and it is what CNNs compute:""",
            Formula("y[n] = sum over i of w[i] * x[n + i]"),
            Source(
                correlate,
                f"""`starts`: where windows begin. `taps[n]`: which weights lie inside
                x, here `{taps}` for each n. `dilation`: the step inside a window,
                here 1.""",
            ),
        ],
        # As both are equal, the same result in the other order.
        check=Check("both loops give the same", y, slide(x, w)),
        task=Task("Flip w. Which window wins now?", correlate, [x, w[::-1]]),
    )


def cosine(x: list[Any], w: list[Any]) -> float:
    """Return how alike two patches are: 1 when one is the other, scaled.

        cosine = sum of w[i] * x[i] / (size of x * size of w)
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
    looks = zip(patches, (own, double, flat))
    names = [" ".join(map(str, x)) for x in patches]
    return Chapter(
        number="5b",
        title="A big sum is not yet a match",
        idea="Brightness alone scores high. Two cures are known.",
        picture=Picture(
            f"What w = {row(w)} makes of three windows.",
            Bars(
                ["score"],
                [Bar(name, [s[0]], say(s[0])) for name, (_, s) in zip(names, looks)],
            ),
        ),
        body=[
            f"""Does the largest sum show where the pattern is? No: w = {row(w)} gives
            {own[0]} on itself, and {flat[0]} on something bright and flat. One cure:
            divide by the sizes of both; the size of a list is the root of its summed
            squares. That leaves {say(own[1])} for a perfect match and {say(flat[1])}
            for the flat window.""",
            Source(cosine),
            f"""Another: weights that add up to {sum(zero)}, such as {row(zero)}, give
            {flat[2]} for anything flat.""",
            Table(
                ["window", "score", "cosine", f"score of {' '.join(map(str, zero))}"],
                [[name, *s] for name, s in zip(names, (own, double, flat))],
            ),
        ],
        check=Check("twice as bright is no better a match", double[1], own[1]),
        task=Task(
            "Two weights that see steps, and no brightness?",
            correlate,
            [[5, 5, 5, 9, 9, 9], [1, 1]],
        ),
    )


def seen_by(n: int, k: int, mode: Mode) -> list[int]:
    """Return how many windows look at each of `n` samples, asking one after another."""
    impulses = [[0] * p + [1] + [0] * (n - 1 - p) for p in range(n)]
    return [sum(correlate(x, [1] * k, mode)) for x in impulses]


def edges() -> Chapter:
    """Return chapter 6."""
    x, w, n, k = X, W, len(X), len(W)
    modes: list[Mode] = ["full", "same", "valid"]
    before, after = overhang(k, "full")
    starts = {mode: lags(n, k, mode) for mode in modes}
    counts = {mode: seen_by(n, k, mode) for mode in modes}
    sizes = {mode: len(correlate(x, w, mode)) for mode in modes}
    return Chapter(
        number="6",
        title="The edges",
        idea="How far may a window hang over the end? That is all a mode says.",
        picture=Picture(
            "Every window with its modes beside it; below, how many windows see each "
            "sample.",
            Rows([
                Row("x", -before, ["."] * before + x + ["."] * after),
                *(
                    Row(" ".join(m for m in modes if start in starts[m]), start, w,
                        framed=True)
                    for start in starts["full"]
                ),
                *(Row(f"{mode} sees", 0, counts[mode]) for mode in modes),
            ]),
        ),
        body=[
            f"""Mode valid keeps to windows inside x: `len(x) - len(w) + 1` of them,
            here {sizes["valid"]}. Mode full takes all that touch x:
            `len(x) + len(w) - 1`, here {sizes["full"]}. Mode same has `len(x)`, here
            {sizes["same"]}; so has causal, where output n sees samples up to n.""",
            Source(
                overhang,
                f"""`most`: how far w reaches past its first weight, here {reach(k)}.
                The pair says how far windows hang over, before x and after it.""",
            ),
            f"""With valid, {counts["valid"][0]} window sees the first sample,
            {max(counts["valid"])} a middle one. Mode same looks fair, but has
            {counts["same"][0]} at the ends; only full treats all alike. At the dots,
            outside x, there is nothing to add.""",
        ],
        check=Check(
            "with full, all weights meet every sample", counts["full"], [k] * n
        ),
        task=Task(
            "Two weights have no middle. Which end does w hang over?",
            correlate,
            [[1, 2, 3, 4, 5], [1, 2], "same"],
        ),
    )
