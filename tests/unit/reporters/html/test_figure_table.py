"""Tables of figures in HTML: a heading stands where its figures do, the number of an indicator on one line."""

from __future__ import annotations

import re

from evalrules.reporters.html.figure_table import figure_table
from evalrules.reporters.sections import Table

POINTS = Table(
    ("编号", "指标", "满分", "得分"),
    (("规划",), ("1.1.1", "规划", "2", "1.8"), ("", "小计", "2", "1.8")),
    sums=(2,),
)


def cells_of(written: str) -> list[list[tuple[str, str]]]:
    """Each row as its cells: the class and the text."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", written)
    return [re.findall(r'<t[hd](?:(?! class)[^>])*(?: class="([^"]*)")?[^>]*>([^<]*)<', one) for one in rows]


def test_a_heading_stands_where_its_figures_do():
    """To the right where most cells are numbers, with the words among them; else to the left, with the numbers."""
    rows = (("甲", "4.63", "≤ 0.5（达标）", "是"), ("乙", "—", "—", "8500 元"), ("丙", "—", "1", "2015-12-30"))
    table = Table(("数据项", "均值", "要求", "数值"), rows)
    for listed, classes in ((rows, ["", "number", "", "number"]), (rows[:2], ["", "number", "", ""])):
        found = cells_of(figure_table("表", table._replace(rows=listed)))
        assert [classes] * (1 + len(listed)) == [[class_ for class_, _ in row] for row in found]


def test_numbers_of_indicators_are_kept_on_one_line():
    """What names a row is its title; the number before it is no figure, and is not folded."""
    header, band, row, total = cells_of(figure_table("评分表", POINTS, numbered=True))
    assert [("", "编号"), ("", "指标"), ("number", "满分"), ("number", "得分")] == header
    assert [("group-name", "规划")] == band
    assert ["own", "", "number", "number"] == [class_ for class_, _ in row] == [class_ for class_, _ in total]


def test_sums_are_told_from_what_they_sum_up():
    """A row that sums up is marked, and no other."""
    written = figure_table("评分表", POINTS, numbered=True)
    assert 1 == written.count('<tr class="sum">')
    assert '<tr class="sum"><td class="own"></td><th scope="row">小计</th>' in written
