"""Workbooks of the old format (.xls) to the same sheets as those of .xlsx, read by xlrd.

Only Excel 97 and later, without a password, macros, or formulas that reach out. Percents, days, hidden rows and merged
cells are read from the file; whatever else stands in it is not handed to the library (old_records).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.source import Node, Span, cell_at
from evalrules.readers.cell_values import Shared, is_percent, read_cell
from evalrules.readers.grid import Line
from evalrules.readers.old_records import DAMAGED_OLD, OldRecords, fitted
from evalrules.readers.sheet_xml import Corners, StoredCell, Unusable
from evalrules.readers.workbook_archive import refusal_of_old
from evalrules.readers.worksheet import Around, Sheet, Workbook, sheet_of

_STREAM = "Workbook"


def read_old_workbook(name: str, data: bytes) -> tuple[Workbook | None, list[Diagnostic]]:
    """The sheets of an .xls file, whose places show it as `name`; every problem of every sheet at once.

    None with ER016, ER017 and ER701 as for `read_workbook`; of cells come the same problems as from an .xlsx file.
    """
    place = Span(name, 1, 1, 1, 1)
    reason = refusal_of_old(data)
    if reason:
        return None, [error("ER017", place, reason=reason)]
    try:
        import openpyxl.utils.datetime  # noqa: F401 - the days of both formats are reckoned in one way
        import xlrd
    except ImportError:
        return None, [error("ER701", place, what=".xls", extra="excel")]
    try:
        records = fitted(_stream_of(data))
        book = xlrd.open_workbook(
            file_contents=records.stream, logfile=io.StringIO(), formatting_info=True, on_demand=True, ragged_rows=True
        )
        if not book.nsheets:
            return None, [error("ER016", place, reason="no worksheet")]
        return _Reading(name, book, records).workbook()
    except Unusable as problem:
        return None, [error("ER017", place, reason=str(problem))]
    except Exception:  # noqa: BLE001 - xlrd raises what it likes on records that it does not expect
        return None, [error("ER017", place, reason=DAMAGED_OLD)]


def _stream_of(data: bytes) -> bytes:
    """The stream of the workbook out of its container."""
    from xlrd.compdoc import CompDoc

    stream = CompDoc(data, logfile=io.StringIO()).get_named_stream(_STREAM)
    if stream is None:
        raise Unusable("a file of an old office format (OLE)")
    return bytes(stream)


class _Reading:
    """The sheets of one workbook as they are read, with what there is to report."""

    def __init__(self, name: str, book: Any, records: OldRecords) -> None:  # noqa: ANN401 - xlrd has no types
        self.problems: list[Diagnostic] = []
        self._name = name
        self._book = book
        self._pending = records.pending
        self._shared = _shared(book)

    def workbook(self) -> tuple[Workbook | None, list[Diagnostic]]:
        titles = [title.lower() for title in self._book.sheet_names()]
        if len(set(titles)) < len(titles):
            raise Unusable("two sheets of one name")
        sheets = tuple(self._sheet(number) for number in range(self._book.nsheets))
        return Workbook(sheets), self.problems

    def _sheet(self, number: int) -> Sheet:
        begins = self._book._sh_abs_posn[number]  # noqa: SLF001 - where the sheet begins in the stream
        found = self._book.sheet_by_index(number)
        lines = tuple(line for row in range(found.nrows) if (line := self._line(found, begins, row)).cells)
        around = Around(
            found.visibility != 0,
            [Corners(top + 1, left + 1, bottom, right) for top, bottom, left, right in found.merged_cells],
            {row + 1 for row, info in found.rowinfo_map.items() if info.hidden or info.height == 0},
            [(column + 1, column + 1) for column, info in sorted(found.colinfo_map.items()) if info.hidden],
        )
        sheet, problems = sheet_of(self._name, str(found.name), lines, around)
        self.problems += problems
        self._book.unload_sheet(number)
        return sheet

    def _line(self, found: Any, begins: int, row: int) -> Line:  # noqa: ANN401
        cells: dict[int, Node] = {}
        for stored in self._stored(found, begins, row):
            read = read_cell(stored, cell_at(self._name, str(found.name), stored.row, stored.column), self._shared)
            self.problems += read.problems
            if read.node is not None:
                cells[stored.column] = read.node
        return Line(cells, cell_at(self._name, str(found.name), row + 1, min(cells, default=1)))

    def _stored(self, found: Any, begins: int, row: int) -> Iterator[StoredCell]:  # noqa: ANN401
        """The cells of a row in the form that those of .xlsx have."""
        import xlrd

        kinds = {
            xlrd.XL_CELL_TEXT: "str",
            xlrd.XL_CELL_NUMBER: "n",
            xlrd.XL_CELL_DATE: "n",
            xlrd.XL_CELL_BOOLEAN: "b",
            xlrd.XL_CELL_ERROR: "e",
        }
        for column, cell in enumerate(found.row(row)):
            kind = kinds.get(cell.ctype)
            if kind is None:
                continue
            value: str | None = str(cell.value) if kind == "str" else _written(cell.value, kind)
            formula = None
            if (begins, row, column) in self._pending:
                formula, value = "", None
            yield StoredCell(row + 1, column + 1, kind, cell.xf_index, value, formula)


def _written(value: float, kind: str) -> str:
    """A number, a truth or an error as .xlsx stores it."""
    from xlrd.biffh import error_text_from_code

    if kind == "e":
        return str(error_text_from_code.get(int(value), "#N/A"))
    return str(int(value)) if kind == "b" else repr(float(value))


def _shared(book: Any) -> Shared:  # noqa: ANN401
    """What the cells share: which styles are percents, days and lengths of time, and the calendar."""
    from openpyxl.styles.numbers import is_timedelta_format
    from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH
    from xlrd.formatting import FDT

    formats = [book.format_map.get(style.format_key) for style in book.xf_list]
    codes = ["" if one is None else str(one.format_str) for one in formats]
    days = frozenset(at for at, one in enumerate(formats) if one is not None and one.type == FDT)
    return Shared(
        strings=(),
        styles=len(codes),
        percents=frozenset(at for at, code in enumerate(codes) if is_percent(code)),
        days=days,
        durations=frozenset(at for at in days if is_timedelta_format(codes[at])),
        epoch=MAC_EPOCH if book.datemode else WINDOWS_EPOCH,
        foreign_names=frozenset(),
        is_uncalculated=False,
    )
