"""What each function means by convolution: a table of names and references.

In reading order:

    quick        our functions, fast on whole numbers
    outside      options that hold a sample, which counts as one of x
    libraries    NumPy, SciPy and their like, said with the functions of this library
    frameworks   torch, ONNX and JAX, said with its layers
    tensorflow   TensorFlow, Keras and JAX, where channels come last
    images       OpenCV, kornia, MATLAB, jax.scipy.signal, astropy's transforms
    gradients    gradients of layers, ours and torch's
    layouts      in which order a library has the axes of its arrays
    convention   what stands in a row: a reference, its role, its words; OURS
    table        CONVENTIONS, a row for each function of a library
    values       whether an option takes a value
    target       what a candidate is measured by: a row, and the options that vary
"""

from __future__ import annotations

from pureconv.testing.conventions.convention import (
    DEFAULTS,
    OURS,
    ROLES,
    SLIDING,
    Convention,
    role_name,
)
from pureconv.testing.conventions.layouts import Layout, layout_of
from pureconv.testing.conventions.table import CONVENTIONS
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
