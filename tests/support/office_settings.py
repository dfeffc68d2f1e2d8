"""The workbook of settings (标准设定.xlsx) as an office fills it in: what a person types into its cells."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl

from evalrules.forms.settings import COLUMNS, settings_workbook
from evalrules.loading import load_ruleset
from evalrules.model.ruleset import Ruleset

VALUE, CLAUSE = COLUMNS.index("value") + 1, COLUMNS.index("clause") + 1


def ruleset_named(reference: str) -> Ruleset:
    """A ruleset that certainly loads."""
    found = load_ruleset(reference).ruleset
    assert found is not None
    return found


def lines_of(sheet: Any) -> Iterator[tuple[tuple[str, str, str], int]]:
    """What each line is about, with its row."""
    for row in range(3, sheet.max_row + 1):
        kind, own, option = (str(sheet.cell(row, column).value or "") for column in (1, 2, 3))
        if kind:
            yield (kind, own, option), row


def rising(own: str) -> object:
    """A number that no other contradicts: more for an A than for a B."""
    return 90 if own.endswith("_a") else 60


def filled_in(
    reference: str,
    *,
    office: str = "示例市教育局",
    number: Callable[[str], object] = rising,
    name: Callable[[str], object] = lambda own: f"名称{own}",
    change: Callable[[Any], object] = lambda sheet: None,
    language: str = "zh",
) -> bytes:
    """The workbook of a ruleset with every number and name filled in, and the clause beside each."""
    book = openpyxl.load_workbook(io.BytesIO(settings_workbook(ruleset_named(reference), language)))
    sheet = book.worksheets[0]
    for (kind, own, _), row in lines_of(sheet):
        typed = {"office": office, "document": "教督〔2026〕1号", "number": number(own), "name": name(own)}
        if kind in typed:
            sheet.cell(row, VALUE).value = typed[kind]
        if kind in ("number", "name") and typed[kind] is not None:
            sheet.cell(row, CLAUSE).value = f"第{row}条"
    change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
