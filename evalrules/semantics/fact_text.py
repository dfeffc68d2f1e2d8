"""Facts as a result writes them."""

from __future__ import annotations

from fractions import Fraction

from evalrules.base.numbers import number_text
from evalrules.model.assessment import Written
from evalrules.model.evidence import Bounds, FactValue


def written_fact(value: FactValue | Fraction) -> Written:
    """A fact: a number as its text, "low..high" within bounds, a day as it is written, anything else as it is."""
    if type(value) is Bounds:  # as nearly all are
        one, other = value
        if one is other and one is not None:
            return number_text(one)
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Fraction):
        return number_text(value)
    if not isinstance(value, Bounds):
        return value.isoformat()
    if value.exact is not None:
        return number_text(value.exact)
    low, high = ("" if end is None else number_text(end) for end in value)
    return f"{low}..{high}"
