"""How is a wrong convolution wrong? Known mistakes are made, and answers compared.

In reading order:

    draft      a call with all of its options said, to be changed in parts
    probes     calls like a given one: other numbers, shapes, options
    ways       what a mistake is, and the ways to make one
    kernels    mistakes in kernels, options and paddings
    channels   mistakes in channels, groups, biases, batches and gradients
    windows    mistakes in where windows lie
    numbers    mistakes with integers, complex numbers, signs and factors
    seen       what was answered to such calls, and what mistakes give
    causes     what wrong digits may come of, and how that is seen
    rounding   which of these are seen in answers
    ranking    which of them explain the answers of a candidate
"""

from __future__ import annotations

from pureconv.testing.mistakes.ranking import explain_answers, explain_mismatch

__all__ = ["explain_answers", "explain_mismatch"]
