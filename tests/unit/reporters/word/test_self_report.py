"""The self-report: chapters by group, figures in sentences, room for what only people know."""

from __future__ import annotations

import io
from pathlib import Path

import docx
from office_settings import filled_in, ruleset_named

from evalrules.completing import complete
from evalrules.model.report import Options, Report, Result
from evalrules.pipeline import check
from evalrules.reporters.word.self_report import render_self_report

RULES = """
groups: [{id: g, zh: 资源, en: resources}, {id: h, zh: 管理, en: management}]
measures: {rate: {type: percent, range: [0, 100], better: higher, zh: 入学率, en: enrolment}, share: {type: percent, range: [0, 100], zh: 比例, en: share}}
indicators:
  - {id: "1", group: g, zh: 入学率, en: enrolment, source: s, met: rate >= 95}
  - {id: "2", group: g, zh: 两率, en: both, source: s, met: rate >= 90 and share >= 50}
  - {id: "3", group: h, zh: 规划, en: plan, source: s, assessed: yesno}
  - {id: "4", group: h, zh: 评分, en: points, source: s, points: 4, awarded: assessor}
verdict: [{level: pass, when: 'met("1")', source: s}, {level: fail}]
"""


def lines(assess, language, **facts):
    evidence = {"subject": {"name": "某县"}, "facts": facts, "grades": {"3": True}, "points": {"4": 3.8}}
    found = assess(RULES, evidence).data
    report = Report(Options(), (Result("a.yaml", found, ()),), (), {})
    document = docx.Document(io.BytesIO(render_self_report(report, language)))
    return [one.text for one in document.paragraphs], [one.text for one in document.paragraphs if one.style.name == "Heading 1"]


def test_chapters_follow_the_groups(assess):
    """What it is, what it came to, each group, what is wrong, what will be done."""
    text, headings = lines(assess, "zh", rate=94, share=60)
    assert "某县自评报告" == text[0]
    assert ["一、基本情况", "二、自评结论", "三、资源", "四、管理", "五、存在问题", "六、整改措施与下一步工作", "评分表", "所用数据"] == headings
    _, english = lines(assess, "en", rate=94, share=60)
    assert ["3. Resources", "4. Management"] == english[2:4]


def test_figures_stand_in_sentences(assess):
    """Each with what is required; points with those lost; what is only judged leaves room for what was done."""
    text, _ = lines(assess, "zh", rate=94, share=60)
    assert "1. 入学率实际为 94%（要求 ≥ 95%），自评为“未达标”。" in text
    assert "2. 两率：入学率实际为 94%（要求 ≥ 90%），比例实际为 60%（要求 ≥ 50%），自评为“达标”。" in text
    assert "1. 规划：自评为“达标”。【填写：主要做法与依据】" in text
    assert "2. 评分：满分 4 分，自评 3.8 分，扣 0.2 分。【填写：扣分原因】" in text
    assert any("满分 4 分，自评得分 3.8 分，扣 0.2 分。" in line for line in text)


def test_answers_stand_behind_a_colon():
    """A figure is what something is, with a space before it; a yes or no is an answer; nothing is said twice in one sentence."""
    report = check([str(Path(__file__).resolve().parents[4] / "examples" / "quality-balance" / "county.yaml")], Options())
    said = {one: [each.text for each in docx.Document(io.BytesIO(render_self_report(report, one))).paragraphs] for one in ("zh", "en")}
    assert any("城乡教师编制标准统一：是（要求是）" in line for line in said["zh"])
    assert any(line.endswith("（小学）实际为 0.016（要求 ≤ 0.5），自评为“达标”。") for line in said["zh"])
    assert any("达到要求的学校（全校）实际为 15（要求全部 15）" in line for line in said["zh"])
    assert any(line.endswith(". coefficient of variation of teachers above the required degree per 100 pupils (primary): 0.016 (required: ≤ 0.5); met.") for line in said["en"])


def test_every_problem_has_its_measure_to_be_written(assess):
    """As many as there are; without any there is room for what keeps it up."""
    text, _ = lines(assess, "zh", rate=94, share=60)
    at = text.index("五、存在问题")
    assert ["1. 入学率：现为 94%，需 ≥ 95%，差 1 个百分点", "六、整改措施与下一步工作", "1. 【填写：整改措施、责任单位、完成时限】"] == text[at + 1 : at + 4]
    well, _ = lines(assess, "en", rate=95, share=60)
    assert {"Nothing falls short of what is required.", "[to be written: how it is kept up]"} <= set(well)


def test_the_same_result_gives_the_same_bytes(decided):
    """No clock inside; an input that could not be evaluated is named."""
    assert render_self_report(decided, "zh") == render_self_report(decided, "zh")


def test_an_input_without_a_result_is_named(broken):
    """It has no self-report."""
    document = docx.Document(io.BytesIO(render_self_report(broken, "zh")))
    assert ["bad.yaml — 未能评估"] == [one.text for one in document.paragraphs]


def test_what_the_office_set_is_told(write):
    """What stands in no standard is an annex of its own, with whose it is; a standard that gives all of it has none."""
    workbook = write("标准设定.xlsx", filled_in("guangdong-strong-town@2014"))
    overlay = write("本单位标准.yaml", complete(ruleset_named("guangdong-strong-town@2014"), str(workbook), "own.yaml", "zh").text)
    county = Path(__file__).resolve().parents[4] / "examples" / "fushan-town" / "self-score.yaml"
    for ruleset, is_told in ((str(overlay), True), (None, False)):
        report = check([str(county)], Options(ruleset=ruleset))
        document = docx.Document(io.BytesIO(render_self_report(report, "zh")))
        assert ("本单位设定" in [one.text for one in document.paragraphs]) is is_told
        assert ("合格分数线" in [cell.text for table in document.tables for cell in table.columns[0].cells]) is is_told
