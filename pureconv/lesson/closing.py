"""The epilogue: the table of weighting schemes, and what the article got wrong."""

from __future__ import annotations

from pureconv.correlation import convolve, correlate
from pureconv.lesson.parts import Chapter, Check, Points, Table, Task, row, say
from pureconv.lesson.signals import W, X, ten_waves, triangle
from pureconv.weighting import properties, weighted_sum


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
        body=[
            f"""This lesson follows Weina Jin's article "A friendly introduction to
            convolution in CNN". Its table of weighting schemes stops before the last
            column; here it is complete, for {len(X)} samples and a pattern of {len(W)}
            weights.""",
            Table(
                ["", *schemes],
                [
                    [question, *(answers[question] for answers in schemes.values())]
                    for question in questions
                ],
            ),
            """The article is a fine story. Run as code, some of its sentences give
            way:""",
            Points(errata()),
        ],
        check=Check("only sliding has a yes to every question", winners, ["sliding"]),
        task=Task(
            "Now a pattern of your own. Where is it?",
            "correlate([3, 1, 4, 1, 5, 9, 2, 6], [1, 5, 9])",
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
        f"""Its sum runs from 0 to |w|, one term too many. With {k} weights, w[{k}] is
        an {outcome}; the last i is {k - 1}.""",
        f"""The output is "aligned with the shape" of the input: its own formula makes
        {len(correlate(x, w))} numbers from {len(x)}. So the sum does lose some
        information: at the edges.""",
        f"""It writes x[n + i] and calls that convolution. Its two kernels, a single
        number and the triangle, cannot show the difference. Is the triangle the same
        backwards? {say(w == w[::-1])}.""",
        f"""The flip "only matters when writing proofs": windows of {row(W)} on
        {row(X)} give {row(correlate(X, W))} without it and
        {row(convolve(X, W, "valid"))} with it.""",
        f"""A larger sum "represents a detected pattern": {row(pattern)} gives
        {weighted_sum(pattern, pattern)} on itself, {weighted_sum(flat, pattern)} on
        {row(flat)}.""",
        f"""The output is largest where peaks meet peaks: true, but {troughs} of the
        {len(tops)} peaks of its weights meet troughs, and make it smallest.""",
        f"""Its line that repeats the weights is right for n = {steps},
        {2 * steps * (200 // steps)} weights for {len(x)} samples. With n = {other} it
        makes {2 * other * (200 // other)}.""",
    ]
