"""The words for names, values, rows and changes of one assessment."""

from __future__ import annotations

import pytest

from evalrules.reporters.page import page_of
from evalrules.reporters.wording import Wording


@pytest.mark.parametrize("written", ["1/0", "1e999999999", "9" * 5000, "Infinity", "１"])
def test_a_text_that_looks_like_a_number_is_shown_as_it_is(decided, written: str):
    """Only what results write as numbers is taken for one."""
    wording = Wording(decided.results[0].assessment, "en")
    assert (written, "0.333") == (wording.side(written), wording.side("1/3", written))


def test_what_has_no_name_in_a_kept_result_is_shown_by_its_id(decided):
    """Levels, measures and groups of members whose names somebody took out of a result."""
    found = decided.results[0].assessment
    nothing = found.titles._replace(levels={}, measures={}, members={}, tables={})
    wording = Wording(found._replace(titles=nothing), "en")
    assert (wording.verdict(), wording.measure("rate"), wording.group_of_members("towns")) == ("fail", "rate", "towns")
    assert Wording(found, "en").measure("rate") == "enrolment"


# -- options of one id in two choices --------------------------------------------------------------------------------

TWO_CHOICES = """
choices:
  stage: {primary: {zh: 小学, en: primary school}, junior: {zh: 初中, en: junior school}, "2": {zh: 二段, en: second stage}}
  rank: {primary: {zh: 初级, en: first rank}, junior: {zh: 低级, en: low rank}, "2": {zh: 二级, en: second rank}}
measures:
  stage_of: {type: stage, zh: 学段, en: stage}
  rank_of: {type: rank, zh: 级别, en: rank}
  named: {type: text, zh: 名称, en: name}
tables:
  units:
    zh: 学校
    en: schools
    key: [school, stage]
    columns: {school: {type: text, zh: 学校, en: school}, stage: {type: stage, zh: 学段, en: stage}, rank: {type: rank, zh: 级, en: rank}}
indicators:
  - {id: "1", zh: 甲, en: first, source: s 1, met: 'stage_of == "2"'}
  - {id: "2", zh: 乙, en: second, source: s 1, met: 'rank_of == "2" and named == "2"'}
  - {id: "3", zh: 丙, en: third, source: s 1, met: 'every(units, rank == "2")'}
  - {id: "4", zh: 丁, en: fourth, source: s 1, met: 'stage in ("2", "junior")'}
"""


def test_an_option_is_called_as_in_its_own_choice(assess):
    """Two choices with options of one id never print each other's names, nor does a text that is spelt like an id."""
    facts = {"stage_of": "primary", "rank_of": "junior", "named": "primary"}
    rows = [{"school": "junior", "stage": "primary", "rank": "junior"}]
    subject = {"attributes": {"stage": "primary"}}
    found = assess(TWO_CHOICES, {"facts": facts, "tables": {"units": rows}, "subject": subject}, explain=True).data
    lines = "\n".join(line for section in page_of(found, "en", explain=True).sections for line in section.lines)
    assert "stage: primary school → second stage" in lines
    assert "rank: low rank → second rank" in lines
    assert "name: primary → 2" in lines
    assert "junior primary school: rank: low rank → second rank" in lines
    assert "primary school = second stage → no" in lines
    assert "primary school is one of second stage/junior school → no" in lines
    assert "first rank" not in lines


def test_a_subject_without_a_name_is_no_word_of_the_program(assess):
    """A report in Chinese says 该县（市、区） where the evidence has neither name nor code; a name or a code is used as it is."""
    rules = 'indicators: [{id: "1", zh: 甲, en: a, assessed: yesno, source: s}]'
    called = [Wording(assess(rules, {"subject": subject}).data, "zh").subject() for subject in ({}, {"id": "320599"}, {"id": "320599", "name": "某县"})]
    assert called == ["该县（市、区）", "320599", "某县（320599）"]
