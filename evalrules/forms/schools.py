"""The form of one school: a sheet with its name, then the sheets of rows that schools fill in.

For hundreds of schools the workbook is laid out once for each number of rows; only the texts are put into copies.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from evalrules.base.forms import SCHOOL
from evalrules.base.languages import spoken
from evalrules.base.records import NamedTuple
from evalrules.forms.workbook import FormSheets, empty_workbook, saved_form
from evalrules.model.ruleset import Ruleset, Table
from evalrules.reporters.workbook.sheets import (
    GREY,
    HEADER,
    INPUT,
    Worksheet,
    look,
    mark,
    open_to_input,
    put,
    put_id,
    set_up_page,
    stored_id,
    widths,
    wrapped,
)

NAME_ROW = 6
"""Where the name of the school stands, in the second column; the reader finds the number beside the mark."""

_FIRST_ROW = 6
_HOLE = "evalrules-hole-{}"

_TEXT = {
    "title": ("学校填报表", "Form of one school"),
    "do_1": ("1. 在后面各表中填写本校的数据，每行一条；只填浅黄色单元格。",
             "1. Fill in the rows of this school in the sheets that follow; in the yellow cells only."),
    "do_2": ("2. 只写数字，不写单位：98.5% 填 98.5。没有数据就留空，不要填 0。",
             "2. Write digits only: 98.5 for 98.5%. Leave empty what is not known; not 0."),
    "do_3": ("3. 各行的“{}”可以不填，以上面填写的为准。", "3. The column “{}” may stay empty: the name above counts."),
    "do_4": ("4. 填完后原样交回，不必改文件名。教育局用 evalrules collect 汇总。",
             "4. Hand the file back as it is. The office gathers all of them with: evalrules collect"),
}  # fmt: skip


class SchoolRows(NamedTuple):
    """What is known of a school before it fills in its form: its name, and by the id of the table the keys of its rows.

    A key is the texts of its cells, as people read them, in the order of the table's key.
    """

    name: str
    keys: Mapping[str, tuple[tuple[str, ...], ...]]


BLANK = SchoolRows("", {})


class SchoolForms:
    """Makes the forms of schools for one ruleset; ImportError where openpyxl is not installed."""

    def __init__(self, ruleset: Ruleset, tables: Sequence[Table], language: str) -> None:
        self._ruleset = ruleset
        self._tables = tables
        self._language = language
        self._layouts: dict[tuple[int, ...], list[tuple[zipfile.ZipInfo, bytes]]] = {}

    def form(self, school: SchoolRows) -> bytes:
        """The workbook of a school, with its name and the keys of its rows filled in as far as they are known."""
        shape = tuple(len(school.keys.get(table.id, ())) for table in self._tables)
        if shape not in self._layouts:
            self._layouts[shape] = _parts(self._layout(shape))
        cells = [text for table in self._tables for key in school.keys.get(table.id, ()) for text in key]
        texts = {_HOLE.format(number): text for number, text in enumerate([school.name, *cells])}
        return _with_texts(self._layouts[shape], texts)

    def _layout(self, shape: tuple[int, ...]) -> bytes:
        """A form with so many rows in each table, and a hole for each text."""
        workbook = empty_workbook(self._ruleset)
        sheets = FormSheets(workbook, self._ruleset, self._language)
        self._opening(sheets)
        hole = 1
        for table, count in zip(self._tables, shape, strict=True):
            sheets.table(table)
            sheet = workbook.worksheets[-1]
            for row in range(_FIRST_ROW, _FIRST_ROW + count):
                for column, own in enumerate(table.columns, start=1):
                    if own in table.key:
                        at = hole + table.key.index(own)
                        open_to_input(look(put_id(sheet.cell(row, column), _HOLE.format(at)), fill=INPUT, wrap=False))
                hole += len(table.key)
        sheets.lists_last()
        return saved_form(workbook)

    def _text(self, name: str, *values: str) -> str:
        zh, en = _TEXT[name]
        return spoken((zh, en), self._language, *values)

    def _opening(self, sheets: FormSheets) -> None:
        """The first sheet: for which ruleset, the name of the school, and what to do."""
        sheet: Worksheet = sheets.new_sheet(self._text("title"), SCHOOL)
        sheet.cell(1, 2).value = NAME_ROW
        put_id(sheet.cell(2, 1), self._ruleset.name)
        put_id(sheet.cell(2, 2), self._ruleset.digest)
        label = self._ruleset.measures[self._tables[0].key[0]].label.in_language(self._language)
        title = self._ruleset.title.in_language(self._language)
        look(put(sheet.cell(3, 1), title), size=14, bold=True, ink=HEADER, wrap=False, border=False)
        look(put(sheet.cell(4, 1), self._text("title")), size=11, ink=GREY, wrap=False, border=False)
        look(put(sheet.cell(NAME_ROW, 1), f"{label} *"), fill=HEADER, ink="FFFFFF", bold=True)
        name = open_to_input(look(put_id(sheet.cell(NAME_ROW, 2), _HOLE.format(0)), fill=INPUT, bold=True))
        name.number_format = "@"
        row = NAME_ROW + 2
        for number in range(1, 5):
            for text in wrapped(self._text(f"do_{number}", label), 98):
                look(put(sheet.cell(row, 1), text), wrap=False, border=False)
                row += 1
        widths(sheet, [22, 48])
        mark(sheet, SCHOOL)
        set_up_page(sheet)


def _parts(data: bytes) -> list[tuple[zipfile.ZipInfo, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(entry, archive.read(entry)) for entry in archive.infolist()]


def _with_texts(parts: Sequence[tuple[zipfile.ZipInfo, bytes]], texts: Mapping[str, str]) -> bytes:
    """A copy with a text in each hole, as text whatever it begins with; an empty one leaves an empty cell."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for entry, content in parts:
            filled = content
            if _HOLE.format("").encode() in content:
                for hole in sorted(texts, key=len, reverse=True):  # the longer number first: 10 before 1
                    filled = filled.replace(hole.encode(), escape(stored_id(texts[hole])).encode())
            archive.writestr(entry, filled, compresslevel=6)
    return out.getvalue()
