"""The counts of the formats that machines read are those of the tally, for every example and every kind of case."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from junitparser import JUnitXml

from evalrules.model.report import Options, Report
from evalrules.pipeline import check
from evalrules.reporters.junit import render_junit
from evalrules.reporters.sarif import render_sarif
from evalrules.reporters.tally import Tally, tally_of

ROOT = Path(__file__).resolve().parents[2]
EVIDENCE = sorted(
    path for path in (ROOT / "examples").rglob("*") if path.suffix in (".yaml", ".json") and path.stem != "ruleset"
)
RULES = """
grades: [A, B, C]
measures: {boarders: {type: count, zh: 寄宿生, en: boarders}, rate: {type: percent, range: [0, 100], better: higher}}
indicators:
  - {id: met, source: s, assessed: grade}
  - {id: worst, source: s, assessed: grade}
  - {id: waived, source: s, assessed: grade}
  - {id: open, source: s, met: rate >= 95}
  - {id: none, source: s, met: rate >= 95, applies: boarders > 0}
verdict: [{level: pass, when: 'every(indicators, grade != "C")', source: s}, {level: fail}]
"""
GRADES = {"met": "A", "worst": "C", "waived": "C"}
WAIVER = {"indicator": "waived", "reason": "r", "approver": "a", "until": "2008-01-01"}
MADE = {
    "waived": {"grades": GRADES, "facts": {"boarders": 0}, "waivers": [WAIVER], "period": 2007},
    "expired": {"grades": GRADES, "facts": {"boarders": 0}, "waivers": [WAIVER], "period": 2009},
    "waived-and-unknown": {"grades": {"met": "A"}, "facts": {"boarders": 0, "rate": 95}, "waivers": [WAIVER], "period": 2007},
    "undetermined": {"grades": {"met": "A"}, "period": 2007},
    "all-met": {"grades": dict.fromkeys(GRADES, "A"), "facts": {"boarders": 1, "rate": 95}, "period": 2007},
}  # fmt: skip


def of_junit(report: Report) -> Tally:
    """The counts of the cases by what they hold; a skipped one says in its type why."""
    (suite,) = JUnitXml.fromstring(render_junit(report, "en").encode())
    words = Counter("met" if not case.result else case.result[0].type for case in suite)
    assert (suite.failures, suite.errors) == (words["not_met"], words["unknown"])
    assert suite.skipped == words["not_applicable"] + words["waived"]
    return Tally(*(words[word] for word in Tally._fields))


def of_sarif(report: Report) -> Tally:
    """The counts of the results under indicators, by kind; what is suppressed is waived."""
    names = {"pass": "met", "fail": "not_met", "open": "unknown", "notApplicable": "not_applicable"}
    results = [one for one in json.loads(render_sarif(report, "zh"))["runs"][0]["results"] if "/" in one["ruleId"]]
    words = Counter("waived" if one["suppressions"] else names[one["kind"]] for one in results)
    return Tally(*(words[word] for word in Tally._fields))


@pytest.mark.parametrize("path", EVIDENCE, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_example_is_counted_alike(path: Path):
    """JUnit, SARIF and the tally say the same of each file under examples/, also under several editions."""
    editions = [None, "anhui-standard-school@2007", "anhui-standard-school@2018"] if path.parent.name == "huansheng" else [None]
    reports = [check([str(path)], Options(ruleset=edition)) for edition in editions]
    assessed = [report for report in reports if report.results[0].assessment is not None]
    assert assessed
    for report in assessed:
        assert of_junit(report) == of_sarif(report) == tally_of(report.results[0].assessment)


@pytest.mark.parametrize("name", MADE)
def test_every_kind_of_case_is_counted_alike(name: str, assess):
    """Waived, expired, waived though unknown, undetermined, all met."""
    from evalrules.model.report import Result

    found = assess(RULES, MADE[name]).data
    report = Report(Options(), (Result("e.yaml", found, ()),), (), {})
    assert of_junit(report) == of_sarif(report) == tally_of(found)


def test_the_made_cases_have_every_word(assess):
    """Among them each of the five words is counted at least once."""
    counted = [tally_of(assess(RULES, made).data) for made in MADE.values()]
    assert all(any(getattr(one, word) for one in counted) for word in Tally._fields)
