"""Amounts keep their units: no program breaks a line between 800 and 元."""

from __future__ import annotations

import pytest

from evalrules.reporters.sections import Table
from evalrules.reporters.word.unbroken import DATE_HYPHEN, amounts_in, unbroken
from evalrules.reporters.word.widths import column_widths


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("800 元", ["800_元"]),
        ("≥ 8000 元", ["≥_8000_元"]),
        ("余 2.06 个百分点", ["余_2.06_个百分点"]),
        ("▼ 4.49", ["▼_4.49"]),
        ("≥ 当地公务员上年平均工资收入（97600 元）", ["（97600_元）"]),
        ("28 percentage points short", ["28"]),
        ("94.96%；共 2 项", ["94.96%；", "共_2_项"]),
        ("差 1 项；A：≥ 98 册", ["差_1_项；", "≥_98_册"]),
        ("学校 小学", []),
        ("a 1", ["1"]),
    ],
)
def test_the_space_of_an_amount_is_one_that_is_not_broken(text: str, whole: list[str]):
    """Before a unit and behind a sign, and nowhere else; not in a name."""
    assert [one.replace("\u00a0", "_") for one in amounts_in(text)] == whole
    assert unbroken(text).replace("\u00a0", " ") == text
    for name in ("每 12 个班配备专用教室", "teachers per 100 pupils", "1.1.2 名称1.1.2"):
        assert unbroken(name) == name


def test_a_column_has_room_for_its_amounts_however_many_columns_there_are():
    """Where headers have to give way, digits and units do not: nine characters of 9 points, and the margins."""
    headers = tuple("核定的年度公用经费预算总额" * 2 for _ in range(12))
    rows = tuple(tuple("1234567 元" if at == 11 else "24" for at in range(12)) for _ in range(3))
    assert column_widths(Table(headers, rows), 156)[-1] >= 10 * 1.6 + 2.8


@pytest.mark.parametrize(("text", "parts"), [("2015-12-30", 3), ("从2015-12-30起", 3), ("12-30", 1), ("360-2015-12", 1), ("2015-2016", 1)])
def test_a_date_is_known_by_its_hyphens(text: str, parts: int):
    """They are printed as hyphens at which no line ends; other numbers keep theirs."""
    assert len(DATE_HYPHEN.split(text)) == parts
