"""Which calls to try: drawn by whatever makes choices, a seed or hypothesis.

In reading order:

    dice       chance that is the same everywhere
    sizes      what is small, what is large, and what an example may cost
    options    which options a call has
    numbers    kinds of numbers, and lists of them
    shapes     which shapes a call has, to be filled with numbers
    calls      whole calls, one after the other
"""
