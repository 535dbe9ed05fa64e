"""What each library means by convolution: a table of names and references.

In reading order:

    libraries    NumPy, SciPy and their like, said with the functions of this library
    frameworks   torch, ONNX and JAX, said with its layers
    table        CONVENTIONS: what each function is called, and what can be varied
"""

from __future__ import annotations

from pureconv.testing.conventions.table import CONVENTIONS, Convention

__all__ = ["CONVENTIONS", "Convention"]
