"""The epilogue: the table of weighting schemes, and what the article got wrong."""

from __future__ import annotations

from typing import Any

from pureconv import (
    convolve,
    correlate,
    distinct_weights,
    repeated_weights,
    same_weight,
    weighted_sum,
)
from pureconv.lesson.parts import (
    Chapter,
    Check,
    Picture,
    Points,
    Row,
    Rows,
    Table,
    Task,
    row,
    say,
)
from pureconv.lesson.story.signals import W, X, ten_waves, triangle
from pureconv.lesson.story.sliding import slide


def properties(n: int, k: int) -> dict[str, dict[str, Any]]:
    """Return what each scheme costs and sees, for n samples and a pattern of k weights.

    Computed on the signal x = 1, 2, .. n and the pattern 1, 2, .. k. A scheme that adds
    no information merely rescales: y[p] / x[p] is the same everywhere. A scheme sees
    every alignment when the pattern, put anywhere into an empty signal, scores the
    same; schemes that hold no pattern have None.

    >>> for scheme, row in properties(12, 3).items():
    ...     print(f"{scheme:9}", *row.values())
    same      1 True False None
    distinct  12 False True None
    repeated  3 True True False
    sliding   3 True True True
    """
    x, w = list(range(1, n + 1)), list(range(1, k + 1))
    stored = {"same": 1, "distinct": n, "repeated": k, "sliding": k}
    output = {
        "same": same_weight(x, w[0]),
        "distinct": distinct_weights(x, x),
        "repeated": repeated_weights(x, w),
        "sliding": slide(x, w),
    }
    planted = [[0] * p + w + [0] * (n - k - p) for p in range(n - k + 1)]
    scores = {
        "repeated": [sum(repeated_weights(x, w)) for x in planted],
        "sliding": [max(slide(x, w)) for x in planted],
    }
    return {
        scheme: {
            "weights stored": stored[scheme],
            "simple and compact": stored[scheme] < n,
            "adds information": any(y[p] * x[0] != y[0] * x[p] for p in range(len(y))),
            "sees every alignment": (
                len(set(scores[scheme])) == 1 if scheme in scores else None
            ),
        }
        for scheme, y in output.items()
    }


def epilogue() -> Chapter:
    """Return the last chapter."""
    schemes = properties(len(X), len(W))
    questions = list(schemes["sliding"])
    winners = [
        scheme
        for scheme, answers in schemes.items()
        if all(answers[question] for question in questions)
    ]
    return Chapter(
        number="epilogue",
        title="The table, and what the article got wrong",
        idea="Slide a few weights, and sum at every step: cheap, rich, and not blind.",
        picture=Picture(
            "Four ways to lay weights on a signal.",
            Rows([
                Row("x", 0, X),
                Row("same", 0, W[:1] * len(X)),
                Row("distinct", 0, list(range(1, len(X) + 1))),
                Row("repeated", 0, W, framed=True),
                Row("", len(W), W, framed=True),
                *(Row("sliding" * (n == 0), n, W, framed=True) for n in range(4)),
            ]),
        ),
        body=[
            f"""This lesson follows Weina Jin's article "A friendly introduction to
            convolution in CNN". Here its table of weighting schemes is complete, for
            {len(X)} samples and a pattern of {len(W)} weights; a dash: no pattern.""",
            Table(
                ["", *schemes],
                [
                    [question, *(answers[question] for answers in schemes.values())]
                    for question in questions
                ],
            ),
            """It is a fine story. Run as code, some of its sentences give way:""",
            Points(errata()),
        ],
        check=Check("only sliding has a yes to every question", winners, ["sliding"]),
        task=Task(
            "Now a pattern of your own. Where is it?",
            correlate,
            [[3, 1, 4, 1, 5, 9, 2, 6], [1, 5, 9]],
        ),
    )


def errata() -> list[str]:
    """Return what the article says, each followed by what comes out."""
    x, w, k = ten_waves(), triangle(), len(W)
    try:
        outcome = say(weighted_sum(X[: k + 1], [W[i] for i in range(k + 1)]))
    except IndexError as error:
        outcome = type(error).__name__
    tops = [seam + w.index(max(w)) for seam in range(0, len(x), len(w))]
    troughs = sum(x[top] < 0 for top in tops)
    steps, other = 50, 30
    flat, pattern = [9, 9, 9], [1, 2, 1]
    return [
        f"""Its sum runs from 0 to |w|, one term too many: with {k} weights, w[{k}] is
        an {outcome}.""",
        f"""The output is "aligned with the shape" of the input: its formula makes
        {len(correlate(x, w))} numbers from {len(x)}, and loses the edges.""",
        f"""It knowingly calls x[n + i] convolution. Its kernels, one number and the
        triangle, hide the difference. Is the triangle the same backwards?
        {say(w == w[::-1])}.""",
        f"""The flip "only matters when writing proofs": {row(W)} on {row(X)} gives
        {row(correlate(X, W))} without it, {row(convolve(X, W, "valid"))} with it.""",
        f"""A larger sum "represents a detected pattern": {row(pattern)} gives
        {weighted_sum(pattern, pattern)} on itself, {weighted_sum(flat, pattern)} on
        {row(flat)}.""",
        f"""The output is largest where peaks meet peaks, but {troughs} of {len(tops)}
        peaks of its weights meet troughs.""",
        f"""Its code makes {2 * steps * (200 // steps)} weights for {len(x)} samples
        with n = {steps}. With n = {other} it makes {2 * other * (200 // other)}.""",
    ]
