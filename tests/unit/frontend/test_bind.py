"""A raw document to evidence: periods, digests, and the names of rulesets."""

from __future__ import annotations

import datetime

import pytest

import evalrules
from evalrules.frontend.bind import bind_evidence, names
from evalrules.frontend.opening import read_period
from evalrules.readers import yaml_document


def bound(text: str, ruleset, **options):
    from evalrules.base.source import Document

    root, problems = yaml_document.read("e.yaml", text)
    assert [] == problems
    return bind_evidence(Document("e.yaml", text, "", root), ruleset.data, **options)


def codes(text: str, ruleset, **options) -> list[str]:
    return [one.code for one in bound("format: evidence/1\n" + text, ruleset, **options)[1]]


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("2007", "2007-01-01", "2007-12-31"), ("'2007'", "2007-01-01", "2007-12-31"),
        ("{from: 2006-09-01, to: 2007-08-31}", "2006-09-01", "2007-08-31"), ("{from: 2006-09, to: 2007-08}", "2006-09-01", "2007-08-31"),
        ("{from: 2007-01-01, to: 2007-01-01}", "2007-01-01", "2007-01-01"), ("{from: 2006, to: 2007}", "2006-01-01", "2007-12-31"),
    ],
)  # fmt: skip
def test_a_period_is_a_year_or_from_and_to(written: str, start: str, end: str):
    """Both days included."""
    period, problems = read_period(yaml_document.read("e", f"period: {written}\n")[0])
    assert [] == problems
    assert period is not None
    assert (start, end) == (period.start.isoformat(), period.end.isoformat())


@pytest.mark.parametrize(
    "written",
    [
        "07",
        "20071",
        "2007-13",
        "[2007]",
        "{from: 2007}",
        "{}",
        "{from: 2008, to: 2007}",
        "2007年",
        "true",
        "-2007",
    ],
)
def test_another_period_is_refused(written: str):
    """ER405, also where a part is missing or the end comes first."""
    period, problems = read_period(yaml_document.read("e", f"period: {written}\n")[0])
    assert period is None
    assert "ER405" in [one.code for one in problems]


@pytest.mark.parametrize("written", ["null", "", "—", "无数据"])
def test_a_period_may_be_unknown(written: str):
    """Null spellings give no period and no problem."""
    assert (None, []) == read_period(yaml_document.read("e", f"a: 1\nperiod: {written}\n")[0])


def test_a_period_that_begins_after_the_assessment_is_refused(jiangsu):
    """ER422 only where it begins after; a period that is still running is fine."""
    assert ["ER422"] == codes("period: 2008\n", jiangsu, as_of=datetime.date(2007, 12, 31))
    assert [] == codes("period: 2008\n", jiangsu, as_of=datetime.date(2008, 1, 1))


def test_the_digest_is_over_the_meaning(jiangsu):
    """Labels or ids, order, quotes, notes, sources and nulls make no difference; values do."""
    one = evalrules.evidence_from(
        {"facts": {"graduate_teachers": 31, "study_time": True}, "grades": {"1": "A"}}, jiangsu
    ).digest
    same = [
        'grades: {"1": {grade: A, note: n}}\nfacts: {在校时间、作业量和考试评价的规定: 是, graduate_teachers: {value: 31.0, page: 3}}\n',
        "facts: {graduate_teachers: 3.1e1, study_time: true, senior_teachers: null, fitness_hour: x%}\ngrades: {'1': A, '2': null, '3': {votes: {A: 0}}}\n",
        "facts: {graduate_teachers: {between: [31, 31], unit: 人}, study_time: {value: 是, source: a.pdf}}\ngrades: {'1': A}\n",
    ]
    for text in same:
        evidence, _ = bound("format: evidence/1\n" + text, jiangsu)
        assert evidence is not None and one == evidence.digest
    for other in (
        {"facts": {"graduate_teachers": 32, "study_time": True}, "grades": {"1": "A"}},
        {},
        {"grades": {"1": "B"}},
    ):
        assert one != evalrules.evidence_from(other, jiangsu).digest


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("jiangsu-16", True),
        ("jiangsu-16@2007", True),
        ("jiangsu-16@2008", False),
        ("jiangsu", False),
        ("", False),
    ],
)
def test_an_id_or_a_name_means_the_ruleset(written: str, expected: bool, jiangsu):
    """ID or ID@EDITION of the ruleset."""
    assert expected is names(written, jiangsu.data)


def test_an_overlay_is_meant_by_its_parent(examples):
    """Evidence for the parent may be checked with an overlay of it."""
    office = evalrules.load_ruleset(examples / "jiangsu-16-office" / "ruleset.yaml").data
    assert (
        names("jiangsu-16@2007", office)
        and names("jiangsu-16", office)
        and names("example-office-16", office)
    )


def test_facts_and_grades_come_in_the_order_of_the_ruleset(jiangsu):
    """Whatever the order in the file."""
    evidence = evalrules.evidence_from(
        {"grades": {"9": "A", "1": "A"}, "facts": {"senior_teachers": 1, "study_time": True}}, jiangsu
    )
    assert ["1", "9"] == list(evidence.data.grades)
    assert ["study_time", "senior_teachers"] == list(evidence.data.facts)


@pytest.mark.parametrize("empty", ["[]", "{}", "null", ""])
@pytest.mark.parametrize("section", ["points", "tables", "members"])
def test_an_empty_section_is_no_problem(section: str, empty: str, jiangsu):
    """Sections that the ruleset does not take may stand empty, as templates have them."""
    assert [] == codes(f"{section}: {empty}\n", jiangsu)
    assert ["ER417"] == codes(f"{section}: {{a: 1}}\n", jiangsu)


@pytest.mark.parametrize("text", ["facts: 1\n", "grades: []\n", "subject: [1]\n", "subject: {attributes: 1}\n", "subject: {name: [a]}\n", "ruleset: [a]\n",
                                  "subject: {attributes: {a: [1]}}\n", "facts: {study_time: {value: 是, note: [a]}}\n"])  # fmt: skip
def test_a_section_of_another_shape_is_refused(text: str, jiangsu):
    """ER103 and never a traceback."""
    assert ["ER103"] == codes(text, jiangsu)
