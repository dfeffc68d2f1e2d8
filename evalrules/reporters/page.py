"""A report as a page: what is said, in which order, before it is laid out as text or Markdown.

The verdict first, then why, the grade of each indicator by group, the gaps with numbers, what is missing
and what it would decide, and the sources. Counts come from the assessment, so every format agrees.
"""

from __future__ import annotations

from collections.abc import Sequence

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.languages import punctuation, quoted
from evalrules.base.records import NamedTuple
from evalrules.base.sentences import sentence
from evalrules.base.units import figure_text
from evalrules.model.assessment import (
    IN_FORCE,
    NOT_APPLICABLE,
    Assessment,
    Change,
    Claim,
    FactUse,
    Finding,
    Gap,
    GateFinding,
    Missing,
    Reason,
    Step,
    ValueUse,
    VetoFinding,
)
from evalrules.model.brief import Brief
from evalrules.model.refs import VALUE
from evalrules.model.report import Report, Result
from evalrules.model.ruleset import ASSUMED, Citation
from evalrules.reporters.figure_tables import FigureTables
from evalrules.reporters.figures import scored, total_of
from evalrules.reporters.overview import Totals, briefs_of, overview_from, questions_from
from evalrules.reporters.phrases import say
from evalrules.reporters.sections import Section, Table
from evalrules.reporters.tally import not_met_of
from evalrules.reporters.wording import relation

GOOD, BAD, OPEN = "good", "bad", "open"
MOST_NAMED = 10
"""Indicators that a reason names; the list of all of them is below it."""

_WITHOUT_GAP = {
    "fixed": "without_gap_fixed", "open": "without_gap_open", "undefined": "without_gap_undefined",
    "not_found": "without_gap_not_found",
}  # fmt: skip


class Page(NamedTuple):
    """The report on one subject; `tone` is good, bad or open."""

    title: str
    subtitle: str
    verdict: str
    tone: str
    reasons: tuple[str, ...]
    sections: tuple[Section, ...]


def page_of(found: Assessment, language: str, *, explain: bool = False, full: bool = True) -> Page:
    """The page of one assessment in "zh" or "en"; with `explain` every recorded step is listed.

    With `full` every figure stands in it, and the rows behind indicators where they were recorded; else those figures
    that tell.
    """
    writer = Writer(found, language)
    sections = [
        writer.indicators(full=full),
        writer.scoring(),
        writer.figures(),
        writer.settings(),
        writer.assumptions(),
        writer.failing(),
        writer.conditions(),
        writer.waivers(),
        writer.gates(),
        writer.members(),
        writer.beside(),
        writer.gaps(),
        writer.missing(),
        writer.stand_ins(),
        writer.claims(),
        writer.questions(),
        writer.notes(),
        writer.steps() if explain else None,
        writer.given() if full else None,
        *(writer.row_tables() if full else ()),
        writer.papers(),
        writer.clauses(),
        writer.sources(),
    ]
    kept = tuple(section for section in sections if section is not None)
    return Page(writer.title(), writer.subtitle(), writer.verdict(), writer.tone(), writer.reasons(), kept)


class Writer(FigureTables):
    """Writes the sections of the page of one assessment, in "zh" or "en"."""

    @property
    def colon(self) -> str:
        """A colon as the language writes it, behind what something is called."""
        return punctuation(self.language).colon

    def tone(self) -> str:
        return {True: GOOD, False: BAD, None: OPEN}[self.found.verdict.meets_required]

    def reasons(self) -> tuple[str, ...]:
        return tuple(self._reason(reason) for reason in self.found.verdict.reasons)

    def _reason(self, reason: Reason) -> str:
        because = reason.because
        if reason.kind == "veto":
            veto = next(one for one in self.found.vetoes if one.id == reason.ids[0])
            because = veto.because  # the reason is the smallest proof; the reader wants every indicator behind it
            name = "reason_veto" if because else "reason_veto_facts"
            return self.say(name, title=self.label(veto.title), because=self._listed(because))
        if reason.kind == "gate":
            gate = next(one for one in self.found.gates if one.id == reason.ids[0])
            return self.say("reason_gate", title=self.label(gate.title))
        if reason.kind == "level":
            every = not_met_of(self.found)
            if because and set(because) < set(every):  # the smallest proof names less than a reader wants
                count, total = str(len(every)), str(len(self.found.findings))
                more = self.say("and_so_many_more") if len(every) > MOST_NAMED else ""
                named = self._listed(every[:MOST_NAMED])
                said = self.say("reason_level_of", count=count, total=total, because=named, more=more)
                return said + (self.say("any_is_enough") if set(every) <= set(reason.alone) else "")
            if not because and self.found.verdict.meets_required is False:
                return self._short_of()
            name = "reason_level_because" if because else "reason_level"
            return self.say(name, title=self.level(reason.ids[0]), because=self._listed(because))
        return self.say("reason_every_completion", because=self._listed(because))

    def _short_of(self) -> str:
        """That the required level is not reached where no indicator is the reason; by what, where that is one thing.

        Else with the points, where there are points.
        """
        required = self.found.required
        said = self.say("reason_level_short", title=self.level(required))
        gap = next((one for one in self.found.gaps if one.kind == "level" and one.to == required), None)
        if gap is not None and len(gap.changes) == 1 and not gap.alternatives:
            return f"{said}{self.colon}{self.change(gap.changes[0])}"
        total = total_of(group.total for group in scored(self.found))
        if not total.full or total.awarded is None:
            return said
        points = self.say("points_of", awarded=self.number(total.awarded), full=self.number(total.full))
        return f"{said}{self.colon}{points}"

    def _listed(self, indicators: Sequence[str]) -> str:
        return punctuation(self.language).pause.join(self.named(own) for own in indicators)

    def failing(self) -> Section | None:
        """The rows that fail, by indicator, and by how much."""
        lines: list[str] = []
        for finding in self.found.findings:
            if finding.failing_rows_total:
                count = str(finding.failing_rows_total)
                lines.append(self.say("failing_of", named=self.numbered(finding.id), count=count))
                lines += [f"- {self.failing_row(row)}" for row in finding.failing_rows]
                rest = finding.failing_rows_total - len(finding.failing_rows)
                lines += [f"- {self.say('failing_more', count=str(rest))}"] if rest > 0 else []
        return Section(self.say("failing_rows"), tuple(lines)) if lines else None

    def conditions(self) -> Section | None:
        lines = []
        for due in self.found.verdict.conditions:
            name = "due" if due.within is not None else "due_open"
            said = self.say(name, title=self.label(due.title), years=str(due.within))
            lines.append(f"- {said}{self._bracketed(self.cited(due.source))}")
        return Section(self.say("conditions"), tuple(lines)) if lines else None

    def beside(self) -> Section | None:
        """The other assessments of this subject, and where they differ from this one."""
        lines: list[str] = []
        for other in self.found.beside:
            level = " / ".join(self.level(level) for level in other.possible)
            name, here = self.assessment(other.name), self.assessment(self.found.name or "")
            lines.append(self.say("beside", name=name, level=level, here=here))
            for one in other.differences:
                theirs, here = self.difference(one)
                named = self.numbered(one.indicator)
                lines.append("- " + self.say("difference", named=named, other=theirs, here=here))
        return Section(self.say("assessments"), tuple(lines)) if lines else None

    def members(self) -> Section | None:
        lines = tuple(
            "- "
            + self.say(
                "member",
                group=self.group_of_members(one.group),
                name=one.name,
                level=one.level or "?",
                basis=self.say(one.basis),
            )
            for one in self.found.members
        )
        return Section(self.say("members"), lines) if lines else None

    def indicators(self, *, full: bool = True) -> Section | None:
        """Every indicator with its figures, by group; where all have points, the sheet of points says it instead."""
        if self.found.findings and all(one.points is not None for one in self.found.findings):
            return None
        rows: list[tuple[str, ...]] = []
        before = None
        for own in self.indicator_rows(full=full):
            if own.finding.points is not None and own.finding.outcome != NOT_APPLICABLE:
                continue  # the sheet of points says it
            name = self.group_of(own.finding)
            rows += [(name if at == 0 and name != before else "", *cells) for at, cells in enumerate(own.rows)]
            before = name
        headers = (self.say("group"), *self.figure_headers())
        if not any(row[0] for row in rows):
            headers, rows = headers[1:], [row[1:] for row in rows]
        return Section(self.say("indicators"), (self.counts(),), Table(headers, tuple(rows)))

    def group_of(self, finding: Finding) -> str:
        """The name of the group of an indicator, "" where it is of none."""
        return (
            self._titled(self.found.titles.groups, finding.group) if finding.group in self.found.titles.groups else ""
        )

    def for_all_options(self, finding: Finding) -> str:
        """The id that an indicator has once for all its options."""
        return finding.id.partition(":")[0]

    def clauses(self) -> Section:
        """By whom each indicator was decided, and where the standard says so."""
        headers = tuple(self.say(name) for name in ("number", "basis", "source"))
        rows: list[tuple[str, ...]] = []
        last: tuple[str, str, Citation | None] | None = None
        for finding in self.found.findings:
            basis = self.say(finding.basis) if finding.basis else "—"
            own = (self.for_all_options(finding), basis, finding.source)
            if own != last:
                rows.append((*own[:2], self.cited(finding.source, last and last[2])))
            last = own
        return Section(self.say("clauses"), (), Table(headers, tuple(rows)))

    def waivers(self) -> Section | None:
        lines = tuple(
            "- "
            + self.say(
                f"waiver_{one.state}" if one.is_needed or one.state != IN_FORCE else "waiver_unused",
                named=self.numbered(one.indicator), reason=one.reason,
                approver=one.approver, until=one.until,
            )
            for one in self.found.waivers
        )  # fmt: skip
        return Section(self.say("waivers"), (self.accepted(), *lines)) if lines else None

    def accepted(self) -> str:
        """What the waivers make of the result."""
        words = {True: "accepted_yes", False: "accepted_no", None: "accepted_open"}
        return self.say(words[self.found.accepted])

    def gates(self) -> Section | None:
        words = {True: "yes", False: "no", None: "open"}
        told = ((one, self.say(words[one.holds]), self._bracketed(self.cited(one.source))) for one in self.found.gates)
        lines = tuple(f"- {self.label(one.title)}{self.colon}{state}{source}" for one, state, source in told)
        return Section(self.say("gates"), lines) if lines else None

    def gaps(self) -> Section | None:
        lines: list[str] = []
        ordered = sorted(self.found.gaps, key=lambda gap: gap.kind != "level")
        for gap in ordered:
            lines.append(self.gap_title(gap))
            listed = [change for change in gap.changes if self._is_listed(gap, change)]
            lines += [f"- {self.say('gap_rows')}"] if listed else []
            lines.extend(f"- {self.change(change)}" for change in gap.changes if change not in listed)
            for alternative in gap.alternatives:
                joined = punctuation(self.language).semicolon.join(self.change(change) for change in alternative)
                lines.append(f"- {self.say('or')} {joined}")
        if self.found.verdict.without_gap:
            fixed = quoted(map(self.measure, self.found.verdict.fixed), self.language)
            lines.append(self.say(_WITHOUT_GAP[self._without_gap()], fixed=fixed))
        return Section(self.say("gaps"), tuple(lines)) if lines else None

    def _without_gap(self) -> str:
        """Why there is no gap; where nothing is missing but what has no value, nobody can give it."""
        reason, missing = self.found.verdict.without_gap, self.found.missing
        return "undefined" if reason == "open" and missing and all(one.is_undefined for one in missing) else reason

    def _is_listed(self, gap: Gap, change: Change) -> bool:
        """Whether the section of failing rows says already what this row lacks."""
        findings = [self.by_id[gap.id]] if gap.kind != "level" else self.found.findings
        rows = [row for finding in findings for row in finding.failing_rows]
        others = [other for other in self.found.gaps if gap.kind == "level" and other.kind != "level"]
        if change.row is not None and any(change in other.changes for other in others):
            return True
        return change.row is not None and any(change in row.gaps for row in rows)

    def missing(self) -> Section | None:
        undetermined = self.found.verdict.level is None
        asked = [item for item in self.found.missing if item.decides or not item.taken_as_graded]
        shown = [item for item in asked if item.decides or (undetermined and item.is_undefined)]
        lines = [f"- {self.missing_item(item)}" for item in shown]
        others = [item for item in asked if item not in shown]
        for phrase, of_figures in (("others_missing", False), ("others_undefined", True)):
            count = sum(item.how_many for item in others if item.is_undefined is of_figures)
            lines += [f"- {self.say(phrase, count=str(count))}"] if count else []
        return Section(self.say("missing"), tuple(lines)) if lines else None

    def stand_ins(self) -> Section | None:
        """What is not given while a panel's grade stands in for it: what it would lower, those alike together."""
        alike: dict[tuple[object, ...], list[Missing]] = {}
        for item in self.found.missing:
            if item.taken_as_graded:
                alike.setdefault((item.taken_as_graded, item.lowers), []).append(item)
        lines = [f"- {self._stand_in(items)}" for items in alike.values()]
        verdict = self.found.verdict
        if verdict.possible_if_lowered != verdict.possible:
            levels = " / ".join(map(self.level, verdict.possible_if_lowered))
            lines.append(f"- {self.say('stand_ins_together', levels=levels)}")
        return Section(self.say("stand_ins"), tuple(lines)) if lines else None

    def claims(self) -> Section | None:
        lines = tuple(f"- {self._claim(claim)}" for claim in self.found.claims)
        return Section(self.say("claims"), lines) if lines else None

    def _claim(self, claim: Claim) -> str:
        row = self._bracketed(self.row_of(claim.measure, claim.row)) if claim.row else ""
        stated, derived = self.side(claim.stated), self.side(claim.derived)
        return self.say("claim", title=f"{self.measure(claim.measure)}{row}", stated=stated, derived=derived)

    def questions(self) -> Section | None:
        """What was questioned about the data: how much is answered, what is still open, then who confirmed the rest."""
        asked = [one for one in self.found.diagnostics if one.is_question]
        confirmed = [one for one in self.found.diagnostics if one.confirmed is not None]
        if not asked and not confirmed:
            return None
        count = self.say("questions_count", open=str(len(asked)), confirmed=str(len(confirmed)))
        return Section(self.say("questions"), (count, *map(self._problem, [*asked, *confirmed])))

    def notes(self) -> Section | None:
        """Warnings and notes that ask nothing."""
        others = [one for one in self.found.diagnostics if not one.is_question and one.confirmed is None]
        return Section(self.say("notes"), tuple(map(self._problem, others))) if others else None

    def _problem(self, one: Diagnostic) -> str:
        place = self._bracketed(str(one.place)) if one.place else ""
        return f"- {one.code} {self.say(one.severity)}{self.colon}{sentence(one, self.language)}{place}"

    def steps(self) -> Section | None:
        lines: list[str] = []
        for finding in self.found.findings:
            if finding.steps:
                lines.append(self.numbered(finding.id))
                lines.extend(f"- {self._step(step)}" for step in finding.steps)
                lines.extend(f"- {self._value_use(use)}" for use in finding.values if use.value is not None)
        rules: list[GateFinding | VetoFinding] = [*self.found.gates, *self.found.vetoes]
        for one in rules:
            if one.steps:
                lines.append(self.label(one.title))
                lines.extend(f"- {self._step(step)}" for step in one.steps)
        return Section(self.say("steps"), tuple(lines)) if lines else None

    def _value_use(self, use: ValueUse) -> str:
        shown = figure_text(self.side(use.value), use.unit, self.language)
        name = self._titled(self.found.titles.values, use.id)
        return f"{name} = {shown}{self._bracketed(self.cited(use.source))}"

    def _step(self, step: Step) -> str:
        result = {True: "yes", False: "no", None: "open"}[step.result]
        said = self.label(step.said) or step.condition
        if step.purpose == VALUE:
            return f"{said} = {figure_text(self.side(step.left), step.unit, self.language)}"
        purpose = self._purpose_of(step.purpose)
        if not step.op:
            return f"{purpose}{said}{self.colon}{self.say(result)}"
        left, right = (self.side(one, choice=step.choice) for one in (step.left, step.right))
        op = self.say("one_of_sign") if step.op == "in" else relation(step.op)
        sides = figure_text(f"{left} {op} {right}", step.unit, self.language)
        return f"{purpose}{said}{self.colon}{sides} → {self.say(result)}"

    def _purpose_of(self, purpose: str) -> str:
        """What a step decides, before it: a grade by its name; a gate or a veto stands in the title above."""
        kind, _, own = purpose.partition(":")
        grades = self.found.titles.grades
        name = {"met": "step_met", "applies": "step_applies", "points": "step_points", "grade": "step_grade"}.get(
            purpose, ""
        )
        if purpose in grades or kind in ("band", "ceiling"):
            name = "step_ceiling" if kind == "ceiling" else "step_band"
        grade = self._titled(grades, own or purpose)
        return self.say(name, grade=grade) if name else ""

    def papers(self) -> Section | None:
        """Which paper each figure and each decision cites, once."""
        cited: dict[str, None] = {}
        for finding in self.found.findings:
            decided = f"{self.say('indicator')} {self.numbered(finding.id)}"
            named: list[tuple[str, Finding | FactUse]] = [
                (decided, finding),
                *((self.measure(use.measure), use) for use in finding.facts),
            ]
            for name, one in named:
                if one.attachment:
                    page = self.say("page", page=one.page) if one.page else ""
                    cited[f"- {name}{self.colon}{one.attachment}{page}{self._bracketed(one.place)}"] = None
        return Section(self.say("papers"), tuple(cited)) if cited else None

    def sources(self) -> Section:
        cited: dict[str, str] = {}
        rules: list[Finding | GateFinding | VetoFinding] = [*self.found.findings, *self.found.gates, *self.found.vetoes]
        sources = [one.source for one in rules] + [one.ceiling_source for one in self.found.findings]
        sources += [use.source for one in self.found.findings for use in one.values if use.value is not None]
        sources += [one for one in self.found.titles.rounded_by.values() if one.confidence == ASSUMED]
        for source in sources:
            if source is not None:
                cited.setdefault(source.cite, source.confidence)
        lines = tuple(
            f"- {self.label(self.found.titles.sources[own])}{self._bracketed(self.say(confidence))}"
            for own, confidence in cited.items()
            if own in self.found.titles.sources
        )
        return Section(self.say("sources"), lines)


def subject_row(result: Result, language: str) -> tuple[str, ...]:
    """One line on a subject: file, subject, ruleset, level, whether it is reached."""
    found = result.assessment
    if found is None:
        count = sum(1 for one in result.diagnostics if one.is_error)
        return (result.path, "—", "—", say("not_evaluated", language), say("errors", language, count=str(count)))
    writer = Writer(found, language)
    words = {True: "yes", False: "no", None: "open"}
    reached = say(words[found.verdict.meets_required], language)
    if found.accepted != found.verdict.meets_required:
        reached += say("with_waivers", language, result=say(words[found.accepted], language))
    return (result.path, writer.title(), found.ruleset.name, writer.verdict(), reached)


SUBJECT_HEADERS = ("file", "subject", "ruleset_name", "level", "result")


def summary_line(report: Report, language: str) -> str:
    """How many subjects of a report reach the level, do not, are undetermined, could not be evaluated."""
    return counts_line(briefs_of(report), language)


def totals_line(found: Totals, language: str) -> str:
    """How many of all subjects stand how."""
    return say(
        "summary", language, total=str(found.total), yes=str(found.reached), no=str(found.not_reached),
        open=str(found.undetermined), bad=str(found.not_evaluated),
    )  # fmt: skip


def counts_line(briefs: Sequence[Brief], language: str) -> str:
    """How many subjects reach the level, do not, are undetermined, could not be evaluated."""
    found = overview_from(briefs).totals
    line = totals_line(found, language)
    line += say("summary_accepted", language, count=str(found.accepted)) if found.accepted else ""
    questions = questions_from(briefs)
    if not any(questions):
        return line
    return line + say("summary_questions", language, open=str(questions.open), confirmed=str(questions.confirmed))
