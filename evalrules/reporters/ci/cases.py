"""What a run says of each subject, case by case, for formats that machines read: verdict, gates, vetoes, indicators.

Each case carries a signal, made here from what the subject comes to under waivers and baseline and nowhere else, so
that no format can look otherwise than the exit code: a case has FAILED only of a subject that certainly fails the run,
something is OPEN of every subject that leaves it open, and what the exit code tolerates is set ASIDE, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evalrules.base.diagnostics import Diagnostic, in_order
from evalrules.base.languages import EN, ZH, punctuation
from evalrules.base.records import NamedTuple
from evalrules.model.assessment import (
    FULL,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    PARTLY,
    UNKNOWN,
    ZERO,
    Assessment,
    Finding,
    GateFinding,
    Missing,
    VetoFinding,
    WaiverUse,
)
from evalrules.model.refs import cell_from
from evalrules.model.report import Report, Result
from evalrules.model.ruleset import Citation, Label
from evalrules.reporters.ci.spots import NO_PATHS, Spot, path_from_here, spot_of
from evalrules.reporters.inert import inert
from evalrules.reporters.page import Writer
from evalrules.reporters.phrases import say
from evalrules.reporters.tally import WAIVED, Standing, standings_of

VERDICT, GATE, VETO, INDICATOR = "verdict", "gate", "veto", "indicator"
PASSED, FAILED, OPEN, ASIDE = "passed", "failed", "open", "aside"

_VERDICTS = {True: "reached", False: "not_reached", None: "undetermined"}
_GATES = {True: "holds", False: "not_held", None: "open"}
_VETOES = {True: "fired", False: "not_fired", None: "open"}
TOLERATED = "tolerated"
"""The word of a verdict that counts as reached because the baseline was no better; WAIVED where waivers do that."""

_AGAINST = {True: ASIDE, False: FAILED, None: OPEN}
"""The signal of what speaks against a subject, by whether the subject is accepted."""
_UNKNOWN = {True: ASIDE, False: OPEN, None: OPEN}


class Case(NamedTuple):
    """One thing that is decided about one subject: its verdict, a gate, a veto or an indicator.

    `word` says what it came to: for an indicator the word that it counts under; reached, not_reached, undetermined,
    waived or tolerated for a verdict; holds, not_held or open for a gate; fired, not_fired or open for a veto. `id` is
    "" for the verdict. `title` is the id and name, `message` what there is to say, `lines` its parts; all of it is
    inert and on one line each. `is_against`: it speaks against the subject, whatever its signal. `finding` is there
    for an indicator.
    """

    kind: str
    id: str
    word: str
    signal: str
    label: Label
    source: Citation | None
    title: str
    message: str
    lines: tuple[str, ...]
    spot: Spot
    is_against: bool = False
    finding: Finding | None = None
    waiver: WaiverUse | None = None

    @property
    def is_advisory(self) -> bool:
        """Whether it is an indicator that decides nothing."""
        return self.finding is not None and self.finding.advisory


def cases_of(result: Result, report: Report, language: str, paths: Mapping[str, str] = NO_PATHS) -> tuple[Case, ...]:
    """Every case of a result: its verdict, gates and vetoes, then the indicators in the order of the ruleset.

    None where the result has no assessment: what is wrong with it are its problems.
    """
    if result.assessment is None:
        return ()
    return tuple(_Cases(result.assessment, result, report, language, paths).all())


class _Cases:
    """The cases of one assessment; `accepted` is whether the subject counts as reached in this run."""

    def __init__(
        self, found: Assessment, result: Result, report: Report, language: str, paths: Mapping[str, str]
    ) -> None:
        self.found, self.paths = found, paths
        self.accepted = report.accepts(result)
        self.is_tolerated = report.is_tolerated(result) and found.accepted is not True
        self.teller = _Teller(found, language)
        self.writer = self.teller.writer
        self.standings = standings_of(found)

    def all(self) -> Iterator[Case]:
        yield self._verdict()
        for gate in self.found.gates:
            yield self._rule(GATE, gate, _GATES[gate.holds], is_against=None if gate.holds is None else not gate.holds)
        for veto in self.found.vetoes:
            yield self._rule(VETO, veto, _VETOES[veto.fired], is_against=veto.fired)
        for finding in self.found.findings:
            yield self._indicator(finding, self.standings[finding.id])

    def _verdict(self) -> Case:
        """The case that gives a run its colour; what makes a subject accepted that does not reach the level is said."""
        is_reached = self.found.verdict.meets_required
        word, aside = _VERDICTS[is_reached], None
        if self.accepted and is_reached is not True:
            word, aside = (TOLERATED, self._in_spite()) if self.is_tolerated else (WAIVED, self.writer.accepted())
        signal = ASIDE if aside else {True: PASSED, False: FAILED, None: OPEN}[self.accepted]
        lines = [*([aside] if aside else []), self.writer.verdict(), *self.writer.reasons(), *self._open_items(signal)]
        label = Label(say(VERDICT, ZH), say(VERDICT, EN))
        told = self._told((), label, lines)
        return Case(VERDICT, "", word, signal, label, None, *told, self._spot(""), is_reached is False)

    def _open_items(self, signal: str) -> list[str]:
        """What the verdict still waits for, where it waits."""
        items = [item for item in self.found.missing if item.decides or item.is_undefined] if signal == OPEN else []
        return [self.writer.missing_item(item) for item in items]

    def _rule(self, kind: str, rule: GateFinding | VetoFinding, word: str, *, is_against: bool | None) -> Case:
        decided = _AGAINST[self.accepted] if is_against else PASSED
        signal = _UNKNOWN[self.accepted] if is_against is None else decided
        lines = [self.writer.say(word), *self.teller.grounds(rule), *self._aside(signal, is_against=bool(is_against))]
        told = self._told((self.writer.say(kind), rule.id), rule.title, lines)
        spot = self._spot(next((use.place for use in rule.facts if use.place), ""))
        return Case(kind, rule.id, word, signal, rule.title, rule.source, *told, spot, bool(is_against))

    def _indicator(self, finding: Finding, standing: Standing) -> Case:
        signal = self._signal(finding, standing)
        lines = self.teller.lines(finding, standing)
        if finding.advisory and standing.word in (NOT_MET, PARTLY, ZERO, UNKNOWN):
            lines.append(self.writer.say("aside_advisory"))
        else:
            lines += self._aside(signal, is_against=standing.is_against)
        waiver = self.teller.waiver(finding.id) if standing.word == WAIVED else None
        told = self._told((finding.id,), finding.title, lines)
        return Case(
            INDICATOR, finding.id, standing.word, signal, finding.title, finding.source, *told,
            self._spot(finding.place), standing.is_against, finding, waiver,
        )  # fmt: skip

    def _signal(self, finding: Finding, standing: Standing) -> str:
        """What has less than its full points and does not speak against the subject has neither passed nor failed."""
        if standing.is_against:
            return _AGAINST[self.accepted]
        if standing.word == UNKNOWN and not finding.advisory:
            return _UNKNOWN[self.accepted]
        return PASSED if standing.word in (MET, FULL) else ASIDE

    def _aside(self, signal: str, *, is_against: bool) -> list[str]:
        """Why something that speaks against the subject is no failure."""
        if not is_against or signal == FAILED:
            return []
        return [self.writer.say("still_open") if signal == OPEN else self._in_spite()]

    def _in_spite(self) -> str:
        return self.writer.say("aside_tolerated" if self.is_tolerated else "aside_accepted")

    def _told(self, named: Sequence[str], label: Label, lines: Sequence[str]) -> tuple[str, str, tuple[str, ...]]:
        """The title, the message and its lines, all of it inert."""
        told = tuple(inert(line) for line in lines)
        message = punctuation(self.writer.language).semicolon.join(told)
        return inert(" ".join((*named, self.writer.label(label)))), message, told

    def _spot(self, place: str) -> Spot:
        """Where the evidence speaks of it, else the evidence as a whole."""
        spot = spot_of(place) if place else Spot(self.found.evidence_path)
        others = {file.path for file in self.found.evidence_files}
        return spot._replace(file=path_from_here(spot.file, self.found.evidence_path, others, self.paths))


class _Teller:
    """What there is to say of the indicators of one assessment."""

    def __init__(self, found: Assessment, language: str) -> None:
        self.found = found
        self.writer = Writer(found, language)

    def waiver(self, indicator: str) -> WaiverUse | None:
        return next((one for one in self.found.waivers if one.indicator == indicator and one.has_effect), None)

    def grounds(self, rule: GateFinding | VetoFinding) -> list[str]:
        """What a gate or a veto rests on: its indicators, and its facts that are known."""
        return [*(self.writer.named(own) for own in rule.because), *self._facts(rule)]

    def lines(self, finding: Finding, standing: Standing) -> list[str]:
        outcome, counted = self.writer.outcome(finding), self.writer.counted_as(standing)
        told = {
            MET: lambda: [outcome],
            FULL: lambda: [outcome],
            PARTLY: lambda: [counted, outcome, *self._lacking(finding)],
            ZERO: lambda: [counted, outcome, *self._lacking(finding)],
            NOT_MET: lambda: [outcome, *self._lacking(finding), *self._vetoes(finding)],
            UNKNOWN: lambda: [outcome, *self._missing(finding)],
            NOT_APPLICABLE: lambda: [outcome, *self._facts(finding)],
            WAIVED: lambda: [self._waived(finding), outcome, *self._lacking(finding), *self._missing(finding)],
        }
        return told[standing.word]()

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

    def _facts(self, one: Finding | GateFinding | VetoFinding) -> list[str]:
        equals = punctuation(self.writer.language).colon
        return [
            f"{self.writer.measure(use.measure)}{equals}{self.writer.figure(use)}"
            for use in one.facts
            if use.value is not None and use.measure in self.found.titles.measures
        ]

    def _waived(self, finding: Finding) -> str:
        waiver = self.waiver(finding.id)
        given = {} if waiver is None else {name: getattr(waiver, name) for name in ("reason", "approver", "until")}
        return self.writer.say("waiver_in_force", named=self.writer.numbered(finding.id), **given)


def _bears_on(item: Missing, finding: Finding) -> bool:
    """Whether something missing is a decision on this indicator, or a fact or number that it rests on."""
    if item.kind in ("grade", "points"):
        return item.id == finding.id
    if item.kind == "parameter":
        return any(use.id == item.id for use in finding.values)
    own = cell_from(item.id).measure.text if item.kind == "cell" else item.id
    return any(own == use.measure for use in finding.facts)


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


def subject_key(found: Assessment) -> tuple[str, ...]:
    """Who was assessed by what, the same whatever the evidence says: ruleset, edition, kind, id and period.

    The name stands for an id that is not given, and the file for a subject that has neither.
    """
    who = found.subject.id or found.subject.name or found.evidence_path
    return (found.ruleset.id, found.ruleset.edition, found.subject.kind, who, found.period or "")
