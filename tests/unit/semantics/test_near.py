"""A case near another is the case of its own evidence, of which only what differs was evaluated."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalrules.authoring.cases import found_in, read_cases
from evalrules.authoring.mutants import Mutant, mutants_of
from evalrules.frontend.rebuild import Rebuilding
from evalrules.loading import load_ruleset, merged_document
from evalrules.plan.lower import lowered
from evalrules.plan.memory import plan_of, remembered
from evalrules.semantics.case import case_of
from evalrules.semantics.near import Nearness, is_as_before, other_values

PATH = Path(__file__).parents[3] / "rulesets" / "guangdong-standard-school" / "2013" / "ruleset.yaml"


@pytest.mark.parametrize("section", ["indicators", "values", "verdict"])
def test_a_case_near_another_stands_as_that_of_its_ruleset(section: str) -> None:
    ruleset, (root, _) = load_ruleset(str(PATH)).ruleset, merged_document(str(PATH))
    assert ruleset is not None
    assert root is not None
    mutants: list[Mutant] = [one for one in mutants_of(root) if one.name.startswith(section)]
    cases, _ = read_cases(str(PATH.parent))
    rebuilt = [Rebuilding(root, ruleset).of(mutant.root) or (None, []) for mutant in mutants]
    rulesets = [changed for changed, _ in rebuilt if changed is not None]
    assert rulesets
    for changed in rulesets[::3]:
        near = Nearness(plan_of(ruleset), remembered(lowered(changed, near=plan_of(ruleset))))
        for case in cases:
            found, codes = found_in(case.evidence, ruleset, {}, case.as_of)
            if found is not None and not codes:
                own, whole = near.case(found.case, found.evidence), case_of(changed, found.evidence)
                is_same = is_as_before(found.case, own)
                assert own.possible_levels == whole.possible_levels
                assert [one.possible for one in own.standings] == [one.possible for one in whole.standings]
                assert not is_same or own.possible_levels == found.case.possible_levels


def test_a_ruleset_has_no_other_numbers_than_its_own() -> None:
    ruleset = load_ruleset(str(PATH)).ruleset
    assert ruleset is not None
    own, value = next(iter(ruleset.values.items()))
    assert other_values(ruleset, ruleset) == frozenset()
    assert other_values(ruleset, ruleset._replace(values={**ruleset.values, own: value._replace(unit="x")})) == {own}
