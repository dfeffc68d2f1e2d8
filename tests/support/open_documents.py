"""OpenDocument spreadsheets made by hand, as small as they can be."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
_NAMES = " ".join(f'xmlns:{name}="{_OASIS.format(name)}"' for name in ("office", "table", "text", "style"))
_CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
KIND = "application/vnd.oasis.opendocument.spreadsheet"


def document(body: str, *, styles: str = "", declared: str = "", more: Mapping[str, str] | None = None, kind: str = KIND) -> bytes:
    """A file with these tables, and with more parts."""
    content = (
        f'<?xml version="1.0"?>{declared}<office:document-content {_NAMES} {_CALC}><office:automatic-styles>{styles}</office:automatic-styles>'
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {"mimetype": kind, "content.xml": content, **(more or {})}.items():
            archive.writestr(name, text)
    return out.getvalue()


def table(*rows: str, name: str = "学校", head: str = "", style: str = "") -> str:
    of_style = f' table:style-name="{style}"' if style else ""
    return f'<table:table table:name="{name}"{of_style}>{head}{"".join(rows)}</table:table>'


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def cell(value: object = None, *, kind: str = "", more: str = "") -> str:
    """A cell of a number or a text; of another kind with the attribute that holds its value."""
    if value is None:
        return f"<table:table-cell {more}/>"
    if kind or isinstance(value, int | float):
        key = {"date": "date-value", "boolean": "boolean-value", "time": "time-value"}.get(kind, "value")
        return f'<table:table-cell office:value-type="{kind or "float"}" office:{key}="{value}" {more}/>'
    return f'<table:table-cell office:value-type="string" {more}><text:p>{escape(str(value))}</text:p></table:table-cell>'


def spreadsheet(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """A file of whole tables: text, numbers and empty cells."""
    return document("".join(table(*(row(*map(cell, values)) for values in rows), name=name) for name, rows in sheets.items()))
