"""Reports read back with somebody else's parser."""

from __future__ import annotations

import io

import docx
import lxml.html
import openpyxl
from markdown_it import MarkdownIt


def text_of(form: str, data: bytes) -> str:
    """What a reader of the format sees, cell by cell."""
    if form == "html":
        page = lxml.html.fromstring(data.decode())
        for style in page.xpath("//style"):
            style.drop_tree()
        return "\n".join(page.itertext())
    if form == "markdown":
        return "\n".join(lxml.html.fromstring(MarkdownIt("commonmark").enable("table").render(data.decode())).itertext())
    if form in ("docx", "self-report"):
        document = docx.Document(io.BytesIO(data))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(one.text for one in document.paragraphs), *cells])
    if form == "xlsx":
        sheets = openpyxl.load_workbook(io.BytesIO(data)).worksheets
        return "\n".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)
    return data.decode()
