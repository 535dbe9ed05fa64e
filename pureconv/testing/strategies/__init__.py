"""What to test a convolution with: signals, kernels, images, whole argument lists.

`convolve_arguments()`, `conv2d_arguments()` and their like draw what a function is
called with, as a pair (arguments, options):

    from hypothesis import given
    from pureconv.testing import strategies

    @given(strategies.convolve_arguments(options=["mode"]))
    def test_my_convolve(drawn):
        (x, w), options = drawn
        assert my_convolve(x, w, **options) == ...

Only the options that are asked for vary: `options` is a list of names, or maps names to
the values to choose from. One given by keyword is fixed; it shapes what is drawn. It is
not among the options that are drawn: pass it yourself. All take `elements` and `dtype`,
and `max_taps`, `max_size` and `max_channels`, which no axis of the kernel, of the
signal, and no number of channels exceeds; those for layers also sides=False: only the
paddings that PyTorch takes. Half of the examples are small; with large=False, all are.
What is drawn, the room `drawing` says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pureconv.checks import choice, integer
from pureconv.testing.call import Call
from pureconv.testing.conventions import OURS, Varied, resolve
from pureconv.testing.drawing.numbers import maker, nested
from pureconv.testing.drawing.sizes import limits
from pureconv.testing.strategies.arguments import Pieces, arguments_of, examples
from pureconv.testing.strategies.dependency import st
from pureconv.testing.verdict import DTYPES
from pureconv.testing.verdict.arithmetic import Dtype

__all__ = [
    "arguments",
    "conv1d_arguments",
    "conv2d_arguments",
    "conv_transpose1d_arguments",
    "conv_transpose2d_arguments",
    "convolve2d_arguments",
    "convolve_arguments",
    "correlate2d_arguments",
    "correlate_arguments",
    "images",
    "kernels",
    "numbers",
    "signals",
    "tensors",
]

Numbers = st.SearchStrategy[Any]  # one number after the other
Arguments = st.SearchStrategy[Any]  # for pairs (arguments, options)


def numbers(dtype: str = "float64") -> Numbers:
    """Return a strategy for numbers that `dtype` holds: small integers, then worse."""
    return tensors((), dtype=dtype)


def tensors(
    shape: tuple[int, ...], *, elements: Numbers | None = None, dtype: str = "float64"
) -> st.SearchStrategy[Any]:
    """Return a strategy for nested lists of that shape; of (), for one number.

    All numbers of a list are of one kind: small integers, which shrink best; integers,
    also as large as `dtype` can hold exactly, times a power of two; floats from 1 to 2,
    of all sizes, of almost equal size, so that they cancel, subnormal ones and the
    largest. `elements` is a strategy for other numbers. A long list goes on with its
    first 13, in an order that has no period.
    """
    sizes = [integer(size, f"shape[{n}]", 1) for n, size in enumerate(shape)]
    return _lists([(size, size) for size in sizes], elements, dtype)


def signals(
    *,
    elements: Numbers | None = None,
    dtype: str = "float64",
    min_size: int = 1,
    max_size: int = 8,
) -> st.SearchStrategy[list[Any]]:
    """Return a strategy for lists of numbers, one kind of numbers in each list."""
    return _lists([_span(min_size, max_size, "size")], elements, dtype)


def kernels(**words: Any) -> st.SearchStrategy[list[Any]]:
    """Return a strategy for short signals, even and odd, up to max_size=5."""
    return signals(**{"max_size": 5, **words})


def images(
    *,
    elements: Numbers | None = None,
    dtype: str = "float64",
    min_side: int = 1,
    max_side: int = 6,
) -> st.SearchStrategy[list[list[Any]]]:
    """Return a strategy for lists of rows; height and width are drawn on their own."""
    return _lists([_span(min_side, max_side, "side")] * 2, elements, dtype)


def _span(least: Any, most: Any, name: str) -> tuple[int, int]:
    lo = integer(least, f"min_{name}", 1)
    return lo, integer(most, f"max_{name}", lo)


def _lists(
    sizes: list[tuple[int, int]], elements: Numbers | None, dtype: str
) -> st.SearchStrategy[Any]:
    choice(dtype, "dtype", tuple(DTYPES))
    dtype = dtype if elements is None else "float64"  # elements are of any type
    return _drawn_lists(sizes, elements, DTYPES[dtype])


@st.composite
def _drawn_lists(
    draw: Any, sizes: list[tuple[int, int]], elements: Numbers | None, dtype: Dtype
) -> Any:
    """Draw nested lists, each axis from one size to another."""
    dice = Pieces(draw)
    shape = tuple(dice.between(lo, hi) for lo, hi in sizes)
    return nested(shape, maker(dice, dtype, dice.kind(elements)))


def arguments(
    like: Any,
    options: Varied = (),
    *,
    elements: Numbers | None = None,
    dtype: str = "float64",
    max_taps: int | None = None,
    max_size: int | None = None,
    max_channels: int | None = None,
) -> Arguments:
    """Return a strategy for what `like` is called with, whatever `check` takes for it.

    Where it is known in one axis and in two, both are drawn. What is drawn is what it
    is called with: f(*arguments, **options).
    """
    target = resolve(like, options)
    within = limits(max_taps, max_size, max_channels)
    order, layout = target.convention.arguments, target.convention.layout

    def called(drawn: Any) -> Any:
        (x, w), options = drawn
        if layout is not None:
            # Without a bias or with any, the same result: its axes stay as they are.
            call = layout.told(Call(target.reference, x, w, None, options))
            x, w, options = call.x, call.w, call.options
        given = {"x": x, "w": w, **options}
        others = {k: v for k, v in options.items() if k not in order}
        return tuple(given.get(a, a) for a in order), others

    axes = target.roles
    drawn = st.one_of(*(examples(target, n, elements, dtype, within) for n in axes))
    return drawn.map(called)


def _arguments_of(name: str) -> Callable[..., Arguments]:
    def draw(
        options: Varied = (),
        *,
        max_taps: int | None = None,
        max_size: int | None = None,
        max_channels: int | None = None,
        **known: Any,
    ) -> Arguments:
        within = limits(max_taps, max_size, max_channels)
        (axes,) = OURS[name].options
        return arguments_of(OURS[name].role, axes, options, limits=within, **known)

    draw.__name__ = f"{name}_arguments"
    known = ", ".join(OURS[name].drawn)
    draw.__doc__ = f"Return a strategy for what `{name}` is called with: {known}."
    return draw


correlate_arguments = _arguments_of("correlate")
convolve_arguments = _arguments_of("convolve")
correlate2d_arguments = _arguments_of("correlate2d")
convolve2d_arguments = _arguments_of("convolve2d")
conv1d_arguments = _arguments_of("conv1d")
conv2d_arguments = _arguments_of("conv2d")
conv_transpose1d_arguments = _arguments_of("conv_transpose1d")
conv_transpose2d_arguments = _arguments_of("conv_transpose2d")
