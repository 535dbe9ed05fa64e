"""How the kit calls a function that it does not know: lists go in, lists come out."""

from __future__ import annotations

import reprlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from functools import partial
from typing import Any, NamedTuple

from pureconv.checks import number
from pureconv.nested import leaves, shape
from pureconv.testing.call import Call

READERS = ("tolist", "numpy", "__array__")  # they make lists of arrays, or lead there


class WrongAnswerError(Exception):
    """What a candidate did wrong: in words, at which call, and at which output."""

    def __init__(  # noqa: D107
        self, message: str, call: Call | None = None, finding: Any = None
    ) -> None:
        super().__init__(message)
        self.call = call
        self.finding = finding


class NoAnswerError(WrongAnswerError):
    """No answer at all that could be right or wrong."""


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
    arguments: tuple[Any, ...] = ("x", "w")  # in which order it wants them
    excess: Callable[[Any, Any], str] | None = None  # in which way a call is too large

    def answer(self, call: Call, *, unchanged: bool = True) -> Any:
        """Return what it gives, as nested lists of Python's own numbers.

        It gets copies of the operands, as `to` makes them. Raises NoAnswerError if it
        raises anything, returns what cannot be read, or, unless with unchanged=False,
        if it changes an argument; and if the call is too large to be made. No other
        place runs it.
        """
        excess = self.excess(call.x, call.w) if self.excess is not None else ""
        if excess:
            raise NoAnswerError(f"was not called: {excess}", call)
        try:
            given = self._converted(call)
            y = self._run(given, call.options)
        except BaseException as error:
            if _passes_through(error):
                raise
            raise NoAnswerError(f"raised {described(error)}", call) from error
        if unchanged:
            self._check_unchanged(call, given)
        try:
            return plain(y)
        except BaseException as error:
            if _passes_through(error):
                raise
            known = isinstance(error, (TypeError, ValueError))
            text = _text(error) if known else described(error)
            message = f"returned what is no array of numbers: {text}"
            raise NoAnswerError(message, call) from error

    def _run(self, given: Mapping[str, Any], options: Mapping[str, Any]) -> Any:
        named = dict(given)
        values = {name: named.pop(name) for name in ("x", "w")}
        arguments = [values.get(a, a) for a in self.arguments]
        return self.function(*arguments, **named, **options)

    def _converted(self, call: Call) -> dict[str, Any]:
        """Return copies of the operands, by name, as `to` makes them of lists."""
        fresh = deepcopy(call.operands)
        if self.to is None:
            return fresh
        return {k: self.to(v) if isinstance(v, list) else v for k, v in fresh.items()}

    def _check_unchanged(self, call: Call, given: Mapping[str, Any]) -> None:
        """Raise NoAnswerError if an argument is no longer what it was."""
        before = self._converted(call)
        for name, new in given.items():
            if isinstance(new, Iterator):  # made to be used up
                continue
            try:
                now = plain(new)
            except Exception:
                now = new
            if not equal(now, plain(before[name])):
                raise NoAnswerError(f"changed its argument {name} to {now}", call)

    def text(self, call: Call) -> str:
        """Return a call of it as code to be pasted."""
        named = {k: self._data(v) for k, v in call.operands.items()}
        given = [named.get(a, repr(a)) for a in self.arguments]
        given += [f"bias={named['bias']}"] if "bias" in named else []
        held = self.function.keywords if isinstance(self.function, partial) else {}
        given += [f"{k}={v!r}" for k, v in {**held, **call.options}.items()]
        return f"{self.name}({', '.join(given)})"

    def _data(self, value: Any) -> str:
        if self.to is None:
            return repr(value)
        fixed = self.to.keywords if isinstance(self.to, partial) else {}
        given = [repr(value), *(f"{k}={v!r}" for k, v in fixed.items())]
        return f"{spelled(self.to)}({', '.join(given)})"


def _passes_through(error: BaseException) -> bool:
    """Return whether an exception is none of the candidate's, but of who runs it."""
    homes = {kind.__module__.partition(".")[0] for kind in type(error).__mro__}
    return isinstance(error, KeyboardInterrupt) or "hypothesis" in homes


def described(error: BaseException) -> str:
    """Return an exception on one line.

    >>> described(KeyError("x"))
    "KeyError: 'x'"
    """
    return f"{type(error).__name__}: {_text(error)}"


def _text(error: BaseException) -> str:
    try:
        return " ".join(str(error).split())
    except Exception:
        return "(no text)"


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


def plain(value: Any) -> Any:
    """Return what a candidate gave, arrays and iterators included, as nested lists.

    >>> plain((range(2), iter([3, 4.5])))
    [[0, 1], [3, 4.5]]
    >>> plain([[1, 2], None])
    Traceback (most recent call last):
    ...
    TypeError: output must hold numbers, not None
    """
    values = _plain(value)
    shape(values)
    return values


def _plain(value: Any) -> Any:
    for name in READERS:
        if hasattr(type(value), name):
            return _plain(getattr(value, name)())
    if isinstance(value, (str, bytes, bytearray, Mapping, set, frozenset)):
        raise TypeError(f"output must hold numbers, not {reprlib.repr(value)}")
    if isinstance(value, Iterable):
        return [_plain(v) for v in value]
    try:
        return number(value, "output")
    except TypeError:
        message = f"output must hold numbers, not {reprlib.repr(value)}"
        raise TypeError(message) from None


def spelled(function: Any) -> str:
    """Return how to call a function, with the module where it is found.

    >>> spelled(sum), spelled(partial(plain, value=[])), spelled(lambda x: x)
    ('sum', 'pureconv.testing.candidates.plain', 'f')
    """
    if isinstance(function, partial):
        return spelled(function.func)
    name = getattr(function, "__name__", type(function).__name__)
    owner = getattr(function, "__self__", None)
    home = getattr(function, "__module__", None) or type(owner).__module__
    parts = home.split(".")
    for n in range(1, len(parts) + 1):
        module = ".".join(parts[:n])
        if found(f"{module}.{name}") is function:
            return name if module in {"builtins", "__main__"} else f"{module}.{name}"
    return name if name.isidentifier() else "f"


def found(dotted: str) -> Any:
    """Return what has this name in a module that is loaded, or None.

    >>> found("math.sqrt")
    <built-in function sqrt>
    """
    module, _, name = dotted.rpartition(".")
    return getattr(sys.modules.get(module), name, None)


def typed(to: Callable[..., Any] | None, dtype: str) -> Callable[..., Any] | None:
    """Return `to` such that the arrays it makes, if it makes arrays, are of that dtype.

    So torch.tensor, which makes a float32 of any float, serves for all formats: where
    its arrays have another dtype, it is called with the right one, given by its name or
    as the attribute of its library that has that name.

    >>> typed(tuple, "float32")([1.0])      # not an array, and so of no type
    (1.0,)

    Raises ValueError when neither makes an array of that dtype.
    """
    if to is None or not hasattr(to([1]), "dtype"):
        return to
    library = sys.modules.get(type(to([1])).__module__.partition(".")[0])
    named, attribute = {"dtype": dtype}, {"dtype": getattr(library, dtype, None)}
    for keywords in ({}, named, attribute):
        way = partial(to, **keywords)
        if _made(way, dtype) == dtype:
            return way if keywords else to
    raise ValueError(f"to must make arrays of type {dtype}, but {to!r} does not")


def _made(way: Callable[..., Any], dtype: str) -> str:
    """Return the name of the dtype of an array that is made that way."""
    try:
        made = way([1.0] if "float" in dtype else [1]).dtype
    except Exception:
        return ""
    return str(getattr(made, "name", made)).rpartition(".")[2]
