"""What a report says, before it is laid out."""

from __future__ import annotations

import pytest

import evalrules
from evalrules.reporters.page import BAD, GOOD, OPEN, Writer, page_of


def page(report, language="en", **options):
    return page_of(report.results[0].assessment, language, **options)


def section(found, title):
    return next((one for one in found.sections if one.title == title), None)


def test_the_verdict_and_why_come_first(decided):
    """The head names subject, period and ruleset; the verdict has its reason with the indicators behind it."""
    found = page(decided)
    assert ("某县 (1)  period 2007", "failed", BAD) == (found.title, found.verdict, found.tone)
    assert ("veto “a C”: 1 enrolment (C)",) == found.reasons


def test_an_open_verdict_lists_what_is_possible(opened):
    """Undetermined names the levels still possible."""
    found = page(opened)
    assert ("undetermined (still possible: passed / failed)", OPEN) == (found.verdict, found.tone)
    assert () == found.reasons


def test_every_indicator_is_in_the_table_once(decided):
    """A row an indicator, the group only where it begins, and the source beside it."""
    table = section(page(decided), "Indicators").table
    assert ["1", "2", "3", "4", "5"] == [row[1] for row in table.rows]
    assert ["group one", "", "", "", ""] == [row[0] for row in table.rows]
    assert "s 第1条 (read)" == table.rows[0][-1]
    assert ["C", "B", "B", "met", "A/B/C ?"] == [row[3] for row in table.rows]


def test_gaps_have_real_units(decided):
    """The level's gap first, each distance in its unit, and how many more of what."""
    lines = section(page(decided), "Gaps").lines
    assert "to reach “passed”" == lines[0]
    assert any("enrolment: 62 %, needs >= 90 %, short by 28 %" in line for line in lines)
    assert any("that is 1 more: schools that reach it" in line for line in lines) or any(
        "short by 0.55… %" in line for line in lines
    )


ROWS = """
tables: {units: {key: [name], columns: {name: {type: text}, books: {type: count, unit: 册, better: higher, zh: 图书, en: books}}}}
indicators: [{id: "1", zh: 图书, en: books, source: s, met: 'every(units, books >= 20)'}]
"""


@pytest.mark.parametrize(("failing", "again"), [(3, 0), (20, 0), (25, 5)])
def test_what_a_row_lacks_is_said_once(failing: int, again: int, ruleset_from):
    """The gap refers to the rows listed above it, and lists only those that found no room there."""
    ruleset = ruleset_from(ROWS)
    rows = [{"name": f"n{at}", "books": 19} for at in range(failing)]
    evidence = evalrules.evidence_from({"tables": {"units": rows}}, ruleset)
    found = page_of(evalrules.assess(ruleset, evidence).data, "en")
    lines = section(found, "Gaps").lines
    assert lines[1] == "- the rows listed above get what they lack"
    assert len([line for line in lines if "needs >= 20" in line]) == again
    everywhere = [line for one in found.sections for line in one.lines if "needs >= 20" in line]
    assert len(everywhere) == failing


def test_missing_says_what_would_decide(opened):
    """Each missing item that decides says for which values; the others are counted."""
    lines = section(page(opened), "Missing").lines
    assert any("< 90: failed" in line for line in lines)
    assert any("management (tie)" in line for line in lines)


def test_claims_and_notes_stand_in_the_page(decided):
    """A stated figure that does not hold, and the warnings with their place."""
    found = page(decided)
    assert ("- share: stated 90, derived 94.44…, which counts",) == section(
        found, "Claims that do not hold"
    ).lines
    assert any(
        "ER413 warning" in line and "(county.yaml#facts" in line for line in section(found, "Notes").lines
    )


def test_steps_only_where_they_are_asked_for(decided):
    """With explain each comparison is listed with both values."""
    assert section(page(decided), "Steps") is None
    lines = section(page(decided, explain=True), "Steps").lines
    assert any("rate >= line: 62 >= 98 % → no" in line for line in lines)
    assert any("share = percent(ok, total) = 94.44… %" in line for line in lines)


def test_sources_say_how_sure_they_are(decided):
    """Every cited source with its confidence."""
    assert ("- s: sample text (read)",) == section(page(decided), "Sources").lines


def test_a_passing_county_is_good(report_on):
    """The tone follows whether the required level is reached."""
    assert (
        GOOD == page(report_on({"rate": 99, "ok": 9, "total": 9, "exam": False}, {"3": "A", "4": "是"})).tone
    )


@pytest.mark.parametrize("name", ["decided", "opened"])
def test_both_languages_have_the_same_sections(name, request):
    """Chinese and English say the same in the same order."""
    report = request.getfixturevalue(name)
    zh, en = page(report, "zh", explain=True), page(report, "en", explain=True)
    assert [len(one.lines) for one in zh.sections] == [len(one.lines) for one in en.sections]
    assert len(zh.reasons) == len(en.reasons)


@pytest.mark.parametrize("written", ["1/0", "1e999999999", "9" * 5000, "Infinity", "１"])
def test_a_text_that_looks_like_a_number_is_shown_as_it_is(decided, written: str):
    """Only what results write as numbers is taken for one."""
    writer = Writer(decided.results[0].assessment, "en")
    assert (written, "0.33…") == (writer.side(written), writer.side("1/3", written))


def test_the_paper_behind_a_figure_is_named_once(assess):
    """Of facts and of decisions, with the page and the place in the evidence; nothing is said where nothing is cited."""
    rules = """
grades: [A, B]
measures: {rate: {type: percent, range: [0, 100], zh: 率, en: rate}}
indicators:
  - {id: "1", zh: 一, en: one, source: s, met: rate >= 95}
  - {id: "2", zh: 二, en: two, source: s, met: rate >= 90}
  - {id: "3", zh: 三, en: three, source: s, assessed: grade}
"""
    facts = {"rate": {"value": 96, "source": "年报.pdf", "page": 3}}
    found = assess(rules, {"facts": facts, "grades": {"3": {"grade": "A", "source": "票.pdf"}}}).data
    lines = section(page_of(found, "en"), "Papers behind the figures").lines
    assert [line.partition(" (<mapping>")[0] for line in lines] == ["- rate: 年报.pdf, page 3", "- indicator 3 three: 票.pdf"]
    bare = assess(rules, {"facts": {"rate": 96}}).data
    assert "Papers behind the figures" not in [one.title for one in page_of(bare, "en").sections]


def test_what_has_no_name_in_a_kept_result_is_shown_by_its_id(decided):
    """Levels, measures and groups of members whose names somebody took out of a result."""
    found = decided.results[0].assessment
    nothing = found.titles._replace(levels={}, measures={}, members={}, tables={})
    writer = Writer(found._replace(titles=nothing), "en")
    assert (writer.verdict(), writer.measure("rate"), writer.group_of_members("towns")) == ("fail", "rate", "towns")
    assert Writer(found, "en").measure("rate") == "enrolment"


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
    assert 'stage_of == "2": primary school == second stage → no' in lines
    assert 'stage in ("2", "junior"): primary school in' in lines
    assert "first rank" not in lines
