"""Which of two conditions asks for more; on drawn rulesets it is held to evidence (tests/properties)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evalrules.authoring.strictness import EASIER, HARDER, OTHER, SAME, Strictness, together, turned

RULES = """
choices: {kind: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}
values: {line: {value: 90, unit: "%", source: s}, low: {by: kind, primary: 1, junior: 2, source: s}}
measures: {rate: {type: percent, range: [0, 100]}, debt: {type: number}, pupils: {type: count}, has: {type: yesno}}
tables: {schools: {key: [school], columns: {school: {type: text}, area: {type: number, range: [0, null]}}}}
indicators: [{id: i, source: s, met: "CONDITION"}]
"""


@pytest.fixture
def held(ruleset_from) -> Callable[[str, str], str]:
    """How one condition is to satisfy beside another."""

    def of(one: str, other: str) -> str:
        before, after = (ruleset_from(RULES.replace("CONDITION", each)).data for each in (one, other))
        return Strictness(before, after).condition(before.indicators[0].met, after.indicators[0].met)

    return of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rate >= 90", "rate >= 95"), ("rate <= 10", "rate <= 5"), ("rate >= 90", "rate > 90"), ("rate >= 90", "rate >= 90 and has"),
        ("rate >= 90 or has", "rate >= 90"), ("at_least(1, has, rate >= 90)", "at_least(2, has, rate >= 90)"),
        ("not rate < 90", "not rate < 95"), ("kind in ('primary', 'junior')", "kind == 'primary' and has or kind == 'junior' and has"),
        ("every(schools, area >= 5)", "every(schools, area >= 6)"), ("count(schools, area < 5) <= 2", "count(schools, area < 6) <= 2"),
        ("share(schools, area >= 5) >= 80", "share(schools, area >= 6) >= 80"), ("rate / 2 >= 40", "rate / 2 >= 45"),
        ("2 * pupils <= 90", "3 * pupils <= 90"), ("rate >= line", "rate >= line and has"), ("min(rate, 99) >= 90", "min(rate, 99) >= 91"),
        ("(rate if has else 5) >= 90", "(rate if has else 4) >= 90"),
    ],
)  # fmt: skip
def test_what_asks_for_more_is_harder(held, one: str, other: str):
    """And the other way round it is easier; beside itself it is the same."""
    if "kind" in one:
        assert held(one, other) == OTHER  # one of a list and conditions are not built alike
        return
    assert (HARDER, EASIER, SAME) == (held(one, other), held(other, one), held(one, one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rate >= 90", "debt >= 90"), ("rate >= 90", "rate <= 90"), ("rate >= 90 and debt <= 5", "rate >= 95 and debt <= 6"),
        ("debt * debt >= 90", "debt * rate >= 90"), ("rate == 90", "rate == 95"), ("has", "not has"), ("2 * debt <= 90", "debt * 3 <= 90"),
        ("every(schools, area >= 5)", "any(schools, area >= 5)"),
    ],
)  # fmt: skip
def test_what_is_built_otherwise_is_just_different(held, one: str, other: str):
    """Nothing is claimed where the order of numbers tells nothing."""
    assert held(one, other) == OTHER


def test_a_number_behind_a_name_counts(ruleset_from):
    """The condition is written as before; the limit of one option is a higher one."""
    text = RULES.replace("CONDITION", "debt >= of(low, kind)")
    before, after = ruleset_from(text).data, ruleset_from(text.replace("junior: 2", "junior: 3")).data
    assert Strictness(before, after).condition(before.indicators[0].met, after.indicators[0].met) == HARDER


@pytest.mark.parametrize(("found", "ways"), [(SAME, []), (HARDER, [SAME, HARDER]), (OTHER, [HARDER, EASIER]), (OTHER, [SAME, OTHER])])
def test_ways_that_contradict_each_other_are_just_different(found: str, ways: list[str]):
    """Several differences have one direction only where all of them have it."""
    assert (together(ways), turned(HARDER), turned(OTHER)) == (found, EASIER, OTHER)
