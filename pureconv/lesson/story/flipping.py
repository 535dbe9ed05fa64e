"""Chapters 7 and 8: where the flip comes from, and why networks leave it out."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from pureconv import convolve, convolve2d, correlate, scatter, weighted_sum
from pureconv.lesson.parts import (
    Bar,
    Bars,
    Chapter,
    Check,
    Formula,
    Picture,
    Points,
    Row,
    Rows,
    Source,
    Strip,
    Strips,
    Task,
    row,
)
from pureconv.lesson.story.signals import W, X


def flip() -> Chapter:
    """Return chapter 7."""
    x, w = [1, 2, 3], [4, 5, 6]
    y = scatter(x, w)
    impulse = [0, 0, 1, 0, 0]
    return Chapter(
        number="7",
        title="The flip",
        idea="Convolution runs w backwards, and yet nobody flipped it.",
        picture=Picture(
            "Each sample throws w; what lands in one column adds up.",
            Rows(
                [
                    *(
                        Row(f"{x[p]} throws", p, [f"{v}*{x[p]}" for v in w])
                        for p in range(len(x))
                    ),
                    Row("y", 0, y),
                ],
                len(y) // 2,
            ),
        ),
        body=[
            f"""Change sides: stand at a sample of x = {row(x)}. Each throws a copy of
            w = {row(w)}, times that sample, starting where it stands. What lands in one
            place adds up.""",
            Source(scatter),
            """Read the framed column down: x goes forward, w backward. That is
            *convolution*:""",
            Formula("y[n] = sum over i of w[i] * x[n - i]"),
            Source(
                convolve,
                "`ends`: where windows end. `taps`, `dilation`: as in chapter 5.",
            ),
            f"""In mode same, {row(impulse)} gives w as it is when convolved,
            {row(convolve(impulse, w, "same"))}, and mirrored when correlated,
            {row(correlate(impulse, w, "same"))}. What CNNs call convolution has no
            flip: it is correlation.""",
        ],
        check=Check("throwing gives what convolve gathers", y, convolve(x, w)),
        task=Task(
            "Can you tell whether 1 2 1 was flipped?",
            convolve,
            [impulse, [1, 2, 1], "same"],
        ),
    )


def carried(columns: list[int]) -> int:
    """Return the number with these columns of digits; what is over 9 is carried."""
    number = 0
    for column in columns:
        number = 10 * number + column
    return number


def clothes() -> Chapter:
    """Return the box that goes with chapter 7."""
    die = [1] * 6
    dice = convolve(die, die)
    x, w, y = [1, 2, 3], [4, 5, 6], convolve([1, 2, 3], [4, 5, 6])
    small = [1, 2, 1]
    column, line = [[v] for v in small], [small]
    square = convolve2d(column, line)
    return Chapter(
        number="7b",
        title="The same sum in other clothes",
        idea="Where only the sum of two things counts, there is a convolution.",
        picture=Picture(
            "How many ways lead to each total: with one die, with two.",
            Strips(
                [
                    Strip("one die", [0, *die, *[0] * (len(dice) - len(die) + 1)], 1),
                    Strip("two dice", [0, 0, *dice], 0.5),
                ],
                [1, 7, 12],
            ),
        ),
        body=[
            Points([
                f"""Two dice: {row(die)} convolved with itself is {row(dice)}, the
                ways to each total, of {sum(dice)} throws.""",
                f"""Two polynomials: `({polynomial(x)}) * ({polynomial(w)})` is
                `{polynomial(y)}`, the y of chapter 7: for `t^p * t^i` lands on
                `t^(p + i)`.""",
                f"""Long multiplication: `{carried(x)} * {carried(w)}` is {row(y)}, and
                with the tens carried {carried(y)}.""",
                f"""A separable blur: a column {row(small)} with a row {row(small)} is a
                kernel of {len(square)} x {len(square)}. One after the other does the
                same with {len(column) + len(small)} weights instead of
                {sum(map(len, square))}.""",
            ]),
            Source(carried),
        ],
        check=Check(
            "to multiply is to convolve digits and to carry",
            carried(y),
            carried(x) * carried(w),
        ),
        task=Task("Three dice?", convolve, [dice, die]),
    )


def polynomial(coefficients: list[int]) -> str:
    """Return a polynomial as one writes it.

    >>> polynomial([4, 13, 28])
    '4 + 13t + 28t^2'
    """
    powers = ["", "t", *(f"t^{n}" for n in range(2, len(coefficients)))]
    return " + ".join(f"{c}{power}" for c, power in zip(coefficients, powers))


Operation = Callable[..., list[Any]]


def learn(
    operation: Operation, x: list[Any], target: list[Any], k: int, steps: int
) -> list[list[Fraction]]:
    """Return `k` weights, learned in steps: those at first, and those after each step.

    A weight's share in an output is what it gives there when it is 1 and alone.
    """
    ones = [[int(i == tap) for i in range(k)] for tap in range(k)]
    shares = [operation(x, one, "valid") for one in ones]
    learned = [[Fraction(0)] * k]
    for _ in range(steps):
        w = learned[-1]
        y = operation(x, w, "valid")
        error = [target[n] - y[n] for n in range(len(y))]
        downhill = [weighted_sum(error, share) for share in shares]
        learned.append([w[i] + downhill[i] / 20 for i in range(k)])
    return learned


def learning() -> Chapter:
    """Return chapter 8."""
    x, hidden, steps = X, W, 20
    target = correlate(x, hidden)
    plain = learn(correlate, x, target, len(hidden), steps)
    flipped = learn(convolve, x, target, len(hidden), steps)

    def loss(operation: Operation, w: list[Fraction]) -> Any:
        y = operation(x, w, "valid")
        error = [target[n] - y[n] for n in range(len(y))]
        return weighted_sum(error, error)

    plain_loss = [loss(correlate, w) for w in plain]
    flipped_loss = [loss(convolve, w) for w in flipped]
    bars, shown = [], (1, 2, 5, steps)
    moments = ", ".join(map(str, shown))
    for step in shown:
        for name, w, y in (
            ("correlating", plain[step], plain_loss[step]),
            ("convolving", flipped[step], flipped_loss[step]),
        ):
            bars.append(Bar(f"{name}, {step}", w, f"loss {float(y):.2f}"))
    return Chapter(
        number="8",
        title="Why networks do not flip",
        idea="Whoever learns the weights has no use for the flip.",
        picture=Picture(
            f"Three weights, as two learners have them after {moments} steps.",
            Bars(["w[0]", "w[1]", "w[2]"], bars),
        ),
        body=[
            f"""A network is not given w. It sees x = {row(x)} and the target
            {row(target)}, starts from zeros, and moves each weight a little, again and
            again, against its *gradient*: how fast the loss, the sum of squared errors,
            grows with it. One learner correlates, another convolves.""",
            Source(
                learn,
                """`operation`: correlate or convolve. `shares`: what a weight of 1
                gives each output. `downhill`: minus half the gradient.""",
            ),
            f"""The losses are the same at every step. One learner ends with
            {row(list(map(float, plain[-1])), 2)}, the other with
            {row(list(map(float, flipped[-1])), 2)}. So CNNs leave the flip out and keep
            the word. The flip matters when lopsided weights are made by hand, or
            moved from one library to another.""",
        ],
        check=Check(
            "at every step, weights are each other's reverse, and losses equal",
            [[w[::-1] for w in flipped], flipped_loss],
            [plain, plain_loss],
        ),
        task=Task(
            "Weights that find steps, in a library that flips: which sign has a step?",
            convolve,
            [[0, 0, 5, 5], [-1, 1], "valid"],
        ),
    )
