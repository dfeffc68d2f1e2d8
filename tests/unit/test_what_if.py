"""Inputs assessed as they are and with other values, from one reading of them."""

from __future__ import annotations

import pytest

from evalrules.bundles.discovery import discover
from evalrules.model.report import Options
from evalrules.pipeline import new_run
from evalrules.what_if import set_value_from, what_if

COUNTY = 'format: evidence/1\nruleset: jiangsu-16@2007\nsubject: {kind: county, name: 甲}\nperiod: 2007\ngrades: {"9": C}\n'


@pytest.mark.parametrize(
    ("written", "path", "value"),
    [
        ("facts.rate=95", "facts.rate", "95"), ("facts.a=b=c", "facts.a", "b=c"), ("facts.rate=", "facts.rate", ""),
        ('tables.t["a=b"].c=1', "tables.t[a=b].c", "1"), ("tables.t[a=b].c = 1", "tables.t[a=b].c", "1"),
        ('facts.name="95"', "facts.name", "95"), ("facts.note=甲: 乙 # 丙", "facts.note", "甲: 乙 # 丙"),
    ],
)  # fmt: skip
def test_a_path_ends_at_the_first_equals_sign_outside_of_its_keys(written, path, value):
    """Behind it stands plain text, with nothing that means something to YAML."""
    found = set_value_from(written)
    assert (path, value) == (found.path.text, found.value.text)


@pytest.mark.parametrize(
    "written",
    ["", "facts.rate", "rate=1", "fact.rate=1", "facts=1", "members.towns=5", "tables.units[一小]=1", "tables.units.pupils=1",
     "facts.rate={between: [1, 2]", "facts.rate={a: 1}\nb: 2", "facts.a[b]=1"],
)  # fmt: skip
def test_what_is_no_value_for_a_path_is_refused(written):
    """ValueError, before anything is read."""
    with pytest.raises(ValueError):
        set_value_from(written)


def test_both_verdicts_come_from_one_reading(tmp_path):
    """The one without is what `check` gives; the file and the first verdict stay as they are."""
    file = tmp_path / "county.yaml"
    file.write_text(COUNTY, encoding="utf-8")
    inputs, problems = discover([str(file)])
    found = what_if(inputs, problems, new_run(Options(None, None, None)), [set_value_from("grades.9=A")])
    before, after = (report.results[0].assessment for report in (found.before, found.after))
    assert [("fail",), ("pass", "fail")] == [before.verdict.possible, after.verdict.possible]
    assert [("C", "A")] == [(one.before, one.after) for one in found.replaced["county.yaml"]]
    assert before.evidence_digest != after.evidence_digest
    assert COUNTY == file.read_text(encoding="utf-8")


RULES = """
format: ruleset/1
id: sample
edition: "1"
revision: 1
title: {zh: 例, en: sample}
in_force: {from: 2000-01-01, until: 2100-01-01}
subject: district
sources: {s: {zh: 例文, en: text, confidence: read}}
levels: [{id: pass, zh: 达, en: pass, required: true}, {id: fail, zh: 否, en: fail}]
measures: {rate: {type: percent, zh: 率, en: rate}}
members: {parts: {zh: 部分, en: parts, holds: [pass], source: s 1}}
indicators: [{id: "1", zh: 率, en: rate, source: s 1, met: rate >= 90}]
verdict: [{level: pass, when: 'met("1")'}, {level: fail}]
"""
DISTRICT = "format: evidence/1\nsubject: {kind: district, name: 乙区}\nperiod: 2007\nfacts: {rate: 80}\n"


def test_members_stay_as_they_are(tmp_path):
    """A value is for what was named on the command line, and for nothing that this names."""
    whole = DISTRICT + "members: {parts: {list: [{evidence: part.yaml}]}}\n"
    for name, text in (("sample", RULES), ("part", COUNTY), ("whole", whole)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    inputs, problems = discover([str(tmp_path / "whole.yaml")])
    options = Options(str(tmp_path / "sample.yaml"), None, None)
    found = what_if(inputs, problems, new_run(options), [set_value_from("facts.rate=95")])
    before, after = (report.results[0].assessment for report in (found.before, found.after))
    assert before.members == after.members != ()
    assert ["fail", "pass"] == [one.verdict.level for one in (before, after)]
