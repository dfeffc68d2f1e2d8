"""The rows of a table of a ruleset as DuckDB has them: typed, ordered by subject, and given in columns.

A cell in which something stands and of which no plain value comes, or a name that may be a word for a line that is no
school's, makes its row odd: the subject is then read cell by cell.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any

from sqlglot import exp

from evalrules.base.records import NamedTuple
from evalrules.batch.columns import Placed
from evalrules.batch.duckdb_cells import PLACES, WHOLE, WHOLE_TYPES, is_safe_name
from evalrules.batch.duckdb_tables import origin_of, text
from evalrules.batch.plain import BLANK, TRUTHS, words_of
from evalrules.batch.rows_of_subjects import HeadedRows
from evalrules.frontend.plain_numbers import PlainRange, plain_range
from evalrules.model.ruleset import Measure, Ruleset, Table
from evalrules.readers.headings import Heads
from evalrules.semantics.columns_numbers import NotInColumns

NUMBER, FLAG, OPTION, NAME = "number", "flag", "option", "name"

_NOTHING = ("无数据",)
"""Names with a letter of ours that say that nothing stands there."""


class Cell(NamedTuple):
    """A column of the ruleset as it stands in the database: under which name, of which kind, over which divisor.

    `options` are the ids that an option stands for, by number.
    """

    measure: str
    name: str
    kind: str
    divisor: int = 1
    options: tuple[str, ...] = ()


class Heading(NamedTuple):
    """What DuckDB has to know of the heading of a table to read it."""

    heads: Heads
    columns: Sequence[Placed]


class RowTable:
    """The rows of one table, in the database under `name`: `o` is the place of their subject, `n` their own place.

    Raises NotInColumns where DuckDB does not read them as the readers do, and where a row is of no subject.
    """

    def __init__(self, base: Any, headed: HeadedRows, declared: Table, ruleset: Ruleset) -> None:  # noqa: ANN401 - duckdb publishes no types
        self.headed = headed
        self.table = declared
        self.name = f"rows_of_{declared.id}"
        self._ruleset = ruleset
        if any(one.code != "ER490" for one in headed.problems):
            raise NotInColumns("a file of which there is something to say")
        columns = headed.opened.heads.columns
        placed = [Placed(number - 1, head, None) for number, head in columns.items()]
        self.origin = origin_of(base, headed.path, Heading(headed.opened.heads, placed), f"file_{declared.id}")
        self._types = dict(enumerate(self.origin.types))
        self._reads: dict[str, str] = {}
        """Numbers before it is asked whether their measure may be them, each read once."""
        self._trees: dict[str, tuple[str, str]] = {}
        self.cells: list[Cell] = []
        for number, head in headed.heads.named.items():
            self._take(number - 1, head.column, has_unit=head.unit is not None)

    def _take(self, at: int, column: str, *, has_unit: bool) -> None:
        own = f"{self.table.id}.{column}"
        measure = self._ruleset.measures.get(own)
        if measure is None or measure.value is not None or has_unit:
            raise NotInColumns(f"the column {column}")
        name = f"x{at}"
        if any(cell.measure == own for cell in self.cells):
            raise NotInColumns(f"two columns {column}")
        found = self._cell(at, name, measure)
        if found is None:
            raise NotInColumns(f"the column {column}, of {measure.type}")
        cell, value, is_odd = found
        self._trees[name] = (value, is_odd)
        self.cells.append(cell)

    # -- cells -----------------------------------------------------------------------------------------------------

    def _cell(self, at: int, name: str, measure: Measure) -> tuple[Cell, str, str] | None:
        """A cell, its plain value, and where something else stands."""
        raw, kind = f"c{at}", self._types[at]
        if measure.type == "yesno":
            if kind == "BOOLEAN":
                return Cell(measure.id, name, FLAG), raw, "false"
            words = {word: str(value).lower() for word, value in TRUTHS.items()}
            return self._of_words(Cell(measure.id, name, FLAG), raw, kind, words)
        if measure.type in self._ruleset.choices:
            listed = tuple(self._ruleset.choices[measure.type].options)
            numbers = {word: str(listed.index(own)) for word, own in words_of(measure.type, self._ruleset).items()}
            return self._of_words(Cell(measure.id, name, OPTION, 1, listed), raw, kind, numbers)
        if measure.type == "text":
            if kind != "VARCHAR":
                return None
            safe = is_safe_name(exp.column(raw)).sql("duckdb")
            nothing = ", ".join(map(text, _NOTHING))
            value = f"CASE WHEN {safe} AND {raw} NOT IN ({nothing}) THEN {raw} END"
            return Cell(measure.id, name, NAME), value, _is_odd(raw, kind, name)
        bounds = plain_range(measure)
        return None if bounds is None else self._number(at, name, measure, bounds)

    @staticmethod
    def _of_words(cell: Cell, raw: str, kind: str, words: Mapping[str, str]) -> tuple[Cell, str, str] | None:
        if kind != "VARCHAR":
            return None
        arms = " ".join(f"WHEN {text(word)} THEN {value}" for word, value in words.items())
        return cell, f"CASE {raw} {arms} END", _is_odd(raw, kind, cell.name)

    def _number(self, at: int, name: str, measure: Measure, bounds: PlainRange) -> tuple[Cell, str, str] | None:
        raw, kind = f"c{at}", self._types[at]
        places = 0 if bounds.is_whole or kind in WHOLE_TYPES else PLACES
        unit = 10**places
        if kind in WHOLE_TYPES:
            read = f"CASE WHEN {raw} BETWEEN -{10**WHOLE - 1} AND {10**WHOLE - 1} THEN CAST({raw} AS BIGINT) END"
        elif kind.startswith("DECIMAL"):
            whole = f"CAST(CAST({raw} AS DECIMAL(38, {places})) * {unit} AS BIGINT)"
            read = f"CASE WHEN abs({raw}) < {10**WHOLE} AND {raw} = round({raw}, {places}) THEN {whole} END"
        elif kind in ("VARCHAR", "DOUBLE"):
            written = raw if kind == "VARCHAR" else f"CAST({raw} AS VARCHAR)"
            digits = rf"-?(0|[1-9][0-9]{{0,{WHOLE - 1}}})" + (rf"([.][0-9]{{1,{PLACES}}})?" if places else "")
            digits += "([.]0)?" if kind == "DOUBLE" and not places else ""
            whole = f"{written} || 'e{places}'" if places else written
            read = f"CASE WHEN regexp_full_match({written}, '{digits}') THEN TRY_CAST({whole} AS BIGINT) END"
        else:
            return None
        self._reads[one := f"r{at}"] = read
        tests = [f"{one} BETWEEN {_end(bounds.low, unit, ceil)} AND {_end(bounds.high, unit, floor)}"]
        if bounds.is_percent:
            tests.append(f"NOT ({one} > 0 AND {one} <= {unit})")
        value = f"CASE WHEN {' AND '.join(tests)} THEN {one} END"
        return Cell(measure.id, name, NUMBER, unit), value, _is_odd(raw, kind, name)

    # -- the table -------------------------------------------------------------------------------------------------

    def make(self, base: Any, owners: str) -> None:  # noqa: ANN401 - as above
        """Make the table of the rows, each with the place of its subject. `owners` holds these by their texts."""
        raw = ", ".join(f'"{name}" AS c{at}' for at, name in enumerate(self.origin.names))
        number = self.origin.row or "row_number() OVER ()"
        by = [
            f"{_owner_text(number - 1, self._types[number - 1])} AS w{at}"
            for at, (_, number) in enumerate(self.headed.by)
        ]
        values = [f"{value} AS {name}" for name, (value, _) in self._trees.items()]
        odd = " OR ".join(f"({is_odd})" for _, is_odd in self._trees.values())
        source = f"(SELECT {raw}, {number} AS n FROM {self.origin.relation})"  # noqa: S608 - as below
        if self._reads:
            reads = ", ".join(f"{read} AS {name}" for name, read in self._reads.items())
            source = f"(SELECT *, {reads} FROM {source})"  # noqa: S608 - as below
        typed = f"(SELECT n, {', '.join((*by, *values, *self._raw_of_odd()))} FROM {source})"  # noqa: S608 - as below
        owned = ", ".join(f"w{at}" for at in range(len(self.headed.by)))
        kept = ", ".join(cell.name for cell in self.cells)
        looked = f"(SELECT n, {owned}, {kept}, coalesce({odd}, false) AS odd FROM {typed})"  # noqa: S608 - as below
        same = " AND ".join(f"t.w{at} = o.w{at}" for at in range(len(self.headed.by)))
        base.execute(
            f"CREATE OR REPLACE TABLE {self.name} AS "  # noqa: S608 - names of ours
            f"SELECT coalesce(o.o, -1) AS o, n, {kept}, odd "
            f"FROM {looked} t LEFT JOIN {owners} o ON {same} ORDER BY 1, 2"
        )
        [(strange,)] = base.execute(f"SELECT count(*) FROM {self.name} WHERE o < 0").fetchall()  # noqa: S608 - as above
        if strange:
            raise NotInColumns("rows of no subject")

    def _raw_of_odd(self) -> list[str]:
        return [f"c{cell.name[1:]}" for cell in self.cells]

    def sizes(self, base: Any) -> dict[int, int]:  # noqa: ANN401 - as above
        """How many rows each subject has, by its place."""
        return dict(base.execute(f"SELECT o, count(*) FROM {self.name} GROUP BY o").fetchall())  # noqa: S608 - as above

    def reach(self, base: Any, owners: Collection[int]) -> int:  # noqa: ANN401 - as above
        """With how many rows of the file all those of some subjects are read."""
        listed = ", ".join(map(str, sorted(owners))) or "-1"
        [(last,)] = base.execute(f"SELECT max(n) FROM {self.name} WHERE o IN ({listed})").fetchall()  # noqa: S608 - as above
        return 0 if last is None else int(last) + 1

    def columns_of(self, base: Any, first: int, end: int) -> Mapping[str, Any]:  # noqa: ANN401 - as above
        """The rows of the subjects at some places, in order."""
        query = f"SELECT * FROM {self.name} WHERE o >= {first} AND o < {end} ORDER BY o, n"  # noqa: S608 - as above
        return base.execute(query).fetchnumpy()  # type: ignore[no-any-return]  # a mapping of arrays


def _is_odd(raw: str, kind: str, name: str) -> str:
    """That something stands in a cell of which no value comes; blanks alone are nothing, and few cells are trimmed."""
    is_left = f"{name} IS NULL AND {raw} IS NOT NULL"
    return f"CASE WHEN {is_left} THEN trim({raw}, {text(BLANK)}) <> '' ELSE false END" if kind == "VARCHAR" else is_left


def _owner_text(at: int, kind: str) -> str:
    if kind == "VARCHAR":
        return f"trim(c{at}, {text(BLANK)})"
    if kind in WHOLE_TYPES:
        return f"CAST(c{at} AS VARCHAR)"
    raise NotInColumns(f"the text of a column of {kind}")


def _end(end: Any, unit: int, whole: Callable[[Fraction], int]) -> int:  # noqa: ANN401 - a whole number or a Decimal
    most = 10**WHOLE - 1
    return whole(Fraction(max(-most, min(most, end))) * unit)
