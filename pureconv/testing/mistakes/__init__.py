"""How is a wrong convolution wrong? Known mistakes are made, and answers compared.

In reading order:

    calls          a call of a reference, to be changed in parts
    probes         calls like a given one: other numbers, shapes, options
    slips          mistakes in kernels, options and paddings
    layer_slips    mistakes in channels, groups, batches and biases
    window_slips   mistakes in where windows lie
    number_slips   mistakes in arithmetic
    mistakes       which of them explain the answers of a candidate
"""
