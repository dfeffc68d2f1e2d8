"""Results as a Code Quality report of GitLab."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evalrules.model.report import Options
from evalrules.pipeline import check
from evalrules.reporters.ci.gitlab import render_gitlab

EXAMPLES = Path(__file__).resolve().parents[4] / "examples" / "jiangsu-16"
KEYS = ["description", "check_name", "fingerprint", "severity", "location"]


def issues(*paths: Path, language: str = "zh"):
    return json.loads(render_gitlab(check([str(path) for path in paths], Options(None)), language))


def test_what_fails_is_there_with_its_line_and_what_passes_is_not():
    """The verdict first and gravest, its veto, then the indicators."""
    found = issues(EXAMPLES / "failing.yaml")
    assert [KEYS] * len(found) == [list(one) for one in found]
    assert ("verdict", "blocker") == (found[0]["check_name"], found[0]["severity"])
    assert "critical" in {one["severity"] for one in found if one["check_name"].startswith("veto:")}
    assert {"indicator:8", "indicator:10"} <= {one["check_name"] for one in found}
    assert all(one["location"]["path"] == "failing.yaml" for one in found)
    assert max(one["location"]["lines"]["begin"] for one in found) > 1
    assert [] == [one for one in issues(EXAMPLES / "passing.yaml") if one["severity"] not in ("info", "minor")]


@pytest.mark.parametrize("change", ["\n\n", "# above\n"])
def test_a_fingerprint_says_what_and_not_where(tmp_path, change):
    """A line above and another language make no new issue; an issue that is gone is gone."""
    text = (EXAMPLES / "failing.yaml").read_text(encoding="utf-8")
    path = tmp_path / "failing.yaml"
    path.write_text(change + text, encoding="utf-8")
    before = {one["fingerprint"] for one in issues(EXAMPLES / "failing.yaml")}
    assert before == {one["fingerprint"] for one in issues(path, language="en")}
    path.write_text(text.replace('"8": B', '"8": A'), encoding="utf-8")
    after = {one["fingerprint"] for one in issues(path)}
    assert after < before


def test_an_input_that_cannot_be_evaluated_blocks(tmp_path):
    """Each of its errors at its place."""
    path = tmp_path / "county.yaml"
    path.write_text("format: evidence/1\nruleset: jiangsu-16\nfacts: {a: 1, b: 2}\n", encoding="utf-8")
    found = issues(path, language="en")
    assert [("ER401", "blocker", 3)] * 2 == [
        (one["check_name"], one["severity"], one["location"]["lines"]["begin"]) for one in found
    ]
    assert 2 == len({one["fingerprint"] for one in found})
