"""Which cells of a workbook a result speaks of, and what it says there. They are found by what was read in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from evalrules.base.diagnostics import CONFIRMED, ERROR, NOTE, WARNING, Diagnostic
from evalrules.base.languages import punctuation
from evalrules.base.records import NamedTuple
from evalrules.base.sentences import hint, sentence
from evalrules.base.source import Span
from evalrules.model.assessment import Assessment, Change, FailingRow, Finding, Gap, Missing
from evalrules.model.refs import CellRef, DecisionRef, PlaceRef, PointsRef, cell_from, cell_of, measure_from
from evalrules.model.report import Result
from evalrules.reporters.page import Writer

GAP, MISSING = "gap", "missing"
KINDS = (ERROR, WARNING, GAP, MISSING)
"""What a cell is marked for; of several the first gives the colour."""


class Mark(NamedTuple):
    """A cell that is marked, and the sentence about it."""

    sheet: str
    row: int
    column: int
    kind: str
    text: str


def marks_of(result: Result, cells: Mapping[PlaceRef, Span], language: str) -> tuple[Mark, ...]:
    """Every mark of a result, each once: its problems, then the gaps, rows and missing values that decide."""
    problems = [*result.diagnostics, *(result.assessment.diagnostics if result.assessment else ())]
    found = [mark for problem in problems for mark in _of_problem(problem, language)]
    if result.assessment is not None:
        found += _Deciding(result.assessment, cells, language).marks()
    return tuple(dict.fromkeys(found))


def _of_problem(problem: Diagnostic, language: str) -> Iterator[Mark]:
    """The cell that a problem names; a note, and a question that is answered, mark nothing."""
    place = problem.place
    if place is None or not place.sheet or not place.line or problem.severity in (NOTE, CONFIRMED):
        return
    parts = (f"{problem.code} {sentence(problem, language)}", hint(problem, language))
    yield Mark(place.sheet, place.line, place.column, problem.severity, "\n".join(filter(None, parts)))


class _Deciding:
    def __init__(self, found: Assessment, cells: Mapping[PlaceRef, Span], language: str) -> None:
        self.found = found
        self.cells = cells
        self.writer = Writer(found, language)
        self.colon = punctuation(language).colon
        self.told: set[str | PlaceRef] = set()

    def marks(self) -> list[Mark]:
        found = [mark for gap in self.found.gaps for mark in self.of_gap(gap)]
        found += [mark for finding in self.found.findings for mark in self.of_rows(finding)]
        found += [mark for finding in self.found.findings for mark in self.of_finding(finding)]
        return found + [mark for item in self.found.missing if self.speaks(item) for mark in self.of_missing(item)]

    def at(self, names: Sequence[PlaceRef], kind: str, text: str) -> Iterator[Mark]:
        for name in names:
            place = self.cells.get(name)
            if place is not None and place.sheet and place.line:
                yield Mark(place.sheet, place.line, place.column, kind, text)

    # -- gaps ------------------------------------------------------------------------------------------------------

    def of_gap(self, gap: Gap) -> Iterator[Mark]:
        """The cells that have to change, each with the step it is needed for."""
        title = self.writer.gap_title(gap)
        for change in gap.changes:
            text = f"{title}{self.colon}{self.writer.change(change)}"
            kind = MISSING if change.have is None else GAP
            marks = list(self.at(self.cells_of(change), kind, text))
            if marks:
                self.told |= {change.grade or "", "" if gap.kind == "level" else gap.id}
                self.told |= set(self.cells_of(change)) if change.row is not None else set()
            yield from marks

    def cells_of(self, change: Change) -> list[PlaceRef]:
        if change.grade is not None:
            return [DecisionRef(change.grade)]
        if change.row is not None:
            return [cell_of(change.measure, change.row)] if change.measure else []
        return [measure_from(own) for own in (change.measure, change.count_of) if own]

    # -- rows ------------------------------------------------------------------------------------------------------

    def of_rows(self, finding: Finding) -> Iterator[Mark]:
        """What each row lacks that keeps an indicator down; a row that no number mends is marked at its first cell."""
        title = f"{self.writer.named(finding.id)}{self.colon}"
        for row in finding.failing_rows:
            named = {cell_of(one.measure, row.key): one for one in row.gaps if one.measure is not None}
            if not any(name in self.cells for name in named):
                yield from self.at(self.first_cell(row), GAP, title + self.writer.failing_row(row))
            for name in sorted(named.keys() - self.told, key=lambda cell: cell.text):
                yield from self.at([name], GAP, title + self.writer.change(named[name]))

    def first_cell(self, row: FailingRow) -> list[PlaceRef]:
        places = {
            place.column: name
            for name, place in self.cells.items()
            if isinstance(name, CellRef) and (name.table, name.key) == (row.table, row.key)
        }
        return [places[min(places)]] if places else []

    # -- findings --------------------------------------------------------------------------------------------------

    def of_finding(self, finding: Finding) -> Iterator[Mark]:
        """What was decided about an indicator that is not at its best, and what an open one still waits for."""
        text = self.writer.named(finding.id)
        own: list[PlaceRef] = [DecisionRef(finding.id), PointsRef(finding.id)]
        if finding.outcome == "unknown":
            unknown = [use.measure for use in finding.facts if use.value is None or ".." in str(use.value)]
            yield from self.at([measure_from(measure) for measure in unknown], MISSING, text)
            yield from self.at(own if finding.id not in self.told else [], MISSING, text)
        elif self.is_below(finding) and finding.id not in self.told:
            decided = [name for name in own if name in self.cells]
            facts = [measure_from(use.measure) for use in finding.facts]
            yield from self.at(decided or facts, GAP, text)

    def is_below(self, finding: Finding) -> bool:
        if finding.points is not None and finding.points.value is not None and finding.points.full is not None:
            return Fraction(finding.points.value) < Fraction(finding.points.full)
        best = next(iter(self.found.titles.grades), None)
        return finding.outcome == "not_met" or (finding.grade is not None and finding.grade != best)

    # -- missing ---------------------------------------------------------------------------------------------------

    def speaks(self, item: Missing) -> bool:
        """As the page lists them: what decides, what a panel's grade stands in for, and of an open verdict every
        decision that is not there yet and every figure without a value.
        """
        is_of_open = item.kind == "grade" or item.is_undefined
        return item.decides or bool(item.taken_as_graded) or (self.found.verdict.level is None and is_of_open)

    def of_missing(self, item: Missing) -> Iterator[Mark]:
        is_stood_in = item.taken_as_graded and not item.decides
        said = self.writer.stand_in_item(item) if is_stood_in else self.writer.missing_item(item)
        yield from self.at(_missing_names(item), MISSING, said)


def _missing_names(item: Missing) -> list[PlaceRef]:
    if item.kind == "cell":
        return [cell_from(item.id)]
    if item.kind == "column":
        return [cell_of(item.id, key) for key in item.rows]
    if item.kind == "grade":
        return [DecisionRef(item.id)]
    if item.kind == "points":
        return [PointsRef(item.id)]
    return [measure_from(item.id)] if item.kind in ("fact", "members") else []
