"""Every figure that was published stands in the report, in each format, read back with somebody else's parser.

A county's table of coefficients, the sums of a town's score, a school's form: what an office hands in without retyping.
"""

from __future__ import annotations

import csv
import re
from fractions import Fraction
from pathlib import Path

import pytest
from selection import one_in
from read_back import text_of

import evalrules
from evalrules.model.report import Options, Report, Result
from evalrules.reporters.formats import View, rendered

ROOT = Path(__file__).resolve().parents[2]
STAGES = {"小学": "primary", "初中": "junior"}
FORMS = ("text", "markdown", "html", "docx", "self-report", "xlsx", "json")
with (Path(__file__).parent / "published.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def numbers_in(form: str, report: Report) -> list[Fraction]:
    """Every number in a report."""
    text = text_of(form, rendered(form, report, View("zh", 160, color=False)))
    return [Fraction(one) for one in re.findall(r"(?<![\w.])-?[0-9]+(?:\.[0-9]+)?(?![\w.])", text)]


def report_on(evidence: dict[str, object], ruleset: str) -> Report:
    rules = evalrules.load_ruleset(ruleset)
    found = evalrules.assess(rules, evalrules.evidence_from(evidence, rules, name="a.yaml"), explain=True).data
    return Report(Options(explain=True), (Result("a.yaml", found, ()),), (), {})


def lacking(form: str, report: Report, published: list[str]) -> list[str]:
    """The published figures that no number of the report is, to the digits in which they were published."""
    found = numbers_in(form, report)
    return [
        one for one in published
        if not any(abs(number - Fraction(one)) * 10 ** len(one.partition(".")[2]) <= Fraction(1, 2) for number in found)
    ]  # fmt: skip


@pytest.mark.parametrize("form", one_in(3, FORMS))
@pytest.mark.parametrize("row", one_in(2, [ROWS[2], ROWS[-1]]), ids=lambda row: f"{row['area']}-{row['stage']}")
def test_a_county_table_stands_in_every_report(row: dict[str, str], form: str):
    """Each coefficient of a stage, and for basic balance the composite."""
    facts = {f"cv{at}": {STAGES[row["stage"]]: Fraction(row[f"cv{at}"])} for at in range(1, 9) if row[f"cv{at}"]}
    evidence = {"subject": {"kind": "county", "name": row["area"]}, "period": 2015, "facts": facts}
    published = [row[f"cv{at}"] for at in range(1, 9) if row[f"cv{at}"]]
    published += [row["composite"]] if "basic" in row["ruleset"] else []
    if form == "self-report":  # it says what is compared, to the digits that are compared
        published = [row["composite"]] if "basic" in row["ruleset"] else [str(round(float(one), 3)) for one in published]
    assert lacking(form, report_on(evidence, row["ruleset"]), published) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_town_score_stands_in_every_report(form: str):
    """The points of every item; in papers the sums of the five blocks and the total, too."""
    path = ROOT / "examples/fushan-town/self-score.yaml"
    rules = evalrules.load_ruleset("guangdong-strong-town")
    found = evalrules.assess(rules, evalrules.load_evidence(path, rules), explain=True).data
    report = Report(Options(explain=True), (Result("self-score.yaml", found, ()),), (), {})
    items = [one.points.value for one in found.findings if one.points is not None]
    sums = [] if form in ("json", "self-report") else ["17.8", "31.6", "17", "18.6", "11.8"]
    assert len(items) == 27
    assert lacking(form, report, [*items, *sums, *([] if form == "json" else ["96.8"])]) == []


SCHOOL = """
measures:
  land: {type: number, unit: m2, zh: 生均占地面积, en: land a pupil, value: campus / pupils}
  campus: {type: number, unit: m2, zh: 占地面积, en: campus}
  pupils: {type: count, zh: 学生数, en: pupils}
  building: {type: number, unit: m2, zh: 生均建筑面积, en: floor area a pupil}
  equipment: {type: number, unit: 元, zh: 生均教学仪器设备值, en: equipment a pupil}
indicators:
  - {id: "1", zh: 占地, en: land, source: s, met: land >= 20}
  - {id: "2", zh: 建筑, en: building, source: s, met: building >= 5}
  - {id: "4", zh: 设备, en: equipment, source: s, met: equipment >= 400}
"""


@pytest.mark.parametrize("form", FORMS)
def test_the_figures_of_a_school_stand_in_every_report(form: str, assess):
    """Those of a town school's form, met: 20008 m2 for 477 pupils is 41.9455 (published cut, as 41.945)."""
    facts = {"campus": 20008, "pupils": 477, "building": Fraction("14.704"), "equipment": 430}
    found = assess(SCHOOL, {"facts": facts}, explain=True).data
    report = Report(Options(explain=True), (Result("a.yaml", found, ()),), (), {})
    inputs = [] if form == "self-report" else ["20008", "477"]
    worked_out = [] if form == "json" else ["41.95"]  # there it is 20008/477
    assert lacking(form, report, [*inputs, *worked_out, "14.704", "430"]) == []
