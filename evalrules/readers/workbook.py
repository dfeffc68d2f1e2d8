"""Workbooks (.xlsx) to sheets of raw cells, each with its place, and what a sheet hides or merges.

openpyxl reads the package, the list of sheets and the styles; the cells are read by sheet_xml and cell_values. Nothing
is calculated, followed or run.
"""

from __future__ import annotations

import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from io import BytesIO
from typing import IO, Any, NamedTuple
from zipfile import ZipFile

from evalrules.base.diagnostics import Diagnostic, error, warning
from evalrules.base.forms import LISTS, MARK, RESULT
from evalrules.base.source import Node, Span, cell_at, column_letters
from evalrules.readers.cell_values import Shared, is_percent, reaches_out, read_cell
from evalrules.readers.grid import MAX_CELLS, Grid, Line, text_of_cell
from evalrules.readers.sheet_xml import (
    MAX_COLUMN,
    Corners,
    SheetXml,
    StoredCell,
    Unusable,
    attributes_of,
    shared_strings,
)
from evalrules.readers.workbook_archive import DAMAGED, DAMAGES, kind_of, refusal

MAX_TREE = 8_000_000
"""How large a part may be that is read as a whole: the list of sheets, the relations and the styles."""

_CUSTOM_FORMATS = 164
_CHINESE_DAYS = frozenset((*range(27, 37), *range(50, 59)))
"""The built-in formats of days and times of Chinese office programs, which have no code of their own."""

_OWN_ROWS = frozenset((1, 2))
"""The rows that evalrules hides itself in the sheets it marks."""

_FOREIGN = {
    ".xls": "a workbook of the old format (.xls)", ".et": "a workbook of WPS (.et)", ".xlsm": "a workbook with macros",
    ".ods": "an OpenDocument spreadsheet (.ods)", ".xlsb": "a binary workbook (.xlsb)",
    ".numbers": "an Apple Numbers document",
}  # fmt: skip


class Merged(NamedTuple):
    """A range of merged cells: its text such as `B4:B5`, its corners and its place."""

    text: str
    corners: Corners
    place: Span


class Sheet(NamedTuple):
    """One worksheet: its title, what cell A1 says after `evalrules:` ("" for other sheets) and its cells.

    `hidden_rows` are the rows that somebody hid; the two that evalrules hides itself in a marked sheet are not among
    them. `is_hidden` is the sheet itself.
    """

    title: str
    mark: str
    grid: Grid
    merged: tuple[Merged, ...]
    hidden_rows: frozenset[int]
    is_hidden: bool


class Workbook(NamedTuple):
    """The worksheets of a file in their order; sheets of a chart are not among them."""

    sheets: tuple[Sheet, ...]


def read_workbook(name: str, data: bytes) -> tuple[Workbook | None, list[Diagnostic]]:
    """The sheets of an .xlsx file, whose places show it as `name`; every problem of every sheet at once.

    None with ER016 where there is no worksheet, ER017 for what is no workbook or is damaged, ER701 without openpyxl.
    Of cells: ER107, ER440, ER441, ER446, and notes ER444, ER445. ER443 warns of hidden sheets and columns with values.
    """
    place = Span(name, 1, 1, 1, 1)
    reason = refusal(data)
    if reason:
        return None, [error("ER017", place, reason=reason)]
    if not _has_openpyxl():
        return None, [error("ER701", place, what=".xlsx", extra="excel")]
    try:
        return _sheets_of(name, data)
    except Unusable as problem:
        return None, [error("ER017", place, reason=str(problem))]
    except DAMAGES:
        return None, [error("ER017", place, reason=DAMAGED)]
    except Exception as problem:  # noqa: BLE001 - openpyxl raises what it likes on XML that it does not expect
        return None, [error("ER017", place, reason=f"not understood: {_first_line(problem)}")]


def merged_among(sheet: Sheet, rows: Collection[int], columns: Collection[int]) -> list[Diagnostic]:
    """An ER442 for each merged range that touches one of these rows in one of these columns."""
    in_order = sorted(rows), sorted(columns)
    return [
        error("ER442", merged.place, range=merged.text)
        for merged in sheet.merged
        if _touches(in_order[0], merged.corners.first_row, merged.corners.last_row)
        and _touches(in_order[1], merged.corners.first_column, merged.corners.last_column)
    ]


def foreign_workbook(suffix: str, data: bytes) -> str:
    """What a file of another office program is, by its content and else by its suffix; "" for any other suffix."""
    by_suffix = _FOREIGN.get(suffix.lower(), "")
    if not by_suffix:
        return ""
    if data.startswith(b"PK") and not kind_of(data) and suffix.lower() != ".xlsm":
        return f"an .xlsx workbook under the name of {suffix.lower()}"
    return kind_of(data) or by_suffix


def _touches(in_order: Sequence[int], first: int, last: int) -> bool:
    return bisect_left(in_order, first) < bisect_right(in_order, last)


def _first_line(problem: Exception) -> str:
    return (str(problem).splitlines() or [type(problem).__name__])[0]


def _has_openpyxl() -> bool:
    try:
        import openpyxl  # noqa: F401 - half a second: only workbooks pay for it
    except ImportError:
        return False
    return True


# -- the package -------------------------------------------------------------------------------------------------------


class _Archive(ZipFile):
    """An archive of which nothing large is ever read as a whole; openpyxl reads its trees this way."""

    def read(self, name: Any, pwd: bytes | None = None) -> bytes:  # noqa: ANN401 - as the method of ZipFile
        if self.getinfo(name).file_size > MAX_TREE:
            raise Unusable(f"a part is too large: {name}")
        return super().read(name, pwd)


class _Part(NamedTuple):
    """A worksheet in the list of sheets."""

    title: str
    path: str
    is_hidden: bool


def _sheets_of(name: str, data: bytes) -> tuple[Workbook | None, list[Diagnostic]]:
    with warnings.catch_warnings(), _Archive(BytesIO(data)) as archive:
        warnings.simplefilter("ignore")  # openpyxl tells of all that it would lose on saving; nothing is saved here
        reader = _opened(data, archive)
        parts = _parts(reader)
        if not parts:
            return None, [error("ER016", Span(name, 1, 1, 1, 1), reason="no worksheet")]
        reading = _Reading(name, archive, _shared(reader, archive))
        sheets = tuple(reading.sheet(part) for part in parts)
        return Workbook(sheets), reading.problems


def _opened(data: bytes, archive: _Archive) -> Any:  # noqa: ANN401 - openpyxl has no types
    """The reader of openpyxl with the list of sheets and the styles read, but no cells, links, charts or properties."""
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.styles.stylesheet import apply_stylesheet

    reader = ExcelReader(BytesIO(data), read_only=True, keep_links=False)
    reader.archive = archive
    reader.read_manifest()
    reader.read_workbook()
    styles = _path_of(reader, "styles")
    if styles not in ("", "xl/styles.xml"):  # openpyxl looks there only, and percent cells must not go unnoticed
        raise Unusable(f"the styles stand in {styles}")
    apply_stylesheet(archive, reader.wb)
    return reader


def _path_of(reader: Any, kind: str) -> str:  # noqa: ANN401
    """The path of the part that the workbook relates to by the end of its type, "" where it relates to none."""
    for relation in reader.parser.rels.values():
        if relation.Type.endswith(f"/{kind}"):
            return _present(reader, str(relation.target))
    return ""


def _present(reader: Any, path: str) -> str:  # noqa: ANN401
    """The path of a part that is there."""
    if path not in reader.archive.namelist():
        raise Unusable(f"a part is missing: {path}")
    return path


def _parts(reader: Any) -> tuple[_Part, ...]:  # noqa: ANN401
    """The worksheets; no two of one title, and none without its part."""
    parts = tuple(
        _Part(str(sheet.name), _present(reader, str(relation.target)), sheet.state != "visible")
        for sheet, relation in reader.parser.find_sheets()
        if relation.Type.endswith("/worksheet")
    )
    if len({part.title.lower() for part in parts}) < len(parts) or len({part.path for part in parts}) < len(parts):
        raise Unusable("two sheets of one name")
    return parts


def _shared(reader: Any, archive: _Archive) -> Shared:  # noqa: ANN401
    styles = dict(enumerate(_format_codes(reader.wb)))
    chinese = {at for at, style in enumerate(reader.wb._cell_styles) if style.numFmtId in _CHINESE_DAYS}  # noqa: SLF001
    return Shared(
        strings=_strings(reader, archive),
        styles=len(styles),
        percents=frozenset(at for at, code in styles.items() if is_percent(code)),
        days=frozenset({*reader.wb._date_formats, *chinese}),  # noqa: SLF001
        durations=frozenset(reader.wb._timedelta_formats),  # noqa: SLF001
        epoch=reader.wb.epoch,
        foreign_names=_foreign_names(reader.parser.defined_names),
        is_uncalculated=_is_uncalculated(archive, reader.parser.workbook_part_name),
    )


def _format_codes(workbook: Any) -> Iterator[str]:  # noqa: ANN401
    """The number format of each style, in the order of their numbers."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    own = dict(enumerate(workbook._number_formats, _CUSTOM_FORMATS))  # noqa: SLF001
    for style in workbook._cell_styles:  # noqa: SLF001
        yield str(own.get(style.numFmtId, "") or BUILTIN_FORMATS.get(style.numFmtId, ""))


def _strings(reader: Any, archive: _Archive) -> list[str]:  # noqa: ANN401
    path = _path_of(reader, "sharedStrings")
    if not path:
        return []
    with archive.open(path) as part:
        return shared_strings(part, MAX_CELLS)


def _foreign_names(names: Any) -> frozenset[str]:  # noqa: ANN401
    """The defined names that stand for something outside the workbook."""
    return frozenset(str(one.name).lower() for one in names.definedName if reaches_out(str(one.value or "")))


def _is_uncalculated(archive: _Archive, path: str) -> bool:
    """Whether the workbook asks to be calculated when it is opened; openpyxl takes that to be so unless denied."""
    with archive.open(path) as part:
        return attributes_of(part, "calcPr").get("fullCalcOnLoad") in ("1", "true")


# -- the sheets --------------------------------------------------------------------------------------------------------


class _Reading:
    """The sheets of one workbook as they are read, with what there is to report."""

    def __init__(self, name: str, archive: _Archive, shared: Shared) -> None:
        self.problems: list[Diagnostic] = []
        self._name = name
        self._archive = archive
        self._shared = shared
        self._left = MAX_CELLS

    def sheet(self, part: _Part) -> Sheet:
        """One sheet; the cells that it may have are counted over the whole workbook."""
        xml = SheetXml(self._left)
        with self._archive.open(part.path) as stream:
            lines = self._lines(part.title, xml, stream)
        self._left -= xml.count
        mark = _mark(lines)
        self.problems += _hidden_sheet(self._name, part, lines, mark) or _hidden_columns(
            self._name, part, lines, mark, xml
        )
        return Sheet(
            part.title,
            mark,
            Grid(part.title, lines, cell_at(self._name, part.title, 0, 0)),
            tuple(_merged(self._name, part.title, corners) for corners in xml.merged),
            frozenset(xml.hidden_rows - _OWN_ROWS if mark else xml.hidden_rows),
            part.is_hidden,
        )

    def _lines(self, title: str, xml: SheetXml, stream: IO[bytes]) -> tuple[Line, ...]:
        """The rows that hold something, in order."""
        found = (self._line(title, row) for row in xml.rows(stream))
        return tuple(sorted((line for line in found if line.cells), key=lambda line: line.place.line))

    def _line(self, title: str, row: list[StoredCell]) -> Line:
        cells: dict[int, Node] = {}
        for cell in row:
            read = read_cell(cell, cell_at(self._name, title, cell.row, cell.column), self._shared)
            self.problems += read.problems
            if read.node is not None:
                cells[cell.column] = read.node
        return Line(cells, cell_at(self._name, title, row[0].row, min(cells, default=1)))


def _mark(lines: Sequence[Line]) -> str:
    """What A1 says after `evalrules:`."""
    first = lines[0].cells.get(1) if lines and lines[0].place.line == 1 else None
    before, colon, mark = text_of_cell(first).partition(":")
    return mark.strip() if colon and before == MARK else ""


def _hidden_sheet(name: str, part: _Part, lines: Sequence[Line], mark: str) -> list[Diagnostic]:
    if not part.is_hidden or not lines or mark in (LISTS, RESULT):
        return []
    return [warning("ER443", cell_at(name, part.title, 0, 0), what=f"sheet {part.title}")]


def _hidden_columns(name: str, part: _Part, lines: Sequence[Line], mark: str, xml: SheetXml) -> list[Diagnostic]:
    """The hidden columns of a sheet that is not ours, as far as they hold something."""
    if mark or not xml.hidden_columns:
        return []
    filled = sorted({column for line in lines for column in line.cells})
    hidden = {
        column
        for first, last in xml.hidden_columns
        for column in filled[bisect_left(filled, first) : bisect_right(filled, min(last, MAX_COLUMN))]
    }
    return [
        warning("ER443", cell_at(name, part.title, 1, column), what=f"column {column_letters(column)}")
        for column in sorted(hidden)
    ]


def _merged(name: str, title: str, corners: Corners) -> Merged:
    first_row, first_column, last_row, last_column = corners
    text = f"{column_letters(first_column)}{first_row}:{column_letters(last_column)}{last_row}"
    return Merged(text, corners, Span(name, first_row, first_column, last_row, last_column + 1, title))
