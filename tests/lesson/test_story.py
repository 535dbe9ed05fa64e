"""The functions that the lesson brings: what they compute, worked out another way."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

import pureconv
from pureconv.lesson import chapters
from pureconv.lesson.searchlight import IMAGES
from pureconv.lesson.story import (
    closing,
    flipping,
    images,
    knobs,
    layers,
    signals,
    sliding,
)


@pytest.mark.parametrize("p", [0, 1, 46, 47, 200, 347, 348, 395])
def test_the_best_score_of_the_bump_is_what_sliding_finds(p: int) -> None:
    bump = [0] * p + signals.BUMP + [0] * (395 - p)

    found = max(pureconv.correlate(bump, signals.triangle()))

    assert len(sliding.best_scores(400)) == 396
    assert sliding.best_scores(400)[p] == pytest.approx(found, abs=1e-12)


def test_the_bump_scores_less_near_the_ends() -> None:
    scores = [round(score, 2) for score in sliding.best_scores(400)]  # from sample 2 on

    assert (scores[0], scores[46], scores[358]) == (0.18, 4.31, 3.51)
    assert {*scores[47:349]} == {4.36}


def test_the_scores_of_chapter_4_are_said_as_they_are_drawn() -> None:
    (chapter,) = (each for each in chapters() if each.number == "4")
    drawing: Any = chapter.picture.drawing
    scores = [strip.note[7:] for strip in drawing.strips if "scores" in strip.note]

    said = " ".join(part for part in chapter.body if isinstance(part, str))
    assert len(scores) == 3
    assert ", ".join(scores) + ". Near a seam" in " ".join(said.split())


def test_learning_goes_down_the_gradient_that_chapter_14_computes() -> None:
    x, target = [3, -1, 4, 1, -5], [2, 7, -1]
    first, second = flipping.learn(pureconv.correlate, x, target, 3, 1)

    error = [-t for t in target]  # of the weights 0 0 0
    _, by_weight, _ = layers.gradients(x, [0, 0, 0], error)
    assert first == [0, 0, 0]
    assert [-20 * v for v in second] == by_weight


def test_painting_is_the_transposed_layer() -> None:
    for x, w, step in product([[1], [1, -2, 3]], [[5], [1, 2, 3, 4]], [1, 2, 3]):
        layer = pureconv.conv_transpose1d([[x]], [[w]], stride=step)

        assert layers.paint(x, w, step) == layer[0][0]


def test_the_gradients_are_those_of_the_layer() -> None:
    x, w, g = [3, 1, 4, 1, 5], [2, 7], [1, -8, 2, 8]

    by_input, by_weight, by_bias = layers.gradients(x, w, g)

    assert [[by_input]] == pureconv.conv1d_input_gradient(5, [[w]], [[g]])
    assert [[by_weight]] == pureconv.conv1d_weight_gradient([[x]], 2, [[g]])
    assert [by_bias] == pureconv.bias_gradient([[g]])


def test_scatter_transposed_layer_and_input_gradient_are_one_matrix_turned_over() -> (
    None
):
    w, g = [1, 2, 3], [2, 0, -1, 5]
    matrix = pureconv.correlation_matrix(w, 6)

    back = [
        pureconv.weighted_sum(g, column) for column in layers.turned_over(matrix)
    ]

    assert back == pureconv.scatter(g, w) == layers.paint(g, w, 1)
    assert back == layers.gradients([0] * 6, w, g)[0]


def test_the_receptive_field_is_the_closed_form() -> None:
    """1 + sum over layers l of d * (k - 1) * product of the strides below l."""
    stack = [(3, 2, 1), (5, 3, 2), (2, 1, 4)]

    assert knobs.field(stack) == 1 + 2 + 2 * 4 * 2 + 4 * 1 * 6
    assert knobs.field([]) == 1


def test_the_table_of_properties_says_what_each_scheme_costs_and_sees() -> None:
    table = closing.properties(12, 3)

    columns = ["weights stored", "simple and compact", "adds information"]
    assert {s: [row[c] for c in columns] for s, row in table.items()} == {
        "same": [1, True, False],
        "distinct": [12, False, True],
        "repeated": [3, True, True],
        "sliding": [3, True, True],
    }
    seen = {scheme: row["sees every alignment"] for scheme, row in table.items()}
    assert seen == {"same": None, "distinct": None, "repeated": False, "sliding": True}


def test_a_pattern_of_one_weight_adds_no_information_however_it_is_used() -> None:
    table = closing.properties(4, 1)

    assert table["repeated"]["adds information"] is False
    assert table["sliding"]["adds information"] is False
    assert table["repeated"]["sees every alignment"] is True


def test_the_letter_of_chapter_9_is_an_f() -> None:
    drawn = ["".join(".#"[v] for v in row) for row in images.LETTER]
    assert drawn == ["###", "#..", "##.", "#..", "#.."]


def test_the_images_of_the_searchlight_are_of_one_size() -> None:
    assert {(len(image), *map(len, image)) for image in IMAGES.values()} == {(10,) * 11}
