"""The counts of every format are those of the tally, for every example and every kind of case."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import docx
import html5lib
import openpyxl
import pytest
from junitparser import JUnitXml
from selection import one_in

from evalrules.model.report import Options, Report, Result
from evalrules.pipeline import check
from evalrules.reporters.ci.github import step_summary
from evalrules.reporters.ci.junit import render_junit
from evalrules.reporters.ci.sarif import render_sarif
from evalrules.reporters.formats import FORMATS, View, rendered
from evalrules.reporters.machine import render_json
from evalrules.reporters.tally import Tally, tally_of

ROOT = Path(__file__).resolve().parents[2]
EVIDENCE = sorted(
    path for path in (ROOT / "examples").glob("*/*") if path.suffix in (".yaml", ".json") and path.stem != "ruleset"
)
SCORED = """
not_applicable: left_out
measures: {boarders: {type: count, zh: 寄宿生, en: boarders}}
indicators:
  - {id: a, source: s, points: 4, awarded: assessor}
  - {id: b, source: s, points: 4, awarded: assessor}
  - {id: c, source: s, points: 2, awarded: assessor, must: true}
  - {id: d, source: s, points: 2, awarded: assessor, applies: boarders > 0}
verdict: [{level: pass, when: 'sum(indicators, points) >= 6', source: s}, {level: fail}]
"""
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


GREEN = {"met": "passed", "full": "passed"}
"""A case of JUnit that has passed is empty: what it came to is not told."""


def of_junit(report: Report) -> Counter[str]:
    """The counts of the cases of indicators by what they hold; what holds something says in its type why."""
    (suite,) = JUnitXml.fromstring(render_junit(report, "en").encode())
    rules = 1 + len(report.results[0].assessment.gates) + len(report.results[0].assessment.vetoes)
    return Counter("passed" if not case.result else case.result[0].type for case in list(suite)[rules:])


def of_sarif(report: Report) -> Counter[str]:
    """The counts of the results under indicators, by the word they carry; only what passes is met or full."""
    results = [one for one in json.loads(render_sarif(report, "zh"))["runs"][0]["results"] if "@" in one["ruleId"]]
    indicators = [one for one in results if one["properties"]["kind"] == "indicator"]
    for one in indicators:
        word = one["properties"]["standing"]
        assert (one["kind"] == "pass") == (word in GREEN)
        assert bool(one["suppressions"]) == (word == "waived")
        assert (one["kind"] == "notApplicable") == (word == "not_applicable")
    return Counter(one["properties"]["standing"] for one in indicators)


def of_json(report: Report) -> Counter[str]:
    """The counts of the result document."""
    return Counter(json.loads(render_json(report))["results"][0]["counts"])


SAID = {
    "met": "met", "not met": "not_met", "with full points": "full", "with some points": "partly",
    "with no points": "zero", "unknown": "unknown", "not applicable": "not_applicable", "waived": "waived",
}  # fmt: skip


def said(text: str) -> Counter[str]:
    """The counts of the one sentence that says them, whatever the format put around it."""
    words = "|".join(sorted(SAID, key=len, reverse=True))
    (found,) = set(re.findall(rf"(?:\d+ (?:{words}), )+\d+ waived", " ".join(text.split())))
    return Counter({SAID[word]: int(count) for count, word in re.findall(rf"(\d+) ({words})", found)})


def of_workbook(report: Report) -> Counter[str]:
    """The counts of the first sheet, which has a column for each of them."""
    data = rendered("xlsx", report, View("en", 100, color=False))
    headings, row = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)
    return Counter({COLUMNS[word]: int(count or 0) for word, count in zip(headings, row, strict=True) if word in COLUMNS})


def text_of_word(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)


def text_of_html(data: bytes) -> str:
    return " ".join(html5lib.parse(data.decode(), namespaceHTMLElements=False).itertext())


WRITTEN = {
    "Met": "met", "Not met": "not_met", "Full points": "full", "Some points": "partly", "No points": "zero",
    "Open": "unknown", "N/A": "not_applicable", "Waived": "waived",
}  # fmt: skip
COLUMNS = WRITTEN | {"Unknown": "unknown", "Not applicable": "not_applicable"}


def of_word(report: Report) -> Counter[str]:
    """The counts of the one table that has a column for each of them."""
    data = rendered("docx", report, View("en", 100, color=False))
    grids = [[[cell.text for cell in row.cells] for row in table.rows] for table in docx.Document(io.BytesIO(data)).tables]
    (grid,) = [grid for grid in grids if set(grid[0]) <= set(WRITTEN)]
    return Counter({WRITTEN[word]: int(count) for word, count in zip(*grid, strict=True)})


SPOKEN: dict[str, Callable[[bytes], str]] = {
    "text": bytes.decode, "markdown": bytes.decode, "html": text_of_html, "self-report": text_of_word,
}  # fmt: skip
COUNTED = {"junit": of_junit, "sarif": of_sarif, "json": of_json, "docx": of_word, "xlsx": of_workbook}


def counts(report: Report) -> dict[str, Counter[str]]:
    """What each format counts, read by somebody else's parser where there is one."""
    view = View("en", 100, color=False)
    spoken = {form: said(text(rendered(form, report, view))) for form, text in SPOKEN.items()}
    spoken["summary of GitHub"] = said(step_summary(report, "en"))
    return spoken | {form: count(report) for form, count in COUNTED.items()}


def expected(report: Report) -> dict[str, Counter[str]]:
    """What each format must count."""
    tally = Counter(tally_of(report.results[0].assessment)._asdict())
    merged: Counter[str] = Counter()
    for word, count in tally.items():
        merged[GREEN.get(word, word)] += count
    return dict.fromkeys(counts(report), tally) | {"junit": merged}


def test_every_format_that_counts_is_counted():
    """A format that is added stands here too, or counts nothing of one subject."""
    assert set(FORMATS) == {*SPOKEN, *COUNTED, "table", "github", "gitlab", "tap", "code-scanning"}


@pytest.mark.parametrize("path", one_in(len(EVIDENCE), EVIDENCE, real=4), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_example_is_counted_alike(path: Path):
    """Every format says the same of each file under examples/, also under several editions."""
    beside = path.with_name("ruleset.yaml")
    named = str(beside) if beside.exists() and "\nruleset:" not in path.read_text("utf-8") else None
    editions = [None, "anhui-standard-school@2007", "anhui-standard-school@2018"] if path.parent.name == "huansheng" else [named]
    reports = [check([str(path)], Options(ruleset=edition)) for edition in editions]
    assessed = [report for report in reports if report.results[0].assessment is not None]
    assert assessed
    for report in assessed:
        assert counts(report) == expected(report)


@pytest.mark.parametrize("name", one_in(3, MADE))
def test_every_kind_of_case_is_counted_alike(name: str, assess):
    """Waived, expired, waived though unknown, undetermined, all met."""
    found = assess(RULES, MADE[name]).data
    report = Report(Options(), (Result("e.yaml", found, ()),), (), {})
    assert counts(report) == expected(report)


@pytest.mark.parametrize("points", one_in(3, [{"a": 4, "b": 3.5, "c": 2}, {}, {"a": 0, "b": 0, "c": 0}, {"a": 4, "c": 0}]), ids=str)
def test_points_are_counted_alike(points: dict[str, object], assess):
    """Full, some, none, open and not applicable; nothing is green in any format but what has its full points."""
    found = assess(SCORED, {"points": points, "facts": {"boarders": 0}}).data
    report = Report(Options(), (Result("e.yaml", found, ()),), (), {})
    assert counts(report) == expected(report)


def test_the_made_cases_have_every_word(assess):
    """Among them each word is counted at least once."""
    counted = [tally_of(assess(RULES, made).data) for made in MADE.values()]
    counted.append(tally_of(assess(SCORED, {"points": {"a": 4, "b": 3.5, "c": 0}}).data))
    assert all(any(getattr(one, word) for one in counted) for word in Tally._fields)
