"""What a black box is asked, in which form, and what its answers are taken for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial
from itertools import cycle
from typing import Any, NamedTuple

from pureconv.checks import shown
from pureconv.nested import leaves, mapped, shape
from pureconv.testing.call import Call
from pureconv.testing.candidates import (
    Candidate,
    NoAnswerError,
    apart,
    check_asked,
    typed,
)
from pureconv.testing.verdict import arithmetic

PI = "31415926535897932384626433832795028841971693993751058209749445923078164062862089"
E = "27182818284590452353602874713526624977572470936999595749669676277240766303535475"
Sizes = tuple[int, ...]
FITTING: dict[int, list[tuple[Sizes, Sizes]]] = {  # of signal and kernel, by axes
    1: [
        # Kernels odd and even, signals of 2**n or not: the same result by others such.
        *(((n,), (k,)) for n, k in ((5, 3), (10, 4), (11, 4), (10, 3), (9, 2), (8, 3))),
        # More of these, some kernels nearly as long as the signal: the same result by
        # others like them.
        *(((n,), (k,)) for n, k in ((4, 2), (9, 5), (11, 7), (8, 2))),
        # Two long ones: the same result by others about as long.
        *(((n,), (k,)) for n, k in ((40, 3), (41, 2))),
    ],
    2: [
        *[((4, 5), (2, 3)), ((8, 9), (3, 2)), ((8, 10), (4, 3)), ((5, 4), (3, 3))],
        *[((4, 4), (2, 2)), ((8, 8), (5, 3)), ((9, 10), (5, 7))],
        # A large one: the same result by another.
        ((25, 27), (3, 3)),
    ],
}
LONGER: dict[int, list[tuple[Sizes, Sizes]]] = {
    # Kernels longer than signals, odd and even: the same result by others such.
    1: [((3,), (5,)), ((2,), (5,)), ((3,), (6,)), ((2,), (4,))],
    # Longer along both axes, or along one: the same result by others such.
    2: [((3, 4), (4, 5)), ((2, 3), (3, 5)), ((3, 6), (5, 2))],
}
PLACES = {1: "[sample]", 2: "[row][column]"}


class Told(str):
    """What is said of a candidate, and whether anything was found out."""

    __slots__ = ("known",)
    known: bool

    def __new__(cls, text: str, *, known: bool = True) -> Told:  # noqa: PYI034
        """Return the text."""
        told = super().__new__(cls, text)
        told.known = known
        return told


class Question(NamedTuple):
    """The sizes of a signal and a kernel, and by what their numbers are turned."""

    sizes: tuple[Sizes, Sizes]
    turn: complex = 1

    @property
    def operands(self) -> tuple[Any, Any]:
        """The signal and the kernel: digits of pi, to be weighted with digits of e.

        With turn=1j each digit v becomes v + (v % 5 - 2)j.
        """
        return _operands(*self)


class Asked(NamedTuple):
    """A question, the answer or an exception, and how many nan it began and ended."""

    question: Question
    y: Any
    nans: tuple[int, int] = (0, 0)


class Form(NamedTuple):
    """How a candidate may want its arguments."""

    arguments: tuple[Any, ...] = ("x", "w")
    channels: str = ""  # "" for a signal or image, or where channels and weights stand
    layout: str = ""  # in which the candidate puts axes by itself

    def text(self, axes: int) -> str:
        """Return the form as one writes it down."""
        brackets = {"x": "[[x]]", "w": "[[w]]"} if self.channels == "first" else {}
        given = ", ".join(str(brackets.get(a, a)) for a in self.arguments)
        if self.channels in {"", "first"}:
            return f"f({given})" + (f", axes as {self.layout}" if self.layout else "")
        place = PLACES[axes]
        last = self.channels == "in, out"
        weights = f"{place}[in][out]" if last else f"[out]{place}[in]"
        return f"f({given}), answers as [item]{place}[channel], w as {weights}"

    def nested(self, x: Any, w: Any) -> tuple[Any, Any]:
        """Return operands in batches and channels of one each."""
        last = [mapped(lambda v: [v], x)]
        if self.channels == "first":
            return [[x]], [[w]]
        if self.channels == "in, out":
            return last, mapped(lambda v: [[v]], w)
        if self.channels == "out, in":
            return last, [mapped(lambda v: [v], w)]
        return x, w

    def read(self, y: Any, axes: int) -> Any:
        """Return an answer without batch and channels, or raise ValueError."""
        sizes = shape(y)
        if self.channels == "first" and sizes[:2] == (1, 1) and len(sizes) <= axes + 2:
            return y[0][0]
        last = sizes[:1] == sizes[-1:] == (1,) and len(sizes) == axes + 2
        if self.channels in {"in, out", "out, in"} and last:
            return _without_last(y[0])
        if self.channels or len(sizes) > axes:
            raise ValueError(f"the result has shape {sizes}")
        return y


def _rounded(value: Any) -> Any:
    return float(value) if isinstance(value, (Decimal, Fraction)) else value


def _without_last(values: Any) -> Any:
    deepest = not isinstance(values[0], list)
    return values[0] if deepest else [_without_last(v) for v in values]


def ordered(arguments: Any) -> tuple[Any, ...]:
    """Return in which order a function wants its arguments."""
    rule = 'arguments must be "x", "w" and other values, such as ("w", 1, "x")'
    try:
        order = () if isinstance(arguments, str) else tuple(arguments)
        hash(order)
    except TypeError:
        raise TypeError(f"{rule}, not {shown(arguments)}") from None
    if order.count("x") != 1 or order.count("w") != 1:
        raise ValueError(f"{rule}, not {shown(arguments)}")
    return order


def black_box(
    function: Any,
    to: Any,
    dtype: str | None,
    *,
    isolate: bool,
    timeout: float,
) -> Candidate:
    """Return what is asked, after all that is said of it was checked."""
    check_asked(function, to, isolate, timeout)
    name = None if dtype is None else arithmetic(dtype).dtype
    if isolate:  # there, and not here, `to` makes arrays
        return apart(Candidate(function, to=to), timeout, name)
    return Candidate(function, to=to if name is None else typed(to, name))


def forms(arguments: tuple[Any, ...] | None, layout: str = "") -> list[Form]:
    """Return the forms to try, for arguments in an order that is given or not."""
    if layout:
        known = (arguments,) if arguments else (("x", "w"), ("w", "x"))
        return [Form(order, "first", layout) for order in known]
    if arguments:
        return [Form(arguments, each) for each in ("", "first", "in, out", "out, in")]
    orders = [Form(), Form(channels="first"), Form(("w", "x")), Form(("w", 1, "x"))]
    return [*orders, Form(channels="in, out"), Form(channels="out, in")]


def pilots(axes: int) -> list[tuple[Sizes, Sizes]]:
    """Return a few sizes of each kind: kernels odd or even, signals of 2**n or not.

    >>> pilots(1)
    [((5,), (3,)), ((10,), (4,)), ((8,), (3,)), ((4,), (2,))]
    """
    kinds: dict[Any, tuple[Sizes, Sizes]] = {}
    for x, w in FITTING[axes]:
        kind = [k % 2 for k in w], all(n & (n - 1) == 0 for n in x)
        kinds.setdefault(str(kind), (x, w))
    return [*kinds.values()]


def fitting_answers(
    candidate: Candidate, form: Form, options: Mapping[str, Any], axes: int
) -> list[Asked]:
    """Return the answers for all sizes that fit, or if all of a few fail, for these."""
    ask_for = partial(asked, candidate, form, options=options)
    first = {sizes: ask_for(Question(sizes)) for sizes in pilots(axes)}
    if not answered([*first.values()]):
        return [*first.values()]
    return [first.get(sizes) or ask_for(Question(sizes)) for sizes in FITTING[axes]]


def answered(answers: list[Asked]) -> list[Asked]:
    """Return the answers that are not exceptions."""
    return [a for a in answers if not isinstance(a.y, Exception)]


def asked(
    candidate: Candidate, form: Form, question: Question, options: Mapping[str, Any]
) -> Asked:
    """Return the answer to a question."""
    axes = len(question.sizes[0])
    try:
        y = ask(candidate, *form.nested(*question.operands), options)
        y = mapped(_rounded, form.read(y, axes))
    except NoAnswerError as error:
        return Asked(question, error.__cause__ or error)
    except ValueError as error:
        return Asked(question, error)
    # No row of an image is nan, nor is what is not there: the same result.
    if axes == 1 and shape(y):
        blank = [v != v for v in y]  # noqa: PLR0124  (only nan is not itself)
        head = [*blank, False].index(False)
        tail = 0 if all(blank) else blank[::-1].index(False)
        return Asked(question, y[head : len(y) - tail], (head, tail))
    return Asked(question, y)


@cache
def _operands(sizes: tuple[Sizes, Sizes], turn: complex) -> tuple[Any, Any]:
    x, w = digits(PI, sizes[0]), digits(E, sizes[1])
    if turn != 1:  # the same result if these have two parts as well
        # Any numbers with two parts would do: the same result.
        x, w = (mapped(lambda v: v + turn * (v % 5 - 2), each) for each in (x, w))
    return x, w


def ask(candidate: Candidate, x: Any, w: Any, options: Mapping[str, Any]) -> Any:
    """Return the answer to integers, given as floats, or if those are refused, as ints.

    >>> ask(Candidate(lambda x, k: x * k), [1, 2], 2, {})       # no list times 2.0
    [1, 2, 1, 2]

    Where both are refused, the first refusal is raised.
    """
    call = Call(candidate.function, x, w, None, options)
    if any(isinstance(v, complex) for v in leaves(x)):
        return candidate.answer(call, unchanged=False)
    floats = call._replace(x=mapped(float, x), w=mapped(float, w))
    try:
        return candidate.answer(floats, unchanged=False)
    except NoAnswerError as error:
        try:
            return candidate.answer(call, unchanged=False)
        except NoAnswerError:
            raise error from error.__cause__


def digits(of: str, sizes: Sizes) -> Any:
    """Return nested lists of digits.

    >>> digits(PI, (2, 3))
    [[3, 1, 4], [1, 5, 9]]
    """
    return nested(cycle(map(int, of)), sizes)


def nested(numbers: Iterator[Any], sizes: Sizes) -> Any:
    """Return the next numbers as nested lists.

    >>> nested(iter([3, 1, 4, 1]), (2, 2))
    [[3, 1], [4, 1]]
    """
    if not sizes:
        return next(numbers)
    return [nested(numbers, sizes[1:]) for _ in range(sizes[0])]
