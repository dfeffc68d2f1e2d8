"""Files of schools to the rows of one county: each row once, with its file; what is missing, doubled or foreign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evalrules.base.diagnostics import Diagnostic, Related, error, has_errors, in_order, warning
from evalrules.base.ordering import natural_key
from evalrules.base.records import NamedTuple
from evalrules.base.source import Pair, Record, Scalar, Span
from evalrules.base.suggestions import nearest
from evalrules.collecting.expected import Expected, Key
from evalrules.collecting.files import Read
from evalrules.frontend.bind_facts import Facts
from evalrules.frontend.bind_tables import bind_tables, table_form
from evalrules.model.evidence import Row, Rows
from evalrules.model.refs import column_from
from evalrules.model.ruleset import Label, Ruleset, Table
from evalrules.model.schools import row_label
from evalrules.readers.handed_in import HandedIn, rows_of_tables, with_school


class Gathered(NamedTuple):
    """The rows of each table in the order of their keys, every problem, and whether nothing is known to be missing.

    `is_complete` is None where no list of schools was given and nothing was wrong: then nobody knows.
    """

    ruleset: Ruleset
    rows: Mapping[str, tuple[Row, ...]]
    files: Mapping[str, str]
    problems: tuple[Diagnostic, ...]
    is_complete: bool | None

    @property
    def schools(self) -> int:
        """How many schools there are rows of."""
        return len({row.key[0] for rows in self.rows.values() for row in rows})


def gather(read: Read, ruleset: Ruleset, tables: Sequence[Table], expected: Expected | None) -> Gathered:
    """Every row of every file, once.

    A file with errors in its layout, or of another ruleset, is not taken; two rows of one key that differ are both left
    out (ER522), equal ones count once (ER523). ER521 names the schools of the list of which nothing was taken.
    """
    gathering = _Gathering(ruleset, tables)
    for file in read.files:
        gathering.take(file)
    rows = {table.id: gathering.rows(table) for table in tables}
    problems = [*read.problems, *gathering.problems]
    if expected is not None:
        problems += [found for table in tables for found in _missing(table, rows[table.id], expected, ruleset)]
        problems += _unexpected(rows, expected)
    is_complete = False if has_errors(problems) else None if expected is None else True
    return Gathered(ruleset, rows, read.digests, in_order(problems), is_complete)


class _Gathering:
    """The rows as far as files were taken."""

    def __init__(self, ruleset: Ruleset, tables: Sequence[Table]) -> None:
        self.ruleset = ruleset
        self.tables = tables
        self.problems: list[Diagnostic] = []
        self._forms = tuple(table_form(table, ruleset) for table in tables)
        self._taken: dict[str, dict[Key, list[Row]]] = {table.id: {} for table in tables}

    def take(self, file: HandedIn) -> None:
        """The rows of one file, bound to their measures so that what is wrong is told at its cell."""
        if file.form is not None and not self._is_ours(file):
            return
        found = rows_of_tables(file, self._forms)
        self.problems += found.problems
        if has_errors(found.problems):
            return
        written = dict(found.rows)
        if file.form is not None:
            for table in self.tables:
                if table.id in written:
                    column = column_from(table.key[0]).column
                    written[table.id] = with_school(written[table.id], column, file.form.school)
        place = Span(file.name, 1, 1, 1, 1)
        pairs = tuple(Pair(Scalar(own, True, rows.span), rows) for own, rows in written.items())
        bound = bind_tables(Record(pairs, place), self.ruleset, Facts(self.ruleset, self.problems))
        self._keep(file, bound)

    def _is_ours(self, file: HandedIn) -> bool:
        """Whether a form was made for this ruleset; for another revision of it that is only noticed."""
        form, place = file.form, Span(file.name, 1, 1, 1, 1)
        if form is None or form.ruleset == self.ruleset.name:
            if form is not None and form.digest != self.ruleset.digest:
                self.problems.append(warning("ER436", place, name=self.ruleset.name))
            return True
        self.problems.append(error("ER524", place, found=form.ruleset, used=self.ruleset.name))
        return False

    def _keep(self, file: HandedIn, bound: Mapping[str, Rows]) -> None:
        """The rows that say something; a table of a form without any is told (ER527), as is a file of one's own."""
        school = file.form.school.text if file.form is not None else ""
        told = {table.id: [row for row in _rows(bound, table) if _says_something(row, table)] for table in self.tables}
        empty = [table for table in self.tables if table.id in bound and not told[table.id]]
        for table in empty:
            place = bound[table.id].place
            self.problems.append(
                error("ER527", place, school=school or file.name, zh=table.label.zh, en=table.label.en)
            )
        for own, rows in told.items():
            for row in rows:
                if school and row.key[0] != school:
                    self.problems.append(error("ER526", row.place, school=school, found=row.key[0]))
                else:
                    self._taken[own].setdefault(row.key, []).append(row)

    def rows(self, table: Table) -> tuple[Row, ...]:
        """The rows of a table in the order of their keys, without those of which there are two that differ."""
        found = []
        for rows in self._taken[table.id].values():
            differences = [self._doubled(rows[0], other, table) for other in rows[1:]]
            if not any(differences):
                found.append(rows[0])
        return tuple(sorted(found, key=lambda row: [natural_key(part) for part in row.key]))

    def _doubled(self, first: Row, second: Row, table: Table) -> bool:
        """Whether a second row of one key differs from the first; told in either case."""
        related, named = Related("first", first.place), row_label(first.key, table, self.ruleset)
        key = {"key_zh": named.zh, "key_en": named.en}
        for own in table.columns:
            one, other = first.cells.get(own), second.cells.get(own)
            values = [None if cell is None else cell.value for cell in (one, other)]
            if values[0] == values[1]:
                continue
            label = self.ruleset.measures[own].label
            shown = ["-" if cell is None else cell.written or "-" for cell in (one, other)]
            args = {**key, "zh": label.zh, "en": label.en, "one": shown[0], "other": shown[1]}
            self.problems.append(error("ER522", second.place, related, first=str(first.place), **args))
            return True
        self.problems.append(warning("ER523", second.place, related, **key, first=str(first.place)))
        return False


def _rows(bound: Mapping[str, Rows], table: Table) -> Sequence[Row]:
    return bound[table.id].rows if table.id in bound else ()


def _says_something(row: Row, table: Table) -> bool:
    """Whether more than the key is filled in, or tried to be."""
    others = [cell for own, cell in row.cells.items() if own not in table.key]
    return not others or any(cell.value is not None or cell.written.strip() for cell in others)


def _missing(table: Table, rows: Sequence[Row], expected: Expected, ruleset: Ruleset) -> list[Diagnostic]:
    """An ER521 that names what the list has and no file."""
    if table.id in expected.keys:
        there = {row.key for row in rows}
        absent = [key for key in expected.keys[table.id] if key not in there]
        lacking = [row_label(key, table, ruleset) for key in absent]
    else:
        schools = {row.key[0] for row in rows}
        lacking = [Label(school, school) for school in expected.schools if school not in schools]
    if not lacking:
        return []
    args = {
        "zh": table.label.zh, "en": table.label.en, "count": str(len(lacking)),
        "schools_zh": "、".join(one.zh for one in lacking), "schools_en": ", ".join(one.en for one in lacking),
    }  # fmt: skip
    return [error("ER521", None, **args)]


def _unexpected(rows: Mapping[str, Sequence[Row]], expected: Expected) -> list[Diagnostic]:
    """An ER528 for each school that the list does not have, with the one that is probably meant."""
    listed = set(expected.schools)
    first: dict[str, Row] = {}
    for found in rows.values():
        for row in found:
            if row.key[0] not in listed:
                first.setdefault(row.key[0], row)
    there = {row.key[0] for found in rows.values() for row in found}
    absent = [school for school in expected.schools if school not in there]
    return [
        warning("ER528", row.place, school=school, suggestion=nearest(school, absent)) for school, row in first.items()
    ]
