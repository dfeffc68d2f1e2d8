"""Results in workbooks: the user's own workbook with marks in its cells, or a workbook of result sheets."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping

from evalrules.base.forms import RESULT
from evalrules.base.source import Span
from evalrules.model.refs import PlaceRef
from evalrules.model.report import Report, Result
from evalrules.reporters.cached_values import Cached, cached_values, with_cached_values
from evalrules.reporters.copy_cost import obstacle
from evalrules.reporters.deciding_cells import marks_of
from evalrules.reporters.inert import inert
from evalrules.reporters.office_zip import fixed_date, settled
from evalrules.reporters.page import SUBJECT_HEADERS, subject_row, summary_line
from evalrules.reporters.phrases import say
from evalrules.reporters.result_sheet import Links, text, write_problems, write_result
from evalrules.reporters.sheets import (
    HEADER,
    WHITE,
    Workbook,
    Worksheet,
    fit_height,
    link_to,
    look,
    mark,
    put,
    set_up_page,
    sheet_title,
    widths,
)
from evalrules.reporters.workbook_marks import put_marks, remove_marks

MAX_SUBJECTS = 200
"""Beyond so many subjects only the summary lists them."""

_SUMMARY = ("汇总", "Summary")
_NOT_SHOWN = ("另有 {} 个对象没有单独的工作表", "{} more subjects have no sheet of their own")


def annotated_workbook(data: bytes, result: Result, cells: Mapping[PlaceRef, Span], language: str) -> bytes | str:
    """The workbook with its problems and deciding cells marked, and the result on a first sheet.

    `cells` tells where each value was read. What an earlier result left is taken out first; nothing else changes.
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
    cached = cached_values(data, workbook)
    remove_marks(workbook)
    put_marks(workbook, marks_of(result, cells, language))
    links = Links(tuple(workbook.sheetnames), cells)
    sheet = workbook.create_sheet(sheet_title(text("result", language), workbook.sheetnames), 0)
    write_result(sheet, result, language, links)
    _open_at(workbook, sheet)
    return _saved(workbook, cached)


def result_workbook(report: Report, language: str) -> bytes:
    """The result sheet of one subject, or a summary with a sheet for each; for evidence that is no workbook.

    ImportError where openpyxl is not installed.
    """
    import openpyxl

    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    workbook.properties.creator = "evalrules"
    workbook.properties.created = fixed_date()
    if len(report.results) > 1:
        _summary(workbook, report, language)
    elif report.results:
        sheet = workbook.create_sheet(text("result", language))
        write_result(sheet, report.results[0], language, explain=report.options.explain)
    if report.diagnostics or not report.results:
        sheet = workbook.create_sheet(sheet_title(text("problems", language), workbook.sheetnames))
        write_problems(sheet, report.diagnostics, language)
    return _saved(workbook)


def _summary(workbook: Workbook, report: Report, language: str) -> None:
    """One line a subject, linked to its sheet."""
    title = _SUMMARY[0] if language == "zh" else _SUMMARY[1]
    sheet = workbook.create_sheet(title)
    mark(sheet, RESULT)
    widths(sheet, (34, 44, 34, 40, 12))
    look(put(sheet.cell(3, 1), title), size=16, bold=True, ink=HEADER, wrap=False, border=False)
    look(put(sheet.cell(4, 1), summary_line(report, language)), wrap=False, border=False)
    sheet.row_dimensions[3].height, sheet.row_dimensions[4].height = 28, 22
    for column, name in enumerate(SUBJECT_HEADERS, start=1):
        look(put(sheet.cell(5, column), say(name, language).capitalize()), fill=HEADER, ink=WHITE, bold=True)
    for row, result in enumerate(report.results, start=6):
        for column, said in enumerate(subject_row(result, language), start=1):
            look(put(sheet.cell(row, column), said))
        fit_height(sheet, row)
        if row - 6 < MAX_SUBJECTS:
            _subject(workbook, sheet, row, result, report, language)
    if len(report.results) > MAX_SUBJECTS:
        said = _NOT_SHOWN[0 if language == "zh" else 1].format(len(report.results) - MAX_SUBJECTS)
        look(put(sheet.cell(6 + len(report.results), 1), said), wrap=False, border=False)
    sheet.freeze_panes = "A6"
    set_up_page(sheet, "5:5")


def _subject(workbook: Workbook, summary: Worksheet, row: int, result: Result, report: Report, language: str) -> None:
    found = result.assessment
    name = (found.subject.name or found.subject.id) if found is not None else ""
    sheet = workbook.create_sheet(sheet_title(name or result.path, workbook.sheetnames))
    write_result(sheet, result, language, explain=report.options.explain)
    link_to(summary.cell(row, 2), sheet.title, "A3")
    look(summary.cell(row, 2), ink="0B5394")


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
