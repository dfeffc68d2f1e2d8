"""A whole ruleset proven, claim by claim, in a given time."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import NamedTuple

import z3

from evalrules.model.proof import (
    OPEN,
    PARAMETER,
    PROVEN,
    REFUTED,
    TIME,
    UNCONFIRMED,
    UNDECIDED,
    UNEXPRESSED,
    Answer,
    Claim,
    Proof,
    Witness,
)
from evalrules.model.ruleset import Ruleset
from evalrules.proving import solving
from evalrules.proving.claims import Asked, Claims
from evalrules.proving.rows import plan_with, rows_of
from evalrules.proving.solving import SAT, UNSAT, Solving, name_of
from evalrules.proving.standard import Standard
from evalrules.proving.symbols import Symbols
from evalrules.proving.terms import Term
from evalrules.proving.witness import NotDecimal, Seen, evidence_text, seen

A_YEAR = 2020
"""The year of the assessment where the ruleset has no dates."""


class Bounds(NamedTuple):
    """How long all claims and each of them may take, in seconds, and how many rows a table has."""

    seconds: float = 60.0
    each: float = 5.0
    rows: int = 2


Progress = Callable[[int, str], None]
"""Told how many claims are answered, and the kind of the next."""


def prove(ruleset: Ruleset, bounds: Bounds = Bounds(), progress: Progress | None = None) -> Proof:  # noqa: B008 - a value
    """Every claim about a ruleset with its answer; nothing is said that the engine does not confirm."""
    proving = _Proving(ruleset, bounds)
    answers = []
    for number, (claim, ask) in enumerate(proving.claims.questions()):
        if progress is not None:
            progress(number, claim.kind)
        answers.append(proving.answer(claim, ask))
    rows = {table: len(listed) for table, listed in proving.rows.items()}
    return Proof(ruleset.name, ruleset.digest, proving.day.isoformat(), rows, tuple(answers))


class _Proving:
    def __init__(self, ruleset: Ruleset, bounds: Bounds) -> None:
        self.ruleset = ruleset
        self.day = _day_of(ruleset)
        self.rows = rows_of(ruleset, bounds.rows)
        self.plan = plan_with(ruleset, self.rows)
        self.base = Standard(self.plan, Symbols(ruleset, self.day), self.rows)
        self.claims = Claims(self.base, self._given)
        self.solving = Solving(bounds.seconds, bounds.each)
        self._declared: dict[int, tuple[Standard, list[Term]]] = {}

    def _given(self, own: str) -> Standard:
        return Standard(self.plan, self.base.symbols, self.rows, {own: ()})

    def answer(self, claim: Claim, ask: Callable[[], Asked]) -> Answer:
        if self.solving.is_over:
            return Answer(claim, OPEN, reason=TIME)
        asked = ask()
        found = self.solving.solve([asked.formula], self._known(asked))
        if found.outcome == solving.OPEN:
            return Answer(claim, OPEN, reason=TIME)
        if found.outcome == UNSAT:
            return self._without_solution(claim, asked)
        witnesses = self._witnesses(claim, asked, asked.formula)
        if witnesses is not None:
            return Answer(claim, PROVEN if asked.is_of_some else REFUTED, witnesses)
        return self._open(claim, asked, UNCONFIRMED)

    def _without_solution(self, claim: Claim, asked: Asked) -> Answer:
        if not asked.is_of_some:
            return Answer(claim, PROVEN)
        found = self.solving.solve([asked.possible], self._known(asked))
        if found.outcome == UNSAT:
            return Answer(claim, OPEN, (), PARAMETER, asked.lacking) if asked.lacking else Answer(claim, REFUTED)
        if found.outcome == solving.OPEN:
            return Answer(claim, OPEN, reason=TIME)
        witnesses = self._witnesses(claim, asked, asked.possible)
        return Answer(claim, PROVEN, witnesses) if witnesses is not None else self._open(claim, asked, UNDECIDED)

    def _open(self, claim: Claim, asked: Asked, reason: str) -> Answer:
        not_given = tuple(dict.fromkeys(own for one in asked.subjects for own in one.not_given))
        unexpressed = tuple(dict.fromkeys(own for one in asked.subjects for own in one.unexpressed))
        if not_given:
            return Answer(claim, OPEN, reason=PARAMETER, details=not_given)
        if unexpressed:
            return Answer(claim, OPEN, reason=UNEXPRESSED, details=unexpressed)
        return Answer(claim, OPEN, reason=reason)

    def _known(self, asked: Asked) -> list[Term]:
        found: list[Term] = []
        for one in asked.subjects:
            if id(one) not in self._declared:
                self._declared[id(one)] = (one, list(one.declared()))
            found += [*self._declared[id(one)][1], *one.definitions, *one.symbols.bounds]
        return found

    # -- evidence ----------------------------------------------------------------------------------------------------

    def _witnesses(self, claim: Claim, asked: Asked, formula: Term) -> tuple[Witness, ...] | None:
        """The evidence of a solution, where the engine confirms what it is to show."""
        known = self._known(asked)
        for more in self._ways(asked):
            found = self.solving.solve([formula], known, more)
            if found.outcome != SAT:
                continue
            texts = self._texts(claim, asked, found)
            looked = None if texts is None else [seen(text, self.ruleset) for text in texts]
            if texts is None or looked is None or None in looked:
                continue
            shown = tuple(one for one in looked if one is not None)
            if asked.confirmed(shown):
                return self._named(claim, shown)
        return None

    def _ways(self, asked: Asked) -> Iterator[list[Term]]:
        """What a solution is asked to be besides: of few decimals, with rows alike, or anything."""
        symbols = list({name_of(one.variable): one for each in asked.subjects for one in each.symbols.every}.values())
        reals = [one.variable for one in symbols if z3.is_real(one.variable) and one.place.kind == "fact"]
        spreads = [one.variable == 0 for one in symbols if one.place.kind == "any number" and z3.is_real(one.variable)]
        first = {(one.place.id, "'" in name_of(one.variable)): one for one in reversed(symbols) if one.place.row == 0}
        alike = [
            one.variable == first[key].variable
            for one in symbols
            if one.place.row and (key := (one.place.id, "'" in name_of(one.variable))) in first
        ]
        for places in (0, 2, 4):
            whole = [z3.IsInt(one * 10**places) for one in reals]
            if spreads:
                yield [*whole, *alike, *spreads]
            yield whole
        yield []

    def _texts(self, claim: Claim, asked: Asked, found: solving.Solved) -> list[str] | None:
        texts = []
        for one in asked.subjects:
            taken = [symbol for symbol in one.symbols.every if name_of(symbol.variable) in found.names]
            try:
                note = f"{claim.kind} {claim.of} {claim.part}".strip()
                texts.append(evidence_text(self.ruleset, taken, found.model, self.rows, self.day, note))
            except NotDecimal:
                return None
        return texts

    def _named(self, claim: Claim, shown: tuple[Seen, ...]) -> tuple[Witness, ...]:
        parts = (claim.kind, *(part for part in (claim.of, claim.part) if part))
        stem = "-".join(parts).replace("/", "_").replace(" ", "").replace(",", "-").replace(":", "-")
        names = [f"{stem}.yaml"] if len(shown) == 1 else [f"{stem}-{at}.yaml" for at in range(1, len(shown) + 1)]
        return tuple(
            Witness(name, one.text, ", ".join(one.case.possible_levels)) for name, one in zip(names, shown, strict=True)
        )


def _day_of(ruleset: Ruleset) -> datetime.date:
    """The last day of a year in which the ruleset is in force."""
    start, until = ruleset.in_force.start, ruleset.in_force.until
    year = A_YEAR if start is None else max(start.year + 1, A_YEAR)
    if until is not None and datetime.date(year, 12, 31) >= until:
        year = until.year - 1
    return datetime.date(year, 12, 31)
