"""A batch in which Spark says whatever columns can say, by the queries of DuckDB, on as many machines as it has.

Tables and the folder of the result must lie where every machine sees them under the same path. What Spark writes in
parts is put into the order of the table here; rows that are left, and everything that is counted, go as in DuckDB.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, Any

from evalrules.base.diagnostics import error
from evalrules.batch.duckdb_query import VERDICTS, Origin, TableQuery
from evalrules.batch.duckdb_run import database
from evalrules.batch.duckdb_tables import text
from evalrules.batch.elsewhere import ROW, SOURCE, SPARK, keys_elsewhere, rows_elsewhere
from evalrules.batch.elsewhere_run import ElsewhereBatch, Verdicts
from evalrules.batch.paper import Paper
from evalrules.batch.run import Progress
from evalrules.model.ruleset import Ruleset
from evalrules.readers.unreadable import Unreadable
from evalrules.semantics.columns_numbers import NotInColumns

_SETTINGS = {
    "spark.sql.ansi.enabled": "true",  # what overflows is an error, not NULL; a decimal has no exponent as text
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",  # else a product of many digits is rounded
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "true",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
}
"""Without these the trees would mean something else."""

_QUIET = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


class SparkBatch(ElsewhereBatch):
    """A run over tables in columns on the Spark of a master."""

    engine = "spark"

    def __init__(
        self,
        ruleset: Ruleset,
        paths: Sequence[str],
        keep: Sequence[str],
        folder: str,
        master: str,
        *,
        nearest: int | None = None,
    ) -> None:
        self._master = master
        self._session: Any = None
        super().__init__(ruleset, paths, keep, folder, nearest=nearest)

    def write(self, file: IO[bytes], suffix: str, progress: Progress | None = None, paper: Paper | None = None) -> None:
        """Write the result by the suffix of its name; for people by a paper."""
        with (
            tempfile.TemporaryDirectory(dir=self._folder, prefix=".batch-") as own,
            session(self._master, own) as self._session,
        ):
            super().write(file, suffix, progress, paper)

    def _origin(self, base: Any, at: int) -> Origin:  # noqa: ANN401 - neither library is always there to name its types
        """The columns as DuckDB has them; what is no Parquet is made such beside the result."""
        found = super()._origin(base, at)
        path = self._paths[at]
        if not path.lower().endswith(".parquet"):
            path = os.path.join(self._staged, f"table{at}.parquet")
            chosen = f"SELECT {', '.join(map(_quoted, found.names))} FROM {found.relation}"  # noqa: S608 - quoted
            base.execute(f"COPY ({chosen}) TO {text(path)} (FORMAT parquet, COMPRESSION zstd)")
            kinds = base.execute(f"DESCRIBE SELECT * FROM read_parquet({text(path)})").fetchall()  # noqa: S608 - ours
            for kind, (name, staged, *_) in zip(found.types, kinds, strict=True):
                if kind != staged:
                    raise NotInColumns(f"{name} as {kind}")
        with _answering():
            table = self._session.read.parquet(_uri(path)).select("*", "_metadata.row_index")
            table.withColumnRenamed("row_index", ROW).createOrReplaceTempView(SOURCE)
        return found._replace(relation=SOURCE, row=ROW)

    def _keys_found(self, query: TableQuery, at: int) -> list[tuple[Any, int]]:  # noqa: ARG002 - it is the view
        with _answering():
            return [(own, number) for own, number in self._session.sql(keys_elsewhere(query, SPARK)).collect()]

    def _rows_written(
        self,
        query: TableQuery,
        at: int,  # noqa: ARG002 - as above
        lists: Mapping[str, Sequence[str | None]],
        verdicts: Verdicts,
        file: str,
    ) -> None:
        from pyspark.sql.functions import broadcast

        parts, known = f"{file}.parts", f"{file}.verdicts"
        try:
            with database(self._folder) as base, _answering():
                _write_verdicts(base, verdicts, known)
                broadcast(self._session.read.parquet(_uri(known))).createOrReplaceTempView(VERDICTS)
                rows = rows_elsewhere(query, self.layout, SPARK, lists)
                self._session.sql(rows).write.parquet(_uri(parts), mode="overwrite", compression="zstd")
                names = ", ".join(map(_quoted, self.layout.names))
                ordered = f"SELECT {names} FROM read_parquet({text(parts + '/*.parquet')}) ORDER BY n"  # noqa: S608
                base.execute(f"COPY ({ordered}) TO {text(file)} (FORMAT parquet, COMPRESSION zstd)")
        finally:
            shutil.rmtree(parts, ignore_errors=True)
            if os.path.exists(known):
                os.remove(known)


def _write_verdicts(base: Any, verdicts: Verdicts, path: str) -> None:  # noqa: ANN401 - as above
    texts = ", ".join(f"{name} VARCHAR" for name in ("status", "level", "possible", "reason"))
    base.execute(f"CREATE TABLE {VERDICTS} (own {verdicts.kind}, {texts})")
    if verdicts.rows:
        columns = [list(column) for column in zip(*verdicts.rows, strict=True)]
        base.execute(f"INSERT INTO {VERDICTS} SELECT {', '.join(['unnest(?)'] * len(columns))}", columns)
    base.execute(f"COPY {VERDICTS} TO {text(path)} (FORMAT parquet)")


@contextmanager
def session(master: str, folder: str) -> Iterator[Any]:
    """A session of Spark, set so that the trees mean there what they mean here. Raises Unreadable: ER697."""
    from pyspark.sql import SparkSession

    made = SparkSession.builder.master(master).appName("evalrules")
    for name, value in (_QUIET | {"spark.local.dir": folder, "spark.sql.warehouse.dir": folder}).items():
        made = made.config(name, value)
    before = SparkSession.getActiveSession()
    try:
        with _unwarned():
            found = made.getOrCreate() if before is None else before.newSession()
            for name, value in _SETTINGS.items():
                found.conf.set(name, value)
    except Exception as problem:
        if not type(problem).__module__.startswith(("pyspark", "py4j")):
            raise
        raise Unreadable(error("ER697", None, address=master, detail=_first_line(problem))) from None
    try:
        yield found
    finally:
        if before is None:
            found.stop()


@contextmanager
def _unwarned() -> Iterator[None]:
    """Spark warns of versions of pandas, which it is not asked to use here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield


@contextmanager
def _answering() -> Iterator[None]:
    """What Spark cannot do goes row by row; what else goes wrong is raised on."""
    try:
        with _unwarned():
            yield
    except Exception as problem:
        if not type(problem).__module__.startswith(("pyspark", "py4j")):
            raise
        raise NotInColumns(_first_line(problem)) from None


def _first_line(problem: Exception) -> str:
    """What went wrong in one line: behind a colon stands what Java says."""
    lines = [line.strip() for line in str(problem).splitlines() if line.strip()]
    return next((line[2:] for line in lines if line.startswith(": ")), lines[0] if lines else type(problem).__name__)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _uri(path: str) -> str:
    """A path as a Hadoop file system has it, in which no pattern is seen."""
    from urllib.parse import quote

    return "file://" + quote(os.path.abspath(path))
