"""What wrong digits may come of: narrow formats, a transform, small numbers lost.

An answer is judged by an arithmetic: which outputs can it not make of the operands.
Each cause says which answers contradict it, and which wrong outputs show it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

from pureconv.nested import leaves
from pureconv.testing.call import NOTHING
from pureconv.testing.mistakes.draft import Change, Draft
from pureconv.testing.mistakes.probes import EPSILON
from pureconv.testing.verdict import (
    FORMATS,
    Arithmetic,
    Finding,
    arithmetic,
    findings,
    rounded,
)
from pureconv.testing.verdict.formats import fits, tiny, unit_roundoff

OPERANDS = ("x", "w"), ("x", "w", "bias")  # a bias may be left as it is
PLACES = 20  # most digits after the point
SEVERAL = 3  # outputs with few digits, for fewer of them may have them by chance


# === answers, judged ===


class Answered(NamedTuple):
    """An answer to a call, and the outputs of it that some arithmetic cannot make."""

    draft: Draft
    y: Any
    wrong: list[Finding]

    def judged(self, how: Arithmetic) -> Answered:
        """Return the same answer, judged by another arithmetic."""
        return self._replace(wrong=unexcused(self.draft, self.y, how))


def unexcused(draft: Draft, y: Any, how: Arithmetic) -> list[Finding]:
    """Return the outputs of an answer that an arithmetic cannot make."""
    return findings(y, draft.call().function, draft.x, draft.w, draft.bias, how)


def all_right(cases: Iterable[Answered], how: Arithmetic) -> bool:
    """Return whether an arithmetic can make all outputs."""
    return not any(case.judged(how).wrong for case in cases)


def wrong_of(
    names: Sequence[str], change: Change, how: Arithmetic, case: Answered
) -> list[Finding] | None:
    """Return the wrong outputs for changed operands, or None for a bias that is none.

    Where a changed operand is infinite there is no exact sum: return [] if some output
    is infinite or nan as well, else None.
    """
    if case.draft.bias is None and "bias" in names:
        return None  # the same result with it, for nothing is changed
    draft = case.draft.mapped(change, names)
    if any(math.isinf(v) for k in names for v in leaves(getattr(draft, k))):
        return None if all(v - v == 0 for v in leaves(case.y)) else []
    return unexcused(draft, case.y, how)


def error(wrong: Finding) -> Any:
    """Return how far off an output is."""
    if wrong.computed - wrong.computed != 0:  # inf or nan
        return math.inf
    return abs(Fraction(wrong.computed) - wrong.exact)


def products(wrong: Finding) -> list[Fraction]:
    """Return the terms of an output, each as one number."""
    return [Fraction(math.prod(map(Fraction, term))) for term in wrong.terms]


# === causes ===


class Cause(NamedTuple):
    """What answers may come of, and how it is seen in them."""

    text: str
    # Whether an answer may come of it.
    allows: Callable[[Answered], bool] = lambda _: True
    shows: Callable[[Finding], bool] = lambda wrong: bool(wrong.computed)
    words: Mapping[str, Any] = NOTHING  # for an arithmetic in which answers pass

    def seen(self, cases: list[Answered]) -> bool:
        """Return whether a wrong output shows it, and no answer contradicts it."""
        return all(map(self.allows, cases)) and self.shown(cases)

    def shown(self, cases: list[Answered]) -> bool:
        """Return whether a wrong output shows it."""
        return any(self.shows(wrong) for case in cases for wrong in case.wrong)


def transforms(how: Arithmetic, cases: list[Answered]) -> list[Cause]:
    """Return two causes that stand for a Fourier transform, or none.

    The first, with a text, needs errors beyond 8 roundings of all terms of an output;
    the second has no text. Both need a wrong output whose sum should be exact: a
    transform brings errors from all samples to these, too.
    """
    u, least = unit_roundoff(how.accumulate), tiny(how.accumulate)

    def far(wrong: Finding) -> bool:
        by = least + 8 * u * sum(map(abs, products(wrong)))
        return bool(wrong.computed) and error(wrong) > by

    def near(wrong: Finding) -> bool:
        exact = wrong.allowed == 0
        return exact and bool(wrong.computed) and bool(error(wrong) > least)

    text = "errors are those of a fast Fourier transform"
    causes = [
        Cause(said, shows=off, words={"algorithm": "fft"})
        for said, off in ((text, far), ("", near))
    ]
    return causes if causes[1].shown(cases) else []


# === numbers that are rounded ===


def narrow_sums(how: Arithmetic, name: str, cases: list[Answered]) -> Iterator[Cause]:
    """Yield what narrow results come of, if they have no more digits than a format."""
    if not all(fits(v, name) for case in cases for v in leaves(case.y)):
        return
    cut, exact = partial(rounded, dtype=name), arithmetic(how.dtype, flush=how.flush)

    def once(case: Answered) -> bool:
        return _rounds(cut, case.wrong)

    def twice(case: Answered) -> bool:
        found = (wrong_of(names, cut, exact, case) for names in OPERANDS)
        return any(wrong is not None and _rounds(cut, wrong) for wrong in found)

    words = {"accumulate": name}
    if name != how.stored:
        yield Cause(f"results are rounded to {name}", once, words=words)
        text = f"operands and results are rounded to {name}"
        yield Cause(text, twice, words=words)
    text = f"sums are accumulated in {name}, a narrower type than {how.accumulate}"
    yield Cause(text, words=words)


def _rounds(cut: Change, wrong: list[Finding]) -> bool:
    """Return whether each output is what `cut` makes of one that was good enough."""
    ranges = [(f.computed, f.exact - f.allowed, f.exact + f.allowed) for f in wrong]
    return all(cut(least) <= cut(v) <= cut(most) for v, least, most in ranges)


def cut_operands(how: Arithmetic, name: str) -> Iterator[Cause]:
    """Yield ways to cut operands to a format; halves may be rounded away from zero."""
    shown = name.upper() if name == "tf32" else name
    cut, exact = partial(rounded, dtype=name), arithmetic(how.dtype, flush=how.flush)
    # Past a half, and short of the next float: the same result with 2**71.
    beyond = 1 + Fraction(1, 2**70)
    for verb, change in (
        ("rounded", cut),
        ("rounded", lambda v: cut(Fraction(v) * beyond)),
        ("truncated", partial(cut, truncate=True)),
    ):
        for names in OPERANDS:
            what = "operands and bias" if "bias" in names else "operands"
            allows = partial(_made_of, names, change, exact)
            text = f"{what} are {verb} to {shown}"
            yield Cause(text, allows, words={"operands": name})


def _made_of(
    names: Sequence[str], change: Change, how: Arithmetic, case: Answered
) -> bool:
    """Return whether an answer is right for operands in which numbers are changed."""
    return wrong_of(names, change, how, case) == []


def few_decimals(dtype: str, cases: list[Answered]) -> Iterator[Cause]:
    """Yield that outputs are written with too few decimal digits to be told apart.

    Numbers of n digits may be as much as 10**(1 - n) of their size apart, floats as
    little as 2**-p: to tell all of them apart it takes n > 1 + p * log10(2).
    """
    if sum(bool(wrong.computed) for case in cases for wrong in case.wrong) < SEVERAL:
        return
    needed = math.ceil(1 + FORMATS[dtype][0] * math.log10(2))
    for n in range(1, needed):
        text = f"outputs have {_digits(n)} only, where {dtype} needs {needed}"
        yield Cause(text, partial(_is_written, f".{n}g", dtype))
    for n in range(1, PLACES + 1):
        text = f"outputs have {_digits(n)} after the point only"
        yield Cause(text, partial(_is_written, f".{n}f", dtype))


def _digits(n: int) -> str:
    return "1 decimal digit" if n == 1 else f"{n} decimal digits"


def _is_written(form: str, dtype: str, case: Answered) -> bool:
    def cut(value: Any) -> float:
        return rounded(float(format(rounded(value, "float64"), form)), dtype)

    finite = (v for v in leaves(case.y) if v - v == 0)
    return all(cut(v) == rounded(v, dtype) for v in finite) and _rounds(cut, case.wrong)


# === small numbers that count as zero ===


def flushed_numbers(how: Arithmetic) -> Cause:
    """Return that subnormal numbers are lost: none is left, and nothing else is lost.

    What is lost are terms, alone or as sums of some. An output that shows it is zero,
    or has lost terms that are subnormal themselves, or have a subnormal factor.
    """
    normal = max(map(tiny, how.formats))
    least = max(tiny(how.stored), tiny(how.accumulate))

    def allows(case: Answered) -> bool:
        # Of a zero, all may be lost: the same result below, at more cost.
        left = [wrong for wrong in case.wrong if wrong.computed]
        return no_less(least, case) and all(_lost(f, products(f)) for f in left)

    def shows(wrong: Finding) -> bool:
        return not wrong.computed or _lost(wrong, small_products(wrong))

    def small_products(wrong: Finding) -> list[Fraction]:
        factors = [min(map(abs, term)) for term in wrong.terms]
        return [
            # With larger ones, the same result: where zeros pass, these are not lost.
            product
            for product, factor in zip(products(wrong), factors)
            if factor < normal or abs(product) < least
        ]

    text = "subnormal numbers count as zero here"
    return Cause(text, allows, shows, {"flush": True})


def no_less(least: Fraction, case: Answered) -> bool:
    """Return whether no output is smaller than that, except zeros."""
    return not any(0 < abs(v) < least for v in leaves(case.y))


def _lost(wrong: Finding, products: list[Fraction]) -> bool:
    """Return whether an output is what it should be without some of these."""
    least = wrong.exact - sum(v for v in products if v > 0) - wrong.allowed
    most = wrong.exact - sum(v for v in products if v < 0) + wrong.allowed
    return bool(least <= wrong.computed <= most)


def small_for_zero(how: Arithmetic, cases: list[Answered]) -> Iterator[Cause]:
    """Yield that small operands are lost, and not all products that are as small."""
    outputs = [abs(v) for case in cases for v in leaves(case.y) if v]
    least = 2**10 * min(outputs, default=math.inf)  # more than what several may lose
    worst = max((f for case in cases for f in case.wrong), key=error)

    def shows(wrong: Finding) -> bool:
        return bool(least < error(wrong) < math.inf)

    if not shows(worst):
        return
    for name, what in ("w", "weights"), ("x", "samples"):
        sizes = [_sizes(getattr(case.draft, name)) for case in cases]
        places = {math.frexp(v)[1] for v in set().union(*sizes)}
        if {-52, -51} <= places:  # of numbers below 2**-52, and from there on
            below = math.nextafter(EPSILON, 0)
            allows = partial(_made_of, name, partial(_zero_up_to, below), how)
            yield Cause(f"{what} below 2**-52 are taken for zero", allows, shows)
        wrong = [each for each, case in zip(sizes, cases) if case.wrong]
        lacks = _lacking(worst, "wx".index(name))
        for most in sorted(set().union(*wrong)):
            if lacks(most):  # the same result without it
                allows = partial(_made_of, name, partial(_zero_up_to, most), how)
                yield Cause(f"small {what} are taken for zero", allows, shows)


def _lacking(wrong: Finding, factor: int) -> Callable[[float], bool]:
    """Return whether an output is right without terms whose factor is that small."""
    terms = [
        (abs(term[factor]), product)
        for term, product in zip(wrong.terms, products(wrong))
        if len(term) == 2
    ]

    def lacks(most: float) -> bool:
        lost = sum(product for size, product in terms if size <= most)
        off = Fraction(wrong.computed) - (wrong.exact - lost)
        return bool(abs(off) <= wrong.allowed)

    return lacks


def _sizes(values: Any) -> set[float]:
    return {abs(v) for v in leaves(values)}


def _zero_up_to(most: float, value: float) -> float:
    return 0.0 if abs(value) <= most else value
