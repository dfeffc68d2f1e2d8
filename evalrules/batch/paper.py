"""The result of a batch for people: CSV or a workbook with names for ids and sentences for JSON, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from evalrules.base.diagnostics import error
from evalrules.base.numbers import number_text
from evalrules.batch.conclusion import Cell
from evalrules.batch.exact import nobody
from evalrules.batch.nearest import Below
from evalrules.model.ruleset import Ruleset
from evalrules.readers.unreadable import Unreadable
from evalrules.reporters.phrases import say
from evalrules.reporters.result_data import DataTable, Datum, Marked, Row, distinct
from evalrules.reporters.rows_in_words import RowsInWords
from evalrules.reporters.rows_overview import nearest_section

MOST_ROWS = 100_000
"""A workbook takes so many rows: it is held in memory as it is made."""


class Paper:
    """The rows of a batch in words, as texts or as the tables of a workbook."""

    def __init__(self, names: Sequence[str], ruleset: Ruleset, below: Below, language: str) -> None:
        self._words = RowsInWords(names, ruleset, nobody(ruleset), language)
        self._below = below
        self._language = language

    @property
    def headings(self) -> list[str]:
        """What stands above the columns, each once."""
        return [name for name, _ in distinct(list(self._words.columns))]

    def texts(self, rows: Iterable[Sequence[Cell]]) -> Iterator[list[Cell]]:
        """The rows as texts."""
        for row in rows:
            yield [_text(cell.value if isinstance(cell, Marked) else cell) for cell in self._words.row(row)]

    def tables(self, rows: Iterable[Sequence[Cell]]) -> tuple[DataTable, ...]:
        """The rows as a table of data, and those that are nearest to the level as another.

        Raises Unreadable with ER011 where they are more than a workbook takes.
        """
        found: list[Row] = []
        for row in rows:
            if len(found) == MOST_ROWS:
                told = error("ER011", None, option="--output", value=f".xlsx > {MOST_ROWS}", expected=".csv, .parquet")
                raise Unreadable(told)
            found.append(self._words.row(row))
        whole = DataTable(say("overview", self._language), tuple(distinct(list(self._words.columns))), tuple(found))
        near = self._below.nearest()
        section = nearest_section([one.assessment for one in near.rows], near.total, self._language)
        if section is None or section.table is None:
            return (whole,)
        columns = tuple(zip(section.table.headers, (30, 12, 80), strict=True))
        listed: tuple[Row, ...] = tuple((who, int(count), what) for who, count, what in section.table.rows)
        return (whole, DataTable(section.title, columns, listed))


def _text(value: Datum) -> Cell:
    return value if value is None or isinstance(value, str) else number_text(Fraction(value))
