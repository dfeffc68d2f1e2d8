"""Rows that may break something: the checks of their table, and what derived columns may be.

All of it is one function over the plain cells of a row, written once for a table. A row that says of its school what
every other row says agrees with them without another look. Every row that is left is read as `assess` reads it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import getcontext, setcontext
from fractions import Fraction
from typing import Any, TypeAlias

from evalrules.base.records import NamedTuple
from evalrules.base.remembered import Remembered
from evalrules.model.evidence import Bounds, FactValue, Row, Rows
from evalrules.model.plain_cells import plain_of
from evalrules.model.refs import column_from, is_column
from evalrules.model.ruleset import Ruleset, Table
from evalrules.semantics.case import Case
from evalrules.semantics.code_lines import Ratio, function_of
from evalrules.semantics.code_plain import EXACT, UNKNOWN, NotPlain, PlainWriter, exact_decimal
from evalrules.semantics.row_columns import RowColumns
from evalrules.semantics.row_parts import rows_to_come
from evalrules.semantics.rows import CellsByRow, TableReadings
from evalrules.tree.nodes import Agrees, AllOf, Compare, Expression, Listed, Matched, Number, RowStatistic

WORTH_WRITING = 100
"""After so many rows of a table its function is written: for fewer it takes longer than what it spares."""

Plain: TypeAlias = dict[str, Any]
"""The cells of a row, and behind them the facts of its subject; what is not one plain value is left out."""

Keys: TypeAlias = Collection[tuple[str, ...]]

_SEVERAL = object()


class OpenRows:
    """The rows of one case that may break something, by their keys; None where that may be every row."""

    def __init__(self, case: Case) -> None:
        self._case = case
        rows = case.scope.rows
        self._is_plain = isinstance(rows, TableReadings) and not rows.changed and not case.scope.fixed
        self._found: dict[str, dict[object, Keys] | None] = {}
        self._columns = RowColumns(rows.tables if isinstance(rows, TableReadings) else {})

    def of_check(self, table: str, at: int) -> Keys | None:
        """Those that may break a check of their table, by its number."""
        found = self._of(table)
        return None if found is None else found[at]

    def of_column(self, table: str, own: str) -> Keys | None:
        """Those for which a derived column may come to what it can never be."""
        found = self._of(table)
        return None if found is None else found[own]

    def _of(self, table: str) -> dict[object, Keys] | None:
        if table not in self._found:
            self._found[table] = self._looked_through(table) if self._is_plain else None
        return self._found[table]

    def _looked_through(self, table: str) -> dict[object, Keys] | None:
        rows, ruleset = self._case.scope.rows, self._case.ruleset
        given = rows.tables.get(table) if isinstance(rows, TableReadings) else None
        code = None if given is None else _CODE.of(ruleset).of(table, len(given.rows))
        if given is None or code is None:
            return None
        before = getcontext()
        setcontext(EXACT)
        try:
            return self._open(given, code)
        finally:
            setcontext(before)

    def _open(self, given: Rows, code: _Written) -> dict[object, Keys]:
        matched = [self._by_school(one) for one in code.matched]
        found: dict[object, set[tuple[str, ...]]] = {own: set() for own in code.asked}
        for row, plain in zip(given.rows, self._rows(given, code.reads), strict=True):
            for at in code.left(plain, matched):
                found[code.asked[at]].add(row.key)
        for asked, node in code.agreeing:
            said = self._said(node)
            names = self._columns.column(node.own if isinstance(node, Listed) else node.matched[0])
            values = names if isinstance(node, Listed) else self._columns.column(node.item.measure)
            for row, name, value in zip(given.rows, names, values, strict=True):
                if (
                    name not in said
                    or not isinstance(name, str)
                    or not (isinstance(node, Listed) or said[name] == value)
                ):
                    found[asked].add(row.key)
        return dict(found)

    def _rows(self, given: Rows, reads: Sequence[str]) -> Iterator[Plain]:
        """Each row of a table, of it and of the facts of its subject what is read."""
        behind = _plain((own, value) for own, value in self._case.scope.facts.items() if own in reads)
        known = self._case.scope.rows.cells if isinstance(self._case.scope.rows, TableReadings) else None
        if known is not None:
            return ({**behind, **_known_cells(row, known)} for row in given.rows)
        own = [one for one in reads if is_column(one) and column_from(one).table == given.table]
        if not own:
            return (behind for _ in given.rows)
        columns = zip(*map(self._columns.column, own), strict=True)
        return ({**behind, **dict(zip(own, values, strict=True))} for values in columns)

    def _said(self, node: Agrees | Listed) -> Mapping[str, object]:
        """What all rows of a name say in a column; nothing of what they do not say in one."""
        said: dict[str, object] = {}
        rows = self._case.scope.rows
        if not isinstance(rows, TableReadings) or node.table not in rows.tables:
            return said
        names = self._columns.column(node.other if isinstance(node, Listed) else node.matched[1])
        values = names if isinstance(node, Listed) else self._columns.column(node.other.measure)
        for name, value in zip(names, values, strict=True):
            if isinstance(name, str):
                said[name] = value if said.get(name, value) == value else _SEVERAL
        return said

    def _by_school(self, one: _Matched) -> Mapping[str, Any]:
        """A statistic over the rows of each name, where it is known; a row of which no name is known may be of any."""
        table = self._case.ruleset.tables[one.table]
        rows = self._case.scope.rows
        given = rows.tables.get(one.table) if isinstance(rows, TableReadings) else None
        if given is None or rows_to_come(table, given) != 0:
            return {}
        values: dict[str, list[Any]] = {}
        unknown = set()
        for plain in self._rows(given, one.reads):
            name = plain.get(one.other)
            if not isinstance(name, str):
                return {}
            try:
                values.setdefault(name, []).append(one.item(plain))
            except UNKNOWN:
                unknown.add(name)
        return {name: one.together(some) for name, some in values.items() if name not in unknown}


def _cells(row: Row) -> Plain:
    return _plain(plain_of(row).items())


def _known_cells(row: Row, known: CellsByRow) -> Plain:
    """The same of a row that may have been looked at before; a row is kept, so that no other takes its identity."""
    found = known.get(id(row))
    if found is None:
        found = known[id(row)] = (row, _cells(row))
    return found[1]


def _plain(values: Iterator[tuple[str, FactValue]] | Any) -> Plain:  # noqa: ANN401 - a generator
    """Plain values: whole numbers as int, others as Decimal where they end."""
    found: Plain = {}
    for own, value in values:
        if not isinstance(value, Bounds):
            found[own] = value
        elif (exact := value.exact) is not None:
            found[own] = exact.numerator if exact.denominator == 1 else _ended(exact)
    return found


def _ended(value: Fraction) -> Any:  # noqa: ANN401 - a Decimal, or nothing to calculate with
    try:
        return exact_decimal(value)
    except NotPlain:
        return None


# -- what is written of a table ----------------------------------------------------------------------------------------


class _Matched(NamedTuple):
    """A statistic over the rows of another table that are of the same school."""

    table: str
    other: str
    reads: tuple[str, ...]
    item: Callable[[Plain], Any]
    together: Callable[[list[Any]], Any]


class _Written(NamedTuple):
    """The function that says which of what is asked a row leaves, by number; agreements are looked up."""

    asked: tuple[object, ...]
    reads: tuple[str, ...]
    left: Callable[[Plain, list[Mapping[str, Any]]], list[int]]
    matched: tuple[_Matched, ...]
    agreeing: tuple[tuple[object, Agrees | Listed], ...]


class _Code:
    """What is written of the tables of a ruleset, of each as soon as enough of its rows were seen."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._seen: Counter[str] = Counter()
        self._written: dict[str, _Written] = {}

    def of(self, table: str, rows: int) -> _Written | None:
        """The function of a table, so many rows of which are at hand; None while it is not worth writing."""
        self._seen[table] += rows
        if table not in self._written and self._seen[table] >= WORTH_WRITING:
            self._written[table] = _of_table(self._ruleset.tables[table], self._ruleset)
        return self._written.get(table)


_CODE: Remembered[Ruleset, _Code] = Remembered(_Code)


class _RowWriter(PlainWriter):
    """Writes expressions over rows: what other rows of the same school come to has a place in `matched`.

    What is stated of a derived column changes nothing where what its inputs give is known: that counts.
    """

    def __init__(self, ruleset: Ruleset) -> None:
        super().__init__(ruleset)
        self.matched: list[_Matched] = []

    def number(self, node: Expression) -> Ratio:
        """A number: above, and below what is above 0."""
        if not isinstance(node, Matched):
            return super().number(node)
        item = node.item
        if (
            not isinstance(item, RowStatistic)
            or item.op not in _TOGETHER
            or item.only
            or item.where
            or item.weight
            or item.about
        ):
            raise NotPlain(type(item).__name__)
        number, reads = _number(item.item, self.ruleset)
        self.matched.append(_Matched(item.table, node.other, (node.other, *reads), number, _TOGETHER[item.op]))
        return Ratio(f"matched[{len(self.matched) - 1}][{self.value(node.own)}]", "1")


_TOGETHER: Mapping[str, Callable[[list[Any]], Any]] = {"sum": sum, "least": min, "greatest": max}


def _number(node: Expression, ruleset: Ruleset) -> tuple[Callable[[Plain], Any], tuple[str, ...]]:
    """A number of a row as a function of its plain cells, and what it reads of them."""
    writer = PlainWriter(ruleset)
    whole = writer.whole(node)
    source = f"def number(facts):\n    get = facts.get\n    return +({whole})"
    return function_of(source, "number", writer.constants), tuple(writer.measures)


def _of_table(table: Table, ruleset: Ruleset) -> _Written:
    roots: list[tuple[object, Expression]] = [(at, one.condition.root) for at, one in enumerate(table.checks)]
    roots += [(own, root) for own in table.columns if (root := _within_its_range(own, ruleset)) is not None]
    agreeing = tuple(
        (own, root) for own, root in roots if isinstance(root, Agrees | Listed) and _is_of_given_columns(root, ruleset)
    )
    looked_up = {own for own, _ in agreeing}
    writer = _RowWriter(ruleset)
    asked = tuple(own for own, _ in roots)
    always: list[int] = []
    lines: list[str] = []
    for at, (own, root) in enumerate(roots):
        if own in looked_up:
            continue
        try:
            holds = writer.surely(root)
        except NotPlain:
            always.append(at)
            continue
        lines += ["    try:", f"        if not {holds}: left.append({at})", f"    except UNKNOWN: left.append({at})"]
    head = ["def left(facts, matched):", "    get = facts.get", f"    left = {always}"]
    source = "\n".join([*head, *lines, "    return left"])
    left = function_of(source, table.id, writer.constants)
    return _Written(asked, tuple(writer.measures), left, tuple(writer.matched), agreeing)


def _is_of_given_columns(root: Agrees | Listed, ruleset: Ruleset) -> bool:
    """Whether an agreement is one of columns that are given."""
    columns = (root.item.measure, root.other.measure) if isinstance(root, Agrees) else ()
    return all(ruleset.measures[own].value is None for own in columns)


def _within_its_range(own: str, ruleset: Ruleset) -> Expression | None:
    """What the inputs of a derived column give is something that it may be; None where it may be anything."""
    measure = ruleset.measures[own]
    if measure.value is None:
        return None
    root, span = measure.value.root, measure.value.span
    ends = ((">=", measure.low), ("<=", measure.high))
    items = [Compare(op, root, Number(end, measure.unit, span), span) for op, end in ends if end is not None]
    return AllOf(tuple(items), False, span) if items else None
