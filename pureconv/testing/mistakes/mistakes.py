"""How is a wrong convolution wrong? Known mistakes are made, and answers compared.

A mistake explains one wrong answer only if it explains more of them. So the candidate
is asked again: with other numbers, in larger shapes, with other options. As long as
options are the same, each answer has to be right, or wrong in just that way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from pureconv.nested import leaves, mapped, shape
from pureconv.testing.candidates import call as ask
from pureconv.testing.mistakes.calls import NAMES, Call, call_of
from pureconv.testing.mistakes.layer_slips import (
    batch_slips,
    bias_slips,
    channel_slips,
    painting_slips,
)
from pureconv.testing.mistakes.number_slips import (
    findings,
    integer_slips,
    right,
    roundings,
)
from pureconv.testing.mistakes.probes import large, rough, small, varied
from pureconv.testing.mistakes.slips import (
    Mistake,
    Slips,
    kernel_slips,
    option_slips,
    padding_slips,
)
from pureconv.testing.mistakes.window_slips import outside_slips, window_slips
from pureconv.testing.naming.kinds import NOISE

ARITHMETIC: tuple[dict[str, Any], ...] = (  # kinds that a candidate may be allowed
    {},
    {"operands": "bfloat16"},
    {"algorithm": "fft"},
)
LARGE = 10**6  # products of a sample and a weight: too many for mistakes of all kinds
NO_ROOM = "kernel reaches", "padding must leave"  # how errors begin that say so


class Answer(NamedTuple):
    """What a candidate gave, and what it should have given."""

    call: Call
    y: Any
    truth: Any


def explain_mismatch(
    candidate: Callable[..., Any],
    like: Callable[..., Any],
    args: Sequence[Any],
    options: Mapping[str, Any],
    *,
    to: Callable[..., Any] | None = None,
    dtype: str = "float64",
) -> list[str]:
    """Return the mistakes that give the wrong answers of a candidate, the best first.

    `like(*args, **options)` is what the candidate should have given for the same.

    >>> from pureconv import convolve, correlate
    >>> explain_mismatch(convolve, correlate, ([0, 1], [1, 0]), {"mode": "full"})
    ['the kernel is flipped: it convolves where it should correlate']

    One is named if it gives the answer to this call, contradicts none of the answers to
    others with the same options, and explains as many answers as any other does; of
    equally good ones the likelier is first. `to` is as in `call`, and dtype the type of
    the numbers. Where the candidate raises, others are asked; nothing is named if it
    answers none of them wrongly, or errs in its own way.
    """
    call = call_of(like, args, options)
    asked = partial(_answers, candidate, options, to)
    if not leaves(call.x):
        return []
    examples, same, floats = asked([call]), asked(small(call, dtype)), "float" in dtype
    wrong = sorted((a for a in same if not _agrees(a.y, a.truth)), key=_size)
    if floats and not wrong:
        found = _roundings([*asked(rough(call, dtype)), *examples], dtype)
        if found:
            return found
    others = asked([*varied(call, options, dtype), *large(call, dtype)])
    odd = [a for a in wrong + others if not _agrees(a.y, a.truth)]
    if not examples or leaves(examples[0].y) == leaves(examples[0].truth):
        examples = odd[:1] or examples  # it raised, or was wrong when asked otherwise
    if not examples or _size([*wrong, *examples][0]) > LARGE:
        return []
    example = examples[0]

    explains = _explainer(example, dtype)
    ranks: dict[str, tuple[int, int]] = {}
    for text, mistake in _slips(call):
        told = all(_agrees(a.y, _made(mistake, a.call)) for a in wrong)
        if told and explains(mistake):
            rank = _rank(mistake, same + others)
            ranks[text] = min(rank, ranks.get(text, rank))
    best = [text for text in ranks if ranks[text] == min(ranks.values())]
    swaps = [text for text in best if "are swapped in" in text]  # the fewest come first
    return [text for text in best if text not in swaps[1:]]


def _slips(call: Call) -> Slips:
    """Yield the mistakes that are possible in a call, the likelier ones first."""
    kinds: list[Callable[[Call], Slips]] = [kernel_slips, option_slips]
    if "padding" in call.options:
        kinds.append(padding_slips)
    if call.transposed:
        kinds.append(painting_slips)
    if call.layered:
        kinds += [channel_slips, batch_slips]
    if call.options.get("bias") is not None:
        kinds.append(bias_slips)
    kinds.append(window_slips)
    if not call.transposed:
        kinds.append(outside_slips)
    kinds.append(integer_slips)
    return chain.from_iterable(slips(call) for slips in kinds)


def _answers(
    candidate: Callable[..., Any],
    options: Mapping[str, Any],
    to: Callable[..., Any] | None,
    calls: Iterable[Call],
) -> list[Answer]:
    """Return what a candidate gives for calls that are legal, and that it takes."""
    answers = []
    for call in calls:
        truth = _made(Call.__call__, call)
        if truth:
            given = {name: call.options[NAMES.get(name, name)] for name in options}
            with suppress(Exception):
                y = ask(candidate, (call.x, call.w), given, to)
                if not any(isinstance(v, complex) for v in leaves(y)):
                    answers.append(Answer(call, y, truth))
    return answers


def _made(mistake: Mistake, call: Call) -> Any:
    """Return what a mistake gives, or None where it cannot be made.

    Where it leaves no room for any window, that is nothing.
    """
    try:
        y = mistake(call)
        shape(y)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        return [] if str(error).startswith(NO_ROOM) else None
    return y


def _agrees(y: Any, made: Any) -> bool:
    """Return whether an answer is what a mistake gives; None stands for anything."""
    if made is None or not _alike(y, made):
        return False
    pairs = zip(leaves(y), leaves(made))
    return all(b is None or abs(a - b) <= NOISE for a, b in pairs)


def _alike(y: Any, made: Any) -> bool:
    """Return whether results have the same shape, or are both empty."""
    return shape(y) == shape(made) or not (leaves(y) or leaves(made))


def _size(answer: Answer) -> int:
    return len(leaves(answer.call.x)) * len(leaves(answer.call.w))


def _explainer(example: Answer, dtype: str) -> Callable[[Mistake], bool]:
    """Return a test whether a mistake explains an answer: rounding is excused."""
    call, y, truth = example
    exact, values = _exact(call), leaves(y)
    ways, errors = ARITHMETIC if "float" in dtype else (), []
    if shape(y) == shape(truth):
        ways = tuple(way for way in ways if not right(call, y, dtype, **way))
        errors = [abs(a - b) for a, b in zip(values, leaves(truth))]
    worst = errors.index(max(errors)) if errors else 0

    def explains(mistake: Mistake) -> bool:
        made = _made(mistake, call)
        if made is None or not _alike(y, made):
            return False
        if errors and not _closer(values[worst], leaves(made)[worst], errors[worst]):
            return False  # by far the most end here
        made = _made(mistake, exact)
        if all(b is None or a == b for a, b in zip(values, leaves(made))):
            return True
        return any(_excused(mistake, call, y, dtype, way) for way in ways)

    return explains


def _closer(value: Any, made: Any, error: Any) -> bool:
    return made is None or bool(abs(value - made) < error)


def _excused(
    mistake: Mistake, call: Call, y: Any, dtype: str, way: Mapping[str, Any]
) -> bool:
    """Return whether a mistake and rounding give an answer."""
    try:
        return not findings(mistake, call, y, dtype, **way)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return False  # no mistake about sums of products


def _exact(call: Call) -> Call:
    """Return a call on integers and Fractions."""

    def exact(value: Any) -> Any:
        return int(value) if value == int(value) else Fraction(value)

    x, w, options = mapped(exact, call.x), mapped(exact, call.w), dict(call.options)
    if options.get("bias") is not None:
        options["bias"] = mapped(exact, options["bias"])
    return call._replace(x=x, w=w, options=options)


def _rank(mistake: Mistake, answers: list[Answer]) -> tuple[int, int]:
    """Return how many wrong answers a mistake explains, negated, and how many not."""
    explained = failed = 0
    for call, y, truth in answers:
        made = _made(mistake, call)
        if not _agrees(y, made):
            failed += 1
        elif made != truth:
            explained += 1
    return -explained, failed


def _roundings(answers: list[Answer], dtype: str) -> list[str]:
    """Return all roundings that explain the answers to floats that are not right."""
    if any(shape(a.y) != shape(a.truth) for a in answers):
        return []
    odd = [a for a in answers if not right(a.call, a.y, dtype)]
    tests = roundings(dtype) if odd else ()
    return [text for text, test in tests if all(test(a.call, a.y) for a in odd)]
