"""What is tried on a candidate, in three tiers.

Exactly, on small integers: the right answer, and the laws, which rounded numbers would
break. Bit for bit, in any format and by any algorithm: the same call gives the same
output; negating x, or scaling it by a power of two, does the same to the output,
because neither rounds. And on any floats: the verdict, which knows how far off an
output may be.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from pureconv.laws import layers, signals
from pureconv.nested import mapped
from pureconv.testing.call import Call
from pureconv.testing.candidates import (
    NoAnswerError,
    WrongAnswerError,
    dtype_kind,
    equal,
)
from pureconv.testing.checking.claim import Claim
from pureconv.testing.checking.laws import laws, laws_in, stated
from pureconv.testing.checking.search import (
    MISFITS,
    Check,
    DoesNotApplyError,
    Start,
    UnfitError,
)
from pureconv.testing.checking.spoiling import spoilable, spoiled
from pureconv.testing.conventions.outside import sample_outside
from pureconv.testing.drawing.calls import Drawn, calls, renumbered
from pureconv.testing.drawing.dice import Dice
from pureconv.testing.drawing.numbers import Kind, Maker, maker, small
from pureconv.testing.verdict.arithmetic import Dtype
from pureconv.testing.verdict.formats import FORMATS


def checks(claim: Claim) -> Iterator[Check]:
    """Yield all that there is to try, the most telling first."""
    exact = "f(x, w) == exact"
    few = 9 if claim.arithmetic.exact_up_to()[1] > 2**12 else 2
    near_zero = partial(small, most=few)
    right = partial(_right, claim)
    name, statement = "right_on_small_integers", f"{exact}, on small integers"
    yield Check(name, statement, 1, _calls(claim, near_zero), right)

    yield from _bit_for_bit(claim, _calls(claim, _near_one))
    yield from laws(claim, near_zero)
    drawn = _calls(claim, near_zero, claim.dtype.parts)
    name, statement = "keeps_dtype", "f(x, w) is of ints, floats or complex, as x is"
    yield Check(name, statement, 0.05, drawn, partial(_keeps_dtype, claim))
    if claim.strict:
        name, statement = "refuses", "f(x, w) raises where the reference does"
        unfit = _and(drawn, lambda dice: dice.pick(spoilable(claim.target)))
        yield Check(name, statement, 1, unfit, partial(_refuses, claim))

    name, statement = "right_on_integers", f"{exact}, where nothing overflows"
    if not claim.on_ints:
        name, statement = "right_on_floats", "|f(x, w) - exact| <= allowed error"
    yield Check(name, statement, 1, _calls(claim, None), right)


def _calls(claim: Claim, kind: Kind | None, dtype: str = "") -> Start:
    """Return what starts to draw calls, in each axis of the target or as was told."""
    target, dtype = claim.target, dtype or claim.dtype.name

    def start() -> Drawn:
        axes = [calls(target, n, kind, dtype, claim.limits) for n in target.roles]
        return lambda dice: dice.pick(axes)(dice)

    def start_as_told() -> Drawn:
        from pureconv.testing.strategies.arguments import drawn_by  # noqa: PLC0415

        given = drawn_by(claim.arguments)

        def drawn(dice: Dice) -> Any:
            for each in given:
                return renumbered(each, dice, kind, dtype)
            raise UnfitError("arguments draw nothing")

        return drawn

    return start if claim.arguments is None else start_as_told


def _and(start: Start, more: Drawn) -> Start:
    """Return what starts to draw pairs: calls, and something more."""

    def started() -> Drawn:
        drawn = start()
        return lambda dice: (drawn(dice), more(dice))

    return started


def _right(claim: Claim, drawn: Any) -> None:
    (x, w), options = drawn
    call = claim.target.call(x, w, options)
    sums = claim.expected(call)
    claim.compare(claim.answer(call), sums, call)


def _near_one(dice: Dice, dtype: Dtype) -> Maker:
    """Return what makes zeros and numbers from 1 to 2, with all their bits in use.

    A product of two, and what is left when products cancel, is far from any underflow.
    """
    if dtype.kind == "int":
        return small(dice, dtype, most=2)
    near_one = maker(dice, dtype, "rough")
    # One zero in three: the same result with more of them, or fewer.
    return lambda: 0.0 if dice.chance(3) else near_one()


def _bit_for_bit(claim: Claim, start: Start) -> Iterator[Check]:
    for name, statement, factor in (
        ("repeats", "f(x, w) == f(x, w), bit for bit", lambda _: 1),
        ("sign_moves_through", "f(-x, w) == -f(x, w), bit for bit", lambda _: -1),
        (
            "power_of_two_moves_through",
            "f(2**k * x, w) == 2**k * f(x, w)",
            partial(_power, claim),
        ),
    ):
        test = partial(_moves_through, claim)
        yield Check(name, statement, 0.1, _and(start, factor), test)


def _power(claim: Claim, dice: Dice) -> float:
    """Draw a power of two, which no number of these formats overflows by."""
    if claim.on_ints:
        return 2 * dice.between(1, 2)
    formats = claim.arithmetic.formats  # all that numbers go through
    # The same result by any number about as large as 100.
    most = min(100, *(FORMATS[name][2] // 6 for name in formats))
    signs = (1, -1) if most > 2 else (1,)
    power: int = dice.pick(signs) * dice.between(1, most)
    return 2.0**power


def _moves_through(claim: Claim, drawn: tuple[Any, Any]) -> None:
    ((x, w), options), factor = drawn
    if factor < 0 and not claim.dtype.negates:
        raise DoesNotApplyError(f"{claim.dtype.name} has no numbers below zero")
    call = claim.target.call(x, w, options)
    for option, sample in sample_outside(call.function).items():
        if factor != 1:
            raise UnfitError(f"needs zeros outside, not {option}={sample}")
    bias = None if call.bias is None else _times(factor, call.bias)
    other: Call = call._replace(x=_times(factor, x), bias=bias)
    claim.expected(other)  # if its sums fit, so do those of the first
    y, z = claim.answer(call), claim.answer(other)
    if not equal(z, _times(factor, y)):
        times = "another time" if factor == 1 else f"with x times {factor}"
        raise WrongAnswerError(f"returned {y}, and {z} when called {times}", call)


def _keeps_dtype(claim: Claim, drawn: Any) -> None:
    """Raise WrongAnswerError for an array of floats where ints went in, and so on."""
    if claim.candidate.to is None:
        raise DoesNotApplyError("needs arrays, which `to` makes")
    if claim.target.convention.complex_output:
        raise DoesNotApplyError("gives complex numbers by convention")
    (x, w), options = drawn
    call = claim.target.call(x, w, options)
    claim.expected(call)
    given, made = claim.candidate.dtypes(call)
    if not dtype_kind(given) or not dtype_kind(made):
        raise DoesNotApplyError("needs arrays of ints, floats or complex numbers")
    if dtype_kind(given) != dtype_kind(made):
        raise WrongAnswerError(f"returned an array of {made}, given {given}", call)


def _refuses(claim: Claim, drawn: Any) -> None:
    """Raise WrongAnswerError for an answer where the reference has none."""
    ((x, w), options), what = drawn
    call = claim.target.call(*spoiled(what, claim.target, x, w, options))
    try:
        call.evaluate()
    except MISFITS as error:
        refusal = str(error)
    else:
        raise UnfitError("the reference refuses nothing that was tried")
    with suppress(NoAnswerError):
        y = claim.candidate.answer(call)
        text = f"returned {y}, where {claim.target.name} refuses: {refusal}"
        raise WrongAnswerError(text, call)


def _times(factor: Any, nested: Any) -> Any:
    return mapped(lambda v: factor * v, nested)


def _laws() -> dict[str, str]:
    """Return the statement of each law; of two with one name, both."""
    found: dict[str, str] = {}
    for law in [*laws_in(signals), *laws_in(layers)]:
        before = found.get(law.__name__)
        found[law.__name__] = f"{before}; {stated(law)}" if before else stated(law)
    return found


CHECKS: dict[str, str] = {
    "right_on_small_integers": "each output is the exact sum of the right products: "
    "which weight meets which sample, whatever the options",
    "repeats": "the same call gives the same bits again: nothing is left over from a "
    "call before, and nothing depends on the time or on other threads",
    "sign_moves_through": "negating x negates the output bit for bit: nothing is taken "
    "for positive, or rounded to one side",
    "power_of_two_moves_through": "x times a power of two gives so many times the "
    "output bit for bit, from 2**-100 to 2**100, or less where a format is narrow: "
    "nothing is rounded at a fixed place, or left out below a fixed size",
    "keeps_dtype": "ints give ints, floats give floats, where arrays are made by `to`",
    "refuses": "with strict=True: what the reference refuses raises here, too",
    "right_on_integers": "each output is exact up to where the type overflows",
    "right_on_floats": "each output is as near to the exact value as the arithmetic "
    "that was declared can bring it",
    "laws": "skipped: of a function of one's own no laws are known",
    **_laws(),
}
"""What passing each check shows, by its name; of images in one convention with signals,
names of laws end in _2d. Laws are identities, stated as code in pureconv.laws."""
