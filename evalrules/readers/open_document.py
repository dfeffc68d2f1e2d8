"""OpenDocument spreadsheets (.ods) to the same sheets as those of .xlsx.

The one part that holds the cells is read as a stream: the libraries for this format lose what a percentage is, or build
trees of it. Repeated rows and columns cost nothing unless they hold something, and then they are counted first.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import IO, TypeAlias
from xml.parsers import expat
from zipfile import ZipFile

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.records import NamedTuple
from evalrules.base.source import Node, Span, cell_at
from evalrules.readers.cell_values import Shared, read_cell
from evalrules.readers.grid import MAX_OLD_CELLS, Line
from evalrules.readers.sheet_xml import MAX_COLUMN, MAX_ROW, Corners, StoredCell, Unusable
from evalrules.readers.workbook_archive import DAMAGED, DAMAGES, refusal_of_open
from evalrules.readers.worksheet import Around, Sheet, Workbook, sheet_of

CONTENT = "content.xml"
MAX_CONTENT = 8_000_000
"""How many bytes the cells may take once they are unpacked."""

MAX_RANGES = 1_000

_CHUNK = 1 << 16
_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT, _STYLE = (f"{_NAMESPACE}{name}:1.0 " for name in ("table", "office", "text", "style"))
_ERROR_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_PLAIN, _PERCENT = 0, 1
_KINDS = {
    "float": ("n", "value", _PLAIN), "currency": ("n", "value", _PLAIN), "percentage": ("n", "value", _PERCENT),
    "date": ("d", "date-value", _PLAIN), "time": ("d", "time-value", _PLAIN), "boolean": ("b", "boolean-value", _PLAIN),
}  # fmt: skip
_SHARED = Shared(
    strings=(),
    styles=2,
    percents=frozenset((_PERCENT,)),
    days=frozenset(),
    durations=frozenset(),
    epoch=datetime.datetime(1899, 12, 30),  # noqa: DTZ001 - days are written as such here, none is reckoned
    foreign_names=frozenset(),
    is_uncalculated=False,
)

_Attributes: TypeAlias = Mapping[str, str]


def read_open_document(name: str, data: bytes) -> tuple[Workbook | None, list[Diagnostic]]:
    """The sheets of an .ods file, whose places show it as `name`; every problem of every sheet at once.

    None with ER016 where there is no worksheet, ER017 for what is no such file, is damaged, locked or overlarge, ER701
    without the extra. Of cells come the same problems as from an .xlsx file.
    """
    place = Span(name, 1, 1, 1, 1)
    reason = refusal_of_open(data)
    if reason:
        return None, [error("ER017", place, reason=reason)]
    try:
        import openpyxl.utils.datetime  # noqa: F401 - the days of all formats are read in one way
    except ImportError:
        return None, [error("ER701", place, what=".ods", extra="excel")]
    try:
        with ZipFile(BytesIO(data)) as archive:
            if archive.getinfo(CONTENT).file_size > MAX_CONTENT:
                raise Unusable(f"a part is too large: {CONTENT}")  # noqa: TRY301 - refused like all else below
            with archive.open(CONTENT) as part:
                tables = _Content().tables(part)
    except Unusable as problem:
        return None, [error("ER017", place, reason=str(problem))]
    except (*DAMAGES, KeyError, RuntimeError):
        return None, [error("ER017", place, reason=DAMAGED)]
    if not tables:
        return None, [error("ER016", place, reason="no worksheet")]
    return _sheets(name, tables)


def _sheets(name: str, tables: list[_Sheet]) -> tuple[Workbook | None, list[Diagnostic]]:
    if len({table.title.lower() for table in tables}) < len(tables):
        return None, [error("ER017", Span(name, 1, 1, 1, 1), reason="two sheets of one name")]
    sheets: list[Sheet] = []
    problems: list[Diagnostic] = []
    for table in tables:
        lines = []
        for row, stored in table.rows:
            cells: dict[int, Node] = {}
            for cell in stored:
                read = read_cell(cell, cell_at(name, table.title, row, cell.column), _SHARED)
                problems += read.problems
                if read.node is not None:
                    cells[cell.column] = read.node
            if cells:
                lines.append(Line(cells, cell_at(name, table.title, row, min(cells))))
        around = Around(table.is_hidden, table.merged, table.hidden_rows, table.hidden_columns)
        sheet, found = sheet_of(name, table.title, tuple(lines), around)
        sheets.append(sheet)
        problems += found
    return Workbook(tuple(sheets)), problems


class _Sheet:
    """One table of the document as far as it has been read."""

    def __init__(self, title: str, *, is_hidden: bool) -> None:
        self.title = title
        self.is_hidden = is_hidden
        self.rows: list[tuple[int, list[StoredCell]]] = []
        self.merged: list[Corners] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self.row = self.column = self.columns = 0


class _Cell(NamedTuple):
    """A cell as it begins: its attributes, and how many it stands for."""

    attributes: _Attributes
    times: int


class _Content:
    """The stream of the part that holds the cells."""

    def __init__(self) -> None:
        self._tables: list[_Sheet] = []
        self._table: _Sheet | None = None
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._row: list[StoredCell] = []
        self._rows = 1
        self._cell: _Cell | None = None
        self._paragraphs: list[list[str]] = []
        self._aside = self._depth = 0
        self._count = self._ranges = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._document_type

    def tables(self, part: IO[bytes]) -> list[_Sheet]:
        """Every sheet. Unusable where the part is damaged or too large."""
        try:
            while chunk := part.read(_CHUNK):
                self._parser.Parse(chunk, False)
            self._parser.Parse(b"", True)
        except expat.ExpatError as problem:
            raise Unusable("damaged XML") from problem
        return self._tables

    def _start(self, tag: str, attributes: _Attributes) -> None:
        if self._aside or tag in _ASIDE:
            self._aside += 1
            return
        handler = _STARTS.get(tag)
        if handler is not None:
            handler(self, attributes)

    def _end(self, tag: str) -> None:
        if self._aside:
            self._aside -= 1
            return
        handler = _ENDS.get(tag)
        if handler is not None:
            handler(self)

    def _characters(self, text: str) -> None:
        if self._depth and not self._aside:
            self._paragraphs[-1].append(text)

    def _document_type(self, *declared: object) -> None:
        del declared
        raise Unusable("XML with a document type declaration")

    # -- styles and sheets ---------------------------------------------------------------------------------------------

    def _style_starts(self, attributes: _Attributes) -> None:
        self._style = attributes.get(f"{_STYLE}name", "")

    def _table_style(self, attributes: _Attributes) -> None:
        if attributes.get(f"{_TABLE}display") == "false":
            self._hidden_styles.add(self._style)

    def _table_starts(self, attributes: _Attributes) -> None:
        if self._table is not None:
            raise Unusable("a table inside a table")
        is_hidden = attributes.get(f"{_TABLE}style-name", "") in self._hidden_styles
        self._table = _Sheet(attributes.get(f"{_TABLE}name", ""), is_hidden=is_hidden)
        self._tables.append(self._table)

    def _table_ends(self) -> None:
        self._table = None

    def _column(self, attributes: _Attributes) -> None:
        table, times = self._table, _repeated(attributes, "columns")
        if table is None:
            return
        if _is_hidden(attributes):
            table.hidden_columns.append((table.columns + 1, table.columns + times))
            self._one_more_range()
        table.columns += times

    # -- rows and cells ------------------------------------------------------------------------------------------------

    def _row_starts(self, attributes: _Attributes) -> None:
        self._row, self._rows = [], _repeated(attributes, "rows")
        table = self._table
        if table is None:
            return
        table.column = 0
        if _is_hidden(attributes):
            table.hidden_rows |= set(range(table.row + 1, table.row + 1 + min(self._rows, MAX_RANGES)))
            self._one_more_range()

    def _row_ends(self) -> None:
        table = self._table
        if table is None:
            return
        if self._row:
            self._count += len(self._row) * self._rows
            if self._count > MAX_OLD_CELLS or table.row + self._rows > MAX_ROW:
                raise Unusable("too many cells")
            for row in range(table.row + 1, table.row + 1 + self._rows):
                table.rows.append((row, [cell._replace(row=row) for cell in self._row]))
        table.row += self._rows

    def _cell_starts(self, attributes: _Attributes) -> None:
        self._cell = _Cell(attributes, _repeated(attributes, "columns"))
        self._paragraphs, self._depth = [], 0

    def _cell_ends(self) -> None:
        table, cell, self._cell = self._table, self._cell, None
        if table is None or cell is None:
            return
        stored = _stored(cell.attributes, "\n".join("".join(parts) for parts in self._paragraphs))
        self._merge(table, cell.attributes)
        if stored is not None:
            if table.column + cell.times > MAX_COLUMN or self._count + len(self._row) + cell.times > MAX_OLD_CELLS:
                raise Unusable("too many cells")
            self._row += [stored._replace(column=table.column + 1 + at) for at in range(cell.times)]
        table.column += cell.times

    def _merge(self, table: _Sheet, attributes: _Attributes) -> None:
        rows, columns = (_whole(attributes.get(f"{_TABLE}number-{one}-spanned", "1")) for one in ("rows", "columns"))
        if rows > 1 or columns > 1:
            top, left = table.row + 1, table.column + 1
            table.merged.append(Corners(top, left, top + rows - 1, left + columns - 1))
            self._one_more_range()

    def _one_more_range(self) -> None:
        self._ranges += 1
        if self._ranges > MAX_RANGES:
            raise Unusable("too many ranges")

    # -- text ----------------------------------------------------------------------------------------------------------

    def _paragraph_starts(self, attributes: _Attributes) -> None:
        del attributes
        if self._cell is not None:
            self._depth += 1
            self._paragraphs.append([])

    def _paragraph_ends(self) -> None:
        self._depth -= self._cell is not None

    def _spaces(self, attributes: _Attributes) -> None:
        self._characters(" " * min(_whole(attributes.get(f"{_TEXT}c", "1")), _CHUNK))

    def _break(self, attributes: _Attributes) -> None:
        del attributes
        self._characters("\n")


_ASIDE = frozenset((f"{_OFFICE}annotation", f"{_TEXT}ruby-text", f"{_TABLE}tracked-changes", f"{_TABLE}shapes"))
"""What stands beside the values: comments, readings, older values and drawings."""

_STARTS: Mapping[str, Callable[[_Content, _Attributes], None]] = {
    f"{_STYLE}style": _Content._style_starts, f"{_STYLE}table-properties": _Content._table_style,  # noqa: SLF001
    f"{_TABLE}table": _Content._table_starts, f"{_TABLE}table-column": _Content._column,  # noqa: SLF001
    f"{_TABLE}table-row": _Content._row_starts, f"{_TABLE}table-cell": _Content._cell_starts,  # noqa: SLF001
    f"{_TABLE}covered-table-cell": _Content._cell_starts, f"{_TEXT}p": _Content._paragraph_starts,  # noqa: SLF001
    f"{_TEXT}s": _Content._spaces, f"{_TEXT}tab": _Content._break, f"{_TEXT}line-break": _Content._break,  # noqa: SLF001
}  # fmt: skip
_ENDS: Mapping[str, Callable[[_Content], None]] = {
    f"{_TABLE}table": _Content._table_ends, f"{_TABLE}table-row": _Content._row_ends,  # noqa: SLF001
    f"{_TABLE}table-cell": _Content._cell_ends, f"{_TABLE}covered-table-cell": _Content._cell_ends,  # noqa: SLF001
    f"{_TEXT}p": _Content._paragraph_ends,  # noqa: SLF001
}  # fmt: skip


def _stored(attributes: _Attributes, text: str) -> StoredCell | None:
    """A cell in the form that those of .xlsx have, its place left open; None for one that holds nothing."""
    formula = attributes.get(f"{_TABLE}formula")
    if attributes.get(_ERROR_TYPE) == "error":
        return StoredCell(0, 0, "e", _PLAIN, text or "#N/A", formula)
    kind, key, style = _KINDS.get(attributes.get(f"{_OFFICE}value-type", ""), ("str", "string-value", _PLAIN))
    value = attributes.get(f"{_OFFICE}{key}")
    if value is None and kind == "str":
        value = text if text or attributes.get(f"{_OFFICE}value-type") == "string" else None
    if not value and formula is None:
        return None
    return StoredCell(0, 0, kind, style, value, formula)


def _repeated(attributes: _Attributes, what: str) -> int:
    return max(1, _whole(attributes.get(f"{_TABLE}number-{what}-repeated", "1")))


def _is_hidden(attributes: _Attributes) -> bool:
    return attributes.get(f"{_TABLE}visibility") in ("collapse", "filter")


def _whole(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and len(text) <= 9):
        raise Unusable(f"no whole number: {text[:40]}")
    return int(text)
