"""An empty evidence file as CSV: one line a value, with what each means beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from evalrules.base.forms import COLUMNS, ID, SECTION, UNIT, VALUE
from evalrules.base.languages import spoken
from evalrules.forms.lines import Line, opening_of, sheets_of, votes_of
from evalrules.model.ruleset import Ruleset
from evalrules.reporters.inert import inert

_MEANING = {"zh": "项目", "en": "item"}
_FORMULA = ("=", "+", "-", "@")


def template_csv(ruleset: Ruleset, language: str) -> str:
    """The template as CSV with headings in the language; the rows of a table stand in a file that its line names."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")  # as spreadsheets write it
    names = [spoken((COLUMNS[column], column), language) for column in COLUMNS]
    writer.writerow([*names, _MEANING[language]])
    writer.writerow(_row({SECTION: "ruleset", VALUE: ruleset.name}, ""))
    for line in _lines(ruleset, language):
        cells = {SECTION: line.section, ID: line.id, VALUE: line.fixed, UNIT: line.unit}
        writer.writerow(_row(cells, line.words))
    for table in ruleset.tables.values():
        words = f"{table.label.in_language(language)}: .csv, .xlsx, .parquet"
        writer.writerow(_row({SECTION: "table", ID: table.id}, words))
    return out.getvalue()


def _lines(ruleset: Ruleset, language: str) -> Iterator[Line]:
    sheets = [*sheets_of(ruleset, language), votes_of(ruleset, language)]
    found = [*opening_of(ruleset, language), *(one for sheet in sheets if sheet is not None for one in sheet.entries)]
    yield from (one for one in found if isinstance(one, Line) and one.section not in ("ruleset", "form"))


def _row(cells: dict[str, str], words: str) -> list[str]:
    shown = inert(words)
    return [*(cells.get(column, "") for column in COLUMNS), f"'{shown}" if shown.startswith(_FORMULA) else shown]
