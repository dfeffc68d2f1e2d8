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
    """A row an indicator with its figures, the group only where it begins; the clause of each in a table of its own."""
    table = section(page(decided), "Indicators").table
    rows = [row for row in table.rows if row[1]]
    assert ["1", "2", "3", "4", "5"] == [row[1] for row in rows]
    assert ["group one", "", "", "", ""] == [row[0] for row in rows]
    assert ["C", "B", "B", "met", "open: A/B/C"] == [row[3] for row in rows]
    assert ("62%", "A: ≥ 98%; B: ≥ 90%", "28 percentage points short") == rows[0][4:]
    cited = section(page(decided), "Where the standard says so").table
    assert ["sample text 第1条 (seen in a copy)", "第2条 (seen in a copy)"] == [row[-1] for row in cited.rows[:2]]


def test_gaps_have_real_units(decided):
    """The level's gap first, each distance in its unit, and how many more of what."""
    lines = section(page(decided), "Gaps").lines
    assert "to reach “passed”" == lines[0]
    assert any("enrolment: 62%, needs ≥ 90%, short by 28 percentage points" in line for line in lines)
    assert any("that is 1 more: schools that reach it" in line for line in lines) or any(
        "short by 0.556%" in line for line in lines
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
    assert len([line for line in lines if "needs ≥ 20" in line]) == again
    everywhere = [line for one in found.sections for line in one.lines if "needs ≥ 20" in line]
    assert len(everywhere) == failing



def test_claims_and_notes_stand_in_the_page(decided):
    """A stated figure that does not hold, and the warnings with their place."""
    found = page(decided)
    assert ("- share: stated 90, derived 94.44, which counts",) == section(
        found, "Claims that do not hold"
    ).lines
    assert any(
        "ER413 warning" in line and "(county.yaml#facts" in line for line in section(found, "Notes").lines
    )


def test_steps_only_where_they_are_asked_for(decided):
    """With explain each comparison is listed with both values."""
    assert section(page(decided), "Steps") is None
    lines = section(page(decided, explain=True), "Steps").lines
    assert any("enrolment ≥ south 98%/north 96%: 62 ≥ 98% → no" in line for line in lines)
    assert any("share = " in line for line in lines)


def test_sources_say_how_sure_they_are(decided):
    """Every cited source with its confidence."""
    assert ("- sample text (seen in a copy)",) == section(page(decided), "Sources").lines


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


def test_what_stands_between_quotes_makes_no_step_another(assess):
    """A condition with ` = ` in a text is no derived value, and a grade that ends with a question mark is not open."""
    rules = """
grades: [{id: A, zh: 好, en: "good?"}, {id: B, zh: 差, en: bad}]
tables: {units: {key: [name], columns: {name: {type: text}}}}
indicators:
  - {id: "1", zh: 甲, en: first, source: s, met: 'any(units, name == "a = b")'}
  - {id: "2", zh: 乙, en: second, source: s, assessed: grade}
"""
    rows = {"units": [{"name": "a = c"}]}
    found = assess(rules, {"tables": rows, "grades": {"2": "A"}}, explain=True).data
    steps = section(page_of(found, "en", explain=True), "Steps").lines
    assert "- [met] any row of units: name = a = b: no" in steps
    writer = Writer(found, "en")
    assert [(writer.outcome(one), writer.is_open(one)) for one in found.findings] == [("not met", False), ("good?", False)]


def test_a_reason_names_every_indicator_that_is_not_met(assess):
    """The result keeps the smallest proof; people read how many of all there are, and the first ten by name."""
    text = "measures: {rate: {type: percent}}\nindicators:\n" + "".join(
        f'  - {{id: "{at}", zh: 第{at}项, en: item {at}, source: s, met: rate >= {at}}}\n' for at in range(1, 15)
    )
    for rate, named, count in ((12, ("13", "14"), "2"), (1, tuple(str(at) for at in range(2, 12)), "13")):
        found = assess(text, {"facts": {"rate": rate}})
        assert 1 == len(found.data.verdict.reasons[0].because)
        (reason,) = page_of(found.data, "zh").reasons
        assert f"14 项中 {count} 项未达标" in reason
        assert all(f"{own} 第{own}项" in reason for own in named)
        assert (" 等" in reason) == (count == "13")
    (alone,) = page_of(assess(text, {"facts": {"rate": 13}}).data, "en").reasons
    assert "because of: 14 item 14" in alone


TWO_OF_THREE = """
indicators: [{id: a, source: s 1, assessed: yesno}, {id: b, source: s 1, assessed: yesno}, {id: c, source: s 1, assessed: yesno}]
verdict: [{level: pass, when: "%s", source: s 1}, {level: fail, source: s 1}]
"""


@pytest.mark.parametrize(
    ("when", "language", "said", "is_said"),
    [
        ("every(indicators, met)", "zh", "3 项中 2 项未达标", True), ("every(indicators, met)", "zh", "，任一项即不能通过", True),
        ("every(indicators, met)", "en", "2 of 3 are not met", True), ("every(indicators, met)", "en", "; any one of them is enough", True),
        ("count(indicators, met) >= 2", "zh", "任一项即不能通过", False), ("count(indicators, met) >= 2", "en", "any one of them", False),
    ],
)  # fmt: skip
def test_that_any_one_is_enough_is_said_where_it_is(when: str, language: str, said: str, is_said: bool, ruleset_from):
    """Where the level asks for every one of them, and nowhere else."""
    ruleset = ruleset_from(TWO_OF_THREE % when)
    evidence = evalrules.evidence_from({"grades": {"a": False, "b": True, "c": False}}, ruleset)
    found = evalrules.assess(ruleset, evidence)
    (line,) = page_of(found.data, language).reasons
    assert (said in line) is is_said


ROUNDED = """
tables: {t: {zh: 校, en: schools, key: [k], columns: {k: {type: text, zh: 名, en: name}, n: {type: count, fixed: true, zh: 数, en: number}}}}
measures: {spread: {type: number, value: "cv(t, n)", round: {digits: 2, mode: half_up, source: s 1}, zh: 差异系数, en: spread}}
indicators: [{id: a, source: s 1, met: spread <= 0.5}]
"""


def test_a_coefficient_is_held_against_the_limit_as_the_standard_prints_it(ruleset_from):
    """Rounded as the standard rounds it, with the edge that is rounded to it beside it."""
    ruleset = ruleset_from(ROUNDED)
    rows = [{"k": str(at), "n": n} for at, n in enumerate((1, 3, 9))]
    found = evalrules.assess(ruleset, evalrules.evidence_from({"tables": {"t": rows}}, ruleset))
    text = found.render("text", lang="en")
    assert "spread: 0.78, needs ≤ 0.5 (unrounded < 0.505), short by 0.28" in text
    assert "现为 0.78，需 ≤ 0.5（未舍入时 < 0.505），差 0.28" in found.render("text", lang="zh")


def test_a_clause_stands_once_for_all_options(ruleset_from):
    """An indicator of each stage is decided at one place: one line, with the number that people know."""
    rules = """
choices: {stage: {low: {zh: 小学, en: primary}, high: {zh: 初中, en: junior}}}
measures: {rate: {type: percent, each: stage, zh: 率, en: rate}}
indicators:
  - {id: keep, each: stage, zh: 巩固, en: retention, source: s 7, met: rate >= 90}
  - {id: other, zh: 其他, en: other, source: s 8, assessed: yesno}
"""
    ruleset = ruleset_from(rules)
    found = evalrules.assess(ruleset, evalrules.evidence_from({"grades": {"other": True}}, ruleset)).data
    cited = section(page_of(found, "en"), "Where the standard says so").table
    assert ["keep", "other"] == [row[0] for row in cited.rows]
