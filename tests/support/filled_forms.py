"""Evidence of text and CSV put into a workbook, laid out as the forms of `template` are."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl

from evalrules.base.source import Listing, Node, Record, Scalar
from evalrules.frontend.bind_tables import table_form
from evalrules.model.ruleset import Ruleset
from evalrules.readers import yaml_document

_HEADING = 5
_COLUMNS = ("类别", "编号", "项目", "年份", "填报值", "单位", "佐证材料", "页码", "备注", "核实")
_VALUE = 5


def filled(evidence: Path, ruleset: Ruleset, target: Path) -> Path:
    """The workbook with what stands in a text of evidence and in the CSV files of rows that it names."""
    root, _ = yaml_document.read(evidence.name, evidence.read_text(encoding="utf-8"))
    assert isinstance(root, Record)
    book = openpyxl.Workbook()
    _values(book, root, ruleset)
    tables = root.get("tables")
    for pair in tables.pairs if isinstance(tables, Record) else ():
        _rows(book, _lines(pair.value, evidence.parent), ruleset, pair.key.text)
    book.save(target)
    return target


def _values(book: Any, root: Record, ruleset: Ruleset) -> None:
    sheet = book.active
    sheet.title = "填报表"
    sheet["A1"] = "evalrules:values"
    for column, text in enumerate(_COLUMNS, start=1):
        sheet.cell(_HEADING, column).value = text
    labels = {measure.id: measure.label.zh for measure in ruleset.facts}
    lines = [("ruleset", "", _text(root.get("ruleset"))), ("period", "", _text(root.get("period")))]
    lines += [("subject", own, text) for own, text in _leaves(root.get("subject"))]
    lines += [("fact", own, text) for own, text in _leaves(root.get("facts"))]
    lines += [("grade", own, {"true": "是", "false": "否"}.get(text, text)) for own, text in _leaves(root.get("grades"))]
    for at, (section, own, text) in enumerate(lines, start=_HEADING + 1):
        for column, value in ((1, section), (2, own), (3, labels.get(own.partition(":")[0], own)), (_VALUE, _cell(text))):
            sheet.cell(at, column).value = value
    sheet.row_dimensions[1].hidden = sheet.row_dimensions[2].hidden = True


def _leaves(node: Node | None) -> list[tuple[str, str]]:
    """Keys and values; of a mapping by option `measure:option`, of attributes their own names."""
    found: list[tuple[str, str]] = []
    for pair in node.pairs if isinstance(node, Record) else ():
        if isinstance(pair.value, Record):
            before = "" if pair.key.text == "attributes" else f"{pair.key.text}:"
            found += [(f"{before}{own}", text) for own, text in _leaves(pair.value)]
        else:
            found.append((pair.key.text, _text(pair.value)))
    return found


def _lines(node: Node, folder: Path) -> list[list[str]]:
    """A heading and rows: of the file that is named, or of the rows that are listed."""
    rows = node.get("rows") if isinstance(node, Record) else node
    if isinstance(rows, Scalar):
        with (folder / rows.text).open(encoding="utf-8", newline="") as stream:
            return list(csv.reader(stream))
    items = [item for item in rows.items if isinstance(item, Record)] if isinstance(rows, Listing) else []
    names = [pair.key.text for pair in items[0].pairs]
    return [names, *([_text(item.get(name)) for name in names] for item in items)]


def _rows(book: Any, lines: list[list[str]], ruleset: Ruleset, own: str) -> None:
    table = ruleset.tables[own]
    form = table_form(table, ruleset)
    ids = {name: column.id for column in form.columns for name in column.names}
    sheet = book.create_sheet(table.label.zh)
    sheet["A1"], sheet["B1"] = f"evalrules:table:{own}", _HEADING
    for column, name in enumerate(lines[0], start=1):
        sheet.cell(2, column).value = ids.get(name, name)
    for at, line in enumerate(lines, start=_HEADING):
        for column, text in enumerate(line, start=1):
            sheet.cell(at, column).value = _cell(text)
    sheet.row_dimensions[1].hidden = sheet.row_dimensions[2].hidden = True


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""


def _cell(text: str) -> object:
    """What a spreadsheet makes of typed text: a number where it is one."""
    if text in ("true", "false"):
        return text == "true"
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text or None
