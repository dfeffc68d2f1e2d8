"""A report as a page: what is said, in which order, before it is laid out as text or Markdown.

The verdict first, then why, the grade of each indicator by group, the gaps with numbers, what is missing
and what it would decide, and the sources. Counts come from the assessment, so every format agrees.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from evalrules.base.codes import sentence
from evalrules.base.diagnostics import Diagnostic
from evalrules.base.numbers import shown_number
from evalrules.model.assessment import (
    IN_FORCE,
    NOT_MET,
    Assessment,
    Change,
    Claim,
    Difference,
    FactUse,
    FailingRow,
    Finding,
    Gap,
    GateFinding,
    Irrational,
    Lowering,
    Missing,
    Needed,
    Points,
    Reason,
    Step,
    ValueUse,
    VetoFinding,
    Written,
)
from evalrules.model.outcome import GRADED, Outcome, graded, outcome_from
from evalrules.model.refs import ColumnRef, cell_from, measure_from
from evalrules.model.report import Report, Result
from evalrules.model.ruleset import GRADES, Citation, Label
from evalrules.reporters.overview import overview_of, questions_of
from evalrules.reporters.phrases import say
from evalrules.reporters.tally import LOOKS, Standing, counts_of

GOOD, BAD, OPEN = "good", "bad", "open"

_NUMBER = re.compile(r"-?[0-9]{1,4000}(\.[0-9]{1,4000}|/[1-9][0-9]{0,3999})?", re.ASCII)
"""A number as results write it: a text beside it may be 1/0 or 1e999999999."""


class Table(NamedTuple):
    """Rows under headers; every cell is text of any length."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Section(NamedTuple):
    """A titled part of a page: lines (the first character "-" indents), then a table where there is one."""

    title: str
    lines: tuple[str, ...]
    table: Table | None = None


class Page(NamedTuple):
    """The report on one subject; `tone` is good, bad or open."""

    title: str
    subtitle: str
    verdict: str
    tone: str
    reasons: tuple[str, ...]
    sections: tuple[Section, ...]


def page_of(found: Assessment, language: str, *, explain: bool = False) -> Page:
    """The page of one assessment in "zh" or "en"; with `explain` every recorded step is listed."""
    writer = Writer(found, language)
    sections = [
        writer.indicators(),
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
        writer.papers(),
        writer.sources(),
    ]
    kept = tuple(section for section in sections if section is not None)
    return Page(writer.title(), writer.subtitle(), writer.verdict(), writer.tone(), writer.reasons(), kept)


class Writer:
    """Puts the parts of one assessment into words, in "zh" or "en"."""

    def __init__(self, found: Assessment, language: str) -> None:
        self.found = found
        self.language = language
        self.by_id = {finding.id: finding for finding in found.findings}

    def say(self, phrase: str, /, **values: str) -> str:
        return say(phrase, self.language, **values)

    def label(self, label: Label) -> str:
        return label.in_language(self.language)

    def level(self, level: str) -> str:
        return self._titled(self.found.titles.levels, level)

    def measure(self, measure: str) -> str:
        return self._titled(self.found.titles.measures, measure)

    def _titled(self, titles: Mapping[str, Label], own: str) -> str:
        """The name of something; its id where a result that was kept and edited has none."""
        label = titles.get(own)
        return own if label is None else self.label(label)

    def named(self, indicator: str) -> str:
        """`9 园（校）整体创优第9条（C）`."""
        finding = self.by_id[indicator]
        return f"{indicator} {self.label(finding.title)}{self._bracketed(self.outcome(finding))}"

    def _bracketed(self, text: str) -> str:
        return f"（{text}）" if self.language == "zh" else f" ({text})"

    # -- the head ----------------------------------------------------------------------------------------------

    def title(self) -> str:
        return self.subject() + (f"  {self.say('period', period=self.found.period)}" if self.found.period else "")

    def subject(self) -> str:
        subject = self.found.subject
        name = subject.name or subject.id or subject.kind
        return name + (self._bracketed(subject.id) if subject.id and subject.id != name else "")

    def subtitle(self) -> str:
        ruleset = self.found.ruleset
        name = f"{ruleset.id}@{ruleset.edition}"
        return self.say("ruleset", title=self.label(ruleset.title), name=name, revision=str(ruleset.revision))

    def verdict(self) -> str:
        verdict = self.found.verdict
        if verdict.level is not None:
            return self.level(verdict.level)
        levels = " / ".join(self.level(level) for level in verdict.possible)
        return f"{self.say('undetermined')}{self._bracketed(self.say('possible', levels=levels))}"

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
            name = "reason_level_because" if because else "reason_level"
            return self.say(name, title=self.level(reason.ids[0]), because=self._listed(because))
        return self.say("reason_every_completion", because=self._listed(because))

    def _listed(self, indicators: Sequence[str]) -> str:
        return ("、" if self.language == "zh" else ", ").join(self.named(own) for own in indicators)

    # -- sections ----------------------------------------------------------------------------------------------

    def outcome(self, finding: Finding) -> str:
        if finding.points is not None and finding.outcome in ("scored", "unknown"):
            return self._points(finding.points)
        if finding.grade is not None:
            return self.possible(graded(finding.grade))
        if finding.outcome != "unknown":
            return self.say(finding.outcome)
        return "/".join(self.possible(outcome) for outcome in finding.possible) + " ?"

    def possible(self, outcome: Outcome) -> str:
        """An outcome in words: a grade by its name."""
        if outcome.kind != GRADED:
            return self.say(outcome.kind)
        label = self.found.titles.grades.get(outcome.grade)
        return outcome.grade if label is None else self.label(label)

    def difference(self, one: Difference) -> tuple[str, str]:
        """What an indicator is in the other assessment, and in this one."""
        finding = self.by_id[one.indicator]
        return self.word(finding, one.other), self.word(finding, one.here)

    def word(self, finding: Finding | None, text: str) -> str:
        """What an indicator came to in one word (`Finding.in_one_word`), as a report says it."""
        if text in ("unknown", "scored"):
            return self.say(text)
        return text if finding is not None and finding.points is not None else self.possible(outcome_from(text))

    def _points(self, points: Points) -> str:
        full = "?" if points.full is None else shown_number(Fraction(points.full))
        if points.value is not None:
            return self.say("points", value=shown_number(Fraction(points.value)), full=full)
        ends = ("" if end is None else shown_number(Fraction(end)) for end in (points.low, points.high))
        return self.say("points", value="..".join(ends), full=full) + " ?"

    def failing(self) -> Section | None:
        """The rows that fail, by indicator, and by how much."""
        lines: list[str] = []
        for finding in self.found.findings:
            if finding.failing_rows_total:
                title, count = self.label(finding.title), str(finding.failing_rows_total)
                lines.append(self.say("failing_of", id=finding.id, title=title, count=count))
                lines += [f"- {self.failing_row(row)}" for row in finding.failing_rows]
                rest = finding.failing_rows_total - len(finding.failing_rows)
                lines += [f"- {self.say('failing_more', count=str(rest))}"] if rest > 0 else []
        return Section(self.say("failing_rows"), tuple(lines)) if lines else None

    def failing_row(self, row: FailingRow) -> str:
        gaps = ("；" if self.language == "zh" else "; ").join(
            self.change(change._replace(row=None)) for change in row.gaps
        )
        name = self.row(row.table, row.key)
        return self.say("failing_row", row=name, gaps=gaps) if gaps else name

    def row(self, table: str, key: Sequence[str]) -> str:
        """A row by its key, options by their names."""
        return " ".join(self._key(table, key))

    def _key(self, table: str, key: Sequence[str]) -> list[str]:
        columns = self.found.titles.keys.get(table, ())
        known = (*columns, *("",) * len(key))
        return [self.value(part, self._choice(column)) for part, column in zip(key, known, strict=False)]

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
            lines.append(self.say("beside", name=other.name, level=level, here=self.found.name or ""))
            for one in other.differences:
                title = self.label(self.by_id[one.indicator].title)
                theirs, here = self.difference(one)
                lines.append("- " + self.say("difference", id=one.indicator, title=title, other=theirs, here=here))
        return Section(self.say("assessments"), tuple(lines)) if lines else None

    def group_of_members(self, group: str) -> str:
        """The name of a group of lower subjects."""
        return self._titled(self.found.titles.members, group)

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

    def indicators(self) -> Section:
        headers = tuple(self.say(name) for name in ("group", "number", "indicator", "grade", "basis", "source"))
        rows = []
        before = None
        for finding in self.found.findings:
            group = (
                self.label(self.found.titles.groups[finding.group]) if finding.group in self.found.titles.groups else ""
            )
            basis = self.say(finding.basis) if finding.basis else "—"
            cells = (finding.id, self.label(finding.title), self.outcome(finding), basis, self.cited(finding.source))
            rows.append((group if group != before else "", *cells))
            before = group
        return Section(self.say("indicators"), (self.counts(),), Table(headers, tuple(rows)))

    def cited(self, source: Citation | None) -> str:
        if source is None:
            return "—"
        return f"{source.cite} {source.clause}".rstrip() + self._bracketed(self.say(source.confidence))

    def waivers(self) -> Section | None:
        lines = tuple(
            "- "
            + self.say(
                f"waiver_{one.state}" if one.is_needed or one.state != IN_FORCE else "waiver_unused",
                id=one.indicator, title=self.label(self.by_id[one.indicator].title), reason=one.reason,
                approver=one.approver, until=one.until,
            )
            for one in self.found.waivers
        )  # fmt: skip
        return Section(self.say("waivers"), (self.accepted(), *lines)) if lines else None

    def accepted(self) -> str:
        """What the waivers make of the result."""
        words = {True: "accepted_yes", False: "accepted_no", None: "accepted_open"}
        return self.say(words[self.found.accepted])

    def counts(self) -> str:
        """How many indicators are counted under each word."""
        counted = (self.say(f"count_{word}", count=str(count)) for word, count in counts_of(self.found))
        return ("，" if self.language == "zh" else ", ").join(counted)

    def counted_as(self, standing: Standing) -> str:
        """The word that an indicator is counted under; with points that it must have in full and has not, so told."""
        is_broken = standing.word != NOT_MET and standing.look == LOOKS[NOT_MET]
        return self.say(standing.word) + (self._bracketed(self.say("must_be_full")) if is_broken else "")

    def gates(self) -> Section | None:
        words = {True: "yes", False: "no", None: "open"}
        lines = tuple(
            f"- {self.label(gate.title)}: {self.say(words[gate.holds])}{self._bracketed(self.cited(gate.source))}"
            for gate in self.found.gates
        )
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
                joined = ("；" if self.language == "zh" else "; ").join(self.change(change) for change in alternative)
                lines.append(f"- {self.say('or')} {joined}")
        return Section(self.say("gaps"), tuple(lines)) if lines else None

    def _is_listed(self, gap: Gap, change: Change) -> bool:
        """Whether the section of failing rows says already what this row lacks."""
        rows = self.by_id[gap.id].failing_rows if gap.kind != "level" else ()
        return change.row is not None and any(change in row.gaps for row in rows)

    def gap_title(self, gap: Gap) -> str:
        if gap.kind == "level":
            return self.say("gap_level", to=self.level(gap.to))
        finding = self.by_id[gap.id]
        start, to = (self.possible(outcome_from(end)) for end in (gap.start, gap.to))
        if finding.points is not None:
            start, to = self.outcome(finding), self.say("full_points")
        return self.say("gap_indicator", id=gap.id, title=self.label(finding.title), start=start, to=to)

    def change(self, change: Change) -> str:
        if change.grade is not None:
            have = self.possible(outcome_from(str(change.have))) if change.have is not None else "?"
            title = self.label(self.by_id[change.grade].title)
            need = self.possible(outcome_from(str(change.need)))
            return self.say("change_grade", id=change.grade, title=title, have=have, need=need)
        title = self.measure(change.measure) if change.measure is not None else str(change.quantity)
        if change.row is not None:
            title = f"{self.row(_table_of(change.measure), change.row)} {title}"
        if change.short is None and isinstance(change.need, str) and change.op != "==":
            need = self._number(change.need, change.unit)
            if change.have is not None:
                return self.say("change_bounds", title=title, have=str(change.have), op=change.op, need=need)
            return self.say("change_unknown", title=title, op=change.op, need=need)
        if change.short is None:
            choice = self._choice(change.measure or "")
            have, need = self.value(change.have, choice), self.value(change.need, choice)
            return self.say("change_other", title=title, have=have, need=need)
        return self._change_number(title, change)

    def _change_number(self, title: str, change: Change) -> str:
        need = str(change.need)
        shown_have = self._number(change.have, change.unit, beside=need)
        short = self._number(change.short or "0", change.unit)
        if change.op in ("<", ">"):
            short = self.say("more_than", short=short)
        text = self.say(
            "change_number",
            title=title,
            have=shown_have,
            op=change.op,
            need=self._number(need, change.unit),
            short=short,
        )
        if change.how_many is None:
            return text
        more = Fraction(change.how_many)
        counted = self.say(
            "count_more" if more > 0 else "count_less",
            title=self.measure(change.count_of or ""),
            count=shown_number(abs(more)),
        )
        return f"{text}{'，' if self.language == 'zh' else ', '}{counted}"

    def _number(self, text: Written, unit: str, beside: str | None = None) -> str:
        if isinstance(text, Irrational):
            return f"{text.shown}… {unit}".rstrip()
        text = str(text)
        shown = shown_number(Fraction(text), Fraction(beside) if beside is not None else None)
        return f"{shown} {unit}".rstrip()

    def _choice(self, measure: str) -> str:
        """The choice that the values of a measure are options of; "" where they are none."""
        return self.found.titles.choices.get(measure, "")

    def of_measure(self, value: Written, measure: str, beside: Written = None) -> str:
        """A value of a measure in words; `beside` is another one that it has to be told from."""
        return self.side(value, beside, self._choice(measure))

    def figure(self, use: FactUse) -> str:
        """The value of a fact with its unit."""
        return f"{self.of_measure(use.value, use.measure)} {use.unit}".rstrip()

    def value(self, value: Written, choice: str = "") -> str:
        """A value in words; an option by its name in its choice, a grade (`GRADES`) by its own."""
        if value is None:
            return "?"
        if isinstance(value, Irrational):
            return f"{value.shown}…"
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        titles = self.found.titles
        return self._titled(titles.grades if choice == GRADES else titles.options.get(choice, {}), value)

    def missing(self) -> Section | None:
        undetermined = self.found.verdict.level is None
        asked = [item for item in self.found.missing if item.decides or not item.taken_as_graded]
        shown = [item for item in asked if item.decides or (undetermined and item.kind != "fact")]
        lines = [f"- {self.missing_item(item)}" for item in shown]
        others = len(asked) - len(shown)
        if others:
            name = "others_open" if undetermined else "others_missing"
            lines.append(f"- {self.say(name, count=str(others))}")
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

    def _stand_in(self, items: Sequence[Missing]) -> str:
        comma = "、" if self.language == "zh" else ", "
        titles = comma.join(f"“{self._missing_title(item)}”" for item in items)
        lowers, comma = items[0].lowers, "；" if self.language == "zh" else "; "
        name = "stand_in_any" if len(items) > 1 else "stand_in_one"
        effects = comma.join(self._lowering(name, one, items[0]) for one in lowers)
        if not lowers:
            effects = self.say("stand_in_together", ids=", ".join(items[0].taken_as_graded))
        return self.say("stand_in", titles=titles, effects=effects)

    def stand_in_item(self, item: Missing) -> str:
        """What one of them would lower."""
        return self._stand_in((item,))

    def _lowering(self, name: str, one: Lowering, item: Missing) -> str:
        levels = (" / " if self.language == "zh" else " or ").join(map(self.level, one.levels))
        verdict = "verdict_stays" if one.levels == self.found.verdict.possible else "verdict_becomes"
        verdict = verdict if len(one.levels) == 1 or verdict == "verdict_stays" else "verdict_can_be"
        grades = ("、" if self.language == "zh" else ", ").join(self._lowered(*each) for each in one.grades)
        values = self._values_of(one, item)
        return self.say(name, values=values, grades=grades, verdict=self.say(verdict, levels=levels))

    def _lowered(self, indicator: str, possible: tuple[str, ...]) -> str:
        grades = "/".join(self.possible(outcome_from(one)) for one in possible)
        title = self.label(self.by_id[indicator].title)
        return self.say("lowered", id=indicator, title=title, grades=grades)

    def _values_of(self, one: Lowering, item: Missing) -> str:
        if one.op == "in":
            return self.say("values_in", options="/".join(self._option(item, option) for option in one.options))
        if one.op == "between":
            return self.say("values_between", value=str(one.value))
        units = {use.measure: use.unit for finding in self.found.findings for use in finding.facts}
        return self.say("values_op", op=one.op, value=self._number(one.value, units.get(item.id, "")))

    def _missing_title(self, item: Missing) -> str:
        """What is missing, by its name alone."""
        if item.kind in ("fact", "members"):
            return self.measure(item.id)
        if item.kind == "points":
            return self.label(self.by_id[item.id].title)
        if item.kind == "table":
            return self.label(self.found.titles.tables[item.id])
        if item.kind == "cell":
            cell = cell_from(item.id)
            return f"{self.measure(cell.measure.text)}{self._bracketed(', '.join(self._key(cell.table, cell.key)))}"
        return item.id

    def missing_item(self, item: Missing) -> str:
        cause = self.say(item.cause)
        if item.kind in ("grade", "points"):
            title = self.label(self.by_id[item.id].title)
            name = "missing_indicator" if item.kind == "grade" else "missing_points"
            what = self.say(name, id=item.id, title=title, cause=cause)
        elif item.kind == "table":
            what = self.say("missing_table", title=self._titled(self.found.titles.tables, item.id), cause=cause)
        elif item.kind == "cell":
            cell = cell_from(item.id)
            row = ", ".join(self._key(cell.table, cell.key))
            what = self.say("missing_cell", title=self.measure(cell.measure.text), row=row, cause=cause)
        elif item.kind in ("fact", "members"):
            what = self.say("missing_fact", title=self.measure(item.id), cause=cause)
        else:
            what = self.say(f"missing_{item.kind}", id=item.id, cause=cause)
        needed = ("；" if self.language == "zh" else "; ").join(self._needed(item, one) for one in item.needed)
        colon = "：" if self.language == "zh" else ": "
        if item.kind in ("table", "cell", "quantity"):
            return what  # what rows would decide is not tried, and a quantity without a value is no evidence
        return f"{what}{colon}{needed or self.say('decides_nothing')}"

    def _needed(self, item: Missing, needed: Needed) -> str:
        level = self.level(needed.to)
        if needed.op == "in":
            options = "/".join(self._option(item, option) for option in needed.options)
            return self.say("needed_in", options=options, level=level)
        if needed.op == "between":
            return self.say("needed_between", value=str(needed.value), level=level)
        return self.say("needed_op", op=needed.op, value=shown_number(Fraction(str(needed.value))), level=level)

    def _option(self, item: Missing, option: Written) -> str:
        if item.kind == "grade":
            return self.possible(outcome_from(str(option)))
        return self.value(option, item.id if item.kind == "attribute" else self._choice(item.id))

    def claims(self) -> Section | None:
        lines = tuple(f"- {self._claim(claim)}" for claim in self.found.claims)
        return Section(self.say("claims"), lines) if lines else None

    def _claim(self, claim: Claim) -> str:
        row = self._bracketed(self.row(_table_of(claim.measure), claim.row)) if claim.row else ""
        stated, derived = self.side(claim.stated, claim.derived), self.side(claim.derived, claim.stated)
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
        colon = "：" if self.language == "zh" else ": "
        place = self._bracketed(str(one.place)) if one.place else ""
        return f"- {one.code} {self.say(one.severity)}{colon}{sentence(one, self.language)}{place}"

    def steps(self) -> Section | None:
        lines: list[str] = []
        for finding in self.found.findings:
            if finding.steps:
                lines.append(f"{finding.id} {self.label(finding.title)}")
                lines.extend(f"- {self._step(step)}" for step in finding.steps)
                lines.extend(f"- {self._value_use(use)}" for use in finding.values if use.value is not None)
        rules: list[GateFinding | VetoFinding] = [*self.found.gates, *self.found.vetoes]
        for one in rules:
            if one.steps:
                lines.append(self.label(one.title))
                lines.extend(f"- {self._step(step)}" for step in one.steps)
        return Section(self.say("steps"), tuple(lines)) if lines else None

    def _value_use(self, use: ValueUse) -> str:
        shown = f"{self.side(use.value)} {use.unit}".rstrip()
        return f"{use.id} = {shown}{self._bracketed(self.cited(use.source))}"

    def _step(self, step: Step) -> str:
        result = {True: "yes", False: "no", None: "open"}[step.result]
        if " = " in step.condition and not step.op:
            return f"{step.condition} = {self.side(step.left)} {step.unit}".rstrip()
        if not step.op:
            return f"[{step.purpose}] {step.condition}: {self.say(result)}"
        left, right = self.side(step.left, step.right, step.choice), self.side(step.right, step.left, step.choice)
        sides = f"{left} {step.op} {right}"
        return f"[{step.purpose}] {step.condition}: {sides} {step.unit}".rstrip() + f" → {self.say(result)}"

    def side(self, side: Written, beside: Written = None, choice: str = "") -> str:
        if choice and isinstance(side, str):
            return self.value(side, choice)
        if isinstance(side, str) and ".." in side:
            return "..".join(self.side(end) for end in side.split(".."))
        if not isinstance(side, str) or _NUMBER.fullmatch(side) is None:
            return self.value(side)
        is_number = isinstance(beside, str) and _NUMBER.fullmatch(beside) is not None
        return shown_number(Fraction(side), Fraction(str(beside)) if is_number else None)

    def papers(self) -> Section | None:
        """Which paper each figure and each decision cites, once."""
        cited: dict[str, None] = {}
        for finding in self.found.findings:
            decided = f"{self.say('indicator')} {finding.id} {self.label(finding.title)}"
            named: list[tuple[str, Finding | FactUse]] = [
                (decided, finding),
                *((self.measure(use.measure), use) for use in finding.facts),
            ]
            for name, one in named:
                if one.attachment:
                    page = self.say("page", page=one.page) if one.page else ""
                    cited[f"- {name}: {one.attachment}{page}{self._bracketed(one.place)}"] = None
        return Section(self.say("papers"), tuple(cited)) if cited else None

    def sources(self) -> Section:
        cited: dict[str, str] = {}
        rules: list[Finding | GateFinding | VetoFinding] = [*self.found.findings, *self.found.gates, *self.found.vetoes]
        sources = [one.source for one in rules] + [one.ceiling_source for one in self.found.findings]
        sources += [use.source for one in self.found.findings for use in one.values if use.value is not None]
        for source in sources:
            if source is not None:
                cited.setdefault(source.cite, source.confidence)
        lines = tuple(
            f"- {own}: {self.label(self.found.titles.sources[own])}{self._bracketed(self.say(confidence))}"
            for own, confidence in cited.items()
            if own in self.found.titles.sources
        )
        return Section(self.say("sources"), lines)


def _table_of(measure: str | None) -> str:
    """The table of a column, "" for any other measure."""
    ref = None if measure is None else measure_from(measure)
    return ref.table if isinstance(ref, ColumnRef) else ""


def subject_row(result: Result, language: str) -> tuple[str, ...]:
    """One line of the table of subjects: file, subject, ruleset, level, whether it is reached."""
    found = result.assessment
    if found is None:
        count = sum(1 for one in result.diagnostics if one.is_error)
        return (result.path, "—", "—", say("not_evaluated", language), say("errors", language, count=str(count)))
    writer = Writer(found, language)
    words = {True: "yes", False: "no", None: "open"}
    reached = say(words[found.verdict.meets_required], language)
    if found.accepted != found.verdict.meets_required:
        reached += say("with_waivers", language, result=say(words[found.accepted], language))
    return (result.path, writer.title(), f"{found.ruleset.id}@{found.ruleset.edition}", writer.verdict(), reached)


SUBJECT_HEADERS = ("file", "subject", "ruleset_name", "level", "result")


def summary_line(report: Report, language: str) -> str:
    """How many subjects reach the level, do not, are undetermined, could not be evaluated."""
    found = overview_of(report).totals
    line = say(
        "summary", language, total=str(found.total), yes=str(found.reached), no=str(found.not_reached),
        open=str(found.undetermined), bad=str(found.not_evaluated),
    )  # fmt: skip
    line += say("summary_accepted", language, count=str(found.accepted)) if found.accepted else ""
    questions = questions_of(report)
    if not any(questions):
        return line
    return line + say("summary_questions", language, open=str(questions.open), confirmed=str(questions.confirmed))
