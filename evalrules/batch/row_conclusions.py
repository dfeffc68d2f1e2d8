"""Subjects whose rows are read in columns, concluded on many at once; whoever has more to be said is left."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from evalrules.base.diagnostics import Diagnostic, in_order
from evalrules.base.records import NamedTuple
from evalrules.batch.conclusion import Conclusion
from evalrules.batch.row_chunks import RowChunk
from evalrules.evaluation import Bound
from evalrules.model.evidence import Assessed, FactValue
from evalrules.model.ruleset import Ruleset
from evalrules.semantics.assess import capped_grades
from evalrules.semantics.case import Case
from evalrules.semantics.claims import grade_claims
from evalrules.semantics.gaps import indicator_gap
from evalrules.semantics.many_subjects import ManySubjects, Read
from evalrules.semantics.meanings import answers_of
from evalrules.semantics.scope import Scope
from evalrules.semantics.shortfalls import IndicatorGap, plain_gap
from evalrules.semantics.standings import Standing
from evalrules.semantics.summed_rows import NeedsRows, SummedRows, SumsOfRows


class Known(NamedTuple):
    """What is known of a subject beside its rows."""

    facts: Mapping[str, FactValue]
    grades: Mapping[str, Assessed]
    attributes: Mapping[str, str]
    as_of: datetime.date | None
    diagnostics: tuple[Diagnostic, ...]


def known_of(bound: Bound, ruleset: Ruleset) -> Known | None:
    """What is known of a subject; None where it is refused, or more has to be said of it."""
    evidence = bound.evidence
    if evidence is None or evidence.tables or evidence.confirmed or bound.earlier is not None:
        return None
    facts = {own: fact.value for own, fact in evidence.facts.items()}
    attributes = {own: value for own, value in evidence.subject.attributes.items() if own in ruleset.choices}
    return Known(facts, evidence.grades, attributes, evidence.as_of, bound.diagnostics)


class Concluding:
    """The subjects of one chunk."""

    def __init__(self, many: ManySubjects, chunk: RowChunk, known: Sequence[Known | None], first: int) -> None:
        self._many = many
        self._chunk = chunk
        self._known = known
        self._first = first
        facts = [{} if one is None else one.facts for one in known]
        attributes = [{} if one is None else one.attributes for one in known]
        self._read: Read = many.read(chunk.subjects(attributes), facts)

    def of(self, subject: int) -> Conclusion | None:
        """What is concluded on a subject; None where it is left."""
        at = subject - self._first
        known = self._known[at]
        if known is None or self._read.left[at]:
            return None
        one = _Subject(self._many, known, self._chunk.of(subject))
        try:
            if any(asks(one.scope()) for asks in self._read.asked):
                return None
            return one.concluded(self._read.codes[at], self._read.seen[at])
        except NeedsRows:
            return None


class _Subject:
    """One subject, of which no more is made than is asked."""

    def __init__(self, many: ManySubjects, known: Known, sums: SumsOfRows) -> None:
        self._many = many
        self._known = known
        self._sums = sums
        self._scope: Scope | None = None
        self._standings: tuple[Standing, ...] = ()
        self._cases: dict[bool, Case] = {}

    def scope(self) -> Scope:
        """What is known of it, its rows by what they come to."""
        if self._scope is None:
            self._scope = self._made(SummedRows(self._sums, inputs=answers_of(self._many.plan).inputs))
        return self._scope

    def _made(self, rows: SummedRows) -> Scope:
        plan, known = self._many.plan, self._known
        return Scope(
            plan.ruleset, known.facts, known.attributes, rows=rows, as_of=known.as_of, answers=answers_of(plan)
        )

    def _case(self, *, has_rows: bool = False) -> Case:
        if has_rows not in self._cases:
            inputs = answers_of(self._many.plan).inputs
            scope = self._made(self._sums.rows({}, inputs=inputs)) if has_rows else self.scope()  # type: ignore[arg-type]
            self._cases[has_rows] = Case(self._many.plan, scope, self._known.grades, self._standings)
        return self._cases[has_rows]

    def concluded(self, codes: Sequence[int], seen: Sequence[int]) -> Conclusion:
        """What is concluded on it."""
        stand = self._many.stand(codes, self.scope, self._known.grades)
        self._standings = stand.standings
        possible, rules = self._many.verdict(stand, seen, self._case)
        problems = self._known.diagnostics
        if self._known.grades:
            problems = in_order([*problems, *grade_claims(self._case()), *capped_grades(self._case())])
        gaps = tuple(gap for one in stand.below if (gap := self._gap(one)) is not None)
        level = possible[0] if len(possible) == 1 else None
        return Conclusion(
            level, possible, rules, stand.shown, (None,) * len(stand.shown), None, None, gaps, problems,
            is_refused=False, is_exact=True,
        )  # fmt: skip

    def _gap(self, one: Standing) -> IndicatorGap | None:
        """What an indicator lacks, by what the rows come to where that says it, else by the rows."""
        try:
            found = indicator_gap(self._case(), one)
        except NeedsRows:
            found = indicator_gap(self._case(has_rows=True), one)
        return None if found is None else plain_gap(found)
