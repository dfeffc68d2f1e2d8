"""Cells of tables bound at once where nothing in them is odd: the same facts as by the whole binding.

What a text says in a column is found out once, by the whole binding, and known for the rows below; a plain number is
read by itself. Whatever could be a problem, a question or a note, and a cell that is more than one text, is left to the
whole binding, which says so.
"""

from __future__ import annotations

from decimal import Decimal

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.source import Scalar
from evalrules.frontend.bind_facts import Facts
from evalrules.frontend.plain_numbers import PLAIN, PlainRange, plain_range
from evalrules.model.evidence import Bounds, Fact, FactValue
from evalrules.model.ruleset import Measure, Ruleset

MOST = 5_000
"""How many texts of a column are known at a time: names are many and seldom stand twice."""


class PlainColumn:
    """A column of a table, with what the texts in it say as far as they were met."""

    def __init__(self, measure: Measure, ruleset: Ruleset) -> None:
        self.own = measure.id
        self.measure = measure
        self._range: PlainRange | None = plain_range(measure)
        self._problems: list[Diagnostic] = []
        self._whole = Facts(ruleset, self._problems)
        self._plain: dict[str, tuple[FactValue, str]] = {}
        self._quoted: dict[str, tuple[FactValue, str]] = {}

    def fact(self, written: Scalar) -> Fact | None:
        """The fact that a cell is; None where it has to be looked at."""
        text, quoted, place = written
        said = (self._quoted if quoted else self._plain).get(text) or self._said(written)
        return None if said is None else Fact(self.own, said[0], text, said[1], place, "", "", "")

    def _said(self, written: Scalar) -> tuple[FactValue, str] | None:
        """The value of a text that was not met yet, and why there is none; None where there is something to say."""
        number = None if written.quoted else self._number(written.text)
        if number is not None:
            said: tuple[FactValue, str] = (number, "")
        else:
            fact = self._whole.bind(written, self.measure)
            if self._problems:
                self._problems.clear()
                return None
            said = (fact.value, fact.cause)
        known = self._quoted if written.quoted else self._plain
        if len(known) < MOST:
            known[written.text] = said
        return said

    def _number(self, text: str) -> Bounds | None:
        """The number that a plain text is."""
        digits = PLAIN.fullmatch(text) if self._range is not None else None
        if digits is None or self._range is None:
            return None
        number = self._range.number(int(text) if digits[2] is None else Decimal(text))
        return None if number is None else Bounds(number, number)
