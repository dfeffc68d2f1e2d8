"""What a ruleset asks for."""

from __future__ import annotations

from evalrules.forms.asked import attributes, awarded, graded, is_derived, roots_of

RULES = """
choices: {region: {south: {zh: 苏南, en: south}}, stage: {primary: {zh: 小学, en: primary}}, unused: {a: {zh: 甲, en: a}}}
values: {line: {by: region, south: 98, unit: "%", source: s 1}, unset: {value: null, unit: "%", source: s 1}}
measures:
  rate: {type: percent, zh: 率}
  ok: {type: count, zh: 数}
  share: {type: percent, zh: 比例, value: "percent(ok, ok)"}
  cv: {type: number, each: stage, zh: 系数, value: "ok / 2"}
  own: {type: number, each: stage, zh: 填}
indicators:
  - {id: "1", zh: 甲, source: s 1, met: rate >= line}
  - {id: "2", zh: 乙, source: s 1, assessed: yesno, applies: ok > 0}
  - {id: "3", zh: 丙, source: s 1, met: rate >= unset}
  - {id: "4", zh: 丁, source: s 1, points: 2, awarded: assessor}
  - {id: "5", each: stage, zh: 戊, source: s 1, met: own > cv}
"""


def test_panels_are_asked_for_what_they_decide(ruleset_from):
    """Assessed indicators and those that wait for a parameter, but none that is computed."""
    assert ["2", "3"] == [one.id for one in graded(ruleset_from(RULES).data)]


def test_points_are_asked_for_where_assessors_award_them(ruleset_from):
    """The measure of the points names its indicator."""
    assert ["4"] == list(awarded(ruleset_from(RULES).data))


def test_only_attributes_that_something_depends_on_are_asked_for(ruleset_from):
    """A choice that only tells columns or options apart is no attribute of the subject."""
    assert ["region"] == attributes(ruleset_from(RULES).data)


def test_derived_measures_are_told_from_those_to_fill_in(ruleset_from):
    """Computed as a whole, or for each option."""
    rules = ruleset_from(RULES).data
    assert ["share", "cv"] == [one.id for one in rules.facts if is_derived(one, rules)]


def test_every_condition_of_an_indicator_counts(ruleset_from):
    """What decides whether it applies is behind it too."""
    assert 1 == len(roots_of(ruleset_from(RULES).data.indicator("2")))
