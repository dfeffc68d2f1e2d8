"""Workbooks (.xlsx) to sheets of raw cells, each with its place, and what a sheet hides or merges.

openpyxl reads the package, the list of sheets and the styles; the cells are read by sheet_xml and cell_values. Nothing
is calculated, followed or run.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any
from zipfile import ZipFile

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.records import NamedTuple
from evalrules.base.source import Node, Span, cell_at
from evalrules.readers.cell_values import Shared, is_percent, reaches_out, read_cell
from evalrules.readers.grid import MAX_CELLS, Line
from evalrules.readers.sheet_xml import SheetXml, StoredCell, Unusable, attributes_of, shared_strings
from evalrules.readers.workbook_archive import DAMAGED, DAMAGES, WITHOUT_WORKBOOK, refusal
from evalrules.readers.worksheet import Around, Sheet, Workbook, sheet_of

MAX_TREE = 8_000_000
"""How large a part may be that is read as a whole: the list of sheets, the relations and the styles."""

_CUSTOM_FORMATS = 164
_CHINESE_DAYS = frozenset((*range(27, 37), *range(50, 59)))
"""The built-in formats of days and times of Chinese office programs, which have no code of their own."""


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
    except OSError:  # openpyxl finds none of the parts that hold a workbook
        return None, [error("ER017", place, reason=WITHOUT_WORKBOOK)]
    except Exception as problem:  # noqa: BLE001 - openpyxl raises what it likes on XML that it does not expect
        return None, [error("ER017", place, reason=f"not understood: {_first_line(problem)}")]


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
        around = Around(part.is_hidden, xml.merged, xml.hidden_rows, xml.hidden_columns)
        sheet, problems = sheet_of(self._name, part.title, lines, around)
        self.problems += problems
        return sheet

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
