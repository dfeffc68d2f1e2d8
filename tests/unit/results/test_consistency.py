"""A kept result that was edited in one place contradicts itself in another, and is refused there."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from evalrules.base.sentences import sentence
from evalrules.model.report import Options
from evalrules.pipeline import check
from evalrules.reporters.machine import render_json
from evalrules.results.reading import report_from

ROOT = Path(__file__).resolve().parents[3]
COUNTY = (ROOT / "examples" / "jiangsu-16" / "passing.yaml").read_text("utf-8")
WAIVER = 'waivers: [{indicator: "9", reason: r, approver: a, until: 2030-01-01}]'
WAIVED = COUNTY.replace('"9": A', '"9": C') + f"\n{WAIVER}\n"


@cache
def original(name: str) -> dict[str, Any]:
    """The result of an example: `failing` by a veto, `open`, `pass`, by a `gate`, with `points`, a `gap`, `steps`, `shown`."""
    found: dict[str, Any] = json.loads(_written(name))
    return found


def _written(name: str) -> str:
    examples = {
        "failing": "jiangsu-16/failing.yaml", "open": "jiangsu-16/open.yaml", "pass": "jiangsu-16/passing.yaml",
        "gate": "foshan/july-year1.yaml", "points": "fushan-town/self-score.yaml", "gap": "jiangsu-16/county.yaml",
        "steps": "retention/county.yaml", "shown": "jiujiang/county.yaml",
    }  # fmt: skip
    return render_json(check([str(ROOT / "examples" / examples[name])], Options(explain=True)))


@pytest.fixture
def waived(write) -> dict[str, Any]:
    """The result of a county that fails by one indicator, which is waived."""
    path = write("county.yaml", WAIVED)
    found: dict[str, Any] = json.loads(render_json(check([str(path)], Options())))
    assert ["in_force"] == [one["state"] for one in found["results"][0]["waivers"]]
    return found


def refused(document: dict[str, Any], *changes: tuple[str, object]) -> list[str]:
    """Where a result is refused, once the values at some paths are others; empty where it is not."""
    document = copy.deepcopy(document)
    for path, value in changes:
        inside = document["results"][0]
        *above, last = [int(key) if key.isdecimal() else key for key in path.split(".")]
        for key in above:
            inside = inside[key]
        inside[last] = value
    found, problems = report_from(json.dumps(document).encode(), "kept.json")
    assert (found is None) == bool(problems)
    assert {"ER038"} >= {one.code for one in problems}
    return [dict(one.args)["at"].removeprefix("$.results[0].") for one in problems]


def test_points_that_do_not_apply_agree_with_the_rest(write, monkeypatch: pytest.MonkeyPatch):
    """An indicator with points that does not apply has neither points nor grades, and is read."""
    monkeypatch.setenv("EVALRULES_PATH", str(ROOT / "tests" / "cases" / "evidence" / "rulesets"))
    path = write("e.yaml", "format: evidence/1\nruleset: garden@1\nperiod: 2007\nfacts: {missed: 1, boards: 否}\n")
    document = json.loads(render_json(check([str(path)], Options())))
    found = next(one for one in document["results"][0]["indicators"] if one["id"] == "1.3")
    assert ("not_applicable", [], None) == (found["outcome"], found["possible"], found["score"])
    assert [] == refused(document)


@pytest.mark.parametrize("name", ["failing", "open", "pass", "gate", "points", "gap", "steps", "shown"])
def test_what_was_written_agrees_with_itself(name: str):
    """A result as check wrote it is read."""
    assert [] == refused(original(name))


PASS = (("verdict.level", "pass"), ("verdict.possible", ["pass"]))
REACHED = (*PASS, ("verdict.meets_required", True), ("verdict.accepted", True))


def test_a_verdict_with_only_level_and_possible_edited_is_refused():
    """The county fails by a veto; only the two words that most people read say that it passes."""
    assert [
        "verdict.meets_required", "verdict.accepted", "vetoes[1].fired", "verdict.reasons[0]", "gaps[1].from",
    ] == refused(original("failing"), *PASS)  # fmt: skip


def test_accepted_beside_fail_is_refused():
    """Nothing is waived, and still a county that fails is said to be accepted."""
    assert ["verdict.accepted"] == refused(original("failing"), ("verdict.accepted", True))


EDITED: dict[str, list[tuple[str, str, tuple[tuple[str, object], ...]]]] = {
    "failing": [
        ("the whole verdict", "vetoes[1].fired", REACHED),
        ("a level that is none", "verdict.level", (("verdict.level", None),)),
        ("a status", "verdict.status", (("verdict.status", "undetermined"),)),
        ("one more level", "verdict.level", (("verdict.possible", ["pass", "fail"]),)),
        ("no level", "verdict.possible", (("verdict.possible", []),)),
        ("the order", "verdict.possible", (("verdict.possible", ["fail", "pass"]),)),
        ("whether it is reached", "verdict.meets_required", (("verdict.meets_required", True),)),
        ("the level required", "verdict.meets_required", (("verdict.required", "fail"),)),
        ("a veto that never fired", "verdict.reasons[0]", (("vetoes.1.fired", False),)),
        ("a veto that is open", "verdict.reasons[0]", (("vetoes.1.fired", None),)),
        ("a veto without effect", "verdict.reasons[0]", (("vetoes.1.level", "pass"),)),
        ("another veto that fired", "verdict.reasons", (("vetoes.0.fired", True),)),
        ("the reason itself", "verdict.reasons[0]", (("verdict.reasons.0.ids", ["any-c"]),)),
        ("the kind of the reason", "verdict.reasons[0]", (("verdict.reasons.0", {"kind": "level", "ids": ["pass"], "because": []}),)),
        ("no reason", "verdict.reasons", (("verdict.reasons", []),)),
        ("a grade without an outcome", "indicators[0].grade", (("indicators.0.outcome", "not_met"),)),
        ("another grade", "indicators[0].possible", (("indicators.0.grade", "C"),)),
        ("what is possible", "indicators[0].possible", (("indicators.0.possible", ["A", "B"]),)),
        ("an outcome", "indicators[0].grade", (("indicators.0.outcome", "met"),)),
        ("a known one called unknown", "indicators[0].grade", (("indicators.0.outcome", "unknown"),)),
        ("grades out of order", "indicators[0].possible", (("indicators.0.possible", ["C", "A"]), ("indicators.0.outcome", "unknown"), ("indicators.0.grade", None))),
        ("nobody who decided", "indicators[0].basis", (("indicators.0.basis", None),)),
        ("failing rows that are not there", "indicators[0].failing_rows_total", (("indicators.0.failing_rows_total", 3),)),
        ("a digest of the ruleset", "ruleset.digest", (("ruleset.digest", "sha256:0"),)),
        ("a digest of the evidence", "evidence.digest", (("evidence.digest", "md5:" + 64 * "0"),)),
        ("a digest of a file", "evidence.files[0].sha256", (("evidence.files.0.sha256", 64 * "G"),)),
        ("an indicator twice", "indicators", (("indicators.1.id", "1"),)),
        ("a gap from elsewhere", "gaps[1].from", (("gaps.1.from", "pass"),)),
        ("a gap to what is no better", "gaps[1].to", (("gaps.1.to", "fail"),)),
        ("an error beside the verdict", "diagnostics", (("diagnostics", [{"code": "ER001", "severity": "error", "place": None, "args": {"path": "a", "reason": "b"}}]),)),
    ],
    "open": [
        ("a verdict", "verdict.reasons", (*REACHED, ("verdict.status", "decided"))),
        ("a verdict with a reason", "missing[0].decides", (*REACHED, ("verdict.status", "decided"), ("verdict.reasons", [{"kind": "level", "ids": ["pass"], "because": []}]))),
        ("a reason", "verdict.reasons", (("verdict.reasons", [{"kind": "level", "ids": ["pass"], "because": []}]),)),
        ("a level that a veto may give", "vetoes[0].fired", (*REACHED, ("verdict.status", "decided"))),
        ("one grade left", "indicators[8].possible", (("indicators.8.possible", ["A"]),)),
    ],
    "gate": [
        ("a gate that holds", "verdict.reasons[0]", (("gates.0.holds", True),)),
        ("the level that it gives", "verdict.reasons[0]", (("gates.0.else", "pass"),)),
        ("the whole verdict", "gates[0].holds", REACHED),
    ],
    "shown": [("what is only shown twice", "shown", (("shown.1.measure", "composite:primary"),))],
    "points": [
        ("points above their bounds", "indicators[0].points", (("indicators.0.points", "9"), ("indicators.0.outcome", "scored"))),
        ("bounds the wrong way round", "indicators[0].score", (("indicators.0.score", {"low": "2", "high": "1", "full": "2"}), ("indicators.0.points", None))),
        ("a grade", "indicators[0].possible", (("indicators.0.possible", ["met"]),)),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "at", "changes"),
    [pytest.param(name, at, changes, id=f"{name}-{what}") for name in EDITED for what, at, changes in EDITED[name]],
)
def test_what_was_edited_is_told(name: str, at: str, changes: tuple[tuple[str, object], ...]):
    """One part edited: the document is refused, and the part that does not follow is among those named."""
    assert at in refused(original(name), *changes)


@pytest.mark.parametrize(
    ("path", "value", "at"),
    [
        ("waivers.0.state", "expired", "waivers[0].state"),
        ("waivers.0.until", "2001-01-01", "waivers[0].state"),
        ("waivers.0.needed", False, "verdict.accepted"),
        ("period", "2031", "waivers[0].state"),
        ("period", "2031-01-01..2031-12-31", "waivers[0].state"),
        ("period", None, "waivers[0].state"),
        ("indicators.8.outcome", "met", "indicators[8].grade"),
    ],
)
def test_waivers_follow_from_their_day_and_from_the_outcome(waived: dict[str, Any], path: str, value: object, at: str):
    """What is accepted rests on a waiver in force: neither the one nor the other can be edited alone."""
    assert [] == refused(waived)
    assert waived["results"][0]["verdict"]["accepted"] is True
    assert at in refused(waived, (path, value))


def test_a_fact_is_the_same_wherever_it_is_used():
    """One figure behind two indicators, changed behind one of them."""
    indicators = original("gap")["results"][0]["indicators"]
    use = next(use for one in indicators for use in one["facts"])
    last = len(indicators) - 1
    assert [] == refused(original("gap"), (f"indicators.{last}.facts", [use]))
    assert [f"indicators[{last}].facts[0]"] == refused(
        original("gap"), (f"indicators.{last}.facts", [{**use, "value": "1"}])
    )


def test_a_comparison_of_plain_numbers_is_made_again():
    """Of the steps that --explain lists, one that says the contrary of its numbers is refused."""
    document = original("steps")
    at, number, step = next(
        (at, number, step)
        for at, one in enumerate(document["results"][0]["indicators"])
        for number, step in enumerate(one["steps"])
        if step["op"] in ("<", "<=", ">", ">=") and step["result"] is not None
    )
    changed = refused(document, (f"indicators.{at}.steps.{number}.result", not step["result"]))
    assert [f"indicators[{at}].steps[{number}].result"] == changed


def test_every_contradiction_is_said_in_both_languages():
    """A sentence with the path, and no English among the Chinese."""
    document = json.loads(json.dumps(original("failing")))
    document["results"][0]["verdict"]["accepted"] = True
    (problem,) = report_from(json.dumps(document).encode(), "kept.json")[1]
    assert "评估结果自相矛盾：$.results[0].verdict.accepted：没有生效的豁免，应与 meets_required 相同" == sentence(problem, "zh")
    assert sentence(problem, "en").startswith("the result contradicts itself: $.results[0].verdict.accepted: without")
