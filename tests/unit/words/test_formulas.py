"""Formulas in words."""

from __future__ import annotations

import pytest

from evalrules.words.conditions import Prose

RULES = """
choices: {{stage: {{zh: 学段, en: stage, low: {{zh: 小学, en: primary}}, high: {{zh: 初中, en: junior}}}}}}
values:
  soft: {{value: 0.85, zh: 下限比例, en: share, source: s 1}}
  line: {{value: 20, unit: 册, zh: 标准, en: line, source: s 1}}
  table: {{points: [[0, 8], [10, 6]], unit: 分, zh: 表, en: table, source: s 1}}
  weight: {{by: stage, low: 1, high: 1.1, zh: 权重, en: weight, source: s 1}}
measures:
  a: {{type: count, unit: 名, zh: 有证教师, en: certified}}
  b: {{type: count, unit: 名, zh: 教师, en: teachers}}
  c: {{type: count, unit: 人, zh: 学生, en: pupils}}
  books: {{type: count, unit: 册, zh: 图书, en: books}}
  near: {{type: count, unit: 人, each: stage, zh: 就近入学, en: nearby}}
  y: {{type: percent, each: stage, zh: 比例, en: share of pupils, value: '{}'}}
indicators: [{{id: "1", source: s 1, met: '{} >= 0'}}]
"""
SAID = [
    ("100 * a / b", "有证教师占教师的百分比", "certified as a percentage of teachers"),
    ("100 * (a + b) / b", "（有证教师 + 教师）占教师的百分比", "(certified + teachers) as a percentage of teachers"),
    ("100 * a / c", "100 × 有证教师 ÷ 学生", "100 × certified ÷ pupils"),
    ("10 * a / b", "10 × 有证教师 ÷ 教师", "10 × certified ÷ teachers"),
    ("a / (b * c)", "有证教师 ÷ (教师 × 学生)", "certified ÷ (teachers × pupils)"),
    ("soft * line", "20 册 的 85%", "85% of 20"),
    ("step(table, c)", "按学生取值（0 起为 8 分，10 起为 6 分）", "by pupils (8 points from 0, 6 points from 10)"),
    ("interpolate(table, c)", "按学生取值（0 处为 8 分，10 处为 6 分，其间按直线）", "by pupils (8 points at 0, 6 points at 10, on the line between)"),
    ("soft * weight", "（小学 1/初中 1.1） 的 85%", "85% of (primary 1/junior 1.1)"),
    ("line * soft", "20 册 × 0.85", "20 × 0.85"),
    ("weight * b", "(小学 1/初中 1.1) × 教师", "(primary 1/junior 1.1) × teachers"),
]


@pytest.mark.parametrize(("formula", "zh", "en"), SAID)
def test_a_formula_in_words(formula: str, zh: str, en: str, ruleset_from):
    """A percentage of one unit and a part of a limit are said as such; numbers by option stand in brackets."""
    ruleset = ruleset_from(RULES.format("100 * near / c", formula)).data
    root = ruleset.indicators[0].met.root.left
    assert Prose(ruleset, "zh").condition(root) == zh
    assert en in Prose(ruleset, "en").condition(root)


def test_what_holds_of_each_option_is_said_without_it(ruleset_from):
    """Neither the measure, nor a number by that option, is said of the first option alone."""
    ruleset = ruleset_from(RULES.format("100 * weight * near / c", "b")).data
    prose, root = Prose(ruleset, "zh"), ruleset.measures["y:high"].value.root
    assert prose.condition(root) == "100 × 1.1 × 就近入学（初中） ÷ 学生"
    assert prose.of_each("stage", "high").condition(root) == "100 × (小学 1/初中 1.1) × 就近入学 ÷ 学生"
