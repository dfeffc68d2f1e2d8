"""Results as data: tables with one kind of row each, to be filtered, sorted and counted; before they are written.

A number is a number, a name is what people call it, and every table begins with the subject that a row is of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TypeAlias

from evalrules.base.numbers import rounded
from evalrules.base.records import NamedTuple
from evalrules.base.sentences import hint, sentence
from evalrules.model.assessment import (
    Change,
    Finding,
    GateFinding,
    Irrational,
    RowFigures,
    RowTable,
    VetoFinding,
    Written,
)
from evalrules.model.outcome import outcome_from
from evalrules.model.report import Report
from evalrules.model.ruleset import Label
from evalrules.reporters.figures import Compared, number_of, scored, shown_beside, spreads, total_of
from evalrules.reporters.numbered import numbered
from evalrules.reporters.page import Writer
from evalrules.reporters.phrases import say
from evalrules.reporters.remedies import remedies_of
from evalrules.reporters.short_reasons import short_reason
from evalrules.reporters.tally import counts_of, standings_of
from evalrules.reporters.wording import relation

Datum: TypeAlias = str | Fraction | int | None
"""What a cell holds; None where there is nothing."""


class Marked(NamedTuple):
    """A datum that is to be seen: `tone` is good, bad, open and the like."""

    value: Datum
    tone: str


Row: TypeAlias = tuple[Datum | Marked, ...]


class DataTable(NamedTuple):
    """A table of data: `columns` are headings with the widths that their texts want, in characters."""

    title: str
    columns: tuple[tuple[str, int], ...]
    rows: tuple[Row, ...]


_TONES = {
    "met": "good", "full": "good", "not_met": "bad", "partly": "partly", "zero": "zero", "unknown": "open",
    "not_applicable": "idle", "waived": "waived", "yes": "good", "no": "bad", "open": "open",
}  # fmt: skip
_TRUTHS = {True: "yes", False: "no", None: "open"}
_HOLDS = {True: "met", False: "not_met", None: "unknown"}
MOST_ROWS = 100_000
"""So many rows of a table are written."""


def _without_empty(found: DataTable, optional: Iterable[int]) -> DataTable:
    """A table without those of its columns in which nothing stands in any row."""
    empty = {at for at in optional if found.rows and all(row[at] is None for row in found.rows)}
    kept = [at for at in range(len(found.columns)) if at not in empty]
    rows = tuple(tuple(row[at] for at in kept) for row in found.rows)
    return found._replace(columns=tuple(found.columns[at] for at in kept), rows=rows)


class ResultData:
    """Puts the results of a report into tables, in "zh" or "en"."""

    def __init__(self, report: Report, language: str) -> None:
        self.report = report
        self.language = language
        self.writers = [
            Writer(result.assessment, language) for result in report.results if result.assessment is not None
        ]

    def say(self, phrase: str, **values: str) -> str:
        return say(phrase, self.language, **values)

    def tables(self) -> tuple[DataTable, ...]:
        """Every table that has rows; the summary, and the indicators, are always there."""
        found = [self.summary(), self.matrix(), self.indicators(), self.points(), *self.rows(), self.spreads()]
        found += [
            self.given(),
            self.remedies(),
            self.missing(),
            self.rules(),
            self.settings(),
            self.remarks(),
            self.steps(),
            self.problems(),
        ]
        return tuple(one for one in found if one is not None and (one.rows or one.title == self.say("overview")))

    def _table(self, title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Row]) -> DataTable:
        return DataTable(title, tuple(columns), tuple(row for _, row in zip(range(MOST_ROWS), rows, strict=False)))

    def _columns(self, *named: tuple[str, int]) -> list[tuple[str, int]]:
        """Headings by the names of their phrases, which begin with a capital in English."""
        headed = ((self.say(name), width) for name, width in named)
        return [(text[:1].upper() + text[1:], width) for text, width in headed]

    def _word(self, name: str) -> Marked:
        return Marked(self.say(name), _TONES[name])

    def _each(self, rows: Callable[[Writer], Iterable[Row]]) -> Iterator[Row]:
        """The rows of every subject, each behind its name."""
        return ((writer.subject_name(), *row) for writer in self.writers for row in rows(writer))

    # -- subjects ------------------------------------------------------------------------------------------------

    def summary(self) -> DataTable:
        """A row for each input: the level, whether it is reached, the counts, the points where there are some, why."""
        counted = ("met", "not_met", "full", "partly", "zero", "unknown", "not_applicable", "waived")
        columns = self._columns(
            ("subject", 24), ("identifier", 14), ("period_of", 12), ("ruleset_name", 30), ("level", 18), ("result", 8),
            *((f"{word}_count", 9) for word in counted), ("full_score", 9), ("awarded_score", 9), ("lost_score", 9),
            ("why", 60), ("file", 24),
        )  # fmt: skip
        rows = (self._summary(at, counted) for at in range(len(self.report.results)))
        return _without_empty(self._table(self.say("overview"), columns, rows), range(6, 6 + len(counted) + 3))

    def _summary(self, at: int, counted: Sequence[str]) -> Row:
        result = self.report.results[at]
        found = result.assessment
        if found is None:
            errors = self.say("errors", count=str(sum(one.is_error for one in result.diagnostics)))
            told = Marked(self.say("not_evaluated"), "open")
            return (result.path, None, None, None, told, *[None] * (len(counted) + 4), errors, result.path)
        writer, counts = Writer(found, self.language), dict(counts_of(found))
        total = total_of(group.total for group in scored(found))
        points = (total.full, total.awarded, total.lost) if scored(found) else (None, None, None)
        return (
            writer.subject_name(), found.subject.id or None, found.period, writer.label(found.ruleset.title),
            Marked(writer.verdict(), writer.tone()), self._word(_TRUTHS[found.verdict.meets_required]),
            *(counts.get(word) for word in counted), *points,
            "\n".join(writer.reasons()) or short_reason(result, self.language), result.path,
        )  # fmt: skip

    def matrix(self) -> DataTable | None:
        """Subjects by indicators, for many subjects of one standard; nothing for a single one."""
        if len(self.writers) < 2:
            return None
        titles = {
            (one.found.ruleset.name, finding.id): finding for one in self.writers for finding in one.found.findings
        }
        columns = [*self._columns(("subject", 24), ("level", 18))]
        columns += [(numbered(finding.id, self.writers[0].label(finding.title)), 14) for finding in titles.values()]
        rows = (self._across(writer, tuple(titles)) for writer in self.writers)
        return self._table(self.say("matrix"), distinct(columns), rows)

    def _across(self, writer: Writer, names: Sequence[tuple[str, str]]) -> Row:
        standings, own = standings_of(writer.found), writer.found.ruleset.name
        cells: list[Datum | Marked] = [writer.subject_name(), Marked(writer.verdict(), writer.tone())]
        for ruleset, indicator in names:
            finding = writer.by_id.get(indicator) if ruleset == own else None
            if finding is None:
                cells.append(None)
                continue
            points = number_of(finding.points.value) if finding.points is not None else None
            told = writer.outcome(finding) if points is None else points
            cells.append(Marked(told, standings[indicator].look.tone))
        return tuple(cells)

    # -- indicators ----------------------------------------------------------------------------------------------

    def indicators(self) -> DataTable:
        """A row for each figure of each indicator; one for an indicator without figures."""
        columns = self._columns(
            ("subject", 20), ("group", 18), ("number", 14), ("indicator", 44), ("outcome", 12), ("counted_under", 10),
            ("quantity", 36), ("actual", 12), ("relation", 8), ("asked_for", 12), ("unit", 10), ("holds_so", 10),
            ("lacks", 10), ("spare", 10), ("basis", 10), ("source", 44),
        )  # fmt: skip
        return self._table(self.say("indicators_sheet"), columns, self._each(self._indicators))

    def _indicators(self, writer: Writer) -> Iterator[Row]:
        standings = standings_of(writer.found)
        for finding in writer.found.findings:
            standing = standings[finding.id]
            head = (writer.group_of(finding), finding.id, writer.label(finding.title), writer.outcome(finding),
                    Marked(writer.say(standing.word), standing.look.tone))  # fmt: skip
            basis = writer.say(finding.basis) if finding.basis else None
            tail = (basis, writer.cited(finding.source) if finding.source else None)
            figures = [self._figure(writer, one) for line in writer.figure_lines(finding) for one in line.compared]
            for figure in figures or [(None,) * 8]:
                yield (*head, *figure, *tail)

    def _figure(self, writer: Writer, one: Compared) -> Row:
        asked = one.requirement
        title = writer.label(asked.title)
        return (
            writer.say("rows_that_hold", table=title) if asked.table else title,
            _number(one.have) if number_of(one.have) is not None else writer.amount(one.have, one),
            relation(asked.op) if asked.op != "in" else None,
            _number(one.need) if number_of(one.need) is not None else writer.needed(one),
            writer.unit(asked.unit) or None, self._word(_HOLDS[one.holds]), _number(one.lacks), _number(one.spare),
        )  # fmt: skip

    def points(self) -> DataTable | None:
        """The sheet of points: a row for each indicator, with the sums of groups and of all told apart."""
        columns = self._columns(
            ("subject", 20), ("kind_of_row", 10), ("group", 30), ("number", 14), ("indicator", 50), ("full_score", 10),
            ("awarded_score", 10), ("lost_score", 10),
        )  # fmt: skip
        return self._table(self.say("scoring"), columns, self._each(self._points))

    def _points(self, writer: Writer) -> Iterator[Row]:
        groups = scored(writer.found)
        for group in groups:
            name = writer.group_of(group.findings[0][0])
            for finding, points in group.findings:
                yield (self.say("indicator"), name, finding.id, writer.label(finding.title), *points)
            yield (self.say("sum_of_group"), name, None, None, *group.total)
        if groups:
            yield (self.say("total_points"), None, None, None, *total_of(group.total for group in groups))

    # -- rows and statistics ----------------------------------------------------------------------------------

    def rows(self) -> Iterator[DataTable]:
        """Every row behind indicators with its figures: a table for each table of the standard."""
        names = list(dict.fromkeys(one.table for writer in self.writers for one in writer.found.tables))
        for at, name in enumerate(names):
            tables = [(writer, one) for writer in self.writers for one in writer.found.tables if one.table == name]
            writer, _ = tables[0]
            keys = writer.found.titles.keys.get(name, ())
            quantities = list(dict.fromkeys((one.title, one.unit) for _, table in tables for one in table.columns))
            columns = [*self._columns(("subject", 20)), *((writer.measure(key), 16) for key in keys)]
            columns += [(writer.figure_header(writer.label(title), unit), 14) for title, unit in quantities]
            columns += self._columns(("holds_so", 10))
            rows = (self._row(owner, table, row, quantities) for owner, table in tables for row in table.rows)
            label = writer.table_title(tables[0][1]._replace(options=(), where=None))
            title = self.say("rows_sheet") if at == 0 else f"{self.say('rows_sheet')} {label}"
            yield self._table(title, distinct(columns), rows)

    def _row(self, writer: Writer, table: RowTable, row: RowFigures, quantities: Sequence[tuple[Label, str]]) -> Row:
        at = {(one.title, one.unit): number for number, one in enumerate(table.columns)}
        cells: list[Datum | Marked] = [writer.subject_name(), *writer.full_key(table, row.key)]
        for own in quantities:
            figure = row.figures[at[own]] if own in at else None
            value = None if figure is None else _rounded(writer, figure.have, table.columns[at[own]].measure)
            cells.append(Marked(value, "bad") if figure is not None and figure.holds is False else value)
        is_asked = row.holds is not None or any(one.op for one in row.figures)
        return (*cells, self._word(_HOLDS[row.holds]) if is_asked else None)

    def spreads(self) -> DataTable:
        """The coefficients behind indicators, each with mean, deviation, limit and how many rows it is of."""
        columns = self._columns(
            ("subject", 20), ("number", 14), ("indicator", 40), ("quantity", 40), ("mean", 12), ("deviation", 12),
            ("unit", 10), ("coefficient", 12), ("asked_for", 12), ("holds_so", 10), ("rows_counted", 10),
        )  # fmt: skip
        return self._table(self.say("figures"), columns, self._each(self._spreads))

    def _spreads(self, writer: Writer) -> Iterator[Row]:
        for finding, listed, others in spreads(writer.found):
            head = (finding.id, writer.label(finding.title))
            for one in listed:
                use, asked = one.use, one.compared
                title = writer.measure(use.measure) if use.measure else writer.label(finding.title)
                value = use.value if asked is None else asked.have
                yield (*head, title, _number(use.mean), _number(use.deviation), writer.unit(use.unit) or None,
                       _number(value), *self._limit(asked), use.rows)  # fmt: skip
            for other in others:
                yield (*head, writer.label(other.requirement.title), None, None, None, _number(other.have),
                       *self._limit(other), None)  # fmt: skip
        for shown, value in shown_beside(writer.found):
            yield (None, None, writer.measure(shown.measure), None, None, None, _number(value), None, None, None)

    def _limit(self, one: Compared | None) -> tuple[Datum | Marked, Datum | Marked]:
        return (None, None) if one is None else (_number(one.need), self._word(_HOLDS[one.holds]))

    # -- what to do -----------------------------------------------------------------------------------------------

    def given(self) -> DataTable:
        """Every figure that the results rest on, once for each subject."""
        columns = self._columns(
            ("subject", 20), ("quantity", 50), ("value", 16), ("unit", 12), ("place", 30), ("paper", 30)
        )
        return self._table(self.say("given"), columns, self._each(self._given))

    def _given(self, writer: Writer) -> Iterator[Row]:
        found = writer.found
        rules: list[Finding | GateFinding | VetoFinding] = [*found.findings, *found.gates, *found.vetoes]
        uses = {use.measure: use for rule in rules for use in rule.facts}
        for own, use in uses.items():
            number = number_of(use.value)
            value = number if number is not None else writer.figure(use) if use.value is not None else None
            yield (writer.measure(own), value, writer.unit(use.unit) or None, use.place or None, use.attachment or None)

    def remedies(self) -> DataTable:
        """What is not as it should be, line by line, with room for who mends it until when."""
        columns = self._columns(
            ("subject", 20), ("number", 14), ("indicator", 40), ("where", 22), ("what", 36), ("now", 12),
            ("wanted", 12),
            ("lacks", 12), ("unit", 10), ("in_words", 60), ("measure_to_take", 30), ("money", 14), ("in_charge", 16),
            ("person", 12), ("deadline", 12), ("done", 12),
        )  # fmt: skip
        return self._table(self.say("problem_list"), columns, self._each(self._remedies))

    def _remedies(self, writer: Writer) -> Iterator[Row]:
        open_to_fill = (None,) * 6
        for one in remedies_of(writer):
            title = writer.label(writer.by_id[one.indicator].title) if one.indicator else None
            told = (None,) * 6 if one.change is None else self._change(writer, one.change)
            yield (one.indicator or None, title, one.where or None, *told, *open_to_fill)

    def _change(self, writer: Writer, change: Change) -> Row:
        told = writer.change(change._replace(row=None))
        if change.grade is not None:
            grades = (change.have, change.need)
            now, wanted = (writer.possible(outcome_from(str(side))) if side else None for side in grades)
            return (None, now, wanted, None, None, told)
        one = writer.as_the_standard_writes(change)
        what = writer.measure(change.measure) if change.measure is not None else writer.quantity(change.quantity or "")
        sides = [self._side(writer, change.measure or "", side) for side in (one.have, one.need)]
        return (what, *sides, _number(one.short), writer.unit(one.unit) or None, told)

    def _side(self, writer: Writer, measure: str, side: Written) -> Datum:
        """A number as a number, everything else in words."""
        number = number_of(side)
        return number if number is not None or side is None else writer.of_measure(side, measure)

    def missing(self) -> DataTable:
        """What is not given, why, and whether it decides."""
        columns = self._columns(("subject", 20), ("what", 80), ("decides", 14))
        return self._table(self.say("missing_sheet"), columns, self._each(self._missing))

    def _missing(self, writer: Writer) -> Iterator[Row]:
        for item in (one for one in writer.found.missing if not one.taken_as_graded):
            yield (
                writer.missing_item(item),
                Marked(self.say("yes" if item.decides else "no"), "open" if item.decides else "idle"),
            )

    def rules(self) -> DataTable:
        """Gates and vetoes, what came of each, and what it rests on."""
        columns = self._columns(
            ("subject", 20), ("kind_of_row", 12), ("what", 50), ("status", 12), ("rests_on", 50), ("source", 44),
        )  # fmt: skip
        return self._table(self.say("vetoes_and_gates"), columns, self._each(self._rules))

    def _rules(self, writer: Writer) -> Iterator[Row]:
        gates = {True: ("holds", "good"), False: ("not_held", "bad"), None: ("open", "open")}
        vetoes = {True: ("fired", "bad"), False: ("not_fired", "good"), None: ("open", "open")}
        rules: list[tuple[str, GateFinding | VetoFinding, tuple[str, str]]] = [
            *(("gate", one, gates[one.holds]) for one in writer.found.gates),
            *(("veto", one, vetoes[one.fired]) for one in writer.found.vetoes),
        ]
        for kind, rule, (word, tone) in rules:
            facts = (f"{writer.measure(use.measure)} {writer.figure(use)}" for use in rule.facts)
            grounds = "\n".join((*(writer.named(own) for own in rule.because), *facts))
            source = writer.cited(rule.source) if rule.source else None
            yield (self.say(kind), writer.label(rule.title), Marked(self.say(word), tone), grounds or None, source)

    def settings(self) -> DataTable:
        """What the office that uses the standard has set itself."""
        columns = self._columns(
            ("subject", 20), ("quantity", 50), ("set_to", 14), ("unit", 12), ("basis_of_setting", 44)
        )
        return self._table(self.say("settings"), columns, self._each(self._settings))

    def _settings(self, writer: Writer) -> Iterator[Row]:
        for one in writer.found.settings:
            value = writer.setting(one) if one.value is None else _number(one.value)
            basis = writer.setting_basis(one)
            yield (writer.setting_title(one), value, writer.unit(one.unit) or None, basis)

    def remarks(self) -> DataTable:
        """What else a report says, line by line: conditions, waivers, members, other assessments, claims, stand-ins."""
        columns = self._columns(("subject", 20), ("kind_of_row", 24), ("what", 110))
        return self._table(self.say("remarks"), columns, self._each(_remarks))

    def steps(self) -> DataTable | None:
        """Every recorded step, where they were asked for."""
        if not self.report.options.explain:
            return None
        columns = self._columns(("subject", 20), ("steps", 120))
        return self._table(self.say("steps"), columns, self._each(_steps))

    def problems(self) -> DataTable:
        """Every problem and question of the run, with its place and what to do."""
        columns = self._columns(("file", 24), ("severity", 10), ("code", 10), ("what", 80), ("hint", 50), ("place", 30))
        listed = [("", one) for one in self.report.diagnostics]
        for result in self.report.results:
            own = result.assessment.diagnostics if result.assessment is not None else ()
            listed += [(result.path, one) for one in dict.fromkeys((*result.diagnostics, *own))]
        rows = (
            (path or None, Marked(self.say(one.severity), "bad" if one.is_error else "open"), one.code,
             sentence(one, self.language), hint(one, self.language) or None, str(one.place) if one.place else None)
            for path, one in listed
        )  # fmt: skip
        return self._table(self.say("problems"), columns, rows)


def _remarks(writer: Writer) -> Iterator[Row]:
    questions = writer.questions()
    if questions is not None:  # each of them stands among the problems, with its place and its answer
        yield (questions.title, questions.lines[0])
    sections = (
        writer.conditions(), writer.waivers(), writer.members(), writer.beside(), writer.stand_ins(), writer.claims(),
        writer.assumptions(),
    )  # fmt: skip
    for section in sections:
        if section is not None:
            yield from ((section.title, line.removeprefix("- ")) for line in section.lines)


def _steps(writer: Writer) -> Iterator[Row]:
    section = writer.steps()
    return ((line.removeprefix("- "),) for line in (section.lines if section is not None else ()))


def _rounded(writer: Writer, value: Written, measure: str) -> Datum:
    number, rounding = number_of(value), writer.found.titles.roundings.get(measure)
    return number if number is None or rounding is None else rounded(number, rounding)


def _number(value: Written) -> Datum:
    """A number as a number; a yes or no, a text or an open range as it is written."""
    number = number_of(value)
    if number is not None or value is None or isinstance(value, Irrational):
        return number
    return str(value)


def distinct(columns: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Headings that differ from one another, as a table of a workbook needs it."""
    seen: dict[str, int] = {}
    found = []
    for name, width in columns:
        seen[name] = seen.get(name, 0) + 1
        found.append((name if seen[name] == 1 else f"{name} ({seen[name]})", width))
    return found
