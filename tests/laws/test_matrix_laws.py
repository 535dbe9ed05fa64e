"""Every law of matrices, proved on indeterminates up to a bound and sampled beyond it.

Each public function of pureconv.laws.matrices is proved by being there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pureconv.laws import matrices as laws
from situations import (
    Law,
    Statement,
    bare,
    broken,
    functions,
    sampled,
    sides,
    statements,
)

every_law = pytest.mark.parametrize("statement", statements(laws), ids=str)


@every_law
def test_law_is_proved(statement: Statement) -> None:
    """Equal on indeterminates is equal in every commutative ring, for this shape."""
    assert broken(statement) is None


@every_law
@settings(max_examples=max(1, settings().max_examples // 10))
@given(data=st.data())
def test_law_holds_for_numbers_of_any_size(
    statement: Statement, data: st.DataObject
) -> None:
    left, right = sides(statement, data.draw(sampled(statement)))

    assert left == right


# === what the laws are good for ===


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
    statement = Statement(law, bare, axes)
    wrong = mistake(functions(statement)[name])

    assert broken(statement, **{name: wrong}) is not None, "the law holds all the same"
