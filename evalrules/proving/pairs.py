"""Two rulesets asked about the same evidence: what they name alike is one variable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import z3

from evalrules.base.numbers import number_text
from evalrules.model.refs import pair_from
from evalrules.model.ruleset import Ruleset
from evalrules.proving.prover import Bounds, day_of
from evalrules.proving.rows import plan_with, rows_of
from evalrules.proving.solving import Solved, name_of
from evalrules.proving.standard import Standard
from evalrules.proving.symbols import Symbol, Symbols
from evalrules.proving.terms import Term, both, either
from evalrules.proving.witness import evidence_text

Supposed = Mapping[tuple[str, str], Fraction]
"""What numbers that no text gives are supposed to be, by the id of the value and the option."""


class Pair:
    """Two rulesets in terms of the solver, with the same rows and the day of the assessment of the second."""

    def __init__(self, before: Ruleset, after: Ruleset, bounds: Bounds) -> None:
        self.day = day_of(after)
        self.rows = {**rows_of(before, bounds.rows), **rows_of(after, bounds.rows)}
        self.standards = (self._standard(before), self._standard(after))

    def _standard(self, ruleset: Ruleset) -> Standard:
        rows = {table: self.rows[table] for table in ruleset.tables}
        return Standard(plan_with(ruleset, rows), Symbols(ruleset, self.day), rows)

    def apart(self) -> Iterator[str]:
        """What both rulesets name alike and mean otherwise: no evidence means the same to both."""
        before, after = (one.ruleset for one in self.standards)
        for own in before.choices.keys() & after.choices.keys():
            if list(before.choices[own].options) != list(after.choices[own].options):
                yield own
        for own in before.measures.keys() & after.measures.keys():
            one, other = before.measures[own], after.measures[own]
            if (one.type, one.unit, one.series) != (other.type, other.unit, other.series):
                yield own
        every = [{plan.indicator.id: plan.every for plan in one.plan.indicators} for one in self.standards]
        yield from (own for own in every[0].keys() & every[1].keys() if every[0][own] != every[1][own])

    @property
    def unexpressed(self) -> tuple[str, ...]:
        """What of the conditions that were asked about stands for anything."""
        return tuple(dict.fromkeys(own for one in self.standards for own in one.unexpressed))

    def levels_differ(self) -> Term:
        """That one ruleset certainly gives a level which the other certainly does not."""
        parts = []
        for one, other in (self.standards, self.standards[::-1]):
            ranked = {level.id: rank for rank, level in enumerate(other.ruleset.levels)}
            for rank, level in enumerate(one.ruleset.levels):
                is_other = other.level_is(ranked[level.id]).no if level.id in ranked else True
                parts.append(both((one.level_is(rank).yes, is_other)))
        return either(parts)

    def known(self) -> Iterator[Term]:
        """What holds of all evidence that both accept."""
        for one in self.standards:
            yield from one.declared()
        for one in self.standards:
            yield from (*one.definitions, *one.symbols.bounds)

    def ways(self) -> Iterator[list[Term]]:
        """What a solution is asked to be besides: of few decimals, whole, or anything."""
        symbols = {name_of(one.variable): one for each in self.standards for one in each.symbols.every}
        reals = [
            one for one in symbols.values() if z3.is_real(one.variable) and one.place.kind in ("fact", "parameter")
        ]
        easy = [term for one in self.standards for term in one.easy]
        hundredths = [z3.IsInt(one.variable * 100) for one in reals]
        yield from ([*hundredths, *easy], hundredths, [z3.IsInt(one.variable) for one in reals], [])

    def evidence(self, one: Standard, solved: Solved) -> tuple[str, Supposed]:
        """A file of what one ruleset knows of a solution, and what is supposed. Raises NotDecimal."""
        supposed = _supposed(one.symbols.every, solved)
        note = "".join(f"{value} = {number_text(number)}\n" for (value, _), number in supposed.items())
        known = {symbol.place: symbol for symbol in one.symbols.every}
        taken = [symbol for symbol in known.values() if name_of(symbol.variable) in solved.names]
        return evidence_text(one.ruleset, taken, solved.model, one.rows, self.day, note), supposed


def _supposed(symbols: Iterable[Symbol], solved: Solved) -> Supposed:
    found: dict[tuple[str, str], Fraction] = {}
    for symbol in symbols:
        if symbol.place.kind == "parameter" and name_of(symbol.variable) in solved.names:
            value, option, _ = pair_from(symbol.place.id)
            number: Any = solved.model.eval(symbol.variable, model_completion=True)
            if z3.is_rational_value(number):
                found[value, option] = Fraction(number.numerator_as_long(), number.denominator_as_long())
    return found
