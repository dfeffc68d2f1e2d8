"""What is known of the value of a measure: from what is stated of it, what its inputs give, and what it may be."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from evalrules.base.records import NamedTuple
from evalrules.semantics.interval import Interval, are_apart, known_value, meet

if TYPE_CHECKING:
    from evalrules.base.surds import Surd


class Measured(NamedTuple):
    """Every number that a measure can be. `derived` is what its inputs give, whatever is stated (None: not derived).

    `is_contradicted` where what the evidence states of it is none of what its inputs give; `is_impossible` where what
    they give is nothing that it may be.
    """

    numbers: Interval
    derived: Interval | None = None
    is_contradicted: bool = False
    is_impossible: bool = False

    @property
    def known(self) -> Fraction | Surd | None:
        """The number where just one is left."""
        return known_value(self.numbers)


def measured(stated: Interval | None, derived: Interval | None, declared: Interval) -> Measured:
    """The value of a measure. What its inputs give counts before what is stated, which only narrows it.

    Without inputs that say anything the stated figure counts, and without either every number that is declared.
    """
    if derived is None:
        return Measured(declared if stated is None else stated)
    is_impossible = are_apart(derived, declared)
    possible = derived if is_impossible else meet(derived, declared)
    if stated is None:
        return Measured(possible, derived, is_impossible=is_impossible)
    is_contradicted = are_apart(stated, derived)
    return Measured(meet(possible, stated), derived, is_contradicted, is_impossible)
