"""The XML of worksheets and shared strings, as a stream: each cell as it is stored, with its formula and its value.

openpyxl's reader of worksheets gives the formula or the value, never both, and goes through every cell of a merged
range or a link: one over a whole sheet takes it hours. Here only what the file holds costs anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import IO, TypeAlias
from xml.parsers import expat

from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.base.source import column_letters

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
MAX_RANGES = 100_000
"""How many merged ranges and groups of hidden columns a sheet may have."""

MAX_BLANKS = 4_000_000
"""How many cells without a value, which have a style only, are passed over before a sheet is refused."""

_CHUNK = 1 << 16
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
_CELL = pattern(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})", re.ASCII)
_NUMBER = pattern(r"[0-9]{1,9}", re.ASCII)
_ON = ("1", "true")

_Attributes: TypeAlias = Mapping[str, str]
_Starts: TypeAlias = Mapping[str, Callable[[_Attributes], None]]
_Ends: TypeAlias = Mapping[str, Callable[[], None]]


class Unusable(Exception):
    """Why a part of a workbook cannot be read; never leaves the reader of workbooks."""


class StoredCell(NamedTuple):
    """One cell that holds something: its kind and style as the file says, its stored value, its formula.

    `value` is None where nothing is stored, `formula` None where there is no formula.
    """

    row: int
    column: int
    kind: str
    style: int
    value: str | None
    formula: str | None


class Corners(NamedTuple):
    """A range of cells, its last row and column included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


def position(reference: str) -> tuple[int, int]:
    """Row and column of `B4`. Unusable for what is no cell of a sheet."""
    match = _CELL.fullmatch(reference)
    row, column = (int(match[2]), _column(match[1])) if match else (0, 0)
    if match is None or row > MAX_ROW or column > MAX_COLUMN:
        raise Unusable(f"no cell of a sheet: {reference[:40]}")
    return row, column


def corners(reference: str) -> Corners:
    """The corners of `B4:C5`. Unusable for what is no range of a sheet."""
    first, _, last = reference.partition(":")
    rows, columns = zip(position(first), position(last or first), strict=True)
    return Corners(min(rows), min(columns), max(rows), max(columns))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


class _Stream:
    """expat over one part; starts and ends of the elements of a sheet are handled by their names."""

    def __init__(self, starts: _Starts, ends: _Ends) -> None:
        self.text: list[str] | None = None
        self._starts = {_MAIN + name: handler for name, handler in starts.items()}
        self._ends = {_MAIN + name: handler for name, handler in ends.items()}
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._document_type

    def steps(self, stream: IO[bytes]) -> Iterator[None]:
        """Parse to the end, with a step for each piece of the file."""
        try:
            while chunk := stream.read(_CHUNK):
                self._parser.Parse(chunk, False)
                yield
            self._parser.Parse(b"", True)
        except expat.ExpatError as problem:
            raise Unusable("damaged XML") from problem
        yield

    def collect(self, attributes: _Attributes | None = None) -> None:
        """Keep the text that follows."""
        del attributes
        self.text = []

    def collected(self) -> str:
        """The text kept so far, and no more of it."""
        text, self.text = "".join(self.text or ()), None
        return text

    def _start(self, tag: str, attributes: _Attributes) -> None:
        handler = self._starts.get(tag)
        if handler is not None:
            handler(attributes)

    def _end(self, tag: str) -> None:
        handler = self._ends.get(tag)
        if handler is not None:
            handler()

    def _characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def _document_type(self, *declared: object) -> None:
        del declared
        raise Unusable("XML with a document type declaration")


class _Runs:
    """The text of a string: all its runs, without the readings (拼音) above them."""

    def __init__(self) -> None:
        self.stream: _Stream
        self._parts: list[str] = []
        self._is_reading = False

    def starts(self) -> _Starts:
        """What to do where a run or a reading begins."""
        return {"t": self._run, "rPh": self._reading}

    def ends(self) -> _Ends:
        """What to do where it ends."""
        return {"t": self._run_ends, "rPh": self._reading_ends}

    def taken(self) -> str:
        """The whole text; the next string begins anew."""
        text = "".join(self._parts)
        self._parts.clear()
        return text

    def _run(self, attributes: _Attributes) -> None:
        if not self._is_reading:
            self.stream.collect(attributes)

    def _run_ends(self) -> None:
        self._parts.append(self.stream.collected())

    def _reading(self, attributes: _Attributes) -> None:
        del attributes
        self._is_reading = True

    def _reading_ends(self) -> None:
        self._is_reading = False


def shared_strings(part: IO[bytes], limit: int) -> list[str]:
    """The strings that cells refer to by their number. Unusable beyond the limit, or where the XML is damaged."""
    found: list[str] = []
    runs = _Runs()

    def ended() -> None:
        found.append(runs.taken())
        if len(found) > limit:
            raise Unusable("too many cells")

    runs.stream = _Stream(runs.starts(), {"si": ended, **runs.ends()})
    for _ in runs.stream.steps(part):
        pass
    return found


def attributes_of(part: IO[bytes], element: str) -> dict[str, str]:
    """The attributes of the first such element of a part, none where there is no such element."""
    found: list[_Attributes] = []
    for _ in _Stream({element: found.append}, {}).steps(part):
        if found:
            break
    return dict(found[0]) if found else {}


class SheetXml:
    """One worksheet: its rows as they come, then what was said around them."""

    def __init__(self, limit: int) -> None:
        self.count = 0
        self.merged: list[Corners] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self._limit = limit
        self._blanks = 0
        self._ready: list[list[StoredCell]] = []
        self._cells: dict[int, StoredCell] = {}
        self._seen: set[int] = set()
        self._masters: dict[str, str] = {}
        self._row = self._column = 0
        self._kind, self._style = "n", 0
        self._value: str | None = None
        self._formula: str | None = None
        self._shared: str | None = None
        self._runs = _Runs()
        starts = {"row": self._row_starts, "c": self._cell_starts, "v": self._value_starts,
                  "f": self._formula_starts, "mergeCell": self._merge, "col": self._columns}  # fmt: skip
        ends = {"row": self._row_ends, "c": self._cell_ends, "v": self._value_ends, "f": self._formula_ends}
        self._stream = self._runs.stream = _Stream({**starts, **self._runs.starts()}, {**ends, **self._runs.ends()})

    def rows(self, part: IO[bytes]) -> Iterator[list[StoredCell]]:
        """The cells of each row that has any, by column. Unusable where the part is damaged, ambiguous or too large."""
        for _ in self._stream.steps(part):
            yield from self._ready
            self._ready.clear()

    def _row_starts(self, attributes: _Attributes) -> None:
        self._row = _whole(attributes["r"]) if "r" in attributes else self._row + 1
        self._column = 0
        if self._row in self._seen or not 1 <= self._row <= MAX_ROW:
            raise Unusable(f"a row twice or outside a sheet: {self._row}")
        self._seen.add(self._row)
        if attributes.get("hidden") in _ON or (attributes.get("customHeight") in _ON and _is_zero(attributes, "ht")):
            self.hidden_rows.add(self._row)

    def _row_ends(self) -> None:
        if self._cells:
            self._ready.append([self._cells[column] for column in sorted(self._cells)])
            self._cells = {}

    def _cell_starts(self, attributes: _Attributes) -> None:
        row, column = position(attributes["r"]) if "r" in attributes else (self._row, self._column + 1)
        if row != self._row or column > MAX_COLUMN:
            raise Unusable(f"a cell outside its row: {attributes.get('r', '')[:40]}")
        self._column = column
        self._kind = attributes.get("t", "n")
        self._style = _whole(attributes.get("s", "0"))
        self._value = self._formula = None

    def _cell_ends(self) -> None:
        value = self._runs.taken() if self._kind == "inlineStr" else self._value
        if value or self._formula is not None:
            self._keep(StoredCell(self._row, self._column, self._kind, self._style, value, self._formula))
            return
        self._blanks += 1
        if self._blanks > MAX_BLANKS:
            raise Unusable("too many cells")

    def _keep(self, cell: StoredCell) -> None:
        if cell.column in self._cells:
            raise Unusable(f"two cells at one place: {column_letters(cell.column)}{cell.row}")
        self._cells[cell.column] = cell
        self.count += 1
        if self.count > self._limit:
            raise Unusable("too many cells")

    def _value_starts(self, attributes: _Attributes) -> None:
        self._stream.collect(attributes)

    def _value_ends(self) -> None:
        self._value = self._stream.collected()

    def _formula_starts(self, attributes: _Attributes) -> None:
        self._shared = attributes.get("si") if attributes.get("t") == "shared" else None
        self._stream.collect()

    def _formula_ends(self) -> None:
        """A formula shared with other cells is written out in the first of them only."""
        formula = self._stream.collected()
        if self._shared is not None and formula:
            self._masters[self._shared] = formula
        self._formula = formula or self._masters.get(self._shared or "", "")

    def _merge(self, attributes: _Attributes) -> None:
        self.merged.append(corners(attributes.get("ref", "")))
        _bounded(self.merged)

    def _columns(self, attributes: _Attributes) -> None:
        if attributes.get("hidden") in _ON or (attributes.get("customWidth") in _ON and _is_zero(attributes, "width")):
            self.hidden_columns.append((_whole(attributes.get("min", "")), _whole(attributes.get("max", ""))))
            _bounded(self.hidden_columns)


def _bounded(ranges: list[Corners] | list[tuple[int, int]]) -> None:
    if len(ranges) > MAX_RANGES:
        raise Unusable("too many ranges")


def _whole(text: str) -> int:
    if _NUMBER.fullmatch(text) is None:
        raise Unusable(f"no whole number: {text[:40]}")
    return int(text)


def _is_zero(attributes: _Attributes, name: str) -> bool:
    return re.fullmatch(r"0+(\.0*)?", attributes.get(name, "")) is not None
