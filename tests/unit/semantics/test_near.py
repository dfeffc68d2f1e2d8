"""A case near another is the case of its own evidence, of which only what differs was evaluated."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from evalrules.authoring.cases import found_in, read_cases
from evalrules.authoring.mutants import Mutant, mutants_of
from evalrules.frontend.rebuild import Rebuilding
from evalrules.loading import load_ruleset, merged_document
from evalrules.plan.lower import lowered
from evalrules.plan.memory import plan_of, remembered
from evalrules.semantics.advice import gaps_or_reason
from evalrules.semantics.case import case_of
from evalrules.semantics.gaps import indicator_gap
from evalrules.semantics.near import Nearness, is_as_before, other_values
from evalrules.semantics.requirements import requirements_of

RULESETS = Path(__file__).parents[3] / "rulesets"
PATH = RULESETS / "guangdong-standard-school" / "2013" / "ruleset.yaml"
WITH_ROWS = RULESETS / "national-basic-balance" / "2012" / "ruleset.yaml"
WITH_TABLES = RULESETS / "national-quality-balance" / "2017" / "ruleset.yaml"


def test_gaps_of_a_case_near_another_are_those_of_its_ruleset() -> None:
    """What was found of rows or of an indicator under the first ruleset is not taken for what holds under the other."""
    hold(WITH_ROWS, "", 7, gaps=True)


def test_what_is_asked_for_is_asked_with_the_numbers_of_each_ruleset() -> None:
    """Rulesets near each other share their indicators, and each has its own limits."""
    ruleset = load_ruleset(str(WITH_ROWS)).ruleset
    assert ruleset is not None
    line = ruleset.values["government_line"]
    stricter = ruleset._replace(values={**ruleset.values, line.id: line._replace(branches={"": Fraction(90)})})
    near = Nearness(plan_of(ruleset), remembered(lowered(stricter, near=plan_of(ruleset))))
    cases, _ = read_cases(str(WITH_ROWS.parent))
    (just_beyond,) = (one for one in cases if one.name.startswith("just-beyond"))
    found, _ = found_in(just_beyond.evidence, ruleset, {}, just_beyond.as_of)
    assert found is not None
    other = near.case(found.case, found.evidence)
    for _ in range(2):
        for case, need in ((found.case, "85"), (other, "90")):
            gap = indicator_gap(case, case.standing_of("C3"))
            assert gap is not None
            (asked,) = requirements_of(case, case.standing_of("C3"))
            assert (need, need) == (asked.need, gap.changes[0].need)


@pytest.mark.parametrize(
    ("path", "section", "one_in"),
    [
        *((PATH, section, 3) for section in ("indicators", "values", "verdict")),
        *((WITH_ROWS, section, 9) for section in ("indicators", "values", "measures")),
        *(pytest.param(WITH_TABLES, one, 25, marks=pytest.mark.real) for one in ("indicators", "values", "measures")),
    ],
    ids=lambda one: one.parents[1].name if isinstance(one, Path) else str(one),
)
def test_a_case_near_another_stands_as_that_of_its_ruleset(path: Path, section: str, one_in: int) -> None:
    hold(path, section, one_in)


def hold(path: Path, section: str, one_in: int, *, gaps: bool = False) -> None:
    """Of some mutants all cases stand as under the mutant itself, evaluated from the first; the gaps too, if asked."""
    ruleset, (root, _) = load_ruleset(str(path)).ruleset, merged_document(str(path))
    assert ruleset is not None
    assert root is not None
    mutants: list[Mutant] = [one for one in mutants_of(root) if one.name.startswith(section)]
    cases, _ = read_cases(str(path.parent))
    rebuilt = [Rebuilding(root, ruleset).of(mutant.root) or (None, []) for mutant in mutants[::one_in]]
    rulesets = [changed for changed, _ in rebuilt if changed is not None]
    assert rulesets
    for changed in rulesets:
        near = Nearness(plan_of(ruleset), remembered(lowered(changed, near=plan_of(ruleset))))
        for case in cases:
            found, codes = found_in(case.evidence, ruleset, {}, case.as_of)
            if found is not None and not codes:
                own, whole = near.case(found.case, found.evidence), case_of(changed, found.evidence)
                assert not gaps or gaps_or_reason(own) == gaps_or_reason(whole)
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
