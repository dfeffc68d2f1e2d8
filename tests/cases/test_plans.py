"""Plans of the shipped cases, carried out in the evidence, reach what they promise; with one change less they do not."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from evalrules.authoring.cases import read_cases, with_values
from evalrules.frontend.bind import bind_evidence
from evalrules.loading import load_ruleset
from evalrules.model.action_plan import FIXED, FOUND, IMPOSSIBLE, OPEN, REACHED, Action
from evalrules.model.evidence import Evidence
from evalrules.model.outcome import outcome_from
from evalrules.model.ruleset import Ruleset
from evalrules.planning.least import NeedsSolver
from evalrules.planning.planner import plan_to
from evalrules.semantics.advice import gaps_or_reason
from evalrules.semantics.case import case_of
from evalrules.semantics.changes import is_distance
from evalrules.semantics.claims import contradictions
from tests.support.completing import completed, levels_of, read
from tests.support.selection import seldom

ROOT = Path(__file__).resolve().parents[2]
RULESETS = sorted((ROOT / "rulesets").glob("*/*/ruleset.yaml"))
ONE_IN = 20
"""Of so many cases one is tried in every run."""


def name_of(path: Path) -> str:
    return f"{path.parents[1].name}@{path.parent.name}"


def cases(path: Path, one_in: int) -> Iterator[tuple[str, Ruleset, Evidence]]:
    found = load_ruleset(name_of(path)).ruleset
    assert found is not None
    for at, case in enumerate(read_cases(str(path.parent))[0]):
        ruleset = with_values(found, case.values)
        evidence, _ = bind_evidence(case.evidence, ruleset, as_of=case.as_of) if at % one_in == 0 else (None, [])
        if evidence is not None:
            yield f"{name_of(path)} {case.name}", ruleset, evidence


def carried_out(ruleset: Ruleset, evidence: Evidence, actions: list[Action]) -> Evidence:
    """The evidence with actions done exactly as they are written."""
    for action in actions:
        if action.indicator is not None:
            evidence = completed(evidence, "grade", action.indicator, outcome_from(str(action.need)))
            continue
        measure = str(action.measure)
        value = read(action.need, "fact", ruleset, measure)
        if action.row is None:
            evidence = completed(evidence, "fact", measure, value)
        else:
            from evalrules.model.refs import cell_of

            evidence = completed(evidence, "cell", cell_of(measure, action.row).text, value)
    return evidence


def check(name: str, ruleset: Ruleset, evidence: Evidence, counts: Counter[str]) -> None:
    """A plan that is found reaches the level, and needs each of its actions; one that is not says why."""
    try:
        found = plan_to(case_of(ruleset, evidence), evidence, ruleset.required)
    except NeedsSolver:  # the extra `plan`, which is installed for the tests marked real only
        assert "ortools" not in sys.modules or sys.modules["ortools"] is None
        counts["left to the solver"] += 1
        return
    counts[found.outcome] += 1
    gap = next((one for one in gaps_or_reason(case_of(ruleset, evidence)).gaps if one.kind == "level"), None)
    if gap is not None and ruleset.level_rank(gap.to) <= ruleset.level_rank(ruleset.required):
        is_way = not any(is_distance(one, case_of(ruleset, evidence).scope) for one in gap.changes)
        assert not is_way or found.outcome in (FOUND, REACHED, OPEN), (name, found.outcome)
    counts["proven"] += found.is_least
    rank = ruleset.level_rank(ruleset.required)
    before = {one.code for one in contradictions(case_of(ruleset, evidence), evidence)}

    def reached(actions: list[Action]) -> bool:
        after = carried_out(ruleset, evidence, actions)
        levels = levels_of(ruleset, after)
        is_sound = not [one for one in contradictions(case_of(ruleset, after), after) if one.code not in before]
        return is_sound and all(ruleset.level_rank(level) <= rank for level in levels)

    assert reached([]) == (found.outcome == REACHED), name
    if found.actions:  # an open one, too, where it is shown beside what is missing
        assert found.outcome in (FOUND, OPEN) and reached(list(found.actions)), name
        for action in found.actions:
            assert not reached([one for one in found.actions if one is not action]), (name, action)
            counts["actions"] += 1
    elif found.outcome not in (REACHED, IMPOSSIBLE, FIXED, OPEN):
        counts["without a word"] += 1


@pytest.mark.real
def test_plans_reach_what_they_promise(capsys):
    """Of a sample of the cases."""
    counts: Counter[str] = Counter()
    for path in RULESETS:
        for one in cases(path, ONE_IN if "quality" not in str(path) else 3 * ONE_IN):
            check(*one, counts)
    with capsys.disabled():
        print("\nplans:", ", ".join(f"{own} {number}" for own, number in sorted(counts.items())))
    assert counts[FOUND] > 5 and counts["actions"] > 10 and counts["proven"] > counts[FOUND]


@pytest.mark.parametrize("path", seldom(RULESETS, real=2), ids=name_of)
def test_every_plan_reaches_what_it_promises(path: Path, capsys):
    """Of every case."""
    counts: Counter[str] = Counter()
    for one in cases(path, 1):
        check(*one, counts)
    with capsys.disabled():
        print(f"\n{name_of(path)}:", ", ".join(f"{own} {number}" for own, number in sorted(counts.items())))


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("third", {"facts.basic_points": "46"}),
        ("second", {"facts.basic_points": "66", "facts.care_points": "21"}),
    ],
)
def test_an_indicator_that_is_not_applicable_bars_no_plan(to: str, expected: dict[str, str]):
    """It counts nowhere: one point more is the third grade of a kindergarten with 49."""
    path = ROOT / "rulesets/shanghai-kindergarten/undated/ruleset.yaml"
    ((_, ruleset, evidence),) = (one for one in cases(path, 1) if one[0].endswith("below-50-in-total.yaml"))
    found = plan_to(case_of(ruleset, evidence), evidence, to)
    assert (FOUND, expected) == (found.outcome, {one.place: one.need for one in found.actions})
