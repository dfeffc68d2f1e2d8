"""Evidence written as a table, in CSV or in a workbook, to the same raw document that YAML gives.

One line a value: section, id, year, value and where it comes from (evalrules.base.forms, docs/contract.md). What a
value may be is not known here; only how lines come together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evalrules.base.diagnostics import Diagnostic, Related, error
from evalrules.base.forms import (
    COLUMNS,
    CONFIRMED,
    ID,
    NEEDED_COLUMNS,
    NOTE,
    PAGE,
    SECTION,
    SECTIONS,
    SOURCE,
    UNIT,
    VALUE,
    YEAR,
    Column,
    TableForm,
)
from evalrules.base.numbers import parse_number
from evalrules.base.records import NamedTuple
from evalrules.base.source import Listing, Node, Pair, Record, Scalar, Span
from evalrules.base.suggestions import nearest
from evalrules.model.refs import LineId, line_from, pair_from
from evalrules.readers.grid import Grid, Line, text_of_cell
from evalrules.readers.headings import Heads, heads_of
from evalrules.readers.table_rows import doubled, passed_over

FORMAT = "evidence/1"
FORM = TableForm(
    "evidence", "", tuple(Column(own, (own, zh), "", own in NEEDED_COLUMNS) for own, zh in COLUMNS.items())
)
"""Evidence as a table."""

_FIELDS = (UNIT, SOURCE, PAGE, NOTE)
_TOP = {"fact": "facts", "grade": "grades", "vote": "grades", "point": "points", "table": "tables", "member": "members",
        "assessment": "assessments", "waiver": "waivers"}  # fmt: skip
_GROUP_KEYS = ("total", "holding")
_PATHS = ("facts", "points", "members", "tables")
"""What a path into evidence begins with; anything else that is confirmed is a place."""
_WAIVER_KEYS = ("reason", "approver", "until")


class Part(NamedTuple):
    """A section that does not stand in lines: the rows of a table, or the list of a group of members."""

    section: str
    id: Scalar
    key: str
    rows: Node


class Entry(NamedTuple):
    """One line of evidence: its cells by column, and its place."""

    cells: dict[str, Node]
    place: Span

    def text(self, column: str) -> str:
        """The text in a column, "" where it is empty."""
        return text_of_cell(self.cells.get(column))

    def scalar(self, column: str) -> Scalar:
        """The cell of a column as a scalar, an empty one at the place of the line where it is empty."""
        cell = self.cells.get(column)
        return cell if isinstance(cell, Scalar) else Scalar(self.text(column), False, cell.span if cell else self.place)


def is_evidence(grid: Grid) -> bool:
    """Whether a grid has the columns of evidence as a table."""
    return not _lacking(grid)


def missing_columns(grid: Grid) -> str:
    """The columns that a grid lacks to be evidence, "" where it has them all."""
    return ", ".join(_lacking(grid))


def _lacking(grid: Grid) -> list[str]:
    heads = heads_of_evidence(grid)
    found = {head.column for head in heads.columns.values()} if heads else set()
    return [column for column in NEEDED_COLUMNS if column not in found]


def evidence_of(
    grids: Sequence[Grid], parts: Iterable[Part], place: Span, entries: Iterable[Entry] = ()
) -> tuple[Record, list[Diagnostic]]:
    """The raw document of evidence whose lines stand in one or more grids, each of which `is_evidence`.

    `entries` are lines that stand elsewhere in another shape, such as votes.

    ER401 unknown section, ER404 two lines for one thing, ER448 a column twice, ER449 a cell under no heading; every
    problem at once.
    """
    form = _Form(place)
    for grid in grids:
        for entry in _entries(grid, form.problems):
            form.take(entry)
    for entry in entries:
        form.take(entry)
    for part in parts:
        form.add(part)
    return form.document(), form.problems


def _entries(grid: Grid, problems: list[Diagnostic]) -> Iterable[Entry]:
    heads = heads_of_evidence(grid)
    if heads is None:
        return
    problems += doubled(heads)
    first_of = {head.column: number for number, head in reversed(heads.named.items())}
    unit = heads.columns[first_of[VALUE]].unit
    for line in heads.below:
        cells = {column: line.cell(number) for column, number in first_of.items()}
        filled = {column for column, number in first_of.items() if number in line.cells}
        beside = passed_over(line, heads) if text_of_cell(cells[SECTION]).lower() not in SECTIONS else None
        if beside is not None:
            problems.append(beside)
            continue
        problems += unheaded(line, heads.columns)
        if SECTION in filled:
            yield Entry(_in_unit(cells, unit), line.place)
        elif filled & {ID, VALUE}:
            first = next(iter(line.cells.values()))
            problems.append(error("ER401", first.span, what="section", id="", suggestion=""))


def heads_of_evidence(grid: Grid) -> Heads | None:
    """The heading of evidence as a table, a single line below titles; None for a grid without any line."""
    return heads_of(grid, FORM, most_lines=1)


def _in_unit(cells: dict[str, Node], unit: Scalar | None) -> dict[str, Node]:
    """The cells of a line, with the unit of the heading for a figure that has none of its own."""
    is_figure = text_of_cell(cells[SECTION]).lower() == "fact" and isinstance(cells[VALUE], Scalar)
    has_own = bool(text_of_cell(cells.get(UNIT)))
    return cells if unit is None or not is_figure or has_own else {**cells, UNIT: unit}


def unheaded(line: Line, columns: Iterable[int]) -> list[Diagnostic]:
    """An ER449 for each cell of a line that stands under no heading."""
    known = set(columns)
    return [error("ER449", cell.span, column=str(number)) for number, cell in line.cells.items() if number not in known]


class _Form:
    """The document as far as its lines have been read."""

    def __init__(self, place: Span) -> None:
        self.place = place
        self.problems: list[Diagnostic] = []
        self.seen: dict[tuple[str, ...], Span] = {}
        self.single: list[Pair] = []
        self.subject: list[Pair] = []
        self.attributes: list[Pair] = []
        self.period: dict[str, tuple[Scalar, Scalar]] = {}
        self.sections: dict[str, dict[str, _Item]] = {}
        self.confirmed: list[Record] = []

    def take(self, entry: Entry) -> None:
        """One line into the section that it is about."""
        section = entry.text(SECTION).lower()
        if section not in SECTIONS:
            suggestion = nearest(section, SECTIONS)
            place = entry.scalar(SECTION).span
            self.problems.append(error("ER401", place, what="section", id=entry.text(SECTION), suggestion=suggestion))
        elif self._is_first(section, entry):
            self._put(section, entry)
            if section != CONFIRMED and entry.text(CONFIRMED):
                at = Pair(_key("place", entry), Scalar(str(entry.scalar(VALUE).span), True, entry.place))
                self.confirmed.append(Record((at, Pair(_key("by", entry), entry.scalar(CONFIRMED))), entry.place))

    def _is_first(self, section: str, entry: Entry) -> bool:
        key = (section, entry.text(ID), entry.text(YEAR))
        if section == "fact" and _is_unfilled_year(entry):
            return True
        first = self.seen.setdefault(key, entry.scalar(VALUE).span)
        if first is entry.scalar(VALUE).span:
            return True
        named = " ".join(filter(None, (section, *key[1:])))
        place = entry.scalar(VALUE).span
        self.problems.append(error("ER404", place, Related("first", first), measure=named, first=str(first)))
        return False

    def _put(self, section: str, entry: Entry) -> None:
        value = entry.scalar(VALUE)
        own = entry.scalar(ID)
        if section in ("ruleset", "form"):
            self.single.append(Pair(Scalar(section, True, entry.scalar(SECTION).span), value))
        elif section == "subject":
            self._put_subject(own, value)
        elif section == CONFIRMED:
            self.confirmed.append(_confirmation(own, entry))
        elif section == "period":
            self.period[own.text] = (own, value)
        else:
            self._item(section, entry)

    def _put_subject(self, own: Scalar, value: Scalar) -> None:
        is_own = own.text in ("kind", "id", "name")
        (self.subject if is_own else self.attributes).append(Pair(own, value))

    def _item(self, section: str, entry: Entry) -> None:
        """A line about one of several things of a section; `a:b` is the part b of a, except where ids are plain."""
        own = entry.scalar(ID)
        items = self.sections.setdefault(_TOP[section], {})
        line = _LINES.get(section, LineId)(own.text)
        if section == "waiver" and line.part not in _WAIVER_KEYS:
            expected = ", ".join(f"ID:{key}" for key in _WAIVER_KEYS)
            self.problems.append(error("ER103", own.span, found=own.text, expected=expected))
            return
        item = items.setdefault(line.name, _Item(own._replace(text=line.name), entry.place))
        _PUT[section](item, entry, line)

    def add(self, part: Part) -> None:
        """Rows that stand in a sheet of their own."""
        items = self.sections.setdefault(_TOP[part.section], {})
        item = items.setdefault(part.id.text, _Item(part.id, part.rows.span))
        item.fields[part.key] = Pair(Scalar(part.key, True, part.id.span), part.rows)

    def document(self) -> Record:
        """The whole as a record with the keys of an evidence document."""
        pairs = [self._pair("format", Scalar(FORMAT, True, self.place)), *self.single]
        if self.attributes:
            self.subject.append(self._pair("attributes", Record(tuple(self.attributes), self.place)))
        if self.subject:
            pairs.append(self._pair("subject", Record(tuple(self.subject), self.place)))
        pairs += self._period()
        for section, items in self.sections.items():
            pairs.append(self._pair(section, self._section(section, items)))
        if self.confirmed:
            pairs.append(self._pair(CONFIRMED, Listing(tuple(self.confirmed), self.place)))
        return Record(tuple(pairs), self.place)

    def _section(self, section: str, items: dict[str, _Item]) -> Node:
        """Things by their ids; waivers are a list."""
        if section != "waivers":
            return Record(tuple(item.pair() for item in items.values()), self.place)
        return Listing(tuple(item.waiver() for item in items.values()), self.place)

    def _period(self) -> list[Pair]:
        """A year, or two days; a form has lines for both, of which one stays empty."""
        ends = [Pair(key, value) for own, (key, value) in self.period.items() if own and value.text]
        _, year = self.period.get("", (None, None))
        if ends and (year is None or not year.text):
            return [self._pair("period", Record(tuple(ends), ends[0].value.span))]
        if ends and year is not None:
            self.problems.append(error("ER404", ends[0].value.span, measure="period", first=str(year.span)))
        return [] if year is None else [self._pair("period", year)]

    def _pair(self, key: str, value: Node) -> Pair:
        return Pair(Scalar(key, True, self.place), value)


def _confirmation(own: Scalar, entry: Entry) -> Record:
    """A line of the section: the path or the place as its id, who confirms as its value, why as its note."""
    key = "path" if own.text.partition(".")[0].strip() in _PATHS else "place"
    pairs = [Pair(_key(key, entry), own), Pair(_key("by", entry), entry.scalar(VALUE))]
    pairs += [Pair(_key(NOTE, entry), entry.scalar(NOTE))] if entry.text(NOTE) else []
    return Record(tuple(pairs), entry.place)


def _is_unfilled_year(entry: Entry) -> bool:
    """A line of a series that waits for its year: nothing stands in it yet."""
    return not entry.text(YEAR) and not entry.text(VALUE)


class _Item:
    """One key of a section, put together from one or more lines."""

    def __init__(self, key: Scalar, place: Span) -> None:
        self.key = key
        self.place = place
        self.plain: Node | None = None
        self.parts: list[Pair] = []
        self.fields: dict[str, Pair] = {}
        self.votes: list[Pair] = []
        self.listed: list[Record] = []

    def put_fact(self, entry: Entry, line: LineId) -> None:
        """A value: of the measure, of an option of it, or of a year."""
        year = entry.scalar(YEAR)
        if year.text:
            self.parts.append(Pair(year, value_of(entry)))
        elif line.part:
            self.parts.append(Pair(entry.scalar(ID)._replace(text=line.part), value_of(entry)))
        elif not _is_unfilled_year(entry) or self.plain is None:
            self.plain = value_of(entry)

    def put_point(self, entry: Entry, line: LineId) -> None:  # noqa: ARG002 - one signature for every section
        """The points of an indicator."""
        self.plain = value_of(entry)

    def put_assessment(self, entry: Entry, line: LineId) -> None:  # noqa: ARG002 - one signature for every section
        """The file of an assessment."""
        self.plain = entry.scalar(VALUE)

    def put_grade(self, entry: Entry, line: LineId) -> None:  # noqa: ARG002 - one signature for every section
        """A grade with its source."""
        self.plain = entry.scalar(VALUE)
        self.fields |= {
            column: Pair(_key(column, entry), entry.cells[column]) for column in _FIELDS if entry.text(column)
        }

    def put_vote(self, entry: Entry, line: LineId) -> None:
        """How many voted for a grade, or the size of the panel; an empty cell is no vote."""
        value = entry.scalar(VALUE)
        if not value.text:
            return
        if line.part == "panel" and not line.is_quoted:
            self.fields["panel"] = Pair(_key("panel", entry), value)
        else:
            self.votes.append(Pair(entry.scalar(ID)._replace(text=line.part), value))

    def put_table(self, entry: Entry, line: LineId) -> None:
        """The file that holds the rows of a table, or whether it is complete."""
        key = line.part or "rows"
        self.fields.setdefault(key, Pair(_key(key, entry), entry.scalar(VALUE)))

    def put_waiver(self, entry: Entry, line: LineId) -> None:
        """One of reason, approver and until."""
        self.fields[line.part] = Pair(_key(line.part, entry), entry.scalar(VALUE))

    def waiver(self) -> Record:
        """What its lines say of one waiver."""
        indicator = Pair(Scalar("indicator", True, self.place), self.key._replace(quoted=True))
        return Record((indicator, *self.fields.values()), self.place)

    def put_member(self, entry: Entry, line: LineId) -> None:
        """How many members there are or hold the title, or the verdict on one by name."""
        if line.part in _GROUP_KEYS and not line.is_quoted:
            self.fields[line.part] = Pair(_key(line.part, entry), value_of(entry))
        elif entry.text(VALUE) or line.part:
            self.listed.append(_member(entry, line.part))

    def pair(self) -> Pair:
        """The key with all that its lines say."""
        return Pair(self.key, self._value())

    def _value(self) -> Node:
        pairs = [*self.parts, *self.fields.values()]
        if self.votes:
            pairs.append(Pair(Scalar("votes", True, self.place), Record(tuple(self.votes), self.place)))
        if self.listed:
            pairs.append(Pair(Scalar("list", True, self.place), Listing(tuple(self.listed), self.place)))
        if not pairs:
            return self.plain if self.plain is not None else Scalar("", False, self.place)
        if self.plain is not None and (not isinstance(self.plain, Scalar) or self.plain.text or not self.parts):
            key = "grade" if not self.parts else "value"
            pairs.insert(0, Pair(Scalar(key, True, self.place), self.plain))
        return Record(tuple(pairs), self.place)


_PUT = {
    "fact": _Item.put_fact, "grade": _Item.put_grade, "vote": _Item.put_vote, "point": _Item.put_point,
    "table": _Item.put_table, "member": _Item.put_member, "assessment": _Item.put_assessment,
    "waiver": _Item.put_waiver,
}  # fmt: skip


_LINES = {"fact": line_from, "table": line_from, "member": line_from, "vote": pair_from, "waiver": pair_from}
"""How the id of a line is read, in the sections where it may name a part."""


def value_of(entry: Entry) -> Node:
    """The value of a line as evidence writes it: alone, or with its unit, source, page and note."""
    value = entry.cells.get(VALUE)
    shown_unit = value.get(UNIT) if isinstance(value, Record) else None
    written = entry.scalar(VALUE) if not isinstance(value, Record) else value.get(VALUE) or entry.scalar(VALUE)
    fields = [Pair(_key(column, entry), entry.cells[column]) for column in _FIELDS if entry.text(column)]
    if isinstance(shown_unit, Scalar) and entry.text(UNIT) not in ("%", "％"):
        both = shown_unit._replace(text=shown_unit.text + entry.text(UNIT))  # 98.5 % in 元 is in no unit at all
        fields = [Pair(_key(UNIT, entry), both), *(pair for pair in fields if pair.key.text != UNIT)]
    between = _bounds(written)
    if not fields and between is None:
        return written
    first = Pair(_key("between", entry), between) if between is not None else Pair(_key(VALUE, entry), written)
    return Record((first, *fields), written.span)


def _bounds(written: Node) -> Listing | None:
    """`25..29` as two numbers; None for anything else."""
    if not isinstance(written, Scalar):
        return None
    low, dots, high = written.text.partition("..")
    if not dots or parse_number(low.strip()) is None or parse_number(high.strip()) is None:
        return None
    ends = (Scalar(low.strip(), False, written.span), Scalar(high.strip(), False, written.span))
    return Listing(ends, written.span)


def _member(entry: Entry, name: str) -> Record:
    """A member with the verdict that its line cites."""
    verdict = [Pair(_key("level", entry), entry.scalar(VALUE))]
    verdict += [Pair(_key(column, entry), entry.cells[column]) for column in (SOURCE, NOTE) if entry.text(column)]
    pairs = (
        Pair(_key("name", entry), entry.scalar(ID)._replace(text=name)),
        Pair(_key("verdict", entry), Record(tuple(verdict), entry.place)),
    )
    return Record(pairs, entry.place)


def _key(name: str, entry: Entry) -> Scalar:
    return Scalar(name, True, entry.scalar(VALUE).span)
