"""The tables of figures that every format draws."""

from __future__ import annotations

import evalrules
from evalrules.batch.exact import nobody
from evalrules.model.assessment import RowTable
from evalrules.reporters.page import Writer, page_of

RULES = """
groups: [{id: g, zh: 甲组, en: one}, {id: h, zh: 乙组, en: two}]
choices: {stage: {low: {zh: 小学, en: primary}, high: {zh: 初中, en: junior}}}
measures: {spread: {type: number, each: stage, zh: 系数, en: spread, value: "cv(units, each)", round: {digits: 3, mode: half_up}}}
tables:
  units:
    zh: 学校
    en: schools
    key: [name, stage]
    columns:
      name: {type: text, zh: 校名, en: name}
      stage: {type: stage, zh: 学段, en: stage}
      each: {type: number, unit: m2, zh: 生均面积, en: area a pupil, round: {digits: 2, mode: half_up}}
      parts: {type: count, zh: 部分, en: parts}
indicators:
  - {id: rows, zh: 每校, en: each school, source: s, met: "every(units, each >= 4.5)"}
  - {id: spread, each: stage, zh: 差异, en: spread, source: s, met: spread <= 0.5}
  - {id: "1", group: g, zh: 一, en: one, source: s, points: 5, awarded: assessor}
  - {id: "2", group: h, zh: 二, en: two, source: s, points: 3, awarded: assessor}
"""
ROWS = [("a", "low", 4.494), ("b", "low", 4.495), ("c", "high", 6)]


def result(assess):
    rows = [dict(zip(("name", "stage", "each"), row, strict=True)) for row in ROWS]
    return assess(RULES, {"points": {"1": 4.5, "2": 3}, "tables": {"units": rows}}, explain=True).data


def table(found, title, language="zh"):
    return next(one.table for one in page_of(found, language).sections if one.title == title)


def test_points_have_subtotals_and_a_total(assess):
    """Full, awarded and lost of each, each group under its name; and these indicators stand nowhere else."""
    found = result(assess)
    assert (
        ("甲组",), ("1", "一", "5", "4.5", "0.5"), ("", "甲组小计", "5", "4.5", "0.5"),
        ("乙组",), ("2", "二", "3", "3", "0"), ("", "乙组小计", "3", "3", "0"),
        ("", "总分", "8", "7.5", "0.5"),
    ) == table(found, "评分表").rows  # fmt: skip
    assert ["rows", "spread:low", "spread:high"] == [row[0] for row in table(found, "各项指标").rows if row[0]]


def test_coefficients_have_mean_deviation_and_limit(assess):
    """To three decimals, met or not, with how many rows were counted."""
    first, second = table(result(assess), "差异系数").rows
    assert ("系数（小学）", "4.495 平方米", "0.001 平方米", "0.000", "≤ 0.5（达标）", "2") == first
    assert "1" == second[-1]


def test_what_is_only_shown_stands_below_the_coefficients(assess):
    """With neither mean nor limit; it is named by its measure."""
    shown = 'both: {type: number, zh: 综合, en: both, shown: true, value: "(of(spread, \\"low\\") + of(spread, \\"high\\")) / 2"}'
    rules = RULES.replace("measures: {", f"measures: {{{shown}, ").replace("4.495", "4.5")
    rows = [dict(zip(("name", "stage", "each"), row, strict=True)) for row in (*ROWS, ("d", "high", 8))]
    found = assess(rules, {"tables": {"units": rows}}, explain=True).data
    assert ("综合", "—", "—", "0.071", "—", "—") == table(found, "差异系数").rows[-1]


def test_a_coefficient_of_nothing_has_its_decimals(assess):
    """One school does not differ from itself: 0.000, as every other coefficient has three decimals, and never 0."""
    rows = {row[0]: row[3:] for row in table(result(assess), "各项指标").rows}
    assert ("0.000", "≤ 0.5", "余 0.5") == rows["spread:high"]


def test_an_annex_is_called_by_its_rows_once():
    """What the name of a table says of its rows gives way to what those of this annex have in common."""
    found = evalrules.load_ruleset("national-basic-balance").data
    kept = next(own for own in found.tables if "小学、初中分列" in found.tables[own].label.zh)
    writer = Writer(nobody(found), "zh")
    key = next(own for own in found.tables[kept].key if own.endswith("stage"))
    assert "学校（小学）" == writer.table_title(RowTable(kept, ((key, "primary"),), (), (), ()))


def test_every_row_stands_in_the_annex_and_is_marked_where_it_is_below(assess):
    """To the digits that the standard compares, under what is asked for; the same rounding decides."""
    found = table(result(assess), "附表：学校各项数据")
    assert ("校名", "学段", "生均面积（平方米）") == found.headers
    assert (
        ("达标要求", "", "≥ 4.5"), ("a", "小学", "▼ 4.49"), ("b", "小学", "4.50"), ("c", "初中", "6.00"),
    ) == found.rows  # fmt: skip


def test_a_short_report_shows_the_figures_that_tell(assess):
    """Of an indicator with many figures those that are not as they should be; a full one shows all of them."""
    names = [f"f{at}" for at in range(6)]
    rules = "measures:\n" + "".join(f"  {name}: {{type: yesno, zh: {name}, en: {name}}}\n" for name in names)
    rules += f"indicators: [{{id: '1', zh: 一, en: one, source: s, met: '{' and '.join(names)}'}}]"
    facts = dict.fromkeys(names, True) | {"f3": False}
    writer = Writer(assess(rules, {"facts": facts}).data, "en")
    (short,), (full,) = writer.indicator_rows(full=False), writer.indicator_rows(full=True)
    assert ("1", "one", "not met", "5 as required", "6 in all", "—") == short.rows[0] == full.rows[0]
    assert [("", "· f3", "", "no", "yes", "not so")] == list(short.rows[1:])
    assert 7 == len(full.rows)


ROUNDED = """
sources:
  s: {zh: 标准, en: the standard, confidence: read}
  mode: {zh: 未写明，按四舍五入, en: "not stated, half up is taken", confidence: assumed}
measures:
  rate: {type: number, zh: 比例, en: rate, round: {digits: 1, mode: half_up, source: mode}}
  share: {type: number, zh: 占比, en: share, round: {digits: 2, mode: half_even, source: s 3}}
  mean: {type: number, zh: 均值, en: mean, round: {digits: 2, mode: half_up}}
indicators: [{id: "1", zh: 一, en: one, source: s, met: rate >= 95 and share >= 1 and mean >= 1}]
"""


def test_an_assumed_rounding_is_told_as_such(assess):
    """Which figures, to how many decimals, how, and on whose word; a mode that the standard gives is no assumption."""
    found = assess(ROUNDED, {"facts": {"rate": 95, "share": 1, "mean": 1}}).data
    for language, line, source in (
        ("zh", "比例：取 1 位小数，四舍五入（未写明，按四舍五入）", "未写明，按四舍五入（推定）"),
        ("en", "rate: to 1 decimals, half up (not stated, half up is taken)", "not stated, half up is taken (assumed)"),
    ):
        writer = Writer(found, language)
        assert [f"- {line}"] == list(writer.assumptions().lines[1:])
        assert f"- {source}" in writer.sources().lines
    assert writer.assumptions() in page_of(found, "en").sections


def test_a_standard_that_says_how_it_rounds_has_no_assumptions(assess):
    """Nor has one that does not round."""
    assert Writer(result(assess), "zh").assumptions() is None
