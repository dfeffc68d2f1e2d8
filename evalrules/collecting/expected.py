"""The list of the schools that are expected: a table with their names, or evidence with rows of them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from evalrules.base.diagnostics import Diagnostic, error, has_errors, in_order
from evalrules.base.forms import Column, TableForm
from evalrules.base.records import NamedTuple
from evalrules.base.source import Listing, Pair, Record, Scalar, Span
from evalrules.bundles.discovery import discover
from evalrules.bundles.opening import opened
from evalrules.frontend.bind_facts import Facts
from evalrules.frontend.bind_tables import bind_tables, table_form
from evalrules.frontend.plain_rows import key_text
from evalrules.model.evidence import Row, Rows
from evalrules.model.refs import column_from
from evalrules.model.report import Options
from evalrules.model.ruleset import Ruleset, Table
from evalrules.pipeline import bind, new_run, read_file
from evalrules.readers.files import read_bytes
from evalrules.readers.rows import SUFFIXES, rows_of
from evalrules.readers.workbooks import suffix_of

Key = tuple[str, ...]


class Expected(NamedTuple):
    """The schools of a list in their order, and the keys of the rows in each table as far as the list tells them."""

    schools: tuple[str, ...]
    keys: Mapping[str, tuple[Key, ...]]

    def keys_of(self, table: str, school: str) -> tuple[Key, ...]:
        """The keys of a school in a table; none where the list does not tell them."""
        return tuple(key for key in self.keys.get(table, ()) if key[0] == school)


class ListRead(NamedTuple):
    """A list that was read, None with the problems that say why not; `texts` are the sources for frames."""

    expected: Expected | None
    problems: tuple[Diagnostic, ...]
    texts: Mapping[str, str]


def read_expected(path: str, ruleset: Ruleset, tables: Sequence[Table]) -> ListRead:
    """The schools that a file names: rows with the columns of a key (CSV, a workbook, Parquet), or evidence.

    What is wrong with the file is said as for any table; ER004 where it names no school.
    """
    name = os.path.basename(path)
    if suffix_of(path) not in SUFFIXES or _is_evidence(path, name):
        rows, problems, texts = _of_evidence(path, ruleset)
    else:
        rows, problems, texts = _of_list(path, name, ruleset, tables)
    if has_errors(problems):
        return ListRead(None, in_order(problems), texts)
    rows = {own: sorted(listed, key=lambda row: (row.place.line, row.place.column)) for own, listed in rows.items()}
    schools: dict[str, None] = {}
    for table in tables:
        for row in rows.get(table.id, ()):
            schools.setdefault(row.key[0])
    if not schools:
        return ListRead(None, (*problems, error("ER004", None, where=path)), texts)
    keys = {
        table.id: tuple(row.key for row in rows[table.id])
        for table in tables
        if table.id in rows and all(len(row.key) == len(table.key) for row in rows[table.id])
    }
    return ListRead(Expected(tuple(schools), keys), in_order(problems), texts)


def _is_evidence(path: str, name: str) -> bool:
    """Whether a table or a workbook is evidence rather than a list."""
    from evalrules.readers.evidence_table import is_evidence
    from evalrules.readers.handed_in import read_handed_in

    data, _ = read_bytes(path, name=name)
    if data is None or suffix_of(path) == ".parquet":
        return False
    sheets = read_handed_in(name, data).sheets
    return any(sheet.mark for sheet in sheets) or any(is_evidence(sheet.grid) for sheet in sheets[:1])


def _of_evidence(
    path: str, ruleset: Ruleset
) -> tuple[Mapping[str, Sequence[Row]], list[Diagnostic], Mapping[str, str]]:
    """The rows of evidence, whatever else it says."""
    run = new_run(Options())
    found, problems = discover([path])
    if len(found) != 1:
        return {}, problems or [error("ER019", None, path=path, reason="several subjects")], {}
    with opened(found[0]) as (file, more):
        problems += more
        if file is None or has_errors(problems):
            return {}, problems, run.texts
        document, read = read_file(file, run)
        problems += [one for one in read if one.is_error]
        if document.root is None:
            return {}, problems, run.texts
        bound = bind(document, run, file)
        problems += [one for one in bound.diagnostics if one.is_error]
    if bound.ruleset is not None and bound.ruleset.name != ruleset.name:
        problems.append(error("ER524", Span(file.shown, 1, 1, 1, 1), found=bound.ruleset.name, used=ruleset.name))
    tables: Mapping[str, Rows] = {} if bound.evidence is None else bound.evidence.tables
    return {own: rows.rows for own, rows in tables.items()}, problems, run.texts


def _of_list(
    path: str, name: str, ruleset: Ruleset, tables: Sequence[Table]
) -> tuple[Mapping[str, Sequence[Row]], list[Diagnostic], Mapping[str, str]]:
    """The keys in a list: of each table those that its columns tell, at least the school of each row."""
    data, problems = read_bytes(path, name=name)
    if data is None:
        return {}, problems, {}
    first = column_from(tables[0].key[0]).column
    columns: dict[str, Column] = {}
    for table in tables:
        keys = [column_from(own).column for own in table.key]
        columns |= {
            one.id: one._replace(is_needed=one.id == first)
            for one in table_form(table, ruleset).columns
            if one.id in keys
        }
    read = rows_of(name, data, sheet="", form=TableForm("", tables[0].label.zh, tuple(columns.values())))
    texts = {name: read.text}
    if read.rows is None or has_errors(read.problems):
        return {}, [*problems, *read.problems], texts
    problems += [one for one in read.problems if one.code != "ER490"]
    records = [row for row in read.rows.items if isinstance(row, Record)]
    told = {pair.key.text for row in records for pair in row.pairs}
    facts = Facts(ruleset, problems)
    found: dict[str, Sequence[Row]] = {}
    for table in tables:
        keys = [column_from(own).column for own in table.key]
        if told.issuperset(keys):
            found[table.id] = _bound(records, keys, table, ruleset, problems)
        else:
            found[table.id] = _schools(records, first, table, facts)
    return found, problems, texts


def _bound(
    records: Sequence[Record], keys: Sequence[str], table: Table, ruleset: Ruleset, problems: list[Diagnostic]
) -> Sequence[Row]:
    """The rows of a list with whole keys; two rows of one key are one, where the list has them for another table."""
    seen: dict[tuple[str, ...], Record] = {}
    for row in records:
        own = row._replace(pairs=tuple(pair for pair in row.pairs if pair.key.text in keys))
        seen.setdefault(tuple(_text(own, key) for key in keys), own)
    place = records[0].span
    rows = Pair(Scalar(table.id, True, place), Listing(tuple(seen.values()), place))
    return bind_tables(Record((rows,), place), ruleset, Facts(ruleset, problems))[table.id].rows


def _schools(records: Sequence[Record], first: str, table: Table, facts: Facts) -> Sequence[Row]:
    """The schools of a list that does not tell the whole keys of a table."""
    measure = facts.ruleset.measures[table.key[0]]
    found: dict[str, Row] = {}
    for row in records:
        node = row.get(first)
        cell = facts.bind(node, measure) if node is not None else None
        if cell is not None and cell.value is not None:
            name = key_text(cell.value)
            found.setdefault(name, Row((name,), {table.key[0]: cell}, row.span))
    return tuple(found.values())


def _text(row: Record, key: str) -> str:
    value = row.get(key)
    return value.text if isinstance(value, Scalar) else ""
