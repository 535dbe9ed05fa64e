"""The story of convolution, told in chapters: as data here, drawn by a renderer.

    parts       what a chapter is made of
    signals     the numbers that run through it
    weights     chapters 1 to 4: what weights can say
    sliding     chapters 5 to 7: slide, then sum; the edges; the flip
    network     chapter 8: why networks do not flip
    images      chapter 9: two dimensions
    closing     the table, and what the article got wrong
    terminal    the chapters as lines of text

Chapters are functions, so that importing the lesson computes nothing.
"""

from __future__ import annotations

from pureconv.lesson.closing import epilogue
from pureconv.lesson.images import two_dimensions
from pureconv.lesson.network import learning
from pureconv.lesson.parts import Chapter, whole
from pureconv.lesson.sliding import edges, flip, match, slide
from pureconv.lesson.weights import (
    a_repeated_weight,
    a_weight_each,
    one_sum,
    one_weight,
)

CHAPTERS = (
    one_sum,
    one_weight,
    a_weight_each,
    a_repeated_weight,
    slide,
    match,
    edges,
    flip,
    learning,
    two_dimensions,
    epilogue,
)

TITLE = "Convolution, from the ground up"

OPENING = (
    """Convolution gave CNNs their name, convolutional neural networks. Here is its
    story: about ten minutes, in short chapters, one idea and one picture in each. Only
    the inputs were typed in. Every result is computed while you read, by the code you
    see, which is the real one: only its checks of arguments are left out.""",
    f"""To try things yourself, start python3 in this folder and type:
    {whole("from pureconv import *")}""",
)


def chapters() -> list[Chapter]:
    """Return all chapters, computed now."""
    return [chapter() for chapter in CHAPTERS]
