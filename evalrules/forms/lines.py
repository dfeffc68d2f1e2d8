"""What a ruleset asks for, in the order in which people fill it in: the content of a form, before it is laid out.

A sheet for each group of indicators holds the facts they rest on, then what assessors decide, then what they award;
votes stand on a sheet of their own, for few offices fill them in.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

from evalrules.base.form_terms import kind_in
from evalrules.base.languages import punctuation, spoken
from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.base.units import canonical_unit, is_rate, unit_text
from evalrules.forms.asked import attributes, awarded, graded, is_derived, roots_of
from evalrules.forms.required_words import required_of
from evalrules.model.refs import (
    COLUMN,
    HOLDING,
    MEMBER,
    OPTION,
    OWN,
    ColumnRef,
    MembersRef,
    OptionRef,
    OwnRef,
    PointsRef,
    YearRef,
    pair_text,
)
from evalrules.model.ruleset import (
    Citation,
    Indicator,
    Label,
    Measure,
    Ruleset,
    Table,
    measures_behind,
)
from evalrules.reporters.phrases import say
from evalrules.words.conditions import Prose

YESNO = {"zh": ("是", "否"), "en": ("true", "false")}
"""How yes and no are chosen from a list, as evidence spells them."""

_TEXT = {
    "form": ("自评表", "Form"), "other_indicators": ("其他指标", "Other indicators"),
    "other_data": ("其他数据", "Other data"), "votes": ("表决票数", "Votes"), "facts": ("数据", "Figures"),
    "grades": ("评定", "Decisions"), "points": ("得分", "Points"), "panel": ("专家组人数", "members of the panel"),
    "votes_for": ("评{}的票数", "votes for {}"), "definition": ("口径：{}", "definition: {}"),
    "note": ("说明：{}", "note: {}"),
    "derived": ("由其他数据计算，可不填", "computed from other figures, may stay empty"),
    "elsewhere_sheet": ("由表格计算的指标", "Indicators from tables"),
    "derived_sheet": ("可不填的数据", "Computed figures"),
    "counted": ("列出名单的，可不填", "may stay empty where members are listed"),
    "from_table": ("数据填入“{}”表", "its figures stand in the table “{}”"),
    "above": ("所用数据已列在别处", "its figures stand elsewhere"), "same": ("同上", "as above"),
    "year": ("每行填一个年份，共 {} 年", "a year to each line, {} years"),
    "name": ("评估对象名称", "name of the subject"),
    "id": ("评估对象代码（行政区划代码或学校标识码）", "code of the subject, such as the area code"),
    "kind": ("评估对象类型", "kind of subject"), "attribute": ("属性", "attribute"), "options": ("{}（{}）", "{} ({})"),
    "period": ("评估年份，如 2007", "year of the assessment, such as 2007"),
    "period_from": ("不按年评估的：起始日期", "if it is no year: first day"),
    "period_to": ("不按年评估的：截止日期", "if it is no year: last day"),
    "complete": ("“{}”表已列全（还有未列出的行，选“否”）", "the table “{}” is complete (false: rows are missing)"),
    "ruleset": ("所用标准", "ruleset"), "digest": ("规则摘要", "digest of the ruleset"),
}  # fmt: skip


PANEL = "panel"
"""The line for the size of a panel, beside those for its votes."""

_NUMBERED = pattern(r"[A-Z]{0,3}[-.]?[0-9]+([-.][0-9]+)*")


def indicator_number(indicator: Indicator) -> str:
    """The number of an indicator as the standard prints it; an id that is only a name says nothing to a reader."""
    return indicator.id if _NUMBERED.fullmatch(indicator.id) else ""


class Limits(NamedTuple):
    """What may be filled in: `kind` is count, decimal, percent, ratio, date, year, text or list."""

    kind: str
    low: Fraction | None = None
    high: Fraction | None = None
    options: tuple[str, ...] = ()


class Line(NamedTuple):
    """One value of a form: what it is to the reader (section, id), in words, and what may be filled in.

    `remarks` stand below the words; `fixed` is a value that is filled in already and stays; a line `by_year` wants
    its year too. `is_optional` where it follows from others; `is_alternative` where another line may say it instead.
    `required` is what the standard asks for.
    """

    section: str
    id: str
    words: str
    limits: Limits
    number: str = ""
    unit: str = ""
    clause: str = ""
    remarks: tuple[str, ...] = ()
    fixed: str = ""
    by_year: bool = False
    is_optional: bool = False
    required: tuple[str, ...] = ()
    is_alternative: bool = False


class Heading(NamedTuple):
    """A line that is only read: a block of the sheet (`is_block`), or an indicator above the facts it rests on."""

    words: str
    number: str = ""
    clause: str = ""
    is_block: bool = False
    required: tuple[str, ...] = ()


Entry: TypeAlias = Line | Heading


class Sheet(NamedTuple):
    """One sheet of a form, its entries in order; of one `may_stay_empty` nothing has to be filled in."""

    title: str
    entries: tuple[Entry, ...]
    may_stay_empty: bool = False

    @property
    def needed(self) -> int:
        """How many values are to be filled in."""
        lines = (entry for entry in self.entries if isinstance(entry, Line) and not self.may_stay_empty)
        return sum(not (line.fixed or line.is_optional or line.is_alternative) for line in lines)


def sheets_of(ruleset: Ruleset, language: str) -> tuple[Sheet, ...]:
    """The sheets of values of a form between the first and the last: by group, what no indicator rests on, and last
    what follows from the others, or from tables, out of the way of what has to be filled in.
    """
    asking = _Asking(ruleset, language)
    found = [*asking.groups(), asking.rest()]
    found.append(Sheet(asking.text("elsewhere_sheet"), tuple(asking.unasked), may_stay_empty=True))
    found.append(Sheet(asking.text("derived_sheet"), tuple(asking.derived), may_stay_empty=True))
    return tuple(sheet for sheet in found if sheet.entries)


def votes_of(ruleset: Ruleset, language: str) -> Sheet | None:
    """The sheet for the votes of a panel; None where no indicator is graded by one."""
    votes = _Asking(ruleset, language).votes()
    return votes if votes.entries else None


def opening_of(ruleset: Ruleset, language: str) -> tuple[Line, ...]:
    """The lines of the first sheet: who and when, whether tables are complete, and what the form was made for."""
    return tuple(_Asking(ruleset, language).opening())


def column_lines(ruleset: Ruleset, table: Table, language: str) -> tuple[Line, ...]:
    """The columns of a table, each as a line would be."""
    asking = _Asking(ruleset, language)
    return tuple(asking.fact(ruleset.measures[column]) for column in table.columns)


def unit_in_form(unit: str, language: str) -> str:
    """A unit as people write it and as it is read back.

    None where the label says it: of a rate of how many it is, and in English of how many things.
    """
    said = unit_text(unit, language).strip("（） ")
    if canonical_unit(said) == unit:
        return said
    return "" if is_rate(unit) or not said else unit


class _Asking:
    def __init__(self, ruleset: Ruleset, language: str) -> None:
        self.ruleset = ruleset
        self.language = language
        self.asked: set[str] = set()
        self.derived: list[Line] = []
        self.unasked: list[Heading] = []
        self.cited = ""

    def text(self, name: str, *values: str) -> str:
        zh, en = _TEXT[name]
        return spoken((zh, en), self.language, *values)

    def label(self, label: Label) -> str:
        return label.in_language(self.language)

    # -- sheets ----------------------------------------------------------------------------------------------------

    def groups(self) -> Iterator[Sheet]:
        known = {group.id for group in self.ruleset.groups}
        for group in self.ruleset.groups:
            yield self.sheet(self.label(group.label), [one for one in self.ruleset.indicators if one.group == group.id])
        title = self.text("other_indicators" if known else "form")
        yield self.sheet(title, [one for one in self.ruleset.indicators if one.group not in known])

    def sheet(self, title: str, indicators: list[Indicator]) -> Sheet:
        """The facts that indicators rest on, then what assessors decide, then what they award."""
        self.cited = ""
        decided = [one for one in graded(self.ruleset) if one in indicators]
        own = {one.id for one in indicators}
        points = [one for of, one in awarded(self.ruleset).items() if of in own]
        blocks = (
            ("facts", [entry for one in indicators for entry in self.behind(one, is_asked=one in decided)]),
            ("grades", [self.grade(one) for one in decided]),
            ("points", [self.points(one) for one in points]),
        )
        filled = [(name, entries) for name, entries in blocks if entries]
        return Sheet(title, tuple(entry for block in filled for entry in self.block(*block, alone=len(filled) == 1)))

    def block(self, name: str, entries: list[Entry] | list[Line], *, alone: bool) -> list[Entry]:
        heading = [] if alone else [Heading(self.text(name), is_block=True)]
        return [*heading, *entries]

    def behind(self, indicator: Indicator, *, is_asked: bool) -> list[Entry]:
        """An indicator with the facts it rests on; nothing for one that has none and is asked about by itself."""
        points = awarded(self.ruleset)
        named = [part for root in roots_of(indicator) for part in measures_behind(root, self.ruleset.measures)]
        wanted = {self.asked_as(self.ruleset.measures[part]) for part in named}
        number = indicator_number(indicator)
        before, clause = self.cited, self.citation(indicator.source)
        every = [line for own in self.ruleset.measures if own in wanted for line in self.facts(own, number)]
        lines = self.needed(every)
        if not lines and (is_asked or indicator.id in points):
            self.cited = before
            return []
        required = () if is_asked or indicator.id in points else self.required(indicator)  # else where it is decided
        if lines:
            return [Heading(self.words_of(indicator), number, clause, required=required), *lines]
        words = self.words_of(indicator) + self.elsewhere(indicator, named)
        self.cited = ""  # on its own sheet the document is named
        clause, self.cited = self.citation(indicator.source), before
        self.unasked.append(Heading(words, number, clause, required=required))
        return []

    def needed(self, lines: list[Line]) -> list[Line]:
        """The lines that have to be filled in; what follows from others is kept for a sheet of its own."""
        self.derived += [line for line in lines if line.is_optional]
        return [line for line in lines if not line.is_optional]

    def required(self, indicator: Indicator) -> tuple[str, ...]:
        return required_of(indicator, self.ruleset, self.language)

    def asked_as(self, measure: Measure) -> str:
        """The measure that is filled in for a part of it: the series for a year."""
        return OwnRef(measure.ref.measure).text if isinstance(measure.ref, YearRef) else measure.id

    def elsewhere(self, indicator: Indicator, named: list[str]) -> str:
        """Where the figures of an indicator stand that has no line of its own."""
        measures = [self.ruleset.measures[part] for part in [*named, *filter(None, [indicator.each_row])]]
        tables = dict.fromkeys(one.ref.table for one in measures if isinstance(one.ref, ColumnRef))
        said = [self.text("from_table", self.label(self.ruleset.tables[own].label)) for own in tables]
        bracketed = punctuation(self.language).brackets
        return bracketed.format(punctuation(self.language).semicolon.join(said) or self.text("above"))

    def rest(self) -> Sheet:
        """The facts that no indicator rests on: gates, vetoes and checks use them, or nothing does."""
        self.cited = ""
        lines = self.needed([line for own in self.ruleset.measures for line in self.facts(own, "")])
        return Sheet(self.text("other_data"), tuple(lines))

    def votes(self) -> Sheet:
        return Sheet(
            self.text("votes"),
            tuple(entry for one in graded(self.ruleset) if one.kind == "graded" for entry in self.votes_on(one)),
            may_stay_empty=True,
        )

    def votes_on(self, indicator: Indicator) -> list[Entry]:
        count = Limits("count", Fraction(0))
        lines: list[Entry] = [Heading(self.words_of(indicator), indicator_number(indicator))]
        for grade in indicator.grades:
            words = self.text("votes_for", self.label(self.ruleset.grade_labels[grade]))
            lines.append(Line("vote", pair_text(indicator.id, grade, PANEL), words, count))
        return [*lines, Line("vote", pair_text(indicator.id, PANEL), self.text("panel"), count)]

    # -- lines -----------------------------------------------------------------------------------------------------

    def facts(self, own: str, number: str) -> Iterator[Line]:
        """The lines of a measure, a series one for each year; none where it was asked already, or is asked by part."""
        measure = self.ruleset.measures[own]
        if measure.ref.kind not in (OWN, MEMBER, OPTION) or measure.each or own in self.asked:
            return
        self.asked.add(own)
        line = self.fact(measure, number)
        if isinstance(measure.ref, OptionRef):
            line = self.option(measure.ref, number)
        if measure.series:
            remark = self.text("year", str(measure.series))
            line = line._replace(by_year=True, remarks=(*line.remarks, remark))
        yield from [line] * max(1, measure.series)

    def option(self, part: OptionRef, number: str) -> Line:
        """The line for one option of a measure that has a value for each."""
        measure = self.ruleset.measures[OwnRef(part.measure).text]
        option = self.label(self.ruleset.choices[measure.each].options[part.option])
        line = self.fact(measure, number)
        words = f"{line.words}{punctuation(self.language).bracketed(option)}"
        return line._replace(id=part.text, words=words)

    def fact(self, measure: Measure, number: str = "") -> Line:
        remarks = []
        if measure.definition is not None:
            remarks.append(self.text("definition", self.label(measure.definition)))
        if measure.none_for is not None:
            remarks.append(self.text("note", Prose(self.ruleset, self.language).none_for(measure.none_for)))
        optional = is_derived(measure, self.ruleset)
        if optional:
            remarks.append(self.text("derived"))
        if isinstance(measure.ref, MembersRef) and measure.ref.which == HOLDING:
            remarks.append(self.text("counted"))
        words, limits = self.label(measure.label), self.limits(measure)
        section = {MEMBER: "member", COLUMN: "table"}.get(measure.ref.kind, "fact")
        clause = self.citation(measure.source) if measure.ref.kind != COLUMN else ""
        is_counted = isinstance(measure.ref, MembersRef) and measure.ref.which == HOLDING
        return Line(
            section, measure.id, words, limits, number, unit_in_form(measure.unit, self.language), clause,
            tuple(remarks), "", False, optional,
            is_alternative=is_counted,
        )  # fmt: skip

    def limits(self, measure: Measure) -> Limits:
        if measure.type == "yesno":
            return Limits("list", options=YESNO[self.language])
        if measure.type == "grade":
            return Limits("list", options=tuple(self.label(one) for one in self.ruleset.grade_labels.values()))
        if measure.type in self.ruleset.choices:
            return Limits("list", options=self.options(measure.type))
        low = Fraction(0) if measure.type == "count" and measure.low is None else measure.low
        return Limits("decimal" if measure.type == "number" else measure.type, low, measure.high)

    def options(self, choice: str) -> tuple[str, ...]:
        return tuple(self.label(label) for label in self.ruleset.choices[choice].options.values())

    def grade(self, indicator: Indicator) -> Line:
        labels = tuple(self.label(self.ruleset.grade_labels[grade]) for grade in indicator.grades)
        limits = Limits("list", options=labels if indicator.kind == "graded" else YESNO[self.language])
        words, number, clause = self.words_of(indicator), indicator_number(indicator), self.citation(indicator.source)
        required, remarks = self.required(indicator), self.note(indicator)
        return Line("grade", indicator.id, words, limits, number, clause=clause, remarks=remarks, required=required)

    def points(self, measure: Measure) -> Line:
        indicator = self.ruleset.indicator(measure.ref.indicator if isinstance(measure.ref, PointsRef) else measure.id)
        words, number, clause = self.words_of(indicator), indicator_number(indicator), self.citation(indicator.source)
        limits = Limits("decimal", measure.low or Fraction(0), measure.high)
        required = self.required(indicator)
        return Line("point", indicator.id, words, limits, number, "", clause, self.note(indicator), required=required)

    def note(self, indicator: Indicator) -> tuple[str, ...]:
        return () if indicator.note is None else (self.text("note", self.label(indicator.note)),)

    def words_of(self, indicator: Indicator) -> str:
        return self.label(indicator.label)

    def citation(self, source: Citation | None) -> str:
        """The document and the clause in words; the document only where it is another one than on the line above."""
        if source is None:
            return ""
        named = self.ruleset.sources.get(source.cite)
        document = source.cite if named is None else self.label(named.label)
        is_same, self.cited = source.cite == self.cited, source.cite
        text = (source.clause or self.text("same")) if is_same else f"{document} {source.clause}".strip()
        if source.confidence == "read":
            return text
        sure = say(source.confidence, self.language)
        return f"{text}{punctuation(self.language).bracketed(sure)}"

    # -- the first sheet -------------------------------------------------------------------------------------------

    def opening(self) -> Iterator[Line]:
        text = Limits("text")
        yield Line("subject", "name", self.text("name"), text)
        yield Line("subject", "id", self.text("id"), text)
        for choice in attributes(self.ruleset):
            options = self.options(choice)
            shown = " / ".join(options[:6]) + (" …" if len(options) > 6 else "")
            label = self.ruleset.choices[choice].label
            name = self.text("attribute") if label.zh == choice else self.label(label)
            yield Line("subject", choice, self.text("options", name, shown), Limits("list", options=options))
        yield Line("period", "", self.text("period"), Limits("year"))
        yield Line("period", "from", self.text("period_from"), Limits("date"), is_alternative=True)
        yield Line("period", "to", self.text("period_to"), Limits("date"), is_alternative=True)
        yes = Limits("list", options=YESNO[self.language])
        for table in self.ruleset.tables.values():
            yield Line("table", pair_text(table.id, "complete"), self.text("complete", self.label(table.label)), yes)
        yield Line("subject", "kind", self.text("kind"), text, fixed=kind_in(self.ruleset.subject, self.language))
        yield Line("ruleset", "", self.text("ruleset"), text, fixed=self.ruleset.name)
        yield Line("form", "", self.text("digest"), text, fixed=self.ruleset.digest)
