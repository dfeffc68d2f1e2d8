"""The parts of a whole result document agree: its results with one another, its options, its baseline."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from evalrules.baseline import held_against
from evalrules.model.report import Options, Result
from evalrules.pipeline import check
from evalrules.reporters.machine import render_json
from evalrules.results.reading import report_from

COUNTIES = Path(__file__).resolve().parents[3] / "examples" / "jiangsu-16"


@cache
def original() -> dict[str, Any]:
    """Two counties, one that fails and one that is open, and a file that is no evidence, held against a baseline."""
    inputs = [str(COUNTIES / name) for name in ("failing.yaml", "open.yaml", "../../LICENSE")]
    now = check(inputs, Options(require="pass"))
    failing, opened = (result.assessment for result in now.results[:2])
    passing = check([str(COUNTIES / "passing.yaml")], Options()).results[0].assessment
    assert failing is not None and opened is not None and passing is not None
    before = [failing, passing._replace(subject=opened.subject)]
    held = held_against(now, now._replace(results=tuple(Result("a.yaml", one, ()) for one in before)))
    found: dict[str, Any] = json.loads(render_json(held))
    return found


def refused(document: dict[str, Any]) -> list[str]:
    """Where a document is refused."""
    found, problems = report_from(json.dumps(document).encode(), "kept.json")
    assert (found is None) == bool(problems)
    return [dict(one.args)["at"] for one in problems]


def test_what_was_written_agrees_with_itself():
    """A document as check wrote it is read: something is tolerated, something is a regression."""
    assert [] == refused(original())
    assert original()["baseline"]["tolerated"]
    assert original()["baseline"]["regressions"]


def twice(document: dict[str, Any]) -> None:
    document["results"].append(copy.deepcopy(document["results"][0]))


def another_digest(document: dict[str, Any]) -> None:
    document["results"][1]["ruleset"]["digest"] = "sha256:" + 64 * "0"


def another_level(document: dict[str, Any]) -> None:
    document["options"]["require"] = "fail"


def no_reason(document: dict[str, Any]) -> None:
    document["results"][2]["diagnostics"] = []


def nothing(document: dict[str, Any]) -> None:
    document["results"] = []


def tolerated(path: str) -> Any:
    return lambda document: document["baseline"]["tolerated"].append(path)


def regression(**parts: object) -> Any:
    return lambda document: document["baseline"]["regressions"][0].update(parts)


@pytest.mark.parametrize(
    ("change", "at"),
    [
        (twice, "$.results[3].subject"), (another_digest, "$.results[1].ruleset"),
        (another_level, "$.results[0].verdict.required"), (no_reason, "$.results[2].diagnostics"), (nothing, "$.results"),
        (tolerated("nowhere.yaml"), "$.baseline.tolerated[1]"), (tolerated("LICENSE"), "$.baseline.tolerated[1]"),
        (tolerated("open.yaml"), "$.baseline.regressions[0].path"),
        (regression(path="nowhere.yaml"), "$.baseline.regressions[0].path"),
        (regression(indicator="nothing"), "$.baseline.regressions[0].after"),
        (regression(indicator="1", after="C"), "$.baseline.regressions[0].after"),
        (regression(indicator=None, after="pass"), "$.baseline.regressions[0].after"),
        (regression(rule="veto:any-c", before="no", after="yes"), "$.baseline.regressions[0].after"),
        (regression(rule="gate:none", before="no", after="yes"), "$.baseline.regressions[0].after"),
    ],
)  # fmt: skip
def test_what_was_edited_is_told(change: Any, at: str):
    """One part edited: the document is refused, and the part is among those named."""
    document = copy.deepcopy(original())
    change(document)
    assert at in refused(document)
