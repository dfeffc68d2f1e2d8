"""The kinds of subjects in a table: those whose attributes are the same have one ruleset, in which these are settled.

Each kind is a query of its own over its rows; the rows of all kinds are put in the order of the table.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from sqlglot import exp

from evalrules.base.records import NamedTuple
from evalrules.batch.columns import ATTRIBUTES, Placed
from evalrules.batch.conclusion import Layout
from evalrules.batch.duckdb_cells import cells_of
from evalrules.batch.duckdb_query import AT, Kind, Origin, TableQuery, numbered
from evalrules.batch.duckdb_tables import text
from evalrules.batch.plain import Quick, words_of
from evalrules.model.ruleset import Ruleset
from evalrules.semantics.alike import alike
from evalrules.semantics.columns_numbers import NotInColumns
from evalrules.semantics.columns_plan import Unsaid, unsaid_of

MOST_KINDS = 16
"""So many kinds of subjects are said, those of most rows first; the rows of others are left."""


class Settled(NamedTuple):
    """A column of an attribute, and which option each word stands for."""

    at: int
    name: str
    words: Mapping[str, str]


def settled_in(columns: Sequence[Placed], types: Sequence[str], ruleset: Ruleset) -> list[Settled]:
    """The columns of attributes. Raises NotInColumns for one that is no text."""
    found = []
    for one in columns:
        if one.place is not None and one.place.section == ATTRIBUTES:
            if types[one.at] != "VARCHAR":
                raise NotInColumns(f"an attribute in a column of {types[one.at]}")
            found.append(Settled(one.at, one.place.name, words_of(one.place.name, ruleset)))
    return found


def kinds_in(base: Any, origin: Origin, settled: Sequence[Settled]) -> list[Kind]:  # noqa: ANN401 - duckdb publishes no types
    """The kinds of most rows of a table; an attribute that is not given is not settled."""
    cells = ", ".join(_quoted(origin.names[one.at]) for one in settled)
    query = f"SELECT {cells} FROM {origin.relation} GROUP BY {cells} ORDER BY count(*) DESC, {cells} LIMIT {MOST_KINDS}"  # noqa: S608 - quoted names
    found = []
    for values in base.execute(query).fetchall():
        pairs = list(zip(settled, values, strict=True))
        if all(not value or value in one.words for one, value in pairs):
            attributes = {one.name: one.words[value] for one, value in pairs if value}
            where = " AND ".join(f"coalesce(c{one.at}, '') = {text(value or '')}" for one, value in pairs)
            found.append(Kind(attributes, where, frozenset(one.at for one in settled)))
    return found


def queries_of(
    base: Any,  # noqa: ANN401 - as above
    ruleset: Ruleset,
    columns: Sequence[Placed],
    keep: Sequence[str],
    origin: Origin,
    settled: Sequence[Settled],
) -> tuple[list[TableQuery], tuple[Unsaid, ...]]:
    """The query of each kind of subjects, and what columns do not say of other kinds.

    Raises NotInColumns where they say none.
    """
    found: list[TableQuery] = []
    unsaid: tuple[Unsaid, ...] = ()
    problem = NotInColumns("attributes of which no option is plain")
    for kind in kinds_in(base, origin, settled):
        quick = Quick(alike(ruleset, kind.attributes))
        try:
            found.append(TableQuery(quick, columns, keep, origin, kind))
        except NotInColumns as why:
            problem = why
            unsaid += unsaid_of(quick.compiled.nobody.plan, quick.compiled.nobody.scope)
    if not found:
        raise problem
    return found, unsaid


def left_rows(queries: Sequence[TableQuery], keep: Sequence[str], layout: Layout) -> str:
    """A query for the rows of a table that are of no kind, of which nothing is said."""
    first = queries[0]
    origin = first.origin
    signs, subject, *_ = cells_of(first.columns, origin.types, keep, first.quick)
    told = [f"nullif({tree.sql('duckdb')}, '') AS {name}" for name, tree in zip(layout.names, subject, strict=False)]
    nothing = [f"CAST(NULL AS VARCHAR) AS {_quoted(name)}" for name in layout.names[len(told) :]]
    taken = " OR ".join(f"({one.kind.where})" for one in queries if one.kind is not None)
    worked_out = "".join(f", {one.tree.sql('duckdb')} AS {one.name}" for one in signs)
    source = f"SELECT *{worked_out} FROM ({numbered(origin)}) WHERE NOT ({taken})"  # noqa: S608 - ours
    return f"SELECT n AS {AT}, {', '.join((*told, *nothing))} FROM ({source})"  # noqa: S608 - ours


def put_together(base: Any, files: Sequence[str], rest: str, layout: Layout, file: str) -> None:  # noqa: ANN401 - as above
    """Write the rows of all kinds, and those of none, in the order of the table."""
    names = ", ".join(map(_quoted, layout.names))
    listed = ", ".join(map(text, files))
    kinds = f"SELECT {AT}, {names} FROM read_parquet([{listed}])"  # noqa: S608 - ours
    every = f"SELECT {names} FROM ({kinds} UNION ALL {rest}) ORDER BY {AT}"  # noqa: S608 - ours
    base.execute(f"COPY ({every}) TO {text(file)} (FORMAT parquet, COMPRESSION zstd)")
    for own in files:
        os.remove(own)


def _quoted(name: str) -> str:
    return exp.to_identifier(name, quoted=True).sql("duckdb")
