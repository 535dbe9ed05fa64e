"""What there is to check, and what a candidate that passes is shown to be."""

from __future__ import annotations

from pureconv.laws import layers, signals
from pureconv.testing.checking.laws import laws_in


def _laws() -> dict[str, str]:
    """Return the statement of each law; of two with one name, both."""
    statements: dict[str, str] = {}
    for law in [*laws_in(signals), *laws_in(layers)]:
        said = (law.__doc__ or "").partition("\n")[0].rstrip(".")
        name = law.__name__
        statements[name] = f"{statements[name]}; {said}" if name in statements else said
    return statements


CHECKS: dict[str, str] = {
    "right_on_small_integers": "each output is the exact sum of the right products: "
    "which weight meets which sample, whatever the options",
    "repeats": "the same call gives the same bits again: nothing is left over from a "
    "call before, and nothing depends on the time or on other threads",
    "sign_moves_through": "negating x negates the output bit for bit: nothing is taken "
    "for positive, or rounded to one side",
    "power_of_two_moves_through": "x times a power of two gives so many times the "
    "output bit for bit: no number is too small or too large to count",
    "keeps_dtype": "ints give ints, floats give floats, where arrays are made by `to`",
    "refuses": "with strict=True: what the reference refuses raises here, too",
    "right_on_integers": "each output is exact up to where the type overflows",
    "right_on_floats": "each output is as near to the exact value as the arithmetic "
    "that was declared can bring it",
    **_laws(),
}
"""What passing each check shows, by its name; of images in one convention with signals,
names of laws end in _2d. Laws are identities, stated as code in pureconv.laws."""
