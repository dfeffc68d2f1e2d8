"""The records of a workbook of the old format (.xls): what is refused, and what the library that reads them gets.

xlrd believes what the records say: columns without end, or names whose text doubles with each other one, take it hours
and gigabytes. So the records are counted here first, and of the others than those of cells nothing is handed on.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator

from evalrules.base.records import NamedTuple
from evalrules.readers.grid import MAX_OLD_CELLS
from evalrules.readers.sheet_xml import Unusable

MAX_WIDTH = 2_000_000
"""The cells of all rows, each counted to its last column: so many are set aside for them."""

DAMAGED_OLD = "a damaged workbook of the old format (.xls)"

_BOF, _EOF, _FILEPASS, _SUPBOOK, _CONTINUE = 0x809, 0x0A, 0x2F, 0x1AE, 0x3C
_FORMULA, _SST, _XF, _FORMAT, _BOUNDSHEET, _COLINFO, _MERGED, _ROW = 0x06, 0xFC, 0xE0, 0x41E, 0x85, 0x7D, 0xE5, 0x208
_NUMBER, _LABEL, _BOOLERR, _RK, _RSTRING, _LABELSST, _MULRK = 0x203, 0x204, 0x205, 0x27E, 0xD6, 0xFD, 0xBD
_STRING, _SHARED_FORMULA, _ARRAY, _TABLE = 0x207, 0x4BC, 0x221, 0x236
_CODEPAGE, _DATEMODE, _DIMENSIONS = 0x42, 0x22, 0x200

_CELLS = frozenset((_FORMULA, _NUMBER, _LABEL, _BOOLERR, _RK, _RSTRING, _LABELSST, _MULRK))
_KEPT = _CELLS | {
    _BOF, _EOF, _SST, _XF, _FORMAT, _BOUNDSHEET, _COLINFO, _MERGED, _ROW, _STRING, _SHARED_FORMULA, _ARRAY, _TABLE,
    _CODEPAGE, _DATEMODE, _DIMENSIONS,
}  # fmt: skip
_PASSED_OVER = 0xE2
"""A record that says nothing, and stands for every one that is not handed on."""

_MOST = {_XF: 5_000, _FORMAT: 5_000, _BOUNDSHEET: 255}
_MOST_IN_SHEET = {_COLINFO: 512, _MERGED: 1_000}
_BIFF8, _GLOBALS, _SHEET = 0x600, 0x05, 0x10
_WORKSHEET, _MACROS = 0, 1
_OWN_SHEETS = (b"\x01\x04", b"\x01\x3a")
_ON_LOAD = 2
"""The flag of a formula that the program which wrote it asks to be calculated when the file is opened."""

_NO_RESULTS = (bytes(8), b"\x03" + bytes(5) + b"\xff\xff")
"""The results 0 and "", which stand in a formula that nobody has calculated yet."""


class OldRecords(NamedTuple):
    """The stream of a workbook as it is handed on, and the formulas in it that were never calculated.

    Such a formula is known by where its sheet begins in the stream, its row and its column, both from 0.
    """

    stream: bytes
    pending: frozenset[tuple[int, int, int]]


def fitted(stream: bytes) -> OldRecords:
    """The records of cells out of the stream of an old workbook, the others blanked out at their places.

    Unusable for encrypted, damaged, older and overlarge ones, and for formulas that reach into other workbooks.
    """
    return _Records(stream).read()


class _Records:
    """One stream as it is gone through."""

    def __init__(self, stream: bytes) -> None:
        self.stream = bytearray(stream)
        self.pending: set[tuple[int, int, int]] = set()
        self.counts: Counter[int] = Counter()
        self.in_sheet: Counter[int] = Counter()
        self.widths: dict[int, int] = {}
        self.width = self.held = self.depth = self.begins = 0
        self.kind = 0
        self.begun: set[int] = set()
        self.listed: list[int] = []
        self.has_links = False
        self.is_handed_on = False

    def read(self) -> OldRecords:
        for at, code, data in self._records():
            if code == _BOF:
                self._begin(at, data)
            elif self.depth == 0:
                raise Unusable(DAMAGED_OLD)
            elif code == _EOF:
                self.depth -= 1
            self._hand_on(at, code)
            if self.is_handed_on and code != _CONTINUE:
                self._count(code, data)
            self.has_links |= code == _SUPBOOK and data[2:4] not in _OWN_SHEETS
            if code == _FILEPASS:
                raise Unusable("an encrypted workbook")
        if self.depth or not self.counts[_BOF]:
            raise Unusable(DAMAGED_OLD)
        if len(set(self.listed)) < len(self.listed) or not self.begun.issuperset(self.listed):
            raise Unusable(DAMAGED_OLD)
        if self.has_links and self.counts[_FORMULA]:
            raise Unusable("formulas that refer to other workbooks")
        return OldRecords(bytes(self.stream), frozenset(self.pending))

    def _records(self) -> Iterator[tuple[int, int, bytes]]:
        """Where each record begins, its kind and its data; zeros behind the last one are room that was left."""
        at, end = 0, len(self.stream)
        while at + 4 <= end:
            code, length = struct.unpack_from("<HH", self.stream, at)
            if self.depth == 0 and code == 0 and not any(self.stream[at:]):
                return
            if at + 4 + length > end:
                raise Unusable(DAMAGED_OLD)
            yield at, code, bytes(self.stream[at + 4 : at + 4 + length])
            at += 4 + length

    def _begin(self, at: int, data: bytes) -> None:
        """A new part of the stream: the workbook, a sheet, or a chart within one."""
        if len(data) < 4:
            raise Unusable(DAMAGED_OLD)
        version, kind = struct.unpack_from("<HH", data)
        if self.depth == 0:
            if version != _BIFF8 or (not self.counts[_BOF] and kind != _GLOBALS):
                raise Unusable("a workbook of before Excel 97")
            self.kind, self.begins = kind, at
            self.begun |= {at} if kind == _SHEET else set()
            self.widths, self.in_sheet = {}, Counter()
        self.depth += 1

    def _hand_on(self, at: int, code: int) -> None:
        """Blank out what is no record of cells, together with what continues it."""
        if code != _CONTINUE:
            is_cell = self.depth == 1 and self.kind in (_GLOBALS, _SHEET) and code in _KEPT
            self.is_handed_on = code in (_BOF, _EOF) or is_cell
        if not self.is_handed_on:
            struct.pack_into("<H", self.stream, at, _PASSED_OVER)

    def _count(self, code: int, data: bytes) -> None:
        self.counts[code] += 1
        self.in_sheet[code] += 1
        most, most_in_sheet = _MOST.get(code, MAX_OLD_CELLS), _MOST_IN_SHEET.get(code, MAX_OLD_CELLS)
        if self.counts[code] > most or self.in_sheet[code] > most_in_sheet:
            raise Unusable("too many cells")
        try:
            if code in _CELLS:
                self._cell(code, data)
            elif code == _BOUNDSHEET:
                self._sheet(data)
            elif code == _SST:
                self.held += struct.unpack_from("<I", data, 4)[0]
        except struct.error:
            raise Unusable(DAMAGED_OLD) from None
        if self.held > MAX_OLD_CELLS or self.width > MAX_WIDTH:
            raise Unusable("too many cells")

    def _sheet(self, data: bytes) -> None:
        """A sheet in the list of sheets: it must begin where one does, and no other may begin there."""
        begins, _, kind = struct.unpack_from("<iBB", data)
        if kind == _MACROS:
            raise Unusable("a workbook with macros")
        if kind == _WORKSHEET:
            self.listed.append(begins)

    def _cell(self, code: int, data: bytes) -> None:
        row, column = struct.unpack_from("<HH", data)
        last = struct.unpack_from("<H", data, len(data) - 2)[0] if code == _MULRK else column
        self.held += max(1, last - column + 1)
        before = self.widths.get(row, 0)
        if last + 1 > before:
            self.widths[row] = last + 1
            self.width += last + 1 - before
        if code == _FORMULA and struct.unpack_from("<H", data, 14)[0] & _ON_LOAD and data[6:14] in _NO_RESULTS:
            self.pending.add((self.begins, row, column))
