"""Conditions and formulas as lines to be read aloud."""

from __future__ import annotations

import pytest

from evalrules.words.conditions import Prose
from evalrules.words.outlines import outline

RULES = """
choices: {kind: {zh: 类别, en: kind, nine: {zh: 九年一贯制, en: nine-year}, twelve: {zh: 十二年一贯制, en: twelve-year}, plain: {zh: 小学, en: primary}}}
measures:
  n: {type: count, unit: 人, zh: 学生数, en: pupils}
  more: {type: count, unit: 人, zh: 兼职, en: part-time}
  small: {type: yesno, zh: 小规模, en: small}
  rural: {type: yesno, zh: 农村, en: rural}
  rate: {type: number, zh: 入学率, en: enrolment}
  type: {type: kind, zh: 类别, en: kind}
indicators: [{id: "1", source: s 1, met: '%s'}]
verdict: [{level: pass, when: 'met("1")'}, {level: fail}]
"""
CASES = [
    (
        "small or at_least(2, n > 1, n > 2, all_of(n > 3, rate > 5))",
        ["以下任一：", "(1) 小规模", "(2) 以下至少 2 项：", "(2.1) 学生数 > 1", "(2.2) 学生数 > 2", "(2.3) 以下全部：",
         "(2.3.1) 学生数 > 3", "(2.3.2) 入学率 > 5"],
    ),
    ("50 <= n < 100", ["50 ≤ 学生数 < 100"]),
    ("small and 50 <= n < 100", ["以下全部：", "(1) 小规模", "(2) 50 ≤ 学生数 < 100"]),
    ("n <= (3000 if small else 2000)", ["学生数 ≤ 甲", "其中甲：小规模 时为 3000，否则为 2000"]),
    (
        'n <= (3000 if type == "nine" else 2500 if type == "twelve" else 2400)',
        ["学生数 ≤ 甲", "其中甲为以下依次第一个符合的：", "(甲1) 类别 = 九年一贯制 时为 3000",
         "(甲2) 类别 = 十二年一贯制 时为 2500", "(甲3) 其余情形为 2400"],
    ),
    (
        "n <= (2400 if small and (rural or rate > 50) else 2000) + (more if small and rural else 0)",
        ["学生数 ≤ 甲 + 乙", "其中甲为以下依次第一个符合的：", "(甲1) 以下全部时为 2400：", "(甲1.1) 小规模", "(甲1.2) 以下任一：",
         "(甲1.2.1) 农村", "(甲1.2.2) 入学率 > 50", "(甲2) 其余情形为 2000", "其中乙为以下依次第一个符合的：",
         "(乙1) 小规模 且 农村 时为 兼职", "(乙2) 其余情形为 0"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "lines"), CASES)
def test_a_condition_can_be_read_aloud(condition: str, lines: list[str], ruleset_from):
    """Each condition that is joined has its number, those inside it the number of theirs; choices are told below."""
    ruleset = ruleset_from(RULES % condition).data
    assert outline(Prose(ruleset, "zh"), ruleset.indicators[0].met.root) == lines


def test_a_choice_is_told_below_its_own_number(ruleset_from):
    """In English it is called A; what is computed as a choice has no name."""
    ruleset = ruleset_from(RULES % "n <= (3000 if small and rural else 2000)").data
    root = ruleset.indicators[0].met.root
    assert outline(Prose(ruleset, "en"), root) == [
        "pupils ≤ A", "where A is the first that holds of:", "(A1) 3000 if small and rural", "(A2) 2000 in every other case",
    ]  # fmt: skip
    assert outline(Prose(ruleset, "zh"), root.right, "2") == [
        "以下依次第一个符合的：", "(2.1) 小规模 且 农村 时为 3000", "(2.2) 其余情形为 2000",
    ]  # fmt: skip


def test_formulas_behind_points_are_not_told_with_their_sum(ruleset_from):
    """The choices of an indicator stand with the indicator."""
    rules = "  - {id: a, zh: 甲项, en: a, points: 10, awarded: '5 if n > 3 and (n < 9 or n > 20) else 0', source: s 1}"
    ruleset = ruleset_from(
        f"measures: {{n: {{type: count, zh: 数, en: number}}}}\nindicators:\n{rules}\n"
        "verdict: [{level: pass, when: 'sum(indicators, points) >= 3'}, {level: fail}]\n"
    ).data
    assert outline(Prose(ruleset, "zh"), ruleset.verdict[0].when.root) == ["得分合计 ≥ 3"]
