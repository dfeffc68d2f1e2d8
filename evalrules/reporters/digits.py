"""How many digits each number of one assessment is printed with, wherever it is printed.

That hangs on the number and on the assessment alone, never on the place: so no report has two figures for one value,
and none beyond its limit looks like the limit (decision 39).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from itertools import chain

from evalrules.base.numbers import (
    FINE_DIGITS,
    Rounding,
    few_places,
    number_text,
    padded_text,
    rounded,
    shown_number,
    usual_digits,
)
from evalrules.model.assessment import Assessment, Change, Finding, GateFinding, Irrational, VetoFinding, Written
from evalrules.reporters.figures import number_of


class Digits:
    """Prints the numbers of one assessment."""

    def __init__(self, found: Assessment) -> None:
        self.found = found

    def text(self, value: Fraction, *beside: Fraction, padded: int | None = None) -> str:
        """A number, told apart from every limit; `padded` with zeros for a column.

        Only where two assessments are compared does it stand `beside` a number that is none of this one.
        """
        by_standard = self._by_standard.get(value)
        if by_standard is not None:
            text = number_text(rounded(value, by_standard))
        else:
            text = shown_number(value, *self._around(value), *beside, digits=self._digits.get(value))
        return text if padded is None else padded_text(Fraction(text), padded)

    def _around(self, value: Fraction) -> Iterator[Fraction]:
        """The limits next to a number."""
        limits = self._limits
        below, above = bisect_left(limits, value) - 1, bisect_right(limits, value)
        return (limits[at] for at in (below, above) if 0 <= at < len(limits))

    @cached_property
    def _by_standard(self) -> dict[Fraction, Rounding]:
        """Values of what the standard itself rounds: printed as it compares them."""
        roundings = self.found.titles.roundings
        if not roundings:
            return {}
        uses = ((use.measure, use.value) for rule in self._rules() for use in rule.facts)
        cells = (
            (column.measure, figure.have)
            for table in self.found.tables
            for row in table.rows
            for column, figure in zip(table.columns, row.figures, strict=True)
        )
        return {
            number: roundings[measure]
            for measure, value in chain(uses, cells)
            if measure in roundings and (number := number_of(value)) is not None
        }

    @cached_property
    def _digits(self) -> dict[Fraction, int]:
        """Numbers with decimals of their own: of rows, of spreads, and of what was given."""
        found = {number: usual_digits(number) for number in self._of_rows()}
        found |= dict.fromkeys(self._of_spreads(), FINE_DIGITS)
        return found | {number: places for number in self._given() if (places := few_places(number)) is not None}

    @cached_property
    def _limits(self) -> list[Fraction]:
        limits = {number for number in map(number_of, self._asked()) if number is not None}
        return sorted(limits)

    def _rules(self) -> Iterator[Finding | GateFinding | VetoFinding]:
        return chain(self.found.findings, self.found.gates, self.found.vetoes)

    def _of_rows(self) -> Iterator[Fraction]:
        every = (figure.have for table in self.found.tables for row in table.rows for figure in row.figures)
        return (number for have in every if (number := number_of(have)) is not None)

    def _of_spreads(self) -> Iterator[Fraction]:
        for finding in self.found.findings:
            every = [part for use in finding.statistics for part in (use.value, use.mean, use.deviation)]
            if finding.statistics:
                every += [one.have for one in finding.requirements if not one.unit and not one.table]
            yield from (number for part in every if (number := number_of(part)) is not None)
        yield from (number for use in self.found.shown if (number := number_of(use.value)) is not None)

    def _given(self) -> Iterator[Fraction]:
        facts = (use.value for rule in self._rules() for use in rule.facts)
        every = (one for one in chain(self._asked(), facts) if not isinstance(one, Irrational))
        return (number for one in every if (number := number_of(one)) is not None)

    def _asked(self) -> Iterator[Written]:
        """The limits: what is asked of a quantity, and what a condition compares it with.

        Of a limit with digits without end also what is held against it, so that the limit is told from that.
        """
        for finding in self.found.findings:
            values = {use.id: use.value for use in finding.values}
            yield from values.values()
            for one in finding.requirements:
                yield from _both(one.have, values.get(one.value) if one.need is None else one.need)
        for rule in self._rules():
            for step in rule.steps:
                yield from _both(step.left, step.right)
        rows = (row for table in self.found.tables for row in table.rows)
        yield from (figure.need for row in rows for figure in row.figures if figure.op)
        for claim in self.found.claims:
            yield from (claim.stated, claim.derived)
        roundings = self.found.titles.roundings
        for change in self._changes():
            if change.measure not in roundings:  # its need is the edge that is rounded to the limit
                yield from _both(change.have, change.need)

    def _changes(self) -> Iterator[Change]:
        return (change for gap in self.found.gaps for change in chain(gap.changes, *gap.alternatives))


def _both(have: Written, need: Written) -> tuple[Written, ...]:
    """What a limit is, and what is held against one without end."""
    limit = number_of(need)
    return (need,) if limit is None or few_places(limit) is not None else (need, have)
