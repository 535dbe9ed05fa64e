"""Mistakes in matrices, and laws that catch them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pureconv.laws import matrices as laws
from situations import Law, bare, broken_by


def not_flipped(convolution_matrix: Any) -> Any:
    return lambda w, n, **mode: convolution_matrix(w[::-1], n, **mode)


def columns_before_rows(correlation_matrix: Any) -> Any:
    """Take the steps of an image for (columns, rows)."""

    def wrong(w: Any, size: Any, *, stride: Any, dilation: Any, **mode: Any) -> Any:
        try:
            return correlation_matrix(
                w, size, stride=stride[::-1], dilation=dilation[::-1], **mode
            )
        except ValueError:  # so they do not fit: another slip hides this one
            return correlation_matrix(w, size, stride=stride, dilation=dilation, **mode)

    return wrong


def moved_by_one(correlation_matrix: Any) -> Any:
    """Let each row be the one above, moved by 1, whatever the stride."""

    def wrong(w: Any, n: int, *, stride: int, **options: Any) -> Any:
        rows = correlation_matrix(w, n, stride=stride, **options)
        return correlation_matrix(w, n, **options)[: len(rows)]

    return wrong


@pytest.mark.parametrize(
    ("law", "axes", "name", "mistake"),
    [
        (laws.matrix_convolves, 1, "convolution_matrix", not_flipped),
        (laws.convolving_is_correlating_turned_over, 1, "convolution_matrix",
         not_flipped),
        (laws.matrix_correlates, 2, "correlation_matrix", columns_before_rows),
        (laws.transposed_matrix_paints, 1, "correlation_matrix", moved_by_one),
        (laws.rows_move_along, 1, "correlation_matrix", moved_by_one),
    ],
)
def test_law_catches_a_planted_mistake(
    law: Law, axes: int, name: str, mistake: Callable[[Any], Any]
) -> None:
    wrong = broken_by(mistake, name, law, bare, axes)

    assert wrong is not None, "the law holds all the same"
