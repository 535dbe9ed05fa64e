"""Chapters 1 to 4: what can be said with one weight, with many, with a few."""

from __future__ import annotations

from pureconv import (
    convolve,
    distinct_weights,
    repeated_weights,
    same_weight,
    weighted_sum,
)
from pureconv.lesson.parts import (
    Bar,
    Bars,
    Chapter,
    Check,
    Picture,
    Source,
    Strip,
    Strips,
    Task,
    row,
    say,
)
from pureconv.lesson.story.signals import (
    BUMP,
    W,
    X,
    bump_at,
    ramp,
    ten_waves,
    triangle,
    two_waves,
)


def one_sum() -> Chapter:
    """Return chapter 1."""
    marks = [70, 90]
    flat, final, midterm = [1.0, 1.0], [0.4, 0.6], [0.6, 0.4]
    grades = [weighted_sum(marks, w) for w in (flat, final, midterm)]
    bars = [
        Bar(f"{say(w[0])} and {say(w[1])}", distinct_weights(marks, w), say(grade))
        for w, grade in zip((flat, final, midterm), grades)
    ]
    return Chapter(
        number="1",
        title="A weighted sum",
        idea="Weights say what you care about.",
        picture=Picture(
            "The same two marks, under three pairs of weights.",
            Bars(["midterm", "final"], bars),
        ),
        body=[
            f"""You scored {marks[0]} in the midterm and {marks[1]} in the final. Your
            grade depends on what your teacher cares about. Give each mark a weight,
            multiply, add up: most of what follows is made of this.""",
            Source(weighted_sum),
            f"""Weights {say(flat[0])} and {say(flat[1])} value both alike:
            {say(grades[0])}, a plain total. With {say(final[0])} and {say(final[1])}
            the final counts more: {say(grades[1])}. Swap them and the midterm does:
            {say(grades[2])}. Only our opinion of the marks has changed.""",
        ],
        check=Check(
            "shuffle marks and weights together, and the grade stays",
            weighted_sum(marks[::-1], final[::-1]),
            weighted_sum(marks, final),
        ),
        task=Task(
            "A third exam, worth as much as the others together?",
            weighted_sum,
            [[70, 90, 80], [0.2, 0.3, 0.5]],
        ),
    )


def one_weight() -> Chapter:
    """Return chapter 2."""
    x, w = two_waves(), 2
    y = same_weight(x, w)
    top, bottom = y.index(max(y)), y.index(min(y))
    return Chapter(
        number="2",
        title="One weight for all",
        idea="One weight is cheap, and says next to nothing.",
        picture=Picture(
            "A wave, and the wave times its weight: every crest is where it was.",
            Strips([Strip("x", x, 2), Strip(f"{w} * x", y, 2)], [top, bottom]),
        ),
        body=[
            """One number is a poor summary of a thousand samples. So let us answer with
            as many numbers as we were given, in the simplest way: one weight for
            all.""",
            Source(same_weight),
            f"""This x is a sine wave of {len(x)} samples. Its top is {say(max(x))}, at
            sample {x.index(max(x))}; the top of `{w} * x` is {say(max(y))}, at sample
            {top}. Every sample was treated alike.""",
        ],
        check=Check(
            f"to convolve x with {w} (see chapter 7) is just this",
            convolve(x, w),
            y,
        ),
        task=Task("What stays where it is when w = -1?", same_weight, [X, -1]),
    )


def a_weight_each() -> Chapter:
    """Return chapter 3."""
    x, w = ten_waves(), ramp()
    y = distinct_weights(x, w)
    top, bottom = y.index(max(y)), y.index(min(y))
    return Chapter(
        number="3",
        title="A weight for each",
        idea="Now we can say anything, and have to say everything.",
        picture=Picture(
            "A wave x, weights w that climb, and the products y.",
            Strips([Strip("x", x, 2), Strip("w", w, 2), Strip("y", y, 2)], [top]),
        ),
        body=[
            f"""The other extreme: as many weights as samples. Here {len(w)} weights
            climb from {say(w[0])} to {say(w[-1])}.""",
            Source(distinct_weights),
            f"""The wave grows as w grows; AM radio sends a voice this way. The highest
            sample of y is {say(max(y))} at {top}, the lowest {say(min(y))} at {bottom}.
            But it took {len(w)} weights, and they fit no signal of another length. And
            to find one small thing, we would have to know beforehand where it is.""",
        ],
        # An equation: the same result with its sides exchanged.
        check=Check(
            f"{len(x)} equal weights do what one does",
            distinct_weights(x, [2] * len(x)),
            same_weight(x, 2),
        ),
        task=Task(
            "Which weights turn this wave into 1 1 1 1?",
            distinct_weights,
            [[1, -1, 1, -1], [0, 1, 2, 3]],
        ),
    )


def a_repeated_weight() -> Chapter:
    """Return chapter 4."""
    x, w = ten_waves(), triangle()
    y = repeated_weights(x, w)
    copies = len(x) // len(w)
    seams = [copy * len(w) for copy in range(copies)]
    crests = sum(x[seam + w.index(max(w))] > 0 for seam in seams)
    places = [50, 75, 100]
    scores = [sum(repeated_weights(bump_at(p, len(x)), w)) for p in places]
    bumps = [
        Strip(f"at {p}", bump_at(p, len(x)), 1 / max(BUMP), f"scores {say(s)}")
        for p, s in zip(places, scores)
    ]
    return Chapter(
        number="4",
        title="A repeated weight",
        idea="A short pattern is cheap, but stuck in its places.",
        picture=Picture(
            "The pattern w and its seams; y, the wave under it; one bump at three "
            "places, and its scores.",
            Strips(
                [Strip("w", w * copies, 4), Strip("y", y, 4), *bumps],
                seams,
            ),
        ),
        body=[
            f"""A compromise: a pattern of k = {len(w)} weights, up and down again, laid
            end to end {copies} times: `i % k` starts over at each seam.""",
            Source(repeated_weights),
            f"""With the wave of chapter 3, y is largest where a top of w meets a crest:
            {say(max(y))} at {y.index(max(y))}. But only {crests} tops of {copies} do;
            the others meet troughs, as at {y.index(min(y))}: {say(min(y))}. And hide
            one bump, {row(BUMP)}, in a signal of zeros, at three places: its products
            add up to {say(scores[0])}, {say(scores[1])}, {say(scores[2])}.
            Near a seam, the pattern is blind.""",
        ],
        check=Check(
            f"the pattern written out {copies} times does the same",
            distinct_weights(x, w * copies),
            y,
        ),
        task=Task(
            "Push the 1 2 3 in x one place left. Do the products add up to more?",
            repeated_weights,
            [X, W],
        ),
    )
