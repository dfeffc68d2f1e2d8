"""What the columns of a table with a subject in each row mean: facts, grades, points, and who the subject is.

A column is named by the id or a label of what it holds; `facts.ID`, `grades.ID` and `points.ID` where one name means
two things. `ID.2007` is a year of a series, `ID.OPTION` an option, `ID.low` and `ID.high` are bounds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.forms import Column, TableForm
from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.base.source import Scalar, Span
from evalrules.base.suggestions import nearest
from evalrules.base.table_words import squeezed
from evalrules.model.outcome import SCORED
from evalrules.model.refs import MembersRef, PointsRef
from evalrules.model.ruleset import Label, Measure, Ruleset
from evalrules.readers.grid import Line
from evalrules.readers.headings import Head, Heads
from evalrules.readers.table_rows import doubled

SUBJECT, PERIOD, ATTRIBUTES, FACTS, GRADES, POINTS, MEMBERS, TABLES = (
    "subject", "period", "attributes", "facts", "grades", "points", "members", "tables",
)  # fmt: skip

LOW, HIGH = "low", "high"

_OWN = {
    (SUBJECT, "id"): ("id", "编号", "代码", "单位代码", "行政区划代码"),
    (SUBJECT, "name"): ("name", "名称", "单位名称", "单位", "县名", "县", "县区", "学校", "学校名称", "园名"),
    (PERIOD, ""): ("period", "year", "年份", "年度", "时段"),
}
_LONG = {
    ("measure", ""): ("measure", "指标", "指标名称", "指标编号", "项目", "数据项"),
    ("value", ""): ("value", "数值", "值", "填报值"),
    ("unit", ""): ("unit", "计量单位"),
}
"""The columns of a table with a value in each row, beside those of the subject."""

_YEAR = pattern(r"(?P<name>.+)\.(?P<year>[0-9]{4})")


class Place(NamedTuple):
    """Where the value of a column belongs in evidence: the section, the name, and a part of it ("" for none)."""

    section: str
    name: str
    part: str = ""

    @property
    def id(self) -> str:
        """The place as the id of a column."""
        return ".".join(filter(None, self))


OWNERS = tuple(Place(*own) for own in _OWN)
"""What tells whose a row is: the id of the subject, its name, and the period."""

MEASURE, VALUE, UNIT = LONG = tuple(Place(*own) for own in _LONG)


class Placed(NamedTuple):
    """A column of a table: its number (from 0), what stands above it, and where its values belong (None: kept)."""

    at: int
    head: Head
    place: Place | None

    @property
    def name(self) -> str:
        """The heading as it is written."""
        return self.head.cell.text.strip()


class Known(NamedTuple):
    """Everything that a column can be, and under which names; a name that means two things names neither."""

    places: dict[str, Place]
    form: TableForm


def known_columns(ruleset: Ruleset, first: Sequence[Line] = ()) -> Known:
    """The columns for a ruleset; `first` are lines among which the heading stands, for the years that it names."""
    named: dict[Place, list[str]] = {}
    for place, label in (*_facts(ruleset), *_of_years(ruleset, first), *_others(ruleset)):
        names = [place.id, *((place.id.partition(".")[2],) if place.section != SUBJECT else ())]
        if not place.part or place.section == FACTS:
            names += [part for part in (label.zh, label.en) if part]
        named[place] = list(dict.fromkeys(names))
    taken = Counter(name for names in named.values() for name in {squeezed(one) for one in names})
    for (section, own), usual in (_OWN | _LONG).items():
        place = Place(section, own)
        free = [name for name in usual if not taken[squeezed(name)]]
        named[place] = free if place in LONG else [place.id, *free]
    ids = {place.id: place for place in named if place not in LONG}
    columns = tuple(
        Column(
            place.id, tuple(n for n in names if taken[squeezed(n)] < 2 or n == place.id), _unit(place, ruleset), False
        )
        for place, names in named.items()
    )
    return Known(ids, TableForm("batch", ruleset.title.zh, columns))


def _facts(ruleset: Ruleset) -> Iterator[tuple[Place, Label]]:
    for measure in ruleset.facts:
        if measure.series:
            continue
        if measure.each:
            for option, label in ruleset.choices[measure.each].options.items():
                yield Place(FACTS, measure.id, option), _joined(measure, label)
            continue
        yield Place(FACTS, measure.id), measure.label
        if measure.type in ("number", "percent", "count", "ratio"):
            for part in (LOW, HIGH):
                yield Place(FACTS, measure.id, part), Label("", "")


def _joined(measure: Measure, option: Label) -> Label:
    return Label(f"{measure.label.zh}（{option.zh}）", f"{measure.label.en} ({option.en})")


def _of_years(ruleset: Ruleset, first: Sequence[Line]) -> Iterator[tuple[Place, Label]]:
    """The years of series that a heading names."""
    series = {
        squeezed(name): one
        for one in ruleset.facts
        if one.series
        for name in (one.id, f"{FACTS}.{one.id}", one.label.zh, one.label.en)
    }
    texts = (
        {cell.text for line in first for cell in line.cells.values() if isinstance(cell, Scalar)} if series else set()
    )
    found: dict[Place, Label] = {}
    for text in sorted(texts):
        match = _YEAR.fullmatch(squeezed(text))
        measure = series.get(match["name"]) if match else None
        if match and measure is not None:
            year = match["year"]
            label = Label(f"{measure.label.zh}.{year}", f"{measure.label.en}.{year}")
            found[Place(FACTS, measure.id, year)] = label
    yield from found.items()


def _others(ruleset: Ruleset) -> Iterator[tuple[Place, Label]]:
    for one in ruleset.indicators:
        if one.kind != SCORED.kind and not one.each_row:
            yield Place(GRADES, one.id), one.label
    for measure in ruleset.measures.values():
        if isinstance(measure.ref, PointsRef):
            yield Place(POINTS, measure.ref.indicator), ruleset.indicator(measure.ref.indicator).label
        elif isinstance(measure.ref, MembersRef):
            yield Place(MEMBERS, measure.ref.group, measure.ref.which), measure.label
    for own, choice in ruleset.choices.items():
        yield Place(ATTRIBUTES, own), choice.label


def _unit(place: Place, ruleset: Ruleset) -> str:
    return ruleset.measures[place.name].unit if place.section == FACTS else ""


def placed_columns(heads: Heads, known: Known, keep: Sequence[str]) -> tuple[list[Placed], list[Diagnostic]]:
    """The columns of a table, and every problem of its heading: ER401 for a column that is no measure (unless it is
    kept), ER448 for one that stands twice, ER691 where none names the subject.
    """
    problems = doubled(heads)
    columns = []
    names = {name: column.id for column in known.form.columns for name in column.names if column.id in known.places}
    for number, head in heads.columns.items():
        text = head.cell.text.strip()
        place = known.places.get(head.column)
        if text in keep:
            place = None
        elif place is None:
            suggestion = nearest(text, names)
            problems.append(error("ER401", head.cell.span, what="column", id=text, suggestion=suggestion))
        columns.append(Placed(number - 1, head, place))
    if not any(one.place is not None and one.place.section == SUBJECT for one in columns):
        problems.append(error("ER691", heads.lines[0].place if heads.lines else Span("", 1, 1, 1, 1)))
    return columns, problems
