"""The HTML report on one subject: what stands in it, and that it says what every other format says."""

from __future__ import annotations

import datetime
import re
from html import unescape

import pytest

import evalrules
from evalrules.base.diagnostics import warning
from evalrules.model.assessment import Beside, Claim, Difference
from evalrules.reporters.html.subject import SubjectPage, lines, problem_list
from evalrules.reporters.page import Writer
from evalrules.reporters.tally import LOOKS, tally_of, words_for

TABLES = """
grades: [A, B, C]
tables:
  schools: {zh: 学校, en: schools, key: [name], columns: {name: {type: text, zh: 校, en: school}, books: {type: count, unit: 册, better: higher, zh: 图书, en: books}}}
members: {towns: {zh: 镇, en: towns, holds: [pass], source: s 2}}
indicators:
  - {id: "1", zh: 图书, en: books, source: s 1, met: "every(schools, books >= 20)"}
  - {id: "2", zh: 镇, en: towns, source: s 2, met: "share(towns, holding) >= 0.5"}
  - {id: "3", zh: 规划, en: plan, source: s 3, assessed: grade}
verdict: [{level: pass, when: 'met("1") and met("2") and grade("3") != "C"'}, {level: fail}]
"""
EVIDENCE = {
    "period": 2007,
    "subject": {"name": "某县"},
    "grades": {"3": "B"},
    "tables": {"schools": [{"name": "一小", "books": 19}, {"name": "二小", "books": 30}]},
    "members": {"towns": {"total": 2, "list": [{"name": "北镇", "verdict": {"level": "pass"}}]}},
    "waivers": [{"indicator": "1", "reason": "新建", "approver": "市局", "until": "2008-12-31"}],
}


@pytest.fixture(scope="module")
def tabled(ruleset_from):
    """An assessment with a row that fails, a member, a waiver and a grade below the best."""
    rules = ruleset_from(TABLES)
    evidence = evalrules.evidence_from(EVIDENCE, rules, as_of=datetime.date(2007, 12, 31))
    return evalrules.assess(rules, evidence, explain=True).data


def written(found, language="en", *, explain=False, problems=()):
    """Each part of the page by its id, and its verdict."""
    page = SubjectPage(found, language, "s1", 2)
    parts = {part.id: part.content for part in page.parts(problems, explain=explain)}
    return {**parts, "head": page.head(), "verdict": page.verdict()}


def plain(markup: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))).strip()


def first(report):
    return report.results[0].assessment


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_verdict_tells_what_was_asked_and_why(language, decided, opened):
    """The level large, the level asked for, whether it is reached, and each reason as the page has it."""
    for report, sign in ((decided, LOOKS["not_met"].sign), (opened, LOOKS["unknown"].sign)):
        writer = Writer(first(report), language)
        told = plain(written(first(report), language)["verdict"])
        assert told.startswith(sign)
        assert writer.verdict() in told
        assert all(reason in told for reason in writer.reasons())
        assert writer.level(first(report).required) in told


def test_the_verdict_tells_what_waivers_make_of_it(tabled, decided):
    """Where a waiver changes what is accepted the banner says so, and only there."""
    failing = tabled._replace(verdict=tabled.verdict._replace(meets_required=False), accepted=True)
    assert "reached: no (with waivers: yes)" in plain(written(failing)["verdict"])
    assert "waivers" not in plain(written(first(decided))["verdict"])


def test_the_head_names_evidence_and_ruleset(decided):
    """Period, id@edition, revision, document and digest."""
    found = first(decided)
    told = plain(written(found)["head"])
    for needed in ("2007", "t@1", "county.yaml", found.evidence_digest):
        assert needed in told
    assert found.ruleset.digest in written(found)["files"]


def test_every_indicator_has_a_chip_that_leads_to_its_row(decided):
    """Name, grade and sign on the chip; the id and the source in the row that it leads to."""
    found = first(decided)
    parts = written(found)
    chips = re.findall(r'<a class="(\w+)" href="#([\w-]+)">(.*?)</a>', parts["glance"])
    assert len(chips) == len(found.findings)
    for (_, target, chip), finding in zip(chips, found.findings, strict=True):
        assert plain(chip).startswith(finding.title.en)
        assert f'<tr id="{target}"><th scope="row"><span class="id">{finding.id}</span>' in parts["indicators"]
        assert Writer(found, "en").outcome(finding) in plain(chip)


def test_the_counts_are_those_of_the_tally(decided, opened, tabled):
    """The counts stand at the head of the chips, each with its sign; those about points only where there are some."""
    for found in (first(decided), first(opened), tabled):
        counts = re.findall(r"<b>(\d+)</b>", written(found)["glance"])
        assert tuple(map(int, counts)) == tuple(getattr(tally_of(found), word) for word in words_for([found]))
        assert all(LOOKS[word].sign in written(found)["glance"] for word in words_for([found]))


def test_a_count_of_nothing_is_quiet(decided):
    """It has no colour that would be looked at."""
    items = re.findall(r'<li class="([\w-]+)">.*?<b>(\d+)</b>', written(first(decided))["glance"].split("</ul>")[0])
    assert {name == "none" for name, count in items if count == "0"} == {True}
    assert {name == "none" for name, count in items if count != "0"} == {False}


def test_a_grade_below_the_best_is_paler_than_the_best(tabled):
    """A B that counts as met is paler and a note says so; with nothing but A there is no note."""
    assert 'class="lower"' in written(tabled)["glance"]
    assert "pale" in plain(written(tabled)["glance"])
    best = tuple(one._replace(grade="A" if one.grade else None) for one in tabled.findings)
    assert "pale" not in plain(written(tabled._replace(findings=best))["glance"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_gap_stands_in_words_and_a_number_as_a_bar(language, decided):
    """The sentences of the page word for word, and one bar for each distance, however often it is named."""
    found = first(decided)
    gaps = written(found, language)["gaps"]
    writer = Writer(found, language)
    every = [change for gap in found.gaps for change in (*gap.changes, *(one for way in gap.alternatives for one in way))]
    assert every
    assert all(writer.gap_title(gap) in plain(gaps) for gap in found.gaps)
    assert all(writer.change(change) in plain(gaps) for change in every)
    numeric = {change for change in every if change.op in (">=", ">", "<=", "<")}
    assert gaps.count("<svg") == len(numeric) > 0


def test_failing_rows_have_what_they_lack(tabled):
    """The row, the sentence and the bar; the gap then only points to the rows."""
    parts = written(tabled)
    assert "一小" in parts["rows"] and "二小" not in parts["rows"]
    assert parts["rows"].count("<svg") == 1
    assert "books: 19, needs ≥ 20, short by 1" in plain(parts["rows"])
    assert "<svg" not in parts["gaps"] or "the rows listed above" in plain(parts["gaps"])


def test_members_waivers_and_conditions_stand_where_they_are(tabled, decided):
    """Members are a table, a waiver says until when; without them there is no section."""
    parts = written(tabled)
    assert "北镇" in parts["members"]
    assert "2008-12-31" in plain(parts["waivers"])
    assert not {"members", "waivers", "conditions", "beside"} & set(written(first(decided)))


def test_vetoes_and_gates_tell_their_state_and_their_indicators(decided):
    """How many fire, and a link to each indicator behind one."""
    parts = written(first(decided))
    assert "1 fire, 0 do not, 0 open" in plain(parts["vetoes"])
    assert re.search(r'<a href="#s1-i\d">', parts["vetoes"])
    assert "1 hold, 0 do not, 0 open" in plain(parts["gates"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_missing_tells_what_it_would_decide(language, opened):
    """Every line of the page on what is missing stands in the section."""
    section = Writer(first(opened), language).missing()
    told = plain(written(first(opened), language)["missing"])
    assert all(line.removeprefix("- ") in told for line in section.lines)


def test_two_assessments_stand_side_by_side(decided):
    """Both verdicts, then a table with a column for each and a row for each indicator that differs."""
    other = Beside("自评", "self.yaml", "pass", ("pass",), (Difference("3", "B", "A"),))
    found = first(decided)._replace(name="现场", beside=(other,))
    section = written(found)["beside"]
    assert ["indicator", "自评", "现场"] == re.findall(r'<th scope="col">(.*?)</th>', section)
    assert plain(section).endswith("A B")
    same = written(found._replace(beside=(other._replace(differences=()),)))["beside"]
    assert "No indicator differs" in same and "<table" not in same


def test_claims_notes_and_sources_are_those_of_the_page(decided):
    """A claim that does not hold, every note with its code, every source with its confidence."""
    found = first(decided)._replace(claims=(Claim("share", "90", "850/9"),))
    problem = warning("ER414", None, id="7", voted="A", capped="B")
    parts = written(found, problems=(problem,))
    assert "stated 90, derived 94.44" in plain(parts["claims"])
    assert "ER414" in parts["notes"]
    assert "(seen in a copy)" in plain(parts["sources"])


def test_steps_are_told_when_they_are_asked_for(decided):
    """With --explain every recorded step, numbers as bars; without it none."""
    found = first(decided)
    told = written(found, explain=True)["steps"]
    section = Writer(found, "en").steps()
    assert all(line.removeprefix("- ") in plain(told) for line in section.lines)
    assert "<svg" in told
    assert "steps" not in written(found)


def test_headings_go_down_step_by_step(tabled):
    """A section's heading has the depth that was asked, what stands in it one more, and every id its prefix."""
    page = SubjectPage(tabled, "zh", "s7", 3)
    whole = "".join(page.written(part) for part in page.parts((), explain=True))
    assert {"3", "4"} == set(re.findall(r"<h(\d)", whole))
    assert all(own.startswith("s7-") for own in re.findall(r' id="([^"]+)"', whole))


def test_lines_become_paragraphs_and_lists():
    """Lines that are indented stand in one list, others in paragraphs, in their order."""
    assert lines(("a", "- b", "- c", "d")) == "<p>a</p><ul><li>b</li><li>c</li></ul><p>d</p>"


def test_a_problem_has_its_code_and_place(broken):
    """The code, the sentence and where."""
    told = plain(problem_list(broken.results[0].diagnostics, "en"))
    assert told.startswith("ER102 the key 'a' stands twice")
    assert told.endswith("bad.yaml:2:3")


def test_a_document_is_named_where_it_changes(tabled):
    """Every indicator has its clause; the document of the one above it is not named again."""
    table = plain(written(tabled)["indicators"])
    assert 1 == table.count("sample text"), table
    assert all(f"{at} (seen in a copy)" in table for at in (1, 2, 3))
