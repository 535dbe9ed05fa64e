"""Chapter 8: why networks do not flip."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from pureconv.correlation import convolve, correlate
from pureconv.lesson.parts import Chapter, Check, Source, Table, Task, row
from pureconv.lesson.signals import W, X
from pureconv.weighting import weighted_sum

Slide = Callable[..., list[Any]]


def misses(slide: Slide, x: list[Any], w: list[Any], target: list[Any]) -> list[Any]:
    """Return how far each output is below its target."""
    return [t - y for t, y in zip(target, slide(x, w, "valid"))]


def learn(
    slide: Slide, x: list[Any], target: list[Any], k: int, steps: int
) -> list[Fraction]:
    """Return `k` weights, learned: each corrected, in steps, by its share of the error.

    A weight's share in an output is what it gives there when it is 1 and alone.
    """
    impulses = [[int(i == tap) for i in range(k)] for tap in range(k)]
    shares = [slide(x, impulse, "valid") for impulse in impulses]
    rate = Fraction(1, 20)

    w = [Fraction(0)] * k
    for _ in range(steps):
        error = misses(slide, x, w, target)
        for i in range(k):
            w[i] += rate * weighted_sum(error, shares[i])
    return w


def learning() -> Chapter:
    """Return chapter 8."""
    x, hidden, k = X, W, len(W)
    target = correlate(x, hidden)
    moments = [0, 1, 2, 5, 10, 20]
    plain = [learn(correlate, x, target, k, steps) for steps in moments]
    flipped = [learn(convolve, x, target, k, steps) for steps in moments]

    def shown(slide: Slide, w: list[Fraction]) -> list[str]:
        error = misses(slide, x, w, target)
        loss = float(weighted_sum(error, error))
        return [f"{loss:.2f}", " ".join(f"{float(v):.2f}" for v in w)]

    return Chapter(
        number="8",
        title="Why networks do not flip",
        idea="Who learns the weights has no use for the flip.",
        body=[
            f"""A network is not given w. It sees x = {row(x)} and the answers
            {row(target)}, starts from zeros, and corrects each weight a little, again
            and again. One learner correlates, another convolves:""",
            Source(learn, " (shares: what a weight of 1 gives each output)"),
            Table(
                ["steps", "error", "correlating", "error", "convolving"],
                [
                    [steps, *shown(correlate, a), *shown(convolve, b)]
                    for steps, a, b in zip(moments, plain, flipped)
                ],
            ),
            f"""The errors are the same at every step. One ends with
            {row([float(round(v, 2)) for v in plain[-1]])}, the other with
            {row([float(round(v, 2)) for v in flipped[-1]])}: the same weights, stored
            in the other order. So CNNs leave the flip out and keep the word. It matters
            when weights are made by hand, or moved from one library to another.""",
        ],
        check=Check(
            "after every step, one has learned the other's weights in reverse",
            [w[::-1] for w in flipped],
            plain,
        ),
        task=Task(
            "Take an edge detector to a library that flips. Which sign has the edge?",
            'convolve([0, 0, 5, 5], [-1, 1], "valid")',
        ),
    )
