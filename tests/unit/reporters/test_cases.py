"""What each indicator comes to: one word, one sentence, one place."""

from __future__ import annotations

import pytest

from evalrules.reporters.cases import cases_of, problems_of, spot_of_problem, subject_key
from evalrules.reporters.spots import Spot
from evalrules.reporters.tally import standings_of


def told(report, language="en"):
    found = report.results[0].assessment
    return {case.finding.id: case for case in cases_of(found, language)}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_indicator_is_told_under_the_word_of_the_tally(language, decided, opened):
    """As many cases as indicators, in their order, each with the word that the counts use and with something to say."""
    for report in (decided, opened):
        found = report.results[0].assessment
        cases = cases_of(found, language)
        assert {case.finding.id: case.standing for case in cases} == standings_of(found)
        assert all(case.message and "\n" not in case.message for case in cases)


def test_what_is_not_met_says_actual_against_required(decided):
    """The figure as it is, the figure that is needed and the distance; the veto that it gives cause for."""
    message = told(decided)["1"].message
    assert "enrolment: 62 %, needs >= 90 %, short by 28 %" in message
    assert "veto “a C”" in message


def test_what_is_not_known_says_what_is_missing_and_what_it_would_decide(opened):
    """A tie of the panel and a fact that was not given are named with their cause, and no one else's."""
    cases = told(opened)
    assert "the decision on indicator 4 plan (absent)" in cases["4"].message
    assert "(tie)" in cases["3"].message
    assert "schools (absent)" in cases["2"].message
    assert "schools" not in cases["4"].message


def test_an_indicator_that_a_level_needs_better_names_the_better_grade(examples):
    """A panel's B, for which no figure was given, says which grade the level needs."""
    from evalrules.model.report import Options
    from evalrules.pipeline import check

    report = check([str(examples / "jiangsu-16" / "failing.yaml")], Options())
    assert "clause 8: B → A" in told(report)["8"].message


def test_tables_are_named_where_nothing_else_tells_what_an_indicator_waits_for(examples):
    """An indicator over rows that were not given says that the table is missing."""
    from evalrules.model.report import Options
    from evalrules.pipeline import check

    report = check([str(examples / "jiujiang" / "county.yaml")], Options())
    assert "the table " in told(report)["G5"].message


def test_a_waived_indicator_carries_its_waiver(report_on):
    """Reason, approver and last day are said, and what it lacks all the same; without waiver there is none."""
    waiver = {"indicator": "1", "reason": "搬迁", "approver": "市局", "until": "2008-08-31"}
    report = report_on({"rate": 62}, period=2007, subject={"attributes": {"region": "苏南"}}, waivers=[waiver])
    case = told(report)["1"]
    assert case.standing == "waived"
    assert case.waiver is not None
    assert all(part in case.lines[0] for part in ("搬迁", "市局", "2008-08-31"))
    assert "short by" in case.message
    assert told(report)["2"].waiver is None


def test_a_case_stands_where_the_evidence_speaks_of_it(examples):
    """At the line of what assessors decided, else of a fact, else at the evidence as a whole; under the path given."""
    from evalrules.model.report import Options
    from evalrules.pipeline import check

    report = check([str(examples / "jiujiang" / "county.yaml")], Options())
    found = report.results[0].assessment
    spots = {case.finding.id: case.spot for case in cases_of(found, "en", {"county.yaml": "x/county.yaml"})}
    assert spots["cv-r2:primary"] == Spot("x/county.yaml", 9, 18)
    assert spots["G1"] == Spot("x/county.yaml")


def test_problems_are_those_of_the_input_evaluated_or_not(decided, broken):
    """Warnings beside a verdict and errors in place of one are told alike, each once, with their places."""
    assert [one.code for one in problems_of(broken.results[0])] == ["ER102"]
    assert len(problems_of(decided.results[0])) == len(set(problems_of(decided.results[0]))) > 0
    result = broken.results[0]
    assert spot_of_problem(result.diagnostics[0], result) == Spot("bad.yaml", 2, 3, 2, 5)
    assert spot_of_problem(result.diagnostics[0]._replace(place=None), result) == Spot("bad.yaml")


def test_the_key_of_a_subject_hangs_on_no_value(report_on):
    """Other figures give the same key; another period or subject gives another."""
    subject = {"id": "1", "name": "某县"}
    keys = [
        subject_key(report_on(facts, period=period, subject={**subject, "id": own}).results[0].assessment)
        for facts, period, own in (({"rate": 62}, 2007, "1"), ({"rate": 99}, 2007, "1"), ({}, 2008, "1"), ({}, 2007, "2"))
    ]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3
