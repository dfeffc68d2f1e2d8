"""Values that are far from those of the same subject, or of the same row, in an earlier period.

The rule is told in docs/semantics.md; everything is compared in fractions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction

from evalrules.base.diagnostics import Diagnostic, Related, error, note, warning
from evalrules.base.numbers import number_text
from evalrules.base.source import Span
from evalrules.base.units import figure_text
from evalrules.model.earlier import Earlier, Former, FormerRow
from evalrules.model.evidence import Bounds, Evidence, Fact, FactValue, Row, Rows
from evalrules.model.evidence_paths import EvidencePath, evidence_path
from evalrules.model.refs import OwnRef, RowRef, YearRef, cell_of
from evalrules.model.ruleset import Label, Measure, Ruleset, Table
from evalrules.model.ruleset_names import ruleset_name_from
from evalrules.model.schools import row_label

FAR = 3
"""At least so many times what it was, or so small a part of it, is far."""

FAR_PERCENT = 5
"""The same for percentages, which are often small and change by little."""

FAR_POINTS = 30
"""Percentages that differ by so many points are far in any case."""

SMALL = 10
"""Counts that differ by less are small numbers, unless there are ten times as many, or a tenth."""

_SLIP = 10
_LEAST_SLIP = 5
NO_YEAR = 0
"""The year of a value that is no series."""


def far_from_last_year(
    ruleset: Ruleset, evidence: Evidence, earlier: Earlier, told: Collection[Span] = ()
) -> Iterator[Diagnostic]:
    """A question (ER512) for each value that is far from the earlier one, and (ER513) for each row that is gone.

    Values at places that are `told` of already are passed over; a row that is gone is asked about only in a table of
    which nothing is wrong.
    """
    asking = _Asking(ruleset, evidence, earlier, told)
    yield from asking.facts()
    for table in evidence.tables if earlier.rows is not None else ():
        yield from asking.rows(table, earlier.rows.get(table, {}) if earlier.rows is not None else {})


def matching(
    every: Collection[Earlier], evidence: Evidence, ruleset: Ruleset
) -> tuple[Earlier | None, list[Diagnostic]]:
    """What the subject of evidence gave earlier, and what there is to say of it.

    ER050 of another ruleset, ER051 none of this subject (a warning where there are others), ER052 no earlier period;
    ER053 of another edition, ER054 without rows.
    """
    if not every or evidence.assessments:
        return None, []
    whole = Span(evidence.path, 1, 1, 1, 1)
    own = [one for one in every if one.is_of(evidence.subject)]
    if not own:
        args = {"path": ", ".join(dict.fromkeys(one.path for one in every))}
        say = warning if len(every) > 1 else error
        return None, [say("ER051", whole, **args, subject=evidence.subject.name or evidence.subject.id or "?")]
    rulesets = {ruleset.id, *(ruleset_name_from(name).id for name in ruleset.ancestors)}
    one = max(own, key=lambda earlier: earlier.period.end.toordinal() if earlier.period is not None else 0)
    if one.ruleset not in rulesets:
        return None, [error("ER050", whole, path=one.path, found=one.name, used=ruleset.name)]
    now = evidence.period
    if now is not None and one.period is not None and one.period.end >= now.start:
        return None, [error("ER052", whole, path=one.path, found=one.period.text, period=now.text)]
    problems = (
        []
        if one.name in (ruleset.name, *ruleset.ancestors)
        else [warning("ER053", whole, path=one.path, found=one.name, used=ruleset.name)]
    )
    if one.rows is None and evidence.tables:
        problems.append(note("ER054", whole, path=one.path))
    return one, problems


class _Asking:
    def __init__(self, ruleset: Ruleset, evidence: Evidence, earlier: Earlier, told: Collection[Span]) -> None:
        self.ruleset = ruleset
        self.evidence = evidence
        self.earlier = earlier
        self.told = told
        self.last_year = evidence.period.end.year if evidence.period is not None else 0
        self.before = earlier.period.end.year if earlier.period is not None else 0
        self.when = earlier.period.text if earlier.period is not None else "?"

    def facts(self) -> Iterator[Diagnostic]:
        for own, fact in self.evidence.facts.items():
            measure = self.ruleset.measures[own]
            former = self._former(measure)
            if former is None or not self._is_comparable(measure, fact, former):
                continue
            ref = measure.ref
            is_same_year = isinstance(ref, YearRef) and self.last_year - ref.back <= self.before
            is_far = fact.value != former.value if is_same_year else is_far_from(fact.value, former.value, measure)
            if is_far:
                path = evidence_path(ref, self.last_year)
                named = Label(f"“{measure.label.zh}”", measure.label.en)
                yield self._question(fact, former, measure, named, "" if path is None else path.text)

    def _former(self, measure: Measure) -> Former | None:
        """The earlier value of a measure: of a series that of the same year; the newest is held against the newest."""
        facts, ref = self.earlier.facts, measure.ref
        if not isinstance(ref, YearRef):
            return facts.get((measure.id, NO_YEAR))
        own, year = OwnRef(ref.measure).text, self.last_year - ref.back
        return facts.get((own, year)) or (facts.get((own, self.before)) if ref.back == 0 else None)

    def _is_comparable(self, measure: Measure, fact: Fact, former: Former) -> bool:
        return (
            measure.value is None
            and measure.is_questioned
            and measure.unit == former.unit
            and fact.place not in self.told
        )

    # -- rows ----------------------------------------------------------------------------------------------------

    def rows(self, table: str, before: Mapping[tuple[str, ...], FormerRow]) -> Iterator[Diagnostic]:
        given = self.evidence.tables[table]
        for row in given.rows:
            former = before.get(row.key)
            if former is not None and row.place not in self.told:
                yield from self._cells(table, row, former)
        keys = {row.key for row in given.rows}
        own = [row.place for row in given.rows] + [cell.place for row in given.rows for cell in row.cells.values()]
        is_whole = given.complete and given.rows and not any(place in self.told for place in own)
        confirmed = {one.of for one in self.evidence.confirmed}
        for key, former in before.items():
            if key not in keys and (is_whole or RowRef(table, key) in confirmed):
                yield self._gone(table, key, former, given)

    def _cells(self, table: str, row: Row, former: FormerRow) -> Iterator[Diagnostic]:
        for own, cell in row.cells.items():
            measure, before = self.ruleset.measures[own], former.cells.get(own)
            if before is None or not self._is_comparable(measure, cell, before):
                continue
            if is_far_from(cell.value, before.value, measure):
                named, label = row_label(row.key, self.ruleset.tables[table], self.ruleset), measure.label
                both = Label(f"“{named.zh}”的“{label.zh}”", f"{label.en} of {named.en}")
                path = evidence_path(cell_of(own, row.key))
                yield self._question(cell, before, measure, both, "" if path is None else path.text)

    def _gone(self, table: str, key: tuple[str, ...], row: FormerRow, given: Rows) -> Diagnostic:
        declared = self.ruleset.tables[table]
        named = row_label(key, declared, self.ruleset)
        args = {
            "zh": named.zh, "en": named.en, "table_zh": declared.label.zh, "table_en": declared.label.en,
            "when": self.when, "there": str(row.place), "path": EvidencePath("tables", table, "", key).text,
        }  # fmt: skip
        return warning("ER513", _end_of(given, declared), Related("last_year", row.place), **args)

    def _question(self, fact: Fact, former: Former, measure: Measure, named: Label, path: str) -> Diagnostic:
        stated, before = self._words(fact.value, measure), self._words(former.value, measure)
        args = {
            "zh": named.zh, "en": named.en, "stated_zh": stated.zh, "stated_en": stated.en, "before_zh": before.zh,
            "before_en": before.en, "when": self.when, "there": former.there, "path": path,
        }  # fmt: skip
        places = () if former.place is None else (Related("last_year", former.place),)
        return warning("ER512", fact.place, *places, **args)

    def _words(self, value: FactValue, measure: Measure) -> Label:
        if isinstance(value, Bounds):
            low, high = ("" if end is None else number_text(end) for end in value)
            shown = low if low == high else f"{low}..{high}"
            return Label(*(figure_text(shown, measure.unit, language) for language in ("zh", "en")))
        choice = self.ruleset.choices.get(measure.choice)
        same = Label(str(value), str(value))
        return same if choice is None else choice.options.get(str(value), same)


def _end_of(given: Rows, table: Table) -> Span:
    """Where a row that is lacking would be added: in a sheet of a workbook its last row, elsewhere the table itself."""
    if not given.place.sheet or not given.rows:
        return given.place
    last = max(given.rows, key=lambda row: row.place.line)
    return last.cells[table.key[0]].place


def is_far_from(value: FactValue, before: FactValue, measure: Measure) -> bool:
    """Whether a value is so far from an earlier one that it is asked about; of options, whether it is another one."""
    if measure.choice:
        return isinstance(value, str) and isinstance(before, str) and value != before
    now = value.exact if isinstance(value, Bounds) else None
    then = before.exact if isinstance(before, Bounds) else None
    return now is not None and then is not None and _is_far(now, then, measure.type)


def _is_far(now: Fraction, then: Fraction, kind: str) -> bool:
    apart = abs(now - then)
    if now <= 0 or then <= 0:
        return now == 0 and then > 0 and (kind != "count" or apart >= SMALL) and kind != "percent"
    factor = max(now / then, then / now)
    if kind == "percent":
        return apart >= FAR_POINTS or factor >= FAR_PERCENT
    if kind == "count" and apart < SMALL:
        return factor >= _SLIP and apart >= _LEAST_SLIP
    return factor >= FAR
