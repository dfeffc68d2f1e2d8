"""What formulas had come to, kept when a workbook is written again.

openpyxl writes formulas without their values. A program calculates them when it opens the workbook, but who reads it
before that, as `check` does, would find nothing.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from typing import TypeAlias
from xml.sax.saxutils import escape

from evalrules.base.patterns import pattern
from evalrules.reporters.workbook.sheets import Cell, Workbook, present_cells

Cached: TypeAlias = Mapping[str, Mapping[str, tuple[str, str]]]
"""By sheet and cell: the type that the file format names, and the value as text."""

_FORMULA_CELL = pattern(
    r'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)(?: t="[a-z]+")?>(<f\b.*?(?:</f>|/>))<v ?/?>(?:</v>)?</c>'
)


def cached_values(data: bytes, workbook: Workbook) -> Cached:
    """The values of the formulas of a workbook that was loaded from this data; nothing where there is no formula."""
    formulas = {
        sheet.title: [cell.coordinate for cell in present_cells(sheet) if cell.data_type == "f"]
        for sheet in workbook.worksheets
    }
    if not any(formulas.values()):
        return {}
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        calculated = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return {
        title: {own: written for own in cells if (written := _written(calculated[title][own])) is not None}
        for title, cells in formulas.items()
    }


def _written(cell: Cell) -> tuple[str, str] | None:
    """Type and text of a value, as the file format writes them; None for a formula that was never calculated."""
    from openpyxl.utils.datetime import to_excel

    value = cell.value
    if value is None:
        return None
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, int | float):
        return "n", repr(value)
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return "n", repr(to_excel(value))
    return ("e" if cell.data_type == "e" else "str"), escape(str(value))


def with_cached_values(saved: bytes, titles: list[str], cached: Cached) -> bytes:
    """The workbook as openpyxl saved it, its sheets having these titles, with the values put beside the formulas."""
    if not any(cached.values()):
        return saved
    parts = {f"xl/worksheets/sheet{number}.xml": cached.get(title, {}) for number, title in enumerate(titles, start=1)}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, _filled(content, parts[name]) if parts.get(name) else content)
    return out.getvalue()


def _filled(sheet: bytes, values: Mapping[str, tuple[str, str]]) -> bytes:
    def fill(found: re.Match[str]) -> str:
        own, style, formula = found.groups()
        if own not in values:
            return found[0]
        kind, text = values[own]
        return f'<c r="{own}"{style} t="{kind}">{formula}<v>{text}</v></c>'

    return _FORMULA_CELL.sub(fill, sheet.decode("utf-8")).encode("utf-8")
