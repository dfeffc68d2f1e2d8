"""An action plan in words: what is to be done, how much of it, at what price, and what is proven; in both languages."""

from __future__ import annotations

import json

import pytest

import evalrules
from evalrules.model.action_plan import ActionPlan
from evalrules.planning.costs import Costs, Price
from evalrules.planning.planner import plan_to
from evalrules.reporters.action_plan.page import render_plan_html
from evalrules.reporters.action_plan.plan import render_plan_json, render_plan_markdown, render_plan_text
from evalrules.semantics.case import case_of

RULES = """
sources: {s: {zh: 办法, en: rules, confidence: read}}
measures:
  pupils: {type: count, fixed: true, unit: 人, zh: 学生数, en: pupils}
  area: {type: number, unit: m2, range: [0, null], better: higher, zh: 校舍面积, en: floor area}
  each: {type: number, unit: m2, value: area / pupils, zh: 生均校舍, en: floor area per pupil}
  funds: {type: number, unit: 元, range: [0, null], better: higher, zh: 经费, en: funds}
  largest: {type: count, unit: 人, better: lower, zh: 最大班额, en: largest class}
  done: {type: yesno, better: higher, zh: 已建制度, en: rules are made}
tables:
  t: {zh: 校, en: schools, key: [name], columns: {name: {type: text, zh: 名, en: name}, n: {type: count, unit: 名, better: higher, zh: 教师, en: teachers}}}
indicators:
  - {id: "1", zh: 校舍, en: rooms, source: s 1条, met: each >= 7.5 and funds >= 100000}
  - {id: "2", zh: 班额, en: classes, source: s 2条, met: "largest <= 45 and done and every(t, n >= 6)"}
  - {id: "3", zh: 管理, en: management, source: s 3条, assessed: yesno}
"""


@pytest.fixture(scope="module")
def plan(ruleset_from) -> ActionPlan:
    ruleset = ruleset_from(RULES)
    given = {
        "subject": {"kind": "county", "id": "c", "name": "甲县"}, "period": 2024,
        "facts": {"pupils": 826, "area": 5764, "funds": 60000, "largest": 50, "done": False},
        "grades": {"3": False}, "tables": {"t": [{"name": "一小", "n": 4}]},
    }  # fmt: skip
    evidence = evalrules.evidence_from(given, ruleset)
    prices = Costs({"facts.area": Price(each=3000, fixed=10, by="2026-06-30")}, is_given=True)
    return plan_to(case_of(ruleset.data, evidence.data), evidence.data, "pass", prices)


def test_an_office_reads_what_it_can_do(plan):
    """再建, 再拨, 再增加, 减少: amounts of what is stated, with their price and day."""
    lines = render_plan_text(plan, "zh").splitlines()
    assert lines[0] == "整改方案：甲县 时段 2024"
    assert lines[2:6] == ["目标结论：通过（现为不通过）", "需改变 6 项", "费用合计 1293010 元", "其中 5 项没有标价"]
    assert "1. 校舍面积：5764 平方米 → 6195 平方米；再建 431 平方米；关系到指标 1；费用 1293010 元；2026-06-30 前完成" in lines
    assert any("再拨 40000 元" in line for line in lines)
    assert any("一小 教师：4 名 → 6 名；再增加 2 名" in line for line in lines)
    assert any("最大班额：50 人 → 45 人；减少 5 人" in line for line in lines)
    assert any("已建制度：否 → 是" in line for line in lines)
    assert any("指标 3 管理：未达标 → 达标（由评估组评定）" in line for line in lines)
    assert "已证明没有更省的方案" in lines


def test_the_same_in_english(plan):
    """The same actions in the same order."""
    text = render_plan_text(plan, "en")
    assert "floor area: 5764 m² → 6195 m²; build 431 m² more; for 1; cost 1293010 yuan; by 2026-06-30" in text
    assert "proven: no plan costs less" in text and "6 changes" in text


def test_an_indicator_without_a_number_is_named_by_its_title(ruleset_from):
    """Ids that are words of whoever wrote the ruleset are for programs."""
    rules = "measures: {a: {type: count, better: higher, zh: 甲, en: a}}\nindicators: [{id: 'rooms:x', zh: 校舍, source: s, met: a >= 2}]"
    ruleset = ruleset_from(rules)
    evidence = evalrules.evidence_from({"facts": {"a": 1}}, ruleset)
    found = plan_to(case_of(ruleset.data, evidence.data), evidence.data, "pass", Costs())
    texts = (render_plan_text(found, "zh"), render_plan_markdown(found, "zh"), render_plan_html(found, "zh"))
    assert all("校舍" in text and "rooms:x" not in text for text in texts)
    assert "rooms:x" in render_plan_json(found)


def test_programs_read_the_same_plan(plan):
    """Amounts as numbers, in the order of the text."""
    document = json.loads(render_plan_json(plan))
    assert (document["format"], document["outcome"], document["proven"]) == ("plan/1", "found", True)
    assert document["actions"][0] == {
        "place": "facts.area", "measure": "area", "indicator": None, "row": None, "have": "5764", "need": "6195",
        "amount": "431", "unit": "m2", "serves": ["1"], "cost": "1293010", "by": "2026-06-30",
    }  # fmt: skip


def test_pages_hold_every_action(plan):
    """In Markdown and HTML, with the source of the indicator."""
    assert render_plan_markdown(plan, "zh").count("\n1. ") == 1
    page = render_plan_html(plan, "zh")
    assert page.count("<tr>") == 7 and "办法 1条" in page and "再建 431 平方米" in page


def test_what_nobody_changes_is_named(ruleset_from):
    """A plan that cannot be says why."""
    ruleset = ruleset_from(RULES.replace("each >= 7.5 and funds >= 100000", "pupils <= 100"))
    evidence = evalrules.evidence_from({"facts": {"pupils": 826, "largest": 5, "done": True}, "grades": {"3": True},
                                        "tables": {"t": [{"name": "一小", "n": 9}]}}, ruleset)  # fmt: skip
    found = plan_to(case_of(ruleset.data, evidence.data), evidence.data, "pass")
    assert (found.outcome, found.fixed, found.is_least) == ("fixed", ("pupils",), True)
    assert "没有可行的改变：“学生数”无人能够改变" in render_plan_text(found, "zh")


def test_a_number_that_no_text_gives_is_named_by_its_title(ruleset_from):
    """As everything that is missing is; its id is for programs."""
    rules = """
values: {line: {value: null, zh: 合格线, en: pass mark, source: s}}
sources: {s: {zh: 办法, en: rules, confidence: read}}
measures: {a: {type: count, better: higher, zh: 甲, en: a}}
indicators: [{id: "1", source: s, assessed: yesno}]
verdict: [{level: pass, when: 'a >= line and met("1")'}, {level: fail}]
"""
    ruleset = ruleset_from(rules)
    evidence = evalrules.evidence_from({"facts": {"a": 1}, "grades": {"1": True}}, ruleset)
    found = plan_to(case_of(ruleset.data, evidence.data), evidence.data, "pass")
    assert "缺少：合格线（待定参数）" in render_plan_text(found, "zh")
    assert "missing: pass mark" in render_plan_text(found, "en") and "line" not in render_plan_text(found, "en")
