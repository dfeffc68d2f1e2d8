"""A form with values in it is read back as the same evidence."""

from __future__ import annotations

import openpyxl

from evalrules.base.forms import MARK, TABLE
from evalrules.forms.filled import filled_form
from evalrules.loading import load_ruleset
from evalrules.model.report import Options
from evalrules.pipeline import check


def read_back(data: bytes, tmp_path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(data)
    report = check([str(path)], Options())
    assert report.results[0].assessment is not None, report.results[0].diagnostics
    return report.results[0].assessment


def test_values_of_every_kind_come_back(tmp_path):
    """A name, a year, decisions and figures with all their digits stand where the form asks for them."""
    ruleset = load_ruleset("guangxi-basic-balance").ruleset
    values = {
        ("subject", "name"): [("", "001")],
        ("period", ""): [("", "2013")],
        ("fact", "primary_retention"): [("", "98.50000000000000001")],
    }
    found = read_back(filled_form(ruleset, values, {}, "zh"), tmp_path)
    assert (found.subject.name, found.period) == ("001", "2013")
    facts = {use.measure: use.value for finding in found.findings for use in finding.facts}
    assert facts["primary_retention"] == "98.50000000000000001"


def test_rows_come_back(tmp_path):
    """Rows of a table stand below its heading, each value under its column."""
    ruleset = load_ruleset("guangdong-modernization").ruleset
    table = ruleset.tables["elements"]
    columns = [own.partition(".")[2] for own in table.columns]
    rows = [{columns[0]: str(at)} for at in range(1, 4)]
    path = tmp_path / "form.xlsx"
    path.write_bytes(filled_form(ruleset, {}, {"elements": rows}, "zh"))
    sheet = next(one for one in openpyxl.load_workbook(path).worksheets if one["A1"].value == f"{MARK}:{TABLE}:elements")
    first = sheet["B1"].value + 1
    assert [str(sheet.cell(first + at, 1).value) for at in range(3)] == ["1", "2", "3"]
    assert sheet.cell(2, 1).value == columns[0]
