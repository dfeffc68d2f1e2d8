"""Derived measures may rest on one another, but not in a circle and not without end."""

from __future__ import annotations

import pytest

from evalrules.frontend.derivations import MAX_DERIVATIONS


def row(length: int) -> str:
    """Derived measures, each computed from the one before."""
    lines = ["  m0: {type: number}"] + [f"  m{at}: {{type: number, value: m{at - 1} + 1}}" for at in range(1, length + 1)]
    return "measures:\n" + "\n".join(lines) + '\nindicators: [{id: "1", met: m0 >= 1, source: s}]\n'


def test_a_row_of_the_longest_length_loads_and_is_computed(ruleset_from, assess):
    """Fifty derived measures in a row are fine."""
    text = row(MAX_DERIVATIONS).replace("met: m0 >= 1", f"met: m{MAX_DERIVATIONS} >= {MAX_DERIVATIONS}")

    assert "pass" == assess(text, {"facts": {"m0": 0}}).verdict.level


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (row(MAX_DERIVATIONS + 1), "ER207"),
        (row(3).replace("m1: {type: number, value: m0 + 1}", "m1: {type: number, value: m3 + 1}"), "ER313"),
    ],
    ids=["too-long", "circle"],
)
def test_a_longer_row_and_a_circle_are_refused(ruleset_from, text: str, code: str):
    """One problem each, not one for every measure behind it."""
    import evalrules

    with pytest.raises(evalrules.EvalrulesError) as raised:
        ruleset_from(text)

    assert [code] == [found.code for found in raised.value.diagnostics]


SHOWN = """
choices: {stage: {low: {zh: 小学, en: primary}, high: {zh: 初中, en: junior}}}
measures:
  area: {type: number}
  spread: {type: number, each: stage, value: "cv(units, size)"}
  both: {type: number, shown: true, value: 'FORMULA'}
tables: {units: {key: [name, stage], columns: {name: {type: text}, stage: {type: stage}, size: {type: number}}}}
indicators: [{id: "1", met: area >= 1, source: s}]
"""
MADE_OF_SPREADS = ('of(spread, "low") + of(spread, "high")', "stdev(units, size)", "2 * cv(units, size) + area")


@pytest.mark.parametrize("formula", MADE_OF_SPREADS)
def test_what_is_only_shown_is_made_of_coefficients(ruleset_from, formula: str):
    """Also through the measures that it names: below them it is printed."""
    shown = [own for own, one in ruleset_from(SHOWN.replace("FORMULA", formula)).data.measures.items() if one.is_shown]
    assert ["both"] == shown


@pytest.mark.parametrize("formula", ["2 * area", "mean(units, size)", ""])
def test_what_is_shown_of_anything_else_is_refused(ruleset_from, formula: str):
    """There is no table of figures that it could stand in; nor is there where it is handed in."""
    import evalrules

    text = SHOWN.replace("FORMULA", formula) if formula else SHOWN.replace(", value: 'FORMULA'", "")
    with pytest.raises(evalrules.EvalrulesError, match="ER103") as raised:
        ruleset_from(text)
    assert ["ER103"] == [found.code for found in raised.value.diagnostics]
