"""Kept results opened: what is counted in them follows from what they hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evalrules.kept import kept_report_from
from evalrules.model.report import Options
from evalrules.pipeline import check
from evalrules.reporters.machine import render_json

FAILING = Path(__file__).resolve().parents[2] / "examples" / "jiangsu-16" / "failing.yaml"


@pytest.fixture(scope="module")
def written() -> str:
    return render_json(check([str(FAILING)], Options()))


def refused(document: dict[str, Any]) -> list[tuple[str, str]]:
    found, problems = kept_report_from(json.dumps(document).encode(), "kept.json")
    assert (found is None) == bool(problems)
    return [(one.code, dict(one.args)["at"]) for one in problems]


def test_a_result_as_it_was_written_is_opened(written: str):
    """Nothing is refused, and the report is written as the same bytes."""
    found, problems = kept_report_from(written.encode(), "kept.json")
    assert [] == problems
    assert found is not None
    assert written == render_json(found)


def test_counts_that_were_edited_are_refused(written: str):
    """The counts of a result and the summary of all are counted again."""
    document = json.loads(written)
    document["results"][0]["counts"]["met"] += 1
    assert [("ER038", "$.results[0].counts")] == refused(document)
    document = json.loads(written)
    document["summary"]["totals"]["reached"] = 1
    assert [("ER038", "$.summary")] == refused(document)


def test_sums_of_points_that_were_edited_are_refused():
    """The points of each group and of all are added up again."""
    town = Path(__file__).resolve().parents[2] / "examples" / "fushan-town" / "self-score.yaml"
    document = json.loads(render_json(check([str(town)], Options())))
    assert [] == refused(document)
    document["results"][0]["scores"]["total"]["awarded"] = "100"
    assert [("ER038", "$.results[0].scores")] == refused(document)


def test_another_version_may_count_otherwise(written: str):
    """What another version counted is left alone: every format counts anew."""
    document = json.loads(written)
    document["engine"]["version"] = "0.0.1"
    document["results"][0]["counts"] = {"met": 99}
    assert [] == refused(document)
