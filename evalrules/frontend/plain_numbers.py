"""Numbers of which there is nothing to say: plain decimals within the bounds of their measure.

What lies outside, may be meant otherwise (0.4 for 40 %) or is written in any other way is left to the whole binding.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from evalrules.base.numbers import decimal_places, number_text
from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.frontend.names import KIND_OF_TYPE, NUMBER
from evalrules.model.ruleset import Measure

PLAIN = pattern(r"(-?(?:0|[1-9][0-9]{0,29}))(?:\.([0-9]{1,30}))?", re.ASCII)
"""A number far from every limit of what evidence may write."""
LARGE = 10**30

End: TypeAlias = int | Decimal


class PlainRange(NamedTuple):
    """The bounds of a measure that is a number, both included, and what is asked of its figures beside them."""

    low: End
    high: End
    is_whole: bool
    is_percent: bool

    def holds(self, exact: End, decimals: str | None) -> bool:
        """Whether there is nothing to say of a number with these decimals: what `number` is not None for."""
        if not self.low <= exact <= self.high or (self.is_percent and 0 < exact <= 1):
            return False
        return not self.is_whole or decimals is None or not decimals.strip("0")

    def number(self, exact: End) -> Fraction | None:
        """The number of the measure; None where there is something to say of it."""
        if not self.low <= exact <= self.high or (self.is_percent and 0 < exact <= 1):
            return None
        if type(exact) is int:
            return Fraction(exact)
        number = Fraction(*exact.as_integer_ratio())
        return None if self.is_whole and number.denominator != 1 else number


def plain_range(measure: Measure) -> PlainRange | None:
    """The bounds of a measure; None where it is no number, or has a bound that no decimal is."""
    if KIND_OF_TYPE.get(measure.type) != NUMBER:
        return None
    is_whole, is_percent = measure.type == "count", measure.type == "percent"
    low, high = _end(measure.low, -LARGE), _end(measure.high, LARGE)
    if low is None or high is None:
        return None
    return PlainRange(max(low, 0) if is_whole else low, high, is_whole, is_percent)


def _end(bound: Fraction | None, large: int) -> End | None:
    """A bound that numbers compare with exactly; None for a fraction whose decimals never end."""
    if bound is None:
        return large
    return None if decimal_places(bound) is None else Decimal(number_text(bound))
