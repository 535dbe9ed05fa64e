"""How a function refuses: which error it raises, and with which words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def refusal(function: Callable[..., Any], *arguments: Any, **options: Any) -> str:
    """Call the function, which must refuse, and return its error as Python prints it.

    >>> refusal(float, "one")
    "ValueError: could not convert string to float: 'one'"
    """
    with pytest.raises((TypeError, ValueError)) as caught:
        function(*arguments, **options)
    return f"{caught.type.__name__}: {caught.value}"
