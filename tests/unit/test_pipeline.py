"""The corridor: the edition of each input, twins, one broken input among good ones."""

from __future__ import annotations

import datetime

from evalrules.model.report import Options
from evalrules.pipeline import check


def test_the_period_chooses_the_edition_of_each_input(editions, write):
    """Two counties of two years get two editions in one run."""
    editions(e2010='{from: "2010", until: "2015"}', e2015='{from: "2015"}')
    paths = [
        str(write(f"{year}.yaml", f"format: evidence/1\nruleset: r\nperiod: {year}\ngrades: {{'1': 是}}\n"))
        for year in (2012, 2016)
    ]
    report = check(paths, Options())
    assert ["2010", "2015"] == [one.assessment.ruleset.edition for one in report.results]
    report = check(paths, Options(as_of=datetime.date(2017, 1, 1)))
    assert ["2015", "2015"] == [one.assessment.ruleset.edition for one in report.results]


def test_one_wrong_input_changes_nothing_for_the_others(write):
    """Good inputs are evaluated beside a broken one, in the order given."""
    good = write("a.yaml", 'format: evidence/1\nruleset: jiangsu-16\ngrades: {"9": C}\n')
    broken = write("b.yaml", "format: [")
    report = check([str(broken), str(good)], Options())
    assert [None, "fail"] == [one.assessment and one.assessment.verdict.level for one in report.results]
    assert 2 == report.exit_code


def test_subjects_without_a_name_are_no_twins(write):
    """Two files that name no subject are two subjects."""
    text = 'format: evidence/1\nruleset: jiangsu-16\ngrades: {"9": C}\n'
    report = check([str(write("a.yaml", text)), str(write("b.yaml", text))], Options())
    assert 1 == report.exit_code


def test_one_subject_in_two_periods_is_no_twin(write):
    """The same county in two years is two results."""
    text = 'format: evidence/1\nruleset: jiangsu-16\nsubject: {id: "1"}\nperiod: %d\ngrades: {"9": C}\n'
    report = check([str(write(f"{year}.yaml", text % year)) for year in (2008, 2009)], Options())
    assert 1 == report.exit_code


def test_a_spelling_of_the_same_subject_is_still_a_twin(write):
    """The same id is the same subject, however its name is written."""
    text = 'format: evidence/1\nruleset: jiangsu-16\nsubject: {id: "1", name: %s}\nperiod: 2008\ngrades: {"9": C}\n'
    report = check([str(write(f"{name}.yaml", text % name)) for name in ("甲县", "甲")], Options())
    assert ["ER008", "ER008"] == [one.code for result in report.results for one in result.diagnostics]
