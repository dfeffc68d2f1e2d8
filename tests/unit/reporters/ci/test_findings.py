"""What was found in rulesets, as other programs read it: nothing is green that does not hold."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from evalrules.base.diagnostics import warning
from evalrules.base.source import Span
from evalrules.reporters.ci.findings import Point, render_points, render_problems_of

POINTS = [Point("r@1", "at.yaml", is_ok=True), Point("r@1", "below # 1.yaml", is_ok=False, lines=["level: <pass> & fail", "x"], file="r.yaml"), Point("s@1", "lint", is_ok=True)]
PROBLEM = warning("ER653", Span("ruleset.yaml", 7, 5, 7, 9), id="must")


def test_junit_has_a_case_for_every_point():
    """A suite for each ruleset with its counts; what fails says why."""
    root = ET.fromstring(render_points(POINTS, "junit"))
    assert [("r@1", "2", "1"), ("s@1", "1", "0")] == [(one.get("name"), one.get("tests"), one.get("failures")) for one in root]
    assert ("3", "1") == (root.get("tests"), root.get("failures"))
    (failure,) = root.iter("failure")
    assert ("level: <pass> & fail", "level: <pass> & fail\nx") == (failure.get("message"), failure.text)


def test_tap_has_a_line_for_every_point():
    """No name of a case begins a directive."""
    lines = render_points(POINTS, "tap").splitlines()
    assert ["TAP version 14", "1..3", "ok 1 - r@1: at.yaml", "not ok 2 - r@1: below ＃ 1.yaml"] == lines[:4]
    assert lines[-1] == "ok 3 - s@1: lint"


@pytest.mark.parametrize("form", ["sarif", "gitlab", "github"])
def test_problems_stand_at_the_path_of_the_file(form: str):
    """Where whoever called gave it, not beside itself; in the language that is asked."""
    shown = render_problems_of([("rules/a/ruleset.yaml", [PROBLEM]), ("rules/b/ruleset.yaml", [])], form, "zh")
    assert "rules/a/ruleset.yaml" in shown
    assert "ER653" in shown
    assert "不属于任何板块" in shown
    if form == "gitlab":
        assert [7] == [one["location"]["lines"]["begin"] for one in json.loads(shown)]
    if form == "sarif":
        assert ["ER653"] == [one["ruleId"] for one in json.loads(shown)["runs"][0]["results"]]


def test_the_worst_ten_are_shown_to_github():
    """It drops the rest without a word, so a notice says how many there are more."""
    lines = render_problems_of([("a.yaml", [PROBLEM._replace(place=Span("a.yaml", at, 1, at, 2)) for at in range(1, 15)])], "github", "en").splitlines()
    assert (11, True) == (len(lines), lines[-1].startswith("::notice "))
