"""Which of its rules the cases beside a ruleset show: every side of every comparison, every outcome, gate, veto, level."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evalrules.authoring.cases import CaseFile
from evalrules.authoring.rule_coverage import RuleCoverage, rule_coverage
from evalrules.authoring.trial import find_rulesets, try_ruleset
from evalrules.base.source import Document, Record
from evalrules.readers.yaml_document import read

RULES = """
choices: {kind: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}
values: {open: {value: null, source: s}}
measures: {rate: {type: percent, range: [0, 100]}, accident: {type: yesno}, doubled: {type: percent, value: 2 * rate if rate > 10 else 0 * rate}}
tables: {schools: {key: [school, kind], columns: {school: {type: text}, kind: {type: kind}, area: {type: number}}}}
grades: [A, B]
indicators:
  - {id: "1", source: s, bands: {A: rate >= 90, B: otherwise}}
  - {id: "2", source: s, met: 'every(schools, area >= 5 or kind == "junior")'}
  - {id: "3", source: s, assessed: grade}
  - {id: "4", source: s, assessed: grade, ceiling: {A: not accident}}
vetoes: [{id: v, when: accident, level: fail, source: s}]
verdict: [{level: pass, when: 'count(indicators, grade == "B") <= 0 and doubled >= 100'}, {level: fail}]
"""


@pytest.fixture
def covered(ruleset_from) -> Callable[..., RuleCoverage]:
    """What cases, each the text of its evidence, show of the rules."""
    ruleset = ruleset_from(RULES).data

    def of(*evidence: str, values: dict | None = None) -> RuleCoverage:
        cases = []
        for at, text in enumerate(evidence):
            root, problems = read("case", text)
            assert not problems
            assert isinstance(root, Record)
            cases.append(CaseFile(f"{at}.yaml", Document("case", "", "", root), None, values or {}, {}))
        return rule_coverage(cases, ruleset)

    return of


def lacking(found: RuleCoverage) -> set[tuple[str, str, str, str]]:
    return {(one.kind, one.id, one.written, one.state) for one in found.lacking}


GOOD = '{facts: {rate: 95, accident: false}, grades: {"3": A, "4": A}, tables: {schools: [{school: a, kind: primary, area: 6}, {school: b, kind: junior, area: 1}]}}'
BAD = '{facts: {rate: 5, accident: true}, grades: {"3": B, "4": A}, tables: {schools: [{school: a, kind: primary, area: 1}]}}'
EMPTY = "{tables: {schools: [{school: a, kind: primary}]}}"


def test_without_a_case_everything_lacks(covered):
    """Nothing is shown, and everything is told once, with its place."""
    found = covered()
    assert found.lacking == found.every
    assert found.percent == 0.0
    assert len(set(found.every)) == len(found.every)
    assert all(one.place.line > 1 for one in found.every if one.kind != "level")


def test_three_cases_show_everything(covered):
    """All good, all bad, and nothing known; a key is always known, and what a panel decides freely is no rule."""
    found = covered(GOOD, BAD, EMPTY)
    assert lacking(found) == set()
    assert found.percent == 100.0
    assert not any(one.id == "3" for one in found.every)
    assert ("indicator", "2", 'kind == "junior"', "unknown") not in {(one.kind, one.id, one.written, one.state) for one in found.every}


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        ((BAD, EMPTY), {("indicator", "1", "", "A"), ("level", "pass", "", "given"), ("veto", "v", "", "false"), ("indicator", "2", 'kind == "junior"', "true")}),
        ((GOOD, EMPTY), {("indicator", "1", "", "B"), ("veto", "v", "", "true"), ("measure", "doubled", "rate > 10", "false")}),
        ((GOOD, BAD), {("indicator", "1", "rate >= 90", "unknown"), ("indicator", "2", "area >= 5", "unknown"), ("veto", "v", "accident", "unknown")}),
    ],
    ids=["no good one", "no bad one", "none that lacks anything"],
)  # fmt: skip
def test_what_only_one_case_shows_lacks_without_it(covered, left: tuple[str, ...], expected: set):
    """Outcomes, levels, vetoes and comparisons, those of rows and of derived measures too."""
    assert expected <= lacking(covered(*left))


def test_evidence_that_is_refused_shows_nothing(covered):
    """A case that expects an error has no outcomes."""
    assert covered("{facts: {rate: 200}}").percent == 0.0


@pytest.mark.real  # all shipped cases row by row: a quarter of a minute
def test_every_shipped_ruleset_is_covered_whole():
    """Each comparison true, false and unknown, each outcome, gate, veto and level in some case beside it."""
    home = Path(__file__).resolve().parents[3] / "rulesets"
    paths, problems = find_rulesets([str(home)])
    assert not problems
    for path in paths:
        found = try_ruleset(path, with_mutants=False, with_coverage=True).coverage
        assert found is not None
        assert found.lacking == (), path
