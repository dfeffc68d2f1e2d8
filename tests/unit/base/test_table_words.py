"""What a heading says beside its name; totals, notes and titles of parts among the rows."""

from __future__ import annotations

import pytest
from drawing import draws
from hypothesis import given
from hypothesis import strategies as st

from evalrules.base import table_words
from evalrules.base.table_words import (
    Heading,
    heading_of,
    is_note,
    is_section,
    is_total,
    squeezed,
    unit_beside,
    units_of_title,
)

KNOWN = frozenset(map(squeezed, ("学校", "教学仪器设备值", "最大班额（无小学填0）", "学生数", "Books")))


@pytest.mark.parametrize(
    ("text", "name", "unit"),
    [
        ("学校 *", "学校", ""), ("★学生数\n（人）", "学生数", "人"), ("教学仪器设备值（万元）", "教学仪器设备值", "万元"),
        ("教学仪器\n设备值\n(单位：千元)", "教学仪器设备值", "千元"), ("教学仪器设备值（不含租用）", "教学仪器设备值", ""),
        ("教学仪器设备值（含租用）（亿元）", "教学仪器设备值", "亿元"), ("最大班额（无小学填0）", "最大班额(无小学填0)", ""),
        ("学生数 【人】 *\n由其他数据计算，可不填", "学生数", "人"), ("ＢＯＯＫＳ [册]", "books", "册"), ("教学仪器设备值（元/生）", "教学仪器设备值", "元/生"),
        ("教学仪器设备值/万元", "教学仪器设备值", "万元"), ("教学仪器设备值，单位：万元", "教学仪器设备值", "万元"),
        ("教学仪器设备值 单位:千元", "教学仪器设备值", "千元"), ("教学仪器设备值（账面原值，单位：万元）", "教学仪器设备值", "万元"),
        ("教学仪器设备值（不含租用、万元）", "教学仪器设备值", "万元"), ("最大班额（无小学填0，人）", "最大班额(无小学填0)", "人"),
        ("教学仪器设备值—亿元 *", "教学仪器设备值", "亿元"), ("学生数-人", "学生数", "人"), ("教学仪器设备值（元/人）", "教学仪器设备值", "元/人"),
    ],
)  # fmt: skip
def test_a_heading_is_its_name_and_a_unit_beside_it(text: str, name: str, unit: str):
    """Brackets, marks, line breaks and width belong to the form; a unit among them is read."""
    assert heading_of(text, KNOWN) == Heading(squeezed(name), unit)


@pytest.mark.parametrize("text", ["备注", "学生", "学生数合计", "（人）", "*", "", "学生数/女", "学生数，人数", "人/学校"])
def test_another_heading_names_nothing(text: str):
    """Only a whole name counts; what is merely like one does not."""
    assert heading_of(text, KNOWN) is None


@pytest.mark.parametrize(
    ("text", "unit"), [("无论什么\n（万元）", "万元"), ("班数（个）*", "个"), ("级（Ⅰ填1）", ""), ("面积（m²）", "m2"), ("名称", "")]
)
def test_a_unit_is_found_whatever_the_name_is(text: str, unit: str):
    """For sheets whose columns are known by their ids."""
    assert unit_beside(text) == unit


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("单位：人、平方米、万元", ("人", "平方米", "万元")), ("（单位:千元）", ("千元",)), ("金额单位：万元", ("万元",)),
        ("填报单位：示例县教育局", ()), ("单位：示例县教育局", ()), ("某县学校情况表", ()),
    ],
)  # fmt: skip
def test_a_title_gives_units_where_it_lists_nothing_else(text: str, units: tuple[str, ...]):
    """单位 is also the word for an office, whose name is no unit."""
    assert units_of_title(text) == units


@pytest.mark.parametrize(
    "text",
    ["合计", "合 计", "总计：", "小学合计", "县直学校小计", "平均", "平均值", "全县", "全县合计", "合计（小学）", "Total", "mean", "合计12所"],
)
def test_a_total_is_told_by_its_word(text: str):
    """Sums and means, of the whole table and of its parts."""
    assert is_total(text)


@draws(30)
@given(st.from_regex(table_words._TOTAL.pattern, fullmatch=True))
def test_every_name_of_a_total_has_a_character_that_tells_it(text: str):
    """A text without any of them is no total at first sight, and so is one that ends in a figure."""
    assert not table_words._IN_TOTALS.isdisjoint(text)
    assert not (text.isascii() and text[-1].isdigit())


@pytest.mark.parametrize("text", ["一小", "平均小学", "全县第一中学", "合计划小学", "示例县", "总部学校", "", "12", "平安小学"])
def test_a_school_is_no_total(text: str):
    """A name that merely holds such a word is a name."""
    assert not is_total(text)


@pytest.mark.parametrize(
    "text", ["注：1. 学生数为2013年9月统计数。", "说明：", "填表人：某某", "审核人: 某", "单位负责人（签字）：", "备注：无", "资料来源：年报", "Note: x",
             "（盖章）", "校长签字：", "单位（公章）", "填报单位：某局", "上报日期", "以下空白", "第1页 共2页", "2024年1月5日", "数据截至2020年底"]
)
def test_a_note_is_told_by_its_first_words(text: str):
    """Notes, and lines for names and signatures."""
    assert is_note(text)


@pytest.mark.parametrize("text", ["注溪小学", "说理小学", "校长岭小学", "一小", "填海路小学", "第1中学", "单位子弟学校", "盖章山小学", "2024年新建小学", "学校街小学"])
def test_a_school_is_no_note(text: str):
    """Neither is a school whose name begins like one."""
    assert not is_note(text)


def test_a_part_is_numbered():
    """一、小学 is a title; 一小 is a school."""
    assert is_section("一、小学") and is_section("（二）初中")
    assert not is_section("一小") and not is_section("一中分校")
