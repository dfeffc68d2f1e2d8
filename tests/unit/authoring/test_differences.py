"""What is different between two rulesets, part by part."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evalrules.authoring.differences import ruleset_changes

RULES = """
values:
  line: {value: 90, unit: "%", zh: 下限, en: limit, source: s}
  scale: {points: [[60, 1], [90, 4]], zh: 分档, en: scale, source: s}
measures:
  rate: {type: percent, range: [0, 100], zh: 入学率, en: rate}
  twice: {type: percent, value: 2 * rate}
  accident: {type: yesno, zh: 事故, en: accident}
tables: {schools: {key: [school], columns: {school: {type: text}, area: {type: number}}, leave_out: area < 5}}
grades: [A, B, C]
indicators:
  - {id: "1", zh: 一, en: one, met: rate >= line, source: s 1}
  - {id: "2", zh: 二, en: two, bands: {A: rate >= 95, B: rate >= 90, C: otherwise}, source: s 2}
  - {id: "3", zh: 三, en: three, met: "every(schools, area >= 6) and twice >= 10", source: s 3}
  - {id: "4", zh: 四, en: four, points: 4, awarded: "step(scale, rate)", source: s 4}
gates: [{id: g, need: rate >= 50, else: fail, source: s}]
vetoes: [{id: v, zh: 事故, en: accident, when: accident, level: fail, source: s}]
verdict: [{level: pass, when: 'count(indicators, not met) <= 1'}, {level: fail}]
"""

Told = list[tuple[str, str, str, tuple[str, ...]]]


@pytest.fixture
def told(ruleset_from) -> Callable[..., Told]:
    """The differences after some texts were replaced by others."""

    def of(*changes: tuple[str, str]) -> Told:
        text = RULES
        for one, other in changes:
            assert one in text
            text = text.replace(one, other)
        found = ruleset_changes(ruleset_from(RULES).data, ruleset_from(text).data)
        return [(one.part, one.id, one.change, one.through) for one in found.changes]

    return of


def test_a_ruleset_is_not_different_from_itself(told):
    """However often it is read."""
    assert told() == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("value: 90", "value: 92"), [("indicator", "1", "tightened", ("line",)), ("value", "line", "changed", ())]),
        (("B: rate >= 90", "B: rate >= 85"), [("indicator", "2", "loosened", ())]),
        (("A: rate >= 95, B: rate >= 90", "A: rate >= 96, B: rate >= 85"), [("indicator", "2", "changed", ())]),
        (("rate >= 50", "rate >= 60"), [("gate", "g", "tightened", ())]),
        (("when: accident", "when: accident and rate < 90"), [("veto", "v", "loosened", ())]),
        (("<= 1'", "<= 0'"), [("verdict", "pass", "tightened", ())]),
        (("zh: 一, en: one", "zh: 首, en: one"), [("indicator", "1", "renamed", ())]),
        (("source: s 1", "source: s 9"), [("indicator", "1", "cited", ())]),
        (("leave_out: area < 5", "leave_out: area < 4"), [("indicator", "3", "changed", ("schools",)), ("table", "schools", "changed", ())]),
        (("value: 2 * rate", "value: 3 * rate"), [("indicator", "3", "loosened", ("twice",)), ("measure", "twice", "changed", ())]),
        (("vetoes: [{id: v", "vetoes: [{id: w"), [("veto", "w", "added", ()), ("veto", "v", "removed", ())]),
        (("source: s 3}", "source: s 3, must: true}"), [("indicator", "3", "tightened", ())]),
        (("[60, 1]", "[70, 1]"), [("indicator", "4", "changed", ("scale",)), ("value", "scale", "changed", ())]),
        (("range: [0, 100]", "range: [0, 200]"), [("measure", "rate", "changed", ())]),
    ],
)  # fmt: skip
def test_each_difference_is_told_with_its_direction(told, change: tuple[str, str], expected: Told):
    """Of a number behind a condition both are told: the number, and every condition that it makes another one."""
    assert told(change) == expected


def test_criteria_that_are_read_worst_first_ask_for_more_where_a_worse_one_takes_more(ruleset_from):
    """B for everybody below 92 in place of 90 leaves fewer for A, which is read after it."""
    text = RULES.replace('id: "2", ', 'id: "2", when_both: worse, ')
    text = text.replace("A: rate >= 95, B: rate >= 90, C: otherwise", "A: rate >= 0, B: rate < 90, C: rate < 50")
    before, after = ruleset_from(text).data, ruleset_from(text.replace("B: rate < 90", "B: rate < 92")).data
    assert [("2", "tightened")] == [(one.id, one.change) for one in ruleset_changes(before, after).changes]
