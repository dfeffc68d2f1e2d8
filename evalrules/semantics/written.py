"""Numbers as a result writes them: canonical text, or a square and its first digits where there is a root."""

from __future__ import annotations

from fractions import Fraction

from evalrules.base.numbers import number_text
from evalrules.base.surds import Surd
from evalrules.model.assessment import Irrational

_LEAST_DIGITS = 6
_ROUND_DIGITS = 4


def written_number(value: Fraction | Surd) -> str | Irrational:
    """A number as a result writes it.

    Of a root so many digits are shown that it is not taken for a round number: 0.50 and a little is 0.50000001.
    """
    if isinstance(value, Fraction):
        return number_text(value)
    digits = _LEAST_DIGITS
    while value.cut(digits) == value.cut(_ROUND_DIGITS):
        digits += 2
    square = _square(value)
    return Irrational("" if square is None else number_text(square), number_text(value.cut(digits)))


def _square(value: Surd) -> Fraction | None:
    """The fraction that the number is the root of; None where it is a sum of several."""
    if value.rational or len(value.roots) != 1 or value.sign() < 0:
        return None
    coefficient, square = value.roots[0]
    return coefficient * coefficient * square
