"""Prices of changes are read with all that is wrong with them, at its place."""

from __future__ import annotations

from fractions import Fraction

import pytest

from evalrules.planning.costs import Price, read_costs

RULES = """
measures: {rate: {type: percent, zh: 比率, en: rate}, m: {type: count, zh: 数, en: number}}
tables: {t: {zh: 校, en: schools, key: [k], columns: {k: {type: text, zh: 名, en: name}, n: {type: count, zh: 班, en: classes}}}}
indicators: [{id: "9", source: s 1, met: "rate >= 5 and m >= 1 and every(t, n >= 2)"}]
"""


@pytest.fixture
def costs(ruleset_from, write):
    ruleset = ruleset_from(RULES).data

    def of(text: str):
        return read_costs(str(write("costs.yaml", text)), ruleset)

    return of


def test_prices_are_read_by_id_and_by_label(costs):
    """A row's own price comes before that of its column; what is not named costs nothing."""
    found, problems = costs(
        "costs:\n  facts.rate: {each: 4.5, fixed: 10, most: 2, by: 2026-06-30}\n  tables.校.班: {each: 3}\n"
        "  tables.t[一小].n: {changeable: false}\n"
    )
    assert not problems
    assert found.of("facts.rate") == Price(Fraction("4.5"), Fraction(10), Fraction(2), by="2026-06-30")
    assert found.of("tables.t[一小].n") == Price(changeable=False)
    assert found.of("tables.t[二小].n") == Price(Fraction(3))
    assert found.of("facts.m") is None and found.others == "free"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("costs: {facts.rate: {eech: 1}}", "ER620"), ("cost: {}", "ER620"), ("costs: 3", "ER620"), ("costs: {facts.rate: 3}", "ER620"),
        ("others: maybe", "ER620"), ("- a", "ER620"), ("costs: {facts.ratte: {each: 1}}", "ER621"),
        ("costs: {nothing: {each: 1}}", "ER621"), ("costs: {grades.8: {fixed: 1}}", "ER621"),
        ("costs: {facts.rate: {each: -1}}", "ER622"), ("costs: {facts.rate: {each: many}}", "ER622"),
        ("costs: {facts.rate: {by: tomorrow}}", "ER622"), ("costs: {facts.rate: {changeable: perhaps}}", "ER622"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_place(costs, text: str, code: str):
    """With line and column."""
    _, problems = costs(text)
    assert [one.code for one in problems] == [code]
    assert problems[0].place is not None and problems[0].place.line == 1
