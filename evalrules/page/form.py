"""The form of a ruleset as the page draws it, and what was filled in as evidence.

The lines are those of the workbook that `template` writes (evalrules.forms.lines), so that a page and a
workbook ask for the same things in the same words. What was filled in becomes evidence as a table in CSV: one line of
it is one entry, in the order of the entries, so that the place of a problem leads back to the field.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from evalrules.base.forms import ID, SECTION, VALUE, YEAR
from evalrules.base.numbers import number_text
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.forms.asked import columns
from evalrules.forms.lines import (
    Heading,
    Line,
    Sheet,
    column_lines,
    opening_of,
    sheets_of,
    votes_of,
)
from evalrules.frontend.bind_values import option_of
from evalrules.model.refs import column_from
from evalrules.model.ruleset import Ruleset, Table

FILE = "自评表.csv"
"""The name of what was filled in, as results and problems show it."""

_COLUMNS = (SECTION, ID, YEAR, VALUE)


class Entry(NamedTuple):
    """One value that was filled in, as a line of evidence: what it is of, its year where it has one, and its text."""

    section: str
    id: str
    year: str
    value: str


class Filled(NamedTuple):
    """What was filled in: the values, and the rows of tables by id of the table and of the column."""

    entries: tuple[Entry, ...]
    tables: Mapping[str, Sequence[Mapping[str, str]]]


def form_document(ruleset: Ruleset, language: str) -> dict[str, Any]:
    """The form as plain data, in "zh" or "en"."""
    votes = votes_of(ruleset, language)
    opening = Sheet("", tuple(line for line in opening_of(ruleset, language) if not line.fixed))
    return {
        "ruleset": ruleset.name,
        "title": ruleset.title.in_language(language),
        "document": ruleset.document,
        "opening": _sheet(opening),
        "sheets": [_sheet(sheet) for sheet in sheets_of(ruleset, language)],
        "votes": None if votes is None else _sheet(votes),
        "tables": [_table(ruleset, table, language) for table in ruleset.tables.values()],
        "members": [group.label.in_language(language) for group in ruleset.members.values()],
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {"title": sheet.title, "entries": [_entry(entry) for entry in sheet.entries]}


def _entry(entry: Line | Heading) -> dict[str, Any]:
    if isinstance(entry, Heading):
        return {"heading": entry.words, "number": entry.number, "clause": entry.clause, "is_block": entry.is_block}
    return {
        "section": entry.section, "id": entry.id, "words": entry.words, "number": entry.number, "unit": entry.unit,
        "clause": entry.clause, "remarks": list(entry.remarks), "by_year": entry.by_year,
        "is_optional": entry.is_optional, "kind": entry.limits.kind, "options": list(entry.limits.options),
        "low": _end(entry.limits.low), "high": _end(entry.limits.high),
    }  # fmt: skip


def _end(limit: Fraction | None) -> str | None:
    return None if limit is None else number_text(limit)


def _table(ruleset: Ruleset, table: Table, language: str) -> dict[str, Any]:
    lines = [
        {**_entry(line), "id": column_from(own).column, "is_key": own in table.key}
        for own, line in zip(table.columns, column_lines(ruleset, table, language), strict=True)
    ]
    rows = table.expected.exact if table.expected is not None else None
    return {"id": table.id, "title": table.label.in_language(language), "columns": lines, "rows": rows}


def evidence_files(ruleset: Ruleset, filled: Filled) -> dict[str, bytes]:
    """What was filled in as files of evidence: the table of values, and a file for the rows of each table.

    The first line of each is the heading, then come the entries or rows, one line each; rows without anything in them
    are passed over by whoever reads them.
    """
    lines: list[Sequence[str]] = [_COLUMNS, *(entry for entry in filled.entries)]
    lines += [("ruleset", "", "", ruleset.name), ("subject", "kind", "", ruleset.subject)]
    files: dict[str, bytes] = {}
    for own, rows in filled.tables.items():
        if any(map(_is_filled, rows)):
            lines.append(("table", own, "", f"{own}.csv"))
            names = columns(ruleset.tables[own])
            files[f"{own}.csv"] = _csv([names, *([row.get(name, "") for name in names] for row in rows)])
    return {FILE: _csv(lines), **files}


def entry_at(place: Span, filled: Filled) -> int | None:
    """Which entry stands at a place, from 0; None where something else does."""
    at = place.line - 2
    return at if place.file == FILE and 0 <= at < len(filled.entries) else None


def row_at(place: Span, filled: Filled) -> tuple[str, int] | None:
    """Which row of which table stands at a place, from 0; None where something else does."""
    own, at = place.file.removesuffix(".csv"), place.line - 2
    return (own, at) if place.file != FILE and 0 <= at < len(filled.tables.get(own, ())) else None


def cell_at(ruleset: Ruleset, place: Span, filled: Filled) -> str:
    """The column of a table, by its name in the form, whose cell stands at a place; "" where that is none."""
    found = row_at(place, filled)
    if found is None:
        return ""
    own, at = found
    names, begins = columns(ruleset.tables[own]), 1
    for name in names:
        written = _csv([("", filled.tables[own][at].get(name, ""))]).decode("utf-8-sig")
        ends = begins + len(written) - len(",\n")
        if (place.column, place.end_column) == (begins, ends):
            return name
        begins = ends + 1
    return ""


def rows_named(
    ruleset: Ruleset, filled: Filled, names: Mapping[tuple[str, tuple[str, ...]], Sequence[str]]
) -> dict[str, dict[int, list[str]]]:
    """Rows by the table and the number (from 0) that they have in the form, of `names` by table and key as results
    have them; what belongs to each are columns, by their names in the form.
    """
    found: dict[str, dict[int, list[str]]] = {}
    for own, rows in filled.tables.items():
        table = ruleset.tables[own]
        for at, row in enumerate(rows):
            known = names.get((own, tuple(_key_part(ruleset, column, row) for column in table.key)))
            if known is not None:
                found.setdefault(own, {})[at] = [column_from(one).column for one in known]
    return found


def _key_part(ruleset: Ruleset, column: str, row: Mapping[str, str]) -> str:
    """A cell of the key as results name a row by it: the option that its words stand for, else its text."""
    text, measure = row.get(column_from(column).column, "").strip(), ruleset.measures[column]
    choice = ruleset.choices.get(measure.type)
    return text if choice is None else option_of(choice, text) or text


def _is_filled(row: Mapping[str, str]) -> bool:
    return any(row.values())


def _csv(lines: Sequence[Sequence[str]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(lines)
    return stream.getvalue().encode("utf-8-sig")
