"""A ruleset made from one near it is the ruleset of its document."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from evalrules.authoring.cases import read_cases
from evalrules.authoring.mutants import Mutant, mutants_of
from evalrules.base.diagnostics import has_errors
from evalrules.frontend.bind import bind_evidence
from evalrules.frontend.build import build_ruleset
from evalrules.frontend.rebuild import Rebuilding
from evalrules.loading import load_ruleset, merged_document
from evalrules.model.ruleset import Ruleset
from tests.support.selection import one_in

FOLDER = Path(__file__).parents[3] / "rulesets"
PLAIN = FOLDER / "building-safety" / "2016" / "ruleset.yaml"
RULESETS = [PLAIN, *sorted({*FOLDER.glob("*/*/ruleset.yaml")} - {PLAIN})]


@cache
def of(path: Path) -> tuple[Ruleset, list[Mutant], Rebuilding]:
    """A ruleset, its mutants, and what makes rulesets near it."""
    ruleset = load_ruleset(str(path)).ruleset
    root, _ = merged_document(str(path))
    assert ruleset is not None
    assert root is not None
    return ruleset, list(mutants_of(root)), Rebuilding(root, ruleset)


def sampled(path: Path, few: int) -> list[Mutant]:
    mutants = of(path)[1]
    return mutants[:: max(1, len(mutants) // few)]


@pytest.mark.parametrize("path", one_in(len(RULESETS), RULESETS, real=6), ids=lambda path: path.parent.parent.name)
def test_a_ruleset_made_from_one_near_it_is_that_of_its_document(path: Path) -> None:
    ruleset, _, rebuilding = of(path)
    for mutant in sampled(path, 8):
        near = rebuilding.of(mutant.root)
        if near is not None:
            whole, problems = build_ruleset(mutant.root, ruleset.ancestors)
            made = near[0]
            assert (made and made._replace(digest="")) == (whole and whole._replace(digest="")), mutant.name
            assert has_errors(near[1]) is has_errors(problems), mutant.name


def test_most_mutants_need_no_ruleset_built_as_a_whole() -> None:
    _, mutants, rebuilding = of(PLAIN)
    assert sum(rebuilding.of(mutant.root) is not None for mutant in mutants) >= 0.9 * len(mutants)


def test_a_document_in_which_more_is_changed_is_built_as_a_whole() -> None:
    _, mutants, rebuilding = of(PLAIN)
    (first, *_), other = mutants, next(mutant for mutant in reversed(mutants) if mutant.name.startswith("verdict"))
    both = first.root._replace(
        pairs=tuple(
            theirs if own.key.text == "verdict" else own
            for own, theirs in zip(first.root.pairs, other.root.pairs, strict=True)
        )
    )
    assert rebuilding.of(both) is None


@pytest.mark.real
def test_what_rounds_otherwise_is_near() -> None:
    """Every such mutant of a standard that rounds: its ruleset is that of its document, and evidence is bound alike."""
    path = FOLDER / "national-quality-balance" / "2017" / "ruleset.yaml"
    ruleset, mutants, rebuilding = of(path)
    (case, *_), _ = read_cases(str(path.parent))
    before, _ = bind_evidence(case.evidence, ruleset)
    rounding = [one for one in mutants if ".round." in one.name and one.name.startswith(("measures", "tables"))]
    assert rounding
    for mutant in rounding:
        near, (other, _) = rebuilding.of(mutant.root), build_ruleset(mutant.root, ruleset.ancestors)
        assert near is not None, mutant.name
        assert (near[0] and near[0]._replace(digest="")) == (other and other._replace(digest="")), mutant.name
        assert other is None or bind_evidence(case.evidence, other)[0] == before, mutant.name
