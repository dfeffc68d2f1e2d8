"""A whole ruleset proven, claim by claim, in a given time."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from fractions import Fraction

import z3

from evalrules.base.numbers import number_text
from evalrules.base.records import NamedTuple
from evalrules.model.proof import (
    OPEN,
    PARAMETER,
    PROVEN,
    REFUTED,
    TIME,
    UNCONFIRMED,
    UNEXPRESSED,
    Answer,
    Claim,
    Proof,
    Witness,
)
from evalrules.model.refs import pair_from
from evalrules.model.ruleset import Label, Ruleset
from evalrules.proving import solving
from evalrules.proving.claims import Claims
from evalrules.proving.nearby import Known, beside, known_from
from evalrules.proving.questions import NO, Asked
from evalrules.proving.rows import plan_with, rows_of
from evalrules.proving.solving import SAT, UNSAT, Given, Solved, Solving, name_of
from evalrules.proving.standard import Standard
from evalrules.proving.symbols import Symbols
from evalrules.proving.terms import Term
from evalrules.proving.witness import NotDecimal, Seen, evidence_text, seen

FIRST = Fraction(1, 5)
"""Every claim is asked about for this part of its time at first, so that a hard one takes none from the easy ones."""

FOR_A_COUNTY = Fraction(1, 2)
"""So much of the time may be spent on the first county that reaches the best level."""

BEST = Claim("level_reached", "", "", NO)
"""What is asked of the county beside which others are looked for."""

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
    proving = Proving(ruleset, bounds)
    questions = [(claim._replace(label=_label_of(ruleset, claim)), ask) for claim, ask in proving.claims.questions()]
    found: dict[int, Answer] = {}
    for share in (FIRST, 1):
        for number, (claim, ask) in enumerate(questions):
            if number in found and found[number].reason not in (TIME, UNEXPRESSED):
                continue
            if progress is not None:
                progress(number, claim.kind)
            found[number] = proving.answer(claim, ask, bounds.each * share)
    answers = [found[number] for number in range(len(questions))]
    rows = {table: len(listed) for table, listed in proving.rows.items()}
    answers = _looked_again(ruleset, bounds, proving.solving, answers)
    return Proof(ruleset.name, ruleset.digest, proving.day.isoformat(), rows, tuple(answers))


def _looked_again(ruleset: Ruleset, bounds: Bounds, first: Solving, answers: list[Answer]) -> list[Answer]:
    """The answers, after what no evidence showed for want of a meaning was looked for among one row more.

    A spread of the rows of each stage is no spread where every stage has a single row.
    """
    open_ones = [one.claim for one in answers if one.outcome == OPEN and one.reason == UNEXPRESSED]
    if not open_ones or first.is_over:
        return answers
    wider = Proving(ruleset, bounds._replace(seconds=first.left, rows=bounds.rows + 1))
    again = {(one.kind, one.of, one.part) for one in open_ones}
    found: dict[tuple[str, str, str], Answer] = {}
    for claim, ask in wider.claims.questions():
        own = (claim.kind, claim.of, claim.part)
        if own not in again:
            continue
        if wider.solving.is_over:
            found[own] = Answer(claim._replace(label=_label_of(ruleset, claim)), OPEN, reason=TIME)
        elif (shown := wider.shown(claim._replace(label=_label_of(ruleset, claim)), ask)) is not None:
            found[own] = shown
    return [found.get((one.claim.kind, one.claim.of, one.claim.part), one) for one in answers]


class _Found(NamedTuple):
    """Evidence that the engine confirmed, and what it was told of numbers that no text gives."""

    witnesses: tuple[Witness, ...]
    supposed: tuple[str, ...]
    solved: Solved


def with_numbers(ruleset: Ruleset, supposed: Mapping[tuple[str, str], Fraction]) -> Ruleset:
    """The ruleset with numbers that no text gives, by the id of the value and the option."""
    values = dict(ruleset.values)
    for (value, option), number in supposed.items():
        values[value] = values[value]._replace(branches={**values[value].branches, option: number})
    return ruleset._replace(values=values) if supposed else ruleset


class Proving:
    """One ruleset in terms of the solver, with its rows and the day of the assessment, and what is claimed of it."""

    def __init__(self, ruleset: Ruleset, bounds: Bounds) -> None:
        self.ruleset = ruleset
        self.day = day_of(ruleset)
        self.rows = rows_of(ruleset, bounds.rows)
        self.plan = plan_with(ruleset, self.rows)
        self.base = Standard(self.plan, Symbols(ruleset, self.day), self.rows)
        self.claims = Claims(self.base)
        self.solving = Solving(bounds.seconds, bounds.each)
        self._seconds = bounds.seconds
        self._counties: list[Known] | None = None
        self._declared: dict[int, tuple[Standard, list[Term]]] = {}

    def answer(self, claim: Claim, ask: Callable[[], Asked], seconds: float) -> Answer:
        """What becomes of a claim in so many seconds, if they are left."""
        if self.solving.is_over:
            return Answer(claim, OPEN, reason=TIME)
        asked = ask()
        known = self.counties() if asked.is_of_some else []
        self.solving.begin(seconds)
        if asked.is_of_some and (found := self._easily_found(claim, asked, known)):
            return self._shown(claim, asked, found)
        reason = ""
        for formula in (*asked.parts, asked.formula):
            said = self._against(claim, asked, formula)
            if isinstance(said, Answer):
                return said
            reason = said
        return self._open(claim, asked, reason) if reason else self._without_solution(claim, asked)

    def _against(self, claim: Claim, asked: Asked, formula: Term) -> Answer | str:
        """The answer where a formula has a solution that the engine confirms, else why it is open; "" where none is."""
        solved = self.solving.solve([formula], self._known(asked))
        if solved.outcome != SAT:
            return TIME if solved.outcome == solving.OPEN else ""
        found = self._witnesses(claim, asked, formula, self._ways(asked))
        return UNCONFIRMED if found is None else self._shown(claim, asked, found)

    def shown(self, claim: Claim, ask: Callable[[], Asked]) -> Answer | None:
        """The answer of evidence, where a claim that there is some can be shown."""
        asked = ask()
        found = self._witnesses(claim, asked, asked.formula, self._ways(asked)[:1]) if asked.is_of_some else None
        return None if found is None else self._shown(claim, asked, found)

    def _easily_found(self, claim: Claim, asked: Asked, counties: list[Known]) -> _Found | None:
        """Evidence beside a county that reaches the best level, else whatever comes first."""
        for known in counties:
            for given in beside(self.base, claim, asked, known):
                found = self._witnesses(claim, asked, asked.formula, [_easy(asked), []], given)
                if found is not None:
                    return found
        return self._witnesses(claim, asked, asked.formula, self._ways(asked)[:1])

    def counties(self) -> list[Known]:
        """A county that reaches the best level, as the engine confirms, where one is found; looked for once."""
        if self._counties is None:
            self._counties = []
            self.solving.begin(self._seconds * FOR_A_COUNTY)
            best = self.claims.level(0)
            easy, ways = _easy(best), self._ways(best)
            solved = self.solving.solve([best.formula], self._known(best), easy, is_patient=True)
            given = [] if solved.outcome != SAT else [
                (variable, value) for _, variable, value in known_from(self.base, solved) if not z3.is_real(variable)
            ]  # fmt: skip
            found = self._witnesses(BEST, best, best.formula, [ways[0], ways[2], ways[1]], given, is_patient=True)
            self._counties += [known_from(self.base, found.solved)] if found is not None else []
        return self._counties

    def _shown(self, claim: Claim, asked: Asked, found: _Found) -> Answer:
        """The answer of evidence that the engine confirmed."""
        return Answer(claim, PROVEN if asked.is_of_some else REFUTED, found.witnesses, details=found.supposed)

    def _without_solution(self, claim: Claim, asked: Asked) -> Answer:
        if not asked.is_of_some:
            return Answer(claim, PROVEN)
        if asked.is_single:
            return Answer(claim, REFUTED)
        possible = asked.possible()
        solved = self.solving.solve([possible], self._known(asked))
        if solved.outcome == UNSAT:
            return Answer(claim, OPEN, (), PARAMETER, asked.lacking) if asked.lacking else Answer(claim, REFUTED)
        if solved.outcome == solving.OPEN:
            return self._open(claim, asked, TIME)
        found = self._witnesses(claim, asked, possible, self._ways(asked))
        if found is not None:
            return self._shown(claim, asked, found)
        if asked.lacking:
            return Answer(claim, OPEN, (), PARAMETER, asked.lacking)
        if any(one.unexpressed for one in asked.subjects) and not asked.is_closed:
            return self._open(claim, asked, UNCONFIRMED)
        if asked.denied is None:
            return Answer(claim, REFUTED)
        denied = self._witnesses(claim, asked._replace(confirmed=asked.denied), possible, self._ways(asked))
        return self._open(claim, asked, UNCONFIRMED) if denied is None else Answer(claim, REFUTED, denied.witnesses)

    def _open(self, claim: Claim, asked: Asked, reason: str) -> Answer:
        not_given = tuple(dict.fromkeys(own for one in asked.subjects for own in one.not_given))
        unexpressed = tuple(dict.fromkeys(own for one in asked.subjects for own in one.unexpressed))
        if not_given and reason != TIME:
            return Answer(claim, OPEN, reason=PARAMETER, details=not_given)
        if unexpressed and reason != TIME:
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

    def _witnesses(
        self,
        claim: Claim,
        asked: Asked,
        formula: Term,
        ways: list[list[Term]],
        given: Given = (),
        *,
        is_patient: bool = False,
    ) -> _Found | None:
        """The evidence of a solution, where the engine confirms what it is to show."""
        known = self._known(asked)
        for more in ways:
            solved = self.solving.solve([formula], known, more, given, is_patient=is_patient)
            if solved.outcome != SAT:
                continue
            supposed = self._supposed(asked, solved)
            ruleset = with_numbers(self.ruleset, supposed)
            texts = self._texts(claim, asked, solved, supposed)
            looked = [] if texts is None else [seen(text, ruleset) for text in texts]
            shown = tuple(one for one in looked if one is not None)
            if shown and len(shown) == len(looked) and asked.confirmed(shown):
                said = tuple(f"{value} = {number_text(number)}" for (value, _), number in supposed.items())
                return _Found(self._named(claim, shown), said, solved)
        return None

    def _supposed(self, asked: Asked, solved: Solved) -> dict[tuple[str, str], Fraction]:
        """What the numbers that no text gives are supposed to be, by their ids and options."""
        found = {}
        for symbol in asked.subjects[0].symbols.every:
            if symbol.place.kind == "parameter" and name_of(symbol.variable) in solved.names:
                value, option, _ = pair_from(symbol.place.id)
                number = solved.model.eval(symbol.variable, model_completion=True)
                if z3.is_rational_value(number):
                    found[value, option] = Fraction(number.numerator_as_long(), number.denominator_as_long())
        return found

    def _ways(self, asked: Asked) -> list[list[Term]]:
        """What a solution is asked to be besides: of few decimals, with spreads that are known, or anything."""
        symbols = list({name_of(one.variable): one for each in asked.subjects for one in each.symbols.every}.values())
        reals = [one for one in symbols if z3.is_real(one.variable) and one.place.kind in ("fact", "parameter")]
        hundredths = [z3.IsInt(one.variable * 100) for one in reals]
        return [[*hundredths, *_easy(asked)], hundredths, [z3.IsInt(one.variable) for one in reals], []]

    def _texts(
        self, claim: Claim, asked: Asked, found: Solved, supposed: Mapping[tuple[str, str], Fraction]
    ) -> list[str] | None:
        texts = []
        given = "".join(f"\n{value} = {number_text(number)}" for (value, _), number in supposed.items())
        for one in asked.shown or asked.subjects:
            taken = [symbol for symbol in one.symbols.every if name_of(symbol.variable) in found.names]
            try:
                note = f"{claim.kind} {claim.of} {claim.part}".strip() + given
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


def day_of(ruleset: Ruleset) -> datetime.date:
    """The last day of a year in which the ruleset is in force."""
    start, until = ruleset.in_force.start, ruleset.in_force.until
    year = A_YEAR if start is None else max(start.year + 1, A_YEAR)
    if until is not None and datetime.date(year, 12, 31) >= until:
        year = until.year - 1
    return datetime.date(year, 12, 31)


def _easy(asked: Asked) -> list[Term]:
    """What is known of some of what is not expressed."""
    return [one for subject in asked.subjects for one in subject.easy]


def _label_of(ruleset: Ruleset, claim: Claim) -> Label:
    """The name of what a claim is about."""
    measure = ruleset.measures.get(claim.of)
    if claim.kind in ("direction", "measure_matters") and measure is not None:
        return measure.label
    known = {one.id: one.label for one in ruleset.indicators}
    known |= {one.id: one.label for one in ruleset.levels if claim.kind == "level_reached"}
    known |= {one.id: one.label for one in ruleset.gates if claim.kind.startswith("gate")}
    known |= {one.id: one.label for one in ruleset.vetoes if claim.kind.startswith("veto")}
    return known.get(claim.of, Label("", ""))
