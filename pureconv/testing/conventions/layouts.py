"""In which order the axes of arrays lie: a library's, and ours.

Letters name them: N batch items, C channels, H rows, W columns, or L samples; of
weights, O output channels and I input channels. Ours are NCHW and OIHW, or NCL and OIL,
and IOHW where a layer is transposed:

    layout_of("NHWC,HWIO", "conv")      channels last: of x and y, and of weights

In tables a * stands for the axes that the kernel slides along, L or HW. The weights of
depthwise layers have M, multipliers, for O: each input channel has so many outputs of
its own. That is a layer with as many groups as input channels, and I is the group; no
option says how many there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from pureconv.checks import items, shown
from pureconv.nested import leaves, shape

if TYPE_CHECKING:
    from pureconv.testing.call import Call

DATA = "NC*"
EXAMPLE = 'such as "NHWC,HWIO"'


class Layout(NamedTuple):
    """The axes of two operands and of an answer, as we have them and as others do."""

    ours: tuple[str, str, str]
    theirs: tuple[str, str, str]
    size: str  # the option that is the whole shape of an answer; "" if there is none

    def told(self, call: Call) -> Call:
        """Return one of our calls as others make it."""
        options, w = dict(call.options), call.w
        if "M" in self.theirs[1]:
            groups = options.pop("groups", 1)
            kernels, each = [kernel for (kernel,) in w], len(w) // groups
            w = [kernels[n * each : (n + 1) * each] for n in range(groups)]
        if self.size in options:
            options[self.size] = self.place(options[self.size])
        x, w = self._told(0, call.x), self._told(1, w)
        return call._replace(x=x, w=w, options=options)

    def answer(self, y: Any) -> Any:
        """Return one of our answers as others give it."""
        return self._told(2, y)

    def heard(self, n: int, values: Any) -> Any:
        """Return the first operand of others, the second, or their answer as ours.

        Raises ValueError for another number of axes than it should have: of an answer
        without a name, which who asked for it knows.
        """
        sizes = shape(values)
        ours, theirs = self._words(n, len(sizes))
        if len(theirs) != len(sizes):
            whose = ("x has ", "w has ", "")[n]
            raise ValueError(f"{whose}shape {sizes}, which is not {theirs}")
        values = permuted(values, [theirs.index(axis) for axis in ours])
        if "M" not in theirs:
            return values
        return [[kernel] for group in values for kernel in group]

    def place(self, index: tuple[int, ...]) -> tuple[int, ...]:
        """Return where others have one of our outputs, or a size of our answer.

        >>> layout_of("NHWC,HWIO", "conv").place((0, 1, 2, 3))
        (0, 2, 3, 1)
        """
        ours, theirs = self._words(2, len(index))
        return tuple(index[ours.index(axis)] for axis in theirs)

    def call(self, x: Any, w: Any, options: Mapping[str, Any]) -> tuple[Any, Any, Any]:
        """Return the operands and the options of others as ours."""
        told, heard = dict(options), (self.heard(0, x), self.heard(1, w))
        ours, theirs = self._words(2, len(shape(x)))
        if "M" in self.theirs[1]:
            _, letters = self._words(1, len(shape(w)))
            told["groups"] = shape(w)[letters.index("I")]
        if self.size in told:
            whole = items(told[self.size]) or []
            if len(whole) != len(theirs):
                due = f"{self.size} must be the sizes of {theirs}"
                raise ValueError(f"{due}, not {shown(told[self.size])}")
            sizes = dict(zip(theirs, whole))
            told[self.size] = tuple(sizes[axis] for axis in ours)
        return *heard, told

    def _told(self, n: int, values: Any) -> Any:
        ours, theirs = self._words(n, len(shape(values)))
        return permuted(values, [ours.index(axis) for axis in theirs])

    def _words(self, n: int, rank: int) -> tuple[str, str]:
        """Return the letters of an array with so many axes, ours and theirs."""
        along = "L" if rank == 3 else "HW"
        both = self.ours[n], self.theirs[n]
        ours, theirs = (word.replace("*", along) for word in both)
        return ours, theirs


def layout_of(
    text: str,
    role: str = "conv",  # the same result for each role that has no order of its own
    size: str = "",
    *,
    depthwise: bool = False,
) -> Layout:
    """Return a layout in words: of x, of w and, if it is another than x's, of y.

    >>> layout_of("NLC,LIO", "conv_transpose").ours
    ('NCL', 'IOL', 'NCL')

    Raises ValueError for words that name no order of these axes.
    """
    if not isinstance(text, str):
        raise TypeError(f"layout must be text {EXAMPLE}, not {shown(text)}")
    words = text.split(",")
    if not 2 <= len(words) <= 3:
        raise ValueError(f"layout must be two words or three, {EXAMPLE}, not {text!r}")
    along = next((axes for axes in ("*", "L") if axes in words[0]), "HW")
    weights = "IM*" if depthwise else "IO*" if role.startswith("conv_tr") else "OI*"
    ours = [letters.replace("*", along) for letters in (DATA, weights, DATA)]
    theirs = [*words, words[0]]  # y is like x if there is no word for it
    for name, letters, word in zip(("x", "w", "y"), ours, theirs):
        if sorted(letters) != sorted(word):
            listed = ", ".join(letters)
            text = f"layout must have each of {listed} once for {name}, not {word!r}"
            raise ValueError(text)
    roles = {"input_gradient": (2, 1, 0), "weight_gradient": (0, 2, 1)}
    kind = "_".join(role.split("_")[-2:])
    a, b, c = roles.get(kind, (0, 1, 2))
    return Layout((ours[a], ours[b], ours[c]), (theirs[a], theirs[b], theirs[c]), size)


def permuted(values: Any, order: list[int]) -> Any:
    """Return nested lists whose axes lie in another order; empty ones as they are.

    >>> permuted([[[1, 2, 3], [4, 5, 6]]], [2, 0, 1])
    [[[1, 4]], [[2, 5]], [[3, 6]]]
    """
    numbers, sizes = leaves(values), shape(values)
    if not numbers:
        return values
    steps = [1]
    for size in sizes[:0:-1]:
        steps.insert(0, steps[0] * size)
    places = [0]
    for axis in order:
        along = range(0, sizes[axis] * steps[axis], steps[axis])
        places = [place + step for place in places for step in along]
    found = [numbers[place] for place in places]
    for axis in order[:0:-1]:
        size = sizes[axis]
        found = [found[n : n + size] for n in range(0, len(found), size)]
    return found
