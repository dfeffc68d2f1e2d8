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

from evalrules.cli.formats import FORMATS, View, rendered
from evalrules.model.report import Options, Report
from evalrules.pipeline import check
from evalrules.reporters.github import step_summary
from evalrules.reporters.junit import render_junit
from evalrules.reporters.machine import render_json
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


def of_json(report: Report) -> Tally:
    """The counts of the result document."""
    return Tally(**json.loads(render_json(report))["results"][0]["counts"])


def said(text: str) -> Tally:
    """The counts of the one sentence that says them, whatever the format put around it."""
    pattern = r"(\d+) met, (\d+) not met, (\d+) unknown, (\d+) not applicable, (\d+) waived"
    (found,) = set(re.findall(pattern, text))
    return Tally(*map(int, found))


def text_of_workbook(data: bytes) -> str:
    sheets = openpyxl.load_workbook(io.BytesIO(data)).worksheets
    return "\n".join(str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value)


def text_of_html(data: bytes) -> str:
    return " ".join(html5lib.parse(data.decode(), namespaceHTMLElements=False).itertext())


def of_word(report: Report) -> Tally:
    """The counts of the one table that has a column for each of them."""
    data = rendered("docx", report, View("en", 100, color=False))
    grids = [[[cell.text for cell in row.cells] for row in table.rows] for table in docx.Document(io.BytesIO(data)).tables]
    (row,) = [grid[1] for grid in grids if grid[0] == ["Met", "Not met", "Open", "N/A", "Waived"]]
    return Tally(*map(int, row))


SPOKEN: dict[str, Callable[[bytes], str]] = {
    "text": bytes.decode, "markdown": bytes.decode, "html": text_of_html, "xlsx": text_of_workbook,
}  # fmt: skip
COUNTED = {"junit": of_junit, "sarif": of_sarif, "json": of_json, "docx": of_word}


def counts(report: Report) -> dict[str, Tally]:
    """What each format counts, read by somebody else's parser where there is one."""
    view = View("en", 100, color=False)
    spoken = {form: said(text(rendered(form, report, view))) for form, text in SPOKEN.items()}
    spoken["summary of GitHub"] = said(step_summary(report, "en"))
    return spoken | {form: count(report) for form, count in COUNTED.items()}


def test_every_format_that_counts_is_counted():
    """A format that is added stands here too, or counts nothing of one subject."""
    assert set(FORMATS) == {*SPOKEN, *COUNTED, "table", "github", "code-scanning"}


@pytest.mark.parametrize("path", EVIDENCE, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_example_is_counted_alike(path: Path):
    """Every format says the same of each file under examples/, also under several editions."""
    editions = [None, "anhui-standard-school@2007", "anhui-standard-school@2018"] if path.parent.name == "huansheng" else [None]
    reports = [check([str(path)], Options(ruleset=edition)) for edition in editions]
    assessed = [report for report in reports if report.results[0].assessment is not None]
    assert assessed
    for report in assessed:
        assert counts(report) == dict.fromkeys(counts(report), tally_of(report.results[0].assessment))


@pytest.mark.parametrize("name", MADE)
def test_every_kind_of_case_is_counted_alike(name: str, assess):
    """Waived, expired, waived though unknown, undetermined, all met."""
    from evalrules.model.report import Result

    found = assess(RULES, MADE[name]).data
    report = Report(Options(), (Result("e.yaml", found, ()),), (), {})
    assert counts(report) == dict.fromkeys(counts(report), tally_of(found))


def test_the_made_cases_have_every_word(assess):
    """Among them each of the five words is counted at least once."""
    counted = [tally_of(assess(RULES, made).data) for made in MADE.values()]
    assert all(any(getattr(one, word) for one in counted) for word in Tally._fields)
