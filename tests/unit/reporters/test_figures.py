"""The figures of a result, worked out in one place."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from evalrules.model.assessment import Irrational
from evalrules.reporters.figures import Scored, compared, number_of, scored, shown_beside, spreads, total_of

RULES = """
values: {most: {value: 0.5, zh: 上限, en: most, source: s}}
groups: [{id: g, zh: 甲组, en: one}, {id: h, zh: 乙组, en: two}]
measures: {rate: {type: percent, range: [0, 100]}, spread: {type: number, zh: 系数, en: spread, value: "cv(units, size)", round: {digits: 3, mode: half_up}}}
tables: {units: {key: [name], columns: {name: {type: text}, size: {type: number}}}}
indicators:
  - {id: "1", group: g, source: s, points: 5, awarded: assessor}
  - {id: "2", group: g, source: s, points: 3, awarded: assessor}
  - {id: "3", group: h, source: s, points: 2, awarded: assessor}
  - {id: "4", source: s, met: rate >= 95}
  - {id: "5", source: s, met: spread <= most}
"""
SIZES = [{"name": "a", "size": 4}, {"name": "b", "size": 7}]


def result(assess, points=None, **facts):
    return assess(RULES, {"facts": facts, "points": points or {}, "tables": {"units": SIZES}}).data


@pytest.mark.parametrize(
    ("rate", "expected"),
    [(94, (False, "1", None)),
     (Decimal("94.9999999999999999999999999999999999"), (False, "0.0000000000000000000000000000000001", None)),
     (Decimal("96.1000000000000000000000000000000002"), (True, None, "1.1000000000000000000000000000000002")),
     (Decimal("95.0000001"), (True, None, "0.0000001")),
     (95, (True, None, "0")), (97, (True, None, "2")),
     ({"between": [94, 96]}, (None, None, None)), ({"between": [95, 96]}, (True, None, None)), (None, (None, None, None))],
)  # fmt: skip
def test_the_distance_is_told_on_either_side(rate, expected, assess):
    """What lacks, or what is to spare; none within bounds, though these may decide."""
    found = result(assess, rate=rate)
    (one,) = compared(found.findings[3], found.titles)
    assert expected == (one.holds, one.lacks, one.spare)


def test_points_are_added_up_by_group_and_over_all(assess):
    """Full, awarded and lost; a sum of which a part is not known is not known."""
    groups = scored(result(assess, {"1": 4.5, "2": 3}))
    assert ["g", "h"] == [one.group for one in groups]
    assert Scored(Fraction(8), Fraction(15, 2), Fraction(1, 2)) == groups[0].total
    assert Scored(Fraction(2), None, None) == groups[1].total
    assert Scored(Fraction(10), None, None) == total_of(one.total for one in groups)


def test_a_statistic_stands_with_its_limit(assess):
    """Its value is rounded as it is compared; mean and deviation are exact."""
    found = result(assess)
    ((finding, (spread,), others),) = spreads(found)
    assert ("5", ()) == (finding.id, others)
    assert ("5.5", "1.5", 2) == (spread.use.mean, spread.use.deviation, spread.use.rows)
    assert ("0.273", "<=", "0.5", True) == (spread.compared.have, spread.compared.requirement.op, spread.compared.need, spread.compared.holds)


def test_a_statistic_that_a_condition_names_itself_stands_beside_its_own_limit(assess):
    """Also where the indicator asks for more than that; what else it asks for stands by itself."""
    rules = RULES.replace("met: spread <= most", 'met: "mean(units, size) >= 9 and cv(units, size) <= 0.5"')
    found = assess(rules, {"facts": {"rate": 96}, "tables": {"units": SIZES}}).data
    ((_, (spread,), (other,)),) = spreads(found)
    assert ("cv(units, size)", "0.5", True) == (spread.use.quantity, spread.compared.need, spread.compared.holds)
    assert ("5.5", "9", False) == (other.have, other.need, other.holds)


def test_what_is_only_shown_is_rounded_as_it_says(assess):
    """What is not known is not printed, nor is what an indicator asks for anyway."""
    twice = 'twice: {type: number, zh: 两倍, en: twice, value: "2 * spread", shown: true, round: {digits: 2, mode: half_up}}'
    rules = RULES.replace("spread: {type", f"{twice}, spread: {{type")
    ((use, value),) = shown_beside(result(lambda _, evidence: assess(rules, evidence)))
    assert ("twice", "0.55") == (use.measure, value)
    empty = assess(rules, {"facts": {}}).data
    assert (["0..+∞"], []) == ([one.value for one in empty.shown], list(shown_beside(empty)))
    asked = assess(rules.replace("met: spread <= most", "met: twice <= most"), {"tables": {"units": SIZES}}).data
    assert () == asked.shown


@pytest.mark.parametrize(
    ("written", "expected"),
    [("1/3", Fraction(1, 3)), ("-0.5", Fraction(-1, 2)), (Irrational("", "0.25"), Fraction(1, 4)), ("1..2", None), (True, None), (None, None), ("1e999999999", None), ("1/0", None)],
)  # fmt: skip
def test_only_a_number_is_a_number(written, expected):
    """Of one without end the digits that are shown."""
    assert expected == number_of(written)
