"""Lines and tables that are laid out when all are there."""

from __future__ import annotations

from evalrules.reporters.sections import Table
from evalrules.reporters.sheet import Sheet


def filled(text: str, *, color: bool) -> str:
    sheet = Sheet(width=60, color=color)
    sheet.line("标题", "bold")
    sheet.line()
    sheet.parts(("结论：", "bold"), (text, "bold green"))
    sheet.line("a reason", indent=2)
    sheet.table(Table(("项", "value"), (("一", "1"), ("a band",), ("二", "x\x1by"))), indent=2)
    return sheet.text()


def test_both_layouts_say_the_same():
    """With a character that only rich measures, with colours and without: the same lines; a band in the widest column."""
    plain = filled("通过", color=False)
    assert ["标题", "", "结论：通过", "  a reason", "  项  value", "  一  1", "      a band", "  二  x\\x1by", ""] == plain.split("\n")
    assert filled("é\u0301", color=False) == plain.replace("通过", "é\u0301")
    colored = filled("通过", color=True)
    assert "\x1b[1;32m通过" in colored
