"""What each function means by convolution: a table of names and references.

In reading order:

    libraries    NumPy, SciPy and their like, said with the functions of this library
    frameworks   torch, ONNX and JAX, said with its layers
    images       OpenCV, kornia, MATLAB
    layouts      in which order a library has the axes of its arrays
    gradients    gradients of layers, ours and torch's
    table        CONVENTIONS, and OURS: the role of each function, what can be varied
    target       what a candidate is measured by: a row, and the options that vary
"""

from __future__ import annotations

from pureconv.testing.conventions.layouts import Layout, layout_of
from pureconv.testing.conventions.table import (
    CONVENTIONS,
    DEFAULTS,
    OURS,
    ROLES,
    SLIDING,
    Convention,
    role_name,
)
from pureconv.testing.conventions.target import Target, Varied, resolve, target_of

__all__ = [
    "CONVENTIONS",
    "DEFAULTS",
    "OURS",
    "ROLES",
    "SLIDING",
    "Convention",
    "Layout",
    "Target",
    "Varied",
    "layout_of",
    "resolve",
    "role_name",
    "target_of",
]
