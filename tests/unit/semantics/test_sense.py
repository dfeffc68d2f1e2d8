"""A ruleset that can never mean anything is refused when it is loaded, with the place of what it says."""

from __future__ import annotations

import pytest

from evalrules.frontend.build import build_ruleset
from evalrules.readers.yaml_document import read
from evalrules.semantics.sense import check_sense

TEXT = """\
id: t
edition: "1"
revision: 1
subject: school
sources: {s: {confidence: read}}
levels: [{id: ok, required: true}, {id: "no"}]
choices: {stage: {low: 低, high: 高}}
values: {none: {value: 0, source: s}, one: {value: 1, source: s}, by: {by: stage, low: 0, high: 1, source: s}}
measures: {rate: {type: number}, n: {type: count}, has: {type: yesno}}
tables: {rows: {key: [a], columns: {a: {type: text}, x: {type: number}, w: {type: number}}}}
"""


def codes_of(indicator: str, verdict: str = 'met("1")') -> list[tuple[str, int, int]]:
    """The code, line and column of each problem of an indicator and a verdict."""
    text = f"{TEXT}indicators: [{{id: '1', source: s, {indicator}}}]\nverdict: [{{level: ok, when: '{verdict}'}}, {{level: 'no'}}]\n"
    ruleset, problems = build_ruleset(read("t.yaml", text)[0])
    assert problems == []
    return [(one.code, one.place.line, one.place.column) for one in check_sense(ruleset)]


@pytest.mark.parametrize(
    "divisor",
    ["0", "-0", "(1 - 1)", "none", "by", "min(0, 1)", "(one - 1)", "(0 * n)", "(rate / 0)", "(n if 0 > 1 else 0)"],
)
def test_a_division_by_what_is_always_zero_is_refused(divisor: str):
    """Whether it is written, computed, or a number of the standard, and wherever in the condition it stands."""
    found = codes_of(f'met: "has or rate / {divisor} >= 1"')
    assert {code for code, _, _ in found} == {"ER320"}
    assert all(line == 11 for _, line, _ in found)


@pytest.mark.parametrize("divisor", ["1", "n", "(n - 1)", "one", "(none + 1)", 'of(by, "high")'])
def test_a_division_by_what_may_be_another_number_is_none_of_it(divisor: str):
    """A fact may be 0: that is unknown with its cause, and no mistake of the standard."""
    assert codes_of(f"met: 'rate / {divisor} >= 1'") == []


def test_percent_of_nothing_is_a_division_by_zero():
    """`percent` and a derived measure divide too, and the place is that of the division."""
    assert codes_of("met: 'percent(n, 0) >= 1'") == [("ER320", 11, 41)]


@pytest.mark.parametrize(
    ("statistic", "expected"),
    [
        ("cv(rows, x, about=0)", ["ER324"]), ("cv(rows, x, about=-1)", ["ER324"]), ("cv(rows, x, weight=0)", ["ER324"]),
        ("stdev(rows, x, weight=none)", ["ER324"]), ("cv(rows, x, about=1, weight=w)", []), ("stdev(rows, x, about=0)", []),
        ("cv(rows, x, about=rate)", []),
    ],
)  # fmt: skip
def test_a_statistic_of_nothing_is_refused(statistic: str, expected: list[str]):
    """A coefficient of variation around what is never above 0, and weights that are always 0."""
    assert [code for code, _, _ in codes_of(f"met: '{statistic} <= 1'")] == expected


@pytest.mark.parametrize(
    "verdict", ["every(indicators, met)", "any(indicators, must and not met)", "count(indicators, met) >= 1"]
)
@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        ("points: 4, awarded: assessor", ["ER323"]), ("met: has, advisory: true", ["ER323"]),
        ("points: 4, awarded: assessor, must: true", []), ("met: has", []), ("points: 4, awarded: n, must: has", []),
    ],
)  # fmt: skip
def test_a_count_that_sees_no_indicator_is_refused(indicator: str, expected: list[str], verdict: str):
    """Over indicators with points alone it would never be decided, and nobody would be told why."""
    assert [code for code, _, _ in codes_of(indicator, verdict)] == expected


@pytest.mark.parametrize(
    ("row", "own", "expected"),
    [
        ("x >= w", "n >= 1", []), ("x >= w", "n >= 0", ["holds"]), ("x >= w", "n < 0", ["fails"]), ("x >= w", "1 > 2", ["fails"]),
        ("w >= 0", "has", ["holds"]), ("w < 0", "has", ["fails"]), ("x >= w", "n >= 0 or has", ["holds"]),
    ],
)  # fmt: skip
def test_a_check_that_no_evidence_or_every_evidence_breaks_is_refused(row: str, own: str, expected: list[str]):
    """A count is never below 0: such a check finds nothing, or refuses everything."""
    text = TEXT.replace("w: {type: number}}", "w: {type: count}}, checks: ['" + row + "']")
    text += f"indicators: [{{id: '1', source: s, met: has}}]\nverdict: [{{level: ok}}]\nchecks: ['{own}']\n"
    ruleset, problems = build_ruleset(read("t.yaml", text)[0])
    assert problems == []
    found = check_sense(ruleset)
    assert [(one.code, dict(one.args)["what"]) for one in found] == [("ER330", what) for what in expected]
