"""A workbook to the raw document of evidence: the form that evalrules made, or a plain sheet with its columns."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from evalrules.base.diagnostics import Diagnostic, error, has_errors, note, warning
from evalrules.base.forms import MEMBERS, RESULT, SCHOOL, TABLE, VALUES, VOTES, mark_from
from evalrules.base.records import NamedTuple
from evalrules.base.source import Listing, Node, Pair, Record, Scalar, Span, cell_at
from evalrules.readers.collected import origins_of
from evalrules.readers.evidence_table import Part, evidence_of, heads_of_evidence, is_evidence, missing_columns
from evalrules.readers.rows import marked_rows, sheet_problems
from evalrules.readers.votes import votes_in
from evalrules.readers.workbooks import read_workbook
from evalrules.readers.worksheet import Sheet, Workbook, merged_among


class ReadForm(NamedTuple):
    """The raw document of a workbook, or None and why; where each value of a collected form was handed in."""

    root: Node | None
    problems: list[Diagnostic]
    origins: Mapping[Span, Span] = MappingProxyType({})


def read_evidence(name: str, data: bytes) -> tuple[Node | None, list[Diagnostic]]:
    """The raw document of a workbook; else None and why (ER016, ER017, ER520, ER701).

    Problems of cells come along (ER44x).
    """
    found = read_form(name, data)
    return found.root, found.problems


def read_form(name: str, data: bytes) -> ReadForm:
    """The same, with the places where the values of a collected form were handed in."""
    workbook, problems = read_workbook(name, data)
    if workbook is None:
        return ReadForm(None, problems)
    marked = [sheet for sheet in workbook.sheets if sheet.mark]
    school = next((sheet for sheet in marked if sheet.mark == SCHOOL), None)
    if school is not None:
        return ReadForm(None, [error("ER520", where_of(school))])
    found, more = _form(name, workbook, marked) if marked else _plain(name, workbook)
    read = [sheet.title for sheet in marked if sheet.mark != RESULT] or [sheet.title for sheet in _shown(workbook)[:1]]
    relevant = [one for one in problems if one.place is None or one.place.sheet in ("", *read) or one.code == "ER443"]
    return ReadForm(found, [*relevant, *more], origins_of(marked, _tables(found)))


def _tables(document: Node | None) -> dict[str, Node]:
    """The rows of each table of a document."""
    tables = document.get("tables") if isinstance(document, Record) else None
    pairs = tables.pairs if isinstance(tables, Record) else ()
    found = {pair.key.text: pair.value.get("rows") if isinstance(pair.value, Record) else None for pair in pairs}
    return {own: rows for own, rows in found.items() if rows is not None}


def _shown(workbook: Workbook) -> list[Sheet]:
    """The sheets that somebody who opens the workbook sees."""
    return [sheet for sheet in workbook.sheets if not sheet.is_hidden]


def _plain(name: str, workbook: Workbook) -> tuple[Node | None, list[Diagnostic]]:
    """The first visible sheet, which must have the columns of evidence; ER475 warns of others that have them."""
    shown = _shown(workbook)
    place = Span(name, 1, 1, 1, 1)
    if not shown:
        return None, [error("ER016", place, reason="no visible sheet")]
    sheet = shown[0]
    if not is_evidence(sheet.grid):
        where = cell_at(name, sheet.title, 1, 1)
        return None, [error("ER016", where, reason=f"no columns {missing_columns(sheet.grid)}")]
    document, problems = evidence_of([sheet.grid], [], where_of(sheet))
    passed_over = [
        warning("ER475", where_of(other), sheet=other.title, read=sheet.title)
        for other in shown[1:]
        if is_evidence(other.grid)
    ]
    return document, [*passed_over, *_around_values(sheet), *problems]


def _form(name: str, workbook: Workbook, marked: list[Sheet]) -> tuple[Node | None, list[Diagnostic]]:
    """The sheets with a mark, whatever their order; others are named as not read."""
    problems: list[Diagnostic] = [
        note("ER450", where_of(sheet), sheet=sheet.title)
        for sheet in workbook.sheets
        if not sheet.mark and not sheet.is_hidden and sheet.grid.lines
    ]
    values = [sheet for sheet in marked if sheet.mark == VALUES]
    for sheet in values:
        problems += _around_values(sheet)
    lacking = [sheet for sheet in values if not is_evidence(sheet.grid)]
    problems += [
        error("ER016", where_of(sheet), reason=f"no columns {missing_columns(sheet.grid)}") for sheet in lacking
    ]
    parts = [part for sheet in marked if (part := _part(sheet, problems)) is not None]
    if has_errors(problems) and lacking:
        return None, problems
    votes = [entry for sheet in marked if sheet.mark == VOTES for entry in votes_in(sheet, problems)]
    document, more = evidence_of([sheet.grid for sheet in values], parts, Span(name, 1, 1, 1, 1), votes)
    return document, [*problems, *more]


def where_of(sheet: Sheet) -> Span:
    """The place of a sheet as a whole."""
    return sheet.grid.place


def _around_values(sheet: Sheet) -> list[Diagnostic]:
    """Merged cells and hidden rows below the header, in the columns that are read."""
    heads = heads_of_evidence(sheet.grid)
    if heads is None or not heads.below:
        return []
    rows = range(heads.below[0].place.line, heads.below[-1].place.line + 1)
    merged = merged_among(sheet, rows, range(min(heads.columns), max(heads.columns) + 1))
    own = sheet._replace(merged=())
    return merged + sheet_problems(own, heads.below[0].place.line)


def _part(sheet: Sheet, problems: list[Diagnostic]) -> Part | None:
    """The rows of a sheet of rows; None for a sheet that is none."""
    kind, own = mark_from(sheet.mark)
    if kind not in (TABLE, MEMBERS):
        return None
    listed, more = marked_rows(sheet)
    problems += more
    rows: Node = listed if listed.items else Scalar("", False, where_of(sheet))  # none filled in says nothing
    key = Scalar(own, True, where_of(sheet))
    if kind == TABLE:
        return Part("table", key, "rows", rows)
    return Part("member", key, "list", _members(rows))


def _members(rows: Node) -> Node:
    """Rows of members as a list of names, each with the verdict that it cites."""
    if not isinstance(rows, Listing):
        return rows
    return Listing(tuple(_member(row) for row in rows.items if isinstance(row, Record)), rows.span)


def _member(row: Record) -> Record:
    name = [pair for pair in row.pairs if pair.key.text == "name"]
    verdict = tuple(pair for pair in row.pairs if pair.key.text != "name")
    if not verdict:
        return Record(tuple(name), row.span)
    key = Scalar("verdict", True, row.span)
    return Record((*name, Pair(key, Record(verdict, row.span))), row.span)
