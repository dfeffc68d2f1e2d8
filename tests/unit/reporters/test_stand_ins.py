"""In every format, in both languages: what a panel's grade stands in for, and never that it changes nothing."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from selection import one_in

GRADES = {str(number): "A" for number in range(1, 17)} | {"9": "B"}
COUNTY = {"format": "evidence/1", "ruleset": "jiangsu-16@2007", "period": 2007, "grades": GRADES}
WORDS = {
    "zh": ("由评定等级代替", "指标 13 教育投入水平降为 B", "结论变为“不通过”", "不影响结论"),
    "en": ("the panel's grades stand in for it", "lower indicator 13 funding to B", "the verdict would be “not passed”",
           "do not change the verdict"),
}  # fmt: skip


def text_of(path: Path) -> str:
    """The text of a report, whatever its format: the parts of a packed one one after the other."""
    if path.suffix == ".xlsx":
        sheets = openpyxl.load_workbook(path).worksheets
        return "\n".join(str(cell.value) for sheet in sheets for row in sheet for cell in row if cell.value)
    if path.suffix != ".docx":
        return path.read_text("utf-8")
    with zipfile.ZipFile(path) as packed:
        return "".join(packed.read(name).decode("utf-8", "ignore") for name in packed.namelist())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form", one_in(3, ["txt", "md", "html", "docx", "xlsx"]))
def test_every_format_says_what_grades_stand_in_for(form: str, language: str, write, cli):
    """Sixteen A but one B and no fact: each of the seventeen would make it fail, and every report says so."""
    county = write("county.json", json.dumps(COUNTY))
    report = county.parent / f"report.{form}"
    named = f"text={report}" if form == "txt" else str(report)
    assert cli("check", county, "-o", named, "--lang", language).code == 0
    shown = text_of(report).replace("&#x27;", "'").replace("&#39;", "'").replace("&apos;", "'")
    if form == "txt":
        shown = " ".join(shown.split()) if language == "en" else "".join(shown.split("\n    "))
    heading, lowered, verdict, never = WORDS[language]
    assert (heading in shown, lowered in shown, verdict in shown, never in shown) == (True, True, True, False)
