"""Conditions in words."""

from __future__ import annotations

import re

import pytest

from evalrules.words.conditions import Prose

RULES = """
grades: [A, B, C]
choices: {region: {south: {zh: 苏南, en: south}, north: {zh: 苏北, en: north}}}
values: {line: {by: region, south: 98, north: 96, unit: "%%", source: s 1}, unset: {value: null, zh: 未定, en: unset, source: s 1}}
measures:
  rate: {type: percent, zh: 入学率, en: enrolment}
  n: {type: number, zh: 数, en: number}
  exam: {type: yesno, zh: 考试, en: exam}
  where: {type: region, zh: 校址, en: place}
  day: {type: date, zh: 日期, en: day}
  examined: {type: count, value: "1 if exam else 0", zh: 有考试（是为1）, en: has an exam (1 for yes)}
indicators:
  - {id: "1", source: s 1, met: '%s'}
  - {id: "2", source: s 1, assessed: grade}
verdict: [{level: pass, when: '%s'}, {level: fail}]
"""
MET = [
    ("rate >= 95", "入学率 ≥ 95", "enrolment ≥ 95"),
    ("rate >= line", "入学率 ≥ 苏南 98%/苏北 96%", "enrolment ≥ south 98%/north 96%"),
    ("n >= unset", "未定〔文本未给出，待设定〕", "unset [no text gives it; to be set]"),
    ("not exam", "并非（考试）", "not (exam)"),
    ("all_of(exam, n > 1)", "考试 且 数 > 1", "exam and number > 1"),
    ("exam or n != 2", "考试 或 数 ≠ 2", "exam or number ≠ 2"),
    ("exam and (n > 1 or n < 5)", "考试 且 （数 > 1 或 数 < 5）", "exam and (number > 1 or number < 5)"),
    ("at_least(2, exam, n > 1, n < 5)", "以下至少 2 项：", "at least 2 of: "),
    ("(n + 1) * 2 >= 3", "(数 + 1) × 2 ≥ 3", "(number + 1) × 2 ≥ 3"),
    ("0.2 * n + 0.3 * n + 0.5 * n >= 3", "0.2 × 数 + 0.3 × 数 + 0.5 × 数 ≥ 3", "0.2 × number + 0.3 × number + 0.5 × number ≥ 3"),
    ("n / 100 >= 3", "数 ÷ 100 ≥ 3", "number ÷ 100 ≥ 3"),
    ("9 - n - 2 >= 3", "9 − 数 − 2 ≥ 3", "9 − number − 2 ≥ 3"),
    ("9 - (n - 2) >= 3", "9 − (数 − 2) ≥ 3", "9 − (number − 2) ≥ 3"),
    ("8 / (n * 2) >= 3", "8 ÷ (数 × 2) ≥ 3", "8 ÷ (number × 2) ≥ 3"),
    ("examined == 1", "有考试", "has an exam"),
    ("examined == 0", "并非（有考试）", "not (has an exam)"),
    ("examined < 1", "有考试（是为1） < 1", "has an exam (1 for yes) < 1"),
    ("min(n, 2) >= 1", "中最小者", "the least of "),
    ('where == "north"', "校址 = ", "place = "),
    ('where in ("north", "south")', "校址 属于", "is one of"),
    ('where not in ("north", "south")', "校址 不属于", "is none of"),
]
VERDICT = [
    (
        'count(indicators, grade == "C") >= 1',
        "满足“等级 = C”的指标数 ≥ 1",
        "the number of indicators with grade = C ≥ 1",
    ),
    ("every(indicators, met)", "每项指标都达标", "every indicator is met"),
    ('any(indicators, id == "1")', "有指标满足“编号 = 1”", "any indicator: id = 1"),
    ('grade("2") == "A"', "指标“2”的等级 = A", "the grade of “2” = A"),
    ('met("1")', "指标“1”达标", "“1” is met"),
]


POINTS = [
    ('sum(indicators, points, group == "care") >= 8', "“保育”各项得分合计 ≥ 8", "the points of “care” added up ≥ 8"),
    ('sum(indicators, points, group != "care") >= 8', "“保育”以外各项得分合计 ≥ 8", "the points beside “care” added up ≥ 8"),
    ('sum(indicators, full, group == "care") >= 8', "“保育”各项满分合计 ≥ 8", "the full points of “care” added up ≥ 8"),
    ('points("a") >= 8', "“晨检”得分 ≥ 8", "the points of “morning checks” ≥ 8"),
    ("sum(indicators, points) >= least / 100 * sum(indicators, full)", "得分合计 ≥ 95% × 满分合计", "the points added up ≥ 95% × the full points added up"),
    ("sum(indicators, points) >= sum(indicators, full) * rate / 100", "得分合计 ≥ 满分合计 × 得分率", "the points added up ≥ the full points added up × share"),
    ("sum(indicators, points) >= sum(indicators, full) / 100", "得分合计 ≥ 满分合计 ÷ 100", "the points added up ≥ the full points added up ÷ 100"),
    ("sum(indicators, points) >= 8", "得分合计 ≥ 8", "the points added up ≥ 8"),
]


@pytest.mark.parametrize(("condition", "zh", "en"), POINTS)
def test_points_are_called_by_their_group_or_indicator(condition: str, zh: str, en: str, ruleset_from):
    """No word of the language stands in a sum of points: the name of the group, or of the one indicator."""
    ruleset = ruleset_from(
        "groups: [{id: care, zh: 保育, en: care}, {id: rest, zh: 其余, en: the rest}]\nindicators:\n"
        "  - {id: a, group: care, zh: 晨检, en: morning checks, points: 10, awarded: assessor, source: s 1}\n"
        "  - {id: b, group: rest, zh: 其他, en: others, points: 10, awarded: assessor, source: s 1}\n"
        'values: {least: {value: 95, unit: "%", zh: 下限, en: least, source: s 1}}\n'
        "measures: {rate: {type: percent, zh: 得分率, en: share, source: s 1}}\n"
        f"verdict: [{{level: pass, when: '{condition}'}}, {{level: fail}}]\n"
    ).data
    root = ruleset.verdict[0].when.root
    assert (Prose(ruleset, "zh").condition(root), Prose(ruleset, "en").condition(root)) == (zh, en)


@pytest.mark.parametrize(("condition", "zh", "en"), MET)
def test_a_condition_on_measures_in_words(condition: str, zh: str, en: str, ruleset_from):
    """Labels instead of ids, the numbers of the standard in place, in both languages."""
    ruleset = ruleset_from(RULES % (condition, 'met("1")')).data
    root = ruleset.indicators[0].met.root
    assert zh in Prose(ruleset, "zh").condition(root)
    assert en in Prose(ruleset, "en").condition(root)


@pytest.mark.parametrize(("condition", "zh", "en"), VERDICT)
def test_a_condition_on_indicators_in_words(condition: str, zh: str, en: str, ruleset_from):
    """Tallies and single indicators in words."""
    ruleset = ruleset_from(RULES % ("exam", condition)).data
    root = ruleset.verdict[0].when.root
    assert zh == Prose(ruleset, "zh").condition(root)
    assert en == Prose(ruleset, "en").condition(root)


def test_an_option_is_said_by_its_label(ruleset_from):
    """`where == "north"` names the option as people know it."""
    ruleset = ruleset_from(RULES % ('where == "north"', 'met("1")')).data
    assert "校址 = 苏北" == Prose(ruleset, "zh").condition(ruleset.indicators[0].met.root)


def test_a_difference_keeps_its_brackets(ruleset_from):
    """`n - (n - 1)` is not read as `n - n - 1`, and `(n + 1) * 2` not as `n + 1 * 2`."""
    ruleset = ruleset_from(RULES % ("n - (n - 1) >= 0", 'met("1")')).data
    assert re.search(
        r"number − \(number − 1\) ≥ 0", Prose(ruleset, "en").condition(ruleset.indicators[0].met.root)
    )


def test_a_number_that_a_condition_picks_is_said_with_it(ruleset_from):
    """`of(line, "south" if exam else "north")` says when which number counts."""
    ruleset = ruleset_from(RULES % ('rate >= of(line, "south" if exam else "north")', 'met("1")')).data
    root = ruleset.indicators[0].met.root
    assert Prose(ruleset, "zh").condition(root) == "入学率 ≥ 考试 时为 98%，否则为 96%"
    assert Prose(ruleset, "en").condition(root) == "enrolment ≥ 98% if exam, else 96%"
