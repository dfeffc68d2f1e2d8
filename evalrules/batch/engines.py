"""The ways in which a batch can go, and which of them is taken where nobody says."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from evalrules.base.diagnostics import error
from evalrules.batch.fetching import Source
from evalrules.batch.run import Batch
from evalrules.model.ruleset import Ruleset
from evalrules.plan.memory import plan_of
from evalrules.readers.databases import DUCKDB
from evalrules.readers.postgres import is_address
from evalrules.readers.unreadable import Unreadable
from evalrules.readers.wide import split_table
from evalrules.semantics.alike import alike
from evalrules.semantics.case import bare_case

if TYPE_CHECKING:
    from evalrules.semantics.columns_plan import Unsaid

AUTO, PYTHON, COLUMNS, EXACT, POSTGRES, SPARK = ENGINES = ("auto", "python", "duckdb", "exact", "postgres", "spark")

ELSEWHERE = (POSTGRES, SPARK)
"""The ways of other databases."""

NEEDED = ("duckdb", "numpy", "sqlglot")
EXTRA = "batch"

_WORTH = {".parquet": 1_000_000, ".csv": 4_000_000, **dict.fromkeys(DUCKDB, 4_000_000)}
"""From how many bytes of tables on a database pays for its start: some 20,000 rows."""


def batch_of(  # noqa: PLR0913 - what a batch is made of
    ruleset: Ruleset,
    paths: Sequence[str],
    keep: Sequence[str],
    engine: str,
    folder: str,
    *,
    rows: Mapping[str, str] | None = None,
    nearest: int | None = None,
    sources: Mapping[int | str, Source] | None = None,
    master: str = "",
) -> Batch:
    """A batch that goes a way; `folder` is where the result will be. Raises Unreadable as `Batch` does.

    The rows of subjects are read in columns, too, and each subject by what they come to. `sources` are the tables that
    come from servers, `master` is that of Spark.
    """
    given = sources or {}
    if engine in ELSEWHERE:
        found = _elsewhere(ruleset, paths, keep, engine, folder, sources=given, master=master, nearest=nearest)
    else:
        found = _here(ruleset, paths, keep, engine, folder, rows=rows, nearest=nearest)
    found.sources = given
    return found


def is_for(engine: str, ruleset: Ruleset, tables: Sequence[str]) -> bool:
    """Whether a way is one for such tables: a server concludes on its own, and on no rows of subjects."""
    return engine not in ELSEWHERE or (not ruleset.tables and (engine != POSTGRES or all(map(is_address, tables))))


def _elsewhere(  # noqa: PLR0913 - as above
    ruleset: Ruleset,
    paths: Sequence[str],
    keep: Sequence[str],
    engine: str,
    folder: str,
    *,
    sources: Mapping[int | str, Source],
    master: str,
    nearest: int | None,
) -> Batch:
    """A batch whose rows another database works out."""
    if not _is_installed() or (engine == SPARK and find_spec("pyspark") is None):
        extra = SPARK if engine == SPARK else EXTRA
        raise Unreadable(error("ER701", None, what=f"--engine {engine}", extra=extra))
    if engine == SPARK:
        from evalrules.batch.spark_run import SparkBatch  # as below

        return SparkBatch(ruleset, paths, keep, folder, master, nearest=nearest)
    from evalrules.batch.postgres_run import PostgresBatch  # as below

    return PostgresBatch(ruleset, paths, keep, folder, sources, nearest=nearest)


def _here(  # noqa: PLR0913 - what a batch is made of
    ruleset: Ruleset,
    paths: Sequence[str],
    keep: Sequence[str],
    engine: str,
    folder: str,
    *,
    rows: Mapping[str, str] | None,
    nearest: int | None,
) -> Batch:
    if rows and engine in (AUTO, COLUMNS) and (engine == COLUMNS or _is_worth_columns(list(rows.values()))):
        if _is_installed():
            from evalrules.batch.rows_run import RowsBatch  # as below

            return RowsBatch(ruleset, paths, keep, folder, rows=rows, nearest=nearest)
        if engine == COLUMNS:
            raise Unreadable(error("ER701", None, what=f"--engine {COLUMNS}", extra=EXTRA))
    if rows or ruleset.tables:
        return Batch(ruleset, paths, keep, rows=rows, is_exact=engine == EXACT, nearest=nearest)
    if engine == AUTO:
        engine = COLUMNS if _is_worth_columns(paths) and _is_installed() and _is_said(ruleset) else PYTHON
    if engine != COLUMNS:
        return Batch(ruleset, paths, keep, is_exact=engine == EXACT, nearest=nearest)
    if not _is_installed():
        raise Unreadable(error("ER701", None, what=f"--engine {engine}", extra=EXTRA))
    from evalrules.batch.duckdb_run import ColumnsBatch  # 200 ms: only where tables are read in columns

    return ColumnsBatch(ruleset, paths, keep, folder, nearest=nearest)


def unsaid_of(ruleset: Ruleset) -> tuple[Unsaid, ...]:
    """What columns cannot say of a ruleset; the extra has to be installed."""
    from evalrules.semantics.columns_plan import unsaid_of as unsaid_of_plan

    return unsaid_of_plan(plan_of(ruleset), bare_case(ruleset, {}, {}).scope)


def unsaid_of_kinds(ruleset: Ruleset) -> tuple[Unsaid, ...]:
    """What columns cannot say of it for a kind of subjects whose attributes are all known."""
    first = {own: next(iter(choice.options)) for own, choice in ruleset.choices.items()}
    return unsaid_of(alike(ruleset, first)) if first else unsaid_of(ruleset)


def _is_said(ruleset: Ruleset) -> bool:
    """Whether columns can say it, if only for subjects whose attributes are known."""
    return not unsaid_of(ruleset) or not unsaid_of_kinds(ruleset)


def _is_installed() -> bool:
    return all(find_spec(package) is not None for package in NEEDED)


def _is_worth_columns(paths: Sequence[str]) -> bool:
    """Whether the tables are large; shares of what pays add up."""
    total = 0.0
    for path in paths:
        file, _ = split_table(path)
        worth = _WORTH.get(os.path.splitext(file)[1].lower())
        if worth is not None and os.path.isfile(file):
            total += os.path.getsize(file) / worth
    return total >= 1
