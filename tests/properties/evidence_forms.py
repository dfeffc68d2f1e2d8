"""The same evidence in every form that an office keeps it in: written by the tests, from the tree that YAML gives."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import openpyxl

from evalrules.base.forms import COLUMNS
from evalrules.base.numbers import parse_number
from evalrules.base.source import Listing, Node, Record

Line = dict[str, str]


def plain(node: Node) -> Any:
    """A raw tree as Python data; a number stays its text, behind the mark that it is one."""
    if isinstance(node, Record):
        return {pair.key.text: plain(pair.value) for pair in node.pairs}
    if isinstance(node, Listing):
        return [plain(item) for item in node.items]
    if not node.quoted and node.text in ("", "null", "~"):
        return None
    if not node.quoted and node.text in ("true", "false"):
        return node.text == "true"
    return Number(node.text) if not node.quoted and parse_number(node.text) is not None else node.text


class Number(str):
    """The text of a number."""

    __slots__ = ()


def as_json(value: Any) -> str:
    """JSON text with the digits of every number."""
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)}: {as_json(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(as_json(item) for item in value) + "]"
        case Number():
            return str.__str__(value)
        case _:
            return json.dumps(value, ensure_ascii=False)


def lines_of(evidence: dict[str, Any]) -> Iterator[Line]:
    """The lines of evidence as a table; the rows of a table stand in `ID.csv`."""
    for section in ("ruleset", "form"):
        if evidence.get(section) is not None:
            yield {"section": section, "value": text(evidence[section])}
    subject = dict(evidence.get("subject") or {})
    for key, value in {**subject, **(subject.pop("attributes", None) or {})}.items():
        if key != "attributes":
            yield {"section": "subject", "id": key, "value": text(value)}
    period = evidence.get("period")
    for key, value in period.items() if isinstance(period, dict) else [("", period)]:
        yield {"section": "period", "id": key, "value": text(value)}
    for own, value in (evidence.get("facts") or {}).items():
        yield from fact_lines(own, value)
    for own, value in (evidence.get("grades") or {}).items():
        yield from grade_lines(own, value)
    for own, value in (evidence.get("points") or {}).items():
        yield {"section": "point", "id": own, **fields(value)}
    for own, value in (evidence.get("tables") or {}).items():
        yield from table_lines(own, value)
    for own, group in (evidence.get("members") or {}).items():
        yield from member_lines(own, group or {})


def text(value: Any) -> str:
    """A value as it stands in a cell."""
    return "" if value is None else {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


def fields(value: Any) -> Line:
    """A value with what stands beside it."""
    if not isinstance(value, dict):
        return {"value": text(value)}
    between = value.get("between")
    shown = "..".join(between) if between else text(value.get("value"))
    return {"value": shown} | {key: text(value[key]) for key in ("unit", "page", "note") if value.get(key) is not None}


def fact_lines(own: str, value: Any) -> Iterator[Line]:
    """A fact, or one line for each year or option of it."""
    is_one = not isinstance(value, dict) or {"value", "between", "unit", "source", "page", "note"} & set(value)
    if is_one:
        yield {"section": "fact", "id": own, **fields(value)}
        return
    for key, item in value.items():
        year = key if len(key) == 4 and key.isdecimal() else ""
        yield {"section": "fact", "id": own if year else f"{own}:{key}", "year": year, **fields(item)}


def grade_lines(own: str, value: Any) -> Iterator[Line]:
    """A grade, and a line for each vote and for the size of the panel."""
    if not isinstance(value, dict):
        yield {"section": "grade", "id": own, "value": text(value)}
        return
    if value.get("grade") is not None:
        yield {"section": "grade", "id": own, "value": text(value["grade"])}
    for grade, count in (value.get("votes") or {}).items():
        yield {"section": "vote", "id": f"{own}:{grade}", "value": text(count)}
    if value.get("panel") is not None:
        yield {"section": "vote", "id": f"{own}:panel", "value": text(value["panel"])}


def table_lines(own: str, value: Any) -> Iterator[Line]:
    """The file of a table, and whether rows are missing."""
    if isinstance(value, dict) and value.get("complete") is not None:
        yield {"section": "table", "id": f"{own}:complete", "value": text(value["complete"])}
    if rows_of(value):
        yield {"section": "table", "id": own, "value": f"{own}.csv"}


def rows_of(value: Any) -> list[dict[str, Any]]:
    """The rows of a table, however it is written."""
    return (value.get("rows") if isinstance(value, dict) else value) or []


def member_lines(own: str, group: dict[str, Any]) -> Iterator[Line]:
    """How many members there are and hold the title, and each that is listed."""
    for key in ("total", "holding"):
        if key in group:
            yield {"section": "member", "id": f"{own}:{key}", **fields(group[key])}
    for at, member in enumerate(group.get("list") or []):
        level = (member.get("verdict") or {}).get("level")
        yield {"section": "member", "id": f"{own}:{member.get('name') or at}", "value": text(level)}


def grid_of(rows: list[dict[str, Any]]) -> list[list[str]]:
    """Rows as a table under their columns; a cell that says more than a value keeps its value."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return [columns, *([fields(row.get(column)).get("value", "") for column in columns] for row in rows)]


def has_units(rows: list[dict[str, Any]]) -> bool:
    """Whether a cell of a table has a unit of its own, which a table in a file has no place for."""
    return any(isinstance(cell, dict) and cell.get("unit") for row in rows for cell in row.values())


def csv_bytes(grid: list[list[str]], encoding: str = "utf-8-sig") -> bytes:
    """A table as a spreadsheet saves it."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(grid)
    return out.getvalue().encode(encoding)


def evidence_grid(evidence: dict[str, Any], *, chinese: bool = False) -> list[list[str]]:
    """The whole evidence as one table."""
    head = list(COLUMNS.values()) if chinese else list(COLUMNS)
    return [head, *([line.get(column, "") for column in COLUMNS] for line in lines_of(evidence))]


def workbook_bytes(sheets: dict[str, list[list[str]]]) -> bytes:
    """Tables as the sheets of a workbook: what has at most 15 digits as numbers, the rest as text."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, grid in sheets.items():
        sheet = workbook.create_sheet(title)
        for row, texts in enumerate(grid, 1):
            for column, shown in enumerate(texts, 1):
                if shown:
                    sheet.cell(row, column).value = cell_value(shown)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def cell_value(shown: str) -> str | int | float:
    """A number as a spreadsheet keeps it, where it can."""
    digits = shown.lstrip("+-").replace(".", "", 1)
    if not digits.isdecimal() or len(digits) > 15 or (len(digits) > 1 and shown.startswith("0") and shown[1] != "."):
        return shown
    return float(shown) if "." in shown else int(shown)
