"""Rows of the evidence: every column known, every cell of its type, no row twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from evalrules.base.diagnostics import Diagnostic, Related, error, has_errors, warning
from evalrules.base.forms import CONFIRMED, CONFIRMED_NAMES, Column, TableForm
from evalrules.base.ordering import natural_key
from evalrules.base.source import Listing, Node, Record, Scalar, Span, is_null
from evalrules.frontend.bind_confirmed import confirmed_row
from evalrules.frontend.bind_facts import Facts
from evalrules.frontend.bind_values import named_measure
from evalrules.frontend.opening import unknown_keys
from evalrules.frontend.plain_cells import PlainColumn
from evalrules.frontend.plain_rows import NONE, key_text, plain_rows
from evalrules.frontend.spellings import yes_or_no
from evalrules.frontend.totals import is_named_total, unnamed_totals
from evalrules.model.evidence import Fact, FactValue, Row, Rows
from evalrules.model.plain_cells import by_columns
from evalrules.model.refs import RowRef, column_from
from evalrules.model.ruleset import Label, NoneFor, RowCount, Ruleset, Table
from evalrules.model.schools import row_label

_KEYS = ("rows", "complete")
ALIKE = {"differ_zh": "各栏都相同", "differ_en": "the same in every column"}
"""What is said of two rows of one key that do not differ."""


def bind_tables(node: Node | None, ruleset: Ruleset, facts: Facts) -> dict[str, Rows]:
    """The section `tables`: a list of rows, or a mapping with `rows` and `complete`, for each table."""
    if node is None or is_null(node):
        return {}
    if not isinstance(node, Record):
        facts.problems.append(error("ER103", node.span, found="not a mapping", expected="a mapping of tables"))
        return {}
    by_label = {table.label.zh: table.id for table in ruleset.tables.values()}
    found: dict[str, Rows] = {}
    for pair in node.pairs:
        own = pair.key.text if pair.key.text in ruleset.tables else by_label.get(pair.key.text)
        if own is None:
            facts.unknown("table", pair, [*ruleset.tables, *by_label])
        elif not is_null(pair.value):
            found[own] = _bind_table(pair.value, pair.key.span, ruleset.tables[own], facts)
    return {own: found[own] for own in ruleset.tables if own in found}


def _bind_table(node: Node, place: Span, table: Table, facts: Facts) -> Rows:
    listed: Node | None = node
    is_complete = True
    if isinstance(node, Record):
        facts.problems.extend(unknown_keys(node, _KEYS))
        listed = node.get("rows")
        is_complete = _complete(node.get("complete"), facts)
    if listed is None or is_null(listed):
        return Rows(table.id, (), False, place)
    if isinstance(listed, Scalar):
        listed = _rows_of_file(listed, table, facts)
        if listed is None:
            return Rows(table.id, (), False, place)
    items = listed.items if isinstance(listed, Listing) else ()
    if not isinstance(listed, Listing):
        facts.problems.append(error("ER103", listed.span, found="a mapping", expected="a list of rows"))
    found, has_lost = _bind_rows(items, table, facts)
    count, beyond = len(items), _place_beyond(items, table)
    del node, listed, items  # the texts of many rows take more memory than what they say
    rows, has_totals = _in_order(found, beyond, table, facts)
    has_lost = has_lost or has_totals
    is_blank = bool(count) and not rows  # a form that was not filled in says nothing, not that there are no rows
    bound = Rows(table.id, rows, is_complete and not is_blank and not has_lost, place)
    if bound.complete and table.expected is not None and table.expected.is_least:
        facts.problems += _too_short(bound, table, table.expected, facts.ruleset)
    return bound


def _too_short(rows: Rows, table: Table, expected: RowCount, ruleset: Ruleset) -> list[Diagnostic]:
    """A table said to be whole with fewer rows than the standard has at the least (ER580)."""
    found = rows.counted(expected.of)
    if found >= expected.number:
        return []
    what = ruleset.measures[expected.of].label if expected.of else Label("行", "rows")
    counted = {"what_zh": what.zh, "what_en": what.en, "found": str(found), "expected": str(expected.number)}
    return [warning("ER580", rows.place, **named_table(table), **counted)]


def _rows_of_file(written: Scalar, table: Table, facts: Facts) -> Listing | None:
    """The rows of the file that is named, whose columns have the ids or the Chinese labels of the table's."""
    found = facts.files.rows(written, table_form(table, facts.ruleset))
    facts.problems.extend(found.problems)
    if found.file is not None:
        facts.attached[found.file.path] = found.file
    return found.rows


def _complete(node: Node | None, facts: Facts) -> bool:
    if node is None or is_null(node):
        return True
    answer = yes_or_no(node) if isinstance(node, Scalar) else None
    if answer is None:
        found = node.text if isinstance(node, Scalar) else "a mapping or a list"
        facts.problems.append(error("ER103", node.span, found=found, expected="是/否 or true/false"))
    return answer is not False


_ByKey: TypeAlias = dict[tuple[str, ...], Row]


def _bind_rows(items: Sequence[Node], table: Table, facts: Facts) -> tuple[_ByKey, bool]:
    """Every row by its key, and whether one could not be had: then nothing counts on the table being whole.

    A second row with the same key is an error that names both.
    """
    columns = _columns(table, facts.ruleset)
    rules = _rules_of_none(table, facts.ruleset)
    found: dict[tuple[str, ...], Row] = {}
    has_lost = False
    plain = plain_rows(items, table, columns, rules) if facts.files.before is None else {}
    for at in range(len(items)):
        known = plain.get(at)
        if known is not None and known.key not in found:
            found[known.key] = known
            continue
        item = items[at]
        if not isinstance(item, Record):
            facts.problems.append(error("ER103", item.span, found="not a mapping", expected="a row: column and value"))
            has_lost = True
            continue
        before = len(facts.problems)
        row = _known_row(item, table, columns, rules, facts)
        if row is None:
            has_lost = has_lost or has_errors(facts.problems[before:])
            continue
        if is_named_total(row, table):
            facts.problems.append(warning("ER492", row.place, text=", ".join(row.key)))
            continue
        if row.key in found:
            facts.problems.append(_doubled(row, found[row.key], table, facts.ruleset))
            has_lost = True
        found.setdefault(row.key, row)
    return found, has_lost


def _place_beyond(items: Sequence[Node], table: Table) -> Span | None:
    """Where the first row stands that is one too many; None where there are not so many."""
    most = table.expected.exact if table.expected is not None else None
    return items[most].span if most is not None and len(items) > most else None


def _in_order(found: _ByKey, beyond: Span | None, table: Table, facts: Facts) -> tuple[tuple[Row, ...], bool]:
    """The rows ordered by their keys, without those that are totals; and whether there are such."""
    totals = _totals(by_columns(list(found.values())), table, facts)
    facts.problems += totals
    if totals:
        are_totals = {problem.place for problem in totals}
        found = {key: row for key, row in found.items() if row.place not in are_totals}
    most = table.expected.exact if table.expected is not None else None
    if most is not None and beyond is not None and len(found) > most:
        args = {**named_table(table), "found": str(len(found)), "expected": str(most)}
        facts.problems.append(error("ER426", beyond, **args))
        found = {}  # nobody knows which of them are too many
    parts = {part: natural_key(part) for part in {part for key in found for part in key}}
    ordered = [found[key] for key in sorted(found, key=lambda key: [parts[part] for part in key])]
    return by_columns(ordered), bool(totals)


def _known_row(
    item: Record, table: Table, columns: dict[str, PlainColumn], rules: Mapping[str, NoneFor], facts: Facts
) -> Row | None:
    """A row, bound already where the same was given before."""
    before = facts.files.before
    known = before.row(table.id, item, facts.ruleset) if before is not None else None
    if before is None or known is not None:
        return known or _bind_row(item, table, columns, rules, facts)
    sides = (facts.problems, facts.confirmed, facts.attached, facts.left_out)
    counts = [len(side) for side in sides]
    row = _bind_row(item, table, columns, rules, facts)
    if row is not None and counts == [len(side) for side in sides]:
        before.keep(table.id, item, row)
    return row


def _totals(rows: tuple[Row, ...], table: Table, facts: Facts) -> list[Diagnostic]:
    def find() -> list[Diagnostic]:
        return unnamed_totals(rows, table, facts.ruleset)

    before = facts.files.before
    return find() if before is None else before.totals(table.id, rows, find)


def named_table(table: Table) -> dict[str, str]:
    """What sentences about a table take: its labels."""
    return {"zh": table.label.zh, "en": table.label.en}


def _doubled(row: Row, first: Row, table: Table, ruleset: Ruleset) -> Diagnostic:
    """Two rows of one key (ER424), with what they say differently: one entered twice, or two of one name."""
    named = row_label(row.key, table, ruleset)
    differing = [own for own in table.columns if _value(row, own) != _value(first, own)]
    args = {**named_table(table), "key_zh": named.zh, "key_en": named.en, "first": str(first.place)}
    if not differing:
        return error("ER424", row.place, Related("first", first.place), **args, **ALIKE)
    label, count = ruleset.measures[differing[0]].label, len(differing)
    shown = [one.cells[differing[0]].written if differing[0] in one.cells else "" for one in (first, row)]
    differ = {
        "differ_zh": f"有 {count} 栏不同，如“{label.zh}”为“{shown[0]}”和“{shown[1]}”",
        "differ_en": f"differing in {label.en}: {shown[0]!r} and {shown[1]!r}"
        + (f", and in {count - 1} more" if count > 1 else ""),
    }
    return error("ER424", row.place, Related("first", first.place), **args, **differ)


def _value(row: Row, own: str) -> FactValue:
    return row.cells[own].value if own in row.cells else None


def table_form(table: Table, ruleset: Ruleset) -> TableForm:
    """What a file with rows of a table may have as columns."""
    columns = []
    for own in table.columns:
        measure = ruleset.measures[own]
        name = column_from(own).column
        names = (name, measure.label.zh, measure.label.en)
        columns.append(Column(name, names, measure.unit, measure.value is None))
    taken = {name for column in columns for name in column.names}
    if not taken & {*CONFIRMED_NAMES}:  # a table may have a column of its own by one of these names
        columns.append(Column(CONFIRMED, CONFIRMED_NAMES, "", is_needed=False))
    return TableForm(table.id, table.label.zh, tuple(columns))


def _columns(table: Table, ruleset: Ruleset) -> dict[str, PlainColumn]:
    """What a column may be called, by its id and its Chinese label, to the column it is."""
    columns = {own: PlainColumn(ruleset.measures[own], ruleset) for own in table.columns}
    named = {ruleset.measures[own].label.zh: column for own, column in columns.items()}
    return named | {column_from(own).column: column for own, column in columns.items()}


def _rules_of_none(table: Table, ruleset: Ruleset) -> dict[str, NoneFor]:
    """The columns that some rows have none of, and which rows these are."""
    rules = {own: ruleset.measures[own].none_for for own in table.columns}
    return {own: rule for own, rule in rules.items() if rule is not None}


def _bind_row(
    item: Record, table: Table, columns: dict[str, PlainColumn], rules: Mapping[str, NoneFor], facts: Facts
) -> Row | None:
    cells: dict[str, Fact] = {}
    before = len(facts.problems)
    confirmed: Node | None = None
    for pair in item.pairs:
        name, value = pair
        column = columns.get(name.text)
        if column is None and name.text in CONFIRMED_NAMES and confirmed is None:
            confirmed = value
        elif column is None:
            facts.unknown("column", pair, columns)
        elif column.own in cells:
            first = next(other.key.span for other in item.pairs if columns.get(other.key.text) is column)
            named = named_measure(column.measure)
            facts.problems.append(error("ER404", name.span, Related("first", first), **named, first=str(first)))
        else:
            plain = column.fact(value) if type(value) is Scalar else None
            cells[column.own] = plain or facts.bind(value, column.measure)
    if len(facts.problems) == before and all(cell.value is None for cell in cells.values()):
        return None  # a blank line of a form
    missing = [column for column in table.key if column not in cells or cells[column].value is None]
    if missing:
        if not has_errors(facts.problems[before:]):
            labels = [facts.ruleset.measures[column].label for column in missing]
            args = {
                "columns_zh": "、".join(one.zh for one in labels), "columns_en": ", ".join(one.en for one in labels),
            }  # fmt: skip
            facts.problems.append(error("ER425", item.span, **named_table(table), **args))
        return None
    key = tuple(key_text(cells[column].value) for column in table.key)
    said = None if confirmed is None else confirmed_row(confirmed, RowRef(table.id, key))
    facts.confirmed += [] if said is None else [said]
    if said is not None and _says_nothing_else(cells, table):
        return None  # a row of last year that is no more; nothing but a question about it makes this right (ER550)
    cells.update(_none_of(cells, rules, item.span))
    return Row(key, cells, item.span)


def _none_of(cells: Mapping[str, Fact], rules: Mapping[str, NoneFor], place: Span) -> dict[str, Fact]:
    """A cell that says 0 for each column that a row of its kind has none of and that was left empty."""
    found = {}
    for own, rule in rules.items():
        given = cells.get(own)
        if rule.column not in cells or (given is not None and given.value is not None):
            continue
        if cells[rule.column].value in rule.options:
            found[own] = Fact(own, *NONE, place if given is None else given.place, "", "", "")
    return found


def _says_nothing_else(cells: Mapping[str, Fact], table: Table) -> bool:
    """Whether a row has its key and nothing in the columns that the evidence gives."""
    others = [cells[own] for own in table.columns if own not in table.key and own in cells]
    return len(table.columns) > len(table.key) and not any(cell.written.strip() for cell in others)
