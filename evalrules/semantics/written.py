"""Facts and numbers as a result writes them: canonical text, or the first digits of what has no end.

A fraction over many rows can have more digits than anybody reads, or than Python writes. Its first digits are written
then, as those of a root are, and as a bound the nearest number of few digits that still does what is said of it.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from evalrules.base.numbers import number_text
from evalrules.base.surds import Surd
from evalrules.model.assessment import Irrational, Written
from evalrules.model.evidence import Bounds, FactValue

_LEAST_DIGITS = 6
_ROUND_DIGITS = 4
_MAX_WRITTEN_BITS = 3300
_BOUND_DIGITS = 40


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


def written_number(value: Fraction | Surd) -> str | Irrational:
    """A number as a result writes it.

    Of a root so many digits are shown that it is not taken for a round number: 0.50 and a little is 0.50000001. So
    it is with a fraction of more than a thousand digits.
    """
    if isinstance(value, Fraction) and not _is_too_long(value):
        return number_text(value)
    digits = _LEAST_DIGITS
    while _cut(value, digits) == _cut(value, _ROUND_DIGITS):
        digits += 2
    square = _square(value) if isinstance(value, Surd) else None
    exact = "" if square is None or _is_too_long(square) else number_text(square)
    return Irrational(exact, number_text(_cut(value, digits)))


def bound_text(value: Fraction, *, up: bool) -> str:
    """A number from which on something holds, upwards or downwards: exact, or a little further on if too long."""
    if not _is_too_long(value):
        return number_text(value)
    scale = 10**_BOUND_DIGITS
    return number_text(Fraction(ceil(value * scale) if up else floor(value * scale), scale))


def _is_too_long(value: Fraction) -> bool:
    return max(value.numerator.bit_length(), value.denominator.bit_length()) > _MAX_WRITTEN_BITS


def _cut(value: Fraction | Surd, digits: int) -> Fraction:
    if isinstance(value, Surd):
        return value.cut(digits)
    return Fraction(int(value * 10**digits), 10**digits)


def _square(value: Surd) -> Fraction | None:
    """The fraction that the number is the root of; None where it is a sum of several."""
    if value.rational or len(value.roots) != 1 or value.sign() < 0:
        return None
    coefficient, square = value.roots[0]
    return coefficient * coefficient * square
