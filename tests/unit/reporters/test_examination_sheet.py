"""An examination as a workbook."""

from __future__ import annotations

import io

import openpyxl
import pytest

from evalrules.base.diagnostics import warning
from evalrules.base.forms import MARK
from evalrules.base.source import Span
from evalrules.model.examination import Examination, Examined, Located
from evalrules.model.report import Options
from evalrules.model.ruleset import Label
from evalrules.reporters.examination_sheet import examination_workbook

ASKED = warning("ER494", Span("a.yaml", 3, 1, 3, 2), zh="=1+1", en="rate", found="0.5", percent="50")


def found(*located: Located) -> Examination:
    return Examination(Options(), (Examined("a.yaml", None, None, "t@1", Label("", ""), located, is_read=True),), ())


@pytest.mark.parametrize(("language", "title"), [("zh", "数据核查"), ("en", "Examination of the data")])
def test_every_line_is_text_and_the_answers_are_empty(language: str, title: str) -> None:
    """Names from the data never become formulas; the sheet is marked as ours and is never read back."""
    data = examination_workbook(found(Located(ASKED, key=("=cmd()",), row=Label("=cmd()", "=cmd()"))), language)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert (sheet.title, sheet["A1"].value) == (title, f"{MARK}:result")
    line = list(sheet[5])
    assert {cell.data_type for cell in line if cell.value} == {"s"}
    assert [cell.value for cell in line[-3:]] == [None, None, None]


def test_the_same_examination_is_the_same_file() -> None:
    """Byte for byte; one without a problem has the heading alone."""
    one = found()
    assert examination_workbook(one, "zh") == examination_workbook(one, "zh")
    assert openpyxl.load_workbook(io.BytesIO(examination_workbook(one, "zh"))).active.max_row == 4
