"""What one school hands in: the form that evalrules made for it, or a workbook or CSV file of its own making.

Of each table the rows are read, by the ids of a form or under a heading with the names of the columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evalrules.base.diagnostics import Diagnostic, error, has_errors
from evalrules.base.forms import MARK, SCHOOL, SOURCES, TABLE, SheetMark, TableForm, mark_from
from evalrules.base.records import NamedTuple
from evalrules.base.source import Listing, Pair, Record, Scalar, Span, cell_at
from evalrules.readers.delimited import read_csv
from evalrules.readers.grid import Grid, text_of_cell
from evalrules.readers.headings import Heads, heads_of
from evalrules.readers.rows import listing_of, rows_of_sheet
from evalrules.readers.workbooks import SUFFIXES as WORKBOOKS
from evalrules.readers.workbooks import read_workbook, suffix_of
from evalrules.readers.worksheet import Sheet, Workbook

SUFFIXES = (*WORKBOOKS, ".csv")
"""The kinds of file that a school can hand in."""

_FEWEST_NAMES = 2


class FormOf(NamedTuple):
    """What the first sheet of a school's form says: the ruleset and its digest, and the school with its place."""

    ruleset: str
    digest: str
    school: Scalar


class HandedIn(NamedTuple):
    """One file as it was read: its sheets, which form it is (None for one of the school's own), every problem so far.

    `is_collected` says that it is no school's, but made by `collect`.
    """

    name: str
    sheets: tuple[Sheet, ...]
    form: FormOf | None
    is_collected: bool
    problems: tuple[Diagnostic, ...]


class RowsOfTables(NamedTuple):
    """The rows of each table that a file has, by the ids of the tables, and every problem."""

    rows: Mapping[str, Listing]
    problems: tuple[Diagnostic, ...]


def read_handed_in(name: str, data: bytes) -> HandedIn:
    """A file by its suffix, whose places show it as `name`; no sheets where the problems say why."""
    if suffix_of(name) == ".csv":
        grid, _, problems = read_csv(name, data)
        sheets = () if grid is None else (Sheet("", "", grid, (), frozenset(), is_hidden=False),)
        return HandedIn(name, sheets, None, is_collected=False, problems=tuple(problems))
    workbook, problems = read_workbook(name, data)
    found = () if workbook is None else workbook.sheets
    form = None if workbook is None else form_of(workbook)
    is_collected = any(mark_from(sheet.mark).kind == SOURCES for sheet in found)
    return HandedIn(name, found, form, is_collected, tuple(problems))


def form_of(workbook: Workbook) -> FormOf | None:
    """What the form of a school says of itself; None for any other workbook."""
    sheet = next((one for one in workbook.sheets if one.mark == SCHOOL), None)
    if sheet is None:
        return None
    lines = {line.place.line: line for line in sheet.grid.lines}
    row = text_of_cell(lines[1].cells.get(2)) if 1 in lines else ""
    at = int(row) if row.isdecimal() and len(row) < len(MARK) else 0
    found = lines[at].cells.get(2) if at in lines else None
    empty = Scalar("", False, cell_at(sheet.grid.place.file, sheet.title, at, 2))
    ids = lines[2].cells if 2 in lines else {}
    named = found if isinstance(found, Scalar) else empty
    return FormOf(text_of_cell(ids.get(1)), text_of_cell(ids.get(2)), named)


def rows_of_tables(handed_in: HandedIn, forms: Sequence[TableForm]) -> RowsOfTables:
    """The rows of the tables in a file; ER525 where it has none of them, ER447 where two sheets may be meant."""
    problems = list(handed_in.problems)
    if not handed_in.sheets:
        return RowsOfTables({}, tuple(problems))
    meant = _meant(handed_in.sheets, forms)
    rows: dict[str, Listing] = {}
    read: set[str] = set()
    for form in forms:
        sheets = meant.get(form.id, [])
        if len(sheets) > 1:
            shown = ", ".join(sheet.title for sheet in sheets)
            problems.append(error("ER447", sheets[0].grid.place, sheets=shown))
        elif sheets:
            found, more = _rows(sheets[0], form)
            rows[form.id] = found
            problems += more
            read.add(sheets[0].title)
    if not meant:
        place = Span(handed_in.name, 1, 1, 1, 1)
        problems.append(error("ER525", place, reason="no table such as " + "、".join(form.label for form in forms)))
    own = [one for one in problems if one.place is None or one.place.sheet in ("", *read) or one.code == "ER447"]
    return RowsOfTables({} if has_errors(own) and not rows else rows, tuple(own))


def _rows(sheet: Sheet, form: TableForm) -> tuple[Listing, list[Diagnostic]]:
    """The rows of a sheet of a workbook, or of a CSV file, which has no sheets."""
    return rows_of_sheet(sheet, form) if sheet.title else listing_of(sheet.grid, form)


def _meant(sheets: Sequence[Sheet], forms: Sequence[TableForm]) -> dict[str, list[Sheet]]:
    """The sheets that can be meant for each table: those of a form, else each sheet for the table it has most of."""
    marked = {form.id: [sheet for sheet in sheets if sheet.mark == SheetMark(TABLE, form.id).text] for form in forms}
    if any(marked.values()):
        return {own: found for own, found in marked.items() if found}
    meant: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        if sheet.is_hidden or sheet.mark or not sheet.grid.lines:
            continue
        fits = [_fit(sheet.grid, form) for form in forms]
        best = max(fits)
        if best[1] >= _FEWEST_NAMES:
            meant.setdefault(forms[fits.index(best)].id, []).append(sheet)
    return meant


def _fit(grid: Grid, form: TableForm) -> tuple[bool, int]:
    """How well a sheet fits a table: whether it has every column that is needed, and how many it has."""
    heads: Heads | None = heads_of(grid, form)
    named = set() if heads is None else {head.column for head in heads.named.values()}
    return all(column.id in named for column in form.columns if column.is_needed), len(named)


def with_school(rows: Listing, column: str, school: Scalar) -> Listing:
    """Rows of a form, with the school that its first sheet names where a row that says something leaves it out."""
    return rows._replace(items=tuple(_with(row, column, school) for row in rows.items if isinstance(row, Record)))


def _with(row: Record, column: str, school: Scalar) -> Record:
    others = [pair for pair in row.pairs if pair.key.text != column]
    own = [pair for pair in row.pairs if pair.key.text == column]
    is_left_out = not own or (isinstance(own[0].value, Scalar) and not own[0].value.text)
    says_something = any(text_of_cell(pair.value) for pair in others)
    if not (is_left_out and says_something and school.text):
        return row
    return row._replace(pairs=(Pair(Scalar(column, True, school.span), school), *others))
