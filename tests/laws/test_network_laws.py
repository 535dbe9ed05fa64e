"""Every law of layers, gradients and matrices: proved for a few sizes, and sampled.

Each public function of the three rooms is proved by being there.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pureconv.laws import gradients, layers, matrices
from situations import Statement, broken, sampled, sides, statements

every_law = pytest.mark.parametrize(
    "statement",
    [each for laws in (layers, gradients, matrices) for each in statements(laws)],
    ids=str,
)


@every_law
def test_law_is_proved(statement: Statement) -> None:
    """Equal on indeterminates is equal in every commutative ring, for this shape."""
    assert broken(statement) is None


@every_law
@settings(max_examples=max(2, settings().max_examples // 10))  # the first is of zeros
@given(data=st.data())
def test_law_holds_for_numbers_of_any_size(
    statement: Statement, data: st.DataObject
) -> None:
    left, right = sides(statement, data.draw(sampled(statement)))

    assert left == right
