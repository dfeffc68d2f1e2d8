"""Conditions and numbers of rows read over the columns of their table, each by one function written for it once.

Of a row whose cells are not all plain values nothing is said here: it is left to what reads it by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, getcontext, setcontext
from fractions import Fraction
from itertools import compress
from typing import Any, TypeAlias

from evalrules.base.numbers import Rounding
from evalrules.base.records import NamedTuple
from evalrules.base.remembered import Remembered
from evalrules.base.truth import Truth
from evalrules.model.evidence import Bounds, FactValue, Row, Rows
from evalrules.model.plain_cells import Plain, said_in
from evalrules.model.refs import column_from, is_column
from evalrules.model.ruleset import Ruleset
from evalrules.semantics.code_lines import Ratio, function_of
from evalrules.semantics.code_plain import EXACT, NotPlain, PlainWriter, exact_decimal, is_certain
from evalrules.semantics.row_parts import holds_in
from evalrules.semantics.scope import Scope
from evalrules.semantics.statistics import Ratios
from evalrules.tree.nodes import Expression, Fact, Rounded, RowStatistic, RowTally

WORTH_WRITING = 200
"""After so many rows were asked the same the function is written: for fewer it takes longer than what it spares."""

PlainValue: TypeAlias = int | Decimal | str | bool | object | None
"""A whole number as int, another as Decimal where it ends, what is no number as it is; None for what is not known."""

Read: TypeAlias = Callable[[Iterable[tuple[Any, ...]], Mapping[str, Any]], list[Any]]


def plain_value(value: Plain) -> PlainValue:
    """A value to calculate with."""
    if not isinstance(value, Bounds):
        return value
    exact = value.exact
    if exact is None:
        return None
    return exact.numerator if exact.denominator == 1 else _ended(exact)


def _ended(value: Fraction) -> Decimal | None:
    try:
        return exact_decimal(value)
    except NotPlain:
        return None


class RowColumns:
    """The columns of the tables of one subject as plain values; each is made when it is first asked for."""

    def __init__(self, tables: Mapping[str, Rows]) -> None:
        self._tables = tables
        self._columns: dict[str, Sequence[PlainValue]] = {}
        self._made: dict[Derived, tuple[Ruleset, list[PlainValue]]] = {}

    def column(self, own: str) -> Sequence[PlainValue]:
        """What each row says in a column."""
        known = self._columns.get(own)
        if known is None:
            said = said_in(self._tables[column_from(own).table].rows, own)
            known = self._columns[own] = [plain_value(one) for one in said] if _has_bounds(said) else said
        return known

    def _derived(self, own: Derived, ruleset: Ruleset) -> list[PlainValue]:
        """What each row gives for a column that is derived of others in it; None where it is not known."""
        known = self._made.get(own)
        if known is None or known[0] is not ruleset:
            code = _CODE.of(ruleset).derived(own)
            assert code is not None  # it was written before what looks at it
            known = self._made[own] = (ruleset, self._run(code, column_from(own.column).table, {}, ruleset))
        return known[1]

    def truths(
        self, root: Expression, table: str, ruleset: Ruleset, facts: Mapping[str, FactValue]
    ) -> list[Truth] | None:
        """For each row whether a condition certainly holds; None for a row to be looked at, or for all of them."""
        return self._read("truth", root, table, ruleset, facts)

    def ratios(
        self, root: Expression, table: str, ruleset: Ruleset, facts: Mapping[str, FactValue]
    ) -> list[tuple[int, int] | None] | None:
        """A number of each row as a ratio; None for one that is not known here, or for all of them."""
        return self._read("number", root, table, ruleset, facts)

    def _read(
        self, what: str, root: Expression, table: str, ruleset: Ruleset, facts: Mapping[str, FactValue]
    ) -> list[Any] | None:
        rows = len(self._tables[table].rows) if table in self._tables else 0
        code = _CODE.of(ruleset).of(what, root, table, rows)
        return None if code is None else self._run(code, table, facts, ruleset)

    def _run(self, code: _Written, table: str, facts: Mapping[str, FactValue], ruleset: Ruleset) -> list[Any]:
        rows = len(self._tables[table].rows)
        behind = {own: plain_value(facts.get(own)) for own in code.subject}
        columns = [self.column(own) if isinstance(own, str) else self._derived(own, ruleset) for own in code.columns]
        before = getcontext()
        setcontext(EXACT)
        try:
            return code.read(zip(range(rows), *columns, strict=True), behind)
        finally:
            setcontext(before)


def _has_bounds(said: Sequence[Plain]) -> bool:
    return Bounds in set(map(type, said))


class ColumnReadings:
    """Counts and statistics over rows as they were given, from their columns; None where a row has to be looked at."""

    def __init__(self, tables: Mapping[str, Rows]) -> None:
        self._tables = tables
        self._columns = RowColumns(tables)

    def kept(self, table: str, scope: Scope) -> list[bool] | None:
        """For each row whether the standard does not leave it out; None where it may leave one out."""
        if table not in self._tables or scope.fixed:
            return None
        left_out = scope.ruleset.tables[table].leave_out
        if left_out is None:
            return [True] * len(self._tables[table].rows)
        truths = self._columns.truths(left_out.root, table, scope.ruleset, scope.facts)
        return None if truths is None or None in truths else [one is False for one in truths]

    def counted(self, node: RowTally | RowStatistic, scope: Scope) -> list[bool] | None:
        """For each row whether it counts and is one of those that are looked at; None where one may be."""
        table, found = node.table, self.kept(node.table, scope)
        if found is None:
            return None
        if node.where is not None:
            truths = self._columns.truths(node.where, table, scope.ruleset, scope.facts)
            if truths is None or None in truths:
                return None
            found = [counts and one is True for counts, one in zip(found, truths, strict=True)]
        for own, option in node.only:
            said = self._columns.column(own)
            if scope.ruleset.measures[own].value is not None or None in said:
                return None
            found = [counts and one == option for counts, one in zip(found, said, strict=True)]
        return found

    def holding(self, node: RowTally, scope: Scope, one: Callable[[Row], Scope]) -> list[tuple[Row, Truth]] | None:
        """The rows that count, each with whether the condition holds for it."""
        counted = self.counted(node, scope)
        truths = (
            self._columns.truths(node.body, node.table, scope.ruleset, scope.facts) if counted is not None else None
        )
        if counted is None or truths is None or truths.count(None) * 2 > len(truths):
            return None
        rows = zip(self._tables[node.table].rows, counted, truths, strict=True)
        return [
            (row, holds_in(node.body, one(row)) if truth is None else truth) for row, counts, truth in rows if counts
        ]

    def weights(self, node: RowStatistic, scope: Scope) -> list[tuple[int, int] | None] | None:
        """The weight of each row of a table; None for one that is not known here, or for all of them."""
        if node.weight is None or node.table not in self._tables or scope.fixed:
            return None
        return self._columns.ratios(node.weight, node.table, scope.ruleset, scope.facts)

    def ratios(self, node: RowStatistic, scope: Scope) -> Ratios | None:
        """The numbers of the rows that count and have a weight, all of them known."""
        counted = self.counted(node, scope)
        parts = [node.item] if node.weight is None else [node.item, node.weight]
        if counted is None:
            return None
        read = [self._columns.ratios(part, node.table, scope.ruleset, scope.facts) for part in parts]
        columns = [list(compress(column, counted)) for column in read if column is not None]
        if len(columns) < len(parts) or None in columns[-1]:
            return None
        if node.weight is None:
            return Ratios(columns[0], None)  # type: ignore[arg-type]  # none of them is None
        pairs = [(value, weight) for value, weight in zip(*columns, strict=True) if weight[0]]
        if any(value is None or weight[0] < 0 for value, weight in pairs):
            return None
        return Ratios([value for value, _ in pairs], [weight for _, weight in pairs])


class Derived(NamedTuple):
    """A column that is derived of others, and how it is rounded before it is compared."""

    column: str
    rounding: Rounding | None


# -- what is written ---------------------------------------------------------------------------------------------------


class _Written(NamedTuple):
    """What is asked of rows, as a function of the columns that it looks at and of facts of the subject."""

    read: Read
    columns: tuple[str | Derived, ...]
    subject: tuple[str, ...]


class _Code:
    """What is written for a ruleset, each as soon as enough rows were asked."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._seen: Counter[tuple[str, int]] = Counter()
        self._written: dict[tuple[str, int], tuple[Expression, _Written | None]] = {}
        self._derived: dict[Derived, _Written | None] = {}

    def of(self, what: str, root: Expression, table: str, rows: int) -> _Written | None:
        """The function for a condition or number of rows; None while, or where, there is none."""
        key = (what, id(root))
        known = self._written.get(key)
        if known is not None and known[0] is root:
            return known[1]
        self._seen[key] += rows
        if self._seen[key] < WORTH_WRITING:
            return None
        found = _written(what, root, table, self._ruleset)
        self._written[key] = (root, found)
        return found

    def derived(self, own: Derived) -> _Written | None:
        """The function for a column derived of others in its row alone, to numbers that end; None for any other."""
        if own not in self._derived:
            formula = self._ruleset.measures[own.column].value
            found = None
            if formula is not None:
                root = formula.root if own.rounding is None else Rounded(formula.root, own.rounding, "", formula.span)
                found = _written("plain", root, column_from(own.column).table, self._ruleset)
            self._derived[own] = None if found is None or found.subject else found
        return self._derived[own]


_CODE: Remembered[Ruleset, _Code] = Remembered(_Code)


class _ColumnWriter(PlainWriter):
    """Writes expressions in which a column of the table is a variable, and `behind` the facts of the subject."""

    def __init__(self, ruleset: Ruleset, table: str) -> None:
        super().__init__(ruleset)
        self._table = table
        self.columns: dict[str | Derived, str] = {}
        self.subject: dict[str, None] = {}

    def surely(self, node: Expression, *, wanted: bool = True) -> str:
        """That a condition certainly is as wanted."""
        if isinstance(node, Fact):
            return f"({self.value(node.measure)} is {wanted})"
        return super().surely(node, wanted=wanted)

    def number(self, node: Expression) -> Ratio:
        """A number: above, and below what is above 0; of a derived column what was found for it."""
        item, rounding = (node.item, node.rounding) if isinstance(node, Rounded) else (node, None)
        if isinstance(item, Fact) and item.kind == "number" and is_column(item.measure):
            own = Derived(item.measure, rounding)
            is_here = column_from(item.measure).table == self._table
            if is_here and _CODE.of(self.ruleset).derived(own) is not None:
                return Ratio(self.columns.setdefault(own, f"v{len(self.columns)}"), "1")
        return super().number(node)

    def value(self, measure: str) -> str:
        """What is given of a measure; nothing calculates with None, and it is no option."""
        if not is_column(measure):
            self.subject[measure] = None
            return f"behind[{measure!r}]"
        if column_from(measure).table != self._table:
            raise NotPlain(measure)
        return self.columns.setdefault(measure, f"v{len(self.columns)}")


def _written(what: str, root: Expression, table: str, ruleset: Ruleset) -> _Written | None:
    writer = _ColumnWriter(ruleset, table)
    try:
        found = _WRITE[what](writer, root)
    except NotPlain:
        return None
    names = "".join(f", {name}" for name in writer.columns.values())
    source = "\n".join((
        "def read(rows, behind):", "    found = []", "    add = found.append", f"    for at{names} in rows:"
        if names else "    for (at,) in rows:", "        try:", f"            add({found})", "        except UNKNOWN:",
        "            add(None)", "    return found",
    ))  # fmt: skip
    writer.constants["to_ratio"] = to_ratio
    read = function_of(source, table, writer.constants)
    return _Written(read, tuple(writer.columns), tuple(writer.subject))


def _truth(writer: _ColumnWriter, root: Expression) -> str:
    holds = writer.surely(root)
    otherwise = "False" if is_certain(root) else f"False if {writer.surely(root, wanted=False)} else None"
    return f"True if {holds} else {otherwise}"


def _ratio(writer: _ColumnWriter, root: Expression) -> str:
    found = writer.number(root)
    if found.below == "1":
        return f"(+({found.above})).as_integer_ratio()"
    return f"to_ratio({found.above}, {found.below})"


def _plain(writer: _ColumnWriter, root: Expression) -> str:
    """A number as it is; one that is rounded has its last digits already, and many rows may share it."""
    found = writer.whole(root)
    return found if isinstance(root, Rounded) else f"+({found})"


def to_ratio(above: int | Decimal, below: int | Decimal) -> tuple[int, int]:
    """A ratio of two numbers as one of two whole numbers; the lower one is above 0 as it was."""
    one, one_below = (+above).as_integer_ratio()
    other, other_below = (+below).as_integer_ratio()
    return one * other_below, other * one_below


_WRITE: Mapping[str, Callable[[_ColumnWriter, Expression], str]] = {
    "truth": _truth, "number": _ratio, "plain": _plain,
}  # fmt: skip
