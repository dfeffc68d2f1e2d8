"""The content of a form: which lines, in which order, in which words."""

from __future__ import annotations

from collections import Counter

import pytest
from selection import one_in

import evalrules
from evalrules import catalog
from evalrules.base.units import written_factor
from evalrules.forms.asked import awarded, graded
from evalrules.forms.lines import Heading, Line, column_lines, opening_of, sheets_of, votes_of

SHIPPED = sorted(entry.name for entry in catalog.entries())
RULES = """
grades: [A, B]
groups: [{id: g, zh: 甲组, en: group one}, {id: h, zh: 乙组, en: group two}]
choices: {stage: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}
members: {towns: {zh: 镇, en: towns, holds: [pass], source: s 2}}
measures:
  rate: {type: percent, range: [0, 100], zh: 入学率, en: enrolment, source: s 第1条}
  funds: {type: number, series: 3, zh: 经费, en: funds, unit: 元, source: s 第1条}
  keep: {type: percent, each: stage, zh: 巩固率, en: retention}
  idle: {type: yesno, zh: 闲置, en: idle}
tables:
  schools: {zh: 学校, en: schools, key: [school], columns: {school: {type: text, zh: 校, en: school}, pupils: {type: count, zh: 生, en: pupils}}}
indicators:
  - {id: "1", group: g, zh: 入学, en: enrolment, source: s 第1条, met: "rate >= 90 and rising(funds, 2)"}
  - {id: "2", group: g, zh: 管理, en: management, source: s 第2条, assessed: grade, note: {zh: 看记录, en: see the records}}
  - {id: "3", group: h, each: stage, zh: 巩固, en: retention, source: s 第3条, met: keep >= 95}
  - {id: "4", group: h, zh: 规模, en: size, source: s 第4条, met: "every(schools, pupils <= 2000)"}
  - {id: "5", zh: 给分, en: points, source: s 第5条, points: 4, awarded: assessor}
gates: [{id: t, zh: 镇, en: towns, need: "share(towns, holding) >= 0.5", else: fail, source: s 6}]
"""


@pytest.fixture(scope="module")
def sample(ruleset_from):
    """A ruleset with a line of each kind."""
    return ruleset_from(RULES).data


def lines(sheets):
    return [entry for sheet in sheets for entry in sheet.entries if isinstance(entry, Line)]


@pytest.mark.parametrize("name", one_in(4, SHIPPED))
def test_every_measure_is_asked_for_exactly_once(name):
    """Facts by option, grades, points and members of each shipped standard; nothing else."""
    rules = evalrules.load_ruleset(name).data
    wanted = Counter()
    for measure in rules.facts:
        options = [f":{option}" for option in rules.choices[measure.each].options] if measure.each else [""]
        for option in options:
            wanted["fact", measure.id + option] += max(1, measure.series)  # a line for each year
    wanted.update(("member", one.id) for one in rules.measures.values() if one.ref.kind == "member")
    wanted.update(("grade", one.id) for one in graded(rules))
    wanted.update(("point", of) for of in awarded(rules))
    assert wanted == Counter((line.section, line.id) for line in lines(sheets_of(rules, "zh")))


@pytest.mark.parametrize("name", one_in(4, SHIPPED))
def test_units_are_in_the_language_of_the_form(name):
    """An English form has no Chinese unit, and each that it has is read back as the unit of the measure."""
    rules = evalrules.load_ruleset(name).data
    found = [*lines(sheets_of(rules, "en")), *(line for table in rules.tables.values() for line in column_lines(rules, table, "en"))]
    units = {(line.unit, rules.measures[line.id.partition(":")[0]].unit) for line in found if line.unit}
    assert [] == [shown for shown, unit in units if not shown.isascii() and shown != "m²"]
    assert [] == [shown for shown, unit in units if written_factor(shown, unit) != 1]


def test_there_are_the_shipped_standards():
    """The rule above speaks of all of them."""
    assert 18 <= len(SHIPPED)


def test_sheets_follow_the_groups_then_the_rest(sample):
    """Indicators without a group and facts without an indicator follow, and last what is only read."""
    assert ["甲组", "乙组", "其他指标", "其他数据", "由表格计算的指标"] == [sheet.title for sheet in sheets_of(sample, "zh")]
    assert ["idle", "towns:total", "towns:holding"] == [line.id for line in lines(sheets_of(sample, "zh")[3:])]


def test_a_ruleset_without_groups_has_one_sheet(ruleset_from):
    """It is called the form."""
    rules = ruleset_from('indicators: [{id: "1", zh: 甲, source: s 1, assessed: yesno}]').data
    assert ["自评表"] == [sheet.title for sheet in sheets_of(rules, "zh")]
    assert ["Form"] == [sheet.title for sheet in sheets_of(rules, "en")]


def test_facts_stand_below_their_indicator_before_the_decisions(sample):
    """Figures first, then what a panel decides."""
    first = sheets_of(sample, "zh")[0]
    assert ["数据", "入学", "入学率", "经费", "经费", "经费", "评定", "管理"] == [entry.words for entry in first.entries]


def test_an_indicator_with_nothing_to_fill_in_is_out_of_the_way(sample):
    """Where its figures are in a table it is named on the last sheet, with its document and what is required."""
    *others, last = sheets_of(sample, "zh")
    assert last.may_stay_empty
    (heading,) = [entry for entry in last.entries if entry.words == "规模（数据填入“学校”表）"]
    assert heading.clause
    assert heading.required
    assert [] == [entry for sheet in others for entry in sheet.entries if entry.words.startswith("规模（")]


def test_options_follow_their_indicator(sample):
    """The value for a stage stands below the indicator of that stage."""
    ids = [entry.id if isinstance(entry, Line) else entry.words for entry in sheets_of(sample, "zh")[1].entries]
    assert ["巩固（小学）", "keep:primary", "巩固（初中）", "keep:junior"] == ids[:4]


def test_series_wait_for_their_years(sample):
    """As many lines as there are years, and no other line by year."""
    by_year = [line for line in lines(sheets_of(sample, "zh")) if line.by_year]
    assert ["funds"] * 3 == [line.id for line in by_year]


def test_a_document_is_named_where_it_changes(ruleset_from):
    """Below it stand clauses only; what was not read says so."""
    rules = ruleset_from(
        "sources: {s: {zh: 例文, en: sample, confidence: read}, o: {zh: 他文, en: other, confidence: assumed}}\n"
        "indicators: [{id: '1', zh: 甲, source: s 1, assessed: yesno}, {id: '2', zh: 乙, source: s 2, assessed: yesno},\n"
        "  {id: '3', zh: 丙, source: o 3, assessed: yesno}]"
    ).data
    assert ["例文 1", "2", "他文 3（推定）"] == [line.clause for line in lines(sheets_of(rules, "zh"))]


def test_full_points_and_notes_stand_below_the_words(sample):
    """What assessors need to know stands where they decide."""
    by_id = {(line.section, line.id): line for line in lines(sheets_of(sample, "en"))}
    assert ("full points: 4",) == by_id["point", "5"].required
    assert ("note: see the records",) == by_id["grade", "2"].remarks


def test_votes_are_asked_for_by_grade(sample, ruleset_from):
    """Only where a panel grades; yes and no are not voted on in parts."""
    found = votes_of(sample, "zh")
    assert ["2:A", "2:B", "2:panel"] == [entry.id for entry in found.entries if isinstance(entry, Line)]
    assert votes_of(ruleset_from('indicators: [{id: "1", zh: 甲, source: s 1, assessed: yesno}]').data, "zh") is None


def test_the_opening_asks_who_and_when(sample):
    """Subject, period, completeness of tables; kind, ruleset and digest are filled in."""
    opening = {(line.section, line.id): line for line in opening_of(sample, "zh")}
    assert {("subject", "name"), ("subject", "id"), ("period", ""), ("period", "from"), ("table", "schools:complete")} < set(opening)
    assert sample.digest == opening["form", ""].fixed
    assert "t@1" == opening["ruleset", ""].fixed
    assert ["是", "否"] == list(opening["table", "schools:complete"].limits.options)


def test_columns_are_lines_too(sample):
    """A column has its type's limits."""
    assert ["text", "count"] == [line.limits.kind for line in column_lines(sample, sample.tables["schools"], "zh")]


def test_names_of_indicators_are_no_numbers(ruleset_from):
    """`10` and `G3` are printed as numbers, an id that is a word is not."""
    rules = ruleset_from(
        "indicators: [{id: G3, zh: 甲, source: s 1, assessed: yesno}, {id: rest, zh: 乙, source: s 1, assessed: yesno}]"
    ).data
    assert ["G3", ""] == [line.number for line in lines(sheets_of(rules, "zh"))]


def test_headings_carry_no_value(sample):
    """What is only read has no section."""
    headings = [entry for sheet in sheets_of(sample, "zh") for entry in sheet.entries if isinstance(entry, Heading)]
    assert headings
    assert not any(hasattr(heading, "section") for heading in headings)
