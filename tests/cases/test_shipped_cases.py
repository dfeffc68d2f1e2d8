"""The cases beside each shipped ruleset: evidence, and what someone who knows the standard expects of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from selection import one_in, seldom

from evalrules.authoring.cases import CaseFile, disagreements, read_cases
from evalrules.authoring.trial import try_ruleset
from evalrules.loading import load_ruleset
from evalrules.model.ruleset import Ruleset

ROOT = Path(__file__).resolve().parents[2]
RULESETS = sorted((ROOT / "rulesets").glob("*/*/ruleset.yaml"))


def name_of(path: Path) -> str:
    return f"{path.parents[1].name}@{path.parent.name}"


@cache
def loaded(path: Path) -> Ruleset:
    found = load_ruleset(name_of(path))
    assert found.ruleset is not None, found.diagnostics
    return found.ruleset


@cache
def cases_of(path: Path) -> tuple[CaseFile, ...]:
    cases, problems = read_cases(str(path.parent))
    assert problems == []
    return cases


def files_of(path: Path) -> list[str]:
    """The names of the cases, which need not be read to be listed."""
    return sorted(one.name for one in (path.parent / "cases").glob("*.yaml") if one.name != "equivalent.yaml")


CASES = [(path, name) for path in RULESETS for name in files_of(path)]


@pytest.mark.parametrize(
    ("path", "name"), one_in(3, [pytest.param(path, name, id=f"{name_of(path)}-{name.removesuffix('.yaml')}") for path, name in CASES])
)
def test_a_case_beside_a_ruleset_holds(path: Path, name: str):
    """Everything that a case expects is found: level, outcomes, vetoes, gates, gaps and what is missing."""
    [case] = [one for one in cases_of(path) if one.name == name]
    assert list(disagreements(case, loaded(path))) == []


@pytest.mark.parametrize("path", RULESETS, ids=name_of)
def test_a_shipped_ruleset_has_cases_sources_and_a_changelog(path: Path):
    """A ruleset ships with its sources, its changelog, and cases that reach the required level and that do not.

    One that was read only in part may have no case that passes without the assessors' part; it then has one with it.
    """
    ruleset = loaded(path)
    assert files_of(path) == sorted(case.name for case in cases_of(path))
    levels = {case.expect.get("level") for case in cases_of(path)}
    required = ruleset.level_rank(ruleset.required)

    assert any(ruleset.level_rank(level) <= required for level in levels if level)
    assert any(ruleset.level_rank(level) > required for level in levels if level)
    assert (path.parent / "SOURCES.md").is_file()
    assert (path.parent / "CHANGELOG.md").is_file()


@pytest.mark.parametrize("path", RULESETS, ids=name_of)
def test_a_revision_is_locked_by_its_digest(path: Path):
    """What a shipped ruleset means is what its changelog says of this revision: a change needs a new revision."""
    ruleset = loaded(path)
    changelog = (path.parent / "CHANGELOG.md").read_text(encoding="utf-8")
    revision = changelog.split(f"## Revision {ruleset.revision} ")[1].split("\n## ")[0]

    assert f"Digest: `{ruleset.digest}`" in revision


LONG = ("national-quality-balance@2017", "guangdong-modernization@2016")
"""Of these going through all mutants takes minutes: hundreds of them, and dozens of counties with rows."""


@pytest.mark.real
@pytest.mark.parametrize(
    "path", seldom(RULESETS, real=3, long=[one for one in RULESETS if name_of(one) in LONG]), ids=name_of
)
def test_no_mutant_of_a_shipped_ruleset_survives_its_cases(path: Path):
    """Every single-token mutant makes a case fail, or is listed as equivalent with the reason (P80)."""
    trial = try_ruleset(str(path))

    assert trial.diagnostics == ()
    assert trial.failed == ()
    assert trial.survivors == ()
    assert trial.stale == ()
    assert trial.mutants > 0
