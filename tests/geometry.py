"""Sizes and options of layers, and who meets whom in them: the definition, as a table.

Every function of a layer adds up products, and which ones is always the same table: of
weights that lead from a sample to an output. On each axis it is made by looking at all
pairs, and then for all items and channels; tests read it three ways.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from definition import Table, gathered, painted
from ring import Polynomial, monomial

Place = tuple[int, ...]  # where a number stands in nested lists
Term = tuple[Place, tuple[str, ...]]  # a product of letters, and where it belongs


class Axis(NamedTuple):
    """Sizes and options of one axis: n samples, k taps, the padding of both sides."""

    n: int
    k: int
    stride: int
    dilation: int
    padding: tuple[int, int]
    output_padding: int = 0

    @property
    def gathering(self) -> Table:
        """Who meets whom in a convolution, which has an output for each window."""
        return gathered(self.n, self.k, self.stride, self.dilation, self.padding)

    @property
    def painting(self) -> Table:
        """Who meets whom in a transposed convolution."""
        return painted(
            self.n, self.k, self.stride, self.dilation, self.padding,
            self.output_padding,
        )

    @property
    def gathered(self) -> int:
        return self.gathering.outputs

    @property
    def painted(self) -> int:
        return self.painting.outputs

    @property
    def fit_to_paint(self) -> bool:
        """Whether a transposed convolution allows this, and has an output."""
        limit = max(self.stride, self.dilation)
        return self.painted > 0 and self.output_padding < limit


class Channels(NamedTuple):
    items: int
    groups: int
    inputs: int  # of one group
    outputs: int


class Meeting(NamedTuple):
    """A weight that leads from a sample to an output."""

    output: Place
    weight: Place
    sample: Place


# With these sizes, the definition is proved: every combination on an axis, each with
# all channels or a share of them. In 2-D, it is the rows' and another is the columns'.
SIZES = {
    1: ((1, 2, 4), (1, 2, 3), (1, 2, 3), (1, 3), ((0, 0), (0, 2), (1, 0), (3, 1))),
    2: ((1, 2, 3), (1, 2, 3), (1, 2, 3), (1, 2), ((0, 0), (1, 2))),
}
CHANNELS = [Channels(*sizes) for sizes in itertools.product((1, 2), repeat=4)]


def gathering_cases(
    dimensions: int, share: int
) -> Iterator[tuple[Channels, list[Axis]]]:
    """Yield the cases of conv1d or conv2d, with one in `share` of the channels each."""
    axes = itertools.starmap(Axis, itertools.product(*SIZES[dimensions]))
    for n, here in enumerate(met([axis for axis in axes if axis.gathered])):
        for channels in CHANNELS[n % share :: share]:
            yield channels, here[:dimensions]


def painting_cases(
    dimensions: int, share: int
) -> Iterator[tuple[Channels, list[Axis]]]:
    """Yield the cases of the transposed layers."""
    sizes = itertools.product(*SIZES[dimensions], (0, 1, 2))
    axes = itertools.starmap(Axis, sizes)
    for n, here in enumerate(met([axis for axis in axes if axis.fit_to_paint])):
        for channels in CHANNELS[n % share :: share]:
            yield channels, here[:dimensions]


def met(axes: list[Axis]) -> list[list[Axis]]:
    """Return each axis with one that differs."""
    return [[axes[n], axes[-7 * n % len(axes)]] for n in range(len(axes))]


GATHERING = ("stride", "padding", "dilation")
PAINTING = ("stride", "padding", "output_padding", "dilation")


def options(axes: list[Axis], names: tuple[str, ...]) -> dict[str, Any]:
    """Return the options of the axes: an int, or a pair in 2-D; sides, or two pairs."""
    values: dict[str, Any] = {
        name: tuple(getattr(axis, name) for axis in axes) for name in names
    }
    return values if len(axes) == 2 else {name: values[name][0] for name in values}


def size(lengths: Sequence[int]) -> Any:
    """Return the lengths as sizes are given: an int, or a pair."""
    return tuple(lengths) if len(lengths) == 2 else lengths[0]


def meetings(
    channels: Channels, tables: Sequence[Iterable[tuple[int, int, int]]]
) -> list[Meeting]:
    """Return all meetings in a layer, from those (output, tap, sample) on each axis."""
    return [
        Meeting(
            (item, group * channels.outputs + o, *(n for n, _, _ in met)),
            (group * channels.outputs + o, c, *(i for _, i, _ in met)),
            (item, group * channels.inputs + c, *(p for _, _, p in met)),
        )
        for item, group, o, c in itertools.product(
            range(channels.items), range(channels.groups),
            range(channels.outputs), range(channels.inputs),
        )
        for met in itertools.product(*tables)
    ]


def gathering_meetings(channels: Channels, axes: list[Axis]) -> list[Meeting]:
    """Return all meetings in conv1d or conv2d."""
    return meetings(channels, [axis.gathering.meetings for axis in axes])


def painting_meetings(channels: Channels, axes: list[Axis]) -> list[Meeting]:
    """Return those in a transposed layer: as if its output were the input."""
    tables = [
        [(sample, i, output) for output, i, sample in axis.painting.meetings]
        for axis in axes
    ]
    return [
        Meeting(output, weight, sample)
        for sample, weight, output in meetings(channels, tables)
    ]


def sums(shape: Place, terms: Iterable[Term]) -> Any:
    """Return nested lists of sums: each term is a product of letters, and its place."""
    total: dict[Place, dict[int, int]] = defaultdict(dict)
    for place, letters in terms:
        total[place][monomial(*letters)] = 1

    def nested(place: Place) -> Any:
        if len(place) == len(shape):
            return Polynomial(total[place])
        return [nested((*place, n)) for n in range(shape[len(place)])]

    return nested(())


def places(shape: Place) -> list[Place]:
    """Return where numbers stand in nested lists of that shape."""
    return [*itertools.product(*map(range, shape))]


@cache
def letter(name: str, place: Place) -> str:
    """Return the letter of that place, as `indeterminates` names it.

    >>> letter("x", (0, 2))
    'x[0][2]'
    """
    return name + "".join(f"[{n}]" for n in place)
