"""Kept results read back through the window."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import evalrules


@pytest.fixture
def kept(cli, examples: Path, tmp_path: Path) -> Path:
    """What `check` wrote of one subject that reaches its level and of one that does not."""
    path = tmp_path / "result.json"
    files = [examples / "jiangsu-16" / name for name in ("passing.yaml", "failing.yaml")]
    assert 1 == cli("check", *files, "-o", path).code
    return path


def test_a_kept_result_is_what_it_was(kept: Path, cli):
    """Its assessments in order, the exit code of the run, the same bytes, and every other format."""
    found = evalrules.load_result(kept)
    assert ["pass", "fail"] == [one.verdict.level for one in found.assessments]
    assert (1, ()) == (found.exit_code, found.diagnostics)
    assert kept.read_text("utf-8") == found.to_json()
    assert cli("report", kept, "-f", "markdown", "--lang", "zh").out == found.render("markdown", "zh")
    assert "<KeptResult 2, exit code 1>" == repr(found)
    assert "iframe" in found._repr_html_()


def test_an_assessment_read_back_equals_the_one_that_was_kept(tmp_path: Path, jiangsu):
    """In all that it says; what it rested on was not kept, so nothing can be tried with it."""
    first = evalrules.assess(jiangsu, evalrules.evidence_from({"grades": {"9": "C"}}, jiangsu))
    (tmp_path / "a.json").write_text(first.to_json(), "utf-8")
    (again,) = evalrules.load_result(tmp_path / "a.json").assessments
    assert (first.verdict, first.to_dict()) == (again.verdict, again.to_dict())
    with pytest.raises(evalrules.EvalrulesError, match=r"ER463.*a kept result"):
        again.what_if(grades={"9": "A"})


@pytest.mark.parametrize(("content", "code"), [("{", "ER101"), ('{"format": "result/1"}', "ER111")])
def test_what_is_no_result_is_refused(content: str, code: str, tmp_path: Path):
    """Damaged text, and a document that lacks what a result has."""
    (tmp_path / "a.json").write_text(content, "utf-8")
    with pytest.raises(evalrules.EvalrulesError, match=code):
        evalrules.load_result(tmp_path / "a.json")


def test_a_result_that_contradicts_itself_is_refused(kept: Path):
    """As by report and compare."""
    document = json.loads(kept.read_text("utf-8"))
    document["results"][1]["verdict"]["level"] = "pass"
    kept.write_text(json.dumps(document), "utf-8")
    with pytest.raises(evalrules.EvalrulesError):
        evalrules.load_result(kept)
    with pytest.raises(evalrules.EvalrulesError, match="ER001"):
        evalrules.load_result(kept.parent / "none.json")
