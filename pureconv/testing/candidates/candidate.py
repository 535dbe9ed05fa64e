"""One call of a function under test, and what may go wrong with it."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from pureconv.checks import shown
from pureconv.nested import leaves, leaves_and_types, lists, mapped, shape
from pureconv.testing.call import Call
from pureconv.testing.candidates.arrays import dtype_name, plain
from pureconv.testing.candidates.spelling import spelled, value_text
from pureconv.testing.processes.away import Away
from pureconv.testing.processes.failures import (
    Failure,
    Refused,
    full_name,
    names,
    reworded,
)

if TYPE_CHECKING:
    from pureconv.testing.conventions.layouts import Layout

LONGEST = 1024  # bits of an int that a float still holds


class WrongAnswerError(Exception):
    """What a candidate did wrong: in words, at which call, and at which output."""

    def __init__(  # noqa: D107
        self, message: str, call: Call | None = None, finding: Any = None
    ) -> None:
        super().__init__(message)
        self.call = call
        self.finding = finding
        self.unrepeated = False

    def only_after(self, calls: int) -> WrongAnswerError:
        """Return the same error, which a process makes only after so many calls."""
        text = f"{self}\nonly after {calls} calls in one process".strip()
        other = type(self)(text, self.call, self.finding)
        other.unrepeated, other.__cause__ = True, self.__cause__
        return other


class NoAnswerError(WrongAnswerError):
    """No answer at all that could be right or wrong."""


class DeclinedError(NoAnswerError):
    """No answer, and none that was due: the candidate is said to refuse such calls."""


def _never(*_: Any) -> str:
    """Return in which way a call is too large: in none."""
    return ""  # the same result as None


class Candidate(NamedTuple):
    """A function under test, and how it wants to be called.

    >>> candidate = Candidate(lambda w, x: (a * b for a, b in zip(x, w)), "f",
    ...                       to=tuple, arguments=("w", "x"))
    >>> call = Call(sum, [1, 2], [3, 4])
    >>> candidate.answer(call), candidate.text(call)
    ([3, 8], 'f(tuple([3, 4]), tuple([1, 2]))')
    """

    function: Callable[..., Any]
    name: str = "f"  # by which it can be called
    to: Callable[..., Any] | None = None  # makes of lists what it wants
    arguments: tuple[Any, ...] = ("x", "w")  # how it wants them, and some options
    refuses: Any = ()  # exception types, or a function of the call
    excess: Callable[[Any, Any], str] = _never  # how a call is too large
    layout: Layout | None = None  # in which order it wants and has axes, if not in ours
    named: Callable[[Any], Any] | None = None  # makes a number of what a program writes

    def answer(self, call: Call, *, unchanged: bool = True) -> Any:
        """Return what it gives, as nested lists of Python's own numbers.

        It gets copies of the operands, as `to` makes them. Raises NoAnswerError if it
        raises anything, returns what cannot be read or an int beyond all types, or,
        unless with unchanged=False, if it changes an argument: a DeclinedError if it
        raises what it may, or if the call is too large to be made. No other place
        runs it.
        """
        y = self._answer(call, unchanged=unchanged)
        values, types = leaves_and_types(y)
        for v in values if int in types else ():  # same result for all, later
            if type(v) is int and v.bit_length() > LONGEST:
                raise NoAnswerError(f"returned {shown(v)}: no type holds that", call)
        try:
            return y if self.layout is None else self.layout.heard(2, y)
        except ValueError as error:
            raise NoAnswerError(f"returned {error}", call) from error

    def _answer(
        self, call: Call, what: str = "answer", *, unchanged: bool = True
    ) -> Any:
        """Return what it gives, with the axes in its own order, or the "dtypes"."""
        if excess := self.excess(call.x, call.w):
            raise DeclinedError(f"was not called: {excess}", call)
        if isinstance(self.function, Away):
            return self._answer_of(self.function, call, what, unchanged=unchanged)
        try:
            given, options = self._converted(call), _copies(self._told(call).options)
            y = self._run(given, options)
        except BaseException as error:
            if _passes_through(error):
                raise
            kind = DeclinedError if self._may_raise(error, call) else NoAnswerError
            raise kind(f"raised {described(error)}", call) from error
        if unchanged:
            self._check_unchanged(call, given, options)
        try:
            if what == "dtypes":
                return dtype_name(given["x"]), dtype_name(y)
            return plain(y)
        except BaseException as error:
            if _passes_through(error):
                raise
            known = isinstance(error, (TypeError, ValueError))
            text = reworded(error) if known else described(error)
            message = f"returned what is no array of numbers: {text}"
            raise NoAnswerError(message, call) from error

    def dtypes(self, call: Call) -> tuple[str, str]:
        """Return the dtypes of what it gets and gives, or "" where that is no array."""
        given, made = self._answer(call, "dtypes")
        return given, made

    def _answer_of(
        self, function: Away, call: Call, what: str, *, unchanged: bool
    ) -> Any:
        """Return what a function gives that runs elsewhere."""
        why: BaseException
        try:
            told = self._told(call)
            y = function.answered(told, self.arguments, what, unchanged=unchanged)
            return y if self.named is None else mapped(self.named, y)
        except Refused as error:
            why, text = error, f"answered with an error: {error}"
        except Failure as error:
            raise NoAnswerError(str(error), call) from error
        except NoAnswerError as error:
            why, text = error.__cause__ or error, str(error)
        raised = text.startswith(("raised ", "answered "))
        kind = DeclinedError if raised and self._may_raise(why, call) else NoAnswerError
        raise kind(text, call) from why

    def _may_raise(self, error: BaseException, call: Call) -> bool:
        """Return whether the candidate may refuse a call by raising that.

        An exception of another Python process is known by the names of its class and
        of that one's bases; one of a program may be any. Raises TypeError if the
        function that should know raises anything.
        """
        if isinstance(self.refuses, tuple):
            if isinstance(error, Refused):
                return bool(self.refuses)
            # Any that is false, the same result: then they are asked of the error.
            kinds = getattr(error, "kinds", None) or names(error)
            return any(full_name(kind) in kinds for kind in self.refuses)
        told = self._told(call)
        named = _copies(told.operands)
        x, w = named.pop("x"), named.pop("w")
        try:
            return bool(self.refuses(x, w, **named, **_copies(told.options)))
        except Exception as wrong:
            text = f"refuses raised {described(wrong)}, when asked of {self.text(call)}"
            raise TypeError(text) from wrong

    def _run(self, given: Mapping[str, Any], options: Mapping[str, Any]) -> Any:
        named = dict(given)
        values = {"x": named.pop("x"), "w": named.pop("w"), **options}
        arguments = [values.get(a, a) for a in self.arguments]
        others = {k: v for k, v in options.items() if k not in self.arguments}
        return self.function(*arguments, **named, **others)

    def sizes(self, sizes: tuple[int, ...]) -> tuple[int, ...]:
        """Return the shape of an answer of ours as it has it."""
        return sizes if self.layout is None else self.layout.place(sizes)

    def _told(self, call: Call) -> Call:
        """Return a call with the axes in its order."""
        return call if self.layout is None else self.layout.told(call)

    def _converted(self, call: Call) -> dict[str, Any]:
        """Return copies of the operands, by name, as `to` makes them of lists."""
        fresh = {k: lists(v) for k, v in self._told(call).operands.items()}
        if self.to is None:
            return fresh
        return {k: self.to(v) if isinstance(v, list) else v for k, v in fresh.items()}

    def _check_unchanged(
        self, call: Call, given: Mapping[str, Any], options: Mapping[str, Any]
    ) -> None:
        """Raise NoAnswerError if an argument is no longer what it was."""
        told = self._told(call)
        for name, value in options.items():
            if type(value) is list and value != told.options[name]:
                raise NoAnswerError(f"changed its argument {name} to {value}", call)
        operands = told.operands
        for name, new in given.items():
            if isinstance(new, Iterator) or (self.to is None and new == operands[name]):
                continue  # made to be used up, or just what it was
            try:
                now = plain(new)
                same = now == operands[name] or equal(
                    now, plain(self._converted(call)[name])
                )
            except Exception:
                now, same = reprlib.repr(new), False
            if not same:
                raise NoAnswerError(f"changed its argument {name} to {now}", call)

    def text(self, call: Call) -> str:
        """Return a call of it as code to be pasted."""
        call = self._told(call)
        if isinstance(self.function, Away):
            return self.function.text(call)
        named = {k: self._data(v) for k, v in call.operands.items()}
        options = {k: v for k, v in call.options.items() if k not in self.arguments}
        words = {k: repr(v) for k, v in call.options.items()}
        given = [{**words, **named}.get(a, repr(a)) for a in self.arguments]
        given += [f"bias={named['bias']}"] if "bias" in named else []
        given += _by_name({**_held(self.function), **options})
        return f"{self.name}({', '.join(given)})"

    def _data(self, value: Any) -> str:
        if self.to is None:
            return repr(value)
        given = [repr(value), *_by_name(_held(self.to))]
        return f"{spelled(self.to)}({', '.join(given)})"


def _copies(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments with lists as new ones, as who gets them may change them.

    Other values are as they were: of a tuple, `lists` would make a list.
    """
    return {name: _copied(value) for name, value in arguments.items()}


def _copied(value: Any) -> Any:
    return [_copied(v) for v in value] if type(value) is list else value


def _held(function: Any) -> dict[str, Any]:
    """Return what a partial passes by name; another object may do anything with it."""
    return function.keywords if type(function) is partial else {}


def _by_name(values: Mapping[str, Any]) -> list[str]:
    return [f"{name}={value_text(value)}" for name, value in values.items()]


def _passes_through(error: BaseException) -> bool:
    """Return whether an exception is none of the candidate's, but of who runs it."""
    homes = {kind.__module__.partition(".")[0] for kind in type(error).__mro__}
    return isinstance(error, KeyboardInterrupt) or "hypothesis" in homes


def described(error: BaseException) -> str:
    """Return an exception on one line.

    >>> described(KeyError("x"))
    "KeyError: 'x'"
    """
    return f"{type(error).__name__}: {reworded(error)}"


def equal(a: Any, b: Any) -> bool:
    """Return whether nested lists are equal, where nan equals itself.

    >>> nan = float("nan")
    >>> equal([1, nan], [1.0, -nan]), equal([1], [2]), equal([1], [[1]])
    (True, False, False)
    """
    if a == b:
        return True
    pairs = zip(leaves(a), leaves(b))
    return shape(a) == shape(b) and all(v == u or _is_nan(v, u) for v, u in pairs)


def _is_nan(*values: Any) -> bool:
    return all(v != v for v in values)  # noqa: PLR0124
