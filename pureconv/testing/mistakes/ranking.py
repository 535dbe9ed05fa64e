"""How is a wrong convolution wrong? Known mistakes are made, and answers compared.

A mistake explains one wrong answer only if it explains more of them. So the candidate
is asked again: with other numbers, in larger shapes, with other options. As long as
options are the same, each answer has to be right, or wrong in just that way.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

from pureconv.nested import leaves
from pureconv.testing.call import Call
from pureconv.testing.candidates import Candidate
from pureconv.testing.conventions import Target
from pureconv.testing.conventions.outside import holds_sample, sample_outside
from pureconv.testing.mistakes import channels, kernels, numbers, rounding, windows
from pureconv.testing.mistakes.causes import unexcused
from pureconv.testing.mistakes.draft import Draft, distance, draft_of, has_complex
from pureconv.testing.mistakes.probes import (
    gradient_questions,
    large,
    rough,
    small,
    varied,
)
from pureconv.testing.mistakes.seen import (
    UNMADE,
    Seen,
    agrees,
    flat,
    is_legal,
    made_by,
    observe,
)
from pureconv.testing.mistakes.ways import Mistake, Mistakes, Way
from pureconv.testing.verdict import DTYPES, Arithmetic, arithmetic, findings

DOUBLE = arithmetic()
MOST = 2  # lines that are said
LARGE = 10**6  # products of a sample and a weight: too many for mistakes of all kinds
EXAMPLES = 5  # at most so many of a list are explained, for each takes a while


def explain_mismatch(
    candidate: Candidate, target: Target, call: Call, how: Arithmetic = DOUBLE
) -> list[str]:
    """Return what is known of a wrong answer: at most two lines, the best first.

    >>> from pureconv import convolve, correlate
    >>> from pureconv.testing.conventions import resolve
    >>> target = resolve(correlate)
    >>> call = target.call([0, 1], [1, 0], {"mode": "full"})
    >>> explain_mismatch(Candidate(convolve), target, call)
    ['known mistake: the kernel is flipped: it convolves where it should correlate']

    A mistake is named if it gives this answer, and no other answer contradicts it: the
    right ones neither. Where nothing is wrong but digits, arithmetic is named that
    would pass. Where the candidate raises, others are asked; nothing is said if it
    answers none of them wrongly, or errs in its own way.
    """
    draft = draft_of(target, call)
    if not leaves(call.x):
        return []
    asked = partial(observe, candidate, options=list(call.options))
    examples = asked([draft])
    if target.convention.layer:
        alike = asked(gradient_questions(draft, how.dtype))
        return _named(channels.gradient_mistakes(draft), examples, alike, how)
    alike = asked(small(draft, how.dtype))
    if DTYPES[how.dtype].kind == "float" and not any(seen.wrong for seen in alike):
        floats = asked(rough(draft, how.dtype))
        seen = [*examples, *floats, *alike]
        found = rounding.passing([(each.draft, each.y) for each in seen], how)
        if found:
            return found
        alike += [each for each in floats if not each.wrong]
    more = [*varied(draft, call.options, how.dtype), *large(draft, how.dtype)]
    return _named(possible(draft), examples, [*alike, *asked(more)], how)


def _named(
    mistakes: Mistakes, examples: list[Seen], answers: list[Seen], how: Arithmetic
) -> list[str]:
    """Return the mistakes that explain an example and all answers."""
    wrong = [seen for seen in answers if seen.wrong]
    odd = [seen for seen in examples if seen.flat[1] != seen.truth[1]]
    odd += wrong  # it raised, or was wrong when asked otherwise
    smallest = min((seen.size for seen in wrong or odd), default=LARGE + 1)
    if smallest > LARGE:
        return []
    return rank(mistakes, odd, answers, how)


def explain_answers(
    target: Target, answers: Sequence[tuple[Call, Any]], how: Arithmetic
) -> list[list[str]]:
    """Return what is known of each answer of a list, if it is wrong: lines as above.

    Nobody can be asked again. So those answers count together that have the same words
    for options. The smallest wrong one to small integers is explained, and no other
    one to small integers contradicts that. It is said of all that have these words.

    Where all answers to small integers are right, a rounding may explain the others.

    >>> from pureconv.testing.conventions import resolve
    >>> target = resolve("correlate")
    >>> calls = [target.call([1, 2, 3], w, {}) for w in ([4, 5], [6, 6])]
    >>> answers = [(calls[0], [13, 22]), (calls[1], [18, 30])]
    >>> explain_answers(target, answers, arithmetic("int8"))[0]
    ['known mistake: the kernel is flipped: it convolves where it should correlate']
    """
    drafts = [draft_of(target, call) for call, _ in answers]
    seen = []
    for draft, (_, y) in zip(drafts, answers):
        finite = all(abs(v) < math.inf for v in leaves(y))  # nor is it nan
        if finite and is_legal(draft):
            seen.append(Seen(draft, y))
    small = [each for each in seen if _whole(each.draft)]
    wrong = sorted((each for each in small if each.wrong), key=lambda each: each.size)
    if not wrong and DTYPES[how.dtype].kind == "float":
        lines = rounding.passing([(each.draft, each.y) for each in seen], how)
        return [lines for _ in answers]
    known: dict[Hashable, list[str]] = {}
    for example in wrong:
        said = _said(example.draft)
        if said not in known and len(known) < EXAMPLES:
            alike = [each for each in small if _said(each.draft) == said]
            odd = [each for each in wrong if _said(each.draft) == said]
            known[said] = rank(possible(example.draft), odd, alike, how)
    return [known.get(_said(draft), []) for draft in drafts]


def _said(draft: Draft) -> Hashable:
    """Return the words for options of a call, and whether it has a bias."""
    words = ((k, v) for k, v in draft.options.items() if isinstance(v, str))
    return frozenset(words), draft.bias is None


def _whole(draft: Draft) -> bool:
    """Return whether all operands are small integers, of which sums are exact."""
    values = [v for each in (draft.x, draft.w, draft.bias or 0) for v in leaves(each)]
    parts = [part for v in values for part in (v.real, v.imag)]
    return all(abs(v) < 128 and v == round(v) for v in parts)


def possible(draft: Draft) -> Mistakes:
    """Yield the mistakes that are possible in a call, the likelier ones first."""
    kinds: dict[Callable[[Draft], Mistakes], bool] = {
        kernels.kernel_mistakes: True,
        kernels.option_mistakes: True,
        numbers.complex_mistakes: has_complex(draft.x, draft.w),
        kernels.padding_mistakes: "padding" in draft.options,
        channels.painting_mistakes: draft.transposed,
        channels.channel_mistakes: draft.layered,
        channels.batch_mistakes: draft.layered,
        channels.bias_mistakes: draft.bias is not None,
        windows.plane_mistakes: draft.axes == 2,
        windows.window_mistakes: True,
        windows.outside_mistakes: not draft.transposed,
        numbers.sign_mistakes: not has_complex(draft.x, draft.w),
        numbers.integer_mistakes: True,
        numbers.polynomial_mistakes: True,
    }
    return chain.from_iterable(each(draft) for each, can in kinds.items() if can)


def rank(
    mistakes: Mistakes, odd: list[Seen], answers: list[Seen], how: Arithmetic
) -> list[str]:
    """Return the first mistakes that explain an example, and no answer contradicts.

    They are the first of their families. The example is the first of some answers that
    are odd; a factor is told by any of these.
    """
    example = odd[0]
    answers = sorted(answers, key=lambda seen: (not seen.wrong, seen.size))
    pairs = (zip(seen.flat[1], seen.truth[1]) for seen in odd)
    more = numbers.factors(pairs), _item_mistakes(example, answers)
    mistakes = chain(mistakes, *more)
    named: list[Mistake] = []
    for mistake in mistakes:
        if mistake.family and mistake.family in [each.family for each in named]:
            continue
        fitting = (way for way in mistake.ways if _fits(way, answers))
        if any(_explains(way, example, how) for way in fitting):
            named.append(mistake)
        if len(named) == MOST:
            break
    return [f"known mistake: {each.sentence}" for each in named]


def _item_mistakes(example: Seen, answers: list[Seen]) -> Mistakes:
    """Yield the mistake that batch items are wrong from one on, if none is right."""
    if not example.draft.target.convention.batched:
        return
    wrong = [seen for seen in answers if seen.wrong] or [example]
    firsts = [each.index(False) for each in map(_right_items, wrong) if False in each]
    # Where all have other shapes, the same result with any: it explains none of them.
    first = min(firsts, default=0)
    later = [_right_items(seen)[first:] for seen in [example, *answers]]
    if first and not any(map(any, later)):
        yield from channels.wrong_items(first)


def _right_items(seen: Seen) -> list[bool]:
    """Return of each batch item whether it is right; none where shapes differ."""
    if seen.flat[0] != seen.truth[0]:
        return []
    # The same result in the other order.
    return [*map(agrees, map(flat, seen.y), map(flat, seen.draft()))]


def _fits(way: Way, answers: list[Seen]) -> bool:
    """Return whether a mistake gives all answers, but for those where it has none."""
    made = ((seen.flat, made_by(way, seen.draft)) for seen in answers)
    return all(expected is None or agrees(y, expected) for y, expected in made)


def _explains(way: Way, example: Seen, how: Arithmetic) -> bool:
    """Return whether a mistake gives an answer, or comes nearer and rounding is left.

    Arithmetics that excuse the answer as right do not count.
    """
    draft, y, (sizes, values) = example.draft, example.y, example.flat
    made = made_by(way, example.exact)
    if made is None or made[0] != sizes:
        return False
    _, expected = made
    if all(b is None or a == b for a, b in zip(values, expected)):
        return True
    if DTYPES[how.dtype].kind == "int":
        return False
    several = [how, how._replace(operands="bfloat16"), how._replace(algorithm="fft")]
    if example.truth[0] == sizes:
        errors = [*map(distance, values, example.truth[1])]
        worst = errors.index(max(errors))
        nearest = expected[worst] if expected[worst] is not None else values[worst]
        if distance(values[worst], nearest) >= errors[worst]:
            return False
        several = [each for each in several if unexcused(draft, y, each)]
    places = [n for n, v in enumerate(expected) if v is not None]
    with suppress(*UNMADE, ValueError):  # a mistake may be none in sums of products
        return any(_excused(way, draft, y, each, places) for each in several)
    return False


def _excused(
    way: Way, draft: Draft, y: Any, how: Arithmetic, places: Sequence[int]
) -> bool:
    """Return whether outputs at some places are sums of what a mistake adds up."""

    def function(x: Any, w: Any, bias: Any = None, **samples: Any) -> list[Any]:
        options = {**draft.options, **samples}
        values = leaves(way(replace(draft, x=x, w=w, bias=bias, options=options)))
        return [values[n] for n in places]

    values = leaves(y)
    computed = [values[n] for n in places]
    samples = sample_outside(draft.call().function)
    for option in samples:
        holds_sample(option)(function)
    bound = partial(function, **samples)
    return not findings(computed, bound, draft.x, draft.w, draft.bias, how)
