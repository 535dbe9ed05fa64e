"""The identities of convolution, each stated once, as code.

A law takes the implementation to be tested and some data, and returns the two sides
that must be equal. Its name is the law's name, its first line is the statement:

>>> from pureconv import convolve, convolve2d
>>> commutes(convolve, [1, 2, 3], [4, 5])
([4, 13, 22, 15], [4, 13, 22, 15])
>>> commutes(convolve2d, [[1, 2]], [[3], [4]])
([[3, 6], [4, 8]], [[3, 6], [4, 8]])

All functions defined here are laws, except where a name begins with an underscore. What
a law needs stands in its signature. An implementation bears the name of the function
that it stands for and has its defaults; it is given an option only where the law has a
parameter for it. `x` is the signal, `w` and `v` are kernels, `c` is a number. A law on
a `Signal` is true of signals and of images: for images, read convolve as convolve2d,
and give pairs for a `Step`. Where `w` slides inside `x`, it has to fit. Signals and
kernels are given as lists: laws join and compare them.

The two sides are equal, ==, in numbers that add and multiply exactly. Rounded numbers
break most laws, whatever the implementation.
"""

from __future__ import annotations

from typing import Any

from pureconv.boundary import pad
from pureconv.checks import Matrix, Number, Pair, Vector
from pureconv.laws.rearranging import (
    Candidate,
    Equation,
    Kernel,
    Signal,
    Step,
    beginning_at,
    carried,
    delayed,
    each_axis,
    lengths_of,
    mirrored,
    padded,
    plus,
    reaches_of,
    scaled,
    single,
    thinned,
    with_holes,
)
from pureconv.nested import leaves, transposed
from pureconv.weighting import weighted_sum

Digits = Any  # ints from 0 to 9, the highest place first

# === special kernels ===


def scalar_scales(convolve: Candidate, x: Signal, c: Number) -> Equation:
    """convolve(x, [c]) == c * x."""
    return convolve(x, single(c, x)), scaled(x, c)


def one_changes_nothing(convolve: Candidate, x: Signal) -> Equation:
    """convolve(x, [1]) == x."""
    return convolve(x, single(1, x)), x


def shifted_impulse_shifts(convolve: Candidate, x: Signal, shift: Step) -> Equation:
    """convolve(x, [0, .., 0, 1]) == [0, .., 0, *x]."""
    return convolve(x, delayed(single(1, x), shift)), delayed(x, shift)


def impulse_gives_weights(convolve: Candidate, w: Kernel, shift: Step) -> Equation:
    """convolve([0, .., 0, 1, 0, .., 0], w) == [0, .., 0, *w, 0, .., 0]."""
    impulse = each_axis(pad, single(1, w), shift)
    return convolve(impulse, w), each_axis(pad, w, shift)


def impulse_gives_mirrored_weights(correlate: Candidate, w: Kernel) -> Equation:
    """correlate([0, .., 0, 1, 0, .., 0], w) == w mirrored."""
    impulse = each_axis(pad, single(1, w), reaches_of(w))
    return correlate(impulse, w), mirrored(w)


def palindrome_hides_flip(
    convolve: Candidate, correlate: Candidate, x: Signal, w: Kernel, mode: str
) -> Equation:
    """convolve(x, p) == correlate(x, p) where p == p mirrored."""
    p = plus(w, mirrored(w))
    return convolve(x, p, mode=mode), correlate(x, p, mode=mode)


# === the algebra ===


def commutes(convolve: Candidate, x: Signal, w: Kernel) -> Equation:
    """convolve(x, w) == convolve(w, x)."""
    return convolve(x, w), convolve(w, x)


def associates(convolve: Candidate, x: Signal, w: Kernel, v: Kernel) -> Equation:
    """convolve(convolve(x, w), v) == convolve(x, convolve(w, v))."""
    return convolve(convolve(x, w), v), convolve(x, convolve(w, v))


def distributes(convolve: Candidate, x: Signal, w: Kernel, v: Kernel) -> Equation:
    """convolve(x, w + v) == convolve(x, w) + convolve(x, v)."""
    return convolve(x, plus(w, v)), plus(convolve(x, w), convolve(x, v))


def linear_in_signal(
    convolve: Candidate, x: Signal, w: Kernel, v: Kernel, c: Number
) -> Equation:
    """convolve(c * x + v, w) == c * convolve(x, w) + convolve(v, w)."""
    y = plus(scaled(convolve(x, w), c), convolve(v, w))
    return convolve(plus(scaled(x, c), v), w), y


def linear_in_weights(
    convolve: Candidate, x: Signal, w: Kernel, v: Kernel, c: Number
) -> Equation:
    """convolve(x, c * w + v) == c * convolve(x, w) + convolve(x, v)."""
    y = plus(scaled(convolve(x, w), c), convolve(x, v))
    return convolve(x, plus(scaled(w, c), v)), y


def scale_moves_through(
    convolve: Candidate, x: Signal, w: Kernel, c: Number
) -> Equation:
    """convolve(c * x, w) == convolve(x, c * w)."""
    return convolve(scaled(x, c), w), convolve(x, scaled(w, c))


def mirroring_both_mirrors(convolve: Candidate, x: Signal, w: Kernel) -> Equation:
    """convolve(x mirrored, w mirrored) == convolve(x, w) mirrored."""
    return convolve(mirrored(x), mirrored(w)), mirrored(convolve(x, w))


def sums_multiply(convolve: Candidate, x: Signal, w: Kernel) -> Equation:
    """sum(convolve(x, w)) == sum(x) * sum(w)."""
    return sum(leaves(convolve(x, w))), sum(leaves(x)) * sum(leaves(w))


def lengths_add(convolve: Candidate, x: Signal, w: Kernel) -> Equation:
    """len(convolve(x, w)) == len(x) + len(w) - 1, on each axis."""
    # A sum: same result in either order.
    lengths = [n + far for n, far in zip(lengths_of(x), reaches_of(w))]
    return lengths_of(convolve(x, w)), lengths


def polynomials_multiply(
    convolve: Candidate, x: Vector, w: Vector, c: Number
) -> Equation:
    """polynomial(convolve(x, w), c) == polynomial(x, c) * polynomial(w, c)."""
    return _polynomial(convolve(x, w), c), _polynomial(x, c) * _polynomial(w, c)


def digits_multiply(convolve: Candidate, x: Digits, w: Digits) -> Equation:
    """carry(convolve(digits of a, digits of b)) == digits of a * b."""
    product = str(_polynomial(x, 10) * _polynomial(w, 10)).zfill(len(x) + len(w))
    return carried(convolve(x, w)), [int(digit) for digit in product]


def scatter_is_convolve(
    scatter: Candidate, convolve: Candidate, x: Vector, w: Vector
) -> Equation:
    """scatter(x, w) == convolve(x, w)."""
    # Both commute: same result in either order.
    return scatter(x, w), convolve(x, w)


# === the sliding window ===


def all_shifts_only_scale(shifted_weights: Candidate, x: Vector, w: Vector) -> Equation:
    """shifted_weights(x, w)[0] + .. + shifted_weights(x, w)[k - 1] == sum(w) * x."""
    return [sum(values) for values in zip(*shifted_weights(x, w))], scaled(x, sum(w))


def window_by_window(correlate: Candidate, x: Vector, w: Vector) -> Equation:
    """correlate(x, w)[n] == weighted_sum(x[n : n + len(w)], w)."""
    starts = range(len(x) - len(w) + 1)
    return correlate(x, w), [weighted_sum(x[n : n + len(w)], w) for n in starts]


def patch_by_patch(correlate2d: Candidate, x: Matrix, w: Matrix) -> Equation:
    """correlate2d(x, w)[m][n] == weighted_sum(patch m, n of x, w), both laid flat."""
    (rows, columns), k = lengths_of(x), lengths_of(w)
    y = []
    for strip in [x[m : m + k[0]] for m in range(rows - k[0] + 1)]:
        starts = range(columns - k[1] + 1)
        patches = [[row[n : n + k[1]] for row in strip] for n in starts]
        y.append([weighted_sum(leaves(patch), leaves(w)) for patch in patches])
    return correlate2d(x, w), y


def delay_moves_through(
    correlate: Candidate, x: Signal, w: Kernel, shift: Step
) -> Equation:
    """correlate([0, .., 0, *x], w)[shift:] == correlate(x, w)."""
    late = correlate(delayed(x, shift), w)
    return beginning_at(late, shift), correlate(x, w)


def stride_moves_by_one(
    correlate: Candidate, x: Signal, w: Kernel, stride: Step
) -> Equation:
    """correlate([0] * s + x, w, stride=s)[1:] == correlate(x, w, stride=s)."""
    late = correlate(delayed(x, stride), w, stride=stride)
    return beginning_at(late, 1), correlate(x, w, stride=stride)


# === the options ===


def flip(
    convolve: Candidate, correlate: Candidate, x: Signal, w: Kernel,
    mode: str, stride: Step, dilation: Step, boundary: str,
) -> Equation:
    """convolve(x, w) == correlate(x, w mirrored), whatever the options."""
    options = _options(mode, stride, dilation, boundary)
    return convolve(x, w, **options), correlate(x, mirrored(w), **options)


def stride_thins(correlate: Candidate, x: Signal, w: Kernel, stride: Step) -> Equation:
    """correlate(x, w, stride=s) == correlate(x, w)[::s]."""
    return correlate(x, w, stride=stride), thinned(correlate(x, w), stride)


def dilation_is_holes(
    correlate: Candidate, x: Signal, w: Kernel, dilation: Step
) -> Equation:
    """correlate(x, [a, b], dilation=3) == correlate(x, [a, 0, 0, b])."""
    return correlate(x, w, dilation=dilation), correlate(x, with_holes(w, dilation))


def modes_are_slices(correlate: Candidate, x: Signal, w: Kernel, mode: str) -> Equation:
    """correlate(x, w, mode) == correlate(x, w, "full")[start:stop]."""

    def part(y: list[Number], far: int) -> list[Number]:
        before = {"full": 0, "same": far // 2, "valid": far, "causal": 0}[mode]
        after = {"full": 0, "same": far - far // 2, "valid": far, "causal": far}[mode]
        return y[before : len(y) - after]

    full = correlate(x, w, mode="full")
    return correlate(x, w, mode=mode), each_axis(part, full, reaches_of(w))


def padding_then_valid(
    correlate: Candidate, x: Signal, w: Kernel, mode: str, boundary: str
) -> Equation:
    """correlate(x, w, mode, boundary=b) == correlate(x padded by b, w, "valid")."""
    valid = correlate(padded(x, w, mode, boundary), w, mode="valid")
    return correlate(x, w, mode=mode, boundary=boundary), valid


def options_take_turns(
    correlate: Candidate, x: Signal, w: Kernel,
    mode: str, stride: Step, dilation: Step, boundary: str,
) -> Equation:
    """correlate(x, w, all options) == correlate(x padded, w with holes)[::stride]."""
    holed = with_holes(w, dilation)
    dense = correlate(padded(x, holed, mode, boundary), holed)
    options = _options(mode, stride, dilation, boundary)
    return correlate(x, w, **options), thinned(dense, stride)


# === two dimensions from one ===


def one_row_is_a_signal(
    correlate2d: Candidate, correlate: Candidate, x: Vector, w: Vector,
    mode: str, stride: int, dilation: int, boundary: str,
) -> Equation:
    """correlate2d([x], [w]) == [correlate(x, w)]."""
    # There is one row: same result for any step down.
    options = _options(mode, (1, stride), (1, dilation), boundary)
    y = correlate(x, w, **_options(mode, stride, dilation, boundary))
    return correlate2d([x], [w], **options), [y]


def transposing_both_transposes(
    correlate2d: Candidate, x: Matrix, w: Matrix,
    mode: str, stride: Pair, dilation: Pair, boundary: str,
) -> Equation:
    """correlate2d(x transposed, w transposed) == correlate2d(x, w) transposed."""
    options = _options(mode, stride[::-1], dilation[::-1], boundary)
    y = correlate2d(x, w, **_options(mode, stride, dilation, boundary))
    return correlate2d(transposed(x), transposed(w), **options), transposed(y)


def separable(
    correlate2d: Candidate, correlate: Candidate, x: Matrix, w: Vector, v: Vector,
    mode: str, stride: Pair, dilation: Pair, boundary: str,
) -> Equation:
    """correlate2d(x, column w * row v) == correlate(rows, v), then (columns, w)."""
    of_rows, of_columns = zip(stride, dilation)
    rows = [correlate(row, v, **_options(mode, *of_columns, boundary)) for row in x]
    columns = [
        correlate(column, w, **_options(mode, *of_rows, boundary))
        for column in transposed(rows)
    ]
    product = [[a * b for b in v] for a in w]
    options = _options(mode, stride, dilation, boundary)
    return correlate2d(x, product, **options), transposed(columns)


# === what the laws are made of ===


def _options(mode: str, stride: Step, dilation: Step, boundary: str) -> dict[str, Any]:
    return {"mode": mode, "stride": stride, "dilation": dilation, "boundary": boundary}


def _polynomial(coefficients: list[Number], c: Number) -> Number:
    """Return the value at c; the first coefficient belongs to the highest power."""
    value = 0
    for a in coefficients:
        value = value * c + a
    return value


# === what each law is about, for those who look for laws to try ===

ONLY_SIGNALS = {  # the others hold for images as well
    polynomials_multiply,
    digits_multiply,
    scatter_is_convolve,
    all_shifts_only_scale,
    window_by_window,
}
# Data of laws on images that are signals, by letter (the same result with more).
OF_SIGNALS = {one_row_is_a_signal: "xw", separable: "wv"}
NEEDS = {  # options that a law cannot do without: it would say nothing
    stride_moves_by_one: "stride",
    stride_thins: "stride",
    dilation_is_holes: "dilation",
    modes_are_slices: "mode",
}
