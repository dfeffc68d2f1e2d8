"""Which cells a result speaks of."""

from __future__ import annotations

import pytest

import evalrules
from evalrules.base.diagnostics import error, note, warning
from evalrules.base.source import Span, cell_at
from evalrules.model.refs import CellRef, DecisionRef, OwnRef
from evalrules.model.report import Result
from evalrules.reporters.workbook.deciding_cells import marks_of

RULES = """
tables:
  schools: {zh: 学校, en: schools, key: [school], columns: {school: {type: text, zh: 校, en: school}, pupils: {type: count, zh: 学生数, en: pupils, better: lower}}}
indicators: [{id: "1", zh: 规模, en: size, source: s 1, met: "every(schools, pupils <= 2000)"}]
verdict: [{level: pass, when: 'met("1")', source: s 1}, {level: fail}]
"""


def at(row, column=6, sheet="甲"):
    return cell_at("表.xlsx", sheet, row, column)


def marked(result, cells, language="zh"):
    return {(mark.row, mark.column): mark for mark in marks_of(result, cells, language)}


@pytest.mark.parametrize(("make", "kind"), [(error, "error"), (warning, "warning")])
def test_a_problem_marks_the_cell_it_names(make, kind):
    """With its code, its sentence and what to do."""
    problem = make("ER402", at(9), zh="入学率", en="enrolment", measure="rate", expected="a number", found="很高")
    found = marked(Result("表.xlsx", None, (problem,)), {})
    assert kind == found[9, 6].kind
    assert found[9, 6].text.startswith("ER402 “入学率”填的是“很高”，应为数字\n")


@pytest.mark.parametrize(
    "problem", [note("ER411", at(9), id="a", text="-"), warning("ER411", at(0)), warning("ER411", Span("a.yaml", 1, 2, 1, 3)), warning("ER411", None)]
)  # fmt: skip
def test_notes_and_places_that_are_no_cells_mark_nothing(problem):
    """A note needs no action; a whole sheet, another file and no place at all are no cell."""
    assert {} == marked(Result("表.xlsx", None, (problem,)), {})


def test_a_gap_marks_the_measure_and_what_is_counted(decided):
    """The sentence of the report stands at the cells to be changed."""
    found = marked(decided.results[0], {OwnRef("share"): at(9), OwnRef("ok"): at(7), OwnRef("rate"): at(5), DecisionRef("4"): at(20)})
    assert "gap" == found[5, 6].kind
    assert "指标 1 入学：C → B：入学率：现为 62%，需 ≥ 90%，差 28 个百分点" in [mark.text for mark in marks_of(decided.results[0], {OwnRef("rate"): at(5)}, "zh")]
    assert found[9, 6].text == found[7, 6].text
    assert (20, 6) not in found, "an indicator that is met is not marked"


def test_a_grade_that_is_open_is_marked_as_missing(opened):
    """With what would decide."""
    found = marked(opened.results[0], {DecisionRef("4"): at(20), OwnRef("rate"): at(5)}, "en")
    assert "missing" == found[20, 6].kind
    assert any("the decision on indicator “4 plan”" in mark.text for mark in marks_of(opened.results[0], {DecisionRef("4"): at(20)}, "en"))


def test_a_decided_grade_below_the_best_is_marked(report_on):
    """What a panel decided is shown at its cell."""
    found = marked(report_on({}, {"3": "B"}).results[0], {DecisionRef("3"): at(19)})
    assert ("gap", "3 管理（B）") == (found[19, 6].kind, found[19, 6].text)
    assert {} == marked(report_on({"exam": False}, {"3": "A"}).results[0], {DecisionRef("3"): at(19)})


def test_the_cells_of_failing_rows_are_marked(ruleset_from):
    """The cell of the row that lacks something, by table, key and column; the others are not."""
    rules = ruleset_from(RULES)
    rows = [{"school": "一小", "pupils": 2500}, {"school": "二小", "pupils": 300}, {"school": "三小", "pupils": None}]
    evidence = evalrules.evidence_from({"tables": {"schools": {"rows": rows}}}, rules, name="表.xlsx")
    result = Result("表.xlsx", evalrules.assess(rules, evidence).data, ())
    cells = {CellRef("schools", (name,), column): at(row, number, "学校") for row, name in enumerate(("一小", "二小", "三小"), 6)
             for number, column in enumerate(("school", "pupils"), 1)}  # fmt: skip
    found = marked(result, cells)
    assert "gap" == found[6, 2].kind
    assert "500" in found[6, 2].text
    assert not {(7, 1), (7, 2), (6, 1)} & set(found)


def test_nothing_is_said_of_cells_that_are_not_known(decided):
    """Without the places no mark is made up."""
    assert {} == marked(decided.results[0], {})


KEYED = """
tables:
  schools:
    zh: 学校
    en: schools
    key: [school, stage]
    columns: {school: {type: text, zh: 校, en: school}, stage: {type: text, zh: 段, en: stage}, pupils: {type: count, zh: 学生数, en: pupils, better: lower}}
indicators: [{id: "1", zh: 规模, en: size, source: s 1, met: "every(schools, pupils <= 2000)"}]
verdict: [{level: pass, when: 'met("1")', source: s 1}, {level: fail}]
"""


@pytest.mark.parametrize(
    "key",
    [("一小, 东校区", "小学"), ("一小", "东, 西"), ("a,b", "c"), ("[甲]", "1:2"), ('"乙"', "x]"), ("一：二", "a:b, c")],
)
def test_the_cell_of_a_row_is_found_by_any_key(key, ruleset_from):
    """Commas, brackets, quotes and colons in the name of a school lose no mark, of a gap or of what is missing."""
    rules = ruleset_from(KEYED)
    other = (key[0] + ",", key[1])
    rows = [{"school": key[0], "stage": key[1], "pupils": 2500}, {"school": other[0], "stage": other[1], "pupils": 1}]
    cells = {CellRef("schools", one, "pupils"): at(row, 3, "学校") for row, one in enumerate((key, other), 6)}
    for pupils, kind in ((2500, "gap"), (None, "missing")):
        rows[0]["pupils"] = pupils
        evidence = evalrules.evidence_from({"tables": {"schools": {"rows": rows}}}, rules, name="表.xlsx")
        found = marked(Result("表.xlsx", evalrules.assess(rules, evidence).data, ()), cells)
        assert {(6, 3): kind} == {place: mark.kind for place, mark in found.items()}
