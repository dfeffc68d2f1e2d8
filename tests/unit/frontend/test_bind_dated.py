"""What the date of the assessment says of a subject: the options of choices that have dates."""

from __future__ import annotations

import datetime

import pytest

from evalrules.base.source import Document
from evalrules.frontend.bind import bind_evidence
from evalrules.readers import yaml_document

RULES = """\
choices:
  applied: {first: {zh: 一五年, en: in 2015, from: 2015, until: 2016}, then: {zh: 一六年, en: in 2016, from: 2016, until: 2017}, later: {zh: 其他, en: later}}
values: {line: {by: applied, first: 950, then: 960, later: null, source: s 1}}
measures: {funds: {type: number, zh: 经费, en: funds}}
indicators: [{id: "1", source: s, met: funds >= line}]
"""


@pytest.fixture
def bound(ruleset_from):
    """The option of a subject and the codes of what is said about it."""

    def of(evidence: str, as_of: datetime.date | None = None) -> tuple[str | None, list[str]]:
        root, problems = yaml_document.read("e.yaml", f"format: evidence/1\n{evidence}\n")
        assert problems == []
        found, said = bind_evidence(Document("e.yaml", "", "", root), ruleset_from(RULES).data, as_of=as_of)
        return (found.subject.attributes.get("applied") if found is not None else None), [one.code for one in said]

    return of


@pytest.mark.parametrize(
    ("evidence", "option"),
    [
        ("period: 2014", "later"),
        ("period: 2015", "first"),
        ("period: {from: 2015-06-01, to: 2015-12-31}", "first"),
        ("period: {from: 2015-06-01, to: 2016-01-01}", "then"),
        ("period: 2017", "later"),
        ("facts: {}", None),
    ],
)
def test_the_day_picks_the_option(evidence: str, option: str | None, bound):
    """The last day of the period by default: from is included, until is not, the option without dates is the rest."""
    assert bound(evidence) == (option, [])


def test_the_date_of_the_assessment_comes_before_the_period(bound):
    """A period of 2015 that is assessed in 2016 has the option of 2016."""
    assert bound("period: 2015", datetime.date(2016, 3, 1)) == ("then", [])


def test_another_option_than_that_of_the_day_is_refused(bound):
    """ER581; the same one may be stated, and without any date the stated one counts."""
    assert bound("period: 2015\nsubject: {attributes: {applied: later}}")[1] == ["ER581"]
    assert bound("period: 2015\nsubject: {attributes: {applied: first}}") == ("first", [])
    assert bound("subject: {attributes: {applied: then}}") == ("then", [])
