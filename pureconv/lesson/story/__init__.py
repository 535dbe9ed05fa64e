"""The story, chapter by chapter; each is a function that computes its numbers.

    signals     the numbers that run through it
    weights     chapters 1 to 4: what weights can say
    sliding     chapters 5 and 6: slide, then sum; the edges
    flipping    chapters 7 and 8: where the flip comes from, why networks leave it out
    images      chapter 9: two dimensions
    knobs       chapters 10 and 11: the matrix; stride, padding, dilation
    layers      chapters 12 to 14: channels; transposed layers; how a layer learns
    closing     the table, and what the article got wrong
"""
