"""A mutant is tried by what it changes, and the answer is that of a trial of the whole."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from evalrules.authoring.cases import CaseFile, disagreements, read_cases
from evalrules.authoring.mutants import Mutant, mutants_of
from evalrules.authoring.noticing import Noticing
from evalrules.base.diagnostics import has_errors
from evalrules.base.source import Record
from evalrules.frontend.build import build_ruleset
from evalrules.loading import load_ruleset, merged_document
from evalrules.model.ruleset import Ruleset
from evalrules.semantics.coverage import check_bands
from tests.support.selection import one_in

FOLDER = Path(__file__).parents[3] / "rulesets"
PLAIN = FOLDER / "building-safety" / "2016" / "ruleset.yaml"
RULESETS = [PLAIN, *sorted({*FOLDER.glob("*/*/ruleset.yaml")} - {PLAIN})]


@cache
def of(path: Path) -> tuple[Record, Ruleset, tuple[CaseFile, ...], list[Mutant]]:
    """The document of a ruleset, the ruleset, its cases and its mutants."""
    ruleset = load_ruleset(str(path)).ruleset
    root, _ = merged_document(str(path))
    assert ruleset is not None
    assert root is not None
    cases, _ = read_cases(os.path.dirname(path))
    return root, ruleset, cases, list(mutants_of(root))


def is_noticed_as_a_whole(mutant: Mutant, cases: tuple[CaseFile, ...]) -> bool:
    ruleset, problems = build_ruleset(mutant.root)
    if ruleset is None or has_errors([*problems, *check_bands(ruleset)]):
        return True
    return any(next(disagreements(case, ruleset), None) is not None for case in cases)


def sampled(path: Path, few: int) -> list[Mutant]:
    mutants = of(path)[-1]
    return mutants[:: max(1, len(mutants) // few)]


@pytest.mark.parametrize("path", one_in(len(RULESETS), RULESETS, real=6), ids=lambda path: path.parent.parent.name)
@pytest.mark.parametrize("part", one_in(2, ["the first case", "every case"]))
def test_a_mutant_is_noticed_as_by_a_trial_of_the_whole(path: Path, part: str) -> None:
    root, ruleset, cases, _ = of(path)
    shown = cases if part == "every case" else cases[:1]  # one case leaves survivors
    noticing = Noticing(root, ruleset, shown)
    for mutant in sampled(path, 6):
        assert noticing.notices(mutant) is is_noticed_as_a_whole(mutant, shown), mutant.name
