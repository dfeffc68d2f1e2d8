"""Records of old workbooks: only those of cells are handed on, and what would cost hours is refused before."""

from __future__ import annotations

import struct

import pytest

from evalrules.readers.old_records import fitted
from evalrules.readers.sheet_xml import Unusable

BOF, EOF, SST, NUMBER, FORMULA, BOUNDSHEET, NAME, MULRK = 0x809, 0x0A, 0xFC, 0x203, 0x06, 0x85, 0x18, 0xBD
OLD = "a damaged workbook of the old format (.xls)"


def record(code: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", code, len(data)) + data


def begin(kind: int, version: int = 0x600) -> bytes:
    return record(BOF, struct.pack("<HHHHII", version, kind, 0, 0, 0, 0))


def number(row: int, column: int) -> bytes:
    return record(NUMBER, struct.pack("<HHHd", row, column, 0, 1.5))


def formula(flags: int, result: bytes = bytes(8)) -> bytes:
    return record(FORMULA, struct.pack("<HHH", 2, 3, 0) + result + struct.pack("<HIH", flags, 0, 0))


def book(*cells: bytes, head: bytes = b"", at: int | None = None, kind: int = 0) -> bytes:
    """The stream of a workbook of one sheet, which the list of sheets says begins at `at` (by default where it does)."""
    begins = len(begin(5)) + len(head) + len(record(BOUNDSHEET, bytes(10))) + len(record(EOF))
    listed = record(BOUNDSHEET, struct.pack("<iBB", begins if at is None else at, 0, kind) + b"\x02\x00ab")
    return begin(5) + head + listed + record(EOF) + begin(16) + b"".join(cells) + record(EOF)


def test_what_is_no_record_of_cells_is_blanked_out_at_its_place():
    """A name whose text would double with each other name never reaches the library; the cells keep their places."""
    bomb = record(NAME, b"a" * 40) + record(0x3C, b"more of it")
    plain, stream = book(number(0, 0)), book(number(0, 0), head=bomb)
    found = fitted(stream).stream
    assert (len(stream), b"\x18\x00") == (len(found), stream[20:22])
    assert (b"\xe2\x00", b"\xe2\x00") == (found[20:22], found[64:66])
    assert plain == fitted(plain + bytes(512)).stream[: len(plain)], "room that was left at the end is no record"


@pytest.mark.parametrize(
    ("flags", "result", "is_pending"),
    [(2, bytes(8), True), (2, b"\x03" + bytes(5) + b"\xff\xff", True), (2, struct.pack("<d", 1.5), False), (0, bytes(8), False)],
)
def test_a_formula_that_waits_to_be_calculated_is_told(flags: int, result: bytes, is_pending: bool):
    """By the flag of its program, where it has no result but 0 or nothing."""
    assert is_pending == any(pending[1:] == (2, 3) for pending in fitted(book(formula(flags, result))).pending)


REFUSED = {
    "encrypted": (book(head=record(0x2F, bytes(6))), "an encrypted workbook"),
    "before-97": (begin(5, 0x500) + record(EOF), "a workbook of before Excel 97"),
    "a-sheet-alone": (begin(16) + record(EOF), "a workbook of before Excel 97"),
    "macros": (book(kind=1), "a workbook with macros"),
    "links": (book(formula(0), head=record(0x1AE, b"\x01\x00\x05\x00\x00book2")), "formulas that refer to other workbooks"),
    "cut-short": (book(number(0, 0))[:-6], OLD),
    "no-end": (book(number(0, 0))[:-4], OLD),
    "empty": (b"", OLD),
    "a-record-outside": (number(0, 0), OLD),
    "a-sheet-elsewhere": (book(at=4), OLD),
    "a-short-cell": (book(record(NUMBER, b"\0")), OLD),
    "many-cells": (book(record(MULRK, struct.pack("<HH", 0, 0) + bytes(6) + struct.pack("<H", 65_535))), "too many cells"),
    "wide-rows": (book(*(number(row, 255) for row in range(8_000))), "too many cells"),
    "many-texts": (book(head=record(SST, struct.pack("<II", 1, 100_000_000))), "too many cells"),
    "many-styles": (book(head=record(0xE0, bytes(20)) * 5_001), "too many cells"),
    "many-columns": (book(record(0x7D, bytes(12)) * 600), "too many cells"),
}  # fmt: skip


@pytest.mark.parametrize(("stream", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_would_harm_is_refused(stream: bytes, reason: str):
    """With the reason, before the library sees a byte of it."""
    with pytest.raises(Unusable, match="^" + reason.replace("(", r"\(").replace(")", r"\)") + "$"):
        fitted(stream)


def test_links_without_a_formula_and_its_own_sheets_are_no_harm():
    """A link that no formula can use is not followed; the link of a workbook to itself is in every one."""
    assert fitted(book(head=record(0x1AE, b"\x01\x00\x05\x00\x00book2")))
    assert fitted(book(formula(0), head=record(0x1AE, b"\x01\x00\x01\x04")))


def test_two_sheets_may_not_begin_at_one_place():
    """Each of 255 would be read anew."""
    listed = record(BOUNDSHEET, struct.pack("<iBB", 0, 0, 0) + b"\x02\x00ab")
    head = listed.replace(struct.pack("<i", 0), struct.pack("<i", len(begin(5)) + 2 * len(listed) + 4), 1)
    with pytest.raises(Unusable):
        fitted(book(number(0, 0), head=head))
