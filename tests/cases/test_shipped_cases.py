"""The cases beside each shipped ruleset: evidence, and what someone who knows the standard expects of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalrules.base.source import Document, Node, Record, Scalar, is_null
from evalrules.frontend.bind import bind_evidence
from evalrules.model.assessment import Assessment
from evalrules.pipeline import load_ruleset
from evalrules.readers import yaml_document
from evalrules.semantics.assess import assess

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted((ROOT / "rulesets").glob("*/*/cases/*.yaml"))


def plain(node: Node | None) -> object:
    if isinstance(node, Record):
        return {pair.key.text: plain(pair.value) for pair in node.pairs}
    if isinstance(node, Scalar) or node is None:
        return None if is_null(node) else node.text
    return [plain(item) for item in node.items]


def assessed(path: Path) -> tuple[Assessment, dict[str, object]]:
    root, problems = yaml_document.read(path.name, path.read_text(encoding="utf-8"))
    assert problems == []
    assert isinstance(root, Record)
    name = f"{path.parents[2].name}@{path.parents[1].name}"
    ruleset = load_ruleset(name).ruleset
    assert ruleset is not None
    evidence, problems = bind_evidence(Document(path.name, "", "", root.get("evidence")), ruleset)
    assert evidence is not None, problems
    expected = plain(root.get("expect"))
    assert isinstance(expected, dict)
    return assess(ruleset, evidence), expected


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parents[2].name}-{path.stem}")
def test_a_case_beside_a_ruleset_holds(path: Path):
    """Level, possible levels, grades and the indicators behind fired vetoes are as the case expects."""
    found, expected = assessed(path)
    grades = {one.id: one.grade for one in found.findings}
    actual = {
        "level": found.verdict.level,
        "possible": list(found.verdict.possible),
        "grades": {own: grades[own] for own in expected.get("grades") or {}},
        "because": {veto.id: list(veto.because) for veto in found.vetoes if veto.fired},
    }

    assert expected == {key: actual[key] for key in expected}


def test_every_shipped_ruleset_has_cases_sources_and_a_changelog():
    """A ruleset ships with at least one passing and one failing case, its sources and its changelog."""
    for path in (ROOT / "rulesets").glob("*/*/ruleset.yaml"):
        levels = {assessed(case)[0].verdict.meets_required for case in (path.parent / "cases").glob("*.yaml")}

        assert {True, False} <= levels
        assert (path.parent / "SOURCES.md").is_file()
        assert (path.parent / "CHANGELOG.md").is_file()


def test_a_revision_is_locked_by_its_digest():
    """What a shipped ruleset means is what its changelog says of this revision: a change needs a new revision."""
    for path in (ROOT / "rulesets").glob("*/*/ruleset.yaml"):
        ruleset = load_ruleset(f"{path.parents[1].name}@{path.parent.name}").ruleset
        assert ruleset is not None
        changelog = (path.parent / "CHANGELOG.md").read_text(encoding="utf-8")
        revision = changelog.split(f"## Revision {ruleset.revision} ")[1].split("\n## ")[0]

        assert f"Digest: `{ruleset.digest}`" in revision
