"""A ruleset and an indicator in words."""

from __future__ import annotations

import pytest

from evalrules.reporters.standard import indicator_page, ruleset_page


def lines_of(page) -> str:
    return "\n".join(
        [page.title, page.subtitle, *page.reasons, *(line for one in page.sections for line in one.lines)]
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_of_a_ruleset_is_in_its_page(language: str, rules):
    """Every indicator, value, measure, check, gate, veto and source is named."""
    text = lines_of(ruleset_page(rules.data, language))
    ruleset = rules.data
    labels = [*ruleset.indicators, *ruleset.gates, *ruleset.vetoes, *ruleset.levels, *ruleset.measures.values(), *ruleset.sources.values()]  # fmt: skip
    for one in labels:
        assert one.label.in_language(language) in text
    for name in (*ruleset.values, *ruleset.measures):
        assert f"- {name}: " in text
    ok, total = (ruleset.measures[own].label.in_language(language) for own in ("ok", "total"))
    assert f"{ok} ≤ {total}" in text
    assert ruleset.digest in text


def test_numbers_that_no_text_gives_are_apart(rules):
    """Parameters have a section of their own."""
    sections = {one.title: one.lines for one in ruleset_page(rules.data, "en").sections}
    assert ["- line: line = south 98%/north 96% [sample text 1, seen in a copy]"] == list(sections["Numbers"])
    assert 1 == len(sections["Numbers that no text gives, to be set by the user"])


def test_an_indicator_has_its_measures_and_their_inputs(rules):
    """An indicator on a derived measure lists that, how it is computed, and its inputs."""
    text = lines_of(indicator_page(rules.data, rules.data.indicator("2"), "en"))
    for part in ("- share: ", "computed as schools that reach it as a percentage of schools", "- ok: ", "- total: ", "sample text 第2条"):
        assert part in text


def test_an_indicator_that_waits_for_a_number_says_so(rules):
    """Until a number is set a panel decides, and the page says it."""
    assert "decided by the panel until the numbers are set" in lines_of(
        indicator_page(rules.data, rules.data.indicator("5"), "en")
    )


def test_ceiling_and_definition_are_told(rules):
    """A ceiling, and what counts as the measure behind it."""
    text = lines_of(indicator_page(rules.data, rules.data.indicator("3"), "zh"))
    assert "评A须 并非（考试）" in text
    assert "口径：只看公办" in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_shipped_ruleset_has_a_page_for_everything(language: str, jiangsu):
    """Every indicator of the shipped ruleset can be explained."""
    assert ruleset_page(jiangsu.data, language).sections
    for indicator in jiangsu.data.indicators:
        assert indicator_page(jiangsu.data, indicator, language).sections


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("zh", ["学校每一行：室内面积 ≤ 校舍面积", "学校每一行：平均班额不应大于最大班额", "学校每一行：这一“校名”在学段中也有"]),
        ("en", ["every row of schools: indoor ≤ area", "every row of schools: the average is not above the largest",
                "every row of schools: the name is in stages, too"]),
    ],
)  # fmt: skip
def test_what_must_hold_in_each_row_is_told(language: str, lines: list[str], ruleset_from):
    """Checks below a table stand behind those of the ruleset, in words of their own where they have some."""
    rules = ruleset_from(
        "tables:\n  s:\n    zh: 学校\n    en: schools\n    key: [n]\n    columns:\n      n: {type: text, zh: 校名, en: name}\n"
        "      a: {type: number, zh: 校舍面积, en: area}\n      b: {type: number, zh: 室内面积, en: indoor}\n"
        "    checks: [b <= a, {need: a / b > 1, zh: 平均班额不应大于最大班额, en: the average is not above the largest}, 'listed(u, n)']\n"
        "  u: {zh: 学段, en: stages, key: [n], columns: {n: {type: text}}}\n"
        "indicators: [{id: '1', source: s, assessed: yesno}]\n"
    )
    text = lines_of(ruleset_page(rules.data, language))
    assert [f"- {line}" for line in lines] == [line for line in text.splitlines() if line.startswith(f"- {lines[0][:4]}")]


def test_an_option_is_named_by_its_own_choice(ruleset_from):
    """Where two choices have an option of one id, the condition says which is meant."""
    rules = ruleset_from(
        "choices: {stage: {junior: {zh: 初中, en: junior}}, kind: {junior: {zh: 初级中学, en: junior school}}}\n"
        "measures: {part: {type: stage, zh: 学段, en: part}, sort: {type: kind, zh: 类别, en: sort}}\n"
        "indicators: [{id: '1', source: s, met: 'sort == \"junior\" or part in (\"junior\",) or kind == \"junior\"'}]\n"
    )
    text = lines_of(ruleset_page(rules.data, "zh"))
    text += str(ruleset_page(rules.data, "zh"))
    for line in ("(1) 类别 = 初级中学", "(2) 学段 属于 初中", "(3) kind = 初级中学"):
        assert line in text


def test_choices_and_assessments_are_called_by_their_names(ruleset_from):
    """An attribute, the order of assessments and an indicator that a rule looks at stand there by name, not by id."""
    rules = ruleset_from("""
assessments: [{id: self, zh: 自评, en: self-assessment}, approval]
choices: {where: {zh: 城乡, en: town or country, town: {zh: 城, en: town}, land: {zh: 乡, en: country}}}
indicators: [{id: "1", zh: 面积, en: area, source: s, assessed: yesno, applies: where == "town"}]
verdict: [{level: pass, when: 'met("1")'}, {level: fail}]
""")
    assert ["town", "land"] == list(rules.data.choices["where"].options)
    text = lines_of(ruleset_page(rules.data, "zh"))
    assert "评估次序：自评 → approval" in text
    assert "仅当 城乡 = 城 时适用" in text
    assert "指标“面积”达标" in text


def test_the_source_of_a_rounding_stands_beside_it(ruleset_from):
    """What says how is rounded is cited with its confidence."""
    rules = ruleset_from("""
measures: {area: {type: number, zh: 面积, en: area, round: {digits: 2, mode: half_up, source: s 注1}}}
indicators: [{id: "1", zh: 面积, en: area, source: s, met: area >= 1}]
verdict: [{level: pass, when: 'met("1")'}, {level: fail}]
""")
    assert "比较时取 2 位小数，四舍五入〔例文 注1，见公开副本〕" in lines_of(ruleset_page(rules.data, "zh"))
