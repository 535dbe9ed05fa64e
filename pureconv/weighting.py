"""Weighted sums: one weight for all, a weight for each, a repeated weight, every shift.

Weights say what we care about. Letters, here and in every file: `x` is the signal, `w`
the weights, `y` the output; `i` counts taps (weights), `p` samples, `n` outputs. (Where
only sizes are meant, a signal of `n` samples meets a kernel of `k` taps.) In this file
`i` counts samples. Where there are several weights, it also says which one a sample
meets: w[i], w[i % k] or w[(i + s) % k]. Each function is one step of a story. It ends
in `correlation.py`, where a short list of weights slides along the signal and one *sum*
is taken at each step.
"""

from __future__ import annotations

from pureconv.checks import Number, Vector
from pureconv.operands import (
    all_weights_each,
    one_weight_each,
    signal_and_weight,
    weights_in_turn,
)


def weighted_sum(x: Vector, w: Vector) -> Number:
    """Return the sum of all samples, each times its weight.

        y = sum over i of w[i] * x[i]           i = 0 .. len(x) - 1

    Takes len(x) weights and condenses all samples into one number. It can say which
    samples matter, but not what happens where: one number for a whole signal.

    A midterm of 70 and a final of 90, when the final counts 6 parts in 10:

    >>> weighted_sum([70, 90], [4, 6])          # 4 * 70 + 6 * 90, in tenths
    820
    >>> from fractions import Fraction
    >>> weighted_sum([70, 90], [Fraction(4, 10), Fraction(6, 10)])
    Fraction(82, 1)

    A `Vector` is a list of numbers, a tuple, a range, another Sequence, or an object
    with tolist(), as arrays have it. Raises TypeError for anything else, and ValueError
    unless there are as many weights as samples, and at least one.
    """
    x, w = one_weight_each(x, w, summed=True)

    y = 0
    for i in range(len(x)):
        y = y + w[i] * x[i]
    return y


def same_weight(x: Vector, w: Number) -> list[Number]:
    """Return every sample times the one weight `w`.

        y[i] = w * x[i]                         i = 0 .. len(x) - 1

    Takes 1 weight, however long the signal is. It can only rescale: peaks and valleys
    stay where they are, and no sample is told from another.

    >>> same_weight([3, 0, -1], 2)
    [6, 0, -2]

    Raises ValueError for an empty signal, and TypeError for a weight that is no number.
    """
    x, w = signal_and_weight(x, w)

    y = [0] * len(x)
    for i in range(len(x)):
        y[i] = w * x[i]
    return y


def distinct_weights(x: Vector, w: Vector) -> list[Number]:
    """Return every sample times a weight of its own.

        y[i] = w[i] * x[i]                      i = 0 .. len(x) - 1

    Takes len(x) weights. It can say anything about any sample, and must: the weights
    are as long as the signal and fit no other. Radio does it: the amplitude of a fast
    wave `x` is modulated by a slow one, `w`.

    >>> distinct_weights([1, -1, 1, -1], [0, 1, 2, 3])
    [0, -1, 2, -3]

    Raises ValueError unless there are as many weights as samples.
    """
    x, w = one_weight_each(x, w)

    y = [0] * len(x)
    for i in range(len(x)):
        y[i] = w[i] * x[i]
    return y


def repeated_weights(x: Vector, w: Vector) -> list[Number]:
    """Return every sample times a weight from a short list, repeated along the signal.

        y[i] = w[i % k] * x[i]                  i = 0 .. len(x) - 1, k = len(w)

    Takes k weights for any signal; the last copy is cut where the signal ends. It can
    say something with little, but each pattern in the signal meets the weights in just
    one position: the one where it happens to lie.

    >>> repeated_weights([1, 1, 1, 1, 1], [7, 8, 9])
    [7, 8, 9, 7, 8]

    Raises ValueError for an empty signal, or for no weights.
    """
    x, w = weights_in_turn(x, w)
    k = len(w)

    y = [0] * len(x)
    for i in range(len(x)):
        y[i] = w[i % k] * x[i]
    return y


def shifted_weights(x: Vector, w: Vector) -> list[list[Number]]:
    """Return the k weighted signals in which the repetition starts at each weight.

        y[s][i] = w[(i + s) % k] * x[i]         s = 0 .. k - 1, k = len(w)

    Takes k weights and leaves nothing out: every weight meets every sample, each once.
    But there are k lists now, and something must condense them. The wrong turn is to
    add the lists up: then each sample meets all weights, and what comes out is
    sum(w) * x, the same weight for all once more. The right turn is in correlation.py.

    >>> shifted_weights([1, 1, 1, 1, 1], [7, 8, 9])
    [[7, 8, 9, 7, 8], [8, 9, 7, 8, 9], [9, 7, 8, 9, 7]]

    Raises as `repeated_weights` does.
    """
    x, w = all_weights_each(x, w)
    k = len(w)

    y = [[0] * len(x) for _ in range(k)]
    for s in range(k):
        for i in range(len(x)):
            y[s][i] = w[(i + s) % k] * x[i]
    return y
