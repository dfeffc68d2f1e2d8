"""What each indicator comes to, for formats that list them: the word that it counts under, the sentence, the place.

The word is that of the tally and the sentences are those of the page, so that every format agrees.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from evalrules.base.diagnostics import Diagnostic, in_order
from evalrules.model.assessment import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN, Assessment, Finding, Missing, WaiverUse
from evalrules.model.report import Result
from evalrules.reporters.inert import inert
from evalrules.reporters.page import Writer
from evalrules.reporters.spots import NO_PATHS, Spot, path_from_here, spot_of
from evalrules.reporters.tally import WAIVED, standings_of


class Case(NamedTuple):
    """One indicator of one subject: `standing` is its word, `title` its id and name, `message` what there is to say.

    `lines` are the parts of the message. All of it is inert and on one line each.
    """

    finding: Finding
    standing: str
    title: str
    message: str
    lines: tuple[str, ...]
    waiver: WaiverUse | None
    spot: Spot


def cases_of(found: Assessment, language: str, paths: Mapping[str, str] = NO_PATHS) -> tuple[Case, ...]:
    """Every indicator of an assessment, in the order of its ruleset."""
    teller = _Teller(found, language)
    standings = standings_of(found)
    return tuple(_case(one, standings[one.id], teller, paths) for one in found.findings)


def _case(finding: Finding, standing: str, teller: _Teller, paths: Mapping[str, str]) -> Case:
    title = inert(f"{finding.id} {teller.writer.label(finding.title)}")
    lines = tuple(inert(line) for line in teller.lines(finding, standing))
    waiver = teller.waiver(finding.id) if standing == WAIVED else None
    return Case(finding, standing, title, teller.joined(lines), lines, waiver, _spot(finding, teller.found, paths))


def _spot(finding: Finding, found: Assessment, paths: Mapping[str, str]) -> Spot:
    """Where the evidence speaks of the indicator, else the evidence as a whole."""
    spot = spot_of(finding.place) if finding.place else Spot(found.evidence_path)
    others = {file.path for file in found.evidence_files}
    return spot._replace(file=path_from_here(spot.file, found.evidence_path, others, paths))


class _Teller:
    """What there is to say of the indicators of one assessment."""

    def __init__(self, found: Assessment, language: str) -> None:
        self.found = found
        self.writer = Writer(found, language)

    def joined(self, lines: tuple[str, ...]) -> str:
        return ("；" if self.writer.language == "zh" else "; ").join(lines)

    def waiver(self, indicator: str) -> WaiverUse | None:
        return next((one for one in self.found.waivers if one.indicator == indicator and one.has_effect), None)

    def lines(self, finding: Finding, standing: str) -> list[str]:
        outcome = self.writer.outcome(finding)
        told = {
            MET: lambda: [outcome],
            NOT_MET: lambda: [outcome, *self._lacking(finding), *self._vetoes(finding)],
            UNKNOWN: lambda: [outcome, *self._missing(finding)],
            NOT_APPLICABLE: lambda: [outcome, *self._facts(finding)],
            WAIVED: lambda: [self._waived(finding), outcome, *self._lacking(finding), *self._missing(finding)],
        }
        return told[standing]()

    def _lacking(self, finding: Finding) -> list[str]:
        """What it lacks, actual against required: its gap, rows that fail, or the better grade that a level needs."""
        own = [gap for gap in self.found.gaps if gap.kind != "level" and gap.id == finding.id]
        rows = {change for row in finding.failing_rows for change in row.gaps}
        lines = [self.writer.change(change) for gap in own for change in gap.changes if change not in rows]
        lines += [self.writer.failing_row(row) for row in finding.failing_rows]
        rest = finding.failing_rows_total - len(finding.failing_rows)
        lines += [self.writer.say("failing_more", count=str(rest))] if rest > 0 else []
        return lines or self._better_grade(finding) or self._facts(finding)

    def _better_grade(self, finding: Finding) -> list[str]:
        ways = [way for gap in self.found.gaps if gap.kind == "level" for way in (gap.changes, *gap.alternatives)]
        changes = dict.fromkeys(change for way in ways for change in way if change.grade == finding.id)
        return [self.writer.change(change) for change in changes]

    def _vetoes(self, finding: Finding) -> list[str]:
        fired = [one for one in self.found.vetoes if one.fired and finding.id in one.because]
        return [self.writer.say("reason_veto_facts", title=self.writer.label(one.title)) for one in fired]

    def _missing(self, finding: Finding) -> list[str]:
        """What is missing for it, and what would decide; tables where nothing else tells what it waits for."""
        items = [item for item in self.found.missing if _bears_on(item, finding)]
        tables = [item for item in self.found.missing if item.kind == "table"]
        return [self.writer.missing_item(item) for item in items or tables]

    def _facts(self, finding: Finding) -> list[str]:
        equals = "：" if self.writer.language == "zh" else ": "
        return [
            f"{self.writer.measure(use.measure)}{equals}{self.writer.value(use.value)} {use.unit}".rstrip()
            for use in finding.facts
            if use.value is not None and use.measure in self.found.titles.measures
        ]

    def _waived(self, finding: Finding) -> str:
        waiver = self.waiver(finding.id)
        given = {} if waiver is None else {name: getattr(waiver, name) for name in ("reason", "approver", "until")}
        return self.writer.say("waiver_in_force", id=finding.id, title=self.writer.label(finding.title), **given)


def _bears_on(item: Missing, finding: Finding) -> bool:
    """Whether something missing is a decision on this indicator, or a fact or number that it rests on."""
    if item.kind in ("grade", "points"):
        return item.id == finding.id
    if item.kind == "parameter":
        return any(use.id == item.id for use in finding.values)
    return any(item.id == use.measure or item.id.startswith(f"{use.measure}[") for use in finding.facts)


def problems_of(result: Result) -> tuple[Diagnostic, ...]:
    """Everything that is wrong or worth saying of an input, whether it could be evaluated or not."""
    own = result.assessment.diagnostics if result.assessment is not None else ()
    return in_order([*own, *result.diagnostics])


def spot_of_problem(problem: Diagnostic, result: Result, paths: Mapping[str, str] = NO_PATHS) -> Spot:
    """Where a problem stands; one without a place belongs to its input as a whole."""
    spot = spot_of(problem.place) if problem.place is not None else Spot(result.path)
    found = result.assessment
    others = {file.path for file in found.evidence_files} if found is not None else set()
    return spot._replace(file=path_from_here(spot.file, result.path, others, paths))


def subject_key(found: Assessment) -> str:
    """Who was assessed by what, the same whatever the evidence says: kind, id, period and ruleset."""
    who = found.subject.id or found.subject.name or found.evidence_path
    return "/".join((found.ruleset.id, found.ruleset.edition, found.subject.kind, who, found.period or ""))
