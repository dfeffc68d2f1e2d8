"""Workbooks of every kind that is read, by one door: .xlsx, .xls and .ods give the same sheets.

What is of another office program is told for what it is, and what to do is the same everywhere: save it as .xlsx.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from evalrules.base.diagnostics import Diagnostic
from evalrules.readers.workbook import read_workbook as read_xlsx
from evalrules.readers.workbook_archive import kind_of
from evalrules.readers.worksheet import Workbook, apart_from_ours

SUFFIXES = (".xlsx", ".xls", ".ods")
"""The kinds of workbook that are read."""

_FOREIGN = {
    ".et": "a workbook of WPS (.et)", ".ett": "a workbook of WPS (.et)", ".wps": "a document of WPS (.wps)",
    ".xlsm": "a workbook with macros", ".xlt": "a workbook of the old format (.xls)",
    ".ots": "an OpenDocument spreadsheet (.ods)", ".xlsb": "a binary workbook (.xlsb)",
    ".numbers": "an Apple Numbers document",
}  # fmt: skip


def read_workbook(name: str, data: bytes) -> tuple[Workbook | None, list[Diagnostic]]:
    """The sheets of a workbook by the suffix of its name, which places show; every problem of every sheet at once.

    None with ER016 where there is no worksheet, ER017 for what is no workbook or is damaged, ER701 without the extra.
    Of cells: ER107, ER440, ER441, ER446, and notes ER444, ER445. ER443 warns of hidden sheets and columns with values.
    """
    workbook, problems = _reader_of(name)(name, data)
    return workbook, problems if workbook is None else apart_from_ours(workbook, problems)


def _reader_of(name: str) -> Callable[[str, bytes], tuple[Workbook | None, list[Diagnostic]]]:
    if suffix_of(name) == ".xls":
        from evalrules.readers.old_workbook import read_old_workbook

        return read_old_workbook
    if suffix_of(name) == ".ods":
        from evalrules.readers.open_document import read_open_document

        return read_open_document
    return read_xlsx


def suffix_of(name: str) -> str:
    """The suffix of a file's name in lower case, with its point."""
    return os.path.splitext(name)[1].lower()


def foreign_workbook(suffix: str, data: bytes) -> str:
    """What a file of another office program is, by its content and else by its suffix; "" for any other suffix."""
    by_suffix = _FOREIGN.get(suffix.lower(), "")
    if not by_suffix:
        return ""
    if data.startswith(b"PK") and not kind_of(data) and suffix.lower() != ".xlsm":
        return f"an .xlsx workbook under the name of {suffix.lower()}"
    return kind_of(data) or by_suffix
