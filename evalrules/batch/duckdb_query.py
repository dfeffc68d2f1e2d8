"""One table under one ruleset as one query: cells, bits, keys, and the row of the result.

A row of which columns do not say everything comes out with an empty status.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from sqlglot import exp

from evalrules.base.diagnostics import Diagnostic, warning
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.batch.columns import GRADES, Placed
from evalrules.batch.conclusion import DECIDED, RULES, UNDETERMINED, Layout, diagnostics_text, listed
from evalrules.batch.duckdb_cells import YEARS, cells_of
from evalrules.batch.plain import Quick
from evalrules.loading import out_of_force
from evalrules.model.outcome import MET
from evalrules.semantics.columns_gaps import concat, gap_in_columns, with_commas
from evalrules.semantics.columns_numbers import NotInColumns, cast_to
from evalrules.semantics.columns_plan import (
    IndicatorColumns,
    indicator_in_columns,
    keys_of,
    number,
    ranks_of_cells,
)
from evalrules.semantics.columns_truth import Reader, Tree, called, is_known, joined, of_known, when
from evalrules.semantics.counting import counting_of
from evalrules.tree.nodes import Expression

AT = "_at"
"""The number of a row of the table, beside a result that is a part of it."""

VERDICTS = "verdicts"
"""The table of what is concluded of each key."""

_CONCLUDED = ("status", "level", "possible", "reason")
_FEW_KEYS = 5_000
"""So many keys are concluded before any row is read."""

_NOWHERE = Span("\0", 1, 1, 1, 1)


class Origin(NamedTuple):
    """A table as the database has it: what stands behind FROM, and the names and types of its columns.

    `row` is the number of a row from 0 (None: not known), `place` what stands before and behind the number of its line
    in the place of a cell, by the column.
    """

    relation: str
    names: tuple[str, ...]
    types: tuple[str, ...]
    row: str | None
    place: Mapping[int, tuple[str, str]]


class Kind(NamedTuple):
    """Subjects whose attributes are the same: these, where their rows are, and the columns that are settled by it."""

    attributes: Mapping[str, str]
    where: str
    columns: frozenset[int]


class Lowered(NamedTuple):
    """That a grade of a panel is lowered: where, of which column and indicator, from what to what."""

    is_it: Tree
    at: int
    own: str
    before: str
    after: str


class TableQuery:
    """The queries for one table, or for those of its rows that are of a kind, with their numbers.

    Raises NotInColumns where columns cannot say its ruleset or read its rows.
    """

    def __init__(
        self,
        quick: Quick,
        columns: Sequence[Placed],
        keep: Sequence[str],
        origin: Origin,
        kind: Kind | None = None,
    ) -> None:
        self.quick = quick
        self.origin = origin
        self.columns = columns
        self.kind = kind
        self.cells = cells_of(columns, origin.types, keep, quick, frozenset() if kind is None else kind.columns)
        plan, nobody = quick.compiled.nobody.plan, quick.compiled.nobody.scope
        self._reader = Reader(quick.ruleset, self.cells.facts, nobody)
        self._indicators = tuple(indicator_in_columns(one, self._reader, self.cells.grades) for one in plan.indicators)
        shown = dict.fromkeys(map(_texts, self._indicators))
        self._shown_lists = {texts: f"shown{at}" for at, texts in enumerate(shown)}
        self._ask()
        self._keys = keys_of(self._indicators, plan, self._reader, counting_of(plan, nobody))
        before = dict(self._reader.left)
        self._gaps = [gap_in_columns(one, self._reader, _bits(at)) for at, one in enumerate(self._indicators)]
        self._lowered = self._lowered_grades() if origin.row else []
        for lowered in () if origin.row else self._lowered_grades():
            self._reader.leave(lowered.is_it)
        self._left_by_bits = [tree for text, tree in self._reader.left.items() if text not in before]
        self._left = [*self.cells.odd, *before.values()]

    def _ask(self) -> None:
        """Leave a row that contradicts itself, or about which something would be asked."""
        reader = self._reader
        for one in self.quick.admission.relations:
            self._leave_unless(one.names, one.root, said_by=lambda root: reader.surely(root, wanted=False))
        for measure, root in self.quick.questions:
            self._leave_unless(
                (measure,), root, said_by=lambda root: exp.Not(this=exp.paren(reader.surely(root, wanted=False)))
            )

    def _leave_unless(self, names: Iterable[str], root: Expression, said_by: Callable[[Expression], Tree]) -> None:
        given = [is_known(self.cells.facts[name].tree) for name in names if name in self.cells.facts]
        if not given:
            return
        known = joined(exp.Or, given)
        try:
            said = said_by(root)
        except NotInColumns:
            self._reader.leave(known)
            return
        alone = of_known(said)
        for one in [joined(exp.And, [known, said])] if alone is None else alone:
            self._reader.leave(one)

    # -- the queries ---------------------------------------------------------------------------------------------------

    def _inner(self, most: int | None = None) -> str:
        """Every row with its values, bits and keys, and whether it is left."""
        cells, origin = self.cells, self.origin
        has_number = bool(origin.row) or self._keys.dense is None or self.kind is not None
        text = numbered(origin, most, has_number=has_number)
        if self.kind is not None:
            text = f"SELECT * FROM ({text}) WHERE {self.kind.where}"  # noqa: S608 - ours
        text = _layer(text, {one.name: one.tree for one in cells.signs}) if cells.signs else text
        named = dict(zip(("id", "name", "period"), cells.subject, strict=True)) | dict(cells.values)
        named |= {f"kept{at}": tree for at, tree in enumerate(cells.kept)}
        text = _layer(text, named)
        text = _layer(text, {f"b{at}": one.bits for at, one in enumerate(self._indicators)} | {"odd": _any(self._left)})
        text = _layer(text, {"is_left": _any([exp.column("odd"), *self._left_by_bits])})
        packed = {f"k{at}": cast_to(tree.copy(), "BIGINT") for at, tree in enumerate(self._keys.packed)}
        text = _layer(text, packed) if packed else text
        left, dense = exp.column("is_left"), self._keys.dense
        if dense is not None:
            place = exp.Add(this=cast_to(dense.copy(), "BIGINT"), expression=number(1))
            return _layer(text, {"own": when(((left, exp.Null()),), place)})
        own = called("concat_ws", exp.Literal.string(","), *(exp.column(name) for name in packed))
        return _layer(text, {"own": when(((left, exp.Null()),), own)})

    def keys(self, most: int | None = None) -> str:
        """A query for each key that has no verdict yet, and the values of a subject that has it."""
        values = list(self.cells.values)
        subject = f"first({{{', '.join(f'{name!r}: {name}' for name in values)}}})" if values else "NULL"
        known = f"own NOT IN (SELECT own FROM {VERDICTS})"  # noqa: S608 - ours
        return f"SELECT own, {subject} FROM ({self._inner(most)}) WHERE NOT is_left AND {known} GROUP BY own"  # noqa: S608

    def all_keys(self) -> Iterator[tuple[int, dict[tuple[int, ...], int]]]:
        """Every key, with how many indicators can take which steps; none where many, or not of counts alone."""
        if self._keys.dense is None or self._keys.size > _FEW_KEYS or not self._keys.is_of_counts:
            return
        for own in range(self._keys.size):
            rest, counts = own, {}
            for steps, most in self._keys.digits:
                rest, counts[steps] = divmod(rest, most + 1)
            yield own + 1, {steps: count for steps, count in counts.items() if count}

    def facts_and_grades(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """What a subject has, by the names of its columns."""
        facts = {own: values[held.tree.name] for own, held in self.cells.facts.items()}
        grades: dict[str, Any] = {}
        for one in self._indicators:
            own = one.plan.indicator.id
            if own in self.cells.grades and values[self.cells.grades[own].name] is not None:
                words = {rank: word for word, rank in ranks_of_cells(one.plan).items()}
                grades[own] = words[values[self.cells.grades[own].name]]
        return {own: value for own, value in facts.items() if value is not None}, grades

    @property
    def verdicts(self) -> list[str]:
        """The statements that make the table of verdicts."""
        kind = "BIGINT" if self._keys.dense is not None else "VARCHAR"
        return [
            f"CREATE OR REPLACE TABLE {VERDICTS} (own {kind}, {', '.join(f'{name} VARCHAR' for name in _CONCLUDED)})"
        ]

    def before_rows(self) -> list[str]:
        """The statements before `rows`: what it looks up in lists, of texts that are written once each."""
        found = []
        for texts, name in self._shown_lists.items():
            words = ", ".join(_sql(exp.Literal.string(text)) for text in texts)
            found += _enumerated(f"{name}_kind", f"({words})")
            found.append(f"SET VARIABLE {name} = [{words}]::{name}_kind[]")
        if self._keys.dense is None:
            return found
        kinds = f"SELECT DISTINCT {', '.join(_CONCLUDED)} FROM {VERDICTS}"  # noqa: S608 - ours
        found.append(f"CREATE OR REPLACE TABLE kinds AS SELECT row_number() OVER () AS code, * FROM ({kinds})")  # noqa: S608
        same = " AND ".join(f"k.{name} IS NOT DISTINCT FROM v.{name}" for name in _CONCLUDED)
        codes = f"SELECT v.own, k.code FROM {VERDICTS} v JOIN kinds k ON {same}"  # noqa: S608 - ours
        every = f"range(1, {self._keys.size} + 1) places(place) LEFT JOIN ({codes}) c ON c.own = place"
        found.append(f"SET VARIABLE codes = (SELECT list(CAST(c.code AS SMALLINT) ORDER BY place) FROM {every})")  # noqa: S608
        whole = "SET VARIABLE {0} = (SELECT list(CAST({1} AS {0}_kind) ORDER BY code) FROM kinds)"
        for name in _CONCLUDED:
            words = f"(SELECT DISTINCT {name} FROM kinds WHERE {name} IS NOT NULL)"  # noqa: S608 - ours
            found += [*_enumerated(f"{VERDICTS}_{name}_kind", words), whole.format(f"{VERDICTS}_{name}", name)]
        return found

    def rows(self, layout: Layout) -> str:
        """The rows of the result, in the order of the table."""
        told = {name: _or_null(exp.column(name)) for name in ("id", "name", "period")}
        kept = [_or_null(exp.column(f"kept{at}")) for at in range(len(self.cells.kept))]
        trees: list[Tree] = [*told.values(), *kept]
        trees += [self._concluded(name) for name in _CONCLUDED]
        trees += [_at_place(self._shown_lists[_texts(one)], _bits(at)) for at, one in enumerate(self._indicators)]
        trees += [self._gap_text(), self._diagnostics()]
        names = layout.names
        own = [] if self.kind is None else [f"t.n AS {AT}"]
        chosen = ", ".join(
            (*own, *(f"{_sql(tree)} AS {_quoted(name)}" for tree, name in zip(trees, names, strict=True)))
        )
        if self._keys.dense is not None:
            code = _at_place("codes", exp.column("own"))
            return f"SELECT {chosen} FROM ({_layer(self._inner(), {'code': code})}) t"  # noqa: S608 - quoted names
        source = f"({self._inner()}) t LEFT JOIN {VERDICTS} v ON t.own = v.own"  # a join keeps no order
        return f"SELECT {chosen} FROM {source} ORDER BY t.n"  # noqa: S608 - quoted names

    def _concluded(self, name: str) -> Tree:
        if self._keys.dense is None:
            return exp.column(name, table="v")
        return _at_place(f"{VERDICTS}_{name}", exp.column("code"))

    def _gap_text(self) -> Tree:
        gaps = [gap for gap in self._gaps if gap is not None]
        if not gaps:
            return exp.Null()
        some = joined(exp.Or, [arm.this for gap in gaps for arm in gap.args["ifs"]])
        return when(((some, _in_brackets(gaps)),), exp.Null())  # where none is, there is nothing to be joined

    def _diagnostics(self) -> Tree:
        """What is told of a row: an edition that is not in force, grades that were lowered."""
        told = [*_of_years(self.quick), *(self._lowered_text(*one) for one in self._lowered)]
        return _in_brackets(told) if told else exp.Null()

    def _lowered_grades(self) -> list[Lowered]:
        """Every way in which a certain fact lowers a grade of a panel, in the order of the columns."""
        found = []
        at = {one.plan.indicator.id: at for at, one in enumerate(self._indicators)}
        for column in self.columns:
            if column.place is None or column.place.section != GRADES or column.place.name not in self.cells.grades:
                continue
            one = self._indicators[at[column.place.name]]
            if not one.plan.caps:
                continue
            for own, rank in ranks_of_cells(one.plan).items():
                for lower in sorted({cap.limit for cap in one.plan.caps if cap.limit > rank}):
                    said = exp.EQ(this=self.cells.grades[column.place.name].copy(), expression=number(rank))
                    is_it = joined(exp.And, [said, one.is_at(lower, _bits(at[column.place.name]))])
                    before = own if isinstance(own, str) else MET.text if own else "not_met"
                    found.append(Lowered(is_it, column.at, column.place.name, before, one.plan.every[lower].text))
        return found

    def _lowered_text(self, is_it: Tree, at: int, own: str, before: str, after: str) -> Tree:
        ahead, behind = self.origin.place[at]
        line = exp.Add(this=exp.column("n"), expression=number(2))
        text = _told(warning("ER414", _NOWHERE, indicator=own, grade=before, capped=after))
        start, end = text.split(json.dumps(str(_NOWHERE)))
        place = concat(f'{start}"{json.dumps(ahead, ensure_ascii=False)[1:-1]}', line, f'{behind}"{end}')
        return when(((is_it, place),), exp.Null())


def numbered(origin: Origin, most: int | None = None, *, has_number: bool = True) -> str:
    """The rows of a table as they came, by their places, with their numbers."""
    raw = [f"{_quoted(name)} AS c{at}" for at, name in enumerate(origin.names)]
    row = [f"{origin.row or 'row_number() OVER () - 1'} AS n"] if has_number else []
    limit = f" LIMIT {most}" if most else ""
    return f"SELECT {', '.join((*raw, *row))} FROM {origin.relation}{limit}"  # noqa: S608 - quoted names


def _of_years(quick: Quick) -> list[Tree]:
    """A text for each year in which the edition was not in force."""
    texts = {year: out_of_force(quick.ruleset, datetime.date(year, 12, 31)) for year in YEARS}
    runs: list[tuple[str, str, int, int]] = []
    for year, problems in texts.items():
        if problems:
            start, end = ",".join(map(_told, problems)).split(f"{year}-12-31")
            if runs and runs[-1][:2] == (start, end) and runs[-1][3] == year - 1:
                runs[-1] = (start, end, runs[-1][2], year)
            else:
                runs.append((start, end, year, year))
    period, found = exp.column("period"), []
    for start, end, first, last in runs:
        ends = (exp.Literal.string(str(year)) for year in (first, last))
        is_it = exp.Between(this=period.copy(), low=next(ends), high=next(ends))
        found.append(when(((is_it, concat(start, period, f"-12-31{end}")),), exp.Null()))
    return found


def _told(problem: Diagnostic) -> str:
    """A problem as it stands in the list of a row."""
    return (diagnostics_text((problem,)) or "[]")[1:-1]


def _bits(at: int) -> Tree:
    return exp.column(f"b{at}")


def _texts(one: IndicatorColumns) -> tuple[str, ...]:
    """What the numbers of the bits of an indicator say, from 1 on."""
    return tuple(listed(texts) or "" for _, texts in sorted(one.shown.items()))


def _enumerated(kind: str, words: str) -> list[str]:
    """The statements that make a type of some texts, which are written once each."""
    return [f"DROP TYPE IF EXISTS {kind}", f"CREATE TYPE {kind} AS ENUM {words}"]


def _at_place(variable: str, place: Tree) -> Tree:
    """What stands in a list, from 1 on."""
    return called("list_extract", called("getvariable", exp.Literal.string(variable)), place)


def _any(trees: Sequence[Tree]) -> Tree:
    """That one of these holds; what is not known does not."""
    return exp.Coalesce(this=joined(exp.Or, trees), expressions=[exp.false()]) if trees else exp.false()


def _or_null(text: Tree) -> Tree:
    return exp.Nullif(this=text, expression=exp.Literal.string(""))


def _in_brackets(parts: Sequence[Tree]) -> Tree:
    """Texts as a list; NULL where all are NULL."""
    inner = _or_null(with_commas(parts))
    pieces = (exp.Literal.string("["), inner, exp.Literal.string("]"))
    return reduce(lambda one, other: exp.DPipe(this=one, expression=other), pieces)


def _sql(tree: Tree) -> str:
    return tree.sql("duckdb")


def _quoted(name: str) -> str:
    return exp.to_identifier(name, quoted=True).sql("duckdb")


def _layer(text: str, named: Mapping[str, Tree]) -> str:
    """A query with more columns beside its own."""
    more = ", ".join(f"{_sql(tree)} AS {name}" for name, tree in named.items())
    return f"SELECT *, {more} FROM ({text})"  # noqa: S608 - ours


def verdict_of(possible: tuple[str, ...], rules: tuple[str, ...]) -> list[str | None]:
    """What is concluded of a key, as it stands in the table of verdicts."""
    level = possible[0] if len(possible) == 1 else None
    return [UNDETERMINED if level is None else DECIDED, level, listed(possible), RULES.join(rules) or None]
