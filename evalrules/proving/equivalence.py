"""Whether two rulesets give every subject the same level, or evidence to which they give two.

Both are asked about the same evidence: what they name alike is one variable. What a solver finds is shown only where
the engine says so, of a file for each ruleset that holds what that one knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import z3

from evalrules.base.numbers import number_text
from evalrules.model.proof import OPEN, PARAMETER, PROVEN, REFUTED, TIME, UNCONFIRMED, UNEXPRESSED, Equivalence, Witness
from evalrules.model.refs import pair_from
from evalrules.model.ruleset import Ruleset
from evalrules.proving import solving
from evalrules.proving.prover import Bounds, day_of, with_numbers
from evalrules.proving.rows import plan_with, rows_of
from evalrules.proving.solving import SAT, UNSAT, Solved, Solving, name_of
from evalrules.proving.standard import Standard
from evalrules.proving.symbols import Symbol, Symbols
from evalrules.proving.terms import Term, both, either
from evalrules.proving.witness import NotDecimal, evidence_text, seen


def equivalence(before: Ruleset, after: Ruleset, bounds: Bounds) -> Equivalence:
    """Whether the level is the same for all evidence, nothing of which is missing, that both rulesets accept.

    PROVEN where it is, REFUTED with evidence for each of the two where it is not, else OPEN with the reason.
    """
    return _Pair(before, after, bounds).answer()


class _Pair:
    def __init__(self, before: Ruleset, after: Ruleset, bounds: Bounds) -> None:
        self.day = day_of(after)
        self.rows = {**rows_of(before, bounds.rows), **rows_of(after, bounds.rows)}
        self.standards = tuple(self._standard(one) for one in (before, after))
        self._solving = Solving(bounds.seconds, bounds.seconds / 2)

    def _standard(self, ruleset: Ruleset) -> Standard:
        rows = {table: self.rows[table] for table in ruleset.tables}
        return Standard(plan_with(ruleset, rows), Symbols(ruleset, self.day), rows)

    def answer(self) -> Equivalence:
        """The answer in the time that there is."""
        apart = tuple(dict.fromkeys(self._apart()))
        if apart:
            return self._open(UNEXPRESSED, apart)
        formula, known = self._differ(), list(self._known())
        solved = self._solving.solve([formula], known)
        if solved.outcome == UNSAT:
            return self._told(PROVEN)
        if solved.outcome == solving.OPEN:
            return self._open(TIME)
        for way in self._ways():
            solved = self._solving.solve([formula], known, way)
            found = self._witnesses(solved) if solved.outcome == SAT else ()
            if found:
                return self._told(REFUTED, found)
        unexpressed = tuple(dict.fromkeys(own for one in self.standards for own in one.unexpressed))
        return self._open(UNEXPRESSED, unexpressed) if unexpressed else self._open(UNCONFIRMED)

    def _told(self, outcome: str, found: tuple[Witness, ...] = ()) -> Equivalence:
        rows = {table: len(listed) for table, listed in self.rows.items()}
        given = tuple(dict.fromkeys(own for one in self.standards for own in one.not_given))
        is_supposed = outcome == REFUTED and bool(given)
        return Equivalence(
            outcome, found, PARAMETER if is_supposed else "", given if is_supposed else (), self.day.isoformat(), rows
        )

    def _open(self, reason: str, details: tuple[str, ...] = ()) -> Equivalence:
        return self._told(OPEN)._replace(reason=reason, details=details)

    def _apart(self) -> Iterator[str]:
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

    def _differ(self) -> Term:
        """That one ruleset certainly gives a level which the other certainly does not."""
        parts = []
        for one, other in (self.standards, self.standards[::-1]):
            ranked = {level.id: rank for rank, level in enumerate(other.ruleset.levels)}
            for rank, level in enumerate(one.ruleset.levels):
                is_other = other.level_is(ranked[level.id]).no if level.id in ranked else True
                parts.append(both((one.level_is(rank).yes, is_other)))
        return either(parts)

    def _known(self) -> Iterator[Term]:
        for one in self.standards:
            yield from one.declared()
        for one in self.standards:
            yield from (*one.definitions, *one.symbols.bounds)

    def _ways(self) -> Iterator[list[Term]]:
        """What a solution is asked to be besides: of few decimals, whole, or anything."""
        symbols = {name_of(one.variable): one for each in self.standards for one in each.symbols.every}
        reals = [
            one for one in symbols.values() if z3.is_real(one.variable) and one.place.kind in ("fact", "parameter")
        ]
        easy = [term for one in self.standards for term in one.easy]
        hundredths = [z3.IsInt(one.variable * 100) for one in reals]
        yield from ([*hundredths, *easy], hundredths, [z3.IsInt(one.variable) for one in reals], [])

    def _witnesses(self, solved: Solved) -> tuple[Witness, ...]:
        """A file for each ruleset, where the engine gives them two levels; else none."""
        found = []
        for name, one in zip(("before", "after"), self.standards, strict=True):
            supposed = _supposed(one.symbols.every, solved)
            ruleset = with_numbers(one.ruleset, supposed)
            note = "".join(f"{value} = {number_text(number)}\n" for (value, _), number in supposed.items())
            taken = self._taken(one, solved)
            try:
                text = evidence_text(one.ruleset, taken, solved.model, one.rows, self.day, note)
            except NotDecimal:
                return ()
            case = seen(text, ruleset)
            if case is None or case.case.level is None:
                return ()
            found.append(Witness(f"{name}.yaml", text, case.case.level))
        return tuple(found) if found[0].says != found[1].says else ()

    def _taken(self, one: Standard, solved: Solved) -> list[Symbol]:
        """The variables of one ruleset that the question rests on, those of the other among them that it knows too."""
        known = {symbol.place: symbol for symbol in one.symbols.every}
        return [symbol for symbol in known.values() if name_of(symbol.variable) in solved.names]


def _supposed(symbols: Iterable[Symbol], solved: Solved) -> Mapping[tuple[str, str], Fraction]:
    """What the numbers that no text gives are supposed to be, by their ids and options."""
    found: dict[tuple[str, str], Fraction] = {}
    for symbol in symbols:
        if symbol.place.kind == "parameter" and name_of(symbol.variable) in solved.names:
            value, option, _ = pair_from(symbol.place.id)
            number: Any = solved.model.eval(symbol.variable, model_completion=True)
            if z3.is_rational_value(number):
                found[value, option] = Fraction(number.numerator_as_long(), number.denominator_as_long())
    return found
