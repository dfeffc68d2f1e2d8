"""Results in workbooks: the user's own workbook with marks in its cells, or a workbook of result sheets."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence

from evalrules.base.forms import COLUMNS, VALUE, VALUES
from evalrules.base.source import Span
from evalrules.model.refs import PlaceRef
from evalrules.model.report import Report, Result
from evalrules.reporters.inert import inert
from evalrules.reporters.office_zip import fixed_date, settled
from evalrules.reporters.result_data import DataTable, ResultData
from evalrules.reporters.workbook.cached_values import Cached, cached_values, with_cached_values
from evalrules.reporters.workbook.copy_cost import obstacle
from evalrules.reporters.workbook.data_sheets import write_data
from evalrules.reporters.workbook.deciding_cells import marks_of
from evalrules.reporters.workbook.marks import put_marks, remove_marks
from evalrules.reporters.workbook.result_sheet import Links, text, write_result
from evalrules.reporters.workbook.sheets import (
    Workbook,
    Worksheet,
    mark_of,
    sheet_title,
)

HEADER_WITHIN = 20
"""The heading of a form stands among its first rows."""


def annotated_workbook(
    data: bytes, result: Result, cells: Mapping[PlaceRef, Span], language: str, *, as_form: bool = False
) -> bytes | str:
    """The workbook with its problems and deciding cells marked, and the result on a first sheet.

    `cells` tells where each value was read. With `as_form` the language is that of the form, where it is one of ours.
    What an earlier result left is taken out first; nothing else changes.
    Text that says why where a merge or a link spans more than can be copied, or where openpyxl does not understand a
    part of it that we do not read, such as a chart.
    ImportError where openpyxl is not installed.
    """
    import openpyxl

    reason = obstacle(data)
    if reason:
        return reason
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # parts that openpyxl does not know
            workbook = openpyxl.load_workbook(io.BytesIO(data), rich_text=True)
    except Exception as problem:  # noqa: BLE001 - openpyxl raises what it likes on XML that it does not expect
        return f"{type(problem).__name__}: {inert(str(problem))[:200]}"
    if as_form:
        language = _language_of(workbook) or language
    cached = cached_values(data, workbook)
    remove_marks(workbook)
    put_marks(workbook, marks_of(result, cells, language))
    links = Links(tuple(workbook.sheetnames), cells)
    sheet = workbook.create_sheet(sheet_title(text("result", language), workbook.sheetnames), 0)
    write_result(sheet, result, language, links)
    _open_at(workbook, sheet)
    return _saved(workbook, cached)


def _language_of(workbook: Workbook) -> str:
    """The language in which a form of ours asks, "" for any other workbook."""
    for sheet in workbook.worksheets:
        if mark_of(sheet) == VALUES:
            said = {str(cell.value) for row in sheet.iter_rows(max_row=HEADER_WITHIN) for cell in row}
            if said & {COLUMNS[VALUE], VALUE.capitalize()}:
                return "zh" if COLUMNS[VALUE] in said else "en"
    return ""


def result_workbook(report: Report, language: str) -> bytes:
    """Results as data, a sheet for each kind of row; for evidence that is no workbook, and for several subjects.

    ImportError where openpyxl is not installed.
    """
    return workbook_of(ResultData(report, language).tables())


def workbook_of(tables: Sequence[DataTable]) -> bytes:
    """Tables of data as a workbook, a sheet for each. ImportError where openpyxl is not installed."""
    import openpyxl

    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    workbook.properties.creator = "evalrules"
    workbook.properties.created = fixed_date()
    for number, table in enumerate(tables, start=1):
        write_data(workbook, table, number)
    return _saved(workbook)


def _open_at(workbook: Workbook, sheet: Worksheet) -> None:
    """Lets the workbook open at a sheet, and no other be selected with it."""
    for other in workbook.worksheets:
        other.sheet_view.tabSelected = other is sheet
    workbook.active = workbook.worksheets.index(sheet)


def _saved(workbook: Workbook, cached: Cached | None = None) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    titles = [sheet.title for sheet in workbook.worksheets]
    return settled(with_cached_values(out.getvalue(), titles, cached or {}))
