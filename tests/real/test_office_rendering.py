"""Workbooks in a real office program: LibreOffice shows everything, and keeps what makes a form a form."""

from __future__ import annotations

import io
import shutil
import subprocess

import openpyxl
import pytest
from office_settings import filled_in

import evalrules
from evalrules.base.diagnostics import error
from evalrules.base.source import cell_at
from evalrules.completing import complete
from evalrules.forms.lines import Line, sheets_of
from evalrules.forms.workbook import form_workbook
from evalrules.model.report import Result
from evalrules.reporters.workbook.result import annotated_workbook
from evalrules.reporters.workbook.sheets import mark_of

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not shutil.which("soffice"), reason="NOT CHECKED: LibreOffice (soffice) is not installed"),
    pytest.mark.skipif(not shutil.which("pdftotext"), reason="NOT CHECKED: pdftotext (poppler-utils) is not installed"),
]

FORMS = ["jiangsu-16@2007", "national-quality-balance@2017"]


@pytest.fixture(scope="module")
def convert(tmp_path_factory):
    """`convert(data, "pdf")`: a workbook as LibreOffice converts it."""
    profile = tmp_path_factory.mktemp("profile")

    def run(data, suffix):
        folder = tmp_path_factory.mktemp("office")
        source, target = folder / "in" / "a.xlsx", folder / f"a.{suffix}"
        source.parent.mkdir()
        source.write_bytes(data)
        subprocess.run(
            ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", suffix, "--outdir", folder, source],
            check=True, capture_output=True, timeout=600,
        )  # fmt: skip
        return target

    return run


def text_of(pdf):
    """The text of a PDF without spaces and line ends, which depend on where lines break."""
    shown = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, timeout=600).stdout
    flowing = subprocess.run(["pdftotext", "-raw", pdf, "-"], check=True, capture_output=True, timeout=600).stdout
    return "".join(flowing.decode().split()), shown.decode()


def squeezed(text):
    return "".join(text.split())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_printed_without_loss(name, language, convert):
    """Titles, every indicator and every line are on paper in full; no column is too narrow for its number."""
    rules = evalrules.load_ruleset(name).data
    flowing, shown = text_of(convert(form_workbook(rules, language), "pdf"))
    assert squeezed(rules.title.in_language(language)) in flowing
    words = [one.label.in_language(language) for one in rules.indicators]
    words += [entry.words for sheet in sheets_of(rules, language) for entry in sheet.entries if isinstance(entry, Line)]
    assert [] == [word for word in words if squeezed(word) not in flowing]
    assert "###" not in shown


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_result_is_printed_without_loss(language, convert, jiangsu):
    """Verdict, indicators and problems of an annotated form are on paper in full."""
    evidence = evalrules.evidence_from({"subject": {"name": "某县"}, "grades": {"9": "C"}}, jiangsu, name="表.xlsx")
    problem = error("ER402", cell_at("表.xlsx", "教育质量", 8, 6), zh="甲", en="a", measure="m", expected="a number", found="x")
    result = Result("表.xlsx", evalrules.assess(jiangsu, evidence).data._replace(diagnostics=(problem,)), ())
    flowing, shown = text_of(convert(annotated_workbook(form_workbook(jiangsu.data, language), result, {}, language), "pdf"))
    assert ("结论：不通过" if language == "zh" else "Verdict:notpassed") in flowing
    assert [] == [one.id for one in jiangsu.data.indicators if squeezed(one.label.in_language(language)) not in flowing]
    assert "ER402" in flowing
    assert "###" not in shown


@pytest.mark.parametrize("name", FORMS)
def test_a_form_saved_by_an_office_program_is_a_form_still(name, convert, tmp_path):
    """Marks, names, rules, protection and hidden rows are kept, and it is read as evidence without a problem."""
    rules = evalrules.load_ruleset(name)
    data = form_workbook(rules.data, "zh")
    saved = convert(data, "xlsx").read_bytes()
    before, after = (openpyxl.load_workbook(io.BytesIO(one)) for one in (data, saved))
    assert set(before.defined_names) <= set(after.defined_names)
    for sheet in before.worksheets:
        same = after[sheet.title]
        assert mark_of(sheet) == mark_of(same)
        assert same.protection.sheet
        assert same.row_dimensions[1].hidden
        kept = {(rule.type, rule.formula1) for rule in same.data_validations.dataValidation}
        assert {(rule.type, rule.formula1) for rule in sheet.data_validations.dataValidation if rule.type} <= kept
    path = tmp_path / "saved.xlsx"
    path.write_bytes(saved)
    evidence = evalrules.load_evidence(path, rules)
    assert () == evidence.diagnostics
    assert {None} == {fact.value for fact in evidence.data.facts.values()}


def test_marks_are_taken_out_after_an_office_program_saved_them(convert, jiangsu):
    """LibreOffice drops the authors of comments; ours are found by their signature, so nothing is doubled."""
    problem = error("ER402", cell_at("表.xlsx", "教育质量", 8, 6), zh="甲", en="a", measure="m", expected="a number", found="x")
    result = Result("表.xlsx", None, (problem,))
    once = annotated_workbook(form_workbook(jiangsu.data, "zh"), result, {}, "zh")
    again = openpyxl.load_workbook(io.BytesIO(annotated_workbook(convert(once, "xlsx").read_bytes(), result, {}, "zh")))
    assert 1 == again["教育质量"]["F8"].comment.text.count("ER402")
    rules = [str(rule.formula) for one in again["教育质量"].conditional_formatting for rule in one.rules]
    assert 1 == sum("evalrules:" in one for one in rules)
    assert 1 == sum(mark_of(sheet) == "result" for sheet in again.worksheets)


def test_a_form_counts_in_an_office_program(convert, jiangsu, tmp_path):
    """What is filled in is counted as it is calculated there, sheet by sheet and in all, and the count is no evidence."""
    book = openpyxl.load_workbook(io.BytesIO(form_workbook(jiangsu.data, "zh")))
    sheet = book["事业发展水平"]
    for row in (6, 7):
        sheet.cell(row, 6).value = "A"
    out = io.BytesIO()
    book.save(out)
    saved = convert(out.getvalue(), "xlsx").read_bytes()
    counted = openpyxl.load_workbook(io.BytesIO(saved), data_only=True)
    assert "已填 2 / 应填 6" == counted["事业发展水平"].cell(3, 6).value
    assert "已填 2 / 应填 43" in [cell.value for row in counted.worksheets[0].iter_rows() for cell in row]
    for name, data in (("calculated", saved), ("never", out.getvalue())):
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(data)
        evidence = evalrules.load_evidence(path, jiangsu)
        assert (name, ()) == (name, evidence.diagnostics)


def test_settings_come_back_from_an_office_program(convert, jiangsu, tmp_path):
    """Saved by LibreOffice the workbook is still one of settings, and its count is right."""
    saved = convert(filled_in("jiangsu-16"), "xlsx").read_bytes()
    counted = openpyxl.load_workbook(io.BytesIO(saved), data_only=True).worksheets[0]
    assert "19 / 19" in [cell.value for row in counted.iter_rows() for cell in row]
    (tmp_path / "s.xlsx").write_bytes(saved)
    found = complete(jiangsu.data, str(tmp_path / "s.xlsx"), "own.yaml", "zh")
    assert (0, ()) == (found.still_open, found.diagnostics)
