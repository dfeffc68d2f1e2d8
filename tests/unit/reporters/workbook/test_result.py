"""The user's workbook with the result in it, and workbooks of results."""

from __future__ import annotations

import io
from cProfile import Profile

import openpyxl
import pytest
from openpyxl.comments import Comment
from selection import one_in

import evalrules
from evalrules.base.diagnostics import error, warning
from evalrules.base.source import cell_at
from evalrules.forms.workbook import form_workbook
from evalrules.model.refs import AttributeRef, DecisionRef, OwnRef
from evalrules.model.report import Options, Report, Result
from evalrules.reporters.workbook.result import annotated_workbook, result_workbook
from evalrules.reporters.workbook.sheets import mark_of

GRADES = {str(number): "A" for number in range(1, 16)} | {"9": "C", "14": "B"}
FACTS = {"quality_reached_8": 20, "quality_listed_8": 22, "required_courses": "是", "fitness_hour": "否"}


def loaded(data, **options):
    return openpyxl.load_workbook(io.BytesIO(data), **options)


def marks_in(sheet):
    """The rules of our marks, without those that colour a form while it is filled in."""
    rules = [rule for one in sheet.conditional_formatting for rule in one.rules]
    return [rule for rule in rules if any("evalrules:" in str(formula) for formula in rule.formula)]


def contents(data):
    """Everything a reader of a workbook sees: values, comments, formats, rules, protection."""
    return [
        (sheet.title, sheet.protection.sheet, sorted(sheet.column_dimensions), len(sheet.data_validations.dataValidation),
         [(str(one.sqref), [rule.formula for rule in one.rules]) for one in sheet.conditional_formatting],
         [(cell.coordinate, str(cell.value), cell.comment and cell.comment.text, cell.fill.fgColor.rgb, cell.hyperlink and cell.hyperlink.location)
          for row in sheet.iter_rows() for cell in row])
        for sheet in loaded(data).worksheets
    ]  # fmt: skip


@pytest.fixture(scope="module")
def filled(jiangsu, tmp_path_factory):
    """A form that was filled in, its result, and where its values were read."""
    workbook = loaded(form_workbook(jiangsu.data, "zh"))
    cells = {}
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows(min_row=6):
            section, own, cell = row[0].value, row[1].value, row[5]
            if section:
                cells[{"fact": OwnRef, "grade": DecisionRef}.get(section, AttributeRef)(own)] = cell_at("表.xlsx", sheet.title, cell.row, cell.column)
                typed = {"fact": FACTS, "grade": GRADES, "subject": {"name": "某县"}}.get(section, {})
                cell.value = typed.get(own, cell.value)
    workbook["教育质量"]["K8"].value = "=1+1"
    workbook["教育质量"]["D9"].comment = Comment("请核对", "张三")
    path = tmp_path_factory.mktemp("filled") / "表.xlsx"
    workbook.save(path)
    facts = {own: value == "是" if isinstance(value, str) else value for own, value in FACTS.items()}
    evidence = evalrules.evidence_from({"subject": {"kind": "county", "name": "某县"}, "facts": facts, "grades": GRADES}, jiangsu, name="表.xlsx")
    found = evalrules.assess(jiangsu, evidence).data
    problem = warning("ER433", cells[OwnRef("quality_listed_8")], zh="总数", en="in all", measure="quality_listed_8", year="2005", period="2007")
    return path.read_bytes(), Result("表.xlsx", found._replace(diagnostics=(problem,)), ()), cells


@pytest.mark.real
def test_a_blank_cell_far_away_costs_nothing(filled):
    """A format in the last column of row 900,000 is copied in the steps of the cells that are there, and stays."""
    _, result, _ = filled
    steps = []
    for place in ("B2", "XFD900000"):
        workbook, data, profile = openpyxl.Workbook(), io.BytesIO(), Profile()
        workbook.active[place].number_format = "0%"
        workbook.save(data)
        made = profile.runcall(annotated_workbook, data.getvalue(), result, {}, "zh")
        steps.append(sum(entry.callcount for entry in profile.getstats()))
        assert "0%" == loaded(made)["Sheet"][place].number_format
    assert steps[1] < 1.2 * steps[0]


def test_the_result_stands_first(filled):
    """A marked sheet that opens first, alone selected; the form's sheets follow unchanged."""
    data, result, cells = filled
    found = loaded(annotated_workbook(data, result, cells, "zh"))
    assert ["评估结果", *loaded(data).sheetnames] == found.sheetnames
    assert "result" == mark_of(found.active)
    assert [True, *[False] * (len(found.sheetnames) - 1)] == [bool(sheet.sheet_view.tabSelected) for sheet in found.worksheets]


def test_deciding_cells_are_marked(filled):
    """The problem, the decided C, and the fact that holds indicator 10 down are marked and explained; an A is not."""
    data, result, cells = filled
    found = loaded(annotated_workbook(data, result, cells, "zh"))

    def comment(own):
        place = cells[own]
        said = found[place.sheet].cell(place.line, place.column).comment
        return said.text if said else ""

    assert "ER433 “总数”填的是 2005 年的数，评估时段为 2007" in comment(OwnRef("quality_listed_8"))
    assert "C → A" in comment(DecisionRef("9"))
    assert "落实体质健康标准、每天锻炼一小时的措施：否 → 是" in comment(OwnRef("fitness_hour"))
    assert "" == comment(DecisionRef("1"))


def test_everything_else_survives(filled):
    """Names, validations, protection, formulas, hidden rows and comments of the user."""
    data, result, cells = filled
    before, after = loaded(data), loaded(annotated_workbook(data, result, cells, "zh"))
    assert {name: one.attr_text for name, one in before.defined_names.items()} == {name: one.attr_text for name, one in after.defined_names.items()}
    for sheet in before.worksheets:
        same = after[sheet.title]
        assert sheet.protection.sheet == same.protection.sheet
        assert [(str(one.sqref), one.formula1, one.prompt) for one in sheet.data_validations.dataValidation] == [
            (str(one.sqref), one.formula1, one.prompt) for one in same.data_validations.dataValidation
        ]
        assert [cell.value for row in sheet.iter_rows() for cell in row] == [
            cell.value for row in same.iter_rows(max_row=sheet.max_row, max_col=sheet.max_column) for cell in row
        ]
        assert same.row_dimensions[1].hidden
    assert "请核对" == after["教育质量"]["D9"].comment.text


@pytest.mark.real
@pytest.mark.parametrize("language", one_in(2, ["zh", "en"]))
def test_annotating_twice_is_annotating_once(filled, language):
    """The marks of an earlier result are taken out first, also those in the other language."""
    data, result, cells = filled
    once = annotated_workbook(data, result, cells, language)
    assert contents(once) == contents(annotated_workbook(once, result, cells, language))
    other = annotated_workbook(data, result, cells, "en" if language == "zh" else "zh")
    assert contents(once) == contents(annotated_workbook(other, result, cells, language))


@pytest.mark.parametrize("language", one_in(2, ["zh", "en"]))
@pytest.mark.real
def test_a_copy_speaks_as_its_form_where_nobody_asks_otherwise(language, filled, jiangsu):
    """Whatever the machine speaks on which it is checked."""
    other = {"zh": "en", "en": "zh"}[language]
    data, result = form_workbook(jiangsu.data, language), filled[1]
    own = loaded(annotated_workbook(data, result, {}, other, as_form=True)).sheetnames[0]
    assert {"zh": "结果", "en": "Result"}[language] in own
    asked = loaded(annotated_workbook(data, result, {}, other)).sheetnames[0]
    assert {"zh": "Result", "en": "结果"}[language] in asked


def test_marks_go_with_their_cause(filled):
    """When nothing is wrong any more, only the result sheet is left of us."""
    data, result, cells = filled
    clean = Result("表.xlsx", None, ())
    found = loaded(annotated_workbook(annotated_workbook(data, result, cells, "zh"), clean, {}, "zh"))
    assert [] == [one for sheet in found.worksheets for one in marks_in(sheet)]
    assert ["请核对"] == [cell.comment.text for sheet in found.worksheets for row in sheet.iter_rows() for cell in row if cell.comment]


def test_errors_are_marked_without_an_assessment(filled):
    """The sheet says that nothing was assessed; the cell is marked all the same."""
    data, _, cells = filled
    problem = error("ER402", cells[OwnRef("quality_listed_8")], zh="总数", en="in all", measure="m", expected="a number", found="=1")
    found = loaded(annotated_workbook(data, Result("表.xlsx", None, (problem,)), cells, "zh"))
    assert [['LEN("evalrules:error")>0']] == [rule.formula for rule in marks_in(found["教育质量"])]
    assert "未能评估" in [cell.value for row in found["评估结果"].iter_rows() for cell in row]


def test_the_annotated_workbook_is_evidence_still(filled, jiangsu, tmp_path):
    """Read again, it has the same facts as before: the result sheet is not read."""
    data, result, cells = filled
    digests = []
    for name, content in (("a.xlsx", data), ("b.xlsx", annotated_workbook(data, result, cells, "zh"))):
        workbook = loaded(content)
        workbook["教育质量"]["K8"].value = None  # a formula that no program has calculated
        workbook.save(tmp_path / name)
        digests.append(evalrules.load_evidence(tmp_path / name, jiangsu).digest)
    assert digests[0] == digests[1]


def test_the_same_result_gives_the_same_bytes(filled, several):
    """No clock inside."""
    data, result, cells = filled
    assert annotated_workbook(data, result, cells, "zh") == annotated_workbook(data, result, cells, "zh")
    assert result_workbook(several, "zh") == result_workbook(several, "zh")


def test_results_are_data(decided, several):
    """A sheet for each kind of row; every input has a row in the summary, and all subjects stand in the matrix."""
    assert ["Overview", "Indicators", "Figures that it rests on", "To mend"] == loaded(result_workbook(decided, "en")).sheetnames[:4]
    found = loaded(result_workbook(several, "zh"))
    assert ["汇总", "对照表", "指标"] == found.sheetnames[:3]
    assert ["某县", "该县（市、区）", "bad.yaml"] == [row[0].value for row in found["汇总"].iter_rows(min_row=2)]
    assert 2 == found["对照表"].max_row - 1


def test_a_report_without_inputs_lists_its_problems():
    """A workbook always has a sheet."""
    report = Report(Options(), (), (error("ER501", None, name="nope"),), {})
    assert ["汇总", "数据问题"] == loaded(result_workbook(report, "zh")).sheetnames


def test_names_are_data_in_the_summary(several):
    """A path that looks like a formula stays text, and makes a title."""
    hostile = several._replace(results=tuple(one._replace(path="=cmd|'/c calc'!A0") for one in several.results))
    found = loaded(result_workbook(hostile, "zh"))
    assert not [cell for sheet in found.worksheets for row in sheet.iter_rows() for cell in row if cell.data_type in ("f", "e")]
