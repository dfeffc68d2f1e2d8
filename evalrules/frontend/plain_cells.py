"""Cells of tables bound at once where nothing in them is odd: the same facts as by the whole binding.

What a text says in a column is found out once, by the whole binding, and known for the rows below; a plain number is
read by itself. Whatever could be a problem, a question or a note, and a cell that is more than one text, is left to the
whole binding, which says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.source import Scalar, Span
from evalrules.base.text_rows import AROUND, in_unit
from evalrules.frontend.bind_facts import Facts
from evalrules.frontend.plain_numbers import PLAIN, PlainRange, plain_range
from evalrules.model.evidence import Bounds, Fact, FactValue
from evalrules.model.plain_cells import Cell, Said
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

    def cells(self, texts: Sequence[str], unit: Scalar | None, name: str) -> list[Cell]:
        """What the texts of a column of a file say; None for each that has to be looked at."""
        whole = self._whole_numbers(texts) if unit is None else None
        if whole is not None:
            return whole
        place = Span(name, 1, 1, 1, 1)
        known = {text: self._cell(text.strip(AROUND), unit, place) for text in set(texts)}
        return list(map(known.__getitem__, texts))

    def _whole_numbers(self, texts: Sequence[str]) -> list[Cell] | None:
        """The numbers of a column in which there is nothing but whole numbers within its range."""
        span = self._range
        if span is None or span.is_percent or not texts:
            return None
        different = set(texts)
        try:
            numbers = {text: int(text) for text in different}
        except ValueError:
            return None
        if any(str(number) != text or not span.low <= number <= span.high for text, number in numbers.items()):
            return None
        return list(map(numbers.__getitem__, texts))

    def _cell(self, text: str, unit: Scalar | None, place: Span) -> Cell:
        number = _plain_number(text) if unit is None and self._range is not None else None
        if number is not None and self._range is not None and self._range.number(number) is not None:
            return number
        fact = self._whole.bind(in_unit(Scalar(text, False, place), unit), self.measure)
        if self._problems:
            self._problems.clear()
            return None
        return Said(fact.value, text, fact.cause)

    def _number(self, text: str) -> Bounds | None:
        """The number that a plain text is."""
        digits = PLAIN.fullmatch(text) if self._range is not None else None
        if digits is None or self._range is None:
            return None
        number = self._range.number(int(text) if digits[2] is None else Decimal(text))
        return None if number is None else Bounds(number, number)


def _plain_number(text: str) -> int | Decimal | None:
    """The number that a text is and that is written as this text."""
    digits = PLAIN.fullmatch(text)
    if digits is None or text == "-0":
        return None
    return int(text) if digits[2] is None else Decimal(text)
