"""What a workbook would cost that is loaded to be copied, as far as that is more than what it holds.

openpyxl makes a cell for each one under a merge or a link, and looks through all ranges for each further one: a single
merge over a whole sheet takes it hours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from typing import IO
from xml.parsers import expat
from zipfile import ZipFile

from evalrules.base.patterns import pattern

MAX_COVERED = 200_000
"""How many cells merges and links may cover in all."""

MAX_RANGES = 10_000
"""How many ranges may be merged, linked, formatted by a condition or checked."""

MAX_ROWS = 200_000
"""How many rows the sheets may have: openpyxl keeps the height of each, also where it is empty."""

_CHUNK = 1 << 16
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
_ROW = f"{_MAIN}row"
_COVERING = frozenset((f"{_MAIN}mergeCell", f"{_MAIN}hyperlink"))
_RANGED = frozenset((f"{_MAIN}conditionalFormatting", f"{_MAIN}dataValidation"))
_RANGE = pattern(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?", re.ASCII)


def obstacle(data: bytes) -> str:
    """Why a workbook that was read is not copied; "" for one that may be. Nothing but its archive is loaded."""
    cost = _Cost()
    with ZipFile(BytesIO(data)) as archive:
        for part in archive.infolist():
            with archive.open(part) as stream:
                cost.add(stream)
    if cost.covered > MAX_COVERED:
        return f"more than {MAX_COVERED} merged or linked cells"
    if cost.rows > MAX_ROWS:
        return f"more than {MAX_ROWS} rows"
    return f"more than {MAX_RANGES} ranges" if cost.ranges > MAX_RANGES else ""


class _NoSheet(Exception):
    """Ends the parser in a part that is no worksheet."""


class _Cost:
    """What the worksheets cover so far."""

    def __init__(self) -> None:
        self.covered = self.ranges = self.rows = 0
        self._is_first = True

    def add(self, part: IO[bytes]) -> None:
        """Count what a part covers, where it is a worksheet."""
        self._is_first = True
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._element
        try:
            while chunk := part.read(_CHUNK):
                parser.Parse(chunk, False)
        except (_NoSheet, expat.ExpatError, ValueError):  # a picture, or what the reader of workbooks passed over
            return

    def _element(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._is_first and tag != f"{_MAIN}worksheet":
            raise _NoSheet
        self._is_first = False
        if tag == _ROW:
            self.rows += 1
        elif tag in _COVERING:
            self.ranges += 1
            self.covered += _area(attributes.get("ref", ""))
        elif tag in _RANGED:
            self.ranges += 1 + attributes.get("sqref", "").count(" ")


def _area(reference: str) -> int:
    """How many cells a range has; none for what is no range, which openpyxl refuses."""
    match = _RANGE.fullmatch(reference)
    if match is None:
        return 0
    left, top, right, bottom = match.groups()
    columns = abs(_column(right or left) - _column(left)) + 1
    return columns * (abs(int(bottom or top) - int(top)) + 1)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
