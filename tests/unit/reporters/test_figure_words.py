"""Figures in words: as papers print them, and never against the verdict."""

from __future__ import annotations

import pytest

from evalrules.reporters.page import Writer

RULES = """
grades: [A, B, C]
choices: {run_by: {x: {zh: 公办, en: public}, y: {zh: 民办, en: private}, z: {zh: 联办, en: shared}}}
measures:
  rate: {type: percent, range: [0, 100], zh: 率, en: rate}
  most: {type: count, unit: 人, zh: 班额, en: class}
  area: {type: number, unit: m2, zh: 面积, en: area}
  pay: {type: number, unit: 元, zh: 工资, en: pay}
  others: {type: number, unit: 元, zh: 公务员工资, en: others' pay}
  exam: {type: yesno, zh: 考试, en: exam}
  kind: {type: run_by, zh: 办学, en: kind}
  left: {type: count, zh: 无, en: none}
indicators:
  - {id: i-rate, zh: 率, en: rate, source: s, bands: {A: rate >= 95, B: rate >= 90, C: otherwise}}
  - {id: i-most, source: s, met: most <= 45}
  - {id: i-area, source: s, met: area >= 4.5}
  - {id: i-pay, source: s, met: pay >= others}
  - {id: i-exam, source: s, met: not exam}
  - {id: i-kind, source: s, met: 'kind in ("x",)'}
  - {id: i-left, source: s, met: left == 0}
  - {id: i-few, source: s, met: left == 3}
  - {id: i-below, source: s, met: most < 30}
  - {id: i-kinds, source: s, met: 'kind in ("x", "y")'}
  - {id: i-either, zh: 任一, en: either, source: s, met: most < 30 or not exam}
  - {id: i-both, zh: 都, en: both, source: s, met: most < 30 and not exam}
"""


def line(assess, own, language, **facts):
    found = assess(RULES, {"facts": facts}).data
    (told,) = Writer(found, language).figure_lines(next(one for one in found.findings if one.id == f"i-{own}"))
    return told.have, told.need, told.gap


@pytest.mark.parametrize(
    ("own", "facts", "zh", "en"),
    [
        ("rate", {"rate": 93}, ("93%", "A：≥ 95%；B：≥ 90%", "差 2 个百分点"), ("93%", "A: ≥ 95%; B: ≥ 90%", "2 percentage points short")),
        ("rate", {"rate": 89}, ("89%", "A：≥ 95%；B：≥ 90%", "差 1 个百分点"), ("89%", "A: ≥ 95%; B: ≥ 90%", "1 percentage point short")),
        ("most", {"most": 60}, ("60 人", "≤ 45 人", "超出 15 人"), ("60", "≤ 45", "15 over")),
        ("area", {"area": 4.4996}, ("4.4996 平方米", "≥ 4.5 平方米", "差 0.0004 平方米"), None),
        ("area", {"area": {"between": [4, 5]}}, ("4～5 平方米", "≥ 4.5 平方米", "—"), None),
        ("pay", {"pay": 5, "others": 6}, ("5 元", "≥ 公务员工资（6 元）", "差 1 元"), ("5 yuan", "≥ others' pay (6 yuan)", "1 yuan short")),
        ("exam", {"exam": True}, ("是", "否", "不符"), ("yes", "no", "not so")),
        ("kind", {"kind": "y"}, ("民办", "公办", "不符"), ("private", "public", "not so")),
        ("left", {"left": 3}, ("3", "0", "超出 3"), ("3", "0", "3 over")),
        ("few", {"left": 2}, ("2", "3", "差 1"), ("2", "3", "1 short")),
        ("below", {"most": 30}, ("30 人", "< 30 人", "恰为限值，不符"), ("30", "< 30", "just at the limit, which is not enough")),
        ("below", {"most": 31}, ("31 人", "< 30 人", "超出 1 人"), ("31", "< 30", "1 over")),
        ("kinds", {"kind": "z"}, ("联办", "公办、民办 之一", "不符"), ("shared", "one of public, private", "not so")),
        ("left", {}, ("未提供", "0", "—"), ("not given", "0", "—")),
    ],
)  # fmt: skip
def test_a_figure_is_told_as_an_office_writes_it(own, facts, zh, en, assess):
    """Units by their names, relations as signs, options by their labels; of grades the nearest that is not reached."""
    assert zh == line(assess, own, "zh", **facts)
    assert en is None or en == line(assess, own, "en", **facts)


def test_of_alternatives_it_is_not_said_that_all_are_asked_for(assess):
    """One of two that hold is enough under an `or`, and not under an `and`."""
    found = assess(RULES, {"facts": {"most": 30, "exam": False}}).data
    rows = {
        own: next(Writer(found, "zh").rows_of(Writer(found, "zh").by_id[own], full=True))
        for own in ("i-either", "i-both")
    }
    assert rows["i-either"][2:] == ("达标", "1 项符合", "共 2 项，符合其中规定的项数即可", "—")
    assert rows["i-both"][2:] == ("未达标", "1 项符合", "共 2 项", "—")


KINDS = """
choices: {kind: {public: {zh: 公办, en: public}, private: {zh: 民办, en: private}}}
tables:
  t: {zh: 校, en: schools, key: [k], leave_out: kind == "private",
      columns: {k: {type: text, zh: 校名, en: name}, kind: {type: kind, zh: 类别, en: kind}, n: {type: count, zh: 数, en: number}}}
indicators: [{id: "1", zh: 均衡, en: balance, source: s, met: "cv(t, n) <= LIMIT"}]
"""


@pytest.mark.parametrize(
    ("limit", "zh", "en"), [("0.9", "所缺不影响", "not given, of no effect"), ("0.05", "不少于 0", "at least 0")]
)
def test_a_figure_that_is_not_known_and_decides_nothing_says_so(limit: str, zh: str, en: str, assess):
    """A coefficient is open for a school of unknown kind; beside a result it would look like a mistake."""
    rows = [{"k": "甲", "kind": "public", "n": 8}, {"k": "乙", "n": 9}]
    found = assess(KINDS.replace("LIMIT", limit), {"tables": {"t": rows}}).data
    for language, expected in (("zh", zh), ("en", en)):
        (told,) = Writer(found, language).figure_lines(found.findings[0])
        assert told.have == expected
