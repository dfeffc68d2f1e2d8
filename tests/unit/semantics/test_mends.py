"""What indicators lack is mended together: facts, cells of rows, and what assessors decide."""

from __future__ import annotations

RISING_AND_FALLING = """\
measures:
  up: {type: percent, range: [0, 100], better: higher}
  down: {type: percent, range: [0, 100], better: lower}
tables: {t: {key: [name], columns: {name: {type: text}, money: {type: number, better: higher}}}}
indicators:
  - {id: "1", source: s 1, met: 'every(t, money >= 10)'}
  - {id: "2", source: s 1, met: up >= 90}
  - {id: "3", source: s 1, met: down <= 5}
verdict: [{level: pass, when: 'every(indicators, met)'}, {level: fail}]
"""
FUNDED = "every(t, pupils >= 100 or money >= 100000)"


def test_what_a_school_can_do_is_said_and_not_that_it_have_more_pupils(advice):
    """50 pupils and 60,000 of 100,000 yuan: 40,000 yuan more."""
    assert advice(FUNDED) == ([("t.money", ("甲",), "100000", "40000")], "", ())


def test_rows_and_decisions_of_assessors_come_together(advice):
    """Both are needed, and neither is left out."""
    assert advice(FUNDED, "not_met") == ([("t.money", ("甲",), "100000", "40000"), ("2", None, "met", None)], "", ())


def test_of_a_quantity_that_no_rule_moves_its_distance_is_said(advice):
    """Schools farther apart: none is told to be poorer than the others."""
    assert advice("stdev(t, money) >= 30000") == ([(None, None, "30000", "0.5")], "", ())


def test_rows_behind_a_median_come_together_with_decisions(advice):
    """The school that brings the median to its limit, and what the assessors decide."""
    found = advice("median(t, money) >= 100000", "not_met")
    assert {("t.money", ("甲",), "199999", "139999"), ("2", None, "met", None)} == set(found[0])


def test_what_is_to_rise_and_what_is_to_fall_is_said_of_each(assess):
    """Beside rows that lack something a share that is too great is to be at most its limit, one too small at least."""
    found = assess(RISING_AND_FALLING, {"facts": {"up": 80, "down": 9}, "tables": {"t": [{"name": "甲", "money": 6}]}})
    (gap,) = [one for one in found.gaps if one.kind == "level"]
    told = {(one.measure, one.op, str(one.need)) for one in gap.changes}
    assert told == {("up", ">=", "90"), ("down", "<=", "5"), ("t.money", ">=", "10")}


POINTS_BESIDE_FACTS = """
measures:
  b: {type: count, range: [0, 5], better: higher, zh: 乙数, en: second}
  c: {type: count, range: [0, 5], better: higher, zh: 丙数, en: third}
indicators:
  - {id: "1", source: s 1, met: "max(b, c) < 2"}
  - {id: p, points: 4, awarded: "4 - b if b <= 4 else 0", source: s 1}
verdict: [{level: pass, when: "sum(indicators, points) >= 2", source: s 1}, {level: fail, source: s 1}]
"""


def test_of_what_mends_an_indicator_no_fact_is_said_that_the_level_does_not_need(assess):
    """The points hang on b alone; c would only be less for an indicator that nobody counts."""
    found = assess(POINTS_BESIDE_FACTS, {"facts": {"b": 5, "c": 3}})
    (gap,) = [one for one in found.gaps if one.kind == "level"]
    assert [one.measure for one in gap.changes] == ["b"]
