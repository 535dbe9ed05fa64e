"""The story of convolution, told in chapters: as data here, drawn by two renderers.

    parts       what a chapter is made of
    story       the chapters themselves; read them first, or run `python -m pureconv`
    command     `python -m pureconv`: tell chapters, list them, write the page
    listing     the live source of a function
    terminal    the chapters as lines of text, and `drawing`, their pictures in blocks
    page        the chapters as one HTML page; `svg`, their pictures in it, which
                `describing` puts into words
    searchlight the one picture of the page that moves

Chapters are functions, so that importing the lesson computes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from pureconv.lesson.parts import Chapter, Opening
from pureconv.lesson.story.closing import epilogue
from pureconv.lesson.story.flipping import clothes, flip, learning
from pureconv.lesson.story.images import frontispiece, two_dimensions
from pureconv.lesson.story.knobs import knobs, matrix_chapter, stack
from pureconv.lesson.story.layers import channels, how_it_learns, transposed
from pureconv.lesson.story.sliding import edges, match, slide_then_sum
from pureconv.lesson.story.weights import (
    a_repeated_weight,
    a_weight_each,
    one_sum,
    one_weight,
)

CHAPTERS = {
    "1": one_sum,
    "2": one_weight,
    "3": a_weight_each,
    "4": a_repeated_weight,
    "5": slide_then_sum,
    "5b": match,
    "6": edges,
    "7": flip,
    "7b": clothes,
    "8": learning,
    "9": two_dimensions,
    "10": matrix_chapter,
    "11": knobs,
    "11b": stack,
    "12": channels,
    "13": transposed,
    "14": how_it_learns,
    "epilogue": epilogue,
}


def opening() -> Opening:
    """Return what stands ahead of the first chapter, computed now."""
    paragraphs = [
        """A long list of numbers, say how loud a song is at each moment, is a *signal*;
        each number in it is a *sample*. Somewhere in it hides a small pattern.
        Convolution looks for it everywhere, and gave CNNs, convolutional neural
        networks, their name.""",
        """The story takes half an hour. Every result in it is computed by the code you
        see, the real one; three dots stand for what checks and prepares arguments. To
        try it, start python3 and type `from pureconv import *`.""",
    ]
    return Opening("Convolution, from the ground up", frontispiece(), paragraphs)


def chapters(numbers: Iterable[str] = CHAPTERS) -> list[Chapter]:
    """Return these chapters in reading order, each with its box, computed now."""
    asked = {*numbers}
    return [CHAPTERS[n]() for n in CHAPTERS if {n, n.rstrip("b")} & asked]
