"""A plan for a county of 300 schools: proven, after few looks; its time is measured by benchmarks/plans.py."""

from __future__ import annotations

import runpy
from fractions import Fraction
from pathlib import Path

import pytest

from evalrules.loading import load_ruleset
from evalrules.model.action_plan import FOUND
from evalrules.planning import least, planner
from evalrules.planning.program import Program, Solution
from evalrules.planning.search import search
from evalrules.planning.solver import is_installed
from evalrules.semantics.case import Case, case_of
from evalrules.semantics.stated import Stated

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "plans.py"
MOST_LOOKS = 20_000
"""So many demands may be looked at: about 16 times as many as there are."""


@pytest.mark.real
def test_a_plan_for_three_hundred_schools_takes_few_looks(monkeypatch: pytest.MonkeyPatch):
    """One search of few looks; the engine is asked for the plan, with each change taken back, and what it is for."""
    made = runpy.run_path(str(BENCHMARK))
    ruleset = load_ruleset(made["RULESET"]).ruleset
    assert ruleset is not None
    evidence = made["county"](300)
    case = case_of(ruleset, evidence)
    searches, tries = [0], [0]
    put_into = Stated.put_into

    def counted_search(program: Program, most_looks: int = MOST_LOOKS) -> Solution | None:
        searches[0] += 1
        return search(program, MOST_LOOKS)

    def counted(stated: Stated, into: Case) -> Case:
        tries[0] += 1
        return put_into(stated, into)

    monkeypatch.setattr(least, "search", counted_search)
    monkeypatch.setattr(Stated, "put_into", counted)
    found = planner.plan_to(case, evidence, ruleset.required)
    assert len(evidence.tables["sites"].rows) == 300
    assert (found.outcome, found.is_least) == (FOUND, True)
    assert (searches, tries) == ([1], [len(found.actions) + 3])


@pytest.mark.real
def test_no_school_closes_classes_to_need_fewer_rooms():
    """A third of 300 schools short of rooms: the plan is proven, and builds rooms alone."""
    made = runpy.run_path(str(BENCHMARK))
    ruleset = load_ruleset(made["RULESET"]).ruleset
    assert ruleset is not None
    evidence = made["failing"]("third", 300)
    found = planner.plan_to(case_of(ruleset, evidence), evidence, ruleset.required)
    assert (found.outcome, found.is_least) == (FOUND, True)
    assert {one.measure for one in found.actions} <= {f"sites.{own}" for own in made["SHORT"]["sites"]}


@pytest.mark.real
def test_with_prices_a_plan_through_coefficients_is_nearly_the_cheapest():
    """A third of 300 schools four times as large: within half a percent of what is proven, and the same each time."""
    if not is_installed():
        pytest.skip("the extra `plan` is not installed")
    made = runpy.run_path(str(BENCHMARK))
    ruleset = load_ruleset(made["RULESET"]).ruleset
    assert ruleset is not None
    evidence = made["failing"]("spread", 300)
    found, again = (
        planner.plan_to(case_of(ruleset, evidence), evidence, ruleset.required, made["PRICES"]) for _ in range(2)
    )
    assert found == again
    assert found.outcome == FOUND
    assert found.cost is not None
    assert Fraction(found.bound) <= Fraction(found.cost) <= Fraction(found.bound) * Fraction(201, 200)
